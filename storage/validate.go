package storage

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
)

// Validate checks a tenant. Drivers call it first.
func (t Tenant) Validate() error { return checkKey("tenant", string(t)) }

func checkKey(what, s string) error {
	switch {
	case s == "":
		return fmt.Errorf("%w: %s is empty", ErrInvalid, what)
	case len(s) > MaxKey:
		return fmt.Errorf("%w: %s is longer than %d bytes", ErrInvalid, what, MaxKey)
	case strings.ContainsRune(s, 0):
		return fmt.Errorf("%w: %s holds a NUL", ErrInvalid, what)
	}
	return nil
}

// Validate checks a key. Drivers call it before they look one up.
func (k Key) Validate() error {
	if err := checkKey("kind", string(k.Kind)); err != nil {
		return err
	}
	return checkKey("id", k.ID)
}

// Validate checks a batch against the contract and its limits. Drivers call it
// before they apply one.
func (b Batch) Validate() error {
	if err := checkKey("batch id", b.ID); err != nil {
		return err
	}
	if len(b.Writes) == 0 && len(b.Log) == 0 {
		return fmt.Errorf("%w: the batch is empty", ErrInvalid)
	}
	if len(b.Writes) > MaxWrites || len(b.Log) > MaxEvents {
		return fmt.Errorf("%w: a batch has at most %d writes and %d events", ErrTooLarge, MaxWrites, MaxEvents)
	}
	size := 0
	seen := make(map[Key]bool, len(b.Writes))
	for _, w := range b.Writes {
		if err := w.Validate(); err != nil {
			return err
		}
		if seen[w.Key] {
			return fmt.Errorf("%w: %s %q is written twice", ErrInvalid, w.Kind, w.ID)
		}
		seen[w.Key] = true
		for name, value := range w.Index {
			if err := checkKey("index name", name); err != nil {
				return err
			}
			if err := checkKey("index value", value); err != nil {
				return err
			}
		}
		if len(w.Subject) > MaxKey || len(w.Body) > MaxBody {
			return fmt.Errorf("%w: %s %q is over the limit of a body", ErrTooLarge, w.Kind, w.ID)
		}
		size += len(w.Body)
	}
	for _, e := range b.Log {
		if err := checkKey("topic", e.Topic); err != nil {
			return err
		}
		if len(e.Payload) > MaxPayload {
			return fmt.Errorf("%w: an event of topic %q is over the limit of a payload", ErrTooLarge, e.Topic)
		}
		size += len(e.Payload)
	}
	if size > MaxBatch {
		return fmt.Errorf("%w: the batch is over its limit", ErrTooLarge)
	}
	return nil
}

// Digest identifies the content of a batch, its conditions included, so that a
// driver can tell a repeated batch from a reused id.
func (b Batch) Digest() [32]byte {
	h := sha256.New()
	buf := make([]byte, 0, 512) // what is not hashed yet
	num := func(n uint64) { buf = binary.AppendUvarint(buf, n) }
	str := func(s string) { buf = appendString(buf, s) }
	num(uint64(len(b.Writes)))
	for i, w := range b.Writes {
		str(string(w.Kind))
		str(w.ID)
		str(w.Subject)
		num(uint64(w.Expect.kind))
		num(w.Expect.version)
		if w.Delete {
			num(1)
		} else {
			num(0)
		}
		num(uint64(len(w.Index)))
		buf = appendIndex(buf, w.Index)
		if i > 0 && bytes.Equal(w.Body, b.Writes[i-1].Body) {
			num(0) // a document and its revision have one body: hash it once
			continue
		}
		num(uint64(len(w.Body)) + 1)
		h.Write(buf)
		h.Write(w.Body)
		buf = buf[:0]
	}
	num(uint64(len(b.Log)))
	for _, e := range b.Log {
		str(e.Topic)
		str(string(e.Payload))
	}
	h.Write(buf)
	return [32]byte(h.Sum(buf[:0]))
}

// PageSize returns the limit to apply, and ErrInvalid for a query that breaks the contract.
func (q Query) PageSize() (int, error) {
	if err := checkKey("kind", string(q.Kind)); err != nil {
		return 0, err
	}
	if q.Index == "" && q.Value != "" {
		return 0, fmt.Errorf("%w: a value without an index", ErrInvalid)
	}
	switch {
	case q.Limit < 0 || q.Limit > MaxPage:
		return 0, fmt.Errorf("%w: a page has at most %d records", ErrInvalid, MaxPage)
	case q.Limit == 0:
		return 100, nil
	}
	return q.Limit, nil
}

// NewCursor makes the cursor after a record with the index value and id.
func NewCursor(value, id string) Cursor {
	return Cursor(base64.RawURLEncoding.EncodeToString([]byte(value)) + "." + base64.RawURLEncoding.EncodeToString([]byte(id)))
}

// Position reads a cursor that NewCursor made. It returns ErrInvalid for anything else.
func (c Cursor) Position() (value, id string, err error) {
	a, b, ok := strings.Cut(string(c), ".")
	v, err1 := base64.RawURLEncoding.DecodeString(a)
	i, err2 := base64.RawURLEncoding.DecodeString(b)
	if !ok || err1 != nil || err2 != nil || len(i) == 0 {
		return "", "", fmt.Errorf("%w: the cursor was not made by this store", ErrInvalid)
	}
	return string(v), string(i), nil
}
