package evidence

import (
	"bytes"
	"cmp"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// An alignment costs least where it explains a difference by the words that
// carry meaning: they are cheap to add or drop, so that a dropped "not" shows as
// a dropped "not" and is not hidden by cutting the quote short.
const (
	costAlike     = 2 // "it's" for "it has", "set up" for "setup", a word cut at an ellipsis
	costDiscourse = 3
	costAuxiliary = 4 // "do" as in "do not"
	costSpelling  = 8
	costGuard     = 5
	costFunction  = 12
	costSameClass = 14 // replacing a word by one of its own class
	costAddGuard  = 18 // such a word in the quote alone
	costContent   = 20
	costReplace   = 34
	costJump      = 44 // whole sentences left out
)

const (
	mostCells     = 1 << 20 // of one alignment; a larger one is given up
	mostWindows   = 6
	leastCoverage = 60 // percent of a quote's words that must be in the source
	votedPostings = 4000
	fewPostings   = 2000 // that are enough once half of the words have voted
	surely        = 34   // cost up to which only places with nearly as many votes are looked at too
	leastBand     = 8
	bandCost      = 44 // up to which an alignment within a band is taken for the best
	infinite      = 1 << 28
)

type editKind uint8

const (
	dropped editKind = iota
	added
	replaced
	respelled
	alike
	skipped // whole sentences
)

// edit is one difference: tokens of the quote and of the index, end exclusive.
type edit struct {
	kind           editKind
	quote, quoteTo int
	at, to         int
}

// result is where a quote, or a fragment of it, was found and how it differs there.
type result struct {
	run     run
	edits   []edit
	matched int
	cost    int32
}

// aligner is the memory of alignments.
type aligner struct {
	cost         []int32
	trace        []step
	quoteGap     []int32
	sourceGap    []int32
	quoteClass   []uint8
	sourceClass  []uint8
	quotePair    []uint64 // hash of a token written together with the one before
	sourcePair   []uint64
	spelling     []bool
	spellingRow  []int32
	votes        []int32
	touched      []int32
	likely       []int32 // of those touched, the ones with half of the most votes
	order        []int32
	windows      []run
	scores       []int32 // of the windows
	edits, spare []edit
	a, b         []byte
}

type step uint8

const (
	stepNone step = iota
	stepMatch
	stepReplace
	stepDrop
	stepAdd
	stepPairQuote // two words of the quote are one of the source
	stepPairSource
	stepRespell
	stepAlike
	stepJump
)

// vote returns the few stretches of the source that share most with the quote, by
// votes of the quote's words on their diagonals; rare words count more and come
// first, until enough places have been looked at.
func (v *verifier) vote(q *quoted) []run {
	const bucket = 16
	al, ix := &v.aligner, v.ix
	m := q.len()
	buckets := (ix.len()+m)/bucket + 2
	if len(al.votes) < buckets {
		al.votes = make([]int32, buckets+buckets/4)
	}
	al.order, al.touched, al.windows = al.order[:0], al.touched[:0], al.windows[:0]
	al.scores = al.scores[:0]
	for i := range m {
		al.order = append(al.order, int32(i))
	}
	slices.SortFunc(al.order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(len(ix.at(q.id[a])), len(ix.at(q.id[b]))), cmp.Compare(a, b))
	})
	visited, mass := 0, int32(0)
	for n, i := range al.order {
		places := ix.at(q.id[i])
		if len(places) == 0 {
			continue
		}
		weight := int32(1 + bits.Len(uint(ix.len()/len(places))))
		mass += weight
		if visited += len(places); len(al.touched) > 0 && (visited > votedPostings || visited > fewPostings && 2*n >= m) {
			break
		}
		for _, at := range places {
			b := (at - i + int32(m)) / bucket
			if al.votes[b] == 0 {
				al.touched = append(al.touched, b)
			}
			al.votes[b] += weight
		}
	}
	if v.hint >= 0 && ix.first[v.hint] < ix.first[v.hint+1] {
		b := (ix.first[v.hint] + int32(m)) / bucket
		if al.votes[b] == 0 {
			al.touched = append(al.touched, b)
		}
		al.votes[b] += mass/8 + 1
	}
	score := func(b int32) int32 { return al.votes[b] + al.votes[b+1] }
	best := int32(0)
	for _, b := range al.touched {
		best = max(best, score(b))
	}
	al.likely = al.likely[:0]
	for _, b := range al.touched {
		if score(b)*10 >= best*5 {
			al.likely = append(al.likely, b)
		}
	}
	margin := m/4 + 12
	for len(al.windows) < mostWindows {
		top, high := int32(-1), int32(0)
		for _, b := range al.likely {
			if s := score(b); s > high || s == high && b < top {
				start := int(b)*bucket - m
				if !slices.ContainsFunc(al.windows, func(w run) bool { return start >= w.start && start+m <= w.end }) {
					top, high = b, s
				}
			}
		}
		if top < 0 {
			break
		}
		start := int(top)*bucket - m
		al.scores = append(al.scores, high)
		al.windows = append(al.windows, run{max(0, start-margin), min(ix.len(), start+2*bucket+m+margin+16)})
	}
	for _, b := range al.touched {
		al.votes[b] = 0
	}
	return al.windows
}

