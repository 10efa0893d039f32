package evidence_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/transcript"
)

func TestEveryFlagOfTheContract(t *testing.T) {
	t.Parallel()
	ix := index(
		"I: How did the launch go?",
		"C: We shipped it in March. I think the plan was too big, and my boss said I did a great job. If we had tested it with users, we would have seen the problem.",
		"C: Only four customers ever complained. I helped Ana to write the migration, and we always asked finance first.",
		"I: Did you lose any data?",
		"C: Did we lose data? We lost a day of logs. I would take the job if the pay were higher. It took about twenty minutes.",
		"C: It was not only slow, it was wrong. So the team's on-call person paged me. And then we talked to the carriers. We wrote it down and we agreed on the date.",
		"I: We lost a day of logs as well.",
		"C: I think if we add a screen, it will also sell a lot better. I guess if we had waited, we would have lost the customer.",
	)
	tests := []struct {
		name, quote string
		grade       evidence.Grade
		flags       []evidence.Flag
		admitted    bool
	}{
		{"two small words", "And then we talked with the carriers. We wrote it down then we agreed on the date.", evidence.Altered, []evidence.Flag{evidence.WordingChanged}, false},
		{"small words within reason", "We wrote this down and then we agreed on the date.", evidence.Approximate, nil, true},
		{"a typing error", "the team's on-call persn paged me", evidence.Approximate, nil, true},
		{"brackets", "So the team's on-call person paged me [at night].", evidence.Approximate, []evidence.Flag{evidence.EditorialText}, true},
		{"brackets for a pronoun", "We wrote [the plan] down and we agreed on the date.", evidence.Approximate, []evidence.Flag{evidence.EditorialText}, true},
		{"a pronoun in brackets", "And then [I] talked to the carriers.", evidence.Altered, []evidence.Flag{evidence.AgencyChanged, evidence.EditorialText}, false},
		{"a negation in brackets", "And then we [never] talked to the carriers.", evidence.Altered, []evidence.Flag{evidence.EditorialText, evidence.NegationChanged}, false},
		{"right after I think", "the plan was too big", evidence.Verbatim, []evidence.Flag{evidence.ContextHedged}, true},
		{"another's words", "I did a great job", evidence.Verbatim, []evidence.Flag{evidence.ContextAttributed}, false},
		{"a condition before", "we would have seen the problem", evidence.Verbatim, []evidence.Flag{evidence.ContextConditional}, false},
		{"a condition behind I think", "it will also sell a lot better", evidence.Verbatim, []evidence.Flag{evidence.ContextHedged}, true},
		{"a condition behind I guess", "we would have lost the customer", evidence.Verbatim, []evidence.Flag{evidence.ContextConditional}, false},
		{"a condition behind", "I would take the job", evidence.Verbatim, []evidence.Flag{evidence.ContextConditional}, false},
		{"both sides of the condition", "I would take the job if the pay were higher", evidence.Verbatim, nil, true},
		{"a number without its only", "four customers ever complained", evidence.Verbatim, []evidence.Flag{evidence.ContextQualified}, false},
		{"a hedge dropped", "It took twenty minutes.", evidence.Altered, []evidence.Flag{evidence.HedgeChanged}, false},
		{"helped dropped", "I led Ana to write the migration, and we always asked finance first", evidence.Altered, []evidence.Flag{evidence.HedgeChanged}, false},
		{"a scope changed", "and we sometimes asked finance first", evidence.Altered, []evidence.Flag{evidence.ScopeChanged}, false},
		{"a question cut", "we lose data", evidence.Verbatim, []evidence.Flag{evidence.QuestionChanged}, false},
		{"not only", "it was wrong. So the team's on-call person paged me.", evidence.Verbatim, nil, true},
		{"sentences left out", "We shipped it in March. If we had tested it with users, we would have seen the problem.", evidence.Elided, []evidence.Flag{evidence.UnmarkedGap}, true},
		{"said by two", "We lost a day of logs", evidence.Verbatim, []evidence.Flag{evidence.Ambiguous}, true},
		{"a distant splice", "So the team's on-call person paged me ... We shipped it in March", evidence.Altered, []evidence.Flag{evidence.DistantSplice}, false},
		{"too many fragments", "We shipped … the plan … the job … four customers … the date … twenty minutes … the logs", evidence.NotFound, nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := ix.Verify(evidence.Claim{Quote: tt.quote}, evidence.CandidateOnly())
			require.Equal(t, tt.grade, f.Grade, "%v %v", f.Flags, f.Edits)
			require.Equal(t, tt.flags, f.Flags, "%v", f.Edits)
			require.Equal(t, tt.admitted, f.Admissible())
			if tt.admitted {
				require.NoError(t, f.Citation.Check(ix.Source()))
				require.NoError(t, f.Citation.CheckPolicy(evidence.CandidateOnly()))
			}
			b, err := json.Marshal(f.Refusal())
			require.NoError(t, err)
			for _, s := range f.Spans {
				require.NotContains(t, string(b), s.Text, "a refusal carries no text")
			}
		})
	}
}

