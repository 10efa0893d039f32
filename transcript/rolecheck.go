package transcript

import (
	"iter"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hirealign/hirealign/actor"
)

// RoleState says whether what speakers say fits the roles that they have. Unknown
// values survive decoding.
type RoleState string

// The states.
const (
	// RolesUnknown: nobody is known to be the candidate, so that there is nothing to check.
	RolesUnknown RoleState = "unknown"
	// RolesConsistent: the interviewing side asks, the candidate answers.
	RolesConsistent RoleState = "consistent"
	// RolesUnclear: too little was said, or both sides speak alike.
	RolesUnclear RoleState = "unclear"
	// RolesInverted: the candidate asks and the interviewing side answers, as where
	// two labels were exchanged.
	RolesInverted RoleState = "inverted"
	// RolesCollapsed: questions and answers stand under the candidate's label, as
	// where a recogniser heard one voice.
	RolesCollapsed RoleState = "collapsed"
)

// RoleCheck is what CheckRoles found. An alarm blocks evidence until a person has
// corrected the roles or confirmed them.
type RoleCheck struct {
	State RoleState `json:"state"`
	// Confirmed says that a person has confirmed the roles as they are.
	Confirmed bool `json:"confirmed,omitzero"`
	// Candidate and Interviewer are what was counted for both sides.
	Candidate   Asking `json:"candidate"`
	Interviewer Asking `json:"interviewer"`
	// Score is above 0 where the candidate's side speaks more like one who
	// interviews, below 0 where the other side does, and 0 where that is not known.
	Score float64 `json:"score"`
}

// Blocks reports whether the words of this transcript may not become evidence: the
// alarm is raised and no person has confirmed the roles.
func (c RoleCheck) Blocks() bool {
	return !c.Confirmed && (c.State == RolesInverted || c.State == RolesCollapsed)
}

// Asking counts how one side of a conversation asks and answers.
type Asking struct {
	// Segments are those of the transcript, joined where a sentence goes on.
	Segments  int `json:"segments"`
	Words     int `json:"words"`
	Questions int `json:"questions"`
	// Addressed are the questions and requests that speak to the other: "what did
	// you do", "tell me about".
	Addressed int `json:"addressed"`
	// Prompts are the segments that end in a question or a request, as those do that
	// somebody answers next.
	Prompts int `json:"prompts"`
	// You and I count the words for the other and for oneself.
	You int `json:"you"`
	I   int `json:"i"`
}

// RolesConfirmed records that a person looked at the roles and found them right. It
// counts as long as the roles are those.
type RolesConfirmed struct {
	By    actor.Human     `json:"by"`
	At    time.Time       `json:"at"`
	Roles []ConfirmedRole `json:"roles,omitzero"`
}

// ConfirmedRole is the role of a speaker that somebody has confirmed.
type ConfirmedRole struct {
	Speaker SpeakerID `json:"speaker_id"`
	Role    Role      `json:"role"`
}

// ConfirmRoles returns a copy in which the person vouches for the roles as they
// are; CheckRoles raises no alarm for them any more. It returns actor.ErrInvalid
// for nobody.
func (t Transcript) ConfirmRoles(by actor.Human, at time.Time) (Transcript, error) {
	if err := by.Validate(); err != nil {
		return Transcript{}, err
	}
	t.RolesConfirmed = &RolesConfirmed{By: by, At: at.UTC(), Roles: t.confirmable()}
	return t, nil
}

// confirmable lists the roles that somebody has, in the order of the speakers' ids.
func (t Transcript) confirmable() []ConfirmedRole {
	out := []ConfirmedRole{}
	for _, s := range t.Speakers {
		if s.Role != UnknownRole {
			out = append(out, ConfirmedRole{s.ID, s.Role})
		}
	}
	slices.SortFunc(out, func(a, b ConfirmedRole) int { return strings.Compare(string(a.Speaker), string(b.Speaker)) })
	return out
}

func (t Transcript) roles() map[SpeakerID]Role {
	roles := make(map[SpeakerID]Role, len(t.Speakers))
	for _, s := range t.Speakers {
		if s.Role != UnknownRole {
			roles[s.ID] = s.Role
		}
	}
	return roles
}

const (
	leastWords     = 80   // words of each side below which the check abstains
	leastTurns     = 5    // segments of each side
	leastQuestions = 4    // questions of both sides
	leastAddressed = 4    // questions that speak to the other, of a candidate who asks
	beyondDoubt    = 1.8  // score that needs no such number
	certainScore   = 1.1  // score above which roles are inverted
	clearScore     = 0.3  // score below which, negated, they are consistent
	mostPanelists  = 4    // speakers of the interviewing side: labels of a whole meeting are not exchanged
	aloneShare     = 0.96 // of all words, where one side is as good as alone
	leastPrompts   = 6    // segments that end in a question, of a side that is alone
	promptEvery    = 700  // words to one of them at most
	plainEvery     = 1300 // and where the text has no question marks, so that some are missed
	addressedEvery = 500  // words to a question that speaks to the other
)

