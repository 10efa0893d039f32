package evidence_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
)

func naturalIndexes(t testing.TB) []*evidence.Index {
	t.Helper()
	var out []*evidence.Index
	for _, rec := range readLines[groundingRecord](t, filepath.Join("testdata", "natural.transcripts.jsonl")) {
		out = append(out, groundingIndex(rec))
	}
	return out
}

// A slice of three words or more of any passage is verbatim, whatever it cuts in two.
func TestEverySliceOfThreeWordsIsVerbatim(t *testing.T) {
	t.Parallel()
	slices := 0
	for _, ix := range naturalIndexes(t) {
		for _, p := range ix.Source().Passages {
			words := strings.Fields(p.Text)
			for from := range words {
				for _, n := range []int{3, 4, 7, 12, 25} {
					if from+n > len(words) {
						break
					}
					quote := strings.Join(words[from:from+n], " ")
					f := ix.Verify(evidence.Claim{Quote: quote, Segment: p.ID}, evidence.CandidateOnly())
					require.Equal(t, evidence.Verbatim, f.Grade, "%q in %q: %v", quote, p.Text, f.Flags)
					require.Contains(t, p.Text, f.Spans[0].Text)
					slices++
				}
			}
		}
	}
	require.Greater(t, slices, 3000)
}

// The same over the transcripts of the corpus, for every twentieth word.
func TestSlicesOfTheCorpusAreVerbatim(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(corpus.Dir(t), "corpus", "grounding")
	for _, rec := range readLines[groundingRecord](t, filepath.Join(dir, "dev.transcripts.jsonl")) {
		ix := groundingIndex(rec)
		at := 0
		for _, p := range ix.Source().Passages {
			words := strings.Split(p.Text, " ")
			for from := 0; from+9 <= len(words); from++ {
				if at++; at%20 != 0 {
					continue
				}
				quote := strings.TrimSpace(strings.Join(words[from:from+9], " "))
				if len(strings.Fields(quote)) < 3 || strings.Contains(quote, "…") || strings.Contains(quote, "...") {
					continue
				}
				f := ix.Verify(evidence.Claim{Quote: quote, Segment: p.ID}, evidence.CandidateOnly())
				require.Equal(t, evidence.Verbatim, f.Grade, "%s: %q in %q: %v %v", rec.ID, quote, p.Text, f.Flags, f.Edits)
			}
		}
	}
}

// A negation more or less is never admitted, wherever it stands in an honest quote.
func TestANegationMoreOrLessIsNeverAdmitted(t *testing.T) {
	t.Parallel()
	indexes := map[string]*evidence.Index{}
	for _, ix := range naturalIndexes(t) {
		indexes[ix.Source().Ref.ID] = ix
	}
	changed := 0
	for _, c := range readLines[groundingCase](t, filepath.Join("testdata", "natural.cases.jsonl")) {
		if !*c.Expect.Admissible {
			continue
		}
		ix := indexes[c.Transcript]
		words := strings.Fields(c.Quote)
		for i := range words {
			for _, with := range []string{"not", "never"} {
				if i == 0 || strings.HasPrefix(words[i], "[") || strings.ContainsAny(strings.Join(words[:i], " "), "[…") && strings.Contains(c.Quote, "[") {
					continue
				}
				quote := strings.Join(slices.Insert(slices.Clone(words), i, with), " ")
				f := ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly())
				require.False(t, f.Admissible(), "%q: %v %v", quote, f.Flags, f.Edits)
				changed++
			}
			if w := strings.ToLower(strings.Trim(words[i], ".,")); slices.Contains([]string{"not", "never", "no", "nobody", "nothing"}, w) && i > 0 && i+1 < len(words) {
				quote := strings.Join(slices.Delete(slices.Clone(words), i, i+1), " ")
				f := ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly())
				require.False(t, f.Admissible(), "%q: %v %v", quote, f.Flags, f.Edits)
				changed++
			}
		}
	}
	require.Greater(t, changed, 1000)
}

