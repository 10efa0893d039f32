package evidence

import (
	"cmp"
	"slices"

	"github.com/hirealign/hirealign/transcript"
)

// Query says what to look for.
type Query struct {
	// Text is what the place should be about. The more of a criterion's own
	// vocabulary it holds (name, description, anchors), the better the result.
	Text string
	// Speakers are the roles whose words are looked through; empty looks nowhere.
	Speakers []transcript.Role
	// Within restricts the search to these segments; nil looks everywhere.
	Within []string
}

const (
	shortestUnit  = 14   // words of a suggestion, where the speaker goes on
	shortestTurn  = 8    // words of a suggestion that is all a speaker said
	shortestNote  = 4    // words of a line of notes or of a resume
	longestUnit   = 45   // words after which a suggestion ends where a passage ends
	leastShared   = 2    // different words that a suggestion shares with the query
	mostShared    = 4    // such words that are asked for at most, where the query is long
	wordsPerMore  = 25   // words of the query that ask for one shared word more
	leastWeight   = 0.05 // of the query's topics that a suggestion shares, by their rarity
	sameness      = 0.6
	novelty       = 0.2  // share of the order that goes to places unlike the better ones
	weakestFactor = 0.35 // of the best score; places far below it are not shown
)

var (
	sentenceScore = bm25{k1: 1.2, b: 0.4}
	answerScore   = bm25{k1: 1.2, b: 0.4, weight: 0.5}
)

// Suggest returns up to k places that share most with the query, best first: by
// BM25 over the sentences of the admitted speakers; and, where the search is not
// restricted to segments, over the answers that they stand in, each with its
// question, since a question says what an answer is about.
// Among places that say nearly the same it keeps the best, and it prefers places
// unlike those before them. Questions are no suggestions, and neither are sentences that
// speak to whoever scores the record; one that reads like an instruction has that flag.
//
// A place must share at least two words of weight with the query. Unless the search is
// restricted to segments these are words that say what the query is about, not how much,
// how sure or who said so; up to four of them where the query is long, and together a
// share of its weight, in which rare words weigh more. Where no place does, Suggest
// returns nothing: no suggestion is better than a wrong one. What it
// returns are places to look, in the source's words; it has no score, because how
// well words match says nothing about a person.
func (ix *Index) Suggest(q Query, k int) []Suggestion {
	if k <= 0 || len(ix.lexicons) == 0 {
		return nil
	}
	t := ix.termsOf(q.Text, nil)
	if len(t.all) < leastShared {
		return nil
	}
	need := leastShared
	if q.Within == nil {
		// A long query shares a few common words with anything.
		need = min(mostShared, leastShared+t.want/wordsPerMore)
	}
	places := ix.places(q)
	h := ix.placeHits(places, t)
	score := sentenceScore.score(h)
	if q.Within == nil {
		for i, s := range ix.answerScores(places, t) {
			score[i] += answerScore.weight * s
		}
	}
	shared := make([][]int32, len(places)) // first tokens of the shared terms
	counts := make([]int, len(places))     // of those that count
	for n, list := range h.terms {
		for _, at := range list {
			shared[at.unit] = append(shared[at.unit], at.token)
			if t.topic[n] && ix.traits[at.token].topic() || q.Within != nil {
				counts[at.unit]++
			}
		}
	}
	weight := ix.weightOf(h, t)
	for i := range places {
		if counts[i] < need || q.Within == nil && weight[i] < leastWeight {
			score[i] = 0
		}
	}
	picked, flags := ix.pick(places, score, k), map[int][]Flag{}
	for n := 0; n < len(picked); n++ {
		i := picked[n]
		flag, found := ix.spoken(ix.spans(places[i]))
		switch {
		case found && flag.Blocking():
			score[i] = 0
			picked, n = ix.pick(places, score, k), -1 // without it
		case found:
			flags[i] = []Flag{flag}
		}
	}
	out := make([]Suggestion, 0, len(picked))
	for _, i := range picked {
		speaker, _ := ix.speaker(places[i])
		s := Suggestion{Citation: Citation{
			Source: ix.src.Ref, Speaker: speaker, Spans: ix.spans(places[i]), Language: ix.languageOf(places[i]), Grade: Verbatim,
			Flags: flags[i],
		}}
		slices.Sort(shared[i])
		for _, token := range shared[i] {
			s.Terms = append(s.Terms, ix.wordAt(int(token)))
		}
		out = append(out, s)
	}
	return out
}

// pick takes up to k places, best first, by maximal marginal relevance (Carbonell
// and Goldstein, 1998): the score less what the place repeats.
func (ix *Index) pick(places []run, score []float64, k int) []int {
	order := inOrder(score)
	sets := make(map[int][]int32, min(k, len(places)))
	setOf := func(i int) []int32 {
		if _, have := sets[i]; !have {
			sets[i] = ix.stemSet(places[i])
		}
		return sets[i]
	}
	var picked []int
	for len(picked) < k && len(order) > 0 {
		floor := score[order[0]]
		if len(picked) > 0 {
			floor = score[picked[0]]
		}
		best, value := -1, 0.0
		for n, i := range order {
			own := score[i] / floor
			if own < weakestFactor || best >= 0 && (1-novelty)*own <= value {
				break // the others are weaker still
			}
			like := 0.0
			for _, o := range picked {
				like = max(like, likeness(setOf(o), setOf(i)))
			}
			if v := (1-novelty)*own - novelty*like; like <= sameness && (best < 0 || v > value) {
				best, value = n, v
			}
		}
		if best < 0 {
			break
		}
		picked = append(picked, order[best])
		order = slices.Delete(order, best, best+1)
	}
	return picked
}

