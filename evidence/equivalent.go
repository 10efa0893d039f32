package evidence

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// denies reports whether a "ne" alone tells a "plus" that denies from one that adds; before
// "que" it does neither.
func (v *verifier) denies(at int) bool {
	ix := v.ix
	for i := at + 1; i < min(ix.len(), at+resumeReach); i++ {
		if v.lex.noMore[ix.hash[i]] {
			return i+1 == ix.len() || !v.lex.that[ix.hash[i+1]]
		}
	}
	return false
}

// objects reports whether a preposition stands before what a verb takes without one:
// "we discussed about the budget".
func (v *verifier) objects(at int) bool {
	ix, x := v.ix, v.lex
	return at > 0 && at+1 < ix.len() && ix.sameSpeech(at-1, at+1) && x.about[ix.hash[at]] && x.transitive[ix.hash[at-1]] &&
		ix.traits[at-1]&clauseEnd == 0 && ix.traits[at+1]&(number|numeral|scope) == 0
}

// perfect reports whether a word may be left out or put before the token at a place
// with no other meaning: "they got" and "they've got".
func (v *verifier) perfect(h uint64, at int) bool {
	return v.lex.perfects[h] && at < v.ix.len() && v.lex.participles[v.ix.hash[at]]
}

// possesses reports whether a "got" behind "have" only says it again: "we've got a team"
// and "we have a team", before the token at a place.
func (v *verifier) possesses(before, h uint64, at int) bool {
	x, ix := v.lex, v.ix
	return x.perfects[before] && h == x.got && h != 0 && at < ix.len() && ix.traits[at]&(function|discourse|number|scope) != 0
}

// slashed reports whether a word stands for the stroke before the token at a place:
// "$1/click".
func (v *verifier) slashed(h uint64, at int) bool {
	ix := v.ix
	return v.lex.stroke[h] && at > 0 && at < ix.len() && ix.passage[at-1] == ix.passage[at] && ix.src.Passages[ix.passage[at]].Text[ix.pos[at-1].end:ix.pos[at].start] == "/"
}

// agrees reports whether a word of the quote is that of the source with or without an
// "s", as the words before it ask: "it work" and "it works", "two reason" and "two reasons".
func (v *verifier) agrees(q *quoted, e edit) bool {
	ix, al := v.ix, &v.aligner
	if e.at == 0 || !ix.sameSpeech(e.at-1, e.at) || ix.traits[e.at-1]&clauseEnd != 0 {
		return false
	}
	al.a = appendFolded(al.a[:0], q.text[q.pos[e.quote].start:q.pos[e.quote].end], v.lex.lists.Plain)
	al.b = appendFolded(al.b[:0], ix.wordAt(e.at), v.lex.lists.Plain)
	if v.dropsG(e.at) {
		return true
	}
	if x := v.lex; x.lists.Adverb != "" && string(al.a) == string(al.b)+x.lists.Adverb && q.traits[e.quote]&known == 0 {
		return true // "I'd do it different"
	}
	gains := string(al.a) == string(al.b)+"s"
	if !gains && string(al.b) != string(al.a)+"s" {
		return false
	}
	before, x := ix.hash[e.at-1], v.lex
	if e.at > 1 && x.ofMonth[before] && x.kinds[ix.hash[e.at-2]] {
		return true // "those kinds of thing"
	}
	if ix.traits[e.at]&(hedge|report) != 0 {
		return true // a verb: "the team feel" and "the team feels"
	}
	if gains {
		return x.third[before] || v.several(e.at-1) || e.at > 1 && ix.traits[e.at-1].class() == 0 && ix.sameSpeech(e.at-2, e.at) && ix.traits[e.at-2]&clauseEnd == 0 && v.several(e.at-2) || v.oneOf(e.at)
	}
	return x.others[before] || x.singulars[before] || v.single(e.at) || x.uncounted[hashOn(hashSeed, al.a)] || v.modifies(e.at)
}

