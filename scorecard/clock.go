package scorecard

import "time"

// TimeToSummary is how long after an interview its summary should be with the
// hiring manager, unless a host says otherwise.
const TimeToSummary = 24 * time.Hour

// Stop says when and why a clock stopped. The zero value is a clock that runs.
type Stop struct {
	At  time.Time
	Why StopReason
}

// StopReason says why a clock stopped. Unknown values survive decoding.
type StopReason string

// The reasons.
const (
	// Done: what was waited for has come.
	Done StopReason = "done"
	// Ended: the application ended, usually because the candidate withdrew; nobody is
	// waited on any more.
	Ended StopReason = "ended"
)

// Earlier returns the stop that came first.
func (s Stop) Earlier(o Stop) Stop {
	if s.At.IsZero() || !o.At.IsZero() && o.At.Before(s.At) {
		return o
	}
	return s
}

// Clock is where something stands on the way to its due time.
type Clock struct {
	StartedAt time.Time `json:"started_at,omitzero"`
	DueAt     time.Time `json:"due_at"`
	// Overdue says that DueAt passed while the clock ran.
	Overdue bool `json:"overdue,omitzero"`
	// RemainingS is the time left in whole seconds, rounded down, so that it is below
	// zero when overdue; as it was when the clock stopped.
	RemainingS int64      `json:"remaining_s"`
	StoppedAt  time.Time  `json:"stopped_at,omitzero"`
	Stopped    StopReason `json:"stopped,omitzero"`
}

// NewClock reads a clock that started and is due then, at the time.
func NewClock(started, due time.Time, s Stop, at time.Time) Clock {
	c := Clock{StartedAt: started.UTC(), DueAt: due.UTC()}
	if !s.At.IsZero() && !s.At.After(at) {
		c.StoppedAt, c.Stopped, at = s.At.UTC(), s.Why, s.At
	}
	left := due.Sub(at)
	c.Overdue, c.RemainingS = left < 0, int64(left/time.Second)
	if left%time.Second < 0 {
		c.RemainingS--
	}
	return c
}

// Clock reads the clock of the assignment's card, from the end of the interview.
func (a Assignment) Clock(s Stop, at time.Time) Clock {
	return NewClock(a.InterviewEnd, a.Due(), s, at)
}

// Clock reads the draft's clock at the time. A draft is not handed in, so it runs.
func (d Draft) Clock(at time.Time) Clock { return d.Assignment.Clock(Stop{}, at) }

// SummaryClock reads the second clock: from the end of an interview to the
// delivery of its summary, within the time; zero is TimeToSummary.
func SummaryClock(interviewEnd time.Time, within time.Duration, s Stop, at time.Time) Clock {
	if within <= 0 {
		within = TimeToSummary
	}
	return NewClock(interviewEnd, interviewEnd.Add(within), s, at)
}
