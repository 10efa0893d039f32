package decode

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

// TTML reads Timed Text Markup Language and its profiles: the text of its
// paragraphs, their times (clock times with fractions or frames, offsets in all
// units, nested containers, durations) and their agents as speakers. Times count
// from where the element around them begins, unless a paragraph would then lie
// outside it and lies inside it otherwise, as in the files of some products.
func TTML() Format {
	return Format{Name: "ttml", Decode: decodeTTML, Detect: func(head string) (Confidence, string) {
		opening := strings.TrimSpace(head[:min(len(head), 8<<10)])
		if strings.HasPrefix(opening, "<") && ttRoot.MatchString(opening) {
			return Certain, "is XML with a tt element"
		}
		return No, ""
	}}
}

var (
	ttRoot   = regexp.MustCompile(`<(\w+:)?tt[\s>]`)
	ttClock  = regexp.MustCompile(`^(\d{2,}):(\d{2}):(\d{2})(?:\.(\d+)|:(\d{2,})(?:\.\d+)?)?$`)
	ttOffset = regexp.MustCompile(`^(\d+(?:\.\d+)?)(h|m|s|ms|f|t)$`)
	// ttShort are clock times without hours or minutes, as some products write them.
	ttShort = regexp.MustCompile(`^(?:(?:(\d+):)?(\d{1,2}):)?(\d{1,2}(?:\.\d+)?)$`)
)

// ttRates are the units of frames and ticks.
type ttRates struct{ frames, ticks float64 }

// ttBox is an element that is open: its times on the clock of the file, and the
// agent that its text belongs to.
type ttBox struct {
	name       string
	begin, end float64 // ms; NaN for an end that nothing tells
	agent      string
}

func decodeTTML(content string, limits Limits) (Document, error) {
	doc, outside, err := readTTML(content, limits, false)
	if outside {
		doc, _, err = readTTML(content, limits, true)
	}
	return doc, err
}

// readTTML reads a file whose times count from the element around them, or from the
// start of the file. outside says that it must be the latter.
func readTTML(content string, limits Limits, absolute bool) (doc Document, outside bool, err error) {
	var (
		found report
		dec   = xml.NewDecoder(strings.NewReader(content))
		rates = ttRates{frames: 30, ticks: 1}
		stack = []ttBox{{end: math.NaN()}}
		names = map[string]string{} // of agents
		agent string                // whose name is read
		title bool
		p     *Utterance
		depth int // of the paragraph
		text  strings.Builder
	)
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 by now
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line, _ := dec.InputPos()
			if len(doc.Utterances) == 0 {
				return Document{}, false, &Error{Err: ErrMalformed, Line: line, Detail: "it is not well-formed XML"}
			}
			found.add(Truncated, Loss, line, "the XML breaks off here; what stands before it was read")
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(stack) > limits.MaxDepth {
				return Document{}, false, &Error{Err: ErrTooDeep, Detail: "the limit is " + strconv.Itoa(limits.MaxDepth) + " levels"}
			}
			parent := stack[len(stack)-1]
			box, ok := ttOpen(parent, t, rates, absolute)
			if t.Name.Local == "p" && box.begin >= parent.end && box.begin-parent.begin >= parent.begin && box.begin-parent.begin < parent.end {
				outside = true
			}
			line, _ := dec.InputPos()
			if !ok {
				found.add(InvalidTime, Warning, line, "a time cannot be read and was taken as unknown")
			}
			stack = append(stack, box)
			switch t.Name.Local {
			case "tt":
				rates = ttRatesOf(t)
				doc.Language = languageTag(attribute(t, "lang"))
			case "agent":
				agent = attribute(t, "id")
			case "title":
				title = true
			case "p":
				p, depth = &Utterance{Line: line, SourceID: attribute(t, "id")}, len(stack)
				text.Reset()
			case "span":
				if p != nil && attribute(t, "begin") != "" && attribute(t, "end") != "" && math.IsNaN(stack[depth-1].end) {
					p.Start, p.End = earlier(p.Start, offsetOf(box.begin)), offsetOf(box.end)
				}
			case "br":
				text.WriteByte(' ')
			}
		case xml.EndElement:
			box := stack[len(stack)-1]
			switch t.Name.Local {
			case "p":
				if p != nil {
					if p.Start.IsZero() {
						p.Start, p.End = offsetOf(box.begin), offsetOf(box.end)
					}
					p.Label = box.agent
					p.Text = strings.Join(strings.Fields(text.String()), " ")
					if p.Text == "" {
						found.add(EmptyCue, Info, p.Line, "the paragraph has no words")
					} else {
						if int64(len(doc.Utterances)) >= limits.parts() {
							return Document{}, false, &Error{Err: ErrTooLarge, Detail: "it holds too many paragraphs"}
						}
						doc.Utterances = append(doc.Utterances, *p)
					}
					p = nil
				}
			case "agent":
				agent = ""
			case "title":
				title = false
			}
			stack = stack[:len(stack)-1]
		case xml.CharData:
			switch {
			case p != nil:
				text.Write(t)
			case agent != "" && names[agent] == "":
				names[agent] = strings.TrimSpace(string(t))
			case title && doc.Title == "":
				doc.Title = strings.TrimSpace(string(t))
			}
		}
	}
	for id, name := range names {
		doc.Speakers = append(doc.Speakers, SpeakerInfo{Label: id, Name: name})
	}
	doc.Diagnostics = found.list
	return doc, outside, nil
}

