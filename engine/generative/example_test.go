package generative_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

func ExampleEngine_DraftRubric() {
	model := llmfake.New(llmfake.Always("rubric.draft", func(*llm.Request) string {
		return `{"criteria":[
			{"quotes":[{"segment":"s0001","quote":"they must have led an incident"}],"name":"Incident ownership","description":"Leads an incident.","kind":"must_have"},
			{"quotes":[{"segment":"s0002","quote":"So they must know Go"}],"name":"Go","description":"Knows Go.","kind":"must_have"}]}`
	}))
	engine, err := generative.New(model, nil)
	if err != nil {
		panic(err)
	}
	call := intake()
	proposal, err := engine.DraftRubric(context.Background(), rubric.IntakeRequest{Intake: call})
	if err != nil {
		panic(err)
	}
	draft := rubric.Propose(call, proposal)
	for _, c := range draft.Criteria {
		fmt.Printf("%s: %q\n", c.Name, c.Basis[0].Text())
	}
	for _, r := range draft.Refused {
		fmt.Println("criterion", r.Criterion, r.Reasons()) // the recruiter said that
	}
	// Output:
	// Incident ownership: "they must have led an incident"
	// criterion 1 [wrong_speaker]
}

func ExampleEngine_DraftSummary() {
	model := llmfake.New(llmfake.Always("summary.draft", func(*llm.Request) string {
		return `{"bullets":[{"quotes":[{"segment":"s0002","quote":"I stopped the crediting before anybody looked for the cause"}],"competency":"c1","text":"Stops the damage first."}],
			"lines":[{"quotes":[{"segment":"s0010","quote":"My notice period is two months."}],"topic":"deadline","text":"Two months of notice."}],
			"strongest":[{"segment":"s0004","quote":"I told support at once"}],
			"compensation":[{"segment":"s0010","quote":"I am looking for seventy to eighty-four thousand euros a year."}]}`
	}))
	var report generative.Report
	engine, err := generative.New(model, &generative.Options{OnReport: func(r generative.Report) { report = r }})
	if err != nil {
		panic(err)
	}
	req := summary.Request{
		Rubric: fixture.Locked(&testing.T{}), Application: "app-1", Candidate: "Priya",
		Transcripts: []transcript.Transcript{fixture.Transcript()},
	}
	proposal, err := engine.DraftSummary(context.Background(), req)
	if err != nil {
		panic(err)
	}
	s, err := summary.New("su-1", req, proposal, fixture.Now)
	fmt.Println(s.State, len(s.Bullets), len(s.Deadlines), err)
	fmt.Println(s.StrongestQuote.Text())
	fmt.Println(s.Compensation.Expectation.Low, s.Compensation.Expectation.High) // read from the quote by code
	fmt.Println(report.Task, report.Calls, report.Repairs)
	// Output:
	// unrated 1 1 <nil>
	// I told support at once
	// 70000 84000
	// summary.draft 1 0
}

// What the model sees: handles, roles and words between two boundary lines.
func ExampleOptions() {
	model := llmfake.New(llmfake.Always("", func(*llm.Request) string { return `{"criteria":[]}` }))
	engine, err := generative.New(model, &generative.Options{Random: same(0)}) // in tests only
	if err != nil {
		panic(err)
	}
	_, err = engine.DraftRubric(context.Background(), rubric.IntakeRequest{Intake: intake()})
	fmt.Println(err)
	for line := range strings.SplitSeq(model.Requests()[0].Parts[1].Text, "\n") {
		fmt.Println(line)
	}
	// Output:
	// <nil>
	// DATA-00000000000000000000000000000000
	// s0001| hiring_manager: Well, they must have led an incident.
	// s0002| recruiter: So they must know Go?
	// s0003| hiring_manager: No, they do not need to know Go, they can learn it here.
	// DATA-00000000000000000000000000000000
}
