package schema_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/intake"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/panel"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/schema"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

func ExampleFor() {
	raw, err := schema.For[debrief.DecisionDocument](schema.Wire)
	var s struct {
		ID    string `json:"$id"`
		Title string `json:"title"`
	}
	_ = json.Unmarshal(raw, &s)
	fmt.Println(s.ID, s.Title, err)
	// Output: urn:hirealign:schema:v1:decision DebriefDecision <nil>
}

var (
	definitionName = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
	propertyName   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// TestRules walks every schema: what frontends' tools cannot digest is not in it,
// and no document has a property for what may not be kept.
func TestRules(t *testing.T) {
	t.Parallel()
	for name := range schema.Names(schema.Wire) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := schema.Named(name, schema.Wire)
			require.NoError(t, err)
			var s map[string]any
			require.NoError(t, json.Unmarshal(raw, &s))
			require.Equal(t, "https://json-schema.org/draft/2020-12/schema", s["$schema"])
			require.Equal(t, "urn:hirealign:schema:v1:"+name, s["$id"])
			require.Equal(t, "object", s["type"], "the root is expanded")
			require.NotEmpty(t, s["title"])
			defs, _ := s["$defs"].(map[string]any)
			walk(t, s, defs, true)
			for d, def := range defs {
				require.Regexp(t, definitionName, d)
				walk(t, def.(map[string]any), defs, false)
			}
		})
	}
}

func walk(t *testing.T, s, defs map[string]any, root bool) {
	t.Helper()
	for _, banned := range []string{"oneOf", "allOf", "anyOf", "not", "if", "prefixItems", "patternProperties", "discriminator", "const", "additionalProperties"} {
		require.NotContains(t, s, banned)
	}
	for k := range s {
		require.Contains(t, []string{
			"$schema", "$id", "$defs", "$ref", "title", "description", "type", "format", "enum", "minimum", "items", "properties", "required",
		}, k, "every tool reads these keywords")
	}
	if kind, there := s["type"]; there {
		require.IsType(t, "", kind, "what is not there is absent, and never null")
	}
	if format, there := s["format"]; there {
		require.Equal(t, "date-time", format, "no format of our own")
	}
	if !root {
		require.NotContains(t, s, "$id")
		require.NotContains(t, s, "$defs")
	}
	props, _ := s["properties"].(map[string]any)
	if s["type"] == "object" && len(props) > 0 { // what may be any JSON object has no name
		require.NotEmpty(t, s["title"], "objects are named")
	} else {
		require.NotContains(t, s, "title", "titles of values become types in TypeScript")
	}
	if ref, ok := s["$ref"].(string); ok {
		require.Contains(t, defs, strings.TrimPrefix(ref, "#/$defs/"), "references are local")
	} else {
		require.NotEmpty(t, s["type"], "%v", s)
	}
	for p, sub := range props {
		require.Regexp(t, propertyName, p)
		for _, private := range []string{"emotion", "sentiment", "accent", "voice", "face", "personality", "gender", "age", "race", "ethnicity", "religion", "disability", "salary"} {
			require.False(t, slices.Contains(strings.Split(p, "_"), private), p)
		}
		walk(t, sub.(map[string]any), defs, false)
	}
	if items, ok := s["items"].(map[string]any); ok {
		walk(t, items, defs, false)
	}
	for _, r := range asList(s["required"]) {
		require.Contains(t, props, r)
	}
}

func asList(v any) []string {
	var out []string
	l, _ := v.([]any)
	for _, e := range l {
		out = append(out, e.(string))
	}
	return out
}

