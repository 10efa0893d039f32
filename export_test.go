package hirealign

import (
	"maps"
	"reflect"
	"slices"

	"github.com/hirealign/hirealign/storage"
)

// KindsAboutPeople are the kinds of documents that are about a person, or hold parts
// that are.
func KindsAboutPeople() []storage.Kind {
	return slices.Concat(personal, slices.Collect(maps.Keys(mixed)))
}

// KindsOfDocuments are the kinds that VerifyDocuments looks at.
func KindsOfDocuments() []storage.Kind { return newCollections().kinds() }

// Collections is how many kinds of documents there are.
func Collections() int { return reflect.TypeFor[collections]().NumField() }
