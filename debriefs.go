package hirealign

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

// Debriefs books and reveals debriefs and takes the owner's decisions.
type Debriefs struct {
	t  *Tenant
	at uint64 // the version that a change is over, 0 for the stored one
}

// Book books a debrief of a search. Without participants it invites the hiring
// manager, the recruiter and everybody on the plan's panels. Scheduling a final
// round books one by itself; see Interviews.Schedule. It returns ErrNotFound for an
// application that is not there and privacy.ErrErased for one that was erased.
func (d *Debriefs) Book(ctx context.Context, by actor.Human, id requisition.ID, b debrief.Booking) (debrief.Meeting, error) {
	if err := d.t.may(ctx, by, access.RunDebrief, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return debrief.Meeting{}, err
	}
	req, err := d.t.Requisitions().get(ctx, id)
	if err != nil {
		return debrief.Meeting{}, err
	}
	m, acts, err := d.book(by, req, b)
	if err != nil {
		return debrief.Meeting{}, err
	}
	w, err := d.t.svc.docs.meetings.Put(string(m.ID()), m, absent)
	if err != nil {
		return debrief.Meeting{}, err
	}
	return m, d.t.commit(ctx, acts, w)
}

func (d *Debriefs) book(by actor.Human, req requisition.Requisition, b debrief.Booking) (debrief.Meeting, []requisition.Act, error) {
	b.Requisition = req
	if len(b.Participants) == 0 {
		b.Participants = participants(req)
	}
	return debrief.Book(debrief.ID(d.t.newID()), b, by, d.t.now())
}

func participants(req requisition.Requisition) []debrief.Participant {
	out := []debrief.Participant{
		{Person: req.HiringManager, Role: actor.HiringManager}, {Person: req.Recruiter, Role: actor.Recruiter},
	}
	for _, round := range req.Plan.Rounds {
		for _, seat := range round.Panel {
			if !slices.ContainsFunc(out, func(p debrief.Participant) bool { return p.Person.ID == seat.Panelist.ID }) {
				out = append(out, debrief.Participant{Person: seat.Panelist, Role: actor.Interviewer})
			}
		}
	}
	return out
}

// prebook books the debrief that a final round leads to, or takes the application
// up in the one that is booked already, not before its cards are due. For other
// rounds it does nothing.
func (d *Debriefs) prebook(ctx context.Context, by actor.Human, req requisition.Requisition, iv requisition.Interview) ([]requisition.Act, []storage.Write, error) {
	if n := len(req.Plan.Rounds); n == 0 || req.Plan.Rounds[n-1].ID != iv.Round {
		return nil, nil, nil
	}
	slot := debrief.ProposeSlot(iv.Scheduled.End, iv.Scheduled.Zone)
	docs, err := list(ctx, d.t, d.t.svc.docs.meetings, "requisition", string(req.ID))
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(docs, func(m storage.Doc[debrief.Meeting]) bool {
		return m.Value.Stage() == debrief.Collecting && m.Value.Document().Scope == debrief.Final
	})
	if i < 0 {
		m, acts, err := d.book(by, req, debrief.Booking{Applications: []requisition.ApplicationID{iv.Application}, Slot: slot})
		if err != nil {
			return nil, nil, err
		}
		w, err := d.t.svc.docs.meetings.Put(string(m.ID()), m, absent)
		return acts, w, err
	}
	before := docs[i].Value
	if before.About(iv.Application) && !slot.Start.After(before.Slot().Start) {
		return nil, nil, nil
	}
	if !slot.Start.After(before.Slot().Start) {
		slot = before.Slot()
	}
	m, acts, err := before.Include([]requisition.ApplicationID{iv.Application}, participants(req), slot, by, d.t.now())
	if err != nil {
		return nil, nil, err
	}
	w, err := d.t.svc.docs.meetings.Put(docs[i].ID, m, docs[i].At())
	return acts, w, err
}

// leave takes an application that ended out of the debriefs that collect cards.
func (d *Debriefs) leave(ctx context.Context, by actor.Human, a requisition.Application) ([]requisition.Act, [][]storage.Write, error) {
	docs, err := list(ctx, d.t, d.t.svc.docs.meetings, "requisition", string(a.Requisition))
	if err != nil {
		return nil, nil, err
	}
	var acts []requisition.Act
	var writes [][]storage.Write
	for _, doc := range docs {
		if doc.Value.Stage() != debrief.Collecting || !doc.Value.About(a.ID) {
			continue
		}
		m, more, err := doc.Value.Leave(a.ID, by, d.t.now())
		if err != nil {
			return nil, nil, err
		}
		w, err := d.t.svc.docs.meetings.Put(doc.ID, m, doc.At())
		if err != nil {
			return nil, nil, err
		}
		acts, writes = append(acts, more...), append(writes, w)
	}
	return acts, writes, nil
}

