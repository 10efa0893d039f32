package scorecard

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/rubric"
)

// Basis is what a rating rests on: evidence, a written reason, or both.
type Basis struct {
	Evidence []evidence.Citation
	Reason   string
}

// Rating is one person's level for one competency of one locked rubric, or their
// statement that they could not assess it. Only Rate and NotAssess make one, and
// both need an actor.Human. The zero value is no rating and is refused
// everywhere. It is immutable and safe for concurrent use.
type Rating struct {
	doc RatingDocument
}

// RatingDocument is the stored form of a Rating. It is for schemas and readers:
// a document becomes a Rating only through Rating.UnmarshalJSON, which checks it.
type RatingDocument struct {
	RubricHash string              `json:"rubric_hash"`
	Competency rubric.CompetencyID `json:"competency_id"`
	// Level is on the rubric's scale, 1 the lowest; absent where not assessed.
	Level int `json:"level,omitzero"`
	// NotAssessed says that the panelist could not judge. It is not a low level.
	NotAssessed bool                `json:"not_assessed,omitzero"`
	Reason      string              `json:"reason,omitzero"`
	Evidence    []evidence.Citation `json:"evidence,omitzero"`
	By          actor.Human         `json:"by"`
	At          time.Time           `json:"at"`
}

// Rate gives a competency a level. It returns ErrNotHuman for nobody,
// rubric.ErrNotLocked without a locked rubric, rubric.ErrUnknownCompetency for a
// competency that the rubric lacks, and ErrInvalid for a level off the scale or
// a rating with neither evidence nor reason.
func Rate(by actor.Human, r rubric.Locked, c rubric.CompetencyID, level int, b Basis, at time.Time) (Rating, error) {
	if err := checkRater(by, r, c); err != nil {
		return Rating{}, err
	}
	return newRating(RatingDocument{
		RubricHash: r.Hash(), Competency: c, Level: level, Reason: b.Reason, Evidence: b.Evidence, By: by, At: at,
	}, r.Levels())
}

// NotAssess states that by could not assess the competency, with the reason. It
// returns the same errors as Rate.
func NotAssess(by actor.Human, r rubric.Locked, c rubric.CompetencyID, reason string, at time.Time) (Rating, error) {
	if err := checkRater(by, r, c); err != nil {
		return Rating{}, err
	}
	return newRating(RatingDocument{
		RubricHash: r.Hash(), Competency: c, NotAssessed: true, Reason: reason, By: by, At: at,
	}, r.Levels())
}

func checkRater(by actor.Human, r rubric.Locked, c rubric.CompetencyID) error {
	if err := by.Validate(); err != nil {
		return &fault.Error{Sentinel: ErrNotHuman, Faults: fault.Of(err)}
	}
	if r.IsZero() {
		return fault.New(rubric.ErrNotLocked, "scorecard.rubric_not_locked", "/rubric_hash", "a rating needs a locked rubric")
	}
	if _, ok := r.Competency(c); !ok {
		return fault.New(rubric.ErrUnknownCompetency, "scorecard.competency_unknown", "/competency_id", "the rubric has no competency "+quoteID(string(c)))
	}
	return nil
}

// newRating checks everything that a rating's own fields can show. levels is 0
// where the rubric is not at hand.
func newRating(d RatingDocument, levels int) (Rating, error) {
	d.At = d.At.UTC()
	d.Reason = strings.TrimSpace(d.Reason)
	d.Evidence = evidence.CloneAll(d.Evidence)
	var list fault.List
	if d.RubricHash == "" {
		list.Add("scorecard.rubric_hash_missing", "/rubric_hash", "a rating refers to a locked rubric")
	}
	if d.Competency == "" {
		list.Add("scorecard.competency_missing", "/competency_id", "a rating refers to a competency")
	}
	if d.At.IsZero() {
		list.Add("scorecard.time_missing", "/at", "a rating has a time")
	}
	switch {
	case d.NotAssessed && d.Level != 0:
		list.Add("scorecard.level_not_assessed", "/level", "a competency that was not assessed has no level")
	case d.NotAssessed && d.Reason == "":
		list.Add("scorecard.reason_missing", "/reason", "say why the competency was not assessed")
	case !d.NotAssessed && (d.Level < 1 || levels > 0 && d.Level > levels):
		list.Add("scorecard.level_off_scale", "/level", "the level is not on the rubric's scale")
	case !d.NotAssessed && d.Reason == "" && len(d.Evidence) == 0:
		list.Add("scorecard.basis_missing", "/reason", "a rating needs evidence or a written reason")
	}
	for i, c := range d.Evidence {
		if err := c.CheckPolicy(PolicyFor(c.Source)); err != nil {
			list.Add("scorecard.evidence_not_admissible", fault.Path("evidence", i), "the citation is not admissible in a scorecard")
		}
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Rating{}, err
	}
	return Rating{doc: d}, nil
}

// IsZero reports whether there is no rating.
func (r Rating) IsZero() bool { return r.doc.By.IsZero() }

// RubricHash is the content hash of the rubric that the level refers to.
func (r Rating) RubricHash() string { return r.doc.RubricHash }

// Competency is what was assessed.
func (r Rating) Competency() rubric.CompetencyID { return r.doc.Competency }

// Level returns the level, and false where the competency was not assessed.
func (r Rating) Level() (int, bool) { return r.doc.Level, !r.doc.NotAssessed && r.doc.Level > 0 }

// Anchor returns the anchor of the level, and false where the competency was not
// assessed or the rubric is not the one that was rated against.
func (r Rating) Anchor(l rubric.Locked) (rubric.Anchor, bool) {
	level, ok := r.Level()
	if !ok || l.IsZero() || l.Hash() != r.doc.RubricHash {
		return rubric.Anchor{}, false
	}
	c, _ := l.Competency(r.doc.Competency)
	i := slices.IndexFunc(c.Anchors, func(a rubric.Anchor) bool { return a.Level == level })
	if i < 0 {
		return rubric.Anchor{}, false
	}
	return c.Anchors[i], true
}

// Reason is the rater's own words; it may be "" where there is evidence.
func (r Rating) Reason() string { return r.doc.Reason }

// Evidence returns a copy of the citations.
func (r Rating) Evidence() []evidence.Citation { return evidence.CloneAll(r.doc.Evidence) }

// By is the person who rated.
func (r Rating) By() actor.Human { return r.doc.By }

// At is when, UTC.
func (r Rating) At() time.Time { return r.doc.At }

// Document returns the stored form.
func (r Rating) Document() RatingDocument {
	d := r.doc
	d.Evidence = r.Evidence()
	return d
}

// MarshalJSON writes the RatingDocument, and null for the zero value.
func (r Rating) MarshalJSON() ([]byte, error) {
	if r.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(r.doc)
}

// UnmarshalJSON reads what MarshalJSON writes and refuses a rating without a
// named human, without a basis, or with inadmissible evidence.
func (r *Rating) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*r = Rating{}
		return nil
	}
	var d RatingDocument
	if err := json.Unmarshal(b, &d); err != nil {
		return err
	}
	if d.By.IsZero() {
		return fault.New(ErrNotHuman, "scorecard.rater_missing", "/by", "a rating names the human who gave it")
	}
	n, err := newRating(d, 0)
	if err != nil {
		return err
	}
	*r = n
	return nil
}
