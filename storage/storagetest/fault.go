package storagetest

import (
	"context"
	"sync"

	"github.com/hirealign/hirealign/storage"
)

// Fault is a driver whose commits fail as told, for tests of what callers do
// then. It is safe for concurrent use.
type Fault struct {
	storage.Driver
	mu      sync.Mutex
	pending []failure
	commits int
}

type failure struct {
	err   error
	after bool
}

// NewFault wraps a driver. Without further calls it behaves like the driver.
func NewFault(d storage.Driver) *Fault { return &Fault{Driver: d} }

// FailNext lets the next commit fail with err and change nothing.
func (f *Fault) FailNext(err error) { f.add(failure{err: err}) }

// LoseNext lets the next commit take place and then report storage.ErrUnknown, as
// a connection does that breaks before the answer.
func (f *Fault) LoseNext() { f.add(failure{err: storage.ErrUnknown, after: true}) }

func (f *Fault) add(x failure) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pending = append(f.pending, x)
}

// Commits is how many commits were tried.
func (f *Fault) Commits() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.commits
}

// Commit implements storage.Driver.
func (f *Fault) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	f.mu.Lock()
	f.commits++
	var next failure
	if len(f.pending) > 0 {
		next, f.pending = f.pending[0], f.pending[1:]
	}
	f.mu.Unlock()
	if next.err != nil && !next.after {
		return storage.Result{}, next.err
	}
	r, err := f.Driver.Commit(ctx, t, b)
	if err == nil && next.after {
		return storage.Result{}, next.err
	}
	return r, err
}
