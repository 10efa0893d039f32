package impact_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/impact"
	"github.com/hirealign/hirealign/internal/corpus"
)

func Example() {
	c, err := impact.Compare(impact.Group{Name: "a", Applicants: 10, Selected: 1}, impact.Group{Name: "b", Applicants: 20, Selected: 3})
	fmt.Printf("ratio %.2f [%.2f, %.2f] of %d, exact p %.2f, short by %d, %v\n", c.Ratio, c.Katz.Low, c.Katz.High, c.N, c.Fisher, c.Shortfall, err)
	fmt.Printf("one other decision: ratio %.2f, reversed %t\n", *c.Shift.Ratio, c.Shift.Reverses)
	// Output:
	// ratio 0.67 [0.08, 5.62] of 30, exact p 1.00, short by 1, <nil>
	// one other decision: ratio 2.00, reversed true
}

func ExampleRates() {
	t, err := impact.Rates([]impact.Group{
		{Name: "a", Applicants: 120, Selected: 48}, {Name: "b", Applicants: 90, Selected: 40}, {Name: "c", Applicants: 3, Selected: 1},
	}, &impact.Options{Unknown: 12})
	fmt.Print(t.Markdown(nil), err)
	// Output:
	// | Group | Applicants | Selected | Rate | 95 % interval | Ratio to highest |
	// |---|---:|---:|---:|---:|---:|
	// | a | 120 | 48 | 40.0 % | 31.7 to 48.9 % | 0.900 |
	// | b | 90 | 40 | 44.4 % | 34.6 to 54.7 % | 1.000 |
	// | c | <5 | not shown | not shown | not shown | not shown |
	//
	// Groups of fewer than 5 people are not shown, nor are totals. Of unknown group: 12. These figures describe a step; they decide nothing.
	// <nil>
}

func ExampleScoringAudit() {
	var cases []impact.Case
	for i := range 40 {
		cases = append(cases, impact.Case{First: []string{"f", "m"}[i%2], Second: []string{"x", "y"}[i/2%2], Score: float64(i % 7)})
	}
	a, err := impact.ScoringAudit(append(cases, impact.Case{First: "f", Score: 3}), impact.Exclusions{})
	fmt.Println(*a.Median, a.Unknown, len(a.Crossed.Rows), len(a.Reconcile()), err)
	// Output: 3 1 4 0 <nil>
}

const tolerance = 1e-9

func read(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(corpus.Dir(t), "vectors", name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, into))
}

type pair struct{ Selected, Applicants int }

func (p pair) group(name string) impact.Group {
	return impact.Group{Name: name, Applicants: p.Applicants, Selected: p.Selected}
}