// What a model tidies up in speech without changing what was said, and what looks alike
// and is not.
func TestTidiedSpeech(t *testing.T) {
	t.Parallel()
	ix := index(
		"C: We were at four percent when I started, and the customers, they were furious. There is no no other way to run it. The team's growing fast and the vendor's missed every date.",
		"C: I remember one day, [where] the whole site was down. It'll work for the small ones. Afterward we walked toward the office. My manager, I told her so, was not not amused.",
		"I: And then?",
		"C: The plan is working now. He told me to join and I, I thought it",
		"C: I thought it was a prank call. It was not",
		"C: not a small thing, and we did not we did not stop.",
	)
	for quote, admitted := range map[string]bool{
		"when I started, and the customers were furious":                  true,
		"There is no other way to run it":                                 true,
		"The team is growing fast":                                        true,
		"and the vendor has missed every date":                            true,
		"The plan's working now.":                                         true,
		"I remember one day, where the whole site was down.":              true,
		"[The tool]'ll work for the small ones":                           true,
		"Afterwards we walked towards the office":                         true,
		"He told me to join and I thought it was a prank call.":           true,
		"and we did not stop":                                             true,
		"It was not a small thing, and we did not stop":                   false,
		"and we did stop":                                                 false,
		"when I started, and they were furious":                           false,
		"and the customers, we were furious":                              false,
		"There is another way to run it":                                  false,
		"The team is not growing fast":                                    false,
		"My manager told her so, was not not amused.":                     false,
		"so, was not amused. It was fine in the end, thanks to the team.": false,
		"I remember one day, not where the whole site was down.":          false,
	} {
		f := ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly())
		require.Equal(t, admitted, f.Admissible(), "%q: %v %v %v", quote, f.Grade, f.Flags, f.Edits)
	}
}

func TestPlacesOfQuotesWithDifferences(t *testing.T) {
	t.Parallel()
	ix := index(
		"C: We moved the ledger to the new queue in March. It took a week. We moved the ledger to the new queue in March.",
		"I: When was that?",
		"C: In spring. We moved the ledger to the new queue in March. The audit came in the summer, and nobody had expected it.",
		"I: We moved the ledger to the new queue in March.",
	)
	places := func(quote string) int {
		f := ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly())
		require.True(t, f.Admissible(), "%q: %v %v", quote, f.Flags, f.Edits)
		require.Equal(t, f.Citation.Flags, f.Flags)
		for _, p := range f.Places {
			passage, ok := ix.Source().Passage(p.Segment)
			require.True(t, ok)
			require.Equal(t, "We moved", passage.Text[p.StartByte:p.StartByte+8])
		}
		if len(f.Places) > 1 {
			require.Contains(t, f.Flags, evidence.Ambiguous)
		}
		return len(f.Places)
	}
	require.Equal(t, 4, places("We moved the ledger to the new queue in March."))
	require.Equal(t, 4, places("We moved the ledgr to the new queue in March."), "a typing error")
	require.Equal(t, 4, places("We moved the ledger to that new queue in March."), "a small word")
	require.Equal(t, 1, places("We moved the ledger … The audit came in the summer"))
	require.Equal(t, 4, places("We moved the ledger … new queue in March"))
}

func TestEditsSayWhatDiffers(t *testing.T) {
	t.Parallel()
	ix := index("C: I don't think we lost the orders of forty customers.")
	f := ix.Verify(evidence.Claim{Quote: "I think I lost the ordrs of fifty customers."}, evidence.CandidateOnly())
	require.Equal(t, evidence.Altered, f.Grade)
	var edits []string
	for _, e := range f.Edits {
		edits = append(edits, e.String())
	}
	require.Equal(t, []string{
		`dropped "don't" (negation_changed)`, `replaced "we" (agency_changed)`, `respelled "orders"`, `replaced "forty" (number_changed)`,
	}, edits)
	require.Equal(t, "forty", ix.Source().Passages[0].Text[f.Edits[3].StartByte:f.Edits[3].EndByte])
}

// TestEditsInARowAreOne has one line of the list for words next to each other.
func TestEditsInARowAreOne(t *testing.T) {
	t.Parallel()
	for quote, want := range map[string][]string{
		"We moved the payments in March and told the support desk about it.":                              {`dropped "the ledger and" (content_changed)`},
		"We moved the ledger and the payments in March and told the support desk about it at lunch today": {`added 3 words (content_changed)`},
		"We moved the ledger and the big payments in March and told the support desk about it.":           {`added a word (content_changed)`},
	} {
		f := index("C: We moved the ledger and the payments in March and told the support desk about it.").Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly())
		var edits []string
		for _, e := range f.Edits {
			edits = append(edits, e.String())
		}
		require.Equal(t, want, edits)
	}
}

func TestPoliciesAreData(t *testing.T) {
	t.Parallel()
	p := evidence.CandidateOnly()
	require.Equal(t, p.Fingerprint("en"), evidence.CandidateOnly().Fingerprint("en-US"))
	require.NotEqual(t, p.Fingerprint("en"), p.Fingerprint("de"))
	require.Equal(t, p.Fingerprint("en", "de"), p.Fingerprint("de-AT", "en-US", "en-GB"), "each list once, in any order")
	require.NotEqual(t, p.Fingerprint("en"), evidence.Intake().Fingerprint("en"))
	ix := index("C: I think the plan was too big for us.")
	f := ix.Verify(evidence.Claim{Quote: "the plan was too big for us"}, p)
	require.True(t, f.Admissible())
	require.Equal(t, p.Fingerprint("en"), f.Fingerprint)
	require.Equal(t, ix.Source().Ref, f.Source)
	p.Refused = []evidence.Flag{evidence.ContextHedged}
	refused := ix.Verify(evidence.Claim{Quote: "the plan was too big for us"}, p)
	require.False(t, refused.Admissible())
	require.Equal(t, []string{"verbatim", "context_hedged"}, refused.Refusal().Reasons(), "the flag that this policy refuses is named")
	require.ErrorIs(t, f.Citation.CheckPolicy(p), evidence.ErrNotAdmissible)
	p = evidence.CandidateOnly()
	p.MinGrade = evidence.Elided
	require.False(t, ix.Verify(evidence.Claim{Quote: "the plan was to big for us"}, p).Admissible())
	b, err := json.Marshal(p)
	require.NoError(t, err)
	var back evidence.Policy
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, p, back)
}

