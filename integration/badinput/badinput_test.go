// Package badinput_test gives the service, over every driver, what it must refuse:
// each refusal has its type, and leaves every record and log entry as it was.
package badinput_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/integration/stores"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
)

// watched knows which kinds were written, and does things around a commit.
type watched struct {
	storage.Driver
	mu            sync.Mutex
	kinds         map[storage.Kind]bool
	before, after func() error
}

func (w *watched) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	w.mu.Lock()
	for _, x := range b.Writes {
		w.kinds[x.Kind] = true
	}
	before, after := w.before, w.after
	w.mu.Unlock()
	if before != nil {
		if err := before(); err != nil {
			return storage.Result{}, err
		}
	}
	r, err := w.Driver.Commit(ctx, t, b)
	if err == nil && after != nil {
		err = after()
	}
	return r, err
}

// once does something around the next commit only.
func (w *watched) once(at *func() error, do func() error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*at = func() error {
		w.mu.Lock()
		*at = nil
		w.mu.Unlock()
		return do()
	}
}

// room is a search with an interview that was held, over one driver.
type room struct {
	t     *testing.T
	store *stores.Store
	d     *watched
	svc   *hirealign.Service
	in    *hirealign.Tenant

	dana, marcus, sofia, ines actor.Human

	req  requisition.ID
	cand requisition.CandidateID
	app  requisition.ApplicationID
	iv   requisition.InterviewID
	card scorecard.ID
}

