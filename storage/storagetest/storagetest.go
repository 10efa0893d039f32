// Package storagetest checks a storage.Driver against its contract.
//
//	func TestStore(t *testing.T) {
//		storagetest.Run(t, func(t *testing.T) storage.Driver {
//			return mystore.Open(t.TempDir())
//		}, storagetest.Features{})
//	}
//
// Each subtest opens a fresh store and names the rule that it checks. Fault wraps
// a driver so that callers can be tested against stores that fail.
package storagetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/storage"
)

// Features declare what a driver does not do. The zero value declares a driver
// that keeps the whole contract.
type Features struct {
	// OneProcess says that two openings do not share their data, so that nothing
	// about reopening is checked.
	OneProcess bool
	// Reopen opens the same data again after a Close; required unless OneProcess.
	Reopen func(t *testing.T, closed storage.Driver) storage.Driver
}

const tenant storage.Tenant = "acme"

// Run checks the driver that open returns. open must return an empty store each
// time and register its own cleanup.
func Run(t *testing.T, open func(t *testing.T) storage.Driver, f Features) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(t *testing.T, d storage.Driver)
	}{
		{"bytes come back as they were", testBytes},
		{"a batch applies whole or not at all", testAtomic},
		{"a write holds its condition", testConditions},
		{"versions go up by one, also after a deletion", testVersions},
		{"the same batch again changes nothing", testReplay},
		{"a batch id is not used for other content", testReuse},
		{"lists are in byte order and page without gaps", testLists},
		{"index values follow their record", testIndexes},
		{"the log is gapless and chained under concurrent writers", testLog},
		{"one tenant never sees another", testTenants},
		{"arguments that break the contract are refused", testInvalid},
		{"limits are refused before anything is written", testLimits},
		{"a context that is done stops every call", testContext},
		{"a closed store refuses every call", testClosed},
		{"concurrent writers of one record never both win", testContention},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, open(t))
		})
	}
	if f.OneProcess {
		return
	}
	t.Run("what was committed is there after reopening", func(t *testing.T) {
		t.Parallel()
		d := open(t)
		put(t, d, "b-1", record("doc", "a", "one"))
		require.NoError(t, d.Close())
		again := f.Reopen(t, d)
		r, err := again.Get(t.Context(), tenant, key("doc", "a"))
		require.NoError(t, err)
		require.Equal(t, "one", string(r.Body))
		replayed, err := again.Commit(t.Context(), tenant, storage.Batch{ID: "b-1", Writes: []storage.Write{{Record: record("doc", "a", "one")}}})
		require.NoError(t, err)
		require.True(t, replayed.Replayed, "a batch is known after reopening")
	})
}

func key(kind storage.Kind, id string) storage.Key { return storage.Key{Kind: kind, ID: id} }

func record(kind storage.Kind, id, body string) storage.Record {
	return storage.Record{Key: key(kind, id), Body: []byte(body)}
}

func put(t *testing.T, d storage.Driver, batch string, records ...storage.Record) storage.Result {
	t.Helper()
	b := storage.Batch{ID: batch}
	for _, r := range records {
		b.Writes = append(b.Writes, storage.Write{Record: r})
	}
	res, err := d.Commit(t.Context(), tenant, b)
	require.NoError(t, err)
	return res
}

func testBytes(t *testing.T, d storage.Driver) {
	bodies := []string{"", "\x00\xff\xfe", `{"a": 1,  "b":2}`, strings.Repeat("ü", 5000)}
	for i, body := range bodies {
		id := fmt.Sprintf("r-%d", i)
		want := record("doc", id, body)
		want.Subject, want.Index = "person-1", map[string]string{"by": "x\xff", "of": "y"}
		put(t, d, "b-"+id, want)
		got, err := d.Get(t.Context(), tenant, want.Key)
		require.NoError(t, err)
		require.Equal(t, body, string(got.Body), "a body comes back byte for byte")
		require.Equal(t, want.Index, got.Index)
		require.Equal(t, "person-1", got.Subject)
		require.Equal(t, uint64(1), got.Version)
		if len(got.Body) > 0 {
			got.Body[0] ^= 0xff
			again, err := d.Get(t.Context(), tenant, want.Key)
			require.NoError(t, err)
			require.Equal(t, body, string(again.Body), "changing what Get returned does not change the store")
		}
	}
	_, err := d.Get(t.Context(), tenant, key("doc", "missing"))
	require.ErrorIs(t, err, storage.ErrNotFound)
}

