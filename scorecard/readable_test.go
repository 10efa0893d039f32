package scorecard_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
)

// exchanged is a conversation in which the labels of both sides are exchanged.
func exchanged() transcript.Transcript {
	t := fixture.Transcript()
	t.ID, t.Segments = "tr-exchanged", nil
	for i := range 8 {
		for k, text := range []string{
			"Thank you for that. Now tell me about the worst production incident that you owned, and how you told your team?",
			"That was the double refunds. I opened the channel and wrote that I am leading this, and we stopped the crediting before anybody looked for the cause.",
		} {
			t.Segments = append(t.Segments, transcript.Segment{ID: transcript.SegmentID(fmt.Sprintf("x%d-%d", i, k)), Speaker: []transcript.SpeakerID{"sp2", "sp1"}[k], Text: text})
		}
	}
	return t
}

func TestDraftingAbstainsWithAReason(t *testing.T) {
	t.Parallel()
	summaryOnly := fixture.Transcript()
	summaryOnly.ID, summaryOnly.Fidelity = "tr-summary", transcript.SummaryOnly
	nobody := fixture.Transcript()
	nobody.ID, nobody.Speakers = "tr-nobody", []transcript.Speaker{{ID: "sp1", Label: "A"}, {ID: "sp2", Label: "B"}}
	req := scorecard.Request{Rubric: fixture.Locked(t), Assignment: fixture.Assignment(t), Transcripts: []transcript.Transcript{summaryOnly, exchanged(), fixture.Transcript(), nobody}}
	quote := func(id transcript.ID, text string) scorecard.ProposedEvidence {
		return scorecard.ProposedEvidence{Competency: "incidents", Transcript: id, Claim: evidence.Claim{Quote: text}}
	}
	const stopped = "I stopped the crediting before anybody looked for the cause"
	d, err := scorecard.NewDraft("sc-1", req, scorecard.Proposal{Claims: []scorecard.ProposedEvidence{
		quote("tr-summary", stopped), quote("tr-exchanged", "we stopped the crediting before anybody looked for the cause"), quote("tr-1", stopped), quote("tr-nobody", stopped),
	}}, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, []scorecard.Abstention{
		{Transcript: "tr-summary", Reasons: []transcript.Reason{transcript.SummaryInstead}},
		{Transcript: "tr-exchanged", Reasons: []transcript.Reason{transcript.LabelsInverted}},
		{Transcript: "tr-nobody", Reasons: []transcript.Reason{transcript.RoleMissing}},
	}, d.Abstained)
	require.Len(t, d.Refused, 3)
	require.Len(t, d.Sources, 1)
	entry, _ := d.Entry("incidents")
	require.Len(t, entry.Evidence, 1)
	for _, c := range d.Coverage {
		require.NotEqual(t, "tr-exchanged", c.Source.ID)
	}
	require.True(t, d.MadeFrom(req.Transcripts))

	corrected, err := fixture.Transcript().AssignRole("Priya", transcript.Observer, transcript.Manual)
	require.NoError(t, err)
	corrected, err = corrected.AssignRole("Sofia", transcript.Candidate, transcript.Manual)
	require.NoError(t, err)
	require.False(t, d.MadeFrom([]transcript.Transcript{summaryOnly, exchanged(), corrected, nobody}), "who is cited is no longer the candidate")

	confirmed, err := exchanged().ConfirmRoles(fixture.People(t).Dana, fixture.Now)
	require.NoError(t, err)
	req.Transcripts[1] = confirmed
	require.False(t, d.MadeFrom(req.Transcripts), "the draft has to be made again")
	_, left := scorecard.Readable(req.Transcripts)
	require.Len(t, left, 2)
}

// TestAnAlarmBlocksEvidenceEverywhere holds where no draft is made: in whatever
// takes evidence of such a transcript.
func TestAnAlarmBlocksEvidenceEverywhere(t *testing.T) {
	t.Parallel()
	tr := exchanged()
	const asked = "tell me about the worst production incident that you owned"
	f := evidence.NewIndex(evidence.FromTranscript(tr)).Verify(evidence.Claim{Quote: asked}, evidence.CandidateOnly())
	require.False(t, f.Admissible())
	require.Contains(t, f.Flags, evidence.UnknownSpeaker)
	confirmed, err := tr.ConfirmRoles(fixture.People(t).Dana, fixture.Now)
	require.NoError(t, err)
	f = evidence.NewIndex(evidence.FromTranscript(confirmed)).Verify(evidence.Claim{Quote: asked}, evidence.CandidateOnly())
	require.True(t, f.Admissible(), "a person has vouched for the roles")
}
