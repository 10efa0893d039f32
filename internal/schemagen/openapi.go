package schemagen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hirealign/hirealign/internal/shape"
)

// collect returns every object of the Wire profile by its name, sorted. Two
// documents that name an object alike describe it alike; anything else is an error.
func collect(wires map[string]*shape.Schema) ([]shape.Property, error) {
	byName := map[string]*shape.Schema{}
	written := map[string][]byte{}
	for _, doc := range slices.Sorted(maps.Keys(wires)) {
		root := *wires[doc]
		root.Root, root.ID, root.Defs = false, "", nil
		for _, d := range append([]shape.Property{{Name: root.Title, Schema: &root}}, wires[doc].Defs...) {
			raw, err := json.Marshal(d.Schema)
			if err != nil {
				return nil, err
			}
			if had, ok := written[d.Name]; ok && !bytes.Equal(had, raw) {
				return nil, fmt.Errorf("%w: two types are called %s", ErrUnsupported, d.Name)
			}
			byName[d.Name], written[d.Name] = d.Schema, raw
		}
	}
	var out []shape.Property
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		out = append(out, shape.Property{Name: name, Schema: byName[name]})
	}
	return out, nil
}

type openAPIDocument struct {
	OpenAPI string `json:"openapi"`
	Info    struct {
		Title   string `json:"title"`
		Version string `json:"version"`
	} `json:"info"`
	Dialect    string            `json:"jsonSchemaDialect"` //nolint:tagliatelle // the names are OpenAPI's
	Paths      struct{}          `json:"paths"`
	Components openAPIComponents `json:"components"`
}

type openAPIComponents struct {
	Schemas shape.Named `json:"schemas"`
}

// openAPI returns an OpenAPI 3.1 document without paths whose components are the
// objects of the Wire profile.
func openAPI(wires map[string]*shape.Schema) (openAPIDocument, error) {
	var doc openAPIDocument
	all, err := collect(wires)
	if err != nil {
		return doc, err
	}
	doc.OpenAPI, doc.Dialect = "3.1.0", shape.Dialect
	doc.Info.Title, doc.Info.Version = "hirealign documents", "1"
	for _, d := range all {
		doc.Components.Schemas = append(doc.Components.Schemas, shape.Property{Name: d.Name, Schema: d.Schema.WithRefs("#/components/schemas/")})
	}
	return doc, nil
}
