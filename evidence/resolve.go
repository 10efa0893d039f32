package evidence

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hirealign/hirealign/transcript"
)

// ResolutionState says what a later version of a transcript has where a citation of
// an earlier one points. Unknown values survive decoding.
type ResolutionState string

// The states, best first.
const (
	// ResolvedExact: the same words at the same place.
	ResolvedExact ResolutionState = "exact"
	// ResolvedMoved: the same words, said by the same speaker, at another place.
	ResolvedMoved ResolutionState = "moved"
	// ResolvedChanged: other words stand there, or somebody else is named as the speaker.
	ResolvedChanged ResolutionState = "changed"
	// ResolvedRedacted: words of the citation were taken out.
	ResolvedRedacted ResolutionState = "redacted"
	// ResolvedMissing: the place is gone.
	ResolvedMissing ResolutionState = "missing"
)

var resolutionOrder = []ResolutionState{ResolvedExact, ResolvedMoved, ResolvedChanged, ResolvedRedacted, ResolvedMissing}

// Resolution says what became of a citation.
type Resolution struct {
	// State is the worst of the spans', those of a confirmation included.
	State ResolutionState `json:"state"`
	// Spans are the citation's, in its order.
	Spans []SpanResolution `json:"spans"`
	// Current is the citation in the later version. It is zero unless the state is
	// exact or moved: other words are never cited in the place of those that were.
	Current Citation `json:"current,omitzero"`
}

// SpanResolution says what became of one span.
type SpanResolution struct {
	State ResolutionState `json:"state"`
	// Segment is where the place is now, "" where it is missing.
	Segment string `json:"segment_id,omitzero"`
	// Old is the cited text, New what stands there now: the closest words for a
	// changed span, with the mark of what was redacted, "" where nothing is left.
	Old string `json:"old"`
	New string `json:"new,omitzero"`
	// Score is the share of words that Old and New have in common, from 0 to 1. It
	// is 1 for an exact or moved span.
	Score float64 `json:"score"`
	// Category is what was taken out of a redacted span.
	Category transcript.Category `json:"category,omitzero"`
	// SpeakerChanged says that the words are credited to somebody else, or to the
	// same speaker in another role.
	SpeakerChanged bool `json:"speaker_changed,omitzero"`
}

// Resolver finds citations of earlier versions in one version of a transcript. It
// is immutable and safe for concurrent use.
type Resolver struct {
	t    transcript.Transcript
	src  Source
	at   map[string]int // segments by id
	cite map[string]int // passages by id
}

// NewResolver prepares a version of a transcript. Read a corrected export under the
// id of the first, or put it through transcript.Carry, so that its segments have the
// ids that the citations name.
func NewResolver(t transcript.Transcript) *Resolver {
	r := &Resolver{t: t, src: FromTranscript(t), at: make(map[string]int, len(t.Segments)), cite: make(map[string]int, len(t.Segments))}
	for i, s := range t.Segments {
		r.at[string(s.ID)] = i
	}
	for i, p := range r.src.Passages {
		r.cite[p.ID] = i
	}
	return r
}

// Resolve says what the transcript has where a citation points that was made on an
// earlier version of it. It looks in the segment that the citation names, in those
// that took its words over when it was split or joined, and, where all are gone, for
// the same words anywhere. A citation of another transcript is missing.
func Resolve(c Citation, t transcript.Transcript) Resolution { return NewResolver(t).Resolve(c) }

// Resolve says what became of a citation; see the function Resolve.
func (r *Resolver) Resolve(c Citation) Resolution {
	out := Resolution{State: ResolvedExact, Spans: make([]SpanResolution, 0, len(c.Spans))}
	if len(c.Spans) == 0 {
		out.State = ResolvedMissing
		return out
	}
	now := Citation{Source: r.src.Ref, Speaker: c.Speaker, Grade: c.Grade, Flags: slices.Clone(c.Flags)}
	worse := func(s ResolutionState) {
		if slices.Index(resolutionOrder, s) > slices.Index(resolutionOrder, out.State) {
			out.State = s
		}
	}
	for _, s := range c.Spans {
		res := SpanResolution{State: ResolvedMissing, Old: s.Text}
		if c.Source.ID == r.src.Ref.ID {
			var found []Span
			res, found = r.span(s, c.Speaker)
			now.Spans = append(now.Spans, found...)
		}
		out.Spans = append(out.Spans, res)
		worse(res.State)
	}
	for _, s := range c.Confirmation {
		// The citation does not name who confirmed; it was not who is confirmed.
		var confirms Speaker
		if n, ok := r.cite[s.Segment]; ok {
			confirms = r.src.Passages[n].Speaker
		}
		res, found := r.span(s, confirms)
		now.Confirmation = append(now.Confirmation, found...)
		if confirms == c.Speaker {
			res.State = ResolvedChanged
		}
		worse(res.State)
	}
	if out.State != ResolvedExact && out.State != ResolvedMoved {
		return out
	}
	if !r.ordered(now.Spans) {
		out.State = ResolvedChanged
		return out
	}
	passage := r.src.Passages[r.cite[now.Spans[0].Segment]]
	now.Speaker, now.Language = passage.Speaker, cmp.Or(passage.Language, r.src.Language)
	out.Current = now
	return out
}

