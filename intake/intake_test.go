package intake_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/engine/extractive"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/intake"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

func sampleCall(t testing.TB) transcript.Transcript {
	t.Helper()
	f, err := os.Open("../examples/data/intake.vtt")
	require.NoError(t, err)
	defer f.Close()
	call, _, err := decode.Decode(f, &decode.Options{ID: "tr-intake"})
	require.NoError(t, err)
	for label, role := range map[string]transcript.Role{"Dana Whitlock": transcript.HiringManager, "Marcus Oyelaran": transcript.Recruiter} {
		call, err = call.AssignRole(label, role, transcript.Declared)
		require.NoError(t, err)
	}
	return call
}

func brief(t testing.TB) intake.Brief {
	t.Helper()
	b, err := intake.NewBrief(intake.Call{Title: "Senior Backend Engineer, Payments", HiringManager: "Dana", Recruiter: "Marcus", Minutes: 45})
	require.NoError(t, err)
	return b
}

func ExampleNewBrief() {
	b, err := intake.NewBrief(intake.Call{
		Title: "Support Engineer", HiringManager: "Dana", Recruiter: "Marcus", Minutes: 20,
		Asks:    intake.Asks()[:2],
		Returns: []intake.Return{{What: "a rubric to agree on", When: "tomorrow"}},
	})
	fmt.Println(b.ScriptSeconds, err)
	for _, p := range b.Script {
		fmt.Println(p)
	}
	// Output:
	// 36 <nil>
	// Hi Dana, Marcus here. We have 20 minutes for the Support Engineer. I will ask for what people do, not for adjectives, and I may stop you at an adjective.
	// First, why the role exists: what the job is for decides what we look at. Last, what the person will have done after a year: outcomes can be asked about, wishes cannot.
	// What you get back: a rubric to agree on tomorrow.
	// Nothing is fixed until both of us agree to it; after that it changes only with a reason.
}

func ExampleCoverageOf() {
	b, _ := intake.NewBrief(intake.Call{Title: "Support Engineer", HiringManager: "Dana", Recruiter: "Marcus", Minutes: 20, Asks: intake.Asks()[:2]})
	call := transcript.Transcript{ID: "tr-1", Speakers: []transcript.Speaker{
		{ID: "d", Name: "Dana", Role: transcript.HiringManager}, {ID: "m", Name: "Marcus", Role: transcript.Recruiter},
	}, Segments: []transcript.Segment{
		{ID: "s1", Speaker: "m", Text: "So why does this role exist?"},
		{ID: "s2", Speaker: "d", Text: "It exists because customers wait for two days until somebody looks at a ticket."},
	}}
	c := intake.CoverageOf(b, call)
	fmt.Println(c.Answered, "of", c.Of)
	fmt.Println(c.Asks[0].Answer[0].Text())
	fmt.Println(c.Open()[0].Topic)
	// Output:
	// 1 of 2
	// It exists because customers wait for two days until somebody looks at a ticket.
	// what the person will have done after a year
}

func ExampleCompare() {
	written, err := intake.Description("jd-1", evidence.Speaker{Name: "Dana"}, "We need:\n- Leads incidents from the alert to the fix\n- 8+ years of Java\n")
	call := transcript.Transcript{ID: "tr-1", Speakers: []transcript.Speaker{{ID: "d", Name: "Dana", Role: transcript.HiringManager}}, Segments: []transcript.Segment{
		{ID: "s1", Speaker: "d", Text: "They must have led an incident from the first alert to the fix afterwards."},
	}}
	c := intake.Compare(written, call, nil)
	for _, l := range c.Lines {
		fmt.Println(l.State, l.Written.Text())
	}
	fmt.Println(err)
	// Output:
	// mentioned Leads incidents from the alert to the fix
	// never_mentioned 8+ years of Java
	// <nil>
}

func TestTheScriptTakesNinetySecondsAtMost(t *testing.T) {
	t.Parallel()
	b := brief(t)
	require.LessOrEqual(t, b.ScriptSeconds, intake.LongestScript)
	words := len(strings.Fields(strings.Join(b.Script, " ")))
	require.Equal(t, (words*60+intake.WordsPerMinute-1)/intake.WordsPerMinute, b.ScriptSeconds)
	for _, a := range b.Asks {
		require.Contains(t, strings.Join(b.Script, " "), a.Topic, "everything that will be asked is said")
		require.Contains(t, strings.Join(b.Script, " "), a.Why)
		require.Contains(t, b.Markdown(), a.Question)
	}
	asks := intake.Asks()
	for i := range asks {
		asks[i].Why = strings.Repeat("and so on ", 20)
	}
	_, err := intake.NewBrief(intake.Call{Title: "x", HiringManager: "Dana", Recruiter: "Marcus", Minutes: 60, Asks: asks})
	require.ErrorIs(t, err, intake.ErrTooLong)
}

