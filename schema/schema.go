// Package schema exports JSON Schemas of the library's documents for frontends and models.
//
//	raw, err := schema.For[rubric.Rubric](schema.Wire)                 // what is stored and sent
//	form, err := schema.Bound(locked.Rubric(), schema.Form)            // the scorecard of one rubric
//	layout, err := schema.UI(locked.Rubric())                          // hints for React JSON Schema Form
//	answers, err := schema.Decode(locked.Rubric(), schema.Form, posted) // back from that form
//	rating, err := answers.Ratings[0].Rate(dana, locked, cited, now)   // only a named human rates
//
// The schemas are JSON Schema 2020-12, one self-contained file each, generated
// from the Go types and committed under v1. A Profile says what a schema is for:
//
//   - Wire describes documents. It is open: a reader must accept properties that it
//     does not know, because a later version may add some.
//   - Form is for frontends that draw forms. It is closed, its values have labels, it
//     asks nothing that software or the host knows, and no judgement is ever
//     pre-selected: the first choice of each is that there is none yet, written as null.
//   - LLM is for models, task by task: closed, everything required, no union, no null,
//     no bound and no id, and the quotes before what is said of them. It stays within
//     what OpenAI's strict mode, Anthropic and Gemini all accept, and is the same
//     bytes in every call.
//
// Files has all of it, and an OpenAPI 3.1 document whose components are the Wire
// documents. TypeScript types of the same documents are in the folder ts, an npm
// package. A breaking change gets a folder of its own beside v1.
package schema

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/intake"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/panel"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

//go:generate go run ../internal/schemagen/cmd

//go:embed v1
var files embed.FS

var (
	// ErrUnknown is returned for a document or a profile that has no schema.
	ErrUnknown = errors.New("schema: unknown")
	// ErrInvalid is the sentinel for a document that does not fit its form.
	ErrInvalid = errors.New("schema: invalid")
)

// Profile says what a schema is for. The zero value is Wire.
type Profile int

// The profiles.
const (
	// Wire describes documents as they are stored and sent.
	Wire Profile = iota
	// Form describes what a person fills in.
	Form
	// LLM describes what a model answers in one task.
	LLM
)

// profiles holds the name and the folder of each profile.
var profiles = [...]struct{ name, folder string }{{"wire", "v1"}, {"form", "v1/form"}, {"llm", "v1/llm"}}

// String returns the profile's name, "wire", "form" or "llm".
func (p Profile) String() string {
	if p < 0 || int(p) >= len(profiles) {
		return "profile " + strconv.Itoa(int(p))
	}
	return profiles[p].name
}

// ParseProfile returns the profile of a name, and ErrUnknown for another.
func ParseProfile(name string) (Profile, error) {
	for i, p := range profiles {
		if p.name == name {
			return Profile(i), nil
		}
	}
	return 0, fmt.Errorf("%w: profile %q", ErrUnknown, name)
}

// Document are the types that have a schema. Opaque types are named by the
// document that their JSON has the form of.
type Document interface {
	requisition.Act | requisition.Application | requisition.Candidate | requisition.Interview | requisition.Requisition |
		rubric.Rubric | rubric.LockedDocument | transcript.Transcript | evidence.Citation | scorecard.Draft |
		scorecard.Document | scorecard.Handoff | summary.Summary | debrief.Packet | debrief.DecisionDocument |
		rubric.SupersededDocument | rubric.JobDescription | rubric.JobPosting | rubric.Bank | lint.Report |
		intake.Brief | intake.Coverage | intake.Comparison | panel.Kit | panel.Report |
		requisition.Offer | summary.Comparison | summary.Notice | debrief.MeetingDocument | debrief.PulseResult |
		debrief.Brief | debrief.Retro | debrief.Change | debrief.Explanation | scorecard.LevelSuggestion |
		privacy.Consents | privacy.Hold | privacy.Erasure | privacy.Export | privacy.Policy | privacy.Clock |
		EvidenceReply | AllEvidenceReply | LevelReply | SummaryReply | CriteriaReply | DescriptionReply | PointsReply
}

