package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/engine/extractive"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

func (s *Server) liveRoutes() []Route {
	return []Route{
		{"GET /interviews/{id}/live", s.livePage},
		{"GET /interviews/{id}/live/events", s.liveEvents},
		{"GET /interviews/{id}/live/notes", s.liveNotes},
		{"POST /interviews/{id}/live/play", s.livePlay},
		{"POST /interviews/{id}/live/open", s.liveOpen},
		{"POST /interviews/{id}/live/roles", s.liveRoles},
		{"POST /interviews/{id}/live/record", s.liveRecord},
		{"POST /interviews/{id}/live/pad", s.asJSON(s.livePad)},
		{"POST /interviews/{id}/live/hand-in", s.liveHandIn},
	}
}

// rooms are the stages that are open, by interview.
type rooms struct {
	mu     sync.Mutex
	open   map[requisition.InterviewID]*stage
	stop   []context.CancelFunc
	closed bool

	running sync.WaitGroup
	// drawn keeps the notes of a stage for each reader until more was said.
	drawn map[drawnKey]drawn
}

type drawnKey struct {
	interview requisition.InterviewID
	// reader is a panelist's id, "" for everybody who has no seat.
	reader string
}

type drawn struct {
	run      int
	segments int
	hash     string
	html     []byte
}

func (r *rooms) find(id requisition.InterviewID) *stage {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.open[id]
}

// put opens a stage, and has watch look after it until it is closed; nil for nobody.
func (r *rooms) put(id requisition.InterviewID, st *stage, watch func(context.Context)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	if r.open == nil {
		r.open, r.drawn = map[requisition.InterviewID]*stage{}, map[drawnKey]drawn{}
	}
	if old := r.open[id]; old != nil {
		old.close()
	}
	r.open[id] = st
	ctx, cancel := context.WithCancel(context.Background())
	st.stop = cancel
	r.begin(ctx, st.play)
	if watch != nil {
		r.begin(ctx, watch)
	}
}

// leave closes the stages of which this holds, and forgets what was heard on them.
func (r *rooms) leave(hub *Hub, holds func(*stage) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, st := range r.open {
		if !holds(st) {
			continue
		}
		st.close()
		delete(r.open, id)
		r.undraw(id)
		hub.forget(st.topic)
	}
}

func (r *rooms) undraw(id requisition.InterviewID) {
	for key := range r.drawn {
		if key.interview == id {
			delete(r.drawn, key)
		}
	}
}

// answered has every conversation that goes on ask again whether it may.
func (r *rooms) answered() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, st := range r.open {
		select {
		case st.asked <- struct{}{}:
		default:
		}
	}
}

// redraw has the notes of a conversation drawn anew, for everybody.
func (r *rooms) redraw(st *stage) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.undraw(st.interview)
	st.mu.Lock()
	defer st.mu.Unlock()
	st.tell("notes", struct{}{})
}

// run does something until the rooms are closed.
func (r *rooms) run(do func(context.Context)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = append(r.stop, cancel)
	r.begin(ctx, do)
}

func (r *rooms) begin(ctx context.Context, do func(context.Context)) {
	r.running.Go(func() { do(ctx) })
}

// close ends everything that runs, and waits for it.
func (r *rooms) close() {
	r.mu.Lock()
	r.closed = true
	for _, stop := range r.stop {
		stop()
	}
	for _, st := range r.open {
		st.stop()
	}
	r.mu.Unlock()
	r.running.Wait()
}

func liveTopic(id requisition.InterviewID) string { return "live/" + string(id) }

// hearing is an interview with everything around it that a reader may know.
type hearing struct {
	Interview requisition.Interview
	Search    requisition.Requisition
	Round     requisition.Round
	Candidate requisition.Candidate
	Seat      requisition.Seat
	Seated    bool
	locked    rubric.Locked
	recorded  []transcript.Transcript
	typed     []transcript.Transcript
}

