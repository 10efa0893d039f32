package generative

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/schema"
	"github.com/hirealign/hirealign/scorecard"
)

// DraftScorecard implements scorecard.Drafter. It makes one call per competency,
// the first alone so that the provider's cache is warm, the others side by side; or
// one call in all, if the options say so. The first failure ends the draft, unless
// the options ask for what is left.
func (e *Engine) DraftScorecard(ctx context.Context, req scorecard.Request) (scorecard.Proposal, error) {
	if req.Rubric.IsZero() {
		return scorecard.Proposal{}, rubric.ErrNotLocked
	}
	p := scorecard.Proposal{By: e.by}
	if len(req.Transcripts) == 0 {
		return p, ctx.Err()
	}
	s, err := newSheet(req.Transcripts, e.boundaries)
	if err != nil {
		return scorecard.Proposal{}, err
	}
	d := &scorecardDraft{e: e, s: s, handles: competencyHandles(req), questions: e.questions(req, s)}
	d.found = make([][]scorecard.ProposedEvidence, len(d.questions))
	d.failed = make([]error, len(d.questions))
	defer func() { e.report(&d.m, "scorecard.draft", s) }()

	warm := 0
	for warm < len(d.questions) {
		err := d.one(ctx, warm)
		warm++
		if err != nil {
			return scorecard.Proposal{}, err
		}
		if d.failed[warm-1] == nil {
			break
		}
	}
	if err := fanOut(ctx, warm, len(d.questions), e.opts.Concurrency, d.one); err != nil {
		return scorecard.Proposal{}, err
	}
	var partial PartialError
	for i, f := range d.found {
		p.Claims = append(p.Claims, f...)
		if d.failed[i] != nil {
			partial.Failed = append(partial.Failed, FailedCompetency{d.questions[i].about, d.failed[i]})
		}
	}
	if len(partial.Failed) > 0 {
		return p, &partial
	}
	return p, nil
}

// questions returns what is asked for a scorecard, in order.
func (e *Engine) questions(req scorecard.Request, s *sheet) []question {
	var out []question
	var all strings.Builder
	for i, id := range req.Assignment.Competencies {
		c, ok := req.Rubric.Competency(id)
		if !ok {
			continue
		}
		if e.opts.SingleCall {
			fmt.Fprintf(&all, "c%d\n%s", i+1, describe(c))
			continue
		}
		out = append(out, question{task: "scorecard.draft", prompt: "scorecard", output: e.schemas[scorecardSchema], about: id, subject: s.quotable() + describe(c)})
	}
	if all.Len() > 0 {
		out = append(out, question{task: "scorecard.draft", prompt: "scorecard_all", output: e.schemas[scorecardAllSchema], subject: s.quotable() + all.String()})
	}
	return out
}

func competencyHandles(req scorecard.Request) map[string]rubric.CompetencyID {
	out := map[string]rubric.CompetencyID{}
	for i, id := range req.Assignment.Competencies {
		out[fmt.Sprintf("c%d", i+1)] = id
	}
	return out
}

// scorecardDraft is a draft in the making.
type scorecardDraft struct {
	e         *Engine
	s         *sheet
	m         meter
	handles   map[string]rubric.CompetencyID
	questions []question
	found     [][]scorecard.ProposedEvidence
	failed    []error

	mu   sync.Mutex
	done int
}

// one asks the nth question. It returns an error that ends the draft.
func (d *scorecardDraft) one(ctx context.Context, n int) error {
	q := d.questions[n]
	claims, err := d.e.evidence(ctx, &d.m, d.s, q, d.handles)
	d.found[n] = claims
	survives := d.e.opts.Partial && q.about != "" && ofReply(err)
	if survives {
		d.failed[n] = err
	}
	if f := d.e.opts.OnProgress; f != nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.done++
		f(Progress{Task: q.task, Done: d.done, Total: len(d.questions), Competency: q.about, Claims: claims, Err: err})
	}
	if survives {
		return nil
	}
	return err
}

// ofReply reports whether a failure is one of a single reply, so that another
// question may do better.
func ofReply(err error) bool {
	switch llm.KindOf(err) {
	case llm.Incomplete, llm.Declined, llm.Filtered, llm.Truncated, llm.InvalidOutput, llm.Timeout, llm.Unavailable, llm.RateLimited:
		return true
	}
	return false
}

// fanOut runs f for each of from..to, at most width at once. After the first
// error, which it returns, it starts no more and cancels the others.
func fanOut(ctx context.Context, from, to, width int, f func(context.Context, int) error) error {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		wg    sync.WaitGroup
		once  sync.Once
		first error
	)
	slots := make(chan struct{}, width)
	for i := from; i < to && inner.Err() == nil; i++ {
		select {
		case <-inner.Done():
		case slots <- struct{}{}:
			wg.Go(func() {
				defer func() { <-slots }()
				if err := f(inner, i); err != nil {
					once.Do(func() { first = err })
					cancel()
				}
			})
		}
	}
	wg.Wait()
	if first != nil {
		return first
	}
	return ctx.Err()
}

// evidence asks one question of a scorecard. Handles name the competencies of a
// question about all of them.
func (e *Engine) evidence(ctx context.Context, m *meter, s *sheet, q question, handles map[string]rubric.CompetencyID) ([]scorecard.ProposedEvidence, error) {
	replies, err := gather(ctx, e, m, s, q, func(r *schema.AllEvidenceReply) []string {
		var problems []string
		for i, ev := range r.Evidence {
			at := fmt.Sprintf("evidence %d", i+1)
			if _, p := s.verify(at, schema.QuoteReply{Segment: ev.Segment, Quote: ev.Quote}, scorecard.PolicyFor); p != "" {
				problems = append(problems, p)
			}
			if _, ok := handles[ev.Competency]; q.about == "" && !ok {
				problems = append(problems, at+": there is no competency of that handle")
			}
		}
		return problems
	})
	if err != nil {
		return nil, err
	}
	var out []scorecard.ProposedEvidence
	type key struct {
		competency rubric.CompetencyID
		segment    string
		quote      string
	}
	seen := map[key]bool{}
	for n, r := range replies {
		for _, ev := range r.Evidence {
			t, claim := s.claim(schema.QuoteReply{Segment: ev.Segment, Quote: ev.Quote})
			pe := scorecard.ProposedEvidence{Competency: q.about, Transcript: t, Claim: claim, Contrary: ev.Direction == "contradicts"}
			if q.about == "" {
				pe.Competency = handles[ev.Competency] // an unknown one is refused by the domain
			}
			k := key{pe.Competency, claim.Segment, claim.Quote}
			if n > 0 && seen[k] {
				continue // parts overlap
			}
			seen[k] = true
			out = append(out, pe)
		}
	}
	return out, nil
}

// describe writes a competency with the behaviour of its anchors, without levels.
func describe(c rubric.Competency) string {
	var b strings.Builder
	b.WriteString("Competency: " + c.Name + "\n" + c.Description + "\n")
	if len(c.Anchors) > 0 {
		b.WriteString("Behaviour, from the least of it to the most:\n")
	}
	for _, a := range c.Anchors {
		b.WriteString("- " + a.Behaviour + "\n")
	}
	return b.String()
}
