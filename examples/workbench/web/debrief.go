package web

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

var debriefsTab = Tab{Key: "debriefs", Label: "Debriefs", Path: "/debriefs", For: []actor.Role{
	actor.Recruiter, actor.HiringManager, actor.Interviewer, actor.RecruitingManager,
}}

func (s *Server) debriefRoutes() []Route {
	return []Route{
		{"GET /debriefs", s.debriefsPage},
		{"GET /requisitions/{id}/debriefs", s.debriefsPage},
		{"GET /debriefs/{id}", s.debriefPage},
		{"GET /debriefs/{id}/clock", s.debriefClock},
		{"POST /debriefs/{id}/clock", s.startClock},
		{"POST /debriefs/{id}/method", s.setMethod},
		{"POST /debriefs/{id}/waive", s.waiveCard},
		{"POST /debriefs/{id}/move", s.moveDebrief},
		{"POST /debriefs/{id}/cancel", s.cancelDebrief},
		{"POST /debriefs/{id}/reveal", s.revealCards},
		{"POST /debriefs/{id}/object", s.objectTo},
		{"POST /debriefs/{id}/withdraw", s.withdrawObjections},
		{"POST /debriefs/{id}/rerate", s.askAgain},
		{"POST /debriefs/{id}/estimate", s.estimate},
		{"POST /debriefs/{id}/show", s.showEstimates},
		{"POST /debriefs/{id}/decide", s.decide},
	}
}

// roomClock is the running clock of a debrief. It is the room's and not part of the
// record.
type roomClock struct {
	Started time.Time `json:"started"`
}

// debriefRow is a debrief in the list.
type debriefRow struct {
	ID, Title  string
	Candidates []string
	When       time.Time
	Stage      debrief.Stage
	Next       string
	Mine       bool // the reader has to act
}

func (s *Server) debriefsPage(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	reqs, err := s.wanted(r, who)
	if err != nil {
		return err
	}
	var rows []debriefRow
	for _, req := range reqs {
		meetings, err := s.tenant.Debriefs().Meetings(r.Context(), who, req.ID)
		if hidden(err) && len(reqs) > 1 {
			continue
		}
		if err != nil {
			return err
		}
		for _, m := range meetings {
			v, err := s.debriefOf(r.Context(), who, m.ID())
			if err != nil {
				return err
			}
			rows = append(rows, v.row())
		}
	}
	slices.SortStableFunc(rows, func(a, b debriefRow) int { return b.When.Compare(a.When) })
	return s.render(w, r, who, "debriefs", Page{Title: "Debriefs", Tab: "debriefs", Search: r.PathValue("id"), Data: rows})
}

// wanted are the searches that a list is about: the one of the path, or all.
func (s *Server) wanted(r *http.Request, who actor.Human) ([]requisition.Requisition, error) {
	if id := requisition.ID(r.PathValue("id")); id != "" {
		req, err := s.tenant.Requisitions().Get(r.Context(), who, id)
		return []requisition.Requisition{req}, err
	}
	return s.tenant.Requisitions().List(r.Context(), who, "")
}

// row sums a debrief up in a line.
func (v debriefView) row() debriefRow {
	row := debriefRow{ID: v.ID, Title: v.Title, Candidates: v.Candidates, When: v.When, Stage: v.Stage}
	switch {
	case v.Ready():
		row.Next, row.Mine = "All scorecards are in: "+v.Owner.Name+" reveals", v.Owns
	case v.Blind():
		row.Next = "Scorecards are still coming in"
		if n := len(v.Waiting); n > 0 && !v.Hidden {
			row.Next = "Waiting for " + many(n, "scorecard or interview", "scorecards or interviews")
		}
		row.Mine = slices.ContainsFunc(v.Waiting, func(w waitedOn) bool { return w.Mine })
	case v.Stage == debrief.Revealed:
		row.Next, row.Mine = v.Owner.Name+" decides", v.Owns
	case v.Stage == debrief.Rerating:
		row.Next, row.Mine = "Second estimates are given", len(v.Estimates) > 0 && !v.GaveAll
	case v.Stage == debrief.Ended:
		row.Next = "Decided"
	default:
		row.Next = "Called off"
	}
	return row
}

