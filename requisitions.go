package hirealign

import (
	"context"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/requisition"
)

// Requisitions opens searches, moves them on, and keeps candidates and applications.
type Requisitions struct{ t *Tenant }

// Open opens a requisition under a new id.
func (r *Requisitions) Open(ctx context.Context, by actor.Human, o requisition.Opening) (requisition.Requisition, error) {
	req, act, err := requisition.Open(requisition.ID(r.t.newID()), o, by, r.t.now())
	if err != nil {
		return requisition.Requisition{}, err
	}
	return req, r.create(ctx, req, act)
}

func (r *Requisitions) create(ctx context.Context, req requisition.Requisition, act requisition.Act) error {
	w, err := r.t.svc.docs.requisitions.Put(string(req.ID), req, absent)
	if err != nil {
		return err
	}
	return r.t.commit(ctx, []requisition.Act{act}, w)
}

// Get returns a requisition.
func (r *Requisitions) Get(ctx context.Context, id requisition.ID) (requisition.Requisition, error) {
	d, err := get(ctx, r.t, r.t.svc.docs.requisitions, string(id))
	return d.Value, err
}

// List returns the requisitions with a status, or all where it is "", in the order
// of their ids.
func (r *Requisitions) List(ctx context.Context, status requisition.Status) ([]requisition.Requisition, error) {
	index := "status"
	if status == "" {
		index = ""
	}
	docs, err := list(ctx, r.t, r.t.svc.docs.requisitions, index, string(status))
	return values(docs), err
}

type requisitionVerb func(requisition.Requisition, time.Time) (requisition.Requisition, requisition.Act, error)

func (r *Requisitions) change(ctx context.Context, id requisition.ID, verb requisitionVerb) (requisition.Requisition, error) {
	d, err := get(ctx, r.t, r.t.svc.docs.requisitions, string(id))
	if err != nil {
		return requisition.Requisition{}, err
	}
	next, act, err := verb(d.Value, r.t.now())
	if err != nil {
		return requisition.Requisition{}, err
	}
	w, err := r.t.svc.docs.requisitions.Put(d.ID, next, d.At())
	if err != nil {
		return requisition.Requisition{}, err
	}
	return next, r.t.commit(ctx, []requisition.Act{act}, w)
}

// SetPlan sets the rounds that every application goes through.
func (r *Requisitions) SetPlan(ctx context.Context, by actor.Human, id requisition.ID, p requisition.Plan) (requisition.Requisition, error) {
	return r.change(ctx, id, func(q requisition.Requisition, at time.Time) (requisition.Requisition, requisition.Act, error) {
		return q.SetPlan(p, by, at)
	})
}

// SetCompensation changes the band; the zero Range removes it.
func (r *Requisitions) SetCompensation(ctx context.Context, by actor.Human, id requisition.ID, band compensation.Range) (requisition.Requisition, error) {
	return r.change(ctx, id, func(q requisition.Requisition, at time.Time) (requisition.Requisition, requisition.Act, error) {
		return q.SetCompensation(band, by, at)
	})
}

// StartSourcing opens the search to candidates; refused before the rubric is locked.
func (r *Requisitions) StartSourcing(ctx context.Context, by actor.Human, id requisition.ID) (requisition.Requisition, error) {
	return r.change(ctx, id, func(q requisition.Requisition, at time.Time) (requisition.Requisition, requisition.Act, error) {
		return q.StartSourcing(by, at)
	})
}

// PutOnHold pauses the search.
func (r *Requisitions) PutOnHold(ctx context.Context, by actor.Human, id requisition.ID, reason string) (requisition.Requisition, error) {
	return r.change(ctx, id, func(q requisition.Requisition, at time.Time) (requisition.Requisition, requisition.Act, error) {
		return q.PutOnHold(reason, by, at)
	})
}

// Reopen takes up a search again that was on hold, filled or closed.
func (r *Requisitions) Reopen(ctx context.Context, by actor.Human, id requisition.ID, reason string) (requisition.Requisition, error) {
	return r.change(ctx, id, func(q requisition.Requisition, at time.Time) (requisition.Requisition, requisition.Act, error) {
		return q.Reopen(reason, by, at)
	})
}

