package hirealign

import (
	"context"
	"encoding/json"
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
// interrupted, or whose Options.Scrub failed, is finished by calling it again; one that
// is done is returned as it is.
//
// A document about the person that is on its way meanwhile is refused with
// privacy.ErrErased, whether it was begun before or after, so that nothing of them
// is stored once the erasure has gone over its kind.
//
// What other people wrote about several candidates in one sentence, or in the
// reasons of a search, cannot be found by code, nor can what the host keeps itself.
func (p *Privacy) Erase(ctx context.Context, by actor.Human, id requisition.CandidateID, ground string) (privacy.Erasure, error) {
	none := func(err error) (privacy.Erasure, error) { return privacy.Erasure{}, err }
	if err := p.t.mayAbout(ctx, by, access.ErasePerson, id); err != nil {
		return none(err)
	}
	e, expect, err := p.begin(ctx, by, id, ground)
	for try := 1; errors.Is(err, ErrConflict) && try < tries; try++ { // a hold, a merge, an application came first
		e, expect, err = p.begin(ctx, by, id, ground)
	}
	if err != nil || e.Outcome == privacy.Done {
		return e, err
	}
	if e.Applications, err = p.applications(ctx, e.Candidates); err != nil {
		return none(err)
	}
	if err := p.withdraw(ctx, by, e.Applications); err != nil {
		return none(err)
	}
	if err := p.forget(ctx, e.Applications); err != nil {
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
	if err := p.scrub(ctx); err != nil {
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
	return e, nil
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
		mark, err := erasing(c, e.ID)
		if err != nil {
			return none(err)
		}
		writes = append(writes, same, mark)
	}
	if e.Applications, err = p.applications(ctx, ids); err != nil {
		return none(err)
	}
	w, err := p.t.svc.docs.erasures.Put(string(e.ID), e, absent)
	if err != nil {
		return none(err)
	}
	act := p.act("candidate.erasure_started", by.Ref(), ids[0])
	return e, storage.At(1), p.t.commit(ctx, []requisition.Act{act}, append(writes, w)...)
}

// erasing marks a person as one who is erased. New documents about them that are on
// their way fail from here on, so that what follows finds all there will ever be.
func erasing(c requisition.CandidateID, by privacy.ErasureID) ([]storage.Write, error) {
	body, err := json.Marshal(struct {
		Erasure privacy.ErasureID `json:"erasure_id"`
	}{by})
	return []storage.Write{{Record: storage.Record{Key: storage.Key{Kind: gone, ID: string(c)}, Body: body}}}, err
}

// applications returns all applications of people.
func (p *Privacy) applications(ctx context.Context, ids []requisition.CandidateID) ([]requisition.ApplicationID, error) {
	var out []requisition.ApplicationID
	for _, c := range ids {
		apps, err := p.t.Requisitions().ofCandidate(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, a := range apps {
			out = append(out, a.ID)
		}
	}
	return out, nil
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
		}, storage.At(d.Version)) // not d.At(), which keeps what newer code has written
		if err != nil {
			return err
		}
		if err := p.t.commit(ctx, nil, w); err != nil {
			return err
		}
	}
	return nil
}

// withdraw ends the applications that run.
func (p *Privacy) withdraw(ctx context.Context, by actor.Human, ids []requisition.ApplicationID) error {
	for _, id := range ids {
		a, err := p.t.Requisitions().application(ctx, id)
		if err != nil {
			return err
		}
		if a.Erased || a.Status != requisition.Active && a.Status != requisition.Selected {
			continue
		}
		_, err = p.t.Requisitions().ended(ctx, by, id, func(a requisition.Application) (requisition.Application, requisition.Act, error) {
			return a.Withdraw("erasure", by, p.t.now())
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// forget takes applications out of the debriefs that they were part of, in all
// versions.
func (p *Privacy) forget(ctx context.Context, ids []requisition.ApplicationID) error {
	for _, id := range ids {
		a, err := p.t.Requisitions().application(ctx, id)
		if err != nil {
			return err
		}
		if a.Erased {
			continue
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
		waived := slices.ContainsFunc(m.Value.Document().Waived, func(w debrief.Waiver) bool { return slices.Contains(interviews, w.Interview) })
		if !m.Value.About(a.ID) && !waived { // a waiver stays where an application left
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
		if err := p.without(ctx, act, append(writes, w)); err != nil {
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

// without stores what is left of documents. Parts of others who are erased, which
// nobody else may store, go too.
func (p *Privacy) without(ctx context.Context, act requisition.Act, writes [][]storage.Write) error {
	b := storage.Batch{ID: p.t.newID(), Writes: slices.Concat(writes...)}
	if _, err := p.t.own(ctx, p.t.owners(), []requisition.Act{act}, b.Writes); err != nil {
		return err
	}
	return p.t.land(ctx, b, []requisition.Act{act})
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

// raw commits writes as they are: they delete.
func (p *Privacy) raw(ctx context.Context, writes []storage.Write, log ...storage.Event) error {
	return send(ctx, p.t.svc.store.Driver, p.t.id, storage.Batch{ID: p.t.newID(), Writes: writes, Log: log})
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

// delete deletes the records of a kind that are meant, and logs it with the last.
func (p *Privacy) delete(ctx context.Context, kind storage.Kind, index, value string, which func(storage.Record) bool, log ...storage.Event) (int, error) {
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
	n := len(writes)
	for len(writes) > storage.MaxWrites {
		if err := p.raw(ctx, writes[:storage.MaxWrites]); err != nil {
			return 0, err
		}
		writes = writes[storage.MaxWrites:]
	}
	if len(writes) == 0 && len(log) == 0 {
		return n, nil
	}
	return n, p.raw(ctx, writes, log...)
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
