package hirealign

import (
	"context"
	"errors"
	"slices"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
)

// The kinds of document that a retention policy can name. Person is everything
// that is held on a person, which only a named human erases.
const (
	keptTranscripts storage.Kind = "transcript"
	keptDebriefs    storage.Kind = "debrief"
	keptPerson                   = "person"
)

// expiring are the kinds that a policy deletes one by one.
var expiring = []storage.Kind{
	keptTranscripts, "scorecard_draft", "scorecard", "scorecard_exposure", "scorecard_suggestions", "summary", "offer", "decision", "model_reply",
	keptDebriefs,
}

// Retention lists what is over its time by a policy: per application the kinds
// transcript, scorecard_draft, scorecard, scorecard_exposure, scorecard_suggestions,
// summary, offer, decision, model_reply and debrief, and per person the kind person
// once no application runs.
// It deletes nothing. What is under a legal hold is not listed. Where documents of
// somebody cannot be read, it lists what is over its time of the others, without the
// kind person, and returns the errors too.
func (p *Privacy) Retention(ctx context.Context, reader actor.Human, policy privacy.Policy) ([]privacy.Clock, error) {
	if err := p.t.mayTenant(ctx, reader, access.ReadPrivacy); err != nil {
		return nil, err
	}
	if err := policy.Validate(); err != nil {
		return nil, err
	}
	due, failed := p.due(ctx, policy)
	out := make([]privacy.Clock, 0, len(due))
	for _, c := range due {
		_, err := p.t.aboutPerson(ctx, reader, access.ReadPrivacy, c.Candidate)
		switch {
		case err == nil:
			out = append(out, c)
		case !refused(err):
			failed = errors.Join(failed, err)
		}
	}
	return out, failed
}

func (p *Privacy) due(ctx context.Context, policy privacy.Policy) ([]privacy.Clock, error) {
	docs, err := list(ctx, p.t, p.t.svc.docs.applications, "", "")
	if err != nil {
		return nil, err
	}
	var items []privacy.Item
	var failed error
	people := map[requisition.CandidateID]*privacy.Item{}
	var order []requisition.CandidateID
	for _, a := range values(docs) {
		if a.Erased {
			continue
		}
		item, root, err := p.item(ctx, a)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		if whole, ok := people[root]; !ok {
			one := item
			one.Kind, one.Candidate, one.Application = keptPerson, root, ""
			people[root], order = &one, append(order, root)
		} else if whole.EndedAt.IsZero() || a.EndedAt.IsZero() || a.EndedAt.After(whole.EndedAt) {
			if !whole.EndedAt.IsZero() {
				whole.EndedAt = a.EndedAt
			}
		}
		for _, kind := range expiring {
			there, err := p.any(ctx, kind, a)
			failed = errors.Join(failed, err)
			if there {
				item.Kind = string(kind)
				items = append(items, item)
			}
		}
	}
	if failed == nil { // else an application that runs may not be known
		for _, root := range order {
			items = append(items, *people[root])
		}
	}
	return policy.Due(items, p.t.now()), failed
}

// item says what counts for the documents of an application, and whose they are.
func (p *Privacy) item(ctx context.Context, a requisition.Application) (privacy.Item, requisition.CandidateID, error) {
	ids, err := p.t.sameAs(ctx, a.Candidate)
	if err != nil {
		return privacy.Item{}, "", err
	}
	holds, err := p.holds(ctx, ids)
	if err != nil {
		return privacy.Item{}, "", err
	}
	c, err := p.t.consents(ctx, a.Candidate)
	if err != nil {
		return privacy.Item{}, "", err
	}
	item := privacy.Item{
		Candidate: a.Candidate, Application: a.ID, Jurisdictions: c.Jurisdictions(), EndedAt: a.EndedAt,
		Held: privacy.Held(holds) != nil,
	}
	if e, ok := c.Standing(privacy.Retention, a.Requisition); ok && e.Answer == privacy.Given {
		item.KeepUntil = e.Until
	}
	return item, ids[0], nil
}

// any reports whether there are documents of a kind of an application.
func (p *Privacy) any(ctx context.Context, kind storage.Kind, a requisition.Application) (bool, error) {
	switch kind {
	case keptTranscripts:
		ids, err := p.transcriptsOf(ctx, a.ID)
		return len(ids) > 0, err
	case keptDebriefs:
		docs, err := list(ctx, p.t, p.t.svc.docs.packets, "requisition", string(a.Requisition))
		for _, d := range docs {
			for _, f := range d.Value.Finalists {
				if f.Application == a.ID {
					return true, nil
				}
			}
		}
		return false, err
	}
	page, err := p.t.svc.store.Driver.List(ctx, p.t.id, storage.Query{Kind: kind, Index: "application", Value: string(a.ID), Limit: 1})
	return len(page.Records) > 0, err
}

