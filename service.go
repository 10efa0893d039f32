package hirealign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/engine/extractive"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/ident"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/privacy/seal"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

var (
	// ErrNotFound is returned where a tenant has no document of that id.
	ErrNotFound = errors.New("hirealign: not found")
	// ErrConflict is returned where somebody else changed a document meanwhile: read it again.
	ErrConflict = errors.New("hirealign: changed by somebody else")
	// ErrNotAllowed is returned where the acting person has no part in the matter.
	ErrNotAllowed = errors.New("hirealign: not allowed")
	// ErrNoDrafter is returned where the options name nobody who drafts what is asked for.
	ErrNoDrafter = errors.New("hirealign: nobody drafts this")
)

// Options configure a Service. The zero value and nil are valid: the system's
// clock, random ids, and the extractive engine, which needs no network.
type Options struct {
	// Now is the clock.
	Now func() time.Time
	// NewID makes ids; it must be safe for concurrent use.
	NewID func() string
	// Rubrics, Scorecards and Summaries draft; each defaults to the extractive engine.
	Rubrics    rubric.Drafter
	Scorecards scorecard.Drafter
	Summaries  summary.Drafter
	// Briefs drafts what the owner of a debrief reads before it; nil drafts none.
	Briefs debrief.Drafter
	// Levels suggests levels, which nobody sees in a form; nil, the default, suggests none.
	Levels scorecard.LevelDrafter
	// Deadline is when scorecards are due; zero is within 24 hours.
	Deadline scorecard.DeadlineRule
	// SummaryWithin is how long after an interview its summary should be there; zero
	// is scorecard.TimeToSummary.
	SummaryWithin time.Duration
	// TranscriptWithin is how long after an interview Advance waits for a record of it
	// before it prepares blank cards; zero is an hour.
	TranscriptWithin time.Duration
	// Linter has the packs that a rubric must pass before it is locked and comments
	// before a scorecard is handed in; nil is lint.Standard.
	Linter *lint.Linter
	// Notice says when an expected pay above the band calls for a notice; nil is
	// summary.OverBand and UTC.
	Notice *summary.NoticeOptions
	// Keyring keeps a key for every candidate: their documents are stored sealed, and
	// erasing them destroys the key. Nil stores them in the clear; erasing deletes them.
	// It cannot be taken away again from a store that was written with one.
	Keyring privacy.Keyring
	// Scrub is called after an erasure or a deletion, and makes the database forget
	// what was deleted; see the Scrub of package sqlitestore and of pgstore. Nil does nothing.
	Scrub func(ctx context.Context) error
	// Policy is who may read and do what; nil is access.Default. Panel blindness and
	// what is kept from candidates in a search hold under every policy.
	Policy access.Policy
	// Authorize is asked after the policy has allowed something, and refuses it by
	// returning an error, which the caller gets. Nil refuses nothing.
	Authorize func(ctx context.Context, r access.Request) error
}

// Service joins domain, engine and storage. Every act names its actor, is
// checked by the domain, and lands with its log entry in one commit. It is safe
// for concurrent use, from one process or from many over the same database.
type Service struct {
	store *seal.Driver
	opts  Options
	docs  collections
}

type collections struct {
	requisitions *storage.Collection[requisition.Requisition]
	candidates   *storage.Collection[requisition.Candidate]
	applications *storage.Collection[requisition.Application]
	interviews   *storage.Collection[requisition.Interview]
	rubrics      *storage.Collection[RubricRecord]
	locked       *storage.Collection[rubric.Locked]
	superseded   *storage.Collection[rubric.Superseded]
	transcripts  *storage.Collection[transcript.Transcript]
	drafts       *storage.Collection[scorecard.Draft]
	cards        *storage.Collection[scorecard.Scorecard]
	reveals      *storage.Collection[scorecard.Reveal]
	exposures    *storage.Collection[exposureRecord]
	suggestions  *storage.Collection[suggestionRecord]
	summaries    *storage.Collection[summary.Summary]
	offers       *storage.Collection[requisition.Offer]
	meetings     *storage.Collection[debrief.Meeting]
	packets      *storage.Collection[debrief.Packet]
	briefs       *storage.Collection[debrief.Brief]
	decisions    *storage.Collection[debrief.Decision]
	pulses       *storage.Collection[debrief.Pulse]
	retros       *storage.Collection[debrief.Retro]
	changes      *storage.Collection[debrief.Change]
	consents     *storage.Collection[privacy.Consents]
	holds        *storage.Collection[privacy.Hold]
	erasures     *storage.Collection[privacy.Erasure]
	replies      *storage.Collection[replyRecord]
	progress     *storage.Collection[progressRecord]
	readiness    *storage.Collection[readinessRecord]
}

