package seal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/privacy/seal"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
	"github.com/hirealign/hirealign/storage/storagetest"
)

type note struct {
	Text string `json:"text"`
}

var notes = storage.NewCollection("note", &storage.CollectionOptions[note]{
	Subject: func(n note) string { who, _, _ := strings.Cut(n.Text, ":"); return who },
})

func Example() {
	ctx, below := context.Background(), memstore.New()
	d := seal.New(below, privacy.NewMemoryKeyring())
	w, _ := notes.Put("n-1", note{Text: "c-1: words"}, storage.Absent())
	_, _ = d.Commit(ctx, "acme", storage.Batch{ID: "b", Writes: w})

	raw, _ := below.Get(ctx, "acme", storage.Key{Kind: "note", ID: "n-1"})
	doc, _ := notes.Get(ctx, d, "acme", "n-1")
	fmt.Println(strings.Contains(string(raw.Body), "words"), doc.Value.Text)
	_, _ = d.Destroy(ctx, "acme", "c-1")
	_, err := notes.Get(ctx, d, "acme", "n-1")
	fmt.Println(err)
	// Output:
	// false c-1: words
	// note "n-1": storage: not found: privacy: erased
}

// A sealing driver is a driver.
func TestContract(t *testing.T) {
	t.Parallel()
	for name, ring := range map[string]privacy.Keyring{"sealed": privacy.NewMemoryKeyring(), "in the clear": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storagetest.Run(t, func(testing.TB) storage.Driver { return seal.New(memstore.New(), ring) }, storagetest.Features{OneProcess: true})
		})
	}
}

func put(t *testing.T, d storage.Driver, batch, id, text string) error {
	t.Helper()
	w, err := notes.Put(id, note{Text: text}, storage.Absent())
	require.NoError(t, err)
	_, err = d.Commit(t.Context(), "acme", storage.Batch{ID: batch, Writes: w})
	return err
}

func TestDestroyedSubjectsAreGone(t *testing.T) {
	t.Parallel()
	below, ring := memstore.New(), privacy.NewMemoryKeyring()
	d := seal.New(below, ring)
	for i, who := range []string{"c-1", "c-2", "c-1"} {
		require.NoError(t, put(t, d, fmt.Sprint("b", i), fmt.Sprint("n-", i), who+": words"))
	}
	require.NoError(t, put(t, d, "b0", "n-0", "c-1: words"), "the same batch again is the same batch")
	ok, err := d.Destroy(t.Context(), "acme", "c-1")
	require.NoError(t, err)
	require.True(t, ok)
	ok, err = d.Destroy(t.Context(), "acme", "c-1")
	require.NoError(t, err)
	require.True(t, ok, "again")
	require.ErrorIs(t, put(t, d, "b9", "n-9", "c-1: more"), privacy.ErrErased)
	var left []string
	for doc, err := range notes.List(t.Context(), d, "acme", "", "") {
		require.NoError(t, err)
		left = append(left, doc.ID)
	}
	require.Equal(t, []string{"n-1"}, left)
	_, err = notes.Revision(t.Context(), d, "acme", "n-0", 1)
	require.ErrorIs(t, err, storage.ErrNotFound)
	require.ErrorIs(t, err, privacy.ErrErased)
	_, err = d.Commitment(t.Context(), "acme", "c-1", "x")
	require.ErrorIs(t, err, privacy.ErrErased)
	ok, err = d.Destroy(t.Context(), "acme", "c-never")
	require.NoError(t, err)
	require.True(t, ok)
	require.ErrorIs(t, put(t, d, "b10", "n-10", "c-never: x"), privacy.ErrErased)

	without := seal.New(below, nil)
	_, err = notes.Get(t.Context(), without, "acme", "n-1")
	require.ErrorIs(t, err, privacy.ErrInvalid, "sealed, and no keyring")
	other := seal.New(below, privacy.NewMemoryKeyring())
	_, err = notes.Get(t.Context(), other, "acme", "n-1")
	require.ErrorIs(t, err, privacy.ErrInvalid, "another keyring")
}

func TestASealedBodyStaysInItsPlace(t *testing.T) {
	t.Parallel()
	below := memstore.New()
	d := seal.New(below, privacy.NewMemoryKeyring())
	require.NoError(t, put(t, d, "b1", "n-1", "c-1: words"))
	r, err := below.Get(t.Context(), "acme", storage.Key{Kind: "note", ID: "n-1"})
	require.NoError(t, err)
	r.ID = "n-2"
	_, err = below.Commit(t.Context(), "acme", storage.Batch{ID: "moved", Writes: []storage.Write{{Record: r}}})
	require.NoError(t, err)
	_, err = notes.Get(t.Context(), d, "acme", "n-2")
	require.ErrorIs(t, err, privacy.ErrInvalid, "moved by somebody who controls the database")
	require.ErrorIs(t, err, storage.ErrCorrupt)
}

