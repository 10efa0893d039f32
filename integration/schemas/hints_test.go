package schemas_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/schema"
)

// TestHints reads the layout beside every bound form: each hint is of a property that
// the schema has, each order is all of its properties, and each widget is one that
// React JSON Schema Form has for that type. What is wrong on purpose is found.
func TestHints(t *testing.T) {
	t.Parallel()
	tools(t)
	dir := t.TempDir()
	put := func(name string, form, layout json.RawMessage) {
		raw, err := json.Marshal(map[string]json.RawMessage{"schema": form, "ui": layout})
		require.NoError(t, err)
		write(t, raw, dir, "hints", name+".json")
	}
	want := map[string]int{}
	for name, r := range rubrics() {
		for only, ids := range map[string][]rubric.CompetencyID{"all": nil, "one": {r.Competencies[0].ID}} {
			form, err := schema.Bound(r, schema.Form, ids...)
			require.NoError(t, err)
			layout, err := schema.UI(r, ids...)
			require.NoError(t, err)
			put(name+"-"+only, form, layout)
			asked := len(r.Competencies)
			if ids != nil {
				asked = 1
			}
			want[name+"-"+only] = 4 + 5*asked // two orders and two widgets, and five hints a competency
		}
	}
	r := rubrics()["plain"]
	form, err := schema.Bound(r, schema.Form)
	require.NoError(t, err)
	wrong := map[string]string{
		"property": `{"ratings":{"nobody":{"ui:order":["level"]}}}`,
		"widget":   `{"overall":{"ui:widget":"slider"}}`,
		"type":     `{"ratings":{"ui:widget":"textarea"}}`,
		"order":    `{"ui:order":["ratings","overall"]}`,
		"twice":    `{"ui:order":["ratings","overall","overall"]}`,
		"hint":     `{"overall":{"ui:wigdet":"radio"}}`,
		"option":   `{"overall":{"ui:options":{"order":true}}}`,
		"items":    `{"overall":{"items":{"ui:widget":"textarea"}}}`,
	}
	for name, layout := range wrong {
		put("wrong-"+name, form, json.RawMessage(layout))
	}
	got := map[string]struct {
		Hints  int      `json:"hints"`
		Faults []string `json:"faults"`
	}{}
	node(t, &got, "hints.mjs", dir)
	require.Len(t, got, len(want)+len(wrong))
	for name, n := range want {
		require.Empty(t, got[name].Faults, name)
		require.Equal(t, n, got[name].Hints, name)
	}
	for name := range wrong {
		require.NotEmpty(t, got["wrong-"+name].Faults, name)
	}
}
