package hirealign

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
)

// Privacy keeps what candidates agreed to and what must be kept, and erases,
// merges and exports what is held on a person, in all their applications.
type Privacy struct{ t *Tenant }

func (p *Privacy) act(kind string, by actor.Ref, id requisition.CandidateID) requisition.Act {
	act := requisition.NewAct(kind, by, p.t.now())
	act.Record = string(id)
	return act
}

// Record writes down what a candidate answered to being asked, all or nothing:
// agreed with the notice that they read, or another legal basis; declined; or
// withdrawn. Each answer is an act. Who acts and the time are the service's. An answer
// for a search that is not there returns ErrNotFound.
func (p *Privacy) Record(ctx context.Context, by actor.Human, id requisition.CandidateID, answers ...privacy.Entry) (privacy.Consents, error) {
	if err := p.t.mayAbout(ctx, by, access.RecordConsent, id); err != nil {
		return privacy.Consents{}, err
	}
	if _, err := p.t.Requisitions().candidate(ctx, id); err != nil {
		return privacy.Consents{}, err
	}
	c, expect := privacy.Consents{SchemaVersion: privacy.SchemaVersion, Candidate: id}, absent
	switch d, err := get(ctx, p.t, p.t.svc.docs.consents, string(id)); {
	case err == nil:
		c, expect = d.Value, d.At()
	case !isNotFound(err):
		return privacy.Consents{}, err
	}
	acts := make([]requisition.Act, 0, len(answers))
	for i, e := range answers {
		e.By, e.At = by, p.t.now()
		var err error
		if e.Requisition != "" {
			if _, err := p.t.Requisitions().get(ctx, e.Requisition); err != nil {
				return privacy.Consents{}, err // the log holds no id that is nobody's
			}
		}
		switch e.Answer {
		case privacy.Given, "":
			c, err = c.Give(e)
		case privacy.Declined:
			c, err = c.Decline(e.Scope, e.Requisition, by, e.At)
		case privacy.Withdrawn:
			c, err = c.Withdraw(e.Scope, e.Requisition, by, e.At)
		default:
			err = fault.New(privacy.ErrInvalid, "privacy.answer_unknown", fault.Path(i, "answer"), "the answer is given, declined or withdrawn")
		}
		if err != nil {
			return privacy.Consents{}, err
		}
		answer := c.Entries[len(c.Entries)-1]
		act := p.act("consent."+string(answer.Answer), by.Ref(), id)
		act.Requisition, act.Hash = e.Requisition, string(e.Scope)
		acts = append(acts, act)
	}
	if len(acts) == 0 {
		return c, nil
	}
	w, err := p.t.svc.docs.consents.Put(string(id), c, expect)
	if err != nil {
		return privacy.Consents{}, err
	}
	return c, p.t.commit(ctx, acts, w)
}

// Withdraw records that the candidate withdrew a scope, in one search or, with "",
// in all. From then on software drafts nothing more from it.
func (p *Privacy) Withdraw(ctx context.Context, by actor.Human, id requisition.CandidateID, s privacy.Scope, in requisition.ID) (privacy.Consents, error) {
	return p.Record(ctx, by, id, privacy.Entry{Scope: s, Answer: privacy.Withdrawn, Requisition: in})
}

// Consents returns all answers of the person, those of merged records too.
func (p *Privacy) Consents(ctx context.Context, reader actor.Human, id requisition.CandidateID) (privacy.Consents, error) {
	if err := p.t.mayAbout(ctx, reader, access.ReadConsent, id); err != nil {
		return privacy.Consents{}, err
	}
	return p.t.consents(ctx, id)
}

// touch is a write that changes nothing of a candidate and fails where somebody
// else does something to them at the same time.
func (p *Privacy) touch(ctx context.Context, id requisition.CandidateID) ([]storage.Write, error) {
	d, err := get(ctx, p.t, p.t.svc.docs.candidates, string(id))
	if err != nil {
		return nil, err
	}
	return p.t.svc.docs.candidates.Put(d.ID, d.Value, d.At())
}

