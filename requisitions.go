package hirealign

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
)

// Requisitions opens searches, moves them on, and keeps candidates and applications.
type Requisitions struct {
	t  *Tenant
	at uint64 // the version that a change is over, 0 for the stored one
}

// Open opens a requisition under a new id. Where it follows another one, its
// hiring manager is waited on to accept or decline what that search's retro proposed.
func (r *Requisitions) Open(ctx context.Context, by actor.Human, o requisition.Opening) (requisition.Requisition, error) {
	if err := r.t.mayTenant(ctx, by, access.OpenSearch); err != nil {
		return requisition.Requisition{}, err
	}
	req, act, err := requisition.Open(requisition.ID(r.t.newID()), o, by, r.t.now())
	if err != nil {
		return requisition.Requisition{}, err
	}
	w, err := r.t.svc.docs.requisitions.Put(string(req.ID), req, absent)
	if err != nil {
		return requisition.Requisition{}, err
	}
	carried, err := r.t.Reviews().carry(ctx, by, req)
	if err != nil {
		return requisition.Requisition{}, err
	}
	return req, r.t.commit(ctx, append([]requisition.Act{act}, carried...), w)
}

// Get returns a requisition.
func (r *Requisitions) Get(ctx context.Context, reader actor.Human, id requisition.ID) (requisition.Requisition, error) {
	if err := r.t.may(ctx, reader, access.ReadRequisition, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return requisition.Requisition{}, err
	}
	return r.get(ctx, id)
}

func (r *Requisitions) get(ctx context.Context, id requisition.ID) (requisition.Requisition, error) {
	d, err := get(ctx, r.t, r.t.svc.docs.requisitions, string(id))
	return d.Value, err
}

// List returns the requisitions that the reader may see with a status, or all where
// it is "", in the order of their ids.
func (r *Requisitions) List(ctx context.Context, reader actor.Human, status requisition.Status) ([]requisition.Requisition, error) {
	if err := reader.Validate(); err != nil {
		return nil, err
	}
	index := "status"
	if status == "" {
		index = ""
	}
	docs, err := list(ctx, r.t, r.t.svc.docs.requisitions, index, string(status))
	if err != nil {
		return nil, err
	}
	out := make([]requisition.Requisition, 0, len(docs))
	for _, d := range docs {
		err := r.t.may(ctx, reader, access.ReadRequisition, about{requisition: d.Value.ID})
		switch {
		case err == nil:
			out = append(out, d.Value)
		case !refused(err):
			return nil, err
		}
	}
	return out, nil
}

type requisitionVerb func(requisition.Requisition, time.Time) (requisition.Requisition, requisition.Act, error)

func (r *Requisitions) change(ctx context.Context, by actor.Human, id requisition.ID, verb requisitionVerb) (requisition.Requisition, error) {
	if err := r.t.may(ctx, by, access.RunSearch, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return requisition.Requisition{}, err
	}
	d, err := edition(ctx, r.t, r.t.svc.docs.requisitions, string(id), r.at)
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
	if err := r.t.commit(ctx, []requisition.Act{act}, w); err != nil {
		return requisition.Requisition{}, explain(ctx, r.t, r.t.svc.docs.requisitions, d.ID, next, err)
	}
	return next, nil
}

// SetPlan sets the rounds that every application goes through.
func (r *Requisitions) SetPlan(ctx context.Context, by actor.Human, id requisition.ID, p requisition.Plan) (requisition.Requisition, error) {
	return r.change(ctx, by, id, func(q requisition.Requisition, at time.Time) (requisition.Requisition, requisition.Act, error) {
		return q.SetPlan(p, by, at)
	})
}

// SetCompensation changes the band; the zero Range removes it.
func (r *Requisitions) SetCompensation(ctx context.Context, by actor.Human, id requisition.ID, band compensation.Range) (requisition.Requisition, error) {
	return r.change(ctx, by, id, func(q requisition.Requisition, at time.Time) (requisition.Requisition, requisition.Act, error) {
		return q.SetCompensation(band, by, at)
	})
}

