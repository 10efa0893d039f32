package hirealign

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
)

var absent = storage.Absent()

func isNotFound(err error) bool { return errors.Is(err, ErrNotFound) }

func values[T any](docs []storage.Doc[T]) []T {
	out := make([]T, len(docs))
	for i, d := range docs {
		out[i] = d.Value
	}
	return out
}

// Interviews schedules interviews, records that they took place, and takes their
// transcripts and typed notes.
type Interviews struct{ t *Tenant }

// Schedule books an interview of the plan; refused before the rubric is locked.
// Scheduling the last round books the debrief that it leads to, in the same
// commit, or takes the application up in the one that is booked.
func (i *Interviews) Schedule(ctx context.Context, by actor.Human, application requisition.ApplicationID, round requisition.RoundID, slot requisition.Slot, external ...requisition.ExternalRef) (requisition.Interview, error) {
	if err := i.t.may(ctx, by, access.RunInterview, about{application: application, kind: "application", id: string(application)}); err != nil {
		return requisition.Interview{}, err
	}
	a, err := i.t.Requisitions().application(ctx, application)
	if err != nil {
		return requisition.Interview{}, err
	}
	req, err := i.t.Requisitions().get(ctx, a.Requisition)
	if err != nil {
		return requisition.Interview{}, err
	}
	iv, act, err := req.Schedule(requisition.InterviewID(i.t.newID()), requisition.Booking{
		Application: a, Round: round, Slot: slot, External: external,
	}, by, i.t.now())
	if err != nil {
		return requisition.Interview{}, err
	}
	w, err := i.t.svc.docs.interviews.Put(string(iv.ID), iv, absent)
	if err != nil {
		return requisition.Interview{}, err
	}
	acts, mw, err := i.t.Debriefs().prebook(ctx, by, req, iv)
	if err != nil {
		return requisition.Interview{}, err
	}
	return iv, i.t.commit(ctx, append([]requisition.Act{act}, acts...), w, mw)
}

// zoneOf is the zone in which a panelist's day ends.
func zoneOf(iv requisition.Interview, seat requisition.Seat) string {
	return cmp.Or(seat.Zone, iv.Actual.Zone)
}

// Get returns an interview.
func (i *Interviews) Get(ctx context.Context, reader actor.Human, id requisition.InterviewID) (requisition.Interview, error) {
	iv, err := i.may(ctx, reader, access.ReadInterview, id)
	if err != nil {
		return requisition.Interview{}, err
	}
	return iv, nil
}

func (i *Interviews) get(ctx context.Context, id requisition.InterviewID) (requisition.Interview, error) {
	d, err := get(ctx, i.t, i.t.svc.docs.interviews, string(id))
	return d.Value, err
}

func (i *Interviews) may(ctx context.Context, who actor.Human, act access.Act, id requisition.InterviewID) (requisition.Interview, error) {
	if err := who.Validate(); err != nil {
		return requisition.Interview{}, err
	}
	iv, err := i.get(ctx, id)
	if err != nil {
		return requisition.Interview{}, err
	}
	return iv, i.t.may(ctx, who, act, about{application: iv.Application, kind: "interview", id: string(id)})
}

// OfApplication returns the interviews of an application, earliest first.
func (i *Interviews) OfApplication(ctx context.Context, reader actor.Human, id requisition.ApplicationID) ([]requisition.Interview, error) {
	if err := i.t.may(ctx, reader, access.ReadInterview, about{application: id, kind: "application", id: string(id)}); err != nil {
		return nil, err
	}
	return i.ofApplication(ctx, id)
}

func (i *Interviews) ofApplication(ctx context.Context, id requisition.ApplicationID) ([]requisition.Interview, error) {
	docs, err := list(ctx, i.t, i.t.svc.docs.interviews, "application", string(id))
	if err != nil {
		return nil, err
	}
	out := values(docs)
	sortBy(out, func(iv requisition.Interview) time.Time { return iv.Scheduled.Start })
	return out, nil
}

type interviewVerb func(requisition.Interview, time.Time) (requisition.Interview, requisition.Act, error)

func (i *Interviews) change(ctx context.Context, by actor.Human, what access.Act, id requisition.InterviewID, verb interviewVerb, more ...[]storage.Write) (requisition.Interview, error) {
	if _, err := i.may(ctx, by, what, id); err != nil {
		return requisition.Interview{}, err
	}
	d, err := get(ctx, i.t, i.t.svc.docs.interviews, string(id))
	if err != nil {
		return requisition.Interview{}, err
	}
	next, act, err := verb(d.Value, i.t.now())
	if err != nil {
		return requisition.Interview{}, err
	}
	w, err := i.t.svc.docs.interviews.Put(d.ID, next, d.At())
	if err != nil {
		return requisition.Interview{}, err
	}
	if err := i.t.commit(ctx, []requisition.Act{act}, append(more, w)...); err != nil {
		return requisition.Interview{}, explain(ctx, i.t, i.t.svc.docs.interviews, d.ID, next, err)
	}
	return next, nil
}

