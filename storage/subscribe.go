package storage

import (
	"context"
	"iter"
	"time"
)

// SubscribeOptions tune a subscription. The zero value and nil are valid.
type SubscribeOptions struct {
	// Poll is how long to wait at the end of the log before looking again; 0 means
	// one second.
	Poll time.Duration
}

// Subscribe yields the tenant's log entries after a sequence number, for as long
// as ctx lives or the caller goes on, in order and without gaps: the log is
// numbered in commit order, so no entry appears later before one that was yielded.
// Keep the sequence number once an entry is handled and pass it the next time:
// each entry is then handled at least once. The first error is yielded and ends the
// sequence; when ctx ends it is ctx.Err(). A *ChainError tells of a gap.
func Subscribe(ctx context.Context, d Driver, tenant Tenant, after uint64, opts *SubscribeOptions) iter.Seq2[Entry, error] {
	poll := time.Second
	if opts != nil && opts.Poll > 0 {
		poll = opts.Poll
	}
	return func(yield func(Entry, error) bool) {
		for {
			entries, err := d.Log(ctx, tenant, after, MaxPage)
			if err != nil {
				yield(Entry{}, err)
				return
			}
			for _, e := range entries {
				if e.Seq != after+1 {
					yield(Entry{}, &ChainError{Seq: after + 1, Reason: "missing"})
					return
				}
				if !yield(e, nil) {
					return
				}
				after = e.Seq
			}
			if len(entries) > 0 {
				continue
			}
			timer := time.NewTimer(poll)
			select {
			case <-ctx.Done():
				timer.Stop()
				yield(Entry{}, ctx.Err())
				return
			case <-timer.C:
			}
		}
	}
}
