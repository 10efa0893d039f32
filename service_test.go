package hirealign_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/internal/ident"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
	"github.com/hirealign/hirealign/storage/storagetest"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

// world is a service over a store in memory, with a clock that a test sets.
type world struct {
	t     testing.TB
	store *storagetest.Fault
	svc   *hirealign.Service
	in    *hirealign.Tenant
	who   fixture.Cast
	now   time.Time
	req   requisition.Requisition
	app   requisition.Application
	iv    requisition.Interview
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, store: storagetest.NewFault(watched(t)), who: fixture.People(t), now: fixture.Now}
	svc, err := hirealign.New(w.store, &hirealign.Options{Now: func() time.Time { return w.now }, NewID: ident.Sequence("id")})
	require.NoError(t, err)
	w.svc, w.in = svc, svc.Tenant("acme")
	w.open()
	return w
}

// open opens a search.
func (w *world) open() {
	w.t.Helper()
	var err error
	w.req, err = w.in.Requisitions().Open(w.t.Context(), w.who.Dana, requisition.Opening{
		Title: "Backend Engineer", Openings: 1, HiringManager: requisition.PersonOf(w.who.Dana), Recruiter: requisition.PersonOf(w.who.Marcus),
	})
	require.NoError(w.t, err)
}

func (w *world) lock() rubric.Locked {
	w.t.Helper()
	ctx := w.t.Context()
	rec, err := w.in.Rubrics().Save(ctx, w.who.Dana, w.req.ID, fixture.Rubric())
	require.NoError(w.t, err)
	l, err := w.in.Rubrics().Assent(ctx, w.who.Dana, "rb-1", rec.Rubric.Hash())
	require.NoError(w.t, err)
	require.True(w.t, l.IsZero(), "one assent does not lock")
	l, err = w.in.Rubrics().Assent(ctx, w.who.Marcus, "rb-1", rec.Rubric.Hash())
	require.NoError(w.t, err)
	require.False(w.t, l.IsZero())
	return l
}

// agree records that a candidate agreed to be recorded, and to drafts by software.
func agree(ctx context.Context, in *hirealign.Tenant, by actor.Human, id requisition.CandidateID) error {
	_, err := in.Privacy().Record(ctx, by, id,
		privacy.Entry{Scope: privacy.Recording, Text: "notice-1"}, privacy.Entry{Scope: privacy.Transcription, Text: "notice-1"},
		privacy.Entry{Scope: privacy.Drafting, Text: "notice-1"})
	return err
}

// summary drafts the summary and reads it.
func (w *world) summary() summary.Summary {
	w.t.Helper()
	_, err := w.in.Summaries().Draft(w.t.Context(), w.app.ID)
	require.NoError(w.t, err)
	s, err := w.in.Summaries().Get(w.t.Context(), w.who.Marcus, w.app.ID)
	require.NoError(w.t, err)
	return s
}

// held brings the search to an interview that took place, with its transcript.
func (w *world) held() {
	w.t.Helper()
	w.unrecorded()
	var err error
	w.iv, err = w.in.Interviews().AddTranscript(w.t.Context(), w.who.Marcus, w.iv.ID, fixture.Transcript())
	require.NoError(w.t, err)
}

