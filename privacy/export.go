package privacy

import (
	"encoding/json"
	"time"

	"github.com/hirealign/hirealign/requisition"
)

// Export is everything that is held on one person, with content, portable.
type Export struct {
	SchemaVersion int       `json:"schema_version"`
	MadeAt        time.Time `json:"made_at"`
	// Candidates are the ids of all records of the person.
	Candidates   []requisition.CandidateID   `json:"candidate_ids,omitzero"`
	Applications []requisition.ApplicationID `json:"application_ids,omitzero"`
	// Documents are all stored documents in all their versions, by kind, id and version.
	Documents []Document `json:"documents,omitzero"`
	// Acts are what was logged about the applications and the person.
	Acts []requisition.Act `json:"acts,omitzero"`
	// Withheld are documents that nobody but their author may read yet; ask again
	// when the round is over.
	Withheld []Withheld `json:"withheld,omitzero"`
}

// Document is one version of one stored document.
type Document struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	Version uint64 `json:"version"`
	// Content is the document as stored. Of one that is about several people it is
	// the part of this person.
	Content json.RawMessage `json:"content,omitzero"`
}

// Withheld names a document without its content.
type Withheld struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	// Reason is a code: round_open.
	Reason string `json:"reason"`
}
