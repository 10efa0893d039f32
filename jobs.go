package hirealign

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
)

// AdvanceInterview is the kind of a job whose worker calls Advance, for the interview
// that Ref names, until nothing is due, and enqueues Wake's job.
const AdvanceInterview = "interview.advance"

// Job is work for a queue. It holds ids and no text: queues have backups and
// dashboards of their own, which no erasure reaches.
type Job struct {
	// Kind says which worker does it.
	Kind string `json:"kind"`
	// Key is the same for the same job. A queue that takes each key once makes the
	// Relay's at-least-once a once.
	Key    string         `json:"key"`
	Tenant storage.Tenant `json:"tenant"`
	// Ref is the id of what the job is about.
	Ref string `json:"ref"`
	// NotBefore is when it may start; zero is at once.
	NotBefore time.Time `json:"not_before,omitzero"`
}

// Enqueuer is the queue that a host already runs. Enqueue takes all of the jobs or
// returns an error, after which they are given again: a job whose key it knows must
// do no harm. It is safe for concurrent use.
type Enqueuer interface {
	Enqueue(ctx context.Context, jobs ...Job) error
}

// Wake returns the job that goes on when what Advance waits for is due, and false
// where nothing is.
func (i *Interviews) Wake(id requisition.InterviewID, n Next) (Job, bool) {
	if n.Done != "" || n.Step == "" {
		return Job{}, false
	}
	j := i.t.job(id, string(n.Step)+"@"+strconv.FormatInt(n.At.UnixMilli(), 10))
	j.NotBefore = n.At
	return j, true
}

// job is one to advance an interview, because of something.
func (t *Tenant) job(id requisition.InterviewID, because string) Job {
	return Job{Kind: AdvanceInterview, Key: AdvanceInterview + "/" + string(id) + "/" + because, Tenant: t.id, Ref: string(id)}
}

// Jobs returns the jobs that follow from an act: interviews to be advanced because
// one was held or called off, a record came in, roles were confirmed, a card was
// handed in or waived, a debrief was booked or somebody left it, an application ended, a
// candidate answered about drafting, or two records turned out to be one person's. The
// same act gives the same keys.
func (t *Tenant) Jobs(ctx context.Context, l LoggedAct) ([]Job, error) {
	ids, err := t.moved(ctx, l.Act)
	out := make([]Job, 0, len(ids))
	for _, id := range ids {
		out = append(out, t.job(id, strconv.FormatUint(l.Seq, 10)))
	}
	return out, err
}

// moved returns the interviews for which an act may have made something due.
func (t *Tenant) moved(ctx context.Context, a requisition.Act) ([]requisition.InterviewID, error) {
	switch a.Kind {
	case "interview.held", "interview.transcript_attached", "interview.roles_confirmed", "interview.cancelled", "interview.no_show", "scorecard.submitted":
		return []requisition.InterviewID{a.Interview}, nil
	case "application.withdrawn", "application.rejected", "application.declined":
		ids, err := t.interviewsOf(ctx, a.Application)
		return ids[:min(len(ids), 1)], err // one is enough to look at the search's debriefs
	case "debrief.booked", "debrief.card_waived", "debrief.left":
		d, err := get(ctx, t, t.svc.docs.meetings, a.Record)
		if isNotFound(err) {
			return nil, nil // nothing waits for it
		}
		if err != nil {
			return nil, err
		}
		ids, err := t.interviewsOf(ctx, d.Value.Document().Applications...)
		return ids[:min(len(ids), 1)], err
	}
	if !strings.HasPrefix(a.Kind, "consent.") && a.Kind != "candidate.merged" {
		return nil, nil
	}
	people, err := t.sameAs(ctx, requisition.CandidateID(a.Record))
	if err != nil {
		return nil, err
	}
	var apps []requisition.ApplicationID
	for _, c := range people {
		theirs, err := t.Requisitions().ofCandidate(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, app := range theirs {
			if a.Requisition == "" || a.Requisition == app.Requisition {
				apps = append(apps, app.ID)
			}
		}
	}
	return t.interviewsOf(ctx, apps...)
}

// interviewsOf returns the interviews of applications that Advance has to do with.
func (t *Tenant) interviewsOf(ctx context.Context, apps ...requisition.ApplicationID) ([]requisition.InterviewID, error) {
	var out []requisition.InterviewID
	for _, app := range apps {
		ivs, err := t.Interviews().ofApplication(ctx, app)
		if err != nil {
			return nil, err
		}
		ivs = slices.DeleteFunc(ivs, func(iv requisition.Interview) bool { return iv.Status == requisition.Scheduled })
		for _, iv := range ivs {
			out = append(out, iv.ID)
		}
	}
	return out, nil
}
