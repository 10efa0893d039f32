package hirealign

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
)

// Step is something that software does after an interview. Unknown values survive
// decoding.
type Step string

// The steps, in their order.
const (
	// StepQuality: a record that nothing can be drafted from is reported, and where
	// roles are in doubt the recruiter is waited on to confirm them.
	StepQuality Step = "quality"
	// StepDraft: one panelist's card is prepared.
	StepDraft Step = "draft"
	// StepSummary: the application's summary is made.
	StepSummary Step = "summary"
	// StepReminder: cards that are due and not in are reported, for the host to remind.
	StepReminder Step = "reminder"
	// StepPacket: a debrief is reported whose packet a human can reveal now.
	StepPacket Step = "packet"
)

// Next says what a call of Advance did and what comes then.
type Next struct {
	// Done is the step that the call did; call again at once. "" says that nothing was
	// due.
	Done Step `json:"done,omitzero"`
	// Step, where nothing was due, is what software does next and At from when on. ""
	// says that nothing comes before somebody acts.
	Step Step      `json:"step,omitzero"`
	At   time.Time `json:"at,omitzero"`
}

const (
	// timeToBlank is how long a record of an interview is waited for.
	timeToBlank = time.Hour
	// timeToDraft is how long a draft may take before others try it, where the context
	// has no deadline.
	timeToDraft = 3 * time.Minute
)

// progressRecord is what has been done after one interview, in ids and hashes.
type progressRecord struct {
	Application requisition.ApplicationID `json:"application_id"`
	// Busy says that somebody is at a step; until then nobody else takes it up.
	Busy  Step      `json:"busy,omitzero"`
	Until time.Time `json:"until,omitzero"`
	// Reported are the records, with their versions, that nothing can be drafted from.
	Reported []string `json:"reported,omitzero"`
	// Summarised is what the summary was made from.
	Summarised string `json:"summarised,omitzero"`
	// Reminded are the panelists whose missing card was reported.
	Reminded []string `json:"reminded,omitzero"`
}

// readinessRecord is a debrief that was reported as ready, with these cards.
type readinessRecord struct {
	Cards string `json:"cards"`
}

// Advance does the one step that is due after an interview and says what it did, or
// else what comes when: it reports unusable records, prepares the panelists' cards
// one by one, makes the summary, reports cards that are missing when they are due,
// and reports a debrief whose cards are all in. Calling it twice, late, or on two
// machines at once is harmless: a step lands once, and whoever comes second finds
// it done. It may be called at any time and does nothing for an interview that was
// not held or whose application has ended.
//
// It acts for nobody: it never rates, submits, reveals or decides. Consent and
// retention hold as for Scorecards.Draft and Summaries.Draft. Reminders and ready
// debriefs are acts in the log, scorecard.reminder_due and debrief.ready, for the
// host to deliver.
//
// While a draft is made others do not start the same one: until the deadline of the
// context, or for three minutes where it has none. If its process dies, they do after
// that time. With Replies the reply of a model is not paid for again then.
//
// It returns ErrNotFound for an unknown interview, and the errors of drafters and of
// the store; then nothing was done, and a later call tries again.
func (i *Interviews) Advance(ctx context.Context, id requisition.InterviewID) (Next, error) {
	var err error
	for range tries {
		var n Next
		n, err = i.advance(ctx, id)
		if !lost(err) {
			return n, err
		}
	}
	return Next{}, err
}

// advancing is one call of Advance.
type advancing struct {
	*Interviews
	iv      requisition.Interview
	app     requisition.Application
	done    progressRecord
	expect  storage.Expect
	version uint64
	records []storage.Doc[transcript.Transcript]
	usable  []transcript.Transcript // by consent
	drafts  []storage.Doc[scorecard.Draft]
	// drafting says that software may draft.
	drafting bool
}

