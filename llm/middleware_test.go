package llm_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
)

// model is a Model of a function, without Stream.
type model func(ctx context.Context, req *llm.Request) (*llm.Response, error)

func (m model) Generate(ctx context.Context, req *llm.Request) (*llm.Response, error) {
	return m(ctx, req)
}

func ask(text string) *llm.Request {
	return &llm.Request{Task: "test", Parts: []llm.Part{{Kind: llm.Untrusted, Text: text}}}
}

func done(text string) *llm.Response {
	return &llm.Response{Text: text, Finish: llm.Stop, Model: "m", Usage: llm.Usage{Input: 100, Output: 20}}
}

func Example() {
	fake := llmfake.New(
		llmfake.Fail(&llm.Error{Kind: llm.Unavailable, Status: 503}), // once
		llmfake.Respond(llm.Response{Text: `{"evidence":[]}`, Finish: llm.Stop, Usage: llm.Usage{Input: 900, Output: 12}}),
	)
	budget := llm.NewBudget(50_000, nil)
	m := llm.Wrap(fake,
		llm.Observe(func(_ context.Context, c llm.Call) { fmt.Println(c.Task, c.Attempts, c.Usage.Input, c.Usage.Output) }, nil),
		llm.Retry(&llm.RetryOptions{Base: time.Millisecond}),
		llm.Limit(4),
		budget.Middleware(),
	)
	r, err := m.Generate(context.Background(), &llm.Request{
		Task: "scorecard.draft", System: "Quote what was said.", MaxOutputTokens: 1000,
		Parts: []llm.Part{{Kind: llm.Untrusted, Text: "candidate: I moved the ledger."}},
	})
	fmt.Println(err, r.Text)
	fmt.Println(budget.Spent(), "tokens spent")
	// Output:
	// scorecard.draft 2 900 12
	// <nil> {"evidence":[]}
	// 912 tokens spent
}

