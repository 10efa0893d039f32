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
	Rubric rubric.Locked
	// Finalists are the applications that the meeting is about.
	Finalists []FinalistRequest
}

// FinalistRequest is what is known about one application.
type FinalistRequest struct {
	Application requisition.ApplicationID
	Candidate   string
	// Interviews are those whose panels owe a card; one that was called off or that
	// nobody came to is ignored, and one that is still to be held keeps the meeting open.
	Interviews []requisition.Interview
	// Waived are cards that the rounds before were revealed without; see WaivedIn.
	Waived  []Waiver
	Cards   []scorecard.Scorecard
	Summary summary.Summary
}

// newPacket builds the record of a debrief, and lists what is wrong with the
// request and which cards are missing.
func newPacket(m MeetingDocument, req Request, at time.Time) (p Packet, list, missing fault.List) {
	p = Packet{
		SchemaVersion: SchemaVersion, ID: m.ID, Requisition: m.Requisition, Title: m.Title,
		Openings: m.Openings, Scope: m.Scope, Round: m.Round,
		RubricHash: req.Rubric.Hash(), LockedAt: req.Rubric.LockedAt(),
		Levels: req.Rubric.Levels(), MeetsLevel: req.Rubric.MeetsLevel(),
		Owner: m.Owner, Method: m.Method, MadeAt: at.UTC(), Minutes: int(m.Slot.End.Sub(m.Slot.Start) / time.Minute),
	}
	if req.Rubric.IsZero() {
		list.Add("debrief.rubric_not_locked", "/rubric_hash", "a debrief needs a locked rubric")
		return p, list, missing
	}
	if len(req.Finalists) != len(m.Applications) {
		list.Add("debrief.finalists_differ", "/finalists", "the debrief is about other applications")
	}
	for i, fr := range req.Finalists {
		at := fault.Path("finalists", i)
		if slices.ContainsFunc(req.Finalists[:i], func(o FinalistRequest) bool { return o.Application == fr.Application }) {
			list.Add("debrief.finalist_repeated", at, "the application is listed twice")
		}
		if !slices.Contains(m.Applications, fr.Application) {
			list.Add("debrief.finalists_differ", at, "the debrief is not about this application")
		}
		p.Finalists = append(p.Finalists, newFinalist(at, m, req, fr, &list, &missing))
	}
	return p, list, missing
}

func newFinalist(at string, m MeetingDocument, req Request, fr FinalistRequest, list, missing *fault.List) Finalist {
	f := Finalist{Application: fr.Application, Candidate: fr.Candidate, Summary: fr.Summary}
	for _, w := range slices.Concat(m.Waived, fr.Waived) {
		if slices.ContainsFunc(fr.Interviews, func(iv requisition.Interview) bool { return iv.ID == w.Interview }) &&
			!slices.ContainsFunc(f.Waived, w.same) {
			f.Waived = append(f.Waived, w)
		}
	}
	if fr.Application == "" || fr.Candidate == "" {
		list.Add("debrief.finalist_unnamed", at, "a finalist needs an application and a name")
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
		case m.Scope == Round && c.Assignment().Round != m.Round:
			list.Add("debrief.card_of_other", where, "the card is about another round")
		case slices.Contains(f.Cards, c.ID()):
			list.Add("debrief.card_repeated", where, "the card is listed twice: of a revised one the last version counts")
		}
		if m.Method == Committee && c.By().ID() == m.Owner.ID {
			list.Add("debrief.owner_rated", where, "the owner of a committee's decision stands outside the panel")
		}
		f.Cards = append(f.Cards, c.ID())
		f.Recommendations = append(f.Recommendations, Recommendation{
			By: c.By(), Round: c.Assignment().Round, Overall: c.Overall(), Reason: c.OverallReason(), Late: c.Late(),
		})
	}
	for _, iv := range fr.Interviews {
		if m.Scope == Round && iv.Round != m.Round {
			continue
		}
		if iv.Status == requisition.Scheduled {
			missing.Add("debrief.interview_open", at, "an interview of round "+string(iv.Round)+" is still to be held: hold it or call it off")
		}
		if iv.Status != requisition.Held {
			continue
		}
		for _, seat := range iv.Seats() {
			in := slices.ContainsFunc(cards, func(c scorecard.Scorecard) bool {
				return c.Assignment().Interview == iv.ID && c.By().ID() == seat.Panelist.ID
			})
			waived := slices.ContainsFunc(f.Waived, Waiver{Interview: iv.ID, Panelist: seat.Panelist}.same)
			if !in && !waived {
				missing.Add("debrief.card_missing", at, "the card of "+seat.Panelist.ID+" for round "+string(iv.Round)+" is neither in nor waived")
			}
		}
	}
	for _, c := range req.Rubric.Rubric().Competencies {
		f.Criteria = append(f.Criteria, criterion(c, cards, req.Rubric))
	}
	f.arrange(m, req.Rubric.MeetsLevel())
	f.Unasked = unasked(req.Rubric, cards)
	return f
}

