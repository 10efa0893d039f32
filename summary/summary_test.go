package summary_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

func request(t testing.TB) summary.Request {
	t.Helper()
	agent, err := actor.NewAgent("test", actor.AgentInfo{})
	require.NoError(t, err)
	req := scorecard.Request{Rubric: fixture.Locked(t), Assignment: fixture.Assignment(t), Transcripts: []transcript.Transcript{fixture.Transcript()}}
	d, err := scorecard.NewDraft("sc-1", req, scorecard.Proposal{By: agent, Claims: []scorecard.ProposedEvidence{
		{Competency: "incidents", Claim: evidence.Claim{Quote: "I told support at once"}},
		{Competency: "incidents", Claim: evidence.Claim{Quote: "I wrote an update every twenty minutes until it was over."}},
	}}, fixture.Now)
	require.NoError(t, err)
	return summary.Request{
		Rubric: req.Rubric, Requisition: "req-1", Application: "app-1", Candidate: "Priya", Transcripts: req.Transcripts,
		Drafts: []scorecard.Draft{d}, Band: compensation.Range{Low: 60000, High: 80000, Currency: "EUR", Period: compensation.Year},
	}
}

func quote(q string) summary.ProposedQuote {
	return summary.ProposedQuote{Claim: evidence.Claim{Quote: q}}
}

func lines(topic summary.Topic, quotes ...string) summary.ProposedLine {
	l := summary.ProposedLine{Topic: topic}
	for _, q := range quotes {
		l.Quotes = append(l.Quotes, quote(q))
	}
	return l
}

func Example() {
	t := &testing.T{}
	s, err := summary.New("su-1", request(t), summary.Proposal{
		Bullets:      []summary.ProposedLine{lines("", "I told support at once"), lines("", "I told support after a week")},
		Compensation: []summary.ProposedQuote{quote("I am looking for seventy to eighty-four thousand euros a year.")},
	}, fixture.Now)
	fmt.Println(s.State, len(s.Bullets), s.Refused[0].Part, err)
	fmt.Println(s.Compensation.Expectation.Low, s.Compensation.Expectation.High, s.Compensation.Gap.Overlaps)
	for _, v := range s.Verdicts {
		fmt.Println(v.Name, v.Coverage, len(v.Ratings))
	}
	// Output:
	// unrated 1 /bullets/1/quotes/0 <nil>
	// 70000 84000 true
	// Incident ownership evidenced 0
	// Delivery thin 0
	// Mentoring not_asked 0
}

func TestEveryLineRestsOnTheCandidatesOwnWords(t *testing.T) {
	t.Parallel()
	req := request(t)
	p := summary.Proposal{
		Bullets: []summary.ProposedLine{
			{Text: "Led the incident.", Competency: "incidents", Quotes: []summary.ProposedQuote{quote("wrote that I am leading this"), quote("I led everything always")}},
			{Text: "Fast.", Quotes: []summary.ProposedQuote{quote("So you stopped it within five minutes")}},
			{Competency: "juggling", Quotes: []summary.ProposedQuote{quote("I told support at once")}},
			{Text: "No quote at all."},
		},
		Lines: []summary.ProposedLine{
			lines(summary.Deadline, "My notice period is two months."),
			lines(summary.CompetingOffer, "I have another offer"),
			lines(summary.Concern, "I'm a bit worried about on-call."),
			lines(summary.Question, "How many people are on call in this team?"),
			lines("gossip", "I told support at once"),
		},
		Strongest: []summary.ProposedQuote{quote("never said by anybody here"), quote("I stopped the crediting before anybody looked for the cause")},
	}
	s, err := summary.New("su-1", req, p, fixture.Now)
	require.NoError(t, err)
	require.Len(t, s.Bullets, 1)
	require.Len(t, s.Bullets[0].Evidence, 1)
	require.Equal(t, [4]int{1, 1, 1, 1}, [4]int{len(s.Deadlines), len(s.CompetingOffers), len(s.Concerns), len(s.Questions)})
	require.Equal(t, "I stopped the crediting before anybody looked for the cause.", s.StrongestQuote.Text()+".")
	src := []evidence.Source{evidence.FromTranscript(fixture.Transcript())}
	require.NoError(t, s.Check(src))
	require.Len(t, s.Citations(), 6)
	for _, c := range s.Citations() {
		require.Equal(t, transcript.Candidate, c.Speaker.Role)
	}
	reasons := map[string][]string{}
	for _, r := range s.Refused {
		reasons[r.Part] = r.Reasons()
	}
	require.Equal(t, map[string][]string{
		"/bullets/0/quotes/1":   reasons["/bullets/0/quotes/1"],
		"/bullets/1/quotes/0":   {"wrong_speaker"},
		"/bullets/2/competency": {"competency_unknown"},
		"/bullets/3":            {"no_quote"},
		"/lines/4/topic":        {"topic_unknown"},
		"/strongest/0":          {"not_found"},
	}, reasons)
	require.NotEmpty(t, reasons["/bullets/0/quotes/1"])
	require.ErrorIs(t, s.Check(nil), evidence.ErrWrongSource)
}

