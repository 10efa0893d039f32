package decode_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

const zoom = "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:03.500\r\nDana Whitlock: What happened at 10:30?\r\n\r\n" +
	"2\r\n00:00:04.000 --> 00:00:09.000\r\nPriya (she): I stopped it: first the run, then the alert.\r\n"

func ExampleDecode() {
	t, diags, err := decode.Decode(strings.NewReader(zoom), &decode.Options{ID: "tr-1"})
	if err != nil {
		fmt.Println(err)
		return
	}
	t, err = t.AssignRole("Priya (she)", transcript.Candidate, transcript.Declared)
	fmt.Println(t.Origin.Format, len(diags), err)
	for _, s := range t.Segments {
		sp, _ := t.Speaker(s.Speaker)
		fmt.Println(s.Start, sp.Name, "/", s.Text)
	}
	// Output:
	// zoom_vtt 0 <nil>
	// 00:01 Dana Whitlock / What happened at 10:30?
	// 00:04 Priya (she) / I stopped it: first the run, then the alert.
}

func ExampleDetect() {
	for _, g := range decode.Detect([]byte(zoom)) {
		fmt.Println(g.Confidence, g.Format.Name, "/", g.Reason)
	}
	// Output:
	// 100 zoom_vtt / starts with WEBVTT, has integer ids, and most cues begin with a name
	// 75 webvtt / starts with WEBVTT
}

