package requisition_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
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
	sofia  = human("u-sofia", "Sofia Lindqvist", actor.Interviewer)
)

func opening() requisition.Opening {
	return requisition.Opening{
		Title: "Backend Engineer", Openings: 1, HiringManager: requisition.PersonOf(dana), Recruiter: requisition.PersonOf(marcus), TargetOn: "2026-05-01",
	}
}

func plan() requisition.Plan {
	return requisition.Plan{Rounds: []requisition.Round{{
		ID: "r-1", Name: "Technical", Kind: requisition.Technical, Minutes: 60, Panel: []requisition.Seat{
			{Panelist: requisition.PersonOf(sofia), Competencies: []string{"incidents"}},
			{Panelist: requisition.PersonOf(dana), Competencies: []string{"delivery"}},
		},
	}}}
}

// search returns a requisition that is locked, planned and sourcing, with one application.
func search(t testing.TB) (requisition.Requisition, requisition.Application) {
	t.Helper()
	r, _, err := requisition.Open("req-1", opening(), dana, now)
	require.NoError(t, err)
	r, _, err = r.LockRubric("sha256:1", dana, now)
	require.NoError(t, err)
	r, _, err = r.SetPlan(plan(), marcus, now)
	require.NoError(t, err)
	r, _, err = r.StartSourcing(marcus, now)
	require.NoError(t, err)
	c, _, err := requisition.NewCandidate("c-1", "Priya Nair", nil, marcus, now)
	require.NoError(t, err)
	a, _, err := r.Apply("app-1", c, requisition.Referral, nil, marcus, now)
	require.NoError(t, err)
	return r, a
}

func slot(start time.Time) requisition.Slot {
	return requisition.Slot{Start: start, End: start.Add(time.Hour), Zone: "Europe/Lisbon"}
}

func Example() {
	r, act, err := requisition.Open("req-1", opening(), dana, now)
	fmt.Println(r.Status, act.Kind, act.WaitingOn[0].For, err)

	_, _, err = r.StartSourcing(marcus, now)
	fmt.Println(fault.Of(err)[0].Code)

	r, act, _ = r.LockRubric("sha256:…", dana, now)
	fmt.Println(act.WaitingOn[0].Person, act.WaitingOn[0].For)
	// Output:
	// open requisition.opened rubric.lock <nil>
	// requisition.rubric_not_locked
	// u-marcus requisition.plan
}

func TestOpenNamesEveryFault(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*requisition.Opening){
		"requisition.title_missing":       func(o *requisition.Opening) { o.Title = " " },
		"requisition.openings_invalid":    func(o *requisition.Opening) { o.Openings = 0 },
		"requisition.person_missing":      func(o *requisition.Opening) { o.Recruiter = requisition.Person{} },
		"requisition.person_repeated":     func(o *requisition.Opening) { o.Recruiter = o.HiringManager },
		"requisition.target_invalid":      func(o *requisition.Opening) { o.TargetOn = "soon" },
		"requisition.target_past":         func(o *requisition.Opening) { o.TargetOn = "2025-01-01" },
		"requisition.predecessor_self":    func(o *requisition.Opening) { o.Predecessor = "req-1" },
		"requisition.external_incomplete": func(o *requisition.Opening) { o.External = []requisition.ExternalRef{{System: "ats"}} },
		"compensation.currency_invalid": func(o *requisition.Opening) {
			o.Compensation = compensation.Range{Low: 1, High: 2, Currency: "euro", Period: compensation.Year}
		},
	}
	for code, change := range tests {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			o := opening()
			change(&o)
			_, _, err := requisition.Open("req-1", o, dana, now)
			require.ErrorIs(t, err, requisition.ErrInvalid)
			require.True(t, fault.Has(err, code), err)
		})
	}
	_, _, err := requisition.Open("req-1", opening(), actor.Human{}, now)
	require.ErrorIs(t, err, actor.ErrInvalid)
}