// CheckRoles compares how the candidate and the interviewing side speak with the
// roles that they have. It counts questions, words for "you" and "I", and how much
// each side says; it looks at nothing else and knows English best. Where too little
// was said, or both sides speak alike, it abstains. Labels that are wrong are wrong from
// the beginning: it raises no alarm where the first third looks right, as where a
// candidate asks questions at the end.
func (t Transcript) CheckRoles() RoleCheck {
	var c RoleCheck
	known := false
	sides := make(map[SpeakerID]*Asking, len(t.Speakers))
	var other Asking
	for _, s := range t.Speakers {
		switch s.Role {
		case Candidate:
			known = true
			sides[s.ID] = &c.Candidate
		case Interviewer, HiringManager, Recruiter:
			sides[s.ID] = &c.Interviewer
		case Bot:
		default:
			sides[s.ID] = &other
		}
	}
	if !known {
		c.State = RolesUnknown
		return c
	}
	c.Confirmed = t.RolesConfirmed != nil && !t.RolesConfirmed.By.IsZero() && slices.Equal(t.RolesConfirmed.Roles, t.confirmable())
	marked := t.hasQuestionMarks()
	var (
		panelists = map[SpeakerID]bool{}
		speaker   SpeakerID
		said      string // of the speaker, as long as a sentence goes on
		pieces    []piece
	)
	flush := func() {
		if side := sides[speaker]; side != nil && said != "" {
			p := piece{side: side}
			p.add(said, marked)
			side.join(p.Asking)
			pieces = append(pieces, p)
			panelists[speaker] = panelists[speaker] || side == &c.Interviewer
		}
		said = ""
	}
	for _, s := range t.Segments {
		if s.Kind != Speech {
			continue
		}
		if s.Speaker != speaker || !marked || len(said) > longestSentence || endsSentence(said) {
			flush()
		}
		speaker = s.Speaker
		said = strings.TrimSpace(said + " " + s.Text)
	}
	flush()
	c.State = RolesUnclear
	all := c.Candidate.Words + c.Interviewer.Words + other.Words
	if float64(c.Candidate.Words) >= aloneShare*float64(all) {
		a, every := c.Candidate, promptEvery
		if !marked {
			every = plainEvery
		}
		first, rest := opening(pieces, all, &c.Candidate)
		spread := 6*min(first.Prompts, rest.Prompts) >= a.Prompts
		if spread && a.Prompts >= leastPrompts && a.Words <= every*a.Prompts && a.Words <= addressedEvery*a.Addressed {
			c.State = RolesCollapsed
		}
		return c
	}
	asking := 0
	for _, is := range panelists {
		if is {
			asking++
		}
	}
	if asking > mostPanelists || !c.Candidate.enough() || !c.Interviewer.enough() || c.Candidate.Questions+c.Interviewer.Questions < leastQuestions {
		return c
	}
	c.Score = asksMore(c.Candidate, c.Interviewer)
	switch {
	case c.Score > certainScore && c.Candidate.Addressed >= leastAddressed, c.Score > beyondDoubt:
		mine, yours := opening(pieces, all, &c.Candidate)
		theirs, others := opening(pieces, all, &c.Interviewer)
		if asksMore(mine, theirs) > 0 && asksMore(yours, others) > 0 {
			c.State = RolesInverted
		}
	case c.Score < -clearScore:
		c.State = RolesConsistent
	}
	return c
}

// piece is what a side says at once.
type piece struct {
	Asking
	side *Asking
}

// opening counts what a side says in the first third of all words, and in the rest.
func opening(pieces []piece, all int, side *Asking) (first, rest Asking) {
	words := 0
	for _, p := range pieces {
		part := &first
		if 3*words >= all {
			part = &rest
		}
		if words += p.Words; p.side == side {
			part.join(p.Asking)
		}
	}
	return first, rest
}

func (a *Asking) join(b Asking) {
	a.Segments += b.Segments
	a.Words += b.Words
	a.Questions += b.Questions
	a.Addressed += b.Addressed
	a.Prompts += b.Prompts
	a.You += b.You
	a.I += b.I
}

func (a Asking) enough() bool { return a.Words >= leastWords && a.Segments >= leastTurns }