// TestOfTwoPassagesWithOneIDTheFirstIsMeant holds for citing and for checking.
func TestOfTwoPassagesWithOneIDTheFirstIsMeant(t *testing.T) {
	t.Parallel()
	src := evidence.FromTranscript(talk("C: I led the move.", "C: Nobody else did."))
	src.Passages[1].ID = src.Passages[0].ID
	c, err := evidence.NewIndex(src).Cite("s1", 2, 5)
	require.NoError(t, err)
	require.Equal(t, "led", c.Text())
	require.NoError(t, c.Check(src))
	a, err := c.Annotate(src, "https://example.org/t")
	require.NoError(t, err)
	spans, err := a.Locate(src)
	require.NoError(t, err)
	require.Equal(t, c.Spans, spans)

	src.Passages[1].Text = "Nobody else did the whole move of the ledger."
	ix := evidence.NewIndex(src)
	f := ix.Verify(evidence.Claim{Quote: "Nobody else did the whole move of the ledger"}, evidence.CandidateOnly())
	require.Equal(t, evidence.NotFound, f.Grade, "nothing is cited of the second")
	require.Empty(t, ix.Suggest(evidence.Query{Text: "the whole move of the ledger", Speakers: []transcript.Role{transcript.Candidate}}, 3))
}

// TestTheZeroIndexHoldsNothing finds nothing in it, and asks for no memory of the size
// that a caller names.
func TestTheZeroIndexHoldsNothing(t *testing.T) {
	t.Parallel()
	for _, ix := range []*evidence.Index{{}, evidence.NewIndex(evidence.Source{})} {
		f := ix.Verify(evidence.Claim{Quote: "we moved the ledger", Segment: "s1"}, evidence.CandidateOnly())
		require.Equal(t, evidence.NotFound, f.Grade)
		require.Equal(t, []string{"not_found"}, f.Refusal().Reasons())
		q := evidence.Query{Text: "moved the ledger to the queue", Speakers: []transcript.Role{transcript.Candidate}}
		require.Empty(t, ix.Suggest(q, 3))
		require.Empty(t, ix.Rank(q, 3))
		_, err := ix.Cite("s1", 0, 1)
		require.ErrorIs(t, err, evidence.ErrNotInSource)
	}
	ix := index(conversation...)
	q := evidence.Query{Text: "moved the key to the ledger", Speakers: []transcript.Role{transcript.Candidate}}
	require.Equal(t, ix.Suggest(q, 100), ix.Suggest(q, math.MaxInt))
	require.Equal(t, ix.Rank(q, 100), ix.Rank(q, math.MaxInt))
}

// TestVeryManySpeakers has one for each passage.
func TestVeryManySpeakers(t *testing.T) {
	t.Parallel()
	src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: "t", Hash: "h"}, Language: "en"}
	for i := range 60_000 {
		src.Passages = append(src.Passages, evidence.Passage{ID: fmt.Sprint(i), Text: fmt.Sprintf("We moved ledger%d to the queue.", i%20_000), Speaker: evidence.Speaker{ID: fmt.Sprint("c", i%30_000), Role: transcript.Candidate}})
	}
	var b evidence.Builder
	for range 2 {
		ix := b.Index(src)
		f := ix.Verify(evidence.Claim{Quote: "we moved ledger7 to the queue", Speaker: "c20007"}, evidence.CandidateOnly())
		require.Equal(t, "20007", f.Citation.Spans[0].Segment)
		require.Len(t, f.Places, 3)
	}
}

func TestACitationIsInTheLanguageOfItsSource(t *testing.T) {
	t.Parallel()
	ix := inLanguage("de", "C: Ich habe die Migration geplant.")
	f := ix.Verify(evidence.Claim{Quote: "Ich habe die Migration geplant"}, evidence.CandidateOnly())
	require.Equal(t, "de", f.Citation.Language)
	for tag, want := range map[string]error{"de": nil, "": nil, "en": evidence.ErrNotInSource} {
		f.Citation.Language = tag
		require.ErrorIs(t, f.Citation.Check(ix.Source()), want, tag)
	}
}

// TestMarksWithinFigures reads commas and dots between any two digits.
func TestMarksWithinFigures(t *testing.T) {
	t.Parallel()
	for _, d := range "0123456789" {
		n := strings.Repeat(string(d), 3)
		source := "We paid 7" + n[:1] + "," + n + "." + n[:1] + "7 dollars to them."
		ix := index("C: " + source)
		for quote, want := range map[string]evidence.Grade{
			"we paid 7" + n[:1] + n + "." + n[:1] + "7 dollars":               evidence.Normalized,
			"We paid 7" + n[:1] + " " + n + "." + n[:1] + "7 dollars":         evidence.Altered,
			"we paid 7" + n[:1] + n + n[:1] + "7 dollars to them":             evidence.Altered,
			"We paid 7" + n[:1] + "," + n + "." + n[:1] + "7 dollars to them": evidence.Verbatim,
		} {
			require.Equal(t, want, ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly()).Grade, "%q of %q", quote, source)
		}
	}
}

func TestTheLongestClaim(t *testing.T) {
	t.Parallel()
	var long, short strings.Builder
	for i := 0; long.Len() < 4100; i++ {
		fmt.Fprintf(&long, "workers%c%c ", 'a'+i%26, 'a'+i/26%26)
	}
	for i := range 700 {
		fmt.Fprintf(&short, "x%c%c ", 'a'+i%26, 'a'+i/26%26)
	}
	ix := index("C: "+long.String(), "C: "+short.String())
	words := strings.Fields(short.String())
	for quote, want := range map[string]evidence.Grade{
		long.String()[:4000]:           evidence.Verbatim,
		long.String()[:4001]:           evidence.NotFound,
		strings.Join(words[:600], " "): evidence.Verbatim,
		strings.Join(words[:601], " "): evidence.NotFound,
	} {
		require.Equal(t, want, ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly()).Grade, len(quote))
	}
}

