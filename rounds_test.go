package hirealign_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/internal/ident"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage/memstore"
)

func (w *world) kinds() []string {
	w.t.Helper()
	var out []string
	for a, err := range w.in.Acts(w.t.Context(), w.who.Ines, 0) {
		require.NoError(w.t, err)
		out = append(out, a.Act.Kind)
	}
	return out
}

func TestReviseKeepsEveryVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	first := w.submit(w.who.Sofia, 3)
	d := w.draftOf(w.who.Sofia)
	change := scorecard.Change{Submission: w.submission(w.who.Sofia, d, 4), Reason: "misread the anchor"}
	second, err := w.in.Scorecards().Revise(ctx, w.who.Sofia, first.ID(), change)
	require.NoError(t, err)
	require.False(t, second.PostReveal(), "the round is still closed to everybody")
	_, err = w.in.Scorecards().Revise(ctx, w.who.Ken, first.ID(), change)
	require.ErrorIs(t, err, scorecard.ErrInvalid, "only the author")
	_, err = w.in.Scorecards().Submit(ctx, w.who.Sofia, d.ID, change.Submission)
	require.ErrorIs(t, err, scorecard.ErrSubmitted)
	_, err = w.in.Scorecards().History(ctx, w.who.Ken, first.ID())
	require.ErrorIs(t, err, scorecard.ErrBlind)
	w.submit(w.who.Ken, 2)
	third, err := w.in.Scorecards().Revise(ctx, w.who.Sofia, first.ID(), change)
	require.NoError(t, err)
	require.True(t, third.PostReveal())
	history, err := w.in.Scorecards().History(ctx, w.who.Ken, first.ID())
	require.NoError(t, err)
	require.Len(t, history, 3)
	require.Equal(t, []string{first.Hash(), second.Hash(), third.Hash()}, []string{history[0].Hash(), history[1].Hash(), history[2].Hash()})
	cards, err := w.in.Scorecards().OfApplication(ctx, w.who.Dana, w.app.ID)
	require.NoError(t, err)
	require.Len(t, cards, 2, "a revision is the same card")
	require.Equal(t, 2, count(w.kinds(), "scorecard.revised"))
}

func count(list []string, s string) (n int) {
	for _, l := range list {
		if l == s {
			n++
		}
	}
	return n
}

func TestRevealWithACardMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	card := w.submit(w.who.Sofia, 3)
	ken := scorecard.Waiver{Interview: w.iv.ID, Panelist: "u-ken", Reason: "on leave"}
	_, err := w.in.Scorecards().Reveal(ctx, w.who.Dana, w.app.ID, "r-1", ken)
	require.ErrorIs(t, err, scorecard.ErrBlind, "the card is not overdue")
	w.now = w.now.Add(25 * time.Hour)
	_, err = w.in.Scorecards().Reveal(ctx, w.who.Sofia, w.app.ID, "r-1", ken)
	require.ErrorIs(t, err, hirealign.ErrNotAllowed)
	_, err = w.in.Scorecards().Reveal(ctx, w.who.Dana, w.app.ID, "r-1")
	require.True(t, fault.Has(err, "scorecard.waiver_missing"))
	r, err := w.in.Scorecards().Reveal(ctx, w.who.Dana, w.app.ID, "r-1", ken)
	require.NoError(t, err)
	require.Equal(t, []scorecard.Waiver{ken}, r.Waived)
	_, err = w.in.Scorecards().Get(ctx, w.who.Ken, card.ID())
	require.NoError(t, err)
	late := w.submit(w.who.Ken, 1)
	require.True(t, late.PostReveal())
	require.True(t, late.Late())
	require.Contains(t, late.Document().Exposures, scorecard.Exposure{Kind: scorecard.OtherCard, At: w.now})
	require.Empty(t, scorecard.Observations([]scorecard.Scorecard{late}, "incidents").Observations)
	require.Equal(t, 1, count(w.kinds(), "scorecard.revealed"))
}

