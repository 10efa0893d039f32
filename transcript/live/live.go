// Package live builds a transcript while people still speak.
//
//	s := live.New("tr-1", nil)
//	view, shown := s.Snapshot()
//	for msg := range socket {
//		_, err := s.Apply(live.Update{Key: msg.ID, Text: msg.Text, Start: transcript.At(msg.StartMs), Speaker: msg.Speaker, Final: msg.Final})
//		if err != nil {
//			return err // errors.Is(err, live.ErrInvalid), errors.Is(err, live.ErrEnded)
//		}
//		d := s.Since(shown) // what changed, for whoever shows it
//		view, shown = d.Apply(view), d.Revision
//	}
//	_, err := s.Apply(live.Update{Kind: live.End})
//	t := s.Transcript() // ids as they were at the first interim result
//
// # What holds
//
// An interim result replaces the one before it: text may shrink, be rewritten, and
// come again in the next utterance. A final result settles an utterance; after it
// only a newer final one, or a person, changes it, and a late interim result is
// passed over. Updates may come twice and, where they have keys, in any order: the
// result is the same. Only a Commit comes after the words that it settles. An interim result that a final one of the same speaker and
// track covers under another key is hidden. The end of the session turns the
// interim results that are left into forced ones.
//
// A segment's id is made of the transcript's id, the track, the epoch and the key,
// when its first interim result comes, and stays. Utterances without a key are
// counted. Nothing of the text or the times goes into it.
//
// # Services
//
// A message with an id of its utterance has that as Key: AWS ResultId, AssemblyAI
// turn_order, Gladia data.id, Vexa segment_id, Azure offset. Deepgram and
// Speechmatics have none: an interim Upsert without a key for is_final false and
// AddPartialTranscript, a final one for is_final and AddTranscript, and Commit for
// speech_final, UtteranceEnd and EndOfUtterance. An id that starts anew after a
// reconnect needs a new Epoch, and Clock tells how far its times are behind.
package live

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/transcript"
)

var (
	// ErrInvalid is returned for an update that says nothing the session can do.
	ErrInvalid = errors.New("live: invalid update")
	// ErrEnded is returned for updates after the end of the session.
	ErrEnded = errors.New("live: the session has ended")
	// ErrUnknownSegment is returned for a segment that the session does not have.
	ErrUnknownSegment = errors.New("live: unknown segment")
)

// Options change how a session works. The zero value is usable.
type Options struct {
	// FinalOnly keeps interim results out of what readers get, for hosts whose
	// recogniser redacts final results only. Their ids are kept all the same. Words
	// that no final result has brought are dropped by a Commit and at the end, and
	// never forced.
	FinalOnly bool
	// By stands in the log for the recogniser. The zero value is actor.System("live").
	By actor.Ref
	// Language is the transcript's, "" where unknown.
	Language string
}

// Revision counts the changes of a session; 0 is before the first.
type Revision int64

// Session is one conversation. It is safe for concurrent use: each Apply is one
// change, readers see whole changes, and what they get is theirs.
type Session struct {
	id   transcript.ID
	opts Options

	mu     sync.Mutex
	rev    Revision
	ended  bool
	places map[place]*utterance
	taken  map[transcript.SegmentID]bool
	list   []*utterance // in the order of their first update
	open   map[stream]*turn
	clocks map[stream]int64
	people map[string]*person
	log    []Entry
}

// stream is a connection of a track.
type stream struct {
	track transcript.TrackID
	epoch int
}

// place is where an utterance stands.
type place struct {
	stream
	key string
	// counted is set for an utterance without a key, whose key here is its number.
	counted bool
}

// turn is the utterance that a stream without keys has open.
type turn struct {
	n       int   // utterances before this one
	seq     int64 // the newest update
	current *utterance
}

type person struct {
	name string
	seq  int64
	rev  Revision
}

// standing orders what is known of an utterance: a final or retracted one stands
// over an interim one.
type standing int

const (
	guessed standing = iota
	settled
)

