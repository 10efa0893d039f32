package hirealign_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/internal/ident"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

// provider is a model that keeps a bill by idempotency key.
type provider struct {
	mu     sync.Mutex
	keys   map[string]int
	calls  int
	answer func(n int, req *llm.Request) string
}

func (p *provider) Generate(_ context.Context, req *llm.Request) (*llm.Response, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.keys == nil {
		p.keys = map[string]int{}
	}
	p.calls++
	p.keys[req.IdempotencyKey]++
	return &llm.Response{Text: p.answer(p.calls, req), Finish: llm.Stop, Provider: "vendor", Model: "m", Usage: llm.Usage{Input: 900, Output: 40}}, nil
}

// quoting answers with the line in which the candidate led the incident.
func quoting(_ int, req *llm.Request) string {
	for _, p := range req.Parts {
		for line := range strings.SplitSeq(p.Text, "\n") {
			if handle, _, ok := strings.Cut(line, "|"); ok && strings.Contains(line, "I told support at once") {
				return `{"evidence":[{"segment":"` + handle + `","quote":"I told support at once","direction":"supports"}]}`
			}
		}
	}
	return "{}"
}

// drafting returns the options of a service whose cards are drafted by a model.
func drafting(t *testing.T, p *provider) hirealign.Options {
	t.Helper()
	e, err := generative.New(llm.Wrap(p, llm.Journal(hirealign.Replies{}, "vendor/m")),
		&generative.Options{BoundaryKey: bytes.Repeat([]byte{7}, generative.MinBoundaryKey), Concurrency: 1})
	require.NoError(t, err)
	return hirealign.Options{Scorecards: e}
}

// A crash after the call never pays for it twice, unless it comes before the reply is
// stored. Then the key of the request says that it is the same one.
func TestACrashNeverPaysTwice(t *testing.T) {
	t.Parallel()
	// Two competencies of one panelist. The other's question is one of them, word for
	// word, and needs no call.
	const calls = 2
	lost := 0
	for _, after := range []bool{false, true} {
		for n := 0; ; n++ {
			w := newWorld(t)
			w.held()
			p := &provider{answer: quoting}
			opts := drafting(t, p)
			opts.Now, opts.NewID = func() time.Time { return w.now }, ident.Sequence("dead")
			svc, err := hirealign.New(&crashing{Driver: w.store, left: n, after: after}, &opts)
			require.NoError(t, err)
			var next hirealign.Next
			for err == nil && next.Step == "" {
				next, err = svc.Tenant("acme").Interviews().Advance(t.Context(), w.iv.ID)
			}
			crashed := err != nil
			w.now = w.now.Add(3 * time.Minute)
			w.in = w.service(drafting(t, p))
			w.advance()
			require.Len(t, p.keys, calls, "crash at commit %d", n)
			require.Equal(t, calls, count(w.kinds(), "model.replied"))
			require.LessOrEqual(t, p.calls, calls+1)
			lost += p.calls - calls
			require.NotEmpty(t, w.draftOf(w.who.Sofia).EvidenceFor("incidents"))
			if !crashed {
				require.Equal(t, calls, p.calls)
				break
			}
		}
	}
	require.Equal(t, calls, lost, "only where the process died between the answer and its commit")
}

// asked is a drafter of briefs and levels that asks a model about what it is given.
type asked struct {
	drafts
	model llm.Model
}

func (a *asked) ask(ctx context.Context, about string) error {
	_, err := a.model.Generate(ctx, &llm.Request{System: "Write.", Parts: []llm.Part{{Kind: llm.Untrusted, Text: about}}})
	return err
}

func (a *asked) DraftBrief(ctx context.Context, req debrief.BriefRequest) (debrief.BriefProposal, error) {
	for _, f := range req.Finalists {
		if err := a.ask(ctx, string(f.Application)); err != nil {
			return debrief.BriefProposal{}, err
		}
	}
	return a.drafts.DraftBrief(ctx, req)
}

func (a *asked) DraftLevels(ctx context.Context, req scorecard.LevelRequest) (scorecard.LevelProposal, error) {
	if err := a.ask(ctx, string(req.Draft.ID)); err != nil {
		return scorecard.LevelProposal{}, err
	}
	return a.drafts.DraftLevels(ctx, req)
}

