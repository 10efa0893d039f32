package encode_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
	"github.com/hirealign/hirealign/transcript/encode"
)

func talk() transcript.Transcript {
	return transcript.Transcript{
		SchemaVersion: transcript.SchemaVersion, ID: "tr-1", Title: "Technical interview", Language: "en",
		Speakers: []transcript.Speaker{{ID: "sp1", Label: "Dana", Name: "Dana Whitlock"}, {ID: "sp2", Label: "spk_1", Name: "Priya <she>"}},
		Segments: []transcript.Segment{
			{ID: "s1", Speaker: "sp1", Start: transcript.At(1000), End: transcript.At(3500), Text: "What happened at 10:30?"},
			{ID: "s2", Speaker: "sp2", Start: transcript.At(4000), Text: "I stopped it & wrote\nto support."},
			{ID: "s3", Start: transcript.At(9000), End: transcript.At(9500), Text: "[laughter]", Kind: transcript.Event},
			{ID: "s4", Speaker: "sp1", Text: "a note without a time", Kind: transcript.Note},
		},
	}
}

func ExampleWebVTT() {
	var b strings.Builder
	report, err := encode.WebVTT(&b, talk())
	fmt.Print(b.String())
	fmt.Println("--", report.LeftOut, report.Guessed, err)
	// Output:
	// WEBVTT Technical interview
	// Language: en
	//
	// s1
	// 00:00:01.000 --> 00:00:03.500
	// <v Dana Whitlock>What happened at 10:30?</v>
	//
	// s2
	// 00:00:04.000 --> 00:00:09.000
	// <v Priya &lt;she&gt;>I stopped it &amp; wrote to support.</v>
	//
	// s3
	// 00:00:09.000 --> 00:00:09.500
	// <c.x-event>[laughter]</c>
	// -- [s4] [s2] <nil>
}

func ExampleSRT() {
	var b strings.Builder
	report, err := encode.SRT(&b, talk())
	fmt.Print(b.String())
	fmt.Println("--", report.LeftOut, report.Guessed, err)
	// Output:
	// 1
	// 00:00:01,000 --> 00:00:03,500
	// Dana Whitlock: What happened at 10:30?
	//
	// 2
	// 00:00:04,000 --> 00:00:09,000
	// Priya <she>: I stopped it &amp; wrote to support.
	//
	// 3
	// 00:00:09,000 --> 00:00:09,500
	// [laughter]
	//
	// -- [s4] [s2] <nil>
}

func ExampleMarkdown() {
	var b strings.Builder
	err := encode.Markdown(&b, talk())
	fmt.Print(b.String())
	fmt.Println("--", err)
	// Output:
	// # Technical interview
	//
	// **Dana Whitlock:** [0:01] What happened at 10:30?
	//
	// **Priya \<she>:** [0:04] I stopped it & wrote to support.
	//
	// **Unknown Speaker:** [0:09] \[laughter]
	//
	// **Dana Whitlock:** a note without a time
	// -- <nil>
}

func ExampleJSON() {
	t := transcript.Transcript{SchemaVersion: transcript.SchemaVersion, ID: "tr-1", Segments: []transcript.Segment{{ID: "s1", Start: transcript.At(5), Text: "a < b"}}}
	var b bytes.Buffer
	err := encode.JSON(&b, t)
	fmt.Print(b.String())
	back, _ := transcript.ParseJSON(b.Bytes())
	fmt.Println(back.Segments[0].Text, err)
	// Output:
	// {"schema_version":1,"id":"tr-1","segments":[{"id":"s1","start_ms":5,"text":"a < b"}]}
	// a < b <nil>
}

// writers are the three forms with the format that each is read back as.
func writers() map[string]func(transcript.Transcript) (string, error) {
	return map[string]func(transcript.Transcript) (string, error){
		"webvtt": func(t transcript.Transcript) (string, error) {
			var b strings.Builder
			_, err := encode.WebVTT(&b, t)
			return b.String(), err
		},
		"srt": func(t transcript.Transcript) (string, error) {
			var b strings.Builder
			_, err := encode.SRT(&b, t)
			return b.String(), err
		},
		"markdown": func(t transcript.Transcript) (string, error) {
			var b strings.Builder
			err := encode.Markdown(&b, t)
			return b.String(), err
		},
		"json": func(t transcript.Transcript) (string, error) {
			var b strings.Builder
			err := encode.JSON(&b, t)
			return b.String(), err
		},
	}
}

