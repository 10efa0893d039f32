package debrief_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

var update = flag.Bool("update", false, "write golden files")

// card is a submitted card of a panelist with the given levels; 0 is not assessed.
func card(t testing.TB, l rubric.Locked, by actor.Human, levels map[rubric.CompetencyID]int) scorecard.Scorecard {
	t.Helper()
	a := fixture.Assignment(t)
	a.Panelist, a.Interview = requisition.PersonOf(by), requisition.InterviewID("iv-"+by.ID())
	a.Competencies = slices.Sorted(maps.Keys(levels))
	d, err := scorecard.NewDraft(scorecard.ID("sc-"+by.ID()), scorecard.Request{Rubric: l, Assignment: a}, scorecard.Proposal{}, fixture.Now)
	require.NoError(t, err)
	sub := scorecard.Submission{Overall: scorecard.Yes, OverallReason: "see the <parts> & reasons"}
	for _, c := range a.Competencies {
		var r scorecard.Rating
		if levels[c] == 0 {
			r, err = scorecard.NotAssess(by, l, c, "not asked", fixture.Now)
		} else {
			r, err = scorecard.Rate(by, l, c, levels[c], scorecard.Basis{Reason: "heard *it*"}, fixture.Now)
		}
		require.NoError(t, err)
		sub.Ratings = append(sub.Ratings, r)
	}
	c, err := scorecard.Submit(d, l, by, sub, nil, fixture.Now)
	require.NoError(t, err)
	return c
}

func request(t testing.TB, cards ...scorecard.Scorecard) debrief.Request {
	t.Helper()
	return debrief.Request{
		Rubric:    fixture.Locked(t),
		Finalists: []debrief.FinalistRequest{{Application: "app-1", Candidate: "Priya", Cards: cards}},
	}
}

func booking(t testing.TB) debrief.Booking {
	t.Helper()
	who := fixture.People(t)
	return debrief.Booking{
		Requisition:  requisition.Requisition{ID: "req-1", Title: "Backend Engineer", Openings: 1, HiringManager: requisition.PersonOf(who.Dana)},
		Applications: []requisition.ApplicationID{"app-1"},
		Slot:         requisition.Slot{Start: fixture.Now, Zone: "Europe/Lisbon"},
		Participants: []debrief.Participant{
			{Person: requisition.PersonOf(who.Dana), Role: actor.HiringManager},
			{Person: requisition.PersonOf(who.Marcus), Role: actor.Recruiter},
			{Person: requisition.PersonOf(who.Sofia), Seniority: 2},
			{Person: requisition.PersonOf(who.Ken), Seniority: 1},
		},
	}
}

// reveal books, closes and reveals a debrief.
func reveal(t testing.TB, b debrief.Booking, req debrief.Request) (debrief.Meeting, debrief.Packet, error) {
	t.Helper()
	marcus := fixture.People(t).Marcus
	m, _, err := debrief.Book("db-1", b, marcus, fixture.Now)
	if err != nil {
		return m, debrief.Packet{}, err
	}
	if m, _, err = m.Close(req, marcus, fixture.Now); err != nil {
		return m, debrief.Packet{}, err
	}
	m, p, _, err := m.Reveal(req, marcus, fixture.Now)
	return m, p, err
}

func cards(t testing.TB) []scorecard.Scorecard {
	t.Helper()
	who, l := fixture.People(t), fixture.Locked(t)
	return []scorecard.Scorecard{
		card(t, l, who.Sofia, map[rubric.CompetencyID]int{"incidents": 4, "delivery": 2}),
		card(t, l, who.Ken, map[rubric.CompetencyID]int{"incidents": 3, "delivery": 3, "mentoring": 0}),
	}
}

func revealed(t testing.TB) (debrief.Meeting, debrief.Packet) {
	t.Helper()
	m, p, err := reveal(t, booking(t), request(t, cards(t)...))
	require.NoError(t, err)
	return m, p
}

