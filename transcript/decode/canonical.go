package decode

import (
	"github.com/hirealign/hirealign/transcript"
)

// Canonical reads the JSON that package encode writes. The transcript keeps its own
// id, its segment ids and its origin, whatever Options say.
func Canonical() Format {
	return Format{
		Name: "hirealign_json",
		Detect: func(head string) (Confidence, string) {
			if isJSONObject(head) && hasKeys(head, "schema_version", "segments", "text") && hasKey(head, "id") && !hasKeys(head, "source", "segment_count") {
				return Certain, "has a schema_version and segments with ids"
			}
			return No, ""
		},
		whole: func(content string, limits Limits) (transcript.Transcript, error) {
			if _, _, size := mendJSON(content); size.exceeds(limits) {
				return transcript.Transcript{}, &Error{Err: ErrTooLarge, Detail: tooManyValues}
			}
			return transcript.ParseJSON([]byte(content))
		},
	}
}