// Meeting returns a debrief as the reader may see it: second estimates of others
// are left out until they are shown.
func (d *Debriefs) Meeting(ctx context.Context, reader actor.Human, id debrief.ID) (debrief.Meeting, error) {
	doc, err := d.may(ctx, reader, access.ReadDebrief, id)
	return doc.Value.VisibleTo(reader), err
}

// Meetings returns the debriefs of a search as the reader may see them.
func (d *Debriefs) Meetings(ctx context.Context, reader actor.Human, id requisition.ID) ([]debrief.Meeting, error) {
	if err := d.t.may(ctx, reader, access.ReadDebrief, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return nil, err
	}
	docs, err := list(ctx, d.t, d.t.svc.docs.meetings, "requisition", string(id))
	out := values(docs)
	for i := range out {
		out[i] = out[i].VisibleTo(reader)
	}
	return out, err
}

// Faults lists the final rounds of a search that have no debrief.
func (d *Debriefs) Faults(ctx context.Context, reader actor.Human, id requisition.ID) ([]fault.Fault, error) {
	if err := d.t.may(ctx, reader, access.ReadClock, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return nil, err
	}
	req, err := d.t.Requisitions().get(ctx, id)
	if err != nil {
		return nil, err
	}
	ivs, err := list(ctx, d.t, d.t.svc.docs.interviews, "requisition", string(id))
	if err != nil {
		return nil, err
	}
	ms, err := list(ctx, d.t, d.t.svc.docs.meetings, "requisition", string(id))
	return debrief.Unbooked(req.Plan, values(ivs), values(ms)), err
}

type meetingVerb func(debrief.Meeting) (debrief.Meeting, []requisition.Act, error)

func (d *Debriefs) change(ctx context.Context, by actor.Human, id debrief.ID, verb meetingVerb) (debrief.Meeting, error) {
	if _, err := d.may(ctx, by, access.JoinDebrief, id); err != nil {
		return debrief.Meeting{}, err
	}
	doc, err := edition(ctx, d.t, d.t.svc.docs.meetings, string(id), d.at)
	if err != nil {
		return debrief.Meeting{}, err
	}
	m, acts, err := verb(doc.Value)
	if err != nil {
		return debrief.Meeting{}, err
	}
	w, err := d.t.svc.docs.meetings.Put(doc.ID, m, doc.At())
	if err != nil {
		return debrief.Meeting{}, err
	}
	if err := d.t.commit(ctx, acts, w); err != nil {
		return debrief.Meeting{}, d.explain(ctx, by, m, err)
	}
	return m.VisibleTo(by), nil
}

// may returns a debrief where the person has a part in it.
func (d *Debriefs) may(ctx context.Context, who actor.Human, act access.Act, id debrief.ID) (storage.Doc[debrief.Meeting], error) {
	var none storage.Doc[debrief.Meeting]
	if err := who.Validate(); err != nil {
		return none, err
	}
	doc, err := get(ctx, d.t, d.t.svc.docs.meetings, string(id))
	if err != nil {
		return none, err
	}
	err = d.t.may(ctx, who, act, about{requisition: doc.Value.Document().Requisition, kind: "debrief_meeting", id: string(id)})
	if err != nil {
		return none, err
	}
	return doc, nil
}

// Reschedule moves a debrief.
func (d *Debriefs) Reschedule(ctx context.Context, by actor.Human, id debrief.ID, to requisition.Slot) (debrief.Meeting, error) {
	return d.change(ctx, by, id, func(m debrief.Meeting) (debrief.Meeting, []requisition.Act, error) {
		return m.Reschedule(to, by, d.t.now())
	})
}

