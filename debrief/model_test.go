package debrief_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

// model is what a debrief may do, kept in plain variables beside the meeting.
type model struct {
	who      []actor.Human
	owner    actor.Human
	cards    map[requisition.ApplicationID]map[string]scorecard.Scorecard // handed in, by panelist
	waived   map[string]bool                                              // application/panelist
	panel    []actor.Human
	apps     []requisition.ApplicationID
	closed   bool
	revealed bool
	rerating bool
	gone     bool // cancelled
	method   debrief.Method
	outcome  map[requisition.ApplicationID]debrief.Outcome
	objected map[requisition.ApplicationID]map[debrief.Outcome]map[string]bool
}

func (m *model) ready() bool {
	for _, a := range m.apps {
		for _, p := range m.panel {
			if _, in := m.cards[a][p.ID()]; !in && !m.waived[string(a)+"/"+p.ID()] {
				return false
			}
		}
	}
	return true
}

func (m *model) ended() bool { return len(m.outcome) == len(m.apps) }

// TestNoSequenceOfCallsBreaksADebrief drives a meeting with random calls by random
// people, the nobody among them, and holds it against the model after each: it
// never reveals before every card is in or waived, never changes its method after
// the reveal, never decides without its owner, and never ends without a decision
// or a dated follow-up for every finalist.
func TestNoSequenceOfCallsBreaksADebrief(t *testing.T) {
	t.Parallel()
	cast, l := fixture.People(t), fixture.Locked(t)
	handIn := func(by actor.Human, app requisition.ApplicationID, level int) scorecard.Scorecard {
		a := fixture.Assignment(t)
		a.Panelist, a.Application = requisition.PersonOf(by), app
		a.Interview = requisition.InterviewID("iv-" + string(app))
		d, err := scorecard.NewDraft(scorecard.ID("sc-"+string(app)+"-"+by.ID()), scorecard.Request{Rubric: l, Assignment: a}, scorecard.Proposal{}, fixture.Now)
		require.NoError(t, err)
		var rs []scorecard.Rating
		for _, c := range a.Competencies {
			r, err := scorecard.Rate(by, l, c, level, scorecard.Basis{Reason: "heard it"}, fixture.Now)
			require.NoError(t, err)
			rs = append(rs, r)
		}
		card, err := scorecard.Submit(d, l, by, scorecard.Submission{Ratings: rs, Overall: scorecard.Yes, OverallReason: "x"}, nil, fixture.Now)
		require.NoError(t, err)
		return card
	}
	rapid.Check(t, func(t *rapid.T) {
		w := &model{
			who: []actor.Human{cast.Dana, cast.Marcus, cast.Sofia, cast.Ken, {}}, owner: cast.Dana, panel: []actor.Human{cast.Sofia, cast.Ken},
			apps: []requisition.ApplicationID{"app-1", "app-2"}, cards: map[requisition.ApplicationID]map[string]scorecard.Scorecard{"app-1": {}, "app-2": {}},
			waived: map[string]bool{}, outcome: map[requisition.ApplicationID]debrief.Outcome{},
			objected: map[requisition.ApplicationID]map[debrief.Outcome]map[string]bool{}, method: debrief.OwnerDecides,
		}
		seat := func(h actor.Human) requisition.Seat {
			return requisition.Seat{Panelist: requisition.PersonOf(h), Competencies: []string{"incidents", "delivery"}}
		}
		request := func() debrief.Request {
			req := debrief.Request{Rubric: l}
			for _, a := range w.apps {
				f := debrief.FinalistRequest{Application: a, Candidate: "Candidate " + string(a), Interviews: []requisition.Interview{{
					ID: requisition.InterviewID("iv-" + string(a)), Application: a, Round: "r-1", Status: requisition.Held, Panel: []requisition.Seat{seat(cast.Sofia), seat(cast.Ken)},
					Attendance: []requisition.Attendance{{Panelist: requisition.PersonOf(cast.Sofia), Attended: true}, {Panelist: requisition.PersonOf(cast.Ken), Attended: true}},
				}}}
				for _, p := range w.panel {
					if c, in := w.cards[a][p.ID()]; in {
						f.Cards = append(f.Cards, c)
					}
				}
				req.Finalists = append(req.Finalists, f)
			}
			return req
		}
		m, _, err := debrief.Book("db-1", debrief.Booking{
			Requisition:  requisition.Requisition{ID: "req-1", Title: "Backend Engineer", Openings: 2, HiringManager: requisition.PersonOf(cast.Dana)},
			Applications: w.apps, Slot: requisition.Slot{Start: fixture.Now, Zone: "UTC"},
			Participants: []debrief.Participant{{Person: requisition.PersonOf(cast.Dana)}, {Person: requisition.PersonOf(cast.Sofia), Seniority: 2}, {Person: requisition.PersonOf(cast.Ken), Seniority: 1}},
		}, cast.Marcus, fixture.Now)
		require.NoError(t, err)
		var packet debrief.Packet
		at := fixture.Now
		who := func() actor.Human {
			return rapid.SampledFrom(append([]actor.Human{w.owner, w.owner}, w.who...)).Draw(t, "by")
		}
		app := func() requisition.ApplicationID { return rapid.SampledFrom(w.apps).Draw(t, "app") }
		outcome := func() debrief.Outcome {
			return rapid.SampledFrom([]debrief.Outcome{debrief.Hire, debrief.NoHire, debrief.Defer, debrief.Advance, debrief.Reject, ""}).Draw(t, "outcome")
		}
		took := func(err error, allowed bool, what string) {
			if allowed {
				require.NoError(t, err, what)
			} else {
				require.Error(t, err, what)
			}
		}
		// Most runs start late, so that what follows a reveal is reached often.
		if start := rapid.IntRange(0, 3).Draw(t, "start"); start > 0 {
			for _, a := range w.apps {
				for _, p := range w.panel {
					w.cards[a][p.ID()] = handIn(p, a, rapid.IntRange(1, 4).Draw(t, "level"))
				}
			}
			if start > 1 {
				m, _, err = m.Close(request(), cast.Marcus, at)
				require.NoError(t, err)
				m, packet, _, err = m.Reveal(request(), cast.Marcus, at)
				require.NoError(t, err)
				w.closed, w.revealed = true, true
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"hand in": func(t *rapid.T) {
				by, a := rapid.SampledFrom(w.panel).Draw(t, "panelist"), app()
				if _, in := w.cards[a][by.ID()]; !in && !w.closed {
					w.cards[a][by.ID()] = handIn(by, a, rapid.IntRange(1, 4).Draw(t, "level"))
				}
			},
			"waive": func(t *rapid.T) {
				by, a, p := who(), app(), rapid.SampledFrom(w.panel).Draw(t, "panelist")
				reason := rapid.SampledFrom([]string{"left the company", " "}).Draw(t, "reason")
				next, _, err := m.Waive(requisition.InterviewID("iv-"+string(a)), requisition.PersonOf(p), reason, by, at)
				allowed := (by == w.owner || by == cast.Marcus) && reason != " " && !w.closed && !w.gone
				took(err, allowed, "waive")
				if allowed {
					m, w.waived[string(a)+"/"+p.ID()] = next, true
				}
			},
			"set method": func(t *rapid.T) {
				by, method := who(), rapid.SampledFrom([]debrief.Method{debrief.OwnerDecides, debrief.Consent, debrief.Committee, "majority"}).Draw(t, "method")
				next, _, err := m.SetMethod(method, debrief.Ratio{}, by, at)
				allowed := by == w.owner && method != "majority" && !w.revealed && !w.gone
				took(err, allowed, "set method")
				if allowed {
					m, w.method = next, method
				}
			},
			"reschedule": func(t *rapid.T) {
				by := who()
				next, _, err := m.Reschedule(requisition.Slot{Start: at.Add(time.Hour), Zone: "UTC"}, by, at)
				allowed := !by.IsZero() && !w.revealed && !w.gone
				took(err, allowed, "reschedule")
				if allowed {
					require.Greater(t, next.Document().Sequence, m.Document().Sequence)
					m = next
				}
			},
			"cancel": func(t *rapid.T) {
				by := who()
				if rapid.IntRange(0, 9).Draw(t, "seldom") > 0 && !w.revealed {
					return
				}
				next, _, err := m.Cancel("on hold", by, at)
				allowed := !by.IsZero() && !w.revealed && !w.gone
				took(err, allowed, "cancel")
				if allowed {
					m, w.gone = next, true
				}
			},
			"close": func(t *rapid.T) {
				by := who()
				next, _, err := m.Close(request(), by, at)
				allowed := !by.IsZero() && w.ready() && !w.closed && !w.gone
				took(err, allowed, "close")
				if allowed {
					m, w.closed = next, true
				}
			},
			"reveal": func(t *rapid.T) {
				by := who()
				next, p, _, err := m.Reveal(request(), by, at)
				allowed := !by.IsZero() && w.closed && !w.revealed && !w.gone
				took(err, allowed, "reveal")
				if allowed {
					m, packet, w.revealed = next, p, true
				} else {
					require.Equal(t, debrief.Packet{}, p, "nothing is shown")
				}
			},
			"rerate": func(t *rapid.T) {
				by := who()
				next, _, err := m.Rerate(packet, by, at)
				allowed := by == w.owner && w.revealed && !w.rerating && !w.ended()
				took(err, allowed, "rerate")
				if allowed {
					m, w.rerating = next, true
				}
			},
			"estimate": func(t *rapid.T) {
				by, a := rapid.SampledFrom(w.who[:4]).Draw(t, "by"), app()
				r, err := scorecard.Rate(by, l, rubric.CompetencyID("delivery"), rapid.IntRange(1, 4).Draw(t, "level"), scorecard.Basis{Reason: "again"}, at)
				require.NoError(t, err)
				next, _, err := m.Estimate(packet, a, r, debrief.NewEvidence, nil, at)
				if !w.rerating {
					require.Error(t, err)
				}
				if err == nil {
					m = next
					for _, reader := range w.who[:4] {
						for _, e := range m.VisibleTo(reader).Document().Estimates {
							require.True(t, e.Shown || e.Rating.By().ID() == reader.ID(), "second estimates are blind too")
						}
					}
				}
			},
			"show": func(t *rapid.T) {
				by := who()
				next, _, err := m.ShowEstimates(by, at)
				allowed := by == w.owner && w.rerating
				took(err, allowed, "show")
				if allowed {
					m, w.rerating = next, false
				}
			},
			"object": func(t *rapid.T) {
				by, a, o := who(), app(), outcome()
				next, _, err := m.Object(a, o, "a reason", by, at)
				participant := by == cast.Dana || by == cast.Sofia || by == cast.Ken
				allowed := participant && w.revealed && !w.ended() && (o == debrief.Hire || o == debrief.NoHire || o == debrief.Defer)
				took(err, allowed, "object")
				if allowed {
					m = next
					if w.objected[a] == nil {
						w.objected[a] = map[debrief.Outcome]map[string]bool{}
					}
					if w.objected[a][o] == nil {
						w.objected[a][o] = map[string]bool{}
					}
					w.objected[a][o][by.ID()] = true
				}
			},
			"withdraw objections": func(t *rapid.T) {
				by, a := who(), app()
				next, _, err := m.WithdrawObjections(a, by, at)
				allowed := !by.IsZero() && w.revealed && !w.ended()
				took(err, allowed, "withdraw")
				if allowed {
					m = next
					for _, people := range w.objected[a] {
						delete(people, by.ID())
					}
				}
			},
			"decide": func(t *rapid.T) {
				by, a, o := who(), app(), outcome()
				c := debrief.Choice{Outcome: o, Rationale: rapid.SampledFrom([]string{"", "can be learnt"}).Draw(t, "rationale")}
				if rapid.Bool().Draw(t, "reasons") {
					c.Reasons = []debrief.Reason{{Competency: "delivery", Text: "heard it"}}
				}
				dated := rapid.Bool().Draw(t, "dated")
				if o == debrief.Defer {
					c.FollowUp = debrief.FollowUp{Owner: requisition.PersonOf(cast.Ken), EvidenceNeeded: "an incident"}
					if dated {
						c.FollowUp.Until = at.Add(time.Hour)
					}
				}
				next, d, acts, err := m.Decide(packet, a, by, c, at)
				if err != nil {
					require.True(t, d.IsZero())
					return
				}
				require.Equal(t, w.owner, by, "only the owner decides")
				require.True(t, w.revealed && !w.rerating && !w.gone, "after the reveal, between no rounds")
				require.Contains(t, []debrief.Outcome{debrief.Hire, debrief.NoHire, debrief.Defer}, o)
				require.Contains(t, []debrief.Outcome{"", debrief.Defer}, w.outcome[a], "a decision stands")
				require.True(t, o == debrief.Defer || len(c.Reasons) > 0, "a decision has its reasons")
				require.True(t, o != debrief.Defer || dated, "a follow-up has its date")
				require.True(t, !d.Override() || c.Rationale != "", "against the rubric only with a rationale")
				require.True(t, w.method != debrief.Consent || o == debrief.Defer || len(w.objected[a][o]) == 0, "no objection stands")
				require.Equal(t, w.owner.ID(), acts[0].By.ID)
				m, w.outcome[a] = next, o
			},
			"": func(t *rapid.T) {
				at = at.Add(time.Minute)
				d := m.Document()
				want := debrief.Collecting
				switch {
				case w.gone:
					want = debrief.Cancelled
				case w.revealed && w.ended():
					want = debrief.Ended
				case w.rerating:
					want = debrief.Rerating
				case w.revealed:
					want = debrief.Revealed
				case w.closed:
					want = debrief.Closed
				}
				require.Equal(t, want, d.Stage)
				require.Equal(t, w.method, d.Method)
				require.Equal(t, w.owner.ID(), d.Owner.ID)
				if d.Stage == debrief.Ended {
					for _, e := range d.Endings {
						require.True(t, e.Outcome != debrief.Defer || e.Until.After(e.At))
					}
				}
			},
		})
	})
}
