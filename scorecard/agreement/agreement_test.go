package agreement_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/scorecard/agreement"
)

func Example() {
	// Twelve candidates, two interviewers, a scale of four.
	ana := []float64{1, 2, 3, 3, 4, 2, 1, 3, 4, 3, 2, 3}
	bob := []float64{1, 2, 3, 4, 4, 2, 2, 3, 4, 3, 3, 3}
	var obs []agreement.Observation
	for i := range ana {
		unit := "app-" + strconv.Itoa(i)
		obs = append(obs, agreement.Observation{Unit: unit, Rater: "ana", Value: ana[i]}, agreement.Observation{Unit: unit, Rater: "bob", Value: bob[i]})
	}
	t, err := agreement.NewTable(obs, agreement.Levels(4))
	fmt.Println(err)
	alpha, err := agreement.Alpha(t, agreement.Ordinal, &agreement.Options{Seed: 1})
	fmt.Printf("%s %s %.2f, %d units, indicative %t, by %s, %v\n",
		alpha.Statistic, alpha.Form, alpha.Value, alpha.Units, alpha.Indicative, alpha.Interval.Method, err)
	// Output:
	// <nil>
	// krippendorff_alpha ordinal 0.87, 12 units, indicative true, by bootstrap_percentile, <nil>
}

func ExampleKappa() {
	// Raters agree on 85 of 100, and nearly everybody gets the same level.
	tab, _ := agreement.NewTable(fromTable([][]int{{80, 10}, {5, 5}}), agreement.Levels(2))
	for _, f := range []func(*agreement.Table) (agreement.Estimate, error){
		func(t *agreement.Table) (agreement.Estimate, error) {
			return agreement.Percent(t, agreement.Identity, nil)
		},
		func(t *agreement.Table) (agreement.Estimate, error) {
			return agreement.Kappa(t, "a", "b", agreement.Identity, nil)
		},
		func(t *agreement.Table) (agreement.Estimate, error) { return agreement.AC(t, agreement.Identity, nil) },
	} {
		e, err := f(tab)
		fmt.Printf("%s %.2f [%.2f, %.2f] %v\n", e.Statistic, e.Value, e.Interval.Low, e.Interval.High, err)
	}
	// Output:
	// percent_agreement 0.85 [0.78, 0.92] <nil>
	// cohen_kappa 0.32 [0.06, 0.58] <nil>
	// gwet_ac 0.81 [0.70, 0.91] <nil>
}

func ExampleICC() {
	// Bob is always one level above Ana.
	var obs []agreement.Observation
	for i := range 4 {
		unit := "app-" + strconv.Itoa(i)
		obs = append(obs, agreement.Observation{Unit: unit, Rater: "ana", Value: float64(i + 1)}, agreement.Observation{Unit: unit, Rater: "bob", Value: float64(i + 2)})
	}
	t, _ := agreement.NewTable(obs, nil)
	_, err := agreement.ICC(t, agreement.ICC2, nil)
	fmt.Println(err)
	for _, f := range []agreement.ICCForm{agreement.ICC2, agreement.ICC3} {
		c, err := agreement.ICC(t, f, &agreement.Options{MinUnits: 4})
		fmt.Printf("%s %.2f %v\n", c.Form, c.Value, err)
	}
	// Output:
	// agreement: too few units: 4 jointly rated units, at least 10 are asked for (agreement.too_few_units)
	// icc2 0.77 <nil>
	// icc3 1.00 <nil>
}

func ExampleWithin() {
	split, err := agreement.Within([]int{1, 5, 1, 5}, 5)
	fmt.Println(split.Range, split.ADMean, split.Polarised, err)
	// Output: 4 2 true <nil>
}

