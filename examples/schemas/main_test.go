package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/schema"
)

const rubricFile = "../data/rubric.json"

func TestReadmeShowsRealOutput(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run([]string{"-o", t.TempDir(), "-profile", "form", "-type", "scorecard", "-rubric", rubricFile}, &out))
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, string(readme), "```text\n"+out.String()+"```")
}

func TestEveryProfile(t *testing.T) {
	t.Parallel()
	for profile, p := range map[string]schema.Profile{"wire": schema.Wire, "form": schema.Form, "llm": schema.LLM} {
		n := len(slices.Collect(schema.Names(p)))
		require.NotZero(t, n)
		dir := t.TempDir()
		var out bytes.Buffer
		require.NoError(t, run([]string{"-o", filepath.Join(dir, "new"), "-profile", profile}, &out))
		files, err := filepath.Glob(filepath.Join(dir, "new", "*."+profile+".json"))
		require.NoError(t, err)
		require.Len(t, files, n)
		require.Equal(t, n, strings.Count(out.String(), "\n"))
		for _, f := range files {
			b, err := os.ReadFile(f)
			require.NoError(t, err)
			require.True(t, json.Valid(b))
		}
	}
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cut := filepath.Join(dir, "cut.json")
	require.NoError(t, os.WriteFile(cut, []byte(`{"id":`), 0o600))
	empty := filepath.Join(dir, "empty.json")
	require.NoError(t, os.WriteFile(empty, []byte(`{"id":"x","version":1}`), 0o600))
	out := filepath.Join(dir, "out")
	for want, args := range map[string][]string{
		"usage":                              {},
		`profile "xml"`:                      {"-o", out, "-profile", "xml"},
		`document "salary" in profile wire`:  {"-o", out, "-type", "salary"},
		`document "summary" in profile form`: {"-o", out, "-type", "summary", "-profile", "form"},
		"-rubric binds":                      {"-o", out, "-profile", "form", "-rubric", rubricFile},
		"in profile form only":               {"-o", out, "-type", "scorecard", "-rubric", rubricFile},
		"unexpected EOF":                     {"-o", out, "-type", "scorecard", "-profile", "form", "-rubric", cut},
		"/competencies":                      {"-o", out, "-type", "scorecard", "-profile", "form", "-rubric", empty},
		"nowhere.json":                       {"-o", out, "-type", "scorecard", "-profile", "form", "-rubric", "nowhere.json"},
	} {
		require.ErrorContains(t, run(args, new(bytes.Buffer)), want)
	}
	require.NoDirExists(t, out, "nothing is written where something is wrong")
}