func TestReadingTheSummaryBeforeRatingIsStamped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	w.draftOf(w.who.Sofia)
	_, err := w.in.Summaries().Draft(ctx, w.app.ID)
	require.NoError(t, err)
	for range 2 {
		_, err = w.in.Summaries().Get(ctx, w.who.Sofia, w.app.ID)
		require.NoError(t, err)
	}
	_, err = w.in.Summaries().Get(ctx, w.who.Dana, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, 1, count(w.kinds(), "scorecard.exposed"), "once, and not for somebody who owes no card")
	require.NoError(t, w.in.Scorecards().RecordExposure(ctx, w.who.Ken, w.app.ID, scorecard.SuggestedLevel))
	require.True(t, w.submit(w.who.Sofia, 3).ReadEarlierSummary())
	ken := w.submit(w.who.Ken, 3)
	require.False(t, ken.ReadEarlierSummary())
	require.True(t, ken.AIExposed())
}

func TestClocksAndNotices(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	end := w.iv.Actual.End
	plan := scorecard.DefaultPlan(w.req)
	notices := func(after, until time.Duration) []string {
		list, err := w.in.Scorecards().Notices(ctx, w.who.Marcus, w.req.ID, plan, end.Add(after), end.Add(until))
		require.NoError(t, err)
		var out []string
		for _, n := range list {
			out = append(out, string(n.Kind)+" "+n.To.Name)
		}
		return out
	}
	require.Equal(t, []string{"ready Sofia", "ready Ken"}, notices(-time.Minute, 0))
	w.submit(w.who.Sofia, 3)
	require.Equal(t, []string{"reminder Ken", "reminder Ken", "overdue Ken", "escalation Marcus"}, notices(0, 40*time.Hour))
	w.now = end.Add(25 * time.Hour)
	clocks, err := w.in.Scorecards().Clocks(ctx, w.who.Marcus, w.app.ID)
	require.NoError(t, err)
	require.Len(t, clocks, 1)
	require.Equal(t, scorecard.Done, clocks[0].Cards[0].Clock.Stopped)
	require.False(t, clocks[0].Cards[0].Clock.Overdue)
	require.True(t, clocks[0].Cards[1].Clock.Overdue)
	require.True(t, clocks[0].Summary.Overdue, "the second clock runs until the summary is there")
	_, err = w.in.Summaries().Draft(ctx, w.app.ID)
	require.NoError(t, err)
	made := w.now
	w.now = w.now.Add(time.Hour)
	_, err = w.in.Summaries().Draft(ctx, w.app.ID)
	require.NoError(t, err)
	clocks, err = w.in.Scorecards().Clocks(ctx, w.who.Marcus, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, made, clocks[0].Summary.StoppedAt, "the first one counts")

	_, err = w.in.Requisitions().Withdraw(ctx, w.who.Marcus, w.app.ID, "another offer")
	require.NoError(t, err)
	w.now = w.now.Add(100 * time.Hour)
	clocks, err = w.in.Scorecards().Clocks(ctx, w.who.Marcus, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, scorecard.Ended, clocks[0].Cards[1].Clock.Stopped)
	require.Empty(t, notices(26*time.Hour+time.Minute, 200*time.Hour), "nobody is told anything about a candidate who withdrew")
	require.Empty(t, w.due())
}

func TestTheDayEndsWhereThePanelistIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	svc, err := hirealign.New(w.store, &hirealign.Options{
		Now: func() time.Time { return w.now }, NewID: ident.Sequence("id2"), Deadline: scorecard.EndOfDay,
	})
	require.NoError(t, err)
	w.svc, w.in = svc, svc.Tenant("acme")
	w.now = time.Date(2026, 3, 28, 9, 0, 0, 0, time.UTC)
	ctx := t.Context()
	w.held()
	due := time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC) // Lisbon, the night before clocks change
	waiting, err := w.in.Due(ctx, w.who.Ines)
	require.NoError(t, err)
	require.Equal(t, due, waiting[0].Due, "the log says the same as the card")
	d := w.draftOf(w.who.Sofia)
	require.Equal(t, due, d.Assignment.Due())
	require.Equal(t, "Europe/Lisbon", d.Assignment.Zone)
	w.now = due
	require.False(t, w.submit(w.who.Sofia, 3).Late())
	_, err = hirealign.New(w.store, &hirealign.Options{Deadline: "soon"})
	require.ErrorIs(t, err, scorecard.ErrInvalid)
}

