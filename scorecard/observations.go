package scorecard

import (
	"slices"

	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard/agreement"
)

// Sample is what cards say about one competency, for package agreement, and what
// was left out.
type Sample struct {
	// Observations have the application and the round as their unit.
	Observations []agreement.Observation
	// Rubrics are the hashes of the rubrics that the levels refer to, in the order in
	// which they occur. Levels of different rubrics need not mean the same.
	Rubrics []string
	// AIExposed, PostReveal, SawOther and NotAssessed count the ratings that were left
	// out, Replaced the cards that a revision replaced, and Repeated the further cards
	// of a panelist who met the candidate twice in a round.
	AIExposed   int
	PostReveal  int
	SawOther    int
	NotAssessed int
	Replaced    int
	Repeated    int

	of []Assignment // of each observation
}

// Observations collects the levels of one competency that are independent
// judgements: cards whose panelist saw a suggested level or another's card, and
// cards or revisions that came after the reveal, are left out and counted. Of a
// card that was revised before the reveal the last version counts; give all
// versions, so that of one revised afterwards the version before it is found.
func Observations(cards []Scorecard, c rubric.CompetencyID) Sample {
	var s Sample
	last := map[ID]Scorecard{}
	var order []ID
	for _, card := range cards {
		if _, ok := card.Rating(c); !ok {
			continue
		}
		switch {
		case card.AIExposed():
			s.AIExposed++
			continue
		case card.PostReveal():
			s.PostReveal++
			continue
		case exposed(card.doc.Exposures, OtherCard):
			s.SawOther++
			continue
		}
		before, ok := last[card.ID()]
		if !ok {
			order = append(order, card.ID())
		} else {
			s.Replaced++
		}
		if !ok || card.Revision() > before.Revision() {
			last[card.ID()] = card
		}
	}
	given := map[[2]string]bool{}
	for _, id := range order {
		card := last[id]
		r, _ := card.Rating(c)
		level, ok := r.Level()
		if !ok {
			s.NotAssessed++
			continue
		}
		a := card.Assignment()
		o := agreement.Observation{Unit: string(a.Application) + "/" + string(a.Round), Rater: a.Panelist.ID, Value: float64(level)}
		if given[[2]string{o.Unit, o.Rater}] {
			s.Repeated++
			continue
		}
		given[[2]string{o.Unit, o.Rater}] = true
		s.Observations, s.of = append(s.Observations, o), append(s.of, a)
		if !slices.Contains(s.Rubrics, card.RubricHash()) {
			s.Rubrics = append(s.Rubrics, card.RubricHash())
		}
	}
	return s
}

// Judgements collects the independent levels of every competency, for
// agreement.Halos; the same cards are left out as by Observations.
func Judgements(cards []Scorecard) []agreement.Judgement {
	var out []agreement.Judgement
	var seen []rubric.CompetencyID
	for _, card := range cards {
		for _, r := range card.Ratings() {
			c := r.Competency()
			if slices.Contains(seen, c) {
				continue
			}
			seen = append(seen, c)
			for _, o := range Observations(cards, c).Observations {
				out = append(out, agreement.Judgement{Unit: o.Unit, Rater: o.Rater, Criterion: string(c), Value: o.Value})
			}
		}
	}
	return out
}
