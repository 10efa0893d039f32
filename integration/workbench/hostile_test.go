package workbench_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage/sqlitestore"
	"github.com/hirealign/hirealign/transcript"
)

// What people who want more of a page than to be read would write.
const (
	script = `<script>window.__pwned=1</script><img src=x onerror="window.__pwned=1">`
	break1 = `"><svg onload="window.__pwned=1"></textarea></title></style><iframe src="javascript:parent.__pwned=1">`
	bidi   = "Ada \u202egnp.exe\u202c \u2066isolated\u200b\ufeff"
)

// house is a new database, and the rooms of the workbench's tenant in it.
func house(t *testing.T) (path string, in *hirealign.Tenant) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "house.db")
	db, err := sql.Open("sqlite", sqlitestore.DSN(path))
	require.NoError(t, err)
	require.NoError(t, sqlitestore.Migrate(t.Context(), db, nil))
	store, err := sqlitestore.Open(t.Context(), db, nil)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, store.Close())
		require.NoError(t, db.Close())
	})
	svc, err := hirealign.New(store, nil)
	require.NoError(t, err)
	return path, svc.Tenant("fernhill")
}

// empty is a database with a search that none of the people who sign in has a part in.
func empty(t *testing.T) string {
	t.Helper()
	path, in := house(t)
	zoe, err := actor.NewHuman("u-zoe", "Zoe Marsh", actor.Recruiter)
	require.NoError(t, err)
	_, err = in.Requisitions().Open(t.Context(), zoe, requisition.Opening{
		Title: "Not theirs", Openings: 1, HiringManager: requisition.Person{ID: "u-yan", Name: "Yan Li"}, Recruiter: requisition.PersonOf(zoe),
	})
	require.NoError(t, err)
	return path
}

