// Package privacytest proves, over any storage.Driver, that nothing about a person lands
// after they were erased.
//
//	func TestNothingLandsAfterAnErasure(t *testing.T) {
//		privacytest.Run(t, memstore.New())
//	}
//
// For each kind of document that is about a person, an act of the service is stopped just
// before its commit, the person is erased by somebody else, and the act goes on. It is
// refused, and none of the person's text is in any record or in the log, whether the
// store is sealed or not. Rotations has two processes rotate a person's key at once.
package privacytest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
)

// Kinds are the kinds of document that races are run over: all that are about a person
// or hold a part that is.
func Kinds() []storage.Kind {
	var out []storage.Kind
	for _, r := range races {
		if !slices.Contains(out, r.kind) {
			out = append(out, r.kind)
		}
	}
	return out
}

// Run runs a race for every kind, sealed and in the clear, each in a tenant of its own
// of the store, which is to hold nothing else.
func Run(t *testing.T, store storage.Driver) {
	t.Helper()
	for i, r := range races {
		for name, keys := range map[string]privacy.Keyring{"sealed": privacy.NewMemoryKeyring(), "in the clear": nil} {
			t.Run(string(r.kind)+" by "+r.by+", "+name, func(t *testing.T) {
				t.Parallel()
				r.run(t, store, storage.Tenant(fmt.Sprintf("race %d %s", i, name)), keys)
			})
		}
	}
}

// stage is how far a search has come.
type stage int

const (
	added stage = iota
	scheduled
	held      // the interview took place and its transcript is there
	drafted   // both panelists have a draft
	oneIn     // one panelist has handed in, the other is late
	rated     // both have handed in
	debriefed // the cards are revealed in a debrief
	selected  // the debrief has ended in a hire
)

// race is one act that an erasure overtakes, just before its first commit of the kind.
type race struct {
	kind storage.Kind
	by   string
	at   stage
	act  func(context.Context, *story, *hirealign.Tenant) error
}

func failed[T any](_ T, err error) error { return err }

var races = []race{
	{"candidate", "linking a person", added, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Requisitions().LinkPerson(ctx, s.who.Marcus, s.candidate, canary+"-person"))
	}},
	{"candidate", "merging", scheduled, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return late.Privacy().Merge(ctx, s.who.Ines, s.other, s.candidate)
	}},
	{"application", "applying", held, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Requisitions().Apply(ctx, s.who.Marcus, s.req, s.candidate, requisition.Referral, requisition.ExternalRef{System: "ats", ID: canary}))
	}},
	{"interview", "scheduling", held, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Interviews().Schedule(ctx, s.who.Marcus, s.app, "r-2", s.slot(time.Hour)))
	}},
	{"transcript", "typing notes", held, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		notes, err := transcript.FromNotes("n-late", s.who.Ken, "- "+canary+" led it\n")
		require.NoError(s.t, err)
		return failed(late.Interviews().AddTranscript(ctx, s.who.Ken, s.iv, notes))
	}},
	{"scorecard_draft", "drafting", held, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Scorecards().Draft(ctx, s.iv))
	}},
	{"scorecard_draft", "adding a note", drafted, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Scorecards().AddNote(ctx, s.drafts[s.who.Ken.ID()], scorecard.Note{Text: canary, By: s.who.Ken}))
	}},
	{"scorecard", "handing in", drafted, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return s.submit(ctx, late, s.who.Ken)
	}},
	{"scorecard_reveal", "revealing a round", oneIn, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Scorecards().Reveal(ctx, s.who.Dana, s.app, "r-1", scorecard.Waiver{Interview: s.iv, Panelist: s.who.Ken.ID(), Reason: canary}))
	}},
	{"scorecard_exposure", "recording an exposure", drafted, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return late.Scorecards().RecordExposure(ctx, s.who.Ken, s.app, scorecard.EarlierSummary)
	}},
	{"scorecard_suggestions", "suggesting levels", rated, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Scorecards().Suggestions(ctx, s.who.Sofia, s.drafts[s.who.Sofia.ID()]))
	}},
	{"summary", "summarising", rated, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Summaries().Draft(ctx, s.app))
	}},
	{"consent", "recording an answer of somebody new", scheduled, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Privacy().Record(ctx, s.who.Marcus, s.candidate, privacy.Entry{Scope: privacy.Reuse, Text: canary}))
	}},
	{"model_reply", "keeping a reply", held, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Scorecards().Draft(ctx, s.iv))
	}},
	{"interview_progress", "advancing", held, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Interviews().Advance(ctx, s.iv))
	}},
	{"debrief_meeting", "booking", rated, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Debriefs().Book(ctx, s.who.Marcus, s.req, debrief.Booking{Applications: []requisition.ApplicationID{s.app}, Slot: s.slot(30 * time.Minute)}))
	}},
	{"debrief_meeting", "objecting", debriefed, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Debriefs().Object(ctx, s.who.Ken, s.packet, s.app, debrief.Hire, canary))
	}},
	{"debrief", "revealing a debrief", rated, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Debriefs().Open(ctx, s.who.Marcus, s.req, s.app))
	}},
	{"debrief_brief", "drafting a brief", debriefed, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Debriefs().Brief(ctx, s.who.Dana, s.packet))
	}},
	{"decision", "deciding", debriefed, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return s.decide(ctx, late)
	}},
	{"offer", "extending an offer", selected, func(ctx context.Context, s *story, late *hirealign.Tenant) error {
		return failed(late.Requisitions().ExtendOffer(ctx, s.who.Marcus, s.app, compensation.Range{}, time.Time{}))
	}},
}

