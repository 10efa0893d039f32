package evidence

import (
	"slices"
	"strings"
)

const (
	mostConfirming = 12 // words of the sentence that confirms
	mostChecking   = 8  // words of a question that only asks whether it was said right
)

// confirmation returns the words by which a speaker of the policy confirms what was
// said in a run: the next turn, if its first sentence affirms and adds nothing of its
// own, its second takes nothing back, and nothing else was asked in between. It returns
// nothing where there is none.
func (ix *Index) confirmation(r run, p Policy) []Span {
	who := ix.who[ix.passage[r.end-1]]
	for i := int(ix.passage[r.end-1]) + 1; i < len(ix.who); i++ {
		if ix.who[i] == who || ix.again(i) {
			continue
		}
		if p.AdmitsSpeaker(ix.speakers[ix.who[i]].Role) && !ix.asksElse(run{r.end, int(ix.first[i])}) {
			if s := ix.affirms(r, i); s != nil {
				return s
			}
		}
		if ix.speaks(i) {
			return nil
		}
	}
	return nil
}

// asksElse reports whether a speaker who summed up goes on to ask something else than
// whether that was right: a "yes" then answers that.
func (ix *Index) asksElse(rest run) bool {
	start := rest.start
	if start > 0 && ix.traits[start-1]&sentenceEnd == 0 {
		// What was summed up may end in a question mark itself.
		for start < rest.end && ix.traits[start]&sentenceEnd == 0 {
			start++
		}
		start++
	}
	for i := start; i < rest.end; i++ {
		if ix.traits[i]&questionEnd != 0 && !ix.checks(run{start, i + 1}) {
			return true
		}
		if ix.traits[i]&sentenceEnd != 0 {
			start = i + 1
		}
	}
	return false
}

// checks reports whether a question only asks whether something was said right.
func (ix *Index) checks(r run) bool {
	x := ix.lex[ix.passage[r.start]]
	small := true
	for i := r.start; i < r.end; i++ {
		if x.affirm[ix.hash[i]] {
			return r.end-r.start <= mostChecking
		}
		small = small && ix.traits[i]&(guards|function|discourse) != 0
	}
	return small
}

// affirms returns the first sentence of a passage where it affirms what was said in a
// run.
func (ix *Index) affirms(r run, passage int) []Span {
	var t tokens
	text, x := ix.src.Passages[passage].Text, ix.lex[passage]
	f := folder{lex: x, voc: &ix.voc, out: &t, keep: true}
	f.fold(text)
	said := ix.hash[r.start:r.end]
	affirms, end := false, 0
	for k := range t.len() {
		affirmative := x.affirm[t.hash[k]]
		if k >= mostConfirming || t.traits[k]&questionEnd != 0 || !affirmative && !slices.Contains(said, t.hash[k]) && (t.qualifies(k, x) || t.adds(k, x)) {
			return nil
		}
		affirms = affirms || k < 3 && affirmative
		if end = k + 1; t.traits[k]&sentenceEnd != 0 {
			break
		}
	}
	if !affirms || t.takesBack(end, said, x) {
		return nil
	}
	span := newSpan(ix.src.Passages[passage], len(text)-len(strings.TrimLeft(text, " \t\r\n")), closing(text, int(t.pos[end-1].end)))
	if next := passage + 1; end == t.len() && next < len(ix.who) && ix.who[next] == ix.who[passage] {
		t.reset()
		f.fold(ix.src.Passages[next].Text)
		if t.takesBack(0, said, x) {
			return nil
		}
	}
	return []Span{span}
}

// qualifies reports whether a word takes something back or gives it a limit.
func (t *tokens) qualifies(k int, x *lexicon) bool {
	return t.traits[k]&(negation|number|hedge|scope|condition) != 0 || t.traits[k]&clauseWord != 0 && t.hash[k] != x.and && t.traits[k]&discourse == 0
}

// adds reports whether a word says something of its own: neither a common word nor
// one that leads to an affirmation, as in "sounds right".
func (t *tokens) adds(k int, x *lexicon) bool {
	return t.traits[k]&(guards|function|discourse|stop|listening|filler) == 0 && (k+1 == t.len() || !x.affirm[t.hash[k+1]])
}

// takesBack reports whether the sentence that begins at a word withdraws what the one
// before it affirmed: "but only", "well, no", "actually, three".
func (t *tokens) takesBack(start int, said []uint64, x *lexicon) bool {
	lead := start
	for lead < t.len() && t.traits[lead]&(discourse|filler) != 0 && t.hash[lead] != x.and && t.traits[lead]&sentenceEnd == 0 {
		lead++
	}
	if lead == t.len() || t.hash[lead] == x.and {
		return false
	}
	if t.traits[lead]&number == 0 && t.qualifies(lead, x) {
		return true
	}
	for k := lead; k < t.len(); k++ {
		if t.traits[k]&negation != 0 && lead > start || t.traits[k]&number != 0 && !slices.Contains(said, t.hash[k]) {
			return true
		}
		if t.traits[k]&sentenceEnd != 0 {
			break
		}
	}
	return false
}
