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
// Locked, so that nobody is interviewed against a moving target.
//
// A change is a new version, which names the one before, a reason, and what
// happens to candidates who have been seen already:
//
//	next := locked.NextVersion()
//	next.MeetsLevel, next.ChangeReason, next.Seen = 2, "level 3 asked for a title, not for the work", rubric.Rerate
//	for _, c := range rubric.Diff(locked.Rubric(), next) {
//		fmt.Println(c) // The bar moves from level 3 to level 2.
//	}
//	successor, err := rubric.Lock(next, …)
//	old, err := rubric.Supersede(locked, successor) // a Superseded: nobody is interviewed against it any more
//
// Lint says what people should not be assessed or asked about, and what raters
// could not tell apart; a finding of severity error blocks the lock until a named
// human waives it with a reason. Feasibility says how many of those assessed meet
// what is asked for. JobDescription and JobPosting are what candidates read.
package rubric

import (
	"errors"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/lint"
)

var (
	// ErrInvalid is the sentinel for a rubric that breaks a rule.
	ErrInvalid = errors.New("rubric: invalid")
	// ErrAssent is the sentinel for a lock without both assents to the same content.
	ErrAssent = errors.New("rubric: assent missing or for other content")
	// ErrNotLocked is returned where a step needs a locked rubric and there is none.
	ErrNotLocked = errors.New("rubric: not locked")
	// ErrLint is the sentinel for a text that a lint refuses and nobody has waived.
	ErrLint = errors.New("rubric: words that have no place in an assessment")
	// ErrNotSuccessor is the sentinel for a rubric that does not replace another.
	ErrNotSuccessor = errors.New("rubric: not the next version")
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
	// Terms are the occupation in classifications such as O*NET-SOC.
	Terms []Term `json:"terms,omitzero"`
}

// Term refers to an entry of a public classification, such as an ESCO skill or an
// O*NET occupation. The library holds none of them.
type Term struct {
	// Scheme names the classification, such as "esco" or "onet".
	Scheme string `json:"scheme"`
	// URI is the entry's, such as "http://data.europa.eu/esco/skill/…".
	URI string `json:"uri"`
	// Label is the entry's name in the language of the rubric.
	Label string `json:"label"`
	// Code is the entry's code where it has one, such as "15-1252.00".
	Code string `json:"code,omitzero"`
}

// JobLink says which part of the job a competency comes from.
type JobLink struct {
	// Task is the task or the outcome that needs the competency.
	Task string `json:"task"`
	// By is who confirmed that, and At when.
	By actor.Human `json:"by,omitzero"`
	At time.Time   `json:"at,omitzero"`
}

// IsZero reports whether there is no link.
func (j JobLink) IsZero() bool { return j.Task == "" && j.By.IsZero() && j.At.IsZero() }

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
	// Basis cites where the hiring manager asked for it, usually in the intake call: their
	// own words, or a recruiter's that they confirmed.
	Basis []evidence.Citation `json:"basis,omitzero"`
	// JobLink is the task or outcome that the competency comes from.
	JobLink JobLink `json:"job_link,omitzero"`
	// Terms are the competency in classifications such as ESCO.
	Terms []Term `json:"terms,omitzero"`
}

// QuestionKind says what a question asks for. Unknown values survive decoding.
type QuestionKind string

// The kinds of question.
const (
	// PastBehaviour asks for something that the person did.
	PastBehaviour QuestionKind = "past_behaviour"
	// Situational asks what the person would do in a given case.
	Situational QuestionKind = "situational"
	// Knowledge asks for what the person can explain.
	Knowledge QuestionKind = "knowledge"
	// WorkSample has the person do a piece of the work.
	WorkSample QuestionKind = "work_sample"
	// Eligibility asks whether a condition of the job is met. It is asked of
	// everybody in the same words, is not rated, and needs no competency.
	Eligibility QuestionKind = "eligibility"
)

// Question is a planned question, asked of every candidate.
type Question struct {
	ID QuestionID `json:"id"`
	// Text is what is asked.
	Text string `json:"text"`
	// Competencies are those that the answer is evidence for: at least one, and best
	// exactly one; none for a question of eligibility.
	Competencies []CompetencyID `json:"competencies,omitzero"`
	Kind         QuestionKind   `json:"kind,omitzero"`
	// Probes are planned follow-up questions.
	Probes []string `json:"probes,omitzero"`
	// Minutes is the time that the question and its probes take; 0 where nobody has said.
	Minutes int `json:"minutes,omitzero"`
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
	// Predecessor is the content hash of the version before; required from version 2 on.
	Predecessor string `json:"predecessor,omitzero"`
	// Seen is what happens to candidates who were rated by the version before;
	// required from version 2 on.
	Seen Seen `json:"seen,omitzero"`
	// Waivers let findings of Lint stand, with a reason and a name. They are part of
	// what people agree to.
	Waivers []lint.Waiver `json:"waivers,omitzero"`
}

// Seen says what a new version means for candidates who were seen before it.
type Seen string

// The choices for candidates who were seen already.
const (
	// Rerate: their ratings are made again, by the same people, from the evidence.
	Rerate Seen = "rerate"
	// Grandfather: their ratings stand by the version that they were made with.
	Grandfather Seen = "grandfather"
)

// Assent is a named person's agreement to exactly one content.
type Assent struct {
	By actor.Human `json:"by"`
	// Hash is the content hash that the person agreed to.
	Hash string `json:"hash"`
	// At is when, UTC.
	At time.Time `json:"at"`
}
