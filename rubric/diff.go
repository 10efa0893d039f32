package rubric

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/canonical"
)

// Op says what a Change does.
type Op string

// The operations.
const (
	Added     Op = "added"
	Removed   Op = "removed"
	Changed   Op = "changed"
	Reordered Op = "reordered"
)

// Part says which part of a rubric a Change is about.
type Part string

// The parts of a rubric.
const (
	PartRubric     Part = "rubric"
	PartRole       Part = "role"
	PartCompetency Part = "competency"
	PartAnchor     Part = "anchor"
	PartQuestion   Part = "question"
)

// Change is one difference between two rubrics.
type Change struct {
	Op   Op   `json:"op"`
	Part Part `json:"part"`
	// Competency is set for a competency and its anchors, Question for a question,
	// Level for an anchor.
	Competency CompetencyID `json:"competency_id,omitzero"`
	Question   QuestionID   `json:"question_id,omitzero"`
	Level      int          `json:"level,omitzero"`
	// Name is the name of the competency, in the new rubric where it is there.
	Name string `json:"name,omitzero"`
	// Field is the JSON name of what was changed, such as "description".
	Field string `json:"field,omitzero"`
	// Before and After are JSON: the whole part for one that was added or removed,
	// the field's value for one that was changed, the ids in order for a list that
	// was reordered. Absent where there is nothing.
	Before json.RawMessage `json:"before,omitzero"`
	After  json.RawMessage `json:"after,omitzero"`
	// Effect says what the change means for candidates who were seen before it.
	Effect Effect `json:"effect"`
}

// Effect says what a change means for ratings that exist.
type Effect string

// The effects, weakest first.
const (
	// NoEffect: the ratings mean what they meant.
	NoEffect Effect = "none"
	// Recompute: the levels stand, but what follows from them changes: the bar, a
	// weight, or whether it is a must-have.
	Recompute Effect = "recompute"
	// Reassess: the levels were given for another meaning.
	Reassess Effect = "reassess"
	// Assess: there are no levels yet.
	Assess Effect = "assess"
	// Drop: the levels are for something that is not assessed any more.
	Drop Effect = "drop"
)

var effects = []Effect{NoEffect, Recompute, Reassess, Assess, Drop}

// Diff lists what differs between two rubrics, the rubric itself first, then
// competencies and questions in the order of the new one. It is empty exactly if
// the content hashes are equal: the compensation band is no part of either.
func Diff(before, after Rubric) []Change {
	before, after = before.Clone(), after.Clone()
	before.Compensation, after.Compensation = compensation.Range{}, compensation.Range{}
	b, a := object(before), object(after)
	var out []Change
	competencies, questions := split(before, after)
	for _, f := range fields(b, a) {
		switch {
		case f == "role":
			rb, ra := object(before.Role), object(after.Role)
			for _, g := range fields(rb, ra) {
				out = append(out, Change{Op: Changed, Part: PartRole, Field: g, Before: rb[g], After: ra[g], Effect: NoEffect})
			}
		case f == "competencies" && competencies, f == "questions" && questions:
		default:
			c := Change{Op: Changed, Part: PartRubric, Field: f, Before: b[f], After: a[f], Effect: NoEffect}
			switch f {
			case "meets_level":
				c.Effect = Recompute
			case "competencies":
				c.Effect = Reassess
			}
			out = append(out, c)
		}
	}
	if competencies {
		out = append(out, diffCompetencies(before, after)...)
	}
	if questions {
		out = append(out, diffQuestions(before, after)...)
	}
	return out
}

// split reports whether competencies and questions can be told apart by their ids
// in both rubrics; in a draft two may still have the same.
func split(before, after Rubric) (competencies, questions bool) {
	distinct := func(ids []string) bool {
		slices.Sort(ids)
		return len(slices.Compact(slices.Clone(ids))) == len(ids)
	}
	competencies, questions = true, true
	for _, r := range []Rubric{before, after} {
		competencies = competencies && distinct(competencyIDs(r))
		questions = questions && distinct(questionIDs(r))
	}
	return competencies, questions
}

func competencyIDs(r Rubric) []string {
	out := make([]string, len(r.Competencies))
	for i, c := range r.Competencies {
		out[i] = string(c.ID)
	}
	return out
}

