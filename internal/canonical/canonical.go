// Package canonical gives a document one byte form and hashes it.
//
//	hash, err := canonical.Hash(doc) // "sha256:…", equal for equal content
//
// The form is JSON with the keys of every object sorted, no white space and no
// HTML escapes. For documents whose keys are ASCII and whose numbers are
// integers, which Marshal enforces for numbers, it equals RFC 8785 (JCS), so
// that any language can recompute a hash.
package canonical

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
)

// ErrNumber is returned for a document with a number that is not a plain integer.
var ErrNumber = errors.New("canonical: only integers have one byte form")

// Marshal returns the canonical bytes of v.
func Marshal(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil {
		return nil, err
	}
	if !integersOnly(tree) {
		return nil, ErrNumber
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(tree); err != nil {
		return nil, err
	}
	b := bytes.TrimSuffix(out.Bytes(), []byte("\n"))
	return unescapeSeparators(b), nil
}

// unescapeSeparators turns the escapes of U+2028 and U+2029, which encoding/json
// writes always, into the characters themselves, as JCS wants them.
func unescapeSeparators(b []byte) []byte {
	if !bytes.Contains(b, []byte(`\u202`)) {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			out = append(out, b[i])
			continue
		}
		switch rest := string(b[i:min(i+6, len(b))]); rest {
		case `\u2028`, `\u2029`:
			out = append(out, "\u2028"[0], "\u2028"[1], 0xa0|(rest[5]&0x0f))
			i += 5
		default:
			out = append(out, b[i], b[i+1])
			i++
		}
	}
	return out
}

func integersOnly(v any) bool {
	switch v := v.(type) {
	case json.Number:
		return !strings.ContainsAny(v.String(), ".eE")
	case []any:
		for _, e := range v {
			if !integersOnly(e) {
				return false
			}
		}
	case map[string]any:
		for _, e := range v {
			if !integersOnly(e) {
				return false
			}
		}
	}
	return true
}

// Hash returns "sha256:" and the hexadecimal hash of v's canonical bytes.
func Hash(v any) (string, error) {
	b, err := Marshal(v)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:]), nil
}
