package hirealign

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/ident"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
)

// Scorecards drafts cards, takes panelists' submissions, and shows cards to
// those who may see them.
type Scorecards struct {
	t  *Tenant
	at uint64 // the version that an edit is over, 0 for the stored one
}

// DraftRef says whose draft has which id.
type DraftRef struct {
	ID       scorecard.ID
	Panelist requisition.Person
}

// Draft prepares the card of every panelist of an interview that was held: the
// evidence that the drafter finds and code verifies, and which questions were
// asked. A draft is made anew only where a transcript came in since, or its roles
// were confirmed, and then the
// panelist's own notes and quotes stay. Typed notes of a panelist go into that
// panelist's draft only.
//
// Software drafts only where the candidate has agreed to it, and from no record to
// which consent was withdrawn. Otherwise the cards are blank, with the same form: a
// candidate who declines is not worse off, and nothing says that they declined.
//
// It returns which drafts there are, and no content: DraftOf has it for the panelist.
func (s *Scorecards) Draft(ctx context.Context, id requisition.InterviewID) ([]DraftRef, error) {
	d, err := s.drafted(ctx, id, func(requisition.Seat) bool { return true })
	if err != nil || len(d.writes) == 0 {
		return d.refs, err
	}
	return d.refs, s.t.commit(ctx, d.acts, d.writes...)
}

// drafted are drafts on their way into the store.
type drafted struct {
	refs   []DraftRef
	acts   []requisition.Act
	writes [][]storage.Write
	// by are the drafters, and over the versions of what the drafts replace.
	by   []actor.Ref
	over []uint64
}

// drafted makes the drafts of some seats, and stores nothing.
func (s *Scorecards) drafted(ctx context.Context, id requisition.InterviewID, which func(requisition.Seat) bool) (out drafted, err error) {
	iv, err := s.t.Interviews().get(ctx, id)
	if err != nil {
		return drafted{}, err
	}
	if iv.Status != requisition.Held {
		return drafted{}, fault.New(requisition.ErrNotAllowed, "scorecard.interview_not_held", "/interview_id", "the interview was not held yet")
	}
	locked, err := s.t.Rubrics().locked(ctx, iv.RubricHash)
	if err != nil {
		return drafted{}, err
	}
	ts, err := s.t.Interviews().transcripts(ctx, id)
	if err != nil {
		return drafted{}, err
	}
	ts, drafting, err := s.t.processable(ctx, iv.Application, ts)
	if err != nil {
		return drafted{}, err
	}
	existing, err := list(ctx, s.t, s.t.svc.docs.drafts, "interview", string(id))
	if err != nil {
		return drafted{}, err
	}
	for _, seat := range iv.Seats() {
		if !which(seat) {
			continue
		}
		a, err := assignment(iv, seat, locked).WithDeadline(s.t.svc.opts.Deadline, zoneOf(iv, seat))
		if err != nil {
			return drafted{}, err
		}
		req := scorecard.Request{Rubric: locked, Assignment: a, Transcripts: readableBy(seat.Panelist.ID, ts)}
		before, expect := scorecard.Draft{ID: draftID(id, seat)}, absent
		var over uint64
		if i := draftIn(existing, seat); i >= 0 {
			before, expect, over = existing[i].Value, existing[i].At(), existing[i].Version
			stands, err := s.stands(ctx, before, req.Transcripts, drafting)
			if err != nil {
				return drafted{}, err
			}
			if stands {
				out.refs = append(out.refs, DraftRef{ID: before.ID, Panelist: seat.Panelist})
				continue
			}
		}
		var p scorecard.Proposal
		by := actor.System("hirealign")
		if drafting {
			reading := req
			reading.Transcripts, _ = scorecard.Readable(req.Transcripts)
			ask := s.t.asking(iv.Application, iv, seat)
			if p, err = s.t.svc.opts.Scorecards.DraftScorecard(ask.in(ctx), reading); err != nil {
				return drafted{}, ask.failed(ctx, err)
			}
			by = p.By.Ref()
		}
		d, err := scorecard.NewDraft(before.ID, req, p, s.t.now())
		if err != nil {
			return drafted{}, err
		}
		d = d.Keep(before)
		w, err := s.t.svc.docs.drafts.Put(string(d.ID), d, expect)
		if err != nil {
			return drafted{}, err
		}
		act := requisition.NewAct("scorecard.drafted", by, s.t.now())
		act.Requisition, act.Application, act.Interview, act.Round = iv.Requisition, iv.Application, iv.ID, iv.Round
		act.Record, act.Hash = string(d.ID), locked.Hash()
		out.refs = append(out.refs, DraftRef{ID: d.ID, Panelist: seat.Panelist})
		out.acts, out.writes = append(out.acts, act), append(out.writes, w)
		out.by, out.over = append(out.by, by), append(out.over, over)
	}
	return out, nil
}

