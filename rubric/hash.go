package rubric

import (
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/internal/canonical"
)

// Hash is the content hash of the rubric: SHA-256 over its canonical JSON (keys
// sorted, no white space; equal to RFC 8785 for this document), without the
// compensation band. Everything else that people agree on is in it, the version
// and the cited basis included. The result is "sha256:" and hexadecimal digits.
func (r Rubric) Hash() string {
	c := r.Clone()
	c.Compensation = compensation.Range{}
	hash, err := canonical.Hash(c)
	if err != nil {
		// A Rubric holds strings, integers and lists of them, which always encode.
		return ""
	}
	return hash
}
