package evidence

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokens are the words of a text after folding, as a structure of arrays. "don't"
// gives two tokens of the same bytes, "twenty-five" gives one. Words without
// meaning (fillers, restarts, marks of events) are not among them.
type tokens struct {
	hash   []uint64
	pos    []textRange
	traits []traits
	id     []int32 // place in the vocabulary; -1 where it lacks the word
}

// textRange are the bytes of the text that a token stands for.
type textRange struct{ start, end int32 }

func (t *tokens) len() int { return len(t.hash) }

func (t *tokens) reset() { t.cut(0) }

func (t *tokens) cut(n int) {
	t.hash = t.hash[:n]
	t.pos = t.pos[:n]
	t.traits = t.traits[:n]
	t.id = t.id[:n]
}

func (t *tokens) add(h uint64, start, end int, x traits, id int32) {
	n := len(t.hash)
	if n == cap(t.hash) || n == cap(t.pos) || n == cap(t.traits) || n == cap(t.id) {
		t.hash, t.pos = append(t.hash, h), append(t.pos, textRange{int32(start), int32(end)})
		t.traits, t.id = append(t.traits, x), append(t.id, id)
		return
	}
	t.cut(n + 1)
	t.hash[n], t.pos[n], t.traits[n], t.id[n] = h, textRange{int32(start), int32(end)}, x, id
}

// move copies token from to the place to, which lies before it.
func (t *tokens) move(to, from int) {
	t.hash[to], t.pos[to], t.traits[to], t.id[to] = t.hash[from], t.pos[from], t.traits[from], t.id[from]
}

// shift copies the tokens from one place up to another to the place to, which is not
// behind the first.
func (t *tokens) shift(to, from, end int) {
	if to == from {
		return
	}
	copy(t.hash[to:], t.hash[from:end])
	copy(t.pos[to:], t.pos[from:end])
	copy(t.traits[to:], t.traits[from:end])
	copy(t.id[to:], t.id[from:end])
}

// vocabulary are the different words of an index.
type vocabulary struct {
	bits   uint
	slots  []int32 // place + 1
	hash   []uint64
	traits []traits
	entry  []*lexEntry
	first  []int32 // the first token of the word; -1 where none remained
}

const leastVocabulary = 10 // bits of the smallest table

func (v *vocabulary) reset() {
	if v.bits == 0 {
		v.bits, v.slots = leastVocabulary, make([]int32, 1<<leastVocabulary)
	}
	clear(v.slots)
	v.hash, v.traits, v.entry, v.first = v.hash[:0], v.traits[:0], v.entry[:0], v.first[:0]
}

func (v *vocabulary) find(h uint64) int32 {
	for i := slot(h, v.bits); v.slots[i] != 0; i = (i + 1) & (1<<v.bits - 1) {
		if n := v.slots[i] - 1; v.hash[n] == h {
			return n
		}
	}
	return -1
}

// add returns the place of a word, which it makes where there is none.
func (v *vocabulary) add(h uint64, x *lexicon) int32 {
	i := slot(h, v.bits)
	for ; v.slots[i] != 0; i = (i + 1) & (1<<v.bits - 1) {
		if n := v.slots[i] - 1; v.hash[n] == h {
			return n
		}
	}
	n := int32(len(v.hash))
	e := x.entry(h)
	v.slots[i] = n + 1
	v.hash, v.traits, v.entry, v.first = append(v.hash, h), append(v.traits, e.traits&listTraits), append(v.entry, e), append(v.first, -1)
	if 2*len(v.hash) > len(v.slots) {
		v.grow()
	}
	return n
}

func (v *vocabulary) grow() {
	v.bits++
	v.slots = make([]int32, 1<<v.bits)
	for n, h := range v.hash {
		i := slot(h, v.bits)
		for v.slots[i] != 0 {
			i = (i + 1) & (1<<v.bits - 1)
		}
		v.slots[i] = int32(n) + 1
	}
}

