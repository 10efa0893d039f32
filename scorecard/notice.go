package scorecard

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/hirealign/hirealign/requisition"
)

// NoticeKind says what a notice is. Unknown values survive decoding.
type NoticeKind string

// The kinds of notice.
const (
	// Ready: the interview is over and the form is there.
	Ready NoticeKind = "ready"
	// Reminder: the card is due soon.
	Reminder NoticeKind = "reminder"
	// Overdue: the card is due and not in.
	Overdue NoticeKind = "overdue"
	// Escalation: the card is overdue, told to somebody else.
	Escalation NoticeKind = "escalation"
)

// Notice is a message for the host to deliver. It holds no judgement and no words
// of the interview. The same assignment and plan give the same notices with the same
// ids, so that a host can tell what it has sent.
type Notice struct {
	ID          string                    `json:"id"`
	Kind        NoticeKind                `json:"kind"`
	To          requisition.Person        `json:"to"`
	At          time.Time                 `json:"at"`
	DueAt       time.Time                 `json:"due_at"`
	Card        ID                        `json:"scorecard_id,omitzero"` // absent before there is a draft
	Panelist    requisition.Person        `json:"panelist"`
	Requisition requisition.ID            `json:"requisition_id"`
	Application requisition.ApplicationID `json:"application_id"`
	Interview   requisition.InterviewID   `json:"interview_id"`
}

// EscalationStep tells somebody else that a card is overdue.
type EscalationStep struct {
	// After is the time since the card was due.
	After time.Duration
	To    requisition.Person
}

// NoticePlan says when people hear about a card that is not in.
type NoticePlan struct {
	// RemindBefore are the times before the card is due at which its panelist is
	// reminded; those that lie before the end of the interview fall away.
	RemindBefore []time.Duration
	Escalate     []EscalationStep
}

// DefaultPlan reminds the panelist four hours and one hour before, tells the
// recruiter two hours after a card was due, and the hiring manager a day after.
func DefaultPlan(r requisition.Requisition) NoticePlan {
	return NoticePlan{
		RemindBefore: []time.Duration{4 * time.Hour, time.Hour},
		Escalate:     []EscalationStep{{After: 2 * time.Hour, To: r.Recruiter}, {After: 24 * time.Hour, To: r.HiringManager}},
	}
}

// Notices returns what is to be said about a card, in the order of time, and
// nothing from the moment on at which its clock stopped. A panelist is not told
// of their own card as an escalation.
func (p NoticePlan) Notices(card ID, a Assignment, s Stop) []Notice {
	due := a.Due()
	var out []Notice
	add := func(kind NoticeKind, n int, to requisition.Person, at time.Time) {
		if at.Before(a.InterviewEnd) || !s.At.IsZero() && !at.Before(s.At) {
			return
		}
		out = append(out, Notice{
			ID: string(a.Interview) + "/" + a.Panelist.ID + "/" + string(kind) + "/" + strconv.Itoa(n), Kind: kind, To: to, At: at.UTC(), DueAt: due, Card: card,
			Panelist: a.Panelist, Requisition: a.Requisition, Application: a.Application, Interview: a.Interview,
		})
	}
	add(Ready, 0, a.Panelist, a.InterviewEnd)
	for i, d := range p.RemindBefore {
		add(Reminder, i, a.Panelist, due.Add(-d))
	}
	add(Overdue, 0, a.Panelist, due)
	for i, e := range p.Escalate {
		if e.To.ID != a.Panelist.ID {
			add(Escalation, i, e.To, due.Add(e.After))
		}
	}
	slices.SortStableFunc(out, func(x, y Notice) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.ID, y.ID)) })
	return out
}
