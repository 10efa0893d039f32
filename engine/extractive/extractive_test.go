package extractive_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/engine/extractive"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

func request(t testing.TB) scorecard.Request {
	t.Helper()
	return scorecard.Request{Rubric: fixture.Locked(t), Assignment: fixture.Assignment(t), Transcripts: []transcript.Transcript{fixture.Transcript()}}
}

func Example() {
	req := request(&testing.T{})
	p, err := extractive.New().DraftScorecard(context.Background(), req)
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := scorecard.NewDraft("sc-1", req, p, fixture.Now)
	for _, e := range d.Entries {
		fmt.Println(e.Competency, e.Status, e.Evidence[0].Citation.Text())
	}
	fmt.Println(len(d.Refused), err)
	// Output:
	// incidents supported That was the double refunds. I opened the channel and wrote that I am leading this, and I stopped the crediting before anybody looked for the cause.
	// delivery supported I don't think we should have cut the reports. I cut the partial files, in writing, two weeks before the date, and told operations.
	// 0 <nil>
}

func TestEverythingProposedIsVerbatimAndTheCandidates(t *testing.T) {
	t.Parallel()
	req := request(t)
	p, err := extractive.New().DraftScorecard(t.Context(), req)
	require.NoError(t, err)
	require.NotEmpty(t, p.Claims)
	ix := evidence.NewIndex(evidence.FromTranscript(req.Transcripts[0]))
	for _, c := range p.Claims {
		f := ix.Verify(c.Claim, evidence.CandidateOnly())
		require.True(t, f.Admissible(), "%v %v", f.Grade, f.Flags)
	}
	require.Equal(t, "engine/extractive", p.By.ID())
}

func TestSummaryFindsWhatTheCandidateSaidOutsideTheRubric(t *testing.T) {
	t.Parallel()
	req := request(t)
	p, err := extractive.New().DraftScorecard(t.Context(), req)
	require.NoError(t, err)
	d, err := scorecard.NewDraft("sc-1", req, p, fixture.Now)
	require.NoError(t, err)
	sr := summary.Request{Rubric: req.Rubric, Application: "app-1", Candidate: "Priya", Transcripts: req.Transcripts, Drafts: []scorecard.Draft{d}}
	sp, err := extractive.New().DraftSummary(t.Context(), sr)
	require.NoError(t, err)
	s, err := summary.New("su-1", sr, sp, fixture.Now)
	require.NoError(t, err)
	require.Empty(t, s.Refused)
	require.Equal(t, int64(70000), s.Compensation.Expectation.Low)
	text := func(lines []summary.Line) string {
		var out []string
		for _, l := range lines {
			require.Empty(t, l.Text, "the engine writes nothing of its own")
			out = append(out, l.Evidence[0].Text())
		}
		return strings.Join(out, " / ")
	}
	require.Equal(t, "My notice period is two months.", text(s.Deadlines))
	require.Equal(t, "I have another offer, and they want an answer by the twentieth of November.", text(s.CompetingOffers))
	require.Equal(t, "I'm a bit worried about on-call.", text(s.Concerns))
	require.Equal(t, "How many people are on call in this team?", text(s.Questions))
	require.NotEmpty(t, text(s.Bullets))
	require.False(t, s.StrongestQuote.IsZero())
}

func TestRubricFindsWhatTheHiringManagerNeeds(t *testing.T) {
	t.Parallel()
	call := transcript.Transcript{ID: "in", Speakers: []transcript.Speaker{
		{ID: "d", Label: "D", Name: "D", Role: transcript.HiringManager, RoleSource: transcript.Declared},
		{ID: "m", Label: "M", Name: "M", Role: transcript.Recruiter, RoleSource: transcript.Declared},
	}, Segments: []transcript.Segment{
		{ID: "1", Speaker: "m", Text: "They must have ten years of Kubernetes, I guess?"},
		{ID: "2", Speaker: "d", Text: "No. What I want is someone who has led an incident from the alert to the fix. Nice weather today, is it not."},
		{ID: "3", Speaker: "d", Text: "Mentoring is nice to have, we can teach that in the first year."},
	}}
	p, err := extractive.New().DraftRubric(t.Context(), rubric.IntakeRequest{Intake: call})
	require.NoError(t, err)
	d := rubric.Propose(call, p)
	require.Empty(t, d.Refused)
	var got []string
	for _, c := range d.Criteria {
		require.Empty(t, c.Name, "the engine invents no names")
		for _, b := range c.Basis {
			got = append(got, string(c.Kind)+": "+b.Text())
		}
	}
	require.Equal(t, []string{
		": What I want is someone who has led an incident from the alert to the fix.",
		"growth: Mentoring is nice to have, we can teach that in the first year.",
	}, got)
}

