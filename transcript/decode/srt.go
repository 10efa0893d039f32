package decode

import (
	"html"
	"regexp"
	"strings"
)

// SRT reads SubRip: a number, times with comma or dot, and text. Numbers may be
// missing or repeated and blank lines doubled; tags and positions are taken out.
// A name before the first colon of a cue is its speaker where most cues have one.
func SRT() Format {
	return Format{Name: "srt", Detect: detectSRT, Decode: decodeSRT}
}

var (
	srtTiming = regexp.MustCompile(`(?m)^\s*-?\d{1,3}:\d{1,2}(:\d{1,2})?([,.]\d{1,4})?\s*-->\s*-?\d{1,3}:\d{1,2}(:\d{1,2})?([,.]\d{1,4})?`)
	srtTag    = regexp.MustCompile(`</?[a-zA-Z][^<>]{0,200}>|\{\\[^{}]{0,80}\}`)
)

func detectSRT(head string) (Confidence, string) {
	if isVTT(head) {
		return No, ""
	}
	if m := srtTiming.FindString(head); m != "" {
		if strings.Contains(m, ",") {
			return Probable, "has cue times with commas"
		}
		return Likely, "has cue times and no WEBVTT"
	}
	return No, ""
}

func decodeSRT(content string, _ Limits) (Document, error) {
	var (
		doc   Document
		found report
		clk   = clock{srt: true}
		open  *Utterance
		text  []string
		loose int // lines without a cue
	)
	flush := func() {
		if open == nil {
			return
		}
		// The number of the next cue was read as a line of this one.
		if n := len(text); n > 0 && isNumber(text[n-1]) {
			text = text[:n-1]
		}
		open.Text = strings.TrimSpace(html.UnescapeString(srtTag.ReplaceAllString(strings.Join(text, " "), "")))
		if open.Text == "" {
			found.add(EmptyCue, Info, open.Line, "the cue has no words")
		} else {
			doc.Utterances = append(doc.Utterances, *open)
		}
		open, text = nil, nil
	}
	for n, line := range lines(content) {
		before, after, arrow := strings.Cut(line, "-->")
		if !arrow {
			trimmed := strings.TrimSpace(line)
			switch {
			case open != nil && trimmed != "":
				text = append(text, trimmed)
			case trimmed != "" && !isNumber(trimmed):
				loose++
				if loose == 1 {
					found.add(MissingTime, Loss, n, "text without times was left out")
				}
			}
			continue
		}
		flush()
		start, irregular1, ok1 := clk.parse(strings.TrimSpace(before))
		end, irregular2, ok2 := clk.parse(firstField(after))
		if !ok1 || !ok2 {
			found.add(InvalidTime, Loss, n, "the cue's times cannot be read, so it was left out")
			continue
		}
		if irregular1 || irregular2 {
			found.add(IrregularTime, Info, n, "the cue's times do not follow the format")
		}
		open = &Utterance{Line: n, Start: start, End: end}
	}
	if open != nil && len(text) == 0 {
		found.add(EmptyCue, Info, open.Line, "the file ends before the words of its last cue")
		open = nil
	}
	flush()
	nameSRT(&doc)
	doc.Diagnostics = found.list
	return doc, nil
}

func isNumber(s string) bool {
	_, ok := digits(s)
	return ok
}

// nameSRT takes speakers from "Name: text" where at least half of the cues have
// one: in a file of plain subtitles a colon is only a colon.
func nameSRT(doc *Document) {
	named := 0
	for _, u := range doc.Utterances {
		if label, _ := zoomName(u.Text); label != "" {
			named++
		}
	}
	if named == 0 || named*2 < len(doc.Utterances) {
		return
	}
	for i, u := range doc.Utterances {
		doc.Utterances[i].Label, doc.Utterances[i].Text = zoomName(u.Text)
	}
}
