// Package schemagen makes the files of package schema from the Go types: the JSON
// Schemas of every profile, the OpenAPI components and the npm package.
//
//	files, err := schemagen.Generate("../..") // the repository's root, for the doc comments
//	os.WriteFile("schema/v1/rubric.json", files["v1/rubric.json"], 0o644)
//
// It runs when the schemas are generated and in the test that compares them with
// what is committed; no program of a user links it. The types are reflected once,
// into the Wire profile; everything else is made from that.
package schemagen

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/invopop/jsonschema"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/intake"
	"github.com/hirealign/hirealign/internal/shape"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/panel"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/schema"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

const module = "github.com/hirealign/hirealign"

// documents are the public documents and the types that their JSON has the form of.
var documents = map[string]reflect.Type{
	"act":                reflect.TypeFor[requisition.Act](),
	"application":        reflect.TypeFor[requisition.Application](),
	"candidate":          reflect.TypeFor[requisition.Candidate](),
	"citation":           reflect.TypeFor[evidence.Citation](),
	"debrief":            reflect.TypeFor[debrief.Packet](),
	"debrief_brief":      reflect.TypeFor[debrief.Brief](),
	"debrief_change":     reflect.TypeFor[debrief.Change](),
	"debrief_meeting":    reflect.TypeFor[debrief.MeetingDocument](),
	"debrief_pulse":      reflect.TypeFor[debrief.PulseResult](),
	"debrief_retro":      reflect.TypeFor[debrief.Retro](),
	"decision":           reflect.TypeFor[debrief.DecisionDocument](),
	"explanation":        reflect.TypeFor[debrief.Explanation](),
	"handoff":            reflect.TypeFor[scorecard.Handoff](),
	"intake_brief":       reflect.TypeFor[intake.Brief](),
	"intake_comparison":  reflect.TypeFor[intake.Comparison](),
	"intake_coverage":    reflect.TypeFor[intake.Coverage](),
	"interview":          reflect.TypeFor[requisition.Interview](),
	"interview_kit":      reflect.TypeFor[panel.Kit](),
	"job_description":    reflect.TypeFor[rubric.JobDescription](),
	"job_posting":        reflect.TypeFor[rubric.JobPosting](),
	"level_suggestion":   reflect.TypeFor[scorecard.LevelSuggestion](),
	"lint_report":        reflect.TypeFor[lint.Report](),
	"offer":              reflect.TypeFor[requisition.Offer](),
	"panel_coverage":     reflect.TypeFor[panel.Report](),
	"privacy_consents":   reflect.TypeFor[privacy.Consents](),
	"privacy_erasure":    reflect.TypeFor[privacy.Erasure](),
	"privacy_export":     reflect.TypeFor[privacy.Export](),
	"privacy_hold":       reflect.TypeFor[privacy.Hold](),
	"retention_clock":    reflect.TypeFor[privacy.Clock](),
	"retention_policy":   reflect.TypeFor[privacy.Policy](),
	"question_bank":      reflect.TypeFor[rubric.Bank](),
	"requisition":        reflect.TypeFor[requisition.Requisition](),
	"rubric":             reflect.TypeFor[rubric.Rubric](),
	"rubric_locked":      reflect.TypeFor[rubric.LockedDocument](),
	"rubric_superseded":  reflect.TypeFor[rubric.SupersededDocument](),
	"scorecard":          reflect.TypeFor[scorecard.Document](),
	"scorecard_draft":    reflect.TypeFor[scorecard.Draft](),
	"summary":            reflect.TypeFor[summary.Summary](),
	"summary_comparison": reflect.TypeFor[summary.Comparison](),
	"summary_notice":     reflect.TypeFor[summary.Notice](),
	"transcript":         reflect.TypeFor[transcript.Transcript](),
}

