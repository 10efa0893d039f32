package llm

import "context"

// Limit lets at most n calls run at the same time, and the others wait. One value
// used in several Wraps is one limit for all of them, as an account has one. n
// below 1 means 1. Inside Retry, a call gives its place up while it waits to be
// tried again.
func Limit(n int) Middleware {
	slots := make(chan struct{}, max(n, 1))
	return func(next Handler) Handler {
		return func(ctx context.Context, req *Request) (*Response, error) {
			if err := ctx.Err(); err != nil {
				return nil, ended(err)
			}
			select {
			case <-ctx.Done():
				return nil, ended(ctx.Err())
			case slots <- struct{}{}:
			}
			defer func() { <-slots }()
			return next(ctx, req)
		}
	}
}
