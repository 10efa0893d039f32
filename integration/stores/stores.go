// Package stores opens every driver over a database of its own, for tests that must
// hold over all of them.
package stores

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/mattn/go-sqlite3" // registers sqlite3
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite" // registers sqlite

	"github.com/hirealign/hirealign/integration/pgserver"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
	"github.com/hirealign/hirealign/storage/pgstore"
	"github.com/hirealign/hirealign/storage/sqlitestore"
)

// Database is one way to keep records.
type Database struct {
	Name string
	// Open returns a driver over an empty database that ends with the test.
	Open func(t testing.TB) *Store
}

// Store is a driver, and what a test does to the database below it.
type Store struct {
	storage.Driver
	// Dir is the folder of every file of the database, "" for memory.
	Dir string
	// Scrub makes the database forget what was deleted.
	Scrub func(ctx context.Context) error
	// Backup copies the database by its own means and returns the copy's folder.
	Backup func(t testing.TB) string
	// Restore opens a driver over a copy.
	Restore func(t testing.TB, dir string) storage.Driver
	// Damage makes the stored body of a record one that was never written.
	Damage func(t testing.TB, tenant storage.Tenant, key storage.Key)
	// Row returns the body and the version of a record as they are stored.
	Row func(t testing.TB, tenant storage.Tenant, key storage.Key) (body []byte, version int64)
	// PutRow writes body and version over those of a record, or takes it away where the
	// body is nil, as somebody may who has the database and not the library.
	PutRow func(t testing.TB, tenant storage.Tenant, key storage.Key, body []byte, version int64)
}

// All are the memory, SQLite through both of its Go drivers, and Postgres.
func All() []Database {
	return []Database{
		{"memory", memory},
		{"modernc", func(t testing.TB) *Store { return sqlite(t, "sqlite", sqlitestore.DSN) }},
		{"mattn", func(t testing.TB) *Store { return sqlite(t, "sqlite3", mattn) }},
		{"pgx", postgres},
	}
}

// Durable are those that have files.
func Durable() []Database { return All()[1:] }

func memory(testing.TB) *Store {
	s := memstore.New()
	return &Store{
		Driver: s, Scrub: func(context.Context) error { return nil },
		Damage: func(t testing.TB, tenant storage.Tenant, key storage.Key) {
			t.Helper()
			r, err := s.Get(t.Context(), tenant, key)
			require.NoError(t, err)
			r.Body = damaged
			_, err = s.Commit(t.Context(), tenant, storage.Batch{ID: "damage " + key.ID, Writes: []storage.Write{{Record: r}}})
			require.NoError(t, err)
		},
	}
}

const file = "hirealign.db"

func mattn(path string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	return u.String() + "?_busy_timeout=10000&_journal_mode=WAL&_synchronous=FULL&_secure_delete=true&_txlock=immediate"
}

func sqlite(t testing.TB, driver string, dsn func(string) string) *Store {
	t.Helper()
	dir := t.TempDir()
	open := func(t testing.TB, dir string) (*sql.DB, storage.Driver) {
		t.Helper()
		db, err := sql.Open(driver, dsn(filepath.Join(dir, file)))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		require.NoError(t, sqlitestore.Migrate(t.Context(), db, nil))
		s, err := sqlitestore.Open(t.Context(), db, nil)
		require.NoError(t, err)
		return db, s
	}
	db, s := open(t, dir)
	return &Store{
		Driver: s, Dir: dir,
		Scrub: func(ctx context.Context) error { return sqlitestore.Scrub(ctx, db) },
		Backup: func(t testing.TB) string {
			t.Helper()
			out := t.TempDir()
			_, err := db.ExecContext(t.Context(), "VACUUM INTO ?", filepath.Join(out, file))
			require.NoError(t, err)
			return out
		},
		Restore: func(t testing.TB, dir string) storage.Driver {
			t.Helper()
			_, s := open(t, dir)
			return s
		},
		Damage: func(t testing.TB, tenant storage.Tenant, key storage.Key) {
			t.Helper()
			r, err := db.ExecContext(t.Context(), "UPDATE hirealign_records SET body = ? WHERE tenant = ? AND kind = ? AND id = ?",
				damaged, []byte(tenant), []byte(key.Kind), []byte(key.ID))
			require.NoError(t, err)
			n, err := r.RowsAffected()
			require.NoError(t, err)
			require.EqualValues(t, 1, n)
		},
		Row: func(t testing.TB, tenant storage.Tenant, key storage.Key) (body []byte, version int64) {
			t.Helper()
			require.NoError(t, db.QueryRowContext(t.Context(), "SELECT body, version FROM hirealign_records WHERE tenant = ? AND kind = ? AND id = ?",
				[]byte(tenant), []byte(key.Kind), []byte(key.ID)).Scan(&body, &version))
			return body, version
		},
		PutRow: func(t testing.TB, tenant storage.Tenant, key storage.Key, body []byte, version int64) {
			t.Helper()
			of := []any{[]byte(tenant), []byte(key.Kind), []byte(key.ID)}
			sql := "DELETE FROM hirealign_records WHERE tenant = ? AND kind = ? AND id = ?"
			if body != nil {
				sql, of = "UPDATE hirealign_records SET body = ?, version = ? WHERE tenant = ? AND kind = ? AND id = ?", append([]any{body, version}, of...)
			}
			r, err := db.ExecContext(t.Context(), sql, of...)
			require.NoError(t, err)
			n, err := r.RowsAffected()
			require.NoError(t, err)
			require.EqualValues(t, 1, n)
		},
	}
}

