// Package ident makes the ids that documents are stored under.
//
//	next := ident.V7
//	id := next() // "0193…", sorts by the time it was made
//
// Each package declares its own string type for its ids; this package only
// supplies the text. Tests use Sequence, so that output stays the same.
package ident

import (
	"strconv"
	"sync/atomic"

	"github.com/google/uuid"
)

// Source returns a new id at each call. It must be safe for concurrent use.
type Source func() string

// V7 returns a UUID of version 7 (RFC 9562). It panics only where the system's
// random source fails, as crypto/rand does.
func V7() string { return uuid.Must(uuid.NewV7()).String() }

// Sequence returns a Source that counts: prefix-000001, prefix-000002, …
func Sequence(prefix string) Source {
	var n atomic.Uint64
	return func() string {
		s := strconv.FormatUint(n.Add(1), 10)
		for len(s) < 6 {
			s = "0" + s
		}
		return prefix + "-" + s
	}
}
