package rubric_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/transcript"
)

func Example() {
	r := rubric.Rubric{
		ID: "rb-1", Version: 1, MeetsLevel: 2, Role: rubric.Role{Title: "Support Engineer"},
		Competencies: []rubric.Competency{{
			ID: "diagnosis", Name: "Diagnosis", Description: "Finds the cause of a customer's problem.", Kind: rubric.MustHave,
			Anchors: []rubric.Anchor{
				{Level: 1, Label: "Not shown", Behaviour: "Restarts things until the problem is gone."},
				{Level: 2, Label: "Meets the bar", Behaviour: "States a cause, and what would prove it wrong, before changing anything."},
			},
		}},
		Questions: []rubric.Question{{ID: "q-1", Text: "Which problem took you longest to find?", Competencies: []rubric.CompetencyID{"diagnosis"}}},
	}
	dana, _ := actor.NewHuman("u-1", "Dana", actor.HiringManager)
	marcus, _ := actor.NewHuman("u-2", "Marcus", actor.Recruiter)
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	locked, err := rubric.Lock(r, rubric.AssentTo(r, dana, now), rubric.AssentTo(r, marcus, now.Add(time.Hour)))
	fmt.Println(locked.LockedAt().Format(time.RFC3339), locked.Hash() == r.Hash(), err)

	r.Competencies[0].Anchors = nil
	_, err = rubric.Lock(r, rubric.AssentTo(r, dana, now), rubric.AssentTo(r, marcus, now))
	fmt.Println(fault.Of(err)[0].Path, fault.Of(err)[0].Code)
	// Output:
	// 2026-03-02T10:00:00Z true <nil>
	// /competencies/0/anchors rubric.anchors_missing
}

