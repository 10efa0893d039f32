package storage_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
)

type line struct {
	ID    string `json:"id,omitzero"`
	Words string `json:"words"`
}

type sheet struct {
	Title string          `json:"title"`
	Lines []line          `json:"lines"`
	Tags  map[string]bool `json:"tags,omitzero"`
	Owner struct {
		Name string `json:"name"`
	} `json:"owner"`
}

func body(t testing.TB, d storage.Driver, id string) string {
	t.Helper()
	r, err := d.Get(t.Context(), "acme", storage.Key{Kind: "sheet", ID: id})
	require.NoError(t, err)
	return string(r.Body)
}

func putRaw(t testing.TB, d storage.Driver, id, document string) {
	t.Helper()
	_, err := d.Commit(t.Context(), "acme", storage.Batch{ID: "raw " + id, Writes: []storage.Write{{
		Record: storage.Record{Key: storage.Key{Kind: "sheet", ID: id}, Body: []byte(`{"schema_version":1,"document":` + document + `}`)},
	}}})
	require.NoError(t, err)
}

func TestRewriteKeepsFieldsOfNewerCode(t *testing.T) {
	t.Parallel()
	c := storage.NewCollection[sheet]("sheet", nil)
	for name, tt := range map[string]struct {
		stored, want string
		edit         func(*sheet)
	}{
		"at the top, in objects and in elements": {
			stored: `{"title":"a","new":12345678901234567890,"lines":[{"id":"1","words":"x","new":[1]},{"id":"2","words":"y","new":2}],"owner":{"name":"o","new":null}}`,
			edit: func(s *sheet) {
				s.Title = "b"
				s.Lines[0], s.Lines[1] = s.Lines[1], s.Lines[0]
				s.Lines[0].Words = "changed"
			},
			want: `{"title":"b","new":12345678901234567890,"lines":[{"id":"2","words":"changed","new":2},{"id":"1","words":"x","new":[1]}],"owner":{"name":"o","new":null}}`,
		},
		"what the code knows can be removed": {
			stored: `{"title":"a","lines":[{"id":"1","words":"x","new":1},{"words":"z","new":3}],"tags":{"k":true,"l":true},"owner":{"name":""}}`,
			edit:   func(s *sheet) { delete(s.Tags, "k"); s.Lines = s.Lines[1:] },
			want:   `{"title":"a","lines":[{"words":"z","new":3}],"tags":{"l":true},"owner":{"name":""}}`,
		},
	} {
		d := memstore.New()
		putRaw(t, d, "s", tt.stored)
		doc, err := c.Get(t.Context(), d, "acme", "s")
		require.NoError(t, err, name)
		tt.edit(&doc.Value)
		w, err := c.Put("s", doc.Value, doc.At())
		require.NoError(t, err, name)
		require.Equal(t, storage.At(1), w[0].Expect, "a driver sees the version only")
		require.NoError(t, store(t, d, "b", w, nil))
		var env struct {
			Document json.RawMessage `json:"document"`
		}
		require.NoError(t, json.Unmarshal([]byte(body(t, d, "s")), &env))
		require.JSONEq(t, tt.want, string(env.Document), name)
		require.Contains(t, string(env.Document), "owner", name)
		if name != "what the code knows can be removed" {
			require.Contains(t, string(env.Document), "12345678901234567890", "numbers keep their digits")
		}
	}
}

func TestDocumentsAreMigratedByVersion(t *testing.T) {
	t.Parallel()
	d := memstore.New()
	putRaw(t, d, "s", `{"name":"old","unknown":1}`)
	c := storage.NewCollection("sheet", &storage.CollectionOptions[sheet]{
		SchemaVersion: 3,
		Migrate: map[int]func(json.RawMessage) (json.RawMessage, error){
			1: func(raw json.RawMessage) (json.RawMessage, error) {
				var m map[string]any
				if err := json.Unmarshal(raw, &m); err != nil {
					return nil, err
				}
				m["title"] = m["name"]
				delete(m, "name")
				return json.Marshal(m)
			},
		},
	})
	doc, err := c.Get(t.Context(), d, "acme", "s")
	require.NoError(t, err)
	require.Equal(t, "old", doc.Value.Title)
	w, err := c.Put("s", doc.Value, doc.At())
	require.NoError(t, store(t, d, "b", w, err))
	require.Contains(t, body(t, d, "s"), `"schema_version":3`)
	require.Contains(t, body(t, d, "s"), `"unknown":1`)
	require.NotContains(t, body(t, d, "s"), `"name":"old"`)

	boom := errors.New("boom")
	broken := storage.NewCollection("sheet", &storage.CollectionOptions[sheet]{SchemaVersion: 4, Migrate: map[int]func(json.RawMessage) (json.RawMessage, error){
		3: func(json.RawMessage) (json.RawMessage, error) { return nil, boom },
	}})
	_, err = broken.Get(t.Context(), d, "acme", "s")
	require.ErrorIs(t, err, boom)
}

