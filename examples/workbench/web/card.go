package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/schema"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

func (s *Server) cardRoutes() []Route {
	return []Route{
		{"GET /interviews/{id}/card", s.ownCard},
		{"GET /cards/{id}", s.cardPage},
		{"GET /cards/{id}/events", s.cardEvents},
		{"GET /cards/{id}/form", s.asJSON(s.cardForm)},
		{"POST /cards/{id}/save", s.asJSON(s.cardSave)},
		{"POST /cards/{id}/quote", s.asJSON(s.cardQuote)},
		{"POST /cards/{id}/submit", s.asJSON(s.cardSubmit)},
		{"POST /cards/{id}/note", s.cardNote},
	}
}

func cardTopic(id scorecard.ID) string { return "card/" + string(id) }

// ownCard leads a panelist to their card of an interview, and prepares it where the
// interview was held.
func (s *Server) ownCard(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	iv, err := s.tenant.Interviews().Get(r.Context(), who, requisition.InterviewID(r.PathValue("id")))
	if err != nil {
		return err
	}
	live := "/interviews/" + string(iv.ID) + "/live"
	if iv.Status != requisition.Held {
		return s.done(w, r, live, "The scorecard is there when the interview is over.")
	}
	id, err := s.cardOf(r.Context(), who, iv)
	switch {
	case err != nil:
		return err
	case id == "":
		return s.done(w, r, live, "You have no scorecard for this interview.")
	}
	http.Redirect(w, r, "/cards/"+string(id), http.StatusSeeOther)
	return nil
}

// cardPage shows a card that was handed in, as far as the reader may see it, or the
// form to its panelist.
func (s *Server) cardPage(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := scorecard.ID(r.PathValue("id"))
	card, err := s.tenant.Scorecards().Get(r.Context(), who, id)
	switch {
	case err == nil:
		return s.closedCard(w, r, who, card)
	case !errors.Is(err, hirealign.ErrNotFound):
		return err
	}
	return s.openCard(w, r, who, id, http.StatusOK, nil)
}

type openCard struct {
	Hearing hearing
	Draft   scorecard.Draft
	Clock   scorecard.Clock
	Records []recordView
	// Noted are the panelist's own notes on the card.
	Noted     []scorecard.Note
	Suggested []suggestedView
	Questions []rubric.Question
	// Version is the draft's, for whoever edits a note.
	Version uint64
	// Clash is set where another window changed the notes meanwhile.
	Clash *clash
	Seq   uint64
}

// clash are two versions of a note.
type clash struct {
	N            int
	Mine, Theirs string
}

// recordView is a record of the conversation.
type recordView struct {
	ID, Title string
	Typed     bool
	Segments  []segmentView
}

type suggestedView struct {
	N int
	scorecard.SuggestedNote
}

func records(h hearing) []recordView {
	out := make([]recordView, 0, len(h.recorded)+len(h.typed))
	for i, t := range h.recorded {
		title := "Recording"
		if len(h.recorded) > 1 {
			title += " " + strconv.Itoa(i+1)
		}
		out = append(out, recordView{ID: string(t.ID), Title: title, Segments: segmentsOf(t)})
	}
	for _, t := range h.typed {
		title := "Typed notes"
		if len(t.Speakers) > 0 {
			title += " of " + t.Speakers[0].Name
		}
		out = append(out, recordView{ID: string(t.ID), Title: title, Typed: true, Segments: segmentsOf(t)})
	}
	return out
}

func (s *Server) openCard(w http.ResponseWriter, r *http.Request, who actor.Human, id scorecard.ID, status int, c *clash) error {
	edition, err := s.tenant.Scorecards().Edition(r.Context(), who, id)
	if err != nil {
		return err
	}
	draft := edition.Value
	h, err := s.hearing(r.Context(), who, draft.Assignment.Interview)
	if err != nil {
		return err
	}
	p := openCard{
		Hearing: h, Draft: draft, Clock: draft.Assignment.Clock(scorecard.Stop{}, s.now()), Records: records(h),
		Noted: draft.Notes, Questions: scorecard.PlannedQuestions(h.locked, draft.Assignment), Version: edition.Version, Clash: c,
		Seq: s.hub.seq(cardTopic(id)),
	}
	for i, n := range draft.Suggested {
		if !n.Taken {
			p.Suggested = append(p.Suggested, suggestedView{i, n})
		}
	}
	return s.renderStatus(w, r, who, status, "card", Page{
		Title:  "Scorecard: " + h.Candidate.Name,
		Styles: []string{"interview.css"}, Scripts: []string{"card.js", "scorecard-form.js"}, Data: p,
	})
}