type utterance struct {
	place
	id       transcript.SegmentID
	ordinal  int
	standing standing
	seq      int64
	settled  piece // final words of an utterance without a key
	tail     piece // what may still change, or all of an utterance with a key
	speaker  string
	language string
	kind     transcript.SegmentKind
	source   string
	gone     bool // retracted
	forced   bool
	human    bool // set by a person
	// said and saidSeq are the update that named the speaker.
	said    standing
	saidSeq int64
	hidden  bool // covered by a final one
	edits   int
	rev     Revision // of the last change that readers see
}

func (u *utterance) piece() piece { return u.settled.join(u.tail, false) }

// New begins a session. nil Options are the zero value. The transcript gets the id,
// and the segments' ids are made from it.
func New(id transcript.ID, opts *Options) *Session {
	s := &Session{
		id: id, places: map[place]*utterance{}, taken: map[transcript.SegmentID]bool{}, open: map[stream]*turn{}, clocks: map[stream]int64{}, people: map[string]*person{},
	}
	if opts != nil {
		s.opts = *opts
	}
	if s.opts.By.IsZero() {
		s.opts.By = actor.System("live")
	}
	return s
}

// Apply makes one change. An update that is a duplicate or stale changes nothing
// and is no error. A final result without words takes its utterance back. It returns
// ErrInvalid for an update of an unknown kind or a Rename without label or name, and
// ErrEnded after the end; a second End is a duplicate.
func (s *Session) Apply(u Update) (Outcome, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		if u.Kind == End {
			return Duplicate, nil
		}
		return "", fault.New(ErrEnded, "live.ended", "", "the session has ended")
	}
	u.Speaker = strings.TrimSpace(valid(u.Speaker))
	u.Track, u.Language, u.SourceID = transcript.TrackID(valid(string(u.Track))), valid(u.Language), valid(u.SourceID)
	switch u.Kind {
	case Upsert:
		return s.upsert(u)
	case Commit:
		return s.commit(u)
	case Retract:
		return s.retract(u)
	case Rename:
		return s.rename(u)
	case Clock:
		return s.clock(u)
	case End:
		s.end(u)
		return Applied, nil
	default:
		return "", fault.New(ErrInvalid, "live.kind_unknown", "/kind", "the update is of no known kind")
	}
}

func (s *Session) upsert(u Update) (Outcome, error) {
	p := pieceOf(u)
	if u.Key == "" {
		return s.stream(u, p), nil
	}
	if p.empty() && u.Final {
		return s.retract(u) // nothing was said after all
	}
	ut, known := s.places[place{stream: stream{u.Track, u.Epoch}, key: u.Key}]
	if !known {
		ut = s.begin(place{stream: stream{u.Track, u.Epoch}, key: u.Key})
	}
	next := guessed
	if u.Final {
		next = settled
	}
	attributed := ut.attribute(u.Speaker, next, u.Seq)
	if out := ut.admits(next, u.Seq); out != Applied {
		if attributed && !ut.gone {
			s.touch(ut)
			s.cover(ut)
			return Applied, nil
		}
		return out, nil
	}
	if known && ut.standing == next && ut.tail.equal(p) && !ut.gone && !attributed {
		ut.take(next, u.Seq)
		return Duplicate, nil
	}
	before := ut.tail.text
	wasFinal := ut.standing == settled && !ut.gone
	ut.take(next, u.Seq)
	ut.tail, ut.gone = p, p.empty()
	ut.describe(u)
	if wasFinal && before != p.text {
		ut.edits++
		s.write(u, Replaced, ut, before)
	} else if next == settled && !wasFinal {
		s.write(u, Settled, ut, "")
	}
	s.touch(ut)
	s.cover(ut)
	return Applied, nil
}

// admits says whether an update of the standing and number may change the utterance.
func (u *utterance) admits(next standing, seq int64) Outcome {
	switch {
	case u.human, next < u.standing:
		return Stale
	case next > u.standing || seq == 0 || u.seq == 0 || seq > u.seq:
		return Applied
	case seq == u.seq:
		return Duplicate
	default:
		return Stale
	}
}

