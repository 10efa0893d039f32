package generative

import (
	"io"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/scorecard"
)

// chunks splits a sheet where the window demands it: between questions, with the
// last question of a part again at the start of the next, or between lines where
// one question and its answer do not fit. A line that does not fit by itself is
// llm.ContextTooLong, before anything is sent.
func (e *Engine) chunks(s *sheet, q question) ([]*sheet, error) {
	if e.opts.ContextWindow <= 0 {
		return []*sheet{s}, nil
	}
	room := e.opts.ContextWindow - int64(e.opts.MaxOutputTokens) - e.size(q, s.part(0, 0))
	cost := make([]int64, len(s.rows))
	total := int64(0)
	for i, row := range s.rows {
		cost[i] = e.opts.Counter(row)
		total += cost[i]
		if cost[i] > room {
			return nil, &llm.Error{Kind: llm.ContextTooLong, Problems: []string{"a line of the data does not fit into the window beside the task"}}
		}
	}
	if total <= room {
		return []*sheet{s}, nil
	}
	var out []*sheet
	for from := 0; from < len(s.rows); {
		to, used := from, int64(0)
		for to < len(s.rows) && used+cost[to] <= room {
			used += cost[to]
			to++
		}
		next := to
		if to < len(s.rows) {
			// End before a question, and begin the next part one question earlier.
			var starts []int
			for _, u := range s.units {
				if from < u && u <= to {
					starts = append(starts, u)
				}
			}
			if n := len(starts); n > 0 {
				to, next = starts[n-1], starts[n-1]
				if n > 1 {
					next = starts[n-2]
				}
			}
		}
		out = append(out, s.part(from, to))
		from = next
		if to == len(s.rows) {
			break
		}
	}
	return out, nil
}

// halves splits a sheet in two near its middle, at a question where there is one.
func (s *sheet) halves() []*sheet {
	middle := len(s.rows) / 2
	best, found := middle, false
	for _, u := range s.units {
		if u > 0 && (!found || abs(u-middle) < abs(best-middle)) {
			best, found = u, true
		}
	}
	return []*sheet{s.part(0, best), s.part(best, len(s.rows))}
}

func abs(n int) int { return max(n, -n) }

// size counts the tokens of a question about a sheet.
func (e *Engine) size(q question, s *sheet) int64 {
	req := e.request(q, s)
	n := e.opts.Counter(req.System) + e.opts.Counter(string(req.Output.JSON))
	for _, p := range req.Parts {
		n += e.opts.Counter(p.Text)
	}
	return n
}

// Estimate says what a draft will ask for, if nothing has to be repaired.
type Estimate struct {
	Calls int
	// Input is what all calls send, in tokens; Shared is how much of each of them is
	// the same as in the first one, so that a provider may cache it.
	Input, Shared int64
}

// EstimateScorecard estimates a draft of a scorecard, without asking the model. It
// fails as llm.ContextTooLong where the conversation cannot be split to fit.
func (e *Engine) EstimateScorecard(req scorecard.Request) (Estimate, error) {
	s, err := newSheet(req.Transcripts, func(rows []string) io.Reader { return following(nil, rows) }) // nobody is shown it
	if err != nil {
		return Estimate{}, err
	}
	var out Estimate
	for _, q := range e.questions(req, s) {
		chunks, err := e.chunks(s, q)
		if err != nil {
			return Estimate{}, err
		}
		for _, c := range chunks {
			out.Calls++
			out.Input += e.size(q, c)
			empty := e.request(question{task: q.task, prompt: q.prompt, output: q.output}, c)
			out.Shared += e.opts.Counter(empty.System) + e.opts.Counter(string(q.output.JSON)) + e.opts.Counter(empty.Parts[0].Text) + e.opts.Counter(empty.Parts[1].Text)
		}
	}
	if out.Calls > 0 {
		out.Shared /= int64(out.Calls)
	}
	return out, nil
}