func TestAFillerIsFoundAsAWord(t *testing.T) {
	t.Parallel()
	f := index("C: My umbrella was there.").Verify(evidence.Claim{Quote: "um"}, evidence.CandidateOnly())
	require.Equal(t, evidence.NotFound, f.Grade)
	f = index("C: My umbrella, um, was there.").Verify(evidence.Claim{Quote: "um"}, evidence.CandidateOnly())
	require.Equal(t, evidence.Verbatim, f.Grade)
	require.Equal(t, 13, f.Spans[0].StartByte)
	require.False(t, f.Admissible())
}

// TestAPolicyMayBeChangedInPlace changes what a policy's slices hold between two claims.
func TestAPolicyMayBeChangedInPlace(t *testing.T) {
	t.Parallel()
	ix := index("C: I led the move of all carriers to weekly payouts.")
	p := evidence.CandidateOnly()
	p.Restaters, p.Refused = []transcript.Role{transcript.Recruiter}, []evidence.Flag{evidence.Moved}
	for _, change := range []func(){
		func() {},
		func() { p.Speakers[0] = transcript.HiringManager },
		func() { p.Restaters[0] = transcript.Interviewer },
		func() { p.Refused[0] = evidence.Ambiguous },
	} {
		change()
		require.Equal(t, p.Fingerprint("en"), ix.Verify(evidence.Claim{Quote: "I led the move"}, p).Fingerprint)
	}
}

func intakeCall(answer string) *evidence.Index {
	src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: "t", Hash: "h"}}
	for i, l := range []struct {
		role transcript.Role
		text string
	}{{transcript.Recruiter, "So five years of Go are a must for this role."}, {transcript.HiringManager, answer}} {
		src.Passages = append(src.Passages, evidence.Passage{ID: []string{"a", "b"}[i], Text: l.text, Speaker: evidence.Speaker{ID: string(l.role), Role: l.role}})
	}
	return evidence.NewIndex(src)
}

func TestARestatementCountsOnceItIsConfirmed(t *testing.T) {
	t.Parallel()
	claim := evidence.Claim{Quote: "five years of Go are a must for this role"}
	f := intakeCall("Yes, exactly. And Kafka would be nice.").Verify(claim, evidence.Intake())
	require.True(t, f.Admissible(), "%v", f.Flags)
	require.Equal(t, []evidence.Flag{evidence.Restated}, f.Citation.Flags)
	require.Equal(t, transcript.Recruiter, f.Citation.Speaker.Role)
	require.Equal(t, "Yes, exactly.", f.Citation.Confirmation[0].Text)
	src := intakeCall("Yes, exactly. And Kafka would be nice.").Source()
	require.NoError(t, f.Citation.Check(src))
	require.NoError(t, f.Citation.CheckPolicy(evidence.Intake()))
	require.ErrorIs(t, f.Citation.CheckPolicy(evidence.HiringManagerOnly()), evidence.ErrNotAdmissible)
	bare := f.Citation
	bare.Confirmation = nil
	require.ErrorIs(t, bare.CheckPolicy(evidence.Intake()), evidence.ErrNotAdmissible)
	forged := f.Citation
	forged.Confirmation = []evidence.Span{f.Citation.Spans[0]}
	require.ErrorIs(t, forged.Check(src), evidence.ErrNotInSource)
	for _, answer := range []string{"No, three are enough.", "Yes, but three are enough.", "Let me think about it.", "Yes, if we can pay for it.", "Hm, not exactly."} {
		f := intakeCall(answer).Verify(claim, evidence.Intake())
		require.Equal(t, []string{"wrong_speaker"}, f.Refusal().Reasons(), answer)
	}
	require.Equal(t, []string{"wrong_speaker"}, intakeCall("Yes, exactly.").Verify(claim, evidence.HiringManagerOnly()).Refusal().Reasons())
}

