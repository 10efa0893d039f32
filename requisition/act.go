package requisition

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
)

// Steps that people are waited on for. Hosts may use further ones.
const (
	ForRubricLock    = "rubric.lock"
	ForPlan          = "requisition.plan"
	ForSourcing      = "sourcing.start"
	ForInterview     = "interview.hold"
	ForScorecard     = "scorecard.submit"
	ForDecision      = "debrief.decide"
	ForFollowUp      = "debrief.follow_up"
	ForScheduling    = "interview.schedule"
	ForReinstatement = "requisition.resume"
	ForDebrief       = "debrief.hold"
	ForEstimate      = "debrief.estimate"
	ForOffer         = "offer.extend"
	ForAnswer        = "offer.answer"
	ForPulse         = "pulse.answer"
	ForRetro         = "retro.hold"
	ForChange        = "change.decide"
	ForConfirmation  = "rubric.confirm"
	ForRoles         = "interview.confirm_roles"
)

// NewAct returns the record of a move by a human or an agent, without the
// actor's name. Packages and hosts fill in what the move is about.
func NewAct(kind string, by actor.Ref, at time.Time) Act {
	return Act{Kind: kind, By: by.Pseudonymous(), At: at.UTC()}
}

// Validate reports every fault of the act under ErrInvalid.
func (a Act) Validate() error {
	var list fault.List
	if record, verb, ok := strings.Cut(a.Kind, "."); !ok || record == "" || verb == "" {
		list.Add("requisition.act_kind_invalid", "/kind", "an act's kind is record.verb")
	}
	if a.At.IsZero() {
		list.Add("requisition.act_time_missing", "/at", "an act has a time")
	}
	if a.By.ID == "" {
		list.Add("requisition.act_actor_missing", "/by", "an act names its actor")
	}
	if a.By.Name != "" {
		list.Add("requisition.act_names_person", "/by/name", "an act holds ids and no names")
	}
	for _, c := range []struct{ at, value string }{{"/kind", a.Kind}, {"/hash", a.Hash}, {"/code", a.Code}} {
		if strings.ContainsFunc(c.value, func(r rune) bool { return r <= ' ' || r > '~' }) {
			list.Add("requisition.act_holds_text", c.at, "an act holds codes and hashes and no words")
		}
	}
	for i, w := range a.WaitingOn {
		if w.For == "" || w.Person == "" && w.Candidate == "" {
			list.Add("requisition.act_waiting_invalid", fault.Path("waiting_on", i), "say who is waited on, and for what")
		}
	}
	return list.Err(ErrInvalid)
}

// scope is the record that an act's waiting list belongs to.
type scope struct {
	requisition ID
	application ApplicationID
	interview   InterviewID
	record      string
}

func (a Act) scope() scope { return scope{a.Requisition, a.Application, a.Interview, a.Record} }

// within reports whether the record is r or lies above or below it.
func (s scope) within(r scope) bool {
	return s.requisition == r.requisition && (s.application == r.application || r.application == "") &&
		(s.interview == r.interview || r.interview == "") && (s.record == r.record || r.record == "")
}

// replaces reports whether the act restates who is waited on for its record: a
// change of status, and every act on the requisition itself.
func (a Act) replaces() bool {
	return a.To != "" || a.Application == "" && a.Interview == "" && a.Record == ""
}

// Due returns who is waited on at the time, from acts alone, earliest due first;
// what has no date comes last. An act that changes the status of a requisition,
// an application or an interview restates who is waited on for it; every other
// act adds WaitingOn and takes away what it Settles. An act that ends an
// application or a requisition ends all waiting for it and within it. Acts after
// the time are ignored.
func Due(acts []Act, at time.Time) []Waiting {
	type open struct {
		scope scope
		Waiting
	}
	var waits []open
	for _, a := range acts {
		if a.At.After(at) {
			continue
		}
		own := a.scope()
		waits = slices.DeleteFunc(waits, func(w open) bool {
			if a.ends() && w.scope.within(own) || a.replaces() && w.scope == own {
				return true
			}
			return own.within(w.scope) && slices.ContainsFunc(a.Settles, func(s Waiting) bool {
				return s.For == w.For && (s.Person == "" || s.Person == w.Person)
			})
		})
		if h := a.HandsOver; h != nil {
			for i, w := range waits {
				if w.scope.requisition == a.Requisition && w.Person == h.From && !seated(w.For) {
					waits[i].Person = h.To
				}
			}
		}
		for _, w := range a.WaitingOn {
			waits = append(waits, open{own, w})
		}
	}
	out := make([]Waiting, len(waits))
	for i, w := range waits {
		out[i] = w.Waiting
	}
	slices.SortStableFunc(out, func(a, b Waiting) int {
		return cmp.Or(cmp.Compare(noDate(a), noDate(b)), a.Due.Compare(b.Due))
	})
	return out
}

// seated reports whether a step belongs to a seat on a panel, which stays with its
// panelist when the search is handed over.
func seated(step string) bool {
	return slices.Contains([]string{ForInterview, ForScorecard, ForEstimate}, step)
}

func noDate(w Waiting) int {
	if w.Due.IsZero() {
		return 1
	}
	return 0
}

func (a Act) ends() bool {
	return a.Interview == "" && a.Record == "" && slices.Contains([]string{
		string(Withdrawn), string(Rejected), string(Declined), string(Hired), string(StatusFilled), string(StatusClosed),
	}, a.To)
}

// Stay is a time that a record spent in one status.
type Stay struct {
	Status string    `json:"status"`
	From   time.Time `json:"from"`
	// To is zero while the record is still in the status.
	To time.Time `json:"to,omitzero"`
}

// Stays returns how long an application, or with "" the requisition itself, was
// in each status, from acts alone.
func Stays(acts []Act, requisition ID, application ApplicationID) []Stay {
	var out []Stay
	for _, a := range acts {
		if a.Requisition != requisition || a.Application != application || a.Interview != "" || a.Record != "" || a.To == "" {
			continue
		}
		if n := len(out); n > 0 {
			out[n-1].To = a.At
		}
		out = append(out, Stay{Status: a.To, From: a.At})
	}
	return out
}
