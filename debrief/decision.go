package debrief

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

// Outcome is what a debrief ends in.
type Outcome string

// The outcomes. A final debrief takes Hire, NoHire or Defer; one of a round
// takes Advance, Reject or Defer.
const (
	Hire    Outcome = "hire"
	NoHire  Outcome = "no_hire"
	Advance Outcome = "advance"
	Reject  Outcome = "reject"
	Defer   Outcome = "defer"
)

// Reason is why, by criterion.
type Reason struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Text       string              `json:"text"`
}

// Dissent is a panelist's view against the decision, kept by name.
type Dissent struct {
	By   requisition.Person `json:"by"`
	Text string             `json:"text"`
}

// FollowUp is what has to happen before a deferred decision.
type FollowUp struct {
	// Until is when the decision will be made.
	Until time.Time `json:"until"`
	// Owner sees to it.
	Owner requisition.Person `json:"owner"`
	// EvidenceNeeded says what is missing.
	EvidenceNeeded string `json:"evidence_needed"`
}

// Choice is what the owner decides.
type Choice struct {
	Outcome Outcome
	// Reasons refer to criteria; at least one, except for Defer.
	Reasons []Reason
	// Rationale is required where the outcome goes against the rubric or the
	// composite; see Packet.Against and Packet.AgainstComposite.
	Rationale string
	Dissent   []Dissent
	// FollowUp is required for Defer, and only there.
	FollowUp FollowUp
	// Waivers let findings of the lint stand, each with a reason.
	Waivers []lint.Waiver
	// Linter reads what is written here; nil is lint.Standard().
	Linter *lint.Linter
}

// Decision is what one named human decided about one application. Only
// Meeting.Decide makes one. The zero value is no decision. It is immutable and safe for
// concurrent use.
type Decision struct {
	doc DecisionDocument
}

// DecisionDocument is the stored form of a Decision. It is for schemas and
// readers: a document becomes a Decision only through Decision.UnmarshalJSON,
// which checks it.
type DecisionDocument struct {
	SchemaVersion int                       `json:"schema_version"`
	Debrief       ID                        `json:"debrief_id"`
	Requisition   requisition.ID            `json:"requisition_id"`
	Application   requisition.ApplicationID `json:"application_id"`
	Candidate     string                    `json:"candidate"`
	RubricHash    string                    `json:"rubric_hash"`
	Scope         Scope                     `json:"scope"`
	Outcome       Outcome                   `json:"outcome"`
	Method        Method                    `json:"method,omitzero"`
	DecidedBy     actor.Human               `json:"decided_by"`
	DecidedAt     time.Time                 `json:"decided_at"`
	Reasons       []Reason                  `json:"reasons,omitzero"`
	// Against are the criteria that the outcome contradicts.
	Against []rubric.CompetencyID `json:"against,omitzero"`
	// AgainstComposite says that the outcome contradicts the composite.
	AgainstComposite bool      `json:"against_composite,omitzero"`
	Rationale        string    `json:"rationale,omitzero"`
	Dissent          []Dissent `json:"dissent,omitzero"`
	// FollowUp is set for the outcome Defer.
	FollowUp *FollowUp `json:"follow_up,omitzero"`
	// Onboarding are the growth gaps of a person who is hired.
	Onboarding []OnboardingNote `json:"onboarding,omitzero"`
	// Waivers let findings of the lint stand in what the owner wrote.
	Waivers []lint.Waiver `json:"waivers,omitzero"`
}

// OnboardingNote is a growth gap of a person who is hired, for their first months.
type OnboardingNote struct {
	Competency rubric.CompetencyID `json:"competency_id"`
	Name       string              `json:"name"`
	// From is the panel's mean level; no figure where nobody assessed it.
	From Ratio `json:"from,omitzero"`
	// Towards is what a person at the bar does, in the rubric's words.
	Towards string `json:"towards,omitzero"`
}

