// Package access decides who may do and read what in a search.
//
//	m := access.Matter{HiringManager: "u-7", Recruiter: "u-3", Panelists: []string{"u-11"}}
//	err := access.Default().Decide(access.Request{Who: dana, Act: access.ReadSummary, Matter: m})   // nil
//	err = access.Default().Decide(access.Request{Who: ken, Act: access.ReadOffer, Matter: m})       // access.ErrDenied
//	err = access.Default().Decide(access.Request{Who: stranger, Act: access.ReadSummary, Matter: m}) // access.ErrHidden
//
// It is pure: facts in, an error or nil out. Package hirealign asks it before every
// read and act. A Policy is a table of acts by role; Default is printed by String.
// Hiring manager, recruiter and panelist are what the search says; coordinator,
// shadow and recruiting manager what the host says of the person it authenticated.
//
// Two things are above every table. Panel blindness: nobody reads another's card,
// notes or draft before the cards of the round are shown. And a candidate in a
// search, who may work in the same house, reads nothing of it but what is theirs.
package access

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
)

var (
	// ErrDenied is the sentinel for an act that the person's roles do not allow.
	ErrDenied = errors.New("access: denied")
	// ErrHidden is the sentinel for a matter of which the person is not to know that
	// it exists: answer as if there were none.
	ErrHidden = errors.New("access: hidden")
)

// Act is something to read or to do.
type Act string

// What can be read.
const (
	ReadRequisition Act = "read_requisition" // title, plan, people, status
	ReadRubric      Act = "read_rubric"      // drafts and locked ones
	ReadInterview   Act = "read_interview"   // when, who, status
	ReadCandidate   Act = "read_candidate"   // name and references
	ReadApplication Act = "read_application" // status and reason
	ReadTranscript  Act = "read_transcript"
	ReadKit         Act = "read_kit"
	ReadDraft       Act = "read_draft" // one's own
	ReadCard        Act = "read_card"
	ReadReport      Act = "read_report" // agreement, edits, impact of a rubric's change
	ReadClock       Act = "read_clock"  // who owes a card, reminders
	ReadSummary     Act = "read_summary"
	ReadHandoff     Act = "read_handoff"
	ReadNotice      Act = "read_notice" // pay above the band
	ReadOffer       Act = "read_offer"
	ReadDebrief     Act = "read_debrief"
	ReadBrief       Act = "read_brief" // the owner's, before the debrief
	ReadDecision    Act = "read_decision"
	ReadExplanation Act = "read_explanation"
	ReadReview      Act = "read_review" // pulses, retro, changes
	ReadLog         Act = "read_log"    // all acts of the search, and who is waited on
	ReadOwnLog      Act = "read_own_log"
	ReadConsent     Act = "read_consent"
	ReadPrivacy     Act = "read_privacy" // holds, erasures, what is due for deletion
	ExportPerson    Act = "export_person"
)

// What can be done. The documents ask more of who acts: a card is its panelist's,
// a decision its owner's, an assent the hiring manager's or the recruiter's.
const (
	OpenSearch    Act = "open_search"
	RunSearch     Act = "run_search" // plan, candidates, offers, status
	WriteRubric   Act = "write_rubric"
	RunInterview  Act = "run_interview"
	AttachRecord  Act = "attach_record"
	RunDebrief    Act = "run_debrief"
	JoinDebrief   Act = "join_debrief"
	HandOver      Act = "hand_over"
	RecordConsent Act = "record_consent"
	ReuseEvidence Act = "reuse_evidence"
	PlaceHold     Act = "place_hold"
	ErasePerson   Act = "erase_person"
	MergePeople   Act = "merge_people"
	DeleteExpired Act = "delete_expired"
)

// Matter is what is known about what is read or done.
type Matter struct {
	Requisition requisition.ID // "" where it is not about a search
	// HiringManager and Recruiter are the ids of the search's.
	HiringManager, Recruiter string
	// Panelists are the ids of everybody with a seat in the search.
	Panelists []string
	// Candidates are the ids of people of the host who are candidates in the search.
	Candidates []string
	// Subject are the ids under which the person acts whom the document is about.
	Subject []string
}

// Request is one question to a policy.
type Request struct {
	Tenant string
	Who    actor.Human
	Act    Act
	Matter Matter
	// Author is who wrote the card, notes or draft that is to be read; "" otherwise.
	Author string
	// Round is the state of the round of that card.
	Round scorecard.RoundState
}

// Policy is which roles may do what. An act without a role is allowed to nobody.
type Policy map[Act][]actor.Role