type closedCard struct {
	Hearing hearing
	Card    scorecard.Document
	Own     bool
	// Shown says that the cards of the round are shown, and Alone that the round has
	// no other.
	Shown, Alone bool

	Ratings []ratingView
	Records []recordView
	Bar     int
}

type ratingView struct {
	Name, Description string
	Assessed          bool
	Level, Scale      int
	Anchor            rubric.Anchor
	Reason            string
	Quotes            []citedView
}

type citedView struct {
	Text, Segment, Record, Time, Speaker string
	Note                                 bool
	Review                               []string // what a reader should look at
	Start, End                           int
}

func (s *Server) closedCard(w http.ResponseWriter, r *http.Request, who actor.Human, card scorecard.Scorecard) error {
	h, err := s.hearing(r.Context(), who, card.Assignment().Interview)
	if err != nil {
		return err
	}
	locked, err := s.tenant.Rubrics().Locked(r.Context(), who, card.RubricHash())
	if err != nil {
		return err
	}
	p := closedCard{Hearing: h, Card: card.Document(), Own: card.By().ID() == who.ID(), Records: records(h), Bar: locked.Rubric().MeetsLevel}
	p.Shown = !p.Own
	if p.Own {
		all, err := s.tenant.Scorecards().OfApplication(r.Context(), who, card.Assignment().Application)
		if err != nil {
			return err
		}
		p.Shown = slices.ContainsFunc(all, func(c scorecard.Scorecard) bool {
			return c.Assignment().Round == card.Assignment().Round && c.By().ID() != who.ID()
		})
		if p.Alone, err = s.alone(r, who, card.Assignment()); err != nil {
			return err
		}
	}
	for _, rating := range card.Ratings() {
		c, _ := locked.Competency(rating.Competency())
		v := ratingView{Name: c.Name, Description: c.Description, Scale: len(c.Anchors), Reason: rating.Reason()}
		v.Level, v.Assessed = rating.Level()
		v.Anchor, _ = rating.Anchor(locked)
		for _, cited := range rating.Evidence() {
			v.Quotes = append(v.Quotes, citedOf(cited))
		}
		p.Ratings = append(p.Ratings, v)
	}
	return s.render(w, r, who, "cardclosed", Page{
		Title: "Scorecard: " + h.Candidate.Name, Styles: []string{"interview.css"}, Scripts: []string{"card.js"}, Data: p,
	})
}

// alone reports whether nobody else sits in the round of an application.
func (s *Server) alone(r *http.Request, who actor.Human, a scorecard.Assignment) (bool, error) {
	all, err := s.tenant.Interviews().OfApplication(r.Context(), who, a.Application)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(all, func(iv requisition.Interview) bool {
		return iv.Round == a.Round && slices.ContainsFunc(iv.Seats(), func(seat requisition.Seat) bool { return seat.Panelist.ID != a.Panelist.ID })
	}), nil
}

func citedOf(c evidence.Citation) citedView {
	return citedView{
		Text: c.Text(), Segment: c.Spans[0].Segment, Record: c.Source.ID, Time: at(c.Start()), Speaker: c.Speaker.Name,
		Note: c.Source.Kind == evidence.NotesSource, Review: reviewOf(c.Flags), Start: c.Spans[0].StartUTF16, End: c.Spans[0].EndUTF16,
	}
}

