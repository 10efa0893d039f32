package decode_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

func ExampleReader() {
	r, err := decode.NewReader(strings.NewReader(zoom), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for u, err := range r.All() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(u.Start, u.Label, "/", u.Text)
	}
	fmt.Println(r.Format().Name, len(r.Diagnostics()))
	// Output:
	// 00:01 Dana Whitlock / What happened at 10:30?
	// 00:04 Priya (she) / I stopped it: first the run, then the alert.
	// zoom_vtt 0
}

// TestReaderAgreesWithDecode reads every file of the corpus both ways, the stream
// in halves of bytes, so that line ends and characters are cut.
func TestReaderAgreesWithDecode(t *testing.T) {
	t.Parallel()
	root := filepath.Join(corpus.Dir(t), "corpus", "transcripts")
	files := 0
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		ext := filepath.Ext(path)
		if err != nil || d.IsDir() || ext != ".vtt" && ext != ".srt" && ext != "" {
			return err
		}
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		whole, _, err := decode.Decode(bytes.NewReader(data), &decode.Options{ID: "x"})
		r, rerr := decode.NewReader(iotest.HalfReader(bytes.NewReader(data)), nil)
		if err != nil {
			if rerr == nil {
				for _, rerr = range r.All() {
					require.Error(t, rerr, path)
				}
			}
			return nil
		}
		require.NoError(t, rerr, path)
		n := 0
		for u, err := range r.All() {
			require.NoError(t, err, path)
			s := whole.Segments[n]
			require.Equal(t, s.Text, strings.TrimSpace(u.Text), path)
			require.Equal(t, s.Start, u.Start, path)
			n++
		}
		require.Len(t, whole.Segments, n, path)
		require.Equal(t, whole.Origin.Format, r.Format().Name, path)
		files++
		return nil
	}))
	t.Logf("%d files", files)
	require.Greater(t, files, 150)
}

// endless makes the cues of a file that never was in memory.
type endless struct {
	cues, next int
	buf        []byte
}

func (e *endless) Read(p []byte) (int, error) {
	for len(e.buf) < len(p) && e.next < e.cues {
		if e.next == 0 {
			e.buf = append(e.buf, "WEBVTT\r\n\r\n"...)
		}
		ms := e.next * 3000
		e.buf = fmt.Appendf(e.buf, "%d\r\n%02d:%02d:%02d.000 --> %02d:%02d:%02d.900\r\nSpeaker %d: what I did there was to stop the run first, then the alert &amp; the page.\r\n\r\n",
			e.next+1, ms/3600000, ms/60000%60, ms/1000%60, ms/3600000, ms/60000%60, ms/1000%60, e.next%4)
		e.next++
	}
	if len(e.buf) == 0 {
		return 0, io.EOF
	}
	n := copy(p, e.buf)
	e.buf = append(e.buf[:0], e.buf[n:]...)
	return n, nil
}

