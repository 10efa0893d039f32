package scorecard

import (
	"time"

	"github.com/hirealign/hirealign/actor"
)

// Origin says what kind of hand a text came from. Unknown values survive decoding.
type Origin string

// The origins.
const (
	FromHuman  Origin = "human"
	FromAgent  Origin = "agent"
	FromImport Origin = "import"
)

// Provenance says where a text came from, and when.
type Provenance struct {
	Origin Origin `json:"origin"`
	// By is who wrote it: a person, or an agent with its model and the hash of its
	// prompt. For an import it is who brought it in.
	By actor.Ref `json:"by,omitzero"`
	// System is the system that an import came from.
	System string    `json:"system,omitzero"`
	At     time.Time `json:"at"`
}

// IsZero reports whether nothing is said.
func (p Provenance) IsZero() bool { return p == Provenance{} }
