// Package checkpoint_test holds checkpoints against the reference implementation
// of signed notes.
package checkpoint_test

import (
	"bytes"
	"crypto/ed25519"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"

	"github.com/hirealign/hirealign/storage"
)

const origin = "hirealign.example/acme"

func TestCheckpointsAreSignedNotes(t *testing.T) {
	t.Parallel()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	public := key.Public().(ed25519.PublicKey)
	head := storage.Head{Seq: 12, Hash: [32]byte{1, 2, 3}}
	ours, err := storage.SignCheckpoint(origin, head, key)
	require.NoError(t, err)

	encoded, err := note.NewEd25519VerifierKey(origin, public)
	require.NoError(t, err)
	verifier, err := note.NewVerifier(encoded)
	require.NoError(t, err)
	n, err := note.Open(ours, note.VerifierList(verifier))
	require.NoError(t, err, "the reference reads ours")
	require.Len(t, n.Sigs, 1)

	secret, _, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{9}, 64)), "witness")
	require.NoError(t, err)
	witness, err := note.NewSigner(secret)
	require.NoError(t, err)
	cosigned, err := note.Sign(n, witness)
	require.NoError(t, err)
	got, err := storage.OpenCheckpoint(origin, cosigned, public)
	require.NoError(t, err, "we read a note that a witness has signed too")
	require.Equal(t, head, got)
}
