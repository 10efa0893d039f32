package models_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/anthropics/anthropic-sdk-go/option"
	"github.com/stretchr/testify/require"
	"google.golang.org/genai"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/anthropic"
	"github.com/hirealign/hirealign/llm/gemini"
	"github.com/hirealign/hirealign/llm/llmtest"
	"github.com/hirealign/hirealign/llm/ollama"
	"github.com/hirealign/hirealign/llm/openai"
)

// adapter is a column of the table in docs/providers.md.
type adapter struct {
	name     string
	dialect  llmtest.Dialect
	features llmtest.Features
	// at returns a model of a server, with a key and a name.
	at func(t *testing.T, base, key, model string) llm.Streamer
	// live says where the provider itself is, and which variables hold key and model.
	live                         string
	keyVariable, modelVariable   string
	baseVariable, standsForModel string
}

func adapters() []adapter {
	of := func(make func(base, key, model string) llm.Streamer) func(*testing.T, string, string, string) llm.Streamer {
		return func(_ *testing.T, base, key, model string) llm.Streamer { return make(base, key, model) }
	}
	both := llmtest.Features{
		Wire: true, Stream: true, Schema: true, SchemaName: true, IdempotencyKey: true, CacheRead: true, CacheWrite: true, Reasoning: true,
		Refusal: true, Filter: true, Quota: true, BadSchema: true, RequestID: true, ReplyID: true,
	}
	return []adapter{
		{
			name: "openai, Responses", dialect: llmtest.OpenAIResponses(), features: both,
			live: "https://api.openai.com", keyVariable: "OPENAI_API_KEY", modelVariable: "OPENAI_MODEL", standsForModel: "gpt-5-mini",
			at: of(func(base, key, model string) llm.Streamer {
				return openai.New(openai.NewClient(base+"/v1", key), model, nil)
			}),
		},
		{
			name: "openai, Chat Completions", dialect: llmtest.OpenAIChat(), features: both,
			live: "https://api.openai.com", keyVariable: "OPENAI_API_KEY", modelVariable: "OPENAI_MODEL", standsForModel: "gpt-5-mini",
			at: of(func(base, key, model string) llm.Streamer {
				return openai.NewChat(openai.NewClient(base+"/v1", key), model, nil)
			}),
		},
		{
			name: "anthropic", dialect: llmtest.Anthropic(),
			features: llmtest.Features{
				Wire: true, Stream: true, Schema: true, CacheMarks: true, CacheRead: true, CacheWrite: true, Reasoning: true,
				Refusal: true, WindowFull: true, Quota: true, BadSchema: true, RequestID: true, ReplyID: true,
			},
			live: "https://api.anthropic.com", keyVariable: "ANTHROPIC_API_KEY", modelVariable: "ANTHROPIC_MODEL", standsForModel: "claude-haiku-4-5",
			at: of(func(base, key, model string) llm.Streamer {
				return anthropic.New(anthropic.NewClient(key, option.WithBaseURL(base)), model, nil)
			}),
		},
		{
			name: "gemini", dialect: llmtest.Gemini(),
			features: llmtest.Features{
				Wire: true, Stream: true, Schema: true, CacheRead: true, Reasoning: true,
				Filter: true, PromptBlocked: true, Quota: true, BadSchema: true, RequestID: true, ReplyID: true,
			},
			live: "https://generativelanguage.googleapis.com", keyVariable: "GEMINI_API_KEY", modelVariable: "GEMINI_MODEL", standsForModel: "gemini-2.5-flash",
			at: func(t *testing.T, base, key, model string) llm.Streamer {
				t.Helper()
				client, err := genai.NewClient(t.Context(), &genai.ClientConfig{
					Backend: genai.BackendGeminiAPI, APIKey: key, HTTPOptions: genai.HTTPOptions{BaseURL: base},
				})
				require.NoError(t, err)
				m, err := gemini.New(t.Context(), client, model, nil)
				require.NoError(t, err)
				return m
			},
		},
		{
			name: "ollama", dialect: llmtest.Ollama(),
			features:    llmtest.Features{Wire: true, Stream: true, Schema: true, OnePart: true, BadSchema: true},
			keyVariable: "OLLAMA_HOST", baseVariable: "OLLAMA_HOST", modelVariable: "OLLAMA_MODEL", standsForModel: "qwen3:4b",
			at: func(t *testing.T, base, _, model string) llm.Streamer {
				t.Helper()
				u, err := url.Parse(base)
				require.NoError(t, err)
				return ollama.New(u, &http.Client{}, model, &ollama.Options{ContextTokens: 8192})
			},
		},
	}
}
