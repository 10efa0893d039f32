// Package canary_test shows over SQLite that no read leaks.
package canary_test

import (
	"database/sql"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/hirealign/hirealign/access/accesstest"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/sqlitestore"
)

// SQLite commits to a disk: a few runs say what many over memory say.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		_ = f.Value.Set("4")
	}
	os.Exit(m.Run())
}

func TestNoReadLeaksOverSQLite(t *testing.T) {
	t.Parallel()
	accesstest.Run(t, func(tb testing.TB) storage.Driver {
		tb.Helper()
		db, err := sql.Open("sqlite", sqlitestore.DSN(filepath.Join(tb.TempDir(), "canary.db")))
		require.NoError(tb, err)
		tb.Cleanup(func() { _ = db.Close() })
		require.NoError(tb, sqlitestore.Migrate(tb.Context(), db, nil))
		s, err := sqlitestore.Open(tb.Context(), db, nil)
		require.NoError(tb, err)
		return s
	})
}