// draftID is the same for every draft of a seat, so that two that are made at once
// are one.
func draftID(id requisition.InterviewID, seat requisition.Seat) scorecard.ID {
	return scorecard.ID(ident.Named("scorecard", string(id), seat.Panelist.ID))
}

func draftIn(docs []storage.Doc[scorecard.Draft], seat requisition.Seat) int {
	return slices.IndexFunc(docs, func(d storage.Doc[scorecard.Draft]) bool {
		return d.Value.Assignment.Panelist.ID == seat.Panelist.ID
	})
}

// stands reports whether a draft needs no new one, from these records and by
// whoever may draft now.
func (s *Scorecards) stands(ctx context.Context, d scorecard.Draft, ts []transcript.Transcript, drafting bool) (bool, error) {
	current, err := s.current(ctx, d, ts)
	return current && d.By.IsZero() != drafting, err
}

// current reports whether a draft needs no new one: it was handed in, or it was
// made from the transcripts that there are, as they are.
func (s *Scorecards) current(ctx context.Context, d scorecard.Draft, ts []transcript.Transcript) (bool, error) {
	switch err := s.open(ctx, d.ID); {
	case errors.Is(err, scorecard.ErrSubmitted):
		return true, nil
	case err != nil:
		return false, err
	}
	return d.MadeFrom(ts), nil
}

func assignment(iv requisition.Interview, seat requisition.Seat, locked rubric.Locked) scorecard.Assignment {
	a := scorecard.Assignment{
		Requisition: iv.Requisition, Application: iv.Application, Round: iv.Round, Interview: iv.ID,
		Panelist: seat.Panelist, InterviewEnd: iv.Actual.End, ProcessAdjusted: iv.ProcessAdjusted,
	}
	for _, c := range locked.Rubric().Competencies {
		if slices.Contains(seat.Competencies, string(c.ID)) {
			a.Competencies = append(a.Competencies, c.ID)
		}
	}
	for _, q := range locked.Rubric().Questions {
		if slices.Contains(seat.Questions, string(q.ID)) {
			a.Questions = append(a.Questions, q.ID)
		}
	}
	return a
}

// readableBy leaves out the notes that other panelists typed: they hold their
// judgement, and nobody sees it before they have handed in their own.
func readableBy(panelist string, ts []transcript.Transcript) []transcript.Transcript {
	return slices.DeleteFunc(slices.Clone(ts), func(t transcript.Transcript) bool {
		return t.Fidelity == transcript.HumanNotes &&
			!slices.ContainsFunc(t.Speakers, func(s transcript.Speaker) bool { return s.PersonID == panelist })
	})
}

// DraftOf returns a draft to its panelist. Others cannot read it.
func (s *Scorecards) DraftOf(ctx context.Context, reader actor.Human, id scorecard.ID) (scorecard.Draft, error) {
	d, err := s.mayEdit(ctx, reader, id)
	return d.Value, err
}

// mayEdit returns a draft to its panelist.
func (s *Scorecards) mayEdit(ctx context.Context, who actor.Human, id scorecard.ID) (storage.Doc[scorecard.Draft], error) {
	var none storage.Doc[scorecard.Draft]
	if err := who.Validate(); err != nil {
		return none, err
	}
	d, err := get(ctx, s.t, s.t.svc.docs.drafts, string(id))
	if err != nil {
		return none, err
	}
	a := d.Value.Assignment
	err = s.t.may(ctx, who, access.ReadDraft, about{application: a.Application, kind: "scorecard_draft", id: string(id), author: a.Panelist.ID})
	if err != nil {
		return none, err
	}
	return d, nil
}

