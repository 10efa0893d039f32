package hirealign

import (
	"context"
	"errors"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

// suggestionRecord keeps the suggested levels of one card apart from its draft.
type suggestionRecord struct {
	Application requisition.ApplicationID `json:"application_id"`
	Round       requisition.RoundID       `json:"round_id"`
	Suggestions scorecard.Suggestions     `json:"suggestions"`
}

// Suggestions returns the levels that software suggests for a card, to the panelist
// who has handed it in, with the evidence that each rests on. The first call drafts
// and keeps them. Whoever has seen them has it stamped on what they rate of the
// application from then on, a revision of the card too, which carries AIExposed and
// stays out of agreement statistics.
//
// It returns scorecard.ErrBlind before the card is in and to everybody else;
// privacy.ErrNoConsent where software may not draft of the candidate; and
// ErrNoDrafter where the options name nobody who suggests levels.
func (s *Scorecards) Suggestions(ctx context.Context, reader actor.Human, id scorecard.ID) ([]scorecard.LevelSuggestion, error) {
	return s.suggested(ctx, reader, id, true, func(_ storage.Doc[scorecard.Draft], kept scorecard.Suggestions) ([]scorecard.LevelSuggestion, []storage.Write, error) {
		card, err := get(ctx, s.t, s.t.svc.docs.cards, string(id))
		if err != nil {
			return nil, nil, err
		}
		levels, err := kept.After(card.Value)
		return levels, nil, err
	})
}

// ExposeSuggestions returns the suggested levels before the panelist has rated, which
// they ask for themselves. That they saw them is stored on the draft and logged in
// the commit that comes before they are returned: the card carries AIExposed and
// stays out of agreement statistics. It returns scorecard.ErrSubmitted once the card
// is in, and otherwise the errors of Suggestions.
func (s *Scorecards) ExposeSuggestions(ctx context.Context, by actor.Human, id scorecard.ID) ([]scorecard.LevelSuggestion, error) {
	return s.suggested(ctx, by, id, false, func(d storage.Doc[scorecard.Draft], kept scorecard.Suggestions) ([]scorecard.LevelSuggestion, []storage.Write, error) {
		next, levels, err := kept.Expose(d.Value, s.t.now())
		if err != nil {
			return nil, nil, err
		}
		w, err := s.t.svc.docs.drafts.Put(d.ID, next, d.At())
		return levels, w, err
	})
}

// suggested finds or drafts the suggestions for a panelist's own card, and shows them
// by a verb of the domain. What is new of draft, suggestions and exposure lands in
// one commit before anything is returned.
func (s *Scorecards) suggested(ctx context.Context, by actor.Human, id scorecard.ID, rated bool,
	show func(storage.Doc[scorecard.Draft], scorecard.Suggestions) ([]scorecard.LevelSuggestion, []storage.Write, error),
) ([]scorecard.LevelSuggestion, error) {
	if err := by.Validate(); err != nil {
		return nil, err
	}
	d, err := get(ctx, s.t, s.t.svc.docs.drafts, string(id))
	if err != nil {
		return nil, err
	}
	a := d.Value.Assignment
	if err := s.t.may(ctx, by, access.ReadDraft, about{application: a.Application, kind: "scorecard_draft", id: string(id), author: a.Panelist.ID}); err != nil {
		return nil, err
	}
	switch err := s.open(ctx, id); {
	case err == nil && rated:
		return nil, fault.New(scorecard.ErrBlind, "scorecard.suggestions_blind", "/scorecard_id", "suggested levels are shown after the card is in")
	case err != nil && (!rated || !errors.Is(err, scorecard.ErrSubmitted)):
		return nil, err
	}
	kept, acts, writes, err := s.suggest(ctx, d.Value)
	if err != nil {
		return nil, err
	}
	levels, changed, err := show(d, kept)
	if err != nil {
		return nil, err
	}
	writes = append(writes, changed...)
	more, w, err := s.exposing(ctx, by, a, scorecard.SuggestedLevel)
	if err != nil {
		return nil, err
	}
	if acts, writes = append(acts, more...), append(writes, w...); len(acts) == 0 {
		return levels, nil
	}
	if err := s.t.commit(ctx, acts, writes); err != nil {
		return nil, err // nothing is shown that is not on record
	}
	return levels, nil
}

// suggest returns the suggestions that are kept for a draft, or new ones with the
// writes that keep them.
func (s *Scorecards) suggest(ctx context.Context, d scorecard.Draft) (scorecard.Suggestions, []requisition.Act, []storage.Write, error) {
	none := func(err error) (scorecard.Suggestions, []requisition.Act, []storage.Write, error) {
		return scorecard.Suggestions{}, nil, nil, err
	}
	switch kept, err := get(ctx, s.t, s.t.svc.docs.suggestions, string(d.ID)); {
	case err == nil:
		return kept.Value.Suggestions, nil, nil, nil
	case !isNotFound(err):
		return none(err)
	}
	if s.t.svc.opts.Levels == nil {
		return none(fault.New(ErrNoDrafter, "scorecard.no_level_drafter", "", "the options name nobody who suggests levels"))
	}
	a := d.Assignment
	switch ok, err := s.t.draftable(ctx, a.Application); {
	case err != nil:
		return none(err)
	case !ok:
		return none(fault.New(privacy.ErrNoConsent, "scorecard.not_to_be_drafted", "", "software may not draft of this candidate"))
	}
	locked, err := s.t.Rubrics().locked(ctx, d.RubricHash)
	if err != nil {
		return none(err)
	}
	req := scorecard.LevelRequest{Rubric: locked, Draft: d}
	ask := s.t.asking(a.Application, requisition.Interview{ID: a.Interview, Round: a.Round}, requisition.Seat{Panelist: a.Panelist})
	ask.levels = d.ID
	p, err := s.t.svc.opts.Levels.DraftLevels(ask.in(ctx), req)
	if err != nil {
		return none(ask.failed(ctx, err))
	}
	kept, _, err := scorecard.NewSuggestions(req, p, s.t.now())
	if err != nil {
		return none(err)
	}
	w, err := s.t.svc.docs.suggestions.Put(string(d.ID), suggestionRecord{Application: a.Application, Round: a.Round, Suggestions: kept}, absent)
	act := requisition.NewAct("scorecard.levels_suggested", p.By.Ref(), s.t.now())
	act.Requisition, act.Application, act.Interview, act.Round = a.Requisition, a.Application, a.Interview, a.Round
	act.Record, act.Hash = string(d.ID), d.RubricHash
	return kept, []requisition.Act{act}, w, err
}

// exposing returns the act and the writes of an exposure that is not on record yet.
func (s *Scorecards) exposing(ctx context.Context, by actor.Human, a scorecard.Assignment, kind scorecard.ExposureKind) ([]requisition.Act, []storage.Write, error) {
	seen, expect, err := s.exposures(ctx, a.Application, by.ID())
	if err != nil {
		return nil, nil, err
	}
	for _, e := range seen.Exposures {
		if e.Kind == kind {
			return nil, nil, nil
		}
	}
	seen.Exposures = append(seen.Exposures, scorecard.Exposure{Kind: kind, At: s.t.now()})
	w, err := s.t.svc.docs.exposures.Put(pair(string(a.Application), by.ID()), seen, expect)
	act := requisition.NewAct("scorecard.exposed", by.Ref(), s.t.now())
	act.Requisition, act.Application, act.Record = a.Requisition, a.Application, string(kind)
	return []requisition.Act{act}, w, err
}
