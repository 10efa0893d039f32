package schemagen_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/schemagen"
)

// What would be silently wrong in a schema stops the generator.
func TestTypesWithoutAnHonestSchemaAreRefused(t *testing.T) {
	t.Parallel()
	require.NoError(t, schemagen.Reflected(reflect.TypeFor[schemagen.Plain]()))
	for name, typ := range map[string]reflect.Type{
		"a duration":                     reflect.TypeFor[schemagen.Long](),
		"an interface":                   reflect.TypeFor[schemagen.Anything](),
		"a list that is written as null": reflect.TypeFor[schemagen.Listed](),
		"a generic type":                 reflect.TypeFor[schemagen.Paged](),
		"one name for two types":         reflect.TypeFor[schemagen.Clashing](),
	} {
		require.ErrorIs(t, schemagen.Reflected(typ), schemagen.ErrUnsupported, name)
	}
}

// The types of the domain know no schema library: no tag and no method of one.
func TestDomainTypesAreFreeOfSchemas(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var walk func(typ reflect.Type)
	walk = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map {
			typ = typ.Elem()
		}
		if seen[typ] || !strings.Contains(typ.PkgPath(), "hirealign") {
			return
		}
		seen[typ] = true
		for m := range reflect.PointerTo(typ).Methods() {
			require.False(t, strings.HasPrefix(m.Name, "JSONSchema"), "%s.%s", typ, m.Name)
		}
		if typ.Kind() != reflect.Struct {
			return
		}
		for f := range typ.Fields() {
			for _, tag := range []string{"jsonschema", "jsonschema_extras", "jsonschema_description"} {
				_, there := f.Tag.Lookup(tag)
				require.False(t, there, "%s.%s", typ, f.Name)
			}
			walk(f.Type)
		}
	}
	for _, typ := range schemagen.Documents() {
		walk(typ)
	}
	require.Greater(t, len(seen), 100)
}
