package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/transcript"
)

var update = flag.Bool("update", false, "write the golden output")

func quickstart(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errs bytes.Buffer
	err = run(t.Context(), append([]string{"-html", filepath.Join(t.TempDir(), "debrief.html")}, args...), &out, &errs)
	return out.String(), errs.String(), err
}

// TestOutput compares the output with the one that README shows.
func TestOutput(t *testing.T) {
	t.Parallel()
	out, progress, err := quickstart(t)
	require.NoError(t, err)
	require.Contains(t, progress, "rubric locked: sha256:")
	if *update {
		require.NoError(t, os.WriteFile("output.txt", []byte(out), 0o600))
	}
	want, err := os.ReadFile("output.txt")
	require.NoError(t, err)
	require.Equal(t, string(want), out, "run: go test ./quickstart -update")
}

func TestEveryQuoteIsTheCandidatesOwn(t *testing.T) {
	t.Parallel()
	r, err := search(t.Context(), func(string, ...any) {}, filepath.Join(t.TempDir(), "q.db"))
	require.NoError(t, err)
	quotes := 0
	for _, c := range r.Candidates {
		sources := map[evidence.SourceRef]evidence.Source{}
		for _, tr := range c.transcripts {
			src := evidence.FromTranscript(tr)
			sources[src.Ref] = src
			if tr.Fidelity != transcript.HumanNotes {
				words := 0
				for _, s := range tr.Segments {
					words += len(strings.Fields(s.Text))
				}
				require.GreaterOrEqual(t, words, 1500, tr.ID)
			}
		}
		check := func(cites ...evidence.Citation) {
			for _, cite := range cites {
				quotes++
				src, ok := sources[cite.Source]
				require.True(t, ok, "a quote comes from this candidate's interviews")
				require.NoError(t, cite.Check(src))
				if cite.Source.Kind == evidence.TranscriptSource {
					require.Equal(t, transcript.Candidate, cite.Speaker.Role)
					require.Equal(t, c.Name, cite.Speaker.Name)
				}
			}
		}
		for _, card := range c.Cards {
			for _, rating := range card.Ratings() {
				check(rating.Evidence()...)
			}
		}
		for _, d := range c.Drafts {
			for _, e := range d.Entries {
				check(d.EvidenceFor(e.Competency)...)
			}
		}
		for _, cite := range c.Summary.Citations() {
			check(cite)
			require.Equal(t, evidence.TranscriptSource, cite.Source.Kind, "a summary quotes recorded words only")
		}
		require.Len(t, c.Cards, 4)
		require.Len(t, c.Summary.Bullets, 5)
	}
	require.Greater(t, quotes, 60)
	for i, trap := range r.Traps {
		require.Equal(t, i > 0, trap.Refused, trap.Name)
	}
	require.Len(t, r.Refusals, 8)
	require.Equal(t, []debrief.Outcome{debrief.Hire, debrief.Defer}, []debrief.Outcome{r.Decisions[0].Outcome(), r.Decisions[1].Outcome()})
}

func TestJSONIsOneDocument(t *testing.T) {
	t.Parallel()
	out, _, err := quickstart(t, "-json")
	require.NoError(t, err)
	dec := json.NewDecoder(strings.NewReader(out))
	var doc map[string]any
	require.NoError(t, dec.Decode(&doc))
	require.False(t, dec.More())
	require.NotContains(t, out, "null,")
}

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func TestOwnFiles(t *testing.T) {
	t.Parallel()
	rubric := filepath.Join("..", "data", "rubric.json")
	out, progress, err := quickstart(t, "-transcript", filepath.Join("..", "data", "tomas-technical.vtt"), "-rubric", rubric, "-candidate", "Tomás Herrera")
	require.NoError(t, err)
	require.Contains(t, progress, "teams_vtt")
	require.Contains(t, out, "Payment correctness: supported")
	require.Contains(t, out, "question not asked: After that incident, what did you change so that it would not come back?")
	require.NotContains(t, out, "(Sofia Lindqvist", "only the candidate is quoted")
	require.NotContains(t, strings.ToLower(out), "level")

	labelled := file(t, "labels.txt", "Interviewer: Tell me about an incident.\nCandidate: I led the incident and told support within five minutes of the first alert.\nInterviewer: And?\nCandidate: Done.\n")
	out, _, err = quickstart(t, "-transcript", labelled, "-rubric", rubric)
	require.NoError(t, err, "a label that is a role needs no flag")
	require.Contains(t, out, "(Candidate)")

	unanchored, err := os.ReadFile(rubric)
	require.NoError(t, err)
	cut := strings.Replace(string(unanchored), `"anchors"`, `"anchor"`, 1)
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"no candidate":            {[]string{"-transcript", "../data/priya-screen.txt", "-rubric", rubric}, "which speaker is the candidate: Marcus Oyelaran, Priya Nair"},
		"an unknown candidate":    {[]string{"-transcript", "../data/priya-screen.txt", "-rubric", rubric, "-candidate", "Priya"}, "no speaker of the transcript has that label"},
		"an empty file":           {[]string{"-transcript", file(t, "empty.vtt", ""), "-rubric", rubric, "-candidate", "x"}, "the file is empty"},
		"a picture":               {[]string{"-transcript", file(t, "a.png", "\x89PNG\r\n\x1a\n\x00"), "-rubric", rubric, "-candidate", "x"}, "the file is not text"},
		"prose":                   {[]string{"-transcript", file(t, "a.txt", "just a letter without any speaker"), "-rubric", rubric, "-candidate", "x"}, "no known transcript format"},
		"a broken VTT":            {[]string{"-transcript", file(t, "a.vtt", "WEBVTT\n\n00:01.000 --> "), "-rubric", rubric, "-candidate", "x"}, "no readable segment"},
		"no such file":            {[]string{"-transcript", "nowhere.vtt", "-rubric", rubric, "-candidate", "x"}, "nowhere.vtt"},
		"a misspelt field":        {[]string{"-transcript", "../data/priya-screen.txt", "-rubric", file(t, "r.json", cut)}, `unknown field "anchor"`},
		"a rubric without levels": {[]string{"-transcript", "../data/priya-screen.txt", "-rubric", file(t, "r.json", `{"id":"x","version":1,"role":{"title":"t"},"competencies":[{"id":"a","name":"n","description":"d","kind":"must_have"}],"questions":[{"id":"q","text":"?","competencies":["a"]}]}`)}, "rubric.anchors_missing"},
		"only half":               {[]string{"-transcript", "x"}, "go together"},
	} {
		_, _, err := quickstart(t, tt.args...)
		require.ErrorContains(t, err, tt.want, name)
	}
}

// TestReadmeShowsRealOutput looks up every line that README shows.
func TestReadmeShowsRealOutput(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	out, err := os.ReadFile("output.txt")
	require.NoError(t, err)
	_, block, ok := strings.Cut(string(readme), "```text\n")
	require.True(t, ok)
	block, _, ok = strings.Cut(block, "```")
	require.True(t, ok)
	lines := strings.Split(string(out), "\n")
	shown := 0
	for line := range strings.Lines(block) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			shown++
			require.Contains(t, lines, line)
		}
	}
	require.Greater(t, shown, 15)
}
