// Package erasure_test shows that after an erasure no byte of the candidate's text
// is in the database file, its write-ahead log, or a backup that is made after.
package erasure_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/sqlitestore"
	"github.com/hirealign/hirealign/transcript"
)

// The canaries of two candidates: every text about one of them holds one.
var kinds = []string{"NAME", "WORDS", "NOTES", "NOTE", "RATING", "OVERALL", "DECISION", "OBJECTION", "EXTERNAL"}

func canary(kind, who string) string { return "CANARY" + kind + "OF" + who }

func hits(t *testing.T, who string, paths ...string) []string {
	t.Helper()
	var out []string
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(t, err)
		for _, k := range kinds {
			if bytes.Contains(raw, []byte(canary(k, who))) {
				out = append(out, filepath.Base(path)+" "+k)
			}
		}
	}
	slices.Sort(out)
	return out
}

func backup(t *testing.T, db *sql.DB, path string) {
	t.Helper()
	_, err := db.ExecContext(t.Context(), "VACUUM INTO ?", path)
	require.NoError(t, err)
}

func TestNoByteIsLeft(t *testing.T) {
	t.Parallel()
	for name, keyring := range map[string]privacy.Keyring{"in the clear": nil, "sealed": privacy.NewMemoryKeyring()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "hirealign.db")
			db, err := sql.Open("sqlite", sqlitestore.DSN(path))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, db.Close()) })
			require.NoError(t, sqlitestore.Migrate(t.Context(), db, nil))
			store, err := sqlitestore.Open(t.Context(), db, nil)
			require.NoError(t, err)
			files := []string{path, path + "-wal", path + "-shm"}

			s := search(t, store, keyring, func(ctx context.Context) error {
				_, err := db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
				return err
			})
			old := filepath.Join(t.TempDir(), "before.db")
			backup(t, db, old)
			if keyring == nil {
				for _, k := range kinds {
					require.Contains(t, hits(t, "priya", old), "before.db "+k, "the search finds what is there")
				}
			} else {
				require.Empty(t, hits(t, "priya", append(files, old)...), "sealed, it was never there in the clear")
			}

			head, err := s.in.Verify(t.Context())
			require.NoError(t, err)
			_, err = s.in.Privacy().Erase(t.Context(), s.ines, s.candidates["priya"], "gdpr.17")
			require.NoError(t, err)

			require.Empty(t, hits(t, "priya", files...))
			after := filepath.Join(t.TempDir(), "after.db")
			backup(t, db, after)
			require.Empty(t, hits(t, "priya", after))
			if keyring == nil {
				require.Contains(t, hits(t, "tomas", after), "after.db WORDS", "the other candidate is untouched")
			}
			_, err = s.in.Verify(t.Context(), head)
			require.NoError(t, err, "the chain verifies")
			x, err := s.in.Privacy().Export(t.Context(), s.ines, s.candidates["tomas"])
			require.NoError(t, err)
			require.NotEmpty(t, x.Documents)

			if keyring != nil { // a backup from before is as unreadable as the erased documents
				restored, err := sql.Open("sqlite", sqlitestore.DSN(old))
				require.NoError(t, err)
				t.Cleanup(func() { require.NoError(t, restored.Close()) })
				again, err := sqlitestore.Open(t.Context(), restored, nil)
				require.NoError(t, err)
				svc, err := hirealign.New(again, &hirealign.Options{Keyring: keyring})
				require.NoError(t, err)
				_, err = svc.Tenant("acme").Requisitions().Candidate(t.Context(), s.ines, s.candidates["priya"])
				require.ErrorIs(t, err, hirealign.ErrNotFound)
				_, err = svc.Tenant("acme").Requisitions().Candidate(t.Context(), s.ines, s.candidates["tomas"])
				require.NoError(t, err)
			}
		})
	}
}

type story struct {
	in         *hirealign.Tenant
	ines       actor.Human
	candidates map[string]requisition.CandidateID
}

