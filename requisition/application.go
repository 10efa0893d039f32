package requisition

import (
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
)

// NewCandidate records a person who is considered.
func NewCandidate(id CandidateID, name string, external []ExternalRef, by actor.Human, at time.Time) (Candidate, Act, error) {
	if err := checkActor(by); err != nil {
		return Candidate{}, Act{}, err
	}
	c := Candidate{SchemaVersion: SchemaVersion, ID: id, Name: strings.TrimSpace(name), External: slices.Clone(external)}
	var list fault.List
	if c.ID == "" {
		list.Add("requisition.candidate_id_missing", "/id", "a candidate needs an id")
	}
	if c.Name == "" {
		list.Add("requisition.candidate_name_missing", "/name", "a candidate needs a name")
	}
	checkExternal(&list, c.External)
	if err := list.Err(ErrInvalid); err != nil {
		return Candidate{}, Act{}, err
	}
	act := NewAct("candidate.added", by.Ref(), at)
	act.Record = string(id)
	return c, act, nil
}

// Apply enters a candidate into the search. It returns ErrRubricNotLocked before
// the rubric is locked and ErrNotAllowed while the search does not run or
// sourcing has not started. The recruiter is waited on to schedule an interview.
func (r Requisition) Apply(id ApplicationID, c Candidate, source SourceKind, external []ExternalRef, by actor.Human, at time.Time) (Application, Act, error) {
	if err := checkActor(by); err != nil {
		return Application{}, Act{}, err
	}
	if err := r.mustRun(); err != nil {
		return Application{}, Act{}, err
	}
	if err := r.mustBeLocked("sourcing"); err != nil {
		return Application{}, Act{}, err
	}
	if r.SourcingSince.IsZero() {
		return Application{}, Act{}, fault.New(ErrNotAllowed, "requisition.sourcing_not_started", "/sourcing_since", "sourcing has not started")
	}
	a := Application{
		SchemaVersion: SchemaVersion, ID: id, Requisition: r.ID, Candidate: c.ID, Person: c.Person, Source: source,
		Status: Active, AppliedAt: at.UTC(), External: slices.Clone(external),
	}
	var list fault.List
	if a.ID == "" {
		list.Add("requisition.application_id_missing", "/id", "an application needs an id")
	}
	if a.Candidate == "" {
		list.Add("requisition.application_candidate_missing", "/candidate_id", "an application is by a candidate")
	}
	switch source {
	case Applied, Referral, Sourced, Agency, Internal:
	default:
		list.Add("requisition.application_source_invalid", "/source", "the source is applied, referral, sourced, agency or internal")
	}
	checkExternal(&list, a.External)
	if err := list.Err(ErrInvalid); err != nil {
		return Application{}, Act{}, err
	}
	act := a.act("application.received", by, at)
	act.To = string(Active)
	act.WaitingOn = []Waiting{{Person: r.Recruiter.ID, For: ForScheduling}}
	return a, act, nil
}

func (a Application) act(kind string, by actor.Human, at time.Time) Act {
	act := NewAct(kind, by.Ref(), at)
	act.Requisition, act.Application = a.Requisition, a.ID
	return act
}

func (a Application) end(kind string, to ApplicationStatus, reason string, by actor.Human, at time.Time) (Application, Act, error) {
	if err := checkActor(by); err != nil {
		return Application{}, Act{}, err
	}
	switch {
	case a.Status != Active && a.Status != Selected:
		return Application{}, Act{}, fault.New(ErrNotAllowed, "requisition.application_ended", "/status", "the application is "+string(a.Status)+" already")
	case a.Status == Active && (to == Hired || to == Declined):
		return Application{}, Act{}, fault.New(ErrNotAllowed, "requisition.not_selected", "/status", "nobody decided for the candidate yet, so there is no offer to answer")
	}
	reason = strings.TrimSpace(reason)
	if reason == "" && to != Hired {
		return Application{}, Act{}, fault.New(ErrInvalid, "requisition.reason_missing", "/reason", "say why the application ends")
	}
	act := a.act(kind, by, at)
	act.From, act.To = string(a.Status), string(to)
	a.Status, a.Reason, a.EndedAt = to, reason, at.UTC()
	return a, act, nil
}

// Withdraw ends the application because the candidate withdrew, with their reason.
func (a Application) Withdraw(reason string, by actor.Human, at time.Time) (Application, Act, error) {
	return a.end("application.withdrawn", Withdrawn, reason, by, at)
}

// Reject ends the application by a decision against it.
func (a Application) Reject(reason string, by actor.Human, at time.Time) (Application, Act, error) {
	return a.end("application.rejected", Rejected, reason, by, at)
}

// Select records the decision for the candidate: an offer is owed, and whoever
// extends it is waited on.
func (a Application) Select(extender Person, by actor.Human, at time.Time) (Application, Act, error) {
	if err := checkActor(by); err != nil {
		return Application{}, Act{}, err
	}
	if a.Status != Active {
		return Application{}, Act{}, fault.New(ErrNotAllowed, "requisition.application_ended", "/status", "the application is "+string(a.Status)+" already")
	}
	act := a.act("application.selected", by, at)
	act.From, act.To = string(a.Status), string(Selected)
	act.WaitingOn = []Waiting{{Person: extender.ID, For: ForOffer}}
	a.Status = Selected
	return a, act, nil
}

// Decline ends the application because the candidate declined the offer, with their
// reason. It returns ErrNotAllowed where nobody decided for the candidate.
func (a Application) Decline(reason string, by actor.Human, at time.Time) (Application, Act, error) {
	return a.end("application.declined", Declined, reason, by, at)
}

// Hire ends the application because the offer was accepted. It returns ErrNotAllowed
// where nobody decided for the candidate.
func (a Application) Hire(by actor.Human, at time.Time) (Application, Act, error) {
	return a.end("application.hired", Hired, "", by, at)
}