// canary is in every text about the person, and phrase in what they said.
const (
	canary = "CANARY"
	phrase = "I told support at once"
)

func (r race) run(t *testing.T, store storage.Driver, tenant storage.Tenant, keys privacy.Keyring) {
	t.Helper()
	ctx := t.Context()
	all := &witness{Driver: store, kinds: map[storage.Kind]bool{}}
	s := &story{t: t, who: fixture.People(t), now: fixture.Now, drafts: map[string]scorecard.ID{}}
	s.in = s.service(all, keys, nil).Tenant(tenant)
	s.upTo(ctx, r.at, r.kind == "consent")
	if keys == nil {
		require.NotEmpty(t, all.holding(t, tenant), "the search finds what is there")
	}

	overtaken := false
	late := s.service(&stopped{Driver: all, kind: r.kind, by: func() {
		e, err := s.in.Privacy().Erase(ctx, s.who.Ines, s.candidate, "gdpr.17")
		require.NoError(t, err)
		require.Equal(t, privacy.Done, e.Outcome)
		overtaken = true
	}}, keys, &writer{asks: r.kind == "model_reply"}).Tenant(tenant)
	err := r.act(ctx, s, late)
	require.True(t, overtaken, "the act commits the kind: %v", err)
	require.True(t, errors.Is(err, privacy.ErrErased) || errors.Is(err, hirealign.ErrConflict), "%v", err)
	require.NotContains(t, err.Error(), canary)

	require.Empty(t, all.holding(t, tenant))
	require.True(t, all.kinds[r.kind])
	_, err = s.in.Verify(ctx)
	require.NoError(t, err)
}

