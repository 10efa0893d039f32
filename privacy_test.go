package hirealign_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/internal/ident"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
	"github.com/hirealign/hirealign/storage/storagetest"
	"github.com/hirealign/hirealign/transcript"
)

// stored is every byte that a store holds, records and log.
func stored(t *testing.T, d storage.Driver) string {
	t.Helper()
	var out bytes.Buffer
	for _, kind := range []storage.Kind{
		"requisition", "candidate", "application", "interview", "rubric", "rubric_locked", "transcript", "scorecard_draft", "scorecard",
		"scorecard_reveal", "scorecard_exposure", "summary", "offer", "debrief_meeting", "debrief", "decision", "pulse", "retro", "change",
		"consent", "hold", "erasure", "subject_key", "debrief_brief", "scorecard_suggestions",
		"model_reply", "interview_progress", "debrief_readiness", "erased",
	} {
		for _, k := range []storage.Kind{kind, kind + "@revisions"} {
			q := storage.Query{Kind: k}
			for {
				page, err := d.List(t.Context(), "acme", q)
				require.NoError(t, err)
				for _, r := range page.Records {
					fmt.Fprintf(&out, "%s %s %s %v %s\n", r.Kind, r.ID, r.Subject, r.Index, r.Body)
				}
				if page.Next == "" {
					break
				}
				q.After = page.Next
			}
		}
	}
	entries, err := d.Log(t.Context(), "acme", 0, storage.MaxPage)
	require.NoError(t, err)
	for _, e := range entries {
		fmt.Fprintf(&out, "%s %s\n", e.Topic, e.Payload)
	}
	return out.String()
}

// words of the candidate, of those who judged them, and their name.
var theirs = []string{"Priya", "refund", "CANARY", "led it"}

// decided brings a search with two finalists to its decision, with keys where k is set.
func decided(t *testing.T, k privacy.Keyring) (*world, debrief.ID, requisition.Application) {
	t.Helper()
	ctx := t.Context()
	w := &world{t: t, store: storagetest.NewFault(watched(t)), who: fixture.People(t), now: fixture.Now}
	svc, err := hirealign.New(w.store, &hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.Sequence("id"), Keyring: k, Briefs: &drafts{}, Levels: &drafts{}})
	require.NoError(t, err)
	w.svc, w.in = svc, svc.Tenant("acme")
	w.req, err = w.in.Requisitions().Open(ctx, w.who.Dana, requisition.Opening{
		Title: "Backend Engineer", Openings: 1, HiringManager: requisition.PersonOf(w.who.Dana), Recruiter: requisition.PersonOf(w.who.Marcus),
	})
	require.NoError(t, err)
	w.held()
	notes, err := transcript.FromNotes("n-ken", w.who.Ken, "- CANARY-NOTES led it\n")
	require.NoError(t, err)
	_, err = w.in.Interviews().AddTranscript(ctx, w.who.Ken, w.iv.ID, notes)
	require.NoError(t, err)
	_, err = w.in.Scorecards().AddNote(ctx, w.draftOf(w.who.Ken).ID, scorecard.Note{Text: "CANARY-NOTE", By: w.who.Ken})
	require.NoError(t, err)
	w.submit(w.who.Sofia, 4)
	w.submit(w.who.Ken, 2)
	w.summary()
	other := w.second()
	p, err := w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID, other.ID)
	require.NoError(t, err)
	b, err := w.in.Debriefs().Brief(ctx, w.who.Dana, p.ID)
	require.NoError(t, err)
	require.NotEmpty(t, b.Points)
	levels, err := w.in.Scorecards().Suggestions(ctx, w.who.Sofia, w.draftOf(w.who.Sofia).ID)
	require.NoError(t, err)
	require.NotEmpty(t, levels)
	_, err = w.in.Debriefs().Rerate(ctx, w.who.Dana, p.ID)
	require.NoError(t, err)
	l, err := w.in.Rubrics().Locked(ctx, w.who.Dana, p.RubricHash)
	require.NoError(t, err)
	for _, app := range []requisition.ApplicationID{w.app.ID, other.ID} {
		reason := "CANARY-ESTIMATE"
		if app == other.ID {
			reason = "of the other"
		}
		r, err := scorecard.Rate(w.who.Sofia, l, "incidents", 1, scorecard.Basis{Reason: reason}, w.now)
		require.NoError(t, err)
		_, err = w.in.Debriefs().Estimate(ctx, p.ID, app, r, debrief.NewEvidence)
		require.NoError(t, err)
	}
	_, err = w.in.Debriefs().ShowEstimates(ctx, w.who.Dana, p.ID)
	require.NoError(t, err)
	_, err = w.in.Debriefs().Object(ctx, w.who.Ken, p.ID, w.app.ID, debrief.Hire, "CANARY-OBJECTION")
	require.NoError(t, err)
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, w.app.ID, debrief.Choice{
		Outcome: debrief.NoHire, Rationale: "CANARY-RATIONALE", Reasons: []debrief.Reason{{Competency: "incidents", Text: "CANARY-DECISION"}},
	})
	require.NoError(t, err)
	return w, p.ID, other
}

