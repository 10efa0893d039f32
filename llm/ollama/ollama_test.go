package ollama_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmtest"
	"github.com/hirealign/hirealign/llm/ollama"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	llmtest.Run(t, func(t *testing.T) llmtest.Harness {
		t.Helper()
		s := llmtest.NewServer(t, llmtest.Ollama())
		return s.Harness(model(t, s, nil))
	}, llmtest.Features{Wire: true, Stream: true, Schema: true, OnePart: true, BadSchema: true})
}

func model(t *testing.T, s *llmtest.Server, opts *ollama.Options) *ollama.Model {
	t.Helper()
	base, err := url.Parse(s.URL)
	require.NoError(t, err)
	return ollama.New(base, &http.Client{}, "a-model", opts)
}

func ask(text string) *llm.Request {
	return &llm.Request{Parts: []llm.Part{{Kind: llm.Instruction, Text: text}}}
}

// TestAPromptThatWasCutIsNoticed is about servers that cut a prompt in spite of
// truncate:false: far fewer tokens were read than were sent.
func TestAPromptThatWasCutIsNoticed(t *testing.T) {
	t.Parallel()
	s := llmtest.NewServer(t, llmtest.Ollama())
	long := ask(strings.Repeat("and then we moved the ledger to the new service ", 2000)) // about 20,000 tokens
	for read, want := range map[int64]llm.Kind{4096: llm.ContextTooLong, 19_000: "", 0: ""} {
		s.Play(func(llmtest.Sent) llmtest.Reply { return llmtest.Reply{Text: "x", Usage: llm.Usage{Input: read}} })
		_, err := model(t, s, nil).Generate(t.Context(), long)
		require.Equal(t, want, llm.KindOf(err), "%d tokens read", read)
	}
	s.Play(func(llmtest.Sent) llmtest.Reply { return llmtest.Reply{Text: "x", Usage: llm.Usage{Input: 3}} })
	_, err := model(t, s, nil).Generate(t.Context(), ask("short"))
	require.NoError(t, err)
}

func TestSizesAreAlwaysSent(t *testing.T) {
	t.Parallel()
	s := llmtest.NewServer(t, llmtest.Ollama())
	_, err := model(t, s, nil).Generate(t.Context(), ask("x"))
	require.NoError(t, err)
	require.Contains(t, string(s.Sent()[0].Body), `"options":{"num_ctx":32768,"num_predict":4096},"truncate":false,"shift":false`)
	_, err = model(t, s, &ollama.Options{ContextTokens: 8192, MaxOutputTokens: 100, KeepAlive: "5m"}).Generate(t.Context(), ask("x"))
	require.NoError(t, err)
	require.Contains(t, string(s.Sent()[1].Body), `"keep_alive":"5m","options":{"num_ctx":8192,"num_predict":100}`)
}

func TestWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := ollama.New(nil, nil, "m", nil).Generate(t.Context(), ask("x"))
	require.EqualError(t, err, "llm: invalid_request: there is no base URL")
	_, err = ollama.New(&url.URL{Scheme: "http", Host: "127.0.0.1:1"}, nil, "", nil).Generate(t.Context(), ask("x"))
	require.EqualError(t, err, "llm: invalid_request: no model is named")
	_, err = ollama.New(&url.URL{Scheme: "http", Host: "127.0.0.1:1"}, nil, "m", nil).Generate(t.Context(), ask("x"))
	require.Equal(t, llm.Unavailable, llm.KindOf(err), "nobody listens")
}

func Example() {
	base := &url.URL{Scheme: "http", Host: "localhost:11434"}
	model := ollama.New(base, http.DefaultClient, "qwen3:8b", &ollama.Options{ContextTokens: 16384})
	_, streams := llm.Wrap(model, llm.Retry(nil)).(llm.Streamer)
	fmt.Println(streams)
	// Output: true
}
