package compensation_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/compensation"
)

func ExampleFindRange() {
	r, ok := compensation.FindRange("Um, I'd be looking at seventy-eight to eighty-six thousand euros a year, gross.")
	fmt.Println(r.Low, r.High, r.Currency, r.Period, ok)
	// Output: 78000 86000 EUR year true
}

func TestFindRange(t *testing.T) {
	t.Parallel()
	year := func(low, high int64, currency string) compensation.Range {
		return compensation.Range{Low: low, High: high, Currency: currency, Period: compensation.Year}
	}
	tests := []struct {
		text string
		want compensation.Range
	}{
		{"between 78 and 86 thousand euros a year", year(78000, 86000, "EUR")},
		{"€78k to €86k per year", year(78000, 86000, "EUR")},
		{"78-86k EUR annually", year(78000, 86000, "EUR")},
		{"78–86k euros per annum", year(78000, 86000, "EUR")},
		{"78,000 to 86,000 euros a year", year(78000, 86000, "EUR")},
		{"somewhere around ninety thousand dollars a year", year(90000, 90000, "USD")},
		{"one hundred and ten thousand pounds a year", year(110000, 110000, "GBP")},
		{"seventy thousand to, um, seventy-six thousand euros a year", year(70000, 76000, "EUR")},
		{"two months of notice, and seventy to seventy-six thousand euros a year", year(70000, 76000, "EUR")},
		{"in 2026 I would want 71.500 euros a year", year(71500, 71500, "EUR")},
		{"£450 a day", compensation.Range{Low: 450, High: 450, Currency: "GBP", Period: compensation.Day}},
		{"seventy-eight thousand five hundred euros per year", year(78500, 78500, "EUR")},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			got, ok := compensation.FindRange(tt.text)
			require.True(t, ok)
			require.Equal(t, tt.want, got)
		})
	}
}

func TestFindRangeAssumesNothing(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"",
		"seventy-eight to eighty-six thousand",
		"seventy-eight thousand euros",    // no period
		"seventy-eight thousand a year",   // no currency
		"78k euros or 90k dollars a year", // two currencies
		"70 to 76k euros a year, or else 80 to 90k euros",     // two ranges
		"I have three dogs and two months of notice per year", // no amount
		"86 to 78 thousand euros a year",                      // reversed, so two figures
	} {
		_, ok := compensation.FindRange(text)
		require.False(t, ok, text)
	}
}

func TestMentionsHistory(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"My current salary is sixty-five thousand euros.",
		"well, right now I'm on sixty-five",
		"They pay me seventy thousand euros a year.",
		"I\u2019m making about 70k",
		"At the old place I earned sixty-five thousand.",
		"The candidate currently makes 65k.",
	} {
		require.True(t, compensation.MentionsHistory(text), text)
	}
	for _, text := range []string{
		"I'm looking for seventy to seventy-six thousand euros a year.",
		"I'm making sure that the ledger balances.",
		"Right now I'm on call every third week.",
		"My expectation is 78 to 86 thousand euros a year.",
	} {
		require.False(t, compensation.MentionsHistory(text), text)
	}
}

func FuzzFindRange(f *testing.F) {
	f.Add("seventy-eight to eighty-six thousand euros a year")
	f.Add("€78k-86k per year")
	f.Add("1,2,3 € a a a year")
	f.Fuzz(func(t *testing.T, text string) {
		r, ok := compensation.FindRange(text)
		if ok {
			require.NoError(t, r.Validate())
		} else {
			require.Equal(t, compensation.Range{}, r)
		}
		_ = compensation.MentionsHistory(text)
	})
}