// hearing reads an interview as somebody who may read its transcript.
func (s *Server) hearing(ctx context.Context, who actor.Human, id requisition.InterviewID) (hearing, error) {
	var h hearing
	var err error
	if h.Interview, err = s.tenant.Interviews().Get(ctx, who, id); err != nil {
		return h, err
	}
	all, err := s.tenant.Interviews().Transcripts(ctx, who, id)
	if err != nil {
		return h, err
	}
	for _, t := range all {
		if t.Fidelity == transcript.HumanNotes {
			h.typed = append(h.typed, t)
		} else {
			h.recorded = append(h.recorded, t)
		}
	}
	app, err := s.tenant.Requisitions().Application(ctx, who, h.Interview.Application)
	if err != nil {
		return h, err
	}
	if h.Candidate, err = s.tenant.Requisitions().Candidate(ctx, who, app.Candidate); err != nil {
		return h, err
	}
	if h.Search, err = s.tenant.Requisitions().Get(ctx, who, h.Interview.Requisition); err != nil {
		return h, err
	}
	if i := slices.IndexFunc(h.Search.Plan.Rounds, func(r requisition.Round) bool { return r.ID == h.Interview.Round }); i >= 0 {
		h.Round = h.Search.Plan.Rounds[i]
	}
	h.Seat, h.Seated = h.Interview.Seat(who.ID())
	h.locked, err = s.tenant.Rubrics().Locked(ctx, who, h.Interview.RubricHash)
	return h, err
}

// assignment is what a reader is to hear: a panelist their own questions, everybody
// else those of the whole panel.
func (h hearing) assignment(who actor.Human, at time.Time) scorecard.Assignment {
	iv := h.Interview
	a := scorecard.Assignment{
		Requisition: iv.Requisition, Application: iv.Application, Round: iv.Round, Interview: iv.ID,
		Panelist: requisition.PersonOf(who), InterviewEnd: at,
	}
	seats := iv.Seats()
	if len(seats) == 0 {
		seats = iv.Panel
	}
	if h.Seated {
		seats = []requisition.Seat{h.Seat}
	}
	for _, c := range h.locked.Rubric().Competencies {
		if slices.ContainsFunc(seats, func(s requisition.Seat) bool { return slices.Contains(s.Competencies, string(c.ID)) }) {
			a.Competencies = append(a.Competencies, c.ID)
		}
	}
	for _, q := range h.locked.Rubric().Questions {
		if slices.ContainsFunc(seats, func(s requisition.Seat) bool { return slices.Contains(s.Questions, string(q.ID)) }) {
			a.Questions = append(a.Questions, q.ID)
		}
	}
	return a
}

// stageOf is the stage of an interview: the one that is open, or one that plays its
// recording; nil where there is nothing to hear.
func (s *Server) stageOf(ctx context.Context, h hearing) *stage {
	id := h.Interview.ID
	st := s.rooms.find(id)
	if len(h.recorded) == 0 {
		heard, ok := s.opts.Heard[id]
		if st == nil && ok && h.Interview.Status == requisition.Scheduled && s.agreed(ctx, id, privacy.Recording, privacy.Transcription) {
			st = s.newStage(h, heard)
			s.listen(st)
		}
		return st
	}
	if st != nil && st.kept && st.source.Hash() == h.recorded[0].Hash() {
		return st
	}
	st = s.newStage(h, h.recorded[0])
	st.kept = true
	s.rooms.put(id, st, nil)
	return st
}

// agreed reports whether the candidate of an interview has agreed to a scope.
func (s *Server) agreed(ctx context.Context, id requisition.InterviewID, scope privacy.Scope, more ...privacy.Scope) bool {
	_, err := s.tenant.Interviews().Consented(ctx, id, scope, more...)
	return err == nil
}

// listen opens the stage of a conversation that goes on. It ends where the candidate's
// answers allow it no more, by a new answer or by their date, and its notes are drawn
// anew where software may draft from it or may no longer.
func (s *Server) listen(st *stage) {
	s.rooms.put(st.interview, st, func(ctx context.Context) {
		var drafts bool
		for first := true; ; first = false {
			until, err := s.tenant.Interviews().Consented(ctx, st.interview, privacy.Recording, privacy.Transcription)
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				s.rooms.leave(s.hub, func(o *stage) bool { return o == st })
				return
			}
			draftsUntil, err := s.tenant.Interviews().Consented(ctx, st.interview, privacy.Drafting)
			if !first && drafts != (err == nil) {
				s.rooms.redraw(st)
			}
			drafts = err == nil
			if until.IsZero() || !draftsUntil.IsZero() && draftsUntil.Before(until) {
				until = draftsUntil
			}
			var over <-chan time.Time
			if !until.IsZero() {
				over = time.After(until.Sub(s.now()))
			}
			select {
			case <-ctx.Done():
				return
			case <-st.asked:
			case <-over:
			}
		}
	})
}

