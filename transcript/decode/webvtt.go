package decode

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"time"
)

// WebVTT reads W3C WebVTT: voices of <v Name> tags, entities decoded, other tags
// taken out, settings, styles and regions ignored. Where a cue has no voice the
// speaker is unknown.
func WebVTT() Format {
	return Format{Name: "webvtt", Detect: detectVTT, Decode: func(s string, _ Limits) (Document, error) { return decodeVTT(s, nil) }}
}

// ZoomVTT reads the WebVTT that Zoom writes: integer ids and one line of payload
// that begins with the speaker's name and a colon.
func ZoomVTT() Format {
	return Format{Name: "zoom_vtt", Detect: detectZoom, Decode: func(s string, _ Limits) (Document, error) { return decodeVTT(s, zoomName) }}
}

// TeamsVTT reads the WebVTT that Microsoft Teams writes: voices, ids of the form
// GUID/number-part, text that runs over several lines, times without padding in
// the form that Microsoft Graph returns, and the form whose payload is JSON. Each
// cue is a segment; its SourceID keeps the utterance's id.
func TeamsVTT() Format {
	return Format{Name: "teams_vtt", Detect: detectTeams, Decode: func(s string, _ Limits) (Document, error) { return decodeVTT(s, nil) }}
}

// signature is how every WebVTT file begins.
const signature = "WEBVTT"

func isVTT(head string) bool {
	rest, ok := strings.CutPrefix(head, signature)
	return ok && (rest == "" || strings.ContainsRune(" \t\n", rune(rest[0])))
}

func detectVTT(head string) (Confidence, string) {
	if isVTT(head) {
		return Probable, "starts with WEBVTT"
	}
	if found := strings.Contains(head, "-->"); found && vttTiming.MatchString(head) {
		return Possible, "has cue times with dots"
	}
	return No, ""
}

var (
	vttTiming   = regexp.MustCompile(`(?m)^\s*-?[\d:]+\.\d+\s*-->\s*-?[\d:]+\.\d+`)
	teamsID     = regexp.MustCompile(`(?m)^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}/\d+-\d+\s*$`)
	teamsUnpad  = regexp.MustCompile(`(?m)^-?\d:\d{1,2}:\d{1,2}\.\d{1,3} -->`)
	teamsJSON   = regexp.MustCompile(`(?m)^\{"?(startDateTime|endDateTime|speakerName)`)
	zoomCue     = regexp.MustCompile(`(?m)^\d+\n[\d:.]+ --> [\d:.]+[ \t]*\n([^\n<]{1,80}?): \S`)
	anyCue      = regexp.MustCompile(`(?m)^[^\n]*-->[^\n]*\n[^\n]+`)
	voiceMarker = regexp.MustCompile(`<v[ .]`)
)

func detectTeams(head string) (Confidence, string) {
	switch {
	case !isVTT(head):
		return No, ""
	case teamsID.MatchString(head):
		return Certain, "starts with WEBVTT and has Teams utterance ids"
	case teamsJSON.MatchString(head):
		return Certain, "starts with WEBVTT and has Teams metadata payloads"
	case teamsUnpad.MatchString(head):
		return Certain, "starts with WEBVTT and has times without padding, as Microsoft Graph writes them"
	}
	return No, ""
}

func detectZoom(head string) (Confidence, string) {
	if !isVTT(head) || voiceMarker.MatchString(head) {
		return No, ""
	}
	named, cues := len(zoomCue.FindAllString(head, -1)), len(anyCue.FindAllString(head, -1))
	if named > 0 && named*2 >= cues {
		return Certain, "starts with WEBVTT, has integer ids, and most cues begin with a name"
	}
	return No, ""
}

// zoomName splits "Name: text". The name ends at the first colon with a space
// after it, is not too long and is not the time of day.
func zoomName(text string) (label, rest string) {
	name, after, ok := strings.Cut(text, ": ")
	if !ok {
		if n, full := strings.CutSuffix(text, ":"); full {
			name, after, ok = n, "", true
		}
	}
	if !ok || name == "" || len(name) > 80 || strings.ContainsAny(name, "?!\n") || timeOfDay.MatchString(name) {
		return "", text
	}
	return name, after
}

var timeOfDay = regexp.MustCompile(`^\d{1,2}(:\d{2})?(\s|$)`)

func decodeVTT(content string, name func(string) (label, rest string)) (Document, error) {
	var (
		doc   Document
		found report
		clk   = clock{padded: padded(content)}
		block []string
		start int
		first = true
		began time.Time
	)
	if !isVTT(content) {
		found.add(MissingSignature, Warning, 1, "the file does not start with WEBVTT")
		first = false
	}
	flush := func() {
		switch {
		case len(block) == 0:
		case first:
			doc.Language = header(block, "Language")
			first = false
			// A product writes its first cue without a blank line after the header.
			for i, l := range block {
				if strings.Contains(l, "-->") {
					doc.cue(block[i:], start+i, clk, name, &began, &found)
					break
				}
			}
		default:
			doc.cue(block, start, clk, name, &began, &found)
		}
		block = nil
	}
	for n, line := range lines(content) {
		if strings.TrimSpace(line) == "" {
			flush()
			continue
		}
		if len(block) == 0 {
			start = n
		}
		// A line with an arrow starts a new cue even without a blank line before it.
		if strings.Contains(line, "-->") && len(block) > 0 && hasTiming(block) {
			flush()
			start = n
		}
		block = append(block, line)
	}
	flush()
	doc.Diagnostics = found.list
	doc.StartedAt = began
	return doc, nil
}

