package decode_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

func strict(t *testing.T, data string) (transcript.Transcript, error) {
	t.Helper()
	got, _, err := decode.Decode(strings.NewReader(data), &decode.Options{ID: "tr", Format: decode.WebVTT(), Strict: true})
	return got, err
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(readFile(t, path)), into))
}

// TestWPTFiles compares strict mode with the cue lists of the web platform tests.
func TestWPTFiles(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(corpus.Dir(t), "corpus", "transcripts", "webvtt-wpt", "file")
	files, err := filepath.Glob(filepath.Join(dir, "*.expect.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			t.Parallel()
			var want struct {
				Error     bool `json:"error"`
				CueCount  *int `json:"cueCount"`
				Reference []struct {
					ID      string `json:"id"`
					StartMs int64  `json:"startMs"`
					EndMs   int64  `json:"endMs"`
				} `json:"reference"`
			}
			readJSON(t, f, &want)
			got, err := strict(t, readFile(t, strings.TrimSuffix(f, ".expect.json")+".vtt"))
			require.NoError(t, err)
			require.Len(t, got.Segments, len(want.Reference))
			if want.CueCount != nil {
				require.Len(t, got.Segments, *want.CueCount)
			}
			for i, c := range want.Reference {
				s := got.Segments[i]
				require.Equal(t, transcript.At(c.StartMs), s.Start, i)
				require.Equal(t, transcript.At(c.EndMs), s.End, i)
				require.Equal(t, c.ID, s.SourceID, i)
			}
		})
	}
}

func TestWPTInvalidFiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(corpus.Dir(t), "corpus", "transcripts", "webvtt-wpt", "invalid", "*.vtt"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		_, err := strict(t, readFile(t, f))
		require.ErrorAs(t, err, new(*decode.Error), f)
		_, _, err = decode.Decode(strings.NewReader(readFile(t, f)), &decode.Options{Strict: true})
		require.ErrorAs(t, err, new(*decode.Error), "%s without a forced format", f)
	}
}

// TestWPTCueText compares the words of strict mode with the trees of the web
// platform tests.
func TestWPTCueText(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(corpus.Dir(t), "corpus", "transcripts", "webvtt-wpt", "cue", "*.cases.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	cases := 0
	for _, f := range files {
		var set struct {
			Cases []struct {
				Input  string   `json:"input"`
				Text   string   `json:"text"`
				Voices []string `json:"voices"`
			} `json:"cases"`
		}
		readJSON(t, f, &set)
		for _, c := range set.Cases {
			if strings.Contains(c.Input, "\n\n") || strings.HasPrefix(c.Input, "\n") {
				continue // no payload of a file can be this
			}
			got, err := strict(t, "WEBVTT\n\n00:00.000 --> 00:01.000\n"+c.Input)
			require.NoError(t, err)
			require.Len(t, got.Segments, 1)
			require.Equal(t, c.Text, got.Segments[0].Text, "%q", c.Input)
			label := ""
			if len(got.Speakers) > 0 {
				label = got.Speakers[0].Label
			}
			want := ""
			if len(c.Voices) > 0 {
				want = c.Voices[0]
			}
			require.Equal(t, want, label, "%q", c.Input)
			cases++
		}
	}
	t.Logf("%d cue texts", cases)
	require.GreaterOrEqual(t, cases, 40)
}

// TestStrictReference compares strict mode with the specification's own parser, cue
// for cue, on every WebVTT file of the corpus.
func TestStrictReference(t *testing.T) {
	t.Parallel()
	root := filepath.Join(corpus.Dir(t), "corpus", "transcripts")
	f, err := os.Open(filepath.Join(root, "REFERENCE-vtt.jsonl"))
	require.NoError(t, err)
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<26)
	files, cues := 0, 0
	for sc.Scan() {
		var ref struct {
			File      string `json:"file"`
			NotWebVTT bool   `json:"notWebVTT"`
			Cues      []struct {
				ID      string   `json:"id"`
				StartMs int64    `json:"startMs"`
				EndMs   int64    `json:"endMs"`
				Text    string   `json:"text"`
				Voices  []string `json:"voices"`
			} `json:"cues"`
		}
		require.NoError(t, json.Unmarshal(sc.Bytes(), &ref))
		got, err := strict(t, readFile(t, filepath.Join(root, ref.File)))
		if ref.NotWebVTT {
			require.Error(t, err, ref.File)
			continue
		}
		require.NoError(t, err, ref.File)
		require.Len(t, got.Segments, len(ref.Cues), ref.File)
		for i, c := range ref.Cues {
			s := got.Segments[i]
			require.Equal(t, transcript.At(c.StartMs), s.Start, "%s %d", ref.File, i)
			require.Equal(t, transcript.At(c.EndMs), s.End, "%s %d", ref.File, i)
			require.Equal(t, c.ID, s.SourceID, "%s %d", ref.File, i)
			if ref.File != unterminated {
				require.Equal(t, c.Text, s.Text, "%s %d", ref.File, i)
			}
			if len(c.Voices) > 0 && strings.TrimSpace(c.Voices[0]) != "" {
				sp, _ := got.Speaker(s.Speaker)
				require.Equal(t, c.Voices[0], sp.Label, "%s %d", ref.File, i)
			}
		}
		files++
		cues += len(ref.Cues)
	}
	require.NoError(t, sc.Err())
	t.Logf("%d files and %d cues as in the reference", files, cues)
	require.Equal(t, 168, files)
	require.Equal(t, 11217, cues)
}

// unterminated has references such as "&lt" without a semicolon. The reference
// keeps them as text, as an early draft did; the specification decodes them as HTML does.
const unterminated = "webvtt-mozilla/cuetext/escape-characters/incorrect.vtt"
