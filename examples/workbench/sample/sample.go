// Package sample plays searches into a service, as the people of a small company
// would: one in which the rubric is still written, one between interviews, one
// before its debrief, one that is decided.
//
//	clock := &sample.Clock{}
//	svc, err := hirealign.New(store, &hirealign.Options{Now: clock.Now, NewID: sample.NewID(false)})
//	ids, err := sample.Play(ctx, svc, clock)
//
// Everything in it is invented, happens through the service only, and ends at the
// present, so that what is due is due today.
package sample

import (
	"context"
	"crypto/rand"
	"embed"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
)

//go:embed *.json *.vtt
var files embed.FS

// Tenant is whose searches the sample holds.
const Tenant storage.Tenant = "fernhill"

// The people of the sample.
var (
	Dana   = human("u-dana", "Dana Whitlock", actor.HiringManager)
	Noor   = human("u-noor", "Noor Haddad", actor.HiringManager)
	Marcus = human("u-marcus", "Marcus Oyelaran", actor.Recruiter)
	Tessa  = human("u-tessa", "Tessa Brandt", actor.Recruiter)
	Sofia  = human("u-sofia", "Sofia Lindqvist", actor.Interviewer)
	Ken    = human("u-ken", "Ken Abara", actor.Interviewer)
	Paul   = human("u-paul", "Paul Eze", actor.Coordinator)
	Ines   = human("u-ines", "Ines Roth", actor.RecruitingManager)
)

func human(id, name string, role actor.Role) actor.Human {
	h, err := actor.NewHuman(id, name, role)
	if err != nil {
		panic("sample people: " + err.Error())
	}
	return h
}

// Person is somebody of the sample with what they do.
type Person struct {
	Human actor.Human
	Title string
	// Try is what is to be seen as them first.
	Try string
}

// People are everybody who may sign in, those who run searches first.
func People() []Person {
	return []Person{
		{Marcus, "Recruiter of Payments and Onboarding", "A rubric to be agreed on: its lint objects as you type, and a status to send stands on the desk."},
		{Dana, "Hiring manager, Payments and Onboarding", "The debrief is today: reveal the scorecards, see where the panel disagrees, decide."},
		{Tessa, "Recruiter of Reporting and Support", "Scorecards that are late, and who is waited on."},
		{Noor, "Hiring manager, Reporting and Support", "The one next act, and a requisition that is filled."},
		{Sofia, "Interviewer, staff engineer", "An interview is going on: press Play and watch notes fill in beside it."},
		{Ken, "Interviewer, engineering lead", "A scorecard is owed: levels with rating anchors, and quotes that show their place in the record."},
		{Paul, "Recruiting coordinator", "What somebody sees who plans interviews and reads no scorecard."},
		{Ines, "Head of recruiting", "Every requisition, and the reports over all of them."},
	}
}

// Clock is the time of the sample while it is played, and the real time after.
type Clock struct {
	mu     sync.Mutex
	played time.Time
}

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.played.IsZero() {
		return time.Now()
	}
	return c.played
}

func (c *Clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.played = t
}

// NewID returns a source of ids: for a new store readable ones while the sample is
// played, the same in every run, and random ones after it; see Play.
func NewID(played bool) func() string {
	var n atomic.Int64
	if played {
		n.Store(playedIDs)
	}
	return func() string {
		if i := n.Add(1); i <= playedIDs {
			return fmt.Sprintf("s%04d", i)
		}
		return strings.ToLower(rand.Text())
	}
}

const playedIDs = 2000 // more than the sample needs

// IDs name what was played. Applications are by the candidate's first name in lower
// case, interviews by that and the round: "priya/r-technical".
type IDs struct {
	Payments, Design, Data, Support requisition.ID
	Applications                    map[string]requisition.ApplicationID
	Interviews                      map[string]requisition.InterviewID
}

// Play opens the searches and plays them up to now. It is for an empty tenant.
func Play(ctx context.Context, svc *hirealign.Service, clock *Clock) (IDs, error) {
	now := time.Now().UTC()
	p := &player{
		t: svc.Tenant(Tenant), clock: clock, now: now,
		ids: IDs{Applications: map[string]requisition.ApplicationID{}, Interviews: map[string]requisition.InterviewID{}},
	}
	defer clock.set(time.Time{})
	for _, search := range []struct {
		name string
		play func(context.Context) error
	}{{"support", p.support}, {"payments", p.payments}, {"data", p.data}, {"design", p.design}} {
		if err := search.play(ctx); err != nil {
			return p.ids, fmt.Errorf("sample search %s: %w", search.name, err)
		}
	}
	return p.ids, nil
}
