package hirealign_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/transcript"
)

// exchanged is a transcript whose file credits the candidate's words to the interviewer
// and the reverse.
func exchanged() transcript.Transcript {
	tr := fixture.Transcript()
	tr.ID, tr.Segments = "tr-exchanged", nil
	for i := range 8 {
		for k, text := range []string{
			"Thank you for that. Now tell me about the worst production incident that you owned, and how you told your team?",
			"That was the double refunds. I opened the channel and wrote that I am leading this, and we stopped the crediting before anybody looked for the cause.",
		} {
			tr.Segments = append(tr.Segments, transcript.Segment{ID: transcript.SegmentID(fmt.Sprintf("x%d-%d", i, k)), Speaker: []transcript.SpeakerID{"sp2", "sp1"}[k], Text: text})
		}
	}
	return tr
}

// TestExchangedLabelsWaitForAPerson follows an interview whose file credits the
// candidate's words to the interviewer and the reverse.
func TestExchangedLabelsWaitForAPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	ctx := t.Context()
	tr := exchanged()
	_, err := w.in.Interviews().AddTranscript(ctx, w.who.Marcus, w.iv.ID, tr)
	require.NoError(t, err)
	d := w.draftOf(w.who.Sofia)
	require.Equal(t, []transcript.Reason{transcript.LabelsInverted}, d.Abstained[0].Reasons)
	for _, e := range d.Entries {
		for _, it := range e.Evidence {
			require.NotEqual(t, "tr-exchanged", it.Citation.Source.ID)
		}
	}
	require.Equal(t, d.DraftedAt, w.draftOf(w.who.Sofia).DraftedAt)
	require.Equal(t, d.Abstained, w.summary().Abstained)

	_, err = w.in.Interviews().ConfirmRoles(ctx, actor.Human{}, w.iv.ID, "tr-exchanged", nil)
	require.ErrorIs(t, err, actor.ErrInvalid)
	_, err = w.in.Interviews().ConfirmRoles(ctx, w.who.Sofia, w.iv.ID, "tr-other", nil)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	_, err = w.in.Interviews().ConfirmRoles(ctx, w.who.Sofia, w.iv.ID, "tr-exchanged", map[string]transcript.Role{"Nobody": transcript.Candidate})
	require.ErrorIs(t, err, transcript.ErrUnknownSpeaker)
	got, err := w.in.Interviews().ConfirmRoles(ctx, w.who.Sofia, w.iv.ID, "tr-exchanged", map[string]transcript.Role{"Sofia": transcript.Candidate, "Priya": transcript.Interviewer})
	require.NoError(t, err)
	require.Equal(t, w.who.Sofia, got.RolesConfirmed.By)

	d = w.draftOf(w.who.Sofia)
	require.Empty(t, d.Abstained)
	cited := 0
	entry, _ := d.Entry("incidents")
	for _, it := range entry.Evidence {
		if it.Citation.Source.ID == "tr-exchanged" {
			require.Equal(t, "Sofia", it.Citation.Speaker.Name)
			cited++
		}
	}
	require.Positive(t, cited, "the words of the one who answers count now")
	log, err := w.store.Log(ctx, "acme", 0, 1000)
	require.NoError(t, err)
	found := false
	for _, e := range log {
		found = found || e.Topic == "interview.roles_confirmed"
	}
	require.True(t, found, "the confirmation is an act in the log")
}
