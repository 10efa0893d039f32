package rubric

import (
	"context"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
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
}

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
	// Refused reports every claim that was dropped, with the index of its criterion in the proposal.
	Refused []RefusedClaim `json:"refused,omitzero"`
}

// RefusedClaim says which criterion of a proposal lost a claim, and why.
type RefusedClaim struct {
	Criterion int `json:"criterion"`
	evidence.Refusal
}

// Propose verifies a proposal against the intake call: only the hiring manager's
// own words count.
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
	return d
}