// attribute takes the speaker of the newest update that names one, even where its
// words are passed over. It reports whether that changes something.
func (u *utterance) attribute(label string, next standing, seq int64) bool {
	if label == "" || u.human || next < u.said || next == u.said && seq != 0 && seq < u.saidSeq {
		return false
	}
	changed := u.speaker != label
	u.speaker, u.said, u.saidSeq = label, next, seq
	return changed
}

func (u *utterance) take(next standing, seq int64) {
	if next > u.standing || seq != 0 {
		u.seq = seq
	}
	u.standing = next
}

func (u *utterance) describe(up Update) {
	if up.Language != "" {
		u.language = up.Language
	}
	if up.Segment != transcript.Speech {
		u.kind = up.Segment
	}
	if up.SourceID != "" {
		u.source = up.SourceID
	}
}

// stream adds to the utterance that a track without keys has open.
func (s *Session) stream(u Update, p piece) Outcome {
	t := s.turn(stream{u.Track, u.Epoch})
	if u.Seq != 0 && u.Seq <= t.seq {
		return Duplicate
	}
	t.seq = max(t.seq, u.Seq)
	ut := t.current
	if ut == nil {
		if p.empty() {
			return Duplicate
		}
		ut = s.next(t, stream{u.Track, u.Epoch})
	}
	if ut.human {
		s.close(u, t)
		ut = s.next(t, stream{u.Track, u.Epoch})
	}
	if !u.Final {
		ut.tail = p
		if ut.settled.empty() {
			ut.attribute(u.Speaker, guessed, 0)
			ut.describe(u)
		}
		s.touch(ut)
		return Applied
	}
	if !p.empty() {
		if u.Speaker != "" && ut.speaker != "" && u.Speaker != ut.speaker && !ut.settled.empty() {
			ut.tail = piece{}
			s.close(u, t)
			ut = s.next(t, stream{u.Track, u.Epoch})
		}
		ut.settled = ut.settled.join(p, u.Attach || len(u.Words) > 0 && u.Words[0].Attach)
		ut.attribute(u.Speaker, settled, 0)
		ut.describe(u)
	}
	ut.tail = piece{}
	s.touch(ut)
	return Applied
}

func (s *Session) turn(at stream) *turn {
	t, ok := s.open[at]
	if !ok {
		t = &turn{}
		s.open[at] = t
	}
	return t
}

func (s *Session) next(t *turn, at stream) *utterance {
	t.n++
	t.current = s.begin(place{at, "#" + strconv.Itoa(t.n), true})
	return t.current
}

// close settles the open utterance. Words that are not settled go on in the next
// one, unless there are no others.
func (s *Session) close(u Update, t *turn) {
	ut := t.current
	t.current = nil
	if ut == nil {
		return
	}
	if ut.human {
		return
	}
	rest := ut.tail
	if ut.settled.empty() {
		ut.settled, rest = s.promoted(ut.tail), piece{}
	}
	ut.tail, ut.standing = piece{}, settled
	ut.gone = ut.settled.empty()
	if !ut.gone {
		s.write(u, Settled, ut, "")
	}
	s.touch(ut)
	if !rest.empty() {
		next := s.next(t, ut.stream)
		next.tail, next.speaker, next.language, next.kind = rest, ut.speaker, ut.language, ut.kind
		s.touch(next)
	}
}

// promoted is what becomes of interim words that are settled without a final result.
func (s *Session) promoted(p piece) piece {
	if s.opts.FinalOnly {
		return piece{}
	}
	return p
}

func (s *Session) commit(u Update) (Outcome, error) {
	at := stream{u.Track, u.Epoch}
	if u.Key == "" {
		t := s.turn(at)
		if u.Seq != 0 && u.Seq <= t.seq || t.current == nil {
			return Duplicate, nil
		}
		t.seq = max(t.seq, u.Seq)
		s.close(u, t)
		return Applied, nil
	}
	ut, ok := s.places[place{stream: at, key: u.Key}]
	switch {
	case !ok:
		return Stale, nil
	case ut.standing == settled:
		return Duplicate, nil
	case ut.human:
		return Stale, nil
	}
	ut.take(settled, u.Seq)
	if ut.tail = s.promoted(ut.tail); !ut.tail.empty() {
		s.write(u, Settled, ut, "")
	}
	s.touch(ut)
	s.cover(ut)
	return Applied, nil
}

