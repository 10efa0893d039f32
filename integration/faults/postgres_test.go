package faults_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/integration/pgserver"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/pgstore"
	"github.com/hirealign/hirealign/storage/storagetest"
)

func connect(t *testing.T, s *pgserver.Server) (*pgxpool.Pool, *pgstore.Store) {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), s.URL)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	require.NoError(t, pgstore.Migrate(t.Context(), pool, nil))
	// What is compressed fills no disk soon.
	_, err = pool.Exec(t.Context(), "ALTER TABLE hirealign_records ALTER COLUMN body SET STORAGE EXTERNAL")
	require.NoError(t, err)
	d, err := pgstore.Open(t.Context(), pool, nil)
	require.NoError(t, err)
	return pool, d
}

// The disk of the tables is full: the server refuses a batch and lives on.
func TestFullDiskOfThePostgresTables(t *testing.T) {
	t.Parallel()
	dir, again := tmpfs(t, 4)
	server := pgserver.Own(t)
	t.Cleanup(server.Kill) // before its disk goes
	server.Give(t, dir)
	admin, err := pgxpool.New(t.Context(), server.URL)
	require.NoError(t, err)
	_, err = admin.Exec(t.Context(), fmt.Sprintf("CREATE TABLESPACE small LOCATION '%s'", dir))
	require.NoError(t, err)
	_, err = admin.Exec(t.Context(), "ALTER ROLE postgres SET default_tablespace = small")
	require.NoError(t, err)
	admin.Close()

	_, s := connect(t, server)
	n, err := fill(t.Context(), s)
	require.NotZero(t, n)
	require.ErrorIs(t, err, storage.ErrUnavailable)
	require.NotErrorIs(t, err, storage.ErrUnknown, "the server says that it did nothing")
	held(t, s, n, err)
	_, err = s.Commit(t.Context(), "acme", storagetest.RevisedBatch(n))
	require.ErrorIs(t, err, storage.ErrUnavailable, "and again")
	again("size=64m")
	for i := range uint64(20) {
		_, err = s.Commit(t.Context(), "acme", storagetest.RevisedBatch(n+i))
		require.NoError(t, err, "with room again the same batch is taken")
	}
	held(t, s, n+20, storage.ErrUnavailable)
}

// The disk of the write-ahead log is full: the server dies in the middle of a commit,
// and comes back with room and all that was acknowledged.
func TestFullDiskOfThePostgresLog(t *testing.T) {
	t.Parallel()
	dir, again := tmpfs(t, 6)
	server := pgserver.Own(t, "max_wal_size=1GB", "checkpoint_timeout=1h", "autovacuum=off")
	t.Cleanup(server.Kill)
	server.Stop()
	server.Program(t, "pg_resetwal", "--wal-segsize=1", "-D", server.Data())
	log := filepath.Join(dir, "pg_wal")
	require.NoError(t, os.CopyFS(log, os.DirFS(filepath.Join(server.Data(), "pg_wal"))))
	require.NoError(t, filepath.WalkDir(log, func(path string, _ os.DirEntry, err error) error {
		server.Give(t, path)
		return err
	}))
	require.NoError(t, os.Chmod(log, 0o700))
	require.NoError(t, os.RemoveAll(filepath.Join(server.Data(), "pg_wal")))
	require.NoError(t, os.Symlink(log, filepath.Join(server.Data(), "pg_wal")))
	server.Run(t)

	pool, s := connect(t, server)
	n, refusal := fill(t.Context(), s)
	require.NotZero(t, n)
	require.True(t, isTyped(refusal), "%v", refusal)
	_, err := s.Get(t.Context(), "acme", storagetest.RevisedBatch(0).Writes[0].Key)
	require.True(t, err == nil || isTyped(err), "%v", err)
	pool.Close()
	server.Kill() // where it has not died of it
	again("size=64m")
	server.Run(t)
	_, s = connect(t, server)
	held(t, s, n, refusal)
	r, err := s.Commit(t.Context(), "acme", storagetest.RevisedBatch(n))
	require.NoError(t, err, "sending the same batch again settles what became of it")
	require.Equal(t, n+1, r.Seq)
	held(t, s, n+1, storage.ErrUnavailable)
}

// A page of the tables is damaged: reads and writes say so, and what lies elsewhere is
// there.
func TestDamagedPageOfPostgres(t *testing.T) {
	t.Parallel()
	server := pgserver.Own(t, "autovacuum=off")
	pool, s := connect(t, server)
	for i := range uint64(40) {
		_, err := s.Commit(t.Context(), "acme", storagetest.RevisedBatch(i))
		require.NoError(t, err)
	}
	var file string
	require.NoError(t, pool.QueryRow(t.Context(), "SELECT pg_relation_filepath('hirealign_records')").Scan(&file))
	pool.Close()
	server.Stop()
	f, err := os.OpenFile(filepath.Join(server.Data(), file), os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteAt([]byte("torn by a disk that lies"), 0)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	server.Run(t)
	_, s = connect(t, server)
	first, last := storagetest.RevisedBatch(0).Writes[0], storagetest.RevisedBatch(39).Writes[0]
	_, err = s.Get(t.Context(), "acme", first.Key)
	require.ErrorIs(t, err, storage.ErrCorrupt)
	first.Expect = storage.At(1)
	_, err = s.Commit(t.Context(), "acme", storage.Batch{ID: "over the damage", Writes: []storage.Write{first}})
	require.ErrorIs(t, err, storage.ErrCorrupt)
	r, err := s.Get(t.Context(), "acme", last.Key)
	require.NoError(t, err)
	require.Equal(t, last.Body, r.Body)
	head, err := storage.VerifyLog(t.Context(), s, "acme")
	require.NoError(t, err)
	require.EqualValues(t, 40, head.Seq)
}

func isTyped(err error) bool {
	for _, want := range []error{storage.ErrUnavailable, storage.ErrUnknown} {
		if errors.Is(err, want) {
			return !errors.Is(err, storage.ErrCorrupt)
		}
	}
	return false
}
