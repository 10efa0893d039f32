package web

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

func (s *Server) intakeRoutes() []Route {
	return []Route{
		{"GET /requisitions/{id}/intake", s.intakePage},
		{"POST /requisitions/{id}/intake", s.readIntake},
		{"POST /requisitions/{id}/intake/take", s.takeCriteria},
	}
}

// intakeDraft is what was found in the last intake call of a search, until another is
// read; the service stores the call and no draft of it.
func (s *Server) intakeDraft(ctx context.Context, id requisition.ID) (rubric.IntakeDraft, bool, error) {
	var d rubric.IntakeDraft
	found, err := s.papers().recall(ctx, intakePaper, string(id), &d)
	return d, found, err
}

// intakeView is the page of the intake call.
type intakeView struct {
	Search requisition.Requisition
	// Locked says that a rubric is in force: then criteria belong into its next version.
	Locked   bool
	Faults   []fault.Fault
	Speakers []choiceView // whose roles are asked for; none once they are known
	Text     string       // the call, while its roles are asked for
	Read     bool         // a call was read
	Call     string       // its id
	Criteria []criterionView
	Dropped  int
}

// criterionView is something that the hiring manager asked for, in their words.
type criterionView struct {
	Index  int
	Name   string
	Kind   string
	Taken  bool
	Quotes []panelQuote
}

func (s *Server) intakeOf(r *http.Request, who actor.Human) (intakeView, error) {
	req, err := s.tenant.Requisitions().Get(r.Context(), who, requisition.ID(r.PathValue("id")))
	if err != nil {
		return intakeView{}, err
	}
	switch writes, err := s.may(r.Context(), who, req.ID, access.WriteRubric); {
	case err != nil:
		return intakeView{}, err
	case !writes:
		return intakeView{}, hirealign.ErrNotAllowed
	}
	v := intakeView{Search: req, Locked: req.RubricHash != ""}
	draft, ok, err := s.intakeDraft(r.Context(), req.ID)
	if err != nil {
		return intakeView{}, err
	}
	v.Read, v.Call, v.Dropped = ok, draft.Source.ID, len(draft.Refused)
	for i, c := range draft.Criteria {
		cv := criterionView{Index: i, Name: c.Name, Kind: words(string(c.Kind))}
		for _, q := range c.Basis {
			cv.Quotes = append(cv.Quotes, newPanelQuote(q))
		}
		v.Criteria = append(v.Criteria, cv)
	}
	return v, nil
}

func (s *Server) intakePage(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	v, err := s.intakeOf(r, who)
	if err != nil {
		return err
	}
	return s.showIntake(w, r, who, http.StatusOK, v)
}

func (s *Server) showIntake(w http.ResponseWriter, r *http.Request, who actor.Human, status int, v intakeView) error {
	return s.renderStatus(w, r, who, status, "intake", Page{
		Title: "Intake: " + v.Search.Title, Tab: "desk", Search: string(v.Search.ID), Styles: []string{"debrief.css"}, Data: v,
	})
}

// readIntake reads a call, asks whose voice is whose where the names do not say
// it, and looks for what the hiring manager asked for.
func (s *Server) readIntake(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	v, err := s.intakeOf(r, who)
	if err != nil {
		return err
	}
	if err := r.ParseMultipartForm(largestForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return badForm(err)
	}
	text, err := intakeText(r)
	if err != nil {
		return err
	}
	call, _, err := decode.Decode(strings.NewReader(text), &decode.Options{ID: transcript.ID("intake-" + strings.ToLower(rand.Text()))})
	if err == nil {
		call, err = castRoles(call, v.Search, r.PostForm["role"])
	}
	if err != nil {
		if v.Faults = fault.Of(err); len(v.Faults) == 0 {
			v.Faults = []fault.Fault{{Message: "This is no recording that can be read: a text with the speakers' names, WebVTT, SubRip or an export of a meeting tool."}}
		}
		v.Text = text
		return s.showIntake(w, r, who, http.StatusUnprocessableEntity, v)
	}
	if !slices.ContainsFunc(call.Speakers, func(sp transcript.Speaker) bool { return sp.Role == transcript.HiringManager }) {
		v.Text = text
		for _, sp := range call.Speakers {
			v.Speakers = append(v.Speakers, choiceView{Value: sp.Label, Label: sp.Name, Hint: string(sp.Role)})
		}
		return s.showIntake(w, r, who, http.StatusOK, v)
	}
	draft, err := s.tenant.Rubrics().Intake(r.Context(), who, v.Search.ID, call)
	if err != nil {
		return err
	}
	if err := s.papers().keep(r.Context(), intakePaper, string(v.Search.ID), draft); err != nil {
		return err
	}
	return s.done(w, r, r.URL.Path, "%s found in the hiring manager's own words.", many(len(draft.Criteria), "criterion", "criteria"))
}

