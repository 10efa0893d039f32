package decode

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/hirealign/hirealign/transcript"
)

// NameText reads plain text and Markdown in which each turn begins with a name
// and a colon: "Priya Nair: I stopped it.", "**Priya Nair:** I stopped it.",
// "Priya Nair [0:06] I stopped it." Lines without a name go on with the turn
// before them. Times may stand before or after the name; without them offsets
// are unknown. Headings and rules make no segment.
//
// A colon makes a name only where the words before it look like one: at most
// five, each with a capital, a digit or a sign at its start, or a role such as
// "interviewer"; or where the same label comes back at least three times.
func NameText() Format {
	return Format{Name: "name_text", Detect: detectNameText, Decode: decodeNameText}
}

const (
	mostNameWords = 5
	longestName   = 80 // bytes
	clockMark     = `\(?\[?(\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,3})?)\]?\)?`
)

var (
	// "**Name:** text", "Name: text", "Name：text"
	nameLine = regexp.MustCompile(`^(?:` + clockMark + `\s+)?(\*\*)?([^:：*\n]{1,80}?)\s*(?:(?:[:：]\s*\*\*|\*\*\s*[:：]|[:：])(?:\s+|$)|：)(.*)$`)
	// "**Name** [0:06] text", "Name  0:06  "
	timedName = regexp.MustCompile(`^(\*\*)?([^:：*\[\]()\n]{1,80}?)(\*\*)?\s+` + clockMark + `\s*[:：]?\s*(.*)$`)
	bareTime  = regexp.MustCompile(`^#{0,6}\s*` + clockMark + `\s*$`)
	heading   = regexp.MustCompile(`^(#{1,6}\s|---+$|===+$|\*\*\*+$)`)
)

// named splits a line into a label, a time and the text.
func named(line string) (label, at, text string, ok bool) {
	if m := nameLine.FindStringSubmatch(line); m != nil {
		label := strings.TrimSpace(m[3])
		if t := timedLabel.FindStringSubmatch(label); t != nil {
			return strings.TrimSpace(t[1]), t[2], m[4], true
		}
		return label, m[1], m[4], true
	}
	if m := timedName.FindStringSubmatch(line); m != nil {
		return strings.TrimSpace(m[2]), m[4], m[5], true
	}
	return "", "", "", false
}

// timedOpening is a time in brackets before the words of a turn.
var timedOpening = regexp.MustCompile(`^\[(\d{1,2}:\d{2}(?::\d{2})?)\]\s+(\S.*)$`)

var timedLabel = regexp.MustCompile(`^(.+?)\s+` + clockMark + `$`)

// plausible reports whether a label looks like a name by itself.
func plausible(label string) bool {
	if label == "" || len(label) > longestName || strings.HasPrefix(label, "http") {
		return false
	}
	if transcript.LabelRole(label) != transcript.UnknownRole {
		return true
	}
	words := strings.Fields(label)
	if len(words) > mostNameWords {
		return false
	}
	for _, w := range words {
		if r := []rune(w)[0]; unicode.IsLower(r) && !particle[w] {
			return false
		}
	}
	return strings.ContainsFunc(label, unicode.IsLetter) && !strings.ContainsAny(label, ".?!;\"“”") || strings.HasSuffix(label, ".")
}

var particle = map[string]bool{"da": true, "de": true, "del": true, "der": true, "den": true, "di": true, "du": true, "la": true, "le": true, "van": true, "von": true, "bin": true, "al": true, "el": true, "dos": true, "and": true, "from": true, "of": true}

const familiar = 3 // times that make an unlikely label a name

func labels(content string) map[string]int {
	count := map[string]int{}
	for _, line := range lines(content) {
		if label, _, _, ok := named(strings.TrimSpace(line)); ok && !heading.MatchString(line) {
			count[label]++
		}
	}
	return count
}

func detectNameText(head string) (Confidence, string) {
	if isVTT(head) || strings.Contains(head, "-->") || strings.HasPrefix(strings.TrimSpace(head), "{") || strings.HasPrefix(strings.TrimSpace(head), "[{") {
		return No, ""
	}
	turns, distinct := 0, 0
	for label, n := range labels(head) {
		if plausible(label) || strings.Contains(head, "**"+label+":**") {
			turns += n
			distinct++
		}
	}
	switch {
	case turns >= 4 && turns >= 2*distinct:
		return Probable, "turns begin with names that come back"
	case turns >= 1:
		return Possible, "some lines begin with a name and a colon"
	}
	return No, ""
}

func decodeNameText(content string, _ Limits) (Document, error) {
	var (
		doc     Document
		found   report
		count   = labels(content)
		skipped int
		mark    transcript.Offset // a time on a line of its own
		body    []string
	)
	flush := func() {
		if n := len(doc.Utterances); n > 0 && body != nil {
			doc.Utterances[n-1].Text = strings.TrimSpace(strings.Join(body, " "))
		}
		body = nil
	}
	for n, raw := range lines(content) {
		line := strings.TrimSpace(raw)
		if line == "" {
			continue
		}
		if m := bareTime.FindStringSubmatch(line); m != nil {
			mark = timeOf(m[1])
			continue
		}
		if heading.MatchString(line) {
			if title, ok := strings.CutPrefix(line, "# "); ok && doc.Title == "" && len(doc.Utterances) == 0 {
				doc.Title = strings.TrimSpace(title)
				continue
			}
			skipped++
			continue
		}
		label, at, text, ok := named(line)
		bold := strings.HasPrefix(line, "**"+label)
		if !ok || !bold && !plausible(label) && count[label] < familiar || strings.ContainsAny(label, "\"“”") {
			if len(doc.Utterances) == 0 {
				skipped++
			} else {
				body = append(body, line)
			}
			continue
		}
		flush()
		u := Utterance{Line: n, Label: label}
		if m := timedOpening.FindStringSubmatch(text); m != nil && at == "" {
			at, text = m[1], m[2]
		}
		if at != "" {
			u.Start = timeOf(at)
		} else if !mark.IsZero() {
			u.Start, mark = mark, transcript.Offset{}
		}
		if m := bareTime.FindStringSubmatch(text); m != nil && at == "" {
			// "**Break:** [28:36]" says that nobody spoke.
			u.Kind, u.Text, u.Label, u.Start = transcript.Event, label, "", timeOf(m[1])
			doc.Utterances = append(doc.Utterances, u)
			continue
		}
		doc.Utterances = append(doc.Utterances, u)
		body = []string{text}
	}
	flush()
	if skipped > 0 {
		found.add(SkippedText, Info, 0, "headings or text before the first speaker make no segment")
	}
	doc.Diagnostics = found.list
	return doc, nil
}

// timeOf reads the time of a mark, unknown where it is none.
func timeOf(s string) transcript.Offset {
	c, ok := parseClock(s)
	if !ok {
		return transcript.Offset{}
	}
	return c.at(false)
}
