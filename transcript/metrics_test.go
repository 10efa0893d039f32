package transcript_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

func ExampleTranscript_Metrics() {
	m := sample().Metrics()
	fmt.Println(m.TalkMs.Known(), m.TalkMs.Basis, "for the whole: the last two segments have no end")
	t := sample()
	t.Segments = t.Segments[:4]
	m = t.Metrics()
	for _, s := range m.Speakers {
		fmt.Println(s.Role, s.TalkMs.Value, "ms,", s.SharePermille.Value, "of 1000 of all talk, from", s.TalkMs.Basis)
	}
	fmt.Println(m.OverlapMs.Value, "ms at the same time")
	// Output:
	// false none for the whole: the last two segments have no end
	// interviewer 3500 ms, 280 of 1000 of all talk, from segments
	// candidate 9000 ms, 720 of 1000 of all talk, from segments
	// 500 ms at the same time
}

// timed is a conversation of lines such as "b 1000 2000 text".
func timed(lines ...string) transcript.Transcript {
	t := transcript.Transcript{ID: "t", Speakers: []transcript.Speaker{
		{ID: "a", Label: "Dana", Role: transcript.Interviewer, RoleSource: transcript.Declared},
		{ID: "b", Label: "Priya", Role: transcript.Candidate, RoleSource: transcript.Declared},
	}}
	for i, l := range lines {
		var who string
		var from, to int64
		if _, err := fmt.Sscan(l, &who, &from, &to); err != nil {
			panic(err)
		}
		t.Segments = append(t.Segments, transcript.Segment{
			ID: transcript.SegmentID(fmt.Sprint(i)), Speaker: transcript.SpeakerID(who), Start: transcript.At(from), End: transcript.At(to), Text: strings.SplitN(l, " ", 4)[3],
		})
	}
	return t
}

func of(m transcript.Metrics, id transcript.SpeakerID) transcript.SpeakerMetrics {
	for _, s := range m.Speakers {
		if s.Speaker == id {
			return s
		}
	}
	return transcript.SpeakerMetrics{}
}

// TestMetricsByHand holds values that were worked out on paper.
func TestMetricsByHand(t *testing.T) {
	t.Parallel()
	tr := timed(
		"a 0 4000 Tell me about the outage that you led.", // talk 4 s
		"b 5000 9000 I led it and I told support,",        // latency 1000
		"a 8000 8400 Mm-hm.",                              // a back-channel
		"b 9100 15000 and then we fixed it for good.",     // the gap of 100 ms is closed
		"a 14000 20000 So what would you do differently?", // begins 1000 before b ends, who stops: an interruption
		"b 22000 23000 Nothing at all, I think.",          // latency 2000
	)
	m := tr.Metrics()
	s := transcript.FromSegments
	require.Equal(t, transcript.Measure{Value: 23000, Basis: s}, m.DurationMs)
	a, b := of(m, "a"), of(m, "b")
	require.Equal(t, transcript.Measure{Value: 4000 + 400 + 6000, Basis: s}, a.TalkMs)
	require.Equal(t, transcript.Measure{Value: 10000 + 1000, Basis: s}, b.TalkMs)
	require.Equal(t, int64(21400), m.TalkMs.Value)
	require.Equal(t, int64(4000+15000+1000), m.SpeechMs.Value, "0 to 4, 5 to 20, 22 to 23 seconds")
	require.Equal(t, int64(1400), m.OverlapMs.Value, "0.4 s and 1 s")
	require.Equal(t, int64(3000), m.SilenceMs.Value)
	require.Equal(t, int64(486), a.SharePermille.Value)
	require.Equal(t, int64(514), b.SharePermille.Value)
	require.Equal(t, int64(10000), b.LongestMs.Value, "bridged over the back-channel")
	require.Equal(t, int64(6000), a.LongestMs.Value)
	require.Equal(t, int64(1), a.Interruptions.Value)
	require.Zero(t, b.Interruptions.Value)
	require.Equal(t, int64(1500), m.ResponseMs.Value, "the median of 1000 and 2000")
	require.Equal(t, int64(-1000), m.PatienceMs.Value)
	require.Equal(t, 4, m.Turns)
	require.Equal(t, int64(3*3600/23), m.SwitchesPerHour.Value)
	require.Equal(t, 2, a.Questions)
	require.Equal(t, 19, b.Words)
	require.Equal(t, int64(19*60/11), b.PacePerMinute.Value)
	require.False(t, b.InCharacters)
}

