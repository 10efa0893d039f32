// Package seal keeps the documents of every person encrypted under a key of their
// own, over any storage.Driver.
//
//	sealed := seal.New(driver, keyring) // keyring: privacy.Keyring
//	_, err := sealed.Commit(ctx, "acme", batch)   // records with a Subject are sealed
//	r, err := sealed.Get(ctx, "acme", key)        // and come back in the clear
//	_, err = sealed.Destroy(ctx, "acme", subject) // nothing of the person can be read again
//
// A record with a Subject has a body that is AES-256-GCM under the subject's data
// key, bound to tenant, kind, id and subject. The data key stands in the database,
// wrapped by the Keyring. A record that is about several people has its parts
// sealed one by one; see SealParts. Keys, index values and the log stay as they
// are: they hold ids and codes.
//
// The library's Service wraps its driver by itself where its options name a
// Keyring; hosts need this package only to read a store by other means.
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

// keys is the kind of the records that hold wrapped data keys, by subject.
const keys storage.Kind = "subject_key"

// magic begins a sealed body; no JSON document begins with it.
var magic = []byte("\x00sealed1\x00")

// Driver is a storage.Driver that seals. It is safe for concurrent use where its
// driver and keyring are.
type Driver struct {
	storage.Driver
	keyring privacy.Keyring
}

var _ storage.Driver = (*Driver)(nil)

// New wraps a driver. With a nil keyring it seals nothing, and reads only what is
// not sealed.
func New(d storage.Driver, k privacy.Keyring) *Driver { return &Driver{Driver: d, keyring: k} }

// keyRecord is a subject's wrapped data key.
type keyRecord struct {
	Wrapped   []byte `json:"wrapped,omitzero"`
	Destroyed bool   `json:"destroyed,omitzero"`
}

// ring remembers the keys of one operation.
type ring struct {
	d      *Driver
	tenant storage.Tenant
	known  map[string]privacy.Key
}

func (d *Driver) ring(t storage.Tenant) *ring {
	return &ring{d: d, tenant: t, known: map[string]privacy.Key{}}
}

func keyOf(subject string) storage.Key { return storage.Key{Kind: keys, ID: subject} }

// key returns a subject's data key and makes one where there is none. It returns
// privacy.ErrErased where it was destroyed.
func (r *ring) key(ctx context.Context, subject string) (privacy.Key, error) {
	if k, ok := r.known[subject]; ok {
		return k, nil
	}
	if r.d.keyring == nil {
		return privacy.Key{}, fmt.Errorf("%w: the document is sealed and there is no keyring", privacy.ErrInvalid)
	}
	raw, err := r.load(ctx, subject)
	if errors.Is(err, storage.ErrNotFound) {
		raw, err = r.create(ctx, subject)
	}
	if err != nil {
		return privacy.Key{}, err
	}
	k, err := privacy.ParseKey(raw)
	if err == nil {
		r.known[subject] = k
	}
	return k, err
}

func (r *ring) load(ctx context.Context, subject string) ([]byte, error) {
	rec, err := r.d.Driver.Get(ctx, r.tenant, keyOf(subject))
	if err != nil {
		return nil, err
	}
	var k keyRecord
	if err := json.Unmarshal(rec.Body, &k); err != nil {
		return nil, fmt.Errorf("decode the key of a subject: %w", err)
	}
	if k.Destroyed {
		return nil, privacy.ErrErased
	}
	return r.d.keyring.Unwrap(ctx, string(r.tenant), subject, k.Wrapped)
}

func (r *ring) create(ctx context.Context, subject string) ([]byte, error) {
	raw := privacy.NewKey()
	wrapped, err := r.d.keyring.Wrap(ctx, string(r.tenant), subject, raw)
	if err != nil {
		return nil, err
	}
	for range tries {
		if err = r.put(ctx, subject, keyRecord{Wrapped: wrapped}, storage.Absent()); !errors.Is(err, storage.ErrUnknown) {
			break
		}
	}
	switch {
	case errors.Is(err, storage.ErrConflict):
		return r.load(ctx, subject) // somebody else made it, or this one did
	case errors.Is(err, storage.ErrUnknown): // of the key; nothing was sealed with it
		return nil, fmt.Errorf("%w: store the key of a subject: %v", storage.ErrUnavailable, err) //nolint:errorlint // see above
	}
	return raw, err
}

const tries = 3 // of a commit whose outcome is not known

func (r *ring) put(ctx context.Context, subject string, k keyRecord, expect storage.Expect) error {
	body, err := json.Marshal(k)
	if err != nil {
		return err
	}
	w := storage.Write{Record: storage.Record{Key: keyOf(subject), Body: body}, Expect: expect}
	sum := storage.Batch{ID: "digest", Writes: []storage.Write{w}}.Digest()
	_, err = r.d.Driver.Commit(ctx, r.tenant, storage.Batch{ID: fmt.Sprintf("subject_key/%x", sum), Writes: []storage.Write{w}})
	return err
}