func TestNothingStartsBeforeTheLock(t *testing.T) {
	t.Parallel()
	r, _, err := requisition.Open("req-1", opening(), dana, now)
	require.NoError(t, err)
	r, _, err = r.SetPlan(plan(), marcus, now)
	require.NoError(t, err)
	_, _, err = r.StartSourcing(marcus, now)
	require.ErrorIs(t, err, requisition.ErrRubricNotLocked)
	_, _, err = r.Apply("app-1", requisition.Candidate{ID: "c"}, requisition.Applied, nil, marcus, now)
	require.ErrorIs(t, err, requisition.ErrRubricNotLocked)
	_, _, err = r.Schedule("iv-1", requisition.Booking{Application: requisition.Application{Requisition: "req-1", Status: requisition.Active}, Round: "r-1", Slot: slot(now)}, marcus, now)
	require.ErrorIs(t, err, requisition.ErrRubricNotLocked)
	require.Contains(t, err.Error(), "interviewing starts when")
}

func TestStatusMachine(t *testing.T) {
	t.Parallel()
	verbs := map[string]func(requisition.Requisition) (requisition.Requisition, requisition.Act, error){
		"hold": func(r requisition.Requisition) (requisition.Requisition, requisition.Act, error) {
			return r.PutOnHold("budget", dana, now)
		},
		"reopen": func(r requisition.Requisition) (requisition.Requisition, requisition.Act, error) {
			return r.Reopen("budget is back", dana, now)
		},
		"fill": func(r requisition.Requisition) (requisition.Requisition, requisition.Act, error) {
			return r.Fill(dana, now)
		},
		"close": func(r requisition.Requisition) (requisition.Requisition, requisition.Act, error) {
			return r.Close("cancelled", dana, now)
		},
	}
	allowed := map[requisition.Status]map[string]requisition.Status{
		requisition.StatusOpen:     {"hold": requisition.StatusOnHold, "fill": requisition.StatusFilled, "close": requisition.StatusClosed},
		requisition.StatusReopened: {"hold": requisition.StatusOnHold, "fill": requisition.StatusFilled, "close": requisition.StatusClosed},
		requisition.StatusOnHold:   {"reopen": requisition.StatusReopened, "fill": requisition.StatusFilled, "close": requisition.StatusClosed},
		requisition.StatusFilled:   {"reopen": requisition.StatusReopened},
		requisition.StatusClosed:   {"reopen": requisition.StatusReopened},
	}
	for from, moves := range allowed {
		for verb, do := range verbs {
			r, _ := search(t)
			r.Status = from
			next, act, err := do(r)
			to, ok := moves[verb]
			if !ok {
				require.ErrorIs(t, err, requisition.ErrNotAllowed, "%s from %s", verb, from)
				continue
			}
			require.NoError(t, err, "%s from %s", verb, from)
			require.Equal(t, to, next.Status)
			require.Equal(t, [2]string{string(from), string(to)}, [2]string{act.From, act.To})
			require.NoError(t, act.Validate())
		}
	}
	r, _ := search(t)
	_, _, err := r.Close(" ", dana, now)
	require.True(t, fault.Has(err, "requisition.reason_missing"))
}

func TestApplications(t *testing.T) {
	t.Parallel()
	r, a := search(t)
	_, _, err := a.Reject("", marcus, now)
	require.True(t, fault.Has(err, "requisition.reason_missing"))
	_, _, err = a.Hire(dana, now)
	require.True(t, fault.Has(err, "requisition.not_selected"), err)
	_, _, err = a.Decline("another offer", dana, now)
	require.True(t, fault.Has(err, "requisition.not_selected"), "there was no offer to decline")
	selected, _, err := a.Select(requisition.PersonOf(marcus), dana, now)
	require.NoError(t, err)
	hired, act, err := selected.Hire(dana, now)
	require.NoError(t, err)
	require.Equal(t, requisition.Hired, hired.Status)
	require.Equal(t, "hired", act.To)
	_, _, err = hired.Withdraw("changed their mind", marcus, now)
	require.ErrorIs(t, err, requisition.ErrNotAllowed)

	_, _, err = r.Apply("app-2", requisition.Candidate{ID: "c-1"}, requisition.Internal, nil, marcus, now)
	require.NoError(t, err, "a candidate may have several applications, also from inside")
	_, _, err = r.Apply("app-3", requisition.Candidate{ID: "c-1"}, "billboard", nil, marcus, now)
	require.True(t, fault.Has(err, "requisition.application_source_invalid"))
	held, _, err := r.PutOnHold("budget", dana, now)
	require.NoError(t, err)
	_, _, err = held.Apply("app-4", requisition.Candidate{ID: "c-2"}, requisition.Applied, nil, marcus, now)
	require.ErrorIs(t, err, requisition.ErrNotAllowed)
	_, _, err = requisition.NewCandidate("", "", nil, marcus, now)
	require.Len(t, fault.Of(err), 2)
}

