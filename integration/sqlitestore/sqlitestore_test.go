package sqlitestore_test

import (
	"bytes"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/sqlitestore"
	"github.com/hirealign/hirealign/storage/storagetest"
)

// driver is a package of database/sql that the store runs over.
type driver struct {
	name string
	dsn  func(path string) string
}

var drivers = []driver{
	{"sqlite", sqlitestore.DSN},
	{"sqlite3", func(path string) string {
		u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
		return u.String() + "?_busy_timeout=10000&_journal_mode=WAL&_synchronous=FULL&_secure_delete=true&_txlock=immediate"
	}},
}

func (d driver) database(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open(d.name, d.dsn(path))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func (d driver) open(t testing.TB, path string) *sqlitestore.Store {
	t.Helper()
	db := d.database(t, path)
	require.NoError(t, sqlitestore.Migrate(t.Context(), db, nil))
	s, err := sqlitestore.Open(t.Context(), db, nil)
	require.NoError(t, err)
	return s
}

func database(t testing.TB, path string) *sql.DB { return drivers[0].database(t, path) }

func TestContract(t *testing.T) {
	t.Parallel()
	for _, d := range drivers {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			var paths sync.Map
			again := func(t testing.TB, s storage.Driver) storage.Driver {
				path, ok := paths.Load(s)
				require.True(t, ok)
				return d.open(t, path.(string))
			}
			storagetest.Run(t, func(t testing.TB) storage.Driver {
				path := filepath.Join(t.TempDir(), "with space & 100%.db")
				s := d.open(t, path)
				paths.Store(storage.Driver(s), path)
				return s
			}, storagetest.Features{Reopen: again, Second: again})
		})
	}
}

func TestMigrationsOneByOneOverDataWrittenBefore(t *testing.T) {
	t.Parallel()
	for _, d := range drivers {
		ctx, db := t.Context(), d.database(t, filepath.Join(t.TempDir(), "old.db"))
		steps, err := sqlitestore.Migrations(nil)
		require.NoError(t, err)
		require.Len(t, steps, 2)
		_, err = db.ExecContext(ctx, steps[0].SQL)
		require.NoError(t, err, "a step is plain SQL, for the host's own tool")
		_, err = sqlitestore.Open(ctx, db, nil)
		require.ErrorIs(t, err, sqlitestore.ErrSchema)
		// A record as version 1 wrote it.
		_, err = db.ExecContext(ctx, "INSERT INTO hirealign_records VALUES (X'61636d65', X'6b', X'69', 3, X'70', X'626f6479', 0)")
		require.NoError(t, err)
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() { errs[i] = sqlitestore.Migrate(ctx, db, nil) })
		}
		wg.Wait()
		require.NoError(t, errors.Join(errs...))
		s, err := sqlitestore.Open(ctx, db, nil)
		require.NoError(t, err)
		r, err := s.Get(ctx, "acme", storage.Key{Kind: "k", ID: "i"})
		require.NoError(t, err)
		require.Equal(t, storage.Record{Key: storage.Key{Kind: "k", ID: "i"}, Version: 3, Subject: "p", Body: []byte("body")}, r)
	}
}

