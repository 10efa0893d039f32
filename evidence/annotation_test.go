package evidence_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/transcript"
)

func TestAnnotationOfAnElidedQuote(t *testing.T) {
	t.Parallel()
	ix := index(
		"I: What happened?",
		"C: The café in Málaga 👩🏽‍💻 called first. We stopped the payout run at noon, told finance and then we told the carriers.",
	)
	f := ix.Verify(evidence.Claim{Quote: "We stopped the payout run … we told the carriers"}, evidence.CandidateOnly())
	require.True(t, f.Admissible())
	a, err := f.Citation.Annotate(ix.Source(), "https://host.example/transcripts/tr")
	require.NoError(t, err)
	require.Len(t, a.Target, 2)
	got, err := json.MarshalIndent(a.Target[0], "", "  ")
	require.NoError(t, err)
	require.JSONEq(t, `{
  "type": "SpecificResource",
  "source": "https://host.example/transcripts/tr",
  "selector": [
    {"type": "TextQuoteSelector", "exact": "We stopped the payout run", "prefix": "fé in Málaga 👩🏽‍💻 called first. ", "suffix": " at noon, told finance and then "},
    {"type": "TextPositionSelector", "start": 53, "end": 78},
    {"type": "FragmentSelector", "value": "t=5,9", "conformsTo": "http://www.w3.org/TR/media-frags/"}
  ]
}`, string(got))
	chars := []rune(ix.Source().Text())
	for i, target := range a.Target {
		require.Equal(t, f.Citation.Spans[i].Text, string(chars[*target.Selector[1].Start:*target.Selector[1].End]))
	}
	spans, err := a.Locate(ix.Source())
	require.NoError(t, err)
	require.Equal(t, f.Citation.Spans, spans)
	wrong := f.Citation
	wrong.Source.Hash = "sha256:0"
	_, err = wrong.Annotate(ix.Source(), "x")
	require.ErrorIs(t, err, evidence.ErrWrongSource)
}

func TestAnnotationSurvivesChangesElsewhere(t *testing.T) {
	t.Parallel()
	lines := []string{"C: We paid them late.", "C: Twice we paid them late.", "C: Nobody told us."}
	ix := index(lines...)
	c, err := ix.Cite("s2", 6, 24)
	require.NoError(t, err)
	a, err := c.Annotate(ix.Source(), "x")
	require.NoError(t, err)
	later := evidence.FromTranscript(talk(slices.Concat([]string{"I: Hello."}, lines)...))
	spans, err := a.Locate(later)
	require.NoError(t, err)
	require.Equal(t, "s3", spans[0].Segment)
	_, err = a.Locate(evidence.FromTranscript(talk("C: We paid them late. Then we paid them late. Then we paid them late.")))
	require.ErrorIs(t, err, evidence.ErrNotInSource, "twice, and nowhere in its surroundings")
	require.Equal(t, "evidence.anchor_lost", fault.Of(err)[0].Code)
	_, err = evidence.Annotation{Target: []evidence.AnnotationTarget{{}}}.Locate(later)
	require.ErrorIs(t, err, evidence.ErrNotInSource)
}

// TestAPositionTellsEqualPlacesApart has the same words around each of many places.
func TestAPositionTellsEqualPlacesApart(t *testing.T) {
	t.Parallel()
	ix := index("C: " + strings.Repeat("wir zahlten spät. ", 20))
	for _, at := range []int{0, 9 * len("wir zahlten spät. "), 19 * len("wir zahlten spät. ")} {
		c, err := ix.Cite("s1", at+4, at+11)
		require.NoError(t, err)
		a, err := c.Annotate(ix.Source(), "x")
		require.NoError(t, err)
		spans, err := a.Locate(ix.Source())
		require.NoError(t, err)
		require.Equal(t, c.Spans, spans)
	}
}

func TestMediaFragments(t *testing.T) {
	t.Parallel()
	for want, times := range map[string][2]transcript.Offset{
		"t=1.5,2.25": {transcript.At(1500), transcript.At(2250)},
		"t=0,3600":   {transcript.At(0), transcript.At(3_600_000)},
		"t=0.007":    {transcript.At(7), {}},
		"":           {transcript.At(-500), transcript.At(10)},
	} {
		tr := talk("C: three short words")
		tr.Segments[0].Start, tr.Segments[0].End = times[0], times[1]
		ix := evidence.NewIndex(evidence.FromTranscript(tr))
		c, err := ix.Cite("s1", 0, 5)
		require.NoError(t, err)
		a, err := c.Annotate(ix.Source(), "x")
		require.NoError(t, err)
		if want == "" {
			require.Len(t, a.Target[0].Selector, 2)
			continue
		}
		require.Equal(t, want, a.Target[0].Selector[2].Value)
	}
}

