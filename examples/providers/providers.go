package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/anthropics/anthropic-sdk-go/option"
	"google.golang.org/genai"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/anthropic"
	"github.com/hirealign/hirealign/llm/gemini"
	"github.com/hirealign/hirealign/llm/ollama"
	"github.com/hirealign/hirealign/llm/openai"
)

// provider is where a provider is, where its key is kept, and how a model of it is made.
type provider struct {
	base, key, model string
	open             func(context.Context, settings) (llm.Model, error)
}

type settings struct {
	base, key, model string
	chat             bool
}

var providers = map[string]provider{
	"openai": {
		base: "https://api.openai.com/v1", key: "OPENAI_API_KEY", model: "gpt-5-mini",
		open: func(_ context.Context, s settings) (llm.Model, error) {
			client := openai.NewClient(s.base, s.key)
			if s.chat {
				return openai.NewChat(client, s.model, nil), nil
			}
			return openai.New(client, s.model, nil), nil
		},
	},
	"anthropic": {
		base: "https://api.anthropic.com", key: "ANTHROPIC_API_KEY", model: "claude-haiku-4-5",
		open: func(_ context.Context, s settings) (llm.Model, error) {
			return anthropic.New(anthropic.NewClient(s.key, option.WithBaseURL(s.base)), s.model, nil), nil
		},
	},
	"gemini": {
		base: "https://generativelanguage.googleapis.com", key: "GEMINI_API_KEY", model: "gemini-2.5-flash",
		open: func(ctx context.Context, s settings) (llm.Model, error) {
			client, err := genai.NewClient(ctx, &genai.ClientConfig{
				Backend: genai.BackendGeminiAPI, APIKey: s.key, HTTPOptions: genai.HTTPOptions{BaseURL: s.base},
			})
			if err != nil {
				return nil, fmt.Errorf("the settings of the client are not complete")
			}
			return gemini.New(ctx, client, s.model, nil)
		},
	},
	"ollama": {
		base: "http://localhost:11434", model: "qwen3:8b",
		open: func(_ context.Context, s settings) (llm.Model, error) {
			base, err := url.Parse(s.base)
			if err != nil {
				return nil, err
			}
			return ollama.New(base, &http.Client{}, s.model, &ollama.Options{ContextTokens: 32768}), nil
		},
	},
}
