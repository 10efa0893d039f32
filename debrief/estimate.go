package debrief

import (
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

// ChangeCode says why a second estimate differs from the first. Unknown values
// survive decoding.
type ChangeCode string

// The reasons for a change.
const (
	NewEvidence   ChangeCode = "new_evidence"
	MisreadAnchor ChangeCode = "misread_anchor"
	RatingError   ChangeCode = "rating_error"
	OtherReason   ChangeCode = "other"
)

// Estimate is a panelist's second rating of a criterion, after the talk. The
// first one stays in the packet.
type Estimate struct {
	Application requisition.ApplicationID `json:"application_id"`
	Rating      scorecard.Rating          `json:"rating"`
	// From is the level of the first round; 0 where it was not assessed.
	From int `json:"from,omitzero"`
	// Change is the reason for another level; "" where the level stays.
	Change ChangeCode `json:"change,omitzero"`
	// Shown says that the estimate was shown to the others.
	Shown bool `json:"shown,omitzero"`
}

// Rerate asks the panel for second estimates, each alone: nobody sees another's
// until the owner shows them. Only the owner asks.
func (m Meeting) Rerate(p Packet, by actor.Human, at time.Time) (Meeting, []requisition.Act, error) {
	if err := m.enter(by, Revealed); err != nil {
		return Meeting{}, nil, err
	}
	if err := m.owned(by); err != nil {
		return Meeting{}, nil, err
	}
	if err := m.holds(p); err != nil {
		return Meeting{}, nil, err
	}
	d := m.next(at)
	d.Stage = Rerating
	acts := d.acts("debrief.rerating", by, at, nil)
	for i, a := range acts {
		f, _ := p.Finalist(a.Application)
		var asked []string
		for _, r := range f.Recommendations {
			if !slices.Contains(asked, r.By.ID()) {
				asked = append(asked, r.By.ID())
				acts[i].WaitingOn = append(acts[i].WaitingOn, requisition.Waiting{Person: r.By.ID(), For: requisition.ForEstimate})
			}
		}
	}
	return Meeting{doc: d}, acts, nil
}

// Estimate takes a panelist's second rating of a criterion that they rated in the
// first round; the same level again is an answer too. Another level needs a
// reason, and OtherReason needs it in the rating's words. A quote that the packet
// does not have for this finalist is checked against the sources, which may be nil
// where there is none. A later estimate of the same person replaces the one before.
func (m Meeting) Estimate(p Packet, a requisition.ApplicationID, r scorecard.Rating, change ChangeCode, sources []evidence.Source, at time.Time) (Meeting, []requisition.Act, error) {
	by := r.By()
	if err := m.enter(by, Rerating); err != nil {
		return Meeting{}, nil, err
	}
	if err := m.holds(p); err != nil {
		return Meeting{}, nil, err
	}
	f, _ := p.Finalist(a)
	c, _ := f.Criterion(r.Competency())
	i := slices.IndexFunc(c.Ratings, func(o scorecard.Rating) bool { return o.By().ID() == by.ID() })
	if i < 0 || r.RubricHash() != p.RubricHash {
		return Meeting{}, nil, fault.New(ErrInvalid, "debrief.estimate_unknown", "/rating", "a second estimate is of what the same person rated before, by the same rubric")
	}
	for i, cited := range r.Evidence() {
		if !f.cites(cited) && !slices.ContainsFunc(sources, func(s evidence.Source) bool { return s.Ref == cited.Source && cited.Check(s) == nil }) {
			return Meeting{}, nil, fault.New(ErrInvalid, "debrief.estimate_evidence_unknown", "/rating"+fault.Path("evidence", i), "the quote stands neither in the packet nor in a source that is at hand")
		}
	}
	from, _ := c.Ratings[i].Level()
	to, _ := r.Level()
	switch {
	case to > p.Levels:
		return Meeting{}, nil, fault.New(ErrInvalid, "debrief.estimate_off_scale", "/rating/level", "the level is not on the rubric's scale")
	case from != to && !slices.Contains([]ChangeCode{NewEvidence, MisreadAnchor, RatingError, OtherReason}, change):
		return Meeting{}, nil, fault.New(ErrInvalid, "debrief.change_reason_missing", "/change", "another level needs a reason: new_evidence, misread_anchor, rating_error or other")
	case from == to && change != "":
		return Meeting{}, nil, fault.New(ErrInvalid, "debrief.change_unexpected", "/change", "the level is the same")
	case change == OtherReason && r.Reason() == "":
		return Meeting{}, nil, fault.New(ErrInvalid, "debrief.change_words_missing", "/rating/reason", "say what the other reason is")
	}
	d := m.next(at)
	d.Estimates = slices.DeleteFunc(d.Estimates, func(e Estimate) bool {
		return e.Application == a && e.Rating.Competency() == r.Competency() && e.Rating.By().ID() == by.ID()
	})
	d.Estimates = append(d.Estimates, Estimate{Application: a, Rating: r, From: from, Change: change})
	act := d.act("debrief.estimated", by, at)
	act.Application = a
	act.Settles = []requisition.Waiting{{Person: by.ID(), For: requisition.ForEstimate}}
	return Meeting{doc: d}, []requisition.Act{act}, nil
}

// cites reports whether a card of the finalist has the citation as it is.
func (f Finalist) cites(c evidence.Citation) bool {
	return slices.ContainsFunc(f.Criteria, func(cr Criterion) bool {
		return slices.ContainsFunc(slices.Concat(cr.Ratings, cr.First), func(r scorecard.Rating) bool {
			return slices.ContainsFunc(r.Evidence(), func(o evidence.Citation) bool {
				return o.Source == c.Source && o.Speaker == c.Speaker && o.Grade == c.Grade && slices.Equal(o.Spans, c.Spans) &&
					slices.Equal(o.Confirmation, c.Confirmation) && slices.Equal(o.Flags, c.Flags)
			})
		})
	})
}

// ShowEstimates ends the second round: everybody sees every estimate at once.
// Whoever gave none keeps their first rating. Only the owner shows them.
func (m Meeting) ShowEstimates(by actor.Human, at time.Time) (Meeting, []requisition.Act, error) {
	if err := m.enter(by, Rerating); err != nil {
		return Meeting{}, nil, err
	}
	if err := m.owned(by); err != nil {
		return Meeting{}, nil, err
	}
	d := m.next(at)
	d.Stage = Revealed
	for i := range d.Estimates {
		d.Estimates[i].Shown = true
	}
	return Meeting{doc: d}, d.acts("debrief.estimates_shown", by, at, nil, requisition.ForEstimate), nil
}

// Final returns the packet with the second estimates that were shown in the place
// of the first ratings, which stay beside them, and with all figures computed
// again. Without estimates it returns the packet as it is.
func (m Meeting) Final(p Packet) Packet {
	p.Finalists = slices.Clone(p.Finalists)
	for i, f := range p.Finalists {
		criteria, changed := slices.Clone(f.Criteria), false
		for j, c := range criteria {
			ratings := slices.Clone(c.Ratings)
			var given bool
			for k, r := range ratings {
				for _, e := range m.doc.Estimates {
					if e.Shown && e.Application == f.Application && e.Rating.Competency() == c.Competency && e.Rating.By().ID() == r.By().ID() {
						ratings[k], given = e.Rating, true
					}
				}
			}
			if given {
				criteria[j].First, criteria[j].Ratings, changed = c.Ratings, ratings, true
				criteria[j].measure(criteria[j].levels(), p.MeetsLevel, p.Levels)
			}
		}
		if changed {
			p.Finalists[i].Criteria = criteria
			p.Finalists[i].arrange(m.doc, p.MeetsLevel)
		}
	}
	return p
}

// Convergence says how far the others moved toward the most senior panelist
// between the rounds. It is a question to the panel, not a finding: people may
// have moved for a good reason.
type Convergence struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Senior     requisition.Person  `json:"senior"`
	// N is how many others gave a level twice.
	N int `json:"n"`
	// Before and After are their mean distance to the senior's first level.
	Before Ratio `json:"before"`
	After  Ratio `json:"after"`
}

