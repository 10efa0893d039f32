// Package compat_test is the gate for changes of the schemas: every profile is
// compared with its baseline, as what is sent and as what is read. What a form or a
// model sends must be read on, and what they were given must still be there.
package compat_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/schema"
)

const (
	kept     = "../../../schema/testdata/baseline/"
	baseline = kept + "components.json"
)

type object = map[string]any

func schemasOf(doc object) object { return doc["components"].(object)["schemas"].(object) }

func parse(t *testing.T, raw []byte) object {
	t.Helper()
	var doc object
	require.NoError(t, json.Unmarshal(raw, &doc))
	return doc
}

// spec gives each of the named schemas a path that takes and returns it.
func spec(t *testing.T, doc object, names object, name string) *load.SpecInfo {
	t.Helper()
	paths := object{}
	for n := range names {
		if schemasOf(doc)[n] == nil {
			continue
		}
		content := object{"content": object{"application/json": object{"schema": object{"$ref": "#/components/schemas/" + n}}}}
		body := object{"required": true, "content": content["content"]}
		answer := object{"description": "the document", "content": content["content"]}
		paths["/"+n] = object{"post": object{"requestBody": body, "responses": object{"200": answer}}}
	}
	doc["paths"] = paths
	raw, err := json.Marshal(doc)
	require.NoError(t, err)
	loader := openapi3.NewLoader()
	s, err := load.NewSpecInfoFromData(loader, raw, name)
	require.NoError(t, err)
	return s
}

// breaking lists the changes that break a writer or a reader.
func breaking(t *testing.T, before, after []byte) []string {
	t.Helper()
	a, b := parse(t, before), parse(t, after)
	var out []string
	for name := range schemasOf(a) {
		if schemasOf(b)[name] == nil {
			out = append(out, "definition-removed "+name)
		}
	}
	names := schemasOf(a)
	report, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), spec(t, a, names, "before.json"), spec(t, b, names, "after.json"))
	require.NoError(t, err)
	for _, c := range checker.CheckBackwardCompatibilityUntilLevel(checker.NewConfig(checker.GetAllChecks()), report, sources, checker.INFO) {
		removed := strings.Contains(c.GetId(), "property-removed") || strings.Contains(c.GetId(), "path-removed")
		if c.GetLevel() == checker.ERR || removed {
			out = append(out, c.GetId()+" "+c.GetPath())
		}
	}
	return out
}

func TestNothingBreaks(t *testing.T) {
	t.Parallel()
	before, err := os.ReadFile(baseline)
	require.NoError(t, err)
	after, err := fs.ReadFile(schema.Files(), "v1/openapi/components.json")
	require.NoError(t, err)
	require.Empty(t, breaking(t, before, after), "a breaking change gets a folder of its own beside v1")
}

// closedProfiles are the profiles whose schemas take nothing else than what they
// name; each schema is a file of its own.
var closedProfiles = []string{"form", "llm"}

// unlabelled takes the labels off the choices of a form: they are for people, and no
// reader relies on them.
func unlabelled(v any) {
	switch v := v.(type) {
	case object:
		choices, _ := v["oneOf"].([]any)
		for _, c := range choices {
			delete(c.(object), "title")
			delete(c.(object), "description")
		}
		for _, child := range v {
			unlabelled(child)
		}
	case []any:
		for _, child := range v {
			unlabelled(child)
		}
	}
}

// components makes a document of one schema: its definitions stand beside it.
func components(t *testing.T, raw []byte) []byte {
	t.Helper()
	text := strings.ReplaceAll(string(raw), `"#/$defs/`, `"#/components/schemas/`)
	root := parse(t, []byte(text))
	unlabelled(root)
	schemas := object{}
	if defs, ok := root["$defs"].(object); ok {
		schemas = defs
	}
	for _, meta := range []string{"$defs", "$schema", "$id"} {
		delete(root, meta)
	}
	schemas["Root"] = root
	out, err := json.Marshal(object{
		"openapi": "3.1.0", "info": object{"title": "one schema", "version": "1"}, "paths": object{}, "components": object{"schemas": schemas},
	})
	require.NoError(t, err)
	return out
}

// opened lists the objects of a schema that take properties which they do not name,
// and did not before.
func opened(t *testing.T, before, after []byte) []string {
	t.Helper()
	closed := func(raw []byte) map[string]bool {
		out := map[string]bool{}
		var walk func(path string, v any)
		walk = func(path string, v any) {
			switch v := v.(type) {
			case object:
				if v["type"] == "object" {
					out[path] = v["additionalProperties"] == false
				}
				for k, child := range v {
					walk(path+"/"+k, child)
				}
			case []any:
				for i, child := range v {
					walk(fmt.Sprint(path, "/", i), child)
				}
			}
		}
		walk("", parse(t, raw))
		return out
	}
	now := closed(after)
	var out []string
	for path, was := range closed(before) {
		if is, there := now[path]; was && there && !is {
			out = append(out, "object-opened "+path)
		}
	}
	return out
}

