package decode

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hirealign/hirealign/transcript"
)

const (
	idAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	idLength   = 13 // characters; 65 bits
)

var idEncoding = base32.NewEncoding(idAlphabet).WithPadding(base32.NoPadding)

const longLabel = 1000 // bytes of a speaker label

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
	first := map[string]transcript.SegmentID{}
	for i := range doc.Utterances {
		u := &doc.Utterances[i]
		before := len(t.Segments)
		b.add(u)
		if len(doc.Diagnostics) > 0 && len(t.Segments) > before {
			key := u.Path
			if u.Line > 0 {
				key = strconv.Itoa(u.Line)
			}
			if _, ok := first[key]; !ok {
				first[key] = t.Segments[before].ID
			}
		}
	}
	for _, d := range doc.Diagnostics {
		if d.Segment == "" && d.Line > 0 {
			d.Segment = first[strconv.Itoa(d.Line)]
		} else if d.Segment == "" && d.Path != "" {
			d.Segment = first[d.Path]
		}
		found.append(d)
	}
	b.done()
}

type builder struct {
	t     *transcript.Transcript
	found *report
	// exact keeps text as it is, and segments without any.
	exact bool
	// own says that the utterances are pieces of a text that is known to be UTF-8.
	own       bool
	infos     map[string]SpeakerInfo
	speakers  map[string]transcript.SpeakerID
	names     map[string]bool
	lastLabel string
	lastID    transcript.SpeakerID
	starts    map[start]int // how many segments began there; nil while the file is in the order of time
	timed     bool
	latest    int64
	repeated  int
	linked    int // diagnostics that have been told their segment, or have none
	unnamed   int
	ids       *strings.Builder // memory of many ids
	seeds     map[seedOf]uint64

	lastSeedOf seedOf
	lastSeed   uint64
	seeded     bool
}

// start is what a segment's id is made of besides the transcript's own id.
type start struct {
	track transcript.TrackID
	ms    int64
}

func newBuilder(t *transcript.Transcript, found *report) *builder {
	return &builder{
		t: t, found: found, infos: map[string]SpeakerInfo{}, speakers: map[string]transcript.SpeakerID{},
		names: map[string]bool{}, ids: new(strings.Builder), seeds: map[seedOf]uint64{},
	}
}

func (b *builder) add(u *Utterance) {
	text, words := u.Text, u.Words
	if !b.exact {
		if text, words = b.trim(u); text == "" {
			return
		}
	}
	t := b.t
	s := transcript.Segment{
		ID: b.segmentID(u, len(t.Segments)), Start: u.Start, End: u.End, Text: text, Kind: u.Kind, SourceID: b.valid(u.SourceID),
		Language: b.valid(u.Language), Track: u.Track, State: u.State, Words: words,
		Redacted: transcript.VendorRedactions(text),
	}
	if u.Heard != "" {
		if heard := strings.TrimSpace(b.valid(u.Heard)); heard != text {
			s.Heard = heard
		}
	}
	b.link(u.Line, s.ID)
	if s.End.Before(s.Start) {
		b.found.append(Diagnostic{Code: ReversedTime, Severity: Warning, Line: u.Line, Path: u.Path, Segment: s.ID, Message: "the end lies before the start and was taken as unknown"})
		if !b.exact {
			s.End = transcript.Offset{}
		}
	}
	if ms, ok := s.Start.Ms(); ok && ms < 0 {
		b.found.append(Diagnostic{Code: NegativeTime, Severity: Info, Line: u.Line, Path: u.Path, Segment: s.ID, Message: "the segment starts before the clock does"})
	}
	if label := strings.TrimSpace(b.valid(u.Label)); label != "" {
		s.Speaker = b.speaker(label, u.Line)
	} else if u.Kind == transcript.Speech {
		b.unnamed++
	}
	t.Segments = append(t.Segments, s)
}

// link tells the diagnostics of a line which segment was made of it.
func (b *builder) link(line int, id transcript.SegmentID) {
	for list := b.found.list; b.linked < len(list) && list[b.linked].Line <= line; b.linked++ {
		if d := &list[b.linked]; d.Line == line && line > 0 && d.Segment == "" {
			d.Segment = id
		}
	}
}

func (b *builder) done() {
	if b.unnamed > 0 {
		b.found.add(UnknownSpeaker, Warning, 0, "the file names no speaker for "+strconv.Itoa(b.unnamed)+" of "+strconv.Itoa(len(b.t.Segments))+" segments")
	}
}

