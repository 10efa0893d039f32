package scorecard

import (
	"context"
	"slices"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/transcript"
)

// Request is what a Drafter gets: the locked rubric, the panelist's assignment
// and the conversation. It holds no other panelist's card and no rating.
type Request struct {
	Rubric     rubric.Locked
	Assignment Assignment
	// Transcripts are none, one or several records of the conversation, in order.
	// Give a drafter those that Readable admits; NewDraft takes them all.
	Transcripts []transcript.Transcript
}

// Drafter proposes evidence for a scorecard. Package engine has two. An
// implementation must be safe for concurrent use, must return when ctx is done,
// and returns claims, not evidence: NewDraft verifies them. It cannot rate.
type Drafter interface {
	DraftScorecard(ctx context.Context, req Request) (Proposal, error)
}

// Proposal is what a Drafter returns.
type Proposal struct {
	By     actor.Agent
	Claims []ProposedEvidence
	// Notes are neutral notes on answers, each resting on quotes.
	Notes []ProposedNote
}

// ProposedEvidence is a quote that may be evidence for a competency.
type ProposedEvidence struct {
	Competency rubric.CompetencyID
	// Question is the planned question that was being answered; "" where unknown.
	Question rubric.QuestionID
	// Transcript is the id of the transcript that is quoted; "" looks in all of them in order.
	Transcript transcript.ID
	Claim      evidence.Claim
	// Contrary says that the quote speaks against the competency.
	Contrary bool
}

// NewDraft verifies a proposal and arranges what is left by competency. Claims
// that fail are dropped and reported in Refused; one bad claim never costs the
// rest. The zero Proposal gives a blank card, with question coverage where there
// is a transcript.
//
// From a recorded conversation only the candidate's own words count. From typed
// notes the panelist's lines count as notes: Item.Note is set, and no reader may
// take them for a quote of the candidate.
//
// A record that is too poor to judge from, or in which the labels of the candidate
// and the interviewer seem to be exchanged, gives no evidence and no coverage: it
// stands in Abstained with its reasons, so that nobody takes the gap for silence.
//
// It returns rubric.ErrNotLocked without a locked rubric and ErrInvalid for an
// assignment that does not fit the rubric.
func NewDraft(id ID, req Request, p Proposal, at time.Time) (Draft, error) {
	if err := checkRequest(id, req); err != nil {
		return Draft{}, err
	}
	d := Draft{
		SchemaVersion: SchemaVersion, ID: id, Assignment: req.Assignment,
		RubricHash: req.Rubric.Hash(), By: p.By, DraftedAt: at.UTC(),
	}
	d.Assignment.Competencies = slices.Clone(req.Assignment.Competencies)
	d.Assignment.Questions = slices.Clone(req.Assignment.Questions)
	d.Assignment.InterviewEnd, d.Assignment.DueAt = d.Assignment.InterviewEnd.UTC(), d.Assignment.DueAt.UTC()

	req.Transcripts, d.Abstained = Readable(req.Transcripts)
	indexes := make([]*evidence.Index, len(req.Transcripts))
	for i, t := range req.Transcripts {
		indexes[i] = evidence.NewIndex(evidence.FromTranscript(t))
		d.Sources = append(d.Sources, indexes[i].Source().Ref)
	}
	d.Coverage = Coverage(req.Rubric, req.Assignment, req.Transcripts)

	items := make(map[rubric.CompetencyID][]Item)
	for i, c := range p.Claims {
		if !slices.Contains(req.Assignment.Competencies, c.Competency) {
			d.Refused = append(d.Refused, Refusal{Claim: i, Competency: c.Competency, Refusal: evidence.Refusal{
				Grade: evidence.NotFound, Flags: []evidence.Flag{CompetencyNotAssigned},
			}})
			continue
		}
		f := verify(indexes, c)
		if !f.Admissible() {
			d.Refused = append(d.Refused, Refusal{Claim: i, Competency: c.Competency, Refusal: f.Refusal()})
			continue
		}
		item := Item{
			Citation: f.Citation, Contrary: c.Contrary, By: p.By.Ref(),
			Note: f.Citation.Source.Kind == evidence.NotesSource,
		}
		if q, ok := req.Rubric.Question(c.Question); ok && slices.Contains(q.Competencies, c.Competency) {
			item.Question = c.Question
		}
		if !slices.ContainsFunc(items[c.Competency], func(have Item) bool { return sameSpans(have.Citation, item.Citation) }) {
			items[c.Competency] = append(items[c.Competency], item)
		}
	}
	for _, c := range req.Assignment.Competencies {
		d.Entries = append(d.Entries, Entry{
			Competency: c, Evidence: items[c], Status: status(items[c], asked(req.Rubric, c, d.Coverage)),
		})
	}
	d.suggest(req, p, indexes, at)
	return d, nil
}