// TestRoundTripIsStable writes every transcript of the corpus, reads that back and
// writes it again: the bytes are equal.
func TestRoundTripIsStable(t *testing.T) {
	t.Parallel()
	files, trips := 0, map[string]int{}
	require.NoError(t, filepath.WalkDir(filepath.Join(corpus.Dir(t), "corpus", "transcripts"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(path)
		require.NoError(t, err)
		defer f.Close()
		tr, _, err := decode.Decode(f, &decode.Options{ID: "tr"})
		if err != nil {
			return nil
		}
		files++
		for name, write := range writers() {
			first, err := write(tr)
			if errors.Is(err, encode.ErrNoCues) {
				continue
			}
			require.NoError(t, err, "%s as %s", path, name)
			back, _, err := decode.Decode(strings.NewReader(first), &decode.Options{ID: "tr"})
			require.NoError(t, err, "%s as %s", path, name)
			second, err := write(back)
			require.NoError(t, err)
			require.Equal(t, first, second, "%s as %s, read as %s", path, name, back.Origin.Format)
			trips[name]++
		}
		return nil
	}))
	t.Logf("%d files: %v", files, trips)
	require.Greater(t, files, 250)
	require.Greater(t, trips["webvtt"], 200)
}

// TestStrictReadersAcceptWebVTT shows that what is written is WebVTT by its specification.
func TestStrictReadersAcceptWebVTT(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	report, err := encode.WebVTT(&b, talk())
	require.NoError(t, err)
	require.Equal(t, []transcript.SegmentID{"s4"}, report.LeftOut)
	require.Equal(t, []transcript.SegmentID{"s2"}, report.Guessed)
	got, diags, err := decode.Decode(strings.NewReader(b.String()), &decode.Options{ID: "tr-1", Strict: true})
	require.NoError(t, err)
	require.Empty(t, diags[min(1, len(diags)):], "only the unknown speaker of the laughter is reported")
	require.Len(t, got.Segments, 3)
	require.Equal(t, "I stopped it & wrote to support.", got.Segments[1].Text)
	require.Equal(t, "Priya <she>", got.Speakers[1].Label)
	lenient, _, err := decode.Decode(strings.NewReader(b.String()), &decode.Options{ID: "tr-1"})
	require.NoError(t, err)
	require.Equal(t, transcript.Event, lenient.Segments[2].Kind)
	require.Equal(t, "Technical interview", lenient.Title)
	require.Equal(t, "en", lenient.Language)
}

func TestTimesThatCaptionsCannotHold(t *testing.T) {
	t.Parallel()
	tr := transcript.Transcript{SchemaVersion: 1, ID: "t", Segments: []transcript.Segment{
		{ID: "a", Start: transcript.At(-2000), End: transcript.At(-1000), Text: "before"},
		{ID: "b", Start: transcript.At(5), End: transcript.At(5), Text: "an instant"},
		{ID: "c", Start: transcript.At(400_000_000), Text: "the last --> of all"},
		{ID: "d", Start: transcript.At(1), Text: " \n "},
	}}
	var b strings.Builder
	report, err := encode.WebVTT(&b, tr)
	require.NoError(t, err)
	require.Equal(t, []transcript.SegmentID{"d"}, report.LeftOut)
	require.Equal(t, []transcript.SegmentID{"a", "b", "c"}, report.Guessed)
	require.Contains(t, b.String(), "00:00:00.000 --> 00:00:00.001\nbefore\n")
	require.Contains(t, b.String(), "111:06:40.000 --> 111:06:41.000\nthe last --&gt; of all\n")
}

