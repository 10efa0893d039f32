package transcript

import (
	"crypto/sha256"
	"encoding/base32"
	"unicode/utf8"
)

var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewSegmentID makes the id of a segment that is known by a key before its words
// and times are settled, as in a live session: the same transcript, track and key
// always give the same id. Keys are the caller's; none depends on text or end.
func NewSegmentID(t ID, track TrackID, key string) SegmentID {
	return SegmentID("s_" + shortHash("segment", string(t), string(track), key))
}

// shortHash writes the first 65 bits of a hash of the parts.
func shortHash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return idEncoding.EncodeToString(h.Sum(nil))[:13]
}

// atBoundary reports whether a byte offset does not split a character.
func atBoundary(s string, i int) bool {
	return i == len(s) || i >= 0 && i < len(s) && utf8.RuneStart(s[i])
}

// Alias says where words of a segment went that was split or joined with another
// when a later version of the file was read.
type Alias struct {
	// Segment is the id that the words had.
	Segment SegmentID `json:"segment_id"`
	// StartByte and EndByte are the words' place in the text of that segment at
	// that time, end exclusive.
	StartByte int `json:"start_byte"`
	EndByte   int `json:"end_byte"`
	// Now is the id of the segment that has the words since.
	Now SegmentID `json:"now_segment_id"`
}

// Aliased returns the ids of the segments that took words of the segment over, in
// the order of those words; none for most segments.
func (t Transcript) Aliased(id SegmentID) []SegmentID {
	var out []SegmentID
	for _, a := range t.Aliases {
		if a.Segment == id {
			out = append(out, a.Now)
		}
	}
	return out
}
