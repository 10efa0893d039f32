package evidence

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/hirealign/hirealign/transcript"
)

// Index finds quotes in one source. It is immutable and safe for concurrent use, one
// made by a Builder until that makes the next. The zero Index holds no source.
//
// It holds the words of the source after folding as arrays, one entry for each word
// that carries meaning: fillers, restarts and listeners' backchannels are not among
// them. Words are numbered; of each number the index knows the places.
type Index struct {
	src Source
	tokens
	passage []int32 // of each token
	voc     vocabulary
	// postings are the tokens of each word in order: those of word v are
	// postings[bounds[v]:bounds[v+1]].
	postings, bounds []int32
	// first is the first token of each passage, with the number of tokens at the end.
	first []int32
	// back marks the passages that are a listener's backchannel.
	back []bool
	// who numbers the speakers of the passages.
	who      []int32
	speakers []Speaker
	numbers  map[Speaker]int32 // of the speakers, where there are more than fewSpeakers
	// lex are the word lists of each passage, lexicons the different ones.
	lex      []*lexicon
	lexicons []*lexicon
	unsure   bool // no word lists fit the words of a source without a language tag
	// places finds a passage by the hash of its id.
	placed    []int32
	placeBits uint
	repeated  []int32 // passages with the id of one before them, which nothing is cited of
	folder    folder
	scratch   sync.Pool
	stems     atomic.Pointer[stems] // see stemmed
}

// NewIndex indexes a source. It takes time and memory in proportion to the text. The
// index keeps the source's passages, which must not be changed any more.
func NewIndex(src Source) *Index {
	ix := new(Builder).Index(src)
	ix.folder = folder{} // not needed any more
	return ix
}

// Builder makes one index after the other in the same memory. The zero value is
// ready to use. A Builder is not safe for concurrent use.
type Builder struct{ ix Index }

// Index indexes a source as NewIndex does. The index that the builder made before
// must not be used any more.
func (b *Builder) Index(src Source) *Index {
	ix := &b.ix
	ix.src = src
	ix.reset()
	ix.placePassages()
	ix.folder.voc, ix.folder.grow, ix.folder.out = &ix.voc, true, &ix.tokens
	if ix.folder.recent == nil {
		ix.folder.recent = new(recent)
	}
	ix.folder.recent.forget()
	fallback := ix.language()
	for i := range src.Passages {
		p := &src.Passages[i]
		ix.who = append(ix.who, ix.speakerNumber(&p.Speaker))
		ix.lex = append(ix.lex, ix.lexiconOf(p.Language, fallback))
	}
	for i := range src.Passages {
		from := ix.len()
		ix.first = append(ix.first, int32(from))
		ix.folder.lex = ix.lex[i]
		ix.folder.fold(src.Passages[i].Text)
		ix.back = append(ix.back, ix.backchannel(i) || len(ix.repeated) > 0 && ix.again(i))
		if ix.back[i] {
			ix.cut(from)
			continue
		}
		ix.passage = resized(ix.passage, ix.len())
		said := ix.passage[from:]
		for n := range said {
			said[n] = int32(i)
		}
	}
	ix.first = append(ix.first, int32(ix.len()))
	ix.post()
	return ix
}

func (ix *Index) reset() {
	ix.tokens.reset()
	ix.stems.Store(nil)
	ix.voc.reset()
	ix.passage, ix.first, ix.back, ix.who = ix.passage[:0], ix.first[:0], ix.back[:0], ix.who[:0]
	ix.speakers, ix.lex, ix.lexicons, ix.unsure = ix.speakers[:0], ix.lex[:0], ix.lexicons[:0], false
	clear(ix.numbers)
}

const (
	longestListening = 3  // words
	fewSpeakers      = 16 // that are looked through one by one
)

// backchannel reports whether the passage that was just folded only shows that
// somebody listens, between two passages of one other speaker.
func (ix *Index) backchannel(i int) bool {
	f := &ix.folder
	return i > 0 && i+1 < len(ix.who) && ix.who[i] != ix.who[i-1] && ix.who[i-1] == ix.who[i+1] &&
		f.words > 0 && f.words <= longestListening && !f.told && !f.question
}

// again reports whether a passage has the id of one before it.
func (ix *Index) again(i int) bool {
	_, found := slices.BinarySearch(ix.repeated, int32(i))
	return found
}

