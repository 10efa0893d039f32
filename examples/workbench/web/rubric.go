package web

import (
	"context"
	"encoding/json"
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
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/storage"
)

func (s *Server) rubricRoutes() []Route {
	return []Route{
		{"GET /requisitions/{id}/rubric", s.rubric},
		{"POST /requisitions/{id}/rubric", s.editRubric},
		{"POST /requisitions/{id}/rubric/lint", s.lintRubric},
		{"POST /requisitions/{id}/rubric/agree", s.agree},
		{"POST /requisitions/{id}/rubric/next", s.nextVersion},
	}
}

// rubricPage is a rubric, to be written or to be read.
type rubricPage struct {
	Search requisition.Requisition
	Rubric rubric.Rubric
	// Version is what a save is made over; 0 is a rubric that is not stored yet.
	Version uint64
	// Base is the stored content that the form was made from, as JSON.
	Base string
	// Edits says that the reader may write it; Unsaved that the form holds more than is stored.
	Edits, Unsaved bool
	// InForce is the locked version that holds; zero before the first lock.
	InForce rubric.Locked
	// Fixed says that the rubric shown is the one in force.
	Fixed   bool
	Record  hirealign.RubricRecord
	Hash    string
	Mine    bool // the reader is one of the two who agree
	Agreed  bool
	Notes   notes
	Changes []string // against the version in force
	// Conflict is set where somebody saved meanwhile.
	Conflict *rubricConflict
	Faults   []fault.Fault
	Said     string
	Focus    string
	// Impact says what a next version means for those who were seen; nil for a first one.
	Impact *impactView
}

// impactView is a change of the rubric replayed over what is stored.
type impactView struct {
	Unaffected int
	Affected   []affected
}

type affected struct {
	Name string
	// Moves says that the candidate's standing may change without a new rating.
	Moves  bool
	Rerate []string // who would rate again
}

// For reports whether a question is to give evidence for a competency.
func (p rubricPage) For(q rubric.Question, id rubric.CompetencyID) bool {
	return slices.Contains(q.Competencies, id)
}

// Waivable are the findings that keep the rubric from the lock and may be waived.
func (p rubricPage) Waivable() []note {
	var out []note
	for _, place := range slices.Sorted(maps.Keys(p.Notes.By)) {
		for _, n := range p.Notes.By[place] {
			if n.Code != "" && !slices.ContainsFunc(out, func(o note) bool { return o.Code == n.Code && o.Words == n.Words }) {
				out = append(out, n)
			}
		}
	}
	return out
}

// rubricConflict is both versions of what two people wrote.
type rubricConflict struct {
	Version      uint64
	Theirs, Mine []string
	// Both are the parts that both changed.
	Both []string
}

// notes are what keeps a rubric from the lock and what lint says, by the field that
// they stand beside; those of no field are under "".
type notes struct {
	By map[string][]note
	// Blocks counts what has to be mended or waived before the lock.
	Blocks, Hints int
}

