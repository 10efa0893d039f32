package canonical_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/canonical"
)

func TestMarshal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   any
		want string
	}{
		{"keys sorted at every depth", map[string]any{"b": 1, "a": map[string]any{"z": true, "y": nil}}, `{"a":{"y":null,"z":true},"b":1}`},
		{"struct order does not matter", struct {
			B int `json:"b"`
			A int `json:"a"`
		}{1, 2}, `{"a":2,"b":1}`},
		{"no HTML escapes", map[string]any{"q": "a < b && c > d"}, `{"q":"a < b && c > d"}`},
		{"line separators stay as they are", "a\u2028b\u2029c", "\"a\u2028b\u2029c\""},
		{"a backslash before u2028 stays a backslash", `\u2028`, `"\\u2028"`},
		{"large integers keep every digit", map[string]any{"n": int64(9007199254740993)}, `{"n":9007199254740993}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := canonical.Marshal(tt.in)
			require.NoError(t, err)
			require.Equal(t, tt.want, string(got))
		})
	}
}

func TestMarshalRefusesFractions(t *testing.T) {
	t.Parallel()
	_, err := canonical.Marshal(map[string]any{"deep": []any{1, 2.5}})
	require.ErrorIs(t, err, canonical.ErrNumber)
}

func TestHashOfAKnownDocument(t *testing.T) {
	t.Parallel()
	// printf '{"a":1}' | sha256sum
	got, err := canonical.Hash(map[string]int{"a": 1})
	require.NoError(t, err)
	require.Equal(t, "sha256:015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862", got)
}
