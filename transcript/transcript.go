// Package transcript says who said what, and when.
//
//	t, diags, err := decode.Decode(file, &decode.Options{ID: "tr-1"})
//	if err != nil {
//		return err // nothing could be read
//	}
//	t, err = t.AssignRole("Priya Nair", transcript.Candidate, transcript.Declared)
//	for _, turn := range t.Turns() {
//		fmt.Println(turn.Speaker, turn.Start, len(turn.Segments))
//	}
//
// A Transcript is a plain value: a list of segments in the order of the file,
// each with an opaque stable id, the words as the file has them, a speaker that
// may be unknown, and offsets that may be unknown. Its words are never
// normalised or corrected: citations point into them by byte.
//
// Roles come from outside (a calendar, the applicant tracking system, a person)
// and carry their source, because an interviewer's words must never count as
// the candidate's. MatchInvitees takes them from a calendar; InferRoles guesses, and
// never above what somebody told. CheckRoles notices labels that were exchanged, and
// Assess says whether a transcript can be judged from at all.
//
// # Versions
//
// Ids outlive the text. Carry hands them on to a corrected export, an Overlay
// redacts and corrects beside the text, MergeTracks puts channels together.
//
// # Turns and metrics
//
// Turns and Exchanges arrange what was said, Metrics measures it; each value says
// what times it was taken from, or that it cannot be measured.
//
// Package decode reads the files that meeting products write, package live builds a
// transcript while people speak.
package transcript

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
)

var (
	// ErrInvalid is the sentinel for a transcript that breaks its own rules.
	ErrInvalid = errors.New("transcript: invalid")
	// ErrUnknownSpeaker is returned when a label or id names no speaker of the transcript.
	ErrUnknownSpeaker = errors.New("transcript: unknown speaker")
)

// SchemaVersion is the version of the stored form of a Transcript.
const SchemaVersion = 1

type (
	// ID names a transcript.
	ID string
	// SegmentID names a segment within its transcript. It is opaque: it survives
	// corrections of the text and says nothing about order.
	SegmentID string
	// SpeakerID names a speaker within a transcript; "" is an unknown speaker.
	SpeakerID string
	// TrackID names a recorded channel; "" is the only one.
	TrackID string
)

// Offset is a position on the transcript's clock in whole milliseconds. The zero
// value is an unknown position, which is not the same as 0 ms. Offsets may be
// negative: some products start to transcribe before they start to record.
type Offset struct {
	ms    int64
	known bool
}

// At returns the position ms milliseconds after the start of the clock.
func At(ms int64) Offset { return Offset{ms: ms, known: true} }

// Ms returns the milliseconds, and false for an unknown position.
func (o Offset) Ms() (int64, bool) { return o.ms, o.known }

// IsZero reports whether the position is unknown.
func (o Offset) IsZero() bool { return !o.known }

// Before reports whether both positions are known and o is the earlier one.
func (o Offset) Before(p Offset) bool { return o.known && p.known && o.ms < p.ms }

