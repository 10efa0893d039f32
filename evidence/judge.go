package evidence

import (
	"bytes"
	"slices"
	"strings"
)

const (
	mostLight      = 2 // small words that may differ, or one in five
	inventedTail   = 3 // words of content that the source does not have
	longestRepair  = 5 // words of a start that the speaker broke off
	longestReplace = 5 // words of the source that words in brackets stand for
	negationReach  = 8 // words over which a negation before a quote reaches into it
	nearReach      = 3 // the same of "he said" and "I think"
	unitReach      = 6
	conditionReach = 30
	shortElision   = 8 // words that an ellipsis may take out of a clause to turn its meaning
	leastGap       = 3 // words of content from which an unmarked gap counts
)

// verdict is what the differences between a quote and the source come to.
type verdict struct {
	flags    []Flag
	grade    Grade
	light    int // small words that differ
	spelled  int
	invented int
	words    int
	edits    []Edit
}

func (d *verdict) flag(f Flag) { d.flags = append(d.flags, f) }

// judge names the differences that may change the meaning, and looks at what stands
// around each part.
func (v *verifier) judge(parts []result, quotes ...*quoted) verdict {
	d := verdict{grade: Normalized}
	shown := 0 // what the quote shows before a part is no hidden context
	for k, r := range parts {
		q := quotes[k]
		d.words += q.len()
		v.judgeEdits(&d, r, q)
		v.question(&d, r, q)
		v.contextBefore(&d, shown, r.run)
		v.contextAfter(&d, r.run.end)
		shown = r.run.end
	}
	v.insertions(&d, parts)
	if d.invented >= inventedTail || d.invented*3 > d.words {
		d.flag(UnsupportedText)
	}
	if limit := max(mostLight, d.words/5); d.light > limit {
		d.flag(WordingChanged)
	} else if d.spelled > limit {
		d.flag(ContentChanged)
	}
	if d.light+d.spelled > 0 {
		d.grade = Approximate
	}
	if v.tooShort(quotes) {
		d.flag(TooShort)
	}
	return d
}

func (v *verifier) tooShort(quotes []*quoted) bool {
	words, telling := 0, 0
	for _, q := range quotes {
		words += max(q.len(), q.words)
		for _, t := range q.traits {
			if t&(negation|number|hedge|condition) != 0 || t&(agency|function) == 0 {
				telling++
			}
		}
	}
	return words < v.policy.MinWords || telling < 2 && words < 4
}

// judgeEdits goes through the differences of one part.
func (v *verifier) judgeEdits(d *verdict, r result, q *quoted) {
	r.edits = v.trimEdges(d, r, q)
	for k := 0; k < len(r.edits); k++ {
		e := r.edits[k]
		switch e.kind {
		case dropped:
			to := k + 1
			for to < len(r.edits) && r.edits[to].kind == dropped && r.edits[to].at == r.edits[to-1].to && r.edits[to].quote == e.quote {
				to++
			}
			v.judgeDropped(d, q, r, e.quote, e.at, r.edits[to-1].to)
			k = to - 1
		case added:
			to := k + 1
			for to < len(r.edits) && r.edits[to].kind == added && r.edits[to].at == e.at {
				to++
			}
			if n := to - k; n <= mostEdge && e.at > r.run.start && v.between(e.at-1, q.hash[e.quote:e.quote+n]) {
				v.note(d, Alike, "", edit{alike, e.quote, e.quote + n, e.at, e.at})
				k = to - 1 // a filler of the source, which the quote does not set off
				continue
			}
			v.judgeAdded(d, q, r, e)
		case replaced:
			v.judgeReplaced(d, q, e)
		case respelled:
			d.spelled++
			v.note(d, Respelled, "", e)
		case alike:
			v.note(d, Alike, "", e)
		case skipped:
			v.judgeSkipped(d, e)
		}
	}
}

const mostEdge = 4 // words at an edge of a quote that belong to a filler or a restart