// The questions of the brief pass the library's own lint.
func TestTheBriefIsLinted(t *testing.T) {
	t.Parallel()
	l := lint.Standard()
	for _, a := range intake.Asks() {
		for _, q := range slices.Concat([]string{a.Question}, a.Also, a.Probes) {
			require.Empty(t, l.Report(l.Text(lint.Eligibility, q), nil).Blocking(), q)
		}
	}
}

func TestBriefNamesEveryFault(t *testing.T) {
	t.Parallel()
	_, err := intake.NewBrief(intake.Call{Asks: []intake.Ask{{Minutes: -1}, {ID: "a", Topic: "t", Question: "q", Why: "w"}, {ID: "a", Topic: "t", Question: "q", Why: "w"}}})
	require.ErrorIs(t, err, intake.ErrInvalid)
	var got []string
	for _, f := range fault.Of(err) {
		got = append(got, f.Code+" "+f.Path)
	}
	require.Equal(t, []string{
		"intake.text_missing /title", "intake.text_missing /hiring_manager", "intake.text_missing /recruiter", "intake.minutes_missing /minutes",
		"intake.ask_id_invalid /asks/0/id", "intake.ask_incomplete /asks/0", "intake.minutes_invalid /asks/0/minutes", "intake.ask_id_invalid /asks/2/id",
	}, got)
	_, err = intake.NewBrief(intake.Call{Title: "x", HiringManager: "a", Recruiter: "b", Minutes: 10})
	require.True(t, fault.Has(err, "intake.minutes_over"))
	_, err = intake.NewBrief(intake.Call{Title: "x", HiringManager: "a", Recruiter: "b", Minutes: 10, Asks: []intake.Ask{}})
	require.True(t, fault.Has(err, "intake.asks_missing"))
	asks := intake.Asks()
	b, err := intake.NewBrief(intake.Call{Title: "x", HiringManager: "a", Recruiter: "b", Minutes: 45, Asks: asks})
	require.NoError(t, err)
	asks[0].Probes[0] = "changed"
	require.NotEqual(t, "changed", b.Asks[0].Probes[0])
}

func TestCoverageOfTheSampleCall(t *testing.T) {
	t.Parallel()
	call := sampleCall(t)
	c := intake.CoverageOf(brief(t), call)
	state := map[string]evidence.QuestionState{}
	src := evidence.FromTranscript(call)
	for _, a := range c.Asks {
		state[a.Ask] = a.State
		for _, q := range slices.Concat(a.Answer, a.Mentions) {
			require.NoError(t, q.Check(src))
			require.Equal(t, transcript.HiringManager, q.Speaker.Role, "the hiring manager's words, nobody else's")
		}
		if a.State == evidence.QuestionAnswered {
			require.NotEmpty(t, a.Answer, a.Ask)
		}
	}
	for _, ask := range []string{"purpose", "outcomes", "must-haves", "good-and-not", "terms"} {
		require.Equal(t, evidence.QuestionAnswered, state[ask], ask)
	}
	require.Equal(t, evidence.QuestionNotAsked, state["decision"])
	require.Len(t, c.Open(), c.Of-c.Answered)
	require.Contains(t, c.Markdown(), "> Everybody remembers that week. So the role exists because I want the payout run to be boring.")
	b, err := json.Marshal(c)
	require.NoError(t, err)
	var back intake.Coverage
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, c, back)
}

// What the hiring manager said elsewhere is no answer to a question that got none.
func TestAQuestionWithoutAnAnswerHasNoWords(t *testing.T) {
	t.Parallel()
	b, err := intake.NewBrief(intake.Call{Title: "Support Engineer", HiringManager: "Dana", Recruiter: "Marcus", Minutes: 20, Asks: intake.Asks()[:1]})
	require.NoError(t, err)
	c := intake.CoverageOf(b, transcript.Transcript{ID: "tr-1", Speakers: []transcript.Speaker{
		{ID: "d", Name: "Dana <b>", Role: transcript.HiringManager}, {ID: "m", Name: "Marcus", Role: transcript.Recruiter},
	}, Segments: []transcript.Segment{
		{ID: "s1", Speaker: "m", Text: "How was your weekend in the mountains?"},
		{ID: "s2", Speaker: "d", Text: "Short. The role exists because what goes wrong while nobody does it costs us a customer every week."},
		{ID: "s3", Speaker: "m", Text: "So why does this role exist, and what goes wrong while nobody does it?"},
	}})
	require.Equal(t, evidence.QuestionNotAnswered, c.Asks[0].State)
	require.Empty(t, c.Asks[0].Answer)
	require.Equal(t, []int{1, 0}, []int{c.Asked, c.Answered})
}