func (ix *Index) speakerNumber(s *Speaker) int32 {
	least := max(0, len(ix.speakers)-fewSpeakers)
	for i := len(ix.speakers) - 1; i >= least; i-- {
		if known := &ix.speakers[i]; known.ID == s.ID && *known == *s {
			return int32(i)
		}
	}
	if least > 0 {
		return ix.numbered(*s)
	}
	ix.speakers = append(ix.speakers, *s)
	return int32(len(ix.speakers) - 1)
}

// numbered is speakerNumber where there are many.
func (ix *Index) numbered(s Speaker) int32 {
	if ix.numbers == nil {
		ix.numbers = map[Speaker]int32{}
	}
	if len(ix.numbers) == 0 {
		for i, known := range ix.speakers {
			ix.numbers[known] = int32(i)
		}
	}
	n, known := ix.numbers[s]
	if !known {
		n = int32(len(ix.speakers))
		ix.numbers[s], ix.speakers = n, append(ix.speakers, s)
	}
	return n
}

// placePassages fills the table that finds passages by id; of two with one id the
// first.
func (ix *Index) placePassages() {
	ix.repeated = ix.repeated[:0]
	for ix.placeBits = max(ix.placeBits, 4); 1<<ix.placeBits < 2*len(ix.src.Passages); ix.placeBits++ {
	}
	if len(ix.placed) != 1<<ix.placeBits {
		ix.placed = make([]int32, 1<<ix.placeBits)
	}
	clear(ix.placed)
	for n := range ix.src.Passages {
		id := ix.src.Passages[n].ID
		i := slot(hashOf(id), ix.placeBits)
		for ix.placed[i] != 0 && ix.src.Passages[ix.placed[i]-1].ID != id {
			i = (i + 1) & (1<<ix.placeBits - 1)
		}
		if ix.placed[i] == 0 {
			ix.placed[i] = int32(n) + 1
		} else {
			ix.repeated = append(ix.repeated, int32(n))
		}
	}
}

// place returns the passage with the id.
func (ix *Index) place(id string) (int, bool) {
	if len(ix.placed) == 0 {
		return 0, false
	}
	for i := slot(hashOf(id), ix.placeBits); ix.placed[i] != 0; i = (i + 1) & (1<<ix.placeBits - 1) {
		if n := int(ix.placed[i]) - 1; ix.src.Passages[n].ID == id {
			return n, true
		}
	}
	return 0, false
}

// post fills the postings by counting sort.
func (ix *Index) post() {
	ids, words := ix.id, len(ix.voc.hash)
	ix.bounds = resize(ix.bounds, words+1)
	ix.postings = resize(ix.postings, len(ids))
	bounds, postings, first := ix.bounds, ix.postings, ix.voc.first[:words]
	clear(bounds)
	for _, v := range ids {
		bounds[v]++
	}
	sum := int32(0)
	for v, n := range bounds {
		sum += n
		bounds[v] = sum
	}
	for i, v := range slices.Backward(ids) {
		at := bounds[v] - 1
		bounds[v] = at
		postings[at] = int32(i)
	}
	for v := range first {
		first[v] = -1
		if at := bounds[v]; at < bounds[v+1] {
			first[v] = postings[at]
		}
	}
}

// resized is resize, and keeps what the array holds.
func resized[T any](s []T, n int) []T { return slices.Grow(s, max(0, n-len(s)))[:n] }

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// at returns the tokens of a word of the vocabulary, in order.
func (ix *Index) at(id int32) []int32 {
	if id < 0 {
		return nil
	}
	return ix.postings[ix.bounds[id]:ix.bounds[id+1]]
}

// wordAt is the word of a token as the source has it.
func (ix *Index) wordAt(i int) string {
	return ix.src.Passages[ix.passage[i]].Text[ix.pos[i].start:ix.pos[i].end]
}

// lexiconOf returns the word lists for a language tag; those of fallback for none.
func (ix *Index) lexiconOf(tag string, fallback *lexicon) *lexicon {
	x := fallback
	if tag != "" {
		x = lexiconFor(tag)
	}
	if !slices.Contains(ix.lexicons, x) {
		ix.lexicons = append(ix.lexicons, x)
	}
	return x
}

func lexiconFor(tag string) *lexicon {
	if x := lexicons()[primary(tag)]; x != nil {
		return x
	}
	return noLists()
}

const (
	sampleWords  = 150 // of a source without a language tag
	leastKnown   = 15  // percent of a sample that are small words of English, which some speech is short of
	mostKnown    = 30  // percent that leave no doubt of it
	leastForeign = 35  // percent of another language, of which its neighbours have fewer: Portuguese has Spanish words
)

