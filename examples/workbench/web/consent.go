package web

import (
	"context"
	"net/url"
	"time"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
)

// notice names the text that candidates read before they answer. A product has its own.
const notice = "notice-2026-09"

// heardScopes are what candidates are asked for an interview.
var heardScopes = []privacy.Scope{privacy.Recording, privacy.Transcription, privacy.Drafting}

// consentView is how a candidate's answer to one scope stands.
type consentView struct {
	Scope privacy.Scope
	// Answer is "" where they were not asked.
	Answer privacy.Answer
	Until  time.Time
	Over   bool
}

func scopeText(s privacy.Scope) string {
	if s == privacy.Drafting {
		return "Drafting by software"
	}
	return capital(s)
}

// Text words it: "Recording: agreed until 3 March 2027".
func (v consentView) Text() string {
	said := map[privacy.Answer]string{privacy.Given: "agreed", privacy.Declined: "declined", privacy.Withdrawn: "withdrawn"}[v.Answer]
	switch {
	case v.Answer == "":
		said = "not asked"
	case v.Over:
		said = "ran out on " + v.Until.Format("2 January 2006")
	case v.Answer == privacy.Given && !v.Until.IsZero():
		said += " until " + v.Until.Format("2 January 2006")
	}
	return scopeText(v.Scope) + ": " + said
}

// consents are the answers that count in a search, nil for whoever may not read them.
func (s *Server) consents(ctx context.Context, who actor.Human, in search, c candidate) ([]consentView, error) {
	if !in.Rights.to(access.ReadConsent) {
		return nil, nil
	}
	all, err := s.tenant.Privacy().Consents(ctx, who, c.Candidate)
	if err != nil {
		return nil, err
	}
	out := make([]consentView, 0, len(heardScopes))
	for _, scope := range heardScopes {
		e, _ := all.Standing(scope, in.ID)
		over := e.Answer == privacy.Given && all.Allows(scope, in.ID, s.now()) != nil
		out = append(out, consentView{Scope: scope, Answer: e.Answer, Until: e.Until.In(s.opts.Zone), Over: over})
	}
	return out, nil
}

// answersIn reads what a candidate answered from a form, for one search or, with "",
// for all. What was not asked has no answer.
func (s *Server) answersIn(f url.Values, in requisition.ID) ([]privacy.Entry, error) {
	var until time.Time
	if day := f.Get("consent_until"); day != "" {
		d, err := time.ParseInLocation(time.DateOnly, day, s.opts.Zone)
		if err != nil {
			return nil, fault.New(errForm, "form.date", "/consent_until", "the date is written like 2026-11-30")
		}
		until = d.AddDate(0, 0, 1).Add(-time.Second) // that day too
	}
	var out []privacy.Entry
	for _, scope := range heardScopes {
		e := privacy.Entry{Scope: scope, Answer: privacy.Answer(f.Get("consent_" + string(scope))), Requisition: in}
		switch e.Answer {
		case "":
			continue
		case privacy.Given:
			e.Text, e.Until = notice, until
		}
		out = append(out, e)
	}
	return out, nil
}

// recordConsent writes down what a candidate answered to being asked.
func recordConsent(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error) {
	app, err := s.tenant.Requisitions().Application(ctx, who, requisition.ApplicationID(f.Get("about")))
	if err != nil {
		return "", err
	}
	answers, err := s.answersIn(f, id)
	if err == nil && len(answers) == 0 {
		err = fault.New(errForm, "form.consent", "/consent_recording", "say what they answered to at least one of the three")
	}
	if err != nil {
		return "", err
	}
	_, err = s.tenant.Privacy().Record(ctx, who, app.Candidate, answers...)
	return "Their answer is recorded. It counts from now on.", err
}