func TestMetricsPreferTheTimesOfWords(t *testing.T) {
	t.Parallel()
	tr := timed("b 0 10000 we led it")
	for _, w := range []struct{ from, to, start, end int }{{0, 2, 0, 400}, {3, 6, 500, 900}, {7, 9, 5000, 5600}} {
		tr.Segments[0].Words = append(tr.Segments[0].Words, transcript.Word{StartByte: w.from, EndByte: w.to, Start: transcript.At(int64(w.start)), End: transcript.At(int64(w.end))})
	}
	require.Equal(t, transcript.Measure{Value: 900 + 600, Basis: transcript.FromWords}, of(tr.Metrics(), "b").TalkMs, "the gap of 100 ms is closed, the one of 4.1 s is a pause")
	tr.Segments[0].Words = tr.Segments[0].Words[:1]
	require.Equal(t, transcript.Measure{Value: 10000, Basis: transcript.FromSegments}, of(tr.Metrics(), "b").TalkMs, "too few words have times")
}

func TestNothingIsEstimated(t *testing.T) {
	t.Parallel()
	none := timed("a 0 1 What did you do then?", "b 1 2 I led it.")
	for i := range none.Segments {
		none.Segments[i].End = transcript.Offset{}
	}
	m := none.Metrics()
	for _, v := range []transcript.Measure{m.DurationMs, m.SpeechMs, m.SilenceMs, m.OverlapMs, m.TalkMs, m.SwitchesPerHour, m.ResponseMs, m.PatienceMs, of(m, "b").TalkMs, of(m, "b").SharePermille, of(m, "b").PacePerMinute, of(m, "b").LongestMs, of(m, "b").Interruptions} {
		require.Equal(t, transcript.Measure{Basis: transcript.NotMeasurable}, v)
		require.False(t, v.Known())
	}
	require.Equal(t, 3, of(m, "b").Words, "words and questions need no times")
	require.Equal(t, 1, of(m, "a").Questions)
	m = transcript.Transcript{}.Metrics()
	require.False(t, m.TalkMs.Known())
	require.Empty(t, m.Speakers)
}

func TestPaceOfScriptsWithoutSpaces(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"日本語です": 5, "ภาษาไทย": 7, "เก็บเงินที่นี่": 8} {
		b := of(timed("b 0 60000 "+text).Metrics(), "b")
		require.True(t, b.InCharacters, text)
		require.Equal(t, want, b.PacePerMinute.Value, text)
	}
	require.Equal(t, int64(1), of(timed("b 0 60000 안녕하세요").Metrics(), "b").PacePerMinute.Value, "Korean has spaces")
	require.False(t, of(timed("b 0 60000 Zürich é").Metrics(), "b").InCharacters)
}

// TestMetricsAddUp holds for any times.
func TestMetricsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		for range rapid.IntRange(1, 12).Draw(t, "segments") {
			from := rapid.Int64Range(-2000, 20000).Draw(t, "from")
			lines = append(lines, fmt.Sprintf("%s %d %d %s", rapid.SampledFrom([]string{"a", "b"}).Draw(t, "who"), from, from+rapid.Int64Range(0, 6000).Draw(t, "long"), rapid.SampledFrom([]string{"mm-hm", "what did you do then?", "we led it"}).Draw(t, "text")))
		}
		m := timed(lines...).Metrics()
		var talk, share int64
		for _, s := range m.Speakers {
			talk += s.TalkMs.Value
			share += s.SharePermille.Value
			require.LessOrEqual(t, s.TalkMs.Value, m.SpeechMs.Value)
			require.GreaterOrEqual(t, s.Interruptions.Value, int64(0))
		}
		require.Equal(t, m.TalkMs.Value, talk)
		require.Equal(t, m.DurationMs.Value, m.SpeechMs.Value+m.SilenceMs.Value)
		require.Equal(t, m.TalkMs.Value, m.SpeechMs.Value+m.OverlapMs.Value)
		require.GreaterOrEqual(t, m.SilenceMs.Value, int64(0))
		require.GreaterOrEqual(t, m.OverlapMs.Value, int64(0))
		if talk > 0 {
			require.InDelta(t, 1000, share, 1)
		}
	})
}

