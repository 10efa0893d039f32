// Package impact describes how the outcomes of a selection step differ between
// groups of applicants.
//
//	c, err := impact.Compare(
//		impact.Group{Name: "a", Applicants: 40, Selected: 12},
//		impact.Group{Name: "b", Applicants: 80, Selected: 48},
//	)
//	fmt.Println(c.Ratio, c.Katz.Low, c.Katz.High, c.Fisher, c.Shortfall)
//	table, err := impact.Rates(groups, nil) // every group against the one with the highest rate
//
// It takes counts, or rows of an opaque group and an outcome, computes, and keeps
// nothing. Groups are whatever labels the caller has; this module holds no
// demographic field, infers none, and has no way from here to a score: nothing in
// it adjusts anybody's rating.
//
// A result is a description and never a verdict. With the same true rates, two
// groups of twenty fall below four fifths of each other more often than not; a
// test that finds nothing in a small group clears nobody. So each comparison
// states the ratio, intervals, exact probabilities, how many people the difference
// is, and what one other decision would have changed. Pool only the same step of
// similar jobs, and look at each step as well as at the whole process.
//
// The four-fifths comparison is done in integers, since in floating point 3 of 5
// against 6 of 8 comes out below 0.8.
package impact

import (
	"cmp"
	"errors"
	"math"

	"github.com/hirealign/hirealign/fault"
)

var (
	// ErrInvalid is the sentinel for counts that cannot be.
	ErrInvalid = errors.New("impact: invalid")
	// ErrUndefinedRatio is the sentinel for a comparison with a rate of zero.
	ErrUndefinedRatio = errors.New("impact: undefined ratio")
)

// MaxCount bounds the counts, so that products of two stay exact.
const MaxCount = 1_000_000_000

// Group is how many of a group applied at a step and how many went on.
type Group struct {
	// Name is an opaque label.
	Name string `json:"name"`
	// With is the label in the second dimension of a crossed table; "" elsewhere.
	With       string `json:"with,omitzero"`
	Applicants int    `json:"applicants"`
	Selected   int    `json:"selected"`
}

// Rate is the share that was selected, NaN without applicants.
func (g Group) Rate() float64 { return float64(g.Selected) / float64(g.Applicants) }

func (g Group) faults(path string) fault.List {
	var list fault.List
	if g.Applicants < 1 || g.Applicants > MaxCount {
		list.Add("impact.applicants_invalid", path+"/applicants", "a group has between one applicant and a thousand million")
	}
	if g.Selected < 0 || g.Selected > g.Applicants {
		list.Add("impact.selected_invalid", path+"/selected", "between none and all applicants were selected")
	}
	return list
}

// Interval is a confidence interval of 95 %.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// z95 is the 97.5 % quantile of the standard normal distribution.
const z95 = 1.959963984540054

// Wilson is Wilson's score interval of the rate, NaN without applicants.
func (g Group) Wilson() Interval {
	n, p := float64(g.Applicants), g.Rate()
	mid := p + z95*z95/(2*n)
	half := z95 * math.Sqrt(p*(1-p)/n+z95*z95/(4*n*n))
	iv := Interval{Low: (mid - half) / (1 + z95*z95/n), High: (mid + half) / (1 + z95*z95/n)}
	if g.Selected == 0 {
		iv.Low = 0
	}
	if g.Selected == g.Applicants {
		iv.High = 1
	}
	return iv
}

// Comparison sets a group's rate beside another's. It states numbers and draws no
// conclusion.
type Comparison struct {
	Focal     Group `json:"focal"`
	Reference Group `json:"reference"`
	// Ratio is the focal rate over the reference rate.
	Ratio float64 `json:"ratio"`
	// BelowFourFifths is the exact arithmetic statement that Ratio is under 4/5. It
	// is one figure among others: by chance alone small groups often are.
	BelowFourFifths bool `json:"below_four_fifths"`
	// FocalRate and ReferenceRate are Wilson's 95 % intervals of the two rates.
	FocalRate     Interval `json:"focal_rate_interval"`
	ReferenceRate Interval `json:"reference_rate_interval"`
	// Katz is the 95 % log interval of the ratio; nil where nobody of a group was
	// selected, because then it does not exist.
	Katz *Interval `json:"ratio_interval,omitzero"`
	// Z and PZ are the pooled two-proportion statistic and its two-sided
	// probability; both zero where everybody was selected.
	Z  float64 `json:"z"`
	PZ float64 `json:"p_z"`
	// Fisher is the two-sided exact probability: the sum over all tables that are no
	// likelier than this one. FisherLess and FisherGreater are one-sided, for a focal
	// rate so low or so high. MidP is twice the smaller side with half of this
	// table's own probability, which is less conservative.
	Fisher        float64 `json:"fisher"`
	FisherLess    float64 `json:"fisher_less"`
	FisherGreater float64 `json:"fisher_greater"`
	MidP          float64 `json:"mid_p"`
	// Shortfall is how many more of the focal group would have to be selected for a
	// ratio of four fifths; zero where it is reached.
	Shortfall int `json:"shortfall"`
	// Shift is the comparison after one selection went to the other group; nil where
	// none can be moved.
	Shift *Shift `json:"one_person_shift,omitzero"`
	// N is the number of applicants in both groups.
	N int `json:"n"`
}

