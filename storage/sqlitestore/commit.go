package sqlitestore

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hirealign/hirealign/storage"
)

// Commit implements storage.Driver.
func (s *Store) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	if err := s.check(ctx, t, b.Validate()); err != nil {
		return storage.Result{}, err
	}
	digest := b.Digest() // before the lock is taken
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return storage.Result{}, s.failed(ctx, err)
	}
	defer func() { _ = tx.Rollback() }()
	c := change{q: &s.q, tx: tx, tenant: []byte(t)}
	r, err := c.apply(ctx, b, digest)
	if err != nil {
		return storage.Result{}, s.failed(ctx, err)
	}
	if r.Replayed {
		return r, nil
	}
	err = tx.Commit()
	switch {
	case err == nil:
		return r, nil
	case errors.Is(err, sql.ErrTxDone) || errors.Is(err, ctx.Err()) && ctx.Err() != nil:
		// database/sql found the context done before it said COMMIT.
		return storage.Result{}, cmp.Or(ctx.Err(), unavailable(err))
	}
	return storage.Result{}, fmt.Errorf("%w: %w", storage.ErrUnknown, err)
}

// change is a batch on its way into a transaction. A batch that turns out to be
// known, or refused, may have been written in part: the transaction is to be taken
// back.
type change struct {
	q      *queries
	tx     *sql.Tx
	tenant []byte
	listed []any // arguments of index rows that are still to be inserted
}

// apply makes the changes of a batch. Most batches are new and their conditions
// hold: it writes at once, and looks only where that fails.
func (c *change) apply(ctx context.Context, b storage.Batch, digest [32]byte) (storage.Result, error) {
	// Statements are short. Each would start a goroutine to watch for the end of ctx.
	ctx = context.WithoutCancel(ctx)
	var r storage.Result
	for _, w := range b.Writes {
		version, err := c.write(ctx, w)
		if errors.Is(err, storage.ErrConflict) {
			if known, ok, err := c.known(ctx, b.ID, digest); ok || err != nil {
				return known, err
			}
		}
		if err != nil {
			return storage.Result{}, err
		}
		r.Versions = append(r.Versions, version)
	}
	if err := c.list(ctx); err != nil {
		return storage.Result{}, err
	}
	var err error
	if r.Seq, err = c.append(ctx, b.Log); err != nil {
		return storage.Result{}, err
	}
	versions, err := json.Marshal(r.Versions)
	if err != nil {
		return storage.Result{}, err
	}
	n, err := c.exec(ctx, c.q.remember, c.tenant, []byte(b.ID), digest[:], versions, int64(r.Seq))
	if err == nil && n == 0 {
		r, _, err = c.known(ctx, b.ID, digest)
	}
	return r, err
}

// known returns the result of a batch that was committed before.
func (c *change) known(ctx context.Context, id string, digest [32]byte) (storage.Result, bool, error) {
	var before, versions []byte
	r := storage.Result{Replayed: true}
	err := c.tx.StmtContext(ctx, c.q.remembered).QueryRowContext(ctx, c.tenant, []byte(id)).Scan(&before, &versions, &r.Seq)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return storage.Result{}, false, nil
	case err != nil:
		return storage.Result{}, false, err
	case !bytes.Equal(before, digest[:]):
		return storage.Result{}, false, storage.ErrBatchReused
	}
	return r, true, json.Unmarshal(versions, &r.Versions)
}

func (c *change) exec(ctx context.Context, stmt *sql.Stmt, args ...any) (int64, error) {
	r, err := c.tx.StmtContext(ctx, stmt).ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func (c *change) write(ctx context.Context, w storage.Write) (uint64, error) {
	kind, id, subject, indexed := []byte(w.Kind), []byte(w.ID), []byte(w.Subject), notNil(storage.EncodeIndex(w.Index))
	if !w.Delete && w.Expect == storage.Absent() {
		n, err := c.exec(ctx, c.q.insert, c.tenant, kind, id, subject, indexed, notNil(w.Body))
		if err == nil && n == 1 {
			c.relist(kind, id, nil, w.Index)
		}
		if err != nil || n == 1 {
			return 1, err
		}
	}
	if at, ok := w.Expect.Version(); ok && !w.Delete {
		n, err := c.exec(ctx, c.q.update, subject, notNil(w.Body), c.tenant, kind, id, int64(at), indexed)
		if err != nil || n == 1 {
			return at + 1, err
		}
	}
	return c.replace(ctx, w)
}

// replace writes over, or deletes, whatever there is.
func (c *change) replace(ctx context.Context, w storage.Write) (uint64, error) {
	kind, id := []byte(w.Kind), []byte(w.ID)
	var last int64
	var deleted bool
	var before indexValues
	err := c.tx.StmtContext(ctx, c.q.state).QueryRowContext(ctx, c.tenant, kind, id).Scan(&last, &deleted, &before)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	have := uint64(last)
	if deleted {
		have = 0
	}
	if !w.Expect.Holds(have) {
		return 0, &storage.ConflictError{Key: w.Key, Expected: w.Expect, Have: have}
	}
	if w.Delete {
		w.Subject, w.Index, w.Body = "", nil, nil
	}
	if _, err := c.exec(ctx, c.q.upsert, c.tenant, kind, id, last+1, w.Delete, []byte(w.Subject), notNil(storage.EncodeIndex(w.Index)), notNil(w.Body)); err != nil {
		return 0, err
	}
	for name, value := range before {
		if w.Index[name] == value {
			continue
		}
		if _, err := c.exec(ctx, c.q.unlist, c.tenant, kind, []byte(name), []byte(value), id); err != nil {
			return 0, err
		}
	}
	c.relist(kind, id, before, w.Index)
	return uint64(last) + 1, nil
}

// relist queues the index values that a record did not have before.
func (c *change) relist(kind, id []byte, before, now map[string]string) {
	for name, value := range now {
		if before[name] != value {
			c.listed = append(c.listed, c.tenant, kind, []byte(name), []byte(value), id)
		}
	}
}

// list inserts the queued index values.
func (c *change) list(ctx context.Context) error {
	const columns = 5
	for len(c.listed) > 0 {
		rows := min(len(c.listed)/columns, maxRows)
		if _, err := c.exec(ctx, c.q.listed[rows-1], c.listed[:rows*columns]...); err != nil {
			return err
		}
		c.listed = c.listed[rows*columns:]
	}
	return nil
}

func (c *change) append(ctx context.Context, events []storage.Event) (uint64, error) {
	var seq int64
	var hash []byte
	err := c.tx.StmtContext(ctx, c.q.head).QueryRowContext(ctx, c.tenant).Scan(&seq, &hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	var prev [32]byte
	copy(prev[:], hash)
	for _, e := range events {
		seq++
		prev = storage.ChainHash(prev, uint64(seq), e.Topic, e.Payload)
		if _, err := c.exec(ctx, c.q.append, c.tenant, seq, []byte(e.Topic), notNil(e.Payload), bytes.Clone(prev[:])); err != nil {
			return 0, err
		}
	}
	return uint64(seq), nil
}
