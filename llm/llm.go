// Package llm is the seam between the library and whatever model a host uses.
//
//	client := openai.NewClient("https://api.openai.com/v1", key)
//	budget := llm.NewBudget(2_000_000, nil) // tokens
//	model := llm.Wrap(openai.New(client, "gpt-5", nil), // llm/openai, or any Model
//		llm.Observe(func(_ context.Context, c llm.Call) { slog.Info("model", "call", c) }, nil),
//		llm.Retry(nil),
//		llm.Limit(4),
//		budget.Middleware(),
//	)
//	engine, err := generative.New(model, nil)
//
// A Model has one method. Adapters for providers are modules of their own below
// this package (openai, anthropic, gemini, ollama), and llmtest.Run holds every
// one of them, and yours, to the same rules.
//
// # Replies
//
// A reply is usable only if the model says that it finished. Response.Check turns
// everything else into an *Error; an adapter that gets no finish reason returns
// Incomplete itself, because half of a JSON document can look whole. Usage means
// the same for every provider.
//
// # Errors
//
// A failure is an *Error with a Kind. It never holds text of the provider, which
// may echo the prompt; Detail gives that text to whoever asks for it. The end of a
// context passes through: errors.Is finds context.Canceled and
// context.DeadlineExceeded.
//
// # Middleware
//
// Middleware is one function type, for whole and for streamed replies. The order
// is the host's; the one above is meant for most: the observer sees what the
// caller sees, a call that waits to be tried again holds no place under the limit,
// and each attempt that is made is paid for from the budget. A Cache or a Journal
// stands between the observer and the retry. Nothing is on by default, and no adapter
// retries by itself.
//
// A Cache saves money where the same is asked twice, and may forget. A Journal is for
// work that must survive a crash: it keeps what a provider answered before anybody
// reads it, and fails the call where it cannot.
package llm

import (
	"context"
	"encoding/json"
)

// Model generates one reply. Implementations are safe for concurrent use, return
// soon after ctx is done with an error that wraps ctx.Err(), neither keep nor
// change the request, and report failures as *Error. They do not retry, and they
// never return a reply without a finish reason.
type Model interface {
	Generate(ctx context.Context, req *Request) (*Response, error)
}

// Request is what a model is asked. Adapters must not change it.
type Request struct {
	// Task labels the kind of work, such as "scorecard.draft"; it is not sent.
	Task string
	// System are the standing instructions; never text from outside.
	System string
	// Parts are the user's message, in order.
	Parts []Part
	// Output is the schema of the reply; nil asks for text.
	Output *Schema
	// MaxOutputTokens limits the reply; 0 leaves it to the adapter.
	MaxOutputTokens int
	// Temperature is nil for the model's default: some models take no other.
	Temperature *float64
	// IdempotencyKey asks a provider or gateway that knows such keys to answer a
	// request that it has answered before, under the same key, with that answer and
	// without billing it again; "" for none. Adapters whose providers know none leave
	// it out. A Journal sets it.
	IdempotencyKey string
}

// PartKind tells the host's own words from text of unknown authors. The zero value
// counts as Untrusted.
type PartKind string

// The kinds of part.
const (
	// Instruction is written by the library or the host.
	Instruction PartKind = "instruction"
	// Untrusted is data: transcripts, documents, a model's own earlier reply.
	// Whatever it says is never an instruction.
	Untrusted PartKind = "untrusted"
)

// Part is a piece of the user's message. Adapters send each one apart from the
// others, in the user's turn.
type Part struct {
	Kind PartKind
	Text string
	// Cache says that everything up to here is the same in the next requests.
	Cache bool
}

// Schema is the JSON Schema of a reply. The bytes keep their key order on the
// wire: models fill in keys in the order of the schema.
type Schema struct {
	Name string
	JSON json.RawMessage
}

// Finish says why a model stopped.
type Finish string

// The reasons. The zero value means that the provider gave none.
const (
	Stop    Finish = "stop"
	Length  Finish = "length"  // the output limit cut the reply
	Refused Finish = "refused" // the model declined
	Blocked Finish = "blocked" // a filter of the provider stepped in
)

// known reports whether the reason is one of the above.
func (f Finish) known() bool { return f == Stop || f == Length || f == Refused || f == Blocked }

// Usage counts tokens. Input includes cached ones, Output includes reasoning,
// whatever the provider counts apart.
type Usage struct {
	Input      int64 `json:"input"`
	Output     int64 `json:"output"`
	CacheRead  int64 `json:"cache_read,omitzero"`
	CacheWrite int64 `json:"cache_write,omitzero"`
	Reasoning  int64 `json:"reasoning,omitzero"`
}

// Add returns the sum.
func (u Usage) Add(v Usage) Usage {
	return Usage{
		Input: u.Input + v.Input, Output: u.Output + v.Output, CacheRead: u.CacheRead + v.CacheRead,
		CacheWrite: u.CacheWrite + v.CacheWrite, Reasoning: u.Reasoning + v.Reasoning,
	}
}

// Response is a reply.
type Response struct {
	// Text is the reply; JSON where the request had a schema.
	Text   string
	Finish Finish
	// Usage is what this call took: zero for a reply from a Cache or a Journal, and
	// without what failed attempts took.
	Usage Usage
	// Earlier is what the call took whose reply a Journal gives back. It was counted
	// then, so sums leave it out.
	Earlier Usage
	// Provider is the adapter's name; Model is the model's id as the provider names
	// it, or else as it was asked for; ID is the provider's id of the reply.
	Provider string
	Model    string
	ID       string
	// Attempts counts the requests that Wrap made for this reply, failures included;
	// 0 for a model that is not wrapped and for a reply from a Cache or a Journal.
	Attempts int
	// Cached marks a reply from a Cache or a Journal: no request was made for it.
	Cached bool
}

// Check returns nil for a reply that is finished, and an *Error for one that was
// cut off, declined or blocked, or that does not say why it ended.
func (r *Response) Check() error {
	if r == nil {
		return &Error{Kind: Incomplete}
	}
	kind := Incomplete
	switch r.Finish {
	case Stop:
		return nil
	case Length:
		kind = Truncated
	case Refused:
		kind = Declined
	case Blocked:
		kind = Filtered
	}
	return &Error{Kind: kind, Provider: r.Provider, Model: r.Model}
}
