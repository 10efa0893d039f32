package evidence_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
)

var (
	// spokenLine is a turn on one line: "**Ali** [1:02] Words.", "**Ali:** Words.", "Ali: Words." or "<v Ali> Words."
	spokenLine = regexp.MustCompile(`^(?:\*\*([^*:]+)(?::\*\*|\*\* \[[\d:]+\])|([A-Za-z][\w' ]{2,30}):|<v ([^>]+)>) ?(.+)$`)
	// speakerLine is the line above a turn: "Ali 1:02", "Ali" or "**Ali** [1:02]".
	speakerLine = regexp.MustCompile(`^(?:\*\*)?([A-Z][A-Za-z]{1,12})(?:\*\*)?(?: \[?\d+:\d\d\]?)?$`)
	cueLine     = regexp.MustCompile(`^(?:WEBVTT|NOTE\b.*|\d+|[\d:.]+ --> [\d:.]+.*)$`)
)

// recordedTurns reads the turns of a file of the corpus as {speaker, words}.
// Captions of an oral history are turns of their own, and those that it files under
// "Multiple Speakers" are the narrator's, with the other's words in parentheses.
func recordedTurns(t *testing.T, file string) [][2]string {
	t.Helper()
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	var turns [][2]string
	if strings.HasSuffix(file, ".json") {
		var recording struct {
			Meeting []struct{ Speaker, Content string }         `json:"meeting_transcripts"`
			Call    []struct{ ParticipantRole, Content string } `json:"transcript"`
		}
		require.NoError(t, json.Unmarshal(raw, &recording))
		for _, m := range recording.Meeting {
			turns = append(turns, [2]string{m.Speaker, m.Content})
		}
		for _, c := range recording.Call {
			turns = append(turns, [2]string{c.ParticipantRole, c.Content})
		}
		return turns
	}
	var above string
	for line := range strings.SplitSeq(string(raw), "\n") {
		line = strings.TrimSpace(line)
		switch m := spokenLine.FindStringSubmatch(line); {
		case line == "" || cueLine.MatchString(line):
		case speakerLine.MatchString(line):
			above = speakerLine.FindStringSubmatch(line)[1]
		case m != nil:
			above = strings.Replace(m[1]+m[2]+m[3], "Multiple Speakers", "Aaron Scott", 1)
			turns = append(turns, [2]string{above, m[4]})
		case above != "":
			turns = append(turns, [2]string{above, line})
		}
	}
	return turns
}

// floor is the least share of honest quotes to be kept and of distorted ones to be refused, in percent.
type floor struct{ kept, refused int }

// spokenIndex is the index of turns {speaker, words}, each by a candidate.
func spokenIndex(t *testing.T, id string, turns [][2]string) *evidence.Index {
	t.Helper()
	require.Greater(t, len(turns), 7, id)
	src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: id, Hash: "h"}}
	for i, turn := range turns {
		src.Passages = append(src.Passages, evidence.Passage{
			ID: strconv.Itoa(i), Speaker: evidence.Speaker{ID: turn[0], Role: transcript.Candidate}, Text: turn[1],
		})
	}
	return evidence.NewIndex(src)
}

// excerpts reads the turns of the meetings that come with the repository.
func excerpts(t *testing.T) map[string][][2]string {
	t.Helper()
	turns := map[string][][2]string{}
	for _, rec := range readLines[groundingRecord](t, filepath.Join("testdata", "meetings.transcripts.jsonl")) {
		words := []rune(rec.Text)
		for _, s := range rec.Segments {
			turns[rec.ID] = append(turns[rec.ID], [2]string{s.Speaker, string(words[s.Start:s.End])})
		}
	}
	return turns
}

// measureQuotes checks the cases of a file whose transcript turnsOf finds, and asks for
// the floor of each split. A case names who is said to have said it.
func measureQuotes(t *testing.T, file string, turnsOf func(id string) [][2]string, floors map[string]floor) {
	t.Helper()
	type score struct{ kept, honest, refused, distorted int }
	indexes, sums := map[string]*evidence.Index{}, map[string]*score{}
	for _, c := range readLines[groundingCase](t, filepath.Join("testdata", file+".cases.jsonl")) {
		ix, ok := indexes[c.Transcript]
		if !ok {
			if turns := turnsOf(c.Transcript); turns != nil {
				ix = spokenIndex(t, c.Transcript, turns)
			}
			indexes[c.Transcript] = ix
		}
		if ix == nil {
			continue
		}
		f := ix.Verify(evidence.Claim{Quote: c.Quote, Speaker: c.Speaker}, evidence.CandidateOnly())
		s := sums[c.Split]
		if s == nil {
			s = &score{}
			sums[c.Split] = s
		}
		if *c.Expect.Admissible {
			s.honest++
			if f.Admissible() {
				s.kept++
			}
		} else {
			s.distorted++
			if !f.Admissible() {
				s.refused++
			}
		}
		if f.Admissible() != *c.Expect.Admissible && slices.Contains(strings.Split(os.Getenv("HIREALIGN_SHOW"), ","), file) {
			t.Logf("%s %s %v %v %v: %q [%s]", c.ID, c.Class, f.Grade, f.Flags, f.Edits, c.Quote, f.Citation.Text())
		}
	}
	require.Len(t, sums, len(floors))
	for split, s := range sums {
		t.Logf("%s %s: kept %d of %d honest (%.3f), refused %d of %d distorted (%.3f)", file, split,
			s.kept, s.honest, float64(s.kept)/float64(s.honest), s.refused, s.distorted, float64(s.refused)/float64(s.distorted))
		require.Contains(t, floors, split)
		require.GreaterOrEqual(t, s.kept*100, floors[split].kept*s.honest)
		require.GreaterOrEqual(t, s.refused*100, floors[split].refused*s.distorted)
	}
}

// TestQuotesOfRecordedMeetings measures the checker on quotes of recorded speech,
// written by hand before anybody saw what it makes of them. Everybody who is quoted
// counts as a candidate. A transcript "qmsum/ES2006a" is that meeting of QMSum,
// "qmsum/ES2016a#excerpt" a part of one that comes with the repository, any other a
// file of the corpus.
func TestQuotesOfRecordedMeetings(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(corpus.Dir(t), "corpus", "transcripts")
	meetings := excerpts(t)
	for _, m := range readMeetings(t) {
		for _, turn := range m.Turns {
			meetings["qmsum/"+m.ID] = append(meetings["qmsum/"+m.ID], [2]string{turn.Speaker, turn.Content})
		}
	}
	turnsOf := func(id string) [][2]string {
		if turns, ok := meetings[id]; ok {
			return turns
		}
		return recordedTurns(t, filepath.Join(dir, filepath.FromSlash(id)))
	}
	measureQuotes(t, "meetings", turnsOf, map[string]floor{"": {95, 98}})
	measureQuotes(t, "recordings", turnsOf, map[string]floor{
		"first": {90, 97}, "second": {90, 97}, "third": {90, 97}, "fourth": {90, 97},
		"fifth": {98, 96}, "sixth": {93, 94},
	})
}

// TestQuotesOfExcerpts measures the checker on those of the quotes whose meetings come
// with the repository.
func TestQuotesOfExcerpts(t *testing.T) {
	t.Parallel()
	meetings := excerpts(t)
	measureQuotes(t, "recordings", func(id string) [][2]string { return meetings[id] },
		map[string]floor{"fifth": {98, 98}, "sixth": {92, 98}})
}
