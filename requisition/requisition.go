// Package requisition keeps one search: who opened it, who interviews whom and
// when, where each application stands, and who is waited on.
//
//	r, act, err := requisition.Open("req-1", requisition.Opening{
//		Title: "Senior Backend Engineer", Openings: 1,
//		HiringManager: requisition.Person{ID: "u-7", Name: "Dana Whitlock"},
//		Recruiter:     requisition.Person{ID: "u-3", Name: "Marcus Oyelaran"},
//		TargetOn:      "2026-11-30",
//	}, dana, now)
//	r, act, err = r.LockRubric(locked.Hash(), dana, now)
//	iv, act, err := r.Schedule("iv-1", booking, marcus, now)
//
// Every verb takes a value, returns the changed copy and an Act: what happened,
// when, by whom, and who is waited on now. Acts are the search's history; reports
// and synchronisation with an applicant tracking system read nothing else.
package requisition

import (
	"errors"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
)

var (
	// ErrInvalid is the sentinel for a document that breaks a rule.
	ErrInvalid = errors.New("requisition: invalid")
	// ErrNotAllowed is the sentinel for a move that the present state does not allow.
	ErrNotAllowed = errors.New("requisition: not allowed")
	// ErrRubricNotConfirmed is the sentinel for going on before the rubric was confirmed
	// again, after a new hiring manager or a reopening.
	ErrRubricNotConfirmed = errors.New("requisition: rubric not confirmed")
	// ErrRubricNotLocked is the sentinel for sourcing or interviewing before the rubric is locked.
	ErrRubricNotLocked = errors.New("requisition: rubric not locked")
)

// SchemaVersion is the version of the stored forms of this package.
const SchemaVersion = 1

type (
	// ID names a requisition.
	ID string
	// CandidateID names a person who is considered.
	CandidateID string
	// ApplicationID names one candidate's application to one requisition.
	ApplicationID string
	// OfferID names an offer to a candidate.
	OfferID string
	// RoundID names a round within a plan.
	RoundID string
	// InterviewID names one conversation.
	InterviewID string
	// Date is a calendar day, YYYY-MM-DD.
	Date string
)

// ExternalRef is the record's id in another system, such as an applicant tracking system.
type ExternalRef struct {
	System string `json:"system"`
	ID     string `json:"id"`
}

// Person is somebody of the hiring side. It names a person; it does not act:
// acts take an actor.Human.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// PersonOf names the human.
func PersonOf(h actor.Human) Person { return Person{ID: h.ID(), Name: h.Name()} }

// Status is where a requisition stands. Unknown values survive decoding.
type Status string

// The statuses of a requisition.
const (
	StatusOpen     Status = "open"
	StatusOnHold   Status = "on_hold"
	StatusFilled   Status = "filled"
	StatusClosed   Status = "closed"
	StatusReopened Status = "reopened"
)

// Requisition is one search for one or more people in the same role.
type Requisition struct {
	SchemaVersion int    `json:"schema_version"`
	ID            ID     `json:"id"`
	Title         string `json:"title"`
	// Openings is how many people are to be hired; at least 1.
	Openings      int    `json:"openings"`
	HiringManager Person `json:"hiring_manager"`
	Recruiter     Person `json:"recruiter"`
	Status        Status `json:"status"`
	// StatusReason is the reason of the last change of status, in words.
	StatusReason string    `json:"status_reason,omitzero"`
	OpenedAt     time.Time `json:"opened_at"`
	// TargetOn is the day by which the role should be filled; "" without one.
	TargetOn Date `json:"target_on,omitzero"`
	// Predecessor is the requisition that this one replaces or repeats.
	Predecessor ID `json:"predecessor,omitzero"`
	// RubricHash is the content hash of the locked rubric; "" before the lock.
	RubricHash string `json:"rubric_hash,omitzero"`
	// ConfirmRubric says that the hiring manager has to confirm the locked rubric
	// before the search goes on: they are new, or the search was reopened.
	ConfirmRubric bool `json:"confirm_rubric,omitzero"`
	// Handovers are the changes of hiring manager and recruiter, oldest first.
	Handovers []Handover `json:"handovers,omitzero"`
	// SourcingSince is when sourcing started; zero before.
	SourcingSince time.Time `json:"sourcing_since,omitzero"`
	// Compensation is the band; it is not part of the rubric's hash.
	Compensation compensation.Range `json:"compensation,omitzero"`
	// Plan is the rounds that every application goes through.
	Plan     Plan          `json:"plan,omitzero"`
	External []ExternalRef `json:"external,omitzero"`
}