func TestErasureReachesEverything(t *testing.T) {
	t.Parallel()
	for name, keyring := range map[string]privacy.Keyring{"sealed": privacy.NewMemoryKeyring(), "in the clear": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, pid, other := decided(t, keyring)
			ctx := t.Context()
			before := stored(t, w.store)
			for _, s := range theirs {
				require.Equal(t, keyring == nil, strings.Contains(before, s), "%s: a sealed store holds none of it in the clear", s)
			}
			head, err := w.in.Verify(ctx)
			require.NoError(t, err)

			_, err = w.in.Privacy().Erase(ctx, w.who.Marcus, w.app.Candidate, "gdpr.17")
			require.ErrorIs(t, err, hirealign.ErrNotAllowed)
			_, err = w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "they asked us to, in words")
			require.True(t, fault.Has(err, "privacy.ground_not_a_code"))
			hold, err := w.in.Privacy().PlaceHold(ctx, w.who.Ines, w.app.Candidate, "matter 17/2026")
			require.NoError(t, err)
			_, err = w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
			require.ErrorIs(t, err, privacy.ErrHeld)
			require.Equal(t, "Priya Nair", w.candidate().Name, "a refused erasure changes nothing")
			_, err = w.in.Privacy().ReleaseHold(ctx, w.who.Ines, hold.ID)
			require.NoError(t, err)

			e, err := w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
			require.NoError(t, err)
			require.Equal(t, privacy.Done, e.Outcome)
			require.Equal(t, keyring != nil, e.KeysDestroyed)
			require.Equal(t, "u-ines", e.By.ID())
			require.NotEmpty(t, e.Deleted)
			again, err := w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
			require.NoError(t, err)
			require.Equal(t, e, again, "erasing again changes nothing")

			after := stored(t, w.store)
			for _, s := range theirs {
				if s == "refund" || s == "led it" { // the other finalist's words, where nothing is sealed
					continue
				}
				require.NotContains(t, strings.ReplaceAll(after, "CANARY-REASON", ""), s)
			}
			grown, err := w.in.Verify(ctx, head)
			require.NoError(t, err, "the chain verifies against the head from before")
			require.Greater(t, grown.Seq, head.Seq)
			w.nothingLeft(pid)

			// The other finalist is as before, and can still be decided about.
			packet, err := w.in.Debriefs().Final(ctx, w.who.Dana, pid)
			require.NoError(t, err)
			require.Len(t, packet.Finalists, 1)
			require.Equal(t, "Tomás Herrera", packet.Finalists[0].Candidate)
			m, err := w.in.Debriefs().Meeting(ctx, w.who.Dana, pid)
			require.NoError(t, err)
			require.Len(t, m.Document().Estimates, 1)
			_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, pid, other.ID, debrief.Choice{
				Outcome: debrief.Hire, Rationale: "the cards say so", Reasons: []debrief.Reason{{Competency: "incidents", Text: "met"}},
			})
			require.NoError(t, err)
		})
	}
}

func (w *world) candidate() requisition.Candidate {
	w.t.Helper()
	c, err := w.in.Requisitions().Candidate(w.t.Context(), w.who.Marcus, w.app.Candidate)
	require.NoError(w.t, err)
	return c
}

// nothingLeft reads what was erased.
func (w *world) nothingLeft(pid debrief.ID) {
	w.t.Helper()
	t, ctx := w.t, w.t.Context()
	_, err := w.in.Requisitions().Candidate(ctx, w.who.Ines, w.app.Candidate)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	_, err = w.in.Interviews().Get(ctx, w.who.Marcus, w.iv.ID)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	_, err = w.in.Summaries().Get(ctx, w.who.Marcus, w.app.ID)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	_, err = w.in.Debriefs().Decision(ctx, w.who.Marcus, pid, w.app.ID)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	_, err = w.in.Debriefs().Explain(ctx, w.who.Marcus, pid, w.app.ID, nil)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	cards, err := w.in.Scorecards().OfApplication(ctx, w.who.Marcus, w.app.ID)
	require.NoError(t, err)
	require.Empty(t, cards)
	app, err := w.in.Requisitions().Application(ctx, w.who.Marcus, w.app.ID)
	require.NoError(t, err)
	require.True(t, app.Erased)
	require.Equal(t, requisition.Rejected, app.Status, "the count of rejections stays right")
	require.Empty(t, app.Reason)
	_, err = w.in.Privacy().Export(ctx, w.who.Ines, w.app.Candidate)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	_, err = w.in.Privacy().Record(ctx, w.who.Marcus, w.app.Candidate, privacy.Entry{Scope: privacy.Drafting, Text: "n"})
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	records, err := w.in.Privacy().Erasures(ctx, w.who.Ines)
	require.NoError(t, err)
	require.Len(t, records, 1)
	b, err := json.Marshal(records[0])
	require.NoError(t, err)
	require.NotContains(t, string(b), "Priya")
}

// A process may die at any commit of an erasure; calling it again finishes it.
func TestErasureIsFinishedByCallingItAgain(t *testing.T) {
	t.Parallel()
	for n := 1; ; n++ {
		keys := privacy.NewMemoryKeyring()
		w, pid, _ := decided(t, keys)
		d := &dying{Driver: w.store, left: n}
		svc, err := hirealign.New(d, &hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.Sequence(fmt.Sprint("again-", n)), Keyring: keys})
		if err != nil {
			t.Fatal(err)
		}
		w.in = svc.Tenant("acme")
		_, err = w.in.Privacy().Erase(t.Context(), w.who.Ines, w.app.Candidate, "gdpr.17")
		if err == nil {
			require.Greater(t, n, 5)
			return
		}
		require.ErrorIs(t, err, storage.ErrUnavailable)
		d.left = -1
		e, err := w.in.Privacy().Erase(t.Context(), w.who.Ines, w.app.Candidate, "gdpr.17")
		require.NoError(t, err, "after commit %d", n)
		require.Equal(t, privacy.Done, e.Outcome)
		w.nothingLeft(pid)
	}
}

// dying commits so many times, and then fails.
type dying struct {
	storage.Driver
	left int
}

func (d *dying) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	if d.left == 0 {
		return storage.Result{}, storage.ErrUnavailable
	}
	d.left--
	return d.Driver.Commit(ctx, t, b)
}

