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
	// Random is the source of boundaries; nil is crypto/rand.
	Random io.Reader
	// OnReport is called at the end of each draft with what it took; nil for no
	// report. It may be called from several goroutines for several drafts.
	OnReport func(Report)
}

// Report says what a draft took. It holds no text.
type Report struct {
	Task string
	// Calls counts requests, repairs included; Repairs those that asked again.
	Calls, Repairs int
	Usage          llm.Usage
	// Removed counts characters that were taken out of the model's copy of the
	// conversation because they hide or reorder text.
	Removed int
}

// Engine drafts over a model. It is safe for concurrent use.
type Engine struct {
	model llm.Model
	opts  Options
	texts map[string]string
	by    actor.Agent
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
	e := &Engine{model: model, texts: map[string]string{}}
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

const repairs = 1 // times that a reply may be asked for again

// ask sends a request and decodes the reply into T. check lists what is wrong
// with it; the model is asked once more with that list. What check still finds
// then is left in the result for the domain to refuse; a reply that does not
// decode even then is an error.
func ask[T any](ctx context.Context, e *Engine, m *meter, req llm.Request, check func(*T) []string) (*T, error) {
	parts := req.Parts
	for try := 0; ; try++ {
		r, err := e.model.Generate(ctx, &req)
		if err != nil {
			return nil, hideText(err)
		}
		if r != nil {
			m.call(r.Usage, try > 0)
		}
		if err := r.Check(); err != nil {
			return nil, err
		}
		out := new(T)
		problems := decodeStrict(r.Text, out)
		decoded := len(problems) == 0
		if decoded {
			problems = check(out)
		}
		switch {
		case len(problems) == 0:
			return out, nil
		case try < repairs:
			req.Parts = append(slices.Clone(parts), repairParts(r.Text, problems)...)
		case decoded:
			return out, nil
		default:
			return nil, &llm.Error{Kind: llm.InvalidOutput, Model: r.Model, Problems: problems}
		}
	}
}

// hideText keeps the errors of models that are no *llm.Error, which may hold
// text, out of ours: their chain stays, their words do not.
func hideText(err error) error {
	if _, ok := errors.AsType[*llm.Error](err); ok || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &llm.Error{Kind: llm.Unavailable, Err: err}
}