// TestAnAnchorIsFoundAgain anchors any piece of any text.
func TestAnAnchorIsFoundAgain(t *testing.T) {
	t.Parallel()
	word := rapid.OneOf(rapid.SampledFrom([]string{"we", "paid", "them", "e\u0301te\u0301", "👩🏽‍💻", "🇪🇸🇩🇪🇪🇸", "한국\u1112\u1161\u11ab", "नमस्ते", "\r\n", "ab"}), rapid.StringN(1, 6, -1))
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		for range rapid.IntRange(1, 5).Draw(t, "lines") {
			lines = append(lines, "C: "+strings.ToValidUTF8(strings.Join(rapid.SliceOfN(word, 1, 30).Draw(t, "words"), " "), "?"))
		}
		ix := index(lines...)
		p := ix.Source().Passages[rapid.IntRange(0, len(lines)-1).Draw(t, "passage")]
		from := rapid.IntRange(0, len(p.Text)-1).Draw(t, "from")
		to := rapid.IntRange(from, len(p.Text)).Draw(t, "to")
		c, err := ix.Cite(p.ID, from, to)
		if err != nil {
			return
		}
		a, err := c.Annotate(ix.Source(), "x")
		require.NoError(t, err)
		spans, err := a.Locate(ix.Source())
		require.NoError(t, err)
		require.Equal(t, c.Spans, spans)
		quote := a.Target[0].Selector[0]
		require.LessOrEqual(t, utf8.RuneCountInString(quote.Prefix), 32)
		require.LessOrEqual(t, utf8.RuneCountInString(quote.Suffix), 32)
		require.True(t, utf8.ValidString(quote.Prefix+quote.Suffix))
		require.Contains(t, ix.Source().Text(), quote.Prefix+quote.Exact+quote.Suffix)
		raw, err := json.Marshal(a)
		require.NoError(t, err)
		var again evidence.Annotation
		require.NoError(t, json.Unmarshal(raw, &again))
		require.Equal(t, a, again)
	})
}

func TestContextSplitsNoGrapheme(t *testing.T) {
	t.Parallel()
	for name, cluster := range map[string]string{
		"combining": "e\u0301", "family": "👩‍👩‍👧", "skin": "👍🏽", "flag": "🇪🇸", "jamo": "\u1112\u1161\u11ab", "devanagari": "\u0915\u093f", "line end": "\r\n", "variation": "❤\uFE0F",
	} {
		n := utf8.RuneCountInString(cluster)
		ix := index("C: " + strings.Repeat(cluster, 40) + "HERE" + strings.Repeat(cluster, 40))
		at := strings.Index(ix.Source().Passages[0].Text, "HERE")
		c, err := ix.Cite("s1", at, at+4)
		require.NoError(t, err)
		a, err := c.Annotate(ix.Source(), "x")
		require.NoError(t, err)
		want := strings.Repeat(cluster, 32/n)
		require.Equal(t, want, a.Target[0].Selector[0].Prefix, name)
		require.Equal(t, want, a.Target[0].Selector[0].Suffix, name)
	}
	// Half a flag and the letter beside it are two.
	ix := index("C: 🇪" + strings.Repeat("a", 32) + "HERE")
	c, err := ix.Cite("s1", 36, 40)
	require.NoError(t, err)
	a, err := c.Annotate(ix.Source(), "x")
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("a", 32), a.Target[0].Selector[0].Prefix)
}

func ExampleCitation_Annotate() {
	ix := index("I: What happened?", "C: I stopped the payout run before the carriers called.")
	f := ix.Verify(evidence.Claim{Quote: "I stopped the payout run"}, evidence.CandidateOnly())
	a, err := f.Citation.Annotate(ix.Source(), "https://host.example/transcripts/tr")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range a.Target[0].Selector {
		line, _ := json.Marshal(s)
		fmt.Println(string(line))
	}
	// Output:
	// {"type":"TextQuoteSelector","exact":"I stopped the payout run","prefix":"What happened?\n","suffix":" before the carriers called."}
	// {"type":"TextPositionSelector","start":15,"end":39}
	// {"type":"FragmentSelector","value":"t=5,9","conformsTo":"http://www.w3.org/TR/media-frags/"}
}
