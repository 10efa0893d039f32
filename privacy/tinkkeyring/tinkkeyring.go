// Package tinkkeyring is a privacy.Keyring over Tink: one keyset per person,
// encrypted under a key of yours, such as one in a key management service.
//
//	kek, err := registry.GetAEAD("aws-kms://arn:…") // any tink.AEAD
//	ring, err := tinkkeyring.New(kek, tinkkeyring.Dir("/var/lib/keys"))
//	svc, err := hirealign.New(store, &hirealign.Options{Keyring: ring})
//
// A person's keyset stands in a Vault, outside the database: destroying it there
// makes every copy of the person's documents unreadable, those in backups of the
// database too. Backups of the vault are the host's to expire: as long as one holds
// the keyset and the key of yours exists, it can be undone.
package tinkkeyring

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/hirealign/hirealign/privacy"
)

var (
	// ErrNoKeyset is returned by a Vault that has nothing under a name.
	ErrNoKeyset = errors.New("tinkkeyring: no keyset")
	// ErrChanged is returned by a Vault that has something else under a name than
	// what was to be replaced.
	ErrChanged = errors.New("tinkkeyring: the keyset was changed by another")
)

// Vault keeps encrypted keysets by name, apart from the database. Names are of
// lower-case hexadecimal digits. Implementations are safe for concurrent use.
type Vault interface {
	// Load returns the bytes under a name, or ErrNoKeyset.
	Load(ctx context.Context, name string) ([]byte, error)
	// Create keeps bytes under a new name. It returns an error that wraps os.ErrExist
	// where there is something already: two processes must not both create a keyset.
	Create(ctx context.Context, name string, b []byte) error
	// Replace puts b in the place of what Load returned, all or nothing. It returns
	// ErrChanged and changes nothing where the bytes under the name are others by now:
	// of two processes that replace the same bytes one must be refused, or a key that
	// something was wrapped with is lost.
	Replace(ctx context.Context, name string, before, b []byte) error
}

// Keyring is a privacy.Keyring. It is safe for concurrent use, also by several
// processes over one vault.
type Keyring struct {
	kek   tink.AEAD
	vault Vault
}

var _ privacy.Keyring = (*Keyring)(nil)

// New returns a keyring over a key-encryption key and a vault, both required.
func New(kek tink.AEAD, vault Vault) (*Keyring, error) {
	if kek == nil || vault == nil {
		return nil, fmt.Errorf("%w: a keyring needs a key-encryption key and a vault", privacy.ErrInvalid)
	}
	return &Keyring{kek: kek, vault: vault}, nil
}

// destroyed stands in the vault where a keyset stood, and under the grave's name, where
// nothing is ever put over it.
var destroyed = []byte("destroyed\n")

// grave is the name of the mark that a person's keyset was destroyed. It is made before
// the keyset goes, so that a process that ends in between has destroyed it too.
func grave(name string) string {
	sum := sha256.Sum256([]byte("destroyed:" + name))
	return hex.EncodeToString(sum[:])
}

func name(tenant, subject string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d:%s%s", len(tenant), tenant, subject))
	return hex.EncodeToString(sum[:])
}

func bound(tenant, subject string) []byte { return []byte(tenant + "\x00" + subject) }

// Wrap implements privacy.Keyring.
func (k *Keyring) Wrap(ctx context.Context, tenant, subject string, key []byte) ([]byte, error) {
	h, err := k.load(ctx, tenant, subject)
	if errors.Is(err, ErrNoKeyset) {
		h, err = k.create(ctx, tenant, subject)
	}
	if err != nil {
		return nil, err
	}
	a, err := aead.New(h)
	if err != nil {
		return nil, err
	}
	return a.Encrypt(key, bound(tenant, subject))
}

