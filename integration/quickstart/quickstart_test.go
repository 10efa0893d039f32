package quickstart_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/schema"
)

func compiled(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	raw, err := schema.Named(name, schema.Wire)
	require.NoError(t, err)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource(name, doc))
	s, err := c.Compile(name)
	require.NoError(t, err, "an independent compiler accepts the schema")
	return s
}

func TestEverySchemaCompiles(t *testing.T) {
	t.Parallel()
	n := 0
	for name := range schema.Names(schema.Wire) {
		compiled(t, name)
		n++
	}
	files, err := filepath.Glob(filepath.Join("..", "..", "schema", "v1", "*.json"))
	require.NoError(t, err)
	require.Len(t, files, n, "every file is the schema of a document")
}

// TestDocumentsAreValid runs the quickstart and validates every document that it
// prints with an independent validator.
func TestDocumentsAreValid(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), "go", "run", "./quickstart", "-json", "-html", filepath.Join(t.TempDir(), "debrief.html"))
	cmd.Dir = filepath.Join(root, "examples")
	cmd.Env = append(os.Environ(), "GOWORK=off")
	out, err := cmd.Output()
	require.NoError(t, err)
	var doc struct {
		Requisition any `json:"requisition"`
		Rubric      any `json:"rubric"`
		Candidates  []struct {
			Application any   `json:"application"`
			Drafts      []any `json:"drafts"`
			Cards       []any `json:"scorecards"`
			Unrated     any   `json:"summary_unrated"`
			Summary     any   `json:"summary"`
		} `json:"candidates"`
		Meeting   any   `json:"meeting"`
		Debrief   any   `json:"debrief"`
		Decisions []any `json:"decisions"`
		Offer     any   `json:"offer"`
	}
	dec := json.NewDecoder(bytes.NewReader(out))
	dec.UseNumber()
	require.NoError(t, dec.Decode(&doc))
	checked := 0
	check := func(name string, docs ...any) {
		s := compiled(t, name)
		for _, d := range docs {
			require.NotNil(t, d, name)
			require.NoError(t, s.Validate(d), name)
			checked++
		}
	}
	check("requisition", doc.Requisition)
	check("rubric_locked", doc.Rubric)
	for _, c := range doc.Candidates {
		check("application", c.Application)
		check("scorecard_draft", c.Drafts...)
		check("scorecard", c.Cards...)
		check("summary", c.Unrated, c.Summary)
	}
	check("debrief_meeting", doc.Meeting)
	check("debrief", doc.Debrief)
	check("offer", doc.Offer)
	check("decision", doc.Decisions...)
	require.Equal(t, 1+1+2*(1+4+4+2)+3+2, checked)

	s := compiled(t, "decision")
	bad := doc.Decisions[0].(map[string]any)
	bad["decided_by"].(map[string]any)["kind"] = "agent"
	require.Error(t, s.Validate(bad), "the schema itself refuses an agent")
}
