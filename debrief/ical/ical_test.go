package ical_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/debrief/ical"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

var now = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func human(id, name string, role actor.Role) actor.Human {
	h, err := actor.NewHuman(id, name, role)
	if err != nil {
		panic(err)
	}
	return h
}

var (
	dana   = human("u-dana", "Dana Whitlock", actor.HiringManager)
	marcus = human("u-marcus", "Marcus Oyelaran", actor.Recruiter)
)

func mail(id string) string { return id + "@example.com" }

func booking(title string) debrief.Booking {
	return debrief.Booking{
		Requisition:  requisition.Requisition{ID: "req-1", Title: title, Openings: 1, HiringManager: requisition.PersonOf(dana)},
		Applications: []requisition.ApplicationID{"app-1"},
		Slot:         requisition.Slot{Start: now, Zone: "Europe/Lisbon"},
		Participants: []debrief.Participant{{Person: requisition.PersonOf(dana)}, {Person: requisition.PersonOf(marcus)}},
	}
}

func meeting(t testing.TB, title string) debrief.Meeting {
	t.Helper()
	m, _, err := debrief.Book("db-1", booking(title), marcus, now.Add(-24*time.Hour))
	require.NoError(t, err)
	return m
}

func Example() {
	m := meeting(&testing.T{}, "Backend Engineer")
	b, err := ical.Invite(m, &ical.Options{Domain: "hire.example.com", Address: mail, ReminderMinutes: 10})
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "UID") || strings.HasPrefix(line, "SEQUENCE") || strings.HasPrefix(line, "DTSTART") || strings.HasPrefix(line, "METHOD") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	fmt.Println(err)
	// Output:
	// METHOD:REQUEST
	// UID:db-1@hire.example.com
	// SEQUENCE:0
	// DTSTART:20260302T120000Z
	// <nil>
}

// valid checks what the standard asks of every line, and parses the calendar.
func valid(t testing.TB, b []byte) *ics.VEvent {
	t.Helper()
	require.True(t, bytes.HasSuffix(b, []byte("END:VCALENDAR\r\n")))
	for line := range bytes.SplitSeq(bytes.TrimSuffix(b, []byte("\r\n")), []byte("\r\n")) {
		require.LessOrEqual(t, len(line), 75, "a line has 75 octets at most")
		require.False(t, bytes.ContainsAny(line, "\r\n"), "lines end in CRLF only")
		require.Equal(t, string(line), strings.ToValidUTF8(string(line), "?"), "no character is cut in two")
	}
	cal, err := ics.ParseCalendar(bytes.NewReader(b))
	require.NoError(t, err)
	require.Len(t, cal.Events(), 1)
	require.Len(t, cal.Components, 1, "an event and nothing else")
	return cal.Events()[0]
}

func property(e *ics.VEvent, p ics.ComponentProperty) string {
	if got := e.GetProperty(p); got != nil {
		return got.Value
	}
	return ""
}

func TestUpdatesMoveTheSameEntry(t *testing.T) {
	t.Parallel()
	opts := &ical.Options{Address: mail}
	m := meeting(t, "Backend Engineer")
	first, err := ical.Invite(m, opts)
	require.NoError(t, err)
	again, err := ical.Invite(m, opts)
	require.NoError(t, err)
	require.Equal(t, first, again, "the same meeting gives the same bytes")
	before := valid(t, first)
	moved, _, err := m.Reschedule(requisition.Slot{Start: now.Add(24 * time.Hour), Zone: "Europe/Lisbon"}, marcus, now)
	require.NoError(t, err)
	b, err := ical.Invite(moved, opts)
	require.NoError(t, err)
	after := valid(t, b)
	require.Equal(t, before.Id(), after.Id())
	require.Equal(t, "0", property(before, ics.ComponentPropertySequence))
	require.Equal(t, "1", property(after, ics.ComponentPropertySequence))
	require.Equal(t, "20260303T120000Z", property(after, ics.ComponentPropertyDtStart))
	require.Equal(t, "20260303T123000Z", property(after, ics.ComponentPropertyDtEnd))
	require.Len(t, after.Attendees(), 2)
	off, _, err := moved.Cancel("the search is on hold", marcus, now)
	require.NoError(t, err)
	b, err = ical.Invite(off, opts)
	require.NoError(t, err)
	cancelled := valid(t, b)
	require.Equal(t, before.Id(), cancelled.Id())
	require.Equal(t, "2", property(cancelled, ics.ComponentPropertySequence))
	require.Equal(t, "CANCELLED", property(cancelled, ics.ComponentPropertyStatus))
	require.Contains(t, string(b), "METHOD:CANCEL\r\n")
}

func TestWithoutAddressesItIsPublished(t *testing.T) {
	t.Parallel()
	b, err := ical.Invite(meeting(t, "Backend Engineer"), nil)
	require.NoError(t, err)
	e := valid(t, b)
	require.Contains(t, string(b), "METHOD:PUBLISH\r\n")
	require.Empty(t, e.Attendees())
	_, err = ical.Invite(debrief.Meeting{}, nil)
	require.ErrorIs(t, err, ical.ErrInvalid)
}