// several reports whether what a word counts is more than one: "two", "these", and
// neither "one" nor "second".
func (v *verifier) several(at int) bool {
	ix, x := v.ix, v.lex
	if ix.traits[at]&number == 0 || x.singulars[ix.hash[at]] {
		return x.plurals[ix.hash[at]]
	}
	var w []byte
	w = appendFolded(w, ix.wordAt(at), x.lists.Plain)
	if isDigit(rune(w[0])) {
		d, ordinal, ok := x.parseFigure(w)
		return ok && !ordinal && d.normal() != decimal{1, 0}
	}
	e := x.entry(hashOn(hashSeed, w[bytes.LastIndexAny(w, " -")+1:]))
	return e.kind == scaleNumber || e.kind == smallNumber && e.value > 1
}

// dropsG reports whether the words in the buffers are one that the source writes
// without its last letter: "goin'" for "going".
func (v *verifier) dropsG(at int) bool {
	al, ix := &v.aligner, v.ix
	n := len(al.b)
	return v.lex.lists.Gerund != "" && n >= shortestMisspelled && string(al.b[n-2:]) == v.lex.lists.Gerund[:2] && string(al.a) == string(al.b)+v.lex.lists.Gerund[2:] &&
		strings.IndexFunc(ix.src.Passages[ix.passage[at]].Text[ix.pos[at].end:], apostrophe) == 0
}

// oneOf reports whether the word at a place names several: "one of the", "each of my".
func (v *verifier) oneOf(at int) bool {
	ix, x := v.ix, v.lex
	return at >= 3 && ix.sameSpeech(at-3, at) && x.unfinished[ix.hash[at-1]] && x.ofMonth[ix.hash[at-2]] &&
		(ix.traits[at-3]&number != 0 || x.singulars[ix.hash[at-3]] || x.plurals[ix.hash[at-3]])
}

// modifies reports whether a noun stands before another, both with an "s" though the
// first of two has none: "the intermediates states".
func (v *verifier) modifies(at int) bool {
	ix := v.ix
	return at+1 < ix.len() && ix.passage[at] == ix.passage[at+1] && ix.traits[at]&clauseEnd == 0 &&
		ix.traits[at+1].class() == 0 && ix.traits[at+1]&(discourse|clauseWord) == 0 && strings.HasSuffix(ix.wordAt(at+1), "s")
}

const oftenWritten = 3 // places that show how a word is written

// slip reports whether a word of the source that stands there once has a letter more
// or less than the quote's, which the same source writes so again and again; a long
// word need not stand there more than once.
func (v *verifier) slip(q *quoted, e edit) bool {
	ix, al := v.ix, &v.aligner
	if q.id[e.quote] < 0 || ix.traits[e.at]&known != 0 || len(ix.at(ix.id[e.at])) != 1 {
		return false
	}
	al.a = appendFolded(al.a[:0], q.text[q.pos[e.quote].start:q.pos[e.quote].end], v.lex.lists.Plain)
	al.b = appendFolded(al.b[:0], ix.wordAt(e.at), v.lex.lists.Plain)
	if len(ix.at(q.id[e.quote])) < oftenWritten && len(al.b) < longMisspelled {
		return false
	}
	return len(al.a) != len(al.b) && min(len(al.a), len(al.b)) >= shortestMisspelled && al.a[0] == al.b[0] &&
		!v.lex.inflected(al.a, al.b) && distance(al.a, al.b, 1) <= 1
}

const unitReach = 6 // words

// unitNear reports whether the unit of a figure stands again close behind, so that
// one of the two may be left out: "from 2.1 to 2.6 percent".
func (v *verifier) unitNear(h uint64, r result, i int) bool {
	for k := max(r.run.start, i-unitReach); k < min(r.run.end, i+unitReach); k++ {
		if k != i && v.ix.hash[k] == h {
			return true
		}
	}
	return false
}

// money reports whether a number is one of money by its last word: "five grand".
func (v *verifier) money(number string) bool {
	scale := v.lex.lists.MoneyScale
	return scale != "" && len(number) > len(scale) && strings.EqualFold(number[len(number)-len(scale):], scale)
}