func (s *Server) newStage(h hearing, source transcript.Transcript) *stage {
	st := newStage(s.hub, liveTopic(h.Interview.ID), source)
	st.candidate, st.interview = h.Candidate.ID, h.Interview.ID
	st.row = func(t transcript.Transcript, seg transcript.Segment) (string, error) {
		var b strings.Builder
		err := s.pages["live"].ExecuteTemplate(&b, "segment", segmentOf(t, seg))
		return b.String(), err
	}
	return st
}

// segmentView is a segment as it is shown.
type segmentView struct {
	ID, Time, Speaker, Text string
	Role                    transcript.Role
	Final                   bool
	// Event says that nobody says it: a sound, or in typed notes what the lines below
	// are about.
	Event bool
	// Goes on says that the segment before it is the same person's.
	GoesOn bool
}

func segmentOf(t transcript.Transcript, seg transcript.Segment) segmentView {
	i := slices.IndexFunc(t.Segments, func(o transcript.Segment) bool { return o.ID == seg.ID })
	var before transcript.SpeakerID
	if i > 0 {
		before = t.Segments[i-1].Speaker
	}
	return newSegmentView(t, seg, before)
}

func segmentsOf(t transcript.Transcript) []segmentView {
	out := make([]segmentView, 0, len(t.Segments))
	var before transcript.SpeakerID
	for _, seg := range t.Segments {
		out = append(out, newSegmentView(t, seg, before))
		before = seg.Speaker
	}
	return out
}

// newSegmentView shows a segment after one of the speaker before, "" for nobody.
func newSegmentView(t transcript.Transcript, seg transcript.Segment, before transcript.SpeakerID) segmentView {
	v := segmentView{
		ID: string(seg.ID), Time: at(seg.Start), Text: seg.Text, Role: t.RoleOf(seg), Final: seg.State != transcript.Interim,
		Event: seg.Kind == transcript.Event, GoesOn: seg.Speaker != "" && seg.Speaker == before,
	}
	if sp, ok := t.Speaker(seg.Speaker); ok {
		v.Speaker = sp.Name
	}
	return v
}

// at says a place in a recording: 7:04, 1:07:04; "" where it is unknown.
func at(o transcript.Offset) string {
	ms, ok := o.Ms()
	if !ok {
		return ""
	}
	return played(time.Duration(ms) * time.Millisecond)
}

func played(d time.Duration) string {
	sec := int(max(d, 0) / time.Second)
	if sec >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", sec/3600, sec/60%60, sec%60)
	}
	return fmt.Sprintf("%d:%02d", sec/60, sec%60)
}

type livePage struct {
	Hearing  hearing
	Held     bool
	MayOpen  bool
	Stage    *playback
	At, Long string
	Segments []segmentView
	Now      *segmentView
	// Seq is the number of the last event that the page knows of.
	Seq uint64
	// Kept says that what is heard is the interview's record already, and Drafting
	// that software may draft from it.
	Kept, Drafting bool
	// Voices are those whose roles somebody has to tell.
	Voices []transcript.Speaker
	Notes  notesView
	// Planned are the questions that the reader is to ask.
	Planned []rubric.Question
	Pad     pad
	Speeds  []int
}