func TestAdverseImpactVectors(t *testing.T) {
	t.Parallel()
	var file struct {
		Cases []struct {
			ID               string
			Focal, Reference pair
			Expected         map[string]any
			Shift            *struct {
				After struct {
					Focal, Reference [2]int
					Ratio            float64 `json:"new_impact_ratio_focal_over_reference"`
				} `json:"focal_plus_one"`
				Reverses bool
			} `json:"one_person_shift"`
			Want string `json:"want_error"`
		}
		Fisher []struct {
			Table    [2][2]int
			TwoSided float64 `json:"two_sided"`
			Greater  float64
			Less     *float64
		} `json:"fisher_reference"`
		Wilson []struct {
			X, N     int
			Expected [2]float64
		} `json:"wilson_reference"`
	}
	read(t, "adverse_impact_pairs.json", &file)
	require.Len(t, file.Cases, 10)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			got, err := impact.Compare(c.Focal.group("f"), c.Reference.group("r"))
			if c.Want != "" {
				require.Equal(t, "undefined_ratio", c.Want)
				require.ErrorIs(t, err, impact.ErrUndefinedRatio)
				return
			}
			require.NoError(t, err)
			require.NotEmpty(t, c.Expected)
			for key, want := range c.Expected {
				switch key {
				case "below_four_fifths_exact":
					require.Equal(t, want, got.BelowFourFifths)
				case "selections_short_of_four_fifths":
					require.InDelta(t, want, got.Shortfall, 0)
				case "impact_ratio_ci95_katz":
					require.NotNil(t, got.Katz)
					require.InDelta(t, want.([]any)[0], got.Katz.Low, tolerance)
					require.InDelta(t, want.([]any)[1], got.Katz.High, tolerance)
				default:
					value, ok := map[string]float64{
						"impact_ratio": got.Ratio, "z_pooled": got.Z, "p_z_two_sided": got.PZ,
						"fisher_two_sided": got.Fisher, "fisher_less": got.FisherLess, "fisher_midp_two_sided_doubled": got.MidP,
					}[key]
					require.True(t, ok, key)
					require.InDelta(t, want, value, tolerance, key)
				}
			}
			if c.Shift != nil {
				require.Equal(t, c.Shift.After.Focal[0], got.Shift.FocalSelected)
				require.Equal(t, c.Shift.After.Reference[0], got.Shift.ReferenceSelected)
				require.InDelta(t, c.Shift.After.Ratio, *got.Shift.Ratio, tolerance)
				require.Equal(t, c.Shift.Reverses, got.Shift.Reverses)
			}
		})
	}
	for _, c := range file.Fisher {
		got, err := impact.Compare(
			impact.Group{Applicants: c.Table[0][0] + c.Table[0][1], Selected: c.Table[0][0]},
			impact.Group{Applicants: c.Table[1][0] + c.Table[1][1], Selected: c.Table[1][0]},
		)
		require.NoError(t, err)
		require.InDelta(t, c.TwoSided, got.Fisher, tolerance)
		require.InDelta(t, c.Greater, got.FisherGreater, tolerance)
		if c.Less != nil {
			require.InDelta(t, *c.Less, got.FisherLess, tolerance)
		}
	}
	require.Len(t, file.Wilson, 4)
	for _, c := range file.Wilson {
		got := impact.Group{Applicants: c.N, Selected: c.X}.Wilson()
		require.InDelta(t, c.Expected[0], got.Low, tolerance)
		require.InDelta(t, c.Expected[1], got.High, tolerance)
	}
}

type published struct {
	Category, Sex string
	Race          string `json:"race_ethnicity"`
	Applicants    int
	Selected      int
	Above         int     `json:"above_median"`
	Selection     float64 `json:"selection_rate"`
	Scoring       float64 `json:"scoring_rate"`
	Ratio         float64 `json:"impact_ratio"`
	Published     float64 `json:"published_impact_ratio"`
}

func (p published) group() impact.Group {
	g := impact.Group{Name: p.Category, Applicants: p.Applicants, Selected: p.Selected + p.Above}
	if p.Category == "" {
		g.Name, g.With = p.Sex, p.Race
	}
	return g
}

