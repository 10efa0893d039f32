package generative

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

// DraftScorecard implements scorecard.Drafter. It makes one call per competency,
// the first alone so that the provider's cache is warm, the others side by side.
// The first failure ends the draft.
func (e *Engine) DraftScorecard(ctx context.Context, req scorecard.Request) (scorecard.Proposal, error) {
	if req.Rubric.IsZero() {
		return scorecard.Proposal{}, rubric.ErrNotLocked
	}
	p := scorecard.Proposal{By: e.by}
	if len(req.Transcripts) == 0 {
		return p, ctx.Err()
	}
	s, err := newSheet(req.Transcripts, e.opts.Random)
	if err != nil {
		return scorecard.Proposal{}, err
	}
	var m meter
	defer func() { e.report(&m, "scorecard.draft", s.removed) }()

	competencies := req.Assignment.Competencies
	found := make([][]scorecard.ProposedEvidence, len(competencies))
	one := func(ctx context.Context, i int) error {
		c, ok := req.Rubric.Competency(competencies[i])
		if !ok {
			return nil
		}
		var err error
		found[i], err = e.evidence(ctx, &m, s, c)
		return err
	}
	if len(competencies) > 0 {
		if err := one(ctx, 0); err != nil {
			return scorecard.Proposal{}, err
		}
	}
	if err := fanOut(ctx, 1, len(competencies), e.opts.Concurrency, one); err != nil {
		return scorecard.Proposal{}, err
	}
	for _, f := range found {
		p.Claims = append(p.Claims, f...)
	}
	return p, nil
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

func (e *Engine) evidence(ctx context.Context, m *meter, s *sheet, c rubric.Competency) ([]scorecard.ProposedEvidence, error) {
	reply, err := ask(ctx, e, m, s, llm.Request{
		Task: "scorecard.draft", System: e.texts["system"], Output: &scorecardSchema, MaxOutputTokens: e.opts.MaxOutputTokens,
		Parts: s.parts(e.texts["scorecard"], s.quotable()+describe(c)),
	}, func(r *scorecardReply) []string {
		var problems []string
		for i, ev := range r.Evidence {
			if _, p := s.verify(fmt.Sprintf("evidence %d", i+1), quote{ev.Segment, ev.Quote}, scorecard.PolicyFor); p != "" {
				problems = append(problems, p)
			}
		}
		return problems
	})
	if err != nil {
		return nil, err
	}
	out := make([]scorecard.ProposedEvidence, 0, len(reply.Evidence))
	for _, ev := range reply.Evidence {
		t, claim := s.claim(quote{ev.Segment, ev.Quote})
		out = append(out, scorecard.ProposedEvidence{
			Competency: c.ID, Transcript: t, Claim: claim, Contrary: ev.Direction == "contradicts",
		})
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
