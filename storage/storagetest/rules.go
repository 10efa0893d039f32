package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/storage"
)

func testCopies(t T, d storage.Driver) {
	r := record("doc", "a", "mine")
	r.Index = map[string]string{"team": "red"}
	payload := []byte("said")
	_, err := d.Commit(t.Context(), tenant, storage.Batch{ID: "b", Writes: []storage.Write{{Record: r}}, Log: []storage.Event{{Topic: "t", Payload: payload}}})
	require.NoError(t, err)
	r.Body[0], payload[0], r.Index["team"] = 'X', 'X', "blue"
	for range 2 {
		got, err := d.Get(t.Context(), tenant, r.Key)
		require.NoError(t, err)
		require.Equal(t, "mine", string(got.Body), "the body is a copy")
		require.Equal(t, map[string]string{"team": "red"}, got.Index, "the index values are a copy")
		got.Body[0], got.Index["team"] = 'Y', "green"
		page, err := d.List(t.Context(), tenant, storage.Query{Kind: "doc", Index: "team", Value: "red"})
		require.NoError(t, err)
		require.Len(t, page.Records, 1)
		require.Equal(t, "mine", string(page.Records[0].Body))
		page.Records[0].Body[0], page.Records[0].Index["team"] = 'Z', "gold"
		entries, err := d.Log(t.Context(), tenant, 0, 1)
		require.NoError(t, err)
		require.Equal(t, "said", string(entries[0].Payload), "the payload is a copy")
		entries[0].Payload[0] = 'Z'
	}
	_, err = storage.VerifyLog(t.Context(), d, tenant)
	require.NoError(t, err)
}

func testIdentity(t T, d storage.Driver) {
	ids := []string{
		"a", "A", "a ", " a", "\u00e9", "e\u0301", "stra\u00dfe", "strasse", "\u0130", "i", "\U0001f642", "\u202ea", "%", "_", "'", `"`, "a/b", "a\nb", "\xff", "\xfe",
	}
	for i, id := range ids {
		r := record("doc", id, fmt.Sprint(i))
		r.Index = map[string]string{"of": id}
		_, err := d.Commit(t.Context(), tenant, storage.Batch{ID: "b" + id, Writes: []storage.Write{{Record: r, Expect: storage.Absent()}}})
		require.NoError(t, err, "id %q is another than those before it", id)
	}
	for i, id := range ids {
		r, err := d.Get(t.Context(), tenant, key("doc", id))
		require.NoError(t, err)
		require.Equal(t, id, r.ID)
		require.Equal(t, fmt.Sprint(i), string(r.Body), "id %q", id)
		page, err := d.List(t.Context(), tenant, storage.Query{Kind: "doc", Index: "of", Value: id})
		require.NoError(t, err)
		require.Len(t, page.Records, 1, "index value %q", id)
		require.Equal(t, id, page.Records[0].ID)
	}
	_, err := d.Get(t.Context(), tenant, key("DOC", "a"))
	require.ErrorIs(t, err, storage.ErrNotFound, "kinds are compared byte for byte")
	_, err = d.Get(t.Context(), "ACME", key("doc", "a"))
	require.ErrorIs(t, err, storage.ErrNotFound, "tenants are compared byte for byte")
}

func testUnknown(t T, d storage.Driver) {
	f := NewFault(d)
	f.LoseNext()
	b := storage.Batch{
		ID:     "b-1",
		Writes: []storage.Write{{Record: record("doc", "a", "1"), Expect: storage.Absent()}},
		Log:    []storage.Event{{Topic: "made"}},
	}
	_, err := f.Commit(t.Context(), tenant, b)
	require.ErrorIs(t, err, storage.ErrUnknown)
	put(t, d, "b-2", record("doc", "a", "2"))
	res, err := f.Commit(t.Context(), tenant, b)
	require.NoError(t, err, "a batch that took place is not measured by its conditions again")
	require.True(t, res.Replayed)
	require.Equal(t, []uint64{1}, res.Versions)
	require.Equal(t, uint64(1), res.Seq)
}

func testPagesUnderWrites(t T, d storage.Driver) {
	for _, id := range []string{"b", "d", "f", "h"} {
		put(t, d, "b-"+id, record("doc", id, id))
	}
	page, err := d.List(t.Context(), tenant, storage.Query{Kind: "doc", Limit: 2})
	require.NoError(t, err)
	put(t, d, "b-a", record("doc", "a", "a"))
	put(t, d, "b-e", record("doc", "e", "e"))
	for _, id := range []string{"b", "d"} {
		_, err = d.Commit(t.Context(), tenant, storage.Batch{ID: "del-" + id, Writes: []storage.Write{{Record: record("doc", id, ""), Delete: true}}})
		require.NoError(t, err)
	}
	page, err = d.List(t.Context(), tenant, storage.Query{Kind: "doc", Limit: 10, After: page.Next})
	require.NoError(t, err)
	var got []string
	for _, r := range page.Records {
		got = append(got, r.ID)
	}
	require.Equal(t, []string{"e", "f", "h"}, got, "a cursor outlives the record that it points at")
	require.Empty(t, page.Next)
}

