package decode

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

// MeetDocs reads the transcript that Google Meet keeps as a document, downloaded as
// text or Markdown. It has a time about every five minutes, which becomes the start
// of the turn that follows it; other times are unknown. Where the document also has
// notes that a model wrote, they are left out; a document with notes alone has the
// fidelity summary_only, and its lines are notes.
func MeetDocs() Format {
	return Format{Name: "google_meet", Detect: detectMeet, Decode: byLines(decodeMeet)}
}

var (
	meetDisclaimer = regexp.MustCompile(`(?i)editable transcript was computer|transcript was computer.generated`)
	meetEnd        = regexp.MustCompile(`(?i)^(transcription|meeting) ended after (\d{2}:\d{2}:\d{2})`)
	meetNotes      = regexp.MustCompile(`(?i)^(📝 )?notes( by gemini)?$|^(summary|details|suggested next steps|next steps)$`)
	markdownMarks  = strings.NewReplacer("**", "", "__", "")
)

func detectMeet(head string) (Confidence, string) {
	if isVTT(head) || strings.Contains(head, arrow) {
		return No, ""
	}
	switch {
	case meetDisclaimer.MatchString(head):
		return Certain, "has the notice that Google Meet puts above a transcript"
	case strings.Contains(head, "📖 Transcript"), strings.Contains(head, "📝 Notes"), strings.Contains(head, "Notes by Gemini"):
		return Certain, "has the sections of Gemini's notes"
	case strings.Contains(head, "Attendees\n") && strings.Contains(head, "Transcript\n"):
		return Probable, "has attendees and a transcript"
	}
	return No, ""
}

// section is a line without the marks of a heading, of bold and italic type.
func section(line string) string {
	line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "#"))
	return strings.Trim(strings.TrimSpace(line), "*_ ")
}

func decodeMeet(content string, _ Limits) (Document, error) {
	var (
		doc      Document
		found    report
		start    int // line after which the turns begin
		notes    bool
		attends  = map[string]bool{}
		previous string
	)
	for n, raw := range lines(content) {
		line := section(raw)
		switch {
		case line == "":
			continue
		case doc.Title == "" && strings.HasSuffix(line, "Transcript") && len(line) > len("📖 Transcript"):
			doc.Title = strings.TrimRight(strings.TrimSuffix(line, "Transcript"), " -–—")
		case start == 0 && (line == "Transcript" || line == "📖 Transcript" || meetDisclaimer.MatchString(line)):
			start = n
		case meetNotes.MatchString(line) && start == 0:
			notes = true
		case previous == "Attendees":
			for a := range strings.SplitSeq(strings.TrimSuffix(line, "."), ",") {
				attends[strings.TrimSpace(a)] = true
			}
		}
		previous = line
	}
	if start == 0 && notes {
		return meetNotesOnly(content, doc)
	}
	count, bold := labels(content)
	words := func(s string) string {
		if s = markdownMarks.Replace(s); len(bold) > 0 {
			s = unmark(s)
		}
		return s
	}
	var (
		mark   transcript.Offset
		marks  int
		body   []string
		silent int
	)
	flush := func() {
		n := len(doc.Utterances)
		if n == 0 || body == nil {
			return
		}
		u := &doc.Utterances[n-1]
		u.Text = strings.TrimSpace(strings.Join(body, " "))
		if body = nil; u.Text == "" {
			silent++
			doc.Utterances = doc.Utterances[:n-1]
		}
	}
	for n, raw := range lines(content) {
		line := strings.TrimSpace(raw)
		plain := section(raw)
		switch {
		case n <= start || plain == "":
			continue
		case meetEnd.MatchString(plain), meetDisclaimer.MatchString(plain):
			continue
		}
		if m := bareTime.FindStringSubmatch(plain); m != nil {
			mark = timeOf(m[1])
			marks++
			continue
		}
		label, _, text, ok := named(line)
		label = strings.TrimSpace(label)
		switch {
		case ok && (attends[label] || plausible(label) || count[label] >= familiar) && !strings.ContainsAny(label, "\"“”"):
			flush()
			doc.Utterances = append(doc.Utterances, Utterance{Line: n, Label: label, Start: mark})
			mark = transcript.Offset{}
			body = []string{words(text)}
		case len(doc.Utterances) > 0 && body != nil:
			body = append(body, words(line))
		default:
			found.add(SkippedText, Loss, n, "text before the first speaker makes no segment")
		}
	}
	flush()
	if silent > 0 {
		found.add(EmptyCue, Info, 0, "turns without words were left out: "+strconv.Itoa(silent))
	}
	doc.Diagnostics = found.list
	return doc, nil
}

// meetNotesOnly reads a document that holds what a model wrote about the meeting.
func meetNotesOnly(content string, doc Document) (Document, error) {
	doc.Fidelity = transcript.SummaryOnly
	for n, raw := range lines(content) {
		line := strings.TrimSpace(raw)
		if text := strings.TrimSpace(strings.TrimLeft(markdownMarks.Replace(line), "#*-• ")); text != "" {
			doc.Utterances = append(doc.Utterances, Utterance{Line: n, Text: text, Kind: transcript.Note})
		}
	}
	return doc, nil
}