// Searching only the places that share rare words with a quote loses nothing: the
// alignment with the whole source is no better.
func TestSeedingLosesNothing(t *testing.T) {
	t.Parallel()
	indexes := naturalIndexes(t)
	rapid.Check(t, func(t *rapid.T) {
		ix := rapid.SampledFrom(indexes).Draw(t, "interview")
		p := rapid.SampledFrom(ix.Source().Passages).Draw(t, "passage")
		words := strings.Fields(p.Text)
		from := rapid.IntRange(0, len(words)-1).Draw(t, "from")
		words = slices.Clone(words[from:min(len(words), from+rapid.IntRange(5, 30).Draw(t, "n"))])
		for range rapid.IntRange(0, 5).Draw(t, "changes") {
			i := rapid.IntRange(0, len(words)-1).Draw(t, "at")
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				words = slices.Insert(words, i, rapid.SampledFrom(vocabulary).Draw(t, "word"))
			case 1:
				words[i] = rapid.SampledFrom(vocabulary).Draw(t, "other")
			default:
				if len(words) > 4 {
					words = slices.Delete(words, i, i+1)
				}
			}
		}
		requireSeeded(t, ix, strings.Join(words, " "))
	})
}

func requireSeeded(t require.TestingT, ix *evidence.Index, quote string) {
	want, ws, we, found := evidence.Exhaustive(ix, quote)
	if !found || want == 0 {
		return // altered wherever it stands, or found without a search
	}
	got, gs, ge, ok := evidence.Closest(ix, quote)
	require.True(t, ok, "%q stands at %d to %d with cost %d", quote, ws, we, want)
	require.LessOrEqual(t, got, want, "%q: found at %d to %d, stands at %d to %d", quote, gs, ge, ws, we)
}

func TestSeedingLosesNothingOfTheCorpus(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(corpus.Dir(t), "corpus", "grounding")
	indexes := map[string]*evidence.Index{}
	for _, rec := range readLines[groundingRecord](t, filepath.Join(dir, "dev.transcripts.jsonl")) {
		indexes[rec.ID] = groundingIndex(rec)
	}
	lost, all := 0, 0
	for i, c := range readLines[groundingCase](t, filepath.Join(dir, "dev.cases.jsonl")) {
		if i%3 != 0 || len(strings.Fields(c.Quote)) > 60 {
			continue
		}
		want, _, _, found := evidence.Exhaustive(indexes[c.Transcript], c.Quote)
		if !found || want == 0 {
			continue
		}
		all++
		if got, _, _, ok := evidence.Closest(indexes[c.Transcript], c.Quote); !ok || got > want {
			lost++
			t.Logf("%s: cost %d, found %v with %d: %s", c.ID, want, ok, got, c.Quote)
		}
	}
	t.Logf("%d of %d quotes lie elsewhere at less cost", lost, all)
	require.Zero(t, lost)
}

// Both sides of a comparison are folded alike: an index reads plain words by eight
// letters, a quote by one, and both find the same tokens at the same bytes.
func TestFoldingIsTheSameOnBothSides(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom(strings.Split("we |um |uh|[a] |{b}|not |it's |don't |Don\u2019t |um, |, |. |... |? |-|--| - |twenty-five |a |and |hundred |[laughs] |[the team] |[W]e |(|)|you know, |$25 million |3.5|C++ |"+
		"set_up |internationalization |incomprehensibilities |we'd've |'cause |s'il |O'Brien's |y'all |can't |x|'|caf\u00e9 |na\u00efve|\u4f60\u597d|\n|%|&|. .|z{|@A[|`|gonna |yes yes |it it |\x00|so? |it; |we! |no: |(yes) |you? |i mean? |like, |right? |right|yeah|five |point |oh |and? |and, |five. |um? |a--b |...|we. . |don't? |\" |[b]? ", "|"))
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.String(),
			rapid.StringOfN(rapid.RuneFrom([]rune("abcXYZz@[`{'’.,- \u00e9")), 0, 60, -1),
			rapid.Custom(func(t *rapid.T) string { return sentence(t, "s") }),
			rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "pieces"), "") }),
		)
		texts := rapid.SliceOfN(text, 1, 4).Draw(t, "texts")
		for i := range texts {
			texts[i] = strings.ToValidUTF8(texts[i], "?")
		}
		source, quote := evidence.Folded(rapid.SampledFrom([]string{"", "en", "de", "es", "ja"}).Draw(t, "language"), texts...)
		require.Equal(t, quote, source)
	})
}

