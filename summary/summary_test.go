package summary_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/requisition"
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

// Software words no verdict and no feeling: the line stands by its quotes then.
func TestAWordingThatJudgesIsLeftOut(t *testing.T) {
	t.Parallel()
	told := []summary.ProposedQuote{quote("I told support at once")}
	s, err := summary.New("su-1", request(t), summary.Proposal{
		Bullets: []summary.ProposedLine{
			{Text: "A strong yes: meets the bar.", Competency: "incidents", Quotes: told},
			{Text: "Seemed nervous, and told support.", Quotes: told},
			{Text: "We should h\u200bire her.", Quotes: told},
			{Text: "Told support at once.", Quotes: told},
		},
		Lines: []summary.ProposedLine{{Topic: summary.Concern, Text: "Ranked below the other candidate.", Quotes: told}},
	}, fixture.Now)
	require.NoError(t, err)
	require.Len(t, s.Bullets, 4)
	require.Equal(t, []string{"", "", "", "Told support at once."}, []string{s.Bullets[0].Text, s.Bullets[1].Text, s.Bullets[2].Text, s.Bullets[3].Text})
	require.Empty(t, s.Concerns[0].Text)
	require.Equal(t, "I told support at once", s.Concerns[0].Evidence[0].Text())
	var refused []string
	for _, r := range s.Refused {
		refused = append(refused, r.Part+" "+r.Reasons()[0])
	}
	require.Equal(t, []string{
		"/bullets/0/text wording_decides", "/bullets/1/text wording_refused_by_lint", "/bullets/2/text wording_decides", "/lines/0/text wording_decides",
	}, refused)
}

// A comparison may come from a document: a row that is too short is no panic.
func TestComparisonsThatDoNotFit(t *testing.T) {
	t.Parallel()
	c := summary.Comparison{Candidates: make([]summary.Summary, 2), Rows: []summary.ComparedCriterion{{Name: "Delivery", Cells: make([]summary.ComparedCell, 1)}}}
	require.NoError(t, c.WriteMarkdown(&bytes.Buffer{}))
	require.NoError(t, c.WriteHTML(&bytes.Buffer{}))
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

// hostile is a conversation in which present and past pay comes up in every way.
func hostile(t testing.TB, lines ...[2]string) summary.Request {
	t.Helper()
	req := request(t)
	tr := fixture.Transcript()
	tr.Segments = nil
	for i, l := range lines {
		tr.Segments = append(tr.Segments, transcript.Segment{ID: transcript.SegmentID("h" + string(rune('a'+i))), Speaker: transcript.SpeakerID(l[0]), Text: l[1]})
	}
	req.Transcripts = []transcript.Transcript{tr}
	return req
}

// TestPayHistoryNeverAppears offers every line of hostile conversations for every
// part of a summary, and looks for the figure in everything that is rendered.
func TestPayHistoryNeverAppears(t *testing.T) {
	t.Parallel()
	conversations := map[string][][2]string{
		"said outright":               {{"sp2", "I currently make sixty-five thousand euros a year."}},
		"the last salary":             {{"sp2", "My last salary was sixty-five thousand euros a year, with a bonus."}},
		"asked, and a bare figure":    {{"sp1", "And what do you currently make?"}, {"sp2", "Sixty-five thousand euros a year."}},
		"asked in two breaths":        {{"sp1", "What are you on at the moment?"}, {"sp1", "Roughly, I mean."}, {"sp2", "Um."}, {"sp2", "Sixty-five thousand euros a year, give or take."}},
		"introduced, then the figure": {{"sp2", "So, my current base."}, {"sp2", "That is sixty-five thousand euros a year."}},
		"one sentence, cut in half":   {{"sp2", "Right now I'm on, let me think, sixty-five thousand euros a year."}},
		"history before expectation":  {{"sp1", "What do you expect?"}, {"sp2", "At the old place they paid me sixty-five thousand euros a year. I am looking for eighty thousand euros a year."}},
	}
	for name, lines := range conversations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := hostile(t, lines...)
			var p summary.Proposal
			for _, l := range lines {
				for _, q := range append([]string{l[1]}, "sixty-five thousand euros a year", "Sixty-five thousand euros a year", "eighty thousand euros a year") {
					p.Compensation = append(p.Compensation, quote(q))
					p.Strongest = append(p.Strongest, quote(q))
					p.Bullets = append(p.Bullets, summary.ProposedLine{Text: "Expects what was said.", Quotes: []summary.ProposedQuote{quote(q)}})
					p.Lines = append(p.Lines, summary.ProposedLine{Topic: summary.Concern, Quotes: []summary.ProposedQuote{quote(q)}})
				}
			}
			p.Bullets = append(p.Bullets, summary.ProposedLine{Text: "Makes 65k a year.", Quotes: []summary.ProposedQuote{quote(lines[0][1])}})
			s, err := summary.New("su-1", req, p, fixture.Now)
			require.NoError(t, err)
			raw, err := json.Marshal(s)
			require.NoError(t, err)
			var md, page bytes.Buffer
			require.NoError(t, s.WriteMarkdown(&md))
			require.NoError(t, s.WriteHTML(&page))
			for _, out := range []string{string(raw), md.String(), page.String()} {
				for _, figure := range []string{"ixty-five", "65k", "65000", "65,000"} {
					require.NotContains(t, out, figure)
				}
			}
			if name == "history before expectation" {
				require.Equal(t, int64(80000), s.Compensation.Expectation.Low, "what is wanted stays")
			} else {
				require.Nil(t, s.Compensation)
			}
		})
	}
}

