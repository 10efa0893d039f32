package evidence

import (
	"bytes"
	"slices"
	"strings"
)

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
	// Where the repair repeats a word, either of the two may be taken for the one left out.
	for from > 0 && ix.sameSpeech(from-1, from) && ix.id[from-1] == ix.id[to-1] {
		from, to = from-1, to-1
	}
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
	return len(v.lex.roles) > 1 && slices.ContainsFunc(v.lex.roles[1:], func(words map[uint64]bool) bool { return words[v.ix.hash[i]] }) || v.fragment(i, to)
}

// complete reports whether the words from..to say something to its end, so that what follows
// says more and not the same again: "with my boss, um, | with two others".
func (v *verifier) complete(from, to int) bool {
	ix := v.ix
	for from > 0 && ix.sameSpeech(from-1, from) && ix.id[from-1] == ix.id[to-1] {
		from, to = from-1, to-1
	}
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
		if ix.traits[i]&(negation|number|condition|hedge) == 0 || ix.traits[i]&hedge != 0 && v.unhedged(i) {
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

// filled reports whether a filler stands between a token and the next: "the, um, a team".
func (v *verifier) filled(i int) bool {
	return strings.ContainsFunc(v.behind(i), wordRune)
}

// behind is the text between a token and the next of its passage.
func (v *verifier) behind(i int) string {
	ix := v.ix
	text := ix.src.Passages[ix.passage[i]].Text[ix.pos[i].end:]
	if i+1 < ix.len() && ix.passage[i+1] == ix.passage[i] {
		text = text[:max(0, ix.pos[i+1].start-ix.pos[i].end)]
	}
	return text
}

const longestFragment = 6 // letters

// fragment reports whether a word is the broken start of another: the rest of one, or a few
// letters with which one of the next words begins.
func (v *verifier) fragment(i, to int) bool {
	ix := v.ix
	if v.scrap(i) {
		return true
	}
	w := ix.wordAt(i)
	if len(w) > longestFragment || ix.traits[i]&(shared|guards) != 0 || ix.traits[i]&known != 0 && !v.letter(w) {
		return false
	}
	for k := to; k < min(ix.len(), to+resumeReach); k++ {
		if next := ix.wordAt(k); len(next) > len(w) && strings.EqualFold(next[:len(w)], w) {
			return true
		}
	}
	return false
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
	return slices.ContainsFunc(v.lex.roles, func(words map[uint64]bool) bool { return words[ix.hash[a]] && words[ix.hash[b]] })
}

// inRole reports whether a word is an article, a preposition or another that begins a phrase.
func (v *verifier) inRole(at int) bool {
	return slices.ContainsFunc(v.lex.roles, func(words map[uint64]bool) bool { return words[v.ix.hash[at]] })
}

// lengthened reports whether the next word is the same with an ending: "give gives".
func (v *verifier) lengthened(i int) bool {
	ix, al := v.ix, &v.aligner
	if i+1 >= ix.len() || ix.passage[i] != ix.passage[i+1] || ix.traits[i]&clauseEnd != 0 || ix.traits[i].class()|ix.traits[i+1].class() != 0 {
		return false
	}
	al.a = appendFolded(al.a[:0], ix.wordAt(i), v.lex.lists.Plain)
	al.b = appendFolded(al.b[:0], ix.wordAt(i+1), v.lex.lists.Plain)
	rest, ok := bytes.CutPrefix(al.b, al.a)
	return ok && len(al.a) >= shortestMisspelled && v.lex.verbEndings[string(rest)]
}

// interposed reports whether a small word is said again behind the next one: "the time we
// that we looked".
func (v *verifier) interposed(i int) bool {
	ix := v.ix
	return i+2 < ix.len() && ix.passage[i] == ix.passage[i+2] && ix.id[i] == ix.id[i+2] && ix.traits[i]&function != 0 && ix.traits[i]&(clauseEnd|guards&^agency) == 0 &&
		ix.traits[i+1]&function != 0 && ix.traits[i+1]&(guards|clauseEnd) == 0 && ix.hash[i+1] != v.lex.and
}

const (
	longestScrap = 4  // letters
	markedWithin = 40 // passages
)

// scrap reports whether a word is the rest of a broken one: a letter, or a short word in no
// list that stands in the source once, where the transcript marks what speakers break off.
func (v *verifier) scrap(i int) bool {
	ix := v.ix
	w := ix.wordAt(i)
	if len(w) > longestScrap || ix.traits[i]&(clauseEnd|shared|guards) != 0 || !v.letter(w) && (ix.traits[i]&known != 0 || len(ix.at(ix.id[i])) != 1) || w[0] < 'a' || w[0] > 'z' ||
		strings.HasPrefix(v.behind(i), "_") {
		return false
	}
	return v.marksBreaks(i)
}

// marksBreaks reports whether a transcript marks what speakers break off, near a token.
func (v *verifier) marksBreaks(i int) bool {
	ix, mark := v.ix, v.lex.lists.Break
	p := int(ix.passage[i])
	for k := max(0, p-markedWithin); mark != "" && k < min(len(ix.src.Passages), p+markedWithin); k++ {
		if strings.Contains(ix.src.Passages[k].Text, "{"+mark) {
			return true
		}
	}
	return false
}
