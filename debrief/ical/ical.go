// Package ical writes the calendar entries of debriefs, as RFC 5545 and RFC 5546
// have them, over github.com/arran4/golang-ical.
//
//	opts := &ical.Options{Domain: "hire.example.com", Address: directory.Mail}
//	b, err := ical.Invite(meeting, opts)             // send it when the debrief is booked, and after each change
//	b, err = ical.FollowUp(meeting, decision, opts)  // the dated follow-up of a deferred decision
//
// The UID of an entry never changes, and its SEQUENCE grows with each change, so
// that calendars move the entry instead of adding another. A meeting that was
// called off is written as a cancellation. Times are in UTC: a debrief is one
// instant and repeats never, so that no VTIMEZONE is needed and none can be out of
// date. Lines end in CRLF and are folded at 75 octets.
//
// Calendars are read by many: entries hold no candidate's name, no rating and no
// evidence.
package ical

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
)

// ErrInvalid is the sentinel for a meeting or a decision that has no entry.
var ErrInvalid = errors.New("ical: invalid")

// Options say what the library does not know. Nil is valid: then the entry is
// published without organizer and attendees.
type Options struct {
	// Domain makes UIDs unique in the world, such as "hire.example.com"; the
	// default is "hirealign.invalid". It must not change between updates.
	Domain string
	// Address returns a person's mail address by the host's id, and "" for a person
	// without one, who is left out. Nil is nobody.
	Address func(personID string) string
	// Location is a room or a link.
	Location string
	// ReminderMinutes is how long before the start calendars remind; 0 is not at all.
	ReminderMinutes int
}

const product = "-//hirealign//debrief//EN"

// Invite returns the entry of a debrief: a request, or a cancellation where it was
// called off.
func Invite(m debrief.Meeting, opts *Options) ([]byte, error) {
	if m.IsZero() {
		return nil, fault.New(ErrInvalid, "ical.meeting_empty", "", "there is no meeting")
	}
	o := options(opts)
	d := m.Document()
	e := entry{
		uid: o.uid(string(d.ID)), stamp: d.ChangedAt, sequence: d.Sequence, cancelled: d.Stage == debrief.Cancelled,
		start: d.Slot.Start, end: d.Slot.End, summary: "Debrief: " + d.Title,
		organizer: requisition.Person{ID: d.BookedBy.ID(), Name: d.BookedBy.Name()},
		description: fmt.Sprintf("%d minutes, disagreement first. %s decides. Finalists: %d.\n"+
			"Hand in your scorecard before: cards are shown to everybody at once, when the last one is in.\n"+
			"It ends in a decision, or in a follow-up with a date and an owner.",
			int(d.Slot.End.Sub(d.Slot.Start)/time.Minute), d.Owner.Name, len(d.Applications)),
	}
	if d.FollowUpOf != "" {
		e.related = o.uid(string(d.FollowUpOf))
	}
	for _, p := range d.Participants {
		e.attendees = append(e.attendees, p.Person)
	}
	return e.write(o)
}

// FollowUp returns the entry of a deferred decision's follow-up, related to the
// debrief's. For a decision that was deferred before and has been made since, it
// returns the cancellation of that entry. Other decisions have none: ErrInvalid.
func FollowUp(m debrief.Meeting, d debrief.Decision, opts *Options) ([]byte, error) {
	doc, meeting := d.Document(), m.Document()
	if m.IsZero() || d.IsZero() || doc.Debrief != m.ID() {
		return nil, fault.New(ErrInvalid, "ical.decision_of_other", "", "the decision belongs to another debrief")
	}
	sequence := 0
	for _, e := range meeting.Endings {
		if e.Application == d.Application() {
			sequence = e.Sequence
		}
	}
	up, deferred := d.FollowUp()
	if !deferred && sequence == 0 {
		return nil, fault.New(ErrInvalid, "ical.no_follow_up", "", "the decision has no follow-up")
	}
	o := options(opts)
	e := entry{
		uid: o.uid(string(doc.Debrief) + ".follow-up." + string(doc.Application)), related: o.uid(string(doc.Debrief)),
		stamp: doc.DecidedAt, sequence: sequence, cancelled: !deferred,
		start: up.Until, end: up.Until.Add(debrief.Minutes * time.Minute), summary: "Debrief follow-up: " + meeting.Title,
		organizer: requisition.Person{ID: doc.DecidedBy.ID(), Name: doc.DecidedBy.Name()},
	}
	if deferred {
		e.description = up.Owner.Name + " brings the evidence that was missing; " + meeting.Owner.Name + " decides."
		e.attendees = []requisition.Person{meeting.Owner}
		if up.Owner.ID != meeting.Owner.ID {
			e.attendees = append(e.attendees, up.Owner)
		}
	} else {
		e.start, e.end = doc.DecidedAt, doc.DecidedAt.Add(debrief.Minutes*time.Minute)
		e.attendees = []requisition.Person{meeting.Owner}
	}
	return e.write(o)
}

