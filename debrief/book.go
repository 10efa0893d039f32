package debrief

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
)

// Booking is what a debrief is booked with.
type Booking struct {
	Requisition requisition.Requisition
	// Scope defaults to Final; Round is required for the scope Round.
	Scope        Scope
	Round        requisition.RoundID
	Applications []requisition.ApplicationID
	// Owner is the one person who decides; by default the hiring manager.
	Owner        requisition.Person
	Participants []Participant
	// Method defaults to OwnerDecides.
	Method Method
	// CompositeBar defaults to the rubric's bar.
	CompositeBar Ratio
	// Slot may leave its end open: then it takes Minutes.
	Slot       requisition.Slot
	FollowUpOf ID
}

// Book books a debrief. The owner is waited on to hold it. It returns ErrInvalid
// with every fault of the booking.
func Book(id ID, b Booking, by actor.Human, at time.Time) (Meeting, []requisition.Act, error) {
	if err := by.Validate(); err != nil {
		return Meeting{}, nil, &fault.Error{Sentinel: ErrNotHuman, Faults: fault.Of(err)}
	}
	if b.Owner == (requisition.Person{}) {
		b.Owner = b.Requisition.HiringManager
	}
	d := MeetingDocument{
		SchemaVersion: SchemaVersion, ID: id, Requisition: b.Requisition.ID, Title: b.Requisition.Title, Openings: b.Requisition.Openings,
		Scope: cmp.Or(b.Scope, Final), Round: b.Round, Applications: slices.Clone(b.Applications), Stage: Collecting,
		Owner: b.Owner, Method: cmp.Or(b.Method, OwnerDecides), CompositeBar: b.CompositeBar,
		Participants: slices.Clone(b.Participants), Slot: box(b.Slot), FollowUpOf: b.FollowUpOf, Seed: string(id),
		BookedBy: by, BookedAt: at.UTC(), ChangedAt: at.UTC(),
	}
	if err := d.check().Err(ErrInvalid); err != nil {
		return Meeting{}, nil, err
	}
	return Meeting{doc: d}, d.acts("debrief.booked", by, at, d.holding(), d.booking()...), nil
}

func box(s requisition.Slot) requisition.Slot {
	s.Start, s.End = s.Start.UTC(), s.End.UTC()
	if s.End.IsZero() {
		s.End = s.Start.Add(Minutes * time.Minute)
	}
	return s
}

func (d MeetingDocument) holding() *requisition.Waiting {
	return &requisition.Waiting{Person: d.Owner.ID, For: requisition.ForDebrief, Due: d.Slot.Start}
}

// booking is what a debrief that takes finalists settles.
func (d MeetingDocument) booking() []string {
	if d.Scope != Final {
		return nil
	}
	return []string{requisition.ForBooking}
}

// ProposeSlot returns when a debrief can take place after an interview that ended
// then: when the cards are due, 24 hours later, on a working day between nine and
// five in the zone, at the next quarter of an hour. An unknown zone is UTC.
func ProposeSlot(interviewEnd time.Time, zone string) requisition.Slot {
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "" || zone == "Local" {
		loc, zone = time.UTC, "UTC"
	}
	t := interviewEnd.Add(scorecard.TimeToSubmit).In(loc)
	if past := t.Sub(t.Truncate(15 * time.Minute)); past > 0 {
		t = t.Add(15*time.Minute - past)
	}
	day := time.Date(t.Year(), t.Month(), t.Day(), 9, 0, 0, 0, loc)
	switch minutes := t.Hour()*60 + t.Minute(); {
	case minutes < 9*60:
		t = day
	case minutes > 17*60-Minutes:
		t = day.AddDate(0, 0, 1)
	}
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = time.Date(t.Year(), t.Month(), t.Day()+1, 9, 0, 0, 0, loc)
	}
	return box(requisition.Slot{Start: t, Zone: zone})
}

// Reschedule moves the meeting, as long as nothing was revealed.
func (m Meeting) Reschedule(to requisition.Slot, by actor.Human, at time.Time) (Meeting, []requisition.Act, error) {
	if err := m.enter(by, Collecting, Closed); err != nil {
		return Meeting{}, nil, err
	}
	return m.change("debrief.rescheduled", nil, nil, to, nil, by, at)
}