// A host that exports its own form reads it beside the others.
func ExampleFormat() {
	pipes := decode.Format{
		Name: "acme_pipes",
		Detect: func(head string) (decode.Confidence, string) {
			if strings.HasPrefix(head, "acme|") {
				return decode.Certain, "starts with acme"
			}
			return decode.No, ""
		},
		Decode: func(content string, _ decode.Limits) (decode.Document, error) {
			var doc decode.Document
			for n, line := range strings.Split(strings.TrimSpace(content), "\n") {
				fields := strings.SplitN(line, "|", 3)
				switch {
				case n == 0:
				case len(fields) < 3:
					doc.Diagnostics = append(doc.Diagnostics, decode.Diagnostic{Code: "acme.fields_missing", Severity: decode.Loss, Line: n + 1, Message: "the line has no speaker or no words"})
				default:
					ms, _ := strconv.ParseInt(fields[0], 10, 64)
					doc.Utterances = append(doc.Utterances, decode.Utterance{Line: n + 1, Start: transcript.At(ms), Label: fields[1], Text: fields[2]})
				}
			}
			return doc, nil
		},
	}
	file := strings.NewReader("acme|1\n4000|Priya Nair|I stopped it.\nbroken\n9000|Dana Whitlock|And then?\n")
	t, diags, err := decode.Decode(file, &decode.Options{ID: "tr-1", Formats: append(decode.Formats(), pipes)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range t.Segments {
		sp, _ := t.Speaker(s.Speaker)
		fmt.Println(s.Start, sp.Name, "/", s.Text)
	}
	for _, d := range diags {
		fmt.Println(d.Severity, "on line", d.Line, "/", d.Message)
	}
	// Output:
	// 00:04 Priya Nair / I stopped it.
	// 00:09 Dana Whitlock / And then?
	// loss on line 3 / the line has no speaker or no words
}

func ExampleError() {
	_, _, err := decode.Decode(strings.NewReader("WEBVTT\n\nsoon --> later\nwords\n"), nil)
	e, ok := errors.AsType[*decode.Error](err)
	fmt.Println(ok, errors.Is(err, decode.ErrNoSegments), e.Format)
	// Output: true true webvtt
}

// row is a segment as the tables write it: start, end, speaker, text.
func rows(t transcript.Transcript) []string {
	var out []string
	for _, s := range t.Segments {
		ms := func(o transcript.Offset) string {
			if v, ok := o.Ms(); ok {
				return fmt.Sprint(v)
			}
			return "?"
		}
		sp, _ := t.Speaker(s.Speaker)
		out = append(out, ms(s.Start)+" "+ms(s.End)+" ["+sp.Name+"] "+s.Text)
	}
	return out
}

func codes(diags []decode.Diagnostic) []decode.Code {
	var out []decode.Code
	for _, d := range diags {
		out = append(out, d.Code)
	}
	return out
}

func TestFormats(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file, format string
		want               []string
		codes              []decode.Code
	}{
		{
			"WebVTT with voices, entities, tags, settings and styles",
			"WEBVTT - title\nLanguage: en\n\nSTYLE\n::cue { color: red }\n\nNOTE\nnot a cue\n\nid\n00:01.000 --> 00:02.000 align:start\n<v.loud Ana &amp; Bo>Fish &lt;3 <i>chips</i>\nand peas</v><v Cy>no</v>\n\n01:00:00.000-->100:00:00.000\n a < b <unknown> c\n",
			"webvtt",
			[]string{"1000 2000 [Ana & Bo] Fish <3 chips and peas", "1000 2000 [Cy] no", "3600000 360000000 [] a < b <unknown> c"},
			[]decode.Code{decode.UnknownSpeaker, decode.UnclosedTag},
		},
		{
			"a bad cue costs that cue only",
			"WEBVTT\n\n00:01.000 --> soon\nlost\n\n00:99.000 --> 01:00.000\nlost too\n\n00:03.000 --> 00:04.000\n<v A>kept</v>\n\njust text\n\n00:05.000 --> 00:06.000\n",
			"webvtt",
			[]string{"3000 4000 [A] kept"},
			[]decode.Code{decode.InvalidTime, decode.InvalidTime, decode.MissingTime, decode.EmptyCue},
		},
		{
			"a file that was cut off", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>one</v>\n\n00:03.000 --> 00:0", "webvtt",
			[]string{"1000 2000 [A] one"},
			[]decode.Code{decode.EmptyCue, decode.IrregularTime},
		},
		{
			"Teams with ids, wrapped text and an entity in a name",
			"\ufeffWEBVTT\r\n\r\n96c14169-de06-4080-b9fe-f573f75eb719/91-0\r\n00:00:04.409 --> 00:00:09.359\r\n<v Carlos Far&#237;as>Q3 numbers\r\n&amp; targets</v>\r\n",
			"teams_vtt",
			[]string{"4409 9359 [Carlos Farías] Q3 numbers & targets"},
			nil,
		},
		{
			"Teams from Graph: nothing padded, .90 is 90 ms, the clock before the recording",
			"WEBVTT\n\n0:0:6.90 --> 0:0:6.500\n<v User Name>one</v>\n\n-0:0:2.0 --> 0:0:1.5\n<v User Name>two</v>\n",
			"teams_vtt",
			[]string{"6090 6500 [User Name] one", "-2000 1005 [User Name] two"},
			[]decode.Code{decode.IrregularTime, decode.NegativeTime},
		},
		{
			"Teams metadata",
			"WEBVTT\n0:0:1.0 --> 0:0:2.0\n{\"startDateTime\":\"2025-08-11T06:03:46Z\",\"speakerName\":\"A\",\"spokenText\":\"hi there\"}\n",
			"teams_vtt",
			[]string{"1000 2000 [A] hi there"},
			[]decode.Code{decode.IrregularTime},
		},
		{
			"SRT with commas, short fractions, missing numbers and tags",
			"1\n00:02:04,08 --> 00:02:07,12\n<i>Hello</i>\n{\\an8}there\n\n00:03:00 --> 00:03:02\nno number\n\n\n3\n00:04:00.500 --> 00:04:01.000\n\n4\nnonsense --> 1\nlost\n",
			"srt",
			[]string{"124080 127120 [] Hello there", "180000 182000 [] no number"},
			[]decode.Code{decode.UnknownSpeaker, decode.IrregularTime, decode.EmptyCue, decode.InvalidTime, decode.MissingTime},
		},
		{
			"SRT with names", "1\n00:00:01,000 --> 00:00:02,000\nAna: hello\n\n2\n00:00:03,000 --> 00:00:04,000\nBo: so: yes\n", "srt",
			[]string{"1000 2000 [Ana] hello", "3000 4000 [Bo] so: yes"},
			nil,
		},
		{
			"Name: text, with a wrapped turn and a colon in a sentence",
			"Ana Bo: One thing.\nThe rule is: never twice.\n\nCy: Yes.\nAna Bo: And two.\n", "name_text",
			[]string{"? ? [Ana Bo] One thing. The rule is: never twice.", "? ? [Cy] Yes.", "? ? [Ana Bo] And two."},
			nil,
		},
		{
			"Markdown with times and headings",
			"# Call\n\n**Ana** [0:06] Hello.\n\n**Bo:** Hi.\n\n### 00:05:00\n\n**Ana:** Later.\n", "name_text",
			[]string{"6000 ? [Ana] Hello.", "? ? [Bo] Hi.", "300000 ? [Ana] Later."},
			nil,
		},
		{
			"roles as labels", "Interviewer: Tell me about it.\nCandidate: I led it.\nInterviewer: And?\nCandidate: Done.\n", "name_text",
			[]string{"? ? [Interviewer] Tell me about it.", "? ? [Candidate] I led it.", "? ? [Interviewer] And?", "? ? [Candidate] Done."},
			nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, diags, err := decode.Decode(strings.NewReader(tt.file), &decode.Options{ID: "tr"})
			require.NoError(t, err)
			require.Equal(t, tt.format, got.Origin.Format)
			require.Equal(t, tt.want, rows(got))
			require.Equal(t, tt.codes, codes(diags))
			require.NoError(t, got.Validate())
			for _, d := range diags {
				require.NotEmpty(t, d.Message)
			}
		})
	}
}