func TestValidateNamesEveryFault(t *testing.T) {
	t.Parallel()
	three := 3
	zero := 0
	tests := []struct {
		code, path string
		change     func(*rubric.Rubric)
	}{
		{"rubric.id_missing", "/id", func(r *rubric.Rubric) { r.ID = "" }},
		{"rubric.version_missing", "/version", func(r *rubric.Rubric) { r.Version = 0 }},
		{"rubric.change_reason_missing", "/change_reason", func(r *rubric.Rubric) { r.Version = 2 }},
		{"rubric.title_missing", "/role/title", func(r *rubric.Rubric) { r.Role.Title = " " }},
		{"rubric.competencies_missing", "/competencies", func(r *rubric.Rubric) { r.Competencies = nil }},
		{"rubric.competencies_too_many", "/competencies", func(r *rubric.Rubric) {
			for i := range rubric.MostCompetencies {
				c := r.Competencies[2]
				c.ID = rubric.CompetencyID(fmt.Sprint("more-", i))
				r.Competencies = append(r.Competencies, c)
			}
		}},
		{"rubric.competency_id_invalid", "/competencies/1/id", func(r *rubric.Rubric) { r.Competencies[1].ID = "Delivery!" }},
		{"rubric.competency_id_repeated", "/competencies/1/id", func(r *rubric.Rubric) { r.Competencies[1].ID = "incidents" }},
		{"rubric.competency_name_missing", "/competencies/0/name", func(r *rubric.Rubric) { r.Competencies[0].Name = "" }},
		{"rubric.competency_description_missing", "/competencies/0/description", func(r *rubric.Rubric) { r.Competencies[0].Description = "" }},
		{"rubric.competency_kind_invalid", "/competencies/0/kind", func(r *rubric.Rubric) { r.Competencies[0].Kind = "nice" }},
		{"rubric.must_have_missing", "/competencies", func(r *rubric.Rubric) {
			r.Competencies[0].Kind, r.Competencies[1].Kind = rubric.Growth, rubric.Growth
		}},
		{"rubric.anchors_missing", "/competencies/2/anchors", func(r *rubric.Rubric) { r.Competencies[2].Anchors = nil }},
		{"rubric.anchors_differ", "/competencies/2/anchors", func(r *rubric.Rubric) { r.Competencies[2].Anchors = r.Competencies[2].Anchors[:3] }},
		{"rubric.anchors_count", "/competencies/2/anchors", func(r *rubric.Rubric) { r.Competencies[2].Anchors = r.Competencies[2].Anchors[:1] }},
		{"rubric.anchor_level_invalid", "/competencies/0/anchors/3/level", func(r *rubric.Rubric) { r.Competencies[0].Anchors[3].Level = 3 }},
		{"rubric.anchor_label_missing", "/competencies/0/anchors/0/label", func(r *rubric.Rubric) { r.Competencies[0].Anchors[0].Label = "" }},
		{"rubric.anchor_behaviour_missing", "/competencies/0/anchors/0/behaviour", func(r *rubric.Rubric) { r.Competencies[0].Anchors[0].Behaviour = "" }},
		{"rubric.basis_empty", "/competencies/0/basis/0", func(r *rubric.Rubric) { r.Competencies[0].Basis = make([]evidence.Citation, 1) }},
		{"rubric.basis_not_admissible", "/competencies/0/basis/1", func(r *rubric.Rubric) {
			asked := evidence.Citation{Grade: evidence.Verbatim, Speaker: evidence.Speaker{Role: transcript.HiringManager}, Spans: []evidence.Span{{Text: "a must"}}}
			said := asked
			said.Speaker.Role = transcript.Candidate
			r.Competencies[0].Basis = []evidence.Citation{asked, said}
		}},
		{"rubric.meets_level_off_scale", "/meets_level", func(r *rubric.Rubric) { r.MeetsLevel = 5 }},
		{"rubric.question_id_invalid", "/questions/0/id", func(r *rubric.Rubric) { r.Questions[0].ID = "" }},
		{"rubric.question_id_repeated", "/questions/1/id", func(r *rubric.Rubric) { r.Questions[1].ID = "q-incident" }},
		{"rubric.question_text_missing", "/questions/0/text", func(r *rubric.Rubric) { r.Questions[0].Text = "" }},
		{"rubric.question_competency_missing", "/questions/2/competencies", func(r *rubric.Rubric) { r.Questions[2].Competencies = nil }},
		{"rubric.question_competency_unknown", "/questions/2/competencies/0", func(r *rubric.Rubric) { r.Questions[2].Competencies[0] = "juggling" }},
		{"rubric.question_missing", "/competencies/0", func(r *rubric.Rubric) { r.Questions = r.Questions[1:] }},
		{"rubric.weight_invalid", "/competencies/0/weight", func(r *rubric.Rubric) { r.Competencies[0].Weight = &zero }},
		{"rubric.weight_rationale_missing", "/weight_rationale", func(r *rubric.Rubric) { r.Competencies[0].Weight = &three }},
		{"rubric.weight_rationale_unused", "/weight_rationale", func(r *rubric.Rubric) { r.WeightRationale = "because" }},
		{"rubric.seen_invalid", "/seen", func(r *rubric.Rubric) { r.Seen = "forget" }},
		{"rubric.predecessor_unused", "/predecessor", func(r *rubric.Rubric) { r.Predecessor = "sha256:0" }},
		{"rubric.predecessor_missing", "/predecessor", func(r *rubric.Rubric) { r.Version, r.ChangeReason = 2, "x" }},
		{"rubric.seen_missing", "/seen", func(r *rubric.Rubric) { r.Version, r.ChangeReason = 2, "x" }},
		{"rubric.job_link_incomplete", "/competencies/0/job_link", func(r *rubric.Rubric) { r.Competencies[0].JobLink.Task = "x" }},
		{"rubric.term_incomplete", "/competencies/0/terms/0", func(r *rubric.Rubric) {
			r.Competencies[0].Terms = []rubric.Term{{Scheme: "esco", URI: "http://data.europa.eu/esco/skill/1"}}
		}},
		{"rubric.term_uri_invalid", "/role/terms/0/uri", func(r *rubric.Rubric) {
			r.Role.Terms = []rubric.Term{{Scheme: "onet", URI: "15-1252.00", Label: "Software Developers"}}
		}},
		{"rubric.question_minutes_invalid", "/questions/0/minutes", func(r *rubric.Rubric) { r.Questions[0].Minutes = -1 }},
		{"lint.waiver_reason_missing", "/waivers/0/reason", func(r *rubric.Rubric) { r.Waivers = make([]lint.Waiver, 1) }},
		{"compensation.range_reversed", "/compensation/high", func(r *rubric.Rubric) { r.Compensation.High = 1 }},
	}
	require.NoError(t, fixture.Rubric().Validate())
	for _, tt := range tests {
		t.Run(tt.code, func(t *testing.T) {
			t.Parallel()
			r := fixture.Rubric()
			tt.change(&r)
			err := r.Validate()
			require.ErrorIs(t, err, rubric.ErrInvalid)
			var at []string
			for _, f := range fault.Of(err) {
				at = append(at, f.Code+" "+f.Path)
			}
			require.Contains(t, at, tt.code+" "+tt.path)
		})
	}
}

func TestWeightsWithARationaleAreValid(t *testing.T) {
	t.Parallel()
	r := fixture.Rubric()
	two := 2
	r.Competencies[0].Weight, r.WeightRationale = &two, "incidents cost most"
	require.NoError(t, r.Validate())
}

