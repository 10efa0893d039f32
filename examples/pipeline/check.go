package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
)

// result is what a run left behind.
type result struct {
	// Interviews and Searches are what was asked for.
	Interviews, Searches int
	// WorkerKills and ServerKills are what happened meanwhile.
	WorkerKills, ServerKills int
	Seconds                  float64
	// Drafts, Summaries and Replies are documents in the store.
	Drafts, Summaries, Replies int
	// Acts counts the log by kind; Reminders and Packets are interviews and debriefs,
	// Repeated lists those that were reported more than once.
	Acts               map[string]int
	Reminders, Packets int
	Repeated           []string
	Entries            uint64
	Jobs               map[string]int
	Attempts           int
	Bill               bill
}

// inspect counts what is in the store, the log, the queue and the bill.
func inspect(ctx context.Context, e *engine, svc *hirealign.Service, lead actor.Human, r *result) error {
	count := func(k storage.Kind) (int, error) {
		n := 0
		q := storage.Query{Kind: k, Limit: storage.MaxPage}
		for {
			page, err := e.store.List(ctx, tenant, q)
			if err != nil {
				return 0, err
			}
			n += len(page.Records)
			if page.Next == "" {
				return n, nil
			}
			q.After = page.Next
		}
	}
	for kind, to := range map[storage.Kind]*int{"scorecard_draft": &r.Drafts, "summary": &r.Summaries, "model_reply": &r.Replies} {
		var err error
		if *to, err = count(kind); err != nil {
			return err
		}
	}
	acme := svc.Tenant(tenant)
	r.Acts = map[string]int{}
	reminded, ready := map[requisition.InterviewID]int{}, map[string]int{}
	for l, err := range acme.Acts(ctx, lead, 0) {
		if err != nil {
			return err
		}
		a := l.Act
		r.Acts[a.Kind]++
		switch a.Kind {
		case "scorecard.reminder_due":
			reminded[a.Interview]++
		case "debrief.ready":
			ready[a.Record]++
		}
	}
	r.Reminders, r.Packets = len(reminded), len(ready)
	for id, n := range reminded {
		if n > 1 {
			r.Repeated = append(r.Repeated, fmt.Sprint("reminder ", id))
		}
	}
	for id, n := range ready {
		if n > 1 {
			r.Repeated = append(r.Repeated, "packet "+id)
		}
	}
	slices.Sort(r.Repeated)
	head, err := acme.Verify(ctx)
	if err != nil {
		return err
	}
	r.Entries = head.Seq
	r.Jobs, r.Attempts, err = e.queue.Counts(ctx)
	return err
}

// Unfinished is the number of jobs that are not done.
func (r result) Unfinished() int {
	n := 0
	for state, jobs := range r.Jobs {
		if state != "completed" {
			n += jobs
		}
	}
	return n
}

// Check returns what is not as it must be.
func (r result) Check(idempotent bool) error {
	var faults []error
	must := func(what string, have, want int) {
		if have != want {
			faults = append(faults, fmt.Errorf("%s: %d, not %d", what, have, want))
		}
	}
	must("drafts", r.Drafts, r.Interviews)
	must("acts of drafting", r.Acts["scorecard.drafted"], r.Interviews)
	must("summaries", r.Summaries, r.Interviews)
	must("acts of summarising", r.Acts["summary.drafted"], r.Interviews)
	must("kept replies", r.Replies, 2*r.Interviews)
	must("acts of keeping replies", r.Acts["model.replied"], 2*r.Interviews)
	must("cards", r.Acts["scorecard.submitted"], r.Interviews)
	must("acts of reminding", r.Acts["scorecard.reminder_due"], r.Reminders)
	if r.Reminders == 0 {
		faults = append(faults, errors.New("nobody was reminded"))
	}
	must("packets", r.Packets, r.Searches)
	must("acts of packets", r.Acts["debrief.ready"], r.Searches)
	must("what was reported twice", len(r.Repeated), 0)
	must("unfinished jobs", r.Unfinished(), 0)
	if idempotent {
		must("paid calls for drafts", r.Bill.Paid["scorecard_evidence"], r.Interviews)
		must("paid calls for summaries", r.Bill.Paid["summary_lines"], r.Interviews)
	}
	return errors.Join(faults...)
}

// Write prints the figures.
func (r result) Write(w io.Writer) {
	line := func(format string, a ...any) { fmt.Fprintf(w, format+"\n", a...) }
	line("%d interviews in %d searches, %d kills of the worker, %d of the server, %.0f s", r.Interviews, r.Searches, r.WorkerKills, r.ServerKills, r.Seconds)
	line("  drafts      %d (%d acts)", r.Drafts, r.Acts["scorecard.drafted"])
	line("  summaries   %d (%d acts)", r.Summaries, r.Acts["summary.drafted"])
	line("  reminders   %d, each once", r.Acts["scorecard.reminder_due"])
	line("  packets     %d (%d acts)", r.Packets, r.Acts["debrief.ready"])
	line("  model       %d paid for drafts, %d for summaries; %d requests, %d of them answered again for nothing",
		r.Bill.Paid["scorecard_evidence"], r.Bill.Paid["summary_lines"], r.Bill.Requests, r.Bill.Again)
	line("  replies     %d kept", r.Replies)
	var states []string
	jobs := 0
	for s, n := range r.Jobs {
		states = append(states, fmt.Sprintf("%d %s", n, s))
		jobs += n
	}
	slices.Sort(states)
	line("  jobs        %s; %d attempts for %d jobs, %d unfinished", strings.Join(states, ", "), r.Attempts, jobs, r.Unfinished())
	line("  log         %d entries, the chain verifies", r.Entries)
}
