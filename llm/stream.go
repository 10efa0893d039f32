package llm

import "context"

// Streamer is a Model that can also show a reply while it comes. Stream calls sink
// in order, from one goroutine, and returns the same Response as Generate would:
// only that one is complete and safe to use. An error of the sink ends the call
// and is returned as it is.
type Streamer interface {
	Model
	Stream(ctx context.Context, req *Request, sink func(Delta) error) (*Response, error)
}

// Delta is progress of a reply.
type Delta struct {
	// Text comes after that of the delta before it, in the same attempt.
	Text string
	// Attempt counts from 1. When it grows, the call is being tried again and what
	// came before is void. Wrap sets it.
	Attempt int
}
