package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"

	"github.com/hirealign/hirealign/llm"
)

// printer is a model that is asked and asks nobody. It prints requests with their
// text left out, and answers that there is no evidence.
type printer struct {
	mu       sync.Mutex
	out      io.Writer
	requests int
	tokens   int64
}

// Generate implements llm.Model.
func (p *printer) Generate(_ context.Context, req *llm.Request) (*llm.Response, error) {
	if err := req.Check(); err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests++
	p.tokens += req.EstimateInput()
	if p.requests > 1 {
		return nothing(), nil // they differ in the last part
	}
	fmt.Fprintf(p.out, "the first request, %s:\n", req.Task)
	fmt.Fprintf(p.out, "  system       %6d characters\n", utf8.RuneCountInString(req.System))
	for _, part := range req.Parts {
		mark := ""
		if part.Cache {
			mark = ", the same for all calls up to here"
		}
		fmt.Fprintf(p.out, "  %-12s %6d characters%s\n", part.Kind, utf8.RuneCountInString(part.Text), mark)
	}
	fmt.Fprintf(p.out, "  schema       %s %s\n", req.Output.Name, req.Output.JSON)
	fmt.Fprintf(p.out, "  at most      %6d tokens of output\n", req.MaxOutputTokens)
	return nothing(), nil
}

func nothing() *llm.Response { return &llm.Response{Text: `{"evidence":[]}`, Finish: llm.Stop} }

func (p *printer) total() {
	fmt.Fprintf(p.out, "%d requests, about %d tokens of input in all (a guess that is high)\n", p.requests, p.tokens)
}
