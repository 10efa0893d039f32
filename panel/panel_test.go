package panel_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/panel"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

func people(n int) []requisition.Person {
	out := make([]requisition.Person, n)
	for i := range out {
		out[i] = requisition.Person{ID: fmt.Sprintf("u-%d", i+1), Name: []string{"Sofia", "Ken", "Dana", "Marcus", "Ines", "Rui"}[i%6]}
	}
	return out
}

func lock(t testing.TB, r rubric.Rubric) rubric.Locked {
	t.Helper()
	who := fixture.People(t)
	l, err := rubric.Lock(r, rubric.AssentTo(r, who.Dana, fixture.Now), rubric.AssentTo(r, who.Marcus, fixture.Now))
	require.NoError(t, err)
	return l
}

func plan() requisition.Plan {
	p := people(3)
	return requisition.Plan{Rounds: []requisition.Round{
		{ID: "r-1", Name: "Technical", Minutes: 60, Panel: []requisition.Seat{{Panelist: p[0], Competencies: []string{"incidents", "delivery"}}}},
		{ID: "r-2", Name: "Panel", Minutes: 60, Panel: []requisition.Seat{
			{Panelist: p[1], Competencies: []string{"incidents", "mentoring"}},
			{Panelist: p[2], Competencies: []string{"delivery"}},
		}},
	}}
}

func Example() {
	locked, _ := fixtureLocked()
	p := requisition.Plan{Rounds: []requisition.Round{{
		ID: "r-1", Name: "Technical", Minutes: 60,
		Panel: []requisition.Seat{{Panelist: requisition.Person{ID: "u-sofia", Name: "Sofia"}, Competencies: []string{"incidents", "delivery"}}},
	}}}
	for _, f := range panel.Check(locked, p).Findings {
		fmt.Println(f.Severity, f.Code, f.Message)
	}
	// Output:
	// error panel-signals-few Incident ownership is asked about once across the plan.
	// error panel-signals-few Delivery is asked about once across the plan.
	// warn panel-unassigned Mentoring is assessed by nobody.
}

func ExampleAssign() {
	locked, _ := fixtureLocked()
	p := requisition.Plan{Rounds: []requisition.Round{
		{ID: "r-1", Name: "Technical", Panel: []requisition.Seat{{Panelist: requisition.Person{ID: "u-1", Name: "Sofia"}}}},
		{ID: "r-2", Name: "Panel", Panel: []requisition.Seat{{Panelist: requisition.Person{ID: "u-2", Name: "Ken"}}}},
	}}
	p, err := panel.Assign(locked, p)
	fmt.Println(p.Rounds[0].Panel[0].Competencies, p.Rounds[1].Panel[0].Competencies, err)
	// Output: [incidents mentoring delivery] [delivery incidents] <nil>
}

func fixtureLocked() (rubric.Locked, error) {
	dana, _ := actor.NewHuman("u-dana", "Dana", actor.HiringManager)
	marcus, _ := actor.NewHuman("u-marcus", "Marcus", actor.Recruiter)
	r := fixture.Rubric()
	return rubric.Lock(r, rubric.AssentTo(r, dana, fixture.Now), rubric.AssentTo(r, marcus, fixture.Now))
}

func codes(fs []lint.Finding) []string {
	out := []string{}
	for _, f := range fs {
		out = append(out, f.Code+" "+f.Path)
	}
	return out
}

func TestCheckCountsSignalsAndRaters(t *testing.T) {
	t.Parallel()
	l := fixture.Locked(t)
	r := panel.Check(l, plan())
	require.True(t, r.Covered())
	require.Len(t, r.Competencies[0].Signals, 2)
	require.Equal(t, []requisition.Person{people(3)[0], people(3)[1]}, r.Competencies[0].Raters)
	require.True(t, r.Competencies[2].Covered(), "growth needs one signal")
	require.ElementsMatch(t, []string{"panel-question-twice /rounds/1/panel/0", "panel-question-twice /rounds/1/panel/1"}, codes(r.Findings))
	require.Empty(t, panel.Check(rubric.Locked{}, requisition.Plan{}).Findings)
}