func testAtomic(t *testing.T, d storage.Driver) {
	put(t, d, "b-1", record("doc", "taken", "1"))
	_, err := d.Commit(t.Context(), tenant, storage.Batch{
		ID: "b-2",
		Writes: []storage.Write{
			{Record: record("doc", "new", "2")},
			{Record: record("doc", "taken", "2"), Expect: storage.Absent()},
		},
		Log: []storage.Event{{Topic: "never", Payload: []byte("x")}},
	})
	require.ErrorIs(t, err, storage.ErrConflict)
	_, err = d.Get(t.Context(), tenant, key("doc", "new"))
	require.ErrorIs(t, err, storage.ErrNotFound, "nothing of a refused batch is written")
	entries, err := d.Log(t.Context(), tenant, 0, 10)
	require.NoError(t, err)
	require.Empty(t, entries, "nothing of a refused batch is logged")
	put(t, d, "b-2", record("doc", "new", "3"))
}

func testConditions(t *testing.T, d storage.Driver) {
	commit := func(batch string, e storage.Expect) error {
		_, err := d.Commit(t.Context(), tenant, storage.Batch{ID: batch, Writes: []storage.Write{{Record: record("doc", "a", batch), Expect: e}}})
		return err
	}
	require.ErrorIs(t, commit("b-0", storage.At(1)), storage.ErrConflict, "At refuses a record that is not there")
	require.NoError(t, commit("b-1", storage.Absent()))
	err := commit("b-2", storage.Absent())
	var conflict *storage.ConflictError
	require.ErrorAs(t, err, &conflict)
	require.Equal(t, uint64(1), conflict.Have)
	require.Equal(t, key("doc", "a"), conflict.Key)
	require.ErrorIs(t, commit("b-3", storage.At(2)), storage.ErrConflict)
	require.NoError(t, commit("b-4", storage.At(1)))
	require.NoError(t, commit("b-5", storage.Any()))
}

func testVersions(t *testing.T, d storage.Driver) {
	for want := uint64(1); want <= 3; want++ {
		require.Equal(t, []uint64{want}, put(t, d, fmt.Sprintf("b-%d", want), record("doc", "a", "x")).Versions)
	}
	res, err := d.Commit(t.Context(), tenant, storage.Batch{ID: "b-del", Writes: []storage.Write{{Record: record("doc", "a", ""), Delete: true, Expect: storage.At(3)}}})
	require.NoError(t, err)
	require.Equal(t, []uint64{4}, res.Versions)
	_, err = d.Get(t.Context(), tenant, key("doc", "a"))
	require.ErrorIs(t, err, storage.ErrNotFound)
	res, err = d.Commit(t.Context(), tenant, storage.Batch{ID: "b-new", Writes: []storage.Write{{Record: record("doc", "a", "again"), Expect: storage.Absent()}}})
	require.NoError(t, err, "a deleted record is absent")
	require.Equal(t, []uint64{5}, res.Versions, "versions go on after a deletion")
}

func testReplay(t *testing.T, d storage.Driver) {
	b := storage.Batch{
		ID:     "b-1",
		Writes: []storage.Write{{Record: record("doc", "a", "1"), Expect: storage.Absent()}},
		Log:    []storage.Event{{Topic: "made", Payload: []byte("a")}},
	}
	first, err := d.Commit(t.Context(), tenant, b)
	require.NoError(t, err)
	require.False(t, first.Replayed)
	put(t, d, "b-2", record("doc", "a", "2"))
	again, err := d.Commit(t.Context(), tenant, b)
	require.NoError(t, err)
	require.True(t, again.Replayed)
	require.Equal(t, first.Versions, again.Versions, "a replay returns the first result")
	require.Equal(t, first.Seq, again.Seq)
	r, err := d.Get(t.Context(), tenant, key("doc", "a"))
	require.NoError(t, err)
	require.Equal(t, "2", string(r.Body), "a replay writes nothing")
	entries, err := d.Log(t.Context(), tenant, 0, 10)
	require.NoError(t, err)
	require.Len(t, entries, 1, "a replay logs nothing")
}

func testReuse(t *testing.T, d storage.Driver) {
	put(t, d, "b-1", record("doc", "a", "1"))
	_, err := d.Commit(t.Context(), tenant, storage.Batch{ID: "b-1", Writes: []storage.Write{{Record: record("doc", "a", "2")}}})
	require.ErrorIs(t, err, storage.ErrBatchReused)
}

func testLists(t *testing.T, d storage.Driver) {
	names := []string{"b", "a", "B", "é", "z\xff", "10", "9", "a b", "A"}
	for _, n := range names {
		put(t, d, "b-"+n, record("doc", n, n))
	}
	put(t, d, "b-other", record("other", "x", "x"))
	slices.Sort(names)
	for _, limit := range []int{1, 2, 4, 100} {
		var got []string
		q := storage.Query{Kind: "doc", Limit: limit}
		for {
			page, err := d.List(t.Context(), tenant, q)
			require.NoError(t, err)
			for _, r := range page.Records {
				require.Equal(t, r.ID, string(r.Body))
				got = append(got, r.ID)
			}
			if page.Next == "" {
				break
			}
			require.Len(t, page.Records, limit, "only the last page is short")
			q.After = page.Next
		}
		require.Equal(t, names, got, "ids come in byte order, whatever the page size")
	}
}

