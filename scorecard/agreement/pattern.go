package agreement

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
)

// pattern is how often each value was given to a unit. Most coefficients depend
// on units through their patterns alone, and thousands of units on a short scale
// share a few of them.
type pattern struct {
	values, counts []int // value indexes, ascending, and how often each occurs
	m              int   // ratings
	units          int   // units with this pattern
}

// patterns groups the units that have at least least ratings.
func (t *Table) patterns(least int) []pattern {
	var out []pattern
	index := map[string]int{}
	var key []byte
	var row []int
	for _, u := range t.cells {
		if len(u) < least {
			continue
		}
		row = row[:0]
		for _, c := range u {
			row = append(row, c.value)
		}
		slices.Sort(row)
		key = key[:0]
		for _, v := range row {
			key = binary.AppendUvarint(key, uint64(v))
		}
		if i, ok := index[string(key)]; ok {
			out[i].units++
			continue
		}
		index[string(key)] = len(out)
		p := pattern{m: len(row), units: 1}
		for _, v := range row {
			if n := len(p.values); n > 0 && p.values[n-1] == v {
				p.counts[n-1]++
				continue
			}
			p.values, p.counts = append(p.values, v), append(p.counts, 1)
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b pattern) int { // the order of units must not matter to a seed
		if c := slices.Compare(a.values, b.values); c != 0 {
			return c
		}
		return slices.Compare(a.counts, b.counts)
	})
	return out
}

// bootstrap resamples units and returns the percentile interval of f over the
// resamples. f gets the number of units by pattern, and says false where the
// coefficient is undefined.
func bootstrap(ps []pattern, o Options, f func(units []int) (float64, bool)) Interval {
	rng := rand.New(rand.NewPCG(o.Seed, 0x9e3779b97f4a7c15)) //nolint:gosec // a reproducible resample, nothing secret
	total := 0
	for _, p := range ps {
		total += p.units
	}
	weights := make([]int, len(ps))
	got := make([]float64, 0, o.Resamples)
	for range o.Resamples {
		// A multinomial draw, as one binomial draw after another.
		left, of := total, total
		for i, p := range ps {
			weights[i] = binomial(rng, left, float64(p.units)/float64(of))
			left, of = left-weights[i], of-p.units
		}
		if v, ok := f(weights); ok {
			got = append(got, v)
		}
	}
	slices.Sort(got)
	iv := Interval{Confidence: o.Confidence, Method: Bootstrap, Resamples: len(got), Seed: o.Seed}
	if len(got) > 0 {
		iv.Low, iv.High = quantile(got, (1-o.Confidence)/2), quantile(got, (1+o.Confidence)/2)
	}
	return iv
}

// quantile interpolates linearly in sorted values (Hyndman and Fan's type 7).
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// binomial draws from the binomial distribution by inversion, walking outwards
// from the mode, so that a draw takes about as many steps as the distribution is wide.
func binomial(rng *rand.Rand, n int, p float64) int {
	switch {
	case n <= 0 || p <= 0:
		return 0
	case p >= 1:
		return n
	case p > 0.5:
		return n - binomial(rng, n, 1-p)
	}
	mode := int(float64(n+1) * p)
	ln, _ := math.Lgamma(float64(n + 1))
	lk, _ := math.Lgamma(float64(mode + 1))
	lr, _ := math.Lgamma(float64(n - mode + 1))
	at := math.Exp(ln - lk - lr + float64(mode)*math.Log(p) + float64(n-mode)*math.Log1p(-p))
	odds := p / (1 - p)
	u := rng.Float64() - at
	if u < 0 {
		return mode
	}
	down, up := at, at
	lo, hi := mode, mode
	for lo > 0 || hi < n {
		if lo > 0 {
			down *= float64(lo) / (float64(n-lo+1) * odds)
			lo--
			if u -= down; u < 0 {
				return lo
			}
		}
		if hi < n {
			up *= float64(n-hi) / float64(hi+1) * odds
			hi++
			if u -= up; u < 0 {
				return hi
			}
		}
		if down+up < 1e-300 {
			break
		}
	}
	return mode
}
