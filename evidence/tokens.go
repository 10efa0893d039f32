package evidence

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unit is a word after folding. "don't" gives two units, "twenty-five" gives one.
type unit struct {
	word       string
	start, end int // bytes of the text that the unit stands for
	// clauseEnd says that punctuation after the unit ends a clause; sentenceEnd
	// that it ends a sentence; pauseBefore that punctuation stands before it.
	clauseEnd, sentenceEnd, pauseBefore bool
	filler                              bool
}

type class uint8

const (
	function class = iota
	content
	negation
	number
	agency
	hedge
)

func classOf(word string) class {
	switch {
	case negators[word]:
		return negation
	case isNumber(word):
		return number
	case agents[word]:
		return agency
	case hedges[word]:
		return hedge
	case functionWords[word]:
		return function
	default:
		return content
	}
}

func isNumber(w string) bool { return w != "" && w[0] >= '0' && w[0] <= '9' }

// unitsOf folds a text into units. Both sides of every comparison go through it.
func unitsOf(text string) []unit {
	var out []unit
	pause := true
	skipTo := -1
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if i < skipTo {
			i += size
			continue
		}
		if end, ok := markup(text, i); ok {
			skipTo = end
			continue
		}
		if sym, ok := currencySymbols[r]; ok {
			if next, _ := utf8.DecodeRuneInString(text[i+size:]); unicode.IsDigit(next) {
				end := wordEnd(text, i+size)
				out = appendWord(out, text, i+size, end, pause)
				out = append(out, unit{word: sym, start: i, end: end})
				pause, i = false, end
				continue
			}
		}
		if apostrophe(r) {
			// " 're" and " 'm" stand apart in some transcripts.
			end := wordEnd(text, i+size)
			if w, ok := clitics[foldWord(text[i+size:end])]; ok && (i == 0 || text[i-1] == ' ') {
				out = append(out, unit{word: w, start: i, end: end})
				i = end
				continue
			}
		}
		if !wordRune(r) {
			switch r {
			case '%':
				out = append(out, unit{word: "percent", start: i, end: i + size})
			case '.', '?', '!', '\u2026', '\uFF1F', '\u061F', '\u3002':
				mark(out, true)
				pause = true
			case ',', ';', ':', '\u2013', '\u2014', '(', ')', '\u060C', '\uFF0C':
				mark(out, false)
				pause = true
			case '-':
				if i > 0 && text[i-1] == ' ' || i+1 < len(text) && text[i+1] == '-' {
					mark(out, false)
					pause = true
				}
			}
			i += size
			continue
		}
		end := wordEnd(text, i)
		out = appendWord(out, text, i, end, pause)
		pause = false
		i = end
	}
	return foldRestarts(markFillers(foldNumbers(out)))
}

func mark(out []unit, sentence bool) {
	if len(out) > 0 {
		out[len(out)-1].clauseEnd = true
		out[len(out)-1].sentenceEnd = out[len(out)-1].sentenceEnd || sentence
	}
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func apostrophe(r rune) bool { return r == '\'' || r == '\u2019' || r == '\u02BC' }

// wordEnd returns where the word that starts at i ends. Apostrophes between
// letters, and commas and dots between digits, belong to it; a letter of a
// script that writes no spaces is a word by itself.
func wordEnd(text string, i int) int {
	start := i
	prev := rune(0)
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r) {
			next, _ := utf8.DecodeRuneInString(text[i+size:])
			inner := (apostrophe(r) || r == '_') && unicode.IsLetter(prev) && unicode.IsLetter(next) ||
				(r == ',' || r == '.') && isDigit(prev) && isDigit(next)
			if !inner {
				return i
			}
		} else if unspaced(r) {
			if i == start {
				return i + size
			}
			return i
		}
		prev = r
		i += size
	}
	return i
}

