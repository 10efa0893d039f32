package requisition

import (
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
)

// TimeToScorecard is how long a panelist has after an interview.
const TimeToScorecard = 24 * time.Hour

// Booking is what an interview is scheduled with.
type Booking struct {
	Application Application
	Round       RoundID
	Slot        Slot
	External    []ExternalRef
}

// Schedule books an interview of the plan. It returns ErrRubricNotLocked before
// the rubric is locked: nobody is interviewed without knowing what good looks
// like. The panel is waited on to hold the interview.
func (r Requisition) Schedule(id InterviewID, b Booking, by actor.Human, at time.Time) (Interview, Act, error) {
	if err := checkActor(by); err != nil {
		return Interview{}, Act{}, err
	}
	if err := r.mustRun(); err != nil {
		return Interview{}, Act{}, err
	}
	if err := r.mustBeLocked("interviewing"); err != nil {
		return Interview{}, Act{}, err
	}
	if b.Application.Requisition != r.ID {
		return Interview{}, Act{}, fault.New(ErrInvalid, "requisition.application_of_other", "/application_id", "the application belongs to another requisition")
	}
	if b.Application.Status != Active {
		return Interview{}, Act{}, fault.New(ErrNotAllowed, "requisition.application_ended", "/application_id", "the application is "+string(b.Application.Status))
	}
	round, ok := r.Plan.Round(b.Round)
	if !ok {
		return Interview{}, Act{}, fault.New(ErrInvalid, "requisition.round_unknown", "/round_id", "the plan has no such round")
	}
	iv := Interview{
		SchemaVersion: SchemaVersion, ID: id, Requisition: r.ID, Application: b.Application.ID, Round: b.Round,
		RubricHash: r.RubricHash, Status: Scheduled, Scheduled: b.Slot.utc(), Panel: round.Panel, External: slices.Clone(b.External),
	}
	var list fault.List
	if iv.ID == "" {
		list.Add("requisition.interview_id_missing", "/id", "an interview needs an id")
	}
	list.Within("/scheduled", b.Slot.faults())
	checkExternal(&list, iv.External)
	if err := list.Err(ErrInvalid); err != nil {
		return Interview{}, Act{}, err
	}
	act := iv.act("interview.scheduled", by, at)
	act.To = string(Scheduled)
	act.WaitingOn = iv.waiting(ForInterview, iv.Scheduled.Start)
	act.Settles = []Waiting{{For: ForScheduling}}
	return iv, act, nil
}

func (s Slot) utc() Slot {
	s.Start, s.End = s.Start.UTC(), s.End.UTC()
	return s
}

// Validate reports every fault of the slot under ErrInvalid.
func (s Slot) Validate() error { return s.faults().Err(ErrInvalid) }

func (s Slot) faults() fault.List {
	var list fault.List
	if s.Start.IsZero() || !s.End.After(s.Start) {
		list.Add("requisition.slot_invalid", "/end", "a slot ends after it starts")
	}
	if !knownZone(s.Zone) {
		list.Add("requisition.zone_unknown", "/zone", "the zone is an IANA name such as Europe/Lisbon")
	}
	return list
}

func knownZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "" && !strings.EqualFold(name, "local")
}

func (iv Interview) act(kind string, by actor.Human, at time.Time) Act {
	act := NewAct(kind, by.Ref(), at)
	act.Requisition, act.Application, act.Interview, act.Round = iv.Requisition, iv.Application, iv.ID, iv.Round
	return act
}

func (iv Interview) waiting(step string, due time.Time) []Waiting {
	out := make([]Waiting, 0, len(iv.Panel))
	for _, s := range iv.Seats() {
		out = append(out, Waiting{Person: s.Panelist.ID, For: step, Due: due})
	}
	return out
}