func TestRefused(t *testing.T) {
	t.Parallel()
	untimed := transcript.Transcript{SchemaVersion: 1, ID: "t", Segments: []transcript.Segment{{ID: "a", Text: "x"}}}
	report, err := encode.SRT(&strings.Builder{}, untimed)
	require.ErrorIs(t, err, encode.ErrNoCues)
	require.Equal(t, []transcript.SegmentID{"a"}, report.LeftOut)
	for name, write := range writers() {
		_, err := write(transcript.Transcript{Segments: []transcript.Segment{{Speaker: "nobody"}}})
		require.ErrorIs(t, err, transcript.ErrInvalid, name)
	}
	disk := errors.New("disk full")
	_, err = encode.WebVTT(iotest.NewWriteLogger("", brokenWriter{disk}), talk())
	require.ErrorIs(t, err, disk)
	require.ErrorIs(t, encode.Markdown(brokenWriter{disk}, talk()), disk)
	require.ErrorIs(t, encode.JSON(brokenWriter{disk}, talk()), disk)
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestParseJSON(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		data string
		want error
	}{
		"no JSON":               {"WEBVTT", transcript.ErrInvalid},
		"a newer version":       {`{"schema_version":2,"id":"t"}`, transcript.ErrVersion},
		"no version":            {`{"id":"t"}`, transcript.ErrVersion},
		"a speaker who is none": {`{"schema_version":1,"id":"t","segments":[{"id":"a","speaker":"x","text":"y"}]}`, transcript.ErrInvalid},
		"a number for a text":   {`{"schema_version":1,"id":"t","segments":[{"id":"a","text":7}]}`, transcript.ErrInvalid},
	} {
		_, err := transcript.ParseJSON([]byte(tt.data))
		require.ErrorIs(t, err, tt.want, name)
	}
}

// TestJSONKeepsEverything writes and reads random transcripts with every field.
func TestJSONKeepsEverything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string) string { return rapid.String().Draw(t, label) }
		offset := func(label string) transcript.Offset {
			if !rapid.Bool().Draw(t, label+" known") {
				return transcript.Offset{}
			}
			return transcript.At(rapid.Int64Range(-1e6, 1e9).Draw(t, label))
		}
		tr := transcript.Transcript{
			SchemaVersion: 1, ID: "t", Title: text("title"), Language: text("language"), Fidelity: transcript.Edited,
			StartedAt: time.UnixMilli(rapid.Int64Range(0, 1e13).Draw(t, "started at")).UTC(),
			Origin:    transcript.Origin{Format: "zoom_vtt", SHA256: text("hash")},
			Speakers: []transcript.Speaker{{
				ID: "a", Label: text("label"), Name: text("name"), Role: transcript.Candidate, RoleSource: transcript.Inferred,
				RoleConfidence: rapid.Float64Range(0.01, 1).Draw(t, "confidence"), PersonID: text("person"), Email: text("email"),
			}},
		}
		for i := range rapid.IntRange(1, 6).Draw(t, "segments") {
			s := transcript.Segment{
				ID: transcript.SegmentID(fmt.Sprint("s", i)), Text: text("text"), Speaker: "a", Rev: rapid.IntRange(0, 3).Draw(t, "rev"),
				Start: offset("start"), Kind: transcript.SegmentKind(rapid.SampledFrom([]string{"", "event", "later"}).Draw(t, "kind")), SourceID: text("source"),
				Heard: text("heard"), Language: text("segment language"), Track: transcript.TrackID(text("track")), State: transcript.Interim,
			}
			s.Words = []transcript.Word{{EndByte: len(s.Text), Start: offset("word start"), End: offset("word end")}}
			tr.Segments = append(tr.Segments, s)
		}
		var b, again bytes.Buffer
		require.NoError(t, encode.JSON(&b, tr))
		back, err := transcript.ParseJSON(b.Bytes())
		require.NoError(t, err)
		require.Equal(t, tr, back)
		require.NoError(t, encode.JSON(&again, back))
		require.Equal(t, b.String(), again.String())
		read, _, err := decode.Decode(&again, nil)
		require.NoError(t, err)
		require.Equal(t, tr, read, "the decoder recognises its own form")
	})
}

