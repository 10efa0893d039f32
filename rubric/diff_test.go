package rubric_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/rubric"
)

func ExampleDiff() {
	before, after := fixture.Rubric(), fixture.Rubric()
	after.Competencies[1].Anchors[1].Behaviour = "Cuts scope after the date"
	after.Competencies[2].Name = "Pairing"
	after.Questions = after.Questions[:2]
	changes := rubric.Diff(before, after)
	for _, c := range changes {
		fmt.Println(c)
	}
	fmt.Println(rubric.EffectOn(changes, "delivery"), rubric.EffectOn(changes, "incidents"))
	// Output:
	// Level 2 of "Delivery" reads "Cuts scope after the date" instead of "Cuts scope, step 2".
	// "Mentoring" is called "Pairing" now.
	// A question is dropped: "Who did you help to get better at their job?".
	// reassess none
}

// mutate makes one change that a person may make to a draft, or none.
func mutate(t *rapid.T, r rubric.Rubric) rubric.Rubric {
	r = r.Clone()
	word := func() string {
		return rapid.SampledFrom([]string{"", "Ships on the date", "Größe <b> \u2028 & co", "x\xff", "Leads a review"}).Draw(t, "word")
	}
	competency := func() *rubric.Competency {
		if len(r.Competencies) == 0 {
			r.Competencies = append(r.Competencies, rubric.Competency{ID: "only"})
		}
		return &r.Competencies[rapid.IntRange(0, len(r.Competencies)-1).Draw(t, "c")]
	}
	question := func() *rubric.Question {
		if len(r.Questions) == 0 {
			r.Questions = append(r.Questions, rubric.Question{ID: "q-only"})
		}
		return &r.Questions[rapid.IntRange(0, len(r.Questions)-1).Draw(t, "q")]
	}
	two := 2
	switch rapid.IntRange(0, 22).Draw(t, "change") {
	case 0:
	case 1:
		r.Role.Title = word()
	case 2:
		r.MeetsLevel = rapid.IntRange(0, 5).Draw(t, "bar")
	case 3:
		r.ChangeReason = word()
	case 4:
		competency().Name = word()
	case 5:
		competency().Description = word()
	case 6:
		competency().Kind = rapid.SampledFrom([]rubric.Kind{rubric.MustHave, rubric.Growth, ""}).Draw(t, "kind")
	case 7:
		competency().Weight = &two
	case 8:
		competency().Weight = nil
	case 9:
		if c := competency(); len(c.Anchors) > 0 {
			c.Anchors[len(c.Anchors)-1].Behaviour = word()
		}
	case 10:
		if c := competency(); len(c.Anchors) > 0 {
			c.Anchors = c.Anchors[:len(c.Anchors)-1]
		}
	case 11:
		c := competency()
		c.Anchors = append(c.Anchors, rubric.Anchor{Level: len(c.Anchors) + 1, Label: word(), Behaviour: word()})
	case 12:
		if c := competency(); len(c.Anchors) > 0 {
			c.Anchors[0].Level = rapid.IntRange(0, 3).Draw(t, "level")
		}
	case 13:
		r.Competencies = append(r.Competencies, rubric.Competency{ID: rubric.CompetencyID("new-" + fmt.Sprint(rapid.IntRange(0, 3).Draw(t, "n"))), Name: word(), Kind: rubric.MustHave})
	case 14:
		if len(r.Competencies) > 0 {
			i := rapid.IntRange(0, len(r.Competencies)-1).Draw(t, "drop")
			r.Competencies = slices.Delete(r.Competencies, i, i+1)
		}
	case 15:
		slices.Reverse(r.Competencies)
	case 16:
		question().Text = word()
	case 17:
		question().Probes = []string{word()}
	case 18:
		slices.Reverse(r.Questions)
	case 19:
		r.Questions = append(r.Questions, rubric.Question{ID: rubric.QuestionID("q-new-" + fmt.Sprint(rapid.IntRange(0, 3).Draw(t, "n"))), Text: word(), Minutes: 5})
	case 20:
		if len(r.Questions) > 0 {
			i := rapid.IntRange(0, len(r.Questions)-1).Draw(t, "drop")
			r.Questions = slices.Delete(r.Questions, i, i+1)
		}
	case 21:
		competency().Terms = []rubric.Term{{Scheme: "esco", URI: "http://data.europa.eu/esco/skill/1", Label: word()}}
	case 22:
		competency().JobLink.Task = word()
	}
	return r
}

