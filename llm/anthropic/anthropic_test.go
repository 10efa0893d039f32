package anthropic_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/anthropics/anthropic-sdk-go/option"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/anthropic"
	"github.com/hirealign/hirealign/llm/llmtest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	llmtest.Run(t, func(t *testing.T) llmtest.Harness {
		t.Helper()
		s := llmtest.NewServer(t, llmtest.Anthropic())
		return s.Harness(model(s, nil))
	}, llmtest.Features{
		Wire: true, Stream: true, Schema: true, CacheMarks: true, CacheRead: true, CacheWrite: true, Reasoning: true,
		Refusal: true, WindowFull: true, Quota: true, BadSchema: true, RequestID: true, ReplyID: true,
	})
}

func model(s *llmtest.Server, opts *anthropic.Options) *anthropic.Model {
	return anthropic.New(anthropic.NewClient(llmtest.Key, option.WithBaseURL(s.URL)), "a-model", opts)
}

func ask() *llm.Request {
	return &llm.Request{Parts: []llm.Part{{Kind: llm.Instruction, Text: "ask", Cache: true}}}
}

// TestNothingComesFromTheEnvironment sets what the SDK reads on its own.
func TestNothingComesFromTheEnvironment(t *testing.T) {
	for name, value := range map[string]string{
		"ANTHROPIC_BASE_URL": "http://127.0.0.1:1", "ANTHROPIC_API_KEY": "of-the-environment", "ANTHROPIC_AUTH_TOKEN": "of-the-environment",
		"ANTHROPIC_PROFILE": "of-the-environment", "ANTHROPIC_CUSTOM_HEADERS": "X-Odd: of-the-environment",
		"ANTHROPIC_OPEN_TELEMETRY": "true", "ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE": "content",
	} {
		t.Setenv(name, value)
	}
	s := llmtest.NewServer(t, llmtest.Anthropic())
	_, err := model(s, nil).Generate(t.Context(), ask())
	require.NoError(t, err)
	for name, values := range s.Sent()[0].Header {
		require.NotContains(t, strings.Join(values, " "), "of-the-environment", name)
	}
	require.Empty(t, s.Sent()[0].Header.Get("Traceparent"))
}

func TestLimitsAndMarks(t *testing.T) {
	t.Parallel()
	s := llmtest.NewServer(t, llmtest.Anthropic())
	_, err := model(s, nil).Generate(t.Context(), ask())
	require.NoError(t, err)
	require.Equal(t, 8192, s.Sent()[0].MaxOutputTokens, "the API wants a limit")
	require.False(t, s.Sent()[0].Stream)

	r, err := model(s, &anthropic.Options{MaxOutputTokens: 64_000, CacheTTL: "1h"}).Generate(t.Context(), ask())
	require.NoError(t, err)
	require.Equal(t, "ok", r.Text)
	require.True(t, s.Sent()[1].Stream, "a long reply is streamed inside")
	require.Contains(t, string(s.Sent()[1].Body), `"cache_control":{"ttl":"1h","type":"ephemeral"}`)

	req := ask()
	for _, text := range []string{"", "b", "c", "d"} {
		req.Parts = append(req.Parts, llm.Part{Text: text, Cache: true})
	}
	_, err = model(s, nil).Generate(t.Context(), req)
	require.NoError(t, err)
	require.Equal(t, 4, strings.Count(string(s.Sent()[2].Body), `"cache_control"`), "a part without text has no mark")
}

func TestAModelNeedsAName(t *testing.T) {
	t.Parallel()
	_, err := anthropic.New(anthropic.NewClient("k"), "", nil).Generate(t.Context(), ask())
	require.EqualError(t, err, "llm: invalid_request: no model is named")
}

func Example() {
	model := anthropic.New(anthropic.NewClient("key"), "claude-haiku-4-5", &anthropic.Options{CacheTTL: "1h"})
	_, streams := llm.Wrap(model, llm.Retry(nil)).(llm.Streamer)
	fmt.Println(streams)
	// Output: true
}
