package agreement_test

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/scorecard/agreement"
)

// halo has ten units with three criteria: ana tells them apart, bob gives the same
// level on everything, and cy rates one criterion only.
func halo() []agreement.Judgement {
	var out []agreement.Judgement
	for u := range 10 {
		unit := strconv.Itoa(u)
		for c, level := range []float64{1, 2, 3} {
			out = append(out,
				agreement.Judgement{Unit: unit, Rater: "ana", Criterion: strconv.Itoa(c), Value: level + float64(u%2)},
				agreement.Judgement{Unit: unit, Rater: "bob", Criterion: strconv.Itoa(c), Value: 2})
		}
		out = append(out, agreement.Judgement{Unit: unit, Rater: "cy", Criterion: "0", Value: 4})
	}
	return out
}

func ExampleHalos() {
	halos, err := agreement.Halos(halo(), nil)
	for _, h := range halos {
		fmt.Println(h.Rater, h.SD, h.Panel, h.Difference, h.Units)
	}
	fmt.Println(err)
	// Output:
	// ana 0.9999999999999999 0 0.9999999999999999 10
	// bob 0 0.9999999999999999 -0.9999999999999999 10
	// <nil>
}

func TestHalosCompareOnSharedUnitsOnly(t *testing.T) {
	t.Parallel()
	js := halo()
	js = append(js, agreement.Judgement{Unit: "alone", Rater: "ana", Criterion: "0", Value: 1}, agreement.Judgement{Unit: "alone", Rater: "ana", Criterion: "1", Value: 9})
	got, err := agreement.Halos(js, nil)
	require.NoError(t, err)
	require.Len(t, got, 2, "cy rated one criterion of each unit")
	require.Equal(t, 10, got[0].Units, "nobody else rated the last unit")
	require.InDelta(t, 1, got[0].SD, 1e-12)

	// Four units, differences 1, 1, 1 and 2: mean 1.25, SD 0.5, t(0.975; 3) = 3.18244630528.
	js = nil
	for u, step := range []float64{1, 1, 1, 2} {
		for c := range 3 {
			js = append(js,
				agreement.Judgement{Unit: strconv.Itoa(u), Rater: "ana", Criterion: strconv.Itoa(c), Value: step * float64(c)},
				agreement.Judgement{Unit: strconv.Itoa(u), Rater: "bob", Criterion: strconv.Itoa(c), Value: 2})
		}
	}
	got, err = agreement.Halos(js, &agreement.Options{MinUnits: 4})
	require.NoError(t, err)
	require.InDelta(t, 1.25, got[0].Difference, 1e-12)
	require.InDelta(t, 1.25-3.18244630528*0.25, got[0].Interval.Low, 1e-9)
	require.InDelta(t, 1.25+3.18244630528*0.25, got[0].Interval.High, 1e-9)
	require.Equal(t, agreement.PairedT, got[0].Interval.Method)
}

func TestHalosRefuse(t *testing.T) {
	t.Parallel()
	_, err := agreement.Halos(nil, nil)
	require.ErrorIs(t, err, agreement.ErrTooFewUnits)
	_, err = agreement.Halos(halo()[:7*9], nil)
	require.ErrorIs(t, err, agreement.ErrTooFewUnits)
	js := halo()
	_, err = agreement.Halos(append(js, js[0]), nil)
	require.ErrorIs(t, err, agreement.ErrInvalid)
	for _, change := range []func(*agreement.Judgement){
		func(j *agreement.Judgement) { j.Unit = "" }, func(j *agreement.Judgement) { j.Rater = "" }, func(j *agreement.Judgement) { j.Criterion = "" },
		func(j *agreement.Judgement) { j.Value = -1e13 },
	} {
		bad := halo()
		change(&bad[0])
		_, err = agreement.Halos(bad, nil)
		require.ErrorIs(t, err, agreement.ErrInvalid)
	}
	js[0].Value = math.NaN()
	_, err = agreement.Halos(js, nil)
	require.ErrorIs(t, err, agreement.ErrInvalid)
}
