package decode

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hirealign/hirealign/transcript"
)

// NameText reads plain text and Markdown in which each turn begins with a name
// and a colon: "Priya Nair: I stopped it.", "**Priya Nair:** I stopped it.",
// "Priya Nair [0:06] I stopped it." Lines without a name go on with the turn
// before them. Times may stand before or after the name; without them offsets
// are unknown. Headings and rules make no segment. In Markdown the backslashes
// before signs are taken out.
//
// A colon makes a name only where the words before it look like one: at most
// five, each with a capital, a digit or a sign at its start, or a role such as
// "interviewer"; or where the same label comes back at least three times.
func NameText() Format {
	return Format{Name: "name_text", Detect: detectNameText, Decode: byLines(decodeNameText)}
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
	if !strings.Contains(line, ":") && !strings.Contains(line, fullWidthColon) {
		return "", "", "", false
	}
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

// timedOpening is a time in brackets before words, which Markdown may have escaped.
var timedOpening = regexp.MustCompile(`^(?:\[` + plainClock + `\]|\\\[` + plainClock + `\\\])\s+(\S.*)$`)

const plainClock = `(\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,3})?)`

// opening splits "[0:06] words"; the time is "" where there is none.
func opening(text string) (at, rest string) {
	if m := timedOpening.FindStringSubmatch(text); m != nil {
		return m[1] + m[2], m[3]
	}
	return "", text
}

// unmark takes the backslashes out that Markdown puts before signs.
func unmark(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && s[i+1] < utf8.RuneSelf && unicode.In(rune(s[i+1]), unicode.P, unicode.S) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// pauses are labels of what is no speaker, above a time alone: "**Break:** [28:36]".
var pauses = map[string]bool{"break": true, "jingle": true, "music": true, "pause": true, "intro": true, "outro": true, "ad": true}

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

// labels counts what may be names. Those that stand in bold once are in the second result.
func labels(content string) (count map[string]int, bold map[string]bool) {
	count, bold = map[string]int{}, map[string]bool{}
	for _, line := range lines(content) {
		line = strings.TrimSpace(line)
		if label, _, _, ok := named(line); ok && !heading.MatchString(line) {
			count[label]++
			if strings.HasPrefix(line, "**") {
				bold[label] = true
			}
		}
	}
	return count, bold
}

func detectNameText(head string) (Confidence, string) {
	if isVTT(head) || strings.HasPrefix(strings.TrimSpace(head), "[Script Info]") || strings.Contains(head, "-->") || strings.HasPrefix(strings.TrimSpace(head), "{") || strings.HasPrefix(strings.TrimSpace(head), "[{") {
		return No, ""
	}
	turns, distinct := 0, 0
	count, bold := labels(head)
	for label, n := range count {
		if plausible(label) || bold[label] {
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
		skipped int
		mark    transcript.Offset // a time on a line of its own
		body    []string
	)
	count, bold := labels(content)
	markdown := len(bold) > 0
	flush := func() {
		if n := len(doc.Utterances); n > 0 && body != nil {
			doc.Utterances[n-1].Text = strings.TrimSpace(strings.Join(body, " "))
		}
		body = nil
	}
	for number, raw := range lines(content) {
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
				if doc.Title = strings.TrimSpace(title); markdown {
					doc.Title = unmark(doc.Title)
				}
				continue
			}
			skipped++
			continue
		}
		label, at, text, ok := named(line)
		bold := strings.HasPrefix(line, "**"+label)
		if !ok || !bold && !plausible(label) && count[label] < familiar || strings.ContainsAny(label, "\"“”") {
			n := len(doc.Utterances)
			if n == 0 {
				skipped++
				continue
			}
			if at, rest := opening(line); at != "" && body != nil { // the same speaker, later
				flush()
				doc.Utterances = append(doc.Utterances, Utterance{Line: number, Label: doc.Utterances[n-1].Label, Start: timeOf(at)})
				body, line = []string{}, rest
			}
			if markdown {
				line = unmark(line)
			}
			body = append(body, line)
			continue
		}
		flush()
		if at == "" {
			at, text = opening(text)
		}
		if markdown {
			label, text = unmark(label), unmark(text)
		}
		u := Utterance{Line: number, Label: label}
		if at != "" {
			u.Start = timeOf(at)
		} else if !mark.IsZero() {
			u.Start, mark = mark, transcript.Offset{}
		}
		if m := bareTime.FindStringSubmatch(text); m != nil && at == "" && pauses[strings.ToLower(label)] {
			u.Kind, u.Text, u.Label, u.Start = transcript.Event, label, "", timeOf(m[1])
			doc.Utterances, body = append(doc.Utterances, u), nil
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
