package scorecard_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

func ExampleNewReveal() {
	who := fixture.People(&testing.T{})
	due := fixture.Now.Add(-time.Hour)
	state := scorecard.RoundState{Round: "r-1", Cards: []scorecard.Expected{
		{Interview: "iv-1", Panelist: "u-sofia", DueAt: due, Submitted: true}, {Interview: "iv-1", Panelist: "u-ken", DueAt: due},
	}}
	_, err := scorecard.NewReveal("app-1", state, who.Dana, nil, fixture.Now)
	fmt.Println(err)
	state.Revealed, err = scorecard.NewReveal("app-1", state, who.Dana, []scorecard.Waiver{{Interview: "iv-1", Panelist: "u-ken", Reason: "on leave"}}, fixture.Now)
	fmt.Println(scorecard.CanRead(who.Marcus, "u-sofia", state), err)
	// Output:
	// scorecard: invalid: /cards/1: say why the round does not wait for this card (scorecard.waiver_missing)
	// <nil> <nil>
}

func TestRevealRefuses(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	state := func() scorecard.RoundState {
		due := fixture.Now.Add(-time.Hour)
		return scorecard.RoundState{Round: "r-1", Cards: []scorecard.Expected{
			{Interview: "iv-1", Panelist: "u-sofia", DueAt: due, Submitted: true}, {Interview: "iv-1", Panelist: "u-ken", DueAt: due},
		}}
	}
	ken := scorecard.Waiver{Interview: "iv-1", Panelist: "u-ken", Reason: "on leave"}
	tests := []struct {
		code   string
		want   error
		by     actor.Human
		waived []scorecard.Waiver
		change func(*scorecard.RoundState)
	}{
		{"actor.id_missing", scorecard.ErrNotHuman, actor.Human{}, []scorecard.Waiver{ken}, nil},
		{"scorecard.card_not_overdue", scorecard.ErrBlind, who.Dana, []scorecard.Waiver{ken}, func(s *scorecard.RoundState) { s.Cards[1].DueAt = fixture.Now }},
		{"scorecard.card_not_overdue", scorecard.ErrBlind, who.Dana, []scorecard.Waiver{ken}, func(s *scorecard.RoundState) { s.Cards[1].DueAt = time.Time{} }},
		{"scorecard.no_card", scorecard.ErrBlind, who.Dana, nil, func(s *scorecard.RoundState) { s.Cards = nil }},
		{"scorecard.waiver_own", scorecard.ErrInvalid, who.Ken, []scorecard.Waiver{ken}, nil},
		{"scorecard.waiver_reason_missing", scorecard.ErrInvalid, who.Dana, []scorecard.Waiver{{Interview: "iv-1", Panelist: "u-ken", Reason: " "}}, nil},
		{"scorecard.waiver_unknown", scorecard.ErrInvalid, who.Dana, []scorecard.Waiver{ken, {Interview: "iv-1", Panelist: "u-sofia", Reason: "x"}}, nil},
		{"scorecard.waiver_repeated", scorecard.ErrInvalid, who.Dana, []scorecard.Waiver{ken, {Interview: "iv-1", Panelist: "u-ken", Reason: "y", By: who.Ken}}, nil},
		{"scorecard.revealed", scorecard.ErrRevealed, who.Dana, []scorecard.Waiver{ken}, func(s *scorecard.RoundState) { s.Cards[1].Submitted = true }},
	}
	for _, tt := range tests {
		s := state()
		if tt.change != nil {
			tt.change(&s)
		}
		r, err := scorecard.NewReveal("app-1", s, tt.by, tt.waived, fixture.Now)
		require.ErrorIs(t, err, tt.want, tt.code)
		require.True(t, fault.Has(err, tt.code), err)
		require.True(t, r.IsZero())
	}
}

// A panelist who met the candidate twice in a round owes two cards.
func TestTwoConversationsAreTwoCards(t *testing.T) {
	t.Parallel()
	s := scorecard.RoundState{Cards: []scorecard.Expected{
		{Interview: "iv-1", Panelist: "u-sofia", Submitted: true}, {Interview: "iv-2", Panelist: "u-sofia"},
	}}
	require.False(t, s.Closed())
}

func ExampleNewHandoff() {
	t := &testing.T{}
	h, err := scorecard.NewHandoff(fixture.Locked(t), "app-1", "r-1", []scorecard.Draft{draft(t)}, nil, fixture.Now)
	for _, q := range h.Asked {
		fmt.Println("asked", q.Question, q.State)
	}
	for _, g := range h.Gaps {
		fmt.Println("to cover", g.Competency, g.Reason, g.Unasked)
	}
	fmt.Println(err)
	// Output:
	// asked q-incident answered
	// asked q-cut answered
	// to cover incidents one_conversation []
	// to cover delivery one_conversation []
	// to cover mentoring not_asked [q-mentor]
	// <nil>
}

