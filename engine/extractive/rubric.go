package extractive

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/transcript"
)

const (
	mostCriteria      = 10
	mostClaims        = 3 // quotes per criterion
	shortestCriterion = 7 // words of a sentence that can carry a criterion
)

var (
	mustCues = []string{
		"must have", "must haves", "must", "need", "needs", "has to", "have to", "non negotiable", "cannot", "can't", "deal breaker",
		"from day one", "on the first day", "essential", "critical",
	}
	growthCues = []string{"nice to have", "can learn", "can grow", "grow into", "we can teach", "teach", "bonus", "growth"}
	wantCues   = []string{
		"i want", "i'd want", "we want", "looking for", "somebody who", "someone who", "good looks like", "good means", "not good enough",
		"good enough", "i care about", "should be able", "what matters", "the bar", "a good answer", "a bad answer", "i expect", "i'd expect",
	}
)

// criteria lists what the hiring manager said they need: sentences with a cue of
// need or want, with their neighbours of the same turn, most telling first.
func criteria(intake transcript.Transcript) []rubric.ProposedCriterion {
	all := sentences(intake, transcript.HiringManager)
	type scored struct {
		at, score int
		criterion rubric.ProposedCriterion
	}
	var found []scored
	used := make([]bool, len(all))
	for i, s := range all {
		if used[i] || s.words() < shortestCriterion || strings.HasSuffix(s.text, "?") {
			continue
		}
		kind, score := need(s.text)
		if score == 0 {
			continue
		}
		c := rubric.ProposedCriterion{Kind: kind, Claims: []evidence.Claim{s.claim()}}
		used[i] = true
		for j := i + 1; j < len(all) && all[j].turn == s.turn && len(c.Claims) < mostClaims; j++ {
			k, more := need(all[j].text)
			if more == 0 || all[j].words() < shortestCriterion || strings.HasSuffix(all[j].text, "?") {
				break
			}
			if c.Kind == "" {
				c.Kind = k
			}
			c.Claims = append(c.Claims, all[j].claim())
			used[j] = true
			score += more
		}
		found = append(found, scored{at: i, score: score, criterion: c})
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	if len(found) > mostCriteria {
		found = found[:mostCriteria]
	}
	slices.SortFunc(found, func(a, b scored) int { return cmp.Compare(a.at, b.at) })
	out := make([]rubric.ProposedCriterion, len(found))
	for i, f := range found {
		out[i] = f.criterion
	}
	return out
}

// need scores how much a sentence sounds like a requirement, and of which kind.
func need(s string) (rubric.Kind, int) {
	folded := fold(s)
	score := 0
	var kind rubric.Kind
	if holdsAny(folded, wantCues) {
		score += 3
	}
	if holdsAny(folded, mustCues) {
		kind, score = rubric.MustHave, score+2
	}
	if holdsAny(folded, growthCues) {
		kind, score = rubric.Growth, score+2
	}
	if score > 0 && strings.ContainsFunc(s, unicode.IsDigit) {
		score++
	}
	return kind, score
}
