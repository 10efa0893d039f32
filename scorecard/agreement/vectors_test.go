package agreement_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/scorecard/agreement"
)

// The vectors print ten digits.
const tolerance = 1e-9

func read(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(corpus.Dir(t), "vectors", name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, into))
}

func all() *agreement.Options { return &agreement.Options{MinUnits: 1, Resamples: 50} }

// byUnit makes observations of rows that are units and columns that are raters.
func byUnit(rows [][]*float64) []agreement.Observation {
	var out []agreement.Observation
	for u, row := range rows {
		for r, v := range row {
			if v != nil {
				out = append(out, agreement.Observation{Unit: "u" + strconv.Itoa(u), Rater: "r" + strconv.Itoa(r), Value: *v})
			}
		}
	}
	return out
}

func table(t testing.TB, obs []agreement.Observation, scale []float64) *agreement.Table {
	t.Helper()
	out, err := agreement.NewTable(obs, scale)
	require.NoError(t, err)
	return out
}

var sentinels = map[string]error{
	"too_few_units": agreement.ErrTooFewUnits, "no_pairable_units": agreement.ErrTooFewUnits,
	"too_few_raters": agreement.ErrTooFewRaters, "no_variation": agreement.ErrNoVariation,
	"disconnected_design": agreement.ErrDisconnected,
}

func TestKrippendorffVectors(t *testing.T) {
	t.Parallel()
	var file struct {
		Cases []struct {
			ID       string
			Ratings  [][]*float64
			Labels   [][]string `json:"ratings_labels"`
			Expected map[string]float64
			Pairable int     `json:"pairable_values"`
			Do       float64 `json:"nominal_do"`
			De       float64 `json:"nominal_de"`
			Want     string  `json:"want_error"`
		}
	}
	read(t, "krippendorff_alpha.json", &file)
	require.Len(t, file.Cases, 8)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			raters := c.Ratings
			for _, row := range c.Labels {
				var values []*float64
				for _, l := range row {
					v := float64(l[0])
					values = append(values, &v)
				}
				raters = append(raters, values)
			}
			obs := byUnit(raters) // raters are rows here
			for i := range obs {
				obs[i].Unit, obs[i].Rater = obs[i].Rater, obs[i].Unit
			}
			tab := table(t, obs, nil)
			if c.Want != "" {
				for _, m := range []agreement.Metric{agreement.Nominal, agreement.Ordinal, agreement.IntervalScale, agreement.Ratio} {
					_, err := agreement.Alpha(tab, m, all())
					require.ErrorIs(t, err, sentinels[c.Want])
					require.True(t, fault.Has(err, "agreement."+c.Want))
				}
				return
			}
			require.NotEmpty(t, c.Expected)
			for metric, want := range c.Expected {
				got, err := agreement.Alpha(tab, agreement.Metric(metric), all())
				require.NoError(t, err)
				require.InDelta(t, want, got.Value, tolerance, metric)
				require.Equal(t, metric, got.Form)
				if c.Pairable > 0 {
					require.Equal(t, c.Pairable, got.Ratings)
				}
				if metric == "nominal" && c.De > 0 {
					require.InDeltaSlice(t, []float64{c.Do, c.De}, []float64{got.Observed, got.Expected}, tolerance)
				}
			}
		})
	}
}

func TestKappaVectors(t *testing.T) {
	t.Parallel()
	type result struct {
		Po, Pe, Kappa, ASE float64
		CI                 [2]float64 `json:"ci95"`
	}
	var file struct {
		Cases []struct {
			ID       string
			Table    [][]int
			Expected map[string]result
			Other    map[string]map[string]float64 `json:"expected_other"`
			Want     string                        `json:"want_error"`
		}
	}
	read(t, "kappa_two_raters.json", &file)
	require.Len(t, file.Cases, 10)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			tab := table(t, fromTable(c.Table), agreement.Levels(len(c.Table)))
			if c.Want != "" {
				_, err := agreement.Kappa(tab, "a", "b", agreement.Identity, all())
				require.ErrorIs(t, err, sentinels[c.Want])
				return
			}
			for w, want := range c.Expected {
				got, err := agreement.Kappa(tab, "a", "b", agreement.Weights(w), all())
				require.NoError(t, err)
				require.InDelta(t, want.Po, got.Observed, tolerance)
				require.InDelta(t, want.Pe, got.Expected, tolerance)
				require.InDelta(t, want.Kappa, got.Value, tolerance)
				require.InDelta(t, want.ASE, got.SE, tolerance)
				require.InDelta(t, want.CI[0], got.Interval.Low, tolerance)
				require.InDelta(t, want.CI[1], got.Interval.High, tolerance)
			}
			for w, want := range c.Other {
				coefficients(t, tab, agreement.Weights(w), map[string]float64{
					"pa": want["pa"], "fleiss": want["scott"], "ac": want["ac"], "bp": want["bp"], "kripp": want["kripp"],
				})
			}
		})
	}
}

