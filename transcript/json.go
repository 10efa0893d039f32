package transcript

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hirealign/hirealign/fault"
)

// ErrVersion is returned for a stored transcript of a schema version that this
// version of the library does not know.
var ErrVersion = errors.New("transcript: unknown schema version")

// ParseJSON reads the canonical form of a transcript, as encode.JSON writes it.
// Fields that it does not know are passed over. It returns ErrVersion for a newer
// form, and ErrInvalid for anything that is no valid transcript.
func ParseJSON(data []byte) (Transcript, error) {
	var head struct {
		SchemaVersion int `json:"schema_version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return Transcript{}, fault.New(ErrInvalid, "transcript.json_malformed", "", "the text is not the JSON of a transcript")
	}
	if head.SchemaVersion != SchemaVersion {
		return Transcript{}, fault.New(ErrVersion, "transcript.schema_version_unknown", "/schema_version", fmt.Sprintf("the version is %d, and %d is known", head.SchemaVersion, SchemaVersion))
	}
	var t Transcript
	if err := json.Unmarshal(data, &t); err != nil {
		return Transcript{}, fault.New(ErrInvalid, "transcript.json_malformed", "", "the text is not the JSON of a transcript")
	}
	if err := t.Validate(); err != nil {
		return Transcript{}, err
	}
	return t, nil
}
