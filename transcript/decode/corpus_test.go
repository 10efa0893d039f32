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

func decodeFile(t *testing.T, path string, f decode.Format) (transcript.Transcript, []decode.Diagnostic, error) {
	t.Helper()
	r, err := os.Open(path)
	require.NoError(t, err)
	defer r.Close()
	return decode.Decode(r, &decode.Options{ID: "tr", Format: f})
}

// TestReferenceCues compares the cues of every WebVTT file of the corpus with
// the cue list of the specification's own parser.
func TestReferenceCues(t *testing.T) {
	t.Parallel()
	root := filepath.Join(corpus.Dir(t), "corpus", "transcripts")
	f, err := os.Open(filepath.Join(root, "REFERENCE-vtt.jsonl"))
	require.NoError(t, err)
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<26)
	var files, same, cues, kept int
	for sc.Scan() {
		var ref struct {
			File string `json:"file"`
			Path string `json:"path"`
			Cues []struct {
				StartMs int64  `json:"startMs"`
				EndMs   int64  `json:"endMs"`
				Text    string `json:"text"`
			} `json:"cues"`
		}
		require.NoError(t, json.Unmarshal(sc.Bytes(), &ref))
		name := ref.File + ref.Path
		got, _, err := decodeFile(t, filepath.Join(root, name), decode.WebVTT())
		type cue struct {
			start, end int64
			text       string
		}
		want := map[cue]int{}
		n := 0
		for _, c := range ref.Cues {
			if strings.TrimSpace(c.Text) == "" {
				continue
			}
			n++
			want[cue{c.StartMs, c.EndMs, squeeze(c.Text)}]++
		}
		if n == 0 {
			continue
		}
		files++
		cues += n
		hit := 0
		if err == nil {
			joined := map[[2]int64]string{}
			var order [][2]int64
			for _, s := range got.Segments {
				a, _ := s.Start.Ms()
				b, _ := s.End.Ms()
				want1 := cue{a, b, squeeze(s.Text)}
				if want[want1] > 0 {
					want[want1]--
					hit++
					continue
				}
				k := [2]int64{a, b}
				if _, ok := joined[k]; !ok {
					order = append(order, k)
				}
				joined[k] += " " + s.Text
			}
			for _, k := range order {
				c := cue{k[0], k[1], squeeze(joined[k])}
				if want[c] > 0 {
					want[c]--
					hit++
				}
			}
		}
		kept += hit
		if hit == n {
			same++
		} else {
			t.Logf("%s: %d of %d cues, error %v", name, hit, n, err)
		}
	}
	require.NoError(t, sc.Err())
	t.Logf("%d of %d files and %d of %d cues as in the reference", same, files, kept, cues)
	// The rest are cues that a lenient reader keeps and the specification drops, such
	// as negative times, JSON payloads read as speech, or a "<" kept as text.
	require.GreaterOrEqual(t, same, 140)
	require.GreaterOrEqual(t, kept, 11195)
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
