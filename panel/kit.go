package panel

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/markdown"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

const (
	opening    = 5 // minutes for hello and what will happen
	candidates = 8 // minutes for the candidate's own questions, which are not rated
)

// Left is a planned question that an earlier round did not get answered.
type Left struct {
	Round    string                 `json:"round"`
	Question rubric.QuestionID      `json:"question_id"`
	State    evidence.QuestionState `json:"state"`
}

// KitOptions are what a kit may hold besides the rubric and the seat. The zero
// value is valid.
type KitOptions struct {
	// Candidate is the name on the page; "" leaves a line for it.
	Candidate string
	// When is shown as it is, such as "Tue 3 March, 10:00 (Lisbon)"; "" for none.
	When string
	// Left are questions that earlier rounds left open. It holds no ratings, and
	// nothing that was answered: panelists stay blind.
	Left []Left
}

// KitQuestion is a question with what a panelist needs to ask it.
type KitQuestion struct {
	ID      rubric.QuestionID   `json:"id"`
	Text    string              `json:"text"`
	Kind    rubric.QuestionKind `json:"kind,omitzero"`
	Probes  []string            `json:"probes,omitzero"`
	Minutes int                 `json:"minutes,omitzero"`
	// LeftBy are the earlier rounds in which it was planned and not answered.
	LeftBy []string `json:"left_by,omitzero"`
}

// KitCompetency is a competency that the panelist assesses.
type KitCompetency struct {
	ID          rubric.CompetencyID `json:"id"`
	Name        string              `json:"name"`
	Description string              `json:"description"`
	Kind        rubric.Kind         `json:"kind"`
	Minutes     int                 `json:"minutes"`
	Questions   []KitQuestion       `json:"questions,omitzero"`
	// Anchors are all levels, lowest first.
	Anchors []rubric.Anchor `json:"anchors,omitzero"`
}

// Kit is what one panelist takes into one conversation. It holds no rating and no
// verdict of anybody.
type Kit struct {
	SchemaVersion int                  `json:"schema_version"`
	Title         string               `json:"title"`
	Candidate     string               `json:"candidate,omitzero"`
	When          string               `json:"when,omitzero"`
	Round         string               `json:"round"`
	Panelist      requisition.Person   `json:"panelist"`
	Panel         []requisition.Person `json:"panel,omitzero"`
	Minutes       int                  `json:"minutes"`
	// OpeningMinutes and CandidateMinutes are kept free at the start, and at the end
	// for the candidate's own questions; both are the round's, not each panelist's.
	OpeningMinutes   int             `json:"opening_minutes"`
	CandidateMinutes int             `json:"candidate_minutes"`
	MeetsLevel       int             `json:"meets_level"`
	RubricHash       string          `json:"rubric_hash"`
	RubricVersion    int             `json:"rubric_version"`
	Competencies     []KitCompetency `json:"competencies,omitzero"`
	// Eligibility are questions for yes or no, which are not rated.
	Eligibility []KitQuestion `json:"eligibility,omitzero"`
	// StillOpen are questions of the panelist's competencies that earlier rounds left
	// open and that are not among the panelist's own.
	StillOpen []KitQuestion `json:"still_open,omitzero"`
}

