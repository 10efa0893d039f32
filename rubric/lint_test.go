package rubric_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/rubric"
)

func ExampleRubric_Lint() {
	r := fixture.Rubric()
	r.Competencies[0].Description = "Strong communicator who is a culture fit"
	r.Questions[1].Text = "What is your current salary?"
	dana, _ := actor.NewHuman("u-7", "Dana", actor.HiringManager)
	r.Waivers = []lint.Waiver{{Code: "culture-fit", Reason: "quoted from the old description, to be replaced", By: dana, At: fixture.Now}}
	report := r.Lint(nil)
	for _, f := range report.Blocking() {
		fmt.Println(f.Path, f.Code)
		fmt.Println(f.Fix)
	}
	_, err := lockAt(r, fixture.Now)
	fmt.Println(fault.Of(err)[0].Code, fault.Of(err)[0].Path)
	// Output:
	// /questions/1/text q-salary-history
	// Ask for expectations and state the band: "The band is X to Y; does that work for you?"
	// rubric.lint_blocks /questions/1/text
}

func found(r lint.Report) []string {
	out := []string{}
	for _, f := range r.Findings {
		out = append(out, f.Code+" "+f.Path)
	}
	return out
}

// clean is the fixture with all that a lint asks for.
func clean(t testing.TB) rubric.Rubric {
	t.Helper()
	r := fixture.Rubric()
	for i := range r.Competencies {
		c := &r.Competencies[i]
		c.JobLink = rubric.JobLink{Task: "Runs the nightly payout", By: fixture.People(t).Dana, At: fixture.Now}
		for j, b := range []string{"Cannot name a step", "Names a step when asked", "Names three steps unprompted", "Changed how the team works"} {
			c.Anchors[j].Behaviour = b
		}
	}
	return r
}

func TestLintOfACleanRubricIsEmpty(t *testing.T) {
	t.Parallel()
	require.Empty(t, found(clean(t).Lint(nil)))
	require.Empty(t, fixture.Rubric().Lint(nil).Blocking())
}

func TestLintFindsInEveryText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		want   string
		change func(*rubric.Rubric)
	}{
		{"age-coded /role/title", func(r *rubric.Rubric) { r.Role.Title = "Digital native" }},
		{"age-coded /role/level", func(r *rubric.Rubric) { r.Role.Level = "Digital native" }},
		{"culture-fit /role/purpose", func(r *rubric.Rubric) { r.Role.Purpose = "Culture fit for the team" }},
		{"age-coded /role/outcomes/1", func(r *rubric.Rubric) { r.Role.Outcomes = []string{"Ships", "Is a digital native"} }},
		{"forbidden-field /competencies/0/name", func(r *rubric.Rubric) { r.Competencies[0].Name = "Voice tone" }},
		{"personality-trait /competencies/0/name", func(r *rubric.Rubric) { r.Competencies[0].Name = "Extraverted leadership" }},
		{"unobservable-mental-state /competencies/0/description", func(r *rubric.Rubric) { r.Competencies[0].Description = "Understands queues" }},
		{"relative-anchor /competencies/1/anchors/2/behaviour", func(r *rubric.Rubric) { r.Competencies[1].Anchors[2].Behaviour = "Above average" }},
		{"levels-alike /competencies/1/anchors/2", func(r *rubric.Rubric) {
			r.Competencies[1].Anchors[1].Behaviour, r.Competencies[1].Anchors[2].Behaviour = "Sometimes explains trade-offs", "Often explains trade-offs"
		}},
		{"levels-overlap /competencies/1/anchors/1", func(r *rubric.Rubric) {
			r.Competencies[1].Anchors[0].Behaviour, r.Competencies[1].Anchors[1].Behaviour = "Led 1-3 incidents", "Led 3-5 incidents"
		}},
		{"levels-gap /competencies/1/anchors/1", func(r *rubric.Rubric) {
			r.Competencies[1].Anchors[0].Behaviour, r.Competencies[1].Anchors[1].Behaviour = "Led 1-3 incidents", "Led 5-9 incidents"
		}},
		{"behaviour-missing /competencies/0/description", func(r *rubric.Rubric) { r.Competencies[0].Description = "Ownership of production" }},
		{"anchors-missing /competencies/1/anchors", func(r *rubric.Rubric) { r.Competencies[1].Anchors = nil }},
		{"question-missing /competencies/2", func(r *rubric.Rubric) { r.Questions = r.Questions[:2] }},
		{"job-link-missing /competencies/0/job_link", func(r *rubric.Rubric) { r.Competencies[0].JobLink = rubric.JobLink{} }},
		{"age-coded /competencies/0/job_link/task", func(r *rubric.Rubric) { r.Competencies[0].JobLink.Task = "Needs a digital native" }},
		{"q-closed /questions/0/text", func(r *rubric.Rubric) { r.Questions[0].Text = "Have you led a team?" }},
		{"q-family /questions/0/probes/0", func(r *rubric.Rubric) { r.Questions[0].Probes = []string{"Do you have kids?"} }},
		{"question-competencies /questions/0/competencies", func(r *rubric.Rubric) { r.Questions[0].Competencies = []rubric.CompetencyID{"incidents", "delivery"} }},
		{"competencies-few /competencies", func(r *rubric.Rubric) { r.Competencies, r.Questions = r.Competencies[:2], r.Questions[:2] }},
		{"levels-count /competencies", func(r *rubric.Rubric) {
			for i := range r.Competencies {
				r.Competencies[i].Anchors = r.Competencies[i].Anchors[:3]
			}
		}},
		{"culture-fit /change_reason", func(r *rubric.Rubric) { r.ChangeReason = "more culture fit" }},
		{"waiver-unused /waivers/0", func(r *rubric.Rubric) {
			r.Waivers = []lint.Waiver{{Code: "culture-fit", Reason: "x", By: fixture.People(t).Dana, At: fixture.Now}}
		}},
	}
	for _, tt := range tests {
		r := clean(t)
		tt.change(&r)
		require.Equal(t, []string{tt.want}, found(r.Lint(nil)))
	}
	many := twelve(t)
	require.Contains(t, found(many.Lint(nil)), "competencies-many /competencies")
	require.Empty(t, rubric.Rubric{}.Lint(nil).Findings)
}