func closedBreaking(t *testing.T, before, after []byte) []string {
	t.Helper()
	return append(breaking(t, components(t, before), components(t, after)), opened(t, before, after)...)
}

func TestNothingBreaksInFormsAndReplies(t *testing.T) {
	t.Parallel()
	for _, profile := range closedProfiles {
		entries, err := os.ReadDir(kept + profile)
		require.NoError(t, err)
		require.NotEmpty(t, entries)
		for _, e := range entries {
			before, err := os.ReadFile(kept + profile + "/" + e.Name())
			require.NoError(t, err)
			after, err := fs.ReadFile(schema.Files(), "v1/"+profile+"/"+e.Name())
			require.NoError(t, err, "a document that is gone")
			require.Empty(t, closedBreaking(t, before, after), "%s of %s", e.Name(), profile)
		}
	}
}

func TestTheGateSeesChangesOfFormsAndReplies(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		file   string
		change func(root object)
		breaks bool
	}{
		"form: nothing":             {"form/scorecard.json", func(object) {}, false},
		"form: another description": {"form/scorecard.json", func(s object) { s["description"] = "Other words." }, false},
		"form: another label": {"form/scorecard.json", func(s object) {
			overall := s["properties"].(object)["overall"].(object)["oneOf"].([]any)
			overall[1].(object)["title"] = "By all means"
		}, false},
		"form: a removed property": {"form/scorecard.json", func(s object) { delete(s["properties"].(object), "overall_reason") }, true},
		"form: a removed choice": {"form/scorecard.json", func(s object) {
			overall := s["properties"].(object)["overall"].(object)
			overall["oneOf"] = overall["oneOf"].([]any)[:2]
		}, true},
		"form: a new required property": {"form/scorecard.json", func(s object) {
			s["properties"].(object)["mood"] = object{"type": "string"}
			required, _ := s["required"].([]any)
			s["required"] = append(required, "mood")
		}, true},
		"form: opened":          {"form/scorecard.json", func(s object) { delete(s, "additionalProperties") }, true},
		"reply: nothing":        {"llm/scorecard_evidence.json", func(object) {}, false},
		"reply: a removed list": {"llm/scorecard_evidence.json", func(s object) { delete(s["properties"].(object), first(s)) }, true},
		"reply: another type":   {"llm/scorecard_evidence.json", func(s object) { s["properties"].(object)[first(s)] = object{"type": "integer"} }, true},
		"reply: opened":         {"llm/scorecard_evidence.json", func(s object) { s["additionalProperties"] = true }, true},
		"reply: a removed choice": {"llm/scorecard_level.json", func(s object) {
			level := s["properties"].(object)["level"].(object)
			level["enum"] = level["enum"].([]any)[1:]
		}, true},
	} {
		before, err := os.ReadFile(kept + tt.file)
		require.NoError(t, err)
		root := parse(t, before)
		tt.change(root)
		after, err := json.Marshal(root)
		require.NoError(t, err)
		found := closedBreaking(t, before, after)
		require.Equal(t, tt.breaks, len(found) > 0, "%s: %v", name, found)
	}
}

// first is the name of the first required property.
func first(s object) string { return s["required"].([]any)[0].(string) }

// TestTheGateSeesChanges shows what the gate finds, and what it lets pass.
func TestTheGateSeesChanges(t *testing.T) {
	t.Parallel()
	before, err := os.ReadFile(baseline)
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		change func(schemas object)
		breaks bool
	}{
		"nothing":              {func(object) {}, false},
		"a new optional field": {func(s object) { props(s, "Rubric")["colour"] = object{"type": "string"} }, false},
		"another description":  {func(s object) { s["Rubric"].(object)["description"] = "Other words." }, false},
		"a removed field":      {func(s object) { delete(props(s, "Rubric"), "waivers") }, true},
		"another type":         {func(s object) { props(s, "Rubric")["version"] = object{"type": "string"} }, true},
		"a new required field": {func(s object) {
			props(s, "Rubric")["colour"] = object{"type": "string"}
			s["Rubric"].(object)["required"] = append(s["Rubric"].(object)["required"].([]any), "colour")
		}, true},
		"no longer required": {func(s object) { s["Rubric"].(object)["required"] = []any{"id"} }, true},
		"fewer values":       {func(s object) { props(s, "Scorecard")["overall"].(object)["enum"] = []any{"yes", "no"} }, true},
		"more values": {func(s object) {
			props(s, "Scorecard")["overall"].(object)["enum"] = []any{"strong_yes", "yes", "no", "strong_no", "maybe"}
		}, true},
		"a higher minimum":   {func(s object) { props(s, "RubricAnchor")["level"].(object)["minimum"] = 2 }, true},
		"null is allowed":    {func(s object) { props(s, "Rubric")["id"].(object)["type"] = []any{"string", "null"} }, true},
		"a removed document": {func(s object) { delete(s, "Scorecard") }, true},
	} {
		doc := parse(t, before)
		tt.change(schemasOf(doc))
		after, err := json.Marshal(doc)
		require.NoError(t, err)
		found := breaking(t, before, after)
		require.Equal(t, tt.breaks, len(found) > 0, "%s: %v", name, found)
	}
}