// folder turns texts into tokens. Both sides of every comparison go through it: an
// index with a vocabulary that grows, a quote with the vocabulary of its index.
type folder struct {
	lex  *lexicon
	voc  *vocabulary
	grow bool
	keep bool // filler phrases and restarts stay
	all  bool // single fillers stay
	open bool // what stands in brackets is text like any other
	out  *tokens

	// recent is set for an index alone: the quick way through plain words.
	recent *recent
	padded []byte // the text and a few zeros, so that eight bytes can be read at any place

	text        string
	buf         []byte
	base        int  // first token of the text
	since       int  // first token after the last pause
	words       int  // of the text, with fillers
	told        bool // not all of them are a listener's
	question    bool // the text has a question mark
	afterFiller bool // nothing but a filler stands before
	brackets    bool // words in brackets stand before
	nums        []numeralAt
	inserts     []insertion // words in brackets
}

// insertion are words in brackets before a token: an editor's, in a quote.
type insertion struct {
	token  int
	traits traits // of all its words together
	agent  uint64 // the last pronoun among them
	words  int
}

// fold appends the tokens of a text.
func (f *folder) fold(text string) {
	f.text, f.base, f.since = text, f.out.len(), f.out.len()
	f.words, f.told, f.question, f.afterFiller, f.brackets = 0, false, false, false, false
	f.nums, f.inserts = f.nums[:0], f.inserts[:0]
	if f.recent != nil {
		f.padded = append(f.padded[:0], text...)
		f.padded = append(f.padded, make([]byte, recentLength)...)
	}
	for i := 0; i < len(text); {
		switch c := text[i]; byteKinds[c] {
		case spaceByte:
			i++
		case letterByte:
			if f.recent != nil {
				i = f.plain(i)
			} else {
				i = f.plainWord(i)
			}
		case digitByte:
			i = f.word(i, i)
		case highByte:
			i = f.high(i)
		default:
			i = f.sign(i, c)
		}
	}
	f.pause()
	f.numbers()
}

type byteKind uint8

const (
	otherByte byteKind = iota
	spaceByte
	letterByte
	digitByte
	highByte
	joinByte // may go on with a word: an apostrophe, "_", "[", "+", "#"
)

var byteKinds = func() (k [256]byteKind) {
	for i := range k {
		switch c := byte(i); {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			k[i] = spaceByte
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			k[i] = letterByte
		case c >= '0' && c <= '9':
			k[i] = digitByte
		case c >= utf8.RuneSelf:
			k[i] = highByte
		case c == '\'' || c == '_' || c == '+' || c == '#':
			k[i] = joinByte
		}
	}
	return k
}()

// lowerLetters are the letters of ASCII in lower case, 0 for everything else.
var lowerLetters = func() (t [256]byte) {
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-0x20] = c, c
	}
	return t
}()

// plainWord reads a word of ASCII letters, and hands any other to word.
func (f *folder) plainWord(start int) int {
	end, h, ok := plainEnd(f.text, start)
	if !ok {
		return f.word(start, start)
	}
	f.push(h, start, end, 0)
	return end
}

// plainEnd returns where a word of ASCII letters ends, and its hash; false for any
// other word.
func plainEnd(text string, start int) (end int, hash uint64, ok bool) {
	h := uint64(hashSeed)
	for i := start; i < len(text); i++ {
		c := lowerLetters[text[i]]
		if c == 0 {
			k := byteKinds[text[i]]
			return i, h, k != joinByte && k != highByte && k != digitByte
		}
		h = (h ^ uint64(c)) * hashPrime
	}
	return len(text), h, true
}

// high reads what begins with a character outside ASCII.
func (f *folder) high(i int) int {
	r, size := utf8.DecodeRuneInString(f.text[i:])
	if wordRune(r) {
		return f.word(i, i)
	}
	switch r {
	case '\u2019', '\u02BC', '\uFF07':
		return f.apart(i, size)
	case '\u2026':
		f.pause()
		f.mark(clauseEnd)
	case '\u3002', '\uFF01', '\uFF0E', '\u0964', '\u06D4':
		f.pause()
		f.mark(clauseEnd | sentenceEnd)
	case '\uFF1F', '\u061F', '\u037E':
		f.question = true
		f.pause()
		f.mark(clauseEnd | sentenceEnd | questionEnd)
	case '\u060C', '\uFF0C', '\u3001':
		f.pause()
		f.mark(clauseEnd | commaEnd)
	case '\u2013', '\u2014', '\uFF1B', '\uFF1A', '\u061B':
		f.pause()
		f.mark(clauseEnd)
	case '\uFF05', '\u066A':
		f.percent(i, i+size)
	case '€', '£':
		return f.currency(i, size)
	}
	return i + size
}