// closest aligns the quote with each stretch that may hold it, and returns the
// cheapest alignment; of two equal ones that which could count.
func (v *verifier) closest(q *quoted) (result, bool) {
	var best result
	found := false
	for i, w := range v.vote(q) {
		if found && best.cost <= surely && v.aligner.scores[i]*10 < v.aligner.scores[0]*9 {
			break
		}
		if !v.covers(q, w) {
			continue
		}
		// Most quotes stay close to one diagonal; only the others need the whole window.
		band := q.len()/8 + leastBand
		r, ok := v.align(q, w, v.diagonal(q, w), band)
		if !ok || r.cost > bandCost {
			r, ok = v.align(q, w, 0, w.end-w.start+q.len())
		}
		if !ok || r.matched*100 < leastCoverage*q.len() {
			continue
		}
		if !found || r.cost < best.cost || r.cost == best.cost && v.standing(r.run) > v.standing(best.run) {
			v.aligner.edits, v.aligner.spare = v.aligner.spare, v.aligner.edits
			best, found = r, true
		}
	}
	return best, found
}

// classNumber gives the class of a token a small number.
func classNumber(t traits) uint8 {
	if c := t.class(); c != 0 {
		return uint8(bits.TrailingZeros32(uint32(c)))
	}
	return 0
}

func gapCost(t traits) int32 {
	switch {
	case t&guards != 0:
		return costGuard
	case t&auxiliary != 0:
		return costAuxiliary
	case t&discourse != 0:
		return costDiscourse
	case t&function != 0:
		return costFunction
	default:
		return costContent
	}
}

// addCost is the cost of a word that only the quote has. Words that carry meaning
// cost more here than where the quote leaves them out: what a quote says has to
// come from somewhere.
func addCost(t traits) int32 {
	switch {
	case t&guards != 0:
		return costAddGuard
	case t&discourse != 0:
		return costFunction
	default:
		return gapCost(t)
	}
}

// covers reports whether the window may hold enough of the quote's words. Words that
// the index lacks may be misspelled, and two more may be written together.
func (v *verifier) covers(q *quoted, w run) bool {
	n := 2
	for _, id := range q.id {
		if id < 0 {
			n++
			continue
		}
		places := v.ix.at(id)
		if i, _ := slices.BinarySearch(places, int32(w.start)); i < len(places) && int(places[i]) < w.end {
			n++
		}
	}
	return n*100 >= leastCoverage*q.len()
}

// diagonal is the place in the window where the quote's words stand if it differs
// nowhere in length: the one with most of them.
func (v *verifier) diagonal(q *quoted, w run) int {
	ids := v.ix.id[w.start:w.end]
	best, most := 0, -1
	for d := range ids {
		n := 0
		for i, id := range q.id[:min(q.len(), len(ids)-d)] {
			if ids[d+i] == id {
				n++
			}
		}
		if n > most {
			best, most = d, n
		}
	}
	return best
}

