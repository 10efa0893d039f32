package schema_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/schema"
	"github.com/hirealign/hirealign/scorecard"
)

// TestFormRules walks every form: nothing that form tools cannot draw, and no
// choice that judges comes first.
func TestFormRules(t *testing.T) {
	t.Parallel()
	n := 0
	for name := range schema.Names(schema.Form) {
		n++
		raw, err := schema.Named(name, schema.Form)
		require.NoError(t, err)
		var s map[string]any
		require.NoError(t, json.Unmarshal(raw, &s))
		require.Equal(t, "urn:hirealign:schema:v1:form:"+name, s["$id"])
		walkForm(t, s, true)
	}
	require.Equal(t, 10, n)
}

func walkForm(t *testing.T, s map[string]any, root bool) {
	t.Helper()
	allowed := []string{"title", "description", "type", "format", "readOnly", "minimum", "oneOf", "items", "properties", "required", "additionalProperties"}
	if root {
		allowed = append(allowed, "$schema", "$id")
	}
	for k := range s {
		require.Contains(t, allowed, k)
	}
	require.NotEmpty(t, s["title"], "%v", s)
	require.NotEmpty(t, s["type"])
	if choices, ok := s["oneOf"].([]any); ok {
		require.Equal(t, "null", s["type"].([]any)[1])
		first := choices[0].(map[string]any)
		require.Contains(t, first, "const")
		require.Nil(t, first["const"], "the first choice is none")
		for _, c := range choices {
			require.NotEmpty(t, c.(map[string]any)["title"])
		}
	}
	props, _ := s["properties"].(map[string]any)
	if s["type"] == "object" {
		require.Equal(t, false, s["additionalProperties"])
		require.NotEmpty(t, props)
		require.NotContains(t, props, "schema_version")
		require.NotContains(t, props, "$schema")
	}
	for name, p := range props {
		kept := name == "id" && root || strings.HasSuffix(name, "_at")
		require.Equal(t, kept, kept && p.(map[string]any)["readOnly"] == true, "%s is not asked for", name)
		walkForm(t, p.(map[string]any), false)
	}
	if items, ok := s["items"].(map[string]any); ok && items["type"] == "object" {
		walkForm(t, items, false)
	}
	for _, r := range asList(s["required"]) {
		require.Contains(t, props, r)
		require.NotEqual(t, true, props[r].(map[string]any)["readOnly"], "nobody can fill in what is read only")
	}
}

// provider is what a provider's structured output accepts.
type provider struct {
	keywords    []string
	allRequired bool
	closed      bool
	depth       int
	enums       int
	properties  int
	characters  int
}

var providers = map[string]provider{
	"openai strict": {
		keywords: []string{"type", "description", "enum", "items", "properties", "required", "additionalProperties"}, allRequired: true, closed: true,
		depth: 10, enums: 1000, properties: 5000, characters: 120_000,
	},
	"anthropic": {keywords: []string{"type", "description", "enum", "items", "properties", "required", "additionalProperties"}, closed: true, depth: 10, enums: 1000, properties: 5000, characters: 120_000},
	"gemini":    {keywords: []string{"type", "description", "enum", "items", "properties", "required", "additionalProperties", "minItems", "maxItems"}, depth: 10, enums: 1000, properties: 5000, characters: 120_000},
}

type lintState struct {
	provider
	found             []string
	enum, props, size int
}

