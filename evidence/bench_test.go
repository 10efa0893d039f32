package evidence_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/transcript"
)

const hour = 60 << 10 // bytes of an interview of one hour

// interview is a synthetic interview of the given size: the hand-written ones, then
// turns of their words in another order, so that no sentence stands twice.
func interview(b testing.TB, size int) (src evidence.Source, bytes int) {
	b.Helper()
	src.Ref = evidence.SourceRef{Kind: evidence.TranscriptSource, ID: "bench", Hash: "bench"}
	add := func(role transcript.Role, text string) {
		bytes += len(text)
		src.Passages = append(src.Passages, evidence.Passage{
			ID: fmt.Sprint("s", len(src.Passages)), Text: text, Speaker: evidence.Speaker{ID: string(role), Role: role},
		})
	}
	var words []string
	for _, rec := range readLines[groundingRecord](b, "testdata/natural.transcripts.jsonl") {
		runes := []rune(rec.Text)
		for _, s := range rec.Segments {
			role := transcript.Interviewer
			if s.Speaker == rec.Candidates[0] {
				role = transcript.Candidate
			}
			text := string(runes[s.Start:s.End])
			words = append(words, strings.Fields(text)...)
			add(role, text)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for bytes < size {
		var turn []string
		for range 20 + random.IntN(60) {
			w := words[random.IntN(len(words))]
			if random.IntN(12) == 0 {
				w = fmt.Sprintf("%c%s", 'a'+random.IntN(26), strings.ToLower(w)) // rare words
			}
			turn = append(turn, w)
		}
		add([]transcript.Role{transcript.Candidate, transcript.Interviewer}[len(src.Passages)%2], strings.Join(turn, " "))
	}
	return src, bytes
}

// spoken are the hand-written interviews, again and again up to the size.
func spoken(b testing.TB, size int) (src evidence.Source, bytes int) {
	b.Helper()
	once, n := interview(b, 1)
	src.Ref = once.Ref
	for ; bytes < size; bytes += n {
		for _, p := range once.Passages {
			p.ID = fmt.Sprint("s", len(src.Passages))
			src.Passages = append(src.Passages, p)
		}
	}
	return src, bytes
}

func BenchmarkIndex(b *testing.B) {
	for _, hours := range []int{1, 10} {
		src, size := spoken(b, hours*hour)
		b.Run(fmt.Sprintf("hours=%d", hours), func(b *testing.B) {
			var builder evidence.Builder
			builder.Index(src)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			from := cpu()
			for b.Loop() {
				builder.Index(src)
			}
			b.ReportMetric(float64(size)*float64(b.N)/1e6/(cpu()-from).Seconds(), "MB/cpu-s")
		})
	}
}

// cpu is the processor time of the process so far: what a busy machine does not change.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

var benchQuotes = []struct{ name, quote string }{
	{"exact", "I don't split the work evenly, I split it by acuity. And I take patients myself, always, I never just sit at the desk."},
	{"normalized", "we lost 42 audit rows, and it took me 2 weeks to find out why"},
	{"aligned", "I called the finance lead, Mrs. Okafor, at ten at nigth, and I told her exactly what we knew and what we didn't know."},
	{"altered", "I don't think a rollback would've helped, it would've made things better, because half the carriers had already been paid."},
	{"elided", "So we ran a test, we switched it off for ten thousand users in Portugal ... and nothing happened. Retention was flat."},
	{"absent", "I rewrote the whole billing engine in a weekend and everybody in the company clapped for an hour."},
}

func BenchmarkVerify(b *testing.B) {
	for _, hours := range []int{1, 10} {
		src, _ := interview(b, hours*hour)
		ix := evidence.NewIndex(src)
		for _, q := range benchQuotes {
			b.Run(fmt.Sprintf("%s/hours=%d", q.name, hours), func(b *testing.B) {
				b.ReportAllocs()
				from := cpu()
				for b.Loop() {
					ix.Verify(evidence.Claim{Quote: q.quote}, evidence.CandidateOnly())
				}
				b.ReportMetric(float64((cpu()-from).Nanoseconds())/float64(b.N), "cpu-ns/op")
			})
		}
	}
}

// BenchmarkInterview is an interview of one hour, indexed, with ten quotes verified.
func BenchmarkInterview(b *testing.B) {
	src, _ := interview(b, hour)
	var builder evidence.Builder
	from := cpu()
	for b.Loop() {
		ix := builder.Index(src)
		for i := range 10 {
			ix.Verify(evidence.Claim{Quote: benchQuotes[i%len(benchQuotes)].quote}, evidence.CandidateOnly())
		}
	}
	b.ReportMetric(float64((cpu()-from).Nanoseconds())/float64(b.N), "cpu-ns/op")
}
