package hirealign_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/internal/ident"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
)

// refusals are the acts in the log that were refused, as it holds them.
func (w *world) refusals() []requisition.Act {
	w.t.Helper()
	var out []requisition.Act
	for after := uint64(0); ; {
		entries, err := w.store.Log(w.t.Context(), "acme", after, storage.MaxPage)
		require.NoError(w.t, err)
		if len(entries) == 0 {
			return out
		}
		for _, e := range entries {
			after = e.Seq
			if strings.HasPrefix(e.Topic, "refused.") {
				var a requisition.Act
				require.NoError(w.t, json.Unmarshal(e.Payload, &a))
				require.NoError(w.t, a.Validate())
				out = append(out, a)
			}
		}
	}
}

func outsider(t testing.TB) actor.Human {
	t.Helper()
	h, err := actor.NewHuman("u-otto", "Otto CANARY", actor.Interviewer)
	require.NoError(t, err)
	return h
}

func TestARefusalIsWrittenDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, otto := t.Context(), outsider(t)
	w.held()
	card := w.submit(w.who.Sofia, 4)
	for name, c := range map[string]struct {
		ask  func() error
		want error
		act  requisition.Act
	}{
		"blind": {func() error {
			_, err := w.in.Scorecards().Get(ctx, w.who.Ken, card.ID())
			return err
		}, scorecard.ErrBlind, requisition.Act{
			Kind: "refused.read_card", By: w.who.Ken.Ref(), Application: w.app.ID, Record: string(card.ID()), Code: "scorecard.round_open",
		}},
		"hidden": {func() error {
			_, err := w.in.Requisitions().Get(ctx, otto, w.req.ID)
			return err
		}, hirealign.ErrNotFound, requisition.Act{
			Kind: "refused.read_requisition", By: otto.Ref(), Record: string(w.req.ID), Code: "access.hidden",
		}},
		"not their part": {func() error {
			_, err := w.in.Requisitions().Offers(ctx, w.who.Sofia, w.app.ID)
			return err
		}, hirealign.ErrNotAllowed, requisition.Act{
			Kind: "refused.read_offer", By: w.who.Sofia.Ref(), Application: w.app.ID, Record: string(w.app.ID), Code: "access.denied",
		}},
		"an act": {func() error {
			_, err := w.in.Requisitions().PutOnHold(ctx, w.who.Ken, w.req.ID, "CANARY")
			return err
		}, hirealign.ErrNotAllowed, requisition.Act{
			Kind: "refused.run_search", By: w.who.Ken.Ref(), Record: string(w.req.ID), Code: "access.denied",
		}},
		"about a person": {func() error {
			_, err := w.in.Privacy().Export(ctx, w.who.Ken, w.app.Candidate)
			return err
		}, hirealign.ErrNotAllowed, requisition.Act{
			Kind: "refused.export_person", By: w.who.Ken.Ref(), Record: string(w.app.Candidate), Code: "access.denied",
		}},
		"in no search": {func() error {
			_, err := w.in.Privacy().Erasures(ctx, w.who.Dana)
			return err
		}, hirealign.ErrNotAllowed, requisition.Act{
			Kind: "refused.read_privacy", By: w.who.Dana.Ref(), Record: "acme", Code: "access.denied",
		}},
	} {
		before := len(w.refusals())
		require.ErrorIs(t, c.ask(), c.want, name)
		all := w.refusals()
		require.Len(t, all, before+1, name)
		want := c.act
		want.By, want.At = want.By.Pseudonymous(), w.now
		if name != "about a person" && name != "in no search" {
			want.Requisition = w.req.ID
		}
		require.Equal(t, want, all[before], name)
	}
	// Those who run the search see it in the feed; who was refused a search does not.
	seen := map[string]bool{}
	for l, err := range w.in.Acts(ctx, w.who.Marcus, 0) {
		require.NoError(t, err)
		seen[l.Act.Kind] = true
	}
	require.True(t, seen["refused.read_card"] && seen["refused.read_requisition"])
	for l, err := range w.in.Acts(ctx, otto, 0) {
		require.NoError(t, err)
		require.Fail(t, "to them there is no such search", l.Act.Kind)
	}
	require.NotContains(t, stored(t, w.store), "Otto", "ids and codes, no names")
	_, err := w.in.Verify(ctx)
	require.NoError(t, err)
}

func TestAskingAgainDoesNotFillTheLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, otto := t.Context(), outsider(t)
	w.held()
	card := w.submit(w.who.Sofia, 4)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for n := range 50 {
				_, err := w.in.Scorecards().Get(ctx, w.who.Ken, card.ID())
				require.ErrorIs(t, err, scorecard.ErrBlind)
				_, err = w.in.Scorecards().Get(ctx, otto, scorecard.ID(fmt.Sprint("guess-", n)))
				require.ErrorIs(t, err, hirealign.ErrNotFound)
				_, err = w.in.Requisitions().Candidate(ctx, otto, requisition.CandidateID(fmt.Sprint("guess-", n)))
				require.ErrorIs(t, err, hirealign.ErrNotFound)
			}
		})
	}
	wg.Wait()
	require.Len(t, w.refusals(), 1, "one for the day; what there is not leaves none")
	w.now = w.now.Add(time.Hour)
	_, err := w.in.Scorecards().Get(ctx, w.who.Ken, card.ID())
	require.ErrorIs(t, err, scorecard.ErrBlind)
	require.Len(t, w.refusals(), 1, "the first time of the day stays")
	w.now = w.now.Add(24 * time.Hour)
	_, err = w.in.Scorecards().Get(ctx, w.who.Ken, card.ID())
	require.ErrorIs(t, err, scorecard.ErrBlind)
	require.Len(t, w.refusals(), 2, "another day")

	// A list that leaves out what the reader may not see is no attempt to see it.
	before, err := w.in.Verify(ctx)
	require.NoError(t, err)
	for _, reader := range []actor.Human{otto, w.who.Ken, w.who.Sofia} {
		_, err = w.in.Requisitions().List(ctx, reader, "")
		require.NoError(t, err)
		_, err = w.in.Scorecards().OfApplication(ctx, w.who.Ken, w.app.ID)
		require.NoError(t, err)
		_, err = w.in.Due(ctx, reader)
		require.NoError(t, err)
		for _, err := range w.in.Acts(ctx, reader, 0) {
			require.NoError(t, err)
		}
	}
	after, err := w.in.Verify(ctx)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestARefusalStandsWhateverBecomesOfItsEntry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	card := w.submit(w.who.Sofia, 4)
	w.store.FailNext(storage.ErrUnavailable)
	_, err := w.in.Scorecards().Get(ctx, w.who.Ken, card.ID())
	require.ErrorIs(t, err, scorecard.ErrBlind)
	require.ErrorIs(t, err, storage.ErrUnavailable, "it says that it could not be written down")
	w.store.LoseNext()
	_, err = w.in.Scorecards().Get(ctx, w.who.Ken, card.ID())
	require.ErrorIs(t, err, scorecard.ErrBlind)
	require.NotErrorIs(t, err, storage.ErrUnknown)
	require.Len(t, w.refusals(), 1)
}

func TestTheHostsRefusalIsWrittenDown(t *testing.T) {
	t.Parallel()
	errSanctions := errors.New("on the list")
	w := newWorld(t)
	store := memstore.New()
	svc, err := hirealign.New(store, &hirealign.Options{
		Now: func() time.Time { return w.now }, NewID: ident.Sequence("id"),
		Authorize: func(_ context.Context, r access.Request) error {
			if r.Act == access.ReadRequisition {
				return errSanctions
			}
			return nil
		},
	})
	require.NoError(t, err)
	in := svc.Tenant("acme")
	req, err := in.Requisitions().Open(t.Context(), w.who.Dana, requisition.Opening{
		Title: "x", Openings: 1, HiringManager: requisition.PersonOf(w.who.Dana), Recruiter: requisition.PersonOf(w.who.Marcus),
	})
	require.NoError(t, err)
	_, err = in.Requisitions().Get(t.Context(), w.who.Dana, req.ID)
	require.ErrorIs(t, err, errSanctions)
	entries, err := store.Log(t.Context(), "acme", 0, 10)
	require.NoError(t, err)
	last := entries[len(entries)-1]
	require.Equal(t, "refused.read_requisition", last.Topic)
	require.Contains(t, string(last.Payload), hirealign.RefusedByHost)
	require.NotContains(t, string(last.Payload), "list", "the host's words stay with the caller")
}
