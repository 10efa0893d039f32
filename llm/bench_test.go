package llm_test

import (
	"context"
	"testing"

	"github.com/hirealign/hirealign/llm"
)

// BenchmarkWrap compares a call with all middleware around it with a bare one.
func BenchmarkWrap(b *testing.B) {
	bare := model(func(context.Context, *llm.Request) (*llm.Response, error) { return done("x"), nil })
	req := ask(string(make([]byte, 100_000))) // an hour's transcript
	for name, m := range map[string]llm.Model{
		"bare": bare,
		"all": llm.Wrap(bare, llm.Observe(func(context.Context, llm.Call) {}, nil), llm.Retry(nil), llm.Limit(4),
			llm.NewBudget(1<<60, nil).Middleware()),
		"cached": llm.Wrap(bare, llm.Cache(&store{}, llm.CacheOptions{Scope: "s"})),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := m.Generate(b.Context(), req); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
