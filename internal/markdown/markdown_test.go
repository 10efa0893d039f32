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
}