// New returns a service over a store. The store stays the caller's: the service
// never closes it. Nil options are valid.
func New(store storage.Driver, opts *Options) (*Service, error) {
	if store == nil {
		return nil, fault.New(storage.ErrInvalid, "hirealign.store_missing", "", "a service needs a store")
	}
	s := &Service{}
	if opts != nil {
		s.opts = *opts
	}
	if s.opts.Now == nil {
		s.opts.Now = time.Now
	}
	if s.opts.NewID == nil {
		s.opts.NewID = ident.V7
	}
	switch s.opts.Deadline {
	case "", scorecard.WithinDay, scorecard.EndOfDay:
	default:
		return nil, fault.New(scorecard.ErrInvalid, "scorecard.deadline_unknown", "/deadline", "the deadline is within_24_hours or end_of_day")
	}
	engine := extractive.New()
	if s.opts.Rubrics == nil {
		s.opts.Rubrics = engine
	}
	if s.opts.Scorecards == nil {
		s.opts.Scorecards = engine
	}
	if s.opts.Summaries == nil {
		s.opts.Summaries = engine
	}
	if s.opts.Policy == nil {
		s.opts.Policy = access.Default()
	}
	s.opts.Policy = s.opts.Policy.Clone()
	s.store = seal.New(store, s.opts.Keyring)
	s.docs = newCollections()
	return s, nil
}

