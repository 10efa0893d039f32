package transcript

import (
	"strings"
	"unicode"
)

// MaxName is the number of characters after which a name that is shown is cut.
const MaxName = 120

// NewSpeaker makes a speaker of a label: with the name to show, "" where the label
// has nothing that can be shown, and the role that the label states, if any.
func NewSpeaker(id SpeakerID, label string) Speaker {
	s := Speaker{ID: id, Label: label, Name: DisplayName(label)}
	if r := LabelRole(s.Name); r != UnknownRole {
		s.Role, s.RoleSource = r, Label
	}
	return s
}

// DisplayName returns what to show of a speaker label: without control,
// bidirectional and zero-width characters, which can make two labels look the
// same, with its white space folded, and cut after MaxName characters. Emoji that
// are joined stay joined. It is "" for a label without a letter, digit or symbol,
// for which a stand-in such as "Speaker 2" should be shown. The label itself keeps
// every byte.
func DisplayName(label string) string {
	const enough = 16 * MaxName // bytes that are looked at
	cut := len(label) > enough
	if cut {
		label = label[:enough]
	}
	var b strings.Builder
	n, space, shown := 0, false, false
	for _, r := range label {
		switch {
		case r == unicode.ReplacementChar && cut:
			continue // half a character at the cut
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200D':
			continue
		}
		if n >= MaxName {
			cut = true
			break
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		b.WriteRune(r)
		n++
		shown = shown || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSymbol(r)
	}
	if !shown {
		return ""
	}
	if cut {
		return b.String() + "…"
	}
	return b.String()
}

var labelRoles = map[string]Role{
	"candidate": Candidate, "interviewee": Candidate, "respondent": Candidate, "applicant": Candidate,
	"interviewer": Interviewer, "panelist": Interviewer, "hiring manager": HiringManager,
	"recruiter": Recruiter, "observer": Observer,
}

// LabelRole returns the role that a speaker label states, such as "Interviewer" or
// "Interviewee 2", Bot for a notetaker, and UnknownRole for a name.
func LabelRole(label string) Role {
	lower := strings.ToLower(strings.TrimSpace(label))
	if r, ok := labelRoles[strings.TrimRight(lower, " 0123456789#")]; ok {
		return r
	}
	if IsNotetaker(lower) {
		return Bot
	}
	return UnknownRole
}

// notetakers are the names under which recording programs, phone lines and shared
// screens join meetings, in lower case. A star stands for any text.
var notetakers = []string{
	"*notetaker*", "*note taker*", "*note-taker*", "*meeting notes*", "*meeting bot*", "*meeting assistant*", "* ai assistant*", "*recording bot*",
	"*fireflies.ai*", "*fred from fireflies*", "*otter.ai*", "*otterpilot*", "*read.ai*", "*fathom*notetaker*", "*fathom.video*",
	"*tl;dv*", "*tldv.io*", "*grain.com*", "*avoma*assistant*", "*metaview*", "*brighthire*", "*meetgeek*", "sembly*", "*supernormal*", "*circleback*",
	"*granola.ai*", "*recall.ai*", "*vexa bot*", "*meeting-baas*", "*meetingbaas*", "*krisp*notes*", "*copilot*", "*gemini*notes*", "*zoom ai companion*",
	"*gong.io*", "*chorus.ai*", "*rev.ai*", "*spinach.ai*", "*fellow.app*", "*jamie.ai*", "*bluedot*recorder*", "*airgram*", "*noty.ai*",
	"*'s presentation", "*’s presentation", "*'s screen", "*’s screen", "*(presentation)", "*presentation von *",
}

// IsNotetaker reports whether a name is that of a program that records meetings,
// or of a shared screen, which lists of attendees hold beside people.
func IsNotetaker(name string) bool {
	lower := strings.ToLower(name)
	for _, parts := range notetakerParts {
		if matches(lower, parts) {
			return true
		}
	}
	return false
}

// notetakerParts are the patterns, cut at their stars.
var notetakerParts = func() [][]string {
	parts := make([][]string, len(notetakers))
	for i, p := range notetakers {
		parts[i] = strings.Split(p, "*")
	}
	return parts
}()

// matches reports whether a text has the parts in their order, the first at its
// start and the last at its end.
func matches(s string, parts []string) bool {
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	for i, p := range parts[1:] {
		if i == len(parts)-2 {
			return strings.HasSuffix(s, p)
		}
		at := strings.Index(s, p)
		if at < 0 {
			return false
		}
		s = s[at+len(p):]
	}
	return s == ""
}
