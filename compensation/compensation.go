// Package compensation holds pay ranges and compares them.
//
//	band := compensation.Range{Low: 68000, High: 82000, Currency: "EUR", Period: compensation.Year}
//	asked := compensation.Range{Low: 78000, High: 86000, Currency: "EUR", Period: compensation.Year}
//	gap, err := compensation.Compare(asked, band)
//	// gap.OverBandPermille is 0: the middle, 82,000, is the top of the band
//
// Amounts are whole units of the currency. Two ranges compare only in the same
// currency, period and stated components: nothing is converted, because an exchange rate or an
// hours-per-year figure would be an assumption that nobody stated. The package
// knows expectations and bands; pay history has no place in it.
package compensation

import (
	"errors"

	"github.com/hirealign/hirealign/fault"
)

var (
	// ErrInvalid is the sentinel for a range that cannot be.
	ErrInvalid = errors.New("compensation: invalid")
	// ErrNotComparable is returned by Compare for ranges of different currency, period or components.
	ErrNotComparable = errors.New("compensation: not comparable")
)

// Period is the time that an amount pays for.
type Period string

// The periods, named as schema.org's unitText values in lower case.
const (
	Hour  Period = "hour"
	Day   Period = "day"
	Week  Period = "week"
	Month Period = "month"
	Year  Period = "year"
)

// Range is a pay range in whole units of one currency. The zero value is "no range".
type Range struct {
	// Low and High are inclusive; equal for a single figure.
	Low  int64 `json:"low"`
	High int64 `json:"high"`
	// Currency is an ISO 4217 code of three capital letters.
	Currency string `json:"currency"`
	Period   Period `json:"period"`
	// Components says what is included where that was said, such as "base" or "base and bonus".
	Components string `json:"components,omitzero"`
}

// IsZero reports whether there is no range.
func (r Range) IsZero() bool { return r == Range{} }

// Faults lists what is wrong with r; the zero value has faults.
func (r Range) Faults() fault.List {
	var list fault.List
	if r.Low <= 0 {
		list.Add("compensation.low_missing", "/low", "the low end must be above zero")
	}
	if r.High < r.Low {
		list.Add("compensation.range_reversed", "/high", "the high end is below the low end")
	}
	if !isCurrency(r.Currency) {
		list.Add("compensation.currency_invalid", "/currency", "the currency must be an ISO 4217 code such as EUR")
	}
	switch r.Period {
	case Hour, Day, Week, Month, Year:
	default:
		list.Add("compensation.period_invalid", "/period", "the period must be hour, day, week, month or year")
	}
	return list
}

// Validate reports every fault of r under ErrInvalid.
func (r Range) Validate() error { return r.Faults().Err(ErrInvalid) }

func isCurrency(s string) bool {
	if len(s) != 3 {
		return false
	}
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}

// Gap says where an expectation lies against a band.
type Gap struct {
	// OverBandPermille is how far the expectation's middle lies above the band's
	// high end, in thousandths of the high end, rounded down; 0 or below means
	// that the middle is within or under the band.
	OverBandPermille int64 `json:"over_band_permille"`
	// Overlaps says that some figure satisfies both.
	Overlaps bool `json:"overlaps"`
}

// Compare measures an expectation against a band. It returns ErrNotComparable,
// with a fault that says why, for different currencies, periods or stated
// components, and ErrInvalid for an impossible range.
func Compare(expected, band Range) (Gap, error) {
	for _, r := range []Range{expected, band} {
		if err := r.Validate(); err != nil {
			return Gap{}, err
		}
	}
	switch {
	case expected.Currency != band.Currency:
		return Gap{}, fault.New(ErrNotComparable, "compensation.currency_differs", "/currency", "the currencies differ, and none is converted")
	case expected.Period != band.Period:
		return Gap{}, fault.New(ErrNotComparable, "compensation.period_differs", "/period", "the periods differ, and none is converted")
	case expected.Components != "" && band.Components != "" && expected.Components != band.Components:
		return Gap{}, fault.New(ErrNotComparable, "compensation.components_differ", "/components", "one includes what the other leaves out")
	}
	const most = 1 << 50 // keeps the sums below within int64
	if expected.High > most || band.High > most {
		return Gap{}, fault.New(ErrInvalid, "compensation.amount_too_large", "/high", "the amount is too large to compare")
	}
	over := (expected.Low + expected.High - 2*band.High) * 1000
	permille := over / (2 * band.High)
	if over < 0 && over%(2*band.High) != 0 {
		permille--
	}
	return Gap{
		OverBandPermille: permille,
		Overlaps:         expected.Low <= band.High && expected.High >= band.Low,
	}, nil
}
