package sqlitestore

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migration is one step of the schema. Steps only go forward.
type Migration struct {
	// Version counts from 1 without gaps.
	Version int
	// Name is a file name, such as "0001_init.sql".
	Name string
	// SQL is plain SQL, headed by goose's mark of an upward step. It records its
	// version in this package's own table, so that Open knows of it whoever ran it.
	SQL string
}

// Migrations returns every step, for a host that runs them with its own tool.
func Migrations(opts *Options) ([]Migration, error) {
	p, err := opts.prefix()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	out := make([]Migration, len(names))
	for i, name := range names {
		body, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		out[i] = Migration{Version: i + 1, Name: strings.TrimPrefix(name, "migrations/"), SQL: strings.ReplaceAll(string(body), "{p}", p)}
	}
	return out, nil
}

// Migrate brings the database to this package's schema, in one transaction and
// under SQLite's write lock. It is safe to run again and by several processes at
// once.
func Migrate(ctx context.Context, db *sql.DB, opts *Options) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := MigrateTx(ctx, tx, opts); err != nil {
		return err
	}
	return tx.Commit()
}

// MigrateTx is Migrate inside the caller's transaction, which must have begun as a
// writer.
func MigrateTx(ctx context.Context, tx *sql.Tx, opts *Options) error {
	p, err := opts.prefix()
	if err != nil {
		return err
	}
	steps, err := Migrations(opts)
	if err != nil {
		return err
	}
	have, err := schemaVersion(ctx, tx, p)
	if err != nil {
		return err
	}
	if have > len(steps) {
		return fmt.Errorf("%w: the database is at %d, this package knows %d", ErrSchema, have, len(steps))
	}
	for _, step := range steps[have:] {
		for statement := range strings.SplitSeq(step.SQL, ";") {
			if strings.TrimSpace(statement) == "" {
				continue
			}
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("migrate to version %d: %w", step.Version, err)
			}
		}
	}
	return nil
}

type rower interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// schemaVersion is the version of the schema, 0 where there is none.
func schemaVersion(ctx context.Context, q rower, p string) (int, error) {
	var n int
	if err := q.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", p+"schema").Scan(&n); err != nil || n == 0 {
		return 0, err
	}
	var v sql.NullInt64
	err := q.QueryRowContext(ctx, "SELECT max(version) FROM "+p+"schema").Scan(&v)
	return int(v.Int64), err
}
