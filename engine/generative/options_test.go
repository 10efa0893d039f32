package generative_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
)

var all = []rubric.CompetencyID{"mentoring", "incidents", "delivery"}

// long returns an interview of about the words, in questions and answers.
func long(words int) transcript.Transcript {
	tr := fixture.Transcript()
	base := tr.Segments
	tr.Segments = nil
	for n := 0; n < words; {
		for _, s := range base {
			s.ID = transcript.SegmentID(fmt.Sprintf("x%d", len(tr.Segments)+1))
			s.Start, s.End = transcript.At(int64(len(tr.Segments))*4000), transcript.At(int64(len(tr.Segments))*4000+3900)
			s.Text = fmt.Sprintf("%s That was number %d.", s.Text, len(tr.Segments)+1)
			n += len(strings.Fields(s.Text))
			tr.Segments = append(tr.Segments, s)
		}
	}
	return tr
}

// eight is a request with eight competencies about an interview.
func eight(t testing.TB, tr transcript.Transcript) scorecard.Request {
	t.Helper()
	r := fixture.Rubric()
	for len(r.Competencies) < 8 {
		c := r.Competencies[len(r.Competencies)%3]
		c.ID = rubric.CompetencyID(fmt.Sprintf("extra-%d", len(r.Competencies)))
		c.Name = fmt.Sprintf("%s %d", c.Name, len(r.Competencies))
		r.Competencies = append(r.Competencies, c)
		r.Questions = append(r.Questions, rubric.Question{ID: rubric.QuestionID("q-" + string(c.ID)), Text: "Tell me about " + c.Name + " at work.", Competencies: []rubric.CompetencyID{c.ID}})
	}
	who := fixture.People(t)
	locked, err := rubric.Lock(r, rubric.AssentTo(r, who.Dana, fixture.Now.Add(-48*time.Hour)), rubric.AssentTo(r, who.Marcus, fixture.Now.Add(-47*time.Hour)))
	require.NoError(t, err)
	req := scorecard.Request{Rubric: locked, Assignment: fixture.Assignment(t), Transcripts: []transcript.Transcript{tr}}
	req.Assignment.Competencies = nil
	for _, c := range r.Competencies {
		req.Assignment.Competencies = append(req.Assignment.Competencies, c.ID)
	}
	return req
}

// caching counts tokens like a provider that keeps prefixes: what stands up to the
// mark is written once, and read if it was there when the call began.
type caching struct {
	mu   sync.Mutex
	kept map[string]bool
}

func (c *caching) Generate(_ context.Context, r *llm.Request) (*llm.Response, error) {
	prefix := r.System + string(r.Output.JSON)
	rest := ""
	for _, p := range r.Parts {
		rest += p.Text
		if p.Cache {
			prefix, rest = prefix+rest, ""
		}
	}
	u := llm.Usage{Input: llm.EstimateTokens(prefix) + llm.EstimateTokens(rest), Output: 10}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept[prefix] {
		u.CacheRead = llm.EstimateTokens(prefix)
	} else {
		u.CacheWrite = llm.EstimateTokens(prefix)
		c.kept[prefix] = true
	}
	return &llm.Response{Text: reply(), Finish: llm.Stop, Usage: u}, nil
}

// The prices of the notes: a write costs a quarter more, a read a tenth.
var prices = generative.Prices{Input: 1, CacheRead: 0.1, CacheWrite: 1.25}

func TestEightCompetenciesCostLittleMoreThanTwoCalls(t *testing.T) {
	t.Parallel()
	req := eight(t, long(9000)) // an hour
	var report generative.Report
	run := func(opts generative.Options) generative.Report {
		opts.OnReport = func(r generative.Report) { report = r }
		e, err := generative.New(&caching{kept: map[string]bool{}}, &opts)
		require.NoError(t, err)
		_, err = e.DraftScorecard(t.Context(), req)
		require.NoError(t, err)
		return report
	}
	single := run(generative.Options{SingleCall: true})
	require.Equal(t, 1, single.Calls)
	each := run(generative.Options{})
	require.Equal(t, 8, each.Calls)
	require.Len(t, each.PerCall, 8)
	require.Zero(t, each.PerCall[0].Usage.CacheRead, "the first call is alone")
	for _, c := range each.PerCall[1:] {
		require.Zero(t, c.Usage.CacheWrite, "the others find the cache warm")
	}
	ratio := prices.Of(each.Usage) / float64(single.Usage.Input)
	uncached := float64(each.Usage.Input) / float64(single.Usage.Input)
	t.Logf("one call %d tokens; eight cost %.2f of it, %.2f without a cache", single.Usage.Input, ratio, uncached)
	require.LessOrEqual(t, ratio, 2.3)
	require.Greater(t, uncached, 6.0)

	e, err := generative.New(&caching{}, nil)
	require.NoError(t, err)
	est, err := e.EstimateScorecard(req)
	require.NoError(t, err)
	require.Equal(t, 8, est.Calls)
	require.InEpsilon(t, each.Usage.Input, est.Input, 0.01)
	require.Greater(t, est.Shared*8, est.Input*9/10)
}