// TestWhatConfirms has the turns after "five years of Go are a must", and whether they
// confirm it.
func TestWhatConfirms(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		restated string // the recruiter's turn
		then     []string
		confirms string // "" where nothing does
	}{
		{"So five years of Go are a must?", []string{"H: Yes, exactly."}, "Yes, exactly."},
		{"So five years of Go are a must. Is that right?", []string{"H: That's right."}, "That's right."},
		{"So five years of Go are a must. Did I get that right?", []string{"H: Yeah, that sounds right."}, "Yeah, that sounds right."},
		{"So five years of Go are a must?", []string{"H: Yes, five years of Go are a must. Kafka would be nice."}, "Yes, five years of Go are a must."},
		{"So five years of Go are a must?", []string{"H: Exactly. And three years of Kafka."}, "Exactly."},
		{"So five years of Go are a must?", []string{"H: Yes.", "H: And three years of Kafka."}, "Yes."},
		{"So five years of Go are a must,", []string{"H: Mm-hm.", "R: and Kafka is nice to have.", "H: Correct."}, "Correct."},
		{"So five years of Go are a must.", []string{"H: Yes.", "R: And what about Kafka?", "H: No."}, "Yes."},
		{"So five years of Go are a must. And did you get my mail about the budget?", []string{"H: Yes, I did."}, ""},
		{"So five years of Go are a must. By the way, can you hear me?", []string{"H: Yes."}, ""},
		{"So five years of Go are a must.", []string{"H: Mm-hm.", "R: And may I record this?", "H: Sure."}, ""},
		{"So five years of Go are a must?", []string{"H: Yes. But only for the senior one."}, ""},
		{"So five years of Go are a must?", []string{"H: Yes.", "H: But only for the senior one."}, ""},
		{"So five years of Go are a must?", []string{"H: Yes. Well, no, less would do."}, ""},
		{"So five years of Go are a must?", []string{"H: Right. Actually, three is enough."}, ""},
		{"So five years of Go are a must?", []string{"H: Yes, for the senior one."}, ""},
		{"So five years of Go are a must?", []string{"H: Yes, four."}, ""},
		{"So five years of Go are a must?", []string{"H: Yes, mostly."}, ""},
		{"So five years of Go are a must?", []string{"H: Yes, maybe."}, ""},
		{"So five years of Go are a must?", []string{"H: Hm, okay, let me think."}, ""},
		{"So five years of Go are a must?", []string{"H: Is that right?"}, ""},
		{"So five years of Go are a must?", []string{"C: Yes, exactly."}, ""},
		{"So five years of Go are a must?", []string{"C: Yes, exactly.", "H: Yes."}, ""},
		{"So five years of Go are a must?", nil, ""},
	} {
		src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: "t", Hash: "h"}, Language: "en"}
		for i, l := range slices.Concat([]string{"R: " + tc.restated}, tc.then) {
			role := map[byte]transcript.Role{'R': transcript.Recruiter, 'H': transcript.HiringManager, 'C': transcript.Candidate}[l[0]]
			src.Passages = append(src.Passages, evidence.Passage{ID: fmt.Sprint(i), Text: l[3:], Speaker: evidence.Speaker{ID: l[:1], Role: role}})
		}
		f := evidence.NewIndex(src).Verify(evidence.Claim{Quote: "five years of Go are a must"}, evidence.Intake())
		require.Equal(t, tc.confirms != "", f.Admissible(), "%q %q: %v", tc.restated, tc.then, f.Flags)
		if f.Admissible() {
			require.Equal(t, tc.confirms, f.Citation.Confirmation[0].Text)
			require.NoError(t, f.Citation.Check(src))
		}
	}
}

func inLanguage(tag string, lines ...string) *evidence.Index {
	src := evidence.FromTranscript(talk(lines...))
	src.Language = tag
	return evidence.NewIndex(src)
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	german := []string{
		"I: Wie lief die Migration?",
		"C: Also, ähm, wir haben die Migration in fünfundzwanzig Tagen geschafft. Ich habe das nicht allein gemacht, Anna hat die Tests geschrieben.",
		"C: Ich glaube nicht, dass wir Daten verloren haben. Wir haben nur zwei Kunden angerufen.",
	}
	spanish := []string{
		"I: ¿Cómo fue la migración?",
		"C: Pues, eh, nosotros terminamos la migración en veinticinco días. Yo no lo hice solo, Ana escribió las pruebas.",
		"C: Creo que no perdimos datos. Solo llamamos a dos socios.",
	}
	french := []string{
		"I: Comment s'est passée la migration ?",
		"C: Alors, euh, nous avons fini la migration en vingt-cinq jours. Je n'ai pas fait ça seul, c'est Anna qui a écrit les tests.",
		"C: J'ai essayé de garder l'ancien système, mais l'équipe n'avait plus que deux serveurs. On a appelé seulement deux clients. Personne n'a perdu de données.",
	}
	tests := []struct {
		name, tag, quote string
		lines            []string
		grade            evidence.Grade
		blocking         []string
	}{
		{"German, fillers and a number", "de-AT", "wir haben die Migration in 25 Tagen geschafft", german, evidence.Normalized, nil},
		{"German without a tag", "", "wir haben die Migration in 25 Tagen geschafft", german, evidence.Normalized, nil},
		{"German, a negation dropped", "de", "Ich habe das allein gemacht, Anna hat die Tests geschrieben.", german, evidence.Altered, []string{"negation_changed"}},
		{"German, I for we", "de", "Ich haben die Migration in 25 Tagen geschafft", german, evidence.Altered, []string{"agency_changed"}},
		{"German, only dropped", "de", "Wir haben zwei Kunden angerufen.", german, evidence.Altered, []string{"scope_changed"}},
		{"German, a typing error", "de", "Anna hat die Tests geschriben", german, evidence.Approximate, nil},
		{"German, a letter is another", "de", "wir hatten die Migration in 25 Tagen geschafft", german, evidence.Altered, []string{"wording_changed"}},
		{"Spanish, a number", "es-MX", "terminamos la migración en 25 días", spanish, evidence.Normalized, nil},
		{"Spanish, a negation dropped", "es", "Yo lo hice solo, Ana escribió las pruebas.", spanish, evidence.Altered, []string{"negation_changed"}},
		{"Spanish, only dropped", "es", "llamamos a dos socios", spanish, evidence.Verbatim, []string{"context_qualified"}},
		{"French, fillers and a number", "fr-CA", "nous avons fini la migration en 25 jours", french, evidence.Normalized, nil},
		{"French without a tag", "", "nous avons fini la migration en 25 jours", french, evidence.Normalized, nil},
		{"French, elisions written out", "fr", "je ai essayé de garder le ancien système", french, evidence.Normalized, nil},
		{"French, a spoken ne left out", "fr", "J'ai pas fait ça seul, c'est Anna qui a écrit les tests.", french, evidence.Approximate, nil},
		{"French, a negation dropped", "fr", "J'ai fait ça seul, c'est Anna qui a écrit les tests.", french, evidence.Altered, []string{"negation_changed"}},
		{"French, we for I", "fr", "Nous avons essayé de garder l'ancien système", french, evidence.Altered, []string{"agency_changed", "wording_changed"}},
		{"French, tried became managed", "fr", "J'ai réussi de garder l'ancien système, mais l'équipe n'avait plus que deux serveurs.", french, evidence.Altered, []string{"hedge_changed"}},
		{"French, only dropped", "fr", "On a appelé deux clients.", french, evidence.Altered, []string{"scope_changed"}},
		{"French, the only of ne que dropped", "fr", "mais l'équipe avait deux serveurs", french, evidence.Altered, []string{"scope_changed", "wording_changed"}},
		{"French, a typing error", "fr", "c'est Anna qui a écrit les testes", french, evidence.Altered, []string{"content_changed"}},
		{"Spanish, a diacritic is a letter", "es", "Ana escribio las pruebas", spanish, evidence.Approximate, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := inLanguage(tt.tag, tt.lines...).Verify(evidence.Claim{Quote: tt.quote}, evidence.CandidateOnly())
			require.Equal(t, tt.grade, f.Grade, "%v %v", f.Flags, f.Edits)
			if tt.blocking != nil {
				require.Equal(t, tt.blocking, f.Refusal().Reasons(), "%v", f.Edits)
			}
			if f.Admissible() {
				require.Equal(t, tt.tag, f.Citation.Language, "the tag is carried")
			}
		})
	}
}

