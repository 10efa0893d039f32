package hirealign_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
)

func TestTheFinalRoundBooksItsDebrief(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	ms, err := w.in.Debriefs().Meetings(ctx, w.who.Dana, w.req.ID)
	require.NoError(t, err)
	require.Len(t, ms, 1)
	m := ms[0]
	require.True(t, m.About(w.app.ID))
	require.Equal(t, debrief.ProposeSlot(w.iv.Scheduled.End, "Europe/Lisbon"), m.Slot())
	require.Len(t, m.Document().Participants, 4, "hiring manager, recruiter and the panel")
	require.Contains(t, w.due(), requisition.Waiting{Person: "u-dana", For: requisition.ForDebrief, Due: m.Slot().Start})

	c, err := w.in.Requisitions().AddCandidate(ctx, w.who.Marcus, "Tomás Herrera")
	require.NoError(t, err)
	other, err := w.in.Requisitions().Apply(ctx, w.who.Marcus, w.req.ID, c.ID, requisition.Applied)
	require.NoError(t, err)
	later := requisition.Slot{Start: w.now.Add(48 * time.Hour), End: w.now.Add(49 * time.Hour), Zone: "Europe/Lisbon"}
	iv, err := w.in.Interviews().Schedule(ctx, w.who.Marcus, other.ID, "r-1", later)
	require.NoError(t, err)
	m, err = w.in.Debriefs().Meeting(ctx, w.who.Dana, m.ID())
	require.NoError(t, err)
	require.True(t, m.About(other.ID), "the same debrief takes the second finalist")
	require.Equal(t, debrief.ProposeSlot(later.End, "Europe/Lisbon"), m.Slot())
	require.Equal(t, 1, m.Document().Sequence)
	later.Start, later.End = later.Start.Add(24*time.Hour), later.End.Add(24*time.Hour)
	_, err = w.in.Interviews().Reschedule(ctx, w.who.Marcus, iv.ID, later)
	require.NoError(t, err)
	m, err = w.in.Debriefs().Meeting(ctx, w.who.Dana, m.ID())
	require.NoError(t, err)
	require.Equal(t, debrief.ProposeSlot(later.End, "Europe/Lisbon"), m.Slot(), "and moves with the interview")

	faults, err := w.in.Debriefs().Faults(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	require.Empty(t, faults)
	_, err = w.in.Debriefs().Cancel(ctx, w.who.Dana, m.ID(), "budget")
	require.NoError(t, err)
	faults, err = w.in.Debriefs().Faults(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	require.Len(t, faults, 2, "two final rounds without a debrief")
	for _, d := range w.due() {
		require.NotEqual(t, requisition.ForDebrief, d.For)
	}
}

// Whoever is left without a debrief has somebody who is waited on to book another,
// until one is booked, or their application ends.
func TestSomebodyBooksAnotherDebrief(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.unrecorded()
	apps := []requisition.ApplicationID{w.app.ID, w.second().ID}
	owed := func() []requisition.ApplicationID {
		t.Helper()
		steps, err := w.in.Steps(ctx, w.who.Dana)
		require.NoError(t, err)
		var out []requisition.ApplicationID
		for _, s := range steps {
			if s.For == requisition.ForBooking {
				require.Equal(t, "u-marcus", s.Person)
				require.Equal(t, w.now, s.Since)
				out = append(out, s.Application)
			}
		}
		return out
	}
	only := func() debrief.Meeting {
		t.Helper()
		ms, err := w.in.Debriefs().Meetings(ctx, w.who.Dana, w.req.ID)
		require.NoError(t, err)
		i := slices.IndexFunc(ms, func(m debrief.Meeting) bool {
			return m.Stage() == debrief.Collecting && m.Document().Scope == debrief.Final
		})
		return ms[i]
	}
	cancel := func(id debrief.ID) {
		t.Helper()
		_, err := w.in.Debriefs().Cancel(ctx, w.who.Dana, id, "the panel is ill")
		require.NoError(t, err)
	}
	book := func(b debrief.Booking) debrief.Meeting {
		t.Helper()
		b.Slot = requisition.Slot{Start: w.now.Add(48 * time.Hour), Zone: "Europe/Lisbon"}
		m, err := w.in.Debriefs().Book(ctx, w.who.Marcus, w.req.ID, b)
		require.NoError(t, err)
		return m
	}
	require.Empty(t, owed())
	cancel(only().ID())
	require.Equal(t, apps, owed())
	round := book(debrief.Booking{Scope: debrief.Round, Round: "r-1", Applications: apps})
	require.Equal(t, apps, owed(), "the debrief of a round decides about no finalist")
	cancel(round.ID())
	require.Equal(t, apps, owed(), "and leaves nobody without one")
	next := book(debrief.Booking{Applications: apps[:1]})
	require.Equal(t, apps[1:], owed())
	both := book(debrief.Booking{Applications: apps})
	require.Empty(t, owed())
	cancel(both.ID())
	require.Equal(t, apps[1:], owed(), "the other one has a debrief still")
	_, err := w.in.Interviews().Schedule(ctx, w.who.Marcus, apps[1], "r-1", requisition.Slot{Start: w.now.Add(time.Hour), End: w.now.Add(2 * time.Hour), Zone: "Europe/Lisbon"})
	require.NoError(t, err)
	require.True(t, only().About(apps[1]), "another final interview takes them into the one that is booked")
	require.Empty(t, owed())

	cancel(next.ID())
	require.Equal(t, apps, owed())
	_, err = w.in.Requisitions().Withdraw(ctx, w.who.Marcus, apps[0], "another offer")
	require.NoError(t, err)
	require.Equal(t, apps[1:], owed())
	_, err = w.in.Requisitions().HandOver(ctx, w.who.Dana, w.req.ID, actor.Recruiter, requisition.PersonOf(w.who.Ines), "on leave")
	require.NoError(t, err)
	steps, err := w.in.Steps(ctx, w.who.Dana)
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(steps, func(s requisition.Step) bool { return s.For == requisition.ForBooking && s.Person == "u-ines" }), "with the search goes what it is waited on for")
}

func TestARoundEndsInAdvanceOrReject(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	w.submit(w.who.Sofia, 4)
	m, err := w.in.Debriefs().Book(ctx, w.who.Marcus, w.req.ID, debrief.Booking{
		Scope: debrief.Round, Round: "r-1", Applications: []requisition.ApplicationID{w.app.ID}, Slot: requisition.Slot{Start: w.now.Add(time.Hour), Zone: "Europe/Lisbon"},
	})
	require.NoError(t, err)
	_, err = w.in.Debriefs().Reveal(ctx, w.who.Marcus, m.ID())
	require.ErrorIs(t, err, debrief.ErrNotReady)
	_, err = w.in.Debriefs().SetMethod(ctx, w.who.Dana, m.ID(), debrief.Consent, debrief.Ratio{})
	require.NoError(t, err)
	_, err = w.in.Debriefs().Waive(ctx, w.who.Dana, m.ID(), w.iv.ID, requisition.PersonOf(w.who.Ken), "on leave")
	require.NoError(t, err)
	_, err = w.in.Debriefs().Reveal(ctx, w.who.Marcus, m.ID())
	require.ErrorIs(t, err, debrief.ErrNotReady, "Ken's card is waived and not overdue")
	require.True(t, fault.Has(err, "scorecard.card_not_overdue"))
	w.now = w.now.Add(25 * time.Hour)
	p, err := w.in.Debriefs().Reveal(ctx, w.who.Marcus, m.ID())
	require.NoError(t, err)
	require.Len(t, p.Finalists[0].Cards, 1)
	reasons := []debrief.Reason{{Competency: "incidents", Text: "led it"}}
	_, err = w.in.Debriefs().Object(ctx, w.who.Ken, m.ID(), w.app.ID, debrief.Advance, "I was there and saw another thing")
	require.NoError(t, err)
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, m.ID(), w.app.ID, debrief.Choice{Outcome: debrief.Advance, Reasons: reasons})
	require.ErrorIs(t, err, debrief.ErrObjection)
	_, err = w.in.Debriefs().WithdrawObjections(ctx, w.who.Ken, m.ID(), w.app.ID)
	require.NoError(t, err)
	_, err = w.in.Debriefs().Rerate(ctx, w.who.Dana, m.ID())
	require.NoError(t, err)
	l, err := w.in.Rubrics().Locked(ctx, w.who.Marcus, p.RubricHash)
	require.NoError(t, err)
	r, err := scorecard.Rate(w.who.Sofia, l, "incidents", 3, scorecard.Basis{Reason: "read the anchor again"}, w.now)
	require.NoError(t, err)
	_, err = w.in.Debriefs().Estimate(ctx, m.ID(), w.app.ID, r, debrief.MisreadAnchor)
	require.NoError(t, err)
	seen, err := w.in.Debriefs().Meeting(ctx, w.who.Dana, m.ID())
	require.NoError(t, err)
	require.Empty(t, seen.Document().Estimates, "second estimates are blind")
	_, err = w.in.Debriefs().ShowEstimates(ctx, w.who.Dana, m.ID())
	require.NoError(t, err)
	final, err := w.in.Debriefs().Final(ctx, w.who.Marcus, m.ID())
	require.NoError(t, err)
	c, _ := final.Finalists[0].Criterion("incidents")
	require.Equal(t, "3", c.Mean.String())
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, m.ID(), w.app.ID, debrief.Choice{Outcome: debrief.Advance, Reasons: reasons})
	require.NoError(t, err)
	app, err := w.in.Requisitions().Application(ctx, w.who.Marcus, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, requisition.Active, app.Status)
	e, err := w.in.Debriefs().Explain(ctx, w.who.Marcus, m.ID(), w.app.ID, map[rubric.CompetencyID]string{"incidents": "Thank you for the detail."})
	require.NoError(t, err)
	require.Equal(t, debrief.Met, e.Criteria[0].Standing)
	require.NotEmpty(t, e.Criteria[0].Words, "the candidate's own words")
}

