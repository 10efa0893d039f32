package debrief_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
)

func rate(t testing.TB, by actor.Human, c rubric.CompetencyID, level int) scorecard.Rating {
	t.Helper()
	r, err := scorecard.Rate(by, fixture.Locked(t), c, level, scorecard.Basis{Reason: "heard it again"}, fixture.Now)
	require.NoError(t, err)
	return r
}

// Second estimates are given alone, with a reason for a change, and shown at once.
func ExampleMeeting_Estimate() {
	t := &testing.T{}
	who := fixture.People(t)
	m, p := revealed(t)
	m, _, err := m.Rerate(p, who.Dana, fixture.Now)
	fmt.Println(m.Stage(), err)
	_, _, err = m.Estimate(p, "app-1", rate(t, who.Sofia, "delivery", 3), "", nil, fixture.Now)
	fmt.Println(fault.Of(err)[0].Code)
	m, _, err = m.Estimate(p, "app-1", rate(t, who.Sofia, "delivery", 3), debrief.NewEvidence, nil, fixture.Now)
	fmt.Println(len(m.VisibleTo(who.Ken).Document().Estimates), len(m.VisibleTo(who.Sofia).Document().Estimates), err)
	m, _, err = m.ShowEstimates(who.Dana, fixture.Now)
	before, _ := p.Finalists[0].Criterion("delivery")
	after, _ := m.Final(p).Finalists[0].Criterion("delivery")
	fmt.Println(before.Mean, after.Mean, len(after.First), err)
	// Output:
	// rerating <nil>
	// debrief.change_reason_missing
	// 0 1 <nil>
	// 5/2 3 2 <nil>
}

func TestEstimates(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	revealed, p := revealed(t)
	_, _, err := revealed.Estimate(p, "app-1", rate(t, who.Ken, "delivery", 3), "", nil, fixture.Now)
	require.ErrorIs(t, err, debrief.ErrStage, "nobody asked for second estimates")
	_, _, err = revealed.Rerate(p, who.Sofia, fixture.Now)
	require.ErrorIs(t, err, debrief.ErrNotOwner)
	m, acts, err := revealed.Rerate(p, who.Dana, fixture.Now)
	require.NoError(t, err)
	require.ElementsMatch(t, []requisition.Waiting{{Person: "u-sofia", For: requisition.ForEstimate}, {Person: "u-ken", For: requisition.ForEstimate}}, acts[0].WaitingOn)
	_, _, _, err = m.Decide(p, "app-1", who.Dana, debrief.Choice{Outcome: debrief.NoHire}, fixture.Now)
	require.ErrorIs(t, err, debrief.ErrStage, "no decision between the rounds")
	for code, try := range map[string]struct {
		r scorecard.Rating
		c debrief.ChangeCode
	}{
		"debrief.estimate_unknown":      {rate(t, who.Dana, "delivery", 3), ""},
		"debrief.change_unexpected":     {rate(t, who.Ken, "delivery", 3), debrief.RatingError},
		"debrief.change_reason_missing": {rate(t, who.Ken, "delivery", 4), "mood"},
	} {
		_, _, err := m.Estimate(p, "app-1", try.r, try.c, nil, fixture.Now)
		require.True(t, fault.Has(err, code), err)
	}
	m, _, err = m.Estimate(p, "app-1", rate(t, who.Ken, "delivery", 2), debrief.MisreadAnchor, nil, fixture.Now)
	require.NoError(t, err)
	m, _, err = m.Estimate(p, "app-1", rate(t, who.Sofia, "delivery", 2), "", nil, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, p, m.Final(p), "estimates count once they are shown")
	m, _, err = m.ShowEstimates(who.Dana, fixture.Now)
	require.NoError(t, err)
	cv := m.Convergence(p, "app-1")
	require.Equal(t, []debrief.Convergence{{
		Competency: "delivery", Senior: requisition.PersonOf(who.Sofia), N: 1, Before: debrief.NewRatio(1, 1), After: debrief.NewRatio(0, 1),
	}}, cv)
	require.True(t, cv[0].Toward(), "Ken moved to the most senior panelist's level")
	f := m.Final(p).Finalists[0]
	require.Equal(t, debrief.Item{Competency: "delivery", Why: debrief.Consensus, Speakers: f.Agenda[2].Speakers}, f.Agenda[2], "nothing is left to debate, and that comes last")
	_, d, _, err := m.Decide(p, "app-1", who.Dana, debrief.Choice{Outcome: debrief.Hire, Rationale: "x", Reasons: []debrief.Reason{{Competency: "incidents", Text: "led it"}}}, fixture.Now)
	require.NoError(t, err)
	require.True(t, d.Document().AgainstComposite, "5.5/2 = 11/4 is below the bar of 3")
	var b bytes.Buffer
	require.NoError(t, debrief.WriteMarkdown(&b, m.Final(p), d))
	require.Contains(t, b.String(), "Ken: first 3, then 2")
	require.Equal(t, [2]int{1, 1}, func() [2]int { n, of := debrief.Overrides([]debrief.Decision{d, {}}); return [2]int{n, of} }())
}