func TestHandoffHasNoPlaceForAJudgement(t *testing.T) {
	t.Parallel()
	who, l := fixture.People(t), fixture.Locked(t)
	req := request(t)
	contrary := claim("incidents", "It was eight minutes.")
	contrary.Contrary = true
	first, err := scorecard.NewDraft("sc-1", req, scorecard.Proposal{By: agent(t), Claims: []scorecard.ProposedEvidence{contrary}}, fixture.Now)
	require.NoError(t, err)
	first, err = first.AddNote(scorecard.Note{Text: "CANARY", By: who.Sofia, At: fixture.Now})
	require.NoError(t, err)
	second := first
	second.Assignment.Interview = "iv-2"
	expects := []scorecard.Expectation{{Range: compensation.Range{Low: 70000, High: 84000, Currency: "EUR", Period: compensation.Year}}}
	h, err := scorecard.NewHandoff(l, "app-1", "r-1", []scorecard.Draft{first, second}, expects, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, expects, h.Compensation)
	reasons := map[rubric.CompetencyID]scorecard.GapReason{}
	for _, g := range h.Gaps {
		reasons[g.Competency] = g.Reason
	}
	require.Equal(t, map[rubric.CompetencyID]scorecard.GapReason{"delivery": scorecard.GapNothingFound, "mentoring": scorecard.GapNotAsked}, reasons,
		"two conversations cover the must-have, whichever way they point")
	b, err := json.Marshal(h)
	require.NoError(t, err)
	for _, word := range []string{"CANARY", "contrary", "mixed", "supported", "eight minutes"} {
		require.NotContains(t, string(b), word)
	}
	var look func(reflect.Type)
	look = func(typ reflect.Type) {
		for typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || typ.PkgPath() != reflect.TypeFor[scorecard.Handoff]().PkgPath() {
			return
		}
		for f := range typ.Fields() {
			for _, word := range []string{"rating", "level", "overall", "verdict", "score", "note", "recommend"} {
				require.NotContains(t, strings.ToLower(f.Name), word)
			}
			look(f.Type)
		}
	}
	look(reflect.TypeFor[scorecard.Handoff]())

	_, err = scorecard.NewHandoff(rubric.Locked{}, "app-1", "r-1", nil, nil, fixture.Now)
	require.ErrorIs(t, err, rubric.ErrNotLocked)
	_, err = scorecard.NewHandoff(l, "app-2", "r-1", []scorecard.Draft{first}, nil, fixture.Now)
	require.True(t, fault.Has(err, "scorecard.draft_of_other"))
}

func next(change func(*rubric.Rubric)) rubric.Rubric {
	r := fixture.Rubric()
	r.Version, r.ChangeReason = 2, "the pulse check said so"
	change(&r)
	return r
}

func ExampleImpact() {
	t := &testing.T{}
	cards, drafts := []scorecard.Scorecard{submit(t, draft(t), nil)}, []scorecard.Draft{draft(t)}
	higher := next(func(r *rubric.Rubric) { r.MeetsLevel = 4 })
	i, err := scorecard.Impact(fixture.Locked(t), higher, cards, drafts)
	a := i.Affected[0]
	fmt.Println(a.Application, a.Moves, a.Effects[0].Kind, a.Effects[0].MetBefore, *a.Effects[0].MetAfter, err)
	// Output: app-1 true new_bar 1 0 <nil>
}

