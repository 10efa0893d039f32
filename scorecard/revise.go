package scorecard

import (
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/canonical"
	"github.com/hirealign/hirealign/rubric"
)

// Change is what a panelist changes a submitted card to, and why. The card is
// given anew: every rating, the overall recommendation, and further notes.
type Change struct {
	Submission
	// Reason is required.
	Reason string
	// Added are competencies that a new version of the rubric brought and that the
	// panelist assesses too; only where the card is rated against that version.
	Added []rubric.CompetencyID
}

// Hash is the content hash of the card, "" for the zero value. A revision cites
// the former card by it.
func (s Scorecard) Hash() string {
	if s.IsZero() {
		return ""
	}
	hash, err := canonical.Hash(s.doc)
	if err != nil {
		// A Document holds strings, integers and lists of them, which always encode.
		return ""
	}
	return hash
}

// Revise returns a new card in place of a submitted one, which stays as it is: the
// new one cites it by its hash and gives the reason. Notes and waivers stay, the time
// of the first submission too, and so whether it was late. It returns what Submit
// returns, and ErrInvalid without a card or a reason.
func Revise(former Scorecard, r rubric.Locked, by actor.Human, c Change, sources []evidence.Source, at time.Time) (Scorecard, error) {
	if err := by.Validate(); err != nil {
		return Scorecard{}, &fault.Error{Sentinel: ErrNotHuman, Faults: fault.Of(err)}
	}
	reason := strings.TrimSpace(c.Reason)
	switch {
	case former.IsZero():
		return Scorecard{}, fault.New(ErrInvalid, "scorecard.former_missing", "/former", "there is no card to revise")
	case reason == "":
		return Scorecard{}, fault.New(ErrInvalid, "scorecard.revision_reason_missing", "/revision_reason", "say why the card changes")
	case at.Before(former.SubmittedAt()):
		return Scorecard{}, fault.New(ErrInvalid, "scorecard.revision_before_former", "/submitted_at", "a revision comes after the card that it replaces")
	}
	old := former.Document()
	d := Draft{
		ID: old.ID, Assignment: old.Assignment, RubricHash: old.RubricHash, By: old.DraftedBy,
		Sources: old.Sources, Coverage: old.Coverage, Notes: old.Notes, Exposures: old.Exposures,
	}
	if hash := r.Hash(); hash != "" && hash != old.RubricHash {
		content := r.Rubric()
		if content.Predecessor != old.RubricHash || content.Seen != rubric.Rerate {
			return Scorecard{}, fault.New(ErrInvalid, "scorecard.rubric_changed", "/rubric_hash", "the rubric is neither the card's nor a next version that asks to rate again")
		}
		d.RubricHash = hash
		keep := func(id rubric.CompetencyID) bool { _, ok := r.Competency(id); return ok }
		d.Assignment.Competencies = slices.DeleteFunc(d.Assignment.Competencies, func(id rubric.CompetencyID) bool { return !keep(id) })
		for i, id := range c.Added {
			if !keep(id) || slices.Contains(d.Assignment.Competencies, id) {
				return Scorecard{}, fault.New(ErrInvalid, "scorecard.competency_unknown", fault.Path("added", i), "the version does not bring competency "+quoteID(string(id)))
			}
			d.Assignment.Competencies = append(d.Assignment.Competencies, id)
		}
		d.Assignment.Questions = slices.DeleteFunc(d.Assignment.Questions, func(id rubric.QuestionID) bool { _, ok := r.Question(id); return !ok })
		d.Coverage = slices.DeleteFunc(d.Coverage, func(q QuestionCoverage) bool { _, ok := r.Question(q.Question); return !ok })
	} else if len(c.Added) > 0 {
		return Scorecard{}, fault.New(ErrInvalid, "scorecard.rating_not_assigned", "/added", "only a new version of the rubric brings competencies")
	}
	c.Waivers = slices.Concat(old.Waivers, c.Waivers)
	next, err := submit(d, r, by, c.Submission, sources, at, len(old.Notes))
	if err != nil {
		return Scorecard{}, err
	}
	doc := next.doc
	doc.Revision, doc.Former, doc.RevisionReason = old.Revision+1, former.Hash(), reason
	doc.FirstSubmittedAt, doc.Late, doc.Edits = old.FirstSubmittedAt, old.Late, old.Edits
	if doc.FirstSubmittedAt.IsZero() {
		doc.FirstSubmittedAt = old.SubmittedAt
	}
	doc.PostReveal = doc.PostReveal || old.PostReveal
	if err := doc.refused(c.Linter).Err(ErrInvalid); err != nil {
		return Scorecard{}, err
	}
	return Scorecard{doc: doc}, nil
}
