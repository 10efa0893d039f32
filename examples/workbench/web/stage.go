package web

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/live"
)

// The speeds at which a recording is played.
var speeds = []int{1, 4, 16}

const (
	// guessedWord is how long a word takes where the recording has no times.
	guessedWord = 380 * time.Millisecond
	// revealEvery is how often a recogniser shows what it has of an utterance.
	revealEvery = 700 * time.Millisecond
	// longestSilence is played of a pause in which nobody speaks.
	longestSilence = 5 * time.Second
)

// cue is an update of a recogniser, and when it comes.
type cue struct {
	at     time.Duration
	update live.Update
}

// script makes the updates of a recogniser that hears a conversation: words of an
// utterance as they come, then the settled utterance. It returns them in order and
// the length of the whole. Pauses are shortened.
func script(t transcript.Transcript) (cues []cue, length time.Duration) {
	label := map[transcript.SpeakerID]string{}
	for _, s := range t.Speakers {
		label[s.ID] = s.Label
	}
	var now, heard time.Duration // played, and in the recording
	for _, s := range t.Segments {
		if s.Kind != transcript.Speech || s.EchoOf != "" {
			continue
		}
		words := strings.Fields(s.Text)
		lasts := time.Duration(len(words)) * guessedWord
		if start, ok := s.Start.Ms(); ok {
			from := time.Duration(start) * time.Millisecond
			if pause := from - heard; pause > 0 {
				now += min(pause, longestSilence)
			}
			if end, ok := s.End.Ms(); ok && end > start {
				lasts = time.Duration(end-start) * time.Millisecond
			}
			heard = max(heard, from+lasts)
		}
		u := live.Update{Key: string(s.ID), SourceID: string(s.ID), Speaker: label[s.Speaker], Start: s.Start, Language: s.Language}
		steps := min(int(lasts/revealEvery), len(words)-1)
		for i := range max(steps, 0) {
			part := u
			part.Text = strings.Join(words[:1+i*len(words)/(steps+1)], " ")
			cues = append(cues, cue{now + time.Duration(i+1)*lasts/time.Duration(steps+1), part})
		}
		u.Text, u.End, u.Final = s.Text, s.End, true
		now += lasts
		cues = append(cues, cue{now, u})
	}
	return cues, now
}

// stage is one conversation as it is heard, in front of everybody who may read it:
// a recording that is played as if people spoke now. It is safe for concurrent use.
type stage struct {
	topic string
	hub   *Hub
	// candidate is whose words are heard, in which interview.
	candidate requisition.CandidateID
	interview requisition.InterviewID
	source    transcript.Transcript
	cues      []cue
	length    time.Duration
	// row draws a segment.
	row  func(t transcript.Transcript, s transcript.Segment) (string, error)
	stop context.CancelFunc
	// kept says that what is heard is recorded already.
	kept bool
	// asked is poked where the candidate may have answered anew.
	asked chan struct{}

	mu      sync.Mutex
	session *live.Session
	shown   live.Revision
	view    transcript.Transcript
	next    int
	speed   int
	playing bool
	pos     time.Duration // in the script, at since
	since   time.Time
	run     int // counts starts; segments of an earlier run are another conversation's
	poke    chan struct{}
	closed  bool
}

func newStage(hub *Hub, topic string, source transcript.Transcript) *stage {
	s := &stage{topic: topic, hub: hub, source: source, speed: 1, poke: make(chan struct{}, 1), asked: make(chan struct{}, 1)}
	s.cues, s.length = script(source)
	s.rewind()
	return s
}

func (s *stage) rewind() {
	s.session = live.New(s.source.ID, &live.Options{Language: s.source.Language})
	s.shown, s.view, s.next, s.pos, s.playing = 0, transcript.Transcript{ID: s.source.ID}, 0, 0, false
	s.run++
}

// close ends the stage: nothing is told of it any more.
func (s *stage) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed, s.playing = true, false
	s.stop()
}

// playback is where a stage stands, as pages are told.
type playback struct {
	Playing  bool  `json:"playing"`
	Speed    int   `json:"speed"`
	AtMs     int64 `json:"at_ms"`
	LengthMs int64 `json:"length_ms"`
	Ended    bool  `json:"ended"`
	Run      int   `json:"run"`
}

func (s *stage) state(now time.Time) playback {
	return playback{
		Playing: s.playing, Speed: s.speed, AtMs: s.position(now).Milliseconds(), LengthMs: s.length.Milliseconds(),
		Ended: s.next == len(s.cues), Run: s.run,
	}
}