// trimEdges takes off the words at the edges of a quote that the source has there
// too, in a filler or a restart that the quote cuts in two.
func (v *verifier) trimEdges(d *verdict, r result, q *quoted) []edit {
	edits := r.edits
	n := 0
	for n < len(edits) && n <= mostEdge && edits[n].kind == added && edits[n].quote == n {
		n++
	}
	if n > 0 && n <= mostEdge && n < q.len() && v.besides(r.run.start, q.hash[:n], true) {
		for _, e := range edits[:n] {
			v.note(d, Alike, "", e)
		}
		edits = edits[n:]
	}
	n = 0
	for n < len(edits) && n <= mostEdge && edits[len(edits)-1-n].kind == added && edits[len(edits)-1-n].quote == q.len()-1-n {
		n++
	}
	if n > 0 && n <= mostEdge && n < q.len() && v.besides(r.run.end-1, q.hash[q.len()-n:], false) {
		for _, e := range edits[len(edits)-n:] {
			v.note(d, Alike, "", e)
		}
		edits = edits[:len(edits)-n]
	}
	return edits
}

// besides reports whether the words stand right before or right behind a token in
// the text itself, with its fillers and restarts.
func (v *verifier) besides(at int, words []uint64, before bool) bool {
	p := v.ix.passage[at]
	return v.textHolds(v.ix.src.Passages[p].Text, at, words, before)
}

// between is besides for the dropped words between a token and the next alone.
func (v *verifier) between(at int, words []uint64) bool {
	ix := v.ix
	text := ix.src.Passages[ix.passage[at]].Text
	if at+1 < ix.len() && ix.passage[at+1] == ix.passage[at] {
		text = text[:ix.pos[at+1].start]
	}
	return int(ix.pos[at].end) < len(text) && v.textHolds(text, at, words, false)
}

func (v *verifier) textHolds(text string, at int, words []uint64, before bool) bool {
	ix := v.ix
	p := ix.passage[at]
	if before {
		text = text[:ix.pos[at].start]
		text = text[max(0, len(text)-longestMarkup*2):]
	} else {
		text = text[ix.pos[at].end:]
		text = text[:min(len(text), longestMarkup*2)]
	}
	for _, open := range []bool{false, true} {
		v.folder.open = open
		v.foldRaw(text, ix.lex[p], &v.raw)
		v.folder.open = false
		have := v.raw.hash
		if len(have) < len(words) {
			continue
		}
		if before {
			have = have[len(have)-len(words):]
		}
		if slices.Equal(have[:len(words)], words) {
			return true
		}
	}
	return false
}

// guardFlag is the flag for a word of one of the guarded classes that differs, ""
// for any other word.
func guardFlag(t traits) Flag {
	switch t.class() {
	case negation:
		return NegationChanged
	case number:
		return NumberChanged
	case agency:
		return AgencyChanged
	case hedge, condition:
		return HedgeChanged
	case scope:
		return ScopeChanged
	default:
		return ""
	}
}

// judgeDropped judges words of the source that the quote leaves out.
func (v *verifier) judgeDropped(d *verdict, q *quoted, r result, at, from, to int) {
	ix := v.ix
	all := traits(0)
	for i := from; i < to; i++ {
		all |= ix.traits[i]
	}
	e := edit{dropped, at, at, from, to}
	switch {
	case all&(guards&^agency) == 0 && v.repaired(from, to), v.twice(from, to), v.deniedAgain(from, to), all&guards == 0 && (v.echo(from, to) || v.recast(from, to)):
		v.note(d, Dropped, "", e)
		return
	case v.discourse(from, to):
		v.note(d, Dropped, "", e)
		return
	case at < q.len() && q.traits[at]&bracketed != 0 && to-from <= longestReplace && all&(negation|number|condition|hedge) == 0:
		if all&agency != 0 && v.firstPerson(from, to) {
			d.flag(AgencyChanged)
			v.note(d, Editorial, AgencyChanged, e)
			return
		}
		d.flag(EditorialText)
		d.grade = Approximate
		v.note(d, Editorial, EditorialText, e)
		return
	}
	for i := from; i < to; i++ {
		t, e := ix.traits[i], edit{dropped, at, at, i, i + 1}
		f := guardFlag(t)
		switch {
		case f == AgencyChanged && to-from == 1 && (v.resumes(i) || v.coordinated(i, r)):
			f = ""
			d.light++
		case f != "":
		case v.stutter(i):
		case t&(light|auxiliary) != 0, v.perfect(ix.hash[i], i+1) && (i == 0 || ix.traits[i-1]&hedge == 0):
			d.light++
		case t&unitWord != 0 && v.unitNear(ix.hash[i], r, i):
		case t&function != 0:
			f = WordingChanged
		default:
			f = ContentChanged
		}
		if f != "" {
			d.flag(f)
		}
		v.note(d, Dropped, f, e)
	}
}

