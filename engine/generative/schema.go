package generative

import (
	"bytes"
	"encoding/json"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/schema"
)

// What a model answers, task by task, is a type of package schema, and what it may
// answer is that type's schema in the LLM profile: constant, the same bytes in every
// call of a task. There is no key for a rating but in the level's, which is used for
// nothing else.
const (
	scorecardSchema    = "scorecard_evidence"
	scorecardAllSchema = "scorecard_evidence_all" // one call over all competencies
	summarySchema      = "summary_lines"
	rubricSchema       = "rubric_criteria"
	descriptionSchema  = "job_description_lines"
	briefSchema        = "debrief_points"
	levelSchema        = "scorecard_level"
)

// schemas are all that this package uses, in the order in which they are hashed.
var schemas = []string{scorecardSchema, scorecardAllSchema, summarySchema, rubricSchema, descriptionSchema, briefSchema, levelSchema}

// schemaOf returns a schema of the LLM profile as it is sent, without white space.
func schemaOf(name string) (llm.Schema, error) {
	raw, err := schema.Named(name, schema.LLM)
	if err != nil {
		return llm.Schema{}, err
	}
	var out bytes.Buffer
	err = json.Compact(&out, raw)
	return llm.Schema{Name: name, JSON: out.Bytes()}, err
}
