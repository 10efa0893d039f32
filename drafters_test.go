package hirealign_test

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/internal/ident"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

// drafts is a model that writes about every criterion, recommends once, and suggests
// a level for everything that has evidence.
type drafts struct{ briefs, levels atomic.Int32 }

func agent() actor.Agent {
	a, err := actor.NewAgent("writer", actor.AgentInfo{Model: "m-1"})
	if err != nil {
		panic(err)
	}
	return a
}

func (d *drafts) DraftBrief(_ context.Context, req debrief.BriefRequest) (debrief.BriefProposal, error) {
	d.briefs.Add(1)
	p := debrief.BriefProposal{By: agent()}
	for _, f := range req.Finalists {
		for _, c := range f.Criteria {
			p.Points = append(p.Points,
				debrief.ProposedPoint{Application: f.Application, Competency: c.Competency, Text: "CANARY-BRIEF: the damage was stopped first.", Evidence: []int{0}},
				debrief.ProposedPoint{Application: f.Application, Competency: c.Competency, Text: "They should be hired.", Evidence: []int{0}},
				debrief.ProposedPoint{Application: f.Application, Competency: c.Competency, Text: "Nobody cited this.", Evidence: []int{99}},
			)
		}
	}
	return p, nil
}

func (d *drafts) DraftLevels(_ context.Context, req scorecard.LevelRequest) (scorecard.LevelProposal, error) {
	d.levels.Add(1)
	p := scorecard.LevelProposal{By: agent()}
	for _, e := range req.Draft.Entries {
		p.Levels = append(p.Levels, scorecard.ProposedLevel{Competency: e.Competency, Level: 2, Evidence: []int{0}})
	}
	return p, nil
}

// with gives the world a service with other options over the same store.
func (w *world) with(o hirealign.Options) {
	w.t.Helper()
	o.Now, o.NewID = func() time.Time { return w.now }, ident.V7
	svc, err := hirealign.New(w.store, &o)
	require.NoError(w.t, err)
	w.svc, w.in = svc, svc.Tenant("acme")
}

func (w *world) logged(kind string) []requisition.Act {
	w.t.Helper()
	var out []requisition.Act
	for l, err := range w.in.Acts(w.t.Context(), w.who.Ines, 0) {
		require.NoError(w.t, err)
		if l.Act.Kind == kind {
			out = append(out, l.Act)
		}
	}
	return out
}

