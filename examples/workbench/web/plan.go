package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/panel"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

func (s *Server) planRoutes() []Route {
	return []Route{{"GET /requisitions/{id}/plan", s.planPage}, {"POST /requisitions/{id}/plan", s.setPlan}}
}

// planForm is the rounds of a search while they are edited.
type planForm struct {
	Search   requisition.Requisition
	Rubric   rubric.Rubric
	Rounds   []roundForm
	People   []Person
	Coverage panel.Report
	Faults   []fault.Fault
	// Focus is the element to go to after a round was added or removed.
	Focus string
}

type roundForm struct {
	N int
	requisition.Round
	// Seats are by person id; a person without an entry is not on the panel.
	Seats map[string]requisition.Seat
}

// On reports whether a person is on the panel, Has whether they assess a competency.
func (r roundForm) On(person string) bool { _, ok := r.Seats[person]; return ok }

// Has reports whether a person assesses a competency in the round.
func (r roundForm) Has(person string, c rubric.CompetencyID) bool {
	return slices.Contains(r.Seats[person].Competencies, string(c))
}

const mostRounds = 8

func (s *Server) planPage(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	f, _, err := s.planForm(r, who)
	if err != nil {
		return err
	}
	if len(f.Rounds) == 0 {
		f.Rounds = s.firstRounds(f)
	}
	return s.showPlan(w, r, who, http.StatusOK, f)
}

func (s *Server) planForm(r *http.Request, who actor.Human) (planForm, rubric.Locked, error) {
	req, err := s.tenant.Requisitions().Get(r.Context(), who, requisition.ID(r.PathValue("id")))
	if err != nil {
		return planForm{}, rubric.Locked{}, err
	}
	switch runs, err := s.may(r.Context(), who, req.ID, access.RunSearch); {
	case err != nil:
		return planForm{}, rubric.Locked{}, err
	case !runs:
		return planForm{}, rubric.Locked{}, hirealign.ErrNotAllowed
	}
	locked, err := s.tenant.Rubrics().Locked(r.Context(), who, req.RubricHash)
	if err != nil {
		return planForm{}, locked, err
	}
	f := planForm{Search: req, Rubric: locked.Rubric(), Coverage: panel.Check(locked, req.Plan)}
	f.People = append(f.People, s.opts.People...)
	for i, round := range req.Plan.Rounds {
		rf := roundForm{N: i, Round: round, Seats: map[string]requisition.Seat{}}
		for _, seat := range round.Panel {
			rf.Seats[seat.Panelist.ID] = seat
		}
		f.Rounds = append(f.Rounds, rf)
	}
	return f, locked, nil
}

// firstRounds proposes a screen by the recruiter and a conversation with the hiring
// manager, to be changed.
func (s *Server) firstRounds(f planForm) []roundForm {
	seat := func(p requisition.Person) map[string]requisition.Seat {
		return map[string]requisition.Seat{p.ID: {Panelist: p}}
	}
	return []roundForm{
		{N: 0, Round: requisition.Round{Name: "Recruiter screen", Kind: requisition.Screen, Minutes: 30}, Seats: seat(f.Search.Recruiter)},
		{N: 1, Round: requisition.Round{Name: "Hiring manager", Kind: requisition.HiringManager, Minutes: 60}, Seats: seat(f.Search.HiringManager)},
	}
}

func (s *Server) showPlan(w http.ResponseWriter, r *http.Request, who actor.Human, status int, f planForm) error {
	return s.renderStatus(w, r, who, status, "plan", Page{Title: "Rounds and panels", Tab: "desk", Search: string(f.Search.ID), Data: f})
}