func TestAnAdjustedProcessIsOneFlagOnTheCard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	_, err := w.in.Interviews().AdjustProcess(ctx, w.who.Marcus, w.iv.ID)
	require.ErrorIs(t, err, requisition.ErrNotAllowed, "before it is held")
	slot := requisition.Slot{Start: w.now, End: w.now.Add(time.Hour), Zone: "Europe/Lisbon"}
	w.iv, err = w.in.Interviews().Schedule(ctx, w.who.Marcus, w.app.ID, "r-1", slot)
	require.NoError(t, err)
	_, err = w.in.Interviews().AdjustProcess(ctx, w.who.Marcus, w.iv.ID)
	require.NoError(t, err)
	w.now = w.now.Add(2 * time.Hour)
	w.iv, err = w.in.Interviews().RecordHeld(ctx, w.who.Marcus, w.iv.ID, slot)
	require.NoError(t, err)
	require.True(t, w.submit(w.who.Sofia, 3).Assignment().ProcessAdjusted)
}

func TestHandoffPassesAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	w.draftOf(w.who.Sofia)
	_, err := w.in.Summaries().Draft(ctx, w.app.ID)
	require.NoError(t, err)
	h, err := w.in.Scorecards().Handoff(ctx, w.who.Marcus, w.app.ID, "r-1")
	require.NoError(t, err)
	require.NotEmpty(t, h.Asked)
	require.Len(t, h.Compensation, 1)
	require.Equal(t, int64(84000), h.Compensation[0].Range.High)
	require.True(t, slices.ContainsFunc(h.Gaps, func(g scorecard.Gap) bool { return g.Competency == "mentoring" }))
	_, err = w.in.Scorecards().Handoff(ctx, w.who.Marcus, w.app.ID, "r-9")
	require.ErrorIs(t, err, hirealign.ErrNotFound)
}

func TestServiceUsesTheHostsLinter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	d := w.draftOf(w.who.Sofia)
	sub := w.submission(w.who.Sofia, d, 3)
	sub.OverallReason = "Seemed nervous."
	_, err := w.in.Scorecards().Submit(ctx, w.who.Sofia, d.ID, sub)
	require.True(t, fault.Has(err, "scorecard.comment_refused"))
	quiet, err := lint.New(nil, lint.Options{})
	require.NoError(t, err)
	svc, err := hirealign.New(w.store, &hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.Sequence("q"), Linter: quiet})
	require.NoError(t, err)
	_, err = svc.Tenant("acme").Scorecards().Submit(ctx, w.who.Sofia, d.ID, sub)
	require.NoError(t, err)
}

func TestNotesOfADraft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	d := w.draftOf(w.who.Sofia)
	_, err := w.in.Scorecards().AddNote(ctx, d.ID, scorecard.Note{Question: "q-cut", Text: "cut it", By: w.who.Sofia})
	require.NoError(t, err)
	got, err := w.in.Scorecards().EditNote(ctx, w.who.Sofia, d.ID, 0, "cut the partial files")
	require.NoError(t, err)
	require.Equal(t, "cut it", got.Notes[0].Original)
	_, err = w.in.Scorecards().AcceptNote(ctx, w.who.Sofia, d.ID, 0, "")
	require.True(t, fault.Has(err, "scorecard.suggestion_unknown"), "the built-in engine writes no notes")
}

// house is a search with two rounds, of which a model keeps what should be true.
type house struct {
	t      *rapid.T
	in     *hirealign.Tenant
	now    time.Time
	locked rubric.Locked
	people []actor.Human
	app    requisition.Application
	ivs    map[requisition.RoundID]requisition.Interview
	panel  map[requisition.RoundID][]actor.Human

	held     map[requisition.RoundID]bool
	drafts   map[string]scorecard.Draft   // by round and panelist
	versions map[scorecard.ID][]string    // hashes of a submitted card, oldest first
	of       map[scorecard.ID][2]string   // round and panelist
	revealed map[requisition.RoundID]bool // with cards missing
	saw      map[string]bool              // panelists who read another's card
}

func (h *house) must(err error) {
	if err != nil {
		h.t.Fatal(err)
	}
}

var rounds = []requisition.RoundID{"r-1", "r-2"}

