package decode

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hirealign/hirealign/transcript"
)

// pieceBytes is how much of a caption file a Reader reads at a time.
const pieceBytes = 128 << 10

// Reader reads a transcript utterance by utterance. For captions (WebVTT, SRT and
// the formats made of them) it holds a small part of the file in memory, however
// long that is; files of other formats, and those in UTF-16 or UTF-32, are read
// whole, up to Options.MaxBytes. A Reader makes no ids and no speakers: use Decode
// for those. It must not be used by several goroutines at once.
type Reader struct {
	src    io.Reader
	opts   Options
	format Format
	found  report
	parser cueParser
	about  Document

	raw     []byte // normalised text that waits for the end of its block
	chunk   []byte // memory for reading
	cr      bool   // the last byte read was a CR, whose line end is written already
	tail    []byte // the first bytes of a character that was cut
	line    int    // lines handed to the parser
	eof     bool
	done    bool
	failed  error
	pending []Utterance
	next    int
}

// NewReader recognises the format and prepares to read. A nil opts is the zero
// Options; ID is not used. In a caption file Options.MaxBytes limits what is held
// in memory at once: a single cue that is larger ends the reading with
// ErrTooLarge. The error is nil or an *Error, as that of Decode.
func NewReader(r io.Reader, opts *Options) (*Reader, error) {
	o := opts.orDefault()
	head := make([]byte, headBytes)
	n, err := io.ReadFull(r, head)
	head = head[:n]
	switch {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return nil, &Error{Err: err, Detail: "the file could not be read"}
	case n == 0:
		return nil, &Error{Err: ErrEmpty}
	}
	rd := &Reader{src: io.MultiReader(bytes.NewReader(head), r), opts: o, format: o.format(head)}
	legacy := o.Legacy != nil && !hasMark(head) && !validHead(head)
	exact := o.Strict && rd.format.conforms
	if exact && isWide(head) {
		return nil, notSigned(rd.format)
	}
	if rd.format.cues == nil || isWide(head) {
		if err := rd.whole(); err != nil {
			return nil, err
		}
		return rd, nil
	}
	text, err := textOf(bytes.Clone(head), o, &report{})
	if err != nil {
		return nil, err
	}
	if exact && !isVTT(string(text)) {
		return nil, notSigned(rd.format)
	}
	if bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")) {
		_, _ = io.CopyN(io.Discard, rd.src, 3)
	}
	if legacy {
		rd.src = o.Legacy(rd.src)
	}
	rd.parser = rd.format.cues(string(text), exact, &rd.found)
	rd.chunk = make([]byte, pieceBytes)
	return rd, nil
}

// whole reads a file that cannot be read in pieces.
func (r *Reader) whole() error {
	data, err := read(r.src, r.opts.MaxBytes)
	if err != nil {
		return err
	}
	r.done = true
	r.format = r.opts.format(data)
	if !r.format.Raw {
		if data, err = textOf(data, r.opts, &r.found); err != nil {
			return err
		}
	}
	limits := Limits{MaxBytes: r.opts.MaxBytes, MaxDepth: r.opts.MaxDepth}
	switch {
	case r.format.cues != nil:
		r.parser = r.format.cues(string(data[:min(len(data), headBytes)]), false, &r.found)
		if err := limits.read(r.parser, string(data), r.keep); err != nil {
			return asError(err, r.format.Name)
		}
		r.about = r.parser.about()
	case r.format.whole != nil:
		t, err := r.format.whole(string(data), limits)
		if err != nil {
			return asError(err, r.format.Name)
		}
		r.about, r.pending = documentOf(t)
	case r.format.Decode != nil:
		doc, err := r.format.Decode(string(data), limits)
		if err != nil {
			return asError(err, r.format.Name)
		}
		for _, d := range doc.Diagnostics {
			r.found.append(d)
		}
		r.about, r.pending = doc, doc.Utterances
	default:
		return &Error{Err: ErrUnknownFormat}
	}
	return r.refuse()
}

// documentOf is what a transcript tells about itself, and its segments without ids.
func documentOf(t transcript.Transcript) (Document, []Utterance) {
	doc := Document{Title: t.Title, Language: t.Language, Fidelity: t.Fidelity, StartedAt: t.StartedAt}
	labels := make(map[transcript.SpeakerID]string, len(t.Speakers))
	for _, s := range t.Speakers {
		labels[s.ID] = s.Label
		doc.Speakers = append(doc.Speakers, SpeakerInfo{Label: s.Label, Name: s.Name, Email: s.Email, Role: s.Role, Source: s.RoleSource})
	}
	list := make([]Utterance, len(t.Segments))
	for i, s := range t.Segments {
		list[i] = Utterance{
			Path: "/segments/" + strconv.Itoa(i), Label: labels[s.Speaker], Start: s.Start, End: s.End, Text: s.Text, Kind: s.Kind, SourceID: s.SourceID,
			Heard: s.Heard, Language: s.Language, Track: s.Track, State: s.State, Words: s.Words,
		}
	}
	return doc, list
}