func (s *stage) position(now time.Time) time.Duration {
	if !s.playing {
		return s.pos
	}
	return min(s.pos+now.Sub(s.since)*time.Duration(s.speed), s.length)
}

// heard is a segment as pages get it.
type heard struct {
	ID    string `json:"id"`
	Index int    `json:"index"`
	Final bool   `json:"final"`
	HTML  string `json:"html"`
}

type heardEvent struct {
	Changed []heard  `json:"changed"`
	Removed []string `json:"removed,omitzero"`
}

// command changes how the stage plays: "play", "pause", "over", or a new speed.
func (s *stage) command(what string, speed int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	now := time.Now()
	s.pos, s.since = s.position(now), now
	switch what {
	case "play":
		s.playing = s.next < len(s.cues)
	case "pause":
		s.playing = false
	case "over":
		s.rewind()
		s.tell("over", s.state(now))
	}
	if slices.Contains(speeds, speed) {
		s.speed = speed
	}
	s.tell("state", s.state(now))
	select {
	case s.poke <- struct{}{}:
	default:
	}
}

func (s *stage) tell(name string, v any) {
	if raw, err := json.Marshal(v); err == nil {
		s.hub.Publish(s.topic, name, raw)
	}
}

// play feeds the session as time passes, until ctx is done.
func (s *stage) play(ctx context.Context) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		timer.Reset(s.step())
		select {
		case <-ctx.Done():
			return
		case <-s.poke:
		case <-timer.C:
		}
	}
}

// step applies what is due and returns the time until the next cue.
func (s *stage) step() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.playing && s.next < len(s.cues) {
		now := time.Now()
		if wait := s.cues[s.next].at - s.position(now); wait > 0 {
			return wait / time.Duration(s.speed)
		}
		u := s.cues[s.next].update
		u.At = now
		s.next++
		if _, err := s.session.Apply(u); err != nil {
			continue // an utterance without words says nothing
		}
		s.publish()
	}
	if s.playing && s.next == len(s.cues) {
		s.pos, s.playing = s.length, false
		_, _ = s.session.Apply(live.Update{Kind: live.End, At: time.Now()})
		s.publish()
		s.tell("state", s.state(time.Now()))
	}
	return time.Hour
}

// publish tells what changed since it was last asked.
func (s *stage) publish() {
	d := s.session.Since(s.shown)
	if d.IsZero() {
		return
	}
	s.view, s.shown = s.as(d.Apply(s.view)), d.Revision
	e := heardEvent{Changed: []heard{}}
	for _, c := range d.Changed {
		html, err := s.row(s.view, c.Segment)
		if err != nil {
			continue
		}
		e.Changed = append(e.Changed, heard{ID: string(c.Segment.ID), Index: c.Index, Final: c.Segment.State != transcript.Interim, HTML: html})
	}
	for _, id := range d.Removed {
		e.Removed = append(e.Removed, string(id))
	}
	s.tell("segments", e)
}

// as gives the speakers what is known of them from the source: names and roles.
func (s *stage) as(t transcript.Transcript) transcript.Transcript {
	t.Speakers = slices.Clone(t.Speakers)
	for i, sp := range t.Speakers {
		if j := slices.IndexFunc(s.source.Speakers, func(known transcript.Speaker) bool { return known.Label == sp.Label }); j >= 0 {
			known := s.source.Speakers[j]
			t.Speakers[i].Name, t.Speakers[i].Role, t.Speakers[i].RoleSource, t.Speakers[i].RoleConfidence, t.Speakers[i].PersonID =
				known.Name, known.Role, known.RoleSource, known.RoleConfidence, known.PersonID
		}
	}
	t.RolesConfirmed, t.Title, t.Origin, t.StartedAt, t.Fidelity = s.source.RolesConfirmed, s.source.Title, s.source.Origin, s.source.StartedAt, s.source.Fidelity
	return t
}

// look returns what there is to see, and the number of the event up to which that is so.
func (s *stage) look() (transcript.Transcript, playback, uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view, s.state(time.Now()), s.hub.seq(s.topic)
}

// record returns what was heard, settled utterances only.
func (s *stage) record() transcript.Transcript {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.view
	t.Segments = slices.DeleteFunc(slices.Clone(t.Segments), func(seg transcript.Segment) bool { return seg.State == transcript.Interim })
	return t
}
