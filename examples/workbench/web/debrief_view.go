package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
)

// debriefView is what the debrief page shows to one reader. Before the reveal it
// has no finalists' levels, because nothing that holds them was read.
type debriefView struct {
	ID, Title    string
	Requisition  requisition.ID
	Stage        debrief.Stage
	When         time.Time
	Minutes      int
	Owner        requisition.Person
	Owns         bool
	Runs         bool // may waive a card: the owner, the recruiter, who booked it
	Method       string
	Participants []string
	Candidates   []string
	// Waiting is empty once the owner can reveal.
	Waiting []waitedOn
	// Hidden says that others may be waited on whom the reader is not to know of.
	Hidden    bool
	Waived    []string
	Reason    string // why it was called off
	Methods   []choiceView
	Bar       int
	Levels    int
	Locked    time.Time
	Agenda    []agendaItem
	Readings  []agendaItem // consensus: read out, not debated
	Closing   int          // minutes kept for the decisions
	Finalists []finalistView
	Estimates []estimateForm // what the reader may rate again
	GaveAll   bool           // the reader has given every second estimate
	// Started is when the room's clock was started; zero where it does not run.
	Started time.Time
	// Refused says why the last act was not done, and Typed what was typed for it
	// where no form has room for it any more.
	Refused *failure
	Typed   []factView
}

// Blind reports whether cards are still hidden.
func (v debriefView) Blind() bool {
	return v.Stage == debrief.Collecting || v.Stage == debrief.Closed
}

// Ready reports whether the owner can reveal.
func (v debriefView) Ready() bool { return v.Blind() && len(v.Waiting) == 0 && !v.Hidden }

// Open reports whether the panel still talks.
func (v debriefView) Open() bool { return v.Stage == debrief.Revealed }

// waitedOn is somebody without whom the cards cannot be shown.
type waitedOn struct {
	Person    string
	Mine      bool
	What      string
	Due       time.Time // zero where the reader is not told
	Overdue   bool
	Interview requisition.InterviewID
	Panelist  requisition.Person
}

type agendaItem struct {
	Number            int
	Candidate, Name   string
	Kind, Why         string
	Spread            string
	Minutes, From     int
	Speakers          []speaker
	Ratings           []panelRating
	Behaviour, Anchor string // the anchor is the page's mark of the item
}

type speaker struct {
	Name     string
	Minority bool
}

type panelRating struct {
	By, Level, First, Reason string
	Quotes                   []panelQuote
}

type panelQuote struct{ Text, Source string }

type finalistView struct {
	ID              requisition.ApplicationID
	Candidate       string
	Heat            heatTable
	MustHaves       string
	Composite       string
	OneView         string
	Recommendations []recommendationView
	Facts           []factView
	Objections      []objectionView
	Decision        *decisionView
	// Form is there for the owner while nothing final was decided.
	Form *decisionForm
	// Outcomes are what a participant may object to.
	Outcomes []choiceView
}

type recommendationView struct {
	By, Round, Overall, Reason string
	Late                       bool
}

type factView struct{ Label, Text string }

type objectionView struct {
	By, Against, Text string
	Withdrawn, Mine   bool
	// Notes are what the lint says about the text.
	Notes []note
}

type choiceView struct {
	Value, Label, Hint string
	Checked            bool
}

// decisionView is a decision that was made.
type decisionView struct {
	Outcome, Class, By  string
	On                  time.Time
	Final               bool
	Reasons             []factView
	Rationale           string
	Against             bool
	FollowUp            *debrief.FollowUp
	Dissent, Onboarding []factView
}

// decisionForm is what the owner fills in; what was typed survives a refusal.
type decisionForm struct {
	Outcomes  []choiceView
	Reasons   []fieldView
	Rationale string
	Dissent   []fieldView
	Until     string
	Earliest  string
	Owner     string
	People    []requisition.Person
	Evidence  string
	Faults    []faultView
}

// fieldView is a text that belongs to a criterion or a person.
type fieldView struct{ ID, Label, Hint, Value string }

// faultView is what is wrong with a form, and the field that it is about.
type faultView struct{ Field, Text string }

// heatTable is the panel's levels of one finalist. Every cell says its level in
// digits; colour only repeats them.
type heatTable struct {
	Candidate string
	Panelists []string
	Rows      []heatRow
}

