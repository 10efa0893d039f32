package pgstore_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/integration/pgserver"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/pgstore"
	"github.com/hirealign/hirealign/storage/storagetest"
)

var (
	schemas atomic.Int64
	modes   = []pgx.QueryExecMode{pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol}
)

func pool(t testing.TB, s *pgserver.Server, mode pgx.QueryExecMode, user string) *pgxpool.Pool {
	t.Helper()
	c, err := pgxpool.ParseConfig(s.URL)
	require.NoError(t, err)
	c.ConnConfig.DefaultQueryExecMode = mode
	c.MaxConns = 16
	if user != "" {
		c.ConnConfig.User = user
	}
	p, err := pgxpool.NewWithConfig(context.Background(), c)
	require.NoError(t, err)
	t.Cleanup(p.Close)
	return p
}

func schema(t testing.TB, p *pgxpool.Pool) string {
	t.Helper()
	name := fmt.Sprintf("t_%d_%d", os.Getpid(), schemas.Add(1))
	_, err := p.Exec(context.Background(), "CREATE SCHEMA "+name)
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = p.Exec(context.Background(), "DROP SCHEMA "+name+" CASCADE") })
	return name
}

func open(t testing.TB, p *pgxpool.Pool, o *pgstore.Options) *pgstore.Store {
	t.Helper()
	require.NoError(t, pgstore.Migrate(context.Background(), p, o))
	s, err := pgstore.Open(context.Background(), p, o)
	require.NoError(t, err)
	return s
}

func contract(t *testing.T, admin, p *pgxpool.Pool, secure bool) {
	var options sync.Map
	again := func(t testing.TB, d storage.Driver) storage.Driver {
		o, _ := options.Load(d)
		s, err := pgstore.Open(t.Context(), p, o.(*pgstore.Options))
		require.NoError(t, err)
		return s
	}
	storagetest.Run(t, func(t testing.TB) storage.Driver {
		o := &pgstore.Options{Schema: schema(t, admin), RowSecurity: secure}
		if secure {
			_, err := admin.Exec(t.Context(), "GRANT ALL ON SCHEMA "+o.Schema+" TO app")
			require.NoError(t, err)
		}
		s := open(t, p, o)
		options.Store(storage.Driver(s), o)
		return s
	}, storagetest.Features{Reopen: again, Second: again, Forgets: true})
}

func TestContractInEveryQueryMode(t *testing.T) {
	t.Parallel()
	server := pgserver.Start(t)
	for _, mode := range modes {
		t.Run(mode.String(), func(t *testing.T) {
			p := pool(t, server, mode, "")
			contract(t, p, p, false)
		})
	}
}

func TestContractWithRowSecurity(t *testing.T) {
	t.Parallel()
	server := pgserver.Own(t)
	admin := pool(t, server, modes[0], "")
	_, err := admin.Exec(t.Context(), "CREATE ROLE app LOGIN")
	require.NoError(t, err)
	for _, mode := range []pgx.QueryExecMode{modes[0], modes[3]} {
		t.Run(mode.String(), func(t *testing.T) { contract(t, admin, pool(t, server, mode, "app"), true) })
	}

	o := &pgstore.Options{Schema: schema(t, admin), RowSecurity: true}
	_, err = admin.Exec(t.Context(), "GRANT ALL ON SCHEMA "+o.Schema+" TO app")
	require.NoError(t, err)
	app := pool(t, server, modes[0], "app")
	s := open(t, app, o)
	_, err = s.Commit(t.Context(), "acme", storagetest.BenchBatch(1))
	require.NoError(t, err)
	for _, table := range []string{"records", "indexes", "log", "batches", "heads"} {
		var n int
		require.NoError(t, app.QueryRow(t.Context(), "SELECT count(*) FROM "+o.Schema+".hirealign_"+table).Scan(&n))
		require.Zero(t, n, "a query that names no tenant sees nothing of %s", table)
	}
	_, err = app.Exec(t.Context(), "INSERT INTO "+o.Schema+".hirealign_heads VALUES ('\\x61', 1, '')")
	require.Error(t, err, "nor does it write")
	_, err = pgstore.Open(t.Context(), admin, o)
	require.ErrorIs(t, err, pgstore.ErrSettings, "a superuser is not bound")
	_, err = pgstore.Open(t.Context(), app, &pgstore.Options{Schema: o.Schema})
	require.ErrorIs(t, err, pgstore.ErrSettings, "a store that does not name its tenant would find nothing")
}

