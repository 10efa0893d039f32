package compensation

import (
	"slices"
	"strings"
)

// MentionsHistory reports whether the words speak of present or past pay.
// Employers may not ask for it in many places, and it is no measure of what a
// role is worth. Expectations stay: "I am looking for" is not "I am on".
func MentionsHistory(text string) bool {
	toks := tokens(text)
	line := phrase(toks)
	holds := func(p string) bool { return strings.Contains(line, " "+p+" ") }
	if slices.ContainsFunc(historyPhrases, holds) || datedPay(toks) {
		return true
	}
	return slices.ContainsFunc(historyPhrasesWithAmount, holds) && hasAmount(toks)
}

// AsksHistory reports whether somebody asks for present or past pay.
func AsksHistory(question string) bool {
	toks := tokens(question)
	line := phrase(toks)
	return datedPay(toks) || slices.ContainsFunc(historyQuestions, func(p string) bool { return strings.Contains(line, " "+p+" ") })
}

// StatesExpectation reports whether the words speak of what somebody wants or is
// offered, in a question or an answer.
func StatesExpectation(text string) bool {
	line := phrase(tokens(text))
	return slices.ContainsFunc(expectationPhrases, func(p string) bool { return strings.Contains(line, " "+p+" ") })
}

// MentionsAmount reports whether the words hold a figure that may be pay.
func MentionsAmount(text string) bool { return hasAmount(tokens(text)) }

// MentionsPay reports whether the words are about pay.
func MentionsPay(text string) bool {
	return slices.ContainsFunc(tokens(text), func(t token) bool {
		return slices.Contains(payNouns, t.text) || slices.Contains(ambiguousNouns, t.text) || slices.Contains(payVerbs, t.text)
	})
}

func phrase(toks []token) string {
	words := make([]string, 0, len(toks))
	for _, t := range toks {
		words = append(words, t.text)
	}
	return strings.ReplaceAll(" "+strings.Join(words, " ")+" ", " on call ", " on-call ")
}

func hasAmount(toks []token) bool {
	return slices.ContainsFunc(findAmounts(toks), func(a amount) bool { return plausible(a) || a.value >= 20 })
}

// datedPay finds pay that is said to be of now or of before: "my current base",
// "total comp last year", "the salary I have today".
func datedPay(toks []token) bool {
	const near = 3
	for i, t := range toks {
		whose := func(b token) bool { return slices.Contains([]string{"my", "i", "i'm", "your", "you"}, b.text) }
		if !slices.Contains(payNouns, t.text) &&
			(!slices.Contains(ambiguousNouns, t.text) || !slices.ContainsFunc(toks[max(0, i-near-1):i], whose)) {
			continue
		}
		for _, b := range toks[max(0, i-near):i] {
			if slices.Contains(beforeWords, b.text) {
				return true
			}
		}
		after := phrase(toks[i+1 : min(len(toks), i+2+near)])
		for _, p := range afterPhrases {
			if strings.Contains(after, " "+p+" ") {
				return true
			}
		}
	}
	return false
}

var payNouns = []string{"salary", "salaries", "compensation", "comp", "wage", "wages", "ctc", "paycheck", "remuneration"}

// ambiguousNouns are pay only where they are somebody's: a code base is not.
var ambiguousNouns = []string{"pay", "base", "package", "earnings", "income"}

var payVerbs = []string{"paid", "pays", "earn", "earns", "earned", "earning", "makes"}

var beforeWords = []string{"current", "currently", "last", "previous", "present", "old", "former", "prior", "existing", "today's"}

var afterPhrases = []string{"right now", "at the moment", "currently", "last year", "these days", "today", "was", "used to", "history"}

var historyPhrases = []string{
	"my salary is", "my base is", "what i make now", "what i earn now", "what i make today", "what i earn today",
	"i currently make", "i currently earn", "i used to earn", "i take home", "i bring home",
}

// historyPhrasesWithAmount speak of pay only beside a figure: "I'm making sure" does not.
var historyPhrasesWithAmount = []string{
	"i make", "i made", "i earn", "i earned", "earns", "currently makes", "currently earning", "was earning", "is paid", "i'm making", "i am making", "i'm earning", "i am earning", "i was making", "i was earning",
	"i used to make", "i was paid", "i got paid", "i am paid", "i'm paid", "i'm currently on", "i am currently on", "i'm on", "i am on", "i was on", "i've been on",
	"currently i'm on", "right now i'm on", "they pay me", "they paid me", "pays me", "paid me", "i'm getting", "i get paid", "currently at",
}

var historyQuestions = []string{
	"what are you on", "are you on now", "are you on at the moment", "do you make", "do you earn", "are you making", "are you earning", "did you make", "did you earn",
	"are you paid", "were you paid", "were you on", "were you making", "were you earning", "do they pay you", "did they pay you", "are they paying you", "do you currently make", "do you currently earn",
	"are you currently on", "are you currently making", "are you currently earning", "you currently make", "you currently earn", "are you getting paid",
}

var expectationPhrases = []string{
	"looking for", "expect", "expecting", "expectation", "expectations", "hope", "hoping", "i'd like", "i would like", "would you like", "i want", "you want", "i'd want",
	"i would want", "target", "targeting", "aiming for", "i'd need", "i would need", "ask for", "asking for", "happy with", "in mind", "the offer is", "offered me",
}