// Candidate is a person who is considered. It holds no demographic field, and none may be added.
type Candidate struct {
	SchemaVersion int         `json:"schema_version"`
	ID            CandidateID `json:"id"`
	Name          string      `json:"name"`
	// Person is the host's id of the person where they work here or have an account;
	// "" otherwise. An internal candidate reads nothing of a search that they are in.
	Person string `json:"person_id,omitzero"`
	// MergedInto is the record of the same person that this one was merged into.
	MergedInto CandidateID   `json:"merged_into,omitzero"`
	External   []ExternalRef `json:"external,omitzero"`
}

// SourceKind says how an application came about. Unknown values survive decoding.
type SourceKind string

// The kinds of source.
const (
	Applied  SourceKind = "applied"
	Referral SourceKind = "referral"
	Sourced  SourceKind = "sourced"
	Agency   SourceKind = "agency"
	Internal SourceKind = "internal"
)

// ApplicationStatus is where an application stands. Unknown values survive decoding.
type ApplicationStatus string

// The statuses of an application.
const (
	Active    ApplicationStatus = "active"
	Selected  ApplicationStatus = "selected" // decided for; an offer is owed or out
	Withdrawn ApplicationStatus = "withdrawn"
	Rejected  ApplicationStatus = "rejected"
	Declined  ApplicationStatus = "declined" // the candidate declined the offer
	Hired     ApplicationStatus = "hired"
)

