package evidence

import (
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Ranked is a passage that may answer a question, found without a model. It has no
// score: the order says which to look at first, and nothing else.
type Ranked struct {
	// Segment is the passage's id.
	Segment string  `json:"segment_id"`
	Speaker Speaker `json:"speaker,omitzero"`
	// Terms are the words of the query that the passage shares, as the source has
	// them, or words that begin like one that the source lacks; none where only what is
	// said around the passage shares some.
	Terms []string `json:"terms,omitzero"`
}

// ranking are the parameters of Rank, chosen on the validation meetings of QMSum;
// see TestRankOnMeetings.
type ranking struct {
	windows []bm25
	// pairs scores words of the query that stand close together, at most pairWithin
	// words of weight apart.
	pairs      bm25
	pairWithin int
	// shortest is the words of a passage below which it is no answer.
	shortest int
	// named is what a passage gains by a speaker whom the query names.
	named float64
	// apart is what the neighbours of a passage that was picked lose, the nearest
	// most, up to apartBy passages away: five places in one minute are one place. The
	// places after the first spread are apart from each other, and may be near those.
	apart   float64
	apartBy int
	spread  int
	// own is the place, counted from 0, that goes by the words of the passage alone,
	// in case what is said around it misleads; 0 for none.
	own int
	// edge is the share of the passages with which a conversation begins, and of those
	// with which it ends. They announce and sum up what is spoken of elsewhere, and lose
	// the share announced of their score.
	edge, announced float64
	// kin is what the words weigh that begin like a word of the query which is not in the
	// source, as a share of what that would.
	kin float64
	// requests leaves out words by which one asks, such as "summarise".
	requests bool
}

var rankingDefaults = ranking{
	windows: []bm25{
		{k1: 1.2, b: 0.6, reach: 0, weight: 1.5},
		{k1: 1.2, b: 0.4, reach: 6, weight: 2},
		{k1: 1.2, b: 0.4, reach: 10, weight: 2},
	},
	pairs: bm25{k1: 1.2, b: 0.4, reach: 6, weight: 1}, pairWithin: 5,
	shortest: 6, named: 2, apart: 0.25, apartBy: 8, spread: 4, own: 2, edge: 0.05, announced: 0.3, kin: 0.4, requests: true,
}

// Rank returns up to k passages, best first, in which the question that the query
// asks may be answered: turns of a meeting, paragraphs of a resume. It looks at
// the words of a passage and at those said shortly before and after it, at words of the
// query that stand close together, and at the speakers whom the query names. It trusts the
// opening and the end of a conversation less, and spreads its first places over it. A word
// that the source lacks stands for those that begin like it. Where no passage shares a word
// with the query, it returns nothing.
//
// Suggest is for criteria and cites sentences; Rank is for questions and is more
// willing to guess: of five places that it returns more than a third are about the
// question, measured on meetings.
func (ix *Index) Rank(q Query, k int) []Ranked { return ix.rank(q, k, &rankingDefaults) }

func (ix *Index) rank(q Query, k int, p *ranking) []Ranked {
	if k <= 0 || len(ix.lexicons) == 0 {
		return nil
	}
	var named []bool
	text := q.Text
	if p.named > 0 {
		named, text = ix.named(q.Text)
	}
	t := ix.termsOf(text, func(stem string) bool { return p.requests && requestStems()[stem] })
	if len(t.all) == 0 {
		t = ix.termsOf(q.Text, nil)
	}
	wide := t
	if p.kin > 0 {
		wide = ix.withKin(t)
	}
	h := ix.passageHits(wide)
	h.faint, h.weight = len(wide.all)-len(t.all), p.kin
	score := make([]float64, len(ix.src.Passages))
	for _, w := range p.windows {
		for i, s := range w.score(h) {
			score[i] += w.weight * s
		}
	}
	if p.pairs.weight > 0 {
		for i, s := range p.pairs.score(ix.pairHits(t, p.pairWithin)) {
			score[i] += p.pairs.weight * s
		}
	}
	own := bm25{k1: p.windows[0].k1, b: p.windows[0].b}.score(h)
	within := set(q.Within)
	for i := range score {
		f := ix.priorOf(i, q, within, p)
		if named != nil && named[ix.who[i]] {
			f *= 1 + p.named
		}
		score[i], own[i] = score[i]*f, own[i]*f
	}
	shared := make(map[int][]string)
	for _, list := range h.terms {
		for _, at := range list {
			shared[int(at.unit)] = append(shared[int(at.unit)], ix.wordAt(int(at.token)))
		}
	}
	out := make([]Ranked, 0, min(k, len(score)))
	for _, i := range p.pick(score, own, k) {
		out = append(out, Ranked{Segment: ix.src.Passages[i].ID, Speaker: ix.src.Passages[i].Speaker, Terms: shared[i]})
	}
	return out
}

// priorOf is what the score of a passage is worth, whatever its words: nothing where
// the query does not look.
func (ix *Index) priorOf(i int, q Query, within map[string]bool, p *ranking) float64 {
	passage := &ix.src.Passages[i]
	if passage.Speaker.Role == "" || !slices.Contains(q.Speakers, passage.Speaker.Role) || q.Within != nil && !within[passage.ID] {
		return 0
	}
	f := 1.0
	if int(ix.first[i+1]-ix.first[i]) < p.shortest {
		f /= 1000 // behind all others
	}
	if float64(min(i, len(ix.src.Passages)-1-i)) < math.Floor(p.edge*float64(len(ix.src.Passages))) {
		f *= 1 - p.announced
	}
	return f
}

// pick returns up to k passages with a score, best first, by their scores and those of
// their own words alone. It changes both.
func (p *ranking) pick(score, own []float64, k int) []int {
	plain := slices.Clone(score)
	out := make([]int, 0, min(k, len(score)))
	for len(out) < min(k, len(score)) {
		by := score
		switch n := len(out); {
		case n >= p.spread:
			by = plain
		case n > 0 && n == p.own:
			by = own
		}
		best := highest(by)
		if by[best] <= 0 {
			best = highest(plain)
		}
		if plain[best] <= 0 {
			break
		}
		out = append(out, best)
		score[best], own[best], plain[best] = 0, 0, 0
		for i := max(best-p.apartBy, 0); i <= min(best+p.apartBy, len(score)-1); i++ {
			f := 1 - p.apart*(1-float64(max(best-i, i-best))/float64(p.apartBy+1))
			score[i], own[i] = score[i]*f, own[i]*f
			if len(out) > p.spread {
				plain[i] *= f
			}
		}
	}
	return out
}

func highest(score []float64) int {
	best := 0
	for i, s := range score {
		if s > score[best] {
			best = i
		}
	}
	return best
}

// withKin adds to the terms, for each word that the index lacks, those that begin like it.
func (ix *Index) withKin(t terms) terms {
	s := ix.stemmed()
	t.nth, t.all = maps.Clone(t.nth), slices.Clone(t.all)
	for _, word := range t.lacking {
		term := int32(len(t.all)) // all of them are one
		for _, n := range s.alike[beginning(word)] {
			if _, asked := t.nth[n]; asked {
				continue
			}
			if t.nth[n] = term; int(term) == len(t.all) {
				t.all = append(t.all, n)
			}
		}
	}
	return t
}

// passageHits finds the terms in the passages, whoever spoke: a question says what
// the answer is about.
func (ix *Index) passageHits(t terms) *hits {
	h := &hits{terms: make([][]hit, len(t.all)), size: make([]float64, len(ix.src.Passages))}
	for i, s := range ix.stemmed().of {
		if s == none {
			continue
		}
		h.size[ix.passage[i]]++
		if n, ok := t.nth[s]; ok {
			h.add(n, ix.passage[i], int32(i))
		}
	}
	return h
}

// pairHits finds the pairs of different terms that stand close together in a passage.
func (ix *Index) pairHits(t terms, within int) *hits {
	h := &hits{size: make([]float64, len(ix.src.Passages))}
	pairs := map[[2]int32]int32{} // places in h.terms
	type place struct{ term, at, passage int32 }
	var last []place // the terms of the last words, at most within of them
	at := int32(0)   // words of weight so far
	for i, s := range ix.stemmed().of {
		if s == none {
			continue
		}
		passage := ix.passage[i]
		h.size[passage]++
		at++
		k, ok := t.nth[s]
		if !ok {
			continue
		}
		last = slices.DeleteFunc(last, func(o place) bool { return o.term == k || o.passage != passage || int(at-o.at) > within })
		for _, o := range last {
			pair := [2]int32{min(o.term, k), max(o.term, k)}
			n, known := pairs[pair]
			if !known {
				n = int32(len(h.terms))
				pairs[pair], h.terms = n, append(h.terms, nil)
			}
			h.add(n, passage, int32(i))
		}
		last = append(last, place{k, at, passage})
	}
	return h
}

func set(ids []string) map[string]bool {
	m := make(map[string]bool, len(ids))
	for _, id := range ids {
		m[id] = true
	}
	return m
}

// requestStems are words by which a question asks and which say nothing of what
// it is about.
var requestStems = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range stemsOf("summarize summary discussion discuss opinion attitude think thought conclusion conclude decided decision reason recommend propose "+
		"suggest introduce mention describe talk team group meeting view agree disagree feel explain respond response according regarding", lexicons()["en"]) {
		m[w.stem] = true
	}
	return m
})

