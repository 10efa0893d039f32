package lint_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/lint"
)

func Example() {
	l := lint.Standard()
	for _, f := range l.Text(lint.Comment, "Seemed nervous at first, but a good fit.") {
		fmt.Println(f.Severity, f.Code, f.Words)
	}
	fmt.Println(len(l.Text(lint.Comment, "Said “I was nervous about the launch, so I added a canary”.")))
	// Output:
	// error c-affect-inference Seemed nervous
	// error culture-fit good fit
	// 0
}

// A jurisdiction's pack changes severities; the host chooses by date.
func ExampleNew() {
	illinois := lint.InForce(lint.Jurisdictions(), "2026-11-02")
	l, err := lint.New(append([]lint.Pack{lint.Base()}, illinois...), lint.Options{Allow: []string{"credit score model"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	f := l.Text(lint.Question, "What is your zip code?")[0]
	fmt.Println(f.Code, f.Severity, f.Pack.ID, f.Basis)
	// Output: q-finance-housing error us-il HB 3773: postcodes as a stand-in for a protected class
}

func ExampleLinter_Report() {
	dana, _ := actor.NewHuman("u-7", "Dana", actor.HiringManager)
	l := lint.Standard()
	found := l.Text(lint.Question, "Are you a US citizen?")
	r := l.Report(found, []lint.Waiver{{
		Code: "q-national-origin", Reason: "Export control (ITAR) requires a US person", By: dana,
		At: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
	}})
	fmt.Println(len(r.Findings), len(r.Blocking()), r.Findings[0].Code, r.Findings[0].Waiver.By.Name())
	// Output: 2 0 q-national-origin Dana
}

func ExampleGenderCodedWords() {
	w := lint.GenderCodedWords("Competitive, supportive team; competency in git commit hygiene.")
	fmt.Println(w.Masculine, w.Feminine)
	// Output: [Competitive] [supportive]
}

func TestOffsetsAreThoseOfTheText(t *testing.T) {
	t.Parallel()
	text := "Größe: “x”, candidate’s accent was — er — a cultural\u00A0fit"
	fs := lint.Standard().Text(lint.Comment, text)
	require.NotEmpty(t, fs)
	for _, f := range fs {
		require.Equal(t, f.Words, text[f.StartByte:f.EndByte])
	}
	require.Contains(t, codes(fs), "culture-fit", "a no-break space is a space")
	require.Contains(t, codes(lint.Standard().Text(lint.Question, "Don’t you think so?")), "q-leading")
	for _, hidden := range []string{"\u00AD", "\u200B", "\u200E", "\u202E", "\u2066", "\u2063", "\uFE0F", "\U000E0041"} {
		text := "A cul" + hidden + "ture fit, as they say"
		fs := lint.Standard().Text(lint.Criterion, text)
		require.Equal(t, []string{"culture-fit"}, codes(fs), "%q", hidden)
		require.Equal(t, "cul"+hidden+"ture fit", fs[0].Words)
	}
	wide := lint.Standard().Text(lint.Question, "Ｄｏ ｙｏｕ ｈａｖｅ ｋｉｄｓ？")
	require.Contains(t, codes(wide), "q-family")
	require.Contains(t, codes(lint.Standard().Text(lint.Question, "Don＇t you think so？")), "q-leading")
	for _, space := range []string{"\u2005", "\u2028", "\u205F", "\u3000"} {
		require.Contains(t, codes(lint.Standard().Text(lint.Criterion, "culture"+space+"fit")), "culture-fit", "%q", space)
	}
}

func TestNothingPanicsAndOffsetsHold(t *testing.T) {
	t.Parallel()
	l := lint.Standard()
	words := []string{"culture", "fit", "accent", "\"", "“", "’", "\xff", "ſeemed", "nervous", "always", "and", "the", ";", "understands", "\u00AD", "1-3", "years", "experience", "K", "> ", "\n"}
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(words), rapid.String()), 0, 20).Draw(rt, "words"), rapid.SampledFrom([]string{" ", ""}).Draw(rt, "sep"))
		for _, target := range []lint.Target{lint.Criterion, lint.Anchor, lint.Question, lint.Eligibility, lint.Comment, lint.Posting, lint.Field, "other"} {
			for _, f := range l.Text(target, text) {
				require.True(rt, 0 <= f.StartByte && f.StartByte <= f.EndByte && f.EndByte <= len(text))
				require.Equal(rt, f.Words, text[f.StartByte:f.EndByte])
				require.NotEmpty(rt, f.Message)
			}
		}
		lint.GenderCodedWords(text)
		lint.IntervalOf(text)
	})
}

