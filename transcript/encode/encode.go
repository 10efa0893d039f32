// Package encode writes transcripts as files that people and players read.
//
//	report, err := encode.WebVTT(w, t)
//	if err != nil {
//		return err // errors.Is(err, encode.ErrNoCues): nothing of it has a time
//	}
//	for _, id := range report.LeftOut {
//		log.Println(id) // a cue needs a start, and this segment has none
//	}
//
// What is written is read back by package decode with the same words, speakers and
// times, and written again it is the same bytes. Captions need times: a segment
// without a start is left out and listed, and nothing is invented in its place.
// Markdown takes all segments, with times to the second. JSON is the canonical form
// and keeps everything; transcript.ParseJSON reads it.
package encode

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hirealign/hirealign/transcript"
)

// ErrNoCues is returned where no segment has words and a start, so that there is no
// caption to write. Nothing has been written then.
var ErrNoCues = errors.New("encode: no segment has a start time")

// Report lists what a caption file could not hold as it is. Its lists are in the
// order of the transcript.
type Report struct {
	// LeftOut are the segments without a start or without words.
	LeftOut []transcript.SegmentID
	// Guessed are the segments whose times were changed: an unknown end became the
	// next later start of the transcript (or a second after the start, at its end),
	// a time before 0 became 0, and an end that is no later than its start became
	// one millisecond later.
	Guessed []transcript.SegmentID
}

// cue is a segment with the times that are written.
type cue struct {
	transcript.Segment
	name     string
	from, to int64
}

func cues(t transcript.Transcript) ([]cue, Report, error) {
	if err := t.Validate(); err != nil {
		return nil, Report{}, err
	}
	var (
		out    []cue
		report Report
	)
	names := make(map[transcript.SpeakerID]string, len(t.Speakers))
	for _, s := range t.Speakers {
		names[s.ID] = shown(s)
	}
	ends := nextStarts(t.Segments)
	for i, s := range t.Segments {
		from, ok := s.Start.Ms()
		s.Text = words(s.Text)
		if !ok || s.Text == "" {
			report.LeftOut = append(report.LeftOut, s.ID)
			continue
		}
		to, known := s.End.Ms()
		if !known {
			to = ends[i]
		}
		c := cue{Segment: s, name: names[s.Speaker], from: max(from, 0), to: max(to, max(from, 0)+1)}
		if c.from != from || c.to != to || !known {
			report.Guessed = append(report.Guessed, s.ID)
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, report, ErrNoCues
	}
	return out, report, nil
}

// nextStarts are, for each segment with a start, the first later start after it, or a
// second after its own where none follows.
func nextStarts(segments []transcript.Segment) []int64 {
	out := make([]int64, len(segments))
	var later []int64 // starts that follow, the next one last, each above the one after it
	for i, s := range slices.Backward(segments) {
		from, ok := s.Start.Ms()
		if !ok {
			continue
		}
		for len(later) > 0 && later[len(later)-1] <= from {
			later = later[:len(later)-1]
		}
		out[i] = from + 1000
		if n := len(later); n > 0 {
			out[i] = later[n-1]
		}
		later = append(later, from)
	}
	return out
}

// shown is a speaker's name without what nobody sees, as a reader of the file would
// show it; a name of marks alone is written as its label.
func shown(s transcript.Speaker) string {
	name, label := transcript.DisplayName(words(s.Name)), words(s.Label)
	if label == "" || name != "" && readable(label) {
		return name
	}
	return label
}

func readable(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSymbol(r) })
}

// words writes a text on one line, as captions need it.
func words(s string) string {
	if !strings.ContainsAny(s, "\n\r\x00") {
		return strings.TrimSpace(s)
	}
	s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	lines := strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' })
	for i, l := range lines {
		lines[i] = strings.TrimSpace(l)
	}
	return strings.TrimSpace(strings.Join(lines, " "))
}

var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// WebVTT writes a transcript as W3C WebVTT. Speakers are voices, the id of a cue is
// that of its source where it has one and else the segment's, and events, chat and
// notes carry the classes x-event, x-chat and x-note. It returns
// transcript.ErrInvalid for an invalid transcript, ErrNoCues, or the error of w.
func WebVTT(w io.Writer, t transcript.Transcript) (Report, error) {
	list, report, err := cues(t)
	if err != nil {
		return report, err
	}
	out := bufio.NewWriter(w)
	_, _ = out.WriteString("WEBVTT")
	if title := strings.TrimLeft(headerText(t.Title), "- "); title != "" { // a dash would be read as the sign before a title
		_, _ = out.WriteString(" " + title)
	}
	_ = out.WriteByte('\n')
	if language := headerText(t.Language); language != "" {
		_, _ = out.WriteString("Language: " + language + "\n")
	}
	var buf []byte
	for _, c := range list {
		id := c.SourceID
		if id == "" || strings.ContainsAny(id, "\n\r\x00") || strings.Contains(id, "-->") || strings.TrimSpace(id) != id {
			id = string(c.ID)
		}
		buf = append(buf[:0], '\n')
		buf = append(buf, id...)
		buf = append(buf, '\n')
		buf = stamp(buf, c.from, '.')
		buf = append(buf, " --> "...)
		buf = stamp(buf, c.to, '.')
		buf = append(buf, '\n')
		text := markup.Replace(c.Text)
		class := ""
		if c.Kind != transcript.Speech {
			class = ".x-" + className(string(c.Kind))
		}
		switch {
		case c.name != "":
			buf = append(buf, "<v"+class+" "+markup.Replace(strings.Join(strings.Fields(c.name), " "))+">"+text+"</v>"...)
		case namesNobody(c.Text):
			buf = append(buf, "<v"+class+">"+text+"</v>"...)
		case class != "":
			buf = append(buf, "<c"+class+">"+text+"</c>"...)
		default:
			buf = append(buf, text...)
		}
		buf = append(buf, '\n')
		_, _ = out.Write(buf)
	}
	return report, out.Flush()
}

