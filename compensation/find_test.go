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
		{"between 78.5k and 86k euros a year", year(78500, 86000, "EUR")},
		{"78,5-86k EUR a year", year(78500, 86000, "EUR")},
		{"78.5 to 86 thousand euros a year", year(78500, 86000, "EUR")},
		{"about 92.25 thousand dollars a year, I would say", year(92250, 92250, "USD")},
		{"€ 450 a day", compensation.Range{Low: 450, High: 450, Currency: "EUR", Period: compensation.Day}},
		{"450 € a day", compensation.Range{Low: 450, High: 450, Currency: "EUR", Period: compensation.Day}},
		{"€ 400 to € 450 a day", compensation.Range{Low: 400, High: 450, Currency: "EUR", Period: compensation.Day}},
		{"80k euros a year, one hundred and", year(80000, 80000, "EUR")},
		{"80k - 90k euros a year", year(80000, 90000, "EUR")},
		{"80k – 90k euros a year", year(80000, 90000, "EUR")},
		{"version 1.25 is out, and I want 80k euros a year", year(80000, 80000, "EUR")},
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
		"£45.50 to £60 an hour",                               // one end is no whole amount
		"€45.50 an hour, or 60 euros",                         // the same, said one by one
		"45.5 euros an hour",                                  // no whole amount
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
		"I currently make sixty-five thousand euros a year.",
		"My last salary was 70k, I think.",
		"At my present company my base right now is about seventy.",
		"Total comp last year was around 90 thousand dollars.",
		"Honestly the salary I have today is fine.",
		"I was on £450 a day there.",
		"I take home about three thousand a month.",
		"My CTC was 24.",
		"I've been on 80k since spring.",
		"They are paying me... well, they pay me 71,000 euros.",
	} {
		require.True(t, compensation.MentionsHistory(text), text)
	}
	for _, text := range []string{
		"I'm looking for seventy to seventy-six thousand euros a year.",
		"I'm making sure that the ledger balances.",
		"Right now I'm on call every third week.",
		"My expectation is 78 to 86 thousand euros a year.",
		"I'm on-call 24 hours a day in that week.",
		"Our current code base was split into 40 packages.",
		"The pay run currently takes 40 minutes.",
		"In the worst case we lose about eleven thousand euros a year.",
		"I'd like a base of 80 thousand euros a year.",
	} {
		require.False(t, compensation.MentionsHistory(text), text)
	}
}

func TestAsksHistory(t *testing.T) {
	t.Parallel()
	for _, q := range []string{"And what do you currently make?", "What are you on at the moment?", "How much do they pay you there?", "What was your last salary?", "What's your current base?"} {
		require.True(t, compensation.AsksHistory(q), q)
		require.False(t, compensation.StatesExpectation(q), q)
	}
	for _, q := range []string{"What do you expect in terms of pay?", "What are you looking for?", "Who pays the bank fees?", "What salary would you like?"} {
		require.False(t, compensation.AsksHistory(q), q)
	}
	require.True(t, compensation.StatesExpectation("What salary would you like?"))
}

func TestComponents(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"between 78 and 86 thousand euros a year, base":                  "base",
		"80 thousand euros a year including bonus":                       "bonus",
		"90 thousand euros a year, base and bonus together":              "base and bonus",
		"80 thousand euros a year plus some equity":                      "",
		"I'm looking for seventy to seventy-six thousand euros a year":   "",
		"80 thousand euros a year fixed, without the bonus, that is all": "base",
	} {
		r, ok := compensation.FindRange(text)
		require.True(t, ok, text)
		require.Equal(t, want, r.Components, text)
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
		_, _ = compensation.MentionsHistory(text), compensation.AsksHistory(text)
	})
}
