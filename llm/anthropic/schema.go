package anthropic

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// refused are the keywords that the API answers with an error. A model still reads
// them in the description.
var refused = []string{
	"minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
	"minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
}

// plain are the keywords whose value is data and not a schema.
var plain = []string{"enum", "const", "default", "examples", "required"}

// portable moves the bounds of a schema into its descriptions. The order of keys
// stays; what has no bounds comes back byte for byte.
func portable(schema json.RawMessage) json.RawMessage {
	if !slices.ContainsFunc(refused, func(k string) bool { return bytes.Contains(schema, []byte(`"`+k+`"`)) }) {
		return schema
	}
	var b bytes.Buffer
	if err := move(&b, schema, false); err != nil || !json.Valid(schema) {
		return schema
	}
	return b.Bytes()
}

// move writes a value of a schema. names says that the keys of an object are names
// of properties or definitions and not keywords.
func move(b *bytes.Buffer, raw json.RawMessage, names bool) error {
	raw = bytes.TrimSpace(raw)
	switch {
	case bytes.HasPrefix(raw, []byte("[")):
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return err
		}
		b.WriteByte('[')
		for i, item := range items {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := move(b, item, false); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	case bytes.HasPrefix(raw, []byte("{")):
		return moveObject(b, raw, names)
	}
	b.Write(raw)
	return nil
}

func moveObject(b *bytes.Buffer, raw json.RawMessage, names bool) error {
	keys, values, err := members(raw)
	if err != nil {
		return err
	}
	var bounds []string
	described := false
	if !names {
		for i, k := range keys {
			described = described || k == "description"
			if bound(k, values[i]) {
				bounds = append(bounds, k+": "+string(values[i]))
			}
		}
	}
	note := "{" + strings.Join(bounds, ", ") + "}"
	b.WriteByte('{')
	first := true
	for i, k := range keys {
		v := values[i]
		if !names && bound(k, v) {
			continue
		}
		if !names && k == "description" && len(bounds) > 0 {
			var text string
			if err := json.Unmarshal(v, &text); err != nil {
				return err
			}
			if v, err = json.Marshal(text + " " + note); err != nil {
				return err
			}
		}
		if err := key(b, k, &first); err != nil {
			return err
		}
		if !names && slices.Contains(plain, k) {
			b.Write(v)
			continue
		}
		if err := move(b, v, !names && (k == "properties" || k == "$defs")); err != nil {
			return err
		}
	}
	if len(bounds) > 0 && !described {
		if err := key(b, "description", &first); err != nil {
			return err
		}
		v, err := json.Marshal(note)
		if err != nil {
			return err
		}
		b.Write(v)
	}
	b.WriteByte('}')
	return nil
}

// bound reports whether a keyword is one that the API refuses. It takes 0 and 1 for
// minItems, and none of them as the name of anything else than a number or truth.
func bound(k string, v json.RawMessage) bool {
	if !slices.Contains(refused, k) || len(v) == 0 || strings.ContainsRune(`{["n`, rune(v[0])) {
		return false
	}
	return k != "minItems" || string(v) != "0" && string(v) != "1"
}

func key(b *bytes.Buffer, k string, first *bool) error {
	if !*first {
		b.WriteByte(',')
	}
	*first = false
	quoted, err := json.Marshal(k)
	b.Write(quoted)
	b.WriteByte(':')
	return err
}

// members returns the keys and values of an object, in order.
func members(raw json.RawMessage) ([]string, []json.RawMessage, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return nil, nil, errors.Join(errNoObject, err)
	}
	var keys []string
	var values []json.RawMessage
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return nil, nil, err
		}
		name, _ := tok.(string)
		var v json.RawMessage
		if err := dec.Decode(&v); err != nil {
			return nil, nil, err
		}
		keys, values = append(keys, name), append(values, v)
	}
	return keys, values, nil
}

var errNoObject = errors.New("anthropic: not an object")
