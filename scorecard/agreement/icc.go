package agreement

import (
	"math"

	"github.com/hirealign/hirealign/fault"
)

// ICCForm is one of the six intraclass correlations of Shrout and Fleiss (1979).
// The same data can give 0.17 or 0.91 by form, so the form is part of the result.
type ICCForm string

// The forms. The ones with k are of the mean of a unit's ratings.
const (
	// ICC1 and ICC1k: each unit is rated by other raters.
	ICC1  ICCForm = "icc1"
	ICC1k ICCForm = "icc1k"
	// ICC2 and ICC2k: all units by the same raters, who stand for others; a strict
	// rater lowers it.
	ICC2  ICCForm = "icc2"
	ICC2k ICCForm = "icc2k"
	// ICC3 and ICC3k: all units by the same raters, who stand for themselves. A
	// rater who is always one level higher still gives 1.
	ICC3  ICCForm = "icc3"
	ICC3k ICCForm = "icc3k"
)

// Correlation is an intraclass correlation with its analysis of variance.
type Correlation struct {
	Estimate
	// PerUnit is the number of ratings of a unit that the forms with k are for; in an
	// unbalanced one-way design it is the usual weighted mean.
	PerUnit float64 `json:"per_unit"`
	// Between, Within, Judges and Error are the mean squares of units, of ratings
	// within units, of raters, and of the residual. Judges and Error are zero for
	// ICC1 and ICC1k.
	Between float64 `json:"between"`
	Within  float64 `json:"within"`
	Judges  float64 `json:"judges,omitzero"`
	Error   float64 `json:"error,omitzero"`
	// P is the probability of so large a ratio of Between to Within or to Error
	// where units do not differ, with the degrees of freedom DF1 and DF2.
	P   float64 `json:"p"`
	DF1 int     `json:"df1"`
	DF2 int     `json:"df2"`
}

// F is the ratio of variances that P belongs to; it is infinite where raters
// agree without a remainder.
func (c Correlation) F() float64 {
	if c.Statistic == "icc" && (c.Form == string(ICC1) || c.Form == string(ICC1k)) {
		return c.Between / c.Within
	}
	return c.Between / c.Error
}

// ICC is an intraclass correlation. ICC1 and ICC1k take every unit with two
// ratings or more, whoever gave them; where their number differs, the weighted mean
// number enters, and the interval is approximate. The other forms need every rater
// on every unit and return ErrNotCrossed otherwise. It also returns ErrTooFewUnits,
// ErrTooFewRaters, ErrNoVariation and ErrInvalid.
func ICC(t *Table, f ICCForm, opts *Options) (Correlation, error) {
	t = t.orEmpty()
	o, err := opts.resolve()
	if err != nil {
		return Correlation{}, err
	}
	switch f {
	case ICC1, ICC1k, ICC2, ICC2k, ICC3, ICC3k:
	default:
		return Correlation{}, fault.New(ErrInvalid, "agreement.form_unknown", "/form", "the form is icc1, icc1k, icc2, icc2k, icc3 or icc3k")
	}
	e, err := t.describe("icc", string(f), o)
	if err != nil {
		return Correlation{}, err
	}
	c := Correlation{Estimate: e}
	oneWay := f == ICC1 || f == ICC1k
	if !oneWay && e.Ratings != len(t.units)*len(t.raters) {
		return Correlation{}, fault.New(ErrNotCrossed, "agreement.not_crossed", "", "this form needs every rater on every unit; icc1 does not")
	}
	a := t.variance()
	if a.between+a.within <= 0 {
		return Correlation{}, errNoVariation()
	}
	n, total := float64(e.Units), float64(e.Ratings)
	c.PerUnit = (total - a.sizes/total) / (n - 1)
	if a.sizes*n == total*total { // balanced: no rounding
		c.PerUnit = total / n
	}
	c.Between, c.Within = a.between/(n-1), a.within/(total-n)
	c.DF1, c.DF2 = e.Units-1, e.Ratings-e.Units
	if !oneWay {
		c.Judges = a.judges / float64(e.Raters-1)
		c.DF2 = (e.Units - 1) * (e.Raters - 1)
		c.Error = math.Max(a.within-a.judges, 0) / float64(c.DF2)
		if c.Error < 1e-12*(a.between+a.within) {
			c.Error = 0 // what rounding leaves
		}
	}
	c.P = fUpper(c.F(), float64(c.DF1), float64(c.DF2))
	if math.IsNaN(c.P) { // neither units nor residual vary: all of the variance is the raters'
		c.P = 1
	}
	if k := f == ICC1k || f == ICC2k || f == ICC3k; k && c.Between < 1e-12*(a.between+a.within) {
		return Correlation{}, fault.New(ErrNoVariation, "agreement.units_do_not_differ", "", "the means of the units are all the same, so a mean has no reliability")
	}
	if f == ICC2 && c.Between+c.Judges < 1e-12*(a.between+a.within) && c.DF2 == 1 {
		return Correlation{}, fault.New(ErrNoVariation, "agreement.units_do_not_differ", "", "neither two units nor two raters differ, so this form is not defined")
	}
	single := c.single(f)
	low, high := c.limits(f, single, o.Confidence)
	c.Value = single
	if f == ICC1k || f == ICC2k || f == ICC3k {
		c.Value, low, high = stepUp(single, c.PerUnit), stepUp(low, c.PerUnit), stepUp(high, c.PerUnit)
	}
	c.Interval = Interval{Low: low, High: high, Confidence: o.Confidence, Method: ShroutFleiss}
	return c, nil
}

