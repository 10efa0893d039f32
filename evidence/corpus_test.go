package evidence_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
)

type groundingRecord struct {
	ID         string   `json:"id"`
	Candidates []string `json:"candidates"`
	Segments   []struct {
		I          int    `json:"i"`
		Speaker    string `json:"speaker"`
		Start, End int
	} `json:"segments"`
	Text string `json:"text"`
}

type groundingCase struct {
	ID         string `json:"id"`
	Transcript string `json:"transcript"`
	Class      string `json:"class"`
	Quote      string `json:"quote"`
	Speaker    string `json:"speaker"`
	Expect     struct {
		Admissible *bool `json:"admissible"`
	} `json:"expect"`
	Note  string `json:"note"`
	Split string `json:"split"`
}

func readLines[T any](t testing.TB, path string) []T {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	var out []T
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var v T
		require.NoError(t, json.Unmarshal(sc.Bytes(), &v))
		out = append(out, v)
	}
	require.NoError(t, sc.Err())
	return out
}

func groundingIndex(rec groundingRecord) *evidence.Index {
	runes := []rune(rec.Text)
	src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: rec.ID, Hash: rec.ID}}
	for _, s := range rec.Segments {
		role := transcript.Interviewer
		if slices.Contains(rec.Candidates, s.Speaker) {
			role = transcript.Candidate
		}
		src.Passages = append(src.Passages, evidence.Passage{
			ID: strconv.Itoa(s.I), Speaker: evidence.Speaker{ID: s.Speaker, Name: s.Speaker, Role: role},
			Text: string(runes[s.Start:s.End]),
		})
	}
	return evidence.NewIndex(src)
}

// TestGroundingCorpus measures the checker on labelled quotes of real meetings
// and interviews. The classes are those of the corpus: t_ must be admitted, f_ must not.
func TestGroundingCorpus(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(corpus.Dir(t), "corpus", "grounding")
	indexes := map[string]*evidence.Index{}
	for _, rec := range readLines[groundingRecord](t, filepath.Join(dir, "dev.transcripts.jsonl")) {
		indexes[rec.ID] = groundingIndex(rec)
	}
	admitted, total := map[string]int{}, map[string]int{}
	var tp, fp, honest int
	for _, c := range readLines[groundingCase](t, filepath.Join(dir, "dev.cases.jsonl")) {
		ix := indexes[c.Transcript]
		f := ix.Verify(evidence.Claim{Quote: c.Quote, Speaker: c.Speaker}, evidence.CandidateOnly())
		total[c.Class]++
		if f.Admissible() {
			admitted[c.Class]++
			require.NoError(t, f.Citation.Check(ix.Source()), c.ID)
			require.NoError(t, f.Citation.CheckPolicy(evidence.CandidateOnly()), c.ID)
		}
		if c.Expect.Admissible == nil {
			continue
		}
		switch want := *c.Expect.Admissible; {
		case want:
			honest++
			if f.Admissible() {
				tp++
			} else if os.Getenv("HIREALIGN_SHOW") == c.Class {
				t.Logf("lost %s %v %v %v: %q", c.ID, f.Grade, f.Flags, f.Edits, c.Quote)
			}
		case f.Admissible():
			fp++
			if os.Getenv("HIREALIGN_SHOW") == c.Class {
				t.Logf("wrongly admitted %s %v %v: %q [%s] %s", c.ID, f.Flags, f.Edits, c.Quote, f.Citation.Text(), c.Note)
			}
		}
	}
	refused := func(classes string) float64 {
		var in, all int
		for c := range strings.FieldsSeq(classes) {
			in, all = in+admitted["f_"+c], all+total["f_"+c]
		}
		return 1 - float64(in)/float64(all)
	}
	var rows []string
	for c, n := range total {
		rows = append(rows, fmt.Sprintf("%-22s admitted %3d of %3d", c, admitted[c], n))
	}
	slices.Sort(rows)
	t.Log("\n" + strings.Join(rows, "\n"))
	recall, precision := float64(tp)/float64(honest), float64(tp)/float64(tp+fp)
	never, meaning, speaker, splice := refused("fabricated paraphrase scramble graft content_sub"),
		refused("neg_drop neg_add number agency hedge_drop antonym_modal entity ellipsis_inversion scope_cut"),
		refused("wrong_speaker cross_speaker"), refused("quilt trivial")
	t.Logf("recall %.3f precision %.3f; refused: never said %.3f, meaning changed %.3f, wrong speaker %.3f, spliced or trivial %.3f",
		recall, precision, never, meaning, speaker, splice)

	require.GreaterOrEqual(t, recall, .98)
	require.GreaterOrEqual(t, precision, .99)
	require.InDelta(t, 1, never, 0)
	require.InDelta(t, 1, speaker, 0)
	require.InDelta(t, 1, splice, 0)
	require.GreaterOrEqual(t, meaning, .99)
	require.Zero(t, admitted["f_neg_drop"]+admitted["f_neg_add"]+admitted["f_number"]+admitted["f_agency"])
}
