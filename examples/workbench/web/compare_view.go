package web

import (
	"slices"
	"strconv"

	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/summary"
)

// compareView is candidates of one search side by side, criterion by criterion. It
// has no total and no order but the one in which the candidates were chosen.
type compareView struct {
	Title   string
	Search  requisition.ID
	Choices []choiceView
	// Owed names the candidates about whom the reader still owes a card: then
	// nothing else is shown.
	Owed       []string
	Without    []string // no summary yet
	Candidates []comparedView
	Rows       []comparedRow
}

type comparedView struct {
	Application requisition.ApplicationID
	Name        string
	Rated       bool
	Unrecorded  bool // part of the conversations has typed notes only
	Strongest   *panelQuote
	Facts       []factView
}

type comparedRow struct {
	Name     string
	MustHave bool
	Cells    []comparedCell
}

type comparedCell struct {
	Candidate string
	// Coverage says in words how much there is to read; it is not a level.
	Coverage, Class string
	Levels          []panelRating
	Lines           []lineView
}

// lineView is a line of a summary: a drafter's wording, if any, and its quotes.
type lineView struct {
	Software string
	Quotes   []panelQuote
}

// compare fills in the comparison.
func (v *compareView) compare(c summary.Comparison) {
	for _, s := range c.Candidates {
		cv := comparedView{Application: s.Application, Name: s.Candidate, Rated: s.State == summary.Rated, Unrecorded: s.Unrecorded}
		if !s.StrongestQuote.IsZero() {
			q := newPanelQuote(s.StrongestQuote)
			cv.Strongest = &q
		}
		if s.Compensation != nil {
			cv.Facts = append(cv.Facts, factView{"Pay expected", expected(*s.Compensation)})
		}
		for _, group := range []struct {
			label string
			lines []summary.Line
		}{
			{"Other offers", s.CompetingOffers}, {"The candidate's dates", s.Deadlines}, {"Concerns", s.Concerns},
		} {
			if quotes := cited(group.lines); len(quotes) > 0 {
				cv.Facts = append(cv.Facts, factView{group.label, quoted(quotes)})
			}
		}
		if n := len(s.NotAsked); n > 0 {
			cv.Facts = append(cv.Facts, factView{"Planned and not asked", strconv.Itoa(n) + " of the planned questions"})
		}
		v.Candidates = append(v.Candidates, cv)
	}
	for _, row := range c.Rows {
		r := comparedRow{Name: row.Name, MustHave: row.Kind == rubric.MustHave}
		for i, cell := range row.Cells {
			r.Cells = append(r.Cells, newComparedCell(c.Candidates[i].Candidate, cell))
		}
		v.Rows = append(v.Rows, r)
	}
}

func newComparedCell(candidate string, cell summary.ComparedCell) comparedCell {
	out := comparedCell{Candidate: candidate, Coverage: coverageText(cell.Verdict), Class: string(cell.Verdict.Coverage)}
	for _, r := range cell.Verdict.Ratings {
		rv := panelRating{By: r.By().Name(), Level: levelText(r), Reason: r.Reason()}
		for _, e := range r.Evidence() {
			rv.Quotes = append(rv.Quotes, newPanelQuote(e))
		}
		out.Levels = append(out.Levels, rv)
	}
	for _, l := range cell.Lines {
		lv := lineView{Software: l.Text}
		for _, e := range l.Evidence {
			lv.Quotes = append(lv.Quotes, newPanelQuote(e))
		}
		out.Lines = append(out.Lines, lv)
	}
	return out
}

func coverageText(v summary.Verdict) string {
	quotes := strconv.Itoa(v.Citations) + " quotes"
	if v.Citations == 1 {
		quotes = "1 quote"
	}
	switch v.Coverage {
	case summary.Evidenced:
		return "Evidenced: " + quotes
	case summary.Thin:
		return "Thin: " + quotes
	case summary.NotAsked:
		return "Not asked"
	default:
		return titled(string(v.Coverage))
	}
}

// chosen returns the applications that a query picked, in its order and each once,
// where they belong to the search and were not erased; without a pick all that are
// still in the running.
func chosen(picked []string, all []requisition.Application) []requisition.ApplicationID {
	var out []requisition.ApplicationID
	for _, id := range picked {
		if i := slices.IndexFunc(all, func(a requisition.Application) bool { return string(a.ID) == id && !a.Erased }); i >= 0 && !slices.Contains(out, all[i].ID) {
			out = append(out, all[i].ID)
		}
	}
	if len(picked) > 0 {
		return out
	}
	for _, a := range all {
		if !a.Erased && (a.Status == requisition.Active || a.Status == requisition.Selected) {
			out = append(out, a.ID)
		}
	}
	return out
}
