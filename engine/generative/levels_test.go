package generative_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

func drafted(t *testing.T) scorecard.LevelRequest {
	t.Helper()
	req := request(t)
	e, _ := engine(t, nil, always(reply("s0004 I told support at once")))
	p, err := e.DraftScorecard(t.Context(), req)
	require.NoError(t, err)
	d, err := scorecard.NewDraft("sc-1", req, p, fixture.Now)
	require.NoError(t, err)
	return scorecard.LevelRequest{Rubric: req.Rubric, Draft: d}
}

func submit(t *testing.T, d scorecard.Draft) scorecard.Scorecard {
	t.Helper()
	who, locked := fixture.People(t), fixture.Locked(t)
	var ratings []scorecard.Rating
	for _, c := range d.Assignment.Competencies {
		r, err := scorecard.Rate(who.Sofia, locked, c, 3, scorecard.Basis{Evidence: d.EvidenceFor(c)}, fixture.Now)
		require.NoError(t, err)
		ratings = append(ratings, r)
	}
	card, err := scorecard.Submit(d, locked, who.Sofia, scorecard.Submission{Ratings: ratings, Overall: scorecard.Yes, OverallReason: "Stops the damage first."},
		[]evidence.Source{evidence.FromTranscript(fixture.Transcript())}, fixture.Now)
	require.NoError(t, err)
	return card
}

func TestLevelsAreOffUnlessTheHostAsks(t *testing.T) {
	t.Parallel()
	e, m := engine(t, nil, always(`{"evidence":["e0001"],"level":"4"}`))
	_, err := e.DraftLevels(t.Context(), drafted(t))
	require.ErrorIs(t, err, generative.ErrLevelsOff)
	require.Empty(t, m.Requests())
}

func TestSuggestedLevelsStayOutOfTheForm(t *testing.T) {
	t.Parallel()
	req := drafted(t)
	e, m := engine(t, &generative.Options{SuggestLevels: true, Concurrency: 1}, llmfake.Reply(`{"evidence":["e0001"],"level":"4"}`), always(`{"evidence":[],"level":"insufficient_evidence"}`))
	p, err := e.DraftLevels(t.Context(), req)
	require.NoError(t, err)
	require.Len(t, m.Requests(), 2)
	require.NotContains(t, partsOf(m.Requests()[0], llm.Untrusted)[0], "refunds", "the model sees the evidence and no more")
	s, refused, err := scorecard.NewSuggestions(req, p, fixture.Now)
	require.NoError(t, err)
	require.Empty(t, refused)
	withoutJudgement(t, req.Draft)

	// Before the card is in, only the way that leaves a mark.
	_, err = s.After(scorecard.Scorecard{})
	require.ErrorIs(t, err, scorecard.ErrBlind)
	card := submit(t, req.Draft)
	require.False(t, card.AIExposed())
	after, err := s.After(card)
	require.NoError(t, err)
	require.Len(t, after, 1)
	require.Equal(t, 4, after[0].Level)
	require.Equal(t, "I told support at once", after[0].Evidence[0].Text())

	marked, shown, err := s.Expose(req.Draft, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, after, shown)
	require.True(t, submit(t, marked).AIExposed(), "the card says what its panelist saw")

	other := req.Draft
	other.ID = "sc-2"
	_, _, err = s.Expose(other, fixture.Now)
	require.ErrorIs(t, err, scorecard.ErrInvalid)
	_, err = s.After(submit(t, other))
	require.ErrorIs(t, err, scorecard.ErrBlind)

	b, err := json.Marshal(s)
	require.NoError(t, err)
	var back scorecard.Suggestions
	require.NoError(t, json.Unmarshal(b, &back))
	again, err := back.After(card)
	require.NoError(t, err)
	require.Equal(t, after, again)
	require.Equal(t, actor.KindAgent, back.By().Ref().Kind)
	require.ErrorIs(t, json.Unmarshal([]byte(`{"scorecard_id":"x"}`), &back), scorecard.ErrInvalid)
	require.NotContains(t, fmt.Sprint(req.Draft), "suggested_level")
}

func TestSuggestionsThatRestOnNothingAreLeftOut(t *testing.T) {
	t.Parallel()
	req := drafted(t)
	e, m := engine(t, &generative.Options{SuggestLevels: true, Concurrency: 1}, always(`{"evidence":["e0099"],"level":"7"}`))
	p, err := e.DraftLevels(t.Context(), req)
	require.NoError(t, err)
	require.Len(t, m.Requests(), 4, "each is asked about again")
	p.Levels = append(p.Levels, scorecard.ProposedLevel{Competency: "mentoring", Level: 2, Evidence: []int{0}},
		scorecard.ProposedLevel{Competency: "delivery", Level: 2}, scorecard.ProposedLevel{Competency: "delivery", Level: 2, Evidence: []int{0}}, scorecard.ProposedLevel{Competency: "delivery", Level: 3, Evidence: []int{0}})
	s, refused, err := scorecard.NewSuggestions(req, p, fixture.Now)
	require.NoError(t, err)
	require.Equal(t, []int{0, 1, 2, 3, 5}, refused)
	levels, err := s.After(submit(t, req.Draft))
	require.NoError(t, err)
	require.Len(t, levels, 1)

	_, _, err = scorecard.NewSuggestions(scorecard.LevelRequest{Draft: req.Draft}, p, fixture.Now)
	require.ErrorIs(t, err, rubric.ErrNotLocked)
	req.Draft.RubricHash = "another"
	_, _, err = scorecard.NewSuggestions(req, p, fixture.Now)
	require.ErrorIs(t, err, scorecard.ErrInvalid)
}