// Rotations has two processes rotate the key of one person again and again, at once and
// over one store and keyring, while a third writes: each rotation succeeds, and
// everything of the person stays readable. It uses a tenant of its own of the store.
func Rotations(t *testing.T, store storage.Driver) {
	t.Helper()
	ctx, keys := t.Context(), privacy.NewMemoryKeyring()
	tenant := storage.Tenant("rotations")
	s := &story{t: t, who: fixture.People(t), now: fixture.Now, drafts: map[string]scorecard.ID{}}
	s.in = s.service(store, keys, nil).Tenant(tenant)
	s.upTo(ctx, held, false)
	rotate := func(in *hirealign.Tenant) error {
		if err := keys.Rotate(string(tenant), string(s.candidate)); err != nil {
			return err
		}
		return in.Privacy().RotateKey(ctx, s.who.Ines, s.candidate)
	}
	overtaken := false
	late := s.service(&stopped{Driver: store, kind: "subject_key", by: func() {
		require.NoError(t, rotate(s.in))
		overtaken = true
	}}, keys, nil).Tenant(tenant)
	require.NoError(t, rotate(late), "overtaken just before it commits")
	require.True(t, overtaken)

	const rounds = 8
	errs := make([]error, 3)
	var wg sync.WaitGroup
	for i := range 2 {
		in := s.service(store, keys, nil).Tenant(tenant)
		wg.Go(func() {
			for range rounds {
				if errs[i] = rotate(in); errs[i] != nil {
					return
				}
			}
		})
	}
	writer := s.service(store, keys, nil).Tenant(tenant)
	wg.Go(func() {
		for n := range rounds {
			e := privacy.Entry{Scope: privacy.Reuse, Text: fmt.Sprint(canary, n)}
			if _, err := writer.Privacy().Record(ctx, s.who.Marcus, s.candidate, e); err != nil {
				errs[2] = err
				return
			}
		}
	})
	wg.Wait()
	require.NoError(t, errors.Join(errs...))
	in := s.service(store, keys, nil).Tenant(tenant)
	c, err := in.Privacy().Consents(ctx, s.who.Marcus, s.candidate)
	require.NoError(t, err)
	require.Len(t, c.Entries, 3+rounds)
	ts, err := in.Interviews().Transcripts(ctx, s.who.Marcus, s.iv)
	require.NoError(t, err)
	require.NotEmpty(t, ts)
	_, err = in.Verify(ctx)
	require.NoError(t, err)
}

// stopped lets something happen just before its first commit that writes a kind.
type stopped struct {
	storage.Driver
	kind storage.Kind
	by   func()
	once sync.Once
}

func (s *stopped) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	for _, w := range b.Writes {
		if w.Kind == s.kind && !w.Delete {
			s.once.Do(s.by)
		}
	}
	return s.Driver.Commit(ctx, t, b)
}

// witness remembers which kinds were ever written.
type witness struct {
	storage.Driver
	mu    sync.Mutex
	kinds map[storage.Kind]bool
}

func (a *witness) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	a.mu.Lock()
	for _, w := range b.Writes {
		a.kinds[w.Kind] = true
	}
	a.mu.Unlock()
	return a.Driver.Commit(ctx, t, b)
}

// holding names the records and entries in which a text of the person stands.
func (a *witness) holding(t testing.TB, tenant storage.Tenant) []string {
	t.Helper()
	var out []string
	look := func(where string, texts ...[]byte) {
		for _, text := range texts {
			if bytes.Contains(text, []byte(canary)) || bytes.Contains(text, []byte(phrase)) {
				out = append(out, where)
				return
			}
		}
	}
	a.mu.Lock()
	kinds := slices.Sorted(maps.Keys(a.kinds))
	a.mu.Unlock()
	for _, k := range kinds {
		q := storage.Query{Kind: k}
		for {
			page, err := a.List(t.Context(), tenant, q)
			require.NoError(t, err)
			for _, r := range page.Records {
				look(string(r.Kind)+" "+r.ID, r.Body, []byte(r.ID), fmt.Append(nil, r.Index))
			}
			if page.Next == "" {
				break
			}
			q.After = page.Next
		}
	}
	entries, err := a.Log(t.Context(), tenant, 0, storage.MaxPage)
	require.NoError(t, err)
	for _, e := range entries {
		look(e.Topic, e.Payload)
	}
	return out
}

