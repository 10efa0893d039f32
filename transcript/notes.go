package transcript

import "strings"

// noteLine is one line of typed notes.
type noteLine struct {
	text    string
	heading bool // a Markdown heading: it names what the lines below are about
}

// noteLines splits typed notes into lines, which end as those of any file do, without
// list marks and blank lines.
func noteLines(text string) []noteLine {
	var lines []noteLine
	for line := range strings.FieldsFuncSeq(strings.ToValidUTF8(text, "\uFFFD"), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = strings.TrimSpace(line)
		rest := strings.TrimLeft(line, "#")
		n := noteLine{text: line, heading: rest != line && (rest == "" || rest[0] == ' ' || rest[0] == '\t')}
		if n.heading {
			n.text = strings.TrimSpace(rest)
		}
		for _, mark := range []string{"- ", "* ", "• "} {
			if item, ok := strings.CutPrefix(n.text, mark); ok && !n.heading {
				n.text = strings.TrimSpace(item)
				break
			}
		}
		if n.text != "" {
			lines = append(lines, n)
		}
	}
	return lines
}
