package hirealign_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/engine/extractive"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/internal/ident"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
)

// advance calls Advance until nothing is due.
func (w *world) advance() (done []hirealign.Step, last hirealign.Next) {
	w.t.Helper()
	for {
		n, err := w.in.Interviews().Advance(w.t.Context(), w.iv.ID)
		require.NoError(w.t, err)
		if n.Done == "" {
			return done, n
		}
		require.Less(w.t, len(done), 20, "it does not end")
		done = append(done, n.Done)
	}
}

func TestAdvanceGoesFromTranscriptToPacket(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	done, n := w.advance()
	require.Equal(t, []hirealign.Step{hirealign.StepDraft, hirealign.StepDraft, hirealign.StepSummary}, done)
	due := w.iv.Actual.End.Add(24 * time.Hour)
	require.Equal(t, hirealign.Next{Step: hirealign.StepReminder, At: due}, n)

	w.submit(w.who.Ken, 2)
	w.now = due
	done, n = w.advance()
	require.Equal(t, []hirealign.Step{hirealign.StepReminder}, done)
	require.Equal(t, hirealign.Next{}, n, "software waits for Sofia")
	require.Equal(t, 1, count(w.kinds(), "scorecard.reminder_due"), "Ken's card is in")

	w.submit(w.who.Sofia, 3)
	done, n = w.advance()
	require.Equal(t, []hirealign.Step{hirealign.StepPacket}, done)
	require.Equal(t, hirealign.Next{}, n)
	done, _ = w.advance()
	require.Empty(t, done, "once")
	kinds := w.kinds()
	for kind, n := range map[string]int{
		"scorecard.drafted": 2, "summary.drafted": 1, "debrief.ready": 1, "debrief.revealed": 0, "scorecard.submitted": 2, "model.replied": 0,
	} {
		require.Equal(t, n, count(kinds, kind), kind)
	}
	p, err := w.in.Debriefs().Open(t.Context(), w.who.Dana, w.req.ID, w.app.ID)
	require.NoError(t, err, "a human reveals it")
	require.Len(t, p.Finalists, 1)
	_, err = w.in.Verify(t.Context())
	require.NoError(t, err)
}

func TestAdvanceWaitsForARecordAndThenPreparesBlankCards(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.unrecorded()
	at := w.iv.Actual.End.Add(time.Hour)
	w.now = w.iv.Actual.End
	done, n := w.advance()
	require.Empty(t, done)
	require.Equal(t, hirealign.Next{Step: hirealign.StepDraft, At: at}, n)
	job, ok := w.in.Interviews().Wake(w.iv.ID, n)
	require.True(t, ok)
	require.Equal(t, at, job.NotBefore)
	w.now = at
	done, _ = w.advance()
	require.Equal(t, []hirealign.Step{hirealign.StepDraft, hirealign.StepDraft}, done, "without a summary: nothing was recorded")
	_, err := w.in.Interviews().AddTranscript(t.Context(), w.who.Marcus, w.iv.ID, fixture.Transcript())
	require.NoError(t, err)
	done, _ = w.advance()
	require.Equal(t, []hirealign.Step{hirealign.StepDraft, hirealign.StepDraft, hirealign.StepSummary}, done)
	require.NotEmpty(t, w.draftOf(w.who.Sofia).EvidenceFor("incidents"))
}

