package debrief

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
)

// WriteMarkdown renders the packet and the decisions that belong to it, with
// disagreement first. It returns the writer's error.
func WriteMarkdown(w io.Writer, p Packet, decisions ...Decision) error {
	b := new(bytes.Buffer)
	v := newView(p, decisions)
	fmt.Fprintf(b, "# Debrief: %s\n\n", inline(v.Title))
	fmt.Fprintf(b, "%s. Decision: %s. Rubric locked %s, %s. Level %d of %d meets the bar.\n",
		v.Box, inline(v.Owner), v.Locked, v.Hash, p.MeetsLevel, p.Levels)
	for _, f := range v.Finalists {
		fmt.Fprintf(b, "\n## %s\n", inline(f.Candidate))
		if f.Decision != nil {
			fmt.Fprintf(b, "\n**%s**, by %s on %s\n", f.Decision.Outcome, inline(f.Decision.By), f.Decision.On)
			for _, l := range f.Decision.Lines {
				fmt.Fprintf(b, "- %s\n", inline(l))
			}
		}
		fmt.Fprintf(b, "\n### To discuss\n\n")
		if len(f.Debate) == 0 {
			fmt.Fprintln(b, "Nothing: the panel agrees on every criterion.")
		}
		for i, c := range f.Debate {
			fmt.Fprintf(b, "%d. **%s** (%s): %s\n", i+1, inline(c.Name), c.Kind, c.Why)
			writeRatings(b, c)
		}
		if len(f.Consensus) > 0 {
			fmt.Fprintf(b, "\n### Read out\n\n")
			for _, c := range f.Consensus {
				fmt.Fprintf(b, "- **%s** (%s): %s\n", inline(c.Name), c.Kind, c.Why)
				writeRatings(b, c)
			}
		}
		fmt.Fprintf(b, "\n### Recommendations\n\n")
		for _, r := range f.Recommendations {
			fmt.Fprintf(b, "- %s: %s%s. %s\n", inline(r.By), r.Overall, r.Late, inline(r.Reason))
		}
		for _, l := range f.Facts {
			fmt.Fprintf(b, "\n%s: %s\n", l.Label, inline(l.Text))
		}
		if len(f.Bullets) > 0 {
			fmt.Fprintf(b, "\n### What the candidate said\n\n")
			for _, q := range f.Bullets {
				fmt.Fprintf(b, "- %s\n", markdownQuote(q))
			}
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func writeRatings(b *bytes.Buffer, c criterionView) {
	for _, r := range c.Ratings {
		fmt.Fprintf(b, "   - %s: %s. %s\n", inline(r.By), r.Level, inline(r.Reason))
		for _, q := range r.Quotes {
			fmt.Fprintf(b, "     > %s\n", markdownQuote(q))
		}
	}
}

func markdownQuote(q quoteView) string {
	text := "“" + inline(q.Text) + "” (" + inline(q.Source) + ")"
	if q.Statement != "" {
		return inline(q.Statement) + " (wording by software): " + text
	}
	return text
}

// inline keeps text on one line and takes the meaning out of characters that
// Markdown would read as markup.
func inline(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return markdownEscaper.Replace(s)
}

var markdownEscaper = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "|", `\|`, "#", `\#`, "&", "&amp;",
)

// view is what both renderings show.
type view struct {
	Title, Box, Owner, Locked, Hash string
	Levels                          []int
	MeetsLevel                      int
	Finalists                       []finalistView
}

type finalistView struct {
	Candidate         string
	Decision          *decisionView
	Panelists         []string
	Heatmap           []heatRow
	Debate, Consensus []criterionView
	Recommendations   []recommendationView
	Facts             []fact
	Bullets           []quoteView
}

type fact struct{ Label, Text string }

type decisionView struct {
	Outcome, By, On string
	Lines           []string
}

type heatRow struct {
	Name, Kind string
	Cells      []heatCell
	Spread     string
}

type heatCell struct {
	Text, Class, Label string
}

type criterionView struct {
	Name, Kind, Why string
	Ratings         []ratingView
}

type ratingView struct {
	By, Level, Reason string
	Quotes            []quoteView
}

type quoteView struct {
	Statement, Text, Source string
}

type recommendationView struct{ By, Overall, Late, Reason string }

const dayFormat = "2 January 2006"

func newView(p Packet, decisions []Decision) view {
	v := view{
		Title: p.Title, Owner: p.Owner.Name, Locked: p.LockedAt.Format(dayFormat), Hash: shortHash(p.RubricHash),
		MeetsLevel: p.MeetsLevel, Box: strconv.Itoa(p.Minutes) + " minutes, disagreement first",
	}
	for l := 1; l <= p.Levels; l++ {
		v.Levels = append(v.Levels, l)
	}
	for _, f := range p.Finalists {
		fv := finalistView{Candidate: f.Candidate}
		for _, item := range f.Agenda {
			c, _ := f.Criterion(item.Competency)
			cv := criterionView{Name: c.Name, Kind: words(string(c.Kind)), Why: whyText(item.Why, c)}
			for _, r := range c.Ratings {
				cv.Ratings = append(cv.Ratings, newRatingView(r))
			}
			if item.Debate {
				fv.Debate = append(fv.Debate, cv)
			} else {
				fv.Consensus = append(fv.Consensus, cv)
			}
		}
		for _, r := range f.Recommendations {
			rv := recommendationView{By: r.By.Name(), Overall: words(string(r.Overall)), Reason: r.Reason}
			if r.Late {
				rv.Late = " (late)"
			}
			fv.Recommendations = append(fv.Recommendations, rv)
		}
		fv.heatmap(f, p.MeetsLevel)
		fv.facts(f)
		for _, l := range f.Summary.Bullets {
			for _, c := range l.Evidence {
				q := newQuoteView(c)
				q.Statement = l.Text
				fv.Bullets = append(fv.Bullets, q)
			}
		}
		for _, d := range decisions {
			if doc := d.Document(); doc.Debrief == p.ID && doc.Application == f.Application {
				fv.Decision = newDecisionView(f, doc)
			}
		}
		v.Finalists = append(v.Finalists, fv)
	}
	return v
}

func newRatingView(r scorecard.Rating) ratingView {
	rv := ratingView{By: r.By().Name(), Level: "not assessed", Reason: r.Reason()}
	if level, ok := r.Level(); ok {
		rv.Level = strconv.Itoa(level)
	}
	for _, c := range r.Evidence() {
		rv.Quotes = append(rv.Quotes, newQuoteView(c))
	}
	return rv
}

func newQuoteView(c evidence.Citation) quoteView {
	q := quoteView{Text: c.Text(), Source: c.Speaker.Name}
	if at := c.Start().String(); at != "" {
		q.Source += ", " + at
	}
	if c.Source.Kind == evidence.NotesSource {
		q.Source += ", typed notes"
	}
	return q
}

func whyText(w Why, c Criterion) string {
	switch w {
	case StraddlesMustHave, StraddlesBar:
		return fmt.Sprintf("%d at or above the bar, %d below", c.AtOrAboveBar, c.BelowBar)
	case Spread:
		return fmt.Sprintf("levels %d to %d", c.Min, c.Max)
	case OneView:
		return "one view only"
	case NotAssessed:
		return "nobody assessed it"
	default:
		return fmt.Sprintf("all at level %d", c.Max)
	}
}

func newDecisionView(f Finalist, d DecisionDocument) *decisionView {
	v := &decisionView{Outcome: words(string(d.Outcome)), By: d.DecidedBy.Name(), On: d.DecidedAt.Format(dayFormat)}
	for _, r := range d.Reasons {
		name := string(r.Competency)
		if c, ok := f.Criterion(r.Competency); ok {
			name = c.Name
		}
		v.Lines = append(v.Lines, name+": "+r.Text)
	}
	if d.Rationale != "" {
		v.Lines = append(v.Lines, "Against the rubric, because: "+d.Rationale)
	}
	if up := d.FollowUp; up != nil {
		v.Lines = append(v.Lines, "Follow-up by "+up.Owner.Name+" until "+up.Until.Format(dayFormat)+": "+up.EvidenceNeeded)
	}
	for _, x := range d.Dissent {
		v.Lines = append(v.Lines, "Dissent of "+x.By.Name+": "+x.Text)
	}
	return v
}

func (fv *finalistView) heatmap(f Finalist, bar int) {
	type key struct {
		competency string
		by         string
	}
	cells := map[key]heatCell{}
	seen := map[string]bool{}
	for _, r := range f.Recommendations {
		if !seen[r.By.ID()] {
			seen[r.By.ID()] = true
			fv.Panelists = append(fv.Panelists, r.By.Name())
		}
	}
	for _, c := range f.Criteria {
		for _, r := range c.Ratings {
			cell := heatCell{Text: "n/a", Class: "none", Label: "not assessed"}
			if level, ok := r.Level(); ok {
				cell = heatCell{Text: strconv.Itoa(level), Class: "level-" + strconv.Itoa(level), Label: "level " + strconv.Itoa(level) + ", below the bar"}
				if level >= bar {
					cell.Label = "level " + strconv.Itoa(level) + ", meets the bar"
					cell.Text += " ✓"
				}
			}
			cells[key{string(c.Competency), r.By().Name()}] = cell
		}
	}
	for _, c := range f.Criteria {
		row := heatRow{Name: c.Name, Kind: words(string(c.Kind))}
		for _, p := range fv.Panelists {
			cell, ok := cells[key{string(c.Competency), p}]
			if !ok {
				cell = heatCell{Text: "–", Class: "off", Label: "not assigned"}
			}
			row.Cells = append(row.Cells, cell)
		}
		switch {
		case c.N == 0:
			row.Spread = "not assessed"
		case c.Straddles():
			row.Spread = "split at the bar"
		case c.Range() > 0:
			row.Spread = "spread " + strconv.Itoa(c.Range())
		case c.N == 1:
			row.Spread = "one view"
		default:
			row.Spread = "agreed"
		}
		fv.Heatmap = append(fv.Heatmap, row)
	}
}

func (fv *finalistView) facts(f Finalist) {
	add := func(label, text string) {
		if text != "" {
			fv.Facts = append(fv.Facts, fact{label, text})
		}
	}
	if s := f.Summary.Compensation; s != nil {
		text := fmt.Sprintf("%d to %d %s a %s", s.Expectation.Low, s.Expectation.High, s.Expectation.Currency, s.Expectation.Period)
		switch {
		case s.NotComparable:
			text += ", not comparable with the band"
		case s.Gap != nil && s.Gap.OverBandPermille > 0:
			text += ", middle above the band by " + strconv.FormatInt(s.Gap.OverBandPermille/10, 10) + " %"
		case s.Gap != nil && s.Gap.Overlaps:
			text += ", overlaps the band"
		case s.Gap != nil:
			text += ", below the band"
		}
		add("Compensation expected", text)
	}
	add("Other offers", lineText(f.Summary.CompetingOffers))
	add("The candidate's dates", lineText(f.Summary.Deadlines))
	add("Concerns", lineText(f.Summary.Concerns))
	var unasked []string
	for _, q := range f.Unasked {
		unasked = append(unasked, string(q))
	}
	add("Planned questions that nobody asked", strings.Join(unasked, ", "))
	for _, w := range f.Waived {
		add("Card of "+w.Panelist.Name+" waived by "+w.By.Name(), w.Reason)
	}
}

func lineText(lines []summary.Line) string {
	var out []string
	for _, l := range lines {
		for _, c := range l.Evidence {
			out = append(out, "“"+c.Text()+"”")
		}
	}
	return strings.Join(out, " ")
}

func words(s string) string { return strings.ReplaceAll(s, "_", " ") }

func shortHash(h string) string {
	const shown = len("sha256:") + 12
	if len(h) > shown {
		return h[:shown]
	}
	return h
}