func (r *Resolver) ordered(spans []Span) bool {
	return slices.IsSortedFunc(spans, func(a, b Span) int {
		if d := r.at[a.Segment] - r.at[b.Segment]; d != 0 {
			return d
		}
		return a.StartByte - b.StartByte
	})
}

// span resolves one span. The spans that it returns are those of an exact or moved one.
func (r *Resolver) span(s Span, speaker Speaker) (SpanResolution, []Span) {
	res := SpanResolution{State: ResolvedMissing, Old: s.Text}
	if s.StartByte < 0 || s.EndByte <= s.StartByte || s.EndByte-s.StartByte != len(s.Text) {
		return res, nil // no span of any text
	}
	places := r.places(s.Segment)
	if len(places) == 0 {
		return r.elsewhere(s, speaker)
	}
	first := r.t.Segments[places[0]]
	res.Segment = string(first.ID)
	if string(first.ID) == s.Segment {
		if s.EndByte <= len(first.Text) && first.Text[s.StartByte:s.EndByte] == s.Text {
			return r.same(res, ResolvedExact, speaker, []spanPiece{{places[0], s.StartByte, s.EndByte}})
		}
		for _, m := range first.Redacted {
			if m.FromEndByte > m.FromStartByte && m.FromStartByte < s.EndByte && s.StartByte < m.FromEndByte {
				res.State, res.Category = ResolvedRedacted, m.Category
				res.New, res.Score = redactedText(s, first)
				return res, nil
			}
		}
	}
	text, starts := r.joined(places)
	if at := nearestText(text, s.Text, s.StartByte); at >= 0 && (len(places) > 1 || wordCount(s.Text) >= distinctWords || max(at-s.StartByte, s.StartByte-at) <= shortMove) {
		return r.same(res, ResolvedMoved, speaker, cutPieces(places, starts, r.t.Segments, at, at+len(s.Text)))
	}
	var from, to int
	res.New, res.Score, from, to = closestText(s, text)
	res.State = ResolvedChanged
	if strings.TrimSpace(text) == "" {
		res.State = ResolvedMissing
		return res, nil
	}
	for n, p := range places {
		for _, m := range r.marks(p) {
			if at := starts[n] + m.StartByte; res.Score == 0 || at < to && from < starts[n]+m.EndByte {
				res.State, res.Category = ResolvedRedacted, m.Category
				return res, nil
			}
		}
	}
	if pieces := cutPieces(places, starts, r.t.Segments, from, to); len(pieces) > 0 {
		res.Segment = string(r.t.Segments[pieces[0].segment].ID)
		res.SpeakerChanged = r.other(pieces, speaker)
	}
	return res, nil
}

// redactedText is what stands for a span of which words were taken out: the place
// that it has after the redactions of its segment, where the words that are left
// are those of the span, else the closest words.
func redactedText(s Span, seg transcript.Segment) (string, float64) {
	from, to := s.StartByte, s.EndByte
	old, now := 0, 0 // the end of the last redaction in the text before and in this one
	var left strings.Builder
	for _, m := range seg.Redacted {
		if m.FromEndByte <= m.FromStartByte {
			continue
		}
		switch {
		case m.FromEndByte <= s.StartByte:
			from = m.EndByte + s.StartByte - m.FromEndByte
		case m.FromStartByte <= s.StartByte:
			from = m.StartByte
		}
		switch {
		case m.FromEndByte <= s.EndByte:
			to = m.EndByte + s.EndByte - m.FromEndByte
		case m.FromStartByte < s.EndByte:
			to = m.EndByte
		}
		if a, b := max(old, s.StartByte), min(m.FromStartByte, s.EndByte); a < b {
			left.WriteString(s.Text[a-s.StartByte : b-s.StartByte])
		}
		old, now = m.FromEndByte, m.EndByte
	}
	if a := max(old, s.StartByte); a < s.EndByte && a-s.StartByte < len(s.Text) {
		left.WriteString(s.Text[a-s.StartByte:])
	}
	if from < 0 || to > len(seg.Text) || from >= to || !boundary(seg.Text, from) || !boundary(seg.Text, to) || now > len(seg.Text) {
		found, score, _, _ := closestText(s, seg.Text)
		return found, score
	}
	kept, at := "", from
	for _, m := range seg.Redacted {
		if m.EndByte <= from || m.StartByte >= to {
			continue
		}
		kept += seg.Text[at:max(at, m.StartByte)]
		at = min(m.EndByte, to)
	}
	if kept += seg.Text[at:to]; kept != left.String() {
		found, score, _, _ := closestText(s, seg.Text)
		return found, score
	}
	return seg.Text[from:to], float64(wordCount(kept)) / float64(max(wordCount(s.Text), 1))
}

