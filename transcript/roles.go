package transcript

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Invitee is somebody whom the host expected in the conversation, from its calendar
// or its applicant tracking system.
type Invitee struct {
	Name     string
	Email    string
	PersonID string // the host's id
	Role     Role
}

// Matched says how a speaker was matched to an invitee.
type Matched struct {
	Speaker SpeakerID
	// Invitee is the place in the list of invitees.
	Invitee int
	// By is "email" or "name".
	By string
}

// MatchInvitees returns a copy in which speakers who are invitees have the invitee's
// role, from the source Calendar, and person id. They match by e-mail address, else
// by name: all parts of the name in any order and without what stands in brackets,
// or one part of it that fits nobody else. Whom several fit, or who fits several,
// stays unmatched: a wrong role costs more than none. Notetakers match nobody.
func (t Transcript) MatchInvitees(invitees []Invitee) (Transcript, []Matched) {
	t.Speakers = slices.Clone(t.Speakers)
	found := map[int]Matched{} // by the place of the speaker
	taken := map[int]bool{}
	accept := func(by string, fits func(Speaker, Invitee) bool) {
		type pair struct{ speaker, invitee int }
		var pairs []pair
		ofSpeaker, ofInvitee := map[int]int{}, map[int]int{}
		for i, s := range t.Speakers {
			if _, done := found[i]; done || s.Role == Bot || IsNotetaker(s.Name) {
				continue
			}
			for k, inv := range invitees {
				if !taken[k] && fits(s, inv) {
					pairs = append(pairs, pair{i, k})
					ofSpeaker[i]++
					ofInvitee[k]++
				}
			}
		}
		for _, p := range pairs {
			if ofSpeaker[p.speaker] == 1 && (ofInvitee[p.invitee] == 1 || by == "email") {
				found[p.speaker] = Matched{Speaker: t.Speakers[p.speaker].ID, Invitee: p.invitee, By: by}
			}
		}
		for _, m := range found {
			taken[m.Invitee] = true
		}
	}
	accept("email", func(s Speaker, inv Invitee) bool {
		mail := strings.TrimSpace(inv.Email)
		return mail != "" && (strings.EqualFold(mail, s.Email) || strings.EqualFold(mail, strings.TrimSpace(s.Label)))
	})
	accept("name", func(s Speaker, inv Invitee) bool {
		a, b := nameParts(s.Name), nameParts(inv.Name)
		return len(a) > 0 && slices.Equal(a, b)
	})
	accept("name", func(s Speaker, inv Invitee) bool {
		a, b := nameParts(s.Name), nameParts(inv.Name)
		if len(a) == 0 || len(b) == 0 {
			return false
		}
		if len(a) > len(b) {
			a, b = b, a
		}
		return !slices.ContainsFunc(a, func(part string) bool { return len(part) < 2 || !slices.Contains(b, part) })
	})
	var out []Matched
	for i := range t.Speakers {
		m, ok := found[i]
		if !ok {
			continue
		}
		out = append(out, m)
		s, inv := &t.Speakers[i], invitees[m.Invitee]
		if inv.PersonID != "" {
			s.PersonID = inv.PersonID
		}
		if inv.Role != UnknownRole && Calendar.rank() >= s.RoleSource.rank() {
			s.Role, s.RoleSource, s.RoleConfidence = inv.Role, Calendar, 0
		}
	}
	return t, out
}

var plainLetters = strings.NewReplacer(
	"á", "a", "à", "a", "â", "a", "ä", "a", "ã", "a", "å", "a", "ā", "a", "ą", "a", "ç", "c", "ć", "c", "č", "c", "ď", "d", "đ", "d", "é", "e", "è", "e", "ê", "e", "ë", "e", "ę", "e", "ě", "e",
	"í", "i", "ì", "i", "î", "i", "ï", "i", "ı", "i", "ł", "l", "ñ", "n", "ń", "n", "ň", "n", "ó", "o", "ò", "o", "ô", "o", "ö", "o", "õ", "o", "ø", "o", "ő", "o", "ř", "r", "ś", "s", "š", "s", "ş", "s", "ș", "s",
	"ť", "t", "ț", "t", "ú", "u", "ù", "u", "û", "u", "ü", "u", "ů", "u", "ű", "u", "ý", "y", "ÿ", "y", "ź", "z", "ż", "z", "ž", "z", "æ", "ae", "œ", "oe", "ß", "ss",
)

// plainTokens are the words of a text in lower case and without accents.
func plainTokens(text string) []token {
	list := tokens(text)
	for i, w := range list {
		if strings.ContainsFunc(w.word, func(r rune) bool { return r >= utf8.RuneSelf }) {
			list[i].word = strings.Map(func(r rune) rune {
				if r >= 0x300 && r <= 0x36F { // the accents of Latin, Greek and Cyrillic letters
					return -1
				}
				return r
			}, plainLetters.Replace(w.word))
		}
	}
	return list
}