// resumes reports whether a pronoun only takes up the noun in front of it: "the
// customers, they were furious".
func (v *verifier) resumes(at int) bool {
	ix := v.ix
	if at == 0 || ix.passage[at-1] != ix.passage[at] || ix.traits[at-1]&(commaEnd|sentenceEnd) != commaEnd || ix.traits[at-1].class() != 0 {
		return false
	}
	if v.lex.resumptive[ix.hash[at]] {
		return true
	}
	// "me and my team, we built"
	for i := at - 1; v.lex.resumesUs[ix.hash[at]] && i >= 0 && at-i <= nounReach && ix.passage[i] == ix.passage[at]; i-- {
		if i < at-1 && ix.traits[i]&clauseEnd != 0 {
			break
		}
		if v.lex.selves[ix.hash[i]] && ix.hash[i+1] == v.lex.and {
			return true
		}
	}
	return false
}

const subjectReach = 16 // words

// coordinated reports whether a pronoun only says the subject of the clause before
// again: "I call the customer and I ask".
func (v *verifier) coordinated(at int, r result) bool {
	ix := v.ix
	if at <= r.run.start || !v.lex.subjects[ix.hash[at]] || ix.hash[at-1] != v.lex.and {
		return false
	}
	for i := at - 2; i >= r.run.start && at-i <= subjectReach && ix.sameSpeech(i, at) && ix.traits[i]&sentenceEnd == 0; i-- {
		if ix.hash[i] == ix.hash[at] {
			return true
		}
		if v.lex.subjects[ix.hash[i]] || v.lex.third[ix.hash[i]] || v.lex.others[ix.hash[i]] || ix.traits[i]&negation != 0 {
			return false
		}
	}
	return false
}

const nounReach = 6 // words of a subject that a pronoun takes up

// repaired reports whether the words from..to are a start that the speaker broke
// off and began again: what follows begins with the same word, or repeats one.
func (v *verifier) repaired(from, to int) bool {
	ix := v.ix
	if to >= ix.len() || to-from > longestRepair || ix.passage[from] != ix.passage[to] {
		return to-from == 1 && (from > 0 && ix.id[from-1] == ix.id[from] || to < ix.len() && ix.id[to] == ix.id[from])
	}
	return ix.id[from] == ix.id[to]
}

// twice reports whether the words from..to are said again right behind or were said
// right before, as captions do that repeat the end of a line. One word that negates or
// counts alone is no slip.
func (v *verifier) twice(from, to int) bool {
	ix, n := v.ix, to-from
	if n == 1 && ix.traits[from]&(negation|number) != 0 {
		return false
	}
	return to+n <= ix.len() && ix.sameSpeech(from, to+n-1) && slices.Equal(ix.id[from:to], ix.id[to:to+n]) ||
		from >= n && ix.sameSpeech(from-n, to-1) && slices.Equal(ix.id[from:to], ix.id[from-n:from])
}

// deniedAgain reports whether the words from..to are a negation and its subject that
// the speaker broke off and began again behind a pause: "I've never, I never felt".
func (v *verifier) deniedAgain(from, to int) bool {
	ix := v.ix
	return to-from == 2 && ix.sameSpeech(from, to) && to < ix.len() && ix.id[from] == ix.id[to] &&
		ix.traits[from]&(negation|clauseEnd) == negation|clauseEnd && v.lex.subjects[ix.hash[from+1]]
}

