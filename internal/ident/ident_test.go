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
	require.Equal(t, ident.Named("a", "bc"), ident.Named("a", "bc"))
	require.NotEqual(t, ident.Named("a", "bc"), ident.Named("ab", "c"))
	require.NotEqual(t, ident.Named("a", ""), ident.Named("a"))
}

func TestSequenceCounts(t *testing.T) {
	t.Parallel()
	next := ident.Sequence("req")
	require.Equal(t, "req-000001", next())
	require.Equal(t, "req-000002", next())
}
