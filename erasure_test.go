package hirealign_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/internal/ident"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/privacy/privacytest"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

// overtaken lets something happen just before its first commit that writes a kind.
type overtaken struct {
	storage.Driver
	kind storage.Kind
	by   func()
	once sync.Once
	// deleting is for the first commit that deletes the kind.
	deleting bool
}

func (o *overtaken) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	for _, w := range b.Writes {
		if w.Kind == o.kind && w.Delete == o.deleting {
			o.once.Do(o.by)
		}
	}
	return o.Driver.Commit(ctx, t, b)
}

// Package privacytest shows over every driver that nothing lands after an erasure, of
// whatever kind.
func TestEveryKindIsOvertaken(t *testing.T) {
	t.Parallel()
	require.ElementsMatch(t, hirealign.KindsAboutPeople(), privacytest.Kinds())
}

// overtake erases the candidate while an act is about to commit, and the act is refused.
func (w *world) overtake(opts hirealign.Options, kind storage.Kind, act func(*hirealign.Tenant) error) {
	w.t.Helper()
	erased := false
	d := &overtaken{Driver: w.store, kind: kind, by: func() {
		_, err := w.in.Privacy().Erase(w.t.Context(), w.who.Ines, w.app.Candidate, "gdpr.17")
		require.NoError(w.t, err)
		erased = true
	}}
	opts.Now, opts.NewID = func() time.Time { return w.now }, ident.V7
	svc, err := hirealign.New(d, &opts)
	require.NoError(w.t, err)
	err = act(svc.Tenant("acme"))
	require.True(w.t, erased)
	require.True(w.t, errors.Is(err, privacy.ErrErased) || errors.Is(err, hirealign.ErrConflict), "%v", err)
	for _, s := range theirs {
		require.NotContains(w.t, err.Error(), s)
	}
}

// A brief that is drafted while one of its finalists is erased says nothing of them,
// and is there for the others.
func TestABriefIsOvertakenByAnErasure(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]privacy.Keyring{"sealed": privacy.NewMemoryKeyring(), "in the clear": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			w := newWorld(t)
			w.with(hirealign.Options{Keyring: keys, Briefs: &drafts{}})
			w.held()
			w.submit(w.who.Sofia, 4)
			w.submit(w.who.Ken, 2)
			record := fixture.Transcript()
			record.ID = "tr-second"
			other := w.second(record)
			p, err := w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID, other.ID)
			require.NoError(t, err)
			w.overtake(hirealign.Options{Keyring: keys, Briefs: &drafts{}}, "debrief_brief", func(late *hirealign.Tenant) error {
				_, err := late.Debriefs().Brief(ctx, w.who.Dana, p.ID)
				require.ErrorIs(t, err, privacy.ErrErased)
				return err
			})
			require.NotContains(t, stored(t, w.store), "CANARY-BRIEF")
			b, err := w.in.Debriefs().Brief(ctx, w.who.Dana, p.ID)
			require.NoError(t, err)
			require.NotEmpty(t, b.Points)
			for _, point := range b.Points {
				require.Equal(t, other.ID, point.Application)
			}
		})
	}
}

// What is written about several people never takes the part of somebody erased.
func TestNobodyWritesOfTheErased(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]privacy.Keyring{"sealed": privacy.NewMemoryKeyring(), "in the clear": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			w, pid, _ := decided(t, keys)
			_, err := w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
			require.NoError(t, err)
			_, err = w.in.Debriefs().Object(ctx, w.who.Ken, pid, w.app.ID, debrief.Hire, "CANARY-LATER")
			require.ErrorIs(t, err, privacy.ErrErased)
			require.NotContains(t, stored(t, w.store), "CANARY-LATER")
		})
	}
}

