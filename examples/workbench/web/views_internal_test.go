package web

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

var noon = time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC) // a Wednesday

func person(t *testing.T, id, name string, role actor.Role) actor.Human {
	t.Helper()
	h, err := actor.NewHuman(id, name, role)
	require.NoError(t, err)
	return h
}

func lockedRubric(t *testing.T, dana, marcus actor.Human) rubric.Locked {
	t.Helper()
	r := rubric.Rubric{SchemaVersion: 1, ID: "rb-1", Version: 1, MeetsLevel: 3, Role: rubric.Role{Title: "Engineer"}}
	for _, id := range []rubric.CompetencyID{"delivery", "incidents", "mentoring"} {
		c := rubric.Competency{ID: id, Name: titled(string(id)), Description: "Shows it in what was done.", Kind: rubric.MustHave}
		for level, behaviour := range []string{"Waits until somebody else decides", "Does one thing when asked twice", "Does one thing and names what came of it", "Does it for others and names what came of it"} {
			c.Anchors = append(c.Anchors, rubric.Anchor{Level: level + 1, Label: "Level", Behaviour: behaviour})
		}
		r.Competencies = append(r.Competencies, c)
		r.Questions = append(r.Questions, rubric.Question{ID: rubric.QuestionID("q-" + id), Text: "Tell me about it.", Competencies: []rubric.CompetencyID{id}})
	}
	l, err := rubric.Lock(r, rubric.AssentTo(r, dana, noon), rubric.AssentTo(r, marcus, noon))
	require.NoError(t, err)
	return l
}

func TestDebriefBeforeTheReveal(t *testing.T) {
	t.Parallel()
	dana, ken := person(t, "dana", "Dana", actor.HiringManager), person(t, "ken", "Ken", actor.Interviewer)
	m := debrief.MeetingDocument{
		ID: "db-1", Stage: debrief.Collecting, Scope: debrief.Final, Owner: requisition.PersonOf(dana), BookedBy: dana,
		Participants: []debrief.Participant{{Person: requisition.PersonOf(dana), Role: actor.HiringManager}, {Person: requisition.PersonOf(ken), Role: actor.Interviewer}},
		Slot:         requisition.Slot{Start: noon, End: noon.Add(30 * time.Minute), Zone: "UTC"},
	}
	seats := []requisition.Seat{{Panelist: requisition.PersonOf(dana)}, {Panelist: requisition.PersonOf(ken)}}
	iv := requisition.Interview{ID: "iv-1", Round: "r-1", Status: requisition.Held, Panel: seats, Attendance: []requisition.Attendance{{Panelist: seats[0].Panelist, Attended: true}, {Panelist: seats[1].Panelist, Attended: true}}, Actual: requisition.Slot{Start: noon.Add(-26 * time.Hour), End: noon.Add(-25 * time.Hour), Zone: "UTC"}}
	planned := requisition.Interview{ID: "iv-2", Round: "r-2", Status: requisition.Scheduled, Panel: seats, Scheduled: requisition.Slot{Start: noon.Add(time.Hour), End: noon.Add(2 * time.Hour), Zone: "UTC"}}
	end := iv.Actual.End
	clocks := []hirealign.InterviewClock{{Interview: "iv-1", Cards: []hirealign.CardClock{
		{Panelist: requisition.PersonOf(dana), Clock: scorecard.NewClock(end, end.Add(24*time.Hour), scorecard.Stop{At: end.Add(time.Hour), Why: scorecard.Done}, noon)},
		{Panelist: requisition.PersonOf(ken), Clock: scorecard.NewClock(end, end.Add(24*time.Hour), scorecard.Stop{}, noon)},
	}}}
	rounds := map[requisition.RoundID]string{"r-1": "Screen", "r-2": "Panel"}

	v := newDebriefView(m, dana)
	v.wait(m, dana, []applicant{{Candidate: "Priya", Rounds: rounds, Interviews: []requisition.Interview{iv, planned}, Clocks: clocks}}, noon)
	require.True(t, v.Blind())
	require.False(t, v.Ready())
	require.True(t, v.Owns)
	require.Len(t, v.Waiting, 2)
	require.Equal(t, "Ken", v.Waiting[0].Person)
	require.Equal(t, "Scorecard: Screen, Priya", v.Waiting[0].What)
	require.True(t, v.Waiting[0].Overdue)
	require.Equal(t, "Interview: Panel, Priya", v.Waiting[1].What)
	require.Empty(t, v.Finalists)

	t.Run("a waived card is not waited on", func(t *testing.T) {
		t.Parallel()
		m := m
		m.Waived = []debrief.Waiver{{Interview: "iv-1", Panelist: requisition.PersonOf(ken), Reason: "On leave.", By: dana}}
		v := newDebriefView(m, dana)
		v.wait(m, dana, []applicant{{Candidate: "Priya", Rounds: rounds, Interviews: []requisition.Interview{iv}, Clocks: clocks}}, noon)
		require.Empty(t, v.Waiting)
		require.True(t, v.Ready())
		require.Equal(t, []string{"The scorecard of Ken is waived by Dana: On leave."}, v.Waived)
	})
	t.Run("a panelist sees their own card and no other's", func(t *testing.T) {
		t.Parallel()
		v := newDebriefView(m, ken)
		v.wait(m, ken, []applicant{{Candidate: "Priya", Rounds: rounds, Interviews: []requisition.Interview{iv}}}, noon)
		require.Len(t, v.Waiting, 1)
		require.True(t, v.Waiting[0].Mine)
		require.True(t, v.Hidden)
		require.False(t, v.Ready())
		v = newDebriefView(m, ken)
		v.wait(m, ken, []applicant{{Candidate: "Priya", Rounds: rounds, Interviews: []requisition.Interview{iv}, Handed: map[requisition.InterviewID]bool{"iv-1": true}}}, noon)
		require.Empty(t, v.Waiting)
		require.False(t, v.Ready(), "others may still owe theirs")
	})
	t.Run("a debrief of a round waits for that round", func(t *testing.T) {
		t.Parallel()
		m := m
		m.Scope, m.Round = debrief.Round, "r-2"
		v := newDebriefView(m, dana)
		v.wait(m, dana, []applicant{{Candidate: "Priya", Rounds: rounds, Interviews: []requisition.Interview{iv, planned}, Clocks: clocks}}, noon)
		require.Len(t, v.Waiting, 1)
		require.Equal(t, "Interview: Panel, Priya", v.Waiting[0].What)
	})
}

