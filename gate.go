package hirealign

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

// about is what somebody asks to read or to do something with: an application, or
// else a search.
type about struct {
	requisition requisition.ID
	application requisition.ApplicationID
	// kind and id are what was asked for: to a person who is not to know of it, there
	// is no such document.
	kind storage.Kind
	id   string
	// author and round are set for another's card.
	author string
	round  scorecard.RoundState
}

// missing is the error for a document that is not there.
func missing(kind storage.Kind, id string) error {
	return fmt.Errorf("%w: %w", ErrNotFound, fmt.Errorf("%s %q: %w", kind, id, storage.ErrNotFound))
}

// refused reports whether an error says that a person may not see something.
func refused(err error) bool {
	return errors.Is(err, ErrNotFound) || errors.Is(err, ErrNotAllowed) || errors.Is(err, scorecard.ErrBlind)
}

// may is the one gate: every read and every act of the service passes it. It
// returns ErrNotFound, in the same words as for what is not there, to a person
// without a part in the search and to a candidate in it; ErrNotAllowed where the
// person's part does not allow it; and scorecard.ErrBlind. A refusal is written to
// the log where a document was asked for; a list that leaves one out names none.
func (t *Tenant) may(ctx context.Context, who actor.Human, act access.Act, a about) error {
	if err := who.Validate(); err != nil {
		return err
	}
	m := access.Matter{Requisition: a.requisition}
	if a.application != "" {
		app, err := t.Requisitions().application(ctx, a.application)
		if err != nil {
			return err
		}
		m.Requisition, m.Subject = app.Requisition, []string{string(app.Candidate)}
		if app.Person != "" {
			m.Subject = append(m.Subject, app.Person)
		}
	}
	req, err := t.Requisitions().get(ctx, m.Requisition)
	if err != nil {
		return err
	}
	if err := t.describe(ctx, who, req, &m); err != nil {
		return err
	}
	code, err := t.decide(ctx, access.Request{Tenant: string(t.id), Who: who, Act: act, Matter: m, Author: a.author, Round: a.round}, a.kind, a.id)
	if code != "" && a.id != "" {
		a.requisition = m.Requisition
		return t.refuse(ctx, who, act, a, code, err)
	}
	return err
}

// describe fills in what the search says about a person.
func (t *Tenant) describe(ctx context.Context, who actor.Human, req requisition.Requisition, m *access.Matter) error {
	m.HiringManager, m.Recruiter = req.HiringManager.ID, req.Recruiter.ID
	theirs, err := list(ctx, t, t.svc.docs.applications, "person", who.ID())
	if err != nil {
		return err
	}
	if slices.ContainsFunc(theirs, func(d storage.Doc[requisition.Application]) bool { return d.Value.Requisition == req.ID }) {
		m.Candidates = []string{who.ID()}
	}
	if slices.ContainsFunc(req.Plan.Rounds, func(r requisition.Round) bool { return seated(r.Panel, who) }) {
		m.Panelists = []string{who.ID()}
	}
	return nil
}

func seated(seats []requisition.Seat, who actor.Human) bool {
	return slices.ContainsFunc(seats, func(s requisition.Seat) bool { return s.Panelist.ID == who.ID() })
}

// sat reports whether a person has a seat in an interview of a search although the
// plan names them no more or never did: they stood in, or the plan has changed.
func (t *Tenant) sat(ctx context.Context, who actor.Human, id requisition.ID) (bool, error) {
	ivs, err := list(ctx, t, t.svc.docs.interviews, "requisition", string(id))
	return slices.ContainsFunc(ivs, func(d storage.Doc[requisition.Interview]) bool {
		return seated(d.Value.Panel, who) || seated(d.Value.Seats(), who)
	}), err
}