// TestANegationBehindTheQuote is German, where "nicht" stands behind what it denies.
func TestANegationBehindTheQuote(t *testing.T) {
	t.Parallel()
	for text, denied := range map[string]bool{
		"Ich leitete das Projekt nicht.":                               true,
		"Ich leitete das Projekt nie alleine.":                         true,
		"Ich leitete das Projekt in Wien damals aber noch nicht, nein": true,
		"Ich leitete das Projekt eigentlich kaum.":                     true,
		"Ich leitete das Projekt nicht nur, ich plante es auch.":       false,
		"Ich leitete das Projekt. Nicht alle wollten das.":             false,
		"Ich leitete das Projekt, nicht das Team.":                     false,
		"Ich leitete das Projekt und habe nie gefehlt.":                false,
		"Ich leitete das Projekt noch im März.":                        false,
		"Ich leitete das Projekt":                                      false,
	} {
		for _, quote := range []string{"Ich leitete das Projekt", "ich leitete das Projekt …"} {
			f := inLanguage("de", "C: "+text).Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly())
			require.Equal(t, !denied, f.Admissible(), "%q: %v", text, f.Flags)
			if denied {
				require.Equal(t, []string{"context_negated"}, f.Refusal().Reasons())
			}
		}
	}
}

// TestWhatStandsBeforeAComma is German, which separates each clause from the one that
// governs it.
func TestWhatStandsBeforeAComma(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		before, quote string
		flag          evidence.Flag // "" where it is admitted
	}{
		{"Er sagte, ", "ich hätte das gut gelöst", evidence.ContextAttributed},
		{"Mein Chef meinte dann, ", "ich hätte das gut gelöst", evidence.ContextAttributed},
		{"Mein Chef sagte: ", "Du hast das Projekt gerettet", evidence.ContextAttributed},
		{"Niemand sagt, ", "wir hätten Daten verloren", evidence.ContextNegated},
		{"Hätten wir mehr Zeit gehabt, ", "wären wir fertig geworden", evidence.ContextConditional},
		{"Ich habe damals gesagt, ", "wir haben die Daten verloren", ""},
		{"Wie gesagt, ", "wir haben die Daten verloren", ""},
		{"Ehrlich gesagt, ", "wir haben die Daten verloren", ""},
		{"Er sagte das oft. ", "Wir haben die Daten verloren", ""},
		{"Er war neu, ", "wir haben die Daten verloren", ""},
		{"", "Wir haben die Daten verloren", ""},
	} {
		f := inLanguage("de", "C: "+tc.before+tc.quote+".").Verify(evidence.Claim{Quote: tc.quote}, evidence.CandidateOnly())
		require.Equal(t, tc.flag == "", f.Admissible(), "%q: %v", tc.before, f.Flags)
		if tc.flag != "" {
			require.Equal(t, []string{string(tc.flag)}, f.Refusal().Reasons())
		}
	}
}

// TestEachPassageIsReadInItsLanguage has a passage in another language than those
// before it: what stands around a quote is looked at with its own word lists.
func TestEachPassageIsReadInItsLanguage(t *testing.T) {
	t.Parallel()
	for _, first := range []string{"ja", "en", "es"} {
		src := evidence.FromTranscript(talk("C: Kubernetes 支払い", "C: Ich glaube nicht, dass wir das Budget überzogen haben. Wir haben nie eine Auszahlung verloren."))
		src.Passages[0].Language, src.Passages[1].Language = first, "de-DE"
		ix := evidence.NewIndex(src)
		f := ix.Verify(evidence.Claim{Quote: "wir das Budget überzogen haben"}, evidence.CandidateOnly())
		require.Equal(t, []string{"context_negated"}, f.Refusal().Reasons(), first)
		f = ix.Verify(evidence.Claim{Quote: "wir haben NIE eine Auszahlung verloren"}, evidence.CandidateOnly())
		require.True(t, f.Admissible())
		require.Empty(t, f.Flags, "there are lists for this passage")
		require.Equal(t, "de-DE", f.Citation.Language)
		f = ix.Verify(evidence.Claim{Quote: "wir hatten nie eine Auszahlung verloren"}, evidence.CandidateOnly())
		require.Equal(t, []string{"wording_changed"}, f.Refusal().Reasons(), "a small word in German, and no word of English")
	}
}

