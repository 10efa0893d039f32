package hirealign

import (
	"context"
	"errors"
	"slices"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/privacy/seal"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
)

// Erase erases everything that is held on a person, in all their applications and
// under all records that were merged: candidate, interviews, transcripts, notes,
// drafts, cards, summaries, exposures, offers, decisions and consents, in all their
// versions, and the person's part of every debrief. Their keys are destroyed and the
// documents deleted. What stays is ids, statuses and times: an application that is
// marked as erased, the log, which still verifies, and the record of the erasure.
// Applications that run are withdrawn first.
//
// The ground is a code without words, such as gdpr.17. Erase returns
// privacy.ErrHeld under a legal hold, where nothing is changed. An erasure that was
// interrupted is finished by calling it again; one that is done is returned as it is.
//
// What other people wrote about several candidates in one sentence, or in the
// reasons of a search, cannot be found by code, nor can what the host keeps itself.
func (p *Privacy) Erase(ctx context.Context, by actor.Human, id requisition.CandidateID, ground string) (privacy.Erasure, error) {
	none := func(err error) (privacy.Erasure, error) { return privacy.Erasure{}, err }
	if err := p.t.mayAbout(ctx, by, access.ErasePerson, id); err != nil {
		return none(err)
	}
	e, expect, err := p.begin(ctx, by, id, ground)
	if err != nil || e.Outcome == privacy.Done {
		return e, err
	}
	if err := p.forget(ctx, by, e.Applications); err != nil {
		return none(err)
	}
	if err := p.bare(ctx, e.Applications); err != nil {
		return none(err)
	}
	for _, c := range e.Candidates {
		destroyed, err := p.t.svc.store.Destroy(ctx, p.t.id, string(c))
		if err != nil {
			return none(err)
		}
		e.KeysDestroyed = destroyed
	}
	if e.Deleted, err = p.sweep(ctx, e.Candidates); err != nil {
		return none(err)
	}
	e.Outcome, e.EndedAt = privacy.Done, p.t.now()
	w, err := p.t.svc.docs.erasures.Put(string(e.ID), e, expect)
	if err != nil {
		return none(err)
	}
	if err := p.t.commit(ctx, []requisition.Act{p.act("candidate.erased", by.Ref(), e.Candidates[0])}, w); err != nil {
		return none(err)
	}
	return e, p.scrub(ctx)
}

func (p *Privacy) scrub(ctx context.Context) error {
	if p.t.svc.opts.Scrub == nil {
		return nil
	}
	return p.t.svc.opts.Scrub(ctx)
}

// begin returns the erasure of a person that there is already, or starts one.
func (p *Privacy) begin(ctx context.Context, by actor.Human, id requisition.CandidateID, ground string) (privacy.Erasure, storage.Expect, error) {
	none := func(err error) (privacy.Erasure, storage.Expect, error) { return privacy.Erasure{}, absent, err }
	docs, err := list(ctx, p.t, p.t.svc.docs.erasures, "", "")
	if err != nil {
		return none(err)
	}
	for _, d := range docs {
		if d.Value.Outcome != privacy.Refused && slices.Contains(d.Value.Candidates, id) {
			return d.Value, d.At(), nil
		}
	}
	ids, err := p.t.sameAs(ctx, id)
	if err != nil {
		return none(err)
	}
	holds, err := p.holds(ctx, ids)
	if err != nil {
		return none(err)
	}
	if err := privacy.Held(holds); err != nil {
		return none(err)
	}
	e, err := privacy.NewErasure(privacy.ErasureID(p.t.newID()), ids, privacy.Started, ground, by, p.t.now())
	if err != nil {
		return none(err)
	}
	var writes [][]storage.Write
	for _, c := range ids {
		same, err := p.touch(ctx, c) // a hold that is placed now must not be overlooked
		if err != nil {
			return none(err)
		}
		writes = append(writes, same)
		apps, err := p.t.Requisitions().ofCandidate(ctx, c)
		if err != nil {
			return none(err)
		}
		for _, a := range apps {
			e.Applications = append(e.Applications, a.ID)
		}
	}
	w, err := p.t.svc.docs.erasures.Put(string(e.ID), e, absent)
	if err != nil {
		return none(err)
	}
	act := p.act("candidate.erasure_started", by.Ref(), ids[0])
	return e, storage.At(1), p.t.commit(ctx, []requisition.Act{act}, append(writes, w)...)
}

