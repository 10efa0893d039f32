// Package compat_test is the gate for changes of the schemas: the documents of the
// Wire profile are compared with the baseline, as what is sent and as what is read.
package compat_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/schema"
)

const baseline = "../../../schema/testdata/baseline/components.json"

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
