package generative

import (
	"context"
	"fmt"
	"strings"

	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/schema"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

// DraftSummary implements summary.Drafter, in one call over the recorded
// conversations. The model is told by handle which lines hold the checked evidence
// of the drafts.
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
	s, err := newSheet(recorded, e.boundaries)
	if err != nil {
		return summary.Proposal{}, err
	}
	var m meter
	defer func() { e.report(&m, "summary.draft", s) }()
	handles := map[string]rubric.CompetencyID{}
	var subject strings.Builder
	subject.WriteString("The role to quote is candidate. The competencies are:\n")
	for i, c := range req.Rubric.Rubric().Competencies {
		h := fmt.Sprintf("c%d", i+1)
		handles[h] = c.ID
		subject.WriteString(h + ": " + c.Name + ". " + c.Description + "\n")
		if lines := s.linesOf(checked(req.Drafts, c.ID)); len(lines) > 0 {
			subject.WriteString("Lines with checked evidence for " + h + ": " + strings.Join(lines, " ") + "\n")
		}
	}
	policy := func(evidence.SourceRef) evidence.Policy { return evidence.CandidateOnly() }
	replies, err := gather(ctx, e, &m, s, question{task: "summary.draft", prompt: "summary", output: e.schemas[summarySchema], subject: subject.String()}, func(r *schema.SummaryReply) []string {
		var problems []string
		check := func(at string, quotes []schema.QuoteReply, also func(said string) string) {
			for i, q := range quotes {
				at := fmt.Sprintf("%s, quote %d", at, i+1)
				c, p := s.verify(at, q, policy)
				switch {
				case p != "":
					problems = append(problems, p)
				case compensation.MentionsHistory(c.Text()):
					problems = append(problems, at+": it speaks of present or past pay")
				case also != nil && also(c.Text()) != "":
					problems = append(problems, at+": "+also(c.Text()))
				}
			}
		}
		lineCheck := func(at, text string, quotes []schema.QuoteReply) {
			if len(quotes) == 0 {
				problems = append(problems, at+": it has no quote")
			}
			if compensation.MentionsHistory(text) {
				problems = append(problems, at+": it speaks of present or past pay")
			}
			check(at, quotes, nil)
		}
		if len(r.Bullets) > summary.MaxBullets {
			problems = append(problems, fmt.Sprintf("there are more than %d bullets", summary.MaxBullets))
		}
		for i, b := range r.Bullets {
			at := fmt.Sprintf("bullet %d", i+1)
			if _, ok := handles[b.Competency]; !ok && b.Competency != "" {
				problems = append(problems, at+": there is no competency of that handle")
			}
			lineCheck(at, b.Text, b.Quotes)
		}
		for i, l := range r.Lines {
			lineCheck(fmt.Sprintf("line %d", i+1), l.Text, l.Quotes)
		}
		check("strongest", r.Strongest, nil)
		check("compensation", r.Compensation, func(said string) string {
			if _, ok := compensation.FindRange(said); !ok {
				return "it holds no figure"
			}
			return ""
		})
		return problems
	})
	if err != nil {
		return summary.Proposal{}, err
	}
	quotes := func(in []schema.QuoteReply) []summary.ProposedQuote {
		out := make([]summary.ProposedQuote, 0, len(in))
		for _, q := range in {
			t, claim := s.claim(q)
			out = append(out, summary.ProposedQuote{Transcript: t, Claim: claim})
		}
		return out
	}
	for _, r := range replies {
		for _, b := range r.Bullets {
			c, known := handles[b.Competency]
			if !known && b.Competency != "" {
				c = rubric.CompetencyID(b.Competency) // the domain refuses it by name
			}
			p.Bullets = append(p.Bullets, summary.ProposedLine{Text: b.Text, Competency: c, Quotes: quotes(b.Quotes)})
		}
		for _, l := range r.Lines {
			p.Lines = append(p.Lines, summary.ProposedLine{Text: l.Text, Topic: summary.Topic(l.Topic), Quotes: quotes(l.Quotes)})
		}
		p.Strongest = append(p.Strongest, quotes(r.Strongest)...)
		p.Compensation = append(p.Compensation, quotes(r.Compensation)...)
	}
	return p, nil
}

// checked returns the verified evidence of the drafts for a competency.
func checked(drafts []scorecard.Draft, c rubric.CompetencyID) []evidence.Citation {
	var out []evidence.Citation
	for _, d := range drafts {
		out = append(out, d.EvidenceFor(c)...)
	}
	return out
}

// DraftRubric implements rubric.Drafter, in one call over the intake call, and in
// another one for the job description where the options ask for it.
func (e *Engine) DraftRubric(ctx context.Context, req rubric.IntakeRequest) (rubric.IntakeProposal, error) {
	p := rubric.IntakeProposal{By: e.by}
	if len(req.Intake.Segments) == 0 {
		return p, ctx.Err()
	}
	s, err := newSheet([]transcript.Transcript{req.Intake}, e.boundaries)
	if err != nil {
		return rubric.IntakeProposal{}, err
	}
	var m meter
	defer func() { e.report(&m, "rubric.draft", s) }()
	policy := func(evidence.SourceRef) evidence.Policy { return evidence.Intake() }
	replies, err := gather(ctx, e, &m, s, question{task: "rubric.draft", prompt: "rubric", output: e.schemas[rubricSchema], subject: "The role to quote is hiring_manager."}, func(r *schema.CriteriaReply) []string {
		var problems []string
		for i, c := range r.Criteria {
			if len(c.Quotes) == 0 {
				problems = append(problems, fmt.Sprintf("criterion %d: it has no quote", i+1))
			}
			for j, q := range c.Quotes {
				if _, p := s.verify(fmt.Sprintf("criterion %d, quote %d", i+1, j+1), q, policy); p != "" {
					problems = append(problems, p)
				}
			}
		}
		return problems
	})
	if err != nil {
		return rubric.IntakeProposal{}, err
	}
	for _, r := range replies {
		for _, c := range r.Criteria {
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
	}
	if !e.opts.JobDescription {
		return p, nil
	}
	lines, err := gather(ctx, e, &m, s, question{task: "rubric.description", prompt: "description", output: e.schemas[descriptionSchema], subject: "The role to quote is hiring_manager."}, func(r *schema.DescriptionReply) []string {
		var problems []string
		for i, l := range r.Lines {
			if len(l.Quotes) == 0 || strings.TrimSpace(l.Text) == "" {
				problems = append(problems, fmt.Sprintf("line %d: it has no quote or no text", i+1))
			}
			for j, q := range l.Quotes {
				if _, p := s.verify(fmt.Sprintf("line %d, quote %d", i+1, j+1), q, policy); p != "" {
					problems = append(problems, p)
				}
			}
		}
		return problems
	})
	if err != nil {
		return rubric.IntakeProposal{}, err
	}
	for _, r := range lines {
		for _, l := range r.Lines {
			pl := rubric.ProposedLine{Section: rubric.Section(l.Section), Text: l.Text}
			for _, q := range l.Quotes {
				_, claim := s.claim(q)
				pl.Claims = append(pl.Claims, claim)
			}
			p.Description = append(p.Description, pl)
		}
	}
	return p, nil
}
