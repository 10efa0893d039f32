package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
)

// reportInput is what the reports are computed from: interviews with their clocks,
// as the reader may see them.
type reportInput struct {
	Interviews []requisition.Interview
	Clocks     []hirealign.InterviewClock
	// Kinds are the kinds of the rounds, by requisition and round.
	Kinds map[requisition.ID]map[requisition.RoundID]string
}

// reportsView is the first set of reports. Every figure says what it counts, from
// how many, and what was left out.
type reportsView struct {
	AsOf    time.Time
	Choices []choiceView
	Volume  figureView
	Notes   figureView
	Cards   figureView
}

// Empty reports whether there is nothing to report.
func (v reportsView) Empty() bool { return len(v.Volume.Bars) == 0 }

// figureView is one report: a headline, what it means, and a chart whose numbers a
// table repeats.
type figureView struct {
	Title, Headline, Definition string
	N                           int
	Excluded                    []string
	Facts                       []factView
	Chart                       barChart
	Bars                        []bar
	Columns                     []string // the table's heads
}

// bar is one bar of a chart and one row of its table.
type bar struct {
	Label string
	Value int
}

// barChart is a chart in its own units, drawn as SVG.
type barChart struct {
	Width, Height, Baseline int
	// Label says in words what the picture shows.
	Label string
	Bars  []barShape
}

type barShape struct {
	X, Y, Width, Height, Middle, LabelY, ValueY int
	Label, Value                                string
}

const weeksShown = 8

func newReportsView(in reportInput, now time.Time) reportsView {
	return reportsView{AsOf: now, Volume: volume(in, now), Notes: turnaround(in), Cards: inTime(in, now)}
}

// volume counts the interviews that took place, by week of their end.
func volume(in reportInput, now time.Time) figureView {
	f := figureView{
		Title: "Interview volume", Columns: []string{"Week of", "Interviews held"},
		Definition: "Interviews that took place, by the week (Monday to Sunday, UTC) in which they ended, the last eight weeks.",
	}
	byKind, others, held := map[string]int{}, map[requisition.InterviewStatus]int{}, map[time.Time]int{}
	var first time.Time
	for _, iv := range in.Interviews {
		if iv.Status != requisition.Held {
			others[iv.Status]++
			continue
		}
		f.N++
		week := monday(iv.Actual.End)
		held[week]++
		byKind[cmp.Or(titled(in.Kinds[iv.Requisition][iv.Round]), "Other")]++
		if first.IsZero() || week.Before(first) {
			first = week
		}
	}
	for _, s := range []requisition.InterviewStatus{requisition.Scheduled, requisition.Cancelled, requisition.NoShow} {
		if others[s] > 0 {
			f.Excluded = append(f.Excluded, fmt.Sprintf("%d %s", others[s], words(string(s))))
		}
	}
	f.Headline = many(f.N, "interview", "interviews")
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		f.Facts = append(f.Facts, factView{kind, strconv.Itoa(byKind[kind])})
	}
	if f.N == 0 {
		return f
	}
	last := monday(now)
	if from := last.AddDate(0, 0, -7*(weeksShown-1)); first.Before(from) {
		first = from
	}
	for week := first; !week.After(last); week = week.AddDate(0, 0, 7) {
		f.Bars = append(f.Bars, bar{week.Format("2 Jan"), held[week]})
	}
	f.Chart = newBarChart(f.Title, f.Bars)
	return f
}