func TestInterviewLifeCycle(t *testing.T) {
	t.Parallel()
	r, a := search(t)
	booking := requisition.Booking{Application: a, Round: "r-1", Slot: slot(now.Add(24 * time.Hour))}
	iv, act, err := r.Schedule("iv-1", booking, marcus, now)
	require.NoError(t, err)
	require.Len(t, act.WaitingOn, 2)
	require.Equal(t, "sha256:1", iv.RubricHash)

	for code, change := range map[string]func(*requisition.Booking){
		"requisition.zone_unknown":         func(b *requisition.Booking) { b.Slot.Zone = "Moon/Crater" },
		"requisition.slot_invalid":         func(b *requisition.Booking) { b.Slot.End = b.Slot.Start },
		"requisition.round_unknown":        func(b *requisition.Booking) { b.Round = "r-9" },
		"requisition.application_of_other": func(b *requisition.Booking) { b.Application.Requisition = "req-9" },
		"requisition.application_ended":    func(b *requisition.Booking) { b.Application.Status = requisition.Withdrawn },
	} {
		b := booking
		change(&b)
		_, _, err := r.Schedule("iv-2", b, marcus, now)
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
	}

	moved, _, err := iv.Reschedule(slot(now.Add(48*time.Hour)), marcus, now)
	require.NoError(t, err)
	_, _, err = moved.AttachTranscript("tr-1", marcus, now)
	require.ErrorIs(t, err, requisition.ErrNotAllowed, "there is no transcript before the conversation")

	adjusted, act, err := moved.AdjustProcess(marcus, now)
	require.NoError(t, err)
	require.True(t, adjusted.ProcessAdjusted)
	require.Equal(t, "interview.process_adjusted", act.Kind)
	require.False(t, moved.ProcessAdjusted)
	_, _, err = moved.AdjustProcess(actor.Human{}, now)
	require.ErrorIs(t, err, actor.ErrInvalid)

	ken := requisition.Person{ID: "u-ken", Name: "Ken Abara"}
	after := now.Add(50 * time.Hour)
	_, _, err = moved.RecordHeld(slot(after), nil, marcus, after)
	require.True(t, fault.Has(err, "requisition.held_in_future"))
	_, _, err = moved.RecordHeld(moved.Scheduled, []requisition.Attendance{{Panelist: ken, Attended: true}}, marcus, after)
	require.True(t, fault.Has(err, "requisition.attendee_unknown"))
	_, _, err = moved.RecordHeld(moved.Scheduled, []requisition.Attendance{{Panelist: requisition.PersonOf(sofia)}}, marcus, after)
	require.True(t, fault.Has(err, "requisition.nobody_attended"))

	held, act, err := moved.RecordHeld(moved.Scheduled, []requisition.Attendance{
		{Panelist: ken, Attended: true, SubstituteFor: "u-sofia"}, {Panelist: requisition.PersonOf(dana)},
	}, marcus, after)
	require.NoError(t, err)
	require.Equal(t, []requisition.Seat{{Panelist: ken, Competencies: []string{"incidents"}}}, held.Seats(), "a substitute takes the seat, an absentee loses it")
	require.Equal(t, []requisition.Waiting{{Person: "u-ken", For: requisition.ForScorecard, Due: moved.Scheduled.End.Add(24 * time.Hour)}}, act.WaitingOn)
	_, ok := held.Seat("u-dana")
	require.False(t, ok)

	with, _, err := held.AttachTranscript("tr-1", marcus, after)
	require.NoError(t, err)
	require.Empty(t, held.Transcripts, "the value before is as it was")
	_, _, err = with.AttachTranscript("tr-1", marcus, after)
	require.True(t, fault.Has(err, "requisition.transcript_invalid"))
	_, _, err = held.Cancel(marcus, after)
	require.ErrorIs(t, err, requisition.ErrNotAllowed)
	missed, act, err := moved.MarkNoShow(marcus, after)
	require.NoError(t, err)
	require.Equal(t, requisition.NoShow, missed.Status)
	require.Empty(t, act.WaitingOn)
}

