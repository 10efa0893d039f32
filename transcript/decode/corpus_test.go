package decode_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

func decodeFile(t *testing.T, path string, f decode.Format) (transcript.Transcript, []decode.Diagnostic, error) {
	t.Helper()
	r, err := os.Open(path)
	require.NoError(t, err)
	defer r.Close()
	return decode.Decode(r, &decode.Options{ID: "tr", Format: f})
}

// lenientDiffers are the files of the corpus in which lenient mode means to read
// something else than the specification, and why.
var lenientDiffers = map[string]string{
	"teams/graph-docs-metadata.vtt":                         "payloads of JSON are read as speech",
	"webvtt-mozilla/cuetext/tag-format/bogus-span-name.vtt": "<bad> is no tag of WebVTT and may be words, as <unk> is",
	"webvtt-mozilla/cuetext/tag-format/end-tag-no-gt.vtt":   "words after a < that starts no complete tag are kept",
	"webvtt-mozilla/cuetext/timestamp/non-digit.vtt":        "<a0:01.000> is no time and may be words",
	"webvtt-wpt/file/timings-negative.vtt":                  "an end before its start is unknown",
	"webvtt-wpt/rendering/test_two_voices.vtt":              "a cue with several voices makes a segment for each",
}

// TestLenientReference compares the cues of every WebVTT file of the corpus, read as
// products write them, with the cue list of the specification's own parser.
func TestLenientReference(t *testing.T) {
	t.Parallel()
	root := filepath.Join(corpus.Dir(t), "corpus", "transcripts")
	f, err := os.Open(filepath.Join(root, "REFERENCE-vtt.jsonl"))
	require.NoError(t, err)
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<26)
	files, cues, differ := 0, 0, 0
	for sc.Scan() {
		var ref struct {
			File string `json:"file"`
			Cues []struct {
				StartMs int64    `json:"startMs"`
				EndMs   int64    `json:"endMs"`
				Text    string   `json:"text"`
				Voices  []string `json:"voices"`
			} `json:"cues"`
		}
		require.NoError(t, json.Unmarshal(sc.Bytes(), &ref))
		var want, got spoken
		voices := false
		for _, c := range ref.Cues {
			want.add(c.StartMs, c.EndMs, c.Text)
			voices = voices || len(c.Voices) > 0
		}
		if len(want) == 0 {
			continue
		}
		tr, _, err := decodeFile(t, filepath.Join(root, ref.File), decode.WebVTT())
		require.NoError(t, err, ref.File)
		for _, s := range tr.Segments {
			from, _ := s.Start.Ms()
			to, _ := s.End.Ms()
			text := s.Text
			if sp, ok := tr.Speaker(s.Speaker); ok && !voices { // its name stood before the words, or above them
				text = sp.Label + ": " + text
				if filepath.Base(filepath.Dir(ref.File)) == "zoom" {
					text = sp.Label + " " + s.Text
				}
			}
			got.add(from, to, text)
		}
		files++
		cues += len(ref.Cues)
		if why, ok := lenientDiffers[ref.File]; ok {
			require.NotEqual(t, want, got, "%s: %s", ref.File, why)
			differ++
			continue
		}
		require.Subset(t, got, want, ref.File)
	}
	require.NoError(t, sc.Err())
	t.Logf("%d files with %d cues; %d files differ on purpose", files, cues, differ)
	require.Len(t, lenientDiffers, differ)
}

// spoken is what was said at which times; what several voices say in one cue is
// joined, and so are cues of the same times.
type spoken []string

func (s *spoken) add(from, to int64, text string) {
	at := fmt.Sprintf("%d --> %d: ", from, to)
	switch text = squeeze(text); {
	case text == "":
	case len(*s) > 0 && strings.HasPrefix((*s)[len(*s)-1], at):
		(*s)[len(*s)-1] += " " + text
	default:
		*s = append(*s, at+text)
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
