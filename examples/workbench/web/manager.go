package web

import (
	"net/http"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
)

var managerTab = Tab{Key: "manager", Label: "My next act", Path: "/next"}

func (s *Server) managerRoutes() []Route { return []Route{{"GET /next", s.next}} }

// nextPage is for somebody who has five minutes: one act, and why.
type nextPage struct {
	Now  time.Time
	Act  *step
	Then []step
	// Quiet are the searches in which nothing waits for the reader, with who is waited on.
	Quiet []search
}

func (s *Server) next(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	all, err := s.searches(r.Context(), who)
	if err != nil {
		return err
	}
	p := nextPage{Now: s.now()}
	for _, one := range all {
		mine := 0
		for _, st := range one.Waiting {
			if st.Mine {
				mine++
				p.Then = append(p.Then, st)
			}
		}
		if mine == 0 && one.Running() {
			p.Quiet = append(p.Quiet, one)
		}
	}
	if i := foremost(p.Then, p.Now); i >= 0 {
		act := p.Then[i]
		p.Act, p.Then = &act, append(p.Then[:i:i], p.Then[i+1:]...)
	}
	byUrgency(p.Then)
	return s.render(w, r, who, "next", Page{Title: "My next act", Tab: "manager", Data: p})
}

// foremost picks the one act: what is due first among what holds others up; a step
// without a date that blocks the whole search comes before one due after today.
func foremost(list []step, now time.Time) int {
	best := -1
	rank := func(st step) time.Time {
		if !st.Due.IsZero() {
			return st.Due
		}
		switch st.For {
		case requisition.ForRubricLock, requisition.ForConfirmation, requisition.ForPlan, requisition.ForDecision:
			return now.Add(12 * time.Hour)
		}
		return now.Add(48 * time.Hour)
	}
	// A pulse check or a retro waits for nobody: it never goes before what people wait for.
	light := func(st step) bool {
		return st.For == requisition.ForPulse || st.For == requisition.ForRetro || st.For == requisition.ForChange
	}
	for i, st := range list {
		if best < 0 || light(list[best]) && !light(st) || light(list[best]) == light(st) && rank(st).Before(rank(list[best])) {
			best = i
		}
	}
	return best
}
