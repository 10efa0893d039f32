package scorecard_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/scorecard"
)

func forge(list []evidence.Citation) {
	for i := range list {
		for j := range list[i].Spans {
			list[i].Spans[j].Text = "CANARY"
		}
	}
}

// Neither what went into a rating or a card nor what comes out of it can change it.
func TestRatingsAndCardsAreFrozen(t *testing.T) {
	t.Parallel()
	who, l, d := fixture.People(t), fixture.Locked(t), draft(t)
	d.Notes = []scorecard.Note{{Text: "asked twice", By: who.Sofia, At: fixture.Now, Evidence: draft(t).EvidenceFor("incidents")}}
	basis := scorecard.Basis{Evidence: d.EvidenceFor("incidents"), Reason: "heard it"}
	rating, err := scorecard.Rate(who.Sofia, l, "incidents", 3, basis, fixture.Now)
	require.NoError(t, err)
	sub := submission(t, d)
	sub.Ratings[0] = rating
	card, err := scorecard.Submit(d, l, who.Sofia, sub, sources(), fixture.Now)
	require.NoError(t, err)
	before, err := json.Marshal([]any{rating, card})
	require.NoError(t, err)
	require.Contains(t, string(before), "asked_segment_ids")

	forge(basis.Evidence)
	forge(rating.Evidence())
	forge(rating.Document().Evidence)
	forge(d.EvidenceFor("incidents"))
	forge(d.Notes[0].Evidence)
	d.Assignment.Competencies[0], d.Coverage[0].Asked[0] = "CANARY", "CANARY"
	doc := card.Document()
	forge(doc.Ratings[0].Evidence)
	forge(doc.Notes[0].Evidence)
	doc.Assignment.Competencies[0], doc.Coverage[0].Asked[0], doc.Coverage[0].Answered[0] = "CANARY", "CANARY", "CANARY"
	forge(card.Ratings()[0].Evidence())
	card.Assignment().Competencies[0] = "CANARY"
	after, err := json.Marshal([]any{rating, card})
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))
}

// A note is the panelist's word and stays; a quote under it that is not in the
// source does not come into a card.
func TestANoteLosesAQuoteThatDoesNotHold(t *testing.T) {
	t.Parallel()
	who, l, d := fixture.People(t), fixture.Locked(t), draft(t)
	good := d.EvidenceFor("incidents")
	forged, interviewer, elsewhere := evidence.CloneAll(good), evidence.CloneAll(good), evidence.CloneAll(good)
	forge(forged)
	interviewer[0].Speaker.Role = "interviewer"
	elsewhere[0].Source.ID = "tr-9"
	d.Notes = []scorecard.Note{{Text: "of the draft", By: who.Sofia, Evidence: append(forged, good...)}}
	sub := submission(t, d)
	sub.Notes = []scorecard.Note{{Text: "handed in with it", By: who.Sofia, Evidence: append(interviewer, elsewhere...)}}
	card, err := scorecard.Submit(d, l, who.Sofia, sub, sources(), fixture.Now)
	require.NoError(t, err)
	notes := card.Document().Notes
	require.Equal(t, []string{"of the draft", "handed in with it"}, []string{notes[0].Text, notes[1].Text})
	require.Equal(t, good, notes[0].Evidence)
	require.Empty(t, notes[1].Evidence)

	again := submission(t, d)
	for i, c := range d.Assignment.Competencies {
		again.Ratings[i], err = scorecard.Rate(who.Sofia, l, c, 2, scorecard.Basis{Reason: "read it again"}, fixture.Now)
		require.NoError(t, err)
	}
	second, err := scorecard.Revise(card, l, who.Sofia, scorecard.Change{Submission: again, Reason: "misread the anchor"}, nil, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, good, second.Document().Notes[0].Evidence, "the former card has proved it, whether the record is at hand or not")
}

