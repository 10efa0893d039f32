package debrief_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

func search(t testing.TB) requisition.Requisition {
	t.Helper()
	who := fixture.People(t)
	return requisition.Requisition{
		ID: "req-1", Title: "Backend Engineer", Openings: 1, HiringManager: requisition.PersonOf(who.Dana), Recruiter: requisition.PersonOf(who.Marcus),
		RubricHash: fixture.Locked(t).Hash(), SourcingSince: fixture.Now,
	}
}

// Recruiter and hiring manager answer alone; a no opens a change of the rubric.
func ExamplePulse() {
	t := &testing.T{}
	who := fixture.People(t)
	p, act, err := debrief.OpenPulse("pu-1", search(t), who.Marcus, fixture.Now)
	fmt.Println(act.WaitingOn[0].Due.Format(time.DateOnly), err)
	p, _, err = p.Answer(who.Marcus, true, true, "", fixture.Now)
	_, blind := p.Result()
	fmt.Println(err, fault.Of(blind)[0].Code)
	p, _, _ = p.Answer(who.Dana, false, true, "we ask for payments and meet nobody who moved money", fixture.Now)
	r, err := p.Result()
	c, proposed := p.Propose("ch-1", fixture.Now)
	fmt.Println(r.Gap, r.No, c.Kind, proposed, err)
	// Output:
	// 2026-03-16 <nil>
	// <nil> debrief.pulse_open
	// [right_rubric] [right_rubric] rubric true <nil>
}

// Each answer stands under its role, whoever was first.
func TestAPulseSaysWhoSaidWhat(t *testing.T) {
	t.Parallel()
	who, req := fixture.People(t), search(t)
	for _, order := range [][]actor.Human{{who.Dana, who.Marcus}, {who.Marcus, who.Dana}} {
		p, _, err := debrief.OpenPulse("pu-1", req, who.Marcus, fixture.Now)
		require.NoError(t, err)
		for _, by := range order {
			p, _, err = p.Answer(by, true, true, "", fixture.Now)
			require.NoError(t, err)
		}
		r, err := p.Result()
		require.NoError(t, err)
		require.Equal(t, []string{"u-dana", "u-marcus"}, []string{r.HiringManager.By.ID(), r.Recruiter.By.ID()})
	}
}

// A pulse asks whoever has the role now, unless the one before has answered.
func TestAPulseIsHandedOver(t *testing.T) {
	t.Parallel()
	who, before := fixture.People(t), search(t)
	after := before
	after.HiringManager = requisition.PersonOf(who.Ines)
	p, _, err := debrief.OpenPulse("pu-1", before, who.Marcus, fixture.Now)
	require.NoError(t, err)
	next, ok := p.HandOver(actor.HiringManager, before, after)
	require.True(t, ok)
	_, _, err = next.Answer(who.Ines, true, true, "", fixture.Now)
	require.NoError(t, err)
	_, _, err = next.Answer(who.Dana, true, true, "", fixture.Now)
	require.True(t, fault.Has(err, "debrief.pulse_not_asked"))
	_, _, err = p.Answer(who.Dana, true, true, "", fixture.Now)
	require.NoError(t, err, "the pulse before is as it was")

	_, ok = p.HandOver(actor.Recruiter, before, after)
	require.False(t, ok, "the recruiter is the same")
	other := before
	other.Recruiter = requisition.PersonOf(who.Ines)
	next, ok = p.HandOver(actor.Recruiter, before, other)
	require.True(t, ok)
	_, _, err = next.Answer(who.Ines, true, true, "", fixture.Now)
	require.NoError(t, err)
	other.Recruiter = before.HiringManager
	_, ok = p.HandOver(actor.Recruiter, before, other)
	require.False(t, ok, "nobody answers for both")

	answered, _, err := p.Answer(who.Dana, true, true, "", fixture.Now)
	require.NoError(t, err)
	_, ok = answered.HandOver(actor.HiringManager, before, after)
	require.False(t, ok, "what was answered stands")
}

