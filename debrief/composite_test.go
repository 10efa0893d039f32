package debrief_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/rubric"
)

func ExampleCombine() {
	c, err := debrief.Combine([]debrief.Score{
		{Competency: "design", Level: debrief.NewRatio(4, 1), Weight: 3},
		{Competency: "delivery", Level: debrief.NewRatio(5, 2), Weight: 2, Needs: 3},
		{Competency: "mentoring"},
	}, debrief.NewRatio(3, 1))
	fmt.Println(c.Value, c.Coverage, c.MeetsBar, c.MeetsMustHaves(), c.Unmet, err)
	// Output: 17/5 5/6 true false [delivery] <nil>
}

// TestCompositeVector reproduces the cases of the test vectors.
func TestCompositeVector(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(corpus.Dir(t), "vectors", "composite.json"))
	require.NoError(t, err)
	var v struct {
		Competencies []rubric.CompetencyID `json:"competencies"`
		Cases        []struct {
			ID       string                       `json:"id"`
			Ratings  map[rubric.CompetencyID]*int `json:"ratings"`
			Weights  map[rubric.CompetencyID]int  `json:"weights"`
			MustHave json.RawMessage              `json:"must_have"`
			Expected string                       `json:"expected"`
			Coverage string                       `json:"coverage"`
			Float    float64                      `json:"expected_float"`
			NotEqual string                       `json:"must_not_equal"`
			Error    string                       `json:"want_error"`
			Pass     *bool                        `json:"conjunctive_pass"`
		} `json:"cases"`
	}
	require.NoError(t, json.Unmarshal(raw, &v))
	require.Len(t, v.Cases, 6)
	for _, tt := range v.Cases {
		t.Run(tt.ID, func(t *testing.T) {
			t.Parallel()
			needs := map[rubric.CompetencyID]int{}
			var names []rubric.CompetencyID
			if json.Unmarshal(tt.MustHave, &names) == nil {
				for _, n := range names {
					needs[n] = 3
				}
			} else if len(tt.MustHave) > 0 {
				require.NoError(t, json.Unmarshal(tt.MustHave, &needs))
			}
			var scores []debrief.Score
			for _, c := range v.Competencies {
				s := debrief.Score{Competency: c, Weight: tt.Weights[c], Needs: needs[c]}
				if level := tt.Ratings[c]; level != nil {
					s.Level = debrief.NewRatio(int64(*level), 1)
				}
				scores = append(scores, s)
			}
			got, err := debrief.Combine(scores, debrief.NewRatio(3, 1))
			if tt.Error != "" {
				require.ErrorIs(t, err, debrief.ErrNoComposite)
				require.True(t, fault.Has(err, "debrief."+tt.Error), err)
				return
			}
			require.NoError(t, err)
			if tt.Expected != "" {
				require.Equal(t, tt.Expected, got.Value.String())
			}
			if tt.Coverage != "" {
				require.Equal(t, tt.Coverage, got.Coverage.String())
			}
			if tt.Float != 0 {
				require.InDelta(t, tt.Float, float64(got.Value.Num)/float64(got.Value.Den), 1e-9)
			}
			require.NotEqual(t, tt.NotEqual, got.Value.String())
			if tt.Pass != nil {
				require.Equal(t, *tt.Pass, got.MeetsMustHaves())
				require.True(t, got.MeetsBar, "both results are reported")
			}
		})
	}
}

func TestCompositeRefuses(t *testing.T) {
	t.Parallel()
	_, err := debrief.Combine(nil, debrief.Ratio{})
	require.True(t, fault.Has(err, "debrief.nothing_assessed"))
	_, err = debrief.Combine([]debrief.Score{
		{Level: debrief.NewRatio(math.MaxInt64, 2), Weight: math.MaxInt64}, {Level: debrief.NewRatio(1, math.MaxInt64), Weight: 2},
	}, debrief.Ratio{})
	require.True(t, fault.Has(err, "debrief.weights_too_large"))
	require.Equal(t, "2.67", debrief.NewRatio(8, 3).Decimal())
	require.Equal(t, "2.5", debrief.NewRatio(5, 2).Decimal())
	require.Equal(t, "3", debrief.NewRatio(6, 2).Decimal())
	require.Empty(t, debrief.NewRatio(1, 0).Decimal())
}

// TestCompositeProperties: the value lies between the lowest and the highest
// level, does not depend on the order, and scaling all weights changes nothing.
func TestCompositeProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		levels := rapid.MapOfN(rapid.StringMatching(`[a-f]{1,2}`), rapid.IntRange(1, 7), 1, 8).Draw(t, "levels")
		factor := rapid.IntRange(2, 50).Draw(t, "factor")
		var scores, scaled []debrief.Score
		low, high := 8, 0
		for _, c := range slices.Sorted(maps.Keys(levels)) {
			w := rapid.IntRange(1, 9).Draw(t, "weight")
			s := debrief.Score{Competency: rubric.CompetencyID(c), Level: debrief.NewRatio(int64(levels[c]), 1), Weight: w}
			low, high = min(low, levels[c]), max(high, levels[c])
			scores = append(scores, s)
			s.Weight *= factor
			scaled = append(scaled, s)
		}
		got, err := debrief.Combine(scores, debrief.NewRatio(3, 1))
		require.NoError(t, err)
		slices.Reverse(scaled)
		again, err := debrief.Combine(scaled, debrief.NewRatio(3, 1))
		require.NoError(t, err)
		require.Equal(t, got, again)
		require.LessOrEqual(t, int64(low)*got.Value.Den, got.Value.Num)
		require.GreaterOrEqual(t, int64(high)*got.Value.Den, got.Value.Num)
		require.Equal(t, "1", got.Coverage.String())
		require.Equal(t, got.Value.Num >= 3*got.Value.Den, got.MeetsBar)
	})
}
