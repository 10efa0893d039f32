package extractive

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/transcript"
)

// sentence is a sentence of one speaker; it may run over several segments.
type sentence struct {
	text    string
	segment transcript.SegmentID // where it starts
	turn    int                  // counts runs of one speaker
}

func (s sentence) claim() evidence.Claim {
	return evidence.Claim{Quote: s.text, Segment: string(s.segment)}
}

func (s sentence) words() int { return len(strings.Fields(s.text)) }

const longestSentence = 60 // words; a longer one is cut where a segment ends

// sentences splits what speakers of the role said.
func sentences(t transcript.Transcript, role transcript.Role) []sentence {
	var (
		out  []sentence
		text strings.Builder
		from transcript.SegmentID
		last transcript.SpeakerID
		turn int
		is   = make(map[transcript.SpeakerID]bool, len(t.Speakers)) // of the role
	)
	for _, s := range t.Speakers {
		is[s.ID] = s.Role == role
	}
	flush := func() {
		if s := strings.TrimSpace(text.String()); strings.ContainsFunc(s, inWord) {
			out = append(out, sentence{text: s, segment: from, turn: turn})
		}
		text.Reset()
	}
	for _, s := range t.Segments {
		if s.Kind != transcript.Speech {
			continue
		}
		if s.Speaker != last {
			flush()
			last = s.Speaker
			turn++
		}
		if !is[s.Speaker] {
			continue
		}
		for piece := range pieces(s.Text) {
			if text.Len() == 0 {
				from = s.ID
			} else if !strings.HasSuffix(text.String(), " ") {
				text.WriteByte(' ')
			}
			text.WriteString(piece)
			if ends(piece) {
				flush()
			}
		}
		if len(strings.Fields(text.String())) >= longestSentence {
			flush()
		}
	}
	flush()
	return out
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// pieces yields the parts of a segment that end with a sentence, and the rest.
func pieces(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		start := 0
		for i, r := range s {
			if !strings.ContainsRune(".?!…", r) {
				continue
			}
			end := i + utf8.RuneLen(r)
			if next, _ := utf8.DecodeRuneInString(s[end:]); end < len(s) && !unicode.IsSpace(next) {
				continue
			}
			if piece := strings.TrimSpace(s[start:end]); piece != "" && !yield(piece) {
				return
			}
			start = end
		}
		if piece := strings.TrimSpace(s[start:]); piece != "" {
			yield(piece)
		}
	}
}

func ends(piece string) bool {
	r, _ := utf8.DecodeLastRuneInString(piece)
	return strings.ContainsRune(".?!", r)
}

// fold prepares a sentence for the search of cue phrases.
func fold(s string) string {
	s = strings.ToLower(strings.ReplaceAll(s, "\u2019", "'"))
	return " " + strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return !inWord(r) && r != '\''
	}), " ") + " "
}

func holdsAny(folded string, cues []string) bool {
	for _, c := range cues {
		if strings.Contains(folded, " "+c+" ") {
			return true
		}
	}
	return false
}