func ExampleLeniency() {
	t, _ := agreement.NewTable([]agreement.Observation{
		{Unit: "c1", Rater: "ana", Value: 4},
		{Unit: "c1", Rater: "bob", Value: 3},
		{Unit: "c2", Rater: "ana", Value: 5},
		{Unit: "c2", Rater: "cy", Value: 3},
		{Unit: "c3", Rater: "bob", Value: 2},
		{Unit: "c3", Rater: "cy", Value: 2},
		{Unit: "c4", Rater: "ana", Value: 3},
		{Unit: "c4", Rater: "bob", Value: 2},
		{Unit: "c4", Rater: "cy", Value: 2},
	}, agreement.Levels(5))
	e, err := agreement.Leniency(t, &agreement.Options{MinUnits: 4})
	for _, r := range e.Raters {
		fmt.Printf("%s mean %.2f effect %+.2f on %d units, flagged %t\n", r.Rater, r.Mean, r.Effect, r.Joint, r.Flagged)
	}
	fmt.Println(err)
	// Output:
	// ana mean 4.00 effect +0.87 on 3 units, flagged false
	// bob mean 2.33 effect -0.33 on 3 units, flagged false
	// cy mean 2.33 effect -0.53 on 3 units, flagged false
	// <nil>
}

func TestNewTableRefuses(t *testing.T) {
	t.Parallel()
	for code, c := range map[string]struct {
		obs   []agreement.Observation
		scale []float64
	}{
		"agreement.observation_incomplete": {[]agreement.Observation{{Unit: "u", Value: 1}}, nil},
		"agreement.observation_repeated":   {[]agreement.Observation{{Unit: "u", Rater: "r", Value: 1}, {Unit: "u", Rater: "r", Value: 2}}, nil},
		"agreement.value_off_scale":        {[]agreement.Observation{{Unit: "u", Rater: "r", Value: 1.5}}, agreement.Levels(4)},
		"agreement.value_not_finite":       {[]agreement.Observation{{Unit: "u", Rater: "r", Value: math.NaN()}}, nil},
	} {
		_, err := agreement.NewTable(c.obs, c.scale)
		require.ErrorIs(t, err, agreement.ErrInvalid)
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
	}
	for _, v := range []float64{math.Inf(1), -1e13, 1e300} {
		_, err := agreement.NewTable(nil, []float64{v})
		require.ErrorIs(t, err, agreement.ErrInvalid)
	}
}

// The largest ratings that a table takes give numbers, and nothing that JSON lacks.
func TestLargeRatings(t *testing.T) {
	t.Parallel()
	obs := panel(12, "a", "b", "c")
	for i := range obs {
		obs[i].Value = 1e12 - obs[i].Value*1e10
	}
	for name, f := range every() {
		got, err := f(table(t, obs, nil), nil)
		require.NoError(t, err, name)
		_, err = json.Marshal(got)
		require.NoError(t, err, name)
	}
}

func TestNoTableHasNoRatings(t *testing.T) {
	t.Parallel()
	for _, none := range []*agreement.Table{nil, {}} {
		for name, f := range every() {
			_, err := f(none, nil)
			require.ErrorIs(t, err, agreement.ErrTooFewRaters, name)
		}
		require.Zero(t, none.Units())
		require.Empty(t, none.Raters())
		require.Empty(t, none.Scale())
		require.Empty(t, none.Components())
	}
}

// With two units and two raters whose means do not differ, the two-way form divides
// by zero.
func TestTwoByTwoWithoutDifferences(t *testing.T) {
	t.Parallel()
	square := table(t, []agreement.Observation{
		{Unit: "u", Rater: "a", Value: 1}, {Unit: "u", Rater: "b", Value: 2}, {Unit: "v", Rater: "a", Value: 2}, {Unit: "v", Rater: "b", Value: 1},
	}, agreement.Levels(4))
	_, err := agreement.ICC(square, agreement.ICC2, &agreement.Options{MinUnits: 2})
	require.True(t, fault.Has(err, "agreement.units_do_not_differ"), err)
	for _, f := range []agreement.ICCForm{agreement.ICC1, agreement.ICC3} {
		c, err := agreement.ICC(square, f, &agreement.Options{MinUnits: 2})
		require.NoError(t, err)
		require.InDelta(t, -1, c.Value, 1e-12)
	}
}

