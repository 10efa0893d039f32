// Providers drafts a scorecard for one interview of the sample data with a language
// model of your choice.
//
//	cd examples/providers
//	GOWORK=off go run . -provider anthropic -model claude-sonnet-4-5
//	GOWORK=off go run . -provider ollama -model qwen3:8b
//	GOWORK=off go run . -provider openai -dry-run
//
// It needs the provider's key in the variable that the provider uses, or an Ollama
// server on this machine. Without a key, or with -dry-run, nothing is sent: it prints
// what it would ask, with the text left out.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/scorecard"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Getenv, os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "providers:", err)
		}
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("providers", flag.ContinueOnError)
	fs.SetOutput(stderr)
	name := fs.String("provider", "", "openai, anthropic, gemini or ollama")
	model := fs.String("model", "", "the model's name; by default a small one of the provider")
	base := fs.String("base-url", "", "another server that speaks the provider's format")
	chat := fs.Bool("chat", false, "openai: use Chat Completions, which most compatible servers have")
	dry := fs.Bool("dry-run", false, "send nothing, and print what would be asked")
	tokens := fs.Int64("budget", 500_000, "the most tokens that the draft may take")
	timeout := fs.Duration("timeout", 5*time.Minute, "give up after this time")
	if err := fs.Parse(args); err != nil {
		return err
	}
	p, ok := providers[*name]
	if !ok {
		return fmt.Errorf("say with -provider one of openai, anthropic, gemini, ollama; have %q", *name)
	}
	if *model == "" {
		*model = p.model
	}
	if *base == "" {
		*base = p.base
	}
	key := ""
	if p.key != "" {
		if key = env(p.key); key == "" && !*dry {
			fmt.Fprintf(stderr, "%s is not set: nothing is sent\n", p.key)
			*dry = true
		}
	}
	out := bufio.NewWriter(stdout)
	defer out.Flush()
	req, err := interview()
	if err != nil {
		return err
	}

	if *dry {
		fmt.Fprintf(out, "%s, model %s, at %s\n", *name, *model, *base)
		return draft(ctx, out, &printer{out: out}, *model, req)
	}
	m, err := p.open(ctx, settings{base: *base, key: key, model: *model, chat: *chat})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()
	budget := llm.NewBudget(*tokens, nil)
	wrapped := llm.Wrap(m,
		llm.Observe(func(_ context.Context, c llm.Call) {
			fmt.Fprintf(stderr, "%s: %.1fs, %d tokens in (%d cached), %d out, attempt %d %s\n",
				c.Task, c.Duration.Seconds(), c.Usage.Input, c.Usage.CacheRead, c.Usage.Output, c.Attempts, c.Kind)
		}, nil),
		llm.Retry(nil),
		llm.Limit(2),
		budget.Middleware(),
	)
	if err := draft(ctx, out, wrapped, *model, req); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "%d tokens in all\n", budget.Spent())
	return nil
}

// draft lets the model look for evidence and prints what was found in the interview.
// What a model claims and code does not find is named, and not used.
func draft(ctx context.Context, w io.Writer, m llm.Model, name string, req scorecard.Request) error {
	engine, err := generative.New(m, &generative.Options{Model: name, Concurrency: 2})
	if err != nil {
		return err
	}
	proposal, err := engine.DraftScorecard(ctx, req)
	if err != nil {
		return err
	}
	if p, ok := m.(*printer); ok {
		p.total()
		return nil
	}
	d, err := scorecard.NewDraft("sc-1", req, proposal, time.Now())
	if err != nil {
		return err
	}
	for _, e := range d.Entries {
		c, _ := req.Rubric.Competency(e.Competency)
		fmt.Fprintf(w, "%s: %s\n", c.Name, e.Status)
		for _, it := range e.Evidence {
			fmt.Fprintf(w, "  %q\n", it.Citation.Text())
		}
	}
	fmt.Fprintf(w, "%d claims refused\n", len(d.Refused))
	for _, r := range d.Refused {
		fmt.Fprintf(w, "  %v\n", r.Reasons())
	}
	return nil
}
