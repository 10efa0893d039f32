package decode

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/hirealign/hirealign/transcript"
)

// WebVTT reads W3C WebVTT: voices of <v Name> tags, entities decoded, other tags
// taken out, settings, styles and regions ignored. In a file without voices a name
// before the first colon of a cue is its speaker where most cues have one, or where
// it is a label such as SPEAKER_01. A cue without either has an unknown speaker.
//
// In strict mode it is the parser of the specification: a file without its
// signature is refused, each cue is one segment with the text of its tree, line
// ends included, and the label of its first voice.
func WebVTT() Format { return vttFormat("webvtt", detectVTT, vttOptions{}) }

// ZoomVTT reads the WebVTT that Zoom writes: integer ids and one line of payload
// that begins with the speaker's name and a colon, or has the name on a line of its
// own. A cue without a name has an unknown speaker; the last name is not carried over.
func ZoomVTT() Format { return vttFormat("zoom_vtt", detectZoom, vttOptions{name: true}) }

// TeamsVTT reads the WebVTT that Microsoft Teams writes: voices, ids of the form
// GUID/number-part whose parts are joined to one segment, text that runs over
// several lines, times without padding in the form that Microsoft Graph returns,
// and the form whose payload is JSON with the wall-clock time and the language. A
// sentence that grows from cue to cue, as live captions write it, is read once.
func TeamsVTT() Format { return vttFormat("teams_vtt", detectTeams, vttOptions{teams: true}) }

// YouTubeVTT reads automatic captions as YouTube writes them: every line stands in
// the file twice, first with a time for each word and then settled, and is read once.
func YouTubeVTT() Format { return vttFormat("youtube_vtt", detectYouTube, vttOptions{rolling: true}) }

// PodcastVTT reads WebVTT in which a cue without a voice is said by the speaker of
// the cue before it, as the podcast namespace allows. Nothing in a file tells it
// from WebVTT, so Detect never chooses it.
func PodcastVTT() Format { return vttFormat("podcast_vtt", nil, vttOptions{carry: true}) }

type vttOptions struct{ name, teams, rolling, carry bool }

func vttFormat(name string, detect func(string) (Confidence, string), o vttOptions) Format {
	f := cueFormat(name, detect, func(head string, strict bool, found *report) cueParser {
		if strict {
			return &strictVTT{found: found}
		}
		s := look(head)
		p := &vttParser{vttOptions: o, found: found, unpadded: s.unpad > 0, above: !o.rolling && s.ids*2 >= s.cues && s.heads(), labels: s.voices == 0}
		p.name = p.name || o == vttOptions{} && s.calls(s.likely)
		return p
	})
	f.conforms = true
	return f
}

// signature is how every WebVTT file begins.
const signature = "WEBVTT"

func isVTT(head string) bool {
	rest, ok := strings.CutPrefix(head, signature)
	return ok && (rest == "" || strings.IndexByte(" \t\n", rest[0]) >= 0)
}

func detectVTT(head string) (Confidence, string) {
	if isVTT(head) {
		return Probable, "starts with WEBVTT"
	}
	if strings.Contains(head, arrow) {
		if s := look(head); s.dots > 0 && s.dots >= s.commas {
			return Possible, "has cue times with dots"
		}
	}
	return No, ""
}

func detectTeams(head string) (Confidence, string) {
	if !isVTT(head) {
		if s := look(head); s.unpad > 0 && s.commas == 0 && s.ids == 0 {
			return Certain, "has times without padding, as Microsoft Graph writes them, and no WEBVTT"
		}
		return No, ""
	}
	switch s := look(head); {
	case s.teams > 0:
		return Certain, "starts with WEBVTT and has Teams utterance ids"
	case s.json > 0:
		return Certain, "starts with WEBVTT and has Teams metadata payloads"
	case s.unpad > 0:
		return Certain, "starts with WEBVTT and has times without padding, as Microsoft Graph writes them"
	}
	return No, ""
}

func detectZoom(head string) (Confidence, string) {
	if !isVTT(head) {
		return No, ""
	}
	switch s := look(head); {
	case s.ids*2 < s.cues:
	case s.calls(s.named):
		return Certain, "starts with WEBVTT, has integer ids, and most cues begin with a name"
	case s.heads():
		return Certain, "starts with WEBVTT, has integer ids, and a name above the words of most cues"
	}
	return No, ""
}

func detectYouTube(head string) (Confidence, string) {
	if !isVTT(head) {
		return No, ""
	}
	opening := head[:min(len(head), 4<<10)]
	if strings.Contains(opening, "\nKind: captions") && strings.Contains(opening, "align:start position:0%") {
		return Certain, "starts with WEBVTT, says that it holds captions, and its cues roll"
	}
	return No, ""
}

