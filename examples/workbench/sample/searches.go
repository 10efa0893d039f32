package sample

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/examples/data"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
)

func euros(low, high int64) compensation.Range {
	return compensation.Range{Low: low, High: high, Currency: "EUR", Period: compensation.Year, Components: "base"}
}

// target is a day some weeks from now.
func (p *player) target(weeks int) requisition.Date {
	return requisition.Date(p.now.AddDate(0, 0, 7*weeks).Format(time.DateOnly))
}

// design is a search whose rubric is still written, and is not fit to be locked yet.
func (p *player) design(ctx context.Context) error {
	p.at(3, 9, 0)
	req, err := p.t.Requisitions().Open(ctx, Marcus, requisition.Opening{
		Title: "Product Designer, Onboarding", Openings: 1, HiringManager: requisition.PersonOf(Dana), Recruiter: requisition.PersonOf(Marcus),
		TargetOn: p.target(9), Compensation: euros(48000, 58000), External: []requisition.ExternalRef{{System: "ats", ID: "REQ-2260"}},
	})
	if err != nil {
		return err
	}
	p.ids.Design = req.ID
	p.at(2, 15, 20)
	_, err = p.save(ctx, Marcus, req, "design.json")
	return err
}

// data is a search between interviews: cards are in, due and late.
func (p *player) data(ctx context.Context) error {
	p.at(20, 9, 30)
	req, err := p.t.Requisitions().Open(ctx, Noor, requisition.Opening{
		Title: "Data Engineer, Reporting", Openings: 2, HiringManager: requisition.PersonOf(Noor), Recruiter: requisition.PersonOf(Tessa),
		TargetOn: p.target(4), Compensation: euros(58000, 70000), External: []requisition.ExternalRef{{System: "ats", ID: "REQ-2244"}},
	})
	if err != nil {
		return err
	}
	p.ids.Data = req.ID
	p.at(19, 14, 0)
	draft, err := p.save(ctx, Noor, req, "data-engineer.json")
	if err != nil {
		return err
	}
	p.at(18, 10, 15)
	rb, err := p.lock(ctx, Noor, Tessa, draft)
	if err != nil {
		return err
	}
	if _, err := p.t.Requisitions().SetPlan(ctx, Tessa, req.ID, requisition.Plan{Rounds: []requisition.Round{
		{ID: "r-screen", Name: "Recruiter screen", Kind: requisition.Screen, Minutes: 30, Panel: []requisition.Seat{
			seat(Tessa, "working-with-analysts", "q-purpose"),
		}},
		{ID: "r-technical", Name: "Technical interview", Kind: requisition.Technical, Minutes: 60, Panel: []requisition.Seat{
			seat(Sofia, "pipeline-reliability working-with-analysts", "q-rerun q-purpose"),
			seat(Ken, "data-modelling pipeline-reliability", "q-definition q-rerun"),
		}},
		{ID: "r-manager", Name: "Hiring manager", Kind: requisition.HiringManager, Minutes: 45, Panel: []requisition.Seat{
			seat(Noor, "data-modelling working-with-analysts", "q-definition q-purpose"),
		}},
	}}); err != nil {
		return err
	}
	if _, err := p.t.Requisitions().StartSourcing(ctx, Tessa, req.ID); err != nil {
		return err
	}
	for i, c := range []struct {
		name   string
		source requisition.SourceKind
	}{{"Amara Diallo", requisition.Applied}, {"Jonas Weber", requisition.Sourced}, {"Lucía Fernández", requisition.Referral}, {"Mina Okafor", requisition.Applied}} {
		p.at(14-i, 11, 0)
		if err := p.apply(ctx, Tessa, req.ID, c.name, c.source); err != nil {
			return err
		}
	}
	if err := p.answerPulse(ctx, req.ID, 4, Noor); err != nil {
		return err
	}
	hour := func(start time.Time, minutes int) requisition.Slot {
		return requisition.Slot{Start: start, End: start.Add(time.Duration(minutes) * time.Minute), Zone: "Europe/Berlin"}
	}
	screens := []struct {
		candidate string
		slot      requisition.Slot
		level     int
		reason    string
	}{
		{"amara", hour(p.at(9, 9, 0), 30), 3, "Asked what the export was for and built the list instead; analysts change the rule themselves."},
		{"lucia", hour(p.at(6, 13, 0), 30), 3, "Turned a weekly report into a table that analysts query, and taught two of them."},
	}
	for _, s := range screens {
		if err := p.hold(ctx, Tessa, s.candidate, "r-screen", s.slot); err != nil {
			return err
		}
		if err := p.submit(ctx, Tessa, rb, s.candidate, "r-screen", s.slot.End.Add(2*time.Hour), scorecard.Yes, "Worth an hour of two engineers.",
			level{"working-with-analysts", s.level, s.reason, nil}); err != nil {
			return err
		}
	}
	// Amara's technical interview ended a day and two hours ago: Ken's card is late.
	slot := hour(p.before(27*time.Hour), 60)
	record, err := conversation(files, "amara-technical.vtt", "tr-amara-r-technical", map[string]transcript.Role{
		"Amara Diallo": transcript.Candidate, "Sofia Lindqvist": transcript.Interviewer, "Ken Abara": transcript.Interviewer,
	})
	if err != nil {
		return err
	}
	if err := p.hold(ctx, Tessa, "amara", "r-technical", slot, record); err != nil {
		return err
	}
	if err := p.submit(ctx, Sofia, rb, "amara", "r-technical", slot.End.Add(90*time.Minute), scorecard.StrongYes, "Found a wrong sign before anybody wrote to them.",
		level{"pipeline-reliability", 4, "Runs twice with the same result, late rows by a stated rule, and a check of their own that found forty euros.", nil},
		level{"working-with-analysts", 3, "The export became a list, and analysts keep its rule themselves.", nil}); err != nil {
		return err
	}
	// Jonas's screen ended twenty hours ago: Tessa's card is due in four.
	if err := p.hold(ctx, Tessa, "jonas", "r-screen", hour(p.before(20*time.Hour+30*time.Minute), 30)); err != nil {
		return err
	}
	// Lucía's technical interview is going on.
	if _, err := p.schedule(ctx, Tessa, "lucia", "r-technical", hour(p.before(10*time.Minute), 60)); err != nil {
		return err
	}
	// Amara's last conversation is in two days; it booked the debrief.
	start := p.now.Add(48 * time.Hour).Truncate(time.Hour)
	_, err = p.schedule(ctx, Tessa, "amara", "r-manager", hour(start, 45))
	return err
}

