package storage

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrCheckpoint is returned for a checkpoint that is malformed or not signed by the key.
var ErrCheckpoint = errors.New("storage: checkpoint does not verify")

// SignCheckpoint signs a head so that it can be kept outside the database: a
// signed note of three lines, the origin, the length and the hash in base64, as
// golang.org/x/mod/sumdb/note writes and reads it. Origin names the log, such as
// "hirealign.example/acme", and is the name of the key too. It returns ErrInvalid
// for an origin that a note cannot hold or a key of the wrong size.
func SignCheckpoint(origin string, head Head, key ed25519.PrivateKey) ([]byte, error) {
	if !validOrigin(origin) || len(key) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("%w: a checkpoint needs an origin without spaces or plus signs and an ed25519 key", ErrInvalid)
	}
	text := fmt.Sprintf("%s\n%d\n%s\n", origin, head.Seq, base64.StdEncoding.EncodeToString(head.Hash[:]))
	public := key.Public().(ed25519.PublicKey)
	signature := append(keyHash(origin, public), ed25519.Sign(key, []byte(text))...)
	return fmt.Appendf(nil, "%s\n\u2014 %s %s\n", text, origin, base64.StdEncoding.EncodeToString(signature)), nil
}

// OpenCheckpoint returns the head that a checkpoint of the origin holds, for
// VerifyLog. Signatures of other keys are passed over. It returns ErrCheckpoint
// where none is of this key, and for everything that is not a checkpoint.
func OpenCheckpoint(origin string, checkpoint []byte, key ed25519.PublicKey) (Head, error) {
	fail := func(why string) (Head, error) { return Head{}, fmt.Errorf("%w: %s", ErrCheckpoint, why) }
	if !validOrigin(origin) || len(key) != ed25519.PublicKeySize {
		return Head{}, fmt.Errorf("%w: an origin and an ed25519 key", ErrInvalid)
	}
	text, signatures, ok := strings.Cut(string(checkpoint), "\n\n")
	if !ok || !utf8.Valid(checkpoint) || !strings.HasSuffix(signatures, "\n") {
		return fail("it is not a signed note")
	}
	text += "\n"
	signed := false
	for line := range strings.SplitSeq(strings.TrimSuffix(signatures, "\n"), "\n") {
		rest, marked := strings.CutPrefix(line, "\u2014 ")
		name, encoded, spaced := strings.Cut(rest, " ")
		raw, err := base64.StdEncoding.DecodeString(encoded)
		if !marked || !spaced || err != nil || len(raw) < 5 {
			return fail("a line of its signatures is malformed")
		}
		if name == origin && string(raw[:4]) == string(keyHash(origin, key)) {
			if !ed25519.Verify(key, []byte(text), raw[4:]) {
				return fail("the signature is not of this text")
			}
			signed = true
		}
	}
	if !signed {
		return fail("it bears no signature of this key")
	}
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] != origin {
		return fail("it is of another log")
	}
	seq, err := strconv.ParseUint(lines[1], 10, 64)
	hash, err2 := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || err2 != nil || len(hash) != sha256.Size {
		return fail("its length or hash is malformed")
	}
	return Head{Seq: seq, Hash: [32]byte(hash)}, nil
}

func validOrigin(s string) bool {
	return s != "" && utf8.ValidString(s) && !strings.Contains(s, "+") && strings.IndexFunc(s, unicode.IsSpace) < 0
}

// keyHash tells keys of one name apart.
func keyHash(name string, key ed25519.PublicKey) []byte {
	const ed25519Algorithm = 1
	h := sha256.New()
	h.Write([]byte(name + "\n"))
	h.Write([]byte{ed25519Algorithm})
	h.Write(key)
	return binary.BigEndian.AppendUint32(nil, binary.BigEndian.Uint32(h.Sum(nil)))
}
