package decode

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescape decodes the entities that a product writes: all names and numbers of
// HTML, with their semicolon. Without one an "&" is a sign of the text, as in
// "R&D" and in the address "?a=1&copy=2".
func unescape(s string) string { return decodeEntities(s, false) }

// unescapeHTML decodes entities as HTML, and with it WebVTT, has them: older names
// need no semicolon, and the longest name that fits counts.
func unescapeHTML(s string) string { return decodeEntities(s, true) }

func decodeEntities(s string, loose bool) string {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i >= 0 {
		b.WriteString(s[:i])
		s = s[i:]
		text, n := entity(s, loose)
		if n == 0 {
			text, n = s[:1], 1
		}
		b.WriteString(text)
		s = s[n:]
		i = strings.IndexByte(s, '&')
	}
	b.WriteString(s)
	return b.String()
}

const longestEntity = 40 // bytes of the longest name, and then some

// entity decodes the entity that s begins with, and returns its length; 0 where s
// begins with none.
func entity(s string, loose bool) (text string, length int) {
	if strings.HasPrefix(s, "&#") {
		return numberEntity(s, loose)
	}
	n := 1
	for n < len(s) && n < longestEntity && isAlphanumeric(s[n]) {
		n++
	}
	ended := n < len(s) && s[n] == ';'
	if ended {
		n++
	}
	if n == 1 || !ended && !loose {
		return "", 0
	}
	switch s[:n] { // the only names that package html leaves out
	case "&nLt;":
		return "\u226A\u20D2", n
	case "&nGt;":
		return "\u226B\u20D2", n
	}
	text = html.UnescapeString(s[:n])
	whole := text != s[:n] && (!strings.HasSuffix(text, ";") || text == ";")
	if text == s[:n] || !whole && !loose {
		return "", 0
	}
	return text, n
}

// numberEntity decodes "&#65;" and "&#x41;". What names no character is U+FFFD, and
// the numbers 128 to 159 are those of windows-1252.
func numberEntity(s string, loose bool) (text string, length int) {
	n, base, isDigit := 2, uint32(10), func(c byte) bool { return c >= '0' && c <= '9' }
	if n < len(s) && s[n]|0x20 == 'x' {
		n, base, isDigit = 3, 16, func(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }
	}
	first, value := n, uint32(0)
	for n < len(s) && isDigit(s[n]) {
		if digit := uint32(s[n] - '0'); digit <= 9 {
			value = value*base + digit
		} else {
			value = value*base + uint32(s[n]|0x20-'a') + 10
		}
		value = min(value, utf8.MaxRune+1)
		n++
	}
	switch {
	case n == first:
		return "", 0
	case n < len(s) && s[n] == ';':
		n++
	case !loose:
		return "", 0
	}
	return html.UnescapeString("&#" + strconv.FormatUint(uint64(value), 10) + ";"), n
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
