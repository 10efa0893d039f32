package hirealign

import (
	"context"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
)

// Summaries drafts summaries of applications and shows them.
type Summaries struct{ t *Tenant }

// Draft makes the summary of everything that was said in an application's
// interviews so far, replacing the one before. It works from transcripts and
// verified evidence; no rating enters it. Draft the scorecards first: their
// evidence is what the bullets are made of.
func (s *Summaries) Draft(ctx context.Context, id requisition.ApplicationID) (summary.Summary, error) {
	a, err := s.t.Requisitions().Application(ctx, id)
	if err != nil {
		return summary.Summary{}, err
	}
	req, err := s.t.Requisitions().Get(ctx, a.Requisition)
	if err != nil {
		return summary.Summary{}, err
	}
	c, err := s.t.Requisitions().Candidate(ctx, a.Candidate)
	if err != nil {
		return summary.Summary{}, err
	}
	locked, err := s.t.Rubrics().Locked(ctx, req.RubricHash)
	if err != nil {
		return summary.Summary{}, err
	}
	ivs, err := s.t.Interviews().OfApplication(ctx, id)
	if err != nil {
		return summary.Summary{}, err
	}
	sr := summary.Request{
		Rubric: locked, Requisition: a.Requisition, Application: id, Candidate: c.Name, Band: req.Compensation,
	}
	for _, iv := range ivs {
		if iv.Status != requisition.Held {
			continue
		}
		ts, err := s.t.Interviews().Transcripts(ctx, iv.ID)
		if err != nil {
			return summary.Summary{}, err
		}
		sr.Interviews, sr.Transcripts = append(sr.Interviews, iv.ID), append(sr.Transcripts, ts...)
	}
	drafts, err := list(ctx, s.t, s.t.svc.docs.drafts, "application", string(id))
	if err != nil {
		return summary.Summary{}, err
	}
	for _, d := range drafts {
		if d.Value.RubricHash == locked.Hash() {
			sr.Drafts = append(sr.Drafts, d.Value)
		}
	}
	drafting := sr
	drafting.Transcripts, _ = scorecard.Readable(sr.Transcripts)
	p, err := s.t.svc.opts.Summaries.DraftSummary(ctx, drafting)
	if err != nil {
		return summary.Summary{}, err
	}
	sum, err := summary.New(summary.ID(id), sr, p, s.t.now())
	if err != nil {
		return summary.Summary{}, err
	}
	expect := absent
	switch d, err := get(ctx, s.t, s.t.svc.docs.summaries, string(id)); {
	case err == nil:
		expect = d.At()
	case !isNotFound(err):
		return summary.Summary{}, err
	}
	w, err := s.t.svc.docs.summaries.Put(string(id), sum, expect)
	if err != nil {
		return summary.Summary{}, err
	}
	act := requisition.NewAct("summary.drafted", p.By.Ref(), s.t.now())
	act.Requisition, act.Application, act.Record, act.Hash = a.Requisition, id, string(sum.ID), locked.Hash()
	return sum, s.t.commit(ctx, []requisition.Act{act}, w)
}

// Get returns the summary with the levels of those cards that the reader may
// see; a criterion without one is awaiting rating.
func (s *Summaries) Get(ctx context.Context, reader actor.Human, id requisition.ApplicationID) (summary.Summary, error) {
	d, err := get(ctx, s.t, s.t.svc.docs.summaries, string(id))
	if err != nil {
		return summary.Summary{}, err
	}
	cards, err := s.t.Scorecards().OfApplication(ctx, reader, id)
	if err != nil {
		return summary.Summary{}, err
	}
	return withCards(d.Value, cards)
}

func withCards(s summary.Summary, cards []scorecard.Scorecard) (summary.Summary, error) {
	if len(cards) == 0 {
		return s, nil
	}
	return s.WithCards(cards)
}