func TestWhatWasSaidIsNoMarkup(t *testing.T) {
	t.Parallel()
	b, err := intake.NewBrief(intake.Call{Title: "<i>Cook</i>", HiringManager: "*Dana*", Recruiter: "Marcus", Minutes: 20, Asks: intake.Asks()[:1], Returns: []intake.Return{}})
	require.NoError(t, err)
	require.Contains(t, b.Markdown(), "# Intake: &lt;i&gt;Cook&lt;/i&gt;\n\n\\*Dana\\* and Marcus")
	call := transcript.Transcript{ID: "tr-1", Speakers: []transcript.Speaker{
		{ID: "d", Name: "Dana <b>", Role: transcript.HiringManager}, {ID: "m", Name: "Marcus", Role: transcript.Recruiter},
	}, Segments: []transcript.Segment{
		{ID: "s1", Speaker: "m", Text: "So why does this role exist?"},
		{ID: "s2", Speaker: "d", Text: "It exists because customers wait <script>alert(1)</script> for two days until somebody looks."},
	}}
	require.Contains(t, intake.CoverageOf(b, call).Markdown(), "wait &lt;script&gt;alert(1)&lt;/script&gt; for two days")
	written, err := intake.Description("jd-1", evidence.Speaker{}, "- Leads <b>every</b> incident of payments\n")
	require.NoError(t, err)
	require.Contains(t, intake.Compare(written, call, nil).Markdown(), "- Leads &lt;b&gt;every&lt;/b&gt; incident")
}

func TestCoverageAbstains(t *testing.T) {
	t.Parallel()
	call := sampleCall(t)
	for i := range call.Speakers {
		call.Speakers[i].Role = transcript.UnknownRole
	}
	c := intake.CoverageOf(brief(t), call)
	require.Zero(t, c.Asked)
	for _, a := range c.Asks {
		require.Empty(t, a.Answer)
		require.Empty(t, a.Mentions)
	}
	notes := sampleCall(t)
	notes.Fidelity = transcript.HumanNotes
	require.Zero(t, intake.CoverageOf(brief(t), notes).Asked)
	require.Zero(t, intake.CoverageOf(brief(t), transcript.Transcript{}).Asked)
}

const description = `# Senior Backend Engineer
What we expect:
- Designs payments that stay correct when a bank times out, with idempotency keys and a ledger
1. Runs production incidents from the alert to the fix
• 8+ years of experience with Java and Spring
- Degree in computer science from a good university

- Ships on a fixed date and cuts scope in writing
- Knows Kubernetes and Terraform
- Go
`

func TestCompareTheSampleDescription(t *testing.T) {
	t.Parallel()
	call := sampleCall(t)
	p, err := extractive.New().DraftRubric(t.Context(), rubric.IntakeRequest{Intake: call})
	require.NoError(t, err)
	src, err := intake.Description("jd-1", evidence.Speaker{ID: "u-7", Name: "Dana Whitlock"}, description)
	require.NoError(t, err)
	require.Len(t, src.Passages, 6)
	c := intake.Compare(src, call, rubric.Propose(call, p).Criteria)
	var never []string
	for _, l := range c.NeverMentioned() {
		never = append(never, l.Written.Text())
	}
	require.Equal(t, []string{"8+ years of experience with Java and Spring", "Degree in computer science from a good university", "Knows Kubernetes and Terraform"}, never)
	spoken := evidence.FromTranscript(call)
	for _, l := range c.Lines {
		require.NoError(t, l.Written.Check(src))
		for _, q := range l.Said {
			require.NoError(t, q.Check(spoken))
			require.Equal(t, transcript.HiringManager, q.Speaker.Role)
		}
	}
	require.NotEmpty(t, c.OnlySaid)
	for _, o := range c.OnlySaid {
		require.NotContains(t, o.Basis[0].Text(), "owns a production incident", "that stands in the description")
	}
	require.Contains(t, c.Markdown(), "3 of 6 lines of the description were never mentioned")
	other, err := intake.Description("jd-1", evidence.Speaker{}, description+"- More to come later\n")
	require.NoError(t, err)
	require.NotEqual(t, src.Ref.Hash, other.Ref.Hash)
}

func TestCompareTakesAnyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		src, err := intake.Description("jd", evidence.Speaker{}, rapid.String().Draw(rt, "text"))
		require.NoError(rt, err)
		c := intake.Compare(src, transcript.Transcript{}, nil)
		require.Len(rt, c.NeverMentioned(), len(c.Lines), "an empty call mentions nothing")
		for _, l := range c.Lines {
			require.NoError(rt, l.Written.Check(src))
		}
	})
}