func TestTwoEditorsOfOneDocument(t *testing.T) {
	t.Parallel()
	d, c := memstore.New(), storage.NewCollection[sheet]("sheet", nil)
	w, err := c.Put("s", sheet{Title: "first"}, storage.Absent())
	require.NoError(t, store(t, d, "b", w, err))
	doc, err := c.Get(t.Context(), d, "acme", "s")
	require.NoError(t, err)
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			mine := sheet{Title: fmt.Sprint("by ", i)}
			w, err := c.Put("s", mine, doc.At())
			require.NoError(t, err)
			_, err = d.Commit(t.Context(), "acme", storage.Batch{ID: fmt.Sprint("e", i), Writes: w})
			errs[i] = c.Explain(t.Context(), d, "acme", "s", mine, err)
		})
	}
	wg.Wait()
	loser := 0
	if errs[0] == nil {
		loser = 1
	}
	require.NoError(t, errs[1-loser])
	var conflict *storage.EditConflictError[sheet]
	require.ErrorAs(t, errs[loser], &conflict)
	require.ErrorIs(t, errs[loser], storage.ErrConflict)
	require.Equal(t, fmt.Sprint("by ", loser), conflict.Mine.Title)
	require.Equal(t, fmt.Sprint("by ", 1-loser), conflict.Theirs.Value.Title)
	require.Equal(t, []uint64{1, 2}, []uint64{conflict.Base, conflict.Theirs.Version})
	w, err = c.Put("s", conflict.Mine, conflict.Theirs.At())
	require.NoError(t, store(t, d, "again", w, err))
	for version, title := range map[uint64]string{1: "first", 2: conflict.Theirs.Value.Title, 3: conflict.Mine.Title} {
		rev, err := c.Revision(t.Context(), d, "acme", "s", version)
		require.NoError(t, err)
		require.Equal(t, title, rev.Value.Title, "every version stays")
	}
	other := errors.New("other")
	require.Equal(t, other, c.Explain(t.Context(), d, "acme", "s", sheet{}, other))
	require.NoError(t, c.Explain(t.Context(), d, "acme", "s", sheet{}, nil))
}

// The versions of a document come in their order, without those of a document whose id
// goes on where this one's ends, and over the edges of pages.
func TestRevisions(t *testing.T) {
	t.Parallel()
	d, c := memstore.New(), storage.NewCollection[sheet]("sheet", nil)
	store := func(id string, n int) {
		t.Helper()
		expect := storage.Absent()
		for i := 1; i <= n; i++ {
			w, err := c.Put(id, sheet{Title: fmt.Sprint(id, " ", i)}, expect)
			require.NoError(t, err)
			_, err = d.Commit(t.Context(), "acme", storage.Batch{ID: fmt.Sprint(id, " ", i), Writes: w})
			require.NoError(t, err)
			expect = storage.At(uint64(i))
		}
	}
	const many = 230
	store("a", many)
	for _, other := range []string{"a!", "a@", "a@!", "a@0", "a@b", "b"} {
		store(other, 1)
	}
	n := 0
	for doc, err := range c.Revisions(t.Context(), d, "acme", "a") {
		require.NoError(t, err)
		n++
		require.Equal(t, "a", doc.ID)
		require.EqualValues(t, n, doc.Version)
		require.Equal(t, fmt.Sprint("a ", n), doc.Value.Title)
	}
	require.Equal(t, many, n)
	for range c.Revisions(t.Context(), d, "acme", "nobody") {
		require.Fail(t, "there is no such document")
	}
	for range c.Revisions(t.Context(), d, "acme", "a") {
		break
	}
	require.NoError(t, d.Close())
	for _, err := range c.Revisions(t.Context(), d, "acme", "a") {
		require.ErrorIs(t, err, storage.ErrClosed)
	}
}
