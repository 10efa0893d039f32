package web

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
)

// step is one thing that somebody is waited on for, with what it is about.
type step struct {
	requisition.Step
	Search requisition.Requisition
	// Name is who is waited on, Mine whether that is the reader.
	Name string
	Mine bool
	// Candidate and Round say what it is about; "" where it is about the search.
	CandidateName string
	Round         string
	Late          bool
	// Do says the act, Why what it unblocks, Path where it is done.
	Do, Why, Path string
}

// search is a requisition as its readers see it at a glance.
type search struct {
	requisition.Requisition
	Stage Stage
	// Rights are what the reader may do in it.
	Rights rights
	// Partial says that the reader sees their own acts only, so that nothing is said
	// of others.
	Partial bool
	// Waiting is who is waited on in it, the earliest due first.
	Waiting    []step
	Candidates []candidate
	Acts       []hirealign.LoggedAct
}

// candidate is an application with its person and their interviews.
type candidate struct {
	requisition.Application
	Name       string
	Interviews []requisition.Interview
}

// Stage is how far a search is.
type Stage struct {
	// Name is one of the steps of Steps.
	Name  string
	Since time.Time
}

// Steps are the stages of a search, in their order.
var Steps = []string{"Rubric", "Plan", "Sourcing", "Interviews", "Debrief", "Offer", "Filled"}

// Late counts what is overdue.
func (s search) Late() int {
	n := 0
	for _, w := range s.Waiting {
		if w.Late {
			n++
		}
	}
	return n
}

