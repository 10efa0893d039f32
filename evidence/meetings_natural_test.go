package evidence_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
)

// spokenLine is a turn of a transcript: "**Ali** [1:02] Words." or "Ali: Words."
var spokenLine = regexp.MustCompile(`^(?:\*\*([^*]+)\*\* \[[\d:]+\]|([A-Z][\w' ]{2,30}):) (.+)$`)

// TestQuotesOfRecordedMeetings measures the checker on quotes of recorded speech,
// written by hand before anybody saw what it makes of them. Everybody who is quoted
// counts as a candidate, and a case names who is said to have said it.
func TestQuotesOfRecordedMeetings(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(corpus.Dir(t), "corpus", "transcripts")
	cases := readLines[groundingCase](t, filepath.Join("testdata", "meetings.cases.jsonl"))
	indexes := map[string]*evidence.Index{}
	for _, c := range cases {
		if indexes[c.Transcript] != nil {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(c.Transcript)))
		require.NoError(t, err)
		src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: c.Transcript, Hash: "h"}}
		for line := range strings.SplitSeq(string(raw), "\n") {
			if m := spokenLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
				src.Passages = append(src.Passages, evidence.Passage{
					ID: strconv.Itoa(len(src.Passages)), Speaker: evidence.Speaker{ID: m[1] + m[2], Role: transcript.Candidate}, Text: m[3],
				})
			}
		}
		require.Greater(t, len(src.Passages), 50)
		indexes[c.Transcript] = evidence.NewIndex(src)
	}
	var kept, honest, refused, distorted int
	for _, c := range cases {
		f := indexes[c.Transcript].Verify(evidence.Claim{Quote: c.Quote, Speaker: c.Speaker}, evidence.CandidateOnly())
		if *c.Expect.Admissible {
			honest++
			if f.Admissible() {
				kept++
			}
		} else {
			distorted++
			if !f.Admissible() {
				refused++
			}
		}
		if f.Admissible() != *c.Expect.Admissible && slices.Contains(strings.Split(os.Getenv("HIREALIGN_SHOW"), ","), "meetings") {
			t.Logf("%s %s %v %v %v: %q [%s]", c.ID, c.Class, f.Grade, f.Flags, f.Edits, c.Quote, f.Citation.Text())
		}
	}
	t.Logf("kept %d of %d honest (%.3f), refused %d of %d distorted (%.3f)",
		kept, honest, float64(kept)/float64(honest), refused, distorted, float64(refused)/float64(distorted))
	require.GreaterOrEqual(t, kept*100, 95*honest)
	require.GreaterOrEqual(t, refused*100, 98*distorted)
}
