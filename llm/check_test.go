package llm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm"
)

func TestOnlyAFinishedReplyIsUsable(t *testing.T) {
	t.Parallel()
	for finish, want := range map[llm.Finish]llm.Kind{
		llm.Stop: "", llm.Length: llm.Truncated, llm.Refused: llm.Declined, llm.Blocked: llm.Filtered,
		"": llm.Incomplete, "tool_calls": llm.Incomplete,
	} {
		err := (&llm.Response{Text: `{"secret":1}`, Finish: finish, Model: "m"}).Check()
		require.Equal(t, want, llm.KindOf(err), "finish %q", finish)
		if want != "" {
			require.NotContains(t, err.Error(), "secret")
		}
	}
}