// TestCaptionsAreStable writes random transcripts as WebVTT and SubRip, reads them and
// writes them again: the bytes are equal, and the words and times are those.
func TestCaptionsAreStable(t *testing.T) {
	t.Parallel()
	pieces := []string{"I stopped it", " ", "  ", "\n", "Fish: chips", "Ana:", "Note: ", "{\"spokenText\":\"x\"}", "42", "-->", "<v x>", "</v>", "<i>", "&amp;", "&", "&copy", "a < b", "{\\an8}", "NOTE", "STYLE", "WEBVTT", "10:30", "日本語：", "\u2028", "\u0085", "e\u0301", "- ", "[0:06]", "?", "00:01.000 --> 00:02.000"}
	names := []string{"", "Ana", "Bo Lee", "Priya <she>", "Ana & Bo", "Graham, Ken (Contractor)", "Iván | ethrex", "ௌௌ", "!", "\u202EAna\u200B", "A: B", "NOTE", "SPEAKER_01", "Candidate"}
	rapid.Check(t, func(t *rapid.T) {
		tr := transcript.Transcript{SchemaVersion: 1, ID: "t", Title: rapid.SampledFrom(pieces).Draw(t, "title"), Language: rapid.SampledFrom([]string{"", "en", "en --> de"}).Draw(t, "language")}
		for i, name := range names[1:] {
			tr.Speakers = append(tr.Speakers, transcript.Speaker{ID: transcript.SpeakerID(fmt.Sprint("p", i+1)), Label: name, Name: name})
		}
		at := int64(0)
		for i := range rapid.IntRange(1, 12).Draw(t, "segments") {
			at += rapid.Int64Range(0, 5000).Draw(t, "gap")
			s := transcript.Segment{ID: transcript.SegmentID(fmt.Sprint("s", i)), Start: transcript.At(at), Text: strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 4).Draw(t, "text"), " ")}
			if n := rapid.IntRange(0, len(names)-1).Draw(t, "speaker"); n > 0 {
				s.Speaker = transcript.SpeakerID(fmt.Sprint("p", n))
			}
			if rapid.Bool().Draw(t, "ended") {
				s.End = transcript.At(at + rapid.Int64Range(0, 5000).Draw(t, "length"))
			}
			s.Kind = rapid.SampledFrom([]transcript.SegmentKind{transcript.Speech, transcript.Event, transcript.Chat}).Draw(t, "kind")
			s.SourceID = rapid.SampledFrom([]string{"", "1", "NOTE x", "a --> b"}).Draw(t, "source")
			tr.Segments = append(tr.Segments, s)
		}
		var first bytes.Buffer
		report, err := encode.WebVTT(&first, tr)
		if errors.Is(err, encode.ErrNoCues) {
			return
		}
		require.NoError(t, err)
		back, _, err := decode.Decode(bytes.NewReader(first.Bytes()), &decode.Options{ID: "t"})
		require.NoError(t, err)
		var second bytes.Buffer
		_, err = encode.WebVTT(&second, back)
		require.NoError(t, err)
		require.Equal(t, first.String(), second.String())
		strict, _, err := decode.Decode(bytes.NewReader(first.Bytes()), &decode.Options{ID: "t", Format: decode.WebVTT(), Strict: true})
		require.NoError(t, err)
		written := slices.DeleteFunc(slices.Clone(tr.Segments), func(s transcript.Segment) bool { return slices.Contains(report.LeftOut, s.ID) })
		require.Len(t, strict.Segments, len(written))
		for i, s := range written {
			require.Equal(t, s.Start, strict.Segments[i].Start)
			require.Equal(t, strings.Join(strings.Fields(s.Text), " "), strings.Join(strings.Fields(strict.Segments[i].Text), " "))
		}
	})
}