func TestDebriefAfterTheReveal(t *testing.T) {
	t.Parallel()
	dana, ken, sofia := person(t, "dana", "Dana", actor.HiringManager), person(t, "ken", "Ken", actor.Interviewer), person(t, "sofia", "Sofia", actor.Interviewer)
	locked := lockedRubric(t, dana, person(t, "marcus", "Marcus", actor.Recruiter))
	rate := func(by actor.Human, c rubric.CompetencyID, level int) scorecard.Rating {
		r, err := scorecard.Rate(by, locked, c, level, scorecard.Basis{Reason: "Seen twice."}, noon)
		require.NoError(t, err)
		return r
	}
	skipped, err := scorecard.NotAssess(sofia, locked, "mentoring", "No time.", noon)
	require.NoError(t, err)
	p := debrief.Packet{ID: "db-1", MeetsLevel: 3, Levels: 4, Minutes: 30, Scope: debrief.Final, RubricHash: locked.Hash(), Finalists: []debrief.Finalist{{
		Application: "app-1", Candidate: "Priya",
		Criteria: []debrief.Criterion{
			{Competency: "delivery", Name: "Delivery", Kind: rubric.MustHave, Ratings: []scorecard.Rating{rate(ken, "delivery", 2), rate(sofia, "delivery", 4)}, N: 2, Mean: debrief.NewRatio(3, 1), Min: 2, Max: 4, AtOrAboveBar: 1, BelowBar: 1},
			{Competency: "incidents", Name: "Incidents", Kind: rubric.MustHave, Ratings: []scorecard.Rating{rate(ken, "incidents", 3), rate(sofia, "incidents", 3)}, N: 2, Mean: debrief.NewRatio(3, 1), Min: 3, Max: 3, AtOrAboveBar: 2},
			{Competency: "mentoring", Name: "Mentoring", Kind: rubric.MustHave, Ratings: []scorecard.Rating{skipped}},
		},
		Agenda: []debrief.Item{
			{Competency: "delivery", Why: debrief.StraddlesMustHave, Debate: true, Speakers: []debrief.Turn{{Person: requisition.PersonOf(ken), Minority: true}, {Person: requisition.PersonOf(sofia)}}},
			{Competency: "mentoring", Why: debrief.NotAssessed, Debate: true},
			{Competency: "incidents", Why: debrief.Consensus},
		},
		Recommendations: []debrief.Recommendation{{By: ken, Round: "r-1", Overall: scorecard.No, Reason: "Not yet."}, {By: sofia, Round: "r-1", Overall: scorecard.StrongYes, Reason: "Yes."}},
	}}}
	m := debrief.MeetingDocument{ID: "db-1", Stage: debrief.Revealed, Scope: debrief.Final, Owner: requisition.PersonOf(dana), BookedBy: dana, Participants: []debrief.Participant{
		{Person: requisition.PersonOf(dana), Role: actor.HiringManager}, {Person: requisition.PersonOf(ken)}, {Person: requisition.PersonOf(sofia)},
	}}
	show := func(m debrief.MeetingDocument, reader actor.Human, decisions map[requisition.ApplicationID]debrief.DecisionDocument) debriefView {
		v := newDebriefView(m, reader)
		v.show(m, p, decisions, map[requisition.RoundID]string{"r-1": "Panel"}, reader, noon)
		return v
	}

	v := show(m, dana, nil)
	f := v.Finalists[0]
	require.Equal(t, []string{"Ken", "Sofia"}, f.Heat.Panelists)
	require.Equal(t, heatRow{ID: "delivery", Name: "Delivery", MustHave: true, Mean: "3", Spread: "split: 1 at or above the bar, 1 below", Split: true, Cells: []heatCell{
		{Text: "2", Said: "level 2", Class: "2"}, {Text: "4", Said: "level 4, meets the bar", Class: "4", Meets: true},
	}}, f.Heat.Rows[0])
	require.Equal(t, heatCell{Text: "–", Said: "not assigned", Class: "none", Unassigned: true}, f.Heat.Rows[1].Cells[0])
	require.Equal(t, heatCell{Text: "n/a", Said: "not assessed", Class: "none"}, f.Heat.Rows[1].Cells[1])
	require.Equal(t, "2 of 3 met; not met: Mentoring (not assessed)", f.MustHaves)
	require.Equal(t, []agendaItem{v.Agenda[0], v.Agenda[1]}, v.Agenda)
	require.Equal(t, "Delivery", v.Agenda[0].Name)
	require.Equal(t, []speaker{{"Ken", true}, {"Sofia", false}}, v.Agenda[0].Speakers)
	require.Equal(t, "Incidents", v.Readings[0].Name)
	require.Equal(t, 30, v.Agenda[0].Minutes+v.Agenda[1].Minutes+v.Closing+1, "one minute is for reading out")
	require.Greater(t, v.Agenda[0].Minutes, v.Agenda[1].Minutes, "what divides the panel gets the time")
	require.NotNil(t, f.Form)
	for _, o := range f.Form.Outcomes {
		require.False(t, o.Checked, "no judgement is pre-selected")
	}
	require.Contains(t, f.Outcomes[0].Hint, "Mentoring")
	require.Nil(t, show(m, ken, nil).Finalists[0].Form, "only the owner decides")

	t.Run("while second estimates are given", func(t *testing.T) {
		t.Parallel()
		m := m
		m.Stage = debrief.Rerating
		m.Estimates = []debrief.Estimate{{Application: "app-1", Rating: rate(ken, "delivery", 3), From: 2, Change: debrief.NewEvidence}}
		v := show(m, ken, nil)
		require.Len(t, v.Estimates, 2)
		require.Equal(t, "3", v.Estimates[0].Given)
		require.False(t, v.GaveAll)
		require.Nil(t, show(m, dana, nil).Finalists[0].Form, "nobody decides meanwhile")
		require.Empty(t, show(m, dana, nil).Estimates)
	})
	t.Run("decided", func(t *testing.T) {
		t.Parallel()
		m := m
		m.Stage = debrief.Ended
		d := debrief.DecisionDocument{
			Outcome: debrief.Hire, DecidedBy: dana, DecidedAt: noon, Reasons: []debrief.Reason{{Competency: "incidents", Text: "Both saw it."}},
			Against: []rubric.CompetencyID{"mentoring"}, Rationale: "Learns it here.", Dissent: []debrief.Dissent{{By: requisition.PersonOf(ken), Text: "Too early."}},
		}
		f := show(m, dana, map[requisition.ApplicationID]debrief.DecisionDocument{"app-1": d}).Finalists[0]
		require.Nil(t, f.Form)
		require.Equal(t, []factView{{"Incidents", "Both saw it."}}, f.Decision.Reasons)
		require.Equal(t, []factView{{"Ken", "Too early."}}, f.Decision.Dissent)
		require.True(t, f.Decision.Against)
	})
	t.Run("deferred, the owner may decide later", func(t *testing.T) {
		t.Parallel()
		d := debrief.DecisionDocument{Outcome: debrief.Defer, DecidedBy: dana, DecidedAt: noon, FollowUp: &debrief.FollowUp{Until: noon, Owner: requisition.PersonOf(ken), EvidenceNeeded: "An incident of their own."}}
		f := show(m, dana, map[requisition.ApplicationID]debrief.DecisionDocument{"app-1": d}).Finalists[0]
		require.NotNil(t, f.Form)
		require.Equal(t, "An incident of their own.", f.Decision.FollowUp.EvidenceNeeded)
	})
}

