package hirealign

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
)

// LoggedAct is an act with its place in the log.
type LoggedAct struct {
	Seq uint64          `json:"seq"`
	Act requisition.Act `json:"act"`
}

// sight is how much of the log a reader sees.
type sight int

const (
	nothing sight = iota
	own           // what they did, and what waits for them
	all
)

// feed remembers what one reader sees of each search.
type feed struct {
	t        *Tenant
	reader   actor.Human
	searches map[requisition.ID]sight
	people   map[string]sight
}

func (t *Tenant) feed(reader actor.Human) *feed {
	return &feed{t: t, reader: reader, searches: map[requisition.ID]sight{}, people: map[string]sight{}}
}

func (f *feed) see(ctx context.Context, a requisition.Act) (sight, error) {
	if a.Requisition == "" {
		return f.person(ctx, a)
	}
	if s, ok := f.searches[a.Requisition]; ok {
		return s, nil
	}
	s := nothing
	for _, try := range []struct {
		act access.Act
		s   sight
	}{{access.ReadLog, all}, {access.ReadOwnLog, own}} {
		err := f.t.may(ctx, f.reader, try.act, about{requisition: a.Requisition})
		if err == nil {
			s = try.s
			break
		}
		if !refused(err) {
			return nothing, err
		}
	}
	f.searches[a.Requisition] = s
	return s, nil
}

// person says what the reader sees of acts about people, which belong to no search.
func (f *feed) person(ctx context.Context, a requisition.Act) (sight, error) {
	if s, ok := f.people[a.Record]; ok {
		return s, nil
	}
	s := nothing
	_, err := f.t.aboutPerson(ctx, f.reader, access.ReadLog, requisition.CandidateID(a.Record))
	switch {
	case err == nil:
		s = all
	case !refused(err):
		return nothing, err
	}
	f.people[a.Record] = s
	return s, nil
}

// mine returns what an act says to somebody who sees their own part only, and
// whether that is anything.
func mine(a requisition.Act, reader string) (requisition.Act, bool) {
	other := func(w requisition.Waiting) bool { return w.Person != reader }
	a.WaitingOn = slices.DeleteFunc(slices.Clone(a.WaitingOn), other)
	a.Settles = slices.DeleteFunc(slices.Clone(a.Settles), other)
	return a, a.By.ID == reader || len(a.WaitingOn) > 0
}

// Acts yields the acts that the reader may see after a sequence number, oldest
// first, each with its number. Those who run a search see all of its acts; others
// what they did themselves and what they are waited on for. Reports and
// synchronisation read these and nothing else; keep the last number to go on from
// there.
func (t *Tenant) Acts(ctx context.Context, reader actor.Human, after uint64) iter.Seq2[LoggedAct, error] {
	return func(yield func(LoggedAct, error) bool) {
		if err := reader.Validate(); err != nil {
			yield(LoggedAct{}, err)
			return
		}
		f := t.feed(reader)
		for l, err := range t.acts(ctx, after) {
			if err != nil {
				yield(l, err)
				return
			}
			s, err := f.see(ctx, l.Act)
			if err != nil {
				yield(LoggedAct{}, err)
				return
			}
			seen := s == all
			if s == own {
				l.Act, seen = mine(l.Act, reader.ID())
			}
			if seen && !yield(l, nil) {
				return
			}
		}
	}
}

func (t *Tenant) acts(ctx context.Context, after uint64) iter.Seq2[LoggedAct, error] {
	return func(yield func(LoggedAct, error) bool) {
		for {
			entries, err := t.svc.store.Log(ctx, t.id, after, storage.MaxPage)
			if err != nil {
				yield(LoggedAct{}, err)
				return
			}
			if len(entries) == 0 {
				return
			}
			for _, e := range entries {
				if l, err := loggedAct(e); !yield(l, err) || err != nil {
					return
				}
				after = e.Seq
			}
		}
	}
}

// Due returns who is waited on now; see Steps, which says what it is about.
func (t *Tenant) Due(ctx context.Context, reader actor.Human) ([]requisition.Waiting, error) {
	steps, err := t.Steps(ctx, reader)
	if err != nil {
		return nil, err
	}
	out := make([]requisition.Waiting, len(steps))
	for i, s := range steps {
		out[i] = s.Waiting
	}
	return out, nil
}

// Steps returns who is waited on now and what it is about, as far as the reader may
// see it, from the acts alone, earliest due first.
func (t *Tenant) Steps(ctx context.Context, reader actor.Human) ([]requisition.Step, error) {
	if err := reader.Validate(); err != nil {
		return nil, err
	}
	f := t.feed(reader)
	var run, part []requisition.Act
	at := t.now()
	for l, err := range t.acts(ctx, 0) {
		if err != nil {
			return nil, err
		}
		if l.Act.At.After(at) {
			at = l.Act.At // what is in the log has happened: the clock was set back since
		}
		s, err := f.see(ctx, l.Act)
		if err != nil {
			return nil, err
		}
		switch s {
		case all:
			run = append(run, l.Act)
		case own:
			part = append(part, l.Act)
		}
	}
	out := requisition.Steps(run, at)
	for _, s := range requisition.Steps(part, at) {
		if s.Person == reader.ID() {
			out = append(out, s)
		}
	}
	if len(part) > 0 {
		slices.SortStableFunc(out, requisition.Step.Compare)
	}
	return out, nil
}

func loggedAct(e storage.Entry) (LoggedAct, error) {
	l := LoggedAct{Seq: e.Seq}
	if err := json.Unmarshal(e.Payload, &l.Act); err != nil {
		return LoggedAct{}, fmt.Errorf("%w: decode log entry %d: %w", storage.ErrCorrupt, e.Seq, err)
	}
	return l, nil
}
