package evidence

import (
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

// Index finds quotes in one source. It is immutable and safe for concurrent use.
type Index struct {
	src Source
	// words are the units of all passages without fillers, restarts and listeners'
	// backchannels, in order.
	words []word
	// at lists the positions of each word.
	at map[string][]int32
	// first is the position in words of each passage's first word, with the total at the end.
	first []int32
	// back marks the passages that are a listener's backchannel.
	back []bool
	// place finds a passage by id.
	place map[string]int
}

// word is a unit with the passage that it stands in.
type word struct {
	unit
	passage int32
}

// NewIndex indexes a source. It takes time and memory in proportion to the text.
func NewIndex(src Source) *Index {
	ix := &Index{
		src: src, at: make(map[string][]int32), place: make(map[string]int, len(src.Passages)),
		first: make([]int32, 0, len(src.Passages)+1), back: make([]bool, len(src.Passages)),
	}
	for i, p := range src.Passages {
		if _, dup := ix.place[p.ID]; !dup {
			ix.place[p.ID] = i
		}
		ix.first = append(ix.first, int32(len(ix.words)))
		ix.back[i] = i > 0 && i+1 < len(src.Passages) && transcript.IsBackchannel(p.Text) &&
			p.Speaker != src.Passages[i-1].Speaker && src.Passages[i-1].Speaker == src.Passages[i+1].Speaker
		if ix.back[i] {
			continue
		}
		for _, u := range unitsOf(p.Text) {
			if u.filler {
				continue
			}
			ix.at[u.word] = append(ix.at[u.word], int32(len(ix.words)))
			ix.words = append(ix.words, word{unit: u, passage: int32(i)})
		}
	}
	ix.first = append(ix.first, int32(len(ix.words)))
	return ix
}

// Source returns the indexed source. Its passages must not be changed.
func (ix *Index) Source() Source { return ix.src }

// run is a range of words of the index, end exclusive.
type run struct{ start, end int }

// speaker returns who said the run, and false where it has more than one speaker.
func (ix *Index) speaker(r run) (Speaker, bool) {
	first := ix.src.Passages[ix.words[r.start].passage].Speaker
	for i := ix.words[r.start].passage; i <= ix.words[r.end-1].passage; i++ {
		if !ix.back[i] && ix.src.Passages[i].Speaker != first {
			return Speaker{}, false
		}
	}
	return first, true
}

// spans cuts a run out of its passages: from its first word to the end of the
// passage, whole passages in between, and up to its last word.
func (ix *Index) spans(r run) []Span {
	from, to := ix.words[r.start], ix.words[r.end-1]
	var out []Span
	for i := from.passage; i <= to.passage; i++ {
		if ix.back[i] || ix.first[i] == ix.first[i+1] && i != from.passage && i != to.passage {
			continue
		}
		text := ix.src.Passages[i].Text
		start, end := 0, len(text)
		if i == from.passage {
			start = from.start
		}
		if i == to.passage {
			end = closing(text, to.end)
		}
		start += len(text[start:end]) - len(strings.TrimLeft(text[start:end], " \t\r\n"))
		end -= len(text[start:end]) - len(strings.TrimRight(text[start:end], " \t\r\n"))
		if start < end {
			out = append(out, newSpan(ix.src.Passages[i], start, end))
		}
	}
	return out
}

// closing moves the end of a span past the mark that ends its sentence.
func closing(text string, end int) int {
	for _, mark := range []string{".", "?", "!", "…"} {
		if strings.HasPrefix(text[end:], mark) {
			return end + len(mark)
		}
	}
	return end
}

func newSpan(p Passage, start, end int) Span {
	before := utf16Len(p.Text[:start])
	from, to := p.times(start, end)
	return Span{
		Segment: p.ID, StartByte: start, EndByte: end,
		StartUTF16: before, EndUTF16: before + utf16Len(p.Text[start:end]),
		StartMs: from, EndMs: to, Text: p.Text[start:end],
	}
}

// times are those of the words between two offsets: the start of the first that
// has one and the end of the last, or the passage's where no word has any.
func (p Passage) times(start, end int) (from, to transcript.Offset) {
	for _, w := range p.Words {
		if w.EndByte <= start || w.StartByte >= end {
			continue
		}
		if from.IsZero() {
			from = w.Start
		}
		if !w.End.IsZero() {
			to = w.End
		}
	}
	if from.IsZero() {
		from = p.Start
	}
	if to.IsZero() {
		to = p.End
	}
	return from, to
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x10000 {
			n++
		}
	}
	return n
}
