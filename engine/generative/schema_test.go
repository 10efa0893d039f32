package generative_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/engine/generative"
	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
)

// dialect is what one provider's structured output takes.
type dialect struct {
	keywords []string
	// closed: every object needs additionalProperties false, and every key is required.
	closed bool
	depth  int // of objects in objects
	// keys, enums and characters limit a schema as a whole; 0 for no limit.
	keys, enums, characters int
}

// The common part of what the providers document, and their limits.
var dialects = map[string]dialect{
	"openai strict": {[]string{"type", "properties", "required", "items", "enum", "description", "additionalProperties", "$ref", "$defs", "anyOf", "minItems", "maxItems", "minimum", "maximum", "pattern", "format"}, true, 10, 5000, 1000, 120_000},
	"anthropic":     {[]string{"type", "properties", "required", "items", "enum", "description", "additionalProperties", "$ref", "$defs", "anyOf", "format", "const"}, true, 10, 0, 0, 0},
	"gemini":        {[]string{"type", "properties", "required", "items", "enum", "description", "additionalProperties", "$ref", "$defs", "anyOf", "minItems", "maxItems", "minimum", "maximum", "title", "propertyOrdering"}, false, 5, 0, 100, 0},
}

type counts struct{ keys, enums, characters int }

func (d dialect) lint(raw json.RawMessage, depth int, c *counts) []string {
	var s map[string]json.RawMessage
	if json.Unmarshal(raw, &s) != nil {
		return []string{"no object"}
	}
	var out []string
	if depth > d.depth {
		out = append(out, "too deep")
	}
	for k := range s {
		if !slices.Contains(d.keywords, k) {
			out = append(out, "keyword "+k)
		}
	}
	var kind string
	if json.Unmarshal(s["type"], &kind) != nil {
		out = append(out, "a union of types")
	}
	if kind == "object" {
		var properties map[string]json.RawMessage
		var required []string
		_ = json.Unmarshal(s["properties"], &properties)
		_ = json.Unmarshal(s["required"], &required)
		if d.closed && (string(s["additionalProperties"]) != "false" || len(required) != len(properties)) {
			out = append(out, "an open object")
		}
		c.keys += len(properties)
		for k, p := range properties {
			c.characters += len(k)
			out = append(out, d.lint(p, depth+1, c)...)
		}
	}
	if s["items"] != nil {
		out = append(out, d.lint(s["items"], depth, c)...)
	}
	var enum []string
	if s["enum"] != nil {
		if json.Unmarshal(s["enum"], &enum) != nil {
			out = append(out, "an enum of something else than strings")
		}
		c.enums += len(enum)
		c.characters += len(strings.Join(enum, ""))
	}
	return out
}

func (d dialect) check(s llm.Schema) []string {
	var c counts
	out := d.lint(s.JSON, 1, &c)
	if d.keys > 0 && c.keys > d.keys || d.enums > 0 && c.enums > d.enums || d.characters > 0 && c.characters > d.characters {
		out = append(out, "too large")
	}
	return out
}

func TestEverySchemaIsOfTheCommonPart(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, s := range generative.Schemas() {
		require.False(t, names[s.Name])
		names[s.Name] = true
		for name, d := range dialects {
			require.Empty(t, d.check(s), "%s for %s", s.Name, name)
		}
	}
	for name, bad := range map[string]string{
		"openai strict": `{"type":"object","properties":{"a":{"type":"string"}},"required":[],"additionalProperties":false}`,
		"anthropic":     `{"type":"object","properties":{"a":{"type":"string","maxLength":3}},"required":["a"],"additionalProperties":false}`,
		"gemini":        `{"type":["object","null"]}`,
	} {
		require.NotEmpty(t, dialects[name].check(llm.Schema{JSON: json.RawMessage(bad)}), "the lint of %s sees what it is for", name)
	}
}

// A prompt or a schema that changes needs another Version: what was drafted says
// with which it was.
func TestTheVersionBelongsToThePrompts(t *testing.T) {
	t.Parallel()
	e, err := generative.New(llmfake.New(), nil)
	require.NoError(t, err)
	p, err := e.DraftRubric(t.Context(), emptyIntake)
	require.NoError(t, err)
	require.Equal(t, "3 c1ca66e1bca90644", p.By.Info().Version+" "+p.By.Info().PromptHash)
}