func TestConsentFailsClosedAndWithdrawalStops(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	c := w.app.Candidate
	w.draftOf(w.who.Sofia)
	w.summary()
	_, err := w.in.Privacy().Withdraw(ctx, w.who.Marcus, c, privacy.Drafting, "")
	require.NoError(t, err)
	d := w.draftOf(w.who.Sofia)
	require.True(t, d.By.IsZero(), "no software drafted")
	require.Empty(t, d.EvidenceFor("incidents"))
	require.Len(t, d.Entries, 2, "the form is the same")
	_, err = w.in.Summaries().Draft(ctx, w.app.ID)
	require.ErrorIs(t, err, privacy.ErrNoConsent)
	require.True(t, fault.Has(err, "privacy.withdrawn"))
	second := fixture.Transcript()
	second.ID = "tr-2"
	_, err = w.in.Privacy().Withdraw(ctx, w.who.Marcus, c, privacy.Recording, "")
	require.NoError(t, err)
	_, err = w.in.Interviews().AddTranscript(ctx, w.who.Marcus, w.iv.ID, second)
	require.ErrorIs(t, err, privacy.ErrNoConsent)
	var kinds []string
	for l, err := range w.in.Acts(ctx, w.who.Ines, 0) {
		require.NoError(t, err)
		if strings.HasPrefix(l.Act.Kind, "consent.") {
			kinds = append(kinds, l.Act.Kind+" "+l.Act.Hash)
		}
	}
	require.Equal(t, []string{
		"consent.given recording", "consent.given transcription", "consent.given drafting", "consent.withdrawn drafting", "consent.withdrawn recording",
	}, kinds)
	// People go on judging: nothing that they do needs the candidate's consent again.
	w.submit(w.who.Sofia, 3)
	w.submit(w.who.Ken, 3)
	_, err = w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID)
	require.NoError(t, err)
}

// Software that hears or drafts asks the service, which names no person, and learns
// until when it may: by the last answer to every scope, those of merged records too.
func TestConsentedSaysUntilWhen(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	w := newWorld(t)
	w.unrecorded()
	p := w.in.Privacy()
	answer := func(id requisition.CandidateID, e privacy.Entry) {
		t.Helper()
		e.Text = "notice-2026"
		_, err := p.Record(ctx, w.who.Marcus, id, e)
		require.NoError(t, err)
	}
	until := func(scopes ...privacy.Scope) time.Time {
		t.Helper()
		at, err := w.in.Interviews().Consented(ctx, w.iv.ID, scopes[0], scopes[1:]...)
		require.NoError(t, err)
		return at
	}
	soon, later := w.now.Add(time.Hour), w.now.Add(48*time.Hour)
	answer(w.app.Candidate, privacy.Entry{Scope: privacy.Recording})
	require.Zero(t, until(privacy.Recording), "without a date")
	answer(w.app.Candidate, privacy.Entry{Scope: privacy.Transcription, Until: later})
	answer(w.app.Candidate, privacy.Entry{Scope: privacy.Recording, Until: soon, Requisition: w.req.ID})
	require.Equal(t, soon, until(privacy.Recording))
	require.Equal(t, soon, until(privacy.Transcription, privacy.Recording), "the first that runs out")
	answer(w.app.Candidate, privacy.Entry{Scope: privacy.Recording})
	require.Equal(t, later, until(privacy.Recording, privacy.Transcription), "renewed")

	refused := func(code string, scopes ...privacy.Scope) {
		t.Helper()
		at, err := w.in.Interviews().Consented(ctx, w.iv.ID, scopes[0], scopes[1:]...)
		require.ErrorIs(t, err, privacy.ErrNoConsent)
		require.True(t, fault.Has(err, code), code)
		require.Zero(t, at)
	}
	refused("privacy.not_asked", privacy.Recording, privacy.Reuse)
	w.now = later
	refused("privacy.run_out", privacy.Recording, privacy.Transcription)
	require.Zero(t, until(privacy.Recording))

	twin, err := w.in.Requisitions().AddCandidate(ctx, w.who.Marcus, "Priya")
	require.NoError(t, err)
	answer(twin.ID, privacy.Entry{Scope: privacy.Recording, Answer: privacy.Declined})
	require.NoError(t, p.Merge(ctx, w.who.Ines, w.app.Candidate, twin.ID))
	w.now = w.now.Add(time.Minute)
	refused("privacy.declined", privacy.Recording)
	_, err = w.in.Interviews().Consented(ctx, "nowhere", privacy.Recording)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
}

