package debrief

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
)

// Stage is where a meeting stands.
type Stage string

// The stages, in their order. Rerating goes back to Revealed.
const (
	Collecting Stage = "collecting" // booked; cards come in, and panelists are blind
	Closed     Stage = "closed"     // every card is in, or waived by name
	Revealed   Stage = "revealed"   // everybody sees every card; the panel talks
	Rerating   Stage = "rerating"   // second estimates, each alone
	Ended      Stage = "ended"      // every finalist has an outcome
	Cancelled  Stage = "cancelled"  // called off before anything was revealed
)

// Method is how a decision is reached. It is fixed before the reveal.
type Method string

// The methods. A simple majority is none of them: it throws away by how much
// people differ and why.
const (
	// OwnerDecides: the owner decides after hearing everybody. The default.
	OwnerDecides Method = "owner_decides"
	// Consent: the owner decides what nobody has a standing, reasoned objection to.
	Consent Method = "consent"
	// Threshold: the composite says what is decided. The owner signs it, or
	// overrides it with a rationale; without a composite there is only a follow-up.
	Threshold Method = "threshold"
	// Committee: the owner stands outside the panel and decides on the record.
	Committee Method = "committee"
)

// Meeting is a debrief as an appointment and a procedure. It is made by Book and
// changed by its verbs only, each of which takes a human and returns the changed
// copy with the acts to log. The zero value is no meeting. It is immutable and
// safe for concurrent use.
type Meeting struct {
	doc MeetingDocument
}

// MeetingDocument is the stored form of a Meeting. It is for schemas and readers:
// a document becomes a Meeting only through Meeting.UnmarshalJSON, which checks it.
type MeetingDocument struct {
	SchemaVersion int            `json:"schema_version"`
	ID            ID             `json:"id"`
	Requisition   requisition.ID `json:"requisition_id"`
	Title         string         `json:"title"`
	Openings      int            `json:"openings"`
	Scope         Scope          `json:"scope"`
	// Round is set for a debrief of one round.
	Round        requisition.RoundID         `json:"round_id,omitzero"`
	Applications []requisition.ApplicationID `json:"application_ids,omitzero"`
	Stage        Stage                       `json:"stage"`
	Owner        requisition.Person          `json:"owner"`
	Method       Method                      `json:"method"`
	// CompositeBar is what the composite is held against; no figure for the rubric's bar.
	CompositeBar Ratio            `json:"composite_bar,omitzero"`
	Participants []Participant    `json:"participants,omitzero"`
	Slot         requisition.Slot `json:"slot"`
	// Sequence counts the changes that calendars must take up, from 0.
	Sequence int `json:"sequence"`
	// FollowUpOf is the debrief whose follow-up this is.
	FollowUpOf ID `json:"follow_up_of,omitzero"`
	// Seed breaks ties in the order of speaking, the same way every time.
	Seed      string      `json:"seed"`
	BookedBy  actor.Human `json:"booked_by"`
	BookedAt  time.Time   `json:"booked_at"`
	ChangedAt time.Time   `json:"changed_at"`
	// Reason is why the meeting was called off.
	Reason string   `json:"reason,omitzero"`
	Waived []Waiver `json:"waived,omitzero"`
	// Cards are those that were in when the meeting was closed; only they are revealed.
	Cards      []scorecard.ID `json:"scorecard_ids,omitzero"`
	ClosedAt   time.Time      `json:"closed_at,omitzero"`
	RevealedAt time.Time      `json:"revealed_at,omitzero"`
	// PacketHash is the content hash of the packet that was revealed.
	PacketHash string      `json:"packet_hash,omitzero"`
	Estimates  []Estimate  `json:"estimates,omitzero"`
	Objections []Objection `json:"objections,omitzero"`
	// Endings are the outcomes so far, the last of each application.
	Endings []Ending `json:"endings,omitzero"`
}

// Ending is what the meeting decided about one application.
type Ending struct {
	Application requisition.ApplicationID `json:"application_id"`
	Outcome     Outcome                   `json:"outcome"`
	// Until is when a deferred decision will be made.
	Until time.Time `json:"until,omitzero"`
	At    time.Time `json:"at"`
	// Sequence counts the deferrals before this outcome, for calendars.
	Sequence int `json:"sequence,omitzero"`
}

