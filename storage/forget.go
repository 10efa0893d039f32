package storage

import "context"

// Forgetter is what a Driver is too where it can forget the ids of old batches. All
// drivers of this library are.
//
// A driver remembers every batch, so that sending one again changes nothing, and
// what it remembers grows without end. A host that calls Forget now and then, with
// the sequence number of a log entry older than any batch that could still be sent
// again, keeps that small: a day is plenty where callers give up within minutes.
// The head of a signed checkpoint is such a number, with its time.
type Forgetter interface {
	// Forget drops the ids of the tenant's batches that ended at the log's entry
	// upTo or before, and returns how many. Records and log stay as they are. A
	// batch that is sent again after it was forgotten is a new one: the conditions
	// of its writes refuse it, and events alone are logged a second time. It works
	// in steps and may be interrupted and called again.
	Forget(ctx context.Context, tenant Tenant, upTo uint64) (int, error)
}