func TestAdvanceDoesNothingWhereNothingIsDue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	_, err := w.in.Interviews().Advance(ctx, "iv-9")
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	w.held()
	slot := requisition.Slot{Start: w.now.Add(time.Hour), End: w.now.Add(2 * time.Hour), Zone: "UTC"}
	planned, err := w.in.Interviews().Schedule(ctx, w.who.Marcus, w.app.ID, "r-1", slot)
	require.NoError(t, err)
	before := w.store.Commits()
	for range 2 {
		n, err := w.in.Interviews().Advance(ctx, planned.ID)
		require.NoError(t, err)
		require.Equal(t, hirealign.Next{}, n, "it is still to be held")
		_, ok := w.in.Interviews().Wake(planned.ID, n)
		require.False(t, ok)
		_, err = w.in.Interviews().Cancel(ctx, w.who.Marcus, planned.ID)
		if err == nil {
			before++
		}
	}
	_, err = w.in.Requisitions().Withdraw(ctx, w.who.Marcus, w.app.ID, "another offer")
	require.NoError(t, err)
	done, n := w.advance()
	require.Empty(t, done, "the application has ended")
	require.Equal(t, hirealign.Next{}, n)
	require.Equal(t, before+1, w.store.Commits(), "nothing but the withdrawal was stored")
}

// drafter counts what it is asked, and takes as long as the test says.
type drafter struct {
	scorecard.Drafter
	calls atomic.Int64
	wait  func(context.Context) error
}

func (d *drafter) DraftScorecard(ctx context.Context, req scorecard.Request) (scorecard.Proposal, error) {
	d.calls.Add(1)
	if err := d.wait(ctx); err != nil {
		return scorecard.Proposal{}, err
	}
	return d.Drafter.DraftScorecard(ctx, req)
}

// service is another machine over the same store.
func (w *world) service(o hirealign.Options) *hirealign.Tenant {
	w.t.Helper()
	o.Now, o.NewID = func() time.Time { return w.now }, ident.V7
	svc, err := hirealign.New(w.store, &o)
	require.NoError(w.t, err)
	return svc.Tenant("acme")
}

func TestAdvanceOnManyMachinesAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	d := &drafter{Drafter: extractive.New(), wait: func(context.Context) error { time.Sleep(5 * time.Millisecond); return nil }}
	var wg sync.WaitGroup
	for range 8 {
		in := w.service(hirealign.Options{Scorecards: d})
		wg.Go(func() {
			for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
				n, err := in.Interviews().Advance(t.Context(), w.iv.ID)
				if err != nil && !errors.Is(err, hirealign.ErrConflict) {
					t.Error(err)
					return
				}
				if err == nil && n.Step == hirealign.StepReminder {
					return
				}
			}
			t.Error("it does not end")
		})
	}
	wg.Wait()
	require.EqualValues(t, 2, d.calls.Load(), "one call for each panelist")
	require.Equal(t, 2, count(w.kinds(), "scorecard.drafted"))
	require.Equal(t, 1, count(w.kinds(), "summary.drafted"))
}

func TestTwoDraftsAtOnceAreOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	var both sync.WaitGroup
	both.Add(2)
	var calls atomic.Int64
	d := &drafter{Drafter: extractive.New(), wait: func(context.Context) error {
		if calls.Add(1) <= 2 { // the first seat, in each of the two
			both.Done()
			both.Wait()
		}
		return nil
	}}
	errs := make(chan error, 2)
	for range 2 {
		in := w.service(hirealign.Options{Scorecards: d})
		go func() {
			_, err := in.Scorecards().Draft(t.Context(), w.iv.ID)
			errs <- err
		}()
	}
	first, second := <-errs, <-errs
	require.ErrorIs(t, errors.Join(first, second), hirealign.ErrConflict)
	require.True(t, first == nil || second == nil)
	page, err := w.store.List(t.Context(), "acme", storage.Query{Kind: "scorecard_draft"})
	require.NoError(t, err)
	require.Len(t, page.Records, 2, "one for each seat")
}

