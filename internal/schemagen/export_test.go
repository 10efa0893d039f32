package schemagen

import (
	"encoding/json"
	"reflect"
	"time"

	one "github.com/hirealign/hirealign/internal/schemagen/testdata/one/clash"
	two "github.com/hirealign/hirealign/internal/schemagen/testdata/two/clash"
)

// Types with and without an honest schema.
type (
	Plain struct {
		Name string          `json:"name"`
		At   time.Time       `json:"at,omitzero"`
		Raw  json.RawMessage `json:"raw,omitzero"`
		List []string        `json:"list,omitzero"`
		One  one.Thing       `json:"one"`
		Same one.Thing       `json:"same"`
	}
	Long struct {
		For time.Duration `json:"for"`
	}
	Anything struct {
		Any any `json:"any"`
	}
	Listed struct {
		Of inner `json:"of"`
	}
	inner struct {
		List []string `json:"list"`
	}
	Paged struct {
		Page page[string] `json:"page"`
	}
	page[T any] struct {
		Items T `json:"items"`
	}
	Clashing struct {
		One one.Thing `json:"one"`
		Two two.Thing `json:"two"`
	}
)

// Reflected returns why a type has no schema.
func Reflected(t reflect.Type) error {
	_, err := reflected(t, nil)
	return err
}

// Documents are the types that schemas are made from, replies and mirrors included.
func Documents() []reflect.Type {
	var out []reflect.Type
	for _, t := range documents {
		out = append(out, t)
	}
	for _, t := range replies {
		out = append(out, t)
	}
	for own, mirror := range mirrors {
		out = append(out, own, mirror)
	}
	return out
}