// isTeamsID recognises "96c14169-de06-4080-b9fe-f573f75eb719/91-0".
func isTeamsID(id string) bool {
	guid, part, ok := strings.Cut(id, "/")
	number, _, dash := strings.Cut(part, "-")
	return ok && dash && len(guid) == 36 && guid[8] == '-' && guid[13] == '-' && isNumber(number)
}

// vttParser reads WebVTT as products write it.
type vttParser struct {
	vttOptions
	found    *report
	started  bool // the header was read
	line     int  // lines read in earlier pieces
	unpadded bool
	above    bool // the first line of a cue is its speaker
	labels   bool // labels such as SPEAKER_01 count before a colon
	title    string
	language string
	began    time.Time
	odd      irregular
	u        Utterance // of the cue that is read
	waits    bool      // its words may come after a blank line
	held     Utterance // of Teams, until the next one tells that it does not go on
	holds    bool
	said     map[string]bool // lines of the cue before, where cues roll
	repeats  bool            // and that some repeat was reported
	label    string          // of the cue before, where it is carried over
	pieces   []voice
}

// irregular counts times that do not follow their format.
type irregular struct{ first, count int }

func (i *irregular) at(line int) {
	if i.count == 0 {
		i.first = line
	}
	i.count++
}

func (i *irregular) report(found *report) {
	if i.count > 0 {
		found.add(IrregularTime, Info, i.first, "times that do not follow the format were read all the same; this is the first of them")
	}
}

func (p *vttParser) about() Document {
	return Document{Title: p.title, Language: p.language, StartedAt: p.began}
}

func (p *vttParser) parse(piece string, emit func(*Utterance)) {
	l := cueLines{text: piece, line: p.line}
	if !p.started {
		p.started = true
		p.header(&l)
	}
	for {
		line, at, ok := l.next()
		if !ok {
			break
		}
		if line == "" {
			continue
		}
		first, id := l.line, ""
		if !hasArrow(line) {
			second, from, ok := l.next()
			if !ok || !hasArrow(second) {
				if ok {
					l.back(from)
				}
				p.block(&l, at, first, line, emit)
				continue
			}
			id, line, first = line, second, l.line
		}
		id = p.cue(&l, id, line, first, emit)
		for id != "" { // the number of the next cue stood at the end of this one
			line, _, _ = l.next()
			id = p.cue(&l, id, line, l.line, emit)
		}
	}
	p.line = l.line
}

// header reads up to the first blank line, or to a cue that follows without one.
func (p *vttParser) header(l *cueLines) {
	line, at, _ := l.next()
	if !isVTT(line) {
		p.found.add(MissingSignature, Warning, 1, "the file does not start with WEBVTT")
		if !strings.HasPrefix(line, signature) {
			l.back(at)
			return
		}
	}
	if title, ok := strings.CutPrefix(line, signature); ok {
		p.title = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(title), "- "))
	}
	for {
		line, at, ok := l.next()
		if !ok || line == "" {
			return
		}
		if hasArrow(line) {
			l.back(at)
			return
		}
		if v, ok := strings.CutPrefix(line, "Language:"); ok {
			p.language = strings.TrimSpace(v)
		}
	}
}

// block reads a block without times: a comment, a style, a region, the words of a
// cue that a blank line cut off, or text that belongs nowhere.
func (p *vttParser) block(l *cueLines, at, first int, line string, emit func(*Utterance)) {
	end := at + len(line)
	for {
		next, from, ok := l.next()
		if !ok || next == "" {
			break
		}
		if hasArrow(next) {
			l.back(from)
			break
		}
		end = from + len(next)
	}
	switch {
	case strings.HasPrefix(line, "NOTE"), strings.HasPrefix(line, "STYLE"), strings.HasPrefix(line, "REGION"):
	case p.waits:
		p.waits = false
		p.found.add(IrregularLayout, Info, p.u.Line, "a blank line stands between the times and the words")
		p.payload(l.text[at:end], emit)
	case isBlank(l.text[at:end]):
	default:
		p.found.add(MissingTime, Loss, first, "the block has no times and was left out")
	}
}