// unrecorded brings the search to an interview that took place.
func (w *world) unrecorded() {
	w.t.Helper()
	ctx := w.t.Context()
	w.lock()
	var err error
	w.req, err = w.in.Requisitions().SetPlan(ctx, w.who.Marcus, w.req.ID, requisition.Plan{Rounds: []requisition.Round{{
		ID: "r-1", Name: "Technical", Kind: requisition.Technical, Minutes: 60, Panel: []requisition.Seat{
			{Panelist: requisition.PersonOf(w.who.Sofia), Competencies: []string{"incidents", "delivery"}},
			{Panelist: requisition.PersonOf(w.who.Ken), Competencies: []string{"incidents"}},
		},
	}}})
	require.NoError(w.t, err)
	w.req, err = w.in.Requisitions().StartSourcing(ctx, w.who.Marcus, w.req.ID)
	require.NoError(w.t, err)
	c, err := w.in.Requisitions().AddCandidate(ctx, w.who.Marcus, "Priya Nair")
	require.NoError(w.t, err)
	require.NoError(w.t, agree(ctx, w.in, w.who.Marcus, c.ID))
	w.app, err = w.in.Requisitions().Apply(ctx, w.who.Marcus, w.req.ID, c.ID, requisition.Referral)
	require.NoError(w.t, err)
	slot := requisition.Slot{Start: w.now, End: w.now.Add(time.Hour), Zone: "Europe/Lisbon"}
	w.iv, err = w.in.Interviews().Schedule(ctx, w.who.Marcus, w.app.ID, "r-1", slot)
	require.NoError(w.t, err)
	w.now = w.now.Add(2 * time.Hour)
	w.iv, err = w.in.Interviews().RecordHeld(ctx, w.who.Marcus, w.iv.ID, slot)
	require.NoError(w.t, err)
}

// due is who is waited on, the pulse check of the second week left out.
func (w *world) due() []requisition.Waiting {
	w.t.Helper()
	due, err := w.in.Due(w.t.Context(), w.who.Ines)
	require.NoError(w.t, err)
	return slices.DeleteFunc(due, func(d requisition.Waiting) bool { return d.For == requisition.ForPulse })
}

func (w *world) submission(by actor.Human, d scorecard.Draft, level int) scorecard.Submission {
	w.t.Helper()
	l, err := w.in.Rubrics().Locked(w.t.Context(), w.who.Marcus, d.RubricHash)
	require.NoError(w.t, err)
	sub := scorecard.Submission{Overall: scorecard.Yes, OverallReason: "heard enough"}
	for _, c := range d.Assignment.Competencies {
		r, err := scorecard.Rate(by, l, c, level, scorecard.Basis{Evidence: d.EvidenceFor(c), Reason: "CANARY-REASON"}, w.now)
		require.NoError(w.t, err)
		sub.Ratings = append(sub.Ratings, r)
	}
	return sub
}

func (w *world) draftOf(by actor.Human) scorecard.Draft {
	w.t.Helper()
	drafts, err := w.in.Scorecards().Draft(w.t.Context(), w.iv.ID)
	require.NoError(w.t, err)
	for _, ref := range drafts {
		if ref.Panelist.ID == by.ID() {
			d, err := w.in.Scorecards().DraftOf(w.t.Context(), by, ref.ID)
			require.NoError(w.t, err)
			return d
		}
	}
	w.t.Fatal("no draft")
	return scorecard.Draft{}
}

func (w *world) submit(by actor.Human, level int) scorecard.Scorecard {
	w.t.Helper()
	d := w.draftOf(by)
	card, err := w.in.Scorecards().Submit(w.t.Context(), by, d.ID, w.submission(by, d, level))
	require.NoError(w.t, err)
	return card
}