const (
	distinctWords = 3  // words that hardly occur twice by chance
	shortMove     = 40 // bytes that fewer words may move by within a segment
)

func wordCount(text string) int {
	n := 0
	for range transcript.Words(text) {
		n++
	}
	return n
}

// marks are the redacted places of a segment, those that its service made included.
func (r *Resolver) marks(segment int) []transcript.Redacted {
	s := r.t.Segments[segment]
	return append(slices.Clone(s.Redacted), transcript.VendorRedactions(s.Text)...)
}

// spanPiece is a piece of a segment's text.
type spanPiece struct{ segment, start, end int }

// same finishes a span whose words are still there.
func (r *Resolver) same(res SpanResolution, state ResolutionState, speaker Speaker, pieces []spanPiece) (SpanResolution, []Span) {
	res.State, res.New, res.Score = state, res.Old, 1
	res.Segment = string(r.t.Segments[pieces[0].segment].ID)
	if r.other(pieces, speaker) {
		res.State, res.SpeakerChanged = ResolvedChanged, true
		return res, nil
	}
	var spans []Span
	for _, p := range pieces {
		n, ok := r.cite[string(r.t.Segments[p.segment].ID)]
		if !ok { // an event: nobody said it
			res.State = ResolvedChanged
			return res, nil
		}
		spans = append(spans, newSpan(r.src.Passages[n], p.start, p.end))
	}
	return res, spans
}

// other reports whether one of the pieces was said by somebody else.
func (r *Resolver) other(pieces []spanPiece, speaker Speaker) bool {
	return slices.ContainsFunc(pieces, func(p spanPiece) bool {
		n, ok := r.cite[string(r.t.Segments[p.segment].ID)]
		if !ok {
			return true
		}
		now := r.src.Passages[n].Speaker
		return now.ID != speaker.ID || now.Role != speaker.Role
	})
}

// places are the segments that may have the words of the segment: itself, and those
// that took words of it over, in the order of the transcript.
func (r *Resolver) places(id string) []int {
	var out []int
	seen := map[string]bool{}
	for queue := []string{id}; len(queue) > 0; queue = queue[1:] {
		if seen[queue[0]] {
			continue
		}
		seen[queue[0]] = true
		if n, ok := r.at[queue[0]]; ok {
			out = append(out, n)
		}
		for _, a := range r.t.Aliased(transcript.SegmentID(queue[0])) {
			queue = append(queue, string(a))
		}
	}
	if len(out) > 0 && string(r.t.Segments[out[0]].ID) == id {
		slices.Sort(out[1:])
		return out
	}
	slices.Sort(out)
	return out
}

// joined puts the texts of segments together with a space in between.
func (r *Resolver) joined(places []int) (text string, starts []int) {
	var b strings.Builder
	for i, p := range places {
		if i > 0 {
			b.WriteByte(' ')
		}
		starts = append(starts, b.Len())
		b.WriteString(r.t.Segments[p].Text)
	}
	return b.String(), starts
}

// cutPieces maps a range of a joined text to its segments, without outer white space.
func cutPieces(places, starts []int, segments []transcript.Segment, from, to int) []spanPiece {
	var out []spanPiece
	for i, p := range places {
		text := segments[p].Text
		a, b := max(from-starts[i], 0), min(to-starts[i], len(text))
		if a >= b {
			continue
		}
		a += len(text[a:b]) - len(strings.TrimLeft(text[a:b], " \t\r\n"))
		b -= len(text[a:b]) - len(strings.TrimRight(text[a:b], " \t\r\n"))
		if a < b {
			out = append(out, spanPiece{p, a, b})
		}
	}
	return out
}