func TestMinutesOfTheAgenda(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		total    int
		weights  []int
		readings bool
		minutes  []int
		closing  int
	}{
		{"half an hour, two points", 30, []int{2, 1}, false, []int{17, 8}, 5},
		{"something to read out", 30, []int{2, 1}, true, []int{16, 8}, 5},
		{"nothing to debate", 30, nil, true, []int{}, 29},
		{"more points than minutes", 5, []int{1, 1, 1, 1, 1, 1, 1}, false, []int{1, 1, 1, 1, 1, 0, 0}, 0},
		{"no time", 0, []int{1}, true, []int{0}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			minutes, closing := share(tt.total, tt.weights, tt.readings)
			require.Equal(t, tt.minutes, minutes)
			require.Equal(t, tt.closing, closing)
		})
	}
}

func TestReports(t *testing.T) {
	t.Parallel()
	end := noon.Add(-50 * time.Hour)
	clock := func(after time.Duration, why scorecard.StopReason) scorecard.Clock {
		stop := scorecard.Stop{}
		if why != "" {
			stop = scorecard.Stop{At: end.Add(after), Why: why}
		}
		return scorecard.NewClock(end, end.Add(24*time.Hour), stop, noon)
	}
	card := func(c scorecard.Clock) hirealign.CardClock { return hirealign.CardClock{Clock: c} }
	fresh := scorecard.NewClock(noon.Add(-time.Hour), noon.Add(23*time.Hour), scorecard.Stop{}, noon)
	v := newReportsView(reportInput{
		Kinds: map[requisition.ID]map[requisition.RoundID]string{"req-1": {"r-1": "screen"}},
		Interviews: []requisition.Interview{
			{Requisition: "req-1", Round: "r-1", Status: requisition.Held, Actual: requisition.Slot{End: end}},
			{Requisition: "req-1", Round: "r-1", Status: requisition.Held, Actual: requisition.Slot{End: end.AddDate(0, 0, -7)}},
			{Requisition: "req-1", Round: "r-9", Status: requisition.Held, Actual: requisition.Slot{End: end.AddDate(0, 0, -365)}},
			{Status: requisition.Scheduled},
			{Status: requisition.NoShow},
		},
		Clocks: []hirealign.InterviewClock{
			{Summary: clock(10*time.Minute, scorecard.Done), Cards: []hirealign.CardClock{card(clock(time.Hour, scorecard.Done)), card(clock(24*time.Hour, scorecard.Done)), card(clock(24*time.Hour+time.Second, scorecard.Done))}},
			{Summary: clock(2*time.Hour, scorecard.Done), Cards: []hirealign.CardClock{card(clock(0, "")), card(fresh), card(clock(time.Hour, scorecard.Ended))}},
			{Summary: clock(0, "")},
		},
	}, noon)
	require.Equal(t, 3, v.Volume.N)
	require.Equal(t, []string{"1 scheduled", "1 no show"}, v.Volume.Excluded)
	require.Len(t, v.Volume.Bars, weeksShown)
	require.Equal(t, bar{"16 Nov", 1}, v.Volume.Bars[7])
	require.Equal(t, bar{"9 Nov", 1}, v.Volume.Bars[6])
	require.Equal(t, []factView{{"Other", "1"}, {"Screen", "2"}}, v.Volume.Facts)
	require.Equal(t, 2, v.Notes.N)
	require.Equal(t, "10 minutes", v.Notes.Headline)
	require.Equal(t, []string{"1 still without notes"}, v.Notes.Excluded)
	require.Equal(t, []bar{{"≤ 15 min", 1}, {"≤ 1 h", 0}, {"≤ 4 h", 1}, {"≤ 24 h", 0}, {"Longer", 0}}, v.Notes.Bars)
	require.Equal(t, 4, v.Cards.N)
	require.Equal(t, "50%", v.Cards.Headline)
	require.Equal(t, []bar{{"Within 24 h", 2}, {"Later", 1}, {"Overdue", 1}}, v.Cards.Bars)
	require.Equal(t, []string{"1 not due yet", "1 owed when the application ended"}, v.Cards.Excluded)
	require.Contains(t, v.Cards.Chart.Label, "Within 24 h: 2, Later: 1, Overdue: 1")
	for _, b := range v.Cards.Chart.Bars {
		require.GreaterOrEqual(t, b.ValueY, 10, "numbers stay inside the picture")
		require.LessOrEqual(t, b.X+b.Width, v.Cards.Chart.Width)
	}

	empty := newReportsView(reportInput{}, noon)
	require.True(t, empty.Empty())
	require.Equal(t, "No notes yet", empty.Notes.Headline)
	require.Equal(t, "No scorecard was due yet", empty.Cards.Headline)
}

