// Package decode reads the transcript files that meeting products write.
//
//	t, diags, err := decode.Decode(file, &decode.Options{ID: "tr-1"})
//	if err != nil {
//		return err // errors.Is(err, decode.ErrUnknownFormat); an *Error tells the line
//	}
//	for _, d := range diags {
//		log.Println(d.Line, d.Code, d.Message) // what was left out or guessed
//	}
//	t, err = t.AssignRole("Priya Nair", transcript.Candidate, transcript.Declared)
//
// # Lenient reading
//
// A file is never refused because of one bad cue. What cannot be read costs that
// cue only and is reported as a Diagnostic with its line; a file that was cut off
// keeps all before the cut. An error means that nothing could be read.
//
// # Formats
//
// A Format is a plain value: a name, a function that recognises the format and
// one that reads it. Formats lists those of the package: captions (WebVTT and what
// Zoom, Teams and YouTube make of it, SubRip, SBV, TTML), the JSON of speech-to-text
// services and of meeting tools, and the documents and texts of Teams, Google Meet,
// Zoom and Otter. PodcastVTT and PodcastSRT cannot be told from their like and are
// read where Options.Format asks for them. Detect tells which formats a file may
// have, and why. A host adds its own by filling in a Format and listing it in
// Options.Formats; there is no registry.
//
// # Strict reading
//
// With Options.Strict WebVTT is read as its specification says, cue for cue. A file
// of another format, for which nobody keeps a specification, is refused where
// lenient reading would lose something of it or mend it.
//
// # Large and hostile files
//
// Options limit the size of a file, of what it unpacks to and how deep it nests; what
// exceeds them is refused with ErrTooLarge or ErrTooDeep. The time for a file grows
// with its size and no faster. A Reader reads captions of any length with a memory
// that does not grow.
//
// # Ids
//
// Segment ids are made of the transcript's id, the start time (or the place in
// the file where there is no time) and a counter for equal starts. They do not
// depend on the words, so a corrected export read under the same transcript id
// gives the same ids, and citations survive it.
//
// # Text
//
// Input is UTF-8, or UTF-16 or UTF-32 with a byte order mark. Options.Legacy decodes
// an older encoding. CR, LF and CRLF each end a line. Words are kept as the file has
// them, without markup, with entities decoded, with a space for each line end inside
// a segment, and without white space at both ends.
package decode

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/transcript"
)

// The reasons why nothing could be read. Decode returns them inside an *Error.
var (
	// ErrEmpty is returned for a file without any text.
	ErrEmpty = errors.New("decode: the file is empty")
	// ErrBinary is returned for a file that is not text, such as an image, a sound or an archive.
	ErrBinary = errors.New("decode: the file is not text")
	// ErrUnknownFormat is returned where no format recognises the file.
	ErrUnknownFormat = errors.New("decode: no known transcript format")
	// ErrTooLarge is returned for a file above Options.MaxBytes.
	ErrTooLarge = errors.New("decode: the file is too large")
	// ErrTooDeep is returned for a file that nests deeper than Options.MaxDepth.
	ErrTooDeep = errors.New("decode: the file nests too deep")
	// ErrMalformed is returned for a file that breaks the syntax of its format so
	// that nothing of it can be read.
	ErrMalformed = errors.New("decode: the file is malformed")
	// ErrNoSegments is returned where the format is known and nothing was said in the file.
	ErrNoSegments = errors.New("decode: the file holds no readable segment")
)

// DefaultMaxBytes is the size limit where Options.MaxBytes is 0: 64 MiB.
const DefaultMaxBytes = 64 << 20

// DefaultMaxDepth is the nesting limit where Options.MaxDepth is 0.
const DefaultMaxDepth = 100

const (
	// headBytes is how much of a file Decode shows to Detect.
	headBytes = 64 << 10
	// jsonHeadBytes is that for JSON, whose telling keys may come late.
	jsonHeadBytes = 1 << 20
)

