package requisition

import (
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
)

// Handover is a change of the search's hiring manager or recruiter.
type Handover struct {
	// Role is hiring_manager or recruiter.
	Role actor.Role  `json:"role"`
	From Person      `json:"from"`
	To   Person      `json:"to"`
	At   time.Time   `json:"at"`
	By   actor.Human `json:"by"`
	// Reason is why, in words.
	Reason string `json:"reason"`
}

// HandOver gives the search another hiring manager or recruiter from now on. What
// the person before was waited on for, seats on panels apart, the next one is. A
// new hiring manager has to confirm a locked rubric before the search goes on. It
// returns ErrInvalid for another role, a person without id or name, the same
// person, one who holds the other role, and without a reason.
func (r Requisition) HandOver(role actor.Role, to Person, reason string, by actor.Human, at time.Time) (Requisition, Act, error) {
	if err := checkActor(by); err != nil {
		return Requisition{}, Act{}, err
	}
	h := Handover{Role: role, From: r.HiringManager, To: to, At: at.UTC(), By: by, Reason: strings.TrimSpace(reason)}
	other := r.Recruiter
	if role == actor.Recruiter {
		h.From, other = r.Recruiter, r.HiringManager
	}
	var list fault.List
	if role != actor.HiringManager && role != actor.Recruiter {
		list.Add("requisition.handover_role_unknown", "/role", "a search is handed over by its hiring manager or its recruiter")
	}
	switch {
	case to.ID == "" || strings.TrimSpace(to.Name) == "":
		list.Add("requisition.person_missing", "/to", "a handover names the next person, with an id")
	case to.ID == h.From.ID:
		list.Add("requisition.handover_to_same", "/to", "the person has the role already")
	case to.ID == other.ID:
		list.Add("requisition.person_repeated", "/to", "hiring manager and recruiter are two people")
	}
	if h.Reason == "" {
		list.Add("requisition.reason_missing", "/reason", "say why the search is handed over")
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Requisition{}, Act{}, err
	}
	r.Handovers = append(slices.Clone(r.Handovers), h)
	if role == actor.Recruiter {
		r.Recruiter = to
	} else {
		r.HiringManager, r.ConfirmRubric = to, r.RubricHash != ""
	}
	act := r.act("requisition.handed_over", by, at)
	act.HandsOver, act.WaitingOn = &Reassignment{From: h.From.ID, To: to.ID}, r.next()
	return r, act, nil
}

// ReconfirmRubric records that the hiring manager stands by the locked rubric,
// named by its content hash, so that the search goes on. It returns ErrNotAllowed
// for anybody else and where nothing is to be confirmed, and ErrInvalid for
// another hash. To change the rubric instead, lock its next version.
func (r Requisition) ReconfirmRubric(hash string, by actor.Human, at time.Time) (Requisition, Act, error) {
	if err := checkActor(by); err != nil {
		return Requisition{}, Act{}, err
	}
	if err := r.mustRun(); err != nil {
		return Requisition{}, Act{}, err
	}
	switch {
	case by.ID() != r.HiringManager.ID:
		return Requisition{}, Act{}, fault.New(ErrNotAllowed, "requisition.confirmation_not_theirs", "/by", "only the hiring manager confirms the rubric")
	case !r.ConfirmRubric:
		return Requisition{}, Act{}, fault.New(ErrNotAllowed, "requisition.nothing_to_confirm", "/confirm_rubric", "the rubric stands confirmed")
	case hash != r.RubricHash:
		return Requisition{}, Act{}, fault.New(ErrInvalid, "requisition.rubric_hash_invalid", "/rubric_hash", "the hash is not that of the present rubric")
	}
	r.ConfirmRubric = false
	act := r.act("requisition.rubric_confirmed", by, at)
	act.Hash = hash
	act.Settles = []Waiting{{For: ForConfirmation}}
	act.WaitingOn = r.next()
	return r, act, nil
}
