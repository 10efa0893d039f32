package hirealign_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

func TestAKitShowsWhatEarlierRoundsLeftOpenAndNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held() // its transcript answers q-incident and q-cut
	first, err := w.in.Interviews().Kit(ctx, w.who.Sofia, w.iv.ID)
	require.NoError(t, err)
	require.Equal(t, "Priya Nair", first.Candidate)
	require.Empty(t, first.StillOpen)
	require.Len(t, first.Competencies, 2)
	_, err = w.in.Interviews().Kit(ctx, w.who.Dana, w.iv.ID)
	require.ErrorIs(t, err, hirealign.ErrNotAllowed)

	plan := w.req.Plan
	plan.Rounds = append(plan.Rounds, requisition.Round{ID: "r-2", Name: "Panel", Kind: requisition.Panel, Minutes: 45, Panel: []requisition.Seat{
		{Panelist: requisition.PersonOf(w.who.Ken), Competencies: []string{"incidents", "mentoring"}, Questions: []string{"q-mentor"}},
	}})
	w.req, err = w.in.Requisitions().SetPlan(ctx, w.who.Marcus, w.req.ID, plan)
	require.NoError(t, err)
	slot := requisition.Slot{Start: w.now.Add(24 * time.Hour), End: w.now.Add(25 * time.Hour), Zone: "Europe/Lisbon"}
	second, err := w.in.Interviews().Schedule(ctx, w.who.Marcus, w.iv.Application, "r-2", slot)
	require.NoError(t, err)
	k, err := w.in.Interviews().Kit(ctx, w.who.Ken, second.ID)
	require.NoError(t, err)
	require.Empty(t, k.StillOpen, "the first round got its questions answered")
	require.Equal(t, 45, k.Minutes)
	require.Contains(t, k.When, "(Europe/Lisbon)")
	require.Equal(t, []rubric.QuestionID{"q-mentor"}, []rubric.QuestionID{k.Competencies[1].Questions[0].ID})
	require.NotContains(t, k.Markdown(), fixture.Lines[1].Text, "nothing of what was answered")

	w.now = w.now.Add(26 * time.Hour)
	_, err = w.in.Interviews().RecordHeld(ctx, w.who.Marcus, second.ID, slot)
	require.NoError(t, err)
	tr := fixture.Transcript() // nobody asks about mentoring in it
	tr.ID = "tr-2"
	_, err = w.in.Interviews().AddTranscript(ctx, w.who.Marcus, second.ID, tr)
	require.NoError(t, err)
	plan.Rounds = append(plan.Rounds, requisition.Round{ID: "r-3", Name: "Final", Kind: requisition.HiringManager, Minutes: 30, Panel: []requisition.Seat{
		{Panelist: requisition.PersonOf(w.who.Dana), Competencies: []string{"incidents", "mentoring"}, Questions: []string{"q-incident"}},
	}})
	_, err = w.in.Requisitions().SetPlan(ctx, w.who.Marcus, w.req.ID, plan)
	require.NoError(t, err)
	third, err := w.in.Interviews().Schedule(ctx, w.who.Marcus, w.iv.Application, "r-3", requisition.Slot{Start: w.now.Add(time.Hour), End: w.now.Add(2 * time.Hour), Zone: "Europe/Lisbon"})
	require.NoError(t, err)
	k, err = w.in.Interviews().Kit(ctx, w.who.Dana, third.ID)
	require.NoError(t, err)
	require.Len(t, k.StillOpen, 1)
	require.Equal(t, rubric.QuestionID("q-mentor"), k.StillOpen[0].ID)
	require.Equal(t, []string{"Panel"}, k.StillOpen[0].LeftBy)
}
