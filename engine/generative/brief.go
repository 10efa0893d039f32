package generative

import (
	"context"
	"fmt"
	"strings"

	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/schema"
)

// DraftBrief implements debrief.Drafter, in one call for each finalist, so that none
// is written about with another in view. The model sees the verified citations and
// the criteria's names and behaviour, and nothing else.
func (e *Engine) DraftBrief(ctx context.Context, req debrief.BriefRequest) (debrief.BriefProposal, error) {
	p := debrief.BriefProposal{By: e.by}
	points := make([][]debrief.ProposedPoint, len(req.Finalists))
	err := fanOut(ctx, 0, len(req.Finalists), e.opts.Concurrency, func(ctx context.Context, i int) error {
		var err error
		points[i], err = e.brief(ctx, req, req.Finalists[i])
		return err
	})
	if err != nil {
		return debrief.BriefProposal{}, err
	}
	for _, pp := range points {
		p.Points = append(p.Points, pp...)
	}
	return p, nil
}

// cited is a piece of evidence by its place in the request.
type cited struct{ criterion, index int }

func (e *Engine) brief(ctx context.Context, req debrief.BriefRequest, f debrief.BriefFinalist) ([]debrief.ProposedPoint, error) {
	s := &sheet{}
	places := map[string]cited{}
	var subject strings.Builder
	subject.WriteString("The criteria, and the handles of their evidence:\n")
	for i, c := range f.Criteria {
		fmt.Fprintf(&subject, "c%d: %s. %s\n", i+1, c.Name, c.Behaviour)
		for j, citation := range c.Evidence {
			handle := fmt.Sprintf("e%04d", len(s.rows)+1)
			at := placeOf(citation)
			places[handle] = cited{i, j}
			subject.WriteString(handle + " ")
			s.rows = append(s.rows, handle+"| "+saidBy(citation)+": "+mark(citation.Text(), func(k FindingKind) { s.found(k, at) }).text+"\n")
		}
		subject.WriteString("\n")
	}
	if err := s.draw(e.boundaries); err != nil {
		return nil, err
	}
	var m meter
	defer func() { e.report(&m, "debrief.brief", s) }()
	point := func(bp schema.PointReply) (debrief.ProposedPoint, bool) {
		pp := debrief.ProposedPoint{Application: f.Application, Text: bp.Text}
		criterion, known := -1, true
		for i, c := range f.Criteria {
			if fmt.Sprintf("c%d", i+1) == strings.TrimSpace(bp.Competency) {
				criterion, pp.Competency = i, c.Competency
			}
		}
		for _, h := range bp.Evidence {
			at, ok := places[strings.TrimSpace(h)]
			if !ok || at.criterion != criterion {
				known = false
				at.index = -1 // the domain refuses it by name
			}
			pp.Evidence = append(pp.Evidence, at.index)
		}
		return pp, known
	}
	replies, err := gather(ctx, e, &m, s, question{task: "debrief.brief", prompt: "brief", output: e.schemas[briefSchema], subject: subject.String()}, func(r *schema.PointsReply) []string {
		var problems []string
		for i, bp := range r.Points {
			pp, known := point(bp)
			at := fmt.Sprintf("point %d: ", i+1)
			switch flag := req.Check(pp); {
			case !known || flag == debrief.PointUnknown:
				problems = append(problems, at+"there is no such criterion, or no such evidence for it")
			case flag != "":
				problems = append(problems, at+strings.ReplaceAll(string(flag), "_", " "))
			}
		}
		return problems
	})
	if err != nil {
		return nil, err
	}
	var out []debrief.ProposedPoint
	for _, r := range replies {
		for _, bp := range r.Points {
			pp, _ := point(bp)
			out = append(out, pp)
		}
	}
	return out, nil
}

func saidBy(c evidence.Citation) string { return roleOf(c.Source, c.Speaker.Role) }
