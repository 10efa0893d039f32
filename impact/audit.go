package impact

import (
	"errors"
	"math"
	"slices"

	"github.com/hirealign/hirealign/fault"
)

// Case is one person at a step, with the caller's labels in two dimensions, such as
// the sex and the race or ethnicity that people stated themselves. "" is not known.
type Case struct {
	First, Second string
	// Selected is the outcome for SelectionAudit.
	Selected bool
	// Score is the outcome for ScoringAudit, finite.
	Score float64
}

// Audit is the three tables that New York City's rules on automated employment
// decision tools ask for (6 RCNY 5-301): by each of two dimensions, and crossed.
// The rules set no threshold and the tables have none.
type Audit struct {
	First   Table `json:"first"`
	Second  Table `json:"second"`
	Crossed Table `json:"crossed"`
	// Unknown is the number of people without a label in one dimension or both.
	Unknown int `json:"unknown"`
	// Median is the sample's median score, nil for a selection. A person counts as
	// selected whose score lies strictly above it; on a short scale many are level
	// with it, and the rates say little.
	Median *float64 `json:"median,omitzero"`
}

// Exclusions leave small groups out of the ratios of the three tables.
type Exclusions struct{ First, Second, Crossed []Exclusion }

// SelectionAudit counts who was selected. It returns the errors of Rates.
func SelectionAudit(cases []Case, ex Exclusions) (Audit, error) {
	return tally(cases, ex, func(c Case) bool { return c.Selected })
}

// ScoringAudit counts whose score lies strictly above the median of all scores,
// those of people of unknown group included. It returns the errors of Rates:
// ErrUndefinedRatio where nobody of known group lies above it.
func ScoringAudit(cases []Case, ex Exclusions) (Audit, error) {
	scores := make([]float64, len(cases))
	for i, c := range cases {
		scores[i] = c.Score
	}
	median, err := Median(scores)
	if err != nil {
		return Audit{}, err
	}
	a, err := tally(cases, ex, func(c Case) bool { return c.Score > median })
	if err != nil {
		return Audit{}, err
	}
	a.Median = &median
	return a, nil
}

// Median is the middle of the scores, or the mean of the two in the middle. It
// returns ErrInvalid for no score and for one that is not finite.
func Median(scores []float64) (float64, error) {
	if len(scores) == 0 {
		return 0, fault.New(ErrInvalid, "impact.scores_missing", "", "there is no score")
	}
	if slices.ContainsFunc(scores, func(s float64) bool { return math.IsNaN(s) || math.IsInf(s, 0) }) {
		return 0, fault.New(ErrInvalid, "impact.score_not_finite", "", "a score is not finite")
	}
	sorted := slices.Sorted(slices.Values(scores))
	n := len(sorted)
	lower, upper := sorted[(n-1)/2], sorted[n/2]
	return lower + (upper-lower)/2, nil
}

func tally(cases []Case, ex Exclusions, selected func(Case) bool) (Audit, error) {
	var first, second, crossed []Group
	unknown := 0
	for _, c := range cases {
		if c.First == "" || c.Second == "" {
			unknown++
			continue
		}
		yes := selected(c)
		first = add(first, Group{Name: c.First}, yes)
		second = add(second, Group{Name: c.Second}, yes)
		crossed = add(crossed, Group{Name: c.First, With: c.Second}, yes)
	}
	return AuditOf(first, second, crossed, unknown, ex)
}

func add(groups []Group, g Group, selected bool) []Group {
	i := slices.IndexFunc(groups, g.same)
	if i < 0 {
		i = len(groups)
		groups = append(groups, g)
	}
	groups[i].Applicants++
	if selected {
		groups[i].Selected++
	}
	return groups
}

// AuditOf makes the three tables from counts. It returns the errors of Rates, with
// the table's name before each path.
func AuditOf(first, second, crossed []Group, unknown int, ex Exclusions) (Audit, error) {
	a := Audit{Unknown: unknown}
	for _, p := range []struct {
		path    string
		table   *Table
		groups  []Group
		exclude []Exclusion
	}{{"/first", &a.First, first, ex.First}, {"/second", &a.Second, second, ex.Second}, {"/crossed", &a.Crossed, crossed, ex.Crossed}} {
		t, err := Rates(p.groups, &Options{Unknown: unknown, Exclude: p.exclude})
		if err != nil {
			var list fault.List
			list.Within(p.path, fault.Of(err))
			return Audit{}, list.Err(errors.Unwrap(err))
		}
		*p.table = t
	}
	return a, nil
}

// Discrepancy is a group whose counts in a table of one dimension are not those
// that the crossed table adds up to.
type Discrepancy struct {
	Group   Group `json:"group"`
	Crossed Group `json:"crossed"`
}

// Reconcile returns the groups that the crossed table does not add up to, in the
// order of the tables. Published tables do not always reconcile.
func (a Audit) Reconcile() []Discrepancy {
	var out []Discrepancy
	for i, t := range []Table{a.First, a.Second} {
		for _, r := range t.Rows {
			sum := Group{Name: r.Name}
			for _, c := range a.Crossed.Rows {
				if i == 0 && c.Name == r.Name || i == 1 && c.With == r.Name {
					sum.Applicants += c.Applicants
					sum.Selected += c.Selected
				}
			}
			if sum.Applicants != r.Applicants || sum.Selected != r.Selected {
				out = append(out, Discrepancy{Group: r.Group, Crossed: sum})
			}
		}
	}
	return out
}
