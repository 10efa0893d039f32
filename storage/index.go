package storage

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
)

// EncodeIndex returns index values as bytes, for drivers that keep them beside the
// body; nil for none.
func EncodeIndex(index map[string]string) []byte {
	var out []byte
	for _, name := range slices.Sorted(maps.Keys(index)) {
		for _, s := range []string{name, index[name]} {
			out = binary.AppendUvarint(out, uint64(len(s)))
			out = append(out, s...)
		}
	}
	return out
}

// DecodeIndex reads what EncodeIndex wrote. It returns ErrCorrupt for anything else.
func DecodeIndex(b []byte) (map[string]string, error) {
	var out map[string]string
	for len(b) > 0 {
		var pair [2]string
		for i := range pair {
			n, size := binary.Uvarint(b)
			if size <= 0 || n > uint64(len(b)-size) {
				return nil, fmt.Errorf("%w: index values", ErrCorrupt)
			}
			pair[i], b = string(b[size:size+int(n)]), b[size+int(n):]
		}
		if out == nil {
			out = map[string]string{}
		}
		out[pair[0]] = pair[1]
	}
	return out, nil
}
