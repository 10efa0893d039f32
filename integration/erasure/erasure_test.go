// Package erasure_test shows that after an erasure no byte of the candidate's text
// is in the files of a database, its write-ahead log, or a backup that is made
// after. In the clear that needs the database's own scrubbing, and a backup from
// before keeps the text; sealed, the text was never in either, and the key is gone.
package erasure_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/integration/stores"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
)

// The canaries of two candidates: every text about one of them holds one.
var kinds = []string{"NAME", "WORDS", "NOTES", "NOTE", "RATING", "OVERALL", "DECISION", "OBJECTION", "EXTERNAL"}

func canary(kind, who string) string { return "CANARY" + kind + "OF" + who }

func canaries(who string) []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = canary(k, who)
	}
	return out
}

func TestNoByteIsLeft(t *testing.T) {
	t.Parallel()
	for _, db := range stores.Durable() {
		t.Run(db.Name+" in the clear", func(t *testing.T) {
			t.Parallel()
			noByteIsLeft(t, db.Open(t), nil)
		})
		t.Run(db.Name+" sealed", func(t *testing.T) {
			t.Parallel()
			noByteIsLeft(t, db.Open(t), privacy.NewMemoryKeyring())
		})
	}
}

// texts are the canaries of somebody that stand in the files below a folder.
func texts(t *testing.T, dir, who string) []string {
	t.Helper()
	var out []string
	for _, hit := range stores.Holding(t, dir, canaries(who)...) {
		_, text, _ := strings.Cut(hit, " ")
		out = append(out, text)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func noByteIsLeft(t *testing.T, store *stores.Store, keyring privacy.Keyring) {
	t.Helper()
	ctx := t.Context()
	s := search(t, store, keyring, store.Scrub)
	require.NoError(t, store.Scrub(ctx)) // as from time to time: what the planner knows of the tables is part of them
	old := store.Backup(t)
	want := canaries("priya")
	slices.Sort(want)
	if keyring != nil {
		want = nil // sealed, it was never there in the clear
	}
	require.Equal(t, want, texts(t, old, "priya"), "the search finds what is there")
	require.Equal(t, want, texts(t, store.Dir, "priya"))

	head, err := s.in.Verify(ctx)
	require.NoError(t, err)
	// An application is on its way when the person is erased: it is refused.
	late, err := hirealign.New(&overtaken{Driver: store, by: func() {
		_, err := s.in.Privacy().Erase(ctx, s.ines, s.candidates["priya"], "gdpr.17")
		require.NoError(t, err)
	}}, &hirealign.Options{Keyring: keyring})
	require.NoError(t, err)
	_, err = late.Tenant("acme").Requisitions().Apply(ctx, s.marcus, s.search, s.candidates["priya"], requisition.Referral, requisition.ExternalRef{System: "ats", ID: canary("LATE", "priya")})
	require.ErrorIs(t, err, privacy.ErrErased)
	require.Empty(t, stores.Holding(t, store.Dir, canary("LATE", "priya")))

	require.Empty(t, stores.Holding(t, store.Dir, canaries("priya")...), "tables, statistics and write-ahead log")
	require.Empty(t, stores.Holding(t, store.Backup(t), canaries("priya")...), "a backup that is made after")
	_, err = s.in.Verify(ctx, head)
	require.NoError(t, err, "the chain verifies")
	if keyring == nil {
		require.Len(t, texts(t, store.Dir, "tomas"), len(kinds), "the other candidate is untouched")
	}
	x, err := s.in.Privacy().Export(ctx, s.ines, s.candidates["tomas"])
	require.NoError(t, err)
	require.NotEmpty(t, x.Documents)

	svc, err := hirealign.New(store.Restore(t, old), &hirealign.Options{Keyring: keyring})
	require.NoError(t, err)
	restored := svc.Tenant("acme")
	_, err = restored.Requisitions().Candidate(ctx, s.ines, s.candidates["priya"])
	if keyring == nil {
		require.NoError(t, err, "in the clear, a backup from before holds everything until it expires")
	} else {
		require.ErrorIs(t, err, hirealign.ErrNotFound, "sealed, it is as unreadable as what was erased")
	}
	_, err = restored.Requisitions().Candidate(ctx, s.ines, s.candidates["tomas"])
	require.NoError(t, err)
}

// overtaken lets something else land before its first commit.
type overtaken struct {
	storage.Driver
	by   func()
	once sync.Once
}

func (o *overtaken) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	o.once.Do(o.by)
	return o.Driver.Commit(ctx, t, b)
}

type story struct {
	in           *hirealign.Tenant
	search       requisition.ID
	ines, marcus actor.Human
	candidates   map[string]requisition.CandidateID
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
	s := story{in: svc.Tenant("acme"), ines: human("ines", actor.RecruitingManager), marcus: marcus, candidates: map[string]requisition.CandidateID{}}
	in := s.in
	req, err := in.Requisitions().Open(ctx, dana, requisition.Opening{
		Title: "Engineer", Openings: 1, HiringManager: requisition.PersonOf(dana), Recruiter: requisition.PersonOf(marcus),
	})
	require.NoError(t, err)
	s.search = req.ID
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
