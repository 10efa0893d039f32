package scorecard

import (
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
)

// Expected is a card that one round of one application waits for.
type Expected struct {
	Interview requisition.InterviewID
	Panelist  string
	// DueAt is when the card is due; zero while the interview was not held.
	DueAt time.Time
	// Submitted says that it is in.
	Submitted bool
}

// RoundState says which cards of one round of one application are in.
type RoundState struct {
	Round requisition.RoundID
	Cards []Expected
	// Revealed is set where the round was revealed with cards missing.
	Revealed Reveal
}

// Closed reports whether the cards of the round are shown: every expected one is
// in, or the round was revealed. A round without expected cards is not closed.
func (s RoundState) Closed() bool {
	if !s.Revealed.IsZero() {
		return true
	}
	return len(s.Cards) > 0 && !slices.ContainsFunc(s.Cards, func(e Expected) bool { return !e.Submitted })
}

// CanRead returns nil where the reader may read a card of the author in the
// round, and ErrBlind where not: within a round nobody reads another's card
// before it is closed, so that all cards are revealed at once. Authors always
// read their own.
func CanRead(reader actor.Human, author string, s RoundState) error {
	if err := reader.Validate(); err != nil {
		return &fault.Error{Sentinel: ErrNotHuman, Faults: fault.Of(err)}
	}
	if reader.ID() == author || s.Closed() {
		return nil
	}
	return fault.New(ErrBlind, "scorecard.round_open", "", "cards of a round are revealed together, when the last one is in")
}

// Waiver is the reason not to wait for a panelist's card.
type Waiver struct {
	Interview requisition.InterviewID `json:"interview_id"`
	// Panelist is the id of the person whose card is missing.
	Panelist string `json:"panelist_id"`
	Reason   string `json:"reason"`
	// By waived the card; left out for whoever revealed the round.
	By actor.Human `json:"by,omitzero"`
}

// Reveal is a named person's decision to show the cards of a round although some
// are missing. Only NewReveal makes one that holds; the zero value is none.
type Reveal struct {
	Application requisition.ApplicationID `json:"application_id"`
	Round       requisition.RoundID       `json:"round_id"`
	By          actor.Human               `json:"by"`
	At          time.Time                 `json:"at"`
	Waived      []Waiver                  `json:"waived,omitzero"`
}

// IsZero reports whether there is no reveal.
func (r Reveal) IsZero() bool { return r.By.IsZero() }

// WaivedBy is who waived a card.
func (r Reveal) WaivedBy(w Waiver) actor.Human {
	if w.By.IsZero() {
		return r.By
	}
	return w.By
}

// NewReveal shows the cards of a round to everybody at once although some are
// missing. Every missing card must be overdue and waived by name with a reason,
// and nobody waives their own. A card that comes afterwards is taken and stamped. It
// returns ErrNotHuman, ErrRevealed where the cards are shown already, ErrBlind for a
// card that is neither in nor overdue or a round that expects none, and ErrInvalid.
func NewReveal(application requisition.ApplicationID, s RoundState, by actor.Human, waivers []Waiver, at time.Time) (Reveal, error) {
	if err := by.Validate(); err != nil {
		return Reveal{}, &fault.Error{Sentinel: ErrNotHuman, Faults: fault.Of(err)}
	}
	if s.Closed() {
		return Reveal{}, fault.New(ErrRevealed, "scorecard.revealed", "/round_id", "the cards of the round are shown already")
	}
	var list, early fault.List
	r := Reveal{Application: application, Round: s.Round, By: by, At: at.UTC(), Waived: slices.Clone(waivers)}
	for i, e := range s.Cards {
		place := fault.Path("cards", i)
		w := slices.IndexFunc(r.Waived, func(w Waiver) bool { return w.Interview == e.Interview && w.Panelist == e.Panelist })
		switch {
		case e.Submitted:
		case e.DueAt.IsZero() || !at.After(e.DueAt):
			early.Add("scorecard.card_not_overdue", place, "a card is missing that is not overdue")
		case w < 0:
			list.Add("scorecard.waiver_missing", place, "say why the round does not wait for this card")
		case e.Panelist == r.WaivedBy(r.Waived[w]).ID():
			list.Add("scorecard.waiver_own", place, "nobody waives their own card")
		}
	}
	for i := range r.Waived {
		w := &r.Waived[i]
		w.Reason = strings.TrimSpace(w.Reason)
		missing := func(e Expected) bool {
			return !e.Submitted && e.Interview == w.Interview && e.Panelist == w.Panelist
		}
		if w.Reason == "" {
			list.Add("scorecard.waiver_reason_missing", fault.Path("waived", i, "reason"), "a waiver has a reason")
		}
		if slices.ContainsFunc(r.Waived[:i], func(o Waiver) bool { return o.Interview == w.Interview && o.Panelist == w.Panelist }) {
			list.Add("scorecard.waiver_repeated", fault.Path("waived", i), "the card is waived twice")
		}
		if !slices.ContainsFunc(s.Cards, missing) {
			list.Add("scorecard.waiver_unknown", fault.Path("waived", i), "no card of this panelist is missing")
		}
	}
	if len(s.Cards) == 0 {
		early.Add("scorecard.no_card", "/cards", "the round expects no card")
	}
	if err := early.Err(ErrBlind); err != nil {
		return Reveal{}, err
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Reveal{}, err
	}
	return r, nil
}
