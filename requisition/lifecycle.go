package requisition

import (
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/fault"
)

// Opening is what a requisition is opened with.
type Opening struct {
	Title         string
	Openings      int
	HiringManager Person
	Recruiter     Person
	TargetOn      Date
	Predecessor   ID
	Compensation  compensation.Range
	External      []ExternalRef
}

// Open opens a requisition. The hiring manager is waited on to lock the rubric.
func Open(id ID, o Opening, by actor.Human, at time.Time) (Requisition, Act, error) {
	if err := checkActor(by); err != nil {
		return Requisition{}, Act{}, err
	}
	r := Requisition{
		SchemaVersion: SchemaVersion, ID: id, Title: strings.TrimSpace(o.Title), Openings: o.Openings,
		HiringManager: o.HiringManager, Recruiter: o.Recruiter, Status: StatusOpen, OpenedAt: at.UTC(),
		TargetOn: o.TargetOn, Predecessor: o.Predecessor, Compensation: o.Compensation, External: slices.Clone(o.External),
	}
	if err := r.Validate(); err != nil {
		return Requisition{}, Act{}, err
	}
	act := r.act("requisition.opened", by, at)
	act.To = string(StatusOpen)
	act.WaitingOn = []Waiting{{Person: r.HiringManager.ID, For: ForRubricLock}, {Person: r.Recruiter.ID, For: ForRubricLock}}
	return r, act, nil
}

// Validate reports every fault of the requisition under ErrInvalid.
func (r Requisition) Validate() error {
	var list fault.List
	if r.ID == "" {
		list.Add("requisition.id_missing", "/id", "a requisition needs an id")
	}
	if r.Title == "" {
		list.Add("requisition.title_missing", "/title", "a requisition needs a title")
	}
	if r.Openings < 1 {
		list.Add("requisition.openings_invalid", "/openings", "a requisition has at least one opening")
	}
	for _, p := range []struct {
		path   string
		person Person
	}{{"/hiring_manager", r.HiringManager}, {"/recruiter", r.Recruiter}} {
		if p.person.ID == "" || p.person.Name == "" {
			list.Add("requisition.person_missing", p.path, "a requisition names its hiring manager and its recruiter, with ids")
		}
	}
	if r.HiringManager.ID != "" && r.HiringManager.ID == r.Recruiter.ID {
		list.Add("requisition.person_repeated", "/recruiter", "hiring manager and recruiter are two people")
	}
	if r.OpenedAt.IsZero() {
		list.Add("requisition.opened_at_missing", "/opened_at", "a requisition has the time at which it was opened")
	}
	if r.TargetOn != "" {
		if day, err := time.Parse(time.DateOnly, string(r.TargetOn)); err != nil {
			list.Add("requisition.target_invalid", "/target_on", "the target is a day, as YYYY-MM-DD")
		} else if day.Before(r.OpenedAt.Truncate(24 * time.Hour)) {
			list.Add("requisition.target_past", "/target_on", "the target lies before the opening")
		}
	}
	if r.Predecessor != "" && r.Predecessor == r.ID {
		list.Add("requisition.predecessor_self", "/predecessor", "a requisition cannot follow itself")
	}
	if !r.Compensation.IsZero() {
		list.Within("/compensation", r.Compensation.Faults())
	}
	checkExternal(&list, r.External)
	return list.Err(ErrInvalid)
}

func checkExternal(list *fault.List, refs []ExternalRef) {
	for i, e := range refs {
		if e.System == "" || e.ID == "" {
			list.Add("requisition.external_incomplete", fault.Path("external", i), "an external reference has a system and an id")
		}
	}
}

func checkActor(by actor.Human) error { return by.Validate() }

func (r Requisition) act(kind string, by actor.Human, at time.Time) Act {
	a := NewAct(kind, by.Ref(), at)
	a.Requisition = r.ID
	return a
}

// Running reports whether the search goes on: open or reopened.
func (r Requisition) Running() bool { return r.Status == StatusOpen || r.Status == StatusReopened }

func (r Requisition) mustRun() error {
	if r.Running() {
		return nil
	}
	return fault.New(ErrNotAllowed, "requisition.not_running", "/status", "the requisition is "+string(r.Status))
}

func (r Requisition) mustBeLocked(step string) error {
	if r.ConfirmRubric {
		return fault.New(ErrRubricNotConfirmed, "requisition.rubric_not_confirmed", "/confirm_rubric",
			"the hiring manager has to confirm the rubric before "+step)
	}
	if r.RubricHash != "" {
		return nil
	}
	return fault.New(ErrRubricNotLocked, "requisition.rubric_not_locked", "/rubric_hash",
		step+" starts when hiring manager and recruiter have locked the rubric: before that there is nothing to look for")
}

