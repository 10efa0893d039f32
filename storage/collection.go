package storage

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"strconv"
	"strings"
)

// ErrNewerVersion is returned for a stored document of a schema version that this
// code does not know. Such a document is never overwritten.
var ErrNewerVersion = errors.New("storage: document of a newer schema version")

// CollectionOptions describe a collection. Every field may be zero.
type CollectionOptions[T any] struct {
	// SchemaVersion is the version of T's stored form; 0 means 1.
	SchemaVersion int
	// Migrate holds, by schema version, the step that makes the stored form of that
	// version the form of the next. A version without a step has the form of the
	// next already. Documents are migrated when they are read, and stored in the
	// new form when they are next written.
	Migrate map[int]func(json.RawMessage) (json.RawMessage, error)
	// Index returns the values by which documents can be listed; no personal data.
	// An empty value is not indexed.
	Index func(T) map[string]string
	// Subject returns the person whose erasure removes the document, "" for nobody.
	Subject func(T) string
}

// Collection gives typed access to the records of one kind. It holds no
// connection and is safe for concurrent use. Every version of a document stays
// readable as a revision.
type Collection[T any] struct {
	kind Kind
	opts CollectionOptions[T]
}

// NewCollection returns the collection of a kind. Nil options are valid.
func NewCollection[T any](kind Kind, opts *CollectionOptions[T]) *Collection[T] {
	c := &Collection[T]{kind: kind}
	if opts != nil {
		c.opts = *opts
	}
	if c.opts.SchemaVersion == 0 {
		c.opts.SchemaVersion = 1
	}
	return c
}

// Doc is a stored document with the version that it was read at.
type Doc[T any] struct {
	ID      string
	Version uint64
	Value   T

	raw json.RawMessage // as it was stored, migrated
}

// At is the condition that the document has not changed since it was read. Put
// with this condition keeps the fields that were stored and that T does not know,
// as newer code wrote them.
func (d Doc[T]) At() Expect {
	e := At(d.Version)
	if d.raw != nil {
		e.read = &d.raw
	}
	return e
}

// envelope is the stored form.
type envelope struct {
	SchemaVersion int             `json:"schema_version"`
	Document      json.RawMessage `json:"document"`
}

// Kind returns the kind of the collection's records.
func (c *Collection[T]) Kind() Kind { return c.kind }

func revisionID(id string, version uint64) string { return fmt.Sprintf("%s@%020d", id, version) }

// RevisionKey returns the key of the record that keeps a document as it was at a version.
func RevisionKey(document Key, version uint64) Key {
	return Key{Kind: document.Kind + "@revisions", ID: revisionID(document.ID, version)}
}

// RevisionOf returns the id of the document that a record of revisions is a version
// of, by the record's own id.
func RevisionOf(id string) string {
	if i := strings.LastIndexByte(id, '@'); i >= 0 {
		return id[:i]
	}
	return id
}

// keepUnknown adds to a document the fields of the one that it replaces which T
// does not know.
func (c *Collection[T]) keepUnknown(expect Expect, raw json.RawMessage) (json.RawMessage, error) {
	if expect.read == nil {
		return raw, nil
	}
	var before T
	if err := json.Unmarshal(*expect.read, &before); err != nil {
		return nil, err
	}
	known, err := json.Marshal(before)
	if err != nil {
		return nil, err
	}
	return mergeUnknown(*expect.read, known, raw), nil
}

// Put returns the writes that store a document: the record itself, and its
// revision, which nothing overwrites. Expect must be Absent or At: a document is
// never written over a version that its writer has not seen. It returns
// ErrInvalid for Any, and the encoder's error for a value without a JSON form.
func (c *Collection[T]) Put(id string, value T, expect Expect) ([]Write, error) {
	if expect == Any() {
		return nil, fmt.Errorf("%w: a document is written as absent or at a version", ErrInvalid)
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("encode %s %q: %w", c.kind, id, err)
	}
	if raw, err = c.keepUnknown(expect, raw); err != nil {
		return nil, fmt.Errorf("encode %s %q: %w", c.kind, id, err)
	}
	expect.read = nil
	body, err := json.Marshal(envelope{SchemaVersion: c.opts.SchemaVersion, Document: raw})
	if err != nil {
		return nil, fmt.Errorf("encode %s %q: %w", c.kind, id, err)
	}
	r := Record{Key: Key{Kind: c.kind, ID: id}, Body: body}
	if c.opts.Index != nil {
		r.Index = c.opts.Index(value)
		maps.DeleteFunc(r.Index, func(_, v string) bool { return v == "" })
	}
	if c.opts.Subject != nil {
		r.Subject = c.opts.Subject(value)
	}
	rev := r
	rev.Key = RevisionKey(r.Key, expect.version+1)
	rev.Index = nil
	return []Write{{Record: r, Expect: expect}, {Record: rev, Expect: Absent()}}, nil
}

