package evidence

import (
	"strings"
	"sync"
)

// postponing are the words of a language that puts negations behind what they deny, in
// the same clause: "Ich leitete das Projekt damals aber nicht." English has them before.
// It writes a comma before each clause that depends on another: "Er sagte, ich hätte es
// gelöst."
type postponing struct {
	negations map[uint64]bool
	particles map[uint64]bool // that begin no clause where they stand within one
	selves    map[uint64]bool // who tells what they themselves said
	asides    map[uint64]bool // with which a remark begins that reports nothing: "wie gesagt"
	unreal    map[uint64]bool // verbs that set a condition at the head of both its clauses
}

var postponed = sync.OnceValue(func() map[*lexicon]postponing {
	set := func(x *lexicon, words string) map[uint64]bool {
		out := map[uint64]bool{}
		for w := range strings.FieldsSeq(words) {
			out[hashOn(hashSeed, appendFolded(nil, w, x.lists.Plain))] = true
		}
		return out
	}
	german := lexicons()["de"]
	return map[*lexicon]postponing{
		german: {
			set(german, "nicht nie niemals kaum keineswegs keinesfalls nirgends nirgendwo selten"), set(german, "aber doch also"),
			set(german, "ich wir"), set(german, "wie ehrlich offen kurz anders besser genauer"),
			set(german, "hätte hätten hättest wäre wären wärst würde würden könnte könnten müsste müssten sollte sollten"),
		},
	}
})

// deniedBehind reports whether the clause in which the spans end goes on with a
// negation of what they say.
func (v *verifier) deniedBehind(spans []Span) bool {
	ix := v.ix
	words, ok := postponed()[v.lex]
	if !ok || len(spans) == 0 {
		return false
	}
	last := spans[len(spans)-1]
	n, ok := ix.place(last.Segment)
	if !ok {
		return false
	}
	at, end := int(ix.first[n]), int(ix.first[n+1])
	for at < end && int(ix.pos[at].start) < last.EndByte {
		at++
	}
	if at == int(ix.first[n]) || ix.traits[at-1]&clauseEnd != 0 {
		return false
	}
	for i := at; i < end; i++ {
		switch {
		case words.negations[ix.hash[i]]:
			return !v.pseudo(i, end)
		case ix.traits[i]&(clauseEnd|condition) != 0, ix.traits[i]&clauseWord != 0 && !words.particles[ix.hash[i]]:
			return false
		}
	}
	return false
}

// governed returns what the clause before a comma or a colon makes of a quote that
// begins right behind it, "" for nothing.
func (v *verifier) governed(spans []Span) Flag {
	ix := v.ix
	words, ok := postponed()[v.lex]
	if !ok || len(spans) == 0 {
		return ""
	}
	n, ok := ix.place(spans[0].Segment)
	if !ok {
		return ""
	}
	first, at := int(ix.first[n]), int(ix.first[n])
	for at < int(ix.first[n+1]) && int(ix.pos[at].end) <= spans[0].StartByte {
		at++
	}
	if at == first || at == int(ix.first[n+1]) || !strings.ContainsAny(ix.src.Passages[n].Text[ix.pos[at-1].end:ix.pos[at].start], ",:") {
		return ""
	}
	from := at - 1
	for from > first && ix.traits[from-1]&clauseEnd == 0 {
		from--
	}
	if words.unreal[ix.hash[from]] && words.unreal[ix.hash[at]] {
		return ContextConditional
	}
	var said traits
	self := false
	for i := from; i < at; i++ {
		said |= ix.traits[i]
		self = self || words.selves[ix.hash[i]]
	}
	switch {
	case said&report == 0 || self || words.asides[ix.hash[from]]:
		return ""
	case said&negation != 0:
		return ContextNegated
	default:
		return ContextAttributed
	}
}
