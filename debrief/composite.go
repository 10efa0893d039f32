package debrief

import (
	"errors"
	"math/big"
	"slices"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

// ErrNoComposite is the sentinel for levels that have no mechanical combination.
var ErrNoComposite = errors.New("debrief: no composite")

// Score is what one competency brings into a composite.
type Score struct {
	Competency rubric.CompetencyID
	// Level is the level or the mean of several; no figure where nobody assessed it.
	Level Ratio
	// Weight is relative to the others; 0 weighs 1.
	Weight int
	// Needs is the level that a must-have needs; 0 for what is no must-have.
	Needs int
}

// Composite is the mechanical combination of levels, in two ways that are shown
// side by side and never blended. It is computed from what humans rated, by
// weights that humans set; it decides nothing.
type Composite struct {
	// Value is the weighted mean of the competencies that were assessed.
	Value Ratio `json:"value"`
	// Coverage is the share of the weight that was assessed. Below 1 the value is
	// prorated: nothing was assumed for what is missing.
	Coverage Ratio `json:"coverage"`
	// Bar is what the value is held against.
	Bar Ratio `json:"bar"`
	// MeetsBar is the compensatory result: strengths may make up for gaps.
	MeetsBar bool `json:"meets_bar"`
	// Unmet are the must-haves below what they need; the conjunctive result is
	// that there are none.
	Unmet []rubric.CompetencyID `json:"unmet,omitzero"`
}

// MeetsMustHaves is the conjunctive result: every must-have is met.
func (c Composite) MeetsMustHaves() bool { return len(c.Unmet) == 0 }

// Combine computes the composite, exactly. It returns ErrNoComposite where a
// must-have was not assessed or nothing was: neither counts as a zero.
func Combine(scores []Score, bar Ratio) (Composite, error) {
	var missing fault.List
	sum, weight, all := new(big.Rat), new(big.Rat), new(big.Rat)
	c := Composite{Bar: bar}
	for i, s := range scores {
		w := new(big.Rat).SetInt64(int64(max(s.Weight, 1)))
		all.Add(all, w)
		if s.Level.IsZero() {
			if s.Needs > 0 {
				missing.Add("debrief.must_have_not_assessed", fault.Path("scores", i), "a must-have was not assessed")
			}
			continue
		}
		weight.Add(weight, w)
		sum.Add(sum, new(big.Rat).Mul(w, s.Level.rat()))
		if s.Needs > 0 && s.Level.compare(Ratio{Num: int64(s.Needs), Den: 1}) < 0 {
			c.Unmet = append(c.Unmet, s.Competency)
		}
	}
	if weight.Sign() == 0 && len(missing) == 0 {
		missing.Add("debrief.nothing_assessed", "/scores", "nothing was assessed")
	}
	if err := missing.Err(ErrNoComposite); err != nil {
		return Composite{}, err
	}
	var fits [2]bool
	c.Value, fits[0] = ratioOf(sum.Quo(sum, weight))
	c.Coverage, fits[1] = ratioOf(weight.Quo(weight, all))
	if !fits[0] || !fits[1] {
		return Composite{}, fault.New(ErrNoComposite, "debrief.weights_too_large", "/scores", "the weights are too large to combine exactly")
	}
	c.MeetsBar = c.Value.compare(bar) >= 0
	return c, nil
}

// scores are the criteria as they enter a composite; without is left out.
func scores(criteria []Criterion, bar int, without string) []Score {
	out := make([]Score, len(criteria))
	for i, c := range criteria {
		out[i] = Score{Competency: c.Competency, Level: c.Mean, Weight: c.Weight}
		if c.Kind == rubric.MustHave {
			out[i].Needs = bar
		}
		if without == "" {
			continue
		}
		rest := Criterion{Ratings: slices.DeleteFunc(slices.Clone(c.Ratings), func(r scorecard.Rating) bool { return r.By().ID() == without })}
		rest.measure(rest.levels(), bar, 0)
		out[i].Level = rest.Mean
	}
	return out
}

// Pivotal is a panelist without whose levels the composite would lie on the
// other side of the bar. It says that the outcome depends on one view, so that
// the evidence for it is read again; it is no criticism of the panelist.
type Pivotal struct {
	PanelistID string `json:"panelist_id"`
	Name       string `json:"name"`
	// Without is the composite without their levels; no figure where there is none,
	// because nobody else assessed a must-have.
	Without Ratio `json:"without,omitzero"`
}

// pivotal finds the panelists on whom the side of the bar depends, in the order
// of their first rating.
func pivotal(criteria []Criterion, bar int, c Composite) []Pivotal {
	var out []Pivotal
	seen := map[string]bool{}
	for _, cr := range criteria {
		for _, r := range cr.Ratings {
			id := r.By().ID()
			if _, rated := r.Level(); !rated || seen[id] {
				continue
			}
			seen[id] = true
			rest, err := Combine(scores(criteria, bar, id), c.Bar)
			if err != nil || rest.MeetsBar != c.MeetsBar {
				out = append(out, Pivotal{PanelistID: id, Name: r.By().Name(), Without: rest.Value})
			}
		}
	}
	return out
}
