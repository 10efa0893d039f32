package decode

import (
	"regexp"
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

// cueParser reads a caption file in pieces. A piece is text of the file up to a
// blank line, or to its end. A parser is used by one goroutine for one file.
type cueParser interface {
	// parse reads the next piece. The utterance is valid until emit returns.
	parse(piece string, emit func(*Utterance))
	// finish is called once, after the last piece.
	finish(emit func(*Utterance))
	// about is what the file told about itself so far.
	about() Document
}

// cueFormat makes a Format of a parser. The head is the beginning of the file, for
// what a parser must know before it reads.
func cueFormat(name string, detect func(string) (Confidence, string), parser func(head string, strict bool, found *report) cueParser) Format {
	return Format{
		Name: name, Detect: detect, cues: parser,
		Decode: func(content string, limits Limits) (Document, error) {
			var (
				found report
				list  []Utterance
			)
			p := parser(content[:min(len(content), headBytes)], false, &found)
			emit := func(u *Utterance) { list = append(list, *u) }
			if err := limits.read(p, content, emit); err != nil {
				return Document{}, err
			}
			doc := p.about()
			doc.Utterances, doc.Diagnostics = list, found.list
			return doc, nil
		},
	}
}

// cueLines walks over the lines of a piece.
type cueLines struct {
	text string
	pos  int
	line int // 1-based number of the line that next returns
}

// next returns a line without its end, and where it starts; ok is false at the end.
func (l *cueLines) next() (line string, at int, ok bool) {
	if l.pos >= len(l.text) {
		return "", l.pos, false
	}
	at = l.pos
	n := strings.IndexByte(l.text[at:], '\n')
	if n < 0 {
		l.pos = len(l.text)
		line = l.text[at:]
	} else {
		l.pos = at + n + 1
		line = l.text[at : at+n]
	}
	l.line++
	return line, at, true
}

// back makes the line that starts at the place the next one again.
func (l *cueLines) back(at int) { l.pos = at; l.line-- }

const arrow = "-->"

// hasArrow looks for "-->" by its last character, which is rare in text.
func hasArrow(line string) bool {
	return strings.IndexByte(line, '>') >= 0 && strings.Contains(line, arrow)
}

func isBlank(line string) bool {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ' || c >= '\t' && c <= '\r':
		case c < 0x80:
			return false
		default:
			return strings.TrimSpace(line) == ""
		}
	}
	return true
}

