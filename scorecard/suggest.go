package scorecard

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/rubric"
)

// LevelRequest is what a LevelDrafter gets: the locked rubric and a draft with its
// verified evidence.
type LevelRequest struct {
	Rubric rubric.Locked
	Draft  Draft
}

// LevelDrafter suggests levels, for hosts that want it. It is no Drafter: nothing in
// a draft comes from it. An implementation must be safe for concurrent use, must
// return when ctx is done, and refers to the draft's evidence by its place.
type LevelDrafter interface {
	DraftLevels(ctx context.Context, req LevelRequest) (LevelProposal, error)
}

// LevelProposal is what a LevelDrafter returns.
type LevelProposal struct {
	By     actor.Agent
	Levels []ProposedLevel
}

// ProposedLevel is a level that software suggests for a competency.
type ProposedLevel struct {
	Competency rubric.CompetencyID
	Level      int
	// Evidence are indexes into the entry's evidence in the draft; at least one.
	Evidence []int
}

// LevelSuggestion is a level that software suggests. It is no Rating and nothing
// turns it into one.
type LevelSuggestion struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Level      int                 `json:"suggested_level"`
	Evidence   []evidence.Citation `json:"evidence,omitzero"`
}

// Suggestions are the levels that software suggests for one card. They are kept
// apart from the draft that a panelist works on, and can be read in two ways: After
// the card is in, or by Expose, which leaves a mark on the draft. The zero value has
// none. It is immutable.
type Suggestions struct{ doc suggestionsDocument }

type suggestionsDocument struct {
	SchemaVersion int               `json:"schema_version"`
	Scorecard     ID                `json:"scorecard_id"`
	RubricHash    string            `json:"rubric_hash"`
	By            actor.Agent       `json:"by"`
	SuggestedAt   time.Time         `json:"suggested_at"`
	Levels        []LevelSuggestion `json:"levels,omitzero"`
}

// NewSuggestions checks a proposal against the draft. A level off the scale, for a
// competency that is not assigned, or without evidence of the draft is left out and
// its place in the proposal returned. It returns rubric.ErrNotLocked without a locked
// rubric, and ErrInvalid where the draft is of another one, or where it or the
// software that suggests has no id.
func NewSuggestions(req LevelRequest, p LevelProposal, at time.Time) (s Suggestions, refused []int, err error) {
	if req.Rubric.IsZero() {
		return Suggestions{}, nil, fault.New(rubric.ErrNotLocked, "scorecard.rubric_not_locked", "/rubric_hash", "a level is one of a locked rubric")
	}
	if req.Draft.RubricHash != req.Rubric.Hash() {
		return Suggestions{}, nil, fault.New(ErrInvalid, "scorecard.rubric_changed", "/rubric_hash", "the draft was made against another version of the rubric")
	}
	if req.Draft.ID == "" || p.By.IsZero() {
		return Suggestions{}, nil, errSuggestionsIncomplete()
	}
	s.doc = suggestionsDocument{SchemaVersion: SchemaVersion, Scorecard: req.Draft.ID, RubricHash: req.Draft.RubricHash, By: p.By, SuggestedAt: at.UTC()}
	for i, l := range p.Levels {
		e, ok := req.Draft.Entry(l.Competency)
		known := func(n int) bool { return n >= 0 && n < len(e.Evidence) }
		repeated := slices.ContainsFunc(s.doc.Levels, func(have LevelSuggestion) bool { return have.Competency == l.Competency })
		if !ok || repeated || l.Level < 1 || l.Level > req.Rubric.Levels() || len(l.Evidence) == 0 || slices.ContainsFunc(l.Evidence, func(n int) bool { return !known(n) }) {
			refused = append(refused, i)
			continue
		}
		ls := LevelSuggestion{Competency: l.Competency, Level: l.Level}
		for _, n := range l.Evidence {
			ls.Evidence = append(ls.Evidence, e.Evidence[n].Citation.Clone())
		}
		s.doc.Levels = append(s.doc.Levels, ls)
	}
	return s, refused, nil
}

// IsZero reports whether nothing was suggested.
func (s Suggestions) IsZero() bool { return s.doc.Scorecard == "" }

// By is the software that suggested.
func (s Suggestions) By() actor.Agent { return s.doc.By }

// After returns the suggestions once the human has rated: it needs their submitted
// card, and returns ErrBlind for any other.
func (s Suggestions) After(card Scorecard) ([]LevelSuggestion, error) {
	if s.IsZero() || card.IsZero() || card.ID() != s.doc.Scorecard {
		return nil, fault.New(ErrBlind, "scorecard.suggestions_blind", "/scorecard_id", "suggested levels are shown after the card is in")
	}
	return s.levels(), nil
}

// Expose returns the suggestions before the human has rated, with a copy of the draft
// that remembers it: the card that comes of it carries AIExposed and is left out of
// agreement statistics. Keep that copy before you show anything. It returns ErrInvalid
// for another draft.
func (s Suggestions) Expose(d Draft, at time.Time) (Draft, []LevelSuggestion, error) {
	if s.IsZero() || d.ID != s.doc.Scorecard {
		return Draft{}, nil, fault.New(ErrInvalid, "scorecard.suggestions_of_other", "/scorecard_id", "the suggestions are for another card")
	}
	return d.Expose(SuggestedLevel, at), s.levels(), nil
}

func (s Suggestions) levels() []LevelSuggestion {
	out := slices.Clone(s.doc.Levels)
	for i := range out {
		out[i].Evidence = evidence.CloneAll(out[i].Evidence)
	}
	return out
}

// MarshalJSON writes the stored form, and null for the zero value. It holds the
// levels: it is for a store, not for a form.
func (s Suggestions) MarshalJSON() ([]byte, error) {
	if s.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(s.doc)
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses suggestions without a card
// or without the software that made them.
func (s *Suggestions) UnmarshalJSON(b []byte) error {
	var doc suggestionsDocument
	if string(b) != "null" {
		if err := json.Unmarshal(b, &doc); err != nil {
			return err
		}
		if doc.Scorecard == "" || doc.By.IsZero() {
			return errSuggestionsIncomplete()
		}
	}
	s.doc = doc
	return nil
}

func errSuggestionsIncomplete() error {
	return fault.New(ErrInvalid, "scorecard.suggestions_incomplete", "", "suggestions name their card and the software that made them")
}