// reviewOf says in words what a reader of a quote should look at. Flags that concern
// only what was claimed, and nothing of what is shown, have no words.
func reviewOf(flags []evidence.Flag) []string {
	var out []string
	for _, f := range flags {
		switch f {
		case evidence.Ambiguous:
			out = append(out, "Said more than once")
		case evidence.ContextHedged:
			out = append(out, "Follows a guess or a condition")
		case evidence.UnmarkedGap:
			out = append(out, "Leaves sentences out")
		case evidence.Restated:
			out = append(out, "Said by another and confirmed")
		case evidence.NoWordLists:
			out = append(out, "What stands around it was not checked")
		case evidence.InstructionLike:
			out = append(out, "Reads like an instruction")
		}
	}
	return out
}

// cardEvents tells the windows of a panelist that another one has saved.
func (s *Server) cardEvents(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := scorecard.ID(r.PathValue("id"))
	allowed, err := s.whileAllowed(r.Context(), func(ctx context.Context) error {
		_, err := s.tenant.Scorecards().DraftOf(ctx, who, id)
		return err
	})
	if err != nil {
		return err
	}
	after, err := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
	if err != nil {
		after = s.hub.seq(cardTopic(id))
	}
	if n, err := strconv.ParseUint(r.Header.Get("Last-Event-ID"), 10, 64); err == nil {
		after = n
	}
	return s.stream(w, r, cardTopic(id), after, allowed)
}

func (s *Server) tellCard(id scorecard.ID, version uint64) {
	if raw, err := json.Marshal(map[string]any{"card": id, "version": version}); err == nil {
		s.hub.Publish(cardTopic(id), "saved", raw)
	}
}

// foundView is a quote that the form offers.
type foundView struct {
	Quote    string   `json:"quote"`
	Segment  string   `json:"segment"`
	Source   string   `json:"source"`
	Time     string   `json:"time,omitzero"`
	Speaker  string   `json:"speaker,omitzero"`
	Start    int      `json:"start"`
	End      int      `json:"end"`
	Software bool     `json:"software,omitzero"`
	Contrary bool     `json:"contrary,omitzero"`
	Note     bool     `json:"note,omitzero"`
	Review   []string `json:"review,omitzero"`
}

// formKey is the name that a form gives a competency; see schema.Bound.
func formKey(id rubric.CompetencyID) string {
	if id == "constructor" {
		return "constructor_"
	}
	return string(id)
}

func evidenceOf(d scorecard.Draft) map[string][]foundView {
	out := map[string][]foundView{}
	for _, e := range d.Entries {
		list := []foundView{}
		for _, item := range e.Evidence {
			c := citedOf(item.Citation)
			list = append(list, foundView{
				Quote: c.Text, Segment: c.Segment, Source: c.Record, Time: c.Time, Speaker: c.Speaker, Start: c.Start, End: c.End,
				Software: item.By.Kind != actor.KindHuman, Contrary: item.Contrary, Note: item.Note, Review: c.Review,
			})
		}
		out[formKey(e.Competency)] = list
	}
	return out
}

// places says in words what software found for each competency, before anybody rates.
func places(d scorecard.Draft) map[string]string {
	out := map[string]string{}
	if d.By.IsZero() || len(d.Sources) == 0 {
		return out // software has read nothing
	}
	for _, e := range d.Entries {
		switch e.Status {
		case scorecard.Supported:
			out[formKey(e.Competency)] = many(len(e.Evidence), "place bears on this.", "places bear on this.")
		case scorecard.Mixed:
			out[formKey(e.Competency)] = many(len(e.Evidence), "place bears on this", "places bear on this") + ", and they point both ways."
		case scorecard.NoneFound:
			out[formKey(e.Competency)] = "A question was asked, and nothing was found in the answer."
		case scorecard.NotAsked:
			out[formKey(e.Competency)] = "No planned question was asked, and nothing was found."
		}
	}
	return out
}