func TestNewYorkVectors(t *testing.T) {
	t.Parallel()
	type example struct {
		Sex, Intersectional []published
		Race                []published `json:"race_ethnicity"`
		Unknown             int
	}
	var file struct {
		Selection example `json:"selection_example"`
		Scoring   example `json:"scoring_example"`
		Ties      []struct {
			Scores []float64
			Median float64
			Above  int
			Want   string `json:"want_error_for_ratio"`
		} `json:"median_ties"`
	}
	read(t, "nyc_ll144_dcwp_examples.json", &file)
	groups := func(rows []published) []impact.Group {
		var out []impact.Group
		for _, r := range rows {
			out = append(out, r.group())
		}
		return out
	}
	ratios := 0
	for _, e := range []example{file.Selection, file.Scoring} {
		a, err := impact.AuditOf(groups(e.Sex), groups(e.Race), groups(e.Intersectional), e.Unknown, impact.Exclusions{})
		require.NoError(t, err)
		require.Equal(t, e.Unknown, a.Unknown)
		for _, part := range []struct {
			want []published
			got  impact.Table
		}{{e.Sex, a.First}, {e.Race, a.Second}, {e.Intersectional, a.Crossed}} {
			require.Len(t, part.got.Rows, len(part.want))
			for i, want := range part.want {
				row := part.got.Rows[i]
				require.InDelta(t, want.Selection+want.Scoring, row.Rate, tolerance)
				require.InDelta(t, want.Ratio, *row.Ratio, tolerance)
				digits := 100.0 // the rule prints two decimals or three
				if math.Abs(want.Published*100-math.Round(want.Published*100)) > 1e-6 {
					digits = 1000
				}
				require.InDelta(t, want.Published, math.Round(*row.Ratio*digits)/digits, tolerance, want)
				ratios++
			}
		}
	}
	require.Equal(t, 46, ratios)

	a, err := impact.AuditOf(groups(file.Selection.Sex), groups(file.Selection.Race), groups(file.Selection.Intersectional), 250, impact.Exclusions{})
	require.NoError(t, err)
	require.Equal(t, []impact.Discrepancy{{
		Group:   impact.Group{Name: "Hispanic or Latino", Applicants: 408, Selected: 204},
		Crossed: impact.Group{Name: "Hispanic or Latino", Applicants: 395, Selected: 172},
	}}, a.Reconcile(), "the published example does not add up")
	b, err := impact.AuditOf(groups(file.Scoring.Sex), groups(file.Scoring.Race), groups(file.Scoring.Intersectional), 15, impact.Exclusions{})
	require.NoError(t, err)
	require.Empty(t, b.Reconcile())

	small := impact.Exclusions{Crossed: []impact.Exclusion{{Name: "Female", With: "Native American or Alaska Native", Justification: "17 people"}}}
	a, err = impact.AuditOf(groups(file.Selection.Sex), groups(file.Selection.Race), groups(file.Selection.Intersectional), 250, small)
	require.NoError(t, err)
	for _, r := range a.Crossed.Rows {
		if r.Excluded != "" {
			require.Nil(t, r.Ratio)
			require.Equal(t, 17, r.Applicants, "the count and the rate stay")
			require.InDelta(t, 7.0/17, r.Rate, tolerance)
		}
	}

	for _, c := range file.Ties {
		m, err := impact.Median(c.Scores)
		require.NoError(t, err)
		require.InDelta(t, c.Median, m, 0)
		var cases []impact.Case
		for _, s := range c.Scores {
			cases = append(cases, impact.Case{First: "a", Second: "b", Score: s})
		}
		audit, err := impact.ScoringAudit(cases, impact.Exclusions{})
		if c.Want != "" {
			require.ErrorIs(t, err, impact.ErrUndefinedRatio)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, c.Above, audit.First.Selected)
	}
}

func TestSelectionAuditKeepsUnknownOutside(t *testing.T) {
	t.Parallel()
	a, err := impact.SelectionAudit([]impact.Case{
		{First: "f", Second: "x", Selected: true}, {First: "m", Second: "x"}, {First: "m", Selected: true}, {Second: "x", Selected: true}, {},
	}, impact.Exclusions{})
	require.NoError(t, err)
	require.Equal(t, 3, a.Unknown)
	require.Equal(t, 2, a.First.Applicants)
	require.Equal(t, 1, a.First.Selected)
	require.Nil(t, a.Median)
	require.Equal(t, 3, a.Crossed.Unknown)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	ok := impact.Group{Name: "a", Applicants: 100, Selected: 10}
	small := impact.Group{Name: "s", Applicants: 1}
	two := impact.Group{Name: "t", Applicants: 2}
	for code, err := range map[string]error{
		"impact.applicants_invalid":    second(impact.Compare(impact.Group{}, ok)),
		"impact.selected_invalid":      second(impact.Compare(impact.Group{Applicants: 3, Selected: 4}, ok)),
		"impact.reference_rate_zero":   second(impact.Compare(ok, impact.Group{Applicants: 3})),
		"impact.groups_missing":        second(impact.Rates(nil, nil)),
		"impact.group_repeated":        second(impact.Rates([]impact.Group{ok, ok}, nil)),
		"impact.unknown_invalid":       second(impact.Rates([]impact.Group{ok}, &impact.Options{Unknown: -1})),
		"impact.exclusion_unknown":     second(impact.Rates([]impact.Group{ok}, &impact.Options{Exclude: []impact.Exclusion{{Name: "z", Justification: "x"}}})),
		"impact.exclusion_unjustified": second(impact.Rates([]impact.Group{ok, small}, &impact.Options{Exclude: []impact.Exclusion{{Name: "s", Justification: " "}}})),
		"impact.exclusion_too_large": second(impact.Rates([]impact.Group{{Name: "a", Applicants: 98, Selected: 1}, two},
			&impact.Options{Exclude: []impact.Exclusion{{Name: "t", Justification: "small"}}})),
		"impact.scores_missing":   second(impact.ScoringAudit(nil, impact.Exclusions{})),
		"impact.score_not_finite": second(impact.ScoringAudit([]impact.Case{{Score: math.NaN()}}, impact.Exclusions{})),
	} {
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
	}
	_, err := impact.Rates([]impact.Group{{Name: "a", Applicants: 5}, {Name: "b", Applicants: 5}}, nil)
	require.ErrorIs(t, err, impact.ErrUndefinedRatio)
	_, err = impact.SelectionAudit(nil, impact.Exclusions{})
	require.ErrorIs(t, err, impact.ErrInvalid)
}

