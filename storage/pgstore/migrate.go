package pgstore

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

//go:embed migrations/*.sql
var files embed.FS

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
	n, err := opts.names()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	out := make([]Migration, len(names))
	for i, name := range names {
		body, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sql := strings.NewReplacer("{p}", n.table(""), "{i}", n.prefix).Replace(string(body))
		out[i] = Migration{Version: i + 1, Name: strings.TrimPrefix(name, "migrations/"), SQL: sql}
	}
	return out, nil
}

// Migrate brings the database to this package's schema in one transaction, under
// an advisory lock, so that several processes may run it at once. The schema that
// Options name must exist.
func Migrate(ctx context.Context, pool *pgxpool.Pool, opts *Options) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error { return MigrateTx(ctx, tx, opts) })
}

// MigrateTx is Migrate inside the caller's transaction.
func MigrateTx(ctx context.Context, tx pgx.Tx, opts *Options) error {
	n, err := opts.names()
	if err != nil {
		return err
	}
	steps, err := Migrations(opts)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", "hirealign migrate "+n.table("")); err != nil {
		return fmt.Errorf("lock the schema: %w", err)
	}
	have, err := n.version(ctx, tx)
	if err != nil {
		return err
	}
	if have > len(steps) {
		return fmt.Errorf("%w: the database is at %d, this package knows %d", ErrSchema, have, len(steps))
	}
	for _, step := range steps[have:] {
		// Without arguments and in simple protocol a file is sent as it stands.
		if _, err := tx.Exec(ctx, step.SQL, pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("migrate to version %d: %w", step.Version, err)
		}
	}
	if opts != nil && opts.RowSecurity {
		return n.secure(ctx, tx)
	}
	return nil
}

// secure lets each table show only the rows of the tenant that the transaction names.
func (n names) secure(ctx context.Context, tx pgx.Tx) error {
	for _, t := range tables {
		name := n.table(t)
		sql := "ALTER TABLE " + name + " ENABLE ROW LEVEL SECURITY;" +
			"ALTER TABLE " + name + " FORCE ROW LEVEL SECURITY;" +
			"DROP POLICY IF EXISTS hirealign_tenant ON " + name + ";" +
			"CREATE POLICY hirealign_tenant ON " + name + " USING (tenant = decode(current_setting('hirealign.tenant', true), 'hex'))"
		if _, err := tx.Exec(ctx, sql, pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("secure the rows of %s: %w", name, err)
		}
	}
	return nil
}

type rower interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// version is the version of the schema, 0 where there is none.
func (n names) version(ctx context.Context, q rower) (int, error) {
	var there bool
	if err := q.QueryRow(ctx, "SELECT to_regclass($1::text) IS NOT NULL", n.table("schema")).Scan(&there); err != nil || !there {
		return 0, err
	}
	var v int
	err := q.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM "+n.table("schema")).Scan(&v)
	return v, err
}