// transcriptsOf returns the ids of the transcripts of an application that are
// still there and were made in it.
func (p *Privacy) transcriptsOf(ctx context.Context, id requisition.ApplicationID) (map[string]bool, error) {
	ivs, err := p.t.Interviews().ofApplication(ctx, id)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, iv := range ivs {
		ts, err := p.t.Interviews().transcripts(ctx, iv.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range ts {
			if !slices.Contains(iv.Reused, string(t.ID)) {
				out[string(t.ID)] = true
			}
		}
	}
	return out, nil
}

// DeleteExpired deletes what is over its time by a policy, in all versions, as the
// act of a named human, and erases people whose kind person is due. It returns what
// it deleted. Each deletion is logged with the policy's version; an interrupted run
// is finished by the next. What fails for one person does not hold up the others, and
// is in the error.
func (p *Privacy) DeleteExpired(ctx context.Context, by actor.Human, policy privacy.Policy) ([]privacy.Clock, error) {
	if err := p.t.mayTenant(ctx, by, access.DeleteExpired); err != nil {
		return nil, err
	}
	if err := policy.Validate(); err != nil {
		return nil, err
	}
	due, failed := p.Retention(ctx, by, policy)
	begun, err := p.begun(ctx)
	failed = errors.Join(failed, err)
	for _, b := range begun {
		if !slices.ContainsFunc(due, func(c privacy.Clock) bool { return c.Kind == keptPerson && c.Candidate == b.Candidate }) {
			due = append(due, b)
		}
	}
	done, err := p.expire(ctx, by.Ref(), policy, due, func(id requisition.CandidateID) error {
		_, err := p.Erase(ctx, by, id, expiredGround)
		return err
	})
	return done, errors.Join(failed, err)
}

// expiredGround is on what ground people are erased whose time is over.
const expiredGround = "retention"

// begun returns whose erasure an earlier run did not finish: nothing may be left by
// which their time could be counted.
func (p *Privacy) begun(ctx context.Context) ([]privacy.Clock, error) {
	docs, err := list(ctx, p.t, p.t.svc.docs.erasures, "", "")
	var out []privacy.Clock
	for _, e := range values(docs) {
		if e.Outcome == privacy.Started && e.Ground == expiredGround {
			out = append(out, privacy.Clock{Item: privacy.Item{Kind: keptPerson, Candidate: e.Candidates[0]}})
		}
	}
	return out, err
}

// RunPolicy deletes like DeleteExpired, as an act of the policy that a host has
// scheduled. It erases nobody: what is due of kind person waits for a human.
func (p *Privacy) RunPolicy(ctx context.Context, policy privacy.Policy) ([]privacy.Clock, error) {
	if err := policy.Validate(); err != nil {
		return nil, err
	}
	due, failed := p.due(ctx, policy)
	done, err := p.expire(ctx, actor.System("retention/"+policy.Version), policy, due, nil)
	return done, errors.Join(failed, err)
}

func (p *Privacy) expire(ctx context.Context, by actor.Ref, policy privacy.Policy, due []privacy.Clock, erase func(requisition.CandidateID) error) ([]privacy.Clock, error) {
	var done []privacy.Clock
	var failed error
	for _, c := range due {
		if ctx.Err() != nil {
			failed = errors.Join(failed, ctx.Err())
			break
		}
		var err error
		switch {
		case c.Kind != keptPerson:
			err = p.expired(ctx, by, policy, c)
		case erase == nil:
			continue
		default:
			err = erase(c.Candidate)
		}
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		done = append(done, c)
	}
	if len(done) > 0 {
		failed = errors.Join(failed, p.scrub(ctx))
	}
	return done, failed
}

// expired deletes what one clock is about, and logs it.
func (p *Privacy) expired(ctx context.Context, by actor.Ref, policy privacy.Policy, c privacy.Clock) error {
	a, err := p.t.Requisitions().application(ctx, c.Application)
	if err != nil {
		return err
	}
	act := requisition.NewAct("retention.deleted", by, p.t.now())
	act.Requisition, act.Application, act.Record, act.Hash = a.Requisition, a.ID, c.Kind, policy.Version
	if storage.Kind(c.Kind) == keptDebriefs {
		if err := p.forgetIn(ctx, a); err != nil {
			return err
		}
		return p.t.commit(ctx, []requisition.Act{act})
	}
	return p.deleteKind(ctx, storage.Kind(c.Kind), a, act)
}

// deleteKind deletes the documents of one kind of an application, in all versions,
// and logs it with the documents.
func (p *Privacy) deleteKind(ctx context.Context, kind storage.Kind, a requisition.Application, act requisition.Act) error {
	log, err := events([]requisition.Act{act})
	if err != nil {
		return err
	}
	ids, err := p.transcriptsOf(ctx, a.ID)
	if err != nil {
		return err
	}
	if kind != keptTranscripts {
		ids = map[string]bool{}
		err = p.records(ctx, kind, "application", string(a.ID), func(r storage.Record) error {
			ids[r.ID] = true
			return nil
		})
	}
	if err != nil {
		return err
	}
	// The documents come after their versions, which are found by them, and then what
	// was written meanwhile.
	for _, k := range []storage.Kind{kind + revisions, kind, kind + revisions} {
		var said []storage.Event
		if k == kind {
			said = log
		}
		_, err := p.delete(ctx, k, "subject", string(a.Candidate), func(r storage.Record) bool {
			return ids[r.ID] || ids[storage.RevisionOf(r.ID)]
		}, said...)
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
	}
	return nil
}
