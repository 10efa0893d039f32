package hirealign

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"time"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

func pair(a, b string) string { return a + "/" + b }

// round says which cards of one round of an application are expected and in.
func (s *Scorecards) round(ctx context.Context, application requisition.ApplicationID, round requisition.RoundID) (scorecard.RoundState, error) {
	state := scorecard.RoundState{Round: round}
	var err error
	if state.Revealed, err = s.reveal(ctx, application, round); err != nil {
		return state, err
	}
	owed, err := s.owed(ctx, application)
	if err != nil {
		return state, err
	}
	for _, o := range owed {
		if o.assignment.Round != round {
			continue
		}
		e := scorecard.Expected{Interview: o.assignment.Interview, Panelist: o.assignment.Panelist.ID, Submitted: !o.card.IsZero()}
		if o.held {
			e.DueAt = o.assignment.Due()
		}
		state.Cards = append(state.Cards, e)
	}
	return state, nil
}

// owed is a card that an interview waits for, or has had.
type owed struct {
	assignment scorecard.Assignment
	held       bool
	draft      scorecard.ID // "" before there is a draft
	card       scorecard.Scorecard
}

// owed returns the cards of an application's interviews that are to be held or
// were, in the order of the interviews.
func (s *Scorecards) owed(ctx context.Context, id requisition.ApplicationID) ([]owed, error) {
	ivs, err := s.t.Interviews().ofApplication(ctx, id)
	if err != nil {
		return nil, err
	}
	cards, err := s.ofApplication(ctx, id)
	if err != nil {
		return nil, err
	}
	drafts, err := list(ctx, s.t, s.t.svc.docs.drafts, "application", string(id))
	if err != nil {
		return nil, err
	}
	var out []owed
	for _, iv := range ivs {
		if iv.Status == requisition.Cancelled || iv.Status == requisition.NoShow {
			continue
		}
		for _, seat := range iv.Seats() {
			o := owed{held: iv.Status == requisition.Held, assignment: scorecard.Assignment{
				Requisition: iv.Requisition, Application: iv.Application, Round: iv.Round, Interview: iv.ID,
				Panelist: seat.Panelist, InterviewEnd: iv.Actual.End,
			}}
			if o.held {
				o.assignment, err = o.assignment.WithDeadline(s.t.svc.opts.Deadline, zoneOf(iv, seat))
				if err != nil {
					return nil, err
				}
			}
			mine := func(a scorecard.Assignment) bool {
				return a.Interview == iv.ID && a.Panelist.ID == seat.Panelist.ID
			}
			for _, d := range drafts {
				if mine(d.Value.Assignment) {
					o.draft, o.assignment = d.Value.ID, d.Value.Assignment
				}
			}
			if i := slices.IndexFunc(cards, func(c scorecard.Scorecard) bool { return mine(c.Assignment()) }); i >= 0 {
				o.card = cards[i]
			}
			out = append(out, o)
		}
	}
	return out, nil
}

func (o owed) stop(app requisition.Application) scorecard.Stop {
	var done scorecard.Stop
	if !o.card.IsZero() {
		done = scorecard.Stop{At: o.card.FirstSubmittedAt(), Why: scorecard.Done}
	}
	return done.Earlier(scorecard.Stop{At: app.EndedAt, Why: scorecard.Ended})
}

func (s *Scorecards) reveal(ctx context.Context, application requisition.ApplicationID, round requisition.RoundID) (scorecard.Reveal, error) {
	d, err := get(ctx, s.t, s.t.svc.docs.reveals, pair(string(application), string(round)))
	if isNotFound(err) {
		return scorecard.Reveal{}, nil
	}
	return d.Value, err
}

