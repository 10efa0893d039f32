package rubric

import (
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/internal/markdown"
)

// JobDescription is what a candidate may read of a locked rubric: the role and
// what will be assessed, without questions and anchors.
type JobDescription struct {
	Title    string   `json:"title"`
	Team     string   `json:"team,omitzero"`
	Level    string   `json:"level,omitzero"`
	Location string   `json:"location,omitzero"`
	Purpose  string   `json:"purpose,omitzero"`
	Outcomes []string `json:"outcomes,omitzero"`
	// MustHaves and Growth are names with descriptions.
	MustHaves []Requirement `json:"must_haves,omitzero"`
	Growth    []Requirement `json:"growth,omitzero"`
	// Compensation is zero where the rubric has no band.
	Compensation compensation.Range `json:"compensation,omitzero"`
	RubricHash   string             `json:"rubric_hash"`
	// Terms are the occupation in public classifications.
	Terms []Term `json:"terms,omitzero"`
}

// Requirement is a competency as a candidate reads it.
type Requirement struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	// Terms are the competency in public classifications.
	Terms []Term `json:"terms,omitzero"`
}

// JobDescription returns the candidate's view of the rubric. Every word of it is
// the rubric's own.
func (l Locked) JobDescription() JobDescription {
	r := l.Rubric()
	d := JobDescription{
		Title: r.Role.Title, Team: r.Role.Team, Level: r.Role.Level, Location: r.Role.Location,
		Purpose: r.Role.Purpose, Outcomes: r.Role.Outcomes, Compensation: r.Compensation, RubricHash: l.Hash(),
		Terms: r.Role.Terms,
	}
	for _, c := range r.Competencies {
		req := Requirement{Name: c.Name, Description: c.Description, Terms: c.Terms}
		if c.Kind == MustHave {
			d.MustHaves = append(d.MustHaves, req)
		} else {
			d.Growth = append(d.Growth, req)
		}
	}
	return d
}

// Markdown renders the job description. What people wrote stays text: none of it
// becomes markup.
func (d JobDescription) Markdown() string {
	var b strings.Builder
	b.WriteString("# " + markdown.Inline(d.Title) + "\n")
	var facts []string
	for _, f := range []string{d.Team, d.Level, d.Location} {
		if f != "" {
			facts = append(facts, markdown.Inline(f))
		}
	}
	if len(facts) > 0 {
		b.WriteString("\n" + strings.Join(facts, " · ") + "\n")
	}
	if d.Purpose != "" {
		b.WriteString("\n" + markdown.Inline(d.Purpose) + "\n")
	}
	section := func(title string, lines []string) {
		if len(lines) > 0 {
			b.WriteString("\n## " + title + "\n\n- " + strings.Join(lines, "\n- ") + "\n")
		}
	}
	outcomes := make([]string, len(d.Outcomes))
	for i, o := range d.Outcomes {
		outcomes[i] = markdown.Inline(o)
	}
	section("Outcomes", outcomes)
	section("Needed from the first day", requirementLines(d.MustHaves))
	section("Can be learnt in the role", requirementLines(d.Growth))
	if c := d.Compensation; !c.IsZero() {
		pay := strconv.FormatInt(c.Low, 10)
		if c.High != c.Low {
			pay += " to " + strconv.FormatInt(c.High, 10)
		}
		section("Pay", []string{pay + " " + c.Currency + " a " + string(c.Period)})
	}
	return b.String()
}

func requirementLines(rs []Requirement) []string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = "**" + markdown.Inline(r.Name) + "**: " + markdown.Inline(r.Description)
	}
	return out
}
