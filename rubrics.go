package hirealign

import (
	"context"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
)

// Rubrics drafts rubrics and locks them.
type Rubrics struct {
	t  *Tenant
	at uint64 // the version that is saved over, 0 for the stored one
}

// RubricRecord is a rubric on its way to the lock: its present content and who
// has agreed to it.
type RubricRecord struct {
	Requisition requisition.ID `json:"requisition_id"`
	Rubric      rubric.Rubric  `json:"rubric"`
	// HiringManager and Recruiter are the assents so far; each is for one content
	// and falls away when the content changes.
	HiringManager *rubric.Assent `json:"hiring_manager,omitzero"`
	Recruiter     *rubric.Assent `json:"recruiter,omitzero"`
	// LockedHash is set once both have agreed; the record does not change any more.
	LockedHash string `json:"locked_hash,omitzero"`
}

// Intake drafts criteria from an intake call. Its roles must be assigned: only
// the hiring manager's words count. The call is stored, the draft is not: a
// person turns it into a rubric. The log holds a commitment to the call under a key
// of its own, and nothing of it without a keyring.
func (r *Rubrics) Intake(ctx context.Context, by actor.Human, id requisition.ID, call transcript.Transcript) (rubric.IntakeDraft, error) {
	if err := by.Validate(); err != nil {
		return rubric.IntakeDraft{}, err
	}
	if err := call.Validate(); err != nil {
		return rubric.IntakeDraft{}, err
	}
	if err := r.t.may(ctx, by, access.WriteRubric, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return rubric.IntakeDraft{}, err
	}
	p, err := r.t.svc.opts.Rubrics.DraftRubric(ctx, rubric.IntakeRequest{Intake: call})
	if err != nil {
		return rubric.IntakeDraft{}, err
	}
	w, err := r.t.svc.docs.transcripts.Put(string(call.ID), call, absent)
	if err != nil {
		return rubric.IntakeDraft{}, err
	}
	act := requisition.NewAct("intake.recorded", by.Ref(), r.t.now())
	act.Requisition, act.Record = id, string(call.ID)
	if act.Hash, err = r.t.svc.store.Commitment(ctx, r.t.id, intakeSubject(call.ID), call.Hash()); err != nil {
		return rubric.IntakeDraft{}, err
	}
	return rubric.Propose(call, p), r.t.commit(ctx, []requisition.Act{act}, w)
}

// Save stores the content of a rubric that is not locked. Saving other content
// than before drops the assents that were given. It returns rubric.ErrInvalid
// only where the rubric has no id: content is checked at the lock.
func (r *Rubrics) Save(ctx context.Context, by actor.Human, id requisition.ID, content rubric.Rubric) (RubricRecord, error) {
	if err := by.Validate(); err != nil {
		return RubricRecord{}, err
	}
	if content.ID == "" {
		return RubricRecord{}, fault.New(rubric.ErrInvalid, "rubric.id_missing", "/id", "a rubric needs an id")
	}
	if err := r.t.may(ctx, by, access.WriteRubric, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return RubricRecord{}, err
	}
	rec := RubricRecord{Requisition: id, Rubric: content.Clone()}
	expect := absent
	switch d, err := get(ctx, r.t, r.t.svc.docs.rubrics, string(content.ID)); {
	case err == nil:
		seen, err := edition(ctx, r.t, r.t.svc.docs.rubrics, d.ID, r.at)
		if err != nil {
			return RubricRecord{}, err
		}
		expect = seen.At()
		if d.Value.Requisition != id {
			return RubricRecord{}, fault.New(ErrNotAllowed, "rubric.of_other_requisition", "/requisition_id", "the rubric belongs to another requisition")
		}
		if d.Value.LockedHash != "" && content.Version != d.Value.Rubric.Version+1 {
			return RubricRecord{}, fault.New(rubric.ErrInvalid, "rubric.locked", "/version", "a locked rubric changes only by its next version")
		}
		if d.Value.LockedHash != "" && content.Predecessor != d.Value.LockedHash {
			return RubricRecord{}, fault.New(rubric.ErrNotSuccessor, "rubric.successor_of_other", "/predecessor", "the next version names the locked one that it replaces")
		}
		if d.Value.LockedHash == "" && d.Value.Rubric.Hash() == content.Hash() {
			rec.HiringManager, rec.Recruiter = d.Value.HiringManager, d.Value.Recruiter
		}
	case !isNotFound(err):
		return RubricRecord{}, err
	}
	w, err := r.t.svc.docs.rubrics.Put(string(content.ID), rec, expect)
	if err != nil {
		return RubricRecord{}, err
	}
	act := requisition.NewAct("rubric.saved", by.Ref(), r.t.now())
	act.Requisition, act.Record, act.Hash = id, string(content.ID), content.Hash()
	if err := r.t.commit(ctx, []requisition.Act{act}, w); err != nil {
		return RubricRecord{}, explain(ctx, r.t, r.t.svc.docs.rubrics, string(content.ID), rec, err)
	}
	return rec, nil
}