// move changes the status.
func (r Requisition) move(kind string, to Status, from []Status, reason string, by actor.Human, at time.Time) (Requisition, Act, error) {
	if err := checkActor(by); err != nil {
		return Requisition{}, Act{}, err
	}
	if !slices.Contains(from, r.Status) {
		return Requisition{}, Act{}, fault.New(ErrNotAllowed, "requisition.status_not_allowed", "/status",
			"a requisition that is "+string(r.Status)+" cannot become "+string(to))
	}
	reason = strings.TrimSpace(reason)
	if reason == "" && to != StatusFilled {
		return Requisition{}, Act{}, fault.New(ErrInvalid, "requisition.reason_missing", "/status_reason", "say why the status changes")
	}
	act := r.act(kind, by, at)
	act.From, act.To = string(r.Status), string(to)
	r.Status, r.StatusReason = to, reason
	return r, act, nil
}

// PutOnHold pauses the search. The hiring manager is waited on to resume it.
func (r Requisition) PutOnHold(reason string, by actor.Human, at time.Time) (Requisition, Act, error) {
	r, act, err := r.move("requisition.held", StatusOnHold, []Status{StatusOpen, StatusReopened}, reason, by, at)
	if err == nil {
		act.WaitingOn = r.next()
	}
	return r, act, err
}

// Reopen takes up a search again that was on hold, filled or closed. A rubric that
// was locked before must be confirmed again.
func (r Requisition) Reopen(reason string, by actor.Human, at time.Time) (Requisition, Act, error) {
	r, act, err := r.move("requisition.reopened", StatusReopened, []Status{StatusOnHold, StatusFilled, StatusClosed}, reason, by, at)
	if err == nil {
		r.ConfirmRubric = r.RubricHash != ""
		act.WaitingOn = r.next()
	}
	return r, act, err
}

// Fill ends the search because every opening is taken, also one on hold: an offer
// that was out before may be accepted meanwhile.
func (r Requisition) Fill(by actor.Human, at time.Time) (Requisition, Act, error) {
	return r.move("requisition.filled", StatusFilled, []Status{StatusOpen, StatusReopened, StatusOnHold}, "", by, at)
}

// Close ends the search without filling it.
func (r Requisition) Close(reason string, by actor.Human, at time.Time) (Requisition, Act, error) {
	return r.move("requisition.closed", StatusClosed, []Status{StatusOpen, StatusReopened, StatusOnHold}, reason, by, at)
}

// next says who has to act on the requisition itself.
func (r Requisition) next() []Waiting {
	switch {
	case r.Status == StatusOnHold:
		return []Waiting{{Person: r.HiringManager.ID, For: ForReinstatement}}
	case !r.Running():
		return nil
	case r.RubricHash == "":
		return []Waiting{{Person: r.HiringManager.ID, For: ForRubricLock}, {Person: r.Recruiter.ID, For: ForRubricLock}}
	case r.ConfirmRubric:
		return []Waiting{{Person: r.HiringManager.ID, For: ForConfirmation}}
	case len(r.Plan.Rounds) == 0:
		return []Waiting{{Person: r.Recruiter.ID, For: ForPlan}}
	case r.SourcingSince.IsZero():
		return []Waiting{{Person: r.Recruiter.ID, For: ForSourcing}}
	default:
		return nil
	}
}

// LockRubric records the content hash of the rubric that hiring manager and
// recruiter have locked. A later hash is that of a new version.
func (r Requisition) LockRubric(hash string, by actor.Human, at time.Time) (Requisition, Act, error) {
	if err := checkActor(by); err != nil {
		return Requisition{}, Act{}, err
	}
	if err := r.mustRun(); err != nil {
		return Requisition{}, Act{}, err
	}
	if hash == "" || hash == r.RubricHash {
		return Requisition{}, Act{}, fault.New(ErrInvalid, "requisition.rubric_hash_invalid", "/rubric_hash", "the hash is missing or is that of the present rubric")
	}
	act := r.act("requisition.rubric_locked", by, at)
	act.Hash = hash
	r.RubricHash, r.ConfirmRubric = hash, false
	act.WaitingOn = r.next()
	return r, act, nil
}

