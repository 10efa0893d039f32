package hirealign_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// nobodys are the methods that take no person: software's acts, which return ids, and
// those whose person is in what they are given.
var nobodys = map[string]string{
	"Tenant.Verify":          "a length and a hash",
	"Tenant.VerifyDocuments": "ids",
	"Tenant.Inventory":       "ids and numbers",
	"Tenant.Jobs":            "software's act: ids",
	"Tenant.Relay":           "software's act: ids",
	"Relay.Pass":             "software's act: a number",
	"Relay.Run":              "software's act: nothing",
	"Interviews.Consented":   "a date",
	"Interviews.Advance":     "software's act: the name of a step",
	"Interviews.Wake":        "software's act: ids",
	"Scorecards.At":          "the room itself, whose methods name the person",
	"Rubrics.At":             "the room itself, whose methods name the person",
	"Debriefs.At":            "the room itself, whose methods name the person",
	"Requisitions.At":        "the room itself, whose methods name the person",
	"Scorecards.Draft":       "software's act: ids",
	"Summaries.Draft":        "software's act: an id",
	"Scorecards.AddNote":     "the note names who wrote it",
	"Debriefs.Estimate":      "the rating names who rated",
	"Reviews.AnswerPulse":    "the answer names who answers",
	"Privacy.RunPolicy":      "the act of a policy that the host has scheduled",
}

// methods calls visit for every exported method of the service that can fail, with
// the name of its parameter that is a person, "" for none.
func methods(t *testing.T, visit func(name, person string)) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || !fn.Name.IsExported() || len(fn.Type.Params.List) == 0 {
				continue
			}
			star, ok := fn.Recv.List[0].Type.(*ast.StarExpr)
			if !ok {
				continue
			}
			group := star.X.(*ast.Ident).Name
			if group == "Service" || !ast.IsExported(group) {
				continue
			}
			person := ""
			for _, p := range fn.Type.Params.List {
				if sel, ok := p.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "Human" {
					person = p.Names[0].Name
				}
			}
			visit(group+"."+fn.Name.Name, person)
		}
	}
}

func TestEveryMethodNamesItsPerson(t *testing.T) {
	t.Parallel()
	canaries, err := os.ReadFile("access/accesstest/accesstest.go")
	require.NoError(t, err)
	var reads, unasked, nobody []string
	methods(t, func(name, person string) {
		_, verb, _ := strings.Cut(name, ".")
		switch {
		case person == "" && nobodys[name] == "":
			nobody = append(nobody, name)
		case person == "reader":
			reads = append(reads, name)
			if !strings.Contains(string(canaries), "."+verb+"(ctx, reader") {
				unasked = append(unasked, name)
			}
		}
	})
	require.Empty(t, nobody, "these take no person: what do they return?")
	require.Empty(t, unasked, "no canary asks these")
	require.Greater(t, len(reads), 30)
}