// PlaceHold keeps everything of a person from being erased or deleted, for a
// matter that is named without personal content. It returns privacy.ErrErased once
// their erasure has begun.
func (p *Privacy) PlaceHold(ctx context.Context, by actor.Human, id requisition.CandidateID, matter string) (privacy.Hold, error) {
	if err := p.t.mayAbout(ctx, by, access.PlaceHold, id); err != nil {
		return privacy.Hold{}, err
	}
	same, err := p.touch(ctx, id)
	if err != nil {
		return privacy.Hold{}, err
	}
	h, err := privacy.PlaceHold(privacy.HoldID(p.t.newID()), id, matter, by, p.t.now())
	if err != nil {
		return privacy.Hold{}, err
	}
	w, err := p.t.svc.docs.holds.Put(string(h.ID), h, absent)
	if err != nil {
		return privacy.Hold{}, err
	}
	return h, p.t.commit(ctx, []requisition.Act{p.act("hold.placed", by.Ref(), id)}, []storage.Write{spared(string(id))}, w, same)
}

// ReleaseHold ends a hold.
func (p *Privacy) ReleaseHold(ctx context.Context, by actor.Human, id privacy.HoldID) (privacy.Hold, error) {
	if err := by.Validate(); err != nil {
		return privacy.Hold{}, err
	}
	d, err := get(ctx, p.t, p.t.svc.docs.holds, string(id))
	if err != nil {
		return privacy.Hold{}, err
	}
	if err := p.t.mayAbout(ctx, by, access.PlaceHold, d.Value.Candidate); err != nil {
		return privacy.Hold{}, err
	}
	h, err := d.Value.Release(by, p.t.now())
	if err != nil {
		return privacy.Hold{}, err
	}
	w, err := p.t.svc.docs.holds.Put(d.ID, h, d.At())
	if err != nil {
		return privacy.Hold{}, err
	}
	return h, p.t.commit(ctx, []requisition.Act{p.act("hold.released", by.Ref(), h.Candidate)}, w)
}

// Holds returns the holds on a person, released ones too.
func (p *Privacy) Holds(ctx context.Context, reader actor.Human, id requisition.CandidateID) ([]privacy.Hold, error) {
	if err := p.t.mayAbout(ctx, reader, access.ReadPrivacy, id); err != nil {
		return nil, err
	}
	ids, err := p.t.sameAs(ctx, id)
	if err != nil {
		return nil, err
	}
	return p.holds(ctx, ids)
}

func (p *Privacy) holds(ctx context.Context, ids []requisition.CandidateID) ([]privacy.Hold, error) {
	var out []privacy.Hold
	for _, id := range ids {
		docs, err := list(ctx, p.t, p.t.svc.docs.holds, "candidate", string(id))
		if err != nil {
			return nil, err
		}
		out = append(out, values(docs)...)
	}
	return out, nil
}

// Merge records that two candidate records are of one person: consents, holds,
// erasure and export count for both from then on. Nothing is copied or rewritten;
// both keep their documents and applications. It returns privacy.ErrErased once the
// erasure of one of them has begun.
func (p *Privacy) Merge(ctx context.Context, by actor.Human, keep, drop requisition.CandidateID) error {
	for _, id := range []requisition.CandidateID{keep, drop} {
		if err := p.t.mayAbout(ctx, by, access.MergePeople, id); err != nil {
			return err
		}
	}
	into, err := p.t.sameAs(ctx, keep)
	if err != nil {
		return err
	}
	from, err := p.t.sameAs(ctx, drop)
	if err != nil {
		return err
	}
	if into[0] == from[0] {
		return fault.New(ErrNotAllowed, "privacy.merged_already", "/candidate_id", "both records are of one person already")
	}
	same, err := p.touch(ctx, into[0])
	if err != nil {
		return err
	}
	d, err := get(ctx, p.t, p.t.svc.docs.candidates, string(from[0]))
	if err != nil {
		return err
	}
	c := d.Value
	c.MergedInto = into[0]
	w, err := p.t.svc.docs.candidates.Put(d.ID, c, d.At())
	if err != nil {
		return err
	}
	act := p.act("candidate.merged", by.Ref(), from[0])
	act.From, act.To = string(from[0]), string(into[0])
	both := []storage.Write{spared(string(from[0])), spared(string(into[0]))}
	return p.t.commit(ctx, []requisition.Act{act}, both, w, same)
}

