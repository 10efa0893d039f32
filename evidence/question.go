package evidence

// PlannedQuestion is a question that was to be asked.
type PlannedQuestion struct {
	ID   string
	Text string
}

// QuestionState says what became of a planned question. Unknown values survive decoding.
type QuestionState string

// The states of a planned question.
const (
	QuestionAnswered    QuestionState = "answered"
	QuestionNotAnswered QuestionState = "asked_not_answered"
	QuestionNotAsked    QuestionState = "not_asked"
)

// QuestionMatch says where a planned question was asked and answered.
type QuestionMatch struct {
	// Question is the PlannedQuestion's id.
	Question string
	State    QuestionState
	// Asked and Answered are segment ids in the order of the transcript; empty where not asked.
	Asked    []string
	Answered []string
	// Terms are the words that the planned and the asked question share.
	Terms []string
}
