package summary

import (
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
)

// Flags of refusals that only a summary makes.
const (
	// NoFigure: the quote holds no pay range that can be read.
	NoFigure evidence.Flag = "no_figure"
	// PayHistory: the quote speaks of present or past pay, which has no place here.
	PayHistory evidence.Flag = "pay_history"
	// TooMany: there are more bullets than a summary has.
	TooMany evidence.Flag = "too_many"
	// UnknownTopic: a summary has no place for lines of this topic.
	UnknownTopic evidence.Flag = "topic_unknown"
	// UnknownCompetency: the rubric has no such competency.
	UnknownCompetency evidence.Flag = "competency_unknown"
	// WordingDecides: the drafter's wording recommends, rates or ranks. The line stays
	// without it.
	WordingDecides evidence.Flag = "wording_decides"
	// WordingRefused: the drafter's wording says what no comment may say, such as what
	// somebody felt. The line stays without it.
	WordingRefused evidence.Flag = "wording_refused_by_lint"
)

// New verifies a proposal and builds the unrated summary. Quotes that fail are
// dropped and reported, a line that loses all its quotes is dropped with them. A
// drafter's wording that recommends, rates, or says what no comment may say is
// dropped, and its line is its quotes.
// Only the candidate's own recorded words count; what panelists typed where
// nothing was recorded is evidence in their cards, not here. A record that is too
// poor to judge from is left out and stands in Abstained with its reasons.
//
// It returns rubric.ErrNotLocked without a locked rubric and ErrInvalid for a
// request without an application or a candidate's name.
func New(id ID, req Request, p Proposal, at time.Time) (Summary, error) {
	if req.Rubric.IsZero() {
		return Summary{}, fault.New(rubric.ErrNotLocked, "summary.rubric_not_locked", "/rubric_hash", "a summary needs a locked rubric")
	}
	var list fault.List
	if id == "" {
		list.Add("summary.id_missing", "/id", "a summary needs an id")
	}
	if req.Application == "" {
		list.Add("summary.application_missing", "/application_id", "a summary is about one application")
	}
	if strings.TrimSpace(req.Candidate) == "" {
		list.Add("summary.candidate_missing", "/candidate", "a summary names the candidate")
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Summary{}, err
	}
	b := builder{
		competencies: req.Rubric.Rubric().Competencies,
		s: Summary{
			SchemaVersion: SchemaVersion, ID: id, Requisition: req.Requisition, Application: req.Application,
			Candidate: req.Candidate, Interviews: append([]requisition.InterviewID{}, req.Interviews...),
			RubricHash: req.Rubric.Hash(), State: Unrated, By: p.By, MadeAt: at.UTC(),
		},
	}
	req.Transcripts, b.s.Abstained = scorecard.Readable(req.Transcripts)
	for _, t := range req.Transcripts {
		if t.Fidelity == transcript.HumanNotes {
			b.s.Unrecorded = true
			continue
		}
		ix := evidence.NewIndex(evidence.FromTranscript(t))
		b.indexes = append(b.indexes, ix)
		b.s.Sources = append(b.s.Sources, ix.Source().Ref)
	}
	b.lines(p)
	b.strongest(p.Strongest)
	b.compensation(p.Compensation, req.Band)
	b.verdicts(req)
	b.unasked(req)
	return b.s, nil
}

type builder struct {
	indexes      []*evidence.Index
	competencies []rubric.Competency
	s            Summary
}

func (b *builder) refuse(part string, r evidence.Refusal) {
	b.s.Refused = append(b.s.Refused, Refusal{Part: part, Refusal: r})
}

func (b *builder) verify(part string, q ProposedQuote) (evidence.Citation, bool) {
	worst := evidence.Finding{Grade: evidence.NotFound, Policy: evidence.CandidateOnly().Name}
	for _, ix := range b.indexes {
		if q.Transcript != "" && ix.Source().Ref.ID != string(q.Transcript) {
			continue
		}
		f := ix.Verify(q.Claim, evidence.CandidateOnly())
		if f.Admissible() {
			if payHistory(ix.Source(), f.Citation) {
				f.Flags = append(slices.Clone(f.Flags), PayHistory)
				b.refuse(part, f.Refusal())
				return evidence.Citation{}, false
			}
			return f.Citation, true
		}
		if worst.Grade == evidence.NotFound {
			worst = f
		}
	}
	b.refuse(part, worst.Refusal())
	return evidence.Citation{}, false
}