func testIndexes(t *testing.T, d storage.Driver) {
	add := func(batch, id, team string) {
		r := record("doc", id, id)
		if team != "" {
			r.Index = map[string]string{"team": team}
		}
		put(t, d, batch, r)
	}
	list := func(value string) []string {
		var out []string
		q := storage.Query{Kind: "doc", Index: "team", Value: value, Limit: 1}
		for {
			page, err := d.List(t.Context(), tenant, q)
			require.NoError(t, err)
			for _, r := range page.Records {
				out = append(out, r.ID)
			}
			if page.Next == "" {
				return out
			}
			q.After = page.Next
		}
	}
	add("b-1", "2", "red")
	add("b-2", "1", "red")
	add("b-3", "3", "blue")
	add("b-4", "4", "")
	require.Equal(t, []string{"1", "2"}, list("red"))
	require.Equal(t, []string{"3", "1", "2"}, list(""), "without a value the list is in order of value and id")
	add("b-5", "1", "blue")
	require.Equal(t, []string{"2"}, list("red"), "an index follows its record")
	require.Equal(t, []string{"1", "3"}, list("blue"))
	_, err := d.Commit(t.Context(), tenant, storage.Batch{ID: "b-6", Writes: []storage.Write{{Record: record("doc", "3", ""), Delete: true}}})
	require.NoError(t, err)
	require.Equal(t, []string{"1"}, list("blue"), "a deleted record leaves its indexes")
}

func testLog(t *testing.T, d storage.Driver) {
	const writers, each = 6, 12
	var wg sync.WaitGroup
	errs := make(chan error, writers*each)
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				_, err := d.Commit(t.Context(), tenant, storage.Batch{
					ID:  fmt.Sprintf("b-%d-%d", w, i),
					Log: []storage.Event{{Topic: "first", Payload: fmt.Appendf(nil, "%d-%d", w, i)}, {Topic: "second"}},
				})
				errs <- err
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	var seen uint64
	for finished := false; !finished || seen < writers*each*2; {
		select {
		case <-done:
			finished = true
		default:
		}
		entries, err := d.Log(t.Context(), tenant, seen, 7)
		require.NoError(t, err)
		for _, e := range entries {
			require.Equal(t, seen+1, e.Seq, "a reader that follows the log never meets a gap")
			seen = e.Seq
		}
		if finished && len(entries) == 0 {
			break
		}
	}
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, uint64(writers*each*2), seen)
	head, err := storage.VerifyLog(t.Context(), d, tenant)
	require.NoError(t, err)
	require.Equal(t, seen, head.Seq)
	entries, err := d.Log(t.Context(), tenant, 0, storage.MaxPage)
	require.NoError(t, err)
	for i := 0; i < len(entries); i += 2 {
		require.Equal(t, "first", entries[i].Topic, "the events of a batch stand together")
		require.Equal(t, "second", entries[i+1].Topic)
	}
	_, err = storage.VerifyLog(t.Context(), d, tenant, storage.Head{Seq: seen + 1})
	require.ErrorIs(t, err, storage.ErrChain, "a log shorter than a kept head does not verify")
}

func testTenants(t *testing.T, d storage.Driver) {
	put(t, d, "b-1", record("doc", "a", "mine"))
	_, err := d.Commit(t.Context(), "other", storage.Batch{
		ID: "b-1", Writes: []storage.Write{{Record: record("doc", "a", "theirs"), Expect: storage.Absent()}}, Log: []storage.Event{{Topic: "x"}},
	})
	require.NoError(t, err, "ids and batch ids are per tenant")
	r, err := d.Get(t.Context(), tenant, key("doc", "a"))
	require.NoError(t, err)
	require.Equal(t, "mine", string(r.Body))
	entries, err := d.Log(t.Context(), tenant, 0, 10)
	require.NoError(t, err)
	require.Empty(t, entries)
	page, err := d.List(t.Context(), "third", storage.Query{Kind: "doc"})
	require.NoError(t, err)
	require.Empty(t, page.Records)
}