// Against returns the must-have criteria that an outcome contradicts: for Hire
// and Advance those whose mean level is below the bar or that nobody assessed;
// for NoHire and Reject all of them where every one meets the bar. Defer
// contradicts nothing.
func (p Packet) Against(a requisition.ApplicationID, o Outcome) []rubric.CompetencyID {
	f, ok := p.Finalist(a)
	if !ok {
		return nil
	}
	met, unmet := f.MustHaves(p.MeetsLevel)
	switch {
	case o == Hire || o == Advance:
		return ids(unmet)
	case (o == NoHire || o == Reject) && len(unmet) == 0 && !f.belowBar():
		return ids(met)
	}
	return nil
}

func ids(criteria []Criterion) []rubric.CompetencyID {
	var out []rubric.CompetencyID
	for _, c := range criteria {
		out = append(out, c.Competency)
	}
	return out
}

func (f Finalist) belowBar() bool { return f.Composite != nil && !f.Composite.MeetsBar }

// AgainstComposite reports whether an outcome takes a finalist whose composite is
// below its bar, or turns down one who meets both the bar and every must-have.
func (p Packet) AgainstComposite(a requisition.ApplicationID, o Outcome) bool {
	f, ok := p.Finalist(a)
	if !ok || f.Composite == nil {
		return false
	}
	switch o {
	case Hire, Advance:
		return !f.Composite.MeetsBar
	case NoHire, Reject:
		return f.Composite.MeetsBar && f.Composite.MeetsMustHaves()
	}
	return false
}

// Decide records the owner's choice about one finalist, on the packet that was
// revealed. With the last finalist's outcome the meeting ends; a deferred
// decision may be followed by another one. It returns ErrNotHuman for nobody,
// ErrNotOwner for anybody but the owner, ErrStage before the reveal, during
// second estimates or after a decision, ErrObjection where Consent is the method
// and an objection stands, ErrUndecided for an outcome that is missing, does not
// fit the scope, or is Defer without a future date, an owner and the evidence
// needed, and ErrInvalid for a missing reason or, against the rubric or the
// composite, a missing rationale. Texts that infer a feeling or mention a protected
// characteristic are refused with ErrInvalid too unless they are waived by name.
func (m Meeting) Decide(p Packet, a requisition.ApplicationID, by actor.Human, c Choice, at time.Time) (Meeting, Decision, []requisition.Act, error) {
	none := func(err error) (Meeting, Decision, []requisition.Act, error) { return Meeting{}, Decision{}, nil, err }
	if err := m.enter(by, Revealed, Ended); err != nil {
		return none(err)
	}
	if by.ID() != m.doc.Owner.ID {
		return none(fault.New(ErrNotOwner, "debrief.not_the_owner", "/decided_by", "the decision belongs to the owner of the debrief"))
	}
	if err := m.holds(p); err != nil {
		return none(err)
	}
	final := m.Final(p)
	f, ok := final.Finalist(a)
	if !ok {
		return none(errFinalistUnknown())
	}
	if e, ok := m.doc.ending(a); ok && e.Outcome != Defer {
		return none(fault.New(ErrStage, "debrief.decided", "/outcome", "the debrief has decided about this application"))
	}
	d := DecisionDocument{
		SchemaVersion: SchemaVersion, Debrief: p.ID, Requisition: p.Requisition, Application: a, Candidate: f.Candidate,
		RubricHash: p.RubricHash, Scope: p.Scope, Outcome: c.Outcome, Method: m.doc.Method, DecidedBy: by, DecidedAt: at.UTC(),
		Reasons: slices.Clone(c.Reasons), Against: final.Against(a, c.Outcome), AgainstComposite: final.AgainstComposite(a, c.Outcome),
		Rationale: strings.TrimSpace(c.Rationale), Dissent: slices.Clone(c.Dissent), Waivers: slices.Clone(c.Waivers),
	}
	for _, x := range m.doc.Objections {
		dissent := Dissent{By: requisition.PersonOf(x.By), Text: x.Text}
		if !x.Withdrawn && x.Application == a && x.Against == c.Outcome && !slices.Contains(d.Dissent, dissent) {
			d.Dissent = append(d.Dissent, dissent) // what was objected is kept, whatever the method
		}
	}
	if c.Outcome == Hire {
		d.Onboarding = onboarding(f, p.MeetsLevel)
	}
	if c.FollowUp != (FollowUp{}) {
		up := c.FollowUp
		up.Until = up.Until.UTC()
		d.FollowUp = &up
	}
	for i, r := range d.Reasons {
		if _, ok := f.Criterion(r.Competency); !ok {
			return none(fault.New(ErrInvalid, "debrief.reason_unknown_competency", fault.Path("reasons", i, "competency_id"), "the rubric has no such competency"))
		}
	}
	if err := d.check(); err != nil {
		return none(err)
	}
	var refused fault.List
	for _, x := range c.lint().Blocking() {
		refused.Add("debrief.comment_refused", x.Path, x.Message+" Rule "+x.Code+".")
	}
	if err := refused.Err(ErrInvalid); err != nil {
		return none(err)
	}
	if err := m.allows(f, c.Outcome); err != nil {
		return none(err)
	}
	n := m.next(at)
	ending := Ending{Application: a, Outcome: d.Outcome, At: d.DecidedAt}
	if before, ok := n.ending(a); ok {
		ending.Sequence = before.Sequence + 1
	}
	n.Endings = slices.DeleteFunc(n.Endings, func(e Ending) bool { return e.Application == a })
	act := n.act("debrief.decided", by, at)
	act.Application, act.Hash = a, p.RubricHash
	act.Settles = []requisition.Waiting{{For: requisition.ForDecision}, {For: requisition.ForFollowUp}}
	if d.FollowUp != nil {
		ending.Until = d.FollowUp.Until
		act.WaitingOn = []requisition.Waiting{{Person: d.FollowUp.Owner.ID, For: requisition.ForFollowUp, Due: ending.Until}}
	}
	n.Endings = append(n.Endings, ending)
	if n.complete() {
		n.Stage = Ended
	}
	return Meeting{doc: n}, Decision{doc: d}, []requisition.Act{act}, nil
}

