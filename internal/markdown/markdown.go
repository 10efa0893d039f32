// Package markdown writes text of people into Markdown without letting it become
// markup.
//
//	fmt.Fprintf(w, "- %s\n", markdown.Inline(reason))
package markdown

import "strings"

// Inline keeps text on one line and takes the meaning out of characters that
// Markdown or HTML would read as markup, also where the text begins a line.
func Inline(s string) string {
	s = escaper.Replace(strings.Join(strings.Fields(s), " "))
	mark := len(s) - len(strings.TrimLeft(s, "0123456789"))
	if mark < len(s) && (mark == 0 && strings.IndexByte("-+=", s[0]) >= 0 || mark > 0 && strings.IndexByte(".)", s[mark]) >= 0) {
		s = s[:mark] + `\` + s[mark:]
	}
	return s
}

var escaper = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "|", `\|`, "#", `\#`, "&", "&amp;", "~", `\~`,
)
