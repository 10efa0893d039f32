package evidence

import (
	"encoding/binary"
	"math/bits"
)

// recent remembers the plain words of a source by their letters, so that a word is
// hashed and looked up once and not each time it is said.
type recent struct {
	slots [1 << recentBits]uint16 // places in words; 0 for none
	words [mostRecent + 1]recentWord
	count uint16 // of words, the first of which stands for none
	pairs [1 << pairBits]recentPair
}

const (
	recentBits   = 14
	mostRecent   = 1<<13 - 1 // words; further ones are looked up each time
	pairBits     = 8
	recentLength = 16 // letters of the longest word that has a place
)

type recentWord struct {
	low, high uint64 // its letters in lower case; a word has at least one
	hash      uint64
	traits    traits
	id        int32
}

// forget empties the tables.
func (r *recent) forget() {
	clear(r.slots[:])
	clear(r.pairs[:])
	r.count = 0
}

// recentPair is a word that stands for two tokens.
type recentPair struct {
	low, high uint64
	hash      [2]uint64
	traits    [2]traits
	id        [2]int32
	words     int  // that it counts for
	told      bool // they are not a listener's alone
}

const (
	everyByte = 0x0101010101010101
	highBits  = 0x80 * everyByte
	spread    = 0x9E3779B97F4A7C15
)

// foreign returns the high bit of each byte that is no letter of ASCII. The bytes
// are in lower case already.
func foreign(lower, x uint64) uint64 {
	low := lower &^ highBits
	return (^(low + (0x80-'a')*everyByte) | (low + (0x7F-'z')*everyByte) | x) & highBits
}

// upTo has all bits of the bytes before that of the first high bit of stop, which has one.
func upTo(stop uint64) uint64 { return (stop ^ (stop - 1)) >> 8 }

// lettersPlace is where a word has its place in a table of the given size.
func lettersPlace(low, high uint64, size uint) uint64 {
	return (low ^ bits.RotateLeft64(high, 27)) * spread >> (64 - size)
}

// plain reads words of ASCII letters and the spaces, commas and full stops between
// them, eight letters at a time, up to whatever else comes, and returns where that
// begins. It does what push, restart, pause and mark do, and calls them where a word
// or a place is anything but common.
func (f *folder) plain(i int) int {
	for {
		next, common := f.common(i)
		if common {
			return next
		}
		// A long word, one with an apostrophe, a filler or the like.
		i = next
		for i < len(f.text) && byteKinds[f.text[i]] == letterByte {
			i++
		}
		if i < len(f.text) && f.text[i] == '\'' && !f.brackets {
			i = f.contraction(next, i)
		} else {
			i = f.plainWord(next)
		}
		if i >= len(f.text) || f.text[i] != ' ' {
			return i
		}
		i++
	}
}

// common is plain as far as the words are common. It returns where the first other
// one begins, and true where that is no word of letters.
func (f *folder) common(i int) (int, bool) {
	if f.brackets {
		return i, byteKinds[f.padded[i]] != letterByte
	}
	b, out, r := f.padded, f.out, f.recent
	n := out.len()
	f.words -= n // n counts those that come now
	room := min(cap(out.hash), cap(out.pos), cap(out.traits), cap(out.id))
	hash, pos, marks, id := out.hash[:room], out.pos[:room], out.traits[:room], out.id[:room]
	all := ^traits(0) // those that all words have
	for {
		x := binary.LittleEndian.Uint64(b[i : i+8])
		low, high, to := x|0x20*everyByte, uint64(0), i
		if stop := foreign(low, x); stop != 0 {
			to += bits.TrailingZeros64(stop) / 8
			low &= upTo(stop)
		} else {
			x = binary.LittleEndian.Uint64(b[i+8 : i+16])
			high = x | 0x20*everyByte
			if stop = foreign(high, x); stop == 0 {
				break
			}
			to += 8 + bits.TrailingZeros64(stop)/8
			high &= upTo(stop)
		}
		if to == i || byteKinds[b[to]] >= digitByte {
			break
		}
		place := lettersPlace(low, high, recentBits)
		w := &r.words[r.slots[place]&mostRecent]
		if w.low != low || w.high != high {
			if w = f.remember(place, low, high, b[i:to]); w == nil {
				break
			}
		}
		if w.traits&(filler|expands) != 0 || n >= len(id) {
			break
		}
		hash[n], pos[n], marks[n], id[n] = w.hash, textRange{int32(i), int32(to)}, w.traits, w.id
		all &= w.traits
		n++
		i = to
		if w.traits&numeral != 0 {
			f.numeral(n-1, f.voc.entry[w.id])
		}
		if n < 2*longestRestart || repeats(id[n-6:n]) {
			f.words += n
			out.cut(n)
			f.restart()
			n = out.len()
			f.words -= n
		}
		switch c := b[i]; c {
		case ' ':
			i++
		case ',', '.':
			if c == '.' && b[i+1] == '.' {
				continue // an ellipsis ends the loop
			}
			x := clauseEnd | commaEnd
			if c == '.' {
				x = clauseEnd | sentenceEnd
			}
			if n > f.since && marks[f.since]&phrase == 0 {
				f.since = n
				marks[n-1] = marks[n-1]&^commaEnd | x
			} else {
				f.words += n
				out.cut(n)
				f.afterFiller = false
				f.pause()
				f.mark(x)
				n = out.len()
				f.words -= n
			}
			i++
			if b[i] == ' ' {
				i++
			}
		}
	}
	f.words += n
	out.cut(n)
	if all != ^traits(0) {
		f.afterFiller = false
		if all&listening == 0 {
			f.told = true
		}
	}
	return i, byteKinds[b[i]] != letterByte
}