// Cancel calls a debrief off before anything was revealed. The recruiter is waited on
// to book another for the finalists of a final one.
func (d *Debriefs) Cancel(ctx context.Context, by actor.Human, id debrief.ID, reason string) (debrief.Meeting, error) {
	return d.change(ctx, by, id, func(m debrief.Meeting) (debrief.Meeting, []requisition.Act, error) {
		m, acts, err := m.Cancel(reason, by, d.t.now())
		if err != nil {
			return debrief.Meeting{}, nil, err
		}
		req, err := d.t.Requisitions().get(ctx, m.Document().Requisition)
		if err != nil {
			return debrief.Meeting{}, nil, err
		}
		others, err := list(ctx, d.t, d.t.svc.docs.meetings, "requisition", string(req.ID))
		if err != nil {
			return debrief.Meeting{}, nil, err
		}
		others = slices.DeleteFunc(others, func(o storage.Doc[debrief.Meeting]) bool { return o.Value.ID() == id })
		return m, append(acts, m.Owed(req, values(others), by, d.t.now())...), nil
	})
}

// SetMethod fixes how the decision is reached: by the owner, before the reveal.
func (d *Debriefs) SetMethod(ctx context.Context, by actor.Human, id debrief.ID, method debrief.Method, compositeBar debrief.Ratio) (debrief.Meeting, error) {
	return d.change(ctx, by, id, func(m debrief.Meeting) (debrief.Meeting, []requisition.Act, error) {
		return m.SetMethod(method, compositeBar, by, d.t.now())
	})
}

// Waive lets a debrief take place without one panelist's card, for a reason.
func (d *Debriefs) Waive(ctx context.Context, by actor.Human, id debrief.ID, interview requisition.InterviewID, panelist requisition.Person, reason string) (debrief.Meeting, error) {
	return d.change(ctx, by, id, func(m debrief.Meeting) (debrief.Meeting, []requisition.Act, error) {
		return m.Waive(interview, panelist, reason, by, d.t.now())
	})
}

// Open reveals the final debrief over the applications: the one that is booked
// for exactly these, or else one that is held now. The requisition's hiring
// manager owns the decision. It returns debrief.ErrNotReady while cards are missing.
func (d *Debriefs) Open(ctx context.Context, by actor.Human, id requisition.ID, applications ...requisition.ApplicationID) (debrief.Packet, error) {
	if err := d.t.may(ctx, by, access.JoinDebrief, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return debrief.Packet{}, err
	}
	req, err := d.t.Requisitions().get(ctx, id)
	if err != nil {
		return debrief.Packet{}, err
	}
	docs, err := list(ctx, d.t, d.t.svc.docs.meetings, "requisition", string(id))
	if err != nil {
		return debrief.Packet{}, err
	}
	for _, doc := range docs {
		m := doc.Value.Document()
		if m.Scope == debrief.Final && (m.Stage == debrief.Collecting || m.Stage == debrief.Closed) && sameSet(m.Applications, applications) {
			return d.reveal(ctx, by, doc.Value, doc.At(), nil)
		}
	}
	m, acts, err := d.book(by, req, debrief.Booking{
		Applications: applications, Slot: requisition.Slot{Start: d.t.now(), Zone: "UTC"},
	})
	if err != nil {
		return debrief.Packet{}, err
	}
	return d.reveal(ctx, by, m, absent, acts)
}

func sameSet(a, b []requisition.ApplicationID) bool {
	if len(a) != len(b) {
		return false
	}
	return !slices.ContainsFunc(a, func(x requisition.ApplicationID) bool { return !slices.Contains(b, x) })
}

// Reveal closes a debrief, where it is not, and shows every card to everybody at
// once. A waived card must be overdue; the round that it is missing from is
// revealed with it. A finalist whose erasure has begun is out of it, as if they had
// withdrawn. It returns debrief.ErrNotReady while cards are neither in nor
// waived, and while an interview is still to be held; and privacy.ErrErased where no
// finalist is left.
func (d *Debriefs) Reveal(ctx context.Context, by actor.Human, id debrief.ID) (debrief.Packet, error) {
	doc, err := d.may(ctx, by, access.JoinDebrief, id)
	if err != nil {
		return debrief.Packet{}, err
	}
	return d.reveal(ctx, by, doc.Value, doc.At(), nil)
}

func (d *Debriefs) reveal(ctx context.Context, by actor.Human, m debrief.Meeting, expect storage.Expect, acts []requisition.Act) (debrief.Packet, error) {
	if err := by.Validate(); err != nil {
		return debrief.Packet{}, err
	}
	p, err := d.revealed(ctx, by, m, expect, acts)
	if errors.Is(err, privacy.ErrErased) { // maybe of one finalist, at this moment
		return d.revealed(ctx, by, m, expect, acts)
	}
	return p, err
}