// retract leaves a mark, so that a late update of the utterance stays away.
func (s *Session) retract(u Update) (Outcome, error) {
	at := stream{u.Track, u.Epoch}
	var ut *utterance
	if u.Key == "" {
		t := s.turn(at)
		if t.current == nil || u.Seq != 0 && u.Seq <= t.seq {
			return Duplicate, nil
		}
		t.seq = max(t.seq, u.Seq)
		ut, t.current = t.current, nil
	} else {
		known := false
		if ut, known = s.places[place{stream: at, key: u.Key}]; !known {
			ut = s.begin(place{stream: at, key: u.Key})
		}
	}
	if out := ut.admits(settled, u.Seq); out != Applied {
		return out, nil
	}
	if ut.gone && ut.standing == settled {
		ut.take(settled, u.Seq)
		return Duplicate, nil
	}
	before := ut.piece().text
	ut.take(settled, u.Seq)
	ut.gone, ut.settled, ut.tail = true, piece{}, piece{}
	if before != "" {
		s.write(u, Retracted, ut, before)
	}
	s.touch(ut)
	s.cover(ut)
	return Applied, nil
}

func (s *Session) rename(u Update) (Outcome, error) {
	name := strings.TrimSpace(valid(u.Text))
	if u.Speaker == "" || name == "" {
		return "", fault.New(ErrInvalid, "live.rename_incomplete", "/speaker", "a new name needs the label that it is for and a name")
	}
	p := s.person(u.Speaker)
	switch {
	case u.Seq != 0 && u.Seq < p.seq:
		return Stale, nil
	case p.name == name:
		return Duplicate, nil
	}
	before := p.name
	s.rev++
	p.name, p.seq, p.rev = name, max(p.seq, u.Seq), s.rev
	s.log = append(s.log, Entry{Revision: s.rev, At: u.At.UTC(), By: s.opts.By, Act: Renamed, Before: hash(before)})
	return Applied, nil
}

func (s *Session) person(label string) *person {
	p, ok := s.people[label]
	if !ok {
		p = &person{}
		s.people[label] = p
	}
	return p
}

func (s *Session) clock(u Update) (Outcome, error) {
	at := stream{u.Track, u.Epoch}
	if have, ok := s.clocks[at]; ok && have == u.ClockMs || !ok && u.ClockMs == 0 {
		return Duplicate, nil
	}
	s.rev++
	s.clocks[at] = u.ClockMs
	for _, ut := range s.list {
		if ut.stream == at {
			ut.rev = s.rev
		}
	}
	for _, ut := range s.list {
		if ut.track == u.Track {
			s.hide(ut, s.covered(ut))
		}
	}
	s.log = append(s.log, Entry{Revision: s.rev, At: u.At.UTC(), By: s.opts.By, Act: ClockSet})
	return Applied, nil
}

func (s *Session) end(u Update) {
	streams := slices.SortedFunc(maps.Keys(s.open), func(a, b stream) int {
		return cmp.Or(cmp.Compare(a.track, b.track), cmp.Compare(a.epoch, b.epoch))
	})
	for _, at := range streams {
		t := s.open[at]
		if t.current != nil && !t.current.human {
			t.current.tail = s.promoted(t.current.tail)
			t.current.forced = !t.current.tail.empty()
			t.current.settled, t.current.tail = t.current.piece(), piece{}
		}
		u.Track, u.Epoch = at.track, at.epoch
		s.close(u, t)
	}
	for _, ut := range s.list {
		if ut.standing == guessed && !ut.gone && !ut.hidden && !ut.human {
			ut.standing, ut.tail = settled, s.promoted(ut.tail)
			if ut.forced = !ut.tail.empty(); ut.forced {
				s.write(u, Settled, ut, "")
			}
			s.touch(ut)
		}
	}
	s.ended = true
	s.rev++
	s.log = append(s.log, Entry{Revision: s.rev, At: u.At.UTC(), By: s.opts.By, Act: Ended})
}

