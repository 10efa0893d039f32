package transcript

import "strings"

// noteLine is one line of typed notes.
type noteLine struct {
	text    string
	heading bool // a Markdown heading: it names what the lines below are about
}

// noteLines splits typed notes into lines, without list marks and blank lines.
func noteLines(text string) []noteLine {
	var lines []noteLine
	for line := range strings.Lines(strings.ToValidUTF8(text, "\uFFFD")) {
		line = strings.TrimSpace(line)
		if rest := strings.TrimLeft(line, "#"); rest != line {
			lines = append(lines, noteLine{text: strings.TrimSpace(rest), heading: true})
			continue
		}
		if rest, ok := strings.CutPrefix(line, "- "); ok {
			line = strings.TrimSpace(rest)
		}
		if line != "" {
			lines = append(lines, noteLine{text: line})
		}
	}
	return lines
}
