package pgstore

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/hirealign/hirealign/storage"
)

// Commit implements storage.Driver. Most batches are new and write new records: it
// inserts at once, and looks only where a key turns out to be taken.
func (s *Store) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	if err := s.check(ctx, t, b.Validate()); err != nil {
		return storage.Result{}, err
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return storage.Result{}, unavailable(ctx, err)
	}
	defer release(conn)
	c := commit{q: &s.q, tenant: []byte(t), batch: b, digest: b.Digest(), secured: s.secured, own: true}
	sent, err := c.try(ctx, conn)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == uniqueViolation {
		if _, err := conn.Exec(ctx, "ROLLBACK"); err != nil {
			return storage.Result{}, unavailable(ctx, err)
		}
		c.looks = true
		sent, err = c.try(ctx, conn)
	}
	switch {
	case err == nil:
		return c.result, c.err
	case !sent || damaged(err) || errors.As(err, &refused) && !dying(refused):
		return storage.Result{}, unavailable(ctx, err)
	}
	return storage.Result{}, fmt.Errorf("%w: %v", storage.ErrUnknown, err) //nolint:errorlint // a wrapped ctx.Err() would say that nothing was changed
}

const uniqueViolation = "23505"

// dying reports whether the error tells of the end of the session and not of the statement.
func dying(e *pgconn.PgError) bool {
	return strings.HasPrefix(e.Code, "57") || strings.HasPrefix(e.Code, "58") || strings.HasPrefix(e.Code, "XX") || strings.HasPrefix(e.Code, "08")
}

// release gives the connection back, rolled back where a transaction is open.
func release(conn *pgxpool.Conn) {
	if !conn.Conn().IsClosed() && conn.Conn().PgConn().TxStatus() != 'I' {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_, _ = conn.Exec(ctx, "ROLLBACK")
	}
	conn.Release()
}

// commit is one batch on its way: read takes the lock and looks, write changes.
// Each is one round trip.
type commit struct {
	q       *queries
	tenant  []byte
	batch   storage.Batch
	digest  [32]byte
	secured bool
	own     bool // the transaction is the store's
	looks   bool // at every record and for the batch, not only where a condition needs it

	seq    int64
	hash   [32]byte
	before []state // of each write's record
	result storage.Result
	done   bool  // the batch was known
	err    error // the batch is refused
}

// state is what there is of a record.
type state struct {
	version int64 // deletions counted
	deleted bool
	index   map[string]string
}

// try does all of it, and says whether a change left this machine.
func (c *commit) try(ctx context.Context, to sender) (sent bool, err error) {
	locked, err := c.read(ctx, to, c.own, false)
	if err == nil && !locked { // the tenant has no head yet
		_, err = c.read(ctx, to, false, true)
	}
	if err != nil || c.done || c.err != nil {
		return false, err
	}
	return c.write(ctx, to)
}

// inserts reports whether a write makes a record that must not be there.
func inserts(w storage.Write) bool { return w.Expect == storage.Absent() && !w.Delete }

// read takes the lock of the tenant's head and looks, and says whether there is a
// head.
func (c *commit) read(ctx context.Context, to sender, begin, first bool) (locked bool, err error) {
	var b pgx.Batch
	if begin {
		b.Queue("BEGIN ISOLATION LEVEL READ COMMITTED")
	}
	if c.secured {
		b.Queue(nameTenant, hex.EncodeToString(c.tenant))
	}
	if first {
		b.Queue(c.q.firstHead, c.tenant, make([]byte, 32))
	}
	b.Queue(c.q.lock, c.tenant).QueryRow(func(row pgx.Row) error {
		var hash []byte
		var level string
		err := row.Scan(&c.seq, &hash, &level)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		locked = true
		copy(c.hash[:], hash)
		return err
	})
	// What follows sees what was committed while the lock was waited for.
	if c.looks {
		b.Queue(c.q.known, c.tenant, []byte(c.batch.ID)).QueryRow(c.known)
	}
	c.before = make([]state, len(c.batch.Writes))
	for i, w := range c.batch.Writes {
		if !c.looks && inserts(w) {
			continue
		}
		b.Queue(c.q.state, c.tenant, []byte(w.Kind), []byte(w.ID)).QueryRow(func(row pgx.Row) error {
			was := &c.before[i]
			var index []byte
			err := row.Scan(&was.version, &was.deleted, &index)
			if err != nil {
				if errors.Is(err, pgx.ErrNoRows) {
					return nil
				}
				return err
			}
			was.index, err = storage.DecodeIndex(index)
			return err
		})
	}
	if err := to.SendBatch(ctx, &b).Close(); err != nil || c.done {
		return locked, err
	}
	return locked, c.conditions(ctx, to)
}