func TestALongConversationIsSplitBetweenQuestions(t *testing.T) {
	t.Parallel()
	tr := long(2500)
	req := oneCompetency(t, tr)
	whole, m := engine(t, nil, always(reply()))
	_, err := whole.DraftScorecard(t.Context(), req)
	require.NoError(t, err)
	require.Len(t, m.Requests(), 1, "without a window nothing is split")
	size := m.Requests()[0].EstimateInput()

	const window = 4000
	e, m := engine(t, &generative.Options{ContextWindow: window, MaxOutputTokens: 500, Repairs: -1}, llmfake.Always("", func(r *llm.Request) string {
		// The last quotable line of each part.
		lines := strings.Split(r.Parts[1].Text, "\n")
		for _, l := range slices.Backward(lines) {
			if handle, words, ok := strings.Cut(l, "| candidate: "); ok && strings.HasPrefix(words, "I wrote an update") {
				return reply(handle + " " + words)
			}
		}
		return reply()
	}))
	p, err := e.DraftScorecard(t.Context(), req)
	require.NoError(t, err)
	require.Greater(t, int64(len(m.Requests())), size/window)
	seen := map[string]int{}
	for _, r := range m.Requests() {
		require.LessOrEqual(t, r.EstimateInput()+500, int64(window+10))
		lines := strings.Split(r.Parts[1].Text, "\n")
		for _, l := range lines[1 : len(lines)-1] {
			handle, _, _ := strings.Cut(l, "|")
			seen[handle]++
		}
	}
	require.Len(t, seen, len(tr.Segments), "every line is in some part, under its own handle")
	d, err := scorecard.NewDraft("sc", req, p, fixture.Now)
	require.NoError(t, err)
	require.Empty(t, d.Refused, "handles mean the same in every part")
	require.Len(t, d.Entries[0].Evidence, len(p.Claims), "what two parts find is claimed once")

	e, m = engine(t, &generative.Options{ContextWindow: 1000, MaxOutputTokens: 500})
	_, err = e.DraftScorecard(t.Context(), req)
	require.Equal(t, llm.ContextTooLong, llm.KindOf(err))
	require.Empty(t, m.Requests(), "what cannot fit is not sent")
	_, err = e.EstimateScorecard(req)
	require.Equal(t, llm.ContextTooLong, llm.KindOf(err))
	e, m = engine(t, &generative.Options{ContextWindow: 1 << 20}, always(reply()))
	_, err = e.DraftScorecard(t.Context(), req)
	require.NoError(t, err)
	require.Len(t, m.Requests(), 1)
}

func TestOneCallForAllCompetencies(t *testing.T) {
	t.Parallel()
	req := request(t)
	req.Assignment.Competencies = all
	said := `{"segment":"s0004","quote":"I told support at once","competency":"%s","direction":"supports"}`
	e, m := engine(t, &generative.Options{SingleCall: true}, always(`{"evidence":[`+fmt.Sprintf(said, "c2")+`,`+fmt.Sprintf(said, "c3")+`,`+fmt.Sprintf(said, "c9")+`]}`))
	p, err := e.DraftScorecard(t.Context(), req)
	require.NoError(t, err)
	require.Len(t, m.Requests(), 2, "an unknown competency is asked about again")
	list := partsOf(m.Requests()[1], llm.Instruction)
	require.Contains(t, list[len(list)-1], "evidence 3: there is no competency of that handle")
	d, err := scorecard.NewDraft("sc", req, p, fixture.Now)
	require.NoError(t, err)
	require.Empty(t, d.EvidenceFor("mentoring"))
	require.Len(t, d.EvidenceFor("incidents"), 1)
	require.Len(t, d.EvidenceFor("delivery"), 1)
	require.Len(t, d.Refused, 1)
	for _, id := range all {
		require.NotContains(t, string(m.Requests()[0].Output.JSON), string(id), "the schema does not depend on the rubric")
	}
}

