// Package scorecard holds one panelist's judgement of one candidate against one
// locked rubric.
//
//	proposal, err := drafter.DraftScorecard(ctx, scorecard.Request{Rubric: locked, Assignment: a, Transcripts: ts})
//	draft, err := scorecard.NewDraft("sc-1", scorecard.Request{…}, proposal, now) // quotes verified here
//
//	rating, err := scorecard.Rate(dana, locked, "delivery", 3, scorecard.Basis{Evidence: draft.EvidenceFor("delivery")}, now)
//	card, err := scorecard.Submit(draft, locked, dana, scorecard.Submission{
//		Ratings: []scorecard.Rating{rating}, Overall: scorecard.Yes, OverallReason: "…",
//	}, sources, now)
//
// A Draft is what software may prepare: quotes that were verified, typed notes,
// which planned questions were asked. It has no place for a rating. A Rating and
// a submitted Scorecard can only be made by an actor.Human; their fields cannot
// be set from outside, and decoding them runs the same checks. The Scorecard
// cites the draft that it started from. It never changes: Revise makes a new card
// that cites the former one and says why.
//
//	card, err = scorecard.Revise(card, locked, dana, scorecard.Change{Submission: …, Reason: "…"}, sources, now)
//
// Within a round panelists are blind. CanRead opens the cards when the last one is
// in, or NewReveal where somebody names each card that is not waited for. What a
// panelist saw before is stamped on their card, and Observations leaves such cards
// out of agreement statistics. NewHandoff tells the next round what was asked and
// what to cover, and has no place for a judgement.
//
// A clock runs from the end of the interview to each card and to the summary; the
// end of the application stops it. NoticePlan says whom to remind; the host
// delivers. Every text says where it came from and keeps what stood there before
// an edit; ReportEdits says whether people still read what software prepares.
// Comments that infer a feeling or name a protected characteristic are refused.
// Impact replays a change of the rubric over what is stored.
package scorecard

import (
	"errors"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

var (
	// ErrInvalid is the sentinel for a document that breaks a rule.
	ErrInvalid = errors.New("scorecard: invalid")
	// ErrNotHuman is the sentinel for a rating or a submission without a named human.
	ErrNotHuman = errors.New("scorecard: only a named human can rate and submit")
	// ErrRevealed is the sentinel for revealing a round whose cards are shown already.
	ErrRevealed = errors.New("scorecard: already revealed")
	// ErrSubmitted is the sentinel for a second submission of the same card.
	ErrSubmitted = errors.New("scorecard: already submitted")
	// ErrIncomplete is the sentinel for a submission that leaves an assigned competency open.
	ErrIncomplete = errors.New("scorecard: incomplete")
	// ErrBlind is the sentinel for reading a card that the reader may not see yet.
	ErrBlind = errors.New("scorecard: not visible yet")
)

// SchemaVersion is the version of the stored forms of this package.
const SchemaVersion = 1

// ID names a scorecard and the draft that it starts from.
type ID string

// Assignment says who assesses whom, and what.
type Assignment struct {
	Requisition requisition.ID            `json:"requisition_id"`
	Application requisition.ApplicationID `json:"application_id"`
	Round       requisition.RoundID       `json:"round_id"`
	Interview   requisition.InterviewID   `json:"interview_id"`
	Panelist    requisition.Person        `json:"panelist"`
	// Competencies are those that the panelist assesses, in the rubric's order.
	Competencies []rubric.CompetencyID `json:"competencies,omitzero"`
	// Questions are the planned questions that the panelist asks.
	Questions []rubric.QuestionID `json:"questions,omitzero"`
	// InterviewEnd is when the conversation ended; the clock starts there.
	InterviewEnd time.Time `json:"interview_end"`
	// Deadline is the rule by which DueAt was fixed, and Zone the rater's zone that it
	// was read in. Zero is WithinDay.
	Deadline DeadlineRule `json:"deadline,omitzero"`
	Zone     string       `json:"zone,omitzero"`
	DueAt    time.Time    `json:"due_at,omitzero"`
	// ProcessAdjusted says that the process was adjusted for the candidate. It is all
	// that is ever said of an accommodation here.
	ProcessAdjusted bool `json:"process_adjusted,omitzero"`
}

// Status says what is known about a competency before a human has rated it. It
// is not a level and never becomes one. Unknown values survive decoding.
type Status string

// The statuses of a competency in a draft.
const (
	// Supported: there is verified evidence to read.
	Supported Status = "supported"
	// Mixed: there is verified evidence that points both ways.
	Mixed Status = "mixed"
	// NoneFound: a question was asked, and no evidence was found in the answer.
	NoneFound Status = "none_found"
	// NotAsked: no planned question of the competency was asked, and nothing was found.
	NotAsked Status = "not_asked"
)

// Item is one piece of evidence for a competency.
type Item struct {
	Citation evidence.Citation `json:"citation"`
	// Question is the planned question that was being answered; "" where unknown.
	Question rubric.QuestionID `json:"question_id,omitzero"`
	// Contrary says that the drafter reads the evidence as speaking against the competency.
	Contrary bool `json:"contrary,omitzero"`
	// Note says that the citation is a panelist's typed note, not the candidate's recorded words.
	Note bool `json:"note,omitzero"`
	// By is who put it there.
	By actor.Ref `json:"by"`
}

// Entry is what a draft holds on one competency.
type Entry struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Status     Status              `json:"status"`
	Evidence   []Item              `json:"evidence,omitzero"`
	// Dropped is what the panelist took out.
	Dropped []Item `json:"dropped,omitzero"`
}

