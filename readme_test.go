package hirealign_test

import (
	"context"
	"io"
	"log"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

// afterInterview is the program that README shows, line by line.
func afterInterview(ctx context.Context, store storage.Driver, file io.Reader, marcus, sofia actor.Human, locked rubric.Locked, interviewID requisition.InterviewID, now time.Time) error {
	svc, err := hirealign.New(store, nil) // store: memstore.New(), or sqlitestore over your *sql.DB
	if err != nil {
		return err
	}
	acme := svc.Tenant("acme")

	// An interview was held: read its transcript, say who the candidate is, attach it.
	// Whoever asked the candidate has recorded the answer with acme.Privacy().Record.
	tr, diagnostics, err := decode.Decode(file, &decode.Options{ID: "tr-17"})
	if err != nil {
		return err // errors.Is(err, decode.ErrUnknownFormat), …
	}
	for _, d := range diagnostics {
		log.Println(d.Line, d.Message) // what was left out or guessed; nothing else is lost
	}
	if tr, err = tr.AssignRole("Priya Nair", transcript.Candidate, transcript.Declared); err != nil {
		return err
	}
	if _, err = acme.Interviews().AddTranscript(ctx, marcus, interviewID, tr); err != nil {
		return err
	}

	// Software drafts: verified quotes by competency, no levels.
	drafts, err := acme.Scorecards().Draft(ctx, interviewID)
	if err != nil {
		return err
	}
	draft, err := acme.Scorecards().DraftOf(ctx, sofia, drafts[0].ID) // one per panelist; each reads their own
	if err != nil {
		return err
	}

	// A named human rates and submits. No function does so for an actor.Agent.
	sub := scorecard.Submission{Overall: scorecard.Yes, OverallReason: "led it, told support"}
	for _, c := range draft.Assignment.Competencies {
		rating, err := scorecard.Rate(sofia, locked, c, 3, scorecard.Basis{Evidence: draft.EvidenceFor(c), Reason: "heard it"}, now)
		if err != nil {
			return err
		}
		sub.Ratings = append(sub.Ratings, rating)
	}
	_, err = acme.Scorecards().Submit(ctx, sofia, draft.ID, sub)
	return err
}

func TestReadmesProgram(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	locked, err := w.in.Rubrics().Locked(t.Context(), w.who.Marcus, w.iv.RubricHash)
	require.NoError(t, err)
	file := strings.NewReader("Sofia: Tell me about the incident that you led.\nPriya Nair: I led the refunds incident and told support within five minutes of the alert.\nSofia: And?\nPriya Nair: We fixed it.\n")
	err = afterInterview(t.Context(), w.store, file, w.who.Marcus, w.who.Sofia, locked, w.iv.ID, time.Now())
	require.NoError(t, err)

	source, err := os.ReadFile("readme_test.go")
	require.NoError(t, err)
	_, body, _ := strings.Cut(string(source), "now time.Time) error {\n")
	body, _, _ = strings.Cut(body, "\n}\n")
	var program strings.Builder
	for line := range strings.Lines(body) {
		program.WriteString(strings.TrimPrefix(line, "\t"))
	}
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, string(readme), "```go\n"+program.String()+"\n```", "README shows the program that is compiled here")
}
