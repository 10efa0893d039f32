package generative

import (
	"context"
	"fmt"
	"strings"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

// DraftSummary implements summary.Drafter, in one call over the recorded
// conversations.
func (e *Engine) DraftSummary(ctx context.Context, req summary.Request) (summary.Proposal, error) {
	if req.Rubric.IsZero() {
		return summary.Proposal{}, rubric.ErrNotLocked
	}
	p := summary.Proposal{By: e.by}
	var recorded []transcript.Transcript
	for _, t := range req.Transcripts {
		if t.Fidelity != transcript.HumanNotes {
			recorded = append(recorded, t)
		}
	}
	if len(recorded) == 0 {
		return p, ctx.Err()
	}
	s, err := newSheet(recorded, e.opts.Random)
	if err != nil {
		return summary.Proposal{}, err
	}
	var m meter
	defer func() { e.report(&m, "summary.draft", s.removed) }()
	handles := map[string]rubric.CompetencyID{}
	var subject strings.Builder
	subject.WriteString("The role to quote is the candidate. The competencies are:\n")
	for i, c := range req.Rubric.Rubric().Competencies {
		h := fmt.Sprintf("c%d", i+1)
		handles[h] = c.ID
		subject.WriteString(h + ": " + c.Name + ". " + c.Description + "\n")
	}
	policy := func(evidence.SourceRef) evidence.Policy { return evidence.CandidateOnly() }
	reply, err := ask(ctx, e, &m, llm.Request{
		Task: "summary.draft", System: e.texts["system"], Output: &summarySchema, MaxOutputTokens: e.opts.MaxOutputTokens,
		Parts: s.parts(e.texts["summary"], subject.String()),
	}, func(r *summaryReply) []string {
		var problems []string
		check := func(at string, quotes []quote) {
			for i, q := range quotes {
				if p := s.problem(fmt.Sprintf("%s, quote %d", at, i+1), q, policy); p != "" {
					problems = append(problems, p)
				}
			}
		}
		for i, b := range r.Bullets {
			at := fmt.Sprintf("bullet %d", i+1)
			if _, ok := handles[b.Competency]; !ok && b.Competency != "" {
				problems = append(problems, at+": there is no competency of that handle")
			}
			check(at, b.Quotes)
		}
		for i, l := range r.Lines {
			check(fmt.Sprintf("line %d", i+1), l.Quotes)
		}
		check("strongest", r.Strongest)
		check("compensation", r.Compensation)
		return problems
	})
	if err != nil {
		return summary.Proposal{}, err
	}
	quotes := func(in []quote) []summary.ProposedQuote {
		out := make([]summary.ProposedQuote, 0, len(in))
		for _, q := range in {
			t, claim := s.claim(q)
			out = append(out, summary.ProposedQuote{Transcript: t, Claim: claim})
		}
		return out
	}
	for _, b := range reply.Bullets {
		c, known := handles[b.Competency]
		if !known && b.Competency != "" {
			c = rubric.CompetencyID(b.Competency) // the domain refuses it by name
		}
		p.Bullets = append(p.Bullets, summary.ProposedLine{Text: b.Text, Competency: c, Quotes: quotes(b.Quotes)})
	}
	for _, l := range reply.Lines {
		p.Lines = append(p.Lines, summary.ProposedLine{Text: l.Text, Topic: summary.Topic(l.Topic), Quotes: quotes(l.Quotes)})
	}
	p.Strongest, p.Compensation = quotes(reply.Strongest), quotes(reply.Compensation)
	return p, nil
}

// DraftRubric implements rubric.Drafter, in one call over the intake call.
func (e *Engine) DraftRubric(ctx context.Context, req rubric.IntakeRequest) (rubric.IntakeProposal, error) {
	p := rubric.IntakeProposal{By: e.by}
	if len(req.Intake.Segments) == 0 {
		return p, ctx.Err()
	}
	s, err := newSheet([]transcript.Transcript{req.Intake}, e.opts.Random)
	if err != nil {
		return rubric.IntakeProposal{}, err
	}
	var m meter
	defer func() { e.report(&m, "rubric.draft", s.removed) }()
	policy := func(evidence.SourceRef) evidence.Policy { return evidence.HiringManagerOnly() }
	reply, err := ask(ctx, e, &m, llm.Request{
		Task: "rubric.draft", System: e.texts["system"], Output: &rubricSchema, MaxOutputTokens: e.opts.MaxOutputTokens,
		Parts: s.parts(e.texts["rubric"], "The role to quote is the hiring_manager."),
	}, func(r *rubricReply) []string {
		var problems []string
		for i, c := range r.Criteria {
			for j, q := range c.Quotes {
				if p := s.problem(fmt.Sprintf("criterion %d, quote %d", i+1, j+1), q, policy); p != "" {
					problems = append(problems, p)
				}
			}
		}
		return problems
	})
	if err != nil {
		return rubric.IntakeProposal{}, err
	}
	for _, c := range reply.Criteria {
		pc := rubric.ProposedCriterion{Name: c.Name, Description: c.Description}
		if k := rubric.Kind(c.Kind); k == rubric.MustHave || k == rubric.Growth {
			pc.Kind = k
		}
		for _, q := range c.Quotes {
			_, claim := s.claim(q)
			pc.Claims = append(pc.Claims, claim)
		}
		p.Criteria = append(p.Criteria, pc)
	}
	return p, nil
}