// align finds the cheapest way to turn a part of the window into the quote, no
// further from the diagonal than half a band. Words of the window before and after
// that part are free.
func (v *verifier) align(q *quoted, w run, diagonal, half int) (result, bool) {
	al, ix := &v.aligner, v.ix
	m, n := q.len(), w.end-w.start
	if m == 0 || n <= 0 || (m+1)*(n+1) > mostCells {
		return result{}, false
	}
	v.prepare(q, w)
	width := n + 1
	al.cost, al.trace = resize(al.cost, (m+1)*width), resize(al.trace, (m+1)*width)
	clear(al.cost[:width])
	clear(al.trace[:width])
	sid, sh, st := ix.id[w.start:w.end], ix.hash[w.start:w.end], ix.traits[w.start:w.end]
	gaps, classes, pairs := al.sourceGap[:n], al.sourceClass[:n], al.sourcePair[:n]
	for i := 1; i <= m; i++ {
		row, above := al.cost[i*width:(i+1)*width], al.cost[(i-1)*width:i*width]
		steps := al.trace[i*width : (i+1)*width]
		qid, qh, qg, qc := q.id[i-1], q.hash[i-1], al.quoteGap[i-1], al.quoteClass[i-1]
		qclitic := q.traits[i-1]&clitic != 0
		qpair := al.quotePair[i-1]
		var spell []bool
		if k := al.spellingRow[i-1]; k >= 0 {
			spell = al.spelling[int(k)*n : int(k+1)*n]
		}
		cutRow := i == m && v.trailing || i == 1 && v.leading
		row[0], steps[0] = above[0]+qg, stepAdd
		low, high := max(1, i+diagonal-half), min(n, i+diagonal+half)
		if low > high {
			return result{}, false
		}
		if low > 1 {
			row[low-1] = infinite
		}
		if high < n {
			row[high+1] = infinite
		}
		jump, jumps := int32(0), false
		for j := low; j <= high; j++ {
			best, how := above[j-1], stepMatch
			if qid != sid[j-1] || qid < 0 {
				how = stepReplace
				sc := classes[j-1]
				switch {
				case qc != sc:
					best += qg + gaps[j-1] - 1
				case qc == 0:
					best += costReplace
				default:
					best += costSameClass
				}
				if spell != nil && spell[j-1] {
					if c := above[j-1] + costSpelling; c < best {
						best, how = c, stepRespell
					}
				}
				if (qclitic || st[j-1]&clitic != 0) && v.lex.cliticPair(qh, sh[j-1]) || cutRow && v.cutWord(q, i-1, w.start+j-1, m) {
					best, how = above[j-1]+costAlike, stepAlike
				}
			}
			if c := row[j-1] + gaps[j-1]; c < best {
				best, how = c, stepDrop
			}
			if c := above[j] + qg; c < best {
				best, how = c, stepAdd
			}
			if qpair == sh[j-1] && i > 1 {
				if c := al.cost[(i-2)*width+j-1] + costAlike; c < best {
					best, how = c, stepPairQuote
				}
			}
			if pairs[j-1] == qh && j > 1 {
				if c := above[j-2] + costAlike; c < best {
					best, how = c, stepPairSource
				}
			}
			if st[j-1]&sentenceEnd != 0 {
				// Behind a sentence of the quote whole sentences may be left out.
				if jumps && i < m && jump+costJump < best {
					best, how = jump+costJump, stepJump
				}
				if !jumps || best < jump {
					jump, jumps = best, how != stepJump
				}
			}
			row[j], steps[j] = best, how
		}
	}
	last := al.cost[m*width:]
	low, high := max(0, m+diagonal-half), min(n, m+diagonal+half)
	end := low
	for j := low; j <= high; j++ {
		if last[j] < last[end] {
			end = j
		}
	}
	return v.follow(q, w, end)
}