// Shift is what one other decision would have made of a comparison: one selection
// moved from the group with the higher rate to the other.
type Shift struct {
	FocalSelected     int `json:"focal_selected"`
	ReferenceSelected int `json:"reference_selected"`
	// Ratio is focal over reference after the move; nil where the reference rate is
	// then zero.
	Ratio *float64 `json:"ratio,omitzero"`
	// Reverses says that the other group has the higher rate then.
	Reverses bool `json:"reverses"`
	// BelowFourFifths is the statement of the Comparison, after the move.
	BelowFourFifths bool `json:"below_four_fifths"`
}

// Compare sets the focal group beside the reference group. It returns ErrInvalid
// for counts that cannot be and ErrUndefinedRatio where nobody of the reference
// group was selected.
func Compare(focal, reference Group) (Comparison, error) {
	list := focal.faults("/focal")
	list = append(list, reference.faults("/reference")...)
	if err := list.Err(ErrInvalid); err != nil {
		return Comparison{}, err
	}
	if reference.Selected == 0 {
		return Comparison{}, fault.New(ErrUndefinedRatio, "impact.reference_rate_zero", "/reference/selected", "nobody of the reference group was selected, so there is no ratio")
	}
	c := Comparison{
		Focal: focal, Reference: reference, Ratio: ratio(focal, reference), BelowFourFifths: belowFourFifths(focal, reference),
		FocalRate: focal.Wilson(), ReferenceRate: reference.Wilson(), N: focal.Applicants + reference.Applicants,
	}
	if focal.Selected > 0 {
		se := math.Sqrt(1/float64(focal.Selected) - 1/float64(focal.Applicants) + 1/float64(reference.Selected) - 1/float64(reference.Applicants))
		c.Katz = &Interval{Low: c.Ratio * math.Exp(-z95*se), High: c.Ratio * math.Exp(z95*se)}
	}
	nf, nr := float64(focal.Applicants), float64(reference.Applicants)
	if p := float64(focal.Selected+reference.Selected) / (nf + nr); p < 1 {
		c.Z = (focal.Rate() - reference.Rate()) / math.Sqrt(p*(1-p)*(1/nf+1/nr))
		c.PZ = math.Erfc(math.Abs(c.Z) / math.Sqrt2)
	} else {
		c.PZ = 1
	}
	e := exact(focal.Selected, focal.Applicants-focal.Selected, reference.Selected, reference.Applicants-reference.Selected)
	c.Fisher, c.FisherLess, c.FisherGreater, c.MidP = e.two, e.less, e.greater, e.midP
	if c.BelowFourFifths {
		need, by := 4*times(reference.Selected, focal.Applicants), 5*int64(reference.Applicants)
		c.Shortfall = int((need+by-1)/by) - focal.Selected
	}
	c.Shift = shift(focal, reference)
	return c, nil
}

// ratio divides the products of integers once, so that 48/100 over 60/100 is 0.8.
func ratio(f, r Group) float64 {
	return float64(times(f.Selected, r.Applicants)) / float64(times(r.Selected, f.Applicants))
}

func times(a, b int) int64 { return int64(a) * int64(b) }

func belowFourFifths(f, r Group) bool {
	return 5*times(f.Selected, r.Applicants) < 4*times(r.Selected, f.Applicants)
}

// order is below zero where f's rate is lower than r's.
func order(f, r Group) int {
	return cmp.Compare(times(f.Selected, r.Applicants), times(r.Selected, f.Applicants))
}

func shift(f, r Group) *Shift {
	before := order(f, r)
	if before > 0 {
		f.Selected, r.Selected = f.Selected-1, r.Selected+1
	} else {
		f.Selected, r.Selected = f.Selected+1, r.Selected-1
	}
	if f.Selected < 0 || r.Selected < 0 || f.Selected > f.Applicants || r.Selected > r.Applicants {
		return nil
	}
	s := &Shift{
		FocalSelected: f.Selected, ReferenceSelected: r.Selected, BelowFourFifths: belowFourFifths(f, r),
		Reverses: before != 0 && order(f, r) == -before,
	}
	if r.Selected > 0 {
		v := ratio(f, r)
		s.Ratio = &v
	}
	return s
}