// A question that names its competency twice is one signal all the same.
func TestAQuestionIsOneSignal(t *testing.T) {
	t.Parallel()
	r := fixture.Rubric()
	r.Questions[0].Competencies = []rubric.CompetencyID{"incidents", "incidents"}
	p := plan()
	p.Rounds[1].Panel[0].Competencies = []string{"mentoring"}
	report := panel.Check(lock(t, r), p)
	require.Len(t, report.Competencies[0].Signals, 1)
	require.Contains(t, codes(report.Findings), "panel-signals-few /competencies/0")
}

func TestAssignSharesNothingWithThePlan(t *testing.T) {
	t.Parallel()
	p := plan()
	room := []string{"mentoring", "incidents"}
	p.Rounds[0].Panel[0].Competencies = room[:0]
	p.Rounds[1].Panel[0].Questions = []string{"q-cut"}
	got, err := panel.Assign(fixture.Locked(t), p)
	require.NoError(t, err)
	require.Equal(t, []string{"mentoring", "incidents"}, room, "nothing is written into the caller's array")
	got.Rounds[1].Panel[0].Competencies[0], got.Rounds[1].Panel[0].Questions[0] = "changed", "changed"
	require.Equal(t, "incidents", p.Rounds[1].Panel[0].Competencies[0])
	require.Equal(t, "q-cut", p.Rounds[1].Panel[0].Questions[0])
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		want   string
		change func(*requisition.Plan)
	}{
		{"panel-unassigned /competencies/1", func(p *requisition.Plan) {
			p.Rounds[0].Panel[0].Competencies = []string{"incidents"}
			p.Rounds[1].Panel = p.Rounds[1].Panel[:1]
		}},
		{"panel-signals-few /competencies/1", func(p *requisition.Plan) { p.Rounds[1].Panel = p.Rounds[1].Panel[:1] }},
		{"panel-raters-few /competencies/0", func(p *requisition.Plan) {
			p.Rounds[1].Panel[0].Panelist = p.Rounds[0].Panel[0].Panelist
		}},
		{"panel-competency-unknown /rounds/0/panel/0/competencies/0", func(p *requisition.Plan) { p.Rounds[0].Panel[0].Competencies[0] = "juggling" }},
		{"panel-question-unknown /rounds/0/panel/0/questions/0", func(p *requisition.Plan) { p.Rounds[0].Panel[0].Questions = []string{"q-none"} }},
		{"panel-question-elsewhere /rounds/0/panel/0/questions/0", func(p *requisition.Plan) { p.Rounds[0].Panel[0].Questions = []string{"q-mentor"} }},
		{"panel-seat-idle /rounds/0/panel/0", func(p *requisition.Plan) { p.Rounds[0].Panel[0].Competencies = nil }},
		{"competencies-per-interviewer /rounds/0/panel/0/competencies", func(p *requisition.Plan) {
			p.Rounds[0].Panel[0].Competencies = []string{"incidents", "delivery", "mentoring", "a", "b"}
		}},
	}
	for _, tt := range tests {
		p := plan()
		tt.change(&p)
		require.Contains(t, codes(panel.Check(fixture.Locked(t), p).Findings), tt.want)
	}
	r := fixture.Rubric()
	r.Questions[0].Minutes, r.Questions[1].Minutes = 30, 25
	require.Contains(t, codes(panel.Check(lock(t, r), plan()).Findings), "panel-minutes-over /rounds/0/panel/0")
}