// More words than an index remembers by their letters are read all the same.
func TestManyWordsFoldTheSameOnBothSides(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 30_000 {
		for n := 7 * (i % 20_000); ; n /= 26 {
			text.WriteByte(byte('a' + n%26))
			if n < 26 {
				break
			}
		}
		text.WriteString([]string{" ", " ", ", ", "? ", " um "}[i%5])
	}
	source, quote := evidence.Folded("en", text.String(), text.String())
	require.Equal(t, quote, source)
}

// A filler at the end of a text, behind words in brackets.
func TestFoldingEndsWithTheText(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"[the team] um ", "we [the team] um uh ", "[the team] um", "[a b] ", "um ", " "} {
		source, quote := evidence.Folded("en", text, text)
		require.Equal(t, quote, source, "%q", text)
	}
}

func TestInterviewsFoldTheSameOnBothSides(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]func(testing.TB) string{
		"natural": func(testing.TB) string { return filepath.Join("testdata", "natural.transcripts.jsonl") },
		"corpus": func(t testing.TB) string {
			return filepath.Join(corpus.Dir(t), "corpus", "grounding", "dev.transcripts.jsonl")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, rec := range readLines[groundingRecord](t, path(t)) {
				runes := []rune(rec.Text)
				var texts []string
				for _, s := range rec.Segments {
					texts = append(texts, string(runes[s.Start:s.End]))
				}
				source, quote := evidence.Folded("en", texts...)
				require.Equal(t, quote, source, rec.ID)
			}
		})
	}
}

// Whatever Unicode is quoted of whatever Unicode: the text of a span equals the source.
func TestSpansLieInTheirSegments(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: "t", Hash: "h"}, Language: rapid.SampledFrom([]string{"", "de", "th", "zh-Hant"}).Draw(t, "language")}
		var text []rune
		for i := range rapid.IntRange(1, 5).Draw(t, "segments") {
			s := strings.ToValidUTF8(rapid.String().Draw(t, "text"), "?")
			text = append(text, []rune(s+" ")...)
			src.Passages = append(src.Passages, evidence.Passage{ID: fmt.Sprint(i), Text: s, Speaker: evidence.Speaker{ID: "c", Role: "candidate"}})
		}
		ix := evidence.NewIndex(src)
		from := rapid.IntRange(0, len(text)-1).Draw(t, "from")
		to := rapid.IntRange(from, len(text)).Draw(t, "to")
		for _, quote := range []string{string(text[from:to]), strings.ToUpper(string(text[from:to])), rapid.String().Draw(t, "other")} {
			f := ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly())
			for _, s := range f.Spans {
				p, ok := src.Passage(s.Segment)
				require.True(t, ok)
				require.Equal(t, p.Text[s.StartByte:s.EndByte], s.Text)
				require.True(t, utf8.ValidString(s.Text))
			}
			if f.Admissible() {
				require.NoError(t, f.Citation.Check(src))
			}
		}
	})
}

// TestALongTextOfSigns is read in one go, whatever opens in it and never closes.
func TestALongTextOfSigns(t *testing.T) {
	t.Parallel()
	for _, signs := range []string{"[", "(", "{<", "'", "a'", "'a ", "...", "no ", "one hundred ", "[x] ", "\u2019", "\u00e9", "\u65e5", "a_", "\xff", "1,", "?\n"} {
		text := strings.Repeat(signs, 1<<20/len(signs)) + " and we never lost a payout"
		src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: "t", Hash: "h"}, Language: "en"}
		src.Passages = []evidence.Passage{{ID: "s1", Text: text, Speaker: evidence.Speaker{ID: "c", Role: transcript.Candidate}}}
		f := evidence.NewIndex(src).Verify(evidence.Claim{Quote: "we never lost a payout"}, evidence.CandidateOnly())
		require.Equal(t, evidence.Verbatim, f.Grade, "%q", signs)
	}
}

func TestABuilderNeedsNoNewMemory(t *testing.T) {
	src, _ := interview(t, hour)
	for i := range src.Passages {
		src.Passages[i].Language = "en-US"
	}
	var b evidence.Builder
	b.Index(src)
	require.Zero(t, testing.AllocsPerRun(5, func() { b.Index(src) }))
	fresh, again := evidence.NewIndex(src), b.Index(src)
	for _, q := range benchQuotes {
		claim := evidence.Claim{Quote: q.quote}
		require.Equal(t, fresh.Verify(claim, evidence.CandidateOnly()), again.Verify(claim, evidence.CandidateOnly()), q.name)
	}
}
