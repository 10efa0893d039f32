package summary

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/markdown"
)

// Text says the signal in a line: the range, what it includes, and where it lies
// against the band, or why that cannot be said.
func (s Signal) Text() string {
	e := s.Expectation
	text := strconv.FormatInt(e.Low, 10)
	if e.High != e.Low {
		text += " to " + strconv.FormatInt(e.High, 10)
	}
	text += " " + e.Currency + " a " + string(e.Period)
	if e.Components != "" {
		text += ", " + e.Components
	}
	switch {
	case s.Gap != nil && s.Gap.OverBandPermille > 0:
		text += "; middle above the band by " + percent(s.Gap.OverBandPermille)
	case s.Gap != nil && s.Gap.Overlaps:
		text += "; overlaps the band"
	case s.Gap != nil:
		text += "; below the band"
	case s.Why == NoBand:
		text += "; no band to compare with"
	case s.NotComparable || s.Why != "":
		text += "; not comparable with the band"
		if why, ok := notComparableText[s.Why]; ok {
			text += ": " + why
		}
	}
	return text
}

var notComparableText = map[NotComparable]string{
	OtherCurrency: "another currency", OtherPeriod: "another period", OtherComponents: "it includes something else", OutOfRange: "the figure is out of range",
}

func percent(permille int64) string {
	s := strconv.FormatInt(permille/10, 10)
	if permille%10 != 0 {
		s += "." + strconv.FormatInt(permille%10, 10)
	}
	return s + " %"
}

// Text says in words what there is on the criterion: the named humans' levels, or
// "awaiting rating" with how much there is to read. It never says what follows.
func (v Verdict) Text() string {
	var by []string
	for _, r := range v.Ratings {
		level := "not assessed"
		if l, ok := r.Level(); ok {
			level = strconv.Itoa(l)
		}
		by = append(by, r.By().Name()+"\u00a0"+level) // name and level stay on one line
	}
	if len(by) > 0 {
		return strings.Join(by, ", ")
	}
	return "awaiting rating; " + strings.ReplaceAll(string(v.Coverage), "_", " ")
}

//go:embed summary.gohtml
var pageHTML string

var pages = template.Must(template.New("summary").Funcs(template.FuncMap{
	"words": func(s any) string { return strings.ReplaceAll(fmt.Sprint(s), "_", " ") },
	"cite":  cite,
}).Parse(pageHTML))

// cite names the speaker and the time of a quote.
func cite(c evidence.Citation) string {
	if at := c.Start().String(); at != "" {
		return c.Speaker.Name + ", " + at
	}
	return c.Speaker.Name
}

// WriteHTML renders the summary as one page to share. It loads nothing from
// elsewhere and runs no script. It returns the writer's error.
func (s Summary) WriteHTML(w io.Writer) error { return pages.ExecuteTemplate(w, "page", s.sections()) }

// WriteHTML renders the comparison as one page to share. It loads nothing from
// elsewhere and runs no script. It returns the writer's error.
func (c Comparison) WriteHTML(w io.Writer) error { return pages.ExecuteTemplate(w, "comparison", c) }

type sections struct {
	Summary
	Parts []part
}

type part struct {
	Title string
	Lines []Line
}

func (s Summary) sections() sections {
	out := sections{Summary: s}
	for _, p := range []part{{"Own dates", s.Deadlines}, {"Other offers", s.CompetingOffers}, {"Concerns", s.Concerns}, {"Asked us", s.Questions}} {
		if len(p.Lines) > 0 {
			out.Parts = append(out.Parts, p)
		}
	}
	return out
}

// WriteMarkdown renders the summary to share. It returns the writer's error.
func (s Summary) WriteMarkdown(w io.Writer) error {
	b := new(bytes.Buffer)
	fmt.Fprintf(b, "# Summary: %s\n\n%s\n", markdown.Inline(s.Candidate), stateText(s.State))
	if s.Unrecorded {
		fmt.Fprintf(b, "\nPart of the conversations was not recorded: its typed notes are in the scorecards.\n")
	}
	fmt.Fprintln(b)
	for _, l := range s.Bullets {
		fmt.Fprintf(b, "- %s\n", lineText(l))
	}
	fmt.Fprintf(b, "\n## Criteria\n\n")
	for _, v := range s.Verdicts {
		fmt.Fprintf(b, "- **%s** (%s): %s\n", markdown.Inline(v.Name), strings.ReplaceAll(string(v.Kind), "_", " "), markdown.Inline(v.Text()))
	}
	if !s.StrongestQuote.IsZero() {
		fmt.Fprintf(b, "\n## Strongest quote\n\n> %s\n", quote(s.StrongestQuote))
	}
	if c := s.Compensation; c != nil {
		fmt.Fprintf(b, "\n## Compensation expected\n\n%s\n\n> %s\n", markdown.Inline(c.Text()), quote(c.Evidence))
	}
	for _, p := range s.sections().Parts {
		fmt.Fprintf(b, "\n## %s\n\n", p.Title)
		for _, l := range p.Lines {
			fmt.Fprintf(b, "- %s\n", lineText(l))
		}
	}
	if len(s.NotAsked) > 0 {
		fmt.Fprintf(b, "\n## Planned and not asked\n\n")
		for _, q := range s.NotAsked {
			fmt.Fprintf(b, "- %s\n", markdown.Inline(q.Text))
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// WriteMarkdown renders the comparison to share. It returns the writer's error.
func (c Comparison) WriteMarkdown(w io.Writer) error {
	b := new(bytes.Buffer)
	fmt.Fprintf(b, "# Comparison\n\n| criterion |")
	for _, s := range c.Candidates {
		fmt.Fprintf(b, " %s |", markdown.Inline(s.Candidate))
	}
	fmt.Fprintf(b, "\n|---|%s\n", strings.Repeat("---|", len(c.Candidates)))
	for _, r := range c.Rows {
		fmt.Fprintf(b, "| %s |", markdown.Inline(r.Name))
		for _, cell := range r.Cells {
			fmt.Fprintf(b, " %s |", markdown.Inline(cell.Verdict.Text()))
		}
		fmt.Fprintln(b)
	}
	fmt.Fprintf(b, "| Compensation expected |")
	for _, s := range c.Candidates {
		text := "not stated"
		if s.Compensation != nil {
			text = s.Compensation.Text()
		}
		fmt.Fprintf(b, " %s |", markdown.Inline(text))
	}
	fmt.Fprintln(b)
	for i, s := range c.Candidates {
		fmt.Fprintf(b, "\n## %s\n\n", markdown.Inline(s.Candidate))
		for _, r := range c.Rows {
			if i >= len(r.Cells) {
				continue
			}
			for _, l := range r.Cells[i].Lines {
				fmt.Fprintf(b, "- %s: %s\n", markdown.Inline(r.Name), lineText(l))
			}
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func stateText(s State) string {
	if s == Rated {
		return "With the levels of those who rated. Nothing is derived from them."
	}
	return "Nobody has rated yet."
}

func lineText(l Line) string {
	quotes := make([]string, len(l.Evidence))
	for i, c := range l.Evidence {
		quotes[i] = quote(c)
	}
	text := strings.Join(quotes, " ")
	if l.Text != "" {
		return markdown.Inline(l.Text) + " (wording by software): " + text
	}
	return text
}

func quote(c evidence.Citation) string {
	return "“" + markdown.Inline(c.Text()) + "” (" + markdown.Inline(cite(c)) + ")"
}
