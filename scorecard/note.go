package scorecard

import (
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/transcript"
)

// Note is text by a person on one answer, one competency, or the conversation as
// a whole.
type Note struct {
	Competency rubric.CompetencyID `json:"competency_id,omitzero"`
	// Question is the planned question whose answer the note is on.
	Question rubric.QuestionID `json:"question_id,omitzero"`
	Text     string            `json:"text"`
	// By is the person who stands for the text, also where software drafted it.
	By actor.Human `json:"by"`
	At time.Time   `json:"at"`
	// Origin says where the text came from; zero for a note that By wrote.
	Origin Provenance `json:"origin,omitzero"`
	// Original is the text as it first stood; "" for a note that was not edited.
	Original string `json:"original,omitzero"`
	// EditedAt is when the text was last edited.
	EditedAt time.Time `json:"edited_at,omitzero"`
	// Evidence is what a drafted note rests on.
	Evidence []evidence.Citation `json:"evidence,omitzero"`
}

// ProposedNote is a neutral note that a Drafter writes on an answer. It needs
// quotes: without one that verifies it is dropped.
type ProposedNote struct {
	Competency rubric.CompetencyID
	Question   rubric.QuestionID
	// Transcript is the id of the transcript that is quoted; "" looks in all of them in order.
	Transcript transcript.ID
	Text       string
	Claims     []evidence.Claim
}

// SuggestedNote is a note that software drafted and nobody stands for yet. A
// panelist accepts it as it is, edits it, or leaves it.
type SuggestedNote struct {
	Competency rubric.CompetencyID `json:"competency_id,omitzero"`
	Question   rubric.QuestionID   `json:"question_id,omitzero"`
	Text       string              `json:"text"`
	Origin     Provenance          `json:"origin"`
	Evidence   []evidence.Citation `json:"evidence,omitzero"`
	// Taken says that the panelist made it a note of their own.
	Taken bool `json:"taken,omitzero"`
}

// The flags of a proposed note that is dropped.
const (
	// NoteRefused: the text says what no comment may say, such as what somebody felt.
	NoteRefused evidence.Flag = "note_refused_by_lint"
	// NoteWithoutEvidence: the note has no quote.
	NoteWithoutEvidence evidence.Flag = "note_without_evidence"
	// QuestionNotAssigned: the panelist does not ask the question.
	QuestionNotAssigned evidence.Flag = "question_not_assigned"
)

// suggest verifies the proposed notes.
func (d *Draft) suggest(req Request, p Proposal, indexes []*evidence.Index, at time.Time) {
	for i, n := range p.Notes {
		refuse := func(r evidence.Refusal) {
			d.Refused = append(d.Refused, Refusal{Claim: i, Note: true, Competency: n.Competency, Refusal: r})
		}
		drop := func(f evidence.Flag) {
			refuse(evidence.Refusal{Grade: evidence.NotFound, Flags: []evidence.Flag{f}})
		}
		s := SuggestedNote{
			Competency: n.Competency, Question: n.Question, Text: strings.TrimSpace(n.Text),
			Origin: Provenance{Origin: FromAgent, By: p.By.Ref(), At: at.UTC()},
		}
		switch {
		case n.Competency != "" && !slices.Contains(req.Assignment.Competencies, n.Competency):
			drop(CompetencyNotAssigned)
			continue
		case n.Question != "" && !planned(req.Rubric, req.Assignment, n.Question):
			drop(QuestionNotAssigned)
			continue
		case s.Text == "" || len(n.Claims) == 0:
			drop(NoteWithoutEvidence)
			continue
		case slices.ContainsFunc(lint.Standard().Text(lint.Comment, s.Text), blocking):
			drop(NoteRefused)
			continue
		}
		var last evidence.Finding
		for _, c := range n.Claims {
			last = verify(indexes, ProposedEvidence{Transcript: n.Transcript, Claim: c})
			if !last.Admissible() {
				break
			}
			s.Evidence = append(s.Evidence, last.Citation)
		}
		if !last.Admissible() {
			refuse(last.Refusal())
			continue
		}
		d.Suggested = append(d.Suggested, s)
	}
}

func planned(r rubric.Locked, a Assignment, id rubric.QuestionID) bool {
	return slices.ContainsFunc(PlannedQuestions(r, a), func(q rubric.Question) bool { return q.ID == id })
}

