package transcript

import (
	"cmp"
	"container/heap"
	"slices"
	"unicode"
)

// Basis says what a Measure was taken from. Unknown values survive decoding.
type Basis string

// The bases.
const (
	// NotMeasurable: the transcript has no times, or not enough, for the value.
	NotMeasurable Basis = "none"
	// FromSegments: the times are those of whole segments, pauses inside included.
	FromSegments Basis = "segments"
	// FromWords: the times are those of words.
	FromWords Basis = "words"
)

// Measure is a value with what it was taken from. Value is 0 where Basis is
// NotMeasurable, and says nothing.
type Measure struct {
	Value int64 `json:"value"`
	Basis Basis `json:"basis"`
}

// Known reports whether the value could be measured.
func (m Measure) Known() bool { return m.Basis == FromSegments || m.Basis == FromWords }

// Metrics say how a conversation went by the clock. They describe; nothing in them
// judges, and none goes into a scorecard by itself. Overlap and interruptions depend
// on the recogniser as much as on the talk: some write one speaker at a time.
type Metrics struct {
	// DurationMs is from the first start to the last end of speech.
	DurationMs Measure `json:"duration_ms"`
	// SpeechMs is the time in which somebody speaks, SilenceMs the rest of the
	// duration, OverlapMs how much longer the speakers talk together than SpeechMs.
	SpeechMs  Measure `json:"speech_ms"`
	SilenceMs Measure `json:"silence_ms"`
	OverlapMs Measure `json:"overlap_ms"`
	// TalkMs is the sum of the speakers' talk, of which their shares are taken.
	TalkMs Measure `json:"talk_ms"`
	// Turns counts turns, as Turns has them. SwitchesPerHour is how often another
	// turn begins, by the duration.
	Turns           int     `json:"turns"`
	SwitchesPerHour Measure `json:"switches_per_hour"`
	// ResponseMs is the median time from the end of a question to the start of the
	// answer, below 0 where the answer starts first; PatienceMs from the end of an
	// answer to the next question. Both need known roles.
	ResponseMs Measure `json:"response_ms"`
	PatienceMs Measure `json:"patience_ms"`
	// Speakers are in the order of the transcript; speech without a speaker stands
	// last, under "".
	Speakers []SpeakerMetrics `json:"speakers,omitzero"`
}

// SpeakerMetrics are those of one speaker.
type SpeakerMetrics struct {
	Speaker SpeakerID `json:"speaker_id"`
	Role    Role      `json:"role,omitzero"`
	// TalkMs is the time that the speaker talks: the union of the intervals of words
	// or segments, with gaps below 200 ms closed.
	TalkMs Measure `json:"talk_ms"`
	// SharePermille is TalkMs in thousandths of the talk of all speakers, not of the
	// duration. It needs the times of all speakers.
	SharePermille Measure `json:"share_permille"`
	// LongestMs is the longest stretch without a pause above two seconds in which
	// nobody else says more than a back-channel.
	LongestMs Measure `json:"longest_ms"`
	// Interruptions counts how often the speaker begins while another is in the middle
	// of it and then stops.
	Interruptions Measure `json:"interruptions"`
	Words         int     `json:"words"`
	// PacePerMinute is words in a minute of talk; characters in scripts that put no
	// spaces between words, where InCharacters is set.
	PacePerMinute Measure `json:"pace_per_minute"`
	InCharacters  bool    `json:"in_characters,omitzero"`
	Questions     int     `json:"questions"`
}

const (
	closedGap     = 200    // milliseconds between words that count as talk
	monologueGap  = 2000   // milliseconds of pause that end a monologue
	intrusion     = 500    // milliseconds that an interruption comes before the other ends, and after they began
	yielding      = 2000   // milliseconds in which the one who is interrupted stops
	measurable    = 0.9    // share of words that need times
	wordsTimed    = 0.8    // share of a segment's words that need times before they are used
	msPerMinute   = 60_000 // milliseconds
	msPerHour     = 60 * msPerMinute
	leastPaceTalk = 1000 // milliseconds below which a pace says nothing
)

// interval is time in milliseconds, end exclusive.
type interval struct{ start, end int64 }

// spurt is a stretch of talk.
type spurt struct {
	interval
	speaker SpeakerID
	// listening says that it holds nothing but back-channels.
	listening bool
}

// timing is what is known of the times of one speaker, or of all.
type timing struct {
	words, timed int
	unworded     bool // a segment's own times were used
	list         []interval
}

func (t timing) basis() Basis {
	switch {
	case len(t.list) == 0 || float64(t.timed) < measurable*float64(t.words):
		return NotMeasurable
	case t.unworded:
		return FromSegments
	default:
		return FromWords
	}
}

func measure(v int64, b Basis) Measure {
	if b == NotMeasurable {
		return Measure{Basis: NotMeasurable}
	}
	return Measure{Value: v, Basis: b}
}

// weaker is the basis of a value that is made of two.
func weaker(a, b Basis) Basis {
	order := []Basis{NotMeasurable, FromSegments, FromWords}
	return order[min(slices.Index(order, a), slices.Index(order, b))]
}