// A second estimate cites what the packet shows, or what stands in a source; its
// level is on the scale even where it was read from a document.
func TestEstimatesAreChecked(t *testing.T) {
	t.Parallel()
	who, l := fixture.People(t), fixture.Locked(t)
	m, p := revealed(t)
	m, _, err := m.Rerate(p, who.Dana, fixture.Now)
	require.NoError(t, err)
	source := evidence.FromTranscript(fixture.Transcript())
	cited, err := evidence.NewIndex(source).Cite("s4", 0, len("It was eight minutes."))
	require.NoError(t, err)
	estimate := func(c evidence.Citation, sources ...evidence.Source) error {
		r, err := scorecard.Rate(who.Ken, l, "delivery", 2, scorecard.Basis{Evidence: []evidence.Citation{c}}, fixture.Now)
		require.NoError(t, err)
		_, _, err = m.Estimate(p, "app-1", r, debrief.NewEvidence, sources, fixture.Now)
		return err
	}
	require.NoError(t, estimate(cited, source))
	require.Equal(t, "/rating/evidence/0", fault.Of(estimate(cited))[0].Path)
	forged := cited.Clone()
	forged.Spans[0].Text = "It was two minutes!!!"
	err = estimate(forged, source)
	require.True(t, fault.Has(err, "debrief.estimate_evidence_unknown"), err)
	require.NotContains(t, err.Error(), "minutes")

	doc := rate(t, who.Ken, "delivery", 2).Document()
	doc.Level = 9
	b, err := json.Marshal(doc)
	require.NoError(t, err)
	var far scorecard.Rating
	require.NoError(t, json.Unmarshal(b, &far))
	_, _, err = m.Estimate(p, "app-1", far, debrief.NewEvidence, nil, fixture.Now)
	require.True(t, fault.Has(err, "debrief.estimate_off_scale"), err)
}

// A decision is written without feelings and protected characteristics, like a card.
func TestADecisionIsLinted(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	m, p := revealed(t)
	no := debrief.Choice{Outcome: debrief.NoHire, Reasons: []debrief.Reason{{Competency: "delivery", Text: "Not a culture fit."}}}
	decide := func(c debrief.Choice) (debrief.Decision, error) {
		_, d, _, err := m.Decide(p, "app-1", who.Dana, c, fixture.Now)
		return d, err
	}
	_, err := decide(no)
	require.ErrorIs(t, err, debrief.ErrInvalid)
	require.Equal(t, []string{"debrief.comment_refused", "/reasons/0/text"}, []string{fault.Of(err)[0].Code, fault.Of(err)[0].Path})
	require.NotContains(t, err.Error(), "Not a", "an error holds no words of the decision")
	fit := debrief.Reason{Competency: "delivery", Text: "Cut nothing before the date."}
	for path, c := range map[string]debrief.Choice{
		"/rationale":      {Outcome: debrief.NoHire, Reasons: []debrief.Reason{fit}, Rationale: "Seemed nervous."},
		"/dissent/0/text": {Outcome: debrief.NoHire, Reasons: []debrief.Reason{fit}, Dissent: []debrief.Dissent{{By: requisition.PersonOf(who.Ken), Text: "Strong accent."}}},
		"/follow_up/evidence_needed": {Outcome: debrief.Defer, FollowUp: debrief.FollowUp{
			Until: fixture.Now.Add(time.Hour), Owner: requisition.PersonOf(who.Ken), EvidenceNeeded: "Whether they are a culture fit.",
		}},
	} {
		_, err := decide(c)
		require.True(t, fault.Has(err, "debrief.comment_refused"), "%s: %v", path, err)
		require.Equal(t, path, fault.Of(err)[0].Path)
	}
	no.Waivers = []lint.Waiver{{Code: "culture-fit", By: who.Dana, At: fixture.Now}}
	_, err = decide(no)
	require.True(t, fault.Has(err, "lint.waiver_reason_missing"), err)
	no.Waivers[0].Reason = "quoted from the panel"
	d, err := decide(no)
	require.NoError(t, err)
	no.Waivers[0].Reason = "changed"
	d.Document().Waivers[0].Reason = "changed"
	require.Equal(t, "quoted from the panel", d.Document().Waivers[0].Reason)
	lenient, err := lint.New([]lint.Pack{lint.Base(), {ID: "ours", AsOf: "2026-01-01", Overrides: []lint.Override{{Code: "culture-fit", Severity: lint.Warning}}}}, lint.Options{})
	require.NoError(t, err)
	no.Waivers, no.Linter = nil, lenient
	_, err = decide(no)
	require.NoError(t, err)
}