func TestComparison(t *testing.T) {
	t.Parallel()
	verdict := func(c rubric.CompetencyID, coverage summary.Coverage, n int) summary.Verdict {
		return summary.Verdict{Competency: c, Name: titled(string(c)), Kind: rubric.MustHave, Coverage: coverage, Citations: n}
	}
	c, err := summary.Compare(
		summary.Summary{Requisition: "req-1", Application: "a", Candidate: "Priya", State: summary.Unrated, Verdicts: []summary.Verdict{verdict("delivery", summary.Evidenced, 3)}, Bullets: []summary.Line{{Competency: "delivery", Text: "Cut the scope."}}},
		summary.Summary{Requisition: "req-1", Application: "b", Candidate: "Tomás", State: summary.Unrated, Verdicts: []summary.Verdict{verdict("delivery", summary.NotAsked, 0)}, NotAsked: []summary.Unasked{{Question: "q-1"}}},
	)
	require.NoError(t, err)
	var v compareView
	v.compare(c)
	require.Equal(t, "Evidenced: 3 quotes", v.Rows[0].Cells[0].Coverage)
	require.Equal(t, "Cut the scope.", v.Rows[0].Cells[0].Lines[0].Software)
	require.Equal(t, "Not asked", v.Rows[0].Cells[1].Coverage)
	require.Equal(t, "Tomás", v.Rows[0].Cells[1].Candidate)
	require.Equal(t, []factView{{"Planned and not asked", "1 of the planned questions"}}, v.Candidates[1].Facts)

	all := []requisition.Application{
		{ID: "a", Status: requisition.Active}, {ID: "b", Status: requisition.Selected}, {ID: "c", Status: requisition.Rejected}, {ID: "d", Status: requisition.Active, Erased: true},
	}
	require.Equal(t, []requisition.ApplicationID{"a", "b"}, chosen(nil, all))
	require.Equal(t, []requisition.ApplicationID{"c", "a"}, chosen([]string{"c", "a", "c", "d", "of-another-search"}, all))
	require.Empty(t, chosen([]string{"of-another-search"}, all))
}

