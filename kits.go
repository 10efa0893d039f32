package hirealign

import (
	"context"
	"slices"
	"time"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/panel"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

// Kit returns the reader's page for an interview: their questions, probes, levels
// and minutes, and what earlier rounds were to ask and did not get answered. It
// says nothing of what anybody rated or answered, so that panelists stay blind. It
// returns ErrNotAllowed for a reader who has no seat.
func (i *Interviews) Kit(ctx context.Context, reader actor.Human, id requisition.InterviewID) (panel.Kit, error) {
	iv, err := i.may(ctx, reader, access.ReadKit, id)
	if err != nil {
		return panel.Kit{}, err
	}
	seat, seated := iv.Seat(reader.ID())
	if !seated {
		return panel.Kit{}, fault.New(ErrNotAllowed, "panel.not_seated", "/reader", "the kit belongs to a panelist of the interview")
	}
	locked, err := i.t.Rubrics().locked(ctx, iv.RubricHash)
	if err != nil {
		return panel.Kit{}, err
	}
	req, err := i.t.Requisitions().get(ctx, iv.Requisition)
	if err != nil {
		return panel.Kit{}, err
	}
	app, err := i.t.Requisitions().application(ctx, iv.Application)
	if err != nil {
		return panel.Kit{}, err
	}
	candidate, err := i.t.Requisitions().candidate(ctx, app.Candidate)
	if err != nil {
		return panel.Kit{}, err
	}
	left, err := i.left(ctx, iv, req.Plan)
	if err != nil {
		return panel.Kit{}, err
	}
	round, known := req.Plan.Round(iv.Round)
	if !known { // the plan has changed since
		round = requisition.Round{ID: iv.Round, Name: string(iv.Round), Minutes: int(iv.Scheduled.End.Sub(iv.Scheduled.Start) / time.Minute)}
	}
	round.Panel = iv.Seats()
	return panel.NewKit(locked, round, seat, panel.KitOptions{Candidate: candidate.Name, When: when(iv.Scheduled), Left: left})
}

// when says a time as people of its zone read it.
func when(s requisition.Slot) string {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		zone = time.UTC
	}
	return s.Start.In(zone).Format("Monday 2 January 2006, 15:04") + " (" + zone.String() + ")"
}

// left lists the planned questions that earlier interviews of the application did
// not get answered, and no other of them did. An interview without a transcript
// says nothing about what was asked.
func (i *Interviews) left(ctx context.Context, iv requisition.Interview, plan requisition.Plan) ([]panel.Left, error) {
	all, err := i.ofApplication(ctx, iv.Application)
	if err != nil {
		return nil, err
	}
	var out []panel.Left
	answered := map[rubric.QuestionID]bool{}
	for _, earlier := range all {
		if earlier.ID == iv.ID || earlier.Status != requisition.Held || earlier.Actual.End.After(iv.Scheduled.Start) {
			continue
		}
		locked, err := i.t.Rubrics().locked(ctx, earlier.RubricHash)
		if err != nil {
			return nil, err
		}
		ts, err := i.transcripts(ctx, earlier.ID)
		if err != nil {
			return nil, err
		}
		name := string(earlier.Round)
		if r, known := plan.Round(earlier.Round); known {
			name = r.Name
		}
		for _, seat := range earlier.Seats() {
			for _, c := range scorecard.Coverage(locked, assignment(earlier, seat, locked), ts) {
				if c.State == evidence.QuestionAnswered {
					answered[c.Question] = true
				} else {
					out = append(out, panel.Left{Round: name, Question: c.Question, State: c.State})
				}
			}
		}
	}
	return slices.DeleteFunc(out, func(l panel.Left) bool { return answered[l.Question] }), nil
}
