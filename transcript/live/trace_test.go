package live_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/live"
)

// watcher follows a session as a reader does, and holds every segment to its id.
type watcher struct {
	t     *testing.T
	s     *live.Session
	view  transcript.Transcript
	shown live.Revision
	// first is the id that a segment had when its source's key came first.
	first map[string]transcript.SegmentID
	drops int // interim texts that became shorter
	last  map[transcript.SegmentID]string
}

func watch(t *testing.T, s *live.Session) *watcher {
	w := &watcher{t: t, s: s, first: map[string]transcript.SegmentID{}, last: map[transcript.SegmentID]string{}}
	w.view, w.shown = s.Snapshot()
	return w
}

func (w *watcher) apply(u live.Update) {
	w.t.Helper()
	_, err := w.s.Apply(u)
	require.NoError(w.t, err)
	d := w.s.Since(w.shown)
	w.view, w.shown = d.Apply(w.view), d.Revision
	whole, rev := w.s.Snapshot()
	require.Equal(w.t, rev, w.shown)
	require.Equal(w.t, whole, w.view, "a reader who follows the changes sees what the session has")
	require.NoError(w.t, whole.Validate())
	for _, seg := range whole.Segments {
		if len(seg.Text) < len(w.last[seg.ID]) {
			w.drops++
		}
		w.last[seg.ID] = seg.Text
		if seg.SourceID == "" {
			continue
		}
		if id, ok := w.first[seg.SourceID]; ok {
			require.Equal(w.t, id, seg.ID, "the id is that of the first interim result")
		}
		w.first[seg.SourceID] = seg.ID
	}
}

type vexaSegment struct {
	ID        string `json:"id"`
	SegmentID string `json:"segment_id"`
	Type      string `json:"type"`
	Speaker   string `json:"speaker"`
	Text      string `json:"text"`
	TsMs      int64
	Start     float64 `json:"start"`
	Completed bool    `json:"completed"`
}

func TestVexaTraceReplaysToItsFinalText(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(corpus.Dir(t), "corpus", "transcripts", "vexa", "session-trace-meeting35.json"))
	require.NoError(t, err)
	var trace struct {
		Events []struct {
			Seq       int64
			Kind      string
			MeetingID string
			Data      json.RawMessage
		}
	}
	require.NoError(t, json.Unmarshal(raw, &trace))
	var stored []vexaSegment
	s := live.New("vexa-35", nil)
	w := watch(t, s)
	var updates []live.Update
	for _, e := range trace.Events {
		switch {
		case e.Kind == "rest" && e.MeetingID == "35":
			var rest struct{ Segments []vexaSegment }
			require.NoError(t, json.Unmarshal(e.Data, &rest))
			stored = rest.Segments
		case e.Kind == "sse":
			var m vexaSegment
			require.NoError(t, json.Unmarshal(e.Data, &m))
			if m.Type == "transcript" {
				u := live.Update{Key: m.ID, SourceID: m.ID, Seq: e.Seq, Text: m.Text, Start: transcript.At(m.TsMs), Speaker: m.Speaker, Final: m.Completed}
				updates = append(updates, u)
				w.apply(u)
			}
		}
	}
	w.apply(live.Update{Kind: live.End})
	got := s.Transcript()
	require.Len(t, stored, 14)
	require.Len(t, got.Segments, len(stored))
	forced := 0
	for i, seg := range got.Segments {
		require.Equal(t, stored[i].SegmentID, seg.SourceID)
		require.Equal(t, stored[i].Text, seg.Text)
		require.Equal(t, transcript.NewSegmentID("vexa-35", "", stored[i].SegmentID), seg.ID)
		if seg.State == transcript.Forced {
			forced++
		}
	}
	require.Equal(t, 2, forced, "two utterances of the session never became final")
	require.GreaterOrEqual(t, w.drops, 8)
	t.Logf("%d updates, %d segments as stored by the service, %d forced, text became shorter %d times, ids kept: all", len(updates), len(got.Segments), forced, w.drops)

	back := live.New("vexa-35", nil)
	for i := range updates { // backwards, and each twice
		for range 2 {
			_, err := back.Apply(updates[len(updates)-1-i])
			require.NoError(t, err)
		}
	}
	_, err = back.Apply(live.Update{Kind: live.End})
	require.NoError(t, err)
	require.Equal(t, got, back.Transcript())
}