// repeats reports whether the last of six words may end a run that stood before it.
func repeats(id []int32) bool {
	_ = id[5]
	before := id[4]
	return id[5] == before || before == id[2] && id[5] == id[3] || before == id[1] && id[5] == id[2] || before == id[0] && id[5] == id[1]
}

// contraction reads a word with an apostrophe at the given place: "don't". What such
// a word was read as is remembered where it is two tokens.
func (f *folder) contraction(i, apostrophe int) int {
	out := f.out
	x := binary.LittleEndian.Uint64(f.padded[apostrophe+1:])
	to := apostrophe + 1 + bits.TrailingZeros64(foreign(x|0x20*everyByte, x))/8
	if to-i > recentLength || byteKinds[f.padded[to]] >= digitByte || byteKinds[f.padded[to]] == letterByte {
		return f.plainWord(i)
	}
	low, high := binary.LittleEndian.Uint64(f.padded[i:])|0x20*everyByte, uint64(0)
	if n := to - i; n <= 8 {
		low &= ^uint64(0) >> (64 - 8*n)
	} else {
		high = (binary.LittleEndian.Uint64(f.padded[i+8:]) | 0x20*everyByte) & (^uint64(0) >> (128 - 8*n))
	}
	w := &f.recent.pairs[lettersPlace(low, high, pairBits)]
	if w.low == low && w.high == high {
		f.words, f.told, f.afterFiller = f.words+w.words, f.told || w.told, false
		for k := range w.hash {
			out.add(w.hash[k], i, to, w.traits[k], w.id[k])
			f.restart()
		}
		return to
	}
	n, words, nums, told := out.len(), f.words, len(f.nums), f.told
	f.told = false
	end := f.plainWord(i)
	if end == to && out.len() == n+2 && len(f.nums) == nums {
		*w = recentPair{
			low: low, high: high, hash: [2]uint64(out.hash[n:]), traits: [2]traits(out.traits[n:]), id: [2]int32(out.id[n:]),
			words: f.words - words, told: f.told,
		}
	}
	f.told = f.told || told
	return end
}

// remember returns the place of a word, which it looks up where it is new; nil where
// there is no room for it.
func (f *folder) remember(place, low, high uint64, word []byte) *recentWord {
	r := f.recent
	for ; r.slots[place] != 0; place = (place + 1) % uint64(len(r.slots)) {
		if w := &r.words[r.slots[place]]; w.low == low && w.high == high {
			return w
		}
	}
	if r.count == mostRecent {
		return nil
	}
	h := uint64(hashSeed)
	for _, c := range word {
		h = (h ^ uint64(c|0x20)) * hashPrime
	}
	id := f.voc.add(h, f.lex)
	r.count++
	r.slots[place] = r.count
	w := &r.words[r.count]
	*w = recentWord{low: low, high: high, hash: h, traits: f.voc.traits[id], id: id}
	return w
}
