package crash_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/integration/pgserver"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/pgstore"
)

const segment = 16 << 20 // of Postgres's write-ahead log, in bytes

// killedServer commits until the server is killed in the middle of it, and returns
// where in the log each acknowledged commit ended. Nothing of them is in the tables yet:
// all is in the log, as in a server that is killed soon after.
func killedServer(t *testing.T) (s *pgserver.Server, ends []int64) {
	t.Helper()
	ctx := t.Context()
	s = pgserver.Own(t, "bgwriter_lru_maxpages=0", "checkpoint_timeout=1h", "max_wal_size=4GB", "autovacuum=off")
	pool, err := pgxpool.New(ctx, s.URL)
	require.NoError(t, err)
	defer pool.Close()
	require.NoError(t, pgstore.Migrate(ctx, pool, nil))
	d, err := pgstore.Open(ctx, pool, nil)
	require.NoError(t, err)
	_, err = pool.Exec(ctx, "CHECKPOINT")
	require.NoError(t, err)
	var killed atomic.Bool
	done := make(chan struct{})
	defer func() { <-done }()
	for n := 0; ; n++ {
		_, err := d.Commit(ctx, "acme", batch(n))
		if err != nil {
			require.True(t, killed.Load() && (errors.Is(err, storage.ErrUnavailable) || errors.Is(err, storage.ErrUnknown)), "%v", err)
			require.NotErrorIs(t, err, storage.ErrCorrupt)
			return s, ends
		}
		var end int64
		if err := pool.QueryRow(ctx, "SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint").Scan(&end); err != nil {
			require.True(t, killed.Load(), "%v", err)
			return s, ends // acknowledged, and where it ended is not known
		}
		ends = append(ends, end)
		if n == 20 {
			go func() {
				defer close(done)
				time.Sleep(time.Duration(rand.IntN(100_000)) * time.Microsecond)
				killed.Store(true)
				s.Kill()
			}()
		}
	}
}

// recovered starts a server over a copy of the killed one whose log was changed, and
// returns how many batches are there; never half of one.
func recovered(t *testing.T, s *pgserver.Server, change func(wal wal)) int {
	t.Helper()
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "torn") // where other users may get to
	require.NoError(t, err)
	defer func() { _ = os.RemoveAll(dir) }()
	require.NoError(t, os.Chmod(dir, 0o755))
	data := filepath.Join(dir, "data")
	out, err := exec.CommandContext(ctx, "cp", "-a", s.Data(), data).CombinedOutput()
	require.NoError(t, err, string(out))
	_ = os.Remove(filepath.Join(data, "postmaster.pid"))
	change(wal{t, filepath.Join(data, "pg_wal")})
	again := s.Restore(t, data)
	defer again.Kill()
	pool, err := pgxpool.New(ctx, again.URL)
	require.NoError(t, err)
	defer pool.Close()
	d, err := pgstore.Open(ctx, pool, nil)
	require.NoError(t, err)
	n := present(ctx, t, d, "acme")
	_, err = d.Commit(ctx, "acme", batch(n))
	require.NoError(t, err, "the writer goes on where the log ended")
	// Every index says what its table says.
	_, err = pool.Exec(ctx, "CREATE EXTENSION IF NOT EXISTS amcheck; SELECT bt_index_check(c.oid, true) FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relname LIKE 'hirealign%'", pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	return n
}

// wal is a folder of segments of the first timeline.
type wal struct {
	t   *testing.T
	dir string
}

// each hands the bytes of the log from one place up to another to change.
func (w wal) each(from, to int64, change func(b []byte)) {
	w.t.Helper()
	for at := from; at < to; at = (at/segment + 1) * segment {
		path := filepath.Join(w.dir, fmt.Sprintf("%08X%08X%08X", 1, at>>32, at&0xFFFFFFFF/segment))
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if os.IsNotExist(err) {
			return
		}
		require.NoError(w.t, err)
		b := make([]byte, min(to, (at/segment+1)*segment)-at)
		_, err = f.ReadAt(b, at%segment)
		require.NoError(w.t, err)
		change(b)
		_, err = f.WriteAt(b, at%segment)
		require.NoError(w.t, err)
		require.NoError(w.t, f.Close())
	}
}

// TestTornLogOfPostgres kills a server in the middle of commits and damages the tail of
// its log. What was acknowledged is there where only what follows it is damaged, which a
// killed server may leave; and where the damage reaches further back, which takes a disk
// that lies, what is left is everything before it and nothing halfway.
func TestTornLogOfPostgres(t *testing.T) {
	t.Parallel()
	kills, damages, lost := max(rounds(t)/25, 1), 0, 0
	for range kills {
		s, ends := killedServer(t)
		last := ends[len(ends)-1]
		end := (last/segment + 1) * segment
		damage := func(what string, from int64, atLeast, atMost int, change func(wal)) {
			damages++
			left := recovered(t, s, change)
			require.GreaterOrEqual(t, left, atLeast, "%s from %d, %d acknowledged", what, from, len(ends))
			require.LessOrEqual(t, left, atMost, "%s from %d, %d acknowledged", what, from, len(ends))
			lost += max(len(ends)-left, 0)
		}
		noise := func(b []byte) {
			for i := range b {
				b[i] ^= byte(1 + rand.IntN(255))
			}
		}
		// Two may be there that are not in ends: one whose end was not asked, and one on its way.
		damage("nothing", end, len(ends), len(ends)+2, func(wal) {})
		damage("garbage after the last commit", last, len(ends), len(ends), func(w wal) { w.each(last, end, noise) })
		damage("zeros after the last commit", last, len(ends), len(ends), func(w wal) { w.each(last, end, func(b []byte) { clear(b) }) })
		for what, change := range map[string]func(w wal, at int64){
			"scrambled":     func(w wal, at int64) { w.each(at, end, noise) },
			"zeroed":        func(w wal, at int64) { w.each(at, end, func(b []byte) { clear(b) }) },
			"a bit flipped": func(w wal, at int64) { w.each(at, at+1, func(b []byte) { b[0] ^= 1 << rand.IntN(8) }) },
			"a hole":        func(w wal, at int64) { w.each(at, min(at+1+rand.Int64N(8192), end), noise) },
		} {
			first := len(ends) - 8
			at := ends[first] + rand.Int64N(last-ends[first])
			before := 0
			for _, e := range ends {
				if e <= at {
					before++
				}
			}
			atMost := before + 1
			if what == "a bit flipped" || what == "a hole" {
				atMost = len(ends) + 2 // between two records it harms nothing
			}
			damage(what, at, before, atMost, func(w wal) { change(w, at) })
		}
	}
	t.Logf("%d kills, %d damaged logs: %d acknowledged commits cut by damage before their end, each whole, and none before the damage", kills, damages, lost)
}