// cardForm answers with everything that the form is drawn from.
func (s *Server) cardForm(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	ctx, id := r.Context(), scorecard.ID(r.PathValue("id"))
	if closed, err := s.closed(r, who, id); err != nil || closed != nil {
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, map[string]any{"submitted": closed})
	}
	draft, locked, err := s.draftAndRubric(r, who, id)
	if err != nil {
		return err
	}
	bound, err := schema.Bound(locked.Rubric(), schema.Form, draft.Assignment.Competencies...)
	if err != nil {
		return err
	}
	ui, err := schema.UI(locked.Rubric(), draft.Assignment.Competencies...)
	if err != nil {
		return err
	}
	answers, version, err := s.papers().read(ctx, answersPaper, string(id), who)
	if err != nil {
		return err
	}
	saved := ""
	if version > 0 {
		saved = "before"
	}
	if answers == nil {
		answers = json.RawMessage("{}")
	}
	base := "/cards/" + string(id)
	return writeJSON(w, http.StatusOK, map[string]any{
		"id": id, "person": who.ID(), "person_name": who.Name(), "schema": bound, "ui": ui,
		"answers": answers, "version": version, "saved_at": saved, "evidence": evidenceOf(draft), "software": places(draft),
		"urls": map[string]string{"save": base + "/save", "submit": base + "/submit", "quote": base + "/quote"},
	})
}

