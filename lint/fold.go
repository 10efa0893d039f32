package lint

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// folded is a text as patterns see it.
type folded struct {
	text string
	// at maps offsets of text to offsets of the given text; nil where they are equal.
	at []int
}

// place returns the offset in the given text.
func (f folded) place(i int) int {
	if f.at == nil {
		return i
	}
	return f.at[i]
}

// fold turns typographic quotes, dashes, spaces and wide letters into ASCII ones and
// leaves out what is invisible, so that one pattern finds every way to type a phrase.
func fold(text string) folded {
	if isASCII(text) {
		return folded{text: text}
	}
	var b strings.Builder
	b.Grow(len(text))
	at := make([]int, 0, len(text)+1)
	for i, r := range text {
		n := b.Len()
		switch r {
		case '\u2018', '\u2019', '\u201B', '\u2032', '\u02BC':
			b.WriteByte('\'')
		case '\u201C', '\u201D', '\u201E', '\u201F', '\u2033', '\u00AB', '\u00BB':
			b.WriteByte('"')
		case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212':
			b.WriteByte('-')
		case '\u017F': // the regular expressions take it for an s
			b.WriteByte('s')
		case '\u212A':
			b.WriteByte('k')
		case utf8.RuneError:
			b.WriteByte('?')
		default:
			switch {
			case '\uFF01' <= r && r <= '\uFF5E': // the wide forms of ASCII
				b.WriteRune(r - '\uFF01' + '!')
			case unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp):
				b.WriteByte(' ')
			case !unicode.In(r, unicode.Cf, unicode.Variation_Selector):
				b.WriteRune(r)
			}
		}
		for ; n < b.Len(); n++ {
			at = append(at, i)
		}
	}
	return folded{text: b.String(), at: append(at, len(text))}
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lowerASCII is strings.ToLower for A to Z alone: offsets stay the same.
func lowerASCII(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if 'A' <= b[i] && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
