package storage_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
	"github.com/hirealign/hirealign/storage/storagetest"
)

type note struct {
	Text string `json:"text"`
	Team string `json:"team"`
}

func notes() *storage.Collection[note] {
	return storage.NewCollection("note", &storage.CollectionOptions[note]{
		Index: func(n note) map[string]string { return map[string]string{"team": n.Team} },
	})
}

func store(t testing.TB, d storage.Driver, batch string, w []storage.Write, err error) error {
	t.Helper()
	require.NoError(t, err)
	_, err = d.Commit(t.Context(), "acme", storage.Batch{ID: batch, Writes: w})
	return err
}

func ExampleCollection() {
	ctx, d := context.Background(), memstore.New()
	c := storage.NewCollection[note]("note", nil)
	w, _ := c.Put("n-1", note{Text: "first"}, storage.Absent())
	_, _ = d.Commit(ctx, "acme", storage.Batch{ID: "b-1", Writes: w})

	doc, _ := c.Get(ctx, d, "acme", "n-1")
	w, _ = c.Put("n-1", note{Text: "second"}, doc.At())
	_, _ = d.Commit(ctx, "acme", storage.Batch{ID: "b-2", Writes: w})

	now, _ := c.Get(ctx, d, "acme", "n-1")
	before, _ := c.Revision(ctx, d, "acme", "n-1", 1)
	fmt.Println(now.Value.Text, now.Version, before.Value.Text)
	// Output: second 2 first
}

func TestCollectionRefusesToOverwriteUnseen(t *testing.T) {
	t.Parallel()
	d, c := memstore.New(), notes()
	w, err := c.Put("n", note{Text: "1"}, storage.Absent())
	require.NoError(t, store(t, d, "b-1", w, err))
	doc, err := c.Get(t.Context(), d, "acme", "n")
	require.NoError(t, err)
	w, err = c.Put("n", note{Text: "2"}, doc.At())
	require.NoError(t, store(t, d, "b-2", w, err))
	w, err = c.Put("n", note{Text: "3"}, doc.At())
	require.ErrorIs(t, store(t, d, "b-3", w, err), storage.ErrConflict)
	_, err = c.Put("n", note{}, storage.Any())
	require.ErrorIs(t, err, storage.ErrInvalid)
}

func TestCollectionLists(t *testing.T) {
	t.Parallel()
	d, c := memstore.New(), notes()
	for i := range 250 {
		w, err := c.Put(fmt.Sprintf("n-%03d", i), note{Text: fmt.Sprint(i), Team: fmt.Sprint(i % 2)}, storage.Absent())
		require.NoError(t, store(t, d, fmt.Sprint("b", i), w, err))
	}
	n := 0
	for doc, err := range c.List(t.Context(), d, "acme", "team", "1") {
		require.NoError(t, err)
		require.Equal(t, fmt.Sprint(2*n+1), doc.Value.Text)
		n++
	}
	require.Equal(t, 125, n)
	for range c.List(t.Context(), d, "acme", "", "") {
		n++
		break
	}
	require.Equal(t, 126, n, "a reader may stop early")
}

func TestNewerSchemaVersionIsNeitherReadNorOverwritten(t *testing.T) {
	t.Parallel()
	d := memstore.New()
	newer := storage.NewCollection("note", &storage.CollectionOptions[note]{SchemaVersion: 2})
	w, err := newer.Put("n", note{Text: "from the future"}, storage.Absent())
	require.NoError(t, store(t, d, "b", w, err))
	_, err = notes().Get(t.Context(), d, "acme", "n")
	require.ErrorIs(t, err, storage.ErrNewerVersion)
	for _, err := range notes().List(t.Context(), d, "acme", "", "") {
		require.ErrorIs(t, err, storage.ErrNewerVersion)
	}
}