// TestAQuoteSaysWhatToLookAt has words for each flag that a reader of a quote can look
// at, and none for what was wrong with a claim alone.
func TestAQuoteSaysWhatToLookAt(t *testing.T) {
	t.Parallel()
	src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: "t", Hash: "h"}, Language: "en"}
	src.Passages = []evidence.Passage{{ID: "s1", Speaker: evidence.Speaker{ID: "c", Role: transcript.Candidate}, Text: "I think the plan was too big for us."}}
	f := evidence.NewIndex(src).Verify(evidence.Claim{Quote: "the plan was too big", Segment: "s9"}, evidence.CandidateOnly())
	require.Equal(t, []evidence.Flag{evidence.ContextHedged, evidence.Moved}, f.Citation.Flags)
	require.Equal(t, []string{"Follows a guess or a condition"}, citedOf(f.Citation).Review)
	d := scorecard.Draft{Entries: []scorecard.Entry{{Competency: "scope", Evidence: []scorecard.Item{{Citation: f.Citation}}}}}
	require.Equal(t, []string{"Follows a guess or a condition"}, evidenceOf(d)["scope"][0].Review)
	for _, flag := range []evidence.Flag{evidence.Ambiguous, evidence.UnmarkedGap, evidence.ContextHedged, evidence.Restated, evidence.NoWordLists, evidence.InstructionLike} {
		require.Len(t, reviewOf([]evidence.Flag{flag}), 1, flag)
	}
	require.Empty(t, reviewOf([]evidence.Flag{evidence.Moved, evidence.EditorialText}))
}