func (i *Interviews) advance(ctx context.Context, id requisition.InterviewID) (Next, error) {
	iv, err := i.get(ctx, id)
	if err != nil {
		return Next{}, err
	}
	app, err := i.t.Requisitions().application(ctx, iv.Application)
	if err != nil || app.Erased || iv.Status == requisition.Scheduled {
		return Next{}, err
	}
	a := &advancing{Interviews: i, iv: iv, app: app}
	if iv.Status != requisition.Held || app.Status != requisition.Active && app.Status != requisition.Selected {
		return a.packet(ctx, false) // others may have waited for it
	}
	if err := a.read(ctx); err != nil {
		return Next{}, err
	}
	if a.done.Busy != "" && i.t.now().Before(a.done.Until) {
		return Next{Step: a.done.Busy, At: a.done.Until}, nil
	}
	// A drafter that fails holds up neither reminders nor debriefs.
	var later Next
	var failed error
	for _, step := range []func(context.Context) (Next, error){a.quality, a.prepare, a.reminder} {
		n, err := step(ctx)
		switch {
		case n.Done != "" || lost(err):
			return n, err
		case ctx.Err() != nil && err == nil:
			return Next{}, ctx.Err()
		case ctx.Err() != nil:
			return Next{}, err
		case err != nil:
			if failed == nil {
				failed = err
			}
		case n.Step != "" && (later.Step == "" || n.At.Before(later.At)):
			later = n
		}
	}
	n, err := a.packet(ctx, later.Step == StepReminder)
	switch {
	case n.Done != "" || err != nil:
		return n, err
	case failed != nil:
		return Next{}, failed
	}
	return later, nil
}

// lost reports whether somebody else took a step first.
func lost(err error) bool {
	return errors.Is(err, ErrConflict) || errors.Is(err, storage.ErrBatchReused)
}

// prepare makes drafts, and then the summary, which rests on them.
func (a *advancing) prepare(ctx context.Context) (Next, error) {
	n, err := a.draft(ctx)
	if err != nil || n != (Next{}) {
		return n, err
	}
	return a.summary(ctx)
}

// read reads what the steps start from.
func (a *advancing) read(ctx context.Context) error {
	a.done, a.expect = progressRecord{Application: a.iv.Application}, absent
	switch d, err := get(ctx, a.t, a.t.svc.docs.progress, string(a.iv.ID)); {
	case err == nil:
		a.done, a.expect, a.version = d.Value, d.At(), d.Version
	case !isNotFound(err):
		return err
	}
	for _, tid := range a.iv.Transcripts {
		d, err := get(ctx, a.t, a.t.svc.docs.transcripts, tid)
		if isNotFound(err) {
			continue // deleted when its time was over
		}
		if err != nil {
			return err
		}
		a.records = append(a.records, d)
	}
	var err error
	if a.usable, a.drafting, err = a.t.processable(ctx, a.iv.Application, values(a.records)); err != nil {
		return err
	}
	a.drafts, err = list(ctx, a.t, a.t.svc.docs.drafts, "interview", string(a.iv.ID))
	return err
}

// inputs is what drafts are made from: the versions of the records that software may
// read, the rubric, and whether it may draft.
func (a *advancing) inputs() []string {
	out := []string{a.iv.RubricHash, strconv.FormatBool(a.drafting)}
	for _, d := range a.records {
		if slices.ContainsFunc(a.usable, func(t transcript.Transcript) bool { return t.ID == d.Value.ID }) {
			out = append(out, version(d))
		}
	}
	return out
}

func version[T any](d storage.Doc[T]) string { return d.ID + "@" + strconv.FormatUint(d.Version, 10) }

func (a *advancing) act(kind string) requisition.Act {
	act := requisition.NewAct(kind, actor.System("hirealign"), a.t.now())
	act.Requisition, act.Application, act.Interview, act.Round = a.iv.Requisition, a.iv.Application, a.iv.ID, a.iv.Round
	return act
}

// commit stores a step, and with it how far the interview has come, in one batch. Its
// id follows from what the step starts from.
func (a *advancing) commit(ctx context.Context, step Step, done progressRecord, from []string, acts []requisition.Act, writes ...[]storage.Write) (Next, error) {
	done.Busy, done.Until = "", time.Time{}
	w, err := a.t.svc.docs.progress.Put(string(a.iv.ID), done, a.expect)
	if err != nil {
		return Next{}, err
	}
	from = append(from, string(a.t.id), string(a.iv.ID), strconv.FormatUint(a.version, 10))
	if err := a.t.commitAs(ctx, batchID(step, from...), acts, append(writes, w)...); err != nil {
		if a.done.Busy != "" {
			a.leave(ctx)
		}
		return Next{}, err
	}
	return Next{Done: step}, nil
}

