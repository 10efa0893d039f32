package debrief

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

// BriefRequest is what a Drafter gets: the evidence that panelists cited in their
// cards, by finalist and criterion. It holds no level, no recommendation, no words
// of a panelist and no transcript, so nothing of them can reach a brief.
type BriefRequest struct {
	Title     string
	Finalists []BriefFinalist
}

// BriefFinalist is one finalist, without a name.
type BriefFinalist struct {
	Application requisition.ApplicationID
	// Criteria are in the order of the agenda; those without evidence are left out.
	Criteria []BriefCriterion
}

// BriefCriterion is a criterion with what was cited for it.
type BriefCriterion struct {
	Competency rubric.CompetencyID
	Name       string
	// Behaviour is what a person at the bar does, in the rubric's words.
	Behaviour string
	// Evidence are the citations of all panelists, each once.
	Evidence []evidence.Citation
}

// Drafter writes a brief for the owner of a debrief. An implementation must be safe
// for concurrent use, must return when ctx is done, and refers to evidence of the
// request by its place: it cannot bring any of its own. It cannot decide.
type Drafter interface {
	DraftBrief(ctx context.Context, req BriefRequest) (BriefProposal, error)
}

// BriefProposal is what a Drafter returns.
type BriefProposal struct {
	By     actor.Agent
	Points []ProposedPoint
}

// ProposedPoint is a sentence on one criterion of one finalist, and what it rests on.
type ProposedPoint struct {
	Application requisition.ApplicationID
	Competency  rubric.CompetencyID
	Text        string
	// Evidence are indexes into the criterion's evidence in the request.
	Evidence []int
}

// Brief is what the owner of a debrief may read before it: what the cited evidence
// says, criterion by criterion. Every sentence was drafted by software, says so and
// carries the citations that it rests on. It recommends nothing. It is a plain
// value; NewBrief makes it.
type Brief struct {
	SchemaVersion int            `json:"schema_version"`
	Debrief       ID             `json:"debrief_id"`
	Requisition   requisition.ID `json:"requisition_id"`
	By            actor.Agent    `json:"by"`
	MadeAt        time.Time      `json:"made_at"`
	Points        []Point        `json:"points,omitzero"`
	// Refused are the points that were dropped.
	Refused []RefusedPoint `json:"refused,omitzero"`
}

// Point is a drafted sentence; at least one citation.
type Point struct {
	Application requisition.ApplicationID `json:"application_id"`
	Competency  rubric.CompetencyID       `json:"competency_id"`
	// Text is the drafter's wording. It is never a quote and never evidence.
	Text     string              `json:"text"`
	Evidence []evidence.Citation `json:"evidence,omitzero"`
}

// RefusedPoint says which point of a proposal was dropped, and why.
type RefusedPoint struct {
	Point int           `json:"point"`
	Flag  evidence.Flag `json:"flag"`
}

// The flags of points that are dropped.
const (
	// PointUnknown: the debrief has no such finalist, criterion or piece of evidence.
	PointUnknown evidence.Flag = "point_unknown"
	// PointWithoutEvidence: there is no text, or nothing that it rests on.
	PointWithoutEvidence evidence.Flag = "point_without_evidence"
	// PointDecides: the text recommends, rates or ranks.
	PointDecides evidence.Flag = "point_decides"
	// PointRefused: the text says what no comment may say, such as what somebody felt.
	PointRefused evidence.Flag = "point_refused_by_lint"
)

// NewBriefRequest gathers the evidence of a packet for a Drafter.
func NewBriefRequest(p Packet) BriefRequest {
	req := BriefRequest{Title: p.Title}
	for _, f := range p.Finalists {
		bf := BriefFinalist{Application: f.Application}
		for _, item := range f.Agenda {
			c, ok := f.Criterion(item.Competency)
			if !ok {
				continue
			}
			bc := BriefCriterion{Competency: c.Competency, Name: c.Name, Behaviour: c.Behaviour}
			for _, r := range c.Ratings {
				for _, cited := range r.Evidence() {
					if !slices.ContainsFunc(bc.Evidence, func(have evidence.Citation) bool {
						return have.Source == cited.Source && slices.Equal(have.Spans, cited.Spans)
					}) {
						bc.Evidence = append(bc.Evidence, cited)
					}
				}
			}
			if len(bc.Evidence) > 0 {
				bf.Criteria = append(bf.Criteria, bc)
			}
		}
		if len(bf.Criteria) > 0 {
			req.Finalists = append(req.Finalists, bf)
		}
	}
	return req
}

// Check returns what is wrong with a point, "" for nothing.
func (r BriefRequest) Check(p ProposedPoint) evidence.Flag {
	c, ok := r.criterion(p)
	switch {
	case !ok || slices.ContainsFunc(p.Evidence, func(i int) bool { return i < 0 || i >= len(c.Evidence) }):
		return PointUnknown
	case strings.TrimSpace(p.Text) == "" || len(p.Evidence) == 0:
		return PointWithoutEvidence
	case lint.Decides(p.Text):
		return PointDecides
	case slices.ContainsFunc(lint.Standard().Text(lint.Comment, p.Text), func(f lint.Finding) bool { return f.Severity == lint.Error }):
		return PointRefused
	}
	return ""
}

func (r BriefRequest) criterion(p ProposedPoint) (BriefCriterion, bool) {
	for _, f := range r.Finalists {
		for _, c := range f.Criteria {
			if f.Application == p.Application && c.Competency == p.Competency {
				return c, true
			}
		}
	}
	return BriefCriterion{}, false
}

// NewBrief checks a proposal against the packet that its request was made from.
// Points that fail are dropped and reported; one bad point never costs the rest.
func NewBrief(p Packet, proposal BriefProposal, at time.Time) Brief {
	req := NewBriefRequest(p)
	b := Brief{SchemaVersion: SchemaVersion, Debrief: p.ID, Requisition: p.Requisition, By: proposal.By, MadeAt: at.UTC()}
	for i, pp := range proposal.Points {
		if flag := req.Check(pp); flag != "" {
			b.Refused = append(b.Refused, RefusedPoint{Point: i, Flag: flag})
			continue
		}
		c, _ := req.criterion(pp)
		point := Point{Application: pp.Application, Competency: pp.Competency, Text: strings.TrimSpace(pp.Text)}
		for _, n := range pp.Evidence {
			point.Evidence = append(point.Evidence, c.Evidence[n])
		}
		b.Points = append(b.Points, point)
	}
	return b
}

// Forget returns the brief without an application's points.
func (b Brief) Forget(a requisition.ApplicationID) Brief {
	b.Points = slices.DeleteFunc(slices.Clone(b.Points), func(p Point) bool { return p.Application == a })
	return b
}
