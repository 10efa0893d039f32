package schemas_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/schema"
	"github.com/hirealign/hirealign/scorecard"
)

var install struct {
	sync.Once
	dir string
	err error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if install.dir != "" {
		_ = os.RemoveAll(install.dir)
	}
	os.Exit(code)
}

// tools installs the committed lock file once and returns the folder.
func tools(t *testing.T) string {
	t.Helper()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed: the schemas are not read with frontends' tools")
		}
	}
	install.Do(func() {
		install.dir, install.err = os.MkdirTemp("", "hirealign-schemas-")
		for _, name := range []string{"package.json", "package-lock.json", "check.mjs", "forms.mjs", "hints.mjs"} {
			b, err := os.ReadFile(name)
			if err == nil {
				err = os.WriteFile(filepath.Join(install.dir, name), b, 0o600)
			}
			if err != nil {
				install.err = err
				return
			}
		}
		cmd := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
		cmd.Dir = install.dir
		if out, err := cmd.CombinedOutput(); err != nil {
			install.err = fmt.Errorf("npm ci: %w: %s", err, out)
		}
	})
	require.NoError(t, install.err)
	return install.dir
}

func node(t *testing.T, into any, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", args...)
	cmd.Dir = tools(t)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	require.NoError(t, err, errs.String())
	require.NoError(t, json.Unmarshal(out, into), string(out))
}

func write(t *testing.T, b []byte, path ...string) {
	t.Helper()
	file := filepath.Join(path...)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o750))
	require.NoError(t, os.WriteFile(file, b, 0o600))
}

// rubrics are a plain one and one whose words and ids are hostile.
func rubrics() map[string]rubric.Rubric {
	of := func(texts []string, ids ...rubric.CompetencyID) rubric.Rubric {
		r := rubric.Rubric{SchemaVersion: 1, ID: "rb-1", Version: 1, MeetsLevel: 2, Role: rubric.Role{Title: texts[0]}}
		for i, id := range ids {
			c := rubric.Competency{ID: id, Name: texts[i%len(texts)], Description: texts[(i+1)%len(texts)], Kind: rubric.MustHave}
			for l := 1; l <= 4; l++ {
				c.Anchors = append(c.Anchors, rubric.Anchor{Level: l, Label: fmt.Sprint(texts[l%len(texts)], l), Behaviour: fmt.Sprintf("Does %d of what is asked: %s", l, texts[(i+l)%len(texts)])})
			}
			r.Competencies = append(r.Competencies, c)
			r.Questions = append(r.Questions, rubric.Question{ID: rubric.QuestionID(fmt.Sprint("q-", i)), Text: "Tell me about it.", Competencies: []rubric.CompetencyID{id}})
		}
		return r
	}
	return map[string]rubric.Rubric{
		"plain": of([]string{"Backend Engineer", "Delivery", "Incidents"}, "delivery", "incidents"),
		"hostile": of([]string{
			`</script><script>alert("1")</script>`, `a.b["c"]`, "\u202egnp", strings.Repeat("long ", 2000), "__proto__", "日本語 👩🏽‍💻", "$ref #/$defs/x", "%s {{.}} ${x}",
		}, "constructor", "10", "2", rubric.CompetencyID(strings.Repeat("x", 64)), "a--b"),
	}
}

// TestAjvAndZod compiles every schema of every profile in Ajv 2020 strict and in
// zod, and validates 1,000 random documents of each type in one process.
func TestAjvAndZod(t *testing.T) {
	t.Parallel()
	tools(t)
	dir, schemas := t.TempDir(), 0
	for _, p := range []schema.Profile{schema.Wire, schema.Form, schema.LLM} {
		for name := range schema.Names(p) {
			raw, err := schema.Named(name, p)
			require.NoError(t, err)
			if p != schema.Wire {
				name = p.String() + "-" + name
			}
			write(t, raw, dir, "schemas", name+".json")
			schemas++
		}
	}
	for name, r := range rubrics() {
		raw, err := schema.Bound(r, schema.Form)
		require.NoError(t, err)
		write(t, raw, dir, "schemas", "bound-"+name+".json")
		schemas++
	}
	for name, typ := range types {
		docs := documents(t, typ, 1000)
		if draw := domain[name]; draw != nil { // every other one is a value of the domain's own type
			r := &random{Rand: rand.New(rand.NewPCG(4, 4)), t: t}
			for i := 0; i < len(docs); i += 2 {
				var err error
				docs[i], err = json.Marshal(draw(r))
				require.NoError(t, err)
			}
		}
		write(t, bytes.Join(docs, []byte("\n")), dir, "documents", name+".ndjson")
	}
	var got struct {
		Compiled     int            `json:"compiled"`
		Zod          int            `json:"zod"`
		Refused      int            `json:"refused"`
		Validated    map[string]int `json:"validated"`
		ZodValidated int            `json:"zod_validated"`
		Failures     []string       `json:"failures"`
	}
	node(t, &got, "check.mjs", dir)
	require.Empty(t, got.Failures)
	require.Equal(t, schemas, got.Compiled)
	require.Equal(t, schemas, got.Zod)
	require.Equal(t, schemas, got.Refused, "a list is no document")
	require.Len(t, got.Validated, len(types))
	for name, n := range got.Validated {
		require.Equal(t, 1000, n, name)
	}
	require.Equal(t, 100*len(types), got.ZodValidated)
	t.Logf("%d schemas, %d documents", schemas, 1000*len(types))
}

