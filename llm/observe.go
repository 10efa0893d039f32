package llm

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Call says what a call took. It holds no text of request or reply.
type Call struct {
	Task     string
	Provider string
	Model    string
	Start    time.Time
	Duration time.Duration
	// Finish, Usage, Attempts and Cached are those of the response, if there is one.
	Finish   Finish
	Usage    Usage
	Attempts int
	Cached   bool
	// Kind is the kind of the failure, "" for none and for errors that are not *Error;
	// Status and RequestID belong to it.
	Kind      Kind
	Status    int
	RequestID string
	// Err is the failure, nil for none. If it is not an *Error, as with a context that
	// was cancelled, its text is whatever its author wrote.
	Err error
}

// LogValue implements slog.LogValuer. It shows kinds and counts, and no text of an
// error that is not an *Error.
func (c Call) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("task", c.Task), slog.String("provider", c.Provider), slog.String("model", c.Model),
		slog.Duration("duration", c.Duration), slog.String("finish", string(c.Finish)),
		slog.Int64("input_tokens", c.Usage.Input), slog.Int64("output_tokens", c.Usage.Output),
		slog.Int64("cache_read_tokens", c.Usage.CacheRead), slog.Int("attempts", c.Attempts), slog.Bool("cached", c.Cached),
	}
	if c.Err != nil {
		kind := string(c.Kind)
		if kind == "" {
			kind = "other"
		}
		attrs = append(attrs, slog.String("error", kind), slog.Int("status", c.Status), slog.String("request_id", c.RequestID))
	}
	return slog.GroupValue(attrs...)
}

// ObserveOptions configure Observe. The zero value and nil are valid.
type ObserveOptions struct {
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Observe calls f at the end of each call: outside Retry once per call, inside it
// once per attempt. f is called from several goroutines.
func Observe(f func(context.Context, Call), opts *ObserveOptions) Middleware {
	now := time.Now //nolint:forbidigo // the clock where the caller gives none
	if opts != nil && opts.Now != nil {
		now = opts.Now
	}
	return func(next Handler) Handler {
		return func(ctx context.Context, req *Request) (*Response, error) {
			c := Call{Task: req.Task, Start: now()}
			r, err := next(ctx, req)
			c.Duration = now().Sub(c.Start)
			if r != nil {
				c.Provider, c.Model, c.Finish, c.Usage = r.Provider, r.Model, r.Finish, r.Usage
				c.Attempts, c.Cached = r.Attempts, r.Cached
			}
			if err != nil {
				c.Err = err
				if e, ok := errors.AsType[*Error](err); ok {
					c.Kind, c.Status, c.RequestID = e.Kind, e.Status, e.RequestID
					c.Provider, c.Model = e.Provider, e.Model
				}
			}
			f(ctx, c)
			return r, err
		}
	}
}