func newHouse(t *rapid.T, who fixture.Cast) *house {
	h := &house{
		t: t, now: fixture.Now, people: []actor.Human{who.Dana, who.Marcus, who.Sofia, who.Ken}, ivs: map[requisition.RoundID]requisition.Interview{},
		panel: map[requisition.RoundID][]actor.Human{"r-1": {who.Sofia, who.Ken}, "r-2": {who.Ken, who.Dana}},
		held:  map[requisition.RoundID]bool{}, drafts: map[string]scorecard.Draft{}, versions: map[scorecard.ID][]string{},
		of: map[scorecard.ID][2]string{}, revealed: map[requisition.RoundID]bool{}, saw: map[string]bool{},
	}
	svc, err := hirealign.New(memstore.New(), &hirealign.Options{Now: func() time.Time { return h.now }, NewID: ident.Sequence("id")})
	h.must(err)
	h.in = svc.Tenant("acme")
	ctx := t.Context()
	req, err := h.in.Requisitions().Open(ctx, who.Dana, requisition.Opening{
		Title: "Backend Engineer", Openings: 1, HiringManager: requisition.PersonOf(who.Dana), Recruiter: requisition.PersonOf(who.Marcus),
	})
	h.must(err)
	rec, err := h.in.Rubrics().Save(ctx, who.Dana, req.ID, fixture.Rubric())
	h.must(err)
	for _, p := range []actor.Human{who.Dana, who.Marcus} {
		h.locked, err = h.in.Rubrics().Assent(ctx, p, "rb-1", rec.Rubric.Hash())
		h.must(err)
	}
	var plan requisition.Plan
	for _, id := range rounds {
		r := requisition.Round{ID: id, Name: string(id), Kind: requisition.Technical, Minutes: 60}
		for _, p := range h.panel[id] {
			r.Panel = append(r.Panel, requisition.Seat{Panelist: requisition.PersonOf(p), Competencies: []string{"incidents"}})
		}
		plan.Rounds = append(plan.Rounds, r)
	}
	_, err = h.in.Requisitions().SetPlan(ctx, who.Marcus, req.ID, plan)
	h.must(err)
	_, err = h.in.Requisitions().StartSourcing(ctx, who.Marcus, req.ID)
	h.must(err)
	c, err := h.in.Requisitions().AddCandidate(ctx, who.Marcus, "Priya Nair")
	h.must(err)
	h.must(agree(ctx, h.in, who.Marcus, c.ID))
	h.app, err = h.in.Requisitions().Apply(ctx, who.Marcus, req.ID, c.ID, requisition.Referral)
	h.must(err)
	for _, id := range rounds {
		h.ivs[id], err = h.in.Interviews().Schedule(ctx, who.Marcus, h.app.ID, id, requisition.Slot{Start: h.now, End: h.now.Add(time.Hour), Zone: "Europe/Lisbon"})
		h.must(err)
	}
	return h
}

func key(round requisition.RoundID, person string) string { return string(round) + " " + person }

// submitted reports whether the panelist's card of the round is in.
func (h *house) submitted(round requisition.RoundID, person string) bool {
	for _, of := range h.of {
		if of == [2]string{string(round), person} {
			return true
		}
	}
	return false
}

func (h *house) closed(round requisition.RoundID) bool {
	return h.revealed[round] || !slices.ContainsFunc(h.panel[round], func(p actor.Human) bool { return !h.submitted(round, p.ID()) })
}

func (h *house) owes(person string) bool {
	return slices.ContainsFunc(rounds, func(r requisition.RoundID) bool {
		return slices.ContainsFunc(h.panel[r], func(p actor.Human) bool { return p.ID() == person && !h.submitted(r, person) })
	})
}

func (h *house) person() actor.Human { return rapid.SampledFrom(h.people).Draw(h.t, "who") }

func (h *house) anyRound() requisition.RoundID { return rapid.SampledFrom(rounds).Draw(h.t, "round") }

func (h *house) card() (scorecard.ID, bool) {
	ids := make([]scorecard.ID, 0, len(h.of))
	for id := range h.of {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return "", false
	}
	slices.Sort(ids)
	return rapid.SampledFrom(ids).Draw(h.t, "card"), true
}

func (h *house) submission(by actor.Human, level int) scorecard.Submission {
	r, err := scorecard.Rate(by, h.locked, "incidents", level, scorecard.Basis{Reason: "heard it"}, h.now)
	h.must(err)
	return scorecard.Submission{
		Ratings: []scorecard.Rating{r}, Overall: scorecard.Yes, OverallReason: "x",
		Revealed: h.now.Add(-time.Hour), // a panelist cannot say when the round was revealed
	}
}

// read is what a reader learns from a call that succeeded.
func (h *house) read(reader actor.Human, id scorecard.ID) {
	of := h.of[id]
	if of[1] != reader.ID() && !h.closed(requisition.RoundID(of[0])) {
		h.t.Fatalf("%s reads the card of %s early", reader.Name(), of[1])
	}
}

