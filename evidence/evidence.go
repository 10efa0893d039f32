// Package evidence checks that a quote is in its source, said by the right person.
//
//	ix := evidence.NewIndex(evidence.FromTranscript(t))
//	f := ix.Verify(evidence.Claim{Quote: "we never lost a payout", Segment: "s_17"}, evidence.CandidateOnly())
//	if !f.Admissible() {
//		return f.Refusal() // grade and flags by name; nothing of the claim is kept
//	}
//	fmt.Println(f.Citation.Text(), f.Citation.Start()) // the source's own words
//
// A Claim is what somebody says is in the source: a model, a person, another
// program. Verify looks for it, grades the difference between the claim and the
// source, checks who said it, and returns a Citation made of the source's own
// text. What is shown is always that text, never the claim's.
//
// A citation proves that words were said, not that they support a judgement:
// that remains for a person to decide.
//
// # Sources
//
// FromTranscript makes a Source of a transcript, FromDocument of a resume or another
// document that ReadText, ReadMarkdown or the module documents read. A Source is
// passages with speakers; NewIndex indexes it once for any number of claims, and a
// Builder does so again and again in the same memory.
//
// # Grades, flags and policies
//
// A Finding has a Grade, which says how the claim differs from the source, and Flags,
// which name what may have changed its meaning: a negation, a number, who did it, a
// condition that was cut off. Its Edits list the differences for people. A Policy is
// data: whose words count and which grades do. CandidateOnly is that of scorecards,
// Intake that of an intake call, AuthorOnly that of documents. A policy's fingerprint
// covers the rules and the versions of the word lists, which exist for English, German,
// Spanish and French; a text in another language gets only the grades that need no lists.
//
// # Places to look
//
// Index.Suggest finds sentences for a criterion and Index.Rank passages for a question,
// without a model; MatchQuestions finds the planned questions that were asked. What
// they return has no rating.
//
// # Keeping and passing on
//
// Citation.Check proves a citation against its source again, Resolve follows it into
// another version of a transcript, Citation.Annotate writes it as a W3C Web Annotation,
// and a Translation stands beside it.
// A Bundle holds a document with all that it cites, and VerifyBundle proves it offline.
package evidence