func (s *Server) livePage(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	h, err := s.hearing(r.Context(), who, requisition.InterviewID(r.PathValue("id")))
	if err != nil {
		return err
	}
	p := livePage{Hearing: h, Held: h.Interview.Status == requisition.Held, Speeds: speeds}
	if p.MayOpen, err = s.may(r.Context(), who, h.Search.ID, access.ReadConsent); err != nil {
		return err
	}
	if st := s.stageOf(r.Context(), h); st != nil {
		view, state, seq := st.look()
		p.Stage, p.Seq, p.Kept = &state, seq, st.kept
		p.At, p.Long = played(time.Duration(state.AtMs)*time.Millisecond), played(st.length)
		for _, seg := range segmentsOf(view) {
			if seg.Final {
				p.Segments = append(p.Segments, seg)
			} else {
				p.Now = &seg
			}
		}
		if !slices.ContainsFunc(st.source.Speakers, func(sp transcript.Speaker) bool { return sp.Role == transcript.Candidate }) {
			p.Voices = st.source.Speakers
		}
		if p.Notes, err = s.notes(r.Context(), who, h, st); err != nil {
			return err
		}
	}
	if h.Seated {
		p.Planned = scorecard.PlannedQuestions(h.locked, h.assignment(who, s.now()))
		if p.Pad, err = s.padOf(r.Context(), who, h); err != nil {
			return err
		}
	}
	return s.render(w, r, who, "live", Page{
		Title: "Interview: " + h.Candidate.Name + ", " + h.Round.Name, Styles: []string{"interview.css"}, Scripts: []string{"live.js"}, Data: p,
	})
}

// liveEvents streams what is heard. Notes are not in it: they are a reader's own.
func (s *Server) liveEvents(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := requisition.InterviewID(r.PathValue("id"))
	allowed, err := s.whileAllowed(r.Context(), func(ctx context.Context) error {
		_, err := s.tenant.Interviews().Transcripts(ctx, who, id)
		return err
	})
	if err != nil {
		return err
	}
	topic := liveTopic(id)
	after := s.hub.seq(topic)
	for _, given := range []string{r.Header.Get("Last-Event-ID"), r.URL.Query().Get("after")} {
		if n, err := strconv.ParseUint(given, 10, 64); err == nil {
			after = n
			break
		}
	}
	return s.stream(w, r, topic, after, allowed)
}

// notesView are planned questions and what software found, for one reader.
type notesView struct {
	Seated, Drafting bool
	// Replayed says that the conversation is over and only heard again.
	Replayed  bool
	Questions []askedView
	Entries   []entryView
	// Poor says that too little is heard yet, or that voices cannot be told apart.
	Poor bool
}

type askedView struct {
	ID, Text string
	State    evidence.QuestionState
	Jump     string
	Time     string
}

// Asked reports whether the question was asked.
func (a askedView) Asked() bool {
	return a.State == evidence.QuestionAnswered || a.State == evidence.QuestionNotAnswered
}

type entryView struct {
	Competency string
	Status     scorecard.Status
	Quotes     []quoteView
}

type quoteView struct {
	Text, Jump, Time string
	Contrary         bool
}

// notes drafts what a reader's page shows beside the transcript, from what was
// heard so far.
func (s *Server) notes(ctx context.Context, who actor.Human, h hearing, st *stage) (notesView, error) {
	heard := st.record()
	n := notesView{Seated: h.Seated, Drafting: !st.kept && s.agreed(ctx, h.Interview.ID, privacy.Drafting), Replayed: st.kept}
	if st.kept && h.Seated {
		var err error
		if n.Drafting, err = s.prepared(ctx, who, h); err != nil {
			return n, err
		}
	}
	a := h.assignment(who, s.now())
	time := map[string]string{}
	for _, seg := range heard.Segments {
		time[string(seg.ID)] = at(seg.Start)
	}
	covered := map[rubric.QuestionID]scorecard.QuestionCoverage{}
	readable, abstained := scorecard.Readable([]transcript.Transcript{heard})
	n.Poor = len(abstained) > 0
	for _, c := range scorecard.Coverage(h.locked, a, []transcript.Transcript{heard}) {
		covered[c.Question] = c
	}
	for _, q := range scorecard.PlannedQuestions(h.locked, a) {
		v := askedView{ID: string(q.ID), Text: q.Text, State: evidence.QuestionNotAsked}
		if c, ok := covered[q.ID]; ok {
			v.State = c.State
			if len(c.Asked) > 0 {
				v.Jump, v.Time = c.Asked[0], time[c.Asked[0]]
			}
		}
		n.Questions = append(n.Questions, v)
	}
	if !n.Seated || !n.Drafting || len(a.Competencies) == 0 {
		return n, nil
	}
	req := scorecard.Request{Rubric: h.locked, Assignment: a, Transcripts: readable}
	proposal, err := extractive.New().DraftScorecard(ctx, req)
	if err != nil {
		return n, err
	}
	draft, err := scorecard.NewDraft("live", req, proposal, s.now())
	if err != nil {
		return n, err
	}
	for _, e := range draft.Entries {
		c, _ := h.locked.Competency(e.Competency)
		v := entryView{Competency: c.Name, Status: e.Status}
		for _, item := range e.Evidence {
			first := item.Citation.Spans[0].Segment
			v.Quotes = append(v.Quotes, quoteView{Text: item.Citation.Text(), Jump: first, Time: at(item.Citation.Start()), Contrary: item.Contrary})
		}
		n.Entries = append(n.Entries, v)
	}
	return n, nil
}

