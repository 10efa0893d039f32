package evidence_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
)

// cleanSentence is a sentence of an edited interview that the checker admits as it stands.
type cleanSentence struct {
	before string // of the same turn
	words  []string
}

func (s cleanSentence) text() string { return strings.Join(s.words, " ") }

const mostClean = 300 // sentences

func cleanSentences(t *testing.T) []cleanSentence {
	t.Helper()
	dir := filepath.Join(corpus.Dir(t), "corpus", "grounding")
	var out []cleanSentence
	r := rand.New(rand.NewPCG(1, 1))
	for _, rec := range readLines[groundingRecord](t, filepath.Join(dir, "dev.transcripts.jsonl")) {
		if !strings.HasPrefix(rec.ID, "cl-") {
			continue
		}
		for _, p := range groundingIndex(rec).Source().Passages {
			var before []string
			from := 0
			words := strings.Fields(p.Text)
			for i, w := range words {
				if !strings.ContainsAny(w[len(w)-1:], ".?!") {
					continue
				}
				if s := (cleanSentence{strings.Join(before, " "), words[from : i+1]}); s.clean() {
					out = append(out, s)
				}
				before, from = words[from:i+1], i+1
			}
		}
	}
	r.Shuffle(len(out), func(i, k int) { out[i], out[k] = out[k], out[i] })
	out = slices.DeleteFunc(out[:min(len(out), 3*mostClean)], func(s cleanSentence) bool {
		return !admitted(s, []string{s.text()}, s.text())
	})
	return out[:min(len(out), mostClean)]
}

func (s cleanSentence) clean() bool {
	if len(s.words) < 10 || slices.Contains([]string{"and", "but", "so", "i", "you", "oh", "yeah", "well", "like", "even"}, plainWord(s.words[0])) || len(s.words) > 30 || !strings.HasSuffix(s.text(), ".") {
		return false
	}
	for i, w := range s.words {
		if strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("',.", r) }) ||
			i > 0 && plainWord(w) == plainWord(s.words[i-1]) || strings.Contains(w[:len(w)-1], ".") || strings.HasSuffix(w, "..") {
			return false
		}
	}
	return true
}

func plainWord(w string) string { return strings.ToLower(strings.Trim(w, ",.")) }

// admitted reports whether a quote of a candidate's turns is admitted; a listener speaks
// between two turns.
func admitted(s cleanSentence, turns []string, quote string) bool {
	f := heard(s, turns, quote)
	return f.Admissible() && !slices.ContainsFunc(f.Flags, func(f evidence.Flag) bool { return strings.HasPrefix(string(f), "context_") })
}

func heard(s cleanSentence, turns []string, quote string) evidence.Finding {
	src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: "x", Hash: "h"}}
	say := func(speaker string, role transcript.Role, text string) {
		src.Passages = append(src.Passages, evidence.Passage{ID: strconv.Itoa(len(src.Passages)), Speaker: evidence.Speaker{ID: speaker, Role: role}, Text: text})
	}
	say("a", transcript.Interviewer, "Tell me about that.")
	for i, turn := range turns {
		if i > 0 {
			say("a", transcript.Interviewer, []string{"Mm-hmm.", "Yeah.", "Right."}[i%3])
		} else {
			turn = s.before + " " + turn
		}
		if i+1 == len(turns) {
			turn += " And that was it, more or less."
		}
		say("c", transcript.Candidate, turn)
	}
	return evidence.NewIndex(src).Verify(evidence.Claim{Quote: quote, Speaker: "c"}, evidence.CandidateOnly())
}

var (
	marks    = []string{" {disfmarker}", " --", "...", " \u2014", " -", "-"}
	unmarked = []string{",", "", ", uh,", " um", ", I mean,", " you know,"}
)

func pick(r *rand.Rand, of []string) string { return of[r.IntN(len(of))] }

// at is a place within the words at which n stand.
func at(r *rand.Rand, words []string, n int) int { return 1 + r.IntN(len(words)-n-1) }

var phraseWords = strings.Fields("a an the my our your this that these those in on at to for of with from about into and but because so if when where which who " +
	"i we you he she it they i'm we're you're it's that's there is are was were have has had do did would will can could just really")

