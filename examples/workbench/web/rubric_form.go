package web

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/rubric"
)

const (
	mostAnchors   = 7
	mostQuestions = 60
)

// written is what people write in the form: a rubric without what is kept beside it,
// such as citations.
func written(r rubric.Rubric) rubric.Rubric {
	r = r.Clone()
	for i := range r.Competencies {
		r.Competencies[i].Basis, r.Competencies[i].Terms = nil, nil
		if weightText(r.Competencies[i]) == "1" {
			r.Competencies[i].Weight = nil
		}
	}
	r.Role.Terms = nil
	return r
}

// rubricOf reads the form. What the form does not show is taken from the stored
// rubric, by the ids of competencies and questions.
func rubricOf(f url.Values, p rubricPage, who actor.Human, now time.Time) rubric.Rubric {
	stored := p.Record.Rubric
	r := rubric.Rubric{
		SchemaVersion: rubric.SchemaVersion, ID: p.Rubric.ID, Version: max(1, number(f.Get("rubric_version"))), MeetsLevel: number(f.Get("meets")),
		Compensation: p.Search.Compensation, WeightRationale: text(f, "weight_rationale"), Predecessor: stored.Predecessor,
		ChangeReason: text(f, "change_reason"), Seen: rubric.Seen(f.Get("seen")),
		Role: rubric.Role{
			Title: text(f, "role.title"), Team: text(f, "role.team"), Level: text(f, "role.level"), Location: text(f, "role.location"),
			Purpose: text(f, "role.purpose"), Outcomes: lines(f.Get("role.outcomes")), Terms: stored.Role.Terms,
		},
	}
	levels := min(max(0, number(f.Get("levels"))), mostAnchors)
	for i := range min(number(f.Get("competencies")), rubric.MostCompetencies+1) {
		at := func(field string) string { return fmt.Sprintf("c.%d.%s", i, field) }
		c := rubric.Competency{ID: rubric.CompetencyID(f.Get(at("id")))}
		if kept, ok := stored.Competency(c.ID); ok {
			c = kept
		}
		c.Name, c.Description, c.Kind = text(f, at("name")), text(f, at("description")), rubric.Kind(f.Get(at("kind")))
		if weight := text(f, at("weight")); weight != weightText(c) {
			c.Weight = weightOf(weight)
		}
		if task := text(f, at("task")); task != c.JobLink.Task {
			if c.JobLink = (rubric.JobLink{}); task != "" {
				c.JobLink = rubric.JobLink{Task: task, By: who, At: now.UTC()}
			}
		}
		c.Anchors = nil
		for j := range levels {
			c.Anchors = append(c.Anchors, rubric.Anchor{
				Level: j + 1, Label: text(f, at(fmt.Sprintf("a.%d.label", j))), Behaviour: text(f, at(fmt.Sprintf("a.%d.behaviour", j))),
			})
		}
		r.Competencies = append(r.Competencies, c)
	}
	for i := range min(number(f.Get("questions")), mostQuestions) {
		at := func(field string) string { return fmt.Sprintf("q.%d.%s", i, field) }
		q := rubric.Question{
			ID: rubric.QuestionID(f.Get(at("id"))), Text: text(f, at("text")), Kind: rubric.QuestionKind(f.Get(at("kind"))),
			Probes: lines(f.Get(at("probes"))), Minutes: number(f.Get(at("minutes"))),
		}
		for _, id := range f[at("for")] {
			q.Competencies = append(q.Competencies, rubric.CompetencyID(id))
		}
		r.Questions = append(r.Questions, q)
	}
	for i := range min(number(f.Get("waivers")), mostQuestions) {
		at := func(field string) string { return f.Get(fmt.Sprintf("w.%d.%s", i, field)) }
		w := lint.Waiver{Code: at("code"), Words: at("words"), Reason: at("reason"), By: who, At: now.UTC()}
		for _, kept := range stored.Waivers {
			if kept.Code == w.Code && kept.Words == w.Words && kept.Reason == w.Reason {
				w = kept
			}
		}
		r.Waivers = append(r.Waivers, w)
	}
	return r
}

// text is a field without white space around it and with plain line ends.
func text(f url.Values, field string) string {
	return strings.TrimSpace(strings.ReplaceAll(f.Get(field), "\r\n", "\n"))
}

// weightText is what a competency weighs.
func weightText(c rubric.Competency) string {
	if c.Weight == nil {
		return "1"
	}
	return strconv.Itoa(*c.Weight)
}

// weightOf reads a weight. 1, and an empty field, is none; what is no whole number is 0,
// which validation refuses.
func weightOf(text string) *int {
	n := number(text)
	if text == "" || n == 1 {
		return nil
	}
	return &n
}

