package debrief

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
)

// view is what both renderings show.
type view struct {
	Title, Lede string
	Finalists   []finalistView
}

type finalistView struct {
	Candidate         string
	Decision          *decisionView
	Opening           []fact
	Heatmap           heatmap
	Debate, Consensus []criterionView
	Recommendations   []recommendationView
	Facts             []fact
	Bullets           []quoteView
}

type fact struct{ Label, Text string }

type decisionView struct {
	Outcome, By, On string
	Lines           []string
}

type criterionView struct {
	Name, Kind, Why, Speak string
	// Spread and Short are Why and Speak for the one page.
	Spread, Short string
	Ratings       []ratingView
}

type ratingView struct {
	By, Level, Reason string
	Quotes            []quoteView
}

type quoteView struct {
	Statement, Text, Source string
}

type recommendationView struct{ By, Overall, Late, Reason string }

const dayFormat = "2 January 2006"

var methodText = map[Method]string{
	"":           "%s decides",
	OwnerDecides: "%s decides",
	Consent:      "%s decides what nobody objects to",
	Threshold:    "the composite decides, %s signs",
	Committee:    "%s decides on the record, from outside the panel",
}

func newView(p Packet, decisions []Decision) view {
	v := view{Title: p.Title}
	method, ok := methodText[p.Method]
	if !ok {
		method = methodText[OwnerDecides]
	}
	v.Lede = fmt.Sprintf("%d minutes, disagreement first; "+method+". Rubric locked %s, %s. Level %d of %d meets the bar.",
		p.Minutes, p.Owner.Name, p.LockedAt.Format(dayFormat), shortHash(p.RubricHash), p.MeetsLevel, p.Levels)
	for _, f := range p.Finalists {
		fv := finalistView{Candidate: f.Candidate, Heatmap: newHeatmap(f, p.MeetsLevel)}
		for _, item := range f.Agenda {
			c, _ := f.Criterion(item.Competency)
			cv := newCriterionView(item, c, fv.Heatmap)
			if item.Debate {
				fv.Debate = append(fv.Debate, cv)
			} else {
				fv.Consensus = append(fv.Consensus, cv)
			}
		}
		for _, r := range f.Recommendations {
			rv := recommendationView{By: r.By.Name(), Overall: words(string(r.Overall)), Reason: r.Reason}
			if r.Late {
				rv.Late = " (late)"
			}
			fv.Recommendations = append(fv.Recommendations, rv)
		}
		fv.opening(f, p.MeetsLevel)
		fv.facts(f)
		for _, l := range f.Summary.Bullets {
			for _, c := range l.Evidence {
				q := newQuoteView(c)
				q.Statement = l.Text
				fv.Bullets = append(fv.Bullets, q)
			}
		}
		for _, d := range decisions {
			if doc := d.Document(); doc.Debrief == p.ID && doc.Application == f.Application {
				fv.Decision = newDecisionView(f, doc)
			}
		}
		v.Finalists = append(v.Finalists, fv)
	}
	return v
}

func newCriterionView(item Item, c Criterion, h heatmap) criterionView {
	cv := criterionView{Name: c.Name, Kind: words(string(c.Kind)), Why: whyText(item.Why, c), Spread: spreadText(c)}
	var speak, short []string
	for _, t := range item.Speakers {
		name := t.Person.Name
		if t.Minority {
			name += " (minority)"
		}
		speak, short = append(speak, name), append(short, h.short(t.Person.Name))
	}
	if item.Debate && len(speak) > 1 {
		cv.Speak, cv.Short = strings.Join(speak, ", "), strings.Join(short, ", ")
	}
	if c.N > 1 && c.Range() == 0 {
		cv.Spread = "all " + strconv.Itoa(c.Max)
	}
	for i, r := range c.Ratings {
		rv := newRatingView(r)
		if i < len(c.First) {
			if first := newRatingView(c.First[i]); first.Level != rv.Level {
				rv.Level = "first " + first.Level + ", then " + rv.Level
			}
		}
		cv.Ratings = append(cv.Ratings, rv)
	}
	return cv
}

func newRatingView(r scorecard.Rating) ratingView {
	rv := ratingView{By: r.By().Name(), Level: "not assessed", Reason: r.Reason()}
	if level, ok := r.Level(); ok {
		rv.Level = strconv.Itoa(level)
	}
	for _, c := range r.Evidence() {
		rv.Quotes = append(rv.Quotes, newQuoteView(c))
	}
	return rv
}

func newQuoteView(c evidence.Citation) quoteView {
	q := quoteView{Text: c.Text(), Source: c.Speaker.Name}
	if at := c.Start().String(); at != "" {
		q.Source += ", " + at
	}
	if c.Source.Kind == evidence.NotesSource {
		q.Source += ", typed notes"
	}
	return q
}