func Example() {
	t := &testing.T{}
	m, p := revealed(t)
	for _, item := range p.Finalists[0].Agenda {
		fmt.Println(item.Competency, item.Why, item.Debate)
	}
	dana := fixture.People(t).Dana
	_, _, _, err := m.Decide(p, "app-1", dana, debrief.Choice{Outcome: debrief.Defer}, fixture.Now)
	fmt.Println(fault.Of(err)[0].Code)
	m, d, _, err := m.Decide(p, "app-1", dana, debrief.Choice{Outcome: debrief.Defer, FollowUp: debrief.FollowUp{
		Until: fixture.Now.Add(72 * time.Hour), Owner: requisition.Person{ID: "u-ken", Name: "Ken"}, EvidenceNeeded: "one project with a date",
	}}, fixture.Now)
	fmt.Println(d.Outcome(), d.By().Name(), m.Stage(), err)
	// Output:
	// delivery straddles_bar_must_have true
	// incidents spread true
	// mentoring not_assessed true
	// debrief.follow_up_missing
	// defer Dana ended <nil>
}

// TestAgendaVector reproduces the published agenda of the test vectors.
func TestAgendaVector(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(corpus.Dir(t), "vectors", "debrief_agenda.json"))
	require.NoError(t, err)
	var v struct {
		Bar      int                       `json:"bar"`
		MustHave []string                  `json:"must_have"`
		Ratings  map[string]map[string]int `json:"ratings"`
		Rows     []struct {
			Competency string  `json:"competency"`
			N          int     `json:"n"`
			Mean       string  `json:"mean"`
			Range      int     `json:"range"`
			AD         string  `json:"ad_mean"`
			Above      int     `json:"at_or_above_bar"`
			Below      int     `json:"below_bar"`
			Straddles  bool    `json:"straddles_bar"`
			Minority   int     `json:"minority"`
			Rwg        float64 `json:"rwg"`
		} `json:"expected_rows"`
		Order        []string `json:"expected_order"`
		Composite    string   `json:"composite_equal_weights"`
		MeetsBar     bool     `json:"composite_meets_bar"`
		CompositeBar string   `json:"composite_bar"`
		MeetsOwnBar  bool     `json:"meets_composite_bar"`
		Without      map[string]struct {
			Composite string `json:"composite"`
			MeetsBar  bool   `json:"meets_bar"`
		} `json:"leave_one_rater_out"`
		WithoutMeets map[string]bool `json:"leave_one_out_meets_composite_bar"`
		Pivotal      []string        `json:"pivotal_raters"`
	}
	require.NoError(t, json.Unmarshal(raw, &v))
	who := fixture.People(t)
	r := fixture.Rubric()
	r.MeetsLevel = v.Bar
	base := r.Competencies[0]
	r.Competencies, r.Questions = nil, nil
	raters := map[string]map[rubric.CompetencyID]int{}
	for _, c := range slices.Sorted(maps.Keys(v.Ratings)) {
		comp := base
		comp.ID, comp.Name, comp.Kind = rubric.CompetencyID(c), c, rubric.Growth
		if slices.Contains(v.MustHave, c) {
			comp.Kind = rubric.MustHave
		}
		r.Competencies = append(r.Competencies, comp)
		r.Questions = append(r.Questions, rubric.Question{ID: rubric.QuestionID("q-" + c), Text: "?", Competencies: []rubric.CompetencyID{comp.ID}})
		for rater, level := range v.Ratings[c] {
			if raters[rater] == nil {
				raters[rater] = map[rubric.CompetencyID]int{}
			}
			raters[rater][comp.ID] = level
		}
	}
	l, err := rubric.Lock(r, rubric.AssentTo(r, who.Dana, fixture.Now), rubric.AssentTo(r, who.Marcus, fixture.Now))
	require.NoError(t, err)
	req := request(t)
	req.Rubric = l
	for _, rater := range slices.Sorted(maps.Keys(raters)) {
		h, err := actor.NewHuman(rater, rater, actor.Interviewer)
		require.NoError(t, err)
		req.Finalists[0].Cards = append(req.Finalists[0].Cards, card(t, l, h, raters[rater]))
	}
	b := booking(t)
	_, p, err := reveal(t, b, req)
	require.NoError(t, err)
	f := p.Finalists[0]
	require.Equal(t, v.Composite, f.Composite.Value.String())
	require.Equal(t, v.MeetsBar, f.Composite.MeetsBar)
	require.Equal(t, []rubric.CompetencyID{"delivery"}, f.Composite.Unmet)
	b.CompositeBar = fraction(t, v.CompositeBar)
	_, p, err = reveal(t, b, req)
	require.NoError(t, err)
	f = p.Finalists[0]
	require.Equal(t, v.MeetsOwnBar, f.Composite.MeetsBar)
	var names []string
	for _, x := range f.Pivotal {
		names = append(names, x.PanelistID)
	}
	slices.Sort(names)
	require.Equal(t, v.Pivotal, names)
	for rater, want := range v.Without {
		rest := leaveOut(t, f, rater, v.Bar, fraction(t, v.CompositeBar))
		require.Equal(t, want.Composite, rest.Value.String(), rater)
		require.Equal(t, v.WithoutMeets[rater], rest.MeetsBar, rater)
		atBar := leaveOut(t, f, rater, v.Bar, debrief.NewRatio(int64(v.Bar), 1))
		require.Equal(t, want.MeetsBar, atBar.MeetsBar, rater)
	}
	for _, want := range v.Rows {
		c, ok := f.Criterion(rubric.CompetencyID(want.Competency))
		require.True(t, ok)
		require.Equal(t, want.N, c.N, want.Competency)
		require.Equal(t, want.Mean, c.Mean.String(), want.Competency)
		require.Equal(t, want.Range, c.Range(), want.Competency)
		require.Equal(t, want.AD, c.MeanDeviation.String(), want.Competency)
		require.Equal(t, [2]int{want.Above, want.Below}, [2]int{c.AtOrAboveBar, c.BelowBar}, want.Competency)
		require.Equal(t, want.Straddles, c.Straddles(), want.Competency)
		require.Equal(t, want.Minority, c.Minority(), want.Competency)
		require.InDelta(t, want.Rwg, float64(c.Rwg.Num)/float64(c.Rwg.Den), 1e-6, want.Competency)
	}
	var order []string
	for _, item := range f.Agenda {
		order = append(order, string(item.Competency))
	}
	require.Equal(t, v.Order, order)
}

