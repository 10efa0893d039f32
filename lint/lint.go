// Package lint finds words that do not belong in an assessment: traits instead of
// behaviour, stand-ins for protected characteristics, questions that may not be
// asked, feelings that nobody can hear.
//
//	l := lint.Standard()
//	for _, f := range l.Text(lint.Comment, "Seemed nervous, but a good fit.") {
//		fmt.Println(f.Severity, f.Code, f.Words) // error c-affect-inference Seemed nervous, …
//	}
//
// Every rule is data: a Rule in a Pack, with a stable code, a severity and what to
// write instead. Standard has the base pack. A jurisdiction pack changes
// severities and adds rules; it is dated, because laws change, and a host may
// leave it out, change it or write its own:
//
//	packs := append([]lint.Pack{lint.Base()}, lint.InForce(lint.Jurisdictions(), "2026-11-02")...)
//	l, err := lint.New(packs, lint.Options{Allow: []string{"disability insurance"}})
//
// What a rule is applied to depends on the Target of the text. Words in double
// quotes in a comment are somebody's speech and exempt. A finding can be waived
// by a named human with a reason; it then stays in the report, with the waiver.
//
// The rules are English aids to drafting. They are not legal advice, and a clean
// report is no clearance.
package lint

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/hirealign/hirealign/actor"
)

// ErrInvalid is the sentinel for a pack or a waiver that breaks a rule.
var ErrInvalid = errors.New("lint: invalid")

// Severity says what a finding asks for. Unknown values survive decoding.
type Severity string

// The severities.
const (
	// Error blocks a lock until the text is changed or the finding waived.
	Error Severity = "error"
	// Warning should be read and either acted on or waived.
	Warning Severity = "warn"
	// Info is a hint.
	Info Severity = "info"
	// Off switches a rule off; only overrides use it.
	Off Severity = "off"
)

// Target says what a text is. Unknown values survive decoding and have no rules.
type Target string

// The targets.
const (
	// Criterion is the name or description of a competency, or an outcome.
	Criterion Target = "criterion"
	// Anchor is what a level looks like.
	Anchor Target = "anchor"
	// Question is a planned question or a probe.
	Question Target = "question"
	// Eligibility is a question about eligibility, which is rightly answered with yes or no.
	Eligibility Target = "eligibility"
	// Comment is what a person writes about a candidate: notes, reasons, rationales.
	Comment Target = "comment"
	// Posting is text for candidates: an advertisement or a job description.
	Posting Target = "posting"
	// Field is the name of a field or a form's question, such as "voice_score".
	Field Target = "field"
)

// Rule is one thing to look for.
type Rule struct {
	// Code is stable: a code may retire but never changes its meaning.
	Code     string   `json:"code"`
	Targets  []Target `json:"targets,omitzero"`
	Severity Severity `json:"severity"`
	// Pattern is a regular expression of package regexp (RE2). It sees the text
	// with typographic quotes, dashes and spaces turned into ASCII ones.
	Pattern string `json:"pattern"`
	// Except are patterns whose matches excuse what they overlap.
	Except []string `json:"except,omitzero"`
	// Message says what is wrong, Fix what to write instead.
	Message string `json:"message"`
	Fix     string `json:"fix,omitzero"`
}

// Override changes the severity of a rule of another pack.
type Override struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	// Basis is where that comes from, such as the name of an act.
	Basis string `json:"basis,omitzero"`
}

// Pack is a set of rules and overrides, as a plain value.
type Pack struct {
	// ID names the pack, such as "us-il".
	ID    string `json:"id"`
	Title string `json:"title"`
	// AsOf is the day, YYYY-MM-DD, on which its facts were last checked.
	AsOf string `json:"as_of"`
	// From and Until are the first and last day of its force, YYYY-MM-DD; "" is open.
	From      string     `json:"from,omitzero"`
	Until     string     `json:"until,omitzero"`
	Source    string     `json:"source,omitzero"`
	Rules     []Rule     `json:"rules,omitzero"`
	Overrides []Override `json:"overrides,omitzero"`
}

// PackRef names one edition of a pack.
type PackRef struct {
	ID   string `json:"id"`
	AsOf string `json:"as_of"`
}

// Finding is a place where a rule applies.
type Finding struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Target   Target   `json:"target,omitzero"`
	// Path is the JSON Pointer of the text in its document; "" for a text alone.
	Path string `json:"path,omitzero"`
	// StartByte and EndByte are offsets into the text, end exclusive; both 0 where
	// the finding is about the document.
	StartByte int `json:"start_byte"`
	EndByte   int `json:"end_byte"`
	// Words are the text between the offsets.
	Words   string `json:"words,omitzero"`
	Message string `json:"message"`
	Fix     string `json:"fix,omitzero"`
	// Basis is what a jurisdiction's pack rests the severity on.
	Basis string  `json:"basis,omitzero"`
	Pack  PackRef `json:"pack"`
	// Waiver is set where a person has waived the finding.
	Waiver *Waiver `json:"waiver,omitzero"`
}

// Waiver is a named person's reason to let a finding stand.
type Waiver struct {
	// Code is the rule's.
	Code string `json:"code"`
	// Words are those that the waiver is for, compared without regard to case;
	// "" waives every finding of the code in the document.
	Words  string      `json:"words,omitzero"`
	Reason string      `json:"reason"`
	By     actor.Human `json:"by"`
	At     time.Time   `json:"at"`
}

// Report is what was found in a document.
type Report struct {
	// Packs are those that were applied, in their order.
	Packs []PackRef `json:"packs,omitzero"`
	// Findings are in document order, waived ones included.
	Findings []Finding `json:"findings,omitzero"`
}

// Blocking returns the findings of severity Error that nobody has waived.
func (r Report) Blocking() []Finding { return r.open(Error) }

// Warnings returns the findings of severity Warning that nobody has waived.
func (r Report) Warnings() []Finding { return r.open(Warning) }

func (r Report) open(s Severity) []Finding {
	var out []Finding
	for _, f := range r.Findings {
		if f.Severity == s && f.Waiver == nil {
			out = append(out, f)
		}
	}
	return out
}

// sortFindings orders findings of one text by place, the more severe first.
func sortFindings(fs []Finding) {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.StartByte, b.StartByte), cmp.Compare(rank(a.Severity), rank(b.Severity)), cmp.Compare(a.Code, b.Code))
	})
}

func rank(s Severity) int {
	switch s {
	case Error:
		return 0
	case Warning:
		return 1
	default:
		return 2
	}
}