// asksMore is above 0 where a speaks more like one who interviews than b does.
func asksMore(a, b Asking) float64 {
	rate := func(n, words int, prior float64) float64 { return (float64(n) + prior) / (float64(words)/100 + 1) }
	ratio := func(x, y float64) float64 { return math.Log(x / y) }
	questions := ratio(rate(a.Questions, a.Words, 0.3), rate(b.Questions, b.Words, 0.3))
	addressed := ratio(rate(a.Addressed, a.Words, 0.2), rate(b.Addressed, b.Words, 0.2))
	you := ratio(rate(a.You, a.Words, 0.5), rate(b.You, b.Words, 0.5))
	self := ratio(rate(b.I, b.Words, 0.5), rate(a.I, a.Words, 0.5))
	words := ratio(float64(b.Words+leastWords), float64(a.Words+leastWords))
	return 0.3*questions + 0.3*addressed + 0.3*you + 0.2*self + 0.3*words
}

const questionMarks = "?\uFF1F\u061F"

func (t Transcript) hasQuestionMarks() bool {
	n := 0
	for _, s := range t.Segments {
		if strings.ContainsAny(s.Text, questionMarks) {
			if n++; n >= 2 {
				return true
			}
		}
	}
	return false
}

// person says whether a word speaks to the other or of oneself, with a straight
// apostrophe.
func person(word string) (you, self bool) {
	switch word {
	case "you", "your", "yours", "yourself", "you're", "you've", "you'd", "you'll", "ya":
		return true, false
	case "i", "my", "me", "mine", "myself", "i'm", "i've", "i'd", "i'll", "we", "our", "us":
		return false, true
	}
	return false, false
}

// inverts reports whether two words open a question to the other, as they do where
// the text has no question marks.
func inverts(first, second string) bool {
	switch first {
	case "do", "did", "are", "were":
		return second == "you" || second == "your"
	case "have", "had", "can", "could", "would", "will":
		return second == "you"
	case "was", "is":
		return second == "that" || second == "it" || second == "your"
	case "does":
		return second == "your"
	}
	return false
}

// add counts the questions and words of a text.
func (a *Asking) add(text string, marked bool) {
	a.Segments++
	prompt := false
	var words []token
	for s := range sentences(text) {
		words = words[:0]
		for at, w := range Words(s) {
			words = append(words, token{strings.ReplaceAll(strings.ToLower(w), "’", "'"), at, at + len(w)})
		}
		if len(words) == 0 {
			continue
		}
		a.Words += len(words)
		you := 0
		for i, w := range words {
			switch other, self := person(w.word); {
			case other:
				if w.word == "you" && i+1 < len(words) && (words[i+1].word == "know" || words[i+1].word == "see") {
					continue // a filler
				}
				you++
			case self:
				a.I++
			}
		}
		a.You += you
		if !marked {
			n, last := unmarkedQuestions(words)
			a.Questions += n
			a.Addressed += n
			prompt = n > 0 && last+promptWords >= len(words)
			continue
		}
		asked := strings.ContainsAny(s, questionMarks) && len(words) >= 3
		requested := opensRequest(words)
		if asked || requested {
			a.Questions++
		}
		if asked && you > 0 || requested {
			a.Addressed++
		}
		prompt = asked || requested
	}
	if prompt {
		a.Prompts++
	}
}

// promptWords is how many words behind its opening a question may have.
const promptWords = 14

// unmarkedQuestions counts what reads like a question to the other where the text
// has no question marks, and says where the last one begins.
func unmarkedQuestions(words []token) (n, last int) {
	for i := range words {
		if i+1 < len(words) && inverts(words[i].word, words[i+1].word) || requestAt(words[i:]) {
			n, last = n+1, i
		}
	}
	return n, last
}

// opensRequest reports whether a sentence begins with a request, as in "So, tell me
// about it".
func opensRequest(words []token) bool {
	for i := range min(len(words), 4) {
		if requestAt(words[i:]) && (i == 0 || words[i].word != "describe" && words[i].word != "explain") {
			return true
		}
	}
	return false
}

func requestAt(words []token) bool {
	word := func(i int) string {
		if i < len(words) {
			return words[i].word
		}
		return ""
	}
	other := func(w string) bool { return w == "me" || w == "us" }
	switch word(0) {
	case "describe", "explain":
		return true
	case "tell", "walk", "talk", "show":
		return other(word(1))
	case "give":
		return other(word(1)) && word(2) == "an" && word(3) == "example"
	case "take":
		return other(word(1)) && word(2) == "through"
	}
	return false
}

// longestSentence is the number of bytes after which a sentence is taken to be over.
const longestSentence = 600

func endsSentence(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune(sentenceMarks+"\"”)]", last)
}

const sentenceMarks = ".!\u3002\uFF01" + questionMarks

// sentences yields the pieces of a text that end in a mark that ends a sentence.
func sentences(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		from := 0
		for i, r := range text {
			if strings.ContainsRune(sentenceMarks, r) {
				end := i + utf8.RuneLen(r)
				if !yield(text[from:end]) {
					return
				}
				from = end
			}
		}
		yield(text[from:])
	}
}
