package tinkkeyring_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/privacy/tinkkeyring"
	"github.com/hirealign/hirealign/storage/memstore"
)

func kek(t testing.TB) tink.AEAD {
	t.Helper()
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	require.NoError(t, err)
	a, err := aead.New(h)
	require.NoError(t, err)
	return a
}

func Example() {
	ctx := context.Background()
	h, _ := keyset.NewHandle(aead.AES256GCMKeyTemplate()) // in production a key of a key management service
	kek, _ := aead.New(h)
	dir, _ := os.MkdirTemp("", "keys")
	defer os.RemoveAll(dir)
	ring, _ := tinkkeyring.New(kek, tinkkeyring.Dir(dir))

	wrapped, _ := ring.Wrap(ctx, "acme", "c-1", privacy.NewKey())
	key, err := ring.Unwrap(ctx, "acme", "c-1", wrapped)
	fmt.Println(len(key), err)
	_ = ring.Destroy(ctx, "acme", "c-1")
	_, err = ring.Unwrap(ctx, "acme", "c-1", wrapped)
	fmt.Println(err)
	// Output:
	// 32 <nil>
	// privacy: erased
}

func TestKeyring(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	old, young := kek(t), kek(t)
	ring, err := tinkkeyring.New(old, tinkkeyring.Dir(dir))
	require.NoError(t, err)
	data := privacy.NewKey()
	wrapped, err := ring.Wrap(ctx, "acme", "c-1", data)
	require.NoError(t, err)
	for _, of := range [][2]string{{"acme", "c-2"}, {"globex", "c-1"}} {
		_, err = ring.Wrap(ctx, of[0], of[1], privacy.NewKey())
		require.NoError(t, err)
		_, err = ring.Unwrap(ctx, of[0], of[1], wrapped)
		require.ErrorIs(t, err, privacy.ErrInvalid, "the key of somebody else")
	}
	_, err = ring.Unwrap(ctx, "acme", "c-9", wrapped)
	require.ErrorIs(t, err, tinkkeyring.ErrNoKeyset)

	require.NoError(t, ring.Rotate(ctx, "acme", "c-1"))
	got, err := ring.Unwrap(ctx, "acme", "c-1", wrapped)
	require.NoError(t, err, "what was wrapped before a rotation")
	require.Equal(t, data, got)
	moved, err := tinkkeyring.New(young, tinkkeyring.Dir(dir))
	require.NoError(t, err)
	require.NoError(t, ring.Move(ctx, moved, "acme", "c-1"))
	_, err = ring.Unwrap(ctx, "acme", "c-1", wrapped)
	require.ErrorIs(t, err, privacy.ErrInvalid, "the former key-encryption key is of no use any more")
	got, err = moved.Unwrap(ctx, "acme", "c-1", wrapped)
	require.NoError(t, err)
	require.Equal(t, data, got)

	require.NoError(t, moved.Destroy(ctx, "acme", "c-1"))
	require.NoError(t, moved.Destroy(ctx, "acme", "c-1"), "again")
	require.NoError(t, moved.Destroy(ctx, "acme", "c-never"))
	_, err = moved.Unwrap(ctx, "acme", "c-1", wrapped)
	require.ErrorIs(t, err, privacy.ErrErased)
	_, err = moved.Wrap(ctx, "acme", "c-1", data)
	require.ErrorIs(t, err, privacy.ErrErased, "no new key for somebody who was erased")
	_, err = tinkkeyring.New(nil, tinkkeyring.Dir(dir))
	require.ErrorIs(t, err, privacy.ErrInvalid)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = ring.Wrap(cancelled, "acme", "c-3", data)
	require.ErrorIs(t, err, context.Canceled)
	files, err := filepath.Glob(filepath.Join(dir, ".new-*"))
	require.NoError(t, err)
	require.Empty(t, files)
}

func TestTwoProcessesMakeOneKeyset(t *testing.T) {
	t.Parallel()
	key, dir := kek(t), tinkkeyring.Dir(t.TempDir())
	var wg sync.WaitGroup
	wrapped := make([][]byte, 8)
	for i := range wrapped {
		wg.Go(func() {
			ring, err := tinkkeyring.New(key, dir)
			if err == nil {
				wrapped[i], _ = ring.Wrap(context.Background(), "acme", "c-1", privacy.NewKey())
			}
		})
	}
	wg.Wait()
	ring, err := tinkkeyring.New(key, dir)
	require.NoError(t, err)
	for _, w := range wrapped {
		_, err := ring.Unwrap(t.Context(), "acme", "c-1", w)
		require.NoError(t, err)
	}
}

