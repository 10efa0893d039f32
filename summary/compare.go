package summary

import (
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

// Comparison is several candidates of one search side by side, by criterion. The
// candidates stand in the order in which they were given: nothing ranks them.
type Comparison struct {
	Requisition requisition.ID `json:"requisition_id"`
	RubricHash  string         `json:"rubric_hash"`
	// Candidates are the columns.
	Candidates []Summary `json:"candidates,omitzero"`
	// Rows are the criteria, in the order of the rubric.
	Rows []ComparedCriterion `json:"rows,omitzero"`
}

// ComparedCriterion is one criterion across the candidates.
type ComparedCriterion struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Name       string              `json:"name"`
	Kind       rubric.Kind         `json:"kind"`
	// Cells are one per candidate.
	Cells []ComparedCell `json:"cells,omitzero"`
}

// ComparedCell is what one summary holds on one criterion.
type ComparedCell struct {
	Verdict Verdict `json:"verdict"`
	// Lines are the bullets on the criterion.
	Lines []Line `json:"lines,omitzero"`
}

// Compare puts summaries side by side. It returns ErrInvalid for fewer than two,
// for summaries of different searches or rubrics, and for one candidate twice.
func Compare(summaries ...Summary) (Comparison, error) {
	var list fault.List
	if len(summaries) < 2 {
		return Comparison{}, fault.New(ErrInvalid, "summary.too_few_to_compare", "/candidates", "a comparison is of two candidates or more")
	}
	first := summaries[0]
	for i, s := range summaries {
		at := fault.Path("candidates", i)
		if s.Requisition != first.Requisition {
			list.Add("summary.of_other_requisition", at, "the summary belongs to another search")
		}
		if s.RubricHash != first.RubricHash {
			list.Add("summary.rubric_differs", at, "the summary was made against another version of the rubric")
		}
		for _, o := range summaries[:i] {
			if o.Application == s.Application {
				list.Add("summary.candidate_repeated", at, "the candidate stands there already")
			}
		}
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Comparison{}, err
	}
	c := Comparison{Requisition: first.Requisition, RubricHash: first.RubricHash, Candidates: append([]Summary{}, summaries...)}
	for _, v := range first.Verdicts {
		row := ComparedCriterion{Competency: v.Competency, Name: v.Name, Kind: v.Kind}
		for _, s := range summaries {
			var cell ComparedCell
			for _, o := range s.Verdicts {
				if o.Competency == v.Competency {
					cell.Verdict = o
				}
			}
			for _, l := range s.Bullets {
				if l.Competency == v.Competency {
					cell.Lines = append(cell.Lines, l)
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		c.Rows = append(c.Rows, row)
	}
	return c, nil
}
