// Package print_test prints the pages that people carry, with a real browser.
package print_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/panel"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

// browser returns a Chromium, and skips where the machine has none.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium on the path: nothing can be printed")
	return ""
}

var pageObject = regexp.MustCompile(`/Type\s*/Page\b`)

// pages prints a page of HTML to PDF and counts its pages.
func pages(t *testing.T, html []byte, name string) int {
	t.Helper()
	dir := t.TempDir()
	if keep := os.Getenv("HIREALIGN_PRINT"); keep != "" {
		dir = keep
	}
	in, out := filepath.Join(dir, name+".html"), filepath.Join(dir, name+".pdf")
	require.NoError(t, os.WriteFile(in, html, 0o600))
	printed(t, browser(t),
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-breakpad", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--user-data-dir="+t.TempDir(), "--no-pdf-header-footer", "--print-to-pdf="+out, "file://"+in)
	pdf, err := os.ReadFile(out)
	require.NoError(t, err)
	return len(pageObject.FindAll(pdf, -1))
}

// printed runs the browser. A browser that dies of a signal of its own has said
// nothing about the page and is started again, twice at most: a page that kills the
// browser each time still fails the test, and so does every other fault at once.
func printed(t *testing.T, browser string, args ...string) {
	t.Helper()
	const starts = 3
	for n := 1; ; n++ {
		said, err := exec.CommandContext(t.Context(), browser, args...).CombinedOutput()
		if err == nil {
			return
		}
		var exit *exec.ExitError
		died := errors.As(err, &exit) && !exit.Exited()
		require.True(t, died && n < starts, "start %d of the browser: %v\n%s", n, err, said)
		t.Logf("start %d of the browser: %v", n, err)
	}
}

func locked(t *testing.T, r rubric.Rubric) rubric.Locked {
	t.Helper()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	dana, err := actor.NewHuman("u-1", "Dana", actor.HiringManager)
	require.NoError(t, err)
	marcus, err := actor.NewHuman("u-2", "Marcus", actor.Recruiter)
	require.NoError(t, err)
	l, err := rubric.Lock(r, rubric.AssentTo(r, dana, now), rubric.AssentTo(r, marcus, now))
	require.NoError(t, err)
	return l
}

func sample(t *testing.T) rubric.Rubric {
	t.Helper()
	b, err := os.ReadFile("../../examples/data/rubric.json")
	require.NoError(t, err)
	var r rubric.Rubric
	require.NoError(t, json.Unmarshal(b, &r))
	return r
}

// widest is the most that one panelist should carry: four competencies with five
// levels, three questions each with three probes, and open ones of two rounds.
func widest(t *testing.T) rubric.Rubric {
	t.Helper()
	r := sample(t)
	r.Questions = nil
	for i, c := range r.Competencies {
		c.Anchors = append(c.Anchors, rubric.Anchor{Level: 5, Label: "Far above", Behaviour: c.Anchors[len(c.Anchors)-1].Behaviour})
		r.Competencies[i].Anchors = c.Anchors
		for n := range 3 {
			r.Questions = append(r.Questions, rubric.Question{
				ID: rubric.QuestionID(fmt.Sprintf("q-%d-%d", i, n)), Kind: rubric.PastBehaviour, Competencies: []rubric.CompetencyID{c.ID}, Minutes: 5,
				Text:   "Tell me about the last time when something of this kind went wrong in production and you were the one who had to deal with it.",
				Probes: []string{"What did you do first, and what did you know at that moment?", "Who did you tell, when, and in which words?", "What would have to be true for the same to happen again?"},
			})
		}
	}
	return r
}

func TestAKitIsOnePage(t *testing.T) {
	browser(t)
	small := sample(t)
	small.Competencies = small.Competencies[:1]
	small.Questions = small.Questions[:2]
	tests := []struct {
		name         string
		rubric       rubric.Rubric
		competencies int
	}{
		{"one", small, 1},
		{"two", sample(t), 2},
		{"four", sample(t), 4},
		{"widest", widest(t), 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := locked(t, tt.rubric)
			sofia, ken := requisition.Person{ID: "u-3", Name: "Sofia Andrade"}, requisition.Person{ID: "u-4", Name: "Ken Aoki"}
			seat := requisition.Seat{Panelist: sofia}
			var left []panel.Left
			for i, c := range tt.rubric.Competencies[:tt.competencies] {
				seat.Competencies = append(seat.Competencies, string(c.ID))
				left = append(left, panel.Left{Round: "Recruiter screen", Question: tt.rubric.Questions[min(i, len(tt.rubric.Questions)-1)].ID, State: evidence.QuestionNotAsked})
			}
			round := requisition.Round{ID: "r-1", Name: "Technical deep dive", Minutes: 60, Panel: []requisition.Seat{seat, {Panelist: ken}}}
			k, err := panel.NewKit(l, round, seat, panel.KitOptions{Candidate: "Priya Raman", When: "Tuesday 3 March, 10:00 (Lisbon)", Left: left})
			require.NoError(t, err)
			var b bytes.Buffer
			require.NoError(t, panel.WriteHTML(&b, k))
			require.Equal(t, 1, pages(t, b.Bytes(), "kit-"+tt.name), strings.TrimSpace(tt.name))
		})
	}
}
