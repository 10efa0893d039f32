package sample

import (
	"context"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/transcript"
)

// Hear returns what is said in the sample's interview that is going on, by the
// interview's id. It is empty once that is recorded.
func Hear(ctx context.Context, svc *hirealign.Service) (map[requisition.InterviewID]transcript.Transcript, error) {
	t := svc.Tenant(Tenant)
	out := map[requisition.InterviewID]transcript.Transcript{}
	searches, err := t.Requisitions().List(ctx, Ines, "")
	if err != nil {
		return nil, err
	}
	for _, req := range searches {
		apps, err := t.Requisitions().Applications(ctx, Ines, req.ID)
		if err != nil {
			return nil, err
		}
		for _, app := range apps {
			person, err := t.Requisitions().Candidate(ctx, Ines, app.Candidate)
			if err != nil || person.Name != "Lucía Fernández" {
				continue
			}
			interviews, err := t.Interviews().OfApplication(ctx, Ines, app.ID)
			if err != nil {
				return nil, err
			}
			for _, iv := range interviews {
				if iv.Status != requisition.Scheduled || iv.Round != "r-technical" {
					continue
				}
				out[iv.ID], err = conversation(files, "lucia-technical.vtt", transcript.ID("tr-"+string(iv.ID)), map[string]transcript.Role{
					person.Name: transcript.Candidate, Sofia.Name(): transcript.Interviewer, Ken.Name(): transcript.Interviewer,
				})
				if err != nil {
					return nil, err
				}
			}
		}
	}
	return out, nil
}
