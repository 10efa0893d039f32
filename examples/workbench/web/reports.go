package web

import (
	"net/http"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
)

var reportsTab = Tab{Key: "reports", Label: "Reports", Path: "/reports", For: []actor.Role{
	actor.Recruiter, actor.HiringManager, actor.Coordinator, actor.RecruitingManager,
}}

func (s *Server) reportRoutes() []Route {
	return []Route{{"GET /reports", s.reportsPage}}
}

// reportsPage shows the figures of one search, or of all whose clocks the person
// may read.
func (s *Server) reportsPage(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	reqs, err := s.tenant.Requisitions().List(r.Context(), who, "")
	if err != nil {
		return err
	}
	only := requisition.ID(r.URL.Query().Get("search"))
	in := reportInput{Kinds: map[requisition.ID]map[requisition.RoundID]string{}}
	var choices []choiceView
	for _, req := range reqs {
		switch reads, err := s.may(r.Context(), who, req.ID, access.ReadClock); {
		case err != nil:
			return err
		case !reads:
			continue
		}
		part, err := s.reportOf(r, who, req)
		if err != nil {
			return err
		}
		choices = append(choices, choiceView{Value: string(req.ID), Label: req.Title, Checked: req.ID == only})
		if only != "" && only != req.ID {
			continue
		}
		in.Interviews, in.Clocks = append(in.Interviews, part.Interviews...), append(in.Clocks, part.Clocks...)
		in.Kinds[req.ID] = map[requisition.RoundID]string{}
		for _, round := range req.Plan.Rounds {
			in.Kinds[req.ID][round.ID] = string(round.Kind)
		}
	}
	if len(reqs) > 0 && len(choices) == 0 {
		return hirealign.ErrNotAllowed
	}
	v := newReportsView(in, s.now())
	v.Choices = choices
	return s.render(w, r, who, "reports", Page{Title: "Reports", Tab: "reports", Styles: []string{"debrief.css"}, Data: v})
}

func (s *Server) reportOf(r *http.Request, who actor.Human, req requisition.Requisition) (reportInput, error) {
	apps, err := s.tenant.Requisitions().Applications(r.Context(), who, req.ID)
	if err != nil {
		return reportInput{}, err
	}
	var in reportInput
	for _, a := range apps {
		if a.Erased {
			continue
		}
		clocks, err := s.tenant.Scorecards().Clocks(r.Context(), who, a.ID)
		if err != nil {
			return reportInput{}, err
		}
		ivs, err := s.tenant.Interviews().OfApplication(r.Context(), who, a.ID)
		if err != nil {
			return reportInput{}, err
		}
		in.Clocks, in.Interviews = append(in.Clocks, clocks...), append(in.Interviews, ivs...)
	}
	return in, nil
}
