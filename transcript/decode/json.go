package decode

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/hirealign/hirealign/transcript"
)

// jsonFile is a JSON transcript while it is read: its tree, and the document that
// is made of it.
type jsonFile struct {
	root  node
	doc   Document
	found report
}

const (
	// bytesPerValue are the bytes of a file that a value takes at least where there are
	// so many that memory matters. A value in memory is ten times as large.
	bytesPerValue = 4
)

// openJSON reads the first JSON value of a file. Of a file that was cut off it
// keeps all values that are complete.
func openJSON(content string, limits Limits) (*jsonFile, error) {
	f := new(jsonFile)
	whole, cut, size := mendJSON(content)
	switch {
	case size.depth > limits.MaxDepth:
		return nil, &Error{Err: ErrTooDeep, Detail: "the limit is " + strconv.Itoa(limits.MaxDepth) + " levels"}
	case size.exceeds(limits):
		return nil, &Error{Err: ErrTooLarge, Detail: tooManyValues}
	}
	dec := json.NewDecoder(strings.NewReader(whole))
	dec.UseNumber()
	if err := dec.Decode(&f.root.v); err != nil {
		e := &Error{Err: ErrMalformed, Detail: "it is not JSON"}
		if s, ok := errors.AsType[*json.SyntaxError](err); ok {
			e.Line = strings.Count(whole[:min(max(int(s.Offset), 0), len(whole))], "\n") + 1
		}
		return nil, e
	}
	if cut {
		f.found.add(Truncated, Loss, strings.Count(content, "\n")+1, "the file was cut off; what stands before the cut was read")
	} else if rest, _ := io.ReadAll(dec.Buffered()); len(strings.TrimSpace(string(rest))) > 0 {
		f.found.add(SkippedText, Loss, 0, "more stands after the first JSON value, which alone was read")
	}
	return f, nil
}

// done hands over the document.
func (f *jsonFile) done() (Document, error) {
	f.doc.Diagnostics = f.found.list
	return f.doc, nil
}

// speaker notes what the file tells about a label.
func (f *jsonFile) speaker(info SpeakerInfo) { f.doc.Speakers = append(f.doc.Speakers, info) }

// say adds an utterance made of a value. One whose text is not there is reported.
func (f *jsonFile) say(n node, u Utterance) {
	u.Path = n.path
	if strings.TrimSpace(u.Text) == "" {
		f.found.append(Diagnostic{Code: EmptyCue, Severity: Info, Path: n.path, Message: "the value has no words"})
		return
	}
	f.doc.Utterances = append(f.doc.Utterances, u)
}

// lost reports a value that could not be made an utterance.
func (f *jsonFile) lost(n node) {
	f.found.append(Diagnostic{Code: MissingText, Severity: Loss, Path: n.path, Message: "the value has no readable text and was left out"})
}

// seconds, millis and ticks (100 ns) read a time that is a number or a string of
// digits; "7.5s", "PT1M7.5S" and "01:07.5" are seconds too. An absent value, null and "" are
// an unknown time; anything else is reported.
func (f *jsonFile) seconds(n node) transcript.Offset { return f.offset(n, 3) }
func (f *jsonFile) millis(n node) transcript.Offset  { return f.offset(n, 0) }
func (f *jsonFile) ticks(n node) transcript.Offset   { return f.offset(n, -4) }

func (f *jsonFile) offset(n node, shift int) transcript.Offset {
	s := n.str()
	if s == "" {
		if n.v != nil && n.v != "" {
			f.badTime(n)
		}
		return transcript.Offset{}
	}
	if ms, ok := decimal(strings.TrimSuffix(s, "s"), shift); ok {
		return transcript.At(ms)
	}
	if ms, ok := isoDuration(s); ok {
		return transcript.At(ms)
	}
	if c, ok := parseClock(s); ok {
		return c.at(false)
	}
	f.badTime(n)
	return transcript.Offset{}
}

func (f *jsonFile) badTime(n node) {
	f.found.append(Diagnostic{Code: InvalidTime, Severity: Warning, Path: n.path, Message: "the time cannot be read and was taken as unknown"})
}

