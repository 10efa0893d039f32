package generative

import (
	"context"
	"errors"
	"slices"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/rubric"
)

const longestEcho = 32 << 10 // bytes of a reply that are shown to the model again

// question is what a model is asked about a sheet: everything but the data.
type question struct {
	task    string // label of the work
	prompt  string // name of the prompt file
	subject string // what comes after the data
	output  *llm.Schema
	about   rubric.CompetencyID
}

func (e *Engine) request(q question, s *sheet) llm.Request {
	return llm.Request{
		Task: q.task, System: e.texts["system"], Output: q.output, MaxOutputTokens: e.opts.MaxOutputTokens,
		Parts: s.parts(e.texts[q.prompt], q.subject),
	}
}

// gather asks a question about a sheet, in as many parts as the window demands, and
// returns a reply for each part. A reply that was cut off is asked for in halves
// where the options say so.
func gather[T any](ctx context.Context, e *Engine, m *meter, s *sheet, q question, check func(*T) []string) ([]*T, error) {
	chunks, err := e.chunks(s, q)
	if err != nil {
		return nil, err
	}
	var out []*T
	for _, c := range chunks {
		r, err := ask(ctx, e, m, c, q, check)
		if llm.KindOf(err) == llm.Truncated && e.opts.Truncation == SplitData && len(c.rows) > 1 {
			for _, half := range c.halves() {
				if r, err = ask(ctx, e, m, half, q, check); err != nil {
					return nil, err
				}
				out = append(out, r)
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// ask sends a question about a sheet and decodes the reply into T. check lists what
// is wrong with its claims; the model is asked again with that list, and sees only
// its latest reply. What check finds after the last repair is left in the result for
// the domain to refuse, or is an error, as the options say. Where no reply decodes,
// it returns llm.InvalidOutput with the problems of the last one.
func ask[T any](ctx context.Context, e *Engine, m *meter, s *sheet, q question, check func(*T) []string) (*T, error) {
	req := e.request(q, s)
	parts := req.Parts
	var last *T
	grown := false
	for repairs, retry := 0, false; ; {
		r, err := e.model.Generate(ctx, &req)
		if err != nil {
			err = hideText(ctx, err)
		} else if r == nil {
			err = &llm.Error{Kind: llm.Incomplete}
		} else {
			err = r.Check()
		}
		call := CallReport{Competency: q.about, Repair: repairs > 0 && !retry, Failed: llm.KindOf(err)}
		if r != nil {
			call.Usage = r.Usage
		}
		m.call(call, retry)
		if llm.KindOf(err) == llm.Truncated && e.opts.Truncation == RetryLarger && !grown {
			grown, retry = true, true
			req.MaxOutputTokens *= 2
			continue
		}
		retry = false
		if err != nil {
			return nil, err
		}
		out := new(T)
		problems := decodeStrict(r.Text, e.shapes[req.Output.Name], out)
		if len(problems) == 0 {
			last = out
			problems = check(out)
		}
		problems = few(problems)
		switch {
		case len(problems) == 0:
			return out, nil
		case repairs < e.opts.Repairs:
			repairs++
			req.Parts = append(slices.Clone(parts), s.repair(r.Text, problems)...)
		case last != nil && e.opts.Exhausted == DropClaims:
			return last, nil
		default:
			return nil, &llm.Error{Kind: llm.InvalidOutput, Model: r.Model, Problems: problems}
		}
	}
}

// hideText keeps words of others out of our errors: what wraps an *llm.Error and
// what a model returns instead of one. The cause stays in the chain.
func hideText(ctx context.Context, err error) error {
	if e, ok := errors.AsType[*llm.Error](err); ok {
		return e
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &llm.Error{Kind: llm.Timeout, Err: err}
	}
	return &llm.Error{Kind: llm.Unavailable, Err: err}
}
