package pgstore

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/hirealign/hirealign/storage"
)

// WithTx returns a driver whose commits and reads are part of the caller's
// transaction: they are there for others when the caller commits, and not at all
// when it rolls back. Until then the tenant's head is locked, so that other
// commits of the tenant wait. A refused batch leaves the transaction usable. Like
// the transaction it is for one goroutine at a time; closing it does nothing.
func (s *Store) WithTx(tx pgx.Tx) storage.Driver { return &txStore{s: s, tx: tx} }

type txStore struct {
	s  *Store
	tx pgx.Tx
}

// Commit implements storage.Driver.
func (x *txStore) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	if err := x.s.check(ctx, t, b.Validate()); err != nil {
		return storage.Result{}, err
	}
	c := commit{q: &x.s.q, tenant: []byte(t), batch: b, digest: b.Digest(), secured: x.s.secured, looks: true}
	err := pgx.BeginFunc(ctx, x.tx, func(savepoint pgx.Tx) error {
		if _, err := c.try(ctx, savepoint); err != nil {
			return err
		}
		return c.err
	})
	switch {
	case c.err != nil && errors.Is(err, c.err):
		return storage.Result{}, c.err
	case err != nil:
		return storage.Result{}, unavailable(ctx, err)
	}
	return c.result, nil
}

func (x *txStore) query(ctx context.Context, t storage.Tenant, each func(pgx.Rows) error, sql string, args ...any) error {
	if x.s.secured {
		return unavailable(ctx, querySecured(ctx, x.tx, "", t, each, sql, args...))
	}
	rows, err := x.tx.Query(ctx, sql, args...)
	if err != nil {
		return unavailable(ctx, err)
	}
	return unavailable(ctx, scan(rows, each))
}

// Get implements storage.Driver.
func (x *txStore) Get(ctx context.Context, t storage.Tenant, key storage.Key) (storage.Record, error) {
	if err := x.s.check(ctx, t, key.Validate()); err != nil {
		return storage.Record{}, err
	}
	return x.s.q.getRecord(ctx, x.query, t, key)
}

// List implements storage.Driver.
func (x *txStore) List(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
	if err := x.s.check(ctx, t, nil); err != nil {
		return storage.Page{}, err
	}
	return x.s.q.listPage(ctx, x.query, t, q)
}

// Log implements storage.Driver.
func (x *txStore) Log(ctx context.Context, t storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
	if err := x.s.check(ctx, t, checkLimit(limit)); err != nil {
		return nil, err
	}
	return x.s.q.logEntries(ctx, x.query, t, after, limit)
}

// Close implements storage.Driver. The transaction stays the caller's.
func (x *txStore) Close() error { return nil }
