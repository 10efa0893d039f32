package scorecard

import (
	"strings"
	"time"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
)

// TimeToSubmit is how long a panelist has after the interview under WithinDay.
// Notes written within a day are fuller; that is a reason for the limit, not a
// claim that they predict anything.
const TimeToSubmit = requisition.TimeToScorecard

// DeadlineRule says when a card is due. The zero value is WithinDay.
type DeadlineRule string

// The rules.
const (
	// WithinDay: 24 hours after the end of the interview, whatever the clocks do
	// meanwhile. It applies unless a host chooses otherwise.
	WithinDay DeadlineRule = "within_24_hours"
	// EndOfDay: when the day on which the interview ended is over where the rater is.
	EndOfDay DeadlineRule = "end_of_day"
)

// DueBy returns when the card of an interview that ended then is due, UTC: a card
// that comes at that instant is in time. The zone is the IANA name of the rater's
// zone; EndOfDay needs it. Days on which clocks change have 23 or 25 hours, and
// midnight may be missing or come twice: the day is over when the date has changed.
func (r DeadlineRule) DueBy(interviewEnd time.Time, zone string) (time.Time, error) {
	switch r {
	case "", WithinDay:
		return interviewEnd.UTC().Add(TimeToSubmit), nil
	case EndOfDay:
	default:
		return time.Time{}, fault.New(ErrInvalid, "scorecard.deadline_unknown", "/deadline", "the deadline is within_24_hours or end_of_day")
	}
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "" || strings.EqualFold(zone, "local") {
		return time.Time{}, fault.New(ErrInvalid, "scorecard.zone_unknown", "/zone", "the zone is an IANA name such as Europe/Lisbon")
	}
	y, m, d := interviewEnd.In(loc).Date()
	today := func(t time.Time) bool {
		ty, tm, td := t.In(loc).Date()
		return ty == y && tm == m && td == d
	}
	// A date may be skipped altogether, so look for the change and not for a midnight.
	lo, hi := interviewEnd, interviewEnd.Add(50*time.Hour)
	for hi.Sub(lo) > time.Nanosecond {
		if mid := lo.Add(hi.Sub(lo) / 2); today(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi.UTC(), nil
}

// WithDeadline returns the assignment with its due time fixed by the rule.
func (a Assignment) WithDeadline(rule DeadlineRule, zone string) (Assignment, error) {
	due, err := rule.DueBy(a.InterviewEnd, zone)
	if err != nil {
		return Assignment{}, err
	}
	a.Deadline, a.Zone, a.DueAt = rule, zone, due
	return a, nil
}

// Due is when the card is due, UTC: DueAt, or 24 hours after the interview in an
// assignment without it.
func (a Assignment) Due() time.Time {
	if !a.DueAt.IsZero() {
		return a.DueAt.UTC()
	}
	return a.InterviewEnd.UTC().Add(TimeToSubmit)
}