// known reads the result of a batch that was committed before.
func (c *commit) known(row pgx.Row) error {
	var digest, versions []byte
	var seq int64
	switch err := row.Scan(&digest, &versions, &seq); {
	case errors.Is(err, pgx.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	c.done = true
	if !bytes.Equal(digest, c.digest[:]) {
		c.err = storage.ErrBatchReused
		return nil
	}
	c.result = storage.Result{Seq: uint64(seq), Replayed: true}
	return json.Unmarshal(versions, &c.result.Versions)
}

// conditions holds the writes against what was read. A batch whose condition does
// not hold may have been committed before.
func (c *commit) conditions(ctx context.Context, to sender) error {
	c.err = nil
	for i, w := range c.batch.Writes {
		have := uint64(c.before[i].version)
		if c.before[i].deleted {
			have = 0
		}
		if w.Expect.Holds(have) {
			continue
		}
		if !c.looks {
			var b pgx.Batch
			b.Queue(c.q.known, c.tenant, []byte(c.batch.ID)).QueryRow(c.known)
			if err := to.SendBatch(ctx, &b).Close(); err != nil || c.done {
				return err
			}
		}
		c.err = &storage.ConflictError{Key: w.Key, Expected: w.Expect, Have: have}
		return nil
	}
	return nil
}

// queue queues what a write does to its record and to the index values.
func (c *commit) queue(b *pgx.Batch, w storage.Write, was state) {
	if w.Delete {
		w.Subject, w.Index, w.Body = "", nil, nil
	}
	var tenant, kind, id any = c.tenant, []byte(w.Kind), []byte(w.ID)
	const own = 8
	args := make([]any, own, own+2*len(w.Index))
	args[0], args[1], args[2], args[3], args[4] = tenant, kind, id, was.version+1, w.Delete
	args[5], args[6], args[7] = []byte(w.Subject), notNil(storage.EncodeIndex(w.Index)), notNil(w.Body)
	for name, value := range w.Index { // those that the record did not have
		if was.index[name] != value {
			args = append(args, []byte(name), []byte(value))
		}
	}
	text, with := c.q.upsert, own
	if was.version == 0 && inserts(w) {
		rows := min((len(args)-own)/2, maxRows)
		text, with = c.q.inserts[rows], own+2*rows
	}
	fresh := args[with:]
	b.Queue(text, args[:with:with]...)
	for name, value := range was.index {
		if w.Index[name] != value {
			b.Queue(c.q.unlist, tenant, kind, []byte(name), []byte(value), id)
		}
	}
	for ; len(fresh) > 0; fresh = fresh[2:] {
		b.Queue(c.q.enlist, tenant, kind, fresh[0], fresh[1], id)
	}
}

// write sends the changes, and says whether anything left this machine.
func (c *commit) write(ctx context.Context, to sender) (sent bool, err error) {
	var b pgx.Batch
	c.result.Versions = make([]uint64, len(c.batch.Writes))
	for i, w := range c.batch.Writes {
		c.result.Versions[i] = uint64(c.before[i].version) + 1
		c.queue(&b, w, c.before[i])
	}
	versions, err := json.Marshal(c.result.Versions)
	if err != nil {
		return false, err
	}
	id, digest := []byte(c.batch.ID), c.digest[:]
	for i, e := range c.batch.Log {
		c.seq++
		c.hash = storage.ChainHash(c.hash, uint64(c.seq), e.Topic, e.Payload)
		entry := []any{c.tenant, c.seq, []byte(e.Topic), notNil(e.Payload), bytes.Clone(c.hash[:])}
		if i < len(c.batch.Log)-1 {
			b.Queue(c.q.append, entry...)
		} else {
			b.Queue(c.q.finish, append(entry, id, digest, versions)...)
		}
	}
	if len(c.batch.Log) == 0 {
		b.Queue(c.q.remember, c.tenant, id, digest, versions, c.seq)
	}
	c.result.Seq = uint64(c.seq)
	if c.own {
		b.Queue("COMMIT").Exec(func(tag pgconn.CommandTag) error {
			if tag.String() != "COMMIT" {
				return fmt.Errorf("the server answered %s to COMMIT", tag)
			}
			return nil
		})
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	err = to.SendBatch(ctx, &b).Close()
	return err == nil || !pgconn.SafeToRetry(err), err
}
