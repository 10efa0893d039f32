package hirealign

import (
	"context"
	"errors"
	"fmt"

	"github.com/hirealign/hirealign/storage"
)

const tries = 3 // of a commit whose outcome is not known

// send commits a batch. One whose outcome is not known is sent again under the same
// id, which the store makes harmless. Where a later try cannot tell either, because
// the context is done or the store is gone, the error says that the batch may have
// landed: storage.ErrUnknown, with what ended the tries.
func send(ctx context.Context, d storage.Driver, t storage.Tenant, b storage.Batch) error {
	lost := false
	var err error
	for range tries {
		if _, err = d.Commit(ctx, t, b); !errors.Is(err, storage.ErrUnknown) {
			break
		}
		lost = true
	}
	told := err == nil || errors.Is(err, storage.ErrConflict) || errors.Is(err, storage.ErrBatchReused) || errors.Is(err, storage.ErrUnknown)
	if lost && !told {
		return fmt.Errorf("%w: %w", storage.ErrUnknown, err)
	}
	return err
}
