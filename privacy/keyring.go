package privacy

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"
)

// KeySize is the size of a data key in bytes: AES-256.
const KeySize = 32

// Keyring wraps the data key of each person under a key that it keeps outside the
// database, and can destroy for one person alone. Implementations are safe for
// concurrent use and return when ctx is done. Their errors never hold a key.
//
// A person's wrapped key stands in the database and in every backup of it. That is
// why Destroy must make it unreadable wherever a copy is: the keyring's own copies
// must not outlive it, backups of the keyring included.
type Keyring interface {
	// Wrap encrypts a new data key for a subject. It returns ErrErased for a subject
	// whose key was destroyed.
	Wrap(ctx context.Context, tenant, subject string, key []byte) ([]byte, error)
	// Unwrap decrypts what Wrap returned for the same tenant and subject, also under
	// an earlier key before a rotation. It returns ErrErased after Destroy.
	Unwrap(ctx context.Context, tenant, subject string, wrapped []byte) ([]byte, error)
	// Destroy makes everything that was wrapped for the subject unreadable for ever.
	// It is idempotent, and not an error where there is nothing.
	Destroy(ctx context.Context, tenant, subject string) error
}

// MemoryKeyring is a Keyring in memory, for tests: what it wraps is unreadable
// when the process ends.
type MemoryKeyring struct {
	mu   sync.Mutex
	keys map[[2]string][][]byte // the newest last; nil after Destroy
}

// NewMemoryKeyring returns an empty keyring.
func NewMemoryKeyring() *MemoryKeyring { return &MemoryKeyring{keys: map[[2]string][][]byte{}} }

var _ Keyring = (*MemoryKeyring)(nil)

// of returns the keys of a subject; the caller holds the lock.
func (m *MemoryKeyring) of(tenant, subject string, create bool) ([][]byte, error) {
	at := [2]string{tenant, subject}
	keys, known := m.keys[at]
	switch {
	case known && keys == nil:
		return nil, ErrErased
	case !known && !create:
		return nil, fmt.Errorf("%w: the keyring has no key of this subject", ErrInvalid)
	case !known:
		keys = [][]byte{newKey()}
		m.keys[at] = keys
	}
	return keys, nil
}

// Rotate makes a new key for a subject; what was wrapped before stays readable.
func (m *MemoryKeyring) Rotate(tenant, subject string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	keys, err := m.of(tenant, subject, true)
	if err == nil {
		m.keys[[2]string{tenant, subject}] = append(keys, newKey())
	}
	return err
}

// Wrap implements Keyring.
func (m *MemoryKeyring) Wrap(ctx context.Context, tenant, subject string, key []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	keys, err := m.of(tenant, subject, true)
	if err != nil {
		return nil, err
	}
	gcm, err := newGCM(keys[len(keys)-1])
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcm.NonceSize())
	_, _ = rand.Read(nonce)
	return gcm.Seal(nonce, nonce, key, []byte(tenant+"\x00"+subject)), nil
}

// Unwrap implements Keyring.
func (m *MemoryKeyring) Unwrap(ctx context.Context, tenant, subject string, wrapped []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	keys, err := m.of(tenant, subject, false)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		gcm, err := newGCM(k)
		if err != nil {
			return nil, err
		}
		if len(wrapped) < gcm.NonceSize() {
			break
		}
		n := gcm.NonceSize()
		if key, err := gcm.Open(nil, wrapped[:n], wrapped[n:], []byte(tenant+"\x00"+subject)); err == nil {
			return key, nil
		}
	}
	return nil, fmt.Errorf("%w: the wrapped key was not made by this keyring", ErrInvalid)
}

// Destroy implements Keyring.
func (m *MemoryKeyring) Destroy(_ context.Context, tenant, subject string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := [2]string{tenant, subject}
	for _, k := range m.keys[at] {
		clear(k)
	}
	m.keys[at] = nil
	return nil
}

func newKey() []byte {
	k := make([]byte, KeySize)
	_, _ = rand.Read(k) // never fails: crypto/rand ends the program instead
	return k
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("%w: a data key has %d bytes", ErrInvalid, KeySize)
	}
	return cipher.NewGCM(block)
}

// Key is the data key of one person. The zero value seals nothing.
type Key struct {
	seal, nonce, commit []byte
}

// NewKey returns a new data key as bytes, to be wrapped.
func NewKey() []byte { return newKey() }

// ParseKey makes a Key of an unwrapped data key. It returns ErrInvalid for
// anything but KeySize bytes.
func ParseKey(b []byte) (Key, error) {
	if len(b) != KeySize {
		return Key{}, fmt.Errorf("%w: a data key has %d bytes", ErrInvalid, KeySize)
	}
	var out [3][]byte
	for i, use := range []string{"hirealign/seal", "hirealign/nonce", "hirealign/commit"} {
		k, err := hkdf.Key(sha256.New, b, nil, use, KeySize)
		if err != nil {
			return Key{}, err
		}
		out[i] = k
	}
	return Key{seal: out[0], nonce: out[1], commit: out[2]}, nil
}

// Seal encrypts a text with AES-256-GCM, bound to a context that Open must give
// again. The nonce is derived from key, context and text, so that sealing the same
// again gives the same bytes and a batch can be sent twice.
func (k Key) Seal(context string, plain []byte) ([]byte, error) {
	gcm, err := newGCM(k.seal)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, k.nonce)
	mac.Write(fmt.Appendf(nil, "%d:%s", len(context), context))
	mac.Write(plain)
	nonce := mac.Sum(nil)[:gcm.NonceSize()]
	return gcm.Seal(slices.Clip(nonce), nonce, plain, []byte(context)), nil
}

// Open decrypts what Seal made in the same context, and returns ErrInvalid for
// anything else.
func (k Key) Open(context string, sealed []byte) ([]byte, error) {
	gcm, err := newGCM(k.seal)
	if err != nil {
		return nil, err
	}
	if n := gcm.NonceSize(); len(sealed) > n {
		if plain, err := gcm.Open(nil, sealed[:n], sealed[n:], []byte(context)); err == nil {
			return plain, nil
		}
	}
	return nil, fmt.Errorf("%w: the sealed text was changed or belongs elsewhere", ErrInvalid)
}

// Commit is a commitment to a text that says nothing about it once the key is
// destroyed: HMAC-SHA256.
func (k Key) Commit(text string) string {
	mac := hmac.New(sha256.New, k.commit)
	mac.Write([]byte(text))
	return fmt.Sprintf("hmac-sha256:%x", mac.Sum(nil))
}