func TestEveryDocumentHasASchema(t *testing.T) {
	t.Parallel()
	get := func(raw json.RawMessage, err error) string {
		require.NoError(t, err)
		var s struct {
			ID string `json:"$id"`
		}
		require.NoError(t, json.Unmarshal(raw, &s))
		return strings.TrimPrefix(s.ID, "urn:hirealign:schema:v1:")
	}
	got := []string{
		get(schema.For[requisition.Act](schema.Wire)), get(schema.For[requisition.Application](schema.Wire)),
		get(schema.For[requisition.Candidate](schema.Wire)), get(schema.For[evidence.Citation](schema.Wire)),
		get(schema.For[debrief.Packet](schema.Wire)), get(schema.For[debrief.DecisionDocument](schema.Wire)), get(schema.For[scorecard.Handoff](schema.Wire)),
		get(schema.For[intake.Brief](schema.Wire)), get(schema.For[intake.Comparison](schema.Wire)), get(schema.For[intake.Coverage](schema.Wire)),
		get(schema.For[requisition.Interview](schema.Wire)), get(schema.For[panel.Kit](schema.Wire)), get(schema.For[rubric.JobDescription](schema.Wire)),
		get(schema.For[rubric.JobPosting](schema.Wire)), get(schema.For[lint.Report](schema.Wire)), get(schema.For[panel.Report](schema.Wire)),
		get(schema.For[rubric.Bank](schema.Wire)), get(schema.For[requisition.Requisition](schema.Wire)), get(schema.For[rubric.Rubric](schema.Wire)),
		get(schema.For[rubric.LockedDocument](schema.Wire)), get(schema.For[rubric.SupersededDocument](schema.Wire)), get(schema.For[debrief.Change](schema.Wire)),
		get(schema.For[debrief.MeetingDocument](schema.Wire)), get(schema.For[debrief.PulseResult](schema.Wire)), get(schema.For[debrief.Retro](schema.Wire)),
		get(schema.For[debrief.Explanation](schema.Wire)), get(schema.For[debrief.Brief](schema.Wire)), get(schema.For[scorecard.LevelSuggestion](schema.Wire)), get(schema.For[requisition.Offer](schema.Wire)),
		get(schema.For[privacy.Consents](schema.Wire)), get(schema.For[privacy.Hold](schema.Wire)), get(schema.For[privacy.Erasure](schema.Wire)),
		get(schema.For[privacy.Export](schema.Wire)), get(schema.For[privacy.Policy](schema.Wire)), get(schema.For[privacy.Clock](schema.Wire)),
		get(schema.For[scorecard.Document](schema.Wire)), get(schema.For[scorecard.Draft](schema.Wire)),
		get(schema.For[summary.Summary](schema.Wire)), get(schema.For[summary.Comparison](schema.Wire)), get(schema.For[summary.Notice](schema.Wire)), get(schema.For[transcript.Transcript](schema.Wire)),
	}
	slices.Sort(got)
	require.Equal(t, slices.Collect(schema.Names(schema.Wire)), got)
	_, err := schema.Named("salary", schema.Wire)
	require.ErrorIs(t, err, schema.ErrUnknown)
	_, err = schema.For[rubric.Rubric](schema.Profile(9))
	require.ErrorIs(t, err, schema.ErrUnknown)
}

// The scorecard's draft and the handoff have no place for a judgement.
func TestDraftSchemaHasNoRating(t *testing.T) {
	t.Parallel()
	for _, of := range []func(schema.Profile) (json.RawMessage, error){schema.For[scorecard.Draft], schema.For[scorecard.Handoff]} {
		raw, err := of(schema.Wire)
		require.NoError(t, err)
		for _, p := range []string{`"rating"`, `"ratings"`, `"level"`, `"overall"`, `"score"`} {
			require.NotContains(t, string(raw), p)
		}
	}
}

// TestThePackageHasItsLicence keeps the licence in the npm package, which is packed
// from its own folder.
func TestThePackageHasItsLicence(t *testing.T) {
	t.Parallel()
	own, err := os.ReadFile("ts/LICENSE")
	require.NoError(t, err)
	whole, err := os.ReadFile("../LICENSE")
	require.NoError(t, err)
	require.Equal(t, whole, own)
}