// An application, a merge and a hold that come between an erasure's look and its first
// commit, or after it, are erased with the person or refused.
func TestAnErasureSpansWhatComesMeanwhile(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	t.Run("an application before the first commit", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.held()
		var late requisition.Application
		d := &overtaken{Driver: w.store, kind: "erasure", by: func() {
			var err error
			late, err = w.in.Requisitions().Apply(ctx, w.who.Marcus, w.req.ID, w.app.Candidate, requisition.Referral)
			require.NoError(t, err)
		}}
		svc, err := hirealign.New(d, &hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.V7})
		require.NoError(t, err)
		e, err := svc.Tenant("acme").Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
		require.NoError(t, err)
		require.ElementsMatch(t, []requisition.ApplicationID{w.app.ID, late.ID}, e.Applications)
		left, err := w.in.Requisitions().Application(ctx, w.who.Marcus, late.ID)
		require.NoError(t, err)
		require.True(t, left.Erased)
		require.Equal(t, requisition.Withdrawn, left.Status)
	})
	for name, act := range map[string]func(*world, *hirealign.Tenant) error{
		"a merge": func(w *world, in *hirealign.Tenant) error {
			c, err := in.Requisitions().AddCandidate(ctx, w.who.Marcus, "P. N.")
			require.NoError(w.t, err)
			return in.Privacy().Merge(ctx, w.who.Ines, w.app.Candidate, c.ID)
		},
		"a merge the other way": func(w *world, in *hirealign.Tenant) error {
			c, err := in.Requisitions().AddCandidate(ctx, w.who.Marcus, "P. N.")
			require.NoError(w.t, err)
			return in.Privacy().Merge(ctx, w.who.Ines, c.ID, w.app.Candidate)
		},
		"a hold": func(w *world, in *hirealign.Tenant) error {
			_, err := in.Privacy().PlaceHold(ctx, w.who.Ines, w.app.Candidate, "matter 17")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.held()
			// The erasure dies after its first commit, and is finished later.
			d := &dying{Driver: w.store, left: 1}
			svc, err := hirealign.New(d, &hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.V7})
			require.NoError(t, err)
			_, err = svc.Tenant("acme").Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
			require.ErrorIs(t, err, storage.ErrUnavailable)
			require.ErrorIs(t, act(w, w.in), privacy.ErrErased)
			e, err := w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
			require.NoError(t, err)
			require.Equal(t, privacy.Done, e.Outcome)
		})
	}
}

// A version that is written while a policy deletes a document goes with it.
func TestAPolicyLeavesNoVersion(t *testing.T) {
	t.Parallel()
	ctx, w := t.Context(), newWorld(t)
	w.held()
	id := w.draftOf(w.who.Ken).ID
	_, err := w.in.Requisitions().Withdraw(ctx, w.who.Marcus, w.app.ID, "x")
	require.NoError(t, err)
	w.now = w.now.Add(31 * 24 * time.Hour)
	edited := false
	d := &overtaken{Driver: w.store, kind: "scorecard_draft", deleting: true, by: func() {
		_, err := w.in.Scorecards().AddNote(ctx, id, scorecard.Note{Text: "CANARY-NOTE", By: w.who.Ken})
		require.NoError(t, err)
		edited = true
	}}
	svc, err := hirealign.New(d, &hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.V7})
	require.NoError(t, err)
	_, err = svc.Tenant("acme").Privacy().RunPolicy(ctx, privacy.Policy{Version: "v1", Rules: []privacy.Rule{{Kind: "scorecard_draft", AtMostDays: 30, Source: "house rule"}}})
	require.NoError(t, err)
	require.True(t, edited)
	require.NotContains(t, stored(t, w.store), "CANARY-NOTE")
}

// An erasure is not done before the database has forgotten.
func TestAnErasureEndsWithTheScrub(t *testing.T) {
	t.Parallel()
	ctx, w := t.Context(), newWorld(t)
	w.held()
	full, calls := errors.New("the disk is full"), 0
	w.with(hirealign.Options{Scrub: func(context.Context) error {
		if calls++; calls == 1 {
			return full
		}
		return nil
	}})
	_, err := w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
	require.ErrorIs(t, err, full)
	require.Empty(t, w.logged("candidate.erased"))
	e, err := w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
	require.NoError(t, err)
	require.Equal(t, privacy.Done, e.Outcome)
	require.Equal(t, 2, calls)
}