// Options change how a file is read. The zero value is usable. Options are not
// written to and may be shared between goroutines.
type Options struct {
	// ID is the transcript's id. Give the same id for a corrected export of the
	// same conversation to get the same segment ids. Where it is "", an id is
	// derived from the bytes of the file.
	ID transcript.ID
	// Format is the format to read. The zero value lets Detect choose.
	Format Format
	// Formats are the formats to choose from. Where it is empty, Formats() is used.
	Formats []Format
	// Strict refuses what breaks the rules of a format. WebVTT is then read as its
	// specification says, cue for cue: see WebVTT. A file of another format, for
	// which nobody keeps a specification, is refused with ErrMalformed where
	// something of it would be lost or was written irregularly.
	Strict bool
	// Legacy decodes files that are not UTF-8 and have no byte order mark, for
	// example charmap.Windows1252.NewDecoder().Reader of golang.org/x/text. nil
	// replaces what is no UTF-8 by U+FFFD and reports it; no encoding is guessed.
	Legacy func(io.Reader) io.Reader
	// MaxBytes limits the size of the file, and of what a packed one unpacks to, and
	// how many objects a JSON file, lines a text, paragraphs a document or utterances a
	// caption file may hold: one for each 256 bytes of it, and 262,144 at least; a
	// Reader of captions hands on any number. 0 or less is DefaultMaxBytes.
	MaxBytes int64
	// MaxDepth limits how deep objects, lists and elements may nest. 0 or less is
	// DefaultMaxDepth.
	MaxDepth int
}

