package pgstore

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Scrub rewrites the tables that held deleted rows, so that no page keeps their
// bytes, and renews what the planner knows of them. It locks each table while it
// rewrites it: run it in a quiet hour. The role must own the tables.
//
// The server's write-ahead log keeps the bytes until its segments are removed: by a
// checkpoint after pg_switch_wal with wal_recycle off, and wherever the log is
// archived. A backup that is made then holds none of them.
//
//	opts.Scrub = func(ctx context.Context) error { return pgstore.Scrub(ctx, pool, nil) }
func Scrub(ctx context.Context, pool *pgxpool.Pool, opts *Options) error {
	n, err := opts.names()
	if err != nil {
		return err
	}
	for _, table := range []string{"records", "indexes"} {
		if _, err := pool.Exec(ctx, "VACUUM (FULL, ANALYZE) "+n.table(table), pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("rewrite the table of %s: %w", table, err)
		}
	}
	return nil
}
