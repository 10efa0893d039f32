package generative_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

// proves requires of every citation that it is what the speaker of an admissible
// role said, byte for byte.
func proves(t *testing.T, tr transcript.Transcript, cited []evidence.Citation, role transcript.Role) {
	t.Helper()
	for _, c := range cited {
		require.NotEmpty(t, c.Spans)
		for _, span := range c.Spans {
			seg, ok := tr.Segment(transcript.SegmentID(span.Segment))
			require.True(t, ok)
			require.Equal(t, seg.Text[span.StartByte:span.EndByte], span.Text)
			sp, ok := tr.Speaker(seg.Speaker)
			require.True(t, ok)
			require.Equal(t, role, sp.Role)
		}
	}
}

// A thousand scorecards by a model that says anything: what is accepted was said,
// and every loop ends.
func TestAThousandScorecardsOfChaos(t *testing.T) {
	t.Parallel()
	tr := fixture.Transcript()
	var drafts, failed, truncated, cited, refused int
	for seed := range uint64(1000) {
		m := llmfake.New(llmfake.Chaos(seed, nil))
		var got generative.Report
		opts := &generative.Options{Concurrency: 1, Repairs: 2, OnReport: func(r generative.Report) { got = r }}
		switch seed % 4 {
		case 1:
			opts.SingleCall = true
		case 2:
			opts.Truncation = generative.RetryLarger
		case 3:
			opts.Truncation, opts.Partial = generative.SplitData, true
		}
		e, err := generative.New(m, opts)
		require.NoError(t, err)
		req := request(t)
		p, err := e.DraftScorecard(t.Context(), req)
		require.LessOrEqual(t, len(m.Requests()), 2*4*4, "the loop ends")
		require.Equal(t, len(m.Requests()), got.Calls)
		for _, c := range got.PerCall {
			if c.Failed == llm.Truncated {
				truncated++
			}
		}
		if err != nil {
			failed++
			require.Contains(t, []llm.Kind{llm.Truncated, llm.InvalidOutput, llm.Declined, llm.Filtered, llm.Incomplete}, llm.KindOf(err))
			if seed%4 != 3 {
				require.Empty(t, p.Claims)
				continue
			}
		}
		drafts++
		d, err := scorecard.NewDraft("sc", req, p, fixture.Now)
		require.NoError(t, err)
		require.Len(t, d.Entries, len(req.Assignment.Competencies))
		refused += len(d.Refused)
		for _, entry := range d.Entries {
			proves(t, tr, d.EvidenceFor(entry.Competency), transcript.Candidate)
			cited += len(entry.Evidence)
		}
	}
	t.Logf("%d drafts, %d failed, %d replies cut off, %d quotes accepted, %d refused", drafts, failed, truncated, cited, refused)
	require.Greater(t, truncated, 50, "truncation is met")
	require.Greater(t, cited, 100, "and so are quotes that hold")
	require.Greater(t, refused, cited)
}

func TestChaosInTheOtherDrafts(t *testing.T) {
	t.Parallel()
	tr, call := fixture.Transcript(), intake()
	lines := 0
	for seed := range uint64(300) {
		e, m := engine(t, nil, llmfake.Chaos(seed, &llmfake.ChaosOptions{Truncated: -1, Refused: -1, Unfinished: -1}))
		req := summary.Request{Rubric: fixture.Locked(t), Application: "a", Candidate: "Priya", Transcripts: []transcript.Transcript{tr}}
		if p, err := e.DraftSummary(t.Context(), req); err == nil {
			s, err := summary.New("su", req, p, fixture.Now)
			require.NoError(t, err)
			for _, l := range append(s.Bullets, s.Questions...) {
				lines++
				proves(t, tr, l.Evidence, transcript.Candidate)
			}
		}
		if p, err := e.DraftRubric(t.Context(), rubric.IntakeRequest{Intake: call}); err == nil {
			for _, c := range rubric.Propose(call, p).Criteria {
				lines++
				for _, b := range c.Basis {
					if len(b.Confirmation) == 0 {
						proves(t, call, []evidence.Citation{b}, transcript.HiringManager)
					}
				}
			}
		}
		require.LessOrEqual(t, len(m.Requests()), 4)
	}
	require.Greater(t, lines, 20)
}

func ExampleEngine_EstimateScorecard() {
	t := &testing.T{}
	e, _ := generative.New(llmfake.New(), nil)
	est, err := e.EstimateScorecard(request(t))
	fmt.Println(est.Calls, est.Shared < est.Input/2, err)
	// Output: 2 true <nil>
}
