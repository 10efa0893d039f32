package storage

import (
	"context"
	"errors"
	"fmt"
)

// EditConflictError is a refused edit with both versions of the document, so that
// nothing that somebody wrote is lost: show both, or merge them and put the merged
// value at Theirs.At().
type EditConflictError[T any] struct {
	// Mine is what was refused, written over version Base; 0 is no document.
	Mine T
	Base uint64
	// Theirs is the document as it is stored now. Its Version is 0 where it is gone.
	Theirs Doc[T]
	err    error
}

func (e *EditConflictError[T]) Error() string {
	return fmt.Sprintf("%v (written over version %d, now at %d)", e.err, e.Base, e.Theirs.Version)
}

// Unwrap returns the *ConflictError of the driver, and so ErrConflict.
func (e *EditConflictError[T]) Unwrap() error { return e.err }

// Explain turns the refusal of a commit that wrote mine into an
// *EditConflictError. Any other error, nil, or a conflict over another record
// comes back as it is.
func (c *Collection[T]) Explain(ctx context.Context, d Driver, tenant Tenant, id string, mine T, err error) error {
	var conflict *ConflictError
	if !errors.As(err, &conflict) || conflict.Key != (Key{Kind: c.kind, ID: id}) {
		return err
	}
	theirs, getErr := c.Get(ctx, d, tenant, id)
	if getErr != nil && !errors.Is(getErr, ErrNotFound) {
		return errors.Join(err, getErr)
	}
	return &EditConflictError[T]{Mine: mine, Base: conflict.Expected.version, Theirs: theirs, err: err}
}
