package hirealign

import (
	"context"
	"time"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/storage"
)

// Reviews keeps the pulse check of the second week, the retro after the
// acceptance, and the changes that both propose.
type Reviews struct{ t *Tenant }

// Pulses returns the ids of a search's pulse checks; StartSourcing opens one.
func (r *Reviews) Pulses(ctx context.Context, reader actor.Human, id requisition.ID) ([]debrief.PulseID, error) {
	if err := r.t.may(ctx, reader, access.ReadReview, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return nil, err
	}
	docs, err := list(ctx, r.t, r.t.svc.docs.pulses, "requisition", string(id))
	out := make([]debrief.PulseID, len(docs))
	for i, d := range docs {
		out[i] = d.Value.ID()
	}
	return out, err
}

// AnswerPulse takes the hiring manager's or the recruiter's answer, once each.
// Where the second answer makes the result a no, a change of the rubric is
// proposed in the same commit, and the hiring manager is waited on to decide it.
func (r *Reviews) AnswerPulse(ctx context.Context, by actor.Human, id debrief.PulseID, rightRubric, rightCandidates bool, why string) error {
	d, err := get(ctx, r.t, r.t.svc.docs.pulses, string(id))
	if err != nil {
		return err
	}
	if err := r.t.may(ctx, by, access.ReadReview, about{requisition: d.Value.Requisition(), kind: "pulse", id: string(id)}); err != nil {
		return err
	}
	p, act, err := d.Value.Answer(by, rightRubric, rightCandidates, why, r.t.now())
	if err != nil {
		return err
	}
	w, err := r.t.svc.docs.pulses.Put(d.ID, p, d.At())
	if err != nil {
		return err
	}
	acts, writes := []requisition.Act{act}, [][]storage.Write{w}
	if c, proposed := p.Propose(debrief.ChangeID(r.t.newID()), r.t.now()); proposed {
		req, err := r.t.Requisitions().get(ctx, p.Requisition())
		if err != nil {
			return err
		}
		cw, err := r.t.svc.docs.changes.Put(string(c.ID), c, absent)
		if err != nil {
			return err
		}
		acts, writes = append(acts, r.proposed(by, c, req)), append(writes, cw)
	}
	return r.t.commit(ctx, acts, writes...)
}

func (r *Reviews) proposed(by actor.Human, c debrief.Change, in requisition.Requisition) requisition.Act {
	act := requisition.NewAct("change.proposed", by.Ref(), r.t.now())
	act.Requisition, act.Record, act.Hash = in.ID, string(c.ID), c.RubricHash
	act.WaitingOn = []requisition.Waiting{{Person: in.HiringManager.ID, For: requisition.ForChange}}
	return act
}

// Pulse returns both answers and their gap, and debrief.ErrBlind until both are in.
func (r *Reviews) Pulse(ctx context.Context, reader actor.Human, id debrief.PulseID) (debrief.PulseResult, error) {
	if err := reader.Validate(); err != nil {
		return debrief.PulseResult{}, err
	}
	d, err := get(ctx, r.t, r.t.svc.docs.pulses, string(id))
	if err != nil {
		return debrief.PulseResult{}, err
	}
	if err := r.t.may(ctx, reader, access.ReadReview, about{requisition: d.Value.Requisition(), kind: "pulse", id: string(id)}); err != nil {
		return debrief.PulseResult{}, err
	}
	return d.Value.Result()
}

// HoldRetro records the retro of a filled search: two things to keep, one change.
func (r *Reviews) HoldRetro(ctx context.Context, by actor.Human, id requisition.ID, kept []string, kind debrief.ChangeKind, change string) (debrief.Retro, debrief.Change, error) {
	none := func(err error) (debrief.Retro, debrief.Change, error) { return debrief.Retro{}, debrief.Change{}, err }
	if err := r.t.may(ctx, by, access.ReadReview, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return none(err)
	}
	req, err := r.t.Requisitions().get(ctx, id)
	if err != nil {
		return none(err)
	}
	offers, err := list(ctx, r.t, r.t.svc.docs.offers, "requisition", string(id))
	if err != nil {
		return none(err)
	}
	var accepted time.Time
	for _, o := range offers {
		if o.Value.Status == requisition.OfferAccepted && o.Value.AnsweredAt.After(accepted) {
			accepted = o.Value.AnsweredAt
		}
	}
	held, err := list(ctx, r.t, r.t.svc.docs.retros, "requisition", string(id))
	if err != nil {
		return none(err)
	}
	if len(held) > 0 {
		return none(fault.New(ErrConflict, "debrief.retro_held", "/requisition_id", "the retro was held already"))
	}
	retro, c, act, err := debrief.HoldRetro(debrief.RetroID(id), debrief.ChangeID(r.t.newID()), req, accepted, kept, kind, change, by, r.t.now())
	if err != nil {
		return none(err)
	}
	rw, err := r.t.svc.docs.retros.Put(string(retro.ID), retro, absent)
	if err != nil {
		return none(err)
	}
	cw, err := r.t.svc.docs.changes.Put(string(c.ID), c, absent)
	if err != nil {
		return none(err)
	}
	return retro, c, r.t.commit(ctx, []requisition.Act{act}, rw, cw)
}

