package storagetest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
	"github.com/hirealign/hirealign/storage/storagetest"
)

// recorder stands in for a *testing.T whose failure is what the test wants.
type recorder struct {
	ctx    context.Context
	mu     sync.Mutex
	failed string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed += fmt.Sprintf(format, args...)
}
func (r *recorder) FailNow()                 { runtime.Goexit() }
func (r *recorder) Context() context.Context { return r.ctx }

// reject runs a check and returns what it found.
func reject(t *testing.T, check func(storagetest.T)) string {
	t.Helper()
	r := &recorder{ctx: t.Context()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		check(r)
	}()
	<-done
	return r.failed
}

// mutant is a store with one fault. A nil function leaves the method as it is.
type mutant struct {
	storage.Driver
	commit func(context.Context, storage.Tenant, storage.Batch) (storage.Result, error)
	get    func(context.Context, storage.Tenant, storage.Key) (storage.Record, error)
	list   func(context.Context, storage.Tenant, storage.Query) (storage.Page, error)
	log    func(context.Context, storage.Tenant, uint64, int) ([]storage.Entry, error)
	close  func() error
}

func (m mutant) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	if m.commit != nil {
		return m.commit(ctx, t, b)
	}
	return m.Driver.Commit(ctx, t, b)
}

func (m mutant) Get(ctx context.Context, t storage.Tenant, k storage.Key) (storage.Record, error) {
	if m.get != nil {
		return m.get(ctx, t, k)
	}
	return m.Driver.Get(ctx, t, k)
}

func (m mutant) List(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
	if m.list != nil {
		return m.list(ctx, t, q)
	}
	return m.Driver.List(ctx, t, q)
}

func (m mutant) Log(ctx context.Context, t storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
	if m.log != nil {
		return m.log(ctx, t, after, limit)
	}
	return m.Driver.Log(ctx, t, after, limit)
}

func (m mutant) Close() error {
	if m.close != nil {
		return m.close()
	}
	return m.Driver.Close()
}

// mapWrites returns the batch with each write changed, and the caller's left alone.
func mapWrites(b storage.Batch, change func(*storage.Write)) storage.Batch {
	b.Writes = slices.Clone(b.Writes)
	for i := range b.Writes {
		change(&b.Writes[i])
	}
	return b
}

// foldIDs makes a store that takes ids for equal where fold does.
func foldIDs(d storage.Driver, fold func(string) string) mutant {
	return mutant{
		Driver: d,
		commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
			return d.Commit(ctx, t, mapWrites(b, func(w *storage.Write) { w.ID = fold(w.ID) }))
		},
		get: func(ctx context.Context, t storage.Tenant, k storage.Key) (storage.Record, error) {
			k.ID = fold(k.ID)
			return d.Get(ctx, t, k)
		},
	}
}

// editLog makes a store whose log reads differently.
func editLog(d storage.Driver, edit func([]storage.Entry) []storage.Entry) mutant {
	return mutant{Driver: d, log: func(ctx context.Context, t storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
		entries, err := d.Log(ctx, t, after, limit)
		return edit(entries), err
	}}
}

func editPage(d storage.Driver, edit func(storage.Query, storage.Page) storage.Page) mutant {
	return mutant{Driver: d, list: func(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
		p, err := d.List(ctx, t, q)
		return edit(q, p), err
	}}
}

func editCommit(d storage.Driver, edit func(storage.Batch) storage.Batch) mutant {
	return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
		return d.Commit(ctx, t, edit(b))
	}}
}

func editResult(d storage.Driver, edit func(storage.Batch, storage.Result) storage.Result) mutant {
	return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
		r, err := d.Commit(ctx, t, b)
		return edit(b, r), err
	}}
}

// fresh makes each batch a new one, so that the store knows none again.
func fresh(d storage.Driver) mutant {
	var mu sync.Mutex
	n := 0
	return editCommit(d, func(b storage.Batch) storage.Batch {
		mu.Lock()
		defer mu.Unlock()
		if b.ID != "" {
			n++
			b.ID = fmt.Sprintf("%s-%d", b.ID, n)
		}
		return b
	})
}

