// Package packet_test opens what the library renders in a browser: it fits one
// printed page and a narrow screen, and axe-core finds nothing.
package packet_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/summary"
	"github.com/hirealign/hirealign/transcript"
)

var now = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

const long = "Started from what the customer loses in an hour, named two ways out with their price, and asked who else had to agree before anything was switched off; the second half went live in one large piece, which nobody had planned for."

func human(t *testing.T, id, name string, role actor.Role) actor.Human {
	t.Helper()
	h, err := actor.NewHuman(id, name, role)
	require.NoError(t, err)
	return h
}

type world struct {
	locked    rubric.Locked
	dana      actor.Human
	panel     []actor.Human
	meeting   debrief.Meeting
	packet    debrief.Packet
	decisions []debrief.Decision
	summaries []summary.Summary
}

var criteria = []string{
	"Payment correctness", "Incident ownership", "Delivery under constraint", "Explaining trade-offs to finance",
	"Mentoring and pairing", "Data modelling of ledgers", "Review of designs by others", "Working with operations",
}

// newWorld makes a full debrief: candidates × four panelists × eight criteria.
func newWorld(t *testing.T, candidates, panelists, competencies int) world {
	t.Helper()
	var w world
	w.dana = human(t, "u-dana", "Dana Whitlock", actor.HiringManager)
	marcus := human(t, "u-marcus", "Marcus Oyelaran", actor.Recruiter)
	names := []string{"Sofia Lindqvist", "Ken Abara", "Bartholomew Featherstonehaugh", "Ana Popescu", "Ken Ito", "Li Wei", "Noor Haddad", "Tove Berg"}
	for i := range panelists {
		w.panel = append(w.panel, human(t, fmt.Sprintf("u-%d", i), names[i], actor.Interviewer))
	}
	r := rubric.Rubric{SchemaVersion: 1, ID: "rb-1", Version: 1, MeetsLevel: 3, Role: rubric.Role{Title: "Senior Backend Engineer, Payments"}}
	for i := range competencies {
		c := rubric.Competency{ID: rubric.CompetencyID(fmt.Sprintf("c-%d", i)), Name: criteria[i%len(criteria)], Description: "Shows it in what was done.", Kind: rubric.MustHave}
		if i >= 5 {
			c.Kind = rubric.Growth
		}
		for level := 1; level <= 4; level++ {
			c.Anchors = append(c.Anchors, rubric.Anchor{Level: level, Label: fmt.Sprintf("Level %d", level), Behaviour: fmt.Sprintf("Did one thing with one person repeatedly and names what came of it, step %d", level)})
		}
		r.Competencies = append(r.Competencies, c)
		r.Questions = append(r.Questions, rubric.Question{ID: rubric.QuestionID("q-" + c.ID), Text: "Tell me about it.", Competencies: []rubric.CompetencyID{c.ID}})
	}
	var err error
	w.locked, err = rubric.Lock(r, rubric.AssentTo(r, w.dana, now), rubric.AssentTo(r, marcus, now))
	require.NoError(t, err)
	req := requisition.Requisition{
		ID: "req-1", Title: "Senior Backend Engineer, Payments and Ledger Platform", Openings: 1, HiringManager: requisition.PersonOf(w.dana),
		Compensation: compensation.Range{Low: 60000, High: 70000, Currency: "EUR", Period: compensation.Year},
	}
	dr := debrief.Request{Rubric: w.locked}
	b := debrief.Booking{Requisition: req, Slot: requisition.Slot{Start: now, Zone: "Europe/Lisbon"}}
	for i := range candidates {
		name := []string{"Priya Nair", "Tomás Herrera de la Fuente", "Ida <Nowak>"}[i%3] + strings.Repeat(" II", i/3)
		f := debrief.FinalistRequest{Application: requisition.ApplicationID(fmt.Sprintf("app-%d", i)), Candidate: name}
		tr := transcript.Transcript{SchemaVersion: 1, ID: transcript.ID(fmt.Sprintf("tr-%d", i)), Fidelity: transcript.Verbatim, Speakers: []transcript.Speaker{
			{ID: "a", Label: "S", Name: "Sofia Lindqvist", Role: transcript.Interviewer, RoleSource: transcript.Declared},
			{ID: "b", Label: "C", Name: name, Role: transcript.Candidate, RoleSource: transcript.Declared},
		}, Segments: []transcript.Segment{
			{ID: "1", Speaker: "a", Text: "What do you expect in terms of pay?", Start: transcript.At(0), End: transcript.At(4000)},
			{ID: "2", Speaker: "b", Text: "I am looking for eighty to eighty-six thousand euros a year, base.", Start: transcript.At(5000), End: transcript.At(9000)},
			{ID: "3", Speaker: "b", Text: "I have another offer, and they want an answer by the twentieth of November, so I would need to know before.", Start: transcript.At(10000), End: transcript.At(15000)},
			{ID: "4", Speaker: "b", Text: "I moved the key to the business identity beside the ledger entry, in the same transaction.", Start: transcript.At(16000), End: transcript.At(21000)},
		}}
		source := evidence.FromTranscript(tr)
		ix := evidence.NewIndex(source)
		cite := ix.Verify(evidence.Claim{Quote: "I moved the key to the business identity beside the ledger entry"}, evidence.CandidateOnly()).Citation
		for j, by := range w.panel {
			a := scorecard.Assignment{
				Requisition: "req-1", Application: f.Application, Round: "r-1", Interview: requisition.InterviewID(fmt.Sprintf("iv-%d-%d", i, j)),
				Panelist: requisition.PersonOf(by), InterviewEnd: now.Add(-time.Hour),
			}
			for _, c := range r.Competencies {
				a.Competencies = append(a.Competencies, c.ID)
			}
			d, err := scorecard.NewDraft(scorecard.ID(fmt.Sprintf("sc-%d-%d", i, j)), scorecard.Request{Rubric: w.locked, Assignment: a, Transcripts: []transcript.Transcript{tr}}, scorecard.Proposal{}, now)
			require.NoError(t, err)
			sub := scorecard.Submission{Overall: scorecard.Yes, OverallReason: long}
			for k, c := range r.Competencies {
				rating, err := scorecard.Rate(by, w.locked, c.ID, 1+(i+j*k+k)%4, scorecard.Basis{Reason: long, Evidence: []evidence.Citation{cite}}, now)
				if (i+j+k)%7 == 6 {
					rating, err = scorecard.NotAssess(by, w.locked, c.ID, "We ran out of time.", now)
				}
				require.NoError(t, err)
				sub.Ratings = append(sub.Ratings, rating)
			}
			card, err := scorecard.Submit(d, w.locked, by, sub, []evidence.Source{source}, now)
			require.NoError(t, err)
			f.Cards = append(f.Cards, card)
		}
		claim := func(q string) []summary.ProposedQuote {
			return []summary.ProposedQuote{{Claim: evidence.Claim{Quote: q}}}
		}
		s, err := summary.New(summary.ID(f.Application), summary.Request{
			Rubric: w.locked, Requisition: "req-1", Application: f.Application, Candidate: name, Transcripts: []transcript.Transcript{tr}, Band: req.Compensation,
		}, summary.Proposal{
			Bullets:      []summary.ProposedLine{{Competency: "c-0", Quotes: claim("I moved the key to the business identity beside the ledger entry")}},
			Lines:        []summary.ProposedLine{{Topic: summary.CompetingOffer, Quotes: claim("I have another offer, and they want an answer by the twentieth of November")}},
			Strongest:    claim("I moved the key to the business identity beside the ledger entry"),
			Compensation: claim("I am looking for eighty to eighty-six thousand euros a year, base"),
		}, now)
		require.NoError(t, err)
		f.Summary, err = s.WithCards(f.Cards)
		require.NoError(t, err)
		w.summaries = append(w.summaries, f.Summary)
		dr.Finalists = append(dr.Finalists, f)
		b.Applications = append(b.Applications, f.Application)
	}
	w.meeting, _, err = debrief.Book("db-1", b, marcus, now)
	require.NoError(t, err)
	w.meeting, _, err = w.meeting.Close(dr, marcus, now)
	require.NoError(t, err)
	w.meeting, w.packet, _, err = w.meeting.Reveal(dr, marcus, now)
	require.NoError(t, err)
	for i, a := range b.Applications {
		c := debrief.Choice{
			Outcome: debrief.Hire, Rationale: long, Reasons: []debrief.Reason{{Competency: "c-0", Text: long}, {Competency: "c-1", Text: long}},
			Dissent: []debrief.Dissent{{By: requisition.PersonOf(w.panel[0]), Text: long}},
		}
		if i > 0 {
			c = debrief.Choice{Outcome: debrief.Defer, FollowUp: debrief.FollowUp{Until: now.Add(72 * time.Hour), Owner: requisition.PersonOf(marcus), EvidenceNeeded: long}}
		}
		var d debrief.Decision
		w.meeting, d, _, err = w.meeting.Decide(w.packet, a, w.dana, c, now)
		require.NoError(t, err)
		w.decisions = append(w.decisions, d)
	}
	return w
}