// mirrors are the stored forms of types whose fields cannot be set from outside.
var mirrors = map[reflect.Type]reflect.Type{
	reflect.TypeFor[scorecard.Rating]():    reflect.TypeFor[scorecard.RatingDocument](),
	reflect.TypeFor[scorecard.Scorecard](): reflect.TypeFor[scorecard.Document](),
	reflect.TypeFor[debrief.Decision]():    reflect.TypeFor[debrief.DecisionDocument](),
	reflect.TypeFor[rubric.Superseded]():   reflect.TypeFor[rubric.SupersededDocument](),
	reflect.TypeFor[rubric.Locked]():       reflect.TypeFor[rubric.LockedDocument](),
	reflect.TypeFor[actor.Human]():         reflect.TypeFor[actorHuman](),
	reflect.TypeFor[actor.Agent]():         reflect.TypeFor[actorAgent](),
}

type actorHuman struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Name string `json:"name"`
	Role string `json:"role,omitempty"`
}

type actorAgent struct {
	Kind       string `json:"kind"`
	ID         string `json:"id"`
	Model      string `json:"model,omitempty"`
	Version    string `json:"version,omitempty"`
	PromptHash string `json:"prompt_hash,omitempty"`
}

// values are the known values of the types whose set is closed: a reader may rely
// on them. Types that may grow stay plain strings.
var values = map[reflect.Type][]any{
	reflect.TypeFor[scorecard.Overall]():   {"strong_yes", "yes", "no", "strong_no"},
	reflect.TypeFor[privacy.Scope]():       {"recording", "transcription", "drafting", "retention", "reuse"},
	reflect.TypeFor[privacy.Answer]():      {"given", "declined", "withdrawn"},
	reflect.TypeFor[debrief.Outcome]():     {"hire", "no_hire", "advance", "reject", "defer"},
	reflect.TypeFor[debrief.Stage]():       {"collecting", "closed", "revealed", "rerating", "ended", "cancelled"},
	reflect.TypeFor[debrief.Method]():      {"owner_decides", "consent", "threshold", "committee"},
	reflect.TypeFor[debrief.Standing]():    {"met", "not_met", "not_assessed"},
	reflect.TypeFor[rubric.Kind]():         {"must_have", "growth"},
	reflect.TypeFor[rubric.Seen]():         {"rerate", "grandfather"},
	reflect.TypeFor[compensation.Period](): {"hour", "day", "week", "month", "year"},
	reflect.TypeFor[schema.Direction]():    {"supports", "contradicts"},
	reflect.TypeFor[schema.Section]():      {"purpose", "outcome", "duty", "team", "conditions"},
	reflect.TypeFor[schema.Topic]():        {"deadline", "competing_offer", "concern", "question"},
	reflect.TypeFor[schema.Weight]():       {"must_have", "growth", "unclear"},
	reflect.TypeFor[schema.Suggestion]():   {"insufficient_evidence", "1", "2", "3", "4", "5", "6", "7"},
	reflect.TypeFor[evidence.Grade]():      {"verbatim", "normalized", "elided", "approximate", "altered", "not_found"},
}

// constants are the fixed values of properties.
var constants = map[string]string{"ActorHuman.kind": "human", "ActorAgent.kind": "agent"}

// minimums are the least values of properties.
var minimums = map[string]int{
	"RubricAnchor.level": 1, "ScorecardRating.level": 1,
	"EvidenceSpan.start_byte": 0, "EvidenceSpan.end_byte": 0, "EvidenceSpan.start_utf16": 0, "EvidenceSpan.end_utf16": 0,
}

// replies are what a model answers in one task.
var replies = map[string]reflect.Type{
	"debrief_points":         reflect.TypeFor[schema.PointsReply](),
	"job_description_lines":  reflect.TypeFor[schema.DescriptionReply](),
	"rubric_criteria":        reflect.TypeFor[schema.CriteriaReply](),
	"scorecard_evidence":     reflect.TypeFor[schema.EvidenceReply](),
	"scorecard_evidence_all": reflect.TypeFor[schema.AllEvidenceReply](),
	"scorecard_level":        reflect.TypeFor[schema.LevelReply](),
	"summary_lines":          reflect.TypeFor[schema.SummaryReply](),
}

// definition is what the name of a definition looks like.
var definition = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)

// ErrUnsupported is returned for a type that has no honest schema.
var ErrUnsupported = errors.New("schemagen: type without a schema")

