package schemagen_test

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/schemagen"
	"github.com/hirealign/hirealign/schema"
)

func TestCommittedSchemasAreUpToDate(t *testing.T) {
	t.Parallel()
	files, err := schemagen.Generate("../..")
	require.NoError(t, err)
	n := 0
	for name := range schema.Names() {
		n++
		got, err := fs.ReadFile(schema.Files(), "v1/"+name+".json")
		require.NoError(t, err)
		require.Equal(t, string(files[name+".json"]), string(got), "run: go generate ./schema")
	}
	require.Len(t, files, n)
}