// Get returns a rubric's record.
func (r *Rubrics) Get(ctx context.Context, reader actor.Human, id rubric.ID) (RubricRecord, error) {
	d, err := r.get(ctx, reader, id)
	return d.Value, err
}

func (r *Rubrics) get(ctx context.Context, reader actor.Human, id rubric.ID) (storage.Doc[RubricRecord], error) {
	var none storage.Doc[RubricRecord]
	if err := reader.Validate(); err != nil {
		return none, err
	}
	d, err := get(ctx, r.t, r.t.svc.docs.rubrics, string(id))
	if err != nil {
		return none, err
	}
	if err := r.t.may(ctx, reader, access.ReadRubric, about{requisition: d.Value.Requisition, kind: "rubric", id: string(id)}); err != nil {
		return none, err
	}
	return d, nil
}

// OfRequisition returns the records of a search's rubrics, each with its present
// content, in the order of their ids; most searches have one. Locked and Superseded
// lead from a record's LockedHash and its content's Predecessor to the versions.
func (r *Rubrics) OfRequisition(ctx context.Context, reader actor.Human, id requisition.ID) ([]RubricRecord, error) {
	if err := r.t.may(ctx, reader, access.ReadRubric, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return nil, err
	}
	docs, err := list(ctx, r.t, r.t.svc.docs.rubrics, "requisition", string(id))
	return values(docs), err
}

// Locked returns the locked rubric with a content hash.
func (r *Rubrics) Locked(ctx context.Context, reader actor.Human, hash string) (rubric.Locked, error) {
	if err := reader.Validate(); err != nil {
		return rubric.Locked{}, err
	}
	l, err := r.locked(ctx, hash)
	if err != nil {
		return rubric.Locked{}, err
	}
	if err := r.mayRead(ctx, reader, l.Rubric().ID, "rubric_locked", hash); err != nil {
		return rubric.Locked{}, err
	}
	return l, nil
}

func (r *Rubrics) mayRead(ctx context.Context, reader actor.Human, id rubric.ID, kind storage.Kind, hash string) error {
	d, err := get(ctx, r.t, r.t.svc.docs.rubrics, string(id))
	if err != nil {
		return err
	}
	return r.t.may(ctx, reader, access.ReadRubric, about{requisition: d.Value.Requisition, kind: kind, id: hash})
}

func (r *Rubrics) locked(ctx context.Context, hash string) (rubric.Locked, error) {
	if hash == "" {
		return rubric.Locked{}, fault.New(rubric.ErrNotLocked, "rubric.not_locked", "/rubric_hash", "the rubric is not locked yet")
	}
	d, err := get(ctx, r.t, r.t.svc.docs.locked, hash)
	return d.Value, err
}