// support is a search that is decided: the offer was accepted, the retro is due.
func (p *player) support(ctx context.Context) error {
	p.at(52, 9, 0)
	req, err := p.t.Requisitions().Open(ctx, Noor, requisition.Opening{
		Title: "Customer Support Lead", Openings: 1, HiringManager: requisition.PersonOf(Noor), Recruiter: requisition.PersonOf(Tessa),
		TargetOn: p.target(1), Compensation: euros(46000, 54000), External: []requisition.ExternalRef{{System: "ats", ID: "REQ-2219"}},
	})
	if err != nil {
		return err
	}
	p.ids.Support = req.ID
	p.at(51, 11, 0)
	draft, err := p.save(ctx, Noor, req, "support-lead.json")
	if err != nil {
		return err
	}
	p.at(50, 9, 45)
	rb, err := p.lock(ctx, Noor, Tessa, draft)
	if err != nil {
		return err
	}
	if _, err := p.t.Requisitions().SetPlan(ctx, Tessa, req.ID, requisition.Plan{Rounds: []requisition.Round{
		{ID: "r-panel", Name: "Panel", Kind: requisition.Panel, Minutes: 60, Panel: []requisition.Seat{
			seat(Noor, "running-a-queue coaching", "q-queue q-coach"), seat(Ken, "running-a-queue coaching", "q-queue q-coach"),
		}},
	}}); err != nil {
		return err
	}
	if _, err := p.t.Requisitions().StartSourcing(ctx, Tessa, req.ID); err != nil {
		return err
	}
	if err := p.answerPulse(ctx, req.ID, 37, Noor, Tessa); err != nil {
		return err
	}
	p.at(40, 10, 0)
	for _, name := range []string{"Ada Lindgren", "Bruno Keller"} {
		if err := p.apply(ctx, Tessa, req.ID, name, requisition.Applied); err != nil {
			return err
		}
	}
	var apps []requisition.ApplicationID
	for i, c := range []struct {
		key          string
		noor, ken    [2]int
		overallN, oK scorecard.Overall
	}{
		{"ada", [2]int{4, 3}, [2]int{3, 3}, scorecard.StrongYes, scorecard.Yes},
		{"bruno", [2]int{2, 3}, [2]int{2, 2}, scorecard.No, scorecard.No},
	} {
		start := p.at(30-i, 13, 0)
		slot := requisition.Slot{Start: start, End: start.Add(time.Hour), Zone: "Europe/Berlin"}
		if err := p.hold(ctx, Tessa, c.key, "r-panel", slot); err != nil {
			return err
		}
		for _, card := range []struct {
			by      actor.Human
			levels  [2]int
			overall scorecard.Overall
			after   time.Duration
		}{{Noor, c.noor, c.overallN, 3 * time.Hour}, {Ken, c.ken, c.oK, 30 * time.Hour}} {
			if err := p.submit(ctx, card.by, rb, c.key, "r-panel", slot.End.Add(card.after), card.overall, supportReasons[c.key],
				level{"running-a-queue", card.levels[0], supportReasons[c.key+"/queue"], nil},
				level{"coaching", card.levels[1], supportReasons[c.key+"/coaching"], nil}); err != nil {
				return err
			}
		}
		apps = append(apps, p.ids.Applications[c.key])
	}
	p.at(26, 10, 0)
	booked, err := p.t.Debriefs().Meetings(ctx, Tessa, req.ID)
	if err != nil || len(booked) == 0 {
		return fmt.Errorf("the debrief is not booked: %w", err)
	}
	if _, err := p.t.Debriefs().Reschedule(ctx, Tessa, booked[0].ID(), requisition.Slot{Start: p.at(26, 10, 0), Zone: "Europe/Berlin"}); err != nil {
		return err
	}
	packet, err := p.t.Debriefs().Open(ctx, Tessa, req.ID, apps...)
	if err != nil {
		return err
	}
	p.at(26, 10, 24)
	if _, err := p.t.Debriefs().Decide(ctx, Noor, packet.ID, apps[0], debrief.Choice{Outcome: debrief.Hire, Reasons: []debrief.Reason{
		{Competency: "running-a-queue", Text: "Had the cause of every fifth request fixed and planned weekends from the numbers."},
	}}); err != nil {
		return err
	}
	if _, err := p.t.Debriefs().Decide(ctx, Noor, packet.ID, apps[1], debrief.Choice{Outcome: debrief.NoHire, Reasons: []debrief.Reason{
		{Competency: "running-a-queue", Text: "Sorted by urgency, and the same questions came back every week."},
	}}); err != nil {
		return err
	}
	p.at(25, 9, 0)
	offer, err := p.t.Requisitions().ExtendOffer(ctx, Tessa, apps[0], euros(52000, 52000), p.now.AddDate(0, 0, -15))
	if err != nil {
		return err
	}
	p.at(1, 16, 0)
	_, err = p.t.Requisitions().AcceptOffer(ctx, Tessa, offer.ID)
	return err
}

