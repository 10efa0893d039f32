// Package agreement measures how far raters agree, and says how sure one can be of it.
//
//	t, err := agreement.NewTable([]agreement.Observation{
//		{Unit: "app-1", Rater: "ana", Value: 3}, {Unit: "app-1", Rater: "bob", Value: 4}, …
//	}, agreement.Levels(4))
//	alpha, err := agreement.Alpha(t, agreement.Ordinal, &agreement.Options{Seed: 1})
//	fmt.Println(alpha.Value, alpha.Interval.Low, alpha.Interval.High, alpha.Units)
//
// A unit is what is rated: one candidate on one competency in one round. Every
// estimate names its form and carries its interval, the number of units, raters
// and ratings, and the share that is missing; none carries an adjective.
//
// Which one to ask for:
//
//   - several raters, ordered levels, ratings missing: Alpha with Ordinal
//   - two raters of the same units: Kappa with weights, beside Percent
//   - nearly everybody gets the same level: AC as well, since kappa falls there
//     although raters agree
//   - other raters for each candidate, and the mean is used: ICC1 or ICC1k
//   - the same raters for every candidate: ICC2 or ICC2k; ICC3 hides leniency
//   - one candidate, one competency: Within. Nothing else is defined there.
//
// What cannot be known is an error and not a number: ErrTooFewUnits,
// ErrTooFewRaters, ErrNoVariation, ErrNotCrossed, ErrDisconnected. Under
// DefaultMinUnits units an estimate is refused unless Options say otherwise; and with
// not many more it still strays widely, so read the interval first.
package agreement

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strconv"

	"github.com/hirealign/hirealign/fault"
)

var (
	// ErrInvalid is the sentinel for observations or options that break a rule.
	ErrInvalid = errors.New("agreement: invalid")
	// ErrTooFewUnits is the sentinel for too few units that two raters rated.
	ErrTooFewUnits = errors.New("agreement: too few units")
	// ErrTooFewRaters is the sentinel for less than two raters.
	ErrTooFewRaters = errors.New("agreement: too few raters")
	// ErrNoVariation is the sentinel for ratings that are all the same: by chance
	// alone they would agree as well, so agreement beyond chance is undefined.
	ErrNoVariation = errors.New("agreement: no variation")
	// ErrNotCrossed is the sentinel for a form that needs every rater on every unit.
	ErrNotCrossed = errors.New("agreement: raters and units are not crossed")
	// ErrDisconnected is the sentinel for raters who cannot be compared, because no
	// chain of shared units links them.
	ErrDisconnected = errors.New("agreement: disconnected design")
)

const (
	// DefaultMinUnits is the number of jointly rated units under which an estimate is refused.
	DefaultMinUnits = 10
	// IndicativeBelow is the number of units under which an estimate is marked as indicative.
	IndicativeBelow = 30
	// DefaultConfidence is the confidence level of intervals.
	DefaultConfidence = 0.95
	// DefaultResamples is the number of bootstrap resamples.
	DefaultResamples = 1000
)

// Observation is one rating. A rating that is missing is simply not there.
type Observation struct {
	// Unit is what was rated.
	Unit string
	// Rater is who rated it; a rater rates a unit once.
	Rater string
	// Value is the rating, between minus and plus a million million.
	Value float64
}

// Options tune an estimate. Nil and the zero value are valid.
type Options struct {
	// MinUnits is the number of jointly rated units under which an estimate is
	// refused; 0 is DefaultMinUnits.
	MinUnits int
	// Confidence is the level of the interval, between 0 and 1; 0 is DefaultConfidence.
	Confidence float64
	// Resamples is the number of bootstrap resamples where an interval needs them;
	// 0 is DefaultResamples.
	Resamples int
	// Seed is the seed of the bootstrap. The same seed gives the same interval.
	Seed uint64
}

