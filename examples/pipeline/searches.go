package main

import (
	"context"
	"fmt"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
)

const tenant storage.Tenant = "acme"

// finalists is how many candidates one search, and so one debrief, has.
const finalists = 5

// cast are the people of the company.
type cast struct {
	manager, recruiter, lead, panelist actor.Human
}

func people() (cast, error) {
	var c cast
	for _, p := range []struct {
		to       *actor.Human
		id, name string
		role     actor.Role
	}{
		{&c.manager, "u-dana", "Dana", actor.HiringManager},
		{&c.recruiter, "u-marcus", "Marcus", actor.Recruiter},
		{&c.lead, "u-ines", "Ines", actor.RecruitingManager},
		{&c.panelist, "u-sofia", "Sofia", actor.Interviewer},
	} {
		h, err := actor.NewHuman(p.id, p.name, p.role)
		if err != nil {
			return cast{}, err
		}
		*p.to = h
	}
	return c, nil
}

// criterion is what the rubric of every search asks for.
func criterion(n int) rubric.Rubric {
	r := rubric.Rubric{
		SchemaVersion: rubric.SchemaVersion, ID: rubric.ID(fmt.Sprintf("rb-%d", n)), Version: 1, MeetsLevel: 3,
		Role: rubric.Role{Title: "Backend Engineer", Purpose: "Keep the payout run boring."},
		Competencies: []rubric.Competency{{
			ID: "incidents", Name: "Incident ownership", Kind: rubric.MustHave,
			Description: "Leads a production incident, stops the damage first and tells support.",
		}},
		Questions: []rubric.Question{{
			ID: "q-incident", Text: "Tell me about the worst production incident that you owned.", Competencies: []rubric.CompetencyID{"incidents"},
		}},
	}
	for level, what := range []string{"Watches others lead", "Leads with help", "Leads and stops the damage first", "Leads and teaches others to"} {
		r.Competencies[0].Anchors = append(r.Competencies[0].Anchors, rubric.Anchor{
			Level: level + 1, Label: []string{"Not shown", "Partly", "Meets the bar", "Above the bar"}[level], Behaviour: what,
		})
	}
	return r
}

// conversation is what one candidate said. No two said the same.
func conversation(n int) transcript.Transcript {
	t := transcript.Transcript{
		SchemaVersion: transcript.SchemaVersion, ID: transcript.ID(fmt.Sprintf("tr-%d", n)), Fidelity: transcript.Verbatim,
		Speakers: []transcript.Speaker{
			{ID: "sp1", Label: "Sofia", Name: "Sofia", Role: transcript.Interviewer, RoleSource: transcript.Declared},
			{ID: "sp2", Label: "Candidate", Name: "Candidate", Role: transcript.Candidate, RoleSource: transcript.Declared},
		},
	}
	for i, text := range []string{
		"Thanks for coming. So, tell me about the worst production incident that you owned.",
		fmt.Sprintf("That was when %d refunds went out twice. I opened the channel, wrote that I am leading, and stopped the crediting before anybody looked for the cause.", 300+n),
		"And then? Who did you tell?",
		"I told support at once and wrote an update every twenty minutes until it was over.",
		"What do you expect in terms of pay?",
		"I am looking for seventy to eighty-four thousand euros a year, and my notice period is two months.",
	} {
		t.Segments = append(t.Segments, transcript.Segment{
			ID: transcript.SegmentID(fmt.Sprintf("s%d", i+1)), Speaker: []transcript.SpeakerID{"sp1", "sp2"}[i%2], Text: text,
			Start: transcript.At(int64(i) * 10_000), End: transcript.At(int64(i)*10_000 + 9_000),
		})
	}
	return t
}

// openSearch brings a search of some finalists to interviews that were held, each
// with its transcript. Their cards are due then. Numbers are counted from first.
func openSearch(ctx context.Context, acme *hirealign.Tenant, c cast, first, candidates int, due time.Time) error {
	req, err := acme.Requisitions().Open(ctx, c.manager, requisition.Opening{
		Title: "Backend Engineer", Openings: 1, HiringManager: requisition.PersonOf(c.manager), Recruiter: requisition.PersonOf(c.recruiter),
	})
	if err != nil {
		return err
	}
	rec, err := acme.Rubrics().Save(ctx, c.manager, req.ID, criterion(first))
	if err != nil {
		return err
	}
	for _, who := range []actor.Human{c.manager, c.recruiter} {
		if _, err := acme.Rubrics().Assent(ctx, who, rec.Rubric.ID, rec.Rubric.Hash()); err != nil {
			return err
		}
	}
	_, err = acme.Requisitions().SetPlan(ctx, c.recruiter, req.ID, requisition.Plan{Rounds: []requisition.Round{{
		ID: "r-1", Name: "Technical", Kind: requisition.Technical, Minutes: 60,
		Panel: []requisition.Seat{{Panelist: requisition.PersonOf(c.panelist), Competencies: []string{"incidents"}, Questions: []string{"q-incident"}}},
	}}})
	if err != nil {
		return err
	}
	if _, err := acme.Requisitions().StartSourcing(ctx, c.recruiter, req.ID); err != nil {
		return err
	}
	for n := first; n < first+candidates; n++ {
		if err := interview(ctx, acme, c, req.ID, n, due); err != nil {
			return err
		}
	}
	return nil
}

func interview(ctx context.Context, acme *hirealign.Tenant, c cast, id requisition.ID, n int, due time.Time) error {
	person, err := acme.Requisitions().AddCandidate(ctx, c.recruiter, fmt.Sprintf("Candidate %d", n))
	if err != nil {
		return err
	}
	_, err = acme.Privacy().Record(ctx, c.recruiter, person.ID,
		privacy.Entry{Scope: privacy.Recording, Text: "notice-1"}, privacy.Entry{Scope: privacy.Transcription, Text: "notice-1"},
		privacy.Entry{Scope: privacy.Drafting, Text: "notice-1"})
	if err != nil {
		return err
	}
	app, err := acme.Requisitions().Apply(ctx, c.recruiter, id, person.ID, requisition.Referral)
	if err != nil {
		return err
	}
	end := due.Add(-scorecard.TimeToSubmit)
	slot := requisition.Slot{Start: end.Add(-time.Hour), End: end, Zone: "Europe/Lisbon"}
	iv, err := acme.Interviews().Schedule(ctx, c.recruiter, app.ID, "r-1", slot)
	if err != nil {
		return err
	}
	if _, err := acme.Interviews().RecordHeld(ctx, c.recruiter, iv.ID, slot); err != nil {
		return err
	}
	_, err = acme.Interviews().AddTranscript(ctx, c.recruiter, iv.ID, conversation(n))
	return err
}

// rate hands the panelist's card in, as the panelist does who has read the draft.
func rate(ctx context.Context, acme *hirealign.Tenant, by actor.Human, id scorecard.ID, now time.Time) error {
	d, err := acme.Scorecards().DraftOf(ctx, by, id)
	if err != nil {
		return err
	}
	locked, err := acme.Rubrics().Locked(ctx, by, d.RubricHash)
	if err != nil {
		return err
	}
	r, err := scorecard.Rate(by, locked, "incidents", 3, scorecard.Basis{Evidence: d.EvidenceFor("incidents"), Reason: "stopped the damage first"}, now)
	if err != nil {
		return err
	}
	_, err = acme.Scorecards().Submit(ctx, by, id, scorecard.Submission{
		Ratings: []scorecard.Rating{r}, Overall: scorecard.Yes, OverallReason: "met on the one criterion of this interview",
	})
	return err
}