func debriefID(r *http.Request) debrief.ID { return debrief.ID(r.PathValue("id")) }

func (s *Server) debriefPage(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	v, err := s.debriefOf(r.Context(), who, debriefID(r))
	if err != nil {
		return err
	}
	return s.showDebrief(w, r, who, http.StatusOK, v)
}

func (s *Server) showDebrief(w http.ResponseWriter, r *http.Request, who actor.Human, status int, v debriefView) error {
	var c roomClock
	if _, err := s.papers().recall(r.Context(), clockPaper, v.ID, &c); err != nil {
		return err
	}
	v.Started = c.Started
	return s.renderStatus(w, r, who, status, "debrief", Page{
		Title: "Debrief: " + v.Title, Tab: "debriefs", Search: string(v.Requisition), Scripts: []string{"debrief.js"}, Styles: []string{"debrief.css"}, Data: v,
	})
}

// debriefOf reads what the person may see of a debrief.
func (s *Server) debriefOf(ctx context.Context, who actor.Human, id debrief.ID) (debriefView, error) {
	meeting, err := s.tenant.Debriefs().Meeting(ctx, who, id)
	if err != nil {
		return debriefView{}, err
	}
	m := meeting.Document()
	req, err := s.tenant.Requisitions().Get(ctx, who, m.Requisition)
	if err != nil {
		return debriefView{}, err
	}
	rounds := map[requisition.RoundID]string{}
	for _, round := range req.Plan.Rounds {
		rounds[round.ID] = round.Name
	}
	v := newDebriefView(m, who)
	clocks, err := s.may(ctx, who, req.ID, access.ReadClock)
	if err != nil {
		return debriefView{}, err
	}
	var applicants []applicant
	for _, app := range m.Applications {
		a, err := s.applicant(ctx, who, clocks, app)
		if hidden(err) {
			continue // erased, or not the reader's to know of
		}
		if err != nil {
			return debriefView{}, err
		}
		a.Rounds = rounds
		applicants = append(applicants, a)
	}
	v.wait(m, who, applicants, s.now())
	if v.Blind() || m.Stage == debrief.Cancelled {
		return v, nil
	}
	p, err := s.tenant.Debriefs().Final(ctx, who, id)
	if err != nil {
		return debriefView{}, err
	}
	decisions := map[requisition.ApplicationID]debrief.DecisionDocument{}
	for _, app := range m.Applications {
		switch d, err := s.tenant.Debriefs().Decision(ctx, who, id, app); {
		case err == nil:
			decisions[app] = d.Document()
		case !errors.Is(err, hirealign.ErrNotFound):
			return debriefView{}, err
		}
	}
	v.show(m, p, decisions, rounds, who, s.now())
	if len(v.Estimates) > 0 {
		locked, err := s.tenant.Rubrics().Locked(ctx, who, p.RubricHash)
		if err != nil {
			return debriefView{}, err
		}
		v.anchors(locked.Rubric())
	}
	return v, nil
}

// anchors adds the levels to choose from. None is chosen.
func (v *debriefView) anchors(r rubric.Rubric) {
	for i, e := range v.Estimates {
		for _, c := range r.Competencies {
			if c.ID != e.Competency {
				continue
			}
			for _, a := range c.Anchors {
				n := strconv.Itoa(a.Level)
				v.Estimates[i].Levels = append(v.Estimates[i].Levels, choiceView{Value: n, Label: n + " · " + a.Label, Hint: a.Behaviour, Checked: n == e.Given})
			}
		}
	}
}