// Seats returns the effective panel: who was there, with what they assess. A
// substitute takes the seat of the panelist they stood in for, beside their own
// where they have one; a panelist who did not attend and has no substitute keeps no
// seat. Nobody has two. Before the interview was held it is the planned panel.
func (iv Interview) Seats() []Seat {
	if iv.Status != Held {
		return cloneSeats(iv.Panel)
	}
	var out []Seat
	for _, seat := range iv.Panel {
		for _, a := range iv.Attendance {
			if a.Attended && (a.SubstituteFor == seat.Panelist.ID || a.SubstituteFor == "" && a.Panelist.ID == seat.Panelist.ID) {
				taken := seat
				taken.Panelist = a.Panelist
				if a.SubstituteFor != "" {
					taken.Zone = ""
				}
				out = take(out, taken)
			}
		}
	}
	return out
}

// take adds a seat to those that are taken, or what it assesses to the person's own.
func take(out []Seat, s Seat) []Seat {
	i := slices.IndexFunc(out, func(o Seat) bool { return o.Panelist.ID == s.Panelist.ID })
	if i < 0 {
		s.Competencies, s.Questions = slices.Clone(s.Competencies), slices.Clone(s.Questions)
		return append(out, s)
	}
	join := func(have, more []string) []string {
		for _, id := range more {
			if !slices.Contains(have, id) {
				have = append(have, id)
			}
		}
		return have
	}
	own := &out[i]
	// A seat that names no questions asks those of its competencies.
	if len(own.Questions) == 0 || len(s.Questions) == 0 {
		own.Questions = nil
	} else {
		own.Questions = join(own.Questions, s.Questions)
	}
	own.Competencies = join(own.Competencies, s.Competencies)
	return out
}

// Seat returns the effective seat of a person.
func (iv Interview) Seat(person string) (Seat, bool) {
	for _, s := range iv.Seats() {
		if s.Panelist.ID == person {
			return s, true
		}
	}
	return Seat{}, false
}

func (iv Interview) mustBe(s InterviewStatus) error {
	if iv.Status == s {
		return nil
	}
	return fault.New(ErrNotAllowed, "requisition.interview_status", "/status", "the interview is "+string(iv.Status))
}

// Reschedule moves a scheduled interview.
func (iv Interview) Reschedule(to Slot, by actor.Human, at time.Time) (Interview, Act, error) {
	if err := checkActor(by); err != nil {
		return Interview{}, Act{}, err
	}
	if err := iv.mustBe(Scheduled); err != nil {
		return Interview{}, Act{}, err
	}
	if err := to.faults().Err(ErrInvalid); err != nil {
		return Interview{}, Act{}, err
	}
	iv.Scheduled = to.utc()
	act := iv.act("interview.rescheduled", by, at)
	act.From, act.To = string(Scheduled), string(Scheduled)
	act.WaitingOn = iv.waiting(ForInterview, iv.Scheduled.Start)
	return iv, act, nil
}

// Cancel calls a scheduled interview off.
func (iv Interview) Cancel(by actor.Human, at time.Time) (Interview, Act, error) {
	return iv.end("interview.cancelled", Cancelled, by, at)
}

// MarkNoShow records that a scheduled interview did not take place because
// somebody was missing.
func (iv Interview) MarkNoShow(by actor.Human, at time.Time) (Interview, Act, error) {
	return iv.end("interview.no_show", NoShow, by, at)
}

func (iv Interview) end(kind string, to InterviewStatus, by actor.Human, at time.Time) (Interview, Act, error) {
	if err := checkActor(by); err != nil {
		return Interview{}, Act{}, err
	}
	if err := iv.mustBe(Scheduled); err != nil {
		return Interview{}, Act{}, err
	}
	act := iv.act(kind, by, at)
	act.From, act.To = string(iv.Status), string(to)
	iv.Status = to
	return iv, act, nil
}

// AdjustProcess records that the process is adjusted for the candidate. What was
// agreed, and why, has no place here.
func (iv Interview) AdjustProcess(by actor.Human, at time.Time) (Interview, Act, error) {
	if err := checkActor(by); err != nil {
		return Interview{}, Act{}, err
	}
	if err := iv.mustBe(Scheduled); err != nil {
		return Interview{}, Act{}, err
	}
	iv.ProcessAdjusted = true
	return iv, iv.act("interview.process_adjusted", by, at), nil
}

