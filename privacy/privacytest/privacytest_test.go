package privacytest_test

import (
	"testing"

	"github.com/hirealign/hirealign/privacy/privacytest"
	"github.com/hirealign/hirealign/storage/memstore"
)

func TestNothingLandsAfterAnErasure(t *testing.T) {
	t.Parallel()
	privacytest.Run(t, memstore.New())
}

func TestKeysAreRotatedAtOnce(t *testing.T) {
	t.Parallel()
	privacytest.Rotations(t, memstore.New())
}
