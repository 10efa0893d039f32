package generative

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/schema"
	"github.com/hirealign/hirealign/scorecard"
)

// ErrLevelsOff is returned by DraftLevels unless Options.SuggestLevels is set.
var ErrLevelsOff = errors.New("generative: suggesting levels is off")

// insufficient is what the model answers where the evidence does not say.
const insufficient = "insufficient_evidence"

// DraftLevels implements scorecard.LevelDrafter: a call for each competency of the
// draft that has evidence. The model sees that evidence and the anchors, neither the
// conversation nor what is drafted for another competency. It returns ErrLevelsOff
// unless the options switch it on: suggesting levels is another kind of tool than
// finding evidence, to people and in law.
func (e *Engine) DraftLevels(ctx context.Context, req scorecard.LevelRequest) (scorecard.LevelProposal, error) {
	if !e.opts.SuggestLevels {
		return scorecard.LevelProposal{}, ErrLevelsOff
	}
	if req.Rubric.IsZero() {
		return scorecard.LevelProposal{}, rubric.ErrNotLocked
	}
	p := scorecard.LevelProposal{By: e.by}
	levels := make([]*scorecard.ProposedLevel, len(req.Draft.Entries))
	err := fanOut(ctx, 0, len(levels), e.opts.Concurrency, func(ctx context.Context, i int) error {
		c, ok := req.Rubric.Competency(req.Draft.Entries[i].Competency)
		if !ok || len(req.Draft.Entries[i].Evidence) == 0 {
			return nil
		}
		var err error
		levels[i], err = e.level(ctx, c, req.Draft.Entries[i])
		return err
	})
	if err != nil {
		return scorecard.LevelProposal{}, err
	}
	for _, l := range levels {
		if l != nil {
			p.Levels = append(p.Levels, *l)
		}
	}
	return p, nil
}

func (e *Engine) level(ctx context.Context, c rubric.Competency, entry scorecard.Entry) (*scorecard.ProposedLevel, error) {
	s := &sheet{}
	places := map[string]int{}
	for i, it := range entry.Evidence {
		handle := fmt.Sprintf("e%04d", i+1)
		at := placeOf(it.Citation)
		places[handle] = i
		s.rows = append(s.rows, handle+"| "+saidBy(it.Citation)+": "+mark(it.Citation.Text(), func(k FindingKind) { s.found(k, at) }).text+"\n")
	}
	if err := s.draw(e.boundaries); err != nil {
		return nil, err
	}
	var m meter
	defer func() { e.report(&m, "scorecard.levels", s) }()
	var subject strings.Builder
	subject.WriteString("Competency: " + c.Name + "\n" + c.Description + "\n")
	for _, a := range c.Anchors {
		fmt.Fprintf(&subject, "%d: %s\n", a.Level, a.Behaviour)
	}
	r, err := ask(ctx, e, &m, s, question{task: "scorecard.levels", prompt: "levels", output: e.schemas[levelSchema], about: c.ID, subject: subject.String()}, func(r *schema.LevelReply) []string {
		var problems []string
		for _, h := range r.Evidence {
			if _, ok := places[strings.TrimSpace(h)]; !ok {
				problems = append(problems, "evidence: there is no line of that handle")
			}
		}
		level, err := strconv.Atoi(string(r.Level))
		switch {
		case r.Level == insufficient:
		case err != nil || level > len(c.Anchors):
			problems = append(problems, "level: the competency has no such level")
		case len(r.Evidence) == 0:
			problems = append(problems, "level: it rests on no evidence")
		}
		return problems
	})
	if err != nil || r.Level == insufficient {
		return nil, err
	}
	out := &scorecard.ProposedLevel{Competency: c.ID}
	out.Level, err = strconv.Atoi(string(r.Level))
	for _, h := range r.Evidence {
		n, ok := places[strings.TrimSpace(h)]
		if !ok {
			n = -1 // the domain refuses it
		}
		out.Evidence = append(out.Evidence, n)
	}
	return out, err
}
