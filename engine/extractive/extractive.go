// Package extractive is the built-in drafting engine: it finds, quotes and
// arranges, and writes nothing of its own. It needs no network and no key.
//
//	engine := extractive.New()
//	proposal, err := engine.DraftScorecard(ctx, scorecard.Request{Rubric: locked, Assignment: a, Transcripts: ts})
//	draft, err := scorecard.NewDraft("sc-1", req, proposal, now)
//	for _, e := range draft.Entries {
//		fmt.Println(e.Competency, e.Status, len(e.Evidence)) // places to look, no level
//	}
//
// For a scorecard it looks for each competency in the answers to its planned
// questions first, then in everything the candidate said. For a summary it
// arranges the evidence of the drafts and looks for what the candidate said about
// pay, dates, other offers, worries, and what they asked. For a rubric it lists
// what the hiring manager said they need. Every claim is a piece of the
// transcript, and the domain verifies it like anybody's.
//
// What it proposes are places to look. It ranks words, not people: nothing it
// returns is a level, and a place that it misses is not evidence of absence.
package extractive

import (
	"context"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
)

// Version changes whenever the same input may give another proposal.
const Version = "2"

// Engine proposes evidence. The zero value is ready to use and equal to New's.
// It is safe for concurrent use.
type Engine struct{}

var (
	_ rubric.Drafter    = Engine{}
	_ scorecard.Drafter = Engine{}
	_ summary.Drafter   = Engine{}
)

// New returns the engine.
func New() Engine { return Engine{} }

func (Engine) agent() (actor.Agent, error) {
	return actor.NewAgent("engine/extractive", actor.AgentInfo{Version: Version})
}

// DraftRubric implements rubric.Drafter.
func (e Engine) DraftRubric(ctx context.Context, req rubric.IntakeRequest) (rubric.IntakeProposal, error) {
	by, err := e.agent()
	if err != nil {
		return rubric.IntakeProposal{}, err
	}
	return rubric.IntakeProposal{By: by, Criteria: criteria(req.Intake)}, ctx.Err()
}

// DraftScorecard implements scorecard.Drafter.
func (e Engine) DraftScorecard(ctx context.Context, req scorecard.Request) (scorecard.Proposal, error) {
	by, err := e.agent()
	if err != nil {
		return scorecard.Proposal{}, err
	}
	p := scorecard.Proposal{By: by}
	if req.Rubric.IsZero() {
		return scorecard.Proposal{}, rubric.ErrNotLocked
	}
	for _, t := range req.Transcripts {
		if err := ctx.Err(); err != nil {
			return scorecard.Proposal{}, err
		}
		p.Claims = append(p.Claims, claims(req, t)...)
	}
	return p, nil
}

// DraftSummary implements summary.Drafter.
func (e Engine) DraftSummary(ctx context.Context, req summary.Request) (summary.Proposal, error) {
	by, err := e.agent()
	if err != nil {
		return summary.Proposal{}, err
	}
	if req.Rubric.IsZero() {
		return summary.Proposal{}, rubric.ErrNotLocked
	}
	p := summary.Proposal{By: by}
	arrange(&p, req)
	for _, t := range req.Transcripts {
		if err := ctx.Err(); err != nil {
			return summary.Proposal{}, err
		}
		mention(&p, t)
	}
	return p, nil
}
