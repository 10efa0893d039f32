package scorecard_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/scorecard"
)

func ExampleDraft_AcceptNote() {
	t := &testing.T{}
	sofia := fixture.People(t).Sofia
	bot, _ := actor.NewAgent("notes", actor.AgentInfo{Model: "m-1"})
	d, err := scorecard.NewDraft("sc-1", request(t), scorecard.Proposal{By: bot, Notes: []scorecard.ProposedNote{
		{Question: "q-incident", Text: "Told support at once.", Claims: []evidence.Claim{{Quote: "I told support at once"}}},
	}}, fixture.Now)
	fmt.Println(len(d.Notes), len(d.Suggested), err)
	d, err = d.AcceptNote(sofia, 0, "Told support at once, before looking for the cause.", fixture.Now)
	n := d.Notes[0]
	fmt.Println(n.By.Name(), n.Origin.Origin, n.Origin.By.Model, n.Original, err)
	// Output:
	// 0 1 <nil>
	// Sofia agent m-1 Told support at once. <nil>
}

func ExampleSubmission_Lint() {
	s := scorecard.Submission{OverallReason: `Seemed nervous. Said: "I was nervous, so I asked for a second pair of eyes."`}
	for _, f := range s.Lint() {
		fmt.Println(f.Severity, f.Path, f.Words)
	}
	// Output: error /overall_reason Seemed nervous
}

func ExampleSummaryClock() {
	end := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	running := scorecard.SummaryClock(end, 4*time.Hour, scorecard.Stop{}, end.Add(5*time.Hour))
	withdrawn := scorecard.SummaryClock(end, 4*time.Hour, scorecard.Stop{At: end.Add(time.Hour), Why: scorecard.Ended}, end.Add(5*time.Hour))
	fmt.Println(running.Overdue, withdrawn.Overdue, withdrawn.Stopped)
	// Output: true false ended
}

func ExampleReportEdits() {
	t := &testing.T{}
	var cards []scorecard.Scorecard
	for i := range 10 {
		cards = append(cards, prepared(t, scorecard.ID(fmt.Sprint("sc-", i)), i > 0, 20*time.Second))
	}
	r := scorecard.ReportEdits(cards, nil)
	fmt.Printf("%d of %d prepared cards went in as they were, %d within a minute\n", r.Unedited, r.Prepared, r.Fast)
	// Output: 9 of 10 prepared cards went in as they were, 9 within a minute
}
