package seal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/storage"
)

// sealedPart stands in a document where the part of one person stood.
type sealedPart struct {
	Sealed *sealedData `json:"$sealed,omitzero"`
}

type sealedData struct {
	Subject string `json:"subject"`
	Data    []byte `json:"data"`
}

// marker is in a body that has sealed parts. Inside a JSON string the quotes would
// be escaped, so that no text of a document can look like it.
var marker = []byte(`"$sealed":`)

// Parts says which parts of a document belong to whom.
type Parts struct {
	// Fields are the lists at the top of the document whose elements are each about
	// one person.
	Fields []string
	// Owner returns the subject of an element, "" for nobody.
	Owner func(element json.RawMessage) string
}

// document is the stored form of package storage.
type document struct {
	SchemaVersion int                        `json:"schema_version"`
	Document      map[string]json.RawMessage `json:"document"`
}

// each replaces the elements of lists by what change returns, nil to leave one out.
func each(body []byte, fields []string, change func(json.RawMessage) (json.RawMessage, error)) ([]byte, error) {
	var doc document
	if err := json.Unmarshal(body, &doc); err != nil {
		return nil, fmt.Errorf("%w: read the parts of a document: %w", storage.ErrCorrupt, err)
	}
	for _, f := range fields {
		raw, ok := doc.Document[f]
		if !ok || !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")) {
			continue
		}
		var elements, kept []json.RawMessage
		if err := json.Unmarshal(raw, &elements); err != nil {
			return nil, err
		}
		for _, e := range elements {
			next, err := change(e)
			if err != nil {
				return nil, err
			}
			if next != nil {
				kept = append(kept, next)
			}
		}
		if len(kept) == 0 {
			delete(doc.Document, f)
			continue
		}
		b, err := json.Marshal(kept)
		if err != nil {
			return nil, err
		}
		doc.Document[f] = b
	}
	return json.Marshal(doc)
}

// SealParts seals the parts of a document that is about several people, each under
// the key of its own subject. Destroying one person's key takes their parts out of
// the document, in all its versions, and leaves the others' readable. Without a
// keyring the write comes back as it was.
func (d *Driver) SealParts(ctx context.Context, t storage.Tenant, w storage.Write, p Parts) (storage.Write, error) {
	if d.keyring == nil || w.Delete {
		return w, nil
	}
	r := d.ring(t)
	body, err := each(w.Body, p.Fields, func(e json.RawMessage) (json.RawMessage, error) {
		subject := p.Owner(e)
		if subject == "" {
			return e, nil
		}
		k, err := r.key(ctx, subject)
		if err != nil {
			return nil, err
		}
		data, err := k.Seal(place(t, w.Key, subject), e)
		if err != nil {
			return nil, err
		}
		return json.Marshal(sealedPart{Sealed: &sealedData{Subject: subject, Data: data}})
	})
	w.Body = body
	return w, err
}

// Strip takes the parts of some subjects out of a document's body, sealed or not.
func Strip(body []byte, p Parts, drop func(subject string) bool) ([]byte, error) {
	return each(body, p.Fields, func(e json.RawMessage) (json.RawMessage, error) {
		var s sealedPart
		subject := ""
		if bytes.Contains(e, marker) && json.Unmarshal(e, &s) == nil && s.Sealed != nil {
			subject = s.Sealed.Subject
		} else {
			subject = p.Owner(e)
		}
		if subject != "" && drop(subject) {
			return nil, nil
		}
		return e, nil
	})
}

// openParts opens the sealed parts of a document, and leaves out those whose keys
// were destroyed.
func (r *ring) openParts(ctx context.Context, rec storage.Record) (storage.Record, error) {
	if !bytes.Contains(rec.Body, marker) {
		return rec, nil
	}
	var doc document
	if err := json.Unmarshal(rec.Body, &doc); err != nil {
		return rec, fmt.Errorf("%w: read the parts of a document: %w", storage.ErrCorrupt, err)
	}
	var fields []string
	for name, raw := range doc.Document {
		if bytes.Contains(raw, marker) {
			fields = append(fields, name)
		}
	}
	body, err := each(rec.Body, fields, func(e json.RawMessage) (json.RawMessage, error) {
		var s sealedPart
		if !bytes.Contains(e, marker) || json.Unmarshal(e, &s) != nil || s.Sealed == nil {
			return e, nil
		}
		k, err := r.key(ctx, s.Sealed.Subject)
		if errors.Is(err, privacy.ErrErased) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		part, err := k.Open(place(r.tenant, rec.Key, s.Sealed.Subject), s.Sealed.Data)
		if err != nil {
			err = fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
		}
		return part, err
	})
	rec.Body = body
	return rec, err
}
