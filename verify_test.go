package hirealign_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/internal/ident"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

// Whatever the service itself does leaves every document the newest of its versions.
// integration/tamper puts earlier ones back behind its back.
func TestDocumentsVerify(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]privacy.Keyring{"sealed": privacy.NewMemoryKeyring(), "in the clear": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			w, _, other := decided(t, keys)
			var before []hirealign.DocumentVersion
			fine := func() {
				t.Helper()
				bad, err := w.in.VerifyDocuments(ctx, before...)
				require.NoError(t, err)
				require.Empty(t, bad)
				now, err := w.in.Inventory(ctx)
				require.NoError(t, err)
				require.NotEmpty(t, now)
				before = append(before, now...) // every one that was ever taken
			}
			fine()
			_, err := w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
			require.NoError(t, err)
			fine()
			_, err = w.in.Requisitions().Withdraw(ctx, w.who.Marcus, other.ID, "x")
			require.NoError(t, err)
			w.now = w.now.Add(31 * 24 * time.Hour)
			_, err = w.in.Privacy().RunPolicy(ctx, privacy.Policy{Version: "v1", Rules: []privacy.Rule{{AtMostDays: 30, Source: "house rule"}}})
			require.NoError(t, err)
			fine()
		})
	}
}

// A draft that was deleted and made anew counts its versions on, and verifies too.
func TestADocumentThatIsMadeAnewVerifies(t *testing.T) {
	t.Parallel()
	ctx, w := t.Context(), newWorld(t)
	w.held()
	id := w.draftOf(w.who.Ken).ID
	key := storage.Key{Kind: "scorecard_draft", ID: string(id)}
	_, err := w.store.Commit(ctx, "acme", storage.Batch{ID: "delete", Writes: []storage.Write{
		{Record: storage.Record{Key: key}, Delete: true}, {Record: storage.Record{Key: storage.RevisionKey(key, 1)}, Delete: true},
	}})
	require.NoError(t, err)
	require.Equal(t, id, w.draftOf(w.who.Ken).ID)
	bad, err := w.in.VerifyDocuments(ctx)
	require.NoError(t, err)
	require.Empty(t, bad)
	_, err = w.in.Scorecards().AddNote(ctx, id, scorecard.Note{Text: "calm", By: w.who.Ken})
	require.NoError(t, err)
	bad, err = w.in.VerifyDocuments(ctx)
	require.NoError(t, err)
	require.Empty(t, bad)

	// Clocks and histories go by the versions that there are.
	w.submit(w.who.Sofia, 3)
	card := w.submit(w.who.Ken, 3)
	w.summary()
	for _, key := range []storage.Key{{Kind: "summary", ID: string(w.app.ID)}, {Kind: "scorecard", ID: string(card.ID())}} {
		_, err = w.store.Commit(ctx, "acme", storage.Batch{ID: "delete " + string(key.Kind), Writes: []storage.Write{
			{Record: storage.Record{Key: key}, Delete: true}, {Record: storage.Record{Key: storage.RevisionKey(key, 1)}, Delete: true},
		}})
		require.NoError(t, err)
	}
	w.submit(w.who.Ken, 2)
	w.summary()
	clocks, err := w.in.Scorecards().Clocks(ctx, w.who.Marcus, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, scorecard.Done, clocks[0].Summary.Stopped)
	history, err := w.in.Scorecards().History(ctx, w.who.Ken, card.ID())
	require.NoError(t, err)
	require.Len(t, history, 1)
}

// written remembers which kinds of documents were stored with a version, and changes
// one between two reads.
type written struct {
	storage.Driver
	mu    sync.Mutex
	kinds map[storage.Kind]bool
	read  func(storage.Key)
}

func (d *written) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	d.mu.Lock()
	for _, w := range b.Writes {
		if kind, ok := strings.CutSuffix(string(w.Kind), "@revisions"); ok {
			d.kinds[storage.Kind(kind)] = true
		}
	}
	d.mu.Unlock()
	return d.Driver.Commit(ctx, t, b)
}

func (d *written) Get(ctx context.Context, t storage.Tenant, key storage.Key) (storage.Record, error) {
	r, err := d.Driver.Get(ctx, t, key)
	if d.read != nil {
		d.read(key)
	}
	return r, err
}

func TestEveryKindOfDocumentIsVerified(t *testing.T) {
	t.Parallel()
	d := &written{Driver: watched(t), kinds: map[storage.Kind]bool{}}
	w := newWorld(t)
	w.store.Driver = d
	w.with(hirealign.Options{Briefs: &drafts{}, Levels: &drafts{}})
	w.open()
	w.held()
	_, err := w.in.Interviews().Advance(t.Context(), w.iv.ID)
	require.NoError(t, err)
	w.submit(w.who.Sofia, 4)
	w.submit(w.who.Ken, 2)
	w.summary()
	_, err = w.in.Debriefs().Open(t.Context(), w.who.Marcus, w.req.ID, w.app.ID)
	require.NoError(t, err)
	for kind := range d.kinds {
		require.Contains(t, hirealign.KindsOfDocuments(), kind)
	}
	require.Greater(t, len(d.kinds), 12)
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(hirealign.KindsOfDocuments()))), hirealign.Collections(), "every collection once")

	// A change between the two reads of a document is no fault.
	other, err := hirealign.New(w.store, &hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.V7})
	require.NoError(t, err)
	changed := 0
	d.read = func(key storage.Key) {
		if key.Kind != "requisition" || changed > 0 {
			return
		}
		changed++
		_, err := other.Tenant("acme").Requisitions().PutOnHold(t.Context(), w.who.Marcus, requisition.ID(key.ID), "x")
		require.NoError(t, err)
	}
	bad, err := w.in.VerifyDocuments(t.Context())
	require.NoError(t, err)
	require.Empty(t, bad)
	require.Equal(t, 1, changed)
}
