package scorecard

import (
	"slices"

	"github.com/hirealign/hirealign/actor"
)

// Edits count what a panelist did to what software prepared. They are about the
// draft, not about the candidate.
type Edits struct {
	// Proposed is the evidence that software put into the draft, Dropped what the
	// panelist took out of it, Added what they picked themselves.
	Proposed int `json:"proposed,omitzero"`
	Dropped  int `json:"dropped,omitzero"`
	Added    int `json:"added,omitzero"`
	// NotesSuggested are the notes that software drafted; of those the panelist
	// accepted NotesUnedited as they were and NotesEdited with changes. NotesWritten
	// are the panelist's own.
	NotesSuggested int `json:"notes_suggested,omitzero"`
	NotesUnedited  int `json:"notes_unedited,omitzero"`
	NotesEdited    int `json:"notes_edited,omitzero"`
	NotesWritten   int `json:"notes_written,omitzero"`
	// Reasons are the ratings with a written reason.
	Reasons int `json:"reasons,omitzero"`
	// DwellMS is how long the form was open, as the host measured it; zero where it did not.
	DwellMS int64 `json:"dwell_ms,omitzero"`
}

// Unedited reports whether software prepared something and the panelist left all
// of it as it was, added nothing and wrote no reason.
func (e Edits) Unedited() bool {
	return e.Proposed+e.NotesSuggested > 0 &&
		e.Dropped+e.Added+e.NotesEdited+e.NotesWritten+e.Reasons == 0 && e.NotesUnedited == e.NotesSuggested
}

func edits(d Draft, s Submission) Edits {
	e := Edits{NotesSuggested: len(d.Suggested), DwellMS: max(s.Dwell.Milliseconds(), 0)}
	for _, entry := range d.Entries {
		for _, it := range entry.Evidence {
			if it.By.Kind == actor.KindHuman {
				e.Added++
			} else {
				e.Proposed++
			}
		}
		for _, it := range entry.Dropped {
			if it.By.Kind != actor.KindHuman {
				e.Proposed++
				e.Dropped++
			}
		}
	}
	for _, n := range slices.Concat(d.Notes, s.Notes) {
		switch {
		case n.Origin.Origin == FromAgent && n.Original == "":
			e.NotesUnedited++
		case n.Origin.Origin == FromAgent:
			e.NotesEdited++
		default:
			e.NotesWritten++
		}
	}
	for _, r := range s.Ratings {
		if r.Reason() != "" {
			e.Reasons++
		}
	}
	return e
}

// MinReportCards is the number of prepared cards under which a report has no shares.
const MinReportCards = 10

// FastDwellMS is the time under which an unedited card counts as fast, unless
// EditReportOptions say otherwise: a minute.
const FastDwellMS = 60_000

// EditReportOptions tune a report. Nil and the zero value are valid.
type EditReportOptions struct {
	// FastMS is the time in milliseconds under which an unedited card counts as fast;
	// 0 is FastDwellMS.
	FastMS int64
}

// EditReport says whether people still read what software prepares, over many
// cards. It names nobody: it is for the owner of the process, who looks at the
// drafts and the time people have, and it is no score of a person.
type EditReport struct {
	// Cards is the number of cards, Prepared those that software had prepared.
	Cards    int `json:"cards"`
	Prepared int `json:"prepared"`
	// Unedited are the prepared cards that went in as they were, Fast those of them
	// whose form was open for less than the limit, Timed those whose time is known.
	Unedited int `json:"unedited"`
	Fast     int `json:"fast"`
	Timed    int `json:"timed"`
	// MedianDwellMS is over the prepared cards whose time is known; zero without one.
	MedianDwellMS int64 `json:"median_dwell_ms,omitzero"`
	// UneditedPerMille and DroppedPerMille are shares in thousandths: of prepared cards
	// that went in as they were, which asks whether anybody reads; and of proposed
	// evidence that was taken out, which asks whether the drafts are of use. Nil under
	// MinReportCards.
	UneditedPerMille *int `json:"unedited_per_mille,omitzero"`
	DroppedPerMille  *int `json:"dropped_per_mille,omitzero"`
}

// ReportEdits counts over cards, each in its first version.
func ReportEdits(cards []Scorecard, opts *EditReportOptions) EditReport {
	fast := int64(FastDwellMS)
	if opts != nil && opts.FastMS > 0 {
		fast = opts.FastMS
	}
	r := EditReport{}
	var dwell []int64
	var proposed, dropped int
	seen := map[ID]bool{}
	for _, c := range cards {
		if seen[c.ID()] {
			continue
		}
		seen[c.ID()] = true
		r.Cards++
		e := c.doc.Edits
		if e.Proposed+e.NotesSuggested == 0 {
			continue
		}
		r.Prepared++
		proposed, dropped = proposed+e.Proposed, dropped+e.Dropped
		if e.DwellMS > 0 {
			r.Timed++
			dwell = append(dwell, e.DwellMS)
		}
		if e.Unedited() {
			r.Unedited++
			if e.DwellMS > 0 && e.DwellMS < fast {
				r.Fast++
			}
		}
	}
	if n := len(dwell); n > 0 {
		slices.Sort(dwell)
		r.MedianDwellMS = (dwell[(n-1)/2] + dwell[n/2]) / 2
	}
	if r.Prepared >= MinReportCards {
		share := func(part, of int) *int {
			if of == 0 {
				return nil
			}
			v := (2000*part + of) / (2 * of)
			return &v
		}
		r.UneditedPerMille, r.DroppedPerMille = share(r.Unedited, r.Prepared), share(dropped, proposed)
	}
	return r
}
