package sample

import (
	"context"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/transcript"
)

// Heard is what a recogniser would hear in an interview that is going on.
type Heard struct {
	Transcript transcript.Transcript
	// Drafting says that the candidate has agreed to drafts by software.
	Drafting bool
	// Until is when their consent to a scope runs out, where it has a date.
	Until map[privacy.Scope]time.Time
}

// Hear returns what is said in the sample's interview that is going on, by the
// interview's id. It is empty once that is recorded, and where the candidate has
// not agreed to being recorded and transcribed.
func Hear(ctx context.Context, svc *hirealign.Service, now time.Time) (map[requisition.InterviewID]Heard, error) {
	t := svc.Tenant(Tenant)
	out := map[requisition.InterviewID]Heard{}
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
			consents, err := t.Privacy().Consents(ctx, Ines, person.ID)
			if err != nil {
				return nil, err
			}
			allows := func(s privacy.Scope) bool { return consents.Allows(s, req.ID, now) == nil }
			for _, iv := range interviews {
				if iv.Status != requisition.Scheduled || iv.Round != "r-technical" || !allows(privacy.Recording) || !allows(privacy.Transcription) {
					continue
				}
				heard, err := conversation(files, "lucia-technical.vtt", transcript.ID("tr-"+string(iv.ID)), map[string]transcript.Role{
					person.Name: transcript.Candidate, Sofia.Name(): transcript.Interviewer, Ken.Name(): transcript.Interviewer,
				})
				if err != nil {
					return nil, err
				}
				until := map[privacy.Scope]time.Time{}
				for _, scope := range []privacy.Scope{privacy.Recording, privacy.Transcription, privacy.Drafting} {
					if e, ok := consents.Standing(scope, req.ID); ok && !e.Until.IsZero() {
						until[scope] = e.Until
					}
				}
				out[iv.ID] = Heard{Transcript: heard, Drafting: allows(privacy.Drafting), Until: until}
			}
		}
	}
	return out, nil
}
