package generative

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FindingKind says what was found in a conversation that people do not say.
type FindingKind string

// The kinds of finding.
const (
	ControlCharacters FindingKind = "control_characters"
	// HiddenCharacters have no width: joiners, fillers, soft hyphens.
	HiddenCharacters FindingKind = "hidden_characters"
	// Reordering characters show text in another order than it has.
	Reordering FindingKind = "reordering_characters"
	// TagCharacters spell text that nobody sees.
	TagCharacters FindingKind = "tag_characters"
	// TemplateTokens are what chat templates put around turns.
	TemplateTokens FindingKind = "template_tokens"
	// ForgedLines look like the handles of this package.
	ForgedLines FindingKind = "forged_lines"
	// Instructions read as if they were written for whoever reads the record.
	Instructions FindingKind = "instructions"
)

// copied is the model's copy of a text, with what it leaves out or puts otherwise.
type copied struct {
	text string
	cuts []cut
}

// cut says that size bytes of the copy, from at, stand for was.
type cut struct {
	at, size int
	was      string
}

var (
	// templateToken matches what chat templates of language models put around turns,
	// and tags that name a part of a conversation.
	templateToken = regexp.MustCompile(`(?i)<[|｜][^<>]{1,40}[|｜]>|</?s>|</?(?:bos|eos|pad|unk|mask)>|\[/?(?:INST|SYS|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|BOS|EOS)\]|<</?SYS>>|` +
		`</?(?:start_of_turn|end_of_turn)>|</?(?:system|user|assistant|human|developer|tool|tool_call|tool_result|function|instructions?|data|document|context|think|thinking|transcript|rubric|scorecard)(?:\s[^<>]{0,60})?>|` +
		`#{2,6} ?(?:instructions?|system|response|assistant|user|human|end)\b`)
	forgedLine = regexp.MustCompile(`[se]\d{4}\s*\||DATA-[0-9a-fA-F]{8,}`)
)

// signs stand for those of a template token, so that no tokenizer takes it for one.
var signs = map[rune]rune{'<': '‹', '>': '›', '[': '⁅', ']': '⁆', '#': '♯', '|': '¦', '｜': '¦'}

// mark makes the model's copy of a text. Line ends and tabs become spaces. So do
// runs of control characters and of characters that are not seen but reorder, join
// or hide text: the check of quotes ends a word there too. Marks that choose the
// look of the character before them go without trace, as they do in that check. The
// signs of template tokens become others of the same look. count is called for what
// is taken out or put otherwise.
func mark(text string, count func(FindingKind)) copied {
	var (
		c       copied
		b       strings.Builder
		pending strings.Builder // what a gap stands for
	)
	b.Grow(len(text))
	tokens := templateToken.FindAllStringIndex(text, -1)
	for range tokens {
		count(TemplateTokens)
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		was := text[i : i+size]
		for len(tokens) > 0 && i >= tokens[0][1] {
			tokens = tokens[1:]
		}
		inToken := len(tokens) > 0 && i >= tokens[0][0]
		i += size
		out := r
		switch {
		case r < utf8.RuneSelf && r >= ' ' && r != 0x7f:
			// the common case
		case strings.ContainsRune("\n\r\t\v\f\u0085\u2028\u2029", r):
			out = ' '
		case unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) && unicode.Is(unicode.Mn, r):
			count(HiddenCharacters)
			if pending.Len() > 0 {
				pending.WriteString(was)
			} else {
				c.cuts = append(c.cuts, cut{b.Len(), 0, was})
			}
			continue
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point), r >= 0xE0000 && r <= 0xE0FFF:
			count(hiddenKind(r))
			pending.WriteString(was)
			continue
		}
		if other, ok := signs[r]; ok && inToken {
			out = other
		}
		if pending.Len() > 0 {
			gap := cut{b.Len(), 0, pending.String()}
			if out != ' ' {
				gap.size = 1
				b.WriteByte(' ')
			}
			c.cuts = append(c.cuts, gap)
			pending.Reset()
		}
		at := b.Len()
		b.WriteRune(out)
		if b.Len()-at != size || b.String()[at:] != was {
			c.cuts = append(c.cuts, cut{at, b.Len() - at, was})
		}
	}
	if pending.Len() > 0 {
		c.cuts = append(c.cuts, cut{b.Len(), 0, pending.String()})
	}
	c.text = b.String()
	return c
}

func hiddenKind(r rune) FindingKind {
	switch {
	case unicode.Is(unicode.Cc, r):
		return ControlCharacters
	case unicode.Is(unicode.Bidi_Control, r):
		return Reordering
	case r >= 0xE0000 && r <= 0xE0FFF:
		return TagCharacters
	default:
		return HiddenCharacters
	}
}

// unmark returns the text that the copy was made from.
func (c copied) unmark() string { return c.original(0, len(c.text)) }

// original returns what stands at a place of the copy in the text that it was made
// from. What was taken out at the edges of a part belongs to nobody and is left out.
func (c copied) original(from, to int) string {
	if len(c.cuts) == 0 {
		return c.text[from:to]
	}
	var b strings.Builder
	whole := from == 0 && to == len(c.text)
	at := from
	for _, k := range c.cuts {
		end := k.at + k.size
		if k.at < from || end > to || !whole && k.size == 0 && (k.at == from || k.at == to) {
			continue
		}
		b.WriteString(c.text[at:k.at])
		b.WriteString(k.was)
		at = end
	}
	b.WriteString(c.text[at:to])
	return b.String()
}

// find returns the original of a quote that stands in the copy letter for letter,
// and false where it does not or where copy and text are the same.
func (c copied) find(quote string) (string, bool) {
	if len(c.cuts) == 0 || quote == "" {
		return "", false
	}
	at := strings.Index(c.text, quote)
	if at < 0 {
		return "", false
	}
	return c.original(at, at+len(quote)), true
}
