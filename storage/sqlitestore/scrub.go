package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/hirealign/hirealign/storage"
)

// Scrub empties the write-ahead log into the file, so that nothing of what was
// deleted is left in either: with secure_delete, which Open asks for, deleted rows
// are overwritten in the file itself. It returns storage.ErrUnavailable where a
// reader holds on to the log for longer than the busy timeout: run it again.
//
//	opts.Scrub = func(ctx context.Context) error { return sqlitestore.Scrub(ctx, db) }
func Scrub(ctx context.Context, db *sql.DB) error {
	var busy, frames, moved int
	if err := db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return fmt.Errorf("empty the write-ahead log: %w", err)
	}
	if busy != 0 {
		return fmt.Errorf("%w: the write-ahead log is in use", storage.ErrUnavailable)
	}
	return nil
}