func (h *house) sawOthers(reader actor.Human) {
	if h.owes(reader.ID()) {
		h.saw[reader.ID()] = true
	}
}

func (h *house) actions() map[string]func() {
	ctx := h.t.Context()
	cards := h.in.Scorecards()
	return map[string]func(){
		"time passes": func() {
			h.now = h.now.Add(time.Duration(rapid.IntRange(1, 30).Draw(h.t, "hours")) * time.Hour)
		},
		"hold": func() {
			round := h.anyRound()
			if h.held[round] {
				return
			}
			h.now = h.now.Add(time.Hour)
			_, err := h.in.Interviews().RecordHeld(ctx, h.people[1], h.ivs[round].ID, requisition.Slot{Start: h.now.Add(-time.Hour), End: h.now, Zone: "Europe/Lisbon"})
			h.must(err)
			h.held[round] = true
		},
		"draft": func() {
			round := h.anyRound()
			drafts, err := cards.Draft(ctx, h.ivs[round].ID)
			if h.held[round] != (err == nil) {
				h.t.Fatalf("draft of %s: %v", round, err)
			}
			for _, ref := range drafts {
				i := slices.IndexFunc(h.people, func(p actor.Human) bool { return p.ID() == ref.Panelist.ID })
				d, err := cards.DraftOf(ctx, h.people[i], ref.ID)
				h.must(err)
				h.drafts[key(round, ref.Panelist.ID)] = d
			}
		},
		"read a draft": func() {
			reader := h.person()
			for of, d := range h.drafts {
				_, err := cards.DraftOf(ctx, reader, d.ID)
				if own := strings.HasSuffix(of, " "+reader.ID()); own != (err == nil) {
					h.t.Fatalf("%s reads the draft of %s: %v", reader.Name(), of, err)
				}
			}
		},
		"submit": func() {
			round := h.anyRound()
			panelist := rapid.SampledFrom(h.panel[round]).Draw(h.t, "panelist")
			by := panelist
			if rapid.IntRange(0, 3).Draw(h.t, "somebody else") == 3 {
				by = h.person()
			}
			d, ok := h.drafts[key(round, panelist.ID())]
			if !ok {
				return
			}
			was := h.submitted(round, panelist.ID())
			post := h.revealed[round]
			card, err := cards.Submit(ctx, by, d.ID, h.submission(by, rapid.IntRange(1, 4).Draw(h.t, "level")))
			switch {
			case was:
				if !errors.Is(err, scorecard.ErrSubmitted) {
					h.t.Fatalf("a second submission: %v", err)
				}
			case by.ID() != panelist.ID():
				if !errors.Is(err, scorecard.ErrInvalid) {
					h.t.Fatalf("%s submits for %s: %v", by.Name(), panelist.Name(), err)
				}
			default:
				h.must(err)
				if card.PostReveal() != post {
					h.t.Fatalf("post-reveal stamp %t, revealed %t", card.PostReveal(), post)
				}
				seen := slices.ContainsFunc(card.Document().Exposures, func(e scorecard.Exposure) bool { return e.Kind == scorecard.OtherCard })
				if seen != h.saw[by.ID()] {
					h.t.Fatalf("stamp of having read another's card %t, read %t", seen, h.saw[by.ID()])
				}
				h.of[card.ID()] = [2]string{string(round), by.ID()}
				h.versions[card.ID()] = []string{card.Hash()}
			}
		},
		"revise": func() {
			id, ok := h.card()
			if !ok {
				return
			}
			by := h.author(id)
			if rapid.Bool().Draw(h.t, "somebody else") {
				by = h.person()
			}
			closed := h.closed(requisition.RoundID(h.of[id][0]))
			card, err := cards.Revise(ctx, by, id, scorecard.Change{Submission: h.submission(by, 2), Reason: "second thoughts"})
			if own := h.of[id][1] == by.ID(); own != (err == nil) {
				h.t.Fatalf("%s revises the card of %s: %v", by.Name(), h.of[id][1], err)
			}
			if err == nil {
				if closed && !card.PostReveal() {
					h.t.Fatal("a revision after the reveal is not stamped")
				}
				h.versions[id] = append(h.versions[id], card.Hash())
			}
		},
		"read a card": func() {
			reader := h.person()
			id, ok := h.card()
			if !ok {
				return
			}
			_, err := cards.Get(ctx, reader, id)
			if err == nil {
				h.read(reader, id)
				if h.of[id][1] != reader.ID() {
					h.sawOthers(reader)
				}
			} else if h.of[id][1] == reader.ID() || h.closed(requisition.RoundID(h.of[id][0])) || !errors.Is(err, scorecard.ErrBlind) {
				h.t.Fatalf("%s may read: %v", reader.Name(), err)
			}
		},
		"read all cards": func() {
			reader := h.person()
			list, err := cards.OfApplication(ctx, reader, h.app.ID)
			h.must(err)
			for _, c := range list {
				h.read(reader, c.ID())
				if h.of[c.ID()][1] != reader.ID() {
					h.sawOthers(reader)
				}
			}
		},
		"reveal": func() {
			by, round := h.person(), h.anyRound()
			if rapid.Bool().Draw(h.t, "the recruiter") {
				by = h.people[1]
			}
			was := h.closed(round)
			var waivers []scorecard.Waiver
			in := 0
			for _, p := range h.panel[round] {
				if h.submitted(round, p.ID()) {
					in++
				} else if rapid.IntRange(0, 3).Draw(h.t, "leave one out") < 3 {
					waivers = append(waivers, scorecard.Waiver{Interview: h.ivs[round].ID, Panelist: p.ID(), Reason: "on leave"})
				}
			}
			r, err := cards.Reveal(ctx, by, h.app.ID, round, waivers...)
			if err != nil {
				return
			}
			if was || !h.held[round] || len(r.Waived)+in != len(h.panel[round]) || by.ID() != "u-dana" && by.ID() != "u-marcus" {
				h.t.Fatalf("%s reveals %s with %d of %d cards in", by.Name(), round, in, len(h.panel[round]))
			}
			iv, err := h.in.Interviews().Get(ctx, h.people[1], h.ivs[round].ID)
			h.must(err)
			if !h.now.After(iv.Actual.End.Add(24 * time.Hour)) {
				h.t.Fatalf("%s was revealed before the cards were overdue", round)
			}
			for _, w := range r.Waived {
				if w.Panelist == by.ID() {
					h.t.Fatal("somebody waives their own card")
				}
			}
			h.revealed[round] = true
		},
		"withdraw": func() {
			if rapid.IntRange(0, 9).Draw(h.t, "withdraws") == 0 {
				_, _ = h.in.Requisitions().Withdraw(ctx, h.people[1], h.app.ID, "another offer")
			}
		},
		"rate as an agent": func() {
			id, ok := h.card()
			if !ok {
				return
			}
			card, err := cards.Get(ctx, h.author(id), id)
			h.must(err)
			b, err := json.Marshal(card)
			h.must(err)
			forged := strings.ReplaceAll(string(b), `"kind":"human"`, `"kind":"agent"`)
			var c scorecard.Scorecard
			if json.Unmarshal([]byte(forged), &c) == nil || !c.IsZero() {
				h.t.Fatal("a card of an agent decodes")
			}
			if _, err := cards.Submit(ctx, actor.Human{}, id, h.submission(h.people[0], 1)); !errors.Is(err, scorecard.ErrSubmitted) && !errors.Is(err, scorecard.ErrNotHuman) {
				h.t.Fatalf("nobody submits: %v", err)
			}
		},
	}
}