// AddNote adds a note to a panelist's own draft.
func (s *Scorecards) AddNote(ctx context.Context, id scorecard.ID, n scorecard.Note) (scorecard.Draft, error) {
	n.At = s.t.now()
	return s.edit(ctx, n.By, id, func(d scorecard.Draft) (scorecard.Draft, error) { return d.AddNote(n) })
}

// AddEvidence adds a quote that a panelist picked to their own draft, verified
// like any drafter's. A quote that is not admissible changes nothing; the Finding
// says why.
func (s *Scorecards) AddEvidence(ctx context.Context, by actor.Human, id scorecard.ID, c rubric.CompetencyID, claim evidence.Claim) (scorecard.Draft, evidence.Finding, error) {
	var f evidence.Finding
	d, err := s.edit(ctx, by, id, func(d scorecard.Draft) (scorecard.Draft, error) {
		sources, err := s.sources(ctx, d.Assignment)
		if err != nil {
			return scorecard.Draft{}, err
		}
		next, found, err := d.AddEvidence(by, c, claim, sources)
		f = found
		return next, err
	})
	return d, f, err
}

// EditNote changes the text of the nth note of a panelist's own draft, counted
// from 0; what first stood there is kept.
func (s *Scorecards) EditNote(ctx context.Context, by actor.Human, id scorecard.ID, n int, text string) (scorecard.Draft, error) {
	return s.edit(ctx, by, id, func(d scorecard.Draft) (scorecard.Draft, error) { return d.EditNote(by, n, text, s.t.now()) })
}

// AcceptNote makes the nth suggested note, counted from 0, the panelist's own, with
// the text, or as it was drafted where the text is "".
func (s *Scorecards) AcceptNote(ctx context.Context, by actor.Human, id scorecard.ID, n int, text string) (scorecard.Draft, error) {
	return s.edit(ctx, by, id, func(d scorecard.Draft) (scorecard.Draft, error) { return d.AcceptNote(by, n, text, s.t.now()) })
}

// DropEvidence takes the nth piece of evidence of a competency, counted from 0,
// out of a panelist's own draft.
func (s *Scorecards) DropEvidence(ctx context.Context, by actor.Human, id scorecard.ID, c rubric.CompetencyID, n int) (scorecard.Draft, error) {
	return s.edit(ctx, by, id, func(d scorecard.Draft) (scorecard.Draft, error) { return d.DropEvidence(by, c, n) })
}

func (s *Scorecards) edit(ctx context.Context, by actor.Human, id scorecard.ID, change func(scorecard.Draft) (scorecard.Draft, error)) (scorecard.Draft, error) {
	if _, err := s.mayEdit(ctx, by, id); err != nil {
		return scorecard.Draft{}, err
	}
	d, err := edition(ctx, s.t, s.t.svc.docs.drafts, string(id), s.at)
	if err != nil {
		return scorecard.Draft{}, err
	}
	if err := s.open(ctx, id); err != nil {
		return scorecard.Draft{}, err
	}
	next, err := change(d.Value)
	if err != nil {
		return scorecard.Draft{}, err
	}
	w, err := s.t.svc.docs.drafts.Put(d.ID, next, d.At())
	if err != nil {
		return scorecard.Draft{}, err
	}
	a := next.Assignment
	act := requisition.NewAct("scorecard.edited", by.Ref(), s.t.now())
	act.Requisition, act.Application, act.Interview, act.Round = a.Requisition, a.Application, a.Interview, a.Round
	act.Record, act.Hash = string(id), next.RubricHash
	if err := s.t.commit(ctx, []requisition.Act{act}, w); err != nil {
		return scorecard.Draft{}, explain(ctx, s.t, s.t.svc.docs.drafts, d.ID, next, err)
	}
	return next, nil
}

func errSubmitted() error {
	return fault.New(scorecard.ErrSubmitted, "scorecard.submitted", "/id", "the card was submitted and is final")
}

