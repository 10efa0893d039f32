package scorecard

import "time"

// TimeToSubmit is how long a panelist has after the interview. Notes written
// within a day are fuller; that is a reason for the limit, not a claim that they
// predict anything.
const TimeToSubmit = 24 * time.Hour

// Due is when the card of an interview that ended then is due, UTC.
func Due(interviewEnd time.Time) time.Time { return interviewEnd.UTC().Add(TimeToSubmit) }

// Clock is where a card stands on the way to its submission.
type Clock struct {
	DueAt time.Time `json:"due_at"`
	// Overdue says that DueAt has passed.
	Overdue bool `json:"overdue,omitzero"`
	// RemainingS is the time left in whole seconds, below zero when overdue.
	RemainingS int64 `json:"remaining_s"`
}

// Clock reads the draft's clock at the time.
func (d Draft) Clock(at time.Time) Clock {
	due := Due(d.Assignment.InterviewEnd)
	return Clock{DueAt: due, Overdue: at.After(due), RemainingS: int64(due.Sub(at) / time.Second)}
}
