// Package rubric says what good looks like for one role, before anyone is interviewed.
//
//	r := rubric.Rubric{ID: "rb-1", Version: 1, Role: role, MeetsLevel: 3, Competencies: competencies, Questions: questions}
//	if err := r.Validate(); err != nil {
//		return err // every fault, with code and JSON Pointer
//	}
//	hash := r.Hash()
//	locked, err := rubric.Lock(r,
//		rubric.Assent{By: dana, Hash: hash, At: now},   // hiring manager
//		rubric.Assent{By: marcus, Hash: hash, At: now}, // recruiter
//	)
//
// A Rubric is edited freely while it is a plain Rubric. Locking it takes the
// hiring manager's and the recruiter's assent to the same content hash and gives
// a Locked, which cannot change: everything that happens to candidates takes a
// Locked, so that nobody is interviewed against a moving target. A change is a
// new version.
package rubric

import (
	"errors"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/evidence"
)

var (
	// ErrInvalid is the sentinel for a rubric that breaks a rule.
	ErrInvalid = errors.New("rubric: invalid")
	// ErrAssent is the sentinel for a lock without both assents to the same content.
	ErrAssent = errors.New("rubric: assent missing or for other content")
	// ErrNotLocked is returned where a step needs a locked rubric and there is none.
	ErrNotLocked = errors.New("rubric: not locked")
	// ErrUnknownCompetency is returned for a competency id that the rubric lacks.
	ErrUnknownCompetency = errors.New("rubric: unknown competency")
)

// SchemaVersion is the version of the stored form of a Rubric and a Locked.
const SchemaVersion = 1

type (
	// ID names a rubric through all its versions.
	ID string
	// CompetencyID names a competency within a rubric and keeps its meaning across versions.
	CompetencyID string
	// QuestionID names a planned question within a rubric.
	QuestionID string
)

// Kind says how much a competency weighs on the decision. Unknown values survive decoding.
type Kind string

// The kinds of competency.
const (
	// MustHave is needed on the first day; below the bar it speaks against hiring.
	MustHave Kind = "must_have"
	// Growth can be learnt in the role; below the bar it becomes an onboarding note.
	Growth Kind = "growth"
)

// Role describes the job.
type Role struct {
	Title    string `json:"title"`
	Team     string `json:"team,omitzero"`
	Level    string `json:"level,omitzero"`
	Location string `json:"location,omitzero"`
	// Purpose is why the role exists, in a sentence or two.
	Purpose string `json:"purpose,omitzero"`
	// Outcomes are what the person will have achieved after about a year.
	Outcomes []string `json:"outcomes,omitzero"`
}

// Anchor describes what a level looks like in behaviour.
type Anchor struct {
	// Level is on the rubric's scale, 1 the lowest.
	Level int `json:"level"`
	// Label is the level's short name, such as "Meets the bar".
	Label string `json:"label"`
	// Behaviour is what a person at this level does, observably.
	Behaviour string `json:"behaviour"`
}

// Competency is one thing that is assessed.
type Competency struct {
	ID          CompetencyID `json:"id"`
	Name        string       `json:"name"`
	Description string       `json:"description"`
	Kind        Kind         `json:"kind"`
	// Anchors are one per level, lowest first.
	Anchors []Anchor `json:"anchors,omitzero"`
	// Weight is relative to the other competencies; nil weighs 1. Weights that
	// differ need Rubric.WeightRationale.
	Weight *int `json:"weight,omitzero"`
	// Basis cites where the hiring manager asked for it, usually in the intake call.
	Basis []evidence.Citation `json:"basis,omitzero"`
}

// QuestionKind says what a question asks for. Unknown values survive decoding.
type QuestionKind string

// The kinds of question.
const (
	PastBehaviour QuestionKind = "past_behaviour"
	Situational   QuestionKind = "situational"
	Knowledge     QuestionKind = "knowledge"
	WorkSample    QuestionKind = "work_sample"
	Eligibility   QuestionKind = "eligibility"
)

// Question is a planned question, asked of every candidate.
type Question struct {
	ID QuestionID `json:"id"`
	// Text is what is asked.
	Text string `json:"text"`
	// Competencies are those that the answer is evidence for; at least one.
	Competencies []CompetencyID `json:"competencies,omitzero"`
	Kind         QuestionKind   `json:"kind,omitzero"`
	// Probes are planned follow-up questions.
	Probes []string `json:"probes,omitzero"`
}

// Rubric is the content that people agree on. The zero value is empty and
// invalid. It is a plain value; Lock takes a deep copy.
type Rubric struct {
	SchemaVersion int `json:"schema_version"`
	ID            ID  `json:"id"`
	// Version counts from 1; a change of a locked rubric is the next version.
	Version int  `json:"version"`
	Role    Role `json:"role"`
	// MeetsLevel is the level that meets the bar.
	MeetsLevel   int          `json:"meets_level"`
	Competencies []Competency `json:"competencies,omitzero"`
	Questions    []Question   `json:"questions,omitzero"`
	// WeightRationale says why weights differ; required if and only if they do.
	WeightRationale string `json:"weight_rationale,omitzero"`
	// Compensation is the band of the role. It is not part of the content hash:
	// a band may move without changing what is assessed, and the rubric may be
	// shown to people who must not see the band.
	Compensation compensation.Range `json:"compensation,omitzero"`
	// ChangeReason says why this version replaces the one before; required from version 2 on.
	ChangeReason string `json:"change_reason,omitzero"`
}

// Assent is a named person's agreement to exactly one content.
type Assent struct {
	By actor.Human `json:"by"`
	// Hash is the content hash that the person agreed to.
	Hash string `json:"hash"`
	// At is when, UTC.
	At time.Time `json:"at"`
}