func browser(t *testing.T) string {
	t.Helper()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed: the rendered pages are not looked at")
		}
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed: the rendered pages are not looked at")
	}
	return path
}

type seen struct {
	Violations   []string `json:"violations"`
	NarrowWidth  int      `json:"narrow_width"`
	PrintedPages int      `json:"printed_pages"`
	Requests     int      `json:"requests"`
}

// open looks at the pages in dir. PACKET_DIR keeps them, with pictures, in a
// folder of the caller's choice.
func open(t *testing.T, pages map[string]func(*bytes.Buffer) error) map[string]seen {
	t.Helper()
	chromium, tools := browser(t), t.TempDir()
	dir := os.Getenv("PACKET_DIR")
	if dir == "" {
		dir = t.TempDir()
	}
	for _, name := range []string{"package.json", "package-lock.json", "check.mjs"} {
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(tools, name), b, 0o600))
	}
	install := exec.CommandContext(t.Context(), "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	install.Dir = tools
	out, err := install.CombinedOutput()
	require.NoError(t, err, string(out))
	args := []string{"check.mjs", chromium, dir}
	for name, write := range pages {
		var b bytes.Buffer
		require.NoError(t, write(&b))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600))
		args = append(args, name)
	}
	cmd := exec.CommandContext(t.Context(), "node", args...)
	cmd.Dir = tools
	if os.Getenv("PACKET_DIR") != "" {
		cmd.Env = append(os.Environ(), "PICTURES=1")
	}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err = cmd.Output()
	require.NoError(t, err, errs.String())
	got := map[string]seen{}
	require.NoError(t, json.Unmarshal(out, &got))
	require.Len(t, got, len(pages))
	return got
}

