package extractive

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

const (
	mostLines        = 3 // lines of one topic out of one conversation
	shortestLine     = 5 // words
	shortestQuestion = 5 // words of a candidate's question
)

// arrange turns the drafts' verified evidence into bullets: one per criterion,
// must-haves first, then second ones until the summary is full.
func arrange(p *summary.Proposal, req summary.Request) {
	competencies := req.Rubric.Rubric().Competencies
	slices.SortStableFunc(competencies, func(a, b rubric.Competency) int {
		return cmp.Compare(rank(a.Kind), rank(b.Kind))
	})
	quotes := map[rubric.CompetencyID][]evidence.Citation{}
	for _, c := range competencies {
		for _, d := range req.Drafts {
			e, _ := d.Entry(c.ID)
			for _, it := range e.Evidence {
				if !it.Note {
					quotes[c.ID] = append(quotes[c.ID], it.Citation)
				}
			}
		}
		slices.SortStableFunc(quotes[c.ID], func(a, b evidence.Citation) int {
			return cmp.Compare(concreteness(b.Text()), concreteness(a.Text()))
		})
	}
	var used []evidence.Citation
	for nth := 0; len(p.Bullets) < summary.MaxBullets; nth++ {
		added := false
		for _, c := range competencies {
			if nth >= len(quotes[c.ID]) || len(p.Bullets) == summary.MaxBullets {
				continue
			}
			added = true
			cite := quotes[c.ID][nth]
			if slices.ContainsFunc(used, func(u evidence.Citation) bool { return overlap(u, cite) }) {
				continue
			}
			used = append(used, cite)
			p.Bullets = append(p.Bullets, summary.ProposedLine{Competency: c.ID, Quotes: []summary.ProposedQuote{quote(cite)}})
		}
		if !added {
			break
		}
	}
	strongest := slices.Clone(used)
	slices.SortStableFunc(strongest, func(a, b evidence.Citation) int {
		return cmp.Compare(concreteness(b.Text()), concreteness(a.Text()))
	})
	for _, c := range strongest {
		p.Strongest = append(p.Strongest, quote(c))
	}
}

func rank(k rubric.Kind) int {
	if k == rubric.MustHave {
		return 0
	}
	return 1
}

func quote(c evidence.Citation) summary.ProposedQuote {
	claim := evidence.Claim{Quote: c.Text()}
	if len(c.Spans) > 0 {
		claim.Segment = c.Spans[0].Segment
	}
	return summary.ProposedQuote{Transcript: transcript.ID(c.Source.ID), Claim: claim}
}

func overlap(a, b evidence.Citation) bool {
	if a.Source != b.Source {
		return false
	}
	for _, x := range a.Spans {
		for _, y := range b.Spans {
			if x.Segment == y.Segment && x.StartByte < y.EndByte && y.StartByte < x.EndByte {
				return true
			}
		}
	}
	return false
}

var actionCues = []string{
	"i built", "i wrote", "i changed", "i added", "i moved", "i stopped", "i called", "i told", "i decided", "i cut", "i paired",
	"i asked", "i set", "i took", "i made", "i put", "i paged", "i rolled", "i fixed", "i found", "i said", "i split", "i dropped",
	"we built", "we changed", "we added", "we moved", "we cut", "we shipped", "we decided",
}

// concreteness ranks quotes for display: what somebody did, with figures, before
// what they think in general. It is about words and says nothing about a person.
func concreteness(s string) int {
	folded := fold(s)
	score := 0
	for _, c := range actionCues {
		if strings.Contains(folded, " "+c+" ") {
			score += 2
		}
	}
	for w := range strings.FieldsSeq(folded) {
		if strings.ContainsFunc(w, unicode.IsDigit) {
			score++
		}
	}
	if n := len(strings.Fields(folded)); n >= 10 && n <= 45 {
		score++
	}
	return score
}

// topicCues are phrases about the speaker's own search. Others of the same words
// belong to the work: a colleague who was concerned, another process on a machine.
var topicCues = []struct {
	topic summary.Topic
	cues  []string
}{
	{summary.CompetingOffer, []string{
		"another offer", "other offer", "other offers", "an offer from", "have an offer", "got an offer", "other interview process",
		"other interview processes", "in another process", "in other processes", "in two other processes", "final round with", "offer expires",
	}},
	{summary.Deadline, []string{
		"notice period", "months notice", "months' notice", "month's notice", "month notice", "notice is", "of notice", "deadline",
		"expires", "by the", "until the", "answer by", "decide by", "could start", "can start",
	}},
	{summary.Concern, []string{
		"my concern", "my one concern", "have one concern", "have a concern", "i'm concerned", "i am concerned", "bit concerned", "i'm worried", "i am worried", "bit worried",
		"worries me", "my worry", "one worry", "i worry", "i'm nervous about", "i am nervous about", "bit nervous about",
		"i'm hesitant", "i am hesitant", "bit hesitant", "makes me hesitate",
	}},
}

