package scorecard

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/rubric"
)

// Submission is what a panelist hands in.
type Submission struct {
	// Ratings are one per assigned competency, in any order.
	Ratings []Rating
	// Overall is given after the parts; required.
	Overall Overall
	// OverallReason is required.
	OverallReason string
	// Notes are added to those of the draft; each needs a text and an author.
	Notes []Note
	// Dwell is how long the panelist had the form open, as the host measured it.
	Dwell time.Duration
	// Waivers let findings of the lint stand, each with a reason.
	Waivers []lint.Waiver
	// Linter reads the comments; nil is lint.Standard().
	Linter *lint.Linter
	// Exposures are what the panelist saw, beside those that the draft remembers. They
	// come from whoever records them.
	Exposures []Exposure
	// Revealed is when the round's cards were shown; zero while they are not. It comes
	// from whoever keeps the round, not from the panelist.
	Revealed time.Time
	// Ended is when the application ended, which stops the clock: a card that comes
	// after it is not late. It comes from whoever keeps the application.
	Ended time.Time
}

// Scorecard is a submitted card: one human's judgement, final. Only Submit and
// Revise make one. The zero value is no card. It is immutable and safe for concurrent use.
type Scorecard struct {
	doc Document
}

// Document is the stored form of a Scorecard. It is for schemas and readers: a
// document becomes a Scorecard only through Scorecard.UnmarshalJSON, which checks it.
type Document struct {
	SchemaVersion int         `json:"schema_version"`
	ID            ID          `json:"id"`
	Assignment    Assignment  `json:"assignment"`
	RubricHash    string      `json:"rubric_hash"`
	SubmittedBy   actor.Human `json:"submitted_by"`
	SubmittedAt   time.Time   `json:"submitted_at"`
	// DueAt is when the card was due.
	DueAt time.Time `json:"due_at"`
	// Late says that the card first came after DueAt.
	Late bool `json:"late,omitzero"`
	// PostReveal says that the cards of the round were shown before this one came.
	PostReveal bool `json:"post_reveal,omitzero"`
	// AIExposed says that the panelist saw a level suggested by software before.
	AIExposed bool `json:"ai_exposed,omitzero"`
	// Exposures are what the panelist saw before they handed in the card.
	Exposures     []Exposure           `json:"exposures,omitzero"`
	Ratings       []RatingDocument     `json:"ratings,omitzero"`
	Overall       Overall              `json:"overall"`
	OverallReason string               `json:"overall_reason"`
	Notes         []Note               `json:"notes,omitzero"`
	Coverage      []QuestionCoverage   `json:"coverage,omitzero"`
	Sources       []evidence.SourceRef `json:"sources,omitzero"`
	// DraftedBy is the agent that prepared the draft; zero for a blank card.
	DraftedBy actor.Agent `json:"drafted_by,omitzero"`
	// Edits count what the panelist did to what software prepared.
	Edits   Edits         `json:"edits,omitzero"`
	Waivers []lint.Waiver `json:"waivers,omitzero"`
	// Revision counts the changes since the card was first handed in, Former is the
	// hash of the card that this one replaces, and RevisionReason says why.
	Revision       int    `json:"revision,omitzero"`
	Former         string `json:"former,omitzero"`
	RevisionReason string `json:"revision_reason,omitzero"`
	// FirstSubmittedAt is when a revised card was first handed in.
	FirstSubmittedAt time.Time `json:"first_submitted_at,omitzero"`
}

// Submit turns a draft and a panelist's ratings into a final card. Only the
// assigned panelist can submit it. Every citation is checked again against the
// sources, so that nothing unverified can enter by an edited draft: a rating with one
// that does not hold is refused; a note, whose words are the panelist's, loses it.
//
// Comments that infer a feeling or mention a protected characteristic are refused
// unless waived by name; the candidate's quoted words are exempt.
//
// It returns ErrNotHuman, rubric.ErrNotLocked, ErrIncomplete for an assigned
// competency without a rating or a missing overall recommendation, and
// ErrInvalid for everything else, each with coded faults that name the place.
func Submit(d Draft, r rubric.Locked, by actor.Human, s Submission, sources []evidence.Source, at time.Time) (Scorecard, error) {
	return submit(d, r, by, s, sources, at, 0)
}

