package schemagen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/internal/shape"
)

const generated = "// Generated from the Go types by go generate ./schema. Do not edit.\n"

// typeScript returns the declarations of the npm package: one interface for each
// object of the Wire profile, under the name that it has in the schemas.
func typeScript(wires map[string]*shape.Schema) ([]byte, error) {
	all, err := collect(wires)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(generated)
	for _, d := range all {
		b.WriteByte('\n')
		comment(&b, "", d.Schema.Description)
		fmt.Fprintf(&b, "export interface %s {\n", d.Name)
		for _, p := range d.Schema.Properties {
			comment(&b, "  ", p.Schema.Description)
			mark := "?"
			if slices.Contains(d.Schema.Required, p.Name) {
				mark = ""
			}
			t, err := typeOf(p.Schema)
			if err != nil {
				return nil, fmt.Errorf("%s.%s: %w", d.Name, p.Name, err)
			}
			fmt.Fprintf(&b, "  %s%s: %s;\n", p.Name, mark, t)
		}
		b.WriteString("}\n")
	}
	b.WriteString(`
/** What a panelist says of one competency in the form that is bound to a rubric. */
export interface CompetencyAnswer {
  /** Words of the candidate, copied; the server looks them up in the records. */
  quotes?: string[];
  reason?: string;
  /** null: not enough signal. */
  level: number | null;
}

/** What the form that is bound to a rubric sends. */
export interface ScorecardAnswers {
  /** One for each competency, under the name of its property in the form. */
  ratings: Record<string, CompetencyAnswer>;
  overall: Scorecard["overall"] | null;
  overall_reason: string;
}

/** The documents by the names of their schemas. */
export interface Documents {
`)
	for _, name := range slices.Sorted(maps.Keys(wires)) {
		fmt.Fprintf(&b, "  %s: %s;\n", name, wires[name].Title)
	}
	b.WriteString(`}

/** The names of the schemas in v1. */
export declare const names: readonly (keyof Documents)[];

/** The names of the schemas in v1/form. */
export declare const forms: readonly (keyof Documents)[];
`)
	return b.Bytes(), nil
}

func typeOf(s *shape.Schema) (string, error) {
	switch {
	case s.Ref != "":
		return strings.TrimPrefix(s.Ref, "#/$defs/"), nil
	case s.Enum != nil:
		quoted := make([]string, len(s.Enum))
		for i, v := range s.Enum {
			quoted[i] = strconv.Quote(v)
		}
		return strings.Join(quoted, " | "), nil
	case s.Type == "object" && len(s.Properties) == 0:
		return "Record<string, unknown>", nil
	case s.Type == "array":
		t, err := typeOf(s.Items)
		if strings.Contains(t, "|") {
			t = "(" + t + ")"
		}
		return t + "[]", err
	case s.Type == "integer", s.Type == "number":
		return "number", nil
	case s.Type == "string", s.Type == "boolean":
		return s.Type, nil
	}
	return "", fmt.Errorf("%w: type %q in TypeScript", ErrUnsupported, s.Type)
}

func comment(b *bytes.Buffer, indent, text string) {
	if text != "" {
		fmt.Fprintf(b, "%s/** %s */\n", indent, strings.ReplaceAll(text, "*/", "*\\/"))
	}
}

// moduleOf returns the script beside the declarations.
func moduleOf(wires, forms map[string]*shape.Schema) []byte {
	var b bytes.Buffer
	b.WriteString(generated)
	for _, list := range []struct {
		name string
		of   map[string]*shape.Schema
	}{{"names", wires}, {"forms", forms}} {
		raw, _ := json.Marshal(slices.Sorted(maps.Keys(list.of))) // strings cannot fail
		fmt.Fprintf(&b, "export const %s = Object.freeze(%s);\n", list.name, raw)
	}
	return b.Bytes()
}
