package evidence

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/transcript"
)

// Annotation is a citation in the form of the W3C Web Annotation Data Model, as
// JSON-LD, for other programs that anchor notes in texts. It has one target per
// span of the citation. It says where words stand; the grade and the speaker
// are the citation's.
type Annotation struct {
	Context    string             `json:"@context"`
	Type       string             `json:"type"`
	Motivation string             `json:"motivation"`
	Target     []AnnotationTarget `json:"target"`
}

// AnnotationTarget is a place in a resource. All its selectors select that place.
type AnnotationTarget struct {
	Type     string     `json:"type"`
	Source   string     `json:"source"`
	Selector []Selector `json:"selector"`
}

// Selector is a TextQuoteSelector, a TextPositionSelector or a FragmentSelector,
// as Type says.
type Selector struct {
	Type string `json:"type"`
	// Exact is the text itself; Prefix and Suffix are up to 32 characters before
	// and after it. Characters are code points, and no more than whole graphemes.
	Exact  string `json:"exact,omitzero"`
	Prefix string `json:"prefix,omitzero"`
	Suffix string `json:"suffix,omitzero"`
	// Start and End are code points of Source.Text, end exclusive; nil in other selectors.
	Start *int `json:"start,omitzero"`
	End   *int `json:"end,omitzero"`
	// Value is "t=" and seconds of the recording, by the Media Fragments URI.
	Value      string `json:"value,omitzero"`
	ConformsTo string `json:"conformsTo,omitzero"` //nolint:tagliatelle // the name is the W3C's
}

const (
	textQuote    = "TextQuoteSelector"
	textPosition = "TextPositionSelector"
	fragment     = "FragmentSelector"

	annotationContext = "http://www.w3.org/ns/anno.jsonld"
	mediaFragments    = "http://www.w3.org/TR/media-frags/"

	contextChars = 32
)

// Text is the text that an Annotation's positions count in: the passages in their
// order, each as it stands, joined by one line feed.
func (s Source) Text() string {
	texts := make([]string, len(s.Passages))
	for i, p := range s.Passages {
		texts[i] = p.Text
	}
	return strings.Join(texts, "\n")
}

// Annotate writes the citation as an annotation of the resource with the IRI, such
// as the address at which the host serves the transcript. Positions are code
// points of src.Text, as the model asks for; they are neither bytes nor the UTF-16
// units that JavaScript counts. Where the source has times, a fragment selector
// gives them in seconds. It returns the errors of Check.
func (c Citation) Annotate(src Source, iri string) (Annotation, error) {
	if err := c.Check(src); err != nil {
		return Annotation{}, err
	}
	text := src.Text()
	starts := passageStarts(src)
	a := Annotation{Context: annotationContext, Type: "Annotation", Motivation: "highlighting", Target: make([]AnnotationTarget, 0, len(c.Spans))}
	for _, s := range c.Spans {
		from := starts[s.Segment] + s.StartByte
		to := from + len(s.Text)
		start := utf8.RuneCountInString(text[:from])
		end := start + utf8.RuneCountInString(s.Text)
		t := AnnotationTarget{Type: "SpecificResource", Source: iri, Selector: []Selector{
			{Type: textQuote, Exact: s.Text, Prefix: before(text[:from]), Suffix: after(text[to:])},
			{Type: textPosition, Start: &start, End: &end},
		}}
		if v := mediaTime(s.StartMs, s.EndMs); v != "" {
			t.Selector = append(t.Selector, Selector{Type: fragment, Value: v, ConformsTo: mediaFragments})
		}
		a.Target = append(a.Target, t)
	}
	return a, nil
}

func passageStarts(src Source) map[string]int {
	starts, at := make(map[string]int, len(src.Passages)), 0
	for _, p := range src.Passages {
		if _, dup := starts[p.ID]; !dup {
			starts[p.ID] = at
		}
		at += len(p.Text) + 1
	}
	return starts
}

// mediaTime is "" for unknown times and for those before the recording starts,
// which a fragment cannot name.
func mediaTime(from, to transcript.Offset) string {
	start, ok := from.Ms()
	if !ok || start < 0 {
		return ""
	}
	v := "t=" + seconds(start)
	if end, ok := to.Ms(); ok && end > start {
		v += "," + seconds(end)
	}
	return v
}

func seconds(ms int64) string {
	s := strconv.FormatInt(ms/1000, 10)
	if ms%1000 != 0 {
		s += strings.TrimRight(fmt.Sprintf(".%03d", ms%1000), "0")
	}
	return s
}

// before returns the end of a text, up to contextChars of whole graphemes.
func before(text string) string {
	at, whole := len(text), len(text)
	for range contextChars {
		if at == 0 {
			break
		}
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
		if graphemeStart(text, at) {
			whole = at
		}
	}
	return text[whole:]
}

