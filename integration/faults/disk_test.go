// Package faults_test takes the disk away from stores.
package faults_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/sqlitestore"
	"github.com/hirealign/hirealign/storage/storagetest"
)

const (
	envWhat   = "HIREALIGN_FAULTS_CHILD" // what the child does
	envDriver = "HIREALIGN_FAULTS_DRIVER"
	envPath   = "HIREALIGN_FAULTS_PATH"
)

func TestMain(m *testing.M) {
	switch os.Getenv(envWhat) {
	case "limited":
		limited()
	case "reads only":
		readsOnly()
	default:
		os.Exit(m.Run())
	}
}

var drivers = []string{"sqlite", "sqlite3"}

func open(ctx context.Context, driver, path string) (*sql.DB, *sqlitestore.Store, error) {
	source := sqlitestore.DSN(path)
	if driver == "sqlite3" {
		source = "file:" + path + "?_busy_timeout=10000&_journal_mode=WAL&_synchronous=FULL&_secure_delete=true&_txlock=immediate"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		return nil, nil, err
	}
	s, err := sqlitestore.Open(ctx, db, nil)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, s, nil
}

func migrated(t *testing.T, driver, path string) {
	t.Helper()
	db, err := sql.Open(driver, sqlitestore.DSN(path))
	if driver == "sqlite3" {
		db, err = sql.Open(driver, "file:"+path+"?_journal_mode=WAL&_txlock=immediate")
	}
	require.NoError(t, err)
	require.NoError(t, sqlitestore.Migrate(t.Context(), db, nil))
	require.NoError(t, db.Close())
}

// fill commits until the store refuses, and returns how many were acknowledged.
func fill(ctx context.Context, s storage.Driver) (uint64, error) {
	for n := uint64(0); ; n++ {
		if _, err := s.Commit(ctx, "acme", storagetest.RevisedBatch(n)); err != nil {
			return n, err
		}
	}
}

// whole is held of SQLite, whose file is sound too.
func whole(t *testing.T, db *sql.DB, s storage.Driver, n uint64, refusal error) {
	t.Helper()
	held(t, s, n, refusal)
	var ok string
	require.NoError(t, db.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&ok))
	require.Equal(t, "ok", ok)
}

// held checks that the first n batches are there and nothing of another, but for
// one whose outcome is not known.
func held(t *testing.T, s storage.Driver, n uint64, refusal error) {
	t.Helper()
	ctx := t.Context()
	typed := errors.Is(refusal, storage.ErrUnavailable) || errors.Is(refusal, storage.ErrUnknown)
	require.True(t, typed && !errors.Is(refusal, storage.ErrCorrupt), "%v", refusal)
	there := func(n uint64) (found int) {
		for _, w := range storagetest.RevisedBatch(n).Writes {
			r, err := s.Get(ctx, "acme", w.Key)
			if errors.Is(err, storage.ErrNotFound) {
				continue
			}
			require.NoError(t, err)
			require.Equal(t, w.Body, r.Body)
			found++
		}
		return found
	}
	for i := range n {
		require.Equal(t, 2, there(i), "acknowledged batch %d", i)
	}
	after := there(n)
	require.True(t, after == 0 || after == 2 && errors.Is(refusal, storage.ErrUnknown), "%d records of a batch refused with %v", after, refusal)
	head, err := storage.VerifyLog(ctx, s, "acme")
	require.NoError(t, err)
	require.Equal(t, n+uint64(after/2), head.Seq)
}

// tmpfs mounts a file system of some MiB that ends with the test, and returns its
// directory and a function that mounts it again with other options.
func tmpfs(t *testing.T, mib int) (dir string, again func(options string)) {
	t.Helper()
	dir, err := os.MkdirTemp("", "faults") // other users may get to it
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", mib)); err != nil {
		t.Skipf("no file system of its own: %v", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(dir, syscall.MNT_DETACH)) })
	return dir, func(options string) {
		flags := uintptr(syscall.MS_REMOUNT)
		if options == "ro" {
			flags |= syscall.MS_RDONLY
		}
		require.NoError(t, syscall.Mount("tmpfs", dir, "tmpfs", flags, strings.TrimPrefix(options, "ro")))
	}
}