// A declined recording neither blocks nor marks anybody: the same form, filled in
// by hand or from typed notes, up to the decision.
func TestTheUnrecordedInterviewIsAFullCitizen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.lock()
	_, err := w.in.Requisitions().SetPlan(ctx, w.who.Marcus, w.req.ID, requisition.Plan{Rounds: []requisition.Round{{
		ID: "r-1", Name: "Technical", Kind: requisition.Technical, Minutes: 60,
		Panel: []requisition.Seat{{Panelist: requisition.PersonOf(w.who.Sofia), Competencies: []string{"incidents", "delivery"}}},
	}}})
	require.NoError(t, err)
	_, err = w.in.Requisitions().StartSourcing(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	c, err := w.in.Requisitions().AddCandidate(ctx, w.who.Marcus, "Priya Nair")
	require.NoError(t, err)
	for _, s := range privacy.Scopes() {
		_, err = w.in.Privacy().Record(ctx, w.who.Marcus, c.ID, privacy.Entry{Scope: s, Answer: privacy.Declined})
		require.NoError(t, err)
	}
	w.app, err = w.in.Requisitions().Apply(ctx, w.who.Marcus, w.req.ID, c.ID, requisition.Applied)
	require.NoError(t, err)
	slot := requisition.Slot{Start: w.now.Add(-time.Hour), End: w.now, Zone: "UTC"}
	w.iv, err = w.in.Interviews().Schedule(ctx, w.who.Marcus, w.app.ID, "r-1", slot)
	require.NoError(t, err)
	_, err = w.in.Interviews().RecordHeld(ctx, w.who.Marcus, w.iv.ID, slot)
	require.NoError(t, err)
	_, err = w.in.Interviews().AddTranscript(ctx, w.who.Marcus, w.iv.ID, fixture.Transcript())
	require.True(t, fault.Has(err, "privacy.declined"))
	notes, err := transcript.FromNotes("n-1", w.who.Sofia, "- led the incident, told support\n")
	require.NoError(t, err)
	_, err = w.in.Interviews().AddTranscript(ctx, w.who.Sofia, w.iv.ID, notes)
	require.NoError(t, err)
	d := w.draftOf(w.who.Sofia)
	d, f, err := w.in.Scorecards().AddEvidence(ctx, w.who.Sofia, d.ID, "incidents", evidence.Claim{Quote: "led the incident, told support"})
	require.NoError(t, err)
	require.True(t, f.Admissible(), "her own notes are evidence: %v", f)
	card, err := w.in.Scorecards().Submit(ctx, w.who.Sofia, d.ID, w.submission(w.who.Sofia, d, 4))
	require.NoError(t, err)
	b, err := json.Marshal([]any{d, card})
	require.NoError(t, err)
	for _, mark := range []string{"consent", "declin", "withdr", "refus"} {
		require.NotContains(t, strings.ToLower(string(b)), mark, "nothing says that they declined")
	}
	p, err := w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID)
	require.NoError(t, err)
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, w.app.ID, debrief.Choice{Outcome: debrief.Hire, Reasons: []debrief.Reason{{Competency: "incidents", Text: "met"}}})
	require.NoError(t, err)
}

func TestExportIsEverythingAndGated(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	w.submit(w.who.Sofia, 4)
	early, err := w.in.Privacy().Export(ctx, w.who.Ines, w.app.Candidate)
	require.NoError(t, err)
	require.NotContains(t, string(mustJSON(t, early)), "CANARY-REASON")
	require.Len(t, early.Withheld, 3, "two drafts and a card of the open round are named")
	w.submit(w.who.Ken, 3)
	w.summary()
	p, err := w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID)
	require.NoError(t, err)
	x, err := w.in.Privacy().Export(ctx, w.who.Ines, w.app.Candidate)
	require.NoError(t, err)
	require.Empty(t, x.Withheld)
	kinds := map[string]bool{}
	for _, d := range x.Documents {
		kinds[d.Kind] = true
		require.True(t, json.Valid(d.Content))
	}
	for _, kind := range []string{"candidate", "application", "interview", "transcript", "scorecard_draft", "scorecard", "summary", "consent", "debrief"} {
		require.True(t, kinds[kind], kind)
	}
	require.Contains(t, string(mustJSON(t, x)), "CANARY-REASON")
	require.NotEmpty(t, x.Acts)
	require.NotEmpty(t, p.ID)
	for _, by := range []actor.Human{w.who.Dana, w.who.Marcus, w.who.Sofia} {
		_, err = w.in.Privacy().Export(ctx, by, w.app.Candidate)
		require.ErrorIs(t, err, hirealign.ErrNotAllowed)
	}
	self, err := actor.NewHuman(string(w.app.Candidate), "Priya Nair", actor.Candidate)
	require.NoError(t, err)
	_, err = w.in.Privacy().Export(ctx, self, w.app.Candidate)
	require.NoError(t, err, "the candidate themselves")
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return b
}

func TestMergedRecordsAreOnePerson(t *testing.T) {
	t.Parallel()
	w, _, other := decided(t, privacy.NewMemoryKeyring())
	ctx := t.Context()
	require.ErrorIs(t, w.in.Privacy().Merge(ctx, w.who.Marcus, w.app.Candidate, other.Candidate), hirealign.ErrNotAllowed)
	require.NoError(t, w.in.Privacy().Merge(ctx, w.who.Ines, w.app.Candidate, other.Candidate))
	require.True(t, fault.Has(w.in.Privacy().Merge(ctx, w.who.Ines, other.Candidate, w.app.Candidate), "privacy.merged_already"))
	_, err := w.in.Privacy().Withdraw(ctx, w.who.Marcus, other.Candidate, privacy.Drafting, "")
	require.NoError(t, err)
	_, err = w.in.Summaries().Draft(ctx, w.app.ID)
	require.True(t, fault.Has(err, "privacy.withdrawn"), "what they withdrew under one record holds for all")
	x, err := w.in.Privacy().Export(ctx, w.who.Ines, other.Candidate)
	require.NoError(t, err)
	require.Len(t, x.Applications, 2)
	hold, err := w.in.Privacy().PlaceHold(ctx, w.who.Ines, other.Candidate, "m")
	require.NoError(t, err)
	_, err = w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
	require.ErrorIs(t, err, privacy.ErrHeld)
	_, err = w.in.Privacy().ReleaseHold(ctx, w.who.Ines, hold.ID)
	require.NoError(t, err)
	e, err := w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
	require.NoError(t, err)
	require.Len(t, e.Candidates, 2)
	require.Len(t, e.Applications, 2)
	for _, s := range append(theirs, "Tomás") {
		require.NotContains(t, stored(t, w.store), s)
	}
}

