package agreement

import (
	"math"
	"slices"
	"strconv"

	"github.com/hirealign/hirealign/fault"
)

// The flag of a rater effect: all three must hold, since on few units raters who
// have no bias at all often look as if they had.
const (
	FlagEffect = 0.5 // of a scale point
	FlagT      = 2.0
	FlagUnits  = 10
)

// RaterEffect is how one rater's levels compare with those of others on the same
// units. It is a signal for the rater and a reason to talk; it corrects no score
// and ranks nobody.
type RaterEffect struct {
	Rater string `json:"rater"`
	// Effect is how much higher the rater rates, in scale points; the effects of all
	// raters sum to zero.
	Effect   float64  `json:"effect"`
	SE       float64  `json:"se"`
	Interval Interval `json:"interval"`
	// Joint is the number of units that the rater shares with another.
	Joint int `json:"joint"`
	// Units is the number of units that the rater rated.
	Units int `json:"units"`
	// Mean is the plain mean, which also reflects whom the rater met.
	Mean float64 `json:"mean"`
	// LeaveOneOut is the mean difference to the mean of the other raters of a unit.
	LeaveOneOut float64 `json:"leave_one_out"`
	// SD is the spread of the rater's own levels, RangeRatio that over the spread of
	// all ratings, LevelsUsed how many levels they ever gave, MidShare the share of
	// ratings on the middle of the scale.
	SD         float64 `json:"sd"`
	RangeRatio float64 `json:"range_ratio"`
	LevelsUsed int     `json:"levels_used"`
	MidShare   float64 `json:"mid_share"`
	// Flagged says that the effect is at least FlagEffect, FlagT standard errors and
	// rests on FlagUnits joint units.
	Flagged bool `json:"flagged,omitzero"`
}

// T is the effect in standard errors; infinite where no residual is left.
func (r RaterEffect) T() float64 {
	if r.Effect == 0 {
		return 0
	}
	return r.Effect / r.SE
}

// UnitEffect is a unit's level once the raters' effects are taken out. It is for
// reading the model, not a score.
type UnitEffect struct {
	Unit  string  `json:"unit"`
	Value float64 `json:"value"`
}

// Effects is the fit of rating = unit + rater by least squares.
type Effects struct {
	// Raters and Units are in the order in which they first occur.
	Raters []RaterEffect `json:"raters"`
	Units  []UnitEffect  `json:"units"`
	// Joint is the number of units with two raters or more.
	Joint      int     `json:"joint"`
	Ratings    int     `json:"ratings"`
	Grand      float64 `json:"grand_mean"`
	ResidualSD float64 `json:"residual_sd"`
	DF         int     `json:"df"`
}

// Leniency compares raters on the units that they share. It returns
// ErrDisconnected where no chain of shared units links two raters, since then
// strict raters cannot be told from weak candidates; Components says who is linked
// with whom. It also returns ErrTooFewRaters, ErrTooFewUnits and ErrInvalid.
func Leniency(t *Table, opts *Options) (Effects, error) {
	t = t.orEmpty()
	o, err := opts.resolve()
	if err != nil {
		return Effects{}, err
	}
	if len(t.raters) < 2 {
		return Effects{}, fault.New(ErrTooFewRaters, "agreement.too_few_raters", "", "leniency is relative to another rater")
	}
	if len(t.raters) > maxScale {
		return Effects{}, fault.New(ErrInvalid, "agreement.too_many_raters", "", "leniency compares a thousand raters at most")
	}
	if n := len(t.Components()); n > 1 {
		return Effects{}, fault.New(ErrDisconnected, "agreement.disconnected_design", "", "the raters form "+strconv.Itoa(n)+" groups that share no unit")
	}
	e := Effects{Ratings: t.n, DF: t.n - len(t.units) - len(t.raters) + 1}
	for _, u := range t.cells {
		if len(u) >= 2 {
			e.Joint++
		}
	}
	if e.Joint < o.MinUnits || e.DF < 1 {
		return Effects{}, fault.New(ErrTooFewUnits, "agreement.too_few_units", "", strconv.Itoa(e.Joint)+" jointly rated units do not carry this comparison")
	}
	inverse, effect := t.solve()
	e.fill(t, effect)
	variance := e.ResidualSD * e.ResidualSD
	q := tQuantile((1+o.Confidence)/2, float64(e.DF))
	for r := range e.Raters {
		x := &e.Raters[r]
		x.SE = math.Sqrt(variance * inverse[r][r])
		x.Interval = Interval{Low: x.Effect - q*x.SE, High: x.Effect + q*x.SE, Confidence: o.Confidence, Method: LeastSquares}
		x.Flagged = math.Abs(x.Effect) >= FlagEffect && math.Abs(x.T()) >= FlagT && x.Joint >= FlagUnits
	}
	return e, nil
}