// Reschedule moves a scheduled interview, and the debrief that its round leads to
// where that would come too early.
func (i *Interviews) Reschedule(ctx context.Context, by actor.Human, id requisition.InterviewID, to requisition.Slot) (requisition.Interview, error) {
	if _, err := i.may(ctx, by, access.RunInterview, id); err != nil {
		return requisition.Interview{}, err
	}
	d, err := get(ctx, i.t, i.t.svc.docs.interviews, string(id))
	if err != nil {
		return requisition.Interview{}, err
	}
	next, act, err := d.Value.Reschedule(to, by, i.t.now())
	if err != nil {
		return requisition.Interview{}, err
	}
	w, err := i.t.svc.docs.interviews.Put(d.ID, next, d.At())
	if err != nil {
		return requisition.Interview{}, err
	}
	req, err := i.t.Requisitions().get(ctx, next.Requisition)
	if err != nil {
		return requisition.Interview{}, err
	}
	acts, mw, err := i.t.Debriefs().prebook(ctx, by, req, next)
	if err != nil {
		return requisition.Interview{}, err
	}
	return next, i.t.commit(ctx, append([]requisition.Act{act}, acts...), w, mw)
}

// AdjustProcess records before a scheduled interview that the process is adjusted
// for the candidate, and nothing about why. Its scorecards say process_adjusted.
func (i *Interviews) AdjustProcess(ctx context.Context, by actor.Human, id requisition.InterviewID) (requisition.Interview, error) {
	return i.change(ctx, by, access.RunInterview, id, func(iv requisition.Interview, at time.Time) (requisition.Interview, requisition.Act, error) {
		return iv.AdjustProcess(by, at)
	})
}

// Cancel calls a scheduled interview off.
func (i *Interviews) Cancel(ctx context.Context, by actor.Human, id requisition.InterviewID) (requisition.Interview, error) {
	return i.change(ctx, by, access.RunInterview, id, func(iv requisition.Interview, at time.Time) (requisition.Interview, requisition.Act, error) {
		return iv.Cancel(by, at)
	})
}

// MarkNoShow records that somebody was missing and the interview did not take place.
func (i *Interviews) MarkNoShow(ctx context.Context, by actor.Human, id requisition.InterviewID) (requisition.Interview, error) {
	return i.change(ctx, by, access.RunInterview, id, func(iv requisition.Interview, at time.Time) (requisition.Interview, requisition.Act, error) {
		return iv.MarkNoShow(by, at)
	})
}

// RecordHeld records when the interview took place and who was there; without
// attendance the whole panel was. The clock of the scorecards starts.
func (i *Interviews) RecordHeld(ctx context.Context, by actor.Human, id requisition.InterviewID, actual requisition.Slot, attendance ...requisition.Attendance) (requisition.Interview, error) {
	return i.change(ctx, by, access.RunInterview, id, func(iv requisition.Interview, at time.Time) (requisition.Interview, requisition.Act, error) {
		held, act, err := iv.RecordHeld(actual, attendance, by, at)
		if err != nil {
			return held, act, err
		}
		for n, seat := range held.Seats() {
			if act.WaitingOn[n].Due, err = i.t.svc.opts.Deadline.DueBy(held.Actual.End, zoneOf(held, seat)); err != nil {
				return held, act, err
			}
		}
		return held, act, nil
	})
}

// Consented reports whether an interview may be recorded, transcribed or drafted from
// now: it returns nil where its candidate has agreed to every one of the scopes or
// there is another legal basis, with the time at which the first of them runs out,
// zero without a date, and privacy.ErrNoConsent otherwise. It takes no person: what
// hears or drafts by itself asks before it begins, at that time, and after every act
// of a consent, of which the log says no date.
func (i *Interviews) Consented(ctx context.Context, id requisition.InterviewID, scope privacy.Scope, more ...privacy.Scope) (time.Time, error) {
	iv, err := i.get(ctx, id)
	if err != nil {
		return time.Time{}, err
	}
	return i.t.consentedUntil(ctx, iv.Application, append([]privacy.Scope{scope}, more...)...)
}