func (b *builder) line(part string, p ProposedLine) (Line, bool) {
	l := Line{Text: strings.TrimSpace(p.Text), Competency: p.Competency, Topic: p.Topic}
	if p.Competency != "" && !slices.ContainsFunc(b.competencies, func(c rubric.Competency) bool { return c.ID == p.Competency }) {
		b.refuse(part+"/competency", evidence.Refusal{Grade: evidence.NotFound, Flags: []evidence.Flag{UnknownCompetency}})
		return Line{}, false
	}
	if wordsHistory(l.Text) {
		b.refuse(part+"/text", evidence.Refusal{Grade: evidence.NotFound, Flags: []evidence.Flag{PayHistory}})
		return Line{}, false
	}
	if flag := worded(l.Text); flag != "" {
		b.refuse(part+"/text", evidence.Refusal{Grade: evidence.NotFound, Flags: []evidence.Flag{flag}})
		l.Text = ""
	}
	if len(p.Quotes) == 0 {
		b.refuse(part, evidence.Refusal{Grade: evidence.NotFound, Flags: []evidence.Flag{evidence.NoQuote}})
	}
	for i, q := range p.Quotes {
		if c, ok := b.verify(part+fault.Path("quotes", i), q); ok {
			l.Evidence = append(l.Evidence, c)
		}
	}
	return l, len(l.Evidence) > 0
}

// worded returns what is wrong with a drafter's wording, "" for nothing.
func worded(text string) evidence.Flag {
	switch {
	case lint.Decides(text):
		return WordingDecides
	case len(lint.Standard().Report(lint.Standard().Text(lint.Comment, text), nil).Blocking()) > 0:
		return WordingRefused
	}
	return ""
}

func (b *builder) lines(p Proposal) {
	for i, pl := range p.Bullets {
		at := fault.Path("bullets", i)
		if len(b.s.Bullets) == MaxBullets {
			b.refuse(at, evidence.Refusal{Grade: evidence.NotFound, Flags: []evidence.Flag{TooMany}})
			continue
		}
		if l, ok := b.line(at, pl); ok {
			b.s.Bullets = append(b.s.Bullets, l)
		}
	}
	for i, pl := range p.Lines {
		at := fault.Path("lines", i)
		l, ok := b.line(at, pl)
		if !ok {
			continue
		}
		switch l.Topic {
		case Deadline:
			b.s.Deadlines = append(b.s.Deadlines, l)
		case CompetingOffer:
			b.s.CompetingOffers = append(b.s.CompetingOffers, l)
		case Concern:
			b.s.Concerns = append(b.s.Concerns, l)
		case Question:
			b.s.Questions = append(b.s.Questions, l)
		default:
			b.refuse(at+"/topic", evidence.Refusal{Grade: evidence.NotFound, Flags: []evidence.Flag{UnknownTopic}})
		}
	}
}

func (b *builder) strongest(quotes []ProposedQuote) {
	for i, q := range quotes {
		if c, ok := b.verify(fault.Path("strongest", i), q); ok {
			b.s.StrongestQuote = c
			return
		}
	}
}