// allows applies the method.
func (m Meeting) allows(f Finalist, o Outcome) error {
	if o == Defer {
		return nil
	}
	if m.doc.Method == Threshold && f.Composite == nil {
		return fault.New(ErrInvalid, "debrief.no_composite", "/outcome", "by the method threshold there is nothing to decide by until every must-have is assessed")
	}
	for i, x := range m.doc.Objections {
		if m.doc.Method == Consent && !x.Withdrawn && x.Application == f.Application && x.Against == o {
			return fault.New(ErrObjection, "debrief.objection_stands", fault.Path("objections", i), "an objection stands")
		}
	}
	return nil
}

func errFinalistUnknown() error {
	return fault.New(ErrInvalid, "debrief.finalist_unknown", "/application_id", "the application is not part of this debrief")
}

// onboarding turns growth gaps into what the first months have to bring.
func onboarding(f Finalist, bar int) []OnboardingNote {
	var out []OnboardingNote
	for _, c := range f.GrowthGaps(bar) {
		out = append(out, OnboardingNote{Competency: c.Competency, Name: c.Name, From: c.Mean, Towards: c.Behaviour})
	}
	return out
}

func (d DecisionDocument) check() error {
	var undecided, list fault.List
	switch {
	case d.Outcome == "":
		undecided.Add("debrief.outcome_missing", "/outcome", "a debrief ends in a decision or in a dated follow-up")
	case !slices.Contains(outcomes(d.Scope), d.Outcome):
		undecided.Add("debrief.outcome_not_in_scope", "/outcome", "the outcome does not fit the scope of the debrief")
	case d.Outcome == Defer && d.FollowUp == nil:
		undecided.Add("debrief.follow_up_missing", "/follow_up", "a deferred decision needs a date, an owner and the evidence that is missing")
	case d.Outcome != Defer && d.FollowUp != nil:
		list.Add("debrief.follow_up_unexpected", "/follow_up", "only a deferred decision has a follow-up")
	}
	if up := d.FollowUp; up != nil {
		if up.Until.IsZero() || !up.Until.After(d.DecidedAt) {
			undecided.Add("debrief.follow_up_date_missing", "/follow_up/until", "the follow-up needs a date after the debrief")
		}
		if up.Owner.ID == "" || up.Owner.Name == "" {
			undecided.Add("debrief.follow_up_owner_missing", "/follow_up/owner", "the follow-up needs an owner")
		}
		if strings.TrimSpace(up.EvidenceNeeded) == "" {
			undecided.Add("debrief.follow_up_evidence_missing", "/follow_up/evidence_needed", "say which evidence is missing")
		}
	}
	if err := undecided.Err(ErrUndecided); err != nil {
		return err
	}
	if d.DecidedAt.IsZero() {
		list.Add("debrief.time_missing", "/decided_at", "a decision has a time")
	}
	if d.Outcome != Defer && len(d.Reasons) == 0 {
		list.Add("debrief.reasons_missing", "/reasons", "a decision gives its reasons by criterion")
	}
	for i, r := range d.Reasons {
		if r.Competency == "" || strings.TrimSpace(r.Text) == "" {
			list.Add("debrief.reason_empty", fault.Path("reasons", i), "a reason names a criterion and says why")
		}
	}
	for i, x := range d.Dissent {
		if x.By.ID == "" || strings.TrimSpace(x.Text) == "" {
			list.Add("debrief.dissent_incomplete", fault.Path("dissent", i), "dissent names a person and says what they hold against it")
		}
	}
	for i, w := range d.Waivers {
		list.Within(fault.Path("waivers", i), w.Faults())
	}
	if d.override() && d.Rationale == "" {
		list.Add("debrief.rationale_missing", "/rationale", "the outcome goes against the rubric, which needs a written rationale")
	}
	return list.Err(ErrInvalid)
}

