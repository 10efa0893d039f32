package models_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm/llmtest"
)

var update = flag.Bool("update", false, "write docs/providers.md anew")

const (
	document = "../../docs/providers.md"
	begin    = "<!-- Written in integration/models by `GOWORK=off go test -run Matrix -update .` -->\n"
	end      = "<!-- End of the table. -->\n"
)

// TestMatrix runs the conformance kit on every adapter and holds the table of
// docs/providers.md to the outcome.
func TestMatrix(t *testing.T) {
	all := adapters()
	results := make([][]llmtest.Result, len(all))
	for i, a := range all {
		t.Run(a.name, func(t *testing.T) {
			results[i] = llmtest.Run(t, func(t *testing.T) llmtest.Harness {
				t.Helper()
				s := llmtest.NewServer(t, a.dialect)
				return s.Harness(a.at(t, s.URL, llmtest.Key, "a-model"))
			}, a.features)
		})
	}
	if t.Failed() {
		return
	}

	var b strings.Builder
	b.WriteString("| Rule |")
	for _, a := range all {
		b.WriteString(" " + a.name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(all)) + "\n")
	for rule := range results[0] {
		b.WriteString("| " + results[0][rule].Rule + " |")
		for i := range all {
			b.WriteString(map[llmtest.Outcome]string{llmtest.Passed: " yes |", llmtest.Skipped: " – |"}[results[i][rule].Outcome])
		}
		b.WriteString("\n")
	}

	raw, err := os.ReadFile(document)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(raw), begin)
	require.True(t, ok, "the document has no place for the table")
	_, after, ok := strings.Cut(rest, end)
	require.True(t, ok)
	want := before + begin + "\n" + b.String() + "\n" + end + after
	if *update {
		require.NoError(t, os.WriteFile(document, []byte(want), 0o644))
		return
	}
	require.Equal(t, want, string(raw), "docs/providers.md is not what the run shows; write it anew with -update")
}