func (b *builder) compensation(quotes []ProposedQuote, band compensation.Range) {
	for i, q := range quotes {
		at := fault.Path("compensation", i)
		c, ok := b.verify(at, q)
		if !ok {
			continue
		}
		expected, ok := compensation.FindRange(c.Text())
		if !ok {
			b.refuse(at, evidence.Refusal{Grade: c.Grade, Flags: []evidence.Flag{NoFigure}})
			continue
		}
		b.s.Compensation = &Signal{Expectation: expected, Evidence: c}
		if band.IsZero() {
			b.s.Compensation.Why = NoBand
			return
		}
		gap, err := compensation.Compare(expected, band)
		if err == nil {
			b.s.Compensation.Gap = &gap
			return
		}
		b.s.Compensation.NotComparable, b.s.Compensation.Why = true, OutOfRange
		for code, why := range map[string]NotComparable{
			"compensation.currency_differs": OtherCurrency, "compensation.period_differs": OtherPeriod, "compensation.components_differ": OtherComponents,
		} {
			if fault.Has(err, code) {
				b.s.Compensation.Why = why
			}
		}
		return
	}
}

func (b *builder) verdicts(req Request) {
	for _, c := range b.competencies {
		v := Verdict{Competency: c.ID, Name: c.Name, Kind: c.Kind, Coverage: NotAsked}
		var asked bool
		for _, d := range req.Drafts {
			e, ok := d.Entry(c.ID)
			if !ok {
				continue
			}
			v.Citations += len(e.Evidence)
			asked = asked || e.Status != scorecard.NotAsked
		}
		switch {
		case v.Citations >= ThinBelow:
			v.Coverage = Evidenced
		case v.Citations > 0 || asked:
			v.Coverage = Thin
		}
		b.s.Verdicts = append(b.s.Verdicts, v)
	}
}

func (b *builder) unasked(req Request) {
	for _, q := range req.Rubric.Rubric().Questions {
		var planned, asked bool
		for _, d := range req.Drafts {
			for _, c := range d.Coverage {
				if c.Question == q.ID {
					planned = true
					asked = asked || c.State != evidence.QuestionNotAsked
				}
			}
		}
		if planned && !asked {
			b.s.NotAsked = append(b.s.NotAsked, Unasked{Question: q.ID, Text: q.Text, Competencies: q.Competencies})
		}
	}
}

// WithCards returns a copy that shows the levels of the submitted cards. The
// state is Rated as soon as one of them rates a criterion. Cards of another
// application or rubric are ErrInvalid. No verdict is derived from the levels.
func (s Summary) WithCards(cards []scorecard.Scorecard) (Summary, error) {
	var list fault.List
	for i, c := range cards {
		at := fault.Path("cards", i)
		switch {
		case c.IsZero():
			list.Add("summary.card_empty", at, "the card is empty")
		case c.Assignment().Application != s.Application:
			list.Add("summary.card_of_other", at, "the card is about another application")
		case c.RubricHash() != s.RubricHash:
			list.Add("summary.card_rubric_changed", at, "the card was made against another version of the rubric")
		}
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Summary{}, err
	}
	s.Verdicts = slices.Clone(s.Verdicts)
	s.State = Unrated
	for i, v := range s.Verdicts {
		s.Verdicts[i].Ratings = nil
		for _, c := range cards {
			if r, ok := c.Rating(v.Competency); ok {
				s.Verdicts[i].Ratings = append(s.Verdicts[i].Ratings, r)
				s.State = Rated
			}
		}
	}
	return s, nil
}

// Check proves every citation of the summary against the sources again.
func (s Summary) Check(sources []evidence.Source) error {
	for _, c := range s.Citations() {
		i := slices.IndexFunc(sources, func(src evidence.Source) bool { return src.Ref == c.Source })
		if i < 0 {
			return evidence.ErrWrongSource
		}
		if err := c.Check(sources[i]); err != nil {
			return err
		}
	}
	return nil
}

// Citations returns every citation of the summary, in the order of its parts.
func (s Summary) Citations() []evidence.Citation {
	var out []evidence.Citation
	for _, lines := range [][]Line{s.Bullets, s.Deadlines, s.CompetingOffers, s.Concerns, s.Questions} {
		for _, l := range lines {
			out = append(out, l.Evidence...)
		}
	}
	if !s.StrongestQuote.IsZero() {
		out = append(out, s.StrongestQuote)
	}
	if s.Compensation != nil {
		out = append(out, s.Compensation.Evidence)
	}
	return out
}