// service returns a service that drafts with a writer, nil for one that drafts nothing.
func (s *story) service(store storage.Driver, keys privacy.Keyring, w *writer) *hirealign.Service {
	s.t.Helper()
	opts := &hirealign.Options{Now: func() time.Time { return s.now }, Keyring: keys}
	if w != nil {
		opts.Levels, opts.Briefs = w, w
		if w.asks {
			opts.Scorecards = w
		}
	}
	svc, err := hirealign.New(store, opts)
	require.NoError(s.t, err)
	return svc
}

// story is a search of one tenant with one candidate who is erased.
type story struct {
	t         testing.TB
	in        *hirealign.Tenant
	who       fixture.Cast
	now       time.Time
	req       requisition.ID
	locked    rubric.Locked
	candidate requisition.CandidateID
	other     requisition.CandidateID
	app       requisition.ApplicationID
	iv        requisition.InterviewID
	drafts    map[string]scorecard.ID // by panelist
	packet    debrief.ID
}

func (s *story) slot(d time.Duration) requisition.Slot {
	return requisition.Slot{Start: s.now, End: s.now.Add(d), Zone: "UTC"}
}

// upTo runs the search up to a stage. A candidate who is silent has answered nothing.
func (s *story) upTo(ctx context.Context, to stage, silent bool) {
	t := s.t
	t.Helper()
	req, err := s.in.Requisitions().Open(ctx, s.who.Dana, requisition.Opening{
		Title: "Backend Engineer", Openings: 1, HiringManager: requisition.PersonOf(s.who.Dana), Recruiter: requisition.PersonOf(s.who.Marcus),
	})
	require.NoError(t, err)
	s.req = req.ID
	content := fixture.Rubric()
	_, err = s.in.Rubrics().Save(ctx, s.who.Dana, s.req, content)
	require.NoError(t, err)
	for _, p := range []actor.Human{s.who.Dana, s.who.Marcus} {
		s.locked, err = s.in.Rubrics().Assent(ctx, p, content.ID, content.Hash())
		require.NoError(t, err)
	}
	seat := func(p actor.Human) requisition.Seat {
		return requisition.Seat{Panelist: requisition.PersonOf(p), Competencies: []string{"incidents"}}
	}
	_, err = s.in.Requisitions().SetPlan(ctx, s.who.Marcus, s.req, requisition.Plan{Rounds: []requisition.Round{
		{ID: "r-1", Name: "Technical", Kind: requisition.Technical, Minutes: 60, Panel: []requisition.Seat{seat(s.who.Sofia), seat(s.who.Ken)}},
		{ID: "r-2", Name: "Panel", Kind: requisition.Panel, Minutes: 60, Panel: []requisition.Seat{seat(s.who.Ken)}},
	}})
	require.NoError(t, err)
	_, err = s.in.Requisitions().StartSourcing(ctx, s.who.Marcus, s.req)
	require.NoError(t, err)
	for name, id := range map[string]*requisition.CandidateID{"Priya " + canary: &s.candidate, "P. N.": &s.other} {
		c, err := s.in.Requisitions().AddCandidate(ctx, s.who.Marcus, name)
		require.NoError(t, err)
		*id = c.ID
	}
	if !silent {
		_, err = s.in.Privacy().Record(ctx, s.who.Marcus, s.candidate,
			privacy.Entry{Scope: privacy.Recording, Text: canary}, privacy.Entry{Scope: privacy.Transcription, Text: canary}, privacy.Entry{Scope: privacy.Drafting, Text: canary})
		require.NoError(t, err)
	}
	slot := s.slot(time.Hour)
	for _, next := range []struct {
		stage
		do func() error
	}{
		{scheduled, func() error {
			app, err := s.in.Requisitions().Apply(ctx, s.who.Marcus, s.req, s.candidate, requisition.Applied)
			if err != nil {
				return err
			}
			iv, err := s.in.Interviews().Schedule(ctx, s.who.Marcus, app.ID, "r-1", slot)
			s.app, s.iv, s.now = app.ID, iv.ID, s.now.Add(2*time.Hour)
			return err
		}},
		{held, func() error {
			if _, err := s.in.Interviews().RecordHeld(ctx, s.who.Marcus, s.iv, slot); err != nil {
				return err
			}
			return failed(s.in.Interviews().AddTranscript(ctx, s.who.Marcus, s.iv, fixture.Transcript()))
		}},
		{drafted, func() error {
			refs, err := s.in.Scorecards().Draft(ctx, s.iv)
			for _, ref := range refs {
				s.drafts[ref.Panelist.ID] = ref.ID
			}
			return err
		}},
		{oneIn, func() error {
			s.now = s.now.Add(48 * time.Hour)
			return s.submit(ctx, s.in, s.who.Sofia)
		}},
		{rated, func() error { return s.submit(ctx, s.in, s.who.Ken) }},
		{debriefed, func() error {
			p, err := s.in.Debriefs().Open(ctx, s.who.Marcus, s.req, s.app)
			s.packet = p.ID
			return err
		}},
		{selected, func() error { return s.decide(ctx, s.in) }},
	} {
		if next.stage <= to {
			require.NoError(t, next.do())
		}
	}
}

