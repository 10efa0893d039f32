package sqlitestore

import (
	"context"
	"database/sql"

	"github.com/hirealign/hirealign/storage"
)

// WithTx returns the store inside a transaction of the host on the same handle: what
// it commits lands when the host commits the transaction, together with what the
// host wrote, and is gone when the host rolls it back. A batch that is refused or
// known leaves the transaction usable. The transaction must have begun as a writer,
// as DSN has it; the store is safe for concurrent use no more than the transaction
// is, and good for as long.
func (s *Store) WithTx(tx *sql.Tx) storage.Driver { return &txStore{s: s, tx: tx} }

type txStore struct {
	s  *Store
	tx *sql.Tx
}

// Commit implements storage.Driver. Whether the batch stays is for the host to know,
// so that it never returns storage.ErrUnknown.
func (x *txStore) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	if err := x.s.check(ctx, t, b.Validate()); err != nil {
		return storage.Result{}, err
	}
	digest := b.Digest()
	if _, err := x.tx.ExecContext(ctx, "SAVEPOINT hirealign_batch"); err != nil {
		return storage.Result{}, x.s.failed(ctx, err)
	}
	c := change{q: &x.s.q, tx: x.tx, tenant: []byte(t)}
	r, err := c.apply(ctx, b, digest)
	end := "RELEASE hirealign_batch"
	if err != nil || r.Replayed {
		end = "ROLLBACK TO hirealign_batch; RELEASE hirealign_batch"
	}
	if _, endErr := x.tx.ExecContext(context.WithoutCancel(ctx), end); err == nil {
		err = endErr
	}
	if err != nil {
		return storage.Result{}, x.s.failed(ctx, err)
	}
	return r, nil
}

// Get implements storage.Driver.
func (x *txStore) Get(ctx context.Context, t storage.Tenant, key storage.Key) (storage.Record, error) {
	return x.s.get(ctx, x.tx, t, key)
}

// List implements storage.Driver.
func (x *txStore) List(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
	return x.s.list(ctx, x.tx, t, q)
}

// Log implements storage.Driver.
func (x *txStore) Log(ctx context.Context, t storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
	return x.s.log(ctx, x.tx, t, after, limit)
}

// Close implements storage.Driver. The transaction stays the caller's.
func (x *txStore) Close() error { return nil }