func Example() {
	ctx := context.Background()
	svc, err := hirealign.New(memstore.New(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	acme := svc.Tenant("acme")
	dana, _ := actor.NewHuman("u-1", "Dana", actor.HiringManager)
	marcus, _ := actor.NewHuman("u-2", "Marcus", actor.Recruiter)
	req, err := acme.Requisitions().Open(ctx, dana, requisition.Opening{
		Title: "Backend Engineer", Openings: 1, HiringManager: requisition.PersonOf(dana), Recruiter: requisition.PersonOf(marcus),
	})
	fmt.Println(req.Status, err)
	_, err = acme.Requisitions().StartSourcing(ctx, marcus, req.ID)
	fmt.Println(errors.Is(err, requisition.ErrRubricNotLocked))
	due, _ := acme.Due(ctx, marcus)
	fmt.Println(len(due), due[0].For)
	// Output:
	// open <nil>
	// true
	// 2 rubric.lock
}

// What a candidate agreed to decides what software may do with a conversation, and
// an erasure by a named human leaves ids and the log.
func ExamplePrivacy() {
	ctx := context.Background()
	svc, err := hirealign.New(memstore.New(), &hirealign.Options{Keyring: privacy.NewMemoryKeyring()})
	if err != nil {
		fmt.Println(err)
		return
	}
	acme := svc.Tenant("acme")
	ines, _ := actor.NewHuman("u-3", "Ines", actor.RecruitingManager)
	c, _ := acme.Requisitions().AddCandidate(ctx, ines, "Priya Nair")
	consents, err := acme.Privacy().Record(ctx, ines, c.ID,
		privacy.Entry{Scope: privacy.Drafting, Text: "notice-7"}, privacy.Entry{Scope: privacy.Recording, Answer: privacy.Declined})
	fmt.Println(len(consents.Entries), err)
	export, err := acme.Privacy().Export(ctx, ines, c.ID)
	fmt.Println(len(export.Documents), err)
	erasure, err := acme.Privacy().Erase(ctx, ines, c.ID, "gdpr.17")
	fmt.Println(erasure.Outcome, erasure.KeysDestroyed, err)
	_, err = acme.Requisitions().Candidate(ctx, ines, c.ID)
	fmt.Println(errors.Is(err, hirealign.ErrNotFound))
	head, err := acme.Verify(ctx)
	fmt.Println(head.Seq, err)
	// Output:
	// 2 <nil>
	// 2 <nil>
	// done true <nil>
	// true
	// 6 <nil>
}

func TestFromIntakeToDecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	w.submit(w.who.Sofia, 4)
	w.submit(w.who.Ken, 3)
	sum, again := w.summary(), w.summary()
	require.Equal(t, sum.Bullets, again.Bullets, "a summary may be made again")
	rated, err := w.in.Summaries().Get(ctx, w.who.Dana, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, summary.Rated, rated.State)
	p, err := w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, "u-dana", p.Owner.ID)
	due := w.due()
	require.Equal(t, []requisition.Waiting{{Person: "u-dana", For: requisition.ForDecision}}, due)
	d, err := w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, w.app.ID, debrief.Choice{
		Outcome: debrief.Hire, Reasons: []debrief.Reason{{Competency: "incidents", Text: "CANARY-REASON"}},
	})
	require.NoError(t, err)
	stored, err := w.in.Debriefs().Decision(ctx, w.who.Marcus, p.ID, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, d.Document(), stored.Document())
	app, err := w.in.Requisitions().Application(ctx, w.who.Marcus, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, requisition.Selected, app.Status)
	require.Equal(t, []requisition.Waiting{{Person: "u-marcus", For: requisition.ForOffer}}, w.due())
	offer, err := w.in.Requisitions().ExtendOffer(ctx, w.who.Marcus, w.app.ID, compensation.Range{}, w.now.Add(24*time.Hour))
	require.NoError(t, err)
	_, err = w.in.Requisitions().ExtendOffer(ctx, w.who.Marcus, w.app.ID, compensation.Range{}, time.Time{})
	require.True(t, fault.Has(err, "requisition.offer_stands"))
	require.Equal(t, requisition.ForAnswer, w.due()[0].For)
	_, err = w.in.Requisitions().AcceptOffer(ctx, w.who.Marcus, offer.ID)
	require.NoError(t, err)
	app, err = w.in.Requisitions().Application(ctx, w.who.Marcus, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, requisition.Hired, app.Status)
	req, err := w.in.Requisitions().Get(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	require.Equal(t, requisition.StatusFilled, req.Status)
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, w.app.ID, debrief.Choice{Outcome: debrief.NoHire, Rationale: "x", Reasons: []debrief.Reason{{Competency: "incidents", Text: "x"}}})
	require.ErrorIs(t, err, hirealign.ErrConflict, "a decision stands")
	require.Equal(t, []requisition.Waiting{{Person: "u-marcus", For: requisition.ForRetro, Due: w.now.Add(48 * time.Hour)}}, w.due())

	head, err := w.in.Verify(ctx)
	require.NoError(t, err)
	require.NotZero(t, head.Seq)
	n := uint64(0)
	for l, err := range w.in.Acts(ctx, w.who.Ines, 0) {
		require.NoError(t, err)
		n++
		require.Equal(t, n, l.Seq)
		require.NotEmpty(t, l.Act.By.ID, "every act names its actor")
		b, err := json.Marshal(l.Act)
		require.NoError(t, err)
		for _, private := range []string{"CANARY", "Priya", "Dana", "Marcus", "refunds"} {
			require.NotContains(t, string(b), private, "the log holds no personal content")
		}
	}
	require.Equal(t, head.Seq, n)
}

