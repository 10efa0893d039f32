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
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
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

// Whatever is on its way about a person when they are erased is refused: nothing of it
// is stored after the erasure has gone over its kind.
func TestNothingLandsAfterAnErasure(t *testing.T) {
	t.Parallel()
	ready := func(w *world) {
		w.held()
		w.submit(w.who.Sofia, 4)
		w.submit(w.who.Ken, 2)
	}
	for _, c := range []struct {
		kind    storage.Kind
		prepare func(*world)
		act     func(context.Context, *world, *hirealign.Tenant) error
	}{
		{"scorecard_draft", (*world).held, func(ctx context.Context, w *world, late *hirealign.Tenant) error {
			_, err := late.Scorecards().Draft(ctx, w.iv.ID)
			return err
		}},
		{"interview_progress", (*world).held, func(ctx context.Context, w *world, late *hirealign.Tenant) error {
			_, err := late.Interviews().Advance(ctx, w.iv.ID)
			return err
		}},
		{"model_reply", (*world).held, func(ctx context.Context, w *world, late *hirealign.Tenant) error {
			_, err := late.Scorecards().Draft(ctx, w.iv.ID)
			return err
		}},
		{"transcript", (*world).held, func(ctx context.Context, w *world, late *hirealign.Tenant) error {
			notes, err := transcript.FromNotes("n-late", w.who.Ken, "- CANARY-NOTES Priya led it\n")
			require.NoError(w.t, err)
			_, err = late.Interviews().AddTranscript(ctx, w.who.Ken, w.iv.ID, notes)
			return err
		}},
		{"scorecard_draft", func(w *world) { w.held(); w.draftOf(w.who.Ken) }, func(ctx context.Context, w *world, late *hirealign.Tenant) error {
			_, err := late.Scorecards().AddNote(ctx, w.draftOf(w.who.Ken).ID, scorecard.Note{Text: "CANARY-NOTE", By: w.who.Ken})
			return err
		}},
		{"scorecard", func(w *world) { w.held(); w.draftOf(w.who.Ken) }, func(ctx context.Context, w *world, late *hirealign.Tenant) error {
			d := w.draftOf(w.who.Ken)
			_, err := late.Scorecards().Submit(ctx, w.who.Ken, d.ID, w.submission(w.who.Ken, d, 2))
			return err
		}},
		{"summary", ready, func(ctx context.Context, w *world, late *hirealign.Tenant) error {
			_, err := late.Summaries().Draft(ctx, w.app.ID)
			return err
		}},
		{"scorecard_suggestions", ready, func(ctx context.Context, w *world, late *hirealign.Tenant) error {
			_, err := late.Scorecards().Suggestions(ctx, w.who.Sofia, w.draftOf(w.who.Sofia).ID)
			return err
		}},
		{"consent", func(w *world) { w.held(); w.second() }, func(ctx context.Context, w *world, late *hirealign.Tenant) error {
			_, err := late.Privacy().Record(ctx, w.who.Marcus, w.app.Candidate, privacy.Entry{Scope: privacy.Reuse, Text: "CANARY-notice"})
			return err
		}},
		{"application", (*world).held, func(ctx context.Context, w *world, late *hirealign.Tenant) error {
			_, err := late.Requisitions().Apply(ctx, w.who.Marcus, w.req.ID, w.app.Candidate, requisition.Referral, requisition.ExternalRef{System: "ats", ID: "CANARY-ref"})
			return err
		}},
	} {
		for name, keys := range map[string]privacy.Keyring{"sealed": privacy.NewMemoryKeyring(), "in the clear": nil} {
			t.Run(string(c.kind)+" "+name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.with(hirealign.Options{Keyring: keys})
				c.prepare(w)
				p := &provider{answer: quoting}
				opts := drafting(t, p)
				if c.kind != "model_reply" {
					opts.Scorecards = nil
				}
				opts.Levels, opts.Keyring = &drafts{}, keys
				w.overtake(opts, c.kind, func(late *hirealign.Tenant) error { return c.act(t.Context(), w, late) })
				after := stored(t, w.store)
				for _, s := range theirs {
					require.NotContains(t, strings.ReplaceAll(after, "CANARY-REASON", ""), s)
				}
				require.NotContains(t, after, string(c.kind)+" n-late")
				_, err := w.in.Verify(t.Context())
				require.NoError(t, err)
			})
		}
	}
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