// Metrics measures the speech of the transcript. A value whose times are missing is
// NotMeasurable, never an estimate: at least nine tenths of the words of a speaker
// must stand in segments with both ends.
func (t Transcript) Metrics() Metrics {
	var (
		m      Metrics
		order  []SpeakerID
		times  = map[SpeakerID]*timing{}
		all    timing
		asking = map[SpeakerID]*Asking{}
		chars  = map[SpeakerID][2]int{} // characters, and words of one character
		spurts []spurt
		marked = t.hasQuestionMarks()
	)
	for _, s := range t.Speakers {
		order = append(order, s.ID)
	}
	order = append(order, "")
	for _, s := range t.Segments {
		if s.Kind != Speech {
			continue
		}
		mine := times[s.Speaker]
		if mine == nil {
			mine = &timing{}
			times[s.Speaker], asking[s.Speaker] = mine, &Asking{}
		}
		asking[s.Speaker].add(s.Text, marked)
		words, c := 0, chars[s.Speaker]
		for _, w := range Words(s.Text) {
			words++
			n := characters(w)
			c[0] += n
			if n == 1 && len(w) >= 3 {
				c[1]++
			}
		}
		chars[s.Speaker] = c
		list, fine := s.intervals(words)
		for _, x := range []*timing{mine, &all} {
			x.words += words
			if len(list) > 0 {
				x.timed += words
				x.unworded = x.unworded || !fine
				x.list = append(x.list, list...)
			}
		}
		for _, i := range closed(list, closedGap) {
			spurts = append(spurts, spurt{i, s.Speaker, IsBackchannel(s.Text)})
		}
	}
	basis := all.basis()
	var talk int64
	talked := map[SpeakerID]int64{}
	for id, x := range times {
		x.list = closed(x.list, closedGap)
		talked[id] = length(x.list)
		talk += talked[id]
	}
	var union []interval
	for _, x := range times {
		union = append(union, x.list...)
	}
	union = closed(union, 0)
	speech := length(union)
	if len(union) > 0 {
		duration := union[len(union)-1].end - union[0].start
		m.DurationMs, m.SilenceMs = measure(duration, basis), measure(duration-speech, basis)
	} else {
		m.DurationMs, m.SilenceMs = measure(0, basis), measure(0, basis)
	}
	m.SpeechMs, m.TalkMs, m.OverlapMs = measure(speech, basis), measure(talk, basis), measure(talk-speech, basis)
	m.Turns = len(t.Turns())
	m.SwitchesPerHour = Measure{Basis: NotMeasurable}
	if m.DurationMs.Known() && m.DurationMs.Value > 0 {
		m.SwitchesPerHour = measure(int64(max(m.Turns-1, 0))*msPerHour/m.DurationMs.Value, basis)
	}
	m.ResponseMs, m.PatienceMs = t.latencies()
	cuts, longest, roles := interruptions(spurts), monologues(spurts), t.roles()
	for _, id := range order {
		x := times[id]
		if x == nil {
			continue
		}
		b := x.basis()
		one := SpeakerMetrics{
			Speaker: id, Role: roles[id], TalkMs: measure(talked[id], b), Words: x.words, Questions: asking[id].Questions,
			LongestMs: measure(longest[id], b), Interruptions: measure(int64(cuts[id]), basis), SharePermille: Measure{Basis: NotMeasurable}, PacePerMinute: Measure{Basis: NotMeasurable},
		}
		if talk > 0 {
			one.SharePermille = measure((talked[id]*1000+talk/2)/talk, basis)
		}
		if x.words > 0 && chars[id][1]*2 > x.words {
			one.InCharacters = true
		}
		if talked[id] >= leastPaceTalk {
			n := x.words
			if one.InCharacters {
				n = chars[id][0]
			}
			one.PacePerMinute = measure(int64(n)*msPerMinute/talked[id], b)
		}
		m.Speakers = append(m.Speakers, one)
	}
	return m
}

// intervals are the times of a segment: those of its words where most have any, else
// its own. fine says that they are those of words.
func (s Segment) intervals(words int) (list []interval, fine bool) {
	timed := 0
	for _, w := range s.Words {
		from, okFrom := w.Start.Ms()
		to, okTo := w.End.Ms()
		if okFrom && okTo && from <= to && w.StartByte >= 0 && w.StartByte <= w.EndByte && w.EndByte <= len(s.Text) {
			timed += countWords(s.Text[w.StartByte:w.EndByte])
			list = append(list, interval{from, to})
		}
	}
	if len(list) > 0 && float64(timed) >= wordsTimed*float64(words) {
		return list, true
	}
	from, okFrom := s.Start.Ms()
	to, okTo := s.End.Ms()
	if !okFrom || !okTo || to < from {
		return nil, false
	}
	return []interval{{from, to}}, false
}

// closed is the union of intervals, with gaps below the given closed.
func closed(list []interval, gap int64) []interval {
	if len(list) == 0 {
		return nil
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b interval) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
	out := list[:1]
	for _, i := range list[1:] {
		last := &out[len(out)-1]
		if i.start <= last.end || i.start-last.end < gap {
			last.end = max(last.end, i.end)
			continue
		}
		out = append(out, i)
	}
	return out
}

