package hirealign_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/internal/ident"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
)

// queue is an Enqueuer that takes each key once, as queues do that know unique jobs.
type queue struct {
	mu    sync.Mutex
	jobs  map[string]hirealign.Job
	given int
	fail  error
}

func (q *queue) Enqueue(_ context.Context, jobs ...hirealign.Job) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.fail != nil {
		return q.fail
	}
	if q.jobs == nil {
		q.jobs = map[string]hirealign.Job{}
	}
	for _, j := range jobs {
		q.given++
		q.jobs[j.Key] = j
	}
	return nil
}

func (q *queue) keys() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	out := make([]string, 0, len(q.jobs))
	for k := range q.jobs {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// drain makes passes until the end of the log.
func drain(t *testing.T, r *hirealign.Relay) (acts int) {
	t.Helper()
	for {
		n, err := r.Pass(t.Context())
		require.NoError(t, err)
		if n == 0 {
			return acts
		}
		acts += n
	}
}

// A host's queue takes jobs, and its worker calls Advance until nothing is due.
func ExampleTenant_Relay() {
	ctx := context.Background()
	svc, err := hirealign.New(memstore.New(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	acme := svc.Tenant("acme")
	ines, _ := actor.NewHuman("u-3", "Ines", actor.RecruitingManager)
	_, err = acme.Requisitions().AddCandidate(ctx, ines, "Priya Nair")
	fmt.Println(err)
	q := &queue{} // an Enqueuer
	relay := acme.Relay(q, nil)
	n, err := relay.Pass(ctx) // or Run, in a goroutine of the host
	fmt.Println(n, "act read,", len(q.jobs), "jobs,", err)
	n, err = relay.Pass(ctx)
	fmt.Println(n, err)
	// Output:
	// <nil>
	// 1 act read, 0 jobs, <nil>
	// 0 <nil>
}

func TestRelayGoesOnFromWhereItWas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	q := &queue{}
	require.Positive(t, drain(t, w.in.Relay(q, nil)))
	held, attached, answers, booked := 0, 0, 0, 0
	for l, err := range w.in.Acts(t.Context(), w.who.Ines, 0) {
		require.NoError(t, err)
		switch l.Act.Kind {
		case "interview.held":
			held++
			require.Contains(t, q.keys(), fmt.Sprintf("interview.advance/%s/%d", w.iv.ID, l.Seq))
		case "interview.transcript_attached":
			attached++
		case "consent.given":
			answers++
		case "debrief.booked":
			booked++
		}
	}
	require.Equal(t, []int{1, 1, 3, 1}, []int{held, attached, answers, booked})
	require.Len(t, q.keys(), held+attached+answers+booked)
	for _, j := range q.jobs {
		require.Equal(t, hirealign.Job{Kind: hirealign.AdvanceInterview, Key: j.Key, Tenant: "acme", Ref: string(w.iv.ID)}, j)
	}
	given := q.given
	require.Zero(t, drain(t, w.in.Relay(q, nil)), "it has read all of it")
	require.Positive(t, drain(t, w.in.Relay(q, &hirealign.RelayOptions{Name: "other"})), "another relay has a place of its own")
	require.Equal(t, 2*given, q.given)
	require.Len(t, q.keys(), held+attached+answers+booked, "the same keys")
}

func TestRelayEnqueuesAtLeastOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	full := errors.New("the queue is full")
	q := &queue{fail: full}
	r := w.in.Relay(q, nil)
	_, err := r.Pass(t.Context())
	require.ErrorIs(t, err, full)
	q.fail = nil
	w.store.FailNext(storage.ErrUnavailable) // the place is not stored
	_, err = r.Pass(t.Context())
	require.ErrorIs(t, err, storage.ErrUnavailable)
	once := q.keys()
	require.NotEmpty(t, once)
	drain(t, r)
	require.Equal(t, once, q.keys())
	require.Equal(t, 2*len(once), q.given, "again, under the same keys")
	w.store.LoseNext()
	w.submit(w.who.Sofia, 3)
	drain(t, r)
	require.Len(t, q.keys(), len(once)+1)
}

func TestRelaysOfManyProcessesPassNothingOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	want := map[uint64]bool{}
	q := &queue{}
	opts := &hirealign.RelayOptions{Poll: time.Millisecond, Jobs: func(_ context.Context, l hirealign.LoggedAct) ([]hirealign.Job, error) {
		return []hirealign.Job{{Kind: "seen", Key: fmt.Sprint(l.Seq)}}, nil
	}}
	ctx, cancel := context.WithCancel(t.Context())
	var relays, writers sync.WaitGroup
	for range 3 {
		in := w.service(hirealign.Options{})
		relays.Go(func() {
			if err := in.Relay(q, opts).Run(ctx); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
	for range 4 {
		in := w.service(hirealign.Options{NewID: ident.V7})
		writers.Go(func() {
			for i := range 100 {
				if _, err := in.Requisitions().AddCandidate(t.Context(), w.who.Marcus, fmt.Sprint("Candidate ", i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	head, err := w.in.Verify(t.Context())
	require.NoError(t, err)
	for seq := uint64(1); seq <= head.Seq; seq++ {
		want[seq] = true
	}
	require.Eventually(t, func() bool { return len(q.keys()) == len(want) }, 10*time.Second, time.Millisecond)
	cancel()
	relays.Wait()
}

// TestWhatWakesAnInterview goes through what people do that makes a step due.
func TestWhatWakesAnInterview(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	q := &queue{}
	r := w.in.Relay(q, nil)
	drain(t, r)
	woken := func() []string {
		before := q.keys()
		drain(t, r)
		var out []string
		for _, k := range q.keys() {
			if !slices.Contains(before, k) {
				out = append(out, q.jobs[k].Ref)
			}
		}
		return out
	}
	require.Empty(t, woken())
	w.submit(w.who.Sofia, 3)
	require.Equal(t, []string{string(w.iv.ID)}, woken(), "a card came in")
	_, err := w.in.Privacy().Withdraw(ctx, w.who.Marcus, w.app.Candidate, privacy.Drafting, w.req.ID)
	require.NoError(t, err)
	require.Equal(t, []string{string(w.iv.ID)}, woken(), "consent was withdrawn")
	slot := requisition.Slot{Start: w.now.Add(time.Hour), End: w.now.Add(2 * time.Hour), Zone: "UTC"}
	planned, err := w.in.Interviews().Schedule(ctx, w.who.Marcus, w.app.ID, "r-1", slot)
	require.NoError(t, err)
	require.Empty(t, woken())
	_, err = w.in.Interviews().Cancel(ctx, w.who.Marcus, planned.ID)
	require.NoError(t, err)
	require.Equal(t, []string{string(planned.ID)}, woken(), "a debrief waits for one interview less")
	ms, err := w.in.Debriefs().Meetings(ctx, w.who.Dana, w.req.ID)
	require.NoError(t, err)
	_, err = w.in.Debriefs().Waive(ctx, w.who.Dana, ms[0].ID(), w.iv.ID, requisition.PersonOf(w.who.Ken), "on leave")
	require.NoError(t, err)
	require.Len(t, woken(), 1, "and for one card less")
	done, _ := w.advance()
	require.Equal(t, hirealign.StepPacket, done[len(done)-1])
	require.Equal(t, 1, count(w.kinds(), "debrief.ready"))
	_, err = w.in.Requisitions().Withdraw(ctx, w.who.Marcus, w.app.ID, "another offer")
	require.NoError(t, err)
	require.Len(t, woken(), 1, "other finalists may have waited")
	twice, err := w.in.Requisitions().AddCandidate(ctx, w.who.Marcus, "P. Nair")
	require.NoError(t, err)
	require.Empty(t, woken())
	require.NoError(t, w.in.Privacy().Merge(ctx, w.who.Ines, w.app.Candidate, twice.ID))
	require.ElementsMatch(t, []string{string(w.iv.ID), string(planned.ID)}, woken(), "what either record agreed to counts for both")
}

// A debrief that waited for nobody but somebody who was erased is reported.
func TestADebriefThatWaitedForTheErasedIsReported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()   // the cards of this one are missing
	w.second() // and those of this one are in; one debrief is booked about both
	q := &queue{}
	advance := func() {
		drain(t, w.in.Relay(q, nil))
		for _, j := range q.jobs {
			for {
				next, err := w.in.Interviews().Advance(ctx, requisition.InterviewID(j.Ref))
				if err != nil || next.Done == "" {
					break
				}
			}
		}
		q.jobs = map[string]hirealign.Job{}
	}
	advance()
	require.Zero(t, count(w.kinds(), "debrief.ready"))
	_, err := w.in.Privacy().Erase(ctx, w.who.Ines, w.app.Candidate, "gdpr.17")
	require.NoError(t, err)
	advance()
	require.Equal(t, 1, count(w.kinds(), "debrief.ready"))
}

// A debrief that is booked when all cards are in is reported too.
func TestADebriefThatIsBookedLateIsReported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	w.submit(w.who.Sofia, 3)
	w.submit(w.who.Ken, 3)
	w.advance()
	q := &queue{}
	drain(t, w.in.Relay(q, nil))
	before, ready := len(q.keys()), count(w.kinds(), "debrief.ready")
	slot := requisition.Slot{Start: w.now.Add(time.Hour), End: w.now.Add(90 * time.Minute), Zone: "UTC"}
	_, err := w.in.Debriefs().Book(ctx, w.who.Marcus, w.req.ID, debrief.Booking{Applications: []requisition.ApplicationID{w.app.ID}, Slot: slot})
	require.NoError(t, err)
	drain(t, w.in.Relay(q, nil))
	require.Len(t, q.keys(), before+1)
	w.advance()
	require.Equal(t, ready+1, count(w.kinds(), "debrief.ready"))
}

// A job holds ids and no text, whoever is in it.
func TestJobsHoldNoText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	q := &queue{}
	drain(t, w.in.Relay(q, nil))
	b, err := json.Marshal(q.jobs)
	require.NoError(t, err)
	for _, s := range append(theirs, "Sofia", "Marcus") {
		require.NotContains(t, string(b), s)
	}
}
