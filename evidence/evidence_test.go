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

// talk makes a transcript of "C: …" (candidate), "I: …" (interviewer) and "?: …"
// (nobody knows) lines.
func talk(lines ...string) transcript.Transcript {
	t := transcript.Transcript{
		ID: "tr", Speakers: []transcript.Speaker{
			{ID: "c", Label: "Priya", Name: "Priya", Role: transcript.Candidate, RoleSource: transcript.Declared},
			{ID: "i", Label: "Dana", Name: "Dana", Role: transcript.Interviewer, RoleSource: transcript.Declared},
		},
	}
	for n, l := range lines {
		who, text, _ := strings.Cut(l, ": ")
		s := transcript.Segment{
			ID: transcript.SegmentID(fmt.Sprint("s", n+1)), Text: text,
			Start: transcript.At(int64(n) * 5000), End: transcript.At(int64(n)*5000 + 4000),
		}
		switch who {
		case "C":
			s.Speaker = "c"
		case "I":
			s.Speaker = "i"
		}
		t.Segments = append(t.Segments, s)
	}
	return t
}

func index(lines ...string) *evidence.Index {
	return evidence.NewIndex(evidence.FromTranscript(talk(lines...)))
}

var conversation = []string{
	"I: So you moved the key to the ledger, and it never failed again. Is that right?",
	"C: Um, we, we moved the key to the ledger, you know, and it's been quiet. It took twenty-five minutes, not fifty.",
	"I: Mm-hm.",
	"C: I don't think we should rewrite it. We paid 1,200 carriers and I told support [laughs] at once.",
	"C: The data center in Málaga",
	"C: was gone for two hours, so I paged the on-call person.",
	"I: Did you tell anybody?",
	"C: Yes. I told support at once, and I wrote the open-source fix with Ana.",
	"?: Somebody has to restart the whole cluster by hand.",
	"C: And so I just… we stopped the run.",
	"C: It never came back. No, because we had fixed the cause. We not only fixed it, we tested it.",
}

func TestVerifyGradesAndFlags(t *testing.T) {
	t.Parallel()
	ix := index(conversation...)
	tests := []struct {
		name, quote string
		grade       evidence.Grade
		blocking    []string
		shown       string // the citation's text; "" where it is refused
	}{
		{"bytes equal", "I paged the on-call person.", evidence.Verbatim, nil, "I paged the on-call person."},
		{"outer quotation marks", "“I paged the on-call person”", evidence.Verbatim, nil, "I paged the on-call person"},
		{"case and punctuation", "i PAGED the on call person", evidence.Normalized, nil, "I paged the on-call person."},
		{"fillers and restarts dropped", "we moved the key to the ledger and it's been quiet", evidence.Normalized, nil, "we moved the key to the ledger, you know, and it's been quiet."},
		{"a contraction expanded", "it is been quiet. It took 25 minutes", evidence.Normalized, nil, "it's been quiet. It took twenty-five minutes"},
		{"a number in digits", "It took 25 minutes, not 50", evidence.Normalized, nil, "It took twenty-five minutes, not fifty."},
		{"an event dropped, digits grouped", "We paid 1200 carriers and I told support at once", evidence.Normalized, nil, "We paid 1,200 carriers and I told support [laughs] at once."},
		{"over two segments", "The data center in Malaga was gone for two hours", evidence.Normalized, nil, "The data center in Málaga was gone for two hours"},
		{"a compound", "I wrote the opensource fix with Ana", evidence.Normalized, nil, "I wrote the open-source fix with Ana."},
		{"a label and a time", "[00:35] Priya: I wrote the open-source fix with Ana", evidence.Verbatim, nil, "I wrote the open-source fix with Ana"},
		{"an attribution behind", "\"I wrote the open-source fix with Ana\" — Priya", evidence.Verbatim, nil, "I wrote the open-source fix with Ana"},
		{"an ellipsis of the source itself", "so I just… we stopped the run", evidence.Verbatim, nil, "so I just… we stopped the run"},
		{"an ellipsis", "The data center in Málaga ... so I paged the on-call person", evidence.Elided, nil, "The data center in Málaga … so I paged the on-call person."},
		{"after an answer particle", "because we had fixed the cause", evidence.Verbatim, nil, "because we had fixed the cause"},
		{"not only", "fixed it, we tested it", evidence.Verbatim, nil, "fixed it, we tested it"},

		{"the interviewer's words", "it never failed again", evidence.Verbatim, []string{"wrong_speaker"}, ""},
		{"over two of the speaker's own segments", "at once. The data center", evidence.Verbatim, nil, "at once. The data center"},
		{"over a question", "so I paged the on-call person. Did you tell anybody", evidence.Verbatim, []string{"cross_speaker"}, ""},
		{"nobody knows who", "restart the whole cluster by hand", evidence.Verbatim, []string{"speaker_unknown"}, ""},
		{"a negation dropped", "I think we should rewrite it", evidence.Altered, []string{"negation_changed"}, ""},
		{"a negation added", "It took not twenty-five minutes, not fifty", evidence.Altered, []string{"negation_changed"}, ""},
		{"cut off behind a negation", "we should rewrite it", evidence.Verbatim, []string{"context_negated"}, ""},
		{"a number changed", "It took fifteen minutes, not fifty", evidence.Altered, []string{"number_changed"}, ""},
		{"I for we", "I paid 1,200 carriers and I told support at once", evidence.Altered, []string{"agency_changed"}, ""},
		{"a content word changed", "I wrote the open-source bug with Ana", evidence.Altered, []string{"content_changed"}, ""},
		{"an invented tail", "I wrote the open-source fix with Ana and presented results everywhere afterwards", evidence.Altered, []string{"content_changed", "scope_changed", "unsupported_text"}, ""},
		{"an ellipsis that swallows a negation", "I ... think we should rewrite it", evidence.Altered, nil, ""},
		{"never said", "I rewrote the whole billing engine in a weekend", evidence.NotFound, []string{"not_found"}, ""},
		{"too short", "at once", evidence.Verbatim, []string{"too_short"}, ""},
		{"nothing", "  ", evidence.NotFound, []string{"not_found"}, ""},
		{"only signs", "... !?", evidence.NotFound, []string{"not_found"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := ix.Verify(evidence.Claim{Quote: tt.quote}, evidence.CandidateOnly())
			require.Equal(t, tt.grade, f.Grade, "flags %v, at %v", f.Flags, f.Spans)
			if tt.shown == "" {
				require.False(t, f.Admissible())
				if tt.blocking != nil {
					require.Equal(t, tt.blocking, f.Refusal().Reasons())
				}
				return
			}
			require.True(t, f.Admissible(), "%v", f.Flags)
			require.Equal(t, tt.shown, f.Citation.Text(), "what is shown is the source's own text")
			require.NoError(t, f.Citation.Check(ix.Source()))
			require.NoError(t, f.Citation.CheckPolicy(evidence.CandidateOnly()))
		})
	}
}

