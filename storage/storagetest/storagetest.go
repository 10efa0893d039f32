// Package storagetest checks a storage.Driver against its contract.
//
//	func TestStore(t *testing.T) {
//		storagetest.Run(t, func(t testing.TB) storage.Driver {
//			return mystore.Open(t.TempDir())
//		}, storagetest.Features{Reopen: reopen})
//	}
//
// Each subtest opens a fresh store, names the rule that it checks and says why the
// rule stands where it fails. RunBenchmarks measures a driver. Fault wraps one, so
// that callers can be tested against stores that fail.
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

// Features declare what a driver can do beyond one opening of one store. The zero
// value lacks Reopen and fails: a driver either opens its data again or declares
// OneProcess.
type Features struct {
	// OneProcess says that nothing outlives the store and no two share their data,
	// so that neither reopening nor a second handle is checked.
	OneProcess bool
	// Reopen opens the same data again after a Close; required unless OneProcess.
	Reopen func(t testing.TB, closed storage.Driver) storage.Driver
	// Second opens the same data while the first store stays open, as another
	// process would; nil where the database allows one handle only.
	Second func(t testing.TB, first storage.Driver) storage.Driver
	// Forgets says that the store is a storage.Forgetter.
	Forgets bool
}

const tenant storage.Tenant = "acme"

// T is what a check needs of a *testing.T.
type T interface {
	require.TestingT
	Context() context.Context
}

// rule is one sentence of the contract and the check that holds a driver to it.
type rule struct {
	name string
	// why is printed where the check fails.
	why   string
	check func(t T, d storage.Driver)
}

var rules = []rule{
	{"a body comes back byte for byte", "Bodies are opaque: hashes, ciphertext and newer fields are in them. Store them as bytes, never as text or JSON.", testBytes},
	{"a store keeps its own copies", "A driver owns no slice or map of its callers: what they change afterwards must not reach the store, nor the other way round.", testCopies},
	{"ids are compared byte for byte", "Case, accents and trailing spaces tell ids apart. Use a binary collation.", testIdentity},
	{"a batch applies whole or not at all", "Writes, log and the memory of the batch id are one transaction.", testAtomic},
	{"a write holds its condition", "Expect is compared with the committed version inside the transaction, and a refusal is a *ConflictError that names the record and its version.", testConditions},
	{"versions go up by one, also after a deletion", "A reader that kept a version must never take another content for the one it knew.", testVersions},
	{"the same batch again changes nothing", "After an unknown outcome callers send the same batch again: the first result comes back, marked as replayed.", testReplay},
	{"a batch whose outcome was lost is safe to send again", "A commit that took place and whose answer was lost must be known by its id, also where its conditions no longer hold.", testUnknown},
	{"a batch id is not used for other content", "The same id with another content is a fault of the caller, and must not be taken for a replay.", testReuse},
	{"lists are in byte order and page without gaps", "Cursors are places in byte order of (index value, id); a locale's order or an offset skips and repeats.", testLists},
	{"a list begins after any place", "Callers make cursors with NewCursor, of places where no record is: the versions of a document are found after its id.", testPlaces},
	{"a page stays right while others write", "A cursor is a place and not a count: what is inserted or deleted before it changes nothing after it.", testPagesUnderWrites},
	{"index values follow their record", "Index values are replaced with each write and leave with the record.", testIndexes},
	{"the log is gapless and chained under concurrent writers", "Sequence numbers are given in commit order under the tenant's lock: a reader that follows the log never meets a gap that is filled later.", testLog},
	{"one tenant never sees another", "Every table and every query has the tenant in its key.", testTenants},
	{"arguments that break the contract are refused", "Call the Validate methods of package storage first.", testInvalid},
	{"limits are refused before anything is written", "An oversized batch is ErrTooLarge; nothing is cut short and nothing of it is kept.", testLimits},
	{"a context that is done stops every call", "A call with a finished context returns an error that wraps ctx.Err() and changes nothing.", testContext},
	{"a commit that is cancelled says what became of it", "An error that wraps ctx.Err() means that nothing was changed; where that is not known the error is ErrUnknown.", testCancel},
	{"a closed store refuses every call", "After Close every method returns ErrClosed, and Close may be called again.", testClosed},
	{"concurrent writers of one record never both win", "Compare and write under one lock.", testContention},
	{"a store agrees with its model", "Random batches against a map: whatever the driver returns, the map must too.", testModel},
}