// sign reads what begins with a sign of ASCII.
func (f *folder) sign(i int, c byte) int {
	switch c {
	case '\'', '`':
		return f.apart(i, 1)
	case '.':
		if strings.HasPrefix(f.text[i:], "..") {
			// An ellipsis is a pause; no sentence need end there.
			f.pause()
			f.mark(clauseEnd)
			for i < len(f.text) && f.text[i] == '.' {
				i++
			}
			return i
		}
		f.pause()
		f.mark(clauseEnd | sentenceEnd)
	case '!':
		f.pause()
		f.mark(clauseEnd | sentenceEnd)
	case '?':
		f.question = true
		f.pause()
		f.mark(clauseEnd | sentenceEnd | questionEnd)
	case ',':
		f.pause()
		f.mark(clauseEnd | commaEnd)
	case ';', ':', ')':
		f.pause()
		f.mark(clauseEnd)
	case '-':
		if i > 0 && f.text[i-1] == ' ' || i+1 < len(f.text) && f.text[i+1] == '-' {
			f.pause()
			f.mark(clauseEnd)
		}
	case '%':
		f.percent(i, i+1)
	case '&':
		if f.lex.lists.And != "" {
			f.push(f.lex.and, i, i+1, 0)
		}
	case '#':
		if f.lex.numberSign != 0 && i+1 < len(f.text) && isDigit(rune(f.text[i+1])) {
			f.push(f.lex.numberSign, i, i+1, 0)
		}
	case '$':
		return f.currency(i, 1)
	case '[', '{', '(', '<':
		return f.bracket(i, c)
	}
	return i + 1
}

// apart reads an apostrophe that no word goes on with: the " 're" and " 'cause"
// that some transcripts write apart, and the 're behind words in brackets.
func (f *folder) apart(i, size int) int {
	if i > 0 && f.text[i-1] != ' ' && f.text[i-1] != ']' || i+size >= len(f.text) {
		return i + size
	}
	if r, _ := utf8.DecodeRuneInString(f.text[i+size:]); !unicode.IsLetter(r) {
		return i + size
	}
	end := wordEnd(f.text, i+size)
	f.buf = appendFolded(f.buf[:0], f.text[i+size:end], f.lex.lists.Plain)
	n := len(f.buf)
	if last := f.out.len() - 1; last >= f.base && f.out.traits[last]&shared == 0 {
		// "let 's" is a contraction of its own.
		f.buf = append(f.buf, '\'')
		h := hashOn(hashOn(f.out.hash[last], f.buf[n:]), f.buf[:n])
		if e := f.lex.entry(h); e.traits&expands != 0 && len(e.words) == 2 && e.words[0] == f.out.hash[last] {
			f.push(e.words[1], i, end, 0)
			return end
		}
	}
	w, ok := f.lex.lists.Clitics[string(f.buf[:n])]
	if !ok {
		return i + size
	}
	var x traits
	if n == 1 && (f.buf[0] == 's' || f.buf[0] == 'd') {
		x = clitic
	}
	f.push(hashOf(w), i, end, x)
	return end
}

func (f *folder) percent(start, end int) {
	if f.lex.lists.Percent != "" {
		f.push(f.lex.percent, start, end, 0)
	}
}

// currency reads a sign before a figure: "$25" is 25 dollars.
func (f *folder) currency(i, size int) int {
	word, ok := f.lex.lists.Currencies[f.text[i:i+size]]
	if !ok || i+size >= len(f.text) || f.text[i+size] < '0' || f.text[i+size] > '9' {
		return i + size
	}
	end := f.word(i, i+size)
	f.buf = appendFolded(f.buf[:0], word, f.lex.lists.Plain)
	f.push(hashOn(hashSeed, f.buf), i, end, symbol)
	return end
}