func TestHintsAndOccurrences(t *testing.T) {
	t.Parallel()
	ix := index(conversation...)
	at := func(segment string) evidence.Finding {
		return ix.Verify(evidence.Claim{Quote: "I told support at once", Segment: segment}, evidence.CandidateOnly())
	}
	require.Equal(t, []evidence.Flag{evidence.Ambiguous}, at("").Citation.Flags)
	require.Len(t, at("").Places, 2)
	require.Equal(t, "s8", at("s8").Citation.Spans[0].Segment)
	require.Empty(t, at("s8").Citation.Flags)
	require.Equal(t, []evidence.Flag{evidence.Ambiguous, evidence.Moved}, at("s1").Citation.Flags)
	require.True(t, at("no such segment").Admissible())
	require.Contains(t, at("no such segment").Citation.Flags, evidence.Moved)

	both := index("I: We shipped it in two weeks.", "C: Right. We shipped it in two weeks.")
	f := both.Verify(evidence.Claim{Quote: "We shipped it in two weeks.", Segment: "s1"}, evidence.CandidateOnly())
	require.Equal(t, "s2", f.Citation.Spans[0].Segment, "the candidate's own words are preferred to the interviewer's")
	f = both.Verify(evidence.Claim{Quote: "We shipped it in two weeks.", Speaker: "i"}, evidence.CandidateOnly())
	require.Equal(t, []string{"wrong_speaker"}, f.Refusal().Reasons())
}

func TestCitationCarriesOffsetsAndTimes(t *testing.T) {
	t.Parallel()
	ix := index("C: 👩🏽‍💻 In Málaga we fixed the ledger.")
	f := ix.Verify(evidence.Claim{Quote: "we fixed the ledger"}, evidence.CandidateOnly())
	s := f.Citation.Spans[0]
	text := ix.Source().Passages[0].Text
	require.Equal(t, s.Text, text[s.StartByte:s.EndByte])
	require.Equal(t, "we fixed the ledger", s.Text)
	require.Equal(t, 18, s.StartUTF16, "7 units of the emoji, then 11")
	require.Equal(t, s.StartUTF16+19, s.EndUTF16)
	require.Equal(t, transcript.At(0), s.StartMs)
	require.Equal(t, transcript.At(4000), s.EndMs)
	b, err := json.Marshal(f.Citation)
	require.NoError(t, err)
	var back evidence.Citation
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, f.Citation, back)
	require.NoError(t, back.Check(ix.Source()))
}

