package transcript

import (
	"slices"
	"strings"
	"unicode"
)

// Reason is a code that says what is wrong with a transcript. Unknown values
// survive decoding.
type Reason string

// The reasons why a transcript cannot be judged from.
const (
	SummaryInstead  Reason = "summary_only"     // it tells of the conversation and quotes nobody
	NoSpeech        Reason = "no_speech"        // nothing was said in it
	SpeakersMissing Reason = "speakers_unknown" // less than half of the words have a speaker, and few have the role
	RoleMissing     Reason = "role_unknown"     // nobody has the role whose words count
	RoleSilent      Reason = "role_silent"      // somebody has, and says too little to quote
	LabelsInverted  Reason = "roles_inverted"   // see CheckRoles
	LabelsCollapsed Reason = "roles_collapsed"  // see CheckRoles
	Repetitive      Reason = "repetitive"       // half of the words repeat the segment before
	Garbled         Reason = "garbled"          // characters were lost in decoding
)

// The remarks: what a reader should know of a transcript that can be judged from.
const (
	TimesMissing       Reason = "times_missing"      // less than half of the segments have a start
	EndsMissing        Reason = "ends_missing"       // less than half have an end: talk time is not measurable
	EditedText         Reason = "edited"             // not word for word
	OtherSideMissing   Reason = "other_side_unknown" // nobody is known to interview
	SpeakersPartly     Reason = "speakers_partly"    // more than a tenth of the words have no speaker
	LanguageUndeclared Reason = "language_undeclared"
	LanguageDiffers    Reason = "language_differs" // the words are of another language than the file says
	RolesNotClear      Reason = "roles_unclear"    // see CheckRoles
)

// Quality says how good a transcript is to judge from.
type Quality struct {
	Fidelity Fidelity `json:"fidelity,omitzero"`
	// Segments and Words count speech and notes.
	Segments int `json:"segments"`
	Words    int `json:"words"`
	// SpeakerCoverage and RoleCoverage are the shares of words, from 0 to 1, that
	// have a speaker, and a speaker with a role.
	SpeakerCoverage float64 `json:"speaker_coverage"`
	RoleCoverage    float64 `json:"role_coverage"`
	// RoleWords are the words of the role that the check was made for.
	RoleWords int `json:"role_words"`
	// StartCoverage and EndCoverage are the shares of segments with a start, and with
	// both ends.
	StartCoverage float64 `json:"start_coverage"`
	EndCoverage   float64 `json:"end_coverage"`
	// Repeated is the share of words in segments that repeat the one before.
	Repeated float64 `json:"repeated"`
	// Language is what the transcript declares, LanguageFound what its words look
	// like; "" where too few of them tell.
	Language      string    `json:"language,omitzero"`
	LanguageFound string    `json:"language_found,omitzero"`
	Roles         RoleCheck `json:"roles"`
	// Reasons say why it cannot be judged from; none where it can.
	Reasons []Reason `json:"reasons,omitzero"`
	// Remarks say what else a reader should know.
	Remarks []Reason `json:"remarks,omitzero"`
}

// Usable reports whether the transcript can be judged from.
func (q Quality) Usable() bool { return len(q.Reasons) == 0 }

const (
	leastRoleWords = 3 // a quote needs as many
	// enoughRoleWords of the role can be judged from even where most words have no speaker.
	enoughRoleWords = 300
	half            = 0.5
	partly          = 0.9
	mostLost        = 0.02 // share of characters that were lost
)

