package web

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

func (s *Server) intakeRoutes() []Route {
	return []Route{{"POST /requisitions/{id}/rubric/intake", s.intake}}
}

// intakes keeps what software found in intake calls until people have made a rubric
// of it. The calls are stored, the drafts are not.
type intakes struct {
	mu   sync.Mutex
	byID map[requisition.ID]rubric.IntakeDraft
}

func (i *intakes) put(id requisition.ID, d rubric.IntakeDraft) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.byID == nil {
		i.byID = map[requisition.ID]rubric.IntakeDraft{}
	}
	i.byID[id] = d
}

func (i *intakes) get(id requisition.ID) rubric.IntakeDraft {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.byID[id]
}

// intake takes the transcript of an intake call, as a file or as text, and drafts
// criteria from the hiring manager's words.
func (s *Server) intake(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	p, err := s.rubricPage(r.Context(), who, requisition.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if !p.Edits || p.Fixed {
		return hirealign.ErrNotAllowed
	}
	call, err := readCall(r, p.Search, s.opts.NewID())
	if err == nil {
		var draft rubric.IntakeDraft
		if draft, err = s.tenant.Rubrics().Intake(r.Context(), who, p.Search.ID, call); err == nil {
			s.intakes.put(p.Search.ID, draft)
			return s.done(w, r, "/requisitions/"+string(p.Search.ID)+"/rubric#intake", "%s found in the intake call, each with its quote.", many(len(draft.Criteria), "criterion", "criteria"))
		}
	}
	if len(fault.Of(err)) == 0 || hidden(err) {
		return err
	}
	p.Faults = fault.Of(err)
	return s.showRubric(w, r, who, http.StatusUnprocessableEntity, p)
}

// readCall reads the transcript and says who of the two is who, by their names.
func readCall(r *http.Request, req requisition.Requisition, id string) (transcript.Transcript, error) {
	var none transcript.Transcript
	var in io.Reader = strings.NewReader(r.FormValue("text"))
	if f, header, err := r.FormFile("call"); err == nil && header.Size > 0 {
		defer f.Close()
		in = f
	}
	t, _, err := decode.Decode(in, &decode.Options{ID: transcript.ID("intake-" + id)})
	if err != nil {
		message := "this is no transcript that can be read: a WebVTT or SRT file, an export of a meeting, or lines such as \"Dana: …\""
		if errors.Is(err, decode.ErrEmpty) {
			message = "choose the file of the intake call, or paste its text"
		}
		return none, fault.New(errForm, "form.transcript", "/call", message)
	}
	assign := func(p requisition.Person, role transcript.Role) error {
		next, err := t.AssignRole(p.Name, role, transcript.Declared)
		if err == nil {
			t = next
		}
		return err
	}
	if err := assign(req.HiringManager, transcript.HiringManager); err != nil {
		return none, fault.New(errForm, "form.speaker", "/call", "nobody in the transcript is called as the hiring manager is: only their words count, so their name has to stand there")
	}
	if err := assign(req.Recruiter, transcript.Recruiter); err != nil && !errors.Is(err, transcript.ErrUnknownSpeaker) {
		return none, err
	}
	return t, nil
}