// applicant reads whose cards about an application are due, as far as the person
// is to know, and no card: clocks says that they may read when cards are due.
func (s *Server) applicant(ctx context.Context, who actor.Human, clocks bool, id requisition.ApplicationID) (applicant, error) {
	app, err := s.tenant.Requisitions().Application(ctx, who, id)
	if err != nil {
		return applicant{}, err
	}
	c, err := s.tenant.Requisitions().Candidate(ctx, who, app.Candidate)
	if err != nil {
		return applicant{}, err
	}
	a := applicant{Application: id, Candidate: c.Name}
	if a.Interviews, err = s.tenant.Interviews().OfApplication(ctx, who, id); err != nil {
		return applicant{}, err
	}
	if !clocks {
		if a.Handed, err = s.handed(ctx, who, id); err == nil {
			a.Complete, err = s.complete(ctx, who, a)
		}
		return a, err
	}
	a.Clocks, err = s.tenant.Scorecards().Clocks(ctx, who, id)
	if err == nil && a.Clocks == nil {
		a.Clocks = []hirealign.InterviewClock{}
	}
	return a, err
}

// handed are the interviews of an application for which the person handed in a
// card, by their own acts: reading cards would be noted on those they still owe.
func (s *Server) handed(ctx context.Context, who actor.Human, id requisition.ApplicationID) (map[requisition.InterviewID]bool, error) {
	out := map[requisition.InterviewID]bool{}
	for l, err := range s.tenant.Acts(ctx, who, 0) {
		if err != nil {
			return nil, err
		}
		if l.Act.Kind == "scorecard.submitted" && l.Act.Application == id && l.Act.By.ID == who.ID() {
			out[l.Act.Interview] = true
		}
	}
	return out, nil
}

// complete reports whether the person, who owes no card of their own, sees the card
// of every panelist.
func (s *Server) complete(ctx context.Context, who actor.Human, a applicant) (bool, error) {
	for _, iv := range a.Interviews {
		if _, seated := iv.Seat(who.ID()); seated && iv.Status == requisition.Held && !a.Handed[iv.ID] {
			return false, nil
		}
	}
	cards, err := s.tenant.Scorecards().OfApplication(ctx, who, a.Application)
	if err != nil {
		return false, err
	}
	for _, iv := range a.Interviews {
		if iv.Status != requisition.Held {
			continue
		}
		for _, seat := range iv.Seats() {
			if !slices.ContainsFunc(cards, func(c scorecard.Scorecard) bool {
				return c.Assignment().Interview == iv.ID && c.By().ID() == seat.Panelist.ID
			}) {
				return false, nil
			}
		}
	}
	return true, nil
}

func debriefPath(id debrief.ID) string { return "/debriefs/" + string(id) }

// clockTopic tells the open pages of a debrief that its clock was started or stopped.
func clockTopic(id debrief.ID) string { return "debrief/" + string(id) }

func (s *Server) debriefClock(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	allowed, err := s.whileAllowed(r.Context(), func(ctx context.Context) error {
		_, err := s.tenant.Debriefs().Meeting(ctx, who, debriefID(r))
		return err
	})
	if err != nil {
		return err
	}
	topic := clockTopic(debriefID(r))
	return s.stream(w, r, topic, s.hub.seq(topic), allowed)
}

func (s *Server) startClock(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := debriefID(r)
	if _, err := s.tenant.Debriefs().Get(r.Context(), who, id); err != nil {
		return err
	}
	said := "The clock runs."
	change := func() error {
		return s.papers().keep(r.Context(), clockPaper, string(id), roomClock{s.now().UTC()})
	}
	if r.PostFormValue("clock") == "stop" {
		said = "The clock is stopped."
		change = func() error { return s.papers().drop(r.Context(), clockPaper, string(id)) }
	}
	if err := change(); err != nil {
		return err
	}
	s.hub.Publish(clockTopic(id), "clock", []byte("{}"))
	return s.done(w, r, debriefPath(id), "%s", said)
}

func (s *Server) setMethod(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := debriefID(r)
	m, err := s.tenant.Debriefs().Meeting(r.Context(), who, id)
	if err != nil {
		return err
	}
	method := debrief.Method(r.PostFormValue("method"))
	if _, err := s.tenant.Debriefs().SetMethod(r.Context(), who, id, method, m.Document().CompositeBar); err != nil {
		return err
	}
	return s.done(w, r, debriefPath(id), "The method is fixed: %s.", strings.ToLower(methodText(method)[:1])+methodText(method)[1:])
}