// open returns scorecard.ErrSubmitted for a card that was handed in.
func (s *Scorecards) open(ctx context.Context, id scorecard.ID) error {
	switch _, err := get(ctx, s.t, s.t.svc.docs.cards, string(id)); {
	case err == nil:
		return errSubmitted()
	case !isNotFound(err):
		return err
	}
	return nil
}

// sources are the records of the conversation that the panelist may cite.
func (s *Scorecards) sources(ctx context.Context, a scorecard.Assignment) ([]evidence.Source, error) {
	ts, err := s.t.Interviews().transcripts(ctx, a.Interview)
	if err != nil {
		return nil, err
	}
	ts = readableBy(a.Panelist.ID, ts)
	out := make([]evidence.Source, len(ts))
	for i, t := range ts {
		out[i] = evidence.FromTranscript(t)
	}
	return out, nil
}

// Submit makes a panelist's card final. What the panelist saw before, and that the
// round was shown before, is stamped on it. It returns scorecard.ErrSubmitted for a
// second submission, ErrConflict where the draft was edited meanwhile, and otherwise
// the errors of scorecard.Submit.
func (s *Scorecards) Submit(ctx context.Context, by actor.Human, id scorecard.ID, sub scorecard.Submission) (scorecard.Scorecard, error) {
	d, err := edition(ctx, s.t, s.t.svc.docs.drafts, string(id), s.at)
	if err != nil {
		return scorecard.Scorecard{}, err
	}
	if err := s.seated(ctx, by, d.Value.Assignment, "scorecard_draft", id); err != nil {
		return scorecard.Scorecard{}, err
	}
	if err := s.open(ctx, id); err != nil {
		return scorecard.Scorecard{}, err
	}
	locked, sources, err := s.prepare(ctx, by, d.Value.Assignment, d.Value.RubricHash, &sub)
	if err != nil {
		return scorecard.Scorecard{}, err
	}
	card, err := scorecard.Submit(d.Value, locked, by, sub, sources, s.t.now())
	if err != nil {
		return scorecard.Scorecard{}, err
	}
	// A note that is added at this moment must be in the card or be refused.
	same, err := s.t.svc.docs.drafts.Put(d.ID, d.Value, d.At())
	if err != nil {
		return scorecard.Scorecard{}, err
	}
	err = s.store(ctx, "scorecard.submitted", by, card, absent, same)
	if errors.Is(err, ErrConflict) {
		if err := s.open(ctx, id); err != nil {
			return scorecard.Scorecard{}, err
		}
		return scorecard.Scorecard{}, explain(ctx, s.t, s.t.svc.docs.drafts, d.ID, d.Value, err)
	}
	return card, err
}

// seated returns ErrNotFound for somebody without a part in the search; whose card
// it is, the card itself asks.
func (s *Scorecards) seated(ctx context.Context, by actor.Human, a scorecard.Assignment, kind storage.Kind, id scorecard.ID) error {
	if by.IsZero() {
		return nil // refused by the card
	}
	return s.t.may(ctx, by, access.ReadRequisition, about{application: a.Application, kind: kind, id: string(id)})
}

// Revise replaces a panelist's submitted card by a new one that cites it and says
// why. The former card stays; History has both. It returns the errors of
// scorecard.Revise.
func (s *Scorecards) Revise(ctx context.Context, by actor.Human, id scorecard.ID, c scorecard.Change) (scorecard.Scorecard, error) {
	return s.revise(ctx, by, id, "", c)
}

// Rerate is Revise against the next version of the rubric, named by its content
// hash, where that version asks for candidates to be rated again.
func (s *Scorecards) Rerate(ctx context.Context, by actor.Human, id scorecard.ID, rubricHash string, c scorecard.Change) (scorecard.Scorecard, error) {
	return s.revise(ctx, by, id, rubricHash, c)
}