// turnaround says how long after an interview its notes were there to read.
func turnaround(in reportInput) figureView {
	f := figureView{
		Title: "Notes turnaround", Columns: []string{"Time to the notes", "Interviews"},
		Definition: "From the end of an interview to the first summary that covers it. The middle one and the time within which nine of ten were there.",
	}
	var took []time.Duration
	var open, ended int
	for _, c := range in.Clocks {
		switch c.Summary.Stopped {
		case scorecard.Done:
			took = append(took, c.Summary.StoppedAt.Sub(c.Summary.StartedAt))
		case scorecard.Ended:
			ended++
		default:
			open++
		}
	}
	f.N = len(took)
	f.Excluded = left(f.Excluded, open, "still without notes")
	f.Excluded = left(f.Excluded, ended, "ended before there were notes")
	if f.N == 0 {
		f.Headline = "No notes yet"
		return f
	}
	slices.Sort(took)
	f.Headline = span(quantile(took, 50))
	f.Facts = []factView{{"Nine of ten within", span(quantile(took, 90))}, {"Longest", span(took[len(took)-1])}}
	f.Bars = []bar{{"≤ 15 min", 0}, {"≤ 1 h", 0}, {"≤ 4 h", 0}, {"≤ 24 h", 0}, {"Longer", 0}}
	for _, d := range took {
		i, _ := slices.BinarySearch([]time.Duration{15 * time.Minute, time.Hour, 4 * time.Hour, 24 * time.Hour}, d)
		f.Bars[i].Value++
	}
	f.Chart = newBarChart(f.Title, f.Bars)
	return f
}

// inTime is the share of scorecards that were in when they were due.
func inTime(in reportInput, now time.Time) figureView {
	f := figureView{
		Title: "Scorecards within 24 hours", Columns: []string{"Scorecards", "Number"},
		Definition: "Of the scorecards whose day is over or that are in: those handed in within 24 hours after the end of the interview. A scorecard that is owed counts as late once it is due.",
	}
	var met, late, missing, running, ended int
	for _, c := range in.Clocks {
		for _, card := range c.Cards {
			k := card.Clock
			due := k.StartedAt.Add(scorecard.TimeToSubmit)
			switch {
			case k.Stopped == scorecard.Ended:
				ended++
			case k.Stopped != "" && !k.StoppedAt.After(due):
				met++
			case k.Stopped != "":
				late++
			case now.After(due):
				missing++
			default:
				running++
			}
		}
	}
	f.N = met + late + missing
	f.Excluded = left(f.Excluded, running, "not due yet")
	f.Excluded = left(f.Excluded, ended, "owed when the application ended")
	if f.N == 0 {
		f.Headline = "No scorecard was due yet"
		return f
	}
	f.Headline = fmt.Sprintf("%d%%", (100*met+f.N/2)/f.N)
	f.Facts = []factView{{"In time", fmt.Sprintf("%d of %d", met, f.N)}}
	f.Bars = []bar{{"Within 24 h", met}, {"Later", late}, {"Overdue", missing}}
	f.Chart = newBarChart(f.Title, f.Bars)
	return f
}

func left(list []string, n int, why string) []string {
	if n == 0 {
		return list
	}
	return append(list, fmt.Sprintf("%d %s", n, why))
}

// quantile is the smallest value that at least so many percent do not exceed.
func quantile(sorted []time.Duration, percent int) time.Duration {
	return sorted[max(0, (len(sorted)*percent+99)/100-1)]
}

func monday(t time.Time) time.Time {
	t = t.UTC()
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
}

// The measures of a chart, in its own units.
const (
	chartWidth    = 330
	chartHeight   = 190
	chartTop      = 22 // above the highest bar, for its number
	chartBaseline = 160
)

func newBarChart(title string, bars []bar) barChart {
	c := barChart{Width: chartWidth, Height: chartHeight, Baseline: chartBaseline}
	most := 1
	for _, b := range bars {
		most = max(most, b.Value)
	}
	slot := chartWidth / len(bars)
	width := min(slot-12, 56)
	var said []string
	for i, b := range bars {
		height := (chartBaseline - chartTop) * b.Value / most
		middle := i*slot + slot/2
		c.Bars = append(c.Bars, barShape{
			X: middle - width/2, Y: chartBaseline - height, Width: width, Height: height, Middle: middle,
			Label: b.Label, Value: strconv.Itoa(b.Value), LabelY: chartBaseline + 18, ValueY: chartBaseline - height - 6,
		})
		said = append(said, b.Label+": "+strconv.Itoa(b.Value))
	}
	c.Label = title + ". " + strings.Join(said, ", ")
	return c
}
