package transcript_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

// interview is a real conversation with the label of the one who answers and of
// those who ask.
type interview struct {
	name       string
	t          transcript.Transcript
	candidates []string
	hosts      []string
}

func (iv interview) roles(candidates, hosts []string) transcript.Transcript {
	t := iv.t
	for _, l := range candidates {
		t, _ = t.AssignRole(l, transcript.Candidate, transcript.Declared)
	}
	for _, l := range hosts {
		t, _ = t.AssignRole(l, transcript.Interviewer, transcript.Declared)
	}
	return t
}

// collapsed puts all speech under the first candidate's label.
func (iv interview) collapsed() transcript.Transcript {
	t := iv.roles(iv.candidates, nil)
	var id transcript.SpeakerID
	for _, s := range t.Speakers {
		if s.Label == iv.candidates[0] {
			id = s.ID
		}
	}
	t.Segments = append([]transcript.Segment(nil), t.Segments...)
	for i := range t.Segments {
		t.Segments[i].Speaker = id
	}
	return t
}

func interviews(t *testing.T) []interview {
	t.Helper()
	dir := filepath.Join(corpus.Dir(t), "corpus")
	var out []interview
	file := func(path, host, guest string) {
		f, err := os.Open(filepath.Join(dir, "transcripts", path))
		require.NoError(t, err)
		defer f.Close()
		tr, _, err := decode.Decode(f, &decode.Options{ID: "t"})
		require.NoError(t, err)
		out = append(out, interview{path, tr, []string{guest}, []string{host}})
	}
	guests := []string{"Sam Soffes", "Pia Mancini", "Danielle Morrill", "Mikael Cho", "Bryan Helmig", "Eric Berry", "David Cramer", "Donald Fischer", "Kyle Mathews"}
	for i, g := range guests {
		file(fmt.Sprintf("changelog-md/founders-talk-%d.md", 51+i), "Adam Stacoviak", g)
	}
	file("bitcoin-md/2018-12-11-laolu-osuntokun-stephan-livera.md", "Stephan", "roasbeef")
	file("oral-history/webvtt_test.vtt", "Barry Solow", "Aaron Scott")
	f, err := os.Open(filepath.Join(dir, "grounding", "dev.transcripts.jsonl"))
	require.NoError(t, err)
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 16<<20)
	for sc.Scan() {
		var r struct {
			ID         string
			Candidates []string
			Segments   []struct {
				Speaker    string
				Start, End int
			}
			Text string
		}
		require.NoError(t, json.Unmarshal(sc.Bytes(), &r))
		if !strings.HasPrefix(r.ID, "cl-") {
			continue // meetings
		}
		iv := interview{name: r.ID, candidates: r.Candidates}
		iv.t.ID = "t"
		text := []rune(r.Text)
		seen := map[string]bool{}
		for i, s := range r.Segments {
			if !seen[s.Speaker] {
				seen[s.Speaker] = true
				iv.t.Speakers = append(iv.t.Speakers, transcript.Speaker{ID: transcript.SpeakerID(s.Speaker), Label: s.Speaker})
				host := true
				for _, c := range r.Candidates {
					host = host && c != s.Speaker
				}
				if host {
					iv.hosts = append(iv.hosts, s.Speaker)
				}
			}
			iv.t.Segments = append(iv.t.Segments, transcript.Segment{ID: transcript.SegmentID(fmt.Sprint(i)), Speaker: transcript.SpeakerID(s.Speaker), Text: string(text[s.Start:s.End])})
		}
		out = append(out, iv)
	}
	return out
}

// plain is the text as a recogniser without punctuation writes it.
func plain(t transcript.Transcript) transcript.Transcript {
	t.Segments = append([]transcript.Segment(nil), t.Segments...)
	for i, s := range t.Segments {
		var words []string
		for _, w := range transcript.Words(s.Text) {
			words = append(words, strings.ToLower(w))
		}
		t.Segments[i].Text = strings.Join(words, " ")
	}
	return t
}

// captions cuts segments into pieces of a caption's length.
func captions(t transcript.Transcript) transcript.Transcript {
	var out []transcript.Segment
	for _, s := range t.Segments {
		words := strings.Fields(s.Text)
		for n := 0; len(words) > 0; n++ {
			k := min(len(words), 12)
			c := s
			c.ID, c.Text = transcript.SegmentID(fmt.Sprint(s.ID, "/", n)), strings.Join(words[:k], " ")
			out, words = append(out, c), words[k:]
		}
	}
	t.Segments = out
	return t
}