// Default returns the policy that holds where a host sets no other. The caller may change it.
func Default() Policy {
	const (
		r = actor.Recruiter
		h = actor.HiringManager
		c = actor.Coordinator
		p = actor.Interviewer
		s = actor.Shadow
		m = actor.RecruitingManager
		x = actor.Candidate
	)
	return Policy{
		ReadRequisition: {r, h, c, p, s, m},
		ReadRubric:      {r, h, c, p, s, m},
		ReadInterview:   {r, h, c, p, s, m},
		ReadCandidate:   {r, h, c, p, m, x},
		ReadApplication: {r, h, c, p, m, x},
		ReadTranscript:  {r, h, p, m},
		ReadKit:         {p},
		ReadDraft:       {p},
		ReadCard:        {r, h, p, m},
		ReadReport:      {r, h, m},
		ReadClock:       {r, h, c, m},
		ReadSummary:     {r, h, p, m},
		ReadHandoff:     {r, h, p, m},
		ReadNotice:      {r, h, m},
		ReadOffer:       {r, h, m},
		ReadDebrief:     {r, h, p, m},
		ReadBrief:       {r, h, p, m},
		ReadDecision:    {r, h, p, m},
		ReadExplanation: {r, h, m, x},
		ReadReview:      {r, h, m},
		ReadLog:         {r, h, c, m},
		ReadOwnLog:      {r, h, c, p, s, m},
		ReadConsent:     {r, h, c, m, x},
		ReadPrivacy:     {m},
		ExportPerson:    {m, x},
		OpenSearch:      {r, h, m},
		RunSearch:       {r, h, c, m},
		WriteRubric:     {r, h, m},
		RunInterview:    {r, h, c, m},
		AttachRecord:    {r, h, c, p, m},
		RunDebrief:      {r, h, c, m},
		JoinDebrief:     {r, h, p, m},
		HandOver:        {r, h, m},
		RecordConsent:   {r, c, m, x},
		ReuseEvidence:   {r, m},
		PlaceHold:       {m},
		ErasePerson:     {m},
		MergePeople:     {m},
		DeleteExpired:   {m},
	}
}

// Clone returns a copy that can be changed.
func (p Policy) Clone() Policy {
	out := maps.Clone(p)
	for act, roles := range out {
		out[act] = slices.Clone(roles)
	}
	return out
}

// Roles returns what a person is in a matter. A candidate in the search is nothing
// else in it. Without a search, the host's word for recruiter and hiring manager
// counts too.
func Roles(who actor.Human, m Matter) []actor.Role {
	if slices.Contains(m.Subject, who.ID()) || slices.Contains(m.Candidates, who.ID()) {
		return []actor.Role{actor.Candidate}
	}
	var out []actor.Role
	if who.ID() == m.HiringManager {
		out = append(out, actor.HiringManager)
	}
	if who.ID() == m.Recruiter {
		out = append(out, actor.Recruiter)
	}
	if slices.Contains(m.Panelists, who.ID()) {
		out = append(out, actor.Interviewer)
	}
	switch said := who.Role(); said {
	case actor.Coordinator, actor.Shadow, actor.RecruitingManager:
		out = append(out, said)
	case actor.Recruiter, actor.HiringManager:
		if m.Requisition == "" {
			out = append(out, said)
		}
	}
	return out
}

// Decide returns nil where the request is allowed; ErrHidden where the person has
// no part in the matter, or is a candidate in it and asks for what is not theirs;
// ErrDenied where none of their roles allows the act; and scorecard.ErrBlind for
// another's card, notes or draft before the cards of the round are shown. It
// returns actor.ErrInvalid for nobody.
func (p Policy) Decide(r Request) error {
	if err := r.Who.Validate(); err != nil {
		return err
	}
	roles := Roles(r.Who, r.Matter)
	hidden := fault.New(ErrHidden, "access.hidden", "", "there is nothing to see")
	switch {
	case len(roles) == 0:
		return hidden
	case roles[0] == actor.Candidate:
		if !slices.Contains(r.Matter.Subject, r.Who.ID()) || !slices.Contains(p[r.Act], actor.Candidate) {
			return hidden
		}
		return nil
	case !slices.ContainsFunc(roles, func(role actor.Role) bool { return slices.Contains(p[r.Act], role) }):
		return fault.New(ErrDenied, "access.denied", "", "this does not belong to the person's part in the search")
	case r.Act == ReadDraft && r.Author != r.Who.ID():
		return fault.New(scorecard.ErrBlind, "scorecard.draft_of_other", "", "a draft belongs to its panelist")
	case r.Author != "":
		return scorecard.CanRead(r.Who, r.Author, r.Round)
	}
	return nil
}

// columns are the roles of the printed table, in its order.
var columns = []actor.Role{
	actor.Recruiter, actor.HiringManager, actor.Coordinator, actor.Interviewer, actor.Shadow, actor.RecruitingManager, actor.Candidate,
}

// String prints the policy as a Markdown table of acts by role. Candidate means:
// about themselves.
func (p Policy) String() string {
	var b strings.Builder
	b.WriteString("| act |")
	for _, c := range columns {
		b.WriteString(" " + strings.ReplaceAll(string(c), "_", " ") + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat(":-:|", len(columns)) + "\n")
	for _, act := range slices.Sorted(maps.Keys(p)) {
		b.WriteString("| " + strings.ReplaceAll(string(act), "_", " ") + " |")
		for _, c := range columns {
			if slices.Contains(p[act], c) {
				b.WriteString(" yes |")
			} else {
				b.WriteString(" |")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}
