package hirealign

import (
	"context"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
)

// Debriefs opens debriefs and takes the owner's decisions.
type Debriefs struct{ t *Tenant }

// Open builds the packet of a final debrief over one or more applications. The
// requisition's hiring manager owns the decision. It returns debrief.ErrNotReady
// while cards are missing.
func (d *Debriefs) Open(ctx context.Context, by actor.Human, id requisition.ID, applications ...requisition.ApplicationID) (debrief.Packet, error) {
	if err := by.Validate(); err != nil {
		return debrief.Packet{}, err
	}
	req, err := d.t.Requisitions().Get(ctx, id)
	if err != nil {
		return debrief.Packet{}, err
	}
	locked, err := d.t.Rubrics().Locked(ctx, req.RubricHash)
	if err != nil {
		return debrief.Packet{}, err
	}
	dr := debrief.Request{Rubric: locked, Requisition: req, Owner: req.HiringManager}
	for _, aid := range applications {
		f, err := d.finalist(ctx, id, aid)
		if err != nil {
			return debrief.Packet{}, err
		}
		dr.Finalists = append(dr.Finalists, f)
	}
	p, err := debrief.NewPacket(debrief.ID(d.t.newID()), dr, d.t.now())
	if err != nil {
		return debrief.Packet{}, err
	}
	w, err := d.t.svc.docs.packets.Put(string(p.ID), p, absent)
	if err != nil {
		return debrief.Packet{}, err
	}
	acts := make([]requisition.Act, 0, len(applications))
	for _, aid := range applications {
		act := requisition.NewAct("debrief.opened", by.Ref(), d.t.now())
		act.Requisition, act.Application, act.Record, act.Hash = id, aid, string(p.ID), locked.Hash()
		act.WaitingOn = []requisition.Waiting{{Person: p.Owner.ID, For: requisition.ForDecision}}
		acts = append(acts, act)
	}
	return p, d.t.commit(ctx, acts, w)
}

func (d *Debriefs) finalist(ctx context.Context, id requisition.ID, aid requisition.ApplicationID) (debrief.FinalistRequest, error) {
	a, err := d.t.Requisitions().Application(ctx, aid)
	if err != nil {
		return debrief.FinalistRequest{}, err
	}
	if a.Requisition != id {
		return debrief.FinalistRequest{}, fault.New(ErrNotAllowed, "debrief.application_of_other", "/application_id", "the application belongs to another requisition")
	}
	c, err := d.t.Requisitions().Candidate(ctx, a.Candidate)
	if err != nil {
		return debrief.FinalistRequest{}, err
	}
	f := debrief.FinalistRequest{Application: aid, Candidate: c.Name}
	if f.Interviews, err = d.t.Interviews().OfApplication(ctx, aid); err != nil {
		return debrief.FinalistRequest{}, err
	}
	if f.Cards, err = d.t.Scorecards().ofApplication(ctx, aid); err != nil {
		return debrief.FinalistRequest{}, err
	}
	switch doc, err := get(ctx, d.t, d.t.svc.docs.summaries, string(aid)); {
	case err == nil:
		if f.Summary, err = withCards(doc.Value, f.Cards); err != nil {
			return debrief.FinalistRequest{}, err
		}
	case !isNotFound(err):
		return debrief.FinalistRequest{}, err
	}
	return f, nil
}

// Get returns a packet.
func (d *Debriefs) Get(ctx context.Context, id debrief.ID) (debrief.Packet, error) {
	doc, err := get(ctx, d.t, d.t.svc.docs.packets, string(id))
	return doc.Value, err
}