func TestTheOwnerReadsABrief(t *testing.T) {
	t.Parallel()
	w, ctx, model := newWorld(t), t.Context(), &drafts{}
	w.with(hirealign.Options{Briefs: model})
	w.held()
	w.submit(w.who.Sofia, 4)
	meetings, err := w.in.Debriefs().Meetings(ctx, w.who.Dana, w.req.ID)
	require.NoError(t, err)
	require.Len(t, meetings, 1)
	_, err = w.in.Debriefs().Brief(ctx, w.who.Dana, meetings[0].ID())
	require.ErrorIs(t, err, debrief.ErrNotReady, "not before the reveal")
	w.submit(w.who.Ken, 2)
	p, err := w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID)
	require.NoError(t, err)
	for _, by := range []actor.Human{w.who.Marcus, w.who.Sofia, w.who.Ines} {
		_, err = w.in.Debriefs().Brief(ctx, by, p.ID)
		require.ErrorIs(t, err, debrief.ErrNotOwner)
	}
	_, err = w.in.Debriefs().Brief(ctx, outsider(t), p.ID)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	_, err = w.in.Debriefs().Brief(ctx, actor.Human{}, p.ID)
	require.ErrorIs(t, err, actor.ErrInvalid)
	require.Zero(t, model.briefs.Load(), "a model is asked for nobody else")

	b, err := w.in.Debriefs().Brief(ctx, w.who.Dana, p.ID)
	require.NoError(t, err)
	require.Equal(t, "m-1", b.By.Info().Model, "it says that software wrote it")
	require.NotEmpty(t, b.Points)
	quoted := map[string]bool{}
	for _, f := range p.Finalists {
		for _, c := range f.Criteria {
			for _, r := range c.Ratings {
				for _, cited := range r.Evidence() {
					quoted[cited.Text()] = true
				}
			}
		}
	}
	for _, point := range b.Points {
		require.NotEmpty(t, point.Evidence)
		for _, cited := range point.Evidence {
			require.True(t, quoted[cited.Text()], "a quote that a panelist cited, and code verified")
		}
		require.NotContains(t, point.Text, "hired")
	}
	require.Len(t, b.Refused, 2*len(b.Points), "what recommends or rests on nothing is dropped and named")
	acts := w.logged("debrief.brief_drafted")
	require.Len(t, acts, 1)
	require.Equal(t, actor.KindAgent, acts[0].By.Kind)
	require.Equal(t, string(p.ID), acts[0].Record)

	w.now = w.now.Add(time.Hour)
	again, err := w.in.Debriefs().Brief(ctx, w.who.Dana, p.ID)
	require.NoError(t, err)
	require.Equal(t, mustJSON(t, b), mustJSON(t, again), "kept, and read as it was")
	require.EqualValues(t, 1, model.briefs.Load())
	w.with(hirealign.Options{})
	_, err = w.in.Debriefs().Brief(ctx, w.who.Dana, p.ID)
	require.NoError(t, err, "what is kept needs no model")

	x, err := w.in.Privacy().Export(ctx, w.who.Ines, w.app.Candidate)
	require.NoError(t, err)
	require.Contains(t, string(mustJSON(t, x)), "CANARY-BRIEF")
}

func TestABriefNeedsADrafterAndConsent(t *testing.T) {
	t.Parallel()
	w, pid, other := undrafted(t)
	ctx, model := t.Context(), &drafts{}
	about := func(b debrief.Brief) map[requisition.ApplicationID]bool {
		out := map[requisition.ApplicationID]bool{}
		for _, point := range b.Points {
			out[point.Application] = true
		}
		return out
	}
	_, err := w.in.Debriefs().Brief(ctx, w.who.Dana, pid)
	require.ErrorIs(t, err, hirealign.ErrNoDrafter)
	w.with(hirealign.Options{Briefs: model})
	_, err = w.in.Privacy().Withdraw(ctx, w.who.Marcus, other.Candidate, privacy.Recording, "")
	require.NoError(t, err)
	b, err := w.in.Debriefs().Brief(ctx, w.who.Dana, pid)
	require.NoError(t, err)
	require.Equal(t, map[requisition.ApplicationID]bool{w.app.ID: true}, about(b), "of the other nothing is drafted from a record any more")
	require.NotContains(t, string(mustJSON(t, b)), string(other.ID), "and nothing says that they were left out")

	w, pid, other = undrafted(t)
	w.with(hirealign.Options{Briefs: model})
	b, err = w.in.Debriefs().Brief(ctx, w.who.Dana, pid)
	require.NoError(t, err)
	require.Equal(t, map[requisition.ApplicationID]bool{w.app.ID: true, other.ID: true}, about(b))

	w, pid, other = undrafted(t)
	w.with(hirealign.Options{Briefs: model})
	for _, id := range []requisition.CandidateID{w.app.Candidate, other.Candidate} {
		_, err = w.in.Privacy().Withdraw(ctx, w.who.Marcus, id, privacy.Drafting, "")
		require.NoError(t, err)
	}
	asked := model.briefs.Load()
	_, err = w.in.Debriefs().Brief(ctx, w.who.Dana, pid)
	require.ErrorIs(t, err, privacy.ErrNoConsent)
	require.Equal(t, asked, model.briefs.Load())
}