// Reveal shows the cards of a round to everybody at once although some are
// missing, each of which is overdue and waived by name. The hiring manager or the
// recruiter does it. It returns ErrNotAllowed for anybody else and the errors of
// scorecard.NewReveal.
func (s *Scorecards) Reveal(ctx context.Context, by actor.Human, application requisition.ApplicationID, round requisition.RoundID, waivers ...scorecard.Waiver) (scorecard.Reveal, error) {
	if err := s.t.may(ctx, by, access.ReadCard, about{application: application, kind: "application", id: string(application)}); err != nil {
		return scorecard.Reveal{}, err
	}
	app, err := s.t.Requisitions().application(ctx, application)
	if err != nil {
		return scorecard.Reveal{}, err
	}
	req, err := s.t.Requisitions().get(ctx, app.Requisition)
	if err != nil {
		return scorecard.Reveal{}, err
	}
	if by.ID() != req.HiringManager.ID && by.ID() != req.Recruiter.ID {
		return scorecard.Reveal{}, fault.New(ErrNotAllowed, "scorecard.reveal_by_other", "/by", "the hiring manager or the recruiter reveals a round")
	}
	state, err := s.round(ctx, application, round)
	if err != nil {
		return scorecard.Reveal{}, err
	}
	r, act, w, err := s.revealing(app, state, by, waivers)
	if err != nil {
		return scorecard.Reveal{}, err
	}
	return r, s.t.commit(ctx, []requisition.Act{act}, w)
}

func (s *Scorecards) revealing(app requisition.Application, state scorecard.RoundState, by actor.Human, waivers []scorecard.Waiver) (scorecard.Reveal, requisition.Act, []storage.Write, error) {
	r, err := scorecard.NewReveal(app.ID, state, by, waivers, s.t.now())
	if err != nil {
		return scorecard.Reveal{}, requisition.Act{}, nil, err
	}
	w, err := s.t.svc.docs.reveals.Put(pair(string(app.ID), string(state.Round)), r, absent)
	act := requisition.NewAct("scorecard.revealed", by.Ref(), r.At)
	act.Requisition, act.Application, act.Round = app.Requisition, app.ID, state.Round
	return r, act, w, err
}

// exposureRecord is what one person has seen of an application before they rated.
type exposureRecord struct {
	Application requisition.ApplicationID `json:"application_id"`
	Person      string                    `json:"person_id"`
	Exposures   []scorecard.Exposure      `json:"exposures,omitzero"`
}

func (s *Scorecards) exposures(ctx context.Context, application requisition.ApplicationID, person string) (exposureRecord, storage.Expect, error) {
	d, err := get(ctx, s.t, s.t.svc.docs.exposures, pair(string(application), person))
	if isNotFound(err) {
		return exposureRecord{Application: application, Person: person}, absent, nil
	}
	return d.Value, d.At(), err
}

var exposureKind = regexp.MustCompile(`^[a-z0-9_.]{1,64}$`)

