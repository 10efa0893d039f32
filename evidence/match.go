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
	backWeight     = 0.25 // of the share of the asked question's weight, which carries small talk along
	orderWeight    = 0.1  // of what questions asked in the planned order gain
	answerWords    = 8    // words that count as an answer
	mostFollowUps  = 8    // exchanges that an answer may run over
	leastQuestions = 2    // words of weight that both questions share
)

// MatchQuestions finds planned questions in a conversation: where each was
// asked, in whatever words, and what was answered. Two questions match by the
// weight of the words that they share, as a share of the planned question's, which
// must be high, and of the asked question's; where that leaves a doubt, the planned
// order decides. A question asked in the conversation matches at most
// one planned question. The answer runs over follow-up questions up to the next
// planned one. Without known roles every question is QuestionNotAsked; the result
// has one match per planned question, in the given order.
func MatchQuestions(t transcript.Transcript, planned []PlannedQuestion) []QuestionMatch {
	out := make([]QuestionMatch, len(planned))
	for i, q := range planned {
		out[i] = QuestionMatch{Question: q.ID, State: QuestionNotAsked}
	}
	exchanges := t.Exchanges()
	taken := map[int]int{}
	for _, p := range pairings(t, planned, exchanges) {
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

// pairing is a planned and an asked question that may be the same.
type pairing struct {
	planned, asked int
	score          float64
	terms          []string
}

// question is the set of stems of a question, with a word for each.
type question struct {
	words map[string]string
	self  float64 // weight of all its words
}

// pairings returns the pairs that share enough, best first.
func pairings(t transcript.Transcript, planned []PlannedQuestion, exchanges []transcript.Exchange) []pairing {
	lex := lexicons()["en"]
	if t.Language != "" {
		lex = lexiconFor(t.Language)
	}
	read := func(text string) question {
		q := question{words: map[string]string{}}
		for _, w := range stemsOf(text, lex) {
			if q.words[w.stem] == "" {
				q.words[w.stem] = strings.ToLower(text[w.start:w.end])
			}
		}
		return q
	}
	plan, asked := make([]question, len(planned)), make([]question, len(exchanges))
	for i, q := range planned {
		plan[i] = read(q.Text)
	}
	for j, e := range exchanges {
		asked[j] = read(e.Question.Text)
	}
	// A word weighs by how few of the planned questions have it: the plan is what
	// tells one question from another, and a conversation repeats its subject.
	df := map[string]int{}
	for _, q := range plan {
		for stem := range q.words {
			df[stem]++
		}
	}
	weight := func(stem string) float64 {
		return math.Log(1 + float64(len(plan)+1)/float64(max(df[stem], 1)))
	}
	for _, set := range [][]question{plan, asked} {
		for i := range set {
			for _, stem := range sortedKeys(set[i].words) {
				set[i].self += weight(stem)
			}
		}
	}
	var out []pairing
	for i, p := range plan {
		for j, a := range asked {
			var have float64
			var terms []string
			for _, stem := range sortedKeys(p.words) {
				if w, ok := a.words[stem]; ok {
					have += weight(stem)
					terms = append(terms, w)
				}
			}
			if len(terms) < leastQuestions || have/p.self < matchFloor {
				continue
			}
			slices.Sort(terms)
			order := 1 - math.Abs(position(i, len(plan))-position(j, len(asked)))
			out = append(out, pairing{i, j, have/p.self + backWeight*have/a.self + orderWeight*order, terms})
		}
	}
	slices.SortFunc(out, func(a, b pairing) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.asked, b.asked), cmp.Compare(a.planned, b.planned))
	})
	return out
}

// position is where the n-th of several stands, from 0 to 1.
func position(n, of int) float64 {
	if of < 2 {
		return 0
	}
	return float64(n) / float64(of-1)
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