// nameParts are the words of a name, folded and sorted, without what stands in
// brackets, without titles, and without the device that it is the name of.
func nameParts(name string) []string {
	name = strings.ToLower(name)
	for _, pair := range []string{"()", "[]", "<>", "{}"} {
		for {
			from := strings.IndexByte(name, pair[0])
			if from < 0 {
				break
			}
			to := strings.IndexByte(name[from:], pair[1])
			if to < 0 {
				name = name[:from]
				break
			}
			name = name[:from] + " " + name[from+to+1:]
		}
	}
	for _, mark := range []string{"|", " - ", " @ ", "’s ", "'s "} {
		name, _, _ = strings.Cut(name, mark)
	}
	name = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, plainLetters.Replace(name))
	var out []string
	for _, w := range Words(name) {
		if !slices.Contains([]string{"mr", "mrs", "ms", "dr", "prof", "phd", "psyd"}, w) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

// Inference says why InferRoles gave roles, or why it gave none.
type Inference struct {
	// Candidate is who answers, "" where that is not clear.
	Candidate SpeakerID
	// Interviewers are who asks.
	Interviewers []SpeakerID
	// Confidence is above 0 and up to 1 where roles were given, 0 where it abstains.
	Confidence float64
	// Planned counts the planned questions that those who ask have asked.
	Planned int
}

const (
	inferScore     = 1.25 // difference of the way of speaking from which roles are inferred
	plannedShare   = 0.6  // share of a planned question's longer words that a turn needs
	plannedWeight  = 0.35 // what a planned question adds to that difference
	leastInference = 0.02 // share of all words below which a speaker is passed over
)

// InferRoles guesses who is the candidate and who interviews, where nobody told: from
// who asks, who is spoken to and who says most, and from who asks the planned
// questions, if any are given. Roles that somebody told stay and lead the guess. The
// source of what it finds is Inferred, with a confidence. It abstains where two
// speakers speak alike or too little was said, and for more than one answering
// speaker.
func (t Transcript) InferRoles(planned []string) (Transcript, Inference) {
	t.Speakers = slices.Clone(t.Speakers)
	asking, questions := map[SpeakerID]*Asking{}, map[SpeakerID]int{}
	marked := t.hasQuestionMarks()
	total := 0
	for _, s := range t.Segments {
		if s.Kind != Speech || s.Speaker == "" {
			continue
		}
		a := asking[s.Speaker]
		if a == nil {
			a = &Asking{}
			asking[s.Speaker] = a
		}
		a.add(s.Text, marked)
	}
	for _, q := range planned {
		for _, s := range t.Segments {
			if s.Kind == Speech && s.Speaker != "" && asksPlanned(s.Text, q) {
				questions[s.Speaker]++
				break
			}
		}
	}
	var people []int
	for i, s := range t.Speakers {
		a := asking[s.ID]
		if a == nil || s.Role == Bot || s.Role == Observer || IsNotetaker(s.Name) {
			continue
		}
		total += a.Words
		people = append(people, i)
	}
	people = slices.DeleteFunc(people, func(i int) bool {
		return float64(asking[t.Speakers[i].ID].Words) < leastInference*float64(total)
	})
	var inf Inference
	if len(people) < 2 || len(people) > mostPanelists+1 {
		return t, inf
	}
	// The candidate is the one from whom all others differ in the same way.
	candidate, least := -1, 0.0
	for _, i := range people {
		s := t.Speakers[i]
		switch {
		case s.Role != UnknownRole && s.Role != Candidate && s.RoleSource != Inferred:
			continue
		case slices.ContainsFunc(people, func(k int) bool {
			return k != i && t.Speakers[k].Role == Candidate && t.Speakers[k].RoleSource != Inferred
		}):
			continue
		}
		margin := math.Inf(1)
		for _, k := range people {
			if k != i {
				a, b := asking[t.Speakers[k].ID], asking[s.ID]
				score := -math.MaxFloat64
				if a.enough() && b.enough() {
					score = asksMore(*a, *b) + plannedWeight*float64(questions[t.Speakers[k].ID]-questions[s.ID])
				}
				margin = min(margin, score)
			}
		}
		if candidate < 0 || margin > least {
			candidate, least = i, margin
		}
	}
	if candidate < 0 || least < inferScore {
		return t, inf
	}
	inf.Confidence = math.Round(100*(1-math.Exp(-least))) / 100
	give := func(i int, r Role) {
		s := &t.Speakers[i]
		if s.RoleSource == "" || s.RoleSource == Inferred {
			s.Role, s.RoleSource, s.RoleConfidence = r, Inferred, inf.Confidence
		}
	}
	inf.Candidate = t.Speakers[candidate].ID
	give(candidate, Candidate)
	for _, i := range people {
		if i != candidate {
			inf.Interviewers = append(inf.Interviewers, t.Speakers[i].ID)
			inf.Planned += questions[t.Speakers[i].ID]
			give(i, Interviewer)
		}
	}
	return t, inf
}

// asksPlanned reports whether a text has most of the longer words of a question.
func asksPlanned(text, question string) bool {
	const longer = 4 // letters
	have := map[string]bool{}
	for _, w := range tokens(text) {
		have[w.word] = true
	}
	n, shared := 0, 0
	for _, w := range tokens(question) {
		if len(w.word) < longer {
			continue
		}
		n++
		if have[w.word] {
			shared++
		}
	}
	return n >= 3 && float64(shared) >= plannedShare*float64(n)
}