func TestFullAndReadOnlyFileSystem(t *testing.T) {
	t.Parallel()
	for _, driver := range drivers {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			dir, again := tmpfs(t, 1)
			path := filepath.Join(dir, "full.db")
			migrated(t, driver, path)
			db, s, err := open(t.Context(), driver, path)
			require.NoError(t, err)
			n, err := fill(t.Context(), s)
			require.NotZero(t, n)
			whole(t, db, s, n, err)
			again("size=16m")
			_, err = s.Commit(t.Context(), "acme", storagetest.RevisedBatch(n))
			require.NoError(t, err, "with room again the same batch is taken")
			_, err = s.Commit(t.Context(), "acme", storagetest.RevisedBatch(n+1))
			require.NoError(t, err)
			require.NoError(t, db.Close())

			again("ro")
			db, s, err = open(t.Context(), driver, path)
			if err != nil { // write-ahead logging needs a file beside the database
				require.ErrorIs(t, err, storage.ErrUnavailable)
			} else {
				_, err = s.Commit(t.Context(), "acme", storagetest.RevisedBatch(n+2))
				require.ErrorIs(t, err, storage.ErrUnavailable)
				require.NoError(t, db.Close())
			}
			again("size=16m")
			db, s, err = open(t.Context(), driver, path)
			require.NoError(t, err)
			whole(t, db, s, n+2, storage.ErrUnavailable)
			require.NoError(t, db.Close())
		})
	}
}

func child(t *testing.T, what, driver, path string, as *syscall.Credential) string {
	t.Helper()
	program := os.Args[0]
	if as != nil { // the test's own binary is in a directory that others may not enter
		program = filepath.Join(filepath.Dir(filepath.Dir(path)), "program")
		from, err := os.Open(os.Args[0])
		require.NoError(t, err)
		defer func() { _ = from.Close() }()
		to, err := os.OpenFile(program, os.O_CREATE|os.O_WRONLY, 0o755)
		require.NoError(t, err)
		_, err = io.Copy(to, from)
		require.NoError(t, err)
		require.NoError(t, to.Close())
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), envWhat+"="+what, envDriver+"="+driver, envPath+"="+path)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

// limited commits until a file would be larger than the process may make one.
func limited() {
	ctx := context.Background()
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 600_000, Max: 600_000}); err != nil {
		panic(err)
	}
	_, s, err := open(ctx, os.Getenv(envDriver), os.Getenv(envPath))
	if err != nil {
		panic(err)
	}
	n, err := fill(ctx, s)
	fmt.Println(n, errors.Is(err, storage.ErrUnavailable), errors.Is(err, storage.ErrUnknown))
	os.Exit(0) // without closing: the log stays as the refusal left it
}

func TestFileThatMayNotGrow(t *testing.T) {
	t.Parallel()
	for _, driver := range drivers {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "limited.db")
			migrated(t, driver, path)
			var n uint64
			var unavailable, unknown bool
			_, err := fmt.Sscan(child(t, "limited", driver, path, nil), &n, &unavailable, &unknown)
			require.NoError(t, err)
			require.NotZero(t, n)
			refusal := storage.ErrUnavailable
			if unknown {
				refusal = storage.ErrUnknown
			}
			require.True(t, unavailable || unknown)
			db, s, err := open(t.Context(), driver, path)
			require.NoError(t, err)
			whole(t, db, s, n, refusal)
			_, err = s.Commit(t.Context(), "acme", storagetest.RevisedBatch(n))
			require.NoError(t, err)
			require.NoError(t, db.Close())
		})
	}
}

// readsOnly is somebody without the right to write: it may be told so at the door or
// at the first commit.
func readsOnly() {
	ctx := context.Background()
	_, s, err := open(ctx, os.Getenv(envDriver), os.Getenv(envPath))
	if err == nil {
		_, err = s.Commit(ctx, "acme", storagetest.RevisedBatch(1))
	}
	fmt.Println(errors.Is(err, storage.ErrUnavailable), err)
}

func TestDirectoryOfSomebodyElse(t *testing.T) {
	t.Parallel()
	for _, driver := range drivers {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			top, err := os.MkdirTemp("", "faults") // others may enter it, unlike a test's own directory
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, os.RemoveAll(top)) })
			require.NoError(t, os.Chmod(top, 0o755))
			dir := filepath.Join(top, "data")
			require.NoError(t, os.Mkdir(dir, 0o755))
			path := filepath.Join(dir, "theirs.db")
			migrated(t, driver, path)
			db, s, err := open(t.Context(), driver, path)
			require.NoError(t, err)
			_, err = s.Commit(t.Context(), "acme", storagetest.RevisedBatch(0))
			require.NoError(t, err)
			require.NoError(t, db.Close())
			require.NoError(t, os.Chmod(path, 0o444))
			require.NoError(t, os.Chmod(dir, 0o555))
			t.Cleanup(func() { require.NoError(t, os.Chmod(dir, 0o755)) })
			var as *syscall.Credential
			if os.Getuid() == 0 {
				as = &syscall.Credential{Uid: 65534, Gid: 65534}
			}
			out := child(t, "reads only", driver, path, as)
			require.True(t, strings.HasPrefix(out, "true "), out)
			require.NoError(t, os.Chmod(dir, 0o755))
			require.NoError(t, os.Chmod(path, 0o644))
			db, s, err = open(t.Context(), driver, path)
			require.NoError(t, err)
			whole(t, db, s, 1, storage.ErrUnavailable)
			require.NoError(t, db.Close())
		})
	}
}
