package hirealign

import (
	"maps"
	"slices"

	"github.com/hirealign/hirealign/storage"
)

// KindsAboutPeople are the kinds of documents that are about a person, or hold parts
// that are.
func KindsAboutPeople() []storage.Kind {
	return slices.Concat(personal, slices.Collect(maps.Keys(mixed)))
}
