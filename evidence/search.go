package evidence

import (
	"cmp"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"
)

// stems are the words of an index without their endings: what retrieval compares.
type stems struct {
	of     []int32 // stem of each token; -1 for words too common to search for
	number map[string]int32
	alike  map[string][]int32 // those that begin alike
}

const none = -1

// stemmed returns the stems, which it works out at the first search: it stems the
// vocabulary and not the text.
func (ix *Index) stemmed() *stems {
	if s := ix.stems.Load(); s != nil {
		return s
	}
	s := &stems{of: make([]int32, ix.len()), number: make(map[string]int32, len(ix.voc.hash)), alike: map[string][]int32{}}
	ofWord := make([]int32, len(ix.voc.hash))
	for v := range ofWord {
		ofWord[v] = none
		at := ix.voc.first[v]
		if at < 0 {
			continue
		}
		if stem, ok := stemOf(ix.lex[ix.passage[at]], ix.wordAt(int(at)), ix.hash[at], ix.traits[at]); ok {
			n, known := s.number[stem]
			if !known {
				n = int32(len(s.number))
				s.number[stem] = n
				if start := beginning(stem); start != "" {
					s.alike[start] = append(s.alike[start], n)
				}
			}
			ofWord[v] = n
		}
	}
	for i, v := range ix.id {
		s.of[i] = none
		if ix.traits[i]&shared == 0 {
			s.of[i] = ofWord[v]
		}
	}
	ix.stems.Store(s)
	return s
}

const beginningLetters = 4 // in which words of one family are alike

// beginning returns what a stem shares with those of the same family; nothing for short
// ones, and for numbers.
func beginning(stem string) string {
	n := 0
	for i, r := range stem {
		if !unicode.IsLetter(r) {
			return ""
		}
		if n++; n == beginningLetters {
			return stem[:i+utf8.RuneLen(r)]
		}
	}
	return ""
}

// terms are the different stems of a query that the index has.
type terms struct {
	all     []int32         // stems, in the order of the query
	nth     map[int32]int32 // place in all
	lacking []string        // stems that the index lacks
	topic   []bool          // of each of all
	want    int             // different stems of the query, known or not
	topics  int             // of those, the ones that say what it is about
}

func (ix *Index) termsOf(text string, leave func(stem string) bool) terms {
	s := ix.stemmed()
	t := terms{nth: map[int32]int32{}}
	seen := map[string]bool{}
	for _, w := range stemsOf(text, ix.lexicons[0]) {
		if seen[w.stem] || leave != nil && leave(w.stem) {
			continue
		}
		seen[w.stem] = true
		t.want++
		if w.topic {
			t.topics++
		}
		if n, ok := s.number[w.stem]; ok {
			t.nth[n] = int32(len(t.all))
			t.all, t.topic = append(t.all, n), append(t.topic, w.topic)
		} else {
			t.lacking = append(t.lacking, w.stem)
		}
	}
	return t
}

// hits are where the terms of a query stand, in units of the text.
type hits struct {
	terms [][]hit // for each term, in the order of the units
	size  []float64
	// The last terms, as many as faint says, weigh less than the others.
	faint  int
	weight float64
}

// hit is how often a unit has a term, and its first token.
type hit struct {
	unit, count, token int32
}

func (h *hits) add(term, unit, token int32) {
	list := h.terms[term]
	if n := len(list); n > 0 && list[n-1].unit == unit {
		list[n-1].count++
		return
	}
	h.terms[term] = append(list, hit{unit, 1, token})
}

// once adds a term of a sentence, in which a word that is repeated counts once.
func (h *hits) once(term, unit, token int32) {
	if list := h.terms[term]; len(list) == 0 || list[len(list)-1].unit != unit {
		h.add(term, unit, token)
	}
}

// idf weighs a term by how few of the units have it.
func (h *hits) idf(term int) float64 {
	n, with := float64(len(h.size)), float64(len(h.terms[term]))
	w := math.Log(1 + (n-with+0.5)/(with+0.5))
	if term >= len(h.terms)-h.faint {
		w *= h.weight
	}
	return w
}

// fewestUnits is the length of a text, in units, below which it does not tell which
// words are rare: a shorter one is weighed as if it were a part of one of that length.
const fewestUnits = 30

// weightOf weighs the topics of a query: those that each unit has, as a share of all.
// A word that the text lacks weighs as much as the rarest.
func (ix *Index) weightOf(h *hits, t terms) []float64 {
	units, lacking, all := make([]float64, len(h.size)), t.topics, 0.0
	idf := func(with int) float64 {
		n := float64(max(len(h.size), fewestUnits))
		return math.Log(1 + (n-float64(with)+0.5)/(float64(with)+0.5))
	}
	for n, list := range h.terms {
		if !t.topic[n] {
			continue
		}
		w := idf(len(list))
		all += w
		lacking--
		for _, at := range list {
			if ix.traits[at.token].topic() {
				units[at.unit] += w
			}
		}
	}
	all += float64(lacking) * idf(0)
	for i := range units {
		units[i] /= max(all, 1)
	}
	return units
}

// bm25 are the parameters of Robertson and Zaragoza, "The Probabilistic Relevance
// Framework", 2009, over windows of a unit and reach units on both sides, in which
// further ones count for less.
type bm25 struct {
	k1, b  float64
	reach  int
	weight float64 // of the score among others
}

// score returns the scores of all units, the best of which is 1.
func (p bm25) score(h *hits) []float64 {
	n := len(h.size)
	size := p.spread(func(add func(unit int, v float64)) {
		for i, v := range h.size {
			add(i, v)
		}
	}, make([]float64, n))
	mean := 0.0
	for _, v := range size {
		mean += v / float64(n)
	}
	out, count := make([]float64, n), make([]float64, n)
	best := 0.0
	for t, list := range h.terms {
		clear(count)
		p.spread(func(add func(unit int, v float64)) {
			for _, at := range list {
				add(int(at.unit), float64(at.count))
			}
		}, count)
		idf := h.idf(t)
		for i, c := range count {
			if c > 0 {
				out[i] += idf * c * (p.k1 + 1) / (c + p.k1*(1-p.b+p.b*size[i]/mean))
				best = max(best, out[i])
			}
		}
	}
	if best > 0 {
		for i := range out {
			out[i] /= best
		}
	}
	return out
}

// spread adds values to their units and, ever less, to the units around them.
func (p bm25) spread(each func(add func(unit int, v float64)), out []float64) []float64 {
	each(func(unit int, v float64) {
		for i := max(unit-p.reach, 0); i <= min(unit+p.reach, len(out)-1); i++ {
			d := unit - i
			out[i] += v * (1 - float64(max(d, -d))/float64(p.reach+1))
		}
	})
	return out
}

// inOrder returns the units with a score, best first.
func inOrder(score []float64) []int {
	out := make([]int, 0, len(score))
	for i, s := range score {
		if s > 0 {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	return out
}
