package rubric_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/rubric"
)

func bank() rubric.Bank {
	return rubric.Bank{SchemaVersion: rubric.SchemaVersion, ID: "engineering", Questions: []rubric.BankQuestion{
		{ID: "worst", Text: "Tell me about the worst production incident that you owned.", Kind: rubric.PastBehaviour, For: []string{"incidents"}, Minutes: 12, Probes: []string{"Who did you tell, and when?"}},
		{ID: "pager", Text: "The pager goes off and the dashboard is down. What do you do first?", Kind: rubric.Situational, For: []string{"Incident Ownership"}},
		{ID: "explain", Text: "Explain how a lease differs from a lock.", Kind: rubric.Knowledge, For: []string{"http://data.europa.eu/esco/skill/locks"}},
		{ID: "cut", Text: "Here is a backlog and a date. Cut it.", Kind: rubric.WorkSample, For: []string{"delivery"}},
		{ID: "permit", Text: "Are you authorised to work in Portugal?", Kind: rubric.Eligibility, For: []string{"incidents"}},
	}}
}

func ExampleBank_For() {
	c := fixture.Rubric().Competencies[0]
	for _, q := range bank().For(c) {
		fmt.Println(q.Kind, q.ID)
	}
	planned := bank().For(c, rubric.PastBehaviour)[0].Question(c.ID)
	fmt.Println(planned.ID, planned.Minutes, planned.Competencies)
	// Output:
	// past_behaviour worst
	// situational pager
	// worst 12 [incidents]
}

func TestBankFindsByTermAndKind(t *testing.T) {
	t.Parallel()
	c := fixture.Rubric().Competencies[0]
	c.Terms = []rubric.Term{{Scheme: "esco", URI: "http://data.europa.eu/esco/skill/locks", Label: "Locks"}}
	require.Len(t, bank().For(c), 3)
	require.Equal(t, rubric.QuestionID("permit"), bank().For(c, rubric.Eligibility)[0].ID)
	bank().For(c)[0].Probes[0] = "changed"
	require.NotEqual(t, "changed", bank().Questions[0].Probes[0])
}

func TestBankNamesEveryFault(t *testing.T) {
	t.Parallel()
	b := bank()
	require.NoError(t, b.Validate())
	require.Empty(t, b.Lint(nil).Findings)
	b.Questions[0].Text, b.Questions[0].Minutes = "Do you have kids?", -1
	b.Questions[1].ID, b.Questions[2].Text, b.Questions[3].Kind = "worst", " ", "riddle"
	require.Len(t, b.Lint(nil).Blocking(), 1)
	err := b.Validate()
	require.ErrorIs(t, err, rubric.ErrInvalid)
	for _, code := range []string{"rubric.question_id_repeated", "rubric.question_text_missing", "rubric.question_kind_invalid", "rubric.question_minutes_invalid"} {
		require.True(t, fault.Has(err, code), code)
	}
}

func TestEligibilityNeedsNoCompetency(t *testing.T) {
	t.Parallel()
	r := fixture.Rubric()
	r.Questions = append(r.Questions, bank().Questions[4].Question())
	require.NoError(t, r.Validate())
}
