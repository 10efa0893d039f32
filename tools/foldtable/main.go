// Command foldtable writes the table by which package evidence folds characters:
// their compatibility decomposition (Unicode NFKD), and digits of all scripts as
// ASCII digits. Case is folded by the reader of the table.
//
//	cd tools && go run ./foldtable ../evidence/folding.bin
//
// The file is a count n as two bytes, then n keys of three bytes, n ends of two
// bytes, all big-endian, and the text into which the ends point.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: foldtable FILE")
		os.Exit(2)
	}
	if err := os.WriteFile(os.Args[1], table(), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, "foldtable:", err)
		os.Exit(1)
	}
}

func table() []byte {
	var keys, ends, text []byte
	n := 0
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		folded, ok := fold(r)
		if !ok {
			continue
		}
		n++
		text = append(text, folded...)
		keys = append(keys, byte(r>>16), byte(r>>8), byte(r))
		ends = binary.BigEndian.AppendUint16(ends, uint16(len(text)))
	}
	out := binary.BigEndian.AppendUint16(nil, uint16(n))
	return append(append(append(out, keys...), ends...), text...)
}

// fold returns what the table has for a rune, and false where the rune stands for
// itself. Hangul syllables are left out, since they decompose by arithmetic, and so
// are numbers that are no digits: "10²" is not 102.
func fold(r rune) (string, bool) {
	switch {
	case r >= 0xAC00 && r <= 0xD7A3, r >= 0xD800 && r <= 0xDFFF:
		return "", false
	case unicode.Is(unicode.Nd, r):
		zero := r
		for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
			zero--
		}
		if d := norm.NFKD.String(string(r)); d >= "0" && d <= "9" {
			return d, true
		}
		return string('0' + r - zero), true
	case unicode.IsLetter(r) || unicode.IsMark(r):
		d := norm.NFKD.String(string(r))
		return d, d != string(r)
	default:
		return "", false
	}
}
