package decode

import (
	"regexp"
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

// TimedNames reads text in which a time, a dash and a name stand above each turn,
// as Fathom copies a transcript: "0:15 - Ana Ruiz". What the product says in
// between, such as an action item, is an event.
func TimedNames() Format {
	return Format{Name: "timed_names", Detect: headed(timedTitle), Decode: byLines(func(content string, _ Limits) (Document, error) {
		return decodeHeaded(content, timedTitle, 2, 1)
	})}
}

// ZoomCaptions reads the captions that Zoom's desktop client saves: a name in
// brackets and the time of day, which is no offset, above each turn.
func ZoomCaptions() Format {
	return Format{Name: "zoom_captions", Detect: headed(savedCaption), Decode: byLines(func(content string, _ Limits) (Document, error) {
		doc, err := decodeHeaded(content, savedCaption, 1, 0)
		if len(doc.Utterances) > 0 {
			doc.Diagnostics = append(doc.Diagnostics, Diagnostic{Code: InvalidTime, Severity: Warning, Message: "the file tells the time of day, which is no offset, so times are unknown"})
		}
		return doc, err
	})}
}

var (
	timedTitle   = regexp.MustCompile(`^@?(\d{1,2}:\d{2}(?::\d{2})?)\s+[-–—]\s+([^\n:]{1,80})$`)
	savedCaption = regexp.MustCompile(`^\[([^\[\]\n]{1,80})\]\s+\d{2}:\d{2}:\d{2}$`)
	productNote  = regexp.MustCompile(`^(ACTION ITEM|SCREEN SHARING|HIGHLIGHT|BOOKMARK|INSIGHT): `)
)

// headed recognises a file by the lines above its turns.
func headed(title *regexp.Regexp) func(string) (Confidence, string) {
	return func(head string) (Confidence, string) {
		if isVTT(head) || strings.Contains(head, arrow) {
			return No, ""
		}
		n := 0
		for _, line := range lines(head) {
			if title.MatchString(strings.TrimSpace(line)) {
				n++
			}
		}
		switch {
		case n >= 2:
			return Certain, "turns stand below a time and a name"
		case n == 1:
			return Possible, "a turn stands below a time and a name"
		}
		return No, ""
	}
}

// decodeHeaded reads turns below lines that tell their name and, in the group at,
// their time; at is 0 where they tell none.
func decodeHeaded(content string, title *regexp.Regexp, name, at int) (Document, error) {
	var (
		doc     Document
		found   report
		skipped int
		body    []string
		turn    = -1 // the utterance that the body belongs to
	)
	flush := func() {
		if turn >= 0 {
			doc.Utterances[turn].Text = strings.Join(body, " ")
		}
		body = nil
	}
	for n, raw := range lines(content) {
		line := strings.TrimSpace(raw)
		m := title.FindStringSubmatch(line)
		switch {
		case line == "":
		case m != nil:
			flush()
			u := Utterance{Line: n, Label: strings.Trim(m[name], "* ")}
			if at > 0 {
				u.Start = timeOf(m[at])
			}
			turn = len(doc.Utterances)
			doc.Utterances = append(doc.Utterances, u)
		case turn < 0:
			skipped++
		case productNote.MatchString(line):
			doc.Utterances = append(doc.Utterances, Utterance{Line: n, Kind: transcript.Event, Text: line})
		default:
			body = append(body, line)
		}
	}
	flush()
	if skipped > 0 {
		found.add(SkippedText, Info, 0, "text before the first speaker makes no segment")
	}
	doc.Diagnostics = found.list
	return doc, nil
}
