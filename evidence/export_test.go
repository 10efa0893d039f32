package evidence

import (
	"fmt"
	"slices"
	"strings"
)

// Closest is where the pipeline finds a quote that is not in the source word for
// word: the cost of its differences and the tokens; false where it finds nothing.
func Closest(ix *Index, quote string) (cost int, start, end int, ok bool) {
	v := aligned(ix, quote)
	r, ok := v.closest(&v.whole)
	return int(r.cost), r.run.start, r.run.end, ok
}

// Exhaustive is Closest without a search for the places that are worth aligning: it
// aligns the quote with the whole source. It returns false where what it finds is
// altered, and for fewer than four words, which are no evidence.
func Exhaustive(ix *Index, quote string) (cost int, start, end int, ok bool) {
	v := aligned(ix, quote)
	all := run{0, ix.len()}
	v.aligner.resizeMasks(ix)
	v.prepare(&v.whole)
	v.enter(&v.whole, all)
	r, ok := v.cheapest(&v.whole, all, infinite-1)
	if !ok || v.whole.len() < 4 || r.matched*100 < leastCoverage*v.whole.len() {
		return 0, 0, 0, false
	}
	j := v.judge([]result{r}, &v.whole)
	return int(r.cost), r.run.start, r.run.end, !slices.ContainsFunc(j.flags, changes)
}

func aligned(ix *Index, quote string) *verifier {
	v := &verifier{ix: ix, hint: -1, policy: CandidateOnly(), lex: ix.lexicons[0], quote: clean(quote)}
	v.fold(v.quote, &v.whole)
	return v
}

// Folded are the tokens of texts, as an index of them has them and as a quote has
// them, which is read without the index's quick way through plain words. A short text
// ends with whether it is more than a listener's and asks something. The index is made
// by a builder that has read the words of another source before.
func Folded(language string, texts ...string) (source, quote []string) {
	var b Builder
	b.Index(Source{Language: "fr", Passages: []Passage{{ID: "p", Text: strings.Join(texts, " um five point a ")}}})
	src := Source{Language: language}
	for i, text := range texts {
		src.Passages = append(src.Passages, Passage{ID: fmt.Sprint(i), Text: text})
	}
	show := func(out []string, t *tokens) []string {
		for i := range t.len() {
			out = append(out, fmt.Sprint(t.hash[i], t.pos[i].start, t.pos[i].end, t.traits[i], t.id[i]))
		}
		return out
	}
	short := func(out []string, f *folder) []string {
		if f.words <= longestListening {
			out = append(out, fmt.Sprint(f.words, f.told, f.question))
		}
		return out
	}
	if language == "" {
		language = b.Index(src).lexicons[0].lists.Language
	}
	for _, p := range src.Passages {
		one := b.Index(Source{Language: language, Passages: []Passage{p}})
		source = short(source, &one.folder)
	}
	ix := b.Index(src)
	v := &verifier{ix: ix, lex: ix.lexicons[0]}
	for _, text := range texts {
		v.fold(text, &v.whole)
		quote = short(quote, &v.folder)
	}
	for _, text := range texts {
		v.fold(text, &v.whole)
		quote = show(quote, &v.whole.tokens)
	}
	return show(source, &ix.tokens), quote
}