func TestNothingHappensBeforeTheLock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	_, err := w.in.Requisitions().StartSourcing(ctx, w.who.Marcus, w.req.ID)
	require.ErrorIs(t, err, requisition.ErrRubricNotLocked)
	c, err := w.in.Requisitions().AddCandidate(ctx, w.who.Marcus, "P")
	require.NoError(t, err)
	_, err = w.in.Requisitions().Apply(ctx, w.who.Marcus, w.req.ID, c.ID, requisition.Applied)
	require.ErrorIs(t, err, requisition.ErrRubricNotLocked)
	_, err = w.in.Rubrics().Locked(ctx, w.who.Marcus, "")
	require.ErrorIs(t, err, rubric.ErrNotLocked)
}

func TestAssents(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	rec, err := w.in.Rubrics().Save(ctx, w.who.Dana, w.req.ID, fixture.Rubric())
	require.NoError(t, err)
	hash := rec.Rubric.Hash()
	_, err = w.in.Rubrics().Assent(ctx, w.who.Sofia, "rb-1", hash)
	require.ErrorIs(t, err, hirealign.ErrNotFound, "she has no part in the search yet")
	_, err = w.in.Rubrics().Assent(ctx, w.who.Ines, "rb-1", hash)
	require.ErrorIs(t, err, hirealign.ErrNotAllowed)
	_, err = w.in.Rubrics().Assent(ctx, w.who.Dana, "rb-1", "sha256:0")
	require.ErrorIs(t, err, rubric.ErrAssent)
	_, err = w.in.Rubrics().Assent(ctx, w.who.Dana, "rb-1", hash)
	require.NoError(t, err)
	changed := fixture.Rubric()
	changed.Role.Purpose = "something else"
	rec, err = w.in.Rubrics().Save(ctx, w.who.Dana, w.req.ID, changed)
	require.NoError(t, err)
	require.Nil(t, rec.HiringManager, "other content needs a new assent")
	l, err := w.in.Rubrics().Assent(ctx, w.who.Marcus, "rb-1", changed.Hash())
	require.NoError(t, err)
	require.True(t, l.IsZero())
	l, err = w.in.Rubrics().Assent(ctx, w.who.Dana, "rb-1", changed.Hash())
	require.NoError(t, err)
	require.False(t, l.IsZero())
	_, err = w.in.Rubrics().Save(ctx, w.who.Dana, w.req.ID, fixture.Rubric())
	require.True(t, fault.Has(err, "rubric.locked"))
	req, err := w.in.Requisitions().Get(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	require.Equal(t, l.Hash(), req.RubricHash)
	invalid := fixture.Rubric()
	invalid.ID, invalid.Competencies[0].Anchors = "rb-2", nil
	rec, err = w.in.Rubrics().Save(ctx, w.who.Dana, w.req.ID, invalid)
	require.NoError(t, err, "a draft may be incomplete")
	_, err = w.in.Rubrics().Assent(ctx, w.who.Dana, "rb-2", rec.Rubric.Hash())
	require.True(t, fault.Has(err, "rubric.anchors_missing"), "but nobody can agree to it")
}

func TestPanelistsAreBlindUntilTheRoundCloses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	kens := w.draftOf(w.who.Ken)
	_, err := w.in.Scorecards().DraftOf(ctx, w.who.Sofia, kens.ID)
	require.ErrorIs(t, err, scorecard.ErrBlind, "a draft belongs to its panelist")
	_, err = w.in.Scorecards().DraftOf(ctx, w.who.Ken, kens.ID)
	require.NoError(t, err)
	card := w.submit(w.who.Sofia, 4)
	for _, reader := range []actor.Human{w.who.Ken, w.who.Dana, w.who.Marcus} {
		_, err = w.in.Scorecards().Get(ctx, reader, card.ID())
		require.ErrorIs(t, err, scorecard.ErrBlind)
		all, err := w.in.Scorecards().OfApplication(ctx, reader, w.app.ID)
		require.NoError(t, err)
		require.Empty(t, all)
	}
	_, err = w.in.Summaries().Draft(ctx, w.app.ID)
	require.NoError(t, err)
	blind, err := w.in.Summaries().Get(ctx, w.who.Ken, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, summary.Unrated, blind.State, "a summary gives no levels away")
	own, err := w.in.Scorecards().Get(ctx, w.who.Sofia, card.ID())
	require.NoError(t, err)
	require.Equal(t, card.Document(), own.Document())
	_, err = w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID)
	require.ErrorIs(t, err, debrief.ErrNotReady)
	w.submit(w.who.Ken, 2)
	_, err = w.in.Scorecards().Get(ctx, w.who.Ken, card.ID())
	require.NoError(t, err)
}

func TestSubmitOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	d := w.draftOf(w.who.Sofia)
	sub := w.submission(w.who.Sofia, d, 3)
	_, err := w.in.Scorecards().Submit(ctx, w.who.Ken, d.ID, sub)
	require.True(t, fault.Has(err, "scorecard.not_the_panelist"))
	_, err = w.in.Scorecards().Submit(ctx, w.who.Sofia, d.ID, sub)
	require.NoError(t, err)
	_, err = w.in.Scorecards().Submit(ctx, w.who.Sofia, d.ID, sub)
	require.ErrorIs(t, err, scorecard.ErrSubmitted)
	_, err = w.in.Scorecards().Submit(ctx, w.who.Sofia, "sc-9", sub)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	before := w.store.Commits()
	drafts, err := w.in.Scorecards().Draft(ctx, w.iv.ID)
	require.NoError(t, err)
	require.Len(t, drafts, 2)
	require.Equal(t, before, w.store.Commits(), "drafting again changes nothing")
}

func TestATranscriptThatComesLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	before := w.draftOf(w.who.Sofia)
	_, err := w.in.Scorecards().AddNote(ctx, before.ID, scorecard.Note{Text: "calm throughout", By: w.who.Sofia})
	require.NoError(t, err)
	_, _, err = w.in.Scorecards().AddEvidence(ctx, w.who.Sofia, before.ID, "delivery", evidence.Claim{Quote: "two weeks before the date, and told operations"})
	require.NoError(t, err)
	kens := w.submit(w.who.Ken, 3)

	second := fixture.Transcript()
	second.ID = "tr-2"
	second.Segments = second.Segments[:2]
	second.Segments[1].Text = "When the call came back: I led the incident until midnight and told support every hour."
	_, err = w.in.Interviews().AddTranscript(ctx, w.who.Marcus, w.iv.ID, second)
	require.NoError(t, err)
	after := w.draftOf(w.who.Sofia)
	require.Equal(t, before.ID, after.ID)
	require.Len(t, after.Sources, 2)
	require.Equal(t, "calm throughout", after.Notes[0].Text, "what the panelist wrote stays")
	var own, late bool
	for _, e := range after.Entries {
		for _, it := range e.Evidence {
			own = own || it.By.Kind == actor.KindHuman
			late = late || it.Citation.Source.ID == "tr-2"
		}
	}
	require.True(t, own, "and so do the quotes that they picked")
	require.True(t, late, "the second part of the call is in the draft")
	again := w.draftOf(w.who.Ken)
	require.Len(t, again.Sources, 1, "a card that was handed in does not change")
	require.Equal(t, kens.ID(), again.ID)
	w.submit(w.who.Sofia, 3)
}