func (opts *Options) orDefault() Options {
	var o Options
	if opts != nil {
		o = *opts
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	o.MaxBytes = min(o.MaxBytes, math.MaxInt64-1) // so that a byte more can be asked for
	if o.MaxDepth <= 0 {
		o.MaxDepth = DefaultMaxDepth
	}
	return o
}

// Error says why a file could not be read. errors.Is finds the sentinel (or the
// error of the reader or of a host's format) in Err.
type Error struct {
	// Format is the name of the format, "" where it was not known yet.
	Format string
	// Line is the 1-based line where reading stopped, 0 for the whole file.
	Line int
	// Err is the reason.
	Err error
	// Detail explains the reason in a few words; it never holds text of the file.
	Detail string
}

func (e *Error) Error() string {
	msg := e.Err.Error()
	if e.Format != "" {
		msg += " (format " + e.Format + ")"
	}
	if e.Line > 0 {
		msg += fmt.Sprintf(" on line %d", e.Line)
	}
	if e.Detail != "" {
		msg += ": " + e.Detail
	}
	return msg
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Decode reads a transcript. A nil opts is the zero Options. It returns what it
// could read and a report of what it could not; diagnostics are in the order of
// the file. The transcript passes Validate; only a strict one may have cues that
// end before they start, as the specification lets them.
//
// The error is nil or an *Error; the transcript is then empty, and the
// diagnostics may still explain why.
func Decode(r io.Reader, opts *Options) (transcript.Transcript, []Diagnostic, error) {
	o := opts.orDefault()
	data, err := read(r, o.MaxBytes)
	if err != nil {
		return transcript.Transcript{}, nil, err
	}
	sum := sha256.Sum256(data)
	format := o.format(data)
	var (
		content = data
		found   report
	)
	if !format.Raw {
		if content, err = textOf(data, o, &found); err != nil {
			return transcript.Transcript{}, found.list, err
		}
	}
	t := transcript.Transcript{
		SchemaVersion: transcript.SchemaVersion, ID: o.ID,
		Origin: transcript.Origin{Format: format.Name, SHA256: hex.EncodeToString(sum[:])},
	}
	if t.ID == "" {
		t.ID = transcript.ID("t_" + encodeID(sum[:]))
	}
	var doc Document
	exact, limits := o.Strict && format.conforms, Limits{MaxBytes: o.MaxBytes, MaxDepth: o.MaxDepth}
	switch text := string(content); {
	case exact && (!isVTT(text) || isWide(data)):
		return transcript.Transcript{}, found.sorted(), notSigned(format)
	case format.whole != nil:
		t, err = format.whole(text, limits)
		if err != nil {
			return transcript.Transcript{}, found.sorted(), asError(err, format.Name)
		}
		if len(t.Segments) == 0 {
			return transcript.Transcript{}, found.sorted(), &Error{Format: format.Name, Err: ErrNoSegments}
		}
		return t, found.sorted(), nil
	case format.cues != nil:
		if doc, err = readCues(&t, format, text, limits, exact, &found); err != nil {
			return transcript.Transcript{}, found.sorted(), asError(err, format.Name)
		}
	case format.Decode != nil:
		if doc, err = format.Decode(text, limits); err != nil {
			return transcript.Transcript{}, doc.Diagnostics, asError(err, format.Name)
		}
		build(&t, doc, &found)
	default:
		return transcript.Transcript{}, found.sorted(), &Error{Err: ErrUnknownFormat}
	}
	t.Title, t.Language, t.Fidelity, t.StartedAt = valid(doc.Title), valid(doc.Language), doc.Fidelity, doc.StartedAt
	if year := t.StartedAt.Year(); year < 1 || year > 9999 { // RFC 3339 has no other
		t.StartedAt = time.Time{}
		found.add(InvalidTime, Warning, 0, "the file was not recorded in the year that it tells, so its start is unknown")
	}
	diags := found.sorted()
	if o.Strict && !exact {
		if err := refusal(format, diags); err != nil {
			return transcript.Transcript{}, diags, err
		}
	}
	if len(t.Segments) == 0 && !exact {
		return transcript.Transcript{}, diags, &Error{Format: format.Name, Err: ErrNoSegments}
	}
	return t, diags, nil
}

// readCues reads a caption file straight into segments.
func readCues(t *transcript.Transcript, format Format, text string, limits Limits, exact bool, found *report) (Document, error) {
	b := newBuilder(t, found)
	b.exact, b.own = exact, true
	t.Segments = make([]transcript.Segment, 0, min(int64(estimate(text)), limits.parts()))
	p := format.cues(text[:min(len(text), headBytes)], exact, found)
	if err := limits.read(p, text, b.add); err != nil {
		return Document{}, err
	}
	b.done()
	return p.about(), nil
}

// estimate guesses the number of cues of a file by those of its head. A cue has at
// least as many bytes as are asked for here, or memory grows as it is needed.
func estimate(text string) int {
	const leastBytes = 64
	head := text[:min(len(text), headBytes)]
	n := strings.Count(head, arrow)
	if len(head) < len(text) {
		n = int(int64(n+1) * int64(len(text)) / int64(len(head)) * 17 / 16)
	}
	return min(n, len(text)/leastBytes+1)
}

// refusal is the error for the first diagnostic of what strict mode does not accept
// in a format without a specification, nil where there is none.
func refusal(format Format, diags []Diagnostic) error {
	i := slices.IndexFunc(diags, func(d Diagnostic) bool {
		return d.Severity == Loss || d.Code == IrregularTime || d.Code == IrregularLayout || d.Code == InvalidEncoding
	})
	if i < 0 {
		return nil
	}
	return &Error{Format: format.Name, Line: diags[i].Line, Err: ErrMalformed, Detail: diags[i].Message}
}

// notSigned is the error for what is no WebVTT file by its specification.
func notSigned(format Format) error {
	return &Error{Format: format.Name, Line: 1, Err: ErrMalformed, Detail: "it does not begin with " + signature}
}

// format returns the format to read: the one that was given, or the best guess.
func (opts Options) format(data []byte) Format {
	if !opts.Format.IsZero() {
		return opts.Format
	}
	limit := headBytes
	if head := bytes.TrimLeft(data[:min(len(data), 256)], "\xEF\xBB\xBF \t\r\n"); len(head) > 0 && (head[0] == '{' || head[0] == '[') {
		limit = jsonHeadBytes
	}
	return best(opts.decodable(data[:min(len(data), limit)]), opts.Formats)
}

// decodable is the head of a file in the encoding that the host told of.
func (opts Options) decodable(head []byte) []byte {
	if opts.Legacy == nil || hasMark(head) || validHead(head) {
		return head
	}
	text, err := io.ReadAll(io.LimitReader(opts.Legacy(bytes.NewReader(head)), int64(4*len(head))))
	if err != nil && len(text) == 0 {
		return head
	}
	return text
}

// read reads a whole file. It asks readers that know their size for it, so that
// the bytes are not copied as the memory grows.
func read(r io.Reader, limit int64) ([]byte, error) {
	size := int64(512)
	switch r := r.(type) {
	case interface{ Len() int }:
		size = int64(r.Len())
	case interface{ Stat() (fs.FileInfo, error) }:
		if info, err := r.Stat(); err == nil {
			size = info.Size()
		}
	}
	var buf bytes.Buffer
	buf.Grow(int(min(max(size, 0), limit, DefaultMaxBytes)) + bytes.MinRead) // a size may be a lie
	_, err := buf.ReadFrom(io.LimitReader(r, limit+1))
	data := buf.Bytes()
	switch {
	case err != nil:
		return nil, &Error{Err: err, Detail: "the file could not be read"}
	case int64(len(data)) > limit:
		return nil, &Error{Err: ErrTooLarge, Detail: fmt.Sprintf("the limit is %d bytes", limit)}
	case len(data) == 0:
		return nil, &Error{Err: ErrEmpty}
	default:
		return data, nil
	}
}

func asError(err error, format string) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Format: format, Err: err}
}
