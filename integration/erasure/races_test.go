package erasure_test

import (
	"testing"

	"github.com/hirealign/hirealign/integration/stores"
	"github.com/hirealign/hirealign/privacy/privacytest"
)

// Whatever is on its way about somebody when they are erased is refused, over every
// driver.
func TestNothingLandsAfterAnErasure(t *testing.T) {
	t.Parallel()
	for _, db := range stores.All() {
		t.Run(db.Name, func(t *testing.T) {
			t.Parallel()
			privacytest.Run(t, db.Open(t))
		})
	}
}

// Two processes that rotate a person's key at once lose nothing, over every driver.
func TestKeysAreRotatedAtOnce(t *testing.T) {
	t.Parallel()
	for _, db := range stores.All() {
		t.Run(db.Name, func(t *testing.T) {
			t.Parallel()
			privacytest.Rotations(t, db.Open(t))
		})
	}
}