func fraction(t testing.TB, s string) debrief.Ratio {
	t.Helper()
	r, ok := new(big.Rat).SetString(s)
	require.True(t, ok, s)
	return debrief.NewRatio(r.Num().Int64(), r.Denom().Int64())
}

// leaveOut combines what is left without one rater, from the ratings alone.
func leaveOut(t testing.TB, f debrief.Finalist, rater string, bar int, against debrief.Ratio) debrief.Composite {
	t.Helper()
	var scores []debrief.Score
	for _, c := range f.Criteria {
		sum, n := 0, 0
		for _, r := range c.Ratings {
			if level, ok := r.Level(); ok && r.By().ID() != rater {
				sum, n = sum+level, n+1
			}
		}
		s := debrief.Score{Competency: c.Competency, Level: debrief.NewRatio(int64(sum), int64(n))}
		if c.Kind == rubric.MustHave {
			s.Needs = bar
		}
		scores = append(scores, s)
	}
	c, err := debrief.Combine(scores, against)
	require.NoError(t, err)
	return c
}

func TestPacketWaitsForEveryCard(t *testing.T) {
	t.Parallel()
	who, l := fixture.People(t), fixture.Locked(t)
	seat := func(h actor.Human) requisition.Seat {
		return requisition.Seat{Panelist: requisition.PersonOf(h), Competencies: []string{"delivery"}}
	}
	attended := func(h actor.Human) requisition.Attendance {
		return requisition.Attendance{Panelist: requisition.PersonOf(h), Attended: true}
	}
	req := request(t, card(t, l, who.Sofia, map[rubric.CompetencyID]int{"delivery": 3}))
	req.Finalists[0].Interviews = []requisition.Interview{
		{ID: "iv-u-sofia", Round: "r-1", Status: requisition.Held, Panel: []requisition.Seat{seat(who.Sofia), seat(who.Ken)}, Attendance: []requisition.Attendance{attended(who.Sofia), attended(who.Ken)}},
		{ID: "iv-2", Round: "r-2", Status: requisition.Cancelled, Panel: []requisition.Seat{seat(who.Marcus)}},
	}
	m, _, err := debrief.Book("db-1", booking(t), who.Marcus, fixture.Now)
	require.NoError(t, err)
	_, _, err = m.Close(req, who.Marcus, fixture.Now)
	require.ErrorIs(t, err, debrief.ErrNotReady)
	require.Contains(t, err.Error(), "the card of u-ken for round r-1")
	require.NotContains(t, err.Error(), "Ken", "an error names ids, and nobody")
	_, _, _, err = m.Reveal(req, who.Marcus, fixture.Now)
	require.ErrorIs(t, err, debrief.ErrStage, "nothing is revealed before the close")
	_, _, err = m.Waive("iv-u-sofia", requisition.PersonOf(who.Ken), " ", who.Dana, fixture.Now)
	require.True(t, fault.Has(err, "debrief.waiver_incomplete"))
	for _, by := range []actor.Human{who.Sofia, who.Ken} {
		_, _, err = m.Waive("iv-u-sofia", requisition.PersonOf(who.Ken), "no time", by, fixture.Now)
		require.True(t, fault.Has(err, "debrief.waiver_not_theirs"), "a panelist waives nothing")
	}
	_, _, err = m.Waive("iv-u-sofia", requisition.PersonOf(who.Dana), "no time", who.Dana, fixture.Now)
	require.True(t, fault.Has(err, "debrief.waiver_not_theirs"), "and nobody their own card")
	m, _, err = m.Waive("iv-u-sofia", requisition.PersonOf(who.Ken), "Ken left the company", who.Dana, fixture.Now)
	require.NoError(t, err)
	m, _, err = m.Close(req, who.Marcus, fixture.Now)
	require.NoError(t, err)
	late := req
	late.Finalists = slices.Clone(req.Finalists)
	late.Finalists[0].Cards = append(slices.Clone(req.Finalists[0].Cards), card(t, l, who.Ken, map[rubric.CompetencyID]int{"delivery": 1}))
	_, _, _, err = m.Reveal(late, who.Marcus, fixture.Now)
	require.True(t, fault.Has(err, "debrief.cards_differ"), "a card that came after the close is not part of it")
	_, p, _, err := m.Reveal(req, who.Marcus, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, "Ken left the company", p.Finalists[0].Waived[0].Reason)
}

func TestPacketRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*debrief.Booking, *debrief.Request){
		"debrief.rubric_not_locked":   func(_ *debrief.Booking, r *debrief.Request) { r.Rubric = rubric.Locked{} },
		"debrief.owner_missing":       func(b *debrief.Booking, _ *debrief.Request) { b.Owner = requisition.Person{ID: "u-1"} },
		"debrief.scope_unknown":       func(b *debrief.Booking, _ *debrief.Request) { b.Scope = "maybe" },
		"debrief.round_missing":       func(b *debrief.Booking, _ *debrief.Request) { b.Scope = debrief.Round },
		"debrief.finalists_missing":   func(b *debrief.Booking, _ *debrief.Request) { b.Applications = nil },
		"debrief.method_unknown":      func(b *debrief.Booking, _ *debrief.Request) { b.Method = "majority" },
		"debrief.participant_unnamed": func(b *debrief.Booking, _ *debrief.Request) { b.Participants[0].Person.Name = "" },
		"requisition.zone_unknown":    func(b *debrief.Booking, _ *debrief.Request) { b.Slot.Zone = "" },
		"debrief.slot_too_long":       func(b *debrief.Booking, _ *debrief.Request) { b.Slot.End = b.Slot.Start.Add(time.Hour) },
		"debrief.finalist_repeated": func(b *debrief.Booking, _ *debrief.Request) {
			b.Applications = append(b.Applications, b.Applications[0])
		},
		"debrief.finalists_differ": func(b *debrief.Booking, _ *debrief.Request) { b.Applications[0] = "app-2" },
		"debrief.finalist_unnamed": func(_ *debrief.Booking, r *debrief.Request) { r.Finalists[0].Candidate = "" },
		"debrief.card_empty":       func(_ *debrief.Booking, r *debrief.Request) { r.Finalists[0].Cards = []scorecard.Scorecard{{}} },
		"debrief.card_of_other": func(b *debrief.Booking, r *debrief.Request) {
			b.Applications[0], r.Finalists[0].Application = "app-2", "app-2"
		},
		"debrief.owner_rated": func(b *debrief.Booking, _ *debrief.Request) {
			b.Method, b.Owner = debrief.Committee, requisition.PersonOf(fixture.People(t).Sofia)
		},
	}
	for code, change := range tests {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			b, req := booking(t), request(t, card(t, fixture.Locked(t), fixture.People(t).Sofia, map[rubric.CompetencyID]int{"delivery": 3}))
			change(&b, &req)
			_, _, err := reveal(t, b, req)
			require.True(t, fault.Has(err, code), err)
		})
	}
	_, _, err := debrief.Book("", booking(t), fixture.People(t).Marcus, fixture.Now)
	require.True(t, fault.Has(err, "debrief.id_missing"))
	_, _, err = debrief.Book("db-1", booking(t), actor.Human{}, fixture.Now)
	require.ErrorIs(t, err, debrief.ErrNotHuman)
}