// Run checks the driver that open returns. open must return an empty store each
// time and register its own cleanup.
func Run(t *testing.T, open func(t testing.TB) storage.Driver, f Features) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			t.Cleanup(func() { explain(t, r.why) })
			r.check(t, open(t))
		})
	}
	if f.Forgets {
		t.Run("what is forgotten is old batches only", func(t *testing.T) {
			t.Parallel()
			t.Cleanup(func() {
				explain(t, "Forget drops the memory of batches up to an entry of one tenant's log, and touches neither records nor log.")
			})
			testForget(t, open(t))
		})
	}
	if f.OneProcess {
		return
	}
	require.NotNil(t, f.Reopen, "Features: set Reopen, or declare OneProcess")
	t.Run("what was committed is there after reopening", func(t *testing.T) {
		t.Parallel()
		t.Cleanup(func() {
			explain(t, "A commit that returned without an error is durable, and so is the memory of its id.")
		})
		d := open(t)
		beforeReopening(t, d)
		require.NoError(t, d.Close())
		afterReopening(t, f.Reopen(t, d))
	})
	if f.Second == nil {
		return
	}
	t.Run("two handles on one database are one store", func(t *testing.T) {
		t.Parallel()
		t.Cleanup(func() { explain(t, "Nothing that decides about a commit is kept in the memory of one process.") })
		first := open(t)
		twoHandles(t, first, f.Second(t, first))
	})
}

func explain(t *testing.T, why string) {
	if t.Failed() {
		t.Log("The rule: " + why)
	}
}

func beforeReopening(t T, d storage.Driver) {
	put(t, d, "b-1", record("doc", "a", "one"))
	_, err := d.Commit(t.Context(), tenant, storage.Batch{ID: "b-2", Log: []storage.Event{{Topic: "t", Payload: []byte("p")}}})
	require.NoError(t, err)
}

func afterReopening(t T, d storage.Driver) {
	r, err := d.Get(t.Context(), tenant, key("doc", "a"))
	require.NoError(t, err)
	require.Equal(t, "one", string(r.Body))
	replayed, err := d.Commit(t.Context(), tenant, storage.Batch{ID: "b-1", Writes: []storage.Write{{Record: record("doc", "a", "one")}}})
	require.NoError(t, err)
	require.True(t, replayed.Replayed, "a batch is known after reopening")
	head, err := storage.VerifyLog(t.Context(), d, tenant)
	require.NoError(t, err)
	require.Equal(t, uint64(1), head.Seq)
	res, err := d.Commit(t.Context(), tenant, storage.Batch{ID: "b-3", Log: []storage.Event{{Topic: "t"}}})
	require.NoError(t, err)
	require.Equal(t, uint64(2), res.Seq, "the log goes on where it ended")
}

