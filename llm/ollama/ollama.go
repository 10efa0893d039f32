// Package ollama is an llm.Model over the native API of an Ollama server.
//
//	base, _ := url.Parse("http://localhost:11434")
//	model := ollama.New(base, http.DefaultClient, "qwen3:8b", &ollama.Options{ContextTokens: 32768})
//	engine, err := generative.New(model, nil)
//
// It speaks /api/chat, because the server's OpenAI-compatible endpoint has no way to
// set the size of the context and answers from a prompt that it cut without a word.
// Here every request says how large the context must be and that the prompt must not
// be cut, and a reply is refused if far fewer tokens were read than were sent.
//
// It takes the HTTP client that you configured and nothing else: no variable of the
// environment and no key file is read. A proxy that wants a key gets it from the
// client's transport.
//
// The request's IdempotencyKey is not sent: the server knows none.
package ollama

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmhttp"
)

const (
	provider       = "ollama"
	defaultContext = 32768
	defaultOutput  = 4096
	// The estimate of a request is at most about twice what a tokenizer counts. A
	// quarter of it, on a request of some length, is a prompt that was cut.
	leastEstimate = 2048
	shortfall     = 4
)

// Options configure a Model. The zero value and nil are valid.
type Options struct {
	// ContextTokens is the size of the context, prompt and reply together (num_ctx); 0
	// means 32768. It takes memory on the server, which loads the model again when it
	// changes.
	ContextTokens int
	// MaxOutputTokens is for requests without a limit of their own; 0 means 4096. The
	// server itself has none, and small models may never stop.
	MaxOutputTokens int
	// KeepAlive is how long the server keeps the model loaded, such as "10m"; "" leaves
	// it to the server.
	KeepAlive string
}

// Model is an llm.Model and llm.Streamer. It is safe for concurrent use.
type Model struct {
	endpoint string
	http     *http.Client
	name     string
	opts     Options
}

var _ llm.Streamer = (*Model)(nil)

// New returns a model of the server at base. Nil options are valid; a nil client is
// http.DefaultClient. With a nil base every call fails as llm.InvalidRequest.
func New(base *url.URL, client *http.Client, model string, opts *Options) *Model {
	m := &Model{http: client, name: model}
	if base != nil {
		m.endpoint = base.JoinPath("api", "chat").String()
	}
	if m.http == nil {
		m.http = http.DefaultClient
	}
	if opts != nil {
		m.opts = *opts
	}
	if m.opts.ContextTokens <= 0 {
		m.opts.ContextTokens = defaultContext
	}
	if m.opts.MaxOutputTokens <= 0 {
		m.opts.MaxOutputTokens = defaultOutput
	}
	return m
}