// StartSourcing opens the search to candidates; refused before the rubric is
// locked. The pulse check of the second week is opened with it.
func (r *Requisitions) StartSourcing(ctx context.Context, by actor.Human, id requisition.ID) (requisition.Requisition, error) {
	if err := r.t.may(ctx, by, access.RunSearch, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return requisition.Requisition{}, err
	}
	d, err := get(ctx, r.t, r.t.svc.docs.requisitions, string(id))
	if err != nil {
		return requisition.Requisition{}, err
	}
	next, act, err := d.Value.StartSourcing(by, r.t.now())
	if err != nil {
		return requisition.Requisition{}, err
	}
	w, err := r.t.svc.docs.requisitions.Put(d.ID, next, d.At())
	if err != nil {
		return requisition.Requisition{}, err
	}
	pulse, opened, err := debrief.OpenPulse(debrief.PulseID(r.t.newID()), next, by, r.t.now())
	if err != nil {
		return requisition.Requisition{}, err
	}
	pw, err := r.t.svc.docs.pulses.Put(string(pulse.ID()), pulse, absent)
	if err != nil {
		return requisition.Requisition{}, err
	}
	return next, r.t.commit(ctx, []requisition.Act{act, opened}, w, pw)
}

// PutOnHold pauses the search.
func (r *Requisitions) PutOnHold(ctx context.Context, by actor.Human, id requisition.ID, reason string) (requisition.Requisition, error) {
	return r.change(ctx, by, id, func(q requisition.Requisition, at time.Time) (requisition.Requisition, requisition.Act, error) {
		return q.PutOnHold(reason, by, at)
	})
}

// Reopen takes up a search again that was on hold, filled or closed.
func (r *Requisitions) Reopen(ctx context.Context, by actor.Human, id requisition.ID, reason string) (requisition.Requisition, error) {
	return r.change(ctx, by, id, func(q requisition.Requisition, at time.Time) (requisition.Requisition, requisition.Act, error) {
		return q.Reopen(reason, by, at)
	})
}

// HandOver gives the search another hiring manager or recruiter from now on, with
// what the one before was waited on for. A new hiring manager confirms the rubric
// before the search goes on; see Reconfirm. Debriefs that are still to be decided
// are theirs from now on, and a pulse check asks them where the one before had not
// answered.
func (r *Requisitions) HandOver(ctx context.Context, by actor.Human, id requisition.ID, role actor.Role, to requisition.Person, reason string) (requisition.Requisition, error) {
	if err := r.t.may(ctx, by, access.HandOver, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return requisition.Requisition{}, err
	}
	d, err := get(ctx, r.t, r.t.svc.docs.requisitions, string(id))
	if err != nil {
		return requisition.Requisition{}, err
	}
	next, act, err := d.Value.HandOver(role, to, reason, by, r.t.now())
	if err != nil {
		return requisition.Requisition{}, err
	}
	w, err := r.t.svc.docs.requisitions.Put(d.ID, next, d.At())
	if err != nil {
		return requisition.Requisition{}, err
	}
	writes := [][]storage.Write{w}
	meetings, err := list(ctx, r.t, r.t.svc.docs.meetings, "requisition", string(id))
	if err != nil {
		return requisition.Requisition{}, err
	}
	for _, m := range meetings {
		changed, ok := m.Value.HandOver(role, d.Value, next, r.t.now())
		if !ok {
			continue
		}
		mw, err := r.t.svc.docs.meetings.Put(m.ID, changed, m.At())
		if err != nil {
			return requisition.Requisition{}, err
		}
		writes = append(writes, mw)
	}
	pulses, err := list(ctx, r.t, r.t.svc.docs.pulses, "requisition", string(id))
	if err != nil {
		return requisition.Requisition{}, err
	}
	for _, pulse := range pulses {
		changed, ok := pulse.Value.HandOver(role, d.Value, next)
		if !ok {
			continue
		}
		pw, err := r.t.svc.docs.pulses.Put(pulse.ID, changed, pulse.At())
		if err != nil {
			return requisition.Requisition{}, err
		}
		writes = append(writes, pw)
	}
	return next, r.t.commit(ctx, []requisition.Act{act}, writes...)
}

// Reconfirm records that the hiring manager stands by the locked rubric with the
// content hash, after they took the search over or it was reopened.
func (r *Requisitions) Reconfirm(ctx context.Context, by actor.Human, id requisition.ID, hash string) (requisition.Requisition, error) {
	return r.change(ctx, by, id, func(q requisition.Requisition, at time.Time) (requisition.Requisition, requisition.Act, error) {
		return q.ReconfirmRubric(hash, by, at)
	})
}

// Close ends the search without filling it.
func (r *Requisitions) Close(ctx context.Context, by actor.Human, id requisition.ID, reason string) (requisition.Requisition, error) {
	return r.change(ctx, by, id, func(q requisition.Requisition, at time.Time) (requisition.Requisition, requisition.Act, error) {
		return q.Close(reason, by, at)
	})
}