// closed says where a card is that was handed in, nil where it is open.
func (s *Server) closed(r *http.Request, who actor.Human, id scorecard.ID) (map[string]any, error) {
	card, err := s.tenant.Scorecards().Get(r.Context(), who, id)
	switch {
	case errors.Is(err, hirealign.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return map[string]any{
		"code": "submitted", "location": "/cards/" + string(id),
		"message": fmt.Sprintf("It went in %s.", s.moment(card.SubmittedAt())),
	}, nil
}

func (s *Server) draftAndRubric(r *http.Request, who actor.Human, id scorecard.ID) (scorecard.Draft, rubric.Locked, error) {
	draft, err := s.tenant.Scorecards().DraftOf(r.Context(), who, id)
	if err != nil {
		return draft, rubric.Locked{}, err
	}
	locked, err := s.tenant.Rubrics().Locked(r.Context(), who, draft.RubricHash)
	return draft, locked, err
}

type filledIn struct {
	Version uint64          `json:"version"`
	Answers json.RawMessage `json:"answers"`
	DwellMs int64           `json:"dwell_ms"`
}

// The script of the form talks to these addresses in JSON:
//
//	GET  form    everything that the form is drawn from, or {submitted: {location, message}}
//	POST save    {version, answers}              200 {version, saved_at}
//	POST quote   {competency, quote}             200 {item, evidence} or {refused}
//	POST submit  {version, answers, dwell_ms}    200 {location}
//
// version is that of the answers which the window has seen, 0 for none. Where another
// one is stored, the answer is 409 {code: "conflict", version, answers}, and where the
// card was handed in, 409 {code: "submitted", location, message}. Faults come as
// 422 {faults: [{code, path, message}]}; a path points into the answers.

// cardSave keeps a form that is half filled in. What does not fit yet is kept too:
// only handing in asks for everything.
func (s *Server) cardSave(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := scorecard.ID(r.PathValue("id"))
	var in filledIn
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if closed, err := s.closed(r, who, id); err != nil || closed != nil {
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusConflict, closed)
	}
	draft, locked, err := s.draftAndRubric(r, who, id)
	if err != nil {
		return err
	}
	_, err = schema.Decode(locked.Rubric(), schema.Form, in.Answers, draft.Assignment.Competencies...)
	if slices.ContainsFunc(fault.Of(err), func(f fault.Fault) bool {
		return f.Code == "schema.json_invalid" || f.Code == "schema.too_long" || f.Path == "" && f.Code == "schema.type_wrong"
	}) {
		return err
	}
	version, err := s.keepAnswers(r, who, draft, in)
	if errors.Is(err, errStale) {
		return s.conflict(w, r, who, id)
	}
	if err != nil {
		return err
	}
	s.tellCard(id, version)
	return writeJSON(w, http.StatusOK, map[string]any{"version": version, "saved_at": s.clock(s.now())})
}

func (s *Server) keepAnswers(r *http.Request, who actor.Human, d scorecard.Draft, in filledIn) (uint64, error) {
	app, err := s.tenant.Requisitions().Application(r.Context(), who, d.Assignment.Application)
	if err != nil {
		return 0, err
	}
	return s.papers().write(r.Context(), answersPaper, string(d.ID), app.Candidate, who, in.Answers, in.Version)
}

// conflict answers with what another window has saved; the page has its own version.
func (s *Server) conflict(w http.ResponseWriter, r *http.Request, who actor.Human, id scorecard.ID) error {
	theirs, version, err := s.papers().read(r.Context(), answersPaper, string(id), who)
	if err != nil {
		return err
	}
	if theirs == nil {
		theirs = json.RawMessage("{}")
	}
	return writeJSON(w, http.StatusConflict, map[string]any{"code": "conflict", "version": version, "answers": theirs})
}

// cardQuote looks words up in the record and adds them to the panelist's evidence.
func (s *Server) cardQuote(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := scorecard.ID(r.PathValue("id"))
	var in struct{ Competency, Quote string }
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if strings.TrimSpace(in.Quote) == "" {
		return errBadRequest
	}
	draft, _, err := s.draftAndRubric(r, who, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(draft.Assignment.Competencies, func(c rubric.CompetencyID) bool { return formKey(c) == in.Competency })
	if i < 0 {
		return errBadRequest
	}
	c := draft.Assignment.Competencies[i]
	next, found, err := s.tenant.Scorecards().AddEvidence(r.Context(), who, id, c, evidence.Claim{Quote: in.Quote})
	if !found.Admissible() && (err == nil || len(fault.Of(err)) > 0) {
		return writeJSON(w, http.StatusOK, map[string]any{"refused": refusal(found)})
	}
	if err != nil {
		return err
	}
	s.hub.Wake()
	all := evidenceOf(next)
	list := all[in.Competency]
	j := slices.IndexFunc(list, func(f foundView) bool { return f.Quote == found.Citation.Text() })
	if j < 0 {
		return writeJSON(w, http.StatusOK, map[string]any{"refused": refusal(found)})
	}
	return writeJSON(w, http.StatusOK, map[string]any{"item": list[j], "evidence": all})
}

// refusal says in words why a quote is none.
func refusal(f evidence.Finding) string {
	why := make([]string, 0, 2)
	for _, reason := range f.Refusal().Reasons() {
		why = append(why, words(reason))
	}
	return "That is no evidence here: " + strings.Join(why, ", ") + ". Only the candidate's own words count, as they were said."
}

// cardSubmit hands a card in: the named human's levels, resting on what was found.
func (s *Server) cardSubmit(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := scorecard.ID(r.PathValue("id"))
	var in filledIn
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if closed, err := s.closed(r, who, id); err != nil || closed != nil {
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusConflict, closed)
	}
	draft, locked, err := s.draftAndRubric(r, who, id)
	if err != nil {
		return err
	}
	if _, version, err := s.papers().read(r.Context(), answersPaper, string(id), who); err != nil || version != in.Version {
		if err != nil {
			return err
		}
		return s.conflict(w, r, who, id)
	}
	sub, faults := s.submission(draft, locked, who, in)
	if len(faults) > 0 {
		return writeJSON(w, http.StatusUnprocessableEntity, map[string]any{"faults": faults})
	}
	card, err := s.tenant.Scorecards().Submit(r.Context(), who, id, sub)
	switch {
	case errors.Is(err, scorecard.ErrSubmitted):
		closed, err := s.closed(r, who, id)
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusConflict, closed)
	case err != nil && len(fault.Of(err)) > 0 && !errors.Is(err, hirealign.ErrNotAllowed):
		return writeJSON(w, http.StatusUnprocessableEntity, map[string]any{"faults": onForm(fault.Of(err), sub)})
	case err != nil:
		return err
	}
	if err := s.papers().drop(r.Context(), answersPaper, string(id)); err != nil {
		s.opts.Logger.Error("answers not thrown away", "error", err)
	}
	s.tellCard(id, in.Version+1)
	s.hub.Wake()
	text := "Handed in."
	if card.Late() {
		text = "Handed in, late."
	}
	s.sessions.notify(r, text)
	return writeJSON(w, http.StatusOK, map[string]any{"location": "/cards/" + string(id)})
}

