package scorecard_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/scorecard/agreement"
)

func submit(t testing.TB, d scorecard.Draft, change func(*scorecard.Submission)) scorecard.Scorecard {
	t.Helper()
	sub := submission(t, d)
	if change != nil {
		change(&sub)
	}
	card, err := scorecard.Submit(d, fixture.Locked(t), fixture.People(t).Sofia, sub, sources(), fixture.Now)
	require.NoError(t, err)
	return card
}

func ExampleRevise() {
	t := &testing.T{}
	who, locked := fixture.People(t), fixture.Locked(t)
	d := draft(t)
	first, _ := scorecard.Submit(d, locked, who.Sofia, submission(t, d), sources(), fixture.Now)
	sub := submission(t, d)
	sub.Overall, sub.OverallReason = scorecard.StrongYes, "led it, and told support at once"
	second, err := scorecard.Revise(first, locked, who.Sofia, scorecard.Change{Submission: sub, Reason: "I had overlooked an answer"}, sources(), fixture.Now.Add(time.Hour))
	fmt.Println(first.Overall(), second.Overall(), second.Revision(), second.Document().Former == first.Hash(), err)
	// Output: yes strong_yes 1 true <nil>
}

func TestRevise(t *testing.T) {
	t.Parallel()
	who, l, d := fixture.People(t), fixture.Locked(t), draft(t)
	d, err := d.AddNote(scorecard.Note{Question: "q-cut", Text: "ask again about the date", By: who.Sofia, At: fixture.Now})
	require.NoError(t, err)
	first := submit(t, d, nil)
	before, err := json.Marshal(first)
	require.NoError(t, err)
	change := scorecard.Change{Submission: submission(t, d), Reason: "misread the anchor"}
	change.Notes = []scorecard.Note{{Text: "one more thing", By: who.Sofia, At: fixture.Now}}
	later := fixture.Now.Add(30 * time.Hour)
	second, err := scorecard.Revise(first, l, who.Sofia, change, sources(), later)
	require.NoError(t, err)
	require.False(t, second.Late(), "the card was in time when it first came")
	require.Equal(t, first.SubmittedAt(), second.FirstSubmittedAt())
	require.Equal(t, later, second.SubmittedAt())
	require.Len(t, second.Document().Notes, 2)
	require.Equal(t, first.ID(), second.ID())
	after, err := json.Marshal(first)
	require.NoError(t, err)
	require.JSONEq(t, string(before), string(after), "the former card is as it was")

	third, err := scorecard.Revise(second, l, who.Sofia, scorecard.Change{
		Submission: scorecard.Submission{Ratings: change.Ratings, Overall: scorecard.No, OverallReason: "x", Revealed: later}, Reason: "the debrief",
	}, sources(), later.Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, 2, third.Revision())
	require.True(t, third.PostReveal())
	require.Equal(t, second.Hash(), third.Document().Former)
	b, err := json.Marshal(third)
	require.NoError(t, err)
	var back scorecard.Scorecard
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, third.Hash(), back.Hash())
	changed := strings.Replace(string(b), `"revision_reason":"the debrief"`, `"revision_reason":""`, 1)
	require.True(t, fault.Has(json.Unmarshal([]byte(changed), &back), "scorecard.revision_incomplete"))

	for code, f := range map[string]func() error{
		"scorecard.former_missing": func() error {
			_, err := scorecard.Revise(scorecard.Scorecard{}, l, who.Sofia, change, sources(), later)
			return err
		},
		"scorecard.revision_reason_missing": func() error {
			c := change
			c.Reason = " "
			_, err := scorecard.Revise(first, l, who.Sofia, c, sources(), later)
			return err
		},
		"scorecard.revision_before_former": func() error {
			_, err := scorecard.Revise(second, l, who.Sofia, change, sources(), fixture.Now)
			return err
		},
		"scorecard.not_the_panelist": func() error {
			_, err := scorecard.Revise(first, l, who.Ken, change, sources(), later)
			return err
		},
		"actor.id_missing": func() error {
			_, err := scorecard.Revise(first, l, actor.Human{}, change, sources(), later)
			return err
		},
		"scorecard.comment_refused": func() error {
			c := change
			c.Reason = "She seemed nervous"
			_, err := scorecard.Revise(first, l, who.Sofia, c, sources(), later)
			return err
		},
	} {
		require.True(t, fault.Has(f(), code), code)
	}
	require.Empty(t, scorecard.Scorecard{}.Hash())
}

