package rubric

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
)

// Locked is a rubric that cannot change any more. Only Lock makes one; decoding
// checks the hash again. The zero value is no rubric: IsZero reports it, and
// everything that takes a Locked refuses it with ErrNotLocked. It is safe for
// concurrent use.
type Locked struct {
	rubric        Rubric
	hash          string
	hiringManager Assent
	recruiter     Assent
}

// IsZero reports whether there is no rubric.
func (l Locked) IsZero() bool { return l.hash == "" }

// Hash is the content hash that both people agreed to.
func (l Locked) Hash() string { return l.hash }

// LockedAt is when the second of the two people agreed.
func (l Locked) LockedAt() time.Time {
	if l.hiringManager.At.After(l.recruiter.At) {
		return l.hiringManager.At
	}
	return l.recruiter.At
}

// HiringManager is the hiring manager's assent.
func (l Locked) HiringManager() Assent { return l.hiringManager }

// Recruiter is the recruiter's assent.
func (l Locked) Recruiter() Assent { return l.recruiter }

// Rubric returns a copy of the content; changing the copy does not change l.
func (l Locked) Rubric() Rubric { return l.rubric.Clone() }

// Competency returns a copy of the competency with the id.
func (l Locked) Competency(id CompetencyID) (Competency, bool) { return l.rubric.Competency(id) }

// Question returns a copy of the question with the id.
func (l Locked) Question(id QuestionID) (Question, bool) { return l.rubric.Question(id) }

// MeetsLevel is the level that meets the bar.
func (l Locked) MeetsLevel() int { return l.rubric.MeetsLevel }

// Levels is the number of levels of the scale, 0 for the zero value.
func (l Locked) Levels() int { return l.rubric.Levels() }

// LockedDocument is the stored form of a Locked. It is for schemas and readers:
// a document becomes a Locked only through Locked.UnmarshalJSON, which checks it.
type LockedDocument struct {
	SchemaVersion int    `json:"schema_version"`
	Hash          string `json:"hash"`
	HiringManager Assent `json:"hiring_manager"`
	Recruiter     Assent `json:"recruiter"`
	Rubric        Rubric `json:"rubric"`
}

// Document returns the stored form.
func (l Locked) Document() LockedDocument {
	return LockedDocument{
		SchemaVersion: SchemaVersion, Hash: l.hash,
		HiringManager: l.hiringManager, Recruiter: l.recruiter, Rubric: l.rubric.Clone(),
	}
}

// MarshalJSON writes the LockedDocument, and null for the zero value.
func (l Locked) MarshalJSON() ([]byte, error) {
	if l.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(l.Document())
}

// UnmarshalJSON reads what MarshalJSON writes. It returns ErrInvalid for a document
// whose content breaks a rule or does not have the hash, and ErrAssent for one that
// lacks an assent to it. It lints nothing: what was locked stays locked, whatever
// the rules have become.
func (l *Locked) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*l = Locked{}
		return nil
	}
	var d LockedDocument
	if err := json.Unmarshal(b, &d); err != nil {
		return err
	}
	if err := d.Rubric.stored().Err(ErrInvalid); err != nil {
		return err
	}
	n, err := seal(d.Rubric, d.HiringManager, d.Recruiter)
	if err != nil {
		return err
	}
	if d.Hash != n.hash {
		return fault.New(ErrInvalid, "rubric.hash_differs", "/hash", "the hash is not that of the content")
	}
	*l = n
	return nil
}

// Competency returns a copy of the competency with the id.
func (r Rubric) Competency(id CompetencyID) (Competency, bool) {
	i := slices.IndexFunc(r.Competencies, func(c Competency) bool { return c.ID == id })
	if i < 0 {
		return Competency{}, false
	}
	return r.Competencies[i].clone(), true
}

// Question returns a copy of the question with the id.
func (r Rubric) Question(id QuestionID) (Question, bool) {
	i := slices.IndexFunc(r.Questions, func(q Question) bool { return q.ID == id })
	if i < 0 {
		return Question{}, false
	}
	return r.Questions[i].clone(), true
}

// Levels is the number of levels of the scale: that of the first competency
// which has anchors, 0 where none has.
func (r Rubric) Levels() int {
	for _, c := range r.Competencies {
		if len(c.Anchors) > 0 {
			return len(c.Anchors)
		}
	}
	return 0
}

// Clone returns a deep copy.
func (r Rubric) Clone() Rubric {
	r.Role.Outcomes, r.Role.Terms = slices.Clone(r.Role.Outcomes), slices.Clone(r.Role.Terms)
	r.Waivers = slices.Clone(r.Waivers)
	competencies := make([]Competency, len(r.Competencies))
	for i, c := range r.Competencies {
		competencies[i] = c.clone()
	}
	questions := make([]Question, len(r.Questions))
	for i, q := range r.Questions {
		questions[i] = q.clone()
	}
	r.Competencies, r.Questions = competencies, questions
	return r
}

func (c Competency) clone() Competency {
	c.Anchors = slices.Clone(c.Anchors)
	if c.Weight != nil {
		w := *c.Weight
		c.Weight = &w
	}
	c.Terms = slices.Clone(c.Terms)
	c.Basis = evidence.CloneAll(c.Basis)
	return c
}

func (q Question) clone() Question {
	q.Competencies = slices.Clone(q.Competencies)
	q.Probes = slices.Clone(q.Probes)
	return q
}

// AssentTo is a person's agreement to the content of r.
func AssentTo(r Rubric, by actor.Human, at time.Time) Assent {
	return Assent{By: by, Hash: r.Hash(), At: at.UTC()}
}