func length(list []interval) int64 {
	var n int64
	for _, i := range list {
		n += i.end - i.start
	}
	return n
}

// stretches joins the spurts of each speaker over pauses up to the given.
func stretches(spurts []spurt, pause int64) []spurt {
	slices.SortStableFunc(spurts, func(a, b spurt) int { return cmp.Compare(a.start, b.start) })
	var out []spurt
	last := map[SpeakerID]int{}
	for _, s := range spurts {
		if i, ok := last[s.speaker]; ok && s.start-out[i].end <= pause {
			out[i].end = max(out[i].end, s.end)
			out[i].listening = out[i].listening && s.listening
			continue
		}
		last[s.speaker] = len(out)
		out = append(out, s)
	}
	return out
}

// interruptions counts for each speaker how often they begin while another is in the
// middle of it, who then stops.
func interruptions(spurts []spurt) map[SpeakerID]int {
	list := stretches(spurts, closedGap) // those of one speaker do not overlap
	out := map[SpeakerID]int{}
	var ends ascending // of those who are in the middle of it
	begun := 0
	for i, b := range list {
		for ; begun < i && list[begun].start+intrusion <= b.start; begun++ {
			if a := list[begun]; !a.listening {
				heap.Push(&ends, a.end)
			}
		}
		for len(ends) > 0 && ends[0] < b.start+intrusion {
			heap.Pop(&ends)
		}
		if !b.listening && len(ends) > 0 && ends[0] <= b.start+yielding && ends[0] < b.end {
			out[b.speaker]++
		}
	}
	return out
}

// ascending is a heap of times, the earliest first.
type ascending []int64

func (a ascending) Len() int           { return len(a) }
func (a ascending) Less(i, j int) bool { return a[i] < a[j] }
func (a ascending) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a *ascending) Push(ms any)       { *a = append(*a, ms.(int64)) }
func (a *ascending) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// monologues finds the longest stretch of each speaker that no one else breaks into
// with more than a back-channel.
func monologues(spurts []spurt) map[SpeakerID]int64 {
	slices.SortStableFunc(spurts, func(a, b spurt) int { return cmp.Compare(a.start, b.start) })
	out := map[SpeakerID]int64{}
	var run spurt
	for i, s := range spurts {
		switch {
		case i > 0 && s.speaker == run.speaker && s.start-run.end <= monologueGap:
			run.end = max(run.end, s.end)
		case i > 0 && s.speaker != run.speaker && s.listening:
			continue
		default:
			run = s
		}
		out[run.speaker] = max(out[run.speaker], run.end-run.start)
	}
	return out
}

// latencies are the medians of the times between questions and answers.
func (t Transcript) latencies() (response, patience Measure) {
	at := make(map[SegmentID]Segment, len(t.Segments))
	for _, s := range t.Segments {
		at[s.ID] = s
	}
	edge := func(id SegmentID, end bool) (int64, bool, Basis) {
		s := at[id]
		own := s.Start
		if end {
			own = s.End
		}
		words := s.Words
		if len(words) > 0 {
			w := words[0].Start
			if end {
				w = words[len(words)-1].End
			}
			if ms, ok := w.Ms(); ok {
				return ms, true, FromWords
			}
		}
		ms, ok := own.Ms()
		return ms, ok, FromSegments
	}
	type gap struct {
		ms    int64
		basis Basis
	}
	var responses, patiences []gap
	expected := [2]int{}
	between := func(list *[]gap, from, to Turn) {
		end, ok, b := edge(from.Segments[len(from.Segments)-1], true)
		start, known, c := edge(to.Segments[0], false)
		if ok && known {
			*list = append(*list, gap{start - end, weaker(b, c)})
		}
	}
	exchanges := t.Exchanges()
	for i, e := range exchanges {
		if len(e.Answer) == 0 {
			continue
		}
		expected[0]++
		between(&responses, e.Question, e.Answer[0])
		if i+1 < len(exchanges) {
			expected[1]++
			between(&patiences, e.Answer[len(e.Answer)-1], exchanges[i+1].Question)
		}
	}
	median := func(list []gap, of int) Measure {
		if len(list) == 0 || float64(len(list)) < measurable*float64(of) {
			return Measure{Basis: NotMeasurable}
		}
		basis := FromWords
		for _, g := range list {
			basis = weaker(basis, g.basis)
		}
		slices.SortFunc(list, func(a, b gap) int { return cmp.Compare(a.ms, b.ms) })
		n := len(list)
		return measure((list[(n-1)/2].ms+list[n/2].ms)/2, basis)
	}
	return median(responses, expected[0]), median(patiences, expected[1])
}

// characters counts the letters, digits and signs of a word as a reader does:
// without marks, joiners and selectors.
func characters(word string) int {
	n, joined := 0, false
	for _, r := range word {
		switch {
		case unicode.IsMark(r), unicode.Is(unicode.Cf, r):
			joined = joined || r == '\u200D'
		case joined:
			joined = false
		default:
			n++
		}
	}
	return n
}
