package hirealign

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"

	"github.com/hirealign/hirealign/storage"
)

// kinds are the kinds of all documents.
func (c collections) kinds() []storage.Kind {
	return []storage.Kind{
		c.requisitions.Kind(), c.candidates.Kind(), c.applications.Kind(), c.interviews.Kind(), c.rubrics.Kind(), c.locked.Kind(),
		c.superseded.Kind(), c.transcripts.Kind(), c.drafts.Kind(), c.cards.Kind(), c.reveals.Kind(), c.exposures.Kind(),
		c.suggestions.Kind(), c.summaries.Kind(), c.offers.Kind(), c.meetings.Kind(), c.packets.Kind(), c.briefs.Kind(),
		c.decisions.Kind(), c.pulses.Kind(), c.retros.Kind(), c.changes.Kind(), c.consents.Kind(), c.holds.Kind(),
		c.erasures.Kind(), c.replies.Kind(), c.progress.Kind(), c.readiness.Kind(),
	}
}

// VerifyDocuments returns the keys of the documents that are not what was last stored
// of them: somebody who writes to the database by other means has changed one, put an
// earlier version back, or damaged it. Every version is kept beside its document, and
// sealed apart from it where there is a keyring, so that the two are held against each
// other. It reads every document of the tenant.
//
// Who also deletes the versions that came after leaves nothing to compare with: then the
// log alone, which Verify holds against heads that were kept elsewhere, has the acts that
// made them.
func (t *Tenant) VerifyDocuments(ctx context.Context) ([]storage.Key, error) {
	var out []storage.Key
	for _, kind := range t.svc.docs.kinds() {
		q := storage.Query{Kind: kind}
		for {
			page, err := t.svc.store.Driver.List(ctx, t.id, q) // sealed: one that does not open costs no other
			if err != nil {
				return nil, err
			}
			for _, r := range page.Records {
				ok, err := t.lastStored(ctx, r.Key)
				if err != nil {
					return nil, err
				}
				if !ok {
					out = append(out, r.Key)
				}
			}
			if page.Next == "" {
				break
			}
			q.After = page.Next
		}
	}
	return out, nil
}

// lastStored reports whether a document is what was last stored of it, or is no more.
func (t *Tenant) lastStored(ctx context.Context, key storage.Key) (bool, error) {
	for before := uint64(0); ; {
		r, err := t.svc.store.Get(ctx, t.id, key)
		switch {
		case errors.Is(err, storage.ErrNotFound):
			return true, nil
		case errors.Is(err, storage.ErrCorrupt):
			return false, nil
		case err != nil:
			return false, err
		}
		ok, err := t.newest(ctx, r)
		if ok || err != nil || r.Version == before {
			return ok, err
		}
		before = r.Version // it may have been changed in between: look again
	}
}

// newest reports whether a document is the newest of its versions.
func (t *Tenant) newest(ctx context.Context, r storage.Record) (bool, error) {
	rev := storage.RevisionKey(r.Key, r.Version)
	kept, err := t.svc.store.Get(ctx, t.id, rev)
	if errors.Is(err, storage.ErrNotFound) { // made anew after it was deleted
		rev = storage.RevisionKey(r.Key, 1)
		kept, err = t.svc.store.Get(ctx, t.id, rev)
	}
	switch {
	case errors.Is(err, storage.ErrNotFound), errors.Is(err, storage.ErrCorrupt):
		return false, nil
	case err != nil:
		return false, err
	}
	page, err := t.svc.store.Driver.List(ctx, t.id, storage.Query{Kind: rev.Kind, After: storage.NewCursor("", rev.ID), Limit: 1})
	if err != nil {
		return false, err
	}
	later := len(page.Records) > 0 && storage.RevisionOf(page.Records[0].ID) == r.ID
	return !later && sameJSON(r.Body, kept.Body), nil
}

// sameJSON reports whether two documents say the same, in whatever order.
func sameJSON(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	for _, d := range []struct {
		raw []byte
		to  *any
	}{{a, &x}, {b, &y}} {
		dec := json.NewDecoder(bytes.NewReader(d.raw))
		dec.UseNumber()
		if dec.Decode(d.to) != nil {
			return false
		}
	}
	return reflect.DeepEqual(x, y)
}