// A substitute who has a seat of their own has one seat with both, and one card to
// write; a person is named once for a seat.
func TestASubstituteFromThePanelHasOneSeat(t *testing.T) {
	t.Parallel()
	r, a := search(t)
	iv, _, err := r.Schedule("iv-1", requisition.Booking{Application: a, Round: "r-1", Slot: slot(now)}, marcus, now)
	require.NoError(t, err)
	later := now.Add(2 * time.Hour)
	there := []requisition.Attendance{
		{Panelist: requisition.PersonOf(dana), Attended: true}, {Panelist: requisition.PersonOf(dana), Attended: true, SubstituteFor: "u-sofia"},
	}
	held, act, err := iv.RecordHeld(iv.Scheduled, there, marcus, later)
	require.NoError(t, err)
	require.Equal(t, []requisition.Seat{{Panelist: requisition.PersonOf(dana), Competencies: []string{"incidents", "delivery"}}}, held.Seats())
	require.Len(t, act.WaitingOn, 1)
	require.Equal(t, []string{"incidents"}, held.Panel[0].Competencies, "the plan stays as it was")

	iv.Panel[0].Questions, iv.Panel[1].Questions = []string{"q-1"}, []string{"q-2", "q-1"}
	held, _, err = iv.RecordHeld(iv.Scheduled, there, marcus, later)
	require.NoError(t, err)
	require.Equal(t, []string{"q-1", "q-2"}, held.Seats()[0].Questions)

	_, _, err = iv.RecordHeld(iv.Scheduled, append(there, there[1]), marcus, later)
	require.True(t, fault.Has(err, "requisition.attendance_repeated"), err)
}

func TestPlanFaults(t *testing.T) {
	t.Parallel()
	bad := requisition.Plan{Rounds: []requisition.Round{
		{ID: "r", Name: "x", Minutes: 30, Panel: []requisition.Seat{{Panelist: requisition.PersonOf(sofia)}, {Panelist: requisition.PersonOf(sofia), Competencies: []string{"a"}}}},
		{ID: "r", Minutes: 1},
	}}
	var codes []string
	for _, f := range fault.Of(bad.Validate()) {
		codes = append(codes, f.Code)
	}
	require.Equal(t, []string{
		"requisition.seat_without_competency", "requisition.panelist_repeated", "requisition.round_id_invalid",
		"requisition.round_name_missing", "requisition.round_minutes_invalid", "requisition.panel_missing",
	}, codes)
	require.True(t, fault.Has(requisition.Plan{}.Validate(), "requisition.rounds_missing"))
	away := requisition.Plan{Rounds: []requisition.Round{{ID: "r", Name: "x", Minutes: 30, Panel: []requisition.Seat{
		{Panelist: requisition.PersonOf(sofia), Competencies: []string{"a"}, Zone: "Moon/Crater"},
	}}}}
	require.True(t, fault.Has(away.Validate(), "requisition.zone_unknown"))
	away.Rounds[0].Panel[0].Zone = "Asia/Tokyo"
	require.NoError(t, away.Validate())
}

