package web

import (
	"net/http"
	"slices"

	"github.com/hirealign/hirealign/actor"
)

// signInPage lists who can be. A host brings its own authentication; the workbench
// believes whoever picks a name.
func (s *Server) signInPage(w http.ResponseWriter, r *http.Request) {
	who, _ := s.sessions.find(r)
	if err := s.render(w, r, who, "signin", Page{Title: "Who are you?"}); err != nil {
		s.fail(w, r, who, err)
	}
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	id := r.PostFormValue("person")
	i := slices.IndexFunc(s.opts.People, func(p Person) bool { return p.Human.ID() == id })
	if i < 0 {
		s.fail(w, r, actor.Human{}, errBadRequest)
		return
	}
	s.sessions.end(r)
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: s.sessions.start(s.opts.People[i].Human), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	s.sessions.end(r)
	http.SetCookie(w, &http.Cookie{Name: cookieName, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/signin", http.StatusSeeOther)
}