// trim takes white space from both ends of an utterance's text, and moves its
// words along. Words that lie outside the text, or before the one that precedes
// them, are left out: a format of a host may have miscounted.
func (b *builder) trim(u *Utterance) (string, []transcript.Word) {
	whole := b.valid(u.Text)
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

// valid makes sure that a string of a host's format is UTF-8.
func (b *builder) valid(s string) string {
	if b.own {
		return s
	}
	return valid(s)
}

func boundary(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }

// segmentID mixes the start time, or the place in the file where there is no time,
// into a hash of the transcript's id and the track, and then a counter for equal
// starts. Each step is reversible, so that no two starts of a track get the same id.
func (b *builder) segmentID(u *Utterance, index int) transcript.SegmentID {
	at, known := u.Start.Ms()
	seen := 0
	if known {
		seen = b.occurrence(start{u.Track, at})
	} else {
		at = int64(index)
	}
	from := seedOf{u.Track, known}
	if from != b.lastSeedOf || !b.seeded {
		b.lastSeedOf, b.lastSeed, b.seeded = from, b.seed(from), true
	}
	return transcript.SegmentID(b.id(mix(mix(b.lastSeed^uint64(at)) + uint64(seen))))
}

// seedOf is what the ids of segments have in common besides the transcript's id.
type seedOf struct {
	track transcript.TrackID
	timed bool
}

func (b *builder) seed(of seedOf) uint64 {
	if seed, ok := b.seeds[of]; ok {
		return seed
	}
	kind := byte(0)
	if of.timed {
		kind = 1
	}
	sum := sha256.Sum256(append(append([]byte(b.t.ID), 0, kind), of.track...))
	seed := binary.BigEndian.Uint64(sum[:])
	b.seeds[of] = seed
	return seed
}

// mix spreads each bit of a number over all of it, and can be undone: it is the last
// step of the generator SplitMix64.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// occurrence counts how many segments began at the same time before. A file in the
// order of time on one track needs no memory for it.
func (b *builder) occurrence(at start) int {
	if b.starts == nil {
		switch {
		case at.track == "" && (!b.timed || at.ms > b.latest):
			b.timed, b.latest, b.repeated = true, at.ms, 0
			return 0
		case at.track == "" && at.ms == b.latest:
			b.repeated++
			return b.repeated
		}
		b.starts = make(map[start]int, len(b.t.Segments))
		for i := range b.t.Segments {
			if ms, ok := b.t.Segments[i].Start.Ms(); ok {
				b.starts[start{b.t.Segments[i].Track, ms}]++
			}
		}
	}
	n := b.starts[at]
	b.starts[at] = n + 1
	return n
}

// id writes "s_" and a number in the alphabet of ids.
func (b *builder) id(n uint64) string {
	const size = 2 + idLength
	if b.ids.Cap()-b.ids.Len() < size {
		b.ids = new(strings.Builder)
		b.ids.Grow(256 * size)
	}
	text := [size]byte{'s', '_'}
	for i := size - 1; i > 1; i-- {
		text[i] = idAlphabet[n&31]
		n >>= 5
	}
	at := b.ids.Len()
	b.ids.Write(text[:])
	return b.ids.String()[at:]
}

func (b *builder) speaker(label string, line int) transcript.SpeakerID {
	if label == b.lastLabel {
		return b.lastID
	}
	if id, ok := b.speakers[label]; ok {
		b.lastLabel, b.lastID = label, id
		return id
	}
	info := b.infos[label]
	id := transcript.SpeakerID("sp" + strconv.Itoa(len(b.speakers)+1))
	s := transcript.NewSpeaker(id, label)
	s.Email = strings.TrimSpace(valid(info.Email))
	if name := transcript.DisplayName(valid(info.Name)); name != "" {
		s.Name = name
	}
	if len(label) > longLabel {
		b.found.add(LongSpeaker, Info, line, "a speaker label of more than a thousand bytes is shown cut")
	}
	if s.Name == "" {
		s.Name = "Speaker " + strconv.Itoa(len(b.speakers)+1)
	}
	if b.names[s.Name] {
		b.found.add(SimilarSpeakers, Warning, line, "two speaker labels look the same and differ in invisible characters or white space")
	}
	b.names[s.Name] = true
	if role := transcript.LabelRole(s.Name); role != transcript.UnknownRole {
		s.Role, s.RoleSource = role, transcript.Label
	}
	if info.Role != transcript.UnknownRole && info.Source != "" {
		s.Role, s.RoleSource = info.Role, info.Source
	}
	b.speakers[label] = id
	b.lastLabel, b.lastID = label, id
	b.t.Speakers = append(b.t.Speakers, s)
	return id
}