// prepared reports whether software may draft for a panelist from what is recorded:
// their own card says so, which is blank where the candidate has not agreed.
func (s *Server) prepared(ctx context.Context, who actor.Human, h hearing) (bool, error) {
	id, err := s.cardOf(ctx, who, h.Interview)
	if err != nil || id == "" {
		return false, err
	}
	d, err := s.tenant.Scorecards().DraftOf(ctx, who, id)
	return !d.By.IsZero(), err
}

// cardOf is the id of a panelist's own card of an interview that was held; "" for
// none.
func (s *Server) cardOf(ctx context.Context, who actor.Human, iv requisition.Interview) (scorecard.ID, error) {
	if iv.Status != requisition.Held {
		return "", nil
	}
	refs, err := s.tenant.Scorecards().Draft(ctx, iv.ID)
	if err != nil {
		return "", err
	}
	for _, ref := range refs {
		if ref.Panelist.ID == who.ID() {
			return ref.ID, nil
		}
	}
	return "", nil
}

// liveNotes answers with the part of the page that holds the notes.
func (s *Server) liveNotes(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := requisition.InterviewID(r.PathValue("id"))
	h, err := s.hearing(r.Context(), who, id)
	if err != nil {
		return err
	}
	st := s.stageOf(r.Context(), h)
	if st == nil {
		return hirealign.ErrNotFound
	}
	key := drawnKey{interview: id}
	if h.Seated {
		key.reader = who.ID()
	}
	heard := st.record()
	_, state, _ := st.look()
	s.rooms.mu.Lock()
	have, ok := s.rooms.drawn[key]
	s.rooms.mu.Unlock()
	if !ok || have.run != state.Run || have.segments != len(heard.Segments) || have.hash != st.source.Hash() {
		n, err := s.notes(r.Context(), who, h, st)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := s.pages["live"].ExecuteTemplate(&b, "notes", n); err != nil {
			return err
		}
		have = drawn{state.Run, len(heard.Segments), st.source.Hash(), b.Bytes()}
		s.rooms.mu.Lock()
		s.rooms.drawn[key] = have
		s.rooms.mu.Unlock()
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(have.html)
	return nil
}

// livePlay plays, pauses, starts over or changes the speed, for everybody who listens.
func (s *Server) livePlay(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := requisition.InterviewID(r.PathValue("id"))
	h, err := s.hearing(r.Context(), who, id)
	if err != nil {
		return err
	}
	st := s.stageOf(r.Context(), h)
	if st == nil {
		return hirealign.ErrNotFound
	}
	speed, _ := strconv.Atoi(r.PostFormValue("speed"))
	st.command(r.PostFormValue("do"), speed)
	if r.Header.Get("Accept") == "application/json" {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, "/interviews/"+string(id)+"/live", http.StatusSeeOther)
	return nil
}

// liveOpen opens a stage for an interview of which nothing is recorded yet, over a
// transcript file that stands for what a recogniser would send.
func (s *Server) liveOpen(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	ctx, id := r.Context(), requisition.InterviewID(r.PathValue("id"))
	h, err := s.hearing(ctx, who, id)
	if err != nil {
		return err
	}
	if len(h.recorded) > 0 {
		return errBadRequest
	}
	if _, err := s.tenant.Privacy().Consents(ctx, who, h.Candidate.ID); err != nil {
		return err // who may not read what was agreed to may not begin
	}
	if _, err := s.tenant.Interviews().Consented(ctx, id, privacy.Recording, privacy.Transcription); err != nil {
		return err
	}
	file, _, err := r.FormFile("file")
	if err != nil {
		return errors.Join(errBadRequest, err)
	}
	defer file.Close()
	t, _, err := decode.Decode(file, &decode.Options{ID: transcript.ID("tr-" + strings.ToLower(rand.Text())), MaxBytes: largestForm})
	if err != nil {
		return s.done(w, r, "/interviews/"+string(id)+"/live", "The file holds no transcript that can be read.")
	}
	t, _ = t.MatchInvitees(invitees(h))
	st := s.newStage(h, t)
	s.listen(st)
	st.command("over", 1)
	return s.done(w, r, "/interviews/"+string(id)+"/live", "%s heard. Press Play.", many(len(t.Segments), "utterance can be", "utterances can be"))
}

func invitees(h hearing) []transcript.Invitee {
	out := []transcript.Invitee{{Name: h.Candidate.Name, PersonID: string(h.Candidate.ID), Role: transcript.Candidate}}
	for _, seat := range h.Interview.Panel {
		out = append(out, transcript.Invitee{Name: seat.Panelist.Name, PersonID: seat.Panelist.ID, Role: transcript.Interviewer})
	}
	return out
}

// liveRoles takes who is who from a person, where names did not tell.
func (s *Server) liveRoles(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	id := requisition.InterviewID(r.PathValue("id"))
	h, err := s.hearing(r.Context(), who, id)
	if err != nil {
		return err
	}
	if _, err := s.tenant.Privacy().Consents(r.Context(), who, h.Candidate.ID); err != nil {
		return err // who may not begin may not tell voices apart
	}
	st := s.rooms.find(id)
	if st == nil || st.kept {
		return errBadRequest
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	t := st.source
	for _, sp := range t.Speakers {
		role := transcript.Role(r.PostFormValue("role-" + string(sp.ID)))
		if role != transcript.Candidate && role != transcript.Interviewer {
			continue
		}
		if t, err = t.AssignRole(sp.Label, role, transcript.Manual); err != nil {
			return err
		}
	}
	next := s.newStage(h, t)
	s.listen(next)
	next.command("over", 1)
	return s.done(w, r, "/interviews/"+string(id)+"/live", "Voices are told apart.")
}

// liveRecord makes what was heard the interview's record, and prepares the cards.
func (s *Server) liveRecord(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	ctx, id := r.Context(), requisition.InterviewID(r.PathValue("id"))
	h, err := s.hearing(ctx, who, id)
	if err != nil {
		return err
	}
	st := s.rooms.find(id)
	if st == nil || st.kept {
		return errBadRequest
	}
	heard := st.record()
	if err := s.held(ctx, who, h.Interview, st.length); err != nil {
		return err
	}
	if _, err := s.tenant.Interviews().AddTranscript(ctx, who, id, heard); err != nil {
		return err
	}
	if _, err := s.tenant.Scorecards().Draft(ctx, id); err != nil {
		return err
	}
	return s.done(w, r, "/interviews/"+string(id)+"/live", "Recorded. The panel's scorecards are prepared.")
}

// held records that a scheduled interview took place: at its time, or now where that
// is still to come.
func (s *Server) held(ctx context.Context, who actor.Human, iv requisition.Interview, lasted time.Duration) error {
	if iv.Status != requisition.Scheduled {
		return nil
	}
	slot, now := iv.Scheduled, s.now()
	if slot.End.IsZero() || slot.End.After(now) {
		slot.Start, slot.End = now.Add(-max(lasted, time.Minute)), now
	}
	_, err := s.tenant.Interviews().RecordHeld(ctx, who, iv.ID, slot)
	return err
}

// pad are the notes that a panelist types, by planned question; "other" is what
// belongs to none.
type pad struct {
	Version uint64            `json:"version"`
	Notes   map[string]string `json:"notes"`
}

// Note is what is typed for a question.
func (p pad) Note(question rubric.QuestionID) string { return p.Notes[string(question)] }

func padID(iv requisition.InterviewID, who actor.Human) string { return string(iv) + "/" + who.ID() }

func (s *Server) padOf(ctx context.Context, who actor.Human, h hearing) (pad, error) {
	raw, version, err := s.papers().read(ctx, padPaper, padID(h.Interview.ID, who), who)
	p := pad{Version: version, Notes: map[string]string{}}
	if err != nil || raw == nil {
		return p, err
	}
	if err := json.Unmarshal(raw, &p.Notes); err != nil {
		return p, err
	}
	return p, nil
}

// livePad saves what a panelist types. Where another window of theirs has saved
// meanwhile, both come back to the page, which keeps both.
func (s *Server) livePad(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	h, err := s.hearing(r.Context(), who, requisition.InterviewID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if !h.Seated {
		return hirealign.ErrNotAllowed
	}
	var in pad
	if err := readJSON(r, &in); err != nil {
		return err
	}
	allowed := map[string]bool{"other": true}
	for _, q := range scorecard.PlannedQuestions(h.locked, h.assignment(who, s.now())) {
		allowed[string(q.ID)] = true
	}
	for q := range in.Notes {
		if !allowed[q] {
			return errBadRequest
		}
	}
	raw, err := json.Marshal(in.Notes)
	if err != nil {
		return err
	}
	version, err := s.papers().write(r.Context(), padPaper, padID(h.Interview.ID, who), h.Candidate.ID, who, raw, in.Version)
	if errors.Is(err, errStale) {
		theirs, err := s.padOf(r.Context(), who, h)
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusConflict, map[string]any{"code": "conflict", "version": theirs.Version, "notes": theirs.Notes})
	}
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]any{"version": version, "saved_at": s.clock(s.now())})
}

