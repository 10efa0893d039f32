package agreement

import (
	"math"
	"slices"

	"github.com/hirealign/hirealign/fault"
)

// Kappa is Cohen's kappa of two raters over the units that both rated, weighted
// unless the weights are Identity. SE is the large-sample standard error for a
// kappa that is not zero (Fleiss, Cohen and Everitt 1969).
//
// Where raters use few levels it can be low although they agree nearly always:
// show Percent and AC beside it. It returns ErrTooFewRaters, ErrTooFewUnits,
// ErrNoVariation and ErrInvalid.
func Kappa(t *Table, a, b string, w Weights, opts *Options) (Estimate, error) {
	t = t.orEmpty()
	o, err := opts.resolve()
	if err != nil {
		return Estimate{}, err
	}
	weight, err := w.matrix(len(t.scale))
	if err != nil {
		return Estimate{}, err
	}
	ra, rb := slices.Index(t.raters, a), slices.Index(t.raters, b)
	if ra < 0 || rb < 0 || ra == rb {
		return Estimate{}, fault.New(ErrTooFewRaters, "agreement.rater_unknown", "/raters", "kappa needs two raters who rated")
	}
	q := len(t.scale)
	table := make([][]float64, q)
	for i := range table {
		table[i] = make([]float64, q)
	}
	units, either := 0, 0
	for _, cells := range t.cells {
		va, vb := -1, -1
		for _, c := range cells {
			switch c.rater {
			case ra:
				va = c.value
			case rb:
				vb = c.value
			}
		}
		if va >= 0 || vb >= 0 {
			either++
		}
		if va >= 0 && vb >= 0 {
			table[va][vb]++
			units++
		}
	}
	if err := enough(min(units, 1)*2, 2, units, o); err != nil {
		return Estimate{}, err
	}
	n := float64(units)
	row, col := make([]float64, q), make([]float64, q)
	for i := range q {
		for j := range q {
			table[i][j] /= n
			row[i] += table[i][j]
			col[j] += table[i][j]
		}
	}
	var po, pe float64
	rowMean, colMean := make([]float64, q), make([]float64, q) // mean weight against the other's margin
	for i := range q {
		for j := range q {
			po += weight[i][j] * table[i][j]
			pe += weight[i][j] * row[i] * col[j]
			rowMean[i] += weight[i][j] * col[j]
			colMean[j] += weight[i][j] * row[i]
		}
	}
	if oneValue(row, col) || 1-pe <= 0 {
		return Estimate{}, errNoVariation()
	}
	kappa := (po - pe) / (1 - pe)
	var sum float64
	for i := range q {
		for j := range q {
			d := weight[i][j] - (rowMean[i]+colMean[j])*(1-kappa)
			sum += table[i][j] * d * d
		}
	}
	back := kappa - pe*(1-kappa)
	se := math.Sqrt(math.Max(sum-back*back, 0)/n) / (1 - pe)
	z := normalQuantile((1 + o.Confidence) / 2)
	e := Estimate{
		Statistic: "cohen_kappa", Form: string(w), Value: kappa, Observed: po, Expected: pe, SE: se,
		Interval: Interval{Low: kappa - z*se, High: math.Min(kappa+z*se, 1), Confidence: o.Confidence, Method: FleissCohenEveritt},
		Units:    units, Raters: 2, Ratings: 2 * units, Indicative: units < IndicativeBelow,
		Missing: float64(either-units) / float64(2*either),
	}
	return e, nil
}

// oneValue reports whether both margins lie on the same single value.
func oneValue(row, col []float64) bool {
	used := 0
	for i := range row {
		if row[i] > 0 || col[i] > 0 {
			used++
		}
	}
	return used < 2
}