func (s *Session) begin(at place) *utterance {
	key := at.key
	if at.epoch != 0 {
		key = strconv.Itoa(at.epoch) + "/" + key
	}
	id := transcript.NewSegmentID(s.id, at.track, key)
	for s.taken[id] { // a key of the source that looks like one of ours
		key += "+"
		id = transcript.NewSegmentID(s.id, at.track, key)
	}
	s.taken[id] = true
	ut := &utterance{place: at, id: id, ordinal: len(s.list), gone: true}
	s.places[at] = ut
	s.list = append(s.list, ut)
	return ut
}

// touch marks an utterance as changed.
func (s *Session) touch(ut *utterance) {
	ut.gone = ut.piece().empty()
	s.rev++
	ut.rev = s.rev
	if ut.speaker != "" {
		s.person(ut.speaker)
	}
}

// cover hides the interim results that a final one makes superfluous, whichever of
// them came first.
func (s *Session) cover(ut *utterance) {
	s.hide(ut, s.covered(ut))
	if ut.standing == guessed {
		return
	}
	for _, other := range s.list {
		if other != ut && other.track == ut.track && other.standing == guessed {
			s.hide(other, s.covered(other))
		}
	}
}

func (s *Session) hide(ut *utterance, hidden bool) {
	if ut.hidden != hidden {
		ut.hidden = hidden
		s.touch(ut)
	}
}

// covered reports whether a final utterance of the same speaker and track stands
// over most of an interim one's time.
func (s *Session) covered(ut *utterance) bool {
	if ut.standing != guessed || ut.gone || ut.human {
		return false
	}
	from, to, ok := s.times(ut)
	if !ok {
		return false
	}
	return slices.ContainsFunc(s.list, func(f *utterance) bool {
		if f == ut || f.track != ut.track || f.standing != settled || f.gone || f.speaker != ut.speaker {
			return false
		}
		a, b, ok := s.times(f)
		return ok && 2*(min(b, to)-max(a, from)) > to-from
	})
}

func (s *Session) times(ut *utterance) (from, to int64, ok bool) {
	p := ut.piece()
	from, ok = p.start.Ms()
	if !ok {
		return 0, 0, false
	}
	if to, ok = p.end.Ms(); !ok {
		return 0, 0, false
	}
	by := s.clocks[ut.stream]
	return from + by, to + by, true
}

// Correct sets the text of a segment by hand, for a reason that the log keeps. From
// then on no update changes it. It returns ErrUnknownSegment, ErrInvalid for no
// text, and actor.ErrInvalid for nobody.
func (s *Session) Correct(by actor.Human, id transcript.SegmentID, text, why string, at time.Time) error {
	if err := by.Validate(); err != nil {
		return err
	}
	text = strings.TrimSpace(valid(text))
	if text == "" {
		return fault.New(ErrInvalid, "live.text_empty", "/text", "a correction needs text; Retract takes an utterance back")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.list, func(u *utterance) bool { return u.id == id && !u.gone })
	if i < 0 {
		return fault.New(ErrUnknownSegment, "live.segment_unknown", "/segment_id", "the session has no such segment")
	}
	ut := s.list[i]
	p := ut.piece()
	ut.settled, ut.tail = piece{}, piece{text: text, start: p.start, end: p.end}
	ut.human, ut.standing, ut.hidden = true, settled, false
	ut.edits++
	s.touch(ut)
	s.cover(ut)
	s.log = append(s.log, Entry{Revision: s.rev, At: at.UTC(), By: by.Ref(), Act: Corrected, Segment: id, Why: why, Before: hash(p.text)})
	return nil
}

