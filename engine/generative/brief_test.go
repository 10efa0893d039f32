package generative_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
)

func briefRequest(t testing.TB) debrief.BriefRequest {
	t.Helper()
	ix := evidence.NewIndex(evidence.FromTranscript(fixture.Transcript()))
	cite := func(quote string) evidence.Citation {
		f := ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly())
		require.True(t, f.Admissible(), quote)
		return f.Citation
	}
	criteria := []debrief.BriefCriterion{
		{Competency: "incidents", Name: "Incident ownership", Behaviour: "Stops the damage.", Evidence: []evidence.Citation{cite("I told support at once"), cite("I wrote an update every twenty minutes until it was over")}},
		{Competency: "delivery", Name: "Delivery", Behaviour: "Cuts scope.", Evidence: []evidence.Citation{cite("I cut the partial files, in writing, two weeks before the date")}},
	}
	return debrief.BriefRequest{Title: "Backend Engineer", Finalists: []debrief.BriefFinalist{
		{Application: "app-1", Criteria: criteria}, {Application: "app-2", Criteria: criteria[1:]},
	}}
}

func TestABriefIsWrittenFromCheckedEvidenceAlone(t *testing.T) {
	t.Parallel()
	e, m := engine(t, &generative.Options{Concurrency: 1}, llmfake.Always("debrief.brief", func(r *llm.Request) string {
		if strings.Contains(r.Parts[2].Text, "Incident") {
			return `{"points":[{"evidence":["e0001","e0002"],"competency":"c1","text":"Support and the channel heard of it at once."}]}`
		}
		return `{"points":[{"evidence":["e0001"],"competency":"c1","text":"Scope was cut in writing."}]}`
	}))
	p, err := e.DraftBrief(t.Context(), briefRequest(t))
	require.NoError(t, err)
	require.Equal(t, []debrief.ProposedPoint{
		{Application: "app-1", Competency: "incidents", Text: "Support and the channel heard of it at once.", Evidence: []int{0, 1}},
		{Application: "app-2", Competency: "delivery", Text: "Scope was cut in writing.", Evidence: []int{0}},
	}, p.Points)
	require.Len(t, m.Requests(), 2, "a call for each finalist")
	for _, r := range m.Requests() {
		require.NotContains(t, partsOf(r, llm.Untrusted)[0], "double refunds", "what nobody cited is not there")
		require.NotContains(t, r.Parts[2].Text, "told support", "and what was cited stands in the data")
		require.Contains(t, partsOf(r, llm.Untrusted)[0], "| candidate: ")
	}
	require.NotContains(t, partsOf(m.Requests()[1], llm.Untrusted)[0], "twenty minutes", "nor another finalist's")
}

func TestABriefThatDecidesIsAskedForAgainAndRefused(t *testing.T) {
	t.Parallel()
	req := briefRequest(t)
	req.Finalists = req.Finalists[:1]
	bad := `{"points":[{"evidence":["e0001"],"competency":"c1","text":"Hire this person."},{"evidence":["e0003"],"competency":"c1","text":"Of another criterion."},` +
		`{"evidence":["e0009"],"competency":"c2","text":"Nowhere."},{"evidence":[],"competency":"c2","text":"On nothing."},{"evidence":["e0001"],"competency":"c7","text":"On nothing known."}]}`
	e, m := engine(t, nil, always(bad))
	p, err := e.DraftBrief(t.Context(), req)
	require.NoError(t, err)
	list := partsOf(m.Requests()[1], llm.Instruction)
	for _, want := range []string{"point 1: point decides", "point 2: there is no such", "point 3: there is no such", "point 4: point without evidence", "point 5: there is no such"} {
		require.Contains(t, list[len(list)-1], want)
	}
	for i, pp := range p.Points {
		require.NotEmpty(t, req.Check(pp), "point %d is refused", i+1)
	}

	e, _ = engine(t, &generative.Options{Exhausted: generative.FailDraft}, always(bad))
	_, err = e.DraftBrief(t.Context(), req)
	require.Equal(t, llm.InvalidOutput, llm.KindOf(err))

	for seed := range uint64(200) {
		e, m := engine(t, &generative.Options{Concurrency: 1}, llmfake.Chaos(seed, nil))
		p, err := e.DraftBrief(t.Context(), req)
		require.LessOrEqual(t, len(m.Requests()), 2)
		if err != nil {
			require.Empty(t, p.Points)
		}
	}
	e, m = engine(t, nil)
	p, err = e.DraftBrief(t.Context(), debrief.BriefRequest{})
	require.NoError(t, err)
	require.Empty(t, p.Points)
	require.Empty(t, m.Requests())
}
