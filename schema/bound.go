package schema

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/shape"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

// recommendations are the choices of the whole, with their labels.
var recommendations = []shape.Choice{
	{Title: "No recommendation yet"},
	{Const: string(scorecard.StrongYes), Title: "Strong yes"},
	{Const: string(scorecard.Yes), Title: "Yes"},
	{Const: string(scorecard.No), Title: "No"},
	{Const: string(scorecard.StrongNo), Title: "Strong no"},
}

// Bound returns the schema of a scorecard form for one rubric. The form has one
// closed property for each competency, in the order of the rubric, and the anchors
// are the choices of its level. Quotes and reason come before the level, and the
// recommendation after all parts. Nothing is selected: the first choice of each
// level is "Not enough signal", written as null.
//
// only are the competencies that the panelist assesses; none means all.
//
// A property has the name of the competency's id; the id "constructor", which
// JavaScript objects inherit, is "constructor_". Decode reads the names.
//
// It returns ErrUnknown for a profile other than Form, rubric.ErrInvalid with every
// fault for a rubric that breaks a rule, and rubric.ErrUnknownCompetency. Models get
// no bound schema: theirs is the same in every call.
func Bound(r rubric.Rubric, p Profile, only ...rubric.CompetencyID) (json.RawMessage, error) {
	asked, err := bind(r, p, only)
	if err != nil {
		return nil, err
	}
	ratings := &shape.Schema{Title: "Ratings", Type: "object", Closed: true}
	for _, c := range asked {
		level := &shape.Schema{Title: "Level", Type: "integer", Nullable: true, Choices: []shape.Choice{{Title: "Not enough signal"}}}
		for _, a := range c.Anchors {
			level.Choices = append(level.Choices, shape.Choice{Const: a.Level, Title: strconv.Itoa(a.Level) + " · " + a.Label, Description: a.Behaviour})
		}
		key := propertyOf(c.ID)
		ratings.Required = append(ratings.Required, key)
		ratings.Properties = append(ratings.Properties, shape.Property{Name: key, Schema: &shape.Schema{
			Title: c.Name, Description: c.Description, Type: "object", Closed: true, Required: []string{"level"},
			Properties: []shape.Property{
				{Name: "quotes", Schema: &shape.Schema{
					Title: "Quotes", Description: "Words of the candidate, copied. They are looked up in the record.", Type: "array",
					Items: &shape.Schema{Title: "Quote", Type: "string"},
				}},
				{Name: "reason", Schema: &shape.Schema{
					Title: "Reason", Description: "What speaks for the level, or why it could not be assessed.", Type: "string",
				}},
				{Name: "level", Schema: level},
			},
		}})
	}
	return json.Marshal(&shape.Schema{
		Root: true, ID: "urn:hirealign:schema:v1:form:scorecard:" + r.Hash(),
		Title: "Scorecard: " + r.Role.Title, Type: "object", Closed: true,
		Properties: []shape.Property{
			{Name: "ratings", Schema: ratings},
			{Name: "overall", Schema: &shape.Schema{Title: "Overall", Type: "string", Nullable: true, Choices: recommendations}},
			{Name: "overall_reason", Schema: &shape.Schema{Title: "Reason for the overall recommendation", Type: "string"}},
		},
		Required: []string{"ratings", "overall", "overall_reason"},
	})
}

// UI returns layout hints for React JSON Schema Form (uiSchema) beside Bound: the
// order, radio buttons for judgements and text areas for reasons. It returns the
// same errors as Bound.
func UI(r rubric.Rubric, only ...rubric.CompetencyID) (json.RawMessage, error) {
	asked, err := bind(r, Form, only)
	if err != nil {
		return nil, err
	}
	area, radio := map[string]any{"ui:widget": "textarea"}, map[string]any{"ui:widget": "radio"}
	order := make([]string, 0, len(asked))
	ratings := map[string]any{}
	for _, c := range asked {
		key := propertyOf(c.ID)
		order = append(order, key)
		ratings[key] = map[string]any{
			"ui:order": []string{"quotes", "reason", "level"}, "level": radio, "reason": area,
			"quotes": map[string]any{"items": area, "ui:options": map[string]any{"orderable": false}},
		}
	}
	ratings["ui:order"] = order
	return json.Marshal(map[string]any{
		"ui:order": []string{"ratings", "overall", "overall_reason"},
		"ratings":  ratings, "overall": radio, "overall_reason": area,
	})
}

// bind returns the competencies that a form asks for, in the order of the rubric.
func bind(r rubric.Rubric, p Profile, only []rubric.CompetencyID) ([]rubric.Competency, error) {
	if p != Form {
		return nil, fmt.Errorf("%w: a scorecard is bound to a rubric in profile form only, not in %s", ErrUnknown, p)
	}
	if err := r.Validate(); err != nil {
		return nil, err
	}
	var list fault.List
	for i, id := range only {
		if !slices.ContainsFunc(r.Competencies, func(c rubric.Competency) bool { return c.ID == id }) {
			list.Add("schema.competency_unknown", fault.Path("competencies", i), "the rubric has no such competency")
		}
	}
	if err := list.Err(rubric.ErrUnknownCompetency); err != nil {
		return nil, err
	}
	if len(only) == 0 {
		return r.Competencies, nil
	}
	return slices.DeleteFunc(slices.Clone(r.Competencies), func(c rubric.Competency) bool { return !slices.Contains(only, c.ID) }), nil
}

// propertyOf names the property of a competency. An id has no underscore, so the
// name is no other competency's.
func propertyOf(id rubric.CompetencyID) string {
	if id == "constructor" {
		return "constructor_"
	}
	return string(id)
}
