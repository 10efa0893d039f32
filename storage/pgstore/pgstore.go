// Package pgstore keeps everything in Postgres, over the caller's pgx pool.
//
//	pool, err := pgxpool.New(ctx, url)
//	err = pgstore.Migrate(ctx, pool, nil)
//	store, err := pgstore.Open(ctx, pool, nil)
//	defer store.Close() // does not close pool
//
// A commit takes two round trips and holds a lock on its tenant's head, so that
// each tenant's log is in commit order; tenants do not wait for each other.
// WithTx joins a transaction of the host. The pool may use any of pgx's query
// modes, so that it may go through PgBouncer. Keys and bodies are BYTEA: they
// compare in byte order whatever the locale of the database, and come back as they
// were.
package pgstore

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/hirealign/hirealign/storage"
)

var (
	// ErrSchema is returned for a database that is not migrated, or migrated by a
	// newer version of this package.
	ErrSchema = errors.New("pgstore: schema version")
	// ErrSettings is returned by Open for a server or role that could lose an
	// acknowledged commit or would see past row security.
	ErrSettings = errors.New("pgstore: unsafe settings")
)

// Options name the tables. The zero value and nil are valid.
type Options struct {
	// Schema holds the tables; "" means the first of the search path.
	Schema string
	// Prefix stands before every table name; "" means "hirealign_".
	Prefix string
	// RowSecurity lets Migrate put a policy on every table, and every statement of
	// the store name its tenant, so that a query that forgets the tenant sees
	// nothing. Open refuses a role that such policies do not bind.
	RowSecurity bool
}

var namePattern = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,30}$`)

type names struct{ schema, prefix string }

func (o *Options) names() (names, error) {
	n := names{prefix: "hirealign_"}
	if o == nil {
		return n, nil
	}
	n.schema = o.Schema
	if o.Prefix != "" {
		n.prefix = o.Prefix
	}
	if !namePattern.MatchString(n.prefix) || n.schema != "" && !namePattern.MatchString(n.schema) {
		return names{}, fmt.Errorf("%w: schema and prefix are made of small letters, digits and underscores", storage.ErrInvalid)
	}
	return n, nil
}

func (n names) table(name string) string {
	if n.schema == "" {
		return n.prefix + name
	}
	return n.schema + "." + n.prefix + name
}

// tables hold rows of tenants.
var tables = []string{"heads", "records", "indexes", "log", "batches"}

// Store is a storage.Driver over Postgres. It is safe for concurrent use, also by
// several processes on one database.
type Store struct {
	pool    *pgxpool.Pool
	n       names
	q       queries
	secured bool
	closed  atomic.Bool
}

var (
	_ storage.Driver    = (*Store)(nil)
	_ storage.Forgetter = (*Store)(nil)
)

// Open returns a store over a migrated database. The pool stays the caller's. It
// returns ErrSchema or ErrSettings where it would not be safe.
func Open(ctx context.Context, pool *pgxpool.Pool, opts *Options) (*Store, error) {
	n, err := opts.names()
	if err != nil {
		return nil, err
	}
	steps, err := Migrations(opts)
	if err != nil {
		return nil, err
	}
	have, err := n.version(ctx, pool)
	if err != nil {
		return nil, err
	}
	if have != len(steps) {
		return nil, fmt.Errorf("%w: the database is at %d, this package needs %d", ErrSchema, have, len(steps))
	}
	s := &Store{pool: pool, n: n, q: n.queries(), secured: opts != nil && opts.RowSecurity}
	return s, s.checkSettings(ctx)
}

func (s *Store) checkSettings(ctx context.Context) error {
	var fsync string
	if err := s.pool.QueryRow(ctx, "SELECT current_setting('fsync')").Scan(&fsync); err != nil {
		return err
	}
	if fsync != "on" {
		return fmt.Errorf("%w: fsync is %s", ErrSettings, fsync)
	}
	var bypass bool
	if err := s.pool.QueryRow(ctx, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").Scan(&bypass); err != nil {
		return err
	}
	if s.secured && bypass {
		return fmt.Errorf("%w: row security does not bind a superuser or a role with BYPASSRLS", ErrSettings)
	}
	for _, t := range tables {
		var enabled, forced bool
		err := s.pool.QueryRow(ctx, "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = to_regclass($1::text)", s.n.table(t)).Scan(&enabled, &forced)
		if err != nil {
			return err
		}
		if s.secured != (enabled && forced) {
			return fmt.Errorf("%w: row security of %s is %t, Options say %t", ErrSettings, s.n.table(t), enabled && forced, s.secured)
		}
	}
	return nil
}

// sender is what the store needs of a connection or of a transaction.
type sender interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

func (s *Store) check(ctx context.Context, t storage.Tenant, err error) error {
	if e := ctx.Err(); e != nil {
		return e
	}
	if e := t.Validate(); e != nil {
		return e
	}
	if err != nil {
		return err
	}
	if s.closed.Load() {
		return storage.ErrClosed
	}
	return nil
}

// unavailable wraps an error after which nothing was changed.
func unavailable(ctx context.Context, err error) error {
	switch {
	case err == nil, errors.Is(err, storage.ErrCorrupt):
		return err
	case damaged(err):
		return fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
}

// damaged reports whether the server refused a statement because it found a page of a
// table or of an index damaged.
func damaged(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.SeverityUnlocalized == "ERROR" && (e.Code == "XX001" || e.Code == "XX002")
}

func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// Close implements storage.Driver. It does not close the pool.
func (s *Store) Close() error {
	s.closed.Store(true)
	return nil
}
