package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
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
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	good, err := os.ReadFile(rubricFile)
	require.NoError(t, err)
	out := filepath.Join(dir, "out")
	bound := []string{"-o", out, "-type", "scorecard", "-profile", "form", "-rubric"}
	for name, c := range map[string]struct {
		args []string
		want []string
		code int
	}{
		"nothing":              {nil, []string{"-o names no folder", "usage"}, 2},
		"an unknown flag":      {[]string{"-to", "x"}, []string{"-to", "usage"}, 2},
		"an argument":          {[]string{"-o", out, "rubric"}, []string{`"rubric" is too much`, "usage"}, 2},
		"a bad profile":        {[]string{"-o", out, "-profile", "xml"}, []string{`profile "xml"`, "wire, form or llm"}, 1},
		"a bad type":           {[]string{"-o", out, "-type", "salary"}, []string{`document "salary" in profile wire`, "rubric_locked, "}, 1},
		"no form of a type":    {[]string{"-o", out, "-type", "summary", "-profile", "form"}, []string{`document "summary" in profile form`, "scorecard"}, 1},
		"a rubric of all":      {[]string{"-o", out, "-profile", "form", "-rubric", rubricFile}, []string{"-rubric binds"}, 1},
		"a rubric and wire":    {[]string{"-o", out, "-type", "scorecard", "-rubric", rubricFile}, []string{"in profile form only"}, 1},
		"half a rubric":        {append(bound, file("cut.json", `{"id":`)), []string{"cut.json is not a rubric", "unexpected EOF"}, 1},
		"an incomplete one":    {append(bound, file("empty.json", `{"id":"x","version":1}`)), []string{"empty.json", "/competencies"}, 1},
		"another document":     {append(bound, file("other.json", `{"overall":"yes"}`)), []string{"other.json is not a rubric", "overall"}, 1},
		"two rubrics":          {append(bound, file("two.json", string(good)+string(good))), []string{"there is more after it"}, 1},
		"no rubric":            {append(bound, "nowhere.json"), []string{"nowhere.json"}, 1},
		"an unwritable folder": {[]string{"-o", filepath.Join(file("file", ""), "x"), "-type", "rubric"}, []string{"file", "not a directory"}, 1},
	} {
		err := run(c.args, new(bytes.Buffer))
		for _, w := range c.want {
			require.ErrorContains(t, err, w, name)
		}
		require.Equal(t, c.code == 2, errors.Is(err, errUsage), name)
	}
	require.NoDirExists(t, out, "nothing is written where something is wrong")
	require.ErrorIs(t, run([]string{"-h"}, new(bytes.Buffer)), flag.ErrHelp)
}

// TestExitCodes runs the command itself: 0, 1 for what is wrong, 2 for how it was called.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	bin := filepath.Join(t.TempDir(), "schemas")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	for want, args := range map[int][]string{0: {"-h"}, 1: {"-o", t.TempDir(), "-type", "salary"}, 2: {"-bogus"}} {
		cmd := exec.CommandContext(t.Context(), bin, args...)
		out, _ := cmd.CombinedOutput()
		require.Equal(t, want, cmd.ProcessState.ExitCode(), string(out))
		require.Contains(t, string(out), map[int]string{0: "usage:", 1: "salary", 2: "usage:"}[want])
		require.Equal(t, 0, strings.Count(string(out), "flag: help requested"))
		require.LessOrEqual(t, strings.Count(string(out), "-bogus"), 1, "said once")
	}
}