var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func furnished(t *testing.T, db stores.Database, keyring privacy.Keyring) *room {
	t.Helper()
	ctx := t.Context()
	r := &room{t: t, store: db.Open(t)}
	r.d = &watched{Driver: r.store.Driver, kinds: map[storage.Kind]bool{}}
	var err error
	r.svc, err = hirealign.New(r.d, &hirealign.Options{Now: func() time.Time { return now }, Keyring: keyring})
	require.NoError(t, err)
	r.in = r.svc.Tenant("acme")
	human := func(id string, role actor.Role) actor.Human {
		h, err := actor.NewHuman(id, id, role)
		require.NoError(t, err)
		return h
	}
	r.dana, r.marcus, r.sofia = human("dana", actor.HiringManager), human("marcus", actor.Recruiter), human("sofia", actor.Interviewer)
	r.ines = human("ines", actor.RecruitingManager)
	req, err := r.in.Requisitions().Open(ctx, r.dana, requisition.Opening{
		Title: "Engineer", Openings: 1, HiringManager: requisition.PersonOf(r.dana), Recruiter: requisition.PersonOf(r.marcus),
	})
	require.NoError(t, err)
	r.req = req.ID
	content := criteria()
	_, err = r.in.Rubrics().Save(ctx, r.dana, r.req, content)
	require.NoError(t, err)
	for _, p := range []actor.Human{r.dana, r.marcus} {
		_, err = r.in.Rubrics().Assent(ctx, p, content.ID, content.Hash())
		require.NoError(t, err)
	}
	_, err = r.in.Requisitions().SetPlan(ctx, r.marcus, r.req, requisition.Plan{Rounds: []requisition.Round{{
		ID: "r-1", Name: "Technical", Kind: requisition.Technical, Minutes: 60,
		Panel: []requisition.Seat{{Panelist: requisition.PersonOf(r.sofia), Competencies: []string{"incidents"}}},
	}}})
	require.NoError(t, err)
	_, err = r.in.Requisitions().StartSourcing(ctx, r.marcus, r.req)
	require.NoError(t, err)
	c, err := r.in.Requisitions().AddCandidate(ctx, r.marcus, "Priya")
	require.NoError(t, err)
	r.cand = c.ID
	_, err = r.in.Privacy().Record(ctx, r.marcus, c.ID,
		privacy.Entry{Scope: privacy.Recording, Text: "n"}, privacy.Entry{Scope: privacy.Transcription, Text: "n"}, privacy.Entry{Scope: privacy.Drafting, Text: "n"})
	require.NoError(t, err)
	app, err := r.in.Requisitions().Apply(ctx, r.marcus, r.req, c.ID, requisition.Applied)
	require.NoError(t, err)
	r.app = app.ID
	slot := requisition.Slot{Start: now.Add(-time.Hour), End: now, Zone: "UTC"}
	iv, err := r.in.Interviews().Schedule(ctx, r.marcus, app.ID, "r-1", slot)
	require.NoError(t, err)
	r.iv = iv.ID
	_, err = r.in.Interviews().RecordHeld(ctx, r.marcus, iv.ID, slot)
	require.NoError(t, err)
	_, err = r.in.Interviews().AddTranscript(ctx, r.marcus, iv.ID, conversation("tr-1", 1))
	require.NoError(t, err)
	refs, err := r.in.Scorecards().Draft(ctx, iv.ID)
	require.NoError(t, err)
	r.card = refs[0].ID
	return r
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

// conversation says the same so many times.
func conversation(id transcript.ID, times int) transcript.Transcript {
	tr := transcript.Transcript{
		SchemaVersion: transcript.SchemaVersion, ID: id, Language: "en", Fidelity: transcript.Verbatim,
		Speakers: []transcript.Speaker{
			{ID: "sp1", Label: "A", Role: transcript.Candidate, RoleSource: transcript.Manual},
			{ID: "sp2", Label: "B", Role: transcript.Interviewer, RoleSource: transcript.Manual},
		},
	}
	for n := range times {
		tr.Segments = append(tr.Segments,
			transcript.Segment{ID: transcript.SegmentID(fmt.Sprintf("q%d", n)), Speaker: "sp2", Text: "Tell me about the worst incident that you led."},
			transcript.Segment{ID: transcript.SegmentID(fmt.Sprintf("a%d", n)), Speaker: "sp1", Text: "I led the incident, stopped the damage first and told support within five minutes."})
	}
	return tr
}

// all is every record and log entry, of both tenants, as the driver has them.
func (r *room) all() string {
	r.t.Helper()
	var out strings.Builder
	ctx := context.Background()
	for _, tenant := range []storage.Tenant{"acme", "globex"} {
		for kind := range r.d.kinds {
			q := storage.Query{Kind: kind, Limit: storage.MaxPage}
			page, err := r.store.List(ctx, tenant, q)
			require.NoError(r.t, err)
			require.Empty(r.t, page.Next)
			for _, rec := range page.Records {
				fmt.Fprintf(&out, "%s %s %s %d %x\n", tenant, rec.Kind, rec.ID, rec.Version, rec.Body)
			}
		}
		entries, err := r.store.Log(ctx, tenant, 0, storage.MaxPage)
		require.NoError(r.t, err)
		for _, e := range entries {
			fmt.Fprintf(&out, "%s %d %s %x\n", tenant, e.Seq, e.Topic, e.Hash)
		}
	}
	lines := strings.Split(out.String(), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func note(by actor.Human, text string) scorecard.Note { return scorecard.Note{Text: text, By: by} }

// refused is a call that must fail with want and change nothing.
type refused struct {
	do   func(ctx context.Context, r *room) error
	want []error
}

var other = func(r *room) *hirealign.Tenant { return r.svc.Tenant("globex") }

var calls = map[string]refused{
	"another tenant: read": {func(ctx context.Context, r *room) error {
		_, err := other(r).Requisitions().Get(ctx, r.dana, r.req)
		return err
	}, []error{hirealign.ErrNotFound}},
	"another tenant: move": {func(ctx context.Context, r *room) error {
		_, err := other(r).Requisitions().PutOnHold(ctx, r.dana, r.req, "budget")
		return err
	}, []error{hirealign.ErrNotFound}},
	"another tenant: attach": {func(ctx context.Context, r *room) error {
		_, err := other(r).Interviews().AddTranscript(ctx, r.marcus, r.iv, conversation("tr-9", 1))
		return err
	}, []error{hirealign.ErrNotFound}},
	"another tenant: edit": {func(ctx context.Context, r *room) error {
		_, err := other(r).Scorecards().AddNote(ctx, r.card, note(r.sofia, "n"))
		return err
	}, []error{hirealign.ErrNotFound}},
	"another tenant: erase": {func(ctx context.Context, r *room) error {
		_, err := other(r).Privacy().Erase(ctx, r.ines, r.cand, "gdpr.17")
		return err
	}, []error{hirealign.ErrNotFound}},
	"no tenant": {func(ctx context.Context, r *room) error {
		_, err := r.svc.Tenant("").Requisitions().Open(ctx, r.dana, requisition.Opening{
			Title: "x", Openings: 1, HiringManager: requisition.PersonOf(r.dana), Recruiter: requisition.PersonOf(r.marcus),
		})
		return err
	}, []error{storage.ErrInvalid}},
	"a version that nobody has": {func(ctx context.Context, r *room) error {
		_, err := r.in.Scorecards().At(99).AddNote(ctx, r.card, note(r.sofia, "n"))
		return err
	}, []error{hirealign.ErrConflict, storage.ErrConflict}},
	"an oversized note": {func(ctx context.Context, r *room) error {
		_, err := r.in.Scorecards().AddNote(ctx, r.card, note(r.sofia, strings.Repeat("long ", 300_000)))
		return err
	}, []error{storage.ErrTooLarge}},
	"an oversized transcript": {func(ctx context.Context, r *room) error {
		_, err := r.in.Interviews().AddTranscript(ctx, r.marcus, r.iv, conversation("tr-2", 40_000))
		return err
	}, []error{storage.ErrTooLarge}},
	"an id that is too long": {func(ctx context.Context, r *room) error {
		_, err := r.in.Interviews().AddTranscript(ctx, r.marcus, r.iv, conversation(transcript.ID(strings.Repeat("t", 600)), 1))
		return err
	}, []error{storage.ErrInvalid}},
	"an id with a NUL": {func(ctx context.Context, r *room) error {
		_, err := r.in.Requisitions().Get(ctx, r.dana, "req\x00")
		return err
	}, []error{hirealign.ErrNotFound}},
	"a context that is done": {func(ctx context.Context, r *room) error {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		_, err := r.in.Scorecards().AddNote(ctx, r.card, note(r.sofia, "n"))
		return err
	}, []error{context.Canceled}},
	"a context that ends before the commit": {func(ctx context.Context, r *room) error {
		ctx, cancel := context.WithCancel(ctx)
		r.d.once(&r.d.before, func() error { cancel(); return nil })
		_, err := r.in.Scorecards().AddNote(ctx, r.card, note(r.sofia, "n"))
		return err
	}, []error{context.Canceled}},
	"a store that is away": {func(ctx context.Context, r *room) error {
		r.d.once(&r.d.before, func() error { return storage.ErrUnavailable })
		_, err := r.in.Scorecards().AddNote(ctx, r.card, note(r.sofia, "n"))
		return err
	}, []error{storage.ErrUnavailable}},
}

func TestWhatIsRefusedChangesNothing(t *testing.T) {
	t.Parallel()
	for _, db := range stores.All() {
		t.Run(db.Name, func(t *testing.T) {
			t.Parallel()
			r := furnished(t, db, privacy.NewMemoryKeyring())
			before := r.all()
			for name, c := range calls {
				err := c.do(t.Context(), r)
				for _, want := range c.want {
					require.ErrorIs(t, err, want, name)
				}
				require.NotContains(t, err.Error(), "damage first", "%s: no words in an error", name)
				require.Equal(t, before, r.all(), name)
			}
			_, err := r.in.Verify(t.Context())
			require.NoError(t, err)
			_, err = r.in.Scorecards().AddNote(t.Context(), r.card, note(r.sofia, "and it goes on"))
			require.NoError(t, err)
		})
	}
}

// Somebody else edits the same draft between reading and writing: one wins, and the
// other gets both versions.
func TestAStaleEdit(t *testing.T) {
	t.Parallel()
	for _, db := range stores.All() {
		t.Run(db.Name, func(t *testing.T) {
			t.Parallel()
			r := furnished(t, db, nil)
			ctx := t.Context()
			r.d.once(&r.d.before, func() error {
				_, err := r.in.Scorecards().AddNote(ctx, r.card, note(r.sofia, "theirs"))
				return err
			})
			_, err := r.in.Scorecards().AddNote(ctx, r.card, note(r.sofia, "mine"))
			require.ErrorIs(t, err, hirealign.ErrConflict)
			both, ok := errors.AsType[*storage.EditConflictError[scorecard.Draft]](err)
			require.True(t, ok)
			require.Equal(t, "mine", both.Mine.Notes[len(both.Mine.Notes)-1].Text)
			require.Equal(t, "theirs", both.Theirs.Value.Notes[len(both.Theirs.Value.Notes)-1].Text)
			require.Equal(t, []string{"theirs"}, r.notes())
			require.Equal(t, 1, r.edits())
		})
	}
}

func (r *room) notes() []string {
	r.t.Helper()
	d, err := r.in.Scorecards().DraftOf(context.Background(), r.sofia, r.card)
	require.NoError(r.t, err)
	var out []string
	for _, n := range d.Notes {
		out = append(out, n.Text)
	}
	return out
}

// edits is how many edits the log knows of.
func (r *room) edits() int {
	r.t.Helper()
	entries, err := r.store.Log(context.Background(), "acme", 0, storage.MaxPage)
	require.NoError(r.t, err)
	n := 0
	for _, e := range entries {
		if e.Topic == "scorecard.edited" {
			n++
		}
	}
	return n
}

// A context is cancelled at a moment of its own while the commit runs: the edit and
// its log entry are there together or not at all, and whoever was told nothing of it
// was told that nobody knows.
func TestACancelledCommitIsWholeOrNotThere(t *testing.T) {
	t.Parallel()
	for _, db := range stores.All() {
		t.Run(db.Name, func(t *testing.T) {
			t.Parallel()
			r := furnished(t, db, nil)
			begin := time.Now()
			_, err := r.in.Scorecards().AddNote(t.Context(), r.card, note(r.sofia, "how long it takes"))
			require.NoError(t, err)
			takes := time.Since(begin)
			written := 1
			for n := range 60 {
				ctx, cancel := context.WithCancel(t.Context())
				wait := takes * time.Duration(n) / 50
				r.d.once(&r.d.before, func() error {
					started := time.Now()
					go func() {
						for time.Since(started) < wait { // a timer is too coarse for a commit to memory
						}
						cancel()
					}()
					return nil
				})
				_, err := r.in.Scorecards().AddNote(ctx, r.card, note(r.sofia, fmt.Sprint("note ", n)))
				cancel()
				if errors.Is(err, storage.ErrUnknown) {
					time.Sleep(100 * time.Millisecond) // a server may go on with what it has got
				}
				have := len(r.notes())
				require.Equal(t, have, r.edits(), "note and log entry")
				switch {
				case err == nil:
					written++
				case errors.Is(err, storage.ErrUnknown):
					written = have
				default:
					require.ErrorIs(t, err, context.Canceled)
				}
				require.Equal(t, written, have, "what was acknowledged is there, and what was refused is not: %v", err)
			}
			_, err = r.in.Verify(t.Context())
			require.NoError(t, err)
		})
	}
}

// The answer to a commit is lost, and then the context ends, or the store does: the
// error says that the edit may be there.
func TestALostAnswerIsNotARefusal(t *testing.T) {
	t.Parallel()
	for _, db := range stores.All() {
		t.Run(db.Name, func(t *testing.T) {
			t.Parallel()
			r := furnished(t, db, nil)
			ctx, cancel := context.WithCancel(t.Context())
			r.d.once(&r.d.after, func() error { cancel(); return storage.ErrUnknown })
			_, err := r.in.Scorecards().AddNote(ctx, r.card, note(r.sofia, "lost"))
			require.ErrorIs(t, err, storage.ErrUnknown)
			require.ErrorIs(t, err, context.Canceled)
			require.Equal(t, []string{"lost"}, r.notes())
			r.d.once(&r.d.after, func() error { return storage.ErrUnknown })
			_, err = r.in.Scorecards().AddNote(t.Context(), r.card, note(r.sofia, "found"))
			require.NoError(t, err, "sent again under the same id, it is found to be there")
			require.Equal(t, []string{"lost", "found"}, r.notes())
			require.Equal(t, 2, r.edits())
		})
	}
}

func TestAClosedStore(t *testing.T) {
	t.Parallel()
	for _, db := range stores.All() {
		t.Run(db.Name, func(t *testing.T) {
			t.Parallel()
			r := furnished(t, db, nil)
			ctx := t.Context()
			require.NoError(t, r.store.Close())
			for name, do := range map[string]func() error{
				"read":   func() error { _, err := r.in.Requisitions().Get(ctx, r.dana, r.req); return err },
				"list":   func() error { _, err := r.in.Requisitions().List(ctx, r.dana, ""); return err },
				"edit":   func() error { _, err := r.in.Scorecards().AddNote(ctx, r.card, note(r.sofia, "n")); return err },
				"draft":  func() error { _, err := r.in.Scorecards().Draft(ctx, r.iv); return err },
				"due":    func() error { _, err := r.in.Due(ctx, r.dana); return err },
				"erase":  func() error { _, err := r.in.Privacy().Erase(ctx, r.ines, r.cand, "gdpr.17"); return err },
				"verify": func() error { _, err := r.in.Verify(ctx); return err },
			} {
				require.ErrorIs(t, do(), storage.ErrClosed, name)
			}
		})
	}
}

// A damaged record is an error with its type for whoever needs it, and nobody else
// is any the worse; nothing is written over it.
func TestADamagedRecord(t *testing.T) {
	t.Parallel()
	for _, db := range stores.All() {
		for name, keyring := range map[string]privacy.Keyring{"in the clear": nil, "sealed": privacy.NewMemoryKeyring()} {
			t.Run(db.Name+" "+name, func(t *testing.T) {
				t.Parallel()
				r := furnished(t, db, keyring)
				ctx := t.Context()
				r.store.Damage(t, "acme", storage.Key{Kind: "scorecard_draft", ID: string(r.card)})
				before := r.all()
				for name, do := range map[string]func() error{
					"read": func() error { _, err := r.in.Scorecards().DraftOf(ctx, r.sofia, r.card); return err },
					"edit": func() error { _, err := r.in.Scorecards().AddNote(ctx, r.card, note(r.sofia, "n")); return err },
					"submit": func() error {
						_, err := r.in.Scorecards().Submit(ctx, r.sofia, r.card, scorecard.Submission{})
						return err
					},
					"draft":     func() error { _, err := r.in.Scorecards().Draft(ctx, r.iv); return err },
					"summarise": func() error { _, err := r.in.Summaries().Draft(ctx, r.app); return err },
				} {
					require.ErrorIs(t, do(), storage.ErrCorrupt, name)
				}
				require.Equal(t, before, r.all())
				_, err := r.in.Interviews().Get(ctx, r.sofia, r.iv)
				require.NoError(t, err, "one bad record does not cost the rest")
				_, err = r.in.Requisitions().Candidate(ctx, r.marcus, r.cand)
				require.NoError(t, err)
				_, err = r.in.Verify(ctx)
				require.NoError(t, err)
				e, err := r.in.Privacy().Erase(ctx, r.ines, r.cand, "gdpr.17")
				require.NoError(t, err, "what cannot be read can be erased")
				require.Equal(t, privacy.Done, e.Outcome)
			})
		}
	}
}

// Half of a SQLite file is overwritten: what needs it says so by type, and nothing
// pretends to have been done.
func TestADamagedFile(t *testing.T) {
	t.Parallel()
	for _, db := range stores.Durable()[:2] {
		t.Run(db.Name, func(t *testing.T) {
			t.Parallel()
			r := furnished(t, db, nil)
			ctx := t.Context()
			dir := r.store.Backup(t)
			files, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Len(t, files, 1)
			path := filepath.Join(dir, files[0].Name())
			raw, err := os.ReadFile(path)
			require.NoError(t, err)
			for i := len(raw) / 2; i < len(raw); i++ {
				raw[i] = 0xA5
			}
			require.NoError(t, os.WriteFile(path, raw, 0o600))
			svc, err := hirealign.New(r.store.Restore(t, dir), &hirealign.Options{Now: func() time.Time { return now }})
			require.NoError(t, err)
			in := svc.Tenant("acme")
			damaged := 0
			for name, do := range map[string]func() error{
				"search":      func() error { _, err := in.Requisitions().Get(ctx, r.dana, r.req); return err },
				"candidate":   func() error { _, err := in.Requisitions().Candidate(ctx, r.marcus, r.cand); return err },
				"draft":       func() error { _, err := in.Scorecards().DraftOf(ctx, r.sofia, r.card); return err },
				"transcripts": func() error { _, err := in.Interviews().Transcripts(ctx, r.sofia, r.iv); return err },
				"edit":        func() error { _, err := in.Scorecards().AddNote(ctx, r.card, note(r.sofia, "n")); return err },
				"move":        func() error { _, err := in.Requisitions().PutOnHold(ctx, r.dana, r.req, "budget"); return err },
				"export":      func() error { _, err := in.Privacy().Export(ctx, r.ines, r.cand); return err },
				"log":         func() error { _, err := in.Verify(ctx); return err },
			} {
				if err := do(); err != nil {
					require.ErrorIs(t, err, storage.ErrCorrupt, name)
					require.NotErrorIs(t, err, hirealign.ErrNotFound, "%s: damaged is not missing", name)
					damaged++
				}
			}
			require.Positive(t, damaged)
		})
	}
}