// Whatever the plan, an assignment that succeeds covers every must-have with two
// people, leaves nobody more than four, and keeps what was decided.
func TestAssignAlwaysCovers(t *testing.T) {
	t.Parallel()
	l := fixture.Locked(t)
	rapid.Check(t, func(rt *rapid.T) {
		var p requisition.Plan
		for i := range rapid.IntRange(0, 4).Draw(rt, "rounds") {
			round := requisition.Round{ID: requisition.RoundID(fmt.Sprint("r", i))}
			for range rapid.IntRange(1, 3).Draw(rt, "seats") {
				s := requisition.Seat{Panelist: rapid.SampledFrom(people(4)).Draw(rt, "who")}
				if rapid.Bool().Draw(rt, "fixed") {
					s.Competencies = []string{rapid.SampledFrom([]string{"incidents", "delivery", "mentoring"}).Draw(rt, "c")}
				}
				round.Panel = append(round.Panel, s)
			}
			p.Rounds = append(p.Rounds, round)
		}
		before, err := json.Marshal(p)
		require.NoError(rt, err)
		got, err := panel.Assign(l, p)
		after, merr := json.Marshal(p)
		require.NoError(rt, merr)
		require.Equal(rt, string(before), string(after), "the plan given stays as it is")
		for i, round := range p.Rounds {
			for j, s := range round.Panel {
				if len(s.Competencies) > 0 {
					require.Equal(rt, s, got.Rounds[i].Panel[j])
				}
				require.LessOrEqual(rt, len(got.Rounds[i].Panel[j].Competencies), lint.MostCompetenciesPerPerson)
			}
		}
		report := panel.Check(l, got)
		if err != nil {
			require.ErrorIs(rt, err, panel.ErrNotCovered)
			return
		}
		for _, c := range report.Competencies {
			if c.Kind == rubric.MustHave {
				require.GreaterOrEqual(rt, len(c.Raters), panel.LeastRaters)
			}
			require.NotEmpty(rt, c.Raters)
		}
	})
	_, err := panel.Assign(rubric.Locked{}, requisition.Plan{})
	require.ErrorIs(t, err, rubric.ErrNotLocked)
	_, err = panel.Assign(l, requisition.Plan{})
	require.Len(t, fault.Of(err), 5)
}

func TestKitShowsWhatEarlierRoundsLeftUnasked(t *testing.T) {
	t.Parallel()
	r := fixture.Rubric()
	r.Questions[0].Probes, r.Questions[0].Minutes = []string{"What did you tell support?"}, 20
	r.Questions = append(r.Questions, rubric.Question{ID: "q-work", Text: "Are you authorised to work in Portugal?", Kind: rubric.Eligibility})
	l, p := lock(t, r), plan()
	seat := p.Rounds[1].Panel[0]
	seat.Questions = []string{"q-mentor", "q-work"}
	k, err := panel.NewKit(l, p.Rounds[1], seat, panel.KitOptions{Candidate: "Priya", Left: []panel.Left{
		{Round: "Technical", Question: "q-incident", State: evidence.QuestionNotAsked},
		{Round: "Screen", Question: "q-mentor", State: evidence.QuestionNotAnswered},
		{Round: "Technical", Question: "q-cut", State: evidence.QuestionNotAsked},
		{Round: "Technical", Question: "q-mentor", State: evidence.QuestionAnswered},
	}})
	require.NoError(t, err)
	require.Equal(t, []rubric.QuestionID{"q-incident"}, ids(k.StillOpen), "delivery is not this panelist's")
	require.Equal(t, []string{"Screen"}, k.Competencies[1].Questions[0].LeftBy)
	require.Equal(t, []rubric.QuestionID{"q-work"}, ids(k.Eligibility))
	require.Empty(t, k.Competencies[0].Questions, "the seat names its questions")
	require.Equal(t, []int{11, 11}, []int{k.Competencies[0].Minutes, k.Competencies[1].Minutes}, "47 minutes for two panelists, two competencies each")
	b, err := json.Marshal(k)
	require.NoError(t, err)
	var back panel.Kit
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, k, back)
	require.Contains(t, k.Markdown(), "- Tell me about the worst production incident that you owned. (20 min) *left open by Technical*\n  - What did you tell support?")
}