func TestExpectationsStay(t *testing.T) {
	t.Parallel()
	for _, lines := range [][][2]string{
		{{"sp1", "What do you expect in terms of pay?"}, {"sp2", "Eighty thousand euros a year."}},
		{{"sp1", "What are you looking for, and when could you start?"}, {"sp2", "Well."}, {"sp2", "Eighty thousand euros a year, and in May."}},
		{{"sp2", "I'd like eighty thousand euros a year."}},
	} {
		s, err := summary.New("su-1", hostile(t, lines...), summary.Proposal{Compensation: []summary.ProposedQuote{quote(lines[len(lines)-1][1])}}, fixture.Now)
		require.NoError(t, err)
		require.NotNil(t, s.Compensation, lines)
	}
}

func TestNotComparableSaysWhy(t *testing.T) {
	t.Parallel()
	for why, tt := range map[summary.NotComparable]struct {
		said string
		band compensation.Range
		text string
	}{
		summary.NoBand:          {"I'd like eighty thousand euros a year.", compensation.Range{}, "no band to compare with"},
		summary.OtherCurrency:   {"I'd like eighty thousand dollars a year.", band("EUR", compensation.Year, ""), "not comparable with the band: another currency"},
		summary.OtherPeriod:     {"I'd like four hundred euros a day.", band("EUR", compensation.Year, ""), "not comparable with the band: another period"},
		summary.OtherComponents: {"I'd like eighty thousand euros a year, base and bonus.", band("EUR", compensation.Year, "base"), "not comparable with the band: it includes something else"},
	} {
		req := hostile(t, [2]string{"sp2", tt.said})
		req.Band = tt.band
		s, err := summary.New("su-1", req, summary.Proposal{Compensation: []summary.ProposedQuote{quote(tt.said)}}, fixture.Now)
		require.NoError(t, err)
		require.Equal(t, why, s.Compensation.Why)
		require.Nil(t, s.Compensation.Gap)
		require.Contains(t, s.Compensation.Text(), tt.text)
	}
}

func band(currency string, p compensation.Period, components string) compensation.Range {
	return compensation.Range{Low: 60000, High: 80000, Currency: currency, Period: p, Components: components}
}

func expecting(app requisition.ApplicationID, low, high int64, currency string) summary.Summary {
	return summary.Summary{
		Requisition: "req-1", Application: app, Candidate: string(app), MadeAt: fixture.Now,
		Compensation: &summary.Signal{Expectation: compensation.Range{Low: low, High: high, Currency: currency, Period: compensation.Year}},
	}
}

func ExampleNewNotice() {
	req := requisition.Requisition{ID: "req-1", HiringManager: requisition.Person{ID: "u-dana", Name: "Dana"}, Compensation: band("EUR", compensation.Year, "")}
	all := []summary.Summary{expecting("app-1", 90000, 98000, "EUR"), expecting("app-2", 70000, 80000, "EUR"), expecting("app-3", 70000, 80000, "USD")}
	n, over := summary.NewNotice(all[0], req, all, nil)
	fmt.Println(over, n.To.Name, n.OverBandPermille, n.Median, n.N, n.Due.Format(time.DateTime))
	_, over = summary.NewNotice(all[1], req, all, nil)
	fmt.Println(over)
	// Output:
	// true Dana 175 84500 2 2026-03-03 00:00:00
	// false
}

func TestNoticeIsDueAtTheBound(t *testing.T) {
	t.Parallel()
	req := requisition.Requisition{ID: "req-1", Compensation: band("EUR", compensation.Year, "")}
	for mid, want := range map[int64]bool{91999: false, 92000: true, 120000: true} {
		_, over := summary.NewNotice(expecting("app-1", mid, mid, "EUR"), req, nil, nil)
		require.Equal(t, want, over, mid)
	}
	_, over := summary.NewNotice(expecting("app-1", 85000, 85000, "EUR"), req, nil, &summary.NoticeOptions{OverBandPermille: 50})
	require.True(t, over)
	_, over = summary.NewNotice(expecting("app-1", 120000, 120000, "USD"), req, nil, nil)
	require.False(t, over, "what is not comparable is not over")
	newYork, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	n, _ := summary.NewNotice(expecting("app-1", 120000, 120000, "EUR"), req, nil, &summary.NoticeOptions{Zone: newYork})
	require.Equal(t, "2026-03-03T05:00:00Z", n.Due.Format(time.RFC3339), "the end of the day where the hiring manager is")
}