// fromTable makes observations of a square table of two raters.
func fromTable(counts [][]int) []agreement.Observation {
	var out []agreement.Observation
	for i, row := range counts {
		for j, n := range row {
			for k := range n {
				unit := strconv.Itoa(i) + "/" + strconv.Itoa(j) + "/" + strconv.Itoa(k)
				out = append(
					out,
					agreement.Observation{Unit: unit, Rater: "a", Value: float64(i + 1)},
					agreement.Observation{Unit: unit, Rater: "b", Value: float64(j + 1)},
				)
			}
		}
	}
	return out
}

// coefficients checks every value that is wanted of the table.
func coefficients(t *testing.T, tab *agreement.Table, w agreement.Weights, want map[string]float64) {
	t.Helper()
	type coefficient func(*agreement.Table, agreement.Weights, *agreement.Options) (agreement.Estimate, error)
	of := func(f coefficient, pick func(agreement.Estimate) float64) func() float64 {
		return func() float64 {
			e, err := f(tab, w, all())
			require.NoError(t, err)
			require.NotZero(t, e.Interval.Confidence)
			return pick(e)
		}
	}
	value := func(e agreement.Estimate) float64 { return e.Value }
	expected := func(e agreement.Estimate) float64 { return e.Expected }
	known := map[string]func() float64{
		"pa": of(agreement.Percent, value), "fleiss": of(agreement.Fleiss, value), "fleiss_pe": of(agreement.Fleiss, expected),
		"ac": of(agreement.AC, value), "ac_pe": of(agreement.AC, expected),
		"ac_se": of(agreement.AC, func(e agreement.Estimate) float64 { return e.SE }),
		"bp":    of(agreement.BrennanPrediger, value), "kripp": of(agreement.AlphaWeighted, value),
	}
	for name, v := range want {
		switch name {
		case "kripp_pa", "kripp_pe": // alpha reports disagreements by another divisor; its parts fix each other
			e, err := agreement.AlphaWeighted(tab, w, all())
			require.NoError(t, err)
			pe := 1 - e.Expected*float64(e.Ratings-1)/float64(e.Ratings)
			if name == "kripp_pe" {
				require.InDelta(t, v, pe, tolerance, name)
			} else {
				require.InDelta(t, v, pe+e.Value*(1-pe), tolerance, name)
			}
		default:
			f, ok := known[name]
			require.True(t, ok, name)
			require.InDelta(t, v, f(), tolerance, "%s %s", w, name)
		}
	}
}

func TestManyRatersVectors(t *testing.T) {
	t.Parallel()
	var file struct {
		Cases []struct {
			ID         string
			Categories []float64
			Ratings    [][]*float64                  `json:"ratings_units_by_raters"`
			Counts     [][]int                       `json:"counts_units_by_category"`
			Expected   map[string]map[string]float64 `json:"expected"`
		}
	}
	read(t, "multi_rater_gwet_fleiss.json", &file)
	require.Len(t, file.Cases, 2)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			obs, scale := byUnit(c.Ratings), c.Categories
			for u, row := range c.Counts {
				scale = agreement.Levels(len(row))
				rater := 0
				for v, n := range row {
					for range n {
						obs = append(obs, agreement.Observation{Unit: "u" + strconv.Itoa(u), Rater: "r" + strconv.Itoa(rater), Value: float64(v + 1)})
						rater++
					}
				}
			}
			for w, want := range c.Expected {
				coefficients(t, table(t, obs, scale), agreement.Weights(w), want)
			}
		})
	}
}

