package debrief

import (
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

type (
	// ChangeID names a proposed change.
	ChangeID string
	// ChangeKind says what a change is to. Unknown values survive decoding.
	ChangeKind string
	// ChangeStatus is where a change stands. Unknown values survive decoding.
	ChangeStatus string
)

// The kinds of change.
const (
	RubricChange  ChangeKind = "rubric"
	PlanChange    ChangeKind = "plan"
	ProcessChange ChangeKind = "process"
)

// The statuses of a change.
const (
	ChangeProposed ChangeStatus = "proposed"
	ChangeAccepted ChangeStatus = "accepted"
	ChangeDeclined ChangeStatus = "declined"
)

// Change is a proposal that came out of a pulse or a retro. One from a pulse is
// decided in the running search, one from a retro in the next one.
type Change struct {
	SchemaVersion int        `json:"schema_version"`
	ID            ChangeID   `json:"id"`
	Kind          ChangeKind `json:"kind"`
	// Requisition is the search that it came out of.
	Requisition requisition.ID `json:"requisition_id"`
	// Pulse or Retro is what it came out of.
	Pulse PulseID `json:"pulse_id,omitzero"`
	Retro RetroID `json:"retro_id,omitzero"`
	Text  string  `json:"text"`
	// RubricHash is the locked rubric that a change of kind rubric is to.
	RubricHash string `json:"rubric_hash,omitzero"`
	// ProposedHash is the content hash of the next version, once there is one:
	// package scorecard replays the stored cards from RubricHash to it and shows who
	// is affected, before anybody accepts.
	ProposedHash string       `json:"proposed_hash,omitzero"`
	Status       ChangeStatus `json:"status"`
	ProposedAt   time.Time    `json:"proposed_at"`
	// DecidedIn is the search in which it was accepted or declined.
	DecidedIn requisition.ID `json:"decided_in,omitzero"`
	DecidedBy actor.Human    `json:"decided_by,omitzero"`
	DecidedAt time.Time      `json:"decided_at,omitzero"`
	// Reason is why it was declined, in words; required then.
	Reason string `json:"reason,omitzero"`
}

func (c Change) act(kind string, by actor.Human, at time.Time) requisition.Act {
	act := requisition.NewAct(kind, by.Ref(), at)
	act.Requisition, act.Record, act.Hash = c.Requisition, string(c.ID), c.ProposedHash
	return act
}

func (c Change) mustBeOpen() error {
	if c.Status == ChangeProposed {
		return nil
	}
	return fault.New(ErrStage, "debrief.change_decided", "/status", "the change is "+string(c.Status)+" already")
}

// WithRubric attaches the next version of the rubric, so that the change can be
// replayed. It returns ErrInvalid for a change of another kind, or a version
// without a reason or with the same content.
func (c Change) WithRubric(next rubric.Rubric, by actor.Human, at time.Time) (Change, requisition.Act, error) {
	if err := by.Validate(); err != nil {
		return Change{}, requisition.Act{}, &fault.Error{Sentinel: ErrNotHuman, Faults: fault.Of(err)}
	}
	if err := c.mustBeOpen(); err != nil {
		return Change{}, requisition.Act{}, err
	}
	if err := next.Validate(); err != nil {
		return Change{}, requisition.Act{}, err
	}
	hash := next.Hash()
	if c.Kind != RubricChange || next.Predecessor != c.RubricHash || hash == c.RubricHash {
		return Change{}, requisition.Act{}, fault.New(ErrInvalid, "debrief.change_rubric_invalid", "/proposed_hash", "a change of the rubric is the next version of the one that is locked, with other content")
	}
	c.ProposedHash = hash
	return c, c.act("change.rubric_proposed", by, at), nil
}

// Accept takes the change up in a search: the next one where it came out of a
// retro, the running one where it came out of a pulse.
func (c Change) Accept(in requisition.Requisition, by actor.Human, at time.Time) (Change, requisition.Act, error) {
	return c.decide("change.accepted", ChangeAccepted, "", in, by, at)
}

// Decline turns the change down in a search, with a reason.
func (c Change) Decline(reason string, in requisition.Requisition, by actor.Human, at time.Time) (Change, requisition.Act, error) {
	if strings.TrimSpace(reason) == "" {
		return Change{}, requisition.Act{}, fault.New(ErrInvalid, "debrief.reason_missing", "/reason", "say why the change is declined")
	}
	return c.decide("change.declined", ChangeDeclined, reason, in, by, at)
}

func (c Change) decide(kind string, to ChangeStatus, reason string, in requisition.Requisition, by actor.Human, at time.Time) (Change, requisition.Act, error) {
	if err := by.Validate(); err != nil {
		return Change{}, requisition.Act{}, &fault.Error{Sentinel: ErrNotHuman, Faults: fault.Of(err)}
	}
	if err := c.mustBeOpen(); err != nil {
		return Change{}, requisition.Act{}, err
	}
	if c.Retro != "" && in.Predecessor != c.Requisition || c.Retro == "" && in.ID != c.Requisition {
		return Change{}, requisition.Act{}, fault.New(ErrInvalid, "debrief.change_of_other", "/decided_in", "a retro's change is decided in the search that follows, a pulse's in its own")
	}
	if by.ID() != in.HiringManager.ID && by.ID() != in.Recruiter.ID {
		return Change{}, requisition.Act{}, fault.New(ErrNotOwner, "debrief.change_not_theirs", "/decided_by", "the search's hiring manager or recruiter decides")
	}
	c.Status, c.Reason, c.DecidedIn, c.DecidedBy, c.DecidedAt = to, strings.TrimSpace(reason), in.ID, by, at.UTC()
	act := c.act(kind, by, at)
	act.Requisition, act.From, act.To = in.ID, string(ChangeProposed), string(to)
	act.Settles = []requisition.Waiting{{For: requisition.ForChange}}
	return c, act, nil
}

// TimeToRetro is how long after the acceptance a retro is held.
const TimeToRetro = 48 * time.Hour

// RetroID names a retro.
type RetroID string

// Retro is what a search taught: two things to keep and one to change.
type Retro struct {
	SchemaVersion int            `json:"schema_version"`
	ID            RetroID        `json:"id"`
	Requisition   requisition.ID `json:"requisition_id"`
	// DueAt is TimeToRetro after the acceptance.
	DueAt  time.Time   `json:"due_at"`
	HeldAt time.Time   `json:"held_at"`
	HeldBy actor.Human `json:"held_by"`
	// Kept are two.
	Kept   []string `json:"kept,omitzero"`
	Change ChangeID `json:"change_id"`
}

// HoldRetro records a retro: exactly two things that stay and one change, which is
// decided in the next search.
func HoldRetro(id RetroID, change ChangeID, req requisition.Requisition, acceptedAt time.Time, kept []string, kind ChangeKind, text string, by actor.Human, at time.Time) (Retro, Change, requisition.Act, error) {
	if err := by.Validate(); err != nil {
		return Retro{}, Change{}, requisition.Act{}, &fault.Error{Sentinel: ErrNotHuman, Faults: fault.Of(err)}
	}
	var list fault.List
	if id == "" || change == "" {
		list.Add("debrief.id_missing", "/id", "a retro and its change need ids")
	}
	if acceptedAt.IsZero() || acceptedAt.After(at) {
		list.Add("debrief.retro_before_acceptance", "/due_at", "a retro follows an accepted offer")
	}
	if len(kept) != 2 || slices.ContainsFunc(kept, func(s string) bool { return strings.TrimSpace(s) == "" }) {
		list.Add("debrief.retro_kept", "/kept", "a retro names exactly two things to keep")
	}
	if strings.TrimSpace(text) == "" || !slices.Contains([]ChangeKind{RubricChange, PlanChange, ProcessChange}, kind) {
		list.Add("debrief.retro_change", "/change", "a retro names exactly one change, to the rubric, the plan or the process")
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Retro{}, Change{}, requisition.Act{}, err
	}
	c := Change{
		SchemaVersion: SchemaVersion, ID: change, Kind: kind, Requisition: req.ID, Retro: id, Text: strings.TrimSpace(text),
		Status: ChangeProposed, ProposedAt: at.UTC(),
	}
	if kind == RubricChange {
		c.RubricHash = req.RubricHash
	}
	r := Retro{
		SchemaVersion: SchemaVersion, ID: id, Requisition: req.ID, DueAt: acceptedAt.UTC().Add(TimeToRetro), HeldAt: at.UTC(), HeldBy: by,
		Kept: slices.Clone(kept), Change: change,
	}
	act := requisition.NewAct("retro.held", by.Ref(), at)
	act.Requisition, act.Record = req.ID, string(id)
	act.Settles = []requisition.Waiting{{For: requisition.ForRetro}}
	return r, c, act, nil
}
