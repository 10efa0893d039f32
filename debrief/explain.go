package debrief

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/markdown"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

// Standing is how the panel saw a criterion, without anybody's level.
type Standing string

// The standings.
const (
	Met        Standing = "met"
	NotMet     Standing = "not_met"
	NotReached Standing = "not_assessed"
)

// ExplainedCriterion is one criterion as the candidate reads it.
type ExplainedCriterion struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Name       string              `json:"name"`
	Kind       rubric.Kind         `json:"kind"`
	// LookedFor is what a person at the bar does, in the rubric's words.
	LookedFor string   `json:"looked_for,omitzero"`
	Standing  Standing `json:"standing"`
	// Words are the candidate's own recorded words that the panel relied on.
	Words []string `json:"words,omitzero"`
	// AssessedBy are the names of those who assessed it.
	AssessedBy []string `json:"assessed_by,omitzero"`
	// Feedback is what the owner wrote for the candidate.
	Feedback string `json:"feedback,omitzero"`
}

// Explanation says to the candidate how a decision came about: what was looked
// for, what was found in their own words, who assessed it, and what software did.
// It holds no level, no other candidate, and nothing that panelists wrote for
// each other.
type Explanation struct {
	SchemaVersion int                       `json:"schema_version"`
	Application   requisition.ApplicationID `json:"application_id"`
	Candidate     string                    `json:"candidate"`
	Title         string                    `json:"title"`
	Outcome       Outcome                   `json:"outcome"`
	DecidedBy     string                    `json:"decided_by"`
	DecidedAt     time.Time                 `json:"decided_at"`
	Criteria      []ExplainedCriterion      `json:"criteria,omitzero"`
	// Software says what software did and did not do.
	Software []string `json:"software,omitzero"`
	// Review says how to ask for a review by another person.
	Review string `json:"review"`
}

// ExplainOptions are what the host adds to an explanation. Nil is valid.
type ExplainOptions struct {
	// Feedback is the owner's own wording for the candidate, by criterion.
	Feedback map[rubric.CompetencyID]string
	// Review replaces the sentence on how to ask for a review.
	Review string
	// Quotes is how many of the candidate's own words are shown per criterion; 0 is 1.
	Quotes int
}

// Explain explains a decision to its candidate. Criteria that the decision's
// reasons name come first; must-haves before growth. It returns ErrInvalid where
// the decision is not of this packet, or where Feedback names another finalist or
// repeats what a panelist wrote for the panel.
func Explain(p Packet, d Decision, opts *ExplainOptions) (Explanation, error) {
	var o ExplainOptions
	if opts != nil {
		o = *opts
	}
	doc := d.Document()
	f, ok := p.Finalist(doc.Application)
	if d.IsZero() || !ok || doc.Debrief != p.ID {
		return Explanation{}, fault.New(ErrInvalid, "debrief.decision_of_other", "/debrief_id", "the decision belongs to another debrief")
	}
	e := Explanation{
		SchemaVersion: SchemaVersion, Application: doc.Application, Candidate: f.Candidate, Title: p.Title,
		Outcome: doc.Outcome, DecidedBy: doc.DecidedBy.Name(), DecidedAt: doc.DecidedAt, Review: strings.TrimSpace(o.Review),
		Software: []string{
			"Software searched the records of your interviews for your own words on each criterion. A quote counts only where it was found word for word in the record.",
			"Software rated nothing, ranked nobody and decided nothing. Each interviewer rated alone, before seeing anybody else's rating, and a named person decided.",
		},
	}
	if e.Review == "" {
		e.Review = "You may ask for a review. It is done by a person who did not take part in this decision."
	}
	for _, c := range f.Criteria {
		x := ExplainedCriterion{
			Competency: c.Competency, Name: c.Name, Kind: c.Kind, LookedFor: c.Behaviour, Standing: NotReached,
			Feedback: strings.TrimSpace(o.Feedback[c.Competency]),
		}
		switch {
		case c.meets(p.MeetsLevel):
			x.Standing = Met
		case c.N > 0:
			x.Standing = NotMet
		}
		for _, r := range slices.Concat(c.Ratings, c.First) {
			if _, rated := r.Level(); rated && !slices.Contains(x.AssessedBy, r.By().Name()) {
				x.AssessedBy = append(x.AssessedBy, r.By().Name())
			}
			for _, cite := range r.Evidence() {
				if cite.Source.Kind == evidence.TranscriptSource && len(x.Words) < max(o.Quotes, 1) && !slices.Contains(x.Words, cite.Text()) {
					x.Words = append(x.Words, cite.Text())
				}
			}
		}
		e.Criteria = append(e.Criteria, x)
	}
	reasoned := func(x ExplainedCriterion) bool {
		return slices.ContainsFunc(doc.Reasons, func(r Reason) bool { return r.Competency == x.Competency })
	}
	slices.SortStableFunc(e.Criteria, func(a, b ExplainedCriterion) int {
		if by := boolInt(reasoned(b)) - boolInt(reasoned(a)); by != 0 {
			return by
		}
		return boolInt(b.Kind == rubric.MustHave) - boolInt(a.Kind == rubric.MustHave)
	})
	if err := e.leaks(p, f, doc).Err(ErrInvalid); err != nil {
		return Explanation{}, err
	}
	return e, nil
}

// Text is a passage of an explanation with its place, for checks of wording.
type Text struct {
	Path string
	Text string
}