// slow is the vault of a process that is held up in the middle of replacing.
type slow struct {
	tinkkeyring.Vault
	meanwhile func()
}

func (s *slow) Replace(ctx context.Context, name string, before, b []byte) error {
	if do := s.meanwhile; do != nil {
		s.meanwhile = nil
		do()
	}
	return s.Vault.Replace(ctx, name, before, b)
}

// Of two processes that rotate one keyset at once each adds its key: what was wrapped
// with either is readable.
func TestTwoProcessesRotateOneKeyset(t *testing.T) {
	t.Parallel()
	ctx, key, dir := t.Context(), kek(t), tinkkeyring.Dir(t.TempDir())
	one, err := tinkkeyring.New(key, dir)
	require.NoError(t, err)
	data := privacy.NewKey()
	wrapped, err := one.Wrap(ctx, "acme", "c-1", data)
	require.NoError(t, err)
	other, err := tinkkeyring.New(key, &slow{Vault: dir, meanwhile: func() {
		require.NoError(t, one.Rotate(ctx, "acme", "c-1"))
		wrapped, err = one.Wrap(ctx, "acme", "c-1", data)
		require.NoError(t, err)
	}})
	require.NoError(t, err)
	require.NoError(t, other.Rotate(ctx, "acme", "c-1"))
	got, err := other.Unwrap(ctx, "acme", "c-1", wrapped)
	require.NoError(t, err, "wrapped with the key of the process that was first")
	require.Equal(t, data, got)

	next, err := tinkkeyring.New(kek(t), dir)
	require.NoError(t, err)
	mover, err := tinkkeyring.New(key, &slow{Vault: dir, meanwhile: func() {
		require.NoError(t, one.Rotate(ctx, "acme", "c-1"))
		wrapped, err = one.Wrap(ctx, "acme", "c-1", data)
		require.NoError(t, err)
	}})
	require.NoError(t, err)
	require.NoError(t, mover.Move(ctx, next, "acme", "c-1"))
	got, err = next.Unwrap(ctx, "acme", "c-1", wrapped)
	require.NoError(t, err, "rotated while it was moved")
	require.Equal(t, data, got)

	all, err := filepath.Glob(filepath.Join(string(dir), "[0-9a-f]*"))
	require.NoError(t, err)
	require.Len(t, all, 1)
	name := filepath.Base(all[0])
	require.ErrorIs(t, dir.Replace(ctx, name, []byte("what was never there"), []byte("x")), tinkkeyring.ErrChanged)
	require.ErrorIs(t, dir.Replace(ctx, "abc", nil, []byte("x")), tinkkeyring.ErrNoKeyset)
}

// Processes rotate, wrap and read at once, each with a keyring of its own: nothing that
// was wrapped is lost, and nobody reads a keyset that is being replaced.
func TestNoKeyIsLostInARace(t *testing.T) {
	t.Parallel()
	ctx, key, dir := t.Context(), kek(t), tinkkeyring.Dir(t.TempDir())
	data := privacy.NewKey()
	const processes, rounds = 4, 12
	wrapped := make([][][]byte, processes)
	failed := make([]error, processes)
	var wg sync.WaitGroup
	for i := range processes {
		wg.Go(func() {
			ring, err := tinkkeyring.New(key, dir)
			for range rounds {
				if err != nil {
					break
				}
				var w []byte
				if w, err = ring.Wrap(ctx, "acme", "c-1", data); err == nil {
					wrapped[i] = append(wrapped[i], w)
					err = ring.Rotate(ctx, "acme", "c-1")
				}
				if err == nil {
					_, err = ring.Unwrap(ctx, "acme", "c-1", w)
				}
			}
			failed[i] = err
		})
	}
	wg.Wait()
	require.NoError(t, errors.Join(failed...))
	ring, err := tinkkeyring.New(key, dir)
	require.NoError(t, err)
	n := 0
	for _, w := range slices.Concat(wrapped...) {
		got, err := ring.Unwrap(ctx, "acme", "c-1", w)
		require.NoError(t, err)
		require.Equal(t, data, got)
		n++
	}
	require.Equal(t, processes*rounds, n)
}