// decimal multiplies a decimal number by ten to the power of shift and rounds half
// away from zero. It works on the digits, so that 2.3999999 and 1.0005 come out
// as they are written.
func decimal(s string, shift int) (int64, bool) {
	s = strings.TrimSpace(s)
	mantissa := s
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > 20 || e < -40 {
			return 0, false
		}
		mantissa, shift = s[:i], shift+e
	}
	negative := strings.HasPrefix(mantissa, "-")
	mantissa = strings.TrimPrefix(strings.TrimPrefix(mantissa, "-"), "+")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	all := whole + fraction
	if all == "" || strings.Trim(all, "0123456789") != "" {
		return 0, false
	}
	point := len(whole) + shift // digits before the point of the result
	for len(all) < point {
		all += "0"
	}
	n, up := int64(0), false
	for i, c := range all {
		if i >= point {
			up = i == point && c >= '5'
			break
		}
		if n > (math.MaxInt64>>8)/10 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if up {
		n++
	}
	if negative {
		n = -n
	}
	return n, true
}

var durationForm = regexp.MustCompile(`^(-)?PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$`)

// isoDuration reads an ISO 8601 duration of hours, minutes and seconds.
func isoDuration(s string) (int64, bool) {
	m := durationForm.FindStringSubmatch(s)
	if m == nil || s == "PT" || s == "-PT" {
		return 0, false
	}
	var total int64
	for i, unit := range []int64{3600, 60} {
		n, err := strconv.ParseInt("0"+m[i+2], 10, 32)
		if err != nil {
			return 0, false
		}
		total += n * unit * 1000
	}
	ms, ok := decimal("0"+m[4], 3)
	if !ok {
		return 0, false
	}
	total += ms
	if m[1] != "" {
		total = -total
	}
	return total, true
}

// node is a value of a JSON file and its place. The zero node is an absent value.
type node struct {
	v    any // nil, bool, string, json.Number, []any or map[string]any
	path string
}

// at descends into objects by key; it returns an absent value where one is missing.
func (n node) at(keys ...string) node {
	for _, k := range keys {
		object, _ := n.v.(map[string]any)
		n = node{v: object[k], path: n.path + "/" + k}
	}
	return n
}

// first returns the first of the keys that is there and not null.
func (n node) first(keys ...string) node {
	for _, k := range keys {
		if c := n.at(k); c.v != nil {
			return c
		}
	}
	return node{}
}

// items are the elements of a list; none for any other value.
func (n node) items() []node {
	list, _ := n.v.([]any)
	out := make([]node, len(list))
	for i, v := range list {
		out[i] = node{v: v, path: n.path + "/" + strconv.Itoa(i)}
	}
	return out
}

// isList and isObject tell what a value is; both are false for an absent one.
func (n node) isList() bool   { _, ok := n.v.([]any); return ok }
func (n node) isObject() bool { _, ok := n.v.(map[string]any); return ok }