func earlier(a, b transcript.Offset) transcript.Offset {
	if a.IsZero() {
		return b
	}
	return a
}

func offsetOf(ms float64) transcript.Offset {
	if math.IsNaN(ms) || math.Abs(ms) > 1<<50 {
		return transcript.Offset{}
	}
	return transcript.At(int64(math.Round(ms)))
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// ttOpen gives the times of an element inside another: begin and end count from
// where its parent begins, and nothing lasts longer than its parent.
func ttOpen(parent ttBox, t xml.StartElement, rates ttRates, absolute bool) (ttBox, bool) {
	box := ttBox{name: t.Name.Local, begin: parent.begin, end: parent.end, agent: parent.agent}
	if a := attribute(t, "agent"); a != "" {
		box.agent, _, _ = strings.Cut(a, " ")
	}
	switch t.Name.Local {
	case "body", "div", "p", "span":
	default:
		return box, true
	}
	valid := true
	read := func(name string) (float64, bool) {
		s := attribute(t, name)
		if s == "" {
			return 0, false
		}
		ms, ok := ttTime(s, rates)
		valid = valid && ok
		return ms, ok
	}
	origin := parent.begin
	if absolute {
		origin = 0
	}
	if ms, ok := read("begin"); ok {
		box.begin = origin + ms
	}
	limit := func(ms float64) {
		if math.IsNaN(box.end) || ms < box.end {
			box.end = ms
		}
	}
	if ms, ok := read("end"); ok {
		limit(origin + ms)
	}
	if ms, ok := read("dur"); ok {
		limit(box.begin + ms)
	}
	return box, valid
}

// ttTime reads a time expression into milliseconds.
func ttTime(s string, rates ttRates) (float64, bool) {
	if m := ttClock.FindStringSubmatch(s); m != nil {
		h, _ := strconv.ParseFloat(m[1], 64)
		minutes, _ := strconv.ParseFloat(m[2], 64)
		seconds, _ := strconv.ParseFloat(m[3]+"."+m[4]+"0", 64)
		frames, _ := strconv.ParseFloat("0"+m[5], 64)
		return (h*3600+minutes*60+seconds)*1000 + frames*1000/rates.frames, true
	}
	if m := ttOffset.FindStringSubmatch(s); m != nil {
		n, err := strconv.ParseFloat(m[1], 64)
		unit := map[string]float64{"h": 3600e3, "m": 60e3, "s": 1e3, "ms": 1, "f": 1000 / rates.frames, "t": 1000 / rates.ticks}[m[2]]
		return n * unit, err == nil
	}
	if m := ttShort.FindStringSubmatch(s); m != nil {
		h, _ := strconv.ParseFloat("0"+m[1], 64)
		minutes, _ := strconv.ParseFloat("0"+m[2], 64)
		seconds, err := strconv.ParseFloat(m[3], 64)
		return (h*3600 + minutes*60 + seconds) * 1000, err == nil
	}
	return 0, false
}

func ttRatesOf(t xml.StartElement) ttRates {
	r := ttRates{frames: 30, ticks: 1}
	number := func(s string) float64 {
		n, err := strconv.ParseFloat(s, 64)
		if err != nil || n <= 0 || math.IsInf(n, 0) {
			return 0
		}
		return n
	}
	if n := number(attribute(t, "frameRate")); n > 0 {
		r.frames, r.ticks = n, n
	}
	if parts := strings.FieldsFunc(attribute(t, "frameRateMultiplier"), func(c rune) bool { return c == ' ' || c == ':' }); len(parts) == 2 {
		if up, down := number(parts[0]), number(parts[1]); up > 0 && down > 0 {
			r.frames *= up / down
		}
	}
	if n := number(attribute(t, "tickRate")); n > 0 {
		r.ticks = n
	}
	return r
}
