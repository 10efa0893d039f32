package scorecard

import (
	"slices"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/transcript"
)

// Abstention says why nothing was drafted from a record of the conversation.
type Abstention struct {
	Transcript transcript.ID       `json:"transcript_id"`
	Reasons    []transcript.Reason `json:"reasons,omitzero"`
}

// Readable parts the records of a conversation into those that a draft can be made
// from and those that are too poor for it, or whose roles somebody has to confirm
// first. NewDraft does so by itself; call it before asking a drafter, so that no
// model reads what will not count.
func Readable(ts []transcript.Transcript) (readable []transcript.Transcript, abstained []Abstention) {
	for _, t := range ts {
		if q := t.Assess(transcript.Candidate); !q.Usable() {
			abstained = append(abstained, Abstention{Transcript: t.ID, Reasons: q.Reasons})
			continue
		}
		readable = append(readable, t)
	}
	return readable, abstained
}

// MadeFrom reports whether the draft was made from these records as they are: none
// came in, none became readable or is no longer, and whoever is cited still has the
// role that they had.
func (d Draft) MadeFrom(ts []transcript.Transcript) bool {
	readable, abstained := Readable(ts)
	var refs []evidence.SourceRef
	for _, t := range readable {
		src := evidence.FromTranscript(t)
		refs = append(refs, src.Ref)
		for _, e := range d.Entries {
			if slices.ContainsFunc(e.Evidence, func(it Item) bool { return it.Citation.Source == src.Ref && it.Citation.Check(src) != nil }) {
				return false
			}
		}
	}
	return slices.Equal(refs, d.Sources) && slices.EqualFunc(abstained, d.Abstained, func(a, b Abstention) bool {
		return a.Transcript == b.Transcript && slices.Equal(a.Reasons, b.Reasons)
	})
}
