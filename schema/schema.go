// Package schema exports JSON Schemas of the library's documents for frontends.
//
//	raw, err := schema.For[scorecard.Draft](schema.Wire)
//	os.WriteFile("scorecard_draft.json", raw, 0o644)
//	for name := range schema.Names() {
//		fmt.Println(name) // act, application, candidate, …
//	}
//
// The schemas are JSON Schema 2020-12, one self-contained file each, generated
// from the Go types and committed under v1. They are open: a reader must accept
// properties that it does not know, because a later version may add some. A
// breaking change gets a folder of its own beside v1.
package schema

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"slices"
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

//go:embed v1/*.json
var files embed.FS

// ErrUnknown is returned for a document or a profile that has no schema.
var ErrUnknown = errors.New("schema: unknown")

// Profile says what a schema is for.
type Profile int

// Wire describes documents as they are stored and sent.
const Wire Profile = iota

// Document are the types that have a schema. Opaque types are named by the
// document that their JSON has the form of.
type Document interface {
	requisition.Act | requisition.Application | requisition.Candidate | requisition.Interview | requisition.Requisition |
		rubric.Rubric | rubric.LockedDocument | transcript.Transcript | evidence.Citation | scorecard.Draft |
		scorecard.Document | scorecard.Handoff | summary.Summary | debrief.Packet | debrief.DecisionDocument |
		rubric.SupersededDocument | rubric.JobDescription | rubric.JobPosting | rubric.Bank | lint.Report |
		intake.Brief | intake.Coverage | intake.Comparison | panel.Kit | panel.Report |
		requisition.Offer | summary.Comparison | summary.Notice | debrief.MeetingDocument | debrief.PulseResult |
		debrief.Retro | debrief.Change | debrief.Explanation |
		privacy.Consents | privacy.Hold | privacy.Erasure | privacy.Export | privacy.Policy | privacy.Clock
}

// For returns the schema of a document type. It returns ErrUnknown for a profile
// other than Wire.
func For[T Document](p Profile) (json.RawMessage, error) {
	var zero T
	return Named(nameOf(zero), p)
}

// Named returns the schema of a document by the name of its file without its
// ending, such as "rubric". It returns ErrUnknown for another name.
func Named(name string, p Profile) (json.RawMessage, error) {
	if p != Wire {
		return nil, fmt.Errorf("%w: profile %d", ErrUnknown, p)
	}
	b, err := files.ReadFile("v1/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("%w: document %q", ErrUnknown, name)
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
	}
	return ""
}

// Names yields the names of all documents, sorted.
func Names() iter.Seq[string] {
	paths, err := fs.Glob(files, "v1/*.json")
	if err != nil {
		paths = nil
	}
	slices.Sort(paths)
	return func(yield func(string) bool) {
		for _, p := range paths {
			if !yield(strings.TrimSuffix(strings.TrimPrefix(p, "v1/"), ".json")) {
				return
			}
		}
	}
}

// Files returns the schemas as a file system with the folder v1.
func Files() fs.FS { return files }
