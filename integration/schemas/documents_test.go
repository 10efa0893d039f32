// Package schemas_test reads the committed schemas with the tools that frontends
// use, and holds them against documents that the library writes.
package schemas_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/intake"
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

var keep = flag.String("keep", "", "write one document of each type into this folder of testdata/old, which must be new")

// types are the Go types of the documents.
var types = map[string]reflect.Type{
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
	"question_bank":      reflect.TypeFor[rubric.Bank](),
	"requisition":        reflect.TypeFor[requisition.Requisition](),
	"retention_clock":    reflect.TypeFor[privacy.Clock](),
	"retention_policy":   reflect.TypeFor[privacy.Policy](),
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

// closed are values of the types whose set is closed. They are the domain's own
// constants, not the schemas'.
var closed = map[reflect.Type][]any{
	reflect.TypeFor[scorecard.Overall](): {scorecard.StrongYes, scorecard.Yes, scorecard.No, scorecard.StrongNo},
	reflect.TypeFor[debrief.Outcome]():   {debrief.Hire, debrief.NoHire, debrief.Advance, debrief.Reject, debrief.Defer},
	reflect.TypeFor[debrief.Stage]():     {debrief.Collecting, debrief.Closed, debrief.Revealed, debrief.Rerating, debrief.Ended, debrief.Cancelled},
	reflect.TypeFor[debrief.Method]():    {debrief.OwnerDecides, debrief.Consent, debrief.Threshold, debrief.Committee},
	reflect.TypeFor[debrief.Standing]():  {debrief.Met, debrief.NotMet, debrief.NotReached},
	reflect.TypeFor[rubric.Kind]():       {rubric.MustHave, rubric.Growth},
	reflect.TypeFor[rubric.Seen]():       {rubric.Rerate, rubric.Grandfather},
	reflect.TypeFor[evidence.Grade]():    {evidence.Verbatim, evidence.Normalized, evidence.Elided, evidence.Approximate, evidence.Altered, evidence.NotFound},
	reflect.TypeFor[privacy.Scope]():     {privacy.Recording, privacy.Transcription, privacy.Drafting, privacy.Retention, privacy.Reuse},
	reflect.TypeFor[privacy.Answer]():    {privacy.Given, privacy.Declined, privacy.Withdrawn},
}

// texts are what people and transcripts bring.
var texts = []string{
	"Cut the partial files, in writing.", "", " ", "Zoë 👩🏽‍💻", "\u202egnp.exe", "<script>alert(1)</script>", `"quoted" \ and / slash`,
	"line\nline\ttab\x00nul", "__proto__", "constructor", strings.Repeat("long ", 400), "日本語", "\u2028", "'; DROP TABLE x; --",
}

// random fills values of the documents' types.
type random struct {
	*rand.Rand
	t     *testing.T
	depth int
}

func (r *random) text() string { return texts[r.IntN(len(texts))] }

func (r *random) human() actor.Human {
	h, err := actor.NewHuman(fmt.Sprintf("u-%d", r.IntN(100)), "N "+r.text(), []actor.Role{actor.Interviewer, actor.Recruiter, "", "host_role"}[r.IntN(4)])
	require.NoError(r.t, err)
	return h
}

func (r *random) time() time.Time { return time.Unix(r.Int64N(4e9), r.Int64N(2)*123456789).UTC() }

func (r *random) locked() rubric.Locked {
	c := rubric.Competency{ID: "delivery", Name: "Delivery", Description: "Cuts scope in writing before a fixed date and ships in slices.", Kind: rubric.MustHave}
	for l := 1; l <= 3; l++ {
		c.Anchors = append(c.Anchors, rubric.Anchor{Level: l, Label: fmt.Sprint("Level ", l), Behaviour: fmt.Sprint("Cuts scope, step ", l, ": ", r.IntN(100))})
	}
	content := rubric.Rubric{
		SchemaVersion: 1, ID: "rb-1", Version: 1, MeetsLevel: 2, Role: rubric.Role{Title: "Backend Engineer"}, Competencies: []rubric.Competency{c},
		Questions: []rubric.Question{{ID: "q", Text: "Tell me about a project with a fixed date. What did you cut?", Competencies: []rubric.CompetencyID{"delivery"}}},
	}
	dana, err := actor.NewHuman("u-dana", "Dana", actor.HiringManager)
	require.NoError(r.t, err)
	marcus, err := actor.NewHuman("u-marcus", "Marcus", actor.Recruiter)
	require.NoError(r.t, err)
	l, err := rubric.Lock(content, rubric.AssentTo(content, dana, r.time()), rubric.AssentTo(content, marcus, r.time()))
	require.NoError(r.t, err)
	return l
}

func (r *random) fill(v reflect.Value, optional bool) {
	if optional && r.IntN(3) == 0 {
		return
	}
	switch v.Interface().(type) {
	case actor.Human:
		v.Set(reflect.ValueOf(r.human()))
		return
	case actor.Agent:
		a, err := actor.NewAgent("drafts", actor.AgentInfo{Model: r.text(), Version: "1"})
		require.NoError(r.t, err)
		v.Set(reflect.ValueOf(a))
		return
	case time.Time:
		v.Set(reflect.ValueOf(r.time()))
		return
	case transcript.Offset:
		v.Set(reflect.ValueOf(transcript.At(r.Int64N(1e7))))
		return
	case json.RawMessage:
		raw, err := json.Marshal(map[string]string{"text": r.text()})
		require.NoError(r.t, err)
		v.Set(reflect.ValueOf(json.RawMessage(raw)))
		return
	case rubric.Locked:
		v.Set(reflect.ValueOf(r.locked()))
		return
	case scorecard.Rating:
		d := scorecard.RatingDocument{RubricHash: "sha256:x", Competency: "delivery", Level: 1 + r.IntN(4), Reason: "because " + r.text(), By: r.human(), At: r.time()}
		if r.IntN(3) == 0 {
			d.Level, d.NotAssessed = 0, true
		}
		raw, err := json.Marshal(d)
		require.NoError(r.t, err)
		require.NoError(r.t, json.Unmarshal(raw, v.Addr().Interface()))
		return
	}
	if values := closed[v.Type()]; values != nil {
		v.Set(reflect.ValueOf(values[r.IntN(len(values))]))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		r.depth++
		for f := range v.Type().Fields() {
			require.True(r.t, f.IsExported() || f.Anonymous, "%s.%s cannot be filled: give it a case", v.Type(), f.Name)
			_, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
			r.fill(v.FieldByIndex(f.Index), strings.Contains(rest, "omit"))
		}
		r.depth--
	case reflect.Slice:
		if r.depth > 6 {
			return
		}
		n := r.IntN(3)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			r.fill(v.Index(i), false)
		}
		if n == 0 && r.IntN(2) == 0 {
			v.SetZero()
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		r.fill(v.Elem(), false)
	case reflect.String:
		if strings.HasSuffix(v.Type().Name(), "Period") {
			v.SetString([]string{"hour", "day", "week", "month", "year"}[r.IntN(5)])
		} else {
			v.SetString(r.text())
		}
	case reflect.Int, reflect.Int64:
		v.SetInt(1 + r.Int64N(7))
	case reflect.Uint64:
		v.SetUint(1 + r.Uint64N(7))
	case reflect.Float64:
		v.SetFloat(r.Float64() * 10)
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	default:
		require.Fail(r.t, "no value", "%s", v.Type())
	}
}

// documents returns n documents of a type as the library writes them.
func documents(t *testing.T, typ reflect.Type, n int) [][]byte {
	t.Helper()
	r := &random{Rand: rand.New(rand.NewPCG(1, uint64(len(typ.String())))), t: t}
	out := make([][]byte, n)
	for i := range out {
		v := reflect.New(typ).Elem()
		r.fill(v, false)
		raw, err := json.Marshal(v.Interface())
		require.NoError(t, err)
		out[i] = raw
	}
	return out
}

func compiled(t *testing.T, raw []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource("urn:schema", doc))
	s, err := c.Compile("urn:schema")
	require.NoError(t, err)
	return s
}

