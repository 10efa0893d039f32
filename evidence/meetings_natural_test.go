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

// TestQuotesOfRecordedMeetings measures the checker on quotes of recorded speech,
// written by hand before anybody saw what it makes of them. Everybody who is quoted
// counts as a candidate, and a case names who is said to have said it. A transcript
// "qmsum/ES2006a" is that meeting of QMSum, any other a file of the corpus.
func TestQuotesOfRecordedMeetings(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(corpus.Dir(t), "corpus", "transcripts")
	indexes, meetings := map[string]*evidence.Index{}, map[string][][2]string{}
	for _, m := range readMeetings(t) {
		for _, turn := range m.Turns {
			meetings["qmsum/"+m.ID] = append(meetings["qmsum/"+m.ID], [2]string{turn.Speaker, turn.Content})
		}
	}
	for file, least := range map[string]struct{ kept, refused int }{"meetings": {95, 98}, "recordings": {90, 97}} { // percent
		cases := readLines[groundingCase](t, filepath.Join("testdata", file+".cases.jsonl"))
		type score struct{ kept, honest, refused, distorted int }
		sums := map[string]*score{}
		for _, c := range cases {
			ix := indexes[c.Transcript]
			if ix == nil {
				src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: c.Transcript, Hash: "h"}}
				turns, ok := meetings[c.Transcript]
				if !ok {
					turns = recordedTurns(t, filepath.Join(dir, filepath.FromSlash(c.Transcript)))
				}
				for i, turn := range turns {
					src.Passages = append(src.Passages, evidence.Passage{
						ID: strconv.Itoa(i), Speaker: evidence.Speaker{ID: turn[0], Role: transcript.Candidate}, Text: turn[1],
					})
				}
				require.Greater(t, len(src.Passages), 9, c.Transcript)
				ix = evidence.NewIndex(src)
				indexes[c.Transcript] = ix
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
		for split, s := range sums {
			t.Logf("%s %s: kept %d of %d honest (%.3f), refused %d of %d distorted (%.3f)", file, split,
				s.kept, s.honest, float64(s.kept)/float64(s.honest), s.refused, s.distorted, float64(s.refused)/float64(s.distorted))
			require.GreaterOrEqual(t, s.kept*100, least.kept*s.honest)
			require.GreaterOrEqual(t, s.refused*100, least.refused*s.distorted)
		}
	}
}
