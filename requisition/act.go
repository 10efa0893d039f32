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
	ForBooking       = "debrief.book"
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

// Step is who is waited on, with what it is about and since when.
type Step struct {
	Waiting
	// Requisition and the rest name the record; each is "" where the step is not about one.
	Requisition ID            `json:"requisition_id,omitzero"`
	Application ApplicationID `json:"application_id,omitzero"`
	Interview   InterviewID   `json:"interview_id,omitzero"`
	// Record is the id of another record, such as a debrief.
	Record string `json:"record,omitzero"`
	// Since is when it was asked for, whoever was waited on then.
	Since time.Time `json:"since,omitzero"`
}

// Due returns who is waited on at the time; see Steps, which says what it is about.
func Due(acts []Act, at time.Time) []Waiting {
	steps := Steps(acts, at)
	out := make([]Waiting, len(steps))
	for i, s := range steps {
		out[i] = s.Waiting
	}
	return out
}

// Steps returns who is waited on at the time, from acts alone, earliest due first;
// what has no date comes last. An act that changes the status of a requisition,
// an application or an interview restates who is waited on for it; every other
// act adds WaitingOn and takes away what it Settles. An act that ends an
// application or a requisition ends all waiting for it and within it. Acts after
// the time are ignored.
func Steps(acts []Act, at time.Time) []Step {
	out := []Step{}
	for _, a := range acts {
		if a.At.After(at) {
			continue
		}
		own := a.scope()
		out = slices.DeleteFunc(out, func(s Step) bool {
			of := s.scope()
			if a.ends() && of.within(own) || a.replaces() && of == own {
				return true
			}
			return own.within(of) && slices.ContainsFunc(a.Settles, func(w Waiting) bool {
				return w.For == s.For && (w.Person == "" || w.Person == s.Person)
			})
		})
		if h := a.HandsOver; h != nil {
			for i, s := range out {
				if s.Requisition == a.Requisition && s.Person == h.From && !seated(s.For) {
					out[i].Person = h.To
				}
			}
		}
		for _, w := range a.WaitingOn {
			out = append(out, Step{
				Waiting: w, Requisition: a.Requisition, Application: a.Application, Interview: a.Interview, Record: a.Record, Since: a.At,
			})
		}
	}
	slices.SortStableFunc(out, Step.Compare)
	return out
}

func (s Step) scope() scope { return scope{s.Requisition, s.Application, s.Interview, s.Record} }

// Compare orders steps by when they are due; those without a date come last.
func (s Step) Compare(o Step) int {
	return cmp.Or(cmp.Compare(noDate(s.Waiting), noDate(o.Waiting)), s.Due.Compare(o.Due))
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