func (s *Scorecards) revise(ctx context.Context, by actor.Human, id scorecard.ID, rubricHash string, c scorecard.Change) (scorecard.Scorecard, error) {
	d, err := get(ctx, s.t, s.t.svc.docs.cards, string(id))
	if err != nil {
		return scorecard.Scorecard{}, err
	}
	if err := s.seated(ctx, by, d.Value.Assignment(), "scorecard", id); err != nil {
		return scorecard.Scorecard{}, err
	}
	kind := "scorecard.revised"
	if rubricHash != "" {
		kind = "scorecard.rerated"
	}
	a := d.Value.Assignment()
	locked, sources, err := s.prepare(ctx, by, a, cmp.Or(rubricHash, d.Value.RubricHash()), &c.Submission)
	if err != nil {
		return scorecard.Scorecard{}, err
	}
	switch state, err := s.round(ctx, a.Application, a.Round); {
	case err != nil:
		return scorecard.Scorecard{}, err
	case state.Closed() && c.Revealed.IsZero():
		c.Revealed = s.t.now() // the cards were shown when the last one came
	}
	card, err := scorecard.Revise(d.Value, locked, by, c, sources, s.t.now())
	if err != nil {
		return scorecard.Scorecard{}, err
	}
	if err := s.store(ctx, kind, by, card, d.At()); err != nil {
		return scorecard.Scorecard{}, explain(ctx, s.t, s.t.svc.docs.cards, d.ID, card, err)
	}
	return card, nil
}

// Impact replays a change of a requisition's rubric over what is stored: who is
// affected, and what rating them again would take. It reads the cards that the
// reader may see and no others.
func (s *Scorecards) Impact(ctx context.Context, reader actor.Human, id requisition.ID, next rubric.Rubric) (scorecard.RubricImpact, error) {
	if err := s.t.may(ctx, reader, access.ReadReport, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return scorecard.RubricImpact{}, err
	}
	req, err := s.t.Requisitions().get(ctx, id)
	if err != nil {
		return scorecard.RubricImpact{}, err
	}
	locked, err := s.t.Rubrics().locked(ctx, req.RubricHash)
	if err != nil {
		return scorecard.RubricImpact{}, err
	}
	apps, err := s.t.Requisitions().applications(ctx, id)
	if err != nil {
		return scorecard.RubricImpact{}, err
	}
	var cards []scorecard.Scorecard
	var drafts []scorecard.Draft
	for _, app := range apps {
		if app.Erased {
			continue
		}
		seen, err := s.OfApplication(ctx, reader, app.ID)
		if err != nil {
			return scorecard.RubricImpact{}, err
		}
		docs, err := list(ctx, s.t, s.t.svc.docs.drafts, "application", string(app.ID))
		if err != nil {
			return scorecard.RubricImpact{}, err
		}
		cards, drafts = append(cards, seen...), append(drafts, values(docs)...)
	}
	return scorecard.Impact(locked, next, cards, drafts)
}

// prepare fills in what the service knows of a submission: the rubric, what may be
// cited, who lints, what the panelist saw, and whether the round was shown or the
// application has ended.
func (s *Scorecards) prepare(ctx context.Context, by actor.Human, a scorecard.Assignment, rubricHash string, sub *scorecard.Submission) (rubric.Locked, []evidence.Source, error) {
	locked, err := s.t.Rubrics().locked(ctx, rubricHash)
	if err != nil {
		return rubric.Locked{}, nil, err
	}
	sources, err := s.sources(ctx, a)
	if err != nil {
		return rubric.Locked{}, nil, err
	}
	reveal, err := s.reveal(ctx, a.Application, a.Round)
	if err != nil {
		return rubric.Locked{}, nil, err
	}
	app, err := s.t.Requisitions().application(ctx, a.Application)
	if err != nil {
		return rubric.Locked{}, nil, err
	}
	seen, _, err := s.exposures(ctx, a.Application, by.ID())
	if err != nil {
		return rubric.Locked{}, nil, err
	}
	sub.Linter, sub.Exposures, sub.Revealed, sub.Ended = s.t.svc.opts.Linter, seen.Exposures, reveal.At, app.EndedAt
	return locked, sources, nil
}

func (s *Scorecards) store(ctx context.Context, kind string, by actor.Human, card scorecard.Scorecard, expect storage.Expect, more ...[]storage.Write) error {
	w, err := s.t.svc.docs.cards.Put(string(card.ID()), card, expect)
	if err != nil {
		return err
	}
	a := card.Assignment()
	act := requisition.NewAct(kind, by.Ref(), s.t.now())
	act.Requisition, act.Application, act.Interview, act.Round = a.Requisition, a.Application, a.Interview, a.Round
	act.Record, act.Hash = string(card.ID()), card.RubricHash()
	if card.Revision() == 0 {
		act.Settles = []requisition.Waiting{{Person: by.ID(), For: requisition.ForScorecard}}
	}
	return s.t.commit(ctx, []requisition.Act{act}, append(more, w)...)
}