var supportReasons = map[string]string{
	"ada": "Ran a queue of this size for two years.", "bruno": "Good with customers; the queue was somebody else's.",
	"ada/queue":      "Found that every fifth request was about invoices and had the page changed; requests fell by a sixth.",
	"ada/coaching":   "Sat with one new colleague twice a week for six weeks, with three answers each time.",
	"bruno/queue":    "Sorted by urgency. Could not name a cause that was fixed.",
	"bruno/coaching": "Described feedback that was asked for; nothing over several weeks.",
}

// payments is the search of the quickstart, up to the hour before its debrief.
func (p *player) payments(ctx context.Context) error {
	p.at(38, 9, 0)
	req, err := p.t.Requisitions().Open(ctx, Dana, requisition.Opening{
		Title: "Senior Backend Engineer, Payments", Openings: 1, HiringManager: requisition.PersonOf(Dana), Recruiter: requisition.PersonOf(Marcus),
		TargetOn: p.target(3), Compensation: euros(68000, 82000), External: []requisition.ExternalRef{{System: "ats", ID: "REQ-2231"}},
	})
	if err != nil {
		return err
	}
	p.ids.Payments = req.ID
	p.at(37, 10, 30)
	call, err := conversation(data.Files, "intake.vtt", "tr-intake", map[string]transcript.Role{
		"Dana Whitlock": transcript.HiringManager, "Marcus Oyelaran": transcript.Recruiter,
	})
	if err != nil {
		return err
	}
	if _, err := p.t.Rubrics().Intake(ctx, Marcus, req.ID, call); err != nil {
		return err
	}
	draft, err := paymentsRubric(req, call)
	if err != nil {
		return err
	}
	if _, err := p.t.Rubrics().Save(ctx, Dana, req.ID, draft); err != nil {
		return err
	}
	p.at(36, 9, 15)
	rb, err := p.lock(ctx, Dana, Marcus, draft)
	if err != nil {
		return err
	}
	if _, err := p.t.Requisitions().SetPlan(ctx, Marcus, req.ID, requisition.Plan{Rounds: []requisition.Round{
		{ID: "r-screen", Name: "Recruiter screen", Kind: requisition.Screen, Minutes: 30, Panel: []requisition.Seat{
			seat(Marcus, "explaining-tradeoffs", "q-explain"),
		}},
		{ID: "r-technical", Name: "Technical deep dive", Kind: requisition.Technical, Minutes: 60, Panel: []requisition.Seat{
			seat(Sofia, "payment-correctness incident-ownership", "q-retry q-design q-incident q-after"),
		}},
		{ID: "r-panel", Name: "Hiring manager panel", Kind: requisition.Panel, Minutes: 60, Panel: []requisition.Seat{
			seat(Dana, "delivery payment-correctness mentoring", "q-cut q-retry q-mentor"),
			seat(Ken, "delivery explaining-tradeoffs incident-ownership", "q-cut q-explain q-incident"),
		}},
	}}); err != nil {
		return err
	}
	if _, err := p.t.Requisitions().StartSourcing(ctx, Marcus, req.ID); err != nil {
		return err
	}
	if err := p.answerPulse(ctx, req.ID, 23, Dana, Marcus); err != nil {
		return err
	}
	p.at(24, 11, 0)
	if err := p.apply(ctx, Marcus, req.ID, "Priya Nair", requisition.Referral); err != nil {
		return err
	}
	if err := p.apply(ctx, Marcus, req.ID, "Tomás Herrera", requisition.Applied); err != nil {
		return err
	}
	ends := map[string]time.Time{}
	for _, c := range []struct {
		candidate, name, round, file string
		days, hour, minutes          int
		panel                        []actor.Human
	}{
		{"priya", "Priya Nair", "r-screen", "priya-screen.txt", 16, 9, 30, []actor.Human{Marcus}},
		{"tomas", "Tomás Herrera", "r-screen", "tomas-screen.txt", 15, 13, 30, []actor.Human{Marcus}},
		{"priya", "Priya Nair", "r-technical", "priya-technical.vtt", 9, 10, 60, []actor.Human{Sofia}},
		{"tomas", "Tomás Herrera", "r-technical", "tomas-technical.vtt", 8, 15, 60, []actor.Human{Sofia}},
		{"priya", "Priya Nair", "r-panel", "priya-panel.vtt", 4, 11, 60, []actor.Human{Dana, Ken}},
		{"tomas", "Tomás Herrera", "r-panel", "", 3, 11, 60, []actor.Human{Dana, Ken}},
	} {
		start := p.at(c.days, c.hour, 0)
		slot := requisition.Slot{Start: start, End: start.Add(time.Duration(c.minutes) * time.Minute), Zone: "Europe/Lisbon"}
		ends[c.candidate+"/"+c.round] = slot.End
		records, err := records(c.file, c.candidate, c.name, c.round, c.panel)
		if err != nil {
			return err
		}
		if err := p.hold(ctx, Marcus, c.candidate, requisition.RoundID(c.round), slot, records...); err != nil {
			return err
		}
	}
	if err := p.rate(ctx, rb, ends); err != nil {
		return err
	}
	p.at(2, 17, 0)
	booked, err := p.t.Debriefs().Meetings(ctx, Marcus, req.ID)
	if err != nil || len(booked) == 0 {
		return fmt.Errorf("the debrief is not booked: %w", err)
	}
	_, err = p.t.Debriefs().Reschedule(ctx, Marcus, booked[0].ID(), requisition.Slot{Start: p.now.Add(time.Hour).Truncate(30 * time.Minute), Zone: "Europe/Lisbon"})
	return err
}

