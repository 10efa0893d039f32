package evidence

import (
	"bytes"
	"slices"
	"strings"
)

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

const longestBroken = 5 // letters

// brokenWord reports whether a word seems to be a part of one: no list knows it, and it
// stands once in a source that marks what speakers break off: "of the trans of all".
func (v *verifier) brokenWord(i int) bool {
	ix := v.ix
	w := ix.wordAt(i)
	return ix.traits[i]&(known|shared) == 0 && len(w) <= longestBroken && w[0] >= 'a' && w[0] <= 'z' && len(ix.at(ix.id[i])) == 1 && v.marksBreaks(i)
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
		return ix.traits[i]&known == 0 && len(ix.at(ix.id[i])) == 1 && al.a[0] == al.b[0] && distance(al.a, al.b[:n], 1) <= 1
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
	reach := resumeReach
	switch behind := v.behind(i); {
	case behind == "-":
		reach = 1 // "a co-founder of the company"
	case strings.TrimSpace(behind) == "":
		reach = 2
	}
	for k := to; k < min(ix.len(), to+reach); k++ {
		if next := ix.wordAt(k); len(next) > len(w) && strings.EqualFold(next[:len(w)], w) {
			return true
		}
	}
	return false
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

// subjectBefore reports whether the clause has a subject before a token already.
func (v *verifier) subjectBefore(at int) bool {
	ix := v.ix
	for i := at - 1; i >= 0 && at-i <= subjectReach && ix.passage[i] == ix.passage[at] && ix.traits[i]&clauseEnd == 0; i-- {
		if v.subject(i) {
			return true
		}
	}
	return false
}

// scraps reports whether the words from..to are nothing but rests of broken ones.
func (v *verifier) scraps(from, to int) bool {
	for i := from; i < to; i++ {
		if !v.scrap(i) {
			return false
		}
	}
	return from < to
}

// lowered reports whether an "i" is the rest of a word, where the same speaker writes the
// pronoun in capitals and the clause has a subject already: "that just i made sense".
func (v *verifier) lowered(i int) bool {
	ix := v.ix
	return ix.wordAt(i) == "i" && v.lex.selves[ix.hash[i]] && strings.Contains(ix.src.Passages[ix.passage[i]].Text, "I ") && v.subjectBefore(i)
}