func TestRateAgainUnderTheNextVersion(t *testing.T) {
	t.Parallel()
	who, l := fixture.People(t), fixture.Locked(t)
	version := func(change func(*rubric.Rubric)) rubric.Locked {
		r := l.NextVersion()
		r.ChangeReason, r.Seen = "the pulse check said so", rubric.Rerate
		change(&r)
		out, err := rubric.Lock(r, rubric.AssentTo(r, who.Dana, fixture.Now), rubric.AssentTo(r, who.Marcus, fixture.Now))
		require.NoError(t, err)
		return out
	}
	wider := func(r *rubric.Rubric) {
		scope := r.Competencies[1]
		scope.ID, scope.Name = "scope", "Scope"
		r.Competencies = append(r.Competencies[1:], scope)
		r.Questions = r.Questions[1:]
		r.Questions[0].Competencies = append(r.Questions[0].Competencies, "scope")
	}
	v2 := version(wider)
	change := func(v rubric.Locked, ids ...rubric.CompetencyID) scorecard.Change {
		c := scorecard.Change{Submission: scorecard.Submission{Overall: scorecard.Yes, OverallReason: "x"}, Reason: "the rubric changed"}
		for _, id := range ids {
			r, err := scorecard.Rate(who.Sofia, v, id, 2, scorecard.Basis{Reason: "read the quotes again"}, fixture.Now)
			require.NoError(t, err)
			c.Ratings = append(c.Ratings, r)
		}
		return c
	}
	first := submit(t, draft(t), nil)
	c := change(v2, "delivery", "scope")
	c.Added = []rubric.CompetencyID{"scope"}
	again, err := scorecard.Revise(first, v2, who.Sofia, c, sources(), fixture.Now)
	require.NoError(t, err)
	require.Equal(t, v2.Hash(), again.RubricHash())
	require.Equal(t, first.Hash(), again.Document().Former)
	require.Equal(t, []rubric.CompetencyID{"delivery", "scope"}, again.Assignment().Competencies, "what the version dropped falls away")
	b, err := json.Marshal(again)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, new(scorecard.Scorecard)))

	grandfathered := version(func(r *rubric.Rubric) { wider(r); r.Seen = rubric.Grandfather })
	_, err = scorecard.Revise(first, grandfathered, who.Sofia, change(grandfathered, "delivery"), sources(), fixture.Now)
	require.True(t, fault.Has(err, "scorecard.rubric_changed"), "who was seen before stays under the old rubric")
	c.Added = []rubric.CompetencyID{"juggling"}
	_, err = scorecard.Revise(first, v2, who.Sofia, c, sources(), fixture.Now)
	require.True(t, fault.Has(err, "scorecard.competency_unknown"))
	same := change(l, "incidents", "delivery", "mentoring")
	same.Added = []rubric.CompetencyID{"mentoring"}
	_, err = scorecard.Revise(first, l, who.Sofia, same, sources(), fixture.Now)
	require.True(t, fault.Has(err, "scorecard.rating_not_assigned"))
}