// submit is Submit for a draft of which a former card vouches for the first notes.
func submit(d Draft, r rubric.Locked, by actor.Human, s Submission, sources []evidence.Source, at time.Time, vouched int) (Scorecard, error) {
	if err := by.Validate(); err != nil {
		return Scorecard{}, &fault.Error{Sentinel: ErrNotHuman, Faults: fault.Of(err)}
	}
	if r.IsZero() {
		return Scorecard{}, fault.New(rubric.ErrNotLocked, "scorecard.rubric_not_locked", "/rubric_hash", "a scorecard needs a locked rubric")
	}
	doc := Document{
		SchemaVersion: SchemaVersion, ID: d.ID, Assignment: d.Assignment, RubricHash: d.RubricHash,
		SubmittedBy: by, SubmittedAt: at.UTC(), DueAt: d.Assignment.Due(),
		Overall: s.Overall, OverallReason: strings.TrimSpace(s.OverallReason),
		Notes: slices.Concat(d.Notes, s.Notes), Coverage: slices.Clone(d.Coverage), Sources: slices.Clone(d.Sources), DraftedBy: d.By,
	}
	doc.Late = doc.SubmittedAt.After(doc.DueAt) && (s.Ended.IsZero() || s.Ended.After(doc.DueAt))
	doc.PostReveal = !s.Revealed.IsZero() && !at.Before(s.Revealed)
	for _, e := range s.Exposures {
		d = d.Expose(e.Kind, e.At)
	}
	doc.Exposures = slices.DeleteFunc(slices.Clone(d.Exposures), func(e Exposure) bool { return e.At.After(doc.SubmittedAt) })
	doc.AIExposed = exposed(doc.Exposures, SuggestedLevel)
	doc.Waivers = slices.Clone(s.Waivers)
	doc.Edits = edits(d, s)
	for i := vouched; i < len(doc.Notes); i++ {
		doc.Notes[i].Evidence = slices.DeleteFunc(slices.Clone(doc.Notes[i].Evidence), func(c evidence.Citation) bool { return !holds(c, sources) })
	}

	list := assignmentFaults(d.ID, d.Assignment, r)
	if d.RubricHash != r.Hash() {
		list.Add("scorecard.rubric_changed", "/rubric_hash", "the draft was made for another version of the rubric")
	}
	var missing fault.List
	for i, c := range d.Assignment.Competencies {
		at := fault.Path("assignment", "competencies", i)
		n := 0
		for _, rating := range s.Ratings {
			if rating.Competency() == c && !rating.IsZero() {
				n++
				doc.Ratings = append(doc.Ratings, rating.Document())
			}
		}
		switch {
		case n == 0:
			missing.Add("scorecard.rating_missing", at, "competency "+quoteID(string(c))+" is neither rated nor marked as not assessed")
		case n > 1:
			list.Add("scorecard.rating_repeated", at, "competency "+quoteID(string(c))+" is rated more than once")
		}
	}
	for i, rating := range s.Ratings {
		at := fault.Path("ratings", i)
		switch {
		case rating.IsZero():
			list.Add("scorecard.rating_empty", at, "the rating is empty")
			continue
		case !slices.Contains(d.Assignment.Competencies, rating.Competency()):
			list.Add("scorecard.rating_not_assigned", at+"/competency_id", "competency "+quoteID(string(rating.Competency()))+" is not assigned to this panelist")
		}
		if rating.RubricHash() != r.Hash() {
			list.Add("scorecard.rating_rubric_changed", at+"/rubric_hash", "the rating refers to another version of the rubric")
		}
		if rating.By().ID() != by.ID() {
			list.Add("scorecard.rating_by_other", at+"/by", "the rating was given by somebody else")
		}
		if level, _ := rating.Level(); level > r.Levels() {
			list.Add("scorecard.level_off_scale", at+"/level", "the level is not on the rubric's scale")
		}
		for j, c := range rating.doc.Evidence {
			checkCitation(&list, at+fault.Path("evidence", j), c, sources)
		}
	}
	if doc.Overall == "" {
		missing.Add("scorecard.overall_missing", "/overall", "the overall recommendation is missing")
	}
	if doc.OverallReason == "" {
		missing.Add("scorecard.overall_reason_missing", "/overall_reason", "the overall recommendation needs a reason")
	}
	if len(list) == 0 {
		if err := missing.Err(ErrIncomplete); err != nil {
			return Scorecard{}, err
		}
	}
	for i, n := range doc.Notes {
		if n.Question != "" && !planned(r, d.Assignment, n.Question) {
			list.Add("scorecard.question_not_assigned", fault.Path("notes", i, "question_id"), "question "+quoteID(string(n.Question))+" is not this panelist's")
		}
	}
	list = append(list, missing...)
	list = append(list, doc.faults()...)
	list = append(list, doc.refused(s.Linter)...)
	if err := list.Err(ErrInvalid); err != nil {
		return Scorecard{}, err
	}
	return Scorecard{doc: Scorecard{doc: doc}.Document()}, nil
}

