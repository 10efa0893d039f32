package scorecard_test

import (
	"fmt"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the tests, wherever they run

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
)

func ExampleDeadlineRule() {
	end := time.Date(2026, 3, 28, 16, 30, 0, 0, time.UTC)
	for _, rule := range []scorecard.DeadlineRule{scorecard.WithinDay, scorecard.EndOfDay} {
		due, err := rule.DueBy(end, "Europe/Lisbon")
		fmt.Println(rule, due.Format(time.RFC3339), err)
	}
	// Output:
	// within_24_hours 2026-03-29T16:30:00Z <nil>
	// end_of_day 2026-03-29T00:00:00Z <nil>
}

func TestEndOfDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, zone, end, due string }{
		{"a plain day", "Europe/Lisbon", "2026-07-01T10:00:00Z", "2026-07-01T23:00:00Z"},
		{"the rater is a day ahead", "Asia/Tokyo", "2026-07-01T16:00:00Z", "2026-07-02T15:00:00Z"},
		{"the rater is a day behind", "America/Los_Angeles", "2026-07-02T06:30:00Z", "2026-07-02T07:00:00Z"},
		{"a day of 23 hours", "Europe/Berlin", "2026-03-29T08:00:00Z", "2026-03-29T22:00:00Z"},
		{"a day of 25 hours", "Europe/Berlin", "2026-10-25T08:00:00Z", "2026-10-25T23:00:00Z"},
		{"midnight is missing", "Asia/Beirut", "2022-03-26T10:00:00Z", "2022-03-26T22:00:00Z"},
		{"midnight comes twice", "America/Havana", "2026-10-31T15:00:00Z", "2026-11-01T04:00:00Z"},
		{"before the midnight that does not come yet", "America/Sao_Paulo", "2018-02-17T22:00:00Z", "2018-02-18T03:00:00Z"},
		{"a day that was skipped", "Pacific/Apia", "2011-12-30T02:00:00Z", "2011-12-30T10:00:00Z"},
		{"on the stroke of midnight the next day counts", "Europe/Lisbon", "2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			end, err := time.Parse(time.RFC3339, c.end)
			require.NoError(t, err)
			due, err := scorecard.EndOfDay.DueBy(end, c.zone)
			require.NoError(t, err)
			require.Equal(t, c.due, due.Format(time.RFC3339Nano))
		})
	}
	for _, zone := range []string{"", "Local", "Mars/Olympus"} {
		_, err := scorecard.EndOfDay.DueBy(fixture.Now, zone)
		require.True(t, fault.Has(err, "scorecard.zone_unknown"))
	}
	_, err := scorecard.DeadlineRule("soon").DueBy(fixture.Now, "UTC")
	require.True(t, fault.Has(err, "scorecard.deadline_unknown"))
}

// Whatever the clocks do, the card is due when the rater's date has just changed,
// and 24 hours are 24 hours.
func TestDeadlineProperties(t *testing.T) {
	t.Parallel()
	zones := []string{"Europe/Lisbon", "America/New_York", "Asia/Beirut", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC"}
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		end := time.Unix(rapid.Int64Range(1_000_000_000, 2_000_000_000).Draw(t, "end"), 0).UTC()
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		due, err := scorecard.EndOfDay.DueBy(end, zone)
		if err != nil {
			t.Fatal(err)
		}
		day := end.In(loc).Format(time.DateOnly)
		if !due.After(end) || due.Sub(end) > 26*time.Hour || due.In(loc).Format(time.DateOnly) == day || due.Add(-time.Nanosecond).In(loc).Format(time.DateOnly) != day {
			t.Fatalf("%s ends %s, due %s", zone, end.In(loc), due.In(loc))
		}
		if due, err = scorecard.WithinDay.DueBy(end, ""); err != nil || due.Sub(end) != 24*time.Hour {
			t.Fatalf("due %s, %v", due, err)
		}
	})
}

