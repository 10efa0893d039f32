package scorecard_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/scorecard"
)

// What decodes is by a named human, has a basis for every level, and comes out as
// it went in.
func FuzzScorecard(f *testing.F) {
	for _, name := range []string{"testdata/scorecard_first.json", "testdata/draft_first.json"} {
		b, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(b)
	}
	f.Add([]byte(`null`))
	f.Add([]byte(`{"submitted_by":{"kind":"agent","id":"x"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var card scorecard.Scorecard
		if json.Unmarshal(b, &card) != nil || card.IsZero() {
			return
		}
		require.NoError(t, card.By().Validate())
		for _, r := range card.Ratings() {
			level, ok := r.Level()
			require.Equal(t, ok, level > 0)
			require.True(t, r.Reason() != "" || len(r.Evidence()) > 0)
			require.Equal(t, card.By().ID(), r.By().ID())
		}
		out, err := json.Marshal(card)
		require.NoError(t, err)
		var again scorecard.Scorecard
		require.NoError(t, json.Unmarshal(out, &again))
		require.Equal(t, card.Hash(), again.Hash())
	})
}
