package rubric

import (
	"context"
	"slices"
	"strings"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/transcript"
)

// IntakeRequest is what a Drafter gets: the intake call with its roles assigned.
type IntakeRequest struct {
	Intake transcript.Transcript
}

// Drafter proposes criteria from an intake call. Package engine has two. An
// implementation must be safe for concurrent use, must return when ctx is done,
// and returns claims, not evidence: Propose verifies them. It cannot rate, lock
// or assent.
type Drafter interface {
	DraftRubric(ctx context.Context, req IntakeRequest) (IntakeProposal, error)
}

// IntakeProposal is what a Drafter returns.
type IntakeProposal struct {
	By       actor.Agent
	Criteria []ProposedCriterion
	// Description are the lines of a job description; none from a drafter that writes
	// nothing.
	Description []ProposedLine
}

// Section says where a line of a job description belongs. Unknown values survive
// decoding.
type Section string

// The sections of a drafted job description.
const (
	PurposeSection   Section = "purpose"    // why the role exists
	OutcomeSection   Section = "outcome"    // what will be different because of the work
	DutySection      Section = "duty"       // what the person does
	TeamSection      Section = "team"       // whom they work with
	ConditionSection Section = "conditions" // place, hours, travel, on-call
)

// ProposedLine is a sentence of a job description in the drafter's wording, and the
// quotes that it rests on.
type ProposedLine struct {
	Section Section
	Text    string
	// Claims are quotes of the hiring manager; a line needs all of them to hold.
	Claims []evidence.Claim
}

// DraftLine is a drafted sentence of a job description. Software worded it, the
// draft's By says which, and it is never evidence; its basis is. A person who takes
// it up stands for it.
type DraftLine struct {
	Section Section             `json:"section"`
	Text    string              `json:"text"`
	Basis   []evidence.Citation `json:"basis,omitzero"`
}

// LineRefused is the flag of a line that says what no posting may say.
const LineRefused evidence.Flag = "line_refused_by_lint"

// ProposedCriterion is one criterion that the hiring manager may have asked for.
type ProposedCriterion struct {
	// Name is the drafter's own short name for it; "" from a drafter that writes nothing.
	Name string
	// Description is the drafter's own wording; "" from a drafter that writes nothing.
	Description string
	// Kind is what the words suggest; "" where they suggest nothing.
	Kind Kind
	// Claims are quotes of the hiring manager; a criterion whose claims all fail is dropped.
	Claims []evidence.Claim
}

// Criterion is a proposed criterion with verified quotes. A person turns it into
// a Competency by writing behaviour and anchors.
type Criterion struct {
	Name        string `json:"name,omitzero"`
	Description string `json:"description,omitzero"`
	Kind        Kind   `json:"kind,omitzero"`
	// Basis are the hiring manager's own words; at least one.
	Basis []evidence.Citation `json:"basis,omitzero"`
}

// IntakeDraft is what is left of a proposal after verification.
type IntakeDraft struct {
	By       actor.Agent        `json:"by"`
	Source   evidence.SourceRef `json:"source"`
	Criteria []Criterion        `json:"criteria,omitzero"`
	// Description are the lines of a job description, each with what it rests on.
	Description []DraftLine `json:"description,omitzero"`
	// Refused reports every claim that was dropped, with the index of its criterion in the proposal.
	Refused []RefusedClaim `json:"refused,omitzero"`
}

// RefusedClaim says which criterion of a proposal lost a claim, and why.
type RefusedClaim struct {
	Criterion int `json:"criterion"`
	// Line says that Criterion counts the lines of the description.
	Line bool `json:"line,omitzero"`
	evidence.Refusal
}

// Propose verifies a proposal against the intake call: only the hiring manager's
// own words count, and a recruiter's once the hiring manager confirmed them. A line of
// the description is dropped with its first quote that does not hold, because its
// wording may rest on that one.
func Propose(intake transcript.Transcript, p IntakeProposal) IntakeDraft {
	ix := evidence.NewIndex(evidence.FromTranscript(intake))
	d := IntakeDraft{By: p.By, Source: ix.Source().Ref}
	for i, c := range p.Criteria {
		criterion := Criterion{Name: c.Name, Description: c.Description, Kind: c.Kind}
		if len(c.Claims) == 0 {
			d.Refused = append(d.Refused, RefusedClaim{Criterion: i, Refusal: evidence.Refusal{
				Grade: evidence.NotFound, Flags: []evidence.Flag{evidence.NoQuote}, Policy: evidence.Intake().Name,
			}})
		}
		for _, claim := range c.Claims {
			f := ix.Verify(claim, evidence.Intake())
			if !f.Admissible() {
				d.Refused = append(d.Refused, RefusedClaim{Criterion: i, Refusal: f.Refusal()})
				continue
			}
			criterion.Basis = append(criterion.Basis, f.Citation)
		}
		if len(criterion.Basis) > 0 {
			d.Criteria = append(d.Criteria, criterion)
		}
	}
	for i, l := range p.Description {
		refuse := func(r evidence.Refusal) {
			d.Refused = append(d.Refused, RefusedClaim{Criterion: i, Line: true, Refusal: r})
		}
		line := DraftLine{Section: l.Section, Text: strings.TrimSpace(l.Text)}
		switch {
		case line.Text == "" || len(l.Claims) == 0:
			refuse(evidence.Refusal{Grade: evidence.NotFound, Flags: []evidence.Flag{evidence.NoQuote}, Policy: evidence.Intake().Name})
			continue
		case slices.ContainsFunc(lint.Standard().Text(lint.Posting, line.Text), func(f lint.Finding) bool { return f.Severity == lint.Error }):
			refuse(evidence.Refusal{Grade: evidence.NotFound, Flags: []evidence.Flag{LineRefused}})
			continue
		}
		for _, claim := range l.Claims {
			f := ix.Verify(claim, evidence.Intake())
			if !f.Admissible() {
				refuse(f.Refusal())
				line.Basis = nil
				break
			}
			line.Basis = append(line.Basis, f.Citation)
		}
		if len(line.Basis) > 0 {
			d.Description = append(d.Description, line)
		}
	}
	return d
}
