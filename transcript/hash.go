package transcript

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"github.com/hirealign/hirealign/internal/hashtree"
)

// Hash identifies the words, their order, their speakers and their times. It
// does not depend on roles, names or the title, which people may set later
// without touching what was said. The result is "sha256:" and hexadecimal digits:
// the root of a hash tree over the segments, so that a few
// hashes prove that one segment belongs to it; see evidence.Bundle.
func (t Transcript) Hash() string {
	sum := hashtree.Root(t.SegmentHashes())
	return "sha256:" + hex.EncodeToString(sum[:])
}

// SegmentHashes returns the hash of each segment, in order: the leaves of the
// tree whose root is Hash.
func (t Transcript) SegmentHashes() [][sha256.Size]byte {
	labels := make(map[SpeakerID]string, len(t.Speakers))
	for _, s := range t.Speakers {
		labels[s.ID] = s.Label
	}
	out := make([][sha256.Size]byte, len(t.Segments))
	var content, buf []byte
	for i, s := range t.Segments {
		content = s.appendContent(content[:0], labels[s.Speaker])
		out[i], buf = hashtree.Leaf(buf, content)
	}
	return out
}

// appendContent writes what the hash covers: each text with its length before it.
func (s Segment) appendContent(b []byte, label string) []byte {
	for _, text := range []string{string(s.ID), string(s.Speaker), label} {
		b = appendText(b, text)
	}
	b = appendOffset(appendOffset(b, s.Start), s.End)
	b = appendText(appendText(b, string(s.Kind)), s.Text)
	for _, w := range s.Words {
		b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(w.StartByte)), uint64(w.EndByte))
		b = appendOffset(appendOffset(b, w.Start), w.End)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendOffset(b []byte, o Offset) []byte {
	ms, ok := o.Ms()
	if !ok {
		return append(b, 0)
	}
	return binary.AppendVarint(append(b, 1), ms)
}
