package evidence

import (
	"cmp"
	"math"
	"slices"
)

// An alignment costs least where it explains a difference by the words that
// carry meaning: they are cheap to add or drop, so that a dropped "not" shows as
// a dropped "not" and is not hidden by cutting the quote short.
const (
	costFunction   = 12
	costGuard      = 8 // negations, numbers, pronouns of agency, hedges
	costContent    = 20
	costExtraGuard = 18 // such a word in the quote alone
	costAuxiliary  = 4  // "do" as in "do not"
	costReplace    = 34
	costCompound   = 2  // "set up" and "setup"
	costAffine     = 14 // replacing a word by one of its own class
	leastCoverage  = 60 // percent of a quote's words that must be in the source
	mostWindows    = 3
)

type edit struct {
	quote, source string // "" for a word that the other side lacks
	at            int    // position in the quote
	repeated      bool   // the word repeats its neighbour
}

// repeated reports whether the word at i repeats the one before or after it.
func (ix *Index) repeated(i int) bool {
	return i > 0 && ix.words[i-1].word == ix.words[i].word || i+1 < len(ix.words) && ix.words[i+1].word == ix.words[i].word
}

// altered looks for a quote that is not in the source word for word, and names
// the differences.
func (ix *Index) altered(f Finding, units []unit, short []Flag, a aim) Finding {
	type candidate struct {
		run     run
		edits   []edit
		matched int
		cost    int
	}
	var best *candidate
	for _, w := range ix.windows(units, a.passage) {
		r, edits, matched, total := ix.align(units, w)
		if matched == 0 {
			continue
		}
		c := candidate{run: r, edits: edits, matched: matched, cost: total}
		if speaker, one := ix.speaker(r); !one || !a.counts(speaker) {
			c.cost++ // of two equal places, the one that could count
		}
		if best == nil || c.cost < best.cost {
			best = &c
		}
	}
	if best == nil || best.matched*100 < leastCoverage*len(units) {
		return f
	}
	changes := editFlags(best.edits, len(units))
	f.Grade, f.Occurrences = Altered, 1
	if len(changes) == 0 {
		f.Grade = Normalized // only repetitions, discourse words and ways to write compounds differ
	}
	f.Flags = append(short, changes...)
	f.Flags = append(f.Flags, ix.contextFlags(best.run)...)
	f.Flags = append(f.Flags, ix.placeFlags(best.run, []run{best.run}, a)...)
	return ix.admit(f, best.run, ix.spans(best.run), a.policy)
}

// windows returns the few stretches of the source that share most with the
// quote, by votes of the quote's words on their diagonal; rare words count more.
func (ix *Index) windows(units []unit, hint int) []run {
	const bucket = 8
	votes := map[int]float64{}
	var mass float64
	for i, u := range units {
		positions := ix.at[u.word]
		idf := math.Log(1 + float64(len(ix.words)+1)/float64(len(positions)+1))
		mass += idf
		if len(positions) > 2000 {
			continue
		}
		for _, at := range positions {
			votes[(int(at)-i+len(units))/bucket] += idf
		}
	}
	if hint >= 0 && ix.first[hint] < ix.first[hint+1] {
		votes[(int(ix.first[hint])+len(units))/bucket] += mass / 8
	}
	type vote struct {
		bucket int
		score  float64
	}
	ranked := make([]vote, 0, len(votes))
	for b := range votes {
		ranked = append(ranked, vote{b, votes[b] + votes[b+1]})
	}
	slices.SortFunc(ranked, func(a, b vote) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.bucket, b.bucket))
	})
	var out []run
	for _, v := range ranked {
		if v.score < mass/4 || len(out) == mostWindows || v.score < ranked[0].score*0.6 {
			break
		}
		start := v.bucket*bucket - len(units)
		w := run{max(0, start-len(units)/2-8), min(len(ix.words), start+2*len(units)+2*bucket+8)}
		if w.start < w.end && !slices.ContainsFunc(out, func(o run) bool {
			return w.start < o.end-bucket && o.start < w.end-bucket && abs(o.start-w.start) < bucket
		}) {
			out = append(out, w)
		}
	}
	return out
}

func abs(n int) int { return max(n, -n) }

// extraCost is the cost of a word that only the quote has. Words that carry
// meaning cost more here than where the quote leaves them out: what a quote says
// has to come from somewhere.
func extraCost(word string) int {
	if c := gapCost(word); c == costGuard {
		return costExtraGuard
	}
	return gapCost(word)
}

func gapCost(word string) int {
	switch word {
	case "do", "does", "did":
		return costAuxiliary
	}
	switch classOf(word) {
	case negation, number, agency, hedge:
		return costGuard
	case function:
		return costFunction
	default:
		return costContent
	}
}

func replaceCost(a, b string) int {
	ca, cb := classOf(a), classOf(b)
	switch {
	case ca == cb && ca != content:
		return costAffine
	case ca == content && cb == content:
		return costReplace
	default:
		return gapCost(a) + gapCost(b) - 1
	}
}

