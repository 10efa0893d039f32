package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm/llmtest"
)

var update = flag.Bool("update", false, "write the output that README shows")

func providersOutput(t *testing.T, env map[string]string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errs bytes.Buffer
	err = run(t.Context(), args, func(k string) string { return env[k] }, &out, &errs)
	return out.String(), errs.String(), err
}

// TestWithoutAKeyNothingIsSent compares with the output that README shows.
func TestWithoutAKeyNothingIsSent(t *testing.T) {
	t.Parallel()
	out, progress, err := providersOutput(t, nil, "-provider", "anthropic")
	require.NoError(t, err)
	require.Equal(t, "ANTHROPIC_API_KEY is not set: nothing is sent\n", progress)
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(readme), "```text\n")
	require.True(t, ok)
	shown, after, ok := strings.Cut(rest, "```")
	require.True(t, ok)
	if *update {
		require.NoError(t, os.WriteFile("README.md", []byte(before+"```text\n"+out+"```"+after), 0o600))
		shown = out
	}
	require.Equal(t, shown, out, "README shows the real output; run: go test . -update")

	raw, err := interview()
	require.NoError(t, err)
	for _, s := range raw.Transcripts[0].Segments {
		if len(s.Text) > 30 {
			require.NotContains(t, out, s.Text[:30], "the text is left out")
		}
	}
}

// TestTheSameInterviewWithEachProvider lets each provider's server answer with one
// quote of the interview and one that nobody said.
func TestTheSameInterviewWithEachProvider(t *testing.T) {
	t.Parallel()
	line := regexp.MustCompile(`(?m)^(s\d{4})\| candidate: (\S+ \S+ \S+ \S+ \S+ \S+)`)
	for name, tt := range map[string]struct {
		provider string
		dialect  llmtest.Dialect
		path     string
		flags    []string
	}{
		"openai":                   {"openai", llmtest.OpenAIResponses(), "/v1", nil},
		"openai, Chat Completions": {"openai", llmtest.OpenAIChat(), "/v1", []string{"-chat"}},
		"anthropic":                {"anthropic", llmtest.Anthropic(), "", nil},
		"gemini":                   {"gemini", llmtest.Gemini(), "", nil},
		"ollama":                   {"ollama", llmtest.Ollama(), "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := llmtest.NewServer(t, tt.dialect)
			s.Play(func(sent llmtest.Sent) llmtest.Reply {
				m := line.FindStringSubmatch(strings.Join(sent.Parts, "\n"))
				if m == nil {
					return llmtest.Reply{Failure: llmtest.BadRequest}
				}
				quote, err := json.Marshal(m[2])
				if err != nil {
					return llmtest.Reply{Failure: llmtest.BadRequest}
				}
				return llmtest.Reply{Text: `{"evidence":[{"segment":"` + m[1] + `","quote":` + string(quote) + `,"direction":"supports"},` +
					`{"segment":"` + m[1] + `","quote":"I invented this sentence for you","direction":"supports"}]}`}
			})
			env := map[string]string{"OPENAI_API_KEY": llmtest.Key, "ANTHROPIC_API_KEY": llmtest.Key, "GEMINI_API_KEY": llmtest.Key}
			out, progress, err := providersOutput(t, env, append([]string{"-provider", tt.provider, "-base-url", s.URL + tt.path}, tt.flags...)...)
			require.NoError(t, err)
			require.Contains(t, out, "supported")
			require.Contains(t, out, "claims refused")
			require.NotContains(t, out, `"I invented`)
			require.Contains(t, progress, "tokens in all")
			require.Greater(t, len(s.Sent()), 5)
		})
	}
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	_, _, err := providersOutput(t, nil)
	require.ErrorContains(t, err, "-provider one of openai, anthropic, gemini, ollama")

	s := llmtest.NewServer(t, llmtest.Anthropic())
	s.Play(func(llmtest.Sent) llmtest.Reply {
		return llmtest.Reply{Failure: llmtest.BadKey, Message: "canary-5d1f"}
	})
	_, progress, err := providersOutput(t, map[string]string{"ANTHROPIC_API_KEY": llmtest.Key}, "-provider", "anthropic", "-base-url", s.URL)
	require.EqualError(t, err, "llm: auth (status 401)")
	require.NotContains(t, progress, "canary-5d1f")
	require.Len(t, s.Sent(), 1)
}
