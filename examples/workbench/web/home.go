package web

import (
	"net/http"

	"github.com/hirealign/hirealign/actor"
)

func (s *Server) homeRoutes() []Route { return []Route{{"GET /{$}", s.home}} }

// home sends everybody to the page that is made for them.
func (s *Server) home(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	http.Redirect(w, r, "/desk", http.StatusSeeOther)
	return nil
}