func TestClocksStop(t *testing.T) {
	t.Parallel()
	a := fixture.Assignment(t)
	end := a.InterviewEnd
	gone := scorecard.Stop{At: end.Add(time.Hour), Why: scorecard.Ended}
	c := a.Clock(gone, end.Add(90*time.Hour))
	require.False(t, c.Overdue, "nobody is late for a candidate who withdrew")
	require.Equal(t, scorecard.Ended, c.Stopped)
	require.Equal(t, int64(23*3600), c.RemainingS)
	require.True(t, a.Clock(scorecard.Stop{At: end.Add(25 * time.Hour), Why: scorecard.Done}, end.Add(30*time.Hour)).Overdue, "it came late")
	require.Empty(t, a.Clock(scorecard.Stop{At: end.Add(5 * time.Hour), Why: scorecard.Done}, end.Add(time.Hour)).Stopped, "not stopped yet")
	require.Equal(t, gone, scorecard.Stop{At: end.Add(2 * time.Hour), Why: scorecard.Done}.Earlier(gone))
	require.Equal(t, gone, scorecard.Stop{}.Earlier(gone))
	require.Equal(t, gone, gone.Earlier(scorecard.Stop{}))

	s := scorecard.SummaryClock(end, 0, scorecard.Stop{}, end.Add(25*time.Hour))
	require.True(t, s.Overdue)
	require.Equal(t, end.Add(scorecard.TimeToSummary), s.DueAt)
	require.False(t, scorecard.SummaryClock(end, time.Hour, gone, end.Add(25*time.Hour)).Overdue)
}

func ExampleNoticePlan() {
	a := scorecard.Assignment{
		Interview: "iv-1", Panelist: requisition.Person{ID: "u-ken", Name: "Ken"}, InterviewEnd: time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC),
	}
	plan := scorecard.DefaultPlan(requisition.Requisition{
		Recruiter: requisition.Person{ID: "u-marcus", Name: "Marcus"}, HiringManager: requisition.Person{ID: "u-dana", Name: "Dana"},
	})
	for _, n := range plan.Notices("sc-1", a, scorecard.Stop{}) {
		fmt.Println(n.At.Format("02 15:04"), n.Kind, n.To.Name)
	}
	// Output:
	// 02 15:00 ready Ken
	// 03 11:00 reminder Ken
	// 03 14:00 reminder Ken
	// 03 15:00 overdue Ken
	// 03 17:00 escalation Marcus
	// 04 15:00 escalation Dana
}

func TestNoticesStopWithTheClock(t *testing.T) {
	t.Parallel()
	a, err := fixture.Assignment(t).WithDeadline(scorecard.EndOfDay, "Europe/Lisbon")
	require.NoError(t, err)
	a.InterviewEnd = a.DueAt.Add(-2 * time.Hour)
	plan := scorecard.DefaultPlan(requisition.Requisition{
		Recruiter: a.Panelist, HiringManager: requisition.Person{ID: "u-dana", Name: "Dana"},
	})
	kinds := func(s scorecard.Stop) []scorecard.NoticeKind {
		var out []scorecard.NoticeKind
		seen := map[string]bool{}
		for _, n := range plan.Notices("sc-1", a, s) {
			out = append(out, n.Kind)
			require.False(t, seen[n.ID], "ids are unique")
			seen[n.ID] = true
			require.Equal(t, a.DueAt, n.DueAt)
		}
		return out
	}
	require.Equal(t, []scorecard.NoticeKind{scorecard.Ready, scorecard.Reminder, scorecard.Overdue, scorecard.Escalation}, kinds(scorecard.Stop{}),
		"no reminder before the interview ended, and nobody hears of their own card as an escalation")
	require.Equal(t, []scorecard.NoticeKind{scorecard.Ready}, kinds(scorecard.Stop{At: a.InterviewEnd.Add(time.Minute), Why: scorecard.Ended}))
	require.Empty(t, kinds(scorecard.Stop{At: a.InterviewEnd, Why: scorecard.Ended}))
}
