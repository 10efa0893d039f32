// Package panel says who assesses what, and gives each panelist the one page that
// they carry into the conversation.
//
//	plan, err := panel.Assign(locked, plan)            // fills seats that have no competencies yet
//	report := panel.Check(locked, plan)                // two signals for every must-have?
//	for _, f := range report.Findings {
//		fmt.Println(f.Code, f.Message) // panel-signals-few Delivery is asked about once …
//	}
//	kit, err := panel.NewKit(locked, round, seat, panel.KitOptions{Candidate: "Priya", Left: left})
//	panel.WriteHTML(w, kit)                            // one A4 page
//
// A signal is one planned question that one panelist asks for one competency. The
// plan is the requisition's; this package reads it and returns copies.
package panel

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

var (
	// ErrInvalid is the sentinel for a seat or a round that does not fit the rubric.
	ErrInvalid = errors.New("panel: invalid")
	// ErrNotCovered is the sentinel for a plan with too few seats for its must-haves.
	ErrNotCovered = errors.New("panel: too few seats")
)

// SchemaVersion is the version of the stored forms of this package.
const SchemaVersion = 1

const (
	// LeastSignals is how many planned questions a must-have needs across the plan.
	LeastSignals = 2
	// LeastRaters is how many people should rate a must-have.
	LeastRaters = 2
)

// The codes of findings about a plan.
const (
	// SignalsFew: fewer than two planned questions for a must-have.
	SignalsFew = "panel-signals-few"
	// RatersFew: fewer than two people rate a must-have.
	RatersFew = "panel-raters-few"
	// Unassigned: nobody assesses a competency.
	Unassigned = "panel-unassigned"
	// CompetencyUnknown: a seat assesses what the rubric does not have.
	CompetencyUnknown = "panel-competency-unknown"
	// QuestionUnknown: a seat asks what the rubric does not have.
	QuestionUnknown = "panel-question-unknown"
	// QuestionElsewhere: a seat asks a question of a competency that it does not assess.
	QuestionElsewhere = "panel-question-elsewhere"
	// QuestionTwice: two panelists ask the candidate the same question.
	QuestionTwice = "panel-question-twice"
	// SeatIdle: a seat assesses nothing.
	SeatIdle = "panel-seat-idle"
	// MinutesOver: a seat's questions take longer than its share of the round.
	MinutesOver = "panel-minutes-over"
)

// Signal is one planned question that one panelist asks for a competency.
type Signal struct {
	Round    requisition.RoundID `json:"round_id"`
	Panelist requisition.Person  `json:"panelist"`
	Question rubric.QuestionID   `json:"question_id"`
}

// Cover says what the plan has on one competency.
type Cover struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Name       string              `json:"name"`
	Kind       rubric.Kind         `json:"kind"`
	// Raters are the people who assess it, in the plan's order.
	Raters  []requisition.Person `json:"raters,omitzero"`
	Signals []Signal             `json:"signals,omitzero"`
}

// Covered reports whether the plan asks for it often enough: twice for a
// must-have, once for growth.
func (c Cover) Covered() bool {
	if c.Kind == rubric.MustHave {
		return len(c.Signals) >= LeastSignals
	}
	return len(c.Signals) > 0
}

// Report is what a plan covers.
type Report struct {
	SchemaVersion int    `json:"schema_version"`
	RubricHash    string `json:"rubric_hash"`
	// Competencies are in the rubric's order.
	Competencies []Cover        `json:"competencies,omitzero"`
	Findings     []lint.Finding `json:"findings,omitzero"`
}

// Covered reports whether every competency is covered and nothing is wrong with
// the plan: no finding is an error.
func (r Report) Covered() bool {
	return !slices.ContainsFunc(r.Findings, func(f lint.Finding) bool { return f.Severity == lint.Error })
}

// Questions returns the questions that a seat asks, in the rubric's order: those
// that it names, else those of its competencies. Questions of eligibility are
// asked only where a seat names them.
func Questions(l rubric.Locked, s requisition.Seat) []rubric.Question {
	var out []rubric.Question
	for _, q := range l.Rubric().Questions {
		mine := slices.Contains(s.Questions, string(q.ID))
		if len(s.Questions) == 0 {
			mine = q.Kind != rubric.Eligibility && slices.ContainsFunc(q.Competencies, func(c rubric.CompetencyID) bool { return slices.Contains(s.Competencies, string(c)) })
		}
		if mine {
			out = append(out, q)
		}
	}
	return out
}

