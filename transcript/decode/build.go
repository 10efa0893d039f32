package decode

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hirealign/hirealign/transcript"
)

var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

const idLength = 13 // characters; 65 bits

// encodeID shortens a hash to the characters of an id.
func encodeID(sum []byte) string { return idEncoding.EncodeToString(sum)[:idLength] }

// build makes segments and speakers of the utterances and adds the document's
// diagnostics to found.
func build(t *transcript.Transcript, doc Document, found *report) {
	b := newBuilder(t, found)
	for _, info := range doc.Speakers {
		b.infos[info.Label] = info
	}
	t.Segments = make([]transcript.Segment, 0, len(doc.Utterances))
	for i := range doc.Utterances {
		b.add(&doc.Utterances[i])
	}
	b.link(doc.Diagnostics)
	if b.unnamed > 0 {
		found.add(UnknownSpeaker, Warning, 0, "the file names no speaker for "+strconv.Itoa(b.unnamed)+" of "+strconv.Itoa(len(t.Segments))+" segments")
	}
}

type builder struct {
	t        *transcript.Transcript
	found    *report
	infos    map[string]SpeakerInfo
	speakers map[string]transcript.SpeakerID
	names    map[string]bool
	// starts counts the segments that begin at the same time.
	starts  map[start]int
	lines   []place // of the segments, in the order of the file
	unnamed int
	ids     []byte // memory for ids; one piece of it is the memory of many
	key     []byte
}

// start is what a segment's id is made of besides the transcript's own id.
type start struct {
	track transcript.TrackID
	at    int64
	known bool // at is a time, not a place
}

type place struct {
	line, segment int
	path          string
}

func newBuilder(t *transcript.Transcript, found *report) *builder {
	return &builder{
		t: t, found: found, infos: map[string]SpeakerInfo{}, speakers: map[string]transcript.SpeakerID{},
		names: map[string]bool{}, starts: map[start]int{},
	}
}

func (b *builder) add(u *Utterance) {
	text, words := trim(u)
	if text == "" {
		return
	}
	t := b.t
	s := transcript.Segment{
		ID: b.segmentID(u, len(t.Segments)), Start: u.Start, End: u.End, Text: text, Kind: u.Kind, SourceID: valid(u.SourceID),
		Language: valid(u.Language), Track: u.Track, Words: words,
	}
	if u.Heard != "" {
		if heard := strings.TrimSpace(valid(u.Heard)); heard != text {
			s.Heard = heard
		}
	}
	if s.End.Before(s.Start) {
		b.found.append(Diagnostic{Code: ReversedTime, Severity: Warning, Line: u.Line, Path: u.Path, Segment: s.ID, Message: "the end lies before the start and was taken as unknown"})
		s.End = transcript.Offset{}
	}
	if ms, ok := s.Start.Ms(); ok && ms < 0 {
		b.found.append(Diagnostic{Code: NegativeTime, Severity: Info, Line: u.Line, Path: u.Path, Segment: s.ID, Message: "the segment starts before the clock does"})
	}
	if label := strings.TrimSpace(valid(u.Label)); label != "" {
		s.Speaker = b.speaker(label, u.Line)
	} else if u.Kind == transcript.Speech {
		b.unnamed++
	}
	b.lines = append(b.lines, place{line: u.Line, path: u.Path, segment: len(t.Segments)})
	t.Segments = append(t.Segments, s)
}

// link tells each diagnostic which segment was made of the place that it reports.
func (b *builder) link(diagnostics []Diagnostic) {
	for _, d := range diagnostics {
		if d.Segment == "" && (d.Line > 0 || d.Path != "") {
			at := slices.IndexFunc(b.lines, func(p place) bool { return d.Line > 0 && p.line == d.Line || d.Path != "" && p.path == d.Path })
			if at >= 0 {
				d.Segment = b.t.Segments[b.lines[at].segment].ID
			}
		}
		b.found.append(d)
	}
}

// trim takes white space from both ends of an utterance's text, and moves its
// words along. Words that lie outside the text, or before the one that precedes
// them, are left out: a format of a host may have miscounted.
func trim(u *Utterance) (string, []transcript.Word) {
	whole := valid(u.Text)
	text := strings.TrimSpace(whole)
	if len(u.Words) == 0 || text == "" {
		return text, nil
	}
	lead := strings.Index(whole, text)
	words, end := make([]transcript.Word, 0, len(u.Words)), 0
	for _, w := range u.Words {
		w.StartByte, w.EndByte = max(w.StartByte-lead, 0), min(w.EndByte-lead, len(text))
		if w.StartByte < end || w.EndByte <= w.StartByte || !boundary(text, w.StartByte) || !boundary(text, w.EndByte) {
			continue
		}
		if w.End.Before(w.Start) {
			w.End = transcript.Offset{}
		}
		end = w.EndByte
		words = append(words, w)
	}
	return text, words
}