func TestAnAuditSaysWhichTable(t *testing.T) {
	t.Parallel()
	ok, bad := []impact.Group{{Name: "a", Applicants: 10, Selected: 5}}, []impact.Group{{Name: "a", Applicants: 10, Selected: 11}}
	_, err := impact.AuditOf(ok, ok, bad, 0, impact.Exclusions{})
	require.ErrorIs(t, err, impact.ErrInvalid)
	require.Equal(t, "/crossed/groups/0/selected", fault.Of(err)[0].Path)
	_, err = impact.AuditOf(ok, []impact.Group{{Name: "a", Applicants: 10}}, ok, 0, impact.Exclusions{})
	require.ErrorIs(t, err, impact.ErrUndefinedRatio)
	require.Equal(t, "/second/groups", fault.Of(err)[0].Path)
}

// One other decision turns a small difference around, and not a large one.
func TestShiftSaysWhetherItReverses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		focal, reference impact.Group
		reverses         bool
	}{
		"a large difference":        {impact.Group{Applicants: 40, Selected: 12}, impact.Group{Applicants: 80, Selected: 48}, false},
		"a large one the other way": {impact.Group{Applicants: 80, Selected: 48}, impact.Group{Applicants: 40, Selected: 12}, false},
		"a small difference":        {impact.Group{Applicants: 10, Selected: 1}, impact.Group{Applicants: 20, Selected: 3}, true},
		"no difference":             {impact.Group{Applicants: 10, Selected: 2}, impact.Group{Applicants: 10, Selected: 2}, false},
	} {
		c, err := impact.Compare(tt.focal, tt.reference)
		require.NoError(t, err)
		require.Equal(t, tt.reverses, c.Shift.Reverses, name)
	}
}

// A table may come from a document: what does not fit is an error, and labels are text.
func TestTablesThatRatesDidNotMake(t *testing.T) {
	t.Parallel()
	one := 1.0
	for _, highest := range []int{-1, 1} {
		table := impact.Table{Rows: []impact.Row{{Group: impact.Group{Name: "<b>a</b>", Applicants: 10, Selected: 5}, Ratio: &one}}, Highest: highest}
		_, err := table.Compare()
		require.True(t, fault.Has(err, "impact.highest_unknown"), err)
		require.Contains(t, table.Markdown(nil), "| &lt;b&gt;a&lt;/b&gt; | 10 | 5 |")
	}
	_, err := impact.Table{}.Compare()
	require.ErrorIs(t, err, impact.ErrInvalid)
}

func second[T any](_ T, err error) error { return err }

func TestEverybodySelected(t *testing.T) {
	t.Parallel()
	c, err := impact.Compare(impact.Group{Applicants: 4, Selected: 4}, impact.Group{Applicants: 6, Selected: 6})
	require.NoError(t, err)
	require.Nil(t, c.Shift, "no selection can move")
	require.InDelta(t, 1, c.PZ, 0)
	require.InDelta(t, 1, c.Fisher, 0)
	_, err = json.Marshal(c)
	require.NoError(t, err)
}