func (l *lintState) walk(s map[string]any, at string, depth int) {
	report := func(what string) { l.found = append(l.found, at+": "+what) }
	for k := range s {
		if !slices.Contains(l.keywords, k) {
			report(k)
		}
	}
	if _, ok := s["type"].(string); !ok {
		report("union or no type")
	}
	if depth > l.depth {
		report("depth")
	}
	if e, ok := s["enum"].([]any); ok {
		l.enum += len(e)
		l.size += len(fmt.Sprint(e))
	}
	props, _ := s["properties"].(map[string]any)
	if s["type"] == "object" {
		if l.closed && s["additionalProperties"] != false {
			report("open")
		}
		if l.allRequired && len(asList(s["required"])) != len(props) {
			report("optional property")
		}
	}
	for name, p := range props {
		if name == "id" || strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "_at") {
			report("a model does not make " + name)
		}
		l.props++
		l.size += len(name)
		l.walk(p.(map[string]any), at+"/"+name, depth+1)
	}
	if items, ok := s["items"].(map[string]any); ok {
		l.walk(items, at+"/items", depth)
	}
}

func lintFor(t *testing.T, p provider, raw []byte) []string {
	t.Helper()
	var s map[string]any
	require.NoError(t, json.Unmarshal(raw, &s))
	l := lintState{provider: p}
	l.walk(s, "", 1)
	if l.enum > p.enums || l.props > p.properties || l.size > p.characters {
		l.found = append(l.found, "limits")
	}
	return l.found
}

// TestProvidersAcceptTheLLMProfile lints every schema for models by the documented
// subsets, and shows that the lint finds what the other profiles have too much of.
func TestProvidersAcceptTheLLMProfile(t *testing.T) {
	t.Parallel()
	for who, p := range providers {
		n := 0
		for name := range schema.Names(schema.LLM) {
			n++
			raw, err := schema.Named(name, schema.LLM)
			require.NoError(t, err)
			require.Empty(t, lintFor(t, p, raw), "%s: %s", who, name)
			again, err := schema.Named(name, schema.LLM)
			require.NoError(t, err)
			require.Equal(t, raw, again, "the same bytes in every call")
		}
		require.Equal(t, 7, n)
		for _, other := range []schema.Profile{schema.Wire, schema.Form} {
			raw, err := schema.Named("scorecard", other)
			require.NoError(t, err)
			require.NotEmpty(t, lintFor(t, p, raw), who)
		}
	}
}

func TestModelsSeeNoRatingUnlessAskedFor(t *testing.T) {
	t.Parallel()
	for name := range schema.Names(schema.LLM) {
		raw, err := schema.Named(name, schema.LLM)
		require.NoError(t, err)
		for _, word := range []string{`"level"`, `"rating"`, `"score"`, `"overall"`} {
			require.Equal(t, name == "scorecard_level" && word == `"level"`, strings.Contains(string(raw), word), name)
		}
	}
	raw, err := schema.For[schema.LevelReply](schema.LLM)
	require.NoError(t, err)
	text := string(raw)
	require.Less(t, strings.Index(text, `"evidence"`), strings.Index(text, `"level"`))
	for _, raw := range []func(schema.Profile) (json.RawMessage, error){
		schema.For[schema.EvidenceReply], schema.For[schema.AllEvidenceReply], schema.For[schema.SummaryReply], schema.For[schema.CriteriaReply],
		schema.For[schema.DescriptionReply], schema.For[schema.PointsReply],
	} {
		b, err := raw(schema.LLM)
		require.NoError(t, err)
		require.True(t, json.Valid(b))
	}
	_, err = schema.For[schema.EvidenceReply](schema.Wire)
	require.ErrorIs(t, err, schema.ErrUnknown)
	_, err = schema.For[scorecard.Draft](schema.LLM)
	require.ErrorIs(t, err, schema.ErrUnknown)
}

func TestProfileNames(t *testing.T) {
	t.Parallel()
	for _, p := range []schema.Profile{schema.Wire, schema.Form, schema.LLM} {
		got, err := schema.ParseProfile(p.String())
		require.NoError(t, err)
		require.Equal(t, p, got)
	}
	_, err := schema.ParseProfile("xml")
	require.ErrorIs(t, err, schema.ErrUnknown)
	require.Equal(t, "profile 9", schema.Profile(9).String())
	require.Empty(t, slices.Collect(schema.Names(9)))
}