// NewKit makes the page of one seat. Minutes go to the questions that say how long
// they take; what is left of the panelist's share is divided evenly. It returns
// ErrNotLocked for a zero rubric, and ErrInvalid, with every fault, for a seat that
// is not in the round, has no competencies, or names what the rubric does not have.
func NewKit(l rubric.Locked, round requisition.Round, seat requisition.Seat, opts KitOptions) (Kit, error) {
	if l.IsZero() {
		return Kit{}, fault.New(rubric.ErrNotLocked, "rubric.not_locked", "", "a kit is made from a locked rubric")
	}
	r := l.Rubric()
	k := Kit{
		SchemaVersion: SchemaVersion, Title: r.Role.Title, Candidate: opts.Candidate, When: opts.When, Round: round.Name,
		Panelist: seat.Panelist, Minutes: round.Minutes, OpeningMinutes: min(opening, round.Minutes),
		CandidateMinutes: min(candidates, max(0, round.Minutes-opening)),
		MeetsLevel:       r.MeetsLevel, RubricHash: l.Hash(), RubricVersion: r.Version,
	}
	var list fault.List
	for _, s := range round.Panel {
		k.Panel = append(k.Panel, s.Panelist)
	}
	if !slices.ContainsFunc(round.Panel, func(s requisition.Seat) bool { return s.Panelist.ID == seat.Panelist.ID }) {
		list.Add("panel.seat_unknown", "/panelist", "the panelist has no seat in this round")
	}
	if round.Minutes < 0 {
		list.Add("panel.minutes_invalid", "/minutes", "minutes are not below zero")
	}
	if len(seat.Competencies) == 0 {
		list.Add("panel.seat_idle", "/competencies", "the seat assesses nothing")
	}
	for i, id := range seat.Competencies {
		if _, known := l.Competency(rubric.CompetencyID(id)); !known {
			list.Add("panel.competency_unknown", fault.Path("competencies", i), "the rubric has no such competency")
		}
	}
	for i, id := range seat.Questions {
		if _, known := l.Question(rubric.QuestionID(id)); !known {
			list.Add("panel.question_unknown", fault.Path("questions", i), "the rubric has no such question")
		}
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Kit{}, err
	}
	leftBy := map[rubric.QuestionID][]string{}
	for _, left := range opts.Left {
		if left.State != evidence.QuestionAnswered && !slices.Contains(leftBy[left.Question], left.Round) {
			leftBy[left.Question] = append(leftBy[left.Question], left.Round)
		}
	}
	page := func(q rubric.Question) KitQuestion {
		return KitQuestion{ID: q.ID, Text: q.Text, Kind: q.Kind, Probes: q.Probes, Minutes: q.Minutes, LeftBy: leftBy[q.ID]}
	}
	mine := Questions(l, seat)
	placed := map[rubric.QuestionID]bool{}
	for _, c := range r.Competencies {
		if !slices.Contains(seat.Competencies, string(c.ID)) {
			continue
		}
		kc := KitCompetency{ID: c.ID, Name: c.Name, Description: c.Description, Kind: c.Kind, Anchors: c.Anchors}
		for _, q := range mine {
			if q.Kind != rubric.Eligibility && slices.Contains(q.Competencies, c.ID) && !placed[q.ID] {
				placed[q.ID] = true
				kc.Questions = append(kc.Questions, page(q))
			}
		}
		k.Competencies = append(k.Competencies, kc)
	}
	for _, q := range mine {
		if q.Kind == rubric.Eligibility {
			k.Eligibility = append(k.Eligibility, page(q))
		}
	}
	for _, q := range r.Questions {
		mineToo := slices.ContainsFunc(mine, func(m rubric.Question) bool { return m.ID == q.ID })
		concerns := slices.ContainsFunc(q.Competencies, func(c rubric.CompetencyID) bool { return slices.Contains(seat.Competencies, string(c)) })
		if len(leftBy[q.ID]) > 0 && !mineToo && concerns {
			k.StillOpen = append(k.StillOpen, page(q))
		}
	}
	k.spread(share(round))
	return k, nil
}

// spread divides the panelist's minutes among the competencies.
func (k *Kit) spread(minutes int) {
	open := 0
	for i := range k.Competencies {
		for _, q := range k.Competencies[i].Questions {
			k.Competencies[i].Minutes += q.Minutes
		}
		minutes -= k.Competencies[i].Minutes
		if k.Competencies[i].Minutes == 0 {
			open++
		}
	}
	for i := range k.Competencies {
		if k.Competencies[i].Minutes == 0 && minutes > 0 {
			k.Competencies[i].Minutes = minutes / open
		}
	}
}

//go:embed kit.gohtml
var kitHTML string

var kitTemplate = template.Must(template.New("kit").Funcs(template.FuncMap{"kind": kindWords, "join": strings.Join, "questionKind": questionKind}).Parse(kitHTML))

