package evidence

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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
		v.runEnd = r.run.end
		d.words += q.len()
		v.judgeEdits(&d, r, q)
		v.question(&d, r, q)
		v.particle(&d, r, q)
		v.contextBefore(&d, shown, r.run)
		v.contextAfter(&d, r.run)
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
	all := v.traitsOf(from, to)
	e := edit{dropped, at, at, from, to}
	switch {
	case v.explained(from, to):
		if all&light != 0 && !v.saidAgain(from, to) {
			d.light++
		}
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
		case v.lex.ne[ix.hash[i]] && v.denies(i):
			f = NegationChanged // "on (n')a plus"
		case v.lex.bounds[ix.hash[i]] && i+1 < ix.len() && ix.traits[i+1]&number != 0 && (i == 0 || ix.traits[i-1]&(number|unitWord) == 0):
			f = NumberChanged // "grew to forty percent"
		case t&discourse != 0 && !v.means(i):
			f = ""
		case f == HedgeChanged && v.unhedged(i):
			f = ContentChanged
		case f == ScopeChanged && v.measuresBoth(i):
			f = ""
			d.light++
		case f == AgencyChanged && to-from == 1 && (v.resumes(i) || v.coordinated(i, r)), f == HedgeChanged && v.objects(i):
			f = ""
			d.light++
		case f == NumberChanged && v.countsAgain(i):
			f = ""
		case f != "":
		case v.stutter(i):
		case t&auxiliary != 0 && i+1 == to && to < ix.len() && ix.traits[to]&negation != 0 && (at == 0 || q.traits[at-1]&auxiliary == 0):
			f = WordingChanged // "not don't" of "don't, don't"
		case t&(light|auxiliary) != 0, i > 0 && v.possesses(ix.hash[i-1], ix.hash[i], i+1), v.perfect(ix.hash[i], i+1) && (i == 0 || ix.traits[i-1]&hedge == 0):
			d.light++
		case t&unitWord != 0 && (v.unitNear(ix.hash[i], r, i) || at > 0 && q.traits[at-1]&number != 0 && v.money(q.text[q.pos[at-1].start:q.pos[at-1].end])):
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

const longestExplained = 12 // words

// explained reports whether the words from..to are, one stretch after the other, nothing
// but fillers, slips and starts that the speaker broke off.
func (v *verifier) explained(from, to int) bool {
	ix, n := v.ix, to-from
	if n > longestExplained {
		return v.saidAgain(from, to)
	}
	var ends [longestExplained + 1]bool
	ends[n] = true
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k <= n && !ends[i]; k++ {
			ends[i] = ends[k] && (v.saidAgain(from+i, from+k) || n > 1 && k == i+1 && ix.traits[from+i]&light != 0 && ix.traits[from+i]&guards == 0)
		}
	}
	return ends[0]
}

// saidAgain is explained for one stretch.
func (v *verifier) saidAgain(from, to int) bool {
	all := v.traitsOf(from, to)
	if v.discourse(from, to) || v.twice(from, to) || all&guards == 0 && v.echo(from, to) {
		return true
	}
	if to-from > 2 && v.lex.ofMonth[v.ix.hash[to-1]] && v.contentIn(from, to) && !v.filled(to-1) && v.breaks(to-1) == noBreak {
		return false // "the team, or part of | the team"
	}
	if v.newSubject(from, to) || v.complete(from, to) || v.endsEarly(to) {
		return false
	}
	return all&(guards&^agency) == 0 && v.repaired(from, to) || v.begunAgain(from, to) || v.deniedAgain(from, to) ||
		all&guards == 0 && (v.recast(from, to) || to-from == 1 && (v.stutter(from) || v.lengthened(from))) ||
		to-from == 1 && v.interposed(from) || v.abandoned(from, to) || v.reparandum(from, to)
}