// search runs a search with two finalists up to the decisions.
func search(t *testing.T, store storage.Driver, keyring privacy.Keyring, scrub func(context.Context) error) story {
	t.Helper()
	ctx, now := t.Context(), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	svc, err := hirealign.New(store, &hirealign.Options{Now: func() time.Time { return now }, Keyring: keyring, Scrub: scrub})
	require.NoError(t, err)
	human := func(id string, role actor.Role) actor.Human {
		h, err := actor.NewHuman(id, id, role)
		require.NoError(t, err)
		return h
	}
	dana, marcus, sofia := human("dana", actor.HiringManager), human("marcus", actor.Recruiter), human("sofia", actor.Interviewer)
	s := story{in: svc.Tenant("acme"), ines: human("ines", actor.RecruitingManager), candidates: map[string]requisition.CandidateID{}}
	in := s.in
	req, err := in.Requisitions().Open(ctx, dana, requisition.Opening{
		Title: "Engineer", Openings: 1, HiringManager: requisition.PersonOf(dana), Recruiter: requisition.PersonOf(marcus),
	})
	require.NoError(t, err)
	r := criteria()
	_, err = in.Rubrics().Save(ctx, dana, req.ID, r)
	require.NoError(t, err)
	var locked rubric.Locked
	for _, p := range []actor.Human{dana, marcus} {
		locked, err = in.Rubrics().Assent(ctx, p, r.ID, r.Hash())
		require.NoError(t, err)
	}
	_, err = in.Requisitions().SetPlan(ctx, marcus, req.ID, requisition.Plan{Rounds: []requisition.Round{{
		ID: "r-1", Name: "Technical", Kind: requisition.Technical, Minutes: 60,
		Panel: []requisition.Seat{{Panelist: requisition.PersonOf(sofia), Competencies: []string{"incidents"}}},
	}}})
	require.NoError(t, err)
	_, err = in.Requisitions().StartSourcing(ctx, marcus, req.ID)
	require.NoError(t, err)
	var apps []requisition.ApplicationID
	var names []string
	for _, who := range []string{"priya", "tomas"} {
		c, err := in.Requisitions().AddCandidate(ctx, marcus, canary("NAME", who), requisition.ExternalRef{System: "ats", ID: canary("EXTERNAL", who)})
		require.NoError(t, err)
		s.candidates[who] = c.ID
		_, err = in.Privacy().Record(ctx, marcus, c.ID,
			privacy.Entry{Scope: privacy.Recording, Text: "n"}, privacy.Entry{Scope: privacy.Transcription, Text: "n"}, privacy.Entry{Scope: privacy.Drafting, Text: "n"})
		require.NoError(t, err)
		app, err := in.Requisitions().Apply(ctx, marcus, req.ID, c.ID, requisition.Applied)
		require.NoError(t, err)
		slot := requisition.Slot{Start: now.Add(-time.Hour), End: now, Zone: "UTC"}
		iv, err := in.Interviews().Schedule(ctx, marcus, app.ID, "r-1", slot)
		require.NoError(t, err)
		_, err = in.Interviews().RecordHeld(ctx, marcus, iv.ID, slot)
		require.NoError(t, err)
		_, err = in.Interviews().AddTranscript(ctx, marcus, iv.ID, conversation(who))
		require.NoError(t, err)
		notes, err := transcript.FromNotes(transcript.ID("n-"+who), sofia, "- "+canary("NOTES", who)+" led it\n")
		require.NoError(t, err)
		_, err = in.Interviews().AddTranscript(ctx, sofia, iv.ID, notes)
		require.NoError(t, err)
		refs, err := in.Scorecards().Draft(ctx, iv.ID)
		require.NoError(t, err)
		_, err = in.Scorecards().AddNote(ctx, refs[0].ID, scorecard.Note{Text: canary("NOTE", who), By: sofia})
		require.NoError(t, err)
		d, err := in.Scorecards().DraftOf(ctx, sofia, refs[0].ID)
		require.NoError(t, err)
		rating, err := scorecard.Rate(sofia, locked, "incidents", 3, scorecard.Basis{Evidence: d.EvidenceFor("incidents"), Reason: canary("RATING", who)}, now)
		require.NoError(t, err)
		_, err = in.Scorecards().Submit(ctx, sofia, d.ID, scorecard.Submission{
			Ratings: []scorecard.Rating{rating}, Overall: scorecard.Yes, OverallReason: canary("OVERALL", who),
		})
		require.NoError(t, err)
		_, err = in.Summaries().Draft(ctx, app.ID)
		require.NoError(t, err)
		apps, names = append(apps, app.ID), append(names, who)
	}
	p, err := in.Debriefs().Open(ctx, marcus, req.ID, apps...)
	require.NoError(t, err)
	for i, app := range apps {
		_, err = in.Debriefs().Object(ctx, sofia, p.ID, app, debrief.NoHire, canary("OBJECTION", names[i]))
		require.NoError(t, err)
		_, err = in.Debriefs().Decide(ctx, dana, p.ID, app, debrief.Choice{
			Outcome: debrief.NoHire, Rationale: canary("DECISION", names[i]), Reasons: []debrief.Reason{{Competency: "incidents", Text: canary("DECISION", names[i])}},
		})
		require.NoError(t, err)
	}
	return s
}

func criteria() rubric.Rubric {
	var anchors []rubric.Anchor
	for i, label := range []string{"Not shown", "Partly", "Meets the bar", "Above the bar"} {
		anchors = append(anchors, rubric.Anchor{Level: i + 1, Label: label, Behaviour: fmt.Sprintf("Leads an incident, step %d", i+1)})
	}
	return rubric.Rubric{
		SchemaVersion: rubric.SchemaVersion, ID: "rb-1", Version: 1, MeetsLevel: 3,
		Role: rubric.Role{Title: "Engineer", Purpose: "Keep the run boring."},
		Competencies: []rubric.Competency{{
			ID: "incidents", Name: "Incident ownership", Description: "Leads a production incident, stops the damage first and tells support.",
			Kind: rubric.MustHave, Anchors: anchors,
		}},
		Questions: []rubric.Question{{ID: "q-1", Text: "Tell me about the worst incident that you led.", Competencies: []rubric.CompetencyID{"incidents"}}},
	}
}

func conversation(who string) transcript.Transcript {
	return transcript.Transcript{
		SchemaVersion: transcript.SchemaVersion, ID: transcript.ID("tr-" + who), Language: "en", Fidelity: transcript.Verbatim,
		Speakers: []transcript.Speaker{
			{ID: "sp1", Label: canary("NAME", who), Role: transcript.Candidate, RoleSource: transcript.Manual},
			{ID: "sp2", Label: "Sofia", Role: transcript.Interviewer, RoleSource: transcript.Manual},
		},
		Segments: []transcript.Segment{
			{ID: "s1", Speaker: "sp2", Text: "Tell me about the worst incident that you led."},
			{ID: "s2", Speaker: "sp1", Text: "I led the incident " + canary("WORDS", who) + ", stopped the damage first and told support within five minutes."},
			{ID: "s3", Speaker: "sp2", Text: "And what did you do afterwards?"},
			{ID: "s4", Speaker: "sp1", Text: "We wrote down what had happened, and I changed the alert so that it came an hour earlier."},
		},
	}
}