func TestStepsSayWhatTheyAreAbout(t *testing.T) {
	t.Parallel()
	var acts []requisition.Act
	keep := func(a requisition.Act, err error) {
		t.Helper()
		require.NoError(t, err)
		acts = append(acts, a)
	}
	r, act, err := requisition.Open("req-1", opening(), dana, now)
	keep(act, err)
	require.Equal(t, requisition.Step{
		Waiting: requisition.Waiting{Person: "u-dana", For: requisition.ForRubricLock}, Requisition: "req-1", Since: now,
	}, requisition.Steps(acts, now)[0])
	r, act, err = r.LockRubric("sha256:1", dana, now)
	keep(act, err)
	r, act, err = r.SetPlan(plan(), marcus, now)
	keep(act, err)
	r, act, err = r.StartSourcing(marcus, now)
	keep(act, err)
	a, act, err := r.Apply("app-1", requisition.Candidate{ID: "c"}, requisition.Applied, nil, marcus, now)
	keep(act, err)
	asked := now.Add(time.Hour)
	_, act, err = r.Schedule("iv-1", requisition.Booking{Application: a, Round: "r-1", Slot: slot(now.Add(2 * time.Hour))}, marcus, asked)
	keep(act, err)
	pulse := requisition.NewAct("pulse.opened", marcus.Ref(), now)
	pulse.Requisition, pulse.Record, pulse.WaitingOn = r.ID, "pu-1", []requisition.Waiting{{Person: "u-dana", For: requisition.ForPulse, Due: now.Add(time.Minute)}}
	acts = append(acts, pulse)

	steps := requisition.Steps(acts, asked)
	require.Len(t, steps, 3)
	require.Equal(t, requisition.Step{Waiting: pulse.WaitingOn[0], Requisition: "req-1", Record: "pu-1", Since: now}, steps[0], "the earliest first")
	require.Equal(t, requisition.InterviewID("iv-1"), steps[1].Interview)
	require.Equal(t, requisition.ApplicationID("app-1"), steps[1].Application)
	require.Equal(t, asked, steps[1].Since)
	due := requisition.Due(acts, asked)
	for i, s := range steps {
		require.Equal(t, due[i], s.Waiting)
	}
	nora := requisition.Person{ID: "u-nora", Name: "Nora"}
	_, act, err = r.HandOver(actor.HiringManager, nora, "moves", dana, asked)
	keep(act, err)
	handed := requisition.Steps(acts, asked)[0]
	require.Equal(t, "u-nora", handed.Person)
	require.Equal(t, "pu-1", handed.Record)
	require.Equal(t, now, handed.Since, "they were asked for when the one before was")
	require.NotNil(t, requisition.Steps(nil, now))
}

func TestDueFollowsFromActsAlone(t *testing.T) {
	t.Parallel()
	var acts []requisition.Act
	keep := func(a requisition.Act, err error) {
		t.Helper()
		require.NoError(t, err)
		acts = append(acts, a)
	}
	who := func(at time.Time) []string {
		var out []string
		for _, w := range requisition.Due(acts, at) {
			out = append(out, w.Person+" "+w.For)
		}
		return out
	}
	r, act, err := requisition.Open("req-1", opening(), dana, now)
	keep(act, err)
	require.Equal(t, []string{"u-dana rubric.lock", "u-marcus rubric.lock"}, who(now))
	r, act, err = r.LockRubric("sha256:1", dana, now)
	keep(act, err)
	require.Equal(t, []string{"u-marcus requisition.plan"}, who(now))
	r, act, err = r.SetPlan(plan(), marcus, now)
	keep(act, err)
	r, act, err = r.StartSourcing(marcus, now)
	keep(act, err)
	require.Empty(t, who(now))
	a, act, err := r.Apply("app-1", requisition.Candidate{ID: "c"}, requisition.Applied, nil, marcus, now)
	keep(act, err)
	require.Equal(t, []string{"u-marcus interview.schedule"}, who(now))
	iv, act, err := r.Schedule("iv-1", requisition.Booking{Application: a, Round: "r-1", Slot: slot(now.Add(time.Hour))}, marcus, now)
	keep(act, err)
	require.Equal(t, []string{"u-sofia interview.hold", "u-dana interview.hold"}, who(now))
	later := now.Add(3 * time.Hour)
	iv, act, err = iv.RecordHeld(iv.Scheduled, nil, marcus, later)
	keep(act, err)
	_, act, err = iv.AttachTranscript("tr-1", marcus, later)
	keep(act, err)
	require.Equal(t, []string{"u-sofia scorecard.submit", "u-dana scorecard.submit"}, who(later), "a transcript changes nobody's turn")
	submitted := requisition.NewAct("scorecard.submitted", sofia.Ref(), later)
	submitted.Requisition, submitted.Application, submitted.Interview, submitted.Record = r.ID, a.ID, iv.ID, "sc-1"
	submitted.Settles = []requisition.Waiting{{Person: "u-sofia", For: requisition.ForScorecard}}
	keep(submitted, submitted.Validate())
	require.Equal(t, []string{"u-dana scorecard.submit"}, who(later))
	require.Equal(t, []string{"u-sofia interview.hold", "u-dana interview.hold"}, who(now), "acts after the time are not known yet")
	gone, act, err := a.Withdraw("took another offer", marcus, later)
	keep(act, err)
	require.Empty(t, who(later), "a withdrawal stops every clock")
	require.Equal(t, requisition.Withdrawn, gone.Status)
	require.Equal(t, []requisition.Stay{{Status: "active", From: now, To: later}, {Status: "withdrawn", From: later}}, requisition.Stays(acts, "req-1", "app-1"))
}