// speechmatics turns a message of the service into updates.
func speechmatics(t *testing.T, line []byte) (updates []live.Update, segments []string) {
	var m struct {
		Payload struct {
			Message string
			Results []struct {
				Type         string
				AttachesTo   string  `json:"attaches_to"`
				StartTime    float64 `json:"start_time"`
				EndTime      float64 `json:"end_time"`
				Alternatives []struct{ Content, Speaker string }
			}
			Segments []struct {
				Text      string
				SpeakerID string `json:"speaker_id"`
			}
		}
	}
	require.NoError(t, json.Unmarshal(line, &m))
	ms := func(s float64) transcript.Offset { return transcript.At(int64(math.Round(s * 1000))) }
	final := m.Payload.Message == "AddTranscript"
	switch m.Payload.Message {
	case "AddPartialTranscript", "AddTranscript":
		var u *live.Update
		for _, r := range m.Payload.Results {
			a := r.Alternatives[0]
			if u == nil || final && a.Speaker != u.Speaker {
				updates = append(updates, live.Update{Final: final, Speaker: a.Speaker})
				u = &updates[len(updates)-1]
			}
			u.Words = append(u.Words, live.Word{Text: a.Content, Start: ms(r.StartTime), End: ms(r.EndTime), Attach: r.AttachesTo == "previous"})
		}
		if u == nil {
			updates = append(updates, live.Update{Final: final})
		}
	case "EndOfUtterance":
		updates = append(updates, live.Update{Kind: live.Commit})
	case "AddSegment":
		for _, s := range m.Payload.Segments {
			segments = append(segments, s.SpeakerID+": "+s.Text)
		}
	}
	return updates, segments
}

func TestSpeechmaticsTraceReplaysToItsFinalText(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(corpus.Dir(t), "corpus", "transcripts", "stt-stream", "speechmatics", "chat1.jsonl"))
	require.NoError(t, err)
	s := live.New("sm-1", nil)
	w := watch(t, s)
	var want []string
	ids := map[transcript.SegmentID]bool{}
	interim := 0
	for sc := bufio.NewScanner(bytes.NewReader(raw)); sc.Scan(); {
		updates, segments := speechmatics(t, sc.Bytes())
		want = append(want, segments...)
		for _, u := range updates {
			w.apply(u)
			for _, seg := range w.view.Segments {
				ids[seg.ID] = true
				if seg.State == transcript.Interim {
					interim++
				}
			}
		}
	}
	w.apply(live.Update{Kind: live.End})
	got := s.Transcript()
	require.Len(t, want, 9)
	require.Equal(t, runs(want), runs(lines(got)), "the words and speakers of the service's own segments")
	require.Len(t, ids, len(got.Segments), "no segment ever had another id")
	require.Positive(t, interim)
	for _, seg := range got.Segments {
		require.Equal(t, transcript.Final, seg.State)
		for _, word := range seg.Words {
			require.False(t, word.Start.Before(seg.Start))
			require.False(t, seg.End.Before(word.End))
		}
	}
	t.Logf("%d segments, %d ids in all, words and speakers as in the service's %d segments", len(got.Segments), len(ids), len(want))
}

func lines(t transcript.Transcript) []string {
	var out []string
	for _, s := range t.Segments {
		sp, _ := t.Speaker(s.Speaker)
		out = append(out, sp.Label+": "+s.Text)
	}
	return out
}

// runs joins neighbouring lines of one speaker.
func runs(lines []string) []string {
	var out []string
	for _, l := range lines {
		who, text, _ := strings.Cut(l, ": ")
		if n := len(out); n > 0 && strings.HasPrefix(out[n-1], who+": ") {
			out[n-1] += " " + text
			continue
		}
		out = append(out, l)
	}
	return out
}