// Toward reports whether the others came closer.
func (c Convergence) Toward() bool { return c.After.compare(c.Before) < 0 }

// Convergence reports, for each criterion of a finalist with second estimates,
// the distance to its most senior panelist. A criterion on which seniority is
// unknown or shared is left out.
func (m Meeting) Convergence(p Packet, a requisition.ApplicationID) []Convergence {
	var out []Convergence
	f, _ := m.Final(p).Finalist(a)
	for _, c := range f.Criteria {
		senior, level, ok := m.senior(c)
		if !ok {
			continue
		}
		cv := Convergence{Competency: c.Competency, Senior: senior}
		var before, after int64
		for i, r := range c.First[:min(len(c.First), len(c.Ratings))] {
			first, rated := r.Level()
			second, again := c.Ratings[i].Level()
			if r.By().ID() == senior.ID || !rated || !again {
				continue
			}
			cv.N++
			before += int64(max(first-level, level-first))
			after += int64(max(second-level, level-second))
		}
		if cv.N > 0 {
			cv.Before, cv.After = NewRatio(before, int64(cv.N)), NewRatio(after, int64(cv.N))
			out = append(out, cv)
		}
	}
	return out
}

// senior returns the one most senior panelist of a criterion and their first level.
func (m Meeting) senior(c Criterion) (requisition.Person, int, bool) {
	var who requisition.Person
	var level, top int
	shared := true
	for _, r := range c.First {
		for _, p := range m.doc.Participants {
			if p.Person.ID != r.By().ID() || p.Seniority < top || p.Seniority == 0 {
				continue
			}
			l, ok := r.Level()
			who, level, shared = p.Person, l, p.Seniority == top || !ok
			top = p.Seniority
		}
	}
	return who, level, !shared
}

