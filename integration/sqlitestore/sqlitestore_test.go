package sqlitestore_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

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
			}, storagetest.Features{Reopen: again, Second: again, Forgets: true})
		})
	}
}

func TestMigrationsOneByOneOverDataWrittenBefore(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("v", 300)
	for _, d := range drivers {
		ctx, db := t.Context(), d.database(t, filepath.Join(t.TempDir(), "old.db"))
		steps, err := sqlitestore.Migrations(nil)
		require.NoError(t, err)
		require.Len(t, steps, 3)
		for i, step := range steps {
			require.Equal(t, i+1, step.Version)
			require.Regexp(t, fmt.Sprintf("^%04d_", i+1), step.Name, "two steps of one number")
		}
		_, err = db.ExecContext(ctx, steps[0].SQL)
		require.NoError(t, err, "a step is plain SQL, for the host's own tool")
		// Records as version 1 wrote them: one that is listed, one that is not, one deleted.
		for _, r := range []struct {
			id, subject string
			body        any
			deleted     bool
		}{{"i", "p", []byte("body"), false}, {"plain", "", []byte{}, false}, {"gone", "", nil, true}} {
			_, err = db.ExecContext(ctx, "INSERT INTO hirealign_records (tenant, kind, id, version, subject, body, deleted) VALUES (?, ?, ?, 3, ?, ?, ?)",
				[]byte("acme"), []byte("k"), []byte(r.id), []byte(r.subject), r.body, r.deleted)
			require.NoError(t, err)
		}
		index := map[string]string{"by": "x\xff\x01", long[:200]: long, "of": "y"}
		for name, value := range index {
			_, err = db.ExecContext(ctx, "INSERT INTO hirealign_indexes (tenant, kind, name, value, id) VALUES (?, ?, ?, ?, ?)",
				[]byte("acme"), []byte("k"), []byte(name), []byte(value), []byte("i"))
			require.NoError(t, err)
		}
		for _, step := range steps[1 : len(steps)-1] {
			_, err = sqlitestore.Open(ctx, db, nil)
			require.ErrorIs(t, err, sqlitestore.ErrSchema)
			_, err = db.ExecContext(ctx, step.SQL)
			require.NoError(t, err)
		}
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() { errs[i] = sqlitestore.Migrate(ctx, db, nil) })
		}
		wg.Wait()
		require.NoError(t, errors.Join(errs...), "the last step, by four processes at once")
		s, err := sqlitestore.Open(ctx, db, nil)
		require.NoError(t, err)
		get := func(id string) storage.Record {
			r, err := s.Get(ctx, "acme", storage.Key{Kind: "k", ID: id})
			require.NoError(t, err)
			return r
		}
		require.Equal(t, storage.Record{Key: storage.Key{Kind: "k", ID: "i"}, Version: 3, Subject: "p", Index: index, Body: []byte("body")}, get("i"))
		require.Nil(t, get("plain").Index)
		_, err = s.Get(ctx, "acme", storage.Key{Kind: "k", ID: "gone"})
		require.ErrorIs(t, err, storage.ErrNotFound)
		listed := func(name, value string) int {
			page, err := s.List(ctx, "acme", storage.Query{Kind: "k", Index: name, Value: value})
			require.NoError(t, err)
			return len(page.Records)
		}
		require.Equal(t, 1, listed(long[:200], long))
		write := func(batch string, w storage.Write) uint64 {
			r, err := s.Commit(ctx, "acme", storage.Batch{ID: batch, Writes: []storage.Write{w}})
			require.NoError(t, err)
			return r.Versions[0]
		}
		next := get("i")
		next.Index = map[string]string{"of": "z"}
		require.Equal(t, uint64(4), write("b-1", storage.Write{Record: next, Expect: storage.At(3)}))
		require.Equal(t, 0, listed("of", "y")+listed("by", "")+listed(long[:200], ""), "values that were written before are taken away")
		require.Equal(t, 1, listed("of", "z"))
		gone := storage.Record{Key: storage.Key{Kind: "k", ID: "gone"}, Body: []byte("again")}
		require.Equal(t, uint64(4), write("b-2", storage.Write{Record: gone, Expect: storage.Absent()}), "versions go on after the deletion")
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
			_, err = s.Get(ctx, "acme", storagetest.BenchBatch(0).Writes[0].Key)
			require.NoError(t, err, "reading goes on")
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