func TestCompare(t *testing.T) {
	t.Parallel()
	req := request(t)
	p := summary.Proposal{Bullets: []summary.ProposedLine{{Competency: "incidents", Quotes: []summary.ProposedQuote{quote("I told support at once")}}}}
	a, err := summary.New("su-1", req, p, fixture.Now)
	require.NoError(t, err)
	req.Application, req.Candidate = "app-2", "Tomás | <b>"
	b, err := summary.New("su-2", req, summary.Proposal{}, fixture.Now)
	require.NoError(t, err)
	c, err := summary.Compare(a, b)
	require.NoError(t, err)
	require.Len(t, c.Rows, 3)
	require.Len(t, c.Rows[0].Cells, 2)
	require.Len(t, c.Rows[0].Cells[0].Lines, 1)
	require.Empty(t, c.Rows[0].Cells[1].Lines)
	var md, page bytes.Buffer
	require.NoError(t, c.WriteMarkdown(&md))
	require.NoError(t, c.WriteHTML(&page))
	require.Contains(t, md.String(), `| criterion | Priya | Tomás \| &lt;b&gt; |`)
	require.Contains(t, md.String(), "awaiting rating; evidenced")
	require.NotContains(t, page.String(), "<b>")
	for _, s := range []string{"<script", "http://", "https://", "url(", "@import", "src="} {
		require.NotContains(t, page.String(), s, "the page loads nothing")
	}
	_, err = summary.Compare(a)
	require.True(t, fault.Has(err, "summary.too_few_to_compare"))
	other := b
	other.Requisition, other.RubricHash, other.Application = "req-2", "sha256:2", a.Application
	_, err = summary.Compare(a, other)
	for _, code := range []string{"summary.of_other_requisition", "summary.rubric_differs", "summary.candidate_repeated"} {
		require.True(t, fault.Has(err, code), code)
	}
}

func TestWhatWasNotAskedIsSaid(t *testing.T) {
	t.Parallel()
	req := request(t)
	s, err := summary.New("su-1", req, summary.Proposal{Strongest: []summary.ProposedQuote{quote("I told support at once")}}, fixture.Now)
	require.NoError(t, err)
	for _, q := range s.NotAsked {
		require.NotContains(t, []rubric.QuestionID{"q-incident", "q-cut"}, q.Question, "both were asked")
	}
	a := fixture.Assignment(t)
	a.Questions = []rubric.QuestionID{"q-incident", "q-mentor"}
	d, err := scorecard.NewDraft("sc-2", scorecard.Request{Rubric: req.Rubric, Assignment: a, Transcripts: req.Transcripts}, scorecard.Proposal{}, fixture.Now)
	require.NoError(t, err)
	req.Drafts = []scorecard.Draft{d}
	s, err = summary.New("su-1", req, summary.Proposal{Strongest: []summary.ProposedQuote{quote("I told support at once")}}, fixture.Now)
	require.NoError(t, err)
	require.Len(t, s.NotAsked, 1)
	require.Equal(t, rubric.QuestionID("q-mentor"), s.NotAsked[0].Question)
	var md bytes.Buffer
	require.NoError(t, s.WriteMarkdown(&md))
	require.Contains(t, md.String(), "## Planned and not asked\n\n- Who did you help")
	require.Contains(t, md.String(), "## Strongest quote")
	s.NotAsked, s.StrongestQuote = nil, evidence.Citation{}
	md.Reset()
	require.NoError(t, s.WriteMarkdown(&md))
	require.NotContains(t, md.String(), "Planned and not asked", "no heading without anything under it")
	for _, heading := range []string{"Strongest quote", "Own dates", "Other offers", "Concerns", "Asked us", "Compensation"} {
		require.NotContains(t, md.String(), heading)
	}
}

func TestOldSummariesDecode(t *testing.T) {
	t.Parallel()
	var s summary.Summary
	require.NoError(t, json.Unmarshal([]byte(`{"schema_version":1,"id":"su-1","requisition_id":"req-1","application_id":"app-1","candidate":"Priya","rubric_hash":"sha256:1",
		"state":"unrated","made_at":"2026-03-02T12:00:00Z","compensation":{"expectation":{"low":400,"high":400,"currency":"GBP","period":"day"},"evidence":{"source":{"kind":"transcript","id":"tr-1","hash":"sha256:2"},"grade":"verbatim"},"not_comparable":true}}`), &s))
	require.Equal(t, "400 GBP a day; not comparable with the band", s.Compensation.Text())
	require.NoError(t, s.WriteMarkdown(&bytes.Buffer{}))
	require.NoError(t, s.WriteHTML(&bytes.Buffer{}))
}