// follow reads an alignment backwards into edits.
func (v *verifier) follow(q *quoted, w run, end int) (result, bool) {
	al := &v.aligner
	m, width := q.len(), w.end-w.start+1
	r := result{cost: al.cost[m*width+end]}
	first, last := -1, -1
	al.spare = al.spare[:0]
	see := func(from, to int) {
		if last < 0 {
			last = to
		}
		first = from
	}
	for i, j := m, end; i > 0; {
		switch al.trace[i*width+j] {
		case stepMatch:
			r.matched++
			see(j-1, j)
			i, j = i-1, j-1
		case stepReplace:
			al.spare = append(al.spare, edit{replaced, i - 1, i, w.start + j - 1, w.start + j})
			see(j-1, j)
			i, j = i-1, j-1
		case stepRespell:
			r.matched++
			al.spare = append(al.spare, edit{respelled, i - 1, i, w.start + j - 1, w.start + j})
			see(j-1, j)
			i, j = i-1, j-1
		case stepAlike:
			r.matched++
			al.spare = append(al.spare, edit{alike, i - 1, i, w.start + j - 1, w.start + j})
			see(j-1, j)
			i, j = i-1, j-1
		case stepPairQuote:
			r.matched += 2
			al.spare = append(al.spare, edit{alike, i - 2, i, w.start + j - 1, w.start + j})
			see(j-1, j)
			i, j = i-2, j-1
		case stepPairSource:
			r.matched++
			al.spare = append(al.spare, edit{alike, i - 1, i, w.start + j - 2, w.start + j})
			see(j-2, j)
			i, j = i-1, j-2
		case stepDrop:
			al.spare = append(al.spare, edit{dropped, i, i, w.start + j - 1, w.start + j})
			j--
		case stepJump:
			from := j - 1
			for from > 0 && (v.ix.traits[w.start+from-1]&sentenceEnd == 0 || al.cost[i*width+from]+costJump != al.cost[i*width+j] || al.trace[i*width+from] == stepJump) {
				from--
			}
			al.spare = append(al.spare, edit{skipped, i, i, w.start + from, w.start + j})
			j = from
		default:
			al.spare = append(al.spare, edit{added, i - 1, i, w.start + j, w.start + j})
			i--
		}
	}
	if r.matched == 0 {
		return result{}, false
	}
	slices.Reverse(al.spare)
	r.run = run{w.start + first, w.start + last}
	r.edits = al.spare
	return r, true
}

// prepare computes what the cells of an alignment share.
func (v *verifier) prepare(q *quoted, w run) {
	al, ix := &v.aligner, v.ix
	m, n := q.len(), w.end-w.start
	al.quoteGap, al.quoteClass, al.quotePair, al.spellingRow = resize(al.quoteGap, m), resize(al.quoteClass, m), resize(al.quotePair, m), resize(al.spellingRow, m)
	al.sourceGap, al.sourceClass, al.sourcePair = resize(al.sourceGap, n), resize(al.sourceClass, n), resize(al.sourcePair, n)
	al.spelling = al.spelling[:0]
	rows := int32(0)
	for i := range m {
		t := q.traits[i]
		al.quoteGap[i], al.quoteClass[i] = addCost(t), classNumber(t)
		al.quotePair[i], al.spellingRow[i] = 0, -1
		if i > 0 && t&(shared|number) == 0 && q.traits[i-1]&number == 0 {
			al.quotePair[i] = v.pair(q.hash[i-1], q.text[q.start[i]:q.end[i]])
		}
		if q.id[i] < 0 && t&(known|number|shared) == 0 && q.end[i]-q.start[i] >= shortestMisspelled {
			al.spellingRow[i] = rows
			rows++
			al.a = appendFolded(al.a[:0], q.text[q.start[i]:q.end[i]], v.lex.lists.Plain)
			for j := range n {
				al.spelling = append(al.spelling, v.misspelled(al.a, w.start+j))
			}
		}
	}
	for j := range n {
		t := ix.traits[w.start+j]
		al.sourceGap[j], al.sourceClass[j] = gapCost(t), classNumber(t)
		al.sourcePair[j] = 0
		if j > 0 && t&(shared|number) == 0 && ix.traits[w.start+j-1]&number == 0 && ix.passage[w.start+j] == ix.passage[w.start+j-1] {
			al.sourcePair[j] = v.pair(ix.hash[w.start+j-1], ix.wordAt(w.start+j))
		}
	}
}