func (d *Debriefs) revealed(ctx context.Context, by actor.Human, m debrief.Meeting, expect storage.Expect, acts []requisition.Act) (debrief.Packet, error) {
	m, left, err := d.present(ctx, by, m)
	if err != nil {
		return debrief.Packet{}, err
	}
	acts = slices.Concat(acts, left)
	dr, err := d.request(ctx, m.Document())
	if err != nil {
		return debrief.Packet{}, err
	}
	if m.Stage() == debrief.Collecting {
		var more []requisition.Act
		if m, more, err = m.Close(dr, by, d.t.now()); err != nil {
			return debrief.Packet{}, err
		}
		acts = append(acts, more...)
	}
	m, p, more, err := m.Reveal(dr, by, d.t.now())
	if err != nil {
		return debrief.Packet{}, err
	}
	mw, err := d.t.svc.docs.meetings.Put(string(m.ID()), m, expect)
	if err != nil {
		return debrief.Packet{}, err
	}
	pw, err := d.t.svc.docs.packets.Put(string(p.ID), p, absent)
	if err != nil {
		return debrief.Packet{}, err
	}
	acts, writes := append(acts, more...), [][]storage.Write{mw, pw}
	for i, f := range p.Finalists {
		more, w, err := d.open(ctx, by, f, dr.Finalists[i].Interviews)
		if err != nil {
			return debrief.Packet{}, err
		}
		acts, writes = append(acts, more...), append(writes, w...)
	}
	return p, d.t.commit(ctx, acts, writes...)
}

// present takes out of a debrief whoever is being erased, as if they had withdrawn:
// that they are may have begun long ago and be finished later.
func (d *Debriefs) present(ctx context.Context, by actor.Human, m debrief.Meeting) (debrief.Meeting, []requisition.Act, error) {
	none := func(err error) (debrief.Meeting, []requisition.Act, error) { return debrief.Meeting{}, nil, err }
	var acts []requisition.Act
	for _, id := range m.Document().Applications {
		a, err := d.t.Requisitions().application(ctx, id)
		if err != nil {
			return none(err)
		}
		erased, err := d.t.isErased(ctx, a.Candidate)
		if err != nil {
			return none(err)
		}
		switch {
		case !erased:
			continue
		case len(m.Document().Applications) == 1:
			return none(fmt.Errorf("application %q: %w", id, privacy.ErrErased))
		}
		var more []requisition.Act
		if m, more, err = m.Leave(id, by, d.t.now()); err != nil {
			return none(err)
		}
		acts = append(acts, more...)
	}
	return m, acts, nil
}

// open reveals the rounds of a finalist that are shown with cards missing, so that
// a waiver counts for the round as it counts for the debrief.
func (d *Debriefs) open(ctx context.Context, by actor.Human, f debrief.Finalist, ivs []requisition.Interview) ([]requisition.Act, [][]storage.Write, error) {
	app, err := d.t.Requisitions().application(ctx, f.Application)
	if err != nil {
		return nil, nil, err
	}
	byRound := map[requisition.RoundID][]debrief.Waiver{}
	for _, iv := range ivs {
		for _, w := range f.Waived {
			if w.Interview == iv.ID {
				byRound[iv.Round] = append(byRound[iv.Round], w)
			}
		}
	}
	var acts []requisition.Act
	var writes [][]storage.Write
	for _, round := range slices.Sorted(maps.Keys(byRound)) {
		state, err := d.t.Scorecards().round(ctx, app.ID, round)
		if err != nil {
			return nil, nil, err
		}
		if state.Closed() {
			continue
		}
		var waivers []scorecard.Waiver
		for _, w := range byRound[round] {
			if slices.ContainsFunc(state.Cards, func(e scorecard.Expected) bool {
				return !e.Submitted && e.Interview == w.Interview && e.Panelist == w.Panelist.ID
			}) {
				waivers = append(waivers, scorecard.Waiver{Interview: w.Interview, Panelist: w.Panelist.ID, Reason: w.Reason, By: w.By})
			}
		}
		_, act, w, err := d.t.Scorecards().revealing(app, state, by, waivers)
		if errors.Is(err, scorecard.ErrBlind) {
			err = &fault.Error{Sentinel: debrief.ErrNotReady, Faults: fault.Of(err)}
		}
		if err != nil {
			return nil, nil, err
		}
		acts, writes = append(acts, act), append(writes, w)
	}
	return acts, writes, nil
}