func TestVerifyLogFindsEveryKindOfTampering(t *testing.T) {
	t.Parallel()
	d := memstore.New()
	for i := range 4 {
		_, err := d.Commit(t.Context(), "acme", storage.Batch{ID: fmt.Sprint(i), Log: []storage.Event{{Topic: "t", Payload: fmt.Append(nil, i)}}})
		require.NoError(t, err)
	}
	head, err := storage.VerifyLog(t.Context(), d, "acme")
	require.NoError(t, err)
	entries, err := d.Log(t.Context(), "acme", 0, 10)
	require.NoError(t, err)
	for name, change := range map[string]func([]storage.Entry) []storage.Entry{
		"edited payload": func(e []storage.Entry) []storage.Entry { e[1].Payload = []byte("x"); return e },
		"edited topic":   func(e []storage.Entry) []storage.Entry { e[1].Topic = "x"; return e },
		"reordered":      func(e []storage.Entry) []storage.Entry { e[1], e[2] = e[2], e[1]; return e },
		"taken out":      func(e []storage.Entry) []storage.Entry { return append(e[:1:1], e[2:]...) },
		"cut off":        func(e []storage.Entry) []storage.Entry { return e[:3] },
	} {
		changed := change(append([]storage.Entry(nil), entries...))
		_, err := storage.VerifyLog(t.Context(), fixedLog{d, changed}, "acme", head)
		require.ErrorIs(t, err, storage.ErrChain, name)
		var at *storage.ChainError
		require.ErrorAs(t, err, &at, name)
		require.NotZero(t, at.Seq, name)
	}
}

type fixedLog struct {
	storage.Driver
	entries []storage.Entry
}

func (f fixedLog) Log(_ context.Context, _ storage.Tenant, after uint64, _ int) ([]storage.Entry, error) {
	if after >= uint64(len(f.entries)) {
		return nil, nil
	}
	return f.entries[after:], nil
}

// The vector was computed by hand: SHA-256 over 32 zero bytes, 1 and 1 as
// big-endian 64-bit integers, "t" and "p".
func TestChainHashVector(t *testing.T) {
	t.Parallel()
	got := storage.ChainHash([32]byte{}, 1, "t", []byte("p"))
	require.Equal(t, "722b28c9227192dfe163c7edd0d89c8bcac32b2b09df892b3cfea970156f3d21", fmt.Sprintf("%x", got))
}

func TestFaultWrapper(t *testing.T) {
	t.Parallel()
	f := storagetest.NewFault(memstore.New())
	f.LoseNext()
	b := storage.Batch{ID: "b", Log: []storage.Event{{Topic: "t"}}}
	_, err := f.Commit(t.Context(), "acme", b)
	require.ErrorIs(t, err, storage.ErrUnknown)
	r, err := f.Commit(t.Context(), "acme", b)
	require.NoError(t, err)
	require.True(t, r.Replayed, "the lost commit took place, and sending it again is harmless")
	boom := errors.New("boom")
	f.FailNext(boom)
	_, err = f.Commit(t.Context(), "acme", storage.Batch{ID: "c", Log: []storage.Event{{Topic: "t"}}})
	require.ErrorIs(t, err, boom)
	require.Equal(t, 3, f.Commits())
}

func FuzzCursor(f *testing.F) {
	f.Add("a.b")
	f.Add(string(storage.NewCursor("value", "id")))
	f.Fuzz(func(t *testing.T, s string) {
		v, id, err := storage.Cursor(s).Position()
		if err != nil {
			require.ErrorIs(t, err, storage.ErrInvalid)
			return
		}
		v2, id2, err := storage.NewCursor(v, id).Position()
		require.NoError(t, err)
		require.Equal(t, [2]string{v, id}, [2]string{v2, id2})
	})
}

func TestUndecodableBodyIsAnError(t *testing.T) {
	t.Parallel()
	d := memstore.New()
	_, err := d.Commit(t.Context(), "acme", storage.Batch{ID: "b", Writes: []storage.Write{{Record: storage.Record{Key: storage.Key{Kind: "note", ID: "n"}, Body: []byte("{")}}}})
	require.NoError(t, err)
	_, err = notes().Get(t.Context(), d, "acme", "n")
	var syntax *json.SyntaxError
	require.ErrorAs(t, err, &syntax)
	_, err = notes().Get(t.Context(), d, "acme", "missing")
	require.ErrorIs(t, err, storage.ErrNotFound)
}
