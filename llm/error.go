package llm

import (
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"
)

// Kind says what went wrong. Unknown kinds are not retryable.
type Kind string

// The kinds of failure.
const (
	RateLimited    Kind = "rate_limited"
	QuotaExhausted Kind = "quota_exhausted" // of the account; waiting does not help
	Unavailable    Kind = "unavailable"     // overloaded, down, or not reached
	Timeout        Kind = "timeout"
	Incomplete     Kind = "incomplete" // cut off on the way, or no finish reason
	Auth           Kind = "auth"
	ContextTooLong Kind = "context_too_long"
	SchemaRejected Kind = "schema_rejected"
	InvalidRequest Kind = "invalid_request"
	Declined       Kind = "declined"       // the model refused
	Filtered       Kind = "filtered"       // a filter of the provider stepped in
	Truncated      Kind = "truncated"      // the output limit cut the reply
	InvalidOutput  Kind = "invalid_output" // the reply breaks its schema, or is larger than any can be
	OverBudget     Kind = "over_budget"    // of a Budget; Err is a *BudgetError
)

// Error is a failure of a model. errors.Is compares kinds: errors.Is(err,
// &llm.Error{Kind: llm.Timeout}). errors.As and Unwrap reach Err. An Error is not
// changed once it is returned.
type Error struct {
	Kind     Kind
	Provider string
	Model    string
	// RequestID is the provider's id of the failed request, "" where it gives none.
	RequestID string
	// Status is the HTTP status, 0 where there was none.
	Status int
	// RetryAfter is how long the provider asks to wait, 0 where it does not say.
	RetryAfter time.Duration
	// Problems say what is wrong with a request or an output: places and rules, no
	// text of it.
	Problems []string
	// Err is the cause, such as context.DeadlineExceeded. Adapters never put an error
	// of an SDK here: its text can hold what the provider sent.
	Err error

	detail *string // a pointer, so that no print of the struct shows it
}

// Error names the kind, the status and the problems. It holds no text of the
// provider.
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

// Detail is what the provider said, "" where nothing is known. It may hold the
// prompt, so this package never prints it, and neither should a log.
func (e *Error) Detail() string {
	if e.detail == nil {
		return ""
	}
	return *e.detail
}

// WithDetail returns a copy that has the provider's text for Detail; for adapters.
func (e *Error) WithDetail(text string) *Error {
	c := *e
	c.detail = &text
	return &c
}

// LogValue implements slog.LogValuer, without text of the provider.
func (e *Error) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("kind", string(e.Kind))}
	for _, a := range []slog.Attr{
		slog.String("provider", e.Provider), slog.String("model", e.Model), slog.String("request_id", e.RequestID),
	} {
		if a.Value.String() != "" {
			attrs = append(attrs, a)
		}
	}
	if e.Status != 0 {
		attrs = append(attrs, slog.Int("status", e.Status))
	}
	if e.RetryAfter != 0 {
		attrs = append(attrs, slog.Duration("retry_after", e.RetryAfter))
	}
	return slog.GroupValue(attrs...)
}

// KindOf returns the kind of the *Error in err, "" where there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}
