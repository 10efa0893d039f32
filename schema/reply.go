package schema

// What a model answers, task by task. The schemas in the LLM profile are made from
// these types, whose fields stand in the order in which a model should write:
// quotes first, then words about them, and a suggestion last. Nothing in a reply
// is evidence before package evidence has found it in the record, and no field of
// the first type holds a judgement.

type (
	// Direction says which way a quote points.
	Direction string
	// Topic says what a line of a summary is about.
	Topic string
	// Section is the part of a job description that a line belongs to.
	Section string
	// Weight says how much the hiring manager asked for a criterion.
	Weight string
	// Suggestion is a level that software suggests, or "insufficient_evidence".
	Suggestion string
)

// QuoteReply is a quote and the line in which it begins.
type QuoteReply struct {
	// Segment is the handle of the line in which the quote begins.
	Segment string `json:"segment"`
	// Quote are words of that line, copied.
	Quote string `json:"quote"`
}

// DirectedQuoteReply is a quote that speaks for or against a competency.
type DirectedQuoteReply struct {
	// Segment is the handle of the line in which the quote begins.
	Segment string `json:"segment"`
	// Quote are words of that line, copied.
	Quote     string    `json:"quote"`
	Direction Direction `json:"direction"`
}

// EvidenceReply answers "what was said that is evidence for this competency". It
// has no field for a rating.
type EvidenceReply struct {
	Evidence []DirectedQuoteReply `json:"evidence"`
}

// AllEvidenceReply is EvidenceReply for all competencies of a card at once.
type AllEvidenceReply struct {
	Evidence []AssignedQuoteReply `json:"evidence"`
}

// AssignedQuoteReply is a quote that speaks for or against one of several competencies.
type AssignedQuoteReply struct {
	// Segment is the handle of the line in which the quote begins.
	Segment string `json:"segment"`
	// Quote are words of that line, copied.
	Quote string `json:"quote"`
	// Competency is the handle of the competency.
	Competency string    `json:"competency"`
	Direction  Direction `json:"direction"`
}

// LevelReply answers "which anchor does the checked evidence show", for hosts that
// opt in: a panelist who sees the suggestion before rating leaves the agreement
// statistics. It refers to evidence by handle and has no place for words.
type LevelReply struct {
	// Evidence are the handles of the lines that the level rests on.
	Evidence []string `json:"evidence"`
	// Level is the number of the anchor that they show, or insufficient_evidence.
	Level Suggestion `json:"level"`
}

// PointsReply answers "what does the checked evidence on each criterion say", for
// the owner of a debrief.
type PointsReply struct {
	Points []PointReply `json:"points"`
}

// PointReply is a sentence on a criterion.
type PointReply struct {
	// Evidence are the handles of the lines that the sentence rests on.
	Evidence []string `json:"evidence"`
	// Competency is the handle of the criterion.
	Competency string `json:"competency"`
	Text       string `json:"text"`
}

// SummaryReply answers "what does a hiring manager need to know of this conversation".
type SummaryReply struct {
	Bullets []BulletReply `json:"bullets"`
	Lines   []LineReply   `json:"lines"`
	// Strongest are the quotes that say most, the best first.
	Strongest []QuoteReply `json:"strongest"`
	// Compensation are quotes in which the candidate states what they expect.
	Compensation []QuoteReply `json:"compensation"`
}

// BulletReply is a statement on a competency.
type BulletReply struct {
	Quotes []QuoteReply `json:"quotes"`
	// Competency is the handle of the competency, or empty.
	Competency string `json:"competency"`
	Text       string `json:"text"`
}

// LineReply is a statement on a topic.
type LineReply struct {
	Quotes []QuoteReply `json:"quotes"`
	Topic  Topic        `json:"topic"`
	Text   string       `json:"text"`
}

// CriteriaReply answers "what does the hiring manager ask for in this conversation".
type CriteriaReply struct {
	Criteria []CriterionReply `json:"criteria"`
}

// CriterionReply is one thing that the hiring manager asks for.
type CriterionReply struct {
	Quotes      []QuoteReply `json:"quotes"`
	Name        string       `json:"name"`
	Description string       `json:"description"`
	Kind        Weight       `json:"kind"`
}

// DescriptionReply answers "what does the hiring manager say of the job".
type DescriptionReply struct {
	Lines []DescriptionLineReply `json:"lines"`
}

// DescriptionLineReply is a line of a job description.
type DescriptionLineReply struct {
	Quotes  []QuoteReply `json:"quotes"`
	Section Section      `json:"section"`
	Text    string       `json:"text"`
}
