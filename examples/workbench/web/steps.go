package web

import (
	"fmt"
	"strings"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/requisition"
)

// word says what a step is, why it matters, and where it is done.
func (s *Server) word(st *step) {
	id := st.Search.ID
	overview := fmt.Sprintf("/requisitions/%s", id)
	about := ""
	if st.CandidateName != "" {
		about = " on " + bare(st.CandidateName)
	}
	with := ""
	if st.CandidateName != "" {
		with = " with " + bare(st.CandidateName)
	}
	whom := "the candidate"
	if st.CandidateName != "" {
		whom = bare(st.CandidateName)
	}
	switch st.For {
	case requisition.ForRubricLock:
		st.Do, st.Why, st.Path = "Agree on the rubric", "Nobody is sourced or interviewed before both of you have agreed to what good looks like.", overview+"/rubric"
	case requisition.ForConfirmation:
		st.Do, st.Why, st.Path = "Confirm the rubric", "The requisition goes on once its hiring manager stands by the rubric.", overview+"/rubric"
	case requisition.ForPlan:
		st.Do, st.Why, st.Path = "Set the rounds and panels", "Sourcing starts when everybody knows who assesses what.", overview+"/plan"
	case requisition.ForSourcing:
		st.Do, st.Why, st.Path = "Start sourcing", "Rubric and plan stand; candidates can come in.", overview+"#plan"
	case requisition.ForScheduling:
		st.Do, st.Why, st.Path = "Schedule an interview"+with, "The candidate is waiting for a date.", overview+"#candidates"
	case requisition.ForInterview:
		st.Do, st.Why, st.Path = "Interview "+whom, "Scorecards and summary follow from it.", s.path("GET /interviews/{id}/live", overview+"#candidates", "/interviews/"+string(st.Interview)+"/live")
	case requisition.ForScorecard:
		st.Do, st.Why, st.Path = "Hand in the scorecard"+about, "Nobody on the panel sees a scorecard of this round before the last one is in.", overview+"#candidates"
		if st.Mine {
			st.Path = s.path("GET /interviews/{id}/card", st.Path, "/interviews/"+string(st.Interview)+"/card")
		}
	case requisition.ForDebrief:
		st.Do, st.Why, st.Path = "Hold the debrief", "It ends in a decision or a dated follow-up; candidates wait for the answer.", s.path("GET /debriefs/{id}", overview+"#debrief", "/debriefs/"+st.Record)
	case requisition.ForBooking:
		st.Do, st.Why, st.Path = "Book another debrief", "The last one was called off; candidates wait for the answer.", overview+"#debrief"
	case requisition.ForDecision:
		st.Do, st.Why, st.Path = "Decide"+about, "The scorecards are shown. A decision or a dated follow-up ends the debrief.", s.path("GET /debriefs/{id}", overview+"#debrief", "/debriefs/"+st.Record)
	case requisition.ForFollowUp:
		st.Do, st.Why, st.Path = "Bring the missing evidence"+about, "The decision was put off until then.", s.path("GET /debriefs/{id}", overview+"#debrief", "/debriefs/"+st.Record)
	case requisition.ForEstimate:
		st.Do, st.Why, st.Path = "Rate once more"+about, "Everybody rates alone before the second ratings are shown.", s.path("GET /debriefs/{id}", overview+"#debrief", "/debriefs/"+st.Record)
	case requisition.ForOffer:
		st.Do, st.Why, st.Path = "Extend the offer"+with, "The decision is taken; the candidate does not know yet.", overview+"#candidates"
	case requisition.ForAnswer:
		st.Do, st.Why, st.Path = "Answer the offer", "The offer is out.", overview+"#candidates"
	case requisition.ForPulse:
		st.Do, st.Why, st.Path = "Answer the pulse check", "Two questions, each answered alone: is it the right rubric, are these the right candidates?", overview+"#reviews"
	case requisition.ForRetro:
		st.Do, st.Why, st.Path = "Hold the retro", "Two things to keep and one change go into the next requisition.", overview+"#reviews"
	case requisition.ForChange:
		st.Do, st.Why, st.Path = "Accept or decline a proposed change", "It came out of a pulse check or a retro.", overview+"#reviews"
	case requisition.ForReinstatement:
		st.Do, st.Why, st.Path = "Take the requisition up again, or close it", "It is on hold.", overview
	default:
		st.Do, st.Why, st.Path = words(st.For), "", overview
	}
}

// path is the address of a page where its route exists, and another's otherwise.
func (s *Server) path(pattern, otherwise, address string) string {
	if s.patterns[pattern] {
		return address
	}
	return otherwise
}

// reachable is where the reader may go for a step: to the search where the page of
// the step is not theirs to see.
func reachable(r rights, st step) string {
	overview := "/requisitions/" + string(st.Search.ID)
	switch {
	case strings.HasPrefix(st.Path, "/interviews/") && !r.to(access.ReadTranscript):
		return overview + "#candidates"
	case strings.HasPrefix(st.Path, "/debriefs/") && !r.to(access.ReadDebrief):
		return overview + "#debrief"
	}
	return st.Path
}