func TestNobodyCitesAColleaguesNotes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	notes, err := transcript.FromNotes("n-ken", w.who.Ken, "- led it, told support at once\n")
	require.NoError(t, err)
	_, err = w.in.Interviews().AddTranscript(ctx, w.who.Ken, w.iv.ID, notes)
	require.NoError(t, err)
	ix := evidence.NewIndex(evidence.FromTranscript(notes))
	cite := ix.Verify(evidence.Claim{Quote: "led it, told support at once"}, evidence.InterviewerNotes()).Citation
	d := w.draftOf(w.who.Sofia)
	_, f, err := w.in.Scorecards().AddEvidence(ctx, w.who.Sofia, d.ID, "incidents", evidence.Claim{Quote: "led it, told support at once"})
	require.NoError(t, err)
	require.False(t, f.Admissible())
	sub := w.submission(w.who.Sofia, d, 3)
	l, err := w.in.Rubrics().Locked(ctx, w.who.Marcus, d.RubricHash)
	require.NoError(t, err)
	sub.Ratings[0], err = scorecard.Rate(w.who.Sofia, l, "incidents", 3, scorecard.Basis{Evidence: []evidence.Citation{cite}}, w.now)
	require.NoError(t, err)
	_, err = w.in.Scorecards().Submit(ctx, w.who.Sofia, d.ID, sub)
	require.True(t, fault.Has(err, "scorecard.evidence_source_unknown"), err)
}

func TestTypedNotesStayWithTheirAuthor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	notes, err := transcript.FromNotes("n-ken", w.who.Ken, "# q-incident: incident\n- led it, told support at once, would hire\n")
	require.NoError(t, err)
	_, err = w.in.Interviews().AddTranscript(ctx, w.who.Ken, w.iv.ID, notes)
	require.NoError(t, err)
	sofias, err := json.Marshal(w.draftOf(w.who.Sofia))
	require.NoError(t, err)
	require.NotContains(t, string(sofias), "would hire")
	kens, err := json.Marshal(w.draftOf(w.who.Ken))
	require.NoError(t, err)
	require.Contains(t, string(kens), "would hire")
}

func TestALostAnswerIsHarmless(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	before, err := w.in.Verify(ctx)
	require.NoError(t, err)
	w.store.LoseNext()
	_, err = w.in.Requisitions().PutOnHold(ctx, w.who.Dana, w.req.ID, "budget")
	require.NoError(t, err, "the commit is sent again under the same id")
	after, err := w.in.Verify(ctx)
	require.NoError(t, err)
	require.Equal(t, before.Seq+1, after.Seq, "and is logged once")

	w.store.FailNext(storage.ErrUnavailable)
	_, err = w.in.Requisitions().Reopen(ctx, w.who.Dana, w.req.ID, "budget is back")
	require.ErrorIs(t, err, storage.ErrUnavailable)
	req, err := w.in.Requisitions().Get(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	require.Equal(t, requisition.StatusOnHold, req.Status, "a failed commit changes nothing")
	w.store.FailNext(&storage.ConflictError{})
	_, err = w.in.Requisitions().Reopen(ctx, w.who.Dana, w.req.ID, "budget is back")
	require.ErrorIs(t, err, hirealign.ErrConflict)
}

func TestList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	_, err := w.in.Requisitions().PutOnHold(ctx, w.who.Dana, w.req.ID, "budget")
	require.NoError(t, err)
	for status, want := range map[requisition.Status]int{"": 1, requisition.StatusOnHold: 1, requisition.StatusOpen: 0} {
		got, err := w.in.Requisitions().List(ctx, w.who.Marcus, status)
		require.NoError(t, err)
		require.Len(t, got, want, status)
	}
	got, err := w.svc.Tenant("other").Requisitions().List(ctx, w.who.Marcus, "")
	require.NoError(t, err)
	require.Empty(t, got)
}

func TestTenantsAreApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.svc.Tenant("other").Requisitions().Get(t.Context(), w.who.Marcus, w.req.ID)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	_, err = w.in.Requisitions().Get(t.Context(), w.who.Marcus, "")
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	_, err = hirealign.New(nil, nil)
	require.ErrorIs(t, err, storage.ErrInvalid)
}

func TestDeferAndDecideLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	w.submit(w.who.Sofia, 4)
	w.submit(w.who.Ken, 3)
	p, err := w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID)
	require.NoError(t, err)
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, w.app.ID, debrief.Choice{Outcome: debrief.Defer})
	require.ErrorIs(t, err, debrief.ErrUndecided)
	until := w.now.Add(72 * time.Hour)
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, w.app.ID, debrief.Choice{Outcome: debrief.Defer, FollowUp: debrief.FollowUp{
		Until: until, Owner: requisition.PersonOf(w.who.Ken), EvidenceNeeded: "one more incident",
	}})
	require.NoError(t, err)
	require.Equal(t, []requisition.Waiting{{Person: "u-ken", For: requisition.ForFollowUp, Due: until}}, w.due())
	_, err = w.in.Debriefs().Decide(ctx, w.who.Dana, p.ID, w.app.ID, debrief.Choice{
		Outcome: debrief.NoHire, Reasons: []debrief.Reason{{Competency: "incidents", Text: "still none"}}, Rationale: "levels were read in two ways",
	})
	require.NoError(t, err)
	app, err := w.in.Requisitions().Application(ctx, w.who.Marcus, w.app.ID)
	require.NoError(t, err)
	require.Equal(t, requisition.Rejected, app.Status)
	require.True(t, strings.HasPrefix(app.Reason, "still"))
}

func TestPanelistsEditTheirOwnDraft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	d := w.draftOf(w.who.Sofia)
	_, err := w.in.Scorecards().AddNote(ctx, d.ID, scorecard.Note{Text: "calm throughout", By: w.who.Ken})
	require.ErrorIs(t, err, scorecard.ErrBlind, "and nobody else's")
	_, err = w.in.Scorecards().AddNote(ctx, d.ID, scorecard.Note{Text: "calm throughout", By: w.who.Sofia})
	require.NoError(t, err)
	before := len(d.EvidenceFor("delivery"))
	d, f, err := w.in.Scorecards().AddEvidence(ctx, w.who.Sofia, d.ID, "delivery", evidence.Claim{Quote: "two weeks before the date, and told operations"})
	require.NoError(t, err)
	require.True(t, f.Admissible())
	require.Len(t, d.EvidenceFor("delivery"), before+1)
	_, f, err = w.in.Scorecards().AddEvidence(ctx, w.who.Sofia, d.ID, "delivery", evidence.Claim{Quote: "three weeks before the date, and told operations"})
	require.NoError(t, err)
	require.Equal(t, []string{"number_changed"}, f.Refusal().Reasons())
	d, err = w.in.Scorecards().DropEvidence(ctx, w.who.Sofia, d.ID, "delivery", 0)
	require.NoError(t, err)
	require.Len(t, d.EvidenceFor("delivery"), before)
	card := w.submit(w.who.Sofia, 3)
	require.Equal(t, "calm throughout", card.Document().Notes[0].Text)
	_, err = w.in.Scorecards().AddNote(ctx, d.ID, scorecard.Note{Text: "late thought", By: w.who.Sofia})
	require.ErrorIs(t, err, scorecard.ErrSubmitted)
}