// For returns the schema of a type in a profile. It returns ErrUnknown where there
// is none: every document has one for Wire, those that a person fills in have one
// for Form, and the replies have one for LLM and no other.
func For[T Document](p Profile) (json.RawMessage, error) {
	var zero T
	return Named(nameOf(zero), p)
}

// Named returns the schema of a document by the name of its file without its
// ending, such as "rubric". It returns ErrUnknown for another name.
func Named(name string, p Profile) (json.RawMessage, error) {
	if p < 0 || int(p) >= len(profiles) {
		return nil, fmt.Errorf("%w: %s", ErrUnknown, p)
	}
	b, err := files.ReadFile(profiles[p].folder + "/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("%w: document %q in profile %s", ErrUnknown, name, p)
	}
	return b, nil
}

func nameOf(v any) string {
	switch v.(type) {
	case requisition.Act:
		return "act"
	case requisition.Application:
		return "application"
	case requisition.Candidate:
		return "candidate"
	case requisition.Interview:
		return "interview"
	case requisition.Offer:
		return "offer"
	case requisition.Requisition:
		return "requisition"
	case rubric.Rubric:
		return "rubric"
	case rubric.LockedDocument:
		return "rubric_locked"
	case transcript.Transcript:
		return "transcript"
	case evidence.Citation:
		return "citation"
	case scorecard.Draft:
		return "scorecard_draft"
	case scorecard.Document:
		return "scorecard"
	case scorecard.Handoff:
		return "handoff"
	case summary.Summary:
		return "summary"
	case debrief.Packet:
		return "debrief"
	case debrief.DecisionDocument:
		return "decision"
	case rubric.SupersededDocument:
		return "rubric_superseded"
	case rubric.JobDescription:
		return "job_description"
	case rubric.JobPosting:
		return "job_posting"
	case rubric.Bank:
		return "question_bank"
	case lint.Report:
		return "lint_report"
	case intake.Brief:
		return "intake_brief"
	case intake.Coverage:
		return "intake_coverage"
	case intake.Comparison:
		return "intake_comparison"
	case panel.Kit:
		return "interview_kit"
	case panel.Report:
		return "panel_coverage"
	case debrief.MeetingDocument:
		return "debrief_meeting"
	case debrief.PulseResult:
		return "debrief_pulse"
	case debrief.Retro:
		return "debrief_retro"
	case debrief.Change:
		return "debrief_change"
	case debrief.Brief:
		return "debrief_brief"
	case scorecard.LevelSuggestion:
		return "level_suggestion"
	case debrief.Explanation:
		return "explanation"
	case privacy.Consents:
		return "privacy_consents"
	case privacy.Hold:
		return "privacy_hold"
	case privacy.Erasure:
		return "privacy_erasure"
	case privacy.Export:
		return "privacy_export"
	case privacy.Policy:
		return "retention_policy"
	case privacy.Clock:
		return "retention_clock"
	case summary.Comparison:
		return "summary_comparison"
	case summary.Notice:
		return "summary_notice"
	case EvidenceReply:
		return "scorecard_evidence"
	case AllEvidenceReply:
		return "scorecard_evidence_all"
	case DescriptionReply:
		return "job_description_lines"
	case PointsReply:
		return "debrief_points"
	case LevelReply:
		return "scorecard_level"
	case SummaryReply:
		return "summary_lines"
	case CriteriaReply:
		return "rubric_criteria"
	}
	return ""
}

// Names yields the names of all schemas of a profile, sorted; none for an unknown one.
func Names(p Profile) iter.Seq[string] {
	return func(yield func(string) bool) {
		if p < 0 || int(p) >= len(profiles) {
			return
		}
		entries, err := files.ReadDir(profiles[p].folder)
		if err != nil {
			return // the folders are embedded
		}
		for _, e := range entries {
			if name, ok := strings.CutSuffix(e.Name(), ".json"); ok && !yield(name) {
				return
			}
		}
	}
}

// Files returns every schema as a file system: v1 holds Wire, v1/form and v1/llm
// the other profiles, and v1/openapi/components.json the OpenAPI document.
func Files() fs.FS { return files }