// holds reports whether a citation is admissible and stands in one of the sources.
func holds(c evidence.Citation, sources []evidence.Source) bool {
	return c.CheckPolicy(PolicyFor(c.Source)) == nil &&
		slices.ContainsFunc(sources, func(s evidence.Source) bool { return s.Ref == c.Source && c.Check(s) == nil })
}

func checkCitation(list *fault.List, at string, c evidence.Citation, sources []evidence.Source) {
	i := slices.IndexFunc(sources, func(s evidence.Source) bool { return s.Ref == c.Source })
	if i < 0 {
		list.Add("scorecard.evidence_source_unknown", at, "the cited source is not at hand, so the citation cannot be checked")
		return
	}
	if err := c.Check(sources[i]); err != nil {
		list.Add("scorecard.evidence_not_in_source", at, "the citation does not match its source")
	}
}

// faults checks what a stored card can show by itself.
func (d Document) faults() fault.List {
	var list fault.List
	if d.SubmittedBy.ID() != d.Assignment.Panelist.ID {
		list.Add("scorecard.not_the_panelist", "/submitted_by", "only the assigned panelist can submit the card")
	}
	if d.SubmittedAt.IsZero() {
		list.Add("scorecard.time_missing", "/submitted_at", "a submission has a time")
	}
	if d.SubmittedAt.Before(d.Assignment.InterviewEnd) {
		list.Add("scorecard.submitted_before_end", "/submitted_at", "the card was submitted before the interview ended")
	}
	switch d.Overall {
	case StrongYes, Yes, No, StrongNo, "":
	default:
		list.Add("scorecard.overall_unknown", "/overall", "the overall recommendation is not one of strong_yes, yes, no, strong_no")
	}
	switch {
	case d.Revision < 0 || d.Revision > 0 && (d.Former == "" || d.RevisionReason == "" || d.FirstSubmittedAt.IsZero()):
		list.Add("scorecard.revision_incomplete", "/revision", "a revision names the card that it replaces and the reason")
	case d.Revision > 0 && d.SubmittedAt.Before(d.FirstSubmittedAt):
		list.Add("scorecard.revision_before_former", "/submitted_at", "a revision comes after the card that it replaces")
	}
	if exposed(d.Exposures, SuggestedLevel) && !d.AIExposed {
		list.Add("scorecard.ai_exposed_missing", "/ai_exposed", "the panelist saw a suggested level, and the card does not say so")
	}
	for i, w := range d.Waivers {
		list.Within(fault.Path("waivers", i), w.Faults())
	}
	for i, n := range d.Notes {
		at := fault.Path("notes", i)
		if strings.TrimSpace(n.Text) == "" {
			list.Add("scorecard.note_empty", at+"/text", "the note has no text")
		}
		switch {
		case n.By.IsZero():
			list.Add("scorecard.note_author_missing", at+"/by", "the note has no author")
		case n.By.ID() != d.SubmittedBy.ID():
			list.Add("scorecard.note_by_other", at+"/by", "the note is by somebody else than the panelist")
		}
	}
	return list
}

// IsZero reports whether there is no card.
func (s Scorecard) IsZero() bool { return s.doc.SubmittedBy.IsZero() }

// ID is the card's id, that of its draft.
func (s Scorecard) ID() ID { return s.doc.ID }

// Assignment says who assessed whom, and what.
func (s Scorecard) Assignment() Assignment { return s.Document().Assignment }

// RubricHash is the content hash of the rubric that the levels refer to.
func (s Scorecard) RubricHash() string { return s.doc.RubricHash }

// By is the panelist.
func (s Scorecard) By() actor.Human { return s.doc.SubmittedBy }

// SubmittedAt is when the card was submitted, UTC.
func (s Scorecard) SubmittedAt() time.Time { return s.doc.SubmittedAt }

// PostReveal reports whether the cards of the round were shown before it came.
func (s Scorecard) PostReveal() bool { return s.doc.PostReveal }

// AIExposed reports whether the panelist saw a level suggested by software before.
// Such a card is in no agreement statistics.
func (s Scorecard) AIExposed() bool { return s.doc.AIExposed }

// ReadEarlierSummary reports whether the panelist read the candidate's summary
// before they handed in the card.
func (s Scorecard) ReadEarlierSummary() bool { return exposed(s.doc.Exposures, EarlierSummary) }

// FirstSubmittedAt is when the card was first handed in, before any revision, UTC.
func (s Scorecard) FirstSubmittedAt() time.Time {
	if s.doc.Revision > 0 {
		return s.doc.FirstSubmittedAt
	}
	return s.doc.SubmittedAt
}

// Revision counts the changes since the card was first handed in.
func (s Scorecard) Revision() int { return s.doc.Revision }