// hostile is a database with two searches in which every text is hostile: one is
// decided, and in the other a card is owed.
func hostile(t *testing.T) string {
	t.Helper()
	ctx := t.Context()
	path, in := house(t)
	human := func(id, name string, role actor.Role) actor.Human {
		h, err := actor.NewHuman(id, name, role)
		require.NoError(t, err)
		return h
	}
	dana, marcus := human("u-dana", "Dana Whitlock", actor.HiringManager), human("u-marcus", "Marcus Oyelaran", actor.Recruiter)
	sofia, ken := human("u-sofia", "Sofia Lindqvist", actor.Interviewer), human("u-ken", "Ken Abara", actor.Interviewer)
	long := strings.Repeat("endless ", 130_000) // a line of a megabyte

	for _, decided := range []bool{true, false} {
		req, err := in.Requisitions().Open(ctx, marcus, requisition.Opening{
			Title: script + bidi, Openings: 1, HiringManager: requisition.PersonOf(dana), Recruiter: requisition.PersonOf(marcus),
		})
		require.NoError(t, err)
		r := rubric.Rubric{SchemaVersion: rubric.SchemaVersion, ID: rubric.ID("rb-" + req.ID), Version: 1, MeetsLevel: 2, Role: rubric.Role{Title: script + bidi, Purpose: break1}}
		for _, id := range []rubric.CompetencyID{"first", "second"} {
			c := rubric.Competency{ID: id, Name: string(id) + script, Description: "Moves the ledger. " + break1, Kind: rubric.MustHave, JobLink: rubric.JobLink{Task: "Ledger " + bidi, By: dana, At: time.Now()}}
			for level, does := range []string{"Waits until somebody else repairs the ledger", "Repairs the ledger after a report names it", "Repairs the ledger and names the cause in writing"} {
				c.Anchors = append(c.Anchors, rubric.Anchor{Level: level + 1, Label: script, Behaviour: does + " " + break1})
			}
			r.Competencies = append(r.Competencies, c)
			r.Questions = append(r.Questions, rubric.Question{ID: rubric.QuestionID("q-" + id), Text: "Tell me about a time the ledger was wrong. " + script, Competencies: []rubric.CompetencyID{id}})
		}
		rec, err := in.Rubrics().Save(ctx, dana, req.ID, r)
		require.NoError(t, err)
		_, err = in.Rubrics().Assent(ctx, dana, rec.Rubric.ID, rec.Rubric.Hash())
		require.NoError(t, err)
		locked, err := in.Rubrics().Assent(ctx, marcus, rec.Rubric.ID, rec.Rubric.Hash())
		require.NoError(t, err)
		seat := func(h actor.Human) requisition.Seat {
			return requisition.Seat{Panelist: requisition.PersonOf(h), Competencies: []string{"first", "second"}, Questions: []string{"q-first", "q-second"}}
		}
		_, err = in.Requisitions().SetPlan(ctx, marcus, req.ID, requisition.Plan{Rounds: []requisition.Round{{
			ID: "r-1", Name: script + bidi, Kind: requisition.Technical, Minutes: 60, Panel: []requisition.Seat{seat(sofia), seat(ken)},
		}}})
		require.NoError(t, err)
		_, err = in.Requisitions().StartSourcing(ctx, marcus, req.ID)
		require.NoError(t, err)

		m := debrief.ID("")
		var apps []requisition.ApplicationID
		for _, name := range []string{script + bidi, break1} {
			person, err := in.Requisitions().AddCandidate(ctx, marcus, name)
			require.NoError(t, err)
			for _, s := range []privacy.Scope{privacy.Recording, privacy.Transcription, privacy.Drafting} {
				_, err = in.Privacy().Record(ctx, marcus, person.ID, privacy.Entry{Scope: s, Text: script})
				require.NoError(t, err)
			}
			app, err := in.Requisitions().Apply(ctx, marcus, req.ID, person.ID, requisition.Applied)
			require.NoError(t, err)
			apps = append(apps, app.ID)
			end := time.Now().Add(-2 * time.Hour)
			slot := requisition.Slot{Start: end.Add(-time.Hour), End: end, Zone: "UTC"}
			iv, err := in.Interviews().Schedule(ctx, marcus, app.ID, "r-1", slot)
			require.NoError(t, err)
			_, err = in.Interviews().RecordHeld(ctx, marcus, iv.ID, slot)
			require.NoError(t, err)
			tr := transcript.Transcript{SchemaVersion: transcript.SchemaVersion, ID: transcript.ID("tr-" + iv.ID), Fidelity: transcript.Verbatim, Speakers: []transcript.Speaker{
				{ID: "a", Label: "S" + script, Name: "S" + script, Role: transcript.Interviewer, RoleSource: transcript.Declared},
				{ID: "b", Label: "C", Name: name, Role: transcript.Candidate, RoleSource: transcript.Declared},
			}}
			for i, text := range []string{"Tell me about a time the ledger was wrong.", "I repaired the ledger and told finance " + script + " the same day " + bidi + ".", "What then?", long, break1} {
				sp := transcript.SpeakerID("b")
				if i%2 == 0 {
					sp = "a"
				}
				tr.Segments = append(tr.Segments, transcript.Segment{ID: transcript.SegmentID(string(rune('1' + i))), Speaker: sp, Text: text, Start: transcript.At(int64(i) * 9000), End: transcript.At(int64(i)*9000 + 8000)})
			}
			_, err = in.Interviews().AddTranscript(ctx, marcus, iv.ID, tr)
			require.NoError(t, err)
			refs, err := in.Scorecards().Draft(ctx, iv.ID)
			require.NoError(t, err)
			for _, ref := range refs {
				if !decided && ref.Panelist.ID == ken.ID() {
					continue
				}
				by := map[string]actor.Human{sofia.ID(): sofia, ken.ID(): ken}[ref.Panelist.ID]
				sub := scorecard.Submission{Overall: scorecard.Yes, OverallReason: script + bidi}
				for i, c := range []rubric.CompetencyID{"first", "second"} {
					draft, found, err := in.Scorecards().AddEvidence(ctx, by, ref.ID, c, evidence.Claim{Quote: tr.Segments[1].Text})
					require.NoError(t, err)
					require.True(t, found.Admissible() || len(draft.EvidenceFor(c)) > 0, "%v", found.Refusal())
					level := 1 + (i+len(sub.Ratings)+len(by.ID()))%3
					rating, err := scorecard.Rate(by, locked, c, level, scorecard.Basis{Reason: break1 + bidi, Evidence: draft.EvidenceFor(c)[:1]}, time.Now())
					require.NoError(t, err)
					sub.Ratings = append(sub.Ratings, rating)
				}
				_, err = in.Scorecards().Submit(ctx, by, ref.ID, sub)
				require.NoError(t, err)
			}
			_, err = in.Summaries().Draft(ctx, app.ID)
			require.NoError(t, err)
		}
		if !decided {
			continue
		}
		booked, err := in.Debriefs().Meetings(ctx, dana, req.ID)
		require.NoError(t, err)
		require.Len(t, booked, 1)
		m = booked[0].ID()
		_, err = in.Debriefs().Reveal(ctx, dana, m)
		require.NoError(t, err)
		_, err = in.Debriefs().Object(ctx, ken, m, apps[1], debrief.Hire, script+bidi)
		require.NoError(t, err)
		_, err = in.Debriefs().Decide(ctx, dana, m, apps[0], debrief.Choice{
			Outcome: debrief.NoHire, Reasons: []debrief.Reason{{Competency: "first", Text: script + bidi}}, Rationale: break1,
			Dissent: []debrief.Dissent{{By: requisition.PersonOf(ken), Text: break1 + long[:4000]}},
		})
		require.NoError(t, err)
		_, err = in.Debriefs().Decide(ctx, dana, m, apps[1], debrief.Choice{
			Outcome: debrief.Defer, FollowUp: debrief.FollowUp{Until: time.Now().Add(72 * time.Hour), Owner: requisition.PersonOf(marcus), EvidenceNeeded: script + bidi},
		})
		require.NoError(t, err)
	}
	return path
}

// TestHostileDataIsInert opens every page of two searches whose names, rubrics,
// recordings, cards and decisions are hostile: nothing of them runs, nothing moves
// what stands beside it, and no page grows wider or without end.
func TestHostileDataIsInert(t *testing.T) {
	t.Parallel()
	chromium(t)
	got := use(t, start(t, "-db", hostile(t)), "hostile.mjs")
	require.GreaterOrEqual(t, len(got.Looked), 20)
}