func TestWithTxJoinsTheTransactionOfTheHost(t *testing.T) {
	t.Parallel()
	server := pgserver.Start(t)
	for _, mode := range modes {
		t.Run(mode.String(), func(t *testing.T) {
			ctx, p := t.Context(), pool(t, server, mode, "")
			o := &pgstore.Options{Schema: schema(t, p)}
			s := open(t, p, o)
			_, err := p.Exec(ctx, "CREATE TABLE "+o.Schema+".hosts (n INT)")
			require.NoError(t, err)
			host := func(end func(pgx.Tx) error, batches ...storage.Batch) (errs []error) {
				tx, err := p.Begin(ctx)
				require.NoError(t, err)
				_, err = tx.Exec(ctx, "INSERT INTO "+o.Schema+".hosts VALUES (1)")
				require.NoError(t, err)
				for _, b := range batches {
					_, err := s.WithTx(tx).Commit(ctx, "acme", b)
					errs = append(errs, err)
				}
				_, err = s.WithTx(tx).Get(ctx, "acme", batches[0].Writes[0].Key)
				require.NoError(t, err, "the transaction sees its own batch")
				require.NoError(t, end(tx))
				return errs
			}
			one, two := storagetest.BenchBatch(1), storagetest.BenchBatch(2)
			conflict := one
			conflict.ID = "another"
			rows := func() (n int) {
				require.NoError(t, p.QueryRow(ctx, "SELECT count(*) FROM "+o.Schema+".hosts").Scan(&n))
				return n
			}
			require.Equal(t, []error{nil}, host(func(tx pgx.Tx) error { return tx.Rollback(ctx) }, one))
			_, err = s.Get(ctx, "acme", one.Writes[0].Key)
			require.ErrorIs(t, err, storage.ErrNotFound, "the host rolled back")
			require.Zero(t, rows())
			errs := host(func(tx pgx.Tx) error { return tx.Commit(ctx) }, one, conflict, two)
			require.NoError(t, errs[0])
			require.ErrorIs(t, errs[1], storage.ErrConflict)
			require.NoError(t, errs[2], "a refused batch leaves the transaction usable")
			require.Equal(t, 1, rows())
			head, err := storage.VerifyLog(ctx, s, "acme")
			require.NoError(t, err)
			require.Equal(t, uint64(2), head.Seq)
		})
	}
}

func TestCommitsAreSynchronousWhateverTheServerSays(t *testing.T) {
	t.Parallel()
	server := pgserver.Own(t, "synchronous_commit=off")
	p := pool(t, server, modes[0], "")
	s := open(t, p, &pgstore.Options{Schema: schema(t, p)})
	tx, err := p.Begin(t.Context())
	require.NoError(t, err)
	var set string
	require.NoError(t, tx.QueryRow(t.Context(), "SHOW synchronous_commit").Scan(&set))
	require.Equal(t, "off", set)
	_, err = s.WithTx(tx).Commit(t.Context(), "acme", storagetest.BenchBatch(1))
	require.NoError(t, err)
	require.NoError(t, tx.QueryRow(t.Context(), "SHOW synchronous_commit").Scan(&set))
	require.Equal(t, "on", set, "also where the transaction is the host's")
	require.NoError(t, tx.Commit(t.Context()))
}