// intakeText is the file that was sent, or the text of the field.
func intakeText(r *http.Request) (string, error) {
	file, header, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) || err == nil && header.Size == 0 {
		return r.PostFormValue("text"), nil
	}
	if err != nil {
		return "", badForm(err)
	}
	defer file.Close()
	raw, err := io.ReadAll(file)
	if err != nil {
		return "", badForm(err)
	}
	return string(raw), nil
}

// castRoles gives the speakers their roles: by the answers "role=label", which name
// a role and a speaker, and else by the names of the search's two people.
func castRoles(call transcript.Transcript, req requisition.Requisition, answers []string) (transcript.Transcript, error) {
	var err error
	for _, a := range answers {
		role, label, ok := strings.Cut(a, "=")
		if !ok || role == "" {
			continue
		}
		if call, err = call.AssignRole(label, transcript.Role(role), transcript.Declared); err != nil {
			return call, err
		}
	}
	if len(answers) > 0 {
		return call, nil
	}
	call, _ = call.MatchInvitees([]transcript.Invitee{
		{Name: req.HiringManager.Name, PersonID: req.HiringManager.ID, Role: transcript.HiringManager},
		{Name: req.Recruiter.Name, PersonID: req.Recruiter.ID, Role: transcript.Recruiter},
	})
	return call, nil
}

// takeCriteria makes competencies of what a person chose and named, adds them to
// the rubric that is being written, and goes on to its editor.
func (s *Server) takeCriteria(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	v, err := s.intakeOf(r, who)
	if err != nil {
		return err
	}
	draft, ok, err := s.intakeDraft(r.Context(), v.Search.ID)
	if err != nil {
		return err
	}
	if !ok {
		return s.done(w, r, "/requisitions/"+string(v.Search.ID)+"/intake", "Nothing was read yet.")
	}
	if r.PostFormValue("call") != draft.Source.ID {
		v.Faults = append(v.Faults, fault.Fault{Message: "Another call was read meanwhile: these are its criteria. Nothing was taken." + typedNames(r)})
		return s.showIntake(w, r, who, http.StatusConflict, v)
	}
	p, err := s.rubricPage(r.Context(), who, v.Search.ID)
	if err != nil {
		return err
	}
	if p.Fixed || !p.Edits {
		return fault.New(rubric.ErrInvalid, "rubric.locked", "", "the rubric is locked: begin its next version first")
	}
	content := p.Rubric
	if p.Version == 0 {
		content.Competencies = nil // the empty one that a blank rubric begins with
	}
	byName := map[string][]int{}
	var names []string
	for i := range v.Criteria {
		c := &v.Criteria[i]
		n := strconv.Itoa(c.Index)
		c.Taken, c.Name = r.PostFormValue("take."+n) != "", strings.TrimSpace(r.PostFormValue("name."+n))
		switch {
		case !c.Taken:
		case c.Name == "":
			v.Faults = append(v.Faults, fault.Fault{Path: "name." + n, Message: "Give criterion " + strconv.Itoa(c.Index+1) + " a name, or do not take it."})
		default:
			if byName[c.Name] == nil {
				names = append(names, c.Name)
			}
			byName[c.Name] = append(byName[c.Name], c.Index)
		}
	}
	if len(names) == 0 && len(v.Faults) == 0 {
		v.Faults = append(v.Faults, fault.Fault{Message: "Take at least one criterion."})
	}
	if len(v.Faults) > 0 {
		return s.showIntake(w, r, who, http.StatusUnprocessableEntity, v)
	}
	for _, name := range names {
		content = addCompetency(content)
		last := &content.Competencies[len(content.Competencies)-1]
		last.Name = name
		if *last, err = draft.Take(*last, byName[name]...); err != nil {
			return err
		}
	}
	if _, err := s.tenant.Rubrics().At(p.Version).Save(r.Context(), who, v.Search.ID, content); err != nil {
		return err
	}
	return s.done(w, r, "/requisitions/"+string(v.Search.ID)+"/rubric", "%s taken into the rubric, with the words that they rest on.", many(len(names), "competency is", "competencies are"))
}

// typedNames says which names were typed, for somebody whose form was of another call.
func typedNames(r *http.Request) string {
	var names []string
	for _, field := range slices.Sorted(maps.Keys(r.PostForm)) {
		if name := strings.TrimSpace(r.PostForm.Get(field)); strings.HasPrefix(field, "name.") && name != "" {
			names = append(names, clip(120, name))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " You had typed: " + strings.Join(names, "; ") + "."
}