// bracket reads what opens with a bracket: a letter whose case an editor changed
// ("[W]e"), the mark of an event ("[laughs]"), or an editor's words.
func (f *folder) bracket(i int, open byte) int {
	if f.open {
		return i + 1
	}
	if open == '[' {
		r, size := utf8.DecodeRuneInString(f.text[i+1:])
		next := i + 1 + size
		if unicode.IsLetter(r) && next+1 < len(f.text) && f.text[next] == ']' {
			if after, _ := utf8.DecodeRuneInString(f.text[next+1:]); unicode.IsLower(after) {
				end := wordEnd(f.text, next+1)
				f.buf = appendFolded(f.buf[:0], f.text[i+1:next], f.lex.lists.Plain)
				f.buf = appendFolded(f.buf, f.text[next+1:end], f.lex.lists.Plain)
				f.folded(i, end)
				return end
			}
		}
	}
	end, ok := f.markup(i, open)
	if !ok {
		f.pause()
		f.mark(clauseEnd)
		return i + 1
	}
	return end
}

const (
	longestMarkup    = 60 // bytes
	longestInsertion = 6  // words in brackets
	longestEvent     = 3
)

// markup returns the end of what brackets hold, where it is no part of the speech.
func (f *folder) markup(i int, open byte) (int, bool) {
	closing := open + 2 // "[]", "{}", "<>"
	if open == '(' {
		closing = ')'
	}
	j := strings.IndexByte(f.text[i:min(len(f.text), i+longestMarkup+1)], closing)
	if j < 0 {
		return 0, false
	}
	inside, n := f.text[i+1:i+j], 0
	insert := insertion{token: f.out.len()}
	events, timed := 0, strings.IndexByte(inside, ':') >= 0
	for at := 0; at < len(inside); {
		r, size := utf8.DecodeRuneInString(inside[at:])
		if !wordRune(r) {
			at += size
			continue
		}
		end := wordEnd(inside, at)
		f.buf = appendFolded(f.buf[:0], inside[at:end], f.lex.lists.Plain)
		at = end
		if len(f.buf) == 0 { // marks alone
			continue
		}
		h := hashOn(hashSeed, f.buf)
		if f.lex.events[h] || timed && isDigit(rune(f.buf[0])) {
			events++
		}
		e := f.lex.entry(h)
		insert.traits |= e.traits
		for _, w := range e.words {
			insert.traits |= f.lex.entry(w).traits
		}
		if strings.Contains(string(f.buf), "'t") {
			insert.traits |= negation
		}
		if f.buf[0] >= '0' && f.buf[0] <= '9' {
			insert.traits |= number
		}
		if e.traits&agency != 0 {
			insert.agent = h
		}
		n++
	}
	switch {
	case open == '(' && (n == 0 || events == 0), open == '<' && n > longestEvent, n > longestInsertion:
		return 0, false
	case open == '[' && events < n:
		insert.words = n
		f.inserts = append(f.inserts, insert)
		f.brackets = true
	}
	return i + j + 1, true
}

// word reads any word; from is where its first character stands and start where
// the token begins, which is a sign before it or the same.
func (f *folder) word(start, from int) int {
	end := wordEnd(f.text, from)
	f.buf = appendFolded(f.buf[:0], f.text[from:end], f.lex.lists.Plain)
	f.folded(start, end)
	return end
}

// folded adds the word in the buffer: contractions as the words that they stand for.
func (f *folder) folded(start, end int) {
	w := f.buf
	if len(w) == 0 {
		return
	}
	if w[0] >= '0' && w[0] <= '9' {
		f.figure(w, start, end)
		return
	}
	if i := bytes.LastIndexByte(w, '\''); i >= 0 {
		h := hashOn(hashSeed, w)
		if e := f.lex.entry(h); e.traits&expands != 0 {
			f.push(h, start, end, 0)
			return
		}
		for _, s := range f.lex.lists.Suffixes {
			if len(w) > len(s.ending) && string(w[len(w)-len(s.ending):]) == s.ending {
				f.push(hashOn(hashSeed, w[:len(w)-len(s.ending)]), start, end, 0)
				x := shared
				if s.ending == "'d" {
					x |= clitic
				}
				f.push(hashOf(s.word), start, end, x)
				return
			}
		}
		for _, p := range f.lex.lists.Prefixes {
			if rest, ok := bytes.CutPrefix(w, []byte(p.beginning)); ok && len(rest) > 0 {
				f.push(hashOf(p.word), start, end, 0)
				f.push(hashOn(hashSeed, withoutApostrophes(rest)), start, end, shared)
				return
			}
		}
		if string(w[i:]) == "'s" && f.lex.takesIs(hashOn(hashSeed, w[:i])) {
			f.push(hashOn(hashSeed, w[:i]), start, end, 0)
			f.push(f.lex.is, start, end, shared|clitic)
			return
		}
		if w = withoutApostrophes(w); len(w) == 0 {
			return
		}
	}
	f.push(hashOn(hashSeed, w), start, end, 0)
}