// Documents that were written before cards could be revised still decode.
func TestDocumentsOfTheFirstVersionDecode(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/scorecard_first.json")
	require.NoError(t, err)
	var card scorecard.Scorecard
	require.NoError(t, json.Unmarshal(b, &card))
	require.Equal(t, 0, card.Revision())
	require.False(t, card.AIExposed() || card.PostReveal() || card.Late() || card.ReadEarlierSummary())
	require.Equal(t, card.Assignment().InterviewEnd.Add(24*time.Hour), card.Assignment().Due())
	out, err := json.Marshal(card)
	require.NoError(t, err)
	require.JSONEq(t, string(b), string(out), "and nothing is added to them")

	b, err = os.ReadFile("testdata/draft_first.json")
	require.NoError(t, err)
	var d scorecard.Draft
	require.NoError(t, json.Unmarshal(b, &d))
	out, err = json.Marshal(d)
	require.NoError(t, err)
	require.JSONEq(t, string(b), string(out))
	again := submit(t, d, nil)
	require.Equal(t, card.Ratings(), again.Ratings())
}

func TestExposureIsStamped(t *testing.T) {
	t.Parallel()
	d := draft(t).Expose(scorecard.SuggestedLevel, fixture.Now.Add(-time.Hour)).Expose(scorecard.SuggestedLevel, fixture.Now)
	require.Len(t, d.Exposures, 1)
	card := submit(t, d, func(s *scorecard.Submission) {
		s.Exposures = []scorecard.Exposure{{Kind: scorecard.EarlierSummary, At: fixture.Now}, {Kind: scorecard.OtherCard, At: fixture.Now.Add(time.Minute)}}
	})
	require.True(t, card.AIExposed())
	require.True(t, card.ReadEarlierSummary())
	require.Len(t, card.Document().Exposures, 2, "what was seen afterwards does not count")
	b, err := json.Marshal(card)
	require.NoError(t, err)
	var back scorecard.Scorecard
	err = json.Unmarshal([]byte(strings.Replace(string(b), `"ai_exposed":true,`, ``, 1)), &back)
	require.True(t, fault.Has(err, "scorecard.ai_exposed_missing"))

	late := submit(t, draft(t), func(s *scorecard.Submission) { s.Revealed = fixture.Now })
	require.True(t, late.PostReveal())
	require.False(t, submit(t, draft(t), func(s *scorecard.Submission) { s.Revealed = fixture.Now.Add(time.Minute) }).PostReveal())

	gone := draft(t)
	gone.Assignment.InterviewEnd = fixture.Now.Add(-40 * time.Hour)
	require.True(t, submit(t, gone, nil).Late())
	require.False(t, submit(t, gone, func(s *scorecard.Submission) { s.Ended = fixture.Now.Add(-30 * time.Hour) }).Late(), "the candidate withdrew before it was due")
}

func TestAccommodationIsOneFlag(t *testing.T) {
	t.Parallel()
	req := request(t)
	req.Assignment.ProcessAdjusted = true
	d, err := scorecard.NewDraft("sc-1", req, scorecard.Proposal{}, fixture.Now)
	require.NoError(t, err)
	b, err := json.Marshal(submit(t, d, nil))
	require.NoError(t, err)
	require.Contains(t, string(b), `"process_adjusted":true`)
	req.Assignment.DueAt = req.Assignment.InterviewEnd.Add(-time.Second)
	_, err = scorecard.NewDraft("sc-1", req, scorecard.Proposal{}, fixture.Now)
	require.True(t, fault.Has(err, "scorecard.due_before_end"))
}

