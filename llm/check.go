package llm

import (
	"bytes"
	"encoding/json"
	"math"
)

// Check returns nil for a request that an adapter can send, and an *Error of kind
// SchemaRejected or InvalidRequest for one that no provider would take: without any
// text, with a part of an unknown kind, with a schema that is not a JSON object or
// has a name that providers refuse. Adapters call it first.
func (r *Request) Check() error {
	switch {
	case r == nil:
		return invalid("there is no request")
	case r.MaxOutputTokens < 0:
		return invalid("the output limit is below zero")
	case r.Temperature != nil && (math.IsNaN(*r.Temperature) || math.IsInf(*r.Temperature, 0) || *r.Temperature < 0):
		return invalid("the temperature is not a number from zero up")
	}
	empty := true
	for _, p := range r.Parts {
		if p.Kind != "" && p.Kind != Instruction && p.Kind != Untrusted {
			return invalid("a part is of an unknown kind")
		}
		empty = empty && p.Text == ""
	}
	if empty {
		return invalid("there are no parts with text")
	}
	if r.Output == nil {
		return nil
	}
	if !json.Valid(r.Output.JSON) || !bytes.HasPrefix(bytes.TrimSpace(r.Output.JSON), []byte("{")) {
		return &Error{Kind: SchemaRejected, Problems: []string{"the schema is not a JSON object"}}
	}
	if !schemaName(r.Output.Name) {
		return &Error{Kind: SchemaRejected, Problems: []string{"the name of the schema is not 1 to 64 letters, digits, - and _"}}
	}
	return nil
}

func invalid(problem string) error {
	return &Error{Kind: InvalidRequest, Problems: []string{problem}}
}

func schemaName(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}
