package openai_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3/option"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmtest"
	"github.com/hirealign/hirealign/llm/openai"
)

var features = llmtest.Features{
	Wire: true, Stream: true, Schema: true, SchemaName: true, IdempotencyKey: true, CacheRead: true, CacheWrite: true, Reasoning: true,
	Refusal: true, Filter: true, Quota: true, BadSchema: true, RequestID: true, ReplyID: true,
}

func TestConformanceResponses(t *testing.T) {
	t.Parallel()
	llmtest.Run(t, func(t *testing.T) llmtest.Harness {
		t.Helper()
		s := llmtest.NewServer(t, llmtest.OpenAIResponses())
		return s.Harness(openai.New(openai.NewClient(s.URL+"/v1", llmtest.Key), "a-model", nil))
	}, features)
}

func TestConformanceChat(t *testing.T) {
	t.Parallel()
	llmtest.Run(t, func(t *testing.T) llmtest.Harness {
		t.Helper()
		s := llmtest.NewServer(t, llmtest.OpenAIChat())
		return s.Harness(openai.NewChat(openai.NewClient(s.URL+"/v1", llmtest.Key), "a-model", nil))
	}, features)
}

// TestNothingComesFromTheEnvironment sets what the SDK reads on its own.
func TestNothingComesFromTheEnvironment(t *testing.T) {
	for name, value := range map[string]string{
		"OPENAI_BASE_URL": "http://127.0.0.1:1", "OPENAI_API_KEY": "of-the-environment", "OPENAI_ORG_ID": "of-the-environment",
		"OPENAI_PROJECT_ID": "of-the-environment", "OPENAI_CUSTOM_HEADERS": "X-Odd: of-the-environment",
	} {
		t.Setenv(name, value)
	}
	s := llmtest.NewServer(t, llmtest.OpenAIResponses())
	_, err := openai.New(openai.NewClient(s.URL+"/v1", llmtest.Key), "a-model", nil).Generate(t.Context(), ask())
	require.NoError(t, err)
	for name, values := range s.Sent()[0].Header {
		require.NotContains(t, strings.Join(values, " "), "of-the-environment", name)
	}
}

func ask() *llm.Request {
	return &llm.Request{Parts: []llm.Part{{Kind: llm.Instruction, Text: "ask"}}}
}

func TestOptionsAreSent(t *testing.T) {
	t.Parallel()
	for _, chat := range []bool{false, true} {
		d, make := llmtest.OpenAIResponses(), openai.New
		if chat {
			d, make = llmtest.OpenAIChat(), openai.NewChat
		}
		s := llmtest.NewServer(t, d)
		m := make(openai.NewClient(s.URL+"/v1", llmtest.Key), "a-model", &openai.Options{PromptCacheKey: "rubric-7", ReasoningEffort: "low"})
		_, err := m.Generate(t.Context(), ask())
		require.NoError(t, err)
		body := string(s.Sent()[0].Body)
		require.Contains(t, body, `"prompt_cache_key":"rubric-7"`)
		require.Contains(t, body, `"low"`)
		require.Equal(t, "a-model", s.Sent()[0].Model)
	}
}

func TestAModelNeedsAName(t *testing.T) {
	t.Parallel()
	_, err := openai.New(openai.NewClient("http://127.0.0.1:1/v1", "k"), "", nil).Generate(t.Context(), ask())
	require.EqualError(t, err, "llm: invalid_request: no model is named")
}

func Example() {
	client := openai.NewClient("https://api.openai.com/v1", "key", option.WithOrganization("org"))
	model := llm.Wrap(openai.New(client, "gpt-5-mini", &openai.Options{ReasoningEffort: "low"}), llm.Retry(nil))
	local := openai.NewChat(openai.NewClient("http://localhost:8080/v1", "none"), "local", nil)
	_, streams := model.(llm.Streamer)
	fmt.Println(streams, local != nil)
	// Output: true true
}