// Assess measures the transcript and says whether the words of the role can be
// judged from it. Notes that a person typed are a record of their own kind: they
// only need to hold something.
func (t Transcript) Assess(role Role) Quality {
	q := Quality{Fidelity: t.Fidelity, Language: t.Language, LanguageFound: t.language()}
	roles := t.roles()
	var known, withRole, starts, ends, repeated, runes, lost int
	last := ""
	for _, s := range t.Segments {
		if s.Kind != Speech && s.Kind != Note {
			continue
		}
		n := countWords(s.Text)
		q.Segments++
		q.Words += n
		if s.Speaker != "" {
			known += n
		}
		r, ok := roles[s.Speaker]
		if ok {
			withRole += n
		}
		if ok && r == role {
			q.RoleWords += n
		}
		if !s.Start.IsZero() {
			starts++
			if !s.End.IsZero() {
				ends++
			}
		}
		text := strings.ToLower(strings.TrimSpace(s.Text))
		if n >= 2 && text == last {
			repeated += n
		}
		last = text
		for _, c := range s.Text {
			runes++
			if c == unicode.ReplacementChar {
				lost++
			}
		}
	}
	share := func(n, of int) float64 { return float64(n) / float64(max(of, 1)) }
	q.SpeakerCoverage, q.RoleCoverage = share(known, q.Words), share(withRole, q.Words)
	q.StartCoverage, q.EndCoverage = share(starts, q.Segments), share(ends, q.Segments)
	q.Repeated = share(repeated, q.Words)
	if t.Fidelity == HumanNotes {
		if q.Words == 0 {
			q.Reasons = append(q.Reasons, NoSpeech)
		}
		return q
	}
	q.Roles = t.CheckRoles()
	because := func(list *[]Reason, r Reason, holds bool) {
		if holds {
			*list = append(*list, r)
		}
	}
	hasRole, otherSide := false, false
	for _, r := range roles {
		hasRole = hasRole || r == role
		otherSide = otherSide || r == Interviewer || r == HiringManager || r == Recruiter
	}
	because(&q.Reasons, SummaryInstead, t.Fidelity == SummaryOnly)
	because(&q.Reasons, NoSpeech, q.Words == 0)
	because(&q.Reasons, SpeakersMissing, q.Words > 0 && q.SpeakerCoverage < half && q.RoleWords < enoughRoleWords)
	because(&q.Reasons, RoleMissing, !hasRole)
	because(&q.Reasons, RoleSilent, hasRole && q.RoleWords < leastRoleWords)
	if q.Roles.Blocks() {
		because(&q.Reasons, LabelsInverted, q.Roles.State == RolesInverted)
		because(&q.Reasons, LabelsCollapsed, q.Roles.State == RolesCollapsed)
	}
	because(&q.Reasons, Repetitive, q.Repeated >= half)
	because(&q.Reasons, Garbled, float64(lost) > mostLost*float64(runes))

	because(&q.Remarks, TimesMissing, q.Segments > 0 && q.StartCoverage < half)
	because(&q.Remarks, EndsMissing, q.StartCoverage >= half && q.EndCoverage < half)
	because(&q.Remarks, EditedText, t.Fidelity == Edited)
	because(&q.Remarks, SpeakersPartly, q.SpeakerCoverage < partly && !slices.Contains(q.Reasons, SpeakersMissing) && q.Words > 0)
	because(&q.Remarks, OtherSideMissing, hasRole && !otherSide)
	because(&q.Remarks, RolesNotClear, q.Roles.State == RolesUnclear)
	because(&q.Remarks, LanguageUndeclared, t.Language == "")
	base, _, _ := strings.Cut(strings.ToLower(t.Language), "-")
	because(&q.Remarks, LanguageDiffers, base != "" && q.LanguageFound != "" && base != q.LanguageFound)
	return q
}

// languageScripts are the languages that a script alone tells.
var languageScripts = []struct {
	language string
	script   *unicode.RangeTable
}{
	{"ja", unicode.Hiragana},
	{"ja", unicode.Katakana},
	{"zh", unicode.Han},
	{"ko", unicode.Hangul},
	{"th", unicode.Thai},
	{"hi", unicode.Devanagari},
	{"ar", unicode.Arabic},
	{"he", unicode.Hebrew},
	{"el", unicode.Greek},
	{"ru", unicode.Cyrillic},
}

// languageWords are frequent words that few other languages share.
var languageWords = map[string][]string{
	"en": {"the", "and", "that", "you", "was", "of", "it", "have", "what", "with"},
	"de": {"und", "ich", "das", "nicht", "ist", "die", "der", "wir", "auch", "mit"},
	"fr": {"et", "je", "est", "les", "pas", "vous", "que", "des", "une", "dans"},
	"es": {"que", "los", "una", "pero", "con", "por", "muy", "para", "está", "yo"},
	"pt": {"não", "uma", "você", "com", "eu", "os", "isso", "mas", "muito", "foi"},
	"it": {"che", "non", "sono", "di", "anche", "per", "gli", "della", "ho", "questo"},
	"nl": {"het", "een", "dat", "niet", "ik", "van", "maar", "we", "zijn", "ook"},
	"pl": {"nie", "się", "jest", "na", "że", "jak", "ale", "był", "tak", "czy"},
}

const (
	leastTelling  = 30   // words that are looked at before a language is named
	mostTelling   = 5000 // words after which the answer will not change
	tellingShare  = 0.06
	tellingMargin = 1.5
)

// language guesses the language of the words, "" where they do not tell.
func (t Transcript) language() string {
	words, scripts := 0, map[string]int{}
	found := map[string]int{}
	for _, s := range t.Segments {
		if s.Kind != Speech || words >= mostTelling {
			continue
		}
		for _, w := range Words(s.Text) {
			words++
			r := []rune(w)[0]
			if r < 0x370 {
				w = strings.ToLower(w)
				for l, list := range languageWords {
					if slices.Contains(list, w) {
						found[l]++
					}
				}
				continue
			}
			for _, ls := range languageScripts {
				if unicode.Is(ls.script, r) {
					scripts[ls.language]++
					break
				}
			}
		}
	}
	if words < leastTelling {
		return ""
	}
	best, second := "", 0
	for _, counts := range []map[string]int{scripts, found} {
		for l, n := range counts {
			switch {
			case best == "" || n > max(scripts[best], found[best]) || n == max(scripts[best], found[best]) && l < best:
				if best != "" {
					second = max(second, scripts[best], found[best])
				}
				best = l
			default:
				second = max(second, n)
			}
		}
	}
	n := max(scripts[best], found[best])
	if scripts["ja"]*10 > scripts["zh"] && scripts["ja"] > 0 && best == "zh" {
		return "ja" // written with Han characters too
	}
	if best == "" || float64(n) < tellingShare*float64(words) || float64(n) < tellingMargin*float64(second) && scripts[best] == 0 {
		return ""
	}
	return best
}