// second brings another finalist to the same point, with records of the interview.
func (w *world) second(records ...transcript.Transcript) requisition.Application {
	w.t.Helper()
	ctx := w.t.Context()
	c, err := w.in.Requisitions().AddCandidate(ctx, w.who.Marcus, "Tomás Herrera")
	require.NoError(w.t, err)
	require.NoError(w.t, agree(ctx, w.in, w.who.Marcus, c.ID))
	a, err := w.in.Requisitions().Apply(ctx, w.who.Marcus, w.req.ID, c.ID, requisition.Applied)
	require.NoError(w.t, err)
	slot := requisition.Slot{Start: w.now.Add(-time.Hour), End: w.now, Zone: "Europe/Lisbon"}
	iv, err := w.in.Interviews().Schedule(ctx, w.who.Marcus, a.ID, "r-1", slot)
	require.NoError(w.t, err)
	_, err = w.in.Interviews().RecordHeld(ctx, w.who.Marcus, iv.ID, slot)
	require.NoError(w.t, err)
	for _, r := range records {
		_, err := w.in.Interviews().AddTranscript(ctx, w.who.Marcus, iv.ID, r)
		require.NoError(w.t, err)
	}
	drafts, err := w.in.Scorecards().Draft(ctx, iv.ID)
	require.NoError(w.t, err)
	for _, ref := range drafts {
		by := w.who.Sofia
		if ref.Panelist.ID == w.who.Ken.ID() {
			by = w.who.Ken
		}
		d, err := w.in.Scorecards().DraftOf(ctx, by, ref.ID)
		require.NoError(w.t, err)
		_, err = w.in.Scorecards().Submit(ctx, by, d.ID, w.submission(by, d, 3))
		require.NoError(w.t, err)
	}
	return a
}