// batchID names a step by what it starts from, the same in every process.
func batchID(step Step, from ...string) string { return string(step) + "/" + digest(from...) }

// begin tells others that a draft is being made, so that no two pay for it.
func (a *advancing) begin(ctx context.Context, step Step) error {
	wait := timeToDraft
	if deadline, ok := ctx.Deadline(); ok {
		wait = time.Until(deadline)
	}
	a.done.Busy, a.done.Until = step, a.t.now().Add(wait)
	return a.mark(ctx)
}

// leave takes begin back after a failure. Where it cannot, the time runs out.
func (a *advancing) leave(ctx context.Context) {
	a.done.Busy, a.done.Until = "", time.Time{}
	soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = a.mark(soon)
}

func (a *advancing) mark(ctx context.Context) error {
	w, err := a.t.svc.docs.progress.Put(string(a.iv.ID), a.done, a.expect)
	if err != nil {
		return err
	}
	if err := a.t.commit(ctx, nil, w); err != nil {
		return err
	}
	a.version++
	a.expect = storage.At(a.version)
	return nil
}

// quality reports the records that nothing can be drafted from.
func (a *advancing) quality(ctx context.Context) (Next, error) {
	var acts []requisition.Act
	var unusable []string
	for _, d := range a.records {
		q := d.Value.Assess(transcript.Candidate)
		if q.Usable() || !slices.ContainsFunc(a.usable, func(t transcript.Transcript) bool { return t.ID == d.Value.ID }) {
			continue
		}
		unusable = append(unusable, version(d))
		if slices.Contains(a.done.Reported, version(d)) {
			continue
		}
		act := a.act("interview.record_unusable")
		act.Record = d.ID
		if slices.ContainsFunc(q.Reasons, byRoles) {
			req, err := a.t.Requisitions().get(ctx, a.iv.Requisition)
			if err != nil {
				return Next{}, err
			}
			act.WaitingOn = []requisition.Waiting{{Person: req.Recruiter.ID, For: requisition.ForRoles, Due: a.iv.Actual.End.Add(scorecard.TimeToSubmit)}}
		}
		acts = append(acts, act)
	}
	if len(acts) == 0 {
		return Next{}, nil
	}
	done := a.done
	done.Reported = unusable
	return a.commit(ctx, StepQuality, done, unusable, acts)
}

// byRoles reports whether a record can be drafted from once its roles are confirmed.
func byRoles(r transcript.Reason) bool {
	return r == transcript.LabelsInverted || r == transcript.LabelsCollapsed || r == transcript.RoleMissing
}

// draft prepares the first card that is missing or was made from other records.
func (a *advancing) draft(ctx context.Context) (Next, error) {
	for _, seat := range a.iv.Seats() {
		ts := readableBy(seat.Panelist.ID, a.usable)
		if n := draftIn(a.drafts, seat); n >= 0 {
			stands, err := a.t.Scorecards().stands(ctx, a.drafts[n].Value, ts, a.drafting)
			if err != nil {
				return Next{}, err
			}
			if stands {
				continue
			}
		} else if at := a.iv.Actual.End.Add(cmp.Or(a.t.svc.opts.TranscriptWithin, timeToBlank)); len(a.iv.Transcripts) == 0 && a.t.now().Before(at) {
			return Next{Step: StepDraft, At: at}, nil
		}
		if a.drafting {
			if err := a.begin(ctx, StepDraft); err != nil {
				return Next{}, err
			}
		}
		d, err := a.t.Scorecards().drafted(ctx, a.iv.ID, func(s requisition.Seat) bool { return s.Panelist.ID == seat.Panelist.ID })
		if err == nil && len(d.writes) == 0 {
			err = ErrConflict // somebody drafted it meanwhile
		}
		if err != nil {
			a.leave(ctx)
			return Next{}, err
		}
		from := append(a.inputs(), seat.Panelist.ID, configuration(d.by[0]), strconv.FormatUint(d.over[0], 10))
		return a.commit(ctx, StepDraft, a.done, from, d.acts, d.writes...)
	}
	return Next{}, nil
}

