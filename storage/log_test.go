package storage_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
)

func logged(t testing.TB, n int) (*memstore.Store, storage.Head) {
	t.Helper()
	d := memstore.New()
	for i := range n {
		_, err := d.Commit(t.Context(), "acme", storage.Batch{ID: fmt.Sprint(i), Log: []storage.Event{{Topic: "t\xff", Payload: fmt.Append(nil, i)}}})
		require.NoError(t, err)
	}
	head, err := storage.VerifyLog(t.Context(), d, "acme")
	require.NoError(t, err)
	return d, head
}

func signingKey() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
}

func TestCheckpoint(t *testing.T) {
	t.Parallel()
	_, head := logged(t, 3)
	key := signingKey()
	public := key.Public().(ed25519.PublicKey)
	c, err := storage.SignCheckpoint("hirealign.example/acme", head, key)
	require.NoError(t, err)
	got, err := storage.OpenCheckpoint("hirealign.example/acme", c, public)
	require.NoError(t, err)
	require.Equal(t, head, got)
	for name, bad := range map[string][]byte{
		"longer":        bytes.Replace(c, []byte("\n3\n"), []byte("\n4\n"), 1),
		"cut off":       c[:len(c)-1],
		"no signature":  c[:bytes.Index(c, []byte("\n\n"))+2],
		"empty":         nil,
		"another text":  append([]byte("x"), c...),
		"bad base64":    bytes.Replace(c, []byte("acme "), []byte("acme !"), 1),
		"another bytes": bytes.Replace(c, []byte("\n3\n"), []byte("\n\xff\n"), 1),
	} {
		_, err := storage.OpenCheckpoint("hirealign.example/acme", bad, public)
		require.ErrorIs(t, err, storage.ErrCheckpoint, name)
	}
	_, err = storage.OpenCheckpoint("hirealign.example/other", c, public)
	require.ErrorIs(t, err, storage.ErrCheckpoint, "of another tenant")
	other := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)).Public().(ed25519.PublicKey)
	_, err = storage.OpenCheckpoint("hirealign.example/acme", c, other)
	require.ErrorIs(t, err, storage.ErrCheckpoint, "of another key")
	for _, origin := range []string{"", "two words", "a+b", "\xff"} {
		_, err := storage.SignCheckpoint(origin, head, key)
		require.ErrorIs(t, err, storage.ErrInvalid)
	}
}

// A log that was written anew verifies alone and not against a checkpoint.
func TestCheckpointShowsAForgedLog(t *testing.T) {
	t.Parallel()
	d, head := logged(t, 4)
	c, err := storage.SignCheckpoint("acme", head, signingKey())
	require.NoError(t, err)
	forged := memstore.New()
	for i := range 4 {
		_, err := forged.Commit(t.Context(), "acme", storage.Batch{ID: fmt.Sprint(i), Log: []storage.Event{{Topic: "t\xff", Payload: []byte("forged")}}})
		require.NoError(t, err)
	}
	_, err = storage.VerifyLog(t.Context(), forged, "acme")
	require.NoError(t, err)
	kept, err := storage.OpenCheckpoint("acme", c, signingKey().Public().(ed25519.PublicKey))
	require.NoError(t, err)
	_, err = storage.VerifyLog(t.Context(), forged, "acme", kept)
	require.ErrorIs(t, err, storage.ErrChain)
	entries, err := d.Log(t.Context(), "acme", 0, 10)
	require.NoError(t, err)
	_, err = storage.VerifyLog(t.Context(), fixedLog{d, entries[:3]}, "acme", kept)
	require.ErrorIs(t, err, storage.ErrChain, "its end was cut off")
}