// An erasure that died after its first commit holds nobody else up: the finalist is out
// of the debrief and of its brief, and is erased by whoever calls Erase again.
func TestADebriefGoesOnWithoutWhoIsErased(t *testing.T) {
	t.Parallel()
	die := func(w *world, keys privacy.Keyring, id requisition.CandidateID) {
		svc, err := hirealign.New(&dying{Driver: w.store, left: 1}, &hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.V7, Keyring: keys})
		require.NoError(w.t, err)
		_, err = svc.Tenant("acme").Privacy().Erase(w.t.Context(), w.who.Ines, id, "gdpr.17")
		require.ErrorIs(w.t, err, storage.ErrUnavailable)
	}
	for name, keys := range map[string]privacy.Keyring{"sealed": privacy.NewMemoryKeyring(), "in the clear": nil} {
		for _, revealed := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				ctx, w := t.Context(), newWorld(t)
				w.with(hirealign.Options{Keyring: keys, Briefs: &drafts{}})
				w.held()
				w.submit(w.who.Sofia, 4)
				w.submit(w.who.Ken, 2)
				record := fixture.Transcript()
				record.ID = "tr-second"
				other := w.second(record)
				m, err := w.in.Debriefs().Book(ctx, w.who.Marcus, w.req.ID, debrief.Booking{
					Applications: []requisition.ApplicationID{w.app.ID, other.ID}, Slot: requisition.Slot{Start: w.now, Zone: "UTC"},
				})
				require.NoError(t, err)
				if !revealed {
					die(w, keys, w.app.Candidate)
				}
				p, err := w.in.Debriefs().Reveal(ctx, w.who.Dana, m.ID())
				require.NoError(t, err)
				if revealed {
					require.Len(t, p.Finalists, 2)
					die(w, keys, w.app.Candidate)
				} else {
					require.Len(t, p.Finalists, 1)
					require.Equal(t, other.ID, p.Finalists[0].Application)
					require.Equal(t, w.app.ID, w.logged("debrief.left")[0].Application)
				}
				b, err := w.in.Debriefs().Brief(ctx, w.who.Dana, p.ID)
				require.NoError(t, err)
				require.NotEmpty(t, b.Points)
				for _, point := range b.Points {
					require.Equal(t, other.ID, point.Application)
				}
				_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, other.ID, debrief.Choice{
					Outcome: debrief.Hire, Rationale: "the cards say so", Reasons: []debrief.Reason{{Competency: "incidents", Text: "met"}},
				})
				require.NoError(t, err)
				e, err := w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
				require.NoError(t, err)
				require.Equal(t, privacy.Done, e.Outcome)
				require.NotContains(t, stored(t, w.store), "Priya Nair")
				left, err := w.in.Debriefs().Meeting(ctx, w.who.Dana, p.ID)
				require.NoError(t, err)
				require.Equal(t, []requisition.ApplicationID{other.ID}, left.Document().Applications)
				_, err = w.in.Verify(ctx)
				require.NoError(t, err)
			})
		}
	}
	t.Run("nobody is left", func(t *testing.T) {
		t.Parallel()
		ctx, w := t.Context(), newWorld(t)
		w.held()
		w.submit(w.who.Sofia, 4)
		w.submit(w.who.Ken, 2)
		m, err := w.in.Debriefs().Book(ctx, w.who.Marcus, w.req.ID, debrief.Booking{
			Applications: []requisition.ApplicationID{w.app.ID}, Slot: requisition.Slot{Start: w.now, Zone: "UTC"},
		})
		require.NoError(t, err)
		die(w, nil, w.app.Candidate)
		_, err = w.in.Debriefs().Reveal(ctx, w.who.Dana, m.ID())
		require.ErrorIs(t, err, privacy.ErrErased)
		_, err = w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
		require.NoError(t, err)
		left, err := w.in.Debriefs().Meeting(ctx, w.who.Dana, m.ID())
		require.NoError(t, err)
		require.Equal(t, debrief.Cancelled, left.Stage())
	})
	t.Run("in the middle of a reveal", func(t *testing.T) {
		t.Parallel()
		ctx, w := t.Context(), newWorld(t)
		w.held()
		w.submit(w.who.Sofia, 4)
		w.submit(w.who.Ken, 2)
		other := w.second()
		svc, err := hirealign.New(&overtaken{Driver: w.store, kind: "debrief", by: func() { die(w, nil, w.app.Candidate) }},
			&hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.V7})
		require.NoError(t, err)
		p, err := svc.Tenant("acme").Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID, other.ID)
		require.NoError(t, err)
		require.Len(t, p.Finalists, 1)
	})
}

// Nobody books a debrief about somebody erased, or about nobody.
func TestABookingIsAboutSomebody(t *testing.T) {
	t.Parallel()
	ctx, w := t.Context(), newWorld(t)
	w.held()
	_, err := w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
	require.NoError(t, err)
	for id, want := range map[requisition.ApplicationID]error{w.app.ID: privacy.ErrErased, "app-nobody": hirealign.ErrNotFound} {
		_, err = w.in.Debriefs().Book(ctx, w.who.Marcus, w.req.ID, debrief.Booking{
			Applications: []requisition.ApplicationID{id}, Slot: requisition.Slot{Start: w.now, Zone: "UTC"},
		})
		require.ErrorIs(t, err, want)
	}
}

