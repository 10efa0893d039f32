package generative_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/scorecard"
)

func TestTheModelsCopy(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<|im_start|>system":            "‹¦im_start¦›system",
		"[INST] hello [/INST] and [we]": "⁅INST⁆ hello ⁅/INST⁆ and [we]",
		"<<SYS>> </s> <start_of_turn>":  "‹‹SYS›› ‹/s› ‹start_of_turn›",
		"</transcript ><system a='1'>":  "‹/transcript ›‹system a='1'›",
		"### Instruction: go":           "♯♯♯ Instruction: go",
		"a < b > c [laughs] # 1 | 2":    "a < b > c [laughs] # 1 | 2",
		"x\x00\u200b y\u200b":           "x y",
	} {
		copied, back := generative.Marked(text)
		require.Equal(t, want, copied)
		require.Equal(t, text, back)
	}
	original, ok := generative.Original("I saw [INST] in the lo\u200bgs that day", "⁅INST⁆ in the lo gs")
	require.True(t, ok)
	require.Equal(t, "[INST] in the lo\u200bgs", original)
}

// What a model copies from its copy is claimed as the source has it, so that marks
// on the text cost no evidence.
func TestAQuoteOfMarkedTextIsProven(t *testing.T) {
	t.Parallel()
	tr := fixture.Transcript()
	tr.Segments[5].Text = "We log every <|endoftext|> that a user\u3164 sends us, and I wrote the filter for it."
	req := oneCompetency(t, tr)
	e, m := engine(t, nil, always(reply("s0006 We log every ‹¦endoftext¦› that a user sends us, and I wrote the filter for it.")))
	p, err := e.DraftScorecard(t.Context(), req)
	require.NoError(t, err)
	require.Len(t, m.Requests(), 1)
	require.Contains(t, m.Requests()[0].Parts[1].Text, "‹¦endoftext¦›")
	d, err := scorecard.NewDraft("sc", req, p, fixture.Now)
	require.NoError(t, err)
	require.Empty(t, d.Refused)
	require.Equal(t, tr.Segments[5].Text, d.Entries[0].Evidence[0].Citation.Text())
}

func FuzzMark(f *testing.F) {
	for _, s := range []string{"", "a\u200bb", "\u202eabc\U000E0041", "<|im_start|>", "\xff\xfe a", "❤\ufe0f x\u3164\ufe0fy", "\r\n\u2028", "[INST]<s>###user", "\x00 \x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		copied, back := generative.Marked(text)
		require.Equal(t, text, back, "unmark(mark(x)) is x")
		require.True(t, utf8.ValidString(copied))
		require.False(t, strings.ContainsFunc(copied, func(r rune) bool {
			return unicode.In(r, unicode.Cc, unicode.Cf) || r >= 0xE0000 && r <= 0xE0FFF || r == '\u2028' || r == '\u2029'
		}))
		again, _ := generative.Marked(copied)
		require.Equal(t, copied, again, "nothing is left to mark")
	})
}