func withoutApostrophes(w []byte) []byte {
	return slices.DeleteFunc(w, func(c byte) bool { return c == '\'' })
}

// push adds a word by its hash, and what it stands for where it is a contraction.
func (f *folder) push(h uint64, start, end int, x traits) {
	f.words++
	if f.grow {
		// The common case by itself: a word that is nothing special.
		id := f.voc.add(h, f.lex)
		if t := f.voc.traits[id]; t&(listening|expands|filler|numeral) == 0 && !f.brackets {
			f.told, f.afterFiller = true, false
			f.out.add(h, start, end, t|x, id)
			f.restart()
			return
		}
	}
	id, t, e := f.look(h)
	f.told = f.told || t&listening == 0
	if t&expands != 0 {
		for n, w := range e.words {
			wid, wt, we := f.look(w)
			y := x
			if n > 0 {
				y |= shared
			}
			f.one(w, wid, wt|y, we, start, end)
		}
		return
	}
	f.one(h, id, t|x, e, start, end)
}

func (f *folder) look(h uint64) (int32, traits, *lexEntry) {
	if f.grow {
		id := f.voc.add(h, f.lex)
		return id, f.voc.traits[id], f.voc.entry[id]
	}
	e := f.lex.entry(h)
	return f.voc.find(h), e.traits & listTraits, e
}

func (f *folder) one(h uint64, id int32, t traits, e *lexEntry, start, end int) {
	if t&filler != 0 && !f.all {
		f.afterFiller = true
		return
	}
	if f.brackets {
		t |= bracketed
		f.brackets = false
	}
	f.afterFiller = false
	if t&numeral != 0 {
		f.numeral(f.out.len(), e)
	}
	f.out.add(h, start, end, t, id)
	f.restart()
}

// numeral notes that the next token may be part of a number. An "and" counts behind a
// number alone, and an article before a "hundred" alone.
func (f *folder) numeral(token int, e *lexEntry) {
	kind := e.kind
	switch kind {
	case noNumeral, articleNumber:
		return
	case andNumber, pointNumber, ohNumber, looseScale:
		if n := len(f.nums); n == 0 || f.nums[n-1].token != token-1 {
			return
		}
		if kind == looseScale {
			kind = scaleNumber
		}
	case scaleNumber:
		if token > f.base && f.lex.entry(f.out.hash[:token][token-1]).kind == articleNumber {
			f.nums = append(f.nums, numeralAt{token: token - 1, kind: articleNumber})
		}
	}
	f.nums = append(f.nums, numeralAt{token: token, kind: kind, value: decimal{e.value, 0}})
}

// repeated reports whether the last k of n tokens, which hold a negation, were said
// twice by a slip: a sign stands between, or both are written alike, or it is a word
// like "no", which never negates itself. "not not" and "don't do not" are no restarts.
func (f *folder) repeated(n, k int) bool {
	if k == 1 && f.lex.particles[f.out.hash[n-1]] {
		return !strings.HasPrefix(f.text[f.out.pos[n-1].end:], "-") // "no no-shows"
	}
	from, mid, to := f.out.pos[n-2*k].start, f.out.pos[n-k].start, f.out.pos[n-1].end
	end := f.out.pos[n-k-1].end
	if end <= mid && strings.TrimSpace(f.text[end:mid]) != "" {
		return true
	}
	return k > 1 && end <= mid && strings.EqualFold(f.text[from:end], f.text[mid:to])
}

const (
	longestRestart = 4 // tokens
	listLength     = 4 // from which two words of content make a list: "to track your data, to track your time"
)

