package evidence

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	longestOther  = 2 // words in which a start and the one that takes its place may differ
	longestOpened = 4 // small words of a start that comes to nothing
)

// restarted reports whether the words from..to are a start that the speaker begins again with
// the same words: "the owner of the, you know, the owner of the shop". Fillers may stand
// between the two.
func (v *verifier) restarted(from, to int) bool {
	ix := v.ix
	if to >= ix.len() || !ix.sameSpeech(from, to) {
		return false
	}
	for a, b := v.leftmost(from, to); a <= from; a, b = a+1, b+1 {
		if v.startsOver(a, b, b) {
			return true
		}
		for cut := a + 1; cut < b; cut++ {
			if v.discourse(cut, b) {
				if v.startsOver(a, cut, b) {
					return true
				}
				break
			}
		}
	}
	return false
}

// startsOver reports whether what begins at a place says again what the words from..to began
// to say: all of it, all with the last word whole, or all but the last words.
func (v *verifier) startsOver(from, to, at int) bool {
	ix := v.ix
	n := 0
	for from+n < to && at+n < ix.len() && ix.id[from+n] == ix.id[at+n] {
		n++
	}
	if at+n >= ix.len() || !ix.sameSpeech(from, at+n) || v.traitsOf(from, to)&sentenceEnd != 0 {
		return false
	}
	if to-from > 1 && v.cutShort(from, to, at) {
		return true
	}
	sign := max(v.breaks(to-1), v.breaks(at-1))
	pause := at > to || v.filled(to-1) || sign != noBreak
	other := v.traitsOf(from+n, to)
	switch last := to - 1; {
	case from+n == to:
		return n > 1 || pause || ix.traits[from]&(negation|number) == 0
	case from+n == last && other&(negation|number) == 0 && v.beginsWord(last, at+n) && (n > 0 && (pause || ix.traits[last]&known == 0) || sign != noBreak):
		return true
	case to-from-n > longestOther || n == 0 || other&(guards&^agency) != 0 || ix.traits[last]&clauseWord != 0 || ix.hash[last] == v.lex.and:
		return false
	case !v.contentIn(from+n, to):
		return sign != noBreak || other&agency == 0 && (pause || n > 1 && ix.traits[last]&clauseEnd != 0)
	case n < 2 || v.traitsOf(at+n, min(ix.len(), at+n+longestOther))&negation != 0:
		return false
	case sign == markBreak:
		return v.says(from, from+n)
	}
	// A clause that is begun again from its subject; a phrase with a preposition adds to it.
	return sign == signBreak && v.subject(from) && !slices.ContainsFunc(ix.hash[from+n:to], func(h uint64) bool { return v.lex.roles[2][h] })
}

// subject reports whether a word is a pronoun with which a clause begins.
func (v *verifier) subject(i int) bool {
	return len(v.lex.roles) > 2 && v.lex.roles[0][v.ix.hash[i]]
}

// beginsWord reports whether a word is the beginning of another.
func (v *verifier) beginsWord(i, whole int) bool {
	w, long := v.ix.wordAt(i), v.ix.wordAt(whole)
	return len(w) < len(long) && strings.EqualFold(long[:len(w)], w)
}

// says reports whether the words from..to are more than the beginning of a phrase: not "of
// the".
func (v *verifier) says(from, to int) bool {
	for i := from; i < to; i++ {
		if ix := v.ix; ix.traits[i]&(clauseWord|discourse) == 0 && ix.hash[i] != v.lex.and && (len(v.lex.roles) < 3 || !v.lex.roles[1][ix.hash[i]] && !v.lex.roles[2][ix.hash[i]]) {
			return true
		}
	}
	return false
}

// opened reports whether the words from..to are the first small words of a clause that the
// speaker gave up for another: ", and what I -- | there was nothing".
func (v *verifier) opened(from, to int) bool {
	ix := v.ix
	if to-from > longestOpened || to >= ix.len() || !ix.sameSpeech(from, to) || v.breaks(to-1) == noBreak ||
		from > 0 && ix.sameSpeech(from-1, from) && (v.breaks(from-1) == signBreak || ix.traits[from-1]&(clauseEnd|clauseWord|discourse) == 0 && ix.hash[from-1] != v.lex.and) {
		return false
	}
	named := false
	for i := from; i < to; i++ {
		t, h := ix.traits[i], ix.hash[i]
		if v.subject(i) || v.lex.others[h] {
			named = true
			continue
		}
		weighs := t & guards
		if named && (weighs == scope || weighs == hedge && v.lex.modals[h]) {
			continue // of nothing that was said: "we could always -- | a lot of people"
		}
		if weighs != 0 || t&(function|discourse) == 0 || t&(clauseEnd|sentenceEnd) != 0 && (i < to-1 || t&sentenceEnd != 0) {
			return false
		}
	}
	return true
}

// cutShort reports whether the text of the words from..to is that of what begins at a place up
// to the middle of a word or of a number: "fifty mil | fifty million".
func (v *verifier) cutShort(from, to, at int) bool {
	ix := v.ix
	if ix.passage[from] != ix.passage[at] {
		return false
	}
	text := ix.src.Passages[ix.passage[from]].Text
	said, again := text[ix.pos[from].start:ix.pos[to-1].end], text[ix.pos[at].start:]
	if len(said) >= len(again) || !strings.EqualFold(again[:len(said)], said) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(again[len(said):])
	return wordRune(next)
}