func TestSuppression(t *testing.T) {
	t.Parallel()
	groups := []impact.Group{{Name: "a|b", Applicants: 50, Selected: 20}, {Name: "tiny", Applicants: 4, Selected: 3}}
	table, err := impact.Rates(groups, &impact.Options{Unknown: 2})
	require.NoError(t, err)
	text := table.Markdown(nil)
	require.NotContains(t, text, "0.75")
	require.NotContains(t, text, "54", "a total would give the small count away")
	require.NotContains(t, text, "0.533", "a ratio to a small group would give its rate away")
	require.Contains(t, text, `a\|b`)
	require.Contains(t, text, "Of unknown group: <5")
	require.Contains(t, table.Markdown(&impact.RenderOptions{Raw: true}), "54 applicants, 23 selected")
	require.Contains(t, table.Markdown(&impact.RenderOptions{MinCell: 60}), "<60")
}

// No type here can hold a verdict, and no function changes a score.
func TestNothingIsAVerdict(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var look func(reflect.Type)
	look = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || seen[typ] {
			return
		}
		seen[typ] = true
		for f := range typ.Fields() {
			name := strings.ToLower(f.Name)
			for _, word := range []string{"pass", "fail", "verdict", "violation", "compliant", "discriminat", "significant", "adjusted"} {
				require.NotContains(t, name, word, typ)
			}
			look(f.Type)
		}
	}
	for _, v := range []any{impact.Comparison{}, impact.Table{}, impact.Audit{}, impact.Discrepancy{}} {
		look(reflect.TypeOf(v))
	}
	require.Contains(t, seen, reflect.TypeFor[impact.Shift]())
}

func groups(t *rapid.T) (f, r impact.Group) {
	f.Applicants, r.Applicants = rapid.IntRange(1, 40).Draw(t, "nf"), rapid.IntRange(1, 40).Draw(t, "nr")
	f.Selected, r.Selected = rapid.IntRange(0, f.Applicants).Draw(t, "sf"), rapid.IntRange(1, r.Applicants).Draw(t, "sr")
	return f, r
}

func TestExactArithmetic(t *testing.T) {
	t.Parallel()
	choose := func(n, k int) *big.Int { return new(big.Int).Binomial(int64(n), int64(k)) }
	rapid.Check(t, func(t *rapid.T) {
		f, r := groups(t)
		c, err := impact.Compare(f, r)
		if err != nil {
			t.Fatal(err)
		}
		exact := new(big.Rat).Quo(big.NewRat(int64(f.Selected), int64(f.Applicants)), big.NewRat(int64(r.Selected), int64(r.Applicants)))
		if below := exact.Cmp(big.NewRat(4, 5)) < 0; below != c.BelowFourFifths {
			t.Fatalf("%v below four fifths: %t", exact, c.BelowFourFifths)
		}
		if v, _ := exact.Float64(); math.Abs(v-c.Ratio) > 1e-15*math.Max(1, v) {
			t.Fatalf("ratio %v, exactly %v", c.Ratio, v)
		}
		// The shortfall is the least number that reaches four fifths.
		enough := func(more int) bool {
			return 5*(f.Selected+more)*r.Applicants >= 4*r.Selected*f.Applicants
		}
		if !enough(c.Shortfall) || c.Shortfall > 0 && enough(c.Shortfall-1) {
			t.Fatalf("shortfall %d", c.Shortfall)
		}
		// Fisher, by counting every table in whole numbers.
		k := f.Selected + r.Selected
		own := new(big.Int).Mul(choose(f.Applicants, f.Selected), choose(r.Applicants, r.Selected))
		two, less, greater := new(big.Int), new(big.Int), new(big.Int)
		for x := max(0, k-r.Applicants); x <= min(k, f.Applicants); x++ {
			w := new(big.Int).Mul(choose(f.Applicants, x), choose(r.Applicants, k-x))
			if w.Cmp(own) <= 0 {
				two.Add(two, w)
			}
			if x <= f.Selected {
				less.Add(less, w)
			}
			if x >= f.Selected {
				greater.Add(greater, w)
			}
		}
		total := choose(f.Applicants+r.Applicants, k)
		for name, p := range map[string]struct {
			want *big.Int
			got  float64
		}{"two": {two, c.Fisher}, "less": {less, c.FisherLess}, "greater": {greater, c.FisherGreater}} {
			want, _ := new(big.Rat).SetFrac(p.want, total).Float64()
			if math.Abs(want-p.got) > 1e-10 {
				t.Fatalf("%s: %v, counted %v", name, p.got, want)
			}
		}
		if c.MidP < 0 || c.MidP > 1 {
			t.Fatalf("mid-p %v", c.MidP)
		}
		for _, g := range []impact.Group{f, r} {
			if iv := g.Wilson(); iv.Low < 0 || iv.High > 1 || iv.Low > g.Rate() || iv.High < g.Rate() {
				t.Fatalf("Wilson %v of %v", iv, g)
			}
		}
		if c.Katz != nil && (c.Katz.Low > c.Ratio || c.Katz.High < c.Ratio) {
			t.Fatalf("Katz %v of %v", c.Katz, c.Ratio)
		}
	})
}

