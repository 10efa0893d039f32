package evidence

import (
	"bytes"
	"math/bits"
	"slices"
	"strings"
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
	mostVoted     = 12      // places that the votes propose
	mostWindows   = 6       // of those, the ones with most of the quote's words in order
	leastCoverage = 60      // percent of a quote's words that must be in the source
	votedPostings = 4000
	fewPostings   = 400 // that are enough once a third of the words have voted
	fewVoters     = mostLight + 3
	surely        = 34 // cost up to which only places with nearly as many of the words are looked at too
	writtenApart  = 2  // words of a quote that may match though the source writes them otherwise
	infinite      = 1 << 28
)

// limits are the costs, besides that of the words that the source lacks, up to which
// an alignment is looked for, one after the other: the lower the limit, the fewer cells
// can be on the way to it.
var limits = [...]int32{costSpelling, costContent + costContent}

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
	rows         []wordRow
	splits       []split
	cost         []int32
	trace        []step
	dead         []int32 // a row of cells that nothing leads to
	live         [3][]uint64
	ends         []uint64 // columns behind which a sentence ends
	rest         []int32  // what the words of the quote from each on cost at least
	spelling     []spelling
	masks        []uint64 // of each word of the vocabulary: where the quote has it
	votes        []int32
	touched      []int32
	likely       []int32 // of those touched, the ones with half of the most votes
	order        []int32
	keys         []int
	windows      []run
	held         []held
	edits, spare []edit
	a, b         []byte
}

// wordRow is what the cells of one word of a quote share.
type wordRow struct {
	gap      int32
	same     int32 // the cost of another word of its class
	class    uint8
	cut      bool  // an ellipsis at the quote's edge may have cut it
	alike    bool  // it may be written otherwise
	pair     int32 // the word that it is together with the one before; -1 for none
	clitic   bool  // it is so where the source writes the two with an apostrophe: "the team's growing"
	splits   []split
	spelling int32 // row of spelling; -1 where it is no misspelling
}

// held is how many of a quote's words a window has, in their order.
type held struct {
	window run
	words  int
}

// split are two words of the source that are one of the quote.
type split struct{ first, second int32 }

type spelling uint8