func TestDamagedFileFullDiskAndReadOnlyFile(t *testing.T) {
	t.Parallel()
	for _, d := range drivers {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()

			path := filepath.Join(t.TempDir(), "junk.db")
			require.NoError(t, os.WriteFile(path, bytes.Repeat([]byte("junk"), 4096), 0o600))
			junk, err := sql.Open(d.name, "file:"+path)
			require.NoError(t, err)
			_, err = sqlitestore.Open(ctx, junk, nil)
			require.ErrorIs(t, err, storage.ErrCorrupt)
			require.NoError(t, junk.Close())

			path = filepath.Join(t.TempDir(), "damaged.db")
			whole, err := sql.Open(d.name, d.dsn(path))
			require.NoError(t, err)
			require.NoError(t, sqlitestore.Migrate(ctx, whole, nil))
			s, err := sqlitestore.Open(ctx, whole, nil)
			require.NoError(t, err)
			storagetest.Fill(t, s, 200)
			require.NoError(t, whole.Close())
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			require.NoError(t, err)
			info, err := f.Stat()
			require.NoError(t, err)
			_, err = f.WriteAt(bytes.Repeat([]byte{0xff}, int(info.Size())-40960), 40960)
			require.NoError(t, err)
			require.NoError(t, f.Close())
			damaged := d.database(t, path)
			s, err = sqlitestore.Open(ctx, damaged, nil)
			require.NoError(t, err)
			_, err = s.List(ctx, "acme", storage.Query{Kind: "scorecard", Limit: 200})
			require.ErrorIs(t, err, storage.ErrCorrupt)

			full := d.database(t, filepath.Join(t.TempDir(), "full.db"))
			full.SetMaxOpenConns(1) // the pragma is of one connection
			require.NoError(t, sqlitestore.Migrate(ctx, full, nil))
			s, err = sqlitestore.Open(ctx, full, nil)
			require.NoError(t, err)
			_, err = full.ExecContext(ctx, "PRAGMA max_page_count = 60")
			require.NoError(t, err)
			kept := uint64(0)
			for ; err == nil; kept++ {
				_, err = s.Commit(ctx, "acme", storagetest.BenchBatch(kept))
			}
			kept--
			require.NotZero(t, kept)
			require.True(t, errors.Is(err, storage.ErrUnavailable) || errors.Is(err, storage.ErrUnknown), "%v", err)
			head, err := storage.VerifyLog(ctx, s, "acme")
			require.NoError(t, err)
			require.Equal(t, kept, head.Seq, "nothing of the refused batch is there")
			_, err = s.Get(ctx, "acme", storagetest.BenchBatch(kept).Writes[0].Key)
			require.ErrorIs(t, err, storage.ErrNotFound)
			_, err = full.ExecContext(ctx, "PRAGMA max_page_count = 6000")
			require.NoError(t, err)
			_, err = s.Commit(ctx, "acme", storagetest.BenchBatch(kept))
			require.NoError(t, err, "with room again the batch can be sent again")

			_, err = full.ExecContext(ctx, "PRAGMA query_only = 1")
			require.NoError(t, err)
			_, err = s.Commit(ctx, "acme", storagetest.BenchBatch(kept+1))
			require.ErrorIs(t, err, storage.ErrUnavailable, "read-only")
			if d.name == "sqlite" { // mattn/go-sqlite3 begins every transaction as a writer
				_, err = s.Get(ctx, "acme", storagetest.BenchBatch(0).Writes[0].Key)
				require.NoError(t, err, "reading goes on")
			}
		})
	}
}

func BenchmarkStore(b *testing.B) {
	for _, d := range drivers {
		b.Run(d.name, func(b *testing.B) {
			storagetest.RunBenchmarks(b, func(b testing.TB) storage.Driver { return d.open(b, filepath.Join(b.TempDir(), "bench.db")) })
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	ctx := t.Context()

	plain := database(t, filepath.Join(t.TempDir(), "plain.db"))
	_, err := sqlitestore.Open(ctx, plain, nil)
	require.ErrorIs(t, err, sqlitestore.ErrSchema, "a database that was not migrated")

	require.NoError(t, sqlitestore.Migrate(ctx, plain, nil))
	require.NoError(t, sqlitestore.Migrate(ctx, plain, nil), "migrating twice is harmless")
	_, err = plain.ExecContext(ctx, "INSERT INTO hirealign_schema (version) VALUES (99)")
	require.NoError(t, err)
	_, err = sqlitestore.Open(ctx, plain, nil)
	require.ErrorIs(t, err, sqlitestore.ErrSchema, "a database of a newer version")

	path := filepath.Join(t.TempDir(), "unsafe.db")
	for _, pragma := range []string{"_pragma=journal_mode(DELETE)", "_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)", "_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)", "_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)"} {
		db, err := sql.Open("sqlite", "file:"+path+"?"+pragma)
		require.NoError(t, err)
		require.NoError(t, sqlitestore.Migrate(ctx, db, nil))
		_, err = sqlitestore.Open(ctx, db, nil)
		require.ErrorIs(t, err, sqlitestore.ErrSettings, pragma)
		require.NoError(t, db.Close())
	}

	_, err = sqlitestore.Open(ctx, plain, &sqlitestore.Options{Prefix: "x; DROP TABLE y"})
	require.ErrorIs(t, err, storage.ErrInvalid)
	require.ErrorIs(t, sqlitestore.Migrate(ctx, plain, nil), sqlitestore.ErrSchema)
	require.ErrorIs(t, sqlitestore.Migrate(ctx, plain, &sqlitestore.Options{Prefix: "1"}), storage.ErrInvalid)
}

func TestPrefixesShareADatabase(t *testing.T) {
	t.Parallel()
	db := database(t, filepath.Join(t.TempDir(), "two.db"))
	for _, p := range []string{"a_", "b_"} {
		o := &sqlitestore.Options{Prefix: p}
		require.NoError(t, sqlitestore.Migrate(t.Context(), db, o))
		s, err := sqlitestore.Open(t.Context(), db, o)
		require.NoError(t, err)
		_, err = s.Commit(t.Context(), "acme", storage.Batch{ID: "b", Writes: []storage.Write{{
			Record: storage.Record{Key: storage.Key{Kind: "k", ID: "i"}, Body: []byte(p)}, Expect: storage.Absent(),
		}}})
		require.NoError(t, err)
	}
}