func newCollections() collections {
	return collections{
		requisitions: storage.NewCollection("requisition", &storage.CollectionOptions[requisition.Requisition]{
			Index: func(r requisition.Requisition) map[string]string {
				return map[string]string{"status": string(r.Status)}
			},
		}),
		candidates: storage.NewCollection("candidate", &storage.CollectionOptions[requisition.Candidate]{
			Index: func(c requisition.Candidate) map[string]string {
				return map[string]string{"merged_into": string(c.MergedInto)}
			},
		}),
		applications: storage.NewCollection("application", &storage.CollectionOptions[requisition.Application]{
			Index: func(a requisition.Application) map[string]string {
				return map[string]string{"requisition": string(a.Requisition), "candidate": string(a.Candidate), "person": a.Person, "erased": erased(a)}
			},
		}),
		interviews: storage.NewCollection("interview", &storage.CollectionOptions[requisition.Interview]{
			Index: func(iv requisition.Interview) map[string]string {
				return map[string]string{"application": string(iv.Application), "requisition": string(iv.Requisition)}
			},
		}),
		rubrics: storage.NewCollection("rubric", &storage.CollectionOptions[RubricRecord]{
			Index: func(r RubricRecord) map[string]string { return map[string]string{"requisition": string(r.Requisition)} },
		}),
		locked:      storage.NewCollection[rubric.Locked]("rubric_locked", nil),
		superseded:  storage.NewCollection[rubric.Superseded]("rubric_superseded", nil),
		transcripts: storage.NewCollection[transcript.Transcript]("transcript", nil),
		drafts: storage.NewCollection("scorecard_draft", &storage.CollectionOptions[scorecard.Draft]{
			Index: func(d scorecard.Draft) map[string]string { return assignmentIndex(d.Assignment) },
		}),
		cards: storage.NewCollection("scorecard", &storage.CollectionOptions[scorecard.Scorecard]{
			Index: func(c scorecard.Scorecard) map[string]string { return assignmentIndex(c.Assignment()) },
		}),
		reveals: storage.NewCollection("scorecard_reveal", &storage.CollectionOptions[scorecard.Reveal]{
			Index: func(r scorecard.Reveal) map[string]string {
				return map[string]string{"application": string(r.Application)}
			},
		}),
		exposures: storage.NewCollection("scorecard_exposure", &storage.CollectionOptions[exposureRecord]{
			Index: func(r exposureRecord) map[string]string {
				return map[string]string{"application": string(r.Application)}
			},
		}),
		suggestions: storage.NewCollection("scorecard_suggestions", &storage.CollectionOptions[suggestionRecord]{
			Index: func(r suggestionRecord) map[string]string {
				return map[string]string{"application": string(r.Application)}
			},
		}),
		summaries: storage.NewCollection("summary", &storage.CollectionOptions[summary.Summary]{
			Index: func(s summary.Summary) map[string]string {
				return map[string]string{"requisition": string(s.Requisition), "application": string(s.ID)}
			},
		}),
		offers: storage.NewCollection("offer", &storage.CollectionOptions[requisition.Offer]{
			Index: func(o requisition.Offer) map[string]string {
				return map[string]string{"requisition": string(o.Requisition), "application": string(o.Application)}
			},
		}),
		meetings: storage.NewCollection("debrief_meeting", &storage.CollectionOptions[debrief.Meeting]{
			Index: func(m debrief.Meeting) map[string]string {
				return map[string]string{"requisition": string(m.Document().Requisition)}
			},
		}),
		pulses: storage.NewCollection("pulse", &storage.CollectionOptions[debrief.Pulse]{
			Index: func(p debrief.Pulse) map[string]string {
				return map[string]string{"requisition": string(p.Requisition())}
			},
		}),
		retros: storage.NewCollection("retro", &storage.CollectionOptions[debrief.Retro]{
			Index: func(r debrief.Retro) map[string]string {
				return map[string]string{"requisition": string(r.Requisition)}
			},
		}),
		changes: storage.NewCollection("change", &storage.CollectionOptions[debrief.Change]{
			Index: func(c debrief.Change) map[string]string {
				return map[string]string{"requisition": string(c.Requisition)}
			},
		}),
		packets: storage.NewCollection("debrief", &storage.CollectionOptions[debrief.Packet]{
			Index: func(p debrief.Packet) map[string]string {
				return map[string]string{"requisition": string(p.Requisition)}
			},
		}),
		briefs: storage.NewCollection("debrief_brief", &storage.CollectionOptions[debrief.Brief]{
			Index: func(b debrief.Brief) map[string]string {
				return map[string]string{"requisition": string(b.Requisition)}
			},
		}),
		decisions: storage.NewCollection("decision", &storage.CollectionOptions[debrief.Decision]{
			Index: func(d debrief.Decision) map[string]string {
				return map[string]string{"application": string(d.Application())}
			},
		}),
		consents: storage.NewCollection[privacy.Consents]("consent", nil),
		holds: storage.NewCollection("hold", &storage.CollectionOptions[privacy.Hold]{
			Index: func(h privacy.Hold) map[string]string { return map[string]string{"candidate": string(h.Candidate)} },
		}),
		erasures: storage.NewCollection[privacy.Erasure]("erasure", nil),
		replies: storage.NewCollection("model_reply", &storage.CollectionOptions[replyRecord]{
			Index: func(r replyRecord) map[string]string {
				return map[string]string{"application": string(r.Application)}
			},
		}),
		progress: storage.NewCollection("interview_progress", &storage.CollectionOptions[progressRecord]{
			Index: func(r progressRecord) map[string]string {
				return map[string]string{"application": string(r.Application)}
			},
		}),
		readiness: storage.NewCollection[readinessRecord]("debrief_readiness", nil),
	}
}

// erased marks what is left of an application, which is nobody's data any more.
func erased(a requisition.Application) string {
	if a.Erased {
		return "yes"
	}
	return ""
}

func assignmentIndex(a scorecard.Assignment) map[string]string {
	return map[string]string{
		"application": string(a.Application), "interview": string(a.Interview), "panelist": a.Panelist.ID,
	}
}

// Tenant returns the rooms of one customer. Nothing of one tenant is visible in another.
func (s *Service) Tenant(id storage.Tenant) *Tenant { return &Tenant{svc: s, id: id} }

