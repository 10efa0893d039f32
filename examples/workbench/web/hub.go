package web

import (
	"context"
	"errors"
	"iter"
	"sync"
)

// ErrGap is yielded to a subscriber who asks for events that are no longer kept:
// the page has to be loaded again.
var ErrGap = errors.New("workbench: events are no longer kept")

const keptEvents = 4096 // per topic

// Event is something that open pages are told.
type Event struct {
	// ID numbers the events of a topic from 1 without gaps.
	ID uint64
	// Name is the event's name in the stream, such as "changed".
	Name string
	// Data is one line of JSON.
	Data []byte
}

// Hub hands events to everybody who listens to a topic. A topic keeps its last
// 4,096 events, and every subscriber has a place in it: nobody misses one by being
// slow, no subscriber holds up another or the publisher, and a thousand of them
// cost a thousand places and no copies. It is safe for concurrent use.
//
//	hub.Publish("interview/iv-1", "segment", line)
//	for e, err := range hub.Subscribe(ctx, "interview/iv-1", lastID) { … }
type Hub struct {
	mu     sync.Mutex
	topics map[string]*topic
	wake   chan struct{}
	closed bool
}

type topic struct {
	events []Event // the last ones, in order
	last   uint64
	// changed is closed at the next event and replaced.
	changed chan struct{}
}

// NewHub returns a hub without events.
func NewHub() *Hub { return &Hub{topics: map[string]*topic{}, wake: make(chan struct{}, 1)} }

func (h *Hub) topic(name string) *topic {
	t, ok := h.topics[name]
	if !ok {
		t = &topic{changed: make(chan struct{})}
		h.topics[name] = t
	}
	return t
}

// Publish gives the event to everybody who listens to the topic and returns its
// number. Data is the hub's from then on.
func (h *Hub) Publish(name, event string, data []byte) uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.topic(name)
	h.append(t, Event{ID: t.last + 1, Name: event, Data: data})
	return t.last
}

func (h *Hub) append(t *topic, e Event) {
	if h.closed {
		return
	}
	t.last = e.ID
	t.events = append(t.events, e)
	if len(t.events) >= 2*keptEvents {
		t.events = append([]Event(nil), t.events[len(t.events)-keptEvents:]...)
	}
	close(t.changed)
	t.changed = make(chan struct{})
}

// start numbers a topic's next event after a number that was counted elsewhere.
func (h *Hub) start(name string, last uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.topic(name).last = last
}

func (h *Hub) seq(name string) uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.topic(name).last
}

// Subscribe yields the topic's events after a number, first those that are kept
// and then new ones, until ctx ends, with its error, or the hub is closed. It
// yields ErrGap where events after that number are gone, and ends.
func (h *Hub) Subscribe(ctx context.Context, name string, after uint64) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for {
			h.mu.Lock()
			t := h.topic(name)
			kept, changed, closed := t.events, t.changed, h.closed
			gap := after > t.last || after < t.last && (len(kept) == 0 || after+1 < kept[0].ID)
			h.mu.Unlock()
			switch {
			case gap:
				yield(Event{}, ErrGap)
				return
			case len(kept) > 0 && after < kept[len(kept)-1].ID:
				for _, e := range kept[after+1-kept[0].ID:] {
					if !yield(e, nil) {
						return
					}
					after = e.ID
				}
				continue
			case closed:
				return
			}
			select {
			case <-ctx.Done():
				yield(Event{}, ctx.Err())
				return
			case <-changed:
			}
		}
	}
}

// forget drops what is kept of a topic. Who has not read it yet gets ErrGap.
func (h *Hub) forget(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t, ok := h.topics[name]; ok {
		t.events = nil
		t.last++ // a number that nobody has, so that every subscriber notices
		close(t.changed)
		t.changed = make(chan struct{})
	}
}

// Wake makes the hub look into the log now: an act was just done here.
func (h *Hub) Wake() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// Close ends every subscription once it has read what there is.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	for _, t := range h.topics {
		close(t.changed)
		t.changed = make(chan struct{})
	}
}
