package storagetest

import (
	"bytes"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/storage"
)

// BodySize is the size of the documents of the benchmarks in bytes: a scorecard
// with its citations.
const BodySize = 6472

// BenchBatch is the batch that the benchmarks commit: one document that is listed
// by two indexes, with its log entry.
func BenchBatch(n uint64) storage.Batch {
	id := fmt.Sprintf("card-%09d", n)
	return storage.Batch{
		ID: "b-" + id,
		Writes: []storage.Write{{
			Record: storage.Record{
				Key: storage.Key{Kind: "scorecard", ID: id}, Subject: "person", Body: bytes.Repeat([]byte("s"), BodySize),
				Index: map[string]string{"interview": fmt.Sprintf("iv-%d", n/4), "panelist": fmt.Sprintf("p-%d", n%50)},
			},
			Expect: storage.Absent(),
		}},
		Log: []storage.Event{{Topic: "scorecard.submitted", Payload: []byte(`{"scorecard":"` + id + `"}`)}},
	}
}

// RevisedBatch is BenchBatch with the immutable revision of its document, as a
// storage.Collection writes it.
func RevisedBatch(n uint64) storage.Batch {
	b := BenchBatch(n)
	rev := b.Writes[0]
	rev.Key = storage.Key{Kind: rev.Kind + "@revisions", ID: fmt.Sprintf("%s@%020d", rev.ID, 1)}
	rev.Index = nil
	b.Writes = append(b.Writes, rev)
	return b
}

// RunBenchmarks measures commits, reads and lists of the driver that open
// returns. open must return an empty store each time.
func RunBenchmarks(b *testing.B, open func(b testing.TB) storage.Driver) {
	b.Helper()
	b.Run("commit", func(b *testing.B) {
		d := open(b)
		var n uint64
		for b.Loop() {
			n++
			_, err := d.Commit(b.Context(), tenant, BenchBatch(n))
			require.NoError(b, err)
		}
	})
	for _, tenants := range []int{1, 8} {
		b.Run(fmt.Sprintf("commit by 8 writers in %d tenants", tenants), func(b *testing.B) {
			d := open(b)
			var n, writer atomic.Uint64
			b.SetParallelism(4) // of GOMAXPROCS; eight writers on two cores
			b.RunParallel(func(pb *testing.PB) {
				own := storage.Tenant(fmt.Sprintf("t-%d", writer.Add(1)%uint64(tenants)))
				for pb.Next() {
					if _, err := d.Commit(b.Context(), own, BenchBatch(n.Add(1))); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
	for _, size := range []uint64{1_000, 20_000, 100_000} {
		b.Run(fmt.Sprintf("of %d documents", size), func(b *testing.B) {
			d := open(b)
			Fill(b, d, size)
			b.Run("get", func(b *testing.B) {
				var n uint64
				for b.Loop() {
					n++
					_, err := d.Get(b.Context(), tenant, BenchBatch(n * 7919 % size).Writes[0].Key)
					require.NoError(b, err)
				}
			})
			b.Run("list the cards of an interview", func(b *testing.B) {
				var n uint64
				for b.Loop() {
					n++
					page, err := d.List(b.Context(), tenant, storage.Query{Kind: "scorecard", Index: "interview", Value: fmt.Sprintf("iv-%d", n*7919%(size/4))})
					require.NoError(b, err)
					require.Len(b, page.Records, 4)
				}
			})
			b.Run("page of 50", func(b *testing.B) {
				var n uint64
				for b.Loop() {
					n++
					after := storage.NewCursor("", fmt.Sprintf("card-%09d", n*7919%(size-50)))
					page, err := d.List(b.Context(), tenant, storage.Query{Kind: "scorecard", After: after, Limit: 50})
					require.NoError(b, err)
					require.NotEmpty(b, page.Records)
				}
			})
		})
	}
}

// Fill commits documents 0 to size-1 of BenchBatch, a hundred in each batch.
func Fill(t testing.TB, d storage.Driver, size uint64) {
	t.Helper()
	for n := uint64(0); n < size; {
		all := storage.Batch{ID: fmt.Sprintf("fill-%d", n)}
		for ; n < size && len(all.Writes) < storage.MaxWrites; n++ {
			one := BenchBatch(n)
			all.Writes, all.Log = append(all.Writes, one.Writes...), append(all.Log, one.Log...)
		}
		_, err := d.Commit(t.Context(), tenant, all)
		require.NoError(t, err)
	}
}
