package web

import (
	"fmt"
	"html/template"
	"strings"
	"unicode/utf8"
)

// longest is how many characters of a text are shown at first. The rest is there,
// folded away, so that a line of a megabyte does not push everything else off.
const longest = 700

// said shows text of other people: names, quotes, what a recording holds. It is
// isolated from the text around it, characters that would move, hide or overlay
// their neighbours are named in their place, and the end of a long text is folded.
// Nothing of it is markup.
func said(text string) template.HTML {
	text = strings.ToValidUTF8(text, "\uFFFD")
	head, rest := text, ""
	if len(text) > longest {
		n := 0
		for i := range text {
			if n == longest {
				head, rest = text[:i], text[i:]
				break
			}
			n++
		}
	}
	var b strings.Builder
	b.WriteString("<bdi>")
	plain(&b, head)
	b.WriteString("</bdi>")
	if rest != "" {
		fmt.Fprintf(&b, `<details class="rest"><summary>%s more</summary><bdi>`, many(utf8.RuneCountInString(rest), "character", "characters"))
		plain(&b, rest)
		b.WriteString("</bdi></details>")
	}
	return template.HTML(b.String()) // plain has escaped or named every character
}

// named is said for a place that takes a short text only: a name, a title.
func named(text string) template.HTML {
	var b strings.Builder
	b.WriteString("<bdi>")
	plain(&b, clip(120, strings.ToValidUTF8(text, "\uFFFD")))
	b.WriteString("</bdi>")
	return template.HTML(b.String())
}

// bare is a name for a place that takes no markup, such as a sentence in a button.
func bare(text string) string { return clip(60, visible(text)) }

// visible leaves out the characters that named names.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unseen(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, text)
}

func plain(b *strings.Builder, text string) {
	from := 0
	for i, r := range text {
		if !unseen(r) {
			continue
		}
		b.WriteString(template.HTMLEscapeString(text[from:i]))
		fmt.Fprintf(b, `<span class="unseen" title="A character that is not shown">U+%04X</span>`, r)
		from = i + utf8.RuneLen(r)
	}
	b.WriteString(template.HTMLEscapeString(text[from:]))
}

// unseen reports whether a character is not seen itself and changes how others are:
// controls, directions, joiners of nothing, tags. Joiners that scripts and emoji
// need are not among them.
func unseen(r rune) bool {
	switch {
	case r == '\t' || r == '\n':
		return false
	case r < 0x20, r >= 0x7f && r < 0xa0, r == 0xad, r == 0x61c, r == 0x180e, r == 0x200b, r == 0x200e, r == 0x200f,
		r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0xfeff, r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return false
}