// records reads what is kept of a conversation: the recording, or the notes that
// each of the panel typed.
func records(file, candidate, name, round string, panel []actor.Human) ([]transcript.Transcript, error) {
	if file != "" {
		roles := map[string]transcript.Role{name: transcript.Candidate}
		for _, h := range panel {
			roles[h.Name()] = transcript.Interviewer
		}
		t, err := conversation(data.Files, file, transcript.ID("tr-"+candidate+"-"+round), roles)
		return []transcript.Transcript{t}, err
	}
	var out []transcript.Transcript
	for _, h := range panel {
		raw, err := data.Files.ReadFile(candidate + "-panel-notes-" + key(h.Name()) + ".md")
		if err != nil {
			return nil, err
		}
		t, err := transcript.FromNotes(transcript.ID("notes-"+candidate+"-"+h.ID()), h, string(raw))
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// paymentsRubric is what the hiring manager made of the intake call; each basis is
// found in it.
func paymentsRubric(req requisition.Requisition, call transcript.Transcript) (rubric.Rubric, error) {
	var e struct {
		Role         rubric.Role `json:"role"`
		MeetsLevel   int         `json:"meets_level"`
		Competencies []struct {
			rubric.Competency
			Basis []string `json:"basis"`
		} `json:"competencies"`
		Questions []rubric.Question `json:"questions"`
	}
	if err := readRubric(data.Files, "rubric-edits.json", &e); err != nil {
		return rubric.Rubric{}, err
	}
	r := rubric.Rubric{
		SchemaVersion: rubric.SchemaVersion, ID: "rubric-" + rubric.ID(req.ID), Version: 1, Role: e.Role, MeetsLevel: e.MeetsLevel,
		Questions: e.Questions, Compensation: req.Compensation,
	}
	ix := evidence.NewIndex(evidence.FromTranscript(call))
	for _, c := range e.Competencies {
		for _, q := range c.Basis {
			f := ix.Verify(evidence.Claim{Quote: q}, evidence.HiringManagerOnly())
			if !f.Admissible() {
				return r, fmt.Errorf("the basis of %s is not in the intake call: %v", c.ID, f.Refusal().Reasons())
			}
			c.Competency.Basis = append(c.Competency.Basis, f.Citation)
		}
		r.Competencies = append(r.Competencies, c.Competency)
	}
	return r, nil
}

// firstEnds are when the interviews of the sample file ended; the cards come in as
// long after the interview as there.
var firstEnds = map[string]string{
	"priya/r-screen": "2026-10-20T10:30:00+01:00", "tomas/r-screen": "2026-10-21T14:30:00+01:00",
	"priya/r-technical": "2026-10-27T11:00:00Z", "tomas/r-technical": "2026-10-28T16:00:00Z",
	"priya/r-panel": "2026-11-03T12:00:00Z", "tomas/r-panel": "2026-11-04T12:00:00Z",
}

func (p *player) rate(ctx context.Context, rb rubric.Locked, ends map[string]time.Time) error {
	raw, err := data.Files.ReadFile("ratings.json")
	if err != nil {
		return err
	}
	var cards []struct {
		Candidate   string    `json:"candidate"`
		Round       string    `json:"round"`
		Panelist    string    `json:"panelist"`
		SubmittedAt time.Time `json:"submitted_at"`
		Ratings     []struct {
			Competency  rubric.CompetencyID `json:"competency"`
			Level       int                 `json:"level"`
			NotAssessed bool                `json:"not_assessed"`
			Reason      string              `json:"reason"`
			Quotes      []string            `json:"quotes"`
		} `json:"ratings"`
		Overall       scorecard.Overall `json:"overall"`
		OverallReason string            `json:"overall_reason"`
	}
	if err := json.Unmarshal(raw, &cards); err != nil {
		return fmt.Errorf("ratings.json: %w", err)
	}
	for _, card := range cards {
		of := card.Candidate + "/" + card.Round
		first, err := time.Parse(time.RFC3339, firstEnds[of])
		if err != nil {
			return err
		}
		at := ends[of].Add(card.SubmittedAt.Sub(first))
		var levels []level
		for _, r := range card.Ratings {
			levels = append(levels, level{r.Competency, r.Level, r.Reason, r.Quotes})
		}
		by := byName(card.Panelist)
		if err := p.submit(ctx, by, rb, card.Candidate, requisition.RoundID(card.Round), at, card.Overall, card.OverallReason, levels...); err != nil {
			return fmt.Errorf("%s on %s: %w", card.Panelist, of, err)
		}
	}
	return nil
}

func byName(name string) actor.Human {
	for _, p := range People() {
		if p.Human.Name() == name {
			return p.Human
		}
	}
	return actor.Human{}
}