// str is a string, or a number or truth value as it is written; "" for anything else.
func (n node) str() string {
	switch v := n.v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// bool is true for true only.
func (n node) bool() bool { b, _ := n.v.(bool); return b }

// wall reads a wall-clock time: RFC 3339, with or without a zone (UTC is taken
// then), or seconds since 1970. It is zero where there is none.
func (n node) wall() time.Time {
	s := n.str()
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	if ms, ok := decimal(s, 3); ok && ms > 1e12/10 {
		return time.UnixMilli(ms).UTC()
	}
	return time.Time{}
}

// since is the offset of a wall-clock time from the start of the clock.
func since(began, at time.Time) transcript.Offset {
	if began.IsZero() || at.IsZero() {
		return transcript.Offset{}
	}
	return transcript.At(int64(at.Sub(began).Round(time.Millisecond) / time.Millisecond))
}

// spoken puts an utterance together word by word.
type spoken struct {
	text  strings.Builder
	words []transcript.Word
}

// add appends a separator and a word with its times; a word without times gets no
// entry of its own unless it stands between two that have them.
func (s *spoken) add(separator, word string, start, end transcript.Offset) {
	s.text.WriteString(separator)
	lead := len(word) - len(strings.TrimLeft(word, " \t\n"))
	from := s.text.Len() + lead
	s.text.WriteString(word)
	if strings.TrimSpace(word) != "" {
		s.words = append(s.words, transcript.Word{StartByte: from, EndByte: from + len(strings.TrimSpace(word)), Start: start, End: end})
	}
}

// attach appends text that belongs to the word before it, such as punctuation.
func (s *spoken) attach(text string) {
	s.text.WriteString(text)
	if n := len(s.words); n > 0 && strings.TrimSpace(text) == text {
		s.words[n-1].EndByte = s.text.Len()
	}
}

func (s *spoken) empty() bool { return s.text.Len() == 0 }

// utterance is what was put together; its times are those of the first and last
// word that have one.
func (s *spoken) utterance(label string) Utterance {
	u := Utterance{Label: label, Text: s.text.String(), Words: s.words}
	for _, w := range s.words {
		if u.Start.IsZero() {
			u.Start = w.Start
		}
		if !w.End.IsZero() {
			u.End = w.End
		}
	}
	*s = spoken{}
	return u
}

// extent is how deep a JSON value nests, how many values it holds, and how many of
// them are objects.
type extent struct {
	depth           int
	values, objects int64
}

const tooManyValues = "it holds too many values"

// exceeds reports whether there is more than memory is taken for.
func (e extent) exceeds(limits Limits) bool {
	return e.values > limits.MaxBytes/bytesPerValue || e.objects > limits.parts()
}

// mendJSON returns the first JSON value of a text, closed at its last complete part
// where the text ends too early, and its extent.
func mendJSON(content string) (whole string, cut bool, size extent) {
	var (
		stack     []byte
		good      int // what stands before it is complete
		goodDepth int
		inString  bool
	)
	for i := 0; i < len(content); i++ {
		c := content[i]
		if inString {
			switch c {
			case '\\':
				i++
			case '"':
				inString = false
			}
			continue
		}
		switch c {
		case '"':
			inString = true
		case '{', '[':
			size.values++
			if c == '{' {
				size.objects++
			}
			stack = append(stack, c+2)
			size.depth = max(size.depth, len(stack))
			if good == 0 {
				good, goodDepth = i+1, len(stack)
			}
		case '}', ']':
			if len(stack) == 0 {
				return content, false, size
			}
			stack = stack[:len(stack)-1]
			good, goodDepth = i+1, len(stack)
			if len(stack) == 0 {
				return content, false, size
			}
		case ',':
			size.values++
			good, goodDepth = i, len(stack)
		}
	}
	if len(stack) == 0 {
		return content, false, size
	}
	var b strings.Builder
	b.WriteString(content[:good])
	for i := goodDepth - 1; i >= 0; i-- {
		b.WriteByte(stack[i])
	}
	return b.String(), true, size
}

// hasKeys reports whether the head of a JSON file has all the keys. Inside a
// string a quotation mark is escaped, so that words that were spoken cannot look
// like a key.
func hasKeys(head string, keys ...string) bool {
	for _, k := range keys {
		if !hasKey(head, k) {
			return false
		}
	}
	return true
}

func hasKey(head, key string) bool {
	quoted := `"` + key + `"`
	for {
		i := strings.Index(head, quoted)
		if i < 0 {
			return false
		}
		if i > 0 && head[i-1] == '\\' {
			head = head[i+len(quoted):]
			continue
		}
		head = strings.TrimLeft(head[i+len(quoted):], " \t\n")
		if strings.HasPrefix(head, ":") {
			return true
		}
	}
}

func isJSONObject(head string) bool { return strings.HasPrefix(strings.TrimLeft(head, " \t\n"), "{") }

func isJSONList(head string) bool { return strings.HasPrefix(strings.TrimLeft(head, " \t\n"), "[") }
