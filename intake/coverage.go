package intake

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/markdown"
	"github.com/hirealign/hirealign/transcript"
)

const (
	mostAnswers  = 2
	mostMentions = 1
)

// AskCoverage says what became of one question of the brief.
type AskCoverage struct {
	Ask   string                 `json:"ask_id"`
	Topic string                 `json:"topic"`
	State evidence.QuestionState `json:"state"`
	// AskedIn and AnsweredIn are segment ids; empty where it was not asked.
	AskedIn    []string `json:"asked_segment_ids,omitzero"`
	AnsweredIn []string `json:"answer_segment_ids,omitzero"`
	// Answer are the hiring manager's own words in the answer that share most with
	// the question, else its beginning.
	Answer []evidence.Citation `json:"answer,omitzero"`
	// Mentions are places where the hiring manager speaks of it though nobody asked:
	// somewhere to look, not an answer.
	Mentions []evidence.Citation `json:"mentions,omitzero"`
}

// Coverage says what a call covered of its brief.
type Coverage struct {
	SchemaVersion int                `json:"schema_version"`
	Source        evidence.SourceRef `json:"source"`
	Asks          []AskCoverage      `json:"asks,omitzero"`
	Asked         int                `json:"asked"`
	Answered      int                `json:"answered"`
	Of            int                `json:"of"`
}

// CoverageOf finds the brief's questions in the call, in whatever words, and what
// the hiring manager answered. The roles must be assigned: without a hiring
// manager and somebody who asks, every question is not_asked. Typed notes say
// nothing about what was asked.
func CoverageOf(b Brief, call transcript.Transcript) Coverage {
	ix := evidence.NewIndex(evidence.FromTranscript(call))
	out := Coverage{SchemaVersion: SchemaVersion, Source: ix.Source().Ref, Of: len(b.Asks)}
	matches := match(b.Asks, call)
	hm := []transcript.Role{transcript.HiringManager}
	for i, a := range b.Asks {
		m := matches[i]
		c := AskCoverage{Ask: a.ID, Topic: a.Topic, State: m.State, AskedIn: m.Asked, AnsweredIn: m.Answered}
		query := evidence.Query{Text: strings.Join(slices.Concat([]string{a.Question, a.Topic}, a.Also, a.Probes), " "), Speakers: hm}
		switch {
		case m.State == evidence.QuestionNotAsked:
			for _, s := range ix.Suggest(query, mostMentions) {
				c.Mentions = append(c.Mentions, s.Citation)
			}
		case len(m.Answered) > 0: // of none, nil would look through the whole call
			query.Within = m.Answered
			for _, s := range ix.Suggest(query, mostAnswers) {
				c.Answer = append(c.Answer, s.Citation)
			}
			if len(c.Answer) == 0 {
				c.Answer = opening(ix, m.Answered)
			}
		}
		if m.State != evidence.QuestionNotAsked {
			out.Asked++
		}
		if m.State == evidence.QuestionAnswered {
			out.Answered++
		}
		out.Asks = append(out.Asks, c)
	}
	return out
}

// match finds each question by the best of the ways to ask it.
func match(asks []Ask, call transcript.Transcript) []evidence.QuestionMatch {
	out := make([]evidence.QuestionMatch, len(asks))
	var planned []evidence.PlannedQuestion
	for i, a := range asks {
		out[i] = evidence.QuestionMatch{Question: a.ID, State: evidence.QuestionNotAsked}
		for _, text := range append([]string{a.Question, a.Topic}, a.Also...) {
			planned = append(planned, evidence.PlannedQuestion{ID: a.ID, Text: text})
		}
	}
	if call.Fidelity == transcript.HumanNotes {
		return out
	}
	order := []evidence.QuestionState{evidence.QuestionNotAsked, evidence.QuestionNotAnswered, evidence.QuestionAnswered}
	for _, m := range evidence.MatchQuestions(answeredBy(call, transcript.HiringManager), planned) {
		i := slices.IndexFunc(out, func(o evidence.QuestionMatch) bool { return o.Question == m.Question })
		if slices.Index(order, m.State) > slices.Index(order, out[i].State) {
			out[i] = m
		}
	}
	return out
}

// answeredBy returns the call with one role in the place of the one who answers,
// which is what the search for questions looks for.
func answeredBy(t transcript.Transcript, role transcript.Role) transcript.Transcript {
	t.Speakers = slices.Clone(t.Speakers)
	for i, s := range t.Speakers {
		switch s.Role {
		case role:
			t.Speakers[i].Role = transcript.Candidate
		case transcript.Candidate:
			t.Speakers[i].Role = transcript.UnknownRole
		}
	}
	return t
}

// opening cites the first of the segments that is long enough to say something.
func opening(ix *evidence.Index, segments []string) []evidence.Citation {
	for _, id := range segments {
		p, ok := ix.Source().Passage(id)
		if !ok || p.Speaker.Role != transcript.HiringManager || len(strings.Fields(p.Text)) < 4 {
			continue
		}
		if c, err := ix.Cite(id, 0, len(p.Text)); err == nil {
			return []evidence.Citation{c}
		}
	}
	return nil
}

// Open returns the questions that still need an answer, in the brief's order.
func (c Coverage) Open() []AskCoverage {
	var out []AskCoverage
	for _, a := range c.Asks {
		if a.State != evidence.QuestionAnswered {
			out = append(out, a)
		}
	}
	return out
}

// Markdown renders the coverage with the hiring manager's words.
func (c Coverage) Markdown() string {
	var s strings.Builder
	fmt.Fprintf(&s, "# Intake: %d of %d asked, %d answered\n", c.Asked, c.Of, c.Answered)
	for _, a := range c.Asks {
		fmt.Fprintf(&s, "\n## %s: %s\n", markdown.Inline(capital(a.Topic)), strings.ReplaceAll(string(a.State), "_", " "))
		quotes(&s, a.Answer)
		if len(a.Mentions) > 0 {
			s.WriteString("\nNot asked, but spoken of:\n")
			quotes(&s, a.Mentions)
		}
	}
	return s.String()
}

func quotes(s *strings.Builder, citations []evidence.Citation) {
	for _, q := range citations {
		s.WriteString("\n> " + markdown.Inline(q.Text()) + "\n")
		if at := q.Start(); !at.IsZero() {
			s.WriteString("> (" + markdown.Inline(q.Speaker.Name) + ", " + at.String() + ")\n")
		}
	}
}

func capital(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[0])) + string(r[1:])
}
