package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
)

// logTopic carries one event per act, numbered as in the tenant's log.
const logTopic = "log"

const (
	lookEvery = 250 * time.Millisecond // into the log, for acts of other processes
	beatEvery = 20 * time.Second       // so that a dead connection is noticed
	askAgain  = 2 * time.Second        // for a search that a reader had no part in
	// patience is how long a reader may take to accept an event.
	patience = 30 * time.Second
)

// follow publishes the tenant's log on logTopic from now on.
func (s *Server) follow() (stop func(), err error) {
	ctx, cancel := context.WithCancel(context.Background())
	after, err := s.head(ctx)
	if err != nil {
		cancel()
		return nil, err
	}
	s.hub.start(logTopic, after)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			entries, err := s.opts.Store.Log(ctx, s.opts.Tenant, s.hub.seq(logTopic), storage.MaxPage)
			if err != nil && ctx.Err() == nil {
				s.opts.Logger.Error("log not read", "error", err)
			}
			for _, e := range entries {
				s.hub.Publish(logTopic, "changed", e.Payload)
			}
			if len(entries) > 0 {
				continue
			}
			select {
			case <-ctx.Done():
				return
			case <-s.hub.wake:
			case <-time.After(lookEvery):
			}
		}
	}()
	return func() { cancel(); <-done }, nil
}

// head is the number of the last act in the log.
func (s *Server) head(ctx context.Context) (uint64, error) {
	var after uint64
	for {
		entries, err := s.opts.Store.Log(ctx, s.opts.Tenant, after, storage.MaxPage)
		if err != nil || len(entries) == 0 {
			return after, err
		}
		after = entries[len(entries)-1].Seq
	}
}

func (s *Server) eventRoutes() []Route { return []Route{{"GET /events", s.events}} }

// changed is what a page is told of an act: which records it concerns, and nothing
// of what happened. The page asks again for what it shows.
type changed struct {
	Requisition requisition.ID            `json:"requisition,omitzero"`
	Application requisition.ApplicationID `json:"application,omitzero"`
	Interview   requisition.InterviewID   `json:"interview,omitzero"`
}

// events tells a page that something changed in a search that the person may see.
func (s *Server) events(w http.ResponseWriter, r *http.Request, who actor.Human) error {
	after := s.hub.seq(logTopic)
	for _, given := range []string{r.Header.Get("Last-Event-ID"), r.URL.Query().Get("after")} {
		if n, err := strconv.ParseUint(given, 10, 64); err == nil {
			after = n
			break
		}
	}
	sees, err := s.sees(r.Context(), who)
	if err != nil {
		return err
	}
	return s.stream(w, r, logTopic, after, func(ctx context.Context, e Event) (Event, bool, error) {
		var act requisition.Act
		if err := json.Unmarshal(e.Data, &act); err != nil {
			return e, false, fmt.Errorf("act %d: %w", e.ID, err)
		}
		if strings.HasPrefix(act.Kind, "refused.") { // changes nothing
			return e, false, nil
		}
		if yes, err := sees(ctx, act); err != nil || !yes {
			return e, false, err
		}
		data, err := json.Marshal(changed{Requisition: act.Requisition, Application: act.Application, Interview: act.Interview})
		e.Data = data
		return e, true, err
	})
}

// sees returns a function that says whether the person may see a search, for one
// stream. It asks for the list of theirs, now and again, which leaves out the others: to
// ask for one that is not theirs would be written down as refused. A yes is kept until an
// act on the search itself, which may have taken their part in it: of that one they are
// still told, so that their page lets go of it. What was not theirs is asked again after
// a while, because they may be given a part in it.
func (s *Server) sees(ctx context.Context, who actor.Human) (func(context.Context, requisition.Act) (bool, error), error) {
	seen := map[requisition.ID]bool{}
	asked := map[requisition.ID]time.Time{}
	list, err := s.tenant.Requisitions().List(ctx, who, "")
	if err != nil {
		return nil, err
	}
	for _, req := range list {
		seen[req.ID] = true
	}
	return func(ctx context.Context, act requisition.Act) (bool, error) {
		id := act.Requisition
		if id == "" {
			return true, nil
		}
		if seen[id] {
			if strings.HasPrefix(act.Kind, "requisition.") {
				delete(seen, id)
				delete(asked, id)
			}
			return true, nil
		}
		now := time.Now()
		if now.Sub(asked[id]) < askAgain {
			return false, nil
		}
		asked[id] = now
		list, err := s.tenant.Requisitions().List(ctx, who, "")
		for _, req := range list {
			seen[req.ID] = true
		}
		return seen[id], err
	}, nil
}

// whileAllowed asks whether a reader may read a topic, and returns a filter that asks
// again after every act, because an act may have taken what they may read, and now and
// then, because the host may have.
func (s *Server) whileAllowed(ctx context.Context, ask func(context.Context) error) (filter, error) {
	asked, when := s.hub.seq(logTopic), time.Now()
	if err := ask(ctx); err != nil {
		return nil, err
	}
	return func(ctx context.Context, e Event) (Event, bool, error) {
		if head := s.hub.seq(logTopic); head != asked || time.Since(when) > beatEvery {
			asked, when = head, time.Now()
			if err := ask(ctx); err != nil {
				return e, false, errors.Join(errNoLonger, err)
			}
		}
		return e, true, nil
	}, nil
}

// filter changes an event, leaves it out, or ends its stream by errNoLonger.
type filter func(ctx context.Context, e Event) (out Event, pass bool, err error)

// errNoLonger says that the reader of a stream may not read it any more.
var errNoLonger = errors.New("workbench: not to be read any more")

// stream serves a topic as server-sent events after a number until the reader is
// gone. A reader whose place is no longer kept, who may not read any more, or who is
// signed out elsewhere, gets the event "reset" and has to load the page again.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, topic string, after uint64, pass filter) error {
	rc := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	write := func(format string, args ...any) error {
		if err := rc.SetWriteDeadline(time.Now().Add(patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		if _, err := fmt.Fprintf(w, format, args...); err != nil {
			return err
		}
		return rc.Flush()
	}
	if err := write("retry: 1000\nid: %d\n: open\n\n", after); err != nil {
		return nil //nolint:nilerr // the reader is gone
	}
	signedIn, signedOut := s.sessions.until(r)
	defer signedOut()
	for {
		ctx, cancel := context.WithTimeout(signedIn, beatEvery)
		var ended error
		for e, err := range s.hub.Subscribe(ctx, topic, after) {
			if err == nil {
				err = signedIn.Err()
			}
			if err != nil {
				ended = err
				break
			}
			after = e.ID
			e, yes, err := pass(r.Context(), e)
			if errors.Is(err, errNoLonger) {
				ended = err
				break
			}
			if err != nil {
				s.opts.Logger.Error("event not sent", "error", err)
				continue
			}
			if !yes {
				continue
			}
			if ended = write("id: %d\nevent: %s\ndata: %s\n\n", e.ID, e.Name, e.Data); ended != nil {
				break
			}
		}
		cancel()
		if cause := context.Cause(signedIn); errors.Is(cause, errNoLonger) {
			ended = cause
		}
		switch {
		case errors.Is(ended, ErrGap), errors.Is(ended, errNoLonger):
			_ = write("id: %d\nevent: reset\ndata: {}\n\n", s.hub.seq(topic))
			return nil
		case errors.Is(ended, context.DeadlineExceeded) && r.Context().Err() == nil:
			if write(": beat\n\n") != nil {
				return nil
			}
		default:
			return nil
		}
	}
}