func testInvalid(t *testing.T, d storage.Driver) {
	ctx := t.Context()
	ok := storage.Batch{ID: "b", Writes: []storage.Write{{Record: record("doc", "a", "x")}}}
	_, err := d.Commit(ctx, "", ok)
	require.ErrorIs(t, err, storage.ErrInvalid)
	for name, b := range map[string]storage.Batch{
		"no id":         {Writes: ok.Writes},
		"empty":         {ID: "b"},
		"no kind":       {ID: "b", Writes: []storage.Write{{Record: record("", "a", "x")}}},
		"no record id":  {ID: "b", Writes: []storage.Write{{Record: record("doc", "", "x")}}},
		"NUL in the id": {ID: "b", Writes: []storage.Write{{Record: record("doc", "a\x00b", "x")}}},
		"twice":         {ID: "b", Writes: []storage.Write{ok.Writes[0], ok.Writes[0]}},
		"no topic":      {ID: "b", Log: []storage.Event{{}}},
	} {
		_, err := d.Commit(ctx, tenant, b)
		require.ErrorIs(t, err, storage.ErrInvalid, name)
	}
	_, err = d.Get(ctx, tenant, storage.Key{Kind: "doc"})
	require.ErrorIs(t, err, storage.ErrInvalid)
	_, err = d.List(ctx, tenant, storage.Query{})
	require.ErrorIs(t, err, storage.ErrInvalid)
	_, err = d.List(ctx, tenant, storage.Query{Kind: "doc", After: "not a cursor"})
	require.ErrorIs(t, err, storage.ErrInvalid)
	_, err = d.List(ctx, tenant, storage.Query{Kind: "doc", Limit: storage.MaxPage + 1})
	require.ErrorIs(t, err, storage.ErrInvalid)
	_, err = d.Log(ctx, tenant, 0, 0)
	require.ErrorIs(t, err, storage.ErrInvalid)
}

func testLimits(t *testing.T, d storage.Driver) {
	big := record("doc", "a", strings.Repeat("x", storage.MaxBody))
	put(t, d, "b-1", big)
	big.Body = append(big.Body, 'x')
	_, err := d.Commit(t.Context(), tenant, storage.Batch{ID: "b-2", Writes: []storage.Write{{Record: big}}})
	require.ErrorIs(t, err, storage.ErrTooLarge)
	many := storage.Batch{ID: "b-3"}
	for i := range storage.MaxWrites + 1 {
		many.Writes = append(many.Writes, storage.Write{Record: record("doc", fmt.Sprint(i), "x")})
	}
	_, err = d.Commit(t.Context(), tenant, many)
	require.ErrorIs(t, err, storage.ErrTooLarge)
	_, err = d.Commit(t.Context(), tenant, storage.Batch{ID: "b-4", Log: []storage.Event{{Topic: "x", Payload: make([]byte, storage.MaxPayload+1)}}})
	require.ErrorIs(t, err, storage.ErrTooLarge)
}

func testContext(t *testing.T, d storage.Driver) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := d.Commit(ctx, tenant, storage.Batch{ID: "b", Log: []storage.Event{{Topic: "x"}}})
	require.ErrorIs(t, err, context.Canceled)
	_, err = d.Get(ctx, tenant, key("doc", "a"))
	require.ErrorIs(t, err, context.Canceled)
	_, err = d.List(ctx, tenant, storage.Query{Kind: "doc"})
	require.ErrorIs(t, err, context.Canceled)
	_, err = d.Log(ctx, tenant, 0, 1)
	require.ErrorIs(t, err, context.Canceled)
}

func testClosed(t *testing.T, d storage.Driver) {
	require.NoError(t, d.Close())
	require.NoError(t, d.Close(), "closing twice is allowed")
	_, err := d.Commit(t.Context(), tenant, storage.Batch{ID: "b", Log: []storage.Event{{Topic: "x"}}})
	require.ErrorIs(t, err, storage.ErrClosed)
	_, err = d.Get(t.Context(), tenant, key("doc", "a"))
	require.ErrorIs(t, err, storage.ErrClosed)
	_, err = d.List(t.Context(), tenant, storage.Query{Kind: "doc"})
	require.ErrorIs(t, err, storage.ErrClosed)
	_, err = d.Log(t.Context(), tenant, 0, 1)
	require.ErrorIs(t, err, storage.ErrClosed)
}

func testContention(t *testing.T, d storage.Driver) {
	put(t, d, "b-0", record("doc", "a", "0"))
	const rounds, writers = 8, 4
	for round := uint64(1); round <= rounds; round++ {
		var wg sync.WaitGroup
		errs := make([]error, writers)
		for w := range writers {
			wg.Go(func() {
				_, errs[w] = d.Commit(t.Context(), tenant, storage.Batch{
					ID:     fmt.Sprintf("b-%d-%d", round, w),
					Writes: []storage.Write{{Record: record("doc", "a", fmt.Sprint(w)), Expect: storage.At(round)}},
				})
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			require.ErrorIs(t, err, storage.ErrConflict)
		}
		require.Equal(t, 1, won, "of several writers that saw the same version, one wins")
	}
}
