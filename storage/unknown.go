package storage

import (
	"bytes"
	"encoding/json"
)

// mergeUnknown returns next with the fields that stood in stored and that neither
// known, the stored document as this code writes it, nor next has. Elements of an
// array are taken for the same where their "id" is, or where they did not change.
// Without such fields it returns next as it is.
func mergeUnknown(stored, known, next json.RawMessage) json.RawMessage {
	var s, k, n map[string]json.RawMessage
	if object(stored, &s) && object(known, &k) && object(next, &n) {
		changed := false
		for name, value := range s {
			_, isKnown := k[name]
			now, stays := n[name]
			switch {
			case !isKnown && !stays:
				n[name], changed = value, true
			case isKnown && stays:
				if merged := mergeUnknown(value, k[name], now); !bytes.Equal(merged, now) {
					n[name], changed = merged, true
				}
			}
		}
		return encoded(changed, n, next)
	}
	var ss, ks, ns []json.RawMessage
	if array(stored, &ss) && array(known, &ks) && array(next, &ns) && len(ss) == len(ks) {
		changed := false
		taken := make([]bool, len(ks))
		for i, now := range ns {
			for j, was := range ks {
				if taken[j] || !same(was, now) {
					continue
				}
				taken[j] = true
				if merged := mergeUnknown(ss[j], was, now); !bytes.Equal(merged, now) {
					ns[i], changed = merged, true
				}
				break
			}
		}
		return encoded(changed, ns, next)
	}
	return next
}

func encoded(changed bool, v any, otherwise json.RawMessage) json.RawMessage {
	if !changed {
		return otherwise
	}
	out, err := json.Marshal(v)
	if err != nil { // of raw messages that were read from JSON
		return otherwise
	}
	return out
}

func object(raw json.RawMessage, into *map[string]json.RawMessage) bool {
	return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) && json.Unmarshal(raw, into) == nil
}

func array(raw json.RawMessage, into *[]json.RawMessage) bool {
	return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")) && json.Unmarshal(raw, into) == nil
}

// same reports whether two elements of an array are the same one.
func same(a, b json.RawMessage) bool {
	var x, y struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && (x.ID != "" || y.ID != "") {
		return x.ID == y.ID
	}
	return bytes.Equal(a, b)
}