// pair is the hash of a word written together with the one whose hash is given.
func (v *verifier) pair(before uint64, word string) uint64 {
	h := before
	for i := range len(word) {
		c := word[i]
		if byteKinds[c] != letterByte {
			v.aligner.b = appendFolded(v.aligner.b[:0], word, v.lex.lists.Plain)
			return hashOn(before, v.aligner.b)
		}
		h = (h ^ uint64(c|0x20)) * hashPrime
	}
	return h
}

// cliticPair reports whether two words may both have been written as 's or 'd.
func (x *lexicon) cliticPair(a, b uint64) bool {
	return a == x.is && b == x.has || a == x.has && b == x.is || a == x.would && b == x.had || a == x.had && b == x.would
}

// cutWord reports whether a word of the quote is the part of a source's word that
// an ellipsis at the quote's edge leaves.
func (v *verifier) cutWord(q *quoted, i, at, m int) bool {
	if q.traits[i]&number != 0 || v.ix.traits[at]&(number|negation) != 0 {
		return false
	}
	al := &v.aligner
	al.a = appendFolded(al.a[:0], q.text[q.start[i]:q.end[i]], v.lex.lists.Plain)
	al.b = appendFolded(al.b[:0], v.ix.wordAt(at), v.lex.lists.Plain)
	return i == m-1 && v.trailing && bytes.HasPrefix(al.b, al.a) || i == 0 && v.leading && bytes.HasSuffix(al.b, al.a)
}

const (
	shortestMisspelled = 4 // letters
	longMisspelled     = 8 // letters from which two errors are possible
)

// misspelled reports whether a folded word that no list and no word of the index
// knows is the word at a place with an error or two. The first letter is right, as
// it nearly always is; another ending of the same stem is another word.
func (v *verifier) misspelled(word []byte, at int) bool {
	t := v.ix.traits[at]
	source := v.ix.wordAt(at)
	if t&(shared|number) != 0 || len(source) > len(word)+4 || len(word) > len(source)+4 || (source[0]|0x20) != word[0] && source[0] < utf8.RuneSelf {
		return false
	}
	al := &v.aligner
	al.b = appendFolded(al.b[:0], source, v.lex.lists.Plain)
	if len(al.b) < shortestMisspelled || al.b[0] != word[0] {
		return false
	}
	most := 1
	if max(len(word), len(al.b)) >= longMisspelled {
		most = 2
	}
	return !v.lex.inflected(word, al.b) && distance(word, al.b, most) <= most
}

// inflected reports whether two words are one stem with endings that mean
// different things.
func (x *lexicon) inflected(a, b []byte) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	if doubled(a, b) {
		return false
	}
	for ; n >= 3; n-- {
		ea, oka := x.endings[string(a[n:])]
		eb, okb := x.endings[string(b[n:])]
		if oka && okb {
			return ea != eb
		}
		if len(a)-n > 4 || len(b)-n > 4 {
			break
		}
	}
	return false
}

// doubled reports whether two words differ only in letters that are doubled.
func doubled(a, b []byte) bool {
	i, j := 0, 0
	for i < len(a) && j < len(b) && a[i] == b[j] {
		c := a[i]
		for i < len(a) && a[i] == c {
			i++
		}
		for j < len(b) && b[j] == c {
			j++
		}
	}
	return i == len(a) && j == len(b)
}

// distance counts the letters added, dropped, changed or exchanged with their
// neighbour (optimal string alignment), up to a bound and one more.
func distance(a, b []byte, most int) int {
	if len(a) > len(b)+most || len(b) > len(a)+most || len(b) >= longestCompared || len(a) >= longestCompared {
		return most + 1
	}
	var rows [3][longestCompared + 1]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, above, twice := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			c := above[j-1]
			if a[i-1] != b[j-1] {
				c++
			}
			c = min(c, above[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				c = min(c, twice[j-2]+1)
			}
			row[j] = c
			least = min(least, c)
		}
		if least > most+1 {
			return most + 1
		}
	}
	return rows[len(a)%3][len(b)]
}

const longestCompared = 40 // bytes
