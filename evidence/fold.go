package evidence

import (
	_ "embed"
	"unicode"
	"unicode/utf8"
)

// foldingTable is written by tools/foldtable, which documents its layout.
//
//go:embed folding.bin
var foldingTable string

func foldingCount() int { return int(foldingTable[0])<<8 | int(foldingTable[1]) }

// decomposition returns what the table has for a rune.
func decomposition(r rune) (string, bool) {
	if r < 0xA0 || r >= 0x3400 && r < 0xA640 {
		return "", false
	}
	n := foldingCount()
	key := func(i int) rune {
		k := foldingTable[2+3*i:]
		return rune(k[0])<<16 | rune(k[1])<<8 | rune(k[2])
	}
	low, high := 0, n
	for low < high {
		mid := (low + high) / 2
		if key(mid) < r {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == n || key(low) != r {
		return "", false
	}
	end := func(i int) int {
		if i < 0 {
			return 0
		}
		e := foldingTable[2+3*n+2*i:]
		return int(e[0])<<8 | int(e[1])
	}
	text := foldingTable[2+5*n:]
	return text[end(low-1):end(low)], true
}

// appendFolded appends a word in the form in which words are compared: lower case,
// Unicode compatibility forms replaced, typographic apostrophes plain, characters
// without an appearance dropped. With plain set, Latin, Greek and Cyrillic letters
// lose their diacritics, which English writes or leaves out; other languages tell
// words apart by them.
func appendFolded(dst []byte, s string, plain bool) []byte {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			i++
			switch {
			case c >= 'A' && c <= 'Z':
				dst = append(dst, c|0x20)
			case c != '_':
				dst = append(dst, c)
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		dst = appendRune(dst, r, plain)
	}
	return dst
}

func appendRune(dst []byte, r rune, plain bool) []byte {
	if apostrophe(r) {
		return append(dst, '\'')
	}
	if unicode.In(r, unicode.Cf, unicode.Variation_Selector) {
		return dst
	}
	if r >= firstHangul && r <= lastHangul {
		return utf8.AppendRune(dst, r)
	}
	if d, ok := decomposition(r); ok {
		for _, part := range d {
			dst = appendSimple(dst, part, plain)
		}
		return dst
	}
	return appendSimple(dst, r, plain)
}

const firstHangul, lastHangul = 0xAC00, 0xD7A3 // syllables

func appendSimple(dst []byte, r rune, plain bool) []byte {
	if plain && r >= 0x0300 && r <= 0x036F {
		return dst
	}
	r = unicode.ToLower(r)
	if r == 0x0307 && len(dst) > 0 && dst[len(dst)-1] == 'i' {
		return dst // the dot that the lower case of a dotted capital I leaves
	}
	switch r {
	case 'ß':
		return append(dst, "ss"...)
	case 'ſ':
		return append(dst, 's')
	case 'ς':
		r = 'σ'
	}
	if plain {
		switch r {
		case 'æ':
			return append(dst, "ae"...)
		case 'œ':
			return append(dst, "oe"...)
		case 'ø':
			return append(dst, 'o')
		case 'ð', 'đ':
			return append(dst, 'd')
		case 'þ':
			return append(dst, "th"...)
		case 'ł':
			return append(dst, 'l')
		case 'ı':
			return append(dst, 'i')
		}
	}
	return utf8.AppendRune(dst, r)
}

// A word's hash is FNV-1a over its folded bytes, so that the hash of two words
// written together goes on from that of the first.
const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

func hashOn(h uint64, s []byte) uint64 {
	for _, c := range s {
		h = (h ^ uint64(c)) * hashPrime
	}
	return h
}

func hashOf(s string) uint64 {
	h := uint64(hashSeed)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * hashPrime
	}
	return h
}

// slot spreads a hash over a table of 1<<bits places.
func slot(h uint64, bits uint) uint64 { return (h * 0x9E3779B97F4A7C15) >> (64 - bits) }