// headerText is a text as a line of the header may hold it.
func headerText(s string) string { return strings.ReplaceAll(words(s), "-->", "→") }

// namesNobody reports whether a text by an unknown speaker could be taken for one that
// begins with a name, or for metadata. A voice without a name says that it is neither.
func namesNobody(text string) bool {
	if strings.HasPrefix(text, "{") {
		return true
	}
	head := text[:min(len(text), 2*longestLabel)]
	return strings.Contains(head, ": ") || strings.Contains(head, "：") || strings.HasSuffix(text, ":")
}

// className keeps what may stand in a class of WebVTT.
func className(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

// stamp appends hh:mm:ss and the milliseconds after the separator.
func stamp(b []byte, ms int64, separator byte) []byte {
	return fmt.Appendf(b, "%02d:%02d:%02d%c%03d", ms/3600000, ms/60000%60, ms/1000%60, separator, ms%1000)
}

// SRT writes a transcript as SubRip, with "Name: " before the words of a known
// speaker. SubRip has no kinds of segment. The errors are those of WebVTT.
func SRT(w io.Writer, t transcript.Transcript) (Report, error) {
	list, report, err := cues(t)
	if err != nil {
		return report, err
	}
	out := bufio.NewWriter(w)
	var buf []byte
	for i, c := range list {
		buf = strconv.AppendInt(buf[:0], int64(i+1), 10)
		buf = append(buf, '\n')
		buf = stamp(buf, c.from, ',')
		buf = append(buf, " --> "...)
		buf = stamp(buf, c.to, ',')
		buf = append(buf, '\n')
		if name := label(c.name, ":：?!"); name != "" {
			buf = append(buf, name+": "...)
		}
		text := c.Text
		if strings.ContainsAny(text, "<>&") || strings.Contains(text, `{\`) {
			text = strings.ReplaceAll(markup.Replace(text), `{\`, `{&#92;`)
		}
		buf = append(buf, text...)
		buf = append(buf, '\n', '\n')
		_, _ = out.Write(buf)
	}
	return report, out.Flush()
}

const longestLabel = 80 // bytes that a reader takes for a name

// label writes a name so that it is read back as one: without the signs that would
// end it, and not too long.
func label(name, without string) string {
	name = strings.Join(strings.FieldsFunc(name, func(r rune) bool {
		return r == ' ' || r == '\t' || strings.ContainsRune(without, r)
	}), " ")
	for len(name) > longestLabel {
		_, size := utf8.DecodeLastRuneInString(name)
		name = strings.TrimSpace(name[:len(name)-size])
	}
	return name
}

// entity is what Markdown would read as a character of HTML.
var entity = regexp.MustCompile(`&#?[0-9A-Za-z]+;`)

// inMarkdown escapes what would become a tag, an entity, a link, emphasis or code.
func inMarkdown(s string) string { return entity.ReplaceAllString(marks.Replace(s), `\$0`) }

var marks = strings.NewReplacer(`\`, `\\`, "<", `\<`, "[", `\[`, "*", `\*`, "_", `\_`, "~", `\~`, "`", "\\`")

// Markdown writes a transcript for people: "**Name:** [0:06] words", a paragraph for
// each segment with words, times to the second where they are known. A segment whose
// speaker is unknown is by "Unknown Speaker". Signs that Markdown gives a meaning are
// escaped, so that words stay words. It returns transcript.ErrInvalid for an
// invalid transcript, or the error of w.
func Markdown(w io.Writer, t transcript.Transcript) error {
	if err := t.Validate(); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	blank := ""
	if title := words(t.Title); title != "" {
		_, _ = fmt.Fprintf(out, "# %s\n", inMarkdown(title))
		blank = "\n"
	}
	names := make(map[transcript.SpeakerID]string, len(t.Speakers))
	for _, s := range t.Speakers {
		names[s.ID] = label(shown(s), ":：*\"“”[]()")
	}
	for _, s := range t.Segments {
		text := words(s.Text)
		if text == "" {
			continue
		}
		name := names[s.Speaker]
		if name == "" {
			name = "Unknown Speaker"
		}
		at := ""
		if ms, ok := s.Start.Ms(); ok {
			sec := max(ms, 0) / 1000
			at = fmt.Sprintf("[%d:%02d] ", sec/60, sec%60)
			if sec >= 3600 {
				at = fmt.Sprintf("[%d:%02d:%02d] ", sec/3600, sec/60%60, sec%60)
			}
		}
		_, _ = fmt.Fprintf(out, "%s**%s:** %s%s\n", blank, inMarkdown(name), at, inMarkdown(text))
		blank = "\n"
	}
	return out.Flush()
}

// JSON writes the canonical form: one line, fields in the order of the types, no
// field that is absent, and equal bytes for equal transcripts. It returns
// transcript.ErrInvalid for an invalid transcript, or the error of w.
func JSON(w io.Writer, t transcript.Transcript) error {
	if err := t.Validate(); err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(t)
}
