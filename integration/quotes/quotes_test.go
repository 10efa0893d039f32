// Package quotes compares the checker of quotes with other matchers in one run.
package quotes_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/hbollon/go-edlib"
	"github.com/lithammer/fuzzysearch/fuzzy"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/transcript"
)

type record struct {
	ID         string   `json:"id"`
	Candidates []string `json:"candidates"`
	Segments   []struct {
		Speaker string `json:"speaker"`
		Start   int    `json:"start"`
		End     int    `json:"end"`
	} `json:"segments"`
	Text string `json:"text"`
}

type quote struct {
	ID         string `json:"id"`
	Transcript string `json:"transcript"`
	Quote      string `json:"quote"`
	Expect     struct {
		Admissible bool `json:"admissible"`
	} `json:"expect"`
}

func read[T any](t testing.TB, name string) []T {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "evidence", "testdata", name))
	require.NoError(t, err)
	defer f.Close()
	var out []T
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var v T
		require.NoError(t, json.Unmarshal(sc.Bytes(), &v))
		out = append(out, v)
	}
	require.NoError(t, sc.Err())
	return out
}

func source(r record) evidence.Source {
	src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: r.ID, Hash: r.ID}}
	runes := []rune(r.Text)
	for i, s := range r.Segments {
		role := transcript.Interviewer
		if slices.Contains(r.Candidates, s.Speaker) {
			role = transcript.Candidate
		}
		src.Passages = append(src.Passages, evidence.Passage{
			ID: strconv.Itoa(i), Speaker: evidence.Speaker{ID: s.Speaker, Role: role}, Text: string(runes[s.Start:s.End]),
		})
	}
	return src
}

