package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
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
	for profile, n := range map[string]int{"wire": 33, "form": 10, "llm": 4} {
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
