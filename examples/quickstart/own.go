package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/engine/extractive"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

// ownFiles drafts a scorecard from the reader's own transcript and rubric.
func ownFiles(ctx context.Context, w io.Writer, progress func(string, ...any), transcriptFile, rubricFile, candidate string, asJSON bool) error {
	raw, err := os.ReadFile(rubricFile)
	if err != nil {
		return err
	}
	var r rubric.Rubric
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return fmt.Errorf("%s: %w", rubricFile, err)
	}
	locked, err := lockForTrial(r)
	if err != nil {
		return fmt.Errorf("%s: %w", rubricFile, err)
	}
	f, err := os.Open(transcriptFile)
	if err != nil {
		return err
	}
	defer f.Close()
	t, diagnostics, err := decode.Decode(f, &decode.Options{ID: "tr-own"})
	if err != nil {
		return fmt.Errorf("%s: %w", transcriptFile, err)
	}
	progress("%s: %s, %d segments, %d speakers", transcriptFile, t.Origin.Format, len(t.Segments), len(t.Speakers))
	for i, d := range diagnostics {
		if i == 10 {
			progress("  and %d more", len(diagnostics)-i)
			break
		}
		progress("  line %d: %s (%s)", d.Line, d.Message, d.Code)
	}
	if t, err = assignRoles(t, candidate); err != nil {
		return err
	}
	a := scorecard.Assignment{
		Requisition: "own", Application: "own", Round: "own", Interview: "own",
		Panelist: requisition.Person{ID: "you", Name: "You"}, InterviewEnd: time.Unix(1, 0),
	}
	for _, c := range r.Competencies {
		a.Competencies = append(a.Competencies, c.ID)
	}
	req := scorecard.Request{Rubric: locked, Assignment: a, Transcripts: []transcript.Transcript{t}}
	proposal, err := extractive.New().DraftScorecard(ctx, req)
	if err != nil {
		return err
	}
	draft, err := scorecard.NewDraft("sc-own", req, proposal, time.Now())
	if err != nil {
		return err
	}
	if asJSON {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(draft)
	}
	for _, e := range draft.Entries {
		c, _ := locked.Competency(e.Competency)
		fmt.Fprintf(w, "%s: %s\n", c.Name, strings.ReplaceAll(string(e.Status), "_", " "))
		for _, it := range e.Evidence {
			fmt.Fprintf(w, "  %s\n", quoted(it.Citation))
		}
	}
	for _, c := range draft.Coverage {
		q, _ := locked.Question(c.Question)
		fmt.Fprintf(w, "question %s: %s\n", strings.ReplaceAll(string(c.State), "_", " "), q.Text)
	}
	return nil
}

// assignRoles makes one speaker the candidate and everybody else an interviewer.
func assignRoles(t transcript.Transcript, candidate string) (transcript.Transcript, error) {
	var labels []string
	for _, s := range t.Speakers {
		labels = append(labels, s.Label)
		if candidate == "" && s.Role == transcript.Candidate {
			candidate = s.Label // the label itself says so
		}
	}
	if candidate == "" {
		return t, fmt.Errorf("say with -candidate which speaker is the candidate: %s", strings.Join(labels, ", "))
	}
	out, err := t.AssignRole(candidate, transcript.Candidate, transcript.Manual)
	if err != nil {
		return t, fmt.Errorf("%w: have %s", err, strings.Join(labels, ", "))
	}
	for _, l := range labels {
		if l == candidate {
			continue
		}
		if out, err = out.AssignRole(l, transcript.Interviewer, transcript.Manual); err != nil {
			return t, err
		}
	}
	return out, nil
}

// lockForTrial locks the reader's rubric with two stand-ins, so that it can be tried out.
func lockForTrial(r rubric.Rubric) (rubric.Locked, error) {
	manager, err := actor.NewHuman("you", "You", actor.HiringManager)
	if err != nil {
		return rubric.Locked{}, err
	}
	recruiter, err := actor.NewHuman("also-you", "You as recruiter", actor.Recruiter)
	if err != nil {
		return rubric.Locked{}, err
	}
	now := time.Now()
	return rubric.Lock(r, rubric.AssentTo(r, manager, now), rubric.AssentTo(r, recruiter, now))
}
