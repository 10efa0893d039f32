package live

import (
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/transcript"
)

// Kind says what an Update does. Unknown kinds are refused.
type Kind string

// The kinds of update.
const (
	// Upsert brings words: an interim result replaces the one before it, a final
	// one settles them. It is the zero value.
	Upsert Kind = ""
	// Commit settles what there is: the end of an utterance or a turn.
	Commit Kind = "commit"
	// Retract takes an utterance back.
	Retract Kind = "retract"
	// Rename gives the speaker with the label Speaker the name Text.
	Rename Kind = "rename"
	// Clock says by how many milliseconds ClockMs the clock of the track and epoch
	// is behind that of the session.
	Clock Kind = "clock"
	// End ends the session. Interim results that are left become Forced.
	End Kind = "end"
)

// Update is one message of a recogniser in the form that a Session takes. Which
// field of which vendor goes where is in the package comment.
type Update struct {
	Kind Kind
	// Track is the channel or device, "" for the only one.
	Track transcript.TrackID
	// Epoch counts the connections of a track whose keys and times begin anew when
	// it reconnects. It stays 0 where both go on.
	Epoch int
	// Key names the utterance within track and epoch. "" is the utterance that the
	// track has open: final results then add to it, interim ones replace what is
	// not settled, and Commit begins the next.
	Key string
	// Seq orders the updates of one key, or those without a key of one track, at
	// their source: what is not newer is passed over. 0 is the order of arrival.
	Seq int64
	// Text is what was said. Where it is "", Words are joined.
	Text string
	// Words are the words with times of their own, in order; none where the source
	// has none.
	Words []Word
	// Attach says that the text follows what is settled without a space.
	Attach bool
	// Start and End are on the clock of the track and epoch. Where they are unknown
	// they are taken from Words.
	Start, End transcript.Offset
	// Speaker is the source's label; "" is unknown and keeps the one that was known.
	Speaker  string
	Final    bool
	Language string
	Segment  transcript.SegmentKind
	// SourceID is the vendor's id of the utterance.
	SourceID string
	ClockMs  int64
	// At is when the update came in. It is written into the log only.
	At time.Time
}

// Word is a word of an Update.
type Word struct {
	Text       string
	Start, End transcript.Offset
	// Attach says that no space stands before the word, as for a full stop.
	Attach bool
}

// Outcome says what became of an Update.
type Outcome string

// The outcomes.
const (
	Applied Outcome = "applied"
	// Duplicate: the session knew it already.
	Duplicate Outcome = "duplicate"
	// Stale: something newer, settled or set by a person stands there.
	Stale Outcome = "stale"
)

// piece is text with its words and times, on the clock of its track and epoch.
type piece struct {
	text       string
	words      []transcript.Word
	start, end transcript.Offset
}

func (p piece) empty() bool { return p.text == "" }

func (p piece) equal(q piece) bool {
	return p.text == q.text && p.start == q.start && p.end == q.end && slices.Equal(p.words, q.words)
}

// pieceOf reads the words of an update.
func pieceOf(u Update) piece {
	p := piece{text: strings.TrimSpace(valid(u.Text)), start: u.Start, end: u.End}
	if p.text == "" {
		var b strings.Builder
		for _, w := range u.Words {
			text := strings.TrimSpace(valid(w.Text))
			if text == "" {
				continue
			}
			if b.Len() > 0 && !w.Attach {
				b.WriteByte(' ')
			}
			from := b.Len()
			b.WriteString(text)
			p.words = append(p.words, timed(from, b.Len(), w))
		}
		p.text = b.String()
	} else {
		at := 0
		for _, w := range u.Words {
			text := strings.TrimSpace(valid(w.Text))
			i := strings.Index(p.text[at:], text)
			if text == "" || i < 0 {
				continue
			}
			p.words = append(p.words, timed(at+i, at+i+len(text), w))
			at += i + len(text)
		}
	}
	for _, w := range p.words {
		if p.start.IsZero() {
			p.start = w.Start
		}
		if u.End.IsZero() && !w.End.IsZero() {
			p.end = w.End
		}
	}
	if p.end.Before(p.start) {
		p.end = transcript.Offset{}
	}
	return p
}

// valid replaces what is no UTF-8.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

func timed(from, to int, w Word) transcript.Word {
	out := transcript.Word{StartByte: from, EndByte: to, Start: w.Start, End: w.End}
	if out.End.Before(out.Start) {
		out.End = transcript.Offset{}
	}
	return out
}

// join puts next behind p.
func (p piece) join(next piece, attach bool) piece {
	if p.empty() {
		return next
	}
	if next.empty() {
		return p
	}
	out := piece{text: p.text, start: p.start, end: p.end, words: append([]transcript.Word(nil), p.words...)}
	if !attach {
		out.text += " "
	}
	shift := len(out.text)
	out.text += next.text
	for _, w := range next.words {
		w.StartByte += shift
		w.EndByte += shift
		out.words = append(out.words, w)
	}
	if out.start.IsZero() || next.start.Before(out.start) {
		out.start = next.start
	}
	if !next.end.Before(out.end) && !next.end.IsZero() {
		out.end = next.end
	}
	return out
}