func twoHandles(t T, handles ...storage.Driver) {
	const each = 25
	var wg sync.WaitGroup
	errs := make(chan error, len(handles)*each)
	for n, d := range handles {
		wg.Go(func() {
			for i := range each {
				_, err := d.Commit(t.Context(), tenant, storage.Batch{ID: fmt.Sprintf("b-%d-%d", n, i), Log: []storage.Event{{Topic: "t"}}})
				errs <- err
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	for _, d := range handles {
		head, err := storage.VerifyLog(t.Context(), d, tenant)
		require.NoError(t, err)
		require.Equal(t, uint64(len(handles)*each), head.Seq)
	}
	put(t, handles[0], "b", record("doc", "a", "1"))
	res := func() storage.Result {
		r, err := handles[1].Commit(t.Context(), tenant, storage.Batch{ID: "b", Writes: []storage.Write{{Record: record("doc", "a", "1")}}})
		require.NoError(t, err)
		return r
	}()
	require.True(t, res.Replayed, "a batch that one handle committed is known to the other")
}

func testForget(t T, d storage.Driver) {
	f, ok := d.(storage.Forgetter)
	require.True(t, ok, "the store declares that it forgets")
	const total, old = 2500, 2100 // more than one step
	batch := func(n int) storage.Batch {
		return storage.Batch{
			ID: fmt.Sprintf("b-%d", n), Log: []storage.Event{{Topic: "t"}},
			Writes: []storage.Write{{Record: record("doc", fmt.Sprint(n), "x"), Expect: storage.Absent()}},
		}
	}
	for n := 1; n <= total; n++ {
		_, err := d.Commit(t.Context(), tenant, batch(n))
		require.NoError(t, err)
	}
	_, err := d.Commit(t.Context(), "other", batch(1))
	require.NoError(t, err)
	n, err := f.Forget(t.Context(), tenant, old)
	require.NoError(t, err)
	require.Equal(t, old, n)
	n, err = f.Forget(t.Context(), tenant, old)
	require.NoError(t, err)
	require.Zero(t, n)
	for _, known := range []int{old + 1, total} {
		r, err := d.Commit(t.Context(), tenant, batch(known))
		require.NoError(t, err)
		require.True(t, r.Replayed, "batch %d is not old", known)
	}
	for _, gone := range []int{1, 1000, 1001, old} {
		_, err := d.Commit(t.Context(), tenant, batch(gone))
		require.ErrorIs(t, err, storage.ErrConflict, "batch %d is a new one, and its records are there", gone)
	}
	r, err := d.Commit(t.Context(), "other", batch(1))
	require.NoError(t, err)
	require.True(t, r.Replayed, "another tenant's batches are not touched")
	head, err := storage.VerifyLog(t.Context(), d, tenant)
	require.NoError(t, err)
	require.Equal(t, uint64(total), head.Seq)
	require.NoError(t, d.Close())
	_, err = f.Forget(t.Context(), tenant, total)
	require.ErrorIs(t, err, storage.ErrClosed)
}

func key(kind storage.Kind, id string) storage.Key { return storage.Key{Kind: kind, ID: id} }

func record(kind storage.Kind, id, body string) storage.Record {
	return storage.Record{Key: key(kind, id), Body: []byte(body)}
}

func put(t T, d storage.Driver, batch string, records ...storage.Record) storage.Result {
	b := storage.Batch{ID: batch}
	for _, r := range records {
		b.Writes = append(b.Writes, storage.Write{Record: r})
	}
	res, err := d.Commit(t.Context(), tenant, b)
	require.NoError(t, err)
	return res
}

func testBytes(t T, d storage.Driver) {
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

func testAtomic(t T, d storage.Driver) {
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

func testConditions(t T, d storage.Driver) {
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
	spared := func(batch, id string) error {
		_, err := d.Commit(t.Context(), tenant, storage.Batch{ID: batch, Writes: []storage.Write{{Record: record("doc", id, ""), Expect: storage.Absent(), Delete: true}}})
		return err
	}
	require.ErrorIs(t, spared("b-6", "a"), storage.ErrConflict, "a deletion that expects no record refuses one")
	require.NoError(t, spared("b-7", "never"), "and does nothing where there is none")
	require.NoError(t, spared("b-8", "never"))
}

func testVersions(t T, d storage.Driver) {
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

func testReplay(t T, d storage.Driver) {
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

func testReuse(t T, d storage.Driver) {
	put(t, d, "b-1", record("doc", "a", "1"))
	_, err := d.Commit(t.Context(), tenant, storage.Batch{ID: "b-1", Writes: []storage.Write{{Record: record("doc", "a", "2")}}})
	require.ErrorIs(t, err, storage.ErrBatchReused)
}

func testLists(t T, d storage.Driver) {
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

func testPlaces(t T, d storage.Driver) {
	for id, team := range map[string]string{"b": "x", "d": "y", "f": "x", "h": "z"} {
		r := record("doc", id, id)
		r.Index = map[string]string{"team": team}
		put(t, d, "b-"+id, r)
	}
	for _, c := range []struct {
		index, value   string
		atValue, after string
		want           string
	}{
		{"", "", "", "a", "bdfh"},
		{"", "", "", "b", "dfh"},
		{"", "", "", "bb", "dfh"},
		{"", "", "", "c", "dfh"},
		{"", "", "", "z", ""},
		{"team", "", "a", "z", "bfdh"},
		{"team", "", "x", "c", "fdh"},
		{"team", "", "xx", "a", "dh"},
		{"team", "", "y", "z", "h"},
		{"team", "x", "x", "c", "f"},
		{"team", "x", "a", "z", "bf"},
		{"team", "x", "y", "a", ""},
	} {
		page, err := d.List(t.Context(), tenant, storage.Query{Kind: "doc", Index: c.index, Value: c.value, After: storage.NewCursor(c.atValue, c.after)})
		require.NoError(t, err)
		var got strings.Builder
		for _, r := range page.Records {
			got.WriteString(r.ID)
		}
		require.Equal(t, c.want, got.String(), "index %q of value %q, after %q %q", c.index, c.value, c.atValue, c.after)
	}
}

func testIndexes(t T, d storage.Driver) {
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

func testLog(t T, d storage.Driver) {
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

func testTenants(t T, d storage.Driver) {
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

func testInvalid(t T, d storage.Driver) {
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

func testLimits(t T, d storage.Driver) {
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

func testContext(t T, d storage.Driver) {
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

func testClosed(t T, d storage.Driver) {
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

func testContention(t T, d storage.Driver) {
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