// TestRetryInVirtualTime lists what a model answers, and when the call ends.
func TestRetryInVirtualTime(t *testing.T) {
	t.Parallel()
	boom := errors.New("not of the provider")
	rate := func(after time.Duration) error { return &llm.Error{Kind: llm.RateLimited, RetryAfter: after} }
	down := &llm.Error{Kind: llm.Unavailable}
	for name, tt := range map[string]struct {
		fails    []error // then it answers
		opts     llm.RetryOptions
		deadline time.Duration
		calls    int
		took     time.Duration
		want     error
	}{
		"at once":                        {calls: 1},
		"full jitter, doubled":           {fails: []error{down, down, down}, calls: 4, took: 250*time.Millisecond + 500*time.Millisecond + time.Second},
		"no more than the attempts":      {fails: []error{down, down, down, down}, calls: 4, took: 1750 * time.Millisecond, want: down},
		"no longer than the longest":     {fails: []error{down, down, down}, opts: llm.RetryOptions{MaxWait: 600 * time.Millisecond}, calls: 4, took: 850 * time.Millisecond},
		"nor the first one":              {fails: []error{down, down}, opts: llm.RetryOptions{Base: 4 * time.Second, MaxWait: 2 * time.Second}, calls: 3, took: 2 * time.Second},
		"a wait without end is none":     {fails: []error{down, down, down}, opts: llm.RetryOptions{Base: math.MaxInt64 / 2, MaxWait: math.MaxInt64}, deadline: time.Second, calls: 1, want: down},
		"a base of its own":              {fails: []error{down}, opts: llm.RetryOptions{Base: 8 * time.Second}, calls: 2, took: 4 * time.Second},
		"as the provider asks":           {fails: []error{rate(7 * time.Second)}, calls: 2, took: 7250 * time.Millisecond},
		"more than is waited for":        {fails: []error{rate(2 * time.Minute)}, calls: 1, want: rate(0)},
		"600 s under a deadline of 6 s":  {fails: []error{rate(600 * time.Second)}, deadline: 6 * time.Second, calls: 1, want: rate(0)},
		"also where 600 s are allowed":   {fails: []error{rate(600 * time.Second)}, opts: llm.RetryOptions{MaxWait: time.Hour}, deadline: 6 * time.Second, calls: 1, want: rate(0)},
		"up to the deadline is too long": {fails: []error{rate(6 * time.Second)}, deadline: 6 * time.Second, calls: 1, want: rate(0)},
		"nor at the deadline itself":     {fails: []error{rate(5750 * time.Millisecond)}, deadline: 6 * time.Second, calls: 1, want: rate(0)},
		"own waits end before it too":    {fails: []error{down, down, down}, deadline: 700 * time.Millisecond, calls: 2, took: 250 * time.Millisecond, want: down},
		"incomplete":                     {fails: []error{&llm.Error{Kind: llm.Incomplete}}, calls: 2, took: 250 * time.Millisecond},
		"a timeout of the provider":      {fails: []error{&llm.Error{Kind: llm.Timeout}}, calls: 2, took: 250 * time.Millisecond},
		"wrapped":                        {fails: []error{fmt.Errorf("x: %w", down)}, calls: 2, took: 250 * time.Millisecond},
		"quota gone":                     {fails: []error{&llm.Error{Kind: llm.QuotaExhausted}}, calls: 1, want: &llm.Error{Kind: llm.QuotaExhausted}},
		"context too long":               {fails: []error{&llm.Error{Kind: llm.ContextTooLong}}, calls: 1, want: &llm.Error{Kind: llm.ContextTooLong}},
		"schema rejected":                {fails: []error{&llm.Error{Kind: llm.SchemaRejected}}, calls: 1, want: &llm.Error{Kind: llm.SchemaRejected}},
		"bad key":                        {fails: []error{&llm.Error{Kind: llm.Auth}}, calls: 1, want: &llm.Error{Kind: llm.Auth}},
		"an error of someone else":       {fails: []error{boom}, calls: 1, want: boom},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if tt.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
					defer cancel()
				}
				calls := 0
				tt.opts.Random = func() float64 { return 0.5 }
				m := llm.Wrap(model(func(context.Context, *llm.Request) (*llm.Response, error) {
					if calls++; calls <= len(tt.fails) {
						return nil, tt.fails[calls-1]
					}
					return done("yes"), nil
				}), llm.Retry(&tt.opts))
				start := time.Now()
				r, err := m.Generate(ctx, ask("x"))
				require.Equal(t, tt.took, time.Since(start))
				require.Equal(t, tt.calls, calls)
				if tt.want != nil {
					require.ErrorIs(t, err, tt.want)
					return
				}
				require.NoError(t, err)
				require.Equal(t, "yes", r.Text)
				require.Equal(t, tt.calls, r.Attempts)
			})
		})
	}
}

func TestRetryEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		down := model(func(context.Context, *llm.Request) (*llm.Response, error) {
			return nil, &llm.Error{Kind: llm.RateLimited, RetryAfter: 30 * time.Second}
		})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		start := time.Now()
		_, err := llm.Wrap(down, llm.Retry(nil)).Generate(ctx, ask("x"))
		require.Equal(t, 3*time.Second, time.Since(start))
		require.Equal(t, context.Canceled, err, "as itself")
	})
}

// TestFullJitterStaysInBounds draws waits with the real source of chance.
func TestFullJitterStaysInBounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		seen := map[time.Duration]bool{}
		for range 50 {
			start := time.Now()
			_, err := llm.Wrap(model(func(context.Context, *llm.Request) (*llm.Response, error) {
				return nil, &llm.Error{Kind: llm.Unavailable}
			}), llm.Retry(&llm.RetryOptions{Attempts: 3})).Generate(t.Context(), ask("x"))
			require.Error(t, err)
			took := time.Since(start)
			require.Less(t, took, 1500*time.Millisecond)
			seen[took] = true
		}
		require.Greater(t, len(seen), 40)
	})
}

func TestLimitInVirtualTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		now, most := 0, 0
		slow := model(func(ctx context.Context, _ *llm.Request) (*llm.Response, error) {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			now--
			mu.Unlock()
			return done("x"), nil
		})
		limit := llm.Limit(3)
		a, b := llm.Wrap(slow, limit), llm.Wrap(slow, limit) // one account, two models
		start := time.Now()
		var wg sync.WaitGroup
		for i := range 9 {
			m := a
			if i%2 == 0 {
				m = b
			}
			wg.Go(func() {
				_, err := m.Generate(t.Context(), ask("x"))
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		require.Equal(t, 3, most)
		require.Equal(t, 3*time.Second, time.Since(start))

		one := llm.Wrap(slow, llm.Limit(0)) // one, not none
		wg.Go(func() { _, _ = one.Generate(context.Background(), ask("x")) })
		defer wg.Wait()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		_, err := one.Generate(ctx, ask("x"))
		require.Equal(t, llm.Timeout, llm.KindOf(err))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		gone, stop := context.WithCancel(t.Context())
		stop()
		_, err = one.Generate(gone, ask("x"))
		require.Equal(t, context.Canceled, err)
	})
}

// TestAWaitingCallHoldsNoPlace shows the order Retry, Limit: while one call sleeps
// another one runs.
func TestAWaitingCallHoldsNoPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := llm.Wrap(model(func(_ context.Context, r *llm.Request) (*llm.Response, error) {
			if r.Parts[0].Text == "busy" {
				return nil, &llm.Error{Kind: llm.RateLimited, RetryAfter: 20 * time.Second}
			}
			return done("x"), nil
		}), llm.Retry(nil), llm.Limit(1))
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = m.Generate(context.Background(), ask("busy")) })
		defer wg.Wait()
		synctest.Wait()
		start := time.Now()
		_, err := m.Generate(t.Context(), ask("free"))
		require.NoError(t, err)
		require.Zero(t, time.Since(start))
	})
}

func TestBudgetReservesAndSettles(t *testing.T) {
	t.Parallel()
	req := ask(strings.Repeat("a", 350)) // 100 tokens by the estimate
	req.MaxOutputTokens = 200
	for name, tt := range map[string]struct {
		answer *llm.Response
		err    error
		spent  int64
	}{
		"what it took":              {answer: done("x"), spent: 120},
		"nothing reported":          {answer: &llm.Response{Finish: llm.Stop}, spent: 300},
		"truncated is paid for":     {answer: &llm.Response{Finish: llm.Length, Usage: llm.Usage{Input: 90, Output: 200}}, spent: 290},
		"a timeout may be billed":   {err: &llm.Error{Kind: llm.Timeout}, spent: 300},
		"so may a cut stream":       {err: &llm.Error{Kind: llm.Incomplete}, spent: 300},
		"and one that was left":     {err: context.Canceled, spent: 300},
		"and one that broke off":    {err: &llm.Error{Kind: llm.Unavailable}, spent: 300},
		"a refusal is free":         {err: &llm.Error{Kind: llm.RateLimited}, spent: 0},
		"so is a failed server":     {err: &llm.Error{Kind: llm.Unavailable, Status: 503}, spent: 0},
		"and a prompt without room": {err: &llm.Error{Kind: llm.ContextTooLong, Status: 400}, spent: 0},
		"a reply without room":      {err: &llm.Error{Kind: llm.ContextTooLong}, spent: 300},
		"and a reply from a cache":  {answer: &llm.Response{Finish: llm.Stop, Cached: true}, spent: 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := llm.NewBudget(1000, nil)
			_, err := llm.Wrap(model(func(context.Context, *llm.Request) (*llm.Response, error) {
				require.Equal(t, int64(700), b.Left(), "reserved while it runs")
				return tt.answer, tt.err
			}), b.Middleware()).Generate(t.Context(), req)
			require.Equal(t, tt.err, err)
			require.Equal(t, tt.spent, b.Spent())
			require.Equal(t, 1000-tt.spent, b.Left())
		})
	}
}

