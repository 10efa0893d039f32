// Package storage is the seam between the library and the database that a host
// already runs.
//
//	store := memstore.New()
//	rubrics := storage.NewCollection[rubric.Rubric]("rubric", nil)
//	w, err := rubrics.Put("rb-1", draft, storage.Absent())
//	_, err = store.Commit(ctx, "acme", storage.Batch{
//		ID:     "rubric/rb-1/1",
//		Writes: w,
//		Log:    []storage.Event{{Topic: "rubric.drafted", Payload: payload}},
//	})
//	doc, err := rubrics.Get(ctx, store, "acme", "rb-1") // doc.Value, doc.Version
//
// A Driver has five methods and is all that a database must provide. Every
// change is a Batch: conditional writes and log events that land together or not
// at all, under an id that makes sending it again harmless. Each tenant has one
// log without gaps, chained by hash, in the order of the commits: it is audit
// trail, outbox and change feed in one. Bodies are opaque bytes.
//
// A Collection gives typed access to one kind of record on top of any Driver.
// Package storagetest checks a Driver against this contract.
package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

var (
	// ErrNotFound is returned by Get for a key without a record.
	ErrNotFound = errors.New("storage: not found")
	// ErrConflict is the sentinel of *ConflictError.
	ErrConflict = errors.New("storage: the record is not in the expected state")
	// ErrInvalid is returned for arguments that break the contract.
	ErrInvalid = errors.New("storage: invalid")
	// ErrTooLarge is returned for a batch, body or payload over its limit.
	ErrTooLarge = errors.New("storage: too large")
	// ErrClosed is returned after Close.
	ErrClosed = errors.New("storage: closed")
	// ErrUnavailable is returned where nothing was changed and a later try may succeed.
	ErrUnavailable = errors.New("storage: unavailable")
	// ErrUnknown is returned where a commit may or may not have happened: send the same batch again.
	ErrUnknown = errors.New("storage: outcome unknown")
	// ErrCorrupt is returned where stored data is damaged: no later try will succeed.
	ErrCorrupt = errors.New("storage: damaged data")
	// ErrBatchReused is returned for a batch id that was used for another content.
	ErrBatchReused = errors.New("storage: batch id used for other content")
)

// The limits of a batch.
const (
	MaxBody    = 1 << 20 // bytes of one record's body
	MaxBatch   = 4 << 20 // bytes of all bodies and payloads of a batch
	MaxWrites  = 100
	MaxEvents  = 100
	MaxPayload = 64 << 10 // bytes of one event's payload
	MaxKey     = 512      // bytes of a tenant, kind, id, topic, index name or value
	MaxPage    = 1000     // records or entries of one page
)

type (
	// Tenant separates customers: nothing of one is ever visible to another.
	Tenant string
	// Kind is a kind of record, such as "rubric".
	Kind string
	// Cursor marks a place in a list, where a record is or where one could be; see
	// NewCursor. "" is the beginning, and in a Page the end.
	Cursor string
)

// Driver stores records and a log. Implementations are safe for concurrent use
// and take no ownership of the slices and maps that they are given, nor of the
// handle that they were made over. Every method returns when ctx is done, with an
// error that wraps ctx.Err() where nothing was changed.
type Driver interface {
	// Commit applies all of the batch or nothing. A batch whose ID was committed
	// before, and not forgotten since (see Forgetter), is not applied again: the first result comes back with Replayed set.
	// It returns a *ConflictError where a Write's Expect does not hold,
	// ErrBatchReused for a known ID with other content, ErrInvalid, ErrTooLarge,
	// and ErrUnknown where the outcome cannot be told.
	Commit(ctx context.Context, tenant Tenant, b Batch) (Result, error)
	// Get returns the record of the key, or ErrNotFound.
	Get(ctx context.Context, tenant Tenant, key Key) (Record, error)
	// List returns a page of the records of one kind in byte order of (index
	// value, id), or of the id where the query names no index.
	List(ctx context.Context, tenant Tenant, q Query) (Page, error)
	// Log returns up to limit entries after the given sequence number.
	Log(ctx context.Context, tenant Tenant, after uint64, limit int) ([]Entry, error)
	// Close releases what the driver itself holds. It is idempotent and does not
	// close a database handle that the caller owns. Later calls return ErrClosed.
	Close() error
}