const (
	notCompared spelling = iota
	otherWord
	sameWord
)

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
	const (
		bucket    = 16
		orderBits = 12 // of a word's place in a quote
	)
	al, ix := &v.aligner, v.ix
	m := q.len()
	buckets := (ix.len()+m)/bucket + 2
	if len(al.votes) < buckets {
		al.votes = make([]int32, buckets+buckets/4)
	}
	al.order, al.touched, al.windows = al.order[:0], al.touched[:0], al.windows[:0]
	al.keys = al.keys[:0]
	for i := range m {
		al.keys = append(al.keys, len(ix.at(q.id[i]))<<orderBits|i)
	}
	slices.Sort(al.keys)
	for _, k := range al.keys {
		al.order = append(al.order, int32(k&(1<<orderBits-1)))
	}
	visited, mass := 0, int32(0)
	enough := max(m/3, fewVoters)
	for n, i := range al.order {
		places := ix.at(q.id[i])
		if len(places) == 0 {
			continue
		}
		weight := int32(1 + bits.Len(uint(ix.len()/len(places))))
		mass += weight
		if visited += len(places); len(al.touched) > 0 && (visited > votedPostings || visited > fewPostings && n >= enough) {
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
	votes, best := al.votes, int32(0)
	for _, b := range al.touched {
		best = max(best, votes[b]+votes[b+1])
	}
	al.likely = al.likely[:0]
	for _, b := range al.touched {
		if (votes[b]+votes[b+1])*2 >= best {
			al.likely = append(al.likely, b)
		}
	}
	margin := m/4 + 12
	for len(al.windows) < mostVoted {
		top, high := int32(-1), int32(0)
		for _, b := range al.likely {
			if s := votes[b] + votes[b+1]; s > high || s == high && b < top {
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
		al.windows = append(al.windows, run{max(0, start-margin), min(ix.len(), start+2*bucket+m+margin+16)})
	}
	for _, b := range al.touched {
		al.votes[b] = 0
	}
	return al.windows
}

// closest aligns the quote with the stretches that hold most of its words, and returns
// the cheapest alignment; of two equal ones that which could count.
func (v *verifier) closest(q *quoted) (result, bool) {
	al := &v.aligner
	al.resizeMasks(v.ix)
	lacking := 0
	for _, id := range q.id {
		if id < 0 {
			lacking++ // it may be misspelled
		}
	}
	al.held = al.held[:0]
	for _, w := range v.vote(q) {
		if n := v.holds(q, w); (n+lacking+writtenApart)*100 >= leastCoverage*q.len() {
			al.held = append(al.held, held{w, n})
		}
	}
	if len(al.held) == 0 {
		return result{}, false
	}
	slices.SortStableFunc(al.held, func(a, b held) int { return b.words - a.words })
	v.prepare(q)
	var best result
	found, words := false, 0
	v.equals = v.equals[:0]
	for i := 0; i < len(al.held); i++ {
		h := al.held[i]
		most := int32(infinite - 1)
		if i >= mostWindows && (!found || best.cost > surely) {
			break
		}
		if found {
			if best.cost <= surely && h.words+1 < words {
				continue
			}
			most = best.cost
		}
		v.enter(q, h.window)
		if n := h.words + writtenApart; n*100 < leastCoverage*q.len() && (n+v.otherwise(q, h.window))*100 < leastCoverage*q.len() {
			continue
		}
		r, ok := v.cheapest(q, h.window, most)
		if !ok || r.matched*100 < leastCoverage*q.len() {
			continue
		}
		switch {
		case !found || r.cost < best.cost:
			al.edits, al.spare = al.spare, al.edits
			best, found, words = r, true, h.words
			v.equals = append(v.equals[:0], r.run)
		case len(v.equals) < mostPlaces && !slices.ContainsFunc(v.equals, r.run.overlaps):
			v.equals = append(v.equals, r.run)
			if v.standing(r.run) > v.standing(best.run) {
				al.edits, al.spare = al.spare, al.edits
				best, words = r, h.words
			}
		default:
			continue
		}
		// It may stand in the rest of the window as well.
		for _, w := range []run{{h.window.start, r.run.start}, {r.run.end, h.window.end}} {
			if (w.end-w.start)*100 < leastCoverage*q.len() || len(v.equals) >= mostPlaces {
				continue
			}
			if n := v.holds(q, w); n+1 >= words {
				al.held = append(al.held, held{w, n})
			}
		}
	}
	return best, found
}

// weight is what a word costs and the class in which it may be exchanged.
type weight struct {
	gap, add int32
	class    uint8
}

const (
	weightShift = 10 // of the traits that weigh: negation is the lowest, discourse the highest
	weightBits  = 9
)

// weights are those of a word by its traits.
var weights = func() (t [1 << weightBits]weight) {
	for i := range t {
		x := traits(i) << weightShift
		t[i] = weight{gapCost(x), addCost(x), classNumber(x)}
	}
	return t
}()

func (t traits) weight() *weight { return &weights[t>>weightShift&(1<<weightBits-1)] }

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

// holds returns how many of the quote's words the window has in their order, by the
// bits of many words at once (Hyyrö, "Bit-parallel LCS-length computation revisited",
// 2004); for more than 64 words at most a few too many.
func (v *verifier) holds(q *quoted, w run) int {
	al := &v.aligner
	n := 0
	for from := 0; from < q.len(); from += 64 {
		part := q.id[from:min(from+64, q.len())]
		for i, id := range part {
			if id >= 0 {
				al.masks[id] |= 1 << i
			}
		}
		rest := ^uint64(0)
		for _, id := range v.ix.id[w.start:w.end] {
			both := rest & al.masks[id]
			rest = (rest + both) | (rest - both)
		}
		n += bits.OnesCount64(^rest << (64 - len(part)))
		for _, id := range part {
			if id >= 0 {
				al.masks[id] = 0
			}
		}
	}
	return n
}

func (al *aligner) resizeMasks(ix *Index) {
	if n := len(ix.voc.hash); len(al.masks) < n {
		al.masks = make([]uint64, n+n/4)
	}
}

// enter readies the memory of the cells of a window, for all limits.
func (v *verifier) enter(q *quoted, w run) {
	al := &v.aligner
	n, rows := w.end-w.start, 0
	for i := range al.rows {
		if al.rows[i].spelling >= 0 {
			rows++
		}
	}
	al.spelling = resize(al.spelling, rows*n)
	clear(al.spelling)
	al.ends = resize(al.ends, n/64+1)
	clear(al.ends)
	for j, t := range v.ix.traits[w.start:w.end] {
		if t&sentenceEnd != 0 {
			al.ends[(j+1)/64] |= 1 << ((j + 1) % 64)
		}
	}
	for len(al.dead) <= n {
		al.dead = append(al.dead, infinite)
	}
	ids := v.ix.id[w.start:w.end]
	for _, id := range ids {
		al.masks[id] = 1
	}
	al.rest = resize(al.rest, q.len()+1)
	al.rest[q.len()] = 0
	for i := q.len() - 1; i >= 0; i-- {
		al.rest[i] = al.rest[i+1]
		if id := q.id[i]; (id < 0 || al.masks[id] == 0) && !al.rows[i].alike {
			least := min(al.rows[i].gap, al.rows[i].same)
			if al.rows[i].spelling >= 0 {
				least = min(least, costSpelling)
			}
			al.rest[i] += least
		}
	}
	for _, id := range ids {
		al.masks[id] = 0
	}
}

// otherwise counts the words of the quote that the index lacks and that may yet
// stand in the window in another form.
func (v *verifier) otherwise(q *quoted, w run) int {
	al := &v.aligner
	count := 0
	for i, id := range q.id {
		x := &al.rows[i]
		switch {
		case id >= 0:
		case x.alike:
			count++
		case x.spelling >= 0:
			n := w.end - w.start
			spelled := al.spelling[int(x.spelling)*n : (int(x.spelling)+1)*n]
			al.a = appendFolded(al.a[:0], q.text[q.pos[i].start:q.pos[i].end], v.lex.lists.Plain)
			for j := range spelled {
				if v.spelled(spelled, w, j) {
					count++
					break
				}
			}
		}
	}
	return count
}

// spelled reports whether the word in the buffer is a misspelling of that at a place
// of the window. It remembers the answers.
func (v *verifier) spelled(answers []spelling, w run, j int) bool {
	if answers[j] == notCompared {
		answers[j] = otherWord
		if v.misspelled(v.aligner.a, w.start+j) {
			answers[j] = sameWord
		}
	}
	return answers[j] == sameWord
}

// cheapest finds the cheapest way to turn a part of the window into the quote, of
// those that cost no more than most. Words of the window before and after that part
// are free.
func (v *verifier) cheapest(q *quoted, w run, most int32) (result, bool) {
	if q.len() == 0 || w.start >= w.end || (q.len()+1)*(w.end-w.start+1) > mostCells {
		return result{}, false
	}
	for _, limit := range limits {
		if limit += v.aligner.rest[0]; limit >= most {
			break
		}
		if r, ok := v.align(q, w, limit); ok {
			return r, true
		}
	}
	return v.align(q, w, most)
}

// align is cheapest for one limit. Nothing on the way to an alignment costs more than
// the alignment, and the rest of the quote costs something where words of it stand
// nowhere in the window. So a cell above the limit is dead, and only cells that a live
// one leads to are looked at.
func (v *verifier) align(q *quoted, w run, most int32) (result, bool) {
	al, ix := &v.aligner, v.ix
	m, n := q.len(), w.end-w.start
	width, words := n+1, n/64+1
	al.cost, al.trace = resize(al.cost, (m+1)*width), resize(al.trace, (m+1)*width)
	clear(al.cost[:width])
	clear(al.trace[:width])
	for i := range al.live {
		al.live[i] = resize(al.live[i], words)
	}
	for i := range words {
		al.live[0][i] = ^uint64(0)
	}
	al.live[0][words-1] >>= 63 - n%64
	sid, sh, st := ix.id[w.start:w.end], ix.hash[w.start:w.end], ix.traits[w.start:w.end]
	for i := 1; i <= m; i++ {
		row, above := al.cost[i*width:(i+1)*width], al.cost[(i-1)*width:i*width]
		steps := al.trace[i*width : (i+1)*width]
		copy(row, al.dead)
		live, before, twice := al.live[i%3], al.live[(i+2)%3], al.live[(i+1)%3]
		x, most := &al.rows[i-1], most-al.rest[i]
		carry, alive := uint64(0), uint64(0)
		for k, b := range before {
			live[k] = b | b<<1 | carry
			carry = b >> 63
		}
		if len(x.splits) > 0 {
			carry = 0
			for k, b := range before {
				live[k] |= b<<2 | carry
				carry = b >> 62
			}
		}
		if x.pair >= 0 && i > 1 {
			carry = 0
			for k, b := range twice {
				live[k] |= b<<1 | carry
				carry = b >> 63
			}
		}
		live[words-1] &= ^uint64(0) >> (63 - n%64)
		qid, qh := q.id[i-1], q.hash[i-1]
		qclitic := q.traits[i-1]&clitic != 0
		var spelled []spelling
		if x.spelling >= 0 {
			spelled = al.spelling[int(x.spelling)*n : (int(x.spelling)+1)*n]
			al.a = appendFolded(al.a[:0], q.text[q.pos[i-1].start:q.pos[i-1].end], v.lex.lists.Plain)
		}
		jump := int32(infinite)
		for k := range live {
			for left := live[k]; left != 0; {
				bit := left & -left
				left &^= bit
				j := k*64 + bits.TrailingZeros64(bit)
				if j == 0 {
					if row[0] = above[0] + x.gap; row[0] > most {
						row[0] = infinite
						live[k] &^= bit
						continue
					}
					steps[0] = stepAdd
					alive |= bit
					if row[0]+st[0].weight().gap <= most {
						live[0] |= 2
						left |= 2
					}
					continue
				}
				best, how := above[j-1], stepMatch
				if qid != sid[j-1] || qid < 0 {
					how = stepReplace
					s := st[j-1].weight()
					c := x.gap + s.gap - 1
					if x.class == s.class {
						c = x.same
					}
					best += c
					if spelled != nil && above[j-1]+costSpelling < best && v.spelled(spelled, w, j-1) {
						best, how = above[j-1]+costSpelling, stepRespell
					}
					if (qclitic || st[j-1]&clitic != 0) && v.lex.cliticPair(qh, sh[j-1]) || x.cut && v.cutWord(q, i-1, w.start+j-1, m) {
						best, how = above[j-1]+costAlike, stepAlike
					}
				}
				if row[j-1] < infinite {
					if c := row[j-1] + st[j-1].weight().gap; c < best {
						best, how = c, stepDrop
					}
				}
				if c := above[j] + x.gap; c < best {
					best, how = c, stepAdd
				}
				if i > 1 && x.pair >= 0 && x.pair == sid[j-1] && (!x.clitic || v.possessive(w.start+j-1)) {
					if c := al.cost[(i-2)*width+j-1] + costAlike; c < best {
						best, how = c, stepPairQuote
					}
				}
				if j > 1 && len(x.splits) > 0 && v.together(x.splits, w.start+j-2) {
					if c := above[j-2] + costAlike; c < best {
						best, how = c, stepPairSource
					}
				}
				end := st[j-1]&sentenceEnd != 0
				if end && i < m && jump+costJump < best {
					// Behind a sentence of the quote whole sentences may be left out.
					best, how = jump+costJump, stepJump
				}
				if best > most {
					live[k] &^= bit
					continue
				}
				row[j], steps[j] = best, how
				alive |= bit
				if j < n && best+st[j].weight().gap <= most {
					next := j + 1
					live[next/64] |= 1 << (next % 64)
					if next/64 == k {
						left |= 1 << (next % 64)
					}
				}
				if end && best < jump {
					if jump = best; i < m && jump+costJump <= most {
						for to := k; to < words; to++ {
							ends := al.ends[to]
							if to == k {
								ends &^= bit | (bit - 1)
								left |= ends
							}
							live[to] |= ends
						}
					}
				}
			}
		}
		if alive == 0 {
			return result{}, false
		}
	}
	last := al.cost[m*width:]
	end := 0
	for j := range width {
		if last[j] < last[end] {
			end = j
		}
	}
	return v.follow(q, w, end)
}

// together reports whether the token and the next are two words that the quote
// writes as one.
func (v *verifier) together(splits []split, at int) bool {
	ix := v.ix
	if _, sounds := v.lex.joined[[2]uint64{ix.hash[at], ix.hash[at+1]}]; ix.traits[at+1]&shared != 0 && !sounds || ix.traits[at+1]&number != 0 || ix.traits[at]&number != 0 || ix.passage[at] != ix.passage[at+1] {
		return false
	}
	return slices.Contains(splits, split{ix.id[at], ix.id[at+1]})
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

// prepare works out what the cells of each word of the quote share.
func (v *verifier) prepare(q *quoted) {
	al := &v.aligner
	m := q.len()
	al.rows, al.splits = resize(al.rows, m), al.splits[:0]
	misspelled := int32(0)
	for i := range m {
		t := q.traits[i]
		x := &al.rows[i]
		*x = wordRow{gap: t.weight().add, same: costSameClass, class: t.weight().class, cut: i == m-1 && v.trailing || i == 0 && v.leading, pair: -1, spelling: -1}
		if x.class == 0 {
			x.same = costReplace
		}
		if i > 0 {
			if one, ok := v.lex.joined[[2]uint64{q.hash[i-1], q.hash[i]}]; ok {
				x.pair = v.ix.voc.find(one)
			}
		}
		if t&(shared|number) != 0 {
			continue
		}
		al.a = appendFolded(al.a[:0], q.text[q.pos[i].start:q.pos[i].end], v.lex.lists.Plain)
		if q.hash[i] == v.lex.percent {
			al.a = appendFolded(al.a[:0], v.lex.lists.Percent, v.lex.lists.Plain) // "%" is "per cent" as well
		}
		if i > 0 && (t&negation == 0 && (q.traits[i-1]&negation == 0 || v.lex.joins[q.hash[i-1]])) && q.traits[i-1]&number == 0 && x.pair < 0 {
			x.pair = v.ix.voc.find(hashOn(q.hash[i-1], al.a))
			if x.pair < 0 && v.lex.cliticS(q.hash[i]) {
				x.pair, x.clitic = v.ix.voc.find(hashOn(q.hash[i-1], []byte{'s'})), true
			}
		}
		if t&negation == 0 {
			x.splits = v.splitWord(q.hash[i], al.a)
		}
		if q.id[i] < 0 && t&known == 0 && q.pos[i].end-q.pos[i].start >= shortestMisspelled {
			x.spelling = misspelled
			misspelled++
		}
	}
	for i := range al.rows {
		x := &al.rows[i]
		x.alike = x.cut || x.pair >= 0 || i+1 < m && al.rows[i+1].pair >= 0 || len(x.splits) > 0 ||
			q.traits[i]&clitic != 0 || v.lex.mayBeClitic(q.hash[i])
	}
}

// splitWord returns the words of the index that a folded word is when it is written
// apart.
func (v *verifier) splitWord(hash uint64, word []byte) []split {
	al := &v.aligner
	from := len(al.splits)
	h := uint64(hashSeed)
	for n := 1; n < len(word); n++ {
		h = (h ^ uint64(word[n-1])) * hashPrime
		if first := v.ix.voc.find(h); first >= 0 {
			if second := v.ix.voc.find(hashOn(hashSeed, word[n:])); second >= 0 && ((v.ix.voc.traits[first]|v.ix.voc.traits[second])&negation == 0 || v.lex.joins[h] || v.lex.joins[hashOn(hashSeed, word)]) {
				al.splits = append(al.splits, split{first, second})
			}
		}
	}
	if stem, ok := bytes.CutSuffix(word, []byte("'s")); ok && v.lex.is != 0 {
		if first := v.ix.voc.find(hashOn(hashSeed, stem)); first >= 0 {
			for _, h := range []uint64{v.lex.is, v.lex.has} {
				if second := v.ix.voc.find(h); second >= 0 {
					al.splits = append(al.splits, split{first, second})
				}
			}
		}
	}
	if two, ok := v.lex.parted[hash]; ok { // "its", which the source has as "it's"
		if first, second := v.ix.voc.find(two[0]), v.ix.voc.find(two[1]); first >= 0 && second >= 0 {
			al.splits = append(al.splits, split{first, second})
		}
	}
	return al.splits[from:len(al.splits):len(al.splits)]
}

// possessive reports whether the source writes a word with an apostrophe and an s.
func (v *verifier) possessive(at int) bool {
	w := v.ix.wordAt(at)
	return strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "\u2019s")
}

// cliticS reports whether a word may have been written as 's.
func (x *lexicon) cliticS(h uint64) bool { return x.is != 0 && (h == x.is || h == x.has) }

// mayBeClitic reports whether a word may have been written as 's or 'd.
func (x *lexicon) mayBeClitic(h uint64) bool {
	return h == x.is || h == x.has || h == x.would || h == x.had
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
	al.a = appendFolded(al.a[:0], q.text[q.pos[i].start:q.pos[i].end], v.lex.lists.Plain)
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
	if v.lex.lists.LastTells && lastLetter(al.b) != lastLetter(word) || v.marked(word, al.b) {
		return false
	}
	if v.lex.lists.LastTells && slices.Equal(appendFolded(nil, string(word), true), appendFolded(nil, source, true)) {
		return true // "codigo"
	}
	return !v.lex.inflected(word, al.b) && distance(word, al.b, most) <= most
}

// lastLetter is the last letter of a folded word without its marks.
func lastLetter(w []byte) byte {
	for _, c := range slices.Backward(w) {
		if c < utf8.RuneSelf {
			return c
		}
	}
	return 0
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
