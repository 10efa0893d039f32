package decode

import (
	"regexp"
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

// ZoomChat reads the chat that Zoom saves: time, name and text between tabs, with
// messages that run over several lines, and the older "From Ana to Everyone:". Each
// message has the kind chat, and a reaction to another message the kind event. The
// older form tells the time of day, which is no offset.
func ZoomChat() Format {
	return Format{Name: "zoom_chat", Decode: byLines(decodeZoomChat), Detect: func(head string) (Confidence, string) {
		n := 0
		for _, line := range lines(head) {
			if isChat(line) && (chatLine.MatchString(line) || chatFrom.MatchString(line)) {
				n++
			}
		}
		switch {
		case n >= 2:
			return Certain, "has lines of a time, a name and a message"
		case n == 1:
			return Likely, "has a line of a time, a name and a message"
		}
		return No, ""
	}}
}

var (
	chatLine = regexp.MustCompile(`^(\d{2}:\d{2}:\d{2})\t([^\t]{1,200}):\t(.*)$`)
	chatFrom = regexp.MustCompile(`^(\d{2}:\d{2}:\d{2})\s+From\s+(.{1,200}?)(?:\s+[Tt]o\s+.{1,200}?)?\s*:(?:\s+|$)(.*)$`)
	reaction = regexp.MustCompile(`(?s)^(Reacted to ".*" with |Removed a .* reaction from )`)
)

// isChat looks at the time that a line of the chat begins with.
func isChat(line string) bool {
	return len(line) > 9 && line[2] == ':' && line[5] == ':' && (line[8] == '\t' || line[8] == ' ')
}

func decodeZoomChat(content string, _ Limits) (Document, error) {
	var (
		doc   Document
		found report
		lost  int
		clock bool
		body  []string
	)
	flush := func() {
		if n := len(doc.Utterances); n > 0 {
			u := &doc.Utterances[n-1]
			u.Text = strings.Join(strings.Fields(strings.Join(body, "\n")), " ")
			if reaction.MatchString(u.Text) {
				u.Kind = transcript.Event
			}
		}
	}
	for n, line := range lines(content) {
		m := chatLine.FindStringSubmatch(line)
		from := m == nil
		if from {
			m = chatFrom.FindStringSubmatch(line)
		}
		if m == nil {
			if len(doc.Utterances) > 0 {
				body = append(body, line)
			} else if !isBlank(line) {
				lost++
			}
			continue
		}
		flush()
		u := Utterance{Line: n, Label: strings.TrimSpace(m[2]), Kind: transcript.Chat}
		body = []string{m[3]}
		if from {
			clock = true
		} else {
			u.Start = timeOf(m[1])
		}
		doc.Utterances = append(doc.Utterances, u)
	}
	flush()
	if clock {
		found.add(InvalidTime, Warning, 0, "the file tells the time of day, which is no offset, so times are unknown")
	}
	if lost > 0 {
		found.add(SkippedText, Loss, 0, "text before the first message was left out")
	}
	doc.Diagnostics = found.list
	return doc, nil
}