// Application is one candidate in one search. A candidate may have several.
type Application struct {
	SchemaVersion int           `json:"schema_version"`
	ID            ApplicationID `json:"id"`
	Requisition   ID            `json:"requisition_id"`
	Candidate     CandidateID   `json:"candidate_id"`
	// Person is the candidate's Person at the time of applying.
	Person string            `json:"person_id,omitzero"`
	Source SourceKind        `json:"source"`
	Status ApplicationStatus `json:"status"`
	// Reason is why the application ended, in words; required for every end but a hire.
	Reason    string    `json:"reason,omitzero"`
	AppliedAt time.Time `json:"applied_at"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	// Erased says that the person's data were erased: ids, status and times are left.
	Erased   bool          `json:"erased,omitzero"`
	External []ExternalRef `json:"external,omitzero"`
}

// InterviewKind says what kind of conversation a round is. Unknown values survive decoding.
type InterviewKind string

// The kinds of interview.
const (
	Screen        InterviewKind = "screen"
	Technical     InterviewKind = "technical"
	Panel         InterviewKind = "panel"
	HiringManager InterviewKind = "hiring_manager"
	CaseStudy     InterviewKind = "case_study"
)

// Seat is one panelist's place in a round and what they assess.
type Seat struct {
	Panelist Person `json:"panelist"`
	// Competencies are ids of the rubric's competencies.
	Competencies []string `json:"competencies,omitzero"`
	// Questions are ids of the rubric's questions that this panelist asks.
	Questions []string `json:"questions,omitzero"`
	// Zone is the IANA name of the zone in which the panelist's day ends; "" is the
	// interview's.
	Zone string `json:"zone,omitzero"`
}

// Round is a step of the plan.
type Round struct {
	ID      RoundID       `json:"id"`
	Name    string        `json:"name"`
	Kind    InterviewKind `json:"kind"`
	Minutes int           `json:"minutes"`
	Panel   []Seat        `json:"panel,omitzero"`
}

// Plan is the rounds in their order. The zero value is no plan yet.
type Plan struct {
	Rounds []Round `json:"rounds,omitzero"`
}

// Slot is a time with its place on the calendar. Start and End are UTC instants;
// Zone is the IANA name of the zone in which people read them.
type Slot struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	Zone  string    `json:"zone"`
}

// Attendance says whether a panelist was there, and for whom they stood in.
type Attendance struct {
	Panelist Person `json:"panelist"`
	Attended bool   `json:"attended"`
	// SubstituteFor is the id of the panelist whose seat this person took; "" for none.
	SubstituteFor string `json:"substitute_for,omitzero"`
}

// InterviewStatus is where an interview stands. Unknown values survive decoding.
type InterviewStatus string

// The statuses of an interview.
const (
	Scheduled InterviewStatus = "scheduled"
	Held      InterviewStatus = "held"
	Cancelled InterviewStatus = "cancelled"
	NoShow    InterviewStatus = "no_show"
)

// Interview is one conversation with a candidate.
type Interview struct {
	SchemaVersion int             `json:"schema_version"`
	ID            InterviewID     `json:"id"`
	Requisition   ID              `json:"requisition_id"`
	Application   ApplicationID   `json:"application_id"`
	Round         RoundID         `json:"round_id"`
	RubricHash    string          `json:"rubric_hash"`
	Status        InterviewStatus `json:"status"`
	Scheduled     Slot            `json:"scheduled"`
	// Actual is when it took place; zero until it was held.
	Actual Slot `json:"actual,omitzero"`
	// Panel is the round's panel at the time of scheduling.
	Panel      []Seat       `json:"panel,omitzero"`
	Attendance []Attendance `json:"attendance,omitzero"`
	// Transcripts are ids of none, one or several transcripts of this conversation;
	// several where a call dropped and was resumed, or where panelists typed notes.
	Transcripts []string `json:"transcripts,omitzero"`
	// Reused are those of the transcripts that come from an earlier search.
	Reused []string `json:"reused,omitzero"`
	// ProcessAdjusted says that the process was adjusted for the candidate, and
	// nothing about why.
	ProcessAdjusted bool          `json:"process_adjusted,omitzero"`
	External        []ExternalRef `json:"external,omitzero"`
}

// Waiting says who has to act next, for what, and by when.
type Waiting struct {
	// Person is the id of the person who is waited on; "" where it is the candidate.
	Person string `json:"person_id,omitzero"`
	// Candidate is set where the candidate is waited on.
	Candidate CandidateID `json:"candidate_id,omitzero"`
	// For names the step, such as "rubric.lock" or "scorecard.submit".
	For string `json:"for"`
	// Due is when it is due; zero without a date.
	Due time.Time `json:"due,omitzero"`
}

// Act is one move: what happened to which record, when, by whom, and who is
// waited on since. It holds ids and codes, and no name and no free text.
type Act struct {
	// Kind names the move, as "record.verb": "requisition.opened".
	Kind string    `json:"kind"`
	At   time.Time `json:"at"`
	// By is the actor without the name.
	By          actor.Ref     `json:"by"`
	Requisition ID            `json:"requisition_id,omitzero"`
	Application ApplicationID `json:"application_id,omitzero"`
	Interview   InterviewID   `json:"interview_id,omitzero"`
	Round       RoundID       `json:"round_id,omitzero"`
	// Record is the id of another record that the act made or changed, such as a scorecard.
	Record string `json:"record,omitzero"`
	// Hash is the content hash of the rubric that the act is about, or a commitment under
	// a key to what was said or written.
	Hash string `json:"hash,omitzero"`
	// Code says why, where that is not plain: of a refusal, such as "access.hidden".
	Code string `json:"code,omitzero"`
	// From and To are the statuses before and after.
	From string `json:"from,omitzero"`
	To   string `json:"to,omitzero"`
	// WaitingOn is who has to act next; empty where nobody new is waited on.
	WaitingOn []Waiting `json:"waiting_on,omitzero"`
	// Settles is what nobody is waited on for any more, on the act's own record and
	// on those above it; an empty person settles the step for everybody.
	Settles []Waiting `json:"settles,omitzero"`
	// HandsOver moves what the first person is waited on for, as hiring manager or
	// recruiter of the requisition, to the second.
	HandsOver *Reassignment `json:"hands_over,omitzero"`
}

// Reassignment moves a duty from one person to another, by their ids.
type Reassignment struct {
	From string `json:"from_id"`
	To   string `json:"to_id"`
}