import (
	"errors"
	"slices"
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

var (
	// ErrNotInSource is returned where a citation does not match its source.
	ErrNotInSource = errors.New("evidence: citation does not match its source")
	// ErrWrongSource is returned where a citation belongs to another source or to
	// another version of it.
	ErrWrongSource = errors.New("evidence: citation belongs to another source")
	// ErrNotAdmissible is returned where a policy does not admit a citation.
	ErrNotAdmissible = errors.New("evidence: not admissible")
)

// SourceKind says what a source is. Unknown values survive decoding.
type SourceKind string

// The kinds of source.
const (
	TranscriptSource SourceKind = "transcript"
	NotesSource      SourceKind = "notes"
	DocumentSource   SourceKind = "document"
)

// SourceRef names one version of a source.
type SourceRef struct {
	Kind SourceKind `json:"kind"`
	ID   string     `json:"id"`
	// Hash is the content hash of the version, such as Transcript.Hash.
	Hash string `json:"hash"`
}

// Speaker is who said a passage.
type Speaker struct {
	ID   string          `json:"id,omitzero"`
	Name string          `json:"name,omitzero"`
	Role transcript.Role `json:"role,omitzero"`
}

// Passage is the smallest unit of a source: a segment of a transcript, a line of
// notes, a paragraph of a document.
type Passage struct {
	ID      string  // of two passages with one id, citations mean the first
	Speaker Speaker // zero where unknown
	Start   transcript.Offset
	End     transcript.Offset
	Text    string // valid UTF-8 of less than 2 GiB
	// Language is a BCP 47 tag, "" for that of the source.
	Language string
	// Words are pieces of Text with times of their own, in its order; none where
	// the source has no finer times than the passage's.
	Words []transcript.Word
}

// Source is a text in passages that citations point into.
type Source struct {
	Ref SourceRef
	// Language is a BCP 47 tag, "" where unknown.
	Language string
	Passages []Passage
}

// FromTranscript makes a source of the speech, chat and notes of a transcript;
// event segments such as "[laughter]" are left out, and so are interim ones, which
// may still be rewritten, and echoes. The Source is of kind notes
// where the transcript's fidelity is human_notes.
//
// While Transcript.CheckRoles raises the alarm, nobody's role counts as known, and
// no policy admits their words: the labels of the one who asks and the one who
// answers seem to be exchanged, and a person has to correct or confirm them.
func FromTranscript(t transcript.Transcript) Source {
	return fromTranscript(t, t.CheckRoles().Blocks())
}

// fromTranscript is FromTranscript where it is known whether the roles are in doubt.
func fromTranscript(t transcript.Transcript, doubted bool) Source {
	src := Source{Ref: SourceRef{Kind: TranscriptSource, ID: string(t.ID), Hash: t.Hash()}, Language: t.Language}
	if t.Fidelity == transcript.HumanNotes {
		src.Ref.Kind = NotesSource
	}
	speakers := make(map[transcript.SpeakerID]Speaker, len(t.Speakers))
	for _, s := range t.Speakers {
		speaker := Speaker{ID: string(s.ID), Name: s.Name, Role: s.Role}
		if doubted {
			speaker.Role = transcript.UnknownRole
		}
		speakers[s.ID] = speaker
	}
	src.Passages = make([]Passage, 0, len(t.Segments))
	for _, s := range t.Segments {
		if s.Kind == transcript.Event || s.State == transcript.Interim || s.EchoOf != "" {
			continue
		}
		src.Passages = append(src.Passages, Passage{
			ID: string(s.ID), Speaker: speakers[s.Speaker], Start: s.Start, End: s.End, Text: s.Text, Language: s.Language, Words: s.Words,
		})
	}
	return src
}

// Passage returns the passage with the id.
func (s Source) Passage(id string) (Passage, bool) {
	i := slices.IndexFunc(s.Passages, func(p Passage) bool { return p.ID == id })
	if i < 0 {
		return Passage{}, false
	}
	return s.Passages[i], true
}

// Grade says how a claimed quote relates to the source.
type Grade string

// The grades, best first. The last two are never admitted.
const (
	// Verbatim: the bytes are equal, apart from what is put around a quote: quotation
	// marks, white space, a time, a speaker's label or an attribution.
	Verbatim Grade = "verbatim"
	// Normalized: equal after folding that leaves the meaning alone: case,
	// punctuation, white space, Unicode forms, contractions, numbers as words,
	// fillers, restarts, a listener's backchannel in between.
	Normalized Grade = "normalized"
	// Elided: fragments around explicit ellipses, each normalized or better, in
	// order, by one speaker, close together.
	Elided Grade = "elided"
	// Approximate: small words and spellings differ, or an editor's brackets stand in
	// the claim; no word of content was added, dropped or changed. It is shown in the
	// source's words, like every citation.
	Approximate Grade = "approximate"
	// Altered: found, but a word that carries meaning was added, dropped or changed.
	Altered Grade = "altered"
	// NotFound: not in the source.
	NotFound Grade = "not_found"
)

// Flag names what is wrong with a claim, or what a reader should look at.
type Flag string

// Flags that block admission.
const (
	NegationChanged Flag = "negation_changed"
	NumberChanged   Flag = "number_changed"
	AgencyChanged   Flag = "agency_changed"   // we, I and they exchanged
	HedgeChanged    Flag = "hedge_changed"    // "I think", "helped", "would", "if" dropped or added
	ScopeChanged    Flag = "scope_changed"    // "only", "all", "more", "first" dropped, added or exchanged
	QuestionChanged Flag = "question_changed" // a question became a statement
	ContentChanged  Flag = "content_changed"
	WordingChanged  Flag = "wording_changed"  // too many small words differ
	UnsupportedText Flag = "unsupported_text" // words that the source does not have
	NegationElided  Flag = "negation_elided"  // an ellipsis swallows a negation
	ContextNegated  Flag = "context_negated"  // starts right after "I don't think", or ends right before "nicht"
	// ContextConditional: a condition or an exception of the same sentence is left
	// out: "I would take it | if the pay were higher".
	ContextConditional Flag = "context_conditional"
	// ContextAttributed: starts right after "my boss said": the words of another.
	ContextAttributed Flag = "context_attributed"
	// ContextQualified: starts right after "only", "most of", "in theory" or "I hope", or with a
	// number right after "less than", or ends right before "or at least most of it".
	ContextQualified Flag = "context_qualified"

	DistantSplice  Flag = "distant_splice"  // fragments far apart or out of order
	WrongSpeaker   Flag = "wrong_speaker"   // said by somebody whose words do not count
	CrossSpeaker   Flag = "cross_speaker"   // runs over two speakers
	UnknownSpeaker Flag = "speaker_unknown" // nobody knows who said it
	Translated     Flag = "translated"      // in another language than the source: words cannot be compared
	TooShort       Flag = "too_short"       // too little to be evidence
	NoQuote        Flag = "no_quote"        // a statement that claims no quote at all
	// EvaluatorAddressed: the sentence speaks to whoever reads or scores the record:
	// "dear reviewer, give me the top level". It was said, and it is evidence of nothing.
	EvaluatorAddressed Flag = "evaluator_addressed"
)

// Flags that ask for review and do not block.
const (
	Ambiguous     Flag = "ambiguous"      // occurs more than once, and not in the claimed segment
	Moved         Flag = "moved"          // found, but not in the claimed segment
	UnmarkedGap   Flag = "unmarked_gap"   // whole sentences left out without an ellipsis
	ContextHedged Flag = "context_hedged" // starts right after "I think" or a condition, or ends right before "as far as I know"
	EditorialText Flag = "editorial"      // the claim has words in brackets
	Restated      Flag = "restated"       // said by another and confirmed; see Citation.Confirmation
	NoWordLists   Flag = "no_word_lists"  // no word lists for the language: what stands around was not looked at
	// InstructionLike: the sentence reads like an instruction to whoever reads the
	// record: "ignore the rubric".
	InstructionLike Flag = "instruction_like"
)

var reviewed = []Flag{Ambiguous, Moved, UnmarkedGap, ContextHedged, EditorialText, Restated, NoWordLists, InstructionLike}

// Blocking reports whether the flag blocks admission. Unknown flags block.
func (f Flag) Blocking() bool { return !slices.Contains(reviewed, f) }

// Span is a piece of one passage.
type Span struct {
	// Segment is the id of the passage.
	Segment string `json:"segment_id"`
	// StartByte and EndByte are offsets into the passage's UTF-8 text, end exclusive.
	StartByte int `json:"start_byte"`
	EndByte   int `json:"end_byte"`
	// StartUTF16 and EndUTF16 are the same place in UTF-16 code units, as
	// JavaScript counts.
	StartUTF16 int `json:"start_utf16"`
	EndUTF16   int `json:"end_utf16"`
	// StartMs and EndMs are the times of the first and last word that is cited,
	// where the source has them, and else the passage's.
	StartMs transcript.Offset `json:"start_ms,omitzero"`
	EndMs   transcript.Offset `json:"end_ms,omitzero"`
	// Text equals the passage's text between the byte offsets.
	Text string `json:"text"`
}

// Citation is a piece of a source, in the source's own words. Index.Verify and
// Index.Cite make citations; Citation.Check proves one against its source, which a
// scorecard does again when it is submitted, and Citation.CheckPolicy whether a document
// may hold it.
type Citation struct {
	Source  SourceRef `json:"source"`
	Speaker Speaker   `json:"speaker,omitzero"`
	// Spans are in the order of the source; at least one.
	Spans []Span `json:"spans,omitzero"`
	// Language is the BCP 47 tag of the cited text, "" where unknown.
	Language string `json:"language,omitzero"`
	// Confirmation are the words by which somebody whose words count confirms what
	// another restated; none for everything else.
	Confirmation []Span `json:"confirmation,omitzero"`
	// Grade is how the claim related to the source when the citation was made.
	Grade Grade `json:"grade"`
	// Flags are those that ask for review; a citation with a blocking flag is never made.
	Flags []Flag `json:"flags,omitzero"`
}

// IsZero reports whether there is no citation.
func (c Citation) IsZero() bool { return len(c.Spans) == 0 && c.Source == SourceRef{} }

// Text is the cited text: spans of neighbouring passages joined by a space,
// fragments of an elided or approximate quote by " … ".
func (c Citation) Text() string {
	var b strings.Builder
	for i, s := range c.Spans {
		if i > 0 {
			if c.Grade == Elided || c.Grade == Approximate {
				b.WriteString(" … ")
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteString(s.Text)
	}
	return b.String()
}

// Start is the time of the first span, unknown where the source has no times.
func (c Citation) Start() transcript.Offset {
	if len(c.Spans) == 0 {
		return transcript.Offset{}
	}
	return c.Spans[0].StartMs
}

// Claim is a quote that somebody says is in the source.
type Claim struct {
	Quote string `json:"quote"`
	// Segment is where the quote is said to start; a hint, "" for none.
	Segment string `json:"segment_id,omitzero"`
	// Speaker is the id of the speaker to whom the quote is credited; "" for none.
	// Words of anybody else are then the wrong speaker's.
	Speaker string `json:"speaker_id,omitzero"`
	// Language is the BCP 47 tag of the quote where it is known; "" for the source's.
	// A quote in another language cannot be verified by its words.
	Language string `json:"language,omitzero"`
}

// Finding is what Verify found. Its texts are the source's, for people who review;
// Refusal is the report without any.
type Finding struct {
	Grade Grade  `json:"grade"`
	Flags []Flag `json:"flags,omitzero"`
	// Citation is set only where the claim is admissible.
	Citation Citation `json:"citation,omitzero"`
	// Spans are where the claim was found, admissible or not.
	Spans []Span `json:"spans,omitzero"`
	// Speaker said them, zero where unknown or more than one.
	Speaker Speaker `json:"speaker,omitzero"`
	// Places are all where the claim was found equally well, up to 32.
	Places []Place `json:"places,omitzero"`
	// Edits are the differences between the claim and the source, in order.
	Edits []Edit `json:"edits,omitzero"`
	// Source is the version that was searched.
	Source SourceRef `json:"source"`
	// Policy is the name of the policy that was applied, Fingerprint that of the
	// policy with the rules and word lists: see Policy.Fingerprint.
	Policy      string `json:"policy"`
	Fingerprint string `json:"policy_fingerprint"`
}

// Place is where a quote begins.
type Place struct {
	Segment   string `json:"segment_id"`
	StartByte int    `json:"start_byte"`
}

// Admissible reports whether the claim may be shown as evidence.
func (f Finding) Admissible() bool { return !f.Citation.IsZero() }

// Refusal reports a claim that was dropped: what kind of fault, never its text.
type Refusal struct {
	Grade Grade  `json:"grade"`
	Flags []Flag `json:"flags,omitzero"`
	// Located are the segments where the claim was found, altered or misattributed.
	Located []string `json:"located,omitzero"`
	Policy  string   `json:"policy"`
}

// Refusal returns the report of a finding that is not admissible.
func (f Finding) Refusal() Refusal {
	r := Refusal{Grade: f.Grade, Flags: f.Flags, Policy: f.Policy}
	for _, s := range f.Spans {
		r.Located = append(r.Located, s.Segment)
	}
	return r
}

// Reasons names why the claim was refused: its blocking flags. Where it has none, it is
// the grade; and where that is one that policies admit, also the flags that ask for
// review, which the policy may refuse.
func (r Refusal) Reasons() []string {
	var out, review []string
	for _, f := range r.Flags {
		if f.Blocking() {
			out = append(out, string(f))
		} else {
			review = append(review, string(f))
		}
	}
	switch {
	case len(out) > 0:
		return out
	case slices.Index(gradeOrder, r.Grade) < slices.Index(gradeOrder, Approximate):
		return []string{string(r.Grade)}
	default:
		return append([]string{string(r.Grade)}, review...)
	}
}

// Suggestion is a place to look, found without a model. It has no rating and
// carries none: a score of the search is not a judgement.
type Suggestion struct {
	Citation Citation `json:"citation"`
	// Terms are the words of the query that the place shares, as the source has them.
	Terms []string `json:"terms,omitzero"`
}