// mutants holds, for each rule, stores that break it and nothing else by design.
var mutants = map[string]map[string]func(storage.Driver) storage.Driver{
	"a body comes back byte for byte": {
		"stores text": func(d storage.Driver) storage.Driver {
			return editCommit(d, func(b storage.Batch) storage.Batch {
				return mapWrites(b, func(w *storage.Write) { w.Body = bytes.ToValidUTF8(w.Body, []byte("?")) })
			})
		},
		"compacts JSON": func(d storage.Driver) storage.Driver {
			return editCommit(d, func(b storage.Batch) storage.Batch {
				return mapWrites(b, func(w *storage.Write) { w.Body = bytes.ReplaceAll(w.Body, []byte(" "), nil) })
			})
		},
		"forgets the subject": func(d storage.Driver) storage.Driver {
			return editCommit(d, func(b storage.Batch) storage.Batch {
				return mapWrites(b, func(w *storage.Write) { w.Subject = "" })
			})
		},
	},
	"a store keeps its own copies": {
		"keeps the caller's body": func(d storage.Driver) storage.Driver {
			var mu sync.Mutex
			kept := map[storage.Key][]byte{}
			return mutant{
				Driver: d,
				commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
					mu.Lock()
					defer mu.Unlock()
					for _, w := range b.Writes {
						kept[w.Key] = w.Body
					}
					return d.Commit(ctx, t, b)
				},
				get: func(ctx context.Context, t storage.Tenant, k storage.Key) (storage.Record, error) {
					mu.Lock()
					defer mu.Unlock()
					r, err := d.Get(ctx, t, k)
					r.Body = kept[k]
					return r, err
				},
			}
		},
	},
	"ids are compared byte for byte": {
		"ignores case":            func(d storage.Driver) storage.Driver { return foldIDs(d, strings.ToLower) },
		"ignores trailing spaces": func(d storage.Driver) storage.Driver { return foldIDs(d, strings.TrimSpace) },
		"composes accents": func(d storage.Driver) storage.Driver {
			return foldIDs(d, func(s string) string { return strings.ReplaceAll(s, "e\u0301", "\u00e9") })
		},
	},
	"a batch applies whole or not at all": {
		"writes one by one": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (r storage.Result, err error) {
				for i, w := range b.Writes {
					one, err := d.Commit(ctx, t, storage.Batch{ID: fmt.Sprintf("%s/%d", b.ID, i), Writes: []storage.Write{w}})
					if err != nil {
						return r, err
					}
					r.Versions = append(r.Versions, one.Versions...)
				}
				return d.Commit(ctx, t, storage.Batch{ID: b.ID, Log: b.Log})
			}}
		},
		"logs what it refuses": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
				r, err := d.Commit(ctx, t, b)
				if errors.Is(err, storage.ErrConflict) && len(b.Log) > 0 {
					_, _ = d.Commit(ctx, t, storage.Batch{ID: "log of " + b.ID, Log: b.Log})
				}
				return r, err
			}}
		},
	},
	"a write holds its condition": {
		"ignores conditions": func(d storage.Driver) storage.Driver {
			return editCommit(d, func(b storage.Batch) storage.Batch {
				return mapWrites(b, func(w *storage.Write) { w.Expect = storage.Any() })
			})
		},
		"deletes whatever there is": func(d storage.Driver) storage.Driver {
			return editCommit(d, func(b storage.Batch) storage.Batch {
				return mapWrites(b, func(w *storage.Write) {
					if w.Delete && w.Expect == storage.Absent() {
						w.Expect = storage.Any()
					}
				})
			})
		},
		"refuses to delete what is not there": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
				for _, w := range b.Writes {
					if w.Delete && w.Expect == storage.Absent() {
						if _, err := d.Get(ctx, t, w.Key); err != nil {
							return storage.Result{}, err
						}
					}
				}
				return d.Commit(ctx, t, b)
			}}
		},
		"does not say which record": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
				r, err := d.Commit(ctx, t, b)
				if errors.Is(err, storage.ErrConflict) {
					err = storage.ErrConflict
				}
				return r, err
			}}
		},
	},
	"versions go up by one, also after a deletion": {
		"counts by two": func(d storage.Driver) storage.Driver {
			return editResult(d, func(_ storage.Batch, r storage.Result) storage.Result {
				for i := range r.Versions {
					r.Versions[i] *= 2
				}
				return r
			})
		},
		"starts again after a deletion": func(d storage.Driver) storage.Driver {
			gone := map[storage.Key]uint64{}
			return editResult(d, func(b storage.Batch, r storage.Result) storage.Result {
				for i, w := range b.Writes {
					if i >= len(r.Versions) {
						break
					}
					version := r.Versions[i]
					r.Versions[i] -= gone[w.Key]
					if w.Delete {
						gone[w.Key] = version
					}
				}
				return r
			})
		},
	},
	"the same batch again changes nothing": {
		"knows no batch again": func(d storage.Driver) storage.Driver { return fresh(d) },
		"does not say that it knew it": func(d storage.Driver) storage.Driver {
			return editResult(d, func(_ storage.Batch, r storage.Result) storage.Result { r.Replayed = false; return r })
		},
		"forgets the first result": func(d storage.Driver) storage.Driver {
			return editResult(d, func(_ storage.Batch, r storage.Result) storage.Result {
				if r.Replayed {
					r.Versions = nil
				}
				return r
			})
		},
	},
	"a batch whose outcome was lost is safe to send again": {
		"knows no batch again": func(d storage.Driver) storage.Driver { return fresh(d) },
		"measures conditions first": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
				for _, w := range b.Writes {
					r, _ := d.Get(ctx, t, w.Key)
					if !w.Expect.Holds(r.Version) {
						return storage.Result{}, &storage.ConflictError{Key: w.Key, Expected: w.Expect, Have: r.Version}
					}
				}
				return d.Commit(ctx, t, b)
			}}
		},
	},
	"a batch id is not used for other content": {
		"looks at the id only": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
				r, err := d.Commit(ctx, t, b)
				if errors.Is(err, storage.ErrBatchReused) {
					return storage.Result{Replayed: true}, nil
				}
				return r, err
			}}
		},
	},
	"lists are in byte order and page without gaps": {
		"sorts like a dictionary": func(d storage.Driver) storage.Driver {
			return editPage(d, func(_ storage.Query, p storage.Page) storage.Page {
				slices.SortFunc(p.Records, func(a, b storage.Record) int { return strings.Compare(strings.ToLower(a.ID), strings.ToLower(b.ID)) })
				return p
			})
		},
		"loses the first of each page": func(d storage.Driver) storage.Driver {
			return editPage(d, func(q storage.Query, p storage.Page) storage.Page {
				if q.After != "" && len(p.Records) > 1 {
					p.Records = p.Records[1:]
				}
				return p
			})
		},
	},
	"a page stays right while others write": {
		"counts instead of pointing": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, list: func(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
				skip := 0
				if q.After != "" {
					_, id, err := q.After.Position()
					if err != nil {
						return storage.Page{}, err
					}
					skip = len(id)
				}
				all := q
				all.After, all.Limit = "", storage.MaxPage
				p, err := d.List(ctx, t, all)
				p.Records = p.Records[min(skip, len(p.Records)):]
				if q.Limit > 0 && len(p.Records) > q.Limit {
					p.Records = p.Records[:q.Limit]
					p.Next = storage.NewCursor("", strings.Repeat("x", skip+q.Limit))
				}
				return p, err
			}}
		},
	},
	"a list begins after any place": {
		"knows the places of records alone": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, list: func(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
				if _, id, err := q.After.Position(); q.After != "" && err == nil {
					if _, err := d.Get(ctx, t, storage.Key{Kind: q.Kind, ID: id}); err != nil {
						q.After = ""
					}
				}
				return d.List(ctx, t, q)
			}}
		},
		"forgets the value of a place": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, list: func(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
				if _, id, err := q.After.Position(); q.After != "" && err == nil && q.Index != "" && q.Value == "" {
					q.After = storage.NewCursor("", id)
				}
				return d.List(ctx, t, q)
			}}
		},
	},
	"index values follow their record": {
		"lists every value": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, list: func(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
				q.Value = ""
				return d.List(ctx, t, q)
			}}
		},
		"keeps the first value": func(d storage.Driver) storage.Driver {
			first := map[storage.Key]map[string]string{}
			return editCommit(d, func(b storage.Batch) storage.Batch {
				return mapWrites(b, func(w *storage.Write) {
					if first[w.Key] == nil {
						first[w.Key] = maps.Clone(w.Index)
					}
					w.Index = first[w.Key]
				})
			})
		},
	},
	"the log is gapless and chained under concurrent writers": {
		"skips an entry": func(d storage.Driver) storage.Driver {
			return editLog(d, func(e []storage.Entry) []storage.Entry {
				return slices.DeleteFunc(e, func(x storage.Entry) bool { return x.Seq == 5 })
			})
		},
		"does not chain": func(d storage.Driver) storage.Driver {
			return editLog(d, func(e []storage.Entry) []storage.Entry {
				for i := range e {
					e[i].Hash = storage.ChainHash([32]byte{}, e[i].Seq, e[i].Topic, e[i].Payload)
				}
				return e
			})
		},
		"newest first": func(d storage.Driver) storage.Driver {
			return editLog(d, func(e []storage.Entry) []storage.Entry { slices.Reverse(e); return e })
		},
		"mixes batches": func(d storage.Driver) storage.Driver {
			var mu sync.Mutex
			return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (r storage.Result, err error) {
				for i, e := range slices.Backward(b.Log) {
					mu.Lock()
					r, err = d.Commit(ctx, t, storage.Batch{ID: fmt.Sprint(b.ID, i), Log: []storage.Event{e}})
					mu.Unlock()
				}
				return r, err
			}}
		},
	},
	"one tenant never sees another": {
		"keeps one log": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, log: func(ctx context.Context, _ storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
				return d.Log(ctx, "other", after, limit)
			}}
		},
		"keeps one list": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, list: func(ctx context.Context, _ storage.Tenant, q storage.Query) (storage.Page, error) {
				return d.List(ctx, "acme", q)
			}}
		},
		"keeps one table": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, commit: func(ctx context.Context, _ storage.Tenant, b storage.Batch) (storage.Result, error) {
				return d.Commit(ctx, "acme", b)
			}}
		},
	},
	"arguments that break the contract are refused": {
		"has a tenant for none": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
				if t == "" {
					t = "default"
				}
				return d.Commit(ctx, t, b)
			}}
		},
		"cleans ids": func(d storage.Driver) storage.Driver {
			return editCommit(d, func(b storage.Batch) storage.Batch {
				return mapWrites(b, func(w *storage.Write) { w.ID = strings.ReplaceAll(w.ID, "\x00", "") })
			})
		},
		"takes any cursor": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, list: func(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
				if _, _, err := q.After.Position(); err != nil {
					q.After = ""
				}
				return d.List(ctx, t, q)
			}}
		},
	},
	"limits are refused before anything is written": {
		"cuts bodies": func(d storage.Driver) storage.Driver {
			return editCommit(d, func(b storage.Batch) storage.Batch {
				return mapWrites(b, func(w *storage.Write) { w.Body = w.Body[:min(len(w.Body), storage.MaxBody)] })
			})
		},
		"cuts batches": func(d storage.Driver) storage.Driver {
			return editCommit(d, func(b storage.Batch) storage.Batch {
				b.Writes = b.Writes[:min(len(b.Writes), storage.MaxWrites)]
				return b
			})
		},
	},
	"a context that is done stops every call": {
		"does not look": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
				return d.Commit(context.WithoutCancel(ctx), t, b)
			}}
		},
		"does not look when it reads": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, get: func(ctx context.Context, t storage.Tenant, k storage.Key) (storage.Record, error) {
				return d.Get(context.WithoutCancel(ctx), t, k)
			}}
		},
	},
	"a commit that is cancelled says what became of it": {
		"says cancelled after the fact": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
				r, err := d.Commit(context.WithoutCancel(ctx), t, b)
				time.Sleep(time.Millisecond)
				if ctx.Err() != nil {
					return storage.Result{}, ctx.Err()
				}
				return r, err
			}}
		},
		"stops half way": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
				for i, w := range b.Writes {
					time.Sleep(10 * time.Microsecond)
					if _, err := d.Commit(ctx, t, storage.Batch{ID: fmt.Sprint(b.ID, "/", i), Writes: []storage.Write{w}}); err != nil {
						return storage.Result{}, err
					}
				}
				return d.Commit(ctx, t, storage.Batch{ID: b.ID, Log: b.Log})
			}}
		},
	},
	"a closed store refuses every call": {
		"stays open":  func(d storage.Driver) storage.Driver { return mutant{Driver: d, close: func() error { return nil }} },
		"closes once": closesOnce,
		"reads when closed": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, log: func(ctx context.Context, t storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
				e, err := d.Log(ctx, t, after, limit)
				if errors.Is(err, storage.ErrClosed) {
					return nil, nil
				}
				return e, err
			}}
		},
	},
	"concurrent writers of one record never both win": {
		"looks, then writes": func(d storage.Driver) storage.Driver {
			return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
				for _, w := range b.Writes {
					r, _ := d.Get(ctx, t, w.Key)
					if !w.Expect.Holds(r.Version) {
						return storage.Result{}, &storage.ConflictError{Key: w.Key, Expected: w.Expect, Have: r.Version}
					}
				}
				time.Sleep(time.Millisecond)
				return d.Commit(ctx, t, mapWrites(b, func(w *storage.Write) { w.Expect = storage.Any() }))
			}}
		},
	},
	"a store agrees with its model": {
		"drops every seventh write": func(d storage.Driver) storage.Driver {
			n := 0
			return mutant{Driver: d, commit: func(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
				return d.Commit(ctx, t, mapWrites(b, func(w *storage.Write) {
					if n++; n%7 == 0 {
						w.Body = []byte("lost")
					}
				}))
			}}
		},
	},
}

