package debrief

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/hirealign/hirealign/internal/markdown"
)

// WriteMarkdown renders the packet and the decisions that belong to it, in full,
// with disagreement first. It returns the writer's error.
func WriteMarkdown(w io.Writer, p Packet, decisions ...Decision) error {
	b := new(bytes.Buffer)
	v := newView(p, decisions)
	fmt.Fprintf(b, "# Debrief: %s\n\n%s\n", markdown.Inline(v.Title), markdown.Inline(v.Lede))
	for _, f := range v.Finalists {
		fmt.Fprintf(b, "\n## %s\n", markdown.Inline(f.Candidate))
		if f.Decision != nil {
			fmt.Fprintf(b, "\n**%s**, by %s on %s\n", f.Decision.Outcome, markdown.Inline(f.Decision.By), f.Decision.On)
			for _, l := range f.Decision.Lines {
				fmt.Fprintf(b, "- %s\n", markdown.Inline(l))
			}
		}
		fmt.Fprintln(b)
		for _, l := range f.Opening {
			fmt.Fprintf(b, "- %s: %s\n", markdown.Inline(l.Label), markdown.Inline(l.Text))
		}
		writeTable(b, f)
		fmt.Fprintf(b, "\n### To discuss\n\n")
		if len(f.Debate) == 0 {
			fmt.Fprintln(b, "Nothing: the panel agrees on every criterion.")
		}
		for i, c := range f.Debate {
			fmt.Fprintf(b, "%d. **%s** (%s): %s%s\n", i+1, markdown.Inline(c.Name), c.Kind, c.Why, speakFirst(c))
			writeRatings(b, c)
		}
		if len(f.Consensus) > 0 {
			fmt.Fprintf(b, "\n### Read out\n\n")
			for _, c := range f.Consensus {
				fmt.Fprintf(b, "- **%s** (%s): %s\n", markdown.Inline(c.Name), c.Kind, c.Why)
				writeRatings(b, c)
			}
		}
		fmt.Fprintf(b, "\n### Recommendations\n\n")
		for _, r := range f.Recommendations {
			fmt.Fprintf(b, "- %s: %s%s. %s\n", markdown.Inline(r.By), r.Overall, r.Late, markdown.Inline(r.Reason))
		}
		for _, l := range f.Facts {
			fmt.Fprintf(b, "\n%s: %s\n", markdown.Inline(l.Label), markdown.Inline(l.Text))
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

func speakFirst(c criterionView) string {
	if c.Speak == "" {
		return ""
	}
	return ". Speaking: " + markdown.Inline(c.Speak)
}

func writeTable(b *bytes.Buffer, f finalistView) {
	if len(f.Heatmap.Columns) == 0 {
		return
	}
	fmt.Fprintf(b, "\n| criterion |")
	for _, c := range f.Heatmap.Columns {
		fmt.Fprintf(b, " %s |", markdown.Inline(c.Name))
	}
	fmt.Fprintf(b, " panel |\n|---|%s---|\n", strings.Repeat("---|", len(f.Heatmap.Columns)))
	for _, r := range f.Heatmap.Rows {
		fmt.Fprintf(b, "| %s |", markdown.Inline(r.Name))
		for _, c := range r.Cells {
			fmt.Fprintf(b, " %s |", c.Text)
		}
		fmt.Fprintf(b, " %s |\n", r.Spread)
	}
}

func writeRatings(b *bytes.Buffer, c criterionView) {
	for _, r := range c.Ratings {
		fmt.Fprintf(b, "   - %s: %s. %s\n", markdown.Inline(r.By), r.Level, markdown.Inline(r.Reason))
		for _, q := range r.Quotes {
			fmt.Fprintf(b, "     > %s\n", markdownQuote(q))
		}
	}
}

func markdownQuote(q quoteView) string {
	text := "“" + markdown.Inline(q.Text) + "” (" + markdown.Inline(q.Source) + ")"
	if q.Statement != "" {
		return markdown.Inline(q.Statement) + " (wording by software): " + text
	}
	return text
}