// opening is the first part of a conversation.
func opening(t transcript.Transcript) transcript.Transcript {
	words := 0
	for i, s := range t.Segments {
		if words += len(strings.Fields(s.Text)); words > 1500 {
			t.Segments = t.Segments[:i]
			break
		}
	}
	return t
}

func same(t transcript.Transcript) transcript.Transcript { return t }

// TestRoleAlarmOnRealInterviews measures the alarm on interviews whose labels are
// right, exchanged, and all one.
func TestRoleAlarmOnRealInterviews(t *testing.T) {
	t.Parallel()
	all := interviews(t)
	for _, v := range []struct {
		name                   string
		make                   func(transcript.Transcript) transcript.Transcript
		leastSwapped, leastOne float64
	}{
		{"as they are", same, 0.9, 0.8}, {"as captions", captions, 0.85, 0.8}, {"without punctuation", plain, 0.75, 0.6}, {"first 1500 words", opening, 0.6, 0},
	} {
		var ones, falseAlarms, swapped, collapsed, alone int
		for _, iv := range all {
			if len(iv.candidates) != 1 || len(iv.hosts) != 1 {
				continue
			}
			ones++
			right := v.make(iv.roles(iv.candidates, iv.hosts)).CheckRoles()
			require.True(t, v.make(iv.roles(iv.candidates, iv.hosts)).Assess(transcript.Candidate).Usable(), "%s can be judged from", iv.name)
			if right.Blocks() {
				falseAlarms++
				t.Logf("false alarm: %s %+v", iv.name, right)
			}
			other := v.make(iv.roles(iv.hosts, iv.candidates)).CheckRoles()
			if other.State == transcript.RolesInverted {
				swapped++
			} else {
				t.Logf("%s: %s not noticed when exchanged: %s %.2f", v.name, iv.name, other.State, other.Score)
			}
			if one := v.make(iv.collapsed()).CheckRoles(); one.State == transcript.RolesCollapsed {
				collapsed++
			} else {
				require.Equal(t, transcript.RolesUnclear, one.State)
			}
			only := iv.roles(iv.candidates, iv.hosts)
			only.Segments = nil
			for _, s := range iv.t.Segments {
				if sp, _ := iv.t.Speaker(s.Speaker); sp.Label == iv.candidates[0] {
					only.Segments = append(only.Segments, s)
				}
			}
			if c := v.make(only).CheckRoles(); c.Blocks() {
				alone++
			}
		}
		t.Logf("%-20s %d interviews of one by one: false alarms %d; exchanged labels noticed %d; one label noticed %d; alarms where only the candidate was recorded %d",
			v.name, ones, falseAlarms, swapped, collapsed, alone)
		require.Zero(t, falseAlarms)
		require.GreaterOrEqual(t, float64(swapped)/float64(ones), v.leastSwapped, v.name)
		require.GreaterOrEqual(t, float64(collapsed)/float64(ones), v.leastOne, v.name)
	}
	var panels, falseAlarms, swapped int
	for _, iv := range all {
		if len(iv.candidates) == 1 && len(iv.hosts) == 1 {
			continue
		}
		panels++
		if iv.roles(iv.candidates, iv.hosts).CheckRoles().Blocks() {
			falseAlarms++
		}
		if iv.roles(iv.hosts, iv.candidates).CheckRoles().State == transcript.RolesInverted {
			swapped++
		}
	}
	t.Logf("%d panels: false alarms %d, exchanged sides noticed %d", panels, falseAlarms, swapped)
	require.Zero(t, falseAlarms)
}

