package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/examples/data"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage/sqlitestore"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

// result is everything that the search produced; -json prints it.
type result struct {
	Requisition requisition.Requisition `json:"requisition"`
	Refusals    []refusal               `json:"refusals"`
	Intake      rubric.IntakeDraft      `json:"intake"`
	Rubric      rubric.Locked           `json:"rubric"`
	Candidates  []candidate             `json:"candidates"`
	Traps       []trap                  `json:"traps"`
	Meeting     debrief.Meeting         `json:"meeting"`
	Debrief     debrief.Packet          `json:"debrief"`
	Decisions   []debrief.Decision      `json:"decisions"`
	Offer       requisition.Offer       `json:"offer"`
	Waiting     []requisition.Waiting   `json:"waiting"`
	Acts        uint64                  `json:"acts"`
	LogHead     string                  `json:"log_head"`
}

// refusal is something that the library did not allow, with its reason.
type refusal struct {
	Tried  string `json:"tried"`
	Reason string `json:"reason"`
}

type candidate struct {
	Name        string                  `json:"name"`
	Application requisition.Application `json:"application"`
	Drafts      []scorecard.Draft       `json:"drafts"`
	Cards       []scorecard.Scorecard   `json:"scorecards"`
	Unrated     summary.Summary         `json:"summary_unrated"`
	Summary     summary.Summary         `json:"summary"`
	transcripts []transcript.Transcript
}

// clock is the example's own time: the search took ten weeks, the example does not.
type clock struct{ now time.Time }

func (c *clock) at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic("sample data: " + err.Error())
	}
	c.now = t
	return t
}

func (c *clock) read() time.Time { return c.now }

// ids gives the same ids in every run, so that output can be compared.
func ids() func() string {
	var n atomic.Uint64
	return func() string { return fmt.Sprintf("id-%04d", n.Add(1)) }
}

type cast struct{ dana, marcus, sofia, ken, ines actor.Human }

func people() (cast, error) {
	var c cast
	var errs [5]error
	c.dana, errs[0] = actor.NewHuman("u-dana", "Dana Whitlock", actor.HiringManager)
	c.marcus, errs[1] = actor.NewHuman("u-marcus", "Marcus Oyelaran", actor.Recruiter)
	c.sofia, errs[2] = actor.NewHuman("u-sofia", "Sofia Lindqvist", actor.Interviewer)
	c.ken, errs[3] = actor.NewHuman("u-ken", "Ken Abara", actor.Interviewer)
	c.ines, errs[4] = actor.NewHuman("u-ines", "Ines Roth", actor.RecruitingManager)
	return c, errors.Join(errs[:]...)
}

func (c cast) byName(name string) actor.Human {
	for _, h := range []actor.Human{c.dana, c.marcus, c.sofia, c.ken} {
		if h.Name() == name {
			return h
		}
	}
	return actor.Human{}
}

func search(ctx context.Context, progress func(string, ...any), path string) (result, error) {
	if path == "" {
		dir, err := os.MkdirTemp("", "hirealign")
		if err != nil {
			return result{}, err
		}
		defer os.RemoveAll(dir)
		path = filepath.Join(dir, "quickstart.db")
	}
	db, err := sql.Open("sqlite", sqlitestore.DSN(path))
	if err != nil {
		return result{}, err
	}
	defer db.Close()
	if err := sqlitestore.Migrate(ctx, db, nil); err != nil {
		return result{}, err
	}
	store, err := sqlitestore.Open(ctx, db, nil)
	if err != nil {
		return result{}, err
	}
	defer store.Close()

	who, err := people()
	if err != nil {
		return result{}, err
	}
	c := &clock{}
	svc, err := hirealign.New(store, &hirealign.Options{Now: c.read, NewID: ids()})
	if err != nil {
		return result{}, err
	}
	s := &story{t: svc.Tenant("fernhill"), who: who, clock: c, progress: progress}
	for _, step := range []func(context.Context) error{
		s.open, s.intake, s.lock, s.plan, s.interview, s.rate, s.offerTraps, s.debrief, s.offer, s.close,
	} {
		if err := step(ctx); err != nil {
			return result{}, err
		}
	}
	return s.result, nil
}

