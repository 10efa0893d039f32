package evidence

import (
	"slices"
	"strings"
)

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
	if v.discourse(from, to) || v.twice(from, to) || all&guards == 0 && v.echo(from, to) || v.restarted(from, to) || v.opened(from, to) {
		return true
	}
	if _, end := v.leftmost(from, to); to-from > 2 && v.lex.ofMonth[v.ix.hash[end-1]] && v.contentIn(from, to) && !v.filled(end-1) && v.breaks(end-1) == noBreak {
		return false // "the team, or part of | the team"
	}
	if v.newSubject(from, to) || v.complete(from, to) || v.endsEarly(to) || v.narrows(from, to) {
		return false
	}
	return all&(guards&^agency) == 0 && v.repaired(from, to) || v.begunAgain(from, to) || v.deniedAgain(from, to) ||
		all&guards == 0 && (v.recast(from, to) || to-from == 1 && (v.stutter(from) || v.lengthened(from))) ||
		to-from == 1 && (v.interposed(from) || v.lowered(from)) || v.abandoned(from, to) || v.reparandum(from, to)
}

// leftmost moves the words from..to as far to the front as they can stand: where what follows
// repeats words, either of the two may be taken for the ones left out.
func (v *verifier) leftmost(from, to int) (int, int) {
	ix := v.ix
	for from > 0 && ix.sameSpeech(from-1, from) && ix.id[from-1] == ix.id[to-1] {
		from, to = from-1, to-1
	}
	return from, to
}

// newSubject reports whether what follows is said of somebody else: "I shipped it, sorry, Kim
// | shipped it".
func (v *verifier) newSubject(from, to int) bool {
	ix := v.ix
	from, to = v.leftmost(from, to)
	return to < ix.len() && to-from > 1 && ix.id[from] == ix.id[to] && ix.traits[from].class() == 0 &&
		ix.traits[to-1]&clauseEnd == 0 && (ix.traits[to-1].class() == 0 && ix.traits[to-1]&discourse == 0 || ix.traits[to-1]&agency != 0 || v.lex.relatives[ix.hash[to-1]])
}

// narrows reports whether the words from..to say whose words those are that follow, or that
// only a part is meant, and what follows does not: "well, they told us | we reduced it".
func (v *verifier) narrows(from, to int) bool {
	ix := v.ix
	for i := from; i < to; i++ {
		if (v.lex.pieces[ix.hash[i]] || v.lex.tellings[ix.hash[i]] && !v.ownWords(i)) && !slices.Contains(ix.id[to:min(ix.len(), to+to-from+resumeReach)], ix.id[i]) {
			return true
		}
	}
	return false
}

// takesBack reports whether the word from..to is the one that the speaker put in the place of
// the word before: "I worked for, uh, with the CEO".
func (v *verifier) takesBack(from, to int) bool {
	ix := v.ix
	if to-from != 1 || from == 0 || len(v.lex.roles) < 3 || !ix.sameSpeech(from-1, from) || ix.id[from-1] == ix.id[from] || v.traitsOf(from-1, to)&guards != 0 {
		return false
	}
	both := slices.ContainsFunc(v.lex.roles[2:], func(words hashSet) bool { return words[ix.hash[from-1]] && words[ix.hash[from]] })
	return both && (v.filled(from-1) || v.breaks(from-1) != noBreak)
}

const leastBehind = 3 // words of a quote behind a repair that ends no clause

// endsEarly reports whether the quote ends in the middle of the clause that begins at a
// place: "we fired the agency, um, the team | stayed on".
func (v *verifier) endsEarly(to int) bool {
	return to+leastBehind > v.runEnd && v.runEnd > to && v.runEnd < v.ix.len() && v.ix.traits[v.runEnd-1]&clauseEnd == 0 && v.ix.sameSpeech(v.runEnd-1, v.runEnd)
}

