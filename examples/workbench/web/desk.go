package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
)

var deskTab = Tab{Key: "desk", Label: "Desk", Path: "/desk"}

func (s *Server) deskRoutes() []Route { return []Route{{"GET /desk", s.desk}} }

// deskPage is the recruiter's morning: everything that is due, over all searches.
type deskPage struct {
	Mine     []step
	Others   []step
	Searches []deskSearch
	Late     int
	Now      time.Time
	Opens    bool
}

type deskSearch struct {
	search
	// Text is the status as it can be sent to somebody who has no account.
	Text string
	// Active is how many candidates are in it.
	Active int
}

func (s *Server) desk(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	all, err := s.searches(r.Context(), who)
	if err != nil {
		return err
	}
	p := deskPage{Now: s.now()}
	for _, one := range all {
		for _, st := range one.Waiting {
			if st.Late {
				p.Late++
			}
			if st.Mine {
				p.Mine = append(p.Mine, st)
			} else {
				p.Others = append(p.Others, st)
			}
		}
		d := deskSearch{search: one, Text: s.statusText(one)}
		for _, c := range one.Candidates {
			if c.Status == requisition.Active || c.Status == requisition.Selected {
				d.Active++
			}
		}
		p.Searches = append(p.Searches, d)
	}
	byUrgency(p.Mine)
	byUrgency(p.Others)
	if p.Opens, err = s.may(r.Context(), who, "", access.OpenSearch); err != nil {
		return err
	}
	return s.render(w, r, who, "desk", Page{Title: "Desk", Tab: "desk", Data: p})
}

// byUrgency sorts steps by when they are due; those without a date come last.
func byUrgency(list []step) {
	slices.SortStableFunc(list, func(a, b step) int {
		switch {
		case a.Due.IsZero() == b.Due.IsZero():
			return a.Due.Compare(b.Due)
		case a.Due.IsZero():
			return 1
		}
		return -1
	})
}

// statusText says where a search stands, to be sent as it is: process, role, time
// in step, and what is late and why. It holds no rating and no pay.
func (s *Server) statusText(one search) string {
	var b strings.Builder
	now := s.now()
	fmt.Fprintf(&b, "%s: status on %s\n", clip(120, one.Title), now.In(s.opts.Zone).Format("Monday 2 January 2006"))
	fmt.Fprintf(&b, "Role: %s for %s, recruiter %s", many(one.Openings, "opening", "openings"), one.HiringManager.Name, one.Recruiter.Name)
	if one.TargetOn != "" {
		if day, err := time.Parse(time.DateOnly, string(one.TargetOn)); err == nil {
			fmt.Fprintf(&b, ", to be filled by %s", day.Format("2 January"))
		}
	}
	fmt.Fprintf(&b, "\nProcess: %s, for %s (open for %s)\n", one.Stage.Name, span(now.Sub(one.Stage.Since)), span(now.Sub(one.OpenedAt)))
	for _, c := range one.Candidates {
		fmt.Fprintf(&b, "- %s: %s\n", clip(60, c.Name), s.standing(one.Requisition, c))
	}
	var late, next []string
	for _, st := range one.Waiting {
		line := fmt.Sprintf("%s: %s", clip(60, st.Name), lower(st.Do))
		switch {
		case st.Late:
			late = append(late, fmt.Sprintf("%s, due %s (%s)", line, s.dated(st.Due), ago(now, st.Due)))
		case !st.Due.IsZero():
			next = append(next, fmt.Sprintf("%s, due %s", line, s.dated(st.Due)))
		default:
			next = append(next, line)
		}
	}
	if len(late) > 0 {
		fmt.Fprintf(&b, "Late, and what it waits for:\n- %s\n", strings.Join(late, "\n- "))
	}
	if len(next) > 0 {
		fmt.Fprintf(&b, "Next:\n- %s\n", strings.Join(next, "\n- "))
	}
	return visible(b.String())
}

// standing says where a candidate is, without any judgement.
func (s *Server) standing(req requisition.Requisition, c candidate) string {
	switch c.Status {
	case requisition.Active:
	case requisition.Selected:
		return "selected, offer under way"
	default:
		return words(string(c.Status))
	}
	if len(c.Interviews) == 0 {
		return "to be scheduled"
	}
	iv := c.Interviews[len(c.Interviews)-1]
	name := string(iv.Round)
	if round, ok := req.Plan.Round(iv.Round); ok {
		name = round.Name
	}
	when := iv.Scheduled.Start
	if iv.Status == requisition.Held {
		when = iv.Actual.End
	}
	return fmt.Sprintf("%s %s, %s", name, words(string(iv.Status)), s.moment(when))
}

func lower(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToLower(text[:1]) + text[1:]
}