// cue reads the words of a cue whose times stand on the line. It returns the id of
// the next cue where that follows without a blank line.
func (p *vttParser) cue(l *cueLines, id, timing string, at int, emit func(*Utterance)) (nextID string) {
	p.flushWaiting()
	start, last, end := l.pos, -1, l.pos
	for {
		next, from, ok := l.next()
		if !ok || next == "" {
			break
		}
		if hasArrow(next) {
			l.back(from)
			if last >= 0 {
				if s := l.text[last:end]; isNumber(s) && last > start || isTeamsID(s) {
					nextID, end = s, max(last-1, start)
				}
			}
			break
		}
		last, end = from, from+len(next)
	}
	payload := ""
	if end > start {
		payload = l.text[start:end]
	}
	from, to, ok := parseTimes(timing)
	if !ok {
		p.found.add(InvalidTime, Loss, at, "the cue's times cannot be read, so it was left out")
		return nextID
	}
	if from.irregular || to.irregular || from.comma || to.comma {
		p.odd.at(at)
		p.unpadded = p.unpadded || from.unpadded || to.unpadded
	}
	p.u = Utterance{Line: at, Start: from.at(p.unpadded), End: to.at(p.unpadded), SourceID: id}
	if payload == "" || isBlank(payload) {
		p.waits = true
		return nextID
	}
	p.payload(payload, emit)
	return nextID
}

func (p *vttParser) flushWaiting() {
	if p.waits {
		p.waits = false
		p.found.add(EmptyCue, Info, p.u.Line, "the cue has no words")
	}
}

// payload makes utterances of a cue's words.
func (p *vttParser) payload(payload string, emit func(*Utterance)) {
	u := &p.u
	if payload[0] == '{' {
		if m, ok := p.metadata(payload, u.Line); ok {
			u.Label, u.Text, u.Language = m.SpeakerName, m.SpokenText, languageTag(m.SpokenLanguage)
			if ms, known := u.Start.Ms(); p.began.IsZero() && !m.StartDateTime.IsZero() && known {
				p.began = m.StartDateTime.Add(-time.Duration(ms) * time.Millisecond).UTC()
			}
			p.emit(u, emit)
			return
		}
	}
	if p.rolling {
		if payload = p.fresh(payload, u.Line); payload == "" {
			return
		}
	}
	above := ""
	if p.above {
		above, payload = nameAbove(payload)
	}
	var kept int
	p.pieces, kept = voices(payload, p.pieces[:0])
	if kept > 0 {
		p.found.add(UnclosedTag, Info, u.Line, "a < that starts no tag was kept as text")
	}
	for _, v := range p.pieces {
		u.Label, u.Text, u.Kind = v.label, v.text, v.kind
		switch {
		case v.label != "":
			p.label = v.label
		case above != "":
			u.Label = above
		case p.name:
			u.Label, u.Text = zoomName(strings.TrimLeft(v.text, " "))
		case p.carry:
			u.Label = p.label
		case p.labels:
			if label, rest := zoomName(v.text); label != "" && tellsSpeaker(label) {
				u.Label, u.Text = label, rest
			}
		}
		p.emit(u, emit)
	}
	if len(p.pieces) == 0 {
		p.found.add(EmptyCue, Info, u.Line, "the cue has no words")
	}
}

// nameAbove takes the first line off a payload where it is a name and words follow.
func nameAbove(payload string) (label, rest string) {
	first, words, ok := strings.Cut(payload, "\n")
	if !ok || !plausible(first) {
		return "", payload
	}
	return first, words
}

type metadata struct {
	StartDateTime  time.Time `json:"startDateTime"`
	SpeakerName    string    `json:"speakerName"`
	SpokenText     string    `json:"spokenText"`
	SpokenLanguage string    `json:"spokenLanguage"`
}

// metadata reads a payload of JSON, as Microsoft Graph writes with metadata. One
// that cannot be read is kept as text, so that no words are lost.
func (p *vttParser) metadata(payload string, line int) (m metadata, ok bool) {
	if err := json.Unmarshal([]byte(payload), &m); err != nil || m.SpokenText == "" {
		if p.teams {
			p.found.add(InvalidMetadata, Warning, line, "the cue's metadata cannot be read and was kept as text")
		}
		return m, false
	}
	return m, true
}

// fresh returns the lines of a payload that the cue before did not have.
func (p *vttParser) fresh(payload string, line int) string {
	var unseen []string
	said := map[string]bool{}
	lines := 0
	for raw := range strings.SplitSeq(payload, "\n") {
		vs, _ := voices(raw, nil)
		text := ""
		for _, v := range vs {
			text += v.text
		}
		if text = strings.Join(strings.Fields(text), " "); text == "" {
			continue
		}
		lines++
		said[text] = true
		if !p.said[text] {
			unseen = append(unseen, raw)
		}
	}
	if len(unseen) < lines {
		p.repeated(line)
	}
	p.said = said
	return strings.Join(unseen, "\n")
}