// undrafted is a revealed debrief of two finalists with evidence, and without a brief.
func undrafted(t *testing.T) (*world, debrief.ID, requisition.Application) {
	t.Helper()
	w, ctx := newWorld(t), t.Context()
	w.held()
	w.submit(w.who.Sofia, 4)
	w.submit(w.who.Ken, 2)
	first := w.app
	c, err := w.in.Requisitions().AddCandidate(ctx, w.who.Marcus, "Tomás Herrera")
	require.NoError(t, err)
	require.NoError(t, agree(ctx, w.in, w.who.Marcus, c.ID))
	w.app, err = w.in.Requisitions().Apply(ctx, w.who.Marcus, w.req.ID, c.ID, requisition.Applied)
	require.NoError(t, err)
	slot := requisition.Slot{Start: w.now.Add(-time.Hour), End: w.now, Zone: "UTC"}
	w.iv, err = w.in.Interviews().Schedule(ctx, w.who.Marcus, w.app.ID, "r-1", slot)
	require.NoError(t, err)
	_, err = w.in.Interviews().RecordHeld(ctx, w.who.Marcus, w.iv.ID, slot)
	require.NoError(t, err)
	tr := fixture.Transcript()
	tr.ID = "tr-other"
	_, err = w.in.Interviews().AddTranscript(ctx, w.who.Marcus, w.iv.ID, tr)
	require.NoError(t, err)
	w.submit(w.who.Sofia, 3)
	w.submit(w.who.Ken, 3)
	other := w.app
	w.app = first
	p, err := w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, first.ID, other.ID)
	require.NoError(t, err)
	return w, p.ID, other
}

func TestSuggestedLevelsComeAfterTheRating(t *testing.T) {
	t.Parallel()
	w, ctx, model := newWorld(t), t.Context(), &drafts{}
	w.with(hirealign.Options{Levels: model})
	w.held()
	d := w.draftOf(w.who.Sofia)
	for _, by := range []actor.Human{w.who.Sofia, w.who.Ken, w.who.Dana} {
		_, err := w.in.Scorecards().Suggestions(ctx, by, d.ID)
		require.ErrorIs(t, err, map[bool]error{true: scorecard.ErrBlind, false: hirealign.ErrNotAllowed}[by != w.who.Dana])
	}
	require.Zero(t, model.levels.Load())
	card := w.submit(w.who.Sofia, 4)
	require.False(t, card.AIExposed())
	levels, err := w.in.Scorecards().Suggestions(ctx, w.who.Sofia, d.ID)
	require.NoError(t, err)
	require.NotEmpty(t, levels)
	require.Equal(t, 2, levels[0].Level)
	require.NotEmpty(t, levels[0].Evidence)
	require.Len(t, w.logged("scorecard.levels_suggested"), 1)
	require.Len(t, w.logged("scorecard.exposed"), 1)
	again, err := w.in.Scorecards().Suggestions(ctx, w.who.Sofia, d.ID)
	require.NoError(t, err)
	require.Equal(t, levels, again)
	require.EqualValues(t, 1, model.levels.Load(), "drafted once")
	require.Len(t, w.logged("scorecard.exposed"), 1)
	_, err = w.in.Scorecards().ExposeSuggestions(ctx, w.who.Sofia, d.ID)
	require.ErrorIs(t, err, scorecard.ErrSubmitted)
	for _, by := range []actor.Human{w.who.Ken, w.who.Marcus} {
		_, err = w.in.Scorecards().Suggestions(ctx, by, d.ID)
		require.Error(t, err, "another's suggestions")
	}
	got, err := w.in.Scorecards().Get(ctx, w.who.Sofia, card.ID())
	require.NoError(t, err)
	require.False(t, got.AIExposed(), "what was rated before is as independent as it was")

	w.now = w.now.Add(time.Hour)
	revised, err := w.in.Scorecards().Revise(ctx, w.who.Sofia, card.ID(), scorecard.Change{
		Submission: w.submission(w.who.Sofia, d, 2), Reason: "on second thoughts",
	})
	require.NoError(t, err)
	require.True(t, revised.AIExposed(), "what changes after the look carries the mark")
	w.submit(w.who.Ken, 3)
	s, err := w.in.Scorecards().Sample(ctx, w.who.Dana, "incidents", w.req.ID)
	require.NoError(t, err)
	require.Equal(t, 1, s.AIExposed)
}