// What the packet shows of a finalist may be cited without the record.
func TestEstimatesMayCiteThePacket(t *testing.T) {
	t.Parallel()
	who, l := fixture.People(t), fixture.Locked(t)
	source := evidence.FromTranscript(fixture.Transcript())
	cited, err := evidence.NewIndex(source).Cite("s4", 0, len("It was eight minutes."))
	require.NoError(t, err)
	a := fixture.Assignment(t)
	a.Competencies = []rubric.CompetencyID{"delivery"}
	d, err := scorecard.NewDraft("sc-1", scorecard.Request{Rubric: l, Assignment: a, Transcripts: []transcript.Transcript{fixture.Transcript()}}, scorecard.Proposal{}, fixture.Now)
	require.NoError(t, err)
	r, err := scorecard.Rate(who.Sofia, l, "delivery", 3, scorecard.Basis{Evidence: []evidence.Citation{cited}}, fixture.Now)
	require.NoError(t, err)
	first, err := scorecard.Submit(d, l, who.Sofia, scorecard.Submission{Ratings: []scorecard.Rating{r}, Overall: scorecard.Yes, OverallReason: "x"}, []evidence.Source{source}, fixture.Now)
	require.NoError(t, err)
	m, p, err := reveal(t, booking(t), request(t, first, card(t, l, who.Ken, map[rubric.CompetencyID]int{"delivery": 3})))
	require.NoError(t, err)
	m, _, err = m.Rerate(p, who.Dana, fixture.Now)
	require.NoError(t, err)
	again, err := scorecard.Rate(who.Ken, l, "delivery", 2, scorecard.Basis{Evidence: []evidence.Citation{cited}}, fixture.Now)
	require.NoError(t, err)
	_, _, err = m.Estimate(p, "app-1", again, debrief.NewEvidence, nil, fixture.Now)
	require.NoError(t, err)
}

func TestACardCountsOnceAndInItsRound(t *testing.T) {
	t.Parallel()
	cs := cards(t)
	_, _, err := reveal(t, booking(t), request(t, cs[0], cs[1], cs[0]))
	require.True(t, fault.Has(err, "debrief.card_repeated"), err)
	b := booking(t)
	b.Scope, b.Round = debrief.Round, "r-9"
	_, _, err = reveal(t, b, request(t, cs...))
	require.True(t, fault.Has(err, "debrief.card_of_other"), err)
	b.Round = "r-1"
	_, _, err = reveal(t, b, request(t, cs...))
	require.NoError(t, err)
}

func TestOnlyAFinalistLeaves(t *testing.T) {
	t.Parallel()
	marcus := fixture.People(t).Marcus
	m, _, err := debrief.Book("db-1", booking(t), marcus, fixture.Now)
	require.NoError(t, err)
	_, acts, err := m.Leave("app-9", marcus, fixture.Now)
	require.True(t, fault.Has(err, "debrief.finalist_unknown"), err)
	require.Empty(t, acts)
}

// A packet is a plain value: figures that do not fit its ratings are an odd agenda,
// and no panic.
func TestPacketsThatDoNotFit(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	m, p := revealed(t)
	m, _, err := m.Rerate(p, who.Dana, fixture.Now)
	require.NoError(t, err)
	m, _, err = m.Estimate(p, "app-1", rate(t, who.Ken, "delivery", 2), debrief.NewEvidence, nil, fixture.Now)
	require.NoError(t, err)
	m, _, err = m.ShowEstimates(who.Dana, fixture.Now)
	require.NoError(t, err)
	for i := range p.Finalists[0].Criteria {
		c := &p.Finalists[0].Criteria[i]
		c.AtOrAboveBar, c.BelowBar = 1, 99
		c.First = append(c.Ratings, c.Ratings...)
	}
	p.Finalists[0].Composite = &debrief.Composite{}
	p.Finalists[0].Waived = []debrief.Waiver{{Panelist: requisition.Person{ID: "u-x", Name: "<b>Xi</b>"}, By: who.Dana, Reason: "ill"}}
	m.Final(p)
	m.Convergence(p, "app-1")
	var md bytes.Buffer
	require.NoError(t, debrief.WriteMarkdown(&md, p))
	require.Contains(t, md.String(), "Card of &lt;b&gt;Xi&lt;/b&gt; waived by Dana: ill")
	require.NoError(t, debrief.WriteHTML(&bytes.Buffer{}, p))
	require.NoError(t, debrief.WriteMarkdown(&bytes.Buffer{}, p))
}

