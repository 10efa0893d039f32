package debrief

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
)

// Request is what a packet is made from.
type Request struct {
	Rubric      rubric.Locked
	Requisition requisition.Requisition
	// Scope defaults to Final.
	Scope Scope
	// Round is required for the scope Round.
	Round requisition.RoundID
	// Owner is the one person who decides.
	Owner     requisition.Person
	Finalists []FinalistRequest
}

// FinalistRequest is what is known about one application.
type FinalistRequest struct {
	Application requisition.ApplicationID
	Candidate   string
	// Interviews are those whose panels owe a card; interviews that did not take
	// place are ignored.
	Interviews []requisition.Interview
	Cards      []scorecard.Scorecard
	// Waived are the missing cards that somebody decided to do without.
	Waived  []Waiver
	Summary summary.Summary
}

// NewPacket builds the record of a debrief. It returns ErrNotReady, with one
// fault per missing card, while a panelist's card is neither in nor waived, and
// ErrInvalid for cards of another rubric or application.
func NewPacket(id ID, req Request, at time.Time) (Packet, error) {
	if req.Rubric.IsZero() {
		return Packet{}, fault.New(rubric.ErrNotLocked, "debrief.rubric_not_locked", "/rubric_hash", "a debrief needs a locked rubric")
	}
	p := Packet{
		SchemaVersion: SchemaVersion, ID: id, Requisition: req.Requisition.ID, Title: req.Requisition.Title,
		Openings: req.Requisition.Openings, Scope: cmp.Or(req.Scope, Final), Round: req.Round,
		RubricHash: req.Rubric.Hash(), LockedAt: req.Rubric.LockedAt(),
		Levels: req.Rubric.Levels(), MeetsLevel: req.Rubric.MeetsLevel(),
		Owner: req.Owner, MadeAt: at.UTC(), Minutes: Minutes,
	}
	var list, missing fault.List
	if id == "" {
		list.Add("debrief.id_missing", "/id", "a debrief needs an id")
	}
	if p.Owner.ID == "" || p.Owner.Name == "" {
		list.Add("debrief.owner_missing", "/owner", "a debrief has one named owner")
	}
	switch {
	case p.Scope != Final && p.Scope != Round:
		list.Add("debrief.scope_unknown", "/scope", "the scope is round or final")
	case p.Scope == Round && p.Round == "":
		list.Add("debrief.round_missing", "/round_id", "a debrief of a round names the round")
	}
	if len(req.Finalists) == 0 {
		list.Add("debrief.finalists_missing", "/finalists", "a debrief is about at least one application")
	}
	for i, fr := range req.Finalists {
		at := fault.Path("finalists", i)
		if slices.ContainsFunc(req.Finalists[:i], func(o FinalistRequest) bool { return o.Application == fr.Application }) {
			list.Add("debrief.finalist_repeated", at, "the application is listed twice")
		}
		p.Finalists = append(p.Finalists, newFinalist(at, req, p.Scope, fr, &list, &missing))
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Packet{}, err
	}
	if err := missing.Err(ErrNotReady); err != nil {
		return Packet{}, err
	}
	return p, nil
}

func newFinalist(at string, req Request, scope Scope, fr FinalistRequest, list, missing *fault.List) Finalist {
	f := Finalist{Application: fr.Application, Candidate: fr.Candidate, Waived: slices.Clone(fr.Waived), Summary: fr.Summary}
	if fr.Application == "" || fr.Candidate == "" {
		list.Add("debrief.finalist_unnamed", at, "a finalist needs an application and a name")
	}
	for i, w := range fr.Waived {
		if w.By.IsZero() || strings.TrimSpace(w.Reason) == "" {
			list.Add("debrief.waiver_incomplete", at+fault.Path("waived", i), "a waiver needs a named human and a reason")
		}
	}
	cards := slices.Clone(fr.Cards)
	slices.SortStableFunc(cards, func(a, b scorecard.Scorecard) int {
		return cmp.Or(a.SubmittedAt().Compare(b.SubmittedAt()), strings.Compare(string(a.ID()), string(b.ID())))
	})
	for i, c := range cards {
		where := at + fault.Path("cards", i)
		switch {
		case c.IsZero():
			list.Add("debrief.card_empty", where, "the card is empty")
		case c.RubricHash() != req.Rubric.Hash():
			list.Add("debrief.card_rubric_changed", where, "the card was made against another version of the rubric")
		case c.Assignment().Application != fr.Application:
			list.Add("debrief.card_of_other", where, "the card is about another application")
		}
		f.Cards = append(f.Cards, c.ID())
		f.Recommendations = append(f.Recommendations, Recommendation{
			By: c.By(), Round: c.Assignment().Round, Overall: c.Overall(), Reason: c.OverallReason(), Late: c.Late(),
		})
	}
	for _, iv := range fr.Interviews {
		if iv.Status != requisition.Held || scope == Round && iv.Round != req.Round {
			continue
		}
		for _, seat := range iv.Seats() {
			in := slices.ContainsFunc(cards, func(c scorecard.Scorecard) bool {
				return c.Assignment().Interview == iv.ID && c.By().ID() == seat.Panelist.ID
			})
			waived := slices.ContainsFunc(fr.Waived, func(w Waiver) bool {
				return w.Interview == iv.ID && w.Panelist.ID == seat.Panelist.ID
			})
			if !in && !waived {
				missing.Add("debrief.card_missing", at, "the card of "+seat.Panelist.Name+" for round "+string(iv.Round)+" is neither in nor waived")
			}
		}
	}
	for _, c := range req.Rubric.Rubric().Competencies {
		f.Criteria = append(f.Criteria, criterion(c, cards, req.Rubric.MeetsLevel()))
	}
	f.Agenda = agenda(f.Criteria)
	f.Unasked = unasked(req.Rubric, cards)
	return f
}

