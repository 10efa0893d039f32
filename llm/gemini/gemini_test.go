package gemini_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/genai"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/gemini"
	"github.com/hirealign/hirealign/llm/llmtest"
)

// TestMain gathers what the SDK writes to the standard logger in all tests.
func TestMain(m *testing.M) {
	var written bytes.Buffer
	log.SetOutput(&written)
	code := m.Run()
	if strings.Contains(written.String(), llmtest.Canary) {
		fmt.Println("the SDK logs text of requests or replies")
		code = 1
	}
	os.Exit(code)
}

func TestConformance(t *testing.T) {
	t.Parallel()
	llmtest.Run(t, func(t *testing.T) llmtest.Harness {
		t.Helper()
		s := llmtest.NewServer(t, llmtest.Gemini())
		return s.Harness(model(t, s))
	}, llmtest.Features{
		Wire: true, Stream: true, Schema: true, CacheRead: true, Reasoning: true,
		Filter: true, PromptBlocked: true, Quota: true, BadSchema: true, RequestID: true, ReplyID: true,
	})
}

func model(t *testing.T, s *llmtest.Server) *gemini.Model {
	t.Helper()
	retry := int32(5)
	wait := time.Hour
	client, err := genai.NewClient(t.Context(), &genai.ClientConfig{
		Backend: genai.BackendGeminiAPI, APIKey: llmtest.Key,
		HTTPOptions: genai.HTTPOptions{BaseURL: s.URL, RetryOptions: &genai.HTTPRetryOptions{Attempts: &retry}, Timeout: &wait},
	})
	require.NoError(t, err)
	m, err := gemini.New(t.Context(), client, "a-model", nil)
	require.NoError(t, err)
	return m
}

func ask() *llm.Request {
	return &llm.Request{Parts: []llm.Part{{Kind: llm.Instruction, Text: "ask"}}}
}

// TestOnlyWhatTheClientNames sets what the SDK reads on its own where a client
// leaves it out.
func TestOnlyWhatTheClientNames(t *testing.T) {
	for name, value := range map[string]string{
		"GOOGLE_API_KEY": "of-the-environment", "GEMINI_API_KEY": "of-the-environment", "GOOGLE_GENAI_USE_VERTEXAI": "true",
		"GOOGLE_CLOUD_PROJECT": "of-the-environment", "GOOGLE_CLOUD_LOCATION": "of-the-environment", "GOOGLE_GEMINI_BASE_URL": "http://127.0.0.1:1",
	} {
		t.Setenv(name, value)
	}
	s := llmtest.NewServer(t, llmtest.Gemini())
	_, err := model(t, s).Generate(t.Context(), ask())
	require.NoError(t, err)
	for name, values := range s.Sent()[0].Header {
		require.NotContains(t, strings.Join(values, " "), "of-the-environment", name)
	}
}

func TestWhatNewRefuses(t *testing.T) {
	t.Parallel()
	_, err := gemini.New(t.Context(), nil, "a-model", nil)
	require.ErrorIs(t, err, gemini.ErrNoClient)

	client, err := genai.NewClient(t.Context(), &genai.ClientConfig{Backend: genai.BackendGeminiAPI, APIKey: "k"})
	require.NoError(t, err)
	m, err := gemini.New(t.Context(), client, "", nil)
	require.NoError(t, err)
	_, err = m.Generate(t.Context(), ask())
	require.EqualError(t, err, "llm: invalid_request: no model is named")
}

func TestEveryObjectSaysItsOrder(t *testing.T) {
	t.Parallel()
	s := llmtest.NewServer(t, llmtest.Gemini())
	req := ask()
	req.Output = &llm.Schema{Name: "odd", JSON: []byte(`{"type":"object","properties":{
		"z":{"type":"string","enum":["properties"]},
		"properties":{"type":"object","properties":{"b":{"type":"string"},"a":{"$ref":"#/$defs/d"}}},
		"enum":{"type":"array","items":{"type":"object","properties":{"y":{"type":"string"},"x":{"type":"string"}}}}},
		"required":["z","properties","enum"],
		"$defs":{"d":{"type":"object","properties":{"k":{"type":"string"}}}}}`)}
	_, err := model(t, s).Generate(t.Context(), req)
	require.NoError(t, err)
	want := `{"type":"object","properties":{` +
		`"z":{"type":"string","enum":["properties"]},` +
		`"properties":{"type":"object","properties":{"b":{"type":"string"},"a":{"$ref":"#/$defs/d"}},"propertyOrdering":["b","a"]},` +
		`"enum":{"type":"array","items":{"type":"object","properties":{"y":{"type":"string"},"x":{"type":"string"}},"propertyOrdering":["y","x"]}}},` +
		`"propertyOrdering":["z","properties","enum"],"required":["z","properties","enum"],` +
		`"$defs":{"d":{"type":"object","properties":{"k":{"type":"string"}},"propertyOrdering":["k"]}}}`
	require.Equal(t, want, string(s.Sent()[0].Schema))
}

func TestALimitBeyondTheAPIsIsItsLargest(t *testing.T) {
	t.Parallel()
	s := llmtest.NewServer(t, llmtest.Gemini())
	req := ask()
	req.MaxOutputTokens = 1 << 40
	_, err := model(t, s).Generate(t.Context(), req)
	require.NoError(t, err)
	require.Equal(t, math.MaxInt32, s.Sent()[0].MaxOutputTokens)
}

func Example() {
	ctx := context.Background()
	client, err := genai.NewClient(ctx, &genai.ClientConfig{Backend: genai.BackendGeminiAPI, APIKey: "key"})
	if err != nil {
		panic(err)
	}
	model, err := gemini.New(ctx, client, "gemini-2.5-flash", nil)
	if err != nil {
		panic(err)
	}
	_, streams := llm.Wrap(model, llm.Retry(nil)).(llm.Streamer)
	fmt.Println(streams)
	// Output: true
}
