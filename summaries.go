package hirealign

import (
	"context"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/summary"
)

// Summaries drafts summaries of applications and shows them.
type Summaries struct{ t *Tenant }

// Draft makes the summary of everything that was said in an application's
// interviews so far, replacing the one before. It works from transcripts and
// verified evidence; no rating enters it. Draft the scorecards first: their
// evidence is what the bullets are made of. It returns privacy.ErrNoConsent where
// the candidate has not agreed to drafting by software; a debrief does without.
func (s *Summaries) Draft(ctx context.Context, id requisition.ApplicationID) (summary.ID, error) {
	if err := s.t.consented(ctx, id, privacy.Drafting); err != nil {
		return "", err
	}
	d, err := s.drafted(ctx, id)
	if err != nil {
		return "", err
	}
	return d.id, s.t.commit(ctx, d.acts, d.writes)
}

// draftedSummary is a summary on its way into the store.
type draftedSummary struct {
	id     summary.ID
	acts   []requisition.Act
	writes []storage.Write
	by     actor.Ref
	over   uint64 // the version that it replaces
}

// drafted makes the summary and stores nothing.
func (s *Summaries) drafted(ctx context.Context, id requisition.ApplicationID) (draftedSummary, error) {
	a, err := s.t.Requisitions().application(ctx, id)
	if err != nil {
		return draftedSummary{}, err
	}
	req, err := s.t.Requisitions().get(ctx, a.Requisition)
	if err != nil {
		return draftedSummary{}, err
	}
	c, err := s.t.Requisitions().candidate(ctx, a.Candidate)
	if err != nil {
		return draftedSummary{}, err
	}
	locked, err := s.t.Rubrics().locked(ctx, req.RubricHash)
	if err != nil {
		return draftedSummary{}, err
	}
	ivs, err := s.t.Interviews().ofApplication(ctx, id)
	if err != nil {
		return draftedSummary{}, err
	}
	sr := summary.Request{
		Rubric: locked, Requisition: a.Requisition, Application: id, Candidate: c.Name, Band: req.Compensation,
	}
	for _, iv := range ivs {
		if iv.Status != requisition.Held {
			continue
		}
		ts, err := s.t.Interviews().transcripts(ctx, iv.ID)
		if err != nil {
			return draftedSummary{}, err
		}
		if ts, _, err = s.t.processable(ctx, id, ts); err != nil {
			return draftedSummary{}, err
		}
		sr.Interviews, sr.Transcripts = append(sr.Interviews, iv.ID), append(sr.Transcripts, ts...)
	}
	drafts, err := list(ctx, s.t, s.t.svc.docs.drafts, "application", string(id))
	if err != nil {
		return draftedSummary{}, err
	}
	for _, d := range drafts {
		if d.Value.RubricHash == locked.Hash() {
			sr.Drafts = append(sr.Drafts, d.Value)
		}
	}
	drafting := sr
	drafting.Transcripts, _ = scorecard.Readable(sr.Transcripts)
	ask := s.t.asking(id, requisition.Interview{}, requisition.Seat{})
	p, err := s.t.svc.opts.Summaries.DraftSummary(ask.in(ctx), drafting)
	if err != nil {
		return draftedSummary{}, ask.failed(ctx, err)
	}
	sum, err := summary.New(summary.ID(id), sr, p, s.t.now())
	if err != nil {
		return draftedSummary{}, err
	}
	out := draftedSummary{id: sum.ID, by: p.By.Ref()}
	expect, before := absent, false
	switch d, err := get(ctx, s.t, s.t.svc.docs.summaries, string(id)); {
	case err == nil:
		expect, out.over = d.At(), d.Version
		_, before = summary.NewNotice(d.Value, req, nil, s.t.svc.opts.Notice)
	case !isNotFound(err):
		return draftedSummary{}, err
	}
	if out.writes, err = s.t.svc.docs.summaries.Put(string(id), sum, expect); err != nil {
		return draftedSummary{}, err
	}
	act := requisition.NewAct("summary.drafted", p.By.Ref(), s.t.now())
	act.Requisition, act.Application, act.Record, act.Hash = a.Requisition, id, string(sum.ID), locked.Hash()
	out.acts = []requisition.Act{act}
	if _, over := summary.NewNotice(sum, req, nil, s.t.svc.opts.Notice); over && !before {
		// The host delivers the notice; the log says that it was due, without a figure.
		due := requisition.NewAct("compensation.over_band", p.By.Ref(), s.t.now())
		due.Requisition, due.Application, due.Record = a.Requisition, id, string(sum.ID)
		out.acts = append(out.acts, due)
	}
	return out, nil
}

// Notice returns what the hiring manager should know today about a candidate's
// expected pay: that it lies above the band, with the median of the search. It
// returns false where there is nothing to say. The host delivers it; the act
// compensation.over_band says when one is due.
func (s *Summaries) Notice(ctx context.Context, reader actor.Human, id requisition.ApplicationID) (summary.Notice, bool, error) {
	if err := s.t.may(ctx, reader, access.ReadNotice, about{application: id, kind: "application", id: string(id)}); err != nil {
		return summary.Notice{}, false, err
	}
	d, err := get(ctx, s.t, s.t.svc.docs.summaries, string(id))
	if err != nil {
		return summary.Notice{}, false, err
	}
	req, err := s.t.Requisitions().get(ctx, d.Value.Requisition)
	if err != nil {
		return summary.Notice{}, false, err
	}
	all, err := list(ctx, s.t, s.t.svc.docs.summaries, "requisition", string(req.ID))
	if err != nil {
		return summary.Notice{}, false, err
	}
	n, over := summary.NewNotice(d.Value, req, values(all), s.t.svc.opts.Notice)
	return n, over, nil
}

// Compare puts the summaries of applications side by side, with the levels that
// the reader may see.
func (s *Summaries) Compare(ctx context.Context, reader actor.Human, ids ...requisition.ApplicationID) (summary.Comparison, error) {
	all := make([]summary.Summary, len(ids))
	for i, id := range ids {
		var err error
		if all[i], err = s.Get(ctx, reader, id); err != nil {
			return summary.Comparison{}, err
		}
	}
	return summary.Compare(all...)
}

// Get returns the summary with the levels of those cards that the reader may
// see; a criterion without one is awaiting rating. A reader who still owes a card
// of the application gets it stamped with having read the summary.
func (s *Summaries) Get(ctx context.Context, reader actor.Human, id requisition.ApplicationID) (summary.Summary, error) {
	if err := s.t.may(ctx, reader, access.ReadSummary, about{application: id, kind: "application", id: string(id)}); err != nil {
		return summary.Summary{}, err
	}
	d, err := get(ctx, s.t, s.t.svc.docs.summaries, string(id))
	if err != nil {
		return summary.Summary{}, err
	}
	if err := s.t.Scorecards().expose(ctx, reader, id, scorecard.EarlierSummary); err != nil {
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
