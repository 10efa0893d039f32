package decode

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
	"unicode"

	"github.com/hirealign/hirealign/transcript"
)

var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

const idLength = 13 // characters; 65 bits

// encodeID shortens a hash to the characters of an id.
func encodeID(sum []byte) string { return idEncoding.EncodeToString(sum)[:idLength] }

// build makes segments and speakers of the utterances and adds the document's
// diagnostics to found.
func build(t *transcript.Transcript, doc Document, found *report) {
	b := builder{t: t, speakers: map[string]transcript.SpeakerID{}, names: map[string]bool{}, starts: map[string]int{}, found: found}
	segmentAt := make(map[int]transcript.SegmentID, len(doc.Utterances))
	unnamed := 0
	for _, u := range doc.Utterances {
		text := strings.TrimSpace(valid(u.Text))
		if text == "" {
			continue
		}
		s := transcript.Segment{
			ID: b.segmentID(u, len(t.Segments)), Start: u.Start, End: u.End, Text: text, Kind: u.Kind, SourceID: valid(u.SourceID),
		}
		if s.End.Before(s.Start) {
			found.append(Diagnostic{Code: ReversedTime, Severity: Warning, Line: u.Line, Segment: s.ID, Message: "the end lies before the start and was taken as unknown"})
			s.End = transcript.Offset{}
		}
		if ms, ok := s.Start.Ms(); ok && ms < 0 {
			found.append(Diagnostic{Code: NegativeTime, Severity: Info, Line: u.Line, Segment: s.ID, Message: "the segment starts before the clock does"})
		}
		if label := strings.TrimSpace(valid(u.Label)); label != "" {
			s.Speaker = b.speaker(label, u.Line)
		} else if u.Kind == transcript.Speech {
			unnamed++
		}
		if _, ok := segmentAt[u.Line]; !ok {
			segmentAt[u.Line] = s.ID
		}
		t.Segments = append(t.Segments, s)
	}
	for _, d := range doc.Diagnostics {
		if d.Segment == "" {
			d.Segment = segmentAt[d.Line]
		}
		found.append(d)
	}
	if unnamed > 0 {
		found.add(UnknownSpeaker, Warning, 0, "the file names no speaker for "+strconv.Itoa(unnamed)+" of "+strconv.Itoa(len(t.Segments))+" segments")
	}
}

type builder struct {
	t        *transcript.Transcript
	speakers map[string]transcript.SpeakerID
	names    map[string]bool
	starts   map[string]int
	found    *report
}

// segmentID hashes the transcript's id with the start time, or with the place in
// the file where there is none, and a counter for equal starts.
func (b *builder) segmentID(u Utterance, index int) transcript.SegmentID {
	at := "#" + strconv.Itoa(index)
	if ms, ok := u.Start.Ms(); ok {
		at = strconv.FormatInt(ms, 10)
	}
	key := string(b.t.ID) + "\x00" + at + "\x00" + strconv.Itoa(b.starts[at])
	b.starts[at]++
	sum := sha256.Sum256([]byte(key))
	return transcript.SegmentID("s_" + encodeID(sum[:]))
}

func (b *builder) speaker(label string, line int) transcript.SpeakerID {
	if id, ok := b.speakers[label]; ok {
		return id
	}
	id := transcript.SpeakerID("sp" + strconv.Itoa(len(b.speakers)+1))
	s := transcript.Speaker{ID: id, Label: label, Name: visible(label)}
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
	b.speakers[label] = id
	b.t.Speakers = append(b.t.Speakers, s)
	return id
}

// visible takes control, bidirectional and zero-width characters out of a name,
// folds white space, and gives "" for a name without a letter, digit or symbol.
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