// String writes the position as [h:]mm:ss, and "" for an unknown one.
func (o Offset) String() string {
	if !o.known {
		return ""
	}
	s, sign := o.ms/1000, ""
	if o.ms < 0 {
		s, sign = (-o.ms+999)/1000, "-"
	}
	if s >= 3600 {
		return fmt.Sprintf("%s%d:%02d:%02d", sign, s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%s%02d:%02d", sign, s/60, s%60)
}

// MarshalJSON writes the milliseconds as an integer, and null for an unknown position.
func (o Offset) MarshalJSON() ([]byte, error) {
	if !o.known {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, o.ms, 10), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (o *Offset) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*o = Offset{}
		return nil
	}
	var ms int64
	if err := json.Unmarshal(b, &ms); err != nil {
		return err
	}
	*o = At(ms)
	return nil
}

// Role is what a speaker was in this conversation. Unknown values survive decoding.
type Role string

// The roles. The zero value is a speaker whose role nobody has told.
const (
	UnknownRole   Role = ""
	Candidate     Role = "candidate"
	Interviewer   Role = "interviewer"
	HiringManager Role = "hiring_manager"
	Recruiter     Role = "recruiter"
	Observer      Role = "observer"
	Bot           Role = "bot"
)

// RoleSource says where a role comes from. A role from a person or from the
// host's records is never replaced by one that was inferred.
type RoleSource string

// The sources, most trusted first.
const (
	Manual   RoleSource = "manual"   // a person set it by hand
	Declared RoleSource = "declared" // the host's applicant tracking system says so
	Calendar RoleSource = "calendar" // matched to an invitee
	Platform RoleSource = "platform" // the meeting product says so
	Label    RoleSource = "label"    // the speaker label itself says so, as "Interviewer:"
	Inferred RoleSource = "inferred" // a guess from the conversation
)

func (s RoleSource) rank() int {
	return slices.Index([]RoleSource{Inferred, Label, Platform, Calendar, Declared, Manual}, s)
}

// Speaker is a voice as the file labels it. One person may have two labels.
type Speaker struct {
	ID SpeakerID `json:"id"`
	// Label is the raw label of the file, such as "spk_0" or "Nair, Priya (Guest)".
	Label string `json:"label"`
	// Name is the name to show; equal to Label where nothing better is known.
	Name string `json:"name"`
	Role Role   `json:"role,omitzero"`
	// RoleSource is "" while Role is unknown.
	RoleSource RoleSource `json:"role_source,omitzero"`
	// RoleConfidence is how sure an inferred role is, above 0 and up to 1; 0 for
	// roles that somebody told.
	RoleConfidence float64 `json:"role_confidence,omitzero"`
	// PersonID is the host's id of the person, if known.
	PersonID string `json:"person_id,omitzero"`
	// Email is the address that the file gives for the speaker, "" where it gives
	// none. It matches speakers to invitees and is personal data.
	Email string `json:"email,omitzero"`
	// Redacted is set where Label and Name stand for a name that was taken out.
	Redacted Category `json:"redacted,omitzero"`
}

// SegmentKind tells speech from what else a transcript may hold. The zero value
// is speech; unknown values survive decoding.
type SegmentKind string

// The kinds of segment.
const (
	Speech SegmentKind = ""
	Event  SegmentKind = "event" // "[laughter]"
	Chat   SegmentKind = "chat"  // typed in the meeting's chat
	Note   SegmentKind = "note"  // written by a person, not spoken
)

// Segment is one piece of text by one speaker.
type Segment struct {
	ID SegmentID `json:"id"`
	// Speaker is "" where the file names nobody.
	Speaker SpeakerID `json:"speaker,omitzero"`
	// Start and End are unknown where the file has no times; End alone may be
	// unknown where it has starts only.
	Start Offset `json:"start_ms,omitzero"`
	End   Offset `json:"end_ms,omitzero"`
	// Text is valid UTF-8, as in the file after decoding of markup and entities.
	Text string      `json:"text"`
	Kind SegmentKind `json:"kind,omitzero"`
	// SourceID is the file's own id of the cue or utterance.
	SourceID string `json:"source_id,omitzero"`
	// Heard is what the recogniser heard where the file also has an edited form,
	// which is then Text; "" where both are the same or only one is known.
	Heard string `json:"heard,omitzero"`
	// Language is a BCP 47 tag where it is told for the segment alone.
	Language string `json:"language,omitzero"`
	// Track names the channel or device that recorded the segment, "" for the only one.
	Track TrackID `json:"track,omitzero"`
	// State is interim while a live session may still rewrite the segment.
	State State `json:"state,omitzero"`
	// Rev counts the changes of Text since the segment was made.
	Rev int `json:"rev,omitzero"`
	// Words are the words that the file gives times for, in the order of Text.
	Words []Word `json:"words,omitzero"`
	// EchoOf is the segment of another track that has the same words at the same
	// time: one microphone heard the other's loudspeaker. See MergeTracks.
	EchoOf SegmentID `json:"echo_of,omitzero"`
	// Redacted are the places of Text that stand for words that were taken out.
	Redacted []Redacted `json:"redacted,omitzero"`
}

// Word is a piece of a segment's text that has times of its own: mostly a word, in
// some files a sentence.
type Word struct {
	// StartByte and EndByte are offsets into the segment's UTF-8 text, end exclusive.
	StartByte int `json:"start_byte"`
	EndByte   int `json:"end_byte"`
	// Start and End may be unknown: recognisers give none for some numbers.
	Start Offset `json:"start_ms,omitzero"`
	End   Offset `json:"end_ms,omitzero"`
}

// State says whether a segment may still change. Unknown values survive decoding.
type State string

// The states. The zero value is final: only a person changes the segment.
const (
	Final State = ""
	// Interim is a guess of a recogniser that is still listening.
	Interim State = "interim"
	// Forced was interim when the session ended, and is the last that is known.
	Forced State = "forced"
)

// Fidelity says how close the text is to what was said. Unknown values survive decoding.
type Fidelity string

// The fidelities. The zero value is not known.
const (
	Verbatim Fidelity = "verbatim"
	Edited   Fidelity = "edited"
	// SummaryOnly is a text about the conversation: nobody is quoted in it.
	SummaryOnly Fidelity = "summary_only"
	// HumanNotes is what a person typed where nothing was recorded.
	HumanNotes Fidelity = "human_notes"
)

// Origin says which file a transcript was made from.
type Origin struct {
	// Format is the format's name, such as "zoom_vtt".
	Format string `json:"format,omitzero"`
	// SHA256 is the hexadecimal hash of the file's bytes.
	SHA256 string `json:"sha256,omitzero"`
}

// Transcript is a conversation. The zero value is an empty one without an id.
// It is a plain value: methods that change something return a changed copy, so
// that values may be shared between goroutines as long as nobody writes fields.
type Transcript struct {
	SchemaVersion int    `json:"schema_version"`
	ID            ID     `json:"id"`
	Title         string `json:"title,omitzero"`
	// Language is a BCP 47 tag, "" where unknown.
	Language string   `json:"language,omitzero"`
	Fidelity Fidelity `json:"fidelity,omitzero"`
	// StartedAt is the wall-clock time of offset 0, zero where unknown.
	StartedAt time.Time `json:"started_at,omitzero"`
	Origin    Origin    `json:"origin,omitzero"`
	Speakers  []Speaker `json:"speakers,omitzero"`
	// Segments are in the order of the file, which is not always the order of time.
	Segments []Segment `json:"segments,omitzero"`
	// Aliases say what became of segments of earlier versions. See Carry.
	Aliases []Alias `json:"aliases,omitzero"`
	// RolesConfirmed is set where a person has confirmed the roles. See ConfirmRoles.
	RolesConfirmed *RolesConfirmed `json:"roles_confirmed,omitzero"`
}

// Speaker returns the speaker with the id, and false for "" and for unknown ids.
func (t Transcript) Speaker(id SpeakerID) (Speaker, bool) {
	i := slices.IndexFunc(t.Speakers, func(s Speaker) bool { return s.ID == id })
	if i < 0 || id == "" {
		return Speaker{}, false
	}
	return t.Speakers[i], true
}

// Segment returns the segment with the id.
func (t Transcript) Segment(id SegmentID) (Segment, bool) {
	i := slices.IndexFunc(t.Segments, func(s Segment) bool { return s.ID == id })
	if i < 0 {
		return Segment{}, false
	}
	return t.Segments[i], true
}

// RoleOf returns the role of a segment's speaker; UnknownRole where the speaker is unknown.
func (t Transcript) RoleOf(s Segment) Role {
	sp, _ := t.Speaker(s.Speaker)
	return sp.Role
}

// AssignRole returns a copy in which the speaker with the label (or id) has the
// role. A role from a less trusted source leaves a more trusted one in place and
// is not an error; UnknownRole takes a role back. It returns ErrUnknownSpeaker where
// nobody has the label, and ErrInvalid for a role without a source.
func (t Transcript) AssignRole(label string, role Role, source RoleSource) (Transcript, error) {
	if role != UnknownRole && source == "" {
		return Transcript{}, fault.New(ErrInvalid, "transcript.role_source_missing", "/role_source", "a role needs the source that it comes from")
	}
	given := source // of the role; none for none
	if role == UnknownRole {
		given = ""
	}
	out := t
	out.Speakers = slices.Clone(t.Speakers)
	found := false
	for i, s := range out.Speakers {
		if s.Label != label && string(s.ID) != label {
			continue
		}
		found = true
		if s.RoleSource == "" || source.rank() >= s.RoleSource.rank() {
			out.Speakers[i].Role, out.Speakers[i].RoleSource, out.Speakers[i].RoleConfidence = role, given, 0
		}
	}
	if !found {
		return Transcript{}, fault.New(ErrUnknownSpeaker, "transcript.speaker_unknown", "/speakers", "no speaker of the transcript has that label")
	}
	return out, nil
}

// Validate reports every broken rule under ErrInvalid: ids missing or repeated,
// a segment that names a speaker who is not listed, an end before its start, words and
// redacted places that lie outside the text or out of order, a role without a source.
// After a thousand faults it says transcript.more_faults.
func (t Transcript) Validate() error {
	var list fault.List
	if t.ID == "" {
		list.Add("transcript.id_missing", "/id", "a transcript needs an id")
	}
	speakers := make(map[SpeakerID]bool, len(t.Speakers))
	for i, s := range t.Speakers {
		if len(list) > mostFaults {
			break
		}
		at := fault.Path("speakers", i)
		switch {
		case s.ID == "":
			list.Add("transcript.speaker_id_missing", at+"/id", "a speaker needs an id")
		case speakers[s.ID]:
			list.Add("transcript.speaker_id_repeated", at+"/id", "two speakers have the same id")
		}
		if s.Role != UnknownRole && s.RoleSource == "" {
			list.Add("transcript.role_source_missing", at+"/role_source", "a role needs the source that it comes from")
		}
		speakers[s.ID] = true
	}
	segments := make(map[SegmentID]bool, len(t.Segments))
	for i, s := range t.Segments {
		if len(list) > mostFaults {
			break
		}
		at := fault.Path("segments", i)
		switch {
		case s.ID == "":
			list.Add("transcript.segment_id_missing", at+"/id", "a segment needs an id")
		case segments[s.ID]:
			list.Add("transcript.segment_id_repeated", at+"/id", "two segments have the same id")
		}
		segments[s.ID] = true
		if s.Speaker != "" && !speakers[s.Speaker] {
			list.Add("transcript.segment_speaker_unknown", at+"/speaker", "the segment names a speaker who is not listed")
		}
		if s.End.Before(s.Start) {
			list.Add("transcript.segment_times_reversed", at+"/end_ms", "the segment ends before it starts")
		}
		end := 0
		for k, w := range s.Words {
			if w.StartByte < end || w.EndByte < w.StartByte || w.EndByte > len(s.Text) {
				list.Add("transcript.word_outside", at+fault.Path("words", k), "the word lies outside the segment's text, or before the word that precedes it")
				break
			}
			end = w.EndByte
		}
		end = 0
		for k, r := range s.Redacted {
			if r.StartByte < end || r.EndByte < r.StartByte || r.EndByte > len(s.Text) {
				list.Add("transcript.redaction_outside", at+fault.Path("redacted", k), "the redacted place lies outside the segment's text, or before the one that precedes it")
				break
			}
			end = r.EndByte
		}
	}
	if len(list) > mostFaults {
		list = list[:mostFaults]
		list.Add("transcript.more_faults", "", "there is more to report than the limit allows")
	}
	return list.Err(ErrInvalid)
}

// mostFaults is how many faults are reported before the rest is passed over.
const mostFaults = 1000

// FromNotes makes a transcript of notes that a person typed where nothing was
// recorded: one note segment per non-empty line, with the author as its speaker, and one
// event segment per Markdown heading. What a panelist wrote down is their note, never
// the candidate's verified words. It returns actor.ErrInvalid for a zero author.
func FromNotes(id ID, author actor.Human, text string) (Transcript, error) {
	if err := author.Validate(); err != nil {
		return Transcript{}, err
	}
	t := Transcript{
		SchemaVersion: SchemaVersion, ID: id, Fidelity: HumanNotes,
		Origin: Origin{Format: "human_notes"},
		Speakers: []Speaker{{
			ID: "author", Label: author.Name(), Name: author.Name(), PersonID: author.ID(),
			Role: noteRole(author.Role()), RoleSource: Declared,
		}},
	}
	for i, line := range noteLines(text) {
		s := Segment{ID: SegmentID("n" + strconv.Itoa(i+1)), Speaker: "author", Text: line.text, Kind: Note}
		if line.heading {
			s.Speaker, s.Kind = "", Event
		}
		t.Segments = append(t.Segments, s)
	}
	return t, nil
}

func noteRole(r actor.Role) Role {
	switch r {
	case actor.HiringManager:
		return HiringManager
	case actor.Recruiter:
		return Recruiter
	default:
		return Interviewer
	}
}