// Assent records that the requisition's hiring manager or recruiter agrees to
// the content with the hash. When both have agreed to the same content, the
// rubric is locked and the requisition refers to it, in the same commit; until
// then the returned Locked is zero. Locking a further version supersedes the one
// before, also in the same commit.
func (r *Rubrics) Assent(ctx context.Context, by actor.Human, id rubric.ID, hash string) (rubric.Locked, error) {
	if err := by.Validate(); err != nil {
		return rubric.Locked{}, err
	}
	d, err := get(ctx, r.t, r.t.svc.docs.rubrics, string(id))
	if err != nil {
		return rubric.Locked{}, err
	}
	if err := r.t.may(ctx, by, access.ReadRubric, about{requisition: d.Value.Requisition, kind: "rubric", id: string(id)}); err != nil {
		return rubric.Locked{}, err
	}
	req, err := get(ctx, r.t, r.t.svc.docs.requisitions, string(d.Value.Requisition))
	if err != nil {
		return rubric.Locked{}, err
	}
	rec, at := d.Value, r.t.now()
	if rec.LockedHash != "" {
		return rubric.Locked{}, fault.New(rubric.ErrInvalid, "rubric.locked", "/locked_hash", "the rubric is locked already")
	}
	lock := rubric.LockOptions{Linter: r.t.svc.opts.Linter}
	if err := rec.Rubric.Lockable(lock); err != nil {
		return rubric.Locked{}, err
	}
	if hash != rec.Rubric.Hash() {
		return rubric.Locked{}, fault.New(rubric.ErrAssent, "rubric.assent_other_content", "/hash", "the rubric has changed since: read it again")
	}
	assent := &rubric.Assent{By: by, Hash: hash, At: at}
	act := requisition.NewAct("rubric.assented", by.Ref(), at)
	act.Requisition, act.Record, act.Hash = rec.Requisition, string(id), hash
	act.Settles = []requisition.Waiting{{Person: by.ID(), For: requisition.ForRubricLock}}
	switch {
	case by.ID() == req.Value.HiringManager.ID && by.Role() == actor.HiringManager:
		rec.HiringManager = assent
	case by.ID() == req.Value.Recruiter.ID && by.Role() == actor.Recruiter:
		rec.Recruiter = assent
	default:
		return rubric.Locked{}, fault.New(ErrNotAllowed, "rubric.assent_not_theirs", "/by", "only the requisition's hiring manager and recruiter agree to its rubric")
	}
	acts := []requisition.Act{act}
	var writes [][]storage.Write
	var locked rubric.Locked
	if rec.HiringManager != nil && rec.Recruiter != nil {
		if locked, err = rubric.LockWith(rec.Rubric, *rec.HiringManager, *rec.Recruiter, lock); err != nil {
			return rubric.Locked{}, err
		}
		rec.LockedHash = locked.Hash()
		next, lockAct, err := req.Value.LockRubric(locked.Hash(), by, at)
		if err != nil {
			return rubric.Locked{}, err
		}
		lw, err := r.t.svc.docs.locked.Put(locked.Hash(), locked, absent)
		if err != nil {
			return rubric.Locked{}, err
		}
		qw, err := r.t.svc.docs.requisitions.Put(req.ID, next, req.At())
		if err != nil {
			return rubric.Locked{}, err
		}
		acts, writes = append(acts, lockAct), append(writes, lw, qw)
		if rec.Rubric.Version > 1 {
			supersedeAct, sw, err := r.supersede(ctx, rec, locked, by)
			if err != nil {
				return rubric.Locked{}, err
			}
			acts, writes = append(acts, supersedeAct), append(writes, sw)
		}
	}
	w, err := r.t.svc.docs.rubrics.Put(d.ID, rec, d.At())
	if err != nil {
		return rubric.Locked{}, err
	}
	if err := r.t.commit(ctx, acts, append(writes, w)...); err != nil {
		return rubric.Locked{}, explain(ctx, r.t, r.t.svc.docs.rubrics, d.ID, rec, err)
	}
	return locked, nil
}

// supersede replaces the version before by the one that was just locked.
func (r *Rubrics) supersede(ctx context.Context, rec RubricRecord, next rubric.Locked, by actor.Human) (requisition.Act, []storage.Write, error) {
	before, err := r.locked(ctx, rec.Rubric.Predecessor)
	if err != nil {
		return requisition.Act{}, nil, err
	}
	old, err := rubric.Supersede(before, next)
	if err != nil {
		return requisition.Act{}, nil, err
	}
	w, err := r.t.svc.docs.superseded.Put(before.Hash(), old, absent)
	if err != nil {
		return requisition.Act{}, nil, err
	}
	act := requisition.NewAct("rubric.superseded", by.Ref(), r.t.now())
	act.Requisition, act.Record, act.Hash = rec.Requisition, string(rec.Rubric.ID), before.Hash()
	act.From, act.To = before.Hash(), next.Hash()
	return act, w, nil
}

// Superseded returns what replaced the locked rubric with a content hash, and what
// that means for candidates who were seen before. It returns ErrNotFound while the
// rubric is in force.
func (r *Rubrics) Superseded(ctx context.Context, reader actor.Human, hash string) (rubric.Superseded, error) {
	if _, err := r.Locked(ctx, reader, hash); err != nil {
		return rubric.Superseded{}, err
	}
	d, err := get(ctx, r.t, r.t.svc.docs.superseded, hash)
	return d.Value, err
}