func TestADeclinedOfferFreesTheOpening(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	w.submit(w.who.Sofia, 4)
	w.submit(w.who.Ken, 3)
	other := w.second()
	p, err := w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID, other.ID)
	require.NoError(t, err)
	hire := debrief.Choice{Outcome: debrief.Hire, Reasons: []debrief.Reason{{Competency: "incidents", Text: "led it"}}}
	_, err = w.in.Requisitions().ExtendOffer(ctx, w.who.Marcus, w.app.ID, compensation.Range{}, time.Time{})
	require.True(t, fault.Has(err, "requisition.not_selected"), "no offer before a decision")
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, w.app.ID, hire)
	require.NoError(t, err)
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, other.ID, hire)
	require.True(t, fault.Has(err, "requisition.no_opening"), "one opening, one hire")
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, other.ID, debrief.Choice{Outcome: debrief.Defer, FollowUp: debrief.FollowUp{
		Until: w.now.Add(72 * time.Hour), Owner: requisition.PersonOf(w.who.Marcus), EvidenceNeeded: "the answer to the offer",
	}})
	require.NoError(t, err)
	offer, err := w.in.Requisitions().ExtendOffer(ctx, w.who.Marcus, w.app.ID, compensation.Range{Low: 70000, High: 70000, Currency: "EUR", Period: compensation.Year}, w.now.Add(24*time.Hour))
	require.NoError(t, err)
	_, err = w.in.Requisitions().DeclineOffer(ctx, w.who.Marcus, offer.ID, " ")
	require.True(t, fault.Has(err, "requisition.reason_missing"))
	offer, err = w.in.Requisitions().DeclineOffer(ctx, w.who.Marcus, offer.ID, "CANARY stays for another offer")
	require.NoError(t, err)
	require.Equal(t, requisition.OfferDeclined, offer.Status)
	app, err := w.in.Requisitions().Application(ctx, w.who.Marcus, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, [2]string{"declined", "CANARY stays for another offer"}, [2]string{string(app.Status), app.Reason})
	_, err = w.in.Requisitions().AcceptOffer(ctx, w.who.Marcus, offer.ID)
	require.True(t, fault.Has(err, "requisition.offer_answered"))
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, other.ID, hire)
	require.NoError(t, err, "the second finalist gets the opening")
	offer, err = w.in.Requisitions().ExtendOffer(ctx, w.who.Marcus, other.ID, compensation.Range{}, time.Time{})
	require.NoError(t, err)
	_, err = w.in.Requisitions().PutOnHold(ctx, w.who.Dana, w.req.ID, "a budget is looked at")
	require.NoError(t, err)
	_, err = w.in.Requisitions().AcceptOffer(ctx, w.who.Marcus, offer.ID)
	require.NoError(t, err, "whoever accepts what was offered is hired, also while the search is on hold")
	req, err := w.in.Requisitions().Get(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	require.Equal(t, requisition.StatusFilled, req.Status)
	for l, err := range w.in.Acts(ctx, w.who.Ines, 0) {
		require.NoError(t, err)
		b, err := json.Marshal(l.Act)
		require.NoError(t, err)
		require.NotContains(t, string(b), "CANARY")
	}
}

