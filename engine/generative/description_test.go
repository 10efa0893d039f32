package generative_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/transcript"
)

func TestAJobDescriptionRestsOnTheHiringManagersWords(t *testing.T) {
	t.Parallel()
	call := intake()
	script := []llmfake.Script{
		llmfake.Always("rubric.draft", func(*llm.Request) string { return `{"criteria":[]}` }),
		llmfake.Always("rubric.description", func(*llm.Request) string {
			return `{"lines":[` +
				`{"quotes":[{"segment":"s0001","quote":"they must have led an incident"}],"section":"duty","text":"You lead incidents."},` +
				`{"quotes":[{"segment":"s0002","quote":"So they must know Go"}],"section":"duty","text":"You know Go."},` +
				`{"quotes":[],"section":"team","text":"Five people."},` +
				`{"quotes":[{"segment":"s0001","quote":"they must have led an incident"},{"segment":"s0003","quote":"they do need to know Go"}],"section":"duty","text":"You lead in Go."},` +
				`{"quotes":[{"segment":"s0001","quote":"they must have led an incident"}],"section":"purpose","text":"We want a young digital native."}]}`
		}),
	}
	e, m := engine(t, nil, script...)
	p, err := e.DraftRubric(t.Context(), rubric.IntakeRequest{Intake: call})
	require.NoError(t, err)
	require.Empty(t, p.Description, "only where the host asks for it")
	require.Len(t, m.Requests(), 1)

	e, m = engine(t, &generative.Options{JobDescription: true}, script...)
	p, err = e.DraftRubric(t.Context(), rubric.IntakeRequest{Intake: call})
	require.NoError(t, err)
	require.Len(t, m.Requests(), 3, "criteria, lines, and a repair of the lines")
	require.Equal(t, m.Requests()[0].Parts[1], m.Requests()[1].Parts[1], "the data is the same")
	d := rubric.Propose(call, p)
	require.Len(t, d.Description, 1)
	require.Equal(t, rubric.DutySection, d.Description[0].Section)
	require.Equal(t, "You lead incidents.", d.Description[0].Text)
	require.False(t, d.By.IsZero(), "it says that software worded it")
	proves(t, call, d.Description[0].Basis, transcript.HiringManager)
	refused := map[int][]evidence.Flag{}
	for _, r := range d.Refused {
		require.True(t, r.Line)
		refused[r.Criterion] = r.Flags
	}
	require.Equal(t, map[int][]evidence.Flag{
		1: {evidence.WrongSpeaker}, 2: {evidence.NoQuote}, 3: {evidence.NegationChanged}, 4: {rubric.LineRefused},
	}, refused)
}
