package privacy

import (
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
)

// HoldID names a hold.
type HoldID string

// Hold keeps everything of a person from being erased or deleted, for a reason
// such as a charge or a lawsuit, until a named human releases it.
type Hold struct {
	SchemaVersion int                     `json:"schema_version"`
	ID            HoldID                  `json:"id"`
	Candidate     requisition.CandidateID `json:"candidate_id"`
	// Matter is the reference of the matter, such as a file number; no personal content.
	Matter   string      `json:"matter"`
	PlacedBy actor.Human `json:"placed_by"`
	PlacedAt time.Time   `json:"placed_at"`
	// ReleasedBy and ReleasedAt are zero while the hold stands.
	ReleasedBy actor.Human `json:"released_by,omitzero"`
	ReleasedAt time.Time   `json:"released_at,omitzero"`
}

// PlaceHold places a hold. It returns ErrInvalid without a candidate or a matter.
func PlaceHold(id HoldID, candidate requisition.CandidateID, matter string, by actor.Human, at time.Time) (Hold, error) {
	if err := by.Validate(); err != nil {
		return Hold{}, err
	}
	h := Hold{SchemaVersion: SchemaVersion, ID: id, Candidate: candidate, Matter: strings.TrimSpace(matter), PlacedBy: by, PlacedAt: at.UTC()}
	var list fault.List
	if h.ID == "" || h.Candidate == "" {
		list.Add("privacy.hold_incomplete", "/candidate_id", "a hold has an id and is on a candidate")
	}
	if h.Matter == "" {
		list.Add("privacy.matter_missing", "/matter", "say which matter the hold is for")
	}
	return h, list.Err(ErrInvalid)
}

// Stands reports whether the hold has not been released.
func (h Hold) Stands() bool { return h.ReleasedBy.IsZero() }

// Release ends the hold. It returns ErrInvalid where it was released before.
func (h Hold) Release(by actor.Human, at time.Time) (Hold, error) {
	if err := by.Validate(); err != nil {
		return Hold{}, err
	}
	if !h.Stands() {
		return Hold{}, fault.New(ErrInvalid, "privacy.hold_released", "/released_at", "the hold was released already")
	}
	h.ReleasedBy, h.ReleasedAt = by, at.UTC()
	return h, nil
}

// Held returns ErrHeld where one of the holds stands.
func Held(holds []Hold) error {
	var list fault.List
	for i, h := range holds {
		if h.Stands() {
			list.Add("privacy.held", fault.Path(i), "a legal hold stands: nothing is deleted")
		}
	}
	return list.Err(ErrHeld)
}