type heatRow struct {
	ID       rubric.CompetencyID
	Name     string
	MustHave bool
	Cells    []heatCell
	Mean     string
	Spread   string
	Split    bool
}

type heatCell struct {
	Text  string // digits, "–" where not assigned, "n/a" where not assessed
	Said  string // the same for ears
	Class string
	Meets bool
	// Unassigned says that the panelist was not to rate it.
	Unassigned bool
}

// estimateForm is one criterion that the reader rated and may rate again.
type estimateForm struct {
	Application requisition.ApplicationID
	Candidate   string
	Competency  rubric.CompetencyID
	Name        string
	From        int
	Given       string // the level given so far in this round, "" for none
	Levels      []choiceView
	Reason      string
	Change      string
	Quotes      []panelQuote
}

// newDebriefView shows a meeting before its cards are shown, and its procedure
// afterwards; show adds what was revealed.
func newDebriefView(m debrief.MeetingDocument, reader actor.Human) debriefView {
	v := debriefView{
		ID: string(m.ID), Title: m.Title, Requisition: m.Requisition, Stage: m.Stage, When: m.Slot.Start,
		Minutes: int(m.Slot.End.Sub(m.Slot.Start) / time.Minute), Owner: m.Owner, Owns: reader.ID() == m.Owner.ID,
		Method: methodText(m.Method), Reason: m.Reason,
	}
	if v.Owns && m.Stage == debrief.Collecting {
		v.Methods = methods(m.Method)
	}
	v.Runs = v.Owns || reader.ID() == m.BookedBy.ID()
	for _, p := range m.Participants {
		v.Participants = append(v.Participants, p.Person.Name)
		if p.Person.ID == reader.ID() && (p.Role == actor.Recruiter || p.Role == actor.HiringManager) {
			v.Runs = true
		}
	}
	for _, w := range m.Waived {
		v.Waived = append(v.Waived, fmt.Sprintf("The scorecard of %s is waived by %s: %s", w.Panelist.Name, w.By.Name(), w.Reason))
	}
	return v
}

func methodText(m debrief.Method) string {
	switch m {
	case debrief.Consent:
		return "The owner decides what nobody objects to"
	case debrief.Threshold:
		return "The composite says what is decided; the owner signs it or overrides it in writing"
	case debrief.Committee:
		return "The owner stands outside the panel and decides on the record"
	default:
		return "The owner decides after hearing everybody"
	}
}

// methods are the choices before the reveal.
func methods(now debrief.Method) []choiceView {
	var out []choiceView
	for _, m := range []debrief.Method{debrief.OwnerDecides, debrief.Consent, debrief.Threshold, debrief.Committee} {
		out = append(out, choiceView{Value: string(m), Label: methodText(m), Checked: m == now})
	}
	return out
}

// applicant is what is known of one finalist before the reveal: whose card is due.
type applicant struct {
	Application requisition.ApplicationID
	Candidate   string
	Rounds      map[requisition.RoundID]string
	Interviews  []requisition.Interview
	// Clocks are nil for a reader who is not to know who owes a card.
	Clocks []hirealign.InterviewClock
	// Handed are the interviews for which the reader has handed in a card; it is
	// read where there are no clocks.
	Handed map[requisition.InterviewID]bool
	// Complete says that the reader sees every card, so that nobody is waited on.
	Complete bool
}