func TestCheckFindsEveryChange(t *testing.T) {
	t.Parallel()
	ix := index(conversation...)
	good := func() evidence.Citation {
		return ix.Verify(evidence.Claim{Quote: "The data center in Málaga was gone for two hours"}, evidence.CandidateOnly()).Citation
	}
	tests := map[string]func(*evidence.Citation){
		"evidence.source_other":         func(c *evidence.Citation) { c.Source.Hash = "sha256:0" },
		"evidence.spans_missing":        func(c *evidence.Citation) { c.Spans = nil },
		"evidence.grade_not_citable":    func(c *evidence.Citation) { c.Grade = evidence.Altered },
		"evidence.segment_unknown":      func(c *evidence.Citation) { c.Spans[0].Segment = "s99" },
		"evidence.spans_unordered":      func(c *evidence.Citation) { slices.Reverse(c.Spans) },
		"evidence.offsets_out_of_range": func(c *evidence.Citation) { c.Spans[1].EndByte = 9999 },
		"evidence.text_differs":         func(c *evidence.Citation) { c.Spans[1].Text = "was gone for ten hours" },
		"evidence.utf16_differs":        func(c *evidence.Citation) { c.Spans[0].EndUTF16++ },
		"evidence.times_differ":         func(c *evidence.Citation) { c.Spans[0].StartMs = transcript.At(1) },
		"evidence.speaker_differs":      func(c *evidence.Citation) { c.Speaker.Role = transcript.Interviewer },
	}
	for code, change := range tests {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			c := good()
			require.NoError(t, c.Check(ix.Source()))
			change(&c)
			require.True(t, fault.Has(c.Check(ix.Source()), code))
		})
	}
	c := good()
	require.ErrorIs(t, c.CheckPolicy(evidence.HiringManagerOnly()), evidence.ErrNotAdmissible)
	require.ErrorIs(t, evidence.Citation{}.CheckPolicy(evidence.CandidateOnly()), evidence.ErrNotAdmissible)
	c.Flags = []evidence.Flag{evidence.NegationChanged}
	require.ErrorIs(t, c.CheckPolicy(evidence.CandidateOnly()), evidence.ErrNotAdmissible)
	require.ErrorIs(t, good().CheckPolicy(evidence.Policy{}), evidence.ErrNotAdmissible, "the zero policy admits nothing")
}

func TestCite(t *testing.T) {
	t.Parallel()
	ix := index("C: Málaga is quiet.")
	c, err := ix.Cite("s1", 0, 7)
	require.NoError(t, err)
	require.Equal(t, "Málaga", c.Text())
	c, err = inLanguage("es-MX", "C: Málaga está tranquila.").Cite("s1", 0, 7)
	require.NoError(t, err)
	require.Equal(t, "es-MX", c.Language)
	c, err = ix.Cite("s1", 0, 7)
	require.NoError(t, err)
	require.NoError(t, c.Check(ix.Source()))
	for _, bad := range []struct {
		segment    string
		start, end int
	}{{"s9", 0, 1}, {"s1", -1, 3}, {"s1", 3, 3}, {"s1", 0, 99}, {"s1", 2, 5}, {"s1", 7, 8}} {
		_, err := ix.Cite(bad.segment, bad.start, bad.end)
		require.ErrorIs(t, err, evidence.ErrNotInSource, bad)
	}
}

var vocabulary = strings.Fields("I we you they not never no don't can't won't think paid moved told wrote fixed the a an to of ledger support carrier " +
	"incident twenty-five 340 two hundred 1,200 10% $25 um uh , you know , like Málaga it's that’s … and but because — ( laughs ) [noise] 日本語 👩🏽‍💻 ok")

func sentence(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 1, 25).Draw(t, label), " ") + rapid.SampledFrom([]string{".", "?", "", "!"}).Draw(t, label+" end")
}

// Every piece of a candidate's segment that is long enough is verbatim.
func TestASliceOfTheSourceIsVerbatim(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`zq[a-zéñ]{2,7}`), 6, 20).Draw(t, "words")
		text := strings.Join(words, " ") + "."
		ix := index("I: Tell me more about that please.", "C: "+text)
		from := rapid.IntRange(0, len(words)-4).Draw(t, "from")
		to := rapid.IntRange(from+4, len(words)).Draw(t, "to")
		quote := strings.Join(words[from:to], " ")
		f := ix.Verify(evidence.Claim{Quote: quote, Segment: "s2"}, evidence.CandidateOnly())
		require.Equal(t, evidence.Verbatim, f.Grade, "%q in %q: %v", quote, text, f.Flags)
		require.True(t, f.Admissible(), "%v", f.Flags)
		require.Equal(t, quote, f.Citation.Text())
	})
}