// newSubject reports whether what follows is said of somebody else: "I shipped it, sorry, Kim
// | shipped it".
func (v *verifier) newSubject(from, to int) bool {
	ix := v.ix
	for from > 0 && ix.sameSpeech(from-1, from) && ix.id[from-1] == ix.id[to-1] {
		from, to = from-1, to-1
	}
	return to < ix.len() && to-from > 1 && ix.id[from] == ix.id[to] && ix.traits[from].class() == 0 &&
		ix.traits[to-1]&clauseEnd == 0 && (ix.traits[to-1].class() == 0 && ix.traits[to-1]&discourse == 0 || ix.traits[to-1]&agency != 0 || v.lex.relatives[ix.hash[to-1]])
}

const leastBehind = 3 // words of a quote behind a repair that ends no clause

// endsEarly reports whether the quote ends in the middle of the clause that begins at a
// place: "we fired the agency, um, the team | stayed on".
func (v *verifier) endsEarly(to int) bool {
	return to+leastBehind > v.runEnd && v.runEnd > to && v.runEnd < v.ix.len() && v.ix.traits[v.runEnd-1]&clauseEnd == 0 && v.ix.sameSpeech(v.runEnd-1, v.runEnd)
}

func (v *verifier) traitsOf(from, to int) traits {
	all := traits(0)
	for _, t := range v.ix.traits[from:to] {
		all |= t
	}
	return all
}

// breakKind is what shows behind a word that the speaker broke off there.
type breakKind uint8

const (
	noBreak   breakKind = iota
	signBreak           // a dash or dots
	markBreak           // a transcriber's mark: "{disfmarker}"
)

var breakSigns = []string{"--", " - ", "- ", "\u2014", "\u2013", "\u2026", "..."}

// breaks returns what shows that the speaker broke off behind a token.
func (v *verifier) breaks(i int) breakKind {
	text := v.behind(i)
	if at := strings.IndexByte(text, '{'); at >= 0 && v.lex.lists.Break != "" && strings.HasPrefix(text[at+1:], v.lex.lists.Break) {
		return markBreak
	}
	if slices.ContainsFunc(breakSigns, func(s string) bool { return strings.Contains(text, s) }) {
		return signBreak
	}
	return noBreak
}

const mostAbandoned = 3 // small words before a break

// abandoned reports whether the words from..to are what the speaker broke off: a whole
// clause, or a few small words of one.
func (v *verifier) abandoned(from, to int) bool {
	ix := v.ix
	if to-from > longestRepair || to >= ix.len() || !ix.sameSpeech(from, to) || ix.traits[to-1]&sentenceEnd != 0 {
		return false
	}
	after, before := v.breaks(to-1), noBreak
	if from > 0 && ix.sameSpeech(from-1, from) {
		before = v.breaks(from - 1)
	}
	if after == noBreak || before == signBreak {
		return false // an aside stands between two of them
	}
	content := false
	opens := from == 0 || ix.traits[from-1]&sentenceEnd != 0 || !ix.sameSpeech(from-1, from)
	for i := from; i < to; i++ {
		switch t := ix.traits[i]; {
		case t&(negation|number|condition) != 0, t&hedge != 0 && !v.unhedged(i), t&agency != 0 && after != markBreak && (!opens || !v.unfinishedAt(to-1, to)):
			return false
		case t&scope != 0 && v.traitsOf(to, min(ix.len(), to+resumeReach))&scope == 0:
			return false
		case t&(function|discourse|scope|hedge) == 0:
			content = content || !slices.Contains(ix.id[to:min(ix.len(), to+resumeReach)], ix.id[i])
		}
	}
	if !content {
		return to-from <= mostAbandoned
	}
	return (after == markBreak || v.lex.unfinished[ix.hash[to-1]]) &&
		(from == 0 || before == markBreak || ix.traits[from-1]&(clauseEnd|clauseWord|discourse) != 0 || !ix.sameSpeech(from-1, from))
}

// unhedged reports whether a word hedges with the next one alone, which is another: the
// "sort" of "sort of".
func (v *verifier) unhedged(i int) bool {
	ix := v.ix
	return v.lex.sorts[ix.hash[i]] && (i+1 == ix.len() || !v.lex.ofMonth[ix.hash[i+1]])
}

