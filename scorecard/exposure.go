package scorecard

import (
	"slices"
	"time"
)

// ExposureKind says what a panelist saw before they handed in their card. Unknown
// values survive decoding.
type ExposureKind string

// The kinds of exposure.
const (
	// SuggestedLevel: a level that software suggested. The card carries AIExposed.
	SuggestedLevel ExposureKind = "suggested_level"
	// EarlierSummary: the candidate's summary, which an earlier round fed.
	EarlierSummary ExposureKind = "earlier_summary"
	// OtherCard: another panelist's card of the same application.
	OtherCard ExposureKind = "other_card"
)

// Exposure is something that a panelist saw that may have moved their judgement.
type Exposure struct {
	Kind ExposureKind `json:"kind"`
	At   time.Time    `json:"at"`
}

// Expose returns a copy of the draft that remembers what its panelist saw; the
// earliest time of each kind counts.
func (d Draft) Expose(kind ExposureKind, at time.Time) Draft {
	i := slices.IndexFunc(d.Exposures, func(e Exposure) bool { return e.Kind == kind })
	switch {
	case i < 0:
		d.Exposures = append(slices.Clone(d.Exposures), Exposure{Kind: kind, At: at.UTC()})
	case at.Before(d.Exposures[i].At):
		d.Exposures = slices.Clone(d.Exposures)
		d.Exposures[i].At = at.UTC()
	}
	return d
}

func exposed(list []Exposure, kind ExposureKind) bool {
	return slices.ContainsFunc(list, func(e Exposure) bool { return e.Kind == kind })
}