func TestPulseAndRetro(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	ids, err := w.in.Reviews().Pulses(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	require.Len(t, ids, 1, "opened with sourcing")
	due, err := w.in.Due(ctx, w.who.Ines)
	require.NoError(t, err)
	require.Equal(t, requisition.ForPulse, due[len(due)-1].For)
	require.Equal(t, fixture.Now.Add(14*24*time.Hour), due[len(due)-1].Due)
	_, err = w.in.Requisitions().SetPlan(ctx, w.who.Marcus, w.req.ID, w.req.Plan)
	require.NoError(t, err)
	require.NoError(t, w.in.Reviews().AnswerPulse(ctx, w.who.Marcus, ids[0], true, true, ""))
	_, err = w.in.Reviews().Pulse(ctx, w.who.Marcus, ids[0])
	require.ErrorIs(t, err, debrief.ErrBlind)
	require.NoError(t, w.in.Reviews().AnswerPulse(ctx, w.who.Dana, ids[0], false, true, "nobody has moved money"))
	res, err := w.in.Reviews().Pulse(ctx, w.who.Marcus, ids[0])
	require.NoError(t, err)
	require.Equal(t, []debrief.PulseQuestion{debrief.RightRubric}, res.Gap)
	changes, err := w.in.Reviews().Changes(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	require.Len(t, changes, 1)
	require.Contains(t, w.due(), requisition.Waiting{Person: "u-dana", For: requisition.ForChange})
	locked, err := w.in.Rubrics().Locked(ctx, w.who.Marcus, fixture.Rubric().Hash())
	require.NoError(t, err)
	next := locked.NextVersion()
	next.ChangeReason, next.Seen, next.Role.Purpose = "nobody has moved money", rubric.Rerate, "Move money."
	c, err := w.in.Reviews().ProposeRubric(ctx, w.who.Dana, changes[0].ID, next)
	require.NoError(t, err)
	require.Equal(t, next.Hash(), c.ProposedHash)
	_, err = w.in.Reviews().AcceptChange(ctx, w.who.Dana, c.ID, w.req.ID)
	require.NoError(t, err)
	require.NotContains(t, w.due(), requisition.Waiting{Person: "u-dana", For: requisition.ForChange})

	_, _, err = w.in.Reviews().HoldRetro(ctx, w.who.Marcus, w.req.ID, []string{"a", "b"}, debrief.PlanChange, "c")
	require.True(t, fault.Has(err, "debrief.retro_before_acceptance"))
	w.submit(w.who.Sofia, 4)
	w.submit(w.who.Ken, 3)
	p, err := w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID)
	require.NoError(t, err)
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, w.app.ID, debrief.Choice{Outcome: debrief.Hire, Reasons: []debrief.Reason{{Competency: "incidents", Text: "led it"}}})
	require.NoError(t, err)
	offer, err := w.in.Requisitions().ExtendOffer(ctx, w.who.Marcus, w.app.ID, compensation.Range{}, time.Time{})
	require.NoError(t, err)
	_, err = w.in.Requisitions().AcceptOffer(ctx, w.who.Marcus, offer.ID)
	require.NoError(t, err)
	require.Equal(t, requisition.ForRetro, w.due()[0].For)
	w.now = w.now.Add(48 * time.Hour)
	_, rc, err := w.in.Reviews().HoldRetro(ctx, w.who.Marcus, w.req.ID, []string{"early lock", "cards in a day"}, debrief.PlanChange, "ask for numbers in the screen")
	require.NoError(t, err)
	require.Empty(t, w.due(), "nobody is waited on any more")
	_, _, err = w.in.Reviews().HoldRetro(ctx, w.who.Marcus, w.req.ID, []string{"a", "b"}, debrief.PlanChange, "c")
	require.ErrorIs(t, err, hirealign.ErrConflict)
	following, err := w.in.Requisitions().Open(ctx, w.who.Dana, requisition.Opening{
		Title: "Backend Engineer", Openings: 1, HiringManager: requisition.PersonOf(w.who.Dana), Recruiter: requisition.PersonOf(w.who.Marcus), Predecessor: w.req.ID,
	})
	require.NoError(t, err)
	require.Contains(t, w.due(), requisition.Waiting{Person: "u-dana", For: requisition.ForChange}, "the next search decides")
	carried, err := w.in.Reviews().Changes(ctx, w.who.Marcus, following.ID)
	require.NoError(t, err)
	require.Len(t, carried, 1)
	_, err = w.in.Reviews().DeclineChange(ctx, w.who.Dana, rc.ID, following.ID, "we ask already")
	require.NoError(t, err)
	require.NotContains(t, w.due(), requisition.Waiting{Person: "u-dana", For: requisition.ForChange})
}

func TestOverTheBandIsToldOnTheSameDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	_, err := w.in.Requisitions().SetCompensation(ctx, w.who.Dana, w.req.ID, compensation.Range{Low: 50000, High: 60000, Currency: "EUR", Period: compensation.Year})
	require.NoError(t, err)
	w.draftOf(w.who.Sofia)
	for range 2 {
		_, err = w.in.Summaries().Draft(ctx, w.app.ID)
		require.NoError(t, err)
	}
	n, over, err := w.in.Summaries().Notice(ctx, w.who.Marcus, w.app.ID)
	require.NoError(t, err)
	require.True(t, over)
	require.Equal(t, "u-dana", n.To.ID)
	require.Equal(t, int64(283), n.OverBandPermille, "77,000 against 60,000")
	require.Equal(t, [2]int64{77000, 1}, [2]int64{n.Median, int64(n.N)})
	require.True(t, n.Due.After(w.now) && n.Due.Sub(w.now) <= 24*time.Hour)
	told := 0
	for l, err := range w.in.Acts(ctx, w.who.Ines, 0) {
		require.NoError(t, err)
		if l.Act.Kind == "compensation.over_band" {
			told++
		}
		b, err := json.Marshal(l.Act)
		require.NoError(t, err)
		require.NotContains(t, string(b), "77000", "the log holds no figure")
	}
	require.Equal(t, 1, told, "a summary that is made again does not tell again")
	_, err = w.in.Summaries().Compare(ctx, w.who.Dana, w.app.ID)
	require.True(t, fault.Has(err, "summary.too_few_to_compare"))
}

