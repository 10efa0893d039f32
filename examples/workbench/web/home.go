package web

import (
	"net/http"

	"github.com/hirealign/hirealign/actor"
)

func (s *Server) homeRoutes() []Route { return []Route{{"GET /{$}", s.home}} }

// home sends everybody to the page that is made for them.
func (s *Server) home(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	page := "/next"
	switch who.Role() {
	case actor.Recruiter, actor.Coordinator, actor.RecruitingManager:
		page = "/desk"
	}
	http.Redirect(w, r, page, http.StatusSeeOther)
	return nil
}
