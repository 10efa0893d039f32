// Package anthropic is an llm.Model over Anthropic's Messages API.
//
//	client := anthropic.NewClient(key)
//	model := anthropic.New(client, "claude-sonnet-4-5", nil)
//	engine, err := generative.New(llm.Wrap(model, llm.Retry(nil)), nil)
//
// The adapter takes the client that you configured, for the API itself or for a
// cloud that hosts it. NewClient makes one that reads nothing from the environment.
// Whatever the client says, the SDK neither retries nor traces here: on its own it
// waits for as long as a Retry-After says, and emits spans through the global
// tracer.
//
// A part with the cache mark ends a prefix that the provider keeps; the last four
// marks of a request count. Bounds of a schema, such as maxLength, which the API
// refuses, are moved into its descriptions; whoever reads the reply checks them. Long
// replies are streamed inside, since the API refuses to write them in one piece.
//
// The request's IdempotencyKey is not sent: the API knows none.
package anthropic

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	sdk "github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"
	"github.com/anthropics/anthropic-sdk-go/packages/param"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmhttp"
)

const (
	provider = "anthropic"
	// longestWhole is the output limit up to which the API replies in one piece.
	longestWhole = 21_333
	// mostMarks is how many cache marks the API takes.
	mostMarks = 4
	// defaultOutput is the limit where neither request nor options have one: the API
	// requires it.
	defaultOutput = 8192
)

// Options configure a Model. The zero value and nil are valid.
type Options struct {
	// MaxOutputTokens is for requests without a limit of their own; 0 means 8192.
	MaxOutputTokens int
	// CacheTTL is how long a marked prefix is kept, "5m" or "1h"; "" leaves it to the
	// provider.
	CacheTTL string
}

// NewClient returns a client that takes its settings from the arguments and from
// nowhere else: no variable of the environment and no file is read.
func NewClient(key string, opts ...option.RequestOption) sdk.Client {
	return sdk.NewClient(append([]option.RequestOption{
		option.WithoutEnvironmentDefaults(), option.WithAPIKey(key), option.WithMaxRetries(0), option.WithoutOpenTelemetry(),
	}, opts...)...)
}

// Model is an llm.Model and llm.Streamer. It is safe for concurrent use.
type Model struct {
	client sdk.Client
	name   string
	opts   Options
}

var _ llm.Streamer = (*Model)(nil)

// New returns a model. Nil options are valid.
func New(client sdk.Client, model string, opts *Options) *Model {
	m := &Model{client: client, name: model}
	if opts != nil {
		m.opts = *opts
	}
	if m.opts.MaxOutputTokens <= 0 {
		m.opts.MaxOutputTokens = defaultOutput
	}
	return m
}

// Generate implements llm.Model.
func (m *Model) Generate(ctx context.Context, req *llm.Request) (*llm.Response, error) {
	if err := m.check(req); err != nil {
		return nil, err
	}
	p := m.params(req)
	if p.MaxTokens > longestWhole {
		return m.stream(ctx, p, func(llm.Delta) error { return nil })
	}
	x := new(llmhttp.Exchange)
	opts := m.per(x)
	if deadline, ok := ctx.Deadline(); ok {
		// In place of the SDK's 10 minutes; a little later, so that it is the deadline that ends the call.
		opts = append(opts, option.WithRequestTimeout(max(time.Until(deadline), 0)+time.Second))
	}
	msg, err := m.client.Messages.New(ctx, p, opts...)
	if err != nil {
		return nil, m.failure(ctx, x, err)
	}
	var text strings.Builder
	for _, b := range msg.Content {
		if b.Type == "text" {
			text.WriteString(b.Text)
		}
	}
	return m.response(ctx, x, msg, text.String(), len(msg.Content) > 0)
}

// Stream implements llm.Streamer.
func (m *Model) Stream(ctx context.Context, req *llm.Request, sink func(llm.Delta) error) (*llm.Response, error) {
	if err := m.check(req); err != nil {
		return nil, err
	}
	return m.stream(ctx, m.params(req), sink)
}

func (m *Model) stream(ctx context.Context, p sdk.MessageNewParams, sink func(llm.Delta) error) (*llm.Response, error) {
	x := new(llmhttp.Exchange)
	s := m.client.Messages.NewStreaming(ctx, p, m.per(x)...)
	defer func() { _ = s.Close() }() // an error of closing says nothing about the reply
	var (
		msg  sdk.Message
		text strings.Builder
		said bool
	)
	for s.Next() {
		event := s.Current()
		switch event.Type {
		case "message_start", "message_delta":
			if err := msg.Accumulate(event); err != nil {
				return nil, m.failure(ctx, x, err)
			}
		case "content_block_start":
			said = true
		case "content_block_delta": // not accumulated by the SDK, whose time grows with the square of the length
			if event.Delta.Type != "text_delta" || event.Delta.Text == "" {
				continue
			}
			text.WriteString(event.Delta.Text)
			if err := sink(llm.Delta{Text: event.Delta.Text}); err != nil {
				return nil, err
			}
		}
	}
	if err := s.Err(); err != nil {
		return nil, m.failure(ctx, x, err)
	}
	return m.response(ctx, x, &msg, text.String(), said)
}

func (m *Model) check(req *llm.Request) error {
	if m.name == "" {
		return &llm.Error{Kind: llm.InvalidRequest, Provider: provider, Problems: []string{"no model is named"}}
	}
	return req.Check()
}

