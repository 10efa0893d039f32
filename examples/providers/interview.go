package main

import (
	"encoding/json"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/examples/data"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

// interview is what a panelist would ask a draft for: a locked rubric, what to look
// for, and the technical interview of the sample data.
func interview() (scorecard.Request, error) {
	raw, err := data.Files.ReadFile("rubric.json")
	if err != nil {
		return scorecard.Request{}, err
	}
	var r rubric.Rubric
	if err := json.Unmarshal(raw, &r); err != nil {
		return scorecard.Request{}, err
	}
	manager, err := actor.NewHuman("sofia", "Sofia Lindqvist", actor.HiringManager)
	if err != nil {
		return scorecard.Request{}, err
	}
	recruiter, err := actor.NewHuman("marcus", "Marcus Oyelaran", actor.Recruiter)
	if err != nil {
		return scorecard.Request{}, err
	}
	at := time.Date(2026, 9, 16, 9, 0, 0, 0, time.UTC)
	locked, err := rubric.Lock(r, rubric.AssentTo(r, manager, at), rubric.AssentTo(r, recruiter, at))
	if err != nil {
		return scorecard.Request{}, err
	}

	f, err := data.Files.Open("tomas-technical.vtt")
	if err != nil {
		return scorecard.Request{}, err
	}
	defer f.Close()
	t, _, err := decode.Decode(f, &decode.Options{ID: "tr-technical"})
	if err != nil {
		return scorecard.Request{}, err
	}
	for _, s := range t.Speakers {
		role := transcript.Interviewer
		if s.Label == "Tomás Herrera" {
			role = transcript.Candidate
		}
		if t, err = t.AssignRole(s.Label, role, transcript.Declared); err != nil {
			return scorecard.Request{}, err
		}
	}

	a := scorecard.Assignment{
		Requisition: "payments", Application: "tomas", Round: "technical", Interview: "technical",
		Panelist: requisition.Person{ID: "sofia", Name: "Sofia Lindqvist"}, InterviewEnd: at.Add(48 * time.Hour),
	}
	for _, c := range r.Competencies {
		a.Competencies = append(a.Competencies, c.ID)
	}
	return scorecard.Request{Rubric: locked, Assignment: a, Transcripts: []transcript.Transcript{t}}, nil
}
