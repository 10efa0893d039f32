package debrief_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/scorecard"
)

func TestABriefRestsOnWhatPanelistsCited(t *testing.T) {
	t.Parallel()
	_, p := revealed(t)
	who, locked := fixture.People(t), fixture.Locked(t)
	ix := evidence.NewIndex(evidence.FromTranscript(fixture.Transcript()))
	finding := ix.Verify(evidence.Claim{Quote: "I told support at once"}, evidence.CandidateOnly())
	for i, by := range []actor.Human{who.Sofia, who.Ken} { // both cite the same words
		r, err := scorecard.Rate(by, locked, "incidents", 2+i, scorecard.Basis{Evidence: []evidence.Citation{finding.Citation}, Reason: "a reason of " + by.Name()}, fixture.Now)
		require.NoError(t, err)
		for n := range p.Finalists[0].Criteria {
			if c := &p.Finalists[0].Criteria[n]; c.Competency == "incidents" {
				c.Ratings = append(c.Ratings, r)
			}
		}
	}
	req := debrief.NewBriefRequest(p)
	require.Len(t, req.Finalists, 1, "where nothing was cited there is nothing to write about")
	require.Len(t, req.Finalists[0].Criteria[0].Evidence, 1, "each citation once")
	b, err := json.Marshal(req)
	require.NoError(t, err)
	for _, word := range []string{"Sofia", "Ken", "strong_yes", `"level"`, "a reason"} {
		require.NotContains(t, string(b), word, "nothing that a panelist said or rated is there")
	}
	f := req.Finalists[0]
	c := f.Criteria[0]
	agent, err := actor.NewAgent("test", actor.AgentInfo{Model: "m"})
	require.NoError(t, err)
	point := func(text string, places ...int) debrief.ProposedPoint {
		return debrief.ProposedPoint{Application: f.Application, Competency: c.Competency, Text: text, Evidence: places}
	}
	proposal := debrief.BriefProposal{By: agent, Points: []debrief.ProposedPoint{
		point("The damage was stopped before the cause was known.", 0),
		point("No evidence at all."),
		point("  ", 0),
		point("An index too far.", len(c.Evidence)),
		point("An index before the first.", -1),
		{Application: "another", Competency: c.Competency, Text: "Of nobody here.", Evidence: []int{0}},
		point("We should hire this person.", 0),
		point("This meets the bar at level 3.", 0),
		point("I recommend to advance her.", 0),
		point("Seemed nervous about the cause.", 0),
	}}
	brief := debrief.NewBrief(p, proposal, fixture.Now)
	require.Len(t, brief.Points, 1)
	require.Equal(t, []evidence.Citation{c.Evidence[0]}, brief.Points[0].Evidence)
	require.Equal(t, p.ID, brief.Debrief)
	require.Equal(t, "m", brief.By.Info().Model, "it says that software wrote it")
	var flags []evidence.Flag
	for _, r := range brief.Refused {
		flags = append(flags, r.Flag)
	}
	require.Equal(t, []evidence.Flag{
		debrief.PointWithoutEvidence, debrief.PointWithoutEvidence, debrief.PointUnknown, debrief.PointUnknown, debrief.PointUnknown,
		debrief.PointDecides, debrief.PointDecides, debrief.PointDecides, debrief.PointRefused,
	}, flags)
	stored, err := json.Marshal(brief.Refused)
	require.NoError(t, err)
	require.NotContains(t, string(stored), "nervous", "a refusal keeps nothing of the text")
}