// panel is a design of n units and the raters, with levels from 1 to 4.
func panel(n int, raters ...string) []agreement.Observation {
	rng := rand.New(rand.NewPCG(3, 3))
	var out []agreement.Observation
	for u := range n {
		base := 1 + rng.IntN(4)
		for _, r := range raters {
			out = append(out, agreement.Observation{Unit: "u" + strconv.Itoa(u), Rater: r, Value: float64(min(4, max(1, base+rng.IntN(2))))})
		}
	}
	return out
}

type coefficient func(*agreement.Table, *agreement.Options) (any, error)

func every() map[string]coefficient {
	out := map[string]coefficient{
		"kappa": func(t *agreement.Table, o *agreement.Options) (any, error) {
			return agreement.Kappa(t, "a", "b", agreement.Linear, o)
		},
		"leniency": func(t *agreement.Table, o *agreement.Options) (any, error) { return agreement.Leniency(t, o) },
	}
	for name, f := range map[string]func(*agreement.Table, agreement.Weights, *agreement.Options) (agreement.Estimate, error){
		"percent": agreement.Percent, "fleiss": agreement.Fleiss, "ac": agreement.AC, "bp": agreement.BrennanPrediger, "alpha_weighted": agreement.AlphaWeighted,
	} {
		out[name] = func(t *agreement.Table, o *agreement.Options) (any, error) { return f(t, agreement.Quadratic, o) }
	}
	for _, m := range []agreement.Metric{agreement.Nominal, agreement.Ordinal, agreement.IntervalScale, agreement.Ratio} {
		out["alpha_"+string(m)] = func(t *agreement.Table, o *agreement.Options) (any, error) { return agreement.Alpha(t, m, o) }
	}
	for _, f := range []agreement.ICCForm{agreement.ICC1, agreement.ICC1k, agreement.ICC2, agreement.ICC2k, agreement.ICC3, agreement.ICC3k} {
		out[string(f)] = func(t *agreement.Table, o *agreement.Options) (any, error) { return agreement.ICC(t, f, o) }
	}
	return out
}

func TestTooFewIsAnErrorAndNeverANumber(t *testing.T) {
	t.Parallel()
	for name, f := range every() {
		_, err := f(table(t, panel(9, "a", "b"), agreement.Levels(4)), nil)
		require.ErrorIs(t, err, agreement.ErrTooFewUnits, "%s of 9 units", name)
		got, err := f(table(t, panel(10, "a", "b"), agreement.Levels(4)), nil)
		require.NoError(t, err, name)
		_, err = json.Marshal(got)
		require.NoError(t, err, "%s has no number that JSON lacks", name)
		_, err = f(table(t, panel(20, "a"), agreement.Levels(4)), nil)
		require.ErrorIs(t, err, agreement.ErrTooFewRaters, "%s of one rater", name)
		_, err = f(table(t, nil, agreement.Levels(4)), nil)
		require.ErrorIs(t, err, agreement.ErrTooFewRaters, "%s of nothing", name)
		for code, o := range map[string]agreement.Options{
			"agreement.min_units_invalid": {MinUnits: -1}, "agreement.confidence_invalid": {Confidence: 1}, "agreement.resamples_invalid": {Resamples: -1},
		} {
			_, err = f(table(t, panel(10, "a", "b"), agreement.Levels(4)), &o)
			require.True(t, fault.Has(err, code), "%s: %v", name, err)
		}
	}
}

func TestNoVariationIsAnErrorAndNeverOne(t *testing.T) {
	t.Parallel()
	obs := panel(12, "a", "b", "c")
	for i := range obs {
		obs[i].Value = 3
	}
	for name, f := range every() {
		switch name {
		case "percent", "ac", "bp", "leniency": // these are defined: by the whole scale, or as zero
			_, err := f(table(t, obs, agreement.Levels(4)), nil)
			require.NoError(t, err, name)
		default:
			_, err := f(table(t, obs, agreement.Levels(4)), nil)
			require.ErrorIs(t, err, agreement.ErrNoVariation, name)
		}
	}
	_, err := agreement.AC(table(t, obs, nil), agreement.Identity, nil)
	require.ErrorIs(t, err, agreement.ErrNoVariation, "a scale of one value")
}