// Snapshot returns the conversation as it stands, in the order of time, with the
// revision that it is of. Segments without a time come last, in the order in which
// they were first heard of.
func (s *Session) Snapshot() (transcript.Transcript, Revision) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.transcript(), s.rev
}

// Transcript returns the conversation as Snapshot does, without the revision.
func (s *Session) Transcript() transcript.Transcript {
	t, _ := s.Snapshot()
	return t
}

func (s *Session) transcript() transcript.Transcript {
	t := transcript.Transcript{
		SchemaVersion: transcript.SchemaVersion, ID: s.id, Language: s.opts.Language, Fidelity: transcript.Verbatim,
		Origin: transcript.Origin{Format: "live"},
	}
	seen := map[string]bool{}
	list := s.ordered()
	t.Segments = make([]transcript.Segment, 0, len(list))
	for _, ut := range list {
		t.Segments = append(t.Segments, s.segment(ut))
		if ut.speaker != "" && !seen[ut.speaker] {
			seen[ut.speaker] = true
			t.Speakers = append(t.Speakers, s.speaker(ut.speaker))
		}
	}
	return t
}

func (s *Session) visible(ut *utterance) bool {
	return !ut.gone && !ut.hidden && (!s.opts.FinalOnly || ut.standing == settled)
}

// ordered are the visible utterances of all tracks in the order of time.
func (s *Session) ordered() []*utterance {
	type timed struct {
		*utterance
		ms    int64
		known bool
	}
	list := make([]timed, 0, len(s.list))
	for _, ut := range s.list {
		if s.visible(ut) {
			ms, ok := ut.piece().start.Ms()
			list = append(list, timed{ut, ms + s.clocks[ut.stream], ok})
		}
	}
	slices.SortStableFunc(list, func(a, b timed) int {
		switch {
		case a.known != b.known:
			if a.known {
				return -1
			}
			return 1
		case !a.known:
			return cmp.Compare(a.ordinal, b.ordinal)
		default:
			return cmp.Or(cmp.Compare(a.ms, b.ms), cmp.Compare(a.track, b.track), cmp.Compare(a.epoch, b.epoch), cmp.Compare(a.key, b.key))
		}
	})
	out := make([]*utterance, len(list))
	for i, t := range list {
		out[i] = t.utterance
	}
	return out
}

func (s *Session) segment(ut *utterance) transcript.Segment {
	p := ut.piece()
	by := s.clocks[ut.stream]
	seg := transcript.Segment{
		ID: ut.id, Speaker: speakerID(ut.speaker), Start: shifted(p.start, by), End: shifted(p.end, by), Text: p.text, Kind: ut.kind,
		SourceID: ut.source, Language: ut.language, Track: ut.track, Rev: ut.edits,
	}
	if seg.End.Before(seg.Start) { // put together of a piece without a start and one without an end
		seg.End = transcript.Offset{}
	}
	for _, w := range p.words {
		w.Start, w.End = shifted(w.Start, by), shifted(w.End, by)
		seg.Words = append(seg.Words, w)
	}
	switch {
	case ut.forced && !ut.human:
		seg.State = transcript.Forced
	case ut.standing == guessed:
		seg.State = transcript.Interim
	}
	return seg
}

func shifted(o transcript.Offset, by int64) transcript.Offset {
	if ms, ok := o.Ms(); ok {
		return transcript.At(ms + by)
	}
	return o
}

// speakerID is the same for a label whenever it comes first.
func speakerID(label string) transcript.SpeakerID {
	if label == "" {
		return ""
	}
	return transcript.SpeakerID("sp_" + hash(label)[len("sha256:"):][:10])
}

func (s *Session) speaker(label string) transcript.Speaker {
	sp := transcript.NewSpeaker(speakerID(label), label)
	if p := s.people[label]; p != nil && p.name != "" {
		if name := transcript.DisplayName(p.name); name != "" {
			sp.Name = name
		}
	}
	if sp.Name == "" {
		sp.Name = fmt.Sprintf("Speaker %s", sp.ID)
	}
	return sp
}
