package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
)

// trap is a quote that a scripted model offers, and what became of it.
type trap struct {
	Name    string `json:"name"`
	Outcome string `json:"outcome"`
	Refused bool   `json:"refused"`
}

// offers are what the scripted model says that Priya said in the technical
// interview. near is a phrase of the line that it points to.
var offers = []struct{ name, near, quote string }{
	{"her own words", "I did not roll it back", "I did not roll it back, no."},
	{"the interviewer's words", "So you had the mechanism", "So you had the mechanism and the wrong identity."},
	{"another candidate's words", "stopping it", "So I did not start it again. I called the bank."},
	{"an altered number (she said 340)", "three hundred and forty refunds", "we credited four hundred and thirty refunds twice"},
	{"a dropped “not” (she did not roll back)", "I did not roll it back", "I did roll it back"},
	{"“I” for “we”", "We had the mechanism", "I had the mechanism and the wrong identity."},
	{"an invented tail", "feature flag", "I turned that off and the chief executive thanked me in the company meeting"},
	{"the end of “I would not trust myself on a call”", "I would not trust myself", "trust myself on a call"},
}

func (s *story) offerTraps(ctx context.Context) error {
	priya := s.candidate("priya")
	i := slices.IndexFunc(priya.transcripts, func(t transcript.Transcript) bool { return t.ID == "tr-priya-r-technical" })
	model := llmfake.New(llmfake.Always("scorecard.draft", func(req *llm.Request) string { return scripted(req) }))
	engine, err := generative.New(model, &generative.Options{Model: "scripted"})
	if err != nil {
		return err
	}
	iv, err := s.t.Interviews().Get(ctx, s.who.marcus, s.seats["priya/r-technical"])
	if err != nil {
		return err
	}
	req := scorecard.Request{
		Rubric: s.result.Rubric, Transcripts: priya.transcripts[i : i+1],
		Assignment: scorecard.Assignment{
			Requisition: s.result.Requisition.ID, Application: iv.Application, Round: iv.Round, Interview: iv.ID,
			Panelist: requisition.PersonOf(s.who.sofia), InterviewEnd: iv.Actual.End,
			Competencies: []rubric.CompetencyID{"incident-ownership"},
		},
	}
	proposal, err := engine.DraftScorecard(ctx, req)
	if err != nil {
		return err
	}
	draft, err := scorecard.NewDraft("sc-traps", req, proposal, s.clock.now)
	if err != nil {
		return err
	}
	for n, o := range offers {
		t := trap{Name: o.name, Outcome: "shown: " + quoted(draft.Entries[0].Evidence[0].Citation)}
		if i := slices.IndexFunc(draft.Refused, func(r scorecard.Refusal) bool { return r.Claim == n }); i >= 0 {
			t.Refused = true
			t.Outcome = "refused: " + strings.ReplaceAll(strings.Join(draft.Refused[i].Reasons(), ", "), "_", " ")
		}
		s.result.Traps = append(s.result.Traps, t)
	}
	if shown := len(draft.Entries[0].Evidence); shown != 1 {
		return fmt.Errorf("%d of the scripted quotes were accepted, want 1", shown)
	}
	return nil
}

// scripted answers with all offers, each under the handle of the line it points
// to, and does not give in when it is asked to repair them.
func scripted(req *llm.Request) string {
	type piece struct {
		Segment   string `json:"segment"`
		Quote     string `json:"quote"`
		Direction string `json:"direction"`
	}
	var reply struct {
		Evidence []piece `json:"evidence"`
	}
	for _, o := range offers {
		p := piece{Quote: o.quote, Direction: "supports"}
		for _, part := range req.Parts {
			for line := range strings.Lines(part.Text) {
				if handle, text, ok := strings.Cut(line, "| "); ok && strings.Contains(text, o.near) {
					p.Segment = handle
				}
			}
		}
		reply.Evidence = append(reply.Evidence, p)
	}
	b, err := json.Marshal(reply)
	if err != nil {
		return "{}"
	}
	return string(b)
}
