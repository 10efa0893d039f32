package rubric

import (
	"fmt"
	"strings"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/markdown"
)

// Assessed is one person's level for one application and competency, as a
// submitted scorecard has it.
type Assessed struct {
	// Application is the host's id of the application; it is compared only.
	Application string       `json:"application_id"`
	Competency  CompetencyID `json:"competency_id"`
	Level       int          `json:"level"`
}

// Met counts the applications that meet something.
type Met struct {
	// Met counts those whose every rating is at the bar or above.
	Met int `json:"met"`
	// Split counts those whose raters differ: some at the bar or above, some below.
	Split int `json:"split"`
	// Of counts those that have a rating.
	Of int `json:"of"`
}

// MustHaveMet says how many of those assessed meet one must-have.
type MustHaveMet struct {
	Competency CompetencyID `json:"competency_id"`
	Name       string       `json:"name"`
	Met
}

// Feasibility says how many of the applications that were assessed meet what the
// rubric asks for: each must-have by itself, and all of them together. It is for
// the people who set the bar, and says nothing about any one candidate.
type Feasibility struct {
	RubricHash string        `json:"rubric_hash"`
	MeetsLevel int           `json:"meets_level"`
	MustHaves  []MustHaveMet `json:"must_haves,omitzero"`
	// All counts applications that were rated on every must-have.
	All Met `json:"all"`
	// Assessed counts applications with a rating on any must-have.
	Assessed int `json:"assessed"`
}

// FeasibilityOf counts. Ratings of growth competencies are left out. It returns
// ErrNotLocked for a zero rubric and ErrInvalid, with every fault, for a rating
// without application, of a competency that the rubric lacks, or off its scale.
func FeasibilityOf(l Locked, ratings []Assessed) (Feasibility, error) {
	if l.IsZero() {
		return Feasibility{}, fault.New(ErrNotLocked, "rubric.not_locked", "", "feasibility is that of a locked rubric")
	}
	type tally struct{ met, below bool }
	var list fault.List
	by := map[string]map[CompetencyID]tally{}
	var order []string
	for i, a := range ratings {
		at := fault.Path("ratings", i)
		c, known := l.Competency(a.Competency)
		if a.Application == "" {
			list.Add("rubric.application_missing", at+"/application_id", "a rating belongs to an application")
		}
		if !known {
			list.Add("rubric.competency_unknown", at+"/competency_id", "the rubric has no such competency")
			continue
		}
		if a.Level < 1 || a.Level > len(c.Anchors) {
			list.Add("rubric.level_off_scale", at+"/level", "the level is not on the rubric's scale")
		}
		if c.Kind != MustHave {
			continue
		}
		if by[a.Application] == nil {
			by[a.Application] = map[CompetencyID]tally{}
			order = append(order, a.Application)
		}
		t := by[a.Application][a.Competency]
		if a.Level >= l.MeetsLevel() {
			t.met = true
		} else {
			t.below = true
		}
		by[a.Application][a.Competency] = t
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Feasibility{}, err
	}
	out := Feasibility{RubricHash: l.Hash(), MeetsLevel: l.MeetsLevel(), Assessed: len(order)}
	count := func(m *Met, t tally) {
		m.Of++
		switch {
		case t.met && t.below:
			m.Split++
		case t.met:
			m.Met++
		}
	}
	musts := 0
	for _, c := range l.rubric.Competencies {
		if c.Kind != MustHave {
			continue
		}
		musts++
		m := MustHaveMet{Competency: c.ID, Name: c.Name}
		for _, app := range order {
			if t, rated := by[app][c.ID]; rated {
				count(&m.Met, t)
			}
		}
		out.MustHaves = append(out.MustHaves, m)
	}
	for _, app := range order {
		if len(by[app]) < musts {
			continue
		}
		all, split := tally{met: true}, false
		for _, t := range by[app] {
			if !t.met {
				all = tally{below: true}
				split = false
				break
			}
			split = split || t.below
		}
		all.below = all.below || split
		count(&out.All, all)
	}
	return out, nil
}

// Markdown says it in a few lines.
func (f Feasibility) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Of %d assessed, by level %d:\n\n", f.Assessed, f.MeetsLevel)
	line := func(name string, m Met) {
		fmt.Fprintf(&b, "- %s: %d of %d meet it", name, m.Met, m.Of)
		if m.Split > 0 {
			fmt.Fprintf(&b, "; raters differ on %d", m.Split)
		}
		b.WriteString("\n")
	}
	for _, m := range f.MustHaves {
		line(markdown.Inline(m.Name), m.Met)
	}
	line("**All must-haves**", f.All)
	return b.String()
}