func TestEmptyAndUnknown(t *testing.T) {
	t.Parallel()
	e := extractive.New()
	_, err := e.DraftScorecard(t.Context(), scorecard.Request{})
	require.ErrorIs(t, err, rubric.ErrNotLocked)
	_, err = e.DraftSummary(t.Context(), summary.Request{})
	require.ErrorIs(t, err, rubric.ErrNotLocked)
	req := request(t)
	for i := range req.Transcripts[0].Speakers {
		req.Transcripts[0].Speakers[i].Role = transcript.UnknownRole
	}
	p, err := e.DraftScorecard(t.Context(), req)
	require.NoError(t, err)
	require.Empty(t, p.Claims, "without roles nobody's words are the candidate's")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = e.DraftScorecard(ctx, request(t))
	require.ErrorIs(t, err, context.Canceled)
}

// TestRealConversations runs the whole line on transcripts that nobody wrote for
// it: a Zoom meeting, an oral-history interview with voices, and a podcast.
func TestRealConversations(t *testing.T) {
	t.Parallel()
	root := filepath.Join(corpus.Dir(t), "corpus", "transcripts")
	competency := func(id rubric.CompetencyID, name, description string) rubric.Competency {
		c := fixture.Rubric().Competencies[0]
		c.ID, c.Name, c.Description = id, name, description
		for i := range c.Anchors {
			c.Anchors[i].Behaviour = description
		}
		return c
	}
	tests := []struct {
		file, format, candidate string
		competencies            []rubric.Competency
	}{
		{"zoom-vtt/acdt_2026-02-02_068/transcript.vtt", "zoom_vtt", "Barnabas", []rubric.Competency{
			competency("coordination", "Coordination", "Asks clients about blockers, pull requests, releases and devnet launch dates and agrees who merges what."),
			competency("testing", "Testing", "Describes how a devnet was tested, which client failed and which branch fixes it."),
		}},
		{"oral-history/webvtt_test.vtt", "webvtt", "Aaron Scott", []rubric.Competency{
			competency("music", "Music", "Tells how they grew up, went to schools and a college of music, joined the service, jumped out of airplanes and moved to France."),
		}},
		{"podcast-vtt/486-underscore-underscore-ghost-emoji-final.vtt", "webvtt", "Michael Kennedy", []rubric.Competency{
			competency("python", "Python", "Explains a Python package, library, dependency or tool and when to use it."),
		}},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			t.Parallel()
			f, err := os.Open(filepath.Join(root, tt.file))
			require.NoError(t, err)
			defer f.Close()
			tr, _, err := decode.Decode(f, &decode.Options{ID: "real"})
			require.NoError(t, err)
			require.Equal(t, tt.format, tr.Origin.Format)
			for _, s := range tr.Speakers {
				role := transcript.Interviewer
				if s.Label == tt.candidate {
					role = transcript.Candidate
				}
				tr, err = tr.AssignRole(s.Label, role, transcript.Declared)
				require.NoError(t, err)
			}
			r := fixture.Rubric()
			r.Competencies, r.Questions = tt.competencies, nil
			a := fixture.Assignment(t)
			a.Competencies = nil
			for _, c := range r.Competencies {
				r.Questions = append(r.Questions, rubric.Question{ID: rubric.QuestionID("q-" + c.ID), Text: "Tell me about " + c.Name, Competencies: []rubric.CompetencyID{c.ID}})
				a.Competencies = append(a.Competencies, c.ID)
			}
			who := fixture.People(t)
			locked, err := rubric.Lock(r, rubric.AssentTo(r, who.Dana, fixture.Now), rubric.AssentTo(r, who.Marcus, fixture.Now))
			require.NoError(t, err)
			req := scorecard.Request{Rubric: locked, Assignment: a, Transcripts: []transcript.Transcript{tr}}
			p, err := extractive.New().DraftScorecard(t.Context(), req)
			require.NoError(t, err)
			d, err := scorecard.NewDraft("sc", req, p, fixture.Now)
			require.NoError(t, err)
			require.Empty(t, d.Refused)
			src := evidence.FromTranscript(tr)
			for _, e := range d.Entries {
				require.Equal(t, scorecard.Supported, e.Status, e.Competency)
				for _, it := range e.Evidence {
					require.NoError(t, it.Citation.Check(src), "every citation equals the source at its offsets")
					require.Equal(t, tt.candidate, it.Citation.Speaker.Name)
					for _, s := range it.Citation.Spans {
						seg, ok := tr.Segment(transcript.SegmentID(s.Segment))
						require.True(t, ok)
						require.Equal(t, seg.Text[s.StartByte:s.EndByte], s.Text)
					}
				}
			}
			sr := summary.Request{Rubric: locked, Application: "a", Candidate: tt.candidate, Transcripts: req.Transcripts, Drafts: []scorecard.Draft{d}}
			sp, err := extractive.New().DraftSummary(t.Context(), sr)
			require.NoError(t, err)
			s, err := summary.New("su", sr, sp, fixture.Now)
			require.NoError(t, err)
			require.NoError(t, s.Check([]evidence.Source{src}))
			require.NotEmpty(t, s.Bullets)
		})
	}
}