func TestDecideRefuses(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	m, p := revealed(t)
	up := debrief.FollowUp{Until: fixture.Now.Add(time.Hour), Owner: requisition.PersonOf(who.Ken), EvidenceNeeded: "an incident"}
	reasons := []debrief.Reason{{Competency: "incidents", Text: "led it"}}
	hire := debrief.Choice{Outcome: debrief.Hire, Reasons: reasons, Rationale: "delivery can be learnt here"}
	edit := func(f func(*debrief.Choice)) debrief.Choice {
		c := hire
		c.Reasons = slices.Clone(c.Reasons)
		f(&c)
		return c
	}
	deferred := func(f func(*debrief.FollowUp)) debrief.Choice {
		u := up
		f(&u)
		return debrief.Choice{Outcome: debrief.Defer, FollowUp: u}
	}
	tests := []struct {
		name, code string
		by         actor.Human
		app        requisition.ApplicationID
		choice     debrief.Choice
		want       error
	}{
		{"nobody", "actor.id_missing", actor.Human{}, "app-1", hire, debrief.ErrNotHuman},
		{"not the owner", "debrief.not_the_owner", who.Marcus, "app-1", hire, debrief.ErrNotOwner},
		{"another application", "debrief.finalist_unknown", who.Dana, "app-9", hire, debrief.ErrInvalid},
		{"no outcome", "debrief.outcome_missing", who.Dana, "app-1", debrief.Choice{}, debrief.ErrUndecided},
		{"an outcome of a round", "debrief.outcome_not_in_scope", who.Dana, "app-1", edit(func(c *debrief.Choice) { c.Outcome = debrief.Advance }), debrief.ErrUndecided},
		{"defer without anything", "debrief.follow_up_missing", who.Dana, "app-1", debrief.Choice{Outcome: debrief.Defer}, debrief.ErrUndecided},
		{"defer without a date", "debrief.follow_up_date_missing", who.Dana, "app-1", deferred(func(u *debrief.FollowUp) { u.Until = time.Time{} }), debrief.ErrUndecided},
		{"defer until yesterday", "debrief.follow_up_date_missing", who.Dana, "app-1", deferred(func(u *debrief.FollowUp) { u.Until = fixture.Now }), debrief.ErrUndecided},
		{"defer without an owner", "debrief.follow_up_owner_missing", who.Dana, "app-1", deferred(func(u *debrief.FollowUp) { u.Owner = requisition.Person{} }), debrief.ErrUndecided},
		{"defer without the evidence", "debrief.follow_up_evidence_missing", who.Dana, "app-1", deferred(func(u *debrief.FollowUp) { u.EvidenceNeeded = " " }), debrief.ErrUndecided},
		{"hire with a follow-up", "debrief.follow_up_unexpected", who.Dana, "app-1", edit(func(c *debrief.Choice) { c.FollowUp = up }), debrief.ErrInvalid},
		{"no reasons", "debrief.reasons_missing", who.Dana, "app-1", edit(func(c *debrief.Choice) { c.Reasons = nil }), debrief.ErrInvalid},
		{"a reason without words", "debrief.reason_empty", who.Dana, "app-1", edit(func(c *debrief.Choice) { c.Reasons[0].Text = " " }), debrief.ErrInvalid},
		{"a reason by an unknown criterion", "debrief.reason_unknown_competency", who.Dana, "app-1", edit(func(c *debrief.Choice) { c.Reasons[0].Competency = "juggling" }), debrief.ErrInvalid},
		{"against the rubric without a rationale", "debrief.rationale_missing", who.Dana, "app-1", edit(func(c *debrief.Choice) { c.Rationale = "" }), debrief.ErrInvalid},
		{"dissent without a name", "debrief.dissent_incomplete", who.Dana, "app-1", edit(func(c *debrief.Choice) { c.Dissent = []debrief.Dissent{{Text: "no"}} }), debrief.ErrInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, d, _, err := m.Decide(p, tt.app, tt.by, tt.choice, fixture.Now)
			require.ErrorIs(t, err, tt.want)
			require.True(t, fault.Has(err, tt.code), err)
			require.True(t, d.IsZero())
		})
	}
	forged := p
	forged.Owner = requisition.PersonOf(who.Marcus)
	_, _, _, err := m.Decide(forged, "app-1", who.Dana, hire, fixture.Now)
	require.True(t, fault.Has(err, "debrief.packet_differs"), "no other packet than the revealed one")
	ended, d, _, err := m.Decide(p, "app-1", who.Dana, hire, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, debrief.Ended, ended.Stage())
	_, _, _, err = ended.Decide(p, "app-1", who.Dana, hire, fixture.Now)
	require.ErrorIs(t, err, debrief.ErrStage, "a decision stands")
	require.True(t, d.Override())
	require.Equal(t, []rubric.CompetencyID{"delivery"}, d.Document().Against)
	require.Empty(t, p.Against("app-1", debrief.NoHire))
	require.Empty(t, p.Against("app-1", debrief.Defer))
}

