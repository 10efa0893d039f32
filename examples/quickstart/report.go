package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
)

func report(w io.Writer, r result) {
	p := func(format string, a ...any) { fmt.Fprintf(w, format+"\n", a...) }
	p("INTAKE: what the hiring manager said they need (%d places, found by %s)", len(r.Intake.Criteria), r.Intake.By.ID())
	for _, c := range r.Intake.Criteria[:min(4, len(r.Intake.Criteria))] {
		p("  - %s", quoted(c.Basis[0]))
	}
	p("")
	rubricReport(p, r.Rubric)
	for _, c := range r.Candidates {
		p("SCORECARDS OF %s", strings.ToUpper(c.Name))
		for _, card := range c.Cards {
			cardReport(p, r.Rubric, c, card)
		}
		p("")
		summaryReport(p, c.Summary, c.Unrated)
		p("")
	}
	p("TRAPS: quotes that a scripted model offered for %s, and what became of them", r.Candidates[0].Name)
	for _, t := range r.Traps {
		p("  - %-48s %s", t.Name, t.Outcome)
	}
	p("")
	p("DEBRIEF: %d minutes, disagreement first; %s decides", r.Debrief.Minutes, r.Debrief.Owner.Name)
	p("  booked with the final round, held %s, %s", r.Meeting.Slot().Start.Format("2 January 2006 15:04 MST"), r.Meeting.Stage())
	for _, f := range r.Debrief.Finalists {
		p("  %s", f.Candidate)
		for i, item := range f.Agenda {
			c, _ := f.Criterion(item.Competency)
			var levels []string
			for _, rating := range c.Ratings {
				levels = append(levels, rating.By().Name()+" "+level(rating))
			}
			what := "discuss"
			if !item.Debate {
				what = "read out"
			}
			p("    %d. %-24s %-23s %s (%s)", i+1, c.Name, strings.ReplaceAll(string(item.Why), "_", " "), strings.Join(levels, ", "), what)
		}
	}
	p("")
	p("DECISION")
	for _, d := range r.Decisions {
		doc := d.Document()
		p("  %s: %s, by %s on %s", doc.Candidate, strings.ToUpper(strings.ReplaceAll(string(doc.Outcome), "_", " ")), doc.DecidedBy.Name(), doc.DecidedAt.Format("2 January 2006"))
		for _, reason := range doc.Reasons {
			p("    %s: %s", reason.Competency, reason.Text)
		}
		if doc.Rationale != "" {
			p("    Against the rubric on %s, because: %s", join(doc.Against), doc.Rationale)
		}
		for _, x := range doc.Dissent {
			p("    Dissent of %s: %s", x.By.Name, x.Text)
		}
		if up := doc.FollowUp; up != nil {
			p("    Follow-up until %s, owner %s: %s", up.Until.Format("2 January 2006"), up.Owner.Name, up.EvidenceNeeded)
		}
	}
	p("  Offer to %s: extended %s, %s %s.", r.Candidates[0].Name, r.Offer.ExtendedAt.Format("2 January"), r.Offer.Status, r.Offer.AnsweredAt.Format("2 January 2006"))
	for _, d := range r.Waiting {
		p("  Waiting: %s, %s, until %s.", d.Person, d.For, d.Due.Format("2 January 2006 15:04"))
	}
	p("  Requisition: %s. Log: %d acts, the chain verifies, head %s.", r.Requisition.Status, r.Acts, r.LogHead)
	p("")
	p("REFUSED ON THE WAY")
	for _, x := range r.Refusals {
		p("  - %s\n      %s", x.Tried, x.Reason)
	}
}

func join(ids []rubric.CompetencyID) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return strings.Join(out, ", ")
}

func rubricReport(p func(string, ...any), l rubric.Locked) {
	r := l.Rubric()
	p("RUBRIC: %s, version %d", r.Role.Title, r.Version)
	p("  locked %s by %s and %s", l.LockedAt().Format("2 January 2006 15:04 MST"), l.HiringManager().By.Name(), l.Recruiter().By.Name())
	p("  %s", l.Hash())
	for _, c := range r.Competencies {
		p("  %s (%s)", c.Name, strings.ReplaceAll(string(c.Kind), "_", " "))
		p("    meets the bar: %s", c.Anchors[r.MeetsLevel-1].Behaviour)
		p("    asked for: %s", quoted(c.Basis[0]))
	}
	p("")
}

func cardReport(p func(string, ...any), l rubric.Locked, c candidate, card scorecard.Scorecard) {
	late := ""
	if card.Late() {
		late = ", LATE"
	}
	p("  %s, %s: %s%s", card.Assignment().Round, card.By().Name(), strings.ReplaceAll(string(card.Overall()), "_", " "), late)
	for _, rating := range card.Ratings() {
		comp, _ := l.Competency(rating.Competency())
		p("    %s: %s. %s", comp.Name, level(rating), rating.Reason())
		for _, cite := range rating.Evidence() {
			p("      %s", quoted(cite))
		}
	}
	for _, d := range c.Drafts {
		if d.ID != card.ID() {
			continue
		}
		for _, cov := range d.Coverage {
			if cov.State != evidence.QuestionAnswered {
				p("    %s: %s", cov.Question, strings.ReplaceAll(string(cov.State), "_", " "))
			}
		}
	}
}

func level(r scorecard.Rating) string {
	if n, ok := r.Level(); ok {
		return fmt.Sprint(n)
	}
	return "not assessed"
}

func summaryReport(p func(string, ...any), s, unrated summary.Summary) {
	p("SUMMARY OF %s", strings.ToUpper(s.Candidate))
	if s.Unrecorded {
		p("  One conversation was not recorded: its typed notes are in the scorecards, not here.")
	}
	for _, b := range s.Bullets {
		p("  * [%s] %s", b.Competency, quoted(b.Evidence[0]))
	}
	for i, v := range s.Verdicts {
		rated := "awaiting rating"
		if len(v.Ratings) > 0 {
			var by []string
			for _, r := range v.Ratings {
				by = append(by, r.By().Name()+" "+level(r))
			}
			rated = strings.Join(by, ", ")
		}
		p("  %-24s %-9s before rating: %s (%d quotes); rated: %s", v.Name, strings.ReplaceAll(string(v.Kind), "_", " "),
			strings.ReplaceAll(string(unrated.Verdicts[i].Coverage), "_", " "), v.Citations, rated)
	}
	p("  Strongest quote: %s", quoted(s.StrongestQuote))
	if c := s.Compensation; c != nil {
		gap := ""
		if c.Gap != nil {
			gap = fmt.Sprintf("; middle against the top of the band: %+.1f %%", float64(c.Gap.OverBandPermille)/10)
		}
		p("  Expects %d to %d %s a %s%s", c.Expectation.Low, c.Expectation.High, c.Expectation.Currency, c.Expectation.Period, gap)
		p("    %s", quoted(c.Evidence))
	}
	for _, part := range []struct {
		title string
		lines []summary.Line
	}{
		{"Own dates", s.Deadlines}, {"Other offers", s.CompetingOffers}, {"Concerns", s.Concerns}, {"Asked us", s.Questions},
	} {
		for _, line := range part.lines {
			p("  %s: %s", part.title, quoted(line.Evidence[0]))
		}
	}
}

func quoted(c evidence.Citation) string {
	at := ""
	if s := c.Start().String(); s != "" {
		at = " " + s
	}
	kind := ""
	if c.Source.Kind == evidence.NotesSource {
		kind = ", typed note"
	}
	return fmt.Sprintf("“%s” (%s%s%s)", c.Text(), c.Speaker.Name, at, kind)
}
