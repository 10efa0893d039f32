// Package gemini is an llm.Model over Google's Gemini API, and over Vertex AI.
//
//	client, err := genai.NewClient(ctx, &genai.ClientConfig{Backend: genai.BackendGeminiAPI, APIKey: key})
//	model, err := gemini.New(ctx, client, "gemini-2.5-pro", nil)
//	engine, err := generative.New(llm.Wrap(model, llm.Retry(nil)), nil)
//
// The adapter takes the client that you configured. Name its Backend, key and base
// URL: what is left out, the SDK takes from the environment, the backend included.
// Whatever the client says, the SDK does not retry here, and does not go on by
// itself with a reply that was cut.
//
// The schema keeps its key order on the wire and says it once more as
// propertyOrdering, which the API asks for. The SDK writes a line without text of
// request or reply to the standard logger when a stream breaks; that cannot be
// turned off.
//
// The request's IdempotencyKey is not sent: the API knows none.
package gemini

import (
	"cmp"
	"context"
	"errors"
	"math"
	"net/http"
	"strings"
	"time"

	"google.golang.org/genai"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmhttp"
)

const provider = "gemini"

// ErrNoClient is returned by New for a nil client.
var ErrNoClient = errors.New("gemini: no client")

// Options configure a Model. The zero value and nil are valid.
type Options struct {
	// SafetySettings are sent as they are; nil leaves the provider's.
	SafetySettings []*genai.SafetySetting
	// ThinkingConfig is sent as it is; nil leaves it to the model.
	ThinkingConfig *genai.ThinkingConfig
}

// Model is an llm.Model and llm.Streamer. It is safe for concurrent use.
type Model struct {
	client *genai.Client
	name   string
	opts   Options
}

var _ llm.Streamer = (*Model)(nil)

// New returns a model over a client with the settings of the given one, whose HTTP
// client is watched for what the SDK hides: how long to wait after a failure. Nil
// options are valid.
func New(ctx context.Context, client *genai.Client, model string, opts *Options) (*Model, error) {
	if client == nil {
		return nil, ErrNoClient
	}
	cfg := client.ClientConfig()
	hc := http.Client{}
	if cfg.HTTPClient != nil {
		hc = *cfg.HTTPClient
	}
	hc.Transport = llmhttp.Transport(hc.Transport)
	cfg.HTTPClient = &hc
	if cfg.Backend == genai.BackendGeminiAPI {
		cfg.Project, cfg.Location = "", "" // from the environment; this backend takes none
	}
	own, err := genai.NewClient(ctx, &cfg)
	if err != nil {
		return nil, errors.New("gemini: the client's settings are not complete") // the SDK's text holds the key
	}
	m := &Model{client: own, name: model}
	if opts != nil {
		m.opts = *opts
	}
	return m, nil
}

// Generate implements llm.Model.
func (m *Model) Generate(ctx context.Context, req *llm.Request) (*llm.Response, error) {
	if err := m.check(req); err != nil {
		return nil, err
	}
	watched, x := llmhttp.Watch(ctx)
	r, err := m.client.Models.GenerateContent(watched, m.name, contents(req), m.config(req))
	if err != nil {
		return nil, m.failure(ctx, x, err)
	}
	var out reply
	out.add(r)
	return m.response(ctx, x, &out)
}

// Stream implements llm.Streamer.
func (m *Model) Stream(ctx context.Context, req *llm.Request, sink func(llm.Delta) error) (*llm.Response, error) {
	if err := m.check(req); err != nil {
		return nil, err
	}
	watched, x := llmhttp.Watch(ctx)
	var out reply
	for r, err := range m.client.Models.GenerateContentStream(watched, m.name, contents(req), m.config(req)) {
		if err != nil {
			return nil, m.failure(ctx, x, err)
		}
		text := out.add(r)
		if text == "" {
			continue
		}
		if err := sink(llm.Delta{Text: text}); err != nil {
			return nil, err
		}
	}
	return m.response(ctx, x, &out)
}

func (m *Model) check(req *llm.Request) error {
	if m.name == "" {
		return &llm.Error{Kind: llm.InvalidRequest, Provider: provider, Problems: []string{"no model is named"}}
	}
	return req.Check()
}

func contents(req *llm.Request) []*genai.Content {
	c := &genai.Content{Role: genai.RoleUser}
	for _, part := range req.Parts {
		c.Parts = append(c.Parts, &genai.Part{Text: part.Text})
	}
	return []*genai.Content{c}
}

func (m *Model) config(req *llm.Request) *genai.GenerateContentConfig {
	off, once := false, int32(1)
	c := &genai.GenerateContentConfig{
		MaxOutputTokens: int32(min(req.MaxOutputTokens, math.MaxInt32)), SafetySettings: m.opts.SafetySettings, ThinkingConfig: m.opts.ThinkingConfig,
		AutomaticContinuation: &off,
		HTTPOptions:           &genai.HTTPOptions{RetryOptions: &genai.HTTPRetryOptions{Attempts: &once}},
	}
	if req.System != "" {
		c.SystemInstruction = &genai.Content{Parts: []*genai.Part{{Text: req.System}}}
	}
	if req.Temperature != nil {
		t := float32(*req.Temperature)
		c.Temperature = &t
	}
	if req.Output != nil {
		c.ResponseMIMEType = "application/json"
		schema := ordered(req.Output.JSON)
		c.ResponseJsonSchema = schema
		c.HTTPOptions.ExtrasRequestProvider = func(body map[string]any) map[string]any {
			if g, ok := body["generationConfig"].(map[string]any); ok {
				g["responseJsonSchema"] = schema // the SDK has sorted its copy
			}
			return body
		}
	}
	return c
}