const longestRecast = 3 // words

// recast reports whether the words from..to begin the same again with another word
// behind a pause: "which was, that was awful".
func (v *verifier) recast(from, to int) bool {
	ix := v.ix
	return from > 0 && to-from > 1 && to-from <= longestRecast && ix.passage[from-1] == ix.passage[to-1] &&
		ix.id[from-1] == ix.id[to-1] && ix.traits[from-1]&(clauseEnd|sentenceEnd) == clauseEnd && ix.traits[from]&function != 0
}

const echoReach = 10 // words over which a speaker says something again at the end of a clause

// echo reports whether the words from..to stand between two pauses and were said
// shortly before: "it is hard work being on the road, hard work."
func (v *verifier) echo(from, to int) bool {
	ix, n := v.ix, to-from
	if from == 0 || ix.traits[from-1]&clauseEnd == 0 || ix.traits[to-1]&clauseEnd == 0 {
		return false
	}
	for i := max(0, from-echoReach); i+n < from; i++ {
		if ix.sameSpeech(i, from) && slices.Equal(ix.id[i:i+n], ix.id[from:to]) {
			return true
		}
	}
	return false
}

const longestStutter = 4 // letters

// stutter reports whether a word is the broken start of the next: "too many b buttons".
func (v *verifier) stutter(i int) bool {
	ix := v.ix
	if i+1 >= ix.len() || ix.passage[i] != ix.passage[i+1] || ix.traits[i]&clauseEnd != 0 {
		return false
	}
	al, w := &v.aligner, ix.wordAt(i)
	if len(w) > longestStutter || len(w) > 2 && ix.traits[i]&known != 0 {
		return false
	}
	al.a = appendFolded(al.a[:0], w, v.lex.lists.Plain)
	if len(w) == 1 && w[0] >= 'b' && w[0] <= 'z' && w[0] != 'i' && w[0] != 'o' && i > 0 && ix.traits[i-1]&(function|discourse) != 0 && ix.passage[i-1] == ix.passage[i] {
		return true // "a d bunch"; "plan b" follows a word of content
	}
	al.b = appendFolded(al.b[:0], ix.wordAt(i+1), v.lex.lists.Plain)
	return len(al.a) > 0 && len(al.a) < len(al.b) && bytes.HasPrefix(al.b, al.a)
}