func TestExport(t *testing.T) {
	t.Parallel()
	d, head := logged(t, 2500)
	var all bytes.Buffer
	got, err := storage.ExportLog(t.Context(), d, "acme", storage.Head{}, &all)
	require.NoError(t, err)
	require.Equal(t, head, got)
	lines := strings.SplitAfter(strings.TrimSuffix(all.String(), "\n"), "\n")
	require.Len(t, lines, 2500)
	got, err = storage.VerifyExport(strings.NewReader(all.String()), storage.Head{}, head)
	require.NoError(t, err)
	require.Equal(t, head, got)

	first, err := storage.VerifyExport(strings.NewReader(strings.Join(lines[:1000], "")), storage.Head{})
	require.NoError(t, err)
	var rest bytes.Buffer
	_, err = storage.ExportLog(t.Context(), d, "acme", first, &rest)
	require.NoError(t, err)
	got, err = storage.VerifyExport(&rest, first, head)
	require.NoError(t, err)
	require.Equal(t, head, got, "an export goes on from a head")

	for name, bad := range map[string]string{
		"cut off":   strings.Join(lines[:2000], ""),
		"reordered": lines[1] + lines[0],
		"taken out": lines[0] + lines[2],
		"edited":    lines[0] + strings.Replace(lines[1], `"payload_base64":"`, `"payload_base64":"AAAA`, 1),
		"no hash":   strings.Replace(lines[0], `"hash":"`, `"hash":"00`, 1),
	} {
		_, err := storage.VerifyExport(strings.NewReader(bad), storage.Head{}, head)
		require.ErrorIs(t, err, storage.ErrChain, name)
	}
	for _, bad := range []string{"{", "null x", strings.Repeat("x", 1<<20)} {
		_, err := storage.VerifyExport(strings.NewReader(bad), storage.Head{})
		require.ErrorIs(t, err, storage.ErrInvalid)
	}
}

func TestSubscribeMissesNothingUnderConcurrentWriters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := memstore.New()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var wg sync.WaitGroup
		for w := range 4 {
			wg.Go(func() {
				for i := range 50 {
					time.Sleep(time.Duration(i*w) * time.Millisecond)
					_, err := d.Commit(ctx, "acme", storage.Batch{ID: fmt.Sprintf("%d-%d", w, i), Log: []storage.Event{{Topic: "t"}, {Topic: "u"}}})
					require.NoError(t, err)
				}
			})
		}
		// The reader forgets every tenth of its places, as one does that crashes.
		var handled, kept uint64
		for handled < 400 {
			for e, err := range storage.Subscribe(ctx, d, "acme", kept, &storage.SubscribeOptions{Poll: 10 * time.Millisecond}) {
				require.NoError(t, err)
				require.LessOrEqual(t, e.Seq, handled+1, "an entry was passed over")
				handled = max(handled, e.Seq)
				if e.Seq%10 == 0 && kept != e.Seq-1 {
					kept = e.Seq - 1
					break
				}
				kept = e.Seq
				if handled == 400 {
					break
				}
			}
		}
		wg.Wait()
		cancel()
		for _, err := range storage.Subscribe(ctx, d, "acme", 400, nil) {
			require.ErrorIs(t, err, context.Canceled)
		}
	})
}

func TestSubscribeTellsOfAGap(t *testing.T) {
	t.Parallel()
	d, _ := logged(t, 3)
	entries, err := d.Log(t.Context(), "acme", 0, 10)
	require.NoError(t, err)
	var last error
	for _, err := range storage.Subscribe(t.Context(), fixedLog{d, []storage.Entry{entries[0], entries[2]}}, "acme", 0, nil) {
		last = err
	}
	require.ErrorIs(t, last, storage.ErrChain)
}

func TestCommitment(t *testing.T) {
	t.Parallel()
	_, err := storage.Commitment(make([]byte, 31), nil)
	require.ErrorIs(t, err, storage.ErrInvalid)
	raw, err := os.ReadFile(filepath.Join(corpus.Dir(t), "vectors", "audit_hash_chain.json"))
	require.NoError(t, err)
	var v struct {
		Key      string            `json:"hmac_key_hex_for_test_only"`
		Payloads map[string]string `json:"payloads_utf8"`
		Chain    []struct {
			Event struct {
				Seq        int    `json:"seq"`
				Commitment string `json:"payload_commitment"`
			} `json:"event"`
		} `json:"chain"`
	}
	require.NoError(t, json.Unmarshal(raw, &v))
	key, err := hex.DecodeString(v.Key)
	require.NoError(t, err)
	checked := 0
	for _, c := range v.Chain {
		content, ok := v.Payloads[fmt.Sprint(c.Event.Seq)]
		if !ok {
			continue
		}
		got, err := storage.Commitment(key, []byte(content))
		require.NoError(t, err)
		require.Equal(t, c.Event.Commitment, got)
		checked++
	}
	require.NotZero(t, checked)
}
