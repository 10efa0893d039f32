package evidence

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

// Query says what to look for.
type Query struct {
	// Text is what the place should be about. The more of a criterion's own
	// vocabulary it holds (name, description, anchors), the better the result.
	Text string
	// Speakers are the roles whose words are looked through; empty looks nowhere.
	Speakers []transcript.Role
	// Within restricts the search to these segments; nil looks everywhere.
	Within []string
}

const (
	shortestUnit  = 14 // words of a suggestion, where the speaker goes on
	shortestTurn  = 8  // words of a suggestion that is all a speaker said
	shortestNote  = 4  // words of a line of notes
	longestUnit   = 45 // words after which a suggestion ends where a passage ends
	leastShared   = 2  // different words that a suggestion shares with the query
	mostShared    = 4  // such words that are asked for at most, where the query is long
	wordsPerMore  = 25 // words of the query that ask for one shared word more
	sameness      = 0.6
	bm25K1        = 1.2
	bm25B         = 0.4
	weakestFactor = 0.35 // of the best score; places far below it are not shown
)

// place is a stretch of one speaker's speech that can be suggested.
type place struct {
	run   run
	stems map[string]string // stem to the word as the source has it
	score float64
	terms []string
}

// Suggest returns up to k places that share most with the query, best first, by
// BM25 over the sentences of the admitted speakers (Robertson and Zaragoza,
// "The Probabilistic Relevance Framework", 2009, with k1 = 1.2 and b = 0.4). A
// place that says nearly the same as a better one is left out, and so are
// questions. A place must share at least two words of weight with the query, and
// up to four with a long one unless the search is restricted to segments. Where
// none does, Suggest returns nothing: no suggestion is better than a wrong one.
func (ix *Index) Suggest(q Query, k int) []Suggestion {
	if k <= 0 || len(ix.lexicons) == 0 {
		return nil
	}
	wanted := map[string]bool{}
	for _, w := range stemsOf(q.Text, ix.lexicons[0]) {
		wanted[w.stem] = true
	}
	if len(wanted) < leastShared {
		return nil
	}
	need := leastShared
	if q.Within == nil {
		// A long query shares a few common words with anything.
		need = min(mostShared, leastShared+len(wanted)/wordsPerMore)
	}
	places := ix.places(q)
	df := map[string]int{}
	length := 0.0
	for _, p := range places {
		length += float64(p.run.end - p.run.start)
		for s := range p.stems {
			df[s]++
		}
	}
	if len(places) == 0 {
		return nil
	}
	mean := length / float64(len(places))
	var found []place
	for _, p := range places {
		shared := make([]string, 0, 8)
		for s := range p.stems {
			if wanted[s] {
				shared = append(shared, s)
			}
		}
		if len(shared) < need {
			continue
		}
		slices.Sort(shared)
		norm := bm25K1 * (1 - bm25B + bm25B*float64(p.run.end-p.run.start)/mean)
		for _, s := range shared {
			idf := math.Log(1 + (float64(len(places))-float64(df[s])+0.5)/(float64(df[s])+0.5))
			p.score += idf * (bm25K1 + 1) / (1 + norm)
			p.terms = append(p.terms, p.stems[s])
		}
		found = append(found, p)
	}
	slices.SortStableFunc(found, func(a, b place) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.run.start, b.run.start))
	})
	var picked []place
	for _, p := range found {
		if len(picked) == k || p.score < found[0].score*weakestFactor {
			break
		}
		if !slices.ContainsFunc(picked, func(o place) bool { return jaccard(o.stems, p.stems) > sameness }) {
			picked = append(picked, p)
		}
	}
	out := make([]Suggestion, 0, len(picked))
	for _, p := range picked {
		speaker, _ := ix.speaker(p.run)
		out = append(out, Suggestion{
			Citation: Citation{Source: ix.src.Ref, Speaker: speaker, Spans: ix.spans(p.run), Grade: Verbatim},
			Terms:    p.terms,
		})
	}
	return out
}