// decide asks the policy and the host. The code says why a request is refused, "" for
// one that is not; the error may then be one of the store.
func (t *Tenant) decide(ctx context.Context, r access.Request, kind storage.Kind, id string) (code string, err error) {
	err = t.svc.opts.Policy.Decide(r)
	if r.Matter.Requisition != "" && len(r.Matter.Panelists) == 0 && (errors.Is(err, access.ErrHidden) || errors.Is(err, access.ErrDenied)) {
		in, failed := t.sat(ctx, r.Who, r.Matter.Requisition)
		if failed != nil {
			return "", failed
		}
		if in {
			r.Matter.Panelists = []string{r.Who.ID()}
			err = t.svc.opts.Policy.Decide(r)
		}
	}
	if faults := fault.Of(err); len(faults) > 0 {
		code = faults[0].Code
	}
	switch {
	case errors.Is(err, access.ErrHidden):
		return code, missing(kind, id)
	case errors.Is(err, access.ErrDenied):
		return code, fmt.Errorf("%w: %w", ErrNotAllowed, err)
	case err != nil:
		return code, err
	case t.svc.opts.Authorize != nil:
		if err := t.svc.opts.Authorize(ctx, r); err != nil {
			return RefusedByHost, err
		}
	}
	return "", nil
}

// mayTenant is the gate for what belongs to no search and no person.
func (t *Tenant) mayTenant(ctx context.Context, who actor.Human, act access.Act) error {
	if err := who.Validate(); err != nil {
		return err
	}
	a := about{kind: "tenant", id: string(t.id)}
	code, err := t.decide(ctx, access.Request{Tenant: string(t.id), Who: who, Act: act}, a.kind, a.id)
	if code != "" {
		return t.refuse(ctx, who, act, a, code, err)
	}
	return err
}

// mayAbout is the gate for what concerns a person in all their searches. Who may do
// it in one of them may do it, unless they are a candidate beside that person.
func (t *Tenant) mayAbout(ctx context.Context, who actor.Human, act access.Act, id requisition.CandidateID) error {
	code, err := t.aboutPerson(ctx, who, act, id)
	if code == "" {
		return err
	}
	if _, missed := t.Requisitions().candidate(ctx, id); missed != nil {
		return err // there is no such person
	}
	return t.refuse(ctx, who, act, about{kind: "candidate", id: string(id)}, code, err)
}

// aboutPerson is mayAbout for a list, which leaves out whom the reader may not see
// and writes no refusal down.
func (t *Tenant) aboutPerson(ctx context.Context, who actor.Human, act access.Act, id requisition.CandidateID) (code string, err error) {
	if err := who.Validate(); err != nil {
		return "", err
	}
	ids, err := t.sameAs(ctx, id)
	if err != nil {
		return "", err
	}
	subject := make([]string, 0, 2*len(ids))
	var searches []requisition.ID
	for _, c := range ids {
		subject = append(subject, string(c))
		switch rec, err := t.Requisitions().candidate(ctx, c); {
		case err == nil && rec.Person != "":
			subject = append(subject, rec.Person)
		case err != nil && !isNotFound(err):
			return "", err
		}
		apps, err := t.Requisitions().ofCandidate(ctx, c)
		if err != nil {
			return "", err
		}
		for _, a := range apps {
			searches = append(searches, a.Requisition)
		}
	}
	request := func(m access.Matter) access.Request {
		m.Subject = subject
		return access.Request{Tenant: string(t.id), Who: who, Act: act, Matter: m}
	}
	var last error
	var why string
	ok := false
	for _, s := range searches {
		req, err := t.Requisitions().get(ctx, s)
		if err != nil {
			return "", err
		}
		m := access.Matter{Requisition: s}
		if err := t.describe(ctx, who, req, &m); err != nil {
			return "", err
		}
		if slices.Contains(m.Candidates, who.ID()) && !slices.Contains(subject, who.ID()) {
			return hiddenCode, missing("candidate", string(id))
		}
		switch code, err := t.decide(ctx, request(m), "candidate", string(id)); {
		case err == nil:
			ok = true
		case last == nil || errors.Is(err, ErrNotAllowed):
			why, last = code, err
		}
	}
	if len(searches) == 0 {
		return t.decide(ctx, request(access.Matter{}), "candidate", string(id))
	}
	if ok {
		return "", nil
	}
	return why, last
}