func TestCommentLint(t *testing.T) {
	t.Parallel()
	who, d := fixture.People(t), draft(t)
	try := func(change func(*scorecard.Submission)) (scorecard.Scorecard, error) {
		sub := submission(t, d)
		change(&sub)
		return scorecard.Submit(d, fixture.Locked(t), who.Sofia, sub, sources(), fixture.Now)
	}
	for name, change := range map[string]func(*scorecard.Submission){
		"an inferred feeling in a note": func(s *scorecard.Submission) {
			s.Notes = []scorecard.Note{{Text: "She seemed nervous.", By: who.Sofia}}
		},
		"a protected characteristic":       func(s *scorecard.Submission) { s.OverallReason = "Has two small children, so perhaps not." },
		"an accent in a reason of a level": func(s *scorecard.Submission) { s.Ratings[0] = reasoned(t, "Strong accent, hard to follow.") },
	} {
		_, err := try(change)
		require.ErrorIs(t, err, scorecard.ErrInvalid, name)
		require.True(t, fault.Has(err, "scorecard.comment_refused"), name)
		for _, words := range []string{"nervous", "children", "Strong accent"} {
			require.NotContains(t, err.Error(), words, "an error does not repeat the comment")
		}
	}
	_, err := try(func(s *scorecard.Submission) {
		s.Notes = []scorecard.Note{{Text: `Asked about the outage, said: "I was nervous and told them so."`, By: who.Sofia}}
	})
	require.NoError(t, err, "the candidate's own words are exempt")

	card, err := try(func(s *scorecard.Submission) {
		s.OverallReason = "She seemed nervous, and led it."
		var code string
		for _, f := range s.Lint() {
			if f.Severity == lint.Error {
				code = f.Code
				require.Equal(t, "/overall_reason", f.Path)
			}
		}
		s.Waivers = []lint.Waiver{{Code: code, Reason: "quoted from the candidate's letter", By: who.Sofia, At: fixture.Now}}
	})
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(card.Lint(nil).Findings, func(f lint.Finding) bool { return f.Waiver != nil }))
	_, err = try(func(s *scorecard.Submission) { s.Waivers = []lint.Waiver{{Code: "x"}} })
	require.True(t, fault.Has(err, "lint.waiver_reason_missing"))

	noted, err := d.AddNote(scorecard.Note{Text: "Great candidate, definitely hire.", By: who.Sofia, At: fixture.Now})
	require.NoError(t, err)
	findings := noted.Lint(nil)
	require.NotEmpty(t, findings, "a verdict without evidence is pointed out")
	require.Equal(t, "/notes/0/text", findings[0].Path)
	require.NotEqual(t, lint.Error, findings[0].Severity, "and not refused")
	quiet, err := lint.New(nil, lint.Options{})
	require.NoError(t, err)
	require.Empty(t, noted.Lint(quiet), "a host has the last word on its rules")
}

func reasoned(t testing.TB, reason string) scorecard.Rating {
	t.Helper()
	r, err := scorecard.Rate(fixture.People(t).Sofia, fixture.Locked(t), "incidents", 3, scorecard.Basis{Reason: reason}, fixture.Now)
	require.NoError(t, err)
	return r
}

func TestNotesAreOnAnswers(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	req := request(t)
	req.Assignment.Questions = []rubric.QuestionID{"q-cut"}
	d, err := scorecard.NewDraft("sc-1", req, scorecard.Proposal{}, fixture.Now)
	require.NoError(t, err)
	d, err = d.AddNote(scorecard.Note{Question: "q-cut", Text: "cut the partial files", By: who.Sofia, At: fixture.Now})
	require.NoError(t, err)
	_, err = d.AddNote(scorecard.Note{Question: "q-incident", Text: "x", By: who.Sofia, At: fixture.Now})
	require.True(t, fault.Has(err, "scorecard.question_not_assigned"))
	require.Len(t, scorecard.NotesOn(d.Notes, "q-cut"), 1)
	require.Empty(t, scorecard.NotesOn(d.Notes, "q-incident"))

	open := draft(t) // without questions of its own, those of the competencies are asked
	sub := submission(t, open)
	sub.Notes = []scorecard.Note{{Question: "q-mentor", Text: "x", By: who.Sofia}}
	_, err = scorecard.Submit(open, fixture.Locked(t), who.Sofia, sub, sources(), fixture.Now)
	require.True(t, fault.Has(err, "scorecard.question_not_assigned"))
}