func TestBudgetRefusesByType(t *testing.T) {
	t.Parallel()
	price := func(u llm.Usage) int64 { // millionths of a dollar: cached input is cheap
		return (u.Input-u.CacheRead)*3 + u.CacheRead*3/10 + u.Output*15
	}
	b := llm.NewBudget(5000, &llm.BudgetOptions{Price: price, Estimate: func(*llm.Request) int64 { return 1000 }, MaxOutputTokens: 100})
	calls := 0
	m := llm.Wrap(model(func(context.Context, *llm.Request) (*llm.Response, error) {
		calls++
		return &llm.Response{Finish: llm.Stop, Usage: llm.Usage{Input: 1000, CacheRead: 900, Output: 20}}, nil
	}), llm.Retry(nil), b.Middleware())
	_, err := m.Generate(t.Context(), ask("x"))
	require.NoError(t, err)
	require.Equal(t, int64(300+270+300), b.Spent())
	_, err = m.Generate(t.Context(), ask("x"))
	require.ErrorIs(t, err, &llm.Error{Kind: llm.OverBudget})
	why, ok := errors.AsType[*llm.BudgetError](err)
	require.True(t, ok)
	require.Equal(t, llm.BudgetError{Limit: 5000, Spent: 870, Need: 4500}, *why)
	require.Equal(t, "llm: the call may cost 4500; 870 of 5000 are spent and 0 reserved", why.Error())
	require.Equal(t, 1, calls, "not made, and not tried again")
}

func TestBudgetHoldsUnderMany(t *testing.T) {
	t.Parallel()
	b := llm.NewBudget(1000, &llm.BudgetOptions{Estimate: func(*llm.Request) int64 { return 50 }, MaxOutputTokens: 50})
	m := llm.Wrap(model(func(context.Context, *llm.Request) (*llm.Response, error) {
		return &llm.Response{Finish: llm.Stop, Usage: llm.Usage{Input: 50, Output: 50}}, nil
	}), b.Middleware())
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { _, _ = m.Generate(t.Context(), ask("x")) })
	}
	wg.Wait()
	require.LessOrEqual(t, b.Spent(), int64(1000), "calls at the same time do not spend the same token twice")
	require.Equal(t, 1000-b.Spent(), b.Left())
}

// store is a CacheStore in memory.
type store struct {
	mu     sync.Mutex
	values map[string][]byte
	fails  error
}

func (s *store) Get(_ context.Context, key string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.values[key]
	return v, ok, s.fails
}

func (s *store) Put(_ context.Context, key string, value []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.values == nil {
		s.values = map[string][]byte{}
	}
	s.values[key] = value
	return s.fails
}

func TestCacheAnswersTheSameRequest(t *testing.T) {
	t.Parallel()
	calls := 0
	m := model(func(_ context.Context, r *llm.Request) (*llm.Response, error) {
		calls++
		if r.Parts[0].Text == "cut" {
			return &llm.Response{Text: "{", Finish: llm.Length}, nil
		}
		return done("answer to " + r.Parts[0].Text), nil
	})
	s := &store{}
	a := llm.Wrap(m, llm.Cache(s, llm.CacheOptions{Scope: "tenant-1/vendor/m"}))
	first, err := a.Generate(t.Context(), ask("canary-5d1f"))
	require.NoError(t, err)
	require.False(t, first.Cached)
	second, err := a.Generate(t.Context(), ask("canary-5d1f"))
	require.NoError(t, err)
	require.Equal(t, &llm.Response{Text: "answer to canary-5d1f", Finish: llm.Stop, Model: "m", Cached: true}, second, "without usage: it cost nothing")
	require.Equal(t, 1, calls)
	for key := range s.values {
		require.Regexp(t, `^[0-9a-f]{64}$`, key, "a key is a hash")
	}

	for range 2 {
		_, err = a.Generate(t.Context(), ask("cut"))
		require.NoError(t, err)
	}
	require.Equal(t, 3, calls, "only replies that finished are kept")

	other := llm.Wrap(m, llm.Cache(s, llm.CacheOptions{Scope: "tenant-2/vendor/m"}))
	_, err = other.Generate(t.Context(), ask("canary-5d1f"))
	require.NoError(t, err)
	require.Equal(t, 4, calls, "another tenant's reply is not given away")
}

