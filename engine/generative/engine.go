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
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
)

// Version changes with the prompts, the schemas and the way they are put together.
const Version = "3"

// MinBoundaryKey is the least length of Options.BoundaryKey in bytes.
const MinBoundaryKey = 32

var (
	// ErrNoModel is returned by New for a nil model.
	ErrNoModel = errors.New("generative: no model")
	// ErrBoundaryKey is returned by New for a key that is too short.
	ErrBoundaryKey = errors.New("generative: a boundary key has at least 32 bytes")
)

//go:embed prompts/*.md
var prompts embed.FS

// Exhausted says what becomes of claims that are still wrong when no repair is left.
type Exhausted int

// The ways to end.
const (
	// DropClaims leaves them in the proposal, where the domain refuses each by name.
	DropClaims Exhausted = iota
	// FailDraft ends the draft as llm.InvalidOutput with the list of problems.
	FailDraft
)

// Truncation says what becomes of a reply that the output limit cut. It is never
// repaired: half of a document can look whole.
type Truncation int

// The ways to treat it.
const (
	// FailTruncated ends the draft as llm.Truncated.
	FailTruncated Truncation = iota
	// RetryLarger asks once more, with twice the limit.
	RetryLarger
	// SplitData asks about each half of the conversation.
	SplitData
)

// Options configure an Engine. The zero value and nil are valid.
type Options struct {
	// Model is the model's name for the provenance of drafts; "" leaves it out.
	Model string
	// Concurrency is how many calls run at once after the first; 0 means 4.
	Concurrency int
	// MaxOutputTokens limits each reply; 0 means 4096.
	MaxOutputTokens int
	// Repairs is how often a reply may be asked for again at most; 0 means once, a
	// negative number never.
	Repairs int
	// Exhausted says what happens when claims are still wrong after the repairs.
	Exhausted Exhausted
	// Truncation says what happens to a reply that the output limit cut.
	Truncation Truncation
	// SingleCall drafts a scorecard in one call over all competencies: cheaper where
	// nothing is cached, coarser, and lost as a whole where it fails.
	SingleCall bool
	// ContextWindow is how many tokens the model takes, input and output together;
	// 0 for as many as it needs. A conversation that is larger is split between
	// questions, with one question of overlap.
	ContextWindow int64
	// Counter counts tokens; nil is llm.EstimateTokens, which guesses high. It is
	// called from several goroutines.
	Counter func(string) int64
	// Partial goes on with the other competencies of a scorecard where a reply about
	// one fails. The draft then returns what it has together with a *PartialError.
	Partial bool
	// JobDescription asks for the lines of a job description beside the criteria of an
	// intake, in a call of its own.
	JobDescription bool
	// SuggestLevels lets DraftLevels suggest levels. What comes of it is no part of a
	// draft: scorecard.Suggestions shows it after the human has rated, or marks the card.
	SuggestLevels bool
	// Random is the source of boundaries; nil is crypto/rand. Drafts that run at the
	// same time read it at the same time.
	Random io.Reader
	// BoundaryKey makes the boundary follow from the data, so that the same draft asks
	// the same again and an llm.Journal recognises it after a crash. It is a secret of
	// the host, of at least MinBoundaryKey bytes, and stays the same: who knows it can
	// guess a boundary and forge the end of the data. Random is then not read; nil
	// leaves boundaries random.
	BoundaryKey []byte
	// OnProgress is called as the competencies of a scorecard are done, one call at a
	// time for each draft; nil for no progress.
	OnProgress func(Progress)
	// OnReport is called at the end of each draft with what it took, for suggested
	// levels once for each competency and for a brief once for each finalist; nil for
	// no report. It may be called from several goroutines.
	OnReport func(Report)
}

// Engine drafts over a model. It is safe for concurrent use.
type Engine struct {
	model   llm.Model
	opts    Options
	texts   map[string]string      // prompts by name
	schemas map[string]*llm.Schema // by name, as their shapes
	shapes  map[string]*shape
	by      actor.Agent
}

var (
	_ rubric.Drafter    = (*Engine)(nil)
	_ scorecard.Drafter = (*Engine)(nil)
	_ summary.Drafter   = (*Engine)(nil)
	_ debrief.Drafter   = (*Engine)(nil)

	_ scorecard.LevelDrafter = (*Engine)(nil)
)

// New returns an engine over a model. Nil options are valid. It returns
// ErrNoModel for a nil model and ErrBoundaryKey for a key that is too short.
func New(model llm.Model, opts *Options) (*Engine, error) {
	if model == nil {
		return nil, ErrNoModel
	}
	e := &Engine{model: model, texts: map[string]string{}, schemas: map[string]*llm.Schema{}, shapes: map[string]*shape{}}
	if opts != nil {
		e.opts = *opts
	}
	if e.opts.Concurrency <= 0 {
		e.opts.Concurrency = 4
	}
	if e.opts.MaxOutputTokens <= 0 {
		e.opts.MaxOutputTokens = 4096
	}
	switch {
	case e.opts.Repairs == 0:
		e.opts.Repairs = 1
	case e.opts.Repairs < 0:
		e.opts.Repairs = 0
	}
	if e.opts.Counter == nil {
		e.opts.Counter = llm.EstimateTokens
	}
	if e.opts.Random == nil {
		e.opts.Random = rand.Reader
	}
	if e.opts.BoundaryKey = slices.Clone(e.opts.BoundaryKey); e.opts.BoundaryKey != nil && len(e.opts.BoundaryKey) < MinBoundaryKey {
		return nil, ErrBoundaryKey
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
	for _, name := range schemas {
		s, err := schemaOf(name)
		if err != nil {
			return nil, err
		}
		e.schemas[name] = &s
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