// TestActsNameNobody drives the verbs in random order: every one that succeeds
// gives one valid act without a name or a reason in words.
func TestActsNameNobody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r, a := search(t)
		hires := 0
		check := func(act requisition.Act, err error) bool {
			if err != nil {
				require.NotEmpty(rt, fault.Of(err), "a refusal says why")
				require.True(rt, act.At.IsZero(), "a refusal gives no act")
				return false
			}
			require.NoError(rt, act.Validate())
			b, err := json.Marshal(act)
			require.NoError(rt, err)
			for _, canary := range []string{"Whitlock", "Oyelaran", "Lindqvist", "Nair", "CANARY"} {
				require.NotContains(rt, string(b), canary)
			}
			return true
		}
		rt.Repeat(map[string]func(*rapid.T){
			"hold": func(*rapid.T) {
				n, act, err := r.PutOnHold("CANARY", dana, now)
				if check(act, err) {
					r = n
				}
			},
			"reopen": func(*rapid.T) {
				n, act, err := r.Reopen("CANARY", dana, now)
				if check(act, err) {
					r = n
				}
			},
			"close": func(*rapid.T) {
				n, act, err := r.Close("CANARY", dana, now)
				if check(act, err) {
					r = n
				}
			},
			"reject": func(*rapid.T) {
				n, act, err := a.Reject("CANARY", dana, now)
				if check(act, err) {
					a = n
				}
			},
			"select": func(*rapid.T) {
				n, act, err := a.Select(requisition.PersonOf(marcus), dana, now)
				if check(act, err) {
					a = n
				}
			},
			"hire": func(*rapid.T) {
				n, act, err := a.Hire(dana, now)
				if check(act, err) {
					a = n
					hires++
				}
			},
			"withdraw": func(*rapid.T) {
				n, act, err := a.Withdraw("CANARY", dana, now)
				if check(act, err) {
					a = n
				}
			},
			"schedule": func(*rapid.T) {
				_, act, err := r.Schedule("iv", requisition.Booking{Application: a, Round: "r-1", Slot: slot(now)}, marcus, now)
				if check(act, err) {
					require.True(rt, r.Running())
					require.Equal(rt, requisition.Active, a.Status)
				}
			},
			"": func(*rapid.T) { require.LessOrEqual(rt, hires, 1, "an application ends once") },
		})
	})
}

func ExampleApplication_Extend() {
	_, a := search(&testing.T{})
	_, _, err := a.Extend("of-1", compensation.Range{}, now.Add(72*time.Hour), marcus, now)
	fmt.Println(fault.Of(err)[0].Code)
	a, act, _ := a.Select(requisition.PersonOf(marcus), dana, now)
	fmt.Println(a.Status, act.WaitingOn[0].For)
	o, _, _ := a.Extend("of-1", compensation.Range{}, now.Add(72*time.Hour), marcus, now)
	o, _, err = o.Decline("stays where they are", marcus, now.Add(time.Hour))
	fmt.Println(o.Status, o.Reason, err)
	// Output:
	// requisition.not_selected
	// selected offer.extend
	// declined stays where they are <nil>
}

