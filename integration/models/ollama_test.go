package models_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/ollama"
)

// TestOllamasOwnTypes reads what the adapter sends with the types of Ollama's client
// and answers with them: the adapter writes the format itself.
func TestOllamasOwnTypes(t *testing.T) {
	t.Parallel()
	var got api.ChatRequest
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		dec := json.NewDecoder(bytes.NewReader(body))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&got); err != nil {
			t.Errorf("Ollama does not know the request: %v", err)
		}
		enc := json.NewEncoder(w)
		say := func(c api.ChatResponse) {
			c.Model, c.CreatedAt = "m:latest", time.Unix(0, 0)
			if err := enc.Encode(c); err != nil {
				t.Error(err)
			}
		}
		say(api.ChatResponse{Message: api.Message{Role: "assistant", Thinking: "hm"}})
		say(api.ChatResponse{Message: api.Message{Role: "assistant", Content: "{}"}})
		say(api.ChatResponse{
			Message: api.Message{Role: "assistant"}, Done: true, DoneReason: "stop", Metrics: api.Metrics{PromptEvalCount: 40, EvalCount: 7},
		})
	}))
	defer s.Close()
	base, err := url.Parse(s.URL)
	require.NoError(t, err)
	req := ask("answer")
	r, err := ollama.New(base, nil, "m", &ollama.Options{KeepAlive: "10m"}).Stream(t.Context(), req, func(llm.Delta) error { return nil })
	require.NoError(t, err)
	require.Equal(t, llm.Response{
		Text: "{}", Finish: llm.Stop, Provider: "ollama", Model: "m:latest", Usage: llm.Usage{Input: 40, Output: 7},
	}, *r)
	require.Equal(t, "m", got.Model)
	require.Len(t, got.Messages, 2)
	require.JSONEq(t, string(req.Output.JSON), string(got.Format))
	require.False(t, *got.Truncate)
	require.False(t, *got.Shift)
	require.Equal(t, 10*time.Minute, got.KeepAlive.Duration)
	require.InDelta(t, 32768, got.Options["num_ctx"], 0)
}