func TestRolesFromLabels(t *testing.T) {
	t.Parallel()
	got, _, err := decode.Decode(strings.NewReader("Interviewer: So?\nCandidate: I led it.\nFireflies.ai Notetaker: Recording.\nCandidate: Yes.\n"), nil)
	require.NoError(t, err)
	var roles []transcript.Role
	for _, s := range got.Speakers {
		roles = append(roles, s.Role)
		require.Equal(t, transcript.Label, s.RoleSource)
	}
	require.Equal(t, []transcript.Role{transcript.Interviewer, transcript.Candidate, transcript.Bot}, roles)
	require.NotEmpty(t, got.ID, "without an id one is made of the file")
}

func TestNothingReadable(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file string
		want       error
	}{
		{"empty", "", decode.ErrEmpty},
		{"only white space", " \n\n", decode.ErrEmpty},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00", decode.ErrBinary},
		{"an archive", "PK\x03\x04rest", decode.ErrBinary},
		{"random bytes", "\x00\x01\x02\x03\x04\x05\x06\x07\x08abc", decode.ErrBinary},
		{"prose", "this is a letter without any speaker in it.\nIt goes on.\n", decode.ErrUnknownFormat},
		{"JSON", `{"segments":[]}`, decode.ErrUnknownFormat},
		{"only a header", "WEBVTT\n\n", decode.ErrNoSegments},
		{"a header and a broken cue", "WEBVTT\n\n00:01.000 --> x\nlost\n", decode.ErrNoSegments},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, _, err := decode.Decode(strings.NewReader(tt.file), nil)
			require.ErrorIs(t, err, tt.want)
			var e *decode.Error
			require.ErrorAs(t, err, &e)
			require.Empty(t, got.Segments)
			require.NotContains(t, err.Error(), "lost", "an error holds no words of the file")
		})
	}
	_, _, err := decode.Decode(strings.NewReader(zoom), &decode.Options{MaxBytes: 10})
	require.ErrorIs(t, err, decode.ErrTooLarge)
	boom := errors.New("disk gone")
	_, _, err = decode.Decode(iotest.ErrReader(boom), nil)
	require.ErrorIs(t, err, boom)
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	utf16 := func(s string, big bool) string {
		var b strings.Builder
		for _, r := range "\ufeff" + s {
			hi, lo := byte(r>>8), byte(r)
			if big {
				b.Write([]byte{hi, lo})
			} else {
				b.Write([]byte{lo, hi})
			}
		}
		return b.String()
	}
	file := "Ana: Olá.\nBo: Sí.\nAna: Já.\nBo: Ok.\n"
	for name, content := range map[string]string{"UTF-8 with BOM": "\ufeff" + file, "UTF-16LE": utf16(file, false), "UTF-16BE": utf16(file, true)} {
		got, _, err := decode.Decode(strings.NewReader(content), nil)
		require.NoError(t, err, name)
		require.Equal(t, "Olá.", got.Segments[0].Text, name)
	}
	got, diags, err := decode.Decode(strings.NewReader("Ana: Ol\xe1.\nBo: Hm\x00.\nAna: Yes.\nBo: No.\n"), nil)
	require.NoError(t, err)
	require.Equal(t, "Ol\ufffd.", got.Segments[0].Text)
	require.Contains(t, codes(diags), decode.InvalidEncoding)
	require.Contains(t, codes(diags), decode.NullCharacter)
}

