package live

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/transcript"
)

// Act says what an Entry records.
type Act string

// The acts of the log.
const (
	Settled   Act = "settled"   // an utterance became final, or was forced at the end
	Replaced  Act = "replaced"  // a newer final result stands for a final one
	Retracted Act = "retracted" // an utterance was taken back
	Corrected Act = "corrected" // a person set the text
	Renamed   Act = "renamed"   // a speaker label got a name
	ClockSet  Act = "clock_set" // a connection's times were moved
	Ended     Act = "ended"
)

// Entry is one line of the log of a session. It holds no text.
type Entry struct {
	Revision Revision
	// At is when the update came in, zero where the host did not say.
	At      time.Time
	By      actor.Ref
	Act     Act
	Segment transcript.SegmentID
	// Why is the reason that a person gave.
	Why string
	// Before is the hash of the text or name before, "" where there was none.
	Before string
}

// Log returns what changed settled text, names and clocks, in order. Interim
// results are not in it: they replace each other many times a second.
func (s *Session) Log() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Entry(nil), s.log...)
}

func (s *Session) write(u Update, act Act, ut *utterance, before string) {
	e := Entry{Revision: s.rev + 1, At: u.At.UTC(), By: s.opts.By, Act: act, Segment: ut.id}
	if before != "" {
		e.Before = hash(before)
	}
	s.log = append(s.log, e)
}

// hash is "sha256:" and hexadecimal digits, and "" for no text.
func hash(text string) string {
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}