// nearestText finds the occurrence of a piece of text as whole words that begins closest
// to an offset, and -1 where there is none.
func nearestText(text, piece string, to int) int {
	best := -1
	var starts, ends []int // of the words of the text
	for from := 0; piece != ""; {
		i := strings.Index(text[from:], piece)
		if i < 0 {
			break
		}
		if starts == nil {
			for at, w := range transcript.Words(text) {
				starts, ends = append(starts, at), append(ends, at+len(w))
			}
		}
		inside := func(at int) bool {
			n, _ := slices.BinarySearch(starts, at)
			return n > 0 && at < ends[n-1]
		}
		i += from
		if !inside(i) && !inside(i+len(piece)) && (best < 0 || max(i-to, to-i) < max(best-to, to-best)) {
			best = i
		}
		from = i + 1
	}
	return best
}

// elsewhere looks for the words of a segment that is gone. They count as moved only
// where they stand in one place, said by the same speaker.
func (r *Resolver) elsewhere(s Span, speaker Speaker) (SpanResolution, []Span) {
	res := SpanResolution{State: ResolvedMissing, Old: s.Text}
	if wordCount(s.Text) < distinctWords {
		return res, nil
	}
	var found []spanPiece
	for i, seg := range r.t.Segments {
		if at := nearestText(seg.Text, s.Text, 0); at >= 0 {
			found = append(found, spanPiece{i, at, at + len(s.Text)})
		}
	}
	if len(found) != 1 || r.other(found, speaker) {
		return res, nil
	}
	return r.same(res, ResolvedMoved, speaker, found)
}

// resolved is a word of a text as Resolve compares them: up to the next white space, and
// a letter in scripts that have none.
type resolved struct {
	word       string
	start, end int
}

func resolvedWords(text string) []resolved {
	var out []resolved
	for from := 0; from < len(text); {
		rest := strings.TrimLeft(text[from:], " \t\r\n")
		from = len(text) - len(rest)
		end := strings.IndexAny(rest, " \t\r\n")
		if end < 0 {
			end = len(rest)
		}
		field, single := rest[:end], []resolved(nil)
		for at, w := range transcript.Words(field) {
			if utf8.RuneCountInString(w) == 1 && len(w) > 1 {
				single = append(single, resolved{w, from + at, from + at + len(w)})
			}
		}
		switch {
		case len(single) > 1:
			out = append(out, single...)
		case field != "":
			word := strings.ToLower(strings.Trim(field, ".,!?;:…\"“”()"))
			out = append(out, resolved{word, from, from + end})
		}
		from += end
	}
	return out
}

const (
	costExchanged = 2 // the cost of another word in the place of one
	costDropped   = 3 // and of a word more or less

	mostCompared = 1 << 24 // pairs of words; a longer passage changed as a whole
)

// closestText finds the words of a text that differ least from those of a span: the
// stretch that the fewest words have to be put in, left out or exchanged for. Equal
// ones are told apart by how near they are to where the span was.
func closestText(s Span, text string) (found string, score float64, from, to int) {
	want, have := resolvedWords(s.Text), resolvedWords(text)
	if len(want) == 0 || len(have) == 0 || (len(want)+1)*(len(have)+1) > mostCompared {
		return strings.TrimSpace(text), 0, 0, len(text)
	}
	type cell struct{ cost, from, same int }
	row := make([]cell, len(have)+1)
	for j := range row {
		row[j] = cell{0, j, 0}
	}
	for i, w := range want {
		next := make([]cell, len(have)+1)
		next[0] = cell{(i + 1) * costDropped, 0, 0}
		for j, h := range have {
			best := row[j]
			if w.word == h.word {
				best.same++
			} else {
				best.cost += costExchanged
			}
			if drop := row[j+1]; drop.cost+costDropped < best.cost {
				best = cell{drop.cost + costDropped, drop.from, drop.same}
			}
			if add := next[j]; add.cost+costDropped < best.cost {
				best = cell{add.cost + costDropped, add.from, add.same}
			}
			next[j+1] = best
		}
		row = next
	}
	at := func(j int) int {
		if j < len(have) {
			return have[j].start
		}
		return len(text)
	}
	best, few := 0, wordCount(s.Text) < distinctWords
	distance := func(j int) int { d := at(row[j].from) - s.StartByte; return max(d, -d) }
	for j := range row {
		if row[j].from >= j {
			continue
		}
		if few && distance(j) > shortMove {
			row[j].cost += len(want) * costDropped // the same word elsewhere is another one
		}
		if row[best].from >= best || row[j].cost < row[best].cost || row[j].cost == row[best].cost && distance(j) < distance(best) {
			best = j
		}
	}
	if row[best].from >= best {
		return strings.TrimSpace(text), 0, 0, len(text)
	}
	from, to = have[row[best].from].start, have[best-1].end
	return text[from:to], float64(row[best].same) / float64(max(len(want), best-row[best].from)), from, to
}