// setPlan takes the form: a button adds or removes a round, or proposes who
// assesses what, and stores nothing; the other one sets the plan.
func (s *Server) setPlan(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	f, locked, err := s.planForm(r, who)
	if err != nil {
		return err
	}
	f.Rounds = s.roundsOf(r.PostForm, f)
	do, at, _ := strings.Cut(r.PostForm.Get("do"), ":")
	switch do {
	case "add":
		if len(f.Rounds) < mostRounds {
			f.Rounds = append(f.Rounds, roundForm{Round: requisition.Round{Kind: requisition.Technical, Minutes: 60}, Seats: map[string]requisition.Seat{}})
		}
		f.Focus = fmt.Sprintf("round-%d-name", len(f.Rounds)-1)
		return s.showPlan(w, r, who, http.StatusOK, renumber(f))
	case "remove":
		if i := number(at); i >= 0 && i < len(f.Rounds) {
			f.Rounds = slices.Delete(f.Rounds, i, i+1)
		}
		f.Focus = "add-round"
		return s.showPlan(w, r, who, http.StatusOK, renumber(f))
	}
	plan := planOf(f, locked)
	if do == "assign" {
		assigned, err := panel.Assign(locked, plan)
		f.Faults, plan = fault.Of(err), assigned
		for i, round := range plan.Rounds {
			for _, seat := range round.Panel {
				f.Rounds[i].Seats[seat.Panelist.ID] = seat
			}
		}
		f.Coverage, f.Focus = panel.Check(locked, plan), "coverage"
		return s.showPlan(w, r, who, http.StatusOK, renumber(f))
	}
	if _, err := s.tenant.Requisitions().SetPlan(r.Context(), who, f.Search.ID, plan); err != nil {
		if len(fault.Of(err)) == 0 || hidden(err) {
			return err
		}
		f.Faults = fault.Of(err)
		return s.showPlan(w, r, who, http.StatusUnprocessableEntity, renumber(f))
	}
	return s.done(w, r, "/requisitions/"+string(f.Search.ID)+"#plan", "Rounds and panels are set.")
}

func renumber(f planForm) planForm {
	for i := range f.Rounds {
		f.Rounds[i].N = i
	}
	return f
}

// roundsOf reads the rounds from the form.
func (s *Server) roundsOf(form url.Values, f planForm) []roundForm {
	var out []roundForm
	for i := range min(number(form.Get("rounds")), mostRounds) {
		at := func(field string) string { return form.Get(fmt.Sprintf("round.%d.%s", i, field)) }
		rf := roundForm{N: i, Seats: map[string]requisition.Seat{}, Round: requisition.Round{
			ID: requisition.RoundID(at("id")), Name: strings.TrimSpace(at("name")), Kind: requisition.InterviewKind(at("kind")), Minutes: number(at("minutes")),
		}}
		for _, p := range f.People {
			if at("on."+p.Human.ID()) == "" {
				continue
			}
			seat := requisition.Seat{Panelist: requisition.PersonOf(p.Human)}
			for _, c := range f.Rubric.Competencies {
				if at("seat."+p.Human.ID()+"."+string(c.ID)) != "" {
					seat.Competencies = append(seat.Competencies, string(c.ID))
				}
			}
			rf.Seats[p.Human.ID()] = seat
		}
		out = append(out, rf)
	}
	return out
}

// planOf makes the plan: each seat asks the questions of its competencies. A round
// gets its id when it is new and keeps it.
func planOf(f planForm, locked rubric.Locked) requisition.Plan {
	var plan requisition.Plan
	used := map[requisition.RoundID]bool{}
	for _, rf := range f.Rounds {
		used[rf.ID] = true
	}
	for i, rf := range f.Rounds {
		round := rf.Round
		for n := i + 1; round.ID == ""; n++ {
			if id := requisition.RoundID(fmt.Sprintf("round-%d", n)); !used[id] {
				round.ID, used[id] = id, true
			}
		}
		round.Panel = nil
		for _, p := range f.People {
			seat, ok := rf.Seats[p.Human.ID()]
			if !ok {
				continue
			}
			seat.Questions = nil
			for _, q := range panel.Questions(locked, seat) {
				seat.Questions = append(seat.Questions, string(q.ID))
			}
			round.Panel = append(round.Panel, seat)
		}
		f.Rounds[i].Round = round
		plan.Rounds = append(plan.Rounds, round)
	}
	return plan
}