// lines are the lines of a field that say something.
func lines(field string) []string {
	var out []string
	for line := range strings.Lines(field) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func addCompetency(r rubric.Rubric) rubric.Rubric {
	c := rubric.Competency{ID: rubric.CompetencyID(newID("competency-")), Kind: rubric.MustHave}
	levels := r.Levels()
	if levels == 0 {
		levels = len(levelNames)
	}
	for i := range levels {
		label := ""
		switch {
		case len(r.Competencies) > 0 && i < len(r.Competencies[0].Anchors):
			label = r.Competencies[0].Anchors[i].Label
		case i < len(levelNames):
			label = levelNames[i]
		}
		c.Anchors = append(c.Anchors, rubric.Anchor{Level: i + 1, Label: label})
	}
	r.Competencies = append(r.Competencies, c)
	return r
}

// newID is an id that no colleague gives at the same time.
func newID(prefix string) string { return prefix + strings.ToLower(rand.Text()[:8]) }

// even gives every competency the same number of levels, as the form shows them.
func even(r rubric.Rubric) rubric.Rubric {
	levels := 0
	for _, c := range r.Competencies {
		levels = max(levels, len(c.Anchors))
	}
	r = r.Clone()
	for i, c := range r.Competencies {
		for n := len(c.Anchors); n < levels; n++ {
			c.Anchors = append(c.Anchors, rubric.Anchor{Level: n + 1})
		}
		r.Competencies[i] = c
	}
	return r
}

// merge puts what one person changed onto what another has saved meanwhile. Where
// both changed the same it takes mine; what both changed alike is there already.
func merge(base, mine, theirs rubric.Rubric) (rubric.Rubric, error) {
	base, mine = written(base), written(mine)
	alike := map[string]bool{}
	for _, c := range rubric.Diff(base, written(theirs)) {
		alike[c.String()] = true
	}
	changes := slices.DeleteFunc(rubric.Diff(base, mine), func(c rubric.Change) bool { return alike[c.String()] })
	return rubric.Apply(theirs, changes)
}

// edit makes the change of a button and says which element to go on at.
func edit(r rubric.Rubric, do, at string) (rubric.Rubric, string) {
	i := number(at)
	swap := func(n, a, b int, exchange func()) bool {
		if a < 0 || b < 0 || a >= n || b >= n {
			return false
		}
		exchange()
		return true
	}
	switch do {
	case "add-competency":
		if len(r.Competencies) < rubric.MostCompetencies {
			r = addCompetency(r)
		}
		return r, fmt.Sprintf("c-%d-name", len(r.Competencies)-1)
	case "remove-competency":
		if i >= 0 && i < len(r.Competencies) {
			gone := r.Competencies[i].ID
			r.Competencies = slices.Delete(r.Competencies, i, i+1)
			for j := range r.Questions {
				r.Questions[j].Competencies = slices.DeleteFunc(r.Questions[j].Competencies, func(id rubric.CompetencyID) bool { return id == gone })
			}
		}
		return r, "add-competency"
	case "up", "down":
		to := i - 1
		if do == "down" {
			to = i + 1
		}
		if swap(len(r.Competencies), i, to, func() { r.Competencies[i], r.Competencies[to] = r.Competencies[to], r.Competencies[i] }) {
			return r, fmt.Sprintf("c-%d-%s", to, do)
		}
		return r, fmt.Sprintf("c-%d-name", i)
	case "add-level":
		for j, c := range r.Competencies {
			if len(c.Anchors) < mostAnchors {
				r.Competencies[j].Anchors = append(c.Anchors, rubric.Anchor{Level: len(c.Anchors) + 1})
			}
		}
		return r, "levels-add"
	case "remove-level":
		for j, c := range r.Competencies {
			if len(c.Anchors) > 2 {
				r.Competencies[j].Anchors = c.Anchors[:len(c.Anchors)-1]
			}
		}
		r.MeetsLevel = min(r.MeetsLevel, r.Levels())
		return r, "levels-remove"
	case "add-question":
		if len(r.Questions) < mostQuestions {
			r.Questions = append(r.Questions, rubric.Question{ID: rubric.QuestionID(newID("q-")), Kind: rubric.PastBehaviour, Minutes: 10})
		}
		return r, fmt.Sprintf("q-%d-text", len(r.Questions)-1)
	case "remove-question":
		if i >= 0 && i < len(r.Questions) {
			r.Questions = slices.Delete(r.Questions, i, i+1)
		}
		return r, "add-question"
	case "unwaive":
		if i >= 0 && i < len(r.Waivers) {
			r.Waivers = slices.Delete(r.Waivers, i, i+1)
		}
		return r, "notes"
	}
	return r, ""
}