func TestRetentionListsAndDeletes(t *testing.T) {
	t.Parallel()
	w, _, other := decided(t, nil)
	ctx := t.Context()
	policy := privacy.Policy{Version: "2026-1", Rules: []privacy.Rule{
		{Kind: "transcript", AtMostDays: 30, Source: "house rule"},
		{Kind: "scorecard", AtLeastDays: 365, Source: "29 CFR 1602.14"},
		{Kind: "scorecard", AtMostDays: 180, Source: "house rule"},
		{Kind: "person", AtMostDays: 1000, Source: "house rule"},
	}}
	w.now = w.now.AddDate(0, 0, 31)
	due, err := w.in.Privacy().Retention(ctx, w.who.Ines, policy)
	require.NoError(t, err)
	require.Len(t, due, 1, "the other application runs, and the cards must be kept")
	require.Equal(t, "transcript", due[0].Kind)
	_, err = w.in.Interviews().Transcripts(ctx, w.who.Marcus, w.iv.ID)
	require.NoError(t, err)
	_, err = w.in.Privacy().DeleteExpired(ctx, w.who.Marcus, policy)
	require.Error(t, err, "not the recruiter's")
	done, err := w.in.Privacy().RunPolicy(ctx, policy)
	require.NoError(t, err)
	require.Equal(t, due, done)
	ts, err := w.in.Interviews().Transcripts(ctx, w.who.Marcus, w.iv.ID)
	require.NoError(t, err)
	require.Empty(t, ts)
	done, err = w.in.Privacy().RunPolicy(ctx, policy)
	require.NoError(t, err)
	require.Empty(t, done, "once")
	w.now = w.now.AddDate(3, 0, 0)
	done, err = w.in.Privacy().RunPolicy(ctx, policy)
	require.NoError(t, err)
	require.Len(t, done, 1)
	require.Equal(t, "scorecard", done[0].Kind, "a policy erases nobody")
	done, err = w.in.Privacy().DeleteExpired(ctx, w.who.Ines, policy)
	require.NoError(t, err)
	require.Equal(t, "person", done[0].Kind)
	for _, s := range []string{"Priya", "CANARY-NOTES", "CANARY-DECISION"} {
		require.NotContains(t, stored(t, w.store), s)
	}
	app, err := w.in.Requisitions().Application(ctx, w.who.Marcus, other.ID)
	require.NoError(t, err)
	require.False(t, app.Erased)
}

func TestHandoverReconfirmsTheRubric(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	nora, err := actor.NewHuman("u-nora", "Nora", actor.HiringManager)
	require.NoError(t, err)
	_, err = w.in.Requisitions().Get(ctx, nora, w.req.ID)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	_, err = w.in.Requisitions().HandOver(ctx, w.who.Sofia, w.req.ID, actor.HiringManager, requisition.PersonOf(nora), "moves")
	require.ErrorIs(t, err, hirealign.ErrNotAllowed)
	req, err := w.in.Requisitions().HandOver(ctx, w.who.Dana, w.req.ID, actor.HiringManager, requisition.PersonOf(nora), "moves")
	require.NoError(t, err)
	require.True(t, req.ConfirmRubric)
	_, err = w.in.Requisitions().Get(ctx, w.who.Dana, w.req.ID)
	require.ErrorIs(t, err, hirealign.ErrNotFound, "it is not hers any more")
	due, err := w.in.Due(ctx, nora)
	require.NoError(t, err)
	steps := map[string]bool{}
	for _, d := range due {
		require.NotEqual(t, "u-dana", d.Person)
		steps[d.Person+" "+d.For] = true
	}
	require.True(t, steps["u-nora "+requisition.ForConfirmation])
	require.True(t, steps["u-nora "+requisition.ForPulse], "what the one before was waited on for")
	_, err = w.in.Requisitions().Apply(ctx, w.who.Marcus, w.req.ID, w.app.Candidate, requisition.Applied)
	require.ErrorIs(t, err, requisition.ErrRubricNotConfirmed)
	_, err = w.in.Requisitions().Reconfirm(ctx, w.who.Marcus, w.req.ID, req.RubricHash)
	require.ErrorIs(t, err, requisition.ErrNotAllowed)
	req, err = w.in.Requisitions().Reconfirm(ctx, nora, w.req.ID, req.RubricHash)
	require.NoError(t, err)
	require.False(t, req.ConfirmRubric)
	w.submit(w.who.Sofia, 3)
	w.submit(w.who.Ken, 3)
	p, err := w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, "u-nora", p.Owner.ID)
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, w.app.ID, debrief.Choice{Outcome: debrief.NoHire})
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	_, err = w.in.Requisitions().PutOnHold(ctx, nora, w.req.ID, "budget")
	require.NoError(t, err)
	req, err = w.in.Requisitions().Reopen(ctx, nora, w.req.ID, "budget is back")
	require.NoError(t, err)
	require.True(t, req.ConfirmRubric, "a reopening too")
}