func (d *Debriefs) request(ctx context.Context, m debrief.MeetingDocument) (debrief.Request, error) {
	req, err := d.t.Requisitions().get(ctx, m.Requisition)
	if err != nil {
		return debrief.Request{}, err
	}
	locked, err := d.t.Rubrics().locked(ctx, req.RubricHash)
	if err != nil {
		return debrief.Request{}, err
	}
	dr := debrief.Request{Rubric: locked}
	for _, aid := range m.Applications {
		f, err := d.finalist(ctx, m, aid)
		if err != nil {
			return debrief.Request{}, err
		}
		dr.Finalists = append(dr.Finalists, f)
	}
	return dr, nil
}

func (d *Debriefs) finalist(ctx context.Context, m debrief.MeetingDocument, aid requisition.ApplicationID) (debrief.FinalistRequest, error) {
	a, err := d.t.Requisitions().application(ctx, aid)
	if err != nil {
		return debrief.FinalistRequest{}, err
	}
	if a.Requisition != m.Requisition {
		return debrief.FinalistRequest{}, fault.New(ErrNotAllowed, "debrief.application_of_other", "/application_id", "the application belongs to another requisition")
	}
	c, err := d.t.Requisitions().candidate(ctx, a.Candidate)
	if err != nil {
		return debrief.FinalistRequest{}, err
	}
	f := debrief.FinalistRequest{Application: aid, Candidate: c.Name}
	if f.Interviews, err = d.t.Interviews().ofApplication(ctx, aid); err != nil {
		return debrief.FinalistRequest{}, err
	}
	for _, iv := range f.Interviews {
		r, err := d.t.Scorecards().reveal(ctx, aid, iv.Round)
		if err != nil {
			return debrief.FinalistRequest{}, err
		}
		f.Waived = append(f.Waived, debrief.WaivedIn(r, iv)...)
	}
	if f.Cards, err = d.t.Scorecards().ofApplication(ctx, aid); err != nil {
		return debrief.FinalistRequest{}, err
	}
	f.Cards = slices.DeleteFunc(f.Cards, func(c scorecard.Scorecard) bool {
		return m.Scope == debrief.Round && c.Assignment().Round != m.Round ||
			m.Stage == debrief.Closed && !slices.Contains(m.Cards, c.ID())
	})
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

// Get returns a packet as it was revealed.
func (d *Debriefs) Get(ctx context.Context, reader actor.Human, id debrief.ID) (debrief.Packet, error) {
	if err := reader.Validate(); err != nil {
		return debrief.Packet{}, err
	}
	doc, err := get(ctx, d.t, d.t.svc.docs.packets, string(id))
	if err != nil {
		return debrief.Packet{}, err
	}
	err = d.t.may(ctx, reader, access.ReadDebrief, about{requisition: doc.Value.Requisition, kind: "debrief", id: string(id)})
	if err != nil {
		return debrief.Packet{}, err
	}
	return doc.Value, nil
}

// Final returns a packet with the second estimates that were shown.
func (d *Debriefs) Final(ctx context.Context, reader actor.Human, id debrief.ID) (debrief.Packet, error) {
	p, err := d.Get(ctx, reader, id)
	if err != nil {
		return debrief.Packet{}, err
	}
	return d.final(ctx, p)
}

func (d *Debriefs) final(ctx context.Context, p debrief.Packet) (debrief.Packet, error) {
	doc, err := get(ctx, d.t, d.t.svc.docs.meetings, string(p.ID))
	return doc.Value.Final(p), err
}

func (d *Debriefs) discuss(ctx context.Context, by actor.Human, id debrief.ID, verb func(debrief.Meeting, debrief.Packet) (debrief.Meeting, []requisition.Act, error)) (debrief.Meeting, error) {
	p, err := d.Get(ctx, by, id)
	if err != nil {
		return debrief.Meeting{}, err
	}
	return d.change(ctx, by, id, func(m debrief.Meeting) (debrief.Meeting, []requisition.Act, error) { return verb(m, p) })
}

// Rerate asks the panel for second estimates, each alone. Only the owner asks.
func (d *Debriefs) Rerate(ctx context.Context, by actor.Human, id debrief.ID) (debrief.Meeting, error) {
	return d.discuss(ctx, by, id, func(m debrief.Meeting, p debrief.Packet) (debrief.Meeting, []requisition.Act, error) {
		return m.Rerate(p, by, d.t.now())
	})
}

// Estimate takes a panelist's second rating; another level needs a reason.
func (d *Debriefs) Estimate(ctx context.Context, id debrief.ID, application requisition.ApplicationID, r scorecard.Rating, change debrief.ChangeCode) (debrief.Meeting, error) {
	return d.discuss(ctx, r.By(), id, func(m debrief.Meeting, p debrief.Packet) (debrief.Meeting, []requisition.Act, error) {
		sources, err := d.sources(ctx, application, r)
		if err != nil {
			return debrief.Meeting{}, nil, err
		}
		return m.Estimate(p, application, r, change, sources, d.t.now())
	})
}

// sources are the records that a second rating may cite: those of every interview
// of the application, without the notes that others typed.
func (d *Debriefs) sources(ctx context.Context, application requisition.ApplicationID, r scorecard.Rating) ([]evidence.Source, error) {
	if len(r.Evidence()) == 0 {
		return nil, nil
	}
	interviews, err := d.t.Interviews().ofApplication(ctx, application)
	if err != nil {
		return nil, err
	}
	var out []evidence.Source
	for _, iv := range interviews {
		of, err := d.t.Scorecards().sources(ctx, scorecard.Assignment{Interview: iv.ID, Panelist: requisition.PersonOf(r.By())})
		if err != nil {
			return nil, err
		}
		out = append(out, of...)
	}
	return out, nil
}

// ShowEstimates shows all second estimates at once. Only the owner does.
func (d *Debriefs) ShowEstimates(ctx context.Context, by actor.Human, id debrief.ID) (debrief.Meeting, error) {
	return d.change(ctx, by, id, func(m debrief.Meeting) (debrief.Meeting, []requisition.Act, error) {
		return m.ShowEstimates(by, d.t.now())
	})
}

// Object records a participant's reasoned objection to an outcome.
func (d *Debriefs) Object(ctx context.Context, by actor.Human, id debrief.ID, application requisition.ApplicationID, against debrief.Outcome, text string) (debrief.Meeting, error) {
	return d.change(ctx, by, id, func(m debrief.Meeting) (debrief.Meeting, []requisition.Act, error) {
		return m.Object(application, against, text, by, d.t.now())
	})
}

// WithdrawObjections withdraws a person's own objections about an application.
func (d *Debriefs) WithdrawObjections(ctx context.Context, by actor.Human, id debrief.ID, application requisition.ApplicationID) (debrief.Meeting, error) {
	return d.change(ctx, by, id, func(m debrief.Meeting) (debrief.Meeting, []requisition.Act, error) {
		return m.WithdrawObjections(application, by, d.t.now())
	})
}

// Decide records the owner's decision about one finalist. A hire selects the
// candidate, to whom the recruiter extends an offer; a decision against ends the
// application; a deferred one names who owes the follow-up and when, and may be
// followed by another decision. All of it lands in one commit.
func (d *Debriefs) Decide(ctx context.Context, by actor.Human, id debrief.ID, application requisition.ApplicationID, c debrief.Choice) (debrief.Decision, error) {
	if err := by.Validate(); err != nil {
		return debrief.Decision{}, &fault.Error{Sentinel: debrief.ErrNotHuman, Faults: fault.Of(err)}
	}
	p, err := d.Get(ctx, by, id)
	if err != nil {
		return debrief.Decision{}, err
	}
	doc, err := edition(ctx, d.t, d.t.svc.docs.meetings, string(id), d.at)
	if err != nil {
		return debrief.Decision{}, err
	}
	c.Linter = d.t.svc.opts.Linter
	m, dec, acts, err := doc.Value.Decide(p, application, by, c, d.t.now())
	if err != nil {
		if fault.Has(err, "debrief.decided") {
			err = fault.New(ErrConflict, "debrief.decided", "/outcome", "the debrief has decided about this application")
		}
		return debrief.Decision{}, err
	}
	mw, err := d.t.svc.docs.meetings.Put(doc.ID, m, doc.At())
	if err != nil {
		return debrief.Decision{}, err
	}
	key, expect := string(id)+"/"+string(application), absent
	switch prev, err := get(ctx, d.t, d.t.svc.docs.decisions, key); {
	case err == nil:
		expect = prev.At()
	case !isNotFound(err):
		return debrief.Decision{}, err
	}
	w, err := d.t.svc.docs.decisions.Put(key, dec, expect)
	if err != nil {
		return debrief.Decision{}, err
	}
	writes := [][]storage.Write{mw, w}
	switch dec.Outcome() {
	case debrief.Hire, debrief.NoHire, debrief.Reject:
		more, mw, err := d.settle(ctx, by, p.Requisition, application, c)
		if err != nil {
			return debrief.Decision{}, err
		}
		acts, writes = append(acts, more...), append(writes, mw...)
	}
	if err := d.t.commit(ctx, acts, writes...); err != nil {
		return debrief.Decision{}, d.explain(ctx, by, m, err)
	}
	return dec, nil
}

// settle selects or rejects the application as decided.
func (d *Debriefs) settle(ctx context.Context, by actor.Human, id requisition.ID, application requisition.ApplicationID, c debrief.Choice) ([]requisition.Act, [][]storage.Write, error) {
	if c.Outcome != debrief.Hire {
		a, err := d.t.Requisitions().application(ctx, application)
		if err != nil {
			return nil, nil, err
		}
		if a.Status != requisition.Active && a.Status != requisition.Selected {
			return nil, nil, nil // the candidate withdrew after the reveal: the decision is on record
		}
		act, w, err := d.t.Requisitions().move(ctx, application, func(a requisition.Application) (requisition.Application, requisition.Act, error) {
			return a.Reject(c.Reasons[0].Text, by, d.t.now())
		})
		return []requisition.Act{act}, [][]storage.Write{w}, err
	}
	req, err := get(ctx, d.t, d.t.svc.docs.requisitions, string(id))
	if err != nil {
		return nil, nil, err
	}
	apps, err := d.t.Requisitions().applications(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	taken := 0
	for _, a := range apps {
		if a.Status == requisition.Hired || a.Status == requisition.Selected {
			taken++
		}
	}
	if taken >= req.Value.Openings {
		return nil, nil, fault.New(requisition.ErrNotAllowed, "requisition.no_opening", "/openings", "every opening is taken")
	}
	act, w, err := d.t.Requisitions().move(ctx, application, func(a requisition.Application) (requisition.Application, requisition.Act, error) {
		return a.Select(req.Value.Recruiter, by, d.t.now())
	})
	if err != nil {
		return nil, nil, err
	}
	// Two hires at once must not both take the last opening.
	same, err := d.t.svc.docs.requisitions.Put(req.ID, req.Value, req.At())
	return []requisition.Act{act}, [][]storage.Write{w, same}, err
}

// Decision returns what a debrief decided about an application, and ErrNotFound
// while it has not.
func (d *Debriefs) Decision(ctx context.Context, reader actor.Human, id debrief.ID, application requisition.ApplicationID) (debrief.Decision, error) {
	if err := d.t.may(ctx, reader, access.ReadDecision, about{application: application, kind: "application", id: string(application)}); err != nil {
		return debrief.Decision{}, err
	}
	return d.decision(ctx, id, application)
}

func (d *Debriefs) decision(ctx context.Context, id debrief.ID, application requisition.ApplicationID) (debrief.Decision, error) {
	doc, err := get(ctx, d.t, d.t.svc.docs.decisions, string(id)+"/"+string(application))
	return doc.Value, err
}

// Explain explains a decision to its candidate, who may read it themselves;
// feedback is the owner's own wording, by criterion, and may be nil.
func (d *Debriefs) Explain(ctx context.Context, reader actor.Human, id debrief.ID, application requisition.ApplicationID, feedback map[rubric.CompetencyID]string) (debrief.Explanation, error) {
	if err := d.t.may(ctx, reader, access.ReadExplanation, about{application: application, kind: "application", id: string(application)}); err != nil {
		return debrief.Explanation{}, err
	}
	dec, err := d.decision(ctx, id, application)
	if err != nil {
		return debrief.Explanation{}, err
	}
	doc, err := get(ctx, d.t, d.t.svc.docs.packets, string(id))
	if err != nil {
		return debrief.Explanation{}, err
	}
	p, err := d.final(ctx, doc.Value)
	if err != nil {
		return debrief.Explanation{}, err
	}
	return debrief.Explain(p, dec, &debrief.ExplainOptions{Feedback: feedback})
}
