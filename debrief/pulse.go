package debrief

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
)

// TimeToPulse is how long after the start of sourcing a pulse is due.
const TimeToPulse = 14 * 24 * time.Hour

// PulseID names a pulse check.
type PulseID string

// PulseQuestion is one of the two questions of a pulse check.
type PulseQuestion string

// The questions.
const (
	// RightRubric: are we looking for the right thing?
	RightRubric PulseQuestion = "right_rubric"
	// RightCandidates: are we seeing the right people?
	RightCandidates PulseQuestion = "right_candidates"
)

// PulseAnswer is one person's answer to both questions.
type PulseAnswer struct {
	By              actor.Human `json:"by"`
	RightRubric     bool        `json:"right_rubric"`
	RightCandidates bool        `json:"right_candidates"`
	// Why is required for a no.
	Why string    `json:"why,omitzero"`
	At  time.Time `json:"at"`
}

// Pulse asks recruiter and hiring manager two questions in the second week of a
// search. Each answers alone; nobody reads the other's answer before both are in.
// It is made by OpenPulse and changed by Answer only. The zero value is no pulse.
// It is immutable and safe for concurrent use.
type Pulse struct {
	doc PulseDocument
}

// PulseDocument is the stored form of a Pulse. It is for schemas and for the
// store: readers get answers by Pulse.Own and Pulse.Result.
type PulseDocument struct {
	SchemaVersion int                `json:"schema_version"`
	ID            PulseID            `json:"id"`
	Requisition   requisition.ID     `json:"requisition_id"`
	RubricHash    string             `json:"rubric_hash"`
	HiringManager requisition.Person `json:"hiring_manager"`
	Recruiter     requisition.Person `json:"recruiter"`
	OpenedAt      time.Time          `json:"opened_at"`
	DueAt         time.Time          `json:"due_at"`
	// Answers are one per person at most.
	Answers []PulseAnswer `json:"answers,omitzero"`
}

// OpenPulse opens the pulse check of a search that is sourcing; both people are
// waited on in the second week.
func OpenPulse(id PulseID, req requisition.Requisition, by actor.Human, at time.Time) (Pulse, requisition.Act, error) {
	if err := by.Validate(); err != nil {
		return Pulse{}, requisition.Act{}, &fault.Error{Sentinel: ErrNotHuman, Faults: fault.Of(err)}
	}
	if req.SourcingSince.IsZero() {
		return Pulse{}, requisition.Act{}, fault.New(ErrStage, "debrief.sourcing_not_started", "/requisition_id", "a pulse is about a search that is sourcing")
	}
	d := PulseDocument{
		SchemaVersion: SchemaVersion, ID: id, Requisition: req.ID, RubricHash: req.RubricHash,
		HiringManager: req.HiringManager, Recruiter: req.Recruiter, OpenedAt: at.UTC(), DueAt: req.SourcingSince.Add(TimeToPulse).UTC(),
	}
	if err := d.check().Err(ErrInvalid); err != nil {
		return Pulse{}, requisition.Act{}, err
	}
	act := d.act("pulse.opened", by, at)
	act.WaitingOn = []requisition.Waiting{
		{Person: d.HiringManager.ID, For: requisition.ForPulse, Due: d.DueAt}, {Person: d.Recruiter.ID, For: requisition.ForPulse, Due: d.DueAt},
	}
	return Pulse{doc: d}, act, nil
}

func (d PulseDocument) act(kind string, by actor.Human, at time.Time) requisition.Act {
	act := requisition.NewAct(kind, by.Ref(), at)
	act.Requisition, act.Record, act.Hash = d.Requisition, string(d.ID), d.RubricHash
	return act
}

func (d PulseDocument) check() fault.List {
	var list fault.List
	if d.ID == "" {
		list.Add("debrief.id_missing", "/id", "a pulse needs an id")
	}
	if d.HiringManager.ID == "" || d.Recruiter.ID == "" || d.HiringManager.ID == d.Recruiter.ID {
		list.Add("debrief.pulse_people", "/hiring_manager", "a pulse asks a hiring manager and a recruiter")
	}
	for i, a := range d.Answers {
		at := fault.Path("answers", i)
		if a.By.IsZero() || a.By.ID() != d.HiringManager.ID && a.By.ID() != d.Recruiter.ID {
			list.Add("debrief.pulse_not_asked", at+"/by", "only the search's hiring manager and recruiter answer")
		}
		if strings.TrimSpace(a.Why) == "" && (!a.RightRubric || !a.RightCandidates) {
			list.Add("debrief.pulse_reason_missing", at+"/why", "a no needs a reason")
		}
		for _, o := range d.Answers[:i] {
			if o.By.ID() == a.By.ID() {
				list.Add("debrief.pulse_answered", at+"/by", "this person has answered already")
			}
		}
	}
	return list
}