func TestPulse(t *testing.T) {
	t.Parallel()
	who, req := fixture.People(t), search(t)
	early := req
	early.SourcingSince = time.Time{}
	_, _, err := debrief.OpenPulse("pu-1", early, who.Marcus, fixture.Now)
	require.ErrorIs(t, err, debrief.ErrStage)
	p, _, err := debrief.OpenPulse("pu-1", req, who.Marcus, fixture.Now)
	require.NoError(t, err)
	_, _, err = p.Answer(who.Sofia, true, true, "", fixture.Now)
	require.True(t, fault.Has(err, "debrief.pulse_not_asked"))
	_, _, err = p.Answer(who.Dana, true, false, " ", fixture.Now)
	require.True(t, fault.Has(err, "debrief.pulse_reason_missing"))
	_, _, err = p.Answer(actor.Human{}, true, true, "", fixture.Now)
	require.ErrorIs(t, err, debrief.ErrNotHuman)
	p, act, err := p.Answer(who.Dana, true, true, "", fixture.Now)
	require.NoError(t, err)
	require.Equal(t, []requisition.Waiting{{Person: "u-dana", For: requisition.ForPulse}}, act.Settles)
	_, _, err = p.Answer(who.Dana, false, true, "changed my mind", fixture.Now)
	require.True(t, fault.Has(err, "debrief.pulse_answered"), "an answer is given once")
	_, mine := p.Own(who.Dana)
	_, others := p.Own(who.Marcus)
	require.Equal(t, [2]bool{true, false}, [2]bool{mine, others})
	_, err = p.Result()
	require.ErrorIs(t, err, debrief.ErrBlind)
	b, err := json.Marshal(p)
	require.NoError(t, err)
	var back debrief.Pulse
	require.NoError(t, json.Unmarshal(b, &back))
	back, _, err = back.Answer(who.Marcus, true, true, "", fixture.Now)
	require.NoError(t, err)
	_, proposed := back.Propose("ch-1", fixture.Now)
	require.False(t, proposed, "two yes twice change nothing")
	require.Error(t, json.Unmarshal([]byte(strings.Replace(string(b), `"id":"u-dana","name":"Dana","role"`, `"id":"u-ken","name":"Ken","role"`, 1)), &back))
}

func TestARetroKeepsTwoAndChangesOne(t *testing.T) {
	t.Parallel()
	who, req := fixture.People(t), search(t)
	hold := func(kept []string, kind debrief.ChangeKind, text string) error {
		_, _, _, err := debrief.HoldRetro("re-1", "ch-1", req, fixture.Now.Add(-48*time.Hour), kept, kind, text, who.Marcus, fixture.Now)
		return err
	}
	two := []string{"the rubric was locked before the first call", "cards came within a day"}
	require.True(t, fault.Has(hold(two[:1], debrief.PlanChange, "ask for numbers"), "debrief.retro_kept"))
	require.True(t, fault.Has(hold(append(two, "x"), debrief.PlanChange, "ask for numbers"), "debrief.retro_kept"))
	require.True(t, fault.Has(hold(two, "weather", "ask for numbers"), "debrief.retro_change"))
	require.True(t, fault.Has(hold(two, debrief.PlanChange, " "), "debrief.retro_change"))
	_, _, _, err := debrief.HoldRetro("re-1", "ch-1", req, time.Time{}, two, debrief.PlanChange, "x", who.Marcus, fixture.Now)
	require.True(t, fault.Has(err, "debrief.retro_before_acceptance"))
	r, c, act, err := debrief.HoldRetro("re-1", "ch-1", req, fixture.Now.Add(-50*time.Hour), two, debrief.RubricChange, "mentoring is no must-have", who.Marcus, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, fixture.Now.Add(-2*time.Hour), r.DueAt)
	require.Equal(t, requisition.ForRetro, act.Settles[0].For)

	next := fixture.Rubric()
	_, _, err = c.WithRubric(next, who.Dana, fixture.Now)
	require.True(t, fault.Has(err, "debrief.change_rubric_invalid"), "a change is the next version")
	next.Version, next.Predecessor = 2, req.RubricHash
	next.ChangeReason, next.Seen = "mentoring is no must-have", rubric.Grandfather
	next.Competencies[0].Description = "Leads a production incident and stops the damage first."
	c, _, err = c.WithRubric(next, who.Dana, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, [2]string{req.RubricHash, next.Hash()}, [2]string{c.RubricHash, c.ProposedHash}, "what a replay compares")

	following := req
	following.ID, following.Predecessor = "req-2", "req-1"
	_, _, err = c.Accept(req, who.Dana, fixture.Now)
	require.True(t, fault.Has(err, "debrief.change_of_other"), "decided in the next search")
	_, _, err = c.Accept(following, who.Ken, fixture.Now)
	require.ErrorIs(t, err, debrief.ErrNotOwner)
	_, _, err = c.Decline("", following, who.Dana, fixture.Now)
	require.True(t, fault.Has(err, "debrief.reason_missing"))
	accepted, act, err := c.Accept(following, who.Dana, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, debrief.ChangeAccepted, accepted.Status)
	require.Equal(t, requisition.ID("req-2"), act.Requisition)
	_, _, err = accepted.Decline("no", following, who.Dana, fixture.Now)
	require.ErrorIs(t, err, debrief.ErrStage)
	plan := c
	plan.Kind = debrief.PlanChange
	next.Version = 3
	_, _, err = plan.WithRubric(next, who.Dana, fixture.Now)
	require.Error(t, err)
	_, _, err = plan.WithRubric(rubric.Rubric{}, who.Dana, fixture.Now)
	require.ErrorIs(t, err, rubric.ErrInvalid)
}