// Decide records the owner's decision about one finalist. A hire ends the
// application and, with the last opening, fills the requisition; a decision
// against ends the application; a deferred one names who owes the follow-up and
// when, and may be followed by another decision. All of it lands in one commit.
func (d *Debriefs) Decide(ctx context.Context, by actor.Human, id debrief.ID, application requisition.ApplicationID, c debrief.Choice) (debrief.Decision, error) {
	p, err := d.Get(ctx, id)
	if err != nil {
		return debrief.Decision{}, err
	}
	at := d.t.now()
	dec, err := debrief.Decide(p, application, by, c, at)
	if err != nil {
		return debrief.Decision{}, err
	}
	key, expect := string(id)+"/"+string(application), absent
	switch prev, err := get(ctx, d.t, d.t.svc.docs.decisions, key); {
	case err == nil:
		if prev.Value.Outcome() != debrief.Defer {
			return debrief.Decision{}, fault.New(ErrConflict, "debrief.decided", "/outcome", "the debrief has decided about this application")
		}
		expect = prev.At()
	case !isNotFound(err):
		return debrief.Decision{}, err
	}
	w, err := d.t.svc.docs.decisions.Put(key, dec, expect)
	if err != nil {
		return debrief.Decision{}, err
	}
	act := requisition.NewAct("debrief.decided", by.Ref(), at)
	act.Requisition, act.Application, act.Record, act.Hash = p.Requisition, application, string(id), p.RubricHash
	act.Settles = []requisition.Waiting{{For: requisition.ForDecision}, {For: requisition.ForFollowUp}}
	if up, ok := dec.FollowUp(); ok {
		act.WaitingOn = []requisition.Waiting{{Person: up.Owner.ID, For: requisition.ForFollowUp, Due: up.Until}}
	}
	acts, writes := []requisition.Act{act}, [][]storage.Write{w}
	switch dec.Outcome() {
	case debrief.Hire, debrief.NoHire, debrief.Reject:
		more, mw, err := d.end(ctx, by, p, application, c)
		if err != nil {
			return debrief.Decision{}, err
		}
		acts, writes = append(acts, more...), append(writes, mw...)
	}
	return dec, d.t.commit(ctx, acts, writes...)
}

// end ends the application as decided, and the requisition with its last opening.
func (d *Debriefs) end(ctx context.Context, by actor.Human, p debrief.Packet, id requisition.ApplicationID, c debrief.Choice) ([]requisition.Act, [][]storage.Write, error) {
	at := d.t.now()
	doc, err := get(ctx, d.t, d.t.svc.docs.applications, string(id))
	if err != nil {
		return nil, nil, err
	}
	var next requisition.Application
	var act requisition.Act
	if c.Outcome == debrief.Hire {
		next, act, err = doc.Value.Hire(by, at)
	} else {
		next, act, err = doc.Value.Reject(c.Reasons[0].Text, by, at)
	}
	if err != nil {
		return nil, nil, err
	}
	w, err := d.t.svc.docs.applications.Put(doc.ID, next, doc.At())
	if err != nil {
		return nil, nil, err
	}
	acts, writes := []requisition.Act{act}, [][]storage.Write{w}
	if c.Outcome != debrief.Hire {
		return acts, writes, nil
	}
	req, err := get(ctx, d.t, d.t.svc.docs.requisitions, string(p.Requisition))
	if err != nil {
		return nil, nil, err
	}
	apps, err := d.t.Requisitions().Applications(ctx, p.Requisition)
	if err != nil {
		return nil, nil, err
	}
	hired := 1
	for _, a := range apps {
		if a.Status == requisition.Hired {
			hired++
		}
	}
	switch {
	case hired > req.Value.Openings:
		return nil, nil, fault.New(requisition.ErrNotAllowed, "requisition.no_opening", "/openings", "every opening is taken")
	case hired == req.Value.Openings:
		filled, fillAct, err := req.Value.Fill(by, at)
		if err != nil {
			return nil, nil, err
		}
		fw, err := d.t.svc.docs.requisitions.Put(req.ID, filled, req.At())
		if err != nil {
			return nil, nil, err
		}
		acts, writes = append(acts, fillAct), append(writes, fw)
	default:
		// Two hires at once must not both take the last opening.
		same, err := d.t.svc.docs.requisitions.Put(req.ID, req.Value, req.At())
		if err != nil {
			return nil, nil, err
		}
		writes = append(writes, same)
	}
	return acts, writes, nil
}

// Decision returns what a debrief decided about an application, and ErrNotFound
// while it has not.
func (d *Debriefs) Decision(ctx context.Context, id debrief.ID, application requisition.ApplicationID) (debrief.Decision, error) {
	doc, err := get(ctx, d.t, d.t.svc.docs.decisions, string(id)+"/"+string(application))
	return doc.Value, err
}
