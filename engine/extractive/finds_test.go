package extractive_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/engine/extractive"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

// call is a conversation of lines such as "d words" by the hiring manager, the
// recruiter, the interviewer or the candidate; "e" is an event.
func call(lines ...string) transcript.Transcript {
	t := transcript.Transcript{SchemaVersion: transcript.SchemaVersion, ID: "t"}
	for id, role := range map[transcript.SpeakerID]transcript.Role{"d": transcript.HiringManager, "m": transcript.Recruiter, "i": transcript.Interviewer, "c": transcript.Candidate} {
		t.Speakers = append(t.Speakers, transcript.Speaker{ID: id, Label: string(id), Name: string(id), Role: role, RoleSource: transcript.Declared})
	}
	for i, l := range lines {
		s := transcript.Segment{ID: transcript.SegmentID(fmt.Sprint(i + 1)), Speaker: transcript.SpeakerID(l[:1]), Text: l[2:]}
		if l[:1] == "e" {
			s.Speaker, s.Kind = "", transcript.Event
		}
		t.Segments = append(t.Segments, s)
	}
	return t
}

func TestCriteriaAreSentencesOfTheHiringManager(t *testing.T) {
	t.Parallel()
	const must, want = "They must be able to lead an incident alone.", "I want somebody who writes to support first."
	for name, tt := range map[string]struct {
		lines []string
		want  []string // segment, kind and quotes
	}{
		"over two segments": {[]string{"d They must be able to", "d lead an incident alone."}, []string{"1 must_have " + must}},
		"over an event":     {[]string{"d They must be able to", "e [laughter]", "d lead an incident alone."}, []string{"1 must_have " + must}},
		"a second sentence begins in the second segment": {
			[]string{"d Nice weather today. So they", "d left. " + must}, []string{"2 must_have " + must},
		},
		"a decimal point ends nothing": {
			[]string{"d They must keep errors below 3.5 percent in a month"}, []string{"1 must_have They must keep errors below 3.5 percent in a month"},
		},
		"neighbours belong together": {[]string{"d " + must + " " + want}, []string{"1 must_have " + must + " / " + want}},
		"but not over a question":    {[]string{"d " + must + " What do you want them to have seen before? " + want}, []string{"1 must_have " + must, "1  " + want}},
		"nor over another sentence":  {[]string{"d " + must + " That was a long and rainy year. " + want}, []string{"1 must_have " + must, "1  " + want}},
		"nor over a short one":       {[]string{"d " + must + " They must. " + want}, []string{"1 must_have " + must, "1  " + want}},
		"nor over a question that needs something": {
			[]string{"d " + must + " Must they have led an incident before this? " + want}, []string{"1 must_have " + must, "1  " + want},
		},
		"nor over another speaker": {[]string{"d " + must, "m Right.", "d " + want}, []string{"1 must_have " + must, "3  " + want}},
		"three at most":            {[]string{"d " + strings.Repeat(must+" ", 4)}, []string{"1 must_have " + must + " / " + must + " / " + must, "1 must_have " + must}},
		"a long one is cut": {
			[]string{"d " + strings.Repeat("they must have led ", 15), "d they must have seen the end of it"},
			[]string{"1 must_have " + strings.TrimSpace(strings.Repeat("they must have led ", 15)) + " / they must have seen the end of it"},
		},
		"one below the limit is not": {
			[]string{"d " + strings.Repeat("they must have led ", 14) + "and it", "d they must have seen the end of it"},
			[]string{"1 must_have " + strings.Repeat("they must have led ", 14) + "and it they must have seen the end of it"},
		},
	} {
		p, err := extractive.New().DraftRubric(t.Context(), rubric.IntakeRequest{Intake: call(tt.lines...)})
		require.NoError(t, err)
		var got []string
		for _, c := range p.Criteria {
			var quotes []string
			for _, q := range c.Claims {
				quotes = append(quotes, q.Quote)
			}
			got = append(got, c.Claims[0].Segment+" "+string(c.Kind)+" "+strings.Join(quotes, " / "))
		}
		require.Equal(t, tt.want, got, name)
	}
}

