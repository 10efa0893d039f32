package storage

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// MinCommitmentKey is the least length of a commitment's key in bytes.
const MinCommitmentKey = 32

// Commitment stands for personal content in a log: HMAC-SHA256 in hex under a key
// of the person. Whoever holds key and content can prove that the content is what
// was logged. Once the key is destroyed nobody can, not even by guessing; a plain
// hash of a name or a grade could be guessed. It returns ErrInvalid for a key that
// is too short.
func Commitment(key, content []byte) (string, error) {
	if len(key) < MinCommitmentKey {
		return "", fmt.Errorf("%w: the key of a commitment has at least %d bytes", ErrInvalid, MinCommitmentKey)
	}
	h := hmac.New(sha256.New, key)
	h.Write(content)
	return hex.EncodeToString(h.Sum(nil)), nil
}
