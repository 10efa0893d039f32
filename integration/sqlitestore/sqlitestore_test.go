package sqlitestore_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/sqlitestore"
	"github.com/hirealign/hirealign/storage/storagetest"
)

func database(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", sqlitestore.DSN(path))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func open(t testing.TB, path string) *sqlitestore.Store {
	t.Helper()
	db := database(t, path)
	require.NoError(t, sqlitestore.Migrate(t.Context(), db, nil))
	s, err := sqlitestore.Open(t.Context(), db, nil)
	require.NoError(t, err)
	return s
}

func TestContract(t *testing.T) {
	t.Parallel()
	var paths sync.Map
	storagetest.Run(t, func(t testing.TB) storage.Driver {
		path := filepath.Join(t.TempDir(), "with space & 100%.db")
		s := open(t, path)
		paths.Store(s, path)
		return s
	}, storagetest.Features{Reopen: func(t testing.TB, closed storage.Driver) storage.Driver {
		path, ok := paths.Load(closed)
		require.True(t, ok)
		return open(t, path.(string))
	}})
}

func TestTwoHandlesOnOneFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shared.db")
	stores := []*sqlitestore.Store{open(t, path), open(t, path)}
	var wg sync.WaitGroup
	errs := make(chan error, 100)
	for n, s := range stores {
		wg.Go(func() {
			for i := range 40 {
				_, err := s.Commit(t.Context(), "acme", storage.Batch{ID: fmt.Sprintf("b-%d-%d", n, i), Log: []storage.Event{{Topic: "t"}}})
				errs <- err
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	for _, s := range stores {
		head, err := storage.VerifyLog(t.Context(), s, "acme")
		require.NoError(t, err)
		require.Equal(t, uint64(80), head.Seq)
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
	for _, pragma := range []string{"_pragma=journal_mode(DELETE)", "_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)"} {
		db, err := sql.Open("sqlite", "file:"+path+"?"+pragma)
		require.NoError(t, err)
		require.NoError(t, sqlitestore.Migrate(ctx, db, nil))
		_, err = sqlitestore.Open(ctx, db, nil)
		require.ErrorIs(t, err, sqlitestore.ErrSettings, pragma)
		require.NoError(t, db.Close())
	}

	_, err = sqlitestore.Open(ctx, plain, &sqlitestore.Options{Prefix: "x; DROP TABLE y"})
	require.ErrorIs(t, err, storage.ErrInvalid)
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
