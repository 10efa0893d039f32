package hashtree_test

import (
	"encoding/hex"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/internal/hashtree"
)

func leaves(n int) []hashtree.Sum {
	out := make([]hashtree.Sum, n)
	var buf []byte
	for i := range out {
		out[i], buf = hashtree.Leaf(buf, []byte("entry "+strconv.Itoa(i)))
	}
	return out
}

func TestEveryEntryProvesItself(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 40; n++ {
		all := leaves(n)
		root, paths := hashtree.Root(all), hashtree.Paths(all)
		require.Len(t, paths, n)
		for i := range all {
			got, ok := hashtree.Climb(all[i], i, n, paths[i])
			require.True(t, ok)
			require.Equal(t, root, got, "entry %d of %d", i, n)
		}
	}
	require.Len(t, hashtree.Paths(leaves(1000))[0], 10)
	require.Empty(t, hashtree.Paths(nil))
}

func TestNothingElseIsProved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 70).Draw(t, "n")
		i := rapid.IntRange(0, n-1).Draw(t, "i")
		all := leaves(n)
		root, path := hashtree.Root(all), hashtree.Paths(all)[i]
		leaf, place, size := all[i], i, n
		switch rapid.IntRange(0, 4).Draw(t, "change") {
		case 0:
			leaf[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
		case 1:
			place = rapid.IntRange(-1, n+1).Filter(func(v int) bool { return v != i }).Draw(t, "place")
		case 2:
			size = rapid.IntRange(0, 140).Filter(func(v int) bool { return v != n }).Draw(t, "size")
		case 3:
			if len(path) == 0 {
				path = append(path, hashtree.Sum{})
			} else {
				path = path[:len(path)-1]
			}
		case 4:
			if len(path) == 0 {
				return
			}
			path[rapid.IntRange(0, len(path)-1).Draw(t, "step")][0] ^= 1
		}
		got, ok := hashtree.Climb(leaf, place, size, path)
		require.False(t, ok && got == root)
	})
}

func TestTheFormIsFixed(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		0: "8f4e03683c1601a1d3a07f9efd6e7de0737273ea6c58ac13919cd962c87ed088",
		3: "5754b66793b2a54b49b731c877654122de6acfbb704bea85c442806fbfb89ad8",
	} {
		root := hashtree.Root(leaves(n))
		require.Equal(t, want, hex.EncodeToString(root[:]), "%d entries", n)
	}
}
