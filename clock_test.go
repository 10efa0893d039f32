package hirealign_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
)

// TestTheHostsClockJumps sets the clock back and forth between acts, as a host does
// whose time was wrong. The order of things is the log's and not the clock's: acts
// are in the order of their commits and tell the time that the host had; a card's
// deadline hangs on the interview; and what retention lists in a wrong hour is
// deleted only by an act, and not listed any more in the right one.
func TestTheHostsClockJumps(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	w.draftOf(w.who.Sofia)
	right := w.now
	deadlines := func() map[string]time.Time {
		out := map[string]time.Time{}
		for _, d := range w.due() {
			if d.For == requisition.ForScorecard {
				out[d.Person] = d.Due
			}
		}
		return out
	}
	want := deadlines()
	require.Len(t, want, 2)
	head, err := w.in.Verify(ctx)
	require.NoError(t, err)

	w.now = right.AddDate(0, 0, -45)
	require.Equal(t, want, deadlines())
	d := w.draftOf(w.who.Sofia)
	_, err = w.in.Scorecards().Submit(ctx, w.who.Sofia, d.ID, w.submission(w.who.Sofia, d, 3))
	require.True(t, fault.Has(err, "scorecard.submitted_before_end"), "a card from before the interview is refused, and the draft stays")
	w.now = right.Add(-30 * time.Minute)
	early := w.submit(w.who.Sofia, 3)
	require.Equal(t, w.now, early.SubmittedAt())
	require.False(t, early.Late())
	w.now = right.AddDate(0, 0, 400)
	late := w.submit(w.who.Ken, 2)
	require.True(t, late.Late())
	require.False(t, late.PostReveal(), "the round was open, whatever the clock says")
	w.now = right.AddDate(-3, 0, 0)
	_, err = w.in.Scorecards().Get(ctx, w.who.Ken, early.ID())
	require.NoError(t, err, "shown since the last card came, also by a clock before that")
	w.summary()
	app, err := w.in.Requisitions().Reject(ctx, w.who.Marcus, w.app.ID, "withdrawn by the panel")
	require.NoError(t, err)
	require.Equal(t, requisition.Rejected, app.Status)

	grown, err := w.in.Verify(ctx, head)
	require.NoError(t, err)
	seq, backwards := uint64(0), 0
	var before time.Time
	for a, err := range w.in.Acts(ctx, w.who.Ines, 0) {
		require.NoError(t, err)
		require.Greater(t, a.Seq, seq)
		seq = a.Seq
		if a.Act.At.Before(before) {
			backwards++
		}
		before = a.Act.At
	}
	require.Equal(t, grown.Seq, seq)
	require.Equal(t, 2, backwards, "an act tells the time that the host had")

	policy := privacy.Policy{Version: "1", Rules: []privacy.Rule{{Kind: "transcript", AtMostDays: 30, Source: "house rule"}}}
	listed := func(at time.Time) int {
		w.now = at
		due, err := w.in.Privacy().Retention(ctx, w.who.Ines, policy)
		require.NoError(t, err)
		return len(due)
	}
	ended := right.AddDate(-3, 0, 0)
	require.Equal(t, 0, listed(ended.AddDate(0, 0, -100)))
	require.Equal(t, 1, listed(ended.AddDate(10, 0, 0)))
	require.Equal(t, 0, listed(ended.AddDate(0, 0, 1)))
	ts, err := w.in.Interviews().Transcripts(ctx, w.who.Marcus, w.iv.ID)
	require.NoError(t, err)
	require.Len(t, ts, 1)
}
