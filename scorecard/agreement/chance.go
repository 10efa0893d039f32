package agreement

import (
	"math"

	"github.com/hirealign/hirealign/fault"
)

// Percent is the share of pairs of ratings of a unit that agree, by the weights,
// averaged over units. It does not take out agreement by chance.
func Percent(t *Table, w Weights, opts *Options) (Estimate, error) {
	return corrected(t, "percent_agreement", w, opts, func([][]float64, []float64) (float64, []float64) { return 0, nil })
}

// Fleiss is Fleiss' kappa, for any number of raters; with two it is Scott's pi.
// Chance agreement comes from the shares of the values, in which each unit counts
// the same, also one with a single rating.
func Fleiss(t *Table, w Weights, opts *Options) (Estimate, error) {
	return corrected(t, "fleiss_kappa", w, opts, func(weight [][]float64, share []float64) (float64, []float64) {
		pe, slope := 0.0, make([]float64, len(share))
		for i := range share {
			for j := range share {
				pe += weight[i][j] * share[i] * share[j]
				slope[i] += weight[i][j] * share[j]
			}
		}
		return pe, slope
	})
}

// AC is Gwet's AC1, and AC2 where the weights are not Identity. It stays near the
// percent agreement where nearly all ratings are of one level.
func AC(t *Table, w Weights, opts *Options) (Estimate, error) {
	return corrected(t, "gwet_ac", w, opts, func(weight [][]float64, share []float64) (float64, []float64) {
		q, total := float64(len(share)), sumOf(weight)
		pe, slope := 0.0, make([]float64, len(share))
		for i, p := range share {
			pe += p * (1 - p)
			slope[i] = total / (q * (q - 1)) * (1 - p)
		}
		return pe * total / (q * (q - 1)), slope
	})
}

// BrennanPrediger takes chance to give every value of the scale equally often.
func BrennanPrediger(t *Table, w Weights, opts *Options) (Estimate, error) {
	return corrected(t, "brennan_prediger", w, opts, func(weight [][]float64, share []float64) (float64, []float64) {
		return sumOf(weight) / float64(len(share)*len(share)), nil
	})
}

func sumOf(weight [][]float64) (sum float64) {
	for _, row := range weight {
		for _, w := range row {
			sum += w
		}
	}
	return sum
}

// corrected computes a coefficient (pa-pe)/(1-pe) with Gwet's linearised variance
// over units. chance returns pe and, where it depends on the ratings, the value
// whose mean over a unit's ratings is the unit's own part in it.
func corrected(t *Table, statistic string, w Weights, opts *Options, chance func([][]float64, []float64) (float64, []float64)) (Estimate, error) {
	t = t.orEmpty()
	o, err := opts.resolve()
	if err != nil {
		return Estimate{}, err
	}
	weight, err := w.matrix(len(t.scale))
	if err != nil {
		return Estimate{}, err
	}
	e, err := t.describe(statistic, string(w), o)
	if err != nil {
		return Estimate{}, err
	}
	if len(t.scale) < 2 && statistic != "percent_agreement" {
		return Estimate{}, errNoVariation()
	}
	ps := t.patterns(1)
	share, used, n := make([]float64, len(t.scale)), 0, 0
	for _, p := range ps {
		n += p.units
		for j, v := range p.values {
			if share[v] == 0 {
				used++
			}
			share[v] += float64(p.units*p.counts[j]) / float64(p.m)
		}
	}
	for v := range share {
		share[v] /= float64(n)
	}
	if used < 2 && statistic == "fleiss_kappa" {
		return Estimate{}, errNoVariation()
	}
	agree := make([]float64, len(ps))
	for i, p := range ps {
		if p.m < 2 {
			continue
		}
		for a, x := range p.values {
			for b, y := range p.values {
				pairs := p.counts[a] * p.counts[b]
				if a == b {
					pairs -= p.counts[a]
				}
				agree[i] += weight[x][y] * float64(pairs)
			}
		}
		agree[i] /= float64(p.m * (p.m - 1))
		e.Observed += float64(p.units) * agree[i]
	}
	e.Observed /= float64(e.Units)
	var slope []float64
	e.Expected, slope = chance(weight, share)
	if 1-e.Expected <= 0 {
		return Estimate{}, errNoVariation()
	}
	e.Value = (e.Observed - e.Expected) / (1 - e.Expected)

	more := float64(n) / float64(e.Units)
	var ss float64
	for i, p := range ps {
		x := 0.0
		if p.m >= 2 {
			x = more * (agree[i] - e.Expected) / (1 - e.Expected)
		}
		if slope != nil {
			own := 0.0
			for j, v := range p.values {
				own += slope[v] * float64(p.counts[j]) / float64(p.m)
			}
			x -= 2 * (1 - e.Value) * (own - e.Expected) / (1 - e.Expected)
		}
		ss += float64(p.units) * (x - e.Value) * (x - e.Value)
	}
	if n < 2 {
		return Estimate{}, fault.New(ErrTooFewUnits, "agreement.too_few_units", "", "a standard error needs two units")
	}
	e.SE = math.Sqrt(ss / float64(n) / float64(n-1))
	q := tQuantile((1+o.Confidence)/2, float64(n-1)) * e.SE
	e.Interval = Interval{Low: e.Value - q, High: math.Min(e.Value+q, 1), Confidence: o.Confidence, Method: GwetLinearized}
	if statistic == "percent_agreement" {
		e.Interval.Low = math.Max(e.Interval.Low, 0)
	}
	return e, nil
}