// Key names a record.
type Key struct {
	Kind Kind
	ID   string
}

// Record is a stored document.
type Record struct {
	Key
	// Version counts the writes of the key from 1. It goes on after a deletion, so
	// that an old reader never takes a new record for the one it knew.
	Version uint64
	// Subject is the person whose erasure removes the record; "" for nobody.
	Subject string
	// Index holds the values by which the record can be listed. They are stored
	// in the clear and must hold no personal data.
	Index map[string]string
	// Body comes back byte for byte.
	Body []byte
}

// Expect is the condition of a write. The zero value expects nothing.
type Expect struct {
	kind    uint8 // 0 any, 1 absent, 2 at
	version uint64
	read    *json.RawMessage // what a Doc was read from; never in a Write
}

// Any expects nothing of the present record.
func Any() Expect { return Expect{} }

// Absent expects that there is no record of the key.
func Absent() Expect { return Expect{kind: 1} }

// At expects that the record is at the version.
func At(version uint64) Expect { return Expect{kind: 2, version: version} }

// Holds reports whether a record at the version satisfies the condition; version
// 0 is no record. Drivers call it.
func (e Expect) Holds(version uint64) bool {
	switch e.kind {
	case 1:
		return version == 0
	case 2:
		return version == e.version && version > 0
	default:
		return true
	}
}

// Version returns the version that At named, and false for any other condition.
func (e Expect) Version() (version uint64, ok bool) { return e.version, e.kind == 2 }

func (e Expect) String() string {
	switch e.kind {
	case 1:
		return "absent"
	case 2:
		return "version " + strconv.FormatUint(e.version, 10)
	default:
		return "any"
	}
}

// Write stores or deletes a record. Record.Version is ignored.
type Write struct {
	Record
	Expect Expect
	Delete bool
}

// Event is what a batch appends to the log. The payload must hold no personal content.
type Event struct {
	Topic   string
	Payload []byte
}

// Batch is one atomic change. It is plain data, so that it can be sent again.
type Batch struct {
	// ID makes the change idempotent within its tenant; required.
	ID     string
	Writes []Write
	Log    []Event
}

// Result is what a commit did.
type Result struct {
	// Versions are the new versions of the written records, in the order of the
	// writes; a deletion has the version that the deletion took.
	Versions []uint64
	// Seq is the sequence number of the last log entry of the tenant after the batch.
	Seq uint64
	// Replayed says that the batch had been committed before.
	Replayed bool
}

// Query says which records to list.
type Query struct {
	Kind Kind
	// Index is the name of an index, "" to list by id. Value restricts the list to
	// records whose index has exactly this value; an empty Value with an Index lists
	// every record that has the index.
	Index, Value string
	// After is the cursor of the page before, "" for the first.
	After Cursor
	// Limit is how many records to return; 0 means 100, the most is MaxPage.
	Limit int
}

// Page is a part of a list.
type Page struct {
	Records []Record
	// Next is the cursor of the next page, "" at the end.
	Next Cursor
}

// Entry is a line of a tenant's log.
type Entry struct {
	// Seq counts from 1 without gaps, in the order of the commits.
	Seq     uint64
	Topic   string
	Payload []byte
	// Hash chains the entry to all before it; see ChainHash.
	Hash [32]byte
}

// ConflictError says which record was not in the expected state.
type ConflictError struct {
	Key      Key
	Expected Expect
	// Have is the record's version, 0 where there is none.
	Have uint64
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%v: %s %q is at version %d, expected %v", ErrConflict, e.Key.Kind, e.Key.ID, e.Have, e.Expected)
}

// Unwrap returns ErrConflict.
func (e *ConflictError) Unwrap() error { return ErrConflict }