func TestSpeakingOrder(t *testing.T) {
	t.Parallel()
	who, l := fixture.People(t), fixture.Locked(t)
	tess, err := actor.NewHuman("u-tess", "Tess", actor.Interviewer)
	require.NoError(t, err)
	b := booking(t)
	b.Participants = append(b.Participants, debrief.Participant{Person: requisition.PersonOf(tess), Seniority: 3})
	order := func(levels map[actor.Human]int) []string {
		var cs []scorecard.Scorecard
		for _, h := range []actor.Human{who.Dana, who.Sofia, who.Ken, tess} {
			if levels[h] > 0 {
				cs = append(cs, card(t, l, h, map[rubric.CompetencyID]int{"delivery": levels[h]}))
			}
		}
		_, p, err := reveal(t, b, request(t, cs...))
		require.NoError(t, err)
		for _, item := range p.Finalists[0].Agenda {
			if item.Competency == "delivery" {
				var names []string
				for _, s := range item.Speakers {
					names = append(names, s.Person.Name)
				}
				return names
			}
		}
		return nil
	}
	require.Equal(t, []string{"Tess", "Ken", "Sofia", "Dana"}, order(map[actor.Human]int{who.Dana: 4, who.Sofia: 3, who.Ken: 4, tess: 2}), "the minority first, the owner last")
	require.Equal(t, []string{"Ken", "Sofia", "Tess", "Dana"}, order(map[actor.Human]int{who.Dana: 1, who.Sofia: 3, who.Ken: 3, tess: 3}), "the owner speaks last even as the minority")
	require.Equal(t, []string{"Ken", "Sofia", "Tess"}, order(map[actor.Human]int{who.Sofia: 3, who.Ken: 3, tess: 3}), "then the least senior first")
	b.Owner, b.Method = requisition.PersonOf(who.Marcus), debrief.OwnerDecides
	require.Equal(t, []string{"Sofia", "Dana"}, order(map[actor.Human]int{who.Dana: 2, who.Sofia: 3}), "a hiring manager does not speak first")
}