func TestVeryLongLine(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 300_000)
	got, _, err := decode.Decode(strings.NewReader("WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>"+long+"</v>\n\n00:03.000 --> 00:04.000\n<v B>after</v>\n"), nil)
	require.NoError(t, err)
	require.Len(t, got.Segments, 2, "nothing after a long line is lost")
	require.Len(t, got.Segments[0].Text, len(long)-1)
}

func TestIdsDoNotDependOnTheWords(t *testing.T) {
	t.Parallel()
	first, _, err := decode.Decode(strings.NewReader(zoom), &decode.Options{ID: "tr"})
	require.NoError(t, err)
	again, _, err := decode.Decode(strings.NewReader(strings.Replace(zoom, "stopped", "halted", 1)), &decode.Options{ID: "tr"})
	require.NoError(t, err)
	other, _, err := decode.Decode(strings.NewReader(zoom), &decode.Options{ID: "tr-2"})
	require.NoError(t, err)
	for i := range first.Segments {
		require.Equal(t, first.Segments[i].ID, again.Segments[i].ID)
		require.NotEqual(t, first.Segments[i].ID, other.Segments[i].ID)
	}
	require.NotEqual(t, first.Hash(), again.Hash())
}

func TestAHostsOwnFormat(t *testing.T) {
	t.Parallel()
	own := decode.Format{
		Name:   "pipes",
		Detect: func(head string) (decode.Confidence, string) { return decode.Certain, "always" },
		Decode: func(content string, _ decode.Limits) (decode.Document, error) {
			var d decode.Document
			for i, l := range strings.Split(strings.TrimSpace(content), "\n") {
				who, what, _ := strings.Cut(l, "|")
				d.Utterances = append(d.Utterances, decode.Utterance{Line: i + 1, Label: who, Text: what})
			}
			return d, nil
		},
	}
	got, _, err := decode.Decode(strings.NewReader("Ana|hello\nBo|hi\n"), &decode.Options{Formats: append(decode.Formats(), own)})
	require.NoError(t, err)
	require.Equal(t, "pipes", got.Origin.Format)
	require.Equal(t, []string{"? ? [Ana] hello", "? ? [Bo] hi"}, rows(got))
	for file, want := range map[string]string{zoom: "zoom_vtt", "WEBVTT\n": "webvtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n": "webvtt"} {
		guesses := decode.Detect([]byte(file))
		require.Equal(t, want, guesses[0].Format.Name)
		require.NotEmpty(t, guesses[0].Reason)
	}
	require.Empty(t, decode.Detect([]byte("\x89PNG\r\n\x1a\n")))
}

