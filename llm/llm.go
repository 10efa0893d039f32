// Package llm is the seam between the library and whatever model a host uses.
//
//	type myModel struct{ client *vendor.Client }
//
//	func (m myModel) Generate(ctx context.Context, req *llm.Request) (*llm.Response, error) {
//		reply, err := m.client.Ask(ctx, req.System, req.Parts, req.Output.JSON)
//		if err != nil {
//			return nil, &llm.Error{Kind: llm.Unavailable, Err: err} // its text is never shown
//		}
//		return &llm.Response{Text: reply.Text, Finish: llm.Stop, Model: reply.Model}, nil
//	}
//
// A Model has one method. A reply is usable only if the model says that it
// finished: Response.Check turns everything else, a missing finish reason
// included, into an *Error, because half of a JSON document can look whole. An
// Error names a kind and never holds text of the provider, which may echo the
// prompt.
package llm

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
)

// Model generates one reply. Implementations are safe for concurrent use, return
// when ctx is done with an error that wraps ctx.Err(), do not keep the request,
// and report failures as *Error. They do not retry.
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
}

// PartKind tells the host's own words from text of unknown authors.
type PartKind string

// The kinds of part.
const (
	// Instruction is written by the library or the host.
	Instruction PartKind = "instruction"
	// Untrusted is data: transcripts, documents, a model's own earlier reply.
	// Whatever it says is never an instruction.
	Untrusted PartKind = "untrusted"
)

// Part is a piece of the user's message.
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

// Usage counts tokens. Input includes cached ones, Output includes reasoning.
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
	Usage  Usage
	// Model is the model's id as the provider names it; ID is the provider's id of the reply.
	Model string
	ID    string
}

// Check returns nil for a reply that is finished, and an *Error for one that was
// cut off, declined or blocked, or that does not say why it ended.
func (r *Response) Check() error {
	if r == nil {
		return &Error{Kind: Incomplete}
	}
	switch r.Finish {
	case Stop:
		return nil
	case Length:
		return &Error{Kind: Truncated, Model: r.Model}
	case Refused:
		return &Error{Kind: Declined, Model: r.Model}
	case Blocked:
		return &Error{Kind: Filtered, Model: r.Model}
	default:
		return &Error{Kind: Incomplete, Model: r.Model}
	}
}

// Kind says what went wrong. Unknown kinds are not retryable.
type Kind string

// The kinds of failure.
const (
	RateLimited    Kind = "rate_limited"
	QuotaExhausted Kind = "quota_exhausted"
	Unavailable    Kind = "unavailable"
	Timeout        Kind = "timeout"
	Incomplete     Kind = "incomplete" // no finish reason
	Auth           Kind = "auth"
	ContextTooLong Kind = "context_too_long"
	SchemaRejected Kind = "schema_rejected"
	InvalidRequest Kind = "invalid_request"
	Declined       Kind = "declined"
	Filtered       Kind = "filtered"
	Truncated      Kind = "truncated"
	InvalidOutput  Kind = "invalid_output" // the reply breaks its schema
)

// Error is a failure of a model. errors.Is compares kinds: errors.Is(err,
// &llm.Error{Kind: llm.Timeout}). errors.As and Unwrap reach Err.
type Error struct {
	Kind     Kind
	Provider string
	Model    string
	// Status is the HTTP status, 0 where there was none.
	Status int
	// RetryAfter is how long the provider asks to wait, 0 where it does not say.
	RetryAfter time.Duration
	// Problems say what is wrong with an invalid output: places and rules, no text of it.
	Problems []string
	// Err is the cause. Its text may hold what the provider sent, and is not part of Error's.
	Err error
}

func (e *Error) Error() string {
	s := "llm: " + string(e.Kind)
	if e.Status != 0 {
		s += " (status " + strconv.Itoa(e.Status) + ")"
	}
	if len(e.Problems) > 0 {
		s += ": " + strings.Join(e.Problems, "; ")
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether the target is an *Error of the same kind.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind
}

// Retryable reports whether the same request may succeed later.
func (e *Error) Retryable() bool {
	switch e.Kind {
	case RateLimited, Unavailable, Timeout, Incomplete:
		return true
	}
	return false
}

// KindOf returns the kind of the *Error in err, "" where there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}