// twelve is a rubric of twelve competencies with the texts of a real one.
func twelve(t testing.TB) rubric.Rubric {
	t.Helper()
	b, err := os.ReadFile("../examples/data/rubric.json")
	require.NoError(t, err)
	var r rubric.Rubric
	require.NoError(t, json.Unmarshal(b, &r))
	require.NotEmpty(t, r.Competencies)
	for i := 0; len(r.Competencies) < 12; i++ {
		c := r.Competencies[i]
		c.ID = rubric.CompetencyID(fmt.Sprint("c-", i))
		r.Competencies = append(r.Competencies, c)
	}
	for i := 0; len(r.Questions) < 24; i++ {
		q := r.Questions[i]
		q.ID, q.Competencies = rubric.QuestionID(fmt.Sprint("q-", i)), []rubric.CompetencyID{r.Competencies[i%12].ID}
		r.Questions = append(r.Questions, q)
	}
	require.NoError(t, r.Validate())
	return r
}

func TestAHostsPacksDecideTheLock(t *testing.T) {
	t.Parallel()
	r := clean(t)
	r.Questions[0].Text = "Which clubs do you belong to?"
	_, err := lockAt(r, fixture.Now)
	require.NoError(t, err, "a warning does not block")
	require.Len(t, r.Lint(nil).Warnings(), 1)
	l, err := lint.New([]lint.Pack{lint.Base(), {
		ID: "ours", AsOf: "2026-01-01", Overrides: []lint.Override{{Code: "q-politics-union", Severity: lint.Error, Basis: "our policy"}},
	}}, lint.Options{})
	require.NoError(t, err)
	who := fixture.People(t)
	lock := func(r rubric.Rubric) error {
		_, err := rubric.LockWith(r, rubric.AssentTo(r, who.Dana, fixture.Now), rubric.AssentTo(r, who.Marcus, fixture.Now), rubric.LockOptions{Linter: l})
		return err
	}
	require.ErrorIs(t, lock(r), rubric.ErrLint)
	require.NotContains(t, lock(r).Error(), "clubs", "errors carry no text of the document")
	r.Waivers = []lint.Waiver{{Code: "q-politics-union", Reason: "the licence needs a professional body", By: who.Marcus, At: fixture.Now}}
	require.NoError(t, lock(r))
}

func TestAWaiverIsPartOfWhatPeopleAgreeTo(t *testing.T) {
	t.Parallel()
	r := fixture.Rubric()
	hash := r.Hash()
	r.Waivers = []lint.Waiver{{Code: "culture-fit", Reason: "x", By: fixture.People(t).Dana, At: fixture.Now}}
	require.NotEqual(t, hash, r.Hash())
	l, err := lockAt(r, fixture.Now)
	require.NoError(t, err)
	l.Rubric().Waivers[0].Reason = "changed"
	require.Equal(t, "x", l.Rubric().Waivers[0].Reason)
}

func BenchmarkLintTwelveCompetencies(b *testing.B) {
	r, l := twelve(b), lint.Standard()
	b.ResetTimer()
	for b.Loop() {
		r.Lint(l)
	}
}