func criterion(c rubric.Competency, cards []scorecard.Scorecard, bar int) Criterion {
	cr := Criterion{Competency: c.ID, Name: c.Name, Kind: c.Kind}
	var levels []int
	for _, card := range cards {
		r, ok := card.Rating(c.ID)
		if !ok {
			continue
		}
		cr.Ratings = append(cr.Ratings, r)
		if level, ok := r.Level(); ok {
			levels = append(levels, level)
		}
	}
	cr.measure(levels, bar)
	return cr
}

func (c *Criterion) measure(levels []int, bar int) {
	c.N = len(levels)
	if c.N == 0 {
		return
	}
	c.Min, c.Max = slices.Min(levels), slices.Max(levels)
	n, sum, deviation := int64(c.N), int64(0), int64(0)
	for _, l := range levels {
		sum += int64(l)
		if l >= bar {
			c.AtOrAboveBar++
		} else {
			c.BelowBar++
		}
	}
	for _, l := range levels {
		d := n*int64(l) - sum
		deviation += max(d, -d)
	}
	c.Mean, c.MeanDeviation = ratio(sum, n), ratio(deviation, n*n)
}

// unasked lists the planned questions that the records of the conversations show
// as never asked. A question that only unrecorded conversations could have asked
// is not listed: nothing is known about it.
func unasked(r rubric.Locked, cards []scorecard.Scorecard) []rubric.QuestionID {
	var out []rubric.QuestionID
	for _, q := range r.Rubric().Questions {
		var planned, asked bool
		for _, card := range cards {
			for _, c := range card.Document().Coverage {
				if c.Question == q.ID {
					planned = true
					asked = asked || c.State != evidence.QuestionNotAsked
				}
			}
		}
		if planned && !asked {
			out = append(out, q.ID)
		}
	}
	return out
}

// agenda orders the criteria for discussion: must-haves on which the panel
// straddles the bar, other straddles, then by range, by mean absolute deviation
// and by id. Where everybody agrees there is nothing to debate; those come last.
func agenda(criteria []Criterion) []Item {
	order := slices.Clone(criteria)
	rank := func(c Criterion) int {
		switch why(c) {
		case StraddlesMustHave:
			return 0
		case StraddlesBar:
			return 1
		default:
			return 2
		}
	}
	slices.SortStableFunc(order, func(a, b Criterion) int {
		return cmp.Or(
			cmp.Compare(rank(a), rank(b)),
			cmp.Compare(b.Range(), a.Range()),
			b.MeanDeviation.compare(a.MeanDeviation),
			cmp.Compare(a.Competency, b.Competency),
		)
	})
	items := make([]Item, len(order))
	for i, c := range order {
		w := why(c)
		items[i] = Item{Competency: c.Competency, Why: w, Debate: w != Consensus}
	}
	return items
}

func why(c Criterion) Why {
	switch {
	case c.Straddles() && c.Kind == rubric.MustHave:
		return StraddlesMustHave
	case c.Straddles():
		return StraddlesBar
	case c.Range() > 0:
		return Spread
	case c.N == 0:
		return NotAssessed
	case c.N == 1:
		return OneView
	default:
		return Consensus
	}
}