func (s *Server) waiveCard(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := debriefID(r)
	panelist := requisition.Person{ID: r.PostFormValue("panelist"), Name: s.name(r.PostFormValue("panelist"))}
	_, err := s.tenant.Debriefs().Waive(r.Context(), who, id, requisition.InterviewID(r.PostFormValue("interview")), panelist, r.PostFormValue("reason"))
	if err != nil {
		return s.refuse(w, r, who, err, func(v *debriefView) {
			v.Typed = append(v.Typed, factView{"Reason for going without the scorecard", r.PostFormValue("reason")})
		})
	}
	return s.done(w, r, debriefPath(id), "The debrief goes without the scorecard of %s.", panelist.Name)
}

func (s *Server) moveDebrief(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := debriefID(r)
	start, err := s.startOf(r.PostFormValue("start"))
	if err == nil {
		_, err = s.tenant.Debriefs().Reschedule(r.Context(), who, id, requisition.Slot{Start: start, Zone: s.zoneName()})
	}
	if err != nil {
		return s.refuse(w, r, who, err, func(v *debriefView) {
			v.Typed = append(v.Typed, factView{"New day and time", r.PostFormValue("start")})
		})
	}
	return s.done(w, r, debriefPath(id), "The debrief is moved to %s.", s.moment(start))
}

func (s *Server) cancelDebrief(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := debriefID(r)
	if _, err := s.tenant.Debriefs().Cancel(r.Context(), who, id, r.PostFormValue("reason")); err != nil {
		return s.refuse(w, r, who, err, func(v *debriefView) {
			v.Typed = append(v.Typed, factView{"Reason for calling it off", r.PostFormValue("reason")})
		})
	}
	return s.done(w, r, debriefPath(id), "The debrief is called off.")
}

func (s *Server) revealCards(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := debriefID(r)
	m, err := s.tenant.Debriefs().Meeting(r.Context(), who, id)
	if err != nil {
		return err
	}
	if owner := m.Document().Owner; owner.ID != who.ID() {
		return fault.New(debrief.ErrNotOwner, "debrief.not_the_owner", "/by", "only "+owner.Name+" reveals the scorecards")
	}
	if _, err := s.tenant.Debriefs().Reveal(r.Context(), who, id); err != nil {
		return s.refuse(w, r, who, err, nil)
	}
	return s.done(w, r, debriefPath(id), "Everybody sees every scorecard now.")
}

func (s *Server) objectTo(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := debriefID(r)
	_, err := s.tenant.Debriefs().Object(r.Context(), who, id, requisition.ApplicationID(r.PostFormValue("application")), debrief.Outcome(r.PostFormValue("against")), r.PostFormValue("text"))
	if err != nil {
		return s.refuse(w, r, who, err, func(v *debriefView) { v.Typed = append(v.Typed, factView{"Your objection", r.PostFormValue("text")}) })
	}
	return s.done(w, r, debriefPath(id), "Your objection is on the record.%s", noticed(r.PostFormValue("text")))
}

func (s *Server) withdrawObjections(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := debriefID(r)
	if _, err := s.tenant.Debriefs().WithdrawObjections(r.Context(), who, id, requisition.ApplicationID(r.PostFormValue("application"))); err != nil {
		return s.refuse(w, r, who, err, nil)
	}
	return s.done(w, r, debriefPath(id), "Your objections are withdrawn; they stay on the record.")
}

func (s *Server) askAgain(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := debriefID(r)
	if _, err := s.tenant.Debriefs().Rerate(r.Context(), who, id); err != nil {
		return s.refuse(w, r, who, err, nil)
	}
	return s.done(w, r, debriefPath(id), "Everybody is asked for a second estimate, each alone.")
}

func (s *Server) showEstimates(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := debriefID(r)
	if _, err := s.tenant.Debriefs().ShowEstimates(r.Context(), who, id); err != nil {
		return s.refuse(w, r, who, err, nil)
	}
	return s.done(w, r, debriefPath(id), "Everybody sees every second estimate now.")
}