func mutations(t *rapid.T, r rubric.Rubric) rubric.Rubric {
	for range rapid.IntRange(0, 8).Draw(t, "mutations") {
		r = mutate(t, r)
	}
	return r
}

// The description of a change is complete: made to the old rubric, it gives the
// new one. It is empty exactly if the content is equal, which the hash says too.
func TestApplyingADiffGivesTheOtherRubric(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		a := mutations(rt, fixture.Rubric())
		b := mutations(rt, a)
		changes := rubric.Diff(a, b)
		require.Equal(rt, a.Hash() == b.Hash(), len(changes) == 0)
		got, err := rubric.Apply(a, changes)
		require.NoError(rt, err)
		require.Equal(rt, b.Hash(), got.Hash(), "%v", changes)
		require.Empty(rt, rubric.Diff(got, b))
		stored, err := json.Marshal(changes)
		require.NoError(rt, err)
		var back []rubric.Change
		require.NoError(rt, json.Unmarshal(stored, &back))
		got, err = rubric.Apply(a, back)
		require.NoError(rt, err)
		require.Equal(rt, b.Hash(), got.Hash(), "a stored diff says the same")
		for _, c := range changes {
			require.NotEmpty(rt, c.Effect)
			require.True(rt, strings.HasSuffix(c.String(), "."), c.String())
		}
	})
}

func TestDiffLeavesOutTheBand(t *testing.T) {
	t.Parallel()
	a, b := fixture.Rubric(), fixture.Rubric()
	b.Compensation = compensation.Range{}
	require.Empty(t, rubric.Diff(a, b))
}

func TestEffects(t *testing.T) {
	t.Parallel()
	two := 2
	tests := []struct {
		want   rubric.Effect
		change func(*rubric.Rubric)
	}{
		{rubric.NoEffect, func(r *rubric.Rubric) { r.Role.Title = "x" }},
		{rubric.NoEffect, func(r *rubric.Rubric) { r.Competencies[0].Name = "x" }},
		{rubric.NoEffect, func(r *rubric.Rubric) { r.Competencies[0].Anchors[0].Label = "x" }},
		{rubric.NoEffect, func(r *rubric.Rubric) { r.Competencies[1].Description = "x" }},
		{rubric.Recompute, func(r *rubric.Rubric) { r.MeetsLevel = 2 }},
		{rubric.Recompute, func(r *rubric.Rubric) { r.Competencies[0].Weight = &two }},
		{rubric.Recompute, func(r *rubric.Rubric) { r.Competencies[0].Kind = rubric.Growth }},
		{rubric.Reassess, func(r *rubric.Rubric) { r.Competencies[0].Description, r.MeetsLevel = "x", 1 }},
		{rubric.Reassess, func(r *rubric.Rubric) { r.Competencies[0].Anchors = r.Competencies[0].Anchors[:3] }},
		{rubric.Drop, func(r *rubric.Rubric) { r.Competencies = r.Competencies[1:] }},
	}
	for i, tt := range tests {
		r := fixture.Rubric()
		tt.change(&r)
		require.Equal(t, tt.want, rubric.EffectOn(rubric.Diff(fixture.Rubric(), r), "incidents"), i)
	}
	less := fixture.Rubric()
	less.Competencies = less.Competencies[1:]
	require.Equal(t, rubric.Assess, rubric.EffectOn(rubric.Diff(less, fixture.Rubric()), "incidents"))
}

func TestApplyRefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	for _, c := range []rubric.Change{
		{},
		{Op: rubric.Changed, Part: rubric.PartCompetency, Competency: "juggling", Field: "name", After: json.RawMessage(`"x"`)},
		{Op: rubric.Changed, Part: rubric.PartCompetency, Competency: "delivery", Field: "name", After: json.RawMessage(`7`)},
		{Op: rubric.Changed, Part: rubric.PartRubric, Field: "name", After: json.RawMessage(`{`)},
		{Op: rubric.Removed, Part: rubric.PartAnchor, Competency: "juggling", Level: 1},
		{Op: rubric.Removed, Part: rubric.PartAnchor, Competency: "delivery", Level: 9},
		{Op: rubric.Added, Part: rubric.PartQuestion, Question: "q-cut", After: json.RawMessage(`{}`)},
		{Op: rubric.Reordered, Part: rubric.PartQuestion, After: json.RawMessage(`["q-cut"]`)},
		{Op: rubric.Reordered, Part: rubric.PartQuestion, After: json.RawMessage(`["a","b","c"]`)},
		{Op: rubric.Added, Part: rubric.PartRole},
	} {
		r := fixture.Rubric()
		_, err := rubric.Apply(r, []rubric.Change{c})
		require.ErrorIs(t, err, rubric.ErrInvalid, "%+v", c)
		require.Equal(t, fixture.Rubric().Hash(), r.Hash())
	}
}

func TestDiffInWords(t *testing.T) {
	t.Parallel()
	two := 2
	tests := []struct {
		want   string
		change func(*rubric.Rubric)
	}{
		{`The role's title is "Cook" instead of "Backend Engineer".`, func(r *rubric.Rubric) { r.Role.Title = "Cook" }},
		{`The role's team is new: "Payments".`, func(r *rubric.Rubric) { r.Role.Team = "Payments" }},
		{`The role's purpose is taken out.`, func(r *rubric.Rubric) { r.Role.Purpose = "" }},
		{`The bar moves from level 3 to level 2.`, func(r *rubric.Rubric) { r.MeetsLevel = 2 }},
		{`"Delivery" weighs 2 instead of 1.`, func(r *rubric.Rubric) { r.Competencies[1].Weight = &two }},
		{`"Delivery" can be learnt in the role now; it was a must-have.`, func(r *rubric.Rubric) { r.Competencies[1].Kind = rubric.Growth }},
		{`"Delivery" is not assessed any more.`, func(r *rubric.Rubric) { r.Competencies = slices.Delete(r.Competencies, 1, 2) }},
		{`"Tests" is new and a must-have.`, func(r *rubric.Rubric) {
			r.Competencies = append(r.Competencies, rubric.Competency{ID: "tests", Name: "Tests", Kind: rubric.MustHave})
		}},
		{`Level 4 of "Delivery" is taken out.`, func(r *rubric.Rubric) { r.Competencies[1].Anchors = r.Competencies[1].Anchors[:3] }},
		{`Level 5 of "Delivery" is new: "Writes it up".`, func(r *rubric.Rubric) {
			r.Competencies[1].Anchors = append(r.Competencies[1].Anchors, rubric.Anchor{Level: 5, Label: "Far above", Behaviour: "Writes it up"})
		}},
		{`The label of level 1 of "Delivery" is "No" instead of "Not shown".`, func(r *rubric.Rubric) { r.Competencies[1].Anchors[0].Label = "No" }},
		{`The competencies stand in another order.`, func(r *rubric.Rubric) { slices.Reverse(r.Competencies) }},
		{`The probes of the question "q-cut" are new: "Who knew?".`, func(r *rubric.Rubric) { r.Questions[1].Probes = []string{"Who knew?"} }},
		{`The question "q-cut" reads "What?" instead of "Tell me about a project with a fixed date. What did you cut?".`, func(r *rubric.Rubric) { r.Questions[1].Text = "What?" }},
	}
	for _, tt := range tests {
		r := fixture.Rubric()
		tt.change(&r)
		var got []string
		for _, c := range rubric.Diff(fixture.Rubric(), r) {
			got = append(got, c.String())
		}
		require.Equal(t, []string{tt.want}, got)
	}
}
