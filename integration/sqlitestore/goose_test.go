package sqlitestore_test

import (
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/sqlitestore"
	"github.com/hirealign/hirealign/storage/storagetest"
)

// TestMigrationsByGoose runs the migrations as a host does that has goose, and opens
// what they made.
func TestMigrationsByGoose(t *testing.T) {
	t.Parallel()
	for _, d := range drivers {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, db := t.Context(), d.database(t, filepath.Join(t.TempDir(), "goose.db"))
			opts := &sqlitestore.Options{Prefix: "app_"}
			steps, err := sqlitestore.Migrations(opts)
			require.NoError(t, err)
			files := fstest.MapFS{}
			for _, s := range steps {
				files[s.Name] = &fstest.MapFile{Data: []byte(s.SQL), Mode: fs.FileMode(0o444)}
			}
			p, err := goose.NewProvider(goose.DialectSQLite3, db, files)
			require.NoError(t, err)
			for range steps {
				_, err = sqlitestore.Open(ctx, db, opts)
				require.ErrorIs(t, err, sqlitestore.ErrSchema)
				_, err = p.UpByOne(ctx)
				require.NoError(t, err)
			}
			more, err := p.HasPending(ctx)
			require.NoError(t, err)
			require.False(t, more)
			require.NoError(t, sqlitestore.Migrate(ctx, db, opts), "nothing is left to do")
			s, err := sqlitestore.Open(ctx, db, opts)
			require.NoError(t, err)
			storagetest.Fill(t, s, 10)
			page, err := s.List(ctx, "acme", storage.Query{Kind: "scorecard", Index: "panelist"})
			require.NoError(t, err)
			require.Len(t, page.Records, 10)
		})
	}
}