func TestMethods(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	reasons := []debrief.Reason{{Competency: "incidents", Text: "led it"}}
	hire := debrief.Choice{Outcome: debrief.Hire, Reasons: reasons, Rationale: "can be learnt"}
	t.Run("fixed before the reveal, by the owner", func(t *testing.T) {
		t.Parallel()
		m, _, err := debrief.Book("db-1", booking(t), who.Marcus, fixture.Now)
		require.NoError(t, err)
		_, _, err = m.SetMethod(debrief.Consent, debrief.Ratio{}, who.Marcus, fixture.Now)
		require.ErrorIs(t, err, debrief.ErrNotOwner)
		m, _, err = m.SetMethod(debrief.Consent, debrief.NewRatio(11, 4), who.Dana, fixture.Now)
		require.NoError(t, err)
		require.Equal(t, debrief.Consent, m.Document().Method)
		open, _ := revealed(t)
		_, _, err = open.SetMethod(debrief.Consent, debrief.Ratio{}, who.Dana, fixture.Now)
		require.ErrorIs(t, err, debrief.ErrStage)
		_, _, err = open.Cancel("nobody likes the result", who.Dana, fixture.Now)
		require.ErrorIs(t, err, debrief.ErrStage, "what was revealed ends by its decisions only")
	})
	t.Run("consent", func(t *testing.T) {
		t.Parallel()
		b := booking(t)
		b.Method = debrief.Consent
		m, p, err := reveal(t, b, request(t, cards(t)...))
		require.NoError(t, err)
		_, _, err = m.Object("app-1", debrief.Hire, "", who.Ken, fixture.Now)
		require.True(t, fault.Has(err, "debrief.objection_reason_missing"), "an objection has a reason")
		outsider, err := actor.NewHuman("u-x", "X", "")
		require.NoError(t, err)
		_, _, err = m.Object("app-1", debrief.Hire, "no", outsider, fixture.Now)
		require.True(t, fault.Has(err, "debrief.not_a_participant"))
		m, _, err = m.Object("app-1", debrief.Hire, "nothing was cut", who.Ken, fixture.Now)
		require.NoError(t, err)
		_, _, _, err = m.Decide(p, "app-1", who.Dana, hire, fixture.Now)
		require.ErrorIs(t, err, debrief.ErrObjection)
		m, _, err = m.WithdrawObjections("app-1", who.Sofia, fixture.Now)
		require.NoError(t, err)
		_, _, _, err = m.Decide(p, "app-1", who.Dana, hire, fixture.Now)
		require.ErrorIs(t, err, debrief.ErrObjection, "nobody withdraws for another")
		m, _, err = m.WithdrawObjections("app-1", who.Ken, fixture.Now)
		require.NoError(t, err)
		_, _, _, err = m.Decide(p, "app-1", who.Dana, hire, fixture.Now)
		require.NoError(t, err)
	})
	t.Run("an objection is kept as dissent", func(t *testing.T) {
		t.Parallel()
		m, p := revealed(t)
		m, _, err := m.Object("app-1", debrief.Hire, "nothing was cut", who.Ken, fixture.Now)
		require.NoError(t, err)
		m, _, err = m.Object("app-1", debrief.NoHire, "they led it", who.Sofia, fixture.Now)
		require.NoError(t, err)
		_, d, _, err := m.Decide(p, "app-1", who.Dana, hire, fixture.Now)
		require.NoError(t, err)
		require.Equal(t, []debrief.Dissent{{By: requisition.PersonOf(who.Ken), Text: "nothing was cut"}}, d.Document().Dissent)
	})
	t.Run("threshold", func(t *testing.T) {
		t.Parallel()
		b := booking(t)
		b.Method = debrief.Threshold
		m, p, err := reveal(t, b, request(t, card(t, fixture.Locked(t), who.Ken, map[rubric.CompetencyID]int{"incidents": 3})))
		require.NoError(t, err)
		require.Nil(t, p.Finalists[0].Composite, "a must-have was not assessed")
		_, _, _, err = m.Decide(p, "app-1", who.Dana, hire, fixture.Now)
		require.True(t, fault.Has(err, "debrief.no_composite"))
		_, _, _, err = m.Decide(p, "app-1", who.Dana, debrief.Choice{Outcome: debrief.Defer, FollowUp: debrief.FollowUp{
			Until: fixture.Now.Add(time.Hour), Owner: requisition.PersonOf(who.Ken), EvidenceNeeded: "delivery",
		}}, fixture.Now)
		require.NoError(t, err)
	})
	t.Run("a round", func(t *testing.T) {
		t.Parallel()
		b := booking(t)
		b.Scope, b.Round = debrief.Round, "r-1"
		m, p, err := reveal(t, b, request(t, cards(t)...))
		require.NoError(t, err)
		_, _, _, err = m.Decide(p, "app-1", who.Dana, hire, fixture.Now)
		require.True(t, fault.Has(err, "debrief.outcome_not_in_scope"))
		advance := hire
		advance.Outcome = debrief.Advance
		m, d, _, err := m.Decide(p, "app-1", who.Dana, advance, fixture.Now)
		require.NoError(t, err)
		require.Empty(t, d.Document().Onboarding)
		require.Equal(t, debrief.Ended, m.Stage())
	})
}

func TestPivotalWhereOneViewIsAllThereIs(t *testing.T) {
	t.Parallel()
	who, l := fixture.People(t), fixture.Locked(t)
	_, p, err := reveal(t, booking(t), request(t,
		card(t, l, who.Sofia, map[rubric.CompetencyID]int{"incidents": 4, "delivery": 3}), card(t, l, who.Ken, map[rubric.CompetencyID]int{"incidents": 3}),
	))
	require.NoError(t, err)
	require.Equal(t, []debrief.Pivotal{{PanelistID: "u-sofia", Name: "Sofia"}}, p.Finalists[0].Pivotal, "without Sofia nobody assessed delivery")
}

func TestOnboardingNoteOfGrowthGaps(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	m, p := revealed(t)
	_, d, _, err := m.Decide(p, "app-1", who.Dana, debrief.Choice{Outcome: debrief.Hire, Rationale: "can be learnt", Reasons: []debrief.Reason{{Competency: "incidents", Text: "led it"}}}, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, []debrief.OnboardingNote{{Competency: "mentoring", Name: "Mentoring", Towards: "Pairs with somebody, step 3"}}, d.Document().Onboarding)
}

