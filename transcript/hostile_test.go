package transcript_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/transcript"
)

// crowd is a conversation that no meeting ever was: n segments of so many speakers and
// tracks, all of them from the start to the end.
func crowd(n, speakers, tracks int) transcript.Transcript {
	t := transcript.Transcript{SchemaVersion: transcript.SchemaVersion, ID: "crowd"}
	for i := range speakers {
		t.Speakers = append(t.Speakers, transcript.NewSpeaker(transcript.SpeakerID(fmt.Sprint("sp", i)), fmt.Sprint("Speaker ", i)))
	}
	for i := range n {
		t.Segments = append(t.Segments, transcript.Segment{
			ID: transcript.SegmentID(fmt.Sprint("s", i)), Speaker: t.Speakers[i%speakers].ID, Track: transcript.TrackID(fmt.Sprint(i % tracks)),
			Start: transcript.At(0), End: transcript.At(1 << 40), Text: fmt.Sprintf("word%d is what I said about it", i),
		})
	}
	return t
}

// hostile are transcripts that make a careless reader compare everything with everything.
func hostile(n int) map[string]transcript.Transcript {
	again := strings.Repeat("a ", 4*n)
	two := crowd(2, 1, 1)
	two.Segments[0].Text, two.Segments[1].Text = again+"b", again+again
	brackets := crowd(1, 1, 1)
	brackets.Segments[0].Text = strings.Repeat("[", 16*n) + "]"
	return map[string]transcript.Transcript{
		"one speaker at a time": crowd(n, 1, 1), "everybody at a time": crowd(n, n, 1), "everybody on two tracks": crowd(n, n, 2),
		"one word again": two, "brackets": brackets,
	}
}

// work does all that looks at more than one segment at a time.
func work(t transcript.Transcript) {
	t.Turns()
	t.Exchanges()
	t.Metrics()
	t.Assess(transcript.Candidate)
	t.InferRoles([]string{"What did you do about the outage of last year?"})
	t.MarkRedactions()
	transcript.MergeTracks(t, t)
	next := t
	next.Segments = make([]transcript.Segment, len(t.Segments))
	for i, s := range t.Segments {
		s.ID, s.Text = "n"+s.ID, "well, "+s.Text
		next.Segments[i] = s
	}
	transcript.Carry(t, next)
}

func TestHostileTranscripts(t *testing.T) {
	t.Parallel()
	for name, tr := range hostile(200) {
		require.NoError(t, tr.Validate(), name)
		require.NotPanics(t, func() { work(tr) }, name)
	}
	// Values that nobody has validated cost nobody a crash either.
	odd := timed("a 0 1000 What did you do?", "b 1000 2000 I led it.", "a 2000 3000 "+strings.Repeat("' ", 20)+"?", "b 3000 4000 Fine.")
	odd.Segments[1].Words = []transcript.Word{{StartByte: 5, EndByte: 90, Start: transcript.At(0), End: transcript.At(1)}, {StartByte: -4, EndByte: 2, Start: transcript.At(0), End: transcript.At(1)}}
	require.NotPanics(t, func() { work(odd) })
	require.Equal(t, int64(1000), of(odd.Metrics(), "a").TalkMs.Value-1000)
}

// BenchmarkHostile shows that the time for such transcripts grows with their size and
// no faster: the larger one takes eight times as long.
func BenchmarkHostile(b *testing.B) {
	for _, n := range []int{1000, 8000} {
		for name, t := range hostile(n) {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					work(t)
				}
			})
		}
	}
}

func TestInterruptionsAreCountedAsTheyAreDefined(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		var tr transcript.Transcript
		for who := range rapid.IntRange(1, 5).Draw(r, "speakers") {
			id := transcript.SpeakerID(fmt.Sprint(who))
			tr.Speakers = append(tr.Speakers, transcript.Speaker{ID: id})
			at := int64(0)
			for range rapid.IntRange(0, 6).Draw(r, "segments") {
				at += 100 * rapid.Int64Range(3, 30).Draw(r, "pause")
				end := at + 100*rapid.Int64Range(1, 40).Draw(r, "length")
				text := rapid.SampledFrom([]string{"We chose the other one.", "yeah"}).Draw(r, "text")
				tr.Segments = append(tr.Segments, transcript.Segment{
					ID: transcript.SegmentID(fmt.Sprint(len(tr.Segments))), Speaker: id, Start: transcript.At(at), End: transcript.At(end), Text: text,
				})
				at = end
			}
		}
		ms := func(o transcript.Offset) int64 { v, _ := o.Ms(); return v }
		want := map[transcript.SpeakerID]int64{}
		for _, b := range tr.Segments {
			for _, a := range tr.Segments {
				if a.Speaker != b.Speaker && !transcript.IsBackchannel(a.Text) && !transcript.IsBackchannel(b.Text) && ms(a.Start)+500 <= ms(b.Start) &&
					ms(b.Start)+500 <= ms(a.End) && ms(a.End) <= ms(b.Start)+2000 && ms(a.End) < ms(b.End) {
					want[b.Speaker]++
					break
				}
			}
		}
		for _, s := range tr.Metrics().Speakers {
			require.Equal(r, want[s.Speaker], s.Interruptions.Value, s.Speaker)
		}
	})
}
