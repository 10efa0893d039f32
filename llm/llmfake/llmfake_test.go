package llmfake_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
)

func Example() {
	model := llmfake.New(
		llmfake.Fail(&llm.Error{Kind: llm.RateLimited}),                                           // the first request
		llmfake.Respond(llm.Response{Text: `{"evidence":[`}),                                      // the second, cut off
		llmfake.Always("scorecard.draft", func(*llm.Request) string { return `{"evidence":[]}` }), // all others of the task
	)
	ask := func(task string) {
		r, err := model.Generate(context.Background(), &llm.Request{Task: task})
		if err == nil {
			err = r.Check()
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(r.Text)
	}
	ask("scorecard.draft")
	ask("scorecard.draft")
	ask("scorecard.draft")
	ask("summary.draft")
	fmt.Println(len(model.Requests()), "requests")
	// Output:
	// llm: rate_limited
	// llm: incomplete
	// {"evidence":[]}
	// llm: invalid_request: no script answers the task summary.draft
	// 4 requests
}

func TestScriptsDecideByTheRequest(t *testing.T) {
	t.Parallel()
	m := llmfake.New(func(r *llm.Request) (*llm.Response, error) {
		if len(r.Parts) > 1 {
			return &llm.Response{Text: "repaired", Finish: llm.Stop, Model: "own", Usage: llm.Usage{Input: 3}}, nil
		}
		return nil, nil
	}, llmfake.Always("", func(*llm.Request) string { return "first" }))
	r, err := m.Generate(t.Context(), &llm.Request{Parts: make([]llm.Part, 2)})
	require.NoError(t, err)
	require.Equal(t, llm.Response{Text: "repaired", Finish: llm.Stop, Model: "own", Usage: llm.Usage{Input: 3}}, *r)
	r, err = m.Generate(t.Context(), &llm.Request{})
	require.NoError(t, err)
	require.Equal(t, "first", r.Text)
	require.Equal(t, "fake", r.Model)
}

func TestRepliesAndRequestsAreCopies(t *testing.T) {
	t.Parallel()
	m := llmfake.New(func(*llm.Request) (*llm.Response, error) { return &llm.Response{Text: "a", Finish: llm.Stop}, nil })
	parts := []llm.Part{{Kind: llm.Instruction, Text: "do"}}
	r, err := m.Generate(t.Context(), &llm.Request{Parts: parts})
	require.NoError(t, err)
	r.Text, parts[0].Text = "changed", "changed"
	require.Equal(t, "do", m.Requests()[0].Parts[0].Text)
	m.Requests()[0].Task = "changed"
	require.Empty(t, m.Requests()[0].Task)
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	m := llmfake.New(llmfake.Fail(boom), llmfake.Reply("once"), llmfake.Always("", func(*llm.Request) string { return "always" }))
	var (
		mu    sync.Mutex
		wg    sync.WaitGroup
		count = map[string]int{}
	)
	for range 64 {
		wg.Go(func() {
			r, err := m.Generate(t.Context(), &llm.Request{})
			mu.Lock()
			defer mu.Unlock()
			if errors.Is(err, boom) {
				count["boom"]++
				return
			}
			count[r.Text]++
		})
	}
	wg.Wait()
	require.Equal(t, map[string]int{"boom": 1, "once": 1, "always": 62}, count, "what answers once answers once")
	require.Len(t, m.Requests(), 64)
}