// Unwrap implements privacy.Keyring.
func (k *Keyring) Unwrap(ctx context.Context, tenant, subject string, wrapped []byte) ([]byte, error) {
	h, err := k.load(ctx, tenant, subject)
	if err != nil {
		return nil, err
	}
	a, err := aead.New(h)
	if err != nil {
		return nil, err
	}
	key, err := a.Decrypt(wrapped, bound(tenant, subject))
	if err != nil {
		return nil, fmt.Errorf("%w: the wrapped key was not made by this keyring", privacy.ErrInvalid)
	}
	return key, nil
}

// Destroy implements privacy.Keyring. A mark stays in the vault, so that no new key
// is ever made for the person.
func (k *Keyring) Destroy(ctx context.Context, tenant, subject string) error {
	n := name(tenant, subject)
	if err := k.vault.Create(ctx, grave(n), destroyed); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	err := k.vault.Create(ctx, n, destroyed)
	if !errors.Is(err, os.ErrExist) {
		return err
	}
	return k.replace(ctx, n, func([]byte) ([]byte, error) { return destroyed, nil })
}

// replace puts what next makes of the bytes under a name in their place, and begins
// again where another process was first.
func (k *Keyring) replace(ctx context.Context, name string, next func(before []byte) ([]byte, error)) error {
	for {
		before, err := k.vault.Load(ctx, name)
		if err != nil {
			return err
		}
		after, err := next(before)
		if err != nil {
			return err
		}
		if err := k.vault.Replace(ctx, name, before, after); !errors.Is(err, ErrChanged) {
			return err
		}
	}
}

// Rotate makes a new primary key in a person's keyset; what was wrapped before stays
// readable, and of two processes that rotate at once each adds a key. Let the service
// wrap again afterwards: Privacy().RotateKey. To replace the key-encryption key, make
// a keyring with the new one and call Move.
func (k *Keyring) Rotate(ctx context.Context, tenant, subject string) error {
	return k.replace(ctx, name(tenant, subject), func(before []byte) ([]byte, error) {
		h, err := k.open(ctx, before, tenant, subject)
		if err != nil {
			return nil, err
		}
		m := keyset.NewManagerFromHandle(h)
		id, err := m.Add(aead.AES256GCMKeyTemplate())
		if err != nil {
			return nil, err
		}
		if err := m.SetPrimary(id); err != nil {
			return nil, err
		}
		if h, err = m.Handle(); err != nil {
			return nil, err
		}
		return k.sealed(ctx, h, tenant, subject)
	})
}

// Move encrypts a person's keyset under the key-encryption key of another keyring
// over the same vault.
func (k *Keyring) Move(ctx context.Context, to *Keyring, tenant, subject string) error {
	return k.replace(ctx, name(tenant, subject), func(before []byte) ([]byte, error) {
		h, err := k.open(ctx, before, tenant, subject)
		if err != nil {
			return nil, err
		}
		return to.sealed(ctx, h, tenant, subject)
	})
}

func (k *Keyring) load(ctx context.Context, tenant, subject string) (*keyset.Handle, error) {
	b, err := k.vault.Load(ctx, name(tenant, subject))
	if err != nil {
		return nil, err
	}
	return k.open(ctx, b, tenant, subject)
}

// open decrypts a person's keyset. It returns privacy.ErrErased where it was destroyed.
func (k *Keyring) open(ctx context.Context, b []byte, tenant, subject string) (*keyset.Handle, error) {
	if bytes.Equal(b, destroyed) {
		return nil, privacy.ErrErased
	}
	switch _, err := k.vault.Load(ctx, grave(name(tenant, subject))); {
	case err == nil:
		return nil, privacy.ErrErased
	case !errors.Is(err, ErrNoKeyset):
		return nil, err
	}
	h, err := keyset.ReadWithContext(ctx, keyset.NewBinaryReader(bytes.NewReader(b)), withContext{k.kek}, bound(tenant, subject))
	if err != nil {
		return nil, fmt.Errorf("%w: the keyset cannot be decrypted", privacy.ErrInvalid)
	}
	return h, nil
}

