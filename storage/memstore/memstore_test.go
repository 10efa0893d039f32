package memstore_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
	"github.com/hirealign/hirealign/storage/storagetest"
)

func Example() {
	ctx := context.Background()
	store := memstore.New()
	defer store.Close()
	_, err := store.Commit(ctx, "acme", storage.Batch{
		ID:     "b-1",
		Writes: []storage.Write{{Record: storage.Record{Key: storage.Key{Kind: "note", ID: "n-1"}, Body: []byte("hello")}, Expect: storage.Absent()}},
		Log:    []storage.Event{{Topic: "note.written", Payload: []byte(`{"id":"n-1"}`)}},
	})
	fmt.Println(err)
	r, err := store.Get(ctx, "acme", storage.Key{Kind: "note", ID: "n-1"})
	fmt.Println(string(r.Body), r.Version, err)
	head, err := storage.VerifyLog(ctx, store, "acme")
	fmt.Println(head.Seq, err)
	// Output:
	// <nil>
	// hello 1 <nil>
	// 1 <nil>
}

func TestContract(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(testing.TB) storage.Driver { return memstore.New() }, storagetest.Features{OneProcess: true, Forgets: true})
}

func BenchmarkStore(b *testing.B) {
	storagetest.RunBenchmarks(b, func(testing.TB) storage.Driver { return memstore.New() })
}
