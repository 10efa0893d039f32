// Package hashtree hashes a list so that one entry proves that it belongs to it.
//
//	root := hashtree.Root(leaves)
//	path := hashtree.Paths(leaves)[17]
//	again, ok := hashtree.Climb(leaves[17], 17, len(leaves), path) // again == root
//
// The tree is that of RFC 6962, section 2.1: leaves and inner nodes are hashed with
// different first bytes, and a list is split at the largest power of two below
// its length. The root covers the length too. A path is as long as the logarithm
// of the list: ten hashes for a thousand entries.
package hashtree

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// Sum is a SHA-256 hash.
type Sum = [sha256.Size]byte

const (
	leafPrefix = 0
	nodePrefix = 1
	rootPrefix = 2
)

// Leaf hashes the content of an entry. It uses buf[:0] for its work and returns
// it for the next call.
func Leaf(buf, content []byte) (Sum, []byte) {
	buf = append(append(buf[:0], leafPrefix), content...)
	return sha256.Sum256(buf), buf
}

// Root returns the hash of the whole list.
func Root(leaves []Sum) Sum { return seal(subtree(leaves), len(leaves)) }

func seal(top Sum, n int) Sum {
	buf := binary.AppendUvarint([]byte{rootPrefix}, uint64(n))
	return sha256.Sum256(append(buf, top[:]...))
}

func subtree(leaves []Sum) Sum {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := split(len(leaves))
	return node(subtree(leaves[:k]), subtree(leaves[k:]))
}

func node(left, right Sum) Sum {
	var buf [1 + 2*sha256.Size]byte
	buf[0] = nodePrefix
	copy(buf[1:], left[:])
	copy(buf[1+sha256.Size:], right[:])
	return sha256.Sum256(buf[:])
}

// split is the largest power of two below n, which is at least 2.
func split(n int) int { return 1 << (bits.Len(uint(n-1)) - 1) }

// Paths returns, for every entry, the hashes that lead from it to the root, the lowest
// first.
func Paths(leaves []Sum) [][]Sum {
	paths := make([][]Sum, len(leaves))
	collect(leaves, paths)
	return paths
}

// collect is subtree, and puts the hashes beside each way on its path.
func collect(leaves []Sum, paths [][]Sum) Sum {
	if len(leaves) < 2 {
		return subtree(leaves)
	}
	k := split(len(leaves))
	left, right := collect(leaves[:k], paths[:k]), collect(leaves[k:], paths[k:])
	for i := range paths {
		if i < k {
			paths[i] = append(paths[i], right)
		} else {
			paths[i] = append(paths[i], left)
		}
	}
	return node(left, right)
}

// Climb returns the root to which a path leads from entry i of n, and false where
// the path has the wrong length or there is no such entry.
func Climb(leaf Sum, i, n int, path []Sum) (Sum, bool) {
	top, rest, ok := climb(leaf, i, n, path)
	if !ok || len(rest) > 0 {
		return Sum{}, false
	}
	return seal(top, n), true
}

func climb(leaf Sum, i, n int, path []Sum) (top Sum, rest []Sum, ok bool) {
	if i < 0 || i >= n {
		return Sum{}, nil, false
	}
	if n == 1 {
		return leaf, path, true
	}
	k := split(n)
	if i < k {
		top, rest, ok = climb(leaf, i, k, path)
	} else {
		top, rest, ok = climb(leaf, i-k, n-k, path)
	}
	if !ok || len(rest) == 0 {
		return Sum{}, nil, false
	}
	if i < k {
		return node(top, rest[0]), rest[1:], true
	}
	return node(rest[0], top), rest[1:], true
}
