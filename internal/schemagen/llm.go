package schemagen

import "github.com/hirealign/hirealign/internal/shape"

// forModels returns the LLM profile of a reply: references are replaced by what
// they name, every object is closed and every property required, in the order in
// which it is written. A reply type has no optional field, no recursion and no bound.
func forModels(s, root *shape.Schema) *shape.Schema {
	if s.Ref != "" {
		d := forModels(root.Def(s.Ref), root)
		if s.Description != "" {
			d.Description = s.Description
		}
		return d
	}
	out := &shape.Schema{Type: s.Type, Enum: s.Enum}
	if s.Type != "object" {
		out.Description = s.Description // an object's own is about the Go type
	}
	if s.Items != nil {
		out.Items = forModels(s.Items, root)
	}
	out.Closed = s.Type == "object"
	for _, p := range s.Properties {
		out.Properties = append(out.Properties, shape.Property{Name: p.Name, Schema: forModels(p.Schema, root)})
		out.Required = append(out.Required, p.Name)
	}
	return out
}