// Include adds finalists and participants, and moves the meeting unless the slot
// is zero.
func (m Meeting) Include(applications []requisition.ApplicationID, people []Participant, to requisition.Slot, by actor.Human, at time.Time) (Meeting, []requisition.Act, error) {
	if err := m.enter(by, Collecting); err != nil {
		return Meeting{}, nil, err
	}
	if to == (requisition.Slot{}) {
		to = m.doc.Slot
	}
	return m.change("debrief.extended", applications, people, to, m.doc.booking(), by, at)
}

func (m Meeting) change(kind string, applications []requisition.ApplicationID, people []Participant, to requisition.Slot, settled []string, by actor.Human, at time.Time) (Meeting, []requisition.Act, error) {
	d := m.next(at)
	for _, a := range applications {
		if !slices.Contains(d.Applications, a) {
			d.Applications = append(d.Applications, a)
		}
	}
	for _, p := range people {
		if !slices.ContainsFunc(d.Participants, func(o Participant) bool { return o.Person.ID == p.Person.ID }) {
			d.Participants = append(d.Participants, p)
		}
	}
	d.Slot = box(to)
	d.Sequence++
	if err := d.check().Err(ErrInvalid); err != nil {
		return Meeting{}, nil, err
	}
	return Meeting{doc: d}, d.acts(kind, by, at, d.holding(), append(settled, requisition.ForDebrief)...), nil
}

// Leave takes a finalist out whose application ended before the cards were
// revealed. With the last one the meeting is called off. It returns ErrInvalid for
// an application that the meeting is not about.
func (m Meeting) Leave(application requisition.ApplicationID, by actor.Human, at time.Time) (Meeting, []requisition.Act, error) {
	if err := m.enter(by, Collecting); err != nil {
		return Meeting{}, nil, err
	}
	if !m.About(application) {
		return Meeting{}, nil, errFinalistUnknown()
	}
	d := m.next(at)
	d.Applications = slices.DeleteFunc(d.Applications, func(a requisition.ApplicationID) bool { return a == application })
	if len(d.Applications) == 0 {
		return m.Cancel("no finalist is left", by, at)
	}
	d.Sequence++
	act := d.act("debrief.left", by, at)
	act.Application = application
	act.Settles = []requisition.Waiting{{For: requisition.ForDebrief}}
	return Meeting{doc: d}, []requisition.Act{act}, nil
}

// Cancel calls the meeting off before anything was revealed; afterwards it ends
// by its decisions only.
func (m Meeting) Cancel(reason string, by actor.Human, at time.Time) (Meeting, []requisition.Act, error) {
	if err := m.enter(by, Collecting, Closed); err != nil {
		return Meeting{}, nil, err
	}
	if strings.TrimSpace(reason) == "" {
		return Meeting{}, nil, fault.New(ErrInvalid, "debrief.reason_missing", "/reason", "say why the debrief is called off")
	}
	d := m.next(at)
	d.Stage, d.Reason = Cancelled, strings.TrimSpace(reason)
	d.Sequence++
	return Meeting{doc: d}, d.acts("debrief.cancelled", by, at, nil, requisition.ForDebrief), nil
}

// Owed returns an act for each finalist of a final debrief that was called off whom no
// other open debrief is about: the search's recruiter is waited on to book another. It
// returns none for any other meeting.
func (m Meeting) Owed(req requisition.Requisition, others []Meeting, by actor.Human, at time.Time) []requisition.Act {
	if m.doc.Stage != Cancelled || m.doc.Scope != Final {
		return nil
	}
	var out []requisition.Act
	for _, a := range m.doc.Applications {
		if slices.ContainsFunc(others, func(o Meeting) bool { return o.doc.Scope == Final && o.atStage(Cancelled, Ended) != nil && o.About(a) }) {
			continue
		}
		act := requisition.NewAct("debrief.owed", by.Ref(), at)
		act.Requisition, act.Application = m.doc.Requisition, a
		act.WaitingOn = []requisition.Waiting{{Person: req.Recruiter.ID, For: requisition.ForBooking}}
		out = append(out, act)
	}
	return out
}