// A crash between a brief, or suggested levels, and their commit pays for nothing
// again, and each reply is filed under the finalist whom it is about.
func TestACrashInABriefOrInLevelsPaysOnce(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, c := range []struct {
		what  string
		calls int
		act   func(w *world, in *hirealign.Tenant, id debrief.ID) error
	}{
		{"brief", 2, func(w *world, in *hirealign.Tenant, id debrief.ID) error {
			_, err := in.Debriefs().Brief(ctx, w.who.Dana, id)
			return err
		}},
		{"levels", 1, func(w *world, in *hirealign.Tenant, _ debrief.ID) error {
			_, err := in.Scorecards().Suggestions(ctx, w.who.Sofia, w.draftOf(w.who.Sofia).ID)
			return err
		}},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			for n := 0; ; n++ {
				w := newWorld(t)
				w.held()
				w.submit(w.who.Sofia, 4)
				w.submit(w.who.Ken, 2)
				theirs := fixture.Transcript()
				theirs.ID = "tr-second"
				other := w.second(theirs)
				packet, err := w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID, other.ID)
				require.NoError(t, err)
				p := &provider{answer: func(int, *llm.Request) string { return "CANARY-REPLY" }}
				d := &asked{model: llm.Wrap(p, llm.Journal(hirealign.Replies{}, "vendor/m"))}
				opts := hirealign.Options{Briefs: d, Levels: d, Now: func() time.Time { return w.now }, NewID: ident.Sequence("dead")}
				svc, err := hirealign.New(&crashing{Driver: w.store, left: n, after: true}, &opts)
				require.NoError(t, err)
				crashed := c.act(w, svc.Tenant("acme"), packet.ID) != nil
				w.in = w.service(opts)
				require.NoError(t, c.act(w, w.in, packet.ID))
				require.Len(t, p.keys, c.calls)
				require.Equal(t, c.calls, p.calls, "crash at commit %d", n)
				require.Equal(t, c.calls, count(w.kinds(), "model.replied"))
				if crashed {
					continue
				}
				require.Greater(t, n, 1)
				_, err = w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
				require.NoError(t, err)
				require.Equal(t, 2*(c.calls-1), strings.Count(stored(t, w.store), "CANARY-REPLY"), "the other's, with its revision")
				return
			}
		})
	}
}

// What a model said of a card's levels is shown to nobody before the levels are.
func TestAnExportShowsNoReplyOnLevelsEarly(t *testing.T) {
	t.Parallel()
	ctx, w := t.Context(), newWorld(t)
	w.held()
	p := &provider{answer: func(int, *llm.Request) string { return "CANARY-REPLY" }}
	w.with(hirealign.Options{Levels: &asked{model: llm.Wrap(p, llm.Journal(hirealign.Replies{}, "vendor/m"))}})
	_, err := w.in.Scorecards().ExposeSuggestions(ctx, w.who.Sofia, w.draftOf(w.who.Sofia).ID)
	require.NoError(t, err)
	shown := func() bool {
		x, err := w.in.Privacy().Export(ctx, w.who.Ines, w.app.Candidate)
		require.NoError(t, err)
		return strings.Contains(string(mustJSON(t, x)), "CANARY-REPLY")
	}
	require.False(t, shown())
	w.submit(w.who.Ken, 2)
	require.False(t, shown())
	w.submit(w.who.Sofia, 4)
	require.True(t, shown())
}

func TestRepliesThatNothingCanBeMadeOfAreDiscarded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	p := &provider{answer: func(n int, req *llm.Request) string {
		if n <= 2 { // the first answer and its repair
			return "no JSON"
		}
		return quoting(n, req)
	}}
	w.in = w.service(drafting(t, p))
	_, err := w.in.Interviews().Advance(t.Context(), w.iv.ID)
	require.ErrorIs(t, err, &llm.Error{Kind: llm.InvalidOutput})
	require.Equal(t, 2, count(w.kinds(), "model.reply_discarded"))
	done, _ := w.advance()
	require.Equal(t, []hirealign.Step{hirealign.StepDraft, hirealign.StepDraft, hirealign.StepSummary}, done)
	for key, n := range p.keys {
		require.Equal(t, 1, n, "a new try is a new request: %s", key)
	}
	require.Equal(t, 4, p.calls)
}