// TestRoleAlarmOnHeldOutConversations runs the alarm on conversations that its
// thresholds were not set on: two people of whom one asks and one knows the subject.
func TestRoleAlarmOnHeldOutConversations(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(corpus.Dir(t), "corpus")
	known, err := os.ReadFile(filepath.Join(dir, "grounding", "dev.transcripts.jsonl"))
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(dir, "transcripts", "changelog-md", "brain-science-*.md"))
	require.NoError(t, err)
	var n, falseAlarms, exchanged, one int
	for _, path := range files {
		name := filepath.Base(path)
		if strings.Contains(string(known), strings.TrimSuffix(name, ".md")+`"`) {
			continue // among those that the thresholds were set on
		}
		f, err := os.Open(path)
		require.NoError(t, err)
		tr, _, err := decode.Decode(f, &decode.Options{ID: "t"})
		require.NoError(t, f.Close())
		require.NoError(t, err)
		iv := interview{name, tr, []string{"Mireille B. Reece, Psy.D"}, []string{"Adam Stacoviak"}}
		n++
		right := iv.roles(iv.candidates, iv.hosts).CheckRoles()
		require.NotEqual(t, transcript.RolesUnknown, right.State, name)
		if right.Blocks() {
			falseAlarms++
		}
		if iv.roles(iv.hosts, iv.candidates).CheckRoles().State == transcript.RolesInverted {
			exchanged++
		}
		if iv.collapsed().CheckRoles().State == transcript.RolesCollapsed {
			one++
		}
	}
	t.Logf("%d conversations: false alarms %d; exchanged labels noticed %d; one label noticed %d", n, falseAlarms, exchanged, one)
	require.Zero(t, falseAlarms)
}

// TestACandidateMayAskAtTheEnd has an interview whose larger part is the candidate's
// questions.
func TestACandidateMayAskAtTheEnd(t *testing.T) {
	t.Parallel()
	tr, _, err := decode.Decode(strings.NewReader(questionsAtTheEnd), &decode.Options{ID: "t"})
	require.NoError(t, err)
	iv := interview{t: tr, candidates: []string{"Jo"}, hosts: []string{"Maya"}}
	c := iv.roles(iv.candidates, iv.hosts).CheckRoles()
	require.Greater(t, c.Score, 1.8, "as a whole it looks exchanged")
	require.Equal(t, transcript.RolesUnclear, c.State)
	only := iv.roles(iv.candidates, iv.hosts)
	only.Segments = nil
	for _, s := range tr.Segments {
		if sp, _ := tr.Speaker(s.Speaker); sp.Label == "Jo" {
			only.Segments = append(only.Segments, s)
		}
	}
	require.False(t, only.CheckRoles().Blocks(), "the candidate's track alone")
}

const questionsAtTheEnd = `Maya: Thanks for making the time today. We have half an hour, so I would like to go over the background first and then the team. Tell me about the payments work.
Jo: Sure. I joined Acme as the second engineer. I built the ledger with one colleague and we moved forty merchants onto it within a year. I owned the reconciliation job and I was on call for it.
Maya: What was the hardest part?
Jo: Honestly the refunds. Our bank sent files late and I had to write a matcher that could tell a duplicate from a retry. I tested it against two years of data before we switched it on.
Maya: Okay, great. That is all from my side. I am happy to take questions now.
Jo: Thanks. How is the team set up? Who would I report to?
Maya: You would report to Lena. There are six engineers, and we work in two groups. I came here three years ago and I moved from support into engineering, so my view is a bit special. We plan in six week cycles, our designers sit with us, and we do not have a separate test team. I like that a lot, because we see what breaks ourselves.
Jo: And what does on call look like for you?
Maya: We have one week in six. I had two pages in my last week. Our alerts are good, we spent a lot of time on them last winter.
Jo: What do you think is the biggest risk for the company right now?
Maya: I think it is sales. We depend on two partners. My hope is that our self service product grows, and we are hiring for that.
Jo: How do you decide what gets built? Do you talk to customers yourself?
Maya: We do. I sit in on calls every week. Our product manager writes a short note and we discuss it on Mondays.
Jo: Do you have a budget for conferences? And how do you handle remote weeks?
Maya: We have a small budget, I used mine for a conference in Ghent. Remote weeks are fine, I am remote most of the summer.
Jo: What would you want me to have done after three months?
Maya: I would like the reconciliation to run without Lena. She has been doing it by hand and we need her on the new ledger.
Jo: What do you like least about working here?
Maya: Our build is slow. I complain about it weekly and we still have not fixed it.
Jo: When will you decide? Can you tell me what the next step is?
Maya: We will write by Friday. The next step is a talk with Lena and then we make an offer.
`
