// Package shape is as much of JSON Schema as the library's schemas use. It keeps
// the order of properties, which a map would lose.
//
//	s := shape.Schema{Type: "object", Title: "Anchor", Closed: true}
//	s.Properties = append(s.Properties, shape.Property{Name: "level", Schema: &shape.Schema{Type: "integer"}})
//	raw, err := json.Marshal(&s)
package shape

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Dialect is the JSON Schema version of every schema.
const Dialect = "https://json-schema.org/draft/2020-12/schema"

// ErrKeyword is returned for a schema with a keyword that Schema cannot hold.
var ErrKeyword = errors.New("shape: keyword")

// Schema is one schema. The zero value accepts everything. A Schema is written
// with its keys in a fixed order, so equal schemas have equal bytes.
type Schema struct {
	// Root writes the dialect.
	Root        bool
	ID          string
	Ref         string
	Title       string
	Description string
	Type        string
	// Nullable adds null to Type.
	Nullable bool
	Format   string
	ReadOnly bool
	Minimum  *int
	Enum     []string
	// Choices are labelled values.
	Choices    []Choice
	Items      *Schema
	Properties []Property
	Required   []string
	// Closed refuses properties that are not named.
	Closed bool
	Defs   []Property
}

// Choice is a labelled value: nil, an int or a string.
type Choice struct {
	Const       any
	Title       string
	Description string
}

// Property is a named schema.
type Property struct {
	Name   string
	Schema *Schema
}

// Def returns the definition that ref names, or nil.
func (s *Schema) Def(ref string) *Schema { return find(s.Defs, strings.TrimPrefix(ref, "#/$defs/")) }

// Property returns the schema of a property, or nil.
func (s *Schema) Property(name string) *Schema { return find(s.Properties, name) }

func find(list []Property, name string) *Schema {
	for _, p := range list {
		if p.Name == name {
			return p.Schema
		}
	}
	return nil
}

// WithRefs returns a copy whose references stand below the prefix.
func (s *Schema) WithRefs(prefix string) *Schema {
	out := *s
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok {
		out.Ref = prefix + name
	}
	if s.Items != nil {
		out.Items = s.Items.WithRefs(prefix)
	}
	out.Properties = nil
	for _, p := range s.Properties {
		out.Properties = append(out.Properties, Property{Name: p.Name, Schema: p.Schema.WithRefs(prefix)})
	}
	return &out
}

type writer struct {
	buf bytes.Buffer
	err error
}

func (w *writer) pair(key string, v any) {
	if w.buf.Len() > 1 {
		w.buf.WriteByte(',')
	}
	for i, part := range []any{key, v} {
		b, err := json.Marshal(part)
		if err != nil && w.err == nil {
			w.err = err
		}
		if i > 0 {
			w.buf.WriteByte(':')
		}
		w.buf.Write(b)
	}
}

func (w *writer) text(key, v string) {
	if v != "" {
		w.pair(key, v)
	}
}

// Named are named schemas, written as one object in their order.
type Named []Property

// MarshalJSON writes the schemas in their order.
func (o Named) MarshalJSON() ([]byte, error) {
	w := new(writer)
	w.buf.WriteByte('{')
	for _, p := range o {
		w.pair(p.Name, p.Schema)
	}
	w.buf.WriteByte('}')
	return w.buf.Bytes(), w.err
}

// MarshalJSON writes a choice with its value first.
func (c Choice) MarshalJSON() ([]byte, error) {
	w := new(writer)
	w.buf.WriteByte('{')
	w.pair("const", c.Const)
	w.text("title", c.Title)
	w.text("description", c.Description)
	w.buf.WriteByte('}')
	return w.buf.Bytes(), w.err
}

// MarshalJSON writes the schema with its keys in a fixed order.
func (s *Schema) MarshalJSON() ([]byte, error) {
	w := new(writer)
	w.buf.WriteByte('{')
	if s.Root {
		w.pair("$schema", Dialect)
	}
	w.text("$id", s.ID)
	w.text("$ref", s.Ref)
	w.text("title", s.Title)
	w.text("description", s.Description)
	switch {
	case s.Nullable:
		w.pair("type", []string{s.Type, "null"})
	default:
		w.text("type", s.Type)
	}
	w.text("format", s.Format)
	if s.ReadOnly {
		w.pair("readOnly", true)
	}
	if s.Minimum != nil {
		w.pair("minimum", *s.Minimum)
	}
	if s.Enum != nil {
		w.pair("enum", s.Enum)
	}
	if s.Choices != nil {
		w.pair("oneOf", s.Choices)
	}
	if s.Items != nil {
		w.pair("items", s.Items)
	}
	if s.Type == "object" {
		w.pair("properties", Named(s.Properties))
	}
	if len(s.Required) > 0 {
		w.pair("required", s.Required)
	}
	if s.Closed {
		w.pair("additionalProperties", false)
	}
	if len(s.Defs) > 0 {
		w.pair("$defs", Named(s.Defs))
	}
	w.buf.WriteByte('}')
	return w.buf.Bytes(), w.err
}

// UnmarshalJSON reads a schema as a generator writes it. It returns ErrKeyword for
// a keyword that would be lost.
func (s *Schema) UnmarshalJSON(b []byte) error {
	*s = Schema{}
	return object(b, func(key string, v json.RawMessage) error {
		switch key {
		case "$schema":
			s.Root = true
			return nil
		case "$id":
			return json.Unmarshal(v, &s.ID)
		case "$ref":
			return json.Unmarshal(v, &s.Ref)
		case "title":
			return json.Unmarshal(v, &s.Title)
		case "description":
			return json.Unmarshal(v, &s.Description)
		case "type":
			return json.Unmarshal(v, &s.Type)
		case "format":
			return json.Unmarshal(v, &s.Format)
		case "enum":
			return json.Unmarshal(v, &s.Enum)
		case "minimum":
			return json.Unmarshal(v, &s.Minimum)
		case "items":
			return json.Unmarshal(v, &s.Items)
		case "required":
			return json.Unmarshal(v, &s.Required)
		case "additionalProperties":
			s.Closed = string(v) == "false"
			if !s.Closed {
				return fmt.Errorf("%w: additionalProperties with a schema", ErrKeyword)
			}
			return nil
		case "properties":
			return properties(v, &s.Properties)
		case "$defs":
			return properties(v, &s.Defs)
		}
		return fmt.Errorf("%w: %s", ErrKeyword, key)
	})
}

func properties(b []byte, out *[]Property) error {
	return object(b, func(key string, v json.RawMessage) error {
		p := Property{Name: key, Schema: new(Schema)}
		*out = append(*out, p)
		return json.Unmarshal(v, p.Schema)
	})
}

func object(b []byte, each func(string, json.RawMessage) error) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("%w: a schema is an object", ErrKeyword)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			return err
		}
		if err := each(key.(string), v); err != nil {
			return err
		}
	}
	return nil
}