// SetPlan sets the rounds that every application goes through.
func (r Requisition) SetPlan(p Plan, by actor.Human, at time.Time) (Requisition, Act, error) {
	if err := checkActor(by); err != nil {
		return Requisition{}, Act{}, err
	}
	if err := r.mustRun(); err != nil {
		return Requisition{}, Act{}, err
	}
	if err := p.Validate(); err != nil {
		return Requisition{}, Act{}, err
	}
	r.Plan = p.clone()
	act := r.act("requisition.planned", by, at)
	act.WaitingOn = r.next()
	return r, act, nil
}

// SetCompensation changes the band; the zero Range removes it.
func (r Requisition) SetCompensation(band compensation.Range, by actor.Human, at time.Time) (Requisition, Act, error) {
	if err := checkActor(by); err != nil {
		return Requisition{}, Act{}, err
	}
	if !band.IsZero() {
		if err := band.Validate(); err != nil {
			return Requisition{}, Act{}, err
		}
	}
	r.Compensation = band
	act := r.act("requisition.compensation_set", by, at)
	act.WaitingOn = r.next()
	return r, act, nil
}

// StartSourcing opens the search to candidates. It returns ErrRubricNotLocked
// before the rubric is locked.
func (r Requisition) StartSourcing(by actor.Human, at time.Time) (Requisition, Act, error) {
	if err := checkActor(by); err != nil {
		return Requisition{}, Act{}, err
	}
	if err := r.mustRun(); err != nil {
		return Requisition{}, Act{}, err
	}
	if err := r.mustBeLocked("sourcing"); err != nil {
		return Requisition{}, Act{}, err
	}
	if !r.SourcingSince.IsZero() {
		return Requisition{}, Act{}, fault.New(ErrNotAllowed, "requisition.sourcing_started", "/sourcing_since", "sourcing has started already")
	}
	r.SourcingSince = at.UTC()
	act := r.act("requisition.sourcing_started", by, at)
	act.WaitingOn = r.next()
	return r, act, nil
}

// Validate reports every fault of the plan under ErrInvalid.
func (p Plan) Validate() error {
	var list fault.List
	if len(p.Rounds) == 0 {
		list.Add("requisition.rounds_missing", "/rounds", "a plan has at least one round")
	}
	for i, round := range p.Rounds {
		at := fault.Path("rounds", i)
		if round.ID == "" || slices.ContainsFunc(p.Rounds[:i], func(o Round) bool { return o.ID == round.ID }) {
			list.Add("requisition.round_id_invalid", at+"/id", "a round needs an id of its own")
		}
		if strings.TrimSpace(round.Name) == "" {
			list.Add("requisition.round_name_missing", at+"/name", "the round has no name")
		}
		if round.Minutes < 5 || round.Minutes > 8*60 {
			list.Add("requisition.round_minutes_invalid", at+"/minutes", "a round takes between five minutes and eight hours")
		}
		if len(round.Panel) == 0 {
			list.Add("requisition.panel_missing", at+"/panel", "a round has at least one panelist")
		}
		for j, seat := range round.Panel {
			where := at + fault.Path("panel", j)
			if seat.Panelist.ID == "" || seat.Panelist.Name == "" {
				list.Add("requisition.panelist_missing", where+"/panelist", "a seat names its panelist, with an id")
			}
			if seat.Zone != "" && !knownZone(seat.Zone) {
				list.Add("requisition.zone_unknown", where+"/zone", "the zone is an IANA name such as Europe/Lisbon")
			}
			if slices.ContainsFunc(round.Panel[:j], func(o Seat) bool { return o.Panelist.ID == seat.Panelist.ID }) {
				list.Add("requisition.panelist_repeated", where+"/panelist", "the panelist sits twice in the round")
			}
			if len(seat.Competencies) == 0 {
				list.Add("requisition.seat_without_competency", where+"/competencies", "the panelist assesses nothing")
			}
		}
	}
	return list.Err(ErrInvalid)
}

// Round returns a copy of the round with the id.
func (p Plan) Round(id RoundID) (Round, bool) {
	i := slices.IndexFunc(p.Rounds, func(r Round) bool { return r.ID == id })
	if i < 0 {
		return Round{}, false
	}
	return p.Rounds[i].clone(), true
}

func (p Plan) clone() Plan {
	rounds := make([]Round, len(p.Rounds))
	for i, r := range p.Rounds {
		rounds[i] = r.clone()
	}
	return Plan{Rounds: rounds}
}

func (r Round) clone() Round {
	r.Panel = cloneSeats(r.Panel)
	return r
}

func cloneSeats(in []Seat) []Seat {
	out := make([]Seat, len(in))
	for i, s := range in {
		s.Competencies, s.Questions = slices.Clone(s.Competencies), slices.Clone(s.Questions)
		out[i] = s
	}
	return out
}