func (c *Collection[T]) decode(r Record, id string) (Doc[T], error) {
	d := Doc[T]{ID: id, Version: r.Version}
	var env envelope
	if err := json.Unmarshal(r.Body, &env); err != nil {
		return Doc[T]{}, fmt.Errorf("%w: decode %s %q: %w", ErrCorrupt, c.kind, id, err)
	}
	if env.SchemaVersion > c.opts.SchemaVersion {
		return Doc[T]{}, fmt.Errorf("%w: %s %q has version %d, known is %d", ErrNewerVersion, c.kind, id, env.SchemaVersion, c.opts.SchemaVersion)
	}
	if len(env.Document) == 0 {
		return Doc[T]{}, fmt.Errorf("%w: %s %q has no document", ErrCorrupt, c.kind, id)
	}
	d.raw = env.Document
	for v := max(env.SchemaVersion, 1); v < c.opts.SchemaVersion; v++ {
		step := c.opts.Migrate[v]
		if step == nil {
			continue
		}
		var err error
		if d.raw, err = step(d.raw); err != nil {
			return Doc[T]{}, fmt.Errorf("migrate %s %q from version %d: %w", c.kind, id, v, err)
		}
	}
	if err := json.Unmarshal(d.raw, &d.Value); err != nil {
		return Doc[T]{}, fmt.Errorf("%w: decode %s %q: %w", ErrCorrupt, c.kind, id, err)
	}
	return d, nil
}

// Get returns the document, or ErrNotFound, and ErrCorrupt where what is stored is no
// document of T.
func (c *Collection[T]) Get(ctx context.Context, d Driver, tenant Tenant, id string) (Doc[T], error) {
	r, err := d.Get(ctx, tenant, Key{Kind: c.kind, ID: id})
	if err != nil {
		return Doc[T]{}, fmt.Errorf("%s %q: %w", c.kind, id, err)
	}
	return c.decode(r, id)
}

// Revision returns the document as it was at a version, or ErrNotFound.
func (c *Collection[T]) Revision(ctx context.Context, d Driver, tenant Tenant, id string, version uint64) (Doc[T], error) {
	r, err := d.Get(ctx, tenant, RevisionKey(Key{Kind: c.kind, ID: id}, version))
	if err != nil {
		return Doc[T]{}, fmt.Errorf("%s %q, version %d: %w", c.kind, id, version, err)
	}
	r.Version = version
	return c.decode(r, id)
}

// Revisions yields a document as it was at each of its versions, the first one first
// and the present one last. It reads page by page and stops at the first error, which
// it yields.
func (c *Collection[T]) Revisions(ctx context.Context, d Driver, tenant Tenant, id string) iter.Seq2[Doc[T], error] {
	return func(yield func(Doc[T], error) bool) {
		q := Query{Kind: RevisionKey(Key{Kind: c.kind, ID: id}, 0).Kind, After: NewCursor("", id+"@")}
		for {
			page, err := d.List(ctx, tenant, q)
			if err != nil {
				yield(Doc[T]{}, err)
				return
			}
			for _, r := range page.Records {
				number, of := strings.CutPrefix(r.ID, id+"@")
				if !of {
					return
				}
				var numbered error
				if r.Version, numbered = strconv.ParseUint(number, 10, 64); numbered != nil {
					continue // of a document whose id goes on
				}
				doc, err := c.decode(r, id)
				if !yield(doc, err) || err != nil {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.After = page.Next
		}
	}
}

// List yields the documents that have the index value, or all of the kind where
// index is "", in the driver's order. It reads page by page and stops at the
// first error, which it yields.
func (c *Collection[T]) List(ctx context.Context, d Driver, tenant Tenant, index, value string) iter.Seq2[Doc[T], error] {
	return func(yield func(Doc[T], error) bool) {
		q := Query{Kind: c.kind, Index: index, Value: value}
		for {
			page, err := d.List(ctx, tenant, q)
			if err != nil {
				yield(Doc[T]{}, err)
				return
			}
			for _, r := range page.Records {
				doc, err := c.decode(r, r.ID)
				if !yield(doc, err) || err != nil {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.After = page.Next
		}
	}
}

// Clone returns a deep copy of the record. Drivers use it to keep what they
// store apart from what callers hold.
func (r Record) Clone() Record {
	r.Index = maps.Clone(r.Index)
	r.Body = bytes.Clone(r.Body)
	return r
}
