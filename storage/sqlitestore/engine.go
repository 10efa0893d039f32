package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const minBusy = 1000 // milliseconds

// oldest is the first SQLite without the fault in resetting the write-ahead log.
var oldest = []int{3, 51, 3}

func checkEngine(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return unavailable(err)
	}
	defer func() { _ = conn.Close() }()
	var version, journal, file string
	var synchronous, busy, secure int
	for _, q := range []struct {
		query string
		into  any
	}{
		{"SELECT sqlite_version()", &version},
		{"PRAGMA journal_mode", &journal},
		{"PRAGMA synchronous", &synchronous},
		{"PRAGMA busy_timeout", &busy},
		{"PRAGMA secure_delete", &secure},
		{"SELECT coalesce((SELECT file FROM pragma_database_list WHERE name = 'main'), '')", &file},
	} {
		if err := conn.QueryRowContext(ctx, q.query).Scan(q.into); err != nil {
			return fmt.Errorf("ask SQLite for its settings: %w", unavailable(err))
		}
	}
	if slices.Compare(versionOf(version), oldest) < 0 {
		return fmt.Errorf("%w: have %s, need 3.51.3", ErrVersion, version)
	}
	if file == "" {
		return nil // in memory: there is nothing to lose in a crash
	}
	if journal != "wal" {
		return fmt.Errorf("%w: journal_mode is %s, need WAL", ErrSettings, journal)
	}
	if synchronous < 2 {
		return fmt.Errorf("%w: synchronous is %d, need FULL (2)", ErrSettings, synchronous)
	}
	if busy < minBusy {
		return fmt.Errorf("%w: busy_timeout is %d ms, need %d: writers would give up on each other", ErrSettings, busy, minBusy)
	}
	if secure != 1 {
		return fmt.Errorf("%w: secure_delete is %d, need ON (1): what is deleted would stay in the file", ErrSettings, secure)
	}
	return nil
}

func versionOf(s string) []int {
	var out []int
	for part := range strings.SplitSeq(s, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil
		}
		out = append(out, n)
	}
	return out
}