func TestImpactOfAChange(t *testing.T) {
	t.Parallel()
	l := fixture.Locked(t)
	cards, drafts := []scorecard.Scorecard{submit(t, draft(t), nil)}, []scorecard.Draft{draft(t)}
	weight := 2
	tests := map[string]struct {
		change    func(*rubric.Rubric)
		want      []scorecard.Effect
		moves     bool
		panelists []string
	}{
		"nothing that touches a judgement": {change: func(r *rubric.Rubric) { r.Role.Purpose = "other" }},
		"a new must-have whose question was asked": {func(r *rubric.Rubric) {
			c := r.Competencies[1]
			c.ID, c.Name = "scope", "Scope"
			r.Competencies = append(r.Competencies, c)
			r.Questions[1].Competencies = append(r.Questions[1].Competencies, "scope")
		}, []scorecard.Effect{{Competency: "scope", Kind: scorecard.NewCompetency, Asked: true}}, true, []string{"u-sofia"}},
		"a new growth competency that nobody asked about": {func(r *rubric.Rubric) {
			c := r.Competencies[2]
			c.ID = "writing"
			r.Competencies = append(r.Competencies, c)
		}, []scorecard.Effect{{Competency: "writing", Kind: scorecard.NewCompetency}}, false, []string{"u-sofia"}},
		"other anchors": {
			func(r *rubric.Rubric) { r.Competencies[0].Anchors[2].Behaviour = "Does something else" },
			[]scorecard.Effect{{Competency: "incidents", Kind: scorecard.NewMeaning, Ratings: 1, MetBefore: 1, Evidence: 1, Asked: true}},
			false,
			[]string{"u-sofia"},
		},
		"a must-have goes": {func(r *rubric.Rubric) { r.Competencies, r.Questions = r.Competencies[1:], r.Questions[1:] }, []scorecard.Effect{
			{Competency: "incidents", Kind: scorecard.DroppedCompetency, Ratings: 1, MetBefore: 1, Evidence: 1},
		}, true, nil},
		"a growth competency that nobody rated becomes a must-have": {func(r *rubric.Rubric) { r.Competencies[2].Kind = rubric.MustHave }, []scorecard.Effect{
			{Competency: "mentoring", Kind: scorecard.NewKind, MetAfter: new(int)},
		}, true, nil},
		"another weight": {func(r *rubric.Rubric) { r.Competencies[2].Weight = &weight }, []scorecard.Effect{
			{Competency: "mentoring", Kind: scorecard.NewWeight, MetAfter: new(int)},
		}, false, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i, err := scorecard.Impact(l, next(tt.change), cards, drafts)
			require.NoError(t, err)
			require.Equal(t, l.Hash(), i.From)
			if tt.want == nil {
				require.Empty(t, i.Affected)
				require.Equal(t, 1, i.Unaffected)
				return
			}
			require.Len(t, i.Affected, 1)
			require.Equal(t, tt.want, i.Affected[0].Effects)
			require.Equal(t, tt.moves, i.Affected[0].Moves)
			require.Equal(t, tt.panelists, i.Affected[0].Panelists)
		})
	}
	i, err := scorecard.Impact(l, next(tests["a new growth competency that nobody asked about"].change), cards, drafts)
	require.NoError(t, err)
	require.True(t, i.Affected[0].Effects[0].NeedsConversation())
	i, err = scorecard.Impact(l, next(tests["other anchors"].change), cards, drafts)
	require.NoError(t, err)
	require.True(t, i.Affected[0].Effects[0].NeedsRating())
	require.False(t, i.Affected[0].Effects[0].NeedsConversation(), "the stored quotes can be read again")

	quoted := draft(t)
	quoted.Entries[1].Evidence[0].Question = "q-cut"
	i, err = scorecard.Impact(l, next(tests["a new must-have whose question was asked"].change), cards, []scorecard.Draft{quoted})
	require.NoError(t, err)
	require.Equal(t, 1, i.Affected[0].Effects[0].Evidence, "a quote from the answer serves the new competency")

	other := draft(t)
	other.RubricHash = "sha256:0"
	i, err = scorecard.Impact(l, next(func(r *rubric.Rubric) { r.MeetsLevel = 2 }), nil, []scorecard.Draft{other})
	require.NoError(t, err)
	require.Empty(t, i.Affected, "cards of other rubrics are passed over")
	_, err = scorecard.Impact(rubric.Locked{}, fixture.Rubric(), nil, nil)
	require.ErrorIs(t, err, rubric.ErrNotLocked)
	_, err = scorecard.Impact(l, next(func(r *rubric.Rubric) { r.ID = "rb-2" }), nil, nil)
	require.True(t, fault.Has(err, "scorecard.rubric_of_other"))
}

// The replay changes nothing that it reads.
func TestImpactReadsOnly(t *testing.T) {
	t.Parallel()
	card, d := submit(t, draft(t), nil), draft(t)
	before, err := json.Marshal([]any{card, d})
	require.NoError(t, err)
	_, err = scorecard.Impact(fixture.Locked(t), next(func(r *rubric.Rubric) { r.MeetsLevel = 1; r.Competencies = r.Competencies[:1] }),
		[]scorecard.Scorecard{card}, []scorecard.Draft{d})
	require.NoError(t, err)
	after, err := json.Marshal([]any{card, d})
	require.NoError(t, err)
	require.JSONEq(t, string(before), string(after))
}