func TestTruncationIsNeverRepaired(t *testing.T) {
	t.Parallel()
	cut := func() llmfake.Script { return llmfake.Respond(llm.Response{Text: reply(), Finish: llm.Length}) }
	good := always(reply("s0004 I told support at once"))

	var got generative.Report
	report := func(r generative.Report) { got = r }
	e, m := engine(t, &generative.Options{Truncation: generative.RetryLarger, OnReport: report}, cut(), good)
	p, err := e.DraftScorecard(t.Context(), oneCompetency(t))
	require.NoError(t, err)
	require.Len(t, p.Claims, 1)
	require.Equal(t, 2*m.Requests()[0].MaxOutputTokens, m.Requests()[1].MaxOutputTokens)
	require.Equal(t, m.Requests()[0].Parts, m.Requests()[1].Parts, "nothing of the half reply is shown")
	require.Equal(t, []int{2, 0, 1}, []int{got.Calls, got.Repairs, got.Retries})
	require.Equal(t, llm.Truncated, got.PerCall[0].Failed)

	e, m = engine(t, &generative.Options{Truncation: generative.RetryLarger}, cut(), cut())
	_, err = e.DraftScorecard(t.Context(), oneCompetency(t))
	require.Equal(t, llm.Truncated, llm.KindOf(err))
	require.Len(t, m.Requests(), 2, "once")

	e, m = engine(t, &generative.Options{Truncation: generative.SplitData}, cut(), good)
	p, err = e.DraftScorecard(t.Context(), oneCompetency(t))
	require.NoError(t, err)
	require.Len(t, m.Requests(), 3, "the whole, and two halves")
	require.Len(t, p.Claims, 1, "what both halves say is claimed once")
	whole := strings.Split(m.Requests()[0].Parts[1].Text, "\n")
	halves := len(strings.Split(m.Requests()[1].Parts[1].Text, "\n")) + len(strings.Split(m.Requests()[2].Parts[1].Text, "\n"))
	require.Equal(t, len(whole)+2, halves)
	require.Contains(t, m.Requests()[2].Parts[1].Text, "\ns0007| interviewer: Tell me about a project", "the question in the middle opens the second half")
	require.NotContains(t, m.Requests()[1].Parts[1].Text, "s0007|")
}

func TestTheNumberOfRepairsAndTheirEnd(t *testing.T) {
	t.Parallel()
	bad := always(reply("s0004 I did roll it back"))
	for repairs, calls := range map[int]int{-1: 1, 0: 2, 1: 2, 3: 4} {
		e, m := engine(t, &generative.Options{Repairs: repairs}, bad)
		p, err := e.DraftScorecard(t.Context(), oneCompetency(t))
		require.NoError(t, err)
		require.Len(t, p.Claims, 1)
		require.Len(t, m.Requests(), calls)
		last := m.Requests()[calls-1]
		require.LessOrEqual(t, len(partsOf(last, llm.Untrusted)), 2, "only the latest answer is shown")
	}
	e, _ := engine(t, &generative.Options{Exhausted: generative.FailDraft}, bad)
	p, err := e.DraftScorecard(t.Context(), oneCompetency(t))
	typed, ok := errors.AsType[*llm.Error](err)
	require.True(t, ok)
	require.Equal(t, llm.InvalidOutput, typed.Kind)
	require.Equal(t, []string{"evidence 1, at s0004: negation changed"}, typed.Problems)
	require.Empty(t, p.Claims, "and nothing stands in for it")
}