// impersonal reports whether a word of the quote begins a phrase whose other words stand
// in the source at a place: "(il) y a".
func (v *verifier) impersonal(q *quoted, i, at int) bool {
	p := v.lex.impersonal
	return len(p) > 1 && q.hash[i] == p[0] && at+len(p)-1 <= v.ix.len() && slices.Equal(v.ix.hash[at:at+len(p)-1], p[1:])
}

// progressive reports whether a verb is what a pronoun and the next word ask for: "it('s)
// going to be hard", "you('re) sometimes looking".
func (v *verifier) progressive(q *quoted, i, at int) bool {
	x, ix := v.lex, v.ix
	g := x.lists.Gerund
	if g == "" || at+1 >= ix.len() || !x.copulas[q.hash[i]] || !x.subjects[q.hash[i-1]] && !x.third[q.hash[i-1]] && !x.others[q.hash[i-1]] {
		return false
	}
	return strings.HasSuffix(ix.wordAt(at), g) || ix.traits[at]&(scope|light) != 0 && ix.traits[at]&(negation|clauseEnd) == 0 && strings.HasSuffix(ix.wordAt(at+1), g)
}

// same reports whether two words that are written otherwise are the same one: by how
// they sound, by what the grammar asks for, or by a slip of the transcript.
func (v *verifier) same(q *quoted, e edit) bool {
	qt, st := q.traits[e.quote], v.ix.traits[e.at]
	if (qt|st)&(negation|number) == 0 && v.lex.sounds[[2]uint64{q.hash[e.quote], v.ix.hash[e.at]}] {
		return true
	}
	if x := v.lex.umlauts; x != nil && (qt|st)&(negation|number) == 0 {
		al := &v.aligner
		al.a = appendFolded(al.a[:0], q.text[q.pos[e.quote].start:q.pos[e.quote].end], v.lex.lists.Plain)
		al.b = appendFolded(al.b[:0], v.ix.wordAt(e.at), v.lex.lists.Plain)
		if x.Replace(string(al.a)) == x.Replace(string(al.b)) {
			return true // "fuer"
		}
	}
	if w := v.ix.wordAt(e.at); v.letter(w) && qt&light != 0 && strings.HasPrefix(q.text[q.pos[e.quote].start:], w) {
		return true // "going t show"
	}
	if h := [2]uint64{q.hash[e.quote], v.ix.hash[max(0, e.at-1)]}; e.at > 0 && qt&light != 0 && v.lex.stray[v.ix.hash[e.at]] && (h[0] == h[1] || v.lex.swaps[h]) {
		return true // "an d good"
	}
	if v.lex.perfects[q.hash[e.quote]] && v.lex.ofMonth[v.ix.hash[e.at]] && e.at > 0 && v.ix.traits[e.at-1]&hedge != 0 {
		return true // "should of"
	}
	if (qt|st)&(shared|function|guards&^hedge) != 0 || (qt^st)&hedge != 0 && (qt|st)&report == 0 {
		return false
	}
	return v.agrees(q, e) || qt&hedge == 0 && v.slip(q, e)
}

const longestName = 5 // differences that a name written otherwise makes

// spelledOut returns how many of the differences, from the first, only write a name of
// letters and figures in more or fewer words: "UTF8" and "UTF-8", "M - three - L" and "M3L".
func (v *verifier) spelledOut(q *quoted, edits []edit) int {
	first := edits[0]
	if len(edits) > 1 && v.priced(q, first, edits[1]) {
		return 2
	}
	if !slices.ContainsFunc(edits[:min(len(edits), longestName)], func(e edit) bool { return v.hasFigure(q, e) }) {
		return 0
	}
	for n := min(len(edits), longestName); n > 0; n-- {
		last := edits[n-1]
		if n > 1 && (first.quote == last.quoteTo || !adjacent(edits[:n])) || v.paused(first.at, last.to) {
			continue // "team A, one left" has no "A1"
		}
		have := v.spelling(nil, first.at, last.to)
		var want []byte
		for i := first.quote; i < last.quoteTo; i++ {
			want = v.spell(want, q.hash[i], q.text[q.pos[i].start:q.pos[i].end])
		}
		if len(want) > 1 && bytes.Equal(want, have) && bytes.ContainsAny(want, "0123456789") && bytes.ContainsFunc(want, unicode.IsLetter) {
			return n
		}
	}
	return 0
}