func TestMigrationsOneByOneOverDataWrittenBefore(t *testing.T) {
	t.Parallel()
	ctx, server := t.Context(), pgserver.Start(t)
	p := pool(t, server, modes[0], "")
	o := &pgstore.Options{Schema: schema(t, p), Prefix: "x_"}
	steps, err := pgstore.Migrations(o)
	require.NoError(t, err)
	require.Len(t, steps, 4)
	for i, step := range steps {
		require.Equal(t, i+1, step.Version)
		require.Regexp(t, fmt.Sprintf("^%04d_", i+1), step.Name, "two steps of one number")
	}
	_, err = p.Exec(ctx, steps[0].SQL, pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err, "a step is plain SQL, for the host's own tool")
	_, err = pgstore.Open(ctx, p, o)
	require.ErrorIs(t, err, pgstore.ErrSchema)
	// Records as version 1 wrote them, one of them with an index value.
	index := map[string]string{"by": "x\xff", "of": "y"}
	for id, values := range map[string]map[string]string{"i": index, "plain": nil} {
		_, err = p.Exec(ctx, "INSERT INTO "+o.Schema+`.x_records (tenant, kind, id, version, subject, indexed, body, deleted) VALUES ('acme', 'k', $1::bytea, 3, 'p', coalesce($2::bytea, ''), 'body', false)`,
			[]byte(id), storage.EncodeIndex(values))
		require.NoError(t, err)
		for name, value := range values {
			_, err = p.Exec(ctx, "INSERT INTO "+o.Schema+`.x_indexes (tenant, kind, name, value, id) VALUES ('acme', 'k', $1::bytea, $2::bytea, $3::bytea)`, []byte(name), []byte(value), []byte(id))
			require.NoError(t, err)
		}
	}
	for _, step := range steps[1 : len(steps)-1] {
		_, err = pgstore.Open(ctx, p, o)
		require.ErrorIs(t, err, pgstore.ErrSchema)
		_, err = p.Exec(ctx, step.SQL, pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { require.NoError(t, pgstore.Migrate(ctx, p, o)) })
	}
	wg.Wait()
	s, err := pgstore.Open(ctx, p, o)
	require.NoError(t, err)
	r, err := s.Get(ctx, "acme", storage.Key{Kind: "k", ID: "i"})
	require.NoError(t, err)
	require.Equal(t, storage.Record{Key: storage.Key{Kind: "k", ID: "i"}, Version: 3, Subject: "p", Index: index, Body: []byte("body")}, r)
	r.Index = map[string]string{"of": "z"}
	_, err = s.Commit(ctx, "acme", storage.Batch{ID: "b", Writes: []storage.Write{{Record: r, Expect: storage.At(3)}}})
	require.NoError(t, err)
	for value, want := range map[string]int{"y": 0, "z": 1} {
		page, err := s.List(ctx, "acme", storage.Query{Kind: "k", Index: "of", Value: value})
		require.NoError(t, err)
		require.Len(t, page.Records, want, "values that were written before are taken away")
	}
	page, err := s.List(ctx, "acme", storage.Query{Kind: "k", Index: "by"})
	require.NoError(t, err)
	require.Empty(t, page.Records)
	_, err = p.Exec(ctx, "INSERT INTO "+o.Schema+".x_schema VALUES (99)")
	require.NoError(t, err)
	_, err = pgstore.Open(ctx, p, o)
	require.ErrorIs(t, err, pgstore.ErrSchema, "a database of a newer version")
	require.ErrorIs(t, pgstore.Migrate(ctx, p, o), pgstore.ErrSchema)
	_, err = pgstore.Open(ctx, p, &pgstore.Options{Prefix: "x; DROP TABLE y"})
	require.ErrorIs(t, err, storage.ErrInvalid)
}

func TestDatabaseThatIsGone(t *testing.T) {
	t.Parallel()
	server := pgserver.Own(t)
	p := pool(t, server, modes[0], "")
	s := open(t, p, nil)
	server.Kill()
	_, err := s.Commit(t.Context(), "acme", storagetest.BenchBatch(1))
	require.ErrorIs(t, err, storage.ErrUnavailable, "nothing left this machine")
	_, err = s.Get(t.Context(), "acme", storage.Key{Kind: "k", ID: "i"})
	require.ErrorIs(t, err, storage.ErrUnavailable)
	server.Run(t)
	_, err = s.Commit(t.Context(), "acme", storagetest.BenchBatch(1))
	require.NoError(t, err)
}

func BenchmarkStore(b *testing.B) {
	p := pool(b, pgserver.Start(b), modes[0], "")
	storagetest.RunBenchmarks(b, func(b testing.TB) storage.Driver {
		return open(b, p, &pgstore.Options{Schema: schema(b, p)})
	})
}
