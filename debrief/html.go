package debrief

import (
	_ "embed"
	"html/template"
	"io"
	"slices"
)

//go:embed packet.gohtml
var packetHTML string

var packetTemplate = template.Must(template.New("packet").Parse(packetHTML))

// sheetSize is how many finalists share a printed page.
const sheetSize = 2

// page is the view with its finalists two to a printed page.
type page struct {
	view
	Sheets []sheet
}

type sheet struct {
	Index       int
	Title, Lede string
	Finalists   []finalistView
}

// WriteHTML renders the packet and the decisions that belong to it. On a screen
// the page holds everything. On paper it is what the meeting runs from: one A4
// page for up to two finalists, with long texts shortened, and a page for every
// two more; the ratings' reasons and quotes stay on the screen and in
// WriteMarkdown. It loads nothing from elsewhere and runs no script. It returns
// the writer's error.
func WriteHTML(w io.Writer, p Packet, decisions ...Decision) error {
	pg := page{view: newView(p, decisions)}
	i := 0
	for finalists := range slices.Chunk(pg.Finalists, sheetSize) {
		sh := sheet{Index: i, Title: clip(90, pg.Title), Lede: clip(260, pg.Lede)}
		for _, f := range finalists {
			sh.Finalists = append(sh.Finalists, f.short())
		}
		pg.Sheets = append(pg.Sheets, sh)
		i++
	}
	return packetTemplate.Execute(w, pg)
}

// short keeps what fits a column of the printed page; with few criteria the texts
// may be longer.
func (fv finalistView) short() finalistView {
	line, reason := 100, 26
	if len(fv.Heatmap.Rows) <= 5 {
		line, reason = 150, 60
	}
	fv.Candidate = clip(60, fv.Candidate)
	if fv.Decision != nil {
		d := *fv.Decision
		d.By, d.Lines = clip(40, d.By), clipped(6, line, d.Lines)
		fv.Decision = &d
	}
	fv.Opening, fv.Facts = clippedFacts(3, 110, fv.Opening), clippedFacts(4, 80, fv.Facts)
	fv.Debate, fv.Consensus = clippedCriteria(8, fv.Debate), clippedCriteria(8, fv.Consensus)
	var recommendations []recommendationView
	for _, r := range fv.Recommendations[:min(6, len(fv.Recommendations))] {
		r.By, r.Reason = clip(22, r.By), clip(reason, r.Reason)
		recommendations = append(recommendations, r)
	}
	fv.Recommendations = recommendations
	return fv
}

func clipped(n, size int, lines []string) []string {
	var out []string
	for _, l := range lines[:min(n, len(lines))] {
		out = append(out, clip(size, l))
	}
	return out
}

func clippedFacts(n, size int, facts []fact) []fact {
	var out []fact
	for _, f := range facts[:min(n, len(facts))] {
		out = append(out, fact{clip(60, f.Label), clip(size, f.Text)})
	}
	return out
}

func clippedCriteria(n int, criteria []criterionView) []criterionView {
	var out []criterionView
	for _, c := range criteria[:min(n, len(criteria))] {
		out = append(out, criterionView{Name: clip(40, c.Name), Spread: c.Spread, Short: clip(70, c.Short)})
	}
	return out
}