// FuzzText feeds texts that no generator thinks of.
func FuzzText(f *testing.F) {
	f.Add("Strong communicator; 5+ years of “experience”")
	l := lint.Standard()
	f.Fuzz(func(t *testing.T, text string) {
		for _, x := range l.Text(lint.Criterion, text) {
			require.Equal(t, x.Words, text[x.StartByte:x.EndByte])
		}
	})
}

// The pass before the patterns must never hide what a pattern would find.
func TestThePrefilterHidesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		part := rapid.SampledFrom([]string{`ab`, `(?:cd|e)`, `[fg]+`, `h?`, `(?i)jK`, `\b`, ` `, `[\s-]`, `x{2,3}`, `(?:y|)`, `z*w`, `é`, `.`})
		pattern := "m" + strings.Join(rapid.SliceOfN(part, 1, 5).Draw(rt, "parts"), "")
		if rapid.Bool().Draw(rt, "alternate") {
			pattern = "(?:" + pattern + "|qq)"
		}
		l, err := lint.New([]lint.Pack{{ID: "p", AsOf: "2026-01-01", Rules: []lint.Rule{{
			Code: "r", Targets: []lint.Target{lint.Posting}, Severity: lint.Info, Pattern: pattern, Message: "m",
		}}}}, lint.Options{})
		require.NoError(rt, err)
		text := rapid.StringOfN(rapid.SampledFrom([]rune("mabcdefghjkJKxyzwé -qq.")), 0, 24, -1).Draw(rt, "text")
		if strings.TrimSpace(text) == "" {
			return
		}
		require.Len(rt, l.Text(lint.Posting, text), matches(pattern, text), "%q in %q", pattern, text)
	})
}

func TestNamesOfForbiddenFields(t *testing.T) {
	t.Parallel()
	l := lint.Standard()
	for _, name := range []string{
		"emotion", "sentiment_score", "Accent", "voice", "voice_tone", "face", "facial_expression", "personality", "age", "gender",
		"candidate_ethnicity", "Race", "religion", "disability", "nationality", "culture_fit", "body_language", "eye contact", "tone_of_voice",
	} {
		require.NotEmpty(t, l.Text(lint.Field, name), name)
	}
	for _, name := range []string{"delivery", "incident_ownership", "interface_design", "usage", "voice_of_the_customer", "stage", "language_tests", "surface_area"} {
		require.Empty(t, l.Text(lint.Field, name), name)
	}
}

func TestFeelingsAndDemographicsAreRefusedWhereverWorkIsAssessed(t *testing.T) {
	t.Parallel()
	l := lint.Standard()
	for _, s := range []string{
		"Her voice was monotone voice all along", "An introvert who hides", "His appearance was poor", "Good eye contact",
		"Strong accent", "Sounded anxious", "Sentiment score above 0.7", "A female candidate", "Too old for on-call",
		"Is a disabled person", "Hires disabled veterans only",
	} {
		for _, target := range []lint.Target{lint.Criterion, lint.Anchor, lint.Comment} {
			require.NotEmpty(t, l.Report(l.Text(target, s), nil).Blocking(), "%s: %s", target, s)
		}
	}
	for _, s := range []string{
		"Found the data race with the race detector and wrote a test", "Disabled the cache and measured again", "Trains a sentiment analysis model",
		"Kept the cluster healthy through the failover", "Explains the interface to a new colleague", "Rolled back within eight minutes",
	} {
		require.Empty(t, l.Text(lint.Comment, s), s)
	}
}