// TestNobodyReadsEarly calls the service at random, as random people, and checks
// after each call that nobody has read another's card before the round closed, and
// that no debrief was revealed before every card was in or waived by its owner.
func TestNobodyReadsEarly(t *testing.T) {
	t.Parallel()
	outer := t
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(outer)
		ctx := outer.Context()
		w.held()
		people := []actor.Human{w.who.Dana, w.who.Marcus, w.who.Sofia, w.who.Ken, {}}
		panel := []actor.Human{w.who.Sofia, w.who.Ken}
		ms, err := w.in.Debriefs().Meetings(ctx, w.who.Dana, w.req.ID)
		require.NoError(t, err)
		id := ms[0].ID()
		w.draftOf(w.who.Sofia)
		_, err = w.in.Summaries().Draft(ctx, w.app.ID)
		require.NoError(t, err)
		in, waived := map[string]scorecard.ID{}, map[string]bool{}
		revealed, decided, overdue := false, false, false
		ready := func() bool {
			return !slices.ContainsFunc(panel, func(h actor.Human) bool { return in[h.ID()] == "" && (!waived[h.ID()] || !overdue) })
		}
		who := func() actor.Human { return rapid.SampledFrom(people).Draw(t, "by") }
		t.Repeat(map[string]func(*rapid.T){
			"submit": func(t *rapid.T) {
				by := rapid.SampledFrom(panel).Draw(t, "panelist")
				if in[by.ID()] == "" {
					card := w.submit(by, rapid.IntRange(1, 4).Draw(t, "level"))
					in[by.ID()] = card.ID()
					require.Equal(t, revealed, card.PostReveal(), "what comes after the debrief is stamped")
				}
			},
			"a day passes": func(*rapid.T) {
				w.now, overdue = w.now.Add(25*time.Hour), true
			},
			"read a card": func(t *rapid.T) {
				by, of := who(), rapid.SampledFrom(panel).Draw(t, "author")
				if in[of.ID()] == "" {
					return
				}
				_, err := w.in.Scorecards().Get(ctx, by, in[of.ID()])
				closed := len(in) == len(panel) || revealed
				require.Equal(t, !by.IsZero() && (by == of || closed), err == nil, "%v", err)
			},
			"read the summary": func(t *rapid.T) {
				by := who()
				s, err := w.in.Summaries().Get(ctx, by, w.app.ID)
				if err != nil {
					return
				}
				for _, v := range s.Verdicts {
					for _, r := range v.Ratings {
						require.True(t, len(in) == len(panel) || revealed || r.By() == by, "a summary gives no level away")
					}
				}
			},
			"waive": func(t *rapid.T) {
				by, of := who(), rapid.SampledFrom(panel).Draw(t, "panelist")
				_, err := w.in.Debriefs().Waive(ctx, by, id, w.iv.ID, requisition.PersonOf(of), "on leave")
				if err == nil {
					require.Contains(t, []string{"u-dana", "u-marcus"}, by.ID())
					waived[of.ID()] = true
				}
			},
			"reveal": func(t *rapid.T) {
				by := who()
				_, err := w.in.Debriefs().Reveal(ctx, by, id)
				require.Equal(t, !by.IsZero() && ready() && !revealed, err == nil, "%v", err)
				revealed = revealed || err == nil
			},
			"read the packet": func(t *rapid.T) {
				_, err := w.in.Debriefs().Get(ctx, w.who.Marcus, id)
				require.Equal(t, revealed, err == nil)
			},
			"decide": func(t *rapid.T) {
				by := who()
				_, err := w.in.Debriefs().Decide(ctx, by, id, w.app.ID, debrief.Choice{
					Outcome: debrief.NoHire, Reasons: []debrief.Reason{{Competency: "incidents", Text: "x"}}, Rationale: "y",
				})
				require.Equal(t, revealed && !decided && by == w.who.Dana, err == nil, "%v", err)
				decided = decided || err == nil
			},
			"": func(t *rapid.T) {
				m, err := w.in.Debriefs().Meeting(ctx, w.who.Dana, id)
				require.NoError(t, err)
				require.Equal(t, decided, m.Stage() == debrief.Ended)
				require.True(t, !revealed || ready())
			},
		})
	})
}

func TestAWithdrawnFinalistHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	w.submit(w.who.Sofia, 4)
	w.submit(w.who.Ken, 3)
	other := w.second()
	ms, err := w.in.Debriefs().Meetings(ctx, w.who.Dana, w.req.ID)
	require.NoError(t, err)
	require.True(t, ms[0].About(other.ID))
	_, err = w.in.Requisitions().Withdraw(ctx, w.who.Marcus, other.ID, "took another offer")
	require.NoError(t, err)
	m, err := w.in.Debriefs().Meeting(ctx, w.who.Dana, ms[0].ID())
	require.NoError(t, err)
	require.False(t, m.About(other.ID))
	_, err = w.in.Debriefs().Reveal(ctx, w.who.Marcus, m.ID())
	require.NoError(t, err)
	_, err = w.in.Requisitions().Withdraw(ctx, w.who.Marcus, w.app.ID, "took another offer too")
	require.NoError(t, err)
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, m.ID(), w.app.ID, debrief.Choice{
		Outcome: debrief.NoHire, Reasons: []debrief.Reason{{Competency: "incidents", Text: "withdrew"}}, Rationale: "withdrew",
	})
	require.NoError(t, err, "a debrief can always be ended")
	app, err := w.in.Requisitions().Application(ctx, w.who.Marcus, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, requisition.Withdrawn, app.Status)

	w = newWorld(t)
	w.held()
	ms, err = w.in.Debriefs().Meetings(ctx, w.who.Dana, w.req.ID)
	require.NoError(t, err)
	_, err = w.in.Requisitions().Reject(ctx, w.who.Marcus, w.app.ID, "role changed")
	require.NoError(t, err)
	m, err = w.in.Debriefs().Meeting(ctx, w.who.Dana, ms[0].ID())
	require.NoError(t, err)
	require.Equal(t, debrief.Cancelled, m.Stage(), "without a finalist there is no debrief")
	require.Empty(t, w.due())
}