// likeness is the share of stems that two sets have in common.
func likeness(x, y []int32) float64 {
	shared := 0
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch cmp.Compare(x[i], y[j]) {
		case 0:
			shared++
			i++
			j++
		case -1:
			i++
		default:
			j++
		}
	}
	if len(x)+len(y) == 0 {
		return 0
	}
	return float64(shared) / float64(len(x)+len(y)-shared)
}

// stemSet returns the different stems of a run, sorted.
func (ix *Index) stemSet(r run) []int32 {
	out := make([]int32, 0, r.end-r.start)
	for _, s := range ix.stemmed().of[r.start:r.end] {
		if s != none {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// placeHits finds the terms in the places.
func (ix *Index) placeHits(places []run, t terms) *hits {
	h := &hits{terms: make([][]hit, len(t.all)), size: make([]float64, len(places))}
	of := ix.stemmed().of
	for n, r := range places {
		h.size[n] = float64(r.end - r.start)
		for i := r.start; i < r.end; i++ {
			if of[i] == none {
				continue
			}
			if term, ok := t.nth[of[i]]; ok {
				h.once(term, int32(n), int32(i))
			}
		}
	}
	return h
}

// answerScores returns, for each place, the score of the answer that it stands in.
func (ix *Index) answerScores(places []run, t terms) []float64 {
	out := make([]float64, len(places))
	unit, n := ix.answers()
	if n < 2 {
		return out // no questions: nothing is an answer
	}
	h := &hits{terms: make([][]hit, len(t.all)), size: make([]float64, n)}
	for i, s := range ix.stemmed().of {
		if s == none {
			continue
		}
		u := unit[ix.passage[i]]
		h.size[u]++
		if term, ok := t.nth[s]; ok {
			h.add(term, u, int32(i))
		}
	}
	score := answerScore.score(h)
	for i, r := range places {
		out[i] = score[unit[ix.passage[r.start]]]
	}
	return out
}

// answers numbers the questions with their answers, for each passage: a turn of the
// interviewing side in which somebody asks opens a new one.
func (ix *Index) answers() (unit []int32, n int) {
	unit = make([]int32, len(ix.src.Passages))
	at := int32(0)
	for i := 0; i < len(unit); {
		end := i + 1
		for end < len(unit) && (ix.who[end] == ix.who[i] || ix.back[end]) {
			end++
		}
		switch ix.src.Passages[i].Speaker.Role {
		case transcript.Interviewer, transcript.HiringManager, transcript.Recruiter:
			if slices.ContainsFunc(ix.traits[ix.first[i]:ix.first[end]], func(x traits) bool { return x&questionEnd != 0 }) {
				at++
			}
		}
		for ; i < end; i++ {
			unit[i] = at
		}
	}
	return unit, int(at) + 1
}

// places cuts the speech of the admitted speakers into sentences, short ones
// joined and very long ones cut where a passage ends. A line of notes stands for
// itself; a paragraph of a document ends a place.
func (ix *Index) places(q Query) []run {
	admitted := ix.admitted(q)
	var out []run
	start := -1
	shortest, sentence := shortestTurn, shortestUnit
	apart := ix.src.Ref.Kind != TranscriptSource
	if apart {
		shortest = shortestNote
	}
	flush := func(end int) {
		if r := (run{start, end}); start >= 0 && end-start >= shortest && ix.traits[end-1]&questionEnd == 0 && ix.tells(r) {
			out = append(out, r)
		}
		start = -1
	}
	for i := range ix.len() {
		if !admitted[ix.passage[i]] {
			flush(i)
			continue
		}
		if start >= 0 && ix.passage[i-1] != ix.passage[i] && (apart || !ix.together(ix.passage[i-1], ix.passage[i])) {
			flush(i)
		}
		if start < 0 {
			start = i
		}
		n := i + 1 - start
		endsPassage := i+1 == ix.len() || ix.passage[i+1] != ix.passage[i]
		if ix.src.Ref.Kind == NotesSource {
			continue
		}
		if ix.traits[i]&sentenceEnd != 0 && n >= sentence || endsPassage && n >= longestUnit || n >= 2*longestUnit && ix.traits[i]&clauseEnd != 0 {
			flush(i + 1)
		}
	}
	flush(ix.len())
	return out
}

// admitted tells for each passage whether the query looks at it.
func (ix *Index) admitted(q Query) []bool {
	within := set(q.Within)
	out := make([]bool, len(ix.src.Passages))
	for i := range out {
		p := &ix.src.Passages[i]
		out[i] = p.Speaker.Role != "" && slices.Contains(q.Speakers, p.Speaker.Role) && (q.Within == nil || within[p.ID])
	}
	return out
}

// tells reports whether a run has words of weight at all.
func (ix *Index) tells(r run) bool {
	first := int32(none)
	for _, s := range ix.stemmed().of[r.start:r.end] {
		if s != none && first != none && s != first {
			return true
		}
		if first == none {
			first = s
		}
	}
	return false
}

// together reports whether two passages follow each other, apart from listeners'
// backchannels, and have the same speaker.
func (ix *Index) together(a, b int32) bool {
	for i := a + 1; i < b; i++ {
		if !ix.back[i] && ix.who[i] != ix.who[a] {
			return false
		}
	}
	return ix.who[a] == ix.who[b]
}