func TestWithTxJoinsTheTransactionOfTheHost(t *testing.T) {
	t.Parallel()
	for _, d := range drivers {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, db := t.Context(), d.database(t, filepath.Join(t.TempDir(), "host.db"))
			require.NoError(t, sqlitestore.Migrate(ctx, db, nil))
			s, err := sqlitestore.Open(ctx, db, nil)
			require.NoError(t, err)
			_, err = db.ExecContext(ctx, "CREATE TABLE hosts (n INTEGER)")
			require.NoError(t, err)
			host := func(end func(*sql.Tx) error, batches ...storage.Batch) (out []storage.Result, errs []error) {
				tx, err := db.BeginTx(ctx, nil)
				require.NoError(t, err)
				_, err = tx.ExecContext(ctx, "INSERT INTO hosts VALUES (1)")
				require.NoError(t, err)
				in := s.WithTx(tx)
				for _, b := range batches {
					r, err := in.Commit(ctx, "acme", b)
					out, errs = append(out, r), append(errs, err)
				}
				_, err = in.Get(ctx, "acme", batches[0].Writes[0].Key)
				require.NoError(t, err, "the transaction sees its own batch")
				page, err := in.List(ctx, "acme", storage.Query{Kind: batches[0].Writes[0].Kind})
				require.NoError(t, err)
				require.NotEmpty(t, page.Records)
				entries, err := in.Log(ctx, "acme", 0, 10)
				require.NoError(t, err)
				require.NotEmpty(t, entries)
				require.NoError(t, in.Close())
				require.NoError(t, end(tx))
				return out, errs
			}
			one, two := storagetest.BenchBatch(1), storagetest.BenchBatch(2)
			conflict, reused, again := one, storagetest.BenchBatch(3), one
			conflict.ID, reused.ID = "another", one.ID
			rows := func() (n int) {
				require.NoError(t, db.QueryRowContext(ctx, "SELECT count(*) FROM hosts").Scan(&n))
				return n
			}
			_, errs := host((*sql.Tx).Rollback, one)
			require.Equal(t, []error{nil}, errs)
			_, err = s.Get(ctx, "acme", one.Writes[0].Key)
			require.ErrorIs(t, err, storage.ErrNotFound, "the host rolled back")
			require.Zero(t, rows())
			out, errs := host((*sql.Tx).Commit, one, conflict, reused, again, two)
			require.NoError(t, errs[0])
			require.ErrorIs(t, errs[1], storage.ErrConflict)
			require.ErrorIs(t, errs[2], storage.ErrBatchReused)
			require.NoError(t, errs[3])
			require.True(t, out[3].Replayed)
			require.NoError(t, errs[4], "refused batches leave the transaction usable")
			require.Equal(t, 1, rows())
			head, err := storage.VerifyLog(ctx, s, "acme")
			require.NoError(t, err)
			require.Equal(t, uint64(2), head.Seq)
		})
	}
}

func TestReadersDoNotWaitForWriters(t *testing.T) {
	t.Parallel()
	for _, d := range drivers {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, db := t.Context(), d.database(t, filepath.Join(t.TempDir(), "busy.db"))
			require.NoError(t, sqlitestore.Migrate(ctx, db, nil))
			s, err := sqlitestore.Open(ctx, db, nil)
			require.NoError(t, err)
			b := storagetest.BenchBatch(1)
			_, err = s.Commit(ctx, "acme", b)
			require.NoError(t, err)
			tx, err := db.BeginTx(ctx, nil)
			require.NoError(t, err)
			defer func() { require.NoError(t, tx.Rollback()) }()
			_, err = s.WithTx(tx).Commit(ctx, "acme", storagetest.BenchBatch(2))
			require.NoError(t, err, "a writer holds the lock")
			soon, cancel := context.WithTimeout(ctx, 5*time.Second) // less than the busy timeout
			defer cancel()
			_, err = s.Get(soon, "acme", b.Writes[0].Key)
			require.NoError(t, err)
			page, err := s.List(soon, "acme", storage.Query{Kind: "scorecard", Index: "panelist"})
			require.NoError(t, err)
			require.Len(t, page.Records, 1)
			entries, err := s.Log(soon, "acme", 0, 10)
			require.NoError(t, err)
			require.Len(t, entries, 1)
		})
	}
}
