package agreement

import (
	"math"

	"github.com/hirealign/hirealign/fault"
)

// Metric is how far two values lie apart, for Krippendorff's alpha.
type Metric string

// The metrics.
const (
	// Nominal: values are the same or not.
	Nominal Metric = "nominal"
	// Ordinal: the square of the number of ratings between two values, by the
	// ratings at hand. It is not kappa with fixed weights.
	Ordinal Metric = "ordinal"
	// IntervalScale: the squared difference.
	IntervalScale Metric = "interval"
	// Ratio: the squared difference relative to the sum; values are not negative.
	Ratio Metric = "ratio"
)

// Alpha is Krippendorff's alpha: 1 less the disagreement seen over that expected
// by chance, for any number of raters and with ratings missing. Units with one
// rating drop out. The interval is a percentile bootstrap over units.
//
// The time is linear in the ratings. Each resample takes time by the number of
// different patterns of ratings that units have, which is small on a short scale;
// with Ratio also by the square of the number of values. It returns ErrTooFewRaters,
// ErrTooFewUnits, ErrNoVariation and ErrInvalid.
func Alpha(t *Table, m Metric, opts *Options) (Estimate, error) {
	t = t.orEmpty()
	switch m {
	case Nominal, Ordinal, IntervalScale, Ratio:
	default:
		return Estimate{}, fault.New(ErrInvalid, "agreement.metric_unknown", "/metric", "the metric is nominal, ordinal, interval or ratio")
	}
	if m == Ratio && len(t.scale) > 0 && t.scale[0] < 0 {
		return Estimate{}, fault.New(ErrInvalid, "agreement.ratio_negative", "/scale", "the ratio metric needs values of zero or more")
	}
	return alpha(t, "krippendorff_alpha", string(m), opts, func(ps []pattern) disagreement {
		switch m {
		case Nominal:
			return nominalDisagreement(len(t.scale))
		case Ordinal:
			return rankDisagreement(len(t.scale))
		case Ratio:
			return pairDisagreement(len(t.scale), func(c, k int) float64 {
				if c == k {
					return 0
				}
				r := (t.scale[c] - t.scale[k]) / (t.scale[c] + t.scale[k])
				return r * r
			})
		default:
			return intervalDisagreement(t.scale)
		}
	})
}

// AlphaWeighted is Krippendorff's alpha with the disagreement 1-w of fixed
// weights: Identity gives the nominal metric and Quadratic the interval metric of
// an even scale; Linear and OrdinalWeights have no metric of their own.
func AlphaWeighted(t *Table, w Weights, opts *Options) (Estimate, error) {
	t = t.orEmpty()
	weight, err := w.matrix(len(t.scale))
	if err != nil {
		return Estimate{}, err
	}
	return alpha(t, "krippendorff_alpha", "weights_"+string(w), opts, func([]pattern) disagreement {
		return pairDisagreement(len(t.scale), func(c, k int) float64 { return 1 - weight[c][k] })
	})
}

// disagreement returns the observed and expected disagreement, each times the
// number of pairable ratings n, given how many units have each pattern.
type disagreement func(ps []pattern, units []int, counts []float64, n float64) (observed, expected float64)

func alpha(t *Table, statistic, form string, opts *Options, kind func([]pattern) disagreement) (Estimate, error) {
	o, err := opts.resolve()
	if err != nil {
		return Estimate{}, err
	}
	e, err := t.describe(statistic, form, o)
	if err != nil {
		return Estimate{}, err
	}
	ps := t.patterns(2)
	dis := kind(ps)
	counts := make([]float64, len(t.scale))
	evaluate := func(units []int) (do, de float64, ok bool) {
		clear(counts)
		n := 0.0
		for i, p := range ps {
			if units[i] == 0 {
				continue
			}
			for j, v := range p.values {
				counts[v] += float64(p.counts[j] * units[i])
			}
			n += float64(p.m * units[i])
		}
		do, de = dis(ps, units, counts, n)
		return do / n, de / (n * (n - 1)), de > 0
	}
	all := make([]int, len(ps))
	for i, p := range ps {
		all[i] = p.units
	}
	var ok bool
	if e.Observed, e.Expected, ok = evaluate(all); !ok {
		return Estimate{}, errNoVariation()
	}
	e.Value = 1 - e.Observed/e.Expected
	e.Interval = bootstrap(ps, o, func(units []int) (float64, bool) {
		do, de, ok := evaluate(units)
		return 1 - do/de, ok
	})
	return e, nil
}

func nominalDisagreement(int) disagreement {
	return func(ps []pattern, units []int, counts []float64, n float64) (do, de float64) {
		for i, p := range ps {
			if units[i] == 0 {
				continue
			}
			differ := 0
			for _, c := range p.counts {
				differ += c * (p.m - c)
			}
			do += float64(units[i]*differ) / float64(p.m-1)
		}
		for _, c := range counts {
			de += c * (n - c)
		}
		return do, de
	}
}

// squares is the disagreement by squared differences of scores: the sum over
// pairs is the sum of squared deviations from the mean, so it is linear.
func squares(ps []pattern, units []int, counts, score []float64, n float64) (do, de float64) {
	for i, p := range ps {
		if units[i] == 0 || len(p.values) == 1 {
			continue
		}
		mean := 0.0
		for j, v := range p.values {
			mean += float64(p.counts[j]) * score[v]
		}
		mean /= float64(p.m)
		ss := 0.0
		for j, v := range p.values {
			d := score[v] - mean
			ss += float64(p.counts[j]) * d * d
		}
		do += float64(units[i]) * 2 * float64(p.m) * ss / float64(p.m-1)
	}
	mean, distinct := 0.0, 0
	for v, c := range counts {
		mean += c * score[v]
		if c > 0 {
			distinct++
		}
	}
	if distinct < 2 {
		return do, 0
	}
	mean /= n
	for v, c := range counts {
		d := score[v] - mean
		de += c * d * d
	}
	return do, 2 * n * de
}

func intervalDisagreement(scale []float64) disagreement {
	return func(ps []pattern, units []int, counts []float64, n float64) (float64, float64) {
		return squares(ps, units, counts, scale, n)
	}
}

// rankDisagreement is the ordinal metric: the number of ratings between two
// values, half of their own included, is the difference of their mid-ranks.
func rankDisagreement(values int) disagreement {
	rank := make([]float64, values)
	return func(ps []pattern, units []int, counts []float64, n float64) (float64, float64) {
		below := 0.0
		for v, c := range counts {
			rank[v] = below + c/2
			below += c
		}
		return squares(ps, units, counts, rank, n)
	}
}

// pairDisagreement looks at every pair of values.
func pairDisagreement(values int, delta func(c, k int) float64) disagreement {
	return func(ps []pattern, units []int, counts []float64, _ float64) (do, de float64) {
		for i, p := range ps {
			if units[i] == 0 {
				continue
			}
			sum := 0.0
			for a, c := range p.values {
				for b, k := range p.values {
					if a != b {
						sum += float64(p.counts[a]*p.counts[b]) * delta(c, k)
					}
				}
			}
			do += float64(units[i]) * sum / float64(p.m-1)
		}
		for c := range values {
			if counts[c] == 0 {
				continue
			}
			for k := range values {
				if c != k && counts[k] > 0 {
					de += counts[c] * counts[k] * delta(c, k)
				}
			}
		}
		return do, math.Max(de, 0)
	}
}
