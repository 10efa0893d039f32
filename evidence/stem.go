package evidence

import (
	"strconv"
	"strings"
)

// stemmed is a word of a text with its stem.
type stemmed struct {
	stem       string
	start, end int
	topic      bool
}

func stemsOf(text string, x *lexicon) []stemmed {
	var t tokens
	f := folder{lex: x, voc: &vocabulary{}, grow: true, out: &t}
	f.voc.reset()
	f.fold(text)
	var out []stemmed
	for i := range t.len() {
		start, end := int(t.pos[i].start), int(t.pos[i].end)
		if s, ok := stemOf(x, text[start:end], t.hash[i], t.traits[i]); ok {
			out = append(out, stemmed{s, start, end, t.traits[i].topic()})
		}
	}
	return out
}

// topic reports whether a word says what a text is about.
func (t traits) topic() bool { return t&(guards|function|report|discourse) == 0 }

// stemOf cuts the commonest English endings, so that "retries", "retried" and
// "retry" are one. It returns false for stop words and single letters.
func stemOf(x *lexicon, word string, h uint64, t traits) (string, bool) {
	if t&(stop|shared) != 0 || len(word) < 2 && t&number == 0 {
		return "", false
	}
	if t&number != 0 {
		for d := range int64(10) {
			if h == (decimal{d, 0}).hash(false) {
				return "", false // "one" and "two" are everywhere
			}
		}
		return "#" + strconv.FormatUint(h, 36), true
	}
	word = word[strings.LastIndexByte(word, ' ')+1:] // the month of "3rd of March"
	w := strings.ReplaceAll(string(appendFolded(nil, word, x.lists.Plain)), "'", "")
	for _, e := range []struct{ suffix, to string }{
		{"ational", "ate"},
		{"ations", "ate"},
		{"ation", "ate"},
		{"iliation", "ile"},
		{"ements", ""},
		{"ement", ""},
		{"ness", ""},
		{"ically", "ic"},
		{"ies", "y"},
		{"ied", "y"},
		{"sses", "ss"},
		{"ingly", ""},
		{"edly", ""},
		{"ing", ""},
		{"ers", ""},
		{"er", ""},
		{"ed", ""},
		{"es", ""},
		{"ly", ""},
		{"s", ""},
	} {
		base, ok := strings.CutSuffix(w, e.suffix)
		if !ok || len(base) < 3 || e.suffix == "s" && strings.HasSuffix(base, "s") {
			continue
		}
		w = base + e.to
		break
	}
	// "planned" and "plan", "stopping" and "stop"; "make" and "making".
	if n := len(w); n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("lsz", rune(w[n-1])) {
		w = w[:n-1]
	}
	return strings.TrimSuffix(w, "e"), true
}
