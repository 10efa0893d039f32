package transcript_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/transcript"
)

func FuzzNamesAndMarks(f *testing.F) {
	for _, seed := range []string{"Nair, Priya (Guest)", "ௌௌௌ", "\u202Ex", "I am [NAME_1], #### [", "Boma's iPhone ", "日本語 don’t", "\xff", "[[PII]]", "(((", "'''", "' ' ' ' ' ' ' ' ' ' ' ' ' ' ' '"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := transcript.DisplayName(s)
		require.LessOrEqual(t, utf8.RuneCountInString(name), transcript.MaxName+1)
		require.Equal(t, strings.TrimSpace(name), name)
		transcript.LabelRole(s)
		end := 0
		for _, r := range transcript.VendorRedactions(s) {
			require.GreaterOrEqual(t, r.StartByte, end)
			require.Greater(t, r.EndByte, r.StartByte)
			end = r.EndByte
		}
		require.LessOrEqual(t, end, len(s))
		end = 0
		for at, w := range transcript.Words(s) {
			require.GreaterOrEqual(t, at, end)
			require.NotEmpty(t, w)
			require.Equal(t, w, s[at:at+len(w)])
			end = at + len(w)
		}
		tr := transcript.Transcript{Speakers: []transcript.Speaker{transcript.NewSpeaker("1", s)}, Segments: []transcript.Segment{{ID: "1", Speaker: "1", Text: s}, {ID: "2", Text: s}}}
		tr.MatchInvitees([]transcript.Invitee{{Name: s}, {Name: "Ana", Email: s}})
		tr.InferRoles([]string{s})
		tr.Assess(transcript.Candidate)
		tr.Metrics()
		asked := tr
		asked.Speakers = []transcript.Speaker{{ID: "1", Role: transcript.Interviewer, RoleSource: transcript.Manual}, {ID: "2", Role: transcript.Candidate, RoleSource: transcript.Manual}}
		for i, text := range []string{"What did you do?", "I led it.", s + "?", s, s, s} {
			asked.Segments = append(asked.Segments, transcript.Segment{ID: transcript.SegmentID(strings.Repeat("x", i+1)), Speaker: asked.Speakers[i%2].ID, Text: text})
		}
		asked.Exchanges()
		asked.CheckRoles()
		asked.Metrics()
		transcript.Carry(tr, asked)
		transcript.Carry(tr, tr)
		transcript.MergeTracks(tr, tr)
		tr.Mentions(s, transcript.Redaction{})
		tr.MarkRedactions()
	})
}