func boundary(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }

// segmentID hashes the transcript's id with the track and the start time, or with
// the place in the file where there is no time, and a counter for equal starts.
func (b *builder) segmentID(u *Utterance, index int) transcript.SegmentID {
	k := start{track: u.Track, at: int64(index)}
	if ms, ok := u.Start.Ms(); ok {
		k.at, k.known = ms, true
	}
	key := append(b.key[:0], b.t.ID...)
	key = append(key, 0)
	if !k.known {
		key = append(key, '#')
	}
	key = strconv.AppendInt(key, k.at, 10)
	if k.track != "" {
		key = append(key, 0x01)
		key = append(key, k.track...)
	}
	key = append(key, 0)
	key = strconv.AppendInt(key, int64(b.occurrence(k)), 10)
	b.key = key
	sum := sha256.Sum256(key)
	return transcript.SegmentID(b.id(sum[:]))
}

// occurrence counts how often a start was seen before.
func (b *builder) occurrence(k start) int {
	n := b.starts[k]
	b.starts[k] = n + 1
	return n
}

// id writes "s_" and the first 65 bits of a hash in the alphabet of idEncoding.
func (b *builder) id(sum []byte) string {
	const size = 2 + idLength
	if cap(b.ids)-len(b.ids) < size {
		b.ids = make([]byte, 0, 256*size)
	}
	at := len(b.ids)
	b.ids = append(b.ids, "s_"...)
	var enc [16]byte
	idEncoding.Encode(enc[:], sum[:10])
	b.ids = append(b.ids, enc[:idLength]...)
	return string(b.ids[at:])
}

func (b *builder) speaker(label string, line int) transcript.SpeakerID {
	if id, ok := b.speakers[label]; ok {
		return id
	}
	info := b.infos[label]
	id := transcript.SpeakerID("sp" + strconv.Itoa(len(b.speakers)+1))
	s := transcript.Speaker{ID: id, Label: label, Name: visible(label), Email: strings.TrimSpace(valid(info.Email))}
	if name := visible(valid(info.Name)); name != "" {
		s.Name = name
	}
	if s.Name == "" {
		s.Name = "Speaker " + strconv.Itoa(len(b.speakers)+1)
	}
	if b.names[s.Name] {
		b.found.add(SimilarSpeakers, Warning, line, "two speaker labels look the same and differ in invisible characters or white space")
	}
	b.names[s.Name] = true
	if role := roleOf(s.Name); role != transcript.UnknownRole {
		s.Role, s.RoleSource = role, transcript.Label
	}
	if info.Role != transcript.UnknownRole && info.Source != "" {
		s.Role, s.RoleSource = info.Role, info.Source
	}
	b.speakers[label] = id
	b.t.Speakers = append(b.t.Speakers, s)
	return id
}

// visible takes control, bidirectional and zero-width characters out of a name and
// folds its white space. It returns "" for a name without a letter, digit or
// symbol, for which a stand-in such as "Speaker 2" should be shown.
func visible(label string) string {
	name := strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200D' {
			return -1
		}
		return r
	}, label)), " ")
	if !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSymbol(r) }) {
		return ""
	}
	return name
}

var roleLabels = map[string]transcript.Role{
	"candidate": transcript.Candidate, "interviewee": transcript.Candidate, "respondent": transcript.Candidate, "applicant": transcript.Candidate,
	"interviewer": transcript.Interviewer, "panelist": transcript.Interviewer, "hiring manager": transcript.HiringManager,
	"recruiter": transcript.Recruiter, "observer": transcript.Observer,
}

// roleOf reads a role from a label that is one, and recognises notetakers.
func roleOf(name string) transcript.Role {
	lower := strings.ToLower(name)
	if r, ok := roleLabels[lower]; ok {
		return r
	}
	for _, mark := range []string{"notetaker", "note taker", "fireflies.ai", "otter.ai", "read.ai", "fathom notetaker", "meeting bot"} {
		if strings.Contains(lower, mark) {
			return transcript.Bot
		}
	}
	return transcript.UnknownRole
}