func testCancel(t T, d storage.Driver) {
	const rounds = 60
	for i := range rounds {
		ctx, cancel := context.WithCancel(t.Context())
		b := storage.Batch{ID: fmt.Sprintf("b-%d", i), Log: []storage.Event{{Topic: "t"}}}
		kind := storage.Kind(fmt.Sprintf("doc-%d", i))
		for n := range 10 {
			b.Writes = append(b.Writes, storage.Write{Record: record(kind, fmt.Sprint(n), "x")})
		}
		timer := time.AfterFunc(time.Duration(i*i)*time.Microsecond, cancel)
		_, err := d.Commit(ctx, tenant, b)
		timer.Stop()
		cancel()
		// One list is one look: a commit that is still on its way may land after it.
		page, listed := d.List(t.Context(), tenant, storage.Query{Kind: kind})
		require.NoError(t, listed)
		there := len(page.Records)
		switch {
		case err == nil:
			require.Equal(t, len(b.Writes), there, "a commit without an error is whole")
		case errors.Is(err, storage.ErrUnknown):
			require.Contains(t, []int{0, len(b.Writes)}, there, "a commit is whole or not there")
		default:
			require.ErrorIs(t, err, context.Canceled)
			require.Zero(t, there, "the error says that nothing was changed")
		}
		_, err = d.Commit(t.Context(), tenant, b)
		require.NoError(t, err, "a cancelled batch can be sent again")
	}
	head, err := storage.VerifyLog(t.Context(), d, tenant)
	require.NoError(t, err)
	require.Equal(t, uint64(rounds), head.Seq, "every batch is logged once")
}

func testModel(t T, d storage.Driver) {
	n := 0
	run := func(draw *rapid.T, check require.TestingT) {
		n++
		modelRun(t.Context(), draw, check, d, storage.Tenant(fmt.Sprintf("tenant-%d", n)))
	}
	if tb, ok := t.(rapid.TB); ok {
		rapid.Check(tb, func(draw *rapid.T) { run(draw, draw) })
		return
	}
	for seed := range 100 {
		_ = rapid.Custom(func(draw *rapid.T) int { run(draw, t); return 0 }).Example(seed)
	}
}

// modelRun drives one tenant with random batches and compares it with a map.
func modelRun(ctx context.Context, draw *rapid.T, t require.TestingT, d storage.Driver, tn storage.Tenant) {
	type state struct {
		body, team string
		version    uint64
	}
	ids := []string{"a", "A", "b", "\u00e9"}
	model, last := map[string]state{}, map[string]uint64{}
	sent := map[string]storage.Batch{}
	results := map[string]storage.Result{}
	var order []string
	seq := uint64(0)
	for range rapid.IntRange(1, 12).Draw(draw, "steps") {
		if len(order) > 0 && rapid.IntRange(0, 4).Draw(draw, "again") == 0 {
			id := rapid.SampledFrom(order).Draw(draw, "batch")
			got, err := d.Commit(ctx, tn, sent[id])
			require.NoError(t, err)
			require.True(t, got.Replayed)
			require.Equal(t, results[id].Seq, got.Seq)
			require.Equal(t, results[id].Versions, got.Versions)
			continue
		}
		b := storage.Batch{ID: fmt.Sprintf("b-%d", len(sent)), Log: []storage.Event{{Topic: "t", Payload: []byte(rapid.StringN(0, 3, 8).Draw(draw, "payload"))}}}
		holds := true
		for _, id := range ids {
			if rapid.IntRange(0, 2).Draw(draw, "skip") == 0 {
				continue
			}
			have := model[id].version
			expect := rapid.SampledFrom([]storage.Expect{storage.Any(), storage.Any(), storage.Absent(), storage.At(have)}).Draw(draw, "expect")
			holds = holds && expect.Holds(have)
			r := record("doc", id, rapid.StringN(0, 4, 8).Draw(draw, "body"))
			r.Index = map[string]string{"team": rapid.SampledFrom([]string{"red", "blue"}).Draw(draw, "team")}
			b.Writes = append(b.Writes, storage.Write{Record: r, Expect: expect, Delete: rapid.IntRange(0, 3).Draw(draw, "delete") == 0})
		}
		got, err := d.Commit(ctx, tn, b)
		if !holds {
			require.ErrorIs(t, err, storage.ErrConflict)
			continue
		}
		require.NoError(t, err)
		sent[b.ID], results[b.ID] = b, got
		order = append(order, b.ID)
		seq++
		require.Equal(t, seq, got.Seq)
		for i, w := range b.Writes {
			last[w.ID]++
			require.Equal(t, last[w.ID], got.Versions[i])
			delete(model, w.ID)
			if !w.Delete {
				model[w.ID] = state{string(w.Body), w.Index["team"], last[w.ID]}
			}
		}
	}
	for _, q := range []storage.Query{{Kind: "doc"}, {Kind: "doc", Index: "team", Value: "red"}} {
		var want, have []string
		for id, s := range model {
			if q.Value == "" || q.Value == s.team {
				want = append(want, fmt.Sprint(id, s))
			}
		}
		page, err := d.List(ctx, tn, q)
		require.NoError(t, err)
		for _, r := range page.Records {
			have = append(have, fmt.Sprint(r.ID, state{string(r.Body), r.Index["team"], r.Version}))
		}
		slices.Sort(want)
		slices.Sort(have)
		require.Equal(t, want, have)
	}
	head, err := storage.VerifyLog(ctx, d, tn)
	require.NoError(t, err)
	require.Equal(t, seq, head.Seq)
}