func TestCacheFailsOpen(t *testing.T) {
	t.Parallel()
	var told []error
	s := &store{fails: errors.New("store down")}
	m := llm.Wrap(model(func(context.Context, *llm.Request) (*llm.Response, error) { return done("x"), nil }),
		llm.Cache(s, llm.CacheOptions{Scope: "s", OnError: func(err error) { told = append(told, err) }}))
	r, err := m.Generate(t.Context(), ask("x"))
	require.NoError(t, err)
	require.Equal(t, "x", r.Text)
	require.Len(t, told, 2, "one of Get and one of Put")

	s.fails, told = nil, nil
	for key := range s.values {
		s.values[key] = []byte("{canary-5d1f")
	}
	_, err = m.Generate(t.Context(), ask("x"))
	require.NoError(t, err)
	require.Len(t, told, 1)
	require.NotContains(t, told[0].Error(), "canary-5d1f")

	for _, mw := range []llm.Middleware{llm.Cache(nil, llm.CacheOptions{Scope: "s"}), llm.Cache(s, llm.CacheOptions{})} {
		_, err = llm.Wrap(model(nil), mw).Generate(t.Context(), ask("x"))
		require.ErrorIs(t, err, llm.ErrCache)
		require.Equal(t, llm.InvalidRequest, llm.KindOf(err))
	}
}

// TestCacheKeyTellsRequestsApart changes one thing at a time, also such that the
// pieces put together read the same.
func TestCacheKeyTellsRequestsApart(t *testing.T) {
	t.Parallel()
	zero, one := 0.0, 1.0
	base := llm.Request{System: "s", Parts: []llm.Part{{Kind: llm.Untrusted, Text: "ab"}}, Output: &llm.Schema{Name: "n", JSON: []byte(`{"a":1,"b":2}`)}}
	change := func(f func(*llm.Request)) *llm.Request {
		r := base
		f(&r)
		return &r
	}
	seen := map[string]int{}
	for i, r := range []*llm.Request{
		&base,
		change(func(r *llm.Request) { r.System = "t" }),
		change(func(r *llm.Request) {
			r.Parts = []llm.Part{{Kind: llm.Untrusted, Text: "a"}, {Kind: llm.Untrusted, Text: "b"}}
		}),
		change(func(r *llm.Request) { r.Parts = []llm.Part{{Kind: llm.Instruction, Text: "ab"}} }),
		change(func(r *llm.Request) { r.Parts = []llm.Part{{Kind: llm.Untrusted, Text: "ab", Cache: true}} }),
		change(func(r *llm.Request) { r.System, r.Parts = "sa", []llm.Part{{Kind: llm.Untrusted, Text: "b"}} }),
		change(func(r *llm.Request) { r.Output = nil }),
		change(func(r *llm.Request) { r.Output = &llm.Schema{Name: "n", JSON: []byte(`{"b":2,"a":1}`)} }),
		change(func(r *llm.Request) { r.Output = &llm.Schema{Name: "m", JSON: base.Output.JSON} }),
		change(func(r *llm.Request) { r.MaxOutputTokens = 1 }),
		change(func(r *llm.Request) { r.Temperature = &zero }),
		change(func(r *llm.Request) { r.Temperature = &one }),
	} {
		key := llm.CacheKey("scope", r)
		before, dup := seen[key]
		require.False(t, dup, "%d and %d", before, i)
		seen[key] = i
	}
	require.NotContains(t, seen, llm.CacheKey("other", &base))
	require.Equal(t, llm.CacheKey("scope", &base), llm.CacheKey("scope", change(func(r *llm.Request) { r.Task = "label" })))
}

func TestObserveSeesCountsAndNoText(t *testing.T) {
	t.Parallel()
	const canary = "canary-5d1f"
	for name, tt := range map[string]struct {
		answer *llm.Response
		err    error
		kind   llm.Kind
	}{
		"a reply":   {answer: done(canary)},
		"a failure": {err: (&llm.Error{Kind: llm.RateLimited, Provider: "p", Status: 429, RequestID: "r1", RetryAfter: time.Second}).WithDetail(canary), kind: llm.RateLimited},
		"another":   {err: errors.New(canary)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var calls []llm.Call
				m := llm.Wrap(model(func(context.Context, *llm.Request) (*llm.Response, error) {
					time.Sleep(2 * time.Second)
					return tt.answer, tt.err
				}), llm.Observe(func(_ context.Context, c llm.Call) { calls = append(calls, c) }, nil))
				start := time.Now()
				_, err := m.Generate(t.Context(), ask(canary))
				require.Equal(t, tt.err, err)
				require.Len(t, calls, 1)
				c := calls[0]
				require.Equal(t, "test", c.Task)
				require.Equal(t, start, c.Start)
				require.Equal(t, 2*time.Second, c.Duration)
				require.Equal(t, tt.kind, c.Kind)
				if tt.answer != nil {
					require.Equal(t, llm.Usage{Input: 100, Output: 20}, c.Usage)
					require.Equal(t, llm.Stop, c.Finish)
					require.Equal(t, 1, c.Attempts)
				}
				var log bytes.Buffer
				slog.New(slog.NewJSONHandler(&log, nil)).Info("call", "call", c)
				require.NotContains(t, log.String(), canary)
			})
		})
	}
}

