package generative

import (
	"encoding/json"

	"github.com/hirealign/hirealign/llm"
)

// The schemas are constant: the same bytes in every call of a task. Every object
// is closed and every key required; there are no unions, no null and no bounds,
// which providers treat differently. Evidence comes before wording, because
// models write in the order of the schema. There is no key for a rating, but in
// levelSchema, which is used for nothing else.

const quoteSchema = `{"type":"object","properties":{` +
	`"segment":{"type":"string","description":"handle of the line in which the quote begins"},` +
	`"quote":{"type":"string","description":"words of that line, copied"}},` +
	`"required":["segment","quote"],"additionalProperties":false}`

var scorecardSchema = llm.Schema{Name: "scorecard_evidence", JSON: json.RawMessage(`{"type":"object","properties":{` +
	`"evidence":{"type":"array","items":{"type":"object","properties":{` +
	`"segment":{"type":"string","description":"handle of the line in which the quote begins"},` +
	`"quote":{"type":"string","description":"words of that line, copied"},` +
	`"direction":{"type":"string","enum":["supports","contradicts"]}},` +
	`"required":["segment","quote","direction"],"additionalProperties":false}}},` +
	`"required":["evidence"],"additionalProperties":false}`)}

// scorecardAllSchema is for one call over all competencies.
var scorecardAllSchema = llm.Schema{Name: "scorecard_evidence_all", JSON: json.RawMessage(`{"type":"object","properties":{` +
	`"evidence":{"type":"array","items":{"type":"object","properties":{` +
	`"segment":{"type":"string","description":"handle of the line in which the quote begins"},` +
	`"quote":{"type":"string","description":"words of that line, copied"},` +
	`"competency":{"type":"string","description":"handle of the competency"},` +
	`"direction":{"type":"string","enum":["supports","contradicts"]}},` +
	`"required":["segment","quote","competency","direction"],"additionalProperties":false}}},` +
	`"required":["evidence"],"additionalProperties":false}`)}

var summarySchema = llm.Schema{Name: "summary_lines", JSON: json.RawMessage(`{"type":"object","properties":{` +
	`"bullets":{"type":"array","items":{"type":"object","properties":{` +
	`"quotes":{"type":"array","items":` + quoteSchema + `},` +
	`"competency":{"type":"string","description":"handle of the competency, or empty"},` +
	`"text":{"type":"string"}},"required":["quotes","competency","text"],"additionalProperties":false}},` +
	`"lines":{"type":"array","items":{"type":"object","properties":{` +
	`"quotes":{"type":"array","items":` + quoteSchema + `},` +
	`"topic":{"type":"string","enum":["deadline","competing_offer","concern","question"]},` +
	`"text":{"type":"string"}},"required":["quotes","topic","text"],"additionalProperties":false}},` +
	`"strongest":{"type":"array","items":` + quoteSchema + `},` +
	`"compensation":{"type":"array","items":` + quoteSchema + `}},` +
	`"required":["bullets","lines","strongest","compensation"],"additionalProperties":false}`)}

var rubricSchema = llm.Schema{Name: "rubric_criteria", JSON: json.RawMessage(`{"type":"object","properties":{` +
	`"criteria":{"type":"array","items":{"type":"object","properties":{` +
	`"quotes":{"type":"array","items":` + quoteSchema + `},` +
	`"name":{"type":"string"},"description":{"type":"string"},` +
	`"kind":{"type":"string","enum":["must_have","growth","unclear"]}},` +
	`"required":["quotes","name","description","kind"],"additionalProperties":false}}},` +
	`"required":["criteria"],"additionalProperties":false}`)}

var descriptionSchema = llm.Schema{Name: "job_description_lines", JSON: json.RawMessage(`{"type":"object","properties":{` +
	`"lines":{"type":"array","items":{"type":"object","properties":{` +
	`"quotes":{"type":"array","items":` + quoteSchema + `},` +
	`"section":{"type":"string","enum":["purpose","outcome","duty","team","conditions"]},` +
	`"text":{"type":"string"}},"required":["quotes","section","text"],"additionalProperties":false}}},` +
	`"required":["lines"],"additionalProperties":false}`)}

// levelSchema is apart from all others: nothing else has a place for a level.
var levelSchema = llm.Schema{Name: "scorecard_level", JSON: json.RawMessage(`{"type":"object","properties":{` +
	`"evidence":{"type":"array","items":{"type":"string","description":"handle of a line"}},` +
	`"level":{"type":"string","enum":["insufficient_evidence","1","2","3","4","5","6","7"]}},` +
	`"required":["evidence","level"],"additionalProperties":false}`)}

// briefSchema refers to evidence by handle: there is no place for words of it.
var briefSchema = llm.Schema{Name: "debrief_points", JSON: json.RawMessage(`{"type":"object","properties":{` +
	`"points":{"type":"array","items":{"type":"object","properties":{` +
	`"evidence":{"type":"array","items":{"type":"string","description":"handle of a line"}},` +
	`"competency":{"type":"string","description":"handle of the criterion"},` +
	`"text":{"type":"string"}},` +
	`"required":["evidence","competency","text"],"additionalProperties":false}}},` +
	`"required":["points"],"additionalProperties":false}`)}

// schemas are all of this package, in the order in which they are hashed.
var schemas = []llm.Schema{scorecardSchema, scorecardAllSchema, summarySchema, rubricSchema, descriptionSchema, briefSchema, levelSchema}

type quote struct {
	Segment string `json:"segment"`
	Quote   string `json:"quote"`
}

type scorecardReply struct {
	Evidence []struct {
		Segment string `json:"segment"`
		Quote   string `json:"quote"`
		// Competency is there in one call over all competencies.
		Competency string `json:"competency"`
		Direction  string `json:"direction"`
	} `json:"evidence"`
}

type summaryReply struct {
	Bullets []struct {
		Quotes     []quote `json:"quotes"`
		Competency string  `json:"competency"`
		Text       string  `json:"text"`
	} `json:"bullets"`
	Lines []struct {
		Quotes []quote `json:"quotes"`
		Topic  string  `json:"topic"`
		Text   string  `json:"text"`
	} `json:"lines"`
	Strongest    []quote `json:"strongest"`
	Compensation []quote `json:"compensation"`
}

type rubricReply struct {
	Criteria []struct {
		Quotes      []quote `json:"quotes"`
		Name        string  `json:"name"`
		Description string  `json:"description"`
		Kind        string  `json:"kind"`
	} `json:"criteria"`
}

type briefPoint struct {
	Evidence   []string `json:"evidence"`
	Competency string   `json:"competency"`
	Text       string   `json:"text"`
}

type briefReply struct {
	Points []briefPoint `json:"points"`
}

type descriptionReply struct {
	Lines []struct {
		Quotes  []quote `json:"quotes"`
		Section string  `json:"section"`
		Text    string  `json:"text"`
	} `json:"lines"`
}

type levelReply struct {
	Evidence []string `json:"evidence"`
	Level    string   `json:"level"`
}
