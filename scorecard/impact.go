package scorecard

import (
	"cmp"
	"slices"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

// EffectKind says what a change of the rubric does to what is known of a candidate
// on one competency. Unknown values survive decoding.
type EffectKind string

// The kinds of effect.
const (
	// NewCompetency: nobody has rated it.
	NewCompetency EffectKind = "new_competency"
	// DroppedCompetency: its ratings count no longer.
	DroppedCompetency EffectKind = "dropped_competency"
	// NewMeaning: its description, anchors or scale changed, so that a level given
	// before does not say what it says now.
	NewMeaning EffectKind = "new_meaning"
	// NewBar: the levels mean the same, and another one meets the bar.
	NewBar EffectKind = "new_bar"
	// NewKind: it became a must-have, or is none any more.
	NewKind EffectKind = "new_kind"
	// NewWeight: it weighs more or less.
	NewWeight EffectKind = "new_weight"
)

// Effect is what a change does to one candidate on one competency.
type Effect struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Kind       EffectKind          `json:"kind"`
	// Ratings is the number of levels given under the old rubric, MetBefore how many
	// of them met its bar. MetAfter is how many meet the new one, nil where a level
	// has to be given anew before that can be said.
	Ratings   int  `json:"ratings"`
	MetBefore int  `json:"met_before"`
	MetAfter  *int `json:"met_after,omitzero"`
	// Evidence is the number of stored quotes that can be read again, and Asked says
	// whether one of the new rubric's questions for the competency was asked. With
	// neither it takes another conversation.
	Evidence int  `json:"evidence"`
	Asked    bool `json:"asked,omitzero"`
}

// NeedsRating reports whether somebody has to give a level before the new rubric
// says anything.
func (e Effect) NeedsRating() bool { return e.Kind == NewCompetency || e.Kind == NewMeaning }

// NeedsConversation reports whether a level is needed and nothing is stored that it
// could rest on.
func (e Effect) NeedsConversation() bool { return e.NeedsRating() && e.Evidence == 0 && !e.Asked }

// Affected is one candidate who was seen under the old rubric, with every effect.
type Affected struct {
	Application requisition.ApplicationID `json:"application_id"`
	// Effects are in the order of the new rubric, dropped competencies last.
	Effects []Effect `json:"effects,omitzero"`
	// Moves says that a rating changes sides of the bar, or that a must-have comes or
	// goes, so that the standing may change without anybody judging anew.
	Moves bool `json:"moves,omitzero"`
	// Panelists are the ids of those who would have to rate again or for the first
	// time if the candidate is not left under the old rubric.
	Panelists []string `json:"panelist_ids,omitzero"`
}

// RubricImpact is a change of the rubric replayed over stored evidence and
// ratings. It changes none of them. Whether candidates are rated again or stay
// under the old rubric is for people to say: it is rubric.Seen of the next
// version, and Revise takes a card to a version that asks to rate again.
type RubricImpact struct {
	From string `json:"from"`
	To   string `json:"to"`
	// Affected are the candidates for whom something changes, by application id.
	Affected []Affected `json:"affected,omitzero"`
	// Unaffected is the number of candidates seen for whom nothing changes.
	Unaffected int `json:"unaffected"`
}

// Impact replays a change of the rubric, before or after it is locked, over the
// cards and drafts of candidates who were seen under the old one. Cards of other
// rubrics are passed over; of a revised card give the last version. It returns
// rubric.ErrNotLocked without an old rubric and ErrInvalid where next is another
// rubric.
func Impact(old rubric.Locked, next rubric.Rubric, cards []Scorecard, drafts []Draft) (RubricImpact, error) {
	if old.IsZero() {
		return RubricImpact{}, fault.New(rubric.ErrNotLocked, "scorecard.rubric_not_locked", "/from", "a change is replayed from a locked rubric")
	}
	before := old.Rubric()
	if before.ID != next.ID {
		return RubricImpact{}, fault.New(ErrInvalid, "scorecard.rubric_of_other", "/id", "the change is of another rubric")
	}
	out := RubricImpact{From: old.Hash(), To: next.Hash()}
	type seen struct {
		cards  []Scorecard
		drafts []Draft
	}
	by := map[requisition.ApplicationID]*seen{}
	var order []requisition.ApplicationID
	of := func(id requisition.ApplicationID) *seen {
		if by[id] == nil {
			by[id] = &seen{}
			order = append(order, id)
		}
		return by[id]
	}
	for _, c := range cards {
		if c.RubricHash() == out.From {
			s := of(c.doc.Assignment.Application)
			s.cards = append(s.cards, c)
		}
	}
	for _, d := range drafts {
		if d.RubricHash == out.From {
			s := of(d.Assignment.Application)
			s.drafts = append(s.drafts, d)
		}
	}
	slices.SortFunc(order, func(a, b requisition.ApplicationID) int { return cmp.Compare(a, b) })
	for _, id := range order {
		s := by[id]
		a := Affected{Application: id}
		for _, c := range changed(before, next) {
			e := replay(c, before, next, s.cards, s.drafts)
			if e.Kind == NewCompetency && next.MeetsLevel > 0 {
				n, _ := next.Competency(c.competency)
				a.Moves = a.Moves || n.Kind == rubric.MustHave
			}
			if e.MetAfter != nil {
				a.Moves = a.Moves || *e.MetAfter != e.MetBefore
			}
			if e.Kind == NewKind || e.Kind == DroppedCompetency {
				o, _ := before.Competency(c.competency)
				n, _ := next.Competency(c.competency)
				a.Moves = a.Moves || (o.Kind == rubric.MustHave) != (n.Kind == rubric.MustHave)
			}
			if e.NeedsRating() {
				a.Panelists = append(a.Panelists, raters(c.competency, e.Kind, s.cards, s.drafts)...)
			}
			a.Effects = append(a.Effects, e)
		}
		if len(a.Effects) == 0 {
			out.Unaffected++
			continue
		}
		slices.Sort(a.Panelists)
		a.Panelists = slices.Compact(a.Panelists)
		out.Affected = append(out.Affected, a)
	}
	return out, nil
}