func TestObserveTakesAClock(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	var got llm.Call
	m := llm.Wrap(llmfake.New(llmfake.Reply("x")), llm.Observe(func(_ context.Context, c llm.Call) { got = c }, &llm.ObserveOptions{Now: func() time.Time { return at }}))
	_, err := m.Generate(t.Context(), ask("x"))
	require.NoError(t, err)
	require.Equal(t, at, got.Start)
	require.Zero(t, got.Duration)
}

func TestWrapKeepsStreams(t *testing.T) {
	t.Parallel()
	_, streams := llm.Wrap(model(nil)).(llm.Streamer)
	require.False(t, streams, "what cannot stream does not say that it can")
	require.Nil(t, llm.Wrap(nil, llm.Retry(nil)))

	var order []string
	trace := func(name string) llm.Middleware {
		return func(next llm.Handler) llm.Handler {
			return func(ctx context.Context, req *llm.Request) (*llm.Response, error) {
				order = append(order, name)
				return next(ctx, req)
			}
		}
	}
	fails := 1
	m := llm.Wrap(streamer{model(func(context.Context, *llm.Request) (*llm.Response, error) {
		if fails--; fails >= 0 {
			return nil, &llm.Error{Kind: llm.Incomplete}
		}
		return done("whole"), nil
	})}, trace("outer"), llm.Retry(&llm.RetryOptions{Base: time.Nanosecond}), trace("inner"))
	s, streams := m.(llm.Streamer)
	require.True(t, streams)
	var deltas []llm.Delta
	r, err := s.Stream(t.Context(), ask("x"), func(d llm.Delta) error {
		deltas = append(deltas, d)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, "whole", r.Text)
	require.Equal(t, 2, r.Attempts)
	require.Equal(t, []string{"outer", "inner", "inner"}, order)
	require.Equal(t, []llm.Delta{{Text: "piece", Attempt: 1}, {Text: "piece", Attempt: 2}}, deltas, "a display starts again where the attempt grows")
}

// streamer sends a piece before it answers.
type streamer struct{ model }

func (s streamer) Stream(ctx context.Context, req *llm.Request, sink func(llm.Delta) error) (*llm.Response, error) {
	if err := sink(llm.Delta{Text: "piece"}); err != nil {
		return nil, err
	}
	return s.Generate(ctx, req)
}

// TestASinkEndsTheCall is about a sink that fails like a model: it stores what comes
// with the help of another one.
func TestASinkEndsTheCall(t *testing.T) {
	t.Parallel()
	calls := 0
	s, ok := llm.Wrap(streamer{model(func(context.Context, *llm.Request) (*llm.Response, error) { return done("yes"), nil })}, llm.Observe(func(_ context.Context, c llm.Call) {
		require.Error(t, c.Err)
		require.Empty(t, c.Kind, "it is no failure of this model")
	}, nil), llm.Retry(nil)).(llm.Streamer)
	require.True(t, ok)
	other := fmt.Errorf("store: %w", &llm.Error{Kind: llm.Unavailable})
	r, err := s.Stream(t.Context(), ask("x"), func(llm.Delta) error {
		calls++
		return other
	})
	require.Equal(t, other, err, "as it is")
	require.Nil(t, r)
	require.Equal(t, 1, calls, "and once")
}

func TestWrapNoticesAMissingReason(t *testing.T) {
	t.Parallel()
	for _, r := range []*llm.Response{nil, {Text: `{"a":1}`}, {Text: `{"a":1}`, Finish: "tool_calls"}} {
		calls := 0
		m := llm.Wrap(model(func(context.Context, *llm.Request) (*llm.Response, error) {
			calls++
			return r, nil
		}), llm.Retry(&llm.RetryOptions{Attempts: 2, Base: time.Nanosecond}))
		got, err := m.Generate(t.Context(), ask("x"))
		require.Nil(t, got)
		require.Equal(t, llm.Incomplete, llm.KindOf(err))
		require.Equal(t, 2, calls)
	}
}

func TestErrorShowsNoDetail(t *testing.T) {
	t.Parallel()
	e := (&llm.Error{Kind: llm.RateLimited, Provider: "p", Model: "m", RequestID: "r-1", Status: 429, RetryAfter: time.Second}).WithDetail("canary-5d1f")
	require.Equal(t, "canary-5d1f", e.Detail())
	require.Empty(t, (&llm.Error{}).Detail())
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "err", e)
	b, err := json.Marshal(e)
	require.NoError(t, err)
	for _, s := range []string{e.Error(), fmt.Sprintf("%+v", e), fmt.Sprintf("%#v", e), fmt.Sprintf("%+v", *e), string(b), log.String()} {
		require.NotContains(t, s, "canary-5d1f")
	}
	require.Contains(t, log.String(), `"err":{"kind":"rate_limited","provider":"p","model":"m","request_id":"r-1","status":429,"retry_after":1000000000}`)
}