// Rewrap wraps a subject's data key anew, under the keyring's newest key, and once
// more where another process did so at the same time. Bodies stay as they are. It
// returns storage.ErrNotFound for a subject without a key.
func (d *Driver) Rewrap(ctx context.Context, t storage.Tenant, subject string) error {
	for {
		if err := d.rewrap(ctx, t, subject); !errors.Is(err, storage.ErrConflict) {
			return err
		}
	}
}

func (d *Driver) rewrap(ctx context.Context, t storage.Tenant, subject string) error {
	r := d.ring(t)
	rec, err := d.Driver.Get(ctx, t, keyOf(subject))
	if err != nil {
		return err
	}
	raw, err := r.load(ctx, subject)
	if err != nil {
		return err
	}
	wrapped, err := d.keyring.Wrap(ctx, string(t), subject, raw)
	if err != nil {
		return err
	}
	return r.put(ctx, subject, keyRecord{Wrapped: wrapped}, storage.At(rec.Version))
}

// Destroy makes a subject's documents unreadable for ever, and new ones refused
// with privacy.ErrErased. It is idempotent. Without a keyring it does nothing and
// returns false.
func (d *Driver) Destroy(ctx context.Context, t storage.Tenant, subject string) (bool, error) {
	if d.keyring == nil {
		return false, nil
	}
	expect := storage.Absent()
	switch rec, err := d.Driver.Get(ctx, t, keyOf(subject)); {
	case err == nil:
		expect = storage.At(rec.Version)
		var k keyRecord
		if err := json.Unmarshal(rec.Body, &k); err != nil || k.Destroyed {
			return k.Destroyed, errors.Join(err, d.keyring.Destroy(ctx, string(t), subject))
		}
	case !errors.Is(err, storage.ErrNotFound):
		return false, err
	}
	if err := d.ring(t).put(ctx, subject, keyRecord{Destroyed: true}, expect); err != nil {
		return false, err
	}
	return true, d.keyring.Destroy(ctx, string(t), subject)
}

// Commitment is what the log may hold about a text of a subject: a commitment
// under the subject's key, which says nothing once the key is destroyed. Without a
// keyring it is "".
func (d *Driver) Commitment(ctx context.Context, t storage.Tenant, subject, text string) (string, error) {
	if d.keyring == nil {
		return "", nil
	}
	k, err := d.ring(t).key(ctx, subject)
	if err != nil {
		return "", err
	}
	return k.Commit(text), nil
}

func place(t storage.Tenant, k storage.Key, subject string) string {
	return fmt.Sprintf("%s\x00%s\x00%s\x00%s", t, k.Kind, k.ID, subject)
}

// Commit implements storage.Driver. It returns privacy.ErrErased for a record of a
// subject whose key was destroyed.
func (d *Driver) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	if d.keyring == nil {
		return d.Driver.Commit(ctx, t, b)
	}
	if err := errors.Join(t.Validate(), b.Validate()); err != nil {
		return storage.Result{}, err // before a key is made
	}
	r := d.ring(t)
	writes := append([]storage.Write(nil), b.Writes...)
	for i, w := range writes {
		if w.Subject == "" || w.Delete {
			continue
		}
		k, err := r.key(ctx, w.Subject)
		if err != nil {
			return storage.Result{}, err
		}
		sealed, err := k.Seal(place(t, w.Key, w.Subject), w.Body)
		if err != nil {
			return storage.Result{}, err
		}
		writes[i].Body = append(bytes.Clone(magic), sealed...)
	}
	b.Writes = writes
	return d.Driver.Commit(ctx, t, b)
}

// open returns the record in the clear.
func (r *ring) open(ctx context.Context, rec storage.Record) (storage.Record, error) {
	sealed, whole := bytes.CutPrefix(rec.Body, magic)
	if !whole {
		return r.openParts(ctx, rec)
	}
	k, err := r.key(ctx, rec.Subject)
	if err != nil {
		return rec, err
	}
	if rec.Body, err = k.Open(place(r.tenant, rec.Key, rec.Subject), sealed); err != nil {
		err = fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
	}
	return rec, err
}

// Get implements storage.Driver. A record of a subject whose key was destroyed is
// not found, and the error wraps privacy.ErrErased too.
func (d *Driver) Get(ctx context.Context, t storage.Tenant, key storage.Key) (storage.Record, error) {
	rec, err := d.Driver.Get(ctx, t, key)
	if err != nil {
		return rec, err
	}
	rec, err = d.ring(t).open(ctx, rec)
	if errors.Is(err, privacy.ErrErased) {
		return storage.Record{}, fmt.Errorf("%w: %w", storage.ErrNotFound, err)
	}
	return rec, err
}

// List implements storage.Driver. Records of subjects whose keys were destroyed are
// left out.
func (d *Driver) List(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
	page, err := d.Driver.List(ctx, t, q)
	if err != nil {
		return page, err
	}
	r := d.ring(t)
	out := page.Records[:0]
	for _, rec := range page.Records {
		rec, err := r.open(ctx, rec)
		if errors.Is(err, privacy.ErrErased) {
			continue
		}
		if err != nil {
			return storage.Page{}, err
		}
		out = append(out, rec)
	}
	page.Records = out
	return page, nil
}