func TestALanguageWithoutListsGetsTheSafeGrades(t *testing.T) {
	t.Parallel()
	ix := inLanguage("fi", "C: Minä johdin projektia kaksi vuotta. En tehnyt sitä yksin, tiimi auttoi minua paljon.")
	f := ix.Verify(evidence.Claim{Quote: "minä johdin projektia kaksi vuotta"}, evidence.CandidateOnly())
	require.Equal(t, evidence.Normalized, f.Grade)
	require.Equal(t, []evidence.Flag{evidence.NoWordLists}, f.Citation.Flags, "and says so")
	f = ix.Verify(evidence.Claim{Quote: "Minä johdin projektia ... tiimi auttoi minua paljon"}, evidence.CandidateOnly())
	require.Equal(t, evidence.Elided, f.Grade)
	require.True(t, f.Admissible())
	for _, quote := range []string{"Minä johdin projektia kaksi vuota.", "Tehnyt sitä yksin, tiimi auttoi minua vähän", "Minä johdin projektia kolme vuotta"} {
		require.False(t, ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly()).Admissible(), quote)
	}

	// The language of an untagged text is known or it is not, and then that is said.
	for _, text := range []string{
		"Minä johdin projektia kaksi vuotta. En tehnyt sitä yksin, tiimi auttoi minua paljon.",
		"Eu não liderei o projeto sozinho, a equipe me ajudou muito e no final conseguimos, embora o orçamento fosse pequeno e o prazo curto.",
		"Doncs jo vaig liderar la migració, però no ho vaig fer sol. L'equip em va ajudar molt i vam acabar en sis mesos.",
		"Ik heb het project niet alleen geleid, het team heeft mij veel geholpen.",
		"لم أقد المشروع وحدي، ساعدني الفريق كثيرا", "저는 혼자 프로젝트를 이끌지 않았습니다.", "मैंने परियोजना का नेतृत्व अकेले नहीं किया",
	} {
		words := strings.Fields(text)
		f := inLanguage("", "C: "+text).Verify(evidence.Claim{Quote: strings.Join(words[len(words)-4:], " ")}, evidence.CandidateOnly())
		require.Contains(t, f.Flags, evidence.NoWordLists, text)
	}
	for _, text := range []string{
		"We shipped the ledger.", "Led migration of payment platform, cut failures by half",
		"Wir haben die Migration geschafft.", "Yo no diseñé el esquema, pero escribí las pruebas de la base de datos.",
	} {
		f := inLanguage("", "C: "+text).Verify(evidence.Claim{Quote: text}, evidence.CandidateOnly())
		require.True(t, f.Admissible())
		require.Empty(t, f.Flags, text)
	}

	japanese := inLanguage("ja", "C: 私は三年間チームを率いました。一人ではありませんでした。")
	f = japanese.Verify(evidence.Claim{Quote: "チームを率いました"}, evidence.CandidateOnly())
	require.Equal(t, evidence.Verbatim, f.Grade)
	require.True(t, f.Admissible())
	require.False(t, japanese.Verify(evidence.Claim{Quote: "チームを率いません"}, evidence.CandidateOnly()).Admissible())
}

func TestATranslationStandsBesideItsOriginal(t *testing.T) {
	t.Parallel()
	ix := inLanguage("de", "C: Wir haben die Migration in zwei Wochen geschafft.")
	f := ix.Verify(evidence.Claim{Quote: "We finished the migration in two weeks.", Language: "en"}, evidence.CandidateOnly())
	require.Equal(t, []string{"translated"}, f.Refusal().Reasons(), "words of two languages cannot be compared")
	f = ix.Verify(evidence.Claim{Quote: "Wir haben die Migration in zwei Wochen geschafft.", Language: "de-DE"}, evidence.CandidateOnly())
	tr := evidence.Translation{Original: f.Citation, Language: "en", Text: "We finished the migration in two weeks.", By: "Dana Whitlock"}
	require.Equal(t, "Wir haben die Migration in zwei Wochen geschafft.", tr.Original.Text())
	require.NoError(t, tr.Check(ix.Source()))
	for code, change := range map[string]func(*evidence.Translation){
		"evidence.text_differs":                 func(tr *evidence.Translation) { tr.Original.Spans[0].Text = tr.Text },
		"evidence.source_other":                 func(tr *evidence.Translation) { tr.Original = evidence.Citation{} },
		"evidence.translation_text_missing":     func(tr *evidence.Translation) { tr.Text = " " },
		"evidence.translation_language_missing": func(tr *evidence.Translation) { tr.Language = "" },
		"evidence.translation_same_language":    func(tr *evidence.Translation) { tr.Language = "de-CH" },
		"evidence.translator_missing":           func(tr *evidence.Translation) { tr.By = "" },
	} {
		changed := tr
		changed.Original = tr.Original.Clone()
		change(&changed)
		require.Equal(t, code, fault.Of(changed.Check(ix.Source()))[0].Code)
	}
	require.ErrorIs(t, evidence.Translation{Original: f.Citation}.Check(ix.Source()), evidence.ErrInvalidTranslation)
}

func TestCompatibilityFormsAreFolded(t *testing.T) {
	t.Parallel()
	ix := index("C: We wrote the office ﬁle in C++ and in Ｇｏ, e\u0301tudes of the cafe\u0301, for ２５ users.")
	for _, quote := range []string{
		"we wrote the oﬃce file in c++ and in Go, études of the café, for 25 users",
		"𝐖𝐞 wrote the office file in C++ and in go, etudes of the cafe, for twenty-five users",
	} {
		require.Equal(t, evidence.Normalized, ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly()).Grade, quote)
	}
	require.False(t, ix.Verify(evidence.Claim{Quote: "We wrote the office file in C# and in Go"}, evidence.CandidateOnly()).Admissible())
}