// Objection is a participant's reasoned objection to an outcome.
type Objection struct {
	Application requisition.ApplicationID `json:"application_id"`
	Against     Outcome                   `json:"against"`
	By          actor.Human               `json:"by"`
	Text        string                    `json:"text"`
	At          time.Time                 `json:"at"`
	// Withdrawn says that it does not stand any more.
	Withdrawn bool `json:"withdrawn,omitzero"`
}

// IsZero reports whether there is no meeting.
func (m Meeting) IsZero() bool { return m.doc.ID == "" }

// ID names the meeting, its packet and its decisions.
func (m Meeting) ID() ID { return m.doc.ID }

// Stage is where the meeting stands.
func (m Meeting) Stage() Stage { return m.doc.Stage }

// Slot is when it takes place.
func (m Meeting) Slot() requisition.Slot { return m.doc.Slot }

// About reports whether the meeting is about the application.
func (m Meeting) About(a requisition.ApplicationID) bool {
	return slices.Contains(m.doc.Applications, a)
}

// Document returns a copy of the stored form.
func (m Meeting) Document() MeetingDocument {
	d := m.doc
	d.Applications = slices.Clone(d.Applications)
	d.Participants = slices.Clone(d.Participants)
	d.Waived = slices.Clone(d.Waived)
	d.Cards = slices.Clone(d.Cards)
	d.Estimates = slices.Clone(d.Estimates)
	d.Objections = slices.Clone(d.Objections)
	d.Endings = slices.Clone(d.Endings)
	return d
}

// VisibleTo returns what the reader may see: while second estimates are given,
// only the reader's own.
func (m Meeting) VisibleTo(reader actor.Human) Meeting {
	if m.doc.Stage != Rerating {
		return m
	}
	d := m.Document()
	d.Estimates = slices.DeleteFunc(d.Estimates, func(e Estimate) bool { return !e.Shown && e.Rating.By().ID() != reader.ID() })
	return Meeting{doc: d}
}

// next is a copy to change, with the time of the change.
func (m Meeting) next(at time.Time) MeetingDocument {
	d := m.Document()
	d.ChangedAt = at.UTC()
	return d
}

// act is the record of a step on the meeting itself.
func (d MeetingDocument) act(kind string, by actor.Human, at time.Time) requisition.Act {
	act := requisition.NewAct(kind, by.Ref(), at)
	act.Requisition, act.Round, act.Record = d.Requisition, d.Round, string(d.ID)
	return act
}

// acts is the record of a step for each application, with who is waited on since.
func (d MeetingDocument) acts(kind string, by actor.Human, at time.Time, wait *requisition.Waiting, settled ...string) []requisition.Act {
	out := make([]requisition.Act, 0, len(d.Applications))
	for _, a := range d.Applications {
		act := d.act(kind, by, at)
		act.Application = a
		if wait != nil {
			act.WaitingOn = []requisition.Waiting{*wait}
		}
		for _, step := range settled {
			act.Settles = append(act.Settles, requisition.Waiting{For: step})
		}
		out = append(out, act)
	}
	return out
}

// enter checks that a human acts at one of the stages.
func (m Meeting) enter(by actor.Human, stages ...Stage) error {
	if err := by.Validate(); err != nil {
		return &fault.Error{Sentinel: ErrNotHuman, Faults: fault.Of(err)}
	}
	return m.atStage(stages...)
}

func (m Meeting) atStage(stages ...Stage) error {
	if slices.Contains(stages, m.doc.Stage) {
		return nil
	}
	return fault.New(ErrStage, "debrief.stage", "/stage", "the debrief is "+string(m.doc.Stage))
}

func (m Meeting) owned(by actor.Human) error {
	if by.ID() == m.doc.Owner.ID {
		return nil
	}
	return fault.New(ErrNotOwner, "debrief.not_the_owner", "/by", "this belongs to the owner of the debrief")
}

// MarshalJSON writes the MeetingDocument, and null for the zero value.
func (m Meeting) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(m.doc)
}

// UnmarshalJSON reads what MarshalJSON writes and refuses a meeting without an
// owner, one that ended without an outcome for every finalist, one that is past the
// reveal without having been revealed, and an estimate or an objection of nobody.
func (m *Meeting) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*m = Meeting{}
		return nil
	}
	var d MeetingDocument
	if err := json.Unmarshal(b, &d); err != nil {
		return err
	}
	if err := d.check().Err(ErrInvalid); err != nil {
		return err
	}
	*m = Meeting{doc: d}
	return nil
}