// Object records a participant's reasoned objection to an outcome. Under the
// method Consent it stands in the way of that outcome until it is withdrawn;
// under every method a decision for that outcome keeps it as dissent.
func (m Meeting) Object(a requisition.ApplicationID, against Outcome, text string, by actor.Human, at time.Time) (Meeting, []requisition.Act, error) {
	if err := m.enter(by, Revealed, Rerating); err != nil {
		return Meeting{}, nil, err
	}
	var list fault.List
	if !slices.ContainsFunc(m.doc.Participants, func(p Participant) bool { return p.Person.ID == by.ID() }) {
		list.Add("debrief.not_a_participant", "/by", "only participants object")
	}
	if !m.About(a) || !slices.Contains(outcomes(m.doc.Scope), against) {
		list.Add("debrief.objection_unknown", "/against", "an objection is to an outcome for a finalist of this debrief")
	}
	if text = strings.TrimSpace(text); text == "" {
		list.Add("debrief.objection_reason_missing", "/text", "an objection has a reason")
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Meeting{}, nil, err
	}
	d := m.next(at)
	d.Objections = append(d.Objections, Objection{Application: a, Against: against, By: by, Text: text, At: at.UTC()})
	act := d.act("debrief.objected", by, at)
	act.Application = a
	return Meeting{doc: d}, []requisition.Act{act}, nil
}

// WithdrawObjections withdraws the person's own objections about an application.
func (m Meeting) WithdrawObjections(a requisition.ApplicationID, by actor.Human, at time.Time) (Meeting, []requisition.Act, error) {
	if err := m.enter(by, Revealed, Rerating); err != nil {
		return Meeting{}, nil, err
	}
	d := m.next(at)
	for i, o := range d.Objections {
		if o.Application == a && o.By.ID() == by.ID() {
			d.Objections[i].Withdrawn = true
		}
	}
	act := d.act("debrief.objection_withdrawn", by, at)
	act.Application = a
	return Meeting{doc: d}, []requisition.Act{act}, nil
}
