package debrief_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/scorecard"
)

// An objection is kept as it was said; the lint reports what should not have been.
func ExampleMeeting_Lint() {
	t := &testing.T{}
	m, _ := revealed(t)
	m, _, err := m.Object("app-1", debrief.Hire, "She is too old to learn it.", fixture.People(t).Ken, fixture.Now)
	for _, f := range m.Lint(nil).Findings {
		fmt.Println(f.Severity, f.Code, f.Path)
	}
	fmt.Println(m.Document().Objections[0].Text, err)
	// Output:
	// error c-protected-mention /objections/0/text
	// She is too old to learn it. <nil>
}

const unfit = "She seemed nervous."

func places(r lint.Report) []string {
	var out []string
	for _, f := range r.Blocking() {
		out = append(out, f.Path)
	}
	return out
}

// Whatever people write into a debrief is read, and nothing of it is refused.
func TestADebriefIsLinted(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	m, p := revealed(t)
	require.Empty(t, m.Lint(nil).Findings)
	m, _, err := m.Object("app-1", debrief.Hire, unfit, who.Ken, fixture.Now)
	require.NoError(t, err)
	m, _, err = m.Object("app-1", debrief.NoHire, "Delivery is below the bar in both scorecards.", who.Ken, fixture.Now)
	require.NoError(t, err)
	m, _, err = m.WithdrawObjections("app-1", who.Ken, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, []string{"/objections/0/text"}, places(m.Lint(nil)), "a withdrawn objection stays on the record")

	m, _, err = m.Rerate(p, who.Dana, fixture.Now)
	require.NoError(t, err)
	again, err := scorecard.Rate(who.Sofia, fixture.Locked(t), "delivery", 1, scorecard.Basis{Reason: unfit}, fixture.Now)
	require.NoError(t, err)
	m, _, err = m.Estimate(p, "app-1", again, debrief.OtherReason, nil, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, []string{"/estimates/0/rating/reason", "/objections/0/text"}, places(m.Lint(nil)))

	quiet, err := lint.New(nil, lint.Options{})
	require.NoError(t, err)
	require.Empty(t, m.Lint(quiet).Findings, "a host has the last word on its rules")

	m, _, err = debrief.Book("db-2", booking(t), who.Marcus, fixture.Now)
	require.NoError(t, err)
	m, _, err = m.Cancel(unfit, who.Dana, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, []string{"/reason"}, places(m.Lint(nil)))
}

// What is objected enters a decision in the participant's words. The owner is not
// refused for them; a reader of the decision is told.
func TestADecisionsDissentIsLinted(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	m, p := revealed(t)
	m, _, err := m.Object("app-1", debrief.NoHire, unfit, who.Ken, fixture.Now)
	require.NoError(t, err)
	reasons := []debrief.Reason{{Competency: "delivery", Text: "Late in both projects."}}
	_, d, _, err := m.Decide(p, "app-1", who.Dana, debrief.Choice{Outcome: debrief.NoHire, Reasons: reasons}, fixture.Now.Add(time.Minute))
	require.NoError(t, err)
	require.Equal(t, []string{"/dissent/0/text"}, places(d.Lint(nil)))

	waived := []lint.Waiver{{Code: d.Lint(nil).Blocking()[0].Code, Reason: "said by Ken", By: who.Dana, At: fixture.Now}}
	_, d, _, err = m.Decide(p, "app-1", who.Dana, debrief.Choice{Outcome: debrief.NoHire, Reasons: reasons, Waivers: waived}, fixture.Now.Add(time.Minute))
	require.NoError(t, err)
	require.Empty(t, places(d.Lint(nil)), "waived by name")
	require.Empty(t, debrief.Decision{}.Lint(nil).Findings)
}

// Pulse answers, what a retro keeps and changes are read too.
func TestReviewsAreLinted(t *testing.T) {
	t.Parallel()
	who, req := fixture.People(t), search(t)
	pulse, _, err := debrief.OpenPulse("pu-1", req, who.Marcus, fixture.Now)
	require.NoError(t, err)
	pulse, _, err = pulse.Answer(who.Marcus, true, false, "Everybody we meet is too old.", fixture.Now)
	require.NoError(t, err)
	own, ok := pulse.Own(who.Marcus)
	require.True(t, ok)
	require.Equal(t, []string{"/why"}, places(own.Lint(nil)))
	pulse, _, err = pulse.Answer(who.Dana, false, true, "Nobody whom we meet has moved money.", fixture.Now)
	require.NoError(t, err)
	both, err := pulse.Result()
	require.NoError(t, err)
	require.Equal(t, []string{"/recruiter/why"}, places(both.Lint(nil)))
	change, ok := pulse.Propose("ch-1", fixture.Now)
	require.True(t, ok)
	require.Equal(t, []string{"/text"}, places(change.Lint(nil)))
	declined, _, err := change.Decline(unfit, req, who.Dana, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, []string{"/text", "/reason"}, places(declined.Lint(nil)))

	retro, change, _, err := debrief.HoldRetro("re-1", "ch-2", req, fixture.Now, []string{"The work sample.", "Young and energetic people on the panel."},
		debrief.ProcessChange, "Reject those who seemed nervous.", who.Marcus, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, []string{"/kept/1"}, places(retro.Lint(nil)))
	require.Equal(t, []string{"/text"}, places(change.Lint(nil)))
}