// normal is a text in lower case, of letters, digits and single spaces.
func normal(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// windows slides a window of the quote's words over the text and returns the best
// similarity that go-edlib gives.
func windows(words []string, q string) float32 {
	n := len(strings.Fields(q))
	var best float32
	for i := 0; i+n <= len(words); i++ {
		s, err := edlib.StringsSimilarity(q, strings.Join(words[i:i+n], " "), edlib.Levenshtein)
		if err == nil {
			best = max(best, s)
		}
	}
	return best
}

// subsequence slides windows of half as many words again as the quote has over the text
// and reports whether fuzzysearch finds the quote's letters in one of them.
func subsequence(words []string, q string) bool {
	n := len(strings.Fields(q))*3/2 + 1
	for i := 0; i == 0 || i+n <= len(words); i++ {
		if fuzzy.Match(q, strings.Join(words[i:min(i+n, len(words))], " ")) {
			return true
		}
	}
	return false
}

func text(r record) string {
	var b strings.Builder
	for _, p := range source(r).Passages {
		b.WriteString(p.Text)
		b.WriteByte(' ')
	}
	return b.String()
}

// TestAdmissions prints what each matcher admits of the quotes that were written by
// hand: of the honest ones, and of the distorted ones.
func TestAdmissions(t *testing.T) {
	t.Parallel()
	type matcher struct {
		name   string
		admits func(r record, q string) bool
	}
	indexes, plain := map[string]*evidence.Index{}, map[string]string{}
	records := map[string]record{}
	for _, r := range read[record](t, "natural.transcripts.jsonl") {
		records[r.ID], indexes[r.ID], plain[r.ID] = r, evidence.NewIndex(source(r)), normal(text(r))
	}
	rate := func(admits func(r record, q string) bool) (honest, distorted float64) {
		var n, all [2]float64
		for _, q := range read[quote](t, "natural.cases.jsonl") {
			k := 0
			if q.Expect.Admissible {
				k = 1
			}
			all[k]++
			if admits(records[q.Transcript], q.Quote) {
				n[k]++
			}
		}
		return n[1] / all[1], n[0] / all[0]
	}
	for _, m := range []matcher{
		{"hirealign", func(r record, q string) bool {
			return indexes[r.ID].Verify(evidence.Claim{Quote: q}, evidence.CandidateOnly()).Admissible()
		}},
		{"Contains, normalised", func(r record, q string) bool { return strings.Contains(plain[r.ID], normal(q)) }},
		{"go-edlib windows, 0.8", func(r record, q string) bool { return windows(strings.Fields(plain[r.ID]), normal(q)) >= .8 }},
		{"fuzzysearch", func(r record, q string) bool { return fuzzy.Match(normal(q), plain[r.ID]) }},
		{"fuzzysearch windows", func(r record, q string) bool { return subsequence(strings.Fields(plain[r.ID]), normal(q)) }},
	} {
		honest, distorted := rate(m.admits)
		t.Logf("%-24s admits %.3f of the honest and %.3f of the distorted quotes", m.name, honest, distorted)
		if m.name == "hirealign" {
			require.Greater(t, honest, .95)
			require.Less(t, distorted, .05)
		}
	}
}

// An interview of one hour, and the quotes that are looked for in it.
func interview(b *testing.B) (evidence.Source, string, []string) {
	b.Helper()
	const hour = 60 << 10
	var src evidence.Source
	var whole strings.Builder
	records := read[record](b, "natural.transcripts.jsonl")
	for whole.Len() < hour {
		for _, r := range records {
			for _, p := range source(r).Passages {
				p.ID = strconv.Itoa(len(src.Passages))
				if whole.Len() > 0 && len(src.Passages) >= 5*23 {
					// The same words in another order, so that no sentence stands twice.
					w := strings.Fields(p.Text)
					slices.Reverse(w)
					p.Text = strings.Join(w[len(src.Passages)%max(1, len(w)):], " ")
				}
				src.Passages = append(src.Passages, p)
				whole.WriteString(p.Text)
				whole.WriteByte(' ')
			}
		}
	}
	var quotes []string
	for _, q := range read[quote](b, "natural.cases.jsonl") {
		if len(quotes) < 20 && q.Expect.Admissible {
			quotes = append(quotes, q.Quote)
		}
	}
	return src, whole.String(), quotes
}

// cpu is the processor time of the process so far: what a busy machine changes least.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkIndex is what each matcher does once for an interview of one hour.
func BenchmarkIndex(b *testing.B) {
	src, whole, _ := interview(b)
	b.Run("hirealign", func(b *testing.B) {
		var builder evidence.Builder
		builder.Index(src)
		b.SetBytes(int64(len(whole)))
		b.ReportAllocs()
		from := cpu()
		for b.Loop() {
			builder.Index(src)
		}
		b.ReportMetric(float64(len(whole))*float64(b.N)/1e6/(cpu()-from).Seconds(), "MB/cpu-s")
	})
	b.Run("normalising", func(b *testing.B) {
		b.SetBytes(int64(len(whole)))
		b.ReportAllocs()
		for b.Loop() {
			normal(whole)
		}
	})
}

// BenchmarkQuote is the time for one quote of an interview of one hour.
func BenchmarkQuote(b *testing.B) {
	src, whole, quotes := interview(b)
	ix := evidence.NewIndex(src)
	plain := normal(whole)
	words := strings.Fields(plain)
	each := func(name string, do func(q string)) {
		b.Run(name, func(b *testing.B) {
			i := 0
			from := cpu()
			for b.Loop() {
				do(quotes[i%len(quotes)])
				i++
			}
			b.ReportMetric(float64((cpu()-from).Nanoseconds())/float64(b.N), "cpu-ns/op")
		})
	}
	each("hirealign", func(q string) { ix.Verify(evidence.Claim{Quote: q}, evidence.CandidateOnly()) })
	each("hirealign-altered", func(q string) {
		words := strings.Fields(q)
		words[len(words)/2] = "payroll"
		ix.Verify(evidence.Claim{Quote: strings.Join(words, " ")}, evidence.CandidateOnly())
	})
	each("contains-normalised", func(q string) { strings.Contains(normal(whole), normal(q)) })
	each("contains-prepared", func(q string) { strings.Contains(plain, normal(q)) })
	each("go-edlib-windows", func(q string) { windows(words, normal(q)) })
	each("fuzzysearch", func(q string) { fuzzy.Match(normal(q), plain) })
	each("fuzzysearch-windows", func(q string) { subsequence(words, normal(q)) })
	b.Run("approx-string-match", func(b *testing.B) {
		node, err := exec.LookPath("node")
		if err != nil {
			b.Skip("node is not installed")
		}
		if _, err := os.Stat("node_modules"); err != nil {
			b.Skip("the npm packages are not installed: run npm ci in integration/quotes")
		}
		in, err := json.Marshal(map[string]any{"text": whole, "quotes": quotes, "rounds": 5})
		require.NoError(b, err)
		cmd := exec.CommandContext(b.Context(), node, "quotes.mjs")
		cmd.Stdin = bytes.NewReader(in)
		out, err := cmd.Output()
		require.NoError(b, err)
		var result struct {
			Ns float64 `json:"ns"`
		}
		require.NoError(b, json.Unmarshal(out, &result))
		for b.Loop() {
			_ = result // the loop of node is the one that is measured
		}
		b.ReportMetric(result.Ns, "ns/op")
	})
}

// BenchmarkBuildAndTenQuotes is an interview of one hour with ten quotes.
func BenchmarkBuildAndTenQuotes(b *testing.B) {
	src, _, quotes := interview(b)
	var builder evidence.Builder
	from := cpu()
	for b.Loop() {
		ix := builder.Index(src)
		for _, q := range quotes[:10] {
			ix.Verify(evidence.Claim{Quote: q}, evidence.CandidateOnly())
		}
	}
	b.ReportMetric(float64((cpu()-from).Nanoseconds())/float64(b.N), "cpu-ns/op")
}
