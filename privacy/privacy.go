// Package privacy keeps what a candidate agreed to, how long data are kept, what
// must not be deleted, and the record that somebody's data were erased.
//
//	var c privacy.Consents // of one candidate; the zero value allows nothing
//	c, err := c.Give(privacy.Entry{Scope: privacy.Drafting, Text: hashOfTheNotice, By: marcus, At: now})
//	err = c.Allows(privacy.Drafting, "req-1", now)  // nil
//	err = c.Allows(privacy.Recording, "req-1", now) // errors.Is(err, privacy.ErrNoConsent)
//	c, err = c.Withdraw(privacy.Drafting, "", marcus, now)
//	err = c.Allows(privacy.Drafting, "req-1", now)  // errors.Is(err, privacy.ErrNoConsent)
//
// Everything fails closed: without an entry there is no consent. A declined
// recording blocks nothing else: an interview without a record has the same form.
//
// A Policy says as values how long each kind of document is kept where; Due lists
// what is over its time and deletes nothing. A Hold keeps everything of a person
// from being deleted. A Keyring keeps one key per person, outside the database, so
// that destroying it makes every copy unreadable, backups too; package
// privacy/seal uses it. Laws are the host's values, not constants of this package.
package privacy

import (
	"errors"
	"slices"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
)

var (
	// ErrInvalid is the sentinel for a document that breaks a rule.
	ErrInvalid = errors.New("privacy: invalid")
	// ErrNoConsent is the sentinel for processing that nobody agreed to.
	ErrNoConsent = errors.New("privacy: no consent")
	// ErrHeld is the sentinel for erasing or deleting what is under a legal hold.
	ErrHeld = errors.New("privacy: legal hold")
	// ErrErased is the sentinel for data of a person that were erased.
	ErrErased = errors.New("privacy: erased")
)

// SchemaVersion is the version of the stored forms of this package.
const SchemaVersion = 1

// Scope is what a candidate agrees to; each is asked for by itself.
type Scope string

// The scopes.
const (
	// Recording: the conversation is recorded.
	Recording Scope = "recording"
	// Transcription: a transcript of the recording is made and kept.
	Transcription Scope = "transcription"
	// Drafting: software finds quotes and drafts cards and summaries.
	Drafting Scope = "drafting"
	// Retention: data are kept beyond the search.
	Retention Scope = "retention"
	// Reuse: what was said is used in another search.
	Reuse Scope = "reuse"
)

// Scopes are all scopes, in the order in which they are asked for.
func Scopes() []Scope { return []Scope{Recording, Transcription, Drafting, Retention, Reuse} }

// Answer is what was said to a scope.
type Answer string

// The answers.
const (
	Given     Answer = "given"
	Declined  Answer = "declined"
	Withdrawn Answer = "withdrawn"
)

// Entry is one answer, written down by a named human.
type Entry struct {
	Scope  Scope  `json:"scope"`
	Answer Answer `json:"answer"`
	// Requisition is the search that it is for; "" for all of them.
	Requisition requisition.ID `json:"requisition_id,omitzero"`
	// Basis is the legal basis that stands in for consent, named by the host such as
	// "legitimate_interest"; "" where the candidate agreed themselves.
	Basis string `json:"basis,omitzero"`
	// Jurisdiction is the law that applies, as the host names it in its Policy.
	Jurisdiction string `json:"jurisdiction,omitzero"`
	// Text is the content hash or id of the notice that the candidate read.
	Text string `json:"text,omitzero"`
	// Until is when it runs out; zero without a date.
	Until time.Time   `json:"until,omitzero"`
	By    actor.Human `json:"by"`
	At    time.Time   `json:"at"`
}

// Consents are a candidate's answers, oldest first. The zero value allows nothing.
type Consents struct {
	SchemaVersion int                     `json:"schema_version"`
	Candidate     requisition.CandidateID `json:"candidate_id"`
	Entries       []Entry                 `json:"entries,omitzero"`
}