func TestWhoDiesInADraftIsReplacedWhenItsTimeIsOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	started, hang := make(chan struct{}), make(chan struct{})
	d := &drafter{Drafter: extractive.New(), wait: func(context.Context) error {
		close(started)
		<-hang
		return nil
	}}
	dead := w.service(hirealign.Options{Scorecards: d})
	over := make(chan error)
	go func() {
		_, err := dead.Interviews().Advance(t.Context(), w.iv.ID)
		over <- err
	}()
	<-started
	n, err := w.in.Interviews().Advance(t.Context(), w.iv.ID)
	require.NoError(t, err)
	require.Equal(t, hirealign.Next{Step: hirealign.StepDraft, At: w.now.Add(3 * time.Minute)}, n, "somebody is at it")
	w.now = n.At
	done, _ := w.advance()
	require.Equal(t, []hirealign.Step{hirealign.StepDraft, hirealign.StepDraft, hirealign.StepSummary}, done)
	close(hang)
	require.NoError(t, <-over, "the one that was thought dead finds it done")
	require.Equal(t, 2, count(w.kinds(), "scorecard.drafted"))
}

func TestTheDeadlineOfTheCallIsHowLongItsDraftMayTake(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	d := &drafter{Drafter: extractive.New(), wait: func(ctx context.Context) error {
		<-ctx.Done()
		n, err := w.in.Interviews().Advance(t.Context(), w.iv.ID)
		if err == nil && (n.Step != hirealign.StepDraft || n.At.Sub(w.now) > 50*time.Millisecond) {
			t.Error(n)
		}
		return errors.Join(ctx.Err(), err)
	}}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := w.service(hirealign.Options{Scorecards: d}).Interviews().Advance(ctx, w.iv.ID)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	done, _ := w.advance()
	require.Equal(t, []hirealign.Step{hirealign.StepDraft, hirealign.StepDraft, hirealign.StepSummary}, done, "it was left for others at once")
}

func TestADrafterThatFailsHoldsUpNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	down := errors.New("the model is down")
	d := &drafter{Drafter: extractive.New(), wait: func(context.Context) error { return down }}
	w.in = w.service(hirealign.Options{Scorecards: d})
	ctx := t.Context()
	_, err := w.in.Interviews().Advance(ctx, w.iv.ID)
	require.ErrorIs(t, err, down)
	_, err = w.in.Interviews().Advance(ctx, w.iv.ID)
	require.ErrorIs(t, err, down, "it may be tried again at once")
	require.EqualValues(t, 2, d.calls.Load())
	w.now = w.iv.Actual.End.Add(24 * time.Hour)
	n, err := w.in.Interviews().Advance(ctx, w.iv.ID)
	require.NoError(t, err)
	require.Equal(t, hirealign.StepReminder, n.Done)
	_, err = w.in.Interviews().Advance(ctx, w.iv.ID)
	require.ErrorIs(t, err, down)
	require.Equal(t, 2, count(w.kinds(), "scorecard.reminder_due"), "once for each panelist")
}

// A process may die at any commit, before it or after it. Another one goes on, and
// nothing is there twice.
func TestAdvanceSurvivesACrashAtEveryCommit(t *testing.T) {
	t.Parallel()
	walked := map[bool]int{}
	for _, after := range []bool{false, true} {
		for n := 0; ; n++ {
			w := newWorld(t)
			w.held()
			w.submitDue()
			mortal := &crashing{Driver: w.store, left: n, after: after}
			svc, err := hirealign.New(mortal, &hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.Sequence("dead")})
			require.NoError(t, err)
			crashed := false
			for !crashed {
				next, err := svc.Tenant("acme").Interviews().Advance(t.Context(), w.iv.ID)
				if crashed = err != nil; !crashed && next.Done == "" {
					break
				}
			}
			w.now = w.now.Add(3 * time.Minute)
			done, last := w.advance()
			require.Equal(t, hirealign.Next{}, last)
			kinds := w.kinds()
			for kind, want := range map[string]int{"scorecard.drafted": 2, "summary.drafted": 1, "scorecard.reminder_due": 2} {
				require.Equal(t, want, count(kinds, kind), "%s after a crash at commit %d", kind, n)
			}
			if !crashed {
				require.Empty(t, done)
				break
			}
			walked[after]++
		}
	}
	require.Equal(t, map[bool]int{false: 7, true: 7}, walked, "three steps with a claim, and the reminder")
}

