package rubric

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// String says the change in words, as a sentence. It quotes the rubric.
func (c Change) String() string {
	switch c.Part {
	case PartRubric:
		return c.rubricWords()
	case PartRole:
		return c.fieldWords("The role's " + spoken(c.Field))
	case PartCompetency:
		return c.competencyWords()
	case PartAnchor:
		return c.anchorWords()
	case PartQuestion:
		return c.questionWords()
	}
	return "Something else has changed."
}

func (c Change) rubricWords() string {
	switch c.Field {
	case "meets_level":
		return "The bar moves from level " + value(c.Before) + " to level " + value(c.After) + "."
	case "version":
		return "Version " + value(c.Before) + " becomes version " + value(c.After) + "."
	case "change_reason":
		if len(c.After) == 0 {
			return "The reason of the change is taken out."
		}
		return "The reason of the change: " + value(c.After) + "."
	case "predecessor":
		return "It names the version that it replaces."
	case "seen":
		switch value(c.After) {
		case string(Rerate):
			return "Candidates who were seen already are rated again."
		case string(Grandfather):
			return "Candidates who were seen already keep their ratings."
		}
		return "Nothing is said any more about candidates who were seen already."
	case "competencies", "questions", "waivers":
		return "The " + c.Field + " are others than before."
	}
	return c.fieldWords("The " + spoken(c.Field))
}

func (c Change) competencyWords() string {
	name := strconv.Quote(c.Name)
	switch c.Op {
	case Added:
		return name + " is new" + kindOf(c.After) + "."
	case Removed:
		return name + " is not assessed any more."
	case Reordered:
		return "The competencies stand in another order."
	}
	switch c.Field {
	case "name":
		return value(c.Before) + " is called " + name + " now."
	case "kind":
		if value(c.After) == string(MustHave) {
			return name + " is a must-have now."
		}
		if value(c.After) == string(Growth) {
			return name + " can be learnt in the role now; it was a must-have."
		}
	case "weight":
		return name + " weighs " + orOne(c.After) + " instead of " + orOne(c.Before) + "."
	case "anchors":
		return "The levels of " + name + " are others than before."
	case "basis":
		return name + " rests on other quotes of the intake."
	case "job_link":
		return name + " has another link to the job."
	case "terms":
		return name + " refers to other terms."
	}
	return c.fieldWords("The " + spoken(c.Field) + " of " + name)
}

func (c Change) anchorWords() string {
	where := "Level " + strconv.Itoa(c.Level) + " of " + strconv.Quote(c.Name)
	switch c.Op {
	case Added:
		return where + " is new: " + behaviourOf(c.After) + "."
	case Removed:
		return where + " is taken out."
	}
	if c.Field == "behaviour" {
		return where + " reads " + value(c.After) + " instead of " + value(c.Before) + "."
	}
	return c.fieldWords("The " + spoken(c.Field) + " of " + strings.ToLower(where[:1]) + where[1:])
}

func (c Change) questionWords() string {
	switch c.Op {
	case Added:
		return "A question is new: " + textOf(c.After) + "."
	case Removed:
		return "A question is dropped: " + textOf(c.Before) + "."
	case Reordered:
		return "The questions stand in another order."
	}
	name := "question " + strconv.Quote(string(c.Question))
	if c.Field == "text" {
		return "The " + name + " reads " + value(c.After) + " instead of " + value(c.Before) + "."
	}
	return c.fieldWords("The " + spoken(c.Field) + " of the " + name)
}

// fieldWords says that a field has another value.
func (c Change) fieldWords(what string) string {
	is := " is "
	switch c.Field {
	case "probes", "competencies", "outcomes", "terms", "minutes", "waivers":
		is = " are "
	}
	switch {
	case len(c.Before) == 0:
		return what + is + "new: " + value(c.After) + "."
	case len(c.After) == 0:
		return what + is + "taken out."
	default:
		return what + is + value(c.After) + " instead of " + value(c.Before) + "."
	}
}

func spoken(field string) string { return strings.ReplaceAll(field, "_", " ") }

// value is a field's JSON for people: texts in quotes, lists joined.
func value(raw json.RawMessage) string {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return "nothing"
	}
	return words(v)
}

func words(v any) string {
	switch v := v.(type) {
	case string:
		switch v {
		case string(MustHave), string(Growth), string(Rerate), string(Grandfather):
			return v
		}
		return strconv.Quote(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = words(e)
		}
		if len(parts) == 0 {
			return "none"
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		for _, key := range []string{"task", "label", "text"} {
			if s, ok := v[key].(string); ok {
				return strconv.Quote(s)
			}
		}
		return "another one"
	}
	return fmt.Sprint(v)
}

func orOne(raw json.RawMessage) string {
	if len(raw) == 0 {
		return "1"
	}
	return value(raw)
}

func kindOf(raw json.RawMessage) string {
	var c Competency
	if err := json.Unmarshal(raw, &c); err != nil || c.Kind != MustHave {
		return ""
	}
	return " and a must-have"
}

func behaviourOf(raw json.RawMessage) string {
	var a Anchor
	if err := json.Unmarshal(raw, &a); err != nil {
		return "a level"
	}
	return strconv.Quote(a.Behaviour)
}

func textOf(raw json.RawMessage) string {
	var q Question
	if err := json.Unmarshal(raw, &q); err != nil {
		return "one"
	}
	return strconv.Quote(q.Text)
}