func (s *Server) clock(t time.Time) string { return t.In(s.opts.Zone).Format("15:04:05") }

// liveHandIn puts a panelist's typed notes into the interview's record, where they
// are evidence for that panelist's card, and prepares it anew.
func (s *Server) liveHandIn(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	ctx, id := r.Context(), requisition.InterviewID(r.PathValue("id"))
	h, err := s.hearing(ctx, who, id)
	if err != nil {
		return err
	}
	p, err := s.padOf(ctx, who, h)
	if err != nil {
		return err
	}
	text := h.written(who, p, s.now())
	if !h.Seated || text == "" {
		return s.done(w, r, "/interviews/"+string(id)+"/live", "There are no notes yet.")
	}
	if h.Interview.Status != requisition.Held {
		return s.done(w, r, "/interviews/"+string(id)+"/live", "The interview has to be over first. Your notes are kept here.")
	}
	t, err := transcript.FromNotes(transcript.ID("notes-"+strings.ToLower(rand.Text())), who, text)
	if err != nil {
		return err
	}
	if _, err := s.tenant.Interviews().AddTranscript(ctx, who, id, t); err != nil {
		return err
	}
	if err := s.papers().drop(ctx, padPaper, padID(id, who)); err != nil {
		return err
	}
	return s.done(w, r, "/interviews/"+string(id)+"/card", "Your notes are on your scorecard.")
}