func TestAnEditKeepsTheOriginal(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	bot, err := actor.NewAgent("notes", actor.AgentInfo{Model: "m-1", PromptHash: "sha256:abc"})
	require.NoError(t, err)
	d, err := scorecard.NewDraft("sc-1", request(t), scorecard.Proposal{By: bot, Notes: []scorecard.ProposedNote{
		{Question: "q-incident", Text: "Stopped the crediting first, then told support.", Claims: []evidence.Claim{{Quote: "I told support at once"}}},
		{Question: "q-cut", Text: "Cut the partial files.", Claims: []evidence.Claim{{Quote: "I cut the partial files, in writing"}}},
		{Question: "q-cut", Text: "Rolled it back.", Claims: []evidence.Claim{{Quote: "I did roll it back"}}},
		{Question: "q-cut", Text: "Said nothing that can be quoted."},
		{Question: "q-incident", Text: "Seemed nervous.", Claims: []evidence.Claim{{Quote: "I told support at once"}}},
		{Question: "q-mentor", Text: "x", Claims: []evidence.Claim{{Quote: "I told support at once"}}},
		{Competency: "mentoring", Text: "x", Claims: []evidence.Claim{{Quote: "I told support at once"}}},
	}}, fixture.Now)
	require.NoError(t, err)
	require.Len(t, d.Suggested, 2)
	require.Empty(t, d.Notes, "nobody stands for a suggestion")
	var refused [][]string
	for _, r := range d.Refused {
		require.True(t, r.Note)
		refused = append(refused, r.Reasons())
	}
	require.Equal(t, [][]string{{"negation_changed"}, {"note_without_evidence"}, {"note_refused_by_lint"}, {"question_not_assigned"}, {"competency_not_assigned"}}, refused)

	d, err = d.AcceptNote(who.Sofia, 0, "", fixture.Now)
	require.NoError(t, err)
	d, err = d.AcceptNote(who.Sofia, 1, "Cut the partial files two weeks before.", fixture.Now)
	require.NoError(t, err)
	_, err = d.AcceptNote(who.Sofia, 1, "", fixture.Now)
	require.True(t, fault.Has(err, "scorecard.suggestion_unknown"), "once")
	require.Empty(t, d.Notes[0].Original)
	require.Equal(t, "Cut the partial files.", d.Notes[1].Original)
	d, err = d.EditNote(who.Sofia, 1, "Cut them in writing.", fixture.Now.Add(time.Minute))
	require.NoError(t, err)
	n := d.Notes[1]
	require.Equal(t, "Cut the partial files.", n.Original, "the first text stays through every edit")
	require.Equal(t, scorecard.Provenance{Origin: scorecard.FromAgent, By: bot.Ref(), At: fixture.Now}, n.Origin)
	require.Equal(t, "sha256:abc", n.Origin.By.PromptHash)
	require.Equal(t, who.Sofia, n.By)
	require.Len(t, n.Evidence, 1)
	back, err := d.EditNote(who.Sofia, 1, n.Original, fixture.Now)
	require.NoError(t, err)
	require.Empty(t, back.Notes[1].Original, "put back, it is unedited")

	imported, err := d.AddNote(scorecard.Note{Text: "from the phone screen", By: who.Sofia, At: fixture.Now, Origin: scorecard.Provenance{Origin: scorecard.FromImport, System: "ats"}})
	require.NoError(t, err)
	require.Equal(t, "u-sofia", imported.Notes[2].Origin.By.ID)
	for code, o := range map[string]scorecard.Provenance{
		"scorecard.import_system_missing": {Origin: scorecard.FromImport}, "scorecard.origin_not_allowed": {Origin: scorecard.FromAgent},
	} {
		_, err = d.AddNote(scorecard.Note{Text: "x", By: who.Sofia, Origin: o})
		require.True(t, fault.Has(err, code))
	}
	for _, f := range []func() (scorecard.Draft, error){
		func() (scorecard.Draft, error) { return d.EditNote(who.Ken, 0, "x", fixture.Now) },
		func() (scorecard.Draft, error) { return d.AcceptNote(who.Ken, 0, "x", fixture.Now) },
		func() (scorecard.Draft, error) { return d.EditNote(who.Sofia, 7, "x", fixture.Now) },
		func() (scorecard.Draft, error) { return d.EditNote(who.Sofia, 0, " ", fixture.Now) },
		func() (scorecard.Draft, error) { return d.AcceptNote(who.Sofia, -1, "x", fixture.Now) },
	} {
		_, err := f()
		require.ErrorIs(t, err, scorecard.ErrInvalid)
	}
	card := submit(t, d, nil)
	require.Equal(t, scorecard.Edits{NotesSuggested: 2, NotesUnedited: 1, NotesEdited: 1, Reasons: 2}, card.Document().Edits)
}