func TestOffers(t *testing.T) {
	t.Parallel()
	_, a := search(t)
	selected, selection, err := a.Select(requisition.PersonOf(marcus), dana, now)
	require.NoError(t, err)
	_, _, err = selected.Select(requisition.PersonOf(marcus), dana, now)
	require.ErrorIs(t, err, requisition.ErrNotAllowed)
	_, _, err = selected.Extend("", compensation.Range{Low: 5}, now.Add(-time.Hour), marcus, now)
	for _, code := range []string{"requisition.offer_id_missing", "compensation.period_invalid", "requisition.answer_date_past"} {
		require.True(t, fault.Has(err, code), code)
	}
	_, _, err = selected.Extend("of-1", compensation.Range{}, time.Time{}, actor.Human{}, now)
	require.ErrorIs(t, err, actor.ErrInvalid)
	o, extension, err := selected.Extend("of-1", compensation.Range{}, now.Add(72*time.Hour), marcus, now)
	require.NoError(t, err)
	waiting := requisition.Due([]requisition.Act{selection, extension}, now)
	require.Equal(t, []requisition.Waiting{{Candidate: a.Candidate, For: requisition.ForAnswer, Due: now.Add(72 * time.Hour)}}, waiting)
	accepted, answer, err := o.Accept(marcus, now)
	require.NoError(t, err)
	require.Empty(t, requisition.Due([]requisition.Act{selection, extension, answer}, now))
	_, _, err = accepted.Decline("too late", marcus, now)
	require.True(t, fault.Has(err, "requisition.offer_answered"))
	_, _, err = o.Decline("", marcus, now)
	require.True(t, fault.Has(err, "requisition.reason_missing"))
	hired, _, err := selected.Hire(marcus, now)
	require.NoError(t, err)
	require.Equal(t, requisition.Hired, hired.Status)
	declined, end, err := selected.Decline("another offer", marcus, now)
	require.NoError(t, err)
	require.Equal(t, requisition.Declined, declined.Status)
	require.Empty(t, requisition.Due([]requisition.Act{selection, end}, now))
}

// What happens to a search that does not run leaves who is waited on as it was:
// whoever resumes it, or nobody.
func TestNobodyIsWaitedOnForAClosedSearch(t *testing.T) {
	t.Parallel()
	r, _ := search(t)
	r.Plan = requisition.Plan{}
	nora := requisition.Person{ID: "u-nora", Name: "Nora"}
	held, hold, err := r.PutOnHold("budget", dana, now)
	require.NoError(t, err)
	_, paid, err := held.SetCompensation(compensation.Range{}, marcus, now)
	require.NoError(t, err)
	require.Equal(t, []requisition.Waiting{{Person: "u-dana", For: requisition.ForReinstatement}}, requisition.Due([]requisition.Act{hold, paid}, now))
	handed, over, err := held.HandOver(actor.HiringManager, nora, "moves", dana, now)
	require.NoError(t, err)
	require.Equal(t, []requisition.Waiting{{Person: "u-nora", For: requisition.ForReinstatement}}, requisition.Due([]requisition.Act{hold, over}, now))
	_, back, err := handed.Reopen("budget is back", dana, now)
	require.NoError(t, err)
	require.Equal(t, []requisition.Waiting{{Person: "u-nora", For: requisition.ForConfirmation}}, requisition.Due([]requisition.Act{hold, over, back}, now))

	closed, end, err := r.Close("cancelled", dana, now)
	require.NoError(t, err)
	_, over, err = closed.HandOver(actor.HiringManager, nora, "moves", dana, now)
	require.NoError(t, err)
	_, paid, err = closed.SetCompensation(compensation.Range{}, marcus, now)
	require.NoError(t, err)
	require.Empty(t, requisition.Due([]requisition.Act{end, over, paid}, now))
}