// CompetencyNotAssigned is the flag of a claim for a competency that the
// panelist does not assess or that the rubric lacks.
const CompetencyNotAssigned evidence.Flag = "competency_not_assigned"

// PolicyFor returns the evidence policy of a source in a scorecard: the
// candidate's own words in a transcript, the panelist's lines in typed notes.
func PolicyFor(ref evidence.SourceRef) evidence.Policy {
	if ref.Kind == evidence.NotesSource {
		return evidence.InterviewerNotes()
	}
	return evidence.CandidateOnly()
}

// verify returns the first admissible finding, else the one that comes closest.
func verify(indexes []*evidence.Index, c ProposedEvidence) evidence.Finding {
	best := evidence.Finding{Grade: evidence.NotFound, Policy: evidence.CandidateOnly().Name}
	for _, ix := range indexes {
		ref := ix.Source().Ref
		if c.Transcript != "" && ref.ID != string(c.Transcript) {
			continue
		}
		f := ix.Verify(c.Claim, PolicyFor(ref))
		if f.Admissible() {
			return f
		}
		if best.Grade == evidence.NotFound {
			best = f
		}
	}
	return best
}

func sameSpans(a, b evidence.Citation) bool {
	return a.Source == b.Source && slices.Equal(a.Spans, b.Spans)
}

func status(items []Item, asked bool) Status {
	var pro, contra bool
	for _, it := range items {
		pro, contra = pro || !it.Contrary, contra || it.Contrary
	}
	switch {
	case pro && contra:
		return Mixed
	case pro || contra:
		return Supported
	case asked:
		return NoneFound
	default:
		return NotAsked
	}
}

func checkRequest(id ID, req Request) error {
	if req.Rubric.IsZero() {
		return fault.New(rubric.ErrNotLocked, "scorecard.rubric_not_locked", "/rubric_hash", "a scorecard needs a locked rubric")
	}
	return assignmentFaults(id, req.Assignment, req.Rubric).Err(ErrInvalid)
}

// assignmentFaults lists what is wrong with an assignment against a locked rubric.
func assignmentFaults(id ID, a Assignment, r rubric.Locked) fault.List {
	var list fault.List
	if id == "" {
		list.Add("scorecard.id_missing", "/id", "a scorecard needs an id")
	}
	if a.Panelist.ID == "" {
		list.Add("scorecard.panelist_missing", "/assignment/panelist", "a scorecard belongs to one panelist")
	}
	if a.Application == "" || a.Interview == "" {
		list.Add("scorecard.interview_missing", "/assignment/interview_id", "a scorecard belongs to one interview of one application")
	}
	if a.InterviewEnd.IsZero() {
		list.Add("scorecard.interview_end_missing", "/assignment/interview_end", "the interview has no end, so there is nothing to score yet")
	}
	if !a.DueAt.IsZero() && a.DueAt.Before(a.InterviewEnd) {
		list.Add("scorecard.due_before_end", "/assignment/due_at", "the card would be due before the interview ended")
	}
	if len(a.Competencies) == 0 {
		list.Add("scorecard.competencies_missing", "/assignment/competencies", "the panelist assesses no competency")
	}
	for i, c := range a.Competencies {
		at := fault.Path("assignment", "competencies", i)
		if _, ok := r.Competency(c); !ok {
			list.Add("scorecard.competency_unknown", at, "the rubric has no competency "+quoteID(string(c)))
		}
		if slices.Contains(a.Competencies[:i], c) {
			list.Add("scorecard.competency_repeated", at, "the competency is assigned twice")
		}
	}
	for i, q := range a.Questions {
		if _, ok := r.Question(q); !ok {
			list.Add("scorecard.question_unknown", fault.Path("assignment", "questions", i), "the rubric has no question "+quoteID(string(q)))
		}
	}
	return list
}
