package lint

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"time"
)

var (
	//go:embed data/base.json
	baseJSON []byte
	//go:embed data/jurisdictions.json
	jurisdictionsJSON []byte
	//go:embed data/lexicon.json
	lexiconJSON []byte
	//go:embed data/gendercoded.json
	genderCodedJSON []byte
)

// read decodes data of this package; a test decodes all of it strictly.
func read[T any](data []byte) T {
	var v T
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&v); err != nil {
		var zero T
		return zero
	}
	return v
}

// Base returns the pack that Standard applies: structured interviewing, stand-ins
// for protected characteristics, questions that are not asked, and what has no
// place in a comment.
func Base() Pack { return read[Pack](baseJSON) }

// Jurisdictions returns the packs of jurisdictions, to be chosen from by id. They
// say what the named rules rested on at their AsOf date; laws change, and a host
// asks its own lawyer.
func Jurisdictions() []Pack { return read[[]Pack](jurisdictionsJSON) }

// InForce returns the packs that are in force on a day, YYYY-MM-DD.
func InForce(packs []Pack, day string) []Pack {
	var out []Pack
	for _, p := range packs {
		// Days in this form compare as texts.
		if (p.From == "" || p.From <= day) && (p.Until == "" || day <= p.Until) {
			out = append(out, p)
		}
	}
	return out
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
