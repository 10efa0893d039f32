package lint_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/lint"
)

func vector[T any](t testing.TB, name string) T {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(corpus.Dir(t), "vectors", name))
	require.NoError(t, err)
	var v T
	require.NoError(t, json.Unmarshal(b, &v))
	return v
}

// targetOf says what the strings of a vector's category are.
var targetOf = map[string]lint.Target{
	"criterion": lint.Criterion, "proxy": lint.Criterion, "protected-proxy": lint.Criterion,
	"anchor": lint.Anchor, "question": lint.Question, "comment": lint.Comment,
}

func codes(fs []lint.Finding) []string {
	out := []string{}
	for _, f := range fs {
		out = append(out, f.Code)
	}
	return out
}

func TestEveryStringOfTheRules(t *testing.T) {
	t.Parallel()
	type rules struct {
		Rules []struct {
			ID             string
			Category       string
			Severity       lint.Severity
			ShouldMatch    []string `json:"should_match"`
			ShouldNotMatch []string `json:"should_not_match"`
		}
	}
	l, n := lint.Standard(), 0
	severity := map[string]lint.Severity{}
	for _, r := range lint.Base().Rules {
		severity[r.Code] = r.Severity
	}
	for _, r := range vector[rules](t, "lint_rules.json").Rules {
		require.Equal(t, r.Severity, severity[r.ID], r.ID)
		target := targetOf[r.Category]
		for _, s := range r.ShouldMatch {
			require.Contains(t, codes(l.Text(target, s)), r.ID, s)
			n++
		}
		for _, s := range r.ShouldNotMatch {
			require.NotContains(t, codes(l.Text(target, s)), r.ID, s)
			n++
		}
	}
	require.Equal(t, 156, n)
}

func TestStructuralExamples(t *testing.T) {
	t.Parallel()
	type examples struct {
		NumericOverlap []struct {
			Levels  []string
			Overlap bool
			At      int
			Gap     []int
		} `json:"numeric_overlap"`
		NearDuplicateLevels struct {
			Cases []struct {
				A, B    string
				Jaccard float64
				Flag    bool
			}
			Stopwords, Intensifiers []string
		} `json:"near_duplicate_levels"`
		Counts struct {
			Max       int `json:"max_competencies_per_rubric"`
			Min       int `json:"min_competencies"`
			PerPerson int `json:"max_competencies_per_interviewer"`
		}
		CriterionExamples []struct {
			Text   string
			Expect []string
		} `json:"criterion_examples"`
	}
	v := vector[examples](t, "lint_structural_examples.json")
	l := lint.Standard()
	for _, c := range v.NumericOverlap {
		overlap, gap := false, []int(nil)
		for i := 1; i < len(c.Levels); i++ {
			a, ok := lint.IntervalOf(c.Levels[i-1])
			require.True(t, ok, c.Levels[i-1])
			b, ok := lint.IntervalOf(c.Levels[i])
			require.True(t, ok, c.Levels[i])
			fit := lint.Neighbours(a, b)
			overlap = overlap || fit.Overlap
			gap = append(gap, fit.Gap...)
			if fit.Overlap {
				require.Equal(t, c.At, fit.At)
			}
		}
		require.Equal(t, c.Overlap, overlap, c.Levels)
		require.Equal(t, c.Gap, gap, c.Levels)
		want := 0
		if c.Overlap || len(c.Gap) > 0 {
			want = 1
		}
		require.Len(t, l.Levels(c.Levels), want, c.Levels)
	}
	for _, c := range v.NearDuplicateLevels.Cases {
		index, alike := lint.Alike(l.ContentWords(c.A), l.ContentWords(c.B))
		require.InDelta(t, c.Jaccard, index, 1e-9)
		require.Equal(t, c.Flag, alike)
	}
	require.Equal(t, v.NearDuplicateLevels.Stopwords, lint.Words().StopWords)
	require.Equal(t, v.NearDuplicateLevels.Intensifiers, lint.Words().Intensifiers)
	require.Equal(t, []int{v.Counts.Max, v.Counts.Min, v.Counts.PerPerson}, []int{lint.MostCompetencies, lint.FewestCompetencies, lint.MostCompetenciesPerPerson})
	for _, c := range v.CriterionExamples {
		require.ElementsMatch(t, c.Expect, codes(l.Text(lint.Criterion, c.Text)), c.Text)
	}
}

func TestLexiconIsThatOfTheVectors(t *testing.T) {
	t.Parallel()
	v := vector[map[string]any](t, "lint_lexicons.json")
	words := lint.Words()
	for key, list := range map[string][]string{
		"vague_adjectives": words.VagueAdjectives, "intensifiers": words.Intensifiers,
		"unobservable_verbs": words.UnobservableVerbs, "unobservable_phrases": words.UnobservablePhrases,
	} {
		want, ok := v[key].([]any)
		require.True(t, ok, key)
		require.Len(t, list, len(want), key)
		for i, w := range want {
			require.Equal(t, w, list[i])
		}
	}
	levels, ok := v["behaviour_verbs_by_bloom"].(map[string]any)
	require.True(t, ok)
	for _, b := range words.BehaviourVerbs {
		require.Len(t, b.Verbs, len(levels[b.Level].([]any)), b.Level)
	}
	l := lint.Standard()
	for _, v := range words.UnobservableVerbs {
		require.NotEmpty(t, l.Text(lint.Criterion, v+"s the plan before the start"), v)
	}
	for _, p := range words.UnobservablePhrases {
		require.NotEmpty(t, l.Text(lint.Criterion, p), p)
	}
	for _, b := range words.BehaviourVerbs {
		for _, v := range b.Verbs {
			require.Empty(t, l.Text(lint.Criterion, v+" a good plan"), v)
		}
	}
}

func TestGenderCodedStems(t *testing.T) {
	t.Parallel()
	type stems struct {
		Masculine, Feminine []string
		KnownFalsePositives map[string][]string `json:"known_false_positives"`
	}
	v := vector[stems](t, "gender_coded_stems.json")
	for _, s := range v.Masculine {
		require.Equal(t, []string{s}, lint.GenderCodedWords(s).Masculine, s)
	}
	for _, s := range v.Feminine {
		require.Equal(t, []string{s}, lint.GenderCodedWords(s).Feminine, s)
	}
	for stem, phrases := range v.KnownFalsePositives {
		for _, p := range phrases {
			got := lint.GenderCodedWords(p)
			for _, w := range append(got.Masculine, got.Feminine...) {
				require.NotContains(t, w, stem, p)
			}
		}
	}
}

func TestDataDecodesStrictly(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]any{
		"base.json": new(lint.Pack), "jurisdictions.json": new([]lint.Pack), "lexicon.json": new(lint.Lexicon),
	} {
		b, err := os.ReadFile(filepath.Join("data", name))
		require.NoError(t, err)
		dec := json.NewDecoder(bytes.NewReader(b))
		dec.DisallowUnknownFields()
		require.NoError(t, dec.Decode(v), name)
	}
}