// Generate returns the files below the folder schema by name. root is the
// repository's root, where the doc comments are read.
func Generate(root string) (map[string][]byte, error) {
	comments, err := readComments(root)
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	wires := map[string]*shape.Schema{}
	for name, typ := range documents {
		s, err := reflected(typ, comments)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		s.Root, s.ID, s.Title = true, "urn:hirealign:schema:v1:"+name, typeName(typ)
		constrain(s, used)
		wires[name] = s
	}
	for rule := range constants {
		if !used[rule] {
			return nil, fmt.Errorf("%w: the rule for %s names no property", ErrUnsupported, rule)
		}
	}
	for rule := range minimums {
		if !used[rule] {
			return nil, fmt.Errorf("%w: the rule for %s names no property", ErrUnsupported, rule)
		}
	}
	forms, err := makeForms(wires)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	put := func(file string, v any) {
		if err == nil {
			out[file], err = encode(v)
		}
	}
	for name, s := range wires {
		put("v1/"+name+".json", s)
		put("ts/v1/"+name+".json", s)
	}
	for name, s := range forms {
		put("v1/form/"+name+".json", s)
		put("ts/v1/form/"+name+".json", s)
	}
	for name, typ := range replies {
		s, failed := reflected(typ, comments)
		if failed != nil {
			return nil, fmt.Errorf("%s: %w", name, failed)
		}
		put("v1/llm/"+name+".json", forModels(s, s))
	}
	components, failed := openAPI(wires)
	if failed != nil {
		return nil, failed
	}
	put("v1/openapi/components.json", components)
	types, failed := typeScript(wires)
	if failed != nil {
		return nil, failed
	}
	out["ts/index.d.ts"] = types
	out["ts/index.js"] = moduleOf(wires, forms)
	return out, err
}

// constrain applies the rules that tie a property to values, and names every definition.
func constrain(root *shape.Schema, used map[string]bool) {
	objects := append([]shape.Property{{Name: root.Title, Schema: root}}, root.Defs...)
	for _, d := range objects {
		d.Schema.Title = d.Name
		for _, p := range d.Schema.Properties {
			rule := d.Name + "." + p.Name
			if c, ok := constants[rule]; ok {
				p.Schema.Enum, used[rule] = []string{c}, true
			}
			if m, ok := minimums[rule]; ok {
				p.Schema.Minimum, used[rule] = &m, true
			}
		}
	}
}

func readComments(root string) (map[string]string, error) {
	r := new(jsonschema.Reflector)
	for _, dir := range []string{"actor", "compensation", "debrief", "evidence", "intake", "lint", "panel", "privacy", "requisition", "rubric", "schema", "scorecard", "summary", "transcript"} {
		// The reader wants a relative path; it walks from the working directory.
		if err := r.AddGoComments(module+"/"+dir, filepath.Join(root, dir)); err != nil {
			return nil, err
		}
	}
	comments := map[string]string{}
	for k, v := range r.CommentMap {
		// Keys hold the path as walked; what counts is the package's name and the type's.
		comments[path.Base(k)] = v
	}
	return comments, nil
}

