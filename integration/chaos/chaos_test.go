package chaos_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/integration/chaos"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/openai"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
)

var now = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

var lines = []struct{ who, text string }{
	{"i", "Tell me about the worst production incident that you owned."},
	{"c", "That was the double refunds. I opened the channel and wrote that I am leading this, and I stopped the crediting before anybody looked for the cause."},
	{"i", "So you stopped it within five minutes, great."},
	{"c", "It was eight minutes. I told support at once, and I did not roll it back. We lost 340 refunds to it, and we got most of them back."},
	{"i", "And what did you do then?"},
	{"c", "I wrote an update every twenty minutes until it was over, and I called the bank myself before lunch."},
	{"i", "Tell me about a project with a fixed date. What did you cut?"},
	{"c", "I cut the partial files, in writing, two weeks before the date, and told operations. We shipped in slices and nobody had to stay late."},
}

func interview() transcript.Transcript {
	t := transcript.Transcript{
		SchemaVersion: transcript.SchemaVersion, ID: "tr", Fidelity: transcript.Verbatim,
		Speakers: []transcript.Speaker{
			{ID: "i", Label: "Sofia", Name: "Sofia", Role: transcript.Interviewer, RoleSource: transcript.Declared},
			{ID: "c", Label: "Priya", Name: "Priya", Role: transcript.Candidate, RoleSource: transcript.Declared},
		},
	}
	for i, l := range lines {
		t.Segments = append(t.Segments, transcript.Segment{
			ID: transcript.SegmentID("g" + strconv.Itoa(i+1)), Speaker: transcript.SpeakerID(l.who), Text: l.text,
			Start: transcript.At(int64(i) * 10000), End: transcript.At(int64(i)*10000 + 9000),
		})
	}
	return t
}

func request(t *testing.T) scorecard.Request {
	t.Helper()
	human := func(id, name string, role actor.Role) actor.Human {
		h, err := actor.NewHuman(id, name, role)
		require.NoError(t, err)
		return h
	}
	anchors := func(about string) []rubric.Anchor {
		var out []rubric.Anchor
		for i, label := range []string{"Not shown", "Partly", "Meets the bar", "Above the bar"} {
			out = append(out, rubric.Anchor{Level: i + 1, Label: label, Behaviour: about + ", step " + strconv.Itoa(i+1)})
		}
		return out
	}
	r := rubric.Rubric{
		SchemaVersion: rubric.SchemaVersion, ID: "rb", Version: 1, MeetsLevel: 3,
		Role: rubric.Role{Title: "Backend Engineer", Purpose: "Keep the payout run boring."},
		Competencies: []rubric.Competency{
			{ID: "incidents", Name: "Incident ownership", Description: "Leads a production incident and stops the damage first.", Kind: rubric.MustHave, Anchors: anchors("Leads an incident")},
			{ID: "delivery", Name: "Delivery", Description: "Cuts scope in writing before a fixed date.", Kind: rubric.MustHave, Anchors: anchors("Cuts scope")},
		},
		Questions: []rubric.Question{
			{ID: "q1", Text: lines[0].text, Competencies: []rubric.CompetencyID{"incidents"}, Kind: rubric.PastBehaviour},
			{ID: "q2", Text: lines[6].text, Competencies: []rubric.CompetencyID{"delivery"}},
		},
	}
	locked, err := rubric.Lock(r, rubric.AssentTo(r, human("d", "Dana", actor.HiringManager), now.Add(-48*time.Hour)), rubric.AssentTo(r, human("m", "Marcus", actor.Recruiter), now.Add(-47*time.Hour)))
	require.NoError(t, err)
	return scorecard.Request{Rubric: locked, Transcripts: []transcript.Transcript{interview()}, Assignment: scorecard.Assignment{
		Requisition: "rq", Application: "ap", Round: "r1", Interview: "iv", Panelist: requisition.PersonOf(human("s", "Sofia", actor.Interviewer)),
		Competencies: []rubric.CompetencyID{"incidents", "delivery"}, InterviewEnd: now.Add(-2 * time.Hour),
	}}
}