func (d MeetingDocument) check() fault.List {
	var list fault.List
	if d.ID == "" {
		list.Add("debrief.id_missing", "/id", "a debrief needs an id")
	}
	if d.Owner.ID == "" || d.Owner.Name == "" {
		list.Add("debrief.owner_missing", "/owner", "a debrief has one named owner")
	}
	if d.BookedBy.IsZero() {
		list.Add("debrief.booker_missing", "/booked_by", "a debrief names who booked it")
	}
	switch {
	case d.Scope != Final && d.Scope != Round:
		list.Add("debrief.scope_unknown", "/scope", "the scope is round or final")
	case d.Scope == Round && d.Round == "":
		list.Add("debrief.round_missing", "/round_id", "a debrief of a round names the round")
	}
	if len(d.Applications) == 0 {
		list.Add("debrief.finalists_missing", "/application_ids", "a debrief is about at least one application")
	}
	for i, a := range d.Applications {
		if a == "" || slices.Contains(d.Applications[:i], a) {
			list.Add("debrief.finalist_repeated", fault.Path("application_ids", i), "each application is named once")
		}
	}
	switch d.Method {
	case OwnerDecides, Consent, Threshold, Committee:
	default:
		list.Add("debrief.method_unknown", "/method", "the method is owner_decides, consent, threshold or committee")
	}
	if err := d.Slot.Validate(); err != nil {
		list.Within("/slot", fault.Of(err))
	} else if d.Slot.End.Sub(d.Slot.Start) > Minutes*time.Minute {
		list.Add("debrief.slot_too_long", "/slot/end", "a debrief takes 30 minutes at most: take fewer finalists or meet twice")
	}
	for i, p := range d.Participants {
		if p.Person.ID == "" || p.Person.Name == "" {
			list.Add("debrief.participant_unnamed", fault.Path("participants", i), "a participant has an id and a name")
		}
	}
	for i, w := range d.Waived {
		if w.By.IsZero() || w.Interview == "" || w.Panelist.ID == "" || strings.TrimSpace(w.Reason) == "" {
			list.Add("debrief.waiver_incomplete", fault.Path("waived", i), "a waiver names the card, a human and a reason")
		}
	}
	switch d.Stage {
	case Collecting, Closed, Cancelled:
	case Revealed, Rerating, Ended:
		if d.PacketHash == "" || d.RevealedAt.IsZero() {
			list.Add("debrief.not_revealed", "/packet_hash", "nothing was revealed")
		}
	default:
		list.Add("debrief.stage_unknown", "/stage", "the stage is unknown")
	}
	for i, e := range d.Estimates {
		if e.Rating.IsZero() {
			list.Add("debrief.estimate_empty", fault.Path("estimates", i, "rating"), "an estimate is a rating of a named human")
		}
	}
	for i, o := range d.Objections {
		if o.By.IsZero() || strings.TrimSpace(o.Text) == "" {
			list.Add("debrief.objection_incomplete", fault.Path("objections", i), "an objection names a human and has a reason")
		}
	}
	for i, e := range d.Endings {
		if slices.ContainsFunc(d.Endings[:i], func(o Ending) bool { return o.Application == e.Application }) {
			list.Add("debrief.ending_repeated", fault.Path("endings", i, "application_id"), "an application has one outcome")
		}
		if !slices.Contains(outcomes(d.Scope), e.Outcome) || e.Outcome == Defer && !e.Until.After(e.At) {
			list.Add("debrief.ending_invalid", fault.Path("endings", i), "an outcome fits the scope, and a deferred one has a date")
		}
	}
	if d.Stage == Ended && !d.complete() {
		list.Add("debrief.undecided", "/endings", "the debrief ended without an outcome for every finalist")
	}
	return list
}

// complete reports whether every finalist has an outcome.
func (d MeetingDocument) complete() bool {
	for _, a := range d.Applications {
		if _, ok := d.ending(a); !ok {
			return false
		}
	}
	return true
}

func (d MeetingDocument) ending(a requisition.ApplicationID) (Ending, bool) {
	for _, e := range d.Endings {
		if e.Application == a {
			return e, true
		}
	}
	return Ending{}, false
}