// reply gathers what comes in one or more pieces.
type reply struct {
	text      strings.Builder
	finish    genai.FinishReason
	blocked   bool
	usage     llm.Usage
	model, id string
}

// add takes a piece and returns its text, without the model's thoughts.
func (o *reply) add(r *genai.GenerateContentResponse) string {
	if r.ModelVersion != "" {
		o.model = r.ModelVersion
	}
	if r.ResponseID != "" {
		o.id = r.ResponseID
	}
	if u := r.UsageMetadata; u != nil {
		o.usage = llm.Usage{
			Input:     int64(u.PromptTokenCount) + int64(u.ToolUsePromptTokenCount),
			Output:    int64(u.CandidatesTokenCount) + int64(u.ThoughtsTokenCount),
			CacheRead: int64(u.CachedContentTokenCount), Reasoning: int64(u.ThoughtsTokenCount),
		}
	}
	if f := r.PromptFeedback; f != nil && f.BlockReason != "" {
		o.blocked = true
	}
	if len(r.Candidates) == 0 || r.Candidates[0] == nil {
		return ""
	}
	c := r.Candidates[0]
	if c.FinishReason != "" {
		o.finish = c.FinishReason
	}
	if c.Content == nil {
		return ""
	}
	var text strings.Builder
	for _, p := range c.Content.Parts {
		if p != nil && !p.Thought {
			text.WriteString(p.Text)
		}
	}
	o.text.WriteString(text.String())
	return text.String()
}

func (m *Model) response(ctx context.Context, x *llmhttp.Exchange, o *reply) (*llm.Response, error) {
	out := &llm.Response{Text: o.text.String(), Provider: provider, Model: cmp.Or(o.model, m.name), ID: o.id, Usage: o.usage}
	switch {
	case x.Whole() != nil:
	case o.blocked:
		out.Finish = llm.Blocked
	default:
		out.Finish = finish(o.finish)
	}
	if out.Finish == "" {
		return nil, x.Failure(ctx, llm.Error{Provider: provider, Model: m.name}, nil)
	}
	return out, nil
}

func finish(r genai.FinishReason) llm.Finish {
	switch r {
	case genai.FinishReasonStop:
		return llm.Stop
	case genai.FinishReasonMaxTokens, genai.FinishReasonContinuation:
		return llm.Length
	case genai.FinishReasonSafety, genai.FinishReasonRecitation, genai.FinishReasonLanguage, genai.FinishReasonBlocklist,
		genai.FinishReasonProhibitedContent, genai.FinishReasonSPII, genai.FinishReasonImageSafety,
		genai.FinishReasonImageProhibitedContent, genai.FinishReasonImageRecitation:
		return llm.Blocked
	}
	return ""
}

func (m *Model) failure(ctx context.Context, x *llmhttp.Exchange, err error) error {
	e := llm.Error{Provider: provider, Model: m.name}
	if api, ok := errors.AsType[genai.APIError](err); ok {
		e.Kind = kindOf(api)
		e.RetryAfter = retryDelay(api.Details)
		if x.Status() < http.StatusBadRequest { // inside a stream
			e = *e.WithDetail(api.Message)
		}
	}
	return x.Failure(ctx, e, err)
}

// kindOf reads the status of the error and, where one status covers several
// failures, its details or the way in which the API words them.
func kindOf(e genai.APIError) llm.Kind {
	switch e.Status {
	case "RESOURCE_EXHAUSTED":
		for _, d := range e.Details {
			violations, _ := d["violations"].([]any)
			for _, v := range violations {
				v, _ := v.(map[string]any)
				if id, _ := v["quotaId"].(string); strings.Contains(id, "PerDay") {
					return llm.QuotaExhausted
				}
			}
		}
		return llm.RateLimited
	case "INVALID_ARGUMENT", "FAILED_PRECONDITION":
		for _, d := range e.Details {
			if d["reason"] == "API_KEY_INVALID" {
				return llm.Auth
			}
		}
		message := strings.ToLower(e.Message)
		switch {
		case strings.Contains(message, "token count") && strings.Contains(message, "exceed"):
			return llm.ContextTooLong
		case strings.Contains(message, "schema"):
			return llm.SchemaRejected
		}
		return llm.InvalidRequest
	case "UNAUTHENTICATED", "PERMISSION_DENIED":
		return llm.Auth
	case "UNAVAILABLE", "INTERNAL":
		return llm.Unavailable
	case "DEADLINE_EXCEEDED":
		return llm.Timeout
	}
	if e.Code >= http.StatusBadRequest {
		return llmhttp.Kind(e.Code)
	}
	return llm.Unavailable
}

// retryDelay finds how long to wait in the details, where the API puts it.
func retryDelay(details []map[string]any) time.Duration {
	for _, d := range details {
		s, _ := d["retryDelay"].(string)
		if wait, err := time.ParseDuration(s); err == nil && wait > 0 {
			return wait
		}
	}
	return 0
}