// TestReaderMemory reads a file of 15 MB and one of 60 MB with the same memory.
func TestReaderMemory(t *testing.T) {
	peak := func(cues int) uint64 {
		r, err := decode.NewReader(&endless{cues: cues}, nil)
		require.NoError(t, err)
		var most uint64
		n := 0
		for _, err := range r.All() {
			require.NoError(t, err)
			if n++; n%(cues/8) == 0 {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
		require.Equal(t, cues, n)
		return most
	}
	small, large := peak(100_000), peak(400_000)
	t.Logf("live heap: %d KiB for 100,000 cues, %d KiB for 400,000", small>>10, large>>10)
	require.Less(t, large, small+2<<20)
}

func TestReaderErrors(t *testing.T) {
	t.Parallel()
	_, err := decode.NewReader(strings.NewReader(""), nil)
	require.ErrorIs(t, err, decode.ErrEmpty)
	_, err = decode.NewReader(iotest.ErrReader(errors.New("disk")), nil)
	require.ErrorContains(t, err, "disk")
	_, err = decode.NewReader(strings.NewReader("no transcript at all\n"), nil)
	require.ErrorIs(t, err, decode.ErrUnknownFormat)
	_, err = decode.NewReader(strings.NewReader("webvtt\n\n00:01.000 --> 00:02.000\nx\n"), &decode.Options{Strict: true, Format: decode.WebVTT()})
	require.ErrorIs(t, err, decode.ErrMalformed)

	r, err := decode.NewReader(strings.NewReader("WEBVTT\n\n00:01.000 --> 00:02.000\n"+strings.Repeat("word ", 1<<20)), &decode.Options{MaxBytes: 1 << 20})
	require.NoError(t, err)
	_, err = r.Next()
	require.ErrorIs(t, err, decode.ErrTooLarge)
	_, err = r.Next()
	require.ErrorIs(t, err, decode.ErrTooLarge, "the error stays")

	broken := io.MultiReader(strings.NewReader(zoom+strings.Repeat("\n", headSize)), iotest.ErrReader(errors.New("network")))
	r, err = decode.NewReader(broken, nil)
	require.NoError(t, err)
	seen := 0
	for _, e := range r.All() {
		if err = e; e == nil {
			seen++
		}
	}
	require.ErrorContains(t, err, "network")
	require.Equal(t, 2, seen, "what was read before the error is handed on")
}

const headSize = 64 << 10

func TestReaderReadsACanonicalTranscript(t *testing.T) {
	t.Parallel()
	want, _, err := decode.Decode(strings.NewReader(zoom), &decode.Options{ID: "x"})
	require.NoError(t, err)
	raw, err := json.Marshal(want)
	require.NoError(t, err)
	r, err := decode.NewReader(bytes.NewReader(raw), nil)
	require.NoError(t, err)
	require.Equal(t, "hirealign_json", r.Format().Name)
	n := 0
	for u, err := range r.All() {
		require.NoError(t, err)
		s := want.Segments[n]
		speaker, _ := want.Speaker(s.Speaker)
		require.Equal(t, []any{speaker.Label, s.Text, s.Start, s.End, s.SourceID}, []any{u.Label, u.Text, u.Start, u.End, u.SourceID})
		n++
	}
	require.Len(t, want.Segments, n)
	require.Len(t, r.About().Speakers, len(want.Speakers))
	_, err = decode.NewReader(strings.NewReader(strings.Replace(string(raw), `"schema_version":1`, `"schema_version":9`, 1)), nil)
	require.ErrorIs(t, err, transcript.ErrVersion)
}

// vast says that it is larger than any memory.
type vast struct{ *strings.Reader }

func (vast) Len() int { return math.MaxInt64 }

func TestNoLimitIsALimitToo(t *testing.T) {
	t.Parallel()
	o := &decode.Options{MaxBytes: math.MaxInt64}
	got, _, err := decode.Decode(vast{strings.NewReader(zoom)}, o)
	require.NoError(t, err)
	require.NotEmpty(t, got.Segments)
	r, err := decode.NewReader(strings.NewReader(zoom), o)
	require.NoError(t, err)
	_, err = r.Next()
	require.NoError(t, err)
}

func TestLegacyEncoding(t *testing.T) {
	t.Parallel()
	latin1 := func(r io.Reader) io.Reader {
		data, _ := io.ReadAll(r)
		runes := make([]rune, len(data))
		for i, c := range data {
			runes[i] = rune(c)
		}
		return strings.NewReader(string(runes))
	}
	file := "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Zo\xEB>caf\xE9\n"
	got, diags, err := decode.Decode(strings.NewReader(file), &decode.Options{ID: "x", Legacy: latin1})
	require.NoError(t, err)
	require.Equal(t, []string{"1000 2000 [Zoë] café"}, rows(got))
	require.Empty(t, diags)
	r, err := decode.NewReader(strings.NewReader(file), &decode.Options{Legacy: latin1})
	require.NoError(t, err)
	u, err := r.Next()
	require.NoError(t, err)
	require.Equal(t, "café", u.Text)

	got, diags, err = decode.Decode(strings.NewReader(file), &decode.Options{ID: "x"})
	require.NoError(t, err)
	require.Equal(t, []string{"1000 2000 [Zo�] caf�"}, rows(got))
	require.Equal(t, []decode.Code{decode.InvalidEncoding}, codes(diags))
	utf8 := strings.ToValidUTF8(strings.ReplaceAll(strings.ReplaceAll(file, "\xEB", "ë"), "\xE9", "é"), "?")
	got, _, err = decode.Decode(strings.NewReader(utf8), &decode.Options{ID: "x", Legacy: latin1})
	require.NoError(t, err)
	require.Equal(t, []string{"1000 2000 [Zoë] café"}, rows(got), "UTF-8 is never given to the decoder")
}