func valid(t *testing.T, s *jsonschema.Schema, raw []byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	require.NoError(t, err)
	return s.Validate(doc)
}

// TestRandomDocumentsValidate writes 1,000 random values of each type and holds
// them against the Wire schema, as written and after decoding them again.
func TestRandomDocumentsValidate(t *testing.T) {
	t.Parallel()
	require.Len(t, types, len(slices.Collect(schema.Names(schema.Wire))))
	for name := range schema.Names(schema.Wire) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := schema.Named(name, schema.Wire)
			require.NoError(t, err)
			s := compiled(t, raw)
			for _, doc := range documents(t, types[name], 1000) {
				require.NoError(t, valid(t, s, doc), "%s", doc)
				again := reencoded(t, types[name], doc)
				require.JSONEq(t, string(doc), string(again))
			}
			require.Error(t, valid(t, s, []byte(`[]`)))
			if props := compiledRequired(t, raw); len(props) > 0 {
				require.Error(t, valid(t, s, []byte(`{}`)))
			}
		})
	}
}

func compiledRequired(t *testing.T, raw []byte) []string {
	t.Helper()
	var s struct {
		Required []string `json:"required"`
	}
	require.NoError(t, json.Unmarshal(raw, &s))
	return s.Required
}

func reencoded(t *testing.T, typ reflect.Type, doc []byte) []byte {
	t.Helper()
	v := reflect.New(typ)
	require.NoError(t, json.Unmarshal(doc, v.Interface()), "%s", doc)
	again, err := json.Marshal(v.Interface())
	require.NoError(t, err)
	return again
}