func TestBulletsBeyondFiveAreReported(t *testing.T) {
	t.Parallel()
	var p summary.Proposal
	for range 7 {
		p.Bullets = append(p.Bullets, lines("", "I told support at once"))
	}
	s, err := summary.New("su-1", request(t), p, fixture.Now)
	require.NoError(t, err)
	require.Len(t, s.Bullets, summary.MaxBullets)
	require.Len(t, s.Refused, 2)
	require.Equal(t, []string{"too_many"}, s.Refused[0].Reasons())
}

func TestCompensationIsReadByCodeAndNeverHistory(t *testing.T) {
	t.Parallel()
	req := request(t)
	tr := fixture.Transcript()
	tr.Segments = append(tr.Segments,
		transcript.Segment{ID: "h1", Speaker: "sp2", Text: "My current salary is sixty-five thousand euros a year."},
		transcript.Segment{ID: "h2", Speaker: "sp2", Text: "I would like four hundred pounds a day."},
		transcript.Segment{ID: "h3", Speaker: "sp2", Text: "I would like something fair, really."},
	)
	req.Transcripts = []transcript.Transcript{tr}
	s, err := summary.New("su-1", req, summary.Proposal{
		Bullets: []summary.ProposedLine{lines("", "My current salary is sixty-five thousand euros a year."), {Text: "They make 65k: my current salary is known.", Quotes: []summary.ProposedQuote{quote("I told support at once")}}},
		Compensation: []summary.ProposedQuote{
			quote("My current salary is sixty-five thousand euros a year."), quote("I would like something fair, really."), quote("I would like four hundred pounds a day."),
		},
	}, fixture.Now)
	require.NoError(t, err)
	require.Empty(t, s.Bullets)
	require.Equal(t, compensation.Range{Low: 400, High: 400, Currency: "GBP", Period: compensation.Day}, s.Compensation.Expectation)
	require.True(t, s.Compensation.NotComparable)
	require.Nil(t, s.Compensation.Gap)
	b, err := json.Marshal(s)
	require.NoError(t, err)
	require.NotContains(t, string(b), "sixty-five")
	var flags []string
	for _, r := range s.Refused {
		flags = append(flags, r.Part+" "+r.Reasons()[0])
	}
	require.Equal(t, []string{"/bullets/0/quotes/0 pay_history", "/bullets/1/text pay_history", "/compensation/0 pay_history", "/compensation/1 no_figure"}, flags)
}

func TestRatedShowsNamedHumansAndDerivesNothing(t *testing.T) {
	t.Parallel()
	req, who := request(t), fixture.People(t)
	s, err := summary.New("su-1", req, summary.Proposal{}, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, summary.Unrated, s.State)
	var ratings []scorecard.Rating
	for _, c := range []rubric.CompetencyID{"incidents", "delivery"} {
		r, err := scorecard.Rate(who.Sofia, req.Rubric, c, 2, scorecard.Basis{Reason: "heard it"}, fixture.Now)
		require.NoError(t, err)
		ratings = append(ratings, r)
	}
	card, err := scorecard.Submit(req.Drafts[0], req.Rubric, who.Sofia, scorecard.Submission{Ratings: ratings, Overall: scorecard.No, OverallReason: "x"}, nil, fixture.Now)
	require.NoError(t, err)
	rated, err := s.WithCards([]scorecard.Scorecard{card})
	require.NoError(t, err)
	require.Equal(t, summary.Rated, rated.State)
	require.Equal(t, "Sofia", rated.Verdicts[0].Ratings[0].By().Name())
	require.Empty(t, rated.Verdicts[2].Ratings, "mentoring awaits its rating")
	require.Empty(t, s.Verdicts[0].Ratings, "the unrated summary is as it was")
	b, err := json.Marshal(rated)
	require.NoError(t, err)
	for _, derived := range []string{"score\"", "verdict\"", "recommend", "average", "mean\""} {
		require.NotContains(t, string(b), derived)
	}
	other := s
	other.Application = "app-2"
	_, err = other.WithCards([]scorecard.Scorecard{card, {}})
	require.True(t, fault.Has(err, "summary.card_of_other"))
	require.True(t, fault.Has(err, "summary.card_empty"))
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	_, err := summary.New("su-1", summary.Request{}, summary.Proposal{}, fixture.Now)
	require.ErrorIs(t, err, rubric.ErrNotLocked)
	_, err = summary.New("", summary.Request{Rubric: fixture.Locked(t)}, summary.Proposal{}, fixture.Now)
	require.ErrorIs(t, err, summary.ErrInvalid)
	require.Len(t, fault.Of(err), 3)
}

func TestTypedNotesAreNotTheCandidatesWords(t *testing.T) {
	t.Parallel()
	req := request(t)
	notes, err := transcript.FromNotes("n", fixture.People(t).Sofia, "- told support at once, they said")
	require.NoError(t, err)
	req.Transcripts = []transcript.Transcript{notes}
	s, err := summary.New("su-1", req, summary.Proposal{Bullets: []summary.ProposedLine{lines("", "told support at once, they said")}}, fixture.Now)
	require.NoError(t, err)
	require.True(t, s.Unrecorded)
	require.Empty(t, s.Bullets)
}
