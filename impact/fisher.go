package impact

import "math"

type probabilities struct{ two, less, greater, midP float64 }

// exact returns the probabilities of a two-by-two table with fixed margins, where
// the first count is so low, so high, or so unlikely. It walks the hypergeometric
// distribution by its recurrence from the mode, in which nothing overflows, and
// takes a table for as likely as this one within a relative 1e-7, as R does: of
// equal probabilities rounding makes unequal ones.
func exact(a, b, c, d int) probabilities {
	own := 0.0
	hypergeometric(a, b, c, d, func(x int, weight float64) {
		if x == a {
			own = weight
		}
	})
	var p probabilities
	var total float64
	hypergeometric(a, b, c, d, func(x int, weight float64) {
		total += weight
		if weight <= own*(1+1e-7) {
			p.two += weight
		}
		if x <= a {
			p.less += weight
		}
		if x >= a {
			p.greater += weight
		}
	})
	own /= total
	p.two, p.less, p.greater = math.Min(p.two/total, 1), math.Min(p.less/total, 1), math.Min(p.greater/total, 1)
	p.midP = math.Min(1, 2*(math.Min(p.less, p.greater)-own/2))
	return p
}

// hypergeometric visits the first counts that the margins allow with their weights
// relative to the mode's, outwards until the weight is too small for a number.
func hypergeometric(a, b, c, d int, visit func(x int, weight float64)) {
	first, selected := float64(a)+float64(b), float64(a)+float64(c)
	n := first + float64(c) + float64(d)
	lo, hi := math.Max(0, first+selected-n), math.Min(first, selected)
	mode := math.Min(math.Max(math.Floor((first+1)*(selected+1)/(n+2)), lo), hi)
	visit(int(mode), 1)
	const tiny = 1e-300 // below it products lose digits and may never reach zero
	w := 1.0
	for x := mode; x < hi && w > tiny; x++ {
		w *= (first - x) * (selected - x) / ((x + 1) * (n - first - selected + x + 1))
		visit(int(x)+1, w)
	}
	w = 1
	for x := mode; x > lo && w > tiny; x-- {
		w *= x * (n - first - selected + x) / ((first - x + 1) * (selected - x + 1))
		visit(int(x)-1, w)
	}
}