func TestAnAcceptedNoteSharesNothingWithItsSuggestion(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	d, err := scorecard.NewDraft("sc-1", request(t), scorecard.Proposal{By: agent(t), Notes: []scorecard.ProposedNote{
		{Question: "q-incident", Text: "Told support at once.", Claims: []evidence.Claim{{Quote: "I told support at once"}}},
	}}, fixture.Now)
	require.NoError(t, err)
	accepted, err := d.AcceptNote(who.Sofia, 0, "", fixture.Now)
	require.NoError(t, err)
	require.Len(t, accepted.Notes[0].Evidence, 1)
	forge(accepted.Notes[0].Evidence)
	require.Equal(t, "I told support at once", accepted.Suggested[0].Evidence[0].Text())
}

func TestNoRatingHasNoLevel(t *testing.T) {
	t.Parallel()
	level, ok := scorecard.Rating{}.Level()
	require.False(t, ok)
	require.Zero(t, level)
}

func TestNobodyWritesNotesForAnother(t *testing.T) {
	t.Parallel()
	who, d := fixture.People(t), draft(t)
	sub := submission(t, d)
	sub.Notes = []scorecard.Note{{Text: "Ken says so too", By: who.Ken}}
	_, err := scorecard.Submit(d, fixture.Locked(t), who.Sofia, sub, sources(), fixture.Now)
	require.True(t, fault.Has(err, "scorecard.note_by_other"), err)
}

// A draft is a plain value: what its maker would refuse, Submit refuses too.
func TestADraftMadeByHandIsCheckedLikeAnother(t *testing.T) {
	t.Parallel()
	who, l := fixture.People(t), fixture.Locked(t)
	for code, change := range map[string]func(*scorecard.Draft){
		"scorecard.competencies_missing":  func(d *scorecard.Draft) { d.Assignment.Competencies = nil },
		"scorecard.competency_repeated":   func(d *scorecard.Draft) { d.Assignment.Competencies[1] = d.Assignment.Competencies[0] },
		"scorecard.interview_end_missing": func(d *scorecard.Draft) { d.Assignment.InterviewEnd = time.Time{} },
		"scorecard.interview_missing":     func(d *scorecard.Draft) { d.Assignment.Interview = "" },
		"scorecard.id_missing":            func(d *scorecard.Draft) { d.ID = "" },
	} {
		d := draft(t)
		change(&d)
		sub := submission(t, draft(t))
		sub.Ratings = sub.Ratings[:len(d.Assignment.Competencies)]
		card, err := scorecard.Submit(d, l, who.Sofia, sub, sources(), fixture.Now)
		require.ErrorIs(t, err, scorecard.ErrInvalid, code)
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
		require.True(t, card.IsZero())
	}
}

func TestAForgedCardIsNotRead(t *testing.T) {
	t.Parallel()
	who, l, d := fixture.People(t), fixture.Locked(t), draft(t)
	first, err := scorecard.Submit(d, l, who.Sofia, submission(t, d), sources(), fixture.Now)
	require.NoError(t, err)
	second, err := scorecard.Revise(first, l, who.Sofia, scorecard.Change{Submission: submission(t, d), Reason: "misread"}, sources(), fixture.Now.Add(time.Hour))
	require.NoError(t, err)
	for code, change := range map[string]func(*scorecard.Document){
		"scorecard.not_the_panelist":       func(d *scorecard.Document) { d.Assignment.Panelist.ID = "u-ken" },
		"scorecard.rating_repeated":        func(d *scorecard.Document) { d.Ratings = append(d.Ratings, d.Ratings[0]) },
		"scorecard.overall_reason_missing": func(d *scorecard.Document) { d.OverallReason = " " },
		"scorecard.id_missing":             func(d *scorecard.Document) { d.ID = "" },
		"scorecard.note_by_other":          func(d *scorecard.Document) { d.Notes = []scorecard.Note{{Text: "x", By: who.Ken}} },
		"scorecard.revision_before_former": func(d *scorecard.Document) { d.FirstSubmittedAt = d.SubmittedAt.Add(time.Second) },
	} {
		doc := second.Document()
		change(&doc)
		b, err := json.Marshal(doc)
		require.NoError(t, err)
		var back scorecard.Scorecard
		err = json.Unmarshal(b, &back)
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
		require.True(t, back.IsZero())
	}
	b, err := json.Marshal(second.Document())
	require.NoError(t, err)
	var back scorecard.Scorecard
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, second.Hash(), back.Hash())
}

