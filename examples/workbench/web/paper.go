package web

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
)

// The kinds of paper.
const (
	// answersPaper is a form that is half filled in, by card.
	answersPaper storage.Kind = "workbench_answers"
	// padPaper are notes that somebody types during a conversation, by interview and person.
	padPaper storage.Kind = "workbench_pad"
	// intakePaper is what was found in the last intake call of a search, by search.
	intakePaper storage.Kind = "workbench_intake"
	// clockPaper is when the clock of a debrief was started, by debrief.
	clockPaper storage.Kind = "workbench_clock"
)

var errStale = errors.New("workbench: another window has saved meanwhile")

// sheet is what a person has written and not handed in.
type sheet struct {
	Owner string          `json:"owner"`
	Body  json.RawMessage `json:"body"`
}

// papers keeps what is no act and has to outlive the server: what people have written
// and not handed in, which is theirs alone and gone when they hand it in, and what is
// everybody's on a page. It lies beside the documents of the service, in the same store.
type papers struct {
	store  storage.Driver
	tenant storage.Tenant
}

// read returns what the person has written, at its version; nil and 0 where nothing
// was. Another person's sheet is not there.
func (p papers) read(ctx context.Context, kind storage.Kind, id string, who actor.Human) (json.RawMessage, uint64, error) {
	rec, err := p.store.Get(ctx, p.tenant, storage.Key{Kind: kind, ID: id})
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return nil, 0, nil
	case err != nil:
		return nil, 0, err
	}
	var s sheet
	if err := json.Unmarshal(rec.Body, &s); err != nil {
		return nil, 0, err
	}
	if s.Owner != who.ID() {
		return nil, 0, nil
	}
	return s.Body, rec.Version, nil
}

// write stores what was written over the version that the person saw, 0 for none.
// It returns errStale where there is another one.
func (p papers) write(ctx context.Context, kind storage.Kind, id string, subject requisition.CandidateID, who actor.Human, body json.RawMessage, version uint64) (uint64, error) {
	raw, err := json.Marshal(sheet{Owner: who.ID(), Body: body})
	if err != nil {
		return 0, err
	}
	expect := storage.Absent()
	if version > 0 {
		expect = storage.At(version)
	}
	res, err := p.store.Commit(ctx, p.tenant, storage.Batch{ID: rand.Text(), Writes: []storage.Write{{
		Record: storage.Record{Key: storage.Key{Kind: kind, ID: id}, Subject: string(subject), Index: map[string]string{"subject": string(subject)}, Body: raw},
		Expect: expect,
	}}})
	switch {
	case errors.Is(err, storage.ErrConflict):
		return 0, errStale
	case err != nil:
		return 0, err
	}
	return res.Versions[0], nil
}

// recall reads what is everybody's on a page and reports whether it is there.
func (p papers) recall(ctx context.Context, kind storage.Kind, id string, into any) (bool, error) {
	rec, err := p.store.Get(ctx, p.tenant, storage.Key{Kind: kind, ID: id})
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, json.Unmarshal(rec.Body, into)
}

// keep stores what is everybody's on a page, over what was there. It holds nothing of
// a candidate.
func (p papers) keep(ctx context.Context, kind storage.Kind, id string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = p.store.Commit(ctx, p.tenant, storage.Batch{ID: rand.Text(), Writes: []storage.Write{{
		Record: storage.Record{Key: storage.Key{Kind: kind, ID: id}, Body: raw}, Expect: storage.Any(),
	}}})
	return err
}

// drop throws a sheet away.
func (p papers) drop(ctx context.Context, kind storage.Kind, id string) error {
	_, err := p.store.Commit(ctx, p.tenant, storage.Batch{ID: rand.Text(), Writes: []storage.Write{{
		Record: storage.Record{Key: storage.Key{Kind: kind, ID: id}}, Expect: storage.Any(), Delete: true,
	}}})
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}

// sweep throws away what was written about people who are known no more.
func (p papers) sweep(ctx context.Context) error {
	for _, kind := range []storage.Kind{answersPaper, padPaper} {
		var after storage.Cursor
		for {
			page, err := p.store.List(ctx, p.tenant, storage.Query{Kind: kind, Index: "subject", After: after})
			if err != nil {
				return err
			}
			for _, rec := range page.Records {
				_, err := p.store.Get(ctx, p.tenant, storage.Key{Kind: "candidate", ID: rec.Subject})
				if errors.Is(err, storage.ErrNotFound) {
					err = p.drop(ctx, kind, rec.ID)
				}
				if err != nil {
					return err
				}
			}
			if after = page.Next; after == "" {
				break
			}
		}
	}
	return nil
}

// sweepAfter sweeps now and after every erasure, and closes the stages of people who
// are erased, or who withdraw consent to being heard.
func (s *Server) sweepAfter(ctx context.Context) {
	sweep := func() {
		if err := s.papers().sweep(ctx); err != nil && ctx.Err() == nil {
			s.opts.Logger.Error("papers not swept", "error", err)
		}
	}
	after := s.hub.seq(logTopic)
	sweep()
	for e, err := range s.hub.Subscribe(ctx, logTopic, after) {
		var act requisition.Act
		switch {
		case err != nil:
			return
		case json.Unmarshal(e.Data, &act) != nil:
			continue
		}
		switch act.Kind {
		case "consent.given", "consent.declined", "consent.withdrawn", "candidate.merged":
			s.rooms.answered()
		case "candidate.erased", "retention.deleted":
			s.rooms.leave(s.hub, func(st *stage) bool {
				_, err := s.opts.Store.Get(ctx, s.opts.Tenant, storage.Key{Kind: "candidate", ID: string(st.candidate)})
				return errors.Is(err, storage.ErrNotFound)
			})
			sweep()
		}
	}
}
