package privacy

import (
	"cmp"
	"slices"
	"time"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
)

// Rule says how long one kind of document is kept under one law, counted in days
// from the end of the application.
type Rule struct {
	// Kind is the kind of document, such as "transcript" or "scorecard"; "" for every kind.
	Kind string `json:"kind,omitzero"`
	// Jurisdiction is where the rule holds; "" everywhere.
	Jurisdiction string `json:"jurisdiction,omitzero"`
	// AtLeastDays must pass before it may be deleted, such as the years that an
	// employer must keep records; 0 for none.
	AtLeastDays int `json:"at_least_days,omitzero"`
	// AtMostDays is when it is to be deleted; 0 for no such date.
	AtMostDays int `json:"at_most_days,omitzero"`
	// Source says where the rule comes from, for whoever checks it.
	Source string `json:"source"`
}

// Policy is the host's rules. The zero value keeps everything.
type Policy struct {
	// Version is logged with every deletion by the policy: a short code without words.
	Version string `json:"version"`
	Rules   []Rule `json:"rules,omitzero"`
}

// Validate reports every fault of the policy under ErrInvalid.
func (p Policy) Validate() error {
	var list fault.List
	switch {
	case p.Version == "":
		list.Add("privacy.policy_version_missing", "/version", "a policy has a version, which is logged with what it deletes")
	case !isCode(p.Version):
		list.Add("privacy.policy_version_not_a_code", "/version", "the version of a policy is a short code such as 2026-1, without words")
	}
	for i, r := range p.Rules {
		at := fault.Path("rules", i)
		if r.AtLeastDays < 0 || r.AtMostDays < 0 || r.AtLeastDays == 0 && r.AtMostDays == 0 {
			list.Add("privacy.rule_without_days", at, "a rule has a number of days")
		}
		if r.Source == "" {
			list.Add("privacy.rule_without_source", at+"/source", "say where the rule comes from")
		}
	}
	return list.Err(ErrInvalid)
}

// Item is what a policy judges: the documents of one kind of one application.
type Item struct {
	Kind        string                    `json:"kind"`
	Candidate   requisition.CandidateID   `json:"candidate_id"`
	Application requisition.ApplicationID `json:"application_id"`
	// Jurisdictions are the laws that apply, beside those that hold everywhere.
	Jurisdictions []string `json:"jurisdictions,omitzero"`
	// EndedAt is when the application ended; zero while it runs, when nothing is due.
	EndedAt time.Time `json:"ended_at,omitzero"`
	// KeepUntil is until when the candidate agreed to be kept beyond the search; zero
	// without.
	KeepUntil time.Time `json:"keep_until,omitzero"`
	// Held says that a legal hold stands.
	Held bool `json:"held,omitzero"`
}

// Clock is what the policy says about an item.
type Clock struct {
	Item
	// MustKeepUntil is the longest minimum: before it nothing may be deleted.
	MustKeepUntil time.Time `json:"must_keep_until,omitzero"`
	// DeleteAfter is when it is to be deleted; zero where no rule says so.
	DeleteAfter time.Time `json:"delete_after,omitzero"`
}

// Clock says until when an item must be kept and when it is to be deleted: the
// longest of the minima that apply, and the shortest of the maxima, but never
// before the minimum and never before the day that the candidate agreed to.
func (p Policy) Clock(i Item) Clock {
	c := Clock{Item: i}
	if i.EndedAt.IsZero() {
		return c
	}
	for _, r := range p.Rules {
		if r.Kind != "" && r.Kind != i.Kind || r.Jurisdiction != "" && !slices.Contains(i.Jurisdictions, r.Jurisdiction) {
			continue
		}
		if at := i.EndedAt.AddDate(0, 0, r.AtLeastDays); r.AtLeastDays > 0 && at.After(c.MustKeepUntil) {
			c.MustKeepUntil = at.UTC()
		}
		if at := i.EndedAt.AddDate(0, 0, r.AtMostDays); r.AtMostDays > 0 && (c.DeleteAfter.IsZero() || at.Before(c.DeleteAfter)) {
			c.DeleteAfter = at.UTC()
		}
	}
	if c.DeleteAfter.IsZero() {
		return c
	}
	for _, later := range []time.Time{c.MustKeepUntil, i.KeepUntil} {
		if later.After(c.DeleteAfter) {
			c.DeleteAfter = later.UTC()
		}
	}
	return c
}

// Due lists the items that are over their time, earliest first. It deletes
// nothing. What is held is left out.
func (p Policy) Due(items []Item, at time.Time) []Clock {
	var out []Clock
	for _, i := range items {
		if c := p.Clock(i); !i.Held && !c.DeleteAfter.IsZero() && !at.Before(c.DeleteAfter) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Clock) int {
		return cmp.Or(a.DeleteAfter.Compare(b.DeleteAfter), cmp.Compare(a.Application, b.Application), cmp.Compare(a.Kind, b.Kind))
	})
	return out
}