// Get returns a submitted card to a reader who may see it: its author, and
// everybody else once the cards of the round are shown. Until then it returns
// scorecard.ErrBlind. A reader who still owes a card of the application gets that
// stamped on it.
func (s *Scorecards) Get(ctx context.Context, reader actor.Human, id scorecard.ID) (scorecard.Scorecard, error) {
	if err := reader.Validate(); err != nil {
		return scorecard.Scorecard{}, err
	}
	d, err := get(ctx, s.t, s.t.svc.docs.cards, string(id))
	if err != nil {
		return scorecard.Scorecard{}, err
	}
	if err := s.mayRead(ctx, reader, d.Value); err != nil {
		return scorecard.Scorecard{}, err
	}
	return d.Value, nil
}

func (s *Scorecards) mayRead(ctx context.Context, reader actor.Human, c scorecard.Scorecard) error {
	a := c.Assignment()
	state, err := s.round(ctx, a.Application, a.Round)
	if err != nil {
		return err
	}
	err = s.t.may(ctx, reader, access.ReadCard, about{
		application: a.Application, kind: "scorecard", id: string(c.ID()), author: c.By().ID(), round: state,
	})
	if err != nil {
		return err
	}
	if reader.ID() == c.By().ID() {
		return nil
	}
	return s.expose(ctx, reader, a.Application, scorecard.OtherCard)
}

// History returns every version of a card, the first one first, to a reader who
// may see the card.
func (s *Scorecards) History(ctx context.Context, reader actor.Human, id scorecard.ID) ([]scorecard.Scorecard, error) {
	if err := reader.Validate(); err != nil {
		return nil, err
	}
	d, err := get(ctx, s.t, s.t.svc.docs.cards, string(id))
	if err != nil {
		return nil, err
	}
	if err := s.mayRead(ctx, reader, d.Value); err != nil {
		return nil, err
	}
	var out []scorecard.Scorecard
	for version, err := range s.t.svc.docs.cards.Revisions(ctx, s.t.svc.store, s.t.id, string(id)) {
		if err != nil {
			return nil, err
		}
		out = append(out, version.Value)
	}
	return out, nil
}

// OfApplication returns the submitted cards of an application that the reader
// may see, in the order of submission.
func (s *Scorecards) OfApplication(ctx context.Context, reader actor.Human, id requisition.ApplicationID) ([]scorecard.Scorecard, error) {
	if err := s.t.may(ctx, reader, access.ReadCard, about{application: id, kind: "application", id: string(id)}); err != nil {
		return nil, err
	}
	all, err := s.ofApplication(ctx, id)
	if err != nil {
		return nil, err
	}
	states := map[requisition.RoundID]scorecard.RoundState{}
	var out []scorecard.Scorecard
	others := false
	for _, c := range all {
		round := c.Assignment().Round
		state, ok := states[round]
		if !ok {
			if state, err = s.round(ctx, id, round); err != nil {
				return nil, err
			}
			states[round] = state
		}
		if scorecard.CanRead(reader, c.By().ID(), state) == nil {
			out = append(out, c)
			others = others || c.By().ID() != reader.ID()
		}
	}
	if others {
		return out, s.expose(ctx, reader, id, scorecard.OtherCard)
	}
	return out, nil
}

func (s *Scorecards) ofApplication(ctx context.Context, id requisition.ApplicationID) ([]scorecard.Scorecard, error) {
	docs, err := list(ctx, s.t, s.t.svc.docs.cards, "application", string(id))
	if err != nil {
		return nil, err
	}
	out := values(docs)
	sortBy(out, func(c scorecard.Scorecard) time.Time { return c.SubmittedAt() })
	return out, nil
}

func sortBy[T any](s []T, at func(T) time.Time) {
	slices.SortStableFunc(s, func(a, b T) int { return at(a).Compare(at(b)) })
}