// TestAQuoteOfWhatIsSaidOften has fragments that stand in each of very many sentences.
func TestAQuoteOfWhatIsSaidOften(t *testing.T) {
	t.Parallel()
	lines := slices.Repeat([]string{"C: We moved the ledger and told the whole support desk to use the new queue."}, 60_000)
	f := index(lines...).Verify(evidence.Claim{Quote: "We moved the ledger … told the whole support desk … use the new queue", Segment: "s40000"}, evidence.CandidateOnly())
	require.Equal(t, evidence.Elided, f.Grade)
	require.Len(t, f.Citation.Spans, 3)
	require.Equal(t, "s40000", f.Citation.Spans[2].Segment)
	require.Empty(t, f.Flags)
}

// TestAnIndexIsUsedByMany at once: all find what each finds alone, also the first
// search, which works out the stems.
func TestAnIndexIsUsedByMany(t *testing.T) {
	t.Parallel()
	quotes := []string{
		"I paged the on-call person", "we moved the key to the ledger and it's been quiet", "I think we should rewrite it", "It took fifteen minutes, not fifty",
		"The data center in Málaga was gone for two hours … I told support at once", "restart the whole cluster by hand", "never said by anybody here", "",
	}
	policies := []evidence.Policy{evidence.CandidateOnly(), evidence.Intake(), {}}
	find := func(ix *evidence.Index, n int) []any {
		quote, policy := quotes[n%len(quotes)], policies[n%len(policies)]
		q := evidence.Query{Text: "moved the key to the ledger and told support about the data center", Speakers: []transcript.Role{transcript.Candidate}}
		return []any{ix.Verify(evidence.Claim{Quote: quote}, policy), ix.Suggest(q, 1+n%3), ix.Rank(q, 1+n%4)}
	}
	want := make([][]any, 48)
	for n := range want {
		want[n] = find(index(conversation...), n)
	}
	ix, got := index(conversation...), make([][]any, len(want))
	var wg sync.WaitGroup
	for from := range 8 {
		wg.Go(func() {
			for n := from; n < len(got); n += 8 {
				got[n] = find(ix, n)
			}
		})
	}
	wg.Wait()
	require.Equal(t, want, got)
}

// TestABuilderForgetsTheSourceBefore makes the index of a small source after one of a
// great one in another language, and again.
func TestABuilderForgetsTheSourceBefore(t *testing.T) {
	t.Parallel()
	var b evidence.Builder
	german := evidence.FromTranscript(talk("C: Wir haben nie eine Auszahlung verloren.", "I: Ja.", "C: Ich war für das Kontenbuch verantwortlich."))
	german.Language = "de"
	sources := []evidence.Source{evidence.FromTranscript(talk(conversation...)), german, {}, evidence.FromTranscript(talk("C: I paged nobody."))}
	for range 3 {
		for _, src := range sources {
			fresh, again := evidence.NewIndex(src), b.Index(src)
			for _, quote := range []string{"I paged the on-call person", "Wir haben nie eine Auszahlung verloren", "eine Auszahlung verloren", "I paged nobody", "It took fifteen minutes, not fifty"} {
				claim := evidence.Claim{Quote: quote, Segment: "s3"}
				require.Equal(t, fresh.Verify(claim, evidence.CandidateOnly()), again.Verify(claim, evidence.CandidateOnly()))
			}
			q := evidence.Query{Text: "paged the on-call person about the Auszahlung and the Kontenbuch", Speakers: []transcript.Role{transcript.Candidate}}
			require.Equal(t, fresh.Suggest(q, 3), again.Suggest(q, 3))
			require.Equal(t, fresh.Rank(q, 3), again.Rank(q, 3))
		}
	}
}

// TestWhatOnlyLooksLikeANegationMayBeLeftOut is "not only" and the like within a gap; a
// negation that the gap cuts in two is one.
func TestWhatOnlyLooksLikeANegationMayBeLeftOut(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text, quote string
		admitted    bool
	}{
		{"The old tool was not only slow, it was wrong every single day.", "The old tool was … wrong every single day", true},
		{"We moved the ledger, no doubt about it, to the new queue in March.", "We moved the ledger … to the new queue in March", true},
		{"We fixed the ledger and not only tested it but also deployed it to the customers.", "We fixed the ledger … deployed it to the customers", true},
		{"I thank the whole team. Not only do we have a tester, we have two.", "I thank the whole team. … do we have a tester", false},
		{"The old tool was not slow, it was wrong every single day.", "The old tool was … slow, it was wrong every single day", false},
		{"The old tool was not only slow, it was wrong every single day.", "The old tool was … only slow, it was wrong every single day", false},
	} {
		f := index("C: "+tc.text).Verify(evidence.Claim{Quote: tc.quote}, evidence.CandidateOnly())
		require.Equal(t, tc.admitted, f.Admissible(), "%q: %s %v", tc.quote, f.Grade, f.Flags)
	}
}

// TestAnInventedWordSaidTwiceIsInvented also where a sentence ends between the two.
func TestAnInventedWordSaidTwiceIsInvented(t *testing.T) {
	t.Parallel()
	ix := index("C: We had twenty. The customer server wrote reports every night.")
	for quote, admitted := range map[string]bool{
		"Designed. Designed server wrote reports every night":              false,
		"Backup? Backup server wrote reports every night":                  false,
		"The customer server wrote payroll. Payroll reports every night":   false,
		"The customer server wrote reports every night. Night":             true,
		"The customer server. Server wrote reports every night":            true,
		"The customer server wrote reports. The reports, payroll, payroll": false,
	} {
		f := ix.Verify(evidence.Claim{Quote: quote}, evidence.CandidateOnly())
		require.Equal(t, admitted, f.Admissible(), "%q: %s %v %v", quote, f.Grade, f.Flags, f.Edits)
	}
}