// The reason why a card was waived goes with the person, also where their application
// left the debrief before.
func TestAWaiverGoesWithThePerson(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]privacy.Keyring{"sealed": privacy.NewMemoryKeyring(), "in the clear": nil} {
		for _, withdrawn := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				ctx, w := t.Context(), newWorld(t)
				w.with(hirealign.Options{Keyring: keys})
				w.held()
				other := w.second()
				m, err := w.in.Debriefs().Book(ctx, w.who.Marcus, w.req.ID, debrief.Booking{
					Applications: []requisition.ApplicationID{w.app.ID, other.ID}, Slot: requisition.Slot{Start: w.now, Zone: "UTC"},
				})
				require.NoError(t, err)
				_, err = w.in.Debriefs().Waive(ctx, w.who.Dana, m.ID(), w.iv.ID, requisition.PersonOf(w.who.Ken), "CANARY-WAIVER")
				require.NoError(t, err)
				require.Equal(t, keys == nil, strings.Contains(stored(t, w.store), "CANARY-WAIVER"))
				if withdrawn {
					_, err = w.in.Requisitions().Withdraw(ctx, w.who.Marcus, w.app.ID, "x")
					require.NoError(t, err)
				}
				x, err := w.in.Privacy().Export(ctx, w.who.Ines, w.app.Candidate)
				require.NoError(t, err)
				require.Equal(t, 1, strings.Count(string(mustJSON(t, x)), "CANARY-WAIVER"), "it is held on them, and exported")
				x, err = w.in.Privacy().Export(ctx, w.who.Ines, other.Candidate)
				require.NoError(t, err)
				require.NotContains(t, string(mustJSON(t, x)), "CANARY-WAIVER")
				_, err = w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
				require.NoError(t, err)
				require.NotContains(t, stored(t, w.store), "CANARY-WAIVER")
				left, err := w.in.Debriefs().Meeting(ctx, w.who.Dana, m.ID())
				require.NoError(t, err)
				require.Empty(t, left.Document().Waived)
			})
		}
	}
}

// What newer code has written beside what this code knows goes too.
func TestAnErasureTakesWhatNewerCodeHasWritten(t *testing.T) {
	t.Parallel()
	ctx, w := t.Context(), newWorld(t)
	w.held()
	key := storage.Key{Kind: "application", ID: string(w.app.ID)}
	r, err := w.store.Get(ctx, "acme", key)
	require.NoError(t, err)
	r.Body = []byte(strings.Replace(string(r.Body), `"document":{`, `"document":{"cover_letter":"CANARY-LETTER",`, 1))
	_, err = w.store.Commit(ctx, "acme", storage.Batch{ID: "newer code", Writes: []storage.Write{{Record: r}}})
	require.NoError(t, err)
	require.Contains(t, stored(t, w.store), "CANARY-LETTER")
	_, err = w.in.Requisitions().Withdraw(ctx, w.who.Marcus, w.app.ID, "x")
	require.NoError(t, err)
	require.Contains(t, stored(t, w.store), "CANARY-LETTER", "a change keeps it")
	_, err = w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
	require.NoError(t, err)
	require.NotContains(t, stored(t, w.store), "CANARY-LETTER")
}

// An application comes before a candidate is linked to a person of the host, or after,
// and never in between: else they would read their own search.
func TestNobodyIsLinkedWhileTheyApply(t *testing.T) {
	t.Parallel()
	ctx, w := t.Context(), newWorld(t)
	w.held()
	c, err := w.in.Requisitions().AddCandidate(ctx, w.who.Marcus, "Ken")
	require.NoError(t, err)
	d := &overtaken{Driver: w.store, kind: "application", by: func() {
		_, err := w.in.Requisitions().LinkPerson(ctx, w.who.Marcus, c.ID, w.who.Ken.ID())
		require.NoError(t, err)
	}}
	svc, err := hirealign.New(d, &hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.V7})
	require.NoError(t, err)
	app, err := svc.Tenant("acme").Requisitions().Apply(ctx, w.who.Marcus, w.req.ID, c.ID, requisition.Internal)
	require.NoError(t, err)
	require.Equal(t, w.who.Ken.ID(), app.Person)
	_, err = w.in.Requisitions().Get(ctx, w.who.Ken, w.req.ID)
	require.ErrorIs(t, err, hirealign.ErrNotFound, "a candidate in the search")
}
