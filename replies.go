package hirealign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

// Replies keeps what models answer, before anything is made of it, in the store of
// the service that asks:
//
//	model := llm.Wrap(adapter, llm.Journal(hirealign.Replies{}, "openai/gpt-5"), llm.Retry(nil))
//	engine, err := generative.New(model, &generative.Options{BoundaryKey: secret})
//	svc, err := hirealign.New(store, &hirealign.Options{Scorecards: engine, Summaries: engine})
//
// A process that dies after a reply was saved does not ask, and pay, again. Each
// reply is a record of its own, under the application that it was asked for: sealed
// where there is a keyring, part of the person's export, deleted by a policy under
// the kind model_reply, and reached by erasure. Where a drafter gives up on replies,
// they are discarded, so that the next try asks anew.
//
// It keeps the replies to what the service asks about one application: while it
// drafts scorecards, summaries and briefs, and while levels are suggested. Other
// calls pass through unkept.
type Replies struct{}

var _ llm.Recorder = Replies{}

// replyRecord is what a model answered.
type replyRecord struct {
	Application requisition.ApplicationID `json:"application_id"`
	// Interview, Round and Panelist are set for a scorecard's draft and its levels.
	Interview requisition.InterviewID `json:"interview_id,omitzero"`
	Round     requisition.RoundID     `json:"round_id,omitzero"`
	Panelist  string                  `json:"panelist_id,omitzero"`
	// Levels is the card that levels were suggested for.
	Levels scorecard.ID `json:"levels_of,omitzero"`
	Key    string       `json:"key"`
	At     time.Time    `json:"at"`
	// Discarded counts the replies that were given up. Reply is absent after that,
	// until there is another.
	Discarded int    `json:"discarded,omitzero"`
	Reply     *reply `json:"reply,omitzero"`
}

type reply struct {
	Text     string     `json:"text"`
	Finish   llm.Finish `json:"finish"`
	Usage    llm.Usage  `json:"usage"`
	Provider string     `json:"provider,omitzero"`
	Model    string     `json:"model,omitzero"`
	ID       string     `json:"id,omitzero"`
	Attempts int        `json:"attempts,omitzero"`
}

func (r replyRecord) response() *llm.Response {
	if r.Reply == nil {
		return nil
	}
	p := r.Reply
	return &llm.Response{
		Text: p.Text, Finish: p.Finish, Usage: p.Usage, Provider: p.Provider, Model: p.Model, ID: p.ID, Attempts: p.Attempts,
	}
}

// asking is one draft that is being made, with the replies that went into it.
type asking struct {
	t    *Tenant
	iv   requisition.Interview
	app  requisition.ApplicationID
	seat string
	// levels is the card whose levels are asked for.
	levels scorecard.ID

	mu   sync.Mutex
	used []string
}

// asking returns what a draft is about; a summary and a brief belong to no interview
// and no seat.
func (t *Tenant) asking(app requisition.ApplicationID, iv requisition.Interview, seat requisition.Seat) *asking {
	return &asking{t: t, app: app, iv: iv, seat: seat.Panelist.ID}
}

type askingKey struct{}

// in returns the context under which a drafter calls its model.
func (a *asking) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, askingKey{}, a)
}

func (a *asking) note(key string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !slices.Contains(a.used, key) {
		a.used = append(a.used, key)
	}
}

// id is the record's, of the size of a hash whatever the host's ids are.
func (a *asking) id(key string) string { return digest(string(a.app), key) }

func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Load implements llm.Recorder.
func (Replies) Load(ctx context.Context, key string) (llm.Recorded, error) {
	a, ok := ctx.Value(askingKey{}).(*asking)
	if !ok {
		return llm.Recorded{}, nil
	}
	d, err := get(ctx, a.t, a.t.svc.docs.replies, a.id(key))
	if isNotFound(err) {
		return llm.Recorded{}, nil
	}
	if err != nil {
		return llm.Recorded{}, err
	}
	if d.Value.Reply != nil {
		a.note(key)
	}
	return llm.Recorded{Response: d.Value.response(), Discarded: d.Value.Discarded}, nil
}

// Save implements llm.Recorder. It returns privacy.ErrErased where the person was
// erased meanwhile, and llm.InvalidOutput for a reply that no record can hold.
func (Replies) Save(ctx context.Context, key string, r *llm.Response) error {
	a, ok := ctx.Value(askingKey{}).(*asking)
	if !ok {
		return nil
	}
	err := a.put(ctx, key, "model.replied", func(before *replyRecord) bool {
		if before.Reply != nil {
			return false
		}
		before.Reply = &reply{
			Text: r.Text, Finish: r.Finish, Usage: r.Usage, Provider: r.Provider, Model: r.Model, ID: r.ID, Attempts: r.Attempts,
		}
		return true
	})
	if errors.Is(err, storage.ErrTooLarge) {
		return &llm.Error{Kind: llm.InvalidOutput, Provider: r.Provider, Model: r.Model, Problems: []string{"the reply is larger than a record can be"}}
	}
	if err == nil {
		a.note(key)
	}
	return err
}

// put changes the record of a key. Somebody who did so at the same time has won.
func (a *asking) put(ctx context.Context, key, kind string, change func(*replyRecord) bool) error {
	rec, expect := replyRecord{
		Application: a.app, Interview: a.iv.ID, Round: a.iv.Round, Panelist: a.seat, Levels: a.levels, Key: key,
	}, absent
	switch d, err := get(ctx, a.t, a.t.svc.docs.replies, a.id(key)); {
	case err == nil:
		rec, expect = d.Value, d.At()
	case !isNotFound(err):
		return err
	}
	if !change(&rec) {
		return nil
	}
	app, err := a.t.Requisitions().application(ctx, a.app)
	if err != nil {
		return err
	}
	rec.At = a.t.now()
	w, err := a.t.svc.docs.replies.Put(a.id(key), rec, expect)
	if err != nil {
		return err
	}
	act := requisition.NewAct(kind, actor.System("hirealign"), rec.At)
	act.Requisition, act.Application, act.Interview, act.Round = app.Requisition, a.app, a.iv.ID, a.iv.Round
	// The record's id follows from what the model was asked, which holds the candidate's words.
	if act.Hash, err = a.t.commitment(ctx, a.app, a.id(key)); err != nil {
		return err
	}
	if err := a.t.commit(ctx, []requisition.Act{act}, w); !errors.Is(err, ErrConflict) {
		return err
	}
	return nil
}

// failed discards the replies of a draft that nothing could be made of, and returns
// the drafter's error. Replies of a draft that failed otherwise stay: the next try
// goes on from them.
func (a *asking) failed(ctx context.Context, err error) error {
	switch llm.KindOf(err) {
	case llm.InvalidOutput, llm.Truncated, llm.Declined, llm.Filtered:
	default:
		return err
	}
	a.mu.Lock()
	used := slices.Clone(a.used)
	a.mu.Unlock()
	for _, key := range used {
		discarded := a.put(ctx, key, "model.reply_discarded", func(r *replyRecord) bool {
			if r.Reply == nil {
				return false
			}
			r.Reply, r.Discarded = nil, r.Discarded+1
			return true
		})
		if discarded != nil {
			err = errors.Join(err, discarded)
		}
	}
	return err
}
