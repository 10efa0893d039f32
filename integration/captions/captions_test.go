// Package captions compares the reading of captions with another library, in one
// run and on the same bytes.
package captions_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/asticode/go-astisub"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/transcript/decode"
)

// meetings are the cues of all Zoom transcripts of the test data as one file, or
// made-up ones where there is no test data.
func meetings(tb testing.TB) (vtt []byte, cues int) {
	tb.Helper()
	var b bytes.Buffer
	b.WriteString("WEBVTT\n\n")
	add := func(speaker, text string) {
		ms := cues * 3500
		cues++
		stamp := func(ms int) string {
			return fmt.Sprintf("%02d:%02d:%02d.%03d", ms/3600000, ms/60000%60, ms/1000%60, ms%1000)
		}
		fmt.Fprintf(&b, "%d\n%s --> %s\n%s: %s\n\n", cues, stamp(ms), stamp(ms+3400), speaker, text)
	}
	if shared := os.Getenv("HIREALIGN_SHARED"); shared != "" {
		files, err := filepath.Glob(filepath.Join(shared, "corpus", "transcripts", "zoom-vtt", "*", "*.vtt"))
		require.NoError(tb, err)
		for _, f := range files {
			data, err := os.ReadFile(f)
			require.NoError(tb, err)
			t, _, err := decode.Decode(bytes.NewReader(data), nil)
			require.NoError(tb, err)
			for _, s := range t.Segments {
				sp, _ := t.Speaker(s.Speaker)
				add(sp.Name, strings.ReplaceAll(s.Text, arrow, "->"))
			}
		}
		return b.Bytes(), cues
	}
	for i := range 20_000 {
		add(fmt.Sprintf("Speaker %d (Platform)", i%5), "What I did there was to stop the run first & then I wrote to support, before anything else.")
	}
	return b.Bytes(), cues
}

const arrow = "-->"

// voices is the same with voice tags, and srt the same as SubRip.
func voices(vtt []byte) []byte {
	return convert(vtt, func(line string) string {
		name, text, _ := strings.Cut(line, ": ")
		return "<v " + escape(name) + ">" + escape(text) + "</v>"
	}, func(line string) string { return line })
}

func srt(vtt []byte) []byte {
	body := bytes.TrimPrefix(vtt, []byte("WEBVTT\n\n"))
	return convert(body, func(line string) string { return line }, func(line string) string { return strings.ReplaceAll(line, ".", ",") })
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

func convert(file []byte, text, times func(string) string) []byte {
	lines := strings.Split(string(file), "\n")
	for i, l := range lines {
		switch {
		case strings.Contains(l, arrow):
			lines[i] = times(l)
		case i > 0 && strings.Contains(lines[i-1], arrow):
			lines[i] = text(l)
		}
	}
	return []byte(strings.Join(lines, "\n"))
}

func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func measure(b *testing.B, data []byte, cues int, read func([]byte) int) {
	b.Helper()
	if got := read(data); got != cues {
		b.Fatalf("%d of %d cues", got, cues)
	}
	runtime.GC()
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpu()
	for b.Loop() {
		read(data)
	}
	used := cpu() - start
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(len(data))*float64(b.N)/1e6/used.Seconds(), "cpu-MB/s")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/float64(b.N)/float64(cues), "allocs/cue")
}

func ours(format decode.Format) func([]byte) int {
	return func(data []byte) int {
		t, _, err := decode.Decode(bytes.NewReader(data), &decode.Options{ID: "b", Format: format, MaxBytes: 1 << 30})
		if err != nil {
			return -1
		}
		return len(t.Segments)
	}
}

func theirs(read func([]byte) (*astisub.Subtitles, error)) func([]byte) int {
	return func(data []byte) int {
		s, err := read(data)
		if err != nil {
			return -1
		}
		return len(s.Items)
	}
}

func BenchmarkCaptions(b *testing.B) {
	vtt, cues := meetings(b)
	vttPeer := theirs(func(d []byte) (*astisub.Subtitles, error) { return astisub.ReadFromWebVTT(bytes.NewReader(d)) })
	srtPeer := theirs(func(d []byte) (*astisub.Subtitles, error) { return astisub.ReadFromSRT(bytes.NewReader(d)) })
	for _, bench := range []struct {
		name string
		data []byte
		read func([]byte) int
	}{
		{"vtt/hirealign", vtt, ours(decode.Format{})},
		{"vtt/go-astisub", vtt, vttPeer},
		{"voices/hirealign", voices(vtt), ours(decode.Format{})},
		{"voices/go-astisub", voices(vtt), vttPeer},
		{"srt/hirealign", srt(vtt), ours(decode.Format{})},
		{"srt/go-astisub", srt(vtt), srtPeer},
	} {
		b.Run(bench.name, func(b *testing.B) { measure(b, bench.data, cues, bench.read) })
	}
}