var (
	// ownCues tie a date or an offer to the speaker.
	ownCues = []string{"i", "i'd", "i'm", "i've", "i'll", "my", "me", "they want", "they need", "they expect", "offer expires"}
	// pastCues tell of what is over: a date in a story is nobody's deadline.
	pastCues = []string{"had to", "was", "were", "did", "we had", "i had", "everybody had"}
	// pastConcerns are worries of a story.
	pastConcerns = []string{
		"i was", "we were", "they were a bit", "was a bit", "concern was", "concern then", "worry was", "was concerned", "were concerned", "was worried", "were worried",
	}
)

// about reports whether a sentence is about the topic for the speaker now.
func about(topic summary.Topic, folded string) bool {
	switch topic {
	case summary.Deadline:
		return holdsAny(folded, dateWords) && holdsAny(folded, ownCues) && !holdsAny(folded, pastCues) && !holdsAny(folded, actionCues)
	case summary.CompetingOffer:
		return holdsAny(folded, ownCues) && !holdsAny(folded, []string{"had an offer", "had another offer", "got an offer from a vendor", "got an offer from the vendor"})
	default:
		return !holdsAny(folded, pastConcerns)
	}
}

var dateWords = []string{
	"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
	"monday", "tuesday", "wednesday", "thursday", "friday", "week", "weeks", "month", "months", "year",
}

// invitations are how the interviewing side hands over: what the candidate asks
// before is part of an answer.
var invitations = []string{
	"your questions", "questions for me", "questions for us", "question for us", "question for me", "hear your questions", "any questions",
	"would you like to know", "do you want to know", "ask me anything", "ask us anything",
}

// mention looks for what the candidate said outside the rubric.
func mention(p *summary.Proposal, t transcript.Transcript) {
	if t.Fidelity == transcript.HumanNotes {
		return
	}
	count := map[summary.Topic]int{}
	line := func(topic summary.Topic, s sentence) {
		if count[topic] < mostLines {
			count[topic]++
			p.Lines = append(p.Lines, summary.ProposedLine{Topic: topic, Quotes: []summary.ProposedQuote{{Transcript: t.ID, Claim: s.claim()}}})
		}
	}
	said := sentences(t, transcript.Candidate)
	invited := invitedFrom(t)
	for i, s := range said {
		if compensation.MentionsHistory(s.text) {
			continue
		}
		for _, candidate := range expectations(said, i) {
			p.Compensation = append(p.Compensation, summary.ProposedQuote{Transcript: t.ID, Claim: candidate})
		}
		if s.words() < shortestLine {
			continue
		}
		folded := fold(s.text)
		if strings.HasSuffix(s.text, "?") {
			if invited >= 0 && s.turn > invited && s.words() >= shortestQuestion && asksSomething(folded) {
				line(summary.Question, s)
			}
			continue
		}
		for _, tc := range topicCues {
			if holdsAny(folded, tc.cues) && about(tc.topic, folded) {
				line(tc.topic, s)
				break
			}
		}
	}
}

// invitedFrom returns the turn in which the interviewing side last invites
// questions, -1 where it never does. An agenda at the start may announce them.
func invitedFrom(t transcript.Transcript) int {
	last := -1
	for _, role := range []transcript.Role{transcript.Interviewer, transcript.HiringManager, transcript.Recruiter} {
		for _, s := range sentences(t, role) {
			if holdsAny(fold(s.text), invitations) {
				last = max(last, s.turn)
			}
		}
	}
	return last
}

// expectations returns the quotes around sentence i that state a pay range: the
// sentence alone, or with the next one of the same turn where only both together
// name amount, currency and period.
func expectations(said []sentence, i int) []evidence.Claim {
	if _, ok := compensation.FindRange(said[i].text); ok {
		return []evidence.Claim{said[i].claim()}
	}
	if i+1 >= len(said) || said[i+1].turn != said[i].turn {
		return nil
	}
	if _, ok := compensation.FindRange(said[i+1].text); ok {
		return nil
	}
	both := said[i].text + " " + said[i+1].text
	if _, ok := compensation.FindRange(both); !ok || compensation.MentionsHistory(both) {
		return nil
	}
	return []evidence.Claim{{Quote: both, Segment: string(said[i].segment)}}
}

var openings = []string{"what", "how", "who", "when", "where", "why", "which", "is", "are", "do", "does", "did", "can", "could", "would", "will", "should", "have", "has"}

// tags are questions that ask for nothing.
var tags = []string{"you know", "right", "does that make sense", "make sense", "if that makes sense", "is that what you mean", "can you hear me", "what do you call it"}

func asksSomething(folded string) bool {
	trimmed := strings.TrimSpace(folded)
	for _, t := range tags {
		if trimmed == t || strings.HasSuffix(trimmed, " "+t) && len(strings.Fields(trimmed)) < len(strings.Fields(t))+4 {
			return false
		}
	}
	for w := range strings.FieldsSeq(trimmed) {
		if slices.Contains(openings, w) {
			return true
		}
	}
	return false
}