// phrase is a place at which a phrase begins that goes on for n words, 0 where there is none.
func phrase(r *rand.Rand, words []string, n int) int {
	for range 20 {
		i := at(r, words, n)
		if slices.Contains(phraseWords, plainWord(words[i])) && !strings.HasSuffix(strings.Join(words[i:i+n-1], " "), ",") && !strings.Contains(strings.Join(words[i:i+n-1], " "), ",") {
			return i
		}
	}
	return 0
}

func insert(words []string, at int, more ...string) []string {
	return slices.Concat(words[:at], more, words[at:])
}

// said returns the words from..to as a speaker says them before he breaks off.
func said(words []string, from, to int) string {
	return strings.TrimRight(strings.Join(words[from:to], " "), ",.")
}

var smallWords = strings.Fields("a the of to in that it we with for and is was")

// breakAt inserts a start before the word at a place, with a sign of the break.
func breakAt(words []string, at int, start, sign string) []string {
	return insert(words, at, start+sign)
}

// clauseStart is a place where a clause begins within the words, 0 for none.
func clauseStart(r *rand.Rand, words []string) int {
	var places []int
	for i := 2; i+3 < len(words); i++ {
		if strings.HasSuffix(words[i-1], ",") || slices.Contains([]string{"and", "but", "because", "so"}, words[i-1]) {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return 0
	}
	return places[r.IntN(len(places))]
}

var openings = []string{"it was a", "the way that", "we just", "there was", "what I", "I", "it", "you can", "they have the", "that's", "the other", "it's a", "that was the"}

var roleWords = map[string][]string{
	"the": {"a", "this", "my"}, "a": {"the", "an", "this"}, "in": {"on", "at", "to"}, "on": {"in", "at", "for"}, "to": {"for", "in", "on"}, "for": {"to", "of", "in"},
	"of": {"for", "in"}, "with": {"for", "to"}, "at": {"in", "on"}, "it": {"that", "they"}, "we": {"you", "they"}, "is": {"was", "are"}, "was": {"is", "were"}, "this": {"the", "that"}, "that": {"this", "which"},
}

// waysOfSpeaking put into the words of a sentence what people say besides them; they
// return nil where the sentence has no place for it.
var waysOfSpeaking = map[string]func(r *rand.Rand, s []string) []string{
	"fillers": func(r *rand.Rand, s []string) []string {
		for range 1 + r.IntN(3) {
			s = insert(s, at(r, s, 0), pick(r, []string{"um", "uh", ", uh,", "uh ,", "um ,", "er", "hmm,", "{vocalsound}"}))
		}
		return s
	},
	"phrases": func(r *rand.Rand, s []string) []string {
		return insert(s, at(r, s, 0), pick(r, []string{", you know,", ", I mean,", "you know", "like,", ", like,", "I mean", "uh you know", ", you know, like,", "y'know"}))
	},
	"doubled": func(r *rand.Rand, s []string) []string {
		for range 1 + r.IntN(2) {
			i := at(r, s, 1)
			s = breakAt(s, i, said(s, i, i+1), pick(r, []string{"", ",", " --", "...", " {disfmarker}", ", uh,"}))
		}
		return s
	},
	"broken word": func(r *rand.Rand, s []string) []string {
		i := at(r, s, 1)
		w := said(s, i, i+1)
		if len(w) < 5 || strings.Contains(w, "'") {
			return nil
		}
		return breakAt(s, i, w[:1+r.IntN(min(4, len(w)-2))], pick(r, []string{"-", " {disfmarker}", " --", "--", "\u2014", "...", "-,"}))
	},
	"begun again": func(r *rand.Rand, s []string) []string {
		n := 2 + r.IntN(4)
		i := phrase(r, s, n)
		if i == 0 {
			return nil
		}
		return breakAt(s, i, said(s, i, i+n), pick(r, slices.Concat(marks, unmarked)))
	},
	"begun again, last word broken": func(r *rand.Rand, s []string) []string {
		n := 1 + r.IntN(4)
		i := phrase(r, s, n+1)
		if w := said(s, i+n, i+n+1); i == 0 || len(w) < 5 || strings.Contains(w, "'") {
			return nil
		}
		return breakAt(s, i, said(s, i, i+n)+" "+s[i+n][:2+r.IntN(2)], pick(r, []string{"-", " {disfmarker}", "--", "\u2014", "..."}))
	},
	"begun again, small word other": func(r *rand.Rand, s []string) []string {
		n := 1 + r.IntN(4)
		i := phrase(r, s, n+1)
		if i == 0 {
			return nil
		}
		return breakAt(s, i, said(s, i, i+n)+" "+pick(r, smallWords), pick(r, slices.Concat(marks, unmarked[2:])))
	},
	"begun again, word other": func(r *rand.Rand, s []string) []string {
		n := 2 + r.IntN(3)
		i := phrase(r, s, n+1)
		if i == 0 {
			return nil
		}
		sign := pick(r, marks)
		if !slices.Contains([]string{"i", "we", "you", "they", "he", "she", "it", "there", "that"}, plainWord(s[i])) {
			sign = " {disfmarker}"
		}
		return breakAt(s, i, said(s, i, i+n)+" "+pick(r, []string{"product", "people", "building", "system", "working"}), sign)
	},
	"start given up": func(r *rand.Rand, s []string) []string {
		i := clauseStart(r, s)
		if i == 0 {
			return nil
		}
		return breakAt(s, i, pick(r, openings), pick(r, marks))
	},
	"small word put right": func(r *rand.Rand, s []string) []string {
		i := at(r, s, 1)
		others := roleWords[s[i]]
		if others == nil {
			return nil
		}
		return breakAt(s, i, pick(r, others), pick(r, slices.Concat(marks, unmarked[2:5])))
	},
	"two small words put right": func(r *rand.Rand, s []string) []string {
		i := at(r, s, 2)
		others := roleWords[s[i]]
		if others == nil || roleWords[s[i+1]] == nil {
			return nil
		}
		return breakAt(s, i, pick(r, others)+" "+s[i+1], pick(r, slices.Concat(marks, unmarked[2:5])))
	},
	"captions": func(r *rand.Rand, s []string) []string {
		s = strings.Fields(strings.ToLower(strings.ReplaceAll(strings.Join(s, " "), ",", "")))
		i := phrase(r, s, 3)
		if i == 0 {
			return nil
		}
		s = breakAt(s, i, said(s, i, i+1+r.IntN(3)), "")
		return insert(s, at(r, s, 0), pick(r, []string{"um", "uh", "you know"}))
	},
	"a few at once": func(r *rand.Rand, s []string) []string {
		i := phrase(r, s, 3)
		if i == 0 {
			return nil
		}
		s = breakAt(s, i, said(s, i, i+1+r.IntN(3)), pick(r, []string{" {disfmarker}", ", uh,", " --"}))
		if k := at(r, s, 1); len(said(s, k, k+1)) > 5 {
			s = breakAt(s, k, said(s, k, k+1)[:2], "-")
		}
		return insert(s, at(r, s, 0), "uh")
	},
}

func TestSpokenSentencesAreAdmitted(t *testing.T) {
	t.Parallel()
	sentences := cleanSentences(t)
	show := os.Getenv("HIREALIGN_SHOW")
	var rows []string
	all, kept := 0, 0
	for _, way := range sortedKeys(waysOfSpeaking) {
		r := rand.New(rand.NewPCG(2, 3))
		n, in := 0, 0
		for _, s := range sentences {
			spoken := waysOfSpeaking[way](r, s.words)
			if spoken == nil {
				continue
			}
			n++
			said := strings.Join(spoken, " ")
			if admitted(s, []string{said}, s.text()) {
				in++
			} else if show == way {
				f := heard(s, []string{said}, s.text())
				t.Logf("%v %v %v\n   S %s\n   Q %s", f.Grade, f.Flags, f.Edits, said, s.text())
			}
		}
		all, kept = all+n, kept+in
		rows = append(rows, fmt.Sprintf("%-32s %4d of %4d  %.3f", way, in, n, float64(in)/float64(n)))
	}
	t.Logf("%d sentences\n%s\nall %.3f", len(sentences), strings.Join(rows, "\n"), float64(kept)/float64(all))
	require.Len(t, sentences, mostClean)
	require.GreaterOrEqual(t, kept*1000, 965*all)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// waysOfLosing put into the words what no quote may leave out.
var waysOfLosing = map[string]func(r *rand.Rand, s []string) []string{
	"a word that weighs in the first start": func(r *rand.Rand, s []string) []string {
		n := 2 + r.IntN(3)
		i := phrase(r, s, n)
		if i == 0 {
			return nil
		}
		k := i + 1 + r.IntN(n)
		start := said(s, i, k) + " " + pick(r, []string{"not", "never", "maybe", "almost", "only", "five", "tried to", "most of", "if"}) + " " + said(s, k, i+n)
		return breakAt(s, i, strings.TrimSpace(start), pick(r, slices.Concat(marks, unmarked)))
	},
	"what another did": func(r *rand.Rand, s []string) []string {
		i := clauseStart(r, s)
		if i == 0 {
			return nil
		}
		return breakAt(s, i, pick(r, []string{"my boss wrote it", "they fixed it", "Anna led the team", "the vendor built that", "it was never my idea", "he had to do it"}), pick(r, marks))
	},
	"what limits it": func(r *rand.Rand, s []string) []string {
		i := at(r, s, 1)
		return breakAt(s, i, pick(r, []string{"on paper", "with my boss", "with Anna", "for a week", "in theory", "except in Leeds", "as an intern", "under my professor", "not always", "in part"}),
			pick(r, []string{" --", ", uh,", ", um,", ",", "..."}))
	},
	"what was not said": func(r *rand.Rand, s []string) []string {
		return insert(s, at(r, s, 0), pick(r, []string{"never", "not", "almost", "maybe", "hardly"}))
	},
}

func TestLostMeaningIsRefused(t *testing.T) {
	t.Parallel()
	sentences := cleanSentences(t)
	show := os.Getenv("HIREALIGN_SHOW")
	var rows []string
	for _, way := range sortedKeys(waysOfLosing) {
		r := rand.New(rand.NewPCG(2, 4))
		n, in := 0, 0
		for _, s := range sentences {
			spoken := waysOfLosing[way](r, s.words)
			if spoken == nil {
				continue
			}
			n++
			said := strings.Join(spoken, " ")
			if f := heard(s, []string{said}, s.text()); f.Admissible() {
				in++
				if show == way {
					t.Logf("%v %v %v\n   S %s\n   Q %s", f.Grade, f.Flags, f.Edits, said, s.text())
				}
			}
		}
		rows = append(rows, fmt.Sprintf("%-40s %4d of %4d admitted", way, in, n))
		require.LessOrEqual(t, in*100, 6*n, way)
	}
	// What is spoken in an honest way is refused to a quote that loses a word of it.
	for _, way := range sortedKeys(waysOfSpeaking) {
		r := rand.New(rand.NewPCG(2, 5))
		n, in := 0, 0
		for _, s := range sentences {
			quote := lose(r, s.words)
			spoken := waysOfSpeaking[way](r, s.words)
			if quote == "" || spoken == nil {
				continue
			}
			n++
			if f := heard(s, []string{strings.Join(spoken, " ")}, quote); f.Admissible() {
				in++
				if show == "lost: "+way {
					t.Logf("%v %v %v\n   S %s\n   Q %s", f.Grade, f.Flags, f.Edits, strings.Join(spoken, " "), quote)
				}
			}
		}
		rows = append(rows, fmt.Sprintf("%-40s %4d of %4d admitted", "lost: "+way, in, n))
		require.LessOrEqual(t, in, 1, way)
	}
	t.Logf("%d sentences\n%s", len(sentences), strings.Join(rows, "\n"))
}

var others = map[string]string{
	"i": "we", "we": "I", "my": "our", "our": "my", "they": "we", "not": "", "never": "", "don't": "do", "can't": "can", "didn't": "did", "wasn't": "was", "isn't": "is",
	"only": "", "all": "", "most": "all", "some": "all", "more": "less", "maybe": "", "probably": "", "think": "know", "tried": "managed", "would": "will", "could": "can", "might": "will",
	"two": "three", "three": "four", "one": "two", "if": "because", "always": "never", "sometimes": "always",
}

// lose returns the words with one that weighs lost or changed, "" where there is none.
func lose(r *rand.Rand, words []string) string {
	var places []int
	for i := 1; i+1 < len(words); i++ {
		if _, ok := others[strings.ToLower(words[i])]; ok {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return ""
	}
	i := places[r.IntN(len(places))]
	out := slices.Clone(words)
	out[i] = others[strings.ToLower(words[i])]
	return strings.Join(strings.Fields(strings.Join(out, " ")), " ")
}