func (h *house) author(id scorecard.ID) actor.Human {
	return h.people[slices.IndexFunc(h.people, func(p actor.Human) bool { return p.ID() == h.of[id][1] })]
}

// check compares every submitted card with what it was when it was handed in.
func (h *house) check() {
	for id, want := range h.versions {
		history, err := h.in.Scorecards().History(h.t.Context(), h.author(id), id)
		h.must(err)
		var got []string
		for _, c := range history {
			got = append(got, c.Hash())
		}
		if !slices.Equal(want, got) {
			h.t.Fatalf("card %s changed: %v, was %v", id, got, want)
		}
	}
}

// Whatever anybody calls in whatever order: no card is read early, no agent rates,
// and no submitted card changes.
func TestBlindness(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	reached := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		h := newHouse(t, who)
		actions := h.actions()
		names := append(slices.Sorted(maps.Keys(actions)), "hold", "draft", "submit", "submit", "submit", "time passes", "reveal", "reveal")
		for range 50 {
			actions[rapid.SampledFrom(names).Draw(t, "what")]()
		}
		h.check()
		for _, r := range rounds {
			if h.revealed[r] {
				reached["revealed with a card missing"]++
			} else if h.closed(r) {
				reached["closed by the last card"]++
			}
		}
		reached["submitted"] += len(h.of)
		for _, v := range h.versions {
			reached["revised"] += len(v) - 1
		}
		reached["read another's card and still owed one"] += len(h.saw)
		_, err := h.in.Verify(t.Context())
		h.must(err)
	})
	t.Log(reached)
	for _, what := range []string{"revealed with a card missing", "closed by the last card", "submitted", "revised", "read another's card and still owed one"} {
		require.NotZero(t, reached[what], "the runs never came to: %s", what)
	}
}

