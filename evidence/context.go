package evidence

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	negationReach  = 8 // words over which a negation before a quote reaches into it
	nearReach      = 3 // the same of "he said" and "I think"
	conditionReach = 30
	shortElision   = 8 // words that an ellipsis may take out of a clause to turn its meaning
)

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
	if v.traitsOf(min(end, ix.len()), min(end+2, ix.len()))&negation != 0 {
		return false // "right? Well, no"
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
	if v.quotedSpeech(shown, r) {
		d.flag(ContextAttributed)
	}
	start = v.saidBefore(shown, start, end)
	if at := start - 1; at >= shown && at >= 0 && ix.traits[at]&clauseEnd == 0 && ix.sameSpeech(at, start) {
		opens := at == 0 || ix.traits[at-1]&clauseEnd != 0 || ix.traits[at-1]&(clauseWord|discourse) != 0 || v.lex.asks[ix.hash[at-1]] || !ix.sameSpeech(at-1, at)
		if opens && v.lex.asks[ix.hash[at]] && v.asked(start, end) {
			d.flag(QuestionChanged) // "did | we lose data?"
		}
		if v.partOf(shown, start) {
			d.flag(v.limits(r)) // "most of | the customers left"
		}
		notOnly := at > 0 && ix.traits[at-1]&negation != 0
		if v.lex.only[ix.hash[at]] && !notOnly && !v.abandonedBefore(shown, start) || ix.traits[start]&number != 0 && v.lex.qualifies[ix.hash[at]] {
			d.flag(ContextQualified) // "only | four percent"
		}
	}
	if v.sharesSubject(shown, start) {
		d.flag(ContextQualified) // "my boss and | I led it"
	}
	if v.limitedBefore(shown, start) {
		d.flag(v.limits(r)) // "in theory | we tested it"
	}
	if v.supposes(shown, start) {
		d.flag(ContextConditional) // "say | we had the money"
	}
	if v.brokenOff(shown, start) || v.lex.contrasts[ix.hash[start]] || v.abandonedBefore(shown, start) {
		return
	}
	v.attributedBefore(d, shown, r, start)
	v.toldBefore(d, shown, start)
	v.governedBefore(d, shown, start)
	v.purposeBefore(d, shown, start)
	v.saidWith(d, shown, start)
	if v.wouldBe(shown, start) || start-1 >= max(shown, 0) && v.lex.then[ix.hash[start-1]] {
		v.conditionBefore(d, shown, start)
	}
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
		if t&clauseWord != 0 && (i < start-1 || !v.lex.though[ix.hash[i]]) {
			break
		}
		if t&negation != 0 {
			if !v.pseudo(i, start) && (ix.id[i] != ix.id[start] || start-i > nearReach) { // "not anoth-, not a lot"
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
		if near && start-i <= nearReach && (v.lex.denials[ix.hash[i]] || v.averts(i, start)) {
			d.flag(ContextNegated) // "I doubt that | we shipped it", "we stopped | testing it"
			break
		}
		if near && start-i <= nearReach && v.lex.hearsay[ix.hash[i]] && (i == start-1 || i == start-2 && v.lex.that[ix.hash[i+1]]) {
			d.flag(ContextAttributed) // "I heard that | we lost it"
			break
		}
		if near && start-i <= nearReach && v.lex.fears[ix.hash[i]] && (v.lex.that[ix.hash[i+1]] || i == start-1 && (v.lex.subjects[ix.hash[start]] || v.lex.third[ix.hash[start]])) {
			d.flag(ContextQualified) // "I was afraid that | we had lost it"
			break
		}
		if near && start-i <= nearReach && v.lex.aims[ix.hash[i]] && i < start-1 && v.lex.beings[ix.hash[i+1]] || i == start-1 && v.lex.though[ix.hash[i]] && i > 0 && v.lex.as[ix.hash[i-1]] {
			hedged = true // "the plan was that | we move it", "as though | we had it"
			break
		}
		if near && start-i <= nearReach && v.lex.views[ix.hash[i]] && i < start-1 && v.lex.beings[ix.hash[i+1]] {
			if hedged = i > 0 && v.lex.first[ix.hash[i-1]]; !hedged {
				d.flag(ContextAttributed) // "Kim's view was that | we lost it"
			}
			break
		}
		if near && start-i <= nearReach && t&report != 0 && i > 1 && ix.hash[i-1] == v.lex.would && v.lex.would != 0 && ix.traits[i-2]&agency != 0 && !v.lex.first[ix.hash[i-2]] {
			d.flag(ContextNegated) // "you'd think | we were ready"
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
		if n == 1 && ix.sameSpeech(at, start) && v.scraps(at+1, start) {
			return at // "I n | I do not"
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
	if at := start - 1; shown == 0 && at >= 0 && ix.sameSpeech(at, start) && ix.traits[at]&sentenceEnd == 0 && x.likes[ix.hash[at]] && at > 0 && v.breaks(at-1) == noBreak && !v.ownThing(at-2) &&
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

// ownThing reports whether a word names a thing that is no other's: "the thing (is like)", and
// not "his idea (was like)".
func (v *verifier) ownThing(at int) bool {
	ix := v.ix
	return at >= 0 && v.lex.things[ix.hash[at]] && (at == 0 || ix.traits[at-1]&agency == 0 || v.lex.first[ix.hash[at-1]])
}

// limits is the flag for words beside a run that limit it: they weigh less beside one that goes
// on for sentences.
func (v *verifier) limits(r run) Flag {
	for i := r.start; i < r.end-1; i++ {
		if v.ix.traits[i]&sentenceEnd != 0 {
			return ContextHedged
		}
	}
	return ContextQualified
}

// partOf reports whether only a part is meant of what a quote names: "most of | the customers".
func (v *verifier) partOf(shown, start int) bool {
	ix, x := v.ix, v.lex
	if start-2 < max(shown, 0) || !x.ofMonth[ix.hash[start-1]] || !ix.sameSpeech(start-2, start) || len(x.roles) < 2 || !x.roles[1][ix.hash[start]] {
		return false
	}
	t, h := ix.traits[start-2], ix.hash[start-2]
	return !x.wholes[h] && (t&(number|unitWord|scope) != 0 || x.pieces[h])
}

// averts reports whether the word at a place says that what begins at another was not done:
// "we stopped | testing", "instead of | testing".
func (v *verifier) averts(at, start int) bool {
	ix, x := v.ix, v.lex
	if at == start-2 && x.insteads[ix.hash[at]] {
		return x.instead[ix.hash[at+1]]
	}
	return x.averts[ix.hash[at]] && (at == start-1 && (x.lists.Gerund == "" || strings.HasSuffix(ix.wordAt(start), x.lists.Gerund)) || at == start-2 && x.to[ix.hash[at+1]])
}

// sharesSubject reports whether the speaker is only one of those who did what begins at a
// token: "my boss and | I led it".
func (v *verifier) sharesSubject(shown, start int) bool {
	ix, x := v.ix, v.lex
	and := start - 1
	if and-1 < max(shown, 0) || ix.hash[and] != x.and || !x.selves[ix.hash[start]] || !ix.sameSpeech(and-1, start) || ix.traits[and-1]&clauseEnd != 0 {
		return false
	}
	at := and - 1
	if t := ix.traits[at]; t&discourse != 0 || t.class() != 0 && (t&agency == 0 || x.first[ix.hash[at]]) {
		return false
	}
	if at > shown && v.behind(at-1) == "-" {
		at-- // "my co-founder"
	}
	if at > shown && x.determiners[ix.hash[at-1]] {
		at--
	}
	return v.opens(at)
}

const longestLimit = 5 // words

// limitedBefore reports whether words open the clause and end right before a token that limit
// what it says: "on paper, | I ran it".
func (v *verifier) limitedBefore(shown, start int) bool {
	ix := v.ix
	for n := 1; n <= longestLimit && start-n >= max(shown, 0) && ix.sameSpeech(start-n, start); n++ {
		at := start - n
		if phraseLength(v.lex.limitsAhead, &ix.tokens, at, start) == n && v.opens(at) ||
			ix.traits[start-1]&clauseEnd != 0 && v.opens(at) && phraseLength(v.lex.apart, &ix.tokens, at, start) > 0 {
			return true
		}
		if ix.traits[at]&sentenceEnd != 0 {
			return false
		}
	}
	return false
}

// deniedTag reports whether a clause begins at a token that only asks, and the speaker himself
// says no to it.
func (v *verifier) deniedTag(at int) bool {
	ix, x := v.ix, v.lex
	for i := at; x.inverts[ix.hash[at]] && i < min(at+longestTag, ix.len()-1) && ix.sameSpeech(at, i+1); i++ {
		if ix.traits[i]&sentenceEnd != 0 {
			return ix.traits[i]&questionEnd != 0 && x.particles[ix.hash[i+1]]
		}
	}
	return false
}

const longestTag = 4 // words

// limitedBehind reports whether words that limit what stands before them begin at a token, and
// no number: "at least in the first year", and not "at least two".
func (v *verifier) limitedBehind(at int) bool {
	ix := v.ix
	n := phraseLength(v.lex.limits, &ix.tokens, at, ix.len())
	return n > 0 && (at+n == ix.len() || ix.traits[at+n]&number == 0 || ix.traits[at+n-1]&scope == 0)
}

// opens reports whether a clause begins at a token.
func (v *verifier) opens(at int) bool {
	ix := v.ix
	return at == 0 || !ix.sameSpeech(at-1, at) || ix.traits[at-1]&clauseEnd != 0 || ix.traits[at-1]&(clauseWord|discourse) != 0
}

// supposes reports whether the speaker only supposes what begins at a token: "let's say | we
// have the money".
func (v *verifier) supposes(shown, start int) bool {
	ix, x := v.ix, v.lex
	at := start - 1
	if at < max(shown, 0) || !x.supposes[ix.hash[at]] || !ix.sameSpeech(at, start) || ix.traits[at]&sentenceEnd != 0 {
		return false
	}
	return v.opens(at) && ix.traits[at]&clauseEnd == 0 && (at == 0 || ix.hash[at-1] != x.and) || at > 1 && x.objects[ix.hash[at-1]] && x.lets[ix.hash[at-2]]
}

// phraseLength returns the length of the longest phrase that the tokens at a place begin with,
// 0 for none.
func phraseLength(phrases [][]uint64, t *tokens, at, end int) int {
	longest := 0
	for _, p := range phrases {
		if len(p) > longest && at+len(p) <= end && slices.Equal(t.hash[at:at+len(p)], p) {
			longest = len(p)
		}
	}
	return longest
}

// toldBefore looks for words of speech and a pause right before a part, as transcripts write
// without quotation marks: "my boss said, | I want it", "he says to me: | I want it".
func (v *verifier) toldBefore(d *verdict, shown, start int) {
	ix, x := v.ix, v.lex
	at := start - 1
	if at < max(shown, 0) || !ix.sameSpeech(at, start) || ix.traits[at]&(clauseEnd|sentenceEnd) != clauseEnd || v.breaks(at) != noBreak {
		return
	}
	first := at
	for first > 0 && first >= shown && at-first < negationReach && ix.traits[first-1]&clauseEnd == 0 && ix.sameSpeech(first-1, first) {
		first--
	}
	for first < at && ix.traits[first]&(clauseWord|discourse) != 0 && !x.likes[ix.hash[first]] {
		first++
	}
	said := -1
	for i := first; i <= at; i++ {
		switch {
		case x.asks[ix.hash[i]] && ix.traits[i]&auxiliary == 0 && !x.beings[ix.hash[i]] && ix.traits[i]&hedge == 0 || x.that[ix.hash[i]] || x.likes[ix.hash[i]] || x.as[ix.hash[i]]:
			return // "what he said, we did", "as he said"
		case x.speaks[ix.hash[i]]:
			said = i
		case said >= 0 && ix.traits[i]&(function|agency) == 0:
			return // "he said it in May"
		}
	}
	if said > first && at-said <= nearReach && !v.ownWords(said) {
		d.flag(ContextAttributed)
	}
}

// governedBefore looks for a telling or a thought on which the quote depends by its "that",
// however far before it: "I don't think that at the end of the day | we had it".
func (v *verifier) governedBefore(d *verdict, shown, start int) {
	ix, x := v.ix, v.lex
	if start < 2 || ix.traits[start-1]&clauseWord != 0 {
		return
	}
	for i := start - 1; i > max(shown, 0) && start-i <= conditionReach && ix.sameSpeech(i, start) && ix.traits[i]&sentenceEnd == 0 && !x.contrasts[ix.hash[i]]; i-- {
		if !x.that[ix.hash[i]] || x.fronts[ix.hash[i-1]] || i == start-1 && ix.traits[i]&clauseEnd != 0 || i < start-1 && !v.fronted(i+1, start) {
			continue
		}
		if f := v.governs(max(shown, 0), i); f != "" {
			d.flag(f)
			return
		}
	}
}

// fronted reports whether the words from..to open with one behind which a subject is still
// to come: "that at the end of the day | we had it".
func (v *verifier) fronted(from, to int) bool {
	ix, x := v.ix, v.lex
	for from < to {
		if n := phraseAt(x.phrases, &ix.tokens, from, to); n > 0 {
			from += n
			continue
		}
		if ix.traits[from]&discourse == 0 {
			break
		}
		from++
	}
	return from < to && x.fronts[ix.hash[from]]
}

// governs returns what the words before a "that" make of what it begins, "" for nothing.
func (v *verifier) governs(shown, that int) Flag {
	ix, x := v.ix, v.lex
	content, thought := false, false
	for i := that - 1; i >= shown && that-i <= negationReach && ix.sameSpeech(i, that) && ix.traits[i]&clauseEnd == 0; i-- {
		t := ix.traits[i]
		switch {
		case thought && t&negation != 0 && !v.pseudo(i, that):
			return ContextNegated
		case thought:
			if t&(function|hedge|agency|discourse) == 0 {
				return ContextHedged
			}
		case x.tellings[ix.hash[i]] || t&report != 0 && t&hedge == 0 && (!content || x.to[ix.hash[i+1]]):
			if !v.ownWords(i) {
				return ContextAttributed
			}
			thought = true
			if t&hedge == 0 && (i < 1 || v.told(i, shown)) {
				return ""
			}
		case t&(report|hedge) == report|hedge && !content:
			if !v.ownWords(i) {
				return ContextAttributed
			}
			thought = true
		case x.certain[ix.hash[i]]:
			thought = true
		case x.hearsay[ix.hash[i]] && !content:
			return ContextAttributed
		case x.fears[ix.hash[i]] && !content:
			return ContextQualified
		case x.subjects[ix.hash[i]]:
			return ""
		}
		content = content || t.class() == 0
	}
	if thought {
		return ContextHedged
	}
	return ""
}

// told reports whether the speaker told something, and nothing denies it: "I told them".
func (v *verifier) told(at, shown int) bool {
	ix := v.ix
	for i := at - 1; i >= shown && at-i <= nearReach && ix.traits[i]&clauseEnd == 0; i-- {
		if ix.traits[i]&negation != 0 {
			return false
		}
	}
	return true
}

// wouldBe reports whether a clause begins at a token of what would or could be, with no
// comma before it.
func (v *verifier) wouldBe(shown, start int) bool {
	ix, x := v.ix, v.lex
	at := start - 1
	if at < max(shown, 0) || !ix.sameSpeech(at, start) || ix.traits[at]&clauseEnd != 0 || ix.traits[at]&clauseWord != 0 && !x.then[ix.hash[at]] || !x.subjects[ix.hash[start]] && !x.third[ix.hash[start]] {
		return false
	}
	for i := start + 1; i < min(start+nearReach, ix.len()); i++ {
		if x.strong[ix.hash[i]] && ix.traits[i]&hedge != 0 {
			return true
		}
	}
	return false
}

// speaksOfSelf reports whether a run has an "I" or "we".
func (v *verifier) speaksOfSelf(r run) bool {
	return slices.ContainsFunc(v.ix.hash[r.start:r.end], func(h uint64) bool { return v.lex.first[h] })
}

// turns reports whether a sentence ends from..to, or a word there tells what others say, or
// negates or makes a condition and is none of the given ones.
func (v *verifier) turns(from, to int, but []int32) bool {
	for i := from; i < to; i++ {
		if t := v.ix.traits[i]; t&sentenceEnd != 0 || t&report != 0 && !v.ownWords(i) || t&(negation|condition) != 0 && !slices.Contains(but, v.ix.id[i]) {
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
	return start-1 >= shown && start > 0 && v.lex.subjects[ix.hash[start]] && ix.sameSpeech(start-1, start) && (v.lex.unfinished[ix.hash[start-1]] || v.thinksAgain(max(shown, 0), start))
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
	if v.lex.unfinished[ix.hash[at]] && matches(v.lex.pseudo, &ix.tokens, start, ix.len()) {
		return true // "any way to {disfmarker} | not only does it"
	}
	first, _ := utf8.DecodeRuneInString(ix.wordAt(start))
	opens := ix.traits[at]&hedge != 0 && unicode.IsUpper(first) // "from maybe {disfmarker} | For ten of them it is"
	return (ix.traits[at]&(function|condition) != 0 || v.lex.asks[ix.hash[at]] || opens) && (pronoun || ix.traits[start]&condition != 0 || v.inRole(start)) && ix.traits[start]&clauseWord == 0
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
func (v *verifier) quotedSpeech(shown int, r run) bool {
	ix := v.ix
	p := ix.passage[r.start]
	text := ix.src.Passages[p].Text
	open := openQuotation(text, int(ix.pos[r.start].start))
	if open < 0 || ix.passage[r.end-1] != p || !v.speaksOfSelf(r) ||
		openQuotation(text, int(ix.pos[r.end-1].start)) != open {
		return false
	}
	i := r.start - 1
	if i < 0 || int(ix.pos[i].start) > open && ix.traits[i]&sentenceEnd == 0 || shown > 0 && ix.passage[shown-1] == p && int(ix.pos[shown-1].end) > open {
		return false // or the quote shows who is quoted
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
		if i == at-1 && v.lex.beings[ix.hash[i]] && v.lex.tellings[ix.hash[at]] {
			return false // "I was told"
		}
		if i == at-1 && i > 0 && v.lex.objects[ix.hash[i]] && v.lex.causes[ix.hash[i-1]] {
			return false // "he'd have me believe"
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
		if v.inverted(i, start) && v.opens(i) {
			open = true // "had we tested it, | we would have seen it"
			break
		}
		if t&condition != 0 && v.lex.bare[ix.hash[i]] && !v.idle(i) && (i == 0 || ix.passage[i-1] != ix.passage[i] || ix.traits[i-1]&(clauseEnd|clauseWord|discourse|hedge) != 0) {
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
	if at := start - 1; v.lex.then[ix.hash[at]] && ix.sameSpeech(at, start) && (ix.traits[at-1]&clauseEnd != 0 || ix.traits[at]&clauseEnd != 0) {
		d.flag(ContextConditional) // "if they like it, then | we ship it" without its "then"
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

// inverted reports whether a condition begins at a token by the order of its words: "had we
// tested it", "without my boss", "with more time".
func (v *verifier) inverted(at, end int) bool {
	ix, x := v.ix, v.lex
	if at+1 >= end || x.would == 0 {
		return false
	}
	next := ix.hash[at+1]
	switch h := ix.hash[at]; {
	case x.supposed[h]:
		return x.subjects[next] || x.third[next] || len(x.roles) > 1 && x.roles[1][next]
	case x.lacking[h]:
		return ix.traits[at+1]&clauseEnd == 0
	case x.having[h]:
		return ix.traits[at+1]&scope != 0 || x.singulars[next]
	}
	return false
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
	if t := ix.traits[end-1]; t&(clauseWord|hedge) != 0 && t&(clauseEnd|monthName) == 0 || v.lex.openers[ix.hash[end-1]] {
		return // what follows belongs to what comes after it
	}
	switch {
	case ix.traits[at]&condition != 0 && v.lex.bare[ix.hash[at]] && !v.idle(at):
		if !v.opensSentence(at) {
			d.flag(ContextConditional)
		}
	case v.lex.excepts[ix.hash[at]]:
		d.flag(ContextConditional)
	case v.lex.supposed[ix.hash[at]] && v.inverted(at, ix.len()) && v.imagines(r):
		d.flag(ContextConditional) // "we would have shipped it | had they paid"
	case v.deniedTag(at):
		d.flag(QuestionChanged) // "we were ready, | weren't we? No"
	case v.limitedBehind(at):
		d.flag(v.limits(r)) // "I built it, | or at least most of it"
	case phraseLength(v.lex.doubts, &ix.tokens, at, ix.len()) > 0:
		d.flag(ContextHedged) // "it was the first, | as far as I know"
	default:
		if n := phraseLength(v.lex.tags, &ix.tokens, at, ix.len()); n > 0 && (at+n == ix.len() || ix.traits[at+n-1]&clauseEnd != 0 || ix.passage[at+n] != ix.passage[at]) {
			d.flag(ContextHedged) // "we were ten, | I think"
		}
	}
}

// imagines reports whether a run says what would or could be.
func (v *verifier) imagines(r run) bool {
	return slices.ContainsFunc(v.ix.hash[r.start:r.end], func(h uint64) bool { return v.lex.woulds[h] })
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

// opensSentence reports whether a condition behind dots begins a sentence with a main clause
// of its own: "we wrote it... If you look at it, you see".
func (v *verifier) opensSentence(at int) bool {
	ix := v.ix
	if first, _ := utf8.DecodeRuneInString(ix.wordAt(at)); !unicode.IsUpper(first) || v.breaks(at-1) == noBreak || v.breaks(at-1) == markBreak && ix.passage[at-1] == ix.passage[at] {
		return false
	}
	for i := at; i < min(ix.len(), at+conditionReach) && ix.traits[i]&sentenceEnd == 0; i++ {
		if ix.traits[i]&commaEnd != 0 {
			return v.mainClause(i + 1)
		}
	}
	return false
}

const shortestMain = 3 // words

// mainClause reports whether a clause begins at a token that may stand alone: not "that is" nor
// "as it did in May".
func (v *verifier) mainClause(at int) bool {
	ix := v.ix
	for i := at; i < min(ix.len(), at+shortestMain-1); i++ {
		if ix.traits[i]&sentenceEnd != 0 {
			return false
		}
	}
	return at < ix.len() && !v.lex.as[ix.hash[at]] && (!v.lex.relatives[ix.hash[at]] || !v.lex.beings[ix.hash[at+1]] || ix.traits[at+1]&clauseEnd == 0)
}

// thinksAgain reports whether a denial was broken off in a word for the same subject and verb
// without it: "I don't think w | I think we have to choose".
func (v *verifier) thinksAgain(shown, start int) bool {
	ix := v.ix
	if start+1 >= ix.len() || start-1 <= shown || !v.scrap(start-1) || ix.traits[start+1]&(hedge|report) == 0 {
		return false
	}
	before := ix.id[max(shown, start-1-longestSaid) : start-1]
	return slices.Contains(before, ix.id[start]) && slices.Contains(before, ix.id[start+1])
}