func props(schemas object, name string) object {
	return schemas[name].(object)["properties"].(object)
}

// TestOpenAPIIsValid reads the document as OpenAPI.
func TestOpenAPIIsValid(t *testing.T) {
	t.Parallel()
	raw, err := fs.ReadFile(schema.Files(), "v1/openapi/components.json")
	require.NoError(t, err)
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	require.NoError(t, err)
	require.Greater(t, len(doc.Components.Schemas), 60)
	require.NoError(t, doc.Validate(t.Context()))
}

// bound are the form that a rubric makes and its layout, as they are now.
func bound(t *testing.T) (form, layout []byte) {
	t.Helper()
	raw, err := os.ReadFile(kept + "bound/rubric.json")
	require.NoError(t, err)
	var r rubric.Rubric
	require.NoError(t, json.Unmarshal(raw, &r))
	form, err = schema.Bound(r, schema.Form)
	require.NoError(t, err)
	layout, err = schema.UI(r)
	require.NoError(t, err)
	return form, layout
}

// lost lists the hints of a layout that are gone or say something else. Others may
// come, and properties may come between those that have an order.
func lost(before, after any, at string) []string {
	var out []string
	switch b := before.(type) {
	case object:
		a, ok := after.(object)
		if !ok {
			return []string{"hints-removed " + at}
		}
		for k, v := range b {
			if a[k] == nil {
				out = append(out, "hint-removed "+at+"/"+k)
				continue
			}
			out = append(out, lost(v, a[k], at+"/"+k)...)
		}
	case []any:
		a, _ := after.([]any)
		still := slices.DeleteFunc(slices.Clone(a), func(v any) bool { return !slices.Contains(b, v) })
		if !slices.Equal(b, still) {
			out = append(out, "order-changed "+at)
		}
	default:
		if before != after {
			out = append(out, "hint-changed "+at)
		}
	}
	return out
}

func TestNothingBreaksInTheBoundForm(t *testing.T) {
	t.Parallel()
	form, layout := bound(t)
	before, err := os.ReadFile(kept + "bound/scorecard.form.json")
	require.NoError(t, err)
	require.Empty(t, closedBreaking(t, before, form))
	before, err = os.ReadFile(kept + "bound/scorecard.ui.json")
	require.NoError(t, err)
	require.Empty(t, lost(parse(t, before), parse(t, layout), ""))
}

func TestTheGateSeesChangesOfTheBoundForm(t *testing.T) {
	t.Parallel()
	formNow, layoutNow := bound(t)
	ratings := func(o object) object {
		if p, ok := o["properties"].(object); ok { // of the schema
			return p["ratings"].(object)["properties"].(object)
		}
		return o["ratings"].(object)
	}
	for name, tt := range map[string]struct {
		form, layout func(object)
		breaks       bool
	}{
		"nothing":            {breaks: false},
		"a new hint":         {layout: func(u object) { u["overall_reason"].(object)["ui:autofocus"] = true }},
		"a property between": {layout: func(u object) { u["ui:order"] = []any{"ratings", "mood", "overall", "overall_reason"} }},
		"a removed hint":     {layout: func(u object) { delete(u["overall"].(object), "ui:widget") }, breaks: true},
		"another widget":     {layout: func(u object) { u["overall"].(object)["ui:widget"] = "select" }, breaks: true},
		"a removed property": {layout: func(u object) { delete(ratings(u), "delivery") }, breaks: true},
		"another order":      {layout: func(u object) { u["ui:order"] = []any{"overall", "ratings", "overall_reason"} }, breaks: true},
		"no order":           {layout: func(u object) { delete(ratings(u), "ui:order") }, breaks: true},
		"another option": {layout: func(u object) {
			ratings(u)["delivery"].(object)["quotes"].(object)["ui:options"] = object{"orderable": true}
		}, breaks: true},
		"form: a removed level": {form: func(s object) { dropLevel(ratings(s)["delivery"].(object)) }, breaks: true},
		"form: a removed reason": {form: func(s object) {
			delete(ratings(s)["delivery"].(object)["properties"].(object), "reason")
		}, breaks: true},
		"form: opened": {form: func(s object) { delete(s, "additionalProperties") }, breaks: true},
	} {
		form, layout := parse(t, formNow), parse(t, layoutNow)
		if tt.form != nil {
			tt.form(form)
		}
		if tt.layout != nil {
			tt.layout(layout)
		}
		after, err := json.Marshal(form)
		require.NoError(t, err)
		found := append(closedBreaking(t, formNow, after), lost(parse(t, layoutNow), layout, "")...)
		require.Equal(t, tt.breaks, len(found) > 0, "%s: %v", name, found)
	}
}

func dropLevel(competency object) {
	level := competency["properties"].(object)["level"].(object)
	level["oneOf"] = level["oneOf"].([]any)[:2]
}
