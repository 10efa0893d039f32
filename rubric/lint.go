package rubric

import (
	"strconv"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/lint"
)

// Lint reports what has no place in the rubric's texts, and what raters could not
// work with: levels that overlap or say the same, competencies without a question
// or a job link, too many of them. The rubric's waivers are applied. A nil linter
// is lint.Standard. It takes any rubric, a half-written one too.
func (r Rubric) Lint(l *lint.Linter) lint.Report {
	c := check{linter: l}
	c.text(lint.Posting, "/role/title", r.Role.Title)
	c.text(lint.Posting, "/role/level", r.Role.Level)
	c.text(lint.Posting, "/role/purpose", r.Role.Purpose)
	for i, o := range r.Role.Outcomes {
		c.text(lint.Posting, fault.Path("role", "outcomes", i), o)
	}
	switch n := len(r.Competencies); {
	case n > lint.MostCompetencies:
		c.structural(lint.CompetenciesMany, lint.Warning, "/competencies",
			strconv.Itoa(n)+" competencies are more than one search can assess well; five to eight are usual.", "Keep those that tell candidates apart.")
	case n > 0 && n < lint.FewestCompetencies:
		c.structural(lint.CompetenciesFew, lint.Info, "/competencies",
			"Fewer than "+strconv.Itoa(lint.FewestCompetencies)+" competencies leave much of the job unassessed.", "Go through the tasks of the first year.")
	}
	if n := r.Levels(); n > 0 && n != 4 && n != 5 {
		c.structural(lint.LevelsCount, lint.Info, "/competencies",
			"The scale has "+strconv.Itoa(n)+" levels.", "Four levels force a side, five allow a middle; raters tell no more apart.")
	}
	asked := map[CompetencyID]bool{}
	for i, q := range r.Questions {
		c.question(fault.Path("questions", i), q)
		for _, id := range q.Competencies {
			asked[id] = true
		}
	}
	for i, comp := range r.Competencies {
		c.competency(fault.Path("competencies", i), comp, asked[comp.ID])
	}
	c.text(lint.Comment, "/weight_rationale", r.WeightRationale)
	c.text(lint.Comment, "/change_reason", r.ChangeReason)
	return l.Report(c.found, r.Waivers)
}

type check struct {
	linter *lint.Linter
	found  []lint.Finding
}

func (c *check) text(target lint.Target, path, text string) {
	for _, f := range c.linter.Text(target, text) {
		f.Path = path
		c.found = append(c.found, f)
	}
}

func (c *check) structural(code string, s lint.Severity, path, message, fix string) {
	c.found = append(c.found, lint.Structural(code, s, path, message, fix))
}

func (c *check) competency(at string, comp Competency, asked bool) {
	c.text(lint.Criterion, at+"/name", comp.Name)
	before := len(c.found)
	c.text(lint.Criterion, at+"/description", comp.Description)
	if len(c.found) == before && comp.Description != "" && !c.linter.Acts(comp.Description) {
		c.structural(lint.BehaviourMissing, lint.Info, at+"/description", "Nobody does anything in this description.", "Begin with a verb: explains, builds, decides.")
	}
	c.text(lint.Posting, at+"/job_link/task", comp.JobLink.Task)
	levels := make([]string, len(comp.Anchors))
	for i, a := range comp.Anchors {
		levels[i] = a.Behaviour
		c.text(lint.Anchor, at+fault.Path("anchors", i, "behaviour"), a.Behaviour)
	}
	if len(levels) < 3 {
		c.structural(lint.AnchorsMissing, lint.Warning, at+"/anchors", "The lowest, a middle and the highest level need words.", "Write what an answer at each level contains.")
	}
	for _, f := range c.linter.Levels(levels) {
		f.Path = at + "/anchors" + f.Path
		c.found = append(c.found, f)
	}
	if !asked {
		c.structural(lint.QuestionMissing, lint.Warning, at, "No planned question or work sample asks for it.", "Plan one, or take the competency out.")
	}
	if comp.JobLink.IsZero() {
		c.structural(lint.JobLinkMissing, lint.Warning, at+"/job_link", "Nothing says which task or outcome it comes from.", "Name the task, and have somebody who knows the job confirm it.")
	}
}

func (c *check) question(at string, q Question) {
	target := lint.Question
	if q.Kind == Eligibility {
		target = lint.Eligibility
	}
	c.text(target, at+"/text", q.Text)
	for i, p := range q.Probes {
		// A probe may be closed: it narrows down an answer that was open.
		c.text(lint.Eligibility, at+fault.Path("probes", i), p)
	}
	if len(q.Competencies) > 1 {
		c.structural(lint.QuestionCompetencies, lint.Info, at+"/competencies", "The answer is to be evidence for several competencies at once.", "Give the question to the one that it was written for.")
	}
}