func TestProposeSlot(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		require.NoError(t, err)
		return v
	}
	for end, want := range map[string]string{
		"2026-11-03T12:00:00Z": "2026-11-04T12:00:00Z", // a day later
		"2026-11-03T12:04:00Z": "2026-11-04T12:15:00Z", // at a quarter
		"2026-11-03T18:00:00Z": "2026-11-05T09:00:00Z", // not in the evening
		"2026-11-03T06:00:00Z": "2026-11-04T09:00:00Z", // nor at dawn
		"2026-11-06T12:00:00Z": "2026-11-09T09:00:00Z", // not on a Saturday
		"2026-03-28T10:00:00Z": "2026-03-30T08:00:00Z", // nine in Lisbon's summer time
	} {
		s := debrief.ProposeSlot(at(end), "Europe/Lisbon")
		require.Equal(t, want, s.Start.Format(time.RFC3339), end)
		require.Equal(t, 30*time.Minute, s.End.Sub(s.Start))
		require.NoError(t, s.Validate())
	}
	for _, zone := range []string{"Nowhere/At all", "", "Local"} {
		s := debrief.ProposeSlot(at("2026-11-03T12:00:00Z"), zone)
		require.Equal(t, "UTC", s.Zone)
		require.NoError(t, s.Validate())
	}
	// In Cairo clocks go forward on a Friday: a day later by the calendar is 23 hours.
	require.Equal(t, "2026-04-24T13:00:00Z", debrief.ProposeSlot(at("2026-04-23T13:00:00Z"), "Africa/Cairo").Start.Format(time.RFC3339))
}

func TestARoundWithoutADebriefIsShown(t *testing.T) {
	t.Parallel()
	marcus := fixture.People(t).Marcus
	plan := requisition.Plan{Rounds: []requisition.Round{{ID: "r-1"}, {ID: "r-2"}}}
	ivs := []requisition.Interview{
		{ID: "iv-1", Application: "app-1", Round: "r-1", Status: requisition.Held},
		{ID: "iv-2", Application: "app-1", Round: "r-2", Status: requisition.Scheduled},
		{ID: "iv-3", Application: "app-2", Round: "r-2", Status: requisition.Cancelled},
	}
	list := debrief.Unbooked(plan, ivs, nil)
	require.Len(t, list, 1)
	require.Equal(t, "debrief.not_booked", list[0].Code)
	require.Equal(t, "/interviews/iv-2", list[0].Path)
	m, _, err := debrief.Book("db-1", booking(t), marcus, fixture.Now)
	require.NoError(t, err)
	require.Empty(t, debrief.Unbooked(plan, ivs, []debrief.Meeting{m}))
	m, _, err = m.Cancel("on hold", marcus, fixture.Now)
	require.NoError(t, err)
	require.Len(t, debrief.Unbooked(plan, ivs, []debrief.Meeting{m}), 1)
	require.Empty(t, debrief.Unbooked(requisition.Plan{}, ivs, nil))
}

func TestMeetingRoundTrip(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	m, p := revealed(t)
	m, _, err := m.Rerate(p, who.Dana, fixture.Now)
	require.NoError(t, err)
	m, _, err = m.Estimate(p, "app-1", rate(t, who.Ken, "delivery", 2), debrief.NewEvidence, nil, fixture.Now)
	require.NoError(t, err)
	m, _, err = m.ShowEstimates(who.Dana, fixture.Now)
	require.NoError(t, err)
	m, _, err = m.Object("app-1", debrief.Hire, "nothing was cut", who.Ken, fixture.Now)
	require.NoError(t, err)
	m, _, _, err = m.Decide(p, "app-1", who.Dana, debrief.Choice{Outcome: debrief.Defer, FollowUp: debrief.FollowUp{
		Until: fixture.Now.Add(time.Hour), Owner: requisition.PersonOf(who.Ken), EvidenceNeeded: "x",
	}}, fixture.Now)
	require.NoError(t, err)
	b, err := json.Marshal(m)
	require.NoError(t, err)
	var back debrief.Meeting
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, m.Document(), back.Document())
	packetJSON, err := json.Marshal(p)
	require.NoError(t, err)
	var stored debrief.Packet
	require.NoError(t, json.Unmarshal(packetJSON, &stored))
	_, _, _, err = back.Decide(stored, "app-1", who.Dana, debrief.Choice{Outcome: debrief.NoHire, Reasons: []debrief.Reason{{Competency: "delivery", Text: "no"}}}, fixture.Now)
	require.NoError(t, err, "a stored packet is the one that was revealed")
	for name, change := range map[string][2]string{
		"no owner":                  {`"owner":{"id":"u-dana","name":"Dana"}`, `"owner":{"id":"","name":""}`},
		"ended without an outcome":  {`"endings":[{"application_id":"app-1"`, `"endings":[{"application_id":"app-2"`},
		"deferred without a date":   {`"until":"2026-03-02T13:00:00Z"`, `"until":"0001-01-01T00:00:00Z"`},
		"a reveal without a packet": {`"packet_hash":"sha256:`, `"packet":"sha256:`},
		"an agent that booked":      {`"booked_by":{"kind":"human"`, `"booked_by":{"kind":"agent"`},
		"an unknown stage":          {`"stage":"ended"`, `"stage":"over"`},
	} {
		changed := strings.Replace(string(b), change[0], change[1], 1)
		require.NotEqual(t, string(b), changed, name)
		require.Error(t, json.Unmarshal([]byte(changed), &back), name)
	}
	for code, change := range map[string]func(*debrief.MeetingDocument){
		"debrief.estimate_empty":       func(d *debrief.MeetingDocument) { d.Estimates[0].Rating = scorecard.Rating{} },
		"debrief.objection_incomplete": func(d *debrief.MeetingDocument) { d.Objections[0].By = actor.Human{} },
		"debrief.ending_repeated":      func(d *debrief.MeetingDocument) { d.Endings = append(d.Endings, d.Endings[0]) },
	} {
		doc := m.Document()
		change(&doc)
		b, err := json.Marshal(doc)
		require.NoError(t, err)
		require.True(t, fault.Has(json.Unmarshal(b, new(debrief.Meeting)), code), code)
	}
	zero, err := json.Marshal(debrief.Meeting{})
	require.NoError(t, err)
	require.Equal(t, "null", string(zero))
}