// story is the search, step by step.
type story struct {
	t        *hirealign.Tenant
	who      cast
	clock    *clock
	progress func(string, ...any)
	result   result
	apps     map[string]requisition.Application // by candidate key
	seats    map[string]requisition.InterviewID // by candidate key and round
}

// refused records that the library refused a step, and fails where it did not.
func (s *story) refused(tried string, err error, want error) error {
	if !errors.Is(err, want) {
		return fmt.Errorf("%s should have been refused, got %w", tried, err)
	}
	s.result.Refusals = append(s.result.Refusals, refusal{Tried: tried, Reason: err.Error()})
	return nil
}

func (s *story) open(ctx context.Context) error {
	s.clock.at("2026-09-14T09:00:00+01:00")
	req, err := s.t.Requisitions().Open(ctx, s.who.dana, requisition.Opening{
		Title: "Senior Backend Engineer, Payments", Openings: 1,
		HiringManager: requisition.PersonOf(s.who.dana), Recruiter: requisition.PersonOf(s.who.marcus),
		TargetOn:     "2026-11-30",
		Compensation: compensation.Range{Low: 68000, High: 82000, Currency: "EUR", Period: compensation.Year, Components: "base"},
		External:     []requisition.ExternalRef{{System: "ats", ID: "REQ-2231"}},
	})
	if err != nil {
		return err
	}
	s.result.Requisition = req
	_, err = s.t.Requisitions().StartSourcing(ctx, s.who.marcus, req.ID)
	return s.refused("start sourcing before the rubric is locked", err, requisition.ErrRubricNotLocked)
}

