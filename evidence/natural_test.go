package evidence_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
)

// TestNaturalQuotes measures the checker on interviews and quotes written by hand,
// in the voice of models: testdata/README.md says how. A third of the cases was
// held out while the rules were written, and those of one interview were written
// after them; each part is reported apart.
func TestNaturalQuotes(t *testing.T) {
	t.Parallel()
	indexes := map[string]*evidence.Index{}
	for _, rec := range readLines[groundingRecord](t, filepath.Join("testdata", "natural.transcripts.jsonl")) {
		indexes[rec.ID] = groundingIndex(rec)
	}
	show := os.Getenv("HIREALIGN_SHOW")
	type score struct{ kept, honest, refused, distorted int }
	sums := map[string]*score{"tune": {}, "held": {}, "fresh": {}}
	for _, c := range readLines[groundingCase](t, filepath.Join("testdata", "natural.cases.jsonl")) {
		f := indexes[c.Transcript].Verify(evidence.Claim{Quote: c.Quote, Speaker: c.Speaker}, evidence.CandidateOnly())
		s := sums[c.Split]
		right := f.Admissible() == *c.Expect.Admissible
		if *c.Expect.Admissible {
			s.honest++
		} else {
			s.distorted++
		}
		switch {
		case right && f.Admissible():
			s.kept++
		case right:
			s.refused++
		case slices.Contains(strings.Split(show, ","), c.Split):
			t.Logf("%s %s %v %v: %q [%s]", c.ID, c.Class, f.Grade, f.Flags, c.Quote, f.Citation.Text())
		}
	}
	for _, split := range []string{"tune", "held", "fresh"} {
		s := sums[split]
		t.Logf("%s: kept %d of %d honest (%.3f), refused %d of %d distorted (%.3f)", split,
			s.kept, s.honest, float64(s.kept)/float64(s.honest), s.refused, s.distorted, float64(s.refused)/float64(s.distorted))
		require.GreaterOrEqual(t, s.kept*100, 95*s.honest)
		require.GreaterOrEqual(t, s.refused*100, 98*s.distorted)
	}
}
