// Package generative drafts with a language model, and lets nothing pass that the
// model made up.
//
//	engine, err := generative.New(model, nil)
//	proposal, err := engine.DraftScorecard(ctx, req)
//	draft, err := scorecard.NewDraft("sc-1", req, proposal, now)
//	for _, r := range draft.Refused {
//		fmt.Println(r.Claim, r.Reasons()) // dropped, and why
//	}
//
// The model sees the conversation line by line under short handles, inside a
// boundary that it cannot guess, and answers in a closed schema without a place
// for a rating. Its reply is decoded strictly, and each quote is checked against
// the source. Where something is wrong it is asked once more, with the list of
// problems. What is still wrong then stays in the proposal, so that the domain
// refuses it by name: scorecard.NewDraft, summary.New and rubric.Propose verify
// every claim again, whoever makes it.
//
// A reply that was cut off, declined or blocked is an error and is never
// repaired. Errors hold places and rules, no text of prompt or reply.
package generative

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
)

// Version changes with the prompts, the schemas and the way they are put together.
const Version = "1"

// ErrNoModel is returned by New for a nil model.
var ErrNoModel = errors.New("generative: no model")

//go:embed prompts/*.md
var prompts embed.FS

// Options configure an Engine. The zero value and nil are valid.
type Options struct {
	// Model is the model's name for the provenance of drafts; "" leaves it out.
	Model string
	// Concurrency is how many calls run at once after the first; 0 means 4.
	Concurrency int
	// MaxOutputTokens limits each reply; 0 means 4096.
	MaxOutputTokens int
	// Random is the source of boundaries; nil is crypto/rand. Drafts that run at the
	// same time read it at the same time.
	Random io.Reader
	// OnReport is called at the end of each draft with what it took; nil for no
	// report. It may be called from several goroutines for several drafts.
	OnReport func(Report)
}

// Report says what a draft took. It holds no text.
type Report struct {
	Task string
	// Calls counts requests, repairs and failures included; Repairs those that asked again.
	Calls, Repairs int
	// Usage is what the replies report.
	Usage llm.Usage
	// Removed counts characters that were taken out of the model's copy of the
	// conversation because they cannot be seen: they hide or reorder text.
	Removed int
}

// Engine drafts over a model. It is safe for concurrent use.
type Engine struct {
	model  llm.Model
	opts   Options
	texts  map[string]string // prompts by name
	shapes map[string]*shape // by the name of the schema
	by     actor.Agent
}

var (
	_ rubric.Drafter    = (*Engine)(nil)
	_ scorecard.Drafter = (*Engine)(nil)
	_ summary.Drafter   = (*Engine)(nil)
)

// New returns an engine over a model. Nil options are valid. It returns
// ErrNoModel for a nil model.
func New(model llm.Model, opts *Options) (*Engine, error) {
	if model == nil {
		return nil, ErrNoModel
	}
	e := &Engine{model: model, texts: map[string]string{}, shapes: map[string]*shape{}}
	if opts != nil {
		e.opts = *opts
	}
	if e.opts.Concurrency <= 0 {
		e.opts.Concurrency = 4
	}
	if e.opts.MaxOutputTokens <= 0 {
		e.opts.MaxOutputTokens = 4096
	}
	if e.opts.Random == nil {
		e.opts.Random = rand.Reader
	}
	files, err := fs.Glob(prompts, "prompts/*.md")
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	h := sha256.New()
	for _, f := range files {
		b, err := prompts.ReadFile(f)
		if err != nil {
			return nil, err
		}
		e.texts[strings.TrimSuffix(strings.TrimPrefix(f, "prompts/"), ".md")] = string(b)
		h.Write(b)
	}
	for _, s := range []llm.Schema{scorecardSchema, summarySchema, rubricSchema} {
		h.Write(s.JSON)
		if e.shapes[s.Name], err = shapeOf(s); err != nil {
			return nil, err
		}
	}
	e.by, err = actor.NewAgent("engine/generative", actor.AgentInfo{
		Model: e.opts.Model, Version: Version, PromptHash: hex.EncodeToString(h.Sum(nil))[:16],
	})
	return e, err
}

// meter sums up what a draft took.
type meter struct {
	mu sync.Mutex
	r  Report
}

func (m *meter) call(u llm.Usage, repair bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.r.Calls++
	if repair {
		m.r.Repairs++
	}
	m.r.Usage = m.r.Usage.Add(u)
}

func (e *Engine) report(m *meter, task string, removed int) {
	if e.opts.OnReport == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.r.Task, m.r.Removed = task, removed
	e.opts.OnReport(m.r)
}

const (
	repairs     = 1        // times that a reply may be asked for again
	longestEcho = 32 << 10 // bytes of a reply that are shown to the model again
)

// ask sends a request about a sheet and decodes the reply into T. check lists what
// is wrong with its claims; the model is asked once more with that list, and sees
// only its latest reply. What check still finds then is left in the result for the
// domain to refuse. Where no reply decodes, it returns llm.InvalidOutput.
func ask[T any](ctx context.Context, e *Engine, m *meter, s *sheet, req llm.Request, check func(*T) []string) (*T, error) {
	parts := req.Parts
	var last *T
	for try := 0; ; try++ {
		r, err := e.model.Generate(ctx, &req)
		var used llm.Usage
		if r != nil {
			used = r.Usage
		}
		m.call(used, try > 0)
		if err != nil {
			return nil, hideText(ctx, err)
		}
		if err := r.Check(); err != nil {
			return nil, err
		}
		out := new(T)
		problems := decodeStrict(r.Text, e.shapes[req.Output.Name], out)
		if len(problems) == 0 {
			last = out
			problems = check(out)
		}
		problems = few(problems)
		switch {
		case len(problems) == 0:
			return out, nil
		case try < repairs:
			req.Parts = append(slices.Clone(parts), s.repair(r.Text, problems)...)
		case last != nil:
			return last, nil
		default:
			return nil, &llm.Error{Kind: llm.InvalidOutput, Model: r.Model, Problems: problems}
		}
	}
}

// hideText keeps words of others out of our errors: what wraps an *llm.Error and
// what a model returns instead of one. The cause stays in the chain.
func hideText(ctx context.Context, err error) error {
	if e, ok := errors.AsType[*llm.Error](err); ok {
		return e
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &llm.Error{Kind: llm.Timeout, Err: err}
	}
	return &llm.Error{Kind: llm.Unavailable, Err: err}
}