// perfect reports whether a word may be left out or put before the token at a place
// with no other meaning: "they got" and "they've got".
func (v *verifier) perfect(h uint64, at int) bool {
	return v.lex.perfects[h] && at < v.ix.len() && v.lex.participles[v.ix.hash[at]]
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
	if x := v.lex; x.lists.Adverb != "" && string(al.a) == string(al.b)+x.lists.Adverb && q.traits[e.quote]&known == 0 {
		return true // "I'd do it different"
	}
	gains := string(al.a) == string(al.b)+"s"
	if !gains && string(al.b) != string(al.a)+"s" {
		return false
	}
	before, x := ix.hash[e.at-1], v.lex
	if gains {
		return x.third[before] || x.plurals[before] || ix.traits[e.at-1]&number != 0 && !x.singulars[before] || v.oneOf(e.at)
	}
	return x.others[before] || x.singulars[before] || v.modifies(e.at)
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

// sameDay reports whether two numbers beside the name of a month are the same day: "29
// November" and "the 29th of November".
func (v *verifier) sameDay(q *quoted, e edit) bool {
	ix, al := v.ix, &v.aligner
	month := false
	for i := max(0, e.at-1); i <= e.at+2 && i < ix.len(); i++ {
		month = month || v.lex.months[ix.hash[i]] && ix.sameSpeech(i, e.at) && (i <= e.at+1 || v.lex.ofMonth[ix.hash[e.at+1]])
	}
	if !month {
		return false
	}
	al.a = appendFolded(al.a[:0], q.text[q.pos[e.quote].start:q.pos[e.quote].end], v.lex.lists.Plain)
	al.b = appendFolded(al.b[:0], ix.wordAt(e.at), v.lex.lists.Plain)
	a, oka := v.lex.day(al.a)
	b, okb := v.lex.day(al.b)
	return oka && okb && a == b
}

// day reads "3", "3rd" and "third".
func (x *lexicon) day(w []byte) (int64, bool) {
	if len(w) > 0 && w[0] >= '0' && w[0] <= '9' {
		d, _, ok := x.parseFigure(w)
		return d.digits, ok && d.exp == 0
	}
	e := x.entry(hashOn(hashSeed, w))
	return e.value, e.kind == ordinalNumber || e.kind == smallNumber
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

// discourse reports whether the words from..to only fill a turn.
func (v *verifier) discourse(from, to int) bool {
	ix := v.ix
	for i := from; i < to; {
		if n := max(phraseAt(v.lex.phrases, &ix.tokens, i, to), phraseAt(v.lex.extenders, &ix.tokens, i, to)); n > 0 {
			i += n
			continue
		}
		if ix.traits[i]&discourse == 0 {
			return false
		}
		i++
	}
	return true
}

// phraseAt returns the length of the longest phrase of more than one word that the
// tokens at i begin with, 0 for none.
func phraseAt(phrases [][]uint64, t *tokens, i, to int) int {
	longest := 0
next:
	for _, p := range phrases {
		if len(p) < 2 || len(p) <= longest || i+len(p) > to {
			continue
		}
		for k, h := range p {
			if t.hash[i+k] != h {
				continue next
			}
		}
		longest = len(p)
	}
	return longest
}

func (v *verifier) firstPerson(from, to int) bool {
	for i := from; i < to; i++ {
		if v.lex.first[v.ix.hash[i]] && !v.quotesAgent(v.ix.hash[i]) {
			return true
		}
	}
	return false
}

func (v *verifier) quotesAgent(h uint64) bool {
	return slices.Contains(v.agents, h)
}

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

// judgeAdded judges a word that only the quote has.
func (v *verifier) judgeAdded(d *verdict, q *quoted, r result, e edit) {
	i := e.quote
	t := q.traits[i]
	f := guardFlag(t)
	switch {
	case f == "" && (i > 0 && q.hash[i-1] == q.hash[i] || i+1 < q.len() && q.hash[i+1] == q.hash[i]):
	case f != "":
	case t&light != 0, v.perfect(q.hash[i], e.at), t&auxiliary != 0 && e.at < v.ix.len() && v.ix.traits[e.at]&auxiliary != 0 && v.lex.swaps[[2]uint64{q.hash[i], v.ix.hash[e.at]}]:
		d.light++
	case t&unitWord != 0 && v.unitNear(q.hash[i], r, e.at):
	case t&function != 0:
		f = WordingChanged
	default:
		f = ContentChanged
		d.invented++
	}
	if f != "" {
		d.flag(f)
	}
	v.note(d, Added, f, e)
}

// judgeReplaced judges a word that stands for another.
func (v *verifier) judgeReplaced(d *verdict, q *quoted, e edit) {
	qt, st := q.traits[e.quote], v.ix.traits[e.at]
	f := guardFlag(qt)
	if sf := guardFlag(st); f == "" || st.class() == negation {
		f = sf
	}
	if (qt|st)&(negation|number|agency) == 0 && v.lex.swaps[[2]uint64{q.hash[e.quote], v.ix.hash[e.at]}] {
		d.light++
		v.note(d, Replaced, "", e)
		return
	}
	if f == NumberChanged && qt&st&number != 0 && v.sameDay(q, e) {
		v.note(d, Alike, "", edit{alike, e.quote, e.quoteTo, e.at, e.to})
		return
	}
	if f == "" && (qt|st)&(shared|function) == 0 && (v.agrees(q, e) || v.slip(q, e)) {
		d.spelled++
		v.note(d, Respelled, "", e)
		return
	}
	switch {
	case f != "":
	case qt&function != 0 && st&function != 0:
		f = WordingChanged
	default:
		f = ContentChanged
	}
	if f != "" {
		d.flag(f)
	}
	v.note(d, Replaced, f, e)
}

// judgeSkipped judges whole sentences that the quote leaves out without a sign.
func (v *verifier) judgeSkipped(d *verdict, e edit) {
	told := 0
	all := traits(0)
	for i := e.at; i < e.to; i++ {
		all |= v.ix.traits[i]
		if v.ix.traits[i]&(function|discourse) == 0 {
			told++
		}
	}
	switch {
	case told < leastGap && all&(negation|condition) == 0:
		v.note(d, Dropped, "", e)
	default:
		d.flag(UnmarkedGap)
		v.note(d, Gap, UnmarkedGap, e)
	}
}

// insertions judges the words in brackets of the whole quote.
func (v *verifier) insertions(d *verdict, parts []result) {
	if v.brackets == 0 {
		return
	}
	for _, in := range []traits{negation, number, condition, hedge, scope} {
		if v.inserted&in != 0 {
			d.flag(guardFlag(in))
		}
	}
	for _, a := range v.agents {
		// A pronoun in brackets must be the one that the source has there.
		if !v.near(a, parts) {
			d.flag(AgencyChanged)
		}
	}
	d.flag(EditorialText)
	d.grade = Approximate
}

func (v *verifier) near(h uint64, parts []result) bool {
	for _, r := range parts {
		for i := max(0, r.run.start-2); i < min(v.ix.len(), r.run.end+2); i++ {
			if v.ix.hash[i] == h {
				return true
			}
		}
	}
	return false
}

// question looks for a question that the quote turns into a statement.
func (v *verifier) question(d *verdict, r result, q *quoted) {
	stated, asks := false, false
	for _, t := range q.traits {
		asks = asks || t&questionEnd != 0
		stated = stated || t&sentenceEnd != 0 && t&questionEnd == 0
	}
	last := v.ix.traits[r.run.end-1]
	if !asks && stated && last&questionEnd != 0 && q.traits[q.len()-1]&sentenceEnd != 0 && !v.interrogative(r.run) {
		d.flag(QuestionChanged)
	}
}

// interrogative reports whether the last sentence of a run is one by its words.
func (v *verifier) interrogative(r run) bool {
	i := r.end - 1
	for i > r.start && v.ix.traits[i-1]&sentenceEnd == 0 {
		i--
	}
	for ; i < r.end && v.ix.traits[i]&(discourse|clauseWord) != 0; i++ {
	}
	return i < r.end && v.lex.asks[v.ix.hash[i]]
}

// sameSpeech reports whether two neighbouring tokens belong to one stretch of one
// speaker's words. The lines of notes and the paragraphs of a document stand for
// themselves.
func (ix *Index) sameSpeech(a, b int) bool {
	pa, pb := ix.passage[a], ix.passage[b]
	return pa == pb || ix.src.Ref.Kind == TranscriptSource && ix.who[pa] == ix.who[pb]
}

// contextBefore looks at the clause before a part: a quote that starts right after
// "I don't think", "he said" or "if" says something else than what was said.
func (v *verifier) contextBefore(d *verdict, shown int, r run) {
	start, end := r.start, r.end
	ix := v.ix
	if start > 0 && ix.traits[start]&shared != 0 {
		// The first word is half of a contraction: "not" of "don't".
		for start > 0 && ix.traits[start]&shared != 0 {
			start--
		}
	}
	if at := start - 1; at >= shown && at >= 0 && ix.traits[at]&clauseEnd == 0 && ix.sameSpeech(at, start) {
		opens := at == 0 || ix.traits[at-1]&clauseEnd != 0 || ix.traits[at-1]&(clauseWord|discourse) != 0 || v.lex.asks[ix.hash[at-1]] || !ix.sameSpeech(at-1, at)
		if opens && v.lex.asks[ix.hash[at]] && v.asked(start, end) {
			d.flag(QuestionChanged) // "did | we lose data?"
		}
		notOnly := at > 0 && ix.traits[at-1]&negation != 0
		if v.lex.only[ix.hash[at]] && !notOnly || ix.traits[start]&number != 0 && v.lex.qualifies[ix.hash[at]] {
			d.flag(ContextQualified) // "only | four percent"
		}
	}
	if v.brokenOff(shown, start) {
		return
	}
	v.purposeBefore(d, shown, start)
	near := true // nothing but small words stand between
	hedged := false
	for i := start - 1; i >= shown && start-i <= negationReach; i-- {
		t := ix.traits[i]
		if t&sentenceEnd != 0 || !ix.sameSpeech(i, start) {
			break
		}
		if t&clauseEnd != 0 {
			if t&commaEnd != 0 && i == start-1 {
				v.conditionBefore(d, shown, start)
			}
			break
		}
		if t&clauseWord != 0 {
			break
		}
		if t&negation != 0 {
			if !v.pseudo(i, start) {
				d.flag(ContextNegated)
			}
			break
		}
		if t&condition != 0 {
			if shown > 0 && start-shown > shortElision || !v.lex.bare[ix.hash[i]] || v.idle(i) {
				hedged = true // an ellipsis shows that something is missing
				if shown == 0 && v.unknown(i) {
					d.flag(ContextNegated)
				}
			} else {
				d.flag(ContextConditional)
			}
			break
		}
		if near && start-i <= nearReach && t&report != 0 && !v.ownWords(i) {
			d.flag(ContextAttributed)
			break
		}
		if near && start-i <= nearReach && t&hedge != 0 {
			hedged = true
		}
		near = near && t&(function|hedge|discourse) != 0
	}
	if hedged {
		d.flag(ContextHedged)
	}
}

// unknown reports whether the clause denies what it asks: "I don't know whether".
func (v *verifier) unknown(at int) bool {
	ix := v.ix
	for i := at - 1; i >= 0 && at-i <= nearReach && ix.sameSpeech(i, at) && ix.traits[i]&clauseEnd == 0; i-- {
		if ix.traits[i]&negation != 0 {
			return true
		}
	}
	return false
}

// brokenOff reports whether a clause begins at a token though the words before it end
// none: "you don't want to - I hate it".
func (v *verifier) brokenOff(shown, start int) bool {
	ix := v.ix
	return start-1 >= shown && start > 0 && v.lex.subjects[ix.hash[start]] && v.lex.unfinished[ix.hash[start-1]] && ix.sameSpeech(start-1, start)
}

// purposeBefore looks for a denial whose purpose or outcome the quote shows as a fact:
// "we don't want that, so that | we lose everybody".
func (v *verifier) purposeBefore(d *verdict, shown, start int) {
	ix, p := v.ix, v.lex.purpose
	at := start - len(p)
	if len(p) == 0 || at < max(1, shown) || !slices.Equal(ix.hash[at:start], p) {
		return
	}
	for i := at - 1; i >= shown && start-i <= conditionReach && ix.sameSpeech(i, start) && ix.traits[i]&sentenceEnd == 0; i-- {
		if ix.traits[i]&negation != 0 && !v.pseudo(i, start) {
			d.flag(ContextNegated)
			return
		}
	}
}

// asked reports whether the sentence that goes on at a token ends as a question,
// and that behind the part whose end is given.
func (v *verifier) asked(i, end int) bool {
	for to := min(v.ix.len(), i+conditionReach); i < to; i++ {
		if v.ix.traits[i]&sentenceEnd != 0 {
			return v.ix.traits[i]&questionEnd != 0 && i >= end-1
		}
	}
	return false
}

// ownWords reports whether the subject of a reporting verb is the speaker: "I said".
func (v *verifier) ownWords(at int) bool {
	ix := v.ix
	for i := at - 1; i >= 0 && at-i <= nearReach+1; i-- {
		if ix.traits[i]&(clauseEnd|sentenceEnd) != 0 {
			break
		}
		if v.lex.first[ix.hash[i]] {
			return true
		}
		if ix.traits[i]&(function|hedge|discourse|scope|negation) == 0 || ix.traits[i]&agency != 0 {
			return false
		}
	}
	return true // no subject: "say", "told you"
}

// conditionBefore looks for a condition that the quote leaves out before its main
// clause: "if we had tested it, | we would have seen it".
func (v *verifier) conditionBefore(d *verdict, shown, start int) {
	ix := v.ix
	open := false
	for i := start - 1; i >= shown && start-i <= conditionReach && ix.sameSpeech(i, start); i-- {
		t := ix.traits[i]
		if t&sentenceEnd != 0 {
			break
		}
		if t&condition != 0 && v.lex.bare[ix.hash[i]] && !v.idle(i) && (i == 0 || ix.traits[i-1]&clauseEnd != 0 || ix.traits[i-1]&(clauseWord|discourse) != 0 || !ix.sameSpeech(i-1, i)) {
			open = true
			break
		}
	}
	if !open {
		return
	}
	if v.lex.then[ix.hash[start]] {
		d.flag(ContextHedged) // "then we would have seen it" shows that it is one
		return
	}
	for i := start; i < min(start+4, ix.len()); i++ {
		if ix.traits[i]&hedge != 0 && v.lex.strong[ix.hash[i]] {
			d.flag(ContextConditional)
			return
		}
		if ix.traits[i]&clauseEnd != 0 {
			break
		}
	}
	d.flag(ContextHedged)
}

// idle reports whether a condition sets none: "if you ask me".
func (v *verifier) idle(at int) bool {
	return matches(v.lex.idle, &v.ix.tokens, at, v.ix.len())
}

// contextAfter looks at what follows a part: a condition or an exception that the
// quote leaves out.
func (v *verifier) contextAfter(d *verdict, end int) {
	ix := v.ix
	if end >= ix.len() || ix.traits[end-1]&sentenceEnd != 0 || !ix.sameSpeech(end-1, end) {
		return
	}
	at := end
	if t := ix.traits[end-1]; t&(clauseWord|hedge) != 0 && t&clauseEnd == 0 || v.lex.openers[ix.hash[end-1]] {
		return // what follows belongs to what comes after it
	}
	switch {
	case ix.traits[at]&condition != 0 && v.lex.bare[ix.hash[at]] && !v.idle(at):
		d.flag(ContextConditional)
	case v.lex.excepts[ix.hash[at]]:
		d.flag(ContextConditional)
	}
}

// pseudo reports whether the negator at i negates nothing that follows: "not
// only" before the token end, or the answer particle "No," at the start of a clause.
func (v *verifier) pseudo(i, end int) bool {
	ix := v.ix
	if v.lex.particles[ix.hash[i]] && ix.traits[i]&clauseEnd != 0 {
		return true
	}
	return matches(v.lex.pseudo, &ix.tokens, i, end)
}

// matches reports whether one of the phrases stands at a token, before another.
func matches(phrases [][]uint64, t *tokens, at, end int) bool {
next:
	for _, p := range phrases {
		if at+len(p) > end {
			continue
		}
		for k, h := range p {
			if t.hash[at+k] != h {
				continue next
			}
		}
		return true
	}
	return false
}

// note adds a difference to the list that people read.
func (v *verifier) note(d *verdict, kind EditKind, f Flag, e edit) {
	out := Edit{Kind: kind, Flag: f}
	if e.at < e.to {
		p := &v.ix.src.Passages[v.ix.passage[e.at]]
		last := e.to - 1
		for last > e.at && v.ix.passage[last] != v.ix.passage[e.at] {
			last--
		}
		out.Segment, out.StartByte, out.EndByte = p.ID, int(v.ix.pos[e.at].start), int(v.ix.pos[last].end)
		out.Source = strings.TrimSpace(p.Text[out.StartByte:max(out.StartByte, out.EndByte)])
	}
	if e.quote < e.quoteTo {
		out.Words = e.quoteTo - e.quote
	}
	d.edits = append(d.edits, out)
}
