// Package island_test builds the script of the workbench's scorecard form anew and
// compares it with the committed one.
package island_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

const workbench = "../../examples/workbench"

func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
}

func TestCommittedScriptIsABuildOfItsSource(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed: the script of the scorecard form is not built anew")
		}
	}
	source, built := t.TempDir(), t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(source, "src"), 0o750))
	for _, pattern := range []string{"package.json", "package-lock.json", "build.mjs", "src/*"} {
		files, err := filepath.Glob(filepath.Join(workbench, "island", pattern))
		require.NoError(t, err)
		require.NotEmpty(t, files, pattern)
		for _, file := range files {
			b, err := os.ReadFile(file)
			require.NoError(t, err)
			name, err := filepath.Rel(filepath.Join(workbench, "island"), file)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(source, name), b, 0o600))
		}
	}
	run(t, source, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	run(t, source, "node", "build.mjs", built)
	for _, name := range []string{"scorecard-form.js", "scorecard-form.LICENSES.txt"} {
		want, err := os.ReadFile(filepath.Join(built, name))
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join(workbench, "web", "assets", name))
		require.NoError(t, err)
		require.True(t, bytes.Equal(want, got), "%s is no build of its source: run npm ci --ignore-scripts and node build.mjs in examples/workbench/island", name)
		require.NotContains(t, string(got), "new Function", "the content security policy forbids it")
	}
}
