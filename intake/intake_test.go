package intake_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/engine/extractive"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/intake"
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

func TestTmp(t *testing.T) {
	b, err := intake.NewBrief(intake.Call{Title: "Senior Backend Engineer, Payments", HiringManager: "Dana", Recruiter: "Marcus", Minutes: 45})
	require.NoError(t, err)
	fmt.Println(b.Markdown())
	call := sampleCall(t)
	fmt.Println(intake.CoverageOf(b, call).Markdown())
	p, err := extractive.New().DraftRubric(t.Context(), rubric.IntakeRequest{Intake: call})
	require.NoError(t, err)
	d := rubric.Propose(call, p)
	src, err := intake.Description("jd-1", evidence.Speaker{Name: "Dana Whitlock"}, `# Senior Backend Engineer
What we expect:
- Designs payments that stay correct when a bank times out, with idempotency keys and a ledger
- Runs production incidents from the alert to the fix
- 8+ years of experience with Java and Spring
- Degree in computer science from a good university
- Ships on a fixed date and cuts scope in writing
- Knows Kubernetes and Terraform
`)
	require.NoError(t, err)
	fmt.Println(intake.Compare(src, call, d.Criteria).Markdown())
}