// damaged is what a torn page leaves of a body.
var damaged = bytes.Repeat([]byte{'{', 0}, 64)

var schemas atomic.Int64

// connect opens a schema of a server, a new one where name is "".
func connect(t testing.TB, address, name string) (*pgxpool.Pool, *pgstore.Store, *pgstore.Options) {
	t.Helper()
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, address)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	if name == "" {
		name = fmt.Sprintf("t_%d_%d", os.Getpid(), schemas.Add(1))
		_, err = pool.Exec(ctx, "CREATE SCHEMA "+name)
		require.NoError(t, err)
		t.Cleanup(func() { _, _ = pool.Exec(ctx, "DROP SCHEMA "+name+" CASCADE") })
	}
	o := &pgstore.Options{Schema: name}
	require.NoError(t, pgstore.Migrate(ctx, pool, o))
	s, err := pgstore.Open(ctx, pool, o)
	require.NoError(t, err)
	return pool, s, o
}

// postgres starts a server of its own: its files are searched and copied. It keeps
// no log segments for later use, as a server does whose log is archived elsewhere.
func postgres(t testing.TB) *Store {
	t.Helper()
	server := pgserver.Own(t, "wal_recycle=off")
	pool, s, o := connect(t, server.URL, "")
	// A search for bytes finds nothing in what is compressed.
	_, err := pool.Exec(t.Context(), "ALTER TABLE "+o.Schema+".hirealign_records ALTER COLUMN body SET STORAGE EXTERNAL")
	require.NoError(t, err)
	return &Store{
		Driver: s, Dir: server.Data(),
		Scrub: func(ctx context.Context) error {
			if err := pgstore.Scrub(ctx, pool, o); err != nil {
				return err
			}
			for _, sql := range []string{"SELECT pg_switch_wal()", "CHECKPOINT"} {
				if _, err := pool.Exec(ctx, sql, pgx.QueryExecModeExec); err != nil {
					return err
				}
			}
			return nil
		},
		Backup: server.Backup,
		Restore: func(t testing.TB, dir string) storage.Driver {
			t.Helper()
			_, s, _ := connect(t, server.Restore(t, dir).URL, o.Schema)
			return s
		},
		Damage: func(t testing.TB, tenant storage.Tenant, key storage.Key) {
			t.Helper()
			tag, err := pool.Exec(t.Context(), "UPDATE "+o.Schema+".hirealign_records SET body = $1 WHERE tenant = $2 AND kind = $3 AND id = $4",
				damaged, []byte(tenant), []byte(key.Kind), []byte(key.ID))
			require.NoError(t, err)
			require.EqualValues(t, 1, tag.RowsAffected())
		},
		Row: func(t testing.TB, tenant storage.Tenant, key storage.Key) (body []byte, version int64) {
			t.Helper()
			require.NoError(t, pool.QueryRow(t.Context(), "SELECT body, version FROM "+o.Schema+".hirealign_records WHERE tenant = $1 AND kind = $2 AND id = $3",
				[]byte(tenant), []byte(key.Kind), []byte(key.ID)).Scan(&body, &version))
			return body, version
		},
		PutRow: func(t testing.TB, tenant storage.Tenant, key storage.Key, body []byte, version int64) {
			t.Helper()
			of := []any{[]byte(tenant), []byte(key.Kind), []byte(key.ID)}
			sql := "DELETE FROM " + o.Schema + ".hirealign_records WHERE tenant = $1 AND kind = $2 AND id = $3"
			if body != nil {
				sql, of = "UPDATE "+o.Schema+".hirealign_records SET body = $4, version = $5 WHERE tenant = $1 AND kind = $2 AND id = $3", append(of, body, version)
			}
			tag, err := pool.Exec(t.Context(), sql, of...)
			require.NoError(t, err)
			require.EqualValues(t, 1, tag.RowsAffected())
		},
	}
}

// Holding returns which of the texts stand in the files below a folder, as
// "folder/file text".
func Holding(t testing.TB, dir string, texts ...string) []string {
	t.Helper()
	var out []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if os.IsNotExist(err) { // a database that runs removes files
			return nil
		}
		name, _ := filepath.Rel(dir, path)
		for _, text := range texts {
			if bytes.Contains(raw, []byte(text)) {
				out = append(out, name+" "+text)
			}
		}
		return err
	}))
	return out
}
