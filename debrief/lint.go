package debrief

import (
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/lint"
)

// Lint reads what people wrote in the debrief: objections, the reasons of second
// estimates and waivers, and why it was called off. What a person objects is kept
// in their words whatever is found. A nil Linter is lint.Standard().
func (m Meeting) Lint(l *lint.Linter) lint.Report {
	r := reading{linter: l}
	r.text("/reason", m.doc.Reason)
	for i, w := range m.doc.Waived {
		r.text(fault.Path("waived", i, "reason"), w.Reason)
	}
	for i, e := range m.doc.Estimates {
		r.text(fault.Path("estimates", i, "rating", "reason"), e.Rating.Reason())
	}
	for i, o := range m.doc.Objections {
		r.text(fault.Path("objections", i, "text"), o.Text)
	}
	return r.report(nil)
}

// Lint reads what the owner wrote and what was objected, with the decision's waivers
// applied. An objection of a participant may have findings that the owner would have
// been refused. A nil Linter is lint.Standard().
func (d Decision) Lint(l *lint.Linter) lint.Report {
	r := reading{linter: l}
	up, _ := d.FollowUp()
	r.decision(d.doc.Reasons, d.doc.Rationale, d.doc.Dissent, up)
	return r.report(d.doc.Waivers)
}

// Lint reads why the person answered no. It is no reason to refuse the answer. A nil
// Linter is lint.Standard().
func (a PulseAnswer) Lint(l *lint.Linter) lint.Report {
	r := reading{linter: l}
	r.text("/why", a.Why)
	return r.report(nil)
}

// Lint reads both answers' reasons. A nil Linter is lint.Standard().
func (p PulseResult) Lint(l *lint.Linter) lint.Report {
	r := reading{linter: l}
	r.text("/hiring_manager/why", p.HiringManager.Why)
	r.text("/recruiter/why", p.Recruiter.Why)
	return r.report(nil)
}

// Lint reads what is kept; the retro's change has a Lint of its own. A nil Linter is
// lint.Standard().
func (r Retro) Lint(l *lint.Linter) lint.Report {
	read := reading{linter: l}
	for i, k := range r.Kept {
		read.text(fault.Path("kept", i), k)
	}
	return read.report(nil)
}

// Lint reads what is proposed and why it was declined. A nil Linter is
// lint.Standard().
func (c Change) Lint(l *lint.Linter) lint.Report {
	r := reading{linter: l}
	r.text("/text", c.Text)
	r.text("/reason", c.Reason)
	return r.report(nil)
}

// lint reads what the owner is about to decide.
func (c Choice) lint() lint.Report {
	r := reading{linter: c.Linter}
	r.decision(c.Reasons, c.Rationale, c.Dissent, c.FollowUp)
	return r.report(c.Waivers)
}

// reading collects what is found in the texts of one document.
type reading struct {
	linter *lint.Linter
	found  []lint.Finding
}

func (r *reading) text(path, s string) {
	for _, f := range r.linter.Text(lint.Comment, s) {
		f.Path = path
		r.found = append(r.found, f)
	}
}

func (r *reading) decision(reasons []Reason, rationale string, dissent []Dissent, up FollowUp) {
	for i, x := range reasons {
		r.text(fault.Path("reasons", i, "text"), x.Text)
	}
	r.text("/rationale", rationale)
	for i, x := range dissent {
		r.text(fault.Path("dissent", i, "text"), x.Text)
	}
	r.text("/follow_up/evidence_needed", up.EvidenceNeeded)
}

func (r *reading) report(waivers []lint.Waiver) lint.Report {
	return r.linter.Report(r.found, waivers)
}
