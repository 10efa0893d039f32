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

var (
	_ = context.Canceled
	_ = errors.Is
	_ = strings.Contains
	_ sync.Mutex
	_ debrief.ID
	_ = ident.V7
	_ privacy.Keyring
	_ requisition.ID
	_ storage.Tenant
	_ transcript.ID
)