// searches returns every search that the reader may see, with what is due in it:
// the searches that run first, and among them those with the earliest due step.
func (s *Server) searches(ctx context.Context, who actor.Human) ([]search, error) {
	list, err := s.tenant.Requisitions().List(ctx, who, "")
	if err != nil {
		return nil, err
	}
	acts := map[requisition.ID][]hirealign.LoggedAct{}
	for l, err := range s.tenant.Acts(ctx, who, 0) {
		if err != nil {
			return nil, err
		}
		acts[l.Act.Requisition] = append(acts[l.Act.Requisition], l)
	}
	out := make([]search, 0, len(list))
	for _, req := range list {
		one, err := s.search(ctx, who, req, acts[req.ID])
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	first := func(s search) time.Time {
		if len(s.Waiting) == 0 || s.Waiting[0].Due.IsZero() {
			return time.Unix(1<<40, 0)
		}
		return s.Waiting[0].Due
	}
	slices.SortStableFunc(out, func(a, b search) int {
		running := func(s search) int {
			if s.Running() {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(running(a), running(b)), first(a).Compare(first(b)))
	})
	return out, nil
}

// one returns one search.
func (s *Server) one(ctx context.Context, who actor.Human, id requisition.ID) (search, error) {
	req, err := s.tenant.Requisitions().Get(ctx, who, id)
	if err != nil {
		return search{}, err
	}
	var acts []hirealign.LoggedAct
	for l, err := range s.tenant.Acts(ctx, who, 0) {
		if err != nil {
			return search{}, err
		}
		if l.Act.Requisition == id {
			acts = append(acts, l)
		}
	}
	return s.search(ctx, who, req, acts)
}

func (s *Server) search(ctx context.Context, who actor.Human, req requisition.Requisition, acts []hirealign.LoggedAct) (search, error) {
	rights, err := s.rights(ctx, who, req.ID)
	if err != nil {
		return search{}, err
	}
	out := search{Requisition: req, Rights: rights, Acts: acts, Partial: !rights.to(access.ReadLog)}
	var apps []requisition.Application
	if rights.to(access.ReadApplication) {
		if apps, err = s.tenant.Requisitions().Applications(ctx, who, req.ID); err != nil {
			return out, err
		}
	}
	for _, app := range apps {
		c := candidate{Application: app, Name: "A candidate"}
		if rights.to(access.ReadCandidate) && !app.Erased {
			person, err := s.tenant.Requisitions().Candidate(ctx, who, app.Candidate)
			if err != nil {
				return out, err
			}
			c.Name = person.Name
		}
		if rights.to(access.ReadInterview) && !app.Erased {
			if c.Interviews, err = s.tenant.Interviews().OfApplication(ctx, who, app.ID); err != nil {
				return out, err
			}
		}
		out.Candidates = append(out.Candidates, c)
	}
	out.Waiting = s.waiting(who, out)
	out.Stage = stageOf(out)
	return out, nil
}

// hidden reports whether an error only says that the reader may not see something.
func hidden(err error) bool {
	return errors.Is(err, hirealign.ErrNotFound) || errors.Is(err, hirealign.ErrNotAllowed)
}

// waiting words the open steps of a search, by the acts that the reader sees.
func (s *Server) waiting(who actor.Human, in search) []step {
	plain := make([]requisition.Act, len(in.Acts))
	for i, l := range in.Acts {
		plain[i] = l.Act
	}
	now := s.now()
	var out []step
	for _, w := range requisition.Steps(plain, now) {
		st := step{Step: w, Search: in.Requisition, Mine: w.Person == who.ID(), Late: !w.Due.IsZero() && w.Due.Before(now)}
		for _, c := range in.Candidates {
			if c.ID == st.Application {
				st.CandidateName = c.Name
			}
			for _, iv := range c.Interviews {
				if iv.ID == st.Interview {
					if st.For == requisition.ForInterview { // late once its time is over, not once it has begun
						st.Late = iv.Scheduled.End.Before(now)
					}
					if round, ok := in.Plan.Round(iv.Round); ok {
						st.Round = round.Name
					}
				}
			}
		}
		if st.Name = s.name(w.Person); w.Person == "" {
			st.Name = st.CandidateName
		}
		s.word(&st)
		st.Path = reachable(in.Rights, st)
		// A debrief of several finalists is one appointment.
		if (st.For == requisition.ForDebrief || st.For == requisition.ForBooking) && slices.ContainsFunc(out, func(o step) bool { return o.For == st.For && o.Record == st.Record && o.Person == st.Person }) {
			continue
		}
		out = append(out, st)
	}
	return out
}

// stageOf says how far a search is and since when, by its acts.
func stageOf(s search) Stage {
	at := func(kinds ...string) time.Time {
		var t time.Time
		for _, l := range s.Acts {
			if slices.Contains(kinds, l.Act.Kind) && l.Act.At.After(t) {
				t = l.Act.At
			}
		}
		return t
	}
	first := func(kinds ...string) time.Time {
		var t time.Time
		for _, l := range s.Acts {
			if slices.Contains(kinds, l.Act.Kind) && (t.IsZero() || l.Act.At.Before(t)) {
				t = l.Act.At
			}
		}
		return t
	}
	or := func(t time.Time) time.Time {
		if t.IsZero() {
			return s.OpenedAt
		}
		return t
	}
	held := slices.ContainsFunc(s.Candidates, func(c candidate) bool { return len(c.Interviews) > 0 })
	selected := slices.ContainsFunc(s.Candidates, func(c candidate) bool { return c.Status == requisition.Selected })
	debrief := slices.ContainsFunc(s.Waiting, func(w step) bool {
		return w.For == requisition.ForDebrief || w.For == requisition.ForBooking || w.For == requisition.ForDecision
	})
	owed := slices.ContainsFunc(s.Waiting, func(w step) bool {
		return w.For == requisition.ForScorecard || w.For == requisition.ForInterview || w.For == requisition.ForScheduling
	})
	if s.Partial { // who is waited on is not theirs to see: go by what was held
		debrief, owed = held, false
		for _, c := range s.Candidates {
			for _, round := range s.Plan.Rounds {
				owed = owed || c.Status == requisition.Active && !slices.ContainsFunc(c.Interviews, func(iv requisition.Interview) bool {
					return iv.Round == round.ID && iv.Status == requisition.Held
				})
			}
		}
	}
	switch {
	case s.Status == requisition.StatusFilled:
		return Stage{"Filled", or(at("requisition.filled"))}
	case selected:
		return Stage{"Offer", or(at("application.selected"))}
	case s.RubricHash == "":
		return Stage{"Rubric", s.OpenedAt}
	case s.SourcingSince.IsZero():
		return Stage{"Plan", or(at("requisition.rubric_locked"))}
	case debrief && !owed:
		return Stage{"Debrief", or(at("scorecard.submitted", "interview.held"))}
	case held:
		return Stage{"Interviews", or(first("interview.scheduled"))}
	}
	return Stage{"Sourcing", s.SourcingSince}
}