func TestMarkdownKeepsWords(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"[0:06] at six", "10:30", "[10:30]", "<script>alert(1)</script>", "[a](https://a.example) *b* `c`", `C:\dir \[x\] \\`, "# no heading", "Ana: said", "- one", "1 < 2 * 3", "**Bo:** hm", "R&D &lt;b&gt;", "_so_ ~~not~~ snake_case"} {
		tr := transcript.Transcript{SchemaVersion: 1, ID: "t", Title: "On " + text, Speakers: []transcript.Speaker{{ID: "a", Label: "Ana", Name: "Ana"}, {ID: "b", Label: "Bo", Name: "Bo <b>"}}}
		for i, words := range []string{"hello", text, "well", "yes"} {
			tr.Segments = append(tr.Segments, transcript.Segment{ID: transcript.SegmentID(fmt.Sprint("s", i)), Speaker: []transcript.SpeakerID{"a", "b"}[i%2], Text: words})
		}
		var b strings.Builder
		require.NoError(t, encode.Markdown(&b, tr))
		require.NotContains(t, strings.ReplaceAll(b.String(), `\<`, ""), "<", "no markup of the words is markup of the document")
		require.NotRegexp(t, `[^\\]([_~`+"`"+`]|&lt)`, b.String())
		back, _, err := decode.Decode(strings.NewReader(b.String()), &decode.Options{ID: "t"})
		require.NoError(t, err)
		require.Len(t, back.Segments, 4, "%s", b.String())
		require.Equal(t, text, back.Segments[1].Text)
		require.Equal(t, "Bo <b>", back.Speakers[1].Name)
		require.Equal(t, tr.Title, back.Title)
	}
}

// FuzzWebVTT writes any words of any speaker: they are read back as they were, and
// written again they are the same bytes.
func FuzzWebVTT(f *testing.F) {
	f.Add("I stopped it", "Ana", "id", int64(5))
	f.Add("a --> b <v x> &amp; &lt;", "Ana & <Bo>", "NOTE x", int64(-1))
	f.Add("42", "", "96c14169-de06-4080-b9fe-f573f75eb719/1-0", int64(1<<40))
	f.Add("WEBVTT", "NOTE", "1", int64(0))
	f.Fuzz(func(t *testing.T, text, name, id string, ms int64) {
		text, name = strings.ToValidUTF8(text, "?"), strings.ToValidUTF8(name, "?")
		ms = min(max(ms, -1e6), 1e12)
		tr := transcript.Transcript{
			SchemaVersion: 1, ID: "t", Speakers: []transcript.Speaker{{ID: "a", Label: name, Name: name}},
			Segments: []transcript.Segment{{ID: "s", Speaker: "a", Start: transcript.At(ms), Text: text, SourceID: strings.ToValidUTF8(id, "?")}},
		}
		for form, write := range writers() {
			first, err := write(tr)
			if errors.Is(err, encode.ErrNoCues) {
				continue
			}
			require.NoError(t, err, form)
			if form == "markdown" || form == "srt" {
				continue // a single turn of them may look like anything
			}
			back, _, err := decode.Decode(strings.NewReader(first), &decode.Options{ID: "t"})
			require.NoError(t, err, form)
			require.Len(t, back.Segments, 1, form)
			second, err := write(back)
			require.NoError(t, err, form)
			require.Equal(t, first, second, form)
		}
	})
}

func benchmark(b *testing.B, write func(transcript.Transcript) (string, error)) {
	b.Helper()
	tr := transcript.Transcript{SchemaVersion: 1, ID: "t", Speakers: []transcript.Speaker{{ID: "a", Label: "Ana", Name: "Ana"}}}
	for i := range 5000 {
		tr.Segments = append(tr.Segments, transcript.Segment{
			ID: transcript.SegmentID(fmt.Sprint("s", i)), Speaker: "a", Start: transcript.At(int64(i) * 3000), End: transcript.At(int64(i)*3000 + 2900),
			Text: "I stopped the run first & then I wrote to support, before anything else.",
		})
	}
	s, err := write(tr)
	require.NoError(b, err)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		_, err := write(tr)
		require.NoError(b, err)
	}
}

func BenchmarkWebVTT(b *testing.B)   { benchmark(b, writers()["webvtt"]) }
func BenchmarkMarkdown(b *testing.B) { benchmark(b, writers()["markdown"]) }
func BenchmarkJSON(b *testing.B)     { benchmark(b, writers()["json"]) }