// restart drops the first of two equal runs at the end: "we we", "it's not it's not".
func (f *folder) restart() {
	if f.keep {
		return
	}
	n := f.out.len()
	h := f.out.hash
	if n-f.base < 2 {
		return
	}
	last := h[n-1]
	if n-f.base > longestRestart && last != h[n-2] && last != h[n-3] && last != h[n-4] && last != h[n-5] {
		return
	}
next:
	for k := 1; k <= longestRestart && f.base+2*k <= n; k++ {
		if h[n-1] != h[n-1-k] {
			continue
		}
		if f.out.traits[n-k]&shared != 0 {
			continue // half of a contraction begins nothing
		}
		told := 0
		for i := n - k; i < n; i++ {
			switch f.out.traits[i].class() {
			case 0:
				told++
			case negation:
				if !f.repeated(n, k) {
					continue next
				}
			}
			if k >= listLength && told > 1 || h[i] != h[i-k] || f.out.traits[i-k]&(sentenceEnd|number) != 0 || f.out.traits[i]&number != 0 {
				continue next
			}
		}
		for i := n - k; i < n; i++ {
			f.out.move(i-k, i)
		}
		f.out.cut(n - k)
		f.since = min(f.since, n-k)
		for len(f.nums) > 0 && f.nums[len(f.nums)-1].token >= n-k {
			f.nums = f.nums[:len(f.nums)-1]
		}
		return
	}
}

const longestPhrase = 6 // tokens of filler phrases together

// pause drops filler phrases that punctuation sets off.
func (f *folder) pause() {
	n := f.out.len() - f.since
	if n == 0 || n > longestPhrase || f.keep || f.out.traits[f.since]&phrase == 0 {
		f.since = f.out.len()
		return
	}
	for at := f.since; at < f.out.len(); {
		n := f.phraseAt(at)
		if n == 0 {
			f.since = f.out.len()
			return
		}
		at += n
	}
	f.out.cut(f.since)
	for len(f.nums) > 0 && f.nums[len(f.nums)-1].token >= f.since {
		f.nums = f.nums[:len(f.nums)-1]
	}
	f.afterFiller = true
}

// phraseAt returns the length of the longest filler phrase that begins at a token.
func (f *folder) phraseAt(at int) int {
	longest := 0
next:
	for _, p := range f.lex.entry(f.out.hash[at]).phrases {
		if len(p) <= longest || at+len(p) > f.out.len() {
			continue
		}
		for i, h := range p {
			if f.out.hash[at+i] != h {
				continue next
			}
		}
		longest = len(p)
	}
	return longest
}

// mark notes punctuation after the last token. The commas around a filler belong to
// the filler.
func (f *folder) mark(x traits) {
	after := f.afterFiller
	f.afterFiller = false
	n := f.out.len()
	if n == f.base {
		return
	}
	if after && x&commaEnd != 0 {
		if f.out.traits[n-1]&commaEnd != 0 && !f.lex.particles[f.out.hash[n-1]] {
			f.out.traits[n-1] &^= clauseEnd | commaEnd
		}
		return
	}
	f.out.traits[n-1] = f.out.traits[n-1]&^commaEnd | x
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return byteKinds[r] == letterByte || byteKinds[r] == digitByte
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

func apostrophe(r rune) bool { return r == '\'' || r == '\u2019' || r == '\u02BC' || r == '\uFF07' }

// wordEnd returns where the word that starts at i ends. Apostrophes between
// letters, and commas and dots between digits, belong to it, and so do the signs of
// "C++" and "C#"; a character of a script that writes no spaces is a word by itself.
func wordEnd(text string, i int) int {
	start := i
	prev := rune(0)
	for i < len(text) {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case r < utf8.RuneSelf && (byteKinds[r] == letterByte || byteKinds[r] == digitByte):
		case wordRune(r):
			if unspaced(r) {
				if i > start {
					return i
				}
				for i += size; i < len(text); i += size {
					if r, size = utf8.DecodeRuneInString(text[i:]); !unicode.IsMark(r) {
						break
					}
				}
				return i
			}
		case unicode.Is(unicode.Cf, r) && r != '\u200B':
		default:
			next, _ := utf8.DecodeRuneInString(text[i+size:])
			inner := apostrophe(r) && unicode.IsLetter(prev) && unicode.IsLetter(next) || r == '_' && unicode.IsLetter(prev) ||
				(r == ',' || r == '.') && isDigit(prev) && isDigit(next)
			if unicode.IsLetter(prev) && (r == '#' || strings.HasPrefix(text[i:], "++")) {
				if r == '+' {
					size = 2
				}
				if next, _ = utf8.DecodeRuneInString(text[i+size:]); !wordRune(next) {
					return i + size
				}
			}
			if !inner {
				return i
			}
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
