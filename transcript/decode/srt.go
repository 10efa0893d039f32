package decode

import (
	"strings"
)

// SRT reads SubRip: a number, times with comma or dot, and text. Numbers may be
// missing or repeated and blank lines doubled; tags and positions are taken out.
// A name before the first colon of a cue is its speaker where most cues have one,
// or where the same names come back; a cue without a name has an unknown speaker.
func SRT() Format { return srtFormat("srt", detectSRT, false) }

// PodcastSRT reads SubRip in which a name stands only where the speaker changes,
// as the podcast namespace allows. Nothing in a file tells it from SRT, so Detect
// never chooses it.
func PodcastSRT() Format { return srtFormat("podcast_srt", nil, true) }

func srtFormat(name string, detect func(string) (Confidence, string), carry bool) Format {
	return cueFormat(name, detect, func(head string, _ bool, found *report) cueParser {
		p := &srtParser{found: found, carry: carry}
		s := look(head)
		switch {
		case carry || s.calls(s.named):
			p.all = true
		default:
			for name, n := range s.names {
				if n >= familiar && plausible(name) {
					p.names = append(p.names, name)
				}
			}
		}
		return p
	})
}

func detectSRT(head string) (Confidence, string) {
	if isVTT(head) || !strings.Contains(head, arrow) {
		return No, ""
	}
	switch s := look(head); {
	case s.cues == 0:
		return No, ""
	case s.commas > 0:
		return Probable, "has cue times with commas"
	case s.ids > 0:
		return Probable, "has numbered cues and no WEBVTT"
	default:
		return Likely, "has cue times and no WEBVTT"
	}
}

type srtParser struct {
	found *report
	carry bool
	all   bool     // what stands before the first colon is a name
	names []string // else only these are
	label string
	line  int
	open  Utterance
	opens bool
	text  []string
	blank bool // the line before is blank
	// number says that the last line of text is a number after a blank line.
	number bool
	last   int64 // the number that was read last, 0 for none
	at     int   // its line
	index  int64 // the number of the cue that was read last, 0 for none
	loose  bool  // text without a cue was reported
	odd    irregular
}

func (p *srtParser) about() Document { return Document{} }

func (p *srtParser) parse(piece string, emit func(*Utterance)) {
	l := cueLines{text: piece, line: p.line}
	for {
		line, _, ok := l.next()
		if !ok {
			break
		}
		if isBlank(line) {
			p.blank = true
			continue
		}
		if hasArrow(line) {
			p.times(line, l.line, emit)
		} else {
			p.words(strings.TrimSpace(line), l.line, emit)
		}
		p.blank = false
	}
	p.line = l.line
}

func (p *srtParser) times(line string, at int, emit func(*Utterance)) {
	p.close(emit)
	p.index, p.last = p.last, 0
	if p.at != at-1 {
		p.index = 0
	}
	from, to, ok := parseTimes(line)
	if !ok {
		p.found.add(InvalidTime, Loss, at, "the cue's times cannot be read, so it was left out")
		return
	}
	if from.irregular || to.irregular || !from.comma || !to.comma {
		p.odd.at(at)
	}
	p.open, p.opens = Utterance{Line: at, Start: from.at(false), End: to.at(false)}, true
}

func (p *srtParser) words(line string, at int, emit func(*Utterance)) {
	if p.index > 0 && p.last == p.index+1 && p.at == at-1 && (p.number || !p.opens) {
		// The number of the next cue stands above words instead of times.
		p.close(emit)
		p.index = p.last
		p.found.add(MissingTime, Loss, p.at, "the cue has no times and was left out")
		p.loose = true
	}
	number := isNumber(line)
	if number {
		p.last, p.at = 0, at
		if n, ok := digits(line); ok {
			p.last = n
		}
	} else {
		p.last = 0
	}
	switch {
	case p.opens:
		p.text = append(p.text, line)
		p.number = (number || isIndex(line)) && p.blank
	case !number && !p.loose:
		p.loose = true
		p.found.add(MissingTime, Loss, at, "text without times was left out; this is the first of it")
	}
}

// isIndex recognises what stands for the number of a cue in some files, "2a" or "#3".
func isIndex(line string) bool {
	return len(line) <= 8 && strings.ContainsAny(line, "0123456789") && strings.Trim(line, "#.-0123456789abcdefABCDEF") == ""
}

// close hands on the cue that is open. Its last line is the number of the next cue
// where it is a number after a blank line, or after other words.
func (p *srtParser) close(emit func(*Utterance)) {
	if !p.opens {
		return
	}
	p.opens = false
	if n := len(p.text); n > 0 && (p.number || n > 1 && isNumber(p.text[n-1])) {
		p.text = p.text[:n-1]
	}
	p.number = false
	text := ""
	if len(p.text) == 1 {
		text = p.text[0]
	} else {
		text = strings.Join(p.text, " ")
	}
	p.text = p.text[:0]
	text = strings.TrimSpace(unescape(untag(text)))
	if text == "" {
		p.found.add(EmptyCue, Info, p.open.Line, "the cue has no words")
		return
	}
	p.open.Text = text
	p.name()
	emit(&p.open)
}

func (p *srtParser) name() {
	label, rest := zoomName(p.open.Text)
	if label != "" && !p.all {
		known := tellsSpeaker(label)
		for _, n := range p.names {
			known = known || n == label
		}
		if !known {
			label = ""
		}
	}
	switch {
	case label != "":
		p.open.Label, p.open.Text, p.label = label, rest, label
	case p.carry:
		p.open.Label = p.label
	}
}

func (p *srtParser) finish(emit func(*Utterance)) {
	if p.opens && len(p.text) == 0 {
		p.found.add(EmptyCue, Info, p.open.Line, "the file ends before the words of its last cue")
		p.opens = false
	}
	p.close(emit)
	p.odd.report(p.found)
}

const (
	longestTag      = 200 // bytes
	longestOverride = 80
)

// untag takes "<i>", "</font>" and "{\an8}" out of a text; other "<" and "{" stay.
func untag(s string) string {
	if strings.IndexByte(s, '<') < 0 && !strings.Contains(s, `{\`) {
		return s
	}
	var b strings.Builder
	for s != "" {
		i := strings.IndexAny(s, "<{")
		if i < 0 {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		if n := tagLength(s); n > 0 {
			s = s[n:]
			continue
		}
		b.WriteByte(s[0])
		s = s[1:]
	}
	return b.String()
}

func tagLength(s string) int {
	if s[0] == '{' {
		if !strings.HasPrefix(s, `{\`) {
			return 0
		}
		return strings.IndexByte(s[:min(len(s), longestOverride)], '}') + 1
	}
	name := strings.TrimPrefix(s[1:], "/")
	if name == "" || name[0]|0x20 < 'a' || name[0]|0x20 > 'z' {
		return 0
	}
	end := strings.IndexByte(s[:min(len(s), longestTag)], '>')
	if end < 0 || strings.IndexByte(s[1:end], '<') >= 0 {
		return 0
	}
	return end + 1
}