// Check says what the plan covers of the rubric, and what is wrong with it. Paths
// are those of the plan, "/rounds/0/panel/1". A zero rubric has nothing to cover.
func Check(l rubric.Locked, p requisition.Plan) Report {
	out := Report{SchemaVersion: SchemaVersion, RubricHash: l.Hash()}
	r := l.Rubric()
	at := map[rubric.CompetencyID]int{}
	for _, c := range r.Competencies {
		at[c.ID] = len(out.Competencies)
		out.Competencies = append(out.Competencies, Cover{Competency: c.ID, Name: c.Name, Kind: c.Kind})
	}
	add := func(code string, s lint.Severity, path, message, fix string) {
		out.Findings = append(out.Findings, lint.Structural(code, s, path, message, fix))
	}
	load := map[string]map[string]bool{}
	askedBy := map[rubric.QuestionID]string{}
	for i, round := range p.Rounds {
		for j, seat := range round.Panel {
			where := fault.Path("rounds", i, "panel", j)
			if len(seat.Competencies) == 0 {
				add(SeatIdle, lint.Warning, where, seat.Panelist.Name+" assesses nothing in "+strconv.Quote(round.Name)+".", "Give the seat a competency, or take it out.")
			}
			if load[seat.Panelist.ID] == nil {
				load[seat.Panelist.ID] = map[string]bool{}
			}
			for k, id := range seat.Competencies {
				n, known := at[rubric.CompetencyID(id)]
				if !known {
					add(CompetencyUnknown, lint.Error, where+fault.Path("competencies", k), "The rubric has no such competency.", "Take it out, or change the rubric.")
					continue
				}
				if c := &out.Competencies[n]; !slices.ContainsFunc(c.Raters, func(o requisition.Person) bool { return o.ID == seat.Panelist.ID }) {
					c.Raters = append(c.Raters, seat.Panelist)
				}
				load[seat.Panelist.ID][id] = true
			}
			if len(seat.Competencies) > lint.MostCompetenciesPerPerson {
				add(lint.CompetenciesPerInterviewer, lint.Warning, where+"/competencies",
					seat.Panelist.Name+" is to assess "+strconv.Itoa(len(seat.Competencies))+" competencies in one conversation.", "Leave at most four to one person.")
			}
			for k, id := range seat.Questions {
				q, known := l.Question(rubric.QuestionID(id))
				switch {
				case !known:
					add(QuestionUnknown, lint.Error, where+fault.Path("questions", k), "The rubric has no such question.", "Take it out, or change the rubric.")
				case q.Kind != rubric.Eligibility && !slices.ContainsFunc(q.Competencies, func(c rubric.CompetencyID) bool { return slices.Contains(seat.Competencies, string(c)) }):
					add(QuestionElsewhere, lint.Warning, where+fault.Path("questions", k), "The question is for a competency that the seat does not assess.", "Give the seat the competency, or the question to somebody who has it.")
				}
			}
			minutes := 0
			for _, q := range Questions(l, seat) {
				minutes += q.Minutes
				switch by, twice := askedBy[q.ID]; {
				case twice && by != seat.Panelist.ID:
					add(QuestionTwice, lint.Info, where, "The candidate is asked "+strconv.Quote(q.Text)+" by two people.", "Give one of them another question for the same competency.")
				case !twice:
					askedBy[q.ID] = seat.Panelist.ID
				}
				for k, c := range q.Competencies {
					if n, known := at[c]; known && slices.Contains(seat.Competencies, string(c)) && !slices.Contains(q.Competencies[:k], c) {
						out.Competencies[n].Signals = append(out.Competencies[n].Signals, Signal{Round: round.ID, Panelist: seat.Panelist, Question: q.ID})
					}
				}
			}
			if share := share(round); minutes > share && round.Minutes > 0 {
				add(MinutesOver, lint.Warning, where,
					seat.Panelist.Name+"'s questions take "+strconv.Itoa(minutes)+" minutes; "+strconv.Itoa(share)+" are left to each panelist of this round.", "Ask less, or make the round longer.")
			}
		}
	}
	for i, c := range out.Competencies {
		path := fault.Path("competencies", i)
		switch {
		case len(c.Raters) == 0:
			add(Unassigned, severity(c.Kind), path, c.Name+" is assessed by nobody.", "Give it to a panelist.")
		case !c.Covered():
			add(SignalsFew, severity(c.Kind), path, c.Name+" is asked about "+times(len(c.Signals))+" across the plan.", "Plan a second question, or let a second panelist ask.")
		case c.Kind == rubric.MustHave && len(c.Raters) < LeastRaters:
			add(RatersFew, lint.Warning, path, c.Name+" is rated by one person alone.", "Let a second panelist assess it.")
		}
	}
	return out
}

