package compensation_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/fault"
)

func eur(low, high int64) compensation.Range {
	return compensation.Range{Low: low, High: high, Currency: "EUR", Period: compensation.Year}
}

func ExampleCompare() {
	gap, err := compensation.Compare(eur(90000, 98000), eur(68000, 82000))
	fmt.Println(gap.OverBandPermille, gap.Overlaps, err)
	_, err = compensation.Compare(eur(90000, 98000), compensation.Range{Low: 400, High: 500, Currency: "EUR", Period: compensation.Day})
	fmt.Println(errors.Is(err, compensation.ErrNotComparable), fault.Of(err)[0].Code)
	// Output:
	// 146 false <nil>
	// true compensation.period_differs
}

func TestCompare(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		expected compensation.Range
		permille int64
		overlaps bool
	}{
		{"middle is the top of the band", eur(78000, 86000), 0, true},
		{"within", eur(70000, 74000), -122, true},
		{"a cent below rounds down, never up to zero", eur(81999, 82000), -1, true},
		{"exactly 15 percent over", eur(94300, 94300), 150, false},
		{"under the band", eur(40000, 50000), -452, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			gap, err := compensation.Compare(tt.expected, eur(68000, 82000))
			require.NoError(t, err)
			require.Equal(t, compensation.Gap{OverBandPermille: tt.permille, Overlaps: tt.overlaps}, gap)
		})
	}
}

func TestCompareRefuses(t *testing.T) {
	t.Parallel()
	_, err := compensation.Compare(compensation.Range{}, eur(1, 2))
	require.ErrorIs(t, err, compensation.ErrInvalid)
	usd := eur(1, 2)
	usd.Currency = "USD"
	_, err = compensation.Compare(usd, eur(1, 2))
	require.ErrorIs(t, err, compensation.ErrNotComparable)
	base, all := eur(1, 2), eur(1, 2)
	base.Components, all.Components = "base", "base and bonus"
	_, err = compensation.Compare(all, base)
	require.True(t, fault.Has(err, "compensation.components_differ"))
	_, err = compensation.Compare(eur(1, 2), base)
	require.NoError(t, err, "what was not said is not held against anybody")
	_, err = compensation.Compare(eur(1, math.MaxInt64), eur(1, 2))
	require.True(t, fault.Has(err, "compensation.amount_too_large"))
}

func TestValidateNamesEveryFault(t *testing.T) {
	t.Parallel()
	require.NoError(t, eur(1, 1).Validate())
	require.True(t, compensation.Range{}.IsZero())
	bad := compensation.Range{Low: 5, High: 4, Currency: "eur", Period: "fortnight"}
	var codes []string
	for _, f := range fault.Of(bad.Validate()) {
		codes = append(codes, f.Code+" "+f.Path)
	}
	require.Equal(t, []string{
		"compensation.range_reversed /high",
		"compensation.currency_invalid /currency",
		"compensation.period_invalid /period",
	}, codes)
	require.Len(t, compensation.Range{}.Faults(), 3)
}
