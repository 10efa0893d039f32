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
	"github.com/hirealign/hirealign/llm/llmtest"
)

func Example() {
	model := llmfake.New(
		llmfake.Fail(&llm.Error{Kind: llm.RateLimited}),                                           // the first request
		llmfake.Respond(llm.Response{Text: `{"evidence":[`}),                                      // the second, cut off
		llmfake.Always("scorecard.draft", func(*llm.Request) string { return `{"evidence":[]}` }), // all others of the task
	)
	ask := func(task string) {
		r, err := model.Generate(context.Background(), &llm.Request{Task: task, Parts: []llm.Part{{Text: "…"}}})
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
	r, err := m.Generate(t.Context(), &llm.Request{Parts: []llm.Part{{Text: "a"}, {Text: "b"}}})
	require.NoError(t, err)
	require.Equal(t, llm.Response{Text: "repaired", Finish: llm.Stop, Provider: "fake", Model: "own", Usage: llm.Usage{Input: 3}}, *r)
	r, err = m.Generate(t.Context(), &llm.Request{Parts: []llm.Part{{Text: "a"}}})
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
			r, err := m.Generate(t.Context(), &llm.Request{Parts: []llm.Part{{Text: "a"}}})
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

// TestConformance runs the rules on a fake that Wrap keeps from replies without a
// finish reason, which a fake can give on purpose.
func TestConformance(t *testing.T) {
	t.Parallel()
	llmtest.Run(t, func(*testing.T) llmtest.Harness { return harness() }, llmtest.Features{
		Stream: true, Schema: true, SchemaName: true, CacheMarks: false, CacheRead: true, CacheWrite: true, Reasoning: true,
		Refusal: true, Filter: true, PromptBlocked: true, WindowFull: true, Quota: true, BadSchema: true, ReplyID: true,
	})
}

func harness() llmtest.Harness {
	var (
		mu   sync.Mutex
		play = func(llmtest.Sent) llmtest.Reply { return llmtest.Reply{Text: "ok"} }
		sent []llmtest.Sent
	)
	fake := llmfake.New(func(r *llm.Request) (*llm.Response, error) {
		s := llmtest.Sent{System: r.System, MaxOutputTokens: r.MaxOutputTokens, Temperature: r.Temperature}
		for _, p := range r.Parts {
			s.Parts = append(s.Parts, p.Text)
		}
		if r.Output != nil {
			s.SchemaName, s.Schema = r.Output.Name, r.Output.JSON
		}
		mu.Lock()
		sent = append(sent, s)
		reply := play(s)
		mu.Unlock()
		return answer(reply)
	})
	return llmtest.Harness{
		Model: llm.Wrap(fake),
		Play: func(f func(llmtest.Sent) llmtest.Reply) {
			mu.Lock()
			defer mu.Unlock()
			play = f
		},
		Sent: func() []llmtest.Sent {
			mu.Lock()
			defer mu.Unlock()
			return append([]llmtest.Sent(nil), sent...)
		},
	}
}

// answer is what a provider would make of a reply.
func answer(r llmtest.Reply) (*llm.Response, error) {
	if kind, failed := map[llmtest.Failure]llm.Kind{
		llmtest.RateLimit: llm.RateLimited, llmtest.Quota: llm.QuotaExhausted, llmtest.Overloaded: llm.Unavailable,
		llmtest.ServerError: llm.Unavailable, llmtest.BadKey: llm.Auth, llmtest.Forbidden: llm.Auth, llmtest.TooLong: llm.ContextTooLong,
		llmtest.BadSchema: llm.SchemaRejected, llmtest.BadRequest: llm.InvalidRequest, llmtest.UnknownModel: llm.InvalidRequest,
	}[r.Failure]; failed {
		return nil, &llm.Error{Kind: kind, Provider: "fake"}
	}
	if r.Ending == llmtest.WindowFull {
		return nil, &llm.Error{Kind: llm.ContextTooLong, Provider: "fake"}
	}
	finish, known := map[llmtest.Ending]llm.Finish{
		llmtest.Finished: llm.Stop, llmtest.Length: llm.Length, llmtest.Refusal: llm.Refused, llmtest.Filter: llm.Blocked,
		llmtest.PromptBlocked: llm.Blocked, llmtest.OddReason: "tool_calls",
	}[r.Ending]
	if !known {
		finish = ""
	}
	return &llm.Response{Text: r.Text, Finish: finish, Usage: r.Usage, ID: llmtest.ReplyID}, nil
}
