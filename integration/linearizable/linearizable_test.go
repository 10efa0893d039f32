// Package linearizable_test holds concurrent histories of every driver against the
// rule that a store behaves as if one thing happened after another.
package linearizable_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/hirealign/hirealign/integration/pgserver"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
	"github.com/hirealign/hirealign/storage/pgstore"
	"github.com/hirealign/hirealign/storage/sqlitestore"
)

type input struct {
	read   bool
	expect uint64 // version of a conditional write; 0 expects nothing
}

type output struct {
	version  uint64
	conflict bool
}

var model = porcupine.Model{
	Init: func() any { return uint64(0) },
	Step: func(state, in, out any) (bool, any) {
		version, i, o := state.(uint64), in.(input), out.(output)
		switch {
		case i.read:
			return o.version == version, state
		case o.conflict:
			return i.expect != 0 && i.expect != version, state
		}
		return (i.expect == 0 || i.expect == version) && o.version == version+1, version + 1
	},
}

const histories, clients, each = 200, 4, 8

func check(t *testing.T, d storage.Driver) {
	t.Helper()
	for n := range histories {
		tenant, key := storage.Tenant(fmt.Sprint("t-", n)), storage.Key{Kind: "k", ID: "register"}
		var mu sync.Mutex
		var history []porcupine.Operation
		var wg sync.WaitGroup
		start := time.Now()
		for c := range clients {
			wg.Go(func() {
				seen := uint64(0)
				for i := range each {
					in, out := input{read: rand.IntN(3) == 0}, output{}
					call := time.Since(start).Nanoseconds()
					var err error
					if in.read {
						var r storage.Record
						r, err = d.Get(t.Context(), tenant, key)
						out.version = r.Version
						if errors.Is(err, storage.ErrNotFound) {
							err = nil
						}
					} else {
						w := storage.Write{Record: storage.Record{Key: key, Body: []byte("x")}}
						if seen > 0 && rand.IntN(2) == 0 {
							in.expect = seen
							w.Expect = storage.At(seen)
						}
						var r storage.Result
						r, err = d.Commit(t.Context(), tenant, storage.Batch{ID: fmt.Sprintf("%d-%d", c, i), Writes: []storage.Write{w}})
						if errors.Is(err, storage.ErrConflict) {
							out.conflict, err = true, nil
						} else if err == nil {
							out.version = r.Versions[0]
						}
					}
					if err != nil {
						t.Error(err)
						return
					}
					seen = max(seen, out.version)
					mu.Lock()
					history = append(history, porcupine.Operation{ClientId: c, Input: in, Call: call, Output: out, Return: time.Since(start).Nanoseconds()})
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		require.Len(t, history, clients*each)
		require.True(t, porcupine.CheckOperations(model, history), "history %d is not linearizable", n)
	}
}

func TestConcurrentHistories(t *testing.T) {
	t.Parallel()
	t.Run("memory", func(t *testing.T) { check(t, memstore.New()) })
	for name, dsn := range map[string]string{"sqlite": "", "sqlite3": "?_busy_timeout=10000&_journal_mode=WAL&_synchronous=FULL&_secure_delete=true&_txlock=immediate"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "h.db")
			source := "file:" + path + dsn
			if dsn == "" {
				source = sqlitestore.DSN(path)
			}
			db, err := sql.Open(name, source)
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, db.Close()) })
			require.NoError(t, sqlitestore.Migrate(t.Context(), db, nil))
			s, err := sqlitestore.Open(t.Context(), db, nil)
			require.NoError(t, err)
			check(t, s)
		})
	}
	server := pgserver.Own(t)
	for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol} {
		t.Run("postgres, "+mode.String(), func(t *testing.T) {
			c, err := pgxpool.ParseConfig(server.URL)
			require.NoError(t, err)
			c.ConnConfig.DefaultQueryExecMode = mode
			pool, err := pgxpool.NewWithConfig(context.Background(), c)
			require.NoError(t, err)
			t.Cleanup(pool.Close)
			o := &pgstore.Options{Prefix: "h_" + strings.ReplaceAll(mode.String(), " ", "_") + "_"}
			require.NoError(t, pgstore.Migrate(t.Context(), pool, o))
			s, err := pgstore.Open(t.Context(), pool, o)
			require.NoError(t, err)
			check(t, s)
		})
	}
}

// A history that no order explains is refused: two writers both got version 1.
func TestModelRefusesALostUpdate(t *testing.T) {
	t.Parallel()
	require.False(t, porcupine.CheckOperations(model, []porcupine.Operation{
		{ClientId: 0, Input: input{}, Call: 0, Output: output{version: 1}, Return: 10},
		{ClientId: 1, Input: input{}, Call: 1, Output: output{version: 1}, Return: 11},
	}))
}