func TestPagesInABrowser(t *testing.T) {
	t.Parallel()
	full, five, one, many := newWorld(t, 2, 4, 8), newWorld(t, 2, 4, 5), newWorld(t, 1, 4, 8), newWorld(t, 5, 8, 12)
	comparison, err := summary.Compare(full.summaries...)
	require.NoError(t, err)
	explanation, err := debrief.Explain(full.packet, full.decisions[0], nil)
	require.NoError(t, err)
	got := open(t, map[string]func(*bytes.Buffer) error{
		"explanation.html": func(b *bytes.Buffer) error { return explanation.WriteHTML(b) },
		"packet.html":      func(b *bytes.Buffer) error { return debrief.WriteHTML(b, full.packet, full.decisions...) },
		"undecided.html":   func(b *bytes.Buffer) error { return debrief.WriteHTML(b, full.packet) },
		"five.html":        func(b *bytes.Buffer) error { return debrief.WriteHTML(b, five.packet, five.decisions...) },
		"single.html":      func(b *bytes.Buffer) error { return debrief.WriteHTML(b, one.packet, one.decisions...) },
		"many.html":        func(b *bytes.Buffer) error { return debrief.WriteHTML(b, many.packet, many.decisions...) },
		"summary.html":     func(b *bytes.Buffer) error { return full.summaries[0].WriteHTML(b) },
		"comparison.html":  func(b *bytes.Buffer) error { return comparison.WriteHTML(b) },
	})
	for name, s := range got {
		require.Empty(t, s.Violations, name)
		require.LessOrEqual(t, s.NarrowWidth, 320, name)
		require.Equal(t, 1, s.Requests, "%s loads nothing but itself", name)
	}
	for _, name := range []string{"packet.html", "undecided.html", "five.html", "single.html"} {
		require.Equal(t, 1, got[name].PrintedPages, name)
	}
	require.GreaterOrEqual(t, got["many.html"].PrintedPages, 3, "two finalists to a page")
}