// TestMetricsOfRealFiles says for each kind of file what can be measured in it.
func TestMetricsOfRealFiles(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]transcript.Basis{
		"zoom-vtt/acdc_2026-02-05_174/transcript.vtt": transcript.FromSegments,
		"oral-history/webvtt_test.vtt":                transcript.FromSegments,
		"stt-json/aws/example-call.json":              transcript.FromWords,
		"stt-json/deepgram/dg_utterances.json":        transcript.FromWords,
		"google-meet/03_PPGC_Transcript.md":           transcript.NotMeasurable,
		"changelog-md/founders-talk-51.md":            transcript.NotMeasurable,
		"otter/22-conferences.md":                     transcript.NotMeasurable,
	} {
		f, err := os.Open(filepath.Join(corpus.Dir(t), "corpus", "transcripts", file))
		require.NoError(t, err)
		tr, _, err := decode.Decode(f, &decode.Options{ID: "t"})
		f.Close()
		require.NoError(t, err)
		m := tr.Metrics()
		t.Logf("%-45s %-8s duration %d speech %d overlap %d silence %d turns %d speakers %d", file, m.TalkMs.Basis, m.DurationMs.Value, m.SpeechMs.Value, m.OverlapMs.Value, m.SilenceMs.Value, m.Turns, len(m.Speakers))
		require.Equal(t, want, m.TalkMs.Basis, file)
		if m.TalkMs.Known() {
			require.Positive(t, m.SpeechMs.Value)
			require.Equal(t, m.DurationMs.Value, m.SpeechMs.Value+m.SilenceMs.Value)
		}
	}
}

// TestMetricsAgainstCounting compares the union of intervals with counting
// milliseconds one by one, on annotated meetings.
func TestMetricsAgainstCounting(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(corpus.Dir(t), "corpus", "transcripts", "rttm", "*.rttm"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		tr := transcript.Transcript{ID: "t"}
		speaks := map[transcript.SpeakerID][]bool{}
		for line := range strings.Lines(string(raw)) {
			f := strings.Fields(line)
			var start, length float64
			_, err := fmt.Sscan(f[3]+" "+f[4], &start, &length)
			require.NoError(t, err)
			from, to := int64(math.Round(start*1000)), int64(math.Round((start+length)*1000))
			id := transcript.SpeakerID(f[7])
			if speaks[id] == nil {
				speaks[id] = make([]bool, 4_000_000)
				tr.Speakers = append(tr.Speakers, transcript.Speaker{ID: id, Label: f[7]})
			}
			for ms := from; ms < to; ms++ {
				speaks[id][ms] = true
			}
			tr.Segments = append(tr.Segments, transcript.Segment{ID: transcript.SegmentID(fmt.Sprint(len(tr.Segments))), Speaker: id, Start: transcript.At(from), End: transcript.At(to), Text: "word"})
		}
		m := tr.Metrics()
		anybody := make([]bool, 4_000_000)
		var talk int64
		for _, s := range m.Speakers {
			var n int64
			silent := 0
			list := speaks[s.Speaker]
			for ms, is := range list {
				if !is {
					silent++
					continue
				}
				if n > 0 && silent > 0 && silent < 200 {
					for k := ms - silent; k < ms; k++ {
						anybody[k] = true
					}
					n += int64(silent)
				}
				silent = 0
				n++
				anybody[ms] = true
			}
			require.Equal(t, n, s.TalkMs.Value, "%s %s", file, s.Speaker)
			talk += n
		}
		var speech int64
		for _, is := range anybody {
			if is {
				speech++
			}
		}
		require.Equal(t, speech, m.SpeechMs.Value)
		require.Equal(t, talk-speech, m.OverlapMs.Value)
		t.Logf("%s: %d segments, talk %d ms, speech %d ms, overlap %d ms, as counted", filepath.Base(file), len(tr.Segments), talk, speech, talk-speech)
	}
}

func long(b *testing.B) transcript.Transcript {
	b.Helper()
	f, err := os.Open(filepath.Join(corpus.Dir(b), "corpus", "transcripts", "changelog-md", "founders-talk-51.md"))
	require.NoError(b, err)
	defer f.Close()
	tr, _, err := decode.Decode(f, &decode.Options{ID: "t"})
	require.NoError(b, err)
	tr, err = tr.AssignRole("Sam Soffes", transcript.Candidate, transcript.Declared)
	require.NoError(b, err)
	tr, err = tr.AssignRole("Adam Stacoviak", transcript.Interviewer, transcript.Declared)
	require.NoError(b, err)
	return tr
}

// The transcript of the benchmarks has 13,000 words, about 90 minutes.

func BenchmarkMetrics(b *testing.B) {
	tr := long(b)
	for b.Loop() {
		tr.Metrics()
	}
}

func BenchmarkCheckRoles(b *testing.B) {
	tr := long(b)
	for b.Loop() {
		tr.CheckRoles()
	}
}

func BenchmarkAssess(b *testing.B) {
	tr := long(b)
	for b.Loop() {
		tr.Assess(transcript.Candidate)
	}
}

func BenchmarkCarry(b *testing.B) {
	tr := long(b)
	next := tr
	next.Segments = append([]transcript.Segment(nil), tr.Segments...)
	for i := range next.Segments {
		if i%20 == 0 {
			next.Segments[i].Text = "Well, " + next.Segments[i].Text
		}
	}
	for b.Loop() {
		transcript.Carry(tr, next)
	}
}
