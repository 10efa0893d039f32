package rubric

import (
	"encoding/json"
	"time"

	"github.com/hirealign/hirealign/fault"
)

// Superseded is a locked rubric that a later version has replaced. Ratings that
// were made with it still refer to it; nobody is interviewed against it any more,
// which is why it is no Locked. Only Supersede makes one. It is safe for
// concurrent use.
type Superseded struct {
	old       Locked
	successor string
	reason    string
	seen      Seen
	at        time.Time
}

// Supersede replaces a locked rubric by its next version, locked too. It returns
// ErrNotLocked for a zero argument and ErrNotSuccessor, with every fault, where
// next has another id, is not the next version, names another predecessor or was
// locked earlier.
func Supersede(old, next Locked) (Superseded, error) {
	if old.IsZero() || next.IsZero() {
		return Superseded{}, fault.New(ErrNotLocked, "rubric.not_locked", "", "both versions are locked before one replaces the other")
	}
	s := Superseded{
		old: old, successor: next.hash, reason: next.rubric.ChangeReason, seen: next.rubric.Seen, at: next.LockedAt(),
	}
	list := s.faults()
	if next.rubric.ID != old.rubric.ID {
		list.Add("rubric.successor_other_rubric", "/id", "the next version has the same id")
	}
	if next.rubric.Version != old.rubric.Version+1 {
		list.Add("rubric.successor_version", "/version", "versions follow each other")
	}
	if next.rubric.Predecessor != old.hash {
		list.Add("rubric.successor_of_other", "/predecessor", "the next version names another predecessor")
	}
	if err := list.Err(ErrNotSuccessor); err != nil {
		return Superseded{}, err
	}
	return s, nil
}

func (s Superseded) faults() fault.List {
	var list fault.List
	if s.successor == "" || s.successor == s.old.hash {
		list.Add("rubric.successor_missing", "/successor", "a superseded rubric names the version that replaced it")
	}
	if s.reason == "" {
		list.Add("rubric.change_reason_missing", "/reason", "a new version says why the rubric changed")
	}
	if s.seen != Rerate && s.seen != Grandfather {
		list.Add("rubric.seen_missing", "/seen", "say what happens to candidates who were seen already: rerate or grandfather")
	}
	if s.at.Before(s.old.LockedAt()) {
		list.Add("rubric.successor_earlier", "/at", "the next version was locked before this one")
	}
	return list
}

// IsZero reports whether there is no rubric.
func (s Superseded) IsZero() bool { return s.old.IsZero() }

// Locked is the rubric as it was in force, for ratings that were made with it.
func (s Superseded) Locked() Locked { return s.old }

// Successor is the content hash of the version that replaced it.
func (s Superseded) Successor() string { return s.successor }

// Reason says why.
func (s Superseded) Reason() string { return s.reason }

// Seen says what happens to candidates who were rated by this version.
func (s Superseded) Seen() Seen { return s.seen }

// At is when the version that replaced it was locked.
func (s Superseded) At() time.Time { return s.at }

// SupersededDocument is the stored form of a Superseded. It is for schemas and
// readers; Superseded.UnmarshalJSON checks it.
type SupersededDocument struct {
	SchemaVersion int       `json:"schema_version"`
	Successor     string    `json:"successor"`
	Reason        string    `json:"reason"`
	Seen          Seen      `json:"seen"`
	At            time.Time `json:"at"`
	Locked        Locked    `json:"locked"`
}

// MarshalJSON writes the SupersededDocument, and null for the zero value.
func (s Superseded) MarshalJSON() ([]byte, error) {
	if s.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(SupersededDocument{
		SchemaVersion: SchemaVersion, Successor: s.successor, Reason: s.reason, Seen: s.seen, At: s.at, Locked: s.old,
	})
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses a document without
// successor, reason or choice, and one whose rubric was changed.
func (s *Superseded) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*s = Superseded{}
		return nil
	}
	var d SupersededDocument
	if err := json.Unmarshal(b, &d); err != nil {
		return err
	}
	if d.Locked.IsZero() {
		return fault.New(ErrNotLocked, "rubric.not_locked", "/locked", "there is no rubric in the document")
	}
	n := Superseded{old: d.Locked, successor: d.Successor, reason: d.Reason, seen: d.Seen, at: d.At.UTC()}
	if err := n.faults().Err(ErrNotSuccessor); err != nil {
		return err
	}
	*s = n
	return nil
}

// NextVersion returns an editable copy with the next version number, which names
// l as its predecessor. It cannot be locked before it says why the rubric changes
// and what happens to candidates who were seen already.
func (l Locked) NextVersion() Rubric {
	r := l.Rubric()
	r.Version++
	r.ChangeReason, r.Predecessor, r.Seen = "", l.hash, ""
	return r
}