func (d DecisionDocument) override() bool { return len(d.Against) > 0 || d.AgainstComposite }

// Override reports whether the decision contradicts the rubric's must-haves or
// the composite; it has a rationale then.
func (d Decision) Override() bool { return d.doc.override() }

// Overrides counts the overrides among decisions that decided, deferred ones
// left out.
func Overrides(decisions []Decision) (overrides, of int) {
	for _, d := range decisions {
		if d.IsZero() || d.Outcome() == Defer {
			continue
		}
		of++
		overrides += boolInt(d.Override())
	}
	return overrides, of
}

func outcomes(s Scope) []Outcome {
	if s == Round {
		return []Outcome{Advance, Reject, Defer}
	}
	return []Outcome{Hire, NoHire, Defer}
}

// IsZero reports whether there is no decision.
func (d Decision) IsZero() bool { return d.doc.DecidedBy.IsZero() }

// Application is what was decided about.
func (d Decision) Application() requisition.ApplicationID { return d.doc.Application }

// Outcome is what was decided.
func (d Decision) Outcome() Outcome { return d.doc.Outcome }

// By is the human who decided.
func (d Decision) By() actor.Human { return d.doc.DecidedBy }

// At is when, UTC.
func (d Decision) At() time.Time { return d.doc.DecidedAt }

// FollowUp returns the follow-up of a deferred decision.
func (d Decision) FollowUp() (FollowUp, bool) {
	if d.doc.FollowUp == nil {
		return FollowUp{}, false
	}
	return *d.doc.FollowUp, true
}

// Document returns a copy of the stored form.
func (d Decision) Document() DecisionDocument {
	doc := d.doc
	doc.Reasons = slices.Clone(doc.Reasons)
	doc.Against = slices.Clone(doc.Against)
	doc.Dissent = slices.Clone(doc.Dissent)
	doc.Onboarding = slices.Clone(doc.Onboarding)
	doc.Waivers = slices.Clone(doc.Waivers)
	if doc.FollowUp != nil {
		up := *doc.FollowUp
		doc.FollowUp = &up
	}
	return doc
}

// MarshalJSON writes the DecisionDocument, and null for the zero value.
func (d Decision) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(d.doc)
}

// UnmarshalJSON reads what MarshalJSON writes and refuses a decision without a
// named human, without an outcome or, if deferred, without its follow-up.
func (d *Decision) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*d = Decision{}
		return nil
	}
	var doc DecisionDocument
	if err := json.Unmarshal(b, &doc); err != nil {
		return err
	}
	if doc.DecidedBy.IsZero() {
		return fault.New(ErrNotHuman, "debrief.decider_missing", "/decided_by", "a decision names the human who made it")
	}
	if err := doc.check(); err != nil {
		return err
	}
	*d = Decision{doc: doc}
	return nil
}
