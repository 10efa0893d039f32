// Package markdown writes text of people into Markdown without letting it become
// markup.
//
//	fmt.Fprintf(w, "- %s\n", markdown.Inline(reason))
package markdown

import "strings"

// Inline keeps text on one line and takes the meaning out of characters that
// Markdown or HTML would read as markup.
func Inline(s string) string { return escaper.Replace(strings.Join(strings.Fields(s), " ")) }

var escaper = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "|", `\|`, "#", `\#`, "&", "&amp;",
)
