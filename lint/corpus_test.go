package lint_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/lint"
)

var (
	sentenceEnd = regexp.MustCompile(`[.?!]\s+`)
	markup      = regexp.MustCompile(`\*\*[^*]*\*\*|\[[^\]]*\]|[*_#` + "`" + `]`)
	speakerLine = regexp.MustCompile(`^\s*(?:\*\*|<v )?[A-Z][\w .'-]{1,30}:(?:\*\*)?\s*`)
)

// engineeringSentences are the sentences of five words and more of conversations
// between engineers: Go Time, Founders Talk, interviews about Bitcoin and calls of
// Ethereum's developers.
func engineeringSentences(t testing.TB) []string {
	t.Helper()
	dir := filepath.Join(corpus.Dir(t), "corpus", "transcripts")
	var files []string
	for _, pattern := range []string{"changelog-md/go-time-*.md", "changelog-md/founders-talk-*.md", "bitcoin-md/*.md", "zoom-vtt/*/*.vtt"} {
		m, err := filepath.Glob(filepath.Join(dir, pattern))
		require.NoError(t, err)
		files = append(files, m...)
	}
	var out []string
	for _, f := range files {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		for line := range strings.Lines(string(b)) {
			if strings.Contains(line, "-->") || strings.HasPrefix(line, "WEBVTT") {
				continue
			}
			line = speakerLine.ReplaceAllString(markup.ReplaceAllString(line, ""), "")
			for _, s := range sentenceEnd.Split(strings.TrimSpace(line), -1) {
				if len(strings.Fields(s)) >= 5 {
					out = append(out, s)
				}
			}
		}
	}
	require.Greater(t, len(out), 5000)
	return out
}

// At most one finding in fifty ordinary sentences, whatever the text is taken for.
func TestFalsePositiveBudget(t *testing.T) {
	t.Parallel()
	sentences := engineeringSentences(t)
	l := lint.Standard()
	for _, target := range []lint.Target{lint.Criterion, lint.Anchor, lint.Question, lint.Comment, lint.Posting} {
		n, by := 0, map[string]int{}
		for _, s := range sentences {
			for _, f := range l.Text(target, s) {
				n++
				by[f.Code]++
			}
		}
		require.LessOrEqual(t, n*50, len(sentences), "%s: %v", target, by)
	}
}