// TestCorpusFiles reads every real transcript: each one decodes, or is refused
// with a reason.
func TestCorpusFiles(t *testing.T) {
	t.Parallel()
	root := filepath.Join(corpus.Dir(t), "corpus", "transcripts")
	decoded := map[string]int{}
	require.NoError(t, filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasSuffix(path, "REFERENCE-vtt.jsonl") {
			return err
		}
		got, _, err := decodeFile(t, path, decode.Format{})
		if err != nil {
			var known *decode.Error
			require.ErrorAs(t, err, &known, path)
			return nil
		}
		require.NoError(t, got.Validate(), path)
		decoded[got.Origin.Format]++
		return nil
	}))
	t.Log(decoded)
	require.GreaterOrEqual(t, decoded["zoom_vtt"], 16)
	require.GreaterOrEqual(t, decoded["srt"], 20)
}

func TestZoomTwinsKeepTheirIds(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob(filepath.Join(corpus.Dir(t), "corpus", "transcripts", "zoom-vtt", "*"))
	require.NoError(t, err)
	require.NotEmpty(t, dirs)
	for _, dir := range dirs {
		a, _, err := decodeFile(t, filepath.Join(dir, "transcript.vtt"), decode.Format{})
		require.NoError(t, err)
		b, _, err := decodeFile(t, filepath.Join(dir, "transcript_corrected.vtt"), decode.Format{})
		require.NoError(t, err)
		require.Equal(t, "zoom_vtt", a.Origin.Format)
		require.Len(t, b.Segments, len(a.Segments))
		for i := range a.Segments {
			require.Equal(t, a.Segments[i].ID, b.Segments[i].ID)
			require.NotEmpty(t, a.Segments[i].Speaker, "every Zoom cue names its speaker")
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{zoom, "", "WEBVTT", "1\n00:00:01,000 --> 00:00:02,000\nA: x\n", "A: b\nC: d\nA: e\nC: f\n", "WEBVTT\n\n0:0:0.0 --> 0:0:5.320\n<v User Name>x</v>\n", "\xff\xfeA\x00:\x00 \x00"} {
		f.Add(s, 0)
	}
	formats := decode.Formats()
	f.Fuzz(func(t *testing.T, s string, n int) {
		opts := &decode.Options{ID: "tr"}
		if n > 0 {
			opts.Format = formats[n%len(formats)]
		}
		got, diags, err := decode.Decode(strings.NewReader(s), opts)
		if err != nil {
			var known *decode.Error
			require.ErrorAs(t, err, &known)
			return
		}
		require.NoError(t, got.Validate())
		require.NotEmpty(t, got.Segments)
		require.LessOrEqual(t, len(diags), decode.MaxDiagnostics)
	})
}

func BenchmarkDecodeZoom(b *testing.B) {
	var file strings.Builder
	file.WriteString("WEBVTT\r\n\r\n")
	for i := range 5000 {
		fmt.Fprintf(&file, "%d\r\n%02d:%02d:%02d.000 --> %02d:%02d:%02d.900\r\nDana Whitlock: Some words &amp; more of them here.\r\n\r\n", i+1, i/3600, i/60%60, i%60, i/3600, i/60%60, i%60)
	}
	s := file.String()
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		_, _, err := decode.Decode(strings.NewReader(s), &decode.Options{ID: "tr"})
		require.NoError(b, err)
	}
}

// BenchmarkCorpus reads every real file, and reports how long the slowest took at its
// best, so that other work of the machine does not count.
func BenchmarkCorpus(b *testing.B) {
	root := filepath.Join(corpus.Dir(b), "corpus", "transcripts")
	files := map[string][]byte{}
	require.NoError(b, filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files[path], err = os.ReadFile(path)
		}
		return err
	}))
	best := make(map[string]time.Duration, len(files))
	for b.Loop() {
		for path, data := range files {
			start := time.Now()
			_, _, _ = decode.Decode(bytes.NewReader(data), &decode.Options{ID: "tr"})
			if took := time.Since(start); best[path] == 0 || took < best[path] {
				best[path] = took
			}
		}
	}
	slowest := time.Duration(0)
	for _, took := range best {
		slowest = max(slowest, took)
	}
	b.ReportMetric(float64(slowest.Microseconds())/1000, "slowest-ms")
	b.ReportMetric(float64(len(files)), "files")
}