// submission reads the answers as the person's judgement. Faults point into the form.
func (s *Server) submission(d scorecard.Draft, locked rubric.Locked, who actor.Human, in filledIn) (scorecard.Submission, []fault.Fault) {
	answers, err := schema.Decode(locked.Rubric(), schema.Form, in.Answers, d.Assignment.Competencies...)
	faults := fault.Of(err)
	sub := scorecard.Submission{
		Overall: answers.Overall, OverallReason: answers.OverallReason, Dwell: time.Duration(max(in.DwellMs, 0)) * time.Millisecond,
	}
	for _, c := range d.Assignment.Competencies {
		a := schema.Answer{Competency: c}
		if i := slices.IndexFunc(answers.Ratings, func(a schema.Answer) bool { return a.Competency == c }); i >= 0 {
			a = answers.Ratings[i]
		}
		field := fault.Path("ratings", formKey(c))
		var found []evidence.Citation
		for _, q := range a.Quotes {
			have := d.EvidenceFor(c)
			i := slices.IndexFunc(have, func(e evidence.Citation) bool { return strings.TrimSpace(e.Text()) == q })
			if i < 0 {
				faults = append(faults, fault.Fault{Code: "workbench.quote_unknown", Path: field + "/quotes", Message: "these words were not found in the record: look them up, or take them out"})
				continue
			}
			found = append(found, have[i])
		}
		rating, err := a.Rate(who, locked, found, s.now())
		if err != nil {
			for _, f := range fault.Of(err) {
				f.Path = field + part(f.Path)
				faults = append(faults, f)
			}
			continue
		}
		sub.Ratings = append(sub.Ratings, rating)
	}
	if sub.Overall == "" {
		faults = append(faults, fault.Fault{Code: "scorecard.overall_missing", Path: "/overall", Message: "say what you recommend, after the parts"})
	}
	return sub, faults
}

// part is the field of a competency that a fault of a rating is about.
func part(path string) string {
	switch {
	case strings.HasPrefix(path, "/level"):
		return "/level"
	case strings.HasPrefix(path, "/evidence"):
		return "/quotes"
	}
	return "/reason"
}

// onForm points faults of a submission at the fields that they come from.
func onForm(list []fault.Fault, sub scorecard.Submission) []fault.Fault {
	out := slices.Clone(list)
	for i, f := range out {
		rest, ok := strings.CutPrefix(f.Path, "/ratings/")
		if !ok {
			continue
		}
		n, tail, _ := strings.Cut(rest, "/")
		if k, err := strconv.Atoi(n); err == nil && k >= 0 && k < len(sub.Ratings) {
			out[i].Path = fault.Path("ratings", formKey(sub.Ratings[k].Competency())) + part("/"+tail)
		}
	}
	return out
}

// cardNote adds, changes or takes over a note on the panelist's own card.
func (s *Server) cardNote(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	ctx, id := r.Context(), scorecard.ID(r.PathValue("id"))
	text := strings.TrimSpace(r.PostFormValue("text"))
	n, err := strconv.Atoi(r.PostFormValue("n"))
	if err != nil && r.PostFormValue("do") != "add" {
		return errBadRequest
	}
	said := "Noted."
	switch r.PostFormValue("do") {
	case "add":
		if text == "" {
			return s.done(w, r, "/cards/"+string(id), "There is no text in the note.")
		}
		_, err = s.tenant.Scorecards().AddNote(ctx, id, scorecard.Note{Text: text, By: who, Question: rubric.QuestionID(r.PostFormValue("question"))})
	case "edit":
		version, _ := strconv.ParseUint(r.PostFormValue("version"), 10, 64)
		_, err = s.tenant.Scorecards().At(version).EditNote(ctx, who, id, n, text)
		if c, ok := errors.AsType[*storage.EditConflictError[scorecard.Draft]](err); ok && n < len(c.Theirs.Value.Notes) {
			return s.openCard(w, r, who, id, http.StatusConflict, &clash{n, text, c.Theirs.Value.Notes[n].Text})
		}
		said = "Changed. What stood there is kept."
	case "take":
		_, err = s.tenant.Scorecards().AcceptNote(ctx, who, id, n, text)
		said = "The note is yours now."
	default:
		return errBadRequest
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/cards/"+string(id), "%s", said)
}
