package debrief

import (
	"math/big"
	"strconv"
)

// Ratio is an exact fraction in lowest terms. The zero value is "no figure".
type Ratio struct {
	Num int64 `json:"num"`
	Den int64 `json:"den"`
}

// NewRatio returns num/den in lowest terms, and no figure for den = 0.
func NewRatio(num, den int64) Ratio {
	if den == 0 {
		return Ratio{}
	}
	r, _ := ratioOf(big.NewRat(num, den))
	return r
}

// ratioOf returns false for a fraction that does not fit.
func ratioOf(r *big.Rat) (Ratio, bool) {
	if !r.Num().IsInt64() || !r.Denom().IsInt64() {
		return Ratio{}, false
	}
	return Ratio{Num: r.Num().Int64(), Den: r.Denom().Int64()}, true
}

// IsZero reports whether there is no figure.
func (r Ratio) IsZero() bool { return r.Den == 0 }

// rat is 0 for no figure.
func (r Ratio) rat() *big.Rat {
	if r.Den == 0 {
		return new(big.Rat)
	}
	return big.NewRat(r.Num, r.Den)
}

// String writes the fraction as "5/2", or "2" for a whole number.
func (r Ratio) String() string {
	switch r.Den {
	case 0:
		return ""
	case 1:
		return strconv.FormatInt(r.Num, 10)
	}
	return strconv.FormatInt(r.Num, 10) + "/" + strconv.FormatInt(r.Den, 10)
}

// Decimal writes the fraction for people: "3", "2.5", and two digits at most,
// rounded, as in "3.13".
func (r Ratio) Decimal() string {
	switch r.Den {
	case 0:
		return ""
	case 1:
		return r.String()
	}
	s := r.rat().FloatString(2)
	if s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	return s
}

func (r Ratio) compare(s Ratio) int { return r.rat().Cmp(s.rat()) }