// submitDue lets both cards be due.
func (w *world) submitDue() { w.now = w.iv.Actual.End.Add(24 * time.Hour) }

// crashing commits so many times. Then everything fails, and one more commit takes
// place before, where after is set.
type crashing struct {
	storage.Driver
	left  int
	after bool
	dead  bool
}

var errDead = errors.New("the process is dead")

func (c *crashing) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	if c.dead || c.left == 0 {
		if !c.dead && c.after {
			_, err := c.Driver.Commit(ctx, t, b)
			if err != nil {
				return storage.Result{}, err
			}
		}
		c.dead = true
		return storage.Result{}, errDead
	}
	c.left--
	return c.Driver.Commit(ctx, t, b)
}

func TestAnUnknownOutcomeIsAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	w.store.LoseNext()
	n, err := w.in.Interviews().Advance(t.Context(), w.iv.ID)
	require.NoError(t, err)
	require.Equal(t, hirealign.StepDraft, n.Done)
	w.store.FailNext(storage.ErrUnavailable)
	_, err = w.in.Interviews().Advance(t.Context(), w.iv.ID)
	require.ErrorIs(t, err, storage.ErrUnavailable)
	done, _ := w.advance()
	require.Equal(t, []hirealign.Step{hirealign.StepDraft, hirealign.StepSummary}, done)
}

func TestQualityAsksForRoles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.unrecorded()
	tr := exchanged()
	_, err := w.in.Interviews().AddTranscript(ctx, w.who.Marcus, w.iv.ID, tr)
	require.NoError(t, err)
	done, _ := w.advance()
	require.Equal(t, []hirealign.Step{hirealign.StepQuality, hirealign.StepDraft, hirealign.StepDraft, hirealign.StepSummary}, done)
	require.Empty(t, w.draftOf(w.who.Sofia).EvidenceFor("incidents"), "nothing was drafted from exchanged labels")
	roles := func() int {
		return len(slices.DeleteFunc(w.due(), func(d requisition.Waiting) bool { return d.For != requisition.ForRoles || d.Person != "u-marcus" }))
	}
	require.Equal(t, 1, roles())
	_, err = w.in.Interviews().ConfirmRoles(ctx, w.who.Marcus, w.iv.ID, tr.ID, map[string]transcript.Role{
		"Sofia": transcript.Candidate, "Priya": transcript.Interviewer,
	})
	require.NoError(t, err)
	require.Zero(t, roles())
	done, _ = w.advance()
	require.Equal(t, []hirealign.Step{hirealign.StepDraft, hirealign.StepDraft, hirealign.StepSummary}, done)
	require.NotEmpty(t, w.draftOf(w.who.Sofia).EvidenceFor("incidents"))
}

func TestAdvanceAsksForConsentEachTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	d := &drafter{Drafter: extractive.New(), wait: func(context.Context) error { return nil }}
	w.in = w.service(hirealign.Options{Scorecards: d})
	w.advance()
	require.EqualValues(t, 2, d.calls.Load())
	_, err := w.in.Privacy().Withdraw(t.Context(), w.who.Marcus, w.app.Candidate, privacy.Drafting, "")
	require.NoError(t, err)
	done, _ := w.advance()
	require.Equal(t, []hirealign.Step{hirealign.StepDraft, hirealign.StepDraft}, done, "blank cards, and no summary")
	require.EqualValues(t, 2, d.calls.Load(), "no software reads it any more")
	require.Empty(t, w.draftOf(w.who.Sofia).EvidenceFor("incidents"))
	w.now = w.now.Add(time.Minute)
	require.NoError(t, agree(t.Context(), w.in, w.who.Marcus, w.app.Candidate))
	done, _ = w.advance()
	require.Equal(t, []hirealign.Step{hirealign.StepDraft, hirealign.StepDraft}, done, "and again, once they agree again")
}
