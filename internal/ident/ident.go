// Package ident makes the ids that documents are stored under.
//
//	next := ident.V7
//	id := next() // "0193…", sorts by the time it was made
//
// Each package declares its own string type for its ids; this package only
// supplies the text. Tests use Sequence, so that output stays the same.
package ident

import (
	"encoding/binary"
	"strconv"
	"sync/atomic"

	"github.com/google/uuid"
)

// Source returns a new id at each call. It must be safe for concurrent use.
type Source func() string

// V7 returns a UUID of version 7 (RFC 9562). It panics only where the system's
// random source fails, as crypto/rand does.
func V7() string { return uuid.Must(uuid.NewV7()).String() }

// space is where Named ids live.
var space = uuid.MustParse("6f0e1b52-7f5c-4d43-9a55-5b1c3a1f2e77")

// Named returns the UUID of version 5 that follows from the parts: the same for the
// same parts, on every machine.
func Named(parts ...string) string {
	var b []byte
	for _, p := range parts {
		b = binary.AppendUvarint(b, uint64(len(p)))
		b = append(b, p...)
	}
	return uuid.NewSHA1(space, b).String()
}

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
