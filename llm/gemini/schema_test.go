package gemini

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzOrdered holds that the order is added and nothing else changes.
func FuzzOrdered(f *testing.F) {
	f.Add(`{"type":"object","properties":{"b":{"type":"string"},"a":{"enum":[{"properties":{}}]}},"required":["b","a"]}`)
	f.Add(`{"properties":{"properties":{"properties":{}}},"$defs":{"d":[1,{"properties":{"x":true}}]}}`)
	f.Add(`{"properties":7}`)
	f.Add(`[`)
	f.Fuzz(func(t *testing.T, schema string) {
		out := ordered(json.RawMessage(schema))
		require.Equal(t, json.Valid([]byte(schema)), json.Valid(out))
		var before, after any
		dec := json.NewDecoder(bytes.NewReader([]byte(schema)))
		dec.UseNumber()
		if dec.Decode(&before) != nil || bytes.Contains([]byte(schema), []byte("propertyOrdering")) {
			return
		}
		dec = json.NewDecoder(bytes.NewReader(out))
		dec.UseNumber()
		require.NoError(t, dec.Decode(&after))
		require.Equal(t, before, without(after))
	})
}

// without takes the order out again.
func without(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = without(v[i])
		}
	case map[string]any:
		delete(v, "propertyOrdering")
		for k := range v {
			v[k] = without(v[k])
		}
	}
	return v
}
