package transcript

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unspaced are the scripts that put no spaces between words.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

// Words yields the words of a text with their byte offsets: runs of letters,
// digits and marks, with apostrophes inside. In scripts that put no spaces between
// words each letter with its marks is one.
func Words(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		start := -1    // of the word that is open
		single := true // the open word is one letter of an unspaced script
		for i, r := range text {
			switch {
			case r < utf8.RuneSelf && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'):
				if start >= 0 && single {
					if !yield(start, text[start:i]) {
						return
					}
					start = -1
				}
				if start < 0 {
					start, single = i, false
				}
			case r == '\'' || r == '\u2019':
				next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
				if start >= 0 && unicode.IsLetter(next) {
					continue
				}
				if start >= 0 && !yield(start, text[start:i]) {
					return
				}
				start = -1
			case r >= utf8.RuneSelf && unicode.In(r, unspaced...) && unicode.IsLetter(r):
				if start >= 0 && !yield(start, text[start:i]) {
					return
				}
				start, single = i, true
			case unicode.IsMark(r) && start >= 0, r == '\u200D' && start >= 0:
			case unicode.IsLetter(r) || unicode.IsDigit(r):
				if start >= 0 && single {
					if !yield(start, text[start:i]) {
						return
					}
					start = -1
				}
				if start < 0 {
					start, single = i, false
				}
			default:
				if start >= 0 && !yield(start, text[start:i]) {
					return
				}
				start = -1
			}
		}
		if start >= 0 {
			yield(start, text[start:])
		}
	}
}

// token is a word of a text, folded to lower case.
type token struct {
	word       string
	start, end int
}

func tokens(text string) []token {
	var out []token
	for at, w := range Words(text) {
		out = append(out, token{strings.ToLower(w), at, at + len(w)})
	}
	return out
}

func countWords(text string) int {
	n := 0
	for range Words(text) {
		n++
	}
	return n
}
