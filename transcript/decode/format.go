package decode

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/transcript"
)

// Format is a way of writing a transcript. It is a plain value without identity:
// a host makes its own by filling in the fields. The zero value stands for "not
// told". The functions must be safe for concurrent use.
type Format struct {
	// Name is the format's name, such as "zoom_vtt". It becomes transcript.Origin.Format.
	Name string
	// Detect says how sure it is that the head of a file is of this format, and
	// why, in a few words. nil recognises nothing. head is text as for Decode,
	// and may end in the middle of a line.
	Detect func(head string) (Confidence, string)
	// Decode reads a whole file. Its content is valid UTF-8 without byte order
	// mark, with "\n" as the only line end. An error means that nothing could be
	// read; it must not hold text of the file.
	Decode func(content string, limits Limits) (Document, error)
	// Raw hands the bytes of the file to both functions as they are, for formats
	// that are not text.
	Raw bool

	// cues makes a parser for formats that can be read in pieces.
	cues func(head string, strict bool, found *report) cueParser
	// conforms says that strict mode follows a specification.
	conforms bool
	// whole reads a file that is a transcript already, with its ids.
	whole func(content string, limits Limits) (transcript.Transcript, error)
}

// IsZero reports whether f is the zero value.
func (f Format) IsZero() bool {
	return f.Name == "" && f.Detect == nil && f.Decode == nil && !f.Raw && f.cues == nil
}

// Limits protect against files that are made to exhaust memory. Both are above 0.
type Limits struct {
	// MaxBytes is the size that what a file packs may unpack to.
	MaxBytes int64
	// MaxDepth is how deep objects, lists and elements may nest.
	MaxDepth int
}

// bytesPerPart are the bytes of a file that an utterance takes at least where there are
// so many that memory matters: with what is made of it, it takes a kilobyte.
const bytesPerPart = 256

// parts is how many objects, lines or paragraphs a file may hold from which utterances
// are made. A small limit of bytes is no limit of these.
func (l Limits) parts() int64 { return max(l.MaxBytes, DefaultMaxBytes) / bytesPerPart }

// bounded hands on as many utterances as a file may hold.
type bounded struct {
	emit func(*Utterance)
	left int64
	over bool // there were more
}

func (b *bounded) add(u *Utterance) {
	if b.over = b.left <= 0; !b.over {
		b.left--
		b.emit(u)
	}
}

// read gives a whole file to a parser. It returns ErrTooLarge where there were more
// utterances than the limits allow.
func (l Limits) read(p cueParser, content string, emit func(*Utterance)) error {
	b := bounded{emit: emit, left: l.parts()}
	p.parse(content, b.add)
	p.finish(b.add)
	if b.over {
		return &Error{Err: ErrTooLarge, Detail: "it holds too many utterances"}
	}
	return nil
}

// byLines reads a format of lines where there are not too many.
func byLines(decode func(string, Limits) (Document, error)) func(string, Limits) (Document, error) {
	return func(content string, limits Limits) (Document, error) {
		if int64(strings.Count(content, "\n")) > limits.parts() {
			return Document{}, &Error{Err: ErrTooLarge, Detail: "it holds too many lines"}
		}
		return decode(content, limits)
	}
}

// Document is what a Format reads from a file: utterances without ids. Decode
// makes segments and speakers of it.
type Document struct {
	Title string
	// Language is a BCP 47 tag, "" where unknown.
	Language string
	// Fidelity is what the format tells about it, "" where it tells nothing.
	Fidelity transcript.Fidelity
	// StartedAt is the wall-clock time of offset 0, zero where unknown.
	StartedAt time.Time
	// Speakers tell more about the labels of the utterances, where the file does.
	// Those that no utterance names make no speaker.
	Speakers   []SpeakerInfo
	Utterances []Utterance
	// Diagnostics need no Segment; Decode fills it in by the line.
	Diagnostics []Diagnostic
}

// SpeakerInfo is what a file tells about the speaker with a label.
type SpeakerInfo struct {
	Label string
	// Name is the name to show, "" for the label.
	Name  string
	Email string
	// Role is "" where the file does not tell it; Source says where it stands.
	Role   transcript.Role
	Source transcript.RoleSource
}

// Utterance is one piece of text by one speaker. One with blank text makes no segment.
type Utterance struct {
	// Line is the 1-based line where it starts, 0 for formats without lines.
	Line int
	// Path is the JSON Pointer of the value that it was made of, "" for formats with lines.
	Path string
	// Label is the speaker's label as in the file; "" is an unknown speaker.
	Label string
	// Start and End may be unknown.
	Start, End transcript.Offset
	Text       string
	Kind       transcript.SegmentKind
	// SourceID is the file's own id, if it has one.
	SourceID string
	// Heard, Language and Track are as in transcript.Segment.
	Heard    string
	Language string
	Track    transcript.TrackID
	// State is interim for what the file tells to be a guess.
	State transcript.State
	// Words are offsets into Text as it stands here, white space at its ends included.
	Words []transcript.Word
}

// Confidence says how sure Detect is, from 0 (not this format) to 100.
type Confidence int

// The confidences that the package uses.
const (
	No       Confidence = 0
	Possible Confidence = 25
	Likely   Confidence = 50
	Probable Confidence = 75
	Certain  Confidence = 100
)

// Guess is a format that a file may have.
type Guess struct {
	Format     Format
	Confidence Confidence
	// Reason says in a few words what was recognised.
	Reason string
}

// Formats returns the formats of this package, in a new slice.
func Formats() []Format {
	list := []Format{TeamsVTT(), ZoomVTT(), YouTubeVTT(), WebVTT(), SRT(), Canonical()}
	list = append(list, recognisers()...)
	list = append(list, meetings()...)
	list = append(list, documents()...)
	return append(list, NameText())
}

// Detect returns the formats that the head of a file may have, the surest first.
// Without formats it chooses from Formats(). It returns nothing for a file that
// no format recognises. A few kilobytes are enough of a head.
func Detect(head []byte, formats ...Format) []Guess {
	if len(formats) == 0 {
		formats = Formats()
	}
	var guesses []Guess
	for g := range guess(head, formats) {
		guesses = append(guesses, g)
	}
	slices.SortStableFunc(guesses, func(a, b Guess) int { return cmp.Compare(b.Confidence, a.Confidence) })
	return guesses
}

// best is the first of Detect's guesses; it asks no further once one is certain.
func best(head []byte, formats []Format) Format {
	if len(formats) == 0 {
		formats = Formats()
	}
	var found Guess
	for g := range guess(head, formats) {
		if g.Confidence > found.Confidence {
			found = g
		}
		if g.Confidence >= Certain {
			break
		}
	}
	return found.Format
}

func guess(head []byte, formats []Format) iter.Seq[Guess] {
	return func(yield func(Guess) bool) {
		content, err := textOf(slices.Clone(head), Options{}, &report{})
		text, isText := string(content), err == nil
		for _, f := range formats {
			g := Guess{Format: f}
			switch {
			case f.Detect == nil:
			case f.Raw:
				g.Confidence, g.Reason = f.Detect(string(head))
			case isText:
				g.Confidence, g.Reason = f.Detect(text)
			}
			if g.Confidence > No && !yield(g) {
				return
			}
		}
	}
}

// lines yields each line with its 1-based number.
func lines(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		for n := 1; text != ""; n++ {
			line, rest, _ := strings.Cut(text, "\n")
			if !yield(n, line) {
				return
			}
			text = rest
		}
	}
}
