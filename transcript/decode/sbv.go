package decode

import (
	"regexp"
	"strings"
)

// SBV reads the captions that YouTube's editor downloads: "0:00:01.000,0:00:02.500"
// above the words, without numbers. Speakers are read as in SRT.
func SBV() Format {
	return cueFormat("sbv", detectSBV, func(head string, _ bool, found *report) cueParser {
		return &sbvParser{found: found}
	})
}

func detectSBV(head string) (Confidence, string) {
	l := cueLines{text: head}
	for range 20 {
		line, _, ok := l.next()
		if !ok {
			break
		}
		if _, ok := sbvTimes(line); ok {
			return Certain, "has pairs of times with a comma"
		}
		if hasArrow(line) {
			break
		}
	}
	return No, ""
}

// sbvTimes reads "0:05:40.000,0:05:46.000".
func sbvTimes(line string) (u Utterance, ok bool) {
	from, to, both := strings.Cut(strings.TrimSpace(line), ",")
	if !both || strings.Count(from, ":") != 2 || strings.Count(to, ":") != 2 {
		return u, false
	}
	start, ok1 := parseClock(from)
	end, ok2 := parseClock(to)
	return Utterance{Start: start.at(false), End: end.at(false)}, ok1 && ok2
}

type sbvParser struct {
	found *report
	line  int
	open  Utterance
	opens bool
	text  []string
	loose bool
	bad   bool // the words of a cue whose times cannot be read are passed over
}

// sbvLike is a line that is meant to be a pair of times.
var sbvLike = regexp.MustCompile(`^-?\d+:\S+,\s*-?\d+:\S+$`)

func (p *sbvParser) about() Document { return Document{} }

func (p *sbvParser) parse(piece string, emit func(*Utterance)) {
	l := cueLines{text: piece, line: p.line}
	for {
		line, _, ok := l.next()
		if !ok {
			break
		}
		if u, ok := sbvTimes(line); ok {
			p.close(emit)
			p.open, p.opens, p.bad = u, true, false
			p.open.Line = l.line
			continue
		}
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "":
			if len(p.text) > 0 {
				p.close(emit)
			}
			p.bad = false
		case p.bad:
		case sbvLike.MatchString(trimmed):
			p.close(emit)
			p.bad = true
			p.found.add(InvalidTime, Loss, l.line, "the cue's times cannot be read, so it was left out")
		case p.opens:
			p.text = append(p.text, trimmed)
		case !p.loose:
			p.loose = true
			p.found.add(MissingTime, Loss, l.line, "text without times was left out; this is the first of it")
		}
	}
	p.line = l.line
}

func (p *sbvParser) close(emit func(*Utterance)) {
	if !p.opens {
		return
	}
	p.opens = false
	p.open.Text = unescape(untag(strings.Join(p.text, " ")))
	p.text = p.text[:0]
	if p.open.Text == "" {
		p.found.add(EmptyCue, Info, p.open.Line, "the cue has no words")
		return
	}
	if speaker, words, ok := strings.Cut(p.open.Text, ">> "); ok && speaker == "" {
		if label, rest := zoomName(words); label != "" && plausible(label) {
			p.open.Label, words = label, rest
		}
		p.open.Text = words
	}
	emit(&p.open)
}

func (p *sbvParser) finish(emit func(*Utterance)) { p.close(emit) }
