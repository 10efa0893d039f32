package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/hirealign/hirealign/storage"
)

// failed is what the caller gets to know of an error after which nothing was
// changed.
func (s *Store) failed(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil && !errors.Is(err, ctx.Err()):
		// Drivers report an interrupted statement each in their own way.
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	case s.closed.Load():
		return storage.ErrClosed // the store was closed in the middle of the call
	}
	return unavailable(err)
}

// unavailable wraps an error of the database after which nothing was changed.
func unavailable(err error) error {
	for _, own := range []error{nil, context.Canceled, context.DeadlineExceeded, storage.ErrConflict, storage.ErrBatchReused, storage.ErrCorrupt} {
		if errors.Is(err, own) {
			return err
		}
	}
	if code := resultCode(err); code == corrupt || code == notADatabase {
		return fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
	}
	return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
}

// SQLite's primary result codes for a damaged file.
const (
	corrupt      = 11
	notADatabase = 26
)

// resultCode returns SQLite's primary result code, 0 where the error tells none.
// modernc.org/sqlite has it as a method and mattn/go-sqlite3 as a field.
func resultCode(err error) int {
	var coded interface{ Code() int }
	if errors.As(err, &coded) {
		return coded.Code() & 0xff
	}
	for ; err != nil; err = errors.Unwrap(err) {
		v := reflect.Indirect(reflect.ValueOf(err))
		if v.Kind() != reflect.Struct {
			continue
		}
		if code := v.FieldByName("Code"); code.IsValid() && code.CanInt() {
			return int(code.Int()) & 0xff
		}
	}
	return 0
}