// resumes reports whether a pronoun only takes up the noun in front of it: "the
// customers, they were furious".
func (v *verifier) resumes(at int) bool {
	ix := v.ix
	if at == 0 || ix.passage[at-1] != ix.passage[at] || ix.traits[at-1].class() != 0 {
		return false
	}
	if ix.traits[at-1]&(commaEnd|sentenceEnd) != commaEnd {
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

// measuresBoth reports whether a word that was said of the first of two things is said
// again of the second: "more stable and more robust".
func (v *verifier) measuresBoth(at int) bool {
	ix := v.ix
	for i := at - 2; v.lex.degrees[ix.hash[at]] && i > 0 && at-i <= resumeReach && ix.hash[at-1] == v.lex.and && ix.sameSpeech(i, at) && ix.traits[i]&clauseEnd == 0; i-- {
		if ix.id[i] == ix.id[at] {
			return true
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
	for i := from + 1; i < to && ix.traits[to-1]&clauseEnd == 0; i++ {
		if ix.traits[i]&agency != 0 && !slices.Contains(ix.id[to:min(ix.len(), to+to-from+1)], ix.id[i]) {
			return false // "they built - we | built it"
		}
	}
	if ix.id[from] != ix.id[to] || to-from > 1 && v.joinedOn(from, to) {
		return false
	}
	// "the owner of the shop" begins nothing again: something has to show it.
	return v.traitsOf(from, to)&clauseEnd != 0 || !v.contentIn(from, to) || ix.traits[from]&(agency|clauseWord|discourse) != 0 || v.lex.third[ix.hash[from]] ||
		to+1 < ix.len() && ix.id[from+1] == ix.id[to+1] || v.breaks(to-1) != noBreak || v.filled(to-1) || v.fragment(to-1, to)
}

// contentIn reports whether a word from..to is one of content.
func (v *verifier) contentIn(from, to int) bool {
	return slices.ContainsFunc(v.ix.traits[from:to], func(t traits) bool { return t&(function|discourse|guards) == 0 })
}

const (
	longestBegun = 8 // words of a start that is begun again with all that weighs in it
	begunReach   = 4 // words by which the second start may be longer
)

// begunAgain reports whether the words from..to are a start that the speaker began
// again with the same two words, or with one behind a pause, and every word of the first
// that may change the meaning comes in the second too: "all of the, all the reports".
func (v *verifier) begunAgain(from, to int) bool {
	ix := v.ix
	for range longestBegun {
		if to-from > 1 && to-from <= longestBegun && !v.joinedOn(from, to) && to+1 < ix.len() && ix.sameSpeech(from, to+1) && ix.id[from] == ix.id[to] &&
			(ix.id[from+1] == ix.id[to+1] || ix.traits[to-1]&clauseEnd != 0 && !v.lex.unfinished[ix.hash[from]] || v.brokenWord(to-1)) && v.weighsIn(from, to) {
			return true
		}
		// The same words may be taken for the end of the first start.
		if from == 0 || ix.id[from-1] != ix.id[to-1] {
			return false
		}
		from, to = from-1, to-1
	}
	return false
}

// joinedOn reports whether a word such as "and" joins what comes to the words from..to, and it
// is not the same again.
func (v *verifier) joinedOn(from, to int) bool {
	ix := v.ix
	last := to - 1
	if ix.traits[last]&clauseWord == 0 && ix.hash[last] != v.lex.and {
		return false
	}
	return last == from || to+last-from > ix.len() || !slices.Equal(ix.id[from:last], ix.id[to:to+last-from])
}

const longestBroken = 5 // letters

// brokenWord reports whether a word seems to be a part of one: no list knows it, and it
// stands once in a source that marks what speakers break off: "of the trans of all".
func (v *verifier) brokenWord(i int) bool {
	ix := v.ix
	w := ix.wordAt(i)
	return ix.traits[i]&(known|shared) == 0 && len(w) <= longestBroken && w[0] >= 'a' && w[0] <= 'z' && len(ix.at(ix.id[i])) == 1 && v.marksBreaks(i)
}

// weighsIn reports whether the guarded words from..to stand in the same order behind
// them, and no other negation among those.
func (v *verifier) weighsIn(from, to int) bool {
	ix := v.ix
	end := min(ix.len(), to+to-from+begunReach)
	at := to
	for i := from; i < to; i++ {
		if ix.traits[i]&sentenceEnd != 0 {
			return false
		}
		if ix.traits[i]&guards == 0 || ix.traits[i]&guards == agency && ix.traits[to-1]&clauseEnd != 0 {
			continue
		}
		for at < end && ix.id[at] != ix.id[i] {
			if ix.traits[at]&negation != 0 || !ix.sameSpeech(from, at) {
				return false
			}
			at++
		}
		if at == end {
			return false
		}
		at++
	}
	return true
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

// countsAgain reports whether a number in words is the start of the next, which the
// speaker said twice: "five, five and a half".
func (v *verifier) countsAgain(i int) bool {
	ix := v.ix
	if i+1 >= ix.len() || ix.passage[i] != ix.passage[i+1] || ix.traits[i+1]&number == 0 ||
		i > 0 && ix.traits[i-1]&number != 0 || i+2 < ix.len() && ix.traits[i+2]&number != 0 {
		return false
	}
	w, next := ix.wordAt(i), ix.wordAt(i+1)
	if strings.HasPrefix(v.behind(i+1), "-") {
		return false // "four four-week sprints"
	}
	return !isDigit(rune(w[0])) && len(next) >= len(w) && strings.EqualFold(next[:len(w)], w) && (len(next) == len(w) || next[len(w)] == ' ')
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

// stutter reports whether a word is the broken start of another: "too many b buttons".
func (v *verifier) stutter(i int) bool {
	ix, al, w := v.ix, &v.aligner, v.ix.wordAt(i)
	text := ix.src.Passages[ix.passage[i]].Text
	if v.scrap(i) {
		return true
	}
	if v.lex.onsets[ix.hash[i]] && ix.traits[i]&clauseEnd == 0 {
		return true
	}
	if v.lex.stray[ix.hash[i]] && ix.traits[i]&(shared|clitic) == 0 && (ix.pos[i].start == 0 || text[ix.pos[i].start-1] == ' ') {
		return true // the "s" of "'s" by itself
	}
	if i+1 >= ix.len() || ix.passage[i] != ix.passage[i+1] || ix.traits[i]&clauseEnd != 0 || len(w) > 2 && ix.traits[i]&known != 0 {
		return false
	}
	if strings.HasPrefix(text[ix.pos[i].end:], "- ") && ix.traits[i]&(shared|guards) == 0 && v.fragment(i, i+1) {
		return true // broken off: "the cust- the customer"; "the pre- and post-launch work" is not
	}
	al.a = appendFolded(al.a[:0], w, v.lex.lists.Plain)
	if v.lex.lists.Break != "" && len(w) > 2 && strings.Count(w, w[:1]) == len(w) {
		return true // drawn out: "eee"
	}
	if v.letter(w) && i > 0 && ix.passage[i-1] == ix.passage[i] && (ix.traits[i-1]&(function|discourse) != 0 || v.stutters(ix.id[i], i)) {
		return true // "a d bunch"; "plan b" follows a word of content
	}
	al.b = appendFolded(al.b[:0], ix.wordAt(i+1), v.lex.lists.Plain)
	switch n := len(al.a); {
	case n == 0 || n >= len(al.b):
		return false
	case n <= longestStutter:
		return bytes.HasPrefix(al.b, al.a)
	default: // "indes indexes"
		return ix.traits[i]&known == 0 && len(ix.at(ix.id[i])) == 1 && al.a[0] == al.b[0] && distance(al.a, al.b[:n], 1) == 1
	}
}

// letter reports whether a word is one letter that is no word.
func (v *verifier) letter(w string) bool {
	return len(w) == 1 && w[0] >= 'b' && w[0] <= 'z' && w[0] != 'i' && w[0] != 'o'
}

// stutters reports whether a letter stands elsewhere in the source before a word that
// begins with it, where the transcript writes broken words.
func (v *verifier) stutters(id int32, but int) bool {
	ix := v.ix
	for _, at := range ix.at(id) {
		if i := int(at); i != but && i+1 < ix.len() && ix.passage[i] == ix.passage[i+1] && strings.HasPrefix(ix.wordAt(i+1), ix.wordAt(i)) {
			return true
		}
	}
	return false
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
	return x.others[before] || x.singulars[before] || x.uncounted[hashOn(hashSeed, al.a)] || v.modifies(e.at)
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
		return ok && !ordinal && d != decimal{1, 0}
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

// discourse reports whether the words from..to only fill a turn.
func (v *verifier) discourse(from, to int) bool {
	ix := v.ix
	for i := from; i < to; {
		if n := max(phraseAt(v.lex.phrases, &ix.tokens, i, to), phraseAt(v.lex.extenders, &ix.tokens, i, to)); n > 0 {
			i += n
			continue
		}
		if ix.traits[i]&discourse == 0 || v.means(i) {
			return false
		}
		i++
	}
	return true
}

// means reports whether a word that may fill a turn does not: "the right people", "it was like
// a hospital".
func (v *verifier) means(i int) bool {
	ix, x := v.ix, v.lex
	if i == 0 || len(x.roles) < 2 || ix.passage[i-1] != ix.passage[i] || ix.traits[i-1]&clauseEnd != 0 || ix.traits[i]&clauseEnd != 0 {
		return false
	}
	determiners := x.roles[1]
	if ix.traits[i]&clauseWord == 0 && determiners[ix.hash[i-1]] && i+1 < ix.len() && ix.traits[i+1].class() == 0 && !x.likes[ix.hash[i]] {
		return true
	}
	return x.likes[ix.hash[i]] && x.compares[ix.hash[i-1]] && i+1 < ix.len() && x.singulars[ix.hash[i+1]]
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

// money reports whether a number is one of money by its last word: "five grand".
func (v *verifier) money(number string) bool {
	scale := v.lex.lists.MoneyScale
	return scale != "" && len(number) > len(scale) && strings.EqualFold(number[len(number)-len(scale):], scale)
}

// judgeAdded judges a word that only the quote has.
func (v *verifier) judgeAdded(d *verdict, q *quoted, r result, e edit) {
	i := e.quote
	t := q.traits[i]
	f := guardFlag(t)
	switch {
	case v.lex.bounds[q.hash[i]] && e.at < v.ix.len() && v.ix.traits[e.at]&number != 0 && i+1 < q.len() && q.traits[i+1]&number != 0 && (i == 0 || q.traits[i-1]&(number|unitWord) == 0):
		f = NumberChanged
	case v.impersonal(q, i, e.at):
		f = ""
		d.light++
	case f == "" && (i > 0 && q.hash[i-1] == q.hash[i] || i+1 < q.len() && q.hash[i+1] == q.hash[i]):
	case f != "":
	case t&light != 0, v.perfect(q.hash[i], e.at), i > 0 && v.progressive(q, i, e.at), i > 0 && v.possesses(q.hash[i-1], q.hash[i], e.at), v.slashed(q.hash[i], e.at), t&auxiliary != 0 && e.at < v.ix.len() && v.ix.traits[e.at]&auxiliary != 0 && v.lex.swaps[[2]uint64{q.hash[i], v.ix.hash[e.at]}]:
		d.light++
	case t&unitWord != 0 && (v.unitNear(q.hash[i], r, e.at) || e.at > 0 && v.ix.traits[e.at-1]&number != 0 && v.money(v.ix.wordAt(e.at-1))):
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

// impersonal reports whether a word of the quote begins a phrase whose other words stand
// in the source at a place: "(il) y a".
func (v *verifier) impersonal(q *quoted, i, at int) bool {
	p := v.lex.impersonal
	return len(p) > 1 && q.hash[i] == p[0] && at+len(p)-1 <= v.ix.len() && slices.Equal(v.ix.hash[at:at+len(p)-1], p[1:])
}

// progressive reports whether a verb is what a pronoun and the next word ask for: "it('s)
// going to be hard".
func (v *verifier) progressive(q *quoted, i, at int) bool {
	x, ix := v.lex, v.ix
	g := x.lists.Gerund
	return g != "" && x.copulas[q.hash[i]] && (x.subjects[q.hash[i-1]] || x.third[q.hash[i-1]]) && at < ix.len() && strings.HasSuffix(ix.wordAt(at), g)
}

// judgeReplaced judges a word that stands for another.
func (v *verifier) judgeReplaced(d *verdict, q *quoted, e edit) {
	qt, st := q.traits[e.quote], v.ix.traits[e.at]
	f := guardFlag(qt)
	if sf := guardFlag(st); f == "" || st.class() == negation {
		f = sf
	}
	if (qt|st)&(negation|number|agency) == 0 && (v.lex.swaps[[2]uint64{q.hash[e.quote], v.ix.hash[e.at]}] ||
		qt&light != 0 && e.quote > 0 && q.traits[e.quote-1]&light != 0 && v.lex.swaps[[2]uint64{q.hash[e.quote-1], v.ix.hash[e.at]}]) { // "at the university" for "in university"
		d.light++
		v.note(d, Replaced, "", e)
		return
	}
	if v.same(q, e) {
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
	if !asks && stated && last&questionEnd != 0 && q.traits[q.len()-1]&sentenceEnd != 0 && !v.interrogative(r.run) && !v.tagged(r.run.end) {
		d.flag(QuestionChanged)
	}
}

// particle looks for a "No," whose comma the quote leaves out, so that it negates what follows.
func (v *verifier) particle(d *verdict, r result, q *quoted) {
	if len(r.edits) > 0 || q.len() != r.run.end-r.run.start {
		return
	}
	for i, t := range q.traits[:q.len()-1] {
		if t&(negation|clauseEnd) == negation && v.lex.particles[q.hash[i]] && v.ix.traits[r.run.start+i]&clauseEnd != 0 {
			d.flag(NegationChanged)
		}
	}
}

// tagged reports whether only a filler asks at the end of a run and the speaker goes
// on: "it was hard, right? So we".
func (v *verifier) tagged(end int) bool {
	ix := v.ix
	if end >= ix.len() || !ix.sameSpeech(end-1, end) || ix.traits[end]&negation != 0 {
		return false
	}
	rest := ix.src.Passages[ix.passage[end-1]].Text[ix.pos[end-1].end:]
	tag, _, _ := strings.Cut(rest, "?")
	return strings.ContainsFunc(tag, wordRune)
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
	if v.quotedSpeech(r) {
		d.flag(ContextAttributed)
	}
	start = v.saidBefore(shown, start, end)
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
	if v.brokenOff(shown, start) || v.lex.contrasts[ix.hash[start]] || v.abandonedBefore(shown, start) {
		return
	}
	v.attributedBefore(d, shown, r, start)
	v.purposeBefore(d, shown, start)
	v.saidWith(d, shown, start)
	near := true // nothing but small words stand between
	hedged := false
	for i := start - 1; i >= shown && start-i <= negationReach; i-- {
		t := ix.traits[i]
		if t&sentenceEnd != 0 || !ix.sameSpeech(i, start) {
			break
		}
		if t&clauseEnd != 0 && (i != start-2 || t&commaEnd == 0 || !v.lex.that[ix.hash[start-1]]) { // "nicht, dass | wir"
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
			if near && start-i <= nearReach && v.lex.wishes[ix.hash[i]] {
				d.flag(ContextQualified) // "you could imagine that | it works"
			}
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
		if near && start-i <= nearReach && v.lex.denials[ix.hash[i]] {
			d.flag(ContextNegated) // "I doubt that | we shipped it"
			break
		}
		if near && start-i <= nearReach && t&report != 0 && !v.ownWords(i) {
			d.flag(ContextAttributed)
			break
		}
		if near && start-i <= nearReach && t&hedge != 0 {
			if hedged = true; v.lex.wishes[ix.hash[i]] {
				d.flag(ContextQualified) // "I hope that | it works"
			}
		}
		near = near && t&(function|hedge|discourse) != 0
	}
	if hedged {
		d.flag(ContextHedged)
	}
}

const longestSaid = 8 // words

// saidBefore moves the start of a part back over a start that the speaker began again
// with the same words: "we couldn't | we could not get it". Nothing else in the first
// start negates or makes a condition.
func (v *verifier) saidBefore(shown, start, end int) int {
	ix := v.ix
	for at := max(shown, start-longestSaid); at+1 < start; at++ {
		n := 0
		for n < end-start && at+n < start && ix.id[at+n] == ix.id[start+n] {
			n++
		}
		if n > 1 && ix.sameSpeech(at, start) && !v.turns(at+n, start, ix.id[start:start+n]) {
			return at
		}
	}
	return start
}

// attributedBefore looks for words right before a part by which what it says is another's:
// "according to my boss, | we lost it", "he was like | I own it".
func (v *verifier) attributedBefore(d *verdict, shown int, r run, start int) {
	ix, x := v.ix, v.lex
	if at := start - 1; shown == 0 && at >= 0 && ix.sameSpeech(at, start) && ix.traits[at]&sentenceEnd == 0 && x.likes[ix.hash[at]] && at > 0 && v.breaks(at-1) == noBreak &&
		(ix.traits[at]&discourse == 0 || ix.traits[at]&clauseEnd == 0 && x.asks[ix.hash[at-1]]) && !v.ownWords(at) && v.speaksOfSelf(r) {
		d.flag(ContextAttributed)
	}
	if start-1 < max(shown, 0) || ix.traits[start-1]&commaEnd == 0 {
		return
	}
	for i := start - 1; i >= shown && start-i <= negationReach && ix.sameSpeech(i, start) && (i == start-1 || ix.traits[i]&clauseEnd == 0); i-- {
		if x.sources[ix.hash[i]] {
			d.flag(ContextAttributed)
		}
	}
}

// speaksOfSelf reports whether a run has an "I" or "we".
func (v *verifier) speaksOfSelf(r run) bool {
	return slices.ContainsFunc(v.ix.hash[r.start:r.end], func(h uint64) bool { return v.lex.first[h] })
}

// turns reports whether a sentence ends from..to, or a word there negates or makes a
// condition that is none of the given ones.
func (v *verifier) turns(from, to int, but []int32) bool {
	for i := from; i < to; i++ {
		if t := v.ix.traits[i]; t&sentenceEnd != 0 || t&(negation|condition) != 0 && !slices.Contains(but, v.ix.id[i]) {
			return true
		}
	}
	return false
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

// abandonedBefore reports whether the clause before a token was broken off at a word with
// which none ends: "if you {disfmarker} | on most days".
func (v *verifier) abandonedBefore(shown, start int) bool {
	ix := v.ix
	at := start - 1
	if at < max(0, shown) || ix.id[at] == ix.id[start] || !ix.sameSpeech(at, start) || v.breaks(at) != markBreak {
		return false
	}
	if before, _, _ := strings.Cut(v.behind(at), "{"); strings.ContainsFunc(before, wordRune) {
		return false // "that we {disfmarker} | we had" is broken off within what goes on
	}
	pronoun := v.lex.subjects[ix.hash[start]] || v.lex.third[ix.hash[start]]
	if ix.traits[at]&negation != 0 {
		return pronoun
	}
	return (ix.traits[at]&(function|condition) != 0 || v.lex.asks[ix.hash[at]]) && (pronoun || ix.traits[start]&condition != 0 || v.inRole(start)) && ix.traits[start]&clauseWord == 0
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

// saidWith looks for a denial that tells two things of which the quote is the second: "I
// couldn't tell you that it is done and | we know why".
func (v *verifier) saidWith(d *verdict, shown, start int) {
	ix := v.ix
	if start-1 < shown || start < 2 || ix.hash[start-1] != v.lex.and || ix.traits[start-2]&clauseEnd != 0 {
		return
	}
	that := -1
	for i := start - 2; i >= shown && start-i <= conditionReach && ix.sameSpeech(i, start); i-- {
		switch t := ix.traits[i]; {
		case t&(sentenceEnd|condition) != 0 || t&clauseEnd != 0 && that >= 0:
			return
		case that < 0 && v.lex.that[ix.hash[i]]:
			that = i
		case that >= 0 && t&negation != 0 && !v.pseudo(i, start):
			if v.traitsOf(i, that)&(report|hedge) != 0 {
				d.flag(ContextNegated)
			}
			return
		case that >= 0 && t&clauseWord != 0:
			return
		}
	}
}

// quotedSpeech reports whether a run is what another says of himself, sentences within
// quotation marks that open behind the words by which he is quoted: "they're like: ...".
func (v *verifier) quotedSpeech(r run) bool {
	ix := v.ix
	p := ix.passage[r.start]
	text := ix.src.Passages[p].Text
	open := openQuotation(text, int(ix.pos[r.start].start))
	if open < 0 || ix.passage[r.end-1] != p || !v.speaksOfSelf(r) ||
		openQuotation(text, int(ix.pos[r.end-1].start)) != open {
		return false
	}
	i := r.start - 1
	if i < 0 || int(ix.pos[i].start) > open && ix.traits[i]&sentenceEnd == 0 {
		return false
	}
	for i >= 0 && ix.passage[i] == p && int(ix.pos[i].start) > open {
		i--
	}
	for k := i; k >= 0 && i-k <= nearReach && ix.passage[k] == p && (k == i || ix.traits[k]&sentenceEnd == 0); k-- {
		if ix.traits[k]&report != 0 || v.lex.likes[ix.hash[k]] {
			return !v.ownWords(k)
		}
	}
	return false
}

// openQuotation returns where the quotation begins that a byte of a text stands in, -1
// where it stands in none.
func openQuotation(whole string, byteAt int) int {
	text := whole[:byteAt]
	if strings.Count(text, "\"")%2 == 1 {
		return strings.LastIndexByte(text, '"')
	}
	for _, marks := range [][2]string{{"\u201C", "\u201D"}, {"\u2018", "\u2019"}} {
		at := strings.LastIndex(text, marks[0])
		if at < 0 {
			continue
		}
		for rest := text[at:]; ; {
			end := strings.Index(rest, marks[1])
			if end < 0 {
				return at
			}
			rest = rest[end+len(marks[1]):]
			if next, _ := utf8.DecodeRuneInString(rest); !wordRune(next) {
				break
			}
		}
	}
	at := strings.LastIndex(text, " '")
	if at < 0 {
		return -1
	}
	if first, _ := utf8.DecodeRuneInString(whole[at+2:]); !unicode.IsUpper(first) {
		return -1 // "'cause", "rock 'n' roll"
	}
	for i, rest := 0, text[at+2:]; i < len(rest); i++ {
		if next, _ := utf8.DecodeRuneInString(rest[i+1:]); rest[i] == '\'' && !wordRune(next) {
			return -1
		}
	}
	return at + 1
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
		if ix.traits[i]&(function|hedge|discourse|scope|negation) == 0 && i > 1 && ix.hash[i-1] == v.lex.is && v.lex.is != 0 && v.lex.third[ix.hash[i-2]] {
			return true // "it's worth saying"
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
		if t&condition != 0 && v.lex.bare[ix.hash[i]] && !v.idle(i) && (i == 0 || ix.traits[i-1]&clauseEnd != 0 || ix.traits[i-1]&(clauseWord|discourse|hedge) != 0 || !ix.sameSpeech(i-1, i)) {
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
func (v *verifier) contextAfter(d *verdict, r run) {
	ix, end := v.ix, r.end
	if end >= ix.len() || ix.traits[end-1]&sentenceEnd != 0 || !ix.sameSpeech(end-1, end) {
		return
	}
	at := end
	if at+1 < ix.len() && ix.traits[at-1]&commaEnd != 0 && ix.traits[at]&agency != 0 && !v.lex.first[ix.hash[at]] && ix.traits[at+1]&report != 0 && v.speaksOfSelf(r) {
		d.flag(ContextAttributed) // "I own it, | he said"
	}
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
	if v.lex.particles[ix.hash[i]] && (ix.traits[i]&clauseEnd != 0 || v.answersNo(i)) {
		return true
	}
	return matches(v.lex.pseudo, &ix.tokens, i, end)
}

// answersNo reports whether a particle opens a clause that a pronoun goes on with: "and
// no it might not".
func (v *verifier) answersNo(i int) bool {
	ix, x := v.ix, v.lex
	return i+1 < ix.len() && (x.subjects[ix.hash[i+1]] || x.third[ix.hash[i+1]]) &&
		(i == 0 || !ix.sameSpeech(i-1, i) || ix.traits[i-1]&(clauseEnd|clauseWord|discourse) != 0)
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
