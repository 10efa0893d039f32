package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/panel"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

func (s *Server) requisitionRoutes() []Route {
	return []Route{
		{"GET /requisitions/new", s.newSearch},
		{"POST /requisitions", s.openSearch},
		{"GET /requisitions/{id}", s.requisition},
		{"POST /requisitions/{id}/{act}", s.actOn},
	}
}

// requisitionPage is one search on one page.
type requisitionPage struct {
	search
	Now time.Time
	// Mine and Others are the open steps.
	Mine, Others []step
	Rows         []candidateRow
	// Runs says that the reader runs the search: hiring manager, recruiter,
	// coordinator or recruiting manager; Asks that they write down what candidates
	// agreed to; Reviews and Offers what they may see.
	// People are everybody who may sign in.
	People []Person

	Runs, Manages, Asks, SeesReviews, SeesPay, SeesRecords, Compares bool
	Locked                                                           rubric.Locked
	Coverage                                                         panel.Report
	Debriefs                                                         []debrief.MeetingDocument
	Unbooked                                                         []candidate // finalists without a debrief that the reader may book
	Pulses                                                           []pulseView
	RetroDue                                                         bool
	Changes                                                          []debrief.Change
	History                                                          []historyLine
	IsHM                                                             bool

	// After a form that was refused: which, its values, and why.
	Open   string
	Form   url.Values
	Faults []fault.Fault
}

// Val is what somebody typed into a form that was refused; of the form for a
// record, "act/id".
func (p requisitionPage) Val(form, field string) string {
	if p.Open != form {
		return ""
	}
	return p.Form.Get(field)
}

// Opened reports whether a part of the page belongs to the form that was refused.
func (p requisitionPage) Opened(about any) bool {
	form, of, _ := strings.Cut(p.Open, "/")
	return p.Open != "" && (of == fmt.Sprint(about) || form == fmt.Sprint(about))
}

type candidateRow struct {
	candidate
	Rounds []roundCell
	// Next is the round to schedule; zero where none is left.
	Next     requisition.Round
	HasNext  bool
	Offer    requisition.Offer
	HasOffer bool
	Running  bool
	// Consents are the candidate's answers, nil for whoever may not read them.
	Consents []consentView
}

// roundCell is a candidate's interview in a round of the plan.
type roundCell struct {
	Round     requisition.Round
	Interview requisition.Interview
	Exists    bool
	Over      bool // the scheduled time is over
	Mine      bool // the reader has a seat
	Cards     []hirealign.CardClock
	In, Owed  int
	Late      int
}

type pulseView struct {
	ID     debrief.PulseID
	Result debrief.PulseResult
	// Both says that both answers are in.
	Both bool
	// Ask says that the reader is waited on.
	Ask bool
}

type historyLine struct {
	At   time.Time
	Who  string
	What string
	// About is the candidate; "" where it is about the search.
	About string
}

// Substitutes are those who may have stood in for somebody of an interview's panel.
func (p requisitionPage) Substitutes(iv requisition.Interview) []Person {
	return slices.DeleteFunc(slices.Clone(p.People), func(o Person) bool {
		return slices.ContainsFunc(iv.Panel, func(s requisition.Seat) bool { return s.Panelist.ID == o.Human.ID() })
	})
}

// successors are those to whom a search can be handed over as one of its two.
type successors struct {
	Label  string
	People []Person
}

// Successors are those to whom the search can be handed over, by what they become.
func (p requisitionPage) Successors() []successors {
	out := []successors{{Label: "as hiring manager"}, {Label: "as recruiter"}}
	for _, o := range p.People {
		switch {
		case o.Human.ID() == p.HiringManager.ID || o.Human.ID() == p.Recruiter.ID:
		case o.Human.Role() == actor.HiringManager:
			out[0].People = append(out[0].People, o)
		case o.Human.Role() == actor.Recruiter:
			out[1].People = append(out[1].People, o)
		}
	}
	return out
}