// RecordExposure records that a panelist was shown something that may move their
// judgement, such as a level suggested by software, which a host may do. It is
// stamped on every card of the application that they have not handed in yet. The kind
// is a short code without words, since the log holds it: scorecard.ErrInvalid otherwise.
func (s *Scorecards) RecordExposure(ctx context.Context, by actor.Human, application requisition.ApplicationID, kind scorecard.ExposureKind) error {
	if err := s.t.may(ctx, by, access.ReadRequisition, about{application: application, kind: "application", id: string(application)}); err != nil {
		return err
	}
	if !exposureKind.MatchString(string(kind)) {
		return fault.New(scorecard.ErrInvalid, "scorecard.exposure_not_a_code", "/kind", "the kind of an exposure is a short code such as suggested_level")
	}
	app, err := s.t.Requisitions().application(ctx, application)
	if err != nil {
		return err
	}
	for range tries {
		seen, expect, err := s.exposures(ctx, application, by.ID())
		if err != nil {
			return err
		}
		if slices.ContainsFunc(seen.Exposures, func(e scorecard.Exposure) bool { return e.Kind == kind }) {
			return nil
		}
		seen.Exposures = append(seen.Exposures, scorecard.Exposure{Kind: kind, At: s.t.now()})
		w, err := s.t.svc.docs.exposures.Put(pair(string(application), by.ID()), seen, expect)
		if err != nil {
			return err
		}
		act := requisition.NewAct("scorecard.exposed", by.Ref(), s.t.now())
		act.Requisition, act.Application, act.Record = app.Requisition, application, string(kind)
		if err := s.t.commit(ctx, []requisition.Act{act}, w); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return fault.New(ErrConflict, "scorecard.exposure_conflict", "", "somebody else recorded an exposure at the same time")
}

// expose records an exposure of a reader who still owes a card of the application:
// one of an interview, or one of a round of the plan that they have not rated in.
func (s *Scorecards) expose(ctx context.Context, reader actor.Human, application requisition.ApplicationID, kind scorecard.ExposureKind) error {
	all, err := s.owed(ctx, application)
	if err != nil {
		return err
	}
	rated := map[requisition.RoundID]bool{}
	owes := false
	for _, o := range all {
		if o.assignment.Panelist.ID == reader.ID() {
			owes = owes || o.card.IsZero()
			rated[o.assignment.Round] = true
		}
	}
	if !owes {
		app, err := s.t.Requisitions().application(ctx, application)
		if err != nil {
			return err
		}
		req, err := s.t.Requisitions().get(ctx, app.Requisition)
		if err != nil {
			return err
		}
		owes = slices.ContainsFunc(req.Plan.Rounds, func(r requisition.Round) bool {
			return !rated[r.ID] && slices.ContainsFunc(r.Panel, func(seat requisition.Seat) bool { return seat.Panelist.ID == reader.ID() })
		})
	}
	if !owes {
		return nil
	}
	return s.RecordExposure(ctx, reader, application, kind)
}

// Handoff returns what the next round may know before it rates: what was asked up
// to and in a round, what is to be covered, and what the candidate expects to be
// paid. It holds no rating and passes at once.
func (s *Scorecards) Handoff(ctx context.Context, reader actor.Human, application requisition.ApplicationID, round requisition.RoundID) (scorecard.Handoff, error) {
	if err := s.t.may(ctx, reader, access.ReadHandoff, about{application: application, kind: "application", id: string(application)}); err != nil {
		return scorecard.Handoff{}, err
	}
	app, err := s.t.Requisitions().application(ctx, application)
	if err != nil {
		return scorecard.Handoff{}, err
	}
	req, err := s.t.Requisitions().get(ctx, app.Requisition)
	if err != nil {
		return scorecard.Handoff{}, err
	}
	locked, err := s.t.Rubrics().locked(ctx, req.RubricHash)
	if err != nil {
		return scorecard.Handoff{}, err
	}
	place := func(id requisition.RoundID) int {
		return slices.IndexFunc(req.Plan.Rounds, func(r requisition.Round) bool { return r.ID == id })
	}
	if place(round) < 0 {
		return scorecard.Handoff{}, fault.New(ErrNotFound, "scorecard.round_unknown", "/round_id", "the plan has no such round")
	}
	docs, err := list(ctx, s.t, s.t.svc.docs.drafts, "application", string(application))
	if err != nil {
		return scorecard.Handoff{}, err
	}
	var drafts []scorecard.Draft
	for _, d := range docs {
		if d.Value.RubricHash == locked.Hash() && place(d.Value.Assignment.Round) <= place(round) {
			drafts = append(drafts, d.Value)
		}
	}
	var expectations []scorecard.Expectation
	switch sum, err := get(ctx, s.t, s.t.svc.docs.summaries, string(application)); {
	case err == nil:
		if c := sum.Value.Compensation; c != nil {
			expectations = append(expectations, scorecard.Expectation{Range: c.Expectation, Evidence: c.Evidence})
		}
	case !isNotFound(err):
		return scorecard.Handoff{}, err
	}
	return scorecard.NewHandoff(locked, application, round, drafts, expectations, s.t.now())
}

// InterviewClock is what runs after an interview.
type InterviewClock struct {
	Interview requisition.InterviewID `json:"interview_id"`
	// Cards are the clocks of the panelists' cards, in the order of their seats.
	Cards []CardClock `json:"cards,omitzero"`
	// Summary runs until the application's summary covers the interview.
	Summary scorecard.Clock `json:"summary"`
}

// CardClock is the clock of one panelist's card.
type CardClock struct {
	Panelist requisition.Person `json:"panelist"`
	Clock    scorecard.Clock    `json:"clock"`
}

// Clocks returns the clocks of an application's interviews that were held: of each
// card, and of the summary. The end of the application stops all of them.
func (s *Scorecards) Clocks(ctx context.Context, reader actor.Human, id requisition.ApplicationID) ([]InterviewClock, error) {
	if err := s.t.may(ctx, reader, access.ReadClock, about{application: id, kind: "application", id: string(id)}); err != nil {
		return nil, err
	}
	app, err := s.t.Requisitions().application(ctx, id)
	if err != nil {
		return nil, err
	}
	all, err := s.owed(ctx, id)
	if err != nil {
		return nil, err
	}
	delivered, err := s.delivered(ctx, id)
	if err != nil {
		return nil, err
	}
	now := s.t.now()
	var out []InterviewClock
	for _, o := range all {
		if !o.held {
			continue
		}
		iv := o.assignment.Interview
		i := slices.IndexFunc(out, func(c InterviewClock) bool { return c.Interview == iv })
		if i < 0 {
			i = len(out)
			stop := scorecard.Stop{At: delivered[iv], Why: scorecard.Done}.Earlier(scorecard.Stop{At: app.EndedAt, Why: scorecard.Ended})
			out = append(out, InterviewClock{
				Interview: iv, Summary: scorecard.SummaryClock(o.assignment.InterviewEnd, s.t.svc.opts.SummaryWithin, stop, now),
			})
		}
		out[i].Cards = append(out[i].Cards, CardClock{Panelist: o.assignment.Panelist, Clock: o.assignment.Clock(o.stop(app), now)})
	}
	return out, nil
}

// delivered is when the first summary that covers an interview was made.
func (s *Scorecards) delivered(ctx context.Context, id requisition.ApplicationID) (map[requisition.InterviewID]time.Time, error) {
	out := map[requisition.InterviewID]time.Time{}
	for sum, err := range s.t.svc.docs.summaries.Revisions(ctx, s.t.svc.store, s.t.id, string(id)) {
		if err != nil {
			return nil, err
		}
		for _, iv := range sum.Value.Interviews {
			if _, ok := out[iv]; !ok {
				out[iv] = sum.Value.MadeAt
			}
		}
	}
	return out, nil
}

// Notices returns what is to be said about missing cards of a requisition after
// one time and up to another: that a form is ready, reminders, and escalations by
// the plan. The host delivers them; asking for the next span each time delivers
// each once, and the ids are the same where a span is asked for again.
func (s *Scorecards) Notices(ctx context.Context, reader actor.Human, id requisition.ID, plan scorecard.NoticePlan, after, until time.Time) ([]scorecard.Notice, error) {
	if err := s.t.may(ctx, reader, access.ReadClock, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return nil, err
	}
	apps, err := s.t.Requisitions().applications(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []scorecard.Notice
	for _, app := range apps {
		all, err := s.owed(ctx, app.ID)
		if err != nil {
			return nil, err
		}
		for _, o := range all {
			if !o.held {
				continue
			}
			for _, n := range plan.Notices(o.draft, o.assignment, o.stop(app)) {
				if n.At.After(after) && !n.At.After(until) {
					out = append(out, n)
				}
			}
		}
	}
	sortBy(out, func(n scorecard.Notice) time.Time { return n.At })
	return out, nil
}