type note struct {
	Place    string `json:"place"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Fix      string `json:"fix,omitzero"`
	Words    string `json:"words,omitzero"`
	// Code is set where a person may waive the finding.
	Code string `json:"code,omitzero"`
}

// At returns the notes of a field.
func (n notes) At(place string) []note { return n.By[place] }

func (s *Server) rubric(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	p, err := s.rubricPage(r.Context(), who, requisition.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return s.showRubric(w, r, who, http.StatusOK, p)
}

func (s *Server) showRubric(w http.ResponseWriter, r *http.Request, who actor.Human, status int, p rubricPage) error {
	return s.renderStatus(w, r, who, status, "rubric", Page{
		Title: "Rubric: " + p.Search.Title, Tab: "desk", Search: string(p.Search.ID), Scripts: []string{"rubric.js"}, Data: p,
	})
}

// rubricPage reads the rubric of a search; one that nobody has written yet begins
// with the role's title and one empty competency.
func (s *Server) rubricPage(ctx context.Context, who actor.Human, id requisition.ID) (rubricPage, error) {
	req, err := s.tenant.Requisitions().Get(ctx, who, id)
	if err != nil {
		return rubricPage{}, err
	}
	rights, err := s.rights(ctx, who, id)
	if err != nil {
		return rubricPage{}, err
	}
	p := rubricPage{
		Search: req, Edits: rights.to(access.WriteRubric) && req.Status != requisition.StatusClosed && req.Status != requisition.StatusFilled,
		Mine: who.ID() == req.HiringManager.ID || who.ID() == req.Recruiter.ID,
	}
	if req.RubricHash != "" {
		if p.InForce, err = s.tenant.Rubrics().Locked(ctx, who, req.RubricHash); err != nil {
			return p, err
		}
	}
	recs, err := s.tenant.Rubrics().OfRequisition(ctx, who, id)
	if err != nil {
		return p, err
	}
	if len(recs) == 0 {
		return p.with(blankRubric(req), 0), nil
	}
	doc, err := s.tenant.Rubrics().Edition(ctx, who, recs[0].Rubric.ID)
	if err != nil {
		return p, err
	}
	p.Record, p.Hash = doc.Value, doc.Value.Rubric.Hash()
	if p.Fixed = doc.Value.LockedHash != ""; p.Fixed {
		p.Rubric, p.Version = doc.Value.Rubric, doc.Version
		return p, nil
	}
	if !p.InForce.IsZero() && rights.to(access.ReadReport) {
		if p.Impact, err = s.impact(ctx, who, req, doc.Value.Rubric); err != nil {
			return p, err
		}
	}
	for _, a := range []*rubric.Assent{p.Record.HiringManager, p.Record.Recruiter} {
		p.Agreed = p.Agreed || a != nil && a.By.ID() == who.ID()
	}
	return p.with(doc.Value.Rubric, doc.Version), nil
}

// impact replays the stored next version over the cards that the reader may see.
func (s *Server) impact(ctx context.Context, who actor.Human, req requisition.Requisition, next rubric.Rubric) (*impactView, error) {
	found, err := s.tenant.Scorecards().Impact(ctx, who, req.ID, next)
	if err != nil {
		return nil, err
	}
	out := &impactView{Unaffected: found.Unaffected}
	for _, a := range found.Affected {
		one := affected{Name: "A candidate", Moves: a.Moves}
		if app, err := s.tenant.Requisitions().Application(ctx, who, a.Application); err == nil {
			if person, err := s.tenant.Requisitions().Candidate(ctx, who, app.Candidate); err == nil {
				one.Name = person.Name
			}
		}
		for _, id := range a.Panelists {
			one.Rerate = append(one.Rerate, s.name(id))
		}
		out.Affected = append(out.Affected, one)
	}
	return out, nil
}

// with shows a content over a stored version.
func (p rubricPage) with(content rubric.Rubric, version uint64) rubricPage {
	content = even(content)
	p.Rubric, p.Version, p.Notes = content, version, notesOn(content)
	p.Base = ""
	if raw, err := json.Marshal(written(content)); err == nil {
		p.Base = string(raw)
	}
	p.Changes = nil
	if !p.InForce.IsZero() {
		p.Changes = changeWords(rubric.Diff(written(p.InForce.Rubric()), written(content)))
	}
	return p
}

func changeWords(changes []rubric.Change) []string {
	out := make([]string, 0, len(changes))
	for _, c := range changes {
		switch c.Field {
		case "version", "predecessor", "change_reason", "seen":
			continue
		}
		out = append(out, clip(240, c.String()))
	}
	return out
}

var levelNames = []string{"Not shown", "Partly", "Meets the bar", "Above the bar"}

// blankRubric is what a search begins with. Its id is the same for two who begin at
// once, so that the second of them is told of the first.
func blankRubric(req requisition.Requisition) rubric.Rubric {
	r := rubric.Rubric{
		SchemaVersion: rubric.SchemaVersion, ID: "rb-" + rubric.ID(req.ID), Version: 1, Role: rubric.Role{Title: req.Title}, MeetsLevel: 3, Compensation: req.Compensation,
	}
	return addCompetency(r)
}

// editRubric takes the form: a button changes it and stores nothing, or saves it,
// or settles a conflict.
func (s *Server) editRubric(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	p, err := s.rubricPage(r.Context(), who, requisition.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if !p.Edits {
		return hirealign.ErrNotAllowed
	}
	f := r.PostForm
	content := rubricOf(f, p, who, s.now())
	version, err := strconv.ParseUint(f.Get("version"), 10, 64)
	if err != nil {
		return badForm(err)
	}
	var base rubric.Rubric
	if err := json.Unmarshal([]byte(f.Get("base")), &base); err != nil {
		return badForm(err)
	}
	do, at, _ := strings.Cut(f.Get("do"), ":")
	switch do {
	case "theirs":
		return s.done(w, r, r.URL.Path, "This is the rubric as it was saved by your colleague.")
	case "merge":
		merged, err := merge(base, content, p.Rubric)
		if err != nil {
			p.Faults = fault.Of(err)
			return s.showConflict(w, r, who, p, content, base)
		}
		p = p.with(merged, p.Version)
		p.Unsaved, p.Said = true, "Both changes are in the form now. Look it over, then save."
		return s.showRubric(w, r, who, http.StatusOK, p)
	case "mine":
		version = p.Version
		do = "save"
	}
	if do != "save" {
		changed, focus := edit(content, do, at)
		if do == "waive" {
			changed, focus = waive(content, at, f.Get("waive."+at), who, s.now()), "notes"
		}
		kept := p.Base
		p = p.with(changed, version)
		p.Base, p.Unsaved, p.Focus = kept, true, focus
		if raw, err := json.Marshal(base); err == nil {
			p.Base = string(raw)
		}
		return s.showRubric(w, r, who, http.StatusOK, p)
	}
	if version == 0 && p.Version != 0 {
		return s.showConflict(w, r, who, p, content, base)
	}
	_, err = s.tenant.Rubrics().At(version).Save(r.Context(), who, p.Search.ID, content)
	if c, ok := errors.AsType[*storage.EditConflictError[hirealign.RubricRecord]](err); ok {
		p.Record, p.Hash = c.Theirs.Value, c.Theirs.Value.Rubric.Hash()
		p = p.with(c.Theirs.Value.Rubric, c.Theirs.Version)
		return s.showConflict(w, r, who, p, content, base)
	}
	if err != nil {
		if len(fault.Of(err)) == 0 || hidden(err) {
			return err
		}
		p = p.with(content, version)
		p.Faults, p.Unsaved = fault.Of(err), true
		return s.showRubric(w, r, who, http.StatusUnprocessableEntity, p)
	}
	return s.done(w, r, r.URL.Path, "Saved. Whoever had agreed to another wording has to agree again.")
}

// showConflict shows the form as it was sent, beside what the other person saved.
func (s *Server) showConflict(w http.ResponseWriter, r *http.Request, who actor.Human, p rubricPage, mine, base rubric.Rubric) error {
	theirs, faults := p.Rubric, p.Faults
	changedByThem, changedByMe := rubric.Diff(written(base), written(theirs)), rubric.Diff(written(base), written(mine))
	c := &rubricConflict{Version: p.Version, Theirs: changeWords(changedByThem), Mine: changeWords(changedByMe)}
	for _, a := range changedByMe {
		for _, b := range changedByThem {
			if a.Part == b.Part && a.Competency == b.Competency && a.Question == b.Question && a.Level == b.Level && a.Field == b.Field {
				c.Both = append(c.Both, clip(240, a.String()))
			}
		}
	}
	version := p.Version
	p = p.with(mine, version)
	if raw, err := json.Marshal(written(base)); err == nil {
		p.Base = string(raw)
	}
	// The form stays at the version that it was made from, until the person has chosen.
	p.Version = uint64(max(0, number(r.PostForm.Get("version"))))
	p.Conflict, p.Unsaved, p.Faults, p.Agreed = c, true, faults, false
	return s.showRubric(w, r, who, http.StatusConflict, p)
}

// lintRubric says what is noticed in a form that is still being written, as JSON.
// It stores nothing.
func (s *Server) lintRubric(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	p, err := s.rubricPage(r.Context(), who, requisition.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if !p.Edits {
		return hirealign.ErrNotAllowed
	}
	n := notesOn(rubricOf(r.PostForm, p, who, s.now()))
	all := []note{}
	for _, list := range n.By {
		all = append(all, list...)
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(map[string]any{"notes": all, "blocks": n.Blocks, "hints": n.Hints})
}

// agree is a person's assent to exactly the content that they were shown.
func (s *Server) agree(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := requisition.ID(r.PathValue("id"))
	p, err := s.rubricPage(r.Context(), who, id)
	if err != nil {
		return err
	}
	locked, err := s.tenant.Rubrics().Assent(r.Context(), who, p.Rubric.ID, r.PostFormValue("hash"))
	back := "/requisitions/" + string(id) + "/rubric"
	switch {
	case err == nil && locked.IsZero():
		return s.done(w, r, back, "You agree to this rubric. It is locked once the other one does too.")
	case err == nil:
		return s.done(w, r, "/requisitions/"+string(id), "The rubric is locked. Interviews can be planned.")
	case len(fault.Of(err)) == 0 || hidden(err):
		return err
	}
	faults := fault.Of(err)
	if p, err = s.rubricPage(r.Context(), who, id); err != nil { // as it is now
		return err
	}
	p.Faults = faults
	return s.showRubric(w, r, who, http.StatusUnprocessableEntity, p)
}

// nextVersion begins the next version of a locked rubric, with its reason.
func (s *Server) nextVersion(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := requisition.ID(r.PathValue("id"))
	p, err := s.rubricPage(r.Context(), who, id)
	if err != nil {
		return err
	}
	if !p.Edits || !p.Fixed {
		return hirealign.ErrNotAllowed
	}
	next := p.InForce.NextVersion()
	next.ChangeReason, next.Seen = strings.TrimSpace(r.PostFormValue("reason")), rubric.Seen(r.PostFormValue("seen"))
	if next.ChangeReason == "" || next.Seen == "" {
		p.Faults = []fault.Fault{{Code: "form.reason", Path: "/change_reason", Message: "say why the rubric changes, and what it means for candidates who were seen already"}}
		p.Focus = "next-reason"
		return s.showRubric(w, r, who, http.StatusUnprocessableEntity, p)
	}
	if _, err := s.tenant.Rubrics().At(p.Version).Save(r.Context(), who, id, next); err != nil {
		return err
	}
	return s.done(w, r, "/requisitions/"+string(id)+"/rubric", "Version %d is yours to write. Version %d stays in force until both agree.", next.Version, next.Version-1)
}

// notesOn collects what keeps a rubric from the lock and what lint finds.
func notesOn(r rubric.Rubric) notes {
	n := notes{By: map[string][]note{}}
	add := func(path string, one note) {
		one.Place = place(path)
		n.By[one.Place] = append(n.By[one.Place], one)
	}
	for _, f := range fault.Of(r.Validate()) {
		n.Blocks++
		add(f.Path, note{Severity: "todo", Message: sentence(f.Message)})
	}
	report := r.Lint(nil)
	for _, f := range report.Findings {
		one := newNote(f)
		switch {
		case f.Waiver != nil:
		case f.Severity == lint.Error:
			n.Blocks++
			one.Code = f.Code
		default:
			n.Hints++
		}
		add(f.Path, one)
	}
	return n
}

func newNote(f lint.Finding) note {
	if f.Waiver != nil {
		return note{Severity: "waived", Message: "Stands by " + f.Waiver.By.Name() + ": " + f.Waiver.Reason, Words: clip(80, f.Words)}
	}
	return note{Severity: string(f.Severity), Message: sentence(f.Message), Fix: f.Fix, Words: clip(80, f.Words)}
}

// noted is what the lint says about a comment to whoever reads it. It stays as it was
// written; hints are for whoever writes.
func noted(text string) []note {
	var out []note
	for _, f := range lint.Standard().Text(lint.Comment, text) {
		if f.Severity != lint.Info {
			out = append(out, newNote(f))
		}
	}
	return out
}

// noticed is what the lint says about comments that have just been recorded, as the
// end of a notice; "" for nothing.
func noticed(comments ...string) string {
	var said []string
	for _, c := range comments {
		for _, n := range noted(c) {
			if !slices.Contains(said, n.Message) {
				said = append(said, n.Message)
			}
		}
	}
	if len(said) == 0 {
		return ""
	}
	return " The lint notes: " + strings.Join(said, " ")
}

// place is the field of the form that a path into the rubric is shown beside.
func place(path string) string {
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	switch {
	case parts[0] == "role" && len(parts) > 1:
		return "/role/" + parts[1]
	case parts[0] == "competencies" && len(parts) >= 3 && parts[2] == "anchors" && len(parts) > 3:
		return strings.Join([]string{"", "competencies", parts[1], "anchors", parts[3]}, "/")
	case parts[0] == "competencies" && len(parts) >= 3:
		switch parts[2] {
		case "name", "description", "kind", "weight", "anchors", "job_link":
			return "/competencies/" + parts[1] + "/" + parts[2]
		}
		return "/competencies/" + parts[1] + "/name"
	case parts[0] == "competencies" && len(parts) == 2:
		return "/competencies/" + parts[1] + "/name"
	case parts[0] == "questions" && len(parts) > 1:
		return "/questions/" + parts[1]
	case parts[0] == "meets_level", parts[0] == "weight_rationale", parts[0] == "change_reason", parts[0] == "seen":
		return "/" + parts[0]
	}
	return ""
}

// sentence begins with a capital and ends with a stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
		text += "."
	}
	return text
}

// waive lets a finding stand by a person's reason; at is its code and words.
func waive(r rubric.Rubric, at, reason string, who actor.Human, now time.Time) rubric.Rubric {
	code, words, _ := strings.Cut(at, "|")
	if strings.TrimSpace(reason) == "" {
		return r
	}
	r.Waivers = append(r.Waivers, lint.Waiver{Code: code, Words: words, Reason: strings.TrimSpace(reason), By: who, At: now.UTC()})
	return r
}
