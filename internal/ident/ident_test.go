package ident_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/ident"
)

func TestV7IsAVersion7UUIDAndSorts(t *testing.T) {
	t.Parallel()
	first, second := ident.V7(), ident.V7()
	u, err := uuid.Parse(first)
	require.NoError(t, err)
	require.Equal(t, uuid.Version(7), u.Version())
	require.Less(t, first, second)
}

func TestNamedFollowsFromItsParts(t *testing.T) {
	t.Parallel()
	u, err := uuid.Parse(ident.Named("a", "bc"))
	require.NoError(t, err)
	require.Equal(t, uuid.Version(5), u.Version())
	seen := map[string]bool{}
	for _, parts := range [][]string{{"a", "bc"}, {"ab", "c"}, {"a", ""}, {"a"}, {}} {
		seen[ident.Named(parts...)] = true
	}
	require.Len(t, seen, 5)
	require.Equal(t, ident.Named("a", "bc"), u.String())
}

func TestSequenceCounts(t *testing.T) {
	t.Parallel()
	next := ident.Sequence("req")
	require.Equal(t, "req-000001", next())
	require.Equal(t, "req-000002", next())
}
