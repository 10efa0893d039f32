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

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/examples/data"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

var update = flag.Bool("update", false, "write the sample and its output")

// sample is a bundle of two quotes out of an interview of the sample data.
func sample(t *testing.T) []byte {
	t.Helper()
	f, err := data.Files.Open("priya-technical.vtt")
	require.NoError(t, err)
	defer f.Close()
	tr, _, err := decode.Decode(f, &decode.Options{ID: "tr-technical"})
	require.NoError(t, err)
	tr, err = tr.AssignRole("Priya Nair", transcript.Candidate, transcript.Declared)
	require.NoError(t, err)
	ix := evidence.NewIndex(evidence.FromTranscript(tr))
	var doc struct {
		ID       string              `json:"id"`
		Evidence []evidence.Citation `json:"evidence"`
	}
	doc.ID = "sc-priya-technical"
	for _, quote := range []string{"I did not roll it back", "It was sixteen thousand and then it was nineteen thousand, and I corrected it in the channel"} {
		found := ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly())
		require.True(t, found.Admissible(), quote)
		doc.Evidence = append(doc.Evidence, found.Citation)
	}
	raw, err := json.Marshal(doc)
	require.NoError(t, err)
	b, err := evidence.NewBundle(raw, []transcript.Transcript{tr}, nil, nil)
	require.NoError(t, err)
	out, err := json.MarshalIndent(b, "", "  ")
	require.NoError(t, err)
	return append(out, '\n')
}

func TestSample(t *testing.T) {
	t.Parallel()
	made := sample(t)
	var out, errs bytes.Buffer
	if *update {
		require.NoError(t, os.WriteFile("sample.json", made, 0o600))
	}
	want, err := os.ReadFile("sample.json")
	require.NoError(t, err)
	require.Equal(t, string(want), string(made), "run: go test ./verifybundle -update")
	require.Zero(t, run([]string{"sample.json"}, &out, &errs))
	if *update {
		require.NoError(t, os.WriteFile("output.txt", out.Bytes(), 0o600))
	}
	shown, err := os.ReadFile("output.txt")
	require.NoError(t, err)
	require.Equal(t, string(shown), out.String())
	require.Empty(t, errs.String())
}

func TestChangedBundles(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("sample.json")
	require.NoError(t, err)
	for name, tc := range map[string]struct {
		old, changed string
		code         int
		says         string
	}{
		"what was said":    {"I did not roll it back", "I did roll it back", 1, "evidence.bundle_passage_unproved"},
		"a key in capital": {`"seal"`, `"Seal"`, 1, "evidence.bundle_malformed"},
		"no JSON":          {"{", "", 2, ""},
	} {
		file := filepath.Join(t.TempDir(), "bundle.json")
		require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(string(raw), tc.old, tc.changed)), 0o600))
		var out, errs bytes.Buffer
		require.Equal(t, tc.code, run([]string{file}, &out, &errs), name)
		require.Contains(t, out.String(), tc.says, name)
	}
	var out, errs bytes.Buffer
	require.Equal(t, 2, run(nil, &out, &errs))
	require.Equal(t, 2, run([]string{"-h"}, &out, &errs))
	require.Contains(t, errs.String(), "usage: ")
	require.Empty(t, out.String())
}

// TestAFileThatCannotBeReadCostsNoOther names each and goes on.
func TestAFileThatCannotBeReadCostsNoOther(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("sample.json")
	require.NoError(t, err)
	dir := t.TempDir()
	for name, content := range map[string]string{
		"empty": "", "mark": "\uFEFF" + string(raw), "twice": string(raw) + string(raw), "zeros": strings.Repeat("\x00", 1<<20),
		"deep": strings.Repeat("[", 1<<20), "other": "{}", "crlf": strings.ReplaceAll(string(raw), "\n", "\r\n"),
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	var out, errs bytes.Buffer
	var files []string
	for _, name := range []string{"missing", "empty", "mark", "twice", "zeros", "deep", ".", "other", "crlf"} {
		files = append(files, filepath.Join(dir, name))
	}
	require.Equal(t, 2, run(files, &out, &errs))
	for _, name := range []string{"missing", "empty", "mark", "twice", "zeros", "deep", filepath.Base(dir)} {
		require.Contains(t, errs.String(), "verifybundle: "+name+": ")
	}
	require.Contains(t, out.String(), "other: DOES NOT HOLD\n  the bundle is not written as bundles are (evidence.bundle_malformed)\n")
	require.Contains(t, out.String(), "crlf: holds\n")
	require.Equal(t, 1, run([]string{filepath.Join(dir, "other"), filepath.Join(dir, "crlf")}, &out, &errs))
}

// TestABundleWritesNoLineOfItsOwn seals a bundle whose names hold line ends and the
// codes of terminals.
func TestABundleWritesNoLineOfItsOwn(t *testing.T) {
	t.Parallel()
	var tr transcript.Transcript
	tr.ID, tr.Speakers = "tr\nevil.json: holds", []transcript.Speaker{{ID: "c", Label: "P", Name: "P\x1b[2J\u202e", Role: transcript.Candidate, RoleSource: transcript.Declared}}
	tr.Segments = []transcript.Segment{{ID: "s1", Speaker: "c", Text: "I led the move.\nother.json: holds"}}
	c, err := evidence.NewIndex(evidence.FromTranscript(tr)).Cite("s1", 0, len(tr.Segments[0].Text))
	require.NoError(t, err)
	raw, err := json.Marshal(c)
	require.NoError(t, err)
	made, err := evidence.NewBundle(raw, []transcript.Transcript{tr}, nil, nil)
	require.NoError(t, err)
	raw, err = json.Marshal(made)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, verify(raw, &out))
	require.Equal(t, 3, strings.Count(out.String(), "\n"), out.String())
	require.NotContains(t, out.String(), "\x1b")
	require.NotContains(t, out.String(), "\u202e")
}
