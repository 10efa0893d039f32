package transcript

import (
	"slices"
	"strings"
	"unicode"
)

// Turn is a run of segments by one speaker. A listener's backchannel ("mm-hm",
// "yeah, right") in between does not end the turn of a speaker who goes on.
type Turn struct {
	// Speaker is "" for an unknown speaker.
	Speaker SpeakerID
	Role    Role
	// Segments are the turn's own, in order; at least one.
	Segments []SegmentID
	// Start is that of the first segment, End that of the last.
	Start, End Offset
	// Text is the segments' text, joined by spaces.
	Text string
}

// Exchange is a question of the interviewing side and the candidate's answer.
type Exchange struct {
	Question Turn
	// Answer are the candidate's turns up to the next question; it may be empty.
	Answer []Turn
	// FollowUp says that the question picks up the one before: it is short and
	// asked right after an answer.
	FollowUp bool
}

const (
	longestBackchannel = 3  // words
	longestFollowUp    = 14 // words
)

var backchannels = []string{
	"mm", "hm", "hmm", "mhm", "mmhm", "uh", "huh", "um", "ah", "oh", "yeah", "yep", "yes", "right", "okay", "ok", "sure", "great",
	"good", "nice", "cool", "wow", "exactly", "interesting", "true", "totally", "absolutely", "sorry", "alright", "all", "i", "see", "got", "it",
}

// IsBackchannel reports whether the words only show that somebody listens: three
// words or fewer, all of them such as "mm-hm", "yeah" or "right".
func IsBackchannel(text string) bool {
	n := 0
	for w := range wordsOf(text) {
		n++
		if n > longestBackchannel || !slices.Contains(backchannels, strings.ToLower(w)) {
			return false
		}
	}
	return n > 0 && !strings.ContainsAny(text, "?\uFF1F\u061F")
}

func wordsOf(s string) func(func(string) bool) {
	return strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '\u2019' })
}

// Turns groups the speech of the transcript into turns, in the order of the
// file. Events, chat and notes belong to no turn.
func (t Transcript) Turns() []Turn {
	roles := make(map[SpeakerID]Role, len(t.Speakers))
	for _, s := range t.Speakers {
		roles[s.ID] = s.Role
	}
	speech := make([]Segment, 0, len(t.Segments))
	for _, s := range t.Segments {
		if s.Kind == Speech {
			speech = append(speech, s)
		}
	}
	var (
		out   []Turn
		texts []string
	)
	flush := func() {
		if len(texts) > 0 {
			out[len(out)-1].Text = strings.Join(texts, " ")
		}
		texts = texts[:0]
	}
	for i, s := range speech {
		if len(out) > 0 && s.Speaker != "" {
			last := &out[len(out)-1]
			if s.Speaker == last.Speaker {
				last.Segments = append(last.Segments, s.ID)
				last.End = s.End
				texts = append(texts, s.Text)
				continue
			}
			if IsBackchannel(s.Text) && i+1 < len(speech) && speech[i+1].Speaker == last.Speaker {
				continue
			}
		}
		flush()
		out = append(out, Turn{
			Speaker: s.Speaker, Role: roles[s.Speaker], Segments: []SegmentID{s.ID}, Start: s.Start, End: s.End,
		})
		texts = append(texts, s.Text)
	}
	flush()
	return out
}

// Exchanges splits an interview into questions and answers. A turn of the
// interviewing side that asks something opens an exchange; the candidate's turns
// up to the next one are the answer. It returns nothing where no speaker is known
// to be the candidate, or none to be on the interviewing side.
func (t Transcript) Exchanges() []Exchange {
	var out []Exchange
	for _, turn := range t.Turns() {
		switch turn.Role {
		case Interviewer, HiringManager, Recruiter:
			if asks(turn.Text) {
				followUp := len(out) > 0 && len(out[len(out)-1].Answer) > 0 && len(strings.Fields(turn.Text)) <= longestFollowUp
				out = append(out, Exchange{Question: turn, FollowUp: followUp})
			}
		case Candidate:
			if len(out) > 0 {
				last := &out[len(out)-1]
				last.Answer = append(last.Answer, turn)
			}
		}
	}
	if !slices.ContainsFunc(out, func(e Exchange) bool { return len(e.Answer) > 0 }) {
		return nil
	}
	return out
}

var requests = []string{"tell me", "tell us", "walk me", "walk us", "talk me", "describe", "explain", "give me an example", "give us an example", "take me through", "show me"}

// asks reports whether a turn asks for something: it has a question mark, or a
// sentence that opens with a request such as "tell me about". Turns that are
// only a backchannel ("right?") do not ask.
func asks(text string) bool {
	n := 0
	for range wordsOf(text) {
		n++
	}
	if n < 3 {
		return false
	}
	if strings.ContainsAny(text, "?\uFF1F\u061F") {
		return true
	}
	lower := strings.ToLower(text)
	return slices.ContainsFunc(requests, func(r string) bool { return strings.Contains(lower, r) })
}