// language returns the word lists of a source: those of its tag, and where it has
// none those that know most of its first words, in doubt the English ones, and then it
// is unsure. Romance languages share small words, so that all of them are asked.
func (ix *Index) language() *lexicon {
	if ix.src.Language != "" {
		return lexiconFor(ix.src.Language)
	}
	f := &ix.folder
	best, most := lexicons()["en"], 0
	ix.unsure = true
	for n, tag := range languages {
		f.lex = lexicons()[tag]
		words, have := 0, 0
		for i := 0; i < len(ix.src.Passages) && words < sampleWords; i++ {
			w, h := f.count(ix.src.Passages[i].Text)
			words, have = words+w, have+h
		}
		if n == 0 && have*100 >= mostKnown*words {
			ix.unsure = false
			return f.lex
		}
		least := leastForeign
		if n == 0 {
			least = leastKnown
		}
		if have > most {
			most = have
			best, ix.unsure = lexicons()["en"], true
			if have*100 >= least*words {
				best, ix.unsure = f.lex, false
			}
		}
	}
	return best
}

// Source returns the indexed source. Its passages must not be changed.
func (ix *Index) Source() Source { return ix.src }

// run is a range of tokens of the index, end exclusive.
type run struct{ start, end int }

func (r run) overlaps(o run) bool { return r.start < o.end && o.start < r.end }

// speaker returns who said the run, and false where it has more than one speaker.
func (ix *Index) speaker(r run) (Speaker, bool) {
	first := ix.who[ix.passage[r.start]]
	for i := ix.passage[r.start]; i <= ix.passage[r.end-1]; i++ {
		if ix.speaks(int(i)) && ix.who[i] != first {
			return Speaker{}, false
		}
	}
	return ix.speakers[first], true
}

// speaks reports whether a passage has words that are more than a listener's.
func (ix *Index) speaks(passage int) bool { return ix.first[passage] < ix.first[passage+1] }

// spans cuts a run out of its passages: from its first word to the end of the
// passage, whole passages in between, and up to its last word.
func (ix *Index) spans(r run) []Span {
	from, to := ix.passage[r.start], ix.passage[r.end-1]
	var out []Span
	for i := from; i <= to; i++ {
		if ix.back[i] || ix.first[i] == ix.first[i+1] && i != from && i != to {
			continue
		}
		text := ix.src.Passages[i].Text
		start, end := 0, len(text)
		if i == from {
			start = int(ix.pos[r.start].start)
		}
		if i == to {
			end = closing(text, int(ix.pos[r.end-1].end))
		}
		start += len(text[start:end]) - len(strings.TrimLeft(text[start:end], " \t\r\n"))
		end -= len(text[start:end]) - len(strings.TrimRight(text[start:end], " \t\r\n"))
		if start < end {
			out = append(out, newSpan(ix.src.Passages[i], start, end))
		}
	}
	return out
}

// closing moves the end of a span past the mark that ends its sentence, also where
// a space stands before it.
func closing(text string, end int) int {
	rest := strings.TrimPrefix(text[end:], " ")
	for _, mark := range []string{".", "?", "!", "…"} {
		if strings.HasPrefix(rest, mark) {
			return len(text) - len(rest) + len(mark)
		}
	}
	return end
}

func newSpan(p Passage, start, end int) Span {
	before := utf16Len(p.Text[:start])
	from, to := p.times(start, end)
	return Span{
		Segment: p.ID, StartByte: start, EndByte: end,
		StartUTF16: before, EndUTF16: before + utf16Len(p.Text[start:end]),
		StartMs: from, EndMs: to, Text: p.Text[start:end],
	}
}

// times are those of the words between two offsets: the start of the first that
// has one and the end of the last, or the passage's where no word has any.
func (p Passage) times(start, end int) (from, to transcript.Offset) {
	for _, w := range p.Words {
		if w.EndByte <= start || w.StartByte >= end {
			continue
		}
		if from.IsZero() {
			from = w.Start
		}
		if !w.End.IsZero() {
			to = w.End
		}
	}
	if from.IsZero() {
		from = p.Start
	}
	if to.IsZero() {
		to = p.End
	}
	return from, to
}

func utf16Len(s string) int {
	n := 0
	for len(s) > 0 {
		if len(s) >= 8 && (s[0]|s[1]|s[2]|s[3]|s[4]|s[5]|s[6]|s[7]) < utf8.RuneSelf {
			n, s = n+8, s[8:]
			continue
		}
		r, size := utf8.DecodeRuneInString(s)
		n, s = n+1, s[size:]
		if r >= 0x10000 {
			n++
		}
	}
	return n
}
