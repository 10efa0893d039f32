package sample

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

// player plays searches step by step, each step at its time.
type player struct {
	t     *hirealign.Tenant
	clock *Clock
	now   time.Time
	ids   IDs
}

// at sets the clock to a time of day some days before today.
func (p *player) at(days, hour, minute int) time.Time {
	d := p.now.AddDate(0, 0, -days)
	t := time.Date(d.Year(), d.Month(), d.Day(), hour, minute, 0, 0, time.UTC)
	p.clock.set(t)
	return t
}

// before sets the clock to a while before now.
func (p *player) before(d time.Duration) time.Time {
	t := p.now.Add(-d).Truncate(time.Minute)
	p.clock.set(t)
	return t
}

func readRubric(from fs.FS, name string, out any) error {
	raw, err := fs.ReadFile(from, name)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(out); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// save stores a file's rubric as a draft.
func (p *player) save(ctx context.Context, by actor.Human, req requisition.Requisition, name string) (rubric.Rubric, error) {
	r := rubric.Rubric{SchemaVersion: rubric.SchemaVersion, ID: "rubric-" + rubric.ID(req.ID), Version: 1, Compensation: req.Compensation}
	if err := readRubric(files, name, &r); err != nil {
		return r, err
	}
	_, err := p.t.Rubrics().Save(ctx, by, req.ID, r)
	return r, err
}

// lock has both agree to a saved rubric.
func (p *player) lock(ctx context.Context, manager, recruiter actor.Human, r rubric.Rubric) (rubric.Locked, error) {
	if _, err := p.t.Rubrics().Assent(ctx, manager, r.ID, r.Hash()); err != nil {
		return rubric.Locked{}, err
	}
	return p.t.Rubrics().Assent(ctx, recruiter, r.ID, r.Hash())
}

func seat(h actor.Human, competencies, questions string) requisition.Seat {
	return requisition.Seat{
		Panelist: requisition.PersonOf(h), Competencies: strings.Fields(competencies), Questions: strings.Fields(questions),
	}
}

// apply enters a candidate who agreed to recording, transcription and drafting.
func (p *player) apply(ctx context.Context, by actor.Human, id requisition.ID, name string, source requisition.SourceKind) error {
	person, err := p.t.Requisitions().AddCandidate(ctx, by, name)
	if err != nil {
		return err
	}
	var agreed []privacy.Entry
	for _, scope := range []privacy.Scope{privacy.Recording, privacy.Transcription, privacy.Drafting} {
		agreed = append(agreed, privacy.Entry{Scope: scope, Text: "notice-2026-09"})
	}
	if _, err := p.t.Privacy().Record(ctx, by, person.ID, agreed...); err != nil {
		return err
	}
	app, err := p.t.Requisitions().Apply(ctx, by, id, person.ID, source)
	p.ids.Applications[key(name)] = app.ID
	return err
}

// key is a candidate's first name in lower case.
func key(name string) string {
	first, _, _ := strings.Cut(name, " ")
	return strings.NewReplacer("á", "a", "í", "i").Replace(strings.ToLower(first))
}

// answerPulse has people answer the search's pulse check some days ago.
func (p *player) answerPulse(ctx context.Context, id requisition.ID, days int, people ...actor.Human) error {
	pulses, err := p.t.Reviews().Pulses(ctx, people[0], id)
	if err != nil {
		return err
	}
	for i, by := range people {
		p.at(days, 9+i, 40)
		for _, pulse := range pulses {
			if err := p.t.Reviews().AnswerPulse(ctx, by, pulse, true, true, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// schedule books an interview three days ahead.
func (p *player) schedule(ctx context.Context, by actor.Human, candidate string, round requisition.RoundID, slot requisition.Slot) (requisition.InterviewID, error) {
	booked := slot.Start.Add(-72 * time.Hour)
	p.clock.set(booked)
	iv, err := p.t.Interviews().Schedule(ctx, by, p.ids.Applications[candidate], round, slot)
	p.ids.Interviews[candidate+"/"+string(round)] = iv.ID
	return iv.ID, err
}

// hold books an interview, records that it took place, and prepares the cards and,
// where something was recorded, the summary.
func (p *player) hold(ctx context.Context, by actor.Human, candidate string, round requisition.RoundID, slot requisition.Slot, records ...transcript.Transcript) error {
	id, err := p.schedule(ctx, by, candidate, round, slot)
	if err != nil {
		return err
	}
	p.clock.set(slot.End.Add(2 * time.Minute))
	if _, err := p.t.Interviews().RecordHeld(ctx, by, id, slot); err != nil {
		return err
	}
	for _, t := range records {
		if _, err := p.t.Interviews().AddTranscript(ctx, by, id, t); err != nil {
			return err
		}
	}
	if _, err = p.t.Scorecards().Draft(ctx, id); err != nil || len(records) == 0 {
		return err
	}
	p.clock.set(slot.End.Add(9 * time.Minute))
	_, err = p.t.Summaries().Draft(ctx, p.ids.Applications[candidate])
	return err
}

// conversation reads a recorded conversation.
func conversation(from fs.FS, name string, id transcript.ID, roles map[string]transcript.Role) (transcript.Transcript, error) {
	f, err := from.Open(name)
	if err != nil {
		return transcript.Transcript{}, err
	}
	defer f.Close()
	t, _, err := decode.Decode(f, &decode.Options{ID: id})
	if err != nil {
		return t, fmt.Errorf("%s: %w", name, err)
	}
	for label, role := range roles {
		if t, err = t.AssignRole(label, role, transcript.Declared); err != nil {
			return t, fmt.Errorf("%s: %w", name, err)
		}
	}
	return t, nil
}

// level is a panelist's rating of one competency; 0 is not assessed. Without quotes
// the first two that the draft found are kept.
type level struct {
	competency rubric.CompetencyID
	level      int
	reason     string
	quotes     []string
}

// submit hands in a panelist's card at a time.
func (p *player) submit(ctx context.Context, by actor.Human, rb rubric.Locked, candidate string, round requisition.RoundID, at time.Time, overall scorecard.Overall, why string, levels ...level) error {
	p.clock.set(at)
	id := p.ids.Interviews[candidate+"/"+string(round)]
	drafts, err := p.t.Scorecards().Draft(ctx, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(drafts, func(d hirealign.DraftRef) bool { return d.Panelist.ID == by.ID() })
	if i < 0 {
		return fmt.Errorf("%s has no card in %s of %s", by.Name(), round, candidate)
	}
	draft, err := p.t.Scorecards().DraftOf(ctx, by, drafts[i].ID)
	if err != nil {
		return err
	}
	sub := scorecard.Submission{Overall: overall, OverallReason: why}
	for _, l := range levels {
		var rating scorecard.Rating
		if l.level == 0 {
			rating, err = scorecard.NotAssess(by, rb, l.competency, l.reason, at)
		} else {
			basis := scorecard.Basis{Reason: l.reason}
			if basis.Evidence, err = p.picked(ctx, by, id, draft, l); err != nil {
				return err
			}
			rating, err = scorecard.Rate(by, rb, l.competency, l.level, basis, at)
		}
		if err != nil {
			return fmt.Errorf("%s rates %s: %w", by.Name(), l.competency, err)
		}
		sub.Ratings = append(sub.Ratings, rating)
	}
	_, err = p.t.Scorecards().Submit(ctx, by, draft.ID, sub)
	return err
}

func (p *player) picked(ctx context.Context, by actor.Human, id requisition.InterviewID, d scorecard.Draft, l level) ([]evidence.Citation, error) {
	if len(l.quotes) == 0 {
		found := d.EvidenceFor(l.competency)
		return found[:min(2, len(found))], nil
	}
	records, err := p.t.Interviews().Transcripts(ctx, by, id)
	if err != nil {
		return nil, err
	}
	var out []evidence.Citation
	for _, q := range l.quotes {
		for _, t := range records {
			ix := evidence.NewIndex(evidence.FromTranscript(t))
			if !slices.Contains(d.Sources, ix.Source().Ref) {
				continue
			}
			f := ix.Verify(evidence.Claim{Quote: q}, scorecard.PolicyFor(ix.Source().Ref))
			if !f.Admissible() {
				return nil, fmt.Errorf("a quote for %s is refused: %v", l.competency, f.Refusal().Reasons())
			}
			out = append(out, f.Citation)
		}
	}
	return out, nil
}
