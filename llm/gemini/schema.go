package gemini

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

// ordered adds to each object of a schema the order of its properties. Everything
// else stays as it is; what is not a schema of that form comes back unchanged.
func ordered(schema json.RawMessage) json.RawMessage {
	var b bytes.Buffer
	if err := order(&b, schema, false); err != nil || !json.Valid(schema) {
		return schema
	}
	return b.Bytes()
}

// plain are the keywords whose value is data and not a schema.
var plain = []string{"enum", "const", "default", "examples", "required"}

// order writes a value of a schema. names says that the keys of an object are names
// of properties or definitions and not keywords.
func order(b *bytes.Buffer, raw json.RawMessage, names bool) error {
	raw = bytes.TrimSpace(raw)
	switch {
	case bytes.HasPrefix(raw, []byte("[")):
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return err
		}
		b.WriteByte('[')
		for i, item := range items {
			comma(b, i)
			if err := order(b, item, false); err != nil {
				return err
			}
		}
		b.WriteByte(']')
	case bytes.HasPrefix(raw, []byte("{")):
		keys, values, err := members(raw)
		if err != nil {
			return err
		}
		b.WriteByte('{')
		for i, k := range keys {
			comma(b, i)
			if err := put(b, k); err != nil {
				return err
			}
			b.WriteByte(':')
			if !names && slices.Contains(plain, k) {
				b.Write(values[i])
				continue
			}
			if err := order(b, values[i], !names && (k == "properties" || k == "$defs")); err != nil {
				return err
			}
			if k != "properties" || names {
				continue
			}
			properties, _, err := members(values[i])
			if err != nil {
				return err
			}
			b.WriteString(`,"propertyOrdering":[`)
			for j, name := range properties {
				comma(b, j)
				if err := put(b, name); err != nil {
					return err
				}
			}
			b.WriteByte(']')
		}
		b.WriteByte('}')
	default:
		b.Write(raw)
	}
	return nil
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
		key, _ := tok.(string)
		var v json.RawMessage
		if err := dec.Decode(&v); err != nil {
			return nil, nil, err
		}
		keys, values = append(keys, key), append(values, v)
	}
	return keys, values, nil
}

var errNoObject = errors.New("gemini: not an object")

func comma(b *bytes.Buffer, i int) {
	if i > 0 {
		b.WriteByte(',')
	}
}

func put(b *bytes.Buffer, s string) error {
	quoted, err := json.Marshal(s)
	b.Write(quoted)
	return err
}