// after returns the start of a text, up to contextChars of whole graphemes.
func after(text string) string {
	at, whole := 0, 0
	for range contextChars {
		if at == len(text) {
			break
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
		if graphemeStart(text, at) {
			whole = at
		}
	}
	return text[:whole]
}

const (
	zeroWidthJoiner = '\u200D'
	firstRegional   = '\U0001F1E6'
	lastRegional    = '\U0001F1FF'
	firstModifier   = '\U0001F3FB'
	lastModifier    = '\U0001F3FF'
)

// graphemeStart reports whether a grapheme cluster may begin at the offset. It
// follows the rules of UAX 29 for marks, joiners, emoji modifiers, flags, Hangul
// and line ends.
func graphemeStart(text string, at int) bool {
	if at <= 0 || at >= len(text) {
		return true
	}
	prev, _ := utf8.DecodeLastRuneInString(text[:at])
	next, _ := utf8.DecodeRuneInString(text[at:])
	switch {
	case prev == '\r' && next == '\n':
		return false
	case unicode.IsControl(prev) || unicode.IsControl(next):
		return true
	case unicode.IsMark(next) || next == zeroWidthJoiner || prev == zeroWidthJoiner || next >= firstModifier && next <= lastModifier:
		return false
	case regional(prev) && regional(next):
		n := 0
		for rest := text[:at]; ; n++ {
			r, size := utf8.DecodeLastRuneInString(rest)
			if !regional(r) {
				break
			}
			rest = rest[:len(rest)-size]
		}
		return n%2 == 0
	case leading(next):
		return !leading(prev)
	case jamo(next):
		return !jamo(prev) && !syllable(prev)
	}
	return true
}

func regional(r rune) bool { return r >= firstRegional && r <= lastRegional }

// jamo are the letters that Hangul syllables are composed of; leading ones begin them.
func jamo(r rune) bool {
	return r >= 0x1100 && r <= 0x11FF || r >= 0xA960 && r <= 0xA97F || r >= 0xD7B0 && r <= 0xD7FB
}

func leading(r rune) bool { return r >= 0x1100 && r <= 0x115F || r >= 0xA960 && r <= 0xA97F }

func syllable(r rune) bool { return r >= 0xAC00 && r <= 0xD7A3 }

// Locate finds the places of an annotation again, one span per target: at its
// position where the words stand there, else where the words stand in their
// surroundings, so that an annotation survives changes elsewhere in the text. A
// text that has the words more than once and nowhere in the old surroundings is
// no place. It returns ErrNotInSource, with one fault per target that is lost.
func (a Annotation) Locate(src Source) ([]Span, error) {
	var (
		list fault.List
		out  []Span
		text = src.Text()
	)
	for i, t := range a.Target {
		at := fault.Path("target", i)
		var quote, position Selector
		for _, s := range t.Selector {
			switch s.Type {
			case textQuote:
				quote = s
			case textPosition:
				position = s
			}
		}
		from, ok := locate(text, quote, position)
		if !ok {
			list.Add("evidence.anchor_lost", at, "the words do not stand in the text, or in several places")
			continue
		}
		spans := cut(src, from, from+len(quote.Exact))
		if len(spans) == 0 {
			list.Add("evidence.anchor_lost", at, "the words do not stand in the text, or in several places")
		}
		out = append(out, spans...)
	}
	if err := list.Err(ErrNotInSource); err != nil {
		return nil, err
	}
	return out, nil
}

func locate(text string, quote, position Selector) (int, bool) {
	if quote.Exact == "" {
		return 0, false
	}
	if position.Start != nil {
		if at, ok := byteOf(text, *position.Start); ok && strings.HasPrefix(text[at:], quote.Exact) && surrounded(text, at, quote) {
			return at, true
		}
	}
	var all, inPlace []int
	for at := 0; at <= len(text)-len(quote.Exact); {
		i := strings.Index(text[at:], quote.Exact)
		if i < 0 {
			break
		}
		at += i
		all = append(all, at)
		if surrounded(text, at, quote) {
			inPlace = append(inPlace, at)
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	switch {
	case len(inPlace) == 1:
		return inPlace[0], true
	case len(all) == 1:
		return all[0], true
	default:
		return 0, false
	}
}

func surrounded(text string, at int, quote Selector) bool {
	return strings.HasSuffix(text[:at], quote.Prefix) && strings.HasPrefix(text[at+len(quote.Exact):], quote.Suffix)
}

func byteOf(text string, chars int) (int, bool) {
	if chars < 0 {
		return 0, false
	}
	for i := range text {
		if chars == 0 {
			return i, true
		}
		chars--
	}
	return len(text), chars == 0
}

// cut turns a range of Source.Text into spans of its passages.
func cut(src Source, from, to int) []Span {
	var out []Span
	at := 0
	for _, p := range src.Passages {
		start, end := max(from-at, 0), min(to-at, len(p.Text))
		if start < end && boundary(p.Text, start) && boundary(p.Text, end) {
			out = append(out, newSpan(p, start, end))
		}
		at += len(p.Text) + 1
	}
	return out
}