// paused reports whether a comma or its like stands within the words from..to.
func (v *verifier) paused(from, to int) bool {
	for i := from; i < to-1; i++ {
		if strings.ContainsAny(v.behind(i), ",;:!?") {
			return true
		}
	}
	return false
}

// hasFigure reports whether a digit or a number stands in a difference.
func (v *verifier) hasFigure(q *quoted, e edit) bool {
	for i := e.quote; i < e.quoteTo; i++ {
		if q.traits[i]&number != 0 || strings.ContainsAny(q.text[q.pos[i].start:q.pos[i].end], "0123456789") {
			return true
		}
	}
	for i := e.at; i < e.to; i++ {
		if v.ix.traits[i]&number != 0 || strings.ContainsAny(v.ix.wordAt(i), "0123456789") {
			return true
		}
	}
	return false
}

// adjacent reports whether no equal words stand between differences.
func adjacent(edits []edit) bool {
	for k := 1; k < len(edits); k++ {
		if edits[k].quote != edits[k-1].quoteTo || edits[k].at != edits[k-1].to {
			return false
		}
	}
	return true
}

func (v *verifier) spelling(into []byte, from, to int) []byte {
	for i := from; i < to; i++ {
		into = v.spell(into, v.ix.hash[i], v.ix.wordAt(i))
	}
	return into
}

// spell appends the letters and figures of a word, a small number as its figure.
func (v *verifier) spell(into []byte, h uint64, word string) []byte {
	for n := range int64(10) {
		if h == (decimal{n, 0}).hash(false) {
			return append(into, byte('0'+n))
		}
	}
	for _, c := range appendFolded(nil, word, v.lex.lists.Plain) {
		if byteKinds[c] == letterByte || byteKinds[c] == digitByte || c >= utf8.RuneSelf {
			into = append(into, c)
		}
	}
	return into
}

// wordy reports whether the words from..to say no more than the word behind them: "in order
// | to feed".
func (v *verifier) wordy(from, to int) bool {
	p, ix := v.lex.wordy, v.ix
	if to-from == 1 && from > 0 && ix.sameSpeech(from-1, from) && v.lex.reasons[ix.hash[from-1]] && v.lex.why[ix.hash[from]] {
		return true // "the reason why"
	}
	return len(p) > 1 && to-from == len(p)-1 && to < ix.len() && slices.Equal(ix.hash[from:to+1], p) && ix.traits[from]&clauseEnd == 0
}

const longestHead = 4 // words with which the parts of a list begin

// parallel reports whether the words from..to begin a part of a list as an earlier one began,
// and both go on with the same words: "we have a lot of A, | we have | a lot of B".
func (v *verifier) parallel(from, to int) bool {
	ix := v.ix
	if to-from > longestHead || from == 0 || to+1 >= ix.len() || ix.traits[from-1]&sentenceEnd != 0 ||
		v.traitsOf(from, to)&(guards&^(agency|scope)|clauseEnd|clauseWord) != 0 || !v.subject(from) && !v.inRole(from) {
		return false
	}
	n := to - from + 2
	if ix.traits[to].class() == 0 && ix.traits[to]&discourse == 0 {
		n--
	}
	for i := from - n; i >= 0 && from-i <= subjectReach && ix.sameSpeech(i, from); i-- {
		if v.traitsOf(i, i+1)&sentenceEnd != 0 {
			return false
		}
		if slices.Equal(ix.id[i:i+n], ix.id[from:from+n]) && v.joinsOn(i, from) {
			return v.traitsOf(i+n, from)&(negation|condition) == 0
		}
	}
	return false
}

