package llm

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// RetryOptions configure Retry. The zero value and nil are valid.
type RetryOptions struct {
	// Attempts is how often a call is made at most; 0 means 4.
	Attempts int
	// Base is the longest wait before the second attempt; it doubles with each
	// further one. 0 means 500 ms.
	Base time.Duration
	// MaxWait is the longest wait; 0 means 60 s. A provider that asks for more is not
	// waited for.
	MaxWait time.Duration
	// Random returns numbers in [0, 1), from several goroutines; nil is math/rand/v2.
	Random func() float64
}

// Retry tries a call again after failures that are Retryable. It waits as long as
// the provider asks and up to Base more, or else a random time up to a limit that
// doubles (full jitter). Where that is longer than MaxWait, or would end after the
// deadline of the context, it returns the failure at once.
func Retry(opts *RetryOptions) Middleware {
	var o RetryOptions
	if opts != nil {
		o = *opts
	}
	if o.Attempts <= 0 {
		o.Attempts = 4
	}
	if o.Base <= 0 {
		o.Base = 500 * time.Millisecond
	}
	if o.MaxWait <= 0 {
		o.MaxWait = time.Minute
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	return func(next Handler) Handler {
		return func(ctx context.Context, req *Request) (*Response, error) {
			for attempt := 1; ; attempt++ {
				r, err := next(ctx, req)
				if err == nil {
					return r, nil
				}
				e, ok := errors.AsType[*Error](err)
				if !ok || !e.Retryable() || attempt >= o.Attempts || ctx.Err() != nil {
					return r, err
				}
				wait, ok := o.wait(e.RetryAfter, attempt)
				if deadline, set := ctx.Deadline(); !ok || set && time.Until(deadline) <= wait {
					return r, err
				}
				if err := sleep(ctx, wait); err != nil {
					return nil, ended(err)
				}
			}
		}
	}
}

// wait returns how long to wait after an attempt, and whether that is worth it.
func (o *RetryOptions) wait(asked time.Duration, attempt int) (time.Duration, bool) {
	if asked > 0 {
		if asked > o.MaxWait {
			return 0, false
		}
		return asked + time.Duration(o.Random()*float64(o.Base)), true
	}
	limit := min(o.Base, o.MaxWait)
	for range attempt - 1 {
		if limit >= o.MaxWait/2 {
			limit = o.MaxWait
			break
		}
		limit *= 2
	}
	return time.Duration(o.Random() * float64(limit)), true
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// ended turns the error of a context into the one that models return for it.
func ended(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &Error{Kind: Timeout, Err: err}
	}
	return err
}
