// Package summary is what a hiring manager reads in a minute.
//
//	proposal, err := drafter.DraftSummary(ctx, req)
//	s, err := summary.New("su-1", req, proposal, now) // every line verified here
//	fmt.Println(s.State, len(s.Bullets), s.StrongestQuote.Text())
//	s, err = s.WithCards(cards) // the named humans' levels, once they are submitted
//	err = s.WriteHTML(w)        // or WriteMarkdown: ready to share
//	c, err := summary.Compare(s, other)
//
// A summary has two states. Unrated, it says per criterion whether there is
// evidence, little evidence, or whether nobody asked, and "awaiting rating".
// Rated, it shows the levels that named humans gave. No verdict is derived from
// either. Every line carries the citations it rests on; a line whose quotes
// cannot be verified is dropped and reported.
package summary

import (
	"context"
	"errors"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
)

// ErrInvalid is the sentinel for a summary that breaks a rule.
var ErrInvalid = errors.New("summary: invalid")

// SchemaVersion is the version of the stored form of a Summary.
const SchemaVersion = 1

// MaxBullets is how many bullets a summary has at most.
const MaxBullets = 5

// ThinBelow is the number of citations under which a criterion counts as thin.
const ThinBelow = 2

// ID names a summary.
type ID string

// Request is what a Drafter gets: the locked rubric, the conversations of one
// application, and the drafts of its scorecards with their verified evidence. It
// holds no rating.
type Request struct {
	Rubric      rubric.Locked
	Requisition requisition.ID
	Application requisition.ApplicationID
	// Candidate is the name to show.
	Candidate   string
	Interviews  []requisition.InterviewID
	Transcripts []transcript.Transcript
	Drafts      []scorecard.Draft
	// Band is the requisition's compensation band; zero for none. It is compared
	// with what the candidate expects and is not for the drafter.
	Band compensation.Range
}

// Drafter proposes the lines of a summary. Package engine has two. An
// implementation must be safe for concurrent use, must return when ctx is done,
// and returns claims, not evidence: New verifies them. It cannot rate.
type Drafter interface {
	DraftSummary(ctx context.Context, req Request) (Proposal, error)
}

// Topic says what a line is about. Unknown values survive decoding.
type Topic string

// The topics of lines that stand outside the rubric.
const (
	Deadline       Topic = "deadline"        // the candidate's own dates, notice period
	CompetingOffer Topic = "competing_offer" // other offers and processes
	Concern        Topic = "concern"         // what worries the candidate
	Question       Topic = "question"        // what the candidate asked
)

// Proposal is what a Drafter returns.
type Proposal struct {
	By actor.Agent
	// Bullets are the most useful first; more than MaxBullets are cut and reported.
	Bullets []ProposedLine
	// Lines are deadlines, offers, concerns and questions.
	Lines []ProposedLine
	// Strongest is the quote that says most; the first that verifies is taken.
	Strongest []ProposedQuote
	// Compensation are quotes in which the candidate states an expectation; the
	// range is read from the verified quote by code, never taken from the drafter.
	Compensation []ProposedQuote
}

// ProposedQuote is a quote in one of the transcripts.
type ProposedQuote struct {
	// Transcript is the id of the transcript; "" looks in all of them in order.
	Transcript transcript.ID
	Claim      evidence.Claim
}

// ProposedLine is a line and what it rests on.
type ProposedLine struct {
	// Text is the drafter's own wording; "" from a drafter that writes nothing:
	// then the line is its quotes.
	Text       string
	Competency rubric.CompetencyID
	Topic      Topic
	Quotes     []ProposedQuote
}

// Line is a statement with the citations that it rests on; at least one.
type Line struct {
	// Text is a drafter's wording, marked as such by every rendering; "" where the
	// citations stand for themselves. It is never a quote.
	Text       string              `json:"text,omitzero"`
	Competency rubric.CompetencyID `json:"competency_id,omitzero"`
	Topic      Topic               `json:"topic,omitzero"`
	Evidence   []evidence.Citation `json:"evidence,omitzero"`
}

// Coverage says how much there is to read on a criterion. It is not a level.
// Unknown values survive decoding.
type Coverage string