func TestDroppedEvidenceStaysDropped(t *testing.T) {
	t.Parallel()
	who, d := fixture.People(t), draft(t)
	d, err := d.DropEvidence(who.Sofia, "incidents", 0)
	require.NoError(t, err)
	e, _ := d.Entry("incidents")
	require.Len(t, e.Dropped, 1)
	again := draft(t).Keep(d.Expose(scorecard.EarlierSummary, fixture.Now))
	e, _ = again.Entry("incidents")
	require.Empty(t, e.Evidence, "a new draft does not bring it back")
	require.Len(t, e.Dropped, 1)
	require.Equal(t, scorecard.NoneFound, e.Status)
	require.Len(t, again.Exposures, 1)
}

// prepared returns the card of a draft that software prepared, left as it was or not.
func prepared(t testing.TB, id scorecard.ID, unedited bool, dwell time.Duration) scorecard.Scorecard {
	t.Helper()
	who, d := fixture.People(t), draft(t)
	d.ID = id
	var err error
	if !unedited {
		d, err = d.DropEvidence(who.Sofia, "incidents", 0)
		require.NoError(t, err)
	}
	return submit(t, d, func(s *scorecard.Submission) {
		s.Dwell = dwell
		for i, r := range s.Ratings {
			basis := scorecard.Basis{Evidence: r.Evidence()}
			if !unedited {
				basis.Reason = "heard it"
			}
			s.Ratings[i], err = scorecard.Rate(who.Sofia, fixture.Locked(t), r.Competency(), 3, basis, fixture.Now)
			require.NoError(t, err)
		}
	})
}

func TestRubberStampReport(t *testing.T) {
	t.Parallel()
	var cards []scorecard.Scorecard
	for i := range 12 {
		cards = append(cards, prepared(t, scorecard.ID(fmt.Sprint("sc-", i)), i%3 > 0, time.Duration(i)*10*time.Second))
	}
	cards = append(cards, cards[0])
	r := scorecard.ReportEdits(cards, nil)
	require.Equal(t, 12, r.Cards)
	require.Equal(t, 12, r.Prepared)
	require.Equal(t, 8, r.Unedited)
	require.Equal(t, 11, r.Timed)
	require.Equal(t, 4, r.Fast, "10, 20, 40 and 50 seconds")
	require.Equal(t, int64(60_000), r.MedianDwellMS)
	require.Equal(t, r, scorecard.ReportEdits(cards, &scorecard.EditReportOptions{}), "the zero value is the usual limit")
	require.Equal(t, 667, *r.UneditedPerMille)
	require.Equal(t, 167, *r.DroppedPerMille)
	few := scorecard.ReportEdits(cards[:9], &scorecard.EditReportOptions{FastMS: 15_000})
	require.Nil(t, few.UneditedPerMille, "a share of nine says nothing")
	require.Equal(t, 1, few.Fast)
	b, err := json.Marshal(r)
	require.NoError(t, err)
	require.NotContains(t, string(b), "sofia", "the report names nobody")
}