func (s *Server) estimate(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id, app := debriefID(r), requisition.ApplicationID(r.PostFormValue("application"))
	competency, reason := rubric.CompetencyID(r.PostFormValue("competency")), strings.TrimSpace(r.PostFormValue("reason"))
	p, err := s.tenant.Debriefs().Get(r.Context(), who, id)
	if err != nil {
		return err
	}
	locked, err := s.tenant.Rubrics().Locked(r.Context(), who, p.RubricHash)
	if err != nil {
		return err
	}
	f, _ := p.Finalist(app)
	c, ok := f.Criterion(competency)
	i := slices.IndexFunc(c.Ratings, func(o scorecard.Rating) bool { return o.By().ID() == who.ID() })
	if !ok || i < 0 {
		return errBadRequest
	}
	before := c.Ratings[i]
	level, _ := strconv.Atoi(r.PostFormValue("level"))
	from, _ := before.Level()
	change := debrief.ChangeCode(r.PostFormValue("change"))
	if level == from {
		change = "" // the same level again needs no reason
	}
	basis := scorecard.Basis{Reason: reason, Evidence: before.Evidence()}
	if basis.Reason == "" && len(basis.Evidence) == 0 {
		basis.Reason = before.Reason()
	}
	rating, err := scorecard.Rate(who, locked, competency, level, basis, s.now())
	if err == nil {
		_, err = s.tenant.Debriefs().Estimate(r.Context(), id, app, rating, change)
	}
	if err != nil {
		return s.refuse(w, r, who, err, func(v *debriefView) {
			for i, e := range v.Estimates {
				if e.Application != app || e.Competency != competency {
					continue
				}
				v.Estimates[i].Reason, v.Estimates[i].Change = reason, r.PostFormValue("change")
				for j, l := range e.Levels {
					e.Levels[j].Checked = l.Value == r.PostFormValue("level")
				}
				return
			}
			v.Typed = append(v.Typed, factView{"Your second estimate of " + c.Name, strings.TrimSpace(r.PostFormValue("level") + " " + reason)})
		})
	}
	return s.done(w, r, debriefPath(id), "Your second estimate of %s is in.", c.Name)
}

// decide records the owner's choice. Where it is refused, the page comes back with
// everything that was typed.
func (s *Server) decide(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id, app := debriefID(r), requisition.ApplicationID(r.PostFormValue("application"))
	m, err := s.tenant.Debriefs().Meeting(r.Context(), who, id)
	if err != nil {
		return err
	}
	choice := s.choice(r, m.Document())
	d, err := s.tenant.Debriefs().Decide(r.Context(), who, id, app, choice)
	if err != nil {
		return s.refuse(w, r, who, err, func(v *debriefView) { v.keep(app, r, s.name) })
	}
	if d.Outcome() == debrief.Defer {
		return s.done(w, r, debriefPath(id), "Deferred, with a follow-up until %s.", choice.FollowUp.Until.In(s.opts.Zone).Format("2 January"))
	}
	return s.done(w, r, debriefPath(id), "Decided: %s.", strings.ToLower(outcomeText(d.Outcome())))
}

// endOfDay is when on its day a follow-up ends.
const endOfDay = 17 * time.Hour

// choice reads the form of a decision. Fields of the other outcomes are ignored,
// as the form hides them.
func (s *Server) choice(r *http.Request, m debrief.MeetingDocument) debrief.Choice {
	c := debrief.Choice{Outcome: debrief.Outcome(r.PostFormValue("outcome")), Rationale: strings.TrimSpace(r.PostFormValue("rationale"))}
	people := append([]requisition.Person{m.Owner}, participantsOf(m)...)
	for name := range r.PostForm {
		text := strings.TrimSpace(r.PostForm.Get(name))
		if text == "" {
			continue
		}
		if id, ok := strings.CutPrefix(name, "reason."); ok {
			c.Reasons = append(c.Reasons, debrief.Reason{Competency: rubric.CompetencyID(id), Text: text})
		}
		if id, ok := strings.CutPrefix(name, "dissent."); ok {
			if i := slices.IndexFunc(people, func(p requisition.Person) bool { return p.ID == id }); i >= 0 {
				c.Dissent = append(c.Dissent, debrief.Dissent{By: people[i], Text: text})
			}
		}
	}
	slices.SortFunc(c.Reasons, func(a, b debrief.Reason) int { return strings.Compare(string(a.Competency), string(b.Competency)) })
	slices.SortFunc(c.Dissent, func(a, b debrief.Dissent) int { return strings.Compare(a.By.ID, b.By.ID) })
	if c.Outcome != debrief.Defer {
		return c
	}
	c.FollowUp.EvidenceNeeded = strings.TrimSpace(r.PostFormValue("evidence"))
	if day, err := time.ParseInLocation(time.DateOnly, r.PostFormValue("until"), s.opts.Zone); err == nil {
		c.FollowUp.Until = day.Add(endOfDay)
	}
	if i := slices.IndexFunc(people, func(p requisition.Person) bool { return p.ID == r.PostFormValue("owner") }); i >= 0 {
		c.FollowUp.Owner = people[i]
	}
	return c
}