// The hash is part of stored documents: it must not change by accident.
func TestHashOfAKnownRubric(t *testing.T) {
	t.Parallel()
	require.Equal(t, "sha256:1238a88c9122f1fb3656e0c13b513f19a9a50a98687005803c22ebc473ddd9b2", fixture.Rubric().Hash())
}

func TestHashCoversContentAndNotTheBand(t *testing.T) {
	t.Parallel()
	r := fixture.Rubric()
	hash := r.Hash()
	r.Compensation = compensation.Range{}
	require.Equal(t, hash, r.Hash())
	r.Competencies[0].Anchors[2].Behaviour += "."
	require.NotEqual(t, hash, r.Hash())
}

func TestLockRefuses(t *testing.T) {
	t.Parallel()
	who, r := fixture.People(t), fixture.Rubric()
	dana, marcus := rubric.AssentTo(r, who.Dana, fixture.Now), rubric.AssentTo(r, who.Marcus, fixture.Now)
	both, err := actor.NewHuman("u-dana", "Dana", actor.Recruiter)
	require.NoError(t, err)
	other := marcus
	other.Hash = "sha256:0"
	never := marcus
	never.At = time.Time{}
	tests := []struct {
		name, code    string
		manager, recr rubric.Assent
	}{
		{"nobody", "rubric.assent_missing", dana, rubric.Assent{}},
		{"the wrong role", "rubric.assent_wrong_role", rubric.AssentTo(r, who.Sofia, fixture.Now), marcus},
		{"one person in both roles", "rubric.assent_same_person", dana, rubric.AssentTo(r, both, fixture.Now)},
		{"other content", "rubric.assent_other_content", dana, other},
		{"no time", "rubric.assent_time_missing", dana, never},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, err := rubric.Lock(r, tt.manager, tt.recr)
			require.ErrorIs(t, err, rubric.ErrAssent)
			require.True(t, fault.Has(err, tt.code), err)
			require.True(t, l.IsZero())
		})
	}
	empty := r
	empty.Competencies = nil
	_, err = rubric.Lock(empty, dana, marcus)
	require.ErrorIs(t, err, rubric.ErrInvalid)
}

func TestLockedNeverChanges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		who, r := fixture.People(t), fixture.Rubric()
		w := 1
		r.Competencies[0].Weight = &w
		r.Competencies[0].Basis = []evidence.Citation{{
			Speaker: evidence.Speaker{Role: transcript.Recruiter}, Spans: []evidence.Span{{Text: "said"}}, Grade: evidence.Verbatim,
			Confirmation: []evidence.Span{{Text: "yes"}}, Flags: []evidence.Flag{evidence.Restated},
		}}
		l, err := rubric.Lock(r, rubric.AssentTo(r, who.Dana, fixture.Now), rubric.AssentTo(r, who.Marcus, fixture.Now))
		require.NoError(rt, err)
		before, err := json.Marshal(l)
		require.NoError(rt, err)
		for range rapid.IntRange(1, 6).Draw(rt, "changes") {
			target := &r // the value that was locked
			if rapid.Bool().Draw(rt, "returned") {
				c := l.Rubric()
				target = &c
			}
			c, _ := l.Competency("delivery")
			c.Anchors[0].Behaviour = "changed"
			q, _ := l.Question("q-cut")
			q.Competencies[0] = "changed"
			if basis := target.Competencies[0].Basis; len(basis) > 0 {
				basis[0].Spans[0].Text, basis[0].Confirmation[0].Text, basis[0].Flags[0] = "changed", "changed", "changed"
			}
			switch rapid.IntRange(0, 4).Draw(rt, "what") {
			case 0:
				target.Competencies[0].Anchors[1].Behaviour = "changed"
			case 1:
				target.Competencies[0].Name = "changed"
			case 2:
				if len(target.Questions) > 0 {
					target.Questions[0].Competencies[0] = "changed"
				}
			case 3:
				if target.Competencies[0].Weight != nil {
					*target.Competencies[0].Weight = 9
				}
			case 4:
				target.Questions = nil
			}
		}
		after, err := json.Marshal(l)
		require.NoError(rt, err)
		require.JSONEq(rt, string(before), string(after))
	})
}

