package llm_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
)

// recorder is an llm.Recorder in memory.
type recorder struct {
	mu        sync.Mutex
	replies   map[string]llm.Response
	discarded int
	load      error
	save      error
}

func (r *recorder) Load(_ context.Context, key string) (llm.Recorded, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := llm.Recorded{Discarded: r.discarded}
	if kept, ok := r.replies[key]; ok {
		out.Response = &kept
	}
	return out, r.load
}

func (r *recorder) Save(ctx context.Context, key string, reply *llm.Response) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := errors.Join(r.save, ctx.Err()); err != nil {
		return err
	}
	if r.replies == nil {
		r.replies = map[string]llm.Response{}
	}
	if _, ok := r.replies[key]; !ok {
		r.replies[key] = *reply
	}
	return nil
}

func TestJournalGivesBackWhatWasPaidFor(t *testing.T) {
	t.Parallel()
	rec, fake := &recorder{}, llmfake.New(llmfake.Respond(*done("answer")), llmfake.Respond(*done("another")))
	budget := llm.NewBudget(100_000, nil)
	var seen []llm.Call
	m := llm.Wrap(fake, budget.Middleware(), // outermost, to show that it counts once
		llm.Observe(func(_ context.Context, c llm.Call) { seen = append(seen, c) }, nil), llm.Journal(rec, "vendor/m"))
	first, err := m.Generate(t.Context(), ask("x"))
	require.NoError(t, err)
	require.Equal(t, &llm.Response{Text: "answer", Finish: llm.Stop, Provider: "fake", Model: "m", Usage: llm.Usage{Input: 100, Output: 20}, Attempts: 1}, first)

	// The process dies here: only the recorder lives on.
	again, err := m.Generate(t.Context(), ask("x"))
	require.NoError(t, err)
	require.Equal(t, &llm.Response{
		Text: "answer", Finish: llm.Stop, Provider: "fake", Model: "m", Cached: true, Earlier: llm.Usage{Input: 100, Output: 20},
	}, again)
	require.Len(t, fake.Requests(), 1)
	require.EqualValues(t, 120, budget.Spent(), "paid once")
	require.Equal(t, []int64{100, 0}, []int64{seen[0].Usage.Input, seen[1].Usage.Input})
	require.True(t, seen[1].Cached)

	other, err := llm.Wrap(fake, llm.Journal(rec, "vendor/other")).Generate(t.Context(), ask("x"))
	require.NoError(t, err)
	require.Equal(t, "another", other.Text, "another scope is another request")
}

func TestJournalKeepsStreamsAndEveryFinish(t *testing.T) {
	t.Parallel()
	for _, finish := range []llm.Finish{llm.Stop, llm.Length, llm.Refused, llm.Blocked} {
		rec, fake := &recorder{}, llmfake.New(llmfake.Respond(llm.Response{Text: "half of an ans", Finish: finish}))
		m, ok := llm.Wrap(fake, llm.Journal(rec, "s")).(llm.Streamer)
		require.True(t, ok)
		shown := ""
		sink := func(d llm.Delta) error { shown += d.Text; return nil }
		_, err := m.Stream(t.Context(), ask("x"), sink)
		require.NoError(t, err)
		require.Equal(t, "half of an ans", shown)
		again, err := m.Stream(t.Context(), ask("x"), sink)
		require.NoError(t, err)
		require.Equal(t, finish, again.Finish)
		require.Equal(t, "half of an ans", again.Text)
		require.Equal(t, "half of an ans", shown, "no deltas")
		require.Len(t, fake.Requests(), 1)
	}
}

func TestJournalKeepsNoErrors(t *testing.T) {
	t.Parallel()
	rec, fake := &recorder{}, llmfake.New(llmfake.Fail(&llm.Error{Kind: llm.Unavailable}), llmfake.Respond(*done("yes")))
	m := llm.Wrap(fake, llm.Journal(rec, "s"))
	_, err := m.Generate(t.Context(), ask("x"))
	require.ErrorIs(t, err, &llm.Error{Kind: llm.Unavailable})
	require.Empty(t, rec.replies)
	r, err := m.Generate(t.Context(), ask("x"))
	require.NoError(t, err)
	require.Equal(t, "yes", r.Text)
}

func TestJournalFailsClosed(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	fake := llmfake.New(llmfake.Always("", func(*llm.Request) string { return "yes" }))
	for name, tt := range map[string]struct {
		rec   llm.Recorder
		scope string
		want  error
	}{
		"no recorder":          {scope: "s", want: llm.ErrJournal},
		"no scope":             {rec: &recorder{}, want: llm.ErrJournal},
		"a load that fails":    {rec: &recorder{load: full}, scope: "s", want: full},
		"a reply that is lost": {rec: &recorder{save: full}, scope: "s", want: full},
	} {
		r, err := llm.Wrap(fake, llm.Journal(tt.rec, tt.scope)).Generate(t.Context(), ask("x"))
		require.ErrorIs(t, err, tt.want, name)
		require.Nil(t, r, name)
	}
}

func TestJournalSavesForACallerWhoHasGone(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	rec := &recorder{}
	m := llm.Wrap(model(func(context.Context, *llm.Request) (*llm.Response, error) {
		cancel()
		return done("paid"), nil
	}), llm.Journal(rec, "s"))
	_, err := m.Generate(ctx, ask("x"))
	require.NoError(t, err)
	require.Len(t, rec.replies, 1)
}

func TestJournalNamesTheRequest(t *testing.T) {
	t.Parallel()
	rec := &recorder{}
	var keys []string
	m := llm.Wrap(model(func(_ context.Context, req *llm.Request) (*llm.Response, error) {
		keys = append(keys, req.IdempotencyKey)
		return nil, &llm.Error{Kind: llm.Timeout}
	}), llm.Journal(rec, "s"))
	for _, discarded := range []int{0, 0, 1} {
		rec.discarded = discarded
		_, err := m.Generate(t.Context(), ask("x"))
		require.Error(t, err)
	}
	own := ask("x")
	own.IdempotencyKey = "own"
	_, err := m.Generate(t.Context(), own)
	require.Error(t, err)
	key := llm.CacheKey("s", ask("x"))
	require.Equal(t, []string{key, key, key + "-1", "own"}, keys, "the same for the same, new after a reply was discarded")
}
