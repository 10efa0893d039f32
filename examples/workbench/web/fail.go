package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

var (
	errSignedOut = errors.New("workbench: not signed in")
	// errBadRequest is for a request that no page of the workbench sends.
	errBadRequest = errors.New("workbench: not a request of these pages")
)

// failure is what an error page says.
type failure struct {
	Status int
	Title  string
	Text   string
	Faults []fault.Fault
}

// explain words an error for a person. It never says more than the library's
// coded faults, which hold no text of documents.
func explain(err error) failure {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, errSignedOut):
		return failure{http.StatusUnauthorized, "You are signed out", "Sign in again; what you have typed stays in this window until you leave it.", nil}
	case errors.Is(err, hirealign.ErrNotFound):
		return failure{http.StatusNotFound, "There is nothing here", "The page does not exist, or it belongs to a requisition that you have no part in.", nil}
	case errors.Is(err, scorecard.ErrBlind):
		return failure{http.StatusForbidden, "Not before the scorecards are in", "Scorecards of a round are shown to everybody at once, when the last one is in. Until then panelists judge on their own.", nil}
	case errors.Is(err, hirealign.ErrNotAllowed), errors.Is(err, access.ErrDenied), errors.Is(err, debrief.ErrNotOwner):
		return failure{http.StatusForbidden, "This is not yours to see or do", "It does not belong to your part in this requisition. Whoever runs it can.", fault.Of(err)}
	case errors.Is(err, hirealign.ErrConflict):
		return failure{http.StatusConflict, "Somebody else was faster", "The page changed while you were on it. Nothing of theirs was overwritten: go back, your text is still there, and load the page again.", nil}
	case errors.Is(err, privacy.ErrNoConsent):
		return failure{http.StatusUnprocessableEntity, "The candidate has not agreed", "Recording, transcription and drafting by software need the candidate's consent or another legal basis.", fault.Of(err)}
	case errors.As(err, &tooLarge), errors.Is(err, storage.ErrTooLarge):
		return failure{http.StatusRequestEntityTooLarge, "That is too much", "Shorten the longest text: one document holds a megabyte. Nothing was changed; go back, and what you typed is still there.", nil}
	case errors.Is(err, errBadRequest):
		return failure{http.StatusBadRequest, "This request makes no sense", "It did not come from one of these pages, or a field is missing.", nil}
	case len(fault.Of(err)) > 0:
		return failure{http.StatusUnprocessableEntity, "That cannot be done", "Nothing was changed.", fault.Of(err)}
	}
	return failure{http.StatusInternalServerError, "Something went wrong", "Nothing was changed. Try again; if it stays, tell whoever runs this server.", nil}
}

// fail writes the page of an error.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, who actor.Human, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return
	}
	f := explain(err)
	if f.Status >= http.StatusInternalServerError {
		s.opts.Logger.Error("request failed", "method", r.Method, "pattern", r.Pattern, "error", err)
	}
	if err := s.renderStatus(w, r, who, f.Status, "error", Page{Title: f.Title, Data: f}); err != nil {
		s.opts.Logger.Error("error page failed", "error", err)
		http.Error(w, f.Title, f.Status)
	}
}