func TestAWaivedCardIsWaivedOnce(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	reasons := []debrief.Reason{{Competency: "incidents", Text: "led it"}}

	// A round that was revealed without Ken's card needs no second waiver.
	w := newWorld(t)
	w.held()
	w.submit(w.who.Sofia, 4)
	w.now = w.now.Add(25 * time.Hour)
	_, err := w.in.Scorecards().Reveal(ctx, w.who.Dana, w.app.ID, "r-1", scorecard.Waiver{Interview: w.iv.ID, Panelist: "u-ken", Reason: "on leave"})
	require.NoError(t, err)
	p, err := w.in.Debriefs().Open(ctx, w.who.Dana, w.req.ID, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, []debrief.Waiver{{Interview: w.iv.ID, Panelist: requisition.PersonOf(w.who.Ken), Reason: "on leave", By: w.who.Dana}}, p.Finalists[0].Waived)
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, w.app.ID, debrief.Choice{Outcome: debrief.Hire, Reasons: reasons})
	require.NoError(t, err)

	// A card that the debrief went without leaves the round open to nobody, and is
	// stamped when it comes.
	w = newWorld(t)
	w.held()
	card := w.submit(w.who.Sofia, 4)
	ms, err := w.in.Debriefs().Meetings(ctx, w.who.Dana, w.req.ID)
	require.NoError(t, err)
	for _, reason := range []string{"on leave", "left the company"} {
		_, err = w.in.Debriefs().Waive(ctx, w.who.Dana, ms[0].ID(), w.iv.ID, requisition.PersonOf(w.who.Ken), reason)
		require.NoError(t, err)
	}
	w.now = w.now.Add(25 * time.Hour)
	p, err = w.in.Debriefs().Reveal(ctx, w.who.Ken, ms[0].ID())
	require.NoError(t, err, "Dana waived the card, whoever opens the meeting")
	require.Len(t, p.Finalists[0].Waived, 1, "the second reason replaces the first")
	require.Equal(t, "left the company", p.Finalists[0].Waived[0].Reason)
	_, err = w.in.Scorecards().Get(ctx, w.who.Marcus, card.ID())
	require.NoError(t, err, "the packet showed it to everybody")
	late := w.submit(w.who.Ken, 1)
	require.True(t, late.PostReveal())
	require.Empty(t, scorecard.Observations([]scorecard.Scorecard{late}, "incidents").Observations)
	require.Equal(t, 1, count(w.kinds(), "scorecard.revealed"))
}

func TestNoDebriefWhileAnInterviewIsToBeHeld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	w.submit(w.who.Sofia, 4)
	w.submit(w.who.Ken, 3)
	iv, err := w.in.Interviews().Schedule(ctx, w.who.Marcus, w.app.ID, "r-1", requisition.Slot{Start: w.now.Add(48 * time.Hour), End: w.now.Add(49 * time.Hour), Zone: "Europe/Lisbon"})
	require.NoError(t, err)
	_, err = w.in.Debriefs().Open(ctx, w.who.Dana, w.req.ID, w.app.ID)
	require.ErrorIs(t, err, debrief.ErrNotReady, "the panel of the second conversation is still blind")
	require.True(t, fault.Has(err, "debrief.interview_open"))
	_, err = w.in.Interviews().Cancel(ctx, w.who.Marcus, iv.ID)
	require.NoError(t, err)
	_, err = w.in.Debriefs().Open(ctx, w.who.Dana, w.req.ID, w.app.ID)
	require.NoError(t, err)
}
