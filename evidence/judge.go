package evidence

import (
	"slices"
	"strings"
)

const (
	mostLight      = 2 // small words that may differ, or one in five
	inventedTail   = 3 // words of content that the source does not have
	longestReplace = 5 // words of the source that words in brackets stand for
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
		if n := v.spelledOut(q, r.edits[k:]); n > 0 {
			last := r.edits[k+n-1]
			v.note(d, Alike, "", edit{alike, e.quote, last.quoteTo, e.at, last.to})
			k += n - 1
			continue
		}
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
			f := v.unlike(q, e)
			if f != "" {
				d.flag(f)
			}
			v.note(d, Alike, f, e)
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
	case v.sentence(from, to) && all&guards == 0 && !v.afterthought(from, to):
		v.judgeSkipped(d, edit{skipped, at, at, from, to})
		return
	case v.wordy(from, to), v.parallel(from, to):
		d.light++
		v.note(d, Dropped, "", e)
		return
	case phraseLength(v.lex.rounds, &ix.tokens, from, to) > 0:
		d.flag(HedgeChanged) // "three weeks or so"
		v.note(d, Dropped, HedgeChanged, e)
		return
	case v.takesBack(from, to):
		d.flag(WordingChanged)
		v.note(d, Dropped, WordingChanged, e)
		return
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
		case v.strands(i):
			f = WordingChanged // "the company I sold to was"
		case v.belittles(i):
			f = ScopeChanged // "I just helped"
		case t&discourse != 0 && !v.means(i):
			f = ""
		case v.lex.contrasts[ix.hash[i]] && t&(clauseEnd|light) == clauseEnd && (i == 0 || ix.traits[i-1]&clauseEnd == 0):
			d.light++ // "listeners though, if"
		case f == HedgeChanged && v.unhedged(i):
			f = ContentChanged
		case f == ScopeChanged && v.putsIn(i):
			f = ""
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

func (v *verifier) traitsOf(from, to int) traits {
	all := traits(0)
	for _, t := range v.ix.traits[from:to] {
		all |= t
	}
	return all
}

// discourse reports whether the words from..to only fill a turn.
func (v *verifier) discourse(from, to int) bool {
	ix := v.ix
	if n := 0; from > 0 && ix.sameSpeech(from-1, from) {
		// "you, you know," leaves the "you" of its phrase to the words before.
		if n = phraseAt(v.lex.phrases, &ix.tokens, from-1, to); n > 0 && v.besides(from-1, ix.hash[from-1:from], true) {
			from += n - 1
		}
	}
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
	if i == 0 || len(x.determiners) == 0 || ix.passage[i-1] != ix.passage[i] || ix.traits[i-1]&clauseEnd != 0 {
		return false
	}
	if x.fares[ix.hash[i-1]] && x.well[ix.hash[i]] {
		return true // "we did well"
	}
	if ix.traits[i]&clauseEnd != 0 {
		return false
	}
	if ix.traits[i]&hedge != 0 && x.selves[ix.hash[i-1]] && i+1 < ix.len() && ix.traits[i+1].class() == 0 {
		return true // "I basically ran it"
	}
	if ix.traits[i]&clauseWord == 0 && x.determiners[ix.hash[i-1]] && i+1 < ix.len() && ix.traits[i+1].class() == 0 && !x.likes[ix.hash[i]] {
		return true
	}
	return x.likes[ix.hash[i]] && x.compares[ix.hash[i-1]] && i+1 < ix.len() && x.singulars[ix.hash[i+1]] && (i+2 >= ix.len() || !x.pieces[ix.hash[i+2]] || !x.beings[ix.hash[i-1]]) // "was like a lot"
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

// judgeAdded judges a word that only the quote has.
func (v *verifier) judgeAdded(d *verdict, q *quoted, r result, e edit) {
	i := e.quote
	t := q.traits[i]
	f := guardFlag(t)
	switch {
	case v.lex.bounds[q.hash[i]] && e.at < v.ix.len() && v.ix.traits[e.at]&number != 0 && i+1 < q.len() && q.traits[i+1]&number != 0 && (i == 0 || q.traits[i-1]&(number|unitWord) == 0):
		f = NumberChanged
	case t&light != 0 && len(v.lex.roles) > 2 && v.lex.roles[2][q.hash[i]] && i > 0 && q.traits[i-1].class() == 0 && i+1 < q.len() && v.lex.beings[q.hash[i+1]]:
		f = WordingChanged
	case v.impersonal(q, i, e.at):
		f = ""
		d.light++
	case f == "" && v.stammered(q, i, e.at):
	case f != "":
	case t&light != 0, v.perfect(q.hash[i], e.at), i > 0 && v.progressive(q, i, e.at), i > 0 && v.possesses(q.hash[i-1], q.hash[i], e.at), v.slashed(q.hash[i], e.at), t&auxiliary != 0 && e.at < v.ix.len() && v.ix.traits[e.at]&auxiliary != 0 && v.lex.swaps[[2]uint64{q.hash[i], v.ix.hash[e.at]}]:
		d.light++
	case t&unitWord != 0 && (v.unitNear(q.hash[i], r, e.at) || e.at > 0 && v.ix.traits[e.at-1]&number != 0 && v.money(v.ix.wordAt(e.at-1)) && (v.lex.coins[q.hash[i]] || q.id[i] >= 0 && len(v.ix.at(q.id[i])) > 0)):
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
	if v.singledOut(q, e) {
		d.flag(ScopeChanged)
		v.note(d, Replaced, ScopeChanged, e)
		return
	}
	if (qt|st)&(number|agency) == 0 && qt&negation == st&negation && (v.lex.swaps[[2]uint64{q.hash[e.quote], v.ix.hash[e.at]}] ||
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
		if !v.near(a, parts) && !v.carriesOn(a, parts) {
			d.flag(AgencyChanged)
		}
	}
	d.flag(EditorialText)
	d.grade = Approximate
}

const carryReach = 30 // words over which a speaker's "I" goes on

// carriesOn reports whether an "I" or "we" is the last subject before the parts, and no other
// stands in them.
func (v *verifier) carriesOn(h uint64, parts []result) bool {
	ix, x := v.ix, v.lex
	other := func(i int) bool { return ix.hash[i] != h && (x.subjects[ix.hash[i]] || x.resumptive[ix.hash[i]]) }
	for _, r := range parts {
		for i := r.run.start; i < r.run.end; i++ {
			if other(i) {
				return false
			}
		}
	}
	start := parts[0].run.start
	if start == 0 || !x.first[h] || ix.traits[start-1]&(clauseEnd|sentenceEnd) != clauseEnd && ix.hash[start] != x.and && ix.hash[start-1] != x.and {
		return false
	}
	for i := start - 1; i >= 0 && start-i <= carryReach && ix.sameSpeech(i, start) && !other(i) && (!x.relatives[ix.hash[i]] || x.that[ix.hash[i]]) && (i == start-1 || ix.traits[i]&clauseEnd == 0); i-- {
		if ix.hash[i] == h {
			return ix.traits[i+1]&(report|hedge) == 0 // "I think the vendor won and | [I] led"
		}
	}
	return false
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
