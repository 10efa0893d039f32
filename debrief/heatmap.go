package debrief

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/rubric"
)

// heatmap is the panel's levels as a picture: a criterion's name above a row of
// cells, one per panelist, so that it reads on paper and on a narrow screen. Each
// cell holds its number and, at the bar, a tick; colour only repeats them.
type heatmap struct {
	Width, Height int
	// Label says in words what the picture shows.
	Label   string
	Columns []heatColumn
	Rows    []heatRow
}

type heatColumn struct {
	X           int
	Name, Short string
}

type heatRow struct {
	NameY, CellY, TextY int
	Name, Spread        string
	Cells               []heatCell
}

type heatCell struct {
	X, Middle, Width  int
	Text, Class, Name string
}

// The measures of the picture, in its own units.
const (
	heatWidth   = 300 // with few panelists
	heatCellMin = 46
	heatHeader  = 20
	heatRowSize = 42
	heatCellTop = 17
)

func newHeatmap(f Finalist, bar int) heatmap {
	var ids, names []string
	for _, r := range f.Recommendations {
		if !slices.Contains(ids, r.By.ID()) {
			ids, names = append(ids, r.By.ID()), append(names, r.By.Name())
		}
	}
	n := max(len(ids), 1)
	h := heatmap{Width: max(heatWidth, n*heatCellMin), Height: heatHeader + heatRowSize*len(f.Criteria)}
	cell := h.Width / n
	short := shortNames(names, cell/8)
	for i, name := range names {
		h.Columns = append(h.Columns, heatColumn{X: i*cell + cell/2, Name: name, Short: short[i]})
	}
	said := []string{"Levels by panelist"}
	for i, c := range f.Criteria {
		top := heatHeader + i*heatRowSize
		row := heatRow{NameY: top + 13, CellY: top + heatCellTop, TextY: top + heatCellTop + 15, Name: clip(h.Width/8-6, c.Name), Spread: spreadText(c)}
		if c.Kind == rubric.MustHave {
			row.Name = "● " + row.Name
		}
		var levels []string
		for j, id := range ids {
			text, class := cellOf(c, id, bar)
			row.Cells = append(row.Cells, heatCell{X: j*cell + 1, Middle: j*cell + cell/2, Width: cell - 2, Text: text, Class: class, Name: names[j]})
			if class != "off" {
				levels = append(levels, names[j]+" "+strings.TrimSuffix(text, " ✓"))
			}
		}
		h.Rows = append(h.Rows, row)
		said = append(said, c.Name+": "+strings.Join(append(levels, row.Spread), ", "))
	}
	h.Label = strings.Join(said, ". ")
	return h
}

// short is the name that stands over a panelist's column.
func (h heatmap) short(name string) string {
	for _, c := range h.Columns {
		if c.Name == name {
			return c.Short
		}
	}
	return name
}

// cellOf is a panelist's level; several where they rated in several rounds.
func cellOf(c Criterion, panelist string, bar int) (text, class string) {
	text, class = "–", "off"
	for _, r := range c.Ratings {
		if r.By().ID() != panelist {
			continue
		}
		one, level := "n/a", 0
		if l, ok := r.Level(); ok {
			one, level = strconv.Itoa(l), l
			if l >= bar {
				one += " ✓"
			}
		}
		if class != "off" {
			one = text + ", " + one
		}
		text, class = one, "level-"+strconv.Itoa(min(level, 7))
		if level == 0 {
			class = "none"
		}
	}
	return text, class
}

func spreadText(c Criterion) string {
	switch {
	case c.N == 0:
		return "not assessed"
	case c.Straddles():
		return "split " + strconv.Itoa(c.AtOrAboveBar) + " : " + strconv.Itoa(c.BelowBar)
	case c.Range() > 0:
		return "spread " + strconv.Itoa(c.Range())
	case c.N == 1:
		return "one view"
	default:
		return "agreed"
	}
}

// shortNames are first names, with the initial of the last where two are equal.
func shortNames(names []string, size int) []string {
	out := make([]string, len(names))
	for i, name := range names {
		parts := strings.Fields(name)
		if len(parts) == 0 {
			continue
		}
		out[i] = clip(max(size, 4), parts[0])
		for j, other := range names {
			if p := strings.Fields(other); i != j && len(p) > 0 && p[0] == parts[0] && len(parts) > 1 {
				out[i] = clip(max(size-2, 3), parts[0]) + " " + string([]rune(parts[len(parts)-1])[:1])
			}
		}
	}
	return out
}