func participantsOf(m debrief.MeetingDocument) []requisition.Person {
	var out []requisition.Person
	for _, p := range m.Participants {
		out = append(out, p.Person)
	}
	return out
}

// refuse shows the debrief as it is now, with what is wrong and what was typed.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, who actor.Human, err error, keep func(*debriefView)) error {
	f := explain(err)
	if f.Status >= http.StatusInternalServerError || f.Status == http.StatusNotFound {
		return err
	}
	v, readErr := s.debriefOf(r.Context(), who, debriefID(r))
	if readErr != nil {
		return errors.Join(err, readErr)
	}
	v.Refused = &f
	if keep != nil {
		keep(&v)
	}
	return s.showDebrief(w, r, who, f.Status, v)
}

// keep puts what was typed about a decision back into the form. Where somebody
// decided meanwhile there is no form: then it is shown to be copied.
func (v *debriefView) keep(app requisition.ApplicationID, r *http.Request, person func(id string) string) {
	for _, f := range v.Finalists {
		if f.ID != app || f.Form == nil {
			continue
		}
		form := f.Form
		for i, o := range form.Outcomes {
			form.Outcomes[i].Checked = o.Value == r.PostFormValue("outcome")
		}
		for i, x := range form.Reasons {
			form.Reasons[i].Value = r.PostFormValue("reason." + x.ID)
		}
		for i, x := range form.Dissent {
			form.Dissent[i].Value = r.PostFormValue("dissent." + x.ID)
		}
		form.Rationale, form.Evidence = r.PostFormValue("rationale"), r.PostFormValue("evidence")
		form.Until, form.Owner = r.PostFormValue("until"), r.PostFormValue("owner")
		form.Faults = faultsOfForm(string(app), v.Refused.Faults)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if text := strings.TrimSpace(r.PostForm.Get(name)); text != "" && name != "application" {
			v.Typed = append(v.Typed, v.typed(name, text, person))
		}
	}
}

// typed is a field of a decision and what was in it, as people read it.
func (v *debriefView) typed(field, text string, person func(id string) string) factView {
	name, id, _ := strings.Cut(field, ".")
	switch name {
	case "outcome":
		return factView{"Outcome", outcomeText(debrief.Outcome(text))}
	case "owner":
		return factView{"Who sees to it", person(text)}
	case "dissent":
		return factView{"Dissent of " + person(id), text}
	case "reason":
		for _, f := range v.Finalists {
			for _, row := range f.Heat.Rows {
				if string(row.ID) == id {
					return factView{"Why: " + row.Name, text}
				}
			}
		}
	}
	return factView{titled(name), text}
}

// faultsOfForm says for each fault of a decision which field it is about.
func faultsOfForm(app string, faults []fault.Fault) []faultView {
	var out []faultView
	for _, f := range faults {
		field := "outcome"
		for _, at := range []struct{ path, field string }{
			{"/follow_up/until", "until"},
			{"/follow_up/owner", "owner"},
			{"/follow_up", "evidence"},
			{"/rationale", "rationale"},
			{"/reasons", "reasons"},
			{"/dissent", "dissent"},
		} {
			if strings.HasPrefix(f.Path, at.path) {
				field = at.field
				break
			}
		}
		out = append(out, faultView{Field: field + "-" + app, Text: f.Message})
	}
	return out
}
