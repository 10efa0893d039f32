package evidence

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	labelPattern = regexp.MustCompile(`^[\p{L}\p{M}][\p{L}\p{M}\p{N} .'\x{2019}()-]{0,40}:\s+`)
	timePattern  = regexp.MustCompile(`^[\[(]?\d{1,2}:\d{2}(:\d{2})?([.,]\d{1,3})?[\])]?\s*[-–]?\s*`)
)

// creditPattern is an attribution after the quote: "…" — Priya Nair.
var creditPattern = regexp.MustCompile(`["\x{201D}\x{00BB}]\s*[-\x{2013}\x{2014}]+\s*[\p{L}][\p{L}\p{M}\p{N} .,'\x{2019}()-]{0,60}$`)

var nameParticles = []string{"da", "de", "del", "der", "den", "di", "du", "la", "le", "van", "von", "bin", "al", "el", "dos"}

const quoteMarks = "\"\u201C\u201D\u201E\u00AB\u00BB\u2039\u203A`"

// clean takes off what is put around a quote: white space, quotation marks, a
// time mark and a speaker's label.
func clean(q string) string {
	q = trimmed(q)
	if bare(q) {
		return q
	}
	for range 4 {
		before := q
		q = unquote(q)
		q = strings.TrimPrefix(q, "> ")
		if m := credit(q); m != nil && m[0] > 0 && titled(q[m[0]+1:]) {
			q = strings.TrimSpace(q[:m[0]+1])
		}
		if m := timeMark(q); m != "" && len(m) < len(q) && strings.ContainsRune(m, ':') {
			q = q[len(m):]
		}
		if m := label(q); m != "" && len(m) < len(q) && titled(m) {
			q = q[len(m):]
		}
		if q == before {
			break
		}
	}
	return q
}

// trimmed is a text without white space around it, and of valid UTF-8.
func trimmed(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return strings.TrimSpace(s)
}

// bare reports whether a quote has none of the signs by which something is known to
// be put around it.
func bare(q string) bool {
	for i := range len(q) {
		if wraps[q[i]] {
			return false
		}
	}
	return !strings.HasPrefix(q, ">")
}

var wraps = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= utf8.RuneSelf || c == '"' || c == '`' || c == ':'
	}
	return t
}()

// The patterns are tried only where a quote has the signs that they need.

func credit(q string) []int {
	if !strings.ContainsFunc(q, func(r rune) bool { return r == '"' || r == '\u201D' || r == '\u00BB' }) {
		return nil
	}
	return creditPattern.FindStringIndex(q)
}

func timeMark(q string) string {
	if q == "" || q[0] != '[' && q[0] != '(' && !isDigit(rune(q[0])) {
		return ""
	}
	return timePattern.FindString(q)
}

const longestLabel = 100 // bytes

func label(q string) string {
	if strings.IndexByte(q[:min(len(q), longestLabel)], ':') < 1 {
		return ""
	}
	return labelPattern.FindString(q)
}

// unquote takes off quotation marks that stand around the whole quote. One that
// belongs to words quoted inside it stays.
func unquote(q string) string {
	inner := strings.TrimRight(strings.TrimLeft(q, quoteMarks), quoteMarks)
	opened, closed := !strings.HasPrefix(q, inner), !strings.HasSuffix(q, inner)
	if opened && closed || !strings.ContainsFunc(inner, quoteMark) {
		return strings.TrimSpace(inner)
	}
	return q
}

func quoteMark(r rune) bool {
	return r == '"' || r == '`' || r >= '\u00AB' && strings.ContainsRune(quoteMarks, r)
}

// titled reports whether each word of a label begins with a capital or a sign,
// as names do, so that "so the rule is: never" keeps its words.
func titled(label string) bool {
	for w := range strings.FieldsSeq(label) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) && !slices.Contains(nameParticles, w) {
			return false
		}
	}
	return true
}

// splitEllipsis cuts a quote at "…", "..." and "[...]" and appends the fragments. It
// also says whether the quote began or ended with one.
func splitEllipsis(fragments []string, q string) (all []string, leading, trailing bool) {
	if !strings.Contains(q, "..") && !strings.Contains(q, "\u2026") {
		return append(fragments, q), false, false
	}
	for _, e := range []string{"[...]", "[\u2026]", "(...)", "(\u2026)", "...."} {
		q = strings.ReplaceAll(q, e, "\u2026")
	}
	q = strings.ReplaceAll(q, "...", "\u2026")
	for part := range strings.SplitSeq(q, "\u2026") {
		if strings.ContainsFunc(part, wordRune) {
			fragments = append(fragments, part)
		}
	}
	q = strings.TrimFunc(q, func(r rune) bool { return r != '\u2026' && !wordRune(r) })
	return fragments, strings.HasPrefix(q, "\u2026"), strings.HasSuffix(q, "\u2026")
}

// indexWords returns where a quote stands in a text as whole words, -1 for nowhere.
func indexWords(text, quote string) int {
	for from := 0; from < len(text); {
		at := strings.Index(text[from:], quote)
		if at < 0 {
			return -1
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(quote):])
		first, _ := utf8.DecodeRuneInString(quote)
		last, _ := utf8.DecodeLastRuneInString(quote)
		inside := at > 0 && wordRune(before) && wordRune(first) && !unspaced(first) ||
			at+len(quote) < len(text) && wordRune(after) && wordRune(last) && !unspaced(last)
		if !inside {
			return at
		}
		from = at + 1
	}
	return -1
}