func TestLockedRoundTripRefusesTampering(t *testing.T) {
	t.Parallel()
	l := fixture.Locked(t)
	b, err := json.Marshal(l)
	require.NoError(t, err)
	var back rubric.Locked
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, l.Document(), back.Document())
	tampered := strings.Replace(string(b), "Cuts scope, step 3", "Cuts corners, step 3", 1)
	require.NotEqual(t, string(b), tampered)
	require.ErrorIs(t, json.Unmarshal([]byte(tampered), &back), rubric.ErrAssent)
	renamed := strings.Replace(string(b), `"hash":"sha256:`, `"hash":"sha256:0`, 1)
	require.True(t, fault.Has(json.Unmarshal([]byte(renamed), &back), "rubric.hash_differs"), "a document is not filed under another hash")
	require.ErrorIs(t, json.Unmarshal([]byte(`{}`), &back), rubric.ErrInvalid)
	b, err = json.Marshal(rubric.Locked{})
	require.NoError(t, err)
	require.Equal(t, "null", string(b))
	require.NoError(t, json.Unmarshal(b, &back))
	require.True(t, back.IsZero())
}

func intake() transcript.Transcript {
	return transcript.Transcript{
		ID: "tr-intake",
		Speakers: []transcript.Speaker{
			{ID: "d", Label: "Dana", Name: "Dana", Role: transcript.HiringManager, RoleSource: transcript.Declared},
			{ID: "m", Label: "Marcus", Name: "Marcus", Role: transcript.Recruiter, RoleSource: transcript.Declared},
		},
		Segments: []transcript.Segment{
			{ID: "s1", Speaker: "m", Text: "So they must know Kubernetes from the first day?"},
			{ID: "s2", Speaker: "d", Text: "No. They must have led an incident from the alert to the fix."},
		},
	}
}

func TestProposeKeepsOnlyTheHiringManagersWords(t *testing.T) {
	t.Parallel()
	agent, err := actor.NewAgent("test", actor.AgentInfo{})
	require.NoError(t, err)
	d := rubric.Propose(intake(), rubric.IntakeProposal{By: agent, Criteria: []rubric.ProposedCriterion{
		{Name: "Kubernetes", Claims: []evidence.Claim{{Quote: "they must know Kubernetes from the first day"}}},
		{Name: "Incidents", Kind: rubric.MustHave, Claims: []evidence.Claim{
			{Quote: "They must have led an incident from the alert to the fix."}, {Quote: "They must have led two incidents from the alert to the fix."},
		}},
		{Name: "Charisma"},
	}})
	require.Len(t, d.Criteria, 1)
	require.Equal(t, []string{"no_quote"}, d.Refused[2].Reasons())
	require.Equal(t, "Incidents", d.Criteria[0].Name)
	require.Equal(t, "They must have led an incident from the alert to the fix.", d.Criteria[0].Basis[0].Text())
	require.Len(t, d.Refused, 3)
	require.Equal(t, []string{"wrong_speaker"}, d.Refused[0].Reasons())
	require.Equal(t, 1, d.Refused[1].Criterion)

	c, err := d.Take(fixture.Rubric().Competencies[0], 0)
	require.NoError(t, err)
	require.Len(t, c.Basis, 1)
	_, err = d.Take(c, 5)
	require.True(t, fault.Has(err, "rubric.criterion_unknown"))
}

func TestJobDescriptionIsSafeMarkdown(t *testing.T) {
	t.Parallel()
	r := fixture.Rubric()
	r.Role.Title, r.Role.Team, r.Role.Purpose = "<b>Cook</b>", "*Pay*", "Keeps\n# order"
	r.Role.Outcomes = []string{"[Ships](javascript:x)"}
	r.Competencies[0].Name, r.Competencies[0].Description = "_Owns_", "Leads\n- a list"
	r.Compensation.Low = r.Compensation.High
	l, err := lockAt(r, fixture.Now)
	require.NoError(t, err)
	text := l.JobDescription().Markdown()
	for _, want := range []string{
		"# &lt;b&gt;Cook&lt;/b&gt;\n\n\\*Pay\\*", "\nKeeps \\# order\n", "- \\[Ships\\](javascript:x)\n", "- **\\_Owns\\_**: Leads - a list\n", "- 80000 EUR a year\n",
	} {
		require.Contains(t, text, want)
	}
	f, err := rubric.FeasibilityOf(l, nil)
	require.NoError(t, err)
	require.Contains(t, f.Markdown(), "- \\_Owns\\_: 0 of 0")
}

func TestJobDescriptionShowsNoQuestionsOrAnchors(t *testing.T) {
	t.Parallel()
	text := fixture.Locked(t).JobDescription().Markdown()
	require.Contains(t, text, "# Backend Engineer")
	require.Contains(t, text, "**Incident ownership**: Leads a production incident")
	require.Contains(t, text, "60000 to 80000 EUR a year")
	require.NotContains(t, text, "Tell me about")
	require.NotContains(t, text, "step 3")
}