// refuse returns what strict mode does not accept in a format without a specification.
func (r *Reader) refuse() error {
	if !r.opts.Strict || r.format.conforms {
		return nil
	}
	return refusal(r.format, r.found.sorted())
}

// Format is the format that is read.
func (r *Reader) Format() Format { return r.format }

// About is what the file has told about itself so far; it has no utterances.
func (r *Reader) About() Document {
	doc := r.about
	if r.parser != nil {
		doc = r.parser.about()
	}
	doc.Utterances, doc.Diagnostics = nil, nil
	return doc
}

// Diagnostics are what there was to report so far, at most MaxDiagnostics.
func (r *Reader) Diagnostics() []Diagnostic { return r.found.sorted() }

// Next returns the next utterance that has words, and io.EOF after the last. Any
// other error is an *Error, and is returned again by later calls.
func (r *Reader) Next() (Utterance, error) {
	for {
		for r.next < len(r.pending) {
			u := r.pending[r.next]
			r.pending[r.next] = Utterance{}
			r.next++
			if strings.TrimSpace(u.Text) != "" || r.opts.Strict && r.format.conforms {
				return u, nil
			}
		}
		if r.failed != nil {
			return Utterance{}, r.failed
		}
		if r.done {
			return Utterance{}, io.EOF
		}
		r.pending, r.next = r.pending[:0], 0
		r.failed = r.fill()
	}
}

// All yields the utterances that are left. It ends after the first error.
func (r *Reader) All() iter.Seq2[Utterance, error] {
	return func(yield func(Utterance, error) bool) {
		for {
			u, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(u, err) || err != nil {
				return
			}
		}
	}
}

func (r *Reader) keep(u *Utterance) { r.pending = append(r.pending, *u) }

// fill reads until at least one block is complete, and parses all that are.
func (r *Reader) fill() error {
	end := -1
	for end < 0 && !r.eof {
		n, err := r.src.Read(r.chunk)
		from := len(r.raw)
		r.append(r.chunk[:n], err != nil)
		switch {
		case errors.Is(err, io.EOF):
			r.eof = true
		case err != nil:
			return &Error{Format: r.format.Name, Line: r.line, Err: err, Detail: "the file could not be read"}
		}
		if at := bytes.LastIndex(r.raw[max(from-1, 0):], []byte("\n\n")); at >= 0 {
			end = max(from-1, 0) + at + 2
		}
		if end < 0 && int64(len(r.raw)) > r.opts.MaxBytes {
			return &Error{Format: r.format.Name, Line: r.line, Err: ErrTooLarge, Detail: "a single cue is larger than the limit"}
		}
	}
	if r.eof {
		end = len(r.raw)
	}
	piece := string(r.raw[:end])
	r.raw = append(r.raw[:0], r.raw[end:]...)
	r.line += strings.Count(piece, "\n")
	r.parser.parse(piece, r.keep)
	if r.eof {
		r.parser.finish(r.keep)
		r.done = true
	}
	return r.refuse()
}

// append adds bytes of the file as text: valid UTF-8 with "\n" as the only line end.
func (r *Reader) append(data []byte, last bool) {
	if len(r.tail) > 0 {
		data = append(r.tail, data...)
		r.tail = nil
	}
	if !last {
		if n := cutRune(data); n > 0 {
			r.tail = bytes.Clone(data[len(data)-n:])
			data = data[:len(data)-n]
		}
	}
	if len(data) == 0 {
		return
	}
	if r.cr && data[0] == '\n' {
		data = data[1:]
	}
	r.cr = len(data) > 0 && data[len(data)-1] == '\r'
	if !utf8.Valid(data) {
		text, bad, line := validUTF8(data)
		r.found.add(InvalidEncoding, Warning, r.line+line, "characters that cannot be decoded were replaced: "+strconv.Itoa(bad))
		data = text
	}
	from := len(r.raw)
	r.raw = append(r.raw, data...)
	r.raw = r.raw[:from+len(joinLineEnds(r.raw[from:]))]
	if bytes.IndexByte(r.raw[from:], 0) >= 0 {
		r.found.add(NullCharacter, Warning, r.line, "NUL characters were replaced")
		clean := bytes.ReplaceAll(r.raw[from:], []byte{0}, []byte(replacement))
		r.raw = append(r.raw[:from], clean...)
	}
}

// cutRune is the number of bytes at the end that begin a character whose rest has
// not been read.
func cutRune(data []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(data); n++ {
		c := data[len(data)-n]
		if utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(data[len(data)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}
