package crash_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/sqlitestore"
)

// commitEnds reads a write-ahead log as SQLite recovers it, and returns where the
// last frame of each commit ends. The first frame that is not valid ends the log.
func commitEnds(log []byte) (ends []int) {
	const header, frameHeader = 32, 24
	if len(log) < header {
		return nil
	}
	var order binary.ByteOrder = binary.LittleEndian
	if binary.BigEndian.Uint32(log)&1 == 1 {
		order = binary.BigEndian
	}
	var s0, s1 uint32
	sum := func(b []byte) {
		for ; len(b) >= 8; b = b[8:] {
			s0 += order.Uint32(b) + s1
			s1 += order.Uint32(b[4:]) + s0
		}
	}
	sum(log[:24])
	if s0 != binary.BigEndian.Uint32(log[24:]) || s1 != binary.BigEndian.Uint32(log[28:]) {
		return nil
	}
	page := int(binary.BigEndian.Uint32(log[8:]))
	for at := header; at+frameHeader+page <= len(log); at += frameHeader + page {
		frame := log[at : at+frameHeader+page]
		if !bytes.Equal(frame[8:16], log[16:24]) {
			break
		}
		sum(frame[:8])
		sum(frame[frameHeader:])
		if s0 != binary.BigEndian.Uint32(frame[16:]) || s1 != binary.BigEndian.Uint32(frame[20:]) {
			break
		}
		if binary.BigEndian.Uint32(frame[4:]) != 0 {
			ends = append(ends, at+len(frame))
		}
	}
	return ends
}

// killedLog runs a writer with full synchronisation for a moment and kills it, and
// returns the database, its log, and how many commits were acknowledged. Nothing is
// ever moved from the log into the database, so that all commits are in the log.
func killedLog(t *testing.T) (database, log []byte, acknowledged int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "torn.db")
	db, err := sql.Open("sqlite", sqlitestore.DSN(path))
	require.NoError(t, err)
	require.NoError(t, sqlitestore.Migrate(t.Context(), db, nil))
	require.NoError(t, db.Close()) // moves the schema into the database
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), envKind+"=sqlite without checkpoints", envWhere+"="+path, envTenant+"=acme")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			break
		}
		if acknowledged = n + 1; n == 0 {
			go func() {
				time.Sleep(time.Duration(20_000+rand.IntN(100_000)) * time.Microsecond)
				_ = cmd.Process.Signal(syscall.SIGKILL)
			}()
		}
	}
	_ = cmd.Wait()
	database, err = os.ReadFile(path)
	require.NoError(t, err)
	log, err = os.ReadFile(path + "-wal")
	require.NoError(t, err)
	require.NotZero(t, acknowledged)
	return database, log, acknowledged
}

// survivors opens a database with a log that was damaged, and returns how many
// batches are there; never half of one.
func survivors(t *testing.T, database, log []byte) int {
	t.Helper()
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "torn.db")
	require.NoError(t, os.WriteFile(path, database, 0o600))
	require.NoError(t, os.WriteFile(path+"-wal", log, 0o600))
	db, err := sql.Open("sqlite", sqlitestore.DSN(path))
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	s, err := sqlitestore.Open(ctx, db, nil)
	require.NoError(t, err)
	n := present(ctx, t, s, "acme")
	var ok string
	require.NoError(t, db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&ok))
	require.Equal(t, "ok", ok)
	_, err = s.Commit(ctx, "acme", batch(n))
	require.NoError(t, err, "the writer goes on where the log ended")
	return n
}

// present counts a writer's batches, which are all there or not at all, up to the
// first that is not, and holds the log of the tenant against them.
func present(ctx context.Context, t *testing.T, d storage.Driver, tenant storage.Tenant) int {
	t.Helper()
	for n := 0; ; n++ {
		found := 0
		for _, w := range batch(n).Writes {
			r, err := d.Get(ctx, tenant, w.Key)
			if errors.Is(err, storage.ErrNotFound) {
				continue
			}
			require.NoError(t, err)
			require.Equal(t, w.Body, r.Body)
			found++
		}
		require.Contains(t, []int{0, 3}, found, "half a commit")
		if found == 0 {
			head, err := storage.VerifyLog(ctx, d, tenant)
			require.NoError(t, err)
			require.Equal(t, uint64(n), head.Seq, "records and log differ")
			return n
		}
	}
}

// TestTornLog kills a writer and then damages what it wrote last, as a disk may that
// loses power. With full synchronisation every commit was on the disk before it was
// acknowledged, so the rule is exact: the batches that are left are those whose
// frames lie wholly before the damage, all of them and no others.
func TestTornLog(t *testing.T) {
	t.Parallel()
	kills, damages, lost := max(rounds(t)/5, 3), 0, 0
	for range kills {
		database, log, acknowledged := killedLog(t)
		ends := commitEnds(log)
		require.GreaterOrEqual(t, len(ends), acknowledged, "an acknowledged commit is in the log before anything is damaged")
		last := ends[len(ends)-1]
		first := ends[max(len(ends)-4, 0)]
		before := func(at int) (n int) {
			for _, end := range ends {
				if end <= at {
					n++
				}
			}
			return n
		}
		damage := func(what string, from int, change func([]byte) []byte) {
			damages++
			left := survivors(t, database, change(bytes.Clone(log)))
			require.Equal(t, before(from), left, "%s from %d of %d", what, from, len(log))
			lost += len(ends) - left
		}
		noise := func(b []byte) {
			for i := range b {
				b[i] ^= byte(1 + rand.IntN(255))
			}
		}
		damage("nothing", len(log), func(b []byte) []byte { return b })
		damage("cut at the last valid frame", last, func(b []byte) []byte { return b[:last] })
		damage("scrambled after the last valid frame", last, func(b []byte) []byte {
			noise(b[last:])
			extra := make([]byte, rand.IntN(20_000))
			noise(extra)
			return append(b, extra...)
		})
		damage("one byte short of the last commit", last-1, func(b []byte) []byte { return b[:last-1] })
		for range 6 {
			at := first + rand.IntN(last-first)
			damage("cut", at, func(b []byte) []byte { return b[:at] })
			at = first + rand.IntN(last-first)
			damage("scrambled", at, func(b []byte) []byte { noise(b[at:]); return b })
			at = first + rand.IntN(last-first)
			damage("a bit flipped", at, func(b []byte) []byte { b[at] ^= 1 << rand.IntN(8); return b })
			at = first + rand.IntN(last-first)
			damage("a hole", at, func(b []byte) []byte {
				noise(b[at:min(at+1+rand.IntN(4096), len(b))])
				return b
			})
		}
	}
	t.Logf("%d kills, %d damaged logs: %d commits cut, each whole, and none before the damage", kills, damages, lost)
}
