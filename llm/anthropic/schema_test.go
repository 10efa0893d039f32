package anthropic

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBoundsGoIntoDescriptions(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"type":"object", "properties":{"z":{"type":"string"}}}`:                                                              `{"type":"object", "properties":{"z":{"type":"string"}}}`,
		`{"z":1,"type":"string","maxLength":400,"minLength":1}`:                                                                `{"z":1,"type":"string","description":"{maxLength: 400, minLength: 1}"}`,
		`{"description":"A \"note\".","maxLength":400}`:                                                                        `{"description":"A \"note\". {maxLength: 400}"}`,
		`{"type":"array","minItems":1,"items":{"minimum":0}}`:                                                                  `{"type":"array","minItems":1,"items":{"description":"{minimum: 0}"}}`,
		`{"type":"array","minItems":2,"uniqueItems":true}`:                                                                     `{"type":"array","description":"{minItems: 2, uniqueItems: true}"}`,
		`{"properties":{"maxLength":{"type":"string"},"minimum":{"enum":["maximum",{"maximum":3}]}},"required":["maxLength"]}`: `{"properties":{"maxLength":{"type":"string"},"minimum":{"enum":["maximum",{"maximum":3}]}},"required":["maxLength"]}`,
		`{"$defs":{"maximum":{"maximum":3}},"anyOf":[{"maximum":1},true]}`:                                                     `{"$defs":{"maximum":{"description":"{maximum: 3}"}},"anyOf":[{"description":"{maximum: 1}"},true]}`,
		`{"maximum":`: `{"maximum":`,
	} {
		got := string(portable(json.RawMessage(in)))
		require.Equal(t, []byte(want), []byte(got), "%s became %s", in, got)
	}
}

// FuzzPortable holds that valid schemas stay valid and others come back as they are.
func FuzzPortable(f *testing.F) {
	f.Add(`{"type":"array","minItems":2,"items":{"description":"x","maximum":3}}`)
	f.Add(`{"properties":{"minimum":{"minimum":1}},"minimum":"x"}`)
	f.Add(`{"minimum":1`)
	f.Fuzz(func(t *testing.T, schema string) {
		out := portable(json.RawMessage(schema))
		if !json.Valid([]byte(schema)) {
			require.Equal(t, schema, string(out))
			return
		}
		require.True(t, json.Valid(out))
		require.Equal(t, string(out), string(portable(out)), "once is enough")
	})
}
