package evidence

import (
	"strings"
	"sync"
)

// postponing are the words of a language that puts negations behind what they deny, in
// the same clause: "Ich leitete das Projekt damals aber nicht." English has them before.
type postponing struct {
	negations map[uint64]bool
	particles map[uint64]bool // that begin no clause where they stand within one
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
		german: {set(german, "nicht nie niemals kaum keineswegs keinesfalls nirgends nirgendwo selten"), set(german, "aber doch also")},
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