func TestEvidenceCrossesSearchesWithConsentOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	first, app := w.iv, w.app
	notes, err := transcript.FromNotes("n-ken", w.who.Ken, "- led it\n")
	require.NoError(t, err)
	_, err = w.in.Interviews().AddTranscript(ctx, w.who.Ken, first.ID, notes)
	require.NoError(t, err)
	submitted := w.submit(w.who.Sofia, 4)
	w.req, err = w.in.Requisitions().Open(ctx, w.who.Dana, requisition.Opening{
		Title: "Payments Engineer", Openings: 1, HiringManager: requisition.PersonOf(w.who.Dana), Recruiter: requisition.PersonOf(w.who.Marcus),
	})
	require.NoError(t, err)
	r := fixture.Rubric()
	r.ID = "rb-2"
	_, err = w.in.Rubrics().Save(ctx, w.who.Dana, w.req.ID, r)
	require.NoError(t, err)
	for _, p := range []actor.Human{w.who.Dana, w.who.Marcus} {
		_, err = w.in.Rubrics().Assent(ctx, p, "rb-2", r.Hash())
		require.NoError(t, err)
	}
	_, err = w.in.Requisitions().SetPlan(ctx, w.who.Marcus, w.req.ID, requisition.Plan{Rounds: []requisition.Round{{
		ID: "r-1", Name: "Panel", Kind: requisition.Panel, Minutes: 60,
		Panel: []requisition.Seat{{Panelist: requisition.PersonOf(w.who.Ken), Competencies: []string{"incidents"}}},
	}}})
	require.NoError(t, err)
	_, err = w.in.Requisitions().StartSourcing(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	w.app, err = w.in.Requisitions().Apply(ctx, w.who.Marcus, w.req.ID, app.Candidate, requisition.Applied)
	require.NoError(t, err)
	slot := requisition.Slot{Start: w.now.Add(-time.Hour), End: w.now, Zone: "UTC"}
	w.iv, err = w.in.Interviews().Schedule(ctx, w.who.Marcus, w.app.ID, "r-1", slot)
	require.NoError(t, err)
	_, err = w.in.Interviews().RecordHeld(ctx, w.who.Marcus, w.iv.ID, slot)
	require.NoError(t, err)

	tid := string(fixture.Transcript().ID)
	_, err = w.in.Interviews().Reuse(ctx, w.who.Marcus, w.iv.ID, first.ID, tid)
	require.True(t, fault.Has(err, "privacy.not_asked"))
	_, err = w.in.Privacy().Record(ctx, w.who.Marcus, app.Candidate, privacy.Entry{Scope: privacy.Reuse, Text: "notice-2"})
	require.NoError(t, err)
	_, err = w.in.Interviews().Reuse(ctx, w.who.Marcus, w.iv.ID, first.ID, "n-ken")
	require.True(t, fault.Has(err, "privacy.reuse_of_notes"))
	_, err = w.in.Interviews().Reuse(ctx, w.who.Sofia, w.iv.ID, first.ID, tid)
	require.Error(t, err)
	_, err = w.in.Interviews().Reuse(ctx, w.who.Marcus, w.iv.ID, first.ID, tid)
	require.NoError(t, err)
	d := w.draftOf(w.who.Ken)
	require.NotEmpty(t, d.EvidenceFor("incidents"), "evidence, against this rubric")
	cards, err := w.in.Scorecards().OfApplication(ctx, w.who.Ken, w.app.ID)
	require.NoError(t, err)
	require.Empty(t, cards, "no rating came with it")
	_, err = w.in.Scorecards().Get(ctx, w.who.Ken, submitted.ID())
	require.ErrorIs(t, err, scorecard.ErrBlind, "nor is a card of the other search shown")
	_, err = w.in.Scorecards().Submit(ctx, w.who.Ken, d.ID, w.submission(w.who.Ken, d, 3))
	require.NoError(t, err, "rated afresh, against this rubric")

	// What ends here does not take the transcript away there.
	_, err = w.in.Requisitions().Reject(ctx, w.who.Marcus, w.app.ID, "role filled")
	require.NoError(t, err)
	w.now = w.now.AddDate(0, 0, 40)
	policy := privacy.Policy{Version: "1", Rules: []privacy.Rule{{Kind: "transcript", AtMostDays: 30, Source: "house rule"}}}
	due, err := w.in.Privacy().RunPolicy(ctx, policy)
	require.NoError(t, err)
	require.Empty(t, due)
	there, err := w.in.Interviews().Transcripts(ctx, w.who.Marcus, first.ID)
	require.NoError(t, err)
	require.NotEmpty(t, there)

	here, err := w.in.Interviews().Transcripts(ctx, w.who.Marcus, w.iv.ID)
	require.NoError(t, err)
	require.Len(t, here, 1)
	_, err = w.in.Privacy().Withdraw(ctx, w.who.Marcus, app.Candidate, privacy.Reuse, "")
	require.NoError(t, err)
	here, err = w.in.Interviews().Transcripts(ctx, w.who.Marcus, w.iv.ID)
	require.NoError(t, err)
	require.Empty(t, here, "withdrawn, this search has it no more")
	there, err = w.in.Interviews().Transcripts(ctx, w.who.Marcus, first.ID)
	require.NoError(t, err)
	require.NotEmpty(t, there, "and the search that it was made in has it still")
}

// A candidate with two applications is one person: consent, hold, export and erasure
// know of both searches.
func TestErasureSpansSearches(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	first := w.app
	var err error
	second, err := w.in.Requisitions().Open(ctx, w.who.Dana, requisition.Opening{
		Title: "Payments Engineer", Openings: 1, HiringManager: requisition.PersonOf(w.who.Dana), Recruiter: requisition.PersonOf(w.who.Marcus),
	})
	require.NoError(t, err)
	r := fixture.Rubric()
	r.ID = "rb-2"
	_, err = w.in.Rubrics().Save(ctx, w.who.Dana, second.ID, r)
	require.NoError(t, err)
	for _, p := range []actor.Human{w.who.Dana, w.who.Marcus} {
		_, err = w.in.Rubrics().Assent(ctx, p, "rb-2", r.Hash())
		require.NoError(t, err)
	}
	_, err = w.in.Requisitions().SetPlan(ctx, w.who.Marcus, second.ID, w.req.Plan)
	require.NoError(t, err)
	_, err = w.in.Requisitions().StartSourcing(ctx, w.who.Marcus, second.ID)
	require.NoError(t, err)
	again, err := w.in.Requisitions().Apply(ctx, w.who.Marcus, second.ID, first.Candidate, requisition.Applied)
	require.NoError(t, err)
	iv, err := w.in.Interviews().Schedule(ctx, w.who.Marcus, again.ID, "r-1", requisition.Slot{Start: w.now, End: w.now.Add(time.Hour), Zone: "UTC"})
	require.NoError(t, err)
	x, err := w.in.Privacy().Export(ctx, w.who.Ines, first.Candidate)
	require.NoError(t, err)
	require.ElementsMatch(t, []requisition.ApplicationID{first.ID, again.ID}, x.Applications)
	e, err := w.in.Privacy().Erase(ctx, w.who.Ines, first.Candidate, "gdpr.17")
	require.NoError(t, err)
	require.ElementsMatch(t, []requisition.ApplicationID{first.ID, again.ID}, e.Applications)
	for _, id := range []requisition.InterviewID{w.iv.ID, iv.ID} {
		_, err = w.in.Interviews().Get(ctx, w.who.Marcus, id)
		require.ErrorIs(t, err, hirealign.ErrNotFound)
	}
	require.NotContains(t, stored(t, w.store), "Priya")
	_, err = w.in.Requisitions().Apply(ctx, w.who.Marcus, second.ID, first.Candidate, requisition.Applied)
	require.ErrorIs(t, err, hirealign.ErrNotFound, "nobody applies under what was erased")
}

func TestARecruiterHandsOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	rico, err := actor.NewHuman("u-rico", "Rico", actor.Recruiter)
	require.NoError(t, err)
	before, err := w.in.Due(ctx, w.who.Marcus)
	require.NoError(t, err)
	require.NotEmpty(t, before)
	req, err := w.in.Requisitions().HandOver(ctx, w.who.Marcus, w.req.ID, actor.Recruiter, requisition.PersonOf(rico), "leave")
	require.NoError(t, err)
	require.False(t, req.ConfirmRubric, "the rubric is the hiring manager's to confirm")
	_, err = w.in.Requisitions().Candidate(ctx, rico, w.app.Candidate)
	require.NoError(t, err)
	_, err = w.in.Requisitions().Get(ctx, w.who.Marcus, w.req.ID)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	due, err := w.in.Due(ctx, w.who.Ines)
	require.NoError(t, err)
	for _, d := range due {
		require.NotEqual(t, "u-marcus", d.Person)
	}
	var handed requisition.Act
	for l, err := range w.in.Acts(ctx, rico, 0) {
		require.NoError(t, err)
		if l.Act.HandsOver != nil {
			handed = l.Act
		}
	}
	require.Equal(t, &requisition.Reassignment{From: "u-marcus", To: "u-rico"}, handed.HandsOver)
	require.Equal(t, w.now, handed.At, "an act with its date")

	pulses, err := w.in.Reviews().Pulses(ctx, rico, w.req.ID)
	require.NoError(t, err)
	require.Len(t, pulses, 1)
	require.NoError(t, w.in.Reviews().AnswerPulse(ctx, rico, pulses[0], true, true, ""), "whoever is waited on can answer")
}

// Nobody reads the search that they are in, whatever else they are in the house.
func TestAnInternalCandidateReadsNothingOfTheirSearch(t *testing.T) {
	t.Parallel()
	for _, role := range []actor.Role{actor.RecruitingManager, actor.Recruiter, actor.HiringManager, actor.Interviewer, actor.Coordinator} {
		w := newWorld(t)
		ctx := t.Context()
		w.lock()
		mona, err := actor.NewHuman("u-mona", "Mona", role)
		require.NoError(t, err)
		_, err = w.in.Requisitions().SetPlan(ctx, w.who.Marcus, w.req.ID, requisition.Plan{Rounds: []requisition.Round{{
			ID: "r-1", Name: "Technical", Kind: requisition.Technical, Minutes: 60, Panel: []requisition.Seat{
				{Panelist: requisition.PersonOf(mona), Competencies: []string{"incidents", "delivery"}},
			},
		}}})
		require.NoError(t, err)
		_, err = w.in.Requisitions().StartSourcing(ctx, w.who.Marcus, w.req.ID)
		require.NoError(t, err)
		_, err = w.in.Requisitions().Get(ctx, mona, w.req.ID)
		require.NoError(t, err, "a seat in the panel")
		c, err := w.in.Requisitions().AddCandidate(ctx, w.who.Marcus, "Mona")
		require.NoError(t, err)
		_, err = w.in.Requisitions().LinkPerson(ctx, w.who.Marcus, c.ID, "u-mona")
		require.NoError(t, err)
		app, err := w.in.Requisitions().Apply(ctx, w.who.Marcus, w.req.ID, c.ID, requisition.Applied)
		require.NoError(t, err)
		_, err = w.in.Requisitions().Get(ctx, mona, w.req.ID)
		require.ErrorIs(t, err, hirealign.ErrNotFound)
		_, err = w.in.Rubrics().Get(ctx, mona, "rb-1")
		require.ErrorIs(t, err, hirealign.ErrNotFound)
		all, err := w.in.Requisitions().List(ctx, mona, "")
		require.NoError(t, err)
		require.Empty(t, all)
		for l, err := range w.in.Acts(ctx, mona, 0) {
			require.NoError(t, err)
			require.NotEqual(t, w.req.ID, l.Act.Requisition)
		}
		_, err = w.in.Requisitions().Application(ctx, mona, app.ID)
		require.NoError(t, err, "their own application")
	}
}

func TestPolicyAndHostHook(t *testing.T) {
	t.Parallel()
	store, who := memstore.New(), fixture.People(t)
	policy := access.Default()
	policy[access.ReadRequisition] = []actor.Role{actor.HiringManager, actor.Recruiter}
	var asked []access.Act
	svc, err := hirealign.New(store, &hirealign.Options{Policy: policy, Authorize: func(_ context.Context, r access.Request) error {
		asked = append(asked, r.Act)
		if r.Who.ID() == who.Marcus.ID() {
			return context.Canceled
		}
		return nil
	}})
	require.NoError(t, err)
	delete(policy, access.ReadRequisition) // the service has its own
	in := svc.Tenant("acme")
	req, err := in.Requisitions().Open(t.Context(), who.Dana, requisition.Opening{
		Title: "x", Openings: 1, HiringManager: requisition.PersonOf(who.Dana), Recruiter: requisition.PersonOf(who.Marcus),
	})
	require.NoError(t, err)
	_, err = in.Requisitions().Get(t.Context(), who.Dana, req.ID)
	require.NoError(t, err)
	_, err = in.Requisitions().Get(t.Context(), who.Marcus, req.ID)
	require.ErrorIs(t, err, context.Canceled, "the host refuses what the policy allows")
	_, err = in.Requisitions().Get(t.Context(), who.Ines, req.ID)
	require.ErrorIs(t, err, hirealign.ErrNotAllowed)
	_, err = in.Requisitions().Get(t.Context(), actor.Human{}, req.ID)
	require.ErrorIs(t, err, actor.ErrInvalid)
	require.NotEmpty(t, asked)
}