// Questions that say how long they take keep their time; the rest of the panelist's
// share goes to the others, and is not given out where nothing is left or open.
func TestKitDividesMinutes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ first, last, incidents, mentoring int }{
		"one is open":     {20, 0, 20, 3},
		"none is open":    {10, 8, 10, 8},
		"all are open":    {0, 0, 11, 11},
		"nothing is left": {40, 0, 40, 0},
	} {
		r := fixture.Rubric()
		r.Questions[0].Minutes, r.Questions[2].Minutes = tt.first, tt.last
		p := plan()
		k, err := panel.NewKit(lock(t, r), p.Rounds[1], p.Rounds[1].Panel[0], panel.KitOptions{})
		require.NoError(t, err)
		require.Equal(t, []int{tt.incidents, tt.mentoring}, []int{k.Competencies[0].Minutes, k.Competencies[1].Minutes}, name)
	}
}

func ids(qs []panel.KitQuestion) []rubric.QuestionID {
	var out []rubric.QuestionID
	for _, q := range qs {
		out = append(out, q.ID)
	}
	return out
}

func TestKitEscapesWhatPeopleWrote(t *testing.T) {
	t.Parallel()
	r := fixture.Rubric()
	r.Competencies[0].Description = "Reads <script>alert(1)</script> | and\nwrites"
	r.Competencies[0].Anchors[0].Behaviour = "a | b\nc"
	p := plan()
	k, err := panel.NewKit(lock(t, r), p.Rounds[0], p.Rounds[0].Panel[0], panel.KitOptions{Candidate: "<b>"})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, panel.WriteHTML(&b, k))
	require.NotContains(t, b.String(), "<script>")
	require.NotContains(t, b.String(), "<b>")
	require.Contains(t, k.Markdown(), "| a \\| b c |")
	require.Contains(t, k.Markdown(), "with &lt;b&gt;")
	require.Contains(t, k.Markdown(), "Reads &lt;script&gt;alert(1)&lt;/script&gt; \\| and writes")
}

func TestKitRefuses(t *testing.T) {
	t.Parallel()
	l, p := fixture.Locked(t), plan()
	_, err := panel.NewKit(rubric.Locked{}, p.Rounds[0], p.Rounds[0].Panel[0], panel.KitOptions{})
	require.ErrorIs(t, err, rubric.ErrNotLocked)
	for code, seat := range map[string]requisition.Seat{
		"panel.seat_unknown":       {Panelist: people(3)[2], Competencies: []string{"delivery"}},
		"panel.seat_idle":          {Panelist: people(3)[0]},
		"panel.competency_unknown": {Panelist: people(3)[0], Competencies: []string{"juggling"}},
		"panel.question_unknown":   {Panelist: people(3)[0], Competencies: []string{"delivery"}, Questions: []string{"q-none"}},
	} {
		_, err := panel.NewKit(l, p.Rounds[0], seat, panel.KitOptions{})
		require.ErrorIs(t, err, panel.ErrInvalid)
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
	}
}

func ExampleNewKit() {
	locked, _ := fixtureLocked()
	sofia := requisition.Seat{Panelist: requisition.Person{ID: "u-sofia", Name: "Sofia"}, Competencies: []string{"mentoring"}}
	round := requisition.Round{ID: "r-2", Name: "Panel", Minutes: 45, Panel: []requisition.Seat{sofia}}
	k, err := panel.NewKit(locked, round, sofia, panel.KitOptions{
		Candidate: "Priya",
		Left:      []panel.Left{{Round: "Screen", Question: "q-mentor", State: evidence.QuestionNotAsked}},
	})
	fmt.Println(err)
	fmt.Println(k.Markdown())
	// Output:
	// <nil>
	// # Backend Engineer: Panel
	//
	// Sofia, 45 minutes, with Priya
	//
	// Level 3 meets the bar. Write down what is said, rate after the conversation, talk to nobody of the panel before your card is in.
	//
	// ## Mentoring (can be learnt, 32 min)
	//
	// Makes another engineer better by pairing every week.
	//
	// - Who did you help to get better at their job? *left open by Screen*
	//
	// | Level | What it looks like |
	// | --- | --- |
	// | 1 Not shown | Pairs with somebody, step 1 |
	// | 2 Partly | Pairs with somebody, step 2 |
	// | 3 Meets the bar ✓ | Pairs with somebody, step 3 |
	// | 4 Above the bar | Pairs with somebody, step 4 |
}