// wait lists who is waited on: interviews still to be held and cards that are
// neither in nor waived, the earliest due first. A reader without the clocks sees
// interviews and own cards only.
func (v *debriefView) wait(m debrief.MeetingDocument, reader actor.Human, applicants []applicant, now time.Time) {
	type entry struct {
		waitedOn
		at time.Time
	}
	var all []entry
	for _, a := range applicants {
		v.Candidates = append(v.Candidates, a.Candidate)
		if m.Stage != debrief.Collecting {
			continue
		}
		v.Hidden = v.Hidden || a.Clocks == nil && !a.Complete
		for _, iv := range a.Interviews {
			if m.Scope == debrief.Round && iv.Round != m.Round {
				continue
			}
			what := cmp.Or(a.Rounds[iv.Round], string(iv.Round)) + ", " + a.Candidate
			if iv.Status == requisition.Scheduled {
				all = append(all, entry{waitedOn{
					Person: panelNames(iv), What: "Interview: " + what,
					Due: iv.Scheduled.Start, Overdue: now.After(iv.Scheduled.End),
				}, iv.Scheduled.Start})
			}
			if seat, ok := iv.Seat(reader.ID()); a.Clocks == nil && ok && iv.Status == requisition.Held && !a.Handed[iv.ID] {
				all = append(all, entry{waitedOn{
					Person: seat.Panelist.Name, Mine: true, What: "Scorecard: " + what, Interview: iv.ID, Panelist: seat.Panelist,
				}, iv.Scheduled.End})
			}
			for _, c := range a.Clocks {
				if c.Interview != iv.ID {
					continue
				}
				for _, card := range c.Cards {
					if card.Clock.Stopped != "" || slices.ContainsFunc(m.Waived, func(w debrief.Waiver) bool {
						return w.Interview == iv.ID && w.Panelist.ID == card.Panelist.ID
					}) {
						continue
					}
					all = append(all, entry{waitedOn{
						Person: card.Panelist.Name, Mine: card.Panelist.ID == reader.ID(), What: "Scorecard: " + what,
						Due: card.Clock.DueAt, Overdue: card.Clock.Overdue, Interview: iv.ID, Panelist: card.Panelist,
					}, card.Clock.DueAt})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b entry) int { return a.at.Compare(b.at) })
	for _, e := range all {
		v.Waiting = append(v.Waiting, e.waitedOn)
	}
}

func panelNames(iv requisition.Interview) string {
	var names []string
	for _, s := range iv.Panel {
		names = append(names, s.Panelist.Name)
	}
	return strings.Join(names, ", ")
}

// show adds what was revealed: the packet with the second estimates that were
// shown, and the decisions so far.
func (v *debriefView) show(m debrief.MeetingDocument, p debrief.Packet, decisions map[requisition.ApplicationID]debrief.DecisionDocument, rounds map[requisition.RoundID]string, reader actor.Human, now time.Time) {
	v.Bar, v.Levels = p.MeetsLevel, p.Levels
	v.Locked = p.LockedAt
	for _, f := range p.Finalists {
		fv := finalistView{
			ID: f.Application, Candidate: f.Candidate, Heat: newHeatTable(f, p.MeetsLevel, p.Levels),
			MustHaves: mustHaves(f, p.MeetsLevel), Composite: compositeText(f.Composite), OneView: oneView(f.Pivotal), Facts: facts(f),
		}
		for _, r := range f.Recommendations {
			fv.Recommendations = append(fv.Recommendations, recommendationView{
				By: r.By.Name(), Round: cmp.Or(rounds[r.Round], string(r.Round)), Overall: titled(string(r.Overall)), Reason: r.Reason, Late: r.Late,
			})
		}
		for _, o := range m.Objections {
			if o.Application == f.Application {
				fv.Objections = append(fv.Objections, objectionView{
					By: o.By.Name(), Against: outcomeText(o.Against), Text: o.Text, Withdrawn: o.Withdrawn, Mine: o.By.ID() == reader.ID(), Notes: noted(o.Text),
				})
			}
		}
		d, decided := decisions[f.Application]
		if decided {
			fv.Decision = newDecisionView(f, d)
		}
		if (!decided || d.Outcome == debrief.Defer) && m.Stage != debrief.Rerating {
			for _, o := range outcomes(p.Scope) {
				fv.Outcomes = append(fv.Outcomes, choiceView{Value: string(o), Label: outcomeText(o), Hint: against(p, f, o)})
			}
			if v.Owns {
				fv.Form = newDecisionForm(f, m, fv.Outcomes, now)
			}
		}
		v.Finalists = append(v.Finalists, fv)
	}
	v.plan(p)
	v.estimates(m, p, reader)
}

// outcomes are what a debrief of a scope can end in.
func outcomes(s debrief.Scope) []debrief.Outcome {
	if s == debrief.Round {
		return []debrief.Outcome{debrief.Advance, debrief.Reject, debrief.Defer}
	}
	return []debrief.Outcome{debrief.Hire, debrief.NoHire, debrief.Defer}
}

func outcomeText(o debrief.Outcome) string {
	switch o {
	case debrief.Hire:
		return "Hire"
	case debrief.NoHire:
		return "No hire"
	case debrief.Defer:
		return "Defer, with a follow-up"
	default:
		return titled(string(o))
	}
}

// against says what an outcome goes against, "" for nothing: then no rationale is needed.
func against(p debrief.Packet, f debrief.Finalist, o debrief.Outcome) string {
	var parts []string
	if ids := p.Against(f.Application, o); len(ids) > 0 {
		var names []string
		for _, id := range ids {
			c, _ := f.Criterion(id)
			names = append(names, c.Name)
		}
		if o == debrief.Hire || o == debrief.Advance {
			parts = append(parts, "must-haves below the bar or not assessed: "+strings.Join(names, ", "))
		} else {
			parts = append(parts, "every must-have meets the bar")
		}
	}
	if p.AgainstComposite(f.Application, o) {
		parts = append(parts, "the composite says otherwise")
	}
	if len(parts) == 0 {
		return ""
	}
	return "Needs a written rationale: " + strings.Join(parts, "; ")
}

func newDecisionForm(f debrief.Finalist, m debrief.MeetingDocument, outcomes []choiceView, now time.Time) *decisionForm {
	form := &decisionForm{Outcomes: slices.Clone(outcomes), Earliest: now.UTC().AddDate(0, 0, 1).Format(time.DateOnly)}
	for _, item := range f.Agenda {
		c, _ := f.Criterion(item.Competency)
		form.Reasons = append(form.Reasons, fieldView{ID: string(c.Competency), Label: c.Name, Hint: titled(string(c.Kind)) + ", " + spreadText(c)})
	}
	form.People = append(form.People, m.Owner)
	for _, p := range m.Participants {
		if p.Person.ID != m.Owner.ID {
			form.People = append(form.People, p.Person)
			form.Dissent = append(form.Dissent, fieldView{ID: p.Person.ID, Label: p.Person.Name})
		}
	}
	return form
}

func newDecisionView(f debrief.Finalist, d debrief.DecisionDocument) *decisionView {
	v := &decisionView{
		Outcome: outcomeText(d.Outcome), Class: string(d.Outcome), By: d.DecidedBy.Name(), On: d.DecidedAt,
		Final: d.Outcome != debrief.Defer, Rationale: d.Rationale, Against: len(d.Against) > 0 || d.AgainstComposite, FollowUp: d.FollowUp,
	}
	if d.Outcome == debrief.Defer {
		v.Outcome = "Deferred"
	}
	for _, r := range d.Reasons {
		name := string(r.Competency)
		if c, ok := f.Criterion(r.Competency); ok {
			name = c.Name
		}
		v.Reasons = append(v.Reasons, factView{name, r.Text})
	}
	for _, x := range d.Dissent {
		v.Dissent = append(v.Dissent, factView{x.By.Name, x.Text})
	}
	for _, n := range d.Onboarding {
		v.Onboarding = append(v.Onboarding, factView{n.Name, n.Towards})
	}
	return v
}

// newHeatTable lays the levels out, a row for each criterion in the order of the
// agenda and a column for each panelist in the order in which cards came in.
func newHeatTable(f debrief.Finalist, bar, levels int) heatTable {
	h := heatTable{Candidate: f.Candidate}
	var ids []string
	for _, r := range f.Recommendations {
		if !slices.Contains(ids, r.By.ID()) {
			ids = append(ids, r.By.ID())
			h.Panelists = append(h.Panelists, r.By.Name())
		}
	}
	for _, item := range f.Agenda {
		c, _ := f.Criterion(item.Competency)
		row := heatRow{ID: item.Competency, Name: c.Name, MustHave: c.Kind == rubric.MustHave, Mean: cmp.Or(c.Mean.Decimal(), "–"), Spread: spreadText(c), Split: c.Straddles()}
		for _, id := range ids {
			row.Cells = append(row.Cells, newHeatCell(c, id, bar, levels))
		}
		h.Rows = append(h.Rows, row)
	}
	return h
}

func newHeatCell(c debrief.Criterion, panelist string, bar, levels int) heatCell {
	cell := heatCell{Text: "–", Said: "not assigned", Class: "none", Unassigned: true}
	first := true
	for i, r := range c.Ratings {
		if r.By().ID() != panelist {
			continue
		}
		text, said := "n/a", "not assessed"
		if level, ok := r.Level(); ok {
			text, said = strconv.Itoa(level), "level "+strconv.Itoa(level)
			cell.Class, cell.Meets = shade(level, levels), level >= bar
			if cell.Meets {
				said += ", meets the bar"
			}
		}
		if i < len(c.First) {
			if before := levelText(c.First[i]); before != levelText(r) {
				text, said = before+"→"+text, "first "+before+", then "+said
			}
		}
		if !first { // rated in several rounds
			text, said = cell.Text+", "+text, cell.Said+"; "+said
		}
		cell.Text, cell.Said, cell.Unassigned, first = text, said, false, false
	}
	return cell
}

// shade is one of the four colours of a scale of any length.
func shade(level, levels int) string {
	return strconv.Itoa(1 + 3*(level-1)/max(levels-1, 1))
}

func levelText(r scorecard.Rating) string {
	if level, ok := r.Level(); ok {
		return strconv.Itoa(level)
	}
	return "n/a"
}

func spreadText(c debrief.Criterion) string {
	switch {
	case c.N == 0:
		return "not assessed"
	case c.Straddles():
		return fmt.Sprintf("split: %d at or above the bar, %d below", c.AtOrAboveBar, c.BelowBar)
	case c.N == 1:
		return "one view"
	case c.Range() > 0:
		return fmt.Sprintf("spread: levels %d to %d", c.Min, c.Max)
	default:
		return fmt.Sprintf("agreed: all at level %d", c.Max)
	}
}

func mustHaves(f debrief.Finalist, bar int) string {
	met, unmet := f.MustHaves(bar)
	text := fmt.Sprintf("%d of %d met", len(met), len(met)+len(unmet))
	var open []string
	for _, c := range unmet {
		open = append(open, c.Name+" ("+cmp.Or(c.Mean.Decimal(), "not assessed")+")")
	}
	if len(open) > 0 {
		text += "; not met: " + strings.Join(open, ", ")
	}
	return text
}

func compositeText(c *debrief.Composite) string {
	if c == nil {
		return "None: a must-have was not assessed"
	}
	side := "below"
	if c.MeetsBar {
		side = "meets"
	}
	text := c.Value.Decimal() + ", " + side + " the bar of " + c.Bar.Decimal()
	if c.Coverage != (debrief.Ratio{Num: 1, Den: 1}) {
		text += fmt.Sprintf("; %d%% of the weight assessed", c.Coverage.Num*100/c.Coverage.Den)
	}
	return text
}

func oneView(pivotal []debrief.Pivotal) string {
	var names []string
	for _, p := range pivotal {
		names = append(names, p.Name)
	}
	if len(names) == 0 {
		return ""
	}
	return "The composite's side of the bar depends on " + strings.Join(names, ", or on ") + ": read that evidence again"
}

func facts(f debrief.Finalist) []factView {
	var out []factView
	add := func(label string, texts ...string) {
		if len(texts) > 0 {
			out = append(out, factView{label, strings.Join(texts, " ")})
		}
	}
	if s := f.Summary.Compensation; s != nil {
		add("Pay expected", expected(*s))
	}
	for _, group := range []struct {
		label string
		lines []evidence.Citation
	}{
		{"Other offers", cited(f.Summary.CompetingOffers)}, {"The candidate's dates", cited(f.Summary.Deadlines)}, {"Concerns", cited(f.Summary.Concerns)},
	} {
		if len(group.lines) > 0 {
			add(group.label, quoted(group.lines))
		}
	}
	for _, q := range f.Unasked {
		for _, known := range f.Summary.NotAsked {
			if known.Question == q {
				add("Planned and not asked", known.Text)
			}
		}
	}
	for _, w := range f.Waived {
		add("Scorecard of "+w.Panelist.Name+" waived by "+w.By.Name(), w.Reason)
	}
	return out
}

// plan puts the points of all finalists into the time of the meeting: what divides
// the panel gets the time, what it agrees on is read out, and the end is kept for
// the decisions.
func (v *debriefView) plan(p debrief.Packet) {
	for _, f := range p.Finalists {
		for _, item := range f.Agenda {
			c, _ := f.Criterion(item.Competency)
			a := agendaItem{
				Candidate: f.Candidate, Name: c.Name, Kind: titled(string(c.Kind)), Why: whyText(item.Why), Spread: spreadText(c),
				Behaviour: c.Behaviour, Anchor: "point-" + strconv.Itoa(len(v.Agenda)+len(v.Readings)+1),
			}
			for _, t := range item.Speakers {
				a.Speakers = append(a.Speakers, speaker{t.Person.Name, t.Minority})
			}
			for i, r := range c.Ratings {
				rv := panelRating{By: r.By().Name(), Level: levelText(r), Reason: r.Reason()}
				if i < len(c.First) && levelText(c.First[i]) != rv.Level {
					rv.First = levelText(c.First[i])
				}
				for _, e := range r.Evidence() {
					rv.Quotes = append(rv.Quotes, newPanelQuote(e))
				}
				a.Ratings = append(a.Ratings, rv)
			}
			if item.Debate {
				a.Number = len(v.Agenda) + 1
				v.Agenda = append(v.Agenda, a)
			} else {
				v.Readings = append(v.Readings, a)
			}
		}
	}
	weights := make([]int, len(v.Agenda))
	for i, a := range v.Agenda {
		weights[i] = 1
		if strings.HasPrefix(a.Why, "Split") {
			weights[i] = 2
		}
	}
	minutes, closing := share(p.Minutes, weights, len(v.Readings) > 0)
	v.Closing = closing
	from := 0
	for i := range v.Agenda {
		v.Agenda[i].Minutes, v.Agenda[i].From = minutes[i], from
		from += minutes[i]
	}
}

// share divides the minutes of a meeting: a sixth for the decisions, one for what
// is read out, and the rest by weight in whole minutes. With more points than
// minutes the last points get none.
func share(total int, weights []int, readings bool) (minutes []int, closing int) {
	minutes = make([]int, len(weights))
	closing = total / 6
	rest, sum := total-closing, 0
	if readings && rest > 0 {
		rest--
	}
	for _, w := range weights {
		sum += w
	}
	if sum == 0 {
		return minutes, closing + rest
	}
	given := 0
	for i, w := range weights {
		minutes[i] = rest * w / sum
		given += minutes[i]
	}
	for i := range minutes { // what rounding left goes to the first points
		if given == rest {
			break
		}
		minutes[i]++
		given++
	}
	return minutes, closing
}

func whyText(w debrief.Why) string {
	switch w {
	case debrief.StraddlesMustHave:
		return "Split at the bar on a must-have"
	case debrief.StraddlesBar:
		return "Split at the bar"
	case debrief.Spread:
		return "Levels differ"
	case debrief.OneView:
		return "One view only"
	case debrief.NotAssessed:
		return "Nobody assessed it"
	default:
		return "Agreed"
	}
}

// estimates are the criteria that the reader may rate again, while second
// estimates are given.
func (v *debriefView) estimates(m debrief.MeetingDocument, p debrief.Packet, reader actor.Human) {
	if m.Stage != debrief.Rerating {
		return
	}
	v.GaveAll = true
	for _, f := range p.Finalists {
		for _, item := range f.Agenda {
			c, _ := f.Criterion(item.Competency)
			i := slices.IndexFunc(c.Ratings, func(r scorecard.Rating) bool { return r.By().ID() == reader.ID() })
			if i < 0 {
				continue
			}
			e := estimateForm{Application: f.Application, Candidate: f.Candidate, Competency: c.Competency, Name: c.Name}
			e.From, _ = c.Ratings[i].Level()
			for _, q := range c.Ratings[i].Evidence() {
				e.Quotes = append(e.Quotes, newPanelQuote(q))
			}
			for _, given := range m.Estimates {
				if !given.Shown && given.Application == f.Application && given.Rating.Competency() == c.Competency && given.Rating.By().ID() == reader.ID() {
					e.Given, e.Reason, e.Change = levelText(given.Rating), given.Rating.Reason(), string(given.Change)
				}
			}
			v.GaveAll = v.GaveAll && e.Given != ""
			v.Estimates = append(v.Estimates, e)
		}
	}
}

func cited(lines []summary.Line) []evidence.Citation {
	var out []evidence.Citation
	for _, l := range lines {
		out = append(out, l.Evidence...)
	}
	return out
}

func quoted(citations []evidence.Citation) string {
	out := make([]string, 0, len(citations))
	for _, c := range citations {
		out = append(out, "“"+c.Text()+"”")
	}
	return strings.Join(out, " ")
}

func newPanelQuote(c evidence.Citation) panelQuote {
	q := panelQuote{Text: c.Text(), Source: c.Speaker.Name}
	if at := c.Start().String(); at != "" {
		q.Source += ", " + at
	}
	if c.Source.Kind == evidence.NotesSource {
		q.Source += ", typed notes"
	}
	return q
}

// titled writes a code as words, as in "Strong yes".
func titled(code string) string {
	text := words(code)
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