// align finds the cheapest way to turn a part of the window into the quote.
// Words of the window before and after that part are free.
func (ix *Index) align(units []unit, w run) (found run, edits []edit, matched, total int) {
	m, n := len(units), w.end-w.start
	cost := make([]int, (m+1)*(n+1))
	at := func(i, j int) int { return i*(n+1) + j }
	for i := 1; i <= m; i++ {
		cost[at(i, 0)] = cost[at(i-1, 0)] + extraCost(units[i-1].word)
		for j := 1; j <= n; j++ {
			q, s := units[i-1].word, ix.words[w.start+j-1].word
			diagonal := cost[at(i-1, j-1)]
			if q != s {
				diagonal += replaceCost(q, s)
			}
			best := min(diagonal, cost[at(i-1, j)]+extraCost(q), cost[at(i, j-1)]+gapCost(s))
			if i > 1 && units[i-2].word+q == s {
				best = min(best, cost[at(i-2, j-1)]+costCompound)
			}
			if j > 1 && ix.words[w.start+j-2].word+s == q {
				best = min(best, cost[at(i-1, j-2)]+costCompound)
			}
			cost[at(i, j)] = best
		}
	}
	end := 0
	for j := 1; j <= n; j++ {
		if cost[at(m, j)] < cost[at(m, end)] {
			end = j
		}
	}
	total = cost[at(m, end)]
	first, last := -1, -1
	for i, j := m, end; i > 0; {
		q := units[i-1].word
		if j > 0 {
			s := ix.words[w.start+j-1].word
			if q == s && cost[at(i, j)] == cost[at(i-1, j-1)] {
				matched++
				if last < 0 {
					last = j
				}
				first = j
				i, j = i-1, j-1
				continue
			}
			if i > 1 && units[i-2].word+q == s && cost[at(i, j)] == cost[at(i-2, j-1)]+costCompound {
				matched += 2
				last = max(last, j)
				first = j
				i, j = i-2, j-1
				continue
			}
			if j > 1 && ix.words[w.start+j-2].word+s == q && cost[at(i, j)] == cost[at(i-1, j-2)]+costCompound {
				matched++
				last = max(last, j)
				first = j - 1
				i, j = i-1, j-2
				continue
			}
			if q != s && cost[at(i, j)] == cost[at(i-1, j-1)]+replaceCost(q, s) {
				edits = append(edits, edit{q, s, i - 1, false})
				if last < 0 {
					last = j
				}
				first = j
				i, j = i-1, j-1
				continue
			}
			if cost[at(i, j)] == cost[at(i, j-1)]+gapCost(s) {
				edits = append(edits, edit{"", s, i, ix.repeated(w.start + j - 1)})
				j--
				continue
			}
		}
		edits = append(edits, edit{q, "", i - 1, i > 1 && units[i-2].word == q || i < m && units[i].word == q})
		i--
	}
	slices.Reverse(edits)
	if matched == 0 {
		return run{}, nil, 0, total
	}
	return run{w.start + first - 1, w.start + last}, edits, matched, total
}

const inventedTail = 3 // words of content that the source does not have

// editFlags names the differences that may change the meaning; each flag blocks.
// A repeated word, or one of discourse ("well", "so", "you know") that the quote
// leaves out, changes nothing.
func editFlags(edits []edit, words int) []Flag {
	var flags []Flag
	invented := 0
	for k, e := range edits {
		q, s := classOf(e.quote), classOf(e.source)
		has := func(c class) bool { return e.quote != "" && q == c || e.source != "" && s == c }
		switch {
		case e.repeated && !has(negation) && !has(number):
			continue
		case has(negation):
			flags = append(flags, NegationChanged)
		case has(number):
			flags = append(flags, NumberChanged)
		case e.quote == "" && dropped(edits, k):
			continue
		case has(agency):
			flags = append(flags, AgencyChanged)
		case has(hedge):
			flags = append(flags, HedgeChanged)
		case has(content):
			flags = append(flags, ContentChanged)
		default:
			flags = append(flags, WordingChanged)
		}
		if e.quote != "" && e.source == "" && q == content {
			invented++
		}
	}
	if invented >= inventedTail || invented*3 > words {
		flags = append(flags, UnsupportedText)
	}
	return flags
}

// dropped reports whether the words that the quote leaves out around edit k are
// all words of discourse.
func dropped(edits []edit, k int) bool {
	first, last := k, k
	for first > 0 && edits[first-1].quote == "" && edits[first-1].at == edits[k].at {
		first--
	}
	for last+1 < len(edits) && edits[last+1].quote == "" && edits[last+1].at == edits[k].at {
		last++
	}
	var phrase []string
	for _, e := range edits[first : last+1] {
		if !discourse[e.source] {
			return false
		}
		phrase = append(phrase, e.source)
	}
	for _, w := range phrase {
		if (w == "i" || w == "mean") && !consecutive(phrase, "i", "mean") || (w == "you" || w == "know") && !consecutive(phrase, "you", "know") {
			return false
		}
	}
	return true
}

func consecutive(phrase []string, a, b string) bool {
	for i := 1; i < len(phrase); i++ {
		if phrase[i-1] == a && phrase[i] == b {
			return true
		}
	}
	return false
}