func TestAChangeOfTheRubricIsReplayedAndRatedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	card := w.submit(w.who.Sofia, 3)
	first, err := w.in.Rubrics().Locked(ctx, w.who.Marcus, card.RubricHash())
	require.NoError(t, err)
	next := first.NextVersion()
	next.MeetsLevel, next.ChangeReason, next.Seen = 4, "level 3 asked for too little", rubric.Rerate
	met := func(reader actor.Human) (before, after int) {
		i, err := w.in.Scorecards().Impact(ctx, reader, w.req.ID, next)
		require.NoError(t, err)
		require.Equal(t, w.app.ID, i.Affected[0].Application)
		return i.Affected[0].Effects[0].MetBefore, *i.Affected[0].Effects[0].MetAfter
	}
	before, _ := met(w.who.Dana)
	require.Zero(t, before, "the replay tells nobody about a card that they may not see")
	w.submit(w.who.Ken, 4)
	before, after := met(w.who.Dana)
	require.Equal(t, []int{2, 1}, []int{before, after})

	_, err = w.in.Rubrics().Save(ctx, w.who.Dana, w.req.ID, next)
	require.NoError(t, err)
	var second rubric.Locked
	for _, p := range []actor.Human{w.who.Dana, w.who.Marcus} {
		second, err = w.in.Rubrics().Assent(ctx, p, next.ID, next.Hash())
		require.NoError(t, err)
	}
	change := scorecard.Change{Submission: scorecard.Submission{Overall: scorecard.Yes, OverallReason: "x"}, Reason: "the rubric changed"}
	for _, c := range card.Assignment().Competencies {
		r, err := scorecard.Rate(w.who.Sofia, second, c, 4, scorecard.Basis{Reason: "read the quotes again"}, w.now)
		require.NoError(t, err)
		change.Ratings = append(change.Ratings, r)
	}
	_, err = w.in.Scorecards().Revise(ctx, w.who.Sofia, card.ID(), change)
	require.True(t, fault.Has(err, "scorecard.rating_rubric_changed"), "a plain revision stays with its rubric")
	again, err := w.in.Scorecards().Rerate(ctx, w.who.Sofia, card.ID(), second.Hash(), change)
	require.NoError(t, err)
	require.Equal(t, second.Hash(), again.RubricHash())
	require.Equal(t, 1, count(w.kinds(), "scorecard.rerated"))
}

func TestSampleAndEditReport(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	first := w.submit(w.who.Sofia, 3)
	s, err := w.in.Scorecards().Sample(ctx, w.who.Dana, "incidents", w.req.ID)
	require.NoError(t, err)
	require.Empty(t, s.Observations, "the round is open")
	w.submit(w.who.Ken, 2)
	change := scorecard.Change{Submission: w.submission(w.who.Sofia, w.draftOf(w.who.Sofia), 1), Reason: "the debrief"}
	_, err = w.in.Scorecards().Revise(ctx, w.who.Sofia, first.ID(), change)
	require.NoError(t, err)
	s, err = w.in.Scorecards().Sample(ctx, w.who.Dana, "incidents", w.req.ID)
	require.NoError(t, err)
	require.Len(t, s.Observations, 2)
	require.ElementsMatch(t, []float64{2, 3}, []float64{s.Observations[0].Value, s.Observations[1].Value}, "the levels before the reveal")
	require.Equal(t, 1, s.PostReveal)
	r, err := w.in.Scorecards().EditReport(ctx, w.who.Marcus, nil, w.req.ID)
	require.NoError(t, err)
	require.Equal(t, 2, r.Cards)
	require.Nil(t, r.UneditedPerMille, "two cards are too few for a share")
	_, err = w.in.Scorecards().EditReport(ctx, w.who.Marcus, nil, "req-9")
	require.ErrorIs(t, err, hirealign.ErrNotFound)
}