func TestOneRefusalDoesNotCostTheRest(t *testing.T) {
	t.Parallel()
	req := request(t)
	req.Assignment.Competencies = all
	model := func(failing string, kind llm.Kind) modelFunc {
		return func(_ context.Context, r *llm.Request) (*llm.Response, error) {
			if strings.Contains(r.Parts[2].Text, "Competency: "+failing) {
				return nil, &llm.Error{Kind: kind}
			}
			return &llm.Response{Text: reply("s0004 I told support at once"), Finish: llm.Stop}, nil
		}
	}
	for _, failing := range []string{"Mentoring", "Delivery"} { // the first, which runs alone, and the last
		var progress []generative.Progress
		e, err := generative.New(model(failing, llm.Declined), &generative.Options{Partial: true, OnProgress: func(p generative.Progress) { progress = append(progress, p) }})
		require.NoError(t, err)
		p, err := e.DraftScorecard(t.Context(), req)
		partial, ok := errors.AsType[*generative.PartialError](err)
		require.True(t, ok)
		require.Equal(t, rubric.CompetencyID(strings.ToLower(failing)), partial.Failed[0].Competency)
		require.ErrorIs(t, err, &llm.Error{Kind: llm.Declined})
		require.Contains(t, err.Error(), "1 competencies")
		require.Len(t, p.Claims, 2)
		require.Len(t, progress, 3)
		for i, pr := range progress {
			require.Equal(t, []int{i + 1, 3}, []int{pr.Done, pr.Total})
			require.Equal(t, pr.Err == nil, len(pr.Claims) == 1)
		}
	}
	e, err := generative.New(model("Mentoring", llm.QuotaExhausted), &generative.Options{Partial: true})
	require.NoError(t, err)
	p, err := e.DraftScorecard(t.Context(), req)
	require.Equal(t, llm.QuotaExhausted, llm.KindOf(err), "what ends the account ends the draft")
	require.Empty(t, p.Claims)
}

// Through the engine, each failure is of the right kind, and at once.
func TestBadInputFailsAtOnce(t *testing.T) {
	t.Parallel()
	for _, kind := range []llm.Kind{llm.SchemaRejected, llm.ContextTooLong, llm.QuotaExhausted, llm.Auth} {
		inner := llmfake.New(func(*llm.Request) (*llm.Response, error) { return nil, &llm.Error{Kind: kind, Status: 400} })
		e, err := generative.New(llm.Wrap(inner, llm.Retry(nil)), nil)
		require.NoError(t, err)
		_, err = e.DraftScorecard(t.Context(), request(t))
		require.Equal(t, kind, llm.KindOf(err))
		require.Len(t, inner.Requests(), 1, "it is not tried again")
	}
	_, err := generative.New(llm.Wrap(nil, llm.Retry(nil)), nil)
	require.ErrorIs(t, err, generative.ErrNoModel)

	synctest.Test(t, func(t *testing.T) {
		inner := llmfake.New(func(*llm.Request) (*llm.Response, error) {
			return nil, &llm.Error{Kind: llm.RateLimited, Status: 429, RetryAfter: 600 * time.Second}
		})
		e, err := generative.New(llm.Wrap(inner, llm.Retry(nil)), nil)
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second)
		defer cancel()
		start := time.Now()
		_, err = e.DraftScorecard(ctx, request(t))
		require.Equal(t, llm.RateLimited, llm.KindOf(err), "the limit, not a deadline that it ran into")
		require.Zero(t, time.Since(start), "nobody waits for what cannot come in time")
		require.Len(t, inner.Requests(), 1)

		budget := llm.NewBudget(10, nil)
		e, err = generative.New(llm.Wrap(inner, budget.Middleware()), nil)
		require.NoError(t, err)
		_, err = e.DraftScorecard(ctx, request(t))
		require.Equal(t, llm.OverBudget, llm.KindOf(err))
	})
}

func BenchmarkAnHourWithEightCompetencies(b *testing.B) {
	req := eight(b, long(9000))
	text := reply("s0004 I told support at once", "s0002 I opened the channel and wrote that I am leading this", "s0008 I cut the partial files, in writing", "s0003 So you stopped it")
	if !json.Valid([]byte(text)) {
		b.Fatal("the reply is no JSON")
	}
	m := modelFunc(func(context.Context, *llm.Request) (*llm.Response, error) {
		return &llm.Response{Text: text, Finish: llm.Stop}, nil
	})
	e, err := generative.New(m, nil)
	require.NoError(b, err)
	for b.Loop() {
		if _, err := e.DraftScorecard(b.Context(), req); err != nil {
			b.Fatal(err)
		}
	}
}
