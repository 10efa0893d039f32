package privacy

import (
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
)

// ErasureID names the record of an erasure.
type ErasureID string

// ErasureOutcome is what was decided about a request to erase.
type ErasureOutcome string

// The outcomes.
const (
	// Started: the person's keys are being destroyed and documents deleted.
	Started ErasureOutcome = "started"
	// Done: nothing of the person is left but ids and this record.
	Done ErasureOutcome = "done"
	// Refused: there is a ground to keep the data.
	Refused ErasureOutcome = "refused"
)

// Erasure is the record that a named human erased a person's data, or refused to.
// It holds no personal content of the candidate, and stays.
type Erasure struct {
	SchemaVersion int       `json:"schema_version"`
	ID            ErasureID `json:"id"`
	// Candidates are the ids of all records of the person.
	Candidates []requisition.CandidateID `json:"candidate_ids,omitzero"`
	// Applications are the ids of all their applications, in every search.
	Applications []requisition.ApplicationID `json:"application_ids,omitzero"`
	Outcome      ErasureOutcome              `json:"outcome"`
	// Ground is the legal ground, as a code of the host such as "gdpr.17"; no words.
	Ground    string      `json:"ground"`
	By        actor.Human `json:"by"`
	StartedAt time.Time   `json:"started_at"`
	EndedAt   time.Time   `json:"ended_at,omitzero"`
	// Deleted counts the records that were deleted, versions included, by kind.
	Deleted []Count `json:"deleted,omitzero"`
	// KeysDestroyed says that the person's keys were destroyed; false where nothing
	// was sealed.
	KeysDestroyed bool `json:"keys_destroyed,omitzero"`
}

// Count is how many records of a kind there were.
type Count struct {
	Kind string `json:"kind"`
	N    int    `json:"n"`
}

// NewErasure starts the record. Refusing is recorded with Refused. It returns
// ErrInvalid without candidates or for a ground that is not a code.
func NewErasure(id ErasureID, candidates []requisition.CandidateID, outcome ErasureOutcome, ground string, by actor.Human, at time.Time) (Erasure, error) {
	if err := by.Validate(); err != nil {
		return Erasure{}, err
	}
	var list fault.List
	if id == "" || len(candidates) == 0 {
		list.Add("privacy.erasure_incomplete", "/candidate_ids", "an erasure has an id and is of a person")
	}
	if !isCode(ground) {
		list.Add("privacy.ground_not_a_code", "/ground", "the ground is a short code such as gdpr.17, without words")
	}
	e := Erasure{
		SchemaVersion: SchemaVersion, ID: id, Candidates: candidates, Outcome: outcome, Ground: ground, By: by, StartedAt: at.UTC(),
	}
	if outcome == Refused {
		e.EndedAt = e.StartedAt
	}
	return e, list.Err(ErrInvalid)
}

// isCode reports whether a text is a short code without words, as the log may hold.
func isCode(s string) bool {
	return s != "" && len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}