// AddNote returns a copy of the draft with a note of its panelist. A note that
// comes from another system says so in its Origin. It returns ErrNotHuman for
// nobody and ErrInvalid for somebody else's note, an empty one, or one on a
// competency or a question that is not the panelist's.
func (d Draft) AddNote(n Note) (Draft, error) {
	if err := d.mayEdit(n.By); err != nil {
		return Draft{}, err
	}
	n.Original, n.EditedAt, n.Evidence = "", time.Time{}, nil
	list := d.noteFaults(n)
	switch n.Origin.Origin {
	case "":
		n.Origin = Provenance{}
	case FromImport:
		n.Origin.By = n.By.Ref()
		if n.Origin.System == "" {
			list.Add("scorecard.import_system_missing", "/origin/system", "an import names its system")
		}
	default:
		list.Add("scorecard.origin_not_allowed", "/origin/origin", "a note is written, imported, or accepted with AcceptNote")
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Draft{}, err
	}
	n.At = n.At.UTC()
	d.Notes = append(slices.Clone(d.Notes), n)
	return d, nil
}

// EditNote returns a copy of the draft in which the nth note, counted from 0, has
// another text; what first stood there is kept. It returns ErrNotHuman and ErrInvalid.
func (d Draft) EditNote(by actor.Human, n int, text string, at time.Time) (Draft, error) {
	if err := d.mayEdit(by); err != nil {
		return Draft{}, err
	}
	if n < 0 || n >= len(d.Notes) {
		return Draft{}, fault.New(ErrInvalid, "scorecard.note_unknown", fault.Path("notes", n), "there is no such note")
	}
	note := d.Notes[n].edit(text, at)
	if err := d.noteFaults(note).Err(ErrInvalid); err != nil {
		return Draft{}, err
	}
	d.Notes = slices.Clone(d.Notes)
	d.Notes[n] = note
	return d, nil
}

// AcceptNote returns a copy of the draft in which its panelist stands for the nth
// suggested note, counted from 0, with the text, or as it was drafted where the
// text is "". The note names the agent and keeps its text under an edit. It
// returns ErrNotHuman and ErrInvalid.
func (d Draft) AcceptNote(by actor.Human, n int, text string, at time.Time) (Draft, error) {
	if err := d.mayEdit(by); err != nil {
		return Draft{}, err
	}
	if n < 0 || n >= len(d.Suggested) || d.Suggested[n].Taken {
		return Draft{}, fault.New(ErrInvalid, "scorecard.suggestion_unknown", fault.Path("suggested", n), "there is no such suggestion, or it was taken already")
	}
	s := d.Suggested[n]
	note := Note{
		Competency: s.Competency, Question: s.Question, Text: s.Text, By: by, At: at.UTC(),
		Origin: s.Origin, Evidence: evidence.CloneAll(s.Evidence),
	}
	if text != "" {
		note = note.edit(text, at)
	}
	if err := d.noteFaults(note).Err(ErrInvalid); err != nil {
		return Draft{}, err
	}
	s.Taken = true
	d.Suggested = slices.Clone(d.Suggested)
	d.Suggested[n] = s
	d.Notes = append(slices.Clone(d.Notes), note)
	return d, nil
}

func (n Note) edit(text string, at time.Time) Note {
	if text == n.Text {
		return n
	}
	if n.Original == "" {
		n.Original = n.Text
	}
	n.Text, n.EditedAt = text, at.UTC()
	if n.Text == n.Original {
		n.Original, n.EditedAt = "", time.Time{}
	}
	return n
}

func (d Draft) noteFaults(n Note) fault.List {
	var list fault.List
	if strings.TrimSpace(n.Text) == "" {
		list.Add("scorecard.note_empty", "/text", "the note has no text")
	}
	if n.Competency != "" && !slices.Contains(d.Assignment.Competencies, n.Competency) {
		list.Add("scorecard.competency_not_assigned", "/competency_id", "competency "+quoteID(string(n.Competency))+" is not assigned to this panelist")
	}
	if n.Question != "" && len(d.Assignment.Questions) > 0 && !slices.Contains(d.Assignment.Questions, n.Question) {
		list.Add("scorecard.question_not_assigned", "/question_id", "question "+quoteID(string(n.Question))+" is not this panelist's")
	}
	return list
}

// NotesOn returns the notes on the answer to a question, in their order.
func NotesOn(notes []Note, q rubric.QuestionID) []Note {
	var out []Note
	for _, n := range notes {
		if n.Question == q {
			out = append(out, n)
		}
	}
	return out
}