func TestTheMostTellingCriteriaStay(t *testing.T) {
	t.Parallel()
	var lines []string
	for i := range 11 {
		text := "d They must be able to lead an incident alone."
		if i == 10 {
			text = "d They must be able to lead 12 people in an incident."
		}
		lines = append(lines, text, "m I see.")
	}
	p, err := extractive.New().DraftRubric(t.Context(), rubric.IntakeRequest{Intake: call(lines...)})
	require.NoError(t, err)
	require.Len(t, p.Criteria, 10)
	require.Equal(t, "21", p.Criteria[9].Claims[0].Segment, "a figure tells more")
	require.Equal(t, "17", p.Criteria[8].Claims[0].Segment)
}

func TestOnlyWhatIsAskedAfterTheInvitationIsAQuestion(t *testing.T) {
	t.Parallel()
	lines := func(texts ...string) []string {
		p, err := extractive.New().DraftSummary(t.Context(), summary.Request{Rubric: fixture.Locked(t), Transcripts: []transcript.Transcript{call(texts...)}})
		require.NoError(t, err)
		var out []string
		for _, l := range p.Lines {
			out = append(out, string(l.Topic)+" "+l.Quotes[0].Claim.Quote)
		}
		return out
	}
	ask := "c How many people are on call in this team?"
	require.Empty(t, lines(ask), "nobody invited")
	require.Empty(t, lines(ask, "i And your questions for me?"))
	require.Equal(t, []string{"question " + ask[2:]}, lines(ask, "i And your questions for me?", ask))
	require.Empty(t, lines("i And your questions for me?", "c Who is it?"), "too short")
	require.Empty(t, lines("i And your questions for me?", "c I led it, does that make sense?"), "asks for nothing")
}

func TestBulletsAreConcreteAndSaidOnce(t *testing.T) {
	t.Parallel()
	tr := call(
		"i Tell me about it.", "c It was a bad night.", "c I stopped the run within 8 minutes and I told support about it at once.",
		"c We changed the limits and I wrote the update for all of the people who were waiting for it.",
	)
	ix := evidence.NewIndex(evidence.FromTranscript(tr))
	cite := func(segment string) scorecard.Item {
		p, ok := ix.Source().Passage(segment)
		require.True(t, ok)
		c, err := ix.Cite(segment, 0, len(p.Text))
		require.NoError(t, err)
		return scorecard.Item{Citation: c}
	}
	d := scorecard.Draft{Entries: []scorecard.Entry{
		{Competency: "incidents", Evidence: []scorecard.Item{cite("2"), cite("3")}},
		{Competency: "delivery", Evidence: []scorecard.Item{cite("3"), {}}},
		{Competency: "mentoring", Evidence: []scorecard.Item{cite("4")}},
	}}
	p, err := extractive.New().DraftSummary(t.Context(), summary.Request{Rubric: fixture.Locked(t), Transcripts: []transcript.Transcript{tr}, Drafts: []scorecard.Draft{d}})
	require.NoError(t, err)
	var bullets, strongest []string
	for _, b := range p.Bullets {
		bullets = append(bullets, string(b.Competency)+" "+b.Quotes[0].Claim.Segment)
	}
	for _, q := range p.Strongest {
		strongest = append(strongest, q.Claim.Segment)
	}
	require.Equal(t, []string{"incidents 3", "mentoring 4", "incidents 2", "delivery "}, bullets, "what a criterion has used stands once, and a citation without a place is the domain's to refuse")
	require.Equal(t, []string{"3", "4", "2", ""}, strongest, "deeds with figures first")
}

func TestCompetenciesThatTheRubricLacksArePassedOver(t *testing.T) {
	t.Parallel()
	req := request(t)
	want, err := extractive.New().DraftScorecard(t.Context(), req)
	require.NoError(t, err)
	req.Assignment.Competencies = append([]rubric.CompetencyID{"nowhere"}, req.Assignment.Competencies...)
	got, err := extractive.New().DraftScorecard(t.Context(), req)
	require.NoError(t, err)
	require.Equal(t, want.Claims, got.Claims)
}
