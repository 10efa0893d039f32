package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/openai"
	"github.com/hirealign/hirealign/requisition"
)

const modelName = "obedient-1"

// options are those of a service that drafts with the model at a URL. The journal
// keeps every reply before it is read, and the boundary key makes a request that is
// made again the same request.
func options(modelURL, boundaryKey string) (*hirealign.Options, error) {
	key, err := hex.DecodeString(boundaryKey)
	if err != nil {
		return nil, fmt.Errorf("the boundary key: %w", err)
	}
	model := llm.Wrap(openai.NewChat(openai.NewClient(modelURL, "none"), modelName, nil),
		llm.Journal(hirealign.Replies{}, "openai/"+modelName),
		llm.Retry(&llm.RetryOptions{Attempts: 2}))
	drafter, err := generative.New(model, &generative.Options{Model: modelName, BoundaryKey: key})
	if err != nil {
		return nil, err
	}
	return &hirealign.Options{Scorecards: drafter, Summaries: drafter}, nil
}

// runWorker relays the log into the queue and works until the context ends. It
// writes a line for every step to out.
func runWorker(ctx context.Context, e *engine, opts *hirealign.Options, l limits, out io.Writer) error {
	svc, err := hirealign.New(e.store, opts)
	if err != nil {
		return err
	}
	lines := &lineWriter{w: out}
	advance := func(ctx context.Context, j hirealign.Job) ([]hirealign.Job, error) {
		rooms := svc.Tenant(j.Tenant).Interviews()
		id := requisition.InterviewID(j.Ref)
		for {
			n, err := rooms.Advance(ctx, id)
			if err != nil {
				return nil, err
			}
			if n.Done != "" {
				lines.print("step %s %s", n.Done, id)
				continue
			}
			if then, ok := rooms.Wake(id, n); ok {
				return []hirealign.Job{then}, nil
			}
			return nil, nil
		}
	}
	if err := e.queue.Start(ctx, advance, l); err != nil {
		return err
	}
	relay(ctx, e.queue, opts, l.log)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return e.queue.Stop(stopping)
}

// relay hands on what is new in the log until the context ends. A database that is
// away for a while holds it up and no more.
func relay(ctx context.Context, q queue, opts *hirealign.Options, log *slog.Logger) {
	for ctx.Err() == nil {
		n, err := q.Pass(ctx, opts)
		if err != nil && !errors.Is(err, context.Canceled) {
			log.Warn("the relay tries again", "error", err)
		}
		if n > 0 && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(250 * time.Millisecond):
		}
	}
}

// lineWriter writes whole lines from several goroutines.
type lineWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lineWriter) print(format string, a ...any) {
	var b bytes.Buffer
	fmt.Fprintf(&b, format+"\n", a...)
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = l.w.Write(b.Bytes()) // whoever reads the progress may be gone
}