// TestOldDocumentsDecode reads what earlier versions stored.
func TestOldDocumentsDecode(t *testing.T) {
	t.Parallel()
	var p debrief.Packet
	require.NoError(t, json.Unmarshal([]byte(`{"schema_version":1,"id":"db-1","requisition_id":"req-1","title":"Backend Engineer","openings":1,"scope":"final",
		"rubric_hash":"sha256:1","rubric_locked_at":"2026-02-28T13:00:00Z","levels":4,"meets_level":3,"owner":{"id":"u-dana","name":"Dana"},"made_at":"2026-03-02T12:00:00Z","minutes":30,
		"finalists":[{"application_id":"app-1","candidate":"Priya","criteria":[{"competency_id":"delivery","name":"Delivery","kind":"must_have","n":1,
		"mean":{"num":3,"den":1},"mean_deviation":{"num":0,"den":1},"min":3,"max":3,"at_or_above_bar":1,"below_bar":0}],
		"agenda":[{"competency_id":"delivery","why":"one_view","debate":true}]}]}`), &p))
	require.NoError(t, debrief.WriteHTML(&bytes.Buffer{}, p))
	require.NoError(t, debrief.WriteMarkdown(&bytes.Buffer{}, p))
	var d debrief.Decision
	require.NoError(t, json.Unmarshal([]byte(`{"schema_version":1,"debrief_id":"db-1","requisition_id":"req-1","application_id":"app-1","candidate":"Priya","rubric_hash":"sha256:1","scope":"final",
		"outcome":"hire","decided_by":{"kind":"human","id":"u-dana","name":"Dana"},"decided_at":"2026-03-02T12:00:00Z","reasons":[{"competency_id":"delivery","text":"led it"}]}`), &d))
	require.Equal(t, debrief.Hire, d.Outcome())
}

func ExampleExplain() {
	t := &testing.T{}
	m, p := revealed(t)
	_, d, _, _ := m.Decide(p, "app-1", fixture.People(t).Dana, debrief.Choice{Outcome: debrief.NoHire, Reasons: []debrief.Reason{{Competency: "delivery", Text: "Sofia saw no cut"}}}, fixture.Now)
	e, err := debrief.Explain(p, d, &debrief.ExplainOptions{Feedback: map[rubric.CompetencyID]string{"delivery": "Tell next time what you took out of a project, and when you said so."}})
	fmt.Println(e.Criteria[0].Name, e.Criteria[0].Standing, e.Criteria[0].AssessedBy, err)
	// Output: Delivery not_met [Ken Sofia] <nil>
}