func words() []string {
	var out []string
	for i, l := range lines {
		out = append(out, fmt.Sprintf("s%04d", i+1))
		said := strings.Fields(l.text)
		out = append(out, said...)
		for n := 3; n < 8; n += 2 { // and phrases, so that some of it was really said
			for at := 0; at+n <= len(said); at += 2 {
				out = append(out, strings.Join(said[at:at+n], " "))
			}
		}
	}
	return out
}

func TestTheSameSeedGivesTheSameModel(t *testing.T) {
	t.Parallel()
	write := func(seed uint64) [32]byte {
		var b bytes.Buffer
		require.NoError(t, chaos.WriteModel(&b, seed, words()))
		return sha256.Sum256(b.Bytes())
	}
	first := write(1)
	require.Equal(t, first, write(1))
	require.NotEqual(t, first, write(2))
}

// serve runs llama.cpp with a model of a seed, for as long as the test runs.
func serve(t *testing.T, seed uint64) string {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not on the path")
	}
	if _, err := os.Stat("node_modules/@fugood/node-llama-linux-x64"); err != nil {
		t.Skip("llama.cpp is not installed: run npm ci --omit=optional --ignore-scripts in integration/chaos")
	}
	path := filepath.Join(t.TempDir(), "chaos.gguf")
	f, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, chaos.WriteModel(f, seed, words()))
	require.NoError(t, f.Close())
	cmd := exec.CommandContext(t.Context(), "node", "server.mjs", path, strconv.FormatUint(seed, 10))
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	require.NoError(t, err)
	cmd.Stderr = log
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			t.Logf("%s", text[max(0, len(text)-4000):])
		}
	})
	for s := bufio.NewScanner(out); s.Scan(); {
		if strings.HasPrefix(s.Text(), "http://") {
			return s.Text()
		}
	}
	require.Fail(t, "llama.cpp does not start")
	return ""
}

// Two hundred scorecards by llama.cpp with random weights: what is accepted was
// said by the candidate, byte for byte, and every loop ends.
func TestTwoHundredScorecardsByLlama(t *testing.T) {
	const seed = 1
	model := openai.NewChat(openai.NewClient(serve(t, seed), "none"), "chaos", nil)
	req, source := request(t), interview()
	var replies, truncated, drafts, claims, cited, refused int
	for n := range 200 {
		var report generative.Report
		opts := &generative.Options{Concurrency: 1, MaxOutputTokens: 160, OnReport: func(r generative.Report) { report = r }}
		if n%2 == 1 {
			opts.Truncation, opts.Partial = generative.RetryLarger, true
		}
		e, err := generative.New(model, opts)
		require.NoError(t, err)
		p, err := e.DraftScorecard(t.Context(), req)
		replies += report.Calls
		require.LessOrEqual(t, report.Calls, 2*3, "the loop ends")
		for _, c := range report.PerCall {
			require.Contains(t, []llm.Kind{"", llm.Truncated}, c.Failed)
			if c.Failed == llm.Truncated {
				truncated++
			}
		}
		if err != nil {
			require.Contains(t, []llm.Kind{llm.Truncated, llm.InvalidOutput}, llm.KindOf(err))
		}
		if err != nil && len(p.Claims) == 0 {
			continue
		}
		drafts++
		d, err := scorecard.NewDraft("sc", req, p, now)
		require.NoError(t, err)
		claims, refused = claims+len(p.Claims), refused+len(d.Refused)
		for _, c := range req.Assignment.Competencies {
			for _, citation := range d.EvidenceFor(c) {
				cited++
				for _, span := range citation.Spans {
					seg, ok := source.Segment(transcript.SegmentID(span.Segment))
					require.True(t, ok)
					require.Equal(t, seg.Text[span.StartByte:span.EndByte], span.Text)
					require.Equal(t, transcript.SpeakerID("c"), seg.Speaker)
				}
			}
		}
	}
	t.Logf("%d replies, %d cut off; %d drafts, %d claims, %d accepted, %d refused", replies, truncated, drafts, claims, cited, refused)
	require.Positive(t, truncated, "truncation is met")
	require.Greater(t, claims, 100)
	require.Positive(t, cited, "some of it was really said")
	require.Greater(t, refused, cited)
}
