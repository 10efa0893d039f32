package lint

import (
	"strings"

	"github.com/hirealign/hirealign/fault"
)

// Faults lists what is wrong with the waiver: it needs a code, a reason, a named
// human and a time.
func (w Waiver) Faults() fault.List {
	var list fault.List
	if w.Code == "" {
		list.Add("lint.waiver_code_missing", "/code", "a waiver names the rule")
	}
	if strings.TrimSpace(w.Reason) == "" {
		list.Add("lint.waiver_reason_missing", "/reason", "a waiver has a reason")
	}
	if w.By.IsZero() {
		list.Add("lint.waiver_by_missing", "/by", "a waiver is by a named human")
	}
	if w.At.IsZero() {
		list.Add("lint.waiver_time_missing", "/at", "a waiver has a time")
	}
	return list
}

// covers reports whether the waiver is for the finding.
func (w Waiver) covers(f Finding) bool {
	return w.Code == f.Code && (w.Words == "" || strings.EqualFold(fold(w.Words).text, fold(f.Words).text))
}

// Report applies waivers to the findings of a document. A waiver with a fault
// waives nothing; one that is for no finding is reported as WaiverUnused, at
// its place under /waivers.
func (l *Linter) Report(findings []Finding, waivers []Waiver) Report {
	r := Report{Packs: l.Packs(), Findings: make([]Finding, 0, len(findings))}
	used := make([]bool, len(waivers))
	for _, f := range findings {
		for i, w := range waivers {
			if len(w.Faults()) == 0 && w.covers(f) {
				used[i] = true
				if f.Waiver == nil {
					f.Waiver = &w
				}
			}
		}
		r.Findings = append(r.Findings, f)
	}
	for i, w := range waivers {
		if !used[i] && len(w.Faults()) == 0 {
			r.Findings = append(r.Findings, Structural(WaiverUnused, Info, fault.Path("waivers", i), "The waiver of "+w.Code+" is for nothing in this document.", "Take it out."))
		}
	}
	return r
}
