package memstore_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

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
	storagetest.Run(t, func(*testing.T) storage.Driver { return memstore.New() }, storagetest.Features{OneProcess: true})
}

// TestAgainstModel drives the store with random batches and compares it with a map.
func TestAgainstModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		store := memstore.New()
		type state struct {
			body    string
			version uint64
		}
		model, last := map[string]state{}, map[string]uint64{}
		n := 0
		t.Repeat(map[string]func(*rapid.T){
			"write": func(t *rapid.T) {
				n++
				id := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "id")
				body := rapid.StringN(0, 4, 8).Draw(t, "body")
				del := rapid.Bool().Draw(t, "delete")
				expect := rapid.SampledFrom([]storage.Expect{storage.Any(), storage.Absent(), storage.At(last[id])}).Draw(t, "expect")
				have, there := model[id]
				_, err := store.Commit(ctx, "t", storage.Batch{ID: fmt.Sprint(n), Writes: []storage.Write{{
					Record: storage.Record{Key: storage.Key{Kind: "k", ID: id}, Body: []byte(body)}, Expect: expect, Delete: del,
				}}})
				version := uint64(0)
				if there {
					version = have.version
				}
				if !expect.Holds(version) {
					require.ErrorIs(t, err, storage.ErrConflict)
					return
				}
				require.NoError(t, err)
				last[id]++
				if del {
					delete(model, id)
				} else {
					model[id] = state{body, last[id]}
				}
			},
			"": func(t *rapid.T) {
				page, err := store.List(ctx, "t", storage.Query{Kind: "k"})
				require.NoError(t, err)
				require.Len(t, page.Records, len(model))
				for _, r := range page.Records {
					got := state{string(r.Body), r.Version}
					require.Equal(t, model[r.ID], got)
				}
			},
		})
	})
}
