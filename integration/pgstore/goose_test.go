package pgstore_test

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/integration/pgserver"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/pgstore"
	"github.com/hirealign/hirealign/storage/storagetest"
)

// TestMigrationsByGoose runs the migrations as a host does that has goose, and opens
// what they made.
func TestMigrationsByGoose(t *testing.T) {
	t.Parallel()
	ctx, p := t.Context(), pool(t, pgserver.Start(t), modes[0], "")
	opts := &pgstore.Options{Schema: schema(t, p), Prefix: "app_"}
	steps, err := pgstore.Migrations(opts)
	require.NoError(t, err)
	files := fstest.MapFS{}
	for _, s := range steps {
		files[s.Name] = &fstest.MapFile{Data: []byte(s.SQL), Mode: fs.FileMode(0o444)}
	}
	db := stdlib.OpenDBFromPool(p)
	defer func() { require.NoError(t, db.Close()) }()
	host, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithTableName(opts.Schema+".goose"))
	require.NoError(t, err)
	for range steps {
		_, err = pgstore.Open(ctx, p, opts)
		require.ErrorIs(t, err, pgstore.ErrSchema)
		_, err = host.UpByOne(ctx)
		require.NoError(t, err)
	}
	more, err := host.HasPending(ctx)
	require.NoError(t, err)
	require.False(t, more)
	require.NoError(t, pgstore.Migrate(ctx, p, opts), "nothing is left to do")
	s, err := pgstore.Open(ctx, p, opts)
	require.NoError(t, err)
	storagetest.Fill(t, s, 10)
	page, err := s.List(ctx, "acme", storage.Query{Kind: "scorecard", Index: "panelist"})
	require.NoError(t, err)
	require.Len(t, page.Records, 10)
}
