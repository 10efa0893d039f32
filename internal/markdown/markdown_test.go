package markdown_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/markdown"
)

func TestInline(t *testing.T) {
	t.Parallel()
	require.Equal(t, `a \*b\* \[c\](d) \| &lt;e&gt; \# &amp; \\ \_ \`+"`", markdown.Inline("a *b*\n\t[c](d) | <e> # & \\ _ `"))
	require.Empty(t, markdown.Inline(" \n "))
	for in, want := range map[string]string{
		"- a": `\- a`, "+": `\+`, "=== a": `\=== a`, "1. a": `1\. a`, "12) a": `12\) a`, "12": "12", "1,200 a": "1,200 a", "a - 1. b": "a - 1. b", "~~a~~": `\~\~a\~\~`,
	} {
		require.Equal(t, want, markdown.Inline(in))
	}
}