func TestFollowUpIsRelatedToItsDebrief(t *testing.T) {
	t.Parallel()
	r := rubric.Rubric{SchemaVersion: 1, ID: "rb", Version: 1, MeetsLevel: 2, Role: rubric.Role{Title: "Backend Engineer"}, Competencies: []rubric.Competency{{
		ID: "c", Name: "Incidents", Description: "Leads one.", Kind: rubric.MustHave, Anchors: []rubric.Anchor{{Level: 1, Label: "a", Behaviour: "none"}, {Level: 2, Label: "b", Behaviour: "one"}},
	}}, Questions: []rubric.Question{{ID: "q", Text: "?", Competencies: []rubric.CompetencyID{"c"}}}}
	l, err := rubric.Lock(r, rubric.AssentTo(r, dana, now), rubric.AssentTo(r, marcus, now))
	require.NoError(t, err)
	m := meeting(t, "Backend Engineer")
	req := debrief.Request{Rubric: l, Finalists: []debrief.FinalistRequest{{Application: "app-1", Candidate: "CANARY Nair"}}}
	m, _, err = m.Close(req, marcus, now)
	require.NoError(t, err)
	m, p, _, err := m.Reveal(req, marcus, now)
	require.NoError(t, err)
	deferred := func(until time.Time) debrief.Decision {
		var d debrief.Decision
		m, d, _, err = m.Decide(p, "app-1", dana, debrief.Choice{Outcome: debrief.Defer, FollowUp: debrief.FollowUp{
			Until: until, Owner: requisition.PersonOf(marcus), EvidenceNeeded: "CANARY-EVIDENCE",
		}}, now)
		require.NoError(t, err)
		return d
	}
	opts := &ical.Options{Domain: "hire.example.com", Address: mail}
	first := deferred(now.Add(48 * time.Hour))
	b, err := ical.FollowUp(m, first, opts)
	require.NoError(t, err)
	e := valid(t, b)
	require.Equal(t, "db-1@hire.example.com", property(e, ics.ComponentPropertyRelatedTo))
	require.Equal(t, "0", property(e, ics.ComponentPropertySequence))
	require.Equal(t, "20260304T120000Z", property(e, ics.ComponentPropertyDtStart))
	require.NotContains(t, string(b), "CANARY", "neither a name nor evidence")
	second := deferred(now.Add(72 * time.Hour))
	b, err = ical.FollowUp(m, second, opts)
	require.NoError(t, err)
	require.Equal(t, e.Id(), valid(t, b).Id())
	require.Equal(t, "1", property(valid(t, b), ics.ComponentPropertySequence))
	m, d, _, err := m.Decide(p, "app-1", dana, debrief.Choice{Outcome: debrief.NoHire, Reasons: []debrief.Reason{{Competency: "c", Text: "none"}}}, now)
	require.NoError(t, err)
	b, err = ical.FollowUp(m, d, opts)
	require.NoError(t, err)
	require.Equal(t, "2", property(valid(t, b), ics.ComponentPropertySequence))
	require.Contains(t, string(b), "METHOD:CANCEL\r\n")
	_, err = ical.FollowUp(meeting(t, "x"), debrief.Decision{}, opts)
	require.ErrorIs(t, err, ical.ErrInvalid)
}

func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	hostile := "Lead; \"Platform\", \\n\r\nATTENDEE:mailto:evil@example.com\r\nEND:VEVENT\n" + strings.Repeat("péyments 🚀 ", 20) + "\u2028\x00\xff"
	b := booking(hostile)
	b.Participants = append(b.Participants, debrief.Participant{Person: requisition.Person{ID: "u-x", Name: "O'Neil; \"X\"\r\nATTENDEE:mailto:evil@example.com"}})
	m, _, err := debrief.Book("db-1\r\nX-EVIL:1", b, marcus, now)
	require.NoError(t, err)
	out, err := ical.Invite(m, &ical.Options{Location: hostile, ReminderMinutes: 5, Address: func(id string) string {
		if id == "u-dana" {
			return "dana@example.com\r\nX-EVIL:1"
		}
		return mail(id)
	}})
	require.NoError(t, err)
	e := valid(t, out)
	require.Len(t, e.Attendees(), 2, "an address that would break its line is left out")
	unfolded := strings.ReplaceAll(string(out), "\r\n ", "")
	for line := range strings.SplitSeq(unfolded, "\r\n") {
		require.False(t, strings.HasPrefix(line, "X-EVIL") || strings.HasPrefix(line, "ATTENDEE:"), line)
	}
	require.Equal(t, 1, strings.Count(unfolded, "END:VEVENT\r\n"))
	require.Contains(t, unfolded, `SUMMARY:Debrief: Lead\; "Platform"\, \\n`)
}

func FuzzInvite(f *testing.F) {
	f.Add("Backend Engineer", "Dana")
	f.Add("a\r\nEND:VCALENDAR", "x;y:\"z\\")
	f.Fuzz(func(t *testing.T, title, person string) {
		b := booking(title)
		b.Participants = append(b.Participants, debrief.Participant{Person: requisition.Person{ID: "u-x", Name: person}})
		m, _, err := debrief.Book("db-1", b, marcus, now)
		if err != nil {
			t.Skip()
		}
		out, err := ical.Invite(m, &ical.Options{Address: mail, Location: person})
		require.NoError(t, err)
		valid(t, out)
	})
}
