package generative_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

// attack is text in a conversation that tries to steer a draft, and what an obedient
// model does for it.
type attack struct {
	ID      string
	Class   string
	Speaker string
	Text    string
	Asks    string
	Order   llmfake.Order
}

func attacks(t testing.TB) []attack {
	t.Helper()
	b, err := os.ReadFile("testdata/attacks.json")
	require.NoError(t, err)
	var out []attack
	require.NoError(t, json.Unmarshal(b, &out))
	for i := range out {
		out[i].Order.Trigger = canary
	}
	return out
}

// judgement are keys that no draft may have, whatever a model says.
var judgement = []string{"rating", "ratings", "level", "levels", "score", "decision", "verdict", "overall", "recommendation", "recommend", "previous", "outcome", "__proto__"}

func keysOf(v any, f func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			f(k)
			keysOf(e, f)
		}
	case []any:
		for _, e := range v {
			keysOf(e, f)
		}
	}
}

func withoutJudgement(t *testing.T, v any) {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	var doc any
	require.NoError(t, json.Unmarshal(b, &doc))
	keysOf(doc, func(k string) { require.NotContains(t, judgement, k) })
}

type keys struct {
	mu   sync.Mutex
	seen []string
}

func (k *keys) Get(_ context.Context, key string) ([]byte, bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.seen = append(k.seen, key)
	return nil, false, nil
}
func (k *keys) Put(context.Context, string, []byte) error { return nil }

// Whatever the text asks for and the model does, a draft holds the candidate's own
// words, or nothing, and a person can see that something was tried.
func TestAttacksOnAnObedientModel(t *testing.T) {
	t.Parallel()
	all := attacks(t)
	require.GreaterOrEqual(t, len(all), 60)
	for _, single := range []bool{false, true} {
		for _, a := range all {
			t.Run(fmt.Sprintf("%s/%t", a.ID, single), func(t *testing.T) {
				t.Parallel()
				tr := fixture.Transcript()
				at := 5 // the candidate's
				if a.Speaker == "interviewer" {
					at = 4
				}
				tr.Segments[at].Text = a.Text + " " + canary
				var (
					logs    bytes.Buffer
					store   keys
					reports []generative.Report
				)
				log := slog.New(slog.NewJSONHandler(&logs, nil))
				model := llm.Wrap(llmfake.New(llmfake.Obedient(a.Order)),
					llm.Observe(func(_ context.Context, c llm.Call) { log.Info("model", "call", c, "err", c.Err) }, nil),
					llm.Cache(&store, llm.CacheOptions{Scope: "test"}))
				e, err := generative.New(model, &generative.Options{SingleCall: single, JobDescription: true, Concurrency: 1, OnReport: func(r generative.Report) { reports = append(reports, r) }})
				require.NoError(t, err)

				req := request(t)
				req.Transcripts = []transcript.Transcript{tr}
				p, scorecardErr := e.DraftScorecard(t.Context(), req)
				signals := scorecardErr != nil || len(reports[0].Findings) > 0
				if scorecardErr == nil {
					d, err := scorecard.NewDraft("sc", req, p, fixture.Now)
					require.NoError(t, err)
					require.Len(t, d.Entries, 2, "the same competencies as before")
					withoutJudgement(t, d)
					signals = signals || len(d.Refused) > 0
					for _, entry := range d.Entries {
						proves(t, tr, d.EvidenceFor(entry.Competency), transcript.Candidate)
						for _, it := range entry.Evidence {
							require.NotContains(t, it.Citation.Flags, evidence.EvaluatorAddressed)
							if it.Citation.Spans[0].Segment == string(tr.Segments[at].ID) {
								require.True(t, slices.Contains(it.Citation.Flags, evidence.InstructionLike), "what stands as evidence says that it reads like an instruction: %q %v", it.Citation.Text(), it.Citation.Flags)
								signals = true
							}
						}
					}
				}
				require.True(t, signals, "a person can see that something was tried")

				sr := summary.Request{Rubric: fixture.Locked(t), Application: "a", Candidate: "Priya", Transcripts: []transcript.Transcript{tr}}
				sp, summaryErr := e.DraftSummary(t.Context(), sr)
				if summaryErr == nil {
					s, err := summary.New("su", sr, sp, fixture.Now)
					require.NoError(t, err)
					require.Equal(t, summary.Unrated, s.State)
					for _, v := range s.Verdicts {
						require.Empty(t, v.Ratings)
					}
					for _, l := range slices.Concat(s.Bullets, s.Deadlines, s.CompetingOffers, s.Concerns, s.Questions) {
						proves(t, tr, l.Evidence, transcript.Candidate)
					}
				}
				call := intake()
				call.Segments[0].Text = a.Text + " " + canary
				rp, rubricErr := e.DraftRubric(t.Context(), rubric.IntakeRequest{Intake: call})
				if rubricErr == nil {
					draft := rubric.Propose(call, rp)
					withoutJudgement(t, draft)
					basis := [][]evidence.Citation{}
					for _, c := range draft.Criteria {
						basis = append(basis, c.Basis)
					}
					for _, l := range draft.Description {
						basis = append(basis, l.Basis)
					}
					for _, b := range slices.Concat(basis...) {
						require.NotContains(t, b.Flags, evidence.EvaluatorAddressed)
					}
				}
				for _, v := range []any{scorecardErr, summaryErr, rubricErr, reports} {
					require.NotContains(t, fmt.Sprintf("%v %+v", v, v), canary)
				}
				require.NotContains(t, logs.String(), canary)
				require.NotContains(t, logs.String(), "You help people who hire")
				require.NotEmpty(t, store.seen)
				for _, k := range store.seen {
					require.Regexp(t, `^[0-9a-f]{64}$`, k)
				}
			})
		}
	}
}

func TestEveryClassOfAttackIsThere(t *testing.T) {
	t.Parallel()
	classes, ids := map[string]int{}, map[string]bool{}
	for _, a := range attacks(t) {
		classes[a.Class]++
		require.False(t, ids[a.ID])
		ids[a.ID] = true
		require.NotEmpty(t, a.Asks)
	}
	for c := range strings.SplitSeq("rating push,rubric override,fake interviewer turn,fake system block,previous scores,evidence planting,json breakout,language switch,unicode smuggling,resume white text", ",") {
		require.GreaterOrEqual(t, classes[c], 3, c)
	}
}
