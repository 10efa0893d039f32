package transcript

import (
	"cmp"
	"slices"
	"strings"
)

// Merged says what MergeTracks did.
type Merged struct {
	// Duplicates are the segments that were left out, because the same speaker has
	// the same words at the same time in another.
	Duplicates []SegmentID
	// Echoes are the segments that have EchoOf set.
	Echoes []SegmentID
}

const (
	echoDelay = 500 // milliseconds between a voice and its echo on another track
	echoAlike = 0.9 // share of words that both have in common
	echoWords = 3   // words that people do not say at the same time by chance
	mostOpen  = 64  // segments before one that it is compared with
)

// MergeTracks puts the tracks of one conversation together in the order of time:
// the segments of one or several transcripts whose clocks are the same. It has the
// id and the description of the first. Segments without a time come last.
//
// Of two segments of the same speaker at the same time, where one has all words of
// the other, one stays: a final one over an interim one, then the longer, then the
// later revision. Segments of different speakers always stay. Where a segment has
// nine tenths of the words of one that another speaker began on another track within
// half a second, it is an echo and says of what in EchoOf: the later, or the longer
// one where both begin together, has it. A segment is compared with the last 64 that
// began before it and may go on.
func MergeTracks(ts ...Transcript) (Transcript, Merged) {
	var (
		out    Transcript
		report Merged
		all    []Segment
		listed = map[SpeakerID]bool{}
	)
	for i, t := range ts {
		if i == 0 {
			out = t
			out.Speakers = nil
		}
		all = append(all, t.Segments...)
		for _, s := range t.Speakers {
			if !listed[s.ID] {
				listed[s.ID] = true
				out.Speakers = append(out.Speakers, s)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Segment) int {
		x, okX := a.Start.Ms()
		y, okY := b.Start.Ms()
		switch {
		case okX && okY:
			return cmp.Compare(x, y)
		case okX:
			return -1
		case okY:
			return 1
		}
		return 0
	})
	drop := make([]bool, len(all))
	words := make([][]token, len(all))
	said := make([]string, len(all)) // the words, each between line ends
	var open []int                   // segments that may still overlap
	for i := range all {
		words[i] = tokens(all[i].Text)
		said[i] = joined(words[i])
		from, ok := all[i].Start.Ms()
		if !ok || all[i].Kind != Speech {
			continue
		}
		open = slices.DeleteFunc(open, func(k int) bool {
			end, known := all[k].End.Ms()
			start, _ := all[k].Start.Ms()
			return known && end <= from && start+echoDelay < from || !known && start+echoDelay < from
		})
		for _, k := range open {
			if drop[k] || drop[i] {
				continue
			}
			a, b := all[k], all[i]
			if a.Speaker == b.Speaker && a.Speaker != "" {
				if overlap(a, b) && (strings.Contains(said[k], said[i]) || strings.Contains(said[i], said[k])) {
					drop[worse(all, words, k, i)] = true
				}
				continue
			}
			start, _ := a.Start.Ms()
			if a.Track != b.Track && from-start <= echoDelay && min(len(words[k]), len(words[i])) >= echoWords && alike(words[k], words[i]) >= echoAlike {
				later, first := i, k
				if from == start && len(words[k]) > len(words[i]) {
					later, first = k, i
				}
				if all[later].EchoOf == "" && all[first].EchoOf == "" {
					all[later].EchoOf = all[first].ID
				}
			}
		}
		if len(open) == mostOpen {
			open = slices.Delete(open, 0, 1)
		}
		open = append(open, i)
	}
	gone := map[SegmentID]bool{}
	for i, s := range all {
		if drop[i] {
			gone[s.ID] = true
		}
	}
	out.Segments = make([]Segment, 0, len(all))
	for i, s := range all {
		if drop[i] {
			report.Duplicates = append(report.Duplicates, s.ID)
			continue
		}
		if gone[s.EchoOf] {
			s.EchoOf = ""
		}
		if s.EchoOf != "" {
			report.Echoes = append(report.Echoes, s.ID)
		}
		out.Segments = append(out.Segments, s)
	}
	return out, report
}

func overlap(a, b Segment) bool {
	start, _ := a.Start.Ms()
	later, _ := b.Start.Ms()
	end, known := a.End.Ms()
	return start == later || known && later < end
}

// joined is the words with a line end at each side of each, so that one text holds
// the other's words next to each other where it holds the other.
func joined(words []token) string {
	if len(words) == 0 {
		return ""
	}
	var b strings.Builder
	for _, w := range words {
		b.WriteByte('\n')
		b.WriteString(w.word)
	}
	b.WriteByte('\n')
	return b.String()
}

func worse(all []Segment, words [][]token, a, b int) int {
	better := cmp.Or(
		settledFirst(all[a], all[b]),
		cmp.Compare(len(words[a]), len(words[b])),
		cmp.Compare(all[a].Rev, all[b].Rev),
		cmp.Compare(len(all[a].Text), len(all[b].Text)),
		strings.Compare(string(all[b].ID), string(all[a].ID)),
	)
	if better >= 0 {
		return b
	}
	return a
}

func settledFirst(a, b Segment) int {
	switch {
	case a.State == b.State, a.State != Interim && b.State != Interim:
		return 0
	case b.State == Interim:
		return 1
	default:
		return -1
	}
}

// alike is twice the number of common words by the number of all, of the first words
// of both.
func alike(a, b []token) float64 {
	a, b = a[:min(len(a), widestPair)], b[:min(len(b), widestPair)]
	x, y := make([]placed, len(a)), make([]placed, len(b))
	for i, w := range a {
		x[i].token = w
	}
	for i, w := range b {
		y[i].token = w
	}
	return 2 * float64(len(common(x, y))) / float64(max(len(a)+len(b), 1))
}