// written is a pad as one text, a heading for each question.
func (h hearing) written(who actor.Human, p pad, now time.Time) string {
	var b strings.Builder
	for _, q := range scorecard.PlannedQuestions(h.locked, h.assignment(who, now)) {
		if text := strings.TrimSpace(p.Notes[string(q.ID)]); text != "" {
			fmt.Fprintf(&b, "## %s: %s\n\n%s\n\n", q.ID, q.Text, text)
		}
	}
	if text := strings.TrimSpace(p.Notes["other"]); text != "" {
		fmt.Fprintf(&b, "## Other\n\n%s\n", text)
	}
	return strings.TrimSpace(b.String())
}

func (s *Server) papers() papers { return papers{store: s.opts.Store, tenant: s.opts.Tenant} }

func readJSON(r *http.Request, v any) error {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return errors.Join(errBadRequest, err)
	}
	return nil
}

func writeJSON(w http.ResponseWriter, status int, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(raw)
	return nil
}

// asJSON answers errors as the script of a page reads them.
func (s *Server) asJSON(serve Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request, who actor.Human) error {
		err := serve(w, r, who)
		if err == nil {
			return nil
		}
		f := explain(err)
		if f.Status >= http.StatusInternalServerError {
			s.opts.Logger.Error("request failed", "method", r.Method, "pattern", r.Pattern, "error", err)
		}
		return writeJSON(w, f.Status, map[string]any{"code": "refused", "message": f.Title + ". " + f.Text, "faults": f.Faults})
	}
}
