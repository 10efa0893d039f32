package web

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/transcript"
)

func TestSaid(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                       "<bdi></bdi>",
		"plain <b> & \"quote\"":  "<bdi>plain &lt;b&gt; &amp; &#34;quote&#34;</bdi>",
		"a\u202eb":               `<bdi>a<span class="unseen" title="A character that is not shown">U+202E</span>b</bdi>`,
		"two\nlines\tand a tab":  "<bdi>two\nlines\tand a tab</bdi>",
		"na\u0308ive \u05d0 日本語": "<bdi>na\u0308ive \u05d0 日本語</bdi>",
		"👩🏽\u200d💻 می\u200cخواهم": "<bdi>👩🏽\u200d💻 می\u200cخواهم</bdi>", // joiners that scripts need
		"cut \xff\xfe off":        "<bdi>cut \uFFFD off</bdi>",
	} {
		require.Equal(t, want, string(said(in)))
	}
	long := string(said(strings.Repeat("é", longest) + "rest"))
	require.Contains(t, long, "<summary>4 characters more</summary><bdi>rest</bdi>")
	require.NotContains(t, string(said(strings.Repeat("é", longest))), "<details")
	require.NotContains(t, string(named(strings.Repeat("x", 5000))), "<details", "a name has no fold")
}

func FuzzSaid(f *testing.F) {
	f.Add("</bdi><script>\u202e\x00")
	f.Fuzz(func(t *testing.T, in string) {
		for _, out := range []string{string(said(in)), string(named(in))} {
			require.True(t, utf8.ValidString(out))
			for _, r := range out {
				require.False(t, unseen(r))
			}
			for _, known := range []string{"<bdi>", "</bdi>", `<span class="unseen" title="A character that is not shown">`, "</span>", `<details class="rest">`, "<summary>", "</summary>", "</details>"} {
				out = strings.ReplaceAll(out, known, "")
			}
			require.False(t, strings.ContainsAny(out, "<>\"'"), "markup of the text's own")
		}
	})
}

// A script says what the recording says, in its order, with pauses cut short.
func TestScript(t *testing.T) {
	t.Parallel()
	tr := transcript.Transcript{
		ID: "tr-1", Speakers: []transcript.Speaker{transcript.NewSpeaker("s1", "Ann")},
		Segments: []transcript.Segment{
			{ID: "a", Speaker: "s1", Text: "one two three four five six", Start: transcript.At(0), End: transcript.At(3000)},
			{ID: "b", Speaker: "s1", Text: "after an hour", Start: transcript.At(3_600_000), End: transcript.At(3_601_000)},
			{ID: "c", Text: "without a time"},
			{ID: "d", Speaker: "s1", Text: ""},
		},
	}
	cues, length := script(tr)
	require.Equal(t, 3*time.Second+longestSilence+time.Second+3*guessedWord, length)
	var finals []string
	for i, c := range cues {
		if i > 0 {
			require.GreaterOrEqual(t, c.at, cues[i-1].at)
		}
		if c.update.Final {
			finals = append(finals, c.update.Text)
			continue
		}
		require.NotEmpty(t, c.update.Text)
		require.Less(t, len(c.update.Text), len(tr.Segments[0].Text))
	}
	require.Equal(t, []string{"one two three four five six", "after an hour", "without a time", ""}, finals)
	require.Equal(t, "1:00:01", at(transcript.At(3_601_500)))
	require.Empty(t, at(transcript.Offset{}))
}
