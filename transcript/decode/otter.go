package decode

import (
	"regexp"
	"strings"
)

// OtterText reads the text that Otter exports: a name and a time on a line, the
// words below it. Hand-edited forms with bold names and times in brackets are read
// too. "Unknown Speaker" is an unknown one.
func OtterText() Format {
	return Format{Name: "otter", Detect: detectOtter, Decode: byLines(decodeOtter)}
}

var (
	otterHeader = regexp.MustCompile(`^(\*\*)?([^\n:*\[\]]{1,80}?)(\*\*)?(\s+)\[?(\d{1,2}:\d{2}(?::\d{2})?)\]?[ \t]*$`)
	otterInline = regexp.MustCompile(`^\*\*([^\n:*\[\]]{1,80}?)\*\*\s+\[(\d{1,2}:\d{2}(?::\d{2})?)\]\s*(.*)$`)
	// transcribing is a notice of Teams, whose text looks the same when it is copied.
	transcribing = regexp.MustCompile(`^.{1,80} (started|stopped) transcription$`)
	otterFooter  = regexp.MustCompile(`(?i)^transcribed by https?://otter\.ai`)
)

// otterTurn reads the line that opens a turn.
func otterTurn(line string) (label, at, text string, ok bool) {
	if m := otterInline.FindStringSubmatch(line); m != nil {
		return m[1], m[2], m[3], true
	}
	if m := otterHeader.FindStringSubmatch(line); m != nil && (len(m[4]) > 1 || plausible(strings.TrimSpace(m[2]))) {
		return strings.TrimRight(m[2], " -–—"), m[5], "", true
	}
	return "", "", "", false
}

func detectOtter(head string) (Confidence, string) {
	if isVTT(head) || isJSONObject(head) || isJSONList(head) || strings.Contains(head, arrow) {
		return No, ""
	}
	turns, names, all := 0, map[string]bool{}, 0
	for _, line := range lines(head) {
		line = strings.TrimRight(line, " \t")
		if line == "" {
			continue
		}
		all++
		if otterFooter.MatchString(line) {
			return Certain, "says that Otter transcribed it"
		}
		if label, _, _, ok := otterTurn(line); ok {
			turns++
			names[label] = true
		}
	}
	switch {
	case turns >= 4 && turns >= 2*len(names) && turns*8 >= all:
		return Certain, "turns open with a name and a time"
	case turns >= 2:
		return Likely, "some lines are a name and a time"
	}
	return No, ""
}

func decodeOtter(content string, _ Limits) (Document, error) {
	var (
		doc     Document
		found   report
		skipped int
		body    []string
	)
	flush := func() {
		if n := len(doc.Utterances); n > 0 {
			doc.Utterances[n-1].Text = strings.Join(body, " ")
		}
		body = nil
	}
	for n, raw := range lines(content) {
		line := strings.TrimSpace(raw)
		label, at, text, ok := otterTurn(line)
		switch {
		case line == "":
		case otterFooter.MatchString(line), transcribing.MatchString(line):
			skipped++
		case ok:
			flush()
			if strings.EqualFold(label, "Unknown Speaker") {
				label = ""
			}
			doc.Utterances = append(doc.Utterances, Utterance{Line: n, Label: label, Start: timeOf(at)})
			if text != "" {
				body = append(body, text)
			}
		case len(doc.Utterances) == 0:
			skipped++
		default:
			body = append(body, line)
		}
	}
	flush()
	if skipped > 0 {
		found.add(SkippedText, Info, 0, "text before the first speaker, and the notice of the product, make no segment")
	}
	doc.Diagnostics = found.list
	return doc, nil
}

// TimedText reads paragraphs that open with a time and name nobody.
func TimedText() Format {
	return Format{Name: "timed_text", Decode: byLines(decodeTimedText), Detect: func(head string) (Confidence, string) {
		timed, all := 0, 0
		for _, line := range lines(head) {
			if isBlank(line) {
				continue
			}
			all++
			if m := timedLine.FindStringSubmatch(line); m != nil {
				if label, _ := zoomName(m[2]); (label == "" || !plausible(label)) && !timedTitle.MatchString(line) {
					timed++
				}
			}
		}
		if timed >= 3 && timed*2 >= all {
			return Likely, "most paragraphs open with a time"
		}
		return No, ""
	}}
}

var timedLine = regexp.MustCompile(`^\[?(\d{1,2}:\d{2}(?::\d{2})?)\]?\s+(\S.*)$`)

func decodeTimedText(content string, _ Limits) (Document, error) {
	var (
		doc     Document
		found   report
		skipped int
		body    []string
	)
	flush := func() {
		if n := len(doc.Utterances); n > 0 {
			doc.Utterances[n-1].Text = strings.Join(body, " ")
		}
	}
	for n, raw := range lines(content) {
		line := strings.TrimSpace(raw)
		switch m := timedLine.FindStringSubmatch(line); {
		case line == "":
		case m != nil:
			flush()
			doc.Utterances, body = append(doc.Utterances, Utterance{Line: n, Start: timeOf(m[1])}), []string{m[2]}
		case len(doc.Utterances) > 0:
			body = append(body, line)
		default:
			skipped++
		}
	}
	flush()
	if skipped > 0 {
		found.add(SkippedText, Info, 0, "text before the first time makes no segment")
	}
	doc.Diagnostics = found.list
	return doc, nil
}

// documents are the formats of documents, and captions other than WebVTT and SubRip.
func documents() []Format {
	return []Format{SBV(), TTML(), ZoomChat(), ZoomCaptions(), TeamsDocx(), MeetDocs(), OtterText(), TimedNames(), TimedText()}
}
