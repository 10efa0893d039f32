package llmtest

import (
	"encoding/json"
	"net/http"

	"github.com/hirealign/hirealign/llm"
)

// Sent is a request as the provider got it, read from its own format.
type Sent struct {
	Path   string
	Header http.Header
	Body   []byte

	Model  string
	System string
	// Parts are the texts of the user's message, in order.
	Parts []string
	// Marks are the indexes of the parts that carry a cache mark.
	Marks           []int
	SchemaName      string
	Schema          json.RawMessage
	MaxOutputTokens int
	Temperature     *float64
	Stream          bool
}

// Ending is how a reply ends, in the words of no provider.
type Ending string

// The endings. The zero value is a reply that finished.
const (
	Finished      Ending = ""
	Length        Ending = "length"
	Refusal       Ending = "refusal"
	Filter        Ending = "filter"
	PromptBlocked Ending = "prompt_blocked" // a filter refused the prompt, and there is no reply
	WindowFull    Ending = "window_full"    // the context was full before the reply was whole
	NoReason      Ending = "no_reason"      // the reply is whole and no reason is given
	OddReason     Ending = "odd_reason"     // a reason that asks for something nobody offered
	Empty         Ending = "empty"          // an answer without a reply in it
)

// Failure is a refusal of the provider, by its name here.
type Failure string

// The failures. The zero value is none.
const (
	RateLimit    Failure = "rate_limit"
	Quota        Failure = "quota"
	Overloaded   Failure = "overloaded"
	ServerError  Failure = "server_error"
	BadKey       Failure = "bad_key"
	Forbidden    Failure = "forbidden"
	TooLong      Failure = "too_long"
	BadSchema    Failure = "bad_schema"
	BadRequest   Failure = "bad_request"
	UnknownModel Failure = "unknown_model"
)

// Accident is what happens to an answer on its way.
type Accident string

// The accidents. The zero value is none.
const (
	Page         Accident = "page"          // 200 with a page of HTML
	ErrorPage    Accident = "error_page"    // 502 with a page of HTML
	Cut          Accident = "cut"           // the connection ends before the answer does
	CutQuietly   Accident = "cut_quietly"   // the answer ends too early, and the connection properly
	Endless      Accident = "endless"       // the answer does not end
	EndlessError Accident = "endless_error" // nor does that of a failure
	Slow         Accident = "slow"          // a byte now and then
	Silent       Accident = "silent"        // no answer
	Dropped      Accident = "dropped"       // the connection ends without an answer
	MidFailure   Accident = "mid_failure"   // the Failure comes inside a stream
)

// Reply is what the provider does with a request.
type Reply struct {
	Text   string
	Ending Ending
	// Usage is in the terms of package llm; the server counts it as its provider does.
	Usage llm.Usage
	// Failure is answered in place of a reply, with Message in its text.
	Failure Failure
	Message string
	// RetryAfter is a header, as it is; "" leaves it out.
	RetryAfter string
	Accident   Accident
}
