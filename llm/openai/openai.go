// Package openai is an llm.Model over OpenAI's API and over servers that speak it.
//
//	client := openai.NewClient("https://api.openai.com/v1", key)
//	model := openai.New(client, "gpt-5", nil)          // Responses
//	local := openai.NewChat(other, "qwen3", nil)       // Chat Completions, any compatible server
//	engine, err := generative.New(llm.Wrap(model, llm.Retry(nil)), nil)
//
// The adapter takes the client that you configured: its base URL, key, organization,
// proxy and HTTP client. NewClient makes one that reads nothing from the
// environment, which the SDK's own constructor does. Whatever the client says, the
// SDK does not retry here; llm.Retry does.
//
// The schema keeps its key order on the wire and is strict. Replies are not stored
// at the provider. A server that does not know the parameter store can be given a
// client with option.WithJSONDel("store").
//
// The request's IdempotencyKey goes into the header Idempotency-Key. Whether that has
// an effect is the server's to say; some gateways answer such a request once.
package openai

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	sdk "github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/ssestream"
	"github.com/openai/openai-go/v3/responses"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmhttp"
)

const provider = "openai"

// Options configure a Model. The zero value and nil are valid.
type Options struct {
	// PromptCacheKey groups requests whose prefix the provider should keep; "" leaves
	// it to the provider.
	PromptCacheKey string
	// ReasoningEffort is sent as it is, "" leaves it out.
	ReasoningEffort string
}

// NewClient returns a client for New and NewChat that takes its settings from the
// arguments and from nowhere else: no variable of the environment is read. Only its
// Chat and Responses services are set. The base URL ends in the API's version, as
// in https://api.openai.com/v1.
func NewClient(baseURL, key string, opts ...option.RequestOption) sdk.Client {
	all := append([]option.RequestOption{
		option.WithHTTPClient(&http.Client{}), option.WithBaseURL(baseURL), option.WithAPIKey(key), option.WithMaxRetries(0),
	}, opts...)
	return sdk.Client{Options: all, Chat: sdk.NewChatService(all...), Responses: responses.NewResponseService(all...)}
}

// Model is an llm.Model and llm.Streamer. It is safe for concurrent use.
type Model struct {
	client sdk.Client
	name   string
	opts   Options
	chat   bool
}

var _ llm.Streamer = (*Model)(nil)

// New returns a model over the Responses API. Nil options are valid.
func New(client sdk.Client, model string, opts *Options) *Model {
	m := &Model{client: client, name: model}
	if opts != nil {
		m.opts = *opts
	}
	return m
}

// NewChat returns a model over the Chat Completions API, which most compatible
// servers have. Nil options are valid.
func NewChat(client sdk.Client, model string, opts *Options) *Model {
	m := New(client, model, opts)
	m.chat = true
	return m
}

// Generate implements llm.Model.
func (m *Model) Generate(ctx context.Context, req *llm.Request) (*llm.Response, error) {
	if err := m.check(req); err != nil {
		return nil, err
	}
	x := new(llmhttp.Exchange)
	if m.chat {
		return m.generateChat(ctx, x, req)
	}
	return m.generateResponse(ctx, x, req)
}

// Stream implements llm.Streamer.
func (m *Model) Stream(ctx context.Context, req *llm.Request, sink func(llm.Delta) error) (*llm.Response, error) {
	if err := m.check(req); err != nil {
		return nil, err
	}
	x := new(llmhttp.Exchange)
	if m.chat {
		return m.streamChat(ctx, x, req, sink)
	}
	return m.streamResponse(ctx, x, req, sink)
}

func (m *Model) check(req *llm.Request) error {
	if m.name == "" {
		return &llm.Error{Kind: llm.InvalidRequest, Provider: provider, Problems: []string{"no model is named"}}
	}
	return req.Check()
}

// per returns the options of one call.
func (m *Model) per(x *llmhttp.Exchange, req *llm.Request) []option.RequestOption {
	out := []option.RequestOption{
		option.WithMaxRetries(0),
		option.WithMiddleware(func(r *http.Request, next option.MiddlewareNext) (*http.Response, error) {
			resp, err := next(r)
			if err == nil {
				x.Take(resp)
			}
			return resp, err
		}),
	}
	if req.IdempotencyKey != "" {
		out = append(out, option.WithHeader("Idempotency-Key", req.IdempotencyKey))
	}
	return out
}

func (m *Model) failure(ctx context.Context, x *llmhttp.Exchange, err error) error {
	e := llm.Error{Provider: provider, Model: m.name}
	if api, ok := errors.AsType[*sdk.Error](err); ok {
		e.Kind = kindOf(api.StatusCode, api.Code, api.Type, api.Param, api.Message)
	} else if s, ok := errors.AsType[*ssestream.StreamError](err); ok {
		e.Kind = llm.Unavailable
		var event struct {
			Error struct{ Code, Type, Param, Message any }
		}
		if json.Unmarshal(s.Event.Data, &event) == nil {
			e.Kind = streamKind(text(event.Error.Code), text(event.Error.Type), text(event.Error.Param), text(event.Error.Message))
		}
		e = *e.WithDetail(s.Message)
	}
	return x.Failure(ctx, e, err)
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func (m *Model) incomplete(ctx context.Context, x *llmhttp.Exchange) error {
	return x.Failure(ctx, llm.Error{Provider: provider, Model: m.name}, nil)
}

// kindOf refines what the status says by the codes of the API.
func kindOf(status int, code, typ, param, message string) llm.Kind {
	switch code {
	case "insufficient_quota", "billing_hard_limit_reached", "billing_not_active":
		return llm.QuotaExhausted
	case "context_length_exceeded":
		return llm.ContextTooLong
	case "invalid_json_schema":
		return llm.SchemaRejected
	case "content_filter", "content_policy_violation", "bio_policy", "misalignment_policy_violation":
		return llm.Filtered
	}
	switch {
	case typ == "insufficient_quota":
		return llm.QuotaExhausted
	case status != http.StatusBadRequest && status != http.StatusUnprocessableEntity:
		return llmhttp.Kind(status)
	case strings.HasPrefix(param, "response_format") || strings.HasPrefix(param, "text.format"):
		return llm.SchemaRejected
	case typ == "exceed_context_size_error", strings.Contains(message, "context length"), strings.Contains(message, "context window"):
		return llm.ContextTooLong // servers that speak the API without its codes
	}
	return llm.InvalidRequest
}

// streamKind is kindOf for failures that come after the status was sent.
func streamKind(code, typ, param, message string) llm.Kind {
	switch {
	case code == "rate_limit_exceeded", typ == "rate_limit_error", typ == "rate_limit_exceeded":
		return llm.RateLimited
	case code == "invalid_prompt", typ == "invalid_request_error":
		return kindOf(http.StatusBadRequest, code, typ, param, message)
	}
	return kindOf(http.StatusInternalServerError, code, typ, param, message)
}