func closesOnce(d storage.Driver) storage.Driver {
	closed := false
	return mutant{Driver: d, close: func() error {
		if closed {
			return storage.ErrClosed
		}
		closed = true
		return d.Close()
	}}
}

func TestEachRuleRejectsABrokenDriver(t *testing.T) {
	t.Parallel()
	checks := storagetest.Checks()
	require.ElementsMatch(t, slices.Collect(maps.Keys(checks)), slices.Collect(maps.Keys(mutants)), "every rule has a mutant")
	for name, check := range checks {
		for fault, mutate := range mutants[name] {
			t.Run(name+"/"+fault, func(t *testing.T) {
				t.Parallel()
				require.NotEmpty(t, reject(t, func(r storagetest.T) { check(r, mutate(memstore.New())) }), "the rule lets this driver pass")
			})
		}
		t.Run(name+"/kept", func(t *testing.T) {
			t.Parallel()
			require.Empty(t, reject(t, func(r storagetest.T) { check(r, memstore.New()) }))
		})
	}
}

func TestReopeningRejectsABrokenDriver(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, reject(t, func(r storagetest.T) {
		storagetest.BeforeReopening(r, memstore.New())
		storagetest.AfterReopening(r, memstore.New())
	}), "a store that is empty after reopening")
	require.NotEmpty(t, reject(t, func(r storagetest.T) {
		d := memstore.New()
		storagetest.BeforeReopening(r, d)
		storagetest.AfterReopening(r, fresh(d))
	}), "a store that forgets its batches")
	require.NotEmpty(t, reject(t, func(r storagetest.T) {
		storagetest.TwoHandles(r, memstore.New(), memstore.New())
	}), "two handles that share nothing")
	require.Empty(t, reject(t, func(r storagetest.T) {
		d := memstore.New()
		storagetest.TwoHandles(r, d, d)
	}))
}