func ExampleObservations() {
	t := &testing.T{}
	s := scorecard.Observations([]scorecard.Scorecard{submit(t, draft(t), nil)}, "incidents")
	_, err := agreement.NewTable(s.Observations, agreement.Levels(4))
	fmt.Println(len(s.Observations), s.Observations[0].Unit, s.Observations[0].Value, s.AIExposed, err)
	// Output: 1 app-1/r-1 3 0 <nil>
}

func ExampleWriteLongTable() {
	t := &testing.T{}
	err := scorecard.WriteLongTable(os.Stdout, []scorecard.Scorecard{submit(t, draft(t), nil)}, []rubric.CompetencyID{"incidents", "delivery"})
	fmt.Println(err)
	// Output:
	// candidate,round,rater,competency,level
	// app-1,r-1,u-sofia,incidents,3
	// app-1,r-1,u-sofia,delivery,3
	// <nil>
}

func TestObservationsAreIndependentJudgements(t *testing.T) {
	t.Parallel()
	who, l := fixture.People(t), fixture.Locked(t)
	named := func(id scorecard.ID) scorecard.Draft {
		d := draft(t)
		d.ID = id
		d.Assignment.Application = "app-of-x"
		d.Assignment.Interview = "iv-2"
		d.Assignment.Round = "r-2"
		return d
	}
	first := submit(t, draft(t), nil)
	sub := submission(t, draft(t))
	sub.Ratings[0], _ = scorecard.Rate(who.Sofia, l, "incidents", 1, scorecard.Basis{Reason: "x"}, fixture.Now)
	before, err := scorecard.Revise(first, l, who.Sofia, scorecard.Change{Submission: sub, Reason: "slip"}, sources(), fixture.Now)
	require.NoError(t, err)
	sub.Ratings[0], _ = scorecard.Rate(who.Sofia, l, "incidents", 4, scorecard.Basis{Reason: "x"}, fixture.Now)
	sub.Revealed = fixture.Now
	after, err := scorecard.Revise(before, l, who.Sofia, scorecard.Change{Submission: sub, Reason: "the debrief"}, sources(), fixture.Now)
	require.NoError(t, err)
	exposed := submit(t, named("sc-2").Expose(scorecard.SuggestedLevel, fixture.Now), nil)
	peeked := submit(t, named("sc-3").Expose(scorecard.OtherCard, fixture.Now), nil)
	skipped := submit(t, named("sc-4"), func(s *scorecard.Submission) {
		s.Ratings[0], err = scorecard.NotAssess(who.Sofia, l, "incidents", "not asked", fixture.Now)
		require.NoError(t, err)
	})
	once, twice := submit(t, named("sc-5"), nil), submit(t, named("sc-6"), nil)

	s := scorecard.Observations([]scorecard.Scorecard{first, before, after, exposed, peeked, skipped, once, twice}, "incidents")
	require.Equal(t, []agreement.Observation{
		{Unit: "app-1/r-1", Rater: "u-sofia", Value: 1}, {Unit: "app-of-x/r-2", Rater: "u-sofia", Value: 3},
	}, s.Observations, "the last version before the reveal counts")
	require.Equal(t, []int{1, 1, 1, 1, 1, 1}, []int{s.AIExposed, s.PostReveal, s.SawOther, s.NotAssessed, s.Replaced, s.Repeated})
	require.Equal(t, []string{l.Hash()}, s.Rubrics)
	require.Empty(t, scorecard.Observations([]scorecard.Scorecard{first}, "mentoring").Observations)

	require.Equal(t, []agreement.Judgement{
		{Unit: "app-1/r-1", Rater: "u-sofia", Criterion: "incidents", Value: 1},
		{Unit: "app-of-x/r-2", Rater: "u-sofia", Criterion: "incidents", Value: 3},
		{Unit: "app-1/r-1", Rater: "u-sofia", Criterion: "delivery", Value: 3},
		{Unit: "app-of-x/r-2", Rater: "u-sofia", Criterion: "delivery", Value: 3},
	}, scorecard.Judgements([]scorecard.Scorecard{first, before, after, exposed, peeked, once, twice}))
}