func hasTiming(block []string) bool {
	for _, l := range block {
		if strings.Contains(l, "-->") {
			return true
		}
	}
	return false
}

func header(block []string, key string) string {
	for _, l := range block {
		if v, ok := strings.CutPrefix(l, key+":"); ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// cue reads one block: an optional id, the times, and the payload.
func (doc *Document) cue(block []string, line int, clk clock, name func(string) (string, string), began *time.Time, found *report) {
	switch first := block[0]; {
	case strings.HasPrefix(first, "NOTE"), first == "STYLE", first == "REGION":
		if !hasTiming(block[:1]) {
			return
		}
	}
	id := ""
	if !strings.Contains(block[0], "-->") {
		id = block[0]
		if len(block) == 1 || !strings.Contains(block[1], "-->") {
			found.add(MissingTime, Loss, line, "the block has no times and was left out")
			return
		}
		block, line = block[1:], line+1
	}
	before, after, _ := strings.Cut(block[0], "-->")
	startAt, irregular1, ok1 := clk.parse(strings.TrimSpace(before))
	endAt, irregular2, ok2 := clk.parse(firstField(after))
	if !ok1 || !ok2 {
		found.add(InvalidTime, Loss, line, "the cue's times cannot be read, so it was left out")
		return
	}
	if irregular1 || irregular2 {
		found.add(IrregularTime, Info, line, "the cue's times do not follow the format")
	}
	payload := strings.Join(block[1:], "\n")
	if strings.TrimSpace(payload) == "" {
		found.add(EmptyCue, Info, line, "the cue has no words")
		return
	}
	base := Utterance{Line: line, Start: startAt, End: endAt, SourceID: id}
	if label, text, at, ok := metadata(payload); ok {
		base.Label, base.Text = label, text
		if began.IsZero() && !at.IsZero() {
			if ms, known := startAt.Ms(); known {
				*began = at.Add(-time.Duration(ms) * time.Millisecond).UTC()
			}
		}
		doc.Utterances = append(doc.Utterances, base)
		return
	}
	for _, p := range voices(payload, line, found) {
		u := base
		u.Label, u.Text = p.label, p.text
		if p.label == "" && name != nil {
			u.Label, u.Text = name(p.text)
		}
		doc.Utterances = append(doc.Utterances, u)
	}
}

// metadata reads a payload of JSON, as Microsoft Graph writes with metadata.
func metadata(payload string) (label, text string, at time.Time, ok bool) {
	if !strings.HasPrefix(payload, "{") {
		return "", "", time.Time{}, false
	}
	var m struct {
		StartDateTime time.Time `json:"startDateTime"`
		SpeakerName   string    `json:"speakerName"`
		SpokenText    string    `json:"spokenText"`
	}
	if err := json.Unmarshal([]byte(payload), &m); err != nil || m.SpokenText == "" {
		return "", "", time.Time{}, false
	}
	return m.SpeakerName, m.SpokenText, m.StartDateTime, true
}

type voice struct{ label, text string }

// voices splits a payload at its voice tags and takes all tags out. Text before
// the first voice, and after a voice was closed, belongs to nobody.
func voices(payload string, line int, found *report) []voice {
	var (
		out   []voice
		label string
		text  strings.Builder
	)
	flush := func() {
		if s := html.UnescapeString(strings.ReplaceAll(text.String(), "\n", " ")); strings.TrimSpace(s) != "" {
			out = append(out, voice{label, s})
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
		payload = payload[i:]
		j := strings.IndexByte(payload, '>')
		if j < 0 || !isTag(payload[1:j]) {
			found.add(UnclosedTag, Info, line, "a < that starts no tag was kept as text")
			text.WriteByte('<')
			payload = payload[1:]
			continue
		}
		tag := payload[1:j]
		payload = payload[j+1:]
		switch {
		case tag == "v" || strings.HasPrefix(tag, "v ") || strings.HasPrefix(tag, "v.") || strings.HasPrefix(tag, "v\t") || strings.HasPrefix(tag, "v\n"):
			flush()
			label = ""
			if k := strings.IndexAny(tag, " \t\n"); k >= 0 {
				label = strings.Join(strings.Fields(html.UnescapeString(tag[k:])), " ")
			}
		case tag == "/v":
			flush()
			label = ""
		}
	}
	flush()
	return out
}

// isTag tells "<i>", "</v>", "<c.loud>", "<00:19.000>" from a "<" in the text.
func isTag(tag string) bool {
	name := strings.TrimPrefix(tag, "/")
	if name == "" {
		return true // "<>" and "</>" stand for nothing
	}
	if i := strings.IndexAny(name, " .\t\n"); i >= 0 && (name[0] < '0' || name[0] > '9') {
		name = name[:i]
	}
	switch name {
	case "":
		return false
	case "c", "i", "b", "u", "ruby", "rt", "v", "lang", "font":
		return true
	}
	return name[0] >= '0' && name[0] <= '9' && strings.Contains(name, ":")
}
