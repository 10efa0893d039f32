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

// DocumentVersion is a document and the number of its last version.
type DocumentVersion struct {
	Kind    storage.Kind `json:"kind"`
	ID      string       `json:"id"`
	Version uint64       `json:"version"`
}

// Inventory returns the last version of every document of the tenant, to be kept apart
// from the database like the head of the log: ids and numbers, and no content. Documents
// that VerifyDocuments would find are left out. It reads every document.
func (t *Tenant) Inventory(ctx context.Context) ([]DocumentVersion, error) {
	var out []DocumentVersion
	err := t.eachDocument(ctx, func(key storage.Key, last uint64) {
		if last > 0 {
			out = append(out, DocumentVersion{Kind: key.Kind, ID: key.ID, Version: last})
		}
	})
	return out, err
}

// VerifyDocuments returns the keys of the documents that are not what was last stored
// of them: somebody who writes to the database by other means has changed one, put an
// earlier version back, or damaged it. Every version is kept beside its document, and
// sealed apart from it where there is a keyring, so that the two are held against each
// other. It reads every document of the tenant.
//
// Who also deletes the versions that came after leaves nothing in the database to
// compare with. An Inventory that was kept elsewhere finds that, for the versions that
// it has: with it, a document whose last version has a lower number is returned too,
// also where it was deleted and made anew. A document that is no more is not returned:
// erasure and retention delete, and the log, which Verify holds against heads that were
// kept elsewhere, has their acts.
func (t *Tenant) VerifyDocuments(ctx context.Context, kept ...DocumentVersion) ([]storage.Key, error) {
	least := make(map[storage.Key]uint64, len(kept))
	for _, v := range kept {
		key := storage.Key{Kind: v.Kind, ID: v.ID}
		least[key] = max(least[key], v.Version)
	}
	var out []storage.Key
	err := t.eachDocument(ctx, func(key storage.Key, last uint64) {
		if last == 0 || last < least[key] {
			out = append(out, key)
		}
	})
	return out, err
}

// eachDocument visits every document with the number of its last version, 0 where it is
// not what was last stored of it.
func (t *Tenant) eachDocument(ctx context.Context, visit func(key storage.Key, last uint64)) error {
	for _, kind := range t.svc.docs.kinds() {
		q := storage.Query{Kind: kind}
		for {
			page, err := t.svc.store.Driver.List(ctx, t.id, q) // sealed: one that does not open costs no other
			if err != nil {
				return err
			}
			for _, r := range page.Records {
				last, there, err := t.lastStored(ctx, r.Key)
				if err != nil {
					return err
				}
				if there {
					visit(r.Key, last)
				}
			}
			if page.Next == "" {
				break
			}
			q.After = page.Next
		}
	}
	return nil
}

// lastStored returns the number of a document's last version, 0 where the document is
// not that version, and whether there still is one.
func (t *Tenant) lastStored(ctx context.Context, key storage.Key) (last uint64, there bool, err error) {
	for before := uint64(0); ; {
		r, err := t.svc.store.Get(ctx, t.id, key)
		switch {
		case errors.Is(err, storage.ErrNotFound):
			return 0, false, nil
		case errors.Is(err, storage.ErrCorrupt):
			return 0, true, nil
		case err != nil:
			return 0, false, err
		}
		last, err := t.newest(ctx, r)
		if last > 0 || err != nil || r.Version == before {
			return last, true, err
		}
		before = r.Version // it may have been changed in between: look again
	}
}

// newest returns the number of a document's version, 0 where it is not the newest.
func (t *Tenant) newest(ctx context.Context, r storage.Record) (uint64, error) {
	last := r.Version
	kept, err := t.svc.store.Get(ctx, t.id, storage.RevisionKey(r.Key, last))
	if errors.Is(err, storage.ErrNotFound) { // made anew after it was deleted
		last = 1
		kept, err = t.svc.store.Get(ctx, t.id, storage.RevisionKey(r.Key, last))
	}
	switch {
	case errors.Is(err, storage.ErrNotFound), errors.Is(err, storage.ErrCorrupt):
		return 0, nil
	case err != nil:
		return 0, err
	}
	rev := storage.RevisionKey(r.Key, last)
	page, err := t.svc.store.Driver.List(ctx, t.id, storage.Query{Kind: rev.Kind, After: storage.NewCursor("", rev.ID), Limit: 1})
	if err != nil {
		return 0, err
	}
	later := len(page.Records) > 0 && storage.RevisionOf(page.Records[0].ID) == r.ID
	if later || !sameJSON(r.Body, kept.Body) {
		return 0, nil
	}
	return last, nil
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
