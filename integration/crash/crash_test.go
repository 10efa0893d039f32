// Package crash_test kills writers and servers at random moments and looks at what
// is left.
package crash_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/hirealign/hirealign/integration/pgserver"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/pgstore"
	"github.com/hirealign/hirealign/storage/sqlitestore"
)

const (
	envKind   = "HIREALIGN_CRASH_CHILD" // sqlite, sqlite without checkpoints, or postgres
	envWhere  = "HIREALIGN_CRASH_WHERE"
	envTenant = "HIREALIGN_CRASH_TENANT"
)

func TestMain(m *testing.M) {
	if os.Getenv(envKind) != "" {
		child()
		return
	}
	os.Exit(m.Run())
}

// child commits until it is killed or refused, and says each number once it is
// acknowledged.
func child() {
	ctx := context.Background()
	d, err := connect(ctx, os.Getenv(envKind), os.Getenv(envWhere))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for n := 0; ; n++ {
		if _, err := d.Commit(ctx, storage.Tenant(os.Getenv(envTenant)), batch(n)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(n)
	}
}

func connect(ctx context.Context, kind, where string) (storage.Driver, error) {
	if kind == "postgres" {
		pool, err := pgxpool.New(ctx, where)
		if err != nil {
			return nil, err
		}
		return pgstore.Open(ctx, pool, nil)
	}
	source := sqlitestore.DSN(where)
	if kind == "sqlite without checkpoints" {
		source += "&_pragma=wal_autocheckpoint(0)"
	}
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return nil, err
	}
	return sqlitestore.Open(ctx, db, nil)
}

func batch(n int) storage.Batch {
	b := storage.Batch{ID: fmt.Sprint("b-", n), Log: []storage.Event{{Topic: "t", Payload: fmt.Append(nil, n)}}}
	for i := range 3 {
		b.Writes = append(b.Writes, storage.Write{Expect: storage.Absent(), Record: storage.Record{
			Key: storage.Key{Kind: "doc", ID: fmt.Sprintf("%d/%d", n, i)}, Body: bytes.Repeat([]byte{byte(n)}, 1+n*977%6000),
		}})
	}
	return b
}

func rounds(t *testing.T) int {
	n := 25
	if s := os.Getenv("HIREALIGN_CRASH_ROUNDS"); s != "" {
		var err error
		n, err = strconv.Atoi(s)
		require.NoError(t, err)
	}
	return n
}

type figures struct{ acknowledged, unacknowledged atomic.Int64 }

// round starts a writer, calls kill at a random moment after its first answer, and
// looks at what d, opened afterwards, holds.
func round(t *testing.T, kind, where string, n int, kill func(*exec.Cmd), again func() storage.Driver, f *figures) {
	tenant := storage.Tenant(fmt.Sprint("round-", n))
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), envKind+"="+kind, envWhere+"="+where, envTenant+"="+string(tenant))
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	last := -1
	lines := bufio.NewScanner(out)
	killed := false
	for lines.Scan() {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			break // a line that the kill cut
		}
		last = n
		if !killed {
			killed = true
			go func() {
				time.Sleep(time.Duration(rand.IntN(120_000)) * time.Microsecond)
				kill(cmd)
			}()
		}
	}
	_ = cmd.Wait()
	require.True(t, killed, "the writer never began: %s", stderr.String())

	there := present(t.Context(), t, again(), tenant)
	require.Greater(t, there, last, "an acknowledged commit is lost")
	f.acknowledged.Add(int64(last + 1))
	f.unacknowledged.Add(int64(there - last - 1))
}

func TestKill(t *testing.T) {
	t.Parallel()
	total := rounds(t)
	report := func(t *testing.T, n int, f *figures) {
		t.Logf("%d rounds: %d commits acknowledged and all there, %d more there and not acknowledged", n, f.acknowledged.Load(), f.unacknowledged.Load())
	}
	signal := func(c *exec.Cmd) { _ = c.Process.Signal(syscall.SIGKILL) }

	t.Run("writer on SQLite", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "crash.db")
		db, err := sql.Open("sqlite", sqlitestore.DSN(path))
		require.NoError(t, err)
		require.NoError(t, sqlitestore.Migrate(t.Context(), db, nil))
		require.NoError(t, db.Close())
		var f figures
		n := total / 2
		for i := range n {
			var reader *sql.DB
			round(t, "sqlite", path, i, signal, func() storage.Driver {
				reader, err = sql.Open("sqlite", sqlitestore.DSN(path))
				require.NoError(t, err)
				d, err := sqlitestore.Open(t.Context(), reader, nil)
				require.NoError(t, err)
				return d
			}, &f)
			if i%20 == 0 || i == n-1 {
				var ok string
				require.NoError(t, reader.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&ok))
				require.Equal(t, "ok", ok)
			}
			require.NoError(t, reader.Close())
		}
		report(t, n, &f)
	})

	postgres := func(t *testing.T, n int, kill func(*pgserver.Server, *exec.Cmd)) {
		server := pgserver.Own(t)
		pool, err := pgxpool.New(t.Context(), server.URL)
		require.NoError(t, err)
		require.NoError(t, pgstore.Migrate(t.Context(), pool, nil))
		pool.Close()
		var f figures
		for i := range n {
			var reader *pgxpool.Pool
			round(t, "postgres", server.URL, i, func(c *exec.Cmd) { kill(server, c) }, func() storage.Driver {
				server.Run(t)
				reader, err = pgxpool.New(t.Context(), server.URL)
				require.NoError(t, err)
				// The server may still be busy with the last words of a killed writer.
				require.Eventually(t, func() bool {
					var others int
					err := reader.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()").Scan(&others)
					return err == nil && others == 0
				}, 10*time.Second, 5*time.Millisecond)
				d, err := pgstore.Open(t.Context(), reader, nil)
				require.NoError(t, err)
				return d
			}, &f)
			reader.Close()
		}
		report(t, n, &f)
	}
	t.Run("writer on Postgres", func(t *testing.T) {
		t.Parallel()
		postgres(t, total*3/10, func(_ *pgserver.Server, c *exec.Cmd) { signal(c) })
	})
	t.Run("server of Postgres", func(t *testing.T) {
		t.Parallel()
		postgres(t, total-total/2-total*3/10, func(s *pgserver.Server, _ *exec.Cmd) { s.Kill() })
	})
}