func (s *Server) requisition(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	p, err := s.requisitionPage(r.Context(), who, requisition.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return s.render(w, r, who, "requisition", Page{Title: p.Title, Tab: "desk", Search: string(p.ID), Data: p})
}

func (s *Server) requisitionPage(ctx context.Context, who actor.Human, id requisition.ID) (requisitionPage, error) {
	one, err := s.one(ctx, who, id)
	if err != nil {
		return requisitionPage{}, err
	}
	req, rights := one.Requisition, one.Rights
	p := requisitionPage{
		search: one, Now: s.now(), IsHM: who.ID() == req.HiringManager.ID,
		People: s.opts.People,
		Runs:   rights.to(access.RunSearch), Manages: rights.to(access.HandOver), Asks: rights.to(access.RecordConsent),
		SeesReviews: rights.to(access.ReadReview), SeesPay: rights.to(access.ReadOffer), SeesRecords: rights.to(access.ReadTranscript),
		Compares: rights.to(access.ReadSummary),
	}
	for _, st := range one.Waiting {
		if st.Mine {
			p.Mine = append(p.Mine, st)
		} else {
			p.Others = append(p.Others, st)
		}
	}
	// Whoever still owes a card is not led to summaries: having read one is stamped on it.
	p.Compares = p.Compares && !slices.ContainsFunc(p.Mine, func(st step) bool { return st.For == requisition.ForScorecard })
	if req.RubricHash != "" && rights.to(access.ReadRubric) {
		if p.Locked, err = s.tenant.Rubrics().Locked(ctx, who, req.RubricHash); err != nil {
			return p, err
		}
		p.Coverage = panel.Check(p.Locked, req.Plan)
	}
	for _, c := range one.Candidates {
		row, err := s.candidateRow(ctx, who, one, c)
		if err != nil {
			return p, err
		}
		p.Rows = append(p.Rows, row)
	}
	if rights.to(access.ReadDebrief) {
		meetings, err := s.tenant.Debriefs().Meetings(ctx, who, id)
		if err != nil {
			return p, err
		}
		for _, m := range meetings {
			p.Debriefs = append(p.Debriefs, m.Document())
		}
		if rights.to(access.RunDebrief) {
			p.Unbooked = unbooked(one, p.Debriefs)
		}
	}
	if p.SeesReviews {
		if err := s.reviews(ctx, who, &p); err != nil {
			return p, err
		}
	}
	for _, l := range slices.Backward(one.Acts) {
		p.History = append(p.History, s.history(p, l.Act))
	}
	slices.SortStableFunc(p.History, func(a, b historyLine) int { return b.At.Compare(a.At) })
	return p, nil
}

// unbooked are the finalists of a search without a debrief: it was called off.
func unbooked(in search, booked []debrief.MeetingDocument) []candidate {
	if len(in.Plan.Rounds) == 0 {
		return nil
	}
	last := in.Plan.Rounds[len(in.Plan.Rounds)-1].ID
	return slices.DeleteFunc(slices.Clone(in.Candidates), func(c candidate) bool {
		final := slices.ContainsFunc(c.Interviews, func(iv requisition.Interview) bool {
			return iv.Round == last && (iv.Status == requisition.Scheduled || iv.Status == requisition.Held)
		})
		return c.Status != requisition.Active || !final || slices.ContainsFunc(booked, func(m debrief.MeetingDocument) bool {
			return m.Stage != debrief.Cancelled && m.Scope == debrief.Final && slices.Contains(m.Applications, c.ID)
		})
	})
}

func (s *Server) candidateRow(ctx context.Context, who actor.Human, in search, c candidate) (candidateRow, error) {
	row := candidateRow{candidate: c, Running: c.Status == requisition.Active || c.Status == requisition.Selected}
	var err error
	if row.Consents, err = s.consents(ctx, who, in, c); err != nil {
		return row, err
	}
	var clocks []hirealign.InterviewClock
	if in.Rights.to(access.ReadClock) {
		if clocks, err = s.tenant.Scorecards().Clocks(ctx, who, c.ID); err != nil {
			return row, err
		}
	}
	now := s.now()
	for _, round := range in.Plan.Rounds {
		cell := roundCell{Round: round}
		for _, iv := range c.Interviews {
			if iv.Round != round.ID || iv.Status == requisition.Cancelled || iv.Status == requisition.NoShow {
				continue
			}
			cell.Interview, cell.Exists = iv, true
			cell.Over = !iv.Scheduled.Start.After(now)
			_, cell.Mine = iv.Seat(who.ID())
		}
		for _, clock := range clocks {
			if !cell.Exists || clock.Interview != cell.Interview.ID {
				continue
			}
			cell.Cards = clock.Cards
			for _, card := range clock.Cards {
				switch {
				case card.Clock.Stopped == scorecard.Done:
					cell.In++
				case card.Clock.Stopped != "":
				case card.Clock.Overdue:
					cell.Late++
					cell.Owed++
				default:
					cell.Owed++
				}
			}
		}
		if !cell.Exists && !row.HasNext && c.Status == requisition.Active {
			row.Next, row.HasNext = round, true
		}
		row.Rounds = append(row.Rounds, cell)
	}
	offered := c.Status == requisition.Selected || c.Status == requisition.Hired || c.Status == requisition.Declined
	if offered && in.Rights.to(access.ReadOffer) {
		offers, err := s.tenant.Requisitions().Offers(ctx, who, c.ID)
		if err != nil {
			return row, err
		}
		if len(offers) > 0 {
			row.Offer, row.HasOffer = offers[len(offers)-1], true
		}
	}
	return row, nil
}

// reviews reads the pulse checks, the retro and the changes that they propose.
func (s *Server) reviews(ctx context.Context, who actor.Human, p *requisitionPage) error {
	ids, err := s.tenant.Reviews().Pulses(ctx, who, p.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		v := pulseView{ID: id}
		v.Result, err = s.tenant.Reviews().Pulse(ctx, who, id)
		v.Both = err == nil
		v.Ask = slices.ContainsFunc(p.Mine, func(st step) bool { return st.For == requisition.ForPulse && st.Record == string(id) })
		p.Pulses = append(p.Pulses, v)
	}
	p.RetroDue = slices.ContainsFunc(p.Waiting, func(st step) bool { return st.For == requisition.ForRetro })
	p.Changes, err = s.tenant.Reviews().Changes(ctx, who, p.ID)
	return err
}

// history words an act.
func (s *Server) history(p requisitionPage, a requisition.Act) historyLine {
	line := historyLine{At: a.At, Who: s.name(a.By.ID), What: actWords(a)}
	if a.By.Kind != actor.KindHuman {
		line.Who = "Software"
	}
	for _, c := range p.Candidates {
		if c.ID == a.Application {
			line.About = c.Name
		}
	}
	return line
}

var actText = map[string]string{
	"requisition.opened": "opened the requisition", "requisition.planned": "set the rounds and panels", "requisition.rubric_locked": "locked the rubric",
	"requisition.sourcing_started": "started sourcing", "requisition.filled": "filled the requisition", "requisition.closed": "closed the requisition",
	"requisition.held": "put the requisition on hold", "requisition.reopened": "took the requisition up again", "requisition.handed_over": "handed the requisition over",
	"requisition.rubric_confirmed": "confirmed the rubric", "requisition.compensation_set": "changed the band",
	"consent.given": "recorded that a candidate agreed", "consent.declined": "recorded that a candidate declined", "consent.withdrawn": "recorded that a candidate withdrew consent",
	"rubric.saved": "saved the rubric", "rubric.assented": "agreed to the rubric", "rubric.superseded": "replaced the rubric by its next version",
	"intake.recorded": "recorded the intake call", "pulse.opened": "scheduled the pulse check", "pulse.answered": "answered the pulse check",
	"retro.opened": "scheduled the retro", "debrief.retro_held": "held the retro", "change.proposed": "proposed a change",
	"application.received": "entered the candidate", "application.selected": "selected the candidate", "application.rejected": "ended the application",
	"application.withdrawn": "recorded that the candidate withdrew", "application.hired": "hired the candidate", "application.declined": "recorded that the candidate declined",
	"interview.scheduled": "scheduled an interview", "interview.rescheduled": "moved an interview", "interview.cancelled": "called an interview off",
	"interview.held": "recorded that an interview was held", "interview.no_show": "recorded a no-show", "interview.transcript_attached": "attached a record of the conversation",
	"interview.roles_confirmed": "confirmed who is who in a record",
	"scorecard.drafted":         "prepared a scorecard", "scorecard.submitted": "handed in a scorecard", "scorecard.revealed": "showed the scorecards of a round",
	"scorecard.edited": "worked on a scorecard", "scorecard.revised": "revised a scorecard", "scorecard.exposed": "read a summary before rating", "summary.drafted": "prepared the summary",
	"debrief.booked": "booked the debrief", "debrief.extended": "took a finalist up in the debrief", "debrief.rescheduled": "moved the debrief",
	"debrief.cancelled": "called the debrief off", "debrief.owed": "left a finalist without a debrief", "debrief.card_waived": "went without a scorecard in the debrief", "debrief.left": "took a finalist out of the debrief",
	"debrief.method_set": "fixed how the debrief decides", "debrief.objected": "objected in the debrief", "debrief.objection_withdrawn": "withdrew an objection",
	"debrief.rerating": "asked for second estimates", "debrief.estimated": "gave a second estimate", "debrief.estimates_shown": "showed the second estimates",
	"debrief.closed": "closed the debrief for scorecards", "debrief.revealed": "showed the scorecards in the debrief", "debrief.decided": "decided",
	"offer.extended": "extended an offer", "offer.accepted": "recorded that the offer was accepted", "offer.declined": "recorded that the offer was declined",
	"change.accepted": "accepted a proposed change", "change.declined": "declined a proposed change", "candidate.exported": "exported what is kept of the candidate",
}

func actWords(a requisition.Act) string {
	if asked, ok := strings.CutPrefix(a.Kind, "refused."); ok {
		return "was refused what is not theirs (" + words(asked) + ")"
	}
	if text, ok := actText[a.Kind]; ok {
		return text
	}
	return words(a.Kind)
}

// newSearchPage is the form for a new search, with its values where it was refused.
type newSearchPage struct {
	HMs, Recruiters []Person
	Form            url.Values
	Faults          []fault.Fault
}

func (p newSearchPage) Val(field string) string { return p.Form.Get(field) }

func (s *Server) newSearchForm(who actor.Human) newSearchPage {
	p := newSearchPage{Form: url.Values{}}
	for _, person := range s.opts.People {
		switch person.Human.Role() {
		case actor.HiringManager:
			p.HMs = append(p.HMs, person)
		case actor.Recruiter:
			p.Recruiters = append(p.Recruiters, person)
		}
	}
	switch who.Role() {
	case actor.HiringManager:
		p.Form.Set("hiring_manager", who.ID())
	case actor.Recruiter:
		p.Form.Set("recruiter", who.ID())
	}
	return p
}

func (s *Server) newSearch(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	switch opens, err := s.may(r.Context(), who, "", access.OpenSearch); {
	case err != nil:
		return err
	case !opens:
		return hirealign.ErrNotAllowed
	}
	return s.render(w, r, who, "new", Page{Title: "Open a requisition", Tab: "desk", Data: s.newSearchForm(who)})
}

func (s *Server) openSearch(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	o := requisition.Opening{
		Title: r.PostForm.Get("title"), Openings: number(r.PostForm.Get("openings")), TargetOn: requisition.Date(r.PostForm.Get("target_on")),
		HiringManager: s.personRef(r.PostForm.Get("hiring_manager")), Recruiter: s.personRef(r.PostForm.Get("recruiter")),
	}
	var err error
	if o.Compensation, err = pay(r.PostForm); err == nil {
		var req requisition.Requisition
		if req, err = s.tenant.Requisitions().Open(r.Context(), who, o); err == nil {
			return s.done(w, r, "/requisitions/"+string(req.ID)+"/rubric", "The requisition is open. Next: its rubric.")
		}
	}
	if len(fault.Of(err)) == 0 || hidden(err) {
		return err
	}
	p := s.newSearchForm(who)
	p.Form, p.Faults = r.PostForm, fault.Of(err)
	return s.renderStatus(w, r, who, http.StatusUnprocessableEntity, "new", Page{Title: "Open a requisition", Tab: "desk", Data: p})
}

func (s *Server) personRef(id string) requisition.Person {
	for _, p := range s.opts.People {
		if p.Human.ID() == id {
			return requisition.PersonOf(p.Human)
		}
	}
	return requisition.Person{}
}

// actOn does one act on a search and shows it again; a form that is refused is
// shown with what was typed.
func (s *Server) actOn(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	id, name := requisition.ID(r.PathValue("id")), r.PathValue("act")
	act, ok := acts[name]
	if !ok {
		return hirealign.ErrNotFound
	}
	said, err := act(r.Context(), s, who, id, r.PostForm)
	if err == nil {
		next := "/requisitions/" + string(id) + r.PostForm.Get("to")
		if name == "handover" { // it may be theirs no more
			next = "/desk"
		}
		return s.done(w, r, next, "%s", said)
	}
	if len(fault.Of(err)) == 0 || hidden(err) {
		return err
	}
	p, pageErr := s.requisitionPage(r.Context(), who, id)
	if pageErr != nil {
		return pageErr
	}
	p.Open, p.Form, p.Faults = name, r.PostForm, fault.Of(err)
	if about := r.PostForm.Get("about"); about != "" {
		p.Open += "/" + about
	}
	return s.renderStatus(w, r, who, http.StatusUnprocessableEntity, "requisition", Page{Title: p.Title, Tab: "desk", Search: string(id), Data: p})
}

func badForm(err error) error { return fmt.Errorf("%w: %w", errBadRequest, err) }