type change struct {
	competency rubric.CompetencyID
	kind       EffectKind
}

// changed lists the effects of the change, whoever was seen.
func changed(before, next rubric.Rubric) []change {
	var out []change
	for _, n := range next.Competencies {
		o, ok := before.Competency(n.ID)
		switch {
		case !ok:
			out = append(out, change{n.ID, NewCompetency})
			continue
		case o.Description != n.Description || !sameAnchors(o.Anchors, n.Anchors):
			out = append(out, change{n.ID, NewMeaning})
		case before.MeetsLevel != next.MeetsLevel:
			out = append(out, change{n.ID, NewBar})
		}
		if o.Kind != n.Kind {
			out = append(out, change{n.ID, NewKind})
		}
		if weight(o) != weight(n) {
			out = append(out, change{n.ID, NewWeight})
		}
	}
	for _, o := range before.Competencies {
		if _, ok := next.Competency(o.ID); !ok {
			out = append(out, change{o.ID, DroppedCompetency})
		}
	}
	return out
}

func sameAnchors(a, b []rubric.Anchor) bool {
	return slices.EqualFunc(a, b, func(x, y rubric.Anchor) bool { return x.Level == y.Level && x.Behaviour == y.Behaviour })
}

func weight(c rubric.Competency) int {
	if c.Weight == nil {
		return 1
	}
	return *c.Weight
}

func replay(c change, before, next rubric.Rubric, cards []Scorecard, drafts []Draft) Effect {
	e := Effect{Competency: c.competency, Kind: c.kind}
	after := 0
	for _, card := range cards {
		r, ok := card.Rating(c.competency)
		level, assessed := r.Level()
		if !ok || !assessed {
			continue
		}
		e.Ratings++
		if level >= before.MeetsLevel {
			e.MetBefore++
		}
		if level >= next.MeetsLevel {
			after++
		}
	}
	if c.kind == NewBar || c.kind == NewKind || c.kind == NewWeight {
		e.MetAfter = &after
		if slices.Contains(changed(before, next), change{c.competency, NewMeaning}) {
			e.MetAfter = nil
		}
	}
	asks := func(id rubric.QuestionID) bool {
		q, ok := next.Question(id)
		if !ok {
			return false
		}
		was, known := before.Question(id)
		return slices.Contains(q.Competencies, c.competency) && (!known || was.Text == q.Text)
	}
	var quotes []evidence.Citation
	for _, d := range drafts {
		for _, entry := range d.Entries {
			for _, it := range entry.Evidence {
				fits := entry.Competency == c.competency || it.Question != "" && asks(it.Question)
				if fits && !slices.ContainsFunc(quotes, func(q evidence.Citation) bool { return sameSpans(q, it.Citation) }) {
					quotes = append(quotes, it.Citation)
				}
			}
		}
		for _, cov := range d.Coverage {
			e.Asked = e.Asked || cov.State != evidence.QuestionNotAsked && asks(cov.Question)
		}
	}
	e.Evidence = len(quotes)
	return e
}

// raters are those who assessed the competency, or for a new one everybody who met
// the candidate.
func raters(c rubric.CompetencyID, kind EffectKind, cards []Scorecard, drafts []Draft) []string {
	var out []string
	add := func(a Assignment) {
		if kind == NewCompetency || slices.Contains(a.Competencies, c) {
			out = append(out, a.Panelist.ID)
		}
	}
	for _, card := range cards {
		add(card.doc.Assignment)
	}
	for _, d := range drafts {
		add(d.Assignment)
	}
	return out
}
