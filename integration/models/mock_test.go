package models_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm"
)

// mock starts the independent mock of package.json, for as long as the test runs.
func mock(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not on the path")
	}
	if _, err := os.Stat("node_modules/@copilotkit/aimock"); err != nil {
		t.Skip("the mock is not installed: run npm ci --ignore-scripts in integration/models")
	}
	cmd := exec.CommandContext(t.Context(), "node", "mock.mjs")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(line)
}

func ask(text string) *llm.Request {
	return &llm.Request{
		Task: "test", System: "You quote what was said.", MaxOutputTokens: 500,
		Parts: []llm.Part{
			{Kind: llm.Untrusted, Text: "s0001| candidate: we moved the ledger", Cache: true}, {Kind: llm.Instruction, Text: text},
		},
		Output: &llm.Schema{Name: "evidence", JSON: []byte(`{"type":"object","properties":{"evidence":{"type":"array","items":{"type":"object",` +
			`"properties":{"segment":{"type":"string"},"quote":{"type":"string"}},"required":["segment","quote"],"additionalProperties":false}}},` +
			`"required":["evidence"],"additionalProperties":false}`)},
	}
}

const canary = "canary-5d1f" // of mock.mjs

// TestAgainstAnIndependentMock runs every adapter, through its SDK, against a server
// that others wrote from the same documentation. It catches what our own server and
// adapters misread together.
func TestAgainstAnIndependentMock(t *testing.T) {
	t.Parallel()
	base := mock(t)
	for _, a := range adapters() {
		m := a.at(t, base, "a-key", "a-model")
		for way, call := range map[string]func(context.Context, *llm.Request) (*llm.Response, error){
			"whole": m.Generate,
			"streamed": func(ctx context.Context, r *llm.Request) (*llm.Response, error) {
				var text strings.Builder
				out, err := m.Stream(ctx, r, func(d llm.Delta) error {
					text.WriteString(d.Text)
					return nil
				})
				if err == nil {
					require.Equal(t, out.Text, text.String(), "the deltas are the text")
				}
				return out, err
			},
		} {
			t.Run(a.name+"/"+way, func(t *testing.T) {
				t.Parallel()
				r, err := call(t.Context(), ask("answer"))
				require.NoError(t, err)
				require.NoError(t, r.Check())
				require.JSONEq(t, `{"evidence":[{"segment":"s0001","quote":"we moved the ledger"}]}`, r.Text)
				require.NotEmpty(t, r.Model)

				r, err = call(t.Context(), ask("go on without end"))
				switch a.name {
				case "openai, Responses": // the mock says incomplete and not why, and a guess would be one
					require.Equal(t, llm.Incomplete, llm.KindOf(err))
				case "ollama": // the mock has no such reason for it
					require.NoError(t, err)
				default:
					require.NoError(t, err)
					require.Equal(t, llm.Length, r.Finish)
				}

				for text, want := range map[string]llm.Kind{
					"too often": llm.RateLimited, "too many": llm.Unavailable, "who are you": llm.Auth, "nonsense": llm.InvalidRequest,
				} {
					ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second)
					start := time.Now()
					_, err = llm.Wrap(m, llm.Retry(&llm.RetryOptions{Attempts: 2, Base: time.Millisecond})).Generate(ctx, ask(text))
					require.Less(t, time.Since(start), 5*time.Second, text)
					cancel()
					require.Equal(t, want, llm.KindOf(err), "%s: %v", text, err)
					require.NotContains(t, err.Error(), canary)
				}
				broken := []string{"break it", "hang up"}
				if way == "streamed" {
					broken = append(broken, "cut the stream")
				}
				for _, text := range broken {
					_, err = call(t.Context(), ask(text))
					require.Contains(t, []llm.Kind{llm.Incomplete, llm.Unavailable}, llm.KindOf(err), "%s: %v", text, err)
				}
			})
		}
	}
}