// places cuts the speech of the admitted speakers into sentences, short ones
// joined and very long ones cut where a passage ends.
func (ix *Index) places(q Query) []place {
	var within map[string]bool
	if q.Within != nil {
		within = make(map[string]bool, len(q.Within))
		for _, s := range q.Within {
			within[s] = true
		}
	}
	admitted := func(i int) bool {
		p := ix.src.Passages[ix.passage[i]]
		return p.Speaker.Role != "" && slices.Contains(q.Speakers, p.Speaker.Role) && (within == nil || within[p.ID])
	}
	var out []place
	start := -1
	shortest, line := shortestTurn, false
	if ix.src.Ref.Kind != TranscriptSource {
		shortest, line = shortestNote, true // a line of notes or a paragraph stands for itself
	}
	flush := func(end int) {
		if start >= 0 && end-start >= shortest {
			r := run{start, end}
			if p := (place{run: r, stems: ix.stems(r)}); len(p.stems) >= leastShared && !ix.question(r) {
				out = append(out, p)
			}
		}
		start = -1
	}
	for i := range ix.len() {
		if !admitted(i) {
			flush(i)
			continue
		}
		if start >= 0 && line && ix.passage[i-1] != ix.passage[i] || start >= 0 && !ix.together(ix.passage[i-1], ix.passage[i]) {
			flush(i)
		}
		if start < 0 {
			start = i
		}
		n := i + 1 - start
		endsPassage := i+1 == ix.len() || ix.passage[i+1] != ix.passage[i]
		if line {
			continue
		}
		if ix.traits[i]&sentenceEnd != 0 && n >= shortestUnit || endsPassage && n >= longestUnit || n >= 2*longestUnit && ix.traits[i]&clauseEnd != 0 {
			flush(i + 1)
		}
	}
	flush(ix.len())
	return out
}

// together reports whether two passages follow each other, apart from listeners'
// backchannels, and have the same speaker.
func (ix *Index) together(a, b int32) bool {
	if a == b {
		return true
	}
	for i := a + 1; i < b; i++ {
		if !ix.back[i] && ix.first[i] != ix.first[i+1] {
			return false
		}
	}
	return ix.src.Passages[a].Speaker == ix.src.Passages[b].Speaker
}

func (ix *Index) question(r run) bool { return ix.traits[r.end-1]&questionEnd != 0 }

func (ix *Index) stems(r run) map[string]string {
	m := map[string]string{}
	for i := r.start; i < r.end; i++ {
		x := ix.lex[ix.passage[i]]
		if s, ok := stemOf(x, ix.wordAt(i), ix.hash[i], ix.traits[i]); ok && m[s] == "" {
			m[s] = ix.wordAt(i)
		}
	}
	return m
}

func jaccard(a, b map[string]string) float64 {
	shared := 0
	for s := range a {
		if _, ok := b[s]; ok {
			shared++
		}
	}
	return float64(shared) / float64(len(a)+len(b)-shared)
}

// stemmed is a word of a text with its stem.
type stemmed struct {
	stem       string
	start, end int
}

func stemsOf(text string, x *lexicon) []stemmed {
	var t tokens
	f := folder{lex: x, voc: &vocabulary{}, grow: true, out: &t}
	f.voc.reset()
	f.fold(text)
	var out []stemmed
	for i := range t.len() {
		start, end := int(t.start[i]), int(t.end[i])
		if s, ok := stemOf(x, text[start:end], t.hash[i], t.traits[i]); ok {
			out = append(out, stemmed{s, start, end})
		}
	}
	return out
}

// stemOf cuts the commonest English endings, so that "retries", "retried" and
// "retry" are one. It returns false for stop words and single letters.
func stemOf(x *lexicon, word string, h uint64, t traits) (string, bool) {
	if t&(stop|shared) != 0 || len(word) < 2 && t&number == 0 {
		return "", false
	}
	if t&number != 0 {
		for d := range int64(10) {
			if h == (decimal{d, 0}).hash(false) {
				return "", false // "one" and "two" are everywhere
			}
		}
		return strconv.FormatUint(h, 36), true
	}
	w := strings.ReplaceAll(string(appendFolded(nil, word, x.lists.Plain)), "'", "")
	for _, e := range []struct{ suffix, to string }{
		{"ational", "ate"},
		{"ations", "ate"},
		{"ation", "ate"},
		{"iliation", "ile"},
		{"ements", ""},
		{"ement", ""},
		{"ness", ""},
		{"ically", "ic"},
		{"ies", "y"},
		{"ied", "y"},
		{"sses", "ss"},
		{"ingly", ""},
		{"edly", ""},
		{"ing", ""},
		{"ers", ""},
		{"er", ""},
		{"ed", ""},
		{"es", ""},
		{"ly", ""},
		{"s", ""},
	} {
		base, ok := strings.CutSuffix(w, e.suffix)
		if !ok || len(base) < 3 || e.suffix == "s" && strings.HasSuffix(base, "s") {
			continue
		}
		w = base + e.to
		break
	}
	// "planned" and "plan", "stopping" and "stop"; "make" and "making".
	if n := len(w); n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("lsz", rune(w[n-1])) {
		w = w[:n-1]
	}
	return strings.TrimSuffix(w, "e"), true
}