func whyText(w Why, c Criterion) string {
	switch w {
	case StraddlesMustHave, StraddlesBar:
		return fmt.Sprintf("%d at or above the bar, %d below", c.AtOrAboveBar, c.BelowBar)
	case Spread:
		return fmt.Sprintf("levels %d to %d", c.Min, c.Max)
	case OneView:
		return "one view only"
	case NotAssessed:
		return "nobody assessed it"
	default:
		return fmt.Sprintf("all at level %d", c.Max)
	}
}

func newDecisionView(f Finalist, d DecisionDocument) *decisionView {
	v := &decisionView{Outcome: words(string(d.Outcome)), By: d.DecidedBy.Name(), On: d.DecidedAt.Format(dayFormat)}
	for _, r := range d.Reasons {
		name := string(r.Competency)
		if c, ok := f.Criterion(r.Competency); ok {
			name = c.Name
		}
		v.Lines = append(v.Lines, name+": "+r.Text)
	}
	if d.Rationale != "" {
		label := "Rationale: "
		if d.override() {
			label = "Against the rubric, because: "
		}
		v.Lines = append(v.Lines, label+d.Rationale)
	}
	if up := d.FollowUp; up != nil {
		v.Lines = append(v.Lines, "Follow-up by "+up.Owner.Name+" until "+up.Until.Format(dayFormat)+": "+up.EvidenceNeeded)
	}
	for _, x := range d.Dissent {
		v.Lines = append(v.Lines, "Dissent of "+x.By.Name+": "+x.Text)
	}
	for _, n := range d.Onboarding {
		text := "For the first months, " + n.Name
		if n.Towards != "" {
			text += ": " + n.Towards
		}
		v.Lines = append(v.Lines, text)
	}
	return v
}

// opening is what the debrief of a finalist starts with.
func (fv *finalistView) opening(f Finalist, bar int) {
	met, unmet := f.MustHaves(bar)
	text := fmt.Sprintf("%d of %d met", len(met), len(met)+len(unmet))
	var open []string
	for _, c := range unmet {
		if c.N == 0 {
			open = append(open, c.Name+" (not assessed)")
		} else {
			open = append(open, c.Name+" (mean "+c.Mean.Decimal()+")")
		}
	}
	if len(open) > 0 {
		text += "; not met: " + strings.Join(open, ", ")
	}
	fv.Opening = append(fv.Opening, fact{"Must-haves", text})
	composite := "none: a must-have was not assessed"
	if c := f.Composite; c != nil {
		side := "below"
		if c.MeetsBar {
			side = "meets"
		}
		composite = c.Value.Decimal() + ", " + side + " the bar of " + c.Bar.Decimal()
		if !c.Coverage.IsZero() && c.Coverage != (Ratio{Num: 1, Den: 1}) {
			composite += fmt.Sprintf("; %d %% of the weight assessed", int(100*float64(c.Coverage.Num)/float64(c.Coverage.Den)))
		}
	}
	fv.Opening = append(fv.Opening, fact{"Composite", composite})
	if len(f.Pivotal) > 0 {
		var names []string
		for _, p := range f.Pivotal {
			names = append(names, p.Name)
		}
		fv.Opening = append(fv.Opening, fact{"Depends on one view", strings.Join(names, "; or ") + ": check the evidence"})
	}
}

func (fv *finalistView) facts(f Finalist) {
	add := func(label, text string) {
		if text != "" {
			fv.Facts = append(fv.Facts, fact{label, text})
		}
	}
	if s := f.Summary.Compensation; s != nil {
		add("Compensation expected", s.Text())
	}
	add("Other offers", lineText(f.Summary.CompetingOffers))
	add("The candidate's dates", lineText(f.Summary.Deadlines))
	add("Concerns", lineText(f.Summary.Concerns))
	var unasked []string
	for _, q := range f.Unasked {
		text := string(q)
		for _, known := range f.Summary.NotAsked {
			if known.Question == q {
				text = known.Text
			}
		}
		unasked = append(unasked, text)
	}
	add("Planned and not asked", strings.Join(unasked, " · "))
	for _, w := range f.Waived {
		add("Card of "+w.Panelist.Name+" waived by "+w.By.Name(), w.Reason)
	}
}

func lineText(lines []summary.Line) string {
	var out []string
	for _, l := range lines {
		for _, c := range l.Evidence {
			out = append(out, "“"+c.Text()+"”")
		}
	}
	return strings.Join(out, " ")
}

func words(s string) string { return strings.ReplaceAll(s, "_", " ") }

func shortHash(h string) string {
	const shown = len("sha256:") + 12
	if len(h) > shown {
		return h[:shown]
	}
	return h
}

// clip shortens text for the one page, at the end of a word.
func clip(n int, s string) string {
	s = strings.Join(strings.Fields(s), " ")
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	cut := string(runes[:n-1])
	if i := strings.LastIndexByte(cut, ' '); i > n/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,.;:") + "…"
}