// chatRequest is the body of /api/chat.
type chatRequest struct {
	Model     string          `json:"model"`
	Messages  []message       `json:"messages"`
	Stream    bool            `json:"stream"`
	Format    json.RawMessage `json:"format,omitempty"`
	KeepAlive string          `json:"keep_alive,omitempty"`
	Options   options         `json:"options"`
	Truncate  bool            `json:"truncate"`
	Shift     bool            `json:"shift"`
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type options struct {
	NumCtx      int      `json:"num_ctx"`
	NumPredict  int      `json:"num_predict"`
	Temperature *float64 `json:"temperature,omitempty"`
}

// chatResponse is a line of the answer, and the whole of one that is not streamed.
type chatResponse struct {
	Model      string  `json:"model"`
	Message    message `json:"message"`
	Done       bool    `json:"done"`
	DoneReason string  `json:"done_reason"`
	Read       int64   `json:"prompt_eval_count"`
	Written    int64   `json:"eval_count"`
	Error      string  `json:"error"`
}

func (m *Model) body(req *llm.Request, stream bool) chatRequest {
	b := chatRequest{
		Model: m.name, Stream: stream, KeepAlive: m.opts.KeepAlive,
		Options: options{NumCtx: m.opts.ContextTokens, NumPredict: m.opts.MaxOutputTokens, Temperature: req.Temperature},
	}
	if req.MaxOutputTokens > 0 {
		b.Options.NumPredict = req.MaxOutputTokens
	}
	if req.System != "" {
		b.Messages = append(b.Messages, message{"system", req.System})
	}
	texts := make([]string, 0, len(req.Parts))
	for _, p := range req.Parts {
		texts = append(texts, p.Text)
	}
	b.Messages = append(b.Messages, message{"user", strings.Join(texts, "\n\n")}) // a message is one text here
	if req.Output != nil {
		b.Format = req.Output.JSON
	}
	return b
}

// Generate implements llm.Model.
func (m *Model) Generate(ctx context.Context, req *llm.Request) (*llm.Response, error) {
	return m.chat(ctx, req, false, func(llm.Delta) error { return nil })
}

// Stream implements llm.Streamer.
func (m *Model) Stream(ctx context.Context, req *llm.Request, sink func(llm.Delta) error) (*llm.Response, error) {
	return m.chat(ctx, req, true, sink)
}

func (m *Model) check(req *llm.Request) error {
	switch {
	case m.endpoint == "":
		return &llm.Error{Kind: llm.InvalidRequest, Provider: provider, Problems: []string{"there is no base URL"}}
	case m.name == "":
		return &llm.Error{Kind: llm.InvalidRequest, Provider: provider, Problems: []string{"no model is named"}}
	}
	return req.Check()
}

func (m *Model) chat(ctx context.Context, req *llm.Request, stream bool, sink func(llm.Delta) error) (*llm.Response, error) {
	if err := m.check(req); err != nil {
		return nil, err
	}
	body, err := json.Marshal(m.body(req, stream))
	if err != nil {
		return nil, m.failed(llm.InvalidRequest)
	}
	x := new(llmhttp.Exchange)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, m.endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, m.failed(llm.InvalidRequest)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := m.http.Do(r)
	if err != nil {
		return nil, x.Failure(ctx, *m.failed(""), err)
	}
	x.Take(resp)
	defer func() { _ = resp.Body.Close() }() // an error of closing says nothing about the reply
	if resp.StatusCode != http.StatusOK {
		return nil, m.refused(ctx, x, resp)
	}

	var text strings.Builder
	lines := bufio.NewReader(resp.Body)
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var c chatResponse
			if jsonErr := json.Unmarshal(line, &c); jsonErr != nil {
				return nil, x.Failure(ctx, *m.failed(""), errors.Join(err, jsonErr))
			}
			if c.Error != "" {
				failed := m.failed(kindOf(http.StatusInternalServerError, c.Error))
				return nil, x.Failure(ctx, *failed.WithDetail(c.Error), nil)
			}
			text.WriteString(c.Message.Content)
			if c.Message.Content != "" {
				if err := sink(llm.Delta{Text: c.Message.Content}); err != nil {
					return nil, err
				}
			}
			if c.Done {
				return m.response(ctx, x, req, text.String(), c)
			}
		}
		if err != nil {
			return nil, x.Failure(ctx, *m.failed(""), err)
		}
	}
}

func (m *Model) response(ctx context.Context, x *llmhttp.Exchange, req *llm.Request, text string, c chatResponse) (*llm.Response, error) {
	if estimate := req.EstimateInput(); estimate > leastEstimate && c.Read > 0 && c.Read < estimate/shortfall {
		return nil, m.failed(llm.ContextTooLong)
	}
	out := &llm.Response{Text: text, Provider: provider, Model: cmp.Or(c.Model, m.name), Usage: llm.Usage{Input: c.Read, Output: c.Written}}
	switch c.DoneReason {
	case "stop":
		out.Finish = llm.Stop
	case "length":
		out.Finish = llm.Length
	default: // "load" and "unload" among them: the server wrote nothing
		return nil, x.Failure(ctx, *m.failed(""), nil)
	}
	return out, nil
}

func (m *Model) failed(kind llm.Kind) *llm.Error {
	return &llm.Error{Kind: kind, Provider: provider, Model: m.name}
}

// refused reads an answer that is not a reply.
func (m *Model) refused(ctx context.Context, x *llmhttp.Exchange, resp *http.Response) error {
	var c chatResponse
	err := json.NewDecoder(resp.Body).Decode(&c)
	kind := llm.Kind("")
	if err == nil {
		kind = kindOf(resp.StatusCode, c.Error)
	}
	return x.Failure(ctx, *m.failed(kind), err)
}

// kindOf reads what the server says where the status alone does not: it has no codes.
func kindOf(status int, message string) llm.Kind {
	message = strings.ToLower(message)
	switch {
	case strings.Contains(message, "context length"), strings.Contains(message, "context size"), strings.Contains(message, "context window"):
		return llm.ContextTooLong
	case strings.Contains(message, "json schema"), strings.Contains(message, "invalid format"), strings.Contains(message, "grammar"):
		return llm.SchemaRejected
	}
	return llmhttp.Kind(status)
}