func TestDecidingAgainstACandidateWhoMeetsEverythingNeedsARationale(t *testing.T) {
	t.Parallel()
	who, l := fixture.People(t), fixture.Locked(t)
	m, p, err := reveal(t, booking(t), request(t, card(t, l, who.Sofia, map[rubric.CompetencyID]int{"incidents": 4, "delivery": 3})))
	require.NoError(t, err)
	_, _, _, err = m.Decide(p, "app-1", who.Dana, debrief.Choice{Outcome: debrief.NoHire, Reasons: []debrief.Reason{{Competency: "delivery", Text: "not enough"}}}, fixture.Now)
	require.True(t, fault.Has(err, "debrief.rationale_missing"))
}

func TestOnlyAHumanCanDecide(t *testing.T) {
	t.Parallel()
	typ := reflect.TypeOf(debrief.Meeting.Decide)
	humans := 0
	for in := range typ.Ins() {
		require.NotEqual(t, reflect.TypeFor[actor.Agent](), in)
		if in == reflect.TypeFor[actor.Human]() {
			humans++
		}
	}
	require.Equal(t, 1, humans)
	d := reflect.TypeFor[debrief.Decision]()
	for field := range d.Fields() {
		require.False(t, field.IsExported())
	}
}

func TestDecisionRoundTrip(t *testing.T) {
	t.Parallel()
	m, p := revealed(t)
	_, d, _, err := m.Decide(p, "app-1", fixture.People(t).Dana, debrief.Choice{Outcome: debrief.Defer, FollowUp: debrief.FollowUp{
		Until: fixture.Now.Add(time.Hour), Owner: requisition.Person{ID: "u-ken", Name: "Ken"}, EvidenceNeeded: "an incident",
	}}, fixture.Now)
	require.NoError(t, err)
	b, err := json.Marshal(d)
	require.NoError(t, err)
	var back debrief.Decision
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, d.Document(), back.Document())
	for name, change := range map[string][2]string{
		"an agent":     {`"kind":"human"`, `"kind":"agent"`},
		"no date":      {`"until":"2026-03-02T13:00:00Z"`, `"until":"0001-01-01T00:00:00Z"`},
		"no outcome":   {`"outcome":"defer"`, `"outcome":""`},
		"other scope":  {`"scope":"final","outcome":"defer"`, `"scope":"round","outcome":"hire"`},
		"no follow-up": {`"follow_up"`, `"follow_up_dropped"`},
	} {
		changed := strings.Replace(string(b), change[0], change[1], 1)
		require.NotEqual(t, string(b), changed, name)
		require.Error(t, json.Unmarshal([]byte(changed), &back), name)
	}
}

func TestRenderings(t *testing.T) {
	t.Parallel()
	m, p := revealed(t)
	_, d, _, err := m.Decide(p, "app-1", fixture.People(t).Dana, debrief.Choice{
		Outcome: debrief.Hire, Reasons: []debrief.Reason{{Competency: "incidents", Text: "led <it>"}}, Rationale: "can be learnt",
	}, fixture.Now)
	require.NoError(t, err)
	for name, write := range map[string]func(*bytes.Buffer) error{
		"packet.md":   func(b *bytes.Buffer) error { return debrief.WriteMarkdown(b, p, d) },
		"packet.html": func(b *bytes.Buffer) error { return debrief.WriteHTML(b, p, d) },
	} {
		var got bytes.Buffer
		require.NoError(t, write(&got))
		path := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(path, got.Bytes(), 0o600))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), got.String(), name)
		require.NotContains(t, got.String(), "<it>", "text is escaped")
	}
}

func TestHTMLLoadsNothing(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	_, p := revealed(t)
	require.NoError(t, debrief.WriteHTML(&b, p))
	for _, s := range []string{"<script", "http://", "https://", "url(", "@import", "src="} {
		require.NotContains(t, b.String(), s)
	}
}
