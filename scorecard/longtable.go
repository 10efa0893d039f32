package scorecard

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/hirealign/hirealign/rubric"
)

// WriteLongTable writes the independent levels of the competencies as CSV, one line
// each: candidate (the application), round, rater, competency, level. Programs for
// many-facet models, which this library leaves to them, read it. What Observations
// leaves out is left out here.
func WriteLongTable(w io.Writer, cards []Scorecard, competencies []rubric.CompetencyID) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"candidate", "round", "rater", "competency", "level"}); err != nil {
		return err
	}
	for _, c := range competencies {
		s := Observations(cards, c)
		for i, o := range s.Observations {
			line := []string{string(s.of[i].Application), string(s.of[i].Round), o.Rater, string(c), strconv.Itoa(int(o.Value))}
			if err := out.Write(line); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}
