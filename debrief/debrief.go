// Package debrief is the meeting in which recruiter, hiring manager and panel
// decide from one shared record, disagreement first, and the decision that it
// must end in.
//
//	m, acts, err := debrief.Book("db-1", debrief.Booking{Requisition: req, Applications: ids, Slot: slot}, marcus, now)
//	m, acts, err = m.Close(request, marcus, later) // every card is in, or waived by name
//	m, p, acts, err := m.Reveal(request, marcus, later)
//	for _, item := range p.Finalists[0].Agenda {
//		fmt.Println(item.Competency, item.Why, item.Speakers)
//	}
//	m, d, acts, err := m.Decide(p, app.ID, dana, debrief.Choice{Outcome: debrief.Hire, Reasons: reasons}, later)
//	err = debrief.WriteHTML(w, p, d)
//
// A Meeting is booked, collects cards while panelists are blind, is closed and
// revealed, may ask for second estimates, and ends when every finalist has an
// outcome; nothing else ends it. It holds no rating of the first round. A Packet
// is what is revealed, to everybody at once. A Decision can only be made by the
// meeting's one owner, a human, and is a decision or a follow-up with a date, an
// owner and the evidence that is missing: "let us sleep on it" has no form here.
//
// A Pulse asks recruiter and hiring manager in the second week whether the search
// is on course, a Retro after the acceptance what to keep; both may propose a
// Change, which somebody accepts or declines. What people write in any of them is kept
// as they wrote it: their Lint reports what should not have been said, and only a
// Decision's own words are refused for it.
package debrief

import (
	"errors"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
)

var (
	// ErrInvalid is the sentinel for a request or a document that breaks a rule.
	ErrInvalid = errors.New("debrief: invalid")
	// ErrNotReady is the sentinel for a debrief before every card is in or waived.
	ErrNotReady = errors.New("debrief: cards are missing")
	// ErrNotHuman is the sentinel for a decision without a named human.
	ErrNotHuman = errors.New("debrief: only a named human can decide")
	// ErrNotOwner is the sentinel for a decision by somebody who does not own it.
	ErrNotOwner = errors.New("debrief: only the owner decides")
	// ErrStage is the sentinel for a step that the meeting's stage does not allow.
	ErrStage = errors.New("debrief: not at this stage")
	// ErrObjection is the sentinel for a decision by consent while an objection stands.
	ErrObjection = errors.New("debrief: an objection stands")
	// ErrBlind is the sentinel for reading an answer before one's own is in.
	ErrBlind = errors.New("debrief: not visible yet")
	// ErrUndecided is the sentinel for a choice that is neither a decision nor a dated follow-up.
	ErrUndecided = errors.New("debrief: neither a decision nor a dated follow-up")
)

// SchemaVersion is the version of the stored forms of this package.
const SchemaVersion = 1

// Minutes is the time that a debrief should take: a longer slot is refused.
const Minutes = 30

// ID names a debrief.
type ID string

// Scope says what is decided. Unknown values survive decoding.
type Scope string

// The scopes.
const (
	// Round decides whether an application goes on; it ends in Advance, Reject or Defer.
	Round Scope = "round"
	// Final decides whether to hire; it ends in Hire, NoHire or Defer.
	Final Scope = "final"
)

// Criterion is how the panel rated one competency of one finalist.
type Criterion struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Name       string              `json:"name"`
	Kind       rubric.Kind         `json:"kind"`
	// Behaviour is what a person at the bar does, in the rubric's words.
	Behaviour string `json:"behaviour,omitzero"`
	// Weight is relative to the other criteria; 0 weighs 1.
	Weight int `json:"weight,omitzero"`
	// Ratings are those of the submitted cards, in the order of submission; after
	// second estimates, the last of each panelist.
	Ratings []scorecard.Rating `json:"ratings,omitzero"`
	// First are the ratings of the first round where second estimates were given.
	First []scorecard.Rating `json:"first_ratings,omitzero"`
	// N is how many of them give a level.
	N int `json:"n"`
	// Mean and MeanDeviation (the mean absolute deviation from the mean) are zero for N = 0.
	Mean          Ratio `json:"mean,omitzero"`
	MeanDeviation Ratio `json:"mean_deviation,omitzero"`
	// Rwg is the agreement within the panel against uniform chance, 1 for perfect
	// agreement; below 0 the panel is polarised. No figure for fewer than two levels.
	Rwg          Ratio `json:"rwg,omitzero"`
	Min          int   `json:"min,omitzero"`
	Max          int   `json:"max,omitzero"`
	AtOrAboveBar int   `json:"at_or_above_bar"`
	BelowBar     int   `json:"below_bar"`
}

// Range is the distance between the highest and the lowest level.
func (c Criterion) Range() int { return c.Max - c.Min }

// Straddles reports whether some panelists are at or above the bar and others below.
func (c Criterion) Straddles() bool { return c.AtOrAboveBar > 0 && c.BelowBar > 0 }

// Why says why a criterion stands where it stands on the agenda. Unknown values
// survive decoding.
type Why string