func (c Consents) add(e Entry) (Consents, error) {
	if err := e.By.Validate(); err != nil {
		return Consents{}, err
	}
	e.At, e.Until = e.At.UTC(), e.Until.UTC()
	var list fault.List
	if !slices.Contains(Scopes(), e.Scope) {
		list.Add("privacy.scope_unknown", "/scope", "the scope is recording, transcription, drafting, retention or reuse")
	}
	if e.At.IsZero() {
		list.Add("privacy.time_missing", "/at", "an answer has a time")
	}
	if !e.Until.IsZero() && !e.Until.After(e.At) {
		list.Add("privacy.until_past", "/until", "consent runs out after it was given")
	}
	if e.Answer == Given && e.Basis == "" && e.Text == "" {
		list.Add("privacy.notice_missing", "/text", "name the notice that the candidate agreed to, or the legal basis")
	}
	if e.Answer == Given && e.Scope == Retention && e.Until.IsZero() {
		list.Add("privacy.until_missing", "/until", "say until when the data may be kept")
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Consents{}, err
	}
	c.SchemaVersion, c.Entries = SchemaVersion, append(slices.Clone(c.Entries), e)
	return c, nil
}

// Give adds that the candidate agreed, naming the notice, or that there is another
// legal basis. It returns ErrInvalid for an entry that misses something.
func (c Consents) Give(e Entry) (Consents, error) {
	e.Answer = Given
	return c.add(e)
}

// Decline adds that the candidate declined a scope, in one search or in all.
func (c Consents) Decline(s Scope, in requisition.ID, by actor.Human, at time.Time) (Consents, error) {
	return c.add(Entry{Scope: s, Answer: Declined, Requisition: in, By: by, At: at})
}

// Withdraw adds that the candidate withdrew a scope, in one search or in all;
// processing stops. A withdrawal needs no earlier consent.
func (c Consents) Withdraw(s Scope, in requisition.ID, by actor.Human, at time.Time) (Consents, error) {
	return c.add(Entry{Scope: s, Answer: Withdrawn, Requisition: in, By: by, At: at})
}

// Merge returns the answers of two records of one person, in the order of time.
func (c Consents) Merge(other Consents) Consents {
	c.Entries = append(slices.Clone(c.Entries), other.Entries...)
	slices.SortStableFunc(c.Entries, func(a, b Entry) int {
		if n := a.At.Compare(b.At); n != 0 {
			return n
		}
		return rank(a.Answer) - rank(b.Answer) // of the same time, a refusal comes last and counts
	})
	return c
}

func rank(a Answer) int {
	if a == Given {
		return 0
	}
	return 1
}

// Standing returns the answer that counts for a scope in a search at a time: the
// last that was for this search or for all of them. It returns false where there
// is none.
func (c Consents) Standing(s Scope, in requisition.ID) (Entry, bool) {
	for _, e := range slices.Backward(c.Entries) {
		if e.Scope == s && (e.Requisition == "" || e.Requisition == in) {
			return e, true
		}
	}
	return Entry{}, false
}

// Allows returns nil where the standing answer is a consent or a legal basis that
// has not run out at the time, and otherwise ErrNoConsent, whose code says whether
// nobody was asked, or it was declined, withdrawn or has run out.
func (c Consents) Allows(s Scope, in requisition.ID, at time.Time) error {
	e, ok := c.Standing(s, in)
	switch {
	case !ok:
		return fault.New(ErrNoConsent, "privacy.not_asked", "/"+string(s), "there is no consent to "+string(s)+" and no legal basis")
	case e.Answer == Declined:
		return fault.New(ErrNoConsent, "privacy.declined", "/"+string(s), "the candidate declined "+string(s))
	case e.Answer != Given:
		return fault.New(ErrNoConsent, "privacy.withdrawn", "/"+string(s), "the candidate withdrew consent to "+string(s))
	case !e.Until.IsZero() && !at.Before(e.Until):
		return fault.New(ErrNoConsent, "privacy.run_out", "/"+string(s), "consent to "+string(s)+" has run out")
	}
	return nil
}

// Jurisdictions are the laws that the entries name, each once, sorted.
func (c Consents) Jurisdictions() []string {
	var out []string
	for _, e := range c.Entries {
		if e.Jurisdiction != "" {
			out = append(out, e.Jurisdiction)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
