package scorecard

import (
	"slices"
	"strings"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/rubric"
)

// AddNote returns a copy of the draft with a note of its panelist. It returns
// ErrNotHuman for nobody and ErrInvalid for somebody else's note, an empty one, or
// one on a competency that is not assigned.
func (d Draft) AddNote(n Note) (Draft, error) {
	if err := d.mayEdit(n.By); err != nil {
		return Draft{}, err
	}
	var list fault.List
	if strings.TrimSpace(n.Text) == "" {
		list.Add("scorecard.note_empty", "/text", "the note has no text")
	}
	if n.Competency != "" && !slices.Contains(d.Assignment.Competencies, n.Competency) {
		list.Add("scorecard.competency_not_assigned", "/competency_id", "competency "+quoteID(string(n.Competency))+" is not assigned to this panelist")
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Draft{}, err
	}
	n.At = n.At.UTC()
	d.Notes = append(slices.Clone(d.Notes), n)
	return d, nil
}

// AddEvidence returns a copy of the draft with a quote that its panelist picked,
// verified like any drafter's. A quote that is not admissible leaves the draft as
// it is; the Finding says why, and that is no error. It returns ErrNotHuman for
// nobody and ErrInvalid for somebody else or a competency that is not assigned.
func (d Draft) AddEvidence(by actor.Human, c rubric.CompetencyID, claim evidence.Claim, sources []evidence.Source) (Draft, evidence.Finding, error) {
	if err := d.mayEdit(by); err != nil {
		return Draft{}, evidence.Finding{}, err
	}
	at := slices.IndexFunc(d.Entries, func(e Entry) bool { return e.Competency == c })
	if at < 0 {
		return Draft{}, evidence.Finding{}, fault.New(ErrInvalid, "scorecard.competency_not_assigned", "/competency_id", "competency "+quoteID(string(c))+" is not assigned to this panelist")
	}
	indexes := make([]*evidence.Index, 0, len(sources))
	for _, s := range sources {
		if slices.Contains(d.Sources, s.Ref) {
			indexes = append(indexes, evidence.NewIndex(s))
		}
	}
	f := verify(indexes, ProposedEvidence{Competency: c, Claim: claim})
	if !f.Admissible() {
		return d, f, nil
	}
	e := d.Entries[at]
	if !slices.ContainsFunc(e.Evidence, func(have Item) bool { return sameSpans(have.Citation, f.Citation) }) {
		e.Evidence = append(slices.Clone(e.Evidence), Item{
			Citation: f.Citation, By: by.Ref(), Note: f.Citation.Source.Kind == evidence.NotesSource,
		})
	}
	e.Status = status(e.Evidence, true)
	d.Entries = slices.Clone(d.Entries)
	d.Entries[at] = e
	return d, f, nil
}

// DropEvidence returns a copy of the draft without the nth piece of evidence of a
// competency, counted from 0: the panelist does not think that it is evidence.
func (d Draft) DropEvidence(by actor.Human, c rubric.CompetencyID, n int) (Draft, error) {
	if err := d.mayEdit(by); err != nil {
		return Draft{}, err
	}
	at := slices.IndexFunc(d.Entries, func(e Entry) bool { return e.Competency == c })
	if at < 0 || n < 0 || n >= len(d.Entries[at].Evidence) {
		return Draft{}, fault.New(ErrInvalid, "scorecard.evidence_unknown", "/entries", "the draft has no such piece of evidence")
	}
	e := d.Entries[at]
	e.Evidence = slices.Delete(slices.Clone(e.Evidence), n, n+1)
	e.Status = status(e.Evidence, true)
	d.Entries = slices.Clone(d.Entries)
	d.Entries[at] = e
	return d, nil
}

// Keep returns a copy of the draft with what the panelist put into an earlier one:
// their notes, and the quotes that they picked themselves and that stand in a
// source of this draft. What software had proposed there is left behind.
func (d Draft) Keep(earlier Draft) Draft {
	d.Notes = slices.Concat(earlier.Notes, d.Notes)
	d.Entries = slices.Clone(d.Entries)
	for i, e := range d.Entries {
		old, _ := earlier.Entry(e.Competency)
		for _, it := range old.Evidence {
			have := func(h Item) bool { return sameSpans(h.Citation, it.Citation) }
			if it.By.Kind == actor.KindHuman && slices.Contains(d.Sources, it.Citation.Source) && !slices.ContainsFunc(e.Evidence, have) {
				e.Evidence = append(slices.Clone(e.Evidence), it)
				e.Status = status(e.Evidence, true)
			}
		}
		d.Entries[i] = e
	}
	return d
}

func (d Draft) mayEdit(by actor.Human) error {
	if err := by.Validate(); err != nil {
		return &fault.Error{Sentinel: ErrNotHuman, Faults: fault.Of(err)}
	}
	if by.ID() != d.Assignment.Panelist.ID {
		return fault.New(ErrInvalid, "scorecard.not_the_panelist", "/by", "a draft is edited by its panelist")
	}
	return nil
}