func TestQuotedSpeechIsExemptInCommentsOnly(t *testing.T) {
	t.Parallel()
	l := lint.Standard()
	require.Empty(t, l.Text(lint.Comment, "> I was pregnant then\nand she rolled it back herself"))
	require.Empty(t, l.Text(lint.Comment, "Said «my body language» and 'fine'"))
	require.NotEmpty(t, l.Text(lint.Posting, `We want a "digital native"`))
	require.NotEmpty(t, l.Text(lint.Comment, `An open quote " and a digital native`))
}

func TestEligibilityQuestionsMayBeClosed(t *testing.T) {
	t.Parallel()
	l := lint.Standard()
	q := "Are you at least 18 years old?"
	require.Equal(t, []string{"q-closed"}, codes(l.Text(lint.Question, q)))
	require.Empty(t, l.Text(lint.Eligibility, q))
	require.NotEmpty(t, l.Text(lint.Eligibility, "Do you have kids?"))
}

func TestPacksAreCheckedAndNothingIsLost(t *testing.T) {
	t.Parallel()
	rule := lint.Rule{Code: "r", Targets: []lint.Target{lint.Comment}, Severity: lint.Info, Pattern: "x", Message: "m"}
	tests := []struct {
		code   string
		change func(*lint.Pack)
	}{
		{"lint.pack_id_missing", func(p *lint.Pack) { p.ID = "" }},
		{"lint.day_invalid", func(p *lint.Pack) { p.AsOf = "soon" }},
		{"lint.day_invalid", func(p *lint.Pack) { p.From = "2026" }},
		{"lint.code_invalid", func(p *lint.Pack) { p.Rules[0].Code = "" }},
		{"lint.code_invalid", func(p *lint.Pack) { p.Rules[0].Code = lint.LevelsAlike }},
		{"lint.code_repeated", func(p *lint.Pack) { p.Rules = append(p.Rules, p.Rules[0]) }},
		{"lint.severity_invalid", func(p *lint.Pack) { p.Rules[0].Severity = lint.Off }},
		{"lint.targets_missing", func(p *lint.Pack) { p.Rules[0].Targets = nil }},
		{"lint.message_missing", func(p *lint.Pack) { p.Rules[0].Message = " " }},
		{"lint.pattern_invalid", func(p *lint.Pack) { p.Rules[0].Pattern = "(" }},
		{"lint.pattern_invalid", func(p *lint.Pack) { p.Rules[0].Except = []string{"(?=x)"} }},
		{"lint.pattern_empty", func(p *lint.Pack) { p.Rules[0].Pattern = "x*" }},
		{"lint.override_unknown", func(p *lint.Pack) { p.Overrides = []lint.Override{{Code: "no", Severity: lint.Off}} }},
		{"lint.override_built_in", func(p *lint.Pack) { p.Overrides = []lint.Override{{Code: lint.LevelsGap, Severity: lint.Off}} }},
		{"lint.severity_invalid", func(p *lint.Pack) { p.Overrides = []lint.Override{{Code: "r", Severity: "loud"}} }},
	}
	for _, tt := range tests {
		p := lint.Pack{ID: "p", AsOf: "2026-01-01", Rules: []lint.Rule{rule}}
		tt.change(&p)
		l, err := lint.New([]lint.Pack{p}, lint.Options{})
		require.ErrorIs(t, err, lint.ErrInvalid, tt.code)
		require.True(t, fault.Has(err, tt.code), "%s: %v", tt.code, err)
		require.Nil(t, l)
	}
	off := lint.Pack{ID: "mine", AsOf: "2026-01-01", Overrides: []lint.Override{{Code: "culture-fit", Severity: lint.Off}}}
	l, err := lint.New([]lint.Pack{lint.Base(), off}, lint.Options{Allow: []string{"Digital Native"}})
	require.NoError(t, err)
	require.Empty(t, l.Text(lint.Criterion, "culture fit"))
	require.Empty(t, l.Text(lint.Posting, "the Digital Native product line"))
	require.Len(t, l.Packs(), 2)
	accented, err := lint.New([]lint.Pack{lint.Base()}, lint.Options{Allow: []string{"École Digital Native"}})
	require.NoError(t, err)
	require.Empty(t, accented.Text(lint.Posting, "A graduate programme of École digital native"))
	var none *lint.Linter
	require.Len(t, none.Report(none.Text(lint.Comment, "culture fit"), nil).Blocking(), 1, "nil is the standard linter")
	require.Len(t, none.Levels([]string{"Often explains", "Rarely explains"}), 1)
	require.True(t, none.Acts("Explains why"))
	require.NotEmpty(t, none.ContentWords("Explains why"))
}