func TestKeysAreRotated(t *testing.T) {
	t.Parallel()
	keys := privacy.NewMemoryKeyring()
	w, _, _ := decided(t, keys)
	require.NoError(t, keys.Rotate("acme", string(w.app.Candidate)))
	require.NoError(t, w.in.Privacy().RotateKey(t.Context(), w.who.Ines, w.app.Candidate))
	require.Equal(t, "Priya Nair", w.candidate().Name)
	// A record from before there were keys has none to rotate, and holds up no other.
	w.with(hirealign.Options{})
	old, err := w.in.Requisitions().AddCandidate(t.Context(), w.who.Marcus, "P. Nair")
	require.NoError(t, err)
	w.with(hirealign.Options{Keyring: keys})
	require.NoError(t, w.in.Privacy().RotateKey(t.Context(), w.who.Ines, old.ID))
}

func TestBadInputIsTypedAndChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	before := stored(t, w.store)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	for name, c := range map[string]struct {
		do   func() error
		want error
	}{
		"erase in another tenant": {func() error {
			_, err := w.svc.Tenant("globex").Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
			return err
		}, hirealign.ErrNotFound},
		"export in another tenant": {func() error {
			_, err := w.svc.Tenant("globex").Privacy().Export(ctx, w.who.Ines, w.app.Candidate)
			return err
		}, hirealign.ErrNotFound},
		"consent of nobody": {func() error {
			_, err := w.in.Privacy().Record(ctx, w.who.Marcus, "c-none", privacy.Entry{Scope: privacy.Drafting, Text: "n"})
			return err
		}, hirealign.ErrNotFound},
		"one bad answer of two": {func() error {
			_, err := w.in.Privacy().Record(ctx, w.who.Marcus, w.app.Candidate, privacy.Entry{Scope: privacy.Reuse, Text: "n"}, privacy.Entry{Scope: "mood", Text: "n"})
			return err
		}, privacy.ErrInvalid},
		"an unknown answer": {func() error {
			_, err := w.in.Privacy().Record(ctx, w.who.Marcus, w.app.Candidate, privacy.Entry{Scope: privacy.Reuse, Answer: "perhaps"})
			return err
		}, privacy.ErrInvalid},
		"nobody erases": {func() error {
			_, err := w.in.Privacy().Erase(ctx, actor.Human{}, w.app.Candidate, "gdpr.17")
			return err
		}, actor.ErrInvalid},
		"erase when the context is done": {func() error {
			_, err := w.in.Privacy().Erase(cancelled, w.who.Ines, w.app.Candidate, "gdpr.17")
			return err
		}, context.Canceled},
		"a policy without a version": {func() error {
			_, err := w.in.Privacy().RunPolicy(ctx, privacy.Policy{})
			return err
		}, privacy.ErrInvalid},
		"release of no hold": {func() error {
			_, err := w.in.Privacy().ReleaseHold(ctx, w.who.Ines, "h-none")
			return err
		}, hirealign.ErrNotFound},
		"a person is linked after they applied": {func() error {
			_, err := w.in.Requisitions().LinkPerson(ctx, w.who.Marcus, w.app.Candidate, "u-9")
			return err
		}, hirealign.ErrNotAllowed},
	} {
		err := c.do()
		require.ErrorIs(t, err, c.want, name)
		require.NotContains(t, err.Error(), "Priya", name)
	}
	require.Equal(t, before, stored(t, w.store))
	w.store.FailNext(&storage.ConflictError{})
	_, err := w.in.Privacy().PlaceHold(ctx, w.who.Ines, w.app.Candidate, "m")
	require.ErrorIs(t, err, hirealign.ErrConflict, "a stale version")
	require.NoError(t, w.store.Close())
	_, err = w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
	require.ErrorIs(t, err, storage.ErrClosed)
}

func TestTheFeedShowsAPanelistTheirOwnPart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	w.submit(w.who.Ken, 2)
	for l, err := range w.in.Acts(t.Context(), w.who.Sofia, 0) {
		require.NoError(t, err)
		for _, waits := range l.Act.WaitingOn {
			require.Equal(t, "u-sofia", waits.Person)
		}
		require.True(t, l.Act.By.ID == "u-sofia" || len(l.Act.WaitingOn) > 0, l.Act.Kind)
	}
	due, err := w.in.Due(t.Context(), w.who.Sofia)
	require.NoError(t, err)
	require.Len(t, due, 1)
	require.Equal(t, requisition.ForScorecard, due[0].For)
	steps, err := w.in.Steps(t.Context(), w.who.Sofia)
	require.NoError(t, err)
	require.Equal(t, []requisition.Step{{
		Waiting: due[0], Requisition: w.req.ID, Application: w.app.ID, Interview: w.iv.ID, Since: steps[0].Since,
	}}, steps)
	all, err := w.in.Steps(t.Context(), w.who.Ines)
	require.NoError(t, err)
	require.Contains(t, all, steps[0])
	everybodys, err := w.in.Due(t.Context(), w.who.Ines)
	require.NoError(t, err)
	for i, s := range all {
		require.Equal(t, everybodys[i], s.Waiting)
	}
	_, err = w.in.Steps(t.Context(), actor.Human{})
	require.ErrorIs(t, err, actor.ErrInvalid)
	for _, err := range w.in.Acts(t.Context(), actor.Human{}, 0) {
		require.ErrorIs(t, err, actor.ErrInvalid)
	}
}