const longestRepair = 5 // words of a start that the speaker broke off

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
		case t&(negation|number|condition) != 0, t&hedge != 0 && !v.unhedged(i) && (to-from <= mostAbandoned || !v.lex.modals[ix.hash[i]]), t&agency != 0 && after != markBreak && (!opens || !v.unfinishedAt(to-1, to)):
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
	cut := v.unfinishedAt(to-1, to) && !v.lex.that[ix.hash[to-1]] || v.brokenWord(to-1)
	return (after == markBreak && (cut || to-from <= mostAbandoned && v.traitsOf(from, to)&agency == 0) || v.lex.unfinished[ix.hash[to-1]] || to > 1 && v.lex.degrees[ix.hash[to-1]] && v.lex.lone[ix.hash[to-2]]) &&
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
	if ix.traits[at-1]&(commaEnd|sentenceEnd) != commaEnd && (ix.traits[at-1]&sentenceEnd != 0 || v.breaks(at-1) != signBreak) {
		return false
	}
	if v.lex.resumptive[ix.hash[at]] {
		return ix.traits[at-1]&commaEnd != 0 || v.topic(at-1)
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

// topic reports whether a noun with nothing but its article and what describes it opens a
// clause: ", and those tools -", and not "I worked with the team -" nor "me and the boss -".
func (v *verifier) topic(noun int) bool {
	ix := v.ix
	i := noun
	for i > 0 && noun-i < nounReach && ix.traits[i].class() == 0 && ix.sameSpeech(i-1, i) && ix.traits[i-1]&clauseEnd == 0 {
		i--
	}
	if i == noun || !v.lex.determiners[ix.hash[i]] {
		return false
	}
	if i > 0 && ix.hash[i-1] == v.lex.and && ix.traits[i-1]&clauseEnd == 0 {
		i--
		return i == 0 || ix.traits[i-1]&clauseEnd != 0
	}
	return v.opens(i)
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

const subjectReach = 16 // words

// coordinated reports whether a pronoun only says the subject of the clause before
// again: "I call the customer and I ask".
func (v *verifier) coordinated(at int, r result) bool {
	ix := v.ix
	if at <= r.run.start || !v.lex.subjects[ix.hash[at]] && !v.lex.others[ix.hash[at]] || ix.hash[at-1] != v.lex.and {
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
	if a, b := v.leftmost(from, to); v.joinedOn(a, b) {
		return false
	}
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

const (
	longestReparandum = 8 // words that a speaker breaks off and says otherwise
	resumeReach       = 4 // words within which a speaker goes on with what was broken off
)

// reparandum reports whether the words from..to are what the speaker broke off to say it
// otherwise: something shows the break, what follows takes up what was broken off, and
// nothing that may change the meaning is lost.
func (v *verifier) reparandum(from, to int) bool {
	ix := v.ix
	if to-from > longestReparandum {
		return false
	}
	from, to = v.leftmost(from, to)
	for {
		if v.repairs(from, to) {
			return true
		}
		if to+1 >= ix.len() || ix.id[from] != ix.id[to] || !ix.sameSpeech(from, to) {
			return false
		}
		from, to = from+1, to+1
	}
}

func (v *verifier) repairs(from, to int) bool {
	ix := v.ix
	if to >= ix.len() || !ix.sameSpeech(from, to) || v.traitsOf(from, to)&sentenceEnd != 0 {
		return false
	}
	again := ix.id[from] == ix.id[to]
	if from > 0 && v.breaks(from-1) == signBreak && v.breaks(to-1) == signBreak && !again {
		return false // an aside stands between two of them
	}
	marked := v.breaks(to-1) != noBreak || v.filled(to-1) || v.fragment(to-1, to)
	switch {
	case marked && (again || v.sameRole(from, to) && (v.unfinishedAt(to-1, to) || to-from == 1) || v.takenUp(from, to) && (to-from == 1 || v.breaks(to-1) == markBreak || v.fragment(to-1, to))):
	case ix.traits[to-1]&clauseEnd != 0 && to-from == 1 && ix.traits[from].class() == 0 && v.takenUp(from, to): // "forecasts, five-year forecasts"
	default:
		return false
	}
	return v.keeps(from, to)
}

// unfinishedAt reports whether no phrase ends with a word: an article, a preposition, a part of
// a word.
func (v *verifier) unfinishedAt(i, to int) bool {
	if i > 0 && v.lex.degrees[v.ix.hash[i]] && v.lex.lone[v.ix.hash[i-1]] {
		return true // "a very"
	}
	return len(v.lex.roles) > 1 && slices.ContainsFunc(v.lex.roles[1:], func(words hashSet) bool { return words[v.ix.hash[i]] }) || v.fragment(i, to)
}

// complete reports whether the words from..to say something to its end, so that what follows
// says more and not the same again: "with my boss, um, | with two others".
func (v *verifier) complete(from, to int) bool {
	ix := v.ix
	from, to = v.leftmost(from, to)
	if to-from < 2 || to-from == 2 && ix.traits[from].class() == 0 && v.lex.third[ix.hash[from+1]] || !v.contentIn(from, to) || v.breaks(to-1) == markBreak || v.unfinishedAt(to-1, to) || v.brokenWord(to-1) {
		return false
	}
	last := to
	for last > from && ix.traits[last-1]&(clauseWord|discourse) != 0 {
		last--
	}
	n := last - from
	return to+n > ix.len() || !slices.Equal(ix.id[from:last], ix.id[to:to+n])
}

// keeps reports whether the negations, numbers, conditions and hedges of the words from..to
// stand in the same order behind them, and no other negation before them.
func (v *verifier) keeps(from, to int) bool {
	ix := v.ix
	end, at := min(ix.len(), to+to-from+begunReach), to
	for i := from; i < to; i++ {
		if ix.traits[i]&(guards&^agency) == 0 || ix.traits[i]&hedge != 0 && v.unhedged(i) || i == to-1 && v.lex.degrees[ix.hash[i]] && v.breaks(i) == markBreak {
			continue
		}
		for ; at < end && ix.id[at] != ix.id[i]; at++ {
			if ix.traits[at]&negation != 0 || !ix.sameSpeech(from, at) {
				return false
			}
		}
		if at++; at > end {
			return false
		}
	}
	return true
}

// takenUp reports whether the last word of content of the words from..to, or the word of
// which it is the start, comes again soon.
func (v *verifier) takenUp(from, to int) bool {
	ix := v.ix
	for i := to - 1; i >= from; i-- {
		if ix.traits[i].class() != 0 || ix.traits[i]&discourse != 0 {
			continue
		}
		w := ix.wordAt(i)
		for k := to; k < min(ix.len(), to+resumeReach); k++ {
			next := ix.wordAt(k)
			if ix.id[k] == ix.id[i] || ix.traits[i]&known == 0 && len(next) > len(w) && len(w) > 1 && strings.EqualFold(next[:len(w)], w) {
				return true
			}
		}
		return false
	}
	return false
}

// sameRole reports whether two words do the same in a sentence: both are a subject, an
// article, a preposition or a verb that others go with.
func (v *verifier) sameRole(a, b int) bool {
	ix := v.ix
	return slices.ContainsFunc(v.lex.roles, func(words hashSet) bool { return words[ix.hash[a]] && words[ix.hash[b]] })
}

// inRole reports whether a word is an article, a preposition or another that begins a phrase.
func (v *verifier) inRole(at int) bool {
	return slices.ContainsFunc(v.lex.roles, func(words hashSet) bool { return words[v.ix.hash[at]] })
}

// interposed reports whether a small word is said again behind the next one: "the time we
// that we looked".
func (v *verifier) interposed(i int) bool {
	ix := v.ix
	return i+2 < ix.len() && ix.passage[i] == ix.passage[i+2] && ix.id[i] == ix.id[i+2] && ix.traits[i]&function != 0 && ix.traits[i]&(clauseEnd|guards&^agency) == 0 &&
		(ix.traits[i+1]&function != 0 && ix.traits[i+1]&guards == 0 || ix.traits[i+1].class() == scope) && ix.traits[i+1]&clauseEnd == 0 && ix.hash[i+1] != v.lex.and
}