func (o *Options) resolve() (Options, error) {
	var out Options
	if o != nil {
		out = *o
	}
	out.MinUnits = cmp.Or(out.MinUnits, DefaultMinUnits)
	out.Confidence = cmp.Or(out.Confidence, DefaultConfidence)
	out.Resamples = cmp.Or(out.Resamples, DefaultResamples)
	var list fault.List
	if out.MinUnits < 1 {
		list.Add("agreement.min_units_invalid", "/min_units", "the least number of units is above zero")
	}
	if !(out.Confidence > 0 && out.Confidence < 1) {
		list.Add("agreement.confidence_invalid", "/confidence", "the confidence level lies between 0 and 1")
	}
	if out.Resamples < 1 || out.Resamples > 1_000_000 {
		list.Add("agreement.resamples_invalid", "/resamples", "the number of resamples lies between 1 and a million")
	}
	return out, list.Err(ErrInvalid)
}

// Method says how an interval was computed. Unknown values survive decoding.
type Method string

// The methods.
const (
	// FleissCohenEveritt is the large-sample normal interval of kappa (1969).
	FleissCohenEveritt Method = "normal_fleiss_cohen_everitt"
	// GwetLinearized is the t interval over units with Gwet's linearised variance (2008).
	GwetLinearized Method = "t_gwet_linearized"
	// ShroutFleiss is the F interval of an intraclass correlation (1979).
	ShroutFleiss Method = "f_shrout_fleiss"
	// Bootstrap is the percentile interval over resampled units.
	Bootstrap Method = "bootstrap_percentile"
	// LeastSquares is the t interval of a least-squares effect.
	LeastSquares Method = "t_least_squares"
	// PairedT is the t interval of a mean of differences, one for each unit.
	PairedT Method = "t_paired"
)

// Interval is a confidence interval.
type Interval struct {
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Confidence float64 `json:"confidence"`
	Method     Method  `json:"method"`
	// Resamples is the number of bootstrap resamples that could be evaluated; those
	// in which all ratings were the same could not.
	Resamples int    `json:"resamples,omitzero"`
	Seed      uint64 `json:"seed,omitzero"`
}

// Estimate is a coefficient with what one needs to read it.
type Estimate struct {
	// Statistic and Form name the coefficient exactly, such as "krippendorff_alpha"
	// and "ordinal".
	Statistic string  `json:"statistic"`
	Form      string  `json:"form"`
	Value     float64 `json:"value"`
	// Observed and Expected are the agreement seen and that expected by chance; for
	// alpha both are disagreements. They are absent for intraclass correlations.
	Observed float64  `json:"observed,omitzero"`
	Expected float64  `json:"expected,omitzero"`
	SE       float64  `json:"se,omitzero"`
	Interval Interval `json:"interval"`
	// Units is the number of units with two ratings or more, Raters the number of
	// people who rated one of them, Ratings the number of ratings of them.
	Units   int `json:"units"`
	Raters  int `json:"raters"`
	Ratings int `json:"ratings"`
	// Missing is the share of unit and rater pairs without a rating, over all units.
	Missing float64 `json:"missing"`
	// Indicative says that there are fewer than IndicativeBelow units.
	Indicative bool `json:"indicative,omitzero"`
}

// Levels returns the scale 1 to n.
func Levels(n int) []float64 {
	out := make([]float64, max(n, 0))
	for i := range out {
		out[i] = float64(i + 1)
	}
	return out
}

// mostValue bounds ratings, so that their squares keep their digits.
const mostValue = 1e12

func usable(v float64) bool { return math.Abs(v) <= mostValue } // neither is NaN nor an infinity

// Table holds ratings by unit. NewTable makes one; nil and the zero value are
// without ratings. It is immutable and safe for concurrent use.
type Table struct {
	scale  []float64 // ascending
	raters []string
	units  []string
	cells  [][]cell // by unit
	n      int
}

type cell struct{ rater, value int } // value is an index into the scale