// Components returns the groups of raters that shared units link, each in the
// order in which its raters first occur. More than one group means that raters of
// different groups cannot be compared.
func (t *Table) Components() [][]string {
	t = t.orEmpty()
	parent := make([]int, len(t.raters))
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for _, u := range t.cells {
		for _, c := range u[1:] {
			a, b := root(u[0].rater), root(c.rater)
			parent[max(a, b)] = min(a, b)
		}
	}
	groups := map[int]int{}
	var out [][]string
	for i, name := range t.raters {
		r := root(i)
		g, ok := groups[r]
		if !ok {
			g = len(out)
			groups[r] = g
			out = append(out, nil)
		}
		out[g] = append(out[g], name)
	}
	return out
}

// solve eliminates the units from the normal equations and solves for the raters
// under the condition that their effects sum to zero. It returns the pseudo-inverse
// of the reduced matrix and the effects.
func (t *Table) solve() (inverse [][]float64, effect []float64) {
	k := len(t.raters)
	m, rhs := make([][]float64, k), make([]float64, k)
	for i := range m {
		m[i] = make([]float64, k)
		for j := range m[i] {
			m[i][j] = 1 / float64(k) // makes the matrix regular; taken out again below
		}
	}
	for _, u := range t.cells {
		w := 1 / float64(len(u))
		mean := 0.0
		for _, c := range u {
			mean += t.scale[c.value] * w
		}
		for _, a := range u {
			m[a.rater][a.rater]++
			rhs[a.rater] += t.scale[a.value] - mean
			for _, b := range u {
				m[a.rater][b.rater] -= w
			}
		}
	}
	inverse = invert(m)
	effect = make([]float64, k)
	for i := range k {
		for j := range k {
			effect[i] += inverse[i][j] * rhs[j] // rhs sums to zero, so the constant has no part
		}
		for j := range k {
			inverse[i][j] -= 1 / float64(k)
		}
	}
	return inverse, effect
}

// invert is Gauss and Jordan's elimination for a positive definite matrix.
func invert(m [][]float64) [][]float64 {
	n := len(m)
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
		out[i][i] = 1
	}
	for c := range n {
		p := c
		for r := c + 1; r < n; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[p][c]) {
				p = r
			}
		}
		m[c], m[p], out[c], out[p] = m[p], m[c], out[p], out[c]
		scale := 1 / m[c][c]
		for j := range n {
			m[c][j] *= scale
			out[c][j] *= scale
		}
		for r := range n {
			if f := m[r][c]; r != c && f != 0 {
				for j := range n {
					m[r][j] -= f * m[c][j]
					out[r][j] -= f * out[c][j]
				}
			}
		}
	}
	return out
}

func (e *Effects) fill(t *Table, effect []float64) {
	type tally struct {
		sum, squares, loo, mid float64
		n, joint               int
		used                   map[int]bool
	}
	by := make([]tally, len(t.raters))
	middle := (t.scale[0] + t.scale[len(t.scale)-1]) / 2
	var mid []int // one middle level, or the two about the middle
	for v := range t.scale {
		if len(mid) == 0 || math.Abs(t.scale[v]-middle) < math.Abs(t.scale[mid[0]]-middle) {
			mid = []int{v}
		} else if math.Abs(t.scale[v]-middle) == math.Abs(t.scale[mid[0]]-middle) {
			mid = append(mid, v)
		}
	}
	var rss, sum, squares float64
	for u, cells := range t.cells {
		unit, plain := 0.0, 0.0
		for _, c := range cells {
			unit += t.scale[c.value] - effect[c.rater]
			plain += t.scale[c.value]
		}
		unit /= float64(len(cells))
		e.Units = append(e.Units, UnitEffect{Unit: t.units[u], Value: unit})
		for _, c := range cells {
			v := t.scale[c.value]
			b := &by[c.rater]
			b.n++
			b.sum += v
			b.squares += v * v
			if b.used == nil {
				b.used = map[int]bool{}
			}
			b.used[c.value] = true
			if slices.Contains(mid, c.value) {
				b.mid++
			}
			if n := len(cells); n > 1 {
				b.joint++
				b.loo += v - (plain-v)/float64(n-1)
			}
			sum += v
			squares += v * v
			rss += (v - unit - effect[c.rater]) * (v - unit - effect[c.rater])
		}
	}
	n := float64(t.n)
	e.Grand = sum / n
	e.ResidualSD = math.Sqrt(rss / float64(e.DF))
	pooled := deviation(sum, squares, n)
	for r, b := range by {
		m := float64(b.n)
		x := RaterEffect{
			Rater: t.raters[r], Effect: effect[r], Joint: b.joint, Units: b.n, Mean: b.sum / m,
			SD: deviation(b.sum, b.squares, m), LevelsUsed: len(b.used), MidShare: b.mid / m,
		}
		if b.joint > 0 {
			x.LeaveOneOut = b.loo / float64(b.joint)
		}
		if pooled > 0 {
			x.RangeRatio = x.SD / pooled
		}
		e.Raters = append(e.Raters, x)
	}
}

// deviation is the standard deviation with n-1, zero for a single value.
func deviation(sum, squares, n float64) float64 {
	if n < 2 {
		return 0
	}
	return math.Sqrt(math.Max(squares-sum*sum/n, 0) / (n - 1))
}
