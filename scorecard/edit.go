package scorecard

import (
	"slices"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/rubric"
)

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
// competency, counted from 0: the panelist does not think that it is evidence. The
// entry remembers it under Dropped, and a later draft does not bring it back.
func (d Draft) DropEvidence(by actor.Human, c rubric.CompetencyID, n int) (Draft, error) {
	if err := d.mayEdit(by); err != nil {
		return Draft{}, err
	}
	at := slices.IndexFunc(d.Entries, func(e Entry) bool { return e.Competency == c })
	if at < 0 || n < 0 || n >= len(d.Entries[at].Evidence) {
		return Draft{}, fault.New(ErrInvalid, "scorecard.evidence_unknown", "/entries", "the draft has no such piece of evidence")
	}
	e := d.Entries[at]
	e.Dropped = append(slices.Clone(e.Dropped), e.Evidence[n])
	e.Evidence = slices.Delete(slices.Clone(e.Evidence), n, n+1)
	e.Status = status(e.Evidence, true)
	d.Entries = slices.Clone(d.Entries)
	d.Entries[at] = e
	return d, nil
}

// Keep returns a copy of the draft with what the panelist put into an earlier one:
// their notes, the quotes that they picked themselves and that stand in a source
// of this draft, what they dropped, and what they saw. What software had proposed
// there is left behind.
func (d Draft) Keep(earlier Draft) Draft {
	d.Notes = slices.Concat(earlier.Notes, d.Notes)
	for _, e := range earlier.Exposures {
		d = d.Expose(e.Kind, e.At)
	}
	d.Suggested = slices.Clone(d.Suggested)
	for i, s := range d.Suggested {
		d.Suggested[i].Taken = slices.ContainsFunc(earlier.Suggested, func(o SuggestedNote) bool {
			return o.Taken && o.Question == s.Question && o.Text == s.Text
		})
	}
	d.Entries = slices.Clone(d.Entries)
	for i, e := range d.Entries {
		old, _ := earlier.Entry(e.Competency)
		known := func(it Item) bool { return slices.Contains(d.Sources, it.Citation.Source) }
		for _, it := range old.Dropped {
			if !known(it) {
				continue
			}
			same := func(h Item) bool { return sameSpans(h.Citation, it.Citation) }
			e.Evidence = slices.DeleteFunc(slices.Clone(e.Evidence), same)
			e.Dropped = append(slices.Clone(e.Dropped), it)
			e.Status = status(e.Evidence, e.Status != NotAsked)
		}
		for _, it := range old.Evidence {
			have := func(h Item) bool { return sameSpans(h.Citation, it.Citation) }
			if it.By.Kind == actor.KindHuman && known(it) && !slices.ContainsFunc(e.Evidence, have) {
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