func (k *Keyring) create(ctx context.Context, tenant, subject string) (*keyset.Handle, error) {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	b, err := k.sealed(ctx, h, tenant, subject)
	if err != nil {
		return nil, err
	}
	err = k.vault.Create(ctx, name(tenant, subject), b)
	if errors.Is(err, os.ErrExist) {
		return k.load(ctx, tenant, subject) // somebody else was first
	}
	return h, err
}

// sealed is a person's keyset as it stands in the vault.
func (k *Keyring) sealed(ctx context.Context, h *keyset.Handle, tenant, subject string) ([]byte, error) {
	var b bytes.Buffer
	err := h.WriteWithContext(ctx, keyset.NewBinaryWriter(&b), withContext{k.kek}, bound(tenant, subject))
	return b.Bytes(), err
}

// withContext lets a key-encryption key be asked with a context.
type withContext struct{ tink.AEAD }

func (w withContext) EncryptWithContext(ctx context.Context, plain, ad []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return w.Encrypt(plain, ad)
}

func (w withContext) DecryptWithContext(ctx context.Context, sealed, ad []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return w.Decrypt(sealed, ad)
}

// Dir is a Vault in a folder of one file per person, each of mode 0600, and a file
// ".lock" that is locked while one is replaced. The folder must exist, be on another
// medium than the database and its backups, and on a file system that locks for every
// process that uses it.
type Dir string

var _ Vault = Dir("")

func (d Dir) path(name string) string { return filepath.Join(string(d), name) }

// Load implements Vault.
func (d Dir) Load(ctx context.Context, name string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for {
		b, current, err := d.read(name)
		if errors.Is(err, os.ErrNotExist) {
			return nil, ErrNoKeyset
		}
		if err != nil || current {
			return b, err
		}
	}
}

// read reads a file, and reports whether it still is the one of the name: one that was
// replaced meanwhile may have been read after it was overwritten.
func (d Dir) read(name string) (b []byte, current bool, err error) {
	f, err := os.Open(d.path(name))
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = f.Close() }()
	if b, err = io.ReadAll(f); err != nil {
		return nil, false, err
	}
	was, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	is, err := os.Stat(d.path(name))
	return b, err == nil && os.SameFile(was, is), err
}

// Create implements Vault.
func (d Dir) Create(ctx context.Context, name string, b []byte) error {
	return d.write(ctx, name, b, os.Link)
}

// Replace implements Vault. The former bytes are overwritten before they are
// removed; whether that reaches the medium is up to the file system.
func (d Dir) Replace(ctx context.Context, name string, before, b []byte) (err error) {
	lock := flock.New(d.path(".lock"), flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, time.Millisecond); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	have, err := d.Load(ctx, name)
	switch {
	case err != nil:
		return err
	case !bytes.Equal(have, before):
		return ErrChanged
	}
	f, err := os.OpenFile(d.path(name), os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	if err := d.write(ctx, name, b, os.Rename); err != nil {
		return err
	}
	noise := make([]byte, len(have))
	_, _ = rand.Read(noise)
	if _, err := f.WriteAt(noise, 0); err != nil {
		return err
	}
	return f.Sync()
}

// write makes the file under another name first, so that nobody reads half of it.
func (d Dir) write(ctx context.Context, name string, b []byte, place func(from, to string) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f, err := os.CreateTemp(string(d), ".new-*") // of mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := place(f.Name(), d.path(name)); err != nil {
		return err
	}
	return d.sync()
}

// sync lets the names in the folder outlive a loss of power: a keyset that is not found
// again is as good as destroyed.
func (d Dir) sync() error {
	dir, err := os.Open(string(d))
	if err != nil {
		return err
	}
	err = dir.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, os.ErrPermission) || errors.Is(err, os.ErrInvalid) {
		err = nil // a system whose folders need no syncing
	}
	return errors.Join(err, dir.Close())
}