func (p *vttParser) repeated(line int) {
	if p.repeats {
		return
	}
	p.repeats = true
	p.found.add(RepeatedText, Info, line, "lines that the file prints more than once were read once; this is the first of them")
}

// emit hands an utterance on. Those of Teams wait for the one that follows: it may
// be the next part of the same sentence, or the same sentence grown.
func (p *vttParser) emit(u *Utterance, emit func(*Utterance)) {
	if !p.teams {
		emit(u)
		return
	}
	if p.holds {
		switch h := &p.held; {
		case u.Label == h.Label && samePart(h.SourceID, u.SourceID) && len(h.Text) < longestSentence:
			p.join(h, u)
			return
		case u.Label == h.Label && u.Start.Before(h.End) && len(u.Text) > len(h.Text) && strings.HasPrefix(u.Text, strings.TrimRight(h.Text, ". ")):
			p.repeated(u.Line)
			h.Text, h.End = u.Text, u.End
			return
		}
		emit(&p.held)
	}
	p.held, p.holds = *u, true
}

// join appends the next part of an utterance, and keeps the times of each part.
func (p *vttParser) join(h, part *Utterance) {
	h.Text = strings.TrimSpace(h.Text)
	if len(h.Words) == 0 {
		h.Words = []transcript.Word{{EndByte: len(h.Text), Start: h.Start, End: h.End}}
	}
	words := strings.TrimSpace(part.Text)
	from := len(h.Text) + 1
	h.Text += " " + words
	h.Words = append(h.Words, transcript.Word{StartByte: from, EndByte: len(h.Text), Start: part.Start, End: part.End})
	h.End = part.End
}

// longestSentence is how long the parts of an utterance get before the next one is a
// segment of its own.
const longestSentence = 32 << 10 // bytes

// samePart reports whether two ids name parts of one utterance.
func samePart(a, b string) bool {
	i, j := strings.LastIndexByte(a, '-'), strings.LastIndexByte(b, '-')
	return i > 0 && i == j && a[:i] == b[:j] && a != b && isTeamsID(a)
}

func (p *vttParser) finish(emit func(*Utterance)) {
	p.flushWaiting()
	if p.holds {
		emit(&p.held)
		p.holds = false
	}
	p.odd.report(p.found)
}

// strictVTT is the parser of the specification
// (https://www.w3.org/TR/webvtt1/#file-parsing).
type strictVTT struct {
	found   *report
	started bool
	line    int
}

func (p *strictVTT) about() Document { return Document{} }

func (p *strictVTT) finish(func(*Utterance)) {}

func (p *strictVTT) parse(piece string, emit func(*Utterance)) {
	l := cueLines{text: piece, line: p.line}
	if !p.started {
		p.started = true
		l.next() // the signature, which the caller has checked
		for {
			line, at, ok := l.next()
			if !ok || line == "" {
				break
			}
			if hasArrow(line) {
				l.back(at)
				break
			}
		}
	}
	for p.block(&l, emit) {
	}
	p.line = l.line
}

// block collects one block; it returns false at the end of the piece.
func (p *strictVTT) block(l *cueLines, emit func(*Utterance)) bool {
	var (
		u          Utterance
		cue, seen  bool
		count      int
		start, end = -1, -1
	)
	for {
		line, at, ok := l.next()
		if !ok {
			break
		}
		count++
		if hasArrow(line) {
			if count != 1 && (count != 2 || seen) {
				l.back(at)
				break
			}
			seen = true
			id := ""
			if start >= 0 {
				id = l.text[start:end]
			}
			if from, to, ok := strictTimes(line); ok {
				u = Utterance{Line: l.line, Start: transcript.At(from), End: transcript.At(to), SourceID: id}
				cue, start, end = true, -1, -1
			} else {
				p.found.add(InvalidTime, Loss, l.line, "the cue's times are not valid, so it was left out")
			}
			continue
		}
		if line == "" {
			if count == 1 {
				return l.pos < len(l.text)
			}
			break
		}
		if start < 0 {
			start = at
		}
		end = at + len(line)
	}
	if cue {
		if start >= 0 {
			u.Text, u.Label = plain(l.text[start:end])
		}
		emit(&u)
	}
	return l.pos < len(l.text)
}

func strictTimes(line string) (from, to int64, ok bool) {
	const space = " \t\f\r"
	from, rest, ok := strictClock(strings.TrimLeft(line, space))
	if !ok {
		return 0, 0, false
	}
	rest, ok = strings.CutPrefix(strings.TrimLeft(rest, space), arrow)
	if !ok {
		return 0, 0, false
	}
	to, _, ok = strictClock(strings.TrimLeft(rest, space))
	return from, to, ok
}