func TestAReplyOutsideADraftPassesThrough(t *testing.T) {
	t.Parallel()
	r := hirealign.Replies{}
	require.NoError(t, r.Save(t.Context(), "key", &llm.Response{Text: "x", Finish: llm.Stop}))
	got, err := r.Load(t.Context(), "key")
	require.NoError(t, err)
	require.Equal(t, llm.Recorded{}, got)
}

func TestAReplyThatNoRecordHoldsIsNoReply(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	p := &provider{answer: func(int, *llm.Request) string { return strings.Repeat("x", storage.MaxBody) }}
	w.in = w.service(drafting(t, p))
	_, err := w.in.Interviews().Advance(t.Context(), w.iv.ID)
	require.ErrorIs(t, err, &llm.Error{Kind: llm.InvalidOutput})
	require.Zero(t, count(w.kinds(), "model.replied"))
}

// Replies are documents about the person: sealed, exported to those who may read the
// draft, and gone after an erasure.
func TestRepliesArePersonal(t *testing.T) {
	t.Parallel()
	for name, keyring := range map[string]privacy.Keyring{"sealed": privacy.NewMemoryKeyring(), "in the clear": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			ctx := t.Context()
			p := &provider{answer: quoting}
			opts := drafting(t, p)
			opts.Keyring = keyring
			w.in = w.service(opts)
			w.held()
			w.advance()
			const words = `"quote\":\"I told support at once`
			require.Equal(t, keyring == nil, strings.Contains(stored(t, w.store), words))

			replies := func() (shown, withheld int) {
				x, err := w.in.Privacy().Export(ctx, w.who.Ines, w.app.Candidate)
				require.NoError(t, err)
				for _, d := range x.Documents {
					if d.Kind == "model_reply" {
						require.Contains(t, string(d.Content), words)
						shown++
					}
				}
				for _, d := range x.Withheld {
					if d.Kind == "model_reply" {
						withheld++
					}
				}
				return shown, withheld
			}
			shown, withheld := replies()
			require.Equal(t, []int{0, 2}, []int{shown, withheld}, "as the drafts are, while the round is open")
			w.submit(w.who.Sofia, 3)
			w.submit(w.who.Ken, 3)
			shown, withheld = replies()
			require.Equal(t, []int{2, 0}, []int{shown, withheld})

			e, err := w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
			require.NoError(t, err)
			require.Contains(t, e.Deleted, privacy.Count{Kind: "model_reply", N: 4}, "with their revisions")
			after := stored(t, w.store)
			require.NotContains(t, after, "told support")
			require.NotContains(t, after, `"finish":"stop"`)
			_, err = w.in.Interviews().Advance(ctx, w.iv.ID)
			require.ErrorIs(t, err, hirealign.ErrNotFound)
			_, err = w.in.Verify(ctx)
			require.NoError(t, err)
		})
	}
}

func TestAPolicyDeletesReplies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.in = w.service(drafting(t, &provider{answer: quoting}))
	w.held()
	w.advance()
	_, err := w.in.Requisitions().Withdraw(ctx, w.who.Marcus, w.app.ID, "x")
	require.NoError(t, err)
	w.now = w.now.Add(31 * 24 * time.Hour)
	done, err := w.in.Privacy().RunPolicy(ctx, privacy.Policy{Version: "v1", Rules: []privacy.Rule{{Kind: "model_reply", AtMostDays: 30, Source: "house rule"}}})
	require.NoError(t, err)
	require.Len(t, done, 1)
	require.NotContains(t, stored(t, w.store), `"finish":"stop"`)
	require.NotEmpty(t, w.draftOf(w.who.Sofia).EvidenceFor("incidents"), "what was made of them stays")
}

// The log says that a model answered and no word of it.
func TestTheLogHoldsNoReply(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.in = w.service(drafting(t, &provider{answer: quoting}))
	w.held()
	w.advance()
	for l, err := range w.in.Acts(t.Context(), w.who.Ines, 0) {
		require.NoError(t, err)
		b, err := json.Marshal(l.Act)
		require.NoError(t, err)
		require.NotContains(t, string(b), "support")
	}
}
