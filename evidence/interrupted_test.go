package evidence_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/transcript"
)

// A quote may go on behind what a listener puts in, as long as nobody asks; the words
// of the listener are neither quoted nor do they turn what the speaker says.
func TestAQuoteGoesOnBehindAListener(t *testing.T) {
	t.Parallel()
	const (
		first = "At the plant we moved all of the old forms to the new label printer"
		then  = "and after that the night shift was three people smaller."
		whole = first + " " + then
		gap   = first + "... the night shift was three people smaller."
	)
	for _, c := range []struct {
		between, then, quote string
		want                 bool
	}{
		{"Fine.", then, whole, true},
		{"Well {disfmarker}", then, whole, true},
		{"Oh. That could work. I like that.", then, whole, true},
		{"{vocalsound} .", then, whole, true},
		{"That is forty percent of those who don't...", then, whole, true},
		{"That is forty percent of those who don't...", then, gap, true},
		{"And who decided that?", then, whole, false},
		{"And the night shift did it?", then, gap, false},
		{"Oh. That could work.", then, first + " that could work " + then, false},
		{"Oh. That could work.", "but after that the night shift was never smaller.", whole, false},
		{"Oh. That could work.", "and after that I don't think the night shift was three people smaller.", gap, false},
	} {
		var src evidence.Source
		src.Ref = evidence.SourceRef{Kind: evidence.TranscriptSource, ID: "x", Hash: "h"}
		for i, text := range []string{"Tell me about the plant.", first, c.between, c.then} {
			speaker := evidence.Speaker{ID: "a", Role: transcript.Interviewer}
			if i%2 == 1 {
				speaker = evidence.Speaker{ID: "c", Role: transcript.Candidate}
			}
			src.Passages = append(src.Passages, evidence.Passage{ID: strconv.Itoa(i), Speaker: speaker, Text: text})
		}
		f := evidence.NewIndex(src).Verify(evidence.Claim{Quote: c.quote, Speaker: "c"}, evidence.CandidateOnly())
		require.Equal(t, c.want, f.Admissible(), "%q: %q: %v %v %v", c.between, c.quote, f.Grade, f.Flags, f.Edits)
		if c.want {
			require.Equal(t, "c", f.Citation.Speaker.ID)
			for _, s := range f.Citation.Spans {
				require.NotEqual(t, "2", s.Segment, "the listener's words are not cited")
			}
		}
	}
}

func TestAConditionOfTheNextSentenceIsItsOwn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		first, then string
		want        bool
	}{
		{"And so it took quite a while to get it all moved up there , {disfmarker}", "If you talk about something simple , then you can do that right away .", true},
		{"And so it took quite a while to get it all moved up there , {disfmarker}", "if you talk about something simple , then you can do that right away .", false},
		{"And so it took quite a while to get it all moved up there ,", "If you talk about something simple , then you can do that right away .", false},
		{"And so it took quite a while to get it all moved up there , {disfmarker}", "If they paid for it .", false},
	} {
		var src evidence.Source
		src.Ref = evidence.SourceRef{Kind: evidence.TranscriptSource, ID: "x", Hash: "h"}
		for i, text := range []string{"Tell me about it.", c.first, "Okay .", c.then} {
			speaker := evidence.Speaker{ID: "a", Role: transcript.Interviewer}
			if i%2 == 1 {
				speaker = evidence.Speaker{ID: "c", Role: transcript.Candidate}
			}
			src.Passages = append(src.Passages, evidence.Passage{ID: strconv.Itoa(i), Speaker: speaker, Text: text})
		}
		f := evidence.NewIndex(src).Verify(evidence.Claim{Quote: "it took quite a while to get it all moved up there", Speaker: "c"}, evidence.CandidateOnly())
		require.Equal(t, c.want, f.Admissible(), "%q: %v", c.then, f.Flags)
	}
}