func TestFormsThatNeedACrossedDesign(t *testing.T) {
	t.Parallel()
	obs := panel(12, "a", "b", "c")[1:]
	tab := table(t, obs, agreement.Levels(4))
	for _, f := range []agreement.ICCForm{agreement.ICC2, agreement.ICC2k, agreement.ICC3, agreement.ICC3k} {
		_, err := agreement.ICC(tab, f, nil)
		require.ErrorIs(t, err, agreement.ErrNotCrossed)
	}
	one, err := agreement.ICC(tab, agreement.ICC1, nil)
	require.NoError(t, err)
	require.InDelta(t, 35, one.Ratings, 0)
	require.InDelta(t, 2.9, one.PerUnit, 0.1)
	require.InDelta(t, 1.0/36, one.Missing, 1e-15)
	for code, err := range map[string]error{
		"agreement.form_unknown":    second(agreement.ICC(tab, "icc4", nil)),
		"agreement.metric_unknown":  second(agreement.Alpha(tab, "circular", nil)),
		"agreement.weights_unknown": second(agreement.Percent(tab, "cubic", nil)),
		"agreement.rater_unknown":   second(agreement.Kappa(tab, "a", "zoe", agreement.Linear, nil)),
		"agreement.ratio_negative": second(agreement.Alpha(table(t, []agreement.Observation{
			{Unit: "u", Rater: "a", Value: -1}, {Unit: "u", Rater: "b", Value: 1},
		}, nil), agreement.Ratio, nil)),
		"agreement.value_off_scale": second(agreement.Within([]int{0, 1}, 4)),
		"agreement.points_invalid":  second(agreement.Within([]int{1, 1}, 1)),
	} {
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestFlagNeedsSizeSignificanceAndNumber(t *testing.T) {
	t.Parallel()
	strict := func(n int) agreement.Effects {
		obs := panel(n, "a", "b", "c")
		for i := range obs {
			if obs[i].Rater == "c" {
				obs[i].Value = math.Max(1, obs[i].Value-2)
			}
		}
		e, err := agreement.Leniency(table(t, obs, agreement.Levels(4)), &agreement.Options{MinUnits: 3})
		require.NoError(t, err)
		return e
	}
	flagged := func(e agreement.Effects) []bool {
		var out []bool
		for _, r := range e.Raters {
			out = append(out, r.Flagged)
		}
		return out
	}
	require.Equal(t, []bool{false, false, false}, flagged(strict(9)), "nine joint units flag nobody")
	require.True(t, strict(20).Raters[2].Flagged)
}

// The interval covers a true value about as often as it says. The true nominal
// alpha of two raters who copy each other half of the time is one half.
func TestBootstrapCoverage(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(11, 11))
	const runs = 300
	covered := 0
	for run := range runs {
		var obs []agreement.Observation
		for u := range 80 {
			a := 1 + rng.IntN(3)
			b := a
			if rng.IntN(2) == 0 {
				b = 1 + rng.IntN(3)
			}
			unit := strconv.Itoa(u)
			obs = append(obs, agreement.Observation{Unit: unit, Rater: "a", Value: float64(a)}, agreement.Observation{Unit: unit, Rater: "b", Value: float64(b)})
		}
		e, err := agreement.Alpha(table(t, obs, agreement.Levels(3)), agreement.Nominal, &agreement.Options{Seed: uint64(run), Resamples: 400})
		require.NoError(t, err)
		require.LessOrEqual(t, e.Interval.Low, e.Interval.High)
		if e.Interval.Low <= 0.5 && 0.5 <= e.Interval.High {
			covered++
		}
	}
	require.InDelta(t, 0.95, float64(covered)/runs, 0.045)
}

func TestSameSeedSameInterval(t *testing.T) {
	t.Parallel()
	obs := panel(40, "a", "b", "c")
	first, err := agreement.Alpha(table(t, obs, agreement.Levels(4)), agreement.Ordinal, &agreement.Options{Seed: 5})
	require.NoError(t, err)
	slices.Reverse(obs)
	again, err := agreement.Alpha(table(t, obs, agreement.Levels(4)), agreement.Ordinal, &agreement.Options{Seed: 5})
	require.NoError(t, err)
	require.Equal(t, first, again, "nor does the order of the ratings matter")
	other, err := agreement.Alpha(table(t, obs, agreement.Levels(4)), agreement.Ordinal, &agreement.Options{Seed: 6})
	require.NoError(t, err)
	require.NotEqual(t, first.Interval, other.Interval)
}

// observations draws a design with ratings missing.
func observations() *rapid.Generator[[]agreement.Observation] {
	return rapid.Custom(func(t *rapid.T) []agreement.Observation {
		units, raters := rapid.IntRange(2, 8).Draw(t, "units"), rapid.IntRange(2, 5).Draw(t, "raters")
		var out []agreement.Observation
		for u := range units {
			for r := range raters {
				if v := rapid.IntRange(0, 5).Draw(t, "value"); v > 0 {
					out = append(out, agreement.Observation{Unit: "u" + strconv.Itoa(u), Rater: "r" + strconv.Itoa(r), Value: float64(v)})
				}
			}
		}
		return out
	})
}

func value(t *rapid.T, obs []agreement.Observation, m agreement.Metric) (float64, bool) {
	tab, err := agreement.NewTable(obs, nil)
	if err != nil {
		t.Fatal(err)
	}
	e, err := agreement.Alpha(tab, m, &agreement.Options{MinUnits: 1, Resamples: 1})
	return e.Value, err == nil
}

func TestAlphaInvariants(t *testing.T) {
	t.Parallel()
	metrics := []agreement.Metric{agreement.Nominal, agreement.Ordinal, agreement.IntervalScale, agreement.Ratio}
	rapid.Check(t, func(t *rapid.T) {
		obs := observations().Draw(t, "observations")
		same := func(what string, m agreement.Metric, change func(agreement.Observation) agreement.Observation) {
			changed := make([]agreement.Observation, len(obs))
			for i, o := range obs {
				changed[i] = change(o)
			}
			a, ok := value(t, obs, m)
			b, okToo := value(t, changed, m)
			if ok != okToo || ok && math.Abs(a-b) > 1e-9 {
				t.Fatalf("%s alpha changes by %s: %v %v", m, what, a, b)
			}
			if ok && a > 1+1e-12 {
				t.Fatalf("%s alpha above 1: %v", m, a)
			}
		}
		names := map[string]string{"r0": "r3", "r1": "r0", "r2": "r4", "r3": "r2", "r4": "r1"}
		factor, shift := rapid.Float64Range(0.1, 20).Draw(t, "factor"), rapid.Float64Range(-50, 50).Draw(t, "shift")
		for _, m := range metrics {
			same("other rater names", m, func(o agreement.Observation) agreement.Observation { o.Rater = names[o.Rater]; return o })
			same("other unit names", m, func(o agreement.Observation) agreement.Observation { o.Unit = "x" + o.Unit; return o })
		}
		relabel := rapid.Permutation([]float64{1, 2, 3, 4, 5}).Draw(t, "labels")
		same("other labels", agreement.Nominal, func(o agreement.Observation) agreement.Observation { o.Value = relabel[int(o.Value)-1]; return o })
		same("an affine change", agreement.IntervalScale, func(o agreement.Observation) agreement.Observation { o.Value = factor*o.Value + shift; return o })
		same("a monotone change", agreement.Ordinal, func(o agreement.Observation) agreement.Observation { o.Value = math.Exp(o.Value); return o })
		same("a change of unit", agreement.Ratio, func(o agreement.Observation) agreement.Observation { o.Value *= factor; return o })
		shuffled := rapid.Permutation(obs).Draw(t, "order")
		for _, m := range metrics {
			a, ok := value(t, obs, m)
			b, okToo := value(t, shuffled, m)
			if ok != okToo || ok && math.Abs(a-b) > 1e-12 {
				t.Fatalf("%s alpha depends on the order: %v %v", m, a, b)
			}
		}
		a, ok := value(t, obs, agreement.Nominal)
		tab, _ := agreement.NewTable(obs, nil)
		e, err := agreement.AlphaWeighted(tab, agreement.Identity, &agreement.Options{MinUnits: 1, Resamples: 1})
		if ok != (err == nil) || ok && math.Abs(a-e.Value) > 1e-9 {
			t.Fatalf("identity weights are not the nominal metric: %v %v", a, e.Value)
		}
	})
}

func TestKappaInvariants(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.IntRange(2, 5).Draw(t, "levels")
		counts := make([][]int, q)
		for i := range counts {
			counts[i] = rapid.SliceOfN(rapid.IntRange(0, 6), q, q).Draw(t, "row")
		}
		tab, err := agreement.NewTable(fromTable(counts), agreement.Levels(q))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range []agreement.Weights{agreement.Identity, agreement.Linear, agreement.Quadratic, agreement.OrdinalWeights} {
			k, err := agreement.Kappa(tab, "a", "b", w, &agreement.Options{MinUnits: 1})
			turned, errToo := agreement.Kappa(tab, "b", "a", w, &agreement.Options{MinUnits: 1})
			if (err == nil) != (errToo == nil) {
				t.Fatalf("one direction fails: %v %v", err, errToo)
			}
			if err != nil {
				continue
			}
			if math.Abs(k.Value-turned.Value) > 1e-12 || math.Abs(k.SE-turned.SE) > 1e-9 {
				t.Fatalf("kappa changes when raters change places: %v %v", k, turned)
			}
			if k.Value < -1-1e-12 || k.Value > 1+1e-12 || math.IsNaN(k.SE) || k.Interval.Low > k.Value || k.Interval.High < k.Value-1e-12 {
				t.Fatalf("%s kappa out of range: %+v", w, k)
			}
		}
	})
}