func TestExplanationHoldsNothingInternal(t *testing.T) {
	t.Parallel()
	who, l := fixture.People(t), fixture.Locked(t)
	secret := "kept saying that somebody else had decided the cut"
	sofia := func(app string) scorecard.Scorecard {
		a := fixture.Assignment(t)
		a.Application, a.Interview = requisition.ApplicationID(app), requisition.InterviewID("iv-"+app)
		d, err := scorecard.NewDraft(scorecard.ID("sc-"+app), scorecard.Request{Rubric: l, Assignment: a}, scorecard.Proposal{}, fixture.Now)
		require.NoError(t, err)
		var rs []scorecard.Rating
		for _, c := range a.Competencies {
			r, err := scorecard.Rate(who.Sofia, l, c, 2, scorecard.Basis{Reason: secret}, fixture.Now)
			require.NoError(t, err)
			rs = append(rs, r)
		}
		c, err := scorecard.Submit(d, l, who.Sofia, scorecard.Submission{Ratings: rs, Overall: scorecard.No, OverallReason: "would not work with them"}, nil, fixture.Now)
		require.NoError(t, err)
		return c
	}
	b := booking(t)
	b.Applications = append(b.Applications, "app-2")
	m, p, err := reveal(t, b, debrief.Request{Rubric: l, Finalists: []debrief.FinalistRequest{
		{Application: "app-1", Candidate: "Priya Nair", Cards: []scorecard.Scorecard{sofia("app-1")}}, {Application: "app-2", Candidate: "Tomás Herrera", Cards: []scorecard.Scorecard{sofia("app-2")}},
	}})
	require.NoError(t, err)
	_, d, _, err := m.Decide(p, "app-1", who.Dana, debrief.Choice{
		Outcome: debrief.NoHire, Reasons: []debrief.Reason{{Competency: "delivery", Text: "weaker than Tomás"}}, Dissent: []debrief.Dissent{{By: requisition.PersonOf(who.Ken), Text: "I liked them"}},
	}, fixture.Now)
	require.NoError(t, err)
	explain := func(text string) error {
		e, err := debrief.Explain(p, d, &debrief.ExplainOptions{Feedback: map[rubric.CompetencyID]string{"delivery": text}})
		if err != nil {
			require.Equal(t, debrief.Explanation{}, e, "what may not be sent is not returned")
		}
		return err
	}
	e, err := debrief.Explain(p, d, nil)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, e.WriteMarkdown(&out))
	raw, err := json.Marshal(e)
	require.NoError(t, err)
	for _, text := range []string{out.String(), string(raw)} {
		for _, internal := range []string{secret, "would not work", "weaker", "Tomás", "Herrera", "I liked them", `"level"`} {
			require.NotContains(t, text, internal)
		}
		for _, said := range []string{"Delivery", "Dana", "Sofia", "review", "Software rated nothing"} {
			require.Contains(t, text, said)
		}
	}
	require.NoError(t, explain("Say what you took out, and when."))
	require.True(t, fault.Has(explain("Less than Tomás's cut."), "debrief.explanation_names_other"))
	require.NoError(t, explain("The herrera method is not asked for."), "a name is written as a name")
	require.True(t, fault.Has(explain("Compared with Herrera, less was cut."), "debrief.explanation_names_other"))
	require.True(t, fault.Has(explain("You kept saying that somebody else had decided the cut."), "debrief.explanation_internal"))
	paths := map[string]bool{}
	for _, x := range e.Texts() {
		paths[x.Path] = true
	}
	require.True(t, paths["/criteria/0/looked_for"])
	_, err = debrief.Explain(p, debrief.Decision{}, nil)
	require.ErrorIs(t, err, debrief.ErrInvalid)
}

func TestAnExplanationAsAPage(t *testing.T) {
	t.Parallel()
	e := debrief.Explanation{
		Title: "Engineer <script>alert(1)</script>", Candidate: "Priya", Outcome: debrief.NoHire, DecidedBy: "Dana", Review: "Write to us.",
		Software: []string{"Software decided nothing."},
		Criteria: []debrief.ExplainedCriterion{{
			Name: "Delivery", Kind: rubric.MustHave, Standing: debrief.NotMet, LookedFor: "names what was cut",
			Words: []string{"we & they <b>cut</b> it"}, AssessedBy: []string{"Ken", "Sofia"}, Feedback: "Say when you told whom.",
		}},
	}
	var b bytes.Buffer
	require.NoError(t, e.WriteHTML(&b))
	page := b.String()
	for _, want := range []string{
		"decided: <strong>no hire</strong>", "(must have): not met", "We looked for: names what was cut", "we &amp; they &lt;b&gt;cut&lt;/b&gt; it",
		"Assessed by Ken, Sofia.", "Say when you told whom.", "Software decided nothing.", "Write to us.",
	} {
		require.Contains(t, page, want)
	}
	require.NotContains(t, page, "<script")
	require.NotContains(t, page, "<b>")
}
