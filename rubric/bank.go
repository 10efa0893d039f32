package rubric

import (
	"slices"
	"strings"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/lint"
)

// BankQuestion is a question that is kept for use in several rubrics.
type BankQuestion struct {
	ID   QuestionID   `json:"id"`
	Text string       `json:"text"`
	Kind QuestionKind `json:"kind"`
	// Probes are planned follow-up questions.
	Probes []string `json:"probes,omitzero"`
	// Minutes is the time that the question and its probes take; 0 where nobody has said.
	Minutes int `json:"minutes,omitzero"`
	// For names what the question gives evidence for, such as "delivery"; it is
	// compared with a competency's id, name and terms without regard to case.
	For []string `json:"for,omitzero"`
}

// Bank is a collection of questions. The zero value is empty.
type Bank struct {
	SchemaVersion int            `json:"schema_version"`
	ID            string         `json:"id"`
	Title         string         `json:"title,omitzero"`
	Questions     []BankQuestion `json:"questions,omitzero"`
	Waivers       []lint.Waiver  `json:"waivers,omitzero"`
}

// Validate reports every fault of the bank under ErrInvalid.
func (b Bank) Validate() error {
	var list fault.List
	seen := map[QuestionID]bool{}
	for i, q := range b.Questions {
		at := fault.Path("questions", i)
		switch {
		case !idPattern.MatchString(string(q.ID)):
			list.Add("rubric.question_id_invalid", at+"/id", "a question's id is made of a-z, 0-9 and hyphens")
		case seen[q.ID]:
			list.Add("rubric.question_id_repeated", at+"/id", "two questions have the same id")
		}
		seen[q.ID] = true
		if strings.TrimSpace(q.Text) == "" {
			list.Add("rubric.question_text_missing", at+"/text", "the question has no text")
		}
		if !q.Kind.known() {
			list.Add("rubric.question_kind_invalid", at+"/kind", "the kind is past_behaviour, situational, knowledge, work_sample or eligibility")
		}
		if q.Minutes < 0 {
			list.Add("rubric.question_minutes_invalid", at+"/minutes", "minutes are not below zero")
		}
	}
	for i, w := range b.Waivers {
		list.Within(fault.Path("waivers", i), w.Faults())
	}
	return list.Err(ErrInvalid)
}

func (k QuestionKind) known() bool {
	return slices.Contains([]QuestionKind{PastBehaviour, Situational, Knowledge, WorkSample, Eligibility}, k)
}

// Lint reports what may not be asked, or not so. A nil linter is lint.Standard.
func (b Bank) Lint(l *lint.Linter) lint.Report {
	if l == nil {
		l = lint.Standard()
	}
	c := check{linter: l}
	for i, q := range b.Questions {
		c.question(fault.Path("questions", i), Question{Text: q.Text, Kind: q.Kind, Probes: q.Probes})
	}
	return l.Report(c.found, b.Waivers)
}

// For returns the questions that give evidence for the competency, of the given
// kinds; without kinds, of all but eligibility.
func (b Bank) For(c Competency, kinds ...QuestionKind) []BankQuestion {
	names := []string{string(c.ID), c.Name}
	for _, t := range c.Terms {
		names = append(names, t.URI, t.Label)
	}
	var out []BankQuestion
	for _, q := range b.Questions {
		if len(kinds) == 0 && q.Kind == Eligibility || len(kinds) > 0 && !slices.Contains(kinds, q.Kind) {
			continue
		}
		if slices.ContainsFunc(q.For, func(f string) bool {
			return slices.ContainsFunc(names, func(n string) bool { return n != "" && strings.EqualFold(f, n) })
		}) {
			q.Probes, q.For = slices.Clone(q.Probes), slices.Clone(q.For)
			out = append(out, q)
		}
	}
	return out
}

// Question makes a planned question of it, for the competencies of a rubric.
func (q BankQuestion) Question(competencies ...CompetencyID) Question {
	return Question{
		ID: q.ID, Text: q.Text, Kind: q.Kind, Probes: slices.Clone(q.Probes), Minutes: q.Minutes,
		Competencies: slices.Clone(competencies),
	}
}