func TestICCVectors(t *testing.T) {
	t.Parallel()
	var file struct {
		Cases []struct {
			ID       string
			Ratings  [][]*float64
			Expected map[string]json.RawMessage
			Want     string `json:"want_error"`
		}
	}
	read(t, "icc_shrout_fleiss.json", &file)
	require.Len(t, file.Cases, 4)
	forms := map[string]agreement.ICCForm{
		"ICC1": agreement.ICC1, "ICC2": agreement.ICC2, "ICC3": agreement.ICC3,
		"ICC1k": agreement.ICC1k, "ICC2k": agreement.ICC2k, "ICC3k": agreement.ICC3k,
	}
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			tab := table(t, byUnit(c.Ratings), nil)
			if c.Want != "" {
				for _, f := range forms {
					_, err := agreement.ICC(tab, f, all())
					require.ErrorIs(t, err, sentinels[c.Want])
				}
				return
			}
			var ms, f, p map[string]float64
			var ci map[string][2]float64
			for key, into := range map[string]any{"mean_squares": &ms, "F": &f, "p": &p, "ci95": &ci} {
				if raw, ok := c.Expected[key]; ok {
					require.NoError(t, json.Unmarshal(raw, into))
				}
			}
			for name, form := range forms {
				raw, ok := c.Expected[name]
				if !ok {
					continue
				}
				var want float64
				require.NoError(t, json.Unmarshal(raw, &want))
				got, err := agreement.ICC(tab, form, all())
				require.NoError(t, err)
				require.InDelta(t, want, got.Value, tolerance, name)
				if limits, ok := ci[name]; ok {
					require.InDelta(t, limits[0], got.Interval.Low, tolerance, name)
					require.InDelta(t, limits[1], got.Interval.High, tolerance, name)
				}
				if v, ok := f[name]; ok {
					require.InDelta(t, v, got.F(), tolerance, name)
					require.InDelta(t, p[name], got.P, tolerance, name)
				}
				if len(ms) > 0 {
					require.InDelta(t, ms["BMS"], got.Between, tolerance)
					require.InDelta(t, ms["WMS"], got.Within, tolerance)
					if form != agreement.ICC1 && form != agreement.ICC1k {
						require.InDelta(t, ms["JMS"], got.Judges, tolerance)
						require.InDelta(t, ms["EMS"], got.Error, tolerance)
					}
				}
			}
		})
	}
}

func TestWithinVectors(t *testing.T) {
	t.Parallel()
	var file struct {
		Cases []struct {
			Points   int `json:"scale_points"`
			Ratings  []int
			Expected map[string]float64
			Want     string `json:"want_error"`
		}
	}
	read(t, "within_panel_agreement.json", &file)
	require.Len(t, file.Cases, 8)
	for _, c := range file.Cases {
		s, err := agreement.Within(c.Ratings, c.Points)
		if c.Want != "" {
			require.ErrorIs(t, err, sentinels[c.Want])
			continue
		}
		require.NoError(t, err)
		for name, got := range map[string]float64{
			"mean": s.Mean, "s2": s.Variance, "rwg": s.RWG, "ad_mean": s.ADMean, "ad_median": s.ADMedian,
			"range": float64(s.Range), "ad_cut": s.ADCut, "sigma_eu": float64(c.Points*c.Points-1) / 12,
		} {
			require.InDelta(t, c.Expected[name], got, tolerance, name)
		}
		require.Equal(t, c.Expected["rwg"] < 0, s.Polarised)
	}
}

func TestRaterEffectVectors(t *testing.T) {
	t.Parallel()
	var file struct {
		Cases []struct {
			ID           string
			Ratings      [][]*float64
			Observations [][3]any
			Expected     struct {
				RaterMean   []float64 `json:"rater_mean"`
				Grand       float64   `json:"grand_mean"`
				Leniency    []float64
				LeaveOneOut []float64 `json:"leave_one_out_difference"`
				SD          []float64 `json:"rater_sd"`
				Candidate   map[string]float64
				Rater       map[string]float64
			}
			Raw  map[string]float64 `json:"raw_rater_means"`
			Want string             `json:"want_error"`
		}
	}
	read(t, "rater_effects.json", &file)
	require.Len(t, file.Cases, 3)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			obs := byUnit(c.Ratings)
			for _, o := range c.Observations {
				obs = append(obs, agreement.Observation{Unit: o[0].(string), Rater: o[1].(string), Value: o[2].(float64)})
			}
			tab := table(t, obs, nil)
			got, err := agreement.Leniency(tab, all())
			if c.Want != "" {
				require.ErrorIs(t, err, sentinels[c.Want])
				require.Equal(t, [][]string{{"ana"}, {"bob"}}, tab.Components())
				return
			}
			require.NoError(t, err)
			for i, want := range c.Expected.Leniency {
				r := got.Raters[i]
				require.InDelta(t, want, r.Effect, tolerance)
				require.InDelta(t, c.Expected.RaterMean[i], r.Mean, tolerance)
				require.InDelta(t, c.Expected.LeaveOneOut[i], r.LeaveOneOut, tolerance)
				require.InDelta(t, c.Expected.SD[i], r.SD, tolerance)
				require.InDelta(t, c.Expected.Grand, got.Grand, tolerance)
				k := float64(len(c.Expected.Leniency))
				require.InDelta(t, r.LeaveOneOut, r.Effect*k/(k-1), tolerance, "crossed designs hold the identity")
			}
			for _, r := range got.Raters {
				if want, ok := c.Expected.Rater[r.Rater]; ok {
					require.InDelta(t, want, r.Effect, tolerance)
					require.InDelta(t, c.Raw[r.Rater], r.Mean, tolerance)
				}
			}
			for _, u := range got.Units {
				if want, ok := c.Expected.Candidate[u.Unit]; ok {
					require.InDelta(t, want, u.Value, tolerance)
				}
			}
		})
	}
}