// forgetful is a store with another way to forget.
type forgetful struct {
	*memstore.Store
	forget func(s *memstore.Store, ctx context.Context, t storage.Tenant, upTo uint64) (int, error)
}

func (f forgetful) Forget(ctx context.Context, t storage.Tenant, upTo uint64) (int, error) {
	return f.forget(f.Store, ctx, t, upTo)
}

func TestForgettingRejectsABrokenDriver(t *testing.T) {
	t.Parallel()
	require.Empty(t, reject(t, func(r storagetest.T) { storagetest.Forgetting(r, memstore.New()) }))
	for name, forget := range map[string]func(*memstore.Store, context.Context, storage.Tenant, uint64) (int, error){
		"one too many": func(s *memstore.Store, ctx context.Context, t storage.Tenant, upTo uint64) (int, error) {
			n, err := s.Forget(ctx, t, upTo+1)
			return max(n-1, 0), err
		},
		"one too few": func(s *memstore.Store, ctx context.Context, t storage.Tenant, upTo uint64) (int, error) {
			return s.Forget(ctx, t, upTo-1)
		},
		"everybody's": func(s *memstore.Store, ctx context.Context, t storage.Tenant, upTo uint64) (int, error) {
			if _, err := s.Forget(ctx, "other", upTo); err != nil {
				return 0, err
			}
			return s.Forget(ctx, t, upTo)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, reject(t, func(r storagetest.T) { storagetest.Forgetting(r, forgetful{memstore.New(), forget}) }))
		})
	}
	require.NotEmpty(t, reject(t, func(r storagetest.T) {
		storagetest.Forgetting(r, mutant{Driver: memstore.New()})
	}), "a store that cannot forget at all")
}
