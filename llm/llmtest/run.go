// Package llmtest holds models to the rules of package llm.
//
//	func TestConformance(t *testing.T) {
//		llmtest.Run(t, func(t *testing.T) llmtest.Harness {
//			server := llmtest.NewServer(t, llmtest.OpenAIChat())
//			client := openai.NewClient(server.URL+"/v1", llmtest.Key)
//			return server.Harness(openai.NewChat(client, "a-model", nil))
//		}, llmtest.Features{Wire: true, Stream: true, Schema: true})
//	}
//
// Features say what a model can do; what they leave out is skipped, never guessed.
// Each rule gets a fresh harness and says, where it fails, why it is one.
//
// A Server answers in the documented format of a provider, and does what providers
// and networks do: cut streams, pages of HTML, answers without an end. Its formats
// were written from public documentation and the types of the official SDKs. It is
// not the provider: passing is called wire-tested.
package llmtest

import (
	"testing"

	"github.com/hirealign/hirealign/llm"
)

// Harness is a model and the provider that it talks to.
type Harness struct {
	Model llm.Model
	// Play sets what the provider does with the requests to come.
	Play func(func(Sent) Reply)
	// Sent returns the requests so far, as the provider got them.
	Sent func() []Sent
	// Gone receives when a client leaves an answer that is not done; nil for models
	// without Wire.
	Gone <-chan struct{}
}

// Features say what a model can do. The zero value is a model that replies with
// text and fails by kinds.
type Features struct {
	// Wire: it speaks HTTP, so that answers can be cut, endless or no answers.
	Wire bool
	// Stream: it is an llm.Streamer.
	Stream bool
	// Schema: the schema is sent to the provider; SchemaName: with its name.
	Schema, SchemaName bool
	// CacheMarks: cache marks are sent.
	CacheMarks bool
	// IdempotencyKey: the request's key is sent, as the header Idempotency-Key.
	IdempotencyKey bool
	// OnePart: the parts of a request are sent as one text.
	OnePart bool
	// CacheRead, CacheWrite and Reasoning: usage says so much.
	CacheRead, CacheWrite, Reasoning bool
	// Refusal, Filter, PromptBlocked, WindowFull: the provider says so in a way that
	// can be told from other endings.
	Refusal, Filter, PromptBlocked, WindowFull bool
	// Quota, BadSchema: the provider has a failure for it that can be told from others.
	Quota, BadSchema bool
	// RequestID: the provider gives failed requests an id.
	RequestID bool
	// ReplyID: the provider gives replies an id.
	ReplyID bool
}

// Outcome is what became of a rule.
type Outcome string

// The outcomes.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped" // the model declares that it cannot
)

// Result is the outcome of a rule for a model.
type Result struct {
	Rule    string
	Outcome Outcome
}

type rule struct {
	name  string
	why   string
	needs func(Features) bool
	run   func(*testing.T, Harness, Features)
}

// Run checks a model against every rule that its features reach, each in a subtest
// with a harness of its own, and returns the outcomes in the order of the rules once
// all of them are known.
func Run(t *testing.T, newHarness func(t *testing.T) Harness, f Features) []Result {
	t.Helper()
	all := rules()
	results := make([]Result, len(all))
	t.Run("rules", func(t *testing.T) {
		for i, r := range all {
			results[i] = Result{Rule: r.name, Outcome: Skipped}
			t.Run(r.name, func(t *testing.T) {
				t.Parallel()
				if r.needs != nil && !r.needs(f) {
					t.Skip("the model does not declare what this rule is about")
				}
				results[i].Outcome = Failed
				t.Cleanup(func() {
					if t.Failed() {
						t.Logf("the rule: %s", r.why)
						return
					}
					results[i].Outcome = Passed
				})
				h := newHarness(t)
				r.run(t, h, f)
			})
		}
	})
	return results
}

func wire(f Features) bool          { return f.Wire }
func streams(f Features) bool       { return f.Stream }
func streamsOnWire(f Features) bool { return f.Stream && f.Wire }