func TestRequestCheck(t *testing.T) {
	t.Parallel()
	nan, cold := math.NaN(), -1.0
	part := []llm.Part{{Text: "x"}}
	for _, tt := range []struct {
		req  *llm.Request
		want string
	}{
		{ask("x"), ""},
		{&llm.Request{Parts: part, Output: &llm.Schema{Name: "a-B_9", JSON: []byte(" {}\n")}}, ""},
		{&llm.Request{Parts: part, Output: &llm.Schema{Name: "azAZ09" + strings.Repeat("x", 58), JSON: []byte("{}")}}, ""},
		{&llm.Request{Parts: part, Output: &llm.Schema{Name: strings.Repeat("x", 65), JSON: []byte("{}")}}, "llm: schema_rejected: the name of the schema is not 1 to 64 letters, digits, - and _"},
		{nil, "llm: invalid_request: there is no request"},
		{&llm.Request{System: "x"}, "llm: invalid_request: there are no parts with text"},
		{&llm.Request{Parts: make([]llm.Part, 3)}, "llm: invalid_request: there are no parts with text"},
		{&llm.Request{Parts: []llm.Part{{Kind: "system", Text: "x"}}}, "llm: invalid_request: a part is of an unknown kind"},
		{&llm.Request{Parts: part, MaxOutputTokens: -1}, "llm: invalid_request: the output limit is below zero"},
		{&llm.Request{Parts: part, Temperature: &nan}, "llm: invalid_request: the temperature is not a number from zero up"},
		{&llm.Request{Parts: part, Temperature: &cold}, "llm: invalid_request: the temperature is not a number from zero up"},
		{&llm.Request{Parts: part, Output: &llm.Schema{Name: "a"}}, "llm: schema_rejected: the schema is not a JSON object"},
		{&llm.Request{Parts: part, Output: &llm.Schema{Name: "a", JSON: []byte(`[]`)}}, "llm: schema_rejected: the schema is not a JSON object"},
		{&llm.Request{Parts: part, Output: &llm.Schema{Name: "ä", JSON: []byte(`{}`)}}, "llm: schema_rejected: the name of the schema is not 1 to 64 letters, digits, - and _"},
		{&llm.Request{Parts: part, Output: &llm.Schema{JSON: []byte(`{}`)}}, "llm: schema_rejected: the name of the schema is not 1 to 64 letters, digits, - and _"},
	} {
		err := tt.req.Check()
		if tt.want == "" {
			require.NoError(t, err)
			continue
		}
		require.EqualError(t, err, tt.want)
	}
}

func TestEstimateGuessesHigh(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"": 0, "a": 1, "seven c": 2, strings.Repeat("a", 7): 2, strings.Repeat("a", 8): 3,
		"候補者": 3, "후보자": 3, "grüße": 2, "\xff": 1, "“…—”": 2,
	} {
		require.Equal(t, want, llm.EstimateTokens(text), "%q", text)
	}
	r := ask("seven c")
	r.System, r.Output = "seven c", &llm.Schema{JSON: []byte("{}     ")}
	require.Equal(t, int64(6), r.EstimateInput())
}
