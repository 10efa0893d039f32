package storage

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// EncodeIndex returns index values as bytes, for drivers that keep them beside the
// body; nil for none.
func EncodeIndex(index map[string]string) []byte {
	if len(index) == 0 {
		return nil
	}
	size := 0
	for name, value := range index {
		size += len(name) + len(value) + 4 // lengths up to MaxKey take two bytes
	}
	return appendIndex(make([]byte, 0, size), index)
}

func appendIndex(to []byte, index map[string]string) []byte {
	var few [8]string // most records have fewer
	names := few[:0]
	for name := range index {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		to = appendString(to, name)
		to = appendString(to, index[name])
	}
	return to
}

func appendString(to []byte, s string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(s))), s...)
}

// DecodeIndex reads what EncodeIndex wrote. It returns ErrCorrupt for anything else.
func DecodeIndex(b []byte) (map[string]string, error) {
	if len(b) == 0 {
		return nil, nil
	}
	out, text := map[string]string{}, string(b) // of which names and values are parts
	for at := 0; at < len(b); {
		var pair [2]string
		for i := range pair {
			n, size := binary.Uvarint(b[at:])
			if size <= 0 || n > uint64(len(b)-at-size) {
				return nil, fmt.Errorf("%w: index values", ErrCorrupt)
			}
			end := at + size + int(n)
			pair[i], at = text[at+size:end], end
		}
		out[pair[0]] = pair[1]
	}
	return out, nil
}
