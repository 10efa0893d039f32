package decode

import (
	"slices"

	"github.com/hirealign/hirealign/transcript"
)

// Severity says what a Diagnostic means for the transcript.
type Severity string

// The severities.
const (
	// Info: nothing is missing and nothing was guessed.
	Info Severity = "info"
	// Warning: the words are there, something about them was replaced or guessed.
	Warning Severity = "warning"
	// Loss: something of the file did not make it into the transcript.
	Loss Severity = "loss"
)

// Code names what a Diagnostic reports. A code may retire, it never changes its meaning.
type Code string

// The codes.
const (
	// InvalidEncoding: bytes that are no text were replaced by U+FFFD.
	InvalidEncoding Code = "decode.encoding_invalid"
	// NullCharacter: NUL characters were replaced by U+FFFD.
	NullCharacter Code = "decode.null_character"
	// MissingSignature: a WebVTT file does not start with WEBVTT.
	MissingSignature Code = "decode.signature_missing"
	// InvalidTime: a cue was left out because its times cannot be read.
	InvalidTime Code = "decode.time_invalid"
	// MissingTime: a block was left out because it has no times.
	MissingTime Code = "decode.time_missing"
	// IrregularTime: times do not follow the format and were read all the same.
	IrregularTime Code = "decode.time_irregular"
	// IrregularLayout: parts of a cue stand where its format has them not, and were read all the same.
	IrregularLayout Code = "decode.layout_irregular"
	// NegativeTime: a cue starts before the clock does.
	NegativeTime Code = "decode.time_negative"
	// ReversedTime: an end before its start was taken as unknown.
	ReversedTime Code = "decode.time_reversed"
	// EmptyCue: a cue without words makes no segment.
	EmptyCue Code = "decode.cue_empty"
	// UnclosedTag: a "<" that starts no complete tag was kept as text.
	UnclosedTag Code = "decode.tag_unclosed"
	// InvalidMetadata: a cue's JSON payload could not be read and was kept as text.
	InvalidMetadata Code = "decode.metadata_invalid"
	// MissingText: an utterance was left out because it has no text where one is expected.
	MissingText Code = "decode.text_missing"
	// Truncated: the file was cut off; what stands before the cut was read.
	Truncated Code = "decode.truncated"
	// RepeatedText: words that the file prints twice were read once.
	RepeatedText Code = "decode.text_repeated"
	// RedactedText: the product took words out before it wrote the file.
	RedactedText Code = "decode.text_redacted"
	// SkippedText: headings, front matter or product notices make no segment.
	SkippedText Code = "decode.text_skipped"
	// UnknownSpeaker: the file names nobody for some segments.
	UnknownSpeaker Code = "decode.speaker_unknown"
	// LongSpeaker: a speaker label is too long to be shown whole.
	LongSpeaker Code = "decode.speaker_long"
	// SimilarSpeakers: two labels look the same and differ in invisible characters.
	SimilarSpeakers Code = "decode.speakers_similar"
	// MoreDiagnostics: there was more to report than MaxDiagnostics.
	MoreDiagnostics Code = "decode.more_diagnostics"
)

// MaxDiagnostics is the number of diagnostics that Decode returns at most; a last
// one of code MoreDiagnostics says that there were more.
const MaxDiagnostics = 1000

// Diagnostic reports one thing about a file. It never holds text of the file.
type Diagnostic struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	// Line is the 1-based line in the file, 0 for the whole file.
	Line int `json:"line,omitzero"`
	// Path is the JSON Pointer of the value in a JSON file, "" for other formats
	// and for the whole file.
	Path string `json:"path,omitzero"`
	// Segment is the first segment that was made of what stands at Line, "" where none was.
	Segment transcript.SegmentID `json:"segment,omitzero"`
	// Message explains it to a person, in one sentence.
	Message string `json:"message"`
}

// report collects diagnostics up to MaxDiagnostics.
type report struct {
	list []Diagnostic
	more bool
}

func (r *report) add(code Code, severity Severity, line int, message string) {
	r.append(Diagnostic{Code: code, Severity: severity, Line: line, Message: message})
}

func (r *report) append(d Diagnostic) {
	if len(r.list) >= MaxDiagnostics-1 {
		r.more = true
		return
	}
	r.list = append(r.list, d)
}

func (r *report) sorted() []Diagnostic {
	slices.SortStableFunc(r.list, func(a, b Diagnostic) int { return a.Line - b.Line })
	if r.more {
		r.list = append(r.list, Diagnostic{Code: MoreDiagnostics, Severity: Warning, Message: "there is more to report than the limit allows"})
		r.more = false
	}
	return r.list
}
