package web

import (
	"errors"
	"net/http"
	"slices"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/summary"
)

func (s *Server) compareRoutes() []Route {
	return []Route{{"GET /requisitions/{id}/compare", s.comparePage}}
}

// comparePage puts candidates of a search side by side. Whoever still owes a card
// about one of them is told first that reading is written on it.
func (s *Server) comparePage(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	ctx := r.Context()
	req, err := s.tenant.Requisitions().Get(ctx, who, requisition.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	apps, err := s.tenant.Requisitions().Applications(ctx, who, req.ID)
	if err != nil {
		return err
	}
	v := compareView{Title: req.Title, Search: req.ID}
	ids := chosen(r.URL.Query()["with"], apps)
	names := map[requisition.ApplicationID]string{}
	for _, a := range apps {
		if a.Erased {
			continue
		}
		c, err := s.tenant.Requisitions().Candidate(ctx, who, a.Candidate)
		if err != nil {
			return err
		}
		names[a.ID] = c.Name
		choice := choiceView{Value: string(a.ID), Label: c.Name, Checked: slices.Contains(ids, a.ID)}
		if a.Status != requisition.Active {
			choice.Hint = words(string(a.Status))
		}
		v.Choices = append(v.Choices, choice)
	}
	if r.URL.Query().Get("read") == "" {
		for _, id := range ids {
			owes, err := s.owes(r, who, id)
			if err != nil {
				return err
			}
			if owes {
				v.Owed = append(v.Owed, names[id])
			}
		}
	}
	if len(v.Owed) == 0 {
		var known []summary.Summary
		for _, id := range ids {
			sum, err := s.tenant.Summaries().Get(ctx, who, id)
			if errors.Is(err, hirealign.ErrNotFound) {
				v.Without = append(v.Without, names[id])
				continue
			}
			if err != nil {
				return err
			}
			known = append(known, sum)
		}
		if len(known) > 1 {
			c, err := summary.Compare(known...)
			if err != nil {
				return err
			}
			v.compare(c)
		}
	}
	return s.render(w, r, who, "compare", Page{Title: "Compare candidates", Search: string(req.ID), Styles: []string{"debrief.css"}, Data: v})
}

// owes reports whether the person still has to hand in a card about an application.
func (s *Server) owes(r *http.Request, who actor.Human, id requisition.ApplicationID) (bool, error) {
	ivs, err := s.tenant.Interviews().OfApplication(r.Context(), who, id)
	if err != nil {
		return false, err
	}
	ivs = slices.DeleteFunc(ivs, func(iv requisition.Interview) bool {
		_, seated := iv.Seat(who.ID())
		return !seated || iv.Status != requisition.Held && iv.Status != requisition.Scheduled
	})
	if len(ivs) == 0 {
		return false, nil
	}
	handed, err := s.handed(r.Context(), who, id)
	return slices.ContainsFunc(ivs, func(iv requisition.Interview) bool { return !handed[iv.ID] }), err
}