func options(opts *Options) Options {
	var o Options
	if opts != nil {
		o = *opts
	}
	if o.Domain == "" {
		o.Domain = "hirealign.invalid"
	}
	if o.Address == nil {
		o.Address = func(string) string { return "" }
	}
	return o
}

func (o Options) uid(id string) string { return clean(id, false) + "@" + clean(o.Domain, false) }

type entry struct {
	uid, related, summary, description string
	stamp, start, end                  time.Time
	sequence                           int
	cancelled                          bool
	organizer                          requisition.Person
	attendees                          []requisition.Person
}

func (e entry) write(o Options) ([]byte, error) {
	cal := ics.NewCalendar()
	cal.SetProductId(product)
	organizer := o.address(e.organizer)
	switch {
	case e.cancelled:
		cal.SetMethod(ics.MethodCancel)
	case organizer == "":
		cal.SetMethod(ics.MethodPublish) // a request needs an organizer
	default:
		cal.SetMethod(ics.MethodRequest)
	}
	v := cal.AddEvent(e.uid)
	v.SetDtStampTime(e.stamp)
	v.SetSequence(e.sequence)
	v.SetStartAt(e.start)
	v.SetEndAt(e.end)
	v.SetSummary(clean(e.summary, false))
	if e.description != "" {
		v.SetDescription(clean(e.description, true))
	}
	v.SetClass(ics.ClassificationPrivate)
	v.SetStatus(ics.ObjectStatusConfirmed)
	if e.cancelled {
		v.SetStatus(ics.ObjectStatusCancelled)
	}
	if e.related != "" {
		v.AddProperty(ics.ComponentPropertyRelatedTo, e.related)
	}
	if o.Location != "" {
		v.SetLocation(clean(o.Location, false))
	}
	if organizer != "" {
		v.SetOrganizer(organizer, name(e.organizer))
		for _, p := range e.attendees {
			if a := o.address(p); a != "" {
				v.AddAttendee(a, name(p), ics.ParticipationRoleReqParticipant, ics.ParticipationStatusNeedsAction, ics.WithRSVP(true))
			}
		}
	}
	if o.ReminderMinutes > 0 && !e.cancelled {
		alarm := v.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetTrigger(fmt.Sprintf("-PT%dM", o.ReminderMinutes))
		alarm.SetDescription(clean(e.summary, false))
	}
	var b bytes.Buffer
	// The library ends lines as the system does; the standard wants CRLF everywhere.
	if err := cal.SerializeTo(&b, ics.WithNewLine("\r\n")); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// address returns a mail address that cannot break out of its line, or "".
func (o Options) address(p requisition.Person) string {
	a := strings.TrimSpace(o.Address(p.ID))
	if !strings.Contains(a, "@") || strings.ContainsFunc(a, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`,;:"\<>`, r)
	}) {
		return ""
	}
	return a
}

// name is the CN parameter. The library escapes parameters by backslashes, which
// the standard does not know, so that what would be escaped is replaced first.
func name(p requisition.Person) ics.PropertyParameter {
	return ics.WithCN(strings.NewReplacer(`"`, "”", "'", "’", `\`, "/", ";", " ", ":", " ", ",", " ").Replace(clean(p.Name, false)))
}

// clean takes out what may not stand in a line of text: control characters, and
// line breaks where lines is false.
func clean(s string, lines bool) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines:
			return r
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		}
		return r
	}, s)
}