// BenchmarkRatio reads the same bytes with both libraries in turn, and reports how
// many times as fast this one is, by CPU time.
func BenchmarkRatio(b *testing.B) {
	vtt, cues := meetings(b)
	vttPeer := theirs(func(d []byte) (*astisub.Subtitles, error) { return astisub.ReadFromWebVTT(bytes.NewReader(d)) })
	srtPeer := theirs(func(d []byte) (*astisub.Subtitles, error) { return astisub.ReadFromSRT(bytes.NewReader(d)) })
	for _, bench := range []struct {
		name string
		data []byte
		peer func([]byte) int
	}{
		{"vtt", vtt, vttPeer},
		{"voices", voices(vtt), vttPeer},
		{"srt", srt(vtt), srtPeer},
	} {
		b.Run(bench.name, func(b *testing.B) {
			read := ours(decode.Format{})
			var own, other time.Duration
			for b.Loop() {
				start := cpu()
				for range 5 { // CPU time has steps, and one reading is short
					if read(bench.data) != cues {
						b.Fatal("cues are missing")
					}
				}
				middle := cpu()
				if bench.peer(bench.data) != cues {
					b.Fatal("the other library misses cues")
				}
				own += (middle - start) / 5
				other += cpu() - middle
			}
			b.ReportMetric(other.Seconds()/own.Seconds(), "times-as-fast")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// film is a caption file that is made while it is read.
type film struct {
	size, cue int
	rest      []byte
}

func (f *film) Read(p []byte) (int, error) {
	for len(f.rest) < len(p) && f.size > 0 {
		if f.cue == 0 {
			f.rest = append(f.rest, "WEBVTT\n\n"...)
		}
		before := len(f.rest)
		ms := f.cue * 3000
		f.cue++
		f.rest = fmt.Appendf(f.rest, "%d\n%02d:%02d:%02d.000 --> %02d:%02d:%02d.900\n<v Speaker %d>What I did there was to stop the run first &amp; then I wrote to support.</v>\n\n",
			f.cue, ms/3600000, ms/60000%60, ms/1000%60, ms/3600000, ms/60000%60, ms/1000%60, f.cue%5)
		f.size -= len(f.rest) - before
	}
	if len(f.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, f.rest)
	f.rest = append(f.rest[:0], f.rest[n:]...)
	return n, nil
}

// BenchmarkReader reads a file cue by cue; the most memory that was live while it was
// read does not depend on the size of the file.
func BenchmarkReader(b *testing.B) {
	for _, mb := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("%dMB", mb), func(b *testing.B) {
			b.SetBytes(int64(mb) << 20)
			most := uint64(0)
			for b.Loop() {
				r, err := decode.NewReader(&film{size: mb << 20}, nil)
				require.NoError(b, err)
				n := 0
				for _, err := range r.All() {
					require.NoError(b, err)
					if n++; n%(mb*700) == 0 {
						runtime.GC()
						var m runtime.MemStats
						runtime.ReadMemStats(&m)
						most = max(most, m.HeapAlloc)
					}
				}
			}
			b.ReportMetric(float64(most)/1024, "live-KiB")
		})
	}
}

// BenchmarkSize shows that the time grows with the size of the file and no faster.
func BenchmarkSize(b *testing.B) {
	vtt, _ := meetings(b)
	body := bytes.TrimPrefix(vtt, []byte("WEBVTT\n\n"))
	for _, mb := range []int{1, 10, 100} {
		data := append([]byte("WEBVTT\n\n"), bytes.Repeat(body, mb<<20/len(body)+1)...)
		data = data[:bytes.LastIndex(data[:mb<<20], []byte("\n\n"))+2]
		b.Run(fmt.Sprintf("%dMB", mb), func(b *testing.B) {
			measure(b, data, bytes.Count(data, []byte(arrow)), ours(decode.Format{}))
		})
	}
}

// TestPeerAgrees shows that both libraries read the same words of the same file, so
// that the benchmark compares equal work.
func TestPeerAgrees(t *testing.T) {
	t.Parallel()
	vtt, cues := meetings(t)
	got, _, err := decode.Decode(bytes.NewReader(voices(vtt)), nil)
	require.NoError(t, err)
	peer, err := astisub.ReadFromWebVTT(bytes.NewReader(voices(vtt)))
	require.NoError(t, err)
	require.Len(t, got.Segments, cues)
	require.Len(t, peer.Items, cues)
	same := 0
	for i, s := range got.Segments {
		sp, _ := got.Speaker(s.Speaker)
		words := ""
		for _, l := range peer.Items[i].Lines {
			for _, it := range l.Items {
				words += it.Text
			}
		}
		if strings.TrimSpace(words) == s.Text && peer.Items[i].Lines[0].VoiceName == sp.Label && peer.Items[i].StartAt.Milliseconds() == must(s.Start.Ms()) {
			same++
		}
	}
	t.Logf("%d of %d cues are equal in both", same, cues)
	require.Greater(t, same*100, cues*95)
}

func must(ms int64, _ bool) int64 { return ms }