var titles = set(strings.Fields("hon right mr mrs ms dr the am"))

// named finds speakers whom a text names and returns, for each speaker of the
// index, whether it does, and the text without their names: by the whole name, by
// the name without titles, or by its first or last word where only one speaker has it.
// A name of one word counts where it has a capital, and at the start, where every word
// has one, if it is nothing but a name: neither a letter nor "Will".
func (ix *Index) named(text string) ([]bool, string) {
	type name struct {
		words []string
		who   int
	}
	var whole, parts []name
	bearers := map[string]int{} // of a first or last name
	for i, s := range ix.speakers {
		all := nameWords(s.Name)
		core := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return titles[strings.ToLower(w)] })
		if len(core) == 0 {
			continue
		}
		whole = append(whole, name{all, i}, name{core, i})
		if last := len(core) - 1; last > 0 {
			parts = append(parts, name{core[:1], i}, name{core[last:], i})
			bearers[core[0]]++
			bearers[core[last]]++
		}
	}
	names := slices.Concat(whole, parts)
	slices.SortStableFunc(names, func(a, b name) int { return len(b.words) - len(a.words) })
	words := nameWords(text)
	common := len(words) > 0 && ix.common(words[0])
	var out []bool
	for _, n := range names {
		one := len(n.words) == 1
		if one && (bearers[n.words[0]] > 1 || n.words[0] == "I") {
			continue
		}
		for i := 0; i+len(n.words) <= len(words); i++ {
			if one && (!capital(words[i]) || i == 0 && common) || !slices.EqualFunc(words[i:i+len(n.words)], n.words, strings.EqualFold) {
				continue
			}
			if out == nil {
				out = make([]bool, len(ix.speakers))
			}
			out[n.who] = true
			words = slices.Replace(words, i, i+len(n.words), ".")
		}
	}
	if out == nil {
		return nil, text
	}
	return out, strings.Join(words, " ")
}

// common reports whether a word with a capital may be something else than a name.
func (ix *Index) common(word string) bool {
	x := ix.lexicons[0]
	return utf8.RuneCountInString(word) == 1 || x.entry(hashOn(hashSeed, appendFolded(nil, word, x.lists.Plain))).traits&known != 0
}

func nameWords(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !wordRune(r) })
}

func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}
