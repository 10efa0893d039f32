package llm

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
)

// Handler is the call that a Middleware wraps.
type Handler func(ctx context.Context, req *Request) (*Response, error)

// Middleware adds something to every call. It must not change the request or the
// response that it is given; it may pass on a copy.
type Middleware func(next Handler) Handler

// Wrap puts middleware around a model, the first outermost. The result is a
// Streamer if m is one, and the same middleware runs for both. A reply without a
// known finish reason becomes Incomplete before any middleware sees it. Wrap of nil
// is nil.
func Wrap(m Model, mw ...Middleware) Model {
	if m == nil {
		return nil
	}
	w := wrapped{model: m, middleware: mw}
	if s, ok := m.(Streamer); ok {
		return &wrappedStreamer{wrapped: w, streamer: s}
	}
	return &w
}

type wrapped struct {
	model      Model
	middleware []Middleware
}

type wrappedStreamer struct {
	wrapped
	streamer Streamer
}

var (
	_ Model    = (*wrapped)(nil)
	_ Streamer = (*wrappedStreamer)(nil)
)

// Generate implements Model.
func (w *wrapped) Generate(ctx context.Context, req *Request) (*Response, error) {
	return w.run(ctx, req, func(ctx context.Context, req *Request, _ int) (*Response, error) {
		return w.model.Generate(ctx, req)
	})
}

// Stream implements Streamer.
func (w *wrappedStreamer) Stream(ctx context.Context, req *Request, sink func(Delta) error) (*Response, error) {
	r, err := w.run(ctx, req, func(ctx context.Context, req *Request, attempt int) (*Response, error) {
		var ended *sinkError
		r, err := w.streamer.Stream(ctx, req, func(d Delta) error {
			d.Attempt = attempt
			if err := sink(d); err != nil {
				ended = &sinkError{err}
				return err
			}
			return nil
		})
		if ended != nil {
			return nil, ended
		}
		return r, err
	})
	if ended, ok := errors.AsType[*sinkError](err); ok {
		return nil, ended.err
	}
	return r, err
}

// sinkError is what a sink ended a call with, on its way through the middleware. It is
// no failure of the model, whatever is in it: nobody asks again because of it.
type sinkError struct{ err error }

func (e *sinkError) Error() string { return "llm: the sink ended the call" }

// Is finds what the sink returned.
func (e *sinkError) Is(target error) bool { return errors.Is(e.err, target) }

func (w *wrapped) run(ctx context.Context, req *Request, call func(context.Context, *Request, int) (*Response, error)) (*Response, error) {
	var attempts atomic.Int64 // middleware may call side by side
	h := func(ctx context.Context, req *Request) (*Response, error) {
		attempt := int(attempts.Add(1))
		r, err := call(ctx, req, attempt)
		if err != nil {
			return r, err
		}
		if r == nil || !r.Finish.known() {
			return nil, r.Check()
		}
		out := *r
		out.Attempts = attempt
		return &out, nil
	}
	next := Handler(h)
	for _, mw := range slices.Backward(w.middleware) {
		next = mw(next)
	}
	return next(ctx, req)
}