// arrange derives agenda, composite and pivotal panelists from the criteria.
func (f *Finalist) arrange(m MeetingDocument, bar int) {
	f.Agenda = agenda(f.Criteria)
	for i, item := range f.Agenda {
		c, _ := f.Criterion(item.Competency)
		f.Agenda[i].Speakers = speakers(c, m.Participants, m.Owner, m.Seed)
	}
	f.Composite, f.Pivotal = nil, nil
	against := m.CompositeBar
	if against.IsZero() {
		against = Ratio{Num: int64(bar), Den: 1}
	}
	if c, err := Combine(scores(f.Criteria, bar, ""), against); err == nil {
		f.Composite, f.Pivotal = &c, pivotal(f.Criteria, bar, c)
	}
}

func criterion(c rubric.Competency, cards []scorecard.Scorecard, r rubric.Locked) Criterion {
	cr := Criterion{Competency: c.ID, Name: c.Name, Kind: c.Kind}
	if c.Weight != nil {
		cr.Weight = *c.Weight
	}
	for _, a := range c.Anchors {
		if a.Level == r.MeetsLevel() {
			cr.Behaviour = a.Behaviour
		}
	}
	for _, card := range cards {
		r, ok := card.Rating(c.ID)
		if !ok {
			continue
		}
		cr.Ratings = append(cr.Ratings, r)
	}
	cr.measure(cr.levels(), r.MeetsLevel(), r.Levels())
	return cr
}

func (c Criterion) levels() []int {
	var out []int
	for _, r := range c.Ratings {
		if level, ok := r.Level(); ok {
			out = append(out, level)
		}
	}
	return out
}

// measure computes the figures from the levels; scale is the number of levels
// that the rubric has, 0 where the agreement is of no interest.
func (c *Criterion) measure(levels []int, bar, scale int) {
	c.N, c.AtOrAboveBar, c.BelowBar, c.Min, c.Max = len(levels), 0, 0, 0, 0
	c.Mean, c.MeanDeviation, c.Rwg = Ratio{}, Ratio{}, Ratio{}
	if c.N == 0 {
		return
	}
	c.Min, c.Max = slices.Min(levels), slices.Max(levels)
	n, sum, deviation, squares := int64(c.N), int64(0), int64(0), int64(0)
	for _, l := range levels {
		sum += int64(l)
		squares += int64(l) * int64(l)
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
	c.Mean, c.MeanDeviation = NewRatio(sum, n), NewRatio(deviation, n*n)
	if chance := int64(scale)*int64(scale) - 1; n > 1 && chance > 0 {
		// 1 - s²/σ², with the sample's variance and that of equally likely levels.
		c.Rwg = NewRatio(n*(n-1)*chance-12*(n*squares-sum*sum), n*(n-1)*chance)
	}
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
		case Consensus:
			return 3
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