// Close ends the search without filling it.
func (r *Requisitions) Close(ctx context.Context, by actor.Human, id requisition.ID, reason string) (requisition.Requisition, error) {
	return r.change(ctx, id, func(q requisition.Requisition, at time.Time) (requisition.Requisition, requisition.Act, error) {
		return q.Close(reason, by, at)
	})
}

// AddCandidate records a person under a new id.
func (r *Requisitions) AddCandidate(ctx context.Context, by actor.Human, name string, external ...requisition.ExternalRef) (requisition.Candidate, error) {
	c, act, err := requisition.NewCandidate(requisition.CandidateID(r.t.newID()), name, external, by, r.t.now())
	if err != nil {
		return requisition.Candidate{}, err
	}
	w, err := r.t.svc.docs.candidates.Put(string(c.ID), c, absent)
	if err != nil {
		return requisition.Candidate{}, err
	}
	return c, r.t.commit(ctx, []requisition.Act{act}, w)
}

// Candidate returns a candidate.
func (r *Requisitions) Candidate(ctx context.Context, id requisition.CandidateID) (requisition.Candidate, error) {
	d, err := get(ctx, r.t, r.t.svc.docs.candidates, string(id))
	return d.Value, err
}

// Apply enters a candidate into a search; refused before the rubric is locked.
func (r *Requisitions) Apply(ctx context.Context, by actor.Human, id requisition.ID, candidate requisition.CandidateID, source requisition.SourceKind, external ...requisition.ExternalRef) (requisition.Application, error) {
	req, err := r.Get(ctx, id)
	if err != nil {
		return requisition.Application{}, err
	}
	c, err := r.Candidate(ctx, candidate)
	if err != nil {
		return requisition.Application{}, err
	}
	a, act, err := req.Apply(requisition.ApplicationID(r.t.newID()), c, source, external, by, r.t.now())
	if err != nil {
		return requisition.Application{}, err
	}
	w, err := r.t.svc.docs.applications.Put(string(a.ID), a, absent)
	if err != nil {
		return requisition.Application{}, err
	}
	return a, r.t.commit(ctx, []requisition.Act{act}, w)
}

// Application returns an application.
func (r *Requisitions) Application(ctx context.Context, id requisition.ApplicationID) (requisition.Application, error) {
	d, err := get(ctx, r.t, r.t.svc.docs.applications, string(id))
	return d.Value, err
}

// Applications returns the applications of a requisition, in the order of their ids.
func (r *Requisitions) Applications(ctx context.Context, id requisition.ID) ([]requisition.Application, error) {
	docs, err := list(ctx, r.t, r.t.svc.docs.applications, "requisition", string(id))
	return values(docs), err
}

// Withdraw ends an application because the candidate withdrew.
func (r *Requisitions) Withdraw(ctx context.Context, by actor.Human, id requisition.ApplicationID, reason string) (requisition.Application, error) {
	return r.end(ctx, id, func(a requisition.Application) (requisition.Application, requisition.Act, error) {
		return a.Withdraw(reason, by, r.t.now())
	})
}

// Reject ends an application by a decision against it that was taken outside a debrief.
func (r *Requisitions) Reject(ctx context.Context, by actor.Human, id requisition.ApplicationID, reason string) (requisition.Application, error) {
	return r.end(ctx, id, func(a requisition.Application) (requisition.Application, requisition.Act, error) {
		return a.Reject(reason, by, r.t.now())
	})
}

func (r *Requisitions) end(ctx context.Context, id requisition.ApplicationID, verb func(requisition.Application) (requisition.Application, requisition.Act, error)) (requisition.Application, error) {
	d, err := get(ctx, r.t, r.t.svc.docs.applications, string(id))
	if err != nil {
		return requisition.Application{}, err
	}
	next, act, err := verb(d.Value)
	if err != nil {
		return requisition.Application{}, err
	}
	w, err := r.t.svc.docs.applications.Put(d.ID, next, d.At())
	if err != nil {
		return requisition.Application{}, err
	}
	return next, r.t.commit(ctx, []requisition.Act{act}, w)
}
