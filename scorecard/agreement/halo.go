package agreement

import (
	"math"
	"slices"

	"github.com/hirealign/hirealign/fault"
)

// Judgement is one rater's level of one criterion of one unit.
type Judgement struct {
	Unit      string
	Rater     string
	Criterion string
	Value     float64
}

// RaterHalo is how far one rater tells criteria of the same unit apart, compared
// with the others who rated that unit. A rater with a halo gives a candidate the
// same level on everything. Like a RaterEffect it is a signal for the rater: it
// corrects no score, and candidates who are alike on everything exist.
type RaterHalo struct {
	Rater string `json:"rater"`
	// SD is the mean over units of the standard deviation of the rater's levels over
	// the criteria of a unit, in scale points.
	SD float64 `json:"sd"`
	// Panel is that mean for the other raters of the same units.
	Panel float64 `json:"panel_sd"`
	// Difference is SD less Panel; below zero the rater differentiates less.
	Difference float64  `json:"difference"`
	Interval   Interval `json:"interval"`
	// Units is the number of units on which both could be compared.
	Units int `json:"units"`
}

// Halos compares raters on the units on which they and another rater each rated
// two criteria or more. Raters with fewer such units than Options.MinUnits are left
// out. Raters are in the order in which they first occur. It returns
// ErrTooFewUnits where nobody is left, and ErrInvalid for a value that is no number
// or too large, a judgement without unit, rater or criterion, and a criterion that a
// rater rated twice for a unit.
func Halos(judgements []Judgement, opts *Options) ([]RaterHalo, error) {
	o, err := opts.resolve()
	if err != nil {
		return nil, err
	}
	o.MinUnits = max(o.MinUnits, 2)
	type key struct{ unit, rater string }
	levels := map[key][]float64{}
	given := map[Judgement]bool{}
	var raters, units []string
	var list fault.List
	known := map[key]bool{}
	for i, j := range judgements {
		at := fault.Path("judgements", i)
		if !usable(j.Value) {
			list.Add("agreement.value_invalid", at, "a rating is a number, and not too large a one")
		}
		if j.Unit == "" || j.Rater == "" || j.Criterion == "" {
			list.Add("agreement.judgement_incomplete", at, "a judgement has a unit, a rater and a criterion")
		}
		once := Judgement{Unit: j.Unit, Rater: j.Rater, Criterion: j.Criterion}
		if given[once] {
			list.Add("agreement.rated_twice", at, "a rater rates a criterion of a unit once")
		}
		given[once] = true
		if r := (key{rater: j.Rater}); !known[r] {
			known[r] = true
			raters = append(raters, j.Rater)
		}
		if u := (key{unit: j.Unit}); !known[u] {
			known[u] = true
			units = append(units, j.Unit)
		}
		k := key{j.Unit, j.Rater}
		levels[k] = append(levels[k], j.Value)
	}
	if err := list.Err(ErrInvalid); err != nil {
		return nil, err
	}
	type pair struct{ own, others float64 }
	compared := map[string][]pair{}
	for _, u := range units {
		var who []string
		var spread []float64
		sum := 0.0
		for _, r := range raters {
			if v := levels[key{u, r}]; len(v) > 1 {
				who, spread = append(who, r), append(spread, within(v))
				sum += spread[len(spread)-1]
			}
		}
		for i, r := range who {
			if len(who) > 1 {
				compared[r] = append(compared[r], pair{spread[i], (sum - spread[i]) / float64(len(who)-1)})
			}
		}
	}
	var out []RaterHalo
	for _, r := range raters {
		pairs := compared[r]
		if len(pairs) < o.MinUnits {
			continue
		}
		h := RaterHalo{Rater: r, Units: len(pairs)}
		n := float64(len(pairs))
		var differences []float64
		for _, p := range pairs {
			h.SD += p.own / n
			h.Panel += p.others / n
			differences = append(differences, p.own-p.others)
		}
		h.Difference = h.SD - h.Panel
		half := tQuantile((1+o.Confidence)/2, n-1) * within(differences) / math.Sqrt(n)
		h.Interval = Interval{Low: h.Difference - half, High: h.Difference + half, Confidence: o.Confidence, Method: PairedT}
		out = append(out, h)
	}
	if len(out) == 0 {
		return nil, fault.New(ErrTooFewUnits, "agreement.too_few_units", "", "no rater shares enough units with another on two criteria or more")
	}
	return slices.Clip(out), nil
}

// within is the standard deviation with n-1 about the mean.
func within(values []float64) float64 {
	n, mean, squares := float64(len(values)), 0.0, 0.0
	for _, v := range values {
		mean += v / n
	}
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return math.Sqrt(squares / (n - 1))
}