func TestAnEarlyLookIsOnTheCard(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	w.with(hirealign.Options{Levels: &drafts{}})
	w.held()
	d := w.draftOf(w.who.Ken)
	_, err := w.in.Scorecards().ExposeSuggestions(ctx, w.who.Sofia, d.ID)
	require.ErrorIs(t, err, scorecard.ErrBlind)

	before, commits := stored(t, w.store), w.store.Commits()
	w.store.FailNext(storage.ErrUnavailable)
	levels, err := w.in.Scorecards().ExposeSuggestions(ctx, w.who.Ken, d.ID)
	require.ErrorIs(t, err, storage.ErrUnavailable)
	require.Empty(t, levels, "nothing is shown that is not on record")
	require.Equal(t, before, stored(t, w.store))
	levels, err = w.in.Scorecards().ExposeSuggestions(ctx, w.who.Ken, d.ID)
	require.NoError(t, err)
	require.NotEmpty(t, levels)
	require.Equal(t, commits+2, w.store.Commits(), "draft, suggestions, exposure and acts in one commit")
	d, err = w.in.Scorecards().DraftOf(ctx, w.who.Ken, d.ID)
	require.NoError(t, err)
	require.Equal(t, scorecard.SuggestedLevel, d.Exposures[0].Kind)
	require.NotContains(t, string(mustJSON(t, d)), "suggested_level\":", "the form has no level")

	card := w.submit(w.who.Ken, 2)
	require.True(t, card.AIExposed())
	w.submit(w.who.Sofia, 4)
	s, err := w.in.Scorecards().Sample(ctx, w.who.Dana, "incidents", w.req.ID)
	require.NoError(t, err)
	require.Equal(t, 1, s.AIExposed, "left out of agreement statistics")
}

func TestSuggestionsNeedADrafterAndConsent(t *testing.T) {
	t.Parallel()
	w, ctx, model := newWorld(t), t.Context(), &drafts{}
	w.held()
	d := w.draftOf(w.who.Ken)
	_, err := w.in.Scorecards().ExposeSuggestions(ctx, w.who.Ken, d.ID)
	require.ErrorIs(t, err, hirealign.ErrNoDrafter, "off by default")
	w.with(hirealign.Options{Levels: model})
	_, err = w.in.Privacy().Withdraw(ctx, w.who.Marcus, w.app.Candidate, privacy.Recording, "")
	require.NoError(t, err)
	_, err = w.in.Scorecards().ExposeSuggestions(ctx, w.who.Ken, d.ID)
	require.ErrorIs(t, err, privacy.ErrNoConsent)
	require.True(t, fault.Has(err, "scorecard.not_to_be_drafted"))
	require.Zero(t, model.levels.Load())
	_, err = w.in.Scorecards().Suggestions(ctx, w.who.Ken, "none")
	require.ErrorIs(t, err, hirealign.ErrNotFound)
}

// An export names the suggestions of an open card and withholds them, also from a
// panelist who may export.
func TestAnExportShowsNoSuggestionEarly(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	w.with(hirealign.Options{Levels: &drafts{}})
	w.held()
	_, err := w.in.Scorecards().ExposeSuggestions(ctx, w.who.Ken, w.draftOf(w.who.Ken).ID)
	require.NoError(t, err)
	holds := func() bool {
		x, err := w.in.Privacy().Export(ctx, w.who.Ines, w.app.Candidate)
		require.NoError(t, err)
		for _, d := range x.Documents {
			if d.Kind == "scorecard_suggestions" {
				require.True(t, json.Valid(d.Content))
				return true
			}
		}
		return false
	}
	require.False(t, holds())
	w.submit(w.who.Ken, 2)
	require.False(t, holds(), "the round is open")
	w.submit(w.who.Sofia, 2)
	require.True(t, holds())
}
