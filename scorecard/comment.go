package scorecard

import (
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/lint"
)

// Lint reads every comment of the draft: its notes. Quotes are the candidate's
// words and are not read. A nil Linter is lint.Standard().
func (d Draft) Lint(l *lint.Linter) []lint.Finding { return lintNotes(or(l), d.Notes) }

// Lint reads every comment that the panelist hands in with it: notes, reasons of
// ratings and the overall reason.
func (s Submission) Lint() []lint.Finding {
	l := or(s.Linter)
	out := lintNotes(l, s.Notes)
	for i, r := range s.Ratings {
		out = append(out, lintText(l, fault.Path("ratings", i, "reason"), r.Reason())...)
	}
	return append(out, lintText(l, "/overall_reason", s.OverallReason)...)
}

// Lint reads every comment of a submitted card, with its waivers applied.
func (s Scorecard) Lint(l *lint.Linter) lint.Report {
	return or(l).Report(s.doc.lint(or(l)), s.doc.Waivers)
}

func or(l *lint.Linter) *lint.Linter {
	if l == nil {
		return lint.Standard()
	}
	return l
}

func lintText(l *lint.Linter, path, text string) []lint.Finding {
	out := l.Text(lint.Comment, text)
	for i := range out {
		out[i].Path = path
	}
	return out
}

func lintNotes(l *lint.Linter, notes []Note) []lint.Finding {
	var out []lint.Finding
	for i, n := range notes {
		out = append(out, lintText(l, fault.Path("notes", i, "text"), n.Text)...)
	}
	return out
}

func (d Document) lint(l *lint.Linter) []lint.Finding {
	out := lintNotes(l, d.Notes)
	for i, r := range d.Ratings {
		out = append(out, lintText(l, fault.Path("ratings", i, "reason"), r.Reason)...)
	}
	out = append(out, lintText(l, "/overall_reason", d.OverallReason)...)
	return append(out, lintText(l, "/revision_reason", d.RevisionReason)...)
}

func blocking(f lint.Finding) bool { return f.Severity == lint.Error && f.Waiver == nil }

// refused are the comments that may not stand. A fault names the rule and the
// place, never the words.
func (d Document) refused(l *lint.Linter) fault.List {
	var list fault.List
	for _, f := range or(l).Report(d.lint(or(l)), d.Waivers).Findings {
		if blocking(f) {
			list.Add("scorecard.comment_refused", f.Path, f.Message+" Rule "+f.Code+".")
		}
	}
	return list
}