func TestEveryPackOfTheLibraryIsValid(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, lint.Jurisdictions())
	for _, p := range lint.Jurisdictions() {
		_, err := lint.New([]lint.Pack{lint.Base(), p}, lint.Options{})
		require.NoError(t, err, p.ID)
		require.NotEmpty(t, p.Source)
	}
	_, err := lint.New(append([]lint.Pack{lint.Base()}, lint.Jurisdictions()...), lint.Options{})
	require.NoError(t, err)
	for _, r := range lint.Base().Rules {
		require.NotEmpty(t, r.Fix, r.Code)
	}
	require.Less(t, len(lint.InForce(lint.Jurisdictions(), "2026-11-02")), len(lint.Jurisdictions()), "Colorado's act is in force from 2027")
}

func TestWaiversNeedANamedHumanAndAReason(t *testing.T) {
	t.Parallel()
	l := lint.Standard()
	found := l.Text(lint.Criterion, "Culture fit and vibe")
	require.Len(t, found, 2)
	require.Len(t, fault.Of(lint.Waiver{}.Faults().Err(lint.ErrInvalid)), 4)
	dana, err := actor.NewHuman("u-7", "Dana", actor.HiringManager)
	require.NoError(t, err)
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	require.Len(t, l.Report(found, []lint.Waiver{{Code: "culture-fit", Reason: "x", At: at}}).Blocking(), 2, "nobody waived")
	r := l.Report(found, []lint.Waiver{
		{Code: "culture-fit", Words: "CULTURE FIT", Reason: "the product is called so", By: dana, At: at},
		{Code: "q-age", Reason: "x", By: dana, At: at},
	})
	require.Len(t, r.Blocking(), 1)
	require.Equal(t, "vibe", r.Blocking()[0].Words)
	require.Equal(t, lint.WaiverUnused, r.Findings[2].Code)
	require.Equal(t, "/waivers/1", r.Findings[2].Path)
	b, err := json.Marshal(r)
	require.NoError(t, err)
	var back lint.Report
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, r, back)
}

func BenchmarkText(b *testing.B) {
	l := lint.Standard()
	text := "Leads a production incident from the first alert to the fix afterwards, and tells support what customers will see."
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		l.Text(lint.Criterion, text)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := lint.New([]lint.Pack{lint.Base()}, lint.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func matches(pattern, text string) int {
	return len(regexp.MustCompile(pattern).FindAllString(text, -1))
}

func TestDecides(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"We should hire her.", "A str\u200bong yes", "Above the bar", "Rated 4", "the stronger candidate", "RECOMMENDED"} {
		require.True(t, lint.Decides(s), s)
	}
	for _, s := range []string{"", "Told support at once.", "Cut the reports two weeks before the date", "Wrote a rate limiter"} {
		require.False(t, lint.Decides(s), s)
	}
}
