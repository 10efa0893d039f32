package hirealign_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/internal/ident"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
)

// damaged writes over a record what no code can read.
func damaged(t *testing.T, d storage.Driver, k storage.Key) {
	t.Helper()
	r, err := d.Get(t.Context(), "acme", k)
	require.NoError(t, err)
	r.Body = []byte("\x00")
	_, err = d.Commit(t.Context(), "acme", storage.Batch{ID: "damage", Writes: []storage.Write{{Record: r}}})
	require.NoError(t, err)
}

// What cannot be read of one person costs nobody else the deletion of theirs.
func TestAPolicyGoesOnPastADamagedDocument(t *testing.T) {
	t.Parallel()
	ctx, w := t.Context(), newWorld(t)
	w.held()
	w.draftOf(w.who.Ken)
	other := w.second()
	for _, a := range []requisition.ApplicationID{w.app.ID, other.ID} {
		_, err := w.in.Requisitions().Withdraw(ctx, w.who.Marcus, a, "x")
		require.NoError(t, err)
	}
	w.now = w.now.Add(31 * 24 * time.Hour)
	damaged(t, w.store, storage.Key{Kind: "consent", ID: string(w.app.Candidate)})
	scrubbed := 0
	svc, err := hirealign.New(w.store, &hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.V7, Scrub: func(context.Context) error { scrubbed++; return nil }})
	require.NoError(t, err)
	policy := privacy.Policy{Version: "v1", Rules: []privacy.Rule{
		{Kind: "scorecard_draft", AtMostDays: 30, Source: "house rule"}, {Kind: "person", AtMostDays: 30, Source: "house rule"},
	}}
	rooms := svc.Tenant("acme").Privacy()
	listed, err := rooms.Retention(ctx, w.who.Ines, policy)
	require.ErrorIs(t, err, storage.ErrCorrupt)
	require.Len(t, listed, 1, "nobody is erased while something cannot be read")
	require.Equal(t, "scorecard_draft", listed[0].Kind)
	done, err := rooms.DeleteExpired(ctx, w.who.Ines, policy)
	require.ErrorIs(t, err, storage.ErrCorrupt)
	require.Len(t, done, 1)
	require.Equal(t, other.ID, done[0].Application)
	require.Equal(t, 1, scrubbed)
	done, err = rooms.RunPolicy(ctx, policy)
	require.ErrorIs(t, err, storage.ErrCorrupt)
	require.Empty(t, done)
}

// outlived is a world with an application that ended 31 days ago, and its tenant in a
// process that dies after n commits.
func outlived(t *testing.T, n int) (*world, *hirealign.Tenant) {
	t.Helper()
	w := newWorld(t)
	w.held()
	w.draftOf(w.who.Ken)
	_, err := w.in.Requisitions().Withdraw(t.Context(), w.who.Marcus, w.app.ID, "x")
	require.NoError(t, err)
	w.now = w.now.Add(31 * 24 * time.Hour)
	svc, err := hirealign.New(&dying{Driver: w.store, left: n}, &hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.V7})
	require.NoError(t, err)
	return w, svc.Tenant("acme")
}

// A process may die at any commit of a policy's run; the next run finishes it, and the
// log says once that it was done.
func TestAPolicyIsFinishedByTheNextRun(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for n := 0; ; n++ {
		w, dies := outlived(t, n)
		policy := privacy.Policy{Version: "v1", Rules: []privacy.Rule{
			{Kind: "scorecard_draft", AtMostDays: 30, Source: "house rule"}, {Kind: "transcript", AtMostDays: 30, Source: "house rule"},
		}}
		_, failed := dies.Privacy().RunPolicy(ctx, policy)
		_, err := w.in.Privacy().RunPolicy(ctx, policy)
		require.NoError(t, err)
		deleted := w.logged("retention.deleted")
		require.Len(t, deleted, 2, "crash at commit %d", n)
		require.NotContains(t, stored(t, w.store), "refund")
		if failed == nil {
			require.Greater(t, n, 1)
			return
		}
	}
}

// The erasure of somebody whose time is over is finished by the next run too.
func TestAnErasureByAPolicyIsFinishedByTheNextRun(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	policy := privacy.Policy{Version: "v1", Rules: []privacy.Rule{{Kind: "person", AtMostDays: 30, Source: "house rule"}}}
	for n := 0; ; n++ {
		w, dies := outlived(t, n)
		_, failed := dies.Privacy().DeleteExpired(ctx, w.who.Ines, policy)
		done, err := w.in.Privacy().DeleteExpired(ctx, w.who.Ines, policy)
		require.NoError(t, err)
		require.NotContains(t, stored(t, w.store), "refund")
		require.Len(t, w.logged("candidate.erased"), 1, "crash at commit %d", n)
		if failed == nil {
			require.Greater(t, n, 3)
			require.Empty(t, done)
			return
		}
		require.Len(t, done, 1)
		require.Equal(t, w.app.Candidate, done[0].Candidate)
	}
}