// configuration is who drafts: an engine, its model, version and prompts.
func configuration(by actor.Ref) string { return digest(by.ID, by.Model, by.Version, by.PromptHash) }

// summary makes the summary where the drafts were made from other records since.
func (a *advancing) summary(ctx context.Context) (Next, error) {
	if !a.drafting || len(a.records) == 0 {
		return Next{}, nil
	}
	made := digest(a.inputs()...)
	if a.done.Summarised == made {
		return Next{}, nil
	}
	if err := a.begin(ctx, StepSummary); err != nil {
		return Next{}, err
	}
	d, err := a.t.Summaries().drafted(ctx, a.iv.Application)
	if err != nil {
		a.leave(ctx)
		return Next{}, err
	}
	done := a.done
	done.Summarised = made
	from := append(a.inputs(), configuration(d.by), strconv.FormatUint(d.over, 10))
	return a.commit(ctx, StepSummary, done, from, d.acts, d.writes)
}

// reminder reports the cards that are due and not in.
func (a *advancing) reminder(ctx context.Context) (Next, error) {
	all, err := a.t.Scorecards().owed(ctx, a.iv.Application)
	if err != nil {
		return Next{}, err
	}
	var acts []requisition.Act
	var late []string
	var later Next
	for _, o := range all {
		who := o.assignment.Panelist.ID
		if o.assignment.Interview != a.iv.ID || !o.card.IsZero() {
			continue
		}
		due := o.assignment.Due()
		switch {
		case slices.Contains(a.done.Reminded, who):
		case !due.After(a.t.now()):
			act := a.act("scorecard.reminder_due")
			act.Record = string(o.draft)
			acts, late = append(acts, act), append(late, who)
		case later.Step == "" || due.Before(later.At):
			later = Next{Step: StepReminder, At: due}
		}
	}
	if len(acts) == 0 {
		return later, nil
	}
	done := a.done
	done.Reminded = append(slices.Clone(done.Reminded), late...)
	return a.commit(ctx, StepReminder, done, late, acts)
}

// packet reports a debrief of the search whose cards are all in. waiting says that a
// card of this interview is not.
func (a *advancing) packet(ctx context.Context, waiting bool) (Next, error) {
	meetings, err := list(ctx, a.t, a.t.svc.docs.meetings, "requisition", string(a.iv.Requisition))
	if err != nil {
		return Next{}, err
	}
	for _, m := range meetings {
		d := m.Value.Document()
		if d.Stage != debrief.Collecting || waiting && len(d.Waived) == 0 && m.Value.About(a.app.ID) {
			continue
		}
		dr, err := a.t.Debriefs().request(ctx, d)
		if err != nil {
			return Next{}, err
		}
		switch err := m.Value.Ready(dr); {
		case errors.Is(err, debrief.ErrNotReady):
			continue
		case err != nil:
			return Next{}, err
		}
		cards := []string{string(a.t.id), m.ID}
		for _, f := range dr.Finalists {
			cards = append(cards, string(f.Application))
			for _, c := range f.Cards {
				cards = append(cards, string(c.ID()))
			}
		}
		now, expect := readinessRecord{Cards: digest(cards...)}, absent
		switch before, err := get(ctx, a.t, a.t.svc.docs.readiness, m.ID); {
		case err == nil && before.Value == now:
			continue
		case err == nil:
			expect, cards = before.At(), append(cards, version(before))
		case !isNotFound(err):
			return Next{}, err
		}
		w, err := a.t.svc.docs.readiness.Put(m.ID, now, expect)
		if err != nil {
			return Next{}, err
		}
		act := requisition.NewAct("debrief.ready", actor.System("hirealign"), a.t.now())
		act.Requisition, act.Record = a.iv.Requisition, m.ID
		if err := a.t.commitAs(ctx, batchID(StepPacket, cards...), []requisition.Act{act}, w); err != nil {
			return Next{}, err
		}
		return Next{Done: StepPacket}, nil
	}
	return Next{}, nil
}