// submit hands in a panelist's card.
func (s *story) submit(ctx context.Context, in *hirealign.Tenant, by actor.Human) error {
	id := s.drafts[by.ID()]
	d, err := in.Scorecards().DraftOf(ctx, by, id)
	if err != nil {
		return err
	}
	rating, err := scorecard.Rate(by, s.locked, "incidents", 3, scorecard.Basis{Evidence: d.EvidenceFor("incidents"), Reason: canary}, s.now)
	if err != nil {
		return err
	}
	return failed(in.Scorecards().Submit(ctx, by, id, scorecard.Submission{Ratings: []scorecard.Rating{rating}, Overall: scorecard.Yes, OverallReason: canary}))
}

func (s *story) decide(ctx context.Context, in *hirealign.Tenant) error {
	return failed(in.Debriefs().Decide(ctx, s.who.Dana, s.packet, s.app, debrief.Choice{
		Outcome: debrief.Hire, Rationale: canary, Reasons: []debrief.Reason{{Competency: "incidents", Text: canary}},
	}))
}

// writer is software that writes a canary into whatever it drafts.
type writer struct {
	// asks says that it asks a model for the draft of a card, whose reply is kept.
	asks bool
}

func (w *writer) by() actor.Agent {
	a, err := actor.NewAgent("writer", actor.AgentInfo{Model: "m-1"})
	if err != nil {
		panic(err)
	}
	return a
}

// Generate implements llm.Model.
func (w *writer) Generate(context.Context, *llm.Request) (*llm.Response, error) {
	return &llm.Response{Text: canary, Finish: llm.Stop, Provider: "vendor", Model: "m-1"}, nil
}

// DraftScorecard implements scorecard.Drafter.
func (w *writer) DraftScorecard(ctx context.Context, _ scorecard.Request) (scorecard.Proposal, error) {
	model := llm.Wrap(w, llm.Journal(hirealign.Replies{}, "vendor/m-1"))
	_, err := model.Generate(ctx, &llm.Request{Parts: []llm.Part{{Text: phrase}}})
	return scorecard.Proposal{By: w.by()}, err
}

// DraftLevels implements scorecard.LevelDrafter.
func (w *writer) DraftLevels(context.Context, scorecard.LevelRequest) (scorecard.LevelProposal, error) {
	return scorecard.LevelProposal{By: w.by(), Levels: []scorecard.ProposedLevel{{Competency: "incidents", Level: 2, Evidence: []int{0}}}}, nil
}

// DraftBrief implements debrief.Drafter.
func (w *writer) DraftBrief(_ context.Context, req debrief.BriefRequest) (debrief.BriefProposal, error) {
	p := debrief.BriefProposal{By: w.by()}
	for _, f := range req.Finalists {
		p.Points = append(p.Points, debrief.ProposedPoint{Application: f.Application, Competency: "incidents", Text: canary + ": the damage was stopped first.", Evidence: []int{0}})
	}
	return p, nil
}