func TestPartsOfADocument(t *testing.T) {
	t.Parallel()
	type element struct {
		Who  string `json:"who"`
		Text string `json:"text"`
	}
	type minutes struct {
		Title string    `json:"title"`
		Items []element `json:"items"`
	}
	for name, ring := range map[string]privacy.Keyring{"sealed": privacy.NewMemoryKeyring(), "in the clear": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			below := memstore.New()
			d := seal.New(below, ring)
			c := storage.NewCollection[minutes]("minutes", nil)
			parts := seal.Parts{Fields: []string{"items", "absent"}, Owner: func(raw json.RawMessage) string {
				var e element
				_ = json.Unmarshal(raw, &e)
				return e.Who
			}}
			in := minutes{Title: `says "$sealed": in a text`, Items: []element{{"c-1", "one <b>"}, {"", "nobody's"}, {"c-2", "two"}}}
			w, err := c.Put("m", in, storage.Absent())
			require.NoError(t, err)
			for i := range w {
				w[i], err = d.SealParts(t.Context(), "acme", w[i], parts)
				require.NoError(t, err)
			}
			_, err = d.Commit(t.Context(), "acme", storage.Batch{ID: "b", Writes: w})
			require.NoError(t, err)
			got, err := c.Get(t.Context(), d, "acme", "m")
			require.NoError(t, err)
			require.Equal(t, in, got.Value)

			raw, err := below.Get(t.Context(), "acme", storage.Key{Kind: "minutes", ID: "m"})
			require.NoError(t, err)
			require.Equal(t, ring == nil, strings.Contains(string(raw.Body), "one"))
			require.Contains(t, string(raw.Body), "nobody's")
			if ring != nil {
				_, err = d.Destroy(t.Context(), "acme", "c-1")
				require.NoError(t, err)
				got, err = c.Get(t.Context(), d, "acme", "m")
				require.NoError(t, err)
				require.Equal(t, []element{{"", "nobody's"}, {"c-2", "two"}}, got.Value.Items)
			}
			body, err := seal.Strip(raw.Body, parts, func(s string) bool { return s == "c-1" })
			require.NoError(t, err)
			require.NotContains(t, string(body), `"c-1"`)
			raw.Body = body
			_, err = below.Commit(t.Context(), "acme", storage.Batch{ID: "s", Writes: []storage.Write{{Record: raw}}})
			require.NoError(t, err)
			got, err = c.Get(t.Context(), d, "acme", "m")
			require.NoError(t, err)
			require.Equal(t, []element{{"", "nobody's"}, {"c-2", "two"}}, got.Value.Items)
			_, err = seal.Strip([]byte("{"), parts, func(string) bool { return true })
			require.Error(t, err)
		})
	}
}

func TestRewrap(t *testing.T) {
	t.Parallel()
	below, ring := memstore.New(), privacy.NewMemoryKeyring()
	d := seal.New(below, ring)
	require.NoError(t, put(t, d, "b1", "n-1", "c-1: words"))
	key := storage.Key{Kind: "subject_key", ID: "c-1"}
	before, err := below.Get(t.Context(), "acme", key)
	require.NoError(t, err)
	require.NoError(t, ring.Rotate("acme", "c-1"))
	require.NoError(t, d.Rewrap(t.Context(), "acme", "c-1"))
	after, err := below.Get(t.Context(), "acme", key)
	require.NoError(t, err)
	require.NotEqual(t, before.Body, after.Body)
	_, err = notes.Get(t.Context(), d, "acme", "n-1")
	require.NoError(t, err)
	require.ErrorIs(t, d.Rewrap(t.Context(), "acme", "c-2"), storage.ErrNotFound)
}

func BenchmarkGet(b *testing.B) {
	for name, ring := range map[string]privacy.Keyring{"plain": nil, "sealed": privacy.NewMemoryKeyring()} {
		b.Run(name, func(b *testing.B) {
			d := seal.New(memstore.New(), ring)
			w, err := notes.Put("n", note{Text: "c-1:" + strings.Repeat("x", 6<<10)}, storage.Absent())
			require.NoError(b, err)
			_, err = d.Commit(b.Context(), "acme", storage.Batch{ID: "b", Writes: w})
			require.NoError(b, err)
			for b.Loop() {
				if _, err := d.Get(b.Context(), "acme", storage.Key{Kind: "note", ID: "n"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A key whose storing could not be told is stored again, and nothing is sealed under one
// that may not be there.
func TestAKeyOfUnknownOutcome(t *testing.T) {
	t.Parallel()
	below := storagetest.NewFault(memstore.New())
	d := seal.New(below, privacy.NewMemoryKeyring())
	below.FailNext(storage.ErrUnknown)
	require.NoError(t, put(t, d, "b-1", "n-1", "c-1: words"), "the key that was not stored is stored")
	below.LoseNext()
	require.NoError(t, put(t, d, "b-2", "n-2", "c-2: words"), "nor is the one that was stored another")
	for range 3 {
		below.FailNext(storage.ErrUnknown)
	}
	err := put(t, d, "b-3", "n-3", "c-3: words")
	require.ErrorIs(t, err, storage.ErrUnavailable)
	require.NotErrorIs(t, err, storage.ErrUnknown, "the batch itself was never sent")
	require.NoError(t, put(t, d, "b-3", "n-3", "c-3: words"))
	for _, id := range []string{"n-1", "n-2", "n-3"} {
		_, err := notes.Get(t.Context(), d, "acme", id)
		require.NoError(t, err)
	}
}