// In floating point thousands of comparisons of small groups come out wrong.
func TestFloatTraps(t *testing.T) {
	t.Parallel()
	traps := 0
	for nf := 1; nf <= 120; nf++ {
		for nr := 1; nr <= 120; nr++ {
			for sr := 1; sr <= nr; sr++ {
				if 4*sr*nf%(5*nr) != 0 {
					continue
				}
				sf := 4 * sr * nf / (5 * nr) // the ratio is four fifths to the letter
				if sf == 0 || float64(sf)/float64(nf)/(float64(sr)/float64(nr)) >= 0.8 {
					continue
				}
				traps++
				c, err := impact.Compare(impact.Group{Applicants: nf, Selected: sf}, impact.Group{Applicants: nr, Selected: sr})
				require.NoError(t, err)
				require.False(t, c.BelowFourFifths, "%d of %d against %d of %d", sf, nf, sr, nr)
				require.InDelta(t, 0.8, c.Ratio, 0)
			}
		}
	}
	require.Greater(t, traps, 5000)
}

// Two groups of twenty with the same true rate of 30 % lie below four fifths of
// each other, in one direction or the other, more often than not.
func TestEqualRatesOftenLieBelowFourFifths(t *testing.T) {
	t.Parallel()
	const n, rate = 20, 0.3
	chance := func(k int) float64 {
		c, _ := new(big.Float).SetInt(new(big.Int).Binomial(n, int64(k))).Float64()
		return c * math.Pow(rate, float64(k)) * math.Pow(1-rate, float64(n-k))
	}
	var below float64
	for a := range n + 1 {
		for b := range n + 1 {
			low, high := impact.Group{Applicants: n, Selected: min(a, b)}, impact.Group{Applicants: n, Selected: max(a, b)}
			if c, err := impact.Compare(low, high); err == nil && c.BelowFourFifths {
				below += chance(a) * chance(b)
			}
		}
	}
	require.InDelta(t, 0.619, below, 0.005)
}

func TestLargestCounts(t *testing.T) {
	t.Parallel()
	c, err := impact.Compare(
		impact.Group{Applicants: impact.MaxCount, Selected: 799_999_999}, impact.Group{Applicants: impact.MaxCount, Selected: impact.MaxCount},
	)
	require.NoError(t, err)
	require.True(t, c.BelowFourFifths)
	require.Equal(t, 1, c.Shortfall)
	require.Zero(t, c.Fisher)
	_, err = impact.Compare(impact.Group{Applicants: impact.MaxCount + 1}, impact.Group{Applicants: 1, Selected: 1})
	require.ErrorIs(t, err, impact.ErrInvalid)
}

func BenchmarkFisher(b *testing.B) {
	f, r := impact.Group{Applicants: 10_000, Selected: 4_500}, impact.Group{Applicants: 10_000, Selected: 4_700}
	for b.Loop() {
		if _, err := impact.Compare(f, r); err != nil {
			b.Fatal(err)
		}
	}
}