// NewTable arranges observations by unit. The scale lists the values that a
// rating can take; nil takes those that occur, which is wrong for weights and for
// AC where a level was never given. It returns ErrInvalid for a value that is no
// number, too large or not on the scale, an observation without unit or rater, and a
// rater who rated a unit twice.
func NewTable(obs []Observation, scale []float64) (*Table, error) {
	var list fault.List
	t := &Table{scale: slices.Clone(scale), n: len(obs)}
	if scale == nil {
		for _, o := range obs {
			t.scale = append(t.scale, o.Value)
		}
	}
	if slices.ContainsFunc(t.scale, func(v float64) bool { return !usable(v) }) {
		list.Add("agreement.value_not_finite", "/scale", "the scale has a value that is no number or too large a one")
		return nil, list.Err(ErrInvalid)
	}
	slices.Sort(t.scale)
	t.scale = slices.Compact(t.scale)

	values := make(map[float64]int, len(t.scale))
	for i, v := range t.scale {
		values[v] = i
	}
	units, raters := map[string]int{}, map[string]int{}
	of, sizes := make([]int, 0, len(obs)), []int{} // the unit of each rating, and how many each unit has
	flat := make([]cell, 0, len(obs))
	for i, o := range obs {
		if o.Unit == "" || o.Rater == "" {
			list.Add("agreement.observation_incomplete", fault.Path("observations", i), "an observation has a unit and a rater")
			continue
		}
		v, ok := values[o.Value]
		if !ok {
			list.Add("agreement.value_off_scale", fault.Path("observations", i), "the value is not on the scale")
			continue
		}
		u, ok := units[o.Unit]
		if !ok {
			u = len(t.units)
			units[o.Unit] = u
			t.units = append(t.units, o.Unit)
			sizes = append(sizes, 0)
		}
		r, ok := raters[o.Rater]
		if !ok {
			r = len(t.raters)
			raters[o.Rater] = r
			t.raters = append(t.raters, o.Rater)
		}
		sizes[u]++
		of, flat = append(of, u), append(flat, cell{r, v})
	}
	t.cells = make([][]cell, len(sizes))
	slab := make([]cell, len(flat))
	for u, n := range sizes {
		t.cells[u], slab = slab[:0:n], slab[n:]
	}
	for i, u := range of {
		t.cells[u] = append(t.cells[u], flat[i])
	}
	for u := range t.cells {
		slices.SortFunc(t.cells[u], func(a, b cell) int { return cmp.Compare(a.rater, b.rater) })
		for j := 1; j < len(t.cells[u]); j++ {
			if t.cells[u][j].rater == t.cells[u][j-1].rater {
				list.Add("agreement.observation_repeated", "", "a rater rated a unit twice, unit number "+strconv.Itoa(u))
			}
		}
	}
	if err := list.Err(ErrInvalid); err != nil {
		return nil, err
	}
	return t, nil
}

// Units returns the number of units, rated once or more.
func (t *Table) Units() int { return len(t.orEmpty().units) }

// Raters returns the raters, in the order in which they first occur.
func (t *Table) Raters() []string { return slices.Clone(t.orEmpty().raters) }

// Scale returns the values that a rating can take, ascending.
func (t *Table) Scale() []float64 { return slices.Clone(t.orEmpty().scale) }

func (t *Table) orEmpty() *Table {
	if t == nil {
		return &Table{}
	}
	return t
}

// describe starts an estimate: how many units, raters and ratings it rests on.
func (t *Table) describe(statistic, form string, o Options) (Estimate, error) {
	e := Estimate{Statistic: statistic, Form: form}
	rated := make([]bool, len(t.raters))
	for _, u := range t.cells {
		if len(u) < 2 {
			continue
		}
		e.Units++
		e.Ratings += len(u)
		for _, c := range u {
			rated[c.rater] = true
		}
	}
	for _, r := range rated {
		if r {
			e.Raters++
		}
	}
	if all := len(t.units) * len(t.raters); all > 0 {
		e.Missing = float64(all-t.n) / float64(all)
	}
	e.Indicative = e.Units < IndicativeBelow
	return e, enough(e.Raters, len(t.raters), e.Units, o)
}

func enough(paired, raters, units int, o Options) error {
	switch {
	case raters < 2:
		return fault.New(ErrTooFewRaters, "agreement.too_few_raters", "", "agreement needs two raters")
	case paired < 2:
		return fault.New(ErrTooFewUnits, "agreement.no_pairable_units", "", "no unit was rated by two raters")
	case units < 2:
		return fault.New(ErrTooFewUnits, "agreement.too_few_units", "", "with one unit the coefficient is the same whatever the ratings are")
	case units < o.MinUnits:
		return fault.New(ErrTooFewUnits, "agreement.too_few_units", "", strconv.Itoa(units)+" jointly rated units, at least "+strconv.Itoa(o.MinUnits)+" are asked for")
	}
	return nil
}

func errNoVariation() error {
	return fault.New(ErrNoVariation, "agreement.no_variation", "", "all ratings are the same")
}