func load(name string, id transcript.ID, roles map[string]transcript.Role) (transcript.Transcript, error) {
	f, err := data.Files.Open(name)
	if err != nil {
		return transcript.Transcript{}, err
	}
	defer f.Close()
	t, _, err := decode.Decode(f, &decode.Options{ID: id})
	if err != nil {
		return transcript.Transcript{}, fmt.Errorf("%s: %w", name, err)
	}
	for label, role := range roles {
		if t, err = t.AssignRole(label, role, transcript.Declared); err != nil {
			return transcript.Transcript{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	return t, nil
}

func (s *story) intake(ctx context.Context) error {
	s.clock.at("2026-09-15T10:30:00+01:00")
	s.progress("intake call: looking for criteria in what the hiring manager said")
	call, err := load("intake.vtt", "tr-intake", map[string]transcript.Role{
		"Dana Whitlock": transcript.HiringManager, "Marcus Oyelaran": transcript.Recruiter,
	})
	if err != nil {
		return err
	}
	s.result.Intake, err = s.t.Rubrics().Intake(ctx, s.who.marcus, s.result.Requisition.ID, call)
	if err != nil {
		return err
	}
	return s.edit(ctx, call)
}

// edits is what the hiring manager made of the cited criteria.
type edits struct {
	Role         rubric.Role `json:"role"`
	MeetsLevel   int         `json:"meets_level"`
	Competencies []struct {
		rubric.Competency
		Basis []string `json:"basis"` // quotes of the hiring manager
	} `json:"competencies"`
	Questions []rubric.Question `json:"questions"`
}

func (s *story) edit(ctx context.Context, call transcript.Transcript) error {
	raw, err := data.Files.ReadFile("rubric-edits.json")
	if err != nil {
		return err
	}
	var e edits
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&e); err != nil {
		return fmt.Errorf("rubric-edits.json: %w", err)
	}
	r := rubric.Rubric{
		SchemaVersion: rubric.SchemaVersion, ID: "rb-payments", Version: 1, Role: e.Role, MeetsLevel: e.MeetsLevel,
		Questions: e.Questions, Compensation: s.result.Requisition.Compensation,
	}
	ix := evidence.NewIndex(evidence.FromTranscript(call))
	for _, c := range e.Competencies {
		for _, q := range c.Basis {
			f := ix.Verify(evidence.Claim{Quote: q}, evidence.HiringManagerOnly())
			if !f.Admissible() {
				return fmt.Errorf("the basis of %s is not in the intake call: %v", c.ID, f.Refusal().Reasons())
			}
			c.Competency.Basis = append(c.Competency.Basis, f.Citation)
		}
		r.Competencies = append(r.Competencies, c.Competency)
	}
	unanchored := r.Clone()
	unanchored.Competencies[0].Anchors = nil
	if err := s.refused("lock a rubric whose first competency has no anchors", unanchored.Validate(), rubric.ErrInvalid); err != nil {
		return err
	}
	_, err = s.t.Rubrics().Save(ctx, s.who.dana, s.result.Requisition.ID, r)
	return err
}

func (s *story) lock(ctx context.Context) error {
	rec, err := s.t.Rubrics().Get(ctx, s.who.marcus, "rb-payments")
	if err != nil {
		return err
	}
	hash := rec.Rubric.Hash()
	s.clock.at("2026-09-16T09:15:00+01:00")
	if _, err := s.t.Rubrics().Assent(ctx, s.who.dana, "rb-payments", hash); err != nil {
		return err
	}
	s.clock.at("2026-09-16T09:40:00+01:00")
	s.result.Rubric, err = s.t.Rubrics().Assent(ctx, s.who.marcus, "rb-payments", hash)
	s.progress("rubric locked: %s", hash)
	return err
}

func (s *story) plan(ctx context.Context) error {
	s.clock.at("2026-09-16T10:00:00+01:00")
	seat := func(h actor.Human, competencies, questions string) requisition.Seat {
		return requisition.Seat{
			Panelist: requisition.PersonOf(h), Competencies: strings.Fields(competencies), Questions: strings.Fields(questions),
		}
	}
	id := s.result.Requisition.ID
	if _, err := s.t.Requisitions().SetPlan(ctx, s.who.marcus, id, requisition.Plan{Rounds: []requisition.Round{
		{ID: "r-screen", Name: "Recruiter screen", Kind: requisition.Screen, Minutes: 30, Panel: []requisition.Seat{
			seat(s.who.marcus, "explaining-tradeoffs", "q-explain"),
		}},
		{ID: "r-technical", Name: "Technical deep dive", Kind: requisition.Technical, Minutes: 60, Panel: []requisition.Seat{
			seat(s.who.sofia, "payment-correctness incident-ownership", "q-retry q-design q-incident q-after"),
		}},
		{ID: "r-panel", Name: "Hiring manager panel", Kind: requisition.Panel, Minutes: 60, Panel: []requisition.Seat{
			seat(s.who.dana, "delivery payment-correctness mentoring", "q-cut q-retry q-mentor"),
			seat(s.who.ken, "delivery explaining-tradeoffs incident-ownership", "q-cut q-explain q-incident"),
		}},
	}}); err != nil {
		return err
	}
	if _, err := s.t.Requisitions().StartSourcing(ctx, s.who.marcus, id); err != nil {
		return err
	}
	s.clock.at("2026-10-05T11:00:00+01:00")
	s.apps = map[string]requisition.Application{}
	for _, p := range []struct {
		key, name string
		source    requisition.SourceKind
	}{{"priya", "Priya Nair", requisition.Referral}, {"tomas", "Tomás Herrera", requisition.Applied}} {
		person, err := s.t.Requisitions().AddCandidate(ctx, s.who.marcus, p.name)
		if err != nil {
			return err
		}
		// Asked and written down by the recruiter; without it there is no transcript.
		if _, err := s.t.Privacy().Record(ctx, s.who.marcus, person.ID,
			privacy.Entry{Scope: privacy.Recording, Text: "notice-2026-09"}, privacy.Entry{Scope: privacy.Transcription, Text: "notice-2026-09"},
			privacy.Entry{Scope: privacy.Drafting, Text: "notice-2026-09"},
		); err != nil {
			return err
		}
		app, err := s.t.Requisitions().Apply(ctx, s.who.marcus, id, person.ID, p.source)
		if err != nil {
			return err
		}
		s.apps[p.key] = app
		s.result.Candidates = append(s.result.Candidates, candidate{Name: p.name, Application: app})
	}
	return nil
}

// conversation is one interview of the sample data.
type conversation struct {
	candidate, round, start, end string
	file                         string            // "" where nothing was recorded
	notes                        map[string]string // panelist to file of typed notes
	panel                        []string
}

var conversations = []conversation{
	{candidate: "priya", round: "r-screen", start: "2026-10-20T10:00:00+01:00", end: "2026-10-20T10:30:00+01:00", file: "priya-screen.txt", panel: []string{"Marcus Oyelaran"}},
	{candidate: "tomas", round: "r-screen", start: "2026-10-21T14:00:00+01:00", end: "2026-10-21T14:30:00+01:00", file: "tomas-screen.txt", panel: []string{"Marcus Oyelaran"}},
	{candidate: "priya", round: "r-technical", start: "2026-10-27T10:00:00Z", end: "2026-10-27T11:00:00Z", file: "priya-technical.vtt", panel: []string{"Sofia Lindqvist"}},
	{candidate: "tomas", round: "r-technical", start: "2026-10-28T15:00:00Z", end: "2026-10-28T16:00:00Z", file: "tomas-technical.vtt", panel: []string{"Sofia Lindqvist"}},
	{candidate: "priya", round: "r-panel", start: "2026-11-03T11:00:00Z", end: "2026-11-03T12:00:00Z", file: "priya-panel.vtt", panel: []string{"Dana Whitlock", "Ken Abara"}},
	{candidate: "tomas", round: "r-panel", start: "2026-11-04T11:00:00Z", end: "2026-11-04T12:00:00Z", panel: []string{"Dana Whitlock", "Ken Abara"}, notes: map[string]string{
		"Dana Whitlock": "tomas-panel-notes-dana.md", "Ken Abara": "tomas-panel-notes-ken.md",
	}},
}

func (s *story) interview(ctx context.Context) error {
	s.seats = map[string]requisition.InterviewID{}
	for _, c := range conversations {
		start, end := s.clock.at(c.start), s.clock.at(c.end)
		slot := requisition.Slot{Start: start, End: end, Zone: "Europe/Lisbon"}
		s.clock.now = start.Add(-72 * time.Hour)
		iv, err := s.t.Interviews().Schedule(ctx, s.who.marcus, s.apps[c.candidate].ID, requisition.RoundID(c.round), slot)
		if err != nil {
			return err
		}
		s.clock.now = end.Add(2 * time.Minute)
		if _, err := s.t.Interviews().RecordHeld(ctx, s.who.marcus, iv.ID, slot); err != nil {
			return err
		}
		s.seats[c.candidate+"/"+c.round] = iv.ID
		if err := s.record(ctx, c, iv.ID); err != nil {
			return err
		}
		if _, err := s.t.Scorecards().Draft(ctx, iv.ID); err != nil {
			return err
		}
		s.progress("%s, %s: scorecards drafted", s.apps[c.candidate].ID, c.round)
	}
	for i := range s.result.Candidates {
		c := &s.result.Candidates[i]
		if _, err := s.t.Summaries().Draft(ctx, c.Application.ID); err != nil {
			return err
		}
		var err error
		if c.Unrated, err = s.t.Summaries().Get(ctx, s.who.ines, c.Application.ID); err != nil { // she owes no card
			return err
		}
	}
	return nil
}

func (s *story) record(ctx context.Context, c conversation, id requisition.InterviewID) error {
	i := s.candidate(c.candidate)
	add := func(t transcript.Transcript) error {
		i.transcripts = append(i.transcripts, t)
		_, err := s.t.Interviews().AddTranscript(ctx, s.who.marcus, id, t)
		return err
	}
	if c.file != "" {
		roles := map[string]transcript.Role{i.Name: transcript.Candidate}
		for _, p := range c.panel {
			roles[p] = transcript.Interviewer
		}
		t, err := load(c.file, transcript.ID("tr-"+c.candidate+"-"+c.round), roles)
		if err != nil {
			return err
		}
		return add(t)
	}
	for _, p := range c.panel {
		raw, err := data.Files.ReadFile(c.notes[p])
		if err != nil {
			return err
		}
		h := s.who.byName(p)
		t, err := transcript.FromNotes(transcript.ID("notes-"+c.candidate+"-"+h.ID()), h, string(raw))
		if err != nil {
			return err
		}
		if err := add(t); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) candidate(key string) *candidate {
	i := slices.IndexFunc(s.result.Candidates, func(c candidate) bool { return c.Application.ID == s.apps[key].ID })
	return &s.result.Candidates[i]
}

// ratingFile is the panelists' ratings in the sample data.
type ratingFile []struct {
	Candidate   string `json:"candidate"`
	Round       string `json:"round"`
	Panelist    string `json:"panelist"`
	SubmittedAt string `json:"submitted_at"`
	Ratings     []struct {
		Competency  rubric.CompetencyID `json:"competency"`
		Level       int                 `json:"level"`
		NotAssessed bool                `json:"not_assessed"`
		Reason      string              `json:"reason"`
		// Quotes are what the panelist picked; where there are none they keep the two
		// that the draft found first.
		Quotes []string `json:"quotes"`
	} `json:"ratings"`
	Overall       scorecard.Overall `json:"overall"`
	OverallReason string            `json:"overall_reason"`
}

func (s *story) rate(ctx context.Context) error {
	raw, err := data.Files.ReadFile("ratings.json")
	if err != nil {
		return err
	}
	var cards ratingFile
	if err := json.Unmarshal(raw, &cards); err != nil {
		return fmt.Errorf("ratings.json: %w", err)
	}
	for _, card := range cards {
		at := s.clock.at(card.SubmittedAt)
		by := s.who.byName(card.Panelist)
		drafts, err := s.t.Scorecards().Draft(ctx, s.seats[card.Candidate+"/"+card.Round])
		if err != nil {
			return err
		}
		i := slices.IndexFunc(drafts, func(d hirealign.DraftRef) bool { return d.Panelist.ID == by.ID() })
		if i < 0 {
			return fmt.Errorf("ratings.json: %s has no card in %s of %s", card.Panelist, card.Round, card.Candidate)
		}
		draft, err := s.t.Scorecards().DraftOf(ctx, by, drafts[i].ID)
		if err != nil {
			return err
		}
		sub := scorecard.Submission{Overall: card.Overall, OverallReason: card.OverallReason}
		for _, r := range card.Ratings {
			var rating scorecard.Rating
			if r.NotAssessed {
				rating, err = scorecard.NotAssess(by, s.result.Rubric, r.Competency, r.Reason, at)
			} else {
				basis := scorecard.Basis{Reason: r.Reason}
				if basis.Evidence, err = s.picked(card.Candidate, draft, r.Competency, r.Quotes); err != nil {
					return err
				}
				rating, err = scorecard.Rate(by, s.result.Rubric, r.Competency, r.Level, basis, at)
			}
			if err != nil {
				return fmt.Errorf("%s rates %s: %w", card.Panelist, r.Competency, err)
			}
			sub.Ratings = append(sub.Ratings, rating)
		}
		if _, err := s.t.Scorecards().Submit(ctx, by, draft.ID, sub); err != nil {
			return fmt.Errorf("%s submits: %w", card.Panelist, err)
		}
		if card.Candidate == "priya" && card.Round == "r-panel" && by == s.who.dana {
			// Ken has not handed in yet: nobody but Dana reads her card.
			_, err := s.t.Scorecards().Get(ctx, s.who.ken, draft.ID)
			if err := s.refused("read a colleague's card before handing in one's own", err, scorecard.ErrBlind); err != nil {
				return err
			}
			_, err = s.t.Scorecards().Submit(ctx, by, draft.ID, sub)
			if err := s.refused("submit a card a second time", err, scorecard.ErrSubmitted); err != nil {
				return err
			}
			_, err = s.t.Debriefs().Open(ctx, s.who.marcus, s.result.Requisition.ID, s.apps["priya"].ID)
			if err := s.refused("open the debrief before all cards are in", err, debrief.ErrNotReady); err != nil {
				return err
			}
		}
	}
	for i := range s.result.Candidates {
		c := &s.result.Candidates[i]
		if c.Cards, err = s.t.Scorecards().OfApplication(ctx, s.who.marcus, c.Application.ID); err != nil {
			return err
		}
		for _, key := range []string{"priya", "tomas"} {
			if s.apps[key].ID != c.Application.ID {
				continue
			}
			for _, round := range []string{"r-screen", "r-technical", "r-panel"} {
				drafts, err := s.t.Scorecards().Draft(ctx, s.seats[key+"/"+round])
				if err != nil {
					return err
				}
				for _, ref := range drafts {
					d, err := s.t.Scorecards().DraftOf(ctx, s.who.byName(ref.Panelist.Name), ref.ID)
					if err != nil {
						return err
					}
					c.Drafts = append(c.Drafts, d)
				}
			}
		}
		if c.Summary, err = s.t.Summaries().Get(ctx, s.who.marcus, c.Application.ID); err != nil {
			return err
		}
	}
	return nil
}

// picked returns the evidence of a rating: the panelist's own quotes, verified like
// anybody's, else the first two of the draft.
func (s *story) picked(candidate string, d scorecard.Draft, c rubric.CompetencyID, quotes []string) ([]evidence.Citation, error) {
	if len(quotes) == 0 {
		found := d.EvidenceFor(c)
		return found[:min(2, len(found))], nil
	}
	var out []evidence.Citation
	for _, q := range quotes {
		for _, t := range s.candidate(candidate).transcripts {
			ix := evidence.NewIndex(evidence.FromTranscript(t))
			if !slices.Contains(d.Sources, ix.Source().Ref) {
				continue
			}
			f := ix.Verify(evidence.Claim{Quote: q}, scorecard.PolicyFor(ix.Source().Ref))
			if !f.Admissible() {
				return nil, fmt.Errorf("ratings.json: a quote for %s is refused: %v", c, f.Refusal().Reasons())
			}
			out = append(out, f.Citation)
		}
	}
	return out, nil
}

func (s *story) debrief(ctx context.Context) error {
	// The first final round booked the debrief; the second finalist was taken up in it.
	booked, err := s.t.Debriefs().Meetings(ctx, s.who.marcus, s.result.Requisition.ID)
	if err != nil {
		return err
	}
	start := s.clock.at("2026-11-10T10:00:00Z")
	if s.result.Meeting, err = s.t.Debriefs().Reschedule(ctx, s.who.marcus, booked[0].ID(), requisition.Slot{Start: start, Zone: "Europe/Lisbon"}); err != nil {
		return err
	}
	s.result.Debrief, err = s.t.Debriefs().Open(ctx, s.who.marcus, s.result.Requisition.ID, s.apps["priya"].ID, s.apps["tomas"].ID)
	if err != nil {
		return err
	}
	s.clock.at("2026-11-10T10:26:00Z")
	decide := func(by actor.Human, key string, c debrief.Choice) (debrief.Decision, error) {
		return s.t.Debriefs().Decide(ctx, by, s.result.Debrief.ID, s.apps[key].ID, c)
	}
	hire := debrief.Choice{
		Outcome: debrief.Hire,
		Reasons: []debrief.Reason{
			{Competency: "payment-correctness", Text: "Found the double refunds through their own reconciliation and moved the key; heard twice, at 4 and 3."},
			{Competency: "incident-ownership", Text: "Led the incident and told support within five minutes; heard twice, at 4 and 3."},
		},
		Rationale: "Delivery is split at the bar, 2 and 3. We read the partial files together: one real cut, told to operations before the date. The migration starts with weekly slices that Sofia plans with them.",
	}
	_, err = decide(actor.Human{}, "priya", hire)
	if err := s.refused("decide without a named human", err, debrief.ErrNotHuman); err != nil {
		return err
	}
	_, err = decide(s.who.marcus, "priya", hire)
	if err := s.refused("decide what somebody else owns", err, debrief.ErrNotOwner); err != nil {
		return err
	}
	_, err = decide(s.who.dana, "tomas", debrief.Choice{Outcome: debrief.Defer})
	if err := s.refused("sleep on it, without a date, an owner and the evidence that is missing", err, debrief.ErrUndecided); err != nil {
		return err
	}
	first, err := decide(s.who.dana, "priya", hire)
	if err != nil {
		return err
	}
	second, err := decide(s.who.dana, "tomas", debrief.Choice{
		Outcome: debrief.Defer,
		FollowUp: debrief.FollowUp{
			Until: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC), Owner: requisition.PersonOf(s.who.marcus),
			EvidenceNeeded: "Priya's answer to the offer; if it is no, a second conversation with Sofia about an incident that Tomás led, before their own date at the end of November.",
		},
		Dissent: []debrief.Dissent{{By: requisition.PersonOf(s.who.ken), Text: "I would have said no today and written to Tomás in spring: two cards say that there was no incident of their own."}},
	})
	s.result.Decisions = []debrief.Decision{first, second}
	return err
}

func (s *story) offer(ctx context.Context) error {
	s.clock.at("2026-11-11T09:00:00Z")
	offer, err := s.t.Requisitions().ExtendOffer(ctx, s.who.marcus, s.apps["priya"].ID,
		compensation.Range{Low: 80000, High: 80000, Currency: "EUR", Period: compensation.Year, Components: "base"}, time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC))
	if err != nil {
		return err
	}
	s.clock.at("2026-11-18T15:30:00Z")
	s.result.Offer, err = s.t.Requisitions().AcceptOffer(ctx, s.who.marcus, offer.ID)
	return err
}

func (s *story) close(ctx context.Context) error {
	var err error
	if s.result.Meeting, err = s.t.Debriefs().Meeting(ctx, s.who.marcus, s.result.Debrief.ID); err != nil {
		return err
	}
	if s.result.Requisition, err = s.t.Requisitions().Get(ctx, s.who.marcus, s.result.Requisition.ID); err != nil {
		return err
	}
	for i, c := range s.result.Candidates {
		if s.result.Candidates[i].Application, err = s.t.Requisitions().Application(ctx, s.who.marcus, c.Application.ID); err != nil {
			return err
		}
	}
	if s.result.Waiting, err = s.t.Due(ctx, s.who.ines); err != nil {
		return err
	}
	head, err := s.t.Verify(ctx)
	s.result.Acts, s.result.LogHead = head.Seq, fmt.Sprintf("%x", head.Hash[:8])
	return err
}

func writeDebrief(path string, r result) error {
	var page bytes.Buffer
	if err := debrief.WriteHTML(&page, r.Debrief, r.Decisions...); err != nil {
		return err
	}
	return os.WriteFile(path, page.Bytes(), 0o600)
}
