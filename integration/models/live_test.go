package models_test

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm"
)

// TestLive asks the providers themselves, where HIREALIGN_LIVE is set and the
// variables hold a key. It costs money, and nothing in this repository claims that
// it was run.
func TestLive(t *testing.T) {
	t.Parallel()
	if os.Getenv("HIREALIGN_LIVE") == "" {
		t.Skip("set HIREALIGN_LIVE=1 and a provider's key to ask the providers themselves")
	}
	for _, a := range adapters() {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			key := os.Getenv(a.keyVariable)
			if key == "" {
				t.Skipf("%s is not set", a.keyVariable)
			}
			base := a.live
			if a.baseVariable != "" {
				base = os.Getenv(a.baseVariable)
			}
			name := os.Getenv(a.modelVariable)
			if name == "" {
				name = a.standsForModel
			}
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			m, ok := llm.Wrap(a.at(t, base, key, name), llm.Retry(nil)).(llm.Streamer)
			require.True(t, ok)
			req := ask("Copy from the candidate's line the words that say what was moved.")
			req.MaxOutputTokens = 4000
			pieces := 0
			r, err := m.Stream(ctx, req, func(llm.Delta) error {
				pieces++
				return nil
			})
			require.NoError(t, err)
			require.NoError(t, r.Check())
			require.True(t, json.Valid([]byte(r.Text)))
			require.Positive(t, pieces)
			require.Positive(t, r.Usage.Input)
			require.Positive(t, r.Usage.Output)

			wrong := a.at(t, base, "not-a-key", "no-such-model")
			_, err = wrong.Generate(ctx, ask("x"))
			require.Contains(t, []llm.Kind{llm.Auth, llm.InvalidRequest}, llm.KindOf(err), "%v", err)
		})
	}
}
