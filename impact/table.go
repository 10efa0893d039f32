package impact

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/markdown"
)

// Exclusion leaves a group of less than 2 % of the people out of the ratios. Its
// count and rate are shown all the same, with the justification.
type Exclusion struct {
	Name          string `json:"name"`
	With          string `json:"with,omitzero"`
	Justification string `json:"justification"`
}

// Options say what a table leaves out. Nil and the zero value are valid.
type Options struct {
	// Unknown is the number of people whose group is not known. They are counted
	// beside the table and are in no rate.
	Unknown int
	Exclude []Exclusion
}

// Row is one group of a table.
type Row struct {
	Group
	Rate     float64  `json:"rate"`
	Interval Interval `json:"rate_interval"` // Wilson, 95 %
	// Share is the group's part of all applicants in the table.
	Share float64 `json:"share"`
	// Ratio is the rate over that of the group with the highest rate; nil where the
	// group is excluded.
	Ratio *float64 `json:"ratio,omitzero"`
	// Excluded is the justification of the exclusion; "" for a group that is in.
	Excluded string `json:"excluded,omitzero"`
}

// Table sets every group beside the one with the highest rate.
type Table struct {
	Rows []Row `json:"rows"`
	// Highest is the index of the row that the ratios refer to.
	Highest    int `json:"highest"`
	Applicants int `json:"applicants"`
	Selected   int `json:"selected"`
	Unknown    int `json:"unknown"`
}

// Rates makes the table of a step. Of groups with the same highest rate the first
// is the reference. It returns ErrInvalid for counts that cannot be, a group that
// occurs twice, and an exclusion of 2 % or more or without a justification, and
// ErrUndefinedRatio where nobody was selected.
func Rates(groups []Group, opts *Options) (Table, error) {
	var o Options
	if opts != nil {
		o = *opts
	}
	t := Table{Highest: -1, Unknown: o.Unknown}
	var list fault.List
	if len(groups) == 0 {
		list.Add("impact.groups_missing", "/groups", "a table has at least one group")
	}
	if o.Unknown < 0 || o.Unknown > MaxCount {
		list.Add("impact.unknown_invalid", "/unknown", "the number of people of unknown group is none or more")
	}
	for i, g := range groups {
		at := fault.Path("groups", i)
		list.Within(at, g.faults(""))
		if slices.ContainsFunc(groups[:i], g.same) {
			list.Add("impact.group_repeated", at+"/name", "the group occurs twice")
		}
		t.Applicants += g.Applicants
		t.Selected += g.Selected
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Table{}, err
	}
	for _, g := range groups {
		t.Rows = append(t.Rows, Row{Group: g, Rate: g.Rate(), Interval: g.Wilson(), Share: float64(g.Applicants) / float64(t.Applicants)})
	}
	for i, e := range o.Exclude {
		at := fault.Path("exclude", i)
		r := slices.IndexFunc(t.Rows, func(r Row) bool { return r.same(Group{Name: e.Name, With: e.With}) })
		switch {
		case r < 0:
			list.Add("impact.exclusion_unknown", at, "the table has no such group")
		case strings.TrimSpace(e.Justification) == "":
			list.Add("impact.exclusion_unjustified", at+"/justification", "say why the group is left out of the ratios")
		case 50*int64(t.Rows[r].Applicants) >= int64(t.Applicants):
			list.Add("impact.exclusion_too_large", at, "only a group of less than 2 % may be left out of the ratios")
		default:
			t.Rows[r].Excluded = e.Justification
		}
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Table{}, err
	}
	for i, r := range t.Rows {
		if r.Excluded == "" && (t.Highest < 0 || order(r.Group, t.Rows[t.Highest].Group) > 0) {
			t.Highest = i
		}
	}
	if t.Highest < 0 || t.Rows[t.Highest].Selected == 0 {
		return Table{}, fault.New(ErrUndefinedRatio, "impact.reference_rate_zero", "/groups", "nobody was selected, so there is no ratio")
	}
	for i, r := range t.Rows {
		if r.Excluded == "" {
			v := ratio(r.Group, t.Rows[t.Highest].Group)
			t.Rows[i].Ratio = &v
		}
	}
	return t, nil
}

func (g Group) same(o Group) bool { return g.Name == o.Name && g.With == o.With }

// Compare returns the comparison of every group that is not excluded with the one
// that has the highest rate. It returns ErrInvalid for a table that was not made by
// Rates.
func (t Table) Compare() ([]Comparison, error) {
	if t.Highest < 0 || t.Highest >= len(t.Rows) {
		return nil, fault.New(ErrInvalid, "impact.highest_unknown", "/highest", "the table has no such row")
	}
	var out []Comparison
	for i, r := range t.Rows {
		if i == t.Highest || r.Excluded != "" {
			continue
		}
		c, err := Compare(r.Group, t.Rows[t.Highest].Group)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// DefaultMinCell is the number of people under which a group's count is not shown.
const DefaultMinCell = 5

// RenderOptions say how a table is written for people. Nil and the zero value are valid.
type RenderOptions struct {
	// MinCell is the number of people under which a group is shown as "<5"; 0 is
	// DefaultMinCell.
	MinCell int
	// Raw shows every count. An audit that the law asks for needs it; nobody else does.
	Raw bool
}

// Markdown writes the table for people. A group of fewer than MinCell people shows
// neither its count nor its rate; neither do the totals then, from which they could
// be worked out, nor the ratios where they refer to such a group.
func (t Table) Markdown(opts *RenderOptions) string {
	least := DefaultMinCell
	if opts != nil && opts.MinCell > 0 {
		least = opts.MinCell
	}
	if opts != nil && opts.Raw {
		least = 0
	}
	const hidden = "not shown"
	count := func(n int) string {
		if n < least {
			return "<" + strconv.Itoa(least)
		}
		return strconv.Itoa(n)
	}
	small := func(r Row) bool { return r.Applicants < least }
	var b strings.Builder
	b.WriteString("| Group | Applicants | Selected | Rate | 95 % interval | Ratio to highest |\n|---|---:|---:|---:|---:|---:|\n")
	for _, r := range t.Rows {
		name := r.Name
		if r.With != "" {
			name += ", " + r.With
		}
		cells := []string{markdown.Inline(name), count(r.Applicants), hidden, hidden, hidden, hidden}
		if !small(r) {
			cells[2] = strconv.Itoa(r.Selected)
			cells[3] = fmt.Sprintf("%.1f %%", 100*r.Rate)
			cells[4] = fmt.Sprintf("%.1f to %.1f %%", 100*r.Interval.Low, 100*r.Interval.High)
			switch {
			case r.Ratio == nil:
				cells[5] = "left out: " + markdown.Inline(r.Excluded)
			case t.Highest >= 0 && t.Highest < len(t.Rows) && !small(t.Rows[t.Highest]):
				cells[5] = fmt.Sprintf("%.3f", *r.Ratio)
			}
		}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	b.WriteString("\n")
	if slices.ContainsFunc(t.Rows, small) {
		b.WriteString("Groups of fewer than " + strconv.Itoa(least) + " people are not shown, nor are totals.")
	} else {
		fmt.Fprintf(&b, "%d applicants, %d selected.", t.Applicants, t.Selected)
	}
	fmt.Fprintf(&b, " Of unknown group: %s. These figures describe a step; they decide nothing.\n", count(t.Unknown))
	return b.String()
}