// RecordHeld records that the interview took place, when, and who was there. An
// empty attendance means that the whole panel was. Each panelist who was there is
// waited on for a scorecard within 24 hours of the end.
func (iv Interview) RecordHeld(actual Slot, attendance []Attendance, by actor.Human, at time.Time) (Interview, Act, error) {
	if err := checkActor(by); err != nil {
		return Interview{}, Act{}, err
	}
	if err := iv.mustBe(Scheduled); err != nil {
		return Interview{}, Act{}, err
	}
	list := actual.faults()
	if actual.End.After(at) {
		list.Add("requisition.held_in_future", "/end", "the interview has not ended yet")
	}
	if len(attendance) == 0 {
		for _, s := range iv.Panel {
			attendance = append(attendance, Attendance{Panelist: s.Panelist, Attended: true})
		}
	}
	for i, a := range attendance {
		where := fault.Path("attendance", i)
		seated := func(id string) bool {
			return slices.ContainsFunc(iv.Panel, func(s Seat) bool { return s.Panelist.ID == id })
		}
		same := func(o Attendance) bool {
			return o.Panelist.ID == a.Panelist.ID && o.SubstituteFor == a.SubstituteFor
		}
		switch {
		case slices.ContainsFunc(attendance[:i], same):
			list.Add("requisition.attendance_repeated", where, "the person is named twice for one seat")
		case a.Panelist.ID == "" || a.Panelist.Name == "":
			list.Add("requisition.attendee_missing", where, "attendance names a person, with an id")
		case a.SubstituteFor != "" && !seated(a.SubstituteFor):
			list.Add("requisition.substitute_for_unknown", where+"/substitute_for", "nobody of that id sits on the panel")
		case a.SubstituteFor == "" && !seated(a.Panelist.ID):
			list.Add("requisition.attendee_unknown", where+"/panelist", "the person is neither on the panel nor a substitute")
		}
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Interview{}, Act{}, err
	}
	act := iv.act("interview.held", by, at)
	act.From, act.To = string(iv.Status), string(Held)
	iv.Status, iv.Actual, iv.Attendance = Held, actual.utc(), slices.Clone(attendance)
	if len(iv.Seats()) == 0 {
		return Interview{}, Act{}, fault.New(ErrInvalid, "requisition.nobody_attended", "/attendance", "no panelist was there")
	}
	act.WaitingOn = iv.waiting(ForScorecard, iv.Actual.End.Add(TimeToScorecard))
	return iv, act, nil
}

// AttachTranscript adds a record of the conversation: a transcript of it, of a
// part of it where the call dropped, or a panelist's typed notes.
func (iv Interview) AttachTranscript(id string, by actor.Human, at time.Time) (Interview, Act, error) {
	if err := checkActor(by); err != nil {
		return Interview{}, Act{}, err
	}
	if err := iv.mustBe(Held); err != nil {
		return Interview{}, Act{}, err
	}
	if id == "" || slices.Contains(iv.Transcripts, id) {
		return Interview{}, Act{}, fault.New(ErrInvalid, "requisition.transcript_invalid", "/transcripts", "the transcript's id is missing or attached already")
	}
	iv.Transcripts = append(slices.Clone(iv.Transcripts), id)
	act := iv.act("interview.transcript_attached", by, at)
	act.Record = id
	return iv, act, nil
}

// ReuseTranscript is AttachTranscript for a transcript of an earlier search of the
// same candidate. Whether the candidate agreed is for the caller to ask.
func (iv Interview) ReuseTranscript(id string, by actor.Human, at time.Time) (Interview, Act, error) {
	iv, act, err := iv.AttachTranscript(id, by, at)
	if err != nil {
		return iv, act, err
	}
	iv.Reused = append(slices.Clone(iv.Reused), id)
	act.Kind = "interview.evidence_reused"
	return iv, act, nil
}
