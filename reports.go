package hirealign

import (
	"context"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

// Sample collects the independent levels of a competency over requisitions, for
// package scorecard/agreement. It reads the cards that the reader may see and no
// others; of a card that was revised after the reveal it takes the version before.
func (s *Scorecards) Sample(ctx context.Context, reader actor.Human, c rubric.CompetencyID, ids ...requisition.ID) (scorecard.Sample, error) {
	var versions []scorecard.Scorecard
	err := s.each(ctx, reader, ids, func(app requisition.ApplicationID) error {
		cards, err := s.OfApplication(ctx, reader, app)
		if err != nil {
			return err
		}
		for _, card := range cards {
			history, err := s.History(ctx, reader, card.ID())
			if err != nil {
				return err
			}
			versions = append(versions, history...)
		}
		return nil
	})
	return scorecard.Observations(versions, c), err
}

// EditReport says over requisitions whether people still read what software
// prepares. It names nobody and holds no rating.
func (s *Scorecards) EditReport(ctx context.Context, reader actor.Human, opts *scorecard.EditReportOptions, ids ...requisition.ID) (scorecard.EditReport, error) {
	var all []scorecard.Scorecard
	err := s.each(ctx, reader, ids, func(app requisition.ApplicationID) error {
		cards, err := s.ofApplication(ctx, app)
		all = append(all, cards...)
		return err
	})
	return scorecard.ReportEdits(all, opts), err
}

func (s *Scorecards) each(ctx context.Context, reader actor.Human, ids []requisition.ID, visit func(requisition.ApplicationID) error) error {
	for _, id := range ids {
		if err := s.t.may(ctx, reader, access.ReadReport, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
			return err
		}
		apps, err := s.t.Requisitions().applications(ctx, id)
		if err != nil {
			return err
		}
		for _, app := range apps {
			if app.Erased {
				continue
			}
			if err := visit(app.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