// per returns the options of one call.
func (m *Model) per(x *llmhttp.Exchange) []option.RequestOption {
	return []option.RequestOption{
		option.WithMaxRetries(0), option.WithoutOpenTelemetry(),
		option.WithMiddleware(func(r *http.Request, next option.MiddlewareNext) (*http.Response, error) {
			resp, err := next(r)
			if err == nil {
				x.Take(resp)
			}
			return resp, err
		}),
	}
}

// format is the SDK's type with a schema whose keys keep their order.
type format struct {
	Type   string          `json:"type"`
	Schema json.RawMessage `json:"schema"`
}

func (m *Model) params(req *llm.Request) sdk.MessageNewParams {
	p := sdk.MessageNewParams{Model: m.name, MaxTokens: int64(m.opts.MaxOutputTokens)}
	if req.MaxOutputTokens > 0 {
		p.MaxTokens = int64(req.MaxOutputTokens)
	}
	if req.System != "" {
		p.System = []sdk.TextBlockParam{{Text: req.System}}
	}
	marks := 0
	for _, part := range req.Parts {
		if part.Cache && part.Text != "" {
			marks++
		}
	}
	var blocks []sdk.ContentBlockParamUnion
	for _, part := range req.Parts {
		if part.Text == "" {
			continue // the API refuses empty blocks
		}
		b := sdk.TextBlockParam{Text: part.Text}
		if part.Cache {
			if marks <= mostMarks {
				b.CacheControl = sdk.NewCacheControlEphemeralParam()
				b.CacheControl.TTL = sdk.CacheControlEphemeralTTL(m.opts.CacheTTL)
			}
			marks--
		}
		blocks = append(blocks, sdk.ContentBlockParamUnion{OfText: &b})
	}
	p.Messages = []sdk.MessageParam{sdk.NewUserMessage(blocks...)}
	if req.Temperature != nil {
		p.Temperature = sdk.Float(*req.Temperature)
	}
	if req.Output != nil {
		p.OutputConfig.Format = param.Override[sdk.JSONOutputFormatParam](format{Type: "json_schema", Schema: portable(req.Output.JSON)})
	}
	return p
}

// response reads a message and the text of its blocks; said is false if it has none.
func (m *Model) response(ctx context.Context, x *llmhttp.Exchange, msg *sdk.Message, text string, said bool) (*llm.Response, error) {
	u := msg.Usage
	out := &llm.Response{
		Text: text, Provider: provider, Model: cmp.Or(msg.Model, m.name), ID: msg.ID,
		Usage: llm.Usage{
			Input:  u.InputTokens + u.CacheReadInputTokens + u.CacheCreationInputTokens,
			Output: u.OutputTokens, CacheRead: u.CacheReadInputTokens, CacheWrite: u.CacheCreationInputTokens,
			Reasoning: u.OutputTokensDetails.ThinkingTokens,
		},
	}
	kind := llm.Kind("")
	if x.Whole() == nil {
		switch msg.StopReason {
		case sdk.StopReasonEndTurn, sdk.StopReasonStopSequence:
			if said {
				out.Finish = llm.Stop
			}
		case sdk.StopReasonMaxTokens:
			out.Finish = llm.Length
		case sdk.StopReasonRefusal:
			out.Finish = llm.Refused
		case sdk.StopReasonModelContextWindowExceeded:
			kind = llm.ContextTooLong
		}
	}
	if out.Finish == "" {
		return nil, x.Failure(ctx, llm.Error{Kind: kind, Provider: provider, Model: m.name}, nil)
	}
	return out, nil
}

func (m *Model) failure(ctx context.Context, x *llmhttp.Exchange, err error) error {
	e := llm.Error{Provider: provider, Model: m.name}
	if api, ok := errors.AsType[*sdk.Error](err); ok {
		e.Kind = kindOf(api.StatusCode, string(api.Type()), message(api.RawJSON()))
		if api.StatusCode < http.StatusBadRequest { // inside a stream
			e = *e.WithDetail(api.RawJSON())
		}
	}
	return x.Failure(ctx, e, err)
}

func message(body string) string {
	var e struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal([]byte(body), &e) != nil {
		return ""
	}
	return e.Error.Message
}

// kindOf reads the type of the error and, where one type covers several failures,
// the way in which the API words them.
func kindOf(status int, typ, message string) llm.Kind {
	switch typ {
	case "rate_limit_error":
		return llm.RateLimited
	case "billing_error":
		return llm.QuotaExhausted
	case "overloaded_error", "api_error":
		return llm.Unavailable
	case "timeout_error":
		return llm.Timeout
	case "authentication_error", "permission_error":
		return llm.Auth
	case "request_too_large":
		return llm.ContextTooLong
	case "invalid_request_error":
		switch {
		case strings.HasPrefix(message, "prompt is too long"), strings.Contains(message, "exceed context limit"):
			return llm.ContextTooLong
		case strings.HasPrefix(message, "output_config.format.schema"), strings.Contains(message, "compiled grammar"):
			return llm.SchemaRejected
		case strings.HasPrefix(message, "Your credit balance is too low"):
			return llm.QuotaExhausted
		}
		return llm.InvalidRequest
	case "not_found_error":
		return llm.InvalidRequest
	}
	if status < http.StatusBadRequest {
		return llm.Unavailable // inside a stream, of a type that is not known
	}
	return llmhttp.Kind(status)
}
