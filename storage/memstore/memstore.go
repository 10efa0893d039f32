// Package memstore keeps everything in memory: the contract of storage.Driver,
// executable, and the store for tests and for trying things out.
//
//	store := memstore.New()
//	defer store.Close()
//	_, err := store.Commit(ctx, "acme", storage.Batch{ID: "b-1", Writes: writes, Log: events})
//	page, err := store.List(ctx, "acme", storage.Query{Kind: "rubric"})
package memstore

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/hirealign/hirealign/storage"
)

// Store is a storage.Driver in memory. It is safe for concurrent use. Nothing
// outlives the process.
type Store struct {
	mu      sync.RWMutex
	closed  bool
	tenants map[storage.Tenant]*tenant
}

type tenant struct {
	records  map[storage.Key]storage.Record
	versions map[storage.Key]uint64 // outlives deletions
	log      []storage.Entry
	batches  map[string]done
}

type done struct {
	digest [32]byte
	result storage.Result
}

var (
	_ storage.Driver    = (*Store)(nil)
	_ storage.Forgetter = (*Store)(nil)
)

// New returns an empty store.
func New() *Store { return &Store{tenants: map[storage.Tenant]*tenant{}} }

// Commit implements storage.Driver.
func (s *Store) Commit(ctx context.Context, id storage.Tenant, b storage.Batch) (storage.Result, error) {
	if err := check(ctx, id, b.Validate()); err != nil {
		return storage.Result{}, err
	}
	digest := b.Digest()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return storage.Result{}, storage.ErrClosed
	}
	t := s.tenants[id]
	if t == nil {
		t = &tenant{
			records: map[storage.Key]storage.Record{}, versions: map[storage.Key]uint64{}, batches: map[string]done{},
		}
	}
	if before, ok := t.batches[b.ID]; ok {
		if before.digest != digest {
			return storage.Result{}, storage.ErrBatchReused
		}
		r := before.result
		r.Versions, r.Replayed = slices.Clone(r.Versions), true
		return r, nil
	}
	for _, w := range b.Writes {
		if have := t.records[w.Key].Version; !w.Expect.Holds(have) {
			return storage.Result{}, &storage.ConflictError{Key: w.Key, Expected: w.Expect, Have: have}
		}
	}
	s.tenants[id] = t
	var r storage.Result
	for _, w := range b.Writes {
		t.versions[w.Key]++
		version := t.versions[w.Key]
		r.Versions = append(r.Versions, version)
		if w.Delete {
			delete(t.records, w.Key)
			continue
		}
		rec := w.Clone()
		rec.Version = version
		t.records[w.Key] = rec
	}
	for _, e := range b.Log {
		var prev [32]byte
		if n := len(t.log); n > 0 {
			prev = t.log[n-1].Hash
		}
		seq := uint64(len(t.log) + 1)
		t.log = append(t.log, storage.Entry{
			Seq: seq, Topic: e.Topic, Payload: bytes.Clone(e.Payload), Hash: storage.ChainHash(prev, seq, e.Topic, e.Payload),
		})
	}
	r.Seq = uint64(len(t.log))
	t.batches[b.ID] = done{digest: digest, result: r}
	r.Versions = slices.Clone(r.Versions)
	return r, nil
}

// Forget implements storage.Forgetter.
func (s *Store) Forget(ctx context.Context, id storage.Tenant, upTo uint64) (int, error) {
	if err := check(ctx, id, nil); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, storage.ErrClosed
	}
	t := s.tenants[id]
	if t == nil {
		return 0, nil
	}
	before := len(t.batches)
	maps.DeleteFunc(t.batches, func(_ string, d done) bool { return d.result.Seq <= upTo })
	return before - len(t.batches), nil
}

func check(ctx context.Context, id storage.Tenant, err error) error {
	if e := ctx.Err(); e != nil {
		return e
	}
	if e := id.Validate(); e != nil {
		return e
	}
	return err
}

// Get implements storage.Driver.
func (s *Store) Get(ctx context.Context, id storage.Tenant, key storage.Key) (storage.Record, error) {
	if err := check(ctx, id, key.Validate()); err != nil {
		return storage.Record{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return storage.Record{}, storage.ErrClosed
	}
	if t := s.tenants[id]; t != nil {
		if r, ok := t.records[key]; ok {
			return r.Clone(), nil
		}
	}
	return storage.Record{}, storage.ErrNotFound
}

// List implements storage.Driver.
func (s *Store) List(ctx context.Context, id storage.Tenant, q storage.Query) (storage.Page, error) {
	limit, err := q.PageSize()
	if err := check(ctx, id, err); err != nil {
		return storage.Page{}, err
	}
	var afterValue, afterID string
	if q.After != "" {
		if afterValue, afterID, err = q.After.Position(); err != nil {
			return storage.Page{}, err
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return storage.Page{}, storage.ErrClosed
	}
	var found []storage.Record
	if t := s.tenants[id]; t != nil {
		for key, r := range t.records {
			value, indexed := r.Index[q.Index]
			if key.Kind != q.Kind || q.Index != "" && (!indexed || q.Value != "" && value != q.Value) {
				continue
			}
			if q.After != "" && compare(value, key.ID, afterValue, afterID) <= 0 {
				continue
			}
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b storage.Record) int {
		return compare(a.Index[q.Index], a.ID, b.Index[q.Index], b.ID)
	})
	var page storage.Page
	if len(found) > limit {
		found = found[:limit]
		last := found[limit-1]
		page.Next = storage.NewCursor(last.Index[q.Index], last.ID)
	}
	for _, r := range found {
		page.Records = append(page.Records, r.Clone())
	}
	return page, nil
}

func compare(value, id, otherValue, otherID string) int {
	return cmp.Or(cmp.Compare(value, otherValue), cmp.Compare(id, otherID))
}

// Log implements storage.Driver.
func (s *Store) Log(ctx context.Context, id storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
	var invalid error
	if limit < 1 || limit > storage.MaxPage {
		invalid = storage.ErrInvalid
	}
	if err := check(ctx, id, invalid); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return nil, storage.ErrClosed
	}
	t := s.tenants[id]
	if t == nil || after >= uint64(len(t.log)) {
		return nil, nil
	}
	entries := t.log[after:min(after+uint64(limit), uint64(len(t.log)))]
	out := make([]storage.Entry, len(entries))
	for i, e := range entries {
		e.Payload = bytes.Clone(e.Payload)
		out[i] = e
	}
	return out, nil
}

// Close implements storage.Driver.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}
