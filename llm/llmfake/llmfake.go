// Package llmfake is a model that says what a script tells it to.
//
//	model := llmfake.New(
//		llmfake.Reply(`{"evidence":[]}`),
//		llmfake.Fail(&llm.Error{Kind: llm.RateLimited}),
//	)
//	engine, err := generative.New(model, nil)
//	…
//	fmt.Println(len(model.Requests())) // what it was asked
//
// It needs no network and no key. Scripts decide by the request, or give their
// answers in order. Two of them are there to break what is built on models: Chaos
// answers at random in the words of the data, and Obedient does whatever the data
// tells it to.
package llmfake

import (
	"context"
	"errors"
	"sync"

	"github.com/hirealign/hirealign/llm"
)

// Script answers a request, or returns nil, nil to leave it to the next script.
type Script func(req *llm.Request) (*llm.Response, error)

// Reply answers once, with a finished text.
func Reply(text string) Script { return once(&llm.Response{Text: text, Finish: llm.Stop}, nil) }

// Respond answers once, with any response, such as one that was cut off.
func Respond(r llm.Response) Script { return once(&r, nil) }

// Fail fails once.
func Fail(err error) Script { return once(nil, err) }

func once(r *llm.Response, err error) Script {
	used := false
	return func(*llm.Request) (*llm.Response, error) {
		if used {
			return nil, nil
		}
		used = true
		return r, err
	}
}

// Always answers every request of a task with what f returns; "" is every task.
func Always(task string, f func(req *llm.Request) string) Script {
	return func(req *llm.Request) (*llm.Response, error) {
		if task != "" && req.Task != task {
			return nil, nil
		}
		return &llm.Response{Text: f(req), Finish: llm.Stop}, nil
	}
}

const (
	provider = "fake"
	piece    = 8 // characters of a delta
)

// Model is a scripted llm.Model and llm.Streamer. It is safe for concurrent use: scripts are
// called one at a time.
type Model struct {
	mu       sync.Mutex
	scripts  []Script
	requests []llm.Request
}

var _ llm.Streamer = (*Model)(nil)

// New returns a model that asks the scripts in order. A request that no script
// answers fails as llm.InvalidRequest.
func New(scripts ...Script) *Model { return &Model{scripts: scripts} }

// Generate implements llm.Model.
func (m *Model) Generate(ctx context.Context, req *llm.Request) (*llm.Response, error) {
	switch err := ctx.Err(); {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, &llm.Error{Kind: llm.Timeout, Provider: provider, Err: err}
	case err != nil:
		return nil, err
	}
	if err := req.Check(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	kept := *req
	kept.Parts = append([]llm.Part(nil), req.Parts...)
	m.requests = append(m.requests, kept)
	for _, s := range m.scripts {
		r, err := s(req)
		if err != nil {
			return nil, err
		}
		if r == nil {
			continue
		}
		out := *r
		if out.Provider == "" {
			out.Provider = provider
		}
		if out.Model == "" {
			out.Model = "fake"
		}
		return &out, nil
	}
	return nil, &llm.Error{Kind: llm.InvalidRequest, Provider: provider, Problems: []string{"no script answers the task " + req.Task}}
}

// Stream implements llm.Streamer: the reply of Generate, a few characters at a time.
func (m *Model) Stream(ctx context.Context, req *llm.Request, sink func(llm.Delta) error) (*llm.Response, error) {
	r, err := m.Generate(ctx, req)
	if err != nil {
		return nil, err
	}
	for rest := []rune(r.Text); len(rest) > 0; {
		n := min(piece, len(rest))
		if err := sink(llm.Delta{Text: string(rest[:n]), Attempt: 1}); err != nil {
			return nil, err
		}
		rest = rest[n:]
	}
	return r, nil
}

// Requests returns copies of what the model was asked, in order.
func (m *Model) Requests() []llm.Request {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]llm.Request(nil), m.requests...)
}