// AddCandidate records a person under a new id.
func (r *Requisitions) AddCandidate(ctx context.Context, by actor.Human, name string, external ...requisition.ExternalRef) (requisition.Candidate, error) {
	if err := r.t.mayTenant(ctx, by, access.RunSearch); err != nil {
		return requisition.Candidate{}, err
	}
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
func (r *Requisitions) Candidate(ctx context.Context, reader actor.Human, id requisition.CandidateID) (requisition.Candidate, error) {
	if err := r.t.mayAbout(ctx, reader, access.ReadCandidate, id); err != nil {
		return requisition.Candidate{}, err
	}
	return r.candidate(ctx, id)
}

func (r *Requisitions) candidate(ctx context.Context, id requisition.CandidateID) (requisition.Candidate, error) {
	d, err := get(ctx, r.t, r.t.svc.docs.candidates, string(id))
	return d.Value, err
}

// LinkPerson records under which id of the host a candidate works there or has an
// account, before they apply. It returns ErrNotAllowed afterwards.
func (r *Requisitions) LinkPerson(ctx context.Context, by actor.Human, id requisition.CandidateID, person string) (requisition.Candidate, error) {
	if err := r.t.mayAbout(ctx, by, access.RunSearch, id); err != nil {
		return requisition.Candidate{}, err
	}
	d, err := get(ctx, r.t, r.t.svc.docs.candidates, string(id))
	if err != nil {
		return requisition.Candidate{}, err
	}
	apps, err := r.ofCandidate(ctx, id)
	if err != nil {
		return requisition.Candidate{}, err
	}
	if len(apps) > 0 {
		return requisition.Candidate{}, fault.New(ErrNotAllowed, "requisition.candidate_applied", "/person_id", "the person is linked before they apply")
	}
	c := d.Value
	c.Person = person
	w, err := r.t.svc.docs.candidates.Put(d.ID, c, d.At())
	if err != nil {
		return requisition.Candidate{}, err
	}
	act := requisition.NewAct("candidate.linked", by.Ref(), r.t.now())
	act.Record = string(id)
	return c, r.t.commit(ctx, []requisition.Act{act}, w)
}

func (r *Requisitions) ofCandidate(ctx context.Context, id requisition.CandidateID) ([]requisition.Application, error) {
	docs, err := list(ctx, r.t, r.t.svc.docs.applications, "candidate", string(id))
	return values(docs), err
}

// Apply enters a candidate into a search; refused before the rubric is locked.
func (r *Requisitions) Apply(ctx context.Context, by actor.Human, id requisition.ID, candidate requisition.CandidateID, source requisition.SourceKind, external ...requisition.ExternalRef) (requisition.Application, error) {
	if err := r.t.may(ctx, by, access.RunSearch, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return requisition.Application{}, err
	}
	req, err := r.get(ctx, id)
	if err != nil {
		return requisition.Application{}, err
	}
	for try := 1; ; try++ {
		a, err := r.applied(ctx, by, req, candidate, source, external)
		if !errors.Is(err, ErrConflict) || try == tries {
			return a, err
		}
	}
}

func (r *Requisitions) applied(ctx context.Context, by actor.Human, req requisition.Requisition, candidate requisition.CandidateID, source requisition.SourceKind, external []requisition.ExternalRef) (requisition.Application, error) {
	c, err := get(ctx, r.t, r.t.svc.docs.candidates, string(candidate))
	if err != nil {
		return requisition.Application{}, err
	}
	a, act, err := req.Apply(requisition.ApplicationID(r.t.newID()), c.Value, source, external, by, r.t.now())
	if err != nil {
		return requisition.Application{}, err
	}
	w, err := r.t.svc.docs.applications.Put(string(a.ID), a, absent)
	if err != nil {
		return requisition.Application{}, err
	}
	// The application says who of the host's people the candidate is: that must not
	// change at this moment.
	same, err := r.t.svc.docs.candidates.Put(c.ID, c.Value, c.At())
	if err != nil {
		return requisition.Application{}, err
	}
	return a, r.t.commit(ctx, []requisition.Act{act}, w, same)
}

// Application returns an application.
func (r *Requisitions) Application(ctx context.Context, reader actor.Human, id requisition.ApplicationID) (requisition.Application, error) {
	if err := r.t.may(ctx, reader, access.ReadApplication, about{application: id, kind: "application", id: string(id)}); err != nil {
		return requisition.Application{}, err
	}
	return r.application(ctx, id)
}

func (r *Requisitions) application(ctx context.Context, id requisition.ApplicationID) (requisition.Application, error) {
	d, err := get(ctx, r.t, r.t.svc.docs.applications, string(id))
	return d.Value, err
}

// Applications returns the applications of a requisition, in the order of their ids.
func (r *Requisitions) Applications(ctx context.Context, reader actor.Human, id requisition.ID) ([]requisition.Application, error) {
	if err := r.t.may(ctx, reader, access.ReadApplication, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return nil, err
	}
	return r.applications(ctx, id)
}

func (r *Requisitions) applications(ctx context.Context, id requisition.ID) ([]requisition.Application, error) {
	docs, err := list(ctx, r.t, r.t.svc.docs.applications, "requisition", string(id))
	return values(docs), err
}

// Withdraw ends an application because the candidate withdrew; a debrief that
// collects cards goes on without it.
func (r *Requisitions) Withdraw(ctx context.Context, by actor.Human, id requisition.ApplicationID, reason string) (requisition.Application, error) {
	return r.end(ctx, by, id, func(a requisition.Application) (requisition.Application, requisition.Act, error) {
		return a.Withdraw(reason, by, r.t.now())
	})
}

// Reject ends an application by a decision against it that was taken outside a debrief.
func (r *Requisitions) Reject(ctx context.Context, by actor.Human, id requisition.ApplicationID, reason string) (requisition.Application, error) {
	return r.end(ctx, by, id, func(a requisition.Application) (requisition.Application, requisition.Act, error) {
		return a.Reject(reason, by, r.t.now())
	})
}

func (r *Requisitions) end(ctx context.Context, by actor.Human, id requisition.ApplicationID, verb applicationVerb) (requisition.Application, error) {
	if err := r.t.may(ctx, by, access.RunSearch, about{application: id, kind: "application", id: string(id)}); err != nil {
		return requisition.Application{}, err
	}
	return r.ended(ctx, by, id, verb)
}

func (r *Requisitions) ended(ctx context.Context, by actor.Human, id requisition.ApplicationID, verb applicationVerb) (requisition.Application, error) {
	var next requisition.Application
	act, w, err := r.move(ctx, id, func(a requisition.Application) (requisition.Application, requisition.Act, error) {
		var act requisition.Act
		var err error
		next, act, err = verb(a)
		return next, act, err
	})
	if err != nil {
		return requisition.Application{}, err
	}
	acts, writes, err := r.t.Debriefs().leave(ctx, by, next)
	if err != nil {
		return requisition.Application{}, err
	}
	return next, r.t.commit(ctx, append(acts, act), append(writes, w)...)
}

type applicationVerb func(requisition.Application) (requisition.Application, requisition.Act, error)

// move prepares a change of an application.
func (r *Requisitions) move(ctx context.Context, id requisition.ApplicationID, verb applicationVerb) (requisition.Act, []storage.Write, error) {
	d, err := get(ctx, r.t, r.t.svc.docs.applications, string(id))
	if err != nil {
		return requisition.Act{}, nil, err
	}
	next, act, err := verb(d.Value)
	if err != nil {
		return requisition.Act{}, nil, err
	}
	w, err := r.t.svc.docs.applications.Put(d.ID, next, d.At())
	return act, w, err
}

// ExtendOffer puts an offer to a candidate whom a debrief decided for; the
// candidate is waited on for an answer. Terms and date may be zero.
func (r *Requisitions) ExtendOffer(ctx context.Context, by actor.Human, id requisition.ApplicationID, terms compensation.Range, answerBy time.Time) (requisition.Offer, error) {
	if err := r.t.may(ctx, by, access.RunSearch, about{application: id, kind: "application", id: string(id)}); err != nil {
		return requisition.Offer{}, err
	}
	d, err := get(ctx, r.t, r.t.svc.docs.applications, string(id))
	if err != nil {
		return requisition.Offer{}, err
	}
	standing, err := r.offers(ctx, id)
	if err != nil {
		return requisition.Offer{}, err
	}
	if slices.ContainsFunc(standing, func(o requisition.Offer) bool { return o.Status == requisition.OfferExtended }) {
		return requisition.Offer{}, fault.New(requisition.ErrNotAllowed, "requisition.offer_stands", "/application_id", "an offer is out already")
	}
	o, act, err := d.Value.Extend(requisition.OfferID(r.t.newID()), terms, answerBy, by, r.t.now())
	if err != nil {
		return requisition.Offer{}, err
	}
	w, err := r.t.svc.docs.offers.Put(string(o.ID), o, absent)
	if err != nil {
		return requisition.Offer{}, err
	}
	// Two offers at once must not both go out.
	same, err := r.t.svc.docs.applications.Put(d.ID, d.Value, d.At())
	if err != nil {
		return requisition.Offer{}, err
	}
	return o, r.t.commit(ctx, []requisition.Act{act}, w, same)
}

// Offers returns the offers to an application, in the order of their ids.
func (r *Requisitions) Offers(ctx context.Context, reader actor.Human, id requisition.ApplicationID) ([]requisition.Offer, error) {
	if err := r.t.may(ctx, reader, access.ReadOffer, about{application: id, kind: "application", id: string(id)}); err != nil {
		return nil, err
	}
	return r.offers(ctx, id)
}

func (r *Requisitions) offers(ctx context.Context, id requisition.ApplicationID) ([]requisition.Offer, error) {
	docs, err := list(ctx, r.t, r.t.svc.docs.offers, "application", string(id))
	return values(docs), err
}

// AcceptOffer records that the candidate accepted: they are hired. With the last
// opening the requisition is filled, and its retro is due in two days.
func (r *Requisitions) AcceptOffer(ctx context.Context, by actor.Human, id requisition.OfferID) (requisition.Offer, error) {
	if err := by.Validate(); err != nil {
		return requisition.Offer{}, err
	}
	doc, err := get(ctx, r.t, r.t.svc.docs.offers, string(id))
	if err != nil {
		return requisition.Offer{}, err
	}
	if err := r.t.may(ctx, by, access.RunSearch, about{application: doc.Value.Application, kind: "offer", id: string(id)}); err != nil {
		return requisition.Offer{}, err
	}
	at := r.t.now()
	o, act, err := doc.Value.Accept(by, at)
	if err != nil {
		return requisition.Offer{}, err
	}
	ow, err := r.t.svc.docs.offers.Put(doc.ID, o, doc.At())
	if err != nil {
		return requisition.Offer{}, err
	}
	hireAct, aw, err := r.move(ctx, o.Application, func(a requisition.Application) (requisition.Application, requisition.Act, error) {
		return a.Hire(by, at)
	})
	if err != nil {
		return requisition.Offer{}, err
	}
	acts, writes := []requisition.Act{act, hireAct}, [][]storage.Write{ow, aw}
	req, err := get(ctx, r.t, r.t.svc.docs.requisitions, string(o.Requisition))
	if err != nil {
		return requisition.Offer{}, err
	}
	apps, err := r.applications(ctx, o.Requisition)
	if err != nil {
		return requisition.Offer{}, err
	}
	hired := 1
	for _, a := range apps {
		if a.Status == requisition.Hired {
			hired++
		}
	}
	next := req.Value
	if hired >= next.Openings {
		var fill requisition.Act
		if next, fill, err = next.Fill(by, at); err != nil {
			return requisition.Offer{}, err
		}
		retro := requisition.NewAct("retro.opened", by.Ref(), at)
		retro.Requisition, retro.Record = o.Requisition, string(o.Requisition)
		retro.WaitingOn = []requisition.Waiting{{Person: next.Recruiter.ID, For: requisition.ForRetro, Due: at.Add(debrief.TimeToRetro)}}
		acts = append(acts, fill, retro)
	}
	rw, err := r.t.svc.docs.requisitions.Put(req.ID, next, req.At())
	if err != nil {
		return requisition.Offer{}, err
	}
	return o, r.t.commit(ctx, acts, append(writes, rw)...)
}

// DeclineOffer records that the candidate declined, with their reason: the
// application ends and the opening is free again.
func (r *Requisitions) DeclineOffer(ctx context.Context, by actor.Human, id requisition.OfferID, reason string) (requisition.Offer, error) {
	if err := by.Validate(); err != nil {
		return requisition.Offer{}, err
	}
	doc, err := get(ctx, r.t, r.t.svc.docs.offers, string(id))
	if err != nil {
		return requisition.Offer{}, err
	}
	if err := r.t.may(ctx, by, access.RunSearch, about{application: doc.Value.Application, kind: "offer", id: string(id)}); err != nil {
		return requisition.Offer{}, err
	}
	o, act, err := doc.Value.Decline(reason, by, r.t.now())
	if err != nil {
		return requisition.Offer{}, err
	}
	ow, err := r.t.svc.docs.offers.Put(doc.ID, o, doc.At())
	if err != nil {
		return requisition.Offer{}, err
	}
	end, aw, err := r.move(ctx, o.Application, func(a requisition.Application) (requisition.Application, requisition.Act, error) {
		return a.Decline(reason, by, r.t.now())
	})
	if err != nil {
		return requisition.Offer{}, err
	}
	return o, r.t.commit(ctx, []requisition.Act{act, end}, ow, aw)
}