// Texts returns every passage that a person wrote for the candidate or that the
// rubric says, for a lint of the host or of package scorecard. The candidate's own
// words are left out: they are quoted, not said.
func (e Explanation) Texts() []Text {
	out := []Text{{"/review", e.Review}}
	for i, c := range e.Criteria {
		at := fault.Path("criteria", i)
		for field, text := range map[string]string{"/name": c.Name, "/looked_for": c.LookedFor, "/feedback": c.Feedback} {
			if text != "" {
				out = append(out, Text{at + field, text})
			}
		}
	}
	slices.SortFunc(out, func(a, b Text) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// leaks finds other candidates and internal comments in what was written for this one.
func (e Explanation) leaks(p Packet, own Finalist, d DecisionDocument) fault.List {
	var list fault.List
	var internal []string
	for _, c := range own.Criteria {
		for _, r := range slices.Concat(c.Ratings, c.First) {
			internal = append(internal, r.Reason())
		}
	}
	for _, r := range own.Recommendations {
		internal = append(internal, r.Reason)
	}
	for _, x := range d.Dissent {
		internal = append(internal, x.Text)
	}
	internal = append(internal, d.Rationale)
	for _, t := range e.Texts() {
		words := wordsOf(t.Text)
		for _, f := range p.Finalists {
			if f.Application != own.Application && names(t.Text, f.Candidate, own.Candidate) {
				list.Add("debrief.explanation_names_other", t.Path, "the explanation names another candidate")
			}
		}
		for _, said := range internal {
			if repeats(words, said) {
				list.Add("debrief.explanation_internal", t.Path, "the explanation repeats what was written for the panel")
				break
			}
		}
	}
	return list
}

// names reports whether the text has a part of a person's name, as it is written,
// that is no part of the candidate's own.
func names(text, other, own string) bool {
	said := strings.FieldsFunc(text, punctuation)
	for name := range strings.FieldsSeq(other) {
		if len(name) > 2 && !strings.Contains(own, name) && slices.ContainsFunc(said, func(w string) bool { return w == name || w == name+"'s" || w == name+"’s" }) {
			return true
		}
	}
	return false
}

// repeated is how many words in a row make a repetition.
const repeated = 6

func repeats(words, said string) bool {
	fields := strings.Fields(wordsOf(said))
	for i := 0; i+repeated <= len(fields); i++ {
		if strings.Contains(words, " "+strings.Join(fields[i:i+repeated], " ")+" ") {
			return true
		}
	}
	return false
}

// wordsOf is the text in lower case with single spaces between and around words.
func wordsOf(s string) string {
	return " " + strings.Join(strings.FieldsFunc(strings.ToLower(s), punctuation), " ") + " "
}

func punctuation(r rune) bool { return strings.ContainsRune(" \t\r\n.,;:!?()[]{}\"“”„…/", r) }

// WriteMarkdown renders the explanation as a letter's body. It returns the
// writer's error.
func (e Explanation) WriteMarkdown(w io.Writer) error {
	b := new(bytes.Buffer)
	fmt.Fprintf(b, "# How we decided: %s\n\n", markdown.Inline(e.Title))
	fmt.Fprintf(b, "%s, on %s %s decided: **%s**.\n", markdown.Inline(e.Candidate), e.DecidedAt.Format(dayFormat), markdown.Inline(e.DecidedBy), words(string(e.Outcome)))
	for _, c := range e.Criteria {
		fmt.Fprintf(b, "\n## %s (%s): %s\n\n", markdown.Inline(c.Name), words(string(c.Kind)), words(string(c.Standing)))
		if c.LookedFor != "" {
			fmt.Fprintf(b, "We looked for: %s\n", markdown.Inline(c.LookedFor))
		}
		for _, q := range c.Words {
			fmt.Fprintf(b, "\n> “%s”\n", markdown.Inline(q))
		}
		if c.Feedback != "" {
			fmt.Fprintf(b, "\n%s\n", markdown.Inline(c.Feedback))
		}
		if len(c.AssessedBy) > 0 {
			fmt.Fprintf(b, "\nAssessed by %s.\n", markdown.Inline(strings.Join(c.AssessedBy, ", ")))
		}
	}
	fmt.Fprintf(b, "\n## What software did\n\n")
	for _, s := range e.Software {
		fmt.Fprintf(b, "- %s\n", markdown.Inline(s))
	}
	fmt.Fprintf(b, "\n## Review\n\n%s\n", markdown.Inline(e.Review))
	_, err := w.Write(b.Bytes())
	return err
}

//go:embed explain.gohtml
var explainHTML string

var explainTemplate = template.Must(template.New("explain").Parse(explainHTML))

// explanationPage is an explanation with its codes in words.
type explanationPage struct {
	Explanation
	On, OutcomeWords string
	Criteria         []explainedCriterionPage
}

type explainedCriterionPage struct {
	ExplainedCriterion
	KindWords, StandingWords, Assessors string
}

// WriteHTML renders the explanation as a page that says the same as WriteMarkdown.
// It loads nothing from elsewhere and runs no script. It returns the writer's error.
func (e Explanation) WriteHTML(w io.Writer) error {
	p := explanationPage{Explanation: e, On: e.DecidedAt.Format(dayFormat), OutcomeWords: words(string(e.Outcome))}
	for _, c := range e.Criteria {
		p.Criteria = append(p.Criteria, explainedCriterionPage{c, words(string(c.Kind)), words(string(c.Standing)), strings.Join(c.AssessedBy, ", ")})
	}
	return explainTemplate.Execute(w, p)
}