// AddTranscript stores a transcript, or typed notes made with
// transcript.FromNotes, and attaches it to the interview, in one commit. Roles
// should be assigned: without them nothing in it can become evidence. A record of
// the conversation needs the candidate's consent to recording and transcription,
// or a legal basis; without it privacy.ErrNoConsent is returned. Typed notes need none.
func (i *Interviews) AddTranscript(ctx context.Context, by actor.Human, id requisition.InterviewID, t transcript.Transcript) (requisition.Interview, error) {
	if err := t.Validate(); err != nil {
		return requisition.Interview{}, err
	}
	before, err := i.may(ctx, by, access.AttachRecord, id)
	if err != nil {
		return requisition.Interview{}, err
	}
	if t.Fidelity != transcript.HumanNotes {
		if err := i.t.consented(ctx, before.Application, privacy.Recording, privacy.Transcription); err != nil {
			return requisition.Interview{}, err
		}
	}
	hash, err := i.t.commitment(ctx, before.Application, t.Hash())
	if err != nil {
		return requisition.Interview{}, err
	}
	w, err := i.t.svc.docs.transcripts.Put(string(t.ID), t, absent)
	if err != nil {
		return requisition.Interview{}, err
	}
	return i.change(ctx, by, access.AttachRecord, id, func(iv requisition.Interview, at time.Time) (requisition.Interview, requisition.Act, error) {
		iv, act, err := iv.AttachTranscript(string(t.ID), by, at)
		act.Hash = hash
		return iv, act, err
	}, w)
}

// ConfirmRoles sets the roles of speakers by hand, by their label or id, and records
// that the person has confirmed them all. It is the answer to an alarm of
// transcript.CheckRoles: give no roles where they are right as they are. Draft the
// scorecards again afterwards. It returns transcript.ErrUnknownSpeaker for a label
// that nobody has, and ErrNotFound for a transcript that is not the interview's.
func (i *Interviews) ConfirmRoles(ctx context.Context, by actor.Human, id requisition.InterviewID, tid transcript.ID, roles map[string]transcript.Role) (transcript.Transcript, error) {
	iv, err := i.may(ctx, by, access.AttachRecord, id)
	if err != nil {
		return transcript.Transcript{}, err
	}
	if !slices.Contains(iv.Transcripts, string(tid)) {
		return transcript.Transcript{}, ErrNotFound
	}
	d, err := get(ctx, i.t, i.t.svc.docs.transcripts, string(tid))
	if err != nil {
		return transcript.Transcript{}, err
	}
	t := d.Value
	for label, role := range roles {
		if t, err = t.AssignRole(label, role, transcript.Manual); err != nil {
			return transcript.Transcript{}, err
		}
	}
	if t, err = t.ConfirmRoles(by, i.t.now()); err != nil {
		return transcript.Transcript{}, err
	}
	w, err := i.t.svc.docs.transcripts.Put(d.ID, t, d.At())
	if err != nil {
		return transcript.Transcript{}, err
	}
	act := requisition.NewAct("interview.roles_confirmed", by.Ref(), i.t.now())
	act.Requisition, act.Application, act.Interview, act.Round = iv.Requisition, iv.Application, iv.ID, iv.Round
	act.Record, act.Settles = string(tid), []requisition.Waiting{{For: requisition.ForRoles}}
	if act.Hash, err = i.t.commitment(ctx, iv.Application, t.Hash()); err != nil {
		return transcript.Transcript{}, err
	}
	if err := i.t.commit(ctx, []requisition.Act{act}, w); err != nil {
		return transcript.Transcript{}, explain(ctx, i.t, i.t.svc.docs.transcripts, d.ID, t, err)
	}
	return t, nil
}

// Transcripts returns the records of an interview's conversation, in the order in
// which they were attached. Notes that others typed hold their judgement: they are
// left out until the cards of the round are shown.
func (i *Interviews) Transcripts(ctx context.Context, reader actor.Human, id requisition.InterviewID) ([]transcript.Transcript, error) {
	iv, err := i.may(ctx, reader, access.ReadTranscript, id)
	if err != nil {
		return nil, err
	}
	all, err := i.transcripts(ctx, id)
	if err != nil {
		return nil, err
	}
	state, err := i.t.Scorecards().round(ctx, iv.Application, iv.Round)
	if err != nil || state.Closed() {
		return all, err
	}
	return readableBy(reader.ID(), all), nil
}

// transcripts leaves out those that were deleted when their time was over, and those
// of an earlier search where the candidate does not agree to reuse any more.
func (i *Interviews) transcripts(ctx context.Context, id requisition.InterviewID) ([]transcript.Transcript, error) {
	iv, err := i.get(ctx, id)
	if err != nil {
		return nil, err
	}
	reuse := true
	if len(iv.Reused) > 0 {
		switch err := i.t.consented(ctx, iv.Application, privacy.Reuse); {
		case errors.Is(err, privacy.ErrNoConsent):
			reuse = false
		case err != nil:
			return nil, err
		}
	}
	out := make([]transcript.Transcript, 0, len(iv.Transcripts))
	for _, tid := range iv.Transcripts {
		if !reuse && slices.Contains(iv.Reused, tid) {
			continue
		}
		d, err := get(ctx, i.t, i.t.svc.docs.transcripts, tid)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, d.Value)
	}
	return out, nil
}
