package schemagen

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/hirealign/hirealign/internal/shape"
)

// forms are the documents that a person fills in.
var forms = []string{"application", "candidate", "decision", "interview", "job_posting", "offer", "question_bank", "requisition", "rubric", "scorecard"}

// asked are the properties of types of which a person fills in only a part, in
// the order in which they are asked: what a judgement rests on comes before it, and
// the whole after its parts.
var asked = map[string][]string{
	"Scorecard":            {"ratings", "overall", "overall_reason"},
	"ScorecardRating":      {"competency_id", "reason", "level"},
	"DebriefDecision":      {"reasons", "rationale", "dissent", "follow_up", "outcome"},
	"RubricJobDescription": {"title", "team", "level", "location", "purpose", "outcomes", "must_haves", "growth", "compensation", "rubric_hash", "terms"},
}

// kept are the properties that software keeps: a form shows and never asks them.
// Acts set the times; the answer of a person has no use for them.
var kept = map[string]bool{
	"rubric_hash": true, "predecessor": true, "applied_at": true, "ended_at": true, "opened_at": true,
	"extended_at": true, "answered_at": true, "sourcing_since": true, "reused": true,
}

// attested are the types that only code or an act by a named person makes: who
// acted, what was quoted, what was waived. No form asks for one.
var attested = map[string]bool{"ActorHuman": true, "ActorAgent": true, "ActorRef": true, "EvidenceCitation": true, "LintWaiver": true}

// judgements are the properties by which a person judges, with the words of the
// choice that stands there until they have. Forms select the first choice by
// themselves, so it is never a judgement.
var judgements = map[string]string{
	"Scorecard.overall": "No recommendation yet", "ScorecardRating.level": "Not enough signal", "DebriefDecision.outcome": "No decision yet",
}

func makeForms(wires map[string]*shape.Schema) (map[string]*shape.Schema, error) {
	out := map[string]*shape.Schema{}
	judged := map[string]bool{}
	for _, name := range forms {
		m := formMaker{root: wires[name], judged: judged}
		s, err := m.object(m.root.Title, m.root, false)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		s.Root, s.ID, s.Title = true, "urn:hirealign:schema:v1:form:"+name, words(name)
		out[name] = s
	}
	for rule := range judgements {
		if !judged[rule] {
			return nil, fmt.Errorf("%w: no form asks for the judgement %s", ErrUnsupported, rule)
		}
	}
	return out, nil
}

type formMaker struct {
	root   *shape.Schema
	within []string
	judged map[string]bool
}

// object returns the form of an object. What may be absent as a whole requires
// nothing inside: tools send an empty object for it.
func (m *formMaker) object(name string, s *shape.Schema, optional bool) (*shape.Schema, error) {
	if slices.Contains(m.within, name) {
		return nil, fmt.Errorf("%w: %s contains itself, which forms cannot draw", ErrUnsupported, name)
	}
	m.within = append(m.within, name)
	defer func() { m.within = m.within[:len(m.within)-1] }()
	properties := s.Properties
	if names, ok := asked[name]; ok {
		properties = nil
		for _, n := range names {
			if s.Property(n) == nil {
				return nil, fmt.Errorf("%w: %s has no property %s", ErrUnsupported, name, n)
			}
			properties = append(properties, shape.Property{Name: n, Schema: s.Property(n)})
		}
	}
	out := &shape.Schema{Type: "object", Closed: true}
	for _, p := range properties {
		if p.Name == "schema_version" {
			continue
		}
		required := !optional && slices.Contains(s.Required, p.Name)
		f, err := m.field(name+"."+p.Name, p.Schema, !required)
		if err != nil {
			return nil, err
		}
		if f == nil {
			continue
		}
		f.Title = words(p.Name)
		f.ReadOnly = kept[p.Name] || len(m.within) == 1 && (p.Name == "id" || p.Name == "version")
		out.Properties = append(out.Properties, shape.Property{Name: p.Name, Schema: f})
		if required && !f.ReadOnly && f.Type != "boolean" {
			out.Required = append(out.Required, p.Name)
		}
	}
	return out, nil
}

// field returns nil for what no form asks.
func (m *formMaker) field(rule string, s *shape.Schema, optional bool) (*shape.Schema, error) {
	if s.Ref != "" {
		name := strings.TrimPrefix(s.Ref, "#/$defs/")
		if attested[name] {
			return nil, nil
		}
		out, err := m.object(name, m.root.Def(s.Ref), optional)
		if out != nil {
			out.Description = s.Description
			out.Title = titleOf(name)
		}
		return out, err
	}
	out := &shape.Schema{Type: s.Type, Description: s.Description, Format: s.Format, Minimum: s.Minimum}
	none, judged := judgements[rule]
	if judged {
		m.judged[rule] = true
		out.Nullable = true
	}
	if s.Enum != nil {
		if !judged {
			none = "Not chosen"
		}
		out.Nullable = true
		out.Choices = append(out.Choices, shape.Choice{Title: none})
		for _, v := range s.Enum {
			out.Choices = append(out.Choices, shape.Choice{Const: v, Title: words(v)})
		}
	}
	if s.Items != nil {
		items, err := m.field(rule, s.Items, false)
		if err != nil || items == nil {
			return nil, err
		}
		out.Items = items
	}
	return out, nil
}

// words writes a property's name for people: "overall_reason" is "Overall reason".
func words(name string) string {
	name = strings.ReplaceAll(name, "_", " ")
	return strings.ToUpper(name[:1]) + name[1:]
}

// titleOf writes a definition's name for people, without its package:
// "RubricBankQuestion" is "Bank question".
func titleOf(name string) string {
	var out []string
	for i, r := range name {
		if unicode.IsUpper(r) {
			out = append(out, "")
			if i > 0 && len(out) > 2 {
				r = unicode.ToLower(r)
			}
		}
		out[len(out)-1] += string(r)
	}
	if len(out) > 1 {
		out = out[1:]
	}
	return strings.Join(out, " ")
}