// joinsOn reports whether a comma or an "and" stands before the second of two equal beginnings,
// or before what they share in front of them: "we have to, | and we also | have to".
func (v *verifier) joinsOn(first, second int) bool {
	ix := v.ix
	for a, b := first-1, second-1; b > first; b-- {
		switch {
		case ix.traits[b]&commaEnd != 0 || ix.hash[b] == v.lex.and:
			return true
		case a >= 0 && ix.id[a] == ix.id[b]:
			a--
		case ix.traits[b]&light == 0 || ix.traits[b]&(guards|clauseEnd) != 0:
			return false
		}
	}
	return false
}

// unlike is the flag for words that are written alike and are not the same: "I'd cut" and "I
// had cut", "re-signed" and "resigned".
func (v *verifier) unlike(q *quoted, e edit) Flag {
	ix, x := v.ix, v.lex
	switch {
	case e.quote >= e.quoteTo:
	case e.to-e.at == 1 && e.quoteTo-e.quote == 1 && x.cliticPair(q.hash[e.quote], ix.hash[e.at]) && e.to < ix.len() && x.unchanged[ix.hash[e.to]]:
		return HedgeChanged
	case e.to-e.at == 2 && x.anew[ix.hash[e.at]] && x.rejoined[q.hash[e.quote]] && v.behind(e.at) == "-":
		return ContentChanged
	}
	return ""
}

// singledOut reports whether one of several becomes the only one, or the other way round: "I
// was a founder" and "I was the founder".
func (v *verifier) singledOut(q *quoted, e edit) bool {
	ix, x := v.ix, v.lex
	a, b := ix.hash[e.at], q.hash[e.quote]
	return (x.indefinite[a] && x.definite[b] || x.definite[a] && x.indefinite[b]) && e.at > 1 && ix.sameSpeech(e.at-2, e.at) && x.beings[ix.hash[e.at-1]] &&
		(x.lists.LastTells || x.selves[ix.hash[e.at-2]] || x.subjects[ix.hash[e.at-2]] && x.first[ix.hash[e.at-2]])
}

// strands reports whether a preposition ends a relative clause before its verb: "the company
// I sold to | was".
func (v *verifier) strands(i int) bool {
	ix, x := v.ix, v.lex
	return len(x.roles) > 2 && x.roles[2][ix.hash[i]] && i > 0 && i+1 < ix.len() && ix.sameSpeech(i-1, i+1) && ix.traits[i-1].class() == 0 && ix.traits[i-1]&clauseEnd == 0 && x.beings[ix.hash[i+1]]
}

// belittles reports whether a word makes little of the next: "just helped", "just me".
func (v *verifier) belittles(i int) bool {
	ix, x := v.ix, v.lex
	return x.just[ix.hash[i]] && i+1 < ix.len() && ix.sameSpeech(i, i+1) && (ix.traits[i+1]&number != 0 || x.objects[ix.hash[i+1]] || x.minor[ix.hash[i+1]])
}

// marked reports whether two folded words differ by their marks alone where those tell words
// apart: "lideró" and "lideré", "gefordert" and "gefördert". A quote that has no such mark
// anywhere may lack one.
func (v *verifier) marked(word, source []byte) bool {
	l := v.lex.lists
	switch {
	case l.LastTells:
		a, _ := utf8.DecodeLastRune(word)
		b, _ := utf8.DecodeLastRune(source)
		if a == b || a < utf8.RuneSelf && b < utf8.RuneSelf {
			return false
		}
		return a >= utf8.RuneSelf || strings.ContainsFunc(v.quote, func(r rune) bool { return r >= utf8.RuneSelf && unicode.IsLetter(r) })
	case v.lex.umlauts != nil:
		a, b := bytes.ContainsFunc(word, beyondASCII), bytes.ContainsFunc(source, beyondASCII)
		return a && !b || b && !a && strings.ContainsFunc(v.quote, func(r rune) bool { return r >= utf8.RuneSelf && unicode.IsLetter(r) })
	}
	return false
}