// RotateKey wraps a person's data keys anew under the keyring's newest key.
// Documents stay as they are. Without a keyring it does nothing, nor for a record of
// the person of which nothing was sealed.
func (p *Privacy) RotateKey(ctx context.Context, by actor.Human, id requisition.CandidateID) error {
	if err := p.t.mayAbout(ctx, by, access.ErasePerson, id); err != nil {
		return err
	}
	if p.t.svc.opts.Keyring == nil {
		return nil
	}
	ids, err := p.t.sameAs(ctx, id)
	if err != nil {
		return err
	}
	for _, c := range ids {
		if err := p.t.svc.store.Rewrap(ctx, p.t.id, string(c)); err != nil && !errors.Is(err, storage.ErrNotFound) {
			return fmt.Errorf("rotate the key of candidate %q: %w", c, err)
		}
	}
	return p.t.commit(ctx, []requisition.Act{p.act("candidate.key_rotated", by.Ref(), id)})
}

// Reuse attaches a transcript of an earlier search to an interview of the same
// person in another search, as evidence that is rated afresh there: no rating, card
// or typed note comes with it. It needs the person's consent to reuse, and returns
// privacy.ErrNoConsent without; where that is withdrawn, the other search has the
// transcript no more. ErrNotAllowed for typed notes, for somebody else's
// transcript and within one search; and ErrNotFound where the transcript is not the
// earlier interview's.
func (i *Interviews) Reuse(ctx context.Context, by actor.Human, id, from requisition.InterviewID, tid string) (requisition.Interview, error) {
	none := func(err error) (requisition.Interview, error) { return requisition.Interview{}, err }
	to, err := i.may(ctx, by, access.ReuseEvidence, id)
	if err != nil {
		return none(err)
	}
	earlier, err := i.may(ctx, by, access.ReuseEvidence, from)
	if err != nil {
		return none(err)
	}
	here, err := i.t.Requisitions().application(ctx, to.Application)
	if err != nil {
		return none(err)
	}
	there, err := i.t.Requisitions().application(ctx, earlier.Application)
	if err != nil {
		return none(err)
	}
	same, err := i.t.sameAs(ctx, here.Candidate)
	if err != nil {
		return none(err)
	}
	switch {
	case !slices.Contains(same, there.Candidate):
		return none(fault.New(ErrNotAllowed, "privacy.reuse_of_other", "/interview_id", "the interview was with somebody else"))
	case here.Requisition == there.Requisition:
		return none(fault.New(ErrNotAllowed, "privacy.reuse_within_search", "/interview_id", "both interviews belong to one search"))
	case !slices.Contains(earlier.Transcripts, tid):
		return none(missing("transcript", tid))
	}
	if err := i.t.consented(ctx, to.Application, privacy.Reuse, privacy.Recording, privacy.Transcription); err != nil {
		return none(err)
	}
	d, err := get(ctx, i.t, i.t.svc.docs.transcripts, tid)
	if err != nil {
		return none(err)
	}
	if d.Value.Fidelity == transcript.HumanNotes {
		return none(fault.New(ErrNotAllowed, "privacy.reuse_of_notes", "/transcript_id", "typed notes hold a judgement and stay in their search"))
	}
	return i.change(ctx, by, access.ReuseEvidence, id, func(iv requisition.Interview, at time.Time) (requisition.Interview, requisition.Act, error) {
		return iv.ReuseTranscript(tid, by, at)
	})
}
