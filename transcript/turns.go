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
	// Why says by what the turn was taken for a question; at least one.
	Why []Cue
	// Answer are the candidate's turns up to the next question; it may be empty.
	Answer []Turn
	// FollowUp says that the question picks up the one before: it is asked right
	// after an answer, and is short or refers back. Why has the reason.
	FollowUp bool
}

// Cue is what a question, or a question that picks up another, was recognised by.
// Unknown values survive decoding.
type Cue string

// The cues.
const (
	QuestionMark  Cue = "question_mark"
	Request       Cue = "request"        // "tell me about"
	QuestionOrder Cue = "question_order" // "did you", where the text has no question marks
	ShortAfter    Cue = "short_after_answer"
	RefersBack    Cue = "refers_back" // "and how did that end"
)

const (
	longestBackchannel = 3  // words
	longestFollowUp    = 14 // words
	longestReference   = 25 // words of a follow-up that refers back
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
	return n > 0 && !strings.ContainsAny(text, questionMarks)
}

func wordsOf(s string) func(func(string) bool) {
	return strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '\u2019' })
}

// Turns groups the speech of the transcript into turns, in the order of the
// file. Events, chat and notes belong to no turn, nor do backchannels that do not
// end one.
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
			if last.Speaker != "" && IsBackchannel(s.Text) && i+1 < len(speech) && speech[i+1].Speaker == last.Speaker {
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
	marked := t.hasQuestionMarks()
	for _, turn := range t.Turns() {
		switch turn.Role {
		case Interviewer, HiringManager, Recruiter:
			why := asks(turn.Text, marked)
			if len(why) == 0 {
				continue
			}
			e := Exchange{Question: turn, Why: why}
			if len(out) > 0 && len(out[len(out)-1].Answer) > 0 {
				if cue := picksUp(turn.Text); cue != "" {
					e.FollowUp, e.Why = true, append(e.Why, cue)
				}
			}
			out = append(out, e)
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

var (
	requests = []string{"tell me", "tell us", "walk me", "walk us", "talk me", "describe", "explain", "give me an example", "give us an example", "take me through", "show me"}
	joining  = []string{"and", "so", "but", "then", "okay", "ok", "right", "or"}
	pointing = []string{"that", "it", "this", "those", "they", "them", "there", "then"}
)

// asks says by what a turn asks for something: it has a question mark, a request
// such as "tell me about", or, in a text without question marks, the order of a
// question. Turns that are only a backchannel ("right?") do not ask.
func asks(text string, marked bool) []Cue {
	n := 0
	for range wordsOf(text) {
		n++
	}
	if n < 3 {
		return nil
	}
	var why []Cue
	if strings.ContainsAny(text, questionMarks) {
		why = append(why, QuestionMark)
	}
	lower := strings.ToLower(text)
	if slices.ContainsFunc(requests, func(r string) bool { return strings.Contains(lower, r) }) {
		why = append(why, Request)
	}
	if !marked && len(why) == 0 {
		if n, _ := unmarkedQuestions(tokens(text)); n > 0 {
			why = append(why, QuestionOrder)
		}
	}
	return why
}

// picksUp says by what a question right after an answer picks up what was said.
func picksUp(text string) Cue {
	if len(strings.Fields(text)) <= longestFollowUp {
		return ShortAfter
	}
	words := tokens(text)
	if len(words) == 0 || len(words) > longestReference || !slices.Contains(joining, words[0].word) {
		return ""
	}
	if slices.ContainsFunc(words[1:], func(w token) bool { return slices.Contains(pointing, w.word) }) {
		return RefersBack
	}
	return ""
}
