package scorecard

import (
	"slices"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
)

// RoundState says who has submitted in one round of one application.
type RoundState struct {
	Round requisition.RoundID
	// Expected are the ids of the panelists whose cards are due.
	Expected []string
	// Submitted are the ids of those who have handed in.
	Submitted []string
}

// Closed reports whether every expected card is in. A round without expected
// cards is not closed.
func (s RoundState) Closed() bool {
	if len(s.Expected) == 0 {
		return false
	}
	for _, id := range s.Expected {
		if !slices.Contains(s.Submitted, id) {
			return false
		}
	}
	return true
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