// A wait belongs to the record that asked for it: a change of the plan, which
// restates who is waited on for the requisition, does not wipe it out.
func TestAWaitStaysWithItsRecord(t *testing.T) {
	t.Parallel()
	r, _ := search(t)
	pulse := requisition.NewAct("pulse.opened", marcus.Ref(), now)
	pulse.Requisition, pulse.Record = r.ID, "pu-1"
	pulse.WaitingOn = []requisition.Waiting{{Person: "u-dana", For: requisition.ForPulse}}
	_, planned, err := r.SetPlan(plan(), marcus, now)
	require.NoError(t, err)
	require.Contains(t, requisition.Due([]requisition.Act{pulse, planned}, now), pulse.WaitingOn[0])
	other := requisition.NewAct("pulse.answered", dana.Ref(), now)
	other.Requisition, other.Record, other.Settles = r.ID, "pu-2", []requisition.Waiting{{For: requisition.ForPulse}}
	require.Contains(t, requisition.Due([]requisition.Act{pulse, other}, now), pulse.WaitingOn[0], "another pulse's answer settles nothing here")
	other.Record = "pu-1"
	require.Empty(t, requisition.Due([]requisition.Act{pulse, other}, now))
}

func TestHandOver(t *testing.T) {
	t.Parallel()
	r, _ := search(t)
	nora := requisition.Person{ID: "u-nora", Name: "Nora"}
	for code, h := range map[string]struct {
		role   actor.Role
		to     requisition.Person
		reason string
	}{
		"requisition.handover_role_unknown": {actor.Interviewer, nora, "moves"},
		"requisition.person_missing":        {actor.HiringManager, requisition.Person{ID: "u-nora"}, "moves"},
		"requisition.handover_to_same":      {actor.HiringManager, r.HiringManager, "moves"},
		"requisition.person_repeated":       {actor.HiringManager, r.Recruiter, "moves"},
		"requisition.reason_missing":        {actor.Recruiter, nora, " "},
	} {
		_, _, err := r.HandOver(h.role, h.to, h.reason, dana, now)
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
	}
	_, _, err := r.HandOver(actor.Recruiter, nora, "moves", actor.Human{}, now)
	require.ErrorIs(t, err, actor.ErrInvalid)
	draft := r
	draft.RubricHash = ""
	early, _, err := draft.HandOver(actor.HiringManager, nora, "moves", dana, now)
	require.NoError(t, err)
	require.False(t, early.ConfirmRubric, "nothing is locked that could be confirmed")

	r.RubricHash = "sha256:1"
	pulse := requisition.NewAct("pulse.opened", marcus.Ref(), now)
	pulse.Requisition, pulse.Record = r.ID, "pu-1"
	pulse.WaitingOn = []requisition.Waiting{{Person: r.HiringManager.ID, For: requisition.ForPulse}, {Person: r.HiringManager.ID, For: requisition.ForScorecard}}
	next, act, err := r.HandOver(actor.HiringManager, nora, "moves", dana, now)
	require.NoError(t, err)
	require.Len(t, next.Handovers, 1)
	require.Equal(t, now, next.Handovers[0].At)
	require.Equal(t, []requisition.Waiting{
		{Person: "u-nora", For: requisition.ForPulse}, {Person: r.HiringManager.ID, For: requisition.ForScorecard}, {Person: "u-nora", For: requisition.ForConfirmation},
	}, requisition.Due([]requisition.Act{pulse, act}, now), "a seat on a panel stays with who sits there")
	_, _, err = next.ReconfirmRubric("sha256:1", dana, now)
	require.True(t, fault.Has(err, "requisition.confirmation_not_theirs"))
	n, err := actor.NewHuman("u-nora", "Nora", actor.HiringManager)
	require.NoError(t, err)
	_, _, err = next.ReconfirmRubric("sha256:2", n, now)
	require.ErrorIs(t, err, requisition.ErrInvalid)
	confirmed, settled, err := next.ReconfirmRubric("sha256:1", n, now)
	require.NoError(t, err)
	for _, w := range requisition.Due([]requisition.Act{pulse, act, settled}, now) {
		require.NotEqual(t, requisition.ForConfirmation, w.For)
	}
	_, _, err = confirmed.ReconfirmRubric("sha256:1", n, now)
	require.True(t, fault.Has(err, "requisition.nothing_to_confirm"))
	locked, _, err := next.LockRubric("sha256:3", n, now)
	require.NoError(t, err)
	require.False(t, locked.ConfirmRubric, "a next version is agreed to as such")
}
