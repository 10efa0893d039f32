package shape_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/shape"
)

func TestOrderSurvives(t *testing.T) {
	t.Parallel()
	const in = `{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:x","title":"T","type":"object",` +
		`"properties":{"z":{"type":"string","format":"date-time"},"a":{"$ref":"#/$defs/A"},"list":{"type":"array","items":{"type":"integer","minimum":0}}},` +
		`"required":["z"],"additionalProperties":false,"$defs":{"A":{"type":"string","enum":["q","b"]}}}`
	var s shape.Schema
	require.NoError(t, json.Unmarshal([]byte(in), &s))
	out, err := json.Marshal(&s)
	require.NoError(t, err)
	require.Zero(t, strings.Compare(in, string(out)), "the order survives: %s", out)
	require.Equal(t, []string{"q", "b"}, s.Def(s.Property("a").Ref).Enum)
	require.Nil(t, s.Property("b"))
}

func TestNothingIsLostInSilence(t *testing.T) {
	t.Parallel()
	for _, in := range []string{`{"pattern":"x"}`, `{"additionalProperties":{}}`, `{"properties":{"a":{"not":{}}}}`, `[]`, `true`} {
		require.ErrorIs(t, json.Unmarshal([]byte(in), new(shape.Schema)), shape.ErrKeyword, in)
	}
}

func TestChoices(t *testing.T) {
	t.Parallel()
	out, err := json.Marshal(&shape.Schema{Type: "integer", Nullable: true, Choices: []shape.Choice{{Title: "None"}, {Const: 1, Title: "One"}}})
	require.NoError(t, err)
	require.JSONEq(t, `{"type":["integer","null"],"oneOf":[{"const":null,"title":"None"},{"const":1,"title":"One"}]}`, string(out))
}
