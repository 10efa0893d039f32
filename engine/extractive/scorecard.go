package extractive

import (
	"slices"
	"strings"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
)

const (
	fromAnswers   = 3 // quotes per competency out of the answers to its questions
	fromElsewhere = 2 // quotes per competency out of everything else, where the answers gave fewer
	fromNotes     = 4 // lines per competency out of typed notes
)

// claims proposes quotes of one record of the conversation.
func claims(req scorecard.Request, t transcript.Transcript) []scorecard.ProposedEvidence {
	ix := evidence.NewIndex(evidence.FromTranscript(t))
	policy := scorecard.PolicyFor(ix.Source().Ref)
	coverage := scorecard.Coverage(req.Rubric, req.Assignment, []transcript.Transcript{t})
	var out []scorecard.ProposedEvidence
	for _, id := range req.Assignment.Competencies {
		c, ok := req.Rubric.Competency(id)
		if !ok {
			continue
		}
		query := evidence.Query{Text: criterionText(c), Speakers: policy.Speakers}
		if t.Fidelity == transcript.HumanNotes {
			lines := notesByQuestion(t)
			for _, q := range req.Rubric.Rubric().Questions {
				if answers(q, id) {
					query.Within = append(query.Within, lines[q.ID]...)
				}
			}
			out = append(out, noted(ix, query, t.ID, id)...)
			continue
		}
		var answered []scorecard.ProposedEvidence
		for _, cov := range coverage {
			q, ok := req.Rubric.Question(cov.Question)
			if !ok || len(cov.Answered) == 0 || !answers(q, id) {
				continue
			}
			within := query
			within.Text += " " + q.Text
			within.Within = cov.Answered
			answered = append(answered, proposals(ix.Suggest(within, fromAnswers), t.ID, id, q.ID)...)
		}
		out = append(out, answered...)
		if len(answered) < fromElsewhere {
			out = append(out, proposals(ix.Suggest(query, fromElsewhere-len(answered)), t.ID, id, "")...)
		}
	}
	return out
}

// noted proposes the lines that a panelist typed under the headings of a
// competency's questions: those that share most with the criterion first, then
// the others in their order.
func noted(ix *evidence.Index, query evidence.Query, t transcript.ID, id rubric.CompetencyID) []scorecard.ProposedEvidence {
	if len(query.Within) == 0 {
		return proposals(ix.Suggest(query, fromNotes), t, id, "")
	}
	found := ix.Suggest(query, fromNotes)
	for _, line := range query.Within {
		p, ok := ix.Source().Passage(line)
		if !ok || slices.ContainsFunc(found, func(s evidence.Suggestion) bool { return s.Citation.Spans[0].Segment == line }) {
			continue
		}
		if c, err := ix.Cite(line, 0, len(p.Text)); err == nil {
			found = append(found, evidence.Suggestion{Citation: c})
		}
	}
	return proposals(found[:min(len(found), fromNotes)], t, id, "")
}

func answers(q rubric.Question, id rubric.CompetencyID) bool {
	return slices.Contains(q.Competencies, id)
}

// criterionText is what a competency is looked up by: its name, description and
// anchors. Words that a criterion is rich in find far more than any ranking.
func criterionText(c rubric.Competency) string {
	parts := []string{c.Name, c.Description}
	for _, a := range c.Anchors {
		parts = append(parts, a.Behaviour)
	}
	return strings.Join(parts, " ")
}

func proposals(found []evidence.Suggestion, t transcript.ID, c rubric.CompetencyID, q rubric.QuestionID) []scorecard.ProposedEvidence {
	out := make([]scorecard.ProposedEvidence, 0, len(found))
	for _, s := range found {
		out = append(out, scorecard.ProposedEvidence{
			Competency: c, Question: q, Transcript: t,
			Claim: evidence.Claim{Quote: s.Citation.Text(), Segment: s.Citation.Spans[0].Segment},
		})
	}
	return out
}

// notesByQuestion groups the lines of typed notes under headings that start with
// the id of a planned question, such as "## q-cut: what was cut".
func notesByQuestion(t transcript.Transcript) map[rubric.QuestionID][]string {
	out := map[rubric.QuestionID][]string{}
	var current rubric.QuestionID
	for _, s := range t.Segments {
		if s.Kind == transcript.Event {
			id, _, _ := strings.Cut(s.Text, ":")
			current = rubric.QuestionID(strings.TrimSpace(id))
			continue
		}
		if current != "" {
			out[current] = append(out[current], string(s.ID))
		}
	}
	return out
}