const firstUnspaced = 0x0E00 // the Thai block; scripts before it write spaces

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func unspaced(r rune) bool {
	return r >= firstUnspaced && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// markup returns the end of an event mark such as "[laughs]" or "{vocalsound}"
// that starts at i. Brackets and braces of up to three words are marks;
// parentheses are only around a word for a sound.
func markup(text string, i int) (int, bool) {
	var closing byte
	switch text[i] {
	case '[':
		closing = ']'
	case '{':
		closing = '}'
	case '(':
		closing = ')'
	case '<':
		closing = '>'
	default:
		return 0, false
	}
	j := strings.IndexByte(text[i:], closing)
	if j < 0 || j > 60 {
		return 0, false
	}
	words := strings.Fields(text[i+1 : i+j])
	if len(words) > 3 {
		return 0, false
	}
	if closing == ')' {
		if len(words) == 0 || !eventWords[strings.ToLower(words[0])] {
			return 0, false
		}
	}
	return i + j + 1, true
}

func appendWord(out []unit, text string, start, end int, pause bool) []unit {
	word := foldWord(text[start:end])
	add := func(words ...string) []unit {
		for n, w := range words {
			out = append(out, unit{word: w, start: start, end: end, pauseBefore: pause && n == 0})
		}
		return out
	}
	if c, ok := contractions[word]; ok {
		return add(c...)
	}
	if strings.Contains(word, "'") {
		for _, s := range suffixes {
			if base, ok := strings.CutSuffix(word, s.suffix); ok && base != "" {
				return add(base, s.word)
			}
		}
		if base, ok := strings.CutSuffix(word, "'s"); ok && isContractions[base] {
			return add(base, "is")
		}
		word = strings.ReplaceAll(word, "'", "")
	}
	if w, ok := currencyWords[word]; ok {
		word = w
	}
	if w, ok := ordinals[word]; ok {
		word = w
	}
	return add(word)
}

// foldWord lowers case, drops combining marks, gives letters with a diacritic
// their base letter, and full-width forms their plain ones.
func foldWord(s string) string {
	plain := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] >= 'A' && s[i] <= 'Z' || s[i] == '_' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case apostrophe(r):
			b.WriteByte('\'')
		case unicode.Is(unicode.Mn, r) || r == '_':
		case r >= 0xFF01 && r <= 0xFF5E:
			b.WriteRune(unicode.ToLower(r - 0xFEE0))
		default:
			r = unicode.ToLower(r)
			if base, ok := baseLetters[r]; ok {
				b.WriteString(base)
			} else {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

var baseLetters = func() map[rune]string {
	m := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ð': "d", 'þ': "th", 'ł': "l", 'đ': "d", 'ı': "i", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬀ': "ff", 'ﬃ': "ffi", 'ﬄ': "ffl"}
	for base, letters := range map[string]string{
		"a": "àáâãäåāăą", "c": "çćĉċč", "d": "ď", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭį", "j": "ĵ", "k": "ķ",
		"l": "ĺļľ", "n": "ñńņň", "o": "òóôõöōŏő", "r": "ŕŗř", "s": "śŝşš", "t": "ţťŧ", "u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źżž",
	} {
		for _, r := range letters {
			m[r] = base
		}
	}
	return m
}()

// foldNumbers turns number words and figures into one unit of digits each:
// "twenty-five", "25", "25,000", "78k", "two hundred and ten", "$25 million".
func foldNumbers(in []unit) []unit {
	out := in[:0]
	for i := 0; i < len(in); {
		value, n := numberAt(in[i:])
		if n == 0 {
			out = append(out, in[i])
			i++
			continue
		}
		u := in[i]
		last := in[i+n-1]
		u.word, u.end = strconv.FormatInt(value, 10), last.end
		u.clauseEnd, u.sentenceEnd = last.clauseEnd, last.sentenceEnd
		out = append(out, u)
		i += n
	}
	return out
}

// numberAt reads the number that the units start with and how many it takes.
func numberAt(in []unit) (value int64, taken int) {
	var total, group int64
	words := false
	for i, u := range in {
		if i > 0 && in[i-1].clauseEnd {
			return total + group, taken
		}
		small, isSmall := smallNumbers[u.word]
		scale, isScale := scales[u.word]
		switch {
		case i == 0 && !isSmall:
			v, ok := figure(u.word)
			if !ok {
				return 0, 0
			}
			group = v
		case isSmall && (i == 0 || words && (group%100 == 0 && group > 0 || small < 10 && small > 0 && group%10 == 0 && group%100 >= 20)):
			group += small
			words = true
		case isScale && taken > 0 && group > 0 && group < 1_000_000_000:
			if scale == 100 {
				if !words || group >= 100 {
					return total + group, taken
				}
				group *= 100
			} else {
				if total > 1<<40 {
					return total + group, taken
				}
				total, group = total+group*scale, 0
			}
			words = true
		case u.word == "and" && words && taken > 0 && group%100 == 0 && (group > 0 || total > 0) && i+1 < len(in) && smallNumbers[in[i+1].word] > 0 && !u.clauseEnd && i > 0 && (in[i-1].word == "hundred" || in[i-1].word == "thousand"):
			continue
		case u.word == "dollar" || u.word == "euro" || u.word == "pound":
			// "$25 million": the symbol stands between the figure and its scale.
			if taken > 0 && i+1 < len(in) && scales[in[i+1].word] >= 1000 && u.start < in[0].start {
				total = group * scales[in[i+1].word]
				in[i+1], in[i] = u, in[i+1]
				return total, i + 1
			}
			return total + group, taken
		default:
			return total + group, taken
		}
		taken = i + 1
	}
	return total + group, taken
}

func figure(w string) (int64, bool) {
	if !isNumber(w) {
		return 0, false
	}
	mult := int64(1)
	if s, ok := strings.CutSuffix(w, "k"); ok {
		w, mult = s, 1000
	}
	groups := strings.Split(w, ",")
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(strings.Join(groups, ""), 10, 64)
	if err != nil || n > 1<<50 {
		return 0, false
	}
	return n * mult, true
}

// markFillers flags units that carry no meaning: "um", and "you know" or "like"
// where punctuation sets them off.
func markFillers(in []unit) []unit {
	for i := range in {
		if fillers[in[i].word] {
			in[i].filler = true
			continue
		}
		for _, p := range fillerPhrases {
			if i+len(p) > len(in) || !in[i].pauseBefore || !in[i+len(p)-1].clauseEnd {
				continue
			}
			match := true
			for k, w := range p {
				match = match && in[i+k].word == w && (k == len(p)-1 || !in[i+k].clauseEnd)
			}
			if match {
				for k := range p {
					in[i+k].filler = true
				}
				break
			}
		}
	}
	return in
}

const longestRestart = 4 // units

// foldRestarts flags the first of two equal runs: "we we", "it's not it's not".
func foldRestarts(in []unit) []unit {
	live := make([]int, 0, len(in))
	for i := range in {
		if in[i].filler {
			continue
		}
		live = append(live, i)
		for n := 1; n <= longestRestart && 2*n <= len(live); n++ {
			a, b := live[len(live)-2*n:len(live)-n], live[len(live)-n:]
			same := true
			for k := range n {
				same = same && in[a[k]].word == in[b[k]].word && !in[a[k]].sentenceEnd
			}
			if same && !isNumber(in[b[0]].word) {
				for _, k := range a {
					in[k].filler = true
				}
				live = append(live[:len(live)-2*n], live[len(live)-n:]...)
				break
			}
		}
	}
	return in
}
