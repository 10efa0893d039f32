package extractive_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/engine/extractive"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

// TestTopicsAreTheCandidatesOwn tells what is about the candidate's own search from
// stories that use the same words.
func TestTopicsAreTheCandidatesOwn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]summary.Topic{
		"They want an answer by the twentieth of November.":                         summary.Deadline,
		"My notice period is two months to the end of a month.":                     summary.Deadline,
		"So if I sign in November, I could start on the first of February.":         summary.Deadline,
		"I have to tell them by the end of November whether I stay.":                summary.Deadline,
		"I'd need to decide by the end of the week.":                                summary.Deadline,
		"The scheme changed, and everybody had to be on it by the end of October.":  "",
		"I cut the partial files so that we were done by the end of March.":         "",
		"The certificate expires every three months and the job renews it.":         "",
		"We had a deadline in June and the bank would not move it.":                 "",
		"I have an offer, actually, from another payments company.":                 summary.CompetingOffer,
		"I'm in two other processes at the moment, both in Lisbon.":                 summary.CompetingOffer,
		"So the other process still held the lock on that file.":                    "",
		"We had an offer from the vendor to run it for us.":                         "",
		"I am a bit worried about the on-call load, since there were bad nights.":   summary.Concern,
		"So that is, um, honestly, that is my one concern about this role.":         summary.Concern,
		"I'm hesitant about the move, because my family is here.":                   summary.Concern,
		"My manager was concerned that the reports would be late.":                  "",
		"I was a bit worried that the retry would pay the invoice twice.":           "",
		"The security team was nervous about the tokens, so we rotated them.":       "",
		"Their one concern was that the file could arrive twice on the same night.": "",
	} {
		call := transcript.Transcript{ID: "t", Speakers: []transcript.Speaker{
			{ID: "c", Label: "C", Name: "C", Role: transcript.Candidate, RoleSource: transcript.Declared},
		}, Segments: []transcript.Segment{{ID: "1", Speaker: "c", Text: text}}}
		p, err := extractive.New().DraftSummary(t.Context(), summary.Request{Rubric: fixture.Locked(t), Transcripts: []transcript.Transcript{call}})
		require.NoError(t, err)
		var got summary.Topic
		for _, l := range p.Lines {
			got = l.Topic
		}
		require.Equal(t, want, got, text)
	}
}