// bare leaves ids, status and times of applications, which are withdrawn first
// where they run.
func (p *Privacy) bare(ctx context.Context, ids []requisition.ApplicationID) error {
	for _, id := range ids {
		d, err := get(ctx, p.t, p.t.svc.docs.applications, string(id))
		if err != nil {
			return err
		}
		a := d.Value
		if a.Erased {
			continue
		}
		w, err := p.t.svc.docs.applications.Put(d.ID, requisition.Application{
			SchemaVersion: a.SchemaVersion, ID: a.ID, Requisition: a.Requisition, Candidate: a.Candidate, Source: a.Source,
			Status: a.Status, AppliedAt: a.AppliedAt, EndedAt: a.EndedAt, Erased: true,
		}, d.At())
		if err != nil {
			return err
		}
		if err := p.t.commit(ctx, nil, w); err != nil {
			return err
		}
	}
	return nil
}

// forget withdraws applications that run, and takes applications out of the
// debriefs that they were part of, in all versions.
func (p *Privacy) forget(ctx context.Context, by actor.Human, ids []requisition.ApplicationID) error {
	for _, id := range ids {
		a, err := p.t.Requisitions().application(ctx, id)
		if err != nil {
			return err
		}
		if a.Erased {
			continue
		}
		if a.Status == requisition.Active || a.Status == requisition.Selected {
			a, err = p.t.Requisitions().ended(ctx, by, id, func(a requisition.Application) (requisition.Application, requisition.Act, error) {
				return a.Withdraw("erasure", by, p.t.now())
			})
			if err != nil {
				return err
			}
		}
		if err := p.forgetIn(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

func (p *Privacy) forgetIn(ctx context.Context, a requisition.Application) error {
	ivs, err := p.t.Interviews().ofApplication(ctx, a.ID)
	if err != nil {
		return err
	}
	interviews := make([]requisition.InterviewID, len(ivs))
	for i, iv := range ivs {
		interviews[i] = iv.ID
	}
	packets, err := list(ctx, p.t, p.t.svc.docs.packets, "requisition", string(a.Requisition))
	if err != nil {
		return err
	}
	meetings, err := list(ctx, p.t, p.t.svc.docs.meetings, "requisition", string(a.Requisition))
	if err != nil {
		return err
	}
	for _, m := range meetings {
		if !m.Value.About(a.ID) {
			continue
		}
		writes, err := p.t.Debriefs().forgetBrief(ctx, m.Value.ID(), a.ID)
		if err != nil {
			return err
		}
		var packet debrief.Packet
		if i := slices.IndexFunc(packets, func(d storage.Doc[debrief.Packet]) bool { return d.ID == m.ID }); i >= 0 {
			packet = packets[i].Value.Forget(a.ID)
			w, err := p.t.svc.docs.packets.Put(packets[i].ID, packet, packets[i].At())
			if err != nil {
				return err
			}
			writes = append(writes, w)
		}
		next, err := m.Value.Forget(a.ID, interviews, packet, p.t.now())
		if err != nil {
			return err
		}
		w, err := p.t.svc.docs.meetings.Put(m.ID, next, m.At())
		if err != nil {
			return err
		}
		act := requisition.NewAct("debrief.application_forgotten", actor.System("hirealign"), p.t.now())
		act.Requisition, act.Application, act.Record = a.Requisition, a.ID, m.ID
		if next.Stage() != m.Value.Stage() {
			act.Settles = []requisition.Waiting{{For: requisition.ForDecision}}
		}
		if err := p.t.commit(ctx, []requisition.Act{act}, append(writes, w)...); err != nil {
			return err
		}
	}
	for kind := range mixed {
		if err := p.strip(ctx, kind+revisions, a); err != nil {
			return err
		}
	}
	return nil
}

// strip takes an application's parts out of earlier versions of debriefs.
func (p *Privacy) strip(ctx context.Context, kind storage.Kind, a requisition.Application) error {
	o := p.t.owners()
	var failed error
	parts := o.parts(ctx, kind, &failed)
	return p.records(ctx, kind, "requisition", string(a.Requisition), func(r storage.Record) error {
		found := false
		body, err := seal.Strip(r.Body, parts, func(subject string) bool {
			drop := subject == string(a.Candidate)
			found = found || drop
			return drop
		})
		if err := errors.Join(err, failed); err != nil {
			return err
		}
		if !found {
			return nil
		}
		expect := storage.At(r.Version)
		r.Body = body
		return p.raw(ctx, []storage.Write{{Record: r, Expect: expect}})
	})
}

// records visits the records as they are stored, sealed.
func (p *Privacy) records(ctx context.Context, kind storage.Kind, index, value string, visit func(storage.Record) error) error {
	q := storage.Query{Kind: kind, Index: index, Value: value}
	for {
		page, err := p.t.svc.store.Driver.List(ctx, p.t.id, q)
		if err != nil {
			return err
		}
		for _, r := range page.Records {
			if err := visit(r); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// raw commits writes as they are, without a log entry: they delete.
func (p *Privacy) raw(ctx context.Context, writes []storage.Write) error {
	return send(ctx, p.t.svc.store.Driver, p.t.id, storage.Batch{ID: p.t.newID(), Writes: writes})
}

// sweep deletes every record of the people, in all versions, and counts them.
func (p *Privacy) sweep(ctx context.Context, ids []requisition.CandidateID) ([]privacy.Count, error) {
	var out []privacy.Count
	for _, kind := range personal {
		n := 0
		for _, k := range []storage.Kind{kind, kind + revisions} {
			for _, id := range ids {
				deleted, err := p.delete(ctx, k, "subject", string(id), func(storage.Record) bool { return true })
				if err != nil {
					return nil, err
				}
				n += deleted
			}
		}
		if n > 0 {
			out = append(out, privacy.Count{Kind: string(kind), N: n})
		}
	}
	return out, nil
}

func (p *Privacy) delete(ctx context.Context, kind storage.Kind, index, value string, which func(storage.Record) bool) (int, error) {
	var writes []storage.Write
	err := p.records(ctx, kind, index, value, func(r storage.Record) error {
		if which(r) {
			writes = append(writes, storage.Write{Record: storage.Record{Key: r.Key}, Delete: true})
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for batch := range slices.Chunk(writes, storage.MaxWrites) {
		if err := p.raw(ctx, batch); err != nil {
			return 0, err
		}
	}
	return len(writes), nil
}

// RefuseErasure records that a request to erase was refused, on a ground such as a
// duty to keep records.
func (p *Privacy) RefuseErasure(ctx context.Context, by actor.Human, id requisition.CandidateID, ground string) (privacy.Erasure, error) {
	if err := p.t.mayAbout(ctx, by, access.ErasePerson, id); err != nil {
		return privacy.Erasure{}, err
	}
	if _, err := p.t.Requisitions().candidate(ctx, id); err != nil {
		return privacy.Erasure{}, err
	}
	ids, err := p.t.sameAs(ctx, id)
	if err != nil {
		return privacy.Erasure{}, err
	}
	e, err := privacy.NewErasure(privacy.ErasureID(p.t.newID()), ids, privacy.Refused, ground, by, p.t.now())
	if err != nil {
		return privacy.Erasure{}, err
	}
	w, err := p.t.svc.docs.erasures.Put(string(e.ID), e, absent)
	if err != nil {
		return privacy.Erasure{}, err
	}
	return e, p.t.commit(ctx, []requisition.Act{p.act("candidate.erasure_refused", by.Ref(), ids[0])}, w)
}

// Erasures returns the records of erasures that were done, are under way, or were
// refused.
func (p *Privacy) Erasures(ctx context.Context, reader actor.Human) ([]privacy.Erasure, error) {
	if err := p.t.mayTenant(ctx, reader, access.ReadPrivacy); err != nil {
		return nil, err
	}
	docs, err := list(ctx, p.t, p.t.svc.docs.erasures, "", "")
	if err != nil {
		return nil, err
	}
	out := make([]privacy.Erasure, 0, len(docs))
	for _, e := range values(docs) {
		_, err := p.t.aboutPerson(ctx, reader, access.ReadPrivacy, e.Candidates[0])
		switch {
		case err == nil:
			out = append(out, e)
		case !refused(err):
			return nil, err
		}
	}
	return out, nil
}
