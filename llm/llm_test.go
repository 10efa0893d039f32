package llm_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm"
)

func ExampleResponse_Check() {
	whole := &llm.Response{Text: `{"a":1}`, Finish: llm.Stop}
	cut := &llm.Response{Text: `{"a":1}`} // looks whole, but nobody said that it is
	fmt.Println(whole.Check())
	fmt.Println(cut.Check())
	// Output:
	// <nil>
	// llm: incomplete
}

func TestErrorsNameKindsAndHideProviders(t *testing.T) {
	t.Parallel()
	cause := errors.New("the prompt was: …")
	err := fmt.Errorf("draft: %w", &llm.Error{Kind: llm.RateLimited, Status: 429, Err: cause, Problems: []string{"a", "b"}})
	require.Equal(t, "draft: llm: rate_limited (status 429): a; b", err.Error())
	require.ErrorIs(t, err, &llm.Error{Kind: llm.RateLimited})
	require.NotErrorIs(t, err, &llm.Error{Kind: llm.Timeout})
	require.ErrorIs(t, err, cause)
	require.Equal(t, llm.RateLimited, llm.KindOf(err))
	require.Empty(t, llm.KindOf(cause))
	for kind, want := range map[llm.Kind]bool{
		llm.RateLimited: true, llm.Unavailable: true, llm.Timeout: true, llm.Incomplete: true,
		llm.Auth: false, llm.Truncated: false, llm.Declined: false, llm.InvalidOutput: false, llm.QuotaExhausted: false, "new": false,
	} {
		require.Equal(t, want, (&llm.Error{Kind: kind}).Retryable(), kind)
	}
	require.Equal(t, llm.Incomplete, llm.KindOf((*llm.Response)(nil).Check()))
}

func TestUsageAdds(t *testing.T) {
	t.Parallel()
	u := llm.Usage{Input: 1, Output: 2, CacheRead: 3, CacheWrite: 4, Reasoning: 5}
	require.Equal(t, llm.Usage{Input: 2, Output: 4, CacheRead: 6, CacheWrite: 8, Reasoning: 10}, u.Add(u))
}
