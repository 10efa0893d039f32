// Package canary_test shows over every driver that no read leaks.
package canary_test

import (
	"flag"
	"os"
	"testing"

	"github.com/hirealign/hirealign/access/accesstest"
	"github.com/hirealign/hirealign/integration/stores"
	"github.com/hirealign/hirealign/storage"
)

// Databases commit to a disk: a few histories over each say what many over memory
// say. -rapid.checks asks for more.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		_ = f.Value.Set("2")
	}
	os.Exit(m.Run())
}

func TestNoReadLeaksOverAnyDriver(t *testing.T) {
	t.Parallel()
	for _, db := range stores.All() {
		t.Run(db.Name, func(t *testing.T) {
			t.Parallel()
			accesstest.Run(t, func(tb testing.TB) storage.Driver { return db.Open(tb).Driver })
		})
	}
}