// SetMethod fixes how the decision is reached. Only the owner does, and only
// before the reveal: nobody picks a method for its result.
func (m Meeting) SetMethod(method Method, compositeBar Ratio, by actor.Human, at time.Time) (Meeting, []requisition.Act, error) {
	if err := m.enter(by, Collecting, Closed); err != nil {
		return Meeting{}, nil, err
	}
	if err := m.owned(by); err != nil {
		return Meeting{}, nil, err
	}
	d := m.next(at)
	d.Method, d.CompositeBar = method, compositeBar
	if err := d.check().Err(ErrInvalid); err != nil {
		return Meeting{}, nil, err
	}
	return Meeting{doc: d}, []requisition.Act{d.act("debrief.method_set", by, at)}, nil
}

// Waive lets the debrief take place without one card, for a reason. The owner, the
// recruiter, the hiring manager and who booked the meeting waive, and nobody their
// own card: a panelist does not get to read the others' without having handed in. A
// card that comes after the close is not part of the debrief.
func (m Meeting) Waive(interview requisition.InterviewID, panelist requisition.Person, reason string, by actor.Human, at time.Time) (Meeting, []requisition.Act, error) {
	if err := m.enter(by, Collecting); err != nil {
		return Meeting{}, nil, err
	}
	if by.ID() == panelist.ID || !m.runs(by) {
		return Meeting{}, nil, fault.New(ErrNotOwner, "debrief.waiver_not_theirs", "/by", "whoever runs the debrief waives a card, and never their own")
	}
	d := m.next(at)
	w := Waiver{Interview: interview, Panelist: panelist, Reason: strings.TrimSpace(reason), By: by}
	d.Waived = append(slices.DeleteFunc(d.Waived, w.same), w)
	if err := d.check().Err(ErrInvalid); err != nil {
		return Meeting{}, nil, err
	}
	return Meeting{doc: d}, []requisition.Act{d.act("debrief.card_waived", by, at)}, nil
}

// same reports whether both are about one card.
func (w Waiver) same(o Waiver) bool {
	return w.Interview == o.Interview && w.Panelist.ID == o.Panelist.ID
}

// WaivedIn returns the waivers of an interview's cards with which its round was
// revealed, for FinalistRequest.
func WaivedIn(r scorecard.Reveal, iv requisition.Interview) []Waiver {
	var out []Waiver
	for _, w := range r.Waived {
		if w.Interview != iv.ID {
			continue
		}
		for _, seat := range iv.Seats() {
			if seat.Panelist.ID == w.Panelist {
				out = append(out, Waiver{Interview: iv.ID, Panelist: seat.Panelist, Reason: w.Reason, By: r.WaivedBy(w)})
			}
		}
	}
	return out
}

// runs reports whether the person runs the debrief, beside taking part.
func (m Meeting) runs(by actor.Human) bool {
	return by.ID() == m.doc.Owner.ID || by.ID() == m.doc.BookedBy.ID() || slices.ContainsFunc(m.doc.Participants, func(p Participant) bool {
		return p.Person.ID == by.ID() && (p.Role == actor.Recruiter || p.Role == actor.HiringManager)
	})
}

// Unbooked lists the applications whose final round is scheduled or was held
// while no debrief about them is booked: a round without one ends in nothing.
func Unbooked(plan requisition.Plan, interviews []requisition.Interview, meetings []Meeting) fault.List {
	var list fault.List
	if len(plan.Rounds) == 0 {
		return list
	}
	final := plan.Rounds[len(plan.Rounds)-1].ID
	var seen []requisition.ApplicationID
	for _, iv := range interviews {
		if iv.Round != final || iv.Status != requisition.Scheduled && iv.Status != requisition.Held || slices.Contains(seen, iv.Application) {
			continue
		}
		seen = append(seen, iv.Application)
		if !slices.ContainsFunc(meetings, func(m Meeting) bool {
			return m.doc.Scope == Final && m.doc.Stage != Cancelled && m.About(iv.Application)
		}) {
			list.Add("debrief.not_booked", fault.Path("interviews", string(iv.ID)), "the final round has no debrief: book one")
		}
	}
	return list
}