// DueAt is when it was due, UTC.
func (s Scorecard) DueAt() time.Time { return s.doc.DueAt }

// Late reports whether it came after it was due.
func (s Scorecard) Late() bool { return s.doc.Late }

// Overall is the panelist's recommendation.
func (s Scorecard) Overall() Overall { return s.doc.Overall }

// OverallReason is the reason for it.
func (s Scorecard) OverallReason() string { return s.doc.OverallReason }

// Rating returns the rating of a competency.
func (s Scorecard) Rating(c rubric.CompetencyID) (Rating, bool) {
	for _, r := range s.doc.Ratings {
		if r.Competency == c {
			return Rating{doc: r}, true
		}
	}
	return Rating{}, false
}

// Ratings returns all ratings in the order of the assignment.
func (s Scorecard) Ratings() []Rating {
	out := make([]Rating, len(s.doc.Ratings))
	for i, r := range s.doc.Ratings {
		out[i] = Rating{doc: r}
	}
	return out
}

// Document returns a copy of the stored form.
func (s Scorecard) Document() Document {
	d := s.doc
	d.Assignment.Competencies = slices.Clone(d.Assignment.Competencies)
	d.Assignment.Questions = slices.Clone(d.Assignment.Questions)
	d.Ratings = slices.Clone(d.Ratings)
	for i := range d.Ratings {
		d.Ratings[i].Evidence = evidence.CloneAll(d.Ratings[i].Evidence)
	}
	d.Notes = slices.Clone(d.Notes)
	for i := range d.Notes {
		d.Notes[i].Evidence = evidence.CloneAll(d.Notes[i].Evidence)
	}
	d.Coverage = slices.Clone(d.Coverage)
	for i, c := range d.Coverage {
		d.Coverage[i].Asked, d.Coverage[i].Answered = slices.Clone(c.Asked), slices.Clone(c.Answered)
	}
	d.Sources = slices.Clone(d.Sources)
	d.Exposures = slices.Clone(d.Exposures)
	d.Waivers = slices.Clone(d.Waivers)
	return d
}

// MarshalJSON writes the Document, and null for the zero value.
func (s Scorecard) MarshalJSON() ([]byte, error) {
	if s.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(s.doc)
}

// UnmarshalJSON reads what MarshalJSON writes and refuses a card without a named
// human, by somebody else than its panelist, with a rating or a note of another
// person, with two ratings of one competency, or with a rating that Rate would refuse.
func (s *Scorecard) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*s = Scorecard{}
		return nil
	}
	var d Document
	if err := json.Unmarshal(b, &d); err != nil {
		return err
	}
	if d.SubmittedBy.IsZero() {
		return fault.New(ErrNotHuman, "scorecard.submitter_missing", "/submitted_by", "a scorecard names the human who submitted it")
	}
	list := d.faults()
	if d.ID == "" {
		list.Add("scorecard.id_missing", "/id", "a scorecard needs an id")
	}
	if d.Overall == "" {
		list.Add("scorecard.overall_missing", "/overall", "the overall recommendation is missing")
	}
	if strings.TrimSpace(d.OverallReason) == "" {
		list.Add("scorecard.overall_reason_missing", "/overall_reason", "the overall recommendation needs a reason")
	}
	for i, c := range d.Assignment.Competencies {
		if !slices.ContainsFunc(d.Ratings, func(r RatingDocument) bool { return r.Competency == c }) {
			list.Add("scorecard.rating_missing", fault.Path("assignment", "competencies", i), "competency "+quoteID(string(c))+" is neither rated nor marked as not assessed")
		}
	}
	for i, r := range d.Ratings {
		at := fault.Path("ratings", i)
		n, err := newRating(r, 0)
		list.Within(at, fault.Of(err))
		if r.By.ID() != d.SubmittedBy.ID() {
			list.Add("scorecard.rating_by_other", at+"/by", "the rating was given by somebody else")
		}
		if r.RubricHash != d.RubricHash {
			list.Add("scorecard.rating_rubric_changed", at+"/rubric_hash", "the rating refers to another version of the rubric")
		}
		if !slices.Contains(d.Assignment.Competencies, r.Competency) {
			list.Add("scorecard.rating_not_assigned", at+"/competency_id", "the competency is not assigned to this panelist")
		}
		if slices.ContainsFunc(d.Ratings[:i], func(o RatingDocument) bool { return o.Competency == r.Competency }) {
			list.Add("scorecard.rating_repeated", at+"/competency_id", "the competency is rated more than once")
		}
		d.Ratings[i] = n.doc
	}
	if err := list.Err(ErrInvalid); err != nil {
		return err
	}
	*s = Scorecard{doc: d}
	return nil
}