// The coverages.
const (
	Evidenced Coverage = "evidenced" // ThinBelow citations or more
	Thin      Coverage = "thin"      // less, or asked without evidence
	NotAsked  Coverage = "not_asked"
)

// Verdict is one criterion: what there is to read, and what humans said.
type Verdict struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Name       string              `json:"name"`
	Kind       rubric.Kind         `json:"kind"`
	Coverage   Coverage            `json:"coverage"`
	// Citations is the number of pieces of evidence.
	Citations int `json:"citations"`
	// Ratings are the submitted levels, by named humans; empty means awaiting rating.
	Ratings []scorecard.Rating `json:"ratings,omitzero"`
}

// State is whether humans have rated. Unknown values survive decoding.
type State string

// The states of a summary.
const (
	Unrated State = "unrated"
	Rated   State = "rated"
)

// Signal is what the candidate expects to be paid, read from their own words.
type Signal struct {
	Expectation compensation.Range `json:"expectation"`
	Evidence    evidence.Citation  `json:"evidence"`
	// Gap is the distance to the band; nil where there is no band or the two are not comparable.
	Gap *compensation.Gap `json:"gap,omitzero"`
	// NotComparable says that there is a band that differs in kind; Why says how.
	NotComparable bool          `json:"not_comparable,omitzero"`
	Why           NotComparable `json:"not_comparable_because,omitzero"`
}

// NotComparable says why an expectation was not held against a band. Unknown
// values survive decoding.
type NotComparable string

// The reasons.
const (
	NoBand          NotComparable = "no_band"
	OtherCurrency   NotComparable = "currency"
	OtherPeriod     NotComparable = "period"
	OtherComponents NotComparable = "components"
	OutOfRange      NotComparable = "out_of_range" // a figure that cannot be compared
)

// Unasked is a planned question that the records of the conversations show as
// never asked. What only unrecorded conversations could have asked is not listed:
// nothing is known about it.
type Unasked struct {
	Question     rubric.QuestionID     `json:"question_id"`
	Text         string                `json:"text"`
	Competencies []rubric.CompetencyID `json:"competency_ids,omitzero"`
}

// Refusal reports a quote of the drafter that was dropped.
type Refusal struct {
	// Part is the JSON Pointer of the quote in the proposal, such as "/bullets/0/quotes/1".
	Part string `json:"part"`
	evidence.Refusal
}

// Summary is what is known about one application. It is a plain value; New makes it.
type Summary struct {
	SchemaVersion int                       `json:"schema_version"`
	ID            ID                        `json:"id"`
	Requisition   requisition.ID            `json:"requisition_id"`
	Application   requisition.ApplicationID `json:"application_id"`
	Candidate     string                    `json:"candidate"`
	Interviews    []requisition.InterviewID `json:"interview_ids,omitzero"`
	RubricHash    string                    `json:"rubric_hash"`
	State         State                     `json:"state"`
	By            actor.Agent               `json:"by,omitzero"`
	MadeAt        time.Time                 `json:"made_at"`
	Sources       []evidence.SourceRef      `json:"sources,omitzero"`
	// Abstained are the records that nothing was drafted from, and why.
	Abstained []scorecard.Abstention `json:"abstained,omitzero"`
	Bullets   []Line                 `json:"bullets,omitzero"`
	Verdicts  []Verdict              `json:"verdicts,omitzero"`
	// StrongestQuote is zero where nothing was verified.
	StrongestQuote evidence.Citation `json:"strongest_quote,omitzero"`
	// Compensation is nil where the candidate stated no expectation.
	Compensation    *Signal `json:"compensation,omitzero"`
	Deadlines       []Line  `json:"deadlines,omitzero"`
	CompetingOffers []Line  `json:"competing_offers,omitzero"`
	Concerns        []Line  `json:"concerns,omitzero"`
	Questions       []Line  `json:"questions,omitzero"`
	// NotAsked are the planned questions that nobody asked.
	NotAsked []Unasked `json:"not_asked,omitzero"`
	// Unrecorded says that part of the conversations has typed notes only.
	Unrecorded bool      `json:"unrecorded,omitzero"`
	Refused    []Refusal `json:"refused,omitzero"`
}
