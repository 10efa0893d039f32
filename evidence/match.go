package evidence

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

const (
	matchFloor     = 0.42 // share of a planned question's weight that the asked one must have
	answerWords    = 8    // words that count as an answer
	mostFollowUps  = 8    // exchanges that an answer may run over
	leastQuestions = 2    // words of weight that both questions share
)

// MatchQuestions finds planned questions in a conversation: where each was
// asked, in whatever words, and what was answered. A question asked in the
// conversation matches at most one planned question. The answer runs over
// follow-up questions up to the next planned one. Without known roles every
// question is QuestionNotAsked; the result has one match per planned question,
// in the given order.
func MatchQuestions(t transcript.Transcript, planned []PlannedQuestion) []QuestionMatch {
	out := make([]QuestionMatch, len(planned))
	wanted := make([]map[string]bool, len(planned))
	df := map[string]int{}
	lex := lexicons()["en"]
	if t.Language != "" {
		lex = lexiconFor(t.Language)
	}
	for i, q := range planned {
		out[i] = QuestionMatch{Question: q.ID, State: QuestionNotAsked}
		wanted[i] = map[string]bool{}
		for _, w := range stemsOf(q.Text, lex) {
			if !wanted[i][w.stem] {
				wanted[i][w.stem] = true
				df[w.stem]++
			}
		}
	}
	exchanges := t.Exchanges()
	asked := make([]map[string]string, len(exchanges))
	for i, e := range exchanges {
		asked[i] = map[string]string{}
		for _, w := range stemsOf(e.Question.Text, lex) {
			if asked[i][w.stem] == "" {
				asked[i][w.stem] = e.Question.Text[w.start:w.end]
			}
		}
	}
	type pair struct {
		planned, asked int
		score          float64
		terms          []string
	}
	var pairs []pair
	for i := range planned {
		for j := range exchanges {
			var have, all float64
			var terms []string
			for s := range wanted[i] {
				weight := math.Log(1 + float64(len(planned)+1)/float64(df[s]))
				all += weight
				if w, ok := asked[j][s]; ok {
					have += weight
					terms = append(terms, strings.ToLower(w))
				}
			}
			if all > 0 && have/all >= matchFloor && len(terms) >= leastQuestions {
				slices.Sort(terms)
				pairs = append(pairs, pair{i, j, have / all, terms})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.asked, b.asked), cmp.Compare(a.planned, b.planned))
	})
	taken := map[int]int{}
	for _, p := range pairs {
		if _, used := taken[p.asked]; used || out[p.planned].State != QuestionNotAsked {
			continue
		}
		taken[p.asked] = p.planned
		out[p.planned].State, out[p.planned].Terms = QuestionNotAnswered, p.terms
	}
	for j, i := range taken {
		m := &out[i]
		for _, s := range exchanges[j].Question.Segments {
			m.Asked = append(m.Asked, string(s))
		}
		words := 0
		for n := j; n < len(exchanges) && n <= j+mostFollowUps; n++ {
			if _, other := taken[n]; other && n != j {
				break
			}
			for _, turn := range exchanges[n].Answer {
				words += len(strings.Fields(turn.Text))
				for _, s := range turn.Segments {
					m.Answered = append(m.Answered, string(s))
				}
			}
		}
		if words >= answerWords {
			m.State = QuestionAnswered
		}
	}
	return out
}