func severity(k rubric.Kind) lint.Severity {
	if k == rubric.MustHave {
		return lint.Error
	}
	return lint.Warning
}

func times(n int) string {
	switch n {
	case 0:
		return "never"
	case 1:
		return "once"
	default:
		return strconv.Itoa(n) + " times"
	}
}

// share is how many minutes of a round each panelist has for questions.
func share(r requisition.Round) int {
	return max(0, r.Minutes-opening-candidates) / max(1, len(r.Panel))
}

// Assign returns a copy of the plan in which every seat without competencies has
// some: must-haves go to two people each, growth to one, nobody has more than
// four, and the load is even. Seats that have competencies keep them. It returns
// ErrNotLocked for a zero rubric and ErrNotCovered, with a fault for each
// competency that no seat is left for, beside the plan as far as it goes.
func Assign(l rubric.Locked, p requisition.Plan) (requisition.Plan, error) {
	if l.IsZero() {
		return requisition.Plan{}, fault.New(rubric.ErrNotLocked, "rubric.not_locked", "", "a plan is made for a locked rubric")
	}
	out := requisition.Plan{Rounds: slices.Clone(p.Rounds)}
	type place struct {
		seat *requisition.Seat
		at   int
	}
	var free []place
	raters := map[rubric.CompetencyID]map[string]bool{}
	for i := range out.Rounds {
		out.Rounds[i].Panel = slices.Clone(out.Rounds[i].Panel)
		for j := range out.Rounds[i].Panel {
			seat := &out.Rounds[i].Panel[j]
			seat.Competencies, seat.Questions = slices.Clone(seat.Competencies), slices.Clone(seat.Questions)
			if len(seat.Competencies) == 0 {
				free = append(free, place{seat, len(free)})
				continue
			}
			for _, c := range seat.Competencies {
				rate(raters, rubric.CompetencyID(c), seat.Panelist.ID)
			}
		}
	}
	competencies := l.Rubric().Competencies
	slices.SortStableFunc(competencies, func(a, b rubric.Competency) int { return cmp.Compare(order(a.Kind), order(b.Kind)) })
	var list fault.List
	for turn := range LeastRaters {
		for _, c := range competencies {
			want := 1
			if c.Kind == rubric.MustHave {
				want = LeastRaters
			}
			if turn >= want || len(raters[c.ID]) >= min(turn+1, want) {
				continue
			}
			candidates := slices.Clone(free)
			candidates = slices.DeleteFunc(candidates, func(s place) bool {
				return raters[c.ID][s.seat.Panelist.ID] || len(s.seat.Competencies) >= lint.MostCompetenciesPerPerson
			})
			if len(candidates) == 0 {
				list.Add("panel.not_covered", fault.Path("competencies", string(c.ID)), "no seat is left for the competency")
				continue
			}
			best := slices.MinFunc(candidates, func(a, b place) int {
				return cmp.Or(cmp.Compare(len(a.seat.Competencies), len(b.seat.Competencies)), cmp.Compare(a.at, b.at))
			})
			best.seat.Competencies = append(best.seat.Competencies, string(c.ID))
			rate(raters, c.ID, best.seat.Panelist.ID)
		}
	}
	return out, list.Err(ErrNotCovered)
}

func rate(raters map[rubric.CompetencyID]map[string]bool, c rubric.CompetencyID, person string) {
	if raters[c] == nil {
		raters[c] = map[string]bool{}
	}
	raters[c][person] = true
}

func order(k rubric.Kind) int {
	if k == rubric.MustHave {
		return 0
	}
	return 1
}