// A "not" more or less, or another number, is never admitted.
func TestMeaningIsNeverChangedUnseen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfNDistinct(rapid.StringMatching(`[b-df-hj-np-tv-z]{5,8}`), 6, 14, rapid.ID[string]).Draw(t, "words")
		at := rapid.IntRange(1, len(words)-1).Draw(t, "at")
		guard := rapid.SampledFrom([]string{"not", "never", "340", "12"}).Draw(t, "guard")
		with := strings.Join(slices.Insert(slices.Clone(words), at, guard), " ")
		without := strings.Join(words, " ")
		f := index("C: "+with).Verify(evidence.Claim{Quote: without}, evidence.CandidateOnly())
		require.False(t, f.Admissible(), "dropped %q", guard)
		f = index("C: "+without).Verify(evidence.Claim{Quote: with}, evidence.CandidateOnly())
		require.False(t, f.Admissible(), "added %q", guard)
	})
}

// TestNothingOfAListenerIsQuoted has passages without a word between two of the
// candidate's: not even their marks become part of a citation.
func TestNothingOfAListenerIsQuoted(t *testing.T) {
	t.Parallel()
	for _, mark := range []string{"?", "…", "—", "[laughs]", "um", "Mm-hm."} {
		ix := index("C: We moved the ledger", "I: "+mark, "C: to the new queue in March.")
		for _, quote := range []string{"We moved the ledger " + mark + " to the new queue", "We moved the ledger to the new queue"} {
			f := ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly())
			require.True(t, f.Admissible(), "%q: %s %v", quote, f.Grade, f.Flags)
			require.NoError(t, f.Citation.Check(ix.Source()))
			require.Len(t, f.Citation.Spans, 2)
			require.NotContains(t, f.Citation.Text(), "ledger "+mark+" to")
		}
	}
}

// Whatever is claimed of whatever source: no panic, and a citation is the
// source's own text by the right speaker.
func TestCitationsAlwaysHold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		for range rapid.IntRange(1, 6).Draw(t, "lines") {
			line := rapid.OneOf(rapid.Custom(func(t *rapid.T) string { return sentence(t, "words") }), rapid.SampledFrom(vocabulary)).Draw(t, "line")
			lines = append(lines, rapid.SampledFrom([]string{"C: ", "I: ", "?: "}).Draw(t, "who")+line)
		}
		ix := index(lines...)
		quote := sentence(t, "quote")
		if rapid.Bool().Draw(t, "from source") {
			var l []string // of one line and those behind it
			for _, line := range lines[rapid.IntRange(0, len(lines)-1).Draw(t, "of"):] {
				l = append(l, strings.Fields(line)[1:]...)
			}
			from := rapid.IntRange(0, len(l)-1).Draw(t, "from")
			to := rapid.IntRange(from, min(len(l), from+40)).Draw(t, "to")
			quote = strings.Join(l[from:to], rapid.SampledFrom([]string{" ", "  ", " um "}).Draw(t, "sep"))
		}
		f := ix.Verify(evidence.Claim{Quote: quote, Segment: rapid.SampledFrom([]string{"", "s1", "s3"}).Draw(t, "hint")}, evidence.CandidateOnly())
		if f.Admissible() {
			require.NoError(t, f.Citation.Check(ix.Source()), quote)
			require.Equal(t, transcript.Candidate, f.Citation.Speaker.Role)
			if f.Grade == evidence.Verbatim && len(f.Citation.Spans) == 1 {
				require.Contains(t, quote, f.Citation.Text(), "verbatim only where the bytes are equal")
			}
		}
	})
}