// A process that rotates or moves a keyset puts back none that another destroyed.
func TestADestroyedKeysetStaysDestroyed(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(context.Context, *tinkkeyring.Keyring) error{
		"rotating": func(ctx context.Context, k *tinkkeyring.Keyring) error { return k.Rotate(ctx, "acme", "c-1") },
		"moving":   func(ctx context.Context, k *tinkkeyring.Keyring) error { return k.Move(ctx, k, "acme", "c-1") },
	} {
		for _, dies := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " dies ", dies), func(t *testing.T) {
				t.Parallel()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				key, dir := kek(t), t.TempDir()
				one, err := tinkkeyring.New(key, tinkkeyring.Dir(dir))
				require.NoError(t, err)
				wrapped, err := one.Wrap(ctx, "acme", "c-1", privacy.NewKey())
				require.NoError(t, err)
				other, err := tinkkeyring.New(key, &slow{Vault: tinkkeyring.Dir(dir), meanwhile: func() {
					require.NoError(t, one.Destroy(ctx, "acme", "c-1"))
				}})
				require.NoError(t, err)
				if dies { // right after it has replaced
					other, err = tinkkeyring.New(key, &slow{Vault: dying{tinkkeyring.Dir(dir), cancel}, meanwhile: func() {
						require.NoError(t, one.Destroy(t.Context(), "acme", "c-1"))
					}})
					require.NoError(t, err)
				}
				err = act(ctx, other)
				if !dies {
					require.ErrorIs(t, err, privacy.ErrErased)
				} else {
					require.ErrorIs(t, err, context.Canceled)
				}
				for _, k := range []*tinkkeyring.Keyring{one, other} {
					_, err = k.Unwrap(t.Context(), "acme", "c-1", wrapped)
					require.ErrorIs(t, err, privacy.ErrErased)
					_, err = k.Wrap(t.Context(), "acme", "c-1", privacy.NewKey())
					require.ErrorIs(t, err, privacy.ErrErased)
				}
				require.NoError(t, one.Destroy(t.Context(), "acme", "c-1"))
				files, err := filepath.Glob(filepath.Join(dir, "[0-9a-f]*"))
				require.NoError(t, err)
				for _, f := range files {
					b, err := os.ReadFile(f)
					require.NoError(t, err)
					require.Equal(t, "destroyed\n", string(b), "no keyset is left")
				}
			})
		}
	}
}

// dying is the vault of a process that ends once it has replaced.
type dying struct {
	tinkkeyring.Vault
	end context.CancelFunc
}

func (d dying) Replace(ctx context.Context, name string, before, b []byte) error {
	defer d.end()
	return d.Vault.Replace(ctx, name, before, b)
}

func TestUnderTheService(t *testing.T) {
	t.Parallel()
	ring, err := tinkkeyring.New(kek(t), tinkkeyring.Dir(t.TempDir()))
	require.NoError(t, err)
	svc, err := hirealign.New(memstore.New(), &hirealign.Options{Keyring: ring})
	require.NoError(t, err)
	in := svc.Tenant("acme")
	ines, err := actor.NewHuman("u-ines", "Ines", actor.RecruitingManager)
	require.NoError(t, err)
	c, err := in.Requisitions().AddCandidate(t.Context(), ines, "Priya Nair")
	require.NoError(t, err)
	require.NoError(t, ring.Rotate(t.Context(), "acme", string(c.ID)))
	require.NoError(t, in.Privacy().RotateKey(t.Context(), ines, c.ID))
	got, err := in.Requisitions().Candidate(t.Context(), ines, c.ID)
	require.NoError(t, err)
	require.Equal(t, "Priya Nair", got.Name)
	_, err = in.Privacy().Erase(t.Context(), ines, c.ID, "gdpr.17")
	require.NoError(t, err)
	_, err = in.Requisitions().Candidate(t.Context(), ines, c.ID)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
}

func BenchmarkUnwrap(b *testing.B) {
	ring, err := tinkkeyring.New(kek(b), tinkkeyring.Dir(b.TempDir()))
	require.NoError(b, err)
	wrapped, err := ring.Wrap(b.Context(), "acme", "c-1", privacy.NewKey())
	require.NoError(b, err)
	for b.Loop() {
		if _, err := ring.Unwrap(b.Context(), "acme", "c-1", wrapped); err != nil {
			b.Fatal(err)
		}
	}
}
