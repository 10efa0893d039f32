package agreement

import (
	"math"
	"slices"

	"github.com/hirealign/hirealign/fault"
)

// Spread says how far one panel lies apart on one candidate and one competency.
// It describes these ratings and estimates nothing beyond them, so it has no
// interval: chance-corrected coefficients are undefined or zero here.
type Spread struct {
	// N is the number of raters, Points the number of levels of the scale.
	N      int     `json:"n"`
	Points int     `json:"points"`
	Mean   float64 `json:"mean"`
	Median float64 `json:"median"`
	// Range is the highest level less the lowest.
	Range int `json:"range"`
	// Variance has n-1 in its denominator.
	Variance float64 `json:"variance"`
	// RWG is 1 less the variance over that of a uniform null, (Points²-1)/12
	// (James, Demaree and Wolf 1984). It is below zero for a panel that disagrees
	// more than chance would, and is left so.
	RWG float64 `json:"r_wg"`
	// Polarised says that RWG is below zero.
	Polarised bool `json:"polarised,omitzero"`
	// ADMean and ADMedian are the mean absolute deviations from mean and median;
	// ADCut is the rule of thumb Points/6 (Burke and Dunlap 2002).
	ADMean   float64 `json:"ad_mean"`
	ADMedian float64 `json:"ad_median"`
	ADCut    float64 `json:"ad_cut"`
}

// Within describes the ratings that one panel gave to one candidate on one
// competency, on a scale of 1 to points. It returns ErrTooFewRaters for less than
// two and ErrInvalid for a level off the scale.
func Within(levels []int, points int) (Spread, error) {
	if points < 2 {
		return Spread{}, fault.New(ErrInvalid, "agreement.points_invalid", "/points", "a scale has two levels or more")
	}
	for i, l := range levels {
		if l < 1 || l > points {
			return Spread{}, fault.New(ErrInvalid, "agreement.value_off_scale", fault.Path("levels", i), "the level is not on the scale")
		}
	}
	if len(levels) < 2 {
		return Spread{}, fault.New(ErrTooFewRaters, "agreement.too_few_raters", "/levels", "agreement needs two raters")
	}
	sorted := slices.Sorted(slices.Values(levels))
	n := len(sorted)
	s := Spread{
		N: n, Points: points, Range: sorted[n-1] - sorted[0], ADCut: float64(points) / 6,
		Median: float64(sorted[(n-1)/2]+sorted[n/2]) / 2,
	}
	for _, l := range sorted {
		s.Mean += float64(l)
	}
	s.Mean /= float64(n)
	for _, l := range sorted {
		d := float64(l) - s.Mean
		s.Variance += d * d
		s.ADMean += math.Abs(d)
		s.ADMedian += math.Abs(float64(l) - s.Median)
	}
	s.Variance /= float64(n - 1)
	s.ADMean /= float64(n)
	s.ADMedian /= float64(n)
	s.RWG = 1 - s.Variance/(float64(points*points-1)/12)
	s.Polarised = s.RWG < 0
	return s, nil
}
