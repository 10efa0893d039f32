// Package sqlitestore keeps everything in one SQLite file, over the caller's *sql.DB.
//
//	import _ "modernc.org/sqlite" // or any other driver; this package imports none
//
//	db, err := sql.Open("sqlite", sqlitestore.DSN("hirealign.db"))
//	err = sqlitestore.Migrate(ctx, db, nil)
//	store, err := sqlitestore.Open(ctx, db, nil)
//	defer store.Close() // does not close db
//
// The handle must give every connection write-ahead logging, full
// synchronisation, a busy timeout, and transactions that begin as writers; DSN
// spells that out for modernc.org/sqlite. WithTx joins a transaction of the host.
// Open checks what it can and refuses a SQLite below 3.51.3, whose reset of the
// write-ahead log can corrupt the file. The file must not lie on a network file
// system.
package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"

	"github.com/hirealign/hirealign/storage"
)

var (
	// ErrVersion is returned by Open for a SQLite with a known fault that corrupts files.
	ErrVersion = errors.New("sqlitestore: SQLite is too old")
	// ErrSettings is returned by Open for a handle that could lose an acknowledged commit.
	ErrSettings = errors.New("sqlitestore: unsafe settings")
	// ErrSchema is returned by Open for a database that is not migrated, or migrated
	// by a newer version of this package.
	ErrSchema = errors.New("sqlitestore: schema version")
)

// Options name the tables. The zero value and nil are valid.
type Options struct {
	// Prefix stands before every table name; "" means "hirealign_". It is made of
	// letters, digits and underscores.
	Prefix string
}

var prefixPattern = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,40}$`)

func (o *Options) prefix() (string, error) {
	if o == nil || o.Prefix == "" {
		return "hirealign_", nil
	}
	if !prefixPattern.MatchString(o.Prefix) {
		return "", fmt.Errorf("%w: the table prefix is made of letters, digits and underscores", storage.ErrInvalid)
	}
	return o.Prefix, nil
}

// DSN returns the data source name of a file for modernc.org/sqlite, with the
// settings that Open asks for.
func DSN(path string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: strings.Join([]string{
		"_pragma=busy_timeout(10000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)", "_pragma=secure_delete(ON)", "_txlock=immediate",
	}, "&")}
	return u.String()
}

// Store is a storage.Driver over SQLite. It is safe for concurrent use, also by
// several processes on one file. SQLite has one writer at a time: writers wait
// for each other up to the busy timeout.
type Store struct {
	db     *sql.DB
	q      queries
	closed atomic.Bool
}

var (
	_ storage.Driver    = (*Store)(nil)
	_ storage.Forgetter = (*Store)(nil)
)

// Open returns a store over a migrated database. The handle stays the caller's.
// It returns ErrVersion, ErrSettings or ErrSchema where it would not be safe.
func Open(ctx context.Context, db *sql.DB, opts *Options) (*Store, error) {
	p, err := opts.prefix()
	if err != nil {
		return nil, err
	}
	if err := checkEngine(ctx, db); err != nil {
		return nil, err
	}
	steps, err := Migrations(opts)
	if err != nil {
		return nil, err
	}
	have, err := schemaVersion(ctx, db, p)
	if err != nil {
		return nil, unavailable(err)
	}
	if have != len(steps) {
		return nil, fmt.Errorf("%w: the database is at %d, this package needs %d", ErrSchema, have, len(steps))
	}
	s := &Store{db: db}
	if err := s.q.prepare(ctx, db, p); err != nil {
		return nil, unavailable(err)
	}
	return s, nil
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

// Close implements storage.Driver. It does not close the database handle.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	return s.q.close()
}
