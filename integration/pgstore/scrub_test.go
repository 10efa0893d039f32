package pgstore_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/integration/pgserver"
	"github.com/hirealign/hirealign/integration/stores"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/pgstore"
)

func TestScrubLeavesNoByteOfWhatWasDeleted(t *testing.T) {
	t.Parallel()
	server := pgserver.Own(t, "wal_recycle=off", "autovacuum=off")
	p := pool(t, server, pgx.QueryExecModeCacheStatement, "")
	o := &pgstore.Options{Schema: schema(t, p)}
	s := open(t, p, o)
	key := func(n int) storage.Key { return storage.Key{Kind: "note", ID: fmt.Sprintf("n-%02d", n)} }
	for n := range 50 {
		w := storage.Write{Record: storage.Record{Key: key(n), Body: fmt.Appendf(nil, "CANARY of %02d%600s", n, "")}}
		_, err := s.Commit(t.Context(), "acme", storage.Batch{ID: fmt.Sprint("b", n), Writes: []storage.Write{w}})
		require.NoError(t, err)
	}
	exec := func(sql string) {
		t.Helper()
		_, err := p.Exec(t.Context(), sql, pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err)
	}
	exec("ANALYZE")
	var known int
	require.NoError(t, p.QueryRow(t.Context(), "SELECT count(*) FROM pg_stats WHERE schemaname = $1 AND attname = 'body'", o.Schema).Scan(&known))
	require.Zero(t, known, "statistics would keep the text of bodies")
	_, err := s.Commit(t.Context(), "acme", storage.Batch{ID: "d", Writes: []storage.Write{{Record: storage.Record{Key: key(49)}, Delete: true}}})
	require.NoError(t, err)
	forget := func() []string {
		t.Helper()
		exec("SELECT pg_switch_wal()")
		exec("CHECKPOINT")
		return stores.Holding(t, server.Data(), "CANARY of 49")
	}
	exec("VACUUM " + o.Schema + ".hirealign_records")
	require.NotEmpty(t, forget(), "a plain VACUUM frees the space and leaves the bytes")
	require.NoError(t, pgstore.Scrub(t.Context(), p, o))
	require.Empty(t, forget())
	require.NotEmpty(t, stores.Holding(t, server.Data(), "CANARY of 08"))
	require.ErrorIs(t, pgstore.Scrub(t.Context(), p, &pgstore.Options{Schema: "A-Z"}), storage.ErrInvalid)
	_, err = s.Get(t.Context(), "acme", key(8))
	require.NoError(t, err)
}