const old = "testdata/old"

// TestOldDocuments reads documents that earlier versions wrote. The folder only
// grows: a document there decodes, is written the same again, and validates.
func TestOldDocuments(t *testing.T) {
	t.Parallel()
	if *keep != "" {
		dir := filepath.Join(old, *keep)
		require.NoDirExists(t, dir, "old documents are never written again")
		require.NoError(t, os.MkdirAll(dir, 0o750))
		for name, typ := range types {
			best := []byte{}
			for _, doc := range documents(t, typ, 40) {
				if len(doc) > len(best) && len(doc) < 24_000 {
					best = doc
				}
			}
			var pretty bytes.Buffer
			require.NoError(t, json.Indent(&pretty, best, "", " "))
			require.NoError(t, os.WriteFile(filepath.Join(dir, name+".json"), append(pretty.Bytes(), '\n'), 0o600))
		}
	}
	sums, err := os.ReadFile(filepath.Join(old, "SHA256SUMS"))
	require.NoError(t, err)
	seen := 0
	require.NoError(t, fs.WalkDir(os.DirFS(old), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".json") {
			return err
		}
		seen++
		name := strings.TrimSuffix(d.Name(), ".json")
		require.Contains(t, types, name, "a document that has been written stays readable")
		doc, err := os.ReadFile(filepath.Join(old, path))
		require.NoError(t, err)
		require.Contains(t, string(sums), fmt.Sprintf("%x  %s\n", sha256.Sum256(doc), path), "an old document never changes; a new one is entered by sha256sum")
		holds(t, path, name, doc)
		return nil
	}))
	require.Equal(t, bytes.Count(sums, []byte("\n")), seen, "documents are added and never taken away")
	require.GreaterOrEqual(t, seen, 33)
}

// holds requires that a document validates, is read, and is written the same again:
// by the type that the schema is made from, and by the domain's own where that is
// another and the document is one that it accepts.
func holds(t *testing.T, path, name string, doc []byte) {
	t.Helper()
	raw, err := schema.Named(name, schema.Wire)
	require.NoError(t, err)
	require.NoError(t, valid(t, compiled(t, raw), doc), path)
	require.JSONEq(t, string(doc), string(reencoded(t, types[name], doc)), path)
	if own := opaque[name]; own != nil && !strings.HasPrefix(path, "v0.1.0/") {
		require.JSONEq(t, string(doc), string(reencoded(t, own, doc)), path)
	}
}
