// Package debrief is the one record that recruiter, hiring manager and panel
// decide from, disagreement first, and the decision that it must end in.
//
//	p, err := debrief.NewPacket("db-1", debrief.Request{
//		Rubric: locked, Requisition: req, Owner: requisition.PersonOf(dana),
//		Finalists: []debrief.FinalistRequest{{Application: app, Candidate: "Priya Nair", Interviews: ivs, Cards: cards, Summary: s}},
//	}, now)
//	for _, item := range p.Finalists[0].Agenda {
//		fmt.Println(item.Competency, item.Why)
//	}
//	d, err := debrief.Decide(p, app.ID, dana, debrief.Choice{Outcome: debrief.Hire, Reasons: reasons}, now)
//	err = debrief.WriteHTML(w, p, d)
//
// A Packet is built from submitted cards only, when all of them are in or each
// missing one is waived by name. A Decision can only be made by the packet's one
// owner, a human, and ends in a decision or in a follow-up with a date, an owner
// and the evidence that is missing: "let us sleep on it" has no form here.
package debrief

import (
	"errors"
	"strconv"
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
	// ErrUndecided is the sentinel for a choice that is neither a decision nor a dated follow-up.
	ErrUndecided = errors.New("debrief: neither a decision nor a dated follow-up")
)

// SchemaVersion is the version of the stored forms of this package.
const SchemaVersion = 1

// Minutes is the time that a debrief should take.
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

// Ratio is an exact fraction in lowest terms. The zero value is "no figure".
type Ratio struct {
	Num int64 `json:"num"`
	Den int64 `json:"den"`
}

func ratio(num, den int64) Ratio {
	a, b := num, den
	for b != 0 {
		a, b = b, a%b
	}
	if a < 0 {
		a = -a
	}
	if a == 0 {
		return Ratio{}
	}
	return Ratio{Num: num / a, Den: den / a}
}

// IsZero reports whether there is no figure.
func (r Ratio) IsZero() bool { return r.Den == 0 }

// String writes the fraction as "5/2", or "2" for a whole number.
func (r Ratio) String() string {
	switch r.Den {
	case 0:
		return ""
	case 1:
		return strconv.FormatInt(r.Num, 10)
	}
	return strconv.FormatInt(r.Num, 10) + "/" + strconv.FormatInt(r.Den, 10)
}

func (r Ratio) compare(s Ratio) int {
	switch a, b := r.Num*max(s.Den, 1), s.Num*max(r.Den, 1); {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Criterion is how the panel rated one competency of one finalist.
type Criterion struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Name       string              `json:"name"`
	Kind       rubric.Kind         `json:"kind"`
	// Ratings are those of the submitted cards, in the order of submission.
	Ratings []scorecard.Rating `json:"ratings,omitzero"`
	// N is how many of them give a level.
	N int `json:"n"`
	// Mean and MeanDeviation (the mean absolute deviation from the mean) are zero for N = 0.
	Mean          Ratio `json:"mean,omitzero"`
	MeanDeviation Ratio `json:"mean_deviation,omitzero"`
	Min           int   `json:"min,omitzero"`
	Max           int   `json:"max,omitzero"`
	AtOrAboveBar  int   `json:"at_or_above_bar"`
	BelowBar      int   `json:"below_bar"`
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
	Agenda          []Item           `json:"agenda,omitzero"`
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

// Packet is the record that a debrief runs from. It is a plain value; NewPacket makes it.
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
	Owner     requisition.Person `json:"owner"`
	MadeAt    time.Time          `json:"made_at"`
	Minutes   int                `json:"minutes"`
	Finalists []Finalist         `json:"finalists,omitzero"`
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