func questionIDs(r Rubric) []string {
	out := make([]string, len(r.Questions))
	for i, q := range r.Questions {
		out[i] = string(q.ID)
	}
	return out
}

// object is a value's JSON by field. The values of this package always encode.
func object(v any) map[string]json.RawMessage {
	raw := encode(v)
	out := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &out); err != nil {
		return map[string]json.RawMessage{}
	}
	return out
}

// encode is the one byte form of a value, so that equal values are equal bytes.
func encode(v any) json.RawMessage {
	b, err := canonical.Marshal(v)
	if err != nil {
		return json.RawMessage("null")
	}
	return b
}

// fields names the fields that differ, sorted.
func fields(b, a map[string]json.RawMessage) []string {
	all := maps.Clone(b)
	maps.Copy(all, a)
	var out []string
	for _, f := range slices.Sorted(maps.Keys(all)) {
		if !bytes.Equal(b[f], a[f]) {
			out = append(out, f)
		}
	}
	return out
}

func diffCompetencies(before, after Rubric) []Change {
	var out []Change
	for _, c := range before.Competencies {
		if _, still := after.Competency(c.ID); !still {
			out = append(out, Change{Op: Removed, Part: PartCompetency, Competency: c.ID, Name: c.Name, Before: encode(c), Effect: Drop})
		}
	}
	for _, c := range after.Competencies {
		old, known := before.Competency(c.ID)
		if !known {
			out = append(out, Change{Op: Added, Part: PartCompetency, Competency: c.ID, Name: c.Name, After: encode(c), Effect: Assess})
			continue
		}
		b, a := object(old), object(c)
		for _, f := range fields(b, a) {
			if f == "anchors" && ladder(old.Anchors) && ladder(c.Anchors) {
				out = append(out, diffAnchors(old, c)...)
				continue
			}
			out = append(out, Change{
				Op: Changed, Part: PartCompetency, Competency: c.ID, Name: c.Name, Field: f,
				Before: b[f], After: a[f], Effect: competencyEffect(f),
			})
		}
	}
	return append(out, reordered(PartCompetency, competencyIDs(before), competencyIDs(after))...)
}

func competencyEffect(field string) Effect {
	switch field {
	case "description", "anchors":
		return Reassess
	case "kind", "weight":
		return Recompute
	default: // name, basis, job_link, terms: what is assessed stays
		return NoEffect
	}
}

// ladder reports whether the levels count from 1 upwards, so that they can be
// told apart.
func ladder(anchors []Anchor) bool {
	for i, a := range anchors {
		if a.Level != i+1 {
			return false
		}
	}
	return len(anchors) > 0
}

func diffAnchors(before, after Competency) []Change {
	var out []Change
	at := func(op Op, level int) Change {
		return Change{Op: op, Part: PartAnchor, Competency: after.ID, Name: after.Name, Level: level, Effect: Reassess}
	}
	for i := range max(len(before.Anchors), len(after.Anchors)) {
		switch {
		case i >= len(after.Anchors):
			c := at(Removed, i+1)
			c.Before = encode(before.Anchors[i])
			out = append(out, c)
		case i >= len(before.Anchors):
			c := at(Added, i+1)
			c.After = encode(after.Anchors[i])
			out = append(out, c)
		default:
			b, a := object(before.Anchors[i]), object(after.Anchors[i])
			for _, f := range fields(b, a) {
				c := at(Changed, i+1)
				c.Field, c.Before, c.After = f, b[f], a[f]
				if f == "label" {
					c.Effect = NoEffect
				}
				out = append(out, c)
			}
		}
	}
	return out
}

func diffQuestions(before, after Rubric) []Change {
	var out []Change
	for _, q := range before.Questions {
		if _, still := after.Question(q.ID); !still {
			out = append(out, Change{Op: Removed, Part: PartQuestion, Question: q.ID, Before: encode(q), Effect: NoEffect})
		}
	}
	for _, q := range after.Questions {
		old, known := before.Question(q.ID)
		if !known {
			out = append(out, Change{Op: Added, Part: PartQuestion, Question: q.ID, After: encode(q), Effect: NoEffect})
			continue
		}
		b, a := object(old), object(q)
		for _, f := range fields(b, a) {
			out = append(out, Change{Op: Changed, Part: PartQuestion, Question: q.ID, Field: f, Before: b[f], After: a[f], Effect: NoEffect})
		}
	}
	return append(out, reordered(PartQuestion, questionIDs(before), questionIDs(after))...)
}