// stepUp is the reliability of the mean of k ratings (Spearman and Brown).
func stepUp(r, k float64) float64 {
	if d := 1 + (k-1)*r; d != 0 {
		return k * r / d
	}
	return math.Inf(-1)
}

func (c Correlation) single(f ICCForm) float64 {
	b, k, n := c.Between, c.PerUnit, float64(c.Units)
	switch f {
	case ICC1, ICC1k:
		return (b - c.Within) / (b + (k-1)*c.Within)
	case ICC2, ICC2k:
		return (b - c.Error) / (b + (k-1)*c.Error + k*(c.Judges-c.Error)/n)
	default:
		if b+(k-1)*c.Error == 0 {
			return 0
		}
		return (b - c.Error) / (b + (k-1)*c.Error)
	}
}

// limits are the confidence limits of the single rating's correlation.
func (c Correlation) limits(f ICCForm, r, confidence float64) (low, high float64) {
	p := (1 + confidence) / 2
	df1, df2, k, n := float64(c.DF1), float64(c.DF2), c.PerUnit, float64(c.Units)
	switch f {
	case ICC2, ICC2k:
		b, j, e := c.Between, c.Judges, c.Error
		if e == 0 && j == 0 {
			return 1, 1
		}
		// Satterthwaite's degrees of freedom, multiplied through by the residual.
		x, y := k*r*j, n*(1+(k-1)*r)-k*r
		v := (k - 1) * (n - 1) * (x + y*e) * (x + y*e) / ((n-1)*x*x + y*y*e*e)
		if !(v > 0) { // units are all alike and so is the residual
			return 0, 0
		}
		fl, fh := fQuantile(p, n-1, v), fQuantile(p, v, n-1)
		low = n * (b - fl*e) / (fl*(k*j+(k*n-k-n)*e) + n*b)
		high = n * (fh*b - e) / (k*j + (k*n-k-n)*e + n*fh*b)
		return low, high
	default:
		ratio := c.F()
		if math.IsInf(ratio, 1) {
			return 1, 1
		}
		fl, fh := ratio/fQuantile(p, df1, df2), ratio*fQuantile(p, df2, df1)
		return (fl - 1) / (fl + k - 1), (fh - 1) / (fh + k - 1)
	}
}

type sums struct{ between, within, judges, sizes float64 }

// variance splits the sum of squares of the units with two ratings or more.
// judges has a meaning in a crossed design only.
func (t *Table) variance() sums {
	var s sums
	var all, n float64
	for _, u := range t.cells {
		if len(u) >= 2 {
			for _, c := range u {
				all += t.scale[c.value]
				n++
			}
		}
	}
	grand := all / n
	judge, rated := make([]float64, len(t.raters)), make([]float64, len(t.raters))
	for _, u := range t.cells {
		if len(u) < 2 {
			continue
		}
		mean, m := 0.0, float64(len(u))
		for _, c := range u {
			mean += t.scale[c.value]
			judge[c.rater] += t.scale[c.value] - grand
			rated[c.rater]++
		}
		mean /= m
		s.sizes += m * m
		s.between += m * (mean - grand) * (mean - grand)
		for _, c := range u {
			s.within += (t.scale[c.value] - mean) * (t.scale[c.value] - mean)
		}
	}
	for r, sum := range judge {
		if rated[r] > 0 {
			s.judges += sum * sum / rated[r]
		}
	}
	return s
}
