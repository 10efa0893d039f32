package hirealign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/hirealign/hirealign/storage"
)

// RelayOptions tune a Relay. The zero value and nil are valid.
type RelayOptions struct {
	// Name tells relays of one tenant apart, each with a place of its own in the log;
	// "" is "jobs".
	Name string
	// Jobs says which jobs follow from an act; nil is Tenant.Jobs. The same act must
	// give the same keys. An error holds the relay up at this act: no act is passed
	// over in silence. A host that would rather go on, past a document that is damaged
	// say, returns none for it.
	Jobs func(ctx context.Context, l LoggedAct) ([]Job, error)
	// Poll is how long Run waits at the end of the log before it looks again; zero is
	// one second.
	Poll time.Duration
}

// Relay reads a tenant's log and hands the jobs that follow from it to a queue. The
// log has no gaps and is in the order of the commits, so no act is passed over; the
// place up to which it has read is stored after the queue has taken the jobs, so
// each job is enqueued at least once, and once where the queue heeds its key. Several
// processes may run the same relay.
//
// Over a service whose driver joins a transaction of the host, as pgstore.WithTx
// does, with a queue that enqueues in the same one, a Pass hands over exactly once.
type Relay struct {
	t    *Tenant
	to   Enqueuer
	opts RelayOptions
}

// Relay returns the relay of the tenant's log into a queue. Nil options are valid.
func (t *Tenant) Relay(to Enqueuer, opts *RelayOptions) *Relay {
	r := &Relay{t: t, to: to}
	if opts != nil {
		r.opts = *opts
	}
	if r.opts.Name == "" {
		r.opts.Name = "jobs"
	}
	if r.opts.Jobs == nil {
		r.opts.Jobs = t.Jobs
	}
	if r.opts.Poll <= 0 {
		r.opts.Poll = time.Second
	}
	return r
}

// relayed is how far a relay has read.
type relayed struct {
	Seq uint64 `json:"seq"`
}

func (r *Relay) key() storage.Key { return storage.Key{Kind: "relay", ID: r.opts.Name} }

func (r *Relay) place(ctx context.Context) (relayed, storage.Expect, error) {
	var p relayed
	rec, err := r.t.svc.store.Get(ctx, r.t.id, r.key())
	if errors.Is(err, storage.ErrNotFound) {
		return p, absent, nil
	}
	if err != nil {
		return p, absent, err
	}
	if err := json.Unmarshal(rec.Body, &p); err != nil {
		return p, absent, fmt.Errorf("decode the place of relay %q: %w", r.opts.Name, err)
	}
	return p, storage.At(rec.Version), nil
}

// move stores how far the relay has read. Where another process of the same relay has
// moved meanwhile, it leaves that one's place: the jobs are in the queue either way.
func (r *Relay) move(ctx context.Context, p relayed, expect storage.Expect) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	b := storage.Batch{ID: r.t.newID(), Writes: []storage.Write{{Record: storage.Record{Key: r.key(), Body: body}, Expect: expect}}}
	for range tries {
		if _, err = r.t.svc.store.Commit(ctx, r.t.id, b); !errors.Is(err, storage.ErrUnknown) {
			break
		}
	}
	if errors.Is(err, storage.ErrConflict) {
		return nil
	}
	return err
}

// Pass reads on from the stored place, 100 acts at most, and returns how many it read;
// 0 at the end of the log. It returns the errors of the queue and of the store, and
// the next Pass then starts from the same place: jobs are enqueued again.
func (r *Relay) Pass(ctx context.Context) (int, error) {
	p, expect, err := r.place(ctx)
	if err != nil {
		return 0, err
	}
	entries, err := r.t.svc.store.Log(ctx, r.t.id, p.Seq, relayPage)
	if err != nil || len(entries) == 0 {
		return 0, err
	}
	var jobs []Job
	for _, e := range entries {
		l, err := loggedAct(e)
		if err != nil {
			return 0, err
		}
		more, err := r.opts.Jobs(ctx, l)
		if err != nil {
			return 0, err
		}
		jobs = append(jobs, more...)
		p.Seq = e.Seq
	}
	if len(jobs) > 0 {
		if err := r.to.Enqueue(ctx, jobs...); err != nil {
			return 0, err
		}
	}
	return len(entries), r.move(ctx, p, expect)
}

const relayPage = 100 // acts between two stored places

// Run makes passes until the context ends, whose error it returns, or until one fails.
func (r *Relay) Run(ctx context.Context) error {
	for {
		n, err := r.Pass(ctx)
		if err != nil {
			return err
		}
		if n > 0 {
			continue
		}
		timer := time.NewTimer(r.opts.Poll)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}