// WriteHTML renders the kit as a page that prints on one side of A4: the text is
// set smaller the more there is of it, which is enough for four competencies with
// five levels, three questions each and their probes. It loads nothing from elsewhere and runs no
// script. It returns the writer's error.
func WriteHTML(w io.Writer, k Kit) error {
	return kitTemplate.Execute(w, struct {
		Kit
		Class string
	}{k, k.density()})
}

// density chooses how small the print is, by the lines that the kit will take.
func (k Kit) density() string {
	lines := 0
	wrap := func(s string, width int) { lines += 1 + len(s)/width }
	for _, c := range k.Competencies {
		lines += 3
		wrap(c.Description, 110)
		for _, q := range c.Questions {
			wrap(q.Text, 100)
			for _, p := range q.Probes {
				wrap(p, 100)
			}
		}
		tallest := 0
		for _, a := range c.Anchors {
			tallest = max(tallest, 2+len(a.Behaviour)*len(c.Anchors)/120)
		}
		lines += tallest
	}
	for _, q := range append(slices.Clone(k.Eligibility), k.StillOpen...) {
		wrap(q.Text, 110)
	}
	switch {
	case lines < 46:
		return "roomy"
	case lines < 60:
		return "normal"
	case lines < 78:
		return "dense"
	default:
		return "tiny"
	}
}

func kindWords(k rubric.Kind) string {
	if k == rubric.MustHave {
		return "must-have"
	}
	return "can be learnt"
}

func questionKind(k rubric.QuestionKind) string { return strings.ReplaceAll(string(k), "_", " ") }

// Markdown renders the kit. What people wrote stays text: none of it becomes markup.
func (k Kit) Markdown() string {
	var s strings.Builder
	fmt.Fprintf(&s, "# %s: %s\n\n%s, %d minutes", markdown.Inline(k.Title), markdown.Inline(k.Round), markdown.Inline(k.Panelist.Name), k.Minutes)
	if k.Candidate != "" {
		s.WriteString(", with " + markdown.Inline(k.Candidate))
	}
	if k.When != "" {
		s.WriteString(", " + markdown.Inline(k.When))
	}
	fmt.Fprintf(&s, "\n\nLevel %d meets the bar. Write down what is said, rate after the conversation, talk to nobody of the panel before your card is in.\n", k.MeetsLevel)
	question := func(q KitQuestion) {
		s.WriteString("- " + markdown.Inline(q.Text))
		if q.Minutes > 0 {
			s.WriteString(" (" + strconv.Itoa(q.Minutes) + " min)")
		}
		if len(q.LeftBy) > 0 {
			s.WriteString(" *left open by " + markdown.Inline(strings.Join(q.LeftBy, ", ")) + "*")
		}
		s.WriteString("\n")
		for _, p := range q.Probes {
			s.WriteString("  - " + markdown.Inline(p) + "\n")
		}
	}
	for _, c := range k.Competencies {
		fmt.Fprintf(&s, "\n## %s (%s, %d min)\n\n%s\n\n", markdown.Inline(c.Name), kindWords(c.Kind), c.Minutes, markdown.Inline(c.Description))
		for _, q := range c.Questions {
			question(q)
		}
		s.WriteString("\n| Level | What it looks like |\n| --- | --- |\n")
		for _, a := range c.Anchors {
			mark := ""
			if a.Level == k.MeetsLevel {
				mark = " ✓"
			}
			fmt.Fprintf(&s, "| %d %s%s | %s |\n", a.Level, markdown.Inline(a.Label), mark, markdown.Inline(a.Behaviour))
		}
	}
	if len(k.StillOpen) > 0 {
		s.WriteString("\n## Left open by earlier rounds\n\n")
		for _, q := range k.StillOpen {
			question(q)
		}
	}
	if len(k.Eligibility) > 0 {
		s.WriteString("\n## Asked of everybody in these words, not rated\n\n")
		for _, q := range k.Eligibility {
			question(q)
		}
	}
	return s.String()
}
