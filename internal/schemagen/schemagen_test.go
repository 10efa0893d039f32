package schemagen_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/schemagen"
	"github.com/hirealign/hirealign/schema"
)

// TestCommittedFilesAreUpToDate compares every generated file with the committed
// one, and finds committed ones that nothing makes any more.
func TestCommittedFilesAreUpToDate(t *testing.T) {
	t.Parallel()
	files, err := schemagen.Generate("../..")
	require.NoError(t, err)
	require.Greater(t, len(files), 80)
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", "..", "schema", filepath.FromSlash(name)))
		require.NoError(t, err, "run: go generate ./schema")
		require.Equal(t, string(want), string(got), "%s: run: go generate ./schema", name)
	}
	for _, dir := range []string{"v1", "ts/v1"} {
		require.NoError(t, fs.WalkDir(os.DirFS("../../schema"), dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				require.Contains(t, files, path, "nothing makes this file")
			}
			return err
		}))
	}
	embedded := 0
	require.NoError(t, fs.WalkDir(schema.Files(), ".", func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			embedded++
		}
		return err
	}))
	made := 0
	for name := range files {
		if strings.HasPrefix(name, "v1/") {
			made++
		}
	}
	require.Equal(t, made, embedded)
}
