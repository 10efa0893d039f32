package hirealign

import (
	"context"
	"errors"
	"slices"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
)

// Brief returns what the owner of a debrief may read before it: what the evidence
// that panelists cited says, drafted by software, every sentence with its quotes.
// The first call drafts and keeps it; later ones return what was kept. The drafter is
// asked about one finalist at a time, with no other in view.
//
// Finalists of whom software may not draft, or whose erasure has begun, are left out,
// and nothing says why. Brief
// returns debrief.ErrNotReady before the cards are revealed, debrief.ErrNotOwner to
// anybody but the owner, privacy.ErrNoConsent where no finalist is left, and
// ErrNoDrafter where the options name none.
func (d *Debriefs) Brief(ctx context.Context, owner actor.Human, id debrief.ID) (debrief.Brief, error) {
	none := func(err error) (debrief.Brief, error) { return debrief.Brief{}, err }
	meeting, err := d.may(ctx, owner, access.ReadBrief, id)
	if err != nil {
		return none(err)
	}
	if m := meeting.Value.Document(); m.Owner.ID != owner.ID() {
		return none(fault.New(debrief.ErrNotOwner, "debrief.not_the_owner", "/by", "this belongs to the owner of the debrief"))
	}
	packet, err := get(ctx, d.t, d.t.svc.docs.packets, string(id))
	if isNotFound(err) {
		return none(fault.New(debrief.ErrNotReady, "debrief.not_revealed", "/stage", "the cards are not revealed yet"))
	}
	if err != nil {
		return none(err)
	}
	for range tries {
		switch kept, err := get(ctx, d.t, d.t.svc.docs.briefs, string(id)); {
		case err == nil:
			return kept.Value, nil
		case !isNotFound(err):
			return none(err)
		}
		b, err := d.draftBrief(ctx, packet.Value)
		if err != nil {
			return none(err)
		}
		w, err := d.t.svc.docs.briefs.Put(string(id), b, absent)
		if err != nil {
			return none(err)
		}
		act := requisition.NewAct("debrief.brief_drafted", b.By.Ref(), d.t.now())
		act.Requisition, act.Record, act.Hash = b.Requisition, string(id), packet.Value.RubricHash
		if err := d.t.commit(ctx, []requisition.Act{act}, w); !errors.Is(err, ErrConflict) {
			return b, err
		}
	}
	return none(fault.New(ErrConflict, "debrief.brief_conflict", "", "somebody else drafted the brief at the same time"))
}

func (d *Debriefs) draftBrief(ctx context.Context, p debrief.Packet) (debrief.Brief, error) {
	if d.t.svc.opts.Briefs == nil {
		return debrief.Brief{}, fault.New(ErrNoDrafter, "debrief.no_drafter", "", "the options name nobody who drafts briefs")
	}
	all := p.Finalists
	p.Finalists = nil
	for _, f := range all {
		ok, err := d.t.draftable(ctx, f.Application)
		if err != nil {
			return debrief.Brief{}, err
		}
		a, err := d.t.Requisitions().application(ctx, f.Application)
		if err != nil {
			return debrief.Brief{}, err
		}
		erased, err := d.t.isErased(ctx, a.Candidate)
		if err != nil {
			return debrief.Brief{}, err
		}
		if ok && !erased {
			p.Finalists = append(p.Finalists, f)
		}
	}
	if len(p.Finalists) == 0 {
		return debrief.Brief{}, fault.New(privacy.ErrNoConsent, "debrief.nobody_to_draft_of", "/finalists", "there is no finalist of whom software may draft")
	}
	var proposal debrief.BriefProposal
	for _, f := range p.Finalists {
		one := p
		one.Finalists = []debrief.Finalist{f}
		ask := d.t.asking(f.Application, requisition.Interview{}, requisition.Seat{})
		of, err := d.t.svc.opts.Briefs.DraftBrief(ask.in(ctx), debrief.NewBriefRequest(one))
		if err != nil {
			return debrief.Brief{}, ask.failed(ctx, err)
		}
		proposal.By, proposal.Points = of.By, append(proposal.Points, of.Points...)
	}
	return debrief.NewBrief(p, proposal, d.t.now()), nil
}

// draftable reports whether software may draft of an application: its candidate
// agrees to it, and to every record that the evidence may come from.
func (t *Tenant) draftable(ctx context.Context, id requisition.ApplicationID) (bool, error) {
	ivs, err := t.Interviews().ofApplication(ctx, id)
	if err != nil {
		return false, err
	}
	for _, iv := range ivs {
		ts, err := t.Interviews().transcripts(ctx, iv.ID)
		if err != nil {
			return false, err
		}
		left, drafting, err := t.processable(ctx, id, slices.Clone(ts))
		if err != nil || !drafting || len(left) < len(ts) {
			return false, err
		}
	}
	return len(ivs) > 0, nil
}

// forgetBrief takes an application out of a debrief's brief, where there is one.
func (d *Debriefs) forgetBrief(ctx context.Context, id debrief.ID, a requisition.ApplicationID) ([][]storage.Write, error) {
	doc, err := get(ctx, d.t, d.t.svc.docs.briefs, string(id))
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	w, err := d.t.svc.docs.briefs.Put(doc.ID, doc.Value.Forget(a), doc.At())
	return [][]storage.Write{w}, err
}