func beyondASCII(r rune) bool { return r >= utf8.RuneSelf }

// putsIn reports whether an "again" only says that something was told before: "when, again,
// people come". Behind a verb it says that it happened before.
func (v *verifier) putsIn(i int) bool {
	ix := v.ix
	return v.lex.again[ix.hash[i]] && ix.traits[i]&(commaEnd|sentenceEnd) == commaEnd &&
		(i == 0 || !ix.sameSpeech(i-1, i) || ix.traits[i-1]&sentenceEnd != 0 || ix.traits[i-1]&(clauseWord|discourse) != 0 || v.lex.asks[ix.hash[i-1]] || ix.hash[i-1] == v.lex.and)
}

// single reports whether an article that counts one stands before the adjectives of a word:
// "a more inclusive terms".
func (v *verifier) single(at int) bool {
	ix := v.ix
	for i := at - 1; i >= 0 && at-i <= nearReach && ix.passage[i] == ix.passage[at] && ix.traits[i]&(clauseEnd|number) == 0; i-- {
		if v.lex.lone[ix.hash[i]] {
			return true
		}
		if ix.traits[i]&(function|guards&^scope) != 0 {
			return false
		}
	}
	return false
}

// sentence reports whether the words from..to are one sentence, behind another or behind dots.
func (v *verifier) sentence(from, to int) bool {
	ix := v.ix
	if from == 0 || !ix.sameSpeech(from-1, from) || ix.traits[to-1]&sentenceEnd == 0 || ix.traits[from-1]&sentenceEnd == 0 && v.breaks(from-1) != signBreak {
		return false
	}
	text := v.behind(from-1) + ix.wordAt(from) // with a filler: "... Like, at all."
	first, _ := utf8.DecodeRuneInString(text[max(0, strings.IndexFunc(text, wordRune)):])
	return unicode.IsUpper(first)
}

const longestAfterthought = 5 // words

// afterthought reports whether the sentence from..to only limits the one before it: "In
// theory.", "With Kim.", "As a deputy.", "Temporarily."
func (v *verifier) afterthought(from, to int) bool {
	ix, x := v.ix, v.lex
	for from < to && ix.traits[from]&discourse != 0 {
		from++
	}
	if adverb := x.lists.Adverb; from < to && to-from <= 2 && (adverb != "" && strings.HasSuffix(ix.wordAt(to-1), adverb) || x.denials[ix.hash[to-1]]) {
		return true // "Badly."
	}
	if from == to-1 && ix.traits[from].class() == 0 {
		return true // "Kidding."
	}
	return from < to && to-from <= longestAfterthought && (x.as[ix.hash[from]] || len(x.roles) > 2 && x.roles[2][ix.hash[from]])
}

// priced reports whether two differences are a price that was said in two numbers: "seventeen
// fifty euro" and "17.50 euro".
func (v *verifier) priced(q *quoted, a, b edit) bool {
	ix := v.ix
	if !adjacent([]edit{a, b}) || b.quoteTo-a.quote != 1 || b.to-a.at != 2 || b.to == ix.len() || ix.traits[b.to]&unitWord == 0 || ix.hash[b.to] == v.lex.percent || !ix.sameSpeech(a.at, b.to) {
		return false
	}
	if b.to+1 < ix.len() && ix.sameSpeech(b.to, b.to+1) && ix.traits[b.to]&clauseEnd == 0 && ix.traits[b.to+1].class() == 0 {
		return false // "seventeen fifty euro tickets"
	}
	value := func(i int) int64 {
		e := v.lex.entry(hashOn(hashSeed, appendFolded(nil, ix.wordAt(i), v.lex.lists.Plain)))
		if e.kind != smallNumber {
			return 0
		}
		return e.value
	}
	whole, cents := value(a.at), value(b.to-1)
	return whole > 9 && cents > 9 && q.hash[a.quote] == decimal{whole*100 + cents, -2}.normal().hash(false)
}