// Refusal reports a claim of the drafter that was dropped.
type Refusal struct {
	// Claim is the claim's index in the drafter's proposal, or the note's where Note is set.
	Claim int `json:"claim"`
	// Note says that a proposed note was dropped.
	Note       bool                `json:"note,omitzero"`
	Competency rubric.CompetencyID `json:"competency_id,omitzero"`
	evidence.Refusal
}

// Draft is a prepared card. It holds no judgement. It is a plain value; NewDraft
// makes it, and Submit checks its evidence again.
type Draft struct {
	SchemaVersion int        `json:"schema_version"`
	ID            ID         `json:"id"`
	Assignment    Assignment `json:"assignment"`
	RubricHash    string     `json:"rubric_hash"`
	// By is the drafter; zero for a blank card.
	By        actor.Agent          `json:"by,omitzero"`
	DraftedAt time.Time            `json:"drafted_at"`
	Sources   []evidence.SourceRef `json:"sources,omitzero"`
	// Abstained are the records that nothing was drafted from, and why.
	Abstained []Abstention       `json:"abstained,omitzero"`
	Entries   []Entry            `json:"entries,omitzero"`
	Coverage  []QuestionCoverage `json:"coverage,omitzero"`
	Notes     []Note             `json:"notes,omitzero"`
	// Suggested are notes that software drafted; nobody stands for them.
	Suggested []SuggestedNote `json:"suggested,omitzero"`
	Refused   []Refusal       `json:"refused,omitzero"`
	// Exposures are what the panelist saw meanwhile that may move their judgement.
	Exposures []Exposure `json:"exposures,omitzero"`
}

// Entry returns what the draft holds on the competency.
func (d Draft) Entry(c rubric.CompetencyID) (Entry, bool) {
	for _, e := range d.Entries {
		if e.Competency == c {
			return e, true
		}
	}
	return Entry{}, false
}

// EvidenceFor returns the citations of the competency, in the draft's order.
func (d Draft) EvidenceFor(c rubric.CompetencyID) []evidence.Citation {
	e, _ := d.Entry(c)
	out := make([]evidence.Citation, 0, len(e.Evidence))
	for _, it := range e.Evidence {
		out = append(out, it.Citation)
	}
	return out
}

// Overall is a panelist's recommendation on the candidate. Only the panelist
// gives it, after all parts. Unknown values survive decoding.
type Overall string

// The recommendations.
const (
	StrongYes Overall = "strong_yes"
	Yes       Overall = "yes"
	No        Overall = "no"
	StrongNo  Overall = "strong_no"
)