// Tenant groups what a service does for one customer. It is a light value, safe
// for concurrent use.
type Tenant struct {
	svc *Service
	id  storage.Tenant
}

// Requisitions opens searches and keeps their applications.
func (t *Tenant) Requisitions() *Requisitions { return &Requisitions{t: t} }

// Rubrics drafts and locks rubrics.
func (t *Tenant) Rubrics() *Rubrics { return &Rubrics{t: t} }

// Interviews schedules interviews and takes their transcripts.
func (t *Tenant) Interviews() *Interviews { return &Interviews{t} }

// Scorecards drafts cards and takes panelists' submissions.
func (t *Tenant) Scorecards() *Scorecards { return &Scorecards{t: t} }

// Summaries drafts and shows summaries.
func (t *Tenant) Summaries() *Summaries { return &Summaries{t} }

// Debriefs books and reveals debriefs and takes decisions.
func (t *Tenant) Debriefs() *Debriefs { return &Debriefs{t: t} }

// Reviews asks whether a search is on course, and what it taught.
func (t *Tenant) Reviews() *Reviews { return &Reviews{t} }

// Privacy keeps consents and holds, and erases, merges and exports people's data.
func (t *Tenant) Privacy() *Privacy { return &Privacy{t} }

func (t *Tenant) now() time.Time { return t.svc.opts.Now().UTC() }

func (t *Tenant) newID() string { return t.svc.opts.NewID() }

// commit stores writes and acts together. A commit whose outcome is not known is
// sent again under the same id, which the store makes harmless.
func (t *Tenant) commit(ctx context.Context, acts []requisition.Act, writes ...[]storage.Write) error {
	return t.commitAs(ctx, t.newID(), acts, writes...)
}

// commitAs is commit under a batch id of the caller's. It returns privacy.ErrErased
// where the batch is about somebody who is erased.
func (t *Tenant) commitAs(ctx context.Context, id string, acts []requisition.Act, writes ...[]storage.Write) error {
	b := storage.Batch{ID: id, Writes: slices.Concat(writes...)}
	o := t.owners()
	fences, err := t.own(ctx, o, acts, b.Writes)
	if err != nil {
		return err
	}
	for c := range o.erased {
		return fmt.Errorf("candidate %q: %w", c, privacy.ErrErased)
	}
	b.Writes = append(fences, b.Writes...)
	return t.land(ctx, b, acts)
}

// land stores a batch with its acts.
func (t *Tenant) land(ctx context.Context, b storage.Batch, acts []requisition.Act) error {
	var err error
	if b.Log, err = events(acts); err != nil {
		return err
	}
	err = overtaken(send(ctx, t.svc.store, t.id, b))
	if errors.Is(err, storage.ErrConflict) {
		return fmt.Errorf("%w: %w", ErrConflict, err)
	}
	return err
}

// events returns acts as entries of the log.
func events(acts []requisition.Act) ([]storage.Event, error) {
	var out []storage.Event
	for _, a := range acts {
		if err := a.Validate(); err != nil {
			return nil, err
		}
		payload, err := json.Marshal(a)
		if err != nil {
			return nil, err
		}
		out = append(out, storage.Event{Topic: a.Kind, Payload: payload})
	}
	return out, nil
}

func get[T any](ctx context.Context, t *Tenant, c *storage.Collection[T], id string) (storage.Doc[T], error) {
	d, err := c.Get(ctx, t.svc.store, t.id, id)
	if errors.Is(err, storage.ErrNotFound) || errors.Is(err, storage.ErrInvalid) {
		return d, fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	return d, err
}

func list[T any](ctx context.Context, t *Tenant, c *storage.Collection[T], index, value string) ([]storage.Doc[T], error) {
	var out []storage.Doc[T]
	for d, err := range c.List(ctx, t.svc.store, t.id, index, value) {
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// Verify recomputes the tenant's log and returns its head. Heads that were kept
// elsewhere prove that nothing was cut off; see storage.VerifyLog.
func (t *Tenant) Verify(ctx context.Context, kept ...storage.Head) (storage.Head, error) {
	return storage.VerifyLog(ctx, t.svc.store, t.id, kept...)
}
