package scorecard

import (
	"slices"
	"time"

	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

// Handoff is what the next round may know before it rates: what was asked, what is
// still to be covered, and what the candidate expects to be paid. It has no place
// for a rating, a recommendation or a note, so it passes at once and also before
// the round is closed.
type Handoff struct {
	SchemaVersion int                       `json:"schema_version"`
	Application   requisition.ApplicationID `json:"application_id"`
	// Round is the round that hands over.
	Round      requisition.RoundID `json:"round_id"`
	RubricHash string              `json:"rubric_hash"`
	MadeAt     time.Time           `json:"made_at"`
	// Asked are the planned questions that were asked, in the rubric's order.
	Asked []AskedQuestion `json:"asked,omitzero"`
	// Gaps are the competencies that are still to be covered, in the rubric's order.
	Gaps []Gap `json:"gaps,omitzero"`
	// Compensation is what the candidate said that they expect.
	Compensation []Expectation `json:"compensation,omitzero"`
}

// AskedQuestion is a planned question that was asked.
type AskedQuestion struct {
	Question rubric.QuestionID      `json:"question_id"`
	Text     string                 `json:"text"`
	State    evidence.QuestionState `json:"state"`
}

// GapReason says why a competency is to be covered. Unknown values survive decoding.
type GapReason string

// The reasons.
const (
	// GapNotAsked: none of its questions was asked, and nothing was said about it.
	GapNotAsked GapReason = "not_asked"
	// GapNothingFound: a question was asked, and the answer held nothing to read.
	GapNothingFound GapReason = "nothing_found"
	// GapOneConversation: a must-have with something to read from one conversation only.
	GapOneConversation GapReason = "one_conversation"
)

// Gap is a competency that the next round should cover, and the questions for it
// that nobody has asked yet.
type Gap struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Name       string              `json:"name"`
	Reason     GapReason           `json:"reason"`
	Unasked    []rubric.QuestionID `json:"unasked,omitzero"`
}

// Expectation is what the candidate expects to be paid, in their own words.
type Expectation struct {
	Range    compensation.Range `json:"range"`
	Evidence evidence.Citation  `json:"evidence"`
}

// NewHandoff makes the handoff of a round from the drafts of an application so
// far. Of a draft it reads which questions were asked and how much there is to
// read on a competency, never which way it points. It returns rubric.ErrNotLocked
// without a rubric and ErrInvalid for a draft of another application or rubric.
func NewHandoff(r rubric.Locked, application requisition.ApplicationID, round requisition.RoundID, drafts []Draft, expectations []Expectation, at time.Time) (Handoff, error) {
	if r.IsZero() {
		return Handoff{}, fault.New(rubric.ErrNotLocked, "scorecard.rubric_not_locked", "/rubric_hash", "a handoff needs a locked rubric")
	}
	var list fault.List
	for i, d := range drafts {
		if d.Assignment.Application != application || d.RubricHash != r.Hash() {
			list.Add("scorecard.draft_of_other", fault.Path("drafts", i), "the draft is of another application or another rubric")
		}
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Handoff{}, err
	}
	h := Handoff{
		SchemaVersion: SchemaVersion, Application: application, Round: round, RubricHash: r.Hash(), MadeAt: at.UTC(),
		Compensation: slices.Clone(expectations),
	}
	content := r.Rubric()
	asked := map[rubric.QuestionID]evidence.QuestionState{}
	for _, d := range drafts {
		for _, c := range d.Coverage {
			if c.State != evidence.QuestionNotAsked && asked[c.Question] != evidence.QuestionAnswered {
				asked[c.Question] = c.State
			}
		}
	}
	for _, q := range content.Questions {
		if state, ok := asked[q.ID]; ok {
			h.Asked = append(h.Asked, AskedQuestion{Question: q.ID, Text: q.Text, State: state})
		}
	}
	for _, c := range content.Competencies {
		conversations := map[requisition.InterviewID]bool{}
		for _, d := range drafts {
			if e, ok := d.Entry(c.ID); ok && len(e.Evidence) > 0 {
				conversations[d.Assignment.Interview] = true
			}
		}
		g := Gap{Competency: c.ID, Name: c.Name}
		wasAsked := false
		for _, q := range content.Questions {
			if slices.Contains(q.Competencies, c.ID) {
				if _, ok := asked[q.ID]; ok {
					wasAsked = true
				} else {
					g.Unasked = append(g.Unasked, q.ID)
				}
			}
		}
		switch n := len(conversations); {
		case n == 0 && wasAsked:
			g.Reason = GapNothingFound
		case n == 0:
			g.Reason = GapNotAsked
		case n == 1 && c.Kind == rubric.MustHave:
			g.Reason = GapOneConversation
		default:
			continue
		}
		h.Gaps = append(h.Gaps, g)
	}
	return h, nil
}