// Answer adds a person's answer, once. With both answers in, both are revealed.
func (p Pulse) Answer(by actor.Human, rightRubric, rightCandidates bool, why string, at time.Time) (Pulse, requisition.Act, error) {
	if err := by.Validate(); err != nil {
		return Pulse{}, requisition.Act{}, &fault.Error{Sentinel: ErrNotHuman, Faults: fault.Of(err)}
	}
	d := p.doc
	d.Answers = append(append([]PulseAnswer{}, d.Answers...), PulseAnswer{
		By: by, RightRubric: rightRubric, RightCandidates: rightCandidates, Why: strings.TrimSpace(why), At: at.UTC(),
	})
	if err := d.check().Err(ErrInvalid); err != nil {
		return Pulse{}, requisition.Act{}, err
	}
	act := d.act("pulse.answered", by, at)
	act.Settles = []requisition.Waiting{{Person: by.ID(), For: requisition.ForPulse}}
	return Pulse{doc: d}, act, nil
}

// HandOver takes up that the search has another hiring manager or recruiter: the
// new person is asked in the place of the one before, unless that one has answered
// already. It returns false where there is nothing to take up.
func (p Pulse) HandOver(role actor.Role, before, after requisition.Requisition) (Pulse, bool) {
	d := p.doc
	asked, from, to := &d.HiringManager, before.HiringManager, after.HiringManager
	if role == actor.Recruiter {
		asked, from, to = &d.Recruiter, before.Recruiter, after.Recruiter
	}
	answered := slices.ContainsFunc(d.Answers, func(a PulseAnswer) bool { return a.By.ID() == from.ID })
	if asked.ID != from.ID || answered || from.ID == to.ID {
		return p, false
	}
	*asked = to
	if len(d.check()) > 0 { // the new person is the other one who was asked
		return p, false
	}
	return Pulse{doc: d}, true
}

// IsZero reports whether there is no pulse.
func (p Pulse) IsZero() bool { return p.doc.ID == "" }

// ID names the pulse.
func (p Pulse) ID() PulseID { return p.doc.ID }

// Requisition is the search that it is about.
func (p Pulse) Requisition() requisition.ID { return p.doc.Requisition }

// DueAt is when both answers are due, UTC.
func (p Pulse) DueAt() time.Time { return p.doc.DueAt }

// Own returns the reader's own answer.
func (p Pulse) Own(reader actor.Human) (PulseAnswer, bool) {
	for _, a := range p.doc.Answers {
		if a.By.ID() == reader.ID() && !reader.IsZero() {
			return a, true
		}
	}
	return PulseAnswer{}, false
}

// PulseResult is both answers, side by side.
type PulseResult struct {
	HiringManager PulseAnswer `json:"hiring_manager"`
	Recruiter     PulseAnswer `json:"recruiter"`
	// Gap are the questions that the two answer differently.
	Gap []PulseQuestion `json:"gap,omitzero"`
	// No are the questions that at least one answers with no.
	No []PulseQuestion `json:"no,omitzero"`
}

// Result returns both answers and where they differ. Until both are in it returns
// ErrBlind, to everybody.
func (p Pulse) Result() (PulseResult, error) {
	if len(p.doc.Answers) < 2 {
		return PulseResult{}, fault.New(ErrBlind, "debrief.pulse_open", "", "both answers are revealed together, when the second one is in")
	}
	r := PulseResult{HiringManager: p.doc.Answers[0], Recruiter: p.doc.Answers[1]}
	if r.HiringManager.By.ID() != p.doc.HiringManager.ID {
		r.HiringManager, r.Recruiter = r.Recruiter, r.HiringManager
	}
	for _, q := range []struct {
		question PulseQuestion
		hm, rec  bool
	}{
		{RightRubric, r.HiringManager.RightRubric, r.Recruiter.RightRubric},
		{RightCandidates, r.HiringManager.RightCandidates, r.Recruiter.RightCandidates},
	} {
		if q.hm != q.rec {
			r.Gap = append(r.Gap, q.question)
		}
		if !q.hm || !q.rec {
			r.No = append(r.No, q.question)
		}
	}
	return r, nil
}

// Propose opens a change of the rubric where somebody answered no: the reasons
// are the text, and the next version is attached by Change.WithRubric. It returns
// false while the pulse is open and where both answered yes twice.
func (p Pulse) Propose(id ChangeID, at time.Time) (Change, bool) {
	r, err := p.Result()
	if err != nil || len(r.No) == 0 {
		return Change{}, false
	}
	var why []string
	for _, a := range []PulseAnswer{r.HiringManager, r.Recruiter} {
		if a.Why != "" {
			why = append(why, a.By.Name()+": "+a.Why)
		}
	}
	return Change{
		SchemaVersion: SchemaVersion, ID: id, Kind: RubricChange, Requisition: p.doc.Requisition, Pulse: p.doc.ID,
		Text: strings.Join(why, "\n"), RubricHash: p.doc.RubricHash, Status: ChangeProposed, ProposedAt: at.UTC(),
	}, true
}

// MarshalJSON writes the PulseDocument, for the store, and null for the zero value.
func (p Pulse) MarshalJSON() ([]byte, error) {
	if p.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(p.doc)
}

// UnmarshalJSON reads what MarshalJSON writes, and refuses answers by others.
func (p *Pulse) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*p = Pulse{}
		return nil
	}
	var d PulseDocument
	if err := json.Unmarshal(b, &d); err != nil {
		return err
	}
	if err := d.check().Err(ErrInvalid); err != nil {
		return err
	}
	*p = Pulse{doc: d}
	return nil
}