// What was seen first counts, in whatever order it is recorded: a time after the
// submission does not hide one before it.
func TestTheEarliestExposureCounts(t *testing.T) {
	t.Parallel()
	d := draft(t).Expose(scorecard.SuggestedLevel, fixture.Now.Add(time.Hour))
	earlier := d.Expose(scorecard.SuggestedLevel, fixture.Now.Add(-time.Hour))
	require.Equal(t, []scorecard.Exposure{{Kind: scorecard.SuggestedLevel, At: fixture.Now.Add(-time.Hour)}}, earlier.Exposures)
	require.Equal(t, fixture.Now.Add(time.Hour), d.Exposures[0].At, "the draft before is as it was")
	sub := submission(t, d)
	sub.Exposures = []scorecard.Exposure{{Kind: scorecard.SuggestedLevel, At: fixture.Now.Add(-time.Minute)}}
	card, err := scorecard.Submit(d, fixture.Locked(t), fixture.People(t).Sofia, sub, sources(), fixture.Now)
	require.NoError(t, err)
	require.True(t, card.AIExposed())
}

func TestTimesOfAnAssignmentAreUTC(t *testing.T) {
	t.Parallel()
	lisbon := time.FixedZone("WEST", 3600)
	req := request(t)
	req.Assignment.InterviewEnd = req.Assignment.InterviewEnd.In(lisbon)
	req.Assignment.DueAt = req.Assignment.InterviewEnd.Add(time.Hour)
	require.Equal(t, time.UTC, req.Assignment.Due().Location())
	d, err := scorecard.NewDraft("sc-1", req, scorecard.Proposal{}, fixture.Now)
	require.NoError(t, err)
	b, err := json.Marshal(d)
	require.NoError(t, err)
	require.NotContains(t, string(b), "+01:00", "stored times are UTC")
}

func TestTimeLeftIsRoundedDown(t *testing.T) {
	t.Parallel()
	due := fixture.Now
	for at, want := range map[time.Duration]int64{0: 0, time.Millisecond: -1, time.Second: -1, 1001 * time.Millisecond: -2, -time.Millisecond: 0, -1500 * time.Millisecond: 1} {
		c := scorecard.NewClock(due.Add(-time.Hour), due, scorecard.Stop{}, due.Add(at))
		require.Equal(t, want, c.RemainingS, "%s after it is due", at)
		require.Equal(t, at > 0, c.Overdue)
	}
}

func TestSuggestionsNameTheirSoftware(t *testing.T) {
	t.Parallel()
	req := scorecard.LevelRequest{Rubric: fixture.Locked(t), Draft: draft(t)}
	p := scorecard.LevelProposal{Levels: []scorecard.ProposedLevel{{Competency: "incidents", Level: 3, Evidence: []int{0}}}}
	_, _, err := scorecard.NewSuggestions(req, p, fixture.Now)
	require.True(t, fault.Has(err, "scorecard.suggestions_incomplete"), "what cannot be read again is not made")
	p.By = agent(t)
	s, refused, err := scorecard.NewSuggestions(req, p, fixture.Now)
	require.NoError(t, err)
	require.Empty(t, refused)
	_, levels, err := s.Expose(req.Draft, fixture.Now)
	require.NoError(t, err)
	forge(levels[0].Evidence)
	forge(req.Draft.EvidenceFor("incidents"))
	_, levels, err = s.Expose(req.Draft, fixture.Now)
	require.NoError(t, err)
	require.NotEqual(t, "CANARY", levels[0].Evidence[0].Spans[0].Text)
}