// TestForms draws every form and both bound ones: nothing is unsupported, nothing
// is selected that judges, and a filled form is submitted with what was filled in.
func TestForms(t *testing.T) {
	t.Parallel()
	tools(t)
	dir := t.TempDir()
	type form struct {
		Schema json.RawMessage `json:"schema"`
		UI     json.RawMessage `json:"ui,omitempty"`
	}
	put := func(name string, f form) {
		raw, err := json.Marshal(f)
		require.NoError(t, err)
		write(t, raw, dir, "forms", name+".json")
	}
	n := 0
	for name := range schema.Names(schema.Form) {
		raw, err := schema.Named(name, schema.Form)
		require.NoError(t, err)
		put(name, form{Schema: raw})
		n++
	}
	for name, r := range rubrics() {
		raw, err := schema.Bound(r, schema.Form)
		require.NoError(t, err)
		ui, err := schema.UI(r)
		require.NoError(t, err)
		put("bound-"+name, form{Schema: raw, UI: ui})
		n++
	}
	got := map[string]struct {
		Fields      int             `json:"fields"`
		Radios      int             `json:"radios"`
		Unsupported int             `json:"unsupported"`
		Selected    []string        `json:"selected"`
		Marked      []string        `json:"marked"`
		Printed     []string        `json:"printed"`
		Submitted   bool            `json:"submitted"`
		Errors      []string        `json:"errors"`
		Kept        bool            `json:"kept"`
		Choices     int             `json:"choices"`
		Sent        json.RawMessage `json:"sent"`
	}{}
	node(t, &got, "forms.mjs", dir)
	require.Len(t, got, n)
	unjudged := regexp.MustCompile(`^(|No recommendation yet|Not enough signal|No decision yet|Not chosen)$`)
	for name, f := range got {
		require.Positive(t, f.Fields, name)
		require.Zero(t, f.Unsupported, name)
		require.Empty(t, f.Selected, name)
		require.Empty(t, f.Errors, name)
		require.Empty(t, f.Printed, name)
		require.True(t, f.Submitted, name)
		require.True(t, f.Kept, name)
		for _, m := range f.Marked {
			require.Regexp(t, unjudged, m, name)
		}
	}
	for name, r := range rubrics() {
		f := got["bound-"+name]
		require.Equal(t, 5*(len(r.Competencies)+1), f.Radios, "five choices for each level and for the whole")
		require.Equal(t, len(r.Competencies)+1, f.Choices)
		answers, err := schema.Decode(r, schema.Form, f.Sent)
		require.NoError(t, err, "what the form sends is what Decode reads")
		require.Len(t, answers.Ratings, len(r.Competencies))
		for i, a := range answers.Ratings {
			require.Equal(t, r.Competencies[i].ID, a.Competency)
			require.Equal(t, 1, a.Level)
		}
		require.Equal(t, scorecard.StrongYes, answers.Overall)
	}
}

// TestTypeScript compiles the npm package with sample documents typed against its
// declarations, strictly.
func TestTypeScript(t *testing.T) {
	t.Parallel()
	dir := tools(t)
	pkg := filepath.Join(dir, "ts")
	require.NoError(t, os.CopyFS(pkg, os.DirFS(filepath.Join("..", "..", "schema", "ts"))))
	var b strings.Builder
	b.WriteString("import type { Documents } from \"../index.js\";\n")
	for name, typ := range types {
		for i, doc := range documents(t, typ, 10) {
			fmt.Fprintf(&b, "export const %s_%d: Documents[%q] = %s;\n", name, i, name, doc)
		}
	}
	write(t, []byte(b.String()), pkg, "test", "samples.ts")
	tsc := func() (string, error) {
		cmd := exec.CommandContext(t.Context(), filepath.Join(dir, "node_modules", ".bin", "tsc"), "-p", pkg)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := tsc()
	require.NoError(t, err, out)
	write(t, []byte(`import type { Rubric } from "../index.js"; export const r: Rubric = { id: 1 };`), pkg, "test", "wrong.ts")
	out, err = tsc()
	require.Error(t, err, "the compiler looks")
	require.Contains(t, out, "wrong.ts")

	cmd := exec.CommandContext(t.Context(), "npm", "pack", "--dry-run", "--json")
	cmd.Dir = pkg
	raw, err := cmd.Output()
	require.NoError(t, err)
	for _, file := range []string{"LICENSE", "index.d.ts", "index.js", "README.md", "v1/rubric.json", "v1/form/offer.json"} {
		require.Contains(t, string(raw), `"`+file+`"`)
	}
	require.NotContains(t, string(raw), "samples.ts")
	matches, err := fs.Glob(os.DirFS(pkg), "v1/*.json")
	require.NoError(t, err)
	require.Len(t, matches, len(types))
}
