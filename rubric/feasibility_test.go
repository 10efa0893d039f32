package rubric_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/rubric"
)

// Four good people, and nobody who meets everything: the must-haves describe a unicorn.
func ExampleFeasibilityOf() {
	locked, _ := lockAt(fixture.Rubric(), fixture.Now)
	var ratings []rubric.Assessed
	for app, levels := range map[string][2]int{"app-1": {4, 2}, "app-2": {3, 2}, "app-3": {1, 4}, "app-4": {2, 3}} {
		ratings = append(ratings,
			rubric.Assessed{Application: app, Competency: "incidents", Level: levels[0]},
			rubric.Assessed{Application: app, Competency: "delivery", Level: levels[1]})
	}
	f, err := rubric.FeasibilityOf(locked, ratings)
	fmt.Print(f.Markdown(), err)
	// Output:
	// Of 4 assessed, by level 3:
	//
	// - Incident ownership: 2 of 4 meet it
	// - Delivery: 2 of 4 meet it
	// - **All must-haves**: 0 of 4 meet it
	// <nil>
}

func TestFeasibilityCountsRatersWhoDifferApart(t *testing.T) {
	t.Parallel()
	l := fixture.Locked(t)
	f, err := rubric.FeasibilityOf(l, []rubric.Assessed{
		{Application: "a", Competency: "incidents", Level: 4},
		{Application: "a", Competency: "incidents", Level: 2},
		{Application: "a", Competency: "delivery", Level: 3},
		{Application: "b", Competency: "incidents", Level: 3},
		{Application: "b", Competency: "mentoring", Level: 1},
		{Application: "c", Competency: "mentoring", Level: 4},
	})
	require.NoError(t, err)
	require.Equal(t, 2, f.Assessed, "growth alone is not assessed here")
	require.Equal(t, rubric.Met{Met: 1, Split: 1, Of: 2}, f.MustHaves[0].Met)
	require.Equal(t, rubric.Met{Met: 1, Of: 1}, f.MustHaves[1].Met)
	require.Equal(t, rubric.Met{Split: 1, Of: 1}, f.All, "b was not rated on delivery")
	require.Contains(t, f.Markdown(), "Incident ownership: 1 of 2 meet it; raters differ on 1")
}

func TestFeasibilityRefuses(t *testing.T) {
	t.Parallel()
	_, err := rubric.FeasibilityOf(rubric.Locked{}, nil)
	require.ErrorIs(t, err, rubric.ErrNotLocked)
	_, err = rubric.FeasibilityOf(fixture.Locked(t), []rubric.Assessed{{Competency: "incidents", Level: 9}, {Application: "a", Competency: "juggling"}})
	require.ErrorIs(t, err, rubric.ErrInvalid)
	for _, code := range []string{"rubric.application_missing", "rubric.level_off_scale", "rubric.competency_unknown"} {
		require.True(t, fault.Has(err, code), code)
	}
	f, err := rubric.FeasibilityOf(fixture.Locked(t), nil)
	require.NoError(t, err)
	require.Zero(t, f.All)
}

// Nobody meets all that they do not meet each of, and the order of ratings is of no matter.
func TestAllIsNeverMoreThanEach(t *testing.T) {
	t.Parallel()
	l := fixture.Locked(t)
	rapid.Check(t, func(rt *rapid.T) {
		ratings := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) rubric.Assessed {
			return rubric.Assessed{
				Application: rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "app"),
				Competency:  rapid.SampledFrom([]rubric.CompetencyID{"incidents", "delivery", "mentoring"}).Draw(t, "c"),
				Level:       rapid.IntRange(1, 4).Draw(t, "level"),
			}
		}), 0, 20).Draw(rt, "ratings")
		f, err := rubric.FeasibilityOf(l, ratings)
		require.NoError(rt, err)
		for _, m := range f.MustHaves {
			require.LessOrEqual(rt, f.All.Met, m.Met.Met)
			require.LessOrEqual(rt, m.Met.Met+m.Split, m.Of)
			require.LessOrEqual(rt, f.All.Of, m.Of)
		}
		shuffled, err := rubric.FeasibilityOf(l, rapid.Permutation(ratings).Draw(rt, "order"))
		require.NoError(rt, err)
		require.Equal(rt, f, shuffled)
	})
}