// Changes returns the changes that concern a search: those of its own pulses and
// retro, and those that the retro before it left to decide.
func (r *Reviews) Changes(ctx context.Context, reader actor.Human, id requisition.ID) ([]debrief.Change, error) {
	if err := r.t.may(ctx, reader, access.ReadReview, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return nil, err
	}
	req, err := r.t.Requisitions().get(ctx, id)
	if err != nil {
		return nil, err
	}
	docs, err := list(ctx, r.t, r.t.svc.docs.changes, "requisition", string(id))
	if err != nil {
		return nil, err
	}
	out := values(docs)
	if req.Predecessor == "" {
		return out, nil
	}
	before, err := list(ctx, r.t, r.t.svc.docs.changes, "requisition", string(req.Predecessor))
	for _, c := range values(before) {
		if c.Retro != "" {
			out = append(out, c)
		}
	}
	return out, err
}

// carry asks the hiring manager of a search to decide what the one before proposed.
func (r *Reviews) carry(ctx context.Context, by actor.Human, req requisition.Requisition) ([]requisition.Act, error) {
	if req.Predecessor == "" {
		return nil, nil
	}
	before, err := list(ctx, r.t, r.t.svc.docs.changes, "requisition", string(req.Predecessor))
	var acts []requisition.Act
	for _, c := range values(before) {
		if c.Retro != "" && c.Status == debrief.ChangeProposed {
			acts = append(acts, r.proposed(by, c, req))
		}
	}
	return acts, err
}

type changeVerb func(debrief.Change) (debrief.Change, requisition.Act, error)

func (r *Reviews) change(ctx context.Context, id debrief.ChangeID, verb changeVerb) (debrief.Change, error) {
	d, err := get(ctx, r.t, r.t.svc.docs.changes, string(id))
	if err != nil {
		return debrief.Change{}, err
	}
	c, act, err := verb(d.Value)
	if err != nil {
		return debrief.Change{}, err
	}
	w, err := r.t.svc.docs.changes.Put(d.ID, c, d.At())
	if err != nil {
		return debrief.Change{}, err
	}
	if err := r.t.commit(ctx, []requisition.Act{act}, w); err != nil {
		return debrief.Change{}, explain(ctx, r.t, r.t.svc.docs.changes, d.ID, c, err)
	}
	return c, nil
}

// ProposeRubric attaches the next version of the rubric to a change, so that it
// can be replayed before anybody accepts it.
func (r *Reviews) ProposeRubric(ctx context.Context, by actor.Human, id debrief.ChangeID, next rubric.Rubric) (debrief.Change, error) {
	d, err := get(ctx, r.t, r.t.svc.docs.changes, string(id))
	if err != nil {
		return debrief.Change{}, err
	}
	if err := r.t.may(ctx, by, access.ReadReview, about{requisition: d.Value.Requisition, kind: "change", id: string(id)}); err != nil {
		return debrief.Change{}, err
	}
	return r.change(ctx, id, func(c debrief.Change) (debrief.Change, requisition.Act, error) {
		return c.WithRubric(next, by, r.t.now())
	})
}

// AcceptChange takes a change up in a search.
func (r *Reviews) AcceptChange(ctx context.Context, by actor.Human, id debrief.ChangeID, in requisition.ID) (debrief.Change, error) {
	if err := r.t.may(ctx, by, access.ReadReview, about{requisition: in, kind: "requisition", id: string(in)}); err != nil {
		return debrief.Change{}, err
	}
	req, err := r.t.Requisitions().get(ctx, in)
	if err != nil {
		return debrief.Change{}, err
	}
	return r.change(ctx, id, func(c debrief.Change) (debrief.Change, requisition.Act, error) {
		return c.Accept(req, by, r.t.now())
	})
}

// DeclineChange turns a change down in a search, with a reason.
func (r *Reviews) DeclineChange(ctx context.Context, by actor.Human, id debrief.ChangeID, in requisition.ID, reason string) (debrief.Change, error) {
	if err := r.t.may(ctx, by, access.ReadReview, about{requisition: in, kind: "requisition", id: string(in)}); err != nil {
		return debrief.Change{}, err
	}
	req, err := r.t.Requisitions().get(ctx, in)
	if err != nil {
		return debrief.Change{}, err
	}
	return r.change(ctx, id, func(c debrief.Change) (debrief.Change, requisition.Act, error) {
		return c.Decline(reason, req, by, r.t.now())
	})
}