// The reasons, in the order of the agenda.
const (
	StraddlesMustHave Why = "straddles_bar_must_have" // a must-have: some see it met, some not
	StraddlesBar      Why = "straddles_bar"
	Spread            Why = "spread"       // levels differ on the same side of the bar
	OneView           Why = "one_view"     // a single level
	NotAssessed       Why = "not_assessed" // nobody gave a level
	Consensus         Why = "consensus"    // equal levels: read out, not debated
)

// Item is a point of the agenda.
type Item struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Why        Why                 `json:"why"`
	// Debate says that the point is discussed and not only read out.
	Debate bool `json:"debate"`
	// Speakers is the order in which those who rated it speak, each starting from
	// their evidence.
	Speakers []Turn `json:"speakers,omitzero"`
}

// Recommendation is a panelist's overall view.
type Recommendation struct {
	By      actor.Human         `json:"by"`
	Round   requisition.RoundID `json:"round_id"`
	Overall scorecard.Overall   `json:"overall"`
	Reason  string              `json:"reason"`
	// Late says that the card came after it was due.
	Late bool `json:"late,omitzero"`
}

// Waiver lets a debrief take place without one card.
type Waiver struct {
	Interview requisition.InterviewID `json:"interview_id"`
	Panelist  requisition.Person      `json:"panelist"`
	Reason    string                  `json:"reason"`
	By        actor.Human             `json:"by"`
}

// Finalist is one application as the panel saw it.
type Finalist struct {
	Application requisition.ApplicationID `json:"application_id"`
	Candidate   string                    `json:"candidate"`
	// Criteria are in the order of the rubric.
	Criteria []Criterion `json:"criteria,omitzero"`
	// Agenda is in the order of discussion.
	Agenda []Item `json:"agenda,omitzero"`
	// Composite is nil where a must-have or everything was not assessed.
	Composite *Composite `json:"composite,omitzero"`
	// Pivotal are the panelists on whom the composite's side of the bar depends.
	Pivotal         []Pivotal        `json:"pivotal,omitzero"`
	Recommendations []Recommendation `json:"recommendations,omitzero"`
	Cards           []scorecard.ID   `json:"scorecard_ids,omitzero"`
	Waived          []Waiver         `json:"waived,omitzero"`
	// Unasked are planned questions that no panelist asked, as far as the records show.
	Unasked []rubric.QuestionID `json:"unasked_question_ids,omitzero"`
	Summary summary.Summary     `json:"summary,omitzero"`
}

// Criterion returns the criterion of a competency.
func (f Finalist) Criterion(c rubric.CompetencyID) (Criterion, bool) {
	for _, cr := range f.Criteria {
		if cr.Competency == c {
			return cr, true
		}
	}
	return Criterion{}, false
}

// MustHaves returns the must-haves that the panel sees as met and those it does
// not: the mean level is below the bar, or nobody gave one.
func (f Finalist) MustHaves(bar int) (met, unmet []Criterion) {
	for _, c := range f.Criteria {
		switch {
		case c.Kind != rubric.MustHave:
		case c.meets(bar):
			met = append(met, c)
		default:
			unmet = append(unmet, c)
		}
	}
	return met, unmet
}

// GrowthGaps returns the growth criteria below the bar or without a level: what
// the first months have to bring.
func (f Finalist) GrowthGaps(bar int) []Criterion {
	var out []Criterion
	for _, c := range f.Criteria {
		if c.Kind != rubric.MustHave && !c.meets(bar) {
			out = append(out, c)
		}
	}
	return out
}

func (c Criterion) meets(bar int) bool {
	return c.N > 0 && c.Mean.compare(Ratio{Num: int64(bar), Den: 1}) >= 0
}

// Packet is the record that a debrief runs from. It is a plain value;
// Meeting.Reveal makes it, and Meeting.Decide takes no other.
type Packet struct {
	SchemaVersion int            `json:"schema_version"`
	ID            ID             `json:"id"`
	Requisition   requisition.ID `json:"requisition_id"`
	Title         string         `json:"title"`
	Openings      int            `json:"openings"`
	Scope         Scope          `json:"scope"`
	// Round is set for a debrief of one round.
	Round      requisition.RoundID `json:"round_id,omitzero"`
	RubricHash string              `json:"rubric_hash"`
	LockedAt   time.Time           `json:"rubric_locked_at"`
	// Levels and MeetsLevel are the rubric's scale and its bar.
	Levels     int `json:"levels"`
	MeetsLevel int `json:"meets_level"`
	// Owner is the one person who decides.
	Owner requisition.Person `json:"owner"`
	// Method is how the decision is reached; OwnerDecides where it is "".
	Method    Method     `json:"method,omitzero"`
	MadeAt    time.Time  `json:"made_at"`
	Minutes   int        `json:"minutes"`
	Finalists []Finalist `json:"finalists,omitzero"`
}

// Finalist returns the finalist of an application.
func (p Packet) Finalist(a requisition.ApplicationID) (Finalist, bool) {
	for _, f := range p.Finalists {
		if f.Application == a {
			return f, true
		}
	}
	return Finalist{}, false
}
