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
	require.Equal(t, 2, run([]string{"missing.json"}, &out, &errs))
}
