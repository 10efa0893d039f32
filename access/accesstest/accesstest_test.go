package accesstest_test

import (
	"flag"
	"os"
	"testing"

	"github.com/hirealign/hirealign/access/accesstest"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
)

// A run reads a few thousand times; -rapid.checks asks for more runs than 8.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		_ = f.Value.Set("8")
	}
	os.Exit(m.Run())
}

func TestNoReadLeaks(t *testing.T) {
	t.Parallel()
	accesstest.Run(t, func(testing.TB) storage.Driver { return memstore.New() })
}
