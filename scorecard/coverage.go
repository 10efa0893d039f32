package scorecard

import (
	"slices"
	"strconv"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/transcript"
)

// QuestionCoverage says what became of one planned question.
type QuestionCoverage struct {
	Question rubric.QuestionID      `json:"question_id"`
	State    evidence.QuestionState `json:"state"`
	Source   evidence.SourceRef     `json:"source,omitzero"`
	Asked    []string               `json:"asked_segment_ids,omitzero"`
	Answered []string               `json:"answer_segment_ids,omitzero"`
}

// Coverage reports for each planned question of the assignment whether it was
// asked and answered in the conversation; for an assignment without questions,
// those of its competencies. Typed notes say nothing about what was asked, so
// that a conversation with notes alone has no coverage.
func Coverage(r rubric.Locked, a Assignment, ts []transcript.Transcript) []QuestionCoverage {
	questions := PlannedQuestions(r, a)
	var out []QuestionCoverage
	for _, t := range ts {
		if t.Fidelity == transcript.HumanNotes {
			continue
		}
		ref := evidence.FromTranscript(t).Ref
		planned := make([]evidence.PlannedQuestion, len(questions))
		for i, q := range questions {
			planned[i] = evidence.PlannedQuestion{ID: string(q.ID), Text: q.Text}
		}
		for _, m := range evidence.MatchQuestions(t, planned) {
			c := QuestionCoverage{
				Question: rubric.QuestionID(m.Question), State: m.State, Asked: m.Asked, Answered: m.Answered,
			}
			if m.State != evidence.QuestionNotAsked {
				c.Source = ref
			}
			i := slices.IndexFunc(out, func(o QuestionCoverage) bool { return o.Question == c.Question })
			switch {
			case i < 0:
				out = append(out, c)
			case out[i].State != evidence.QuestionAnswered && c.State != evidence.QuestionNotAsked:
				out[i] = c
			}
		}
	}
	return out
}

// PlannedQuestions returns the questions that the panelist was to ask, in the
// rubric's order: those of the assignment, else those of its competencies.
func PlannedQuestions(r rubric.Locked, a Assignment) []rubric.Question {
	var out []rubric.Question
	for _, q := range r.Rubric().Questions {
		mine := slices.Contains(a.Questions, q.ID)
		if len(a.Questions) == 0 {
			mine = slices.ContainsFunc(q.Competencies, func(c rubric.CompetencyID) bool { return slices.Contains(a.Competencies, c) })
		}
		if mine {
			out = append(out, q)
		}
	}
	return out
}

func asked(r rubric.Locked, c rubric.CompetencyID, coverage []QuestionCoverage) bool {
	for _, cov := range coverage {
		q, ok := r.Question(cov.Question)
		if ok && cov.State != evidence.QuestionNotAsked && slices.Contains(q.Competencies, c) {
			return true
		}
	}
	return false
}

func quoteID(id string) string {
	if len(id) > 80 {
		id = id[:80]
	}
	return strconv.Quote(id)
}