// reflected returns the schema of a type, with definitions for the types below it.
func reflected(typ reflect.Type, comments map[string]string) (*shape.Schema, error) {
	var failed error
	types := map[string]reflect.Type{typeName(typ): typ}
	r := &jsonschema.Reflector{
		Anonymous: true, ExpandedStruct: true, AllowAdditionalProperties: true,
		Namer: func(t reflect.Type) string {
			if f, bad := nullable(t); bad {
				failed = fmt.Errorf("%w: %s.%s writes null for what is not there: it lacks omitzero", ErrUnsupported, t, f)
			}
			name := typeName(t)
			if name == "" || t.Kind() != reflect.Struct {
				return name
			}
			switch other := types[name]; {
			case !definition.MatchString(name):
				failed = fmt.Errorf("%w: %s has no name that a reference can have", ErrUnsupported, t)
			case other != nil && other != t && mirrors[other] != t && mirrors[t] != other:
				failed = fmt.Errorf("%w: %s and %s have the same name", ErrUnsupported, other, t)
			}
			types[name] = t
			return name
		},
		LookupComment: func(t reflect.Type, field string) string {
			key := path.Base(t.PkgPath()) + "." + t.Name()
			if field != "" {
				key += "." + field
			}
			return oneLine(comments[key])
		},
	}
	r.Mapper = func(t reflect.Type) *jsonschema.Schema {
		switch {
		case t == reflect.TypeFor[transcript.Offset]():
			return &jsonschema.Schema{Type: "integer", Description: "Milliseconds on the transcript's clock; absent where unknown."}
		case t == reflect.TypeFor[json.RawMessage]():
			return &jsonschema.Schema{Type: "object"}
		case t == reflect.TypeFor[time.Duration](), t.Kind() == reflect.Interface:
			failed = fmt.Errorf("%w: %s", ErrUnsupported, t)
		case mirrors[t] != nil:
			nested := *r
			nested.ExpandedStruct = false
			s := nested.ReflectFromType(mirrors[t])
			s.Version = "" // hoist moves its definitions to the root
			return s
		case values[t] != nil:
			return &jsonschema.Schema{Type: "string", Enum: values[t]}
		}
		return nil
	}
	s := r.ReflectFromType(typ)
	if failed != nil {
		return nil, failed
	}
	hoist(s)
	relax(s, typ)
	for name, d := range s.Definitions {
		relax(d, types[name])
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	out := new(shape.Schema)
	return out, json.Unmarshal(raw, out)
}

// relax takes out of the required properties what the encoder leaves out when it
// is zero: an absent property is an empty one.
func relax(s *jsonschema.Schema, t reflect.Type) {
	if t == nil || t.Kind() != reflect.Struct {
		return
	}
	optional := optionalProperties(t)
	s.Required = slices.DeleteFunc(s.Required, func(p string) bool { return optional[p] })
}

// nullable returns a field that would be written as null where it is empty. A reply
// is read and never written.
func nullable(t reflect.Type) (string, bool) {
	if t.Kind() != reflect.Struct || path.Base(t.PkgPath()) == "schema" {
		return "", false
	}
	for f := range t.Fields() {
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" && (f.Type.Kind() == reflect.Slice || f.Type.Kind() == reflect.Pointer) && !strings.Contains(rest, "omit") {
			return f.Name, true
		}
	}
	return "", false
}

func optionalProperties(t reflect.Type) map[string]bool {
	out := map[string]bool{}
	for f := range t.Fields() {
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct {
			for p := range optionalProperties(f.Type) {
				out[p] = true
			}
			continue
		}
		if strings.Contains(rest, "omitzero") || strings.Contains(rest, "omitempty") {
			out[name] = true
		}
	}
	return out
}

// hoist moves definitions of nested documents to the root, where references
// find them.
func hoist(root *jsonschema.Schema) {
	if root.Definitions == nil {
		root.Definitions = jsonschema.Definitions{}
	}
	var visit func(s *jsonschema.Schema)
	visit = func(s *jsonschema.Schema) {
		if s == nil {
			return
		}
		if s != root && s.Definitions != nil {
			defs := s.Definitions
			s.Definitions = nil
			for name, d := range defs {
				if _, known := root.Definitions[name]; !known {
					root.Definitions[name] = d
					visit(d)
				}
			}
		}
		visit(s.Items)
		visit(s.AdditionalProperties)
		if s.Properties != nil {
			for p := s.Properties.Oldest(); p != nil; p = p.Next() {
				visit(p.Value)
			}
		}
	}
	visit(root)
	for _, d := range root.Definitions {
		visit(d)
	}
	if len(root.Definitions) == 0 {
		root.Definitions = nil
	}
}

// typeName names a definition by its package and type, "RubricCompetency"; types
// of two packages never share a name.
func typeName(t reflect.Type) string {
	if t.Name() == "" {
		return "" // lists and pointers have no definition of their own
	}
	pkg := path.Base(t.PkgPath())
	name := strings.TrimSuffix(t.Name(), "Document")
	if name == "" && pkg != "scorecard" {
		name = t.Name() // a package's documents in general, and not its main one
	}
	if pkg == "schemagen" || strings.EqualFold(pkg, name) {
		r := []rune(t.Name())
		return string(unicode.ToUpper(r[0])) + string(r[1:])
	}
	return strings.ToUpper(pkg[:1]) + pkg[1:] + name
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func encode(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