// isNumber reports whether a line holds digits only, as a cue's number does.
func isNumber(s string) bool {
	if s == "" || len(s) > 12 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// oneLine writes line ends as spaces and decodes entities.
func oneLine(s string) string {
	if strings.IndexByte(s, '\n') >= 0 {
		s = strings.ReplaceAll(s, "\n", " ")
	}
	return unescape(s)
}

// sample is what detection looks at: the first cues of a file.
type sample struct {
	cues   int
	id     string // the line before the first times, if there is one
	ids    int    // cues with an id of digits
	named  int    // cues whose words begin with a name
	likely int    // of those, names that look like one by themselves
	above  int    // cues of several lines whose first looks like a name
	voices int    // cues with a voice tag
	commas int    // cues with commas in their times
	dots   int
	unpad  int // cues with times of one-digit minutes or seconds
	teams  int // cues with an id of a GUID, a number and a part
	json   int // cues with a JSON payload
	names  map[string]int
	lines  map[string]int // the first lines that look like names
}

// calls reports whether cues begin with the name of their speaker: most do, and in
// all but a short file some names come back.
func (s sample) calls(named int) bool {
	return s.voices == 0 && named > 0 && named*2 >= s.cues && (named < 6 || len(s.names)*5 <= s.named*4)
}

// heads reports whether the first line of a cue is the name of its speaker.
func (s sample) heads() bool {
	return s.voices == 0 && s.above > 0 && s.above*4 >= s.cues*3 && len(s.lines)*3 <= s.above*2
}

const sampledCues = 60

// look reads the first cues of a head.
func look(head string) sample {
	s := sample{names: map[string]int{}, lines: map[string]int{}}
	l := cueLines{text: head}
	before := ""
	for s.cues < sampledCues {
		line, _, ok := l.next()
		if !ok {
			break
		}
		if !hasArrow(line) {
			before = line
			continue
		}
		from, to, _ := strings.Cut(line, arrow)
		first, ok1 := parseClock(strings.TrimSpace(from))
		_, ok2 := parseClock(firstField(to))
		if !ok1 || !ok2 {
			continue
		}
		s.cues++
		if s.cues == 1 {
			s.id = before
		}
		switch {
		case isNumber(strings.TrimSpace(before)):
			s.ids++
		case isTeamsID(strings.TrimSpace(before)):
			s.teams++
		}
		if strings.IndexByte(from, ',') >= 0 {
			s.commas++
		} else if strings.IndexByte(from, '.') >= 0 {
			s.dots++
		}
		if first.unpadded {
			s.unpad++
		}
		payload, at, ok := l.next()
		if !ok {
			break
		}
		if hasArrow(payload) {
			l.back(at)
			continue
		}
		if strings.HasPrefix(payload, "{") && (hasKey(payload, "spokenText") || hasKey(payload, "speakerName")) {
			s.json++
		}
		before = ""
		if strings.Contains(payload, "<v ") || strings.Contains(payload, "<v.") || strings.Contains(payload, "<v>") {
			s.voices++
		} else if label, _ := zoomName(payload); label != "" && !strings.ContainsAny(label, "<>") {
			s.named++
			s.names[label]++
			if plausible(label) {
				s.likely++
			}
		} else if plausible(payload) {
			words, at, ok := l.next()
			switch {
			case !ok:
			case isBlank(words) || hasArrow(words):
				l.back(at)
			default:
				s.above++
				s.lines[payload]++
			}
		}
	}
	return s
}

// zoomName splits "Name: text" and "Name：text". The name ends at the first colon with
// a space after it, is not too long, is no sentence and not the time of day.
func zoomName(text string) (label, rest string) {
	i := strings.IndexByte(text, ':')
	for i >= 0 && i+1 < len(text) && text[i+1] != ' ' {
		n := strings.IndexByte(text[i+1:], ':')
		if n < 0 {
			i = -1
			break
		}
		i += 1 + n
	}
	width := 1
	if wide := strings.IndexByte(text[:min(len(text), longestName+1)], fullWidthColon[0]); wide >= 0 {
		if k := strings.Index(text, fullWidthColon); k >= 0 && (i < 0 || k < i) {
			i, width = k, len(fullWidthColon)
		}
	}
	if i <= 0 || i > longestName {
		return "", text
	}
	name := text[:i]
	for k := 0; k < len(name); k++ {
		if c := name[k]; c == '\n' || (c == '?' || c == '!') && k+1 < len(name) && name[k+1] == ' ' {
			return "", text
		}
	}
	if isTimeOfDay(name) {
		return "", text
	}
	return name, strings.TrimPrefix(text[i+width:], " ")
}

const fullWidthColon = "：" // ends a name in Chinese and Japanese

// tellsSpeaker reports whether a label is a speaker wherever it stands, as
// "SPEAKER_01" and "Interviewer" are.
func tellsSpeaker(label string) bool {
	return len(label) <= 20 && (speakerLabel.MatchString(label) || transcript.LabelRole(label) != transcript.UnknownRole)
}

var speakerLabel = regexp.MustCompile(`(?i)^(speaker|spk)[ _-]?\d{1,3}$`)

// isTimeOfDay reports whether a would-be name begins with a number such as "10" or
// "10:30" that stands alone.
func isTimeOfDay(name string) bool {
	d := 0
	for d < len(name) && name[d] >= '0' && name[d] <= '9' {
		d++
	}
	if d == 0 || d > 2 {
		return false
	}
	rest := name[d:]
	if len(rest) >= 3 && rest[0] == ':' && rest[1] >= '0' && rest[1] <= '9' && rest[2] >= '0' && rest[2] <= '9' {
		rest = rest[3:]
	}
	return rest == "" || rest[0] == ' ' || rest[0] == '\t'
}

// voice is a piece of a cue's payload, the label of who says it, and its kind.
type voice struct {
	label, text string
	kind        transcript.SegmentKind
}

// voices splits a payload at its voice tags and takes all tags out. Text before
// the first voice, and after a voice was closed, belongs to nobody. The second
// result counts the "<" that were kept as text. It appends to out.
func voices(payload string, out []voice) ([]voice, int) {
	if strings.IndexByte(payload, '<') < 0 {
		return append(out, voice{text: oneLine(payload)}), 0
	}
	if v, ok := singleVoice(payload); ok {
		return append(out, v), 0
	}
	var (
		label string
		kind  transcript.SegmentKind
		text  strings.Builder
		kept  int
	)
	flush := func() {
		if s := oneLine(text.String()); !isBlank(s) {
			out = append(out, voice{label, s, kind})
		}
		text.Reset()
	}
	for payload != "" {
		i := strings.IndexByte(payload, '<')
		if i < 0 {
			text.WriteString(payload)
			break
		}
		text.WriteString(payload[:i])
		payload = payload[i+1:]
		j := strings.IndexAny(payload, "<>")
		if j < 0 || payload[j] == '<' || !isTag(payload[:j]) {
			kept++
			text.WriteByte('<')
			continue
		}
		tag := payload[:j]
		name, annotation := cutTag(tag, unescape)
		payload = payload[j+1:]
		switch name {
		case "v":
			flush()
			label, kind = annotation, kindOf(tag)
		case "/v":
			flush()
			label, kind = "", transcript.Speech
		case "c":
			if k := kindOf(tag); k != transcript.Speech {
				flush()
				kind = k
			}
		}
	}
	flush()
	return out, kept
}

// kindOf reads the kind that package encode writes as a class, such as x-chat.
func kindOf(tag string) transcript.SegmentKind {
	_, class, _ := strings.Cut(tag, ".x-")
	for i := 0; i < len(class); i++ {
		if c := class[i]; c <= ' ' || c == '.' {
			return transcript.SegmentKind(class[:i])
		}
	}
	return transcript.SegmentKind(class)
}

// singleVoice reads the commonest payload, "<v Name>words</v>", without copying.
func singleVoice(payload string) (voice, bool) {
	if !strings.HasPrefix(payload, "<v ") {
		return voice{}, false
	}
	j := strings.IndexByte(payload, '>')
	if j < 0 {
		return voice{}, false
	}
	words := payload[j+1:]
	words = strings.TrimSuffix(words, "</v>")
	if strings.IndexByte(words, '<') >= 0 {
		return voice{}, false
	}
	_, label := cutTag(payload[1:j], unescape)
	return voice{label: label, text: oneLine(words)}, true
}

// cutTag splits a tag into its name and its annotation, with entities decoded and
// white space folded; classes are left out. The last argument decodes entities.
func cutTag(tag string, entities func(string) string) (name, annotation string) {
	i := strings.IndexAny(tag, " \t\n\f.")
	if i < 0 {
		return tag, ""
	}
	name, rest := tag[:i], tag[i:]
	if rest[0] == '.' {
		j := strings.IndexAny(rest, " \t\n\f")
		if j < 0 {
			return name, ""
		}
		rest = rest[j:]
	}
	rest = strings.Trim(rest, " \t\n\f")
	if strings.ContainsAny(rest, "&\n\t\f") || strings.Contains(rest, "  ") {
		rest = strings.Join(strings.FieldsFunc(entities(rest), isVTTSpace), " ")
	}
	return name, rest
}

func isVTTSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\f' || r == '\r' }

// isTag tells "<i>", "</v>", "<c.loud>", "<00:19.000>" from a "<" in the text.
func isTag(tag string) bool {
	name := strings.TrimPrefix(tag, "/")
	if name == "" {
		return true // "<>" and "</>" stand for nothing
	}
	if name[0] >= '0' && name[0] <= '9' {
		return strings.IndexByte(name, ':') >= 0
	}
	if i := strings.IndexAny(name, " .\t\n"); i >= 0 {
		name = name[:i]
	}
	switch name {
	case "c", "i", "b", "u", "ruby", "rt", "v", "lang", "font":
		return true
	}
	return false
}

// plain reads a payload as the specification's own tokenizer does: every "<"
// starts a tag, which ends at the next ">" or with the payload.
func plain(payload string) (text, label string) {
	if strings.IndexByte(payload, '<') < 0 {
		return unescapeHTML(payload), ""
	}
	var b strings.Builder
	for payload != "" {
		i := strings.IndexByte(payload, '<')
		if i < 0 {
			b.WriteString(unescapeHTML(payload))
			break
		}
		b.WriteString(unescapeHTML(payload[:i]))
		payload = payload[i+1:]
		tag := payload
		if j := strings.IndexByte(payload, '>'); j >= 0 {
			tag, payload = payload[:j], payload[j+1:]
		} else {
			payload = ""
		}
		if name, annotation := cutTag(tag, unescapeHTML); name == "v" && label == "" {
			label = annotation
		}
	}
	return b.String(), label
}