func TestLeastSquaresInvariants(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		obs := observations().Draw(t, "observations")
		tab, err := agreement.NewTable(obs, agreement.Levels(5))
		if err != nil {
			t.Fatal(err)
		}
		e, err := agreement.Leniency(tab, &agreement.Options{MinUnits: 1})
		if err != nil {
			return
		}
		var sum float64
		effect, unit := map[string]float64{}, map[string]float64{}
		for _, r := range e.Raters {
			sum += r.Effect
			effect[r.Rater] = r.Effect
		}
		for _, u := range e.Units {
			unit[u.Unit] = u.Value
		}
		if math.Abs(sum) > 1e-9 {
			t.Fatalf("effects sum to %v", sum)
		}
		// The residuals of a least-squares fit sum to zero over each rater and each unit.
		left := map[string]float64{}
		for _, o := range obs {
			r := o.Value - unit[o.Unit] - effect[o.Rater]
			left["rater "+o.Rater] += r
			left["unit "+o.Unit] += r
		}
		for of, r := range left {
			if math.Abs(r) > 1e-9 {
				t.Fatalf("residuals of %s sum to %v", of, r)
			}
		}
	})
}

func BenchmarkAlpha(b *testing.B) {
	for _, n := range []int{25_000, 50_000, 100_000, 200_000} {
		obs := panel(n/4, "a", "b", "c", "d")
		b.Run(strconv.Itoa(len(obs))+"_ratings", func(b *testing.B) {
			for b.Loop() {
				t, err := agreement.NewTable(obs, agreement.Levels(4))
				if err != nil {
					b.Fatal(err)
				}
				if _, err := agreement.Alpha(t, agreement.Ordinal, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