func FuzzVerify(f *testing.F) {
	for _, q := range []string{"", "...", "I don't think we should rewrite it", "\x00\xff", "“I — we…” — Priya", strings.Repeat("no ", 300), "$25 million and [x] {y} (laughs) <z>"} {
		f.Add(strings.Join(conversation, "\n"), q)
	}
	f.Fuzz(func(t *testing.T, text, quote string) {
		if len(text) > 4000 {
			return
		}
		text = strings.ToValidUTF8(text, "?")
		ix := index("C: " + text)
		found := ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly())
		if found.Admissible() {
			require.NoError(t, found.Citation.Check(ix.Source()))
			require.True(t, utf8.ValidString(found.Citation.Text()))
		}
		for _, s := range ix.Suggest(evidence.Query{Text: quote, Speakers: []transcript.Role{transcript.Candidate}}, 3) {
			require.NoError(t, s.Citation.Check(ix.Source()))
		}
	})
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	ix := index(
		"I: How did you handle the incident, did you tell support about the outage?",
		"C: I told support about the outage within five minutes and led the incident until the end.",
		"C: On weekends I like to bake bread with my neighbour and walk along the river for hours.",
		"C: Do you have incidents with support and outages here?",
	)
	q := evidence.Query{Text: "Leads an incident, tells support about the outage", Speakers: []transcript.Role{transcript.Candidate}}
	got := ix.Suggest(q, 5)
	require.Len(t, got, 1, "no bread, no question, nothing of the interviewer")
	require.Equal(t, "s2", got[0].Citation.Spans[0].Segment)
	require.Subset(t, got[0].Terms, []string{"support", "outage", "incident"})
	require.NoError(t, got[0].Citation.Check(ix.Source()))
	require.Empty(t, ix.Suggest(evidence.Query{Text: "quantum cryptography", Speakers: q.Speakers}, 5), "no suggestion is better than a wrong one")
	require.Empty(t, ix.Suggest(evidence.Query{Text: q.Text}, 5), "without speakers it looks nowhere")
	q.Within = []string{"s3"}
	require.Empty(t, ix.Suggest(q, 5))
}

func TestSuggestKeepsLinesOfNotesApart(t *testing.T) {
	t.Parallel()
	tr := talk("I: led the incident alone", "I: told support late")
	tr.Fidelity = transcript.HumanNotes
	ix := evidence.NewIndex(evidence.FromTranscript(tr))
	got := ix.Suggest(evidence.Query{Text: "led the incident and told support alone or late", Speakers: evidence.InterviewerNotes().Speakers}, 5)
	require.Len(t, got, 1)
	require.Equal(t, "led the incident alone", got[0].Citation.Text())
}

func TestMatchQuestions(t *testing.T) {
	t.Parallel()
	tr := talk(
		"I: Thanks for joining. So can you tell me about your worst production incident, the one you owned?",
		"C: It was the double refunds and I led it from the first alert until late that night.",
		"I: And then?",
		"C: Then I wrote the report and we changed the key.",
		"I: What did you cut from the project with the fixed date?",
		"C: Not much, really.",
		"I: Do you like dogs?",
	)
	planned := []evidence.PlannedQuestion{
		{ID: "q-mentor", Text: "Who did you help to get better at their job?"},
		{ID: "q-cut", Text: "Tell me about a project with a fixed date. What did you cut?"},
		{ID: "q-incident", Text: "Tell me about the worst production incident that you owned."},
	}
	got := evidence.MatchQuestions(tr, planned)
	require.Equal(t, evidence.QuestionMatch{Question: "q-mentor", State: evidence.QuestionNotAsked}, got[0])
	require.Equal(t, evidence.QuestionNotAnswered, got[1].State)
	require.Equal(t, []string{"s5"}, got[1].Asked)
	require.Equal(t, evidence.QuestionAnswered, got[2].State)
	require.Equal(t, []string{"s1"}, got[2].Asked)
	require.Equal(t, []string{"s2", "s4"}, got[2].Answered, "an answer runs over follow-up questions")
	require.Contains(t, got[2].Terms, "incident")
	for i := range tr.Speakers {
		tr.Speakers[i].Role = transcript.UnknownRole
	}
	for _, m := range evidence.MatchQuestions(tr, planned) {
		require.Equal(t, evidence.QuestionNotAsked, m.State, "without roles nothing is matched")
	}
}

func ExampleIndex_Verify() {
	ix := index("I: So you did it alone?", "C: No. We moved the key, and I did not roll back.")
	for _, quote := range []string{"we moved the key", "I moved the key", "I did roll back", "So you did it alone"} {
		f := ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly())
		if f.Admissible() {
			fmt.Println(f.Grade, f.Citation.Text(), f.Citation.Start())
		} else {
			fmt.Println(f.Refusal().Reasons())
		}
	}
	// Output:
	// normalized We moved the key 00:05
	// [agency_changed]
	// [negation_changed]
	// [wrong_speaker]
}

func ExampleIndex_Suggest() {
	ix := index("I: What happened?", "C: I stopped the payout run and told finance before the carriers called us.")
	for _, s := range ix.Suggest(evidence.Query{Text: "stops the damage first and tells finance", Speakers: []transcript.Role{transcript.Candidate}}, 3) {
		fmt.Println(s.Terms, s.Citation.Text())
	}
	// Output: [stopped finance] I stopped the payout run and told finance before the carriers called us.
}