// reordered reports a list whose order is not that of the old one with removed
// parts taken out and added ones at the end.
func reordered(part Part, before, after []string) []Change {
	if slices.Equal(merged(before, after), after) {
		return nil
	}
	return []Change{{Op: Reordered, Part: part, Before: encode(before), After: encode(after), Effect: NoEffect}}
}

func merged(before, after []string) []string {
	var out []string
	for _, id := range before {
		if slices.Contains(after, id) {
			out = append(out, id)
		}
	}
	for _, id := range after {
		if !slices.Contains(before, id) {
			out = append(out, id)
		}
	}
	return out
}

// EffectOn is the strongest effect of the changes on ratings of a competency. A
// move of the bar concerns every competency.
func EffectOn(changes []Change, id CompetencyID) Effect {
	strongest := 0
	for _, c := range changes {
		if c.Competency == id || c.Part == PartRubric {
			strongest = max(strongest, slices.Index(effects, c.Effect))
		}
	}
	return effects[strongest]
}

// Apply makes the changes to a rubric: Apply(a, Diff(a, b)) has the content of b
// and the compensation band of a. It returns ErrInvalid for a change that does not
// fit the rubric, such as one of a competency that it lacks.
func Apply(r Rubric, changes []Change) (Rubric, error) {
	out := r.Clone()
	for i, c := range changes {
		if err := out.apply(c); err != nil {
			return Rubric{}, fault.New(ErrInvalid, "rubric.change_does_not_fit", fault.Path("changes", i), "the change does not fit the rubric")
		}
	}
	return out.Clone(), nil
}

func (r *Rubric) apply(c Change) error {
	switch c.Part {
	case PartRubric:
		return set(r, c)
	case PartRole:
		return set(&r.Role, c)
	case PartCompetency:
		return edit(&r.Competencies, c, func(v Competency) bool { return v.ID == c.Competency }, func(v Competency) string { return string(v.ID) })
	case PartQuestion:
		return edit(&r.Questions, c, func(v Question) bool { return v.ID == c.Question }, func(v Question) string { return string(v.ID) })
	case PartAnchor:
		i := slices.IndexFunc(r.Competencies, func(v Competency) bool { return v.ID == c.Competency })
		if i < 0 {
			return ErrUnknownCompetency
		}
		return edit(&r.Competencies[i].Anchors, c, func(v Anchor) bool { return v.Level == c.Level }, func(Anchor) string { return "" })
	default:
		return ErrInvalid
	}
}

// edit applies a change to one of a list's parts, or to the list's order.
func edit[T any](list *[]T, c Change, is func(T) bool, id func(T) string) error {
	i := slices.IndexFunc(*list, is)
	switch {
	case c.Op == Reordered:
		var order []string
		if err := json.Unmarshal(c.After, &order); err != nil {
			return err
		}
		if len(order) != len(*list) {
			return ErrInvalid
		}
		next := make([]T, 0, len(order))
		for _, want := range order {
			j := slices.IndexFunc(*list, func(v T) bool { return id(v) == want })
			if j < 0 {
				return ErrInvalid
			}
			next = append(next, (*list)[j])
		}
		*list = next
		return nil
	case c.Op == Added && i < 0:
		var v T
		if err := json.Unmarshal(c.After, &v); err != nil {
			return err
		}
		*list = append(*list, v)
		return nil
	case c.Op == Removed && i >= 0:
		*list = slices.Delete(*list, i, i+1)
		return nil
	case c.Op == Changed && i >= 0:
		return set(&(*list)[i], c)
	default:
		return ErrInvalid
	}
}

// set changes one field of a value through its JSON, so that every field that a
// diff can name can be set.
func set[T any](v *T, c Change) error {
	if c.Op != Changed {
		return ErrInvalid
	}
	o := object(*v)
	if len(c.After) == 0 {
		delete(o, c.Field)
	} else {
		o[c.Field] = c.After
	}
	raw, err := json.Marshal(o)
	if err != nil {
		return err
	}
	var next T
	if err := json.Unmarshal(raw, &next); err != nil {
		return err
	}
	*v = next
	return nil
}
