package transcript_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/transcript"
)

func TestWhatAQuestionIsRecognisedBy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		lines    []string
		why      [][]transcript.Cue
		followUp []bool
	}{
		{"marks and requests", []string{
			"a 0 1 Tell me about the outage that you led last year, from the first minute to the last of it, please?", "b 1 2 I led it.",
			"a 2 3 Right.", "a 3 4 So when that was over, how did you tell the people who had waited for it all day?", "b 4 5 By mail.",
			"a 5 6 Let us go on to something else, which is the work that you do with people in your team, how do you go about it in a week?", "b 6 7 I pair.",
		}, [][]transcript.Cue{{transcript.QuestionMark, transcript.Request}, {transcript.QuestionMark, transcript.RefersBack}, {transcript.QuestionMark}}, []bool{false, true, false}},
		{"no punctuation", []string{"a 0 1 so what did you do about it", "b 1 2 i led it", "a 2 3 i see that is good to hear"}, [][]transcript.Cue{{transcript.QuestionOrder}}, []bool{false}},
		{"other marks", []string{"a 0 1 何 を しました か？", "b 1 2 x y z"}, [][]transcript.Cue{{transcript.QuestionMark}}, []bool{false}},
		{"nobody answers", []string{"a 0 1 What did you do?"}, nil, nil},
		{"nobody asks", []string{"b 0 1 What did they do?", "a 1 2 I see."}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var why [][]transcript.Cue
			var followUp []bool
			for _, e := range timed(c.lines...).Exchanges() {
				why, followUp = append(why, e.Why), append(followUp, e.FollowUp)
			}
			require.Equal(t, c.why, why)
			require.Equal(t, c.followUp, followUp)
		})
	}
}

func TestWordsBetweenUnknownSpeakersAreATurn(t *testing.T) {
	t.Parallel()
	tr := timed("b 0 1 Yes.", "a 1 2 So you led it alone.", "b 2 3 Yes.", "a 3 4 And nobody helped you.")
	for i := range tr.Segments {
		if tr.Segments[i].Speaker == "a" {
			tr.Segments[i].Speaker = ""
		}
	}
	require.Len(t, tr.Turns(), 4, "only a known speaker goes on after a backchannel")
}
